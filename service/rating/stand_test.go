package rating_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/office/audit"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
)

const codes = desk + "/codes"

// started is the set-up code of the pad of somebody's window.
func (h *hall) started(by, window *officetest.Somebody) string {
	h.T.Helper()
	return by.Back().Post(fmt.Sprintf("%s/%d/pad", codes, window.Actor().Posts[0].ID)).Is(http.StatusOK, "只能用一次").Find(`设置码 (\d{4} \d{4} \d{4})`)
}

// pad is a browser that is the pad of somebody's window.
func (h *hall) pad(window *officetest.Somebody) *officetest.Somebody {
	h.T.Helper()
	z := h.Nobody()
	z.Get("/pad").Is(http.StatusOK, "还不是窗口评价器")
	z.Post("/pad/setup", "code", h.started(h.overseer, window)).Is(http.StatusOK, "办完以后，请在这里评价")
	return z
}

const sleeps = "办完以后，请在这里评价"

// The pad of a window wakes when a service is done there, and only that window's, for as long as it is fresh; after a minute without a touch, or when
// the person declines, it sleeps again. Who touches it all the time has three minutes.
func TestThePadWakesWhenTheWindowIsDone(t *testing.T) {
	t.Parallel()
	for _, p := range []struct {
		name  string
		waits time.Duration // until it is looked at
		stays time.Duration // until it is answered
		wakes bool
		shown bool // still, when it is looked at again
		takes int
	}{
		{"at once", 5 * time.Second, 59 * time.Second, true, true, http.StatusOK},
		{"after a minute it sleeps, and who was at it may answer", 5 * time.Second, 60 * time.Second, true, false, http.StatusOK},
		{"after three minutes nobody may", 5 * time.Second, 180 * time.Second, true, false, http.StatusOK},
		{"after more than three minutes nobody may", 5 * time.Second, 181 * time.Second, true, false, http.StatusNotFound},
		{"ten minutes are fresh", 10 * time.Minute, time.Second, true, true, http.StatusOK},
		{"more are not", 10*time.Minute + time.Second, time.Second, false, false, http.StatusNotFound},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			h := hallOf(town.New(t, ""))
			mine, other := h.pad(h.clerk), h.pad(h.colleague)
			_, a := h.served(1, h.clerk)
			h.Later(p.waits)
			if woken := strings.Contains(mine.Get("/pad").Body, "您对这次服务满意吗"); woken != p.wakes {
				t.Errorf("it wakes: %t", woken)
			}
			other.Get("/pad").Is(http.StatusOK, sleeps)
			h.Later(p.stays)
			if shown := strings.Contains(mine.Get("/pad").Body, "您对这次服务满意吗"); shown != p.shown {
				t.Errorf("it still asks: %t", shown)
			}
			said := []string{"act", fmt.Sprint(a.ID), "level", "satisfied"}
			other.Post("/pad", said...).Is(http.StatusNotFound)
			mine.Post("/pad", said...).Is(p.takes)
			if n := len(h.ratings(a)); n == 1 != (p.takes == http.StatusOK) {
				t.Errorf("%d ratings", n)
			}
		})
	}
}

// At the pad a reason is touched, not written; who does not want to rate says so, and it is not asked again; what was rated elsewhere meanwhile is thanked
// for and stays.
func TestAnswersAtThePad(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	mine := h.pad(h.clerk)
	_, a := h.served(1, h.clerk)
	h.Later(time.Second)
	mine.Get("/pad").Is(http.StatusOK, "您对这次服务满意吗", "社会保障卡挂失", "周敏", "可多选").Not("想说的话", "张晓梅")
	act := fmt.Sprint(a.ID)
	mine.Post("/pad", "act", act).Is(http.StatusUnprocessableEntity, "请选满意程度")
	mine.Post("/pad", "act", act, "level", "dissatisfied").Is(http.StatusUnprocessableEntity, "请选一点，我们才知道改哪里")
	mine.Post("/pad", "act", act, "level", "dissatisfied", "tags_dissatisfied", "214").Is(http.StatusOK, "谢谢您的评价")
	mine.Post("/pad", "act", act, "level", "very_satisfied").Is(http.StatusOK, "谢谢您的评价")
	if list := h.ratings(a); len(list) != 1 || list[0].Way != "pad" || list[0].Tags != "214" || list[0].Level != rate.Dissatisfied {
		t.Errorf("%+v", list)
	}
	_, b := h.served(2, h.clerk)
	h.Later(time.Second)
	mine.Get("/pad").Is(http.StatusOK, "您对这次服务满意吗")
	mine.Post("/pad", "act", fmt.Sprint(b.ID), "skip", "1").Is(http.StatusOK, sleeps)
	mine.Get("/pad").Is(http.StatusOK, sleeps)
	mine.Post("/pad", "act", fmt.Sprint(b.ID), "level", "very_satisfied").Is(http.StatusNotFound, "现在没有这次服务")
	_, c := h.served(3, h.reviewer)
	mine.Post("/pad", "act", fmt.Sprint(c.ID), "level", "very_satisfied").Is(http.StatusNotFound)
}

// Nobody who knows an address rates in people's names: the pad is a device that a supervisor of the place has set up, by a code that is good once, for
// half an hour, and ends the one before it.
func TestAPadIsSetUpByWhoOversees(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		farther := h.Staff("卢静", at(people.Supervisor, officetest.OtherCounty, ""))
		mine := h.pad(h.clerk)
		_, a := h.served(1, h.clerk)
		c.Later(time.Second)
		mine.Get("/pad").Is(http.StatusOK, "您对这次服务满意吗")
		said := []string{"act", fmt.Sprint(a.ID), "level", "very_satisfied"}
		c.Nobody().Post("/pad", said...).Is(http.StatusNotFound, "不是在用的窗口评价器")
		post := fmt.Sprintf("%s/%d/pad", codes, h.clerk.Actor().Posts[0].ID)
		h.clerk.Back().Get(codes).Is(http.StatusOK, "在用").Not("设置评价器")
		list := h.overseer.Get(codes).Is(http.StatusOK)
		piece(list, ">综合窗口 3 号", "</tr>").Is(http.StatusOK, "在用", "何国强设置", "设置评价器", `data-confirm="原来的评价器马上停用。`)
		piece(list, ">综合窗口 5 号", "</tr>").Is(http.StatusOK, "没有", "设置评价器").Not("在用", "何国强", "data-confirm")
		h.clerk.Post(post).Is(http.StatusForbidden)
		farther.Post(post).Is(http.StatusNotFound)
		h.overseer.Post(fmt.Sprintf("%s/%d/pad", codes, h.far.Actor().Posts[0].ID)).Is(http.StatusNotFound, "辖区内没有这个窗口")

		code, other := h.started(h.overseer, h.clerk), c.Nobody()
		mine.Get("/pad").Is(http.StatusOK, "还不是窗口评价器") // ended by the new one
		other.Post("/pad/setup", "code", "1234 5678 9012").Is(http.StatusUnprocessableEntity, "设置码不对")
		c.Later(29 * time.Minute)
		other.Post("/pad/setup", "code", code).Is(http.StatusOK, sleeps)
		c.Nobody().Post("/pad/setup", "code", code).Is(http.StatusUnprocessableEntity, "设置码不对")
		all, err := c.Audit.Lines(t.Context(), audit.Filter{}, 0, 50)
		if err != nil || !slices.ContainsFunc(all, func(a audit.Line) bool {
			return a.Act == "评价器已启用" && strings.Contains(a.Reason, "何国强")
		}) {
			t.Errorf("the set-up is not in the log: %v", err)
		}
		late := h.started(h.inspector, h.clerk)
		c.Later(31 * time.Minute)
		c.Nobody().Post("/pad/setup", "code", late).Is(http.StatusUnprocessableEntity, "设置码不对")
		c.Sound()
	})
}

// token is the code that was sent last to a telephone.
func (h *hall) token(phone string) string {
	h.T.Helper()
	h.Tick()
	list := h.Texts(phone)
	if len(list) == 0 {
		h.T.Fatal("no message")
	}
	return regexp.MustCompile(`验证码 (\d+)`).FindStringSubmatch(list[len(list)-1])[1]
}

// The code on a window's wall is the same for everybody: who has the telephone on a case rates its service; without, it is an opinion apart from the
// figures. Known or not, the answer to a number is the same.
func TestTheCodeOnTheWall(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k, a := h.served(1, h.clerk)
		elsewhere, _ := h.served(2, h.colleague)
		post := h.clerk.Actor().Posts[0].ID
		wall, z := h.service.WindowPath(post), c.Nobody()
		z.Get(wall).Is(http.StatusOK, "综合窗口 3 号", "周敏", "手机号或办件编号").Not("短信验证码")
		z.Get(wall + "0").Is(http.StatusNotFound)
		z.Post(wall, "level", "").Is(http.StatusUnprocessableEntity, "请选满意程度")
		z.Post(wall, "level", "satisfied", "comment", strings.Repeat("好", 151)).Is(http.StatusUnprocessableEntity, "最多 150 个字", "好好好")
		z.Post(wall, "level", "satisfied", "comment", strings.Repeat("好", 150)).Is(http.StatusOK, "谢谢您的评价")
		z.Post(wall, "level", "very_dissatisfied", "comment", "排队太久").Is(http.StatusOK, "谢谢您的评价")
		z.Post(wall, "level", "dissatisfied", "tags_dissatisfied", "209,210,510", "comment", "还要跑一趟").Is(http.StatusOK)
		z.Post(wall, "level", "dissatisfied", "tags_dissatisfied", "207", "tags_satisfied", "510").Is(http.StatusOK)
		if n := h.counts(officetest.Whole); n != (rate.Counts{Acts: 2}) {
			t.Errorf("an opinion enters the figures: %+v", n)
		}
		said := h.overseer.Get(desk+"/remarks").Is(http.StatusOK, "排队太久", "评价码综合点评", "综合窗口 3 号")
		piece(said, ">排队太久", "</tr>").Is(http.StatusOK, `<span class="tag act">非常不满意</span>`)
		said.Is(http.StatusOK, ">未在承诺时间内办结；同样内容的证明材料被要求多次提交；还要跑一趟<", ">没有提供材料样本<").Not("一窗受理")
		piece(said, ">好好好", "</tr>").Is(http.StatusOK, `<span class="tag blue">满意</span>`)
		const asks = "验证码就发到登记的手机"
		for _, key := range []string{"13900000000", elsewhere.Number(), phoneOf(2), k.Number(), phoneOf(1)} {
			z.Post(wall, "key", key, "level", "satisfied").Is(http.StatusUnprocessableEntity, asks).Not("社会保障卡", "没有这个号码")
			z.Post(wall, "key", key, "level", "satisfied", "sms", "000000").Is(http.StatusUnprocessableEntity, "不对或已过期").Not("社会保障卡")
		}
		z.Post(wall, "key", k.Number(), "level", "dissatisfied").Is(http.StatusUnprocessableEntity, "请选一个原因")
		c.Tick()
		if len(h.ratings(a)) != 0 || len(c.Texts(phoneOf(2))) != 0 {
			t.Error("a number that others know has rated, or who was served elsewhere is sent a code")
		}
		c.Later(2 * time.Minute)
		z.Post(wall, "key", phoneOf(1), "level", "satisfied").Is(http.StatusUnprocessableEntity, asks)
		z.Post(wall, "key", phoneOf(1), "level", "satisfied", "sms", h.token(phoneOf(1))).Is(http.StatusOK, "谢谢您的评价")
		if list := h.ratings(a); len(list) != 1 || list[0].Way != "qr" || list[0].Level != rate.Satisfied {
			t.Errorf("%+v", list)
		}
		c.Sound()
	})
}

// The code of a window outlasts who sits there, and names who is on duty.
func TestTheCodeOfAWindowOutlastsItsPerson(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	post := h.clerk.Actor().Posts[0]
	wall, z := h.service.WindowPath(post.ID), h.Nobody()
	h.clerk.Leaves()
	z.Get(wall).Is(http.StatusOK, "综合窗口 3 号").Not("周敏")
	h.Staff("费明", at(people.Window, officetest.Township, "综合窗口 3 号"))
	z.Get(wall).Is(http.StatusOK, "综合窗口 3 号", "费明")
	z.Post(wall, "level", "satisfied").Is(http.StatusOK, "谢谢您的评价")
}

// A terminal has a code and a screen of its own, given by who is at a window of the place. At it any service of its hall is rated, by who has the telephone
// on the case; without it it is an opinion of the terminal. Out of use, its codes lead nowhere.
func TestATerminalHasACodeAndAScreen(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k, a := h.served(1, h.clerk)
		const title = "二楼自助区 3 号机"
		h.clerk.Post(desk+"/terminals", "place", string(officetest.OtherTownship), "title", title).Is(http.StatusUnprocessableEntity)
		h.clerk.Post(desk+"/terminals", "place", string(officetest.Township)).Is(http.StatusUnprocessableEntity, "名称")
		h.head.Post(desk+"/terminals", "place", string(officetest.County), "title", title).Is(http.StatusForbidden)
		page := h.clerk.Post(desk+"/terminals", "place", string(officetest.Township), "title", title).Is(http.StatusOK, "已登记", title)
		row := page.Body[strings.Index(page.Body, title):]
		sheet, screen := regexp.MustCompile(desk+`/terminals/\d+`).FindString(row), regexp.MustCompile(`/terminal/[a-z0-9-]+`).FindString(row)
		wall := h.clerk.Get(sheet).Is(http.StatusOK, title).Find(`(/ratings/at/[a-z0-9-]+)`)
		if got := h.clerk.Get(sheet + "/code.png"); got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%d %v", got.Status, got.Header)
		}
		h.far.Get(sheet).Is(http.StatusNotFound)
		h.far.Post(sheet + "/end").Is(http.StatusNotFound)
		z := c.Nobody()
		z.Get(screen).Is(http.StatusOK, title, "您对这次服务满意吗")
		z.Get("/terminal/" + strings.TrimPrefix(wall, "/ratings/at/")).Is(http.StatusNotFound) // a code is for one use
		z.Post(screen, "level", "dissatisfied").Is(http.StatusOK, "谢谢您的评价")
		h.overseer.Get(desk+"/remarks").Is(http.StatusOK, title)
		const noCode = "收不到的，用自己的手机扫查询单上的码" // said of a number that is known and of one that is not
		z.Post(screen, "key", "13900000000", "level", "satisfied").Is(http.StatusUnprocessableEntity, "验证码就发到登记的手机", noCode)
		z.Post(screen, "key", k.Number(), "level", "dissatisfied").Is(http.StatusUnprocessableEntity, "请选一点，我们才知道改哪里")
		z.Post(screen, "key", k.Number(), "level", "satisfied").Is(http.StatusUnprocessableEntity, "验证码就发到登记的手机", noCode).Not("社会保障卡")
		z.Post(screen, "key", k.Number(), "level", "satisfied", "sms", h.token(phoneOf(1))).Is(http.StatusOK, "谢谢您的评价").Not("社会保障卡")
		if list := h.ratings(a); len(list) != 1 || list[0].Way != "terminal" {
			t.Errorf("%+v", list)
		}
		h.clerk.Post(sheet+"/end").Is(http.StatusOK, "已停用")
		for _, path := range []string{screen, wall} {
			z.Get(path).Is(http.StatusNotFound, "已经停用")
		}
		c.Sound()
	})
}

// At a stand so many are taken an hour from one address.
func TestAStandHasAPace(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.Limit("rating.stand_hour", 30)
	wall := h.service.WindowPath(h.clerk.Actor().Posts[0].ID)
	for range 30 {
		h.Nobody().Post(wall, "level", "satisfied").Is(http.StatusOK)
	}
	h.Nobody().Post(wall, "level", "satisfied").Is(http.StatusTooManyRequests)
	h.Later(61 * time.Minute)
	h.Nobody().Post(wall, "level", "satisfied").Is(http.StatusOK)
}
