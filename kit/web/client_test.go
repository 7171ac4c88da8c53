package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Addresses of other programs may hold secrets, which no error repeats; and who failed knows whether the request went out.
func TestErrorsNameTheHostOnly(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer silent.Close()
	for url, begun := range map[string]bool{
		silent.URL + "/send?key=SECRET":                                   true,
		"http://127.0.0.1:1/SECRET":                                       false,
		"http://user:SECRET@127.0.0.1:1/":                                 false,
		"http://127.0.0.1:1/%zzSECRET":                                    false,
		strings.Replace(silent.URL, "http://", "gopher://SECRET:x@", 1):   false,
		"https" + strings.TrimPrefix(silent.URL, "http") + "/?key=SECRET": false,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		a, err := Call(ctx, "POST", url, nil, []byte("x"))
		cancel()
		if err == nil || strings.Contains(err.Error(), "SECRET") || a.Begun != begun {
			t.Errorf("%s: begun %v, %v", url, a.Begun, err)
		}
	}
}

// What is sent is for the address that was set: nobody is followed elsewhere.
func TestNobodyIsFollowedElsewhere(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer other.Close()
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		leads := httptest.NewServer(http.RedirectHandler(other.URL, status))
		a, err := Call(t.Context(), "POST", leads.URL, nil, []byte("138 0013 8000"))
		leads.Close()
		if err != nil || a.Status != status || asked != 0 {
			t.Errorf("%d: answered %d, %v, another was asked %d times", status, a.Status, err, asked)
		}
	}
}
