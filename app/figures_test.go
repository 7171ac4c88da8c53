package app

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// The program's figures are for the networks of --metrics only: by default the machine itself.
func TestFiguresAreForTheNetworksAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	get := func(from string, headers ...string) int {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = from
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		answer := httptest.NewRecorder()
		w.Server.ServeHTTP(answer, r)
		if shown := strings.Contains(answer.Body.String(), "wuyou_http_seconds"); shown != (answer.Code == 200) {
			t.Errorf("%s: %d, shown %v", from, answer.Code, shown)
		}
		return answer.Code
	}
	w.Server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/healthz", nil)) // there is something to count
	for from, want := range map[string]int{
		"127.0.0.1:999": 200, "[::1]:999": 200, "[::ffff:127.0.0.1]:999": 200,
		"10.1.2.3:999": 403, "[2001:db8::1]:999": 403, "@": 403,
	} {
		if got := get(from); got != want {
			t.Errorf("%s: %d, want %d", from, got, want)
		}
	}
	if got := get("10.1.2.3:999", "X-Forwarded-For", "127.0.0.1"); got != 403 {
		t.Error("a header makes anybody local:", got)
	}
	w.Server.Proxies = true
	if got := get("127.0.0.1:999", "X-Forwarded-For", "10.1.2.3"); got != 403 {
		t.Error("what comes through the proxy is local:", got)
	}
	for s, want := range map[string]int{"": 0, "10.0.0.0/8": 1, "10.0.0.0/8, ::1/128": 2} {
		list, err := networks(s)
		if err != nil || len(list) != want {
			t.Errorf("%q: %v %v", s, list, err)
		}
	}
}
