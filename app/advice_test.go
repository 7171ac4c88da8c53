package app

import (
	"slices"
	"strings"
	"testing"

	"wuyou/office/flow"
	"wuyou/office/people"
)

// often has three people report the same within a month.
func (w *world) often(client string) {
	w.t.Helper()
	for range 3 {
		n := w.reportThing(client, county1)
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "说明情况")
		w.do("zhuanxi1", n, "cannot", "aim", "none", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		w.do("zhuanxi2", n, "agree")
	}
}

// letter drafts a letter of advice on what came up often.
func (w *world) letter(boss *citizen) (number string) {
	w.t.Helper()
	page := boss.get("/desk/advice/analysis").is(200, "社会保障卡挂失", "30 天内 3 件", "3 / 3")
	page.bones()
	at := page.find(`href="(/desk/advice/new\?[^"]+)"`)
	form := boss.get(at).is(200, "关于改进社会保障卡挂失办理的工作建议", "所附反映", "占 100%")
	form.bones()
	boss.post(at, "dept", w.organ("人社局"), "title", "关于改进").is(409, "没有提交", "关于改进") // it says what it stands on
	shown := form.find(`name="shown" value="([^"]*)"`)
	boss.post(at, "shown", shown, "dept", w.organ("人社局"), "title", "").is(422, "标题")
	done := boss.post(at, "shown", shown, "dept", w.organ("人社局"), "title", "关于改进社会保障卡挂失办理的工作建议", "problem", "一个月内三件。", "proposal", "一是逐件核查。\n二是更正清单。")
	done.is(200, "草稿已存", "待签发", "所附反映 3 件").bones()
	return strings.TrimPrefix(done.at, "/desk/cases/")
}

// A letter without an answer is supervised: ten working days over National Day 2021.
func TestAnUnansweredLetterIsSupervised(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.at("2021-09-24 09:30")
		w.often(w.clientToken("apply read"))
		number := w.letter(w.staff("jianguan"))
		w.do("leader", number, "issue")
		for _, at := range []string{"2021-10-12 17:59", "2021-10-12 18:00"} { // 26, 27–30 September, 8, 9, 11, 12 October are nine
			w.at(at)
			w.tick()
		}
		if n := len(w.orders(number)); n != 0 {
			t.Fatalf("%d orders", n)
		}
		w.at("2021-10-13 18:00")
		w.tick()
		list := w.orders(number)
		if len(list) != 1 || list[0].Dept != w.organ("人社局") || !w.number(number).Late {
			t.Fatalf("orders %+v", list)
		}
		v, err := w.Engine.View(t.Context(), w.actor(w.organ("人社局")+"-c"), list[0].ID)
		if err != nil || !slices.ContainsFunc(v.Turns, func(t flow.Turn) bool { return t.Role == people.Head }) {
			t.Errorf("%+v %v", v.Turns, err)
		}
	})
}

func (w *world) number(number string) flow.Case {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}
