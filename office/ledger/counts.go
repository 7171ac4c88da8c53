package ledger

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// counter is what is counted together: the moves of one kind between two states by one event, of one
// place (each level of a case's region counts for itself) in one day or month.
type counter struct {
	Scope     region.Code
	Period    int64 // yyyymmdd or yyyymm
	Kind      string
	Dept      string
	Event     string
	FromState string
	ToState   string
	Late      bool
}

// moved is an event as it is counted.
type moved struct {
	Kind, Dept                string
	Place                     region.Code
	Event, FromState, ToState string
	Late                      bool
	Day                       calendar.Day
}

func (m moved) counters() []counter {
	k := counter{Kind: m.Kind, Dept: m.Dept, Event: m.Event, FromState: m.FromState, ToState: m.ToState, Late: m.Late}
	list := make([]counter, 0, 10)
	for _, level := range []region.Level{region.Nation, region.City, region.County, region.Township, region.Village} {
		scope := m.Place.At(level)
		if scope == "" && len(list) > 0 {
			break
		}
		for _, period := range []int64{int64(m.Day), int64(m.Day.Month())} {
			k.Scope, k.Period = scope, period
			list = append(list, k)
		}
	}
	return list
}

// Count is one figure: how often cases went from one state to another by an event.
type Count struct {
	Period    int64 // yyyymm, or yyyymmdd where days were asked for
	Kind      string
	Dept      string
	Event     string
	FromState string
	ToState   string
	Late      bool
	N         int64
}

// Counts are the moves of the cases of a place, by month, from one month (yyyymm) to another. The
// place "" is everywhere. They come from the kept counters and are exact to this moment.
func (l *Ledger) Counts(ctx context.Context, place region.Code, from, to int64) ([]Count, error) {
	return countsNow(ctx, l.db, place, "e.day / 100", from, to)
}

// DayCounts is Counts by day (yyyymmdd).
func (l *Ledger) DayCounts(ctx context.Context, place region.Code, from, to calendar.Day) ([]Count, error) {
	return countsNow(ctx, l.db, place, "e.day", int64(from), int64(to))
}

// LatestMonth is the last month (yyyymm), up to a given one, in which cases of a place and one of the kinds were received, by an organ unless it
// is ""; where there is none, it is the given one. Of months before the given one it knows what was sealed. Pages of figures open at it:
// an empty month says nothing.
func (l *Ledger) LatestMonth(ctx context.Context, place region.Code, dept string, kinds []string, until int) (int, error) {
	now, err := l.Counts(ctx, place, int64(until), int64(until))
	if err != nil {
		return until, err
	}
	for _, c := range now {
		if c.FromState == flow.Start && (dept == "" || c.Dept == dept) && slices.Contains(kinds, c.Kind) {
			return until, nil
		}
	}
	month, err := latestMonth(ctx, l.db, place, dept, kinds, until)
	if errors.Is(err, db.ErrNone) {
		return until, nil
	}
	return int(month), err
}

// Recount counts the same as Counts and DayCounts together from the ledger itself. It reads every
// event of the days; it proves the counters and is no way to make a page.
func (l *Ledger) Recount(ctx context.Context, place region.Code, from, to calendar.Day) (map[Count]int64, error) {
	moves, err := movesIn(ctx, l.db, from, to)
	if err != nil {
		return nil, err
	}
	sums := map[Count]int64{}
	for _, m := range moves {
		for _, k := range m.counters() {
			if k.Scope == place {
				sums[Count{k.Period, k.Kind, k.Dept, k.Event, k.FromState, k.ToState, k.Late, 0}]++
			}
		}
	}
	return sums, nil
}

// Behind narrows a query over events (e) and their cases (c) to those behind counts in the scope of a post, from one day to another:
// those that are counted together with one of the given counts, whichever their organ and day. No counts, no events.
func Behind(w *db.Where, post people.Post, counts []Count, from, to calendar.Day) {
	w.And("e.day >= ? AND e.day <= ?", from, to)
	like, args := []string{"1 = 0"}, []any{}
	seen := map[Count]bool{}
	for _, c := range counts {
		if c.Period, c.Dept, c.N = 0, "", 0; seen[c] {
			continue
		}
		seen[c] = true
		like = append(like, "c.kind = ? AND e.event = ? AND "+countedFrom+" = ? AND e.to_state = ? AND e.late = ?")
		args = append(args, c.Kind, c.Event, c.FromState, c.ToState, c.Late)
	}
	w.And("("+strings.Join(like, " OR ")+")", args...)
	if post.Dept != "" {
		w.And("e.dept = ?", post.Dept)
	}
	flow.Within(w, post.Region)
	flow.Copied(w, post)
}
