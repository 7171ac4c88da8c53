package check

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWhatPeopleType(t *testing.T) {
	tests := []struct {
		name     string
		of       func(string) string
		in, want string
	}{
		{"id", Plain, "５１１４０２　１９９００３０７　００１ｘ", "51140219900307001X"},
		{"pasted", Plain, "\u200b511402 19900307\u00a0001x\ufeff", "51140219900307001X"},
		{"dashes", Plain, "028—3819–5555", "028-3819-5555"},
		{"money", Plain, "￥１，２００．５０", "¥1,200.50"},
		{"code", Bare, "１２３－４５６", "123456"},
		{"mobile", PlainPhone, "１３８－９０３６－１２３４", "13890361234"},
		{"country", PlainPhone, "+86 138 9036 1234", "13890361234"},
		{"country", PlainPhone, "0086-13890361234", "13890361234"},
		{"landline", PlainPhone, "（０２８）３８１９５５５５", "028-38195555"},
		{"landline", PlainPhone, "028 38195555－801", "02838195555-801"},
		{"neither", PlainPhone, "8612345", "8612345"},
		{"name", Name, "张　三", "张三"},
		{"name", Name, "阿依古丽•买买提", "阿依古丽·买买提"},
		{"firm", Name, "眉山东坡(集团)有限公司", Name("眉山东坡（集团）有限公司")},
	}
	for _, tt := range tests {
		if got := tt.of(tt.in); got != tt.want {
			t.Errorf("%s: %q becomes %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestWhatIsPlainStaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "typed")
		for _, of := range []func(string) string{Plain, Bare, PlainPhone, Name} {
			if once := of(s); of(once) != once {
				t.Fatalf("%q becomes %q and then %q", s, once, of(once))
			}
		}
	})
}
