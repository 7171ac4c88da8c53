package web

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// shop is a Kept over a handler that counts how often it is asked.
type shop struct {
	Kept
	t      *testing.T
	made   int
	goods  string // what is loaded; the edition
	at     time.Time
	while  func() // the handler is at work
	status int
	cookie bool
}

func newShop(t *testing.T) *shop {
	s := &shop{t: t, goods: "one", at: time.Unix(1e9, 0), while: func() {}, status: 200}
	s.Most, s.Now, s.Edition = 1<<20, func() time.Time { return s.at }, func() any { return s.goods }
	s.Bare = func(r *http.Request) (*http.Request, string, bool) {
		bare := r.Clone(r.Context())
		bare.Header = http.Header{}
		_, err := r.Cookie("session")
		return bare, r.Header.Get("Place"), err != nil
	}
	return s
}

func (s *shop) page(w http.ResponseWriter, r *http.Request) error {
	s.made++
	text := s.goods
	s.while()
	if s.status >= 500 {
		return errors.New("broken")
	}
	if s.cookie {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(s.status)
	fmt.Fprint(w, text, " for ", r.Header.Get("Cookie"), r.URL.RequestURI(), strings.Repeat(" and more", 100))
	return nil
}

func (s *shop) get(path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r, w := httptest.NewRequest("GET", path, nil), httptest.NewRecorder()
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	if err := s.Page(s.page, "q", "page")(w, r); (err != nil) != (s.status >= 500) {
		s.t.Fatal(err)
	}
	return w
}

// asks has a page asked for and says how often it must have been made by then.
func (s *shop) asks(what string, made int, path string, headers ...string) string {
	s.t.Helper()
	body := s.get(path, headers...).Body.String()
	if s.made != made {
		s.t.Errorf("%s: made %d times, not %d", what, s.made, made)
	}
	return body
}

func TestPagesForEverybodyAreMadeOnce(t *testing.T) {
	s := newShop(t)
	s.asks("first", 1, "/a")
	s.asks("again", 1, "/a")
	s.asks("a parameter", 2, "/a?q=1")
	s.asks("again", 2, "/a?q=1")
	s.asks("another kind", 3, "/a?q=1", "Place", "p")
	s.asks("cookies and headers of no meaning", 3, "/a?q=1", "Cookie", "track=7", "Authorization", "Bearer x")
	s.asks("an unknown parameter", 4, "/a?q=1&utm=2")
	s.asks("each time", 5, "/a?q=1&utm=2")
	if body := s.asks("who has signed in", 6, "/a", "Cookie", "session=7"); !strings.Contains(body, "session=7") {
		t.Error("his own page is not his:", body)
	}
	if body := s.asks("nobody sees it", 6, "/a"); strings.Contains(body, "session") {
		t.Error("the page of another:", body)
	}
	s.at = s.at.Add(KeptFor - 1)
	s.asks("not too old", 6, "/a")
	s.at = s.at.Add(1)
	s.asks("too old", 7, "/a")
	s.goods = "two"
	if body := s.asks("changed", 8, "/a"); !strings.HasPrefix(body, "two") {
		t.Error("yesterday's page:", body)
	}
	s.asks("all of it", 9, "/a?q=1")
	s.while = func() { s.goods = "three" }
	s.asks("it changes while the page is made", 10, "/b")
	s.while = func() {}
	if body := s.asks("so it is made again", 11, "/b"); !strings.HasPrefix(body, "three") {
		t.Error("the page of before:", body)
	}
	s.status = 404
	s.asks("not found", 12, "/c")
	s.asks("is not kept", 13, "/c")
	s.status = 500
	s.asks("a failure", 14, "/c")
	s.status, s.cookie = 200, true
	s.asks("a cookie", 15, "/c")
	if w := s.get("/c"); w.Header().Get("Set-Cookie") == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Error("is given, and not kept:", w.Header())
	}
}

func TestPagesAreKeptWithinABound(t *testing.T) {
	s := newShop(t)
	s.Most = 10 * (pageCost + 1200)
	for i := range 100 {
		s.get(fmt.Sprint("/a?q=", i))
		s.get("/home")
	}
	if s.bytes > s.Most || len(s.pages) < 5 || len(s.pages) != s.used.Len() {
		t.Errorf("%d pages of %d bytes", len(s.pages), s.bytes)
	}
	if s.made != 101 {
		t.Errorf("made %d times: what is asked for often went before what was asked for once", s.made)
	}
	s = newShop(t)
	s.Most = 0
	s.get("/a")
	if s.asks("none is kept", 2, "/a"); s.pages != nil {
		t.Error("kept all the same")
	}
}

func TestWhatProxiesMayKeep(t *testing.T) {
	s := newShop(t)
	w := s.get("/a")
	if h := w.Header(); h.Get("Cache-Control") != "public, max-age=0, must-revalidate, s-maxage=10" || strings.Join(h.Values("Vary"), " ") != "Cookie Accept-Encoding" {
		t.Error(h)
	}
	for _, c := range []struct{ path, cookie string }{{"/a", "session=7"}, {"/a?utm=1", ""}} {
		if w := s.get(c.path, "Cookie", c.cookie); w.Header().Get("Cache-Control") != "no-store" {
			t.Error(c, w.Header())
		}
	}
}

func TestBodies(t *testing.T) {
	long := strings.Repeat("办事指南", 200)
	b := NewBody("text/plain", []byte(long))
	serve := func(b *Body, method string, headers ...string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest(method, "/", nil), httptest.NewRecorder()
		for i := 0; i < len(headers); i += 2 {
			r.Header.Add(headers[i], headers[i+1])
		}
		b.Serve(w, r)
		return w
	}
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "GZIP": true, "*": true, "br": false, "gzip;q=0": false, "*;q=0.1, gzip; q=0.0": false, "identity": false,
	} {
		w := serve(b, "GET", "Accept-Encoding", accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != want || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %v", accept, w.Header())
		}
		text := io.Reader(w.Body)
		if want {
			var err error
			if text, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(text); string(got) != long || err != nil {
			t.Errorf("%q: %d bytes, %v", accept, len(got), err)
		}
	}
	plain, zipped := serve(b, "GET").Header().Get("ETag"), serve(b, "GET", "Accept-Encoding", "gzip").Header().Get("ETag")
	if plain == zipped || plain == NewBody("text/plain", []byte(long+" ")).etag {
		t.Error("two bodies have one tag", plain)
	}
	for _, c := range []struct {
		has, accept string
		status      int
	}{
		{plain, "", 304}, {"W/" + plain, "", 304}, {`"x", ` + plain, "", 304}, {"*", "", 304}, {zipped, "gzip", 304},
		{zipped, "", 200}, {plain, "gzip", 200}, {`"x"`, "", 200}, {strings.Trim(plain, `"`), "", 200},
	} {
		w := serve(b, "GET", "If-None-Match", c.has, "Accept-Encoding", c.accept)
		if w.Code != c.status || c.status == 304 && (w.Body.Len() > 0 || w.Header().Get("Content-Encoding") != "") {
			t.Errorf("%+v: %d %v", c, w.Code, w.Header())
		}
	}
	if w := serve(b, "HEAD"); w.Body.Len() > 0 || w.Header().Get("Content-Length") != fmt.Sprint(len(long)) {
		t.Error("HEAD:", w.Header())
	}
	if w := serve(NewBody("text/plain", []byte("short")), "GET", "Accept-Encoding", "gzip"); w.Body.String() != "short" {
		t.Error("what is short is compressed")
	}
}
