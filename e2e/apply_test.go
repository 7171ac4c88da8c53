package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	codeSent  = regexp.MustCompile(`登录验证码 (\d{8})`)
	queryCode = regexp.MustCompile(`查询密码 ([0-9A-Z-]+)`)
	caseCode  = regexp.MustCompile(`的验证码 ([0-9]{8})`)
	refusal   = regexp.MustCompile(`不予受理：(.*)`)
)

// dongpo is the county in which everybody lives.
const dongpo = "511402000000"

// signIn signs a citizen in with the code of a text message, from wherever the page asks for it.
func (p *person) signIn(phone string) {
	p.t.Helper()
	p.fill("phone", phone)
	p.press("获取验证码")
	p.fill("code", message(p.t, phone, codeSent))
	p.press("登录")
}

// realName gives name and number where the page asks for them.
func (p *person) realName(name, id string) {
	p.t.Helper()
	p.fill("name", name)
	p.fill("id_no", id)
	p.choose("consent", "1")
	p.press("核验身份")
}

// registered has the identity check know a resident with his telephone.
func registered(t *testing.T, name, id, mobile string) {
	t.Helper()
	city.mu.Lock()
	far := city.far
	city.mu.Unlock()
	answer, err := http.PostForm(far+"/control/people", url.Values{"name": {name}, "number": {id}, "phone": {mobile}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
}

// file writes a file to be uploaded.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// idNo makes a valid number of the n-th resident, born in 1985.
func idNo(n int) string { return bornIn("1985", n) }

func bornIn(year string, n int) string {
	s := "511402" + year + pad(n%12+1, 2) + pad(n%28+1, 2) + pad(n%999, 3)
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

func pad(n, width int) string {
	s := ""
	for ; width > 0; width, n = width-1, n/10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

// item opens the guide of an item.
func (p *person) item(name string) {
	p.t.Helper()
	p.open("/items?q=" + name)
	p.press(name)
}

// group opens a group of questions of the draft that the page is of.
func (p *person) group(n int) {
	p.t.Helper()
	draft, _, _ := strings.Cut(p.at(), "?")
	p.open(draft + "?part=" + strconv.Itoa(n))
}

// on goes to the next group.
func (p *person) on() {
	p.t.Helper()
	p.leave(func() { p.element("main form .btn.big").MustClick() })
	p.look()
}

// nurse fills in the application of a nurse whose registration runs out, group by group, and leaves it at the check.
func (p *person) nurse() {
	p.t.Helper()
	p.group(1)
	p.fill("address", "柳江路 18 号")
	p.on()
	p.fill("cert_no", "202151010001")
	p.fill("until", "2027-03-01")
	p.on()
	p.fill("org", "东坡区人民医院")
	p.choose("post", "clinic")
	p.on()
	p.choose("title", "nurse")
	p.choose("edu", "college")
	p.on()
	p.fill("checked", "2026-11-02")
	p.on()
	p.upload("m_apply", file(p.t, "审核表.pdf", "%PDF-1.4 a"))
	p.upload("m_health", file(p.t, "体检.png", "\x89PNG\r\n\x1a\n b"))
	p.on()
	p.press("下一步：核对")
}

// upload hands files in and waits until they are listed beside those that were.
func (p *person) upload(field string, paths ...string) {
	p.t.Helper()
	const listed = `f => document.querySelectorAll("[id$='" + f + "-place'] .file a").length`
	before := p.MustEval(listed, field).Int()
	p.element("main input[name=" + field + "]").MustSetFiles(paths...)
	p.until("the file to be listed", `(f, before) => (`+listed+`)(f) > before`, field, before)
}

// apply brings a nurse from the guide to the receipt, and returns the number of the case.
func (p *person) apply(mobile, name, id string) string {
	p.t.Helper()
	p.item("护士延续执业注册")
	p.press("在线办理")
	p.signIn(mobile)
	p.press("去实名")
	p.realName(name, id)
	p.start()
	p.nurse()
	p.choose("true", "1")
	p.press("提交申请")
	return strings.TrimPrefix(p.at(), "/apply/receipts/")
}

// start answers for whom and in which situation.
func (p *person) start() {
	p.t.Helper()
	p.choose("place", dongpo)
	for name, value := range map[string]string{"for": "self", "s_until": "early", "s_moved": "no", "s_lost": "yes", "s_who": "self"} {
		p.choose(name, value)
	}
	p.press("下一步：填表和材料")
}

// TestApply: from the guide to the receipt without a visit.
func TestApply(t *testing.T) {
	for i, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			mobile, name, id := "1380000010"+pad(i, 1), "陈丽", idNo(100+i)
			p := visit(t, s, "/items?q=护士延续")
			p.press("护士延续执业注册")
			p.press("在线办理")
			p.fill("phone", "1380000")
			p.named("获取验证码").MustClick()
			p.until("what is wrong with the number", `() => document.querySelector("#f-phone-error")?.textContent.includes("现在是 7 位")`)
			p.look()
			p.signIn(mobile)
			p.sees("请先完成实名")
			p.press("去实名")
			p.realName(name, id)
			p.sees("先选您的情形")
			p.start()

			p.sees("填表和交材料", "已替您填好，可以改")
			for field, want := range map[string]string{"name": name, "id_no": id, "phone": mobile} {
				if got := p.element("main [name=" + field + "]").MustProperty("value").String(); got != want {
					t.Errorf("%s is filled with %q, want %q", field, got, want)
				}
			}
			p.fill("address", "柳江路 18 号")
			p.on()
			p.named("下一组：执业（一）").MustClick()
			p.until("what is missing", `() => document.querySelector("#f-cert_no-error")?.textContent === "请填写护士执业证书编号" && document.activeElement.getAttribute("aria-invalid") === "true"`)
			p.look()
			p.fill("cert_no", "202151010001") // saved while it is written, without a button
			p.until("the draft to be saved", `() => performance.getEntriesByType("resource").some(r => r.initiatorType === "fetch" && r.name.includes("/apply/drafts/"))`)

			p.press("保存，改天再填") // the draft survives
			p.sees("草稿已保存")
			p.press("护士延续执业注册")
			p.sees("第 2 组") // where the first answer lacks
			if got := p.element("main [name=cert_no]").MustProperty("value").String(); got != "202151010001" {
				t.Errorf("the draft has lost the number: %q", got)
			}
			p.group(6)
			bad := file(t, "程序.exe", "MZ")
			p.element("main input[name=m_health]").MustSetFiles(file(t, "体检一.png", "\x89PNG\r\n\x1a\n 1"), bad, file(t, "IMG_1.HEIC", "a phone's own kind"), file(t, "体检二.png", "\x89PNG\r\n\x1a\n 2"))
			p.until("two files and what is wrong with the others", `() => document.querySelectorAll("[id*=m_health] .file a").length === 2 && /程序.exe.*只收照片.*IMG_1.HEIC.*设置→相机→格式/.test(document.querySelector("[id*=m_health] .error")?.textContent)`)
			p.look()
			p.nurse()
			p.sees("核对后提交", "东坡区行政审批局", "陈丽", "202151010001")

			p.history(-1)
			p.sees("填表和交材料")
			p.history(1)
			p.choose("true", "1")
			p.leave(func() { // pressed twice, it is one case
				p.MustEval(`() => { const b = [...document.querySelectorAll("main button")].find(b => b.textContent.includes("提交申请")); setTimeout(() => { b.click(); b.click() }) }`) // when the call has returned: the page goes away
			})
			p.look()
			p.sees("申请已提交", "查询密码", "接下来", "最晚")
			receipt := p.at()
			p.leave(func() { p.MustReload() })
			if p.at() != receipt {
				t.Errorf("reloading the receipt leads to %s", p.at())
			}
			p.history(-1)
			p.paper()
			p.open("/my")
			if n := len(p.MustElements("a.case-card")); n != 1 {
				t.Errorf("pressed twice, there are %d cases", n)
			}
			p.press("护士延续执业注册")
			p.sees("这个日期怎么算的", "您提交了申请")
			number := strings.TrimPrefix(receipt, "/apply/receipts/")

			stranger := visit(t, s, "/track")
			stranger.fill("number", number)
			stranger.fill("code", "000000")
			stranger.press("查进度")
			stranger.sees("对不上")
			stranger.fill("number", number)
			stranger.fill("code", message(t, mobile, queryCode))
			stranger.press("查进度")
			stranger.sees("这个日期怎么算的", "受理时限", "凭查询密码只能看")

			p.press("撤回申请")
			p.sees("这一步不能撤销")
			p.element("dialog, main form textarea")
			p.fill("reason", "先不办了")
			p.named("撤回申请").MustClick()
			p.element("dialog[open]")
			p.look()
			p.press("确定")
			p.sees("您已撤回申请")
		})
	}
}
