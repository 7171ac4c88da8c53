package page

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

type tiny struct {
	Frame
	Phone Field
	Note  *Note
}

func pageFS(body string) fstest.MapFS {
	return fstest.MapFS{"tiny.html": {Data: []byte(body)}}
}

// forget has Check know no longer, when the test has ended, of the pages that it made with faults.
func forget(t *testing.T) {
	registry.Lock()
	defer registry.Unlock()
	n := len(registry.checks)
	t.Cleanup(func() {
		registry.Lock()
		defer registry.Unlock()
		registry.checks = registry.checks[:n]
	})
}

func TestCheckPassesForEveryPage(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyFindsWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"misspelt field", `{{define "main"}}{{.Phon}}{{end}}`, "Phon"},
		{"misspelt field in a component", `{{define "main"}}{{template "field" .Phone.Label}}{{end}}`, "string"},
		{"component of another type", `{{define "main"}}{{template "lamp" .Phone}}{{end}}`, "Words"},
		{"pointer where a value belongs", `{{define "main"}}{{template "note" .Flash}}{{template "note" .Note}}{{end}}`, "Note"},
		{"unknown icon", `{{define "main"}}{{icon "serch"}}{{end}}`, "serch"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := verify[tiny](Public, pageFS(c.body), []string{"tiny.html"})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "tiny.html") {
				t.Fatalf("verify = %v, want one about %q in tiny.html", err, c.want)
			}
		})
	}
}

func TestAPageThatCannotBeBuilt(t *testing.T) {
	forget(t)
	for _, c := range []struct {
		name, body, want string
		layout           Layout
	}{
		{"does not parse", `{{define "main"}}{{if}}{{end}}`, "missing value", Public},
		{"no main", `{{define "mian"}}{{end}}`, "main", Public},
		{"text outside", `<p>hello</p>{{define "main"}}x{{end}}`, "outside", Public},
		{"takes a component's name", `{{define "main"}}x{{end}}{{define "field"}}mine{{end}}`, "component", Public},
		{"no such layout", `{{define "main"}}x{{end}}`, "layout", "poster"},
		{"unknown function", `{{define "main"}}{{dict 1 2}}{{end}}`, "dict", Public},
	} {
		t.Run(c.name, func(t *testing.T) {
			for what, err := range map[string]error{
				"check": verify[tiny](c.layout, pageFS(c.body), []string{"tiny.html"}),
				"write": New[tiny](c.layout, pageFS(c.body), "tiny.html").Write(io.Discard, &tiny{}),
			} {
				if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "tiny.html") {
					t.Errorf("%s = %v, want one about %q in tiny.html", what, err, c.want)
				}
			}
		})
	}
}

func TestWriteSendsAllOrNothing(t *testing.T) {
	p := New[tiny](Desk, pageFS(`{{define "main"}}<h1>{{.Title}}</h1>{{template "field" .Phone}}{{end}}`), "tiny.html")
	var out bytes.Buffer
	if err := p.Write(&out, &tiny{Phone: Field{Name: "x", Type: "telephone"}}); err == nil || out.Len() > 0 {
		t.Fatalf("a field of unknown type wrote %d bytes, err %v", out.Len(), err)
	}
	if err := p.Write(&out, &tiny{Frame: Frame{Title: "<b>&"}, Phone: Field{Name: "x"}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "<h1>&lt;b&gt;&amp;</h1>") {
		t.Fatal("the title is not escaped")
	}
}

func TestEveryLayoutShowsItsFrame(t *testing.T) {
	frame := Frame{Title: "待办", City: City{Name: "某市政务服务", Hotline: "12345"}, Elder: true, ModeHref: "?mode=", Home: "/home",
		Nav: []Link{{Href: "/a", Label: "个人办事", Current: true}, {Href: "/b", Label: "好差评", Wide: true}}, Tools: []Link{{Href: "/me", Label: "张三", Icon: "user"}},
		Side: []Group{{"专项", []Link{{Href: "/late", Label: "超期", Count: "1", Late: true}}}}, Post: "审查岗", Today: "10月12日", Day: Today{"10月12日", "星期一，工作日", "9:00–12:00"}, Screen: "kiosk",
		Crumbs: []Link{{Href: "/", Label: "首页"}, {Label: "此页"}}, Flash: Note{Kind: "done", Text: "已保存"}, Foot: []Link{{Href: "/map", Label: "网站地图"}}, Script: []string{"/own.js"}}
	for layout, want := range map[Layout][]string{
		Public: {`data-mode="elder"`, `tel:12345`, "标准版", "更多", `aria-current="page"`, "网站地图", `src="/own.js"`, "已保存", `href="/home"`},
		Desk:   {"审查岗", "10月12日", "专项", `class="late"`, "张三", "已保存"},
		Door:   {"10月12日", "星期一，工作日", "9:00–12:00", "已保存", `href="/home"`},
		Paper:  {"打印", "返回", "首页", `href="/home"`},
		Device: {`class="device kiosk"`, "审查岗", "device.css"},
	} {
		t.Run(string(layout), func(t *testing.T) {
			var out bytes.Buffer
			p := New[tiny](layout, pageFS(`{{define "main"}}<main><h1>main</h1></main>{{end}}`), "tiny.html")
			if err := p.Write(&out, &tiny{Frame: frame}); err != nil {
				t.Fatal(err)
			}
			for _, w := range append(want, "<title>待办 - 某市政务服务</title>", "<h1>main</h1>") {
				if !strings.Contains(out.String(), w) {
					t.Errorf("no %q in\n%s", w, out.String())
				}
			}
		})
	}
}
