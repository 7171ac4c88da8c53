package page

import (
	"strings"
	"testing"
	"time"
)

func TestPagerWords(t *testing.T) {
	for _, c := range []struct {
		pager Pager
		want  string
	}{
		{Pager{From: 1, To: 50, Total: 1000, More: true}, "第 1–50 件，共 1,000+ 件"},
		{Pager{From: 1, To: 3, Total: 3, Unit: "人"}, "第 1–3 人，共 3 人"},
		{Pager{Total: 12345}, "共 12,345 件"},
		{Pager{Here: 50}, "本页 50 件"},
	} {
		if got := c.pager.Words(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestTableFoldsWithLabels(t *testing.T) {
	table := Table{Caption: "待办", Pick: "case", Heads: []Head{{Label: "到期", Plain: true}, {Label: "事项", Main: true}, {Label: "金额", Num: true, Sort: "?by=money", Order: "descending"}},
		Rows: []Row{{ID: "7", Name: "某件", Late: true, Cells: []Cell{{Lamp: Lamp{"red", "超期"}}, {Text: "甲", Href: "/7"}, {Text: "1.00"}}}}}
	html := show(t, "table", table)
	for _, want := range []string{`<td><span class="lamp red">`, `<th scope="row"><a href="/7">甲</a></th>`, `<td class="num" data-label="金额">1.00</td>`, `value="7" aria-label="选中 某件"`, `aria-sort="descending"`, "late-row"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in\n%s", want, html)
		}
	}
	table.Rows[0].Cells = append(table.Rows[0].Cells, Cell{})
	if _, err := table.Lines(); err == nil {
		t.Error("a cell without a head was accepted")
	}
	if html := show(t, "table", Table{Empty: Empty{Title: "没有待办"}}); !strings.Contains(html, "没有待办") || strings.Contains(html, "<table") {
		t.Errorf("an empty table shows\n%s", html)
	}
}

// What stands in a row is written without a template: it is escaped all the same, acts and inputs stand in their cells, and no link runs a script.
func TestRowsAreEscaped(t *testing.T) {
	bad := `<b a="1" b='2'>&`
	table := Table{Caption: "x", Heads: []Head{{Label: bad}, {Label: "乙", Main: true}, {Label: "丙", Long: true}}, Rows: []Row{{Cells: []Cell{
		{Text: bad, Small: bad, Href: "/a?b=" + bad, Tags: []Tag{{Label: bad, Kind: bad}}, Lamp: Lamp{Colour: "red", Words: bad}},
		{Text: "链接", Href: "javascript:alert(1)", Acts: []Act{{Label: "撤回", Name: "act"}}},
		{Input: &Input{Name: "no", Label: "号码"}, Text: "填"},
	}}}}
	html := show(t, "table", table)
	safe := "&lt;b a=&#34;1&#34; b=&#39;2&#39;&gt;&amp;"
	for _, want := range []string{
		`<td data-label="` + safe + `"><span class="lamp red">`, `</svg>` + safe + `</span><a href="/a?b=` + safe + `">` + safe + `</a>`,
		` <span class="tag ` + safe + `">` + safe + `</span><small>` + safe + `</small></td>`,
		`<th scope="row"><a href="#">链接</a> <button class="`, `撤回</button></th><td class="long" data-label="丙">填<input id="f-no"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in\n%s", want, html)
		}
	}
	if strings.Contains(html, "<b a") || strings.Contains(html, "javascript") {
		t.Error(html)
	}
	for href, want := range map[string]string{"?a=b:c": "?a=b:c", "#x:y": "#x:y", "https://a.cn/": "https://a.cn/", "JavaScript:x": "#", "data:text/html,x": "#", "/a:b": "/a:b", " javascript:x": "#"} {
		if got := address(href); got != want {
			t.Errorf("%q leads to %q", href, got)
		}
	}
	table.Rows[0].Cells[0].Lamp.Colour = "pink"
	if _, err := table.Lines(); err == nil {
		t.Error("a lamp of no colour was drawn")
	}
}

func TestShareNamesBothNumbers(t *testing.T) {
	if got, want := Share("好评率", 5951, 5963, "条", "/x"), (Stat{Label: "好评率", Value: "99.8%", Note: "5,951 / 5,963 条", Href: "/x"}); got != want {
		t.Errorf("got %+v", got)
	}
	if got := Share("整改率", 0, 0, "条", ""); got.Value != "—" {
		t.Errorf("0 of 0 is %q", got.Value)
	}
}

func TestWeeksRunFromMonday(t *testing.T) {
	var d Days
	for i := range 9 { // Wednesday 30 September to Thursday 8 October
		d.Items = append(d.Items, CalendarDay{Date: time.Date(2026, 9, 30+i, 0, 0, 0, 0, time.UTC), State: "used", Today: i == 2})
	}
	d.Items[1].State = "off"
	weeks := d.Weeks()
	if len(weeks) != 2 {
		t.Fatalf("%d weeks", len(weeks))
	}
	for _, c := range []struct {
		week, day    int
		number, word string
		class        string
	}{{0, 0, "", "", ""}, {0, 2, "9/30", "", "used"}, {0, 3, "10/1", "休", "off"}, {0, 4, "2", "", "used today"}, {1, 0, "5", "", "used"}, {1, 3, "8", "", "used"}, {1, 4, "", "", ""}} {
		got := weeks[c.week][c.day]
		if got.Number != c.number || got.Words != c.word || got.Class != c.class {
			t.Errorf("week %d day %d = %+v, want %+v", c.week, c.day, got, c)
		}
	}
}

// TestAZeroComponentRendersNothing is the promise that spares pages an "if" around each component.
func TestAZeroComponentRendersNothing(t *testing.T) {
	for name, zero := range map[string]any{"lamp": Lamp{}, "tag": Tag{}, "note": Note{}, "act": Act{}, "form": Form{}, "empty": Empty{}, "errors": ErrorSummary{}, "flash": Note{}} {
		if html := strings.TrimSpace(show(t, name, zero)); html != "" {
			t.Errorf("%s shows %q", name, html)
		}
	}
}

func TestActionsSayWhoMay(t *testing.T) {
	html := show(t, "actions", Actions{Ways: []Way{
		{Label: "延长期限", Why: "您不能做：须由负责人批准。", Ask: Link{Href: "/ask", Label: "报请负责人"}},
		{Label: "退回", Href: "/back", Help: "须选原因。"},
		{Label: "暂停", Form: Form{Action: "/pause", Submit: Act{Label: "暂停计时"}, Fields: Fields{{Name: "reason", Label: "原因"}}}},
		{Label: "认领", Form: Form{Action: "/claim", Submit: Act{Label: "认领"}, Fields: Fields{{Name: "seq", Type: "hidden", Value: "1"}}}},
	}})
	for _, want := range []string{`<span class="muted">延长期限</span><p>您不能做：须由负责人批准。 <a href="/ask">`, `<a href="/back">退回</a><p>须选原因。</p>`, "<summary>暂停</summary>", "暂停计时", "现在可以做"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in\n%s", want, html)
		}
	}
	if strings.Contains(html, "<summary>认领</summary>") {
		t.Error("a step that asks nothing is folded away")
	}
	three := Way{Label: "终止", Why: "须由负责人办理"}
	if html := show(t, "actions", Actions{Ways: []Way{three, three, three}}); !strings.Contains(html, "现在不能办的（3 项）") {
		t.Errorf("what cannot be done is not folded:\n%s", html)
	}
}
