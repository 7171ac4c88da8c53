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
