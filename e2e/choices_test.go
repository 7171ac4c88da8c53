package e2e

import "testing"

// TestAMissedChoiceIsMended: who leaves a choice open is told, chooses, and has a form as wide as before, in which everything can still be read.
func TestAMissedChoiceIsMended(t *testing.T) {
	t.Parallel()
	const item, mobile = "老年人优待证遗失补办", "13800000521"
	number := clerk(t, desk, "wanglei").serve(item, "邱补选", mobile, "")
	rate := follow(t, phone, number, mobile)
	record := clerk(t, phone, "zhoumin")
	record.open("/desk/persons")
	for name, text := range map[string]string{"id_no": idNo(521), "name": "邱补选"} {
		record.fill(name, text)
	}
	record.press("查登记")
	record.press("提出更正")
	phoned := visit(t, phone, "/grievances/new")
	officer := clerk(t, phone, "zhuanxi1")
	officer.open("/desk/cases/" + number + "/do/contact")
	for _, form := range []struct {
		of            *person
		submit        string
		name, chooses string
	}{
		{phoned, "提交反映", "place", dongpo},
		{record, "提交，等另一人复核", "field", "name"},
		{rate, "提交评价", "level", "satisfied"},
		{officer, "登记联系", "how", "phone"},
	} {
		form.of.mends(form.submit, form.name, form.chooses)
	}
}

// mends submits a form that nobody has filled in, chooses the answer that was missed, and measures.
func (p *person) mends(submit, name, chooses string) {
	p.t.Helper()
	p.named(submit).MustClick()
	p.until("what is wrong with "+name, `name => !!document.querySelector("main .field.bad input[name=" + name + "]")`, name)
	p.choose(name, chooses)
	p.until("nothing to be wrong with "+name, `name => !document.querySelector("main .field.bad input[name=" + name + "]")`, name)
	const thin = `() => [...document.querySelectorAll("main .choices")].filter(c => c.checkVisibility() && c.offsetWidth < 200).length`
	if n := p.MustEval(thin).Int(); n > 0 {
		p.t.Errorf("%s: %d choices have no width any more", p.at(), n)
	}
	p.look()
}
