// Package durable writes files that are whole and on the disk, or not there, and that nobody else reads.
package durable

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"wuyou/kit/host"
)

// New makes a file that nobody else reads, durable when it returns without an error.
func New(name string, fill func(w io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(fill(w), w.Sync(), w.Close())
}

// Unfinished ends the name of a file that takes the place of another when it is whole.
const Unfinished = ".new"

// Replace makes or replaces a file that nobody else reads: it is whole and durable, or as it was.
func Replace(name string, fill func(w io.Writer) error) error {
	fresh := name + Unfinished
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) { // of one that was interrupted
		return err
	}
	if err := New(fresh, fill); err != nil {
		return err
	}
	if err := os.Rename(fresh, name); err != nil {
		return err
	}
	return host.SyncFolder(filepath.Dir(name))
}
