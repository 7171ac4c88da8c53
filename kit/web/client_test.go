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
