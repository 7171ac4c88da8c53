package app

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/slip"
	"wuyou/service/rectification"
)

// served has a window receive and accept an application of the n-th applicant, and returns the case.
func (w *world) served(n int, place, by string) flow.Case {
	w.t.Helper()
	id, err := w.Applications.DemoFile(w.t.Context(), w.demo(w.clock()), "城乡居民基本养老保险参保登记", n, place, by, door.Did(0, "accept"))
	if err != nil {
		w.t.Fatal(err)
	}
	k, err := w.Engine.Find(w.t.Context(), w.DB, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// rateLink is the address by which a case is rated, as a citizen without an account has it.
func (w *world) rateLink(k flow.Case) string {
	w.t.Helper()
	_, links, err := w.House.Told(w.t.Context(), people.Visitor{Actor: slip.Person(k)}, w.view(k.ID))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range links {
		if strings.HasPrefix(l.Href, "/rate/") {
			return l.Href
		}
	}
	return ""
}

func (w *world) view(id int64) flow.View {
	w.t.Helper()
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// rectification is the case that a bad rating of a case opened.
func (w *world) rectification(title string) (k flow.Case) {
	w.t.Helper()
	all, err := w.Engine.Overview(w.t.Context(), people.Post{Role: people.Supervisor, Region: w.Profile.Region}, flow.Filter{Kind: rectification.Kind, Text: title}, "", 50)
	if err != nil || len(all.Items) != 1 {
		w.t.Fatalf("%d rectifications of %s: %v", len(all.Items), title, err)
	}
	return all.Items[0]
}

// openCases are the open cases of a kind in a state.
func (w *world) openCases(kind, state string) (list []flow.Case) {
	w.t.Helper()
	all, err := w.Engine.Overview(w.t.Context(), people.Post{Role: people.Supervisor, Region: w.Profile.Region}, flow.Filter{Kind: kind}, "", 200)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, k := range all.Items {
		if k.State == state {
			list = append(list, k)
		}
	}
	return list
}

func (w *world) figures(place region.Code) string {
	w.t.Helper()
	now := calendar.DayOf(w.clock())
	c, err := w.Ratings.Totals(w.t.Context(), w.DB, now.AddDays(-30), now, place)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("acts %d valid %d good %d bad %d fixed %d in time %d more %d better %d", c.Acts, c.Valid(), c.Good(), c.Bad(), c.Fixed, c.InTime, c.More, c.Better)
}

// sound fails when the kept figures are not those of a plain recount.
func (w *world) sound() {
	w.t.Helper()
	wrong, err := w.Ratings.Recount(w.t.Context())
	if err != nil || len(wrong) > 0 {
		w.t.Fatalf("kept figures differ from a recount: %v %v", wrong, err)
	}
}

// A villager rates the service of the village's assistant, badly. It is put right by others, he rates
// again, better; the figures of village, township, county and city change by exactly that.
func TestABadRatingOfTheVillageIsPutRight(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		assistant := w.actor("luocun")
		village := assistant.Posts[0].Region
		places := []region.Code{village, village.At(region.Township), village.At(region.County), village.At(region.City)}
		same := func(want string) {
			t.Helper()
			for _, p := range places {
				if got := w.figures(p); got != want {
					t.Errorf("%s: %s, want %s", w.Regions.Name(p), got, want)
				}
			}
		}
		k := w.served(6, "village", "luocun")
		same("acts 1 valid 0 good 0 bad 0 fixed 0 in time 0 more 0 better 0")
		link := w.rateLink(k)
		z := w.citizen()
		z.get(link).is(http.StatusOK, "您对这次服务满意吗", "罗春兰")
		z.post(link, "level", "dissatisfied").is(http.StatusUnprocessableEntity, "请选一个原因")
		w.later(time.Minute)
		z.post(link, "level", "dissatisfied", "tags_dissatisfied", "213", "tags_dissatisfied", "214", "comment", "问了三遍都说不清要带什么。").is(http.StatusOK, "谢谢您的评价", "窗口人员业务不熟练")
		z.post(link, "level", "very_satisfied").is(http.StatusOK, "不满意") // sent twice: nothing more
		same("acts 1 valid 1 good 0 bad 1 fixed 0 in time 0 more 0 better 0")

		fix := w.rectification("城乡居民基本养老保险")
		number := fix.Number()
		for _, event := range []string{"contact", "claim", "object", "valid"} {
			if o := door.Offered(w.viewAs("luocun", fix.ID), event); o.May {
				t.Errorf("the assistant may %s about himself", event)
			}
		}
		if got := w.view(fix.ID).Turns[0]; got.Township != village.At(region.Township) || got.Village != "" {
			t.Errorf("alone in the village, her rating goes to the township: %+v", got)
		}
		if fix.Party != "" || len(w.view(fix.ID).Links) > 0 {
			t.Errorf("the rectification tells who rated: %+v", fix)
		}
		w.do("chenjing", number, "contact", "text", "想了解当时是哪几样材料没有说清。")
		w.tick()
		if !w.wrote("当时是哪几样材料没有说清") {
			t.Error("the villager was not asked")
		}
		w.do("chenjing", number, "valid", "found", "simple", "said", "代办员不熟悉新的材料清单。")
		w.do("chenjing", number, "reply", "text", "已请罗春兰重新学习清单，并给您送去一份。", "done", "培训一次，张贴清单")
		z.get(link).is(http.StatusOK, "重新学习清单", "追加评价")
		var visit flow.View
		for _, l := range w.view(fix.ID).Links {
			visit = w.view(l.Other)
		}
		if visit.Case.Kind != "visit" || visit.State.Final {
			t.Errorf("no return visit was asked for: %+v", visit.Case)
		}
		w.later(24 * time.Hour)
		z.post(link+"?more=1", "level", "satisfied").is(http.StatusOK, "追加评价")
		if got := w.view(fix.ID).State.Code; got != "closed" {
			t.Errorf("the rectification is %s", got)
		}
		if got := w.view(visit.Case.ID).State.Code; got != "dropped" {
			t.Errorf("the villager has said it, the visit is %s", got)
		}
		same("acts 1 valid 1 good 0 bad 1 fixed 1 in time 1 more 1 better 1")
		w.sound()
		w.do("jianguan", number, "publish", "open", "yes", "text", "代办员已重新学习材料清单。")
		z.get("/ratings/places/"+string(village)).is(http.StatusOK, "代办员已重新学习材料清单").not(k.Party)
	})
}

// viewAs is a case as a member of staff sees it.
func (w *world) viewAs(login string, id int64) flow.View {
	w.t.Helper()
	v, err := w.Engine.View(w.t.Context(), w.actor(login), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// wrote reports whether a text message said something.
func (w *world) wrote(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.sms {
		if strings.Contains(m.Text, text) {
			return true
		}
	}
	return false
}

// badRating is a bad rating of the window zhoumin, and its rectification.
func (w *world) badRating(n int, pairs ...string) (flow.Case, flow.Case, string) {
	w.t.Helper()
	k := w.served(n, "", "zhoumin")
	link := w.rateLink(k)
	w.later(time.Minute)
	w.citizen().post(link, append([]string{"level", "very_dissatisfied", "tags_very_dissatisfied", "114", "comment", "跑了三次"}, pairs...)...).is(http.StatusOK, "谢谢您的评价")
	return k, w.rectification("城乡居民基本养老保险"), link
}

// The return visit says no: the matter is put right once more, and when it says no again it is explained
// and closed. Two rounds are all there are.
func TestARectificationLoopsTwiceAtMost(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		_, fix, _ := w.badRating(6)
		number := fix.Number()
		visitSays := func(solved, level string) {
			t.Helper()
			for _, l := range w.view(fix.ID).Links {
				v := w.view(l.Other)
				if v.Case.Kind != "visit" || v.State.Final {
					continue
				}
				visit := v.Case.Number()
				w.do("huifang", visit, "take")
				w.do("huifang", visit, "done", append(answers(door.Offered(w.viewAs("huifang", v.Case.ID), "done")), "solved", solved, "level", level)...)
				return
			}
			t.Fatal("there is no return visit to make")
		}
		w.do("wanglei", number, "contact", "text", "想了解是哪三次。")
		w.do("wanglei", number, "valid", "found", "simple", "said", "没有一次告知。")
		for _, want := range []string{"rectifying", "closed"} {
			w.do("wanglei", number, "reply", "text", "已一次告知。", "done", "重新告知")
			visitSays("no", "2")
			if got := w.view(fix.ID).Case; got.State != want {
				t.Fatalf("the rectification is %s, want %s", got.State, want)
			}
		}
		if x, err := rate.Rectifications.Load(t.Context(), w.DB, fix.ID); err != nil || x.Outcome != "explained" || x.Loops != 2 {
			t.Errorf("%+v %v", x, err)
		}
		w.sound()
	})
}

// answers are the first answers to what a step asks.
func answers(o flow.Option) (pairs []string) {
	for _, f := range o.Ask.Fields {
		switch {
		case len(f.Options) > 0:
			pairs = append(pairs, f.Name, f.Options[0].Value)
		case f.Required:
			pairs = append(pairs, f.Name, "好")
		}
	}
	return pairs
}

// A bad rating that nobody looks at raises a supervision order by itself.
func TestALateRectificationIsSupervised(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		_, fix, _ := w.badRating(6)
		w.later(48 * time.Hour)
		w.tick()
		if list := w.orders(fix.Number()); len(list) != 1 {
			t.Fatalf("%d orders", len(list))
		}
		w.later(24 * 7 * time.Hour)
		w.tick()
		if x, err := rate.Rectifications.Load(t.Context(), w.DB, fix.ID); err != nil || !x.Late {
			t.Errorf("%+v %v", x, err)
		}
		w.sound()
	})
}

// Who gave a rating is seen by nobody who handles it: not on the rectification's page, not in lists, not
// over the reveal of the case. A supervisor sees it with a reason, which is logged.
func TestTheWallBetweenRatingAndPerson(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		k, fix, _ := w.badRating(6, "unnamed", "1")
		person, err := w.Persons.Person(t.Context(), w.DB, k.Applicant)
		if err != nil {
			t.Fatal(err)
		}
		known, err := w.Persons.Open(t.Context(), w.DB, person)
		if err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"zhoumin", "wanglei"} {
			z := w.staff(login)
			z.get("/desk/cases/"+fix.Number()).is(http.StatusOK, "跑了三次").not(k.Party, known.Phone, known.IDNo, k.Number(), flow.Grouped(k.Number()), "/reveal")
			z.post("/desk/cases/"+fix.Number()+"/reveal", "why", "想知道是谁").is(http.StatusForbidden).not(k.Party, known.Phone)
			z.get("/desk/ratings/list").is(http.StatusOK, "跑了三次").not(k.Party, known.Phone, k.Number())
		}
		x, err := rate.Rectifications.Load(t.Context(), w.DB, fix.ID)
		if err != nil {
			t.Fatal(err)
		}
		giver := fmt.Sprint("/desk/ratings/givers/", x.Rating)
		w.staff("wanglei").post(giver, "why", "想知道是谁").is(http.StatusForbidden)
		boss := w.staff("jianguan")
		boss.post(giver, "why", "").is(http.StatusUnprocessableEntity).not(k.Party)
		boss.post(giver, "why", "评价人要求当面说明").is(http.StatusOK, k.Party, known.Phone, "评价人选了匿名")
		audits, err := w.Audit.Lines(t.Context(), audit.Filter{}, 0, 20)
		if err != nil || !slices.ContainsFunc(audits, func(a audit.Line) bool {
			return a.Reason == "评价人要求当面说明" && a.ActorName == "郑建国"
		}) {
			t.Errorf("the look is not in the log: %v", err)
		}
	})
}

// pad is a browser that is the pad of a window of the first county, set up by its supervisor.
func (w *world) pad(window string) *citizen {
	w.t.Helper()
	z, boss := w.citizen(), w.staff("jianguan1")
	for _, row := range strings.Split(boss.get("/desk/ratings/codes").body, "<tr") {
		if path := regexp.MustCompile(`/desk/ratings/codes/\d+/pad`).FindString(row); path != "" && strings.Contains(row, window) {
			code := boss.post(path).is(http.StatusOK, "只能用一次").find(`设置码 (\d{4} \d{4} \d{4})`)
			z.get("/pad").is(http.StatusOK, "还不是窗口评价器")
			z.post("/pad/setup", "code", code).is(http.StatusOK).not("设置码")
			return z
		}
	}
	w.t.Fatal("no such window: " + window)
	return nil
}
