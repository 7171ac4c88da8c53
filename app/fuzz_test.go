package app

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"wuyou/office/people"
)

// fuzzed sends one request straight into the server and fails when the answer is an internal failure.
func (w *world) fuzzed(t *testing.T, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	w.Server.ServeHTTP(answer, r)
	if answer.Code >= 500 {
		t.Fatalf("%s %s: %d %s", r.Method, r.URL, answer.Code, answer.Body)
	}
	return answer
}

// FuzzApply posts anything to the API as an application. What is refused is refused in problem+json.
func FuzzApply(f *testing.F) {
	w := newWorld(f, "")
	w.Server.Log = slog.New(slog.NewTextHandler(os.Stderr, nil)) // f does not log while it fuzzes
	token := w.clientToken("apply read")
	whole, err := json.Marshal(petition(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(whole), "")
	f.Add(strings.Replace(string(whole), "511402000000", "511402001000", 1), "key")
	f.Add(`{"item":"1","region":"511402000000","applicant":{"name":"\u0000","id_no":"x"},"form":{}}`, "\x00")
	f.Add(`{"item":"`+simple+`","region":"511402000000","applicant":{"firm":true,"name":"张晓","id_no":"1"},"agent":{"name":"x","id_no":"y"},"form":{"a":"b"},"materials":[{"key":"k","files":["9"]}],"address":{"name":"","phone":"","street":""}}`, "a")
	f.Add(`[]`, "")
	f.Fuzz(func(t *testing.T, body, key string) {
		r := httptest.NewRequest("POST", "/api/v1/applications", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header["Idempotency-Key"] = []string{key}
		answer := w.fuzzed(t, r)
		if answer.Code >= 400 && !strings.HasPrefix(answer.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%d in %s", answer.Code, answer.Header())
		}
	})
}

// FuzzLists asks every list for anything: filters, cursors, pages.
func FuzzLists(f *testing.F) {
	w := newWorld(f, "")
	w.Server.Log = slog.New(slog.NewTextHandler(os.Stderr, nil)) // f does not log while it fuzzes
	w.apply(w.clientToken("apply read"), 1)
	m, err := w.Roster.FindMember(f.Context(), "jianguan")
	if err != nil {
		f.Fatal(err)
	}
	boss, member, err := w.Roster.StaffActor(f.Context(), m.ID)
	if err != nil {
		f.Fatal(err)
	}
	boss.Posts = append(boss.Posts, people.Post{Role: people.Window, Region: w.Profile.Region}, people.Post{Role: people.Editor, Region: w.Profile.Region},
		people.Post{Role: people.System, Region: w.Profile.Region}, people.Post{Role: people.Auditor, Region: w.Profile.Region})
	w.Server.Identify = func(r *http.Request) *http.Request {
		return r.WithContext(people.WithVisitor(r.Context(), people.Visitor{Actor: boss, Member: member}))
	}
	var paths []string
	for _, route := range w.Server.Routes() {
		if route.Method == "GET" && !strings.Contains(route.Path, "{") && route.Path != "/metrics" && route.Path != "/components" && !strings.HasSuffix(route.Path, ".xlsx") {
			paths = append(paths, route.Path)
		}
	}
	for i := range paths {
		f.Add(uint8(i), "q=社保&page=2&after=x&lamp=red&state=received&region=511402000000&from=2026-01-01&to=9")
		f.Add(uint8(i), "q=%00%ff&page=-1&after=9.9.9.9&limit=0&place=511402&dept=%27&kind=a&by=month&day=20269999&from=99999999999999999999")
		f.Add(uint8(i), "after=99999999999999999999.1.1&cursor=1.2.3&holder=mine&item=1&role=window&lamp=blue&q=%E4")
	}
	f.Fuzz(func(t *testing.T, which uint8, query string) {
		r := httptest.NewRequest("GET", paths[int(which)%len(paths)], nil)
		if _, err := url.ParseQuery(query); err == nil {
			r.URL.RawQuery = query
		}
		w.fuzzed(t, r)
	})
}
