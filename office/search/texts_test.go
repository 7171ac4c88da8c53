package search

import (
	"slices"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

func TestTexts(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		ctx := t.Context()
		d := dbtest.Open(t, url, time.Now)
		if err := d.Migrate(ctx, Schema(d)); err != nil {
			t.Fatal(err)
		}
		put := func(kind string, ref int64, text string) {
			if err := d.Tx(ctx, func(tx *db.DB) error { return Put(ctx, tx, kind, ref, text) }); err != nil {
				t.Fatal(err)
			}
		}
		put("item", 1, "社会保障卡申领。材料：居民身份证、户口簿。GB/T 39734 规定")
		put("item", 2, "公共场所卫生许可：法定代表人身份证明；卫生检测报告")
		put("item", 3, "结婚登记，双方户口簿")
		put("article", 11, "社会保障卡丢了怎么办")
		for _, c := range []struct {
			query string
			want  []int64
		}{
			{"社会保障", []int64{1}},
			{"身份证", []int64{1, 2}},
			{"户口簿 身份", []int64{1}},
			{"簿", nil}, // single characters begin a pair
			{"婚", []int64{3}},
			{"39734", []int64{1}},
			{"gb", []int64{1}},
			{"没有这个", nil},
			{"", nil},
			{"\" OR words:*", nil},
			{"' & !(社会)", []int64{1}},
		} {
			got, err := Mentions(ctx, d, "item", c.query, 10)
			slices.Sort(got)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%q: %v %v, want %v", c.query, got, err, c.want)
			}
		}
		put("item", 3, "离婚登记")
		if got, _ := Mentions(ctx, d, "item", "结婚", 10); got != nil {
			t.Errorf("the old text is still found: %v", got)
		}
	})
}

func FuzzMentions(f *testing.F) {
	for _, q := range []string{"社保", `"`, "a* b", "' | !", "\x00", "社 保 AND OR NOT NEAR("} {
		f.Add(q)
	}
	d := dbtest.Open(f, dbtest.SQLite(f), time.Now)
	if err := d.Migrate(f.Context(), Schema(d)); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := Mentions(t.Context(), d, "item", q, 5); err != nil {
			t.Errorf("%q: %v", q, err)
		}
	})
}
