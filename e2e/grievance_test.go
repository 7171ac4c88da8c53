package e2e

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"
)

// TestGrievance: who could not get a matter done tells it on the phone without signing in. The officer
// finds that somebody did not want to; the department's head does it at once and says why; the person
// confirms by number and code, and the supervisor finds who answers for it.
func TestGrievance(t *testing.T) {
	t.Parallel()
	const mobile = "13800000401"
	z := visit(t, phone, "/")
	z.press("办不成事")
	z.sees("三类事，三种办法")
	z.press("反映一件事")
	z.fill("item", "残疾人证新办")
	z.choose("place", "511402000000")
	z.fill("what", "去了三次，每次都说经办人不在。")
	z.fill("times", "３")
	z.fill("name", "冯桂香")
	z.fill("phone", "１３８　００００－０４０１") // as an input method for Chinese gives it
	z.press("提交反映")
	z.sees("已收到您的反映", "查询密码")
	code := message(t, mobile, queryCode)
	number := strings.TrimPrefix(z.at(), "/grievances/sent/")

	officer := clerk(t, desk, "zhuanxi1")
	officer.open("/desk/cases/" + number)
	officer.sees("去了三次", "冯*香", "判为“不给办”")
	officer.open("/desk/cases/" + number + "/do/contact")
	officer.choose("how", "phone")
	officer.choose("reached", "yes")
	officer.fill("text", "问清了三次去的时间。")
	officer.press("登记联系")
	officer.sees("联系上了")
	officer.open("/desk/cases/" + number + "/do/unwilling")
	officer.choose("cause", "ATT")
	officer.fill("opinion", "材料齐全，应当受理。")
	officer.fill("order", "今天受理，说明为什么三次无人。")
	officer.choose("aim", "none")
	officer.press("判为“不给办”")
	officer.sees("立即办")

	head := clerk(t, desk, "511402-24-c")
	head.open("/desk/cases/" + number)
	head.sees("不给办·立即办")
	head.press("签收立即办通知")
	head.open("/desk/cases/" + number + "/do/rectified")
	head.fill("reply", "今天已上门受理，向您道歉。")
	head.fill("statement", "经办人外出没有安排顶岗。")
	head.fill("person", "办证岗")
	head.choose("outcome", "done")
	head.press("已办结，说明原因")

	z.open("/track")
	z.fill("number", number)
	z.fill("code", code)
	z.press("查进度")
	z.sees("已答复，等您确认", "今天已上门受理")
	z.press("确认解决、提出异议或撤回")
	z.press("发送验证码")
	z.fill("code", message(t, mobile, caseCode))
	z.press("确定")
	z.press("确认解决")
	z.press("确认解决")
	z.sees("等待回访")

	supervisor := clerk(t, desk, "jianguan1")
	supervisor.open("/desk/cases/" + number + "/do/account")
	supervisor.choose("finding", "true")
	supervisor.fill("person", "办证岗")
	supervisor.choose("ways", "deduct")
	supervisor.fill("result", "约谈，并在月度考核中扣分。")
	supervisor.press("问责结论")
	supervisor.open("/desk/grievances/duties")
	supervisor.sees("残疾人证新办", "办证岗")
}

// TestGrievanceNamesAWindow: while nobody knows who is meant, no window of the hall ends the matter; the officer finds out, and who
// has it not in hand reads its papers masked until he says why.
func TestGrievanceNamesAWindow(t *testing.T) {
	t.Parallel()
	z := visit(t, phone, "/grievances/new")
	z.fill("item", "残疾人证新办")
	z.choose("place", "511402000000")
	z.fill("what", "去了三次，每次都说经办人不在。")
	z.fill("refused_by", "９号窗口")
	z.fill("name", "罗桂香")
	z.fill("phone", "13800000409")
	z.press("提交反映")
	z.sees("已收到您的反映")
	number := strings.TrimPrefix(z.at(), "/grievances/sent/")
	for _, s := range []screen{desk, phone} {
		w := clerk(t, s, "wanglei")
		w.open("/desk/cases/" + number)
		w.sees("还没有认定是谁")
		w.look()
		w.open("/desk/documents/" + number + "/1")
		w.sees("姓名等已遮盖", "某人")
		w.look()
		o := clerk(t, s, "jianguan1")
		o.open("/desk/documents/" + number + "/1")
		o.sees("写明理由", "罗*香")
		o.look()
	}
	o := clerk(t, desk, "zhuanxi1")
	o.open("/desk/cases/" + number + "/do/name")
	o.look()
	o.choose("aim", "some")
	o.element("main [name=who][value='0']").MustClick()
	o.fill("text", "问过反映人，说的是残联的柜台。")
	o.press("认定反映的是谁")
	o.sees("已认定", "名单以外的人")
	o.look()
}

// TestGrievanceCounter: the window takes a matter in with the keyboard alone, and the next.
func TestGrievanceCounter(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "zhoumin")
	p.open("/desk/grievances/new")
	p.typed("name", "蒋国华")
	p.typed("phone", "13800000411")
	p.typed("item", "社会保障卡挂失")
	p.typed("times", "2")
	p.typed("refused_by", "自助区")
	p.typed("what", "自助机不认卡，没有人管。")
	p.leave(func() { p.chord(input.Enter, input.ControlLeft) })
	p.look()
	p.sees("已登记，转研判", "打印反映事项登记单")
	p.leave(func() { p.chord(input.KeyN, input.AltLeft) })
	p.look()
	p.chord(input.KeyJ, input.AltLeft)
	p.until("the way out to open", `() => document.querySelector("[name=refuse_reason]").checkVisibility()`)
	p.look()
	if strings.Contains(p.at(), "done") {
		t.Error("still at ", p.at())
	}
}

// TestGrievanceMonth: the leader reads the month, and every figure opens its rows.
func TestGrievanceMonth(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "leader")
	p.open("/desk/grievances/report")
	p.sees("按时答复率", "解释疏导", "会商办理")
	p.leave(func() { p.element("dl.stats a.figure").MustClick() })
	p.look()
	p.sees("反映事项台账")
	p.open("/desk/grievances/meetings")
	p.sees("会商台账")
	small := clerk(t, phone, "leader")
	small.open("/desk/grievances/report")
	small.open("/desk/grievances")
	elder := visit(t, phoneElder, "/grievances")
	elder.open("/grievances/new")
	elder.open("/track/phone")
}
