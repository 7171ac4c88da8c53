package tally

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// calls are the figures of a service of these tests: how often somebody called, was answered, and is owed an answer.
type calls struct{ Calls, Answered, Owed int64 }

func (c *calls) Fields() []*int64 { return []*int64{&c.Calls, &c.Answered, &c.Owed} }

type line struct {
	Key
	calls
}

type sumLine struct {
	Sum
	calls
}

type figure struct {
	Key string
	calls
}

var book = New("test", "calls", "answered", "owed")

// tables are those of the service.
var tables = db.Migrations{Owner: "test", Files: fstest.MapFS{"0001_test.sql": {Data: []byte(`-- +goose Up
CREATE TABLE test_deltas (id BIGINT PRIMARY KEY, day BIGINT NOT NULL, region TEXT NOT NULL, dept TEXT NOT NULL, staff BIGINT NOT NULL, place TEXT NOT NULL,
	item BIGINT NOT NULL, channel TEXT NOT NULL, calls BIGINT NOT NULL, answered BIGINT NOT NULL, owed BIGINT NOT NULL);
CREATE TABLE test_counts (day BIGINT NOT NULL, region TEXT NOT NULL, dept TEXT NOT NULL, staff BIGINT NOT NULL, place TEXT NOT NULL, item BIGINT NOT NULL,
	channel TEXT NOT NULL, calls BIGINT NOT NULL, answered BIGINT NOT NULL, owed BIGINT NOT NULL,
	PRIMARY KEY (day, region, dept, staff, place, item, channel));
CREATE TABLE test_sums (period BIGINT NOT NULL, dim TEXT NOT NULL, county TEXT NOT NULL, key TEXT NOT NULL, dept TEXT NOT NULL, channel TEXT NOT NULL,
	calls BIGINT NOT NULL, answered BIGINT NOT NULL, owed BIGINT NOT NULL, PRIMARY KEY (period, dim, county, key, dept, channel));
`)}}}

// onEach runs a test on each kind of database.
func onEach(t *testing.T, test func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, time.Now, []db.Migrations{tables}, test)
}

// put adds figures.
func put(ctx context.Context, d *db.DB, l line) error {
	return d.Tx(ctx, func(tx *db.DB) error { return book.Add(ctx, tx, l.Key, l.Fields()) })
}

// The time is divided without a gap and without an overlap, into sums of whole years and months and the
// days between.
func TestATimeIsDividedIntoWholeMonthsAndDays(t *testing.T) {
	first := calendar.Day(20240101)
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) calendar.Day { return first.AddDays(rapid.IntRange(0, 1300).Draw(t, name)) }
		p := Period{From: day("from"), To: day("to")}
		if rapid.Bool().Draw(t, "until today") {
			p.Now = p.To
		}
		months := rapid.Bool().Draw(t, "months")
		whole, days := p.parts(months)
		for d := first.AddDays(-40); d <= first.AddDays(1400); d = d.AddDays(1) {
			n := 0
			for _, s := range whole {
				for _, period := range []int{d.Year(), d.Month()} {
					if s.from <= period && period <= s.to {
						n++
						if period == d.Year() && months {
							t.Fatalf("%v: a year by month", whole)
						}
					}
				}
			}
			for _, s := range days {
				if s.from <= int(d) && int(d) <= s.to {
					n++
				}
			}
			want := 0
			if p.From <= d && d <= p.To {
				want = 1
			}
			if n != want && (p.Now == 0 || d <= p.Now) { // behind today there is nothing to count
				t.Fatalf("%s to %s: %s is counted %d times in %v %v", p.From, p.To, d, n, whole, days)
			}
		}
	})
}

// Whatever is asked, of any place and time, narrowed and divided in any way, equals what a plain walk
// through the services says, counted already or not.
func TestFiguresEqualAPlainWalk(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var all []line
		places := []region.Code{"511400000000", "511402000000", "511402001000", "511402001001", "511402002003", "511403000000", "511403101202"}
		depts, plates, channels := []string{"", "51140201", "51140302"}, []string{"", "窗口 1 号", "便民服务站"}, []string{"window", "online"}
		days := []calendar.Day{20251130, 20251231, 20260101, 20260115, 20260228, 20260301, 20260331, 20260415}
		rapid.Check(t, func(t *rapid.T) {
			for range rapid.IntRange(0, 12).Draw(t, "services") {
				l := line{
					Key{
						Day: rapid.SampledFrom(days).Draw(t, "day"), Region: rapid.SampledFrom(places).Draw(t, "region"),
						Dept:  rapid.SampledFrom(depts).Draw(t, "dept"),
						Staff: rapid.Int64Range(0, 2).Draw(t, "staff"), Place: rapid.SampledFrom(plates).Draw(t, "plate"),
						Item: rapid.Int64Range(0, 2).Draw(t, "item"), Channel: rapid.SampledFrom(channels).Draw(t, "channel"),
					}, calls{1, rapid.Int64Range(0, 1).Draw(t, "answered"), rapid.Int64Range(-1, 1).Draw(t, "owed")},
				}
				if err := put(ctx, d, l); err != nil {
					t.Fatal(err)
				}
				all = append(all, l)
			}
			if rapid.Bool().Draw(t, "fold") {
				if err := d.Tx(ctx, func(tx *db.DB) error { return fold[line](ctx, tx, book, rapid.IntRange(1, 20).Draw(t, "some")) }); err != nil {
					t.Fatal(err)
				}
			}
			p := Period{
				From: rapid.SampledFrom(days).Draw(t, "from"), To: rapid.SampledFrom(days).Draw(t, "to"),
				Now:   rapid.SampledFrom([]calendar.Day{0, 20260415}).Draw(t, "now"),
				Place: rapid.SampledFrom(append(places, "511402002000")).Draw(t, "place"),
			}
			if rapid.Bool().Draw(t, "narrow") {
				p.Dept, p.Channel = rapid.SampledFrom(depts).Draw(t, "dept"), rapid.SampledFrom(append(channels, "")).Draw(t, "channel")
				p.Staff, p.Item = rapid.Int64Range(0, 2).Draw(t, "staff"), rapid.Int64Range(0, 2).Draw(t, "item")
				p.Window = Window(rapid.SampledFrom(places).Draw(t, "at"), rapid.SampledFrom(plates).Draw(t, "plate"))
			}
			switch rapid.IntRange(0, 9).Draw(t, "none") {
			case 0:
				p.Own = true
			case 1:
				p.Dept = None
			case 2:
				p.Window = None
			case 3:
				p.Staff = NoOne
			case 4:
				p.Item = NoOne
			}
			by := rapid.SampledFrom([]Dimension{ByNothing, ByRegion, ByDept, ByPlace, ByStaff, ByItem, ByChannel, ByMonth}).Draw(t, "by")
			level := region.Level(rapid.IntRange(int(region.County), int(region.Village)).Draw(t, "level"))
			got, err := By[figure](ctx, d, book, p, by, level)
			if err != nil {
				t.Fatal(err)
			}
			if want := walk(all, p, by, level); !slices.Equal(stripped(got), want) {
				t.Fatalf("%+v by %q of level %d:\n%v, want\n%v", p, by, level, stripped(got), want)
			}
		})
	})
}

// walk is the plain way to the figures.
func walk(all []line, p Period, by Dimension, level region.Level) []figure {
	sums := map[string]*calls{}
	for _, k := range all {
		if k.Day < p.From || k.Day > p.To || !p.Place.Covers(k.Region) || p.Channel != "" && k.Channel != p.Channel || p.Own && k.Region != p.Place ||
			p.Dept != "" && k.Dept != strings.TrimSuffix(p.Dept, None) || p.Staff != 0 && k.Staff != max(p.Staff, 0) ||
			p.Item != 0 && k.Item != max(p.Item, 0) || p.Window != "" && Window(k.Region, k.Place) != strings.TrimSuffix(p.Window, None) {
			continue
		}
		key := map[Dimension]string{
			ByRegion: string(k.Region[:Digits(level)]), ByDept: k.Dept, ByPlace: Window(k.Region, k.Place), ByStaff: fmt.Sprint(k.Staff),
			ByItem:    fmt.Sprint(k.Item),
			ByChannel: k.Channel, ByMonth: fmt.Sprint(k.Day.Month()),
		}[by]
		if sums[key] == nil {
			sums[key] = &calls{}
		}
		for i, n := range values(k.Fields()) {
			*sums[key].Fields()[i] += n
		}
	}
	var list []figure
	for key, c := range sums {
		list = append(list, figure{key, *c})
	}
	return stripped(list)
}

// stripped are the figures in the order of their bytes, without those of nothing.
func stripped(list []figure) []figure {
	list = slices.DeleteFunc(list, func(f figure) bool { return f.calls == calls{} })
	slices.SortFunc(list, func(a, b figure) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// What was folded equals what was counted anew; a row that was changed beside the program is found, with the sums that it stands
// in, and so is one that was counted twice.
func TestCheckFindsWhatDrifted(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var all []line
		for i := range int64(5) {
			l := line{Key{Day: 20260420, Region: "511402001001", Staff: i % 2, Item: 7, Place: "窗口 1 号", Channel: "window"}, calls{Calls: 1, Answered: i % 2}}
			if err := put(ctx, d, l); err != nil {
				t.Fatal(err)
			}
			all = append(all, l)
		}
		anew := func(list []line) iter.Seq2[line, error] {
			return func(yield func(line, error) bool) {
				for _, l := range list {
					if !yield(l, nil) {
						return
					}
				}
			}
		}
		sound := func(list []line) map[any][]int64 {
			t.Helper()
			wrong, err := Check[line, sumLine](ctx, d, book, anew(list))
			if err != nil {
				t.Fatal(err)
			}
			return wrong
		}
		if wrong := sound(all); len(wrong) != 0 {
			t.Error("before it was folded:", wrong)
		}
		if err := Fold[line](ctx, d, book); err != nil {
			t.Fatal(err)
		}
		if wrong := sound(all); len(wrong) != 0 {
			t.Error("folded:", wrong)
		}
		if wrong := sound(all[1:]); len(wrong) != 1+len(all[0].sums()) || !slices.Equal(wrong[all[0].Key], []int64{1, 0, 0}) {
			t.Error("one too many:", wrong)
		}
		if err := d.Exec(ctx, `UPDATE test_sums SET owed = owed + 3 WHERE dim = 'staff' AND key = '1' AND county = '' AND period = 2026`); err != nil {
			t.Fatal(err)
		}
		wrong := sound(all)
		if len(wrong) != 1 || !slices.Equal(wrong[Sum{Period: 2026, Dim: ByStaff, Key: "1", Channel: "window"}], []int64{0, 0, 3}) {
			t.Error("a sum that was changed:", wrong)
		}
		broken := errors.New("broken")
		if _, err := Check[line, sumLine](ctx, d, book, func(yield func(line, error) bool) { yield(line{}, broken) }); !errors.Is(err, broken) {
			t.Error(err)
		}
	})
}

// Nodes that fold at once, while others add, count each line once.
func TestFoldingAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB) {
		ctx, wait := t.Context(), sync.WaitGroup{}
		for range 3 {
			wait.Go(func() {
				for i := range int64(20) {
					l := line{Key{Day: 20260401 + calendar.Day(i%3), Region: "511402000000", Staff: i % 4, Channel: "online"}, calls{Calls: 1}}
					if err := errors.Join(put(ctx, d, l), Fold[line](ctx, d, book)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		p := Period{From: 20260401, To: 20260430, Now: 20260430, Place: "511400000000"}
		for range 2 { // folding once more changes nothing
			if f, err := Total[figure](ctx, d, book, p); err != nil || f.calls != (calls{Calls: 60}) {
				t.Error(f, err)
			}
			if err := Fold[line](ctx, d, book); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM test_deltas`); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
}

// The most come first, page by page; of a dimension is known how many have some of a measure. What has no name is no member of it.
func TestMostAndCovered(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for staff, n := range map[int64]int64{0: 9, 1: 2, 2: 5, 3: 3} {
			l := line{Key{Day: 20260420, Region: "511402000000", Staff: staff, Channel: "online"}, calls{Calls: n, Answered: n / 3}}
			if err := put(ctx, d, l); err != nil {
				t.Fatal(err)
			}
		}
		p := Period{From: 20260401, To: 20260430, Place: "511400000000"}
		for range 2 {
			list, err := Most[figure](ctx, d, book, p, ByStaff, 1, 2)
			if err != nil || len(list) != 2 || list[0].Key != "2" || list[1].Key != "3" {
				t.Error(list, err)
			}
			if c, err := book.Covers(ctx, d, p, ByStaff, "answered", "owed"); err != nil || c != (Cover{Covered: 2, Total: 3}) {
				t.Error(c, err)
			}
			if f, err := Total[figure](ctx, d, book, Period{From: 20250101, To: 20251231, Place: "511400000000"}); err != nil || f.calls != (calls{}) {
				t.Error(f, err)
			}
			if err := Fold[line](ctx, d, book); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The last month with figures is that of the place and department that are asked for, whether they were folded or not; of nothing it is today's.
func TestTheLastMonthWithFigures(t *testing.T) {
	onEach(t, func(t *testing.T, d *db.DB) {
		latest := func(place region.Code, dept string) int {
			t.Helper()
			n, err := book.LatestMonth(t.Context(), d, Period{Now: 20260203, Place: place, Dept: dept})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := latest("511400000000", ""); got != 202602 {
			t.Errorf("of nothing: %d", got)
		}
		for _, k := range []Key{
			{Day: 20240517, Region: "511402001000", Dept: "a"}, {Day: 20251231, Region: "511402001000", Dept: "b"}, {Day: 20260305, Region: "511402001000"},
			{Day: 20200101, Region: "511403000000", Dept: "a"},
		} {
			if err := put(t.Context(), d, line{Key: k, calls: calls{Calls: 1}}); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			for _, q := range []struct {
				place region.Code
				dept  string
				want  int
			}{{"511400000000", "", 202512}, {"", "", 202512}, {"511402000000", "a", 202405}, {"511403000000", "", 202001}, {"511404000000", "", 202602}} {
				if got := latest(q.place, q.dept); got != q.want {
					t.Errorf("of %q and %q: %d, want %d", q.place, q.dept, got, q.want)
				}
			}
			if err := Fold[line](t.Context(), d, book); err != nil {
				t.Fatal(err)
			}
		}
	})
}
