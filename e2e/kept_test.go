package e2e

import "testing"

// signedOut takes the browser's sessions away while a page is open.
func (p *person) signedOut() { p.MustSetCookies() }

// TestKept: what somebody was writing when his session ended is there after he has signed in in place, and goes on when he says so.
func TestKept(t *testing.T) {
	t.Parallel()
	for _, s := range []screen{desk, phone} {
		t.Run("a clerk's opinion, "+s.name, func(t *testing.T) {
			t.Parallel()
			const opinion = "已电话核实，申请人明天补交近期照片"
			z := visit(t, phone, "/")
			number := z.apply("138000007"+pad(int(s.width)/100, 2), "钟留存", idNo(700+s.width/100))
			p := clerk(t, s, "zhoumin")
			p.open("/desk/cases/" + number + "/do/comment")
			p.warned()
			p.fill("text", opinion)
			p.signedOut()
			p.press("批注")
			p.sees("替您留着", opinion)
			p.fill("login", "zhoumin")
			p.fill("password", "wrong")
			p.press("登录")
			p.sees("替您留着")
			p.fill("password", demoPassword)
			p.press("登录")
			p.sees("请继续", opinion)
			p.press("继续提交")
			p.sees("已批注", opinion)
		})
	}
}

// warned sees the warning before the session ends, and stays.
func (p *person) warned() {
	p.t.Helper()
	p.MustEval(`() => {
		document.body.dataset.left = 170
		return import(document.querySelector("script[src*='page.js']").src.replace("page.js", "stay.js?soon")).then(() => true)
	}`)
	p.until("the warning", `() => document.querySelector("dialog[open]")?.textContent.includes("再过 3 分钟将自动退出")`)
	p.look()
	p.MustEval(`() => document.querySelector("dialog[open] button").click()`)
	p.until("the warning to go", `() => !document.querySelector("dialog[open]")`)
}
