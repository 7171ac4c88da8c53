package rectification_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/service/rectification"
)

// A bad rating goes to the windows of the place, save who was rated: contacted, found right, put right, answered, asked again by others, and made
// public. Nobody on the way learns who gave it.
func TestABadRatingIsPutRight(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		matter, a := h.served(h.clerk)
		h.rated(a, rate.VeryDissatisfied, "跑了三次")
		k := c.Newest(rectification.Kind)
		if x := h.row(k); k.Title != "差评：社会保障卡挂失" || k.Party != "" || x.Staff != h.clerk.ID || x.Act != a.ID ||
			h.due(k, "contact") != "04-21 18:00" || h.due(k, "verify") != "04-23 18:00" {
			t.Errorf("%+v %+v", k, x)
		}
		if got := h.turn(k); got.Role != people.Window || got.Place() != officetest.Township {
			t.Errorf("%+v", got)
		}
		if got := h.colleague.Told(k); len(got) != 1 || !strings.Contains(got[0], "4月21日 18:00 前联系评价人，4月23日 18:00 前核实") {
			t.Errorf("%q", got)
		}
		if got := h.clerk.Told(k); len(got) != 0 {
			t.Errorf("who was rated was told %q", got)
		}
		h.clerk.Get(home(k)).Is(http.StatusOK, "这条评价评的是您", "跑了三次").Not("可以：联系", "张晓梅", matter.Number())
		h.colleague.Get(home(k)).Is(http.StatusOK, "看不到评价人是谁", "非常不满意", "“跑了三次”", "周敏").Not("张晓梅", "张*梅", phone, matter.Number(), "核实和整改")
		contact := []string{"text", "想了解是哪三次"}
		for _, who := range []*officetest.Somebody{h.clerk, h.overseer} {
			who.Refused(k, fail.KindForbidden, "contact", "", contact...)
		}
		h.head.Refused(k, fail.KindNotFound, "contact", "", contact...)
		h.colleague.Refused(k, fail.KindInvalid, "contact", "text")
		h.colleague.Do(k, "contact", contact...)
		c.Tick()
		if got := c.Texts(phone); len(got) != 1 || !strings.Contains(got[0], "河口镇窗口回复：想了解是哪三次") || !strings.Contains(got[0], "/rate/") ||
			strings.Contains(got[0], "周敏") {
			t.Errorf("%q", got)
		}
		if got := h.counts(); got != "valid 1, bad 1, named 1, contacted 1" {
			t.Error(got)
		}
		c.At("2026-04-20 10:00")
		h.colleague.Do(k, "contact", "text", "还想问一句")
		if h.row(k).ContactedAt != time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone).UnixMilli() || h.counts() != "valid 1, bad 1, named 1, contacted 1" {
			t.Error("it was contacted twice in the figures")
		}
		h.colleague.Refused(k, fail.KindInvalid, "valid", "found", "said", "x")
		k = h.colleague.Do(k, "valid", "found", "simple", "said", "没有一次告知")
		if k.State != "rectifying" || h.due(k, "verify") != "" || h.due(k, "rectify") != "04-27 18:00" {
			t.Errorf("%s, due %s and %s", k.State, h.due(k, "verify"), h.due(k, "rectify"))
		}
		h.clerk.Refused(k, fail.KindForbidden, "reply", "", answer...)
		k = h.colleague.Do(k, "reply", append(answer, "evidence", h.colleague.File("照片.pdf"))...)
		v, waits := h.visit(k)
		if x := h.row(k); k.State != "replied" || x.Loops != 1 || x.Reply != "已一次告知" || !waits || v.Title != fmt.Sprint("回访，不由", h.clerk.ID) ||
			h.due(k, "visit") != "04-23 18:00" {
			t.Errorf("%s %+v %+v", k.State, x, v)
		}
		if got := h.turn(k); got.Role != people.Supervisor || got.Place() != officetest.Whole {
			t.Errorf("%+v", got)
		}
		h.caller.Refused(k, fail.KindConflict, "satisfied", "由回访登记结果")
		k = h.visited(k, "done", "solved", "yes", "level", "3", "said", "可以")
		if x := h.row(k); k.State != "closed" || k.Result != "satisfied" || x.Outcome != "satisfied" || h.due(k, "publish") != "05-20 18:00" {
			t.Errorf("%s %+v, due %s", k.State, x, h.due(k, "publish"))
		}
		if got := h.counts(); got != "valid 1, bad 1, fixed 1, in time 1, named 1, contacted 1" {
			t.Error(got)
		}
		c.Tick()
		if got := c.Texts(phone); !strings.Contains(got[len(got)-1], "已办结") || !strings.Contains(got[len(got)-2], "已整改：已一次告知") {
			t.Errorf("%q", got)
		}
		h.overseer.Back().Get(home(k)).Is(http.StatusOK, "属实，马上能改", "没有一次告知", "第 1 次整改", "评价人认可", "照片.pdf").Not("张晓梅", phone)
		open := []string{"open", "yes", "text", "已更换清单"}
		for _, who := range []*officetest.Somebody{h.colleague, h.caller} {
			who.Refused(k, fail.KindForbidden, "publish", "", open...)
		}
		h.overseer.Refused(k, fail.KindInvalid, "publish", "open", "text", "x")
		k = h.overseer.Do(k, "publish", open...)
		if x := h.row(k); x.Published != "已更换清单" || h.due(k, "publish") != "" {
			t.Errorf("%+v", x)
		}
		h.inspector.Refused(k, fail.KindConflict, "publish", "已经公开", open...)
		c.Sound()
	})
}

// Only a bad rating is put right, and the first alone.
func TestOnlyABadRatingIsPutRight(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for level, want := range map[rate.Level]int{
		rate.VerySatisfied: 0, rate.Satisfied: 0, rate.BasicallySatisfied: 0, rate.Dissatisfied: 1, rate.VeryDissatisfied: 1,
	} {
		before := len(h.Cases(rectification.Kind))
		_, a := h.served(h.clerk)
		h.rated(a, level, "x")
		if n := len(h.Cases(rectification.Kind)) - before; n != want {
			t.Errorf("%s: %d", level, n)
		}
		h.rated(a, rate.VeryDissatisfied, "x")
		if n := len(h.Cases(rectification.Kind)) - before; n != want {
			t.Errorf("%s, and more: %d", level, n)
		}
	}
}

// Whose desk it goes to: the head of the department that handled it, or the bureau where it was he alone; of a window's work the others there, or
// those of the place above, or the bureau. It is never who was rated.
func TestWhoseDeskItGoesTo(t *testing.T) {
	t.Parallel()
	for _, d := range []struct {
		name  string
		rated func(h *hall) *officetest.Somebody
		role  people.Role
		place region.Code
	}{
		{"the department's head", func(h *hall) *officetest.Somebody { return h.reviewer }, people.Head, ""},
		{"the bureau, where the head was rated", func(h *hall) *officetest.Somebody { return h.head }, people.Supervisor, officetest.Township},
		{"another head", func(h *hall) *officetest.Somebody {
			h.Staff("费明", people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
			return h.head
		}, people.Head, ""},
		{"a colleague", func(h *hall) *officetest.Somebody { return h.clerk }, people.Window, officetest.Township},
		{"the windows above", func(h *hall) *officetest.Somebody {
			h.Staff("费明", post(people.Window, officetest.County))
			h.colleague.Leaves()
			return h.clerk
		}, people.Window, officetest.County},
		{"the bureau, where nobody else is at a window", func(h *hall) *officetest.Somebody {
			h.Staff("费明", post(people.Window, officetest.OtherTownship))
			h.colleague.Leaves()
			return h.clerk
		}, people.Supervisor, officetest.Township},
	} {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			h := hallOf(town.New(t, ""))
			rated := d.rated(h)
			h.Later(time.Minute)
			_, k := h.bad(rated)
			if got := h.turn(k); got.Role != d.role || got.Dept == "" && got.Place() != d.place || got.Dept != "" && got.Dept != h.social {
				t.Errorf("%+v", got)
			}
			if h.row(k).Staff != rated.ID || len(rated.Told(k)) != 0 {
				t.Errorf("%+v, %q", h.row(k), rated.Told(k))
			}
			rated.Refused(k, fail.KindForbidden, "contact", "", "text", "x")
			h.Sound()
		})
	}
}

// A turn is taken, and given to colleagues, never to who was rated; who oversees may write a note that the giver does not read.
func TestATurnIsNotGivenToWhoWasRated(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	third := h.Staff("费明", post(people.Window, officetest.Township))
	_, k := h.bad(h.clerk)
	h.clerk.Refused(k, fail.KindForbidden, "claim", "回避")
	h.colleague.Do(k, "claim")
	h.colleague.Refused(k, fail.KindInvalid, "hand_over", "评价的就是这位同事", "to", fmt.Sprint(h.clerk.ID))
	h.colleague.Do(k, "hand_over", "to", fmt.Sprint(third.ID))
	if got := h.turn(k).Holder; got != "费明" {
		t.Error(got)
	}
	h.colleague.Refused(k, fail.KindForbidden, "contact", "", "text", "x")
	h.overseer.Do(k, "comment", "text", "请快一点")
	h.clerk.Refused(k, fail.KindForbidden, "comment", "", "text", "x")
	events := h.View(people.TheOffice, k).Events
	if last := events[len(events)-1]; last.Note != "请快一点" || last.Public != "" {
		t.Errorf("%+v", last)
	}
}

// Who was rated writes nothing on the way and gives it to nobody, though it lies at the windows where he sits, too; a colleague who served the
// person in another part of the matter may.
func TestWhoWasRatedHasNoHandInIt(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	matter, a := h.served(h.clerk)
	h.colleague.Do(matter, "review")
	h.rated(a, rate.VeryDissatisfied, "跑了三次")
	k := h.Newest(rectification.Kind)
	for _, event := range []string{"comment", "hand_over"} { // what those who only served him may do
		h.clerk.Refused(k, fail.KindForbidden, event, string(flow.Named), "text", "x", "to", fmt.Sprint(h.colleague.ID))
	}
	h.colleague.Do(k, "comment", "text", "当天人多")
}

// Who served the person in another part of the matter does not find out about the rating, nor answer for it, save the head who decided: he answers for his
// department. None of them judges.
func TestWhoServedDoesNotFindOut(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	matter, a := h.served(h.clerk)
	third := h.Staff("费明", post(people.Window, officetest.Township), post(people.Supervisor, officetest.County))
	h.colleague.Do(matter, "review")
	third.Do(matter, "review")
	h.rated(a, rate.VeryDissatisfied, "跑了三次")
	k := h.Newest(rectification.Kind)
	for _, who := range []*officetest.Somebody{h.colleague, third} {
		who.Refused(k, fail.KindForbidden, "contact", "审查", "text", "x")
		who.Refused(k, fail.KindForbidden, "claim", "审查")
	}
	fourth := h.Staff("卢静", post(people.Window, officetest.Township))
	fourth.Do(k, "object", "ground", "mistaken", "reason", "x", "evidence", fourth.File("x.pdf"))
	third.Refused(k, fail.KindForbidden, "uphold", "审查", "reason", "x")

	matter, a = h.served(h.reviewer)
	h.head.Do(matter, "decide")
	h.rated(a, rate.VeryDissatisfied, "跑了三次")
	k = h.mending(h.head, h.Newest(rectification.Kind), "simple")
	h.head.Do(k, "reply", answer...)
	h.Sound()
}

// What the unit says against a rating is judged by a second body, not by who said it; upheld, the rating counts for nothing and stays.
func TestAnObjectionIsJudgedByASecondBody(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		both := h.Staff("费明", post(people.Window, officetest.Township), post(people.Supervisor, officetest.County))
		_, k := h.bad(h.clerk)
		objection := func(by *officetest.Somebody) []string {
			return []string{"ground", "mistaken", "reason", "评的是另一个窗口", "evidence", by.File("监控.pdf")}
		}
		h.colleague.Refused(k, fail.KindInvalid, "object", "evidence", objection(h.colleague)[:4]...)
		h.clerk.Refused(k, fail.KindForbidden, "object", "", objection(h.clerk)...)
		k = both.Do(k, "object", objection(both)...)
		if got := h.turn(k); k.State != "appealed" || got.Role != people.Supervisor || got.Place() != officetest.County ||
			h.due(k, "judge") != "04-27 18:00" || h.due(k, "verify")+h.due(k, "contact") != "" {
			t.Errorf("%s %+v, due %s", k.State, got, h.due(k, "judge"))
		}
		if got := h.overseer.Told(k); len(got) != 1 || !strings.Contains(got[0], "4月27日 18:00 前裁定") {
			t.Errorf("%q", got)
		}
		both.Refused(k, fail.KindForbidden, "uphold", "另一人", "reason", "x")
		both.Refused(k, fail.KindForbidden, "reject", "另一人", "reason", "x")
		h.colleague.Refused(k, fail.KindForbidden, "uphold", "", "reason", "x")
		h.overseer.Refused(k, fail.KindInvalid, "uphold", "reason")
		k = h.overseer.Do(k, "reject", "reason", "监控看得清")
		if got := h.turn(k); k.State != "rectifying" || got.Role != people.Window || got.Place() != officetest.Township ||
			h.due(k, "rectify") != "04-27 18:00" {
			t.Errorf("%s %+v", k.State, got)
		}
		if got := h.colleague.Told(k); !strings.Contains(got[len(got)-1], "已裁定：申诉不成立，整改") {
			t.Errorf("%q", got)
		}
		if got := h.counts(); got != "valid 1, bad 1, named 1, objected 1" {
			t.Error(got)
		}
		_, k = h.bad(h.clerk)
		h.colleague.Do(k, "contact", "text", "想了解")
		h.colleague.Do(k, "object", objection(h.colleague)...)
		k = h.boss.Do(k, "uphold", "reason", "核对监控，评价的不是这个窗口")
		if x := h.row(k); k.State != "excluded" || k.Result != "excluded" || x.Outcome != "excluded" || h.due(k, "publish") == "" {
			t.Errorf("%s %+v", k.State, x)
		}
		if got := h.counts(); got != "valid 1, bad 1, excluded 1, named 2, contacted 1, objected 2" {
			t.Error(got)
		}
		c.Tick()
		if got := c.Texts(phone); !strings.Contains(got[len(got)-1], "经复核：核对监控，评价的不是这个窗口") {
			t.Errorf("%q", got)
		}
		stands, course, _, err := h.service.Course(t.Context(), h.row(k), "t")
		if err != nil || stands != "经复核不计入质量指标" || course.Items[0].Who != "核对监控，评价的不是这个窗口" {
			t.Errorf("%s %+v %v", stands, course, err)
		}
		k = h.inspector.Do(k, "publish", "open", "no", "text", "涉及个人隐私")
		if x := h.row(k); x.Published != "" || x.PublishedAt == 0 {
			t.Errorf("%+v", x)
		}
		c.Sound()
	})
}

// Of a matter at the county an objection is the city's to judge.
func TestAnObjectionOfTheCountyIsTheCitys(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	first := h.Staff("费明", post(people.Window, officetest.County))
	second := h.Staff("卢静", post(people.Window, officetest.County))
	_, k := h.bad(first)
	k = second.Do(k, "object", "ground", "not_ours", "reason", "x", "evidence", second.File("x.pdf"))
	if got := h.turn(k); got.Role != people.Supervisor || got.Place() != officetest.Whole {
		t.Errorf("%+v", got)
	}
}

// What is complex may take longer, once, up to the limit, when another agrees in time.
func TestComplexThingsMayTakeLonger(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		both := h.Staff("费明", post(people.Window, officetest.Township), post(people.Supervisor, officetest.County))
		_, simple := h.bad(h.clerk)
		h.mending(h.colleague, simple, "simple")
		h.colleague.Refused(simple, fail.KindConflict, "want_longer", "简单问题", "days", "5", "reason", "x")
		_, k := h.bad(h.clerk)
		h.mending(both, k, "complex")
		h.overseer.Refused(k, fail.KindConflict, "extend", "没有等待批准")
		for _, days := range []string{"0", "11"} { // fifteen are the limit, five the term
			both.Refused(k, fail.KindInvalid, "want_longer", "days", "days", days, "reason", "x")
		}
		both.Do(k, "want_longer", "days", "10", "reason", "要改系统")
		if got := h.overseer.Told(k); len(got) == 0 || !strings.Contains(got[len(got)-1], "申请延长 10 个工作日") {
			t.Errorf("%q", got)
		}
		both.Refused(k, fail.KindConflict, "want_longer", "已经申请过", "days", "1", "reason", "x")
		both.Refused(k, fail.KindForbidden, "extend", "另一人")
		h.colleague.Refused(k, fail.KindForbidden, "extend", "")
		c.At("2026-04-22 10:00")
		k = h.overseer.Do(k, "extend")
		if h.due(k, "rectify") != "05-13 18:00" { // fifteen working days from the 20th of April, with a Saturday that is worked
			t.Errorf("due %s", h.due(k, "rectify"))
		}
		h.overseer.Refused(k, fail.KindConflict, "extend", "没有等待批准")
		both.Refused(k, fail.KindConflict, "want_longer", "已经申请过", "days", "1", "reason", "x")

		_, k = h.bad(h.clerk)
		h.mending(h.colleague, k, "complex")
		h.colleague.Do(k, "want_longer", "days", "1", "reason", "要改系统")
		k = h.overseer.Do(k, "refuse_longer", "reason", "不复杂")
		if got := h.colleague.Told(k); !strings.Contains(got[len(got)-1], "不复杂") || h.due(k, "rectify") != "04-29 18:00" {
			t.Errorf("%q, due %s", got, h.due(k, "rectify"))
		}
		h.colleague.Refused(k, fail.KindConflict, "want_longer", "已经申请过", "days", "1", "reason", "x")

		_, k = h.bad(h.clerk)
		h.mending(h.colleague, k, "complex")
		h.colleague.Do(k, "want_longer", "days", "1", "reason", "要改系统")
		c.At("2026-04-29 18:00")
		h.overseer.Refused(k, fail.KindConflict, "extend", "整改时限已过")
		c.Sound()
	})
}

// Who was rated is not served by what the visit says: content ends it, discontent has it put right once more, and the second time ends it with an
// explanation.
func TestItIsPutRightTwiceAtMost(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		for _, v := range []struct {
			in    []string
			state string
		}{
			{[]string{"solved", "yes", "level", "5"}, "closed"}, {[]string{"solved", "partly", "level", "3"}, "closed"}, {[]string{"solved", "yes"}, "closed"},
			{[]string{"solved", "yes", "level", "2"}, "rectifying"}, {[]string{"solved", "no", "level", "5"}, "rectifying"},
			{[]string{"solved", "no"}, "rectifying"}, {[]string{"solved", "yes", "level", "1"}, "rectifying"},
		} {
			_, k := h.bad(h.clerk)
			h.mending(h.colleague, k, "simple")
			h.colleague.Do(k, "reply", answer...)
			if k = h.visited(k, "done", v.in...); k.State != v.state {
				t.Errorf("%q: %s", v.in, k.State)
			}
		}
		_, k := h.bad(h.clerk)
		h.mending(h.colleague, k, "complex")
		h.colleague.Do(k, "want_longer", "days", "1", "reason", "x")
		h.overseer.Do(k, "refuse_longer", "reason", "x")
		h.colleague.Do(k, "reply", answer...)
		k = h.visited(k, "done", "solved", "no", "said", "没有改")
		if got := h.turn(k); got.Role != people.Window || got.Step != "重新整改" || h.due(k, "rectify") != "04-27 18:00" {
			t.Errorf("%+v", got)
		}
		if got := h.colleague.Told(k); !strings.Contains(got[len(got)-1], "请重新整改") {
			t.Errorf("%q", got)
		}
		h.colleague.Do(k, "want_longer", "days", "1", "reason", "x") // anew
		k = h.colleague.Do(k, "reply", answer...)
		h.overseer.Get(home(k)).Is(http.StatusOK, "第 2 次整改")
		if m, err := h.service.Service().Facts(t.Context(), []int64{k.ID}); err != nil || !slices.Equal(m[k.ID], []string{"非常不满意", "第 2 次整改"}) {
			t.Errorf("%v %v", m, err)
		}
		k = h.visited(k, "done", "solved", "no")
		if x := h.row(k); k.State != "closed" || x.Outcome != "explained" || x.Loops != 2 {
			t.Errorf("%s %+v", k.State, x)
		}
		for _, event := range []string{"unreached", "drop"} {
			_, k := h.bad(h.clerk)
			h.mending(h.colleague, k, "simple")
			h.colleague.Do(k, "reply", answer...)
			if event == "unreached" {
				if k = h.visited(k, event); k.State != "closed" || k.Result != "unreached" {
					t.Errorf("%s %s", k.State, k.Result)
				}
			} else if k = h.visited(k, event, "reason", "x"); k.State != "replied" {
				t.Errorf("a visit that was called off ends it: %s", k.State)
			}
		}
		c.Sound()
	})
}

// What the giver adds to his rating after the answer says how it was, and the visit need not be made.
func TestAnAdditionalRatingSaysHowItWas(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for level, state := range map[rate.Level]string{rate.BasicallySatisfied: "closed", rate.Dissatisfied: "rectifying"} {
		a, k := h.bad(h.clerk)
		h.Later(time.Minute)
		h.mending(h.colleague, k, "simple")
		h.colleague.Do(k, "reply", answer...)
		h.Later(time.Minute)
		h.rated(a, level, "这次一趟办好")
		_, waits := h.visit(k)
		if k = h.Case(k); k.State != state || waits {
			t.Errorf("%s: %s, a visit waits: %t", level, k.State, waits)
		}
		h.overseer.Get(home(k)).Is(http.StatusOK, "追加评价", "这次一趟办好")
	}
	a, k := h.bad(h.clerk)
	h.Later(time.Minute)
	h.rated(a, rate.VerySatisfied, "算了")
	if k = h.Case(k); k.State != "assigned" {
		t.Errorf("before it is answered: %s", k.State)
	}
	if got := h.counts(); got != "valid 3, bad 3, more 3, better 3, fixed 1, in time 1, named 3, contacted 2" {
		t.Error(got)
	}
}

// Where no visits are kept the caller writes down how it was; who served the person does not.
func TestTheCallerWritesDownHowItWas(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.service.Visit = nil
	served := h.Staff("费明", post(people.Window, officetest.Township), post(people.Caller, officetest.Whole))
	for _, r := range []struct{ event, state, result string }{{"satisfied", "closed", "satisfied"}, {"unreached", "closed", "unreached"},
		{"unsatisfied", "rectifying", ""}} {
		_, k := h.bad(served)
		h.mending(h.colleague, k, "simple")
		k = h.colleague.Do(k, "reply", answer...)
		if got := h.turn(k); got.Role != people.Caller || len(h.Cases("visit")) != 0 {
			t.Errorf("%+v", got)
		}
		served.Refused(k, fail.KindForbidden, r.event, "")
		h.colleague.Refused(k, fail.KindForbidden, r.event, "")
		if k = h.caller.Do(k, r.event, "said", "x"); k.State != r.state || k.Result != r.result {
			t.Errorf("%s: %s %s", r.event, k.State, k.Result)
		}
	}
	h.Sound()
}

// Each limit runs out in its minute. Those that bind the unit make the rating late in the figures until it is put right, once; those of the bureau
// do not.
func TestEveryLimitRunsOutInItsMinute(t *testing.T) {
	t.Parallel()
	for _, l := range []struct {
		clock, before, at string
		road              func(h *hall, k flow.Case) flow.Case
		event, counts     string
	}{
		{"contact", "04-21 17:59", "04-21 18:00", func(_ *hall, k flow.Case) flow.Case { return k }, "overdue", "valid 1, bad 1, late 1, named 1"},
		{"verify", "04-23 17:59", "04-23 18:00", func(h *hall, k flow.Case) flow.Case { return h.colleague.Do(k, "contact", "text", "x") }, "overdue",
			"valid 1, bad 1, late 1, named 1, contacted 1"},
		{"judge", "04-27 17:59", "04-27 18:00", func(h *hall, k flow.Case) flow.Case {
			return h.colleague.Do(k, "object", "ground", "mistaken", "reason", "x", "evidence", h.colleague.File("x.pdf"))
		}, "overdue", "valid 1, bad 1, named 1, objected 1"},
		{"rectify", "04-27 17:59", "04-27 18:00", func(h *hall, k flow.Case) flow.Case { return h.mending(h.colleague, k, "simple") }, "overdue",
			"valid 1, bad 1, late 1, named 1, contacted 1"},
		{"visit", "04-23 17:59", "04-23 18:00", func(h *hall, k flow.Case) flow.Case {
			h.mending(h.colleague, k, "simple")
			return h.colleague.Do(k, "reply", answer...)
		}, "overdue", "valid 1, bad 1, named 1, contacted 1"},
		{"publish", "05-20 17:59", "05-20 18:00", func(h *hall, k flow.Case) flow.Case {
			h.mending(h.colleague, k, "simple")
			h.colleague.Do(k, "reply", answer...)
			return h.visited(k, "done", "solved", "yes")
		}, "unpublished", "valid 1, bad 1, fixed 1, in time 1, named 1, contacted 1"},
	} {
		t.Run(l.clock, func(t *testing.T) {
			t.Parallel()
			h := hallOf(town.New(t, ""))
			_, k := h.bad(h.clerk)
			k = l.road(h, k)
			for at, want := range map[string]int{l.before: 0} {
				h.At("2026-" + at)
				h.Tick()
				if got := h.late(k, l.event, l.clock); got != want {
					t.Errorf("by %s it has run out %d times", at, got)
				}
			}
			h.At("2026-" + l.at)
			h.Tick()
			h.Tick()
			if got := h.late(k, l.event, l.clock); got != 1 || h.counts() != l.counts {
				t.Errorf("it has run out %d times: %s", got, h.counts())
			}
		})
	}
}

// What was late counts so until it is put right, and is never in time; what was late and excluded is neither.
func TestWhatWasLateIsNotInTime(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	_, k := h.bad(h.clerk)
	_, out := h.bad(h.clerk)
	h.At("2026-04-23 18:00")
	h.Tick()
	if got := h.counts(); got != "valid 2, bad 2, late 2, named 2" {
		t.Error(got)
	}
	h.mending(h.colleague, k, "simple")
	h.colleague.Do(k, "reply", answer...)
	h.visited(k, "done", "solved", "yes")
	if got := h.counts(); got != "valid 2, bad 2, fixed 1, late 1, named 2, contacted 1" {
		t.Error(got)
	}
	h.colleague.Do(out, "object", "ground", "malicious", "reason", "x", "evidence", h.colleague.File("x.pdf"))
	h.overseer.Do(out, "uphold", "reason", "x")
	if got := h.counts(); got != "valid 1, bad 1, excluded 1, fixed 1, named 2, contacted 1, objected 1" {
		t.Error(got)
	}
	h.Sound()
}

// The giver answers the unit by the link of his message, while it is under way, and by no other's; who was rated is not told.
func TestTheGiverAnswersByHisLink(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		a, k := h.bad(h.clerk)
		other, _ := h.served(h.clerk)
		path := h.service.Ratings.Path
		z := c.Nobody()
		said := []string{"case", k.Number(), "text", "是周一、周二、周三"}
		z.Post(path(a.CaseID)+"x/answer", said...).Is(http.StatusNotFound)
		z.Post(path(other.ID)+"/answer", said...).Is(http.StatusNotFound, "没有找到这条差评")
		z.Post(path(a.CaseID)+"/answer", "case", other.Number(), "text", "x").Is(http.StatusNotFound)
		if h.row(k).Asked != "" {
			t.Error("another answered")
		}
		z.Post(path(a.CaseID)+"/answer", said...)
		if x := h.row(k); x.Asked != "是周一、周二、周三" {
			t.Errorf("%+v", x)
		}
		if got := h.colleague.Told(k); !strings.Contains(got[len(got)-1], "评价人回复了") {
			t.Errorf("%q", got)
		}
		if got := h.clerk.Told(k); len(got) != 0 {
			t.Errorf("%q", got)
		}
		h.colleague.Get(home(k)).Is(http.StatusOK, "对方回复 是周一、周二、周三")
		stands, course, form, err := h.service.Course(t.Context(), h.row(k), "t")
		if err != nil || stands != "已收到，正在核实" || len(course.Items) != 2 || form.Action != "/rate/t/answer" {
			t.Errorf("%s %+v %+v %v", stands, course, form, err)
		}
		h.colleague.Do(k, "contact", "text", "想了解是哪三次")
		if _, course, _, err := h.service.Course(t.Context(), h.row(k), "t"); err != nil || course.Items[0].Who != "想了解是哪三次" {
			t.Errorf("%+v %v", course, err)
		}
		h.colleague.Do(k, "object", "ground", "mistaken", "reason", "x", "evidence", h.colleague.File("x.pdf"))
		z.Post(path(a.CaseID)+"/answer", "case", k.Number(), "text", "太晚")
		if h.row(k).Asked != "是周一、周二、周三" {
			t.Error("answered while it is judged")
		}
		if _, _, form, err := h.service.Course(t.Context(), h.row(k), "t"); err != nil || form.Action != "" {
			t.Errorf("%+v %v", form, err)
		}
		h.overseer.Do(k, "reject", "reason", "x")
		h.colleague.Do(k, "reply", answer...)
		_, course, _, err = h.service.Course(t.Context(), h.row(k), "t")
		if err != nil || course.Items[0].Who != "已一次告知" {
			t.Errorf("%+v %v", course, err)
		}
		c.Sound()
	})
}

// What the office's own data say to the reasons of a rating stands beside it from the day on which it came.
func TestTheDataSaysWhatItKnows(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k, a := h.served(h.clerk)
	if _, err := h.service.Ratings.Rate(t.Context(), rate.Given{Act: a.ID, Level: rate.VeryDissatisfied, Tags: []string{"113", "208"}, Way: "qr",
		Person: k.Applicant}); err != nil {
		t.Fatal(err)
	}
	fix := h.Newest(rectification.Kind)
	if got := h.row(fix).Claims; got != "“多头跑窗口和部门”：办件记录里到过 1 个窗口" { // the other is of another level
		t.Error(got)
	}
	h.colleague.Get(home(fix)).Is(http.StatusOK, "系统里的记录", "评价说 “多头跑窗口和部门”", "系统记录 办件记录里到过 1 个窗口")
}
