package region_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/region"
)

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		code   region.Code
		level  region.Level
		parent region.Code
	}{
		{"", region.Nation, ""},
		{"510000000000", region.Province, ""},
		{"511400000000", region.City, "510000000000"},
		{"511402000000", region.County, "511400000000"},
		{"511402001000", region.Township, "511402000000"},
		{"511402001201", region.Village, "511402001000"},
	} {
		if c.code.Level() != c.level || c.code.Parent() != c.parent {
			t.Errorf("%s: level %d, parent %s", c.code, c.code.Level(), c.code.Parent())
		}
	}
	for _, c := range []struct {
		a, b   region.Code
		covers bool
	}{
		{"", "511402001201", true},
		{"511400000000", "511402001201", true},
		{"511402000000", "511402000000", true},
		{"511402000000", "511403000000", false},
		{"511402001000", "511402000000", false},
		{"511402001000", "511402010000", false},
	} {
		if c.a.Covers(c.b) != c.covers {
			t.Errorf("%s covers %s: %v", c.a, c.b, !c.covers)
		}
	}
	for _, s := range []string{"", "51", "5114020000000", "51140200000x", "001402000000", "５１1402000000"} {
		if _, err := region.Parse(s); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

const good = `代码,名称,级别,上级代码,并入,截止日期
511402001000,通惠街道,township,511402000000,,
511402000000,东坡区,county,,,
511400000000,眉州市,city,510000000000,,
510000000000,蜀省,province,,,
511402099000,老镇,,,511402001000,20191231
`

type imported struct {
	region.Imported
	Wrong sheet.Wrong
}

// A table is read whole: each wrong row is named, with the reason, and what was right before stays.
func TestImport(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC) }
	dbtest.Each(t, now, []db.Migrations{region.Schema()}, func(t *testing.T, d *db.DB) {
		undo := errors.New("undo")
		load := func(table string, keep bool) (r imported) {
			t.Helper()
			s, err := sheet.Read(strings.NewReader(table), region.Columns()...)
			if err != nil {
				t.Fatal(err)
			}
			err = d.Tx(t.Context(), func(tx *db.DB) error {
				if r.Imported, err = region.Import(t.Context(), tx, s, func(int, int) {}); err != nil {
					return err
				}
				if r.Wrong = s.Wrong; !keep {
					return undo
				}
				return nil
			})
			if err != nil && !errors.Is(err, undo) {
				t.Fatal(err)
			}
			return r
		}
		counts := func(r imported) string {
			return fmt.Sprint(r.New, " ", r.Changed, " ", r.Same, " ", len(r.Wrong))
		}
		if got := counts(load(good, false)); got != "5 0 0 0" {
			t.Error(got)
		}
		if got := counts(load(good, true)); got != "5 0 0 0" {
			t.Error("the dry run has left something:", got)
		}
		if got := counts(load(good, true)); got != "0 0 5 0" {
			t.Error(got)
		}
		if got := counts(load(strings.Replace(good, "通惠街道", "通惠新街道", 1), true)); got != "0 1 4 0" {
			t.Error(got)
		}
		tree := &region.Tree{}
		if err := tree.Load(t.Context(), d, 20260420); err != nil {
			t.Fatal(err)
		}
		if p, ok := tree.Find("511402001000"); !ok || p.Name != "通惠新街道" || p.Parent != "511402000000" {
			t.Errorf("%+v", p)
		}
		if p, _ := tree.Find("511402099000"); p.ValidTo != 20191231 || p.Successor != "511402001000" {
			t.Errorf("%+v", p)
		}
		for row, words := range map[string]string{
			"51140200200,新镇,,,,":                        "12 位数字",
			"511402002000,,,,,":                         "名称：没有填",
			"511402002000,新镇,county,,,":                 "级别",
			"511402002000,新镇,,5114020,,":                "上级代码",
			"511402002000,新镇,,511499000000,,":           "不存在",
			"511402002000,新镇,,,东坡区,20261231":            "12 位数字",
			"511402002000,新镇,,,511402098000,20261231":   "不存在",
			"511402002000,新镇,,,,2026":                   "截止日期",
			"511402002000,新镇,,,,\n511402002000,又一镇,,,,": "重复",
		} {
			r := load("代码,名称,级别,上级代码,并入,截止日期\n511402003000,好镇,,,,\n"+row+"\n", false)
			last := 1 + strings.Count(row, "\n")
			if len(r.Wrong) != 1 || !strings.Contains(r.Wrong.Words(last), words) || r.New < 1 {
				t.Errorf("%q: %v", row, r.Wrong)
			}
		}
		if _, err := sheet.Read(strings.NewReader("代码,别的\n1,2\n"), region.Columns()...); !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), "名称") {
			t.Error(err)
		}
	})
}

// A place whose end is decided stands through its last day, and people's words for levels and days are understood.
func TestAPlaceEndsWithItsLastDay(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{region.Schema()}, func(t *testing.T, d *db.DB) {
		s, err := sheet.New([][]string{
			{"代码", "名称", "级别", "并入", "截止日期"},
			{"510000000000", "蜀省", "省", "", ""}, {"511400000000", "眉州市", "市", "", ""},
			{"511402000000", "东坡区", "区", "", ""}, {"511402001000", "通惠街道", "街道", "", ""},
			{"511402002000", "大石桥街道", "街道办事处", "511402001000", "2026年12月31日"}, {"511402100000", "太和镇", "镇", "511402001000", "2026-04-19"},
			{"511402101000", "错日", "镇", "511402001000", "20261399"}, {"511402102000", "错级", "村", "", ""},
		}, region.Columns()...)
		if err != nil {
			t.Fatal(err)
		}
		var r region.Imported
		err = d.Tx(t.Context(), func(tx *db.DB) (err error) {
			r, err = region.Import(t.Context(), tx, s, func(int, int) {})
			return err
		})
		if err != nil || r.New != 6 || !strings.Contains(s.Wrong.Words(6), "20261399") || !strings.Contains(s.Wrong.Words(7), "应为乡镇（街道）") {
			t.Fatalf("%+v %v %v", r, s.Wrong, err)
		}
		for day, want := range map[int64]int{20260419: 3, 20260420: 2, 20261231: 2, 20270101: 1} {
			tree := new(region.Tree)
			if err := tree.Load(t.Context(), d, day); err != nil {
				t.Fatal(err)
			}
			if got := len(tree.Children("511402000000")); got != want {
				t.Errorf("on %d there are %d places, want %d", day, got, want)
			}
		}
	})
}

// Who stands in for a place is found along its successors, for what lies in it too; an import that goes round in a circle is refused.
func TestHeirs(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{region.Schema()}, func(t *testing.T, d *db.DB) {
		load := func(rows ...[]string) sheet.Wrong {
			t.Helper()
			s, err := sheet.New(append([][]string{{"代码", "名称", "并入", "截止日期", "依据"}}, rows...), region.Columns()...)
			if err == nil {
				err = d.Tx(t.Context(), func(tx *db.DB) error {
					_, err := region.Import(t.Context(), tx, s, func(int, int) {})
					return err
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			return s.Wrong
		}
		load([]string{"511400000000", "眉州市", "", "", ""}, []string{"511402000000", "东坡区", "", "", ""}, []string{"511402001000", "甲镇", "511402002000", "20261231", "川府民政〔2026〕1号"},
			[]string{"511402001001", "甲一村", "", "", ""}, []string{"511402001002", "甲二村", "511402003001", "20261231", ""},
			[]string{"511402002000", "乙镇", "511402003000", "20270630", ""}, []string{"511402003000", "丙镇", "", "", ""}, []string{"511402003001", "丙一村", "", "", ""}, []string{"511402004000", "丁镇", "", "20261231", ""})
		tree, turned := new(region.Tree), new(region.Tree)
		if err := turned.Load(t.Context(), d, 20261231); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[int64]map[region.Code]region.Code{
			20261231: {"511402001000": "511402001000", "511402001001": "511402001001"},
			20270101: {"511402001000": "511402002000", "511402001001": "511402002000", "511402001002": "511402003001", "511402004000": "511402004000", "": "", "990000000000": "990000000000"},
			20270701: {"511402001000": "511402003000", "511402001001": "511402003000", "511402002000": "511402003000"},
		} {
			if err := tree.Load(t.Context(), d, day); err != nil {
				t.Fatal(err)
			}
			turned.Turn(day)
			for c, heir := range want {
				if got, later := tree.Heir(c), turned.Heir(c); got != heir || later != heir {
					t.Errorf("on %d the heir of %s is %s, and %s in a tree of another day, want %s", day, c, got, later, heir)
				}
			}
		}
		if err := tree.Load(t.Context(), d, 20270101); err != nil {
			t.Fatal(err)
		}
		if got := tree.Moved("511402001001", "511402002000"); got != "因行政区划调整（川府民政〔2026〕1号），甲一村自2027年1月1日起由东坡区乙镇承办" {
			t.Error(got)
		}
		if got := fmt.Sprint(tree.Former("511402003000"), tree.Former("511402000000"), len(tree.Stood("511402000000", 20261231)), len(tree.Stood("511402000000", 20270101))); got != "[511402001002] [] 4 2" {
			t.Error(got)
		}
		for _, rows := range [][][]string{
			{{"511402003000", "丙镇", "511402001000", "20271231", ""}},
			{{"511402003000", "丙镇", "511402003001", "20271231", ""}},
			{{"511402004000", "丁镇", "511402004000", "20261231", ""}},
		} {
			if wrong := load(rows...); !strings.Contains(wrong.Words(0), "又并回了这里") {
				t.Errorf("%v: %+v", rows, wrong)
			}
		}
	})
}
