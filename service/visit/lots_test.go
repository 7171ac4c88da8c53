package visit

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/office/calendar"
)

// Whatever the lists: each visit goes to one of those it may go to, to nobody only when there is nobody;
// the same seed draws the same, and where all may get all, nobody gets two more than another.
func TestLots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.String().Draw(t, "seed")
		staff := rapid.SliceOfNDistinct(rapid.Int64Range(1, 99), 1, 6, rapid.ID[int64]).Draw(t, "staff")
		var among [][]int64
		whole := true
		for range rapid.IntRange(0, 40).Draw(t, "visits") {
			some := slices.DeleteFunc(slices.Clone(staff), func(int64) bool { return rapid.IntRange(0, 4).Draw(t, "out") == 0 })
			whole = whole && len(some) == len(staff)
			among = append(among, some)
		}
		got := lots(seed, among)
		load := map[int64]int{}
		for i, caller := range got {
			if caller == 0 && len(among[i]) > 0 || caller != 0 && !slices.Contains(among[i], caller) {
				t.Fatalf("visit %d went to %d, among %v", i, caller, among[i])
			}
			load[caller]++
		}
		if again := lots(seed, among); !slices.Equal(got, again) {
			t.Fatalf("drawn again: %v, before %v", again, got)
		}
		if whole {
			for _, s := range staff {
				if load[s] > len(got)/len(staff)+1 {
					t.Fatalf("%d got %d of %d", s, load[s], len(got))
				}
			}
		}
	})
}

// A lot that is not there any more is noticed, also the last one that went to nobody, which decides nothing.
func TestALotThatIsGoneIsNoticed(t *testing.T) {
	kept := []Lot{{No: 1, Among: "7", Caller: 7}, {No: 2}}
	for _, c := range []struct {
		draw Draw
		list []Lot
		want int64
	}{
		{Draw{N: 1, Lots: 2}, kept, 0}, {Draw{N: 1, Lots: 2}, kept[:1], 2}, {Draw{N: 1, Lots: 2}, nil, 1}, {Draw{N: 1, Lots: 2}, kept[1:], 1},
		{Draw{N: 1}, kept, 0}, // of before the number of lots was kept
	} {
		if got := redrawn(c.draw, c.list); got != c.want {
			t.Errorf("%+v of %+v: %d, want %d", c.draw, c.list, got, c.want)
		}
	}
}

// Another seed draws otherwise, sooner or later.
func TestTheSeedDecides(t *testing.T) {
	among := slices.Repeat([][]int64{{1, 2, 3}}, 30)
	if slices.Equal(lots("a", among), lots("b", among)) {
		t.Error("two seeds draw the same thirty lots")
	}
}

func TestPartsOfTheDay(t *testing.T) {
	parts := []Part{{Code: "morning", Opens: "08:30", Closes: "12:00"}, {Code: "afternoon", Opens: "12:00", Closes: "18:00"}}
	for at, want := range map[string]string{
		"08:29": "", "08:30": "morning", "11:59": "morning",
		"12:00": "afternoon", "17:59": "afternoon", "18:00": "",
	} {
		clock, err := time.ParseInLocation("2006-01-02 15:04", "2021-10-08 "+at, calendar.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := partOf(parts, clock); p.Code != want {
			t.Errorf("%s is %q, want %q", at, p.Code, want)
		}
	}
}
