package rate_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/roster"
)

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		return []door.Service{ratings(rate.New(o)), officetest.Made(matters, nil), officetest.Made(rectifications, nil)}
	},
	Parts: []db.Migrations{device.Schema(), exchange.Schema()},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Dept(officetest.County, "公安局")
		for _, q := range []string{
			`INSERT INTO rating_tag_sets (id, name, title, basis, valid_from, valid_to, editor) VALUES (1, '2020', 'x', 'x', 20200101, 0, 'x')`,
			`INSERT INTO rating_rules (id, kind, event, act, basis, valid_from, valid_to, editor) VALUES (1, '*', 'withdraw', 'none', 'x', 20200101, 0, 'x')`,
		} {
			if err := c.DB.Exec(c.T.Context(), q); err != nil {
				c.T.Fatal(err)
			}
		}
	},
}

func TestMain(m *testing.M) { town.Main(m) }

// ratings are what is rated, without pages and without the service that puts bad ones right.
func ratings(b *rate.Book) door.Service {
	return door.Service{
		Schema: rate.Schema(), On: []flow.On{{Kind: "*", Event: "*", Step: b.Invite}},
		Seed: fstest.MapFS{"terms.csv": {Data: []byte("key,name,n,unit,basis,proposal\n" +
			"rating.visit,x,5,workday,x,0\nrating.matter,x,30,day,x,0\nrating.more,x,10,day,x,0\n")}},
	}
}

var atWindow = flow.Who{Roles: []people.Role{people.Window}}

// matters are what people are served in: at windows, and by a department.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"take_in": flow.Accepts, "review": flow.Reviews},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
		{Code: "gone", Name: "已撤回", Public: "已撤回", Final: true},
	},
	Rows: []flow.Row{
		{Event: "take_in", Name: "收件", Done: "已收件", By: atWindow, To: "begun", Public: "窗口收件"},
		{From: []string{"begun"}, Event: "add", Name: "补件", Done: "已补件", By: atWindow, To: flow.Same, Public: "窗口补件"},
		{From: []string{"begun"}, Event: "copy", Name: "复印", Done: "已复印", By: atWindow, To: flow.Same},
		{From: []string{"begun"}, Event: "review", Name: "审查", Done: "已审查", By: flow.Who{Roles: []people.Role{people.Reviewer}}, To: flow.Same},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.ByOffice, To: "over", Public: "办结"},
		{From: []string{"begun"}, Event: "withdraw", Name: "撤回", By: flow.ByOffice, To: "gone"},
	},
}

// rectifications stand for how bad ratings are put right.
var rectifications = flow.Table{
	Kind: rate.Rectifying, Title: "差评整改", Phases: []string{"整改"}, States: []flow.State{
		{Code: "begun", Name: "待答复", Public: "正在核实", Desk: people.Supervisor}, {Code: "over", Name: "办结", Public: "已办结", Final: true},
	}, Rows: []flow.Row{
		{Event: "open", Name: "收到差评", By: flow.ByOffice, To: "begun",
			Do: rate.Rectifications.New(func(_ context.Context, _ *db.DB, c *flow.Change, x *rate.Rectification) error {
				r := c.Data.(rate.Rating)
				x.Rating, x.Act = r.ID, r.Act
				return nil
			})},
		{From: []string{"begun"}, Event: "reply", Name: "答复", By: flow.ByOffice, To: "over",
			Do: rate.Rectifications.Do(func(_ context.Context, _ *db.DB, c *flow.Change, x *rate.Rectification) error {
				x.RepliedAt = c.At.UnixMilli()
				return nil
			})},
	},
}

// hall is a city in which clerk and colleague sit at windows of one township, far at one of another; reviewer and head are of the department
// that handles the matters, strict is of another.
type hall struct {
	*officetest.City
	book                   *rate.Book
	social                 string
	clerk, colleague, far  *officetest.Somebody
	reviewer, head, strict *officetest.Somebody
}

const phone = "13800138000"

func each(t *testing.T, test func(h *hall)) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := &hall{City: c, book: rate.New(c.Office)}
		police := ""
		for _, d := range c.Catalog.Depts(officetest.Whole) {
			if c.Catalog.DeptName(d.Code) == "人社局" {
				h.social = d.Code
			} else {
				police = d.Code
			}
		}
		window := func(place region.Code) people.Post { return people.Post{Role: people.Window, Region: place} }
		h.clerk, h.colleague = c.Staff("周敏", window(officetest.Township)), c.Staff("王磊", window(officetest.Township))
		h.far = c.Staff("贺远", window(officetest.OtherTownship))
		h.reviewer = c.Staff("何雪", people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.social})
		h.head = c.Staff("陶然", people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
		h.strict = c.Staff("韩冬", people.Post{Role: people.Head, Region: officetest.County, Dept: police})
		test(h)
		h.counts()
		c.Sound()
	})
}

// begun is a matter of who has a telephone that somebody took in at his window, and the visit that may be rated.
func (h *hall) begun(by people.Actor, phone string) (flow.Case, rate.Act) {
	h.T.Helper()
	p, err := h.Persons.Reach(h.T.Context(), h.DB, "张晓梅", phone)
	if err != nil {
		h.T.Fatal(err)
	}
	k := h.Opened(by, flow.Opening{Kind: "matter", Event: "take_in", Region: officetest.Township, Dept: h.social, Title: "社会保障卡挂失", Party: p.Name,
		Applicant: p.ID})
	return k, h.acts(k)[rate.Visit]
}

// acts are the services in a case by their modes, of several the latest.
func (h *hall) acts(k flow.Case) map[string]rate.Act {
	h.T.Helper()
	list, err := rate.ActsOfCase(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	of := map[string]rate.Act{}
	for _, a := range slices.Backward(list) {
		of[a.Mode] = a
	}
	return of
}

// ended is a matter that clerk took in and reviewer handled, with the service of either.
func (h *hall) ended() map[string]rate.Act {
	h.T.Helper()
	k, _ := h.begun(h.clerk.Actor(), phone)
	h.reviewer.Do(k, "review")
	if _, err := h.Try(people.TheOffice, k, "finish"); err != nil {
		h.T.Fatal(err)
	}
	return h.acts(k)
}

// by has the applicant of a service rate it.
func (h *hall) by(a rate.Act) rate.Given {
	h.T.Helper()
	k, err := h.Engine.Find(h.T.Context(), h.DB, a.CaseID)
	if err != nil {
		h.T.Fatal(err)
	}
	return rate.Given{Act: a.ID, Level: rate.Satisfied, Way: "qr", Person: k.Applicant}
}

// is fails the test unless a rating is taken as the how manieth of its service.
func (h *hall) is(n int64, g rate.Given) (r rate.Rating) {
	h.T.Helper()
	r, err := h.book.Rate(h.T.Context(), g)
	if err != nil || r.N != n || r.Source != rate.Active {
		h.T.Errorf("rating %d, want %d: %v", r.N, n, err)
	}
	return r
}

// refused fails the test unless a rating is, with some words, and none of it is kept.
func (h *hall) refused(kind fail.Kind, words string, g rate.Given) {
	h.T.Helper()
	before, err := rate.RatingsOf(h.T.Context(), h.DB, g.Act)
	if err != nil {
		h.T.Fatal(err)
	}
	if _, err := h.book.Rate(h.T.Context(), g); !fail.Is(err, kind) || !strings.Contains(err.Error(), words) {
		h.T.Errorf("%v, want %q", err, words)
	}
	if after, err := rate.RatingsOf(h.T.Context(), h.DB, g.Act); err != nil || len(after) != len(before) {
		h.T.Errorf("%d ratings, %d before: %v", len(after), len(before), err)
	}
}

// counts are all figures; they equal a recount.
func (h *hall) counts() rate.Counts {
	h.T.Helper()
	ctx := h.T.Context()
	if err := h.book.Fold(ctx); err != nil {
		h.T.Fatal(err)
	}
	if wrong, err := h.book.Recount(ctx); err != nil || len(wrong) > 0 {
		h.T.Errorf("too much is counted: %v %v", wrong, err)
	}
	n, err := h.book.Totals(ctx, h.DB, 20260101, 20261231, officetest.Whole)
	if err != nil {
		h.T.Fatal(err)
	}
	return n
}

// state fails the test unless a service is in it.
func (h *hall) state(a rate.Act, want string) {
	h.T.Helper()
	if a, err := rate.Acts.Find(h.T.Context(), h.DB, a.ID); err != nil || a.State != want {
		h.T.Errorf("the service is %s, want %s: %v", a.State, want, err)
	}
}

// until moves the clock to a time in Unix milliseconds.
func (h *hall) until(at int64) { h.Later(time.UnixMilli(at).Sub(h.Now())) }

// Who acted in a case writes down no rating of a service in it, nor does anybody of the unit that served: its department, or the windows of
// the place.
func TestWhoWritesDownARating(t *testing.T) {
	const own, unit, may = "自己经手", "别的单位", ""
	each(t, func(h *hall) {
		overseer := h.Staff("何国强", people.Post{Role: people.Supervisor, Region: officetest.Township}) // of the place, and at none of its windows
		for _, c := range []struct {
			by            *officetest.Somebody
			visit, matter string
		}{
			{h.clerk, own, own}, {h.reviewer, own, own}, {h.colleague, unit, unit}, {h.head, may, unit}, {h.strict, may, may}, {h.far, may, may},
			{overseer, may, may},
		} {
			for mode, a := range h.ended() {
				g := h.by(a)
				g.EnteredBy, g.Way = c.by.Actor(), "paper"
				if words := map[string]string{rate.Visit: c.visit, rate.Matter: c.matter}[mode]; words != may {
					h.refused(fail.KindForbidden, words, g)
					h.state(a, rate.Open)
				} else if r := h.is(1, g); r.Entered != c.by.Name {
					h.T.Errorf("%s wrote down %+v", c.by.Name, r)
				}
			}
		}
		if n := h.counts(); n.Acts != 14 || n.Valid() != 7 {
			h.T.Errorf("%+v", n)
		}
	})
}

// Nobody rates by his own telephone what he had a hand in; what another did for him he may, and it is noted that it was one of the staff.
func TestTheTelephoneOfWhoServed(t *testing.T) {
	each(t, func(h *hall) {
		ctx := h.T.Context()
		var id int64
		err := h.DB.Tx(ctx, func(tx *db.DB) (err error) {
			if id, err = h.Roster.AddMember(ctx, tx, people.TheOffice, "", roster.NewMember{Login: "qian", Name: "钱窗", Phone: phone}); err != nil {
				return err
			}
			return h.Roster.AddPost(ctx, tx, people.TheOffice, "", id, people.Post{Role: people.Window, Region: officetest.Township}, "")
		})
		if err != nil {
			h.T.Fatal(err)
		}
		self, _, err := h.Roster.StaffActor(ctx, id)
		if err != nil {
			h.T.Fatal(err)
		}
		staff := func(r rate.Rating, want bool) {
			h.T.Helper()
			if got, err := db.One[bool](ctx, h.DB, `SELECT staff FROM rating_givers WHERE rating = $1`, r.ID); err != nil || got != want {
				h.T.Errorf("given by staff: %v %v", got, err)
			}
		}
		_, a := h.begun(self, phone)
		h.refused(fail.KindForbidden, "自己经手", h.by(a))
		k, a := h.begun(h.clerk.Actor(), phone)
		if _, err := h.Try(self, k, "copy"); err != nil {
			h.T.Fatal(err)
		}
		h.refused(fail.KindForbidden, "自己经手", h.by(a))
		_, a = h.begun(h.clerk.Actor(), phone)
		staff(h.is(1, h.by(a)), true)
		_, a = h.begun(self, "13900139000")
		staff(h.is(1, h.by(a)), false)
	})
}

// A service is rated from when it was done until its time is over, to the millisecond; then it is closed as good by default, which is no
// rating, and stays so. What was rated is added to as long.
func TestUntilWhenAServiceIsRated(t *testing.T) {
	each(t, func(h *hall) {
		_, in := h.begun(h.clerk.Actor(), phone)
		_, late := h.begun(h.clerk.Actor(), phone)
		if in.UntilAt <= h.Now().UnixMilli() || in.UntilAt != late.UntilAt {
			h.T.Fatalf("%+v", in)
		}
		shut := func() {
			h.T.Helper()
			if err := h.book.CloseUnrated(h.T.Context()); err != nil {
				h.T.Fatal(err)
			}
		}
		h.Later(-time.Millisecond)
		h.refused(fail.KindConflict, "还没有办完", h.by(in))
		h.until(in.UntilAt - 1)
		shut()
		h.is(1, h.by(in))
		h.state(late, rate.Open)
		h.until(in.UntilAt)
		h.refused(fail.KindConflict, "期限已过", h.by(late))
		shut()
		h.state(in, rate.Rated)
		h.state(late, rate.Defaulted)
		h.refused(fail.KindConflict, "期限已过", h.by(late))
		shut()
		if n := h.counts(); n != (rate.Counts{Acts: 2, N4: 1, Defaults: 1}) {
			h.T.Errorf("%+v", n)
		}

		_, first := h.begun(h.clerk.Actor(), phone)
		_, second := h.begun(h.clerk.Actor(), phone)
		h.is(1, h.by(first))
		h.is(1, h.by(second))
		more, err := h.book.Until("more", officetest.Township, h.Now())
		if err != nil || more <= h.Now().UnixMilli() {
			h.T.Fatal(more, err)
		}
		h.until(more - 1)
		h.is(2, h.by(first))
		h.until(more)
		h.refused(fail.KindConflict, "追加评价的期限已过", h.by(second))
	})
}

// A rating is added to once, and once more after each answer to a bad one, however late that came. Only the first enters the figures of quality.
func TestARatingIsAddedToOnce(t *testing.T) {
	each(t, func(h *hall) {
		_, a := h.begun(h.clerk.Actor(), phone)
		g := h.by(a)
		g.Level, g.Comment = rate.VeryDissatisfied, "跑了三次"
		first := h.is(1, g)
		h.state(a, rate.Rated)
		k := h.Opened(people.TheOffice, flow.Opening{Kind: rate.Rectifying, Event: "open", Region: a.Region, Title: a.Title, Data: first})
		h.Later(time.Hour)
		g.Level = rate.Satisfied
		h.is(2, g)
		h.refused(fail.KindConflict, "已经评价并追加过", g)
		h.Later(40 * 24 * time.Hour)
		h.refused(fail.KindConflict, "已经评价并追加过", g)
		if _, err := h.Try(people.TheOffice, k, "reply"); err != nil {
			h.T.Fatal(err)
		}
		g.Level = rate.VeryDissatisfied
		h.is(3, g)
		h.refused(fail.KindConflict, "已经评价并追加过", g)
		if n := h.counts(); n != (rate.Counts{Acts: 1, N1: 1, More: 2, Better: 1, Named: 1}) {
			h.T.Errorf("%+v", n)
		}
	})
}

// A matter that is withdrawn takes back the services that nobody has rated, and none that somebody has.
func TestWhatAWithdrawalTakesBack(t *testing.T) {
	each(t, func(h *hall) {
		k, rated := h.begun(h.clerk.Actor(), phone)
		h.is(1, h.by(rated))
		h.Later(24 * time.Hour)
		h.colleague.Do(k, "add")
		unrated := h.acts(k)[rate.Visit]
		if n := h.counts(); unrated.ID == rated.ID || n != (rate.Counts{Acts: 2, N4: 1}) {
			h.T.Fatalf("%+v, %+v", unrated, n)
		}
		if _, err := h.Try(people.TheOffice, k, "withdraw"); err != nil {
			h.T.Fatal(err)
		}
		h.state(unrated, rate.Void)
		h.refused(fail.KindConflict, "已经撤回", h.by(unrated))
		h.state(rated, rate.Rated)
		h.is(2, h.by(rated))
		if n := h.counts(); len(h.acts(k)) != 1 || n != (rate.Counts{Acts: 1, N4: 1, More: 1}) {
			h.T.Errorf("%+v", n)
		}
	})
}
