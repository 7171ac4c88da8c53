// Package backup makes and opens the folder that a backup is: files sealed under a master secret, and MANIFEST, a signed list of
// them. Nothing in it is in the clear, and the master is not in it: who steals a backup cannot read it, and who changes one cannot
// have it restored.
package backup

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"wuyou/kit/durable"
	"wuyou/kit/gm"
)

// Sealed is the ending of the names of what the master sealed.
const Sealed = ".sealed"

// CopyFiles copies what was handed in: sealed contents as they are, plain ones sealed.
func CopyFiles(from, to string, m gm.Master) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil // nothing was ever handed in, or a temporary file has gone
		}
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), "new-") {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		r, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer r.Close()
		_, sealed, err := gm.ReadHead(r)
		switch {
		case err != nil:
			return err
		case sealed:
			return durable.New(filepath.Join(to, rel), func(w io.Writer) error { _, err := io.Copy(w, r); return err })
		}
		return Seal(r, filepath.Dir(to), filepath.Join("files", rel)+Sealed, m)
	})
}

// Seal writes what r gives to a place of a backup, sealed under the master.
func Seal(r io.Reader, dir, name string, m gm.Master) error {
	key := gm.StreamKey()
	head, err := gm.Head(m.Seal(string(key), sealedContext(filepath.ToSlash(name))))
	if err != nil {
		return err
	}
	return durable.New(filepath.Join(dir, name), func(w io.Writer) error {
		if _, err := w.Write(head); err != nil {
			return err
		}
		s, err := gm.SealStream(w, key)
		if err != nil {
			return err
		}
		_, err = io.Copy(s, r)
		return errors.Join(err, s.Close())
	})
}

func sealedContext(name string) string { return "backup " + name }
