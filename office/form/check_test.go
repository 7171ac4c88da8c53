package form

import "testing"

func TestAnswersAreTakenAsTheyWereMeant(t *testing.T) {
	for _, tt := range []struct {
		of       Type
		in, want string
	}{
		{Number, "３", "3"},
		{Number, "1,200", "1200"},
		{Money, "￥１，２００．５０", "1200.50"},
		{Money, "1200 元", "1200"},
		{Date, "2026年11月3日", "2026-11-03"},
		{Date, "２０２６／１１／３", "2026-11-03"},
		{Date, "20261103", "2026-11-03"},
		{Phone, "＋86 138－9036－1234", "13890361234"},
		{IDNo, "５１１４０２ 19900307 001ｘ", "51140219900307001X"},
		{Credit, "11511301 008778183ｎ", "11511301008778183N"},
		{Account, "6222 0202－0011－2232", "6222020200112232"},
	} {
		got, err := Of(Field{Name: "q", Label: "问题", Type: tt.of}).Check(Values{"q": tt.in})
		if err != nil || got["q"] != tt.want {
			t.Errorf("%s %q becomes %q, %v, want %q", tt.of, tt.in, got["q"], err, tt.want)
		}
	}
	for of, in := range map[Type]string{Number: "三", Money: "1.2.3", Date: "2026-02-30", Account: "A1234567"} {
		if got, err := Of(Field{Name: "q", Label: "问题", Type: of}).Check(Values{"q": in}); err == nil {
			t.Errorf("%s %q is taken as %q", of, in, got["q"])
		}
	}
}

// Areas and lengths have decimals, where the field says so.
func TestNumbersWithDecimals(t *testing.T) {
	area := Field{Name: "area", Label: "经营面积", Type: Number, Places: 2, High: 100}
	for in, want := range map[string]string{"60.5": "60.5", "６０．５０": "60.5", "60.00": "60", "1,000": "", "60": "60", "100": "100", "100.01": "", "60.123": "", "60.": "", ".5": "", "6.0.5": "", "-1": "", "1e2": "", "0.25": "0.25"} {
		got, err := Form{Fields: []Field{area}}.Check(Values{"area": in})
		if (err != nil) != (want == "") || err == nil && got["area"] != want {
			t.Errorf("%q: %q %v", in, got["area"], err)
		}
	}
	if _, err := (Form{Fields: []Field{{Name: "n", Label: "人数", Type: Number}}}).Check(Values{"n": "2.5"}); err == nil {
		t.Error("half a person")
	}
	cold := Field{Name: "t", Label: "温度", Type: Number, Places: 1, Low: -20, High: 40}
	for in, want := range map[string]string{"-0.5": "-0.5", "-20": "-20", "-20.1": "", "-19.9": "-19.9"} {
		got, err := Form{Fields: []Field{cold}}.Check(Values{"t": in})
		if (err != nil) != (want == "") || err == nil && got["t"] != want {
			t.Errorf("%q: %q %v", in, got["t"], err)
		}
	}
}
