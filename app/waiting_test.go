package app

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// What nobody agrees to in time binds nobody, whatever it is of: it is agreed to no more, and stands in nobody's way, whether the
// night has been or not.
func TestProposalsLapse(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		own := w.counties()[0]
		xin := w.hired("xin", people.Post{Role: people.Caller, Region: own, Title: "回访"})
		post := w.administrator("anquan").give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		rule := w.staff("bianji").change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-22").waiting()
		w.later(30*24*time.Hour + time.Minute)
		w.staff("fabu").agree(rule).is(http.StatusConflict, "提出已超过 30 天，作废了")
		w.administrator("shenji").agree(post).is(http.StatusConflict, "作废")
		w.administrator("anquan").post(post, "do", "decline", "answer", "").is(http.StatusConflict, "作废")
		w.staff("fabu").get(rule).is(http.StatusOK, "没有人同意，已作废").not(`value="agree"`).bones()
		w.staff("fabu").get("/desk/admin/waiting").is(http.StatusOK).not("缺一份要紧的材料")
		w.staff("bianji").get(rulesAt + "grievance_causes").is(http.StatusOK).not("等另一人确认")
		if n := len(sure(w.Proposals.Waiting(t.Context()))); n != 0 {
			t.Errorf("%d wait", n)
		}
		again := w.administrator("anquan").give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		w.tick()
		w.tick()
		w.administrator("shenji").get(post).is(http.StatusOK, "没有人同意，已作废")
		w.administrator("shenji").get("/desk/admin/audit?act=变更作废").is(http.StatusOK, "授予人员xin（xin）", "没有人同意")
		w.administrator("shenji").agree(again).is(http.StatusOK, "现在起生效")
		if got := fmt.Sprint(w.posts("xin")); got != fmt.Sprint([]string{"caller " + string(own), "supervisor " + string(own)}) {
			t.Error(got)
		}
	})
}

// hears fails unless somebody was told something in a message, so many times.
func (w *world) hears(login, text string, times int) {
	w.t.Helper()
	n := 0
	var all []string
	for _, m := range sure(w.Notices.OfStaff(w.t.Context(), w.actor(login).ID, notice.Asked{}, 0, 100)) {
		all = append(all, m.Text)
		n += strings.Count(m.Text, text)
	}
	if n != times {
		w.t.Errorf("%s was told %q %d times, not %d: %q", login, text, n, times, all)
	}
}

// Who proposed something is told that it was agreed to, why not, or that nobody did, and sees it in a list of his own; who takes back
// what he proposed is told nothing. Who gets a post is told too.
func TestWhoProposedIsToldWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		own := w.counties()[0]
		xin := w.hired("xin", people.Post{Role: people.Caller, Region: own, Title: "回访"})
		asker, auditor := w.administrator("anquan"), w.administrator("shenji")
		asker.get("/desk/admin/proposed").is(http.StatusOK, "没有提出过").bones()

		no := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		auditor.post(no, "do", "decline", "answer", "他只做回访。").is(http.StatusOK, "理由已告诉提出的人")
		w.hears("anquan", "您提出的变更被邓审计退回：授予人员xin（xin）：监管岗（东坡区）。理由：他只做回访。", 1)
		mine := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		asker.post(mine, "do", "decline", "answer", "").is(http.StatusOK, "已撤回", "我提出的")
		yes := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		auditor.agree(yes).is(http.StatusOK, "现在起生效")
		w.hears("anquan", "您提出的变更已由邓审计同意：授予人员xin（xin）：监管岗（东坡区）。", 1)
		w.hears("xin", "您获得岗位“监管岗（东坡区）”，由彭安全提出、邓审计同意。", 1)
		asker.get("/desk/admin/proposed").is(http.StatusOK, "已同意", "已撤回", "已退回", "他只做回访").bones()
		w.staff("zhoumin").get(no).is(http.StatusNotFound)
		w.staff("zhoumin").get("/desk/admin/proposed").is(http.StatusOK, "没有提出过").not("监管岗")

		// Who exports has no post in the administration: he sees what he asked for, and may take it back.
		w.limit("export.rows", 1)
		w.limit("export.more", 0)
		client := w.clientToken("apply")
		w.apply(client, 1)
		w.apply(client, 2)
		boss := w.staff("jianguan")
		const list = "/desk/overview.xlsx?purpose=月度检查"
		ask := func() string {
			boss.get(list).is(http.StatusAccepted, "等另一人同意")
			return boss.get("/desk/admin/proposed").is(http.StatusOK, "等另一人确认", "月度检查").find(`href="(/desk/admin/waiting/[0-9]+)"`)
		}
		boss.get("/desk/notices").is(http.StatusOK, "/desk/admin/proposed")
		first := ask()
		boss.get(first).is(http.StatusOK, "撤回").not(`href="/desk/admin/waiting"`).bones()
		boss.agree(first).is(http.StatusForbidden)
		boss.post(first, "do", "decline", "answer", "").is(http.StatusOK, "已撤回")
		asker.agree(ask()).is(http.StatusOK)
		w.hears("jianguan", "您提出的变更已由彭安全同意：导出“全部在办”，2 行。24 小时内再导出一次就能拿到。", 1)
		boss.get(list).workbook()
		boss.get(list).is(http.StatusAccepted)
		w.later(8 * 24 * time.Hour)
		w.tick()
		w.tick()
		w.hears("jianguan", "您提出的变更 7 天没有人同意，已经作废：导出“全部在办”，2 行。还需要的，请重新提出。", 1)
		w.hears("jianguan", "您提出的变更", 2)
		w.staff("jianguan").get("/desk/admin/proposed").is(http.StatusOK, "没有人同意，已作废").bones()
	})
}

// Who proposed in a case what a second person decides is told why not, and of a correction also that it was agreed to.
func TestWhoProposedInACaseIsToldWhyNot(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client := w.clientToken("apply read")
		n := w.reportThing(client, county1)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
		w.do("zhoumin", n, "propose_refusal", "ground", "other", "reason", "不是政务服务事项", "go_to", "12345")
		w.do("zhuanxi1", n, "reject_refusal", "reason", "属于受理范围")
		w.hears("zhoumin", "您提出不予受理，复核的人没有同意。理由：属于受理范围。编号 "+flow.Grouped(n), 1)
		w.do("zhuanxi1", n, "cannot", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		w.do("jianguan1", n, "disagree", "reason", "条例允许")
		w.hears("zhuanxi1", "您判为“办不了”，复核的人没有同意。理由：条例允许。", 1)
		w.do("zhoumin", n, "enter_withdraw", "paper", w.scan("zhoumin"))
		w.do("jianguan1", n, "reject_entered", "reason", "签字不是本人的")
		w.hears("zhoumin", "您登记群众撤回，复核的人没有同意。理由：签字不是本人的。", 1)

		number := w.apply(client, 3)
		w.do("zhoumin", number, "propose_refusal", "ground", "not_needed", "reason", "自用场地不需要办理")
		w.do("wanglei", number, "reject_refusal", "reason", "对外经营")
		w.hears("zhoumin", "您提出不予受理，复核的人没有同意。理由：对外经营。", 1)

		place := w.actor("zhoumin").Posts[0].Region
		w.walkInAt("zhoumin", place, "何旧名", idNo(15))
		correction := func(name string) string {
			t.Helper()
			w.walkInAt("zhoumin", place, name, idNo(15))
			return sure(w.Engine.Inbox(t.Context(), w.actor("wanglei"), flow.Filter{Kind: "identity"}, "", 10)).Items[0].Number()
		}
		w.do("wanglei", correction("何新名"), "decline", "reason", "照片不清")
		w.hears("zhoumin", "您提出登记更正，复核的人没有同意。理由：照片不清。", 1)
		w.do("wanglei", correction("何改名"), "agree")
		w.hears("zhoumin", "您提出登记更正，复核的人已经同意。", 1)
	})
}

// A proposal tells of people: who made it sees it and who may agree to it, in the list and on its page, and nobody else.
func TestAProposalIsSeenByWhoMadeItAndWhoMayAgree(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.limit("export.rows", 1)
		client := w.clientToken("apply")
		w.apply(client, 1)
		w.apply(client, 2)
		all := map[string]*citizen{}
		for _, login := range []string{"xitong", "anquan", "shenji"} {
			all[login] = w.administrator(login)
		}
		for _, login := range []string{"bianji", "fabu", "jianguan", "zhoumin"} {
			all[login] = w.staff(login)
		}
		all["jianguan"].get("/desk/overview.xlsx?place=511400000000&purpose=查张晓梅的事").is(http.StatusAccepted, "等另一人同意")
		export := fmt.Sprint("/desk/admin/waiting/", sure(w.Proposals.Waiting(t.Context()))[0].ID)
		table := w.handsIn(all["xitong"], "late-1,林一,13800138011,综合窗口,511402000000,,\n")
		table = all["xitong"].post(table, "why", "局里的名册").is(http.StatusOK, "已提交").at
		rule := all["bianji"].change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-22").waiting()
		for _, c := range []struct {
			at, tells string
			seen      []string
		}{
			{export, "查张晓梅的事", []string{"jianguan", "anquan"}},
			{table, "13800138011", []string{"xitong", "anquan"}},
			{rule, "缺一份要紧的材料", []string{"bianji", "fabu"}},
		} {
			for login, z := range all {
				if slices.Contains(c.seen, login) {
					z.get(c.at).is(http.StatusOK, c.tells)
				} else {
					z.get(c.at).is(http.StatusNotFound).not(c.tells)
					z.post(c.at, "do", "decline", "answer", "不是我的").is(http.StatusNotFound)
				}
				list := z.get("/desk/admin/waiting")
				if lists := strings.Contains(list.body, c.at); list.status == http.StatusOK && lists != slices.Contains(c.seen, login) {
					t.Errorf("%s finds %s in the list: %v", login, c.at, lists)
				}
			}
		}
	})
}

// handsIn uploads a table of staff, and waits for its dry run.
func (w *world) handsIn(z *citizen, rows string) (at string) {
	w.t.Helper()
	table := []byte("用户名,姓名,手机,岗位,区划代码,部门,岗位名称\n" + rows)
	at = z.send("/desk/admin/import", "file", "人员.csv", table, "kind", "staff").at
	w.report(z, at).is(http.StatusOK, "没有错误")
	return at
}

// Who agrees to a table can see all of it: page by page, no value cut.
func TestATableIsSeenWholeByWhoAgrees(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		system, security := w.administrator("xitong"), w.administrator("anquan")
		title := strings.Repeat("很长的岗位名称", 10) + "末"
		var rows strings.Builder
		for i := range 130 {
			fmt.Fprintf(&rows, "late-%d,林%d,1380013%04d,综合窗口,511402000000,,%s\n", i, i, 8000+i, title)
		}
		at := system.post(w.handsIn(system, rows.String()), "why", "局里的名册").is(http.StatusOK, "已提交").at
		page := security.get(at).is(http.StatusOK, "late-99", title, "第 1–100 行，共 130 行").not("late-100")
		page.bones()
		next := page.find(`href="(` + at + `\?after=100)#rows"`)
		page = security.get(next).is(http.StatusOK, "late-100", "late-129", "13800138129", title, "第 101–130 行").not("late-99")
		page.bones()
		w.report(security, security.post(at, "do", "agree", "shown", page.value("shown")).is(http.StatusOK, "正在导入").at).is(http.StatusOK, "新增 130")
	})
}

// atOnce does something several times at the same time.
func atOnce(do func()) {
	var all sync.WaitGroup
	for range 8 {
		all.Go(do)
	}
	all.Wait()
}

// What was tried once waits once, however often it is handed on; sent back, it may be handed on again.
func TestATableWaitsOnce(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		system, security := w.administrator("xitong"), w.administrator("anquan")
		try := w.handsIn(system, "late-1,林一,13800138011,综合窗口,511402000000,,\n")
		atOnce(func() { system.post(try, "why", "局里的名册") })
		list := sure(w.Proposals.Waiting(t.Context()))
		if len(list) != 1 {
			w.t.Fatalf("%d wait", len(list))
		}
		at := fmt.Sprint("/desk/admin/waiting/", list[0].ID)
		if again := system.post(try, "why", "再交一次").is(http.StatusOK, "已经提交过，没有再提交一次").at; again != at {
			t.Errorf("handed on again it is %s, not %s", again, at)
		}
		system.get(try).is(http.StatusOK, at).not("提交，等另一人确认后导入").bones()
		security.post(at, "do", "decline", "answer", "写明来源").is(http.StatusOK, "已退回")
		at = system.post(try, "why", "川编办〔2026〕3 号").is(http.StatusOK, "已提交").at
		w.report(security, security.agree(at).at).is(http.StatusOK, "新增 1")
		system.post(try, "why", "再交一次").is(http.StatusOK, "已经提交过")
		if n := len(sure(w.Proposals.Waiting(t.Context()))); n != 0 {
			t.Errorf("%d wait for what was imported", n)
		}
	})
}

// A list waits once: what it does not know in its address makes no other list of it, and what it knows does.
func TestAListWaitsOnce(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.limit("export.rows", 1)
		w.limit("export.more", 0)
		client := w.clientToken("apply")
		w.apply(client, 1)
		w.apply(client, 2)
		number := w.reportThing(client, county1)
		z := w.staff("jianguan")
		waits := func(n int) {
			t.Helper()
			if list := sure(w.Proposals.Waiting(t.Context())); len(list) != n {
				w.t.Fatalf("%d wait, not %d: %+v", len(list), n, list)
			}
		}
		const list = "/desk/overview.xlsx?purpose=月度检查"
		atOnce(func() { z.get(list).is(http.StatusAccepted) })
		for _, more := range []string{"&x=0", "&x=1", "&place=nowhere", "&lamp=blue", "&after=5", "&q=+"} {
			z.get(list+more).is(http.StatusAccepted, "等另一人同意")
		}
		waits(1)
		z.get(list+"&place=511400000000").is(http.StatusAccepted, "等另一人同意")
		waits(2)
		w.administrator("anquan").agree(z.get("/desk/admin/proposed").find(`href="(/desk/admin/waiting/[0-9]+)"`)).is(http.StatusOK)
		z = w.staff("jianguan")
		z.get(list + "&x=1").is(http.StatusAccepted)
		z.get(list + "&place=511400000000&x=1").workbook()
		waits(1)

		z = w.staff("zhuanxi")
		z.get("/desk/grievances.xlsx?purpose=月度检查")
		ledger := "/desk/grievances/archive/" + number + "?purpose=移交"
		z.get(ledger)
		for _, more := range []string{"", "&x=0", "&x=1"} {
			z.get(ledger+more).is(http.StatusAccepted, "等另一人同意")
		}
		waits(2)

		for _, state := range []string{"", "odd", "strange"} {
			w.administrator("xitong").get("/desk/admin/staff.xlsx?purpose=月度检查&state="+state).is(http.StatusAccepted, "等另一人同意")
			w.administrator("shenji").get("/desk/admin/audit.xlsx?purpose=月度检查&from="+state).is(http.StatusAccepted, "等另一人同意")
		}
		waits(4)
	})
}

// Why something is proposed, and why it is sent back, goes into messages and lists: it is as long as its field allows.
func TestReasonsOfProposalsHaveALimit(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		const most = 500
		long, fits := strings.Repeat("长", most+1), strings.Repeat("长", most)
		system, security := w.administrator("xitong"), w.administrator("anquan")
		try := w.handsIn(system, "late-1,林一,13800138011,综合窗口,511402000000,,\n")
		system.post(try, "why", long, "at", "import").is(http.StatusUnprocessableEntity, "最多 500 个字，现在是 501 个", long).bones()
		at := system.post(try, "why", fits, "at", "import").is(http.StatusOK, "已提交").at
		page := security.post(at, "do", "decline", "answer", long, "at", "decline").is(http.StatusUnprocessableEntity, "最多 500 个字，现在是 501 个", long)
		page.bones()
		system.get("/desk/admin/proposed").is(http.StatusOK, "等另一人确认")
		security.post(at, "do", "decline", "answer", fits, "at", "decline").is(http.StatusOK, "已退回")
		w.hears("xitong", fits, 1)

		editor, publisher := w.staff("bianji"), w.staff("fabu")
		item := editor.get("/desk/admin/items?q=社会保障卡挂失").find(`href="(/desk/admin/items/\d+)"`)
		editor.post(item+"/edit", "from", "1").is(http.StatusOK)
		seq := func(z *citizen) string { return z.get(item + "/draft").value("seq") }
		submit := []string{"do", "submit", "version", "2", "seq", seq(editor), "at", "submit"}
		editor.post(item+"/draft", append(submit, "why", long)...).is(http.StatusUnprocessableEntity, "最多 500 个字")
		editor.post(item+"/draft", append(submit, "why", fits)...).is(http.StatusOK, "已送审")
		reject := []string{"do", "reject", "version", "2", "seq", seq(publisher), "at", "reject"}
		publisher.post(item+"/draft", append(reject, "why", long)...).is(http.StatusUnprocessableEntity, "最多 500 个字")
		publisher.post(item+"/draft", append(reject, "why", fits)...).is(http.StatusOK, "退回")
	})
}

// Messages to staff are shown page by page, the latest first, down to the oldest; each leads to its case where he may see that.
func TestOldMessagesAreReached(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client := w.clientToken("apply")
		number := w.apply(client, 1)
		boss := w.staff("jianguan")
		to := notice.To{Staff: w.actor("jianguan").ID}
		for i := range 120 {
			to.Case = 0
			if i%40 == 0 {
				to.Case = w.caseOf(number).ID
			}
			err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
				words := map[string]string{"where": fmt.Sprintf("岗位%03d", i), "n": "1", "at": "今天", "since": "今天"}
				return w.Notices.Send(t.Context(), tx, to, "supervision_vacant", words)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		name, link := regexp.MustCompile(`岗位\d{3}`), 0
		for path := "/desk/notices"; path != ""; {
			p := boss.get(path).is(http.StatusOK)
			got, link = append(got, name.FindAllString(p.body, -1)...), link+strings.Count(p.body, `href="/desk/notices/`)
			path = ""
			if strings.Contains(p.body, `rel="next"`) {
				path = p.find(`href="([^"]+)" rel="next"`)
			}
		}
		falling := slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b, a) })
		if len(got) != 120 || got[0] != "岗位119" || got[119] != "岗位000" || !falling || link != 3 {
			t.Errorf("%d messages, %d links: %q", len(got), link, got)
		}
		boss.get("/desk/notices?after=!").is(http.StatusUnprocessableEntity)
	})
}
