package app

import (
	"fmt"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/demo"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// staff is the browser of a member of the demonstration's staff, signed in.
func (w *world) staff(login string) *citizen {
	w.t.Helper()
	z := w.citizen()
	z.post("/desk/signin", "login", login, "password", demo.Password).not("工作台登录")
	return z
}

// seq is the number of the last event on a page with the form of a step.
func (s seen) seq() string {
	s.t.Helper()
	return s.find(`name="seq" value="(\d+)"`)
}

// dept is the organ that handles a case.
func (w *world) dept(number string) string {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k.Dept
}

func TestAReviewersDay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply")
		first, second := w.apply(client, 7), w.apply(client, 8)
		clerk := w.staff("zhoumin")
		inbox := clerk.get("/desk").is(200, "2 件", "张*梅", "办最急的一件").not("认领所选")
		inbox.bones()
		home := "/desk/cases/" + first
		page := clerk.get(home).is(200, "社会保障卡挂失", "受理时限", "5 个工作日", "收件凭证", "不予受理", "窗口收件", "现在轮到", "待受理，").not("13800138000", idNo(7))
		page.bones()
		clerk.post(home+"/do/accept", "seq", page.seq()).is(200, "已受理", "下一件", "/desk/cases/"+second, "受理通知书", "受理 → 审查")
		clerk.post("/desk/cases/"+second+"/do/accept", "seq", "").is(200, "已受理")

		dept := w.dept(first)
		reviewer, head := w.staff(dept+"-a"), w.staff(dept+"-c")
		reviewer.get("/desk").is(200, "2 件", "认领所选", "待认领")
		reviewer.post("/desk/batch", "do", "claim", "turn", first, "turn", second).is(200, "已认领 2 件")
		reviewer.get("/desk?holder=mine").is(200, "2 件")
		do := home + "/do/sign"
		reviewer.post(do, "seq", "", "verdict", "yes", "opinion", "").is(422, "请填写审查意见", "checked")
		seq := reviewer.get(home).is(200, "提交审查意见").seq()
		reviewer.post(do, "seq", seq, "verdict", "yes", "opinion", "材料属实").is(200, "已提交审查意见", "审查：符合。材料属实")
		reviewer.post(do, "seq", seq, "verdict", "yes", "opinion", "材料属实").is(200, "已提交审查意见") // pressed twice

		page = head.get(home).is(200, "待决定", "同意办理", "退回重新审查")
		page.bones()
		head.post(home+"/do/send_back", "seq", page.seq(), "step", "0", "reason", "请核对卡号").is(200, "已退回重新审查", "请核对卡号")
		page = reviewer.get(home).is(200, "提交审查意见")
		reviewer.post(do, "seq", page.seq(), "verdict", "yes", "opinion", "卡号已核对").is(200, "已提交审查意见")
		head.post(home+"/do/approve", "seq", head.get(home).seq(), "opinion", "同意").is(200, "已同意办理", "待送达", "发给申请人的短信")
		head.get(home+"/do/approve").is(200, "现在不能办")
		paper := head.get(home).find(`href="(/desk/documents/[^"]+)"`)
		head.get(paper).is(200, "收件凭证", "/qr/track/")
		reviewer.get("/desk/done").is(200, "提交审查意见", "材料属实", "4 步")
		if book := reviewer.get("/desk/done.xlsx?purpose=核对").workbook(); len(book.Rows) != 4 || book.Rows[2][book.Column("说明")] != "审查：符合。材料属实" {
			w.t.Errorf("%q", book.Rows)
		}
	})
}

func TestTheFasterOneIsNamedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		home := "/desk/cases/" + number
		a, b := w.staff("zhoumin"), w.staff("wanglei")
		seq := a.get(home+"/do/comment").is(200, "批注").seq()
		b.post(home+"/do/comment", "seq", b.get(home).seq(), "text", "已打电话").is(200, "已批注")
		a.post(home+"/do/comment", "seq", seq, "text", "等他补身份证").is(409, "办件已经变化", "王磊", "等他补身份证")

		seq = a.get(home+"/do/propose_refusal").is(200, "这一步不能撤销", `data-confirm=`).seq()
		b.post(home+"/do/accept", "seq", b.get(home).seq()).is(200, "已受理")
		a.post(home+"/do/propose_refusal", "seq", seq, "ground", "other", "reason", "不需要办理许可").is(409, "办件已经变化", "王磊", "不需要办理许可")

		number = w.apply(w.clientToken("apply"), 8) // nor where what is asked depends on the case
		home = "/desk/cases/" + number
		seq = a.get(home).seq()
		w.do("wanglei", number, "accept")
		a.post(home+"/do/correct", "seq", seq, "what", "身份证复印件不清楚，请重新提交").is(409, "办件已经变化", "王磊", "身份证复印件不清楚，请重新提交")
	})
}

func TestTheCourseSaysWhatWasSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	home := "/desk/cases/" + w.apply(w.clientToken("apply"), 7)
	z := w.staff("zhoumin")
	z.post(home+"/do/propose_refusal", "seq", "", "ground", "not_needed", "reason", "已经取消这项许可").is(200, "不予受理的情形：依法不需要办理", "已经取消这项许可")
	w.staff("wanglei").get(home).is(200, "复核同意，不予受理", "已经取消这项许可")
}

func TestALookAtPersonalDataIsLogged(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		home := "/desk/cases/" + number
		z := w.staff("zhoumin")
		z.post(home+"/reveal", "why", "").is(422, "请填写为什么要看").not(idNo(7))
		z.post(home+"/reveal", "why", "核对身份").is(200, "张晓梅", idNo(7), "13800138000", "已记入审计日志").bones()
		z.get(home).is(200).not(idNo(7), "13800138000")
		log, err := w.Audit.Lines(w.t.Context(), audit.Filter{}, 0, 1)
		if err != nil || log[0].Act != "查看个人信息" || !strings.Contains(log[0].Object, number+"：姓名、名称、证件号码、电话") || log[0].Reason != "核对身份" || log[0].ActorName != "周敏" {
			w.t.Errorf("%+v %v", log, err)
		}
	})
}

// One look shows all that is masked on the page of a case, and one line of the log names it: who the applicant is,
// what his form says, where the result goes.
func TestALookShowsEveryMaskedAnswer(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		const street = "东坡区苏祠街道红星路 8 号 2 单元"
		status, r := w.call(w.clientToken("apply"), "POST", "/api/v1/applications", map[string]any{
			"item": w.item(simple), "region": county1, "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(7), "phone": "13800138000"},
			"form":     map[string]string{"applicant_name": "张晓梅", "phone": "13900139009", "request": "社保卡丢了，要挂失"},
			"delivery": "courier", "address": map[string]string{"name": "李建军", "phone": "13700137007", "street": street},
		})
		if status != 201 {
			t.Fatal(status, r)
		}
		number := r["number"].(string)
		home := "/desk/cases/" + number
		z := w.staff("zhoumin")
		masked := []string{idNo(7), "13800138000", "13900139009", "李建军", "13700137007", street}
		z.get(home).is(200, "查看被遮住的个人信息").not(masked...)
		before := w.looks()
		z.post(home+"/reveal", "why", "核对收件地址").is(200, masked...).bones()
		list := w.looks()
		if len(list) != len(before)+1 {
			t.Fatalf("%d lines more", len(list)-len(before))
		}
		for _, name := range []string{"证件号码", "联系电话", "收件人", "收件地址"} {
			if !strings.Contains(list[0].Object, name) {
				t.Errorf("%s is not in %q", name, list[0].Object)
			}
		}
		for _, said := range masked {
			if strings.Contains(list[0].Object, said) {
				t.Errorf("the log tells %s", said)
			}
		}

		matter := w.reportThing(w.clientToken("apply"), county1) // by telephone: nobody is registered
		officer := w.staff("zhuanxi1")
		officer.get("/desk/cases/" + matter).is(200).not("张晓梅")
		officer.post("/desk/cases/"+matter+"/reveal", "why", "回电话").is(200, "反映人", "张晓梅", "13800138000")
		if got := w.looks()[0].Object; !strings.Contains(got, "反映人电话") {
			t.Error(got)
		}
	})
}

// looks are the lines of the audit log that tell of looks at personal data, the latest first.
func (w *world) looks() []audit.Line {
	w.t.Helper()
	list, err := w.Audit.Lines(w.t.Context(), audit.Filter{Act: "查看个人信息"}, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func TestNobodySeesBeyondHisScope(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	home := "/desk/cases/" + number
	paper := "/desk/documents/" + number + "/1"
	given, err := w.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 x"), "a.pdf", people.Client, 1)
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprint("/desk/files/", given.ID)
	w.staff("zhoumin").get(paper).is(200, "收件凭证")
	for _, login := range []string{"window2", "chenjing", "bianji"} {
		z := w.staff(login)
		for _, path := range []string{home, home + "/do/comment", paper, file} {
			z.get(path).is(404).not("张*梅")
		}
		z.post(home+"/do/comment", "text", "x").is(404)
		z.post(home+"/reveal", "why", "想看看").is(404)
	}
	w.staff("zhoumin").get("/desk/cases/123").is(404)
}

func TestLinkedCasesAreShownToWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client := w.clientToken("apply")
	here, there := w.apply(client, 7), w.apply(client, 8)
	id := func(number string) int64 {
		k, err := w.Engine.ByNumber(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		return k.ID
	}
	if err := w.DB.Tx(t.Context(), func(tx *db.DB) error { return w.Engine.Link(t.Context(), tx, id(here), id(there), flow.AroseOf) }); err != nil {
		t.Fatal(err)
	}
	z := w.staff("zhoumin")
	z.get("/desk/cases/"+here).is(200, "相关的办件", "起因是", "/desk/cases/"+there)
	z.get("/desk/cases/"+there).is(200, "由此产生", "/desk/cases/"+here)
	if _, seen, err := w.Engine.Seen(t.Context(), people.Actor{Kind: people.Staff, ID: 1}, id(here)); err != nil || seen {
		t.Errorf("a stranger sees the case: %v", err)
	}
}
