// Package file keeps what people hand in. A file is named by the SM3 hash of its content, so the same
// paper handed in twice is kept once, and a changed byte is noticed. No part of a path ever comes
// from a person; the kind is found out from the content, not from the name. Content and name are sealed (sealed.go).
//
// The row of a file is written after its bytes are safe on disk, so a row never points to nothing.
// Nodes that serve one city share the folder.
package file

import (
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
)

// File is one thing that was handed in.
type File struct {
	ID        int64
	Hash      string
	Size      int64
	Kind      string // media type
	Name      string // as the person called it, cleaned
	OwnerKind people.Kind
	OwnerID   int64 // account, member of staff or client
	CaseID    int64 // 0 until it belongs to a case
	At        int64
	Sealed    bool // content and name; those from before may not be yet
}

// Store is the folder of contents and the table of files.
type Store struct {
	db   *db.DB
	now  func() time.Time
	keys *gm.Keys
	log  *slog.Logger
	dir  string
	most int64

	sealing sync.Mutex
	past    int64 // SealOld has seen the files up to this one
	sealed  bool  // and all others
	plain   atomic.Int64
}

// New opens a store in a folder. most is the largest file taken, in bytes.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, log *slog.Logger, dir string, most int64) *Store {
	return &Store{db: d, now: now, keys: keys, log: log, dir: dir, most: most}
}

// Most is the largest file taken, in bytes.
func (s *Store) Most() int64 { return s.most }

// Put takes a file. One that is empty, too large, of a kind that is not taken or that opens with a password only is
// fail.Invalid on the field "file". Its name gets the ending of what it is.
func (s *Store) Put(ctx context.Context, r io.ReadSeeker, name string, owner people.Kind, id int64) (File, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return File{}, err
	}
	k, ok := sniff(head[:n], name)
	if !ok {
		return File{}, invalid(refused(head[:n], name))
	}
	if k.media == "application/pdf" {
		lock, err := needsPassword(r, s.most)
		if err != nil {
			return File{}, err
		}
		if lock {
			return File{}, invalid(locked)
		}
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return File{}, err
	}
	return s.add(ctx, r, s.most, File{Kind: k.media, Name: k.titled(clean(name)), OwnerKind: owner, OwnerID: id})
}

// Keep stores what the program made itself, of any size and kind; it belongs to the office.
func (s *Store) Keep(ctx context.Context, r io.Reader, name, kind string) (File, error) {
	return s.add(ctx, r, math.MaxInt64-1, File{Kind: kind, Name: name, OwnerKind: people.Office})
}

func (s *Store) add(ctx context.Context, r io.Reader, most int64, f File) (File, error) {
	var err error
	if f.Hash, f.Size, err = s.keep(r, most); err != nil {
		return File{}, err
	}
	f.ID, f.Name, f.At, f.Sealed = s.db.NewID(), clean(f.Name), s.now().UnixMilli(), true
	row := f
	row.Name = s.keys.Seal(f.Name, nameContext(f.ID))
	return f, s.db.Tx(ctx, func(tx *db.DB) error { return insert(ctx, tx, row) })
}

func invalid(message string) error {
	return fail.Invalid(message, fail.Field{Name: "file", Message: message})
}

// Find returns a file's row.
func (s *Store) Find(ctx context.Context, id int64) (File, error) {
	f, err := byID(ctx, s.db, id)
	if errors.Is(err, db.ErrNone) {
		return f, fail.NotFound("没有这个文件")
	}
	return s.named(f), err
}

// named is a file with its name in the clear; one that cannot be read says so.
func (s *Store) named(f File) File {
	if f.Sealed {
		f.Name = s.keys.Show(f.Name, nameContext(f.ID), f.ID)
	}
	return f
}

func (s *Store) allNamed(list []File, err error) ([]File, error) {
	for i := range list {
		list[i] = s.named(list[i])
	}
	return list, err
}

// All streams every file, for verification. A record that cannot be read is db.ErrUnreadable, and the next follows.
func (s *Store) All(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		for f, err := range all(ctx, s.db) {
			if err == nil {
				f = s.named(f)
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// OfCase lists the files of a case.
func (s *Store) OfCase(ctx context.Context, id int64) ([]File, error) {
	return s.allNamed(ofCase(ctx, s.db, id))
}

// Attach makes files part of a case. Only files that the owner handed in and that belong to no other
// case are taken; any other id is fail.Invalid.
func (s *Store) Attach(ctx context.Context, tx *db.DB, caseID int64, owner people.Kind, ownerID int64, ids ...int64) error {
	for _, id := range ids {
		n, err := attach(ctx, tx, caseID, owner, ownerID, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fail.Invalid("有上传的文件找不到了，请重新上传", fail.Field{Name: "file", Message: "请重新上传"})
		}
	}
	return nil
}

// IDs are the ids of a file field's answer: numbers with commas between them.
func IDs(answer string) []int64 {
	var list []int64
	for _, s := range strings.Split(answer, ",") {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			list = append(list, n)
		}
	}
	return list
}

// clean keeps of a name what can be shown and saved anywhere.
func clean(name string) string {
	name = strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), "")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`/\:*?"<>|`, r) || r == 0x7f {
			return -1
		}
		return r
	}, name)
	for utf8.RuneCountInString(name) > 100 {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:]
	}
	if strings.Trim(name, ". ") == "" {
		return "文件"
	}
	return name
}
