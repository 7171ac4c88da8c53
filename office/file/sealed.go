package file

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
)

// On disk a file is sealed in pieces (kit/gm/stream.go) under a key of its own, which its head bears sealed with the
// installation's keys and bound to the hash of the content: the file of another name does not open. Nothing is
// written in the clear, not for a moment.

func headContext(hash string) string { return "file " + hash }

func nameContext(id int64) string { return fmt.Sprintf("file name %d", id) }

// keep seals the content to the place its hash names. What is there is replaced: it is the same, or from before and plain.
func (s *Store) keep(r io.Reader, most int64) (hash string, size int64, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", 0, err
	}
	t, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(t.Name())
	defer t.Close()
	if _, err := t.Seek(gm.HeadSize, io.SeekStart); err != nil {
		return "", 0, err
	}
	key, h := gm.StreamKey(), sm3.New()
	w, err := gm.SealStream(t, key)
	if err != nil {
		return "", 0, err
	}
	if size, err = io.Copy(io.MultiWriter(w, h), io.LimitReader(r, most+1)); err != nil {
		return "", 0, err
	}
	if size == 0 {
		return "", 0, invalid("文件是空的")
	}
	if size > most {
		return "", 0, invalid(fmt.Sprintf("文件太大，最多 %d MB", most>>20))
	}
	hash = hex.EncodeToString(h.Sum(nil))
	head, err := gm.Head(s.keys.Seal(string(key), headContext(hash)))
	if err != nil {
		return "", 0, err
	}
	_, err = t.WriteAt(head, 0)
	place := s.place(hash)
	if err := errors.Join(err, w.Close(), t.Sync(), os.MkdirAll(filepath.Dir(place), 0o700)); err != nil {
		return "", 0, err
	}
	if err := os.Rename(t.Name(), place); err != nil {
		return "", 0, err
	}
	return hash, size, syncDir(filepath.Dir(place))
}

// syncDir makes a new name in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (s *Store) place(hash string) string { return filepath.Join(s.dir, hash[:2], hash[2:]) }

// Content is a file's content in the clear; it may be read from anywhere.
type Content struct {
	io.ReadSeeker
	io.Closer
}

// Open opens a file's content. One that was changed, cut, exchanged for another or for a plain one fails here or,
// at the latest, at the piece concerned.
func (s *Store) Open(f File) (*Content, error) {
	r, err := os.Open(s.place(f.Hash))
	if err != nil {
		return nil, err
	}
	c, err := s.content(r, f)
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("file %d: %w", f.ID, err)
	}
	return c, nil
}

func (s *Store) content(r *os.File, f File) (*Content, error) {
	wrapped, sealed, err := gm.ReadHead(r)
	switch {
	case err != nil:
		return nil, err
	case !sealed && f.Sealed:
		return nil, errors.New("sealed once, and now plain")
	case !sealed:
		return &Content{r, r}, nil
	}
	key, err := s.keys.Open(wrapped, headContext(f.Hash))
	if err != nil {
		return nil, err
	}
	i, err := r.Stat()
	if err != nil {
		return nil, err
	}
	stream, err := gm.OpenStream(r, i.Size(), []byte(key))
	if err == nil && stream.Size() != f.Size {
		err = gm.ErrStream
	}
	return &Content{stream, r}, err
}

// Verify reads a file's content and reports whether it is what was handed in.
func (s *Store) Verify(f File) error {
	r, err := s.Open(f)
	if err != nil {
		return err
	}
	defer r.Close()
	h := sm3.New()
	if _, err := io.Copy(h, r); err != nil {
		return fmt.Errorf("file %d: %w", f.ID, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != f.Hash {
		return fmt.Errorf("file %d: content has changed: %s", f.ID, got)
	}
	return nil
}

// sealMost is how many files SealOld seals in one call, so that it can be stopped between two calls.
const sealMost = 100

// SealOld seals some of the files from before, content and name, and returns how many are left and whether all were
// seen. It may be ended at any
// time and called again, on several nodes at once; until it is done plain files are read. A file that is missing or
// was changed is left as it is, for verification to tell of, and passed over until the program starts again.
func (s *Store) SealOld(ctx context.Context) (left int64, done bool, err error) {
	s.sealing.Lock()
	defer s.sealing.Unlock()
	if s.sealed {
		return s.plain.Load(), true, nil
	}
	list, err := plainAfter(ctx, s.db, s.past, sealMost)
	if err != nil {
		return 0, false, err
	}
	for _, f := range list {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		if err := s.sealOne(ctx, f); err != nil {
			if ctx.Err() != nil {
				return 0, false, err
			}
			s.log.Error("a file from before cannot be sealed", "file", f.ID, "case", f.CaseID, "err", err)
		}
		s.past = f.ID
	}
	s.sealed = len(list) < sealMost
	left, err = plainLeft(ctx, s.db)
	s.plain.Store(left)
	return left, s.sealed, err
}

// Plain is how many files were plain when it was last looked, after SealOld.
func (s *Store) Plain() int64 { return s.plain.Load() }

func (s *Store) sealOne(ctx context.Context, f File) error {
	r, err := s.Open(f)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, plain := r.ReadSeeker.(*os.File); plain {
		if err := s.Verify(f); err != nil {
			return err
		}
		hash, _, err := s.keep(r, f.Size)
		if err != nil {
			return err
		}
		if hash != f.Hash {
			return fmt.Errorf("file %d changed while it was sealed", f.ID)
		}
	}
	return setSealed(ctx, s.db, f.ID, s.keys.Seal(f.Name, nameContext(f.ID)))
}

// What lies in the folder beside contents.
const (
	temporary = "new-" // being written
	removing  = "old-" // to be removed, unless it is wanted after all
	stray     = 24 * time.Hour
)

// Loose forgets files that were handed in before a time and belong to no case: what came with a form that was refused and never
// sent again. kept says of one that somebody still wants it, as a draft does. Their contents go with the next Prune.
func (s *Store) Loose(ctx context.Context, before time.Time, kept func(ctx context.Context, f File) (bool, error)) (removed int64, err error) {
	for after := int64(0); ; {
		list, err := looseBefore(ctx, s.db, before.UnixMilli(), after, looseMost)
		if err != nil || len(list) == 0 {
			return removed, err
		}
		for _, f := range list {
			after = f.ID
			wanted, err := kept(ctx, f)
			if err != nil {
				return removed, err
			}
			if wanted {
				continue
			}
			if err := s.db.Tx(ctx, func(tx *db.DB) error { return deleteLoose(ctx, tx, f.ID) }); err != nil {
				return removed, err
			}
			removed++
		}
	}
}

// looseMost is how many rows Loose reads at once.
const looseMost = 500

// Prune removes what no row names: pieces of what was never finished, and contents whose row was undone. What is
// younger than a day stays; so does what was sealed under other keys, and plain contents as long as they are more than
// those that rows name: then it is rather the folder that belongs to another database. It returns how many it removed.
func (s *Store) Prune(ctx context.Context) (removed int, err error) {
	if err := deleteLooks(ctx, s.db, int64(calendar.DayOf(s.now()))); err != nil {
		return 0, err
	}
	old := s.now().Add(-stray)
	var plain []string
	named := 0
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		i, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		name, isOld := strings.CutPrefix(d.Name(), removing)
		hash := filepath.Base(filepath.Dir(path)) + name
		switch {
		case strings.HasPrefix(name, temporary):
			if i.ModTime().After(old) {
				return nil
			}
			removed++
			return os.Remove(path)
		case len(hash) != 2*sm3.Size:
			return nil // not ours
		}
		wanted, err := hasRow(ctx, s.db, hash)
		if err != nil {
			return err
		}
		if wanted {
			named++
			if isOld { // ended in the middle
				return back(path, s.place(hash))
			}
			return nil
		}
		if i.ModTime().After(old) {
			return nil
		}
		ours, sealed, err := s.ours(path, hash)
		switch {
		case err != nil:
			return err
		case !sealed:
			plain = append(plain, path)
		case ours:
			removed++
			return s.remove(ctx, path, hash)
		}
		return nil
	})
	if err != nil || len(plain) > named {
		return removed, err
	}
	for _, path := range plain {
		removed++
		if err := s.remove(ctx, path, filepath.Base(filepath.Dir(path))+strings.TrimPrefix(filepath.Base(path), removing)); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// ours reports whether a content was sealed with our keys, and whether it is sealed at all.
func (s *Store) ours(path, hash string) (ours, sealed bool, err error) {
	r, err := os.Open(path)
	if err != nil {
		return false, false, err
	}
	defer r.Close()
	wrapped, sealed, err := gm.ReadHead(r)
	if err != nil || !sealed {
		return false, sealed, err
	}
	_, err = s.keys.Open(wrapped, headContext(hash))
	return err == nil, true, nil
}

// remove puts a content aside and removes it, if nobody has handed in the same meanwhile.
func (s *Store) remove(ctx context.Context, path, hash string) error {
	aside := filepath.Join(filepath.Dir(path), removing+hash[2:])
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	i, err := os.Stat(aside)
	if err != nil {
		return err
	}
	wanted, err := hasRow(ctx, s.db, hash)
	if err != nil {
		return err
	}
	if wanted || i.ModTime().After(s.now().Add(-stray)) {
		return back(aside, s.place(hash))
	}
	return os.Remove(aside)
}

// back puts a content where it was, unless there is one again.
func back(aside, place string) error {
	if err := os.Link(aside, place); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Remove(aside)
}
