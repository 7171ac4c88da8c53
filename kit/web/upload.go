package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
)

// Upload is one file of a posted form. It lasts as long as its request. What the memory does not hold lies in the temporary folder,
// sealed under a key that the request alone has: nothing that somebody sent is written in the clear.
type Upload struct {
	Filename string // the last element of what the sender said
	Size     int64

	held []byte
	kept *os.File // sealed, else nil
	key  []byte
}

// Open reads the file from its beginning, and may be called again.
func (u *Upload) Open() (io.ReadSeeker, error) {
	if u.kept == nil {
		return bytes.NewReader(u.held), nil
	}
	info, err := u.kept.Stat()
	if err != nil {
		return nil, err
	}
	return gm.OpenStream(u.kept, info.Size(), u.key)
}

// drop forgets the file. One that is gone already is no fault.
func (u *Upload) drop() error {
	if u.kept == nil {
		return nil
	}
	err := os.Remove(u.kept.Name())
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(u.kept.Close(), err)
}

// The bounds of a form in parts.
const (
	heldMost   = 1 << 20 // bytes of its files that the memory holds
	partsMost  = 1000    // parts
	nameMost   = 1 << 10 // bytes of a field's name, and of a file's
	fieldsMost = 2 << 20 // bytes of its fields
)

// Uploads are the files posted in the field, after Posted.
func Uploads(r *http.Request, field string) []*Upload { return formsOf(r).files[field] }

// Sent is embedded in the input of an operation that takes one file (Op.File).
type Sent struct{ r *http.Request }

// Resolve notes the request.
func (s *Sent) Resolve(ctx huma.Context) []error {
	s.r, _ = humago.Unwrap(ctx)
	return nil
}

// File reads the file of the field "file". None, or more than one, is fail.Invalid.
func (s *Sent) File() (*Upload, error) {
	if _, err := Posted(s.r); err != nil {
		return nil, err
	}
	list := Uploads(s.r, "file")
	if len(list) != 1 {
		return nil, fail.Invalid("请在 file 里传一个文件", fail.Field{Name: "file", Message: "请传一个文件"})
	}
	return list[0], nil
}

// aFile describes the body of an operation that takes one file.
var aFile = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
	Schema: &huma.Schema{Type: "object", Required: []string{"file"}, Properties: map[string]*huma.Schema{
		"file": {Type: "string", Format: "binary", ContentEncoding: "binary"},
	}},
}}}

// forms is what was read of one request.
type forms struct {
	read  bool
	form  url.Values
	files map[string][]*Upload
	held  int64

	ask     func(r *http.Request, n int) error // whether so many files are taken
	counted bool
}

type formsKey struct{}

// formsOf is what was read of a request, which may be a copy of the one that the server knows.
func formsOf(r *http.Request) *forms {
	f, ok := r.Context().Value(formsKey{}).(*forms)
	if !ok {
		f = &forms{}
		*r = *withForms(r, f)
	}
	return f
}

func withForms(r *http.Request, f *forms) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), formsKey{}, f))
}

// parts reads a form in parts, its files too.
func (f *forms) parts(r *http.Request) error {
	f.form, f.files = url.Values{}, map[string][]*Upload{}
	n := 0
	return eachPart(r, func(p *multipart.Part) error {
		if !isFile(p) {
			return addField(f.form, p, fieldsMost)
		}
		u := &Upload{Filename: p.FileName()}
		f.files[p.FormName()] = append(f.files[p.FormName()], u)
		if n++; n > filesMost { // counted, and refused in the end
			return nil
		}
		return f.keep(u, p)
	})
}

// eachPart calls with the parts of a form that have a name.
func eachPart(r *http.Request, with func(p *multipart.Part) error) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for range partsMost {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.FormName() == "" {
			continue
		}
		if len(p.FormName()) > nameMost || len(p.FileName()) > nameMost {
			return multipart.ErrMessageTooLarge
		}
		if err := with(p); err != nil {
			return err
		}
	}
	return multipart.ErrMessageTooLarge
}

func isFile(p *multipart.Part) bool { return p.Header.Get("Content-Type") != "" || p.FileName() != "" }

// addField adds a field to a form that may have so many bytes of values.
func addField(form url.Values, p *multipart.Part, most int64) error {
	for values := range maps.Values(form) {
		for _, v := range values {
			most -= int64(len(v))
		}
	}
	value, err := io.ReadAll(io.LimitReader(p, most+1))
	if err == nil && int64(len(value)) > most {
		err = multipart.ErrMessageTooLarge
	}
	form.Add(p.FormName(), string(value))
	return err
}

// keep keeps the content of a file, in memory as long as there is room.
func (f *forms) keep(u *Upload, r io.Reader) (err error) {
	if u.held, err = io.ReadAll(io.LimitReader(r, heldMost-f.held+1)); err != nil {
		return err
	}
	if u.Size = int64(len(u.held)); u.Size <= heldMost-f.held {
		f.held += u.Size
		return nil
	}
	if u.kept, err = os.CreateTemp("", "upload-"); err != nil {
		return err
	}
	if _, err := u.kept.Seek(gm.HeadSize, io.SeekStart); err != nil {
		return err
	}
	u.key = gm.StreamKey()
	w, err := gm.SealStream(u.kept, u.key)
	if err != nil {
		return err
	}
	u.Size, err = io.Copy(w, io.MultiReader(bytes.NewReader(u.held), r))
	u.held = nil
	return errors.Join(err, w.Close())
}

// filesMost is how many files one form may bring: our proposal, above what any form of ours asks for.
const filesMost = 50

// count refuses a form with too many files, and asks once for each request whether so many more are taken.
func (f *forms) count(r *http.Request) error {
	n := 0
	for u := range f.all {
		if u.Size > 0 || u.Filename != "" {
			n++
		}
	}
	if n > filesMost {
		return fail.Invalid(fmt.Sprintf("一次最多传 %d 个文件，这次有 %d 个，一个也没有收。请分几次传，或者合成一个 PDF", filesMost, n))
	}
	if n == 0 || f.ask == nil || f.counted {
		return nil
	}
	f.counted = true
	return f.ask(r, n)
}

func (f *forms) all(yield func(*Upload) bool) {
	for list := range maps.Values(f.files) {
		if slices.ContainsFunc(list, func(u *Upload) bool { return !yield(u) }) {
			return
		}
	}
}

// drop forgets the files.
func (f *forms) drop() (err error) {
	for u := range f.all {
		err = errors.Join(err, u.drop())
	}
	return err
}
