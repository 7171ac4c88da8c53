package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
)

var counterPad = screen{name: "pad", width: 1280} // the pad of a counter, 1280 × 800, touched

// serve has a member of the staff take a matter in at his window, which is a service that may be rated,
// and returns the number of the case.
func (p *person) serve(item, name, mobile, id string) string {
	p.t.Helper()
	p.open("/desk/grievances/new")
	for field, text := range map[string]string{"name": name, "phone": mobile, "id_no": id, "item": item, "times": "2", "refused_by": "自助区", "what": "去了两次都没有办成。"} {
		p.fill(field, text)
	}
	p.press("登记，转研判")
	p.sees("已登记")
	return strings.TrimPrefix(p.at(), "/desk/grievances/done/")
}

// follow opens, on a fresh phone, the page by which a case is rated: nobody signs in.
func follow(t *testing.T, s screen, number, mobile string) *person {
	t.Helper()
	z := visit(t, s, "/track/phone")
	z.fill("number", number)
	z.press("发送验证码")
	z.fill("code", message(t, mobile, caseCode))
	z.press("确定")
	z.press("评价这次服务")
	return z
}

// rectification opens the case by which a bad rating of an item is put right.
func (p *person) rectification(item string) {
	p.t.Helper()
	p.open("/desk/inbox?kind=rectification")
	p.press(item)
}

// TestRatingPutRight: somebody rates a service badly without signing in. Another window contacts him,
// objects and is not believed, puts it right; he says that it is better now.
func TestRatingPutRight(t *testing.T) {
	t.Parallel()
	const item, name, mobile = "老年人优待证遗失补办", "邱玉芬", "13800000501"
	number := clerk(t, desk, "wanglei").serve(item, name, mobile, "")
	z := follow(t, phone, number, mobile)
	z.sees("您对这次服务满意吗？", "王磊", item)
	if n := len(z.MustElements("main :checked")); n != 0 {
		t.Errorf("%d answers are chosen before anybody answers", n)
	}
	link := z.at()
	z.choose("level", "dissatisfied")
	z.until("the reasons", `() => document.querySelector("[name=tags_dissatisfied]").checkVisibility() && !document.querySelector("[name=tags_satisfied]").checkVisibility()`)
	z.look()
	z.press("提交评价")
	z.sees("请选一个原因")
	if most := z.element("main [name=comment]").MustProperty("maxLength").Int(); most != 150 {
		t.Errorf("a comment may have %d characters", most)
	}
	z.choose("tags_dissatisfied", "210")
	z.fill("comment", "同一张证明交了两次。")
	z.press("提交评价")
	z.sees("谢谢您的评价", "不满意", "同一张证明交了两次", "正在核实")
	z.leave(func() { z.MustReload() })
	z.sees("谢谢您的评价")
	if has, _, _ := z.Has("main [name=level]"); has {
		t.Error("rated once, the questions are asked again")
	}
	z.open("/rate/" + strings.Split(strings.TrimPrefix(link, "/rate/"), "-")[0] + "-0000000000")
	z.sees("评价链接不对")

	unit := clerk(t, desk, "zhoumin")
	unit.rectification(item)
	unit.sees("系统里的记录", "看不到评价人是谁", "同一张证明交了两次")
	if body := unit.MustElement("body").MustText(); strings.Contains(body, name) || strings.Contains(body, "邱*芬") || strings.Contains(body, mobile) || strings.Contains(body, number) {
		t.Error("the unit learns who rated")
	}
	fix := unit.at()
	unit.open(fix + "/do/contact")
	unit.fill("text", "您好，想问是哪一张证明交了两次。")
	unit.press("联系评价人")
	z.open(link)
	z.sees("哪一张证明")
	z.fill("text", "居住证明。")
	z.press("发送回复")
	z.sees("回复已转给承办单位")
	unit.open(fix)
	unit.sees("居住证明")
	unit.open(fix + "/do/object")
	unit.choose("ground", "mistaken")
	unit.fill("reason", "登记系统里只有一份。")
	unit.element("main [name=evidence]").MustSetFiles(file(t, "登记.pdf", "%PDF-1.4 o"))
	unit.press("不属实，申诉")
	unit.sees("申诉待裁定")

	judge := clerk(t, desk, "jianguan1")
	judge.open(fix)
	judge.sees("登记.pdf", "误评")
	judge.open(fix + "/do/reject")
	judge.fill("reason", "两次收件各有一份。")
	judge.press("申诉不成立，整改")
	judge.press("查看评价人")
	judge.sees("会记入审计日志")
	judge.fill("why", "评价人要求当面说明")
	judge.press("查看")
	judge.sees(name, mobile)

	unit.open(fix + "/do/reply")
	unit.fill("text", "已取消重复收取，并向您道歉。")
	unit.fill("done", "更换收件清单")
	unit.press("整改完成，答复")
	z.open(link)
	z.sees("已取消重复收取")
	z.press("追加评价")
	z.sees("您原来的评价保留")
	z.choose("level", "satisfied")
	z.press("提交评价")
	z.sees("追加评价", "满意", "办结")
	small := clerk(t, phone, "jianguan1")
	small.open(fix)
	small.sees("评价人认可")
}

// TestRatingMine: who has an account finds on his own page what he may rate, and what he said.
func TestRatingMine(t *testing.T) {
	t.Parallel()
	const item, name, mobile = "城乡医保参保证明开具", "何桂英", "13800000511"
	clerk(t, desk, "window2").serve(item, name, mobile, idNo(511))
	message(t, mobile, queryCode)
	registered(t, name, idNo(511), mobile)
	z := visit(t, phoneElder, "/my/profile")
	z.signIn(mobile)
	z.realName(name, idNo(511))
	z.open("/my")
	z.sees("可以评价的服务", item)
	z.click("main a[href*='act=']")
	z.choose("level", "very_satisfied")
	z.choose("tags_very_satisfied", "510")
	z.named("再评几项").MustClick()
	z.choose("manner", "5")
	z.look()
	z.press("提交评价")
	z.sees("谢谢您的评价", "非常满意", "服务态度 5 星")
	z.open("/my")
	z.press(item)
	z.press("看我的评价")
	z.sees("非常满意")
}

// TestRatingPad: the pad of a counter sleeps, wakes by itself when the window has served somebody, says
// who served, is rated by touch, and sleeps again.
func TestRatingPad(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "window3")
	p.open("/desk/ratings/codes")
	p.sees("自助终端", "登记一台自助终端")
	id := strings.Split(*p.element("main a[href^='/desk/ratings/codes/']").MustAttribute("href"), "/")
	setUp := func(z *person) {
		boss := clerk(t, desk, "jianguan")
		boss.open("/desk/ratings/codes")
		boss.leave(func() {
			boss.element("[formaction='/desk/ratings/codes/" + id[len(id)-1] + "/pad']").MustEval(`() => { delete this.dataset.confirm; setTimeout(() => this.click(), 0) }`)
		})
		boss.sees("设置码", "只能用一次")
		boss.look()
		digits := regexp.MustCompile(`设置码 (\d{4} \d{4} \d{4})`).FindStringSubmatch(boss.element("main").MustText())[1]
		z.open("/pad")
		z.look()
		z.fill("code", digits)
		z.press("设为窗口评价器")
		z.sees("办完以后，请在这里评价")
	}
	still := visit(t, counterPad, "/ratings") // looks at what would turn to the next page before one has looked
	setUp(still)
	still.still("*/pad*")
	for _, path := range []string{"/pad", "/pad?thanks=1"} {
		still.open(path)
	}
	z := visit(t, counterPad, "/ratings")
	z.MustSetViewport(1280, 800, 1, false)
	setUp(z)
	z.leave(func() { z.MustNavigate(city.url + "/pad") })
	z.sees("办完以后，请在这里评价", "今天为您服务的是")
	p.serve("失业登记", "毛秀兰", "13800000521", "")
	z.wakes()
	z.sees("您对这次服务满意吗？", "失业登记", "匿名评价", "60 秒")
	z.look()
	if tall := z.MustEval(`() => document.documentElement.scrollHeight`).Int(); tall > 800 {
		t.Errorf("the pad is %d px high", tall)
	}
	z.touch("main label:has([value=satisfied])")
	z.touch("main label:has([name=tags_satisfied])")
	z.look()
	if tall := z.MustEval(`() => document.documentElement.scrollHeight`).Int(); tall > 800 {
		t.Errorf("with reasons the pad is %d px high", tall)
	}
	z.leave(func() { z.touch("footer button[form=rate]") })
	z.sees("谢谢您的评价")
	z.until("the pad to sleep", `() => document.body.innerText.includes("办完以后，请在这里评价")`)
	p.open("/desk/consultations") // an answer is a service, too
	p.fill("about", "怎么查公积金")
	p.press("记下，请群众评价")
	p.sees("评价器已弹出评价邀请", "怎么查公积金")
	z.wakes()
	z.sees("咨询：怎么查公积金")
}

// wakes waits until the pad asks somebody; asleep, it turns to itself every few seconds.
func (p *person) wakes() {
	p.t.Helper()
	p.until("the pad to wake", `() => document.readyState === "complete" && document.body.innerText.includes("您对这次服务满意吗")`)
}

// still has pages of a pattern stay: no header turns them by themselves.
func (p *person) still(pattern string) {
	p.t.Helper()
	router := p.HijackRequests()
	router.MustAdd(pattern, func(h *rod.Hijack) {
		h.MustLoadResponse()
		h.Response.Headers().Del("Refresh")
	})
	go router.Run()
	p.t.Cleanup(func() { router.Stop() })
}

// touch taps the middle of what the selector finds.
func (p *person) touch(selector string) {
	p.t.Helper()
	box := p.element(selector).MustShape().Box()
	p.Touch.MustTap(box.X+box.Width/2, box.Y+box.Height/2)
}

// TestRatingCodes: the sheet on the wall says which window it is and who is on duty; its code leads to the
// form on a phone, and that to the window's own figures. A terminal has a code and a screen too.
func TestRatingCodes(t *testing.T) {
	t.Parallel()
	const title = "一楼大厅自助终端 9 号"
	p := clerk(t, desk, "window4")
	p.open("/desk/ratings/codes")
	p.choose("place", p.element("main select[name=place] option:nth-of-type(2)").MustProperty("value").String())
	p.fill("title", title)
	p.press("登记")
	p.sees("已登记", title)
	screen, err := p.element("main a[href^='/terminal/']").Attribute("href")
	if err != nil {
		t.Fatal(err)
	}
	p.click("main a[href^='/desk/ratings/codes/']")
	p.sees("在岗人员", "评价自愿")
	p.paper()
	wall, err := p.element("main a[href*='/ratings/at/']").Attribute("href")
	if err != nil {
		t.Fatal(err)
	}
	if res, err := http.Get(city.url + *wall); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the code leads to %v %v", res, err)
	}

	z := visit(t, phone, *wall)
	z.choose("level", "basically_satisfied")
	z.fill("key", "13999999999")
	z.press("提交评价")
	z.sees("短信验证码") // known or not, it is answered alike
	z.fill("key", "")
	z.fill("comment", "等了一会儿。")
	z.press("提交评价")
	z.sees("谢谢您的评价")
	z.press("看这个窗口的好差评")
	z.sees("今年以来", "最近的评价")
	visit(t, phoneElder, *wall).open(z.at())

	kiosk := visit(t, counterPad, *screen)
	kiosk.still("*/terminal/*")
	kiosk.MustSetViewport(1080, 1920, 1, false)
	kiosk.sees(title, "手机号或办件编号")
	kiosk.touch("main label:has([value=satisfied])")
	for _, n := range []int{1, 3} {
		kiosk.touch(fmt.Sprintf(".digits button:nth-of-type(%d)", n))
	}
	kiosk.touch(".digits button:nth-of-type(12)") // the last character of a number may be a letter
	kiosk.touch(".letters button:nth-of-type(25)")
	if got := kiosk.element("main [name=key]").MustProperty("value").String(); got != "13Y" {
		t.Errorf("the field says %q", got)
	}
	if tall := kiosk.MustEval(`() => document.documentElement.scrollHeight`).Int(); tall > 1920 {
		t.Errorf("with reasons the terminal is %d px high", tall)
	}
	kiosk.touch(".digits button:nth-of-type(8)") // all gone again
	if got := kiosk.element("main [name=key]").MustProperty("value").String(); got != "" {
		t.Errorf("the field says %q", got)
	}
	kiosk.look()
	kiosk.leave(func() { kiosk.touch("footer button") })
	kiosk.sees("谢谢您的评价")
	kiosk.look()
}

// TestRatingDesk: the city's supervisor goes from a figure down to the rows of a village, writes down what
// people said, and sees what looks unusual.
func TestRatingDesk(t *testing.T) {
	t.Parallel()
	p := clerk(t, desk, "jianguan")
	p.open("/desk/ratings")
	p.sees("好评率", "主动评价率", "差评整改率", "实名回访率", "默认好评")
	p.press("按窗口")
	sheet, err := p.element("main a[href*='.xlsx']").Attribute("href")
	if err != nil {
		t.Fatal(err)
	}
	if kind := p.MustEval(`async a => (await fetch(a)).headers.get("Content-Type")`, *sheet).Str(); !strings.Contains(kind, "spreadsheet") {
		t.Errorf("the sheet is %s", kind)
	}
	p.press("覆盖")
	p.press("东坡区")
	p.press("通惠街道")
	p.press("庄店社区")
	p.sees("评价清单", "庄店社区")
	p.press("月度排名")
	p.sees("按好评率排")
	p.press("社会各界")
	p.press("录入一条")
	p.choose("level", "satisfied")
	p.choose("place", dongpo)
	p.choose("what", "hall")
	p.choose("who", "inspect")
	p.fill("comment", "窗口都有人，秩序好。")
	p.press("录入")
	p.sees("窗口都有人", "监督查评", "郑建国录入")
	p.press("核查")
	p.open("/desk/ratings/watch?from=" + time.Now().AddDate(0, -1, 0).Format(time.DateOnly)) // on the first of a month there is nothing of this month yet
	p.sees("同一设备多次评价", "是不是有问题由人判断")
	small := clerk(t, phone, "jianguan")
	for _, path := range []string{"", "/list", "/coverage", "/codes"} {
		small.open("/desk/ratings" + path)
	}
}

// TestRatingEntered: what somebody says on the telephone is written down by staff of another unit.
func TestRatingEntered(t *testing.T) {
	t.Parallel()
	number := clerk(t, desk, "window5").serve("居住证签注", "罗永强", "13800000531", "")
	caller := clerk(t, desk, "huifang")
	caller.open("/desk/ratings/enter")
	caller.fill("number", number)
	caller.press("找服务")
	caller.choose("way", "phone")
	caller.choose("level", "satisfied")
	caller.fill("comment", "电话里说还可以。")
	caller.press("录入评价")
	caller.sees("评价已录入")
	caller.open("/desk/ratings/list")
	caller.sees("电话里说还可以")
}

// TestRatingPublic: what was said of a place, a window and an item is found from their own pages.
func TestRatingPublic(t *testing.T) {
	t.Parallel()
	public := visit(t, desk, "/ratings")
	public.press("东坡区")
	public.sees("窗口", "综合窗口 3 号")
	public.open("/nearby?at=" + dongpo)
	public.press("看这里的好差评")
	public.item("护士延续执业注册")
	public.press("看这个事项的好差评")
	public.sees("这个事项的好差评")
	visit(t, phone, "/ratings/comment")
}
