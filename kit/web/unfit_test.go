package web

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"wuyou/kit/fail"
)

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	var agent string
	s := newServer(DefaultLimits,
		Route{Method: "GET", Path: "/a/{b}", Access: Everyone, Handle: func(w http.ResponseWriter, r *http.Request) error { agent = r.UserAgent(); return nil }},
		Route{Method: "POST", Path: "/a", Access: Everyone, Handle: reads})
	s.NewAPI("t", "1", "")
	long := url.QueryEscape(strings.Repeat("字", 6_000))
	parts := func(name, value string) (string, string) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField(name, value)
		m.Close()
		return m.FormDataContentType(), b.String()
	}
	const form = "application/x-www-form-urlencoded"
	kind, nul := parts("a", "x\x00")
	longKind, longName := parts(strings.Repeat("n", 2000), "x")
	for _, c := range []struct {
		target, kind, body string
		want               int
	}{
		{"/a/x?q=%E5%AD%97", "", "", 200},
		{"/a/x?q=%00", "", "", 422},
		{"/a/x?q=%ff", "", "", 422},
		{"/a/x?%ff=1", "", "", 422},
		{"/a/x?q=" + long, "", "", 422},
		{"/a/%00", "", "", 422},
		{"/a/%ff", "", "", 422},
		{"/a/" + strings.Repeat("a", 2000), "", "", 422},
		{"/a", form, "a=1", 200},
		{"/a", form, "a=%00", 422},
		{"/a", form, "a=%c0%80", 422},
		{"/a", form, "a%00=1", 422},
		{"/a", form, "a=" + strings.Repeat("a", 300_000), 422},
		{"/a", kind, nul, 422},
		{"/a", longKind, longName, 422},
	} {
		r := httptest.NewRequest("GET", c.target, nil)
		if c.kind != "" {
			r = httptest.NewRequest("POST", c.target, strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.kind)
		}
		r.Header.Set("User-Agent", "x\xff")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != c.want {
			t.Errorf("%.40s %.40q: %d, want %d", c.target, c.body, w.Code, c.want)
		}
	}
	if !utf8.ValidString(agent) {
		t.Errorf("%q", agent)
	}
	for body, bad := range map[string]bool{
		`{"a":"x"}`: false, `{"a":"\u0000"}`: true, `{"a":"\\u0000"}`: false, `{"a":"\\\u0000"}`: true, `{"\u0000":1}`: true, "{\"a\":\"\xff\"}": true,
		`{"a":"\\u0000 \u0000"}`: true,
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		err := plainJSON(r)
		if fail.Is(err, fail.KindInvalid) != bad {
			t.Errorf("%q: %v", body, err)
		}
		if err == nil {
			if b, _ := io.ReadAll(r.Body); string(b) != body {
				t.Errorf("%q became %q", body, b)
			}
		}
	}
}

func TestWhatIsAwayIsAskedForAgainByPagesOnly(t *testing.T) {
	gone := func(http.ResponseWriter, *http.Request) error { return fail.Down(errors.New("no such host SECRET")) }
	full := func(http.ResponseWriter, *http.Request) error {
		return &fs.PathError{Op: "write", Path: "/SECRET", Err: syscall.ENOSPC}
	}
	s := newServer(DefaultLimits,
		Route{Method: "GET", Path: "/a", Access: Everyone, Handle: gone}, Route{Method: "POST", Path: "/a", Access: Everyone, Handle: gone},
		Route{Method: "GET", Path: "/api/v1/a", Access: Everyone, Handle: gone}, Route{Method: "POST", Path: "/full", Access: Everyone, Handle: full})
	for call, refresh := range map[string]string{"GET /a": "10", "POST /a": "", "GET /api/v1/a": "", "POST /full": ""} {
		method, path, _ := strings.Cut(call, " ")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		if w.Code != 503 || w.Header().Get("Retry-After") != "10" || w.Header().Get("Refresh") != refresh || strings.Contains(w.Body.String(), "SECRET") {
			t.Errorf("%s: %d %v %s", call, w.Code, w.Header(), w.Body)
		}
	}
}
