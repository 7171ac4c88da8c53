// Package file keeps what people hand in. A file is named by the SM3 hash of its content, so the same
// paper handed in twice is kept once, and a changed byte is noticed. No part of a path ever comes
// from a person; the kind is found out from the content, not from the name. Content and name are sealed (sealed.go).
//
// The row of a file is written after its bytes are safe on disk, so a row never points to nothing.
// Nodes that serve one city share the folder.
package file

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"log/slog"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
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

// Accept is the value of a file input's accept attribute.
const Accept = ".pdf,.jpg,.jpeg,.png,.ofd,.doc,.docx,.xls,.xlsx,image/*"

// Put takes a file. One that is empty, too large or of a kind that is not taken is fail.Invalid on
// the field "file".
func (s *Store) Put(ctx context.Context, r io.Reader, name string, owner people.Kind, id int64) (File, error) {
	b := bufio.NewReaderSize(r, 4096)
	head, err := b.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return File{}, err
	}
	kind := sniff(head, name)
	if kind == "" {
		return File{}, invalid(refused(head, name))
	}
	return s.add(ctx, b, s.most, File{Kind: kind, Name: name, OwnerKind: owner, OwnerID: id})
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

// Inline reports whether a browser may show the kind itself.
func Inline(kind string) bool {
	return kind == "application/pdf" || strings.HasPrefix(kind, "image/")
}

// zips are the kinds that are zip archives inside; the name decides which.
var zips = map[string]string{
	".ofd":  "application/ofd",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// sniff finds out a kind by the first bytes; "" is one that is not taken.
func sniff(head []byte, name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(head) > 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zips[ext]
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) && ext == ".doc":
		return "application/msword"
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) && ext == ".xls":
		return "application/vnd.ms-excel"
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")): // scanners put bytes before it (ISO 32000-1, annex H)
		return "application/pdf"
	}
	return ""
}

// refused says why a file of no kind that is taken is not, in words that tell what to do.
func refused(head []byte, name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case len(head) == 0:
		return "文件是空的，请重新选一份"
	case len(head) > 12 && string(head[4:8]) == "ftyp" && slices.Contains([]string{"heic", "heix", "heif", "mif1", "msf1"}, string(head[8:12])):
		return "这是 HEIC 格式的照片，很多电脑打不开；请截一张图上传，或者在手机相机设置里改成“兼容性最佳”再拍"
	case ext != "" && strings.Contains(Accept, ext):
		return "文件打不开，可能坏了，或者只是改了扩展名；请重新拍照或另存一份再传"
	}
	return "只收 PDF、图片、OFD、Word、Excel 文件"
}

// clean keeps of a name what can be shown and saved anywhere.
func clean(name string) string {
	name = strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), "")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || r == 0x7f {
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
