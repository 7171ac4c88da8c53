package grievance_test

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/grievance"
)

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		return []door.Service{
			service(o).Service(),
			officetest.Made(applications, map[string]string{"terms.csv": "key,name,n,unit,basis,proposal\napplication.promise,承诺时限,5,workday,x,0\n"}),
			officetest.Made(visits, nil),
		}
	},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Dept(officetest.County, "公安局")
		c.Dept(officetest.Whole, "政务局")
	},
}

// service opens a visit of its own kind, and minds a number that a window meets under another name.
func service(o *office.Office) *grievance.Service {
	return grievance.New(o, grievance.Options{
		Visit: func(ctx context.Context, tx *db.DB, k flow.Case) error {
			v, err := o.Engine.Open(ctx, tx, people.TheOffice, flow.Opening{Kind: "visit", Event: "begin", Region: k.Region, Title: "回访", Channel: k.Channel})
			if err != nil {
				return err
			}
			return o.Engine.Link(ctx, tx, v.Case.ID, k.ID, flow.AroseOf)
		},
		Differs: func(_ context.Context, _ *db.DB, clerk people.Actor, p persons.Person) error {
			return fail.Conflict("%s看到的不是%s", clerk.Name, p.Name)
		},
	})
}

// applications are what could not be done.
var applications = flow.Table{
	Kind: "application", Title: "办件", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"accept": flow.Accepts},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Window}, {Code: "review", Name: "审查", Public: "审查", Desk: people.Officer},
		{Code: "over", Name: "办结", Public: "办结", Final: true}, {Code: "refused", Name: "不予受理", Public: "不予受理", Final: true},
	},
	Clocks: []flow.Clock{{Name: "promise", Title: "承诺时限", Late: "late", Until: flow.Closed}},
	Rows: []flow.Row{
		{Event: "begin", Name: "申请", By: flow.Who{Office: true}, To: "begun", Begin: []string{"promise"}},
		{From: []string{"begun"}, Event: "accept", Name: "受理", Done: "已受理", By: flow.Who{Roles: []people.Role{people.Window}}, To: "review"},
		{From: []string{"begun"}, Event: "refuse", Name: "不予受理", By: flow.Who{Office: true}, To: "refused", Public: "材料不符合规定"},
		{From: []string{"review"}, Event: "note", Name: "附注", By: flow.Who{Office: true}, To: flow.Same},
		{From: []string{"review"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over",
			Ask: form.Of(form.Field{Name: "result", Label: "结果", Type: form.Text}), Do: func(_ context.Context, _ *db.DB, c *flow.Change) error {
				c.Case.Result = c.Input["result"]
				return nil
			}},
		{From: []string{"begun", "review"}, Event: "late", Name: "超过时限", By: flow.Who{Clock: true}, To: flow.Same},
	},
}

// visits are return visits.
var visits = flow.Table{
	Kind: "visit", Title: "回访", Inner: true, Phases: []string{"回访"}, States: []flow.State{
		{Code: "begun", Name: "待回访", Public: "待回访", Desk: people.Caller}, {Code: "over", Name: "完成", Public: "完成", Final: true},
	}, Rows: []flow.Row{
		{Event: "begin", Name: "开始", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "done", Name: "回访完成", By: flow.Who{Office: true}, To: "over", Note: "note", Ask: form.Of(
			form.Field{Name: "solved", Label: "解决了没有", Type: form.Text}, form.Field{Name: "level", Label: "满意程度", Type: form.Text},
			form.Lines("said", "意见", false, ""), form.Lines("note", "记录", false, ""))},
		{From: []string{"begun"}, Event: "unreached", Name: "没有联系上", By: flow.Who{Office: true}, To: "over"},
		{From: []string{"begun"}, Event: "drop", Name: "不再回访", By: flow.Who{Office: true}, To: "over"},
	},
}

// hall is a city with those who handle the matters of its first county.
type hall struct {
	*officetest.City

	social, police, bureau    string               // departments: two of the county, one of the city
	clerk, colleague, counter *officetest.Somebody // at the windows 3 and 5, and where results are handed out
	officer                   *officetest.Somebody // of the county
	chief, deputy             *officetest.Somebody // officers of the city
	overseer, inspector       *officetest.Somebody // supervisors of the county and of the city
	leader, discipline        *officetest.Somebody // of the city
	head, chair               *officetest.Somebody // of the two departments of the county
	reviewer                  *officetest.Somebody // of the first of them
}

func post(role people.Role, place region.Code, title string) people.Post {
	return people.Post{Role: role, Region: place, Title: title}
}

// of is a post in a department of the county.
func of(dept string, role people.Role) people.Post {
	return people.Post{Role: role, Region: officetest.County, Dept: dept}
}

func hallOf(c *officetest.City) *hall {
	h := &hall{City: c, social: dept(c, "人社局"), police: dept(c, "公安局"), bureau: dept(c, "政务局")}
	h.clerk = c.Staff("周敏", post(people.Window, officetest.County, "综合窗口 3 号"))
	h.colleague = c.Staff("王磊", post(people.Window, officetest.County, "综合窗口 5 号"))
	h.counter = c.Staff("孙涛", post(people.Output, officetest.County, "出件窗口"))
	h.officer = c.Staff("田文静", post(people.Officer, officetest.County, "“办不成事”专席"))
	h.chief = c.Staff("袁晓东", post(people.Officer, officetest.Whole, "“办不成事”专席"))
	h.deputy = c.Staff("邱敏", post(people.Officer, officetest.Whole, "“办不成事”专席"))
	h.overseer = c.Staff("何国强", post(people.Supervisor, officetest.County, "督查股"))
	h.inspector = c.Staff("郑建国", post(people.Supervisor, officetest.Whole, "督查科"))
	h.leader = c.Staff("吴桂芳", post(people.Leader, officetest.Whole, "局长"))
	h.discipline = c.Staff("石纪明", post(people.Discipline, officetest.Whole, "派驻纪检监察组"))
	h.head, h.chair = c.Staff("陶然", of(h.social, people.Head)), c.Staff("韩冬", of(h.police, people.Head))
	h.reviewer = c.Staff("何雪", of(h.social, people.Reviewer))
	return h
}

// dept is the code of a department that the town has.
func dept(c *officetest.City, name string) string {
	c.T.Helper()
	list := c.Catalog.Depts(officetest.Whole)
	i := slices.IndexFunc(list, func(d catalog.Dept) bool { return strings.HasSuffix(d.Name, name) })
	if i < 0 {
		c.T.Fatal("no department ", name)
	}
	return list[i].Code
}

// take takes a report in, in the county and of 张晓梅 unless it says otherwise; by nil it comes from the net.
func (h *hall) take(by *officetest.Somebody, r grievance.Report) flow.Case {
	h.T.Helper()
	var actor people.Actor
	r.Channel = flow.ByOnline
	if by != nil {
		actor, r.Channel, r.Hall = by.Actor(), flow.ByWindow, by.Actor().Posts[0].Region
	}
	r.Place, r.ItemName = cmp.Or(r.Place, officetest.County), cmp.Or(r.ItemName, "社会保障卡挂失")
	r.Told.Name, r.Told.Phone = cmp.Or(r.Told.Name, "张晓梅"), cmp.Or(r.Told.Phone, "13800138000")
	k, err := service(h.Office).Take(h.T.Context(), actor, r)
	if err != nil {
		h.T.Fatal(err)
	}
	return k
}

// told is a matter that somebody tells from the net in some words.
func (h *hall) told(what string) flow.Case {
	h.T.Helper()
	return h.take(nil, grievance.Report{Told: grievance.Told{What: what}})
}

// spoken is one about which the officer has spoken with whoever told it.
func (h *hall) spoken(what string) flow.Case {
	h.T.Helper()
	return h.officer.Do(h.told(what), "contact", "how", "phone", "reached", "yes", "text", "问过了")
}

// The answers with which the officer judges; after the last comes the department.
var (
	no     = []string{"cause", "MAT", "opinion", "条例不允许", "dept"}
	hard   = []string{"cause", "DOC", "opinion", "档案灭失", "dept"}
	unkind = []string{"cause", "DELAY", "opinion", "无故拖延", "order", "今天办结", "dept"}
)

// judged is the matter once somebody has judged it, and said who is meant where it says more.
func (h *hall) judged(by *officetest.Somebody, k flow.Case, class, dept string, meant ...string) flow.Case {
	h.T.Helper()
	said := map[string][]string{"cannot": no, "hard": hard, "unwilling": unkind}[class]
	return by.Do(k, class, append(append(meant, said...), dept)...)
}

var nobody = []string{"aim", "none"}

// The answers of departments.
var (
	rectified = []string{"reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done"}
	answered  = []string{"reply", "办好了", "basis", "条例第三条", "outcome", "done"}
)

// replied is a matter that the officer ended with an answer.
func (h *hall) replied(what string) flow.Case {
	h.T.Helper()
	return h.officer.Do(h.told(what), "solve", "reply", "已当场补办", "outcome", "done")
}

// filed is a matter with an accountability file that its department answered.
func (h *hall) filed(what string) flow.Case {
	h.T.Helper()
	k := h.judged(h.officer, h.spoken(what), "unwilling", h.social, nobody...)
	return h.head.Do(k, "rectified", rectified...)
}

// accounted is a matter whose file somebody closed.
func (h *hall) accounted(by *officetest.Somebody, k flow.Case) flow.Case {
	h.T.Helper()
	return by.Do(k, "account", "finding", "true", "person", "王某 窗口岗", "ways", "talk", "result", "约谈")
}

// person is whose matter it is.
func person(k flow.Case) people.Actor {
	return persons.As(persons.Person{ID: k.Applicant, Name: k.Party})
}

// says has whose matter it is do an event.
func (h *hall) says(k flow.Case, event string, pairs ...string) flow.Case {
	h.T.Helper()
	after, err := h.Try(person(k), k, event, pairs...)
	if err != nil {
		h.T.Fatal(event, err)
	}
	return after
}

// visited ends the open visit of a matter, and returns the matter.
func (h *hall) visited(k flow.Case, event string, pairs ...string) flow.Case {
	h.T.Helper()
	for _, l := range h.View(people.TheOffice, k).Links {
		v, err := h.Engine.Find(h.T.Context(), h.DB, l.Other)
		if err != nil {
			h.T.Fatal(err)
		}
		if v.Kind != "visit" || v.ClosedAt != 0 {
			continue
		}
		if _, err := h.Try(people.TheOffice, v, event, pairs...); err != nil {
			h.T.Fatal(event, err)
		}
		return h.Case(k)
	}
	h.T.Fatal("no visit is open")
	return k
}

func (h *hall) row(k flow.Case) grievance.Grievance {
	h.T.Helper()
	g, err := grievance.Grievances.Load(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return g
}

// may reports whether somebody is offered an event.
func may(by *officetest.Somebody, k flow.Case, event string) bool {
	by.City.T.Helper()
	v, err := by.City.Engine.View(by.City.T.Context(), by.Actor(), k.ID)
	if err != nil && !fail.Is(err, fail.KindNotFound) {
		by.City.T.Fatal(err)
	}
	return door.Offered(v, event).May
}

// learns reports whether somebody may learn who complained.
func learns(by *officetest.Somebody, k flow.Case) bool {
	return by.City.Engine.Learns(by.City.T.Context(), by.City.DB, k, by.Actor()) == nil
}

// turn is that of the step, or what waits beside it under a name.
func (h *hall) turn(k flow.Case, beside string) (t flow.Turn) {
	h.T.Helper()
	for _, t := range h.View(people.TheOffice, k).Turns {
		if t.Beside == beside {
			return t
		}
	}
	return t
}

// ids are staff as forms take them.
func ids(list ...*officetest.Somebody) string {
	var texts []string
	for _, s := range list {
		texts = append(texts, strconv.FormatInt(s.ID, 10))
	}
	return strings.Join(texts, ",")
}

func home(k flow.Case) string { return "/desk/cases/" + k.Number() }

// clock is an instant in short.
func clock(ms int64) string { return calendar.At(ms).Format("01-02 15:04") }

// due is when the clock of a name that runs in a case runs out; "" if none does.
func (h *hall) due(k flow.Case, name string) string {
	h.T.Helper()
	for _, c := range h.Case(k).Running() {
		if at, ticks := c.Due(h.Rules.Calendar()); c.Name == name && ticks {
			return clock(at.UnixMilli())
		}
	}
	return ""
}

// papers are the codes of the papers of a case, in their order, each with the organ that signs it.
func (h *hall) papers(k flow.Case) (list []string) {
	h.T.Helper()
	all, err := h.Documents.OfCase(h.T.Context(), k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, d := range all {
		list = append(list, d.Code+" "+d.Organ)
	}
	return list
}

// text is what the last paper of a code says.
func (h *hall) text(k flow.Case, code string) (said string) {
	h.T.Helper()
	all, err := h.Documents.OfCase(h.T.Context(), k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, d := range all {
		if d.Code != code {
			continue
		}
		body, err := h.Documents.Text(d)
		if err != nil {
			h.T.Fatal(err)
		}
		said = strings.Join(body, "\n")
	}
	return said
}

// said fails the test unless the last message to whoever told the matters says the words.
func (h *hall) said(words ...string) {
	h.T.Helper()
	h.Tick()
	list := h.Texts("13800138000")
	if len(list) == 0 {
		h.T.Fatal("no message")
	}
	for _, w := range words {
		if last := list[len(list)-1]; !strings.Contains(last, w) {
			h.T.Errorf("the person is told %q, not %q", last, w)
		}
	}
}
