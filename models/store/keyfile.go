package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"onevisit/models/pii"
)

// keyFile is the key-encryption key's file in the keys folder.
const keyFile = "kek.json"

// OpenKEK reads the key-encryption key from its folder; mayCreate makes folder
// and key when there are none, for a first start. The file is readable by its
// owner only, and a file that others can read is refused.
//
// A backup of the database is worth nothing without this file, and this file
// must not lie in the same backup.
func OpenKEK(folder string, mayCreate bool) (*pii.KEK, error) {
	path := filepath.Join(folder, keyFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mayCreate:
		if err := createKEK(folder, path); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("store: key-encryption key: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("store: %s can be read by others (mode %o); it must be 0600", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("store: key-encryption key: %w", err)
	}
	return pii.OpenKEK(text)
}

// createKEK writes a new key so that a crash leaves either the whole file or
// none, and never over an existing one.
func createKEK(folder, path string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("store: keys folder: %w", err)
	}
	text, err := pii.NewKEK()
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(folder, "kek-*.new") // mode 0600
	if err != nil {
		return fmt.Errorf("store: key-encryption key: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return fmt.Errorf("store: write key-encryption key: %w", err)
	}
	if err := os.Link(temporary.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("store: key-encryption key: %w", err)
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("store: keys folder: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
