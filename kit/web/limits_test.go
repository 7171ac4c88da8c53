package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wuyou/kit/fail"
)

// tight are limits that a test can wait for.
var tight = Limits{
	Answer: time.Minute, Long: time.Minute, Header: 300 * time.Millisecond, Form: 2 * time.Second, Upload: 2 * time.Second, Stall: 200 * time.Millisecond,
	Idle: time.Second, Conns: 6, Address: 4, Uploads: 2,
}

func newServer(limits Limits, routes ...Route) *Server {
	s := NewServer(prometheus.NewRegistry())
	s.Log, s.Now, s.Limits = slog.New(slog.DiscardHandler), time.Now, limits
	s.Identify = func(r *http.Request) *http.Request { return r }
	s.Failed = func(w http.ResponseWriter, _ *http.Request, status int, e *fail.Error, _ string) {
		http.Error(w, e.Message, status)
	}
	s.Add(routes...)
	return s
}

// served runs a server on a port; stop ends it and says how long that took.
func served(t *testing.T, s *Server) (address string, stop func() time.Duration) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	var took time.Duration
	ended := false
	stop = func() time.Duration {
		if !ended {
			ended = true
			start := time.Now()
			cancel()
			if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
				t.Error(err)
			}
			took = time.Since(start)
		}
		return took
	}
	t.Cleanup(func() { stop() })
	return l.Addr().String(), stop
}

type visitorKey struct{}

func reads(w http.ResponseWriter, r *http.Request) error {
	v, err := Posted(r)
	if err == nil {
		fmt.Fprintf(w, "%d fields, %d files", len(v), len(Uploads(r, "f")))
	}
	return err
}

func form(t *testing.T, size int) (string, []byte) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("a", "1")
	f, err := m.CreateFormFile("f", "a.png")
	if err != nil {
		t.Fatal(err)
	}
	f.Write(make([]byte, size))
	m.Close()
	return m.FormDataContentType(), b.Bytes()
}

func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	left := func() int {
		list, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	seen := 0
	ways := map[string]Handler{
		"done": func(w http.ResponseWriter, r *http.Request) error {
			defer func() { seen = left() }()
			return reads(w, r)
		},
		"copy": func(w http.ResponseWriter, r *http.Request) error {
			return reads(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, 1)))
		},
		"refused": func(w http.ResponseWriter, r *http.Request) error {
			return errors.Join(reads(httptest.NewRecorder(), r), fail.Invalid("no"))
		},
		"fails":  func(w http.ResponseWriter, r *http.Request) error { Posted(r); return errors.New("no") },
		"panics": func(w http.ResponseWriter, r *http.Request) error { Posted(r); panic("no") },
		"other":  func(w http.ResponseWriter, r *http.Request) error { r.FormValue("a"); return nil },
		"huge":   reads,
	}
	s := newServer(DefaultLimits)
	for name, way := range ways {
		body := int64(20 << 20)
		if name == "huge" {
			body = 8 << 20
		}
		s.Add(Route{Method: "POST", Path: "/" + name, Access: Everyone, Body: body, Handle: way})
	}
	address, _ := served(t, s)
	for name := range ways {
		kind, b := form(t, 9<<20)
		a, err := http.Post("http://"+address+"/"+name, kind, bytes.NewReader(b))
		if err == nil {
			io.Copy(io.Discard, a.Body)
			a.Body.Close()
		}
		for i := 0; left() > 0 && i < 100; i++ { // the answer may be there before the handler has ended
			time.Sleep(10 * time.Millisecond)
		}
		if n := left(); n > 0 {
			t.Errorf("%s: %d files stay in the temporary folder", name, n)
		}
	}
	if seen == 0 {
		t.Error("the test saw no temporary file at all")
	}
}

// What the memory does not hold of a form lies sealed in the temporary folder, and is read as it was sent, from anywhere.
func TestWhatIsUploadedIsNeverWrittenInTheClear(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	contents := [][]byte{}
	for i, size := range []int{10, 700 << 10, 700<<10 + 1, 5} {
		contents = append(contents, bytes.Repeat([]byte{'a' + byte(i)}, size))
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, c := range contents {
		f, err := m.CreateFormFile("f", "../a.png")
		if err != nil {
			t.Fatal(err)
		}
		f.Write(c)
	}
	m.WriteField("a", "1")
	m.Close()
	r := httptest.NewRequest("POST", "/x", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	if v, err := Posted(r); err != nil || v["a"] != "1" {
		t.Fatal(v, err)
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d files in the temporary folder (%v), want the third", len(list), err)
	}
	onDisk, err := os.ReadFile(filepath.Join(dir, list[0].Name()))
	if err != nil || len(onDisk) < 700<<10 || bytes.Contains(onDisk, []byte("cccc")) {
		t.Errorf("%d bytes on disk, in the clear: %v (%v)", len(onDisk), bytes.Contains(onDisk, []byte("cccc")), err)
	}
	ups := Uploads(r, "f")
	if len(ups) != len(contents) {
		t.Fatalf("%d files", len(ups))
	}
	for i, u := range ups {
		content, err := u.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, contents[i]) || u.Size != int64(len(got)) || u.Filename != "a.png" {
			t.Errorf("%d %s: %d bytes of %d, %v", i, u.Filename, len(got), u.Size, err)
		}
		content.Seek(-2, io.SeekEnd)
		if got, err := io.ReadAll(content); err != nil || !bytes.Equal(got, contents[i][len(contents[i])-2:]) {
			t.Errorf("%d: its end is %q, %v", i, got, err)
		}
	}
	if err := formsOf(r).drop(); err != nil {
		t.Error(err)
	}
	if list, _ := os.ReadDir(dir); len(list) > 0 {
		t.Error("it stays behind")
	}
}

// slowly sends a request whose body stops coming.
func slowly(t *testing.T, address, path string, header ...string) net.Conn {
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n%s\r\na=", path, strings.Join(header, ""))
	return c
}

func answered(t *testing.T, c net.Conn) (status string, took time.Duration) {
	start := time.Now()
	c.SetDeadline(start.Add(20 * time.Second))
	b, err := io.ReadAll(c)
	if err != nil && (len(b) == 0 || os.IsTimeout(err)) { // who sends on after the answer may be reset
		t.Errorf("%s: %v", b, err)
	}
	status, _, _ = strings.Cut(string(b), "\r\n")
	return status, time.Since(start)
}

func TestSlowBodiesAreCutOff(t *testing.T) {
	refuse := Access{Name: "nobody", Check: func(*http.Request) error { return fail.Forbidden("no") }}
	s := newServer(tight,
		Route{Method: "POST", Path: "/form", Access: Everyone, Handle: reads},
		Route{Method: "POST", Path: "/closed", Access: refuse, Handle: reads})
	address, _ := served(t, s)
	for path, want := range map[string]string{"/form": "HTTP/1.1 408", "/closed": "HTTP/1.1 403"} {
		if status, took := answered(t, slowly(t, address, path)); !strings.HasPrefix(status, want) || took > 2*time.Second {
			t.Errorf("%s that stalls: %q after %v", path, status, took)
		}
	}
	c := slowly(t, address, "/form")
	go func() {
		for range 100 { // never stalls, never ends
			time.Sleep(100 * time.Millisecond)
			if _, err := io.WriteString(c, "b"); err != nil {
				return
			}
		}
	}()
	if status, took := answered(t, c); !strings.HasPrefix(status, "HTTP/1.1 408") || took > 4*time.Second {
		t.Errorf("a drip: %q after %v", status, took)
	}
	h, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	io.WriteString(h, "GET /form HTTP/1.1\r\nHost: x\r\n")
	if _, took := answered(t, h); took > 2*time.Second {
		t.Errorf("a header that does not end stood %v", took)
	}
}

func TestTheEndDoesNotWaitForSlowBodies(t *testing.T) {
	limits := tight
	limits.Stall, limits.Form = time.Minute, time.Minute
	worked := make(chan error, 1)
	s := newServer(limits,
		Route{Method: "POST", Path: "/form", Access: Everyone, Handle: reads},
		Route{Method: "GET", Path: "/work", Access: Everyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
			select {
			case <-time.After(1500 * time.Millisecond):
				worked <- nil
			case <-r.Context().Done():
				worked <- r.Context().Err()
			}
			return nil
		}})
	address, stop := served(t, s)
	for range 3 {
		slowly(t, address, "/form")
	}
	go http.Get("http://" + address + "/work")
	time.Sleep(200 * time.Millisecond)
	if took := stop(); took > 4*time.Second {
		t.Errorf("it ended after %v", took)
	}
	if err := <-worked; err != nil {
		t.Errorf("work in hand was not finished: %v", err)
	}
}

func TestOneAddressHoldsNoMoreThanItsShare(t *testing.T) {
	s := newServer(tight, Route{Method: "GET", Path: "/", Access: Everyone, Handle: func(w http.ResponseWriter, r *http.Request) error { return nil }})
	address, _ := served(t, s)
	for range tight.Address {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	time.Sleep(50 * time.Millisecond)
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if status, _ := answered(t, c); !strings.HasPrefix(status, "HTTP/1.1 503") {
		t.Errorf("one too many: %q", status)
	}
	time.Sleep(2 * tight.Header) // those that said nothing are gone
	a, err := http.Get("http://" + address + "/")
	if err != nil || a.StatusCode != 200 {
		t.Errorf("afterwards: %v %v", a, err)
	}
}

func TestLargeBodiesWaitForAPlace(t *testing.T) {
	held, enough := make(chan bool), make(chan bool)
	limits := DefaultLimits
	limits.Uploads = 1
	s := newServer(limits, Route{Method: "POST", Path: "/", Access: Everyone, Body: 20 << 20, Handle: func(w http.ResponseWriter, r *http.Request) error {
		if r.ContentLength > formMost {
			held <- true
			<-enough
		}
		return nil
	}})
	asked := 0
	s.Large = func(r *http.Request) error {
		if asked++; asked > 3 {
			return fail.Busy(time.Minute, "paced")
		}
		return nil
	}
	post := func(n int) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("POST", "/", bytes.NewReader(make([]byte, n))))
		return w
	}
	first := make(chan bool)
	go func() { post(2 << 20); close(first) }()
	<-held
	if w := post(2 << 20); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("a second large body at once: %d", w.Code)
	}
	if w := post(100); w.Code != 200 {
		t.Errorf("a small body: %d", w.Code)
	}
	enough <- true
	<-first
	go func() { <-held; enough <- true }()
	if w := post(2 << 20); w.Code != 200 {
		t.Errorf("a large body after the first: %d", w.Code)
	}
	if w := post(2 << 20); w.Code != 429 {
		t.Errorf("a body that the program does not want: %d", w.Code)
	}
}

func TestAddressBehindProxies(t *testing.T) {
	nets := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8")}
	for _, c := range []struct {
		name    string
		proxies bool
		trusted []netip.Prefix
		remote  string
		lines   []string
		want    string
	}{
		{"no proxy", false, nil, "9.9.9.9:1", []string{"1.2.3.4"}, "9.9.9.9"},
		{"one proxy", true, nil, "10.0.0.1:1", []string{"1.2.3.4"}, "1.2.3.4"},
		{"its own line is the last", true, nil, "10.0.0.1:1", []string{"6.6.6.6", "1.2.3.4"}, "1.2.3.4"},
		{"what the client wrote stands before", true, nil, "10.0.0.1:1", []string{"6.6.6.6, 1.2.3.4"}, "1.2.3.4"},
		{"nothing was said", true, nil, "10.0.0.1:1", nil, "10.0.0.1"},
		{"nonsense was said", true, nil, "10.0.0.1:1", []string{"' OR 1=1"}, "10.0.0.1"},
		{"two proxies on two lines", true, nets, "127.0.0.1:1", []string{"6.6.6.6, 1.2.3.4", "10.0.0.9"}, "1.2.3.4"},
		{"only those that are trusted are peeled off", true, nets, "127.0.0.1:1", []string{"6.6.6.6", "8.8.8.8", "10.0.0.9"}, "8.8.8.8"},
		{"who is no proxy is not believed", true, nets, "9.9.9.9:1", []string{"1.2.3.4"}, "9.9.9.9"},
		{"IPv6, with a port", true, nil, "[::1]:5", []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		{"IPv4 in IPv6", true, nil, "[::ffff:10.0.0.1]:5", []string{"::ffff:1.2.3.4"}, "1.2.3.4"},
	} {
		s := &Server{Proxies: c.proxies, Trusted: c.trusted}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, l := range c.lines {
			r.Header.Add("X-Forwarded-For", l)
		}
		if got := s.IP(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestThePublishedAddressIsOurs(t *testing.T) {
	s := newServer(DefaultLimits, Route{Method: "POST", Path: "/", Access: Everyone, Handle: func(http.ResponseWriter, *http.Request) error { return nil }})
	if err := s.Site("https://zw.example.gov.cn"); err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]int{"https://zw.example.gov.cn": 200, "https://evil.example": 403, "http://zw.example.gov.cn": 403} {
		r := httptest.NewRequest("POST", "http://127.0.0.1:8080/", nil)
		r.Header.Set("Origin", origin)
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s: %d, want %d", origin, w.Code, want)
		}
	}
}
