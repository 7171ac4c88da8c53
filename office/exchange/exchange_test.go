package exchange

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

// However the platform fails, the reason stands on the lines, and in the end it has each thing once.
func TestEveryFailureEndsWithTheSameSet(t *testing.T) {
	each(t, func(h *hall) {
		for _, c := range []struct {
			how, fault string
			wait       time.Duration
			first      int // that are taken in spite of it
		}{
			{"down", "省平台回答 500", time.Minute, 0},
			{"busy", "省平台回答 429：忙", 2 * time.Hour, 0},
			{"garbage", "省平台的回答无法识别", time.Minute, 0},
			{"forged", "省平台的回答签名不对，没有采信", time.Minute, 0},
			{"stale", "省平台的回答签名不对，没有采信", time.Minute, 0},
			{"deaf", "省平台的回答中断了", time.Minute, 0},
			{"half", "省平台没有给回执", time.Minute, 2},
			{"ended", "", 0, 3}, // a new token is fetched
		} {
			h.later(24 * time.Hour)
			n := int64(calendar.DayOf(*h.at)) * 10
			h.put(n+1, n+2, n+3)
			h.sends(0) // not before its number is there
			h.later(grace)
			h.far.does(c.how)
			h.sends(c.first)
			second := fmt.Sprint(n + 2)
			l := h.is(second, map[bool]State{true: Pending, false: Sent}[c.first < 3], c.fault)
			if c.wait > 0 && l.DueAt != h.at.Add(c.wait).UnixMilli() {
				h.t.Errorf("%s: due in %v, want %v", c.how, time.UnixMilli(l.DueAt).Sub(*h.at), c.wait)
			}
			h.far.does("")
			h.later(c.wait)
			h.sends(3 - c.first)
			h.is(second, Sent, "")
			h.has(fmt.Sprint(n+1), second, fmt.Sprint(n+3))
		}
		h.later(48 * time.Hour)
		h.sends(0)
	})
}

// A platform that has failed is not asked again for other lines until it was left alone for a while; after somebody has mended
// something it is asked at once.
func TestAPlatformThatFailsIsLeftAlone(t *testing.T) {
	each(t, func(h *hall) {
		h.far.does("down")
		h.put(1)
		h.later(grace)
		h.sends(0)
		h.far.does("")
		h.put(2)
		h.later(9 * time.Second)
		h.sends(0)
		if h.far.asked != 1 {
			h.t.Errorf("asked %d times", h.far.asked)
		}
		h.later(time.Second)
		h.sends(1)
		h.far.does("down")
		h.put(3)
		h.later(grace)
		h.sends(0)
		h.far.does("")
		h.must(h.Resend(h.t.Context(), people.Visitor{}, "3"))
		h.sends(1)
	})
}

// While the platform is slow to give a token, whoever looks whether it is left alone, or lets it be asked at once, does
// not wait for it.
func TestNobodyWaitsForAToken(t *testing.T) {
	asked, given := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-given
		fmt.Fprint(w, `{"access_token":"t","expires_in":1800}`)
	}))
	defer server.Close()
	e := New(&office.Office{Now: func() time.Time { return noon }}, Platform{URL: server.URL, Timeout: 5 * time.Second})
	got := make(chan string)
	go func() {
		token, err := e.bearer(t.Context())
		got <- fmt.Sprint(token, err)
	}()
	<-asked
	looked := make(chan struct{})
	go func() {
		e.far.waited()
		e.far.rests(noon)
		close(looked)
	}()
	select {
	case <-looked:
	case <-time.After(2 * time.Second):
		t.Error("what is remembered of the platform is held while it is asked")
	}
	close(given)
	if one := <-got; one != "t<nil>" {
		t.Error(one)
	}
	if token, err := e.bearer(t.Context()); token != "t" || err != nil { // a second request would close what is closed
		t.Error(token, err)
	}
}

// A platform that takes longer than the timeout has failed, though it took the letter; what comes again it knows, and both
// agree.
func TestASlowPlatformTakesOnce(t *testing.T) {
	each(t, func(h *hall) {
		h.Platform.Timeout = 50 * time.Millisecond
		h.far.hold = make(chan struct{})
		h.put(1)
		h.later(grace)
		h.sends(0)
		<-h.far.held
		h.is("1", Pending, "省平台 50ms 没有回答")
		close(h.far.hold)
		h.far.mu.Lock()
		h.far.hold = nil
		h.far.mu.Unlock()
		h.Platform.Timeout = 5 * time.Second
		h.later(time.Minute)
		h.sends(1)
		h.has("1")
		if h.far.twice != 1 {
			t.Errorf("came again %d times", h.far.twice)
		}
	})
}

// A node that dies with lines in its hands writes nothing down; another takes them when the lease has ended, not before.
func TestTheLinesOfADeadNodeAreTakenOver(t *testing.T) {
	each(t, func(h *hall) {
		h.far.hold = make(chan struct{})
		h.put(1, 2)
		h.later(grace)
		dying, kill := context.WithCancel(h.t.Context())
		go func() { <-h.far.held; kill() }()
		if n, err := h.Send(dying); n != 0 || !errors.Is(err, context.Canceled) {
			h.t.Error(n, err)
		}
		close(h.far.hold)
		h.far.mu.Lock()
		h.far.hold = nil
		h.far.mu.Unlock()
		if l := h.is("1", Pending, ""); l.Tries != 1 || l.DueAt != h.at.Add(lease).UnixMilli() {
			h.t.Errorf("%+v", l)
		}
		other := join(h.t, h.DB, h.at, h.far, h.Platform)
		h.later(lease - time.Millisecond)
		other.sends(0)
		h.later(time.Millisecond)
		other.sends(2)
		h.has("1", "2")
		h.sends(0)
		if h.far.letters != 2 {
			h.t.Errorf("%d letters", h.far.letters)
		}
	})
}

// What is over is not sent: neither what was taken nor what was refused, until somebody has it sent again; that stands in the
// log, and on the line.
func TestNothingIsSentThatIsOver(t *testing.T) {
	each(t, func(h *hall) {
		h.far.refuse["2"] = "太长"
		h.put(1, 2)
		h.later(grace)
		h.sends(1)
		l := h.is("2", Refused, "title：太长")
		if l.Code != "LENGTH" || h.is("1", Sent, "").SentAt != h.at.UnixMilli() {
			h.t.Errorf("%+v", l)
		}
		h.later(24 * time.Hour)
		h.sends(0)
		if h.far.letters != 1 {
			h.t.Errorf("%d letters", h.far.letters)
		}
		delete(h.far.refuse, "2")
		li := people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: 7, Name: "李敏"}}
		if err := h.Resend(h.t.Context(), li, "9"); !fail.Is(err, fail.KindNotFound) {
			h.t.Error(err)
		}
		h.must(h.Resend(h.t.Context(), li, "2"))
		if l := h.is("2", Pending, "title：太长"); l.Again != "李敏" || l.AgainAt != h.at.UnixMilli() || l.Tries != 0 {
			h.t.Errorf("%+v", l)
		}
		h.sends(1)
		h.is("2", Sent, "")
		list, err := h.Audit.Lines(h.t.Context(), audit.Filter{}, 0, 10)
		if err != nil || len(list) != 1 || list[0].Act != "重新报送失物招领" || list[0].Object != "2" || list[0].ActorName != "李敏" {
			h.t.Errorf("%+v %v", list, err)
		}
	})
}

// A record that cannot be made keeps back no other, and says why.
func TestARecordThatCannotBeMade(t *testing.T) {
	each(t, func(h *hall) {
		h.bad[2] = errors.New(strings.Repeat("没", 300))
		h.put(1, 2, 3)
		h.later(grace)
		h.sends(2)
		l := h.is("2", Pending, "记录没有做成："+strings.Repeat("没", 200))
		if l.DueAt != h.at.Add(time.Minute).UnixMilli() || l.Tries != 1 {
			h.t.Errorf("%+v", l)
		}
		delete(h.bad, 2)
		h.later(time.Minute)
		h.sends(1)
		h.has("1", "2", "3")
	})
}

// What is told behind a line waits until the platform has that, also while it is refused.
func TestWhatIsBehindWaits(t *testing.T) {
	each(t, func(h *hall) {
		h.far.refuse["1"] = "不收"
		h.put(1)
		h.must(h.Put(h.t.Context(), h.DB, Line{Key: "1-claimed", Record: 1, What: "claimed", Behind: "1", At: h.at.UnixMilli()}))
		h.later(grace)
		h.sends(0)
		h.later(24 * time.Hour)
		h.sends(0)
		if l := h.is("1-claimed", Pending, ""); l.Tries != 0 {
			h.t.Errorf("%+v", l)
		}
		delete(h.far.refuse, "1")
		h.must(h.Resend(h.t.Context(), people.Visitor{}, "1"))
		h.sends(2)
		h.is("1-claimed", Sent, "")
	})
}

// The comparison of a day finds what the platform lost and what only it has, page by page of its list; the former is sent
// again, the latter stands there. A platform that cannot be asked is said as such.
func TestReconcileFindsMissingAndForeign(t *testing.T) {
	each(t, func(h *hall) {
		ctx, day := h.t.Context(), calendar.DayOf(*h.at)
		h.put(1, 2, 3, 4, 5)
		h.later(grace)
		h.sends(5)
		delete(h.far.taken, "2")
		delete(h.far.taken, "4")
		h.far.taken["x"] = told{Key: "x", Title: "钥匙", Day: day.String()}
		h.later(time.Second)
		h.must(h.Reconcile(ctx, day, "王强"))
		days, err := daysOf(ctx, h.DB, h.Name, day, day)
		want := compared{Day: day, Ours: 5, Sent: 5, Found: 3, Missing: 2, Extra: 1, Total: 4, Asked: h.at.UnixMilli(), Who: "王强"}
		if err != nil || len(days) != 1 || days[0] != want || days[0].verdict().Label != "3 处要处理" {
			h.t.Errorf("%+v %v\nwant %+v", days, err, want)
		}
		foreign, err := onlyThere(ctx, h.DB, h.Name, day)
		if err != nil || len(foreign) != 1 || foreign[0] != (There{Key: "x", Title: "钥匙", Time: day.String()}) {
			h.t.Error(foreign, err)
		}
		if n, err := h.ResendDay(ctx, people.Visitor{}, day); err != nil || n != 2 {
			h.t.Error(n, err)
		}
		h.sends(2)
		h.has("1", "2", "3", "4", "5", "x")
		h.later(time.Second)
		delete(h.far.taken, "x")
		h.must(h.Reconcile(ctx, day, "王强"))
		if days, err = daysOf(ctx, h.DB, h.Name, day, day); err != nil || days[0].verdict().Label != "两边一致" {
			h.t.Errorf("%+v %v", days, err)
		}
		h.far.does("down")
		if err := h.Reconcile(ctx, day, "王强"); !fail.Is(err, fail.KindBusy) || !strings.Contains(err.Error(), "省平台回答 500") {
			h.t.Error(err)
		}
	})
}

// At night what was refused lately is sent again, what was refused long ago is not, and what the platform lost of the last
// days comes back.
func TestTheNightMends(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		h.far.refuse["1"], h.far.refuse["2"] = "不收", "不收"
		h.put(1)
		h.later(time.Duration(mends) * 24 * time.Hour)
		h.put(2, 3)
		h.later(grace)
		h.sends(1)
		day := calendar.DayOf(*h.at)
		h.far.refuse = map[string]string{}
		delete(h.far.taken, "3")
		h.later(24 * time.Hour)
		h.must(h.DB.Tx(ctx, func(tx *db.DB) error { return h.Tonight(ctx, tx) }))
		if ran, err := h.Jobs.RunOne(ctx); !ran || err != nil {
			h.t.Fatal(ran, err)
		}
		h.is("1", Refused, "title：不收")
		h.is("2", Sent, "")
		if l := h.is("3", Pending, ""); l.Again != people.TheOffice.Name {
			h.t.Errorf("%+v", l)
		}
		h.sends(1)
		if got := h.far.keys(day); len(got) != 2 {
			h.t.Errorf("the platform has %v", got)
		}
	})
}

// Two kinds on one platform have lines of their own, also under one key, and one token.
func TestKindsDoNotMix(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		k := lost(nil)
		k.Name, k.Path = "found", "/found"
		k.Item = func(_ context.Context, l Line) (any, error) {
			return told{Key: "found-" + l.Key, Day: l.Day.String()}, nil
		}
		k.Judge = func(Receipt) State { return Sent }
		found := h.Open(k)
		h.put(1)
		h.must(found.Put(ctx, h.DB, Line{Key: "1", Record: 1, What: "found", At: h.at.UnixMilli()}))
		h.later(grace)
		h.sends(1)
		h.has("1")
		if l, err := lineByKey(ctx, h.DB, "found", "1"); err != nil || l.State != Pending {
			h.t.Errorf("%+v %v", l, err)
		}
		for name, want := range map[string]int64{"lost_outbox": 0, "found_outbox": 1} {
			if b, err := h.Backlogs()[name](ctx); err != nil || b.Waiting != want {
				h.t.Errorf("%s: %+v %v", name, b, err)
			}
		}
		if n, err := found.Send(ctx); n != 1 || err != nil || h.far.tokens != 1 {
			h.t.Error(n, err, h.far.tokens)
		}
	})
}

// Without a platform lines wait, nothing is asked, and the comparison says so.
func TestWithoutAPlatform(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		h.Platform = Platform{}
		h.put(1)
		h.later(time.Hour)
		h.sends(0)
		h.is("1", Pending, "")
		if err := h.Reconcile(ctx, calendar.DayOf(*h.at), ""); !fail.Is(err, fail.KindConflict) {
			h.t.Error(err)
		}
		h.must(h.DB.Tx(ctx, func(tx *db.DB) error { return h.Tonight(ctx, tx) }))
		if ran, err := h.Jobs.RunOne(ctx); ran || err != nil {
			h.t.Error(ran, err)
		}
		if err := h.Put(ctx, h.DB, Line{Key: "1", Record: 1, What: "found", At: h.at.UnixMilli()}); err == nil {
			h.t.Error("a key was put twice")
		}
	})
}

// A set of codes is known by its rows; a proposal that waited when tables had no name asks for the first table with sets.
func TestCodesAreSets(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, owners, func(t *testing.T, d *db.DB) {
		ctx, now := t.Context(), noon
		h := join(t, d, &now, nil, Platform{})
		h.Tables = []Codes{{Name: "way", Title: "渠道", Ours: h.Parts}, {Name: "grade", Title: "等级", Ours: h.Parts, Sets: []CodeSet{
			{Value: "up", Words: "1 最低", Codes: map[string]string{"found": "1", "claimed": "2"}, Basis: "甲"},
			{Value: "down", Words: "1 最高", Codes: map[string]string{"found": "2", "claimed": "1"}, Basis: "乙"},
		}}}
		grade := h.Tables[1]
		if _, ok := grade.chosen(nil); ok {
			t.Error("no rows are a set")
		}
		for _, c := range []struct{ body, want string }{{`{"Organ":"","Theirs":"","Best":"down"}`, "down"}, {`{"Table":"grade","Best":"up"}`, "up"}} {
			_, err := h.change().Apply(ctx, d, door.Call{}, proposal.Proposal{Body: c.body})
			h.must(err)
			stored, err := h.Codes(ctx)
			if set, ok := grade.chosen(stored["grade"]); err != nil || !ok || set.Value != c.want {
				t.Errorf("%s: %+v %v %v", c.body, set, ok, err)
			}
		}
		blocks, err := h.change().Show(ctx, proposal.Proposal{Body: `{"Table":"grade","Best":"down"}`})
		h.must(err)
		shown := blocks[0].Facts.Items
		if shown[0].Value != "等级的编码方向" || shown[1].Value != "1 最低" || shown[2].Value != "1 最高" {
			t.Errorf("%+v", shown)
		}
		h.must(h.PutOrganCode(ctx, d, "mz", " 11100000000013127d "))
		if err := h.PutOrganCode(ctx, d, "mz", "11100000000013127X"); !fail.Is(err, fail.KindInvalid) {
			t.Error(err)
		}
		if stored, err := h.Codes(ctx); err != nil || stored[organ]["mz"] != "11100000000013127D" {
			t.Error(stored, err)
		}
	})
}
