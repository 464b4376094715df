// Package publish is the way out of the house. The rooms below it decide what
// leaves and how; this one owns only what they share: how a file is put on disk.
package publish

import (
	"errors"
	"os"
	"path/filepath"
)

// WriteFile puts a file in its place whole or not at all, and on disk when it
// returns: written beside its place, synced, renamed, and the folder synced.
// The temporary name follows from the name, so that a write that was killed
// leaves nothing for good. Two writers of one name must not run at once.
func WriteFile(name string, body []byte) error {
	dir, base := filepath.Split(name)
	tmp := filepath.Join(dir, "."+base+".tmp")
	if err := writeSynced(tmp, body); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return err
	}
	return syncFolder(filepath.Clean(dir))
}

func writeSynced(name string, body []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(body); err != nil {
		return err
	}
	return f.Sync()
}

// syncFolder makes a rename durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
