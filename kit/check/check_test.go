package check

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMod3736(t *testing.T) {
	tests := []struct{ body, want string }{ // live licence identifiers, without root and dots
		{"11100000000013338W032" + "11220000013544541J" + "2430599" + "001", "F"},
		{"11100000000013338W011" + "11430000006122244L" + "20230000403" + "001", "U"},
		{"11100000000013338W011" + "11430000006122244L" + "20230000403" + "002", "S"},
		{"11100000MB03271699022" + "340100" + "000000016" + "001", "9"},
		{"11100000000013338W009" + "11330105002500287C" + "2025052201" + "002", "0"},
		{"11100000000013338W087" + "11370800MB28559184" + "37080001202411010001" + "001", "3"},
		{"11100000000013661B006" + "113700000045046442" + "209FA4E88F9E4C878F3E9BED2CE7EA49" + "001", "D"}, // the sample ends in M: an invalid one
		{"A12425GABC1234002", "M"}, // the example published for the Global Release Identifier
	}
	for _, tt := range tests {
		got, err := Mod3736(tt.body)
		if err != nil || string(got) != tt.want {
			t.Errorf("Mod3736(%s) = %q, %v, want %s", tt.body, got, err, tt.want)
		}
	}
}

func TestCheckCharactersRefuseWhatIsNotTheirs(t *testing.T) {
	funcs := map[string]func(string) (byte, error){"Mod3736": Mod3736, "Mod112": Mod112, "Credit": Credit}
	for name, f := range funcs {
		for _, s := range []string{"", "a", "1151130100877818i", "中文", "0087781-", " "} {
			if c, err := f(s); err == nil {
				t.Errorf("%s(%q) = %q, want an error", name, s, c)
			}
		}
	}
}

func TestCitizenID(t *testing.T) {
	tests := []struct {
		in   string
		want Citizen
		err  string
	}{
		{"11010519491231002X", Citizen{19491231, false}, ""},
		{"11010519491231002x", Citizen{19491231, false}, ""},
		{"51140219900307001X", Citizen{19900307, true}, ""},
		{withID("51140219900307002"), Citizen{19900307, false}, ""},
		{withID("81000019880229001"), Citizen{19880229, true}, ""}, // residence permit, leap day
		{"", Citizen{}, "18 位"},
		{"511402900307001", Citizen{}, "15 位"},
		{"5114021990030700", Citizen{}, "位数"},
		{"51140219900307001Y", Citizen{}, "最后一位"},
		{"01140219900307001X", Citizen{}, "由 18 位数字"},
		{"5114021990030700１X", Citizen{}, "位数"},
		{withID("51140219890229001"), Citizen{}, "出生日期"},
		{withID("51140217990101001"), Citizen{}, "出生日期"},
		{withID("51140221000101001"), Citizen{}, "出生日期"},
		{"511402199003070011", Citizen{}, "校验不通过"},
		{"51140219900307001\x18", Citizen{}, "最后一位"},
	}
	for _, tt := range tests {
		got, err := CitizenID(tt.in)
		if got != tt.want || !says(err, tt.err) {
			t.Errorf("CitizenID(%q) = %+v, %v, want %+v, %q", tt.in, got, err, tt.want, tt.err)
		}
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		name  string
		check func(string) error
		in    string
		err   string
	}{
		{"credit", CreditCode, "11511301008778183N", ""},
		{"credit", CreditCode, "11100000000013338W", ""},
		{"credit", CreditCode, "11100000000013661B", ""},
		{"credit", CreditCode, "11220000013544541J", ""},
		{"credit", CreditCode, "11430000006122244L", ""},
		{"credit", CreditCode, "11330105002500287C", ""},
		{"credit", CreditCode, "11370800MB28559184", ""},
		{"credit", CreditCode, "113700000045046442", ""},
		{"credit", CreditCode, "11100000MB03271699", ""},
		{"credit", CreditCode, "11511301008778183M", "校验不通过"},
		{"credit", CreditCode, "11511301008778183n", "校验不通过"},
		{"credit", CreditCode, "1151130100877818I", "位数"},
		{"credit", CreditCode, "1151130100877I183N", "大写字母"},
		{"credit", CreditCode, "11A11301008778183N", "第 3 至 8 位"},
		{"mobile", Mobile, "13890361234", ""},
		{"mobile", Mobile, "12345678901", "11 位"},
		{"mobile", Mobile, "1389036123", "11 位"},
		{"mobile", Mobile, "028-38195555", "11 位"},
		{"waybill", Waybill, "EM123456789CN", ""},
		{"waybill", Waybill, "1108-8233-41", ""},
		{"waybill", Waybill, "!!", "数字和字母"},
		{"waybill", Waybill, "EMS", "数字和字母"},
		{"waybill", Waybill, "EM1;2", "数字和字母"},
		{"waybill", Waybill, "-1", "数字和字母"},
		{"waybill", Waybill, "", "数字和字母"},
		{"phone", Phone, "19900001111", ""},
		{"phone", Phone, "028-38195555", ""},
		{"phone", Phone, "02838195555", ""},
		{"phone", Phone, "0833-8191234-801", ""},
		{"phone", Phone, "010-62881234", ""},
		{"phone", Phone, "38195555", "区号"},
		{"phone", Phone, "028-3819555", "区号"},
		{"phone", Phone, "", "区号"},
	}
	for _, tt := range tests {
		if err := tt.check(tt.in); !says(err, tt.err) {
			t.Errorf("%s %q: %v, want %q", tt.name, tt.in, err, tt.err)
		}
	}
}

// withID completes 17 digits to an identity number.
func withID(s string) string {
	c, err := Mod112(s)
	if err != nil {
		panic(err)
	}
	return s + string(c)
}

func says(err error, words string) bool {
	if err == nil || words == "" {
		return err == nil && words == ""
	}
	return strings.Contains(err.Error(), words)
}

// citizens draws valid identity numbers.
func citizens(t *rapid.T) string {
	return withID(fmt.Sprintf("%06d%04d%02d%02d%03d",
		rapid.IntRange(110000, 839999).Draw(t, "region"),
		rapid.IntRange(1900, 2026).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"),
		rapid.IntRange(0, 999).Draw(t, "serial")))
}

func TestOneWrongCharacterIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := citizens(t)
		if _, err := CitizenID(id); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		i := rapid.IntRange(0, 17).Draw(t, "position")
		c := rapid.SampledFrom([]byte("0123456789XA 中")).Filter(func(c byte) bool { return c != id[i] }).Draw(t, "character")
		wrong := id[:i] + string(c) + id[i+1:]
		if got, err := CitizenID(wrong); err == nil {
			t.Fatalf("%s for %s passes: %+v", wrong, id, got)
		}
	})
}

func TestTwoSwappedCharactersAreNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, 16).Draw(t, "position")
		id := rapid.Custom(citizens).Filter(func(id string) bool { return id[i] != id[i+1] }).Draw(t, "id")
		wrong := id[:i] + string(id[i+1]) + string(id[i]) + id[i+2:]
		if got, err := CitizenID(wrong); err == nil {
			t.Fatalf("%s for %s passes: %+v", wrong, id, got)
		}
	})
}

func TestCheckCharactersNoticeOneWrongCharacter(t *testing.T) {
	systems := []struct {
		name, set string
		length    int
		check     func(string) (byte, error)
	}{
		{"MOD 37,36", base36, 30, Mod3736},
		{"GB 32100", creditSet, 17, Credit},
		{"MOD 11-2", digits, 17, Mod112},
	}
	for _, sys := range systems {
		t.Run(sys.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := rapid.SliceOfN(rapid.SampledFrom([]byte(sys.set)), sys.length, sys.length).Draw(t, "body")
				before, err := sys.check(string(s))
				if err != nil {
					t.Fatal(err)
				}
				i := rapid.IntRange(0, len(s)-1).Draw(t, "position")
				s[i] = rapid.SampledFrom([]byte(sys.set)).Filter(func(c byte) bool { return c != s[i] }).Draw(t, "character")
				if after, err := sys.check(string(s)); err != nil || after == before {
					t.Fatalf("%s has the same check character %c (%v)", s, after, err)
				}
			})
		})
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"", "11010519491231002X", "11511301008778183N", "00877818-3", "028-38195555", "4111111111111111", "身份证号身份证", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := CitizenID(s); err == nil && (c.Birth < 18000101 || c.Birth > 20991231) {
			t.Errorf("CitizenID(%q) = %+v", s, c)
		}
		for _, check := range []func(string) error{CreditCode, Mobile, Phone} {
			if check(s) == nil && (len(s) < 9 || len(s) > 20) {
				t.Errorf("%q passes", s)
			}
		}
		if c, err := Mod3736(s); err == nil {
			if _, err := Mod3736(s + string(c)); err != nil {
				t.Errorf("Mod3736(%q) = %q, which is not in its own alphabet", s, c)
			}
		}
	})
}
