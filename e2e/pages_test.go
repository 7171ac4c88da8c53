package e2e

import (
	"testing"
	"time"

	"github.com/go-rod/rod/lib/input"
	"github.com/pquerna/otp/totp"

	"wuyou/office/demo"
)

// TestPages: every other page of the portal, and what is said when there is none.
func TestPages(t *testing.T) {
	for i, s := range []screen{phoneElder, desk} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, s, "/help/access")
			for _, path := range []string{"/help/privacy", "/nearby", "/nearby?at=" + dongpo, "/place?at=" + dongpo, "/en", "/en?q=zzz", "/en/track", "/en/signin"} {
				p.open(path)
			}
			p.open("/en?q=residence")
			p.click(".results a")
			p.sees("What to bring", "Resident identity card")
			p.click("main .btn.big")
			p.sees("Start the application", "我要办理“居住证办理”")
			p.open("/items/1")
			p.sees("没有这个事项", "回首页")
			if s == desk {
				p.open("/components")
				p.open("/desk/counter")
				p.sees("工作台登录")
			}
			p.open("/my")
			p.signIn("1380000040" + pad(i, 1))
			p.sees("还没有实名")
			for _, path := range []string{"/my/profile", "/my/firms", "/my/sessions", "/my/notices"} {
				p.open(path)
			}
			p.open("/apply/receipts/511402261126000100000")
			p.sees("请先完成实名")
			p.press("去办")
			p.open("/my")
			p.press("退出登录")
		})
	}
}

// TestDark: in the dark every word can be read, on the pages of citizens as on the desk.
func TestDark(t *testing.T) {
	t.Parallel()
	for login, paths := range map[string][]string{
		"": {"/", "/?who=2", "/items", "/items?q=居住证要什么条件", "/grievances", "/grievances/new", "/track", "/ratings", "/nearby", "/place", "/help/access", "/signin"},
		"jianguan": {"/desk/inbox", "/desk/overview", "/desk/ratings", "/desk/ratings/list", "/desk/figures", "/desk/supervision", "/desk/visits", "/desk/done",
			"/desk/notices", "/desk/admin/calendar", "/desk/admin/rules", "/desk/find"},
		"zhoumin": {"/desk/counter", "/desk/inbox", "/desk/output", "/desk/me"},
		"bianji":  {"/desk/admin/items", "/desk/admin/items/new"},
	} {
		for _, s := range []screen{phoneDark, deskDark} {
			t.Run(login+" "+s.name, func(t *testing.T) {
				t.Parallel()
				var p *person
				if login == "" {
					p = visit(t, s, "/")
				} else {
					p = clerk(t, s, login)
				}
				for _, path := range paths {
					p.open(path)
				}
				if red := p.MustEval(`() => Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)[0])`).Int(); red > 60 {
					t.Errorf("the ground is light: %d", red)
				}
			})
		}
	}
}

// TestWithoutScripts: whoever has no scripts finds, applies and uploads all the same.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	p := visit(t, phone, "/")
	p.plain()
	p.fill("q", "护士延续执业注册")
	p.press("搜索")
	p.press("护士延续执业注册")
	p.press("在线办理")
	p.signIn("13800000411")
	p.press("去实名")
	p.realName("何洪波", idNo(411))
	p.start()
	p.named("各组和已填的").MustClick()
	p.press("全部放在一页填")
	p.fill("org", "东坡区人民医院")
	p.element("main input[name=m_health]").MustSetFiles(file(t, "体检.png", "\x89PNG\r\n\x1a\n w"))
	p.press("保存，改天再填")
	p.press("护士延续执业注册")
	p.group(6)
	p.sees("体检.png")
	p.press("移除")
	p.sees("填表和交材料")
}

// TestFirm: the agent of a firm applies for it, on a written promise.
func TestFirm(t *testing.T) {
	t.Parallel()
	const firm, credit = "眉山清溪广告有限公司", "91511402MA6200001P"
	p := visit(t, desk, "/my/firms")
	p.signIn("13800000421")
	p.press("去实名")
	p.realName("郭海燕", idNo(421))
	p.fill("name", firm)
	p.fill("id_no", credit)
	p.fill("legal", "郭海燕")
	p.press("绑定")
	p.sees("可以替“" + firm + "”提交新的申请")
	p.item("设置大型户外广告的审批")
	p.press("在线办理")
	p.choose("place", dongpo)
	p.element("main label:has([name=for])")
	p.MustEval(`firm => [...document.querySelectorAll("main label")].find(l => l.textContent.includes(firm)).click()`, firm)
	for _, a := range [][2]string{{"s_kind", "big"}, {"s_zone", "no"}, {"s_place", "own"}, {"s_way", "commit"}} {
		p.choose(a[0], a[1])
	}
	p.press("下一步：填表和材料")
	p.press("全部放在一页填")
	p.sees("承诺的内容")
	if got := p.element("main [name=who]").MustProperty("value").String(); got != firm {
		t.Errorf("the firm's name is filled with %q", got)
	}
	p.choose("region", p.element("main select[name=region] option:nth-of-type(3)").MustProperty("value").String())
	for name, text := range map[string]string{"place": "湖滨路 6 号楼顶", "width": "12", "height": "4", "bottom": "20", "from": "2026-12-15", "until": "2027-12-14"} {
		p.fill(name, text)
	}
	p.choose("kind", "roof")
	for _, key := range []string{"right", "design", "keep"} {
		p.upload("m_"+key, file(t, key+".pdf", "%PDF-1.4 "+key))
	}
	p.press("下一步：核对")
	p.sees("核对后提交", firm, "签署《告知承诺书》")
	p.choose("true", "1")
	p.fill("signed", "郭海燕")
	p.press("提交申请")
	p.sees("申请已提交", firm)
	p.open("/my")
	p.sees("设置大型户外广告的审批", firm)
}

// TestLongListsAreNarrowed: who is asked for one of two hundred villages chooses the township first; a place chosen before is given up with its
// township, and without choosing one all villages are there.
func TestLongListsAreNarrowed(t *testing.T) {
	t.Parallel()
	p := visit(t, phone, "/")
	p.fill("q", "高龄津贴")
	p.press("搜索")
	p.press("高龄津贴")
	p.press("在线办理")
	p.signIn("13800000412")
	p.press("去实名")
	p.realName("何洪波", bornIn("1938", 412))
	p.choose("place", dongpo)
	for name, value := range map[string]string{"for": "self", "s_home": "here", "s_pay": "card", "s_who": "self"} {
		p.choose(name, value)
	}
	p.press("下一步：填表和材料")
	p.until("the list of townships", `() => !!document.querySelector("main select[aria-controls]")`)
	got := p.MustEval(`() => {
		const first = document.querySelector("main select[aria-controls]"), list = document.getElementById(first.getAttribute("aria-controls"))
		const all = list.options.length, own = document.querySelectorAll("main optgroup")[1].children.length
		const go = n => { first.selectedIndex = n; first.dispatchEvent(new Event("change")) }
		go(2)
		const some = list.options.length
		list.selectedIndex = 2
		const chosen = list.value
		go(1)
		const lost = list.value
		go(0)
		return [all > 60, some === own + 1, chosen !== "", lost === "", list.options.length === all, first.name === ""].join(" ")
	}`).String()
	if got != "true true true true true true" {
		t.Error(got)
	}
	p.look()
}

// TestSecondStep: who needs an authenticator types the password once; the cursor stands where one goes on.
func TestSecondStep(t *testing.T) {
	t.Parallel()
	p := visit(t, phone, "/desk/signin")
	p.element("[name=login]:focus")
	p.say("shenji")
	p.tabTo("[name=password]")
	p.say("wrong")
	p.leave(func() { p.keys(input.Enter) })
	p.sees("用户名或密码不对")
	p.element("[name=password]:focus")
	p.say(demoPassword)
	p.leave(func() { p.keys(input.Enter) })
	p.look()
	p.sees("密码正确，还差一步")
	p.element("[name=code]:focus")
	p.say("000000")
	p.leave(func() { p.keys(input.Enter) })
	p.sees("动态口令不对")
	p.authenticate()
	p.sees("审计日志")
}

// authenticate gives the one-time password that the second step of signing in asks for.
func (p *person) authenticate() {
	p.t.Helper()
	code, err := totp.GenerateCode(demo.TOTP, time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	p.element("[name=code]:focus")
	p.say(code)
	p.leave(func() { p.keys(input.Enter) })
	p.look()
}
