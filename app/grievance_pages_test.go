package app

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/door"
)

// number is the case number that a page shows, in groups or in an address.
func (s seen) number() string {
	s.t.Helper()
	return s.find(`/([0-9]{22}[0-9A-Z])[?"/]`)
}

// Who has not got a matter done is not stopped a second time: no sign-in, a number and a code, and the
// way back by them.
func TestSomebodyReportsWithoutSigningIn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		z := w.citizen()
		z.get("/").is(200, "办不成事")
		z.get("/grievances").is(200, "反映一件事", "还没有办结的").bones()
		form := z.get("/grievances/new").is(200, "什么事没办成", "手机号")
		form.bones()
		key := form.value("key")
		z.post("/grievances/new", "key", key, "item", "社会保障卡挂失", "place", county1, "name", "李", "phone", "1").is(422, "请填写未办成的情况", "什么事没办成").not("已收到您的反映")
		answers := []string{"key", key, "item", "社会保障卡挂失", "place", county1, "what", "跑了三趟都说系统坏了", "times", "3", "wish", "今天办好", "name", "李秀英", "phone", "13900139000"}
		sent := z.send("/grievances/new", "files", "单子.png", door.MadePaper(), answers...).is(200, "已收到您的反映", "查询密码")
		sent.bones()
		number, code := sent.number(), sent.find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		again := z.post("/grievances/new", answers...).is(200, "已收到您的反映")
		if again.number() != number {
			w.t.Error("sent twice it became two")
		}
		z.get("/track/"+number).is(200, "已收到，正在研判", "确认解决、提出异议或撤回").not("跑了三趟")
		w.tick()
		if len(w.sms) == 0 || !strings.Contains(w.sms[0].Text, code) || w.sms[0].Phone != "13900139000" {
			w.t.Errorf("the receipt: %+v", w.sms)
		}
		z.get("/track/" + number + "/do/withdraw").is(404)
		w.citizen().get("/grievances/sent/" + number).is(404)
		owner := w.byPhone(number, "13900139000")
		owner.post("/track/"+number+"/do/object", "seq", "1", "reason", "还没办").is(409, "没有办成", "还没办")
		owner.post("/track/"+number+"/do/withdraw", "seq", "1", "reason", "办好了").is(200, "已撤回反映。", "您撤回了反映")
	})
}

// A refused application is one click away from the window, and each of the two leads to the other.
func TestARefusedApplicationIsReported(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		z := w.signedIn("13800138000", "张晓梅", 7)
		number := w.apply(w.clientToken("apply read"), 7)
		z.get("/my/cases/" + number).is(200).not("没办成？反映")
		w.do("zhoumin", number, "propose_refusal", "ground", "not_needed", "reason", "自用场地不需要办理")
		w.do("wanglei", number, "refuse")
		z.get("/my/cases/"+number).is(200, "没办成？反映", "/grievances/new?case="+number)
		form := z.get("/grievances/new?case="+number).is(200, "已带上没办成的办件", "社会保障卡挂失").not("您的姓名")
		sent := z.post("/grievances/new?case="+number, "key", form.value("key"), "item", "社会保障卡挂失", "place", county1, "what", "说不用办，可是银行不认").is(200, "已收到您的反映")
		matter := sent.number()
		z.get("/my").is(200, "反映事项", "社会保障卡挂失")
		z.get("/my/cases/"+number).is(200, "看反映的办理进度")
		officer := w.staff("zhuanxi1")
		officer.get("/desk").is(200, "反映事项", "社会保障卡挂失").not("办不成：社会保障卡挂失")
		page := officer.get("/desk/cases/"+matter).is(200, "说不用办，可是银行不认", "张*梅", "判为“很难办”", "起因是", number)
		page.bones()
		officer.get("/desk/cases/"+number).is(200, "由此产生", "反映事项", "社会保障卡挂失")
		clerk := w.staff("zhoumin") // it is about what she did
		clerk.get("/desk/cases/"+number).is(200).not("由此产生", "反映事项")
		officer.post("/desk/cases/"+matter+"/do/contact", "seq", page.seq(), "how", "phone", "reached", "yes", "text", "问清了").is(200, "已登记联系。", "联系上了")
		w.do("zhuanxi1", matter, "hard", "aim", "none", "cause", "SYS", "opinion", "银行系统不认", "dept", w.organ("人社局"))
		w.do("zhuanxi1", matter, "convene", "depts", w.organ("人社局"), "date", "2026-04-22")
		w.do("zhuanxi1", matter, "decide", "minutes", "都同意", "decision", "出具说明", "lead", w.organ("人社局"), "tasks", "社保局｜出说明｜2026-04-24", "without", "催过两次，事情紧急")
		w.do(w.head(matter), matter, "feedback", "reply", "已出具说明，银行已认", "basis", "会商纪要", "outcome", "done")
		view := z.get("/my/cases/"+matter).is(200, "已答复，等您确认", "已出具说明，银行已认", "确认解决", "反映事项答复书").not("会商纪要</a>", "/documents/"+matter+"/2")
		z.get("/documents/"+matter+"/1").is(200, "反映事项登记单")
		z.get("/documents/" + matter + "/2").is(404) // the record of the consultation is the office's own
		officer.get("/desk/documents/"+matter+"/2").is(200, "会商纪要")
		view.bones()
		do := z.get("/my/cases/" + matter + "/do/confirm").is(200)
		z.post("/my/cases/"+matter+"/do/confirm", "seq", do.seq(), "text", "谢谢").is(200, "已确认解决。")
	})
}

// The window's screen: registered, solved on the spot in one step, or told the proper channel.
func TestTheWindowTakesMattersIn(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		z := w.staff("zhoumin")
		form := z.get("/desk/grievances/new").is(200, "办不成事接件", "登记，转研判", "Alt J")
		form.bones()
		z.get("/desk/items?q=sbk").is(200, "社会保障卡")
		person := []string{"name", "王建国", "phone", "13700137000", "item", "社会保障卡挂失", "what", "自助机不会用", "times", "2"}
		with := func(more ...string) []string {
			return append(append([]string{"key", z.get("/desk/grievances/new").value("key")}, person...), more...)
		}
		z.post("/desk/grievances/new", with("do", "refuse")...).is(422, "请填写理由", "请填写应当走什么渠道")
		z.post("/desk/grievances/new", with("do", "refuse", "refuse_ground", "court", "refuse_reason", "已经起诉", "refuse_go_to", "区人民法院")...).is(200, "拟不予受理，待复核", "下一位").bones()
		z.post("/desk/grievances/new", with("do", "solve", "solve_reply", "当场教会", "solve_outcome", "done")...).is(200, "当场解决", "打印反映事项答复书")
		z.post("/desk/grievances/new", with("refused_by", "王老师", "do", "solve", "solve_reply", "当场教会", "solve_outcome", "done")...).is(422, "请按“登记，转研判”交给专席", "王老师", "当场教会")
		z.post("/desk/grievances/new", with("number", "123")...).is(422, "没有这个编号的办件")
		done := z.post("/desk/grievances/new", with()...).is(200, "已登记，转研判", "打印查询单", "打印反映事项登记单")
		number := done.number()
		code := w.queryCode(w.caseOf(number).ID)
		done.not(code)
		z.post("/desk/slips/"+number, "do", "print").is(200, code)
		z.post("/desk/slips/"+number, "do", "print").is(200, "已经打印过").not(code)
		z.get("/desk/grievances").is(200, "社会保障卡挂失", "重复反映", "导出 Excel").bones()
		for _, k := range w.openCases("grievance", "refusing") { // a second person agrees, and only then it is told
			if _, err := w.try(w.actor("zhoumin"), k.Number(), "refuse"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("one's own refusal: %v", err)
			}
			w.do("zhuanxi1", k.Number(), "refuse")
		}
		z.get("/desk/grievances?only=refused").is(200, "共 1 件", "不予受理")
		sheet := z.get("/desk/grievances.xlsx?only=again&purpose=核对").workbook()
		if len(sheet.Rows) != 2 {
			w.t.Errorf("%d of three were reported before", len(sheet.Rows))
		}
		z.get("/desk/grievances/meetings").is(200, "没有会商").bones()
		z.get("/desk/grievances/meetings.xlsx?purpose=核对").workbook()
		z.get("/desk/grievances/duties").is(403)
		leader := w.staff("leader")
		report := leader.get("/desk/grievances/report?month=2026-04").is(200, "收到", "按时答复率", "1 / 1 件", "区县窗口")
		report.bones()
		leader.get("/desk/grievances/duties").is(200, "没有问责档案").bones()
		leader.get("/desk/grievances/duties.xlsx?purpose=核对").workbook()
		pack := leader.get("/desk/grievances/archive/" + number + "?purpose=核对").is(200)
		archive, err := zip.NewReader(bytes.NewReader([]byte(pack.body)), int64(len(pack.body)))
		if err != nil {
			w.t.Fatal(err)
		}
		names := ""
		for _, f := range archive.File {
			names += f.Name + "\n"
			r, err := f.Open()
			if err != nil {
				w.t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if strings.Contains(string(b), code) {
				w.t.Errorf("%s has the query code", f.Name)
			}
			if f.Name != "data/grievance.json" {
				continue
			}
			if text := string(b); err != nil || !strings.Contains(text, "自助机不会用") || strings.Contains(text, "13700137000") {
				w.t.Errorf("put away: %s %v", text, err)
			}
		}
		for _, want := range []string{"ledger/events.jsonl", "documents/01-反映事项登记单.html", "manifest.json"} {
			if !strings.Contains(names, want) {
				w.t.Errorf("the package has no %s: %s", want, names)
			}
		}
	})
}

// A grievance that gets an application moving shows it in its ledger, and each leads to the other.
func TestAnApplicationThatMovesIsSeenInTheGrievance(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		t := w.t
		client := w.clientToken("apply read")
		number := w.apply(client, 7)
		report := map[string]any{"region": county1, "item": "社会保障卡挂失", "application": number, "name": "张晓梅", "id_no": idNo(7), "phone": "13800138000", "what": "五天了没有人理"}
		status, r := w.call(client, "POST", "/api/v1/grievances", report, "Idempotency-Key", "a")
		if status != 201 {
			t.Fatal(status, r)
		}
		matter := r["number"].(string)
		if _, again := w.call(client, "POST", "/api/v1/grievances", report, "Idempotency-Key", "a"); again["number"] != matter {
			t.Errorf("the same key made another case: %v", again)
		}
		report["what"] = "另一件事"
		if status, again := w.call(client, "POST", "/api/v1/grievances", report, "Idempotency-Key", "a"); status != 409 {
			t.Errorf("the same key served another report: %d %v", status, again)
		}
		w.do("zhoumin", number, "accept")
		w.staff("zhuanxi1").get("/desk/cases/"+matter).is(200, "没办成的办件动了：受理，现在是“审查”", number)
		w.staff("jianguan1").get("/desk/cases/"+number).is(200, "反映事项", "社会保障卡挂失")
		w.staff("zhoumin").get("/desk/cases/" + number).is(200).not("反映事项") // who accepted it does not learn that the applicant complained
	})
}
