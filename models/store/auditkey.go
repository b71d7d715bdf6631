package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"onevisit/models/translog"
)

// The log's files in the keys folder.
const (
	logKeyFile    = "audit-log.key"
	logAnchorFile = "audit-log.checkpoint"
)

// ErrNoLogKey is returned where the log's key is missing and none may be made.
var ErrNoLogKey = errors.New("store: the audit log's signing key is missing")

// OpenLogKey reads the audit log's signing key from the keys folder. Where there
// is none and mayCreate says so, one is made, for a log that has not begun.
//
// Several processes on one database each have a keys folder: those that hold a
// copy of this file can sequence and sign, and take turns; the others write
// entries like everybody and cannot sign.
func OpenLogKey(folder, site string, random io.Reader, mayCreate bool) (*translog.Key, error) {
	text, err := readSecret(filepath.Join(folder, logKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		if !mayCreate {
			return nil, ErrNoLogKey
		}
		key, err := translog.NewKey(random, site)
		if err != nil {
			return nil, err
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("store: keys folder: %w", err)
		}
		return key, writeWhole(folder, logKeyFile, []byte(key.Text()+"\n"), false)
	}
	if err != nil {
		return nil, err
	}
	return translog.ParseKey(string(text))
}

// readSecret reads a file that nobody else may read.
func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("store: %s can be read by others (mode %o); it must be 0600", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return text, nil
}

// writeWhole writes a file so that a crash leaves either what was there before
// or the whole of what is new. Without replace an existing file is an error.
func writeWhole(folder, name string, text []byte, replace bool) error {
	temporary, err := os.CreateTemp(folder, name+"-*.new") // mode 0600
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return fmt.Errorf("store: write %s: %w", name, err)
	}
	path := filepath.Join(folder, name)
	if replace {
		err = os.Rename(temporary.Name(), path)
	} else {
		err = os.Link(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("store: write %s: %w", name, err)
	}
	return syncFolder(folder)
}

// LogAnchor keeps the log's last checkpoint beside its key.
type LogAnchor struct {
	folder string
}

// NewLogAnchor returns the anchor of a keys folder.
func NewLogAnchor(folder string) *LogAnchor { return &LogAnchor{folder} }

// Load implements translog.Anchor.
func (a *LogAnchor) Load() ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(a.folder, logAnchorFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: the log's last checkpoint: %w", err)
	}
	return text, nil
}

// Keep implements translog.Anchor.
func (a *LogAnchor) Keep(signed []byte) error {
	return writeWhole(a.folder, logAnchorFile, signed, true)
}

// LogKeyReady tells whether the key is still there and can be read, as a process that
// is restarted would find it.
func LogKeyReady(folder string) error {
	_, err := readSecret(filepath.Join(folder, logKeyFile))
	return err
}

// OpenWitnessKey reads a witness's key from its folder, or makes it.
func OpenWitnessKey(folder, name string, random io.Reader) (*translog.WitnessKey, error) {
	const file = "witness.key"
	text, err := readSecret(filepath.Join(folder, file))
	if err == nil {
		return translog.ParseWitnessKey(string(text))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := translog.NewWitnessKey(random, name)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("store: witness's folder: %w", err)
	}
	return key, writeWhole(folder, file, []byte(key.Text()+"\n"), false)
}
