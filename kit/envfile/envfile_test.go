package envfile

import (
	"errors"
	"testing"
)

// A value is what systemd makes of the same line, or it is refused.
func TestValues(t *testing.T) {
	for in, want := range map[string]string{
		"A=b": "b", " A = b c \r": "b c", "A=": "", "A=b#c": "b#c", `A='b "c" \d'`: `b "c" \d`, `A="b 'c' \" \\ \$d"`: `b 'c' " \ $d`, `A=b'c`: `b'c`, "A=b=c": "b=c",
	} {
		list, faults := Parse("# A=x\n\n;A=y\n" + in + "\n")
		if len(faults) > 0 || len(list) != 1 || list[0] != (Line{4, "A", want}) {
			t.Errorf("%q is %+v %v, want %q", in, list, faults, want)
		}
	}
	for in, why := range map[string]error{
		"A": ErrLine, `A="b`: ErrQuote, `A='b'c`: ErrQuote, `A="b"c`: ErrQuote, `A='`: ErrQuote, `A="`: ErrQuote, `A="b\"`: ErrQuote, `A=b\`: ErrBackslash, `A="\n"`: ErrBackslash,
	} {
		if list, faults := Parse(in); len(list) > 0 || len(faults) != 1 || faults[0].N != 1 || !errors.Is(faults[0].Why, why) {
			t.Errorf("%q is %v %v, want %v", in, list, faults, why)
		}
	}
}
