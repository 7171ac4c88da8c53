package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show renders one component.
func show(t *testing.T, name string, data any) string {
	t.Helper()
	base, err := bases()[Public].Clone()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := base.ExecuteTemplate(&out, name, data); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFieldOfEachTypeIsDrawn(t *testing.T) {
	for kind := range controls {
		html := show(t, "field", Field{Type: kind, Name: "x", Label: "名称", Value: "v", Options: []Option{{Value: "v", Label: "甲"}}})
		if kind != "readonly" && !strings.Contains(html, `name="x"`) {
			t.Errorf("%q has no control:\n%s", kind, html)
		}
		if kind != "hidden" && !strings.Contains(html, "名称") {
			t.Errorf("%q does not show its label", kind)
		}
	}
}

func TestFieldMarkup(t *testing.T) {
	eight := make([]Option, 8)
	for _, c := range []struct {
		name  string
		field Field
		want  string
		not   string
	}{
		{"phone keyboard", Field{Type: "phone", Name: "p"}, `inputmode="tel" autocomplete="tel" data-kind="phone" data-pattern=`, "required"},
		{"own autocomplete wins", Field{Type: "text", Name: "n", Complete: "name"}, `autocomplete="name"`, ""},
		{"a password is never sent back", Field{Type: "password", Name: "p", Value: "secret"}, `type="password"`, "secret"},
		{"few answers are cards", Field{Type: "choice", Name: "c", Options: eight[:7]}, `type="radio"`, "<select"},
		{"many answers are a list", Field{Type: "choice", Name: "c", Options: eight}, "<select", "radio"},
		{"an unanswered list has an empty answer", Field{Type: "choice", Name: "c", Options: eight}, "请选择", ""},
		{"several of many answers are a list that scrolls", Field{Type: "choices", Name: "c", Options: make([]Option, 13)}, `class="choices many"`, "<select"},
		{"several of some answers are cards", Field{Type: "choices", Name: "c", Options: make([]Option, 12)}, `class="choices"`, "many"},
		{"a missed answer is released by the script", Field{Type: "choice", Name: "c", Error: "e", Options: eight[:2]}, `name="c" value="" aria-invalid="true"`, ""},
		{"too many answers are looked up", Field{Type: "region", Name: "r", Source: "/towns"}, `data-src="/towns"`, "radio"},
		{"error and hint describe the control", Field{Name: "a", Hint: "h", Error: "e"}, `aria-describedby="f-a-hint f-a-error" aria-invalid="true"`, ""},
		{"required", Field{Name: "a", Required: true}, " required", "选填"},
		{"a question that may not be asked is required by script", Field{Name: "a", Required: true, When: "b=1"}, `data-need`, " required"},
		{"a file takes the camera", Field{Type: "file", Name: "f", Capture: "environment", Accept: "image/*", Multiple: true}, `accept="image/*" capture="environment" multiple`, ""},
		{"a file can be taken back", Field{Type: "file", Name: "f", Files: []File{{"a.jpg", 2048, "", "/remove"}}}, `formaction="/remove"`, "<a"},
		{"script is text", Field{Name: "a", Value: `"><script>`}, `&lt;script&gt;`, "<script>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			html := show(t, "field", c.field)
			if !strings.Contains(html, c.want) || c.not != "" && strings.Contains(html, c.not) {
				t.Errorf("want %q and not %q in\n%s", c.want, c.not, html)
			}
		})
	}
}

func TestFieldsMarkTheException(t *testing.T) {
	marks := func(fs Fields) (all []string) {
		for _, s := range fs.Sections() {
			for _, f := range s.Fields {
				all = append(all, f.Mark())
			}
		}
		return all
	}
	for _, c := range []struct {
		name   string
		fields Fields
		want   []string
	}{
		{"most needed", Fields{{Required: true}, {Required: true}, {}}, []string{"", "", "（选填）"}},
		{"few needed", Fields{{Required: true}, {}, {}}, []string{"（必填）", "", ""}},
		{"what is not asked does not count", Fields{{Required: true}, {Type: "hidden"}, {Type: "readonly"}, {Type: "bool"}}, []string{"", "（选填）", "", ""}},
		{"nothing needed", Fields{{}, {}}, []string{"", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, marks(c.fields)); d != "" {
				t.Error(d)
			}
		})
	}
	if got := (Field{}).Mark(); got != "（选填）" {
		t.Errorf("alone, a field that may be left out says %q", got)
	}
}

func TestFieldsKeepTheirSections(t *testing.T) {
	fs := Fields{{Name: "a", Section: "甲"}, {Name: "b", Section: "甲"}, {Name: "c"}, {Name: "d", Section: "甲"}}
	var got []string
	for _, s := range fs.Sections() {
		for _, f := range s.Fields {
			got = append(got, s.Title+f.Name)
		}
		got = append(got, "|")
	}
	if d := cmp.Diff([]string{"甲a", "甲b", "|", "c", "|", "甲d", "|"}, got); d != "" {
		t.Error(d)
	}
}

func TestPicks(t *testing.T) {
	f := Field{Name: "c", Value: "1,3", Options: []Option{{Value: "1", Group: "甲"}, {Value: "2", Group: "甲"}, {Value: "3", Group: "乙"}, {Value: ""}}}
	var checked []bool
	for _, p := range f.Picks() {
		checked = append(checked, p.Checked)
	}
	if d := cmp.Diff([]bool{true, false, true, false}, checked); d != "" {
		t.Error(d)
	}
	if p := f.Picks(); p[0].ID != "f-c" || p[1].ID != "f-c-2" {
		t.Errorf("ids %q, %q: the error summary leads to the first", p[0].ID, p[1].ID)
	}
	want := `<optgroup label="甲"><option value="1" selected></option><option value="2"></option></optgroup>` +
		`<optgroup label="乙"><option value="3" selected></option></optgroup><option value=""></option>`
	if got := string(f.Choices()); got != want {
		t.Errorf("%s", got)
	}
	f.Options = []Option{{Value: `"><b>`, Label: "<i>", Group: "a&b"}}
	if got := string(f.Choices()); got != `<optgroup label="a&amp;b"><option value="&#34;&gt;&lt;b&gt;">&lt;i&gt;</option></optgroup>` {
		t.Errorf("%s", got)
	}
}

func TestFormErrors(t *testing.T) {
	f := Form{Error: "整体", Submit: Act{Label: "提交"}, Fields: Fields{{Name: "a", Error: "错一"}, {Name: "b"}, {Name: "c", ID: "own", Error: "错二"}}}
	want := ErrorSummary{Text: "整体", Links: []Link{{Href: "#f-a", Label: "错一"}, {Href: "#own", Label: "错二"}}}
	if d := cmp.Diff(want, f.Errors()); d != "" {
		t.Error(d)
	}
	if html := show(t, "form", f); !strings.Contains(html, "有 2 处需要改一下") || strings.Contains(html, "multipart") {
		t.Error(html)
	}
	f.Fields = append(f.Fields, Field{Name: "d", Type: "file"})
	if html := show(t, "form", f); !strings.Contains(html, "multipart/form-data") {
		t.Error("a form with a file is not sent as multipart")
	}
	if html := show(t, "form", Form{}); strings.TrimSpace(html) != "" {
		t.Errorf("a form without a submit button shows %q", html)
	}
}

func TestActIsALinkOrAButton(t *testing.T) {
	for _, c := range []struct {
		act  Act
		want []string
	}{
		{Act{Label: "去", Href: "/x", Opens: "d"}, []string{`<a class="btn" href="/x" data-opens="d">`}},
		{Act{Label: "受理", Kind: "quiet", Size: "big", Fill: true, Key: "Ctrl+Enter", Name: "n", Value: "v"}, []string{`class="btn quiet big fill"`, `aria-keyshortcuts="Control&#43;Enter"`, "<kbd>Ctrl ↵</kbd>", `name="n" value="v"`}},
		{Act{Label: "延长", Why: "须由负责人批准"}, []string{" disabled", "须由负责人批准"}},
		{Act{Label: "存", Loose: true, Action: "/draft", Confirm: "确定？"}, []string{"formnovalidate", `formaction="/draft"`, `data-confirm="确定？"`}},
	} {
		html := show(t, "act", c.act)
		for _, w := range c.want {
			if !strings.Contains(html, w) {
				t.Errorf("no %q in %s", w, html)
			}
		}
	}
	if html := show(t, "act", Act{}); html != "" {
		t.Errorf("no label, yet %q", html)
	}
}

// A brief form says what is wrong beside the question alone, and the cursor stands where one goes on.
func TestABriefForm(t *testing.T) {
	focused := func(f Form) (name string) {
		for _, one := range f.Shown() {
			if one.Focus {
				name += one.Name
			}
		}
		return name
	}
	ask := Fields{{Name: "seq", Type: "hidden"}, {Name: "login", Value: "zhou"}, {Name: "password"}}
	for _, c := range []struct {
		form  Form
		focus string
		links int
	}{
		{Form{Brief: true, Fields: ask}, "password", 0},
		{Form{Brief: true, Fields: Fields{{Name: "login", Error: "?"}, {Name: "password"}}}, "login", 0},
		{Form{Brief: true, Error: "不对", Fields: ask}, "", 0},
		{Form{Fields: Fields{{Name: "login", Error: "?"}}}, "", 1},
	} {
		if got := focused(c.form); got != c.focus || len(c.form.Errors().Links) != c.links {
			t.Errorf("%+v: %q, %+v", c.form, got, c.form.Errors())
		}
	}
	if ask[2].Focus {
		t.Error("the form's own questions are changed")
	}
}
