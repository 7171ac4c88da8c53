package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"wuyou/kit/fail"
)

// What no request may hold is refused here, for pages and programs, before anything is looked up or kept: text that is no
// UTF-8 or has NUL characters (PostgreSQL keeps neither), and answers longer than anything that is asked for.
const (
	pathMost   = 1 << 10   // bytes of a path
	askedMost  = 2 << 10   // bytes of one field of a query
	postedMost = 256 << 10 // bytes of one field of a form
)

// unfit says what of an address cannot be read.
func unfit(r *http.Request) error {
	if len(r.URL.Path) > pathMost {
		return fail.Invalid("网址太长")
	}
	if !readable(r.URL.Path) {
		return fail.Invalid("网址里有无法识别的字符")
	}
	return unfitFields(r.URL.Query(), askedMost)
}

func unfitFields(fields url.Values, most int) error {
	for name, values := range fields {
		for _, value := range values {
			switch {
			case !readable(name) || len(name) > pathMost:
				return fail.Invalid("提交的内容里有无法识别的字符")
			case !readable(value):
				return fail.Invalid("有无法识别的字符，请删掉重新输入", fail.Field{Name: name, Message: "有无法识别的字符，请删掉重新输入"})
			case len(value) > most:
				words := fmt.Sprintf("太长，最多 %d 个字", most/utf8.UTFMax)
				return fail.Invalid("输入的内容"+words, fail.Field{Name: name, Message: words})
			}
		}
	}
	return nil
}

func readable(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

// plainHeaders leaves no header with bytes that cannot be kept: a browser's name is no reason to refuse its user.
func plainHeaders(h http.Header) {
	for _, values := range h {
		for i, value := range values {
			if !utf8.ValidString(value) {
				values[i] = strings.ToValidUTF8(value, "?")
			}
		}
	}
}

// plainJSON reads a body in JSON and refuses what unfit refuses in addresses. Other bodies are left as they are.
func plainJSON(r *http.Request) error {
	if r.Body == nil || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if !utf8.Valid(b) || escapesNUL(b) {
		return fail.Invalid("请求正文应是 UTF-8，并且没有 NUL 字符")
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return nil
}

// escapesNUL reports whether a JSON text has a NUL written as \u0000.
func escapesNUL(b []byte) bool {
	nul := []byte(`\u0000`)
	for i := 0; ; i++ {
		at := bytes.Index(b[i:], nul)
		if at < 0 {
			return false
		}
		i += at
		slashes := 0
		for i-1-slashes >= 0 && b[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
	}
}
