package web

import (
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"wuyou/kit/fail"
)

// FuzzPosted reads any body as a form.
func FuzzPosted(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "a=1&a=2&b=%zz")
	f.Add("application/x-www-form-urlencoded; charset=gbk", "a=%ff&;")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"../b\"\r\n\r\n1\r\n--x")
	f.Add("multipart/form-data", "")
	f.Fuzz(func(t *testing.T, kind, body string) {
		r := httptest.NewRequest("POST", "/x", strings.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		v, err := Posted(r)
		if err != nil && !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%v", err)
		}
		for name, value := range v {
			if !utf8.ValidString(value) {
				t.Errorf("%q is %q", name, value)
			}
		}
		for _, up := range Uploads(r, "a") {
			if strings.Contains(up.Filename, "/") {
				t.Errorf("a path came along: %q", up.Filename)
			}
		}
	})
}

// FuzzLocal looks for an address that leads off the site.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/my", "//evil.cn", "https://evil.cn", `/\evil.cn`, "/a//b?c=//d", "javascript:alert(1)", "\t//evil.cn", "/%2f%2fevil.cn"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Local(s, "/home")
		if got == "/home" {
			return
		}
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("%q", got)
		}
	})
}
