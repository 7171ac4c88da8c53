package archive

import (
	"encoding/json"
	"html/template"
	"testing"
)

// A name and a number are veiled however they are typed, in a text, in HTML and in JSON; what only resembles them stays, and JSON stays JSON.
func TestAVeilCoversWhatIsTyped(t *testing.T) {
	v := newVeil(map[string]string{"王 磊": "王*", "13800138001": "138****8001", `B"&<乙>公司`: `B"***司`, "阿依·古丽": "阿***丽", "—": "-"})
	for typed, want := range map[string]string{
		"王磊、王 磊、王　磊、王\u200b磊":                          "王*、王*、王*、王*",
		"王先生和磊磊":                                       "王先生和磊磊",
		"打138 0013 8001或138-0013-8001，+86 13800138001": "打138****8001或138****8001，+86 138****8001",
		"１３８－００１３－８００１、138.0013.8001":                  "138****8001、138****8001",
		"13800138002": "13800138002",
		"b\"&<乙>公司、Ｂ＂＆＜ 乙＞公司": "B****司、B****司",
		"阿依古丽 阿依•古丽":          "阿***丽 阿***丽",
		"王\n磊":                "王*",
		"":                    "",
	} {
		if got := v.Replace(typed); got != want {
			t.Errorf("%q is %q, not %q", typed, got, want)
		}
		if got, want := v.Replace(template.HTMLEscapeString(typed)), template.HTMLEscapeString(want); got != want {
			t.Errorf("in HTML %q is %q, not %q", typed, got, want)
		}
		coded, _ := json.Marshal(typed)
		var got string
		if err := json.Unmarshal([]byte(v.Replace(string(coded))), &got); err != nil || got != want {
			t.Errorf("in JSON %q is %q, not %q: %v", typed, got, want, err)
		}
	}
	if got := newVeil(nil).Replace("王磊"); got != "王磊" {
		t.Errorf("%q", got)
	}
}
