package form

import (
	"testing"
	"unicode/utf8"

	"wuyou/kit/fail"
)

// FuzzCheck answers a form of every type with anything. What was taken once is taken again unchanged:
// the clean answer is what the database, the ledger and the papers hold.
func FuzzCheck(f *testing.F) {
	types := []Type{Text, Area, Number, Money, Date, Bool, Choice, Choices, Phone, IDNo, Credit, Account, Region, Address, File}
	for i := range types {
		for _, s := range []string{"", " 1 ", "2026-02-29", "1200.50", "a,b", "\x00", "\xff", "91511402MA6ABCDE9X", "13800138000", "\u3000x\r\n"} {
			f.Add(uint8(i), s, "yes")
		}
	}
	f.Add(uint8(0), "0", " yes") // a question asked by an answer that is cleaned first
	f.Fuzz(func(t *testing.T, which uint8, answer, other string) {
		form := Form{Fields: []Field{
			{Name: "other", Label: "另外", Type: Choice, Options: []Option{{Value: "yes"}, {Value: "no"}}},
			{Name: "q", Label: "问题", Type: types[int(which)%len(types)], Required: true, When: "other=yes", Options: []Option{{Value: "a"}, {Value: "b"}}},
		}}
		got, err := form.Check(Values{"other": other, "q": answer})
		if err != nil {
			if !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%v", err)
			}
			return
		}
		if !utf8.ValidString(got["q"]) || got["other"] != "yes" && got["q"] != "" {
			t.Errorf("%q was taken", got["q"])
		}
		again, err := form.Check(got)
		if err != nil || again["q"] != got["q"] {
			t.Errorf("%q became %q, and then %q, %v", answer, got["q"], again["q"], err)
		}
	})
}
