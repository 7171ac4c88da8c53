package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// world is the whole program on a database of its own, with a clock that the test moves and text
// messages that the test reads.
type world struct {
	*App
	t     testing.TB
	url   string
	mu    sync.Mutex
	now   time.Time
	sms   []notice.Message
	known map[persons.Question]bool // who the identity check knows
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) at(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = t
}

// later lets time pass.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// limit has another number of a limit hold.
func (w *world) limit(key string, n int64) {
	w.t.Helper()
	changed, err := w.DB.Affect(w.t.Context(), `UPDATE limits SET n = $2 WHERE limit_key = $1`, key, n)
	if err := errors.Join(err, w.Limits.Load(w.t.Context(), w.DB)); err != nil || changed != 1 {
		w.t.Fatal(key, changed, err)
	}
}

func (w *world) tick() {
	w.t.Helper()
	if err := w.Tick(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// newWorld opens the demonstration city on a kind of database, SQLite where it says nothing; sets change its
// configuration.
func newWorld(t testing.TB, kind string, sets ...func(*Config)) *world {
	w := &world{t: t}
	dir, url := city.Copy(t, kind)
	w.open(dir, url, "2026-04-20 09:30", sets...)
	t.Cleanup(func() { w.Close() })
	server := httptest.NewServer(w.Server)
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// city is the demonstration's city without cases, which every world begins as.
var city = dbtest.Template{Fill: func(t testing.TB, dir, url string) {
	w := &world{t: t}
	w.open(dir, url, "2026-04-20 09:00")
	if err := errors.Join(w.LoadDemo(t.Context()), w.Close()); err != nil {
		t.Fatal(err)
	}
}}

func (w *world) open(dir, url, at string, sets ...func(*Config)) {
	w.at(at)
	cfg := Defaults()
	cfg.Data, cfg.City, cfg.Demo, cfg.Limits, cfg.Skew = dir, "meishan", true, "password.days=0", 0
	if strings.HasPrefix(url, "postgres") {
		cfg.DB = url
	}
	for _, set := range sets {
		set(&cfg)
	}
	var err error
	w.App, err = Open(w.t.Context(), cfg, Outside{Now: w.clock, Log: slog.New(slog.NewTextHandler(testLog{w.t}, nil)), SMS: func(_ context.Context, m notice.Message) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.sms = append(w.sms, m)
		return nil
	}, Check: w.check})
	if err != nil {
		w.t.Fatal(err)
	}
}

// check is the identity check: it knows whom register has told it of.
func (w *world) check(_ context.Context, q persons.Question) (persons.Verdict, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	q.Kind = ""
	if w.known[q] {
		return persons.Verdict{Paired: true, Phone: true}, nil
	}
	q.Phone = ""
	return persons.Verdict{Paired: w.known[q]}, nil
}

// register has the identity check know somebody with his telephone, or with a firm as its legal representative.
func (w *world) register(q persons.Question) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil {
		w.known = map[persons.Question]bool{}
	}
	w.known[q] = true
	q.Phone = ""
	w.known[q] = true
}

type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// lite runs a test in a world on SQLite. What it asks of the database another test asks of PostgreSQL too (each).
func lite(t *testing.T, test func(w *world)) { test(newWorld(t, "")) }

// each runs a test in a world on SQLite and one on PostgreSQL: one that runs a statement which no other test runs there, or in which
// several write at once.
func each(t *testing.T, test func(w *world)) {
	dbtest.Kinds(t, func(t *testing.T, kind string) { test(newWorld(t, kind)) })
}

// staffToken is an API token of a member of the demonstration's staff.
func (w *world) staffToken(login string) string {
	w.t.Helper()
	m, err := w.Roster.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(login, err)
	}
	s, err := w.Roster.NewToken(w.t.Context(), people.TheOffice, "", roster.Token{Name: login, StaffID: m.ID, Scopes: people.ScopeStaff})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) clientToken(scopes string) string {
	w.t.Helper()
	s, err := w.Roster.NewToken(w.t.Context(), people.TheOffice, "", roster.Token{Name: "测试系统", Region: w.Profile.Region, Scopes: scopes})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// call does an API request and decodes the answer.
func (w *world) call(token, method, path string, body any, headers ...string) (status int, answer map[string]any) {
	w.t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, w.url+path, r)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	if err := json.Unmarshal(b, &answer); err != nil {
		w.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	return res.StatusCode, answer
}

// idNo makes a valid citizen ID number.
func idNo(n int) string {
	s := fmt.Sprintf("511402%04d%02d%02d%03d", 1950+n%50, n%12+1, n%28+1, n%999)
	w := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, c := range s {
		sum += int(c-'0') * w[i]
	}
	return s + string("10X98765432"[sum%11])
}

// counties are the counties of the city.
func (w *world) counties() (list []region.Code) {
	for _, p := range w.Regions.Children(w.Profile.Region) {
		list = append(list, p.Code)
	}
	return list
}
