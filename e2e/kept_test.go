package e2e

import (
	"testing"
	"time"
)

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
		t.Run("a citizen's form on a device that nobody knows any more, "+s.name, func(t *testing.T) {
			t.Parallel()
			const org = "东坡区人民医院"
			mobile, name, id := "138000008"+pad(int(s.width)/100, 2), "钟留表", idNo(720+s.width/100)
			registered(t, name, id, mobile)
			p := visit(t, s, "/")
			p.item("护士延续执业注册")
			p.press("在线办理")
			p.signIn(mobile)
			before := time.Now()
			p.press("去实名")
			p.realName(name, id)
			p.start()
			p.group(3)
			p.fill("org", org)
			p.signedOut()
			p.press("保存，改天再填")
			p.sees("替您留着", org)
			first := message(t, mobile, codeSent)
			time.Sleep(time.Until(before.Add(codeGap + time.Second)))
			p.fill("phone", mobile)
			p.press("获取验证码")
			for end := time.Now().Add(patience); message(t, mobile, codeSent) == first && time.Now().Before(end); {
				time.Sleep(50 * time.Millisecond)
			}
			p.fill("code", message(t, mobile, codeSent))
			p.press("登录")
			p.sees("这还是您的账号吗", "替您留着")
			p.fill("name", name)
			p.fill("id_no", id)
			p.press("是我")
			p.sees("请继续", org)
			p.press("继续提交")
			p.sees("草稿已保存")
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
