package e2e

import (
	"testing"

	"github.com/go-rod/rod/lib/input"
)

// TestImport: an editor hands a table in, the page says by itself how the dry run ended, a publisher sees all of its columns and agrees,
// and the editor is told what came of it.
func TestImport(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "bianji")
	p.open("/desk/admin/import")
	p.choose("kind", "items")
	p.element("main input[type=file]").MustSetFiles(file(t, "事项.csv", "事项编码,事项名称,实施主体,事项类型,承诺办结时限,法定办结时限,办件类型,行政区划\nE2E-1,新事项一,东坡区人社局,公共服务,5个工作日,10个工作日,承诺件,511402000000\n"))
	p.press("上传并试导")
	p.element("[name=why]")
	p.sees("没有错误")
	p.fill("why", "省里下发")
	p.press("提交，等另一人确认后导入")
	p.sees("已提交", "办件类型")
	at := p.at()
	for _, s := range []screen{phone, desk} {
		second := clerk(t, s, "fabu")
		second.open(at)
		second.sees("办件类型", "承诺件")
		if s == phone {
			continue
		}
		second.press("同意，现在生效")
		second.until("the end of the import", `() => document.body.innerText.includes("已完成")`)
	}
	p.open("/desk/notices")
	p.sees("您提出导入的“事项.csv”：新增 1")
	p.press("我提出的")
	p.sees("已同意")
}

// TestExportIsForAPurpose: who gives no purpose is asked for it in our words, beside the field.
func TestExportIsForAPurpose(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "jianguan")
	p.open("/desk/overview.xlsx")
	p.sees("没有筛选，全部")
	p.element("form.form button").MustClick()
	p.until("our own words", `() => document.querySelector(".field .error")?.innerText === "请填写用途"`)
	p.look()
}

// TestOneBox: from any page a key leads to the box that finds; what it finds is opened by keys, and a person's name asks what for. Messages are
// read one by one.
func TestOneBox(t *testing.T) {
	t.Parallel()
	for _, s := range []screen{phone, desk} {
		p := clerk(t, s, "zhoumin")
		p.open("/desk/inbox")
		p.look()
		if s == phone {
			p.press("查找")
		}
		p.keys('/')
		p.say("护士延续")
		p.leave(func() { p.keys(input.Enter) })
		p.sees("事项", "护士延续执业注册")
		p.look()
		p.keys('/')
		p.say("张晓梅")
		p.leave(func() { p.keys(input.Enter) })
		p.sees("是办事人？", "对方在窗口或电话里")
		if at := p.at(); at != "/desk/search" {
			t.Errorf("a name stands in the address %s", at)
		}
		p.look()
		p.press("对方在窗口或电话里")
		p.sees("按姓名找到的", "张*梅")
		p.look()
		p.open("/desk/notices")
		p.sees("没看过的", "到期和超期")
		p.look()
	}
}
