package caseno_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/region"
)

// Whatever processes make ids on whatever days, even when a clock is set back: no id comes twice, and
// the id tells the day.
func TestIDsAreUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := map[int64]string{}
		first := rapid.Int64Range(1, 1<<40).Draw(t, "first process")
		type node struct {
			next func(time.Time) (int64, error)
			now  time.Time
		}
		var all []*node
		for i := range 3 {
			all = append(all, &node{process(first + int64(i)), time.Date(2026, 12, 30, 12, 0, 0, 0, calendar.Zone)})
		}
		for range rapid.IntRange(1, 60).Draw(t, "ids") {
			p := all[rapid.IntRange(0, 2).Draw(t, "process")]
			p.now = p.now.Add(time.Duration(rapid.IntRange(-3, 20).Draw(t, "hours")) * time.Hour)
			id, err := p.next(p.now)
			if err != nil {
				t.Fatal(err)
			}
			if before, twice := seen[id]; twice {
				t.Fatalf("%d at %s was made before at %s", id, p.now, before)
			}
			if day := fmt.Sprintf("%016d", id)[:6]; day < p.now.Format("060102") {
				t.Fatalf("%d was made on %s", id, p.now)
			}
			seen[id] = p.now.String()
		}
	})
}

func TestADayHasAMillionNumbers(t *testing.T) {
	next := process(7)
	day := time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone)
	var last int64
	for range 999_999 {
		last, _ = next(day)
	}
	if last != 260420_0007_999999 {
		t.Errorf("the last is %d", last)
	}
	if id, err := next(day); !fail.Is(err, fail.KindBusy) {
		t.Errorf("one more: %d, %v", id, err)
	}
	if id, err := next(day.AddDate(0, 0, 1)); id != 260421_0007_000001 || err != nil {
		t.Errorf("the next day begins with %d, %v", id, err)
	}
}

// process makes ids as the process of the given number does.
func process(n int64) func(now time.Time) (int64, error) {
	m := caseno.New(n)
	return func(now time.Time) (int64, error) {
		return m.Next(now, func(int64, int64) (int64, error) { return 0, nil })
	}
}

// wide is how an input method for Chinese writes what is typed.
func wide(s string) string { return strings.Map(func(r rune) rune { return r + '！' - '!' }, s) }

func TestNumbersLeadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, err := process(rapid.Int64().Filter(func(n int64) bool { return n >= 0 }).Draw(t, "process"))(
			time.Date(rapid.IntRange(2003, 2089).Draw(t, "year"), 6, 1, 0, 0, 0, 0, calendar.Zone))
		if err != nil {
			t.Fatal(err)
		}
		place := rapid.StringMatching(`[1-9][0-9]{11}`).Draw(t, "region")
		number := flow.Case{ID: id, Region: region.Code(rapid.SampledFrom([]string{place, ""}).Draw(t, "place"))}.Number()
		spaced := rapid.SampledFrom([]string{number, strings.ToLower(number), strings.NewReplacer("0", "o", "1", "l").Replace(number[:22]) + number[22:], flow.Grouped(number), " " + number + "\u3000", wide(number) + "\u200b", strings.ReplaceAll(flow.Grouped(number), " ", "-")}).Draw(t, "typed")
		if got, err := caseno.Parse(spaced); got != id || err != nil {
			t.Fatalf("%q leads to %d, %v; want %d", spaced, got, err, id)
		}
		// One wrong character is noticed, wherever and whichever.
		at := rapid.IntRange(0, len(number)-1).Draw(t, "at")
		for _, wrong := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*é" {
			typed := number[:at] + string(wrong) + number[at+1:]
			if got, err := caseno.Parse(typed); typed != number && !strings.ContainsRune("OIL", wrong) && !fail.Is(err, fail.KindInvalid) {
				t.Fatalf("%s, mistyped as %s, leads to %d, %v", number, typed, got, err)
			}
		}
		if _, err := caseno.Parse(number[:22]); err == nil {
			t.Fatal("a number that is too short")
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	f.Add(flow.Case{ID: 2604200001000001, Region: "511402102201"}.Number())
	f.Add("511402 260420 0001 000001 x")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := caseno.Parse(s)
		if err != nil {
			return
		}
		clean := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u3000", "").Replace(s))
		if got := (flow.Case{ID: id, Region: region.Code(clean[:6] + "000000")}).Number(); got != clean {
			t.Errorf("%q is taken for %s", s, got)
		}
	})
}

// A number is found by its end, with its check character or without it, as people read it off a paper; what is no end of one finds nothing.
func TestTheEndOfANumber(t *testing.T) {
	const id = 260420_0007_000123
	number := caseno.Of("511402", id)
	found := func(typed string) bool {
		for _, e := range caseno.Ends(typed) {
			if id%e.Power() == e.ID && slices.Contains(e.Rests(), id%1_000_000) && caseno.EndsIn(number, typed) {
				return true
			}
		}
		return false
	}
	for n := 4; n < 22; n++ {
		for _, typed := range []string{number[22-n : 22], number[23-n:], strings.ToLower(" " + number[23-n:] + " ")} {
			if !found(typed) && len(strings.TrimSpace(typed)) > 4 {
				t.Errorf("%s is not found by %q", number, typed)
			}
		}
	}
	for _, typed := range []string{"", "123", "0124", "000124", "张晓梅", "a" + number[10:], number, "O124", "100123"} {
		if found(typed) {
			t.Errorf("%s is found by %q", number, typed)
		}
	}
	if !found("OOO123") {
		t.Error("what looks like a zero is none")
	}
}
