package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-rod/rod/lib/proto"
	"golang.org/x/net/html"
)

// found are the forms that some visitor tries.
var found sync.Map

// TestFormsAreMended: every form that asks for something is sent empty, once as the browser checks it and once past its checks, and then
// put right. What the program answers is the form again, with what is wrong beside the questions; on the narrowest telephone, on a phone and on a desk
// it stays as wide as it was, and nothing lies over anything.
func TestFormsAreMended(t *testing.T) {
	t.Parallel()
	var tried atomic.Int64
	for i, login := range []string{"", "citizen", "zhoumin", "zhuanxi1", "jianguan", "bianji", "lizhiqiang", "xitong", "anquan"} {
		t.Run(login, func(t *testing.T) {
			t.Parallel()
			var p *person
			switch login {
			case "":
				p = visit(t, phone, "/")
			case "citizen":
				mobile, name, id := "13800000561", "邱改正", idNo(561+i)
				registered(t, name, id, mobile)
				p = visit(t, phone, "/signin?back=/my/profile")
				p.signIn(mobile)
				p.realName(name, id)
			default:
				p = clerk(t, phone, login)
				if p.MustHas("[name=code]") {
					p.authenticate()
				}
			}
			for _, path := range p.forms(login) {
				tried.Add(p.errs(path))
			}
		})
	}
	t.Cleanup(func() {
		if n := tried.Load(); n < 60 {
			t.Errorf("only %d forms were tried", n)
		}
	})
}

// routes are the pages of docs/routes.md whose address needs nothing filled in.
func routes(t *testing.T) (list []string) {
	t.Helper()
	b, err := os.ReadFile("../docs/routes.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?m)^\\| GET \\| `(/[^`{]*)` ").FindAllStringSubmatch(string(b), -1) {
		if !regexp.MustCompile(`^/(api|assets|metrics|healthz|readyz|components)|xlsx$|stay$|suggest$`).MatchString(m[1]) {
			list = append(list, m[1])
		}
	}
	if len(list) < 60 {
		t.Fatalf("only %d pages", len(list))
	}
	return list
}

// forms are the addresses at which the visitor finds forms that ask for something and of whose making nobody has tried one yet. He goes to every page of
// his, to those that it leads to, and to some of those of a kind.
func (p *person) forms(login string) (list []string) {
	p.t.Helper()
	const alike = 2 // pages that differ in a number only
	jar := ""
	for _, c := range p.MustCookies(city.url, city.url+"/desk") {
		jar += c.Name + "=" + c.Value + "; "
	}
	shape, seen, of := regexp.MustCompile(`\d+[0-9A-Z]*|[?].*`), map[string]bool{}, map[string]int{}
	staff := login != "" && login != "citizen"
	for queue := routes(p.t); len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		s := shape.ReplaceAllString(path, "")
		if of[s]++; seen[path] || of[s] > alike || strings.HasPrefix(path, "/desk") != staff {
			continue
		}
		seen[path] = true
		r, err := http.NewRequestWithContext(p.t.Context(), "GET", city.url+path, nil)
		if err != nil {
			p.t.Fatal(err)
		}
		r.Header.Set("Cookie", jar)
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			p.t.Fatal(err)
		}
		page, err := html.Parse(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		fresh := false
		walk(page, "main", func(main *html.Node) {
			walk(main, "form", func(form *html.Node) {
				key, asks := "", false
				for _, tag := range []string{"input", "select", "textarea"} {
					walk(form, tag, func(c *html.Node) {
						if kind := fmt.Sprint(tag, attr(c, "type"), has(c, "required"), attr(c, "class")); attr(c, "type") != "hidden" {
							key += kind + " "
							asks = asks || has(c, "required") && attr(c, "value") == ""
						}
					})
				}
				if attr(form, "method") != "post" || !asks || has(form, "data-fresh") {
					return
				}
				if _, known := found.LoadOrStore(key, true); !known {
					fresh = true
				}
			})
			walk(main, "a", func(a *html.Node) {
				href, err := url.Parse(attr(a, "href"))
				if err == nil && href.Host == "" && strings.HasPrefix(href.Path, "/") && !strings.Contains(href.Path, "xlsx") {
					queue = append(queue, href.RequestURI())
				}
			})
		})
		if fresh {
			list = append(list, path)
		}
	}
	return list
}

// errs sends each form of a page empty, looks at the answer, puts it right and looks again. It returns how many there are.
func (p *person) errs(path string) (n int64) {
	p.t.Helper()
	for ; ; n++ {
		p.leave(func() { p.MustNavigate(city.url + path) })
		if n >= int64(p.MustEval(asking).Int()) {
			return n
		}
		where := fmt.Sprintf("form %d of %s", n+1, path)
		if !p.MustEval(refused, n).Bool() {
			p.t.Errorf("%s is sent empty", where)
		}
		p.MustEval(mend)
		p.measure(where + ", put right before it is sent")
		p.leave(func() { p.MustNavigate(city.url + path) })
		p.MustEval(asking)
		p.leave(func() { p.MustEval(send, n) })
		where = fmt.Sprintf("form %d of %s, sent empty, answers %s", n+1, path, p.at())
		told := p.MustEval(`() => [performance.getEntriesByType("navigation")[0].responseStatus, document.querySelectorAll("main .error, main [role=alert]").length].join(" ")`).String()
		if status, said, _ := strings.Cut(told, " "); status[0] != '4' || said == "0" {
			p.t.Errorf("%s with status %s and %s words of what is wrong", where, status, said)
		}
		p.measure(where)
		p.MustEval(mend)
		p.measure(where + ", and is put right")
	}
}

// measure says what is too wide, too narrow or lies over something, at each width.
func (p *person) measure(where string) {
	p.t.Helper()
	defer p.MustSetViewport(p.screen.width, 900, 1, p.screen.width < 600)
	for _, width := range []int{320, 390, 1280} {
		if err := (proto.EmulationSetDeviceMetricsOverride{Width: width, Height: 900, DeviceScaleFactor: 1}).Call(p.Page); err != nil {
			p.t.Fatal(err)
		}
		var faults []string
		json.Unmarshal([]byte(p.MustEval(crooked).Str()), &faults)
		for _, fault := range faults {
			p.t.Errorf("%s: %d px: %s", where, width, fault)
		}
	}
}

const (
	// asking counts the forms that ask for something, and leaves window.asks to tell them; one that is drawn anew while it is
	// filled in, as that of the counter, refuses nothing before its end.
	asking = `() => {
		window.asks = f => f.method === "post" && f.closest("main") && !("fresh" in f.dataset) && [...f.elements].some(e => e.required && !e.disabled &&
			(e.type === "radio" ? ![...f.querySelectorAll("[name='" + CSS.escape(e.name) + "']")].some(o => o.checked) : e.type === "checkbox" ? !e.checked : !e.value))
		return [...document.forms].filter(window.asks).length
	}`
	// refused presses the first button of the n-th of them, and tells whether the page says what is wrong instead.
	refused = `n => {
		const form = [...document.forms].filter(window.asks)[n]
		addEventListener("submit", e => e.preventDefault())
		form.requestSubmit([...form.elements].find(e => e.matches("button:not([type=button], [formnovalidate], [disabled])")))
		return !!form.querySelector(".field.bad")
	}`
	// send sends the n-th of them as its first button does, past the checks of the browser.
	send = `n => {
		const form = [...document.forms].filter(window.asks)[n]
		const button = [...form.elements].find(e => e.matches("button:not([type=button], [formnovalidate], [disabled])"))
		if (button?.name) form.append(Object.assign(document.createElement("input"), {type: "hidden", name: button.name, value: button.value}))
		if (button?.getAttribute("formaction")) form.action = button.formAction
		HTMLFormElement.prototype.submit.call(form)
	}`
	// mend answers what is marked as wrong, as a person does: each control tells that it was changed.
	mend = `() => {
		for (const box of document.querySelectorAll("main .field.bad")) {
			const one = [...box.querySelectorAll("input:not([type=hidden]), select, textarea")].find(e => !e.disabled)
			if (!one || one.type === "file") continue
			one.focus()
			if (one.matches("[type=radio], [type=checkbox]")) one.click()
			else if (one.matches("select")) one.selectedIndex = Math.min(1, one.options.length - 1)
			else one.value = {date: "2026-12-01", tel: "13800138000"}[one.type] || "1"
			for (const what of ["input", "change"]) one.dispatchEvent(new Event(what, {bubbles: true}))
			one.blur()
		}
	}`
	crooked = `() => {
		const list = [], root = document.documentElement, name = e => (e.querySelector("legend, label")?.textContent || e.className).trim().slice(0, 20)
		if (root.scrollWidth > root.clientWidth) list.push("the page is " + (root.scrollWidth - root.clientWidth) + " px too wide")
		const fields = [...document.querySelectorAll("main .field")].filter(e => e.checkVisibility())
		for (const f of fields) {
			const room = f.parentElement.clientWidth, r = f.getBoundingClientRect()
			for (const c of f.querySelectorAll(":scope > .choices, :scope > textarea, :scope > .control")) {
				if (c.checkVisibility() && c.offsetWidth < Math.min(96, room / 2)) list.push(name(f) + " has " + c.offsetWidth + " px")
			}
			for (const c of f.querySelectorAll("input, select, textarea, .error, .hint")) {
				const o = c.getBoundingClientRect()
				if (c.checkVisibility() && o.width > 2 && (o.right > r.right + 2 || o.left < r.left - 2)) list.push(name(f) + " leaves its place")
			}
		}
		fields.forEach((a, i) => fields.slice(i + 1).forEach(b => {
			const p = a.getBoundingClientRect(), q = b.getBoundingClientRect()
			if (!a.contains(b) && p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1) list.push(name(a) + " lies over " + name(b))
		}))
		return JSON.stringify(list.slice(0, 5))
	}`
)

// walk hands over the elements of a tag below a node.
func walk(n *html.Node, tag string, do func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == tag {
			do(c)
		}
		walk(c, tag, do)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
