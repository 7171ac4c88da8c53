package rating

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/region"
)

// The time is divided without a gap and without an overlap, into sums of whole years and months and the
// days between.
func TestATimeIsDividedIntoWholeMonthsAndDays(t *testing.T) {
	first := calendar.Day(20240101)
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) calendar.Day { return first.AddDays(rapid.IntRange(0, 1300).Draw(t, name)) }
		p := period{From: day("from"), To: day("to")}
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
	dbtest.Each(t, time.Now, []db.Migrations{exchange.Schema(), device.Schema(), Schema()}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var all []keyed
		places := []region.Code{"511400000000", "511402000000", "511402001000", "511402001001", "511402002003", "511403000000", "511403101202"}
		depts, plates, channels := []string{"", "51140201", "51140302"}, []string{"", "窗口 1 号", "便民服务站"}, []string{"window", "online"}
		days := []calendar.Day{20251130, 20251231, 20260101, 20260115, 20260228, 20260301, 20260331, 20260415}
		rapid.Check(t, func(t *rapid.T) {
			for range rapid.IntRange(0, 12).Draw(t, "services") {
				a := Act{
					Day: rapid.SampledFrom(days).Draw(t, "day"), Region: rapid.SampledFrom(places).Draw(t, "region"), Dept: rapid.SampledFrom(depts).Draw(t, "dept"),
					Staff: rapid.Int64Range(0, 2).Draw(t, "staff"), Place: rapid.SampledFrom(plates).Draw(t, "plate"), Item: rapid.Int64Range(0, 2).Draw(t, "item"), Channel: rapid.SampledFrom(channels).Draw(t, "channel"),
				}
				k := keyOf(a)
				k.Acts, k.N5, k.LateOpen = 1, rapid.Int64Range(0, 1).Draw(t, "good"), rapid.Int64Range(-1, 1).Draw(t, "late")
				if err := d.Tx(ctx, func(tx *db.DB) error { return count(ctx, tx, a, k.counts) }); err != nil {
					t.Fatal(err)
				}
				all = append(all, k)
			}
			if rapid.Bool().Draw(t, "fold") {
				if err := d.Tx(ctx, func(tx *db.DB) error { return fold(ctx, tx, rapid.IntRange(1, 20).Draw(t, "some")) }); err != nil {
					t.Fatal(err)
				}
			}
			p := period{
				From: rapid.SampledFrom(days).Draw(t, "from"), To: rapid.SampledFrom(days).Draw(t, "to"), Now: rapid.SampledFrom([]calendar.Day{0, 20260415}).Draw(t, "now"),
				Place: rapid.SampledFrom(append(places, "511402002000")).Draw(t, "place"),
			}
			if rapid.Bool().Draw(t, "narrow") {
				p.Dept, p.Channel = rapid.SampledFrom(depts).Draw(t, "dept"), rapid.SampledFrom(append(channels, "")).Draw(t, "channel")
				p.Staff, p.Item = rapid.Int64Range(0, 2).Draw(t, "staff"), rapid.Int64Range(0, 2).Draw(t, "item")
				p.Window = window(rapid.SampledFrom(places).Draw(t, "at"), rapid.SampledFrom(plates).Draw(t, "plate"))
			}
			by := rapid.SampledFrom([]dimension{byNothing, byRegion, byDept, byPlace, byStaff, byItem, byChannel, byMonth}).Draw(t, "by")
			level := region.Level(rapid.IntRange(int(region.County), int(region.Village)).Draw(t, "level"))
			got, err := figuresBy(ctx, d, p, by, level)
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
func walk(all []keyed, p period, by dimension, level region.Level) []figure {
	sums := map[string]counts{}
	for _, k := range all {
		if k.Day < p.From || k.Day > p.To || !p.Place.Covers(k.Region) || p.Dept != "" && k.Dept != p.Dept || p.Channel != "" && k.Channel != p.Channel ||
			p.Staff != 0 && k.Staff != p.Staff || p.Item != 0 && k.Item != p.Item || p.Window != "" && window(k.Region, k.Place) != p.Window {
			continue
		}
		key := map[dimension]string{
			byRegion: string(k.Region[:digits(level)]), byDept: k.Dept, byPlace: window(k.Region, k.Place), byStaff: fmt.Sprint(k.Staff), byItem: fmt.Sprint(k.Item),
			byChannel: k.Channel, byMonth: fmt.Sprint(k.Day.Month()),
		}[by]
		plus(sums, key, k.counts)
	}
	var list []figure
	for key, c := range sums {
		list = append(list, figure{key, c})
	}
	slices.SortFunc(list, func(a, b figure) int { return cmp.Compare(a.Key, b.Key) })
	return list
}

// stripped are the figures in the order of their bytes, without those of nothing.
func stripped(list []figure) []figure {
	list = slices.DeleteFunc(list, func(f figure) bool { return f.counts == counts{} })
	slices.SortFunc(list, func(a, b figure) int { return strings.Compare(a.Key, b.Key) })
	return list
}
