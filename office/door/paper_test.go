package door

import (
	"strings"
	"testing"

	"wuyou/office/document"
	"wuyou/office/flow"
)

// What a paper shows is what it says, character by character: that numbers are kept in one line takes nothing away.
func TestAPaperShowsAllThatItSays(t *testing.T) {
	k := flow.Case{ID: 2604200002000001, Region: "511402000000"}
	said := []string{"张晓梅：", "你提出的申请（办件编号 " + flow.Grouped(k.Number()) + "），本机关于2026年4月20日受理（东坡人社受理〔2026〕12号）。", "见东坡人社准予许可〔2026〕3号、〔2025〕104号。"}
	l := Letter(document.Document{Title: "不予行政许可决定书", Number: "东坡人社不予许可〔2026〕1号", Hash: strings.Repeat("a", 64)}, said, flow.View{Case: k, Table: &flow.Table{}})
	plain := strings.NewReplacer("\u2060", "", "\u00a0", " ")
	if l.To != "张晓梅" || len(l.Body) != 2 {
		t.Fatalf("%+v", l)
	}
	for i, p := range l.Body {
		if shown := plain.Replace(p.Text); shown != said[i+1] {
			t.Errorf("%q is shown as %q", said[i+1], shown)
		}
		if strings.Contains(p.Text, "〕1") || strings.Contains(p.Text, "511402 2") {
			t.Errorf("a number breaks in %q", p.Text)
		}
	}
}
