package rating_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/rate"
)

// Who was served rates by the link of his message, once: none of the five is chosen before, a bad one wants a reason, and what was typed stands there again.
// Sent twice it is one; by another's link nothing is rated.
func TestSomebodyRatesByHisLink(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k, a := h.served(1, h.clerk)
		link, z := h.service.Path(k.ID), c.Nobody()
		page := z.Get(link).Is(http.StatusOK, "您对这次服务满意吗", "社会保障卡挂失", "综合窗口 3 号", "跑大厅一次办完", "匿名评价").Not("checked", "张晓梅")
		if strings.Contains(page.Body, "aria-invalid") {
			t.Error("it is wrong before it is sent")
		}
		z.Post(link).Is(http.StatusUnprocessableEntity, "请选满意程度")
		z.Post(link, "level", "dreadful", "comment", "x").Is(http.StatusUnprocessableEntity, "请选满意程度")
		z.Post(link, "level", "dissatisfied").Is(http.StatusUnprocessableEntity, "请选一个原因，或者写一句", "checked")
		z.Post(link, "level", "dissatisfied", "tags_dissatisfied", "114").Is(http.StatusUnprocessableEntity, "请选一个原因") // of another level
		z.Post(link, "level", "satisfied", "comment", strings.Repeat("好", 151)).Is(http.StatusUnprocessableEntity, "最多 150 个字", "好好好")
		for _, wrong := range []string{link + "x", "/rate/1-2", "/rate/zz", h.service.Path(k.ID + 1)} {
			z.Get(wrong).Is(http.StatusNotFound)
			z.Post(wrong, "level", "satisfied").Is(http.StatusNotFound)
		}
		if n := len(h.ratings(a)); n != 0 {
			t.Errorf("%d ratings", n)
		}
		c.Later(time.Minute)
		said := []string{"level", "very_dissatisfied", "tags_very_dissatisfied", "113,411", "comment", strings.Repeat("慢", 150), "unnamed", "1"}
		for range 2 {
			z.Post(link+"?via=sms", said...).Is(http.StatusOK, "谢谢您的评价", "非常不满意", "多头跑窗口和部门", "现在：正在核实。", "转给承办单位", "追加评价").Not("跑大厅")
		}
		list := h.ratings(a)
		if len(list) != 1 || list[0].Way != "sms" || list[0].Tags != "113" || list[0].Named || h.state(a) != rate.Rated || len(c.Cases(rate.Rectifying)) != 1 {
			t.Errorf("%+v", list)
		}
		more := link + "?more=1"
		z.Get(more).Is(http.StatusOK, "您原来的评价保留", "您对这次服务满意吗")
		z.Post(more, "level", "satisfied").Is(http.StatusOK, "追加评价", "满意")
		z.Get(more).Is(http.StatusOK, "谢谢您的评价").Not("您对这次服务满意吗")
		z.Post(more, "level", "satisfied").Is(http.StatusConflict, "这一次没有记下", "追加过评价").Not("谢谢您的评价，", "评价已经记下")
		if n := h.counts(officetest.Whole); n != (rate.Counts{Acts: 1, N1: 1, More: 1, Better: 1}) {
			t.Errorf("%+v", n)
		}
		c.Later(time.Minute)
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "reply"); err != nil {
			t.Fatal(err)
		}
		z.Post(more, "level", "dissatisfied", "comment", "还是慢").Is(http.StatusOK) // to each answer he may say how it was
		if n := h.counts(officetest.Whole); n != (rate.Counts{Acts: 1, N1: 1, More: 2, Better: 2}) {
			t.Errorf("%+v", n)
		}
		c.Sound()
	})
}

// How somebody came to the page is the way of his rating, and only what may be.
func TestTheWayOfARating(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for via, way := range map[string]string{"sms": "sms", "qr": "qr", "terminal": "terminal", "pad": "pc", "": "pc"} {
		k, a := h.served(1, h.clerk)
		h.Nobody().Post(h.service.Path(k.ID)+"?via="+via, "level", "satisfied").Is(http.StatusOK)
		if got := h.ratings(a)[0].Way; got != way {
			t.Errorf("by %q it is %q", via, got)
		}
	}
}

// A window's work is rated within five working days, a matter within thirty days, and what is said more within its own time: to the last minute. What
// nobody rates in time is noted as good by default and is no rating.
func TestUntilWhenIsRated(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := c.Nobody()
		first, window := h.served(1, h.clerk)
		last, _ := h.served(2, h.clerk)
		matter, done := h.served(3, h.reviewer)
		c.At("2026-04-27 17:59")
		if err := h.service.CloseUnrated(t.Context()); err != nil || h.state(window) != rate.Open {
			t.Errorf("%s %v", h.state(window), err)
		}
		z.Post(h.service.Path(last.ID), "level", "satisfied").Is(http.StatusOK, "谢谢您的评价")
		c.At("2026-04-27 18:00")
		z.Get(h.service.Path(first.ID)).Is(http.StatusOK, "评价的期限已过")
		z.Post(h.service.Path(first.ID), "level", "satisfied").Is(http.StatusConflict, "期限已过")
		c.Tick()
		if h.state(window) != rate.Defaulted || h.state(done) != rate.Open {
			t.Errorf("%s, %s", h.state(window), h.state(done))
		}
		z.Post(h.service.Path(first.ID), "level", "satisfied").Is(http.StatusConflict, "期限已过")
		if n := h.counts(officetest.Township); n != (rate.Counts{Acts: 2, N4: 1, Defaults: 1}) {
			t.Errorf("%+v", n)
		}
		h.inspector.Back().Get("/desk/ratings/list").Is(http.StatusOK, "共 1 条").Not("默认好评</span>")
		h.inspector.Get("/desk/ratings/list?only=default").Is(http.StatusOK, "共 1 条", "默认好评")
		z.Post(h.service.Path(matter.ID), "level", "satisfied").Is(http.StatusOK, "谢谢您的评价")
		c.Sound()
	})
}

// What was withdrawn is rated by nobody, and counts nowhere.
func TestWhatWasWithdrawnIsNotRated(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k, a := h.served(1, h.clerk)
	if _, err := h.Try(people.TheOffice, k, "withdraw"); err != nil {
		t.Fatal(err)
	}
	h.Nobody().Get(h.service.Path(k.ID)).Is(http.StatusNotFound, "没有可以评价的服务")
	h.Nobody().Post(h.service.Path(k.ID), "level", "satisfied").Is(http.StatusNotFound, "没有可以评价的服务")
	if _, err := h.service.Rate(t.Context(), rate.Given{Act: a.ID, Level: rate.Satisfied, Way: "pc"}); !fail.Is(err, fail.KindConflict) ||
		!strings.Contains(err.Error(), "已经撤回") {
		t.Error(err)
	}
	if n := h.counts(officetest.Whole); n != (rate.Counts{}) || h.state(a) != rate.Void {
		t.Errorf("%+v %s", n, h.state(a))
	}
}

// Nobody rates what he served, who is known by his telephone; a colleague may, and that is noted.
func TestNobodyRatesHisOwnWork(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.reaches(h.clerk, phoneOf(1))
	own, a := h.served(1, h.clerk)
	other, b := h.served(1, h.colleague)
	h.Nobody().Post(h.service.Path(own.ID), "level", "very_satisfied").Is(http.StatusForbidden, "自己经手的事")
	h.Nobody().Post(h.service.Path(other.ID), "level", "very_satisfied").Is(http.StatusOK)
	if len(h.ratings(a)) != 0 || len(h.ratings(b)) != 1 {
		t.Error("his own work was rated, or that of another was not")
	}
	h.inspector.Get("/desk/ratings/watch").Is(http.StatusOK, "评价人的手机号是工作人员的")
}

// On paper and by telephone: written down by staff of another unit, never by who served or by his hall or department.
func TestPaperIsEnteredByAnotherUnit(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		colleague := h.Staff("费明", people.Post{Role: people.Caller, Region: officetest.Whole},
			people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.social})
		k, a := h.served(1, h.clerk)
		matter, _ := h.served(2, h.reviewer)
		path := func(number string) string { return "/desk/ratings/enter?number=" + number }
		h.head.Get("/desk/ratings/enter").Is(http.StatusForbidden)
		h.caller.Get(path("123")).Is(http.StatusUnprocessableEntity)
		h.caller.Get(path(k.Number())).Is(http.StatusOK, "纸质评价表", "社会保障卡挂失", "综合窗口 3 号").Not("张晓梅")
		said := []string{"way", "paper", "level", "very_satisfied"}
		h.clerk.Post(path(k.Number()), said...).Is(http.StatusForbidden, "自己经手的事")
		h.colleague.Post(path(k.Number()), said...).Is(http.StatusForbidden, "别的单位")
		colleague.Post(path(matter.Number()), said...).Is(http.StatusForbidden, "别的单位")
		h.caller.Post(path(k.Number()), "way", "paper", "level", "dissatisfied").Is(http.StatusUnprocessableEntity, "请选一个原因")
		h.far.Post(path(k.Number()), "way", "phone", "level", "satisfied", "comment", "还行").Is(http.StatusOK, "评价已录入")
		h.caller.Post(path(k.Number()), said...).Is(http.StatusOK) // more of it
		h.caller.Post(path(k.Number()), said...).Is(http.StatusConflict, "追加过评价")
		list := h.ratings(a)
		if len(list) != 2 || list[0].Way != "phone" || list[0].Entered != "贺远" || list[1].Way != "paper" || list[1].N != 2 {
			t.Errorf("%+v", list)
		}
		h.caller.Post(path(matter.Number()), "way", "sms", "level", "satisfied").Is(http.StatusOK)
		h.inspector.Get("/desk/ratings/list").Is(http.StatusOK, "还行", "电话", "纸质").Not("短信")
		c.Sound()
	})
}

// A citizen is led to what he may rate, and to what he has rated, where he may; staff are not.
func TestACitizenIsLedToWhatHeMayRate(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k, a := h.served(1, h.clerk)
	self := persons.As(persons.Person{ID: k.Applicant})
	links := func(who people.Actor) string {
		t.Helper()
		list, err := h.service.Service().Links(t.Context(), people.Visitor{Actor: who}, h.View(who, k))
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return ""
		}
		return list[0].Label
	}
	mine := func(who people.Actor) int {
		t.Helper()
		list, err := h.service.Service().Mine(t.Context(), people.Visitor{Actor: who})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, d := range list {
			n += len(d.Links)
		}
		return n
	}
	if got := links(self); got != "评价这次服务" || links(h.clerk.Actor()) != "" || mine(self) != 1 {
		t.Errorf("%q, %d", got, mine(self))
	}
	look := people.Actor{Kind: people.Citizen, Holds: []people.Holding{{Person: k.Applicant, Rights: people.See}}}
	nobody := people.Actor{Kind: people.Citizen} // an account that has not said whose it is
	if links(look) != "" || mine(look) != 0 || mine(nobody) != 0 {
		t.Errorf("who only looks: %q, %d; who is nobody: %d", links(look), mine(look), mine(nobody))
	}
	h.At("2026-04-27 18:00")
	if got := links(self); got != "" || mine(self) != 0 {
		t.Errorf("%q, %d", got, mine(self))
	}
	h.At("2026-04-27 17:59")
	for range 6 {
		h.served(1, h.clerk)
	}
	if n := mine(self); n != 5 {
		t.Errorf("%d are offered", n)
	}
	h.rated(a, rate.Satisfied, "")
	if got := links(self); got != "看我的评价" {
		t.Error(got)
	}
	if got := links(look); got != "" {
		t.Errorf("who only looks: %q", got)
	}
}

// The invitation stands in the message of what ended and may be rated, and in no other.
func TestTheInvitation(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	ended, _ := h.served(1, h.reviewer)
	begun, _ := h.served(1, h.clerk)
	gone, _ := h.served(1, h.clerk)
	if _, err := h.Try(people.TheOffice, gone, "withdraw"); err != nil {
		t.Fatal(err)
	}
	for k, want := range map[flow.Case]string{ended: "请您评价：https://yunhe.example" + h.service.Path(ended.ID) + "?via=sms ", begun: "", gone: ""} {
		events := h.View(people.TheOffice, k).Events
		said, err := h.service.Service().Says(t.Context(), h.DB, &flow.Change{Case: h.Case(k), Event: events[len(events)-1], At: h.Now()})
		if err != nil || said["rate"] != want {
			t.Errorf("%s: %q %v", h.Case(k).State, said, err)
		}
	}
}
