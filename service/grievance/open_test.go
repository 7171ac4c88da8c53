package grievance_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/grievance"
)

// applied is an application of somebody at the county, which a window may accept.
func (h *hall) applied(p persons.Person) flow.Case {
	h.T.Helper()
	return h.Opened(people.TheOffice, flow.Opening{
		Kind: "application", Event: "begin", Region: officetest.County, Title: "社会保障卡挂失", Party: p.Name, Applicant: p.ID, Channel: flow.ByOnline,
	})
}

func (h *hall) reached(name, phone string) persons.Person {
	h.T.Helper()
	p, err := h.Persons.Reach(h.T.Context(), h.DB, name, phone)
	if err != nil {
		h.T.Fatal(err)
	}
	return p
}

// links are the cases that a case is tied to, and how.
func (h *hall) links(k flow.Case) (list []string) {
	for _, l := range h.View(people.TheOffice, k).Links {
		list = append(list, fmt.Sprint(l.Kind, " ", l.Other))
	}
	slices.Sort(list)
	return list
}

// A matter about an application is tied to it, and shows when it moves: not what changes nothing, and not what moves before or after.
func TestAnApplicationThatMovesIsSeen(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		about := h.applied(h.reached("张晓梅", "13800138000"))
		k := h.take(nil, grievance.Report{Application: about.ID, Told: grievance.Told{What: "五天了没有人理"}})
		done := h.take(nil, grievance.Report{Application: about.ID, Told: grievance.Told{What: "六天了没有人理"}})
		h.says(done, "withdraw")
		if got := h.links(k); !slices.Contains(got, fmt.Sprint(flow.AroseOf, " ", about.ID)) || h.row(k).Application != about.ID {
			t.Errorf("%q", got)
		}
		c.At("2026-04-20 10:00")
		h.clerk.Do(about, "accept")
		for _, e := range []string{"note", "finish"} {
			if _, err := c.Try(people.TheOffice, about, e, "result", "granted"); err != nil {
				t.Fatal(err)
			}
		}
		var moved []string
		for _, e := range h.View(people.TheOffice, k).Events {
			if e.Event == "moved" {
				moved = append(moved, e.Public)
			}
		}
		if !slices.Equal(moved, []string{"没办成的办件动了：受理，现在是“审查”", "没办成的办件动了：办结，现在是“办结”"}) {
			t.Errorf("%q", moved)
		}
		if got := c.Course(done); slices.Contains(got, "moved 04-20 10:00") {
			t.Errorf("what is over hears of it: %q", got)
		}
		c.Sound()
	})
}

// Who accepted the application keeps away from the complaint about it, and does not learn whose it is.
func TestWhoDidTheApplicationKeepsAway(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	about := h.applied(h.reached("钱前", "13800138009"))
	h.clerk.Do(about, "accept")
	k := h.cleared(h.take(h.clerk, grievance.Report{Application: about.ID, Told: grievance.Told{What: "受理以后一直没有消息"}}))
	if got := h.relations(h.clerk, k); !slices.Equal(got, []flow.Relation{flow.Relation(flow.Accepts)}) || learns(h.clerk, k) {
		t.Errorf("%v, or learns who complained", got)
	}
	h.clerk.Refused(k, fail.KindForbidden, "solve", "受理", "reply", "x", "outcome", "done")
	if got := h.relations(h.colleague, k); len(got) != 0 {
		t.Errorf("who has nothing to do with it is %v", got)
	}
}

// What the same person reports again within thirty days is tied to what he reported before; another item, another person or a day later is none.
func TestTheSameAgainIsKnown(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for i, r := range []struct {
		days          int
		item, name    string
		again, closed bool
	}{
		{0, "", "", true, false}, {29, "", "", true, false}, {30, "", "", true, true}, {31, "", "", false, false},
		{1, "生育登记", "", false, false}, {1, "", "李四", false, false},
	} {
		item := fmt.Sprint("挂失", i)
		first := h.take(nil, grievance.Report{ItemName: item, Told: grievance.Told{What: "办不成"}})
		if r.closed {
			h.says(first, "withdraw")
		}
		h.Later(time.Duration(r.days) * 24 * time.Hour)
		k := h.take(nil, grievance.Report{ItemName: cmp.Or(r.item, item), Told: grievance.Told{What: "还是办不成", Name: r.name}})
		if tied := slices.Contains(h.links(k), fmt.Sprint(flow.SameAs, " ", first.ID)); h.row(k).Again != r.again || tied != r.again || h.row(first).Again {
			t.Errorf("%+v: again %t, tied %t", r, h.row(k).Again, tied)
		}
	}
}

// From an application that was refused or is late, who applied comes to the form with what is known of it, and who is at the window in his name; from one
// that goes well nobody does.
func TestWhatIsStuckLeadsToTheForm(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.reached("张晓梅", "13800138000")
	well, denied, late, refused := h.applied(z), h.applied(z), h.applied(z), h.applied(z)
	for _, k := range []flow.Case{well, denied} {
		h.clerk.Do(k, "accept")
	}
	h.Try(people.TheOffice, well, "finish", "result", "granted")
	h.Try(people.TheOffice, denied, "finish", "result", "denied")
	h.Try(people.TheOffice, refused, "refuse")
	links := func(who people.Actor, k flow.Case) string {
		t.Helper()
		list, err := service(h.Office).Service().Links(t.Context(), people.Visitor{Actor: who}, h.View(who, k))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, l := range list {
			texts = append(texts, l.Label+" "+l.Href)
		}
		return strings.Join(texts, ",")
	}
	self := persons.As(z)
	if got := links(self, late); got != "" {
		t.Errorf("before it is late: %s", got)
	}
	h.At("2026-04-28 10:00")
	h.Tick()
	for _, k := range []flow.Case{denied, late, refused} {
		if got := links(self, k); got != "没办成？反映 /grievances/new?case="+k.Number() {
			t.Errorf("%s: %q", h.Case(k).State, got)
		}
		if got := links(h.colleague.Actor(), k); got != "没办成？反映 /desk/grievances/new?case="+k.Number() {
			t.Errorf("%s: %q", h.Case(k).State, got)
		}
		if got := links(h.overseer.Actor(), k); got != "" {
			t.Errorf("who takes nothing in: %q", got)
		}
	}
	if got := links(self, well); got != "" {
		t.Error(got)
	}
	h.colleague.Back().Get("/desk/grievances/new?case="+refused.Number()).Is(http.StatusOK, "社会保障卡挂失", "材料不符合规定", refused.Number())
	k := h.take(nil, grievance.Report{Application: refused.ID, Told: grievance.Told{What: "办不成"}})
	if got := links(self, refused); got != "看反映的办理进度 /my/cases/"+k.Number() {
		t.Errorf("%q", got)
	}
	h.says(k, "withdraw")
	if got := links(self, refused); !strings.HasPrefix(got, "没办成？反映") {
		t.Errorf("what is over leads nowhere: %q", got)
	}
	if got := links(self, k); got != "" {
		t.Errorf("a matter leads to a matter: %q", got)
	}
}

// A stranger reports so many an hour from one address and so many a day with one number, and no more.
func TestAStrangerReportsSoMany(t *testing.T) {
	t.Parallel()
	for _, l := range []struct {
		key  string
		n    int64
		wait time.Duration
		same bool // number
	}{{"grievance.phone_day", 2, 24 * time.Hour, true}, {"grievance.address_hour", 10, time.Hour, false}} {
		t.Run(l.key, func(t *testing.T) {
			t.Parallel()
			c := town.New(t, "")
			c.Limit(l.key, l.n)
			report := func(i int64) officetest.Seen {
				z, phone := c.Nobody(), fmt.Sprintf("139001390%02d", i)
				if l.same {
					phone = "13900139000"
				}
				return z.Post("/grievances/new", "key", z.Get("/grievances/new").Key(), "item", "挂失",
					"place", string(officetest.County), "what", fmt.Sprint("办不成", i), "name", "李秀英", "phone", phone)
			}
			for i := range l.n {
				report(i).Is(http.StatusOK, "已收到您的反映")
			}
			report(l.n).Is(http.StatusTooManyRequests)
			c.Later(l.wait + time.Minute)
			report(l.n+1).Is(http.StatusOK, "已收到您的反映")
		})
	}
}

// Who reports online shows his application by its code; by a wrong one nothing is tied, and he hears it.
func TestACodeTiesTheApplication(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	h := hallOf(c)
	about := h.applied(h.reached("李秀英", "13900139000"))
	z := c.Nobody()
	at := "/grievances/new?case=" + about.Number()
	form := z.Get(at).Is(http.StatusOK, "查询密码", flow.Grouped(about.Number())).Not("已带上没办成的办件")
	said := []string{"key", form.Key(), "item", "社会保障卡挂失", "place", string(officetest.County), "what", "办不成", "name", "李秀英", "phone", "13900139000"}
	z.Post(at, append(said, "code", "0000-0000")...).Is(http.StatusUnprocessableEntity, "查询密码对不上")
	if n := cases(t, c); n != 0 {
		t.Errorf("%d matters", n)
	}
	z.Post(at, said...).Is(http.StatusOK, "已收到您的反映")
	if g := h.row(c.Newest(grievance.Kind)); g.Application != 0 {
		t.Error("tied by its number alone")
	}
	code, _, err := c.House.Slips.Told(t.Context(), c.DB, about)
	if err != nil {
		t.Fatal(err)
	}
	said[1] = z.Get(at).Key()
	z.Post(at, append(said, "code", code)...).Is(http.StatusOK, "已收到您的反映")
	if g := h.row(c.Newest(grievance.Kind)); g.Application != about.ID {
		t.Error("not tied by its code")
	}
}

// Who has signed in is asked neither for a name nor for a number; the city's clerk chooses the county, another takes for his own place.
func TestWhoAsksWhat(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Citizen("13800138000")
	z.Get("/grievances/new").Is(http.StatusOK, "什么事没办成", "东岸区", "西岭县", "云和市本级")
	city := c.Staff("刘楠", post(people.Window, officetest.Whole, ""))
	far := c.Staff("贺远", post(people.Window, officetest.OtherTownship, ""))
	take := func(by *officetest.Somebody, more ...string) officetest.Seen {
		return by.Post("/desk/grievances/new", append([]string{
			"key", by.Get("/desk/grievances/new").Key(), "name", "王建国", "phone", "13700137000", "item", "挂失", "what", "不会用",
		}, more...)...)
	}
	take(city).Is(http.StatusUnprocessableEntity, "在哪里办的")
	take(city, "place", string(officetest.OtherTownship)).Is(http.StatusUnprocessableEntity)
	take(city, "place", string(officetest.OtherCounty)).Is(http.StatusOK, "已登记，转研判")
	if k := c.Newest(grievance.Kind); k.Region != officetest.OtherCounty {
		t.Error(k.Region)
	}
	take(far, "number", "123").Is(http.StatusUnprocessableEntity, "没有这个编号的办件")
	take(far, "place", string(officetest.County)).Is(http.StatusOK, "已登记，转研判")
	if k := c.Newest(grievance.Kind); k.Region != officetest.OtherTownship {
		t.Error(k.Region)
	}
}

// A number that stands under another name is minded; a clerk may go on without it.
func TestANumberUnderAnotherName(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	s := service(h.Office)
	report := func(name, number string) error {
		_, err := s.Take(t.Context(), h.clerk.Actor(), grievance.Report{
			Place: officetest.County, Hall: officetest.County, Channel: flow.ByWindow, ItemName: "挂失", IDNo: number,
			Told: grievance.Told{Name: name, Phone: "13700137000", What: "x"},
		})
		return err
	}
	const number = "11010519491231002X"
	if err := report("王建国", number); err != nil {
		t.Fatal(err)
	}
	if err := report("王建设", number); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "看到的不是") {
		t.Errorf("%v", err)
	}
	if err := report("王建国", number); err != nil {
		t.Error(err)
	}
}

// An item is found by its number, its code or its exact name; what is no item stays as it was said.
func TestAnItemIsFound(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	id := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局"})
	z := c.Staff("周敏", post(people.Window, officetest.County, ""))
	for said, want := range map[string]int64{"511400-1": id, "社会保障卡挂失": id, fmt.Sprint(id): id, "社保卡挂失": 0, fmt.Sprint(id + 1): 0} {
		key := z.Get("/desk/grievances/new").Key()
		z.Post("/desk/grievances/new", "key", key, "name", "王建国", "phone", "13700137000", "item", said, "what", "不会用").Is(http.StatusOK, "已登记，转研判")
		if k := c.Newest(grievance.Kind); k.Item != want || want != 0 && k.Title != "办不成：社会保障卡挂失" || want == 0 && k.Title != "办不成："+said {
			t.Errorf("%s: %d %s", said, k.Item, k.Title)
		}
	}
}

// A program reports for the places of its token, once for a key; what it says is checked like a form.
func TestAProgramReports(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		hotline, reader := c.Program("12345", officetest.County, people.ScopeApply), c.Program("看板", officetest.County, people.ScopeRead)
		report := map[string]any{"region": officetest.County, "item": "社会保障卡挂失", "name": "张晓梅", "phone": "13800138000", "what": "五天了没有人理", "times": 3}
		call := func(by *officetest.Somebody, key string, pairs ...any) officetest.Seen {
			in := map[string]any{}
			for k, v := range report {
				in[k] = v
			}
			for i := 0; i+1 < len(pairs); i += 2 {
				in[pairs[i].(string)] = pairs[i+1]
			}
			return by.Call("POST", "/api/v1/grievances", in, "Idempotency-Key", key)
		}
		var got struct{ Number, Code string }
		read := func(s officetest.Seen) string {
			t.Helper()
			if err := json.Unmarshal([]byte(s.Body), &got); err != nil {
				t.Fatal(s.Body, err)
			}
			return got.Number
		}
		first := read(call(hotline, "a").Is(http.StatusCreated))
		if again := read(call(hotline, "a").Is(http.StatusCreated)); again != first {
			t.Errorf("the same key made another case: %s", again)
		}
		call(hotline, "a", "what", "另一件事").Is(http.StatusConflict)
		call(hotline, "b", "region", string(officetest.OtherCounty)).Is(http.StatusForbidden, "东岸区")
		call(hotline, "c", "region", "519902009000").Is(http.StatusUnprocessableEntity, "没有这个区划")
		call(hotline, "d", "application", "123").Is(http.StatusUnprocessableEntity, "没有这个办件")
		call(hotline, "e", "phone", "1").Is(http.StatusUnprocessableEntity)
		call(hotline, "f", "times", 100).Is(http.StatusUnprocessableEntity)
		call(reader, "g").Is(http.StatusForbidden)
		if n := cases(t, c); n != 1 {
			t.Errorf("%d matters", n)
		}
		read(call(hotline, "h", "region", string(officetest.Township), "times", 99).Is(http.StatusCreated))
		k := c.Newest(grievance.Kind)
		if k.Region != officetest.Township || k.Channel != flow.ByAPI || k.Party != "张晓梅" {
			t.Errorf("%+v", k)
		}
		c.Sound()
	})
}

// The receipt is for who reported in this browser; the page of it names the day on which he is called.
func TestTheReceipt(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.At("2026-04-20 17:30") // too late for the day
	z := c.Nobody()
	z.Post("/grievances/new", "key", z.Get("/grievances/new").Key(), "item", "挂失",
		"place", string(officetest.County), "what", "办不成", "name", "李秀英", "phone", "13900139000").
		Is(http.StatusOK, "已收到您的反映", "最晚 4月21日", "查进度")
	k := c.Newest(grievance.Kind)
	z.Get("/grievances/sent/"+k.Number()).Is(http.StatusOK, "已收到您的反映")
	h := c.Opened(people.TheOffice, flow.Opening{Kind: "application", Event: "begin", Region: officetest.County, Title: "挂失"})
	for _, number := range []string{h.Number(), "123"} {
		z.Get("/grievances/sent/" + number).Is(http.StatusNotFound)
	}
}

// What the causes refuse to become.
func TestWhatTheCausesRefuse(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	check := service(c.Office).Service().Rules[0].Holds
	cause := func(class, code, name string) form.Values {
		return form.Values{"class": class, "code": code, "name": name}
	}
	all := []form.Values{cause("cannot", "A", "甲"), cause("hard", "B2", "乙"), cause("unwilling", "C", "丙")}
	for _, r := range []struct {
		why, says string
		rows      []form.Values
	}{
		{"as it may be", "", all},
		{"one name in two classes", "", append(slices.Clone(all), cause("hard", "D", "甲"))},
		{"no cause is left", "一个原因也不剩", all[:2]},
		{"a code of two", "已经用在别的类里", append(slices.Clone(all), cause("hard", "A", "丁"))},
		{"a name twice", "已经有“甲”", append(slices.Clone(all), cause("cannot", "D", "甲"))},
		{"small letters", "大写字母和数字", append(slices.Clone(all), cause("hard", "d", "丁"))},
		{"a digit first", "大写字母和数字", append(slices.Clone(all), cause("hard", "1A", "丁"))},
	} {
		if err := check(t.Context(), c.DB, r.rows, 20260501); r.says == "" && err != nil || r.says != "" &&
			(err == nil || !strings.Contains(err.Error(), r.says)) {
			t.Errorf("%s: %v", r.why, err)
		}
	}
}
