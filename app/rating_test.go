package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/service/rating"
)

// served has a window receive and accept an application of the n-th applicant, and returns the case.
func (w *world) served(n int, place, by string) flow.Case {
	w.t.Helper()
	d := &demo{App: w.App, today: w.clock(), photo: samplePhoto()}
	s := story{item: "城乡居民基本养老保险参保登记", who: n, place: place, by: by, days: []deed{on(0, "accept")}}
	id, err := d.begin(w.t.Context(), s, s.days[0])
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
	_, links, err := w.House.Told(w.t.Context(), people.Visitor{}, w.view(k.ID))
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
	all, err := w.Engine.Overview(w.t.Context(), people.Post{Role: people.Supervisor, Region: w.Profile.Region}, flow.Filter{Kind: rating.Kind, Text: title}, "", 50)
	if err != nil || len(all.Items) != 1 {
		w.t.Fatalf("%d rectifications of %s: %v", len(all.Items), title, err)
	}
	return all.Items[0]
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
		w.later(24 * time.Hour)
		z.post(link+"?more=1", "level", "satisfied").is(http.StatusOK, "追加评价")
		if got := w.view(fix.ID).State.Code; got != "closed" {
			t.Errorf("the rectification is %s", got)
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
