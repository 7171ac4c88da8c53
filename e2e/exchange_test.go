package e2e

import "testing"

// TestRatingExchange: the city's supervisor sees what the province refused and why, has it mended with a
// second person, and sends it again; the province takes it. The pages hold on the phone, too.
func TestRatingExchange(t *testing.T) {
	t.Parallel()
	const lacking = "东坡区残联"
	p := clerk(t, desk, "jianguan")
	p.open("/desk/ratings")
	p.press("报送对账")
	p.sees("本机的模拟省平台", "已接收")
	p.click("tr:has(.tag.act) th a")
	day := p.at()
	p.sees("和省平台对账", "部门代码：必填")
	p.click("tr:has(.tag.act) th a")
	record := p.at()
	p.sees("省平台拒收", "报送的内容", "申请人") // sealed, or unnamed
	small := clerk(t, phone, "jianguan")
	for _, path := range []string{"/desk/ratings/exchange", day, record, "/desk/ratings/exchange/codes"} {
		small.open(path)
	}
	p.press("去编码对照里改")
	p.sees(lacking)
	p.press("填写")
	p.sees(lacking + "的统一社会信用代码")
	p.fill("theirs", "11100000000013127D")
	p.fill("why", "编制部门给的代码")
	p.press("提交，等另一人确认")
	p.sees("已提交")
	second := clerk(t, desk, "fabu")
	second.open("/desk/admin/waiting")
	second.press(lacking + "的报送代码")
	second.sees("11100000000013127D", "编制部门给的代码")
	second.press("同意，现在生效")
	second.sees("已同意")
	p.open(record)
	p.press("重新报送")
	p.sees("已排队")
	p.open(day)
	p.press("和省平台对账")
	p.sees("已取到省平台的清单")
}
