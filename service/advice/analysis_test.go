package advice

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wuyou/office/calendar"
)

var thrice = Rule{Least: 3, Days: 30, Top: 3, TopLeast: 2}

func matter(n int, day calendar.Day, item, dept, cause string) Matter {
	return Matter{Case: int64(n), Number: fmt.Sprint(n), Day: day, ItemName: item, Dept: dept, Sub: cause, Cause: cause}
}

func TestWhatCallsForALetter(t *testing.T) {
	matters := []Matter{
		matter(1, 20210901, "挂失", "人社", "材料"), matter(2, 20210915, "挂失", "人社", "材料"), matter(3, 20210930, "挂失", "人社", "系统"),
		matter(4, 20210701, "过户", "规资", "材料"), matter(5, 20210801, "过户", "规资", "材料"), matter(6, 20210901, "过户", "规资", "材料"),
		matter(7, 20210902, "挂失", "医保", "态度"),
	}
	got := map[string]string{}
	for _, f := range find(thrice, ByItem, matters, 20210930) {
		got[f.Key] = f.Why
	}
	want := map[string]string{"挂失|人社": "30 天内 3 件", "过户|规资": "", "挂失|医保": ""} // 1 to 30 September are thirty days; 过户 came once a month
	for key, why := range want {
		if got[key] != why {
			t.Errorf("%s: %q, want %q", key, got[key], why)
		}
	}
	depts := find(thrice, ByDept, matters, 20210930)
	if depts[0].Key != "人社" && depts[0].Key != "规资" || len(depts) != 3 {
		t.Errorf("%+v", depts)
	}
	for _, f := range find(Rule{Least: 9, Days: 30, Top: 1, TopLeast: 2}, ByCause, matters, 20210930) {
		if want := map[string]string{"材料": "当月第 1 位"}[f.Key]; f.Why != want {
			t.Errorf("%s: %q, want %q", f.Key, f.Why, want)
		}
	}
}

// Whatever comes in, in whatever order: every matter with a name stands in one group, and a group calls
// for a letter by number exactly when some window of so many days holds so many of it.
func TestGroupsAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Matter
		for i := range rapid.IntRange(0, 25).Draw(t, "matters") {
			all = append(all, matter(i+1,
				calendar.Day(20210901).AddDays(rapid.IntRange(0, 90).Draw(t, "day")),
				rapid.SampledFrom([]string{"甲", "乙", ""}).Draw(t, "item"),
				rapid.SampledFrom([]string{"一", "二"}).Draw(t, "dept"), "因"))
		}
		r := Rule{Least: rapid.Int64Range(1, 5).Draw(t, "least"), Days: rapid.Int64Range(1, 40).Draw(t, "days")}
		list := find(r, ByItem, all, 20211130)
		again := find(r, ByItem, rapid.Permutation(all).Draw(t, "order"), 20211130)
		named, seen := 0, 0
		for _, m := range all {
			if m.ItemName != "" {
				named++
			}
		}
		for i, f := range list {
			seen += len(f.Matters)
			if again[i].Key != f.Key || again[i].Why != f.Why || !slices.Equal(again[i].Matters, f.Matters) {
				t.Fatalf("another order gives %+v, before %+v", again[i], f)
			}
			often := false
			for _, first := range f.Matters {
				n := int64(0)
				for _, m := range f.Matters {
					if m.Day >= first.Day && m.Day < first.Day.AddDays(int(r.Days)) {
						n++
					}
				}
				often = often || n >= r.Least
			}
			if often != (f.Why != "") {
				t.Fatalf("%s: %q", f.Key, f.Why)
			}
		}
		if seen != named {
			t.Fatalf("%d of %d matters stand in a group", seen, named)
		}
	})
}
