package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"
)

const demoPassword = "Wuyou-2026"

// clerk is a member of the staff who has signed in with the keyboard.
func clerk(t *testing.T, s screen, login string) *person {
	t.Helper()
	p := visit(t, s, "/desk/signin")
	p.element("[name=login]:focus")
	p.say(login)
	p.tabTo("[name=password]")
	p.say(demoPassword)
	p.leave(func() { p.keys(input.Enter) })
	p.look()
	return p
}

// typed moves to a field by the Tab key and types.
func (p *person) typed(name, text string) {
	p.t.Helper()
	p.tabTo(fmt.Sprintf("[name=%q]", name))
	p.say(text)
}

// picked moves to a choice by the Tab key and on to the answer by the arrow keys.
func (p *person) picked(name, value string) {
	p.t.Helper()
	p.tabTo(fmt.Sprintf("[name=%q]", name))
	if p.MustEval(`() => document.activeElement.tagName`).Str() == "SELECT" {
		p.t.Fatalf("%s is a list", name)
	}
	p.keys(input.Space)
	for range 12 {
		if p.MustEval(`v => document.activeElement.value === v && document.activeElement.checked`, value).Bool() {
			return
		}
		p.keys(input.ArrowDown)
	}
	p.t.Fatalf("%s: the arrow keys do not reach %s=%s", p.at(), name, value)
}

// dated types a day into a field, in the order in which the browser asks for its parts.
func (p *person) dated(name, year, month, day string) {
	p.t.Helper()
	p.tabTo(fmt.Sprintf("[name=%q]", name))
	p.day(name, year, month, day)
}

// day types a day into the field where the cursor stands.
func (p *person) day(name, year, month, day string) {
	p.t.Helper()
	parts := map[string]string{"year": year, "month": month, "day": day}
	for _, part := range strings.Split(p.MustEval(`() => new Intl.DateTimeFormat(navigator.language).formatToParts().map(x => x.type).filter(x => x !== "literal").join()`).Str(), ",") {
		for _, r := range parts[part] {
			p.keys(input.Key(r))
		}
	}
	if got := p.element(fmt.Sprintf("[name=%q]", name)).MustProperty("value").String(); got != year+"-"+month+"-"+day {
		p.t.Errorf("typed %s-%s-%s, the field has %q", year, month, day, got)
	}
}

// checklist makes the sheet of a nurse at home, and returns its number.
func checklist(t *testing.T) string {
	t.Helper()
	p := visit(t, phone, "/items?q=护士延续执业注册")
	p.press("护士延续执业注册")
	p.press("东坡区")
	p.press("就选东坡区")
	p.open(strings.SplitN(p.at(), "?", 2)[0] + "/checklist?s_until=early&s_moved=no&s_lost=yes&s_who=self")
	p.press("生成我的告知单")
	return strings.TrimPrefix(p.at(), "/checklists/")
}

// recall brings the sheet on the clerk's screen, with the person it is for.
func (p *person) recall(number, name, id, mobile string) {
	p.t.Helper()
	p.typed("name", name)
	p.typed("id_no", id)
	p.typed("phone", mobile)
	p.typed("checklist", number)
	p.keys(input.Tab)
	p.until("the materials", `() => document.querySelectorAll("#checks .check").length === 4`)
	p.MustEval(`() => document.activeElement.blur()`)
}

// table fills in what the nurse's form still asks, by the keyboard.
func (p *person) table() {
	p.t.Helper()
	if !p.MustEval(`() => document.querySelector("#table details").open`).Bool() {
		p.chord(input.KeyT, input.AltLeft)
	}
	p.until("the form to open", `() => document.querySelector("#table details").open`)
	p.typed("f_cert_no", "202151010002")
	p.dated("f_until", "2027", "03", "01")
	p.typed("f_org", "东坡区人民医院")
	p.picked("f_post", "community")
	p.picked("f_title", "senior")
	p.picked("f_edu", "bachelor")
	p.dated("f_checked", "2026", "11", "02")
}

// received is the number of the case that the window has just made.
func (p *person) received() string {
	number, _, _ := strings.Cut(strings.TrimPrefix(p.at(), "/desk/counter/done/"), "?")
	return number
}

// TestCounter: at the window everything is done by the keyboard, and for somebody without an account.
func TestCounter(t *testing.T) {
	t.Parallel()
	const name, mobile = "王桂香", "13800000201"
	id := idNo(201)
	sheet := checklist(t)
	p := clerk(t, desk, "zhoumin")
	p.open("/desk/counter")
	p.recall(sheet, name, id, mobile)
	p.sees("护士延续执业注册", "已按", "东坡区行政审批局")
	p.keys(input.Digit1)
	p.keys(input.Digit4)
	p.until("the verdict", `() => document.querySelector("#h-sum").textContent === "可以受理"`)
	p.look()

	p.tabTo("[name=by]") // the daughter stands at the window for her
	p.keys(input.ArrowRight)
	p.until("who acts for her", `() => !!document.querySelector("[name=agent_name]")`)
	p.typed("agent_name", "李小红")
	p.typed("agent_id_no", idNo(202))
	p.typed("agent_phone", "13800000202")
	p.picked("relation", "relative")
	p.picked("right", "letter")
	p.chord(input.Enter, input.ControlLeft)
	p.until("what is missing", `() => document.querySelector("[role=alert]")?.textContent.includes("护士执业证书编号")`)
	p.look()
	p.table()
	p.typed("f_address", "柳江路 20 号")
	p.leave(func() { p.chord(input.Enter, input.ControlLeft) })
	p.look()
	p.sees("已受理", "请把受理通知书交给办事人", "最晚")
	number := p.received()
	done := "/desk/counter/done/" + number

	p.open(done)
	p.tabTo("a[href^='/desk/documents/']")
	for !strings.Contains(p.MustEval(`() => document.activeElement.textContent`).Str(), "受理通知书") {
		p.tabTo("a[href^='/desk/documents/']")
	}
	p.leave(func() { p.keys(input.Enter) })
	p.look()
	p.sees("受理通知书", name)
	p.paper()

	p.open(done)
	p.leave(func() { p.chord(input.KeyN, input.AltLeft) })
	p.sees("窗口收件", "还没有选事项")

	follow := visit(t, phoneElder, "/track")
	follow.fill("number", number)
	follow.fill("code", message(t, mobile, queryCode))
	follow.press("查进度")
	follow.sees("正在审查", "承诺办结时限")
	p.open("/desk/cases/" + number)
	p.sees("亲属代办", "凭委托书")
}

// moving counts the keys by which somebody only moves about or presses a button: Tab, Enter, Escape, arrows and all with Alt or
// Ctrl. What is typed into a field, and a digit that gives an answer or checks things off, says something and is not counted.
type moving struct {
	*person
	n int
}

func (m *moving) keys(keys ...input.Key) {
	m.t.Helper()
	for _, k := range keys {
		if k < input.Digit0 || k > input.Digit9 {
			m.n++
		}
		m.person.keys(k)
	}
}

func (m *moving) chord(key input.Key, held ...input.Key) {
	m.t.Helper()
	m.n++
	m.person.chord(key, held...)
}

// stands waits until the cursor is where the next thing is typed or answered.
func (m *moving) stands(name string) {
	m.t.Helper()
	m.until("the cursor in "+name, `n => document.activeElement?.name === n && !document.querySelector("#counter[aria-busy]")`, name)
}

// fills types into the field where the cursor stands, and goes on.
func (m *moving) fills(name, text string) {
	m.t.Helper()
	m.stands(name)
	m.say(text)
	m.keys(input.Enter)
}

// answers gives the answer of a number to the question that is lit.
func (m *moving) answers(name string, answer input.Key) {
	m.t.Helper()
	m.stands(name)
	m.keys(answer)
}

// TestCounterKeys: two walk-ins after each other, from the name to the printed receipt, take at most 12 keys of moving about each.
func TestCounterKeys(t *testing.T) {
	t.Parallel()
	m := &moving{person: clerk(t, desk, "zhoumin")}
	m.MustEvalOnNewDocument(`window.printed = 0; window.print = () => { window.printed++ }`)
	m.open("/desk/counter")
	for i, who := range []string{"王桂芳", "李桂芬"} {
		m.n = 0
		m.fills("name", who)
		m.fills("id_no", idNo(241+i))
		m.fills("phone", fmt.Sprintf("1380000024%d", 1+i))
		m.stands("q")
		m.say("护士延续")
		m.element("[role=option][aria-selected=true]")
		m.keys(input.Enter)
		for _, q := range []string{"s_until", "s_moved", "s_lost", "s_who"} {
			m.answers(q, input.Digit1)
		}
		m.stands("m_apply")
		m.look()
		m.keys(input.Digit0)
		m.fills("f_address", "柳江路 20 号")
		m.fills("f_cert_no", "202151010002")
		m.stands("f_until")
		m.day("f_until", "2027", "03", "01")
		m.keys(input.Enter)
		m.fills("f_org", "东坡区人民医院")
		m.answers("f_post", input.Digit2)
		m.answers("f_title", input.Digit2)
		m.answers("f_edu", input.Digit3)
		m.stands("f_checked")
		m.day("f_checked", "2026", "11", "02")
		m.leave(func() { m.chord(input.Enter, input.ControlLeft) })
		m.until("the receipt to be printed", `() => window.printed === 1`)
		m.sees("已受理", "受理通知书", who)
		m.look()
		t.Logf("a walk-in took %d keys of moving about", m.n)
		if m.n > 12 {
			t.Errorf("a walk-in took %d keys of moving about, at most 12 are to be needed", m.n)
		}
		m.leave(func() { m.keys(input.Enter) })
	}
	m.stands("name")
	m.history(-1)
	m.until("it to stand as it did", `() => window.printed === 0`)
}

// TestCounterCorrects: what is missing is told once and completely; the applicant mends it at home.
func TestCounterCorrects(t *testing.T) {
	t.Parallel()
	const name, mobile = "赵文静", "13800000211"
	id := idNo(211)
	sheet := checklist(t)
	p := clerk(t, desk, "zhoumin")
	p.open("/desk/counter")
	p.recall(sheet, name, id, mobile)
	p.keys(input.Digit1)
	p.keys(input.Digit4)
	p.keys(input.ArrowRight) // not there
	p.until("the verdict", `() => document.querySelector("#h-sum").textContent === "材料不齐"`)
	p.chord(input.KeyB, input.AltLeft)
	p.until("the notice to be proposed", `() => document.querySelector("[name=what]").value.includes("健康体检证明") && document.querySelector("[name=what]").checkVisibility()`)
	p.look()
	p.tabTo("button[value=correct]")
	p.leave(func() { p.keys(input.Enter) })
	p.look()
	p.sees("已一次性告知补正")
	number := p.received()

	registered(t, name, id, mobile)
	z := visit(t, phone, "/signin?back=/my/profile")
	z.signIn(mobile)
	z.realName(name, id)
	z.open("/my")
	z.sees("等您补材料")
	z.press("提交补正")
	z.element("main input[type=file]").MustSetFiles(file(t, "体检.pdf", "%PDF-1.4 c"))
	z.press("提交补正")
	z.sees("补正材料已提交")
	z.open("/my/cases/" + number)
	z.sees("正在核对材料")
}

// TestCounterRefuses: a refusal says why and where to go, and counts when a second person has agreed.
func TestCounterRefuses(t *testing.T) {
	t.Parallel()
	const name, mobile = "孙国华", "13800000221"
	sheet := checklist(t)
	p := clerk(t, desk, "zhoumin")
	p.open("/desk/counter")
	p.recall(sheet, name, idNo(221), mobile)
	p.chord(input.KeyJ, input.AltLeft)
	p.until("the refusal to open", `() => document.querySelector("[name=reason]").checkVisibility()`)
	p.MustEval(`() => document.activeElement.blur()`)
	p.picked("ground", "not_ours")
	p.typed("reason", "执业机构在丹棱县，按《护士条例》第十条由丹棱县办理。")
	p.typed("go_to", "丹棱县行政审批局")
	p.tabTo("button[value=refuse]")
	p.keys(input.Enter)
	p.element("dialog[open]")
	p.look()
	p.tabTo("dialog .btn:not(.quiet)")
	p.leave(func() { p.keys(input.Enter) })
	p.look()
	p.sees("已提出不予受理", "由另一人复核后生效")
	number := p.received()

	p.open("/desk/cases/" + number + "/do/refuse")
	p.sees("不能")
	second := clerk(t, desk, "wanglei")
	second.open("/desk/cases/" + number)
	second.sees("拟不予受理", "不属于本机关职权", "执业机构在丹棱县", "丹棱县行政审批局")
	second.press("复核同意，不予受理")
	second.sees("这一步不能撤销")
	second.press("复核同意，不予受理")
	second.sees("不予受理")
	if sent := message(t, mobile, refusal); !strings.Contains(sent, "丹棱县") {
		t.Errorf("the message says %s", sent)
	}
}

// TestVillage: the assistant of a village receives for the own village, on a phone; the township sees it,
// another village does not.
func TestVillage(t *testing.T) {
	t.Parallel()
	p := clerk(t, phone, "luocun")
	p.open("/desk/counter")
	p.fill("name", "罗秀英")
	p.fill("id_no", bornIn("1938", 231))
	p.fill("phone", "13800000231")
	p.element("#f-q").MustClick()
	p.say("高龄津贴")
	p.element("[role=option]")
	p.keys(input.ArrowDown, input.Enter)
	p.until("the item", `() => document.querySelectorAll("#checks .check").length === 4`)
	for _, a := range [][2]string{{"s_home", "here"}, {"s_pay", "card"}, {"s_who", "self"}} {
		p.choose(a[0], a[1])
	}
	p.until("the materials", `() => document.querySelector("#h-sum").textContent.includes("没核对")`)
	p.look()
	for range p.MustElements("#checks .check [value=ok]") {
		p.MustEval(`() => [...document.querySelectorAll("#checks .check")].find(c => !c.querySelector(":checked"))?.querySelector("[value=ok]").click()`)
	}
	p.until("the verdict", `() => document.querySelector("#h-sum").textContent === "可以受理"`)
	p.named("申请表").MustClick()
	p.until("the form to open", `() => document.querySelector("#table details").open`)
	p.choose("f_home", p.element("main select[name=f_home] option:nth-of-type(3)").MustProperty("value").String())
	p.fill("f_address", "二组 8 号")
	p.choose("f_living", "spouse")
	p.choose("f_able", "yes")
	p.press("受理，打印受理通知书")
	p.sees("已受理")
	number := p.received()
	p.press("看这个办件")
	p.sees("高龄津贴", "罗*英")

	town := clerk(t, desk, "chenjing")
	town.open("/desk/search?q=" + number)
	town.sees("高龄津贴")
	other := clerk(t, desk, "window2")
	other.open("/desk/cases/" + number)
	other.sees("没有")
}
