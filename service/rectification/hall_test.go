package rectification_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/service/rectification"
)

// services are those of the cities, by their offices.
var services sync.Map

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		s := rectification.New(o, rate.New(o), func(ctx context.Context, tx *db.DB, k flow.Case, rated int64) error {
			v, err := o.Engine.Open(ctx, tx, people.TheOffice, flow.Opening{
				Kind: "visit", Event: "begin", Region: k.Region, Title: fmt.Sprint("回访，不由", rated), Channel: flow.ByOnline,
			})
			if err != nil {
				return err
			}
			return o.Engine.Link(ctx, tx, v.Case.ID, k.ID, flow.AroseOf)
		})
		services.Store(o, s)
		return []door.Service{s.Service(), ratings(s.Ratings), officetest.Made(matters, nil), officetest.Made(visits, nil)}
	},
	Parts: []db.Migrations{device.Schema(), exchange.Schema()},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		for _, q := range []string{ // the reasons that people may give
			`INSERT INTO rating_tag_sets (id, name, title, basis, valid_from, valid_to, editor) VALUES (1, '2020', 'x', 'x', 20200101, 0, 'x')`,
			`INSERT INTO rating_tags (id, tag_set, code, level, name, proof, basis, valid_from, valid_to, editor)
				VALUES (1, '2020', '113', 'very_dissatisfied', '多头跑窗口和部门', 'windows', 'x', 20200101, 0, 'x')`,
			`INSERT INTO rating_tags (id, tag_set, code, level, name, proof, basis, valid_from, valid_to, editor)
				VALUES (2, '2020', '208', 'dissatisfied', '没有提供材料清单', 'notice', 'x', 20200101, 0, 'x')`,
		} {
			if err := c.DB.Exec(c.T.Context(), q); err != nil {
				c.T.Fatal(err)
			}
		}
	},
}

func TestMain(m *testing.M) { town.Main(m) }

// ratings are what is rated, without the pages on which people do it.
func ratings(b *rate.Book) door.Service {
	return door.Service{
		Schema: rate.Schema(), On: []flow.On{{Kind: "*", Event: "*", Step: b.Invite}}, Often: []door.Task{{Name: "rating sums", Do: b.Fold}},
		Seed: fstest.MapFS{"terms.csv": {Data: []byte("key,name,n,unit,basis,proposal\nrating.visit,x,30,day,x,0\nrating.matter,x,30,day,x,0\nrating.more,x,30,day,x,0\n")}},
	}
}

// matters are what people are served in: at a window, and by a department.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"},
	Serves: map[string]flow.Serve{"take_in": flow.Accepts, "review": flow.Reviews, "decide": flow.Decides},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Rows: []flow.Row{
		{Event: "take_in", Name: "收件", Done: "已收件", By: flow.Who{Roles: []people.Role{people.Window}}, To: "begun", Public: "窗口收件"},
		{Event: "submit", Name: "网上提交", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "review", Name: "审查", Done: "已审查", By: flow.Who{Roles: []people.Role{people.Reviewer, people.Head, people.Window}}, To: flow.Same},
		{From: []string{"over"}, Event: "decide", Name: "决定", Done: "已决定", By: flow.Who{Roles: []people.Role{people.Head}}, To: flow.Same},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over", Public: "办结"},
	},
}

// visits are return visits.
var visits = flow.Table{
	Kind: "visit", Title: "回访", Inner: true, Phases: []string{"回访"}, States: []flow.State{
		{Code: "begun", Name: "待回访", Public: "待回访", Desk: people.Caller}, {Code: "over", Name: "完成", Public: "完成", Final: true},
	}, Rows: []flow.Row{
		{Event: "begin", Name: "开始", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "done", Name: "回访完成", By: flow.Who{Office: true}, To: "over", Ask: form.Of(
			form.Field{Name: "solved", Label: "解决了没有", Type: form.Text}, form.Field{Name: "level", Label: "满意程度", Type: form.Text},
			form.Lines("said", "意见", false, ""))},
		{From: []string{"begun"}, Event: "unreached", Name: "没有联系上", By: flow.Who{Office: true}, To: "over"},
		{From: []string{"begun"}, Event: "drop", Name: "不再回访", By: flow.Who{Office: true}, To: "over", Ask: form.Of(form.Lines("reason", "为什么", true, ""))},
	},
}

// hall is a city with a hall of a township where clerk is rated, and those who put that right.
type hall struct {
	*officetest.City

	service          *rectification.Service
	social           string               // a department of the county
	clerk, colleague *officetest.Somebody // at the windows of the township
	head, reviewer   *officetest.Somebody // of the department
	overseer         *officetest.Somebody // supervisor of the county
	inspector, boss  *officetest.Somebody // supervisor and leader of the city
	caller           *officetest.Somebody
}

func post(role people.Role, place region.Code) people.Post {
	return people.Post{Role: role, Region: place}
}

func hallOf(c *officetest.City) *hall {
	h := &hall{City: c}
	s, _ := services.Load(c.Office)
	h.service = s.(*rectification.Service)
	for _, d := range c.Catalog.Depts(officetest.Whole) {
		h.social = d.Code
	}
	h.clerk = c.Staff("周敏", people.Post{Role: people.Window, Region: officetest.Township, Title: "综合窗口 3 号"})
	h.colleague = c.Staff("王磊", post(people.Window, officetest.Township))
	h.head = c.Staff("陶然", people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.reviewer = c.Staff("何雪", people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.social})
	h.overseer, h.inspector = c.Staff("何国强", post(people.Supervisor, officetest.County)), c.Staff("郑建国", post(people.Supervisor, officetest.Whole))
	h.boss, h.caller = c.Staff("吴桂芳", post(people.Leader, officetest.Whole)), c.Staff("秦雨", post(people.Caller, officetest.Whole))
	return h
}

const phone = "13800138000"

// served is a matter of somebody in which a member of staff served him: at his window, or as the department's reviewer or head; and the service that
// may be rated.
func (h *hall) served(by *officetest.Somebody) (flow.Case, rate.Act) {
	h.T.Helper()
	p, err := h.Persons.Reach(h.T.Context(), h.DB, "张晓梅", phone)
	if err != nil {
		h.T.Fatal(err)
	}
	o := flow.Opening{Kind: "matter", Event: "take_in", Region: officetest.Township, Title: "社会保障卡挂失", Party: p.Name, Applicant: p.ID, Channel: flow.ByWindow}
	actor := by.Actor()
	if actor.Posts[0].Dept != "" {
		o.Event, o.Channel, o.Dept, actor = "submit", flow.ByOnline, actor.Posts[0].Dept, people.TheOffice
	} else {
		o.Region = actor.Posts[0].Region
	}
	k := h.Opened(actor, o)
	if o.Dept != "" {
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

// rated is a rating of a service by whom it served, with the words that a bad one needs.
func (h *hall) rated(a rate.Act, level rate.Level, comment string) rate.Rating {
	h.T.Helper()
	k, err := h.Engine.Find(h.T.Context(), h.DB, a.CaseID)
	if err != nil {
		h.T.Fatal(err)
	}
	r, err := h.service.Ratings.Rate(h.T.Context(), rate.Given{Act: a.ID, Level: level, Comment: comment, Way: "qr", Person: k.Applicant})
	if err != nil {
		h.T.Fatal(err)
	}
	return r
}

// bad is a bad rating of a member of staff, the service, and its rectification.
func (h *hall) bad(by *officetest.Somebody) (rate.Act, flow.Case) {
	h.T.Helper()
	_, a := h.served(by)
	h.rated(a, rate.VeryDissatisfied, "跑了三次")
	return a, h.Newest(rectification.Kind)
}

// mending is one that somebody found to be right, simple or complex.
func (h *hall) mending(by *officetest.Somebody, k flow.Case, found string) flow.Case {
	h.T.Helper()
	by.Do(k, "contact", "text", "想了解是哪三次")
	return by.Do(k, "valid", "found", found, "said", "没有一次告知")
}

func (h *hall) row(k flow.Case) rate.Rectification {
	h.T.Helper()
	x, err := rate.Rectifications.Load(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return x
}

// counts are the figures of the city so far, of what is not zero; they equal a recount.
func (h *hall) counts() string {
	h.T.Helper()
	ctx := h.T.Context()
	err := h.service.Ratings.Fold(ctx)
	n, err2 := h.service.Ratings.Totals(ctx, h.DB, 20260101, 20261231, "")
	wrong, err3 := h.service.Ratings.Recount(ctx)
	if err := cmp.Or(err, err2, err3); err != nil || len(wrong) > 0 {
		h.T.Fatal(wrong, err)
	}
	var list []string
	for _, f := range []struct {
		name string
		n    int64
	}{
		{"valid", n.Valid()}, {"bad", n.Bad()}, {"excluded", n.Excluded}, {"more", n.More}, {"better", n.Better}, {"fixed", n.Fixed}, {"in time", n.InTime},
		{"late", n.LateOpen}, {"named", n.Named}, {"contacted", n.Contacted}, {"objected", n.Objected},
	} {
		if f.n != 0 {
			list = append(list, fmt.Sprint(f.name, " ", f.n))
		}
	}
	return strings.Join(list, ", ")
}

// visit is the return visit of a rectification that was begun last, and whether it waits.
func (h *hall) visit(k flow.Case) (v flow.Case, waits bool) {
	h.T.Helper()
	for _, l := range h.View(people.TheOffice, k).Links {
		other, err := h.Engine.Find(h.T.Context(), h.DB, l.Other)
		if err != nil {
			h.T.Fatal(err)
		}
		if other.Kind == "visit" && other.ID > v.ID {
			v = other
		}
	}
	return v, v.ID != 0 && v.ClosedAt == 0
}

// visited ends it, and returns the rectification.
func (h *hall) visited(k flow.Case, event string, pairs ...string) flow.Case {
	h.T.Helper()
	v, waits := h.visit(k)
	if !waits {
		h.T.Fatal("no visit waits")
	}
	if _, err := h.Try(people.TheOffice, v, event, pairs...); err != nil {
		h.T.Fatal(err)
	}
	return h.Case(k)
}

func (h *hall) turn(k flow.Case) flow.Turn {
	h.T.Helper()
	turns := h.View(people.TheOffice, k).Turns
	if len(turns) != 1 {
		h.T.Fatalf("%+v", turns)
	}
	return turns[0]
}

// due is when the clock of a name runs out; "" if it does not run.
func (h *hall) due(k flow.Case, name string) string {
	h.T.Helper()
	for _, c := range h.Case(k).Running() {
		if at, ticks := c.Due(h.Rules.Calendar()); c.Name == name && ticks {
			return at.In(calendar.Zone).Format("01-02 15:04")
		}
	}
	return ""
}

func home(k flow.Case) string { return "/desk/cases/" + k.Number() }

var answer = []string{"text", "已一次告知", "done", "重新培训"}

// late is how often a clock of a case has run out.
func (h *hall) late(k flow.Case, event, clock string) (n int) {
	h.T.Helper()
	for _, e := range h.View(people.TheOffice, k).Events {
		if e.Event == event && strings.Contains(e.Effect, `"op":"late","name":"`+clock+`"`) {
			n++
		}
	}
	return n
}
