package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/rule"
	"wuyou/service/advice"
	"wuyou/service/grievance"
	"wuyou/service/supervision"
	"wuyou/service/visit"
)

const rulesAt = "/desk/admin/rules/"

// ruleRow is the page of the row of a table that has the value in the field, as it stands now.
func (w *world) ruleRow(table, field, value string) (at string, last rule.Row) {
	w.t.Helper()
	t := w.ruleTable(table)
	rows, err := t.Rows(w.t.Context(), w.DB)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Values[field] == value {
			at, last = fmt.Sprint(rulesAt, table, "/", r.ID), r
		}
	}
	if at == "" {
		w.t.Fatalf("%s has no row with %s %s", table, field, value)
	}
	return at, last
}

// ruleTables are all tables of rules.
func (w *world) ruleTables() []rule.Table {
	list := slices.Clone(w.House.Rules)
	for _, s := range w.House.Services {
		list = append(list, s.Rules...)
	}
	return list
}

func (w *world) ruleTable(name string) rule.Table {
	w.t.Helper()
	list := w.ruleTables()
	i := slices.IndexFunc(list, func(t rule.Table) bool { return t.Name == name })
	if i < 0 {
		w.t.Fatalf("there is no table %s", name)
	}
	return list[i]
}

// change posts the form of a row's next version as it stands, with some fields written anew.
func (z *citizen) change(table, field, value string, pairs ...string) seen {
	z.w.t.Helper()
	at, last := z.w.ruleRow(table, field, value)
	in := map[string]string{"at": "rule", "was": fmt.Sprint(last.ID), "basis": last.Basis, "why": "试一试"}
	for name, v := range last.Values {
		in[name] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	var list []string
	for name, v := range in {
		list = append(list, name, v)
	}
	return z.post(at, list...)
}

// waiting is where the proposal waits that a post has made.
func (s seen) waiting() string {
	s.t.Helper()
	s.is(200, "已提交，等另一人确认")
	return s.find(`action="(/desk/admin/waiting/[0-9]+)"`)
}

// The rows that every city begins with are such as the forms and the checks would take.
func TestTheFirstRulesAreSound(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		ctx := w.t.Context()
		editor := w.staff("bianji")
		all := editor.get("/desk/admin/rules").is(200)
		all.bones()
		n := 0
		var ends []string
		for _, t := range w.ruleTables() {
			n++
			t, err := t.Asking(ctx, w.DB)
			if err != nil {
				w.t.Fatal(err)
			}
			rows, err := t.Rows(ctx, w.DB)
			if err != nil || len(rows) == 0 {
				w.t.Fatalf("%s has %d rows, %v", t.Name, len(rows), err)
			}
			var now []form.Values
			for _, r := range rows {
				if got, err := form.Of(t.Fields...).Check(r.Values); err != nil {
					w.t.Errorf("%s %v: %v", t.Name, r.Values, err)
				} else if len(got) != len(r.Values) {
					w.t.Errorf("%s: %v is kept as %v", t.Name, r.Values, got)
				}
				if r.Basis == "" || r.Editor == "" {
					w.t.Errorf("%s %v has no basis or no editor", t.Name, r.Values)
				}
				now = append(now, r.Values)
			}
			if err := t.Holds(ctx, w.DB, now, calendar.DayOf(w.clock())); err != nil {
				w.t.Errorf("%s: %v", t.Name, err)
			}
			all.is(200, t.Title, t.About)
			page := editor.get(rulesAt+t.Name).is(200, t.Call(rows[0].Values))
			page.is(200, t.Refuses...).bones()
			at := fmt.Sprint(rulesAt, t.Name, "/", rows[0].ID)
			page = editor.get(at).is(200, "提出改动")
			page.bones()
			if strings.Contains(page.body, "停用这一条") {
				ends = append(ends, t.Name)
				continue
			}
			for _, day := range []string{"2026-04-22", "2036-04-22"} { // what is not offered is refused on any day
				editor.post(at, "at", "ruleend", "do", "end", "was", fmt.Sprint(rows[0].ID), "valid_from", day, "why", "不再用").is(422, "提出改动")
			}
		}
		if slices.Contains(ends, "limits") || !slices.Contains(ends, "grievance_causes") {
			w.t.Errorf("ends are offered in %v", ends)
		}
		if n < 10 {
			w.t.Errorf("%d tables", n)
		}
	})
}

// A cause gets other words by two people, from a day on; what was judged before keeps its words.
func TestACauseIsReworded(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply read")
		judge := func() string {
			n := w.reportThing(client, county1)
			w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "说明情况")
			w.do("zhuanxi1", n, "hard", "aim", "none", "cause", "DOC", "opinion", "档案灭失", "dept", w.organ("人社局"))
			return n
		}
		old := judge()
		editor, publisher := w.staff("bianji"), w.staff("fabu")

		editor.change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-20").is(422, "最早从明天起")
		editor.change("grievance_causes", "code", "DOC", "name", "", "valid_from", "2026-04-22").is(422, "请填写原因")
		editor.change("grievance_causes", "code", "DOC", "valid_from", "2026-04-22").is(422, "内容和现在一样")
		editor.change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-22", "why", "").is(422, "请填写为什么改")
		w.staff("jianguan").get("/desk/admin/rules").is(200, "办不成事的原因").not("短信和文书") // where he may not go
		w.staff("jianguan").get(rulesAt+"grievance_causes").is(200, "关键材料缺失").not("加一条原因")
		w.staff("jianguan").change("grievance_causes", "code", "DOC", "name", "x", "valid_from", "2026-04-22").is(403)
		at := editor.change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-22", "why", "说得明白些").waiting()
		rival := editor.change("grievance_causes", "code", "DOC", "name", "别的说法", "valid_from", "2026-04-23").waiting()
		editor.agree(at).is(403)
		w.staff("jianguan").get(rulesAt+"grievance_causes").is(200, "改“缺一份要紧的材料”").not(at)
		publisher.get(rulesAt+"grievance_causes").is(200, at)
		editor.get(rulesAt+"grievance_causes").is(200, "等另一人确认", "关键材料缺失")
		publisher.get(at).is(200, "说得明白些", "<del>关键材料缺失</del>", "<ins>缺一份要紧的材料</ins>", "2026-04-22").bones()
		publisher.agree(at).is(200, "已同意")
		publisher.agree(at).is(409)
		publisher.get(rival).is(200, "现在不能同意")
		publisher.agree(rival).is(409, "提出以后又改过了")
		w.administrator("shenji").get("/desk/admin/audit?act=同意变更").is(200, "办不成事的原因：改“缺一份要紧的材料”", "唐文")

		page, _ := w.ruleRow("grievance_causes", "code", "DOC")
		// A plan that was a mistake never begins.
		plan := editor.change("grievance_causes", "code", "DOC", "name", "写错的说法", "valid_from", "2026-05-01").waiting()
		publisher.agree(plan).is(200, "已同意")
		wrong, last := w.ruleRow("grievance_causes", "code", "DOC")
		editor.change("grievance_causes", "code", "DOC", "name", "另一种说法", "valid_from", "2026-04-30").is(422, "已有一版从 2026-05-01 起生效")
		drop := editor.post(wrong, "at", "ruledrop", "do", "drop", "was", fmt.Sprint(last.ID), "why", "写错了").waiting()
		publisher.get(drop).is(200, "撤销“写错的说法”（原定从 2026-05-01 起）", "<del>写错的说法</del>").bones()
		publisher.agree(drop).is(200, "已同意")
		editor.get(wrong).is(404)
		editor.get(rulesAt+"grievance_causes").is(200, "缺一份要紧的材料", "2026-04-22 起").not("写错的说法")
		editor.get(page).is(200, "2020-01-01 至 2026-04-21", "将生效", "2026-04-22 起").bones()
		w.at("2026-04-21 10:00")
		w.staff("zhuanxi1").get("/desk/cases/"+judge()).is(200, "很难办·关键材料缺失") // not yet
		w.at("2026-04-22 10:00")
		now, last := w.ruleRow("grievance_causes", "code", "DOC")
		w.staff("bianji").post(now, "at", "ruledrop", "do", "drop", "was", fmt.Sprint(last.ID), "why", "来不及了").is(409, "这一版已经生效")
		w.staff("zhuanxi1").get("/desk/cases/"+judge()).is(200, "很难办·缺一份要紧的材料").not("关键材料缺失")
		w.staff("zhuanxi1").get("/desk/cases/"+old).is(200, "很难办·关键材料缺失").not("缺一份要紧的材料")
		var causes []string
		for _, row := range w.staff("jianguan").get("/desk/grievances.xlsx?purpose=核对").is(200).workbook().Rows {
			causes = append(causes, row[8])
		}
		if want := []string{"缺一份要紧的材料", "关键材料缺失", "关键材料缺失"}; !slices.Equal(causes, want) { // the last comes first
			w.t.Errorf("the workbook tells %q", causes)
		}
		matters, err := w.Grievances.Matters(w.t.Context(), w.Profile.Region, 20260401, 20260430)
		if err != nil || len(matters) != 3 || matters[0].Cause != "关键材料缺失" || matters[2].Cause != "缺一份要紧的材料" {
			w.t.Errorf("%+v %v", matters, err)
		}
	})
}

// Each of two changes would do; both together would leave a class without a cause.
func TestAClassKeepsACause(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		var ends []string
		for _, code := range []string{"MAT", "SCOPE", "STOP"} {
			at, last := w.ruleRow("grievance_causes", "code", code)
			ends = append(ends, editor.post(at, "at", "ruleend", "do", "end", "was", fmt.Sprint(last.ID), "valid_from", "2026-05-01", "why", "不再用").waiting())
		}
		publisher.get(ends[0]).is(200, "停用“法定条件不符”", "<del>法定条件不符</del>").bones()
		publisher.agree(ends[0]).is(200, "已同意")
		publisher.agree(ends[1]).is(200, "已同意")
		publisher.get(ends[2]).is(200, "现在不能同意", "“办不了”从 2026-05-01 起一个原因也不剩")
		publisher.agree(ends[2]).is(422, "一个原因也不剩")
		editor.get(rulesAt+"grievance_causes").is(200, "用到 2026-04-30")

		fresh := []string{"at", "new", "class", "cannot", "code", "FULL", "name", "名额已满", "meaning", "名额用完", "handling", "登记", "basis", "建议值", "valid_from", "2026-05-01", "why", "常见"}
		at := editor.post(rulesAt+"grievance_causes/new", fresh...).waiting()
		publisher.agree(at).is(200, "已同意")
		publisher.agree(ends[2]).is(200, "已同意")
		w.at("2026-05-06 10:00")
		n := w.reportThing(w.clientToken("apply read"), county1)
		if _, err := w.try(w.actor("zhuanxi1"), n, "cannot", "aim", "none", "cause", "MAT", "opinion", "x", "dept", w.organ("人社局")); err == nil {
			w.t.Error("a cause that is over was taken")
		}
		w.do("zhuanxi1", n, "cannot", "aim", "none", "cause", "FULL", "opinion", "名额没有了", "dept", w.organ("人社局"))
		w.staff("bianji").get(rulesAt+"grievance_causes").is(200, "已经失效的", "法定条件不符", "名额已满")
	})
}

// What a service refuses is refused beside the field, or above the form where no field is at fault.
func TestRulesThatWouldNotDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	editor := w.staff("bianji")
	for _, c := range []struct{ table, field, value, change, to, want string }{
		{"grievance_causes", "code", "DOC", "name", "系统、数据不通", "“很难办”里已经有"},
		{"visit_parts", "code", "morning", "opens", "8点", "08:30 这样的形式"},
		{"visit_parts", "code", "morning", "closes", "13:00", "有重叠"},
		{"visit_parts", "code", "morning", "closes", "08:00", "结束要晚于开始"},
		{"visit_questions", "code", "manner", "answers", "好 一般", "应写成“代号=说法”"},
		{"visit_questions", "code", "manner", "answers", "good=好", "只有一个选项"},
		{"visit_questions", "code", "manner", "code", "trips", "已经用在"},
		{"visit_questions", "code", "manner", "code", "level", "每次回访都会问"},
		{"supervision_levels", "no", "3", "evidence", "", "也要附"},
		{"supervision_levels", "no", "2", "name", "催办", "已经有“催办”"},
		{"supervision_triggers", "clock", "grievance.*", "level", "7", "请在“级别”给出的选项里选"},
		{"advice_rules", "least", "3", "top_least", "9", "不能比“同类多少件以上”"},
		{"advice_rules", "least", "3", "days", "0", "不能小于 1"},
		{"rating_signs", "code", "burst", "minutes", "0", "按条数看的不能是 0"},
		{"rating_rules", "event", "solve", "act", "whatever", "请在“怎么算”给出的选项里选"},
		{"rating_tags", "code", "510", "name", "可以先受理后补材料", "里已经有"},
	} {
		editor.change(c.table, c.field, c.value, c.change, c.to, "valid_from", "2026-05-01").is(422, c.want).bones()
	}
	for _, c := range []struct{ table, field, value, want string }{
		{"supervision_levels", "no", "1", "从 2026-05-01 起没有第 1 级"},
		{"supervision_levels", "no", "2", "从 2026-05-01 起没有第 2 级"},
		{"advice_rules", "least", "3", "没有条件，分析就做不了"},
		{"rating_tag_sets", "name", "2020", "一套指标也不剩"},
	} {
		at, last := w.ruleRow(c.table, c.field, c.value)
		editor.post(at, "at", "ruleend", "do", "end", "was", fmt.Sprint(last.ID), "valid_from", "2026-05-01", "why", "x").is(422, c.want)
	}
	editor.post(rulesAt+"rating_rules/new", "at", "new", "kind", "visit", "event", "take_in", "act", "none", "basis", "x", "valid_from", "2026-05-01", "why", "x").is(422, "没有这个动作")
	editor.post(rulesAt+"supervision_levels/new", "at", "new", "no", "5", "name", "特办", "term", "supervision.answer_3", "copy", "discipline", "evidence", "1", "basis", "x", "valid_from", "2026-05-01", "why", "x").is(422, "没有第 4 级")
	editor.post(rulesAt+"grievance_causes/new", "at", "new", "class", "cannot", "code", "DOC", "name", "x", "meaning", "x", "basis", "x", "valid_from", "2026-05-01", "why", "x").is(422, "代号 DOC 已经用在别的类里")
	editor.post(rulesAt+"visit_parts/new", "at", "new", "code", "morning", "name", "x", "opens", "06:00", "closes", "07:00", "basis", "x", "valid_from", "2026-05-01", "why", "x").is(422, "已经有这一条“上午”")
	editor.get(rulesAt + "nothing").is(404)
	editor.get(rulesAt + "visit_parts/99").is(404)
	editor.get(rulesAt + "rating_signs").is(200).not("加一条") // all that the program can look for are there
}

// The words and the demands of an order are those of the day on which it went out at its level.
func TestAnOrderKeepsItsLevel(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		boss := w.staff("jianguan")
		boss.post("/desk/supervision/new?case="+number, "level", "1", "issue", "群众等了很久", "need", "请尽快办理").is(200, "催办")
		at := editor.change("supervision_levels", "no", "1", "name", "提醒", "valid_from", "2026-04-21").waiting()
		publisher.agree(at).is(200, "已同意")
		order := w.orders(number)[0]
		w.at("2026-04-21 10:00")
		boss = w.staff("jianguan")
		boss.get("/desk/supervision").is(200, "催办", "提醒") // the order, and the filter
		boss.get("/desk/cases/"+order.Number()).is(200, "催办")
		other := w.apply(w.clientToken("apply read"), 4)
		w.event(w.staffToken("zhoumin"), other, "accept", nil)
		boss.post("/desk/supervision/new?case="+other, "level", "1", "issue", "群众等了很久", "need", "请尽快办理").is(200, "提醒")
	})
}

// Two calls were made before a part of the day was dropped: the third ends the visit, and what was written
// keeps its words.
func TestPartsOfTheDayChange(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, k := w.toVisit(w.clientToken("apply read"))
		v := func() (state string) { k, _ := w.visitNow(k.ID); return k.State }
		draw := func() string {
			w.staff("jianguan").post("/desk/visits/draw")
			_, now := w.visitNow(k.ID)
			return w.caller(now)
		}
		who := draw()
		w.at("2026-04-20 11:00")
		w.do(who, k.Number(), "try", "result", "no_answer")
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		at, last := w.ruleRow("visit_parts", "code", "evening")
		end := editor.post(at, "at", "ruleend", "do", "end", "was", fmt.Sprint(last.ID), "valid_from", "2026-04-21", "why", "晚上不打扰").waiting()
		publisher.agree(end).is(200, "已同意")
		renamed := editor.change("visit_parts", "code", "morning", "name", "早上", "valid_from", "2026-04-21").waiting()
		publisher.agree(renamed).is(200, "已同意")
		w.at("2026-04-21 19:00")
		if _, err := w.try(w.actor(who), k.Number(), "try", "result", "no_answer"); err == nil {
			w.t.Error("a call in the evening, which is no part of the day any more")
		}
		w.at("2026-04-21 15:00")
		w.do(who, k.Number(), "try", "result", "busy")
		if got := v(); got != "unreached" {
			w.t.Errorf("tried in all parts of the day, the visit is %s", got)
		}
		w.staff(who).get("/desk/cases/"+k.Number()).is(200, "上午", "下午").not("早上")
	})
}

// A tag gets another wording: who rated before is shown with the words he chose, who rates now chooses the new.
func TestARatingKeepsItsTags(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		_, last := w.ruleRow("rating_tags", "code", "114")
		_, fix, _ := w.badRating(6)
		at := editor.change("rating_tags", "code", "114", "name", "态度恶劣，说话难听", "valid_from", "2026-04-21").waiting()
		publisher.agree(at).is(200, "已同意")
		for _, day := range []string{"2026-04-20 16:00", "2026-04-21 10:00"} {
			w.at(day)
			w.staff("wanglei").get("/desk/cases/"+fix.Number()).is(200, last.Values["name"]).not("态度恶劣，说话难听")
		}
		w.citizen().get(w.rateLink(w.served(7, "", "zhoumin"))).is(200, "态度恶劣，说话难听").not(last.Values["name"])
	})
}

// What calls for a letter of advice, and what is asked at a visit, is another from a day on.
func TestRulesBeginOnTheirDay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		w.often(w.clientToken("apply read"))
		_, k := w.toVisit(w.clientToken("apply read"))
		for _, at := range []string{
			editor.change("advice_rules", "least", "3", "least", "5", "top", "0", "valid_from", "2026-04-21").waiting(),
			editor.change("visit_questions", "code", "manner", "text", "工作人员待您怎么样？", "valid_from", "2026-04-21").waiting(),
		} {
			publisher.agree(at).is(200, "已同意")
		}
		w.staff("jianguan").post("/desk/visits/draw")
		_, v := w.visitNow(k.ID)
		call := "/desk/visits/" + k.Number()
		for _, c := range []struct{ day, often, asked, not string }{
			{"2026-04-20 16:00", "30 天内同类 3 件以上", "工作人员的态度怎么样？", "工作人员待您怎么样？"}, {"2026-04-21 10:00", "30 天内同类 5 件以上", "工作人员待您怎么样？", "工作人员的态度怎么样？"},
		} {
			w.at(c.day)
			w.staff("jianguan").get("/desk/advice/analysis").is(200, c.often)
			w.staff(w.caller(v)).get(call).is(200, c.asked).not(c.not)
		}
	})
}

// A database of the time before the rules had versions keeps them, each from when it held.
func TestOldRulesBecomeVersions(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone) }
	old := []struct {
		schema db.Migrations
		last   string // of the files of that time
		fill   []string
		count  map[string]int64
	}{
		{supervision.Schema(), "0004", []string{
			`INSERT INTO supervision_levels (no, name, term, copy, evidence, basis) VALUES (1, '催办', 'supervision.answer_1', '', TRUE, '规则')`,
			`INSERT INTO supervision_orders (case_id, about, clock, level, issue, need, role, signer, done, answer, plan, evidence, outcome, opinion, deduct, copied_at, open)
				VALUES (1, 2, '', 1, '', '', 'head', '', '', '', '', '', '', '', '', 0, TRUE)`,
			`INSERT INTO supervision_triggers (id, kind, clock, level, basis, valid_from, editor) VALUES (7, 'application', 'promise', 1, '规则', 20200101, '系统'),
				(8, 'application', 'promise', 0, '规则', 20260301, '蒋晓雯'), (9, 'application', 'promise', 2, '规则', 20260301, '蒋晓雯'), (10, 'grievance', '*', 1, '规则', 20200101, '系统')`,
		}, map[string]int64{
			`SELECT COUNT(*) FROM supervision_levels WHERE no = 1 AND name = '催办' AND evidence AND valid_from = 20200101 AND valid_to = 0`:            1,
			`SELECT COUNT(*) FROM supervision_orders o JOIN supervision_levels l ON l.no = o.level AND o.level_day BETWEEN l.valid_from AND 20261231`: 1,
			`SELECT COUNT(*) FROM supervision_triggers`: 3,
			`SELECT COUNT(*) FROM supervision_triggers WHERE clock = 'application.promise' AND valid_from = 20200101 AND valid_to = 20260228 AND level = '1'`: 1,
			`SELECT COUNT(*) FROM supervision_triggers WHERE clock = 'application.promise' AND valid_from = 20260301 AND valid_to = 0 AND level = '2'`:        1,
		}},
		{grievance.Schema(), "0004", []string{
			`INSERT INTO grievance_causes (code, class, name, meaning, handling, valid_from, valid_to) VALUES ('DOC', 'hard', '材料缺失', '', '', 20200101, 0), ('MAT', 'cannot', '条件不符', '', '', 20200101, 0)`,
			`INSERT INTO cases (id, kind, state, seq, region, city, county, township, village, dept, item, title, party, applicant, channel, result, clocks, opened_at,
				opened_day, due_at, warn_at, alarm_at, closed_at, late, head) VALUES
				(5, 'grievance', 'triage', 1, '', '', '', '', '', '', 0, '', '', 0, 'api', '', '', 3, 20260401, 0, 0, 0, 0, FALSE, ''),
				(6, 'grievance', 'triage', 1, '', '', '', '', '', '', 0, '', '', 0, 'window', '', '', 4, 20260401, 0, 0, 0, 0, FALSE, '')`,
			`INSERT INTO grievances (case_id, sent_key, sent_hash, hall, application, told_sealed, times, files, since, round, again, class, cause, opinion, proposal, road,
				outcome, basis, reply, replied_at, replied_day, on_time, contacted_at, plan_day, visited_day, reached, solved, level, said) VALUES
				(5, '7 key', 'hash', '', 0, '', 0, '', 3, 1, FALSE, '', '', '', '', '', '', '', '', 0, 0, TRUE, 0, 0, 0, FALSE, '', 0, ''),
				(6, '8 token', '', '', 0, '', 0, '', 4, 1, FALSE, '', '', '', '', '', '', '', '', 0, 0, TRUE, 0, 0, 0, FALSE, '', 0, '')`,
		}, map[string]int64{
			`SELECT COUNT(DISTINCT id) FROM grievance_causes WHERE basis <> '' AND valid_from = 20200101`:                             2,
			`SELECT case_id FROM case_once WHERE once = 'grievance client 7 key' AND kind = 'grievance' AND hash = 'hash' AND at = 3`: 5,
			`SELECT COUNT(*) FROM case_once WHERE kind = 'grievance'`:                                                                 1,
			`SELECT COUNT(*) FROM grievances`: 2,
		}},
		{visit.Schema(), "0003", []string{
			`INSERT INTO visit_parts (code, name, opens, closes, basis) VALUES ('morning', '上午', '08:30', '12:00', '规则'), ('evening', '晚上', '18:00', '20:30', '规则')`,
			`INSERT INTO visit_questions (no, kind, code, text, answers, must) VALUES (10, '', '', '您好', '', FALSE), (20, '', 'manner', '态度怎么样？', 'a=好 b=差', TRUE)`,
		}, map[string]int64{`SELECT COUNT(DISTINCT id) FROM visit_parts WHERE valid_to = 0`: 2, `SELECT COUNT(*) FROM visit_questions WHERE id = no AND (must OR no = 10)`: 2}},
		{advice.Schema(), "0002", []string{
			`INSERT INTO advice_rules (id, least, days, top, top_least, basis, valid_from, editor) VALUES (1, 3, 30, 3, 2, '规则', 20200101, '系统'), (2, 5, 30, 3, 2, '规则', 20260101, '系统')`,
		}, map[string]int64{`SELECT least FROM advice_rules WHERE valid_to = 20251231`: 3, `SELECT least FROM advice_rules WHERE valid_to = 0`: 5}},
		{rate.Schema(), "0009", []string{
			`INSERT INTO rating_rules (kind, event, act, basis) VALUES ('*', 'withdraw', 'none', '规则'), ('application', 'signed', 'away', '规则'), ('application', 'lapse', 'none', '规则')`,
			`INSERT INTO rating_signs (code, name, most, minutes, basis) VALUES ('burst', '大量', 6, 10, '规则'), ('staff', '工作人员', 0, 0, '规则')`,
			`INSERT INTO rating_tag_sets (name, title, valid_from) VALUES ('2020', '指标', 20200101)`,
			`INSERT INTO rating_tags (tag_set, code, level, name, proof) VALUES ('2020', '510', 'very_satisfied', '一窗受理', ''), ('2020', '511', 'very_satisfied', '先受理', '')`,
		}, map[string]int64{
			`SELECT COUNT(DISTINCT id) FROM rating_rules WHERE valid_from = 20200101`: 3, `SELECT COUNT(DISTINCT id) FROM rating_signs WHERE valid_to = 0`: 2,
			`SELECT COUNT(*) FROM rating_tag_sets WHERE basis <> ''`: 1, `SELECT COUNT(DISTINCT id) FROM rating_tags WHERE valid_from = 20200101`: 2,
		}},
	}
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, now, job.Schema(), limit.Schema(), people.Schema(), flow.Schema(), exchange.Schema(), device.Schema())
		for _, o := range old {
			if err := d.Migrate(t.Context(), dbtest.Before(o.schema, o.last)); err != nil {
				t.Fatal(err)
			}
			for _, statement := range o.fill {
				if err := d.Exec(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.Migrate(t.Context(), o.schema); err != nil {
				t.Fatal(err)
			}
			for query, want := range o.count {
				if got, err := db.One[int64](t.Context(), d, query); err != nil || got != want {
					t.Errorf("%s: %d, want %d, %v", query, got, want, err)
				}
			}
		}
	})
}
