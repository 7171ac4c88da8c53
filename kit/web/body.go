package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// Body is the body of an answer that is the same for everybody who gets it, with its compressed form and its ETags, made once.
//
// Only such bodies are compressed: once, and not for each request, which would cost as much as to make a page. What a person gets must
// not be: where a page holds a secret (a query code, a number of somebody) and words of the request beside it, the length of the
// compressed page tells who watches the line how alike the two are (the attack BREACH). So a Body is made of what nobody had to show a
// cookie or a token for.
type Body struct {
	kind string // its Content-Type
	etag string // without quotes
	text []byte
	zip  []byte // nil where it would save nothing
}

// NewBody makes the body of an answer. The text must not be changed afterwards.
func NewBody(contentType string, text []byte) *Body {
	sum := sha256.Sum256(text)
	b := &Body{kind: contentType, etag: base64.RawURLEncoding.EncodeToString(sum[:12]), text: text}
	if zip := compress(text); len(zip)+zipLeast < len(text) {
		b.zip = zip
	}
	return b
}

// zipLeast is how many bytes must be saved for a body to be sent compressed.
const zipLeast = 200

func compress(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text) // into memory, where nothing fails
	z.Close()
	return b.Bytes()
}

// Serve answers with the body, compressed for who takes that, or with 304 where he has it. The caller has set Cache-Control.
func (b *Body) Serve(w http.ResponseWriter, r *http.Request) {
	h, text, tag := w.Header(), b.text, b.etag
	h.Add("Vary", "Accept-Encoding")
	if b.zip != nil && takesGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		text, tag = b.zip, b.etag+"-gzip"
	}
	h.Set("ETag", `"`+tag+`"`)
	if has(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", b.kind)
	h.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(text)
	}
}

func (b *Body) size() int64 { return int64(len(b.text) + len(b.zip)) }

// takesGzip reports whether Accept-Encoding names gzip and does not refuse it (RFC 9110, 12.5.3).
func takesGzip(accept []string) bool {
	others := false
	for _, line := range accept {
		for one := range strings.SplitSeq(line, ",") {
			name, weight, _ := strings.Cut(one, ";")
			_, q, weighed := strings.Cut(weight, "=")
			q = strings.TrimSpace(q)
			taken := !weighed || strings.Trim(q, "0.") != ""
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "gzip", "x-gzip":
				return taken
			case "*":
				others = taken
			}
		}
	}
	return others
}

// has reports whether If-None-Match names the tag (RFC 9110, 13.1.2).
func has(lines []string, tag string) bool {
	for _, line := range lines {
		for one := range strings.SplitSeq(line, ",") {
			one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
			if one == "*" || one == `"`+tag+`"` {
				return true
			}
		}
	}
	return false
}
