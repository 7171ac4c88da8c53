package course_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application"
	"wuyou/service/application/course"
)

// The tests stand outside of the package: the town has the whole service of applications, whose tables and seeds the course needs.
var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		defaults := o.Profile.Defaults
		defaults.Special = []string{"听证", "检验", "招标", "拍卖"}
		s := application.New(o, device.New(o), course.Options{Tries: o.Profile.Tries, Defaults: defaults, Differs: differs})
		services.Store(o, s)
		return []door.Service{s.Service(), officetest.Levels()}
	},
	Parts: []db.Migrations{device.Schema()},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "公安局")
		for _, it := range []catalog.Item{licence("01"), card(), joint()} {
			c.Offer(it)
		}
	},
}

func TestMain(m *testing.M) { town.Main(m) }

// services are those of the cities that stand, by their offices.
var services sync.Map

// differs refuses a number that a window meets under another name.
func differs(_ context.Context, _ *db.DB, clerk people.Actor, p persons.Person) error {
	return fail.Conflict("%s看到的不是%s", clerk.Name, p.Name)
}

// licence is an item of a kind in which every road is open; it ends with a licence that is made.
func licence(kind string) catalog.Item {
	names := map[string]string{"01": "河畔夜市经营许可", "05": "临时救助金给付", "07": "老年人优待资格确认", "08": "见义勇为奖励",
		"10": "企业投资项目备案", "20": "社会保障卡申领"}
	result := names[kind] + "办理凭证"
	switch kind {
	case "01":
		result = "经营许可证"
	case "20":
		result = "社会保障卡"
	}
	return catalog.Item{
		Code: "LICENCE", Name: names[kind], Kind: kind, Dept: "人社局", Audience: []string{"1", "2"}, Topics: []string{"社会保障"},
		Statutory: &catalog.Limit{N: 20, Unit: "workday", Basis: "《行政许可法》第四十二条"},
		Promised:  &catalog.Limit{N: 7, Unit: "workday"}, Visits: new(int), Online: true, Free: true, Sink: "township",
		Conditions: []string{"住在本市。", "有经营场所；"},
		Materials: []catalog.Material{
			{Key: "id", Name: "身份证", Need: "1", Source: "20", From: "公安机关", Exempt: true},
			{Key: "photo", Name: "近期照片", Need: "3", Source: "10", Days: 5},
			{Key: "house", Name: "住所使用证明", Need: "1", Source: "10"},
		},
		Steps: []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}},
			Term: &catalog.Limit{N: 3, Unit: "workday"}}},
		Basis:    []catalog.Basis{{Law: "社会保障条例", Clause: "第八条"}, {Law: "《社会保障条例》实施办法"}},
		Results:  []catalog.Result{{Name: result, Kind: catalog.Licence, Valid: "3 年"}},
		Delivery: []string{"pickup", "courier", "electronic"},
		Form: form.Form{Fields: []form.Field{
			{Name: "phone", Label: "手机", Type: form.Phone, Prefill: "phone", Required: true},
			{Name: "stall", Label: "摊位", Type: form.Text}, {Name: "name", Label: "姓名", Type: form.Text, Prefill: "name"},
			{Name: "home", Label: "住址", Type: form.Address},
		}},
		Commit: &catalog.Commit{Promise: "住所真实、合法，可以用于经营。", Materials: []string{"house"}, Check: "现场核查"},
		Sample: true, Note: "测试用的样例。",
	}
}

// card is a public service of which the city's defaults hold: its decision is the result.
func card() catalog.Item {
	return catalog.Item{Code: "CARD", Name: "社会保障卡挂失", Kind: "20", Dept: "人社局", Audience: []string{"1"}, Topics: []string{"社会保障"},
		Visits: new(int), Online: true, Free: true, Sink: "township", Sample: true, Note: "测试用的样例。"}
}

// joint is reviewed in four steps: by any of two, by two together of which one is of another organ, at the site, and once more.
func joint() catalog.Item {
	it := licence("01")
	it.Code, it.Name, it.Materials, it.Commit, it.Special = "JOINT", "联合审查的许可", nil, nil, []string{"专家评审"}
	it.Steps = []catalog.Step{
		{Name: "初审", Mode: "any", Signers: []catalog.Post{{Role: "reviewer"}, {Role: "senior"}},
			Term: &catalog.Limit{N: 1, Unit: "workday"}},
		{Name: "会签", Mode: "all", Signers: []catalog.Post{{Role: "reviewer"}, {Role: "reviewer", Dept: "公安局"}}},
		{Name: "核查", Signers: []catalog.Post{{Role: "inspector"}}, Inspect: true, Term: &catalog.Limit{N: 2, Unit: "day"}},
		{Name: "复审", Signers: []catalog.Post{{Role: "senior"}}},
	}
	return it
}

// hall is a city with who receives, reviews, decides and hands out in its first county.
type hall struct {
	*officetest.City

	cases                    *course.Applications
	social, police           string               // departments
	clerk, colleague, far    *officetest.Somebody // at windows: two of a hall, one of the other county
	output                   *officetest.Somebody // where results are handed out
	reviewer, second, senior *officetest.Somebody // of the department
	inspector, issuer        *officetest.Somebody // of the department
	head, deputy             *officetest.Somebody // heads of the department
	officer                  *officetest.Somebody // a reviewer of the other department
	overseer                 *officetest.Somebody // of the county
}

var (
	atWindow = people.Post{Role: people.Window, Region: officetest.County, Title: "东岸区政务服务中心 综合窗口 3 号"}
	atOutput = people.Post{Role: people.Output, Region: officetest.County, Title: "东岸区政务服务中心 出件窗口"}
)

func hallOf(c *officetest.City) *hall {
	c.T.Helper()
	s, _ := services.Load(c.Office)
	h := &hall{City: c, cases: s.(*application.Service).Applications}
	h.social, h.police = h.dept("人社局"), h.dept("公安局")
	of := func(role people.Role) people.Post {
		return people.Post{Role: role, Region: officetest.County, Dept: h.social}
	}
	h.clerk, h.colleague = c.Staff("周敏", atWindow), c.Staff("王磊", atWindow)
	h.far = c.Staff("何雨", people.Post{Role: people.Window, Region: officetest.OtherCounty})
	h.output = c.Staff("孙涛", atOutput)
	h.reviewer, h.second = c.Staff("何雪", of(people.Reviewer)), c.Staff("吴越", of(people.Reviewer))
	h.senior = c.Staff("郑重", of(people.Senior))
	h.inspector, h.issuer = c.Staff("冯查", of(people.Inspector)), c.Staff("褚印", of(people.Issuer))
	h.head, h.deputy = c.Staff("陶然", of(people.Head)), c.Staff("卫正", of(people.Head))
	h.officer = c.Staff("韩冬", people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.police})
	h.overseer = c.Staff("郑建国", people.Post{Role: people.Supervisor, Region: officetest.County})
	return h
}

// lite runs a test in a hall on SQLite.
func lite(t *testing.T) *hall {
	t.Helper()
	t.Parallel()
	return hallOf(town.New(t, ""))
}

// each runs a test in halls on both databases: one that runs statements which no other runs.
func each(t *testing.T, test func(h *hall)) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) { test(hallOf(c)) })
}

func (h *hall) dept(name string) string {
	h.T.Helper()
	list := h.Catalog.Depts(officetest.County)
	i := slices.IndexFunc(list, func(d catalog.Dept) bool { return strings.HasSuffix(d.Name, name) })
	if i < 0 {
		h.T.Fatal("no department ", name)
	}
	return list[i].Code
}

func (h *hall) item(code string) int64 {
	h.T.Helper()
	e, err := h.Catalog.ByCode(code)
	if err != nil {
		h.T.Fatal(err)
	}
	return e.ID
}

const (
	party, phone      = "张晓梅", "13800138000"
	proxy, proxyPhone = "李建军", "13700137007"
	firm, credit      = "河畔食品有限公司", "91519902MA0000001A"
	idNo, otherID     = "519902199003070014", "519902198001010013"
)

var handed = []course.Handed{{Key: "photo", State: course.Paper}, {Key: "house", State: course.Paper}}

// paper is what a party hands in at a window for a licence.
func (h *hall) paper(changes ...func(*course.Submission)) course.Submission {
	h.T.Helper()
	sub := course.Submission{
		Item: h.item("LICENCE"), Place: officetest.County, Form: form.Values{"phone": phone},
		Applicant: persons.Identity{Name: party, IDNo: idNo, Phone: phone},
		Materials: append([]course.Handed{{Key: "id", State: course.Exempt}}, handed...), Delivery: "pickup",
		Channel: flow.ByAPI, Signed: party,
	}
	for _, change := range changes {
		change(&sub)
	}
	return sub
}

// asCard makes it an application for the card, jointly one for what is reviewed in four steps.
func asCard(h *hall) func(*course.Submission) {
	return func(sub *course.Submission) {
		sub.Item, sub.Materials, sub.Form = h.item("CARD"), nil, form.Values{"request": "社保卡丢了，要挂失"}
	}
}

func jointly(h *hall) func(*course.Submission) {
	return func(sub *course.Submission) { sub.Item, sub.Materials = h.item("JOINT"), nil }
}

func by(delivery string) func(*course.Submission) {
	return func(sub *course.Submission) {
		sub.Delivery = delivery
		sub.Address = course.Address{Name: party, Phone: phone, Street: "东岸区红星路 8 号"}
	}
}

// later has the photograph follow.
func later(sub *course.Submission) {
	sub.Materials = []course.Handed{{Key: "id", State: course.Exempt}, {Key: "photo", State: course.Later},
		{Key: "house", State: course.Paper}}
}

// promising applies on a promise.
func promising(sub *course.Submission) {
	sub.CommitTo, sub.Materials = true, []course.Handed{{Key: "id", State: course.Exempt}, {Key: "photo", State: course.Paper}}
}

// throughProxy has somebody act for the party by a letter that nobody has seen.
func throughProxy(sub *course.Submission) {
	sub.Agent = &persons.Identity{Name: proxy, IDNo: otherID, Phone: proxyPhone}
	sub.By, sub.Signed = course.Proxy{Relation: "relative", Right: "letter"}, proxy
}

// ofFirm has a firm apply.
func ofFirm(sub *course.Submission) {
	sub.Applicant = persons.Identity{Name: firm, IDNo: credit, Legal: party, Firm: true, Phone: phone}
	sub.Signed = firm
}

// client is another program that files for people.
var client = people.Actor{Kind: people.Client, ID: 7, Name: "省平台", Scopes: []string{people.ScopeApply},
	Posts: []people.Post{{Region: officetest.Whole}}}

// filed is an application that came through another program.
func (h *hall) filed(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	k, err := h.submits(client, h.paper(changes...))
	if err != nil {
		h.T.Fatal(err)
	}
	return k
}

func (h *hall) submits(by people.Actor, sub course.Submission) (flow.Case, error) {
	k, _, err := h.cases.Submit(people.WithVisitor(h.T.Context(), people.Visitor{Actor: by}), by, sub)
	return k, err
}

// received is an application taken in over the counter, with what the clerk decided at once.
func (h *hall) received(outcome string, in form.Values, changes ...func(*course.Submission)) (flow.Case, error) {
	h.T.Helper()
	clerk := h.clerk.Actor()
	ctx := people.WithVisitor(h.T.Context(), people.Visitor{Actor: clerk})
	return h.cases.Receive(ctx, clerk, h.paper(changes...), outcome, in)
}

func (h *hall) accepted(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	return h.clerk.Do(h.filed(changes...), "accept")
}

var yes = []string{"verdict", "yes", "opinion", "材料属实"}

// reviewed stands before the head.
func (h *hall) reviewed(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	return h.reviewer.Do(h.accepted(changes...), "sign", yes...)
}

var made = []string{"number", "云河〔2026〕18号", "valid_from", "2026-04-20", "valid_to", "2029-04-19"}

// granted is one whose result was made.
func (h *hall) granted(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	return h.issuer.Do(h.head.Do(h.reviewed(changes...), "approve"), "make", made...)
}

// promised is granted on a promise.
func (h *hall) promised(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	return h.head.Do(h.accepted(append([]func(*course.Submission){promising}, changes...)...), "approve_on_promise")
}

// finished was handed over.
func (h *hall) finished(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	return h.fetched(h.granted(changes...))
}

func (h *hall) fetched(k flow.Case) flow.Case {
	h.T.Helper()
	return h.output.Do(k, "hand_out", "code", h.load(k).Pickup, "receiver", party, "self", "1")
}

func (h *hall) load(k flow.Case) *course.Application {
	h.T.Helper()
	a, err := h.cases.Load(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return a
}

// whose is who a case belongs to, signed in.
func (h *hall) whose(k flow.Case) people.Actor {
	return persons.As(persons.Person{ID: k.Applicant, Name: k.Party})
}

// owner has whose case it is do something that must not fail.
func (h *hall) owner(k flow.Case, event string, pairs ...string) flow.Case {
	h.T.Helper()
	k, err := h.Try(h.whose(k), k, event, pairs...)
	if err != nil {
		h.T.Fatal(event, err)
	}
	return k
}

// citizen is who has signed in and said who he is; nobody has proven it.
func (h *hall) citizen(phone, name, idNo string) *officetest.Somebody {
	h.T.Helper()
	z := h.Citizen(phone)
	_, err := h.Persons.RealName(h.T.Context(), z.Visitor(), persons.Identity{Name: name, IDNo: idNo})
	if err != nil {
		h.T.Fatal(name, err)
	}
	return z
}

// online is an application that somebody has filed for himself online, with a file for the house.
func (h *hall) online(z *officetest.Somebody, changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	v := z.Visitor()
	own := func(sub *course.Submission) {
		house, _ := strconv.ParseInt(z.File("房产证.pdf"), 10, 64)
		sub.Channel, sub.Person, sub.Signed = flow.ByOnline, v.Actor.ID, v.Actor.Name
		sub.Materials = []course.Handed{{Key: "house", Files: []int64{house}}}
	}
	k, _, err := h.cases.Submit(people.WithVisitor(h.T.Context(), v), v.Actor,
		h.paper(append([]func(*course.Submission){own}, changes...)...))
	if err != nil {
		h.T.Fatal(err)
	}
	return k
}

// does has a citizen do an event as from his browser, to which his files belong.
func (h *hall) does(z *officetest.Somebody, k flow.Case, event string, pairs ...string) (flow.Case, error) {
	h.T.Helper()
	v := z.Visitor()
	c, err := h.Engine.Act(people.WithVisitor(h.T.Context(), v), v.Actor,
		flow.Move{Case: k.ID, Event: event, Input: officetest.Answers(pairs...)})
	if err != nil {
		return k, err
	}
	return c.Case, nil
}

// papers are the texts of a case's papers of a title, the oldest first; of all where it is "".
func (h *hall) papers(k flow.Case, title string) (text string) {
	h.T.Helper()
	list, err := h.Documents.OfCase(h.T.Context(), k.ID)
	for _, d := range list {
		if title != "" && d.Title != title {
			continue
		}
		body, failed := h.Documents.Text(d)
		err = errors.Join(err, failed)
		text += d.Title + "\n" + strings.Join(body, "\n") + "\n"
	}
	if err != nil {
		h.T.Fatal(err)
	}
	return text
}

// says fails the test where a text lacks one of the words.
func says(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in\n%s", w, text)
		}
	}
}

// silent fails the test where a text says one of the words.
func silent(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("%q is in\n%s", w, text)
		}
	}
}

// last is the last message to a telephone, after what waits has gone out.
func (h *hall) last(phone string) string {
	h.T.Helper()
	h.Tick()
	list := h.Texts(phone)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

// in fails the test unless a case is in a state.
func (h *hall) in(k flow.Case, state string) {
	h.T.Helper()
	if got := h.Case(k).State; got != state {
		h.T.Errorf("it is %s, want %s", got, state)
	}
}

// due is when a clock of a case is due, "01-02 15:04"; "stopped" while it stands still, "" where it does not run.
func (h *hall) due(k flow.Case, clock string) string {
	h.T.Helper()
	for _, c := range h.Case(k).Running() {
		if c.Name == clock {
			at, runs := c.Due(h.Rules.Calendar())
			if !runs {
				return "stopped"
			}
			return at.In(calendar.Zone).Format("01-02 15:04")
		}
	}
	return ""
}

// dues fails the test unless clocks are due when they should be, pairs of a name and a time.
func (h *hall) dues(k flow.Case, pairs ...string) {
	h.T.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := h.due(k, pairs[i]); got != pairs[i+1] {
			h.T.Errorf("%s is due %q, want %q", pairs[i], got, pairs[i+1])
		}
	}
}

// turns are whose turn it is in a case: role, department where there is one, and who holds it: "reviewer 何雪". beside are what waits beside them.
func (h *hall) turns(k flow.Case) (own, beside []string) {
	h.T.Helper()
	for _, t := range h.View(people.TheOffice, k).Turns {
		if t.Beside != "" {
			beside = append(beside, t.Beside)
			continue
		}
		own = append(own, strings.TrimSpace(fmt.Sprint(t.Role, " ", t.Holder)))
	}
	return own, beside
}

// turn fails the test unless the turns of the step are those.
func (h *hall) turn(k flow.Case, want ...string) {
	h.T.Helper()
	got, _ := h.turns(k)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		h.T.Errorf("turns are of %q, want %q", got, want)
	}
}

// event is the last event of a name in a case.
func (h *hall) event(k flow.Case, name string) flow.Event {
	h.T.Helper()
	events, err := h.Engine.Events(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, v := range slices.Backward(events) {
		if v.Event == name {
			return v
		}
	}
	h.T.Fatal("no event ", name)
	return flow.Event{}
}

// happened is how often an event happened in a case.
func (h *hall) happened(k flow.Case, name string) (n int) {
	h.T.Helper()
	events, err := h.Engine.Events(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, v := range events {
		if v.Event == name {
			n++
		}
	}
	return n
}

// may are the events that somebody is offered in a case.
func (h *hall) may(by people.Actor, k flow.Case) (events []string) {
	h.T.Helper()
	for _, o := range h.View(by, k).Options {
		if o.May {
			events = append(events, o.Row.Event)
		}
	}
	return events
}

// rings lets a minute pass before an instant, in which nothing has happened yet, and then the instant, in which it has.
func (h *hall) rings(k flow.Case, event, at string) {
	h.T.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", at, calendar.Zone)
	if err != nil {
		h.T.Fatal(err)
	}
	before := h.happened(k, event)
	h.At(t.Add(-time.Minute).Format("2006-01-02 15:04"))
	h.Tick()
	if n := h.happened(k, event); n != before {
		h.T.Errorf("%s happened before %s", event, at)
	}
	h.At(at)
	h.Tick()
	if n := h.happened(k, event); n != before+1 {
		h.T.Errorf("%s happened %d times at %s", event, n-before, at)
	}
}

// invalid fails the test unless an error is told beside a field, with some words.
func invalid(t testing.TB, err error, field, words string) {
	t.Helper()
	f, _ := fail.As(err)
	if !fail.Is(err, fail.KindInvalid) || !slices.ContainsFunc(f.Fields, func(x fail.Field) bool {
		return x.Name == field && strings.Contains(x.Message, words)
	}) {
		t.Errorf("not told of %s that %s: %+v", field, words, err)
	}
}

func conflict(t testing.TB, err error, words string) {
	t.Helper()
	if !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), words) {
		t.Errorf("no conflict that says %q: %v", words, err)
	}
}

// at is received at a place.
func at(place region.Code) func(*course.Submission) {
	return func(sub *course.Submission) { sub.Place = place }
}

// meets is whom a window has seen.
func (h *hall) meets(i persons.Identity) (p persons.Person, differs bool, err error) {
	h.T.Helper()
	err = h.DB.Tx(h.T.Context(), func(tx *db.DB) error {
		p, differs, err = h.Persons.Meet(h.T.Context(), tx, i)
		return err
	})
	return p, differs, err
}
