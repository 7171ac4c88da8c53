package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
)

var noon = time.Date(2026, 4, 20, 12, 0, 0, 0, calendar.Zone)

// stand is a platform that takes records by their keys and does as it is told.
type stand struct {
	shared, stranger *gm.Shared
	now              func() time.Time

	mu      sync.Mutex
	how     string // down, slow, deaf (takes and is cut off), garbage, forged, stale, half, ended (401), busy; "" as it should
	token   string
	tokens  int
	taken   map[string]told
	asked   int // requests, but for tokens
	letters int
	twice   int // items that came again
	page    int // lines of a page of a list
	hold    chan struct{}
	held    chan struct{} // told when a request is held
	refuse  map[string]string
}

type told struct {
	Key, Title, Day string
}

func newStand(t *testing.T, now func() time.Time) (*stand, Platform) {
	t.Helper()
	shared, err := gm.NewShared(strings.Repeat("1f", 16), strings.Repeat("2e", 32))
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := gm.NewShared(strings.Repeat("3d", 16), strings.Repeat("4c", 32))
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{shared: shared, stranger: stranger, now: now, taken: map[string]told{}, page: 2, refuse: map[string]string{}, held: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", s.grant)
	mux.HandleFunc("POST /lost", s.take)
	mux.HandleFunc("GET /lost", s.list)
	mux.HandleFunc("POST /found", s.take)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return s, Platform{URL: server.URL + "/", ID: "city", Secret: "secret", Source: "here", Shared: shared, Timeout: 5 * time.Second}
}

// does has the platform behave in a way until it is told another.
func (s *stand) does(how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.how = how
}

func (s *stand) grant(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.FormValue("client_secret") != "secret" {
		http.Error(w, `{"code":"CLIENT"}`, http.StatusUnauthorized)
		return
	}
	s.tokens++
	s.token = fmt.Sprint("token-", s.tokens)
	json.NewEncoder(w).Encode(map[string]any{"access_token": s.token, "expires_in": 1800})
}

// admits reports whether the request is answered in earnest. It holds the lock.
func (s *stand) admits(w http.ResponseWriter, r *http.Request) bool {
	s.asked++
	switch {
	case s.how == "ended":
		s.how, s.token = "", ""
	case s.how == "down":
		http.Error(w, "", http.StatusInternalServerError)
		return false
	case s.how == "busy":
		w.Header().Set("Retry-After", "7200")
		http.Error(w, `{"code":"BUSY","message":"忙"}`, http.StatusTooManyRequests)
		return false
	}
	if r.Header.Get("Authorization") != "Bearer "+s.token || s.token == "" {
		http.Error(w, "", http.StatusUnauthorized)
		return false
	}
	return true
}

func (s *stand) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.admits(w, r) {
		return
	}
	var l gm.Letter
	var body struct{ Records []told }
	json.NewDecoder(r.Body).Decode(&l)
	plain, err := s.shared.Read(l)
	if err != nil || json.Unmarshal(plain, &body) != nil {
		http.Error(w, `{"code":"SIGN"}`, http.StatusBadRequest)
		return
	}
	s.letters++
	var results []Receipt
	for i, one := range body.Records {
		got := Receipt{Key: one.Key, Status: "new"}
		if _, known := s.taken[one.Key]; known {
			got.Status = "known"
			s.twice++
		}
		if s.how == "half" && i%2 == 1 {
			continue
		}
		if why := s.refuse[one.Key]; why != "" {
			results = append(results, Receipt{Key: one.Key, Status: "no", Field: "title", Code: "LENGTH", Message: why})
			continue
		}
		s.taken[one.Key] = one
		results = append(results, got)
	}
	if s.hold != nil {
		hold := s.hold
		s.mu.Unlock()
		s.held <- struct{}{}
		<-hold
		s.mu.Lock()
	}
	s.answer(w, l.Serial, map[string]any{"results": results})
}

func (s *stand) answer(w http.ResponseWriter, serial string, v any) {
	by := s.shared
	switch s.how {
	case "garbage":
		fmt.Fprint(w, "<html>")
		return
	case "deaf":
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"source"`)
		return
	case "forged":
		by = s.stranger
	case "stale": // what it said to another question
		serial = "1"
	}
	l, err := by.Write(gm.Letter{Source: "there", Version: Version, Serial: serial, Time: s.now().UnixMilli()}, v)
	if err != nil {
		panic(err)
	}
	json.NewEncoder(w).Encode(l)
}

func (s *stand) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.admits(w, r) {
		return
	}
	q := r.URL.Query()
	var keys []string
	for key, one := range s.taken {
		if one.Day == q.Get("day") && key > q.Get("after") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	next := ""
	if len(keys) > s.page {
		keys = keys[:s.page]
		next = keys[s.page-1]
	}
	list := []told{}
	for _, key := range keys {
		list = append(list, s.taken[key])
	}
	s.answer(w, q.Get("serial"), map[string]any{"records": list, "next": next})
}

// keys are what the platform has of a day.
func (s *stand) keys(day calendar.Day) (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, one := range s.taken {
		if one.Day == day.String() {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return list
}

// hall is a service with a kind of record of its own: lost property, told to the platform.
type hall struct {
	*Channel
	t   *testing.T
	far *stand
	at  *time.Time
	bad map[int64]error // records that cannot be made
}

// lost is the kind; the records are numbers.
func lost(bad map[int64]error) Kind {
	return Kind{
		Name: "lost", Title: "失物招领", One: "招领", Counts: "招领和认领", Path: "/lost", Desk: "/desk/lost/exchange", Roles: []people.Role{people.Supervisor},
		Parts: form.Pairs("found", "招领", "claimed", "认领"),
		Item: func(_ context.Context, l Line) (any, error) {
			return told{Key: l.Key, Title: fmt.Sprint("雨伞 ", l.Record), Day: l.Day.String()}, bad[l.Record]
		},
		Judge: func(r Receipt) State {
			return map[string]State{"new": Sent, "known": Sent, "no": Refused}[r.Status]
		},
		Read: func(line json.RawMessage) (There, error) {
			var one told
			err := json.Unmarshal(line, &one)
			return There{Key: one.Key, Title: one.Title, Time: one.Day}, err
		},
	}
}

// begin puts the service, its database and the platform together.
func begin(t *testing.T, d *db.DB, now *time.Time) *hall {
	t.Helper()
	clock := func() time.Time { return *now }
	far, platform := newStand(t, clock)
	return join(t, d, now, far, platform)
}

// join is another node of the same service.
func join(t *testing.T, d *db.DB, now *time.Time, far *stand, platform Platform) *hall {
	t.Helper()
	clock := func() time.Time { return *now }
	bad := map[int64]error{}
	e := New(&office.Office{
		DB: d, Now: clock, Jobs: job.New(d, clock, nil), Audit: audit.New(d, clock),
	}, platform)
	return &hall{e.Open(lost(bad)), t, far, now, bad}
}

// owners are those whose tables a test of the exchange needs.
var owners = []db.Migrations{job.Schema(), limit.Schema(), people.Schema(), Schema()}

// each runs a test with a service on each kind of database.
func each(t *testing.T, test func(h *hall)) {
	dbtest.Each(t, func() time.Time { return noon }, owners, func(t *testing.T, d *db.DB) {
		now := noon
		test(begin(t, d, &now))
	})
}

func (h *hall) later(by time.Duration) { *h.at = h.at.Add(by) }

// put puts records into the outbox, now.
func (h *hall) put(ids ...int64) {
	h.t.Helper()
	for _, id := range ids {
		h.must(h.DB.Tx(h.t.Context(), func(tx *db.DB) error {
			return h.Put(h.t.Context(), tx, Line{Key: fmt.Sprint(id), Record: id, What: "found", At: h.at.UnixMilli()})
		}))
	}
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// sends sends and fails unless the platform took so many.
func (h *hall) sends(want int) {
	h.t.Helper()
	if n, err := h.Send(h.t.Context()); err != nil || n != want {
		h.t.Errorf("took %d, %v; want %d", n, err, want)
	}
}

// is fails unless a line is in a state, with a reason.
func (h *hall) is(key string, state State, fault string) (l Line) {
	h.t.Helper()
	l, err := lineByKey(h.t.Context(), h.DB, h.Name, key)
	if err != nil || l.State != state || l.Fault != fault {
		h.t.Errorf("%s is %s %q, %v; want %s %q", key, l.State, l.Fault, err, state, fault)
	}
	return l
}

// has fails unless the platform has just these keys of today.
func (h *hall) has(want ...string) {
	h.t.Helper()
	if got := h.far.keys(calendar.DayOf(*h.at)); !slices.Equal(got, want) {
		h.t.Errorf("the platform has %v, want %v", got, want)
	}
}
