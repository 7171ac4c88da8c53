package device

import (
	"context"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/session"
)

const county region.Code = "511402000000"

var (
	wall   = Use{Label: "test wall"}
	front  = Use{Label: "test front", Terminal: true}
	screen = Use{Label: "test screen", Terminal: true}
)

// hall is a county's hall with one window that somebody holds.
type hall struct {
	*Book
	t    *testing.T
	now  time.Time
	post people.Post
}

// each runs a test with a hall on each kind of database.
func each(t *testing.T, test func(h *hall)) {
	dbtest.On(t, func(t *testing.T, url string) {
		h := &hall{t: t, now: time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone)}
		clock := func() time.Time { return h.now }
		keys, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
		h.must(err)
		d := dbtest.Open(t, url, clock, limit.Schema(), people.Schema(), Schema())
		limits, log := limit.New(clock), audit.New(d, clock)
		sessions := session.New(d, clock, keys, limits)
		h.Book = New(&office.Office{
			DB: d, Now: clock, Keys: keys, Limits: limits, Audit: log, Sessions: sessions,
			Roster: roster.New(d, clock, keys, limits, log, sessions, roster.SeesOrDecides),
		})
		h.must(d.Tx(t.Context(), func(tx *db.DB) error {
			id, err := h.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{Login: "zhoumin", Name: "周敏", Phone: "13800000001",
				Keep: true})
			if err != nil {
				return err
			}
			return h.Roster.AddPost(t.Context(), tx, people.TheOffice, "", id, people.Post{Role: people.Window, Region: county, Title: "综合窗口 3 号"}, "")
		}))
		held, err := h.Roster.Held(t.Context(), d, county, county, Windows...)
		h.must(err)
		if len(held) != 1 {
			t.Fatal(held)
		}
		h.post = held[0].Post
		test(h)
	})
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// fails fails unless an error is of a kind.
func (h *hall) fails(err error, kind fail.Kind) {
	h.t.Helper()
	if !fail.Is(err, kind) {
		h.t.Errorf("%v, want %v", err, kind)
	}
}

var (
	boss    = people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: 9, Name: "郑建国"}, IP: "10.0.0.9"}
	counter = people.Visitor{IP: "10.0.0.3"}
)

// start starts the set-up of the window's pad.
func (h *hall) start() string {
	h.t.Helper()
	code, err := h.StartPad(h.t.Context(), boss, Stand{ID: h.post.ID, Title: h.post.Title}, 10*time.Minute)
	h.must(err)
	if len(code) != padCode {
		h.t.Errorf("the code is %q", code)
	}
	return code
}

// A code sets up one pad, once and in its time, typed with spaces or without; the secret that comes of it opens the window,
// and the code does not. It stands in the log who asked for it and that it was used.
func TestAPadIsSetUpOnce(t *testing.T) {
	each(t, func(h *hall) {
		ctx, code := h.t.Context(), h.start()
		_, err := h.AtPad(ctx, code)
		h.fails(err, fail.KindNotFound)
		h.now = h.now.Add(10 * time.Minute)
		secret, err := h.SetUpPad(ctx, counter, code[:4]+" "+code[4:8]+" "+code[8:])
		h.must(err)
		st, err := h.AtPad(ctx, secret)
		if err != nil || st != (Stand{ID: h.post.ID, Region: county, Title: "综合窗口 3 号", Person: "周敏"}) {
			h.t.Error(st, err)
		}
		_, err = h.SetUpPad(ctx, counter, code)
		h.fails(err, fail.KindInvalid)
		for _, none := range []string{"", "x", secret + "x"} {
			_, err := h.AtPad(ctx, none)
			h.fails(err, fail.KindNotFound)
		}
		list, err := h.Audit.Lines(ctx, audit.Filter{}, 0, 10)
		acts := map[string]string{}
		for _, a := range list {
			acts[a.Act] = a.ActorName + " " + a.Object + " " + a.Reason
		}
		if err != nil || acts["设置窗口评价器"] != "郑建国 综合窗口 3 号 " || acts["评价器已启用"] != people.TheOffice.Name+" 综合窗口 3 号 郑建国设置" {
			h.t.Error(acts, err)
		}
	})
}

// A window has one pad: a new set-up ends the one before at once, also a code that waits. A code that is too old sets up
// nothing.
func TestAWindowHasOnePad(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		secret, err := h.SetUpPad(ctx, counter, h.start())
		h.must(err)
		if pads, err := h.Pads(ctx); err != nil || len(pads) != 1 || pads[0].Post != h.post.ID || pads[0].AddedBy != "郑建国" {
			h.t.Error(pads, err)
		}
		waiting := h.start()
		_, err = h.AtPad(ctx, secret)
		h.fails(err, fail.KindNotFound)
		if pads, err := h.Pads(ctx); err != nil || len(pads) != 0 {
			h.t.Error(pads, err)
		}
		late := h.start()
		_, err = h.SetUpPad(ctx, counter, waiting)
		h.fails(err, fail.KindInvalid)
		h.now = h.now.Add(10*time.Minute + time.Millisecond)
		_, err = h.SetUpPad(ctx, counter, late)
		h.fails(err, fail.KindInvalid)
	})
}

// Who tries codes from one address is stopped, also where the next would be right; another address is not.
func TestCodesAreNotTried(t *testing.T) {
	each(t, func(h *hall) {
		ctx, code := h.t.Context(), h.start()
		for range padTries.Default {
			_, err := h.SetUpPad(ctx, counter, "123456789012")
			h.fails(err, fail.KindInvalid)
		}
		_, err := h.SetUpPad(ctx, counter, code)
		h.fails(err, fail.KindBusy)
		_, err = h.SetUpPad(ctx, people.Visitor{IP: "10.0.0.4"}, code)
		h.must(err)
	})
}

// A token opens what it was made for: no other use, window or terminal, and none that was changed.
func TestATokenIsOfOneUse(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		machine, err := h.AddTerminal(ctx, boss.Actor, boss.IP, Terminal{Region: county, Title: "一号机"})
		h.must(err)
		at := h.Token(wall, h.post.ID)
		st, err := h.At(ctx, at, wall, front)
		if err != nil || st.ID != h.post.ID || st.Terminal || st.Title != "综合窗口 3 号" {
			h.t.Error(st, err)
		}
		st, err = h.At(ctx, h.Token(front, machine.ID), wall, front)
		if err != nil || st != (Stand{ID: machine.ID, Region: county, Title: "一号机", Terminal: true}) {
			h.t.Error(st, err)
		}
		last := at[len(at)-1]
		for _, none := range []string{"", "-", "x", at[:len(at)-1], at[:len(at)-1] + string('0'+(last-'0'+1)%10), "zzzzzzzzzzzzzzzz-1234567890"} {
			_, err := h.At(ctx, none, wall, front)
			h.fails(err, fail.KindNotFound)
		}
		_, err = h.At(ctx, h.Token(front, machine.ID), wall, screen)
		h.fails(err, fail.KindNotFound)
		h.must(h.EndTerminal(ctx, boss.Actor, boss.IP, st))
		_, err = h.At(ctx, h.Token(front, machine.ID), front)
		h.fails(err, fail.KindNotFound)
	})
}

// Terminals in use are those of a place and below it, in order.
func TestTerminalsOfAPlace(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.t.Context()
		for _, one := range []Terminal{{Region: "511402001000", Title: "镇上的"}, {Region: county, Title: "二号机"}, {Region: county, Title: "一号机"},
			{Region: "511403000000", Title: "别处的"}} {
			_, err := h.AddTerminal(ctx, boss.Actor, boss.IP, one)
			h.must(err)
		}
		list, err := h.Terminals(ctx, county)
		if err != nil || len(list) != 3 || list[0].Title != "一号机" || list[2].Title != "镇上的" || list[0].AddedAt != h.now.UnixMilli() {
			h.t.Error(list, err)
		}
		h.must(h.EndTerminal(ctx, boss.Actor, boss.IP, Stand{ID: list[0].ID, Title: list[0].Title}))
		if list, err = h.Terminals(ctx, county); err != nil || len(list) != 2 {
			h.t.Error(list, err)
		}
	})
}

// On duty is who served there last today, and else who holds the post.
func TestWhoIsOnDuty(t *testing.T) {
	each(t, func(h *hall) {
		h.Serving = func(_ context.Context, title string, at region.Code) (string, error) {
			if title == "综合窗口 3 号" && at == county {
				return "孙涛", nil
			}
			return "", nil
		}
		if st, err := h.Window(h.t.Context(), h.post.ID); err != nil || st.Person != "孙涛" {
			h.t.Error(st, err)
		}
		_, err := h.Window(h.t.Context(), 1)
		h.fails(err, fail.KindNotFound)
	})
}
