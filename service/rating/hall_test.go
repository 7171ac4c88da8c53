package rating_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/service/rating"
)

// services are those of the cities, by their offices.
var services sync.Map

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		book := rate.New(o)
		book.Hear(opens(o))
		s := rating.New(book, rating.Options{Exchange: exchange.New(o, exchange.Platform{}), Devices: device.New(o), Course: course})
		services.Store(o, s)
		return []door.Service{s.Service(), officetest.Made(matters, nil), officetest.Made(rectifications, nil)}
	},
	Parts: []db.Migrations{device.Schema(), exchange.Schema()},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Dept(officetest.County, "公安局")
	},
}

func TestMain(m *testing.M) { town.Main(m) }

// matters are what people are served in: at a window, and by a department.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"take_in": flow.Accepts, "review": flow.Reviews},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
		{Code: "gone", Name: "已撤回", Public: "已撤回", Final: true},
	},
	Rows: []flow.Row{
		{Event: "take_in", Name: "收件", Done: "已收件", By: flow.Who{Roles: []people.Role{people.Window}}, To: "begun", Public: "窗口收件"},
		{Event: "submit", Name: "网上提交", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "review", Name: "审查", Done: "已审查", By: flow.Who{Roles: []people.Role{people.Reviewer}}, To: flow.Same},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over", Public: "办结"},
		{From: []string{"begun"}, Event: "withdraw", Name: "撤回", By: flow.Who{Office: true}, To: "gone"},
	},
}

// rectifications stand for how bad ratings are put right.
var rectifications = flow.Table{
	Kind: rate.Rectifying, Title: "差评整改", Sole: true, Phases: []string{"整改"}, States: []flow.State{
		{Code: "assigned", Name: "待核实", Public: "正在核实", Desk: people.Supervisor}, {Code: "replied", Name: "已答复", Public: "已答复", Desk: people.Supervisor},
		{Code: "closed", Name: "办结", Public: "已办结", Final: true},
	}, Rows: []flow.Row{
		{Event: "open", Name: "收到差评", By: flow.Who{Office: true}, To: "assigned",
			Do: rate.Rectifications.New(func(_ context.Context, _ *db.DB, c *flow.Change, x *rate.Rectification) error {
				r := c.Data.(rate.Rating)
				x.Rating, x.Act = r.ID, r.Act
				return nil
			})},
		{From: []string{"assigned"}, Event: "reply", Name: "答复", By: flow.Who{Office: true}, To: "replied",
			Do: mended(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
				x.RepliedAt, x.Loops, x.Reply = c.At.UnixMilli(), x.Loops+1, "已更换清单"
				return nil
			})},
		{From: []string{"assigned", "replied"}, Event: "late", Name: "超期", By: flow.Who{Office: true}, To: flow.Same,
			Do: mended(func(ctx context.Context, tx *db.DB, _ *flow.Change, x *rate.Rectification, a rate.Act) error {
				x.Late = true
				return rate.Count(ctx, tx, a, rate.Counts{LateOpen: 1})
			})},
		{From: []string{"assigned", "replied"}, Event: "close", Name: "办结", By: flow.Who{Office: true}, To: "closed",
			Do: mended(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
				x.Outcome, x.Published, x.PublishedAt = "satisfied", "已更换材料清单", c.At.UnixMilli()
				if err := rate.Publish(ctx, tx, x.Rating); err != nil {
					return err
				}
				return rate.Count(ctx, tx, a, rate.Counts{Fixed: 1, InTime: 1})
			})},
		{From: []string{"assigned", "replied"}, Event: "exclude", Name: "不予采纳", By: flow.Who{Office: true}, To: "closed",
			Do: mended(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
				x.Outcome = rate.Excluded
				if err := rate.Exclude(ctx, tx, x.Rating); err != nil {
					return err
				}
				return rate.Count(ctx, tx, a, rate.Counts{N1: -1, Excluded: 1, Objected: 1})
			})},
	},
}

// mended is a step of a rectification with the service that was rated.
func mended(do func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error) flow.Step {
	return rate.Rectifications.Do(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification) error {
		a, err := rate.Acts.Find(ctx, tx, x.Act)
		if err != nil {
			return err
		}
		return do(ctx, tx, c, x, a)
	})
}

// opens opens a rectification of each bad first rating.
func opens(o *office.Office) rate.Heard {
	return func(ctx context.Context, tx *db.DB, a rate.Act, r rate.Rating, person int64) error {
		if r.N > 1 || !r.Level.Bad() {
			return nil
		}
		_, err := o.Engine.Open(ctx, tx, people.TheOffice, flow.Opening{
			Kind: rate.Rectifying, Event: "open", Region: a.Region, Dept: a.Dept, Title: "差评：" + a.Title, Applicant: person, Channel: a.Channel, About: r.ID, Data: r,
		})
		return err
	}
}

func course(context.Context, rate.Rectification, string) (string, page.Timeline, page.Form, error) {
	return "正在核实", page.Timeline{Items: []page.Moment{{Title: "转给承办单位"}}}, page.Form{}, nil
}

// hall is a city with two halls, of a township where clerk and colleague sit at windows and of the other county.
type hall struct {
	*officetest.City

	service                *rating.Service
	social, police         string // departments of the county
	clerk, colleague       *officetest.Somebody
	far                    *officetest.Somebody // at a window of the other township
	reviewer, head, strict *officetest.Somebody // of the first department, and the head of the second
	overseer, inspector    *officetest.Somebody // supervisors of the county and of the city
	leader, caller         *officetest.Somebody // of the city
}

func at(role people.Role, place region.Code, title string) people.Post {
	return people.Post{Role: role, Region: place, Title: title}
}

func hallOf(c *officetest.City) *hall {
	h := &hall{City: c}
	s, _ := services.Load(c.Office)
	h.service = s.(*rating.Service)
	for _, d := range c.Catalog.Depts(officetest.Whole) {
		switch c.Catalog.DeptName(d.Code) {
		case "人社局":
			h.social = d.Code
		case "公安局":
			h.police = d.Code
		}
	}
	h.clerk = c.Staff("周敏", at(people.Window, officetest.Township, "综合窗口 3 号"))
	h.colleague = c.Staff("王磊", at(people.Window, officetest.Township, "综合窗口 5 号"))
	h.far = c.Staff("贺远", at(people.Window, officetest.OtherTownship, "综合窗口 3 号"))
	h.reviewer = c.Staff("何雪", people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.social})
	h.head = c.Staff("陶然", people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.strict = c.Staff("韩冬", people.Post{Role: people.Head, Region: officetest.County, Dept: h.police})
	h.overseer, h.inspector = c.Staff("何国强", at(people.Supervisor, officetest.County, "")), c.Staff("郑建国", at(people.Supervisor, officetest.Whole, ""))
	h.leader, h.caller = c.Staff("吴桂芳", at(people.Leader, officetest.Whole, "")), c.Staff("秦雨", at(people.Caller, officetest.Whole, ""))
	return h
}

// phoneOf is the number of the how manieth person.
func phoneOf(n int) string { return fmt.Sprintf("138001380%02d", n) }

// served is a matter of the how manieth person in which a member of staff served him at his window or, for the reviewer, as the department.
func (h *hall) served(n int, by *officetest.Somebody) (flow.Case, rate.Act) {
	h.T.Helper()
	return h.servedIn(n, by, 0)
}

// servedIn is served in an item of the catalogue, 0 in none.
func (h *hall) servedIn(n int, by *officetest.Somebody, item int64) (flow.Case, rate.Act) {
	h.T.Helper()
	p, err := h.Persons.Reach(h.T.Context(), h.DB, "张晓梅", phoneOf(n))
	if err != nil {
		h.T.Fatal(err)
	}
	post := by.Actor().Posts[0]
	o := flow.Opening{Kind: "matter", Event: "take_in", Region: post.Region, Title: "社会保障卡挂失", Item: item, Party: p.Name, Applicant: p.ID,
		Channel: flow.ByWindow}
	actor := by.Actor()
	if post.Dept != "" {
		o.Event, o.Channel, o.Dept, o.Title, actor = "submit", flow.ByOnline, post.Dept, "生育登记", people.TheOffice
	}
	k := h.Opened(actor, o)
	if post.Dept != "" {
		by.Do(k, "review")
		if _, err := h.Try(people.TheOffice, k, "finish"); err != nil {
			h.T.Fatal(err)
		}
	}
	acts, err := rate.ActsOfCase(h.T.Context(), h.DB, k.ID)
	if err != nil || len(acts) != 1 {
		h.T.Fatalf("%+v %v", acts, err)
	}
	return k, acts[0]
}

// rated is a rating of a service by whom it served.
func (h *hall) rated(a rate.Act, level rate.Level, comment string) rate.Rating {
	h.T.Helper()
	k, err := h.Engine.Find(h.T.Context(), h.DB, a.CaseID)
	if err != nil {
		h.T.Fatal(err)
	}
	r, err := h.service.Rate(h.T.Context(), rate.Given{Act: a.ID, Level: level, Comment: comment, Way: "mobile", Person: k.Applicant})
	if err != nil {
		h.T.Fatal(err)
	}
	return r
}

// now is a service that was just rated.
func (h *hall) now(n int, by *officetest.Somebody, level rate.Level, comment string) (rate.Act, rate.Rating) {
	h.T.Helper()
	_, a := h.served(n, by)
	return a, h.rated(a, level, comment)
}

// counts are the figures of a place so far; they equal a recount.
func (h *hall) counts(place region.Code) rate.Counts {
	h.T.Helper()
	ctx := h.T.Context()
	if err := h.service.Fold(ctx); err != nil {
		h.T.Fatal(err)
	}
	wrong, err := h.service.Recount(ctx)
	if err != nil || len(wrong) > 0 {
		h.T.Fatal(wrong, err)
	}
	n, err := h.service.Totals(ctx, h.DB, 20260101, 20261231, place)
	if err != nil {
		h.T.Fatal(err)
	}
	return n
}

// state is the state of a service.
func (h *hall) state(a rate.Act) string {
	h.T.Helper()
	a, err := rate.Acts.Find(h.T.Context(), h.DB, a.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return a.State
}

// piece is what an answer says from a text that stands in it once until the next end: a row of a table by what only it says.
func piece(s officetest.Seen, text, end string) officetest.Seen {
	s.T.Helper()
	_, rest, ok := strings.Cut(s.Body, text)
	if !ok || strings.Contains(rest, text) {
		s.T.Fatalf("%s says %q never or more than once", s.At, text)
	}
	s.Body, _, _ = strings.Cut(rest, end)
	return s
}

func (h *hall) ratings(a rate.Act) []rate.Rating {
	h.T.Helper()
	list, err := rate.RatingsOf(h.T.Context(), h.DB, a.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return list
}

// next has the office do what it does at night, until the morning of the next day.
func (h *hall) next() {
	h.T.Helper()
	day := calendar.DayOf(h.Now()).AddDays(1)
	h.At(day.String() + " 08:00")
	h.Tick()
	if err := h.Daily(h.T.Context()); err != nil {
		h.T.Fatal(err)
	}
}

// reaches gives a member of staff a telephone number.
func (h *hall) reaches(who *officetest.Somebody, phone string) {
	h.T.Helper()
	index := h.Keys.Index("staff phone", phone)
	if err := h.DB.Exec(h.T.Context(), `UPDATE staff SET phone_index = $2 WHERE id = $1`, who.ID, index); err != nil {
		h.T.Fatal(err)
	}
}
