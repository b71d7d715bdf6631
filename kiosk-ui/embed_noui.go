//go:build noui

// Package kioskui without the screens; see embed.go.
package kioskui

import "io/fs"

// Files returns an empty file system.
func Files() (fs.FS, error) {
	return noFiles{}, nil
}

type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
