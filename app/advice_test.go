package app

import (
	"slices"
	"strings"
	"testing"

	"wuyou/office/calendar"
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
	page := boss.get("/desk/advice/analysis").is(200, "社会保障卡挂失", "30 天内 3 件", "3 / 3 件")
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

// From what comes up often to a letter that is answered, carried out, verified and closed.
func TestALetterOfAdvice(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.often(w.clientToken("apply read"))
		boss, leader := w.staff("jianguan"), w.staff("leader")
		number := w.letter(boss)
		home, head := "/desk/cases/"+number, w.organ("人社局")+"-c"
		w.staff(head).get(home).is(404) // a draft is not the department's business yet
		if _, err := w.try(w.actor("jianguan"), number, "issue"); err == nil {
			t.Error("who drafts issues")
		}
		leader.post(home+"/do/issue", "seq", leader.get(home+"/do/issue").seq()).is(200, "已签发", "眉政服建议〔2026〕1号")
		boss.get("/desk/advice/analysis").is(200, "已拟", "看建议书")
		leader.get("/desk/advice/"+number+"/letter").is(200, "眉政服建议〔2026〕1号", "二是更正清单。", "眉山市东坡区人力资源和社会保障局", "附件：反映清单").bones()
		file := leader.get("/desk/advice/" + number + "/letter.docx").is(200)
		if !strings.HasPrefix(file.body, "PK") || !strings.Contains(file.header.Get("Content-Type"), "wordprocessingml") {
			t.Errorf("%v", file.header)
		}
		if got := w.told(head, w.number(number).ID); !slices.Contains(got, "工作建议书") {
			t.Errorf("the head was told %q", got)
		}
		w.do(head, number, "receive")
		w.staff(head).post(home+"/do/plan", "seq", "", "measures", "改", "person", "李", "by", "2026-04-20").is(422, "明天或以后")
		k := w.do(head, number, "plan", "measures", "更正办事指南的材料清单", "person", "李股长", "by", "2026-05-15")
		if calendar.DayOf(at(k.DueAt)) != 20260515 {
			t.Errorf("due %s", at(k.DueAt))
		}
		w.staff(head).send(home+"/do/finish", "evidence", "清单.pdf", []byte("%PDF-1.4 list"), "seq", "", "effect", "清单已更正并公布").is(200, "已报告整改完成")
		w.do("jianguan", number, "return", "reason", "网上没有更新", "by", "2026-05-20")
		w.staff(head).send(home+"/do/finish", "evidence", "截图.pdf", []byte("%PDF-1.4 screen"), "seq", "", "effect", "网上也已更新").is(200)
		w.do("jianguan", number, "verify", "opinion", "网上、窗口一致，本周没有新的反映")
		if _, err := w.try(w.actor("jianguan"), number, "close"); err == nil {
			t.Error("who verified closes")
		}
		if k = w.do("leader", number, "close"); k.State != "closed" {
			t.Error(k.State)
		}
		boss.get("/desk/advice").is(200, "已销号", "李股长").bones()
		s := boss.get("/desk/advice.xlsx").workbook()
		if len(s.Rows) != 1 || s.Rows[0][0] != "眉政服建议〔2026〕1号" || s.Rows[0][3] != "3" {
			t.Errorf("%v", s.Rows)
		}
		w.staff(w.organ("卫健局") + "-c").get(home).is(404)
	})
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
