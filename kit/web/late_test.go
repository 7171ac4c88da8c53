package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
)

// A request whose work does not get done is answered: 503, when to ask again, and a page that does so by itself where it was only read.
// Who reads what has begun, and whose body comes slowly, is not hurried.
func TestARequestIsAnsweredInTime(t *testing.T) {
	limits := DefaultLimits
	limits.Answer = 100 * time.Millisecond
	hangs := func(_ http.ResponseWriter, r *http.Request) error {
		<-r.Context().Done()
		return r.Context().Err()
	}
	again := func(r *http.Request) bool { return context.Cause(r.Context()) == errLate }
	s := newServer(limits,
		Route{Method: "GET", Path: "/hangs", Access: Everyone, Handle: hangs},
		Route{Method: "POST", Path: "/hangs", Access: Everyone, Handle: hangs},
		Route{Method: "GET", Path: "/long", Access: Everyone, Long: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
			time.Sleep(2 * limits.Answer)
			if again(r) {
				t.Error("a long route is hurried")
			}
			return nil
		}},
		Route{Method: "GET", Path: "/streams", Access: Everyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
			w.WriteHeader(200)
			time.Sleep(2 * limits.Answer)
			if again(r) {
				t.Error("what has begun is hurried")
			}
			return nil
		}},
		Route{Method: "POST", Path: "/slow", Access: Everyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
			if _, err := io.ReadAll(r.Body); err != nil || again(r) {
				t.Errorf("who sends slowly is hurried: %v", err)
			}
			return hangs(w, r)
		}})
	api := s.NewAPI("", "", "")
	Handle(api, Op{ID: "hangs", Method: "GET", Path: "/api/v1/hangs", Access: Everyone}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	ask := func(method, path string, body io.Reader) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, path, body))
		return w
	}
	for call, refresh := range map[string]string{"GET /hangs": "10", "POST /hangs": "", "GET /api/v1/hangs": "", "POST /slow": ""} {
		method, path, _ := strings.Cut(call, " ")
		var body io.Reader
		if path == "/slow" {
			r, w := io.Pipe()
			time.AfterFunc(2*limits.Answer, func() { w.Close() })
			body = r
		}
		w := ask(method, path, body)
		if w.Code != 503 || w.Header().Get("Retry-After") != "10" || w.Header().Get("Refresh") != refresh {
			t.Errorf("%s: %d %v", call, w.Code, w.Header())
		}
	}
	for _, path := range []string{"/long", "/streams"} {
		if w := ask("GET", path, nil); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if err := late(context.Background(), io.EOF); fail.Is(err, fail.KindDown) {
		t.Error("what is not late is late")
	}
}
