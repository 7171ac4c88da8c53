package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/demo"
)

// administrator is the browser of an administrator, signed in with both factors. A code serves once, so
// some time passes.
func (w *world) administrator(login string) *citizen {
	w.t.Helper()
	w.mu.Lock()
	w.now = w.now.Add(31 * time.Second)
	w.mu.Unlock()
	code, err := totp.GenerateCode(demo.TOTP, w.clock())
	if err != nil {
		w.t.Fatal(err)
	}
	z := w.citizen()
	z.post("/desk/signin", "login", login, "password", demo.Password, "code", code).not("工作台登录")
	return z
}

// value is what a hidden field of the page holds.
func (s seen) value(name string) string {
	s.t.Helper()
	return s.find(`name="` + name + `" value="([^"]*)"`)
}

// save posts a part of a draft as its form stands, with some fields written anew.
func (z *citizen) save(at string, pairs ...string) seen {
	z.w.t.Helper()
	page := z.get(at).is(200)
	page.bones()
	return z.post(at, append([]string{"version", page.value("version"), "seq", page.value("seq"), "at", page.value("at")}, pairs...)...)
}

func TestTwoPeoplePublishAVersion(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		before, err := w.Engine.ByNumber(w.t.Context(), number)
		if err != nil {
			w.t.Fatal(err)
		}
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		home := "/desk/admin/items/" + w.item(simple)
		draft := home + "/draft"
		editor.get("/desk/admin/items?q=社会保障卡挂失").is(200, "社会保障卡挂失", "待发布").bones()
		editor.get(home).is(200, "编辑，存成新的一稿", "缺 ").bones()
		editor.post(home+"/edit").is(200, "第 2 版", "草稿", "两版内容一样")
		editor.save(draft+"/limits", "instant", "0", "promised_n", "30", "promised_unit", "workday", "statutory_n", "20", "statutory_unit", "workday").is(200, "承诺时限 30 长于法定时限 20")
		page := editor.get(draft)
		editor.post(draft, "do", "submit", "version", "2", "seq", page.value("seq"), "why", "试", "at", "submit").is(422, "处问题")
		editor.save(draft+"/limits", "instant", "0", "promised_n", "8", "promised_unit", "workday", "statutory_n", "20", "statutory_unit", "workday").is(200, "办理时限已保存")

		// Lists: a material, two steps in sequence, the second signed by two posts and moved up.
		editor.save(draft+"/materials/new", "name", "其他材料", "need", "1", "source", "10").is(200, "其他材料")
		editor.get(draft).is(200, "兜底条款")
		editor.save(draft+"/materials/0", "name", "身份证明", "need", "2", "source", "10").is(422, "请填写什么情形要交")
		editor.save(draft+"/materials/0", "name", "身份证明", "need", "1", "source", "10").is(200, "身份证明")
		editor.save(draft+"/steps/new", "name", "审查", "mode", "one", "signers", "reviewer", "term_unit", "workday").is(200, "审查岗，一人审签")
		editor.save(draft+"/steps/new", "name", "会审", "mode", "one", "signers", "reviewer", "signers", "senior", "term_unit", "workday").is(422, "这里要选会签或者或签")
		editor.save(draft+"/steps/new", "name", "会审", "mode", "all", "signers", "reviewer", "others", "卫健局 复审岗", "inspect", "1", "term_n", "3", "term_unit", "workday").is(200, "审查岗、卫健局 复审岗，会签", "3 个工作日", "现场核查")
		page = editor.get(draft + "/steps")
		editor.post(draft+"/steps", "version", page.value("version"), "seq", page.value("seq"), "do", "1 up").is(200)
		editor.save(draft+"/situations/new", "ask", "谁来办？").is(200, "还没有答案")
		editor.save(draft+"/situations.0/new", "label", "本人", "promise_unit", "workday").is(200, "谁来办？")
		editor.save(draft+"/situations.0/new", "label", "别人代办", "promise_unit", "workday").is(200, "别人代办")
		editor.save(draft+"/form/new", "label", "怎么领", "type", "choice").is(422, "单选、多选要有选项")
		editor.save(draft+"/form/new", "label", "怎么领", "type", "choice", "options", "自己来\n寄给我").is(200, "怎么领")

		// Another editor cannot overwrite what he has not seen.
		stale := editor.get(draft + "/rights").value("seq")
		editor.save(draft+"/charge", "free", "1").is(200)
		editor.post(draft+"/rights", "version", "2", "seq", stale, "rights", "有权查询", "at", "edit-rights").is(409, "蒋晓雯", "有权查询")

		page = editor.get(draft)
		submit := []string{"do", "submit", "version", "2", "seq", page.value("seq"), "at", "submit"}
		editor.post(draft, submit...).is(422, "请写明改了什么")
		editor.post(draft, append(submit, "why", "压缩时限")...).is(200, "已送审")
		page = editor.get(draft)
		editor.post(draft, "do", "publish", "version", "2", "seq", page.value("seq")).is(403)
		editor.get("/desk/admin/waiting").is(200, "社会保障卡挂失 第 2 版", "您提出的")

		publisher.get("/desk/admin/waiting").is(200, "压缩时限", "等您").bones()
		page = publisher.get(draft).is(200, "发布第 2 版", "改了什么", "<ins>8 个工作日</ins>", "会审（")
		page.bones()
		publisher.post(draft, "do", "reject", "version", "2", "seq", page.value("seq"), "why", "请写依据", "at", "reject").is(200, "唐文 退回：请写依据")
		editor.save(draft+"/basis/new", "law", "社会保险法").is(200)
		page = editor.get(draft)
		editor.post(draft, "do", "submit", "version", "2", "seq", page.value("seq"), "why", "补了依据").is(200, "已送审")
		page = publisher.get(draft)
		publisher.post(draft, "do", "publish", "version", "2", "seq", page.value("seq")).is(200, "第 2 版已发布", "现行")
		publisher.post(draft, "do", "publish", "version", "2", "seq", page.value("seq")).is(404) // pressed twice

		e, it, err := w.Catalog.Current(w.t.Context(), before.Item)
		if err != nil || e.Version != 2 || it.Steps[0].Name != "会审" || len(it.Situations[0].Answers) != 2 {
			w.t.Errorf("%+v %v", e, err)
		}
		kept, err := db.One[int64](w.t.Context(), w.DB, `SELECT version FROM applications WHERE case_id = $1`, before.ID)
		after, _ := w.Engine.ByNumber(w.t.Context(), number)
		if err != nil || kept != 1 || after.DueAt != before.DueAt {
			w.t.Errorf("the running case has version %d, due %d, before %d, %v", kept, after.DueAt, before.DueAt, err)
		}
		w.hears("bianji", "您提出的变更被唐文退回：事项“社会保障卡挂失”第 2 版。理由：请写依据。", 1)
		w.hears("bianji", "您提出的变更已由唐文同意：事项“社会保障卡挂失”第 2 版。", 1)
		w.administrator("shenji").get("/desk/admin/audit?act=发布事项").is(200, "社会保障卡挂失 第 2 版", "唐文").bones()

		publisher.post(home+"/state", "state", "suspended", "why", "", "at", "state-suspended").is(422, "请写明原因")
		publisher.post(home+"/state", "state", "suspended", "why", "系统升级").is(200, "暂停办理")
		publisher.post(home+"/state", "state", "suspended", "why", "系统升级").is(409)
		publisher.post(home+"/state", "state", "published", "why", "升级完成").is(200, "已保存")
	})
}

// report waits for a job's page to say how it ended.
func (w *world) report(z *citizen, at string) seen {
	w.t.Helper()
	w.tick()
	s := z.get(at).is(200)
	s.bones()
	return s
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		editor.get("/desk/admin/import").is(200, "上传并试导").not(`value="regions"`).bones()
		size := w.Catalog.Size()
		bad := "事项编码,事项名称,实施主体,事项类型,承诺办结时限\nT-1,新事项一,人社局,公共服务,5个工作日\nT-2,新事项二,人社局,行政魔法,5\nT-3,,人社局,公共服务,\nT-1,重复的,人社局,公共服务,\n"
		at := editor.send("/desk/admin/import", "file", "事项.csv", []byte(bad), "kind", "items").is(200, "正在逐行检查").at
		page := w.report(editor, at).is(200, "有 3 行不对", "第 3 行", "行政魔法", "不在代码表里", "没有填", "与第 2 行重复").not("提交，等另一人")
		wrong := editor.get(page.find(`href="([^"]*errors.xlsx)"`)).is(200)
		s, err := sheet.Read(strings.NewReader(wrong.body))
		if err != nil || s.Column("错误") != 0 || !strings.Contains(s.Rows[1][0], "行政魔法") || s.Rows[0][0] != "" {
			w.t.Fatalf("%+v %v", s, err)
		}
		editor.post(at, "why", "试").is(409)
		if w.Catalog.Size() != size {
			w.t.Error("half imported")
		}

		good := "事项编码,事项名称,实施主体,事项类型,承诺办结时限\nT-1,新事项一,人社局,公共服务,５个工作日\nT-2,新事项二,人社局,公共服务,5\n"
		typo := strings.Replace(good, "承诺办结时限", "承诺时限", 1)
		w.report(editor, editor.send("/desk/admin/import", "file", "事项.csv", []byte(typo), "kind", "items").at).is(200, "“承诺时限”不是要导入的列名")
		at = editor.send("/desk/admin/import", "file", "事项.csv", []byte(good), "kind", "items").at
		w.report(editor, at).is(200, "没有错误").not("不是要导入的列名")
		if w.Catalog.Size() != size {
			w.t.Error("a dry run imported")
		}
		waiting := editor.post(at, "why", "省里下发").is(200, "已提交", "导入事项", "新事项一").at
		editor.agree(waiting).is(403)
		job := publisher.agree(waiting).is(200, "正在导入").at
		w.report(publisher, job).is(200, "新增 2，更新 0，不变 0")
		w.hears("bianji", "。正在导入，导完会再告诉您。", 1)
		w.hears("bianji", "您提出导入的“事项.csv”：新增 2，更新 0，不变 0。", 1)
		if w.Catalog.Size() != size+2 {
			w.t.Error(w.Catalog.Size(), size)
		}
		publisher.agree(waiting).is(409, "已经有人处理过了")

		// The holidays of the coming year: a warning goes, open cases are dated anew.
		w.at("2026-12-28 09:30")
		number := w.apply(w.clientToken("apply"), 7)
		editor = w.staff("bianji")
		publisher = w.staff("fabu")
		editor.get("/desk/admin/calendar").is(200, "2027 年的放假安排还没有录入", "导入放假安排").bones()
		at = editor.send("/desk/admin/import", "file", "2027.csv", []byte("日期,名称,是否休息\n2027/1/1,元旦,休息\n2027年1月2日,元旦,1\n2027-01-03,元旦,1\n"), "kind", "holidays").at
		w.report(editor, at).is(200, "没有错误")
		waiting = editor.post(at, "why", "国务院办公厅通知").at
		w.report(publisher, publisher.agree(waiting).at).is(200, "新增 3")
		w.tick()
		editor.get("/desk/admin/calendar").is(200).not("还没有录入")
		w.redated(number, "导入放假安排：到期由 2027年1月4日 18:00 改为 2027年1月5日 18:00")
	})
}

// The staff of a city are imported by two administrators: one hands the table in, the other gives the posts.
func TestStaffAreImportedByTwo(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		system, security := w.administrator("xitong"), w.administrator("anquan")
		system.get("/desk/admin/import").is(200, `value="staff"`, "初始密码发到手机上").bones()
		head := "用户名,姓名,手机,岗位,区划代码,部门,岗位名称\n"
		send := func(rows string) seen {
			at := system.send("/desk/admin/import", "file", "人员.csv", []byte(head+rows), "kind", "staff").at
			return w.report(system, at)
		}
		bad := send("new-1,林一,13800138011,综合窗口,511402000000,,\n" + "new-2,林二,,审查岗,,东坡区人社局,\n" + "new-3,林三,13800138013,大掌柜,511402000000,,\n" +
			"new-4,林四,13800138014,审查岗,,没有的局,\n" + "new-5,林五,13800138015,综合窗口,510100000000,,\n" + "new-1,别人,,综合窗口,511403000000,,\n" +
			"new-6,林六,13800138016,审查岗,511402000000,,\n" + "zhoumin,周敏,,系统管理员,511400000000,,\n" + "anquan,不是她,,,,,\n")
		bad.is(200, "有 8 行不对", "管理员不办业务", "新登记的人要有手机", "大掌柜", "没有这种岗位", "没有的局", "没有这个部门", "510100000000", "不在本地区", "登记的是林一", "请选择部门", "不是她")
		if _, err := w.Roster.FindMember(t.Context(), "new-1"); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("half imported: %v", err)
		}

		rows := "new-1,林一,13800138011,综合窗口,511402000000,,综合窗口 9 号\n" + "new-1,林一,,出件窗口,511402000000,,\n" + "new-2,林二,13800138012,审查岗,,东坡区人社局,\n" + "new-3,林三,13800138013,,,,\n" + "zhoumin,周敏,,出件窗口,511402000000,,\n"
		page := send(rows).is(200, "没有错误")
		waiting := system.post(page.at, "why", "局里的名册").is(200, "已提交", "要由另一人（安全管理员）确认", "林一", "岗位名称", "综合窗口 9 号").at
		w.staff("fabu").agree(waiting).is(404)
		system.agree(waiting).is(403)
		security.get("/desk/admin/waiting").is(200, "人员.csv", "等您")
		w.sms = nil
		w.report(security, security.agree(waiting).is(200, "正在导入").at).is(200, "新增 3，更新 2，不变 0")
		w.tick()

		password := ""
		for _, m := range w.sms {
			if m.Phone == "13800138011" {
				password = regexp.MustCompile("初始密码 ([^，]+)，").FindStringSubmatch(m.Text)[1]
			}
		}
		if len(w.sms) != 3 || password == "" {
			t.Fatalf("%v", w.sms)
		}
		z := w.citizen()
		z.post("/desk/signin", "login", "new-1", "password", password)
		z.post("/desk/me", "do", "password", "old", password, "new", "Xin-ren-2026-A", "again", "Xin-ren-2026-A").is(200, "密码已修改")
		z.get("/desk/counter").is(200, "综合窗口 9 号")
		security.get("/desk/admin/staff?q=new-2").is(200, "林二", "审查岗（东坡区人社局）")
		security.get("/desk/admin/staff?q=zhoumin").is(200, "出件窗口")
		w.administrator("shenji").get("/desk/admin/audit?q=new-1").is(200, "新增工作人员", "授予岗位")
		send(rows).is(200, "和现在一样")
	})
}

// redated checks the last line of a case's ledger.
func (w *world) redated(number, note string) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	last, err := w.Engine.Last(w.t.Context(), w.DB, k)
	if err != nil || last.Event != "redate" || last.Note != note {
		w.t.Errorf("%+v %v", last, err)
	}
	if v, err := w.Ledger.Verify(w.t.Context()); err != nil || len(v.Faults) > 0 {
		w.t.Errorf("%+v %v", v, err)
	}
}

func TestATermChangesForOpenCases(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7) // waits to be accepted, five working days
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		editor.get("/desk/admin/terms").is(200, "受理时限", "建议值").bones()
		at := "/desk/admin/terms/application.accept"
		editor.get(at).is(200, "5 个工作日", "提醒当前承办人").bones()
		change := []string{"n", "3", "unit", "workday", "basis", "《优化办法》第三条", "region", "-", "at", "term"}
		editor.post(at, append(change, "valid_from", "2026-04-19", "why", "提速")...).is(422, "不能早于今天", "《优化办法》第三条")
		editor.post(at, append(change, "valid_from", "2026-05-01", "why", "提速", "redate", "1")...).is(422, "生效日期要选今天")
		editor.post(at, append(change, "valid_from", "2026-04-20", "redate", "1")...).is(422, "请填写为什么改")
		waiting := editor.post(at, append(change, "valid_from", "2026-04-20", "why", "提速", "redate", "1")...).is(200, "已提交", "1 件在办的办件会改到期日").at
		page := publisher.get(waiting).is(200, "现在的时限", "3 个工作日", "提速")
		page.bones()
		w.report(publisher, publisher.agree(waiting).is(200, "重新计算到期日").at).is(200, "1 件的到期时间有变")
		w.redated(number, "受理时限改为 3 个工作日（全部地区）：到期由 2026年4月27日 18:00 改为 2026年4月23日 18:00")
		editor.get(at).is(200, "2026-04-20 起", "至 2026-04-19", "已失效")
		second := w.apply(w.clientToken("apply"), 8)
		if k, _ := w.Engine.ByNumber(w.t.Context(), second); time.UnixMilli(k.DueAt).UTC().Format("01-02") != "04-23" {
			w.t.Error("the new term does not hold for a new case")
		}

		// A day off of the city's own; sent back, it changes nothing.
		waiting = editor.post("/desk/admin/calendar", "day", "2026-04-22", "kind", "off", "name", "防汛停工", "why", "市政府通知", "at", "day").is(200, "防汛停工", "会改到期日").at
		publisher.post(waiting, "do", "decline", "answer", "", "at", "decline").is(422, "请写明退回理由")
		publisher.post(waiting, "do", "decline", "answer", "等正式文件").is(200, "没有生效")
		editor.get(waiting).is(200, "已退回", "等正式文件")
		waiting = editor.post("/desk/admin/calendar", "day", "2026-04-22", "kind", "off", "name", "防汛停工", "why", "市政府通知", "at", "day").at
		w.report(publisher, publisher.agree(waiting).at).is(200, "2 件的到期时间有变")
		editor.get("/desk/admin/calendar").is(200, "本地休", "防汛停工")

		// Texts: only names that the program fills in, and a preview before.
		text := "/desk/admin/texts/notice/receipt"
		editor.get("/desk/admin/texts").is(200, "收件回执", "受理通知书").bones()
		editor.post(text, "title", "收件回执", "body", "{nickname}您好", "do", "propose", "why", "更亲切", "at", "text").is(422, "系统不认识 {nickname}")
		editor.post(text, "title", "收件回执", "body", "【{site}】您好，已收到“{item}”，编号 {number}。", "do", "preview", "at", "text").is(200, "您好，已收到“公共场所卫生许可”").bones()
		waiting = editor.post(text, "title", "收件回执", "body", "【{site}】您好，已收到“{item}”，编号 {number}。", "do", "propose", "why", "更亲切", "at", "text").is(200, "已提交").at
		publisher.agree(waiting).is(200, "现在起生效")
		w.apply(w.clientToken("apply"), 9)
		w.tick()
		if m := w.sms[len(w.sms)-1]; !strings.Contains(m.Text, "您好，已收到") {
			w.t.Error(m.Text)
		}
	})
}

func TestThreeAdministrators(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		system, security, auditor := w.administrator("xitong"), w.administrator("anquan"), w.administrator("shenji")
		system.get("/desk/admin/staff?q=zhoumin").is(200, "周敏", "综合窗口（东坡区）").bones()
		system.post("/desk/admin/staff/new", "login", "zhoumin", "name", "周敏二", "at", "new").is(422, "已经有人用了")
		page := system.post("/desk/admin/staff/new", "login", "xinren", "name", "新人", "phone", "13900001111").is(200, "只显示这一次")
		page.bones()
		password := page.find(`(Wy-[A-Za-z0-9_-]+)`)
		m, err := w.Roster.FindMember(w.t.Context(), "xinren")
		if err != nil {
			w.t.Fatal(err)
		}
		home := fmt.Sprintf("/desk/admin/staff/%d", m.ID)
		system.get(home).is(200, "没有岗位", "重置密码", "停用").not(password, "授予岗位").bones()
		system.post(home+"/posts", "do", "add", "role", "window").is(403)
		security.post(home+"/account", "do", "lock", "why", "试").is(403)
		auditor.get(home).is(403)
		security.get(home).is(200, "授予岗位").not("重置密码").bones()

		// A post takes effect at once, in the session that stands.
		fresh := w.citizen()
		fresh.post("/desk/signin", "login", "xinren", "password", password)
		fresh.post("/desk/me", "do", "password", "old", password, "new", "Xin-ren-2026-A", "again", "Xin-ren-2026-A").is(200, "密码已修改")
		fresh.get("/desk/counter").is(403)
		county := string(w.counties()[0])
		security.post(home+"/posts", "do", "add", "role", "window", "region", county, "dept", "-", "at", "post").is(422, "请填写原因")
		security.post(home+"/posts", "do", "add", "role", "reviewer", "region", county, "dept", "-", "why", "新到岗", "at", "post").is(422, "请选择部门")
		security.post(home+"/posts", "do", "add", "role", "window", "region", county, "dept", "-", "why", "新到岗", "at", "post").is(200, "岗位已授予")
		security.post(home+"/posts", "do", "add", "role", "window", "region", county, "dept", "-", "why", "新到岗", "at", "post").is(409, "已经有这个岗位了")
		fresh.get("/desk/counter").is(200)
		post := security.get(home).value("post")
		security.post(home+"/posts", "do", "end", "post", post, "why", "轮岗", "at", "end-"+post).is(200, "岗位已收回")
		fresh.get("/desk/counter").is(403)

		// Nobody is two of the three, and nobody changes his own posts.
		for _, who := range []struct{ login, role, words string }{{"xitong", "security", "不能由一人兼任"}, {"shenji", "system", "不能由一人兼任"}, {"anquan", "window", "不能改自己的岗位"}} {
			m, err := w.Roster.FindMember(w.t.Context(), who.login)
			if err != nil {
				w.t.Fatal(err)
			}
			got := security.post(fmt.Sprintf("/desk/admin/staff/%d/posts", m.ID), "do", "add", "role", who.role, "region", string(w.Profile.Region), "dept", "-", "why", "试")
			if !strings.Contains(got.body, who.words) || got.status == 200 {
				w.t.Errorf("%s as %s: %d", who.login, who.role, got.status)
			}
		}

		// A lost authenticator is another person's to take away; the password is again another's.
		lost, err := w.Roster.FindMember(w.t.Context(), "shenji")
		if err != nil {
			w.t.Fatal(err)
		}
		path := fmt.Sprintf("/desk/admin/staff/%d", lost.ID)
		security.get(path).is(200, "解除丢失的身份验证器")
		security.get(home).not("解除丢失的身份验证器")
		system.post(path+"/totp", "why", "试").is(403)
		security.post(path+"/totp", "why", "", "at", "totp").is(422, "请填写原因")
		security.post(path+"/totp", "why", "手机丢了，当面核实过").is(200, "下次登录时重新绑定").bones()
		security.post(path+"/totp", "why", "再来一次").is(409, "没有绑定身份验证器")
		own, err := w.Roster.FindMember(w.t.Context(), "anquan")
		if err != nil {
			w.t.Fatal(err)
		}
		security.post(fmt.Sprintf("/desk/admin/staff/%d/totp", own.ID), "why", "我的").is(403, "另一位安全管理员")
		auditor.get("/desk/me").is(200, "工作台登录")
		auditor = w.citizen()
		secret := auditor.post("/desk/signin", "login", "shenji", "password", demo.Password).is(200, "启用动态口令", `src="data:image/png;base64,`).drawn()
		w.later(31 * time.Second)
		code, err := totp.GenerateCode(secret, w.clock())
		if err != nil {
			w.t.Fatal(err)
		}
		auditor.post("/desk/me", "do", "enrol", "code", code).is(200, "动态口令已启用")

		system.post(home+"/account", "do", "lock", "why", "", "at", "lock").is(422, "请写明原因")
		system.post(home+"/account", "do", "lock", "why", "停职").is(200, "已锁定")
		fresh.get("/desk/me").is(200, "工作台登录")
		w.citizen().post("/desk/signin", "login", "xinren", "password", "Xin-ren-2026-A").is(429, "已由管理员锁定")
		system.post(home+"/account", "do", "unlock", "why", "复职").is(200, "已解锁")
		again := system.post(home+"/account", "do", "reset", "why", "忘了").is(200, "只显示这一次").find(`(Wy-[A-Za-z0-9_-]+)`)
		if again == password {
			w.t.Error("the same password again")
		}
		system.post(home+"/account", "do", "leave", "why", "调走").is(200, "已停用")
		system.post(home+"/account", "do", "leave", "why", "调走").is(409)

		security.post("/desk/admin/roles", "name", "法制审核岗", "does", "审核合法性").is(200, "角色“法制审核岗”已增加").bones()
		w.staff("bianji").post("/desk/admin/items/" + w.item(simple) + "/edit").is(200)
		w.staff("bianji").get("/desk/admin/items/"+w.item(simple)+"/draft/steps/new").is(200, "法制审核岗")

		// The secret of a token is seen once.
		asked := []string{"name", "省平台", "scopes", "read", "region", county, "until", "2027-01-01", "why", "省平台查办件", "at", "token"}
		security.post("/desk/admin/tokens", "name", "省平台", "scopes", "read", "region", county, "why", "省平台查办件", "at", "token").is(422, "有效到哪天")
		security.post("/desk/admin/tokens", "name", "省平台", "scopes", "read", "region", county, "until", "2036-01-01", "why", "省平台查办件", "at", "token").is(422, "一年以内")
		waits := security.post("/desk/admin/tokens", asked...).is(200, "等另一人确认", "查询本区域办件").not("wy_")
		security.post(waits.at, "do", "agree").is(403, "另一人")
		take := func(code string) seen {
			return security.post("/desk/admin/tokens", "take", waits.at[strings.LastIndex(waits.at, "/")+1:], "password", demo.Password, "code", code)
		}
		factor := func() string {
			w.later(31 * time.Second)
			code, err := totp.GenerateCode(demo.TOTP, w.clock())
			if err != nil {
				w.t.Fatal(err)
			}
			return code
		}
		take(factor()).is(403, "另一人同意")
		system.agree(waits.at).is(200, "已同意")
		security.get("/desk/admin/tokens").is(200, "等您领取").bones()
		take("000000").is(422, "密码或动态口令不对")
		page = take(factor()).is(200, "只显示这一次")
		secret = page.find(`(wy_[A-Za-z0-9_-]+)`)
		take(factor()).is(409, "已经领取过")
		security.post("/desk/admin/tokens", asked...).is(422, "已有一个有效的令牌") // sent twice
		list := security.get("/desk/admin/tokens").is(200, "省平台", "到 2027年1月1日（含当日）").not(secret)
		list.bones()
		if status, _ := w.call(secret, "GET", "/api/v1/cases/"+number, nil); status != 200 {
			w.t.Error("the token does not open", status)
		}
		security.post("/desk/admin/tokens", "revoke", list.find(`name="revoke" value="(\d+)"`)).is(200, "令牌已收回")
		if status, _ := w.call(secret, "GET", "/api/v1/cases/"+number, nil); status != 401 {
			w.t.Error("the token still opens", status)
		}

		for _, words := range []string{"登记", "停职", "轮岗", "调走", "解除身份验证器", "发放接口令牌"} {
			if words == "登记" {
				words = "新增工作人员"
			}
			auditor.get("/desk/admin/audit").is(200, words)
		}
		auditor.get("/desk/admin/audit").not(secret, password).bones()
		auditor.get("/desk/admin/audit?who=彭安全&act=岗位").is(200, "授予岗位", "收回岗位").not("停用账号")
		w.tick()
		w.report(auditor, auditor.post("/desk/admin/audit/verify").is(200, "正在核对台账").at).is(200, "全部完好")
		page = auditor.get("/desk/admin/permissions").is(200, "办件的每一步", "须由另一人", "/desk/admin/tokens")
		page.bones()
		page.not(`data-label="谁可以"></td>`) // there is no step that nobody may do
		auditor.get("/desk/admin/permissions?role=head").is(200, "不同意延期", "终止办理", "不同意终止")
		security.get("/desk/admin/permissions?role=auditor").is(200, "审计日志").not("发放、收回令牌")
		w.signedIn("13800138000", "张晓梅", 7)
		page = system.get("/desk/admin/notices").is(200, "登录验证码").not("<small>otp")
		page.bones()
	})
}

// The command line imports by the same code as the pages.
func TestImportOnTheCommandLine(t *testing.T) {
	dir := dbtest.TempDir(t)
	var out bytes.Buffer
	stdout = &out
	t.Cleanup(func() { stdout = os.Stdout })
	run := func(args ...string) error {
		out.Reset()
		return Command(context.Background(), append([]string{"import"}, append(args, "--demo", "--data", filepath.Join(dir, "data"))...), nil, Outside{Now: time.Now, Log: nil})
	}
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := write("2031.csv", "date,name,is_off_day\n2031-01-01,元旦,1\n2031-01-04,元旦,0\n")
	for i, want := range []string{"new=2\tchanged=0\tsame=0\twrong=0\timported=false", "new=2\tchanged=0\tsame=0\twrong=0\timported=true", "new=0\tchanged=0\tsame=2\twrong=0\timported=true"} {
		args := []string{"holidays", good}
		if i == 0 {
			args = append(args, "--dry-run")
		}
		if err := run(args...); err != nil || !strings.Contains(out.String(), want) {
			t.Fatalf("%d: %q %v", i, out.String(), err)
		}
	}
	bad := write("regions.csv", "code,name\n519900000000,新市\n51,坏的\n")
	if err := run("regions", bad); err == nil || !strings.Contains(out.String(), "wrong=1\timported=false") {
		t.Fatalf("%q %v", out.String(), err)
	}
	f, err := os.Open(bad + ".errors.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if s, err := sheet.Read(f); err != nil || !strings.Contains(s.Rows[1][0], "12 位数字") {
		t.Errorf("%+v %v", s, err)
	}
	if err := run("regions", write("same.csv", "code,name\n519900000000,新市\n")); err != nil || !strings.Contains(out.String(), "new=1\t") {
		t.Errorf("the faulty file left something behind: %q %v", out.String(), err)
	}
	template := filepath.Join(dir, "模板.xlsx")
	if err := run("holidays", template, "--template"); err != nil {
		t.Fatal(err)
	}
	if err := run("holidays", template); err == nil || !strings.Contains(err.Error(), "没有可以导入的行") || strings.Contains(err.Error(), "file") {
		t.Errorf("the template as it was given out: %v", err)
	}
	if err := run("holidays", template, "--template"); !errors.Is(err, os.ErrExist) {
		t.Errorf("a table that somebody has filled in is written over: %v", err)
	}
	for _, args := range [][]string{{}, {"items"}, {"nothing", good}} {
		if err := run(args...); !errors.Is(err, errUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
