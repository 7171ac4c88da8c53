package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// patience is how long a person waits for anything; a slow machine is no fault of the program.
const patience = time.Minute

// screen is how a person looks at the program.
type screen struct {
	name  string
	width int
	elder bool
	dark  bool
}

var (
	phone      = screen{name: "phone", width: 390}
	phoneElder = screen{name: "phone-elder", width: 390, elder: true}
	phoneDark  = screen{name: "phone-dark", width: 390, dark: true}
	desk       = screen{name: "desk", width: 1280}
	deskElder  = screen{name: "desk-elder", width: 1280, elder: true}
	deskDark   = screen{name: "desk-dark", width: 1280, dark: true}
)

// person is somebody at a browser of his own.
type person struct {
	*rod.Page
	t      *testing.T
	screen screen
	shots  int // pages photographed
}

// visit opens a fresh browser window for a person.
func visit(t *testing.T, s screen, path string) *person {
	t.Helper()
	private, err := city.browser.Incognito()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, screen: s}
	p.Page, err = private.Page(proto.TargetCreateTarget{URL: "about:blank"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { private.Close() })
	p.Page = p.WithPanic(func(v any) {
		t.Helper()
		t.Fatalf("%v", v)
	})
	p.MustSetViewport(s.width, 900, 1, s.width < 600)
	still := proto.EmulationSetEmulatedMedia{Features: []*proto.EmulationMediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	if s.dark {
		still.Features = append(still.Features, &proto.EmulationMediaFeature{Name: "prefers-color-scheme", Value: "dark"})
	}
	if err := still.Call(p); err != nil { // colours are judged as they stay, not on their way
		t.Fatal(err)
	}
	if s.elder {
		p.MustSetCookies(&proto.NetworkCookieParam{Name: "elder", Value: "1", URL: city.url})
	}
	p.open(path)
	return p
}

// open goes to a path and looks at the page.
func (p *person) open(path string) {
	p.t.Helper()
	p.leave(func() { p.MustNavigate(city.url + path) })
	p.look()
}

// leave does what leads to another page, and waits until that is there.
func (p *person) leave(do func()) {
	p.t.Helper()
	p.MustEval(`() => { window.left = true }`)
	do()
	p.until("the next page", `() => !window.left && document.readyState === "complete"`)
}

// history goes back (-1) or forward (1), once the call has returned: the page that was asked goes away.
func (p *person) history(by int) {
	p.t.Helper()
	p.leave(func() { p.MustEval(`by => { setTimeout(() => history.go(by)) }`, by) })
}

// until waits for a condition on the page.
func (p *person) until(what, condition string, args ...any) {
	p.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok, err := p.Eval(condition, args...); err == nil && ok.Value.Bool() {
			return
		}
	}
	p.t.Fatalf("%s: waited in vain for %s", p.at(), what)
}

// element waits for what the selector finds.
func (p *person) element(selector string) *rod.Element {
	p.t.Helper()
	el, err := p.Timeout(patience).Element(selector)
	if err != nil {
		p.t.Fatalf("%s: no %s: %v", p.at(), selector, err)
	}
	return el.CancelTimeout()
}

// named waits for the link, button or heading of a fold that is in sight and says the words.
func (p *person) named(words string) *rod.Element {
	p.t.Helper()
	el, err := p.Timeout(patience).ElementByJS(rod.Eval(`words => {
		const seen = ["dialog[open] button", "main :is(button, summary)", "main a", ":is(header, nav, aside) a"].flatMap(s => [...document.querySelectorAll(s)]).filter(e => e.checkVisibility() && e.offsetWidth > 1)
		const says = e => e.textContent.replace(/\s+/g, "")
		return seen.find(e => says(e) === words) || seen.find(e => says(e).includes(words)) || null
	}`, words))
	if err != nil {
		p.t.Fatalf("%s: nothing to press that says %q: %v: %.600s", p.at(), words, err, strings.Join(strings.Fields(p.MustElement("body").MustText()), " "))
	}
	return el.CancelTimeout()
}

// click presses what the selector finds and looks at the next page.
func (p *person) click(selector string) {
	p.t.Helper()
	el := p.element(selector)
	p.leave(func() { el.MustClick() })
	p.look()
}

// press clicks the button or link with the words, says yes when asked whether it is meant, and looks at
// the next page.
func (p *person) press(words string) {
	p.t.Helper()
	el := p.named(words)
	if asks, _ := el.Attribute("data-confirm"); asks != nil {
		el.MustClick()
		p.element("dialog[open]")
		p.look()
		el = p.named("确定")
	}
	p.leave(func() { el.MustClick() })
	p.look()
}

// fill types into the field of a name.
func (p *person) fill(name, text string) {
	p.t.Helper()
	el := p.element(fmt.Sprintf(`main [name=%q]`, name))
	if el.MustEval(`() => this.type`).String() == "date" {
		el.MustEval(`v => { this.value = v; this.dispatchEvent(new Event("change", {bubbles: true})) }`, text)
		return
	}
	el.MustSelectAllText().MustInput(text)
}

// choose ticks the answer of a choice, or picks it from a list.
func (p *person) choose(name, value string) {
	p.t.Helper()
	p.until(fmt.Sprintf("the answer %s=%s", name, value), `(name, value) => {
		const list = document.querySelector("main select[name=" + name + "]"), one = document.querySelector("main input[name=" + name + "][value='" + value + "']")
		if (list) { list.value = value; list.dispatchEvent(new Event("change", {bubbles: true})) }
		if (one && !one.checked) one.click()
		return !!(list || one)
	}`, name, value)
}

// sees fails unless the page says the words.
func (p *person) sees(words ...string) {
	p.t.Helper()
	body := p.MustElement("body").MustText()
	for _, w := range words {
		if !strings.Contains(strings.Join(strings.Fields(body), ""), strings.Join(strings.Fields(w), "")) {
			p.t.Errorf("%s does not say %q: %.600s", p.at(), w, strings.Join(strings.Fields(body), " "))
		}
	}
}

// at is the path and query of the page.
func (p *person) at() string { return strings.TrimPrefix(p.MustInfo().URL, city.url) }

// part is what the pattern's group finds in the text of the page.
func (p *person) part(pattern string) string {
	p.t.Helper()
	body := p.MustElement("body").MustText()
	m := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if m == nil {
		p.t.Fatalf("%s has no %s: %.600s", p.at(), pattern, strings.Join(strings.Fields(body), " "))
	}
	return m[1]
}

// keys presses keys one after another.
func (p *person) keys(keys ...input.Key) {
	p.t.Helper()
	for _, k := range keys {
		p.Keyboard.MustType(k)
	}
}

// chord presses a key while others are held.
func (p *person) chord(key input.Key, held ...input.Key) {
	p.t.Helper()
	p.KeyActions().Press(held...).Type(key).MustDo()
}

// tabTo moves on with the Tab key until the focus is on what the selector matches.
func (p *person) tabTo(selector string) {
	p.t.Helper()
	for range 80 {
		p.keys(input.Tab)
		if p.MustEval(`s => !!document.activeElement?.matches(s)`, selector).Bool() {
			return
		}
	}
	p.t.Fatalf("%s: the Tab key does not reach %s", p.at(), selector)
}

// say types words where the focus is, as an input method does.
func (p *person) say(text string) {
	p.t.Helper()
	p.MustInsertText(text)
}

// look lets axe-core look at the page, and fails when the page is wider than the screen or a target is
// too small for the fingers of the old.
func (p *person) look() {
	p.t.Helper()
	where := fmt.Sprintf("%s at %d px, elder %v", p.at(), p.screen.width, p.screen.elder)
	if wide := p.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int(); wide > 0 {
		p.t.Errorf("%s is %d px too wide", where, wide)
	}
	all, colours, whole := p.unseen()
	if len(all)+len(colours) == 0 && !whole {
		return
	}
	if _, err := (proto.RuntimeEvaluate{Expression: city.axe + "; true"}).Call(p.Page); err != nil { // past the content security policy
		p.t.Fatal(err)
	}
	found, err := p.Evaluate(rod.Eval(`async (all, colours, whole) => {
		const judged = []
		const run = async (parts, rules) => {
			const options = {resultTypes: ["violations"], preload: false, elementRef: false, runOnly: rules}
			judged.push(...(await axe.run(parts ? {include: parts.map(n => window.parts[n])} : document, options)).violations)
		}
		if (all.length) await run(all, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
		if (whole) await run(null, ["bypass", "document-title", "html-has-lang", "heading-order", "page-has-heading-one",
			"landmark-one-main", "landmark-unique", "duplicate-id-aria"])
		if (colours.length) await run(colours, ["color-contrast"])
		return JSON.stringify(judged.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + (v.id === "color-contrast" ? n.any[0].message : "")).join(" | ")));
	}`, all, colours, whole).ByPromise())
	if err != nil {
		p.t.Fatalf("%s: axe: %v", where, err)
	}
	var list []string
	json.Unmarshal([]byte(found.Value.Str()), &list)
	var targets []string
	if p.screen.elder {
		json.Unmarshal([]byte(p.MustEval(small).Str()), &targets)
	}
	for _, v := range append(list, targets...) {
		p.t.Errorf("%s: %s", where, v)
	}
	if dir := os.Getenv("WUYOU_SHOTS"); dir != "" {
		p.shots++
		path := regexp.MustCompile(`\d{15,}|[?].*|[^a-z0-9]+`).ReplaceAllString(strings.ToLower(p.at()), "-")
		p.MustScreenshotFullPage(filepath.Join(dir, fmt.Sprintf("%s-%02d%.60s.png", strings.ReplaceAll(p.t.Name(), "/", "-"), p.shots, path)))
	}
}

// unseen are the parts in sight that nobody has looked at yet, and those that nobody has looked at in these colours (elder mode and the dark have their own), by
// their place in the page's window.parts. A part is an element with its classes, role and attributes within two such others, or a heading that
// follows another; what it says, and how often it stands there, is all the same. whole: nobody has looked yet at a page of these headings and landmarks,
// one after the other.
func (p *person) unseen() (all, colours []int, whole bool) {
	p.t.Helper()
	all, colours = []int{}, []int{}
	var page struct {
		Parts []string
		Shape string
	}
	err := json.Unmarshal([]byte(p.MustEval(`() => {
		const parts = new Map(), add = (part, e) => parts.has(part) || parts.set(part, e)
		const name = e => e.tagName + [...e.attributes].map(a => ["class", "type", "role", "aria-expanded"].includes(a.name) ? a.name + "=" + a.value : a.name)
		const walk = (e, above) => {
			if (!e.checkVisibility() && !e.classList.contains("sr")) return
			const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) ? "text" : ""
			add([...above, name(e), own].join(" < "), e)
			for (const c of e.children) walk(c, [...above, name(e)].slice(-2))
		}
		walk(document.body, [])
		;[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].reduce((last, h) => (add(last + h.tagName, h), h.tagName), "")
		window.parts = [...parts.values()]
		const shape = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6, header, nav, main, aside, footer, form, section")]
			.filter(e => e.checkVisibility()).map(e => e.tagName + (e.ariaLabel || "")).join(" ")
		return JSON.stringify({Parts: [...parts.keys()], Shape: shape})
	}`).Str()), &page)
	if err != nil {
		p.t.Fatal(err)
	}
	_, known := city.seen.LoadOrStore("page "+page.Shape, true)
	for n, part := range page.Parts {
		_, coloured := city.seen.LoadOrStore(fmt.Sprint(p.screen.elder, p.screen.dark, part), true)
		if _, known := city.seen.LoadOrStore(part, true); !known {
			all = append(all, n)
		} else if !coloured {
			colours = append(colours, n)
		}
	}
	return all, colours, !known
}

// small lists the targets below 60 px. A link within a line of text is let be, as in WCAG 2.5.8.
const small = `() => JSON.stringify([...document.querySelectorAll("a, button, summary, select, input, textarea")].flatMap(e => {
	const target = e.closest("label") || e
	if (!e.checkVisibility() || e.type === "hidden" || e.closest(".sr, .skip") || e.classList.contains("sr")) return []
	const r = target.getBoundingClientRect()
	if (r.height >= 59.5 || r.width < 2) return []
	const inline = getComputedStyle(e).display === "inline" && [...e.parentElement.childNodes].some(n => n !== e && n.nodeType === 3 && n.textContent.trim())
	return inline ? [] : ["a target of " + Math.round(r.width) + " × " + Math.round(r.height) + " px: " + e.outerHTML.slice(0, 120)]
}).slice(0, 8))`

// paper looks at the page as a printer prints it: nothing but the sheet, no wider than A4.
func (p *person) paper() {
	p.t.Helper()
	if err := (proto.EmulationSetEmulatedMedia{Media: "print"}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
	p.MustSetViewport(794, 1123, 1, false) // A4 at 96 dots an inch
	for _, bar := range []string{".mast", ".foot", ".crumbs", ".paper-bar", ".no-print"} {
		if has, el, _ := p.Has(bar); has && el.MustVisible() {
			p.t.Errorf("%s: %s is printed", p.at(), bar)
		}
	}
	if wide := p.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int(); wide > 0 {
		p.t.Errorf("%s: the paper is %d px too narrow", p.at(), wide)
	}
	if dir := os.Getenv("WUYOU_SHOTS"); dir != "" {
		p.MustScreenshotFullPage(filepath.Join(dir, strings.ReplaceAll(p.t.Name(), "/", "-")+"-print.png"))
	}
	if err := (proto.EmulationSetEmulatedMedia{Media: ""}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
	p.MustSetViewport(p.screen.width, 900, 1, p.screen.width < 600)
}

// plain lets no script of the program load, on the pages to come.
func (p *person) plain() {
	p.t.Helper()
	if err := (proto.NetworkEnable{}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
	if err := (proto.NetworkSetBlockedURLs{Urls: []string{"*.js*"}}).Call(p.Page); err != nil {
		p.t.Fatal(err)
	}
}
