package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
)

// Values are the fields of a form by name. Of a field that occurs several times the values are
// joined by commas, as office/form keeps them.
type Values map[string]string

// Posted reads the fields of a posted form, url-encoded or multipart; what cannot be read is fail.Invalid. For its files see Uploads.
func Posted(r *http.Request) (Values, error) {
	f := formsOf(r)
	if !f.read {
		err := f.posted(r)
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge), errors.Is(err, errSlow), noRoom(err):
			return nil, err
		case err != nil:
			return nil, fail.Invalid("提交的内容无法识别，请返回重新填写")
		}
		f.read = true
	}
	r.PostForm, r.Form = f.form, f.form
	if err := f.count(r); err != nil {
		return nil, err
	}
	if err := unfitFields(f.form, postedMost); err != nil {
		return nil, err
	}
	return flatten(f.form), nil
}

func (f *forms) posted(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return f.parts(r)
	}
	err := r.ParseForm()
	f.form = r.PostForm
	return err
}

// unkept is the field by which a form names those of its fields that are never kept: passwords and one-time codes (kit/page draws
// it beside them).
const unkept = "unkept"

// Bare reads the fields of a posted form as they came, but for those that are never kept, and the names of its files by field; the
// files themselves are passed over and nothing of them is stored. More than most bytes of fields are fail.Invalid.
func Bare(r *http.Request, most int64) (fields, files url.Values, err error) {
	fields, files = url.Values{}, url.Values{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = eachPart(r, func(p *multipart.Part) error {
			if !isFile(p) {
				return addField(fields, p, most)
			}
			if p.FileName() != "" {
				files.Add(p.FormName(), p.FileName())
			}
			return nil
		})
	} else { // a character of UTF-8 takes three times its bytes in a form that is not multipart
		r.Body = http.MaxBytesReader(nil, r.Body, 3*most)
		if err = r.ParseForm(); err != nil {
			err = errLong
		}
		fields = r.PostForm
	}
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		err = errLong
	}
	if err != nil {
		return nil, nil, err
	}
	for _, name := range append(fields[unkept], unkept) {
		delete(fields, name)
	}
	return fields, files, errors.Join(unfitFields(fields, postedMost), unfitFields(files, postedMost))
}

// errLong is a form that is too long to be kept, or cannot be read.
var errLong = fail.Invalid("内容太长")

// Asked reads the fields of a query.
func Asked(r *http.Request) Values { return flatten(r.URL.Query()) }

func flatten(form url.Values) Values {
	v := Values{}
	for name, all := range form {
		v[name] = strings.Join(all, ",")
	}
	return v
}

// Int is the whole number in the field, or 0.
func (v Values) Int(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(v[name]), 10, 64)
	return n
}

// PathInt is the whole number in a path value; anything else is not found.
func PathInt(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, fail.NotFound("没有这个页面")
	}
	return n, nil
}

// JSON answers with v.
func JSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(b)
	return nil
}

// See sends the browser to another page after a post.
func See(w http.ResponseWriter, r *http.Request, url string) error {
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

// Local returns the address when it lies on this site, else the fallback: no open redirects.
func Local(address, fallback string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, `\`) {
		return fallback
	}
	return address
}

// IP is the address the request came from: of the addresses that our proxies put into X-Forwarded-For, on however
// many lines, the last one that is not a proxy of ours. What stands before it anybody can write.
func (s *Server) IP(r *http.Request) string {
	from := addressOf(r.RemoteAddr)
	if !s.proxied(from) {
		return spelled(from, r.RemoteAddr)
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		at := addressOf(strings.TrimSpace(hop))
		if !at.IsValid() {
			break // what our proxy did not say is not guessed
		}
		if from = at; len(s.Trusted) == 0 || !s.proxied(at) {
			break
		}
	}
	return spelled(from, r.RemoteAddr)
}

// proxied reports whether connections from an address are those of a proxy of ours.
func (s *Server) proxied(a netip.Addr) bool {
	return s.Proxies && (len(s.Trusted) == 0 || slices.ContainsFunc(s.Trusted, func(p netip.Prefix) bool { return p.Contains(a) }))
}

// addressOf reads an address, with a port or without.
func addressOf(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	a, _ := netip.ParseAddr(strings.Trim(text, "[]")) // what is none is not valid
	return a.Unmap().WithZone("")
}

func spelled(a netip.Addr, otherwise string) string {
	if a.IsValid() {
		return a.String()
	}
	return otherwise
}

// IsAPI reports whether a program asks, which is answered in JSON.
func IsAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

func as[T error](err error, target *T) bool { return errors.As(err, target) }

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}

// recorder remembers the status of the answer, and tells when it begins.
type recorder struct {
	http.ResponseWriter
	status int
	begun  func() // nil: nobody asks
}

func (r *recorder) begin(status int) {
	if r.status != 0 {
		return
	}
	r.status = status
	if r.begun != nil {
		r.begun()
	}
}

func (r *recorder) WriteHeader(status int) {
	r.begin(status)
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.begin(http.StatusOK)
	return r.ResponseWriter.Write(b)
}

func (r *recorder) code() int { return max(r.status, http.StatusOK) }

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// discard takes an answer that nobody reads.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

// Status is the status with which a page shows a failure.
func Status(err error) int {
	if e, ok := fail.As(err); ok {
		return statuses[e.Kind]
	}
	return http.StatusInternalServerError
}
