package e2e

import (
	"regexp"
	"testing"
)

var pickup = regexp.MustCompile(`取件码 (\d+)`)

// TestApprove: an application goes through the steps of its item, is decided and made; the output window
// hands the result over by its code, and the citizen holds it.
func TestApprove(t *testing.T) {
	t.Parallel()
	const name, mobile = "周玉梅", "13800000301"
	id := idNo(301)
	z := visit(t, phone, "/")
	number := z.apply(mobile, name, id)

	window := clerk(t, desk, "zhoumin")
	window.sees("护士延续执业注册")
	window.open("/desk/cases/" + number)
	window.press("受理")
	window.sees("审查")

	reviewer := clerk(t, desk, "lizhiqiang")
	reviewer.open("/desk/inbox?q=" + number)
	reviewer.open("/desk/cases/" + number)
	reviewer.press("认领")
	reviewer.choose("verdict", "yes")
	reviewer.fill("opinion", "有效期、体检结论都符合。")
	reviewer.press("提交审查意见")
	head := clerk(t, desk, "zhaowenbin")
	head.open("/desk/cases/" + number)
	head.sees("待决定")
	head.press("准予许可")

	issuer := clerk(t, desk, "hexue")
	issuer.open("/desk/cases/" + number)
	issuer.fill("number", "川护注〔2026〕301号")
	issuer.press("制证完成")
	issuer.sees("填有效期止")
	issuer.choose("open_end", "printed")
	issuer.press("制证完成")

	output := clerk(t, desk, "suntao")
	output.open("/desk/output")
	output.sees("护士延续执业注册")
	output.open("/desk/output/" + number)
	output.fill("code", "000000")
	output.fill("receiver", name)
	output.choose("self", "1")
	output.press("当面交付")
	output.sees("取件码不对")
	output.fill("code", message(t, mobile, pickup))
	output.press("当面交付")
	output.sees("办结")

	z.open("/my/cases/" + number)
	z.sees("已办结", "结果")
}

// TestOversee: every figure opens its rows, and every list is a workbook.
func TestOversee(t *testing.T) {
	t.Parallel()
	for _, s := range []screen{desk, phone} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := clerk(t, s, "jianguan")
			p.open("/desk/overview")
			p.sees("件超期", "先做这几件", "和昨天、上月、去年比", "比上月同日", "在办件在哪里", "超期的停在哪里")
			p.click("main tbody .btn") // what to do first leads to its rows
			p.sees("眉山市在办", "超期 6")
			p.open("/desk/grievances/report")
			p.sees("一、总体情况", "数据截至", "下载公文")
			p.element("main a[href*='report.docx']")
			p.open("/desk/figures")
			p.sees("统计")
			p.click("main .stat a")
			p.element("main a[href*='.xlsx']")
		})
	}
}
