package flow_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/ledger"
	"wuyou/office/people"
	"wuyou/office/region"
)

var (
	places = []region.Code{city, county, elsewhere, township, "511402101000", village, "511402102202", "511500000000", "500101001000"}
	depts  = []string{dept, other, "511403-01"}
	roles  = []people.Role{people.Window, people.Reviewer, people.Head, people.Supervisor, people.Leader, people.Discipline, people.Editor, "elder"}
	titles = []string{"取水许可", "GPS 备案 100%", "a_b 登记", "食品经营"}
)

// busy is an office with cases of every sort and turns for everybody; everything is read back from its
// tables, and a list is right when it is what a plain loop over them finds.
type busy struct {
	*office
	cases map[int64]flow.Case
	turns []flow.Turn
	moves []flow.EventRow // in order of time
	event map[[2]int64]flow.Event
	sent  map[int64]bool // cases copied to the discipline office
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func fill(t *testing.T, o *office) *busy {
	r := rand.New(rand.NewPCG(1, 2))
	sent := map[int64]bool{}
	o.change(t, func(tx *db.DB) error { return calendar.SetLamp(t.Context(), tx, calendar.LampRule{Fraction: "1/2"}) })
	anybody := staff(1, in(people.Window, "", ""))
	for i := range 150 {
		s := submission
		s.Region, s.Dept, s.Title, s.Party, s.Item = pick(r, places), pick(r, depts), pick(r, titles), pick(r, []string{"张晓梅", "Gps 公司"}), int64(r.IntN(3))
		c, err := o.open(t, citizen, s)
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 {
			o.do(t, anybody, c.Case.ID, "accept")
		}
		o.shape(t, c.Case.ID, func(c *flow.Change) error {
			var turns []flow.Turn
			for range r.IntN(4) {
				turn := flow.In(pick(r, roles), pick(r, depts), "办")
				if r.IntN(2) == 0 {
					turn = flow.At(pick(r, roles), pick(r, places), "办")
				}
				turn.Assignee = int64(r.IntN(3)) // nobody, or one of two
				turns = append(turns, turn)
			}
			c.SetTurns(turns...)
			if r.IntN(3) == 0 {
				c.Case.Dept = pick(r, depts)
			}
			for _, name := range names(c.Case) {
				if err := c.End(name); err != nil {
					return err
				}
			}
			if r.IntN(4) == 0 {
				return nil
			}
			return c.Begin("check", calendar.Term{Key: "x", N: 1 + r.IntN(9), Unit: calendar.Hour}, o.now.Add(-time.Duration(r.IntN(10))*time.Hour))
		})
		if i%10 == 0 {
			o.do(t, citizen, c.Case.ID, "withdraw")
		}
		if sent[c.Case.ID] = i%3 == 0; sent[c.Case.ID] {
			o.change(t, func(tx *db.DB) error { return o.Copy(t.Context(), tx, c.Case.ID, people.Discipline) })
		}
		o.now = o.now.Add(time.Duration(r.IntN(3)) * time.Hour)
	}
	o.Sweep(t.Context()) // lamps turn, though what is late has no row in these states
	b := &busy{office: o, cases: map[int64]flow.Case{}, event: map[[2]int64]flow.Event{}, sent: sent}
	cases, err := db.All[flow.Case](t.Context(), o.db, `SELECT * FROM cases`)
	if err != nil {
		t.Fatal(err)
	}
	lamps := map[calendar.Lamp]int{}
	for _, k := range cases {
		b.cases[k.ID] = k
		lamps[k.Lamp(o.now.UnixMilli())]++
	}
	for _, lamp := range flow.Lamps {
		if lamps[lamp] == 0 {
			t.Errorf("nothing is %s: %v", lamp, lamps)
		}
	}
	if b.turns, err = db.All[flow.Turn](t.Context(), o.db, `SELECT * FROM case_turns`); err != nil {
		t.Fatal(err)
	}
	events, err := db.All[flow.Event](t.Context(), o.db, `SELECT * FROM case_events ORDER BY at, case_id, seq`)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range events {
		b.event[[2]int64{v.CaseID, v.Seq}] = v
		b.moves = append(b.moves, flow.EventRow{Case: b.cases[v.CaseID], EventSeq: v.Seq, Event: v.Event, EventAt: v.At, ActorKind: v.ActorKind, ActorName: v.ActorName, Note: v.Note})
	}
	return b
}

func drawPost(t *rapid.T) people.Post {
	p := people.Post{
		Role: rapid.SampledFrom(roles).Draw(t, "role"), Region: rapid.SampledFrom(append(slices.Clone(places), "", "510000000000")).Draw(t, "region"),
		Dept: rapid.SampledFrom(append(slices.Clone(depts), "")).Draw(t, "dept"),
	}
	if !p.Role.Regional() && p.Dept == "" {
		p.Dept = dept
	}
	return p
}

func drawFilter(t *rapid.T, b *busy) flow.Filter {
	if rapid.Bool().Draw(t, "no filter") {
		return flow.Filter{}
	}
	number := b.cases[b.turns[0].CaseID].Number()
	return flow.Filter{
		Kind: rapid.SampledFrom([]string{"", "", "permit", "rating"}).Draw(t, "kind"), State: rapid.SampledFrom([]string{"", "", "review"}).Draw(t, "state"),
		Lamp: rapid.SampledFrom(append([]calendar.Lamp{""}, flow.Lamps...)).Draw(t, "lamp"), Place: rapid.SampledFrom([]region.Code{"", "", city, county, township}).Draw(t, "place"),
		Dept: rapid.SampledFrom([]string{"", "", dept}).Draw(t, "dept"), Item: rapid.Int64Range(0, 2).Draw(t, "item"),
		Text: rapid.SampledFrom([]string{"", "", " 取水 ", "100%", "_", "gps", "%", "晓", number, flow.Grouped(number)}).Draw(t, "text"), Holder: rapid.SampledFrom([]string{"", "mine", "free", "others"}).Draw(t, "holder"),
	}
}

// reads reports whether a post sees more than what was copied to it, or was sent the case.
func (b *busy) reads(p people.Post, k flow.Case) bool {
	return p.Role != people.Discipline || b.sent[k.ID]
}

func (b *busy) scoped(p people.Post, k flow.Case) bool {
	return p.Covers(k.Region, k.Dept) && b.reads(p, k)
}

// passes is a filter in plain words.
func (b *busy) passes(k flow.Case, f flow.Filter) bool {
	text := strings.ToLower(strings.TrimSpace(f.Text))
	found := strings.Contains(strings.ToLower(k.Title), text) || k.Kind == "permit" && strings.Contains(strings.ToLower(k.Party), text)
	if id, err := caseno.Parse(f.Text); err == nil {
		found = k.ID == id
	}
	return found && (f.Kind == "" || k.Kind == f.Kind) && (f.State == "" || k.State == f.State) && (f.Dept == "" || k.Dept == f.Dept) &&
		(f.Item == 0 || k.Item == f.Item) && (f.Place == "" || f.Place.Covers(k.Region)) && (f.Lamp == "" || k.Lamp(b.now.UnixMilli()) == f.Lamp)
}

// addressed reports whether a turn is for a post.
func addressed(turn flow.Turn, p people.Post) bool {
	place := max(turn.City, turn.County, turn.Township, turn.Village) // the deepest is the greatest
	switch {
	case !p.Role.Casework() || p.Role != turn.Role:
		return false
	case turn.Dept != "":
		return p.Dept == turn.Dept
	}
	return p.Dept == "" && place != "" && p.Region.Covers(place)
}

func (b *busy) waiting(who people.Actor, f flow.Filter) (keys []string) {
	turns := slices.Clone(b.turns)
	slices.SortFunc(turns, func(x, y flow.Turn) int {
		return slices.Compare([]int64{x.DueAt, x.CaseID, x.No}, []int64{y.DueAt, y.CaseID, y.No})
	})
	for _, turn := range turns {
		mine := turn.Assignee == who.ID
		held := map[string]bool{"": mine || turn.Assignee == 0, "mine": mine, "free": turn.Assignee == 0, "others": turn.Assignee != 0 && !mine}[f.Holder]
		theirs := mine || slices.ContainsFunc(who.Posts, func(p people.Post) bool { return addressed(turn, p) })
		if held && theirs && b.passes(b.cases[turn.CaseID], f) {
			keys = append(keys, fmt.Sprint(turn.CaseID, " ", turn.No))
		}
	}
	return keys
}

// walk reads a list page by page.
func walk[T any](t *rapid.T, page func(cursor string, n int) (flow.Page[T], error)) (all []T) {
	cursor := ""
	for {
		n := rapid.IntRange(1, 40).Draw(t, "page")
		p, err := page(cursor, n)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Items) > n || p.Next != "" && len(p.Items) < n {
			t.Fatalf("a page of %d has %d lines and goes on at %q", n, len(p.Items), p.Next)
		}
		all = append(all, p.Items...)
		if cursor = p.Next; cursor == "" {
			return all
		}
	}
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		b := fill(t, o)
		t.Run("inbox", b.inbox)
		t.Run("turn", b.whoHasTheTurnMayAct)
		t.Run("scope", b.seenIsListed)
		t.Run("overview", b.overview)
		t.Run("happened", b.happened)
		t.Run("done by", b.doneBy)
	}, shaped)
}

func (b *busy) inbox(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		who := staff(rapid.Int64Range(1, 3).Draw(t, "id"), rapid.SliceOfN(rapid.Custom(drawPost), 0, 4).Draw(t, "posts")...)
		f := drawFilter(t, b)
		want := b.waiting(who, f)
		var got []string
		for _, row := range walk(t, func(cursor string, n int) (flow.Page[flow.TurnRow], error) { return b.Inbox(ctx, who, f, cursor, n) }) {
			got = append(got, fmt.Sprint(row.ID, " ", row.No))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the inbox has %d lines, %q; %d wait, %q", len(got), got, len(want), want)
		}
		f.Lamp = ""
		tally, err := b.Tally(ctx, who, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, lamp := range flow.Lamps {
			f.Lamp = lamp
			if n := len(b.waiting(who, f)); tally[lamp] != int64(n) {
				t.Fatalf("%d are counted as %s; %d wait", tally[lamp], lamp, n)
			}
		}
	})
}

// What waits in somebody's inbox may be done by him, and nothing else.
func (b *busy) whoHasTheTurnMayAct(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		who := staff(rapid.Int64Range(1, 3).Draw(rt, "id"), rapid.SliceOfN(rapid.Custom(drawPost), 0, 3).Draw(rt, "posts")...)
		turn := rapid.SampledFrom(b.turns).Draw(rt, "turn")
		if b.cases[turn.CaseID].State != "review" {
			return
		}
		may := slices.ContainsFunc(b.turns, func(turn2 flow.Turn) bool {
			return turn2.CaseID == turn.CaseID && (turn2.Assignee == 0 || turn2.Assignee == who.ID) && slices.ContainsFunc(who.Posts, func(p people.Post) bool {
				colleague := turn2.Assignee == who.ID && turn2.Dept != "" && turn2.Dept == p.Dept
				return colleague || turnPost(turn2, p)
			})
		})
		if err := b.may(t, who, turn.CaseID, "comment"); (err == nil) != may || err != nil && !refused(err) {
			rt.Fatalf("it waits for him: %v; to act: %v", may, err)
		}
	})
}

// turnPost is addressed for any role: an editor whom a slice gives a turn may do it, though it is not
// listed with the work of his posts.
func turnPost(turn flow.Turn, p people.Post) bool {
	role := p.Role
	if turn.Role == role {
		turn.Role, p.Role = people.Reviewer, people.Reviewer
	}
	return addressed(turn, p)
}

// Who sees a case on its page sees it in lists that services read by Scope, and the other way round.
func (b *busy) seenIsListed(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		who := staff(99, rapid.SliceOfN(rapid.Custom(drawPost), 0, 3).Draw(t, "posts")...)
		var w db.Where
		flow.Scope(&w, who)
		listed, err := db.All[int64](ctx, b.db, `SELECT c.id FROM cases c`+w.String(), w.Args()...)
		if err != nil {
			t.Fatal(err)
		}
		ids := []int64{4711} // which is none
		for _, turn := range rapid.SliceOfN(rapid.SampledFrom(b.turns), 1, 9).Draw(t, "turns") {
			ids = append(ids, turn.CaseID)
		}
		seen, err := b.SeenOf(ctx, who, ids...)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			k, there := b.cases[id]
			want := there && slices.ContainsFunc(who.Posts, func(p people.Post) bool { return p.Role.Casework() && b.scoped(p, k) })
			turn := slices.ContainsFunc(b.turns, func(o flow.Turn) bool {
				return o.CaseID == id && o.Assignee == 0 && slices.ContainsFunc(who.Posts, func(p people.Post) bool { return turnPost(o, p) })
			})
			one, alone, err := b.Seen(ctx, who, id)
			got, sees := seen[id]
			if err != nil || sees != (want || turn) || alone != sees || one != got || sees && got != k || slices.Contains(listed, id) != want {
				t.Fatalf("seen %v, alone %v, listed %v; in scope %v, his turn %v; %v", sees, alone, slices.Contains(listed, id), want, turn, err)
			}
		}
	})
}

func (b *busy) overview(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		post, f := drawPost(t), drawFilter(t, b)
		byKey := func(x, y flow.Case) int {
			return slices.Compare([]int64{x.DueAt, x.ID}, []int64{y.DueAt, y.ID})
		}
		open := func(f flow.Filter) (list []flow.Case) {
			for _, k := range b.cases {
				if k.ClosedAt == 0 && b.scoped(post, k) && b.passes(k, f) {
					list = append(list, k)
				}
			}
			slices.SortFunc(list, byKey)
			return list
		}
		want := open(f)
		got := walk(t, func(cursor string, n int) (flow.Page[flow.Case], error) { return b.Overview(ctx, post, f, cursor, n) })
		if !slices.Equal(got, want) {
			t.Fatalf("%d cases are listed, %d are open", len(got), len(want))
		}
		tally, err := b.OverviewTally(ctx, post, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, lamp := range flow.Lamps {
			f.Lamp = lamp
			if n := len(open(f)); tally[lamp] != int64(n) {
				t.Fatalf("%d are counted as %s; %d are open", tally[lamp], lamp, n)
			}
		}
	})
}

func (b *busy) happened(t *testing.T) {
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		post := drawPost(t)
		var counts []ledger.Count
		for range rapid.IntRange(0, 4).Draw(t, "counts") {
			v := b.moves[rapid.IntRange(0, len(b.moves)-1).Draw(t, "like")]
			e := b.eventOf(v)
			counts = append(counts, ledger.Count{Kind: v.Kind, Dept: e.Dept, Event: e.Event, FromState: e.FromState, ToState: e.ToState, Late: e.Late, N: 1})
		}
		from := calendar.DayOf(b.now).AddDays(-rapid.IntRange(0, 10).Draw(t, "days"))
		to := from.AddDays(rapid.IntRange(0, 9).Draw(t, "more days"))
		var want []string
		for _, v := range b.moves {
			event := b.eventOf(v)
			day := calendar.DayOf(time.UnixMilli(v.EventAt))
			like := func(c ledger.Count) bool {
				return c.Event == event.Event && c.FromState == event.FromState && c.ToState == event.ToState && c.Late == event.Late
			}
			if day >= from && day <= to && post.Region.Covers(v.Region) && (post.Dept == "" || post.Dept == event.Dept) && b.reads(post, v.Case) && slices.ContainsFunc(counts, like) {
				want = append(want, fmt.Sprint(v.ID, " ", v.EventSeq))
			}
		}
		var got []string
		var w db.Where
		ledger.Behind(&w, post, counts, from, to)
		for _, row := range b.eventRows(ctx, t, w, "") {
			got = append(got, fmt.Sprint(row.ID, " ", row.EventSeq))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d events are listed, %d happened", len(got), len(want))
		}
	})
}

func (b *busy) eventOf(r flow.EventRow) flow.Event {
	return b.event[[2]int64{r.ID, r.EventSeq}]
}

func (b *busy) doneBy(t *testing.T) {
	var want []string
	for _, v := range slices.Backward(b.moves) {
		if b.eventOf(v).ActorKind == people.Staff {
			want = append(want, fmt.Sprint(v.ID, " ", v.EventSeq))
		}
	}
	done := func(staff int64) (got []string) {
		var w db.Where
		flow.DoneBy(&w, staff)
		for _, row := range b.eventRows(t.Context(), t, w, " DESC") {
			got = append(got, fmt.Sprint(row.ID, " ", row.EventSeq))
		}
		return got
	}
	if got := done(1); !slices.Equal(got, want) {
		t.Errorf("%d events are listed, %d were done", len(got), len(want))
	}
	if got := done(citizen.ID); len(got) != 0 {
		t.Errorf("a citizen's number is no member of staff's: %d events", len(got))
	}
}

// eventRows are the events that a condition lets through, in the order of a list.
func (b *busy) eventRows(ctx context.Context, t rapid.TB, w db.Where, order string) []flow.EventRow {
	t.Helper()
	rows, err := db.All[flow.EventRow](ctx, b.db, `SELECT `+flow.EventColumns+` FROM `+flow.EventsFrom+w.String()+
		` ORDER BY e.at`+order+`, e.case_id`+order+`, e.seq`+order, w.Args()...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheCasesOfAnApplicant(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var ids []int64
		for _, who := range []int64{77, 5, 0, 77} {
			s := submission
			s.Applicant = who
			c, err := o.open(t, client(county, people.ScopeApply), s)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.Case.ID)
		}
		for _, c := range []struct {
			who  people.Actor
			n    int
			want []int64
		}{
			{citizen, 9, []int64{ids[3], ids[0]}}, {citizen, 1, []int64{ids[3]}},
			{firm, 9, []int64{ids[3], ids[1], ids[0]}}, {people.Actor{Kind: people.Citizen}, 9, nil}, // who has not given his name
		} {
			cases, err := o.OfApplicant(t.Context(), c.who, c.n)
			var got []int64
			for _, k := range cases {
				got = append(got, k.ID)
			}
			if !slices.Equal(got, c.want) || err != nil {
				t.Errorf("%d has %v, want %v; %v", c.who.ID, got, c.want, err)
			}
		}
	})
}

func TestALongListIsCountedToAThousand(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			for range flow.CountMost + 5 {
				if _, err := o.Open(t.Context(), tx, citizen, submission); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		both := staff(1, in(people.Window, county, ""), in(people.Reviewer, county, dept))
		inbox, err := o.Tally(t.Context(), both, flow.Filter{})
		if inbox[calendar.Green] != flow.CountMost+1 || inbox[calendar.Red] != 0 || err != nil {
			t.Errorf("the inbox has %v, %v", inbox, err)
		}
		open, err := o.OverviewTally(t.Context(), both.Posts[0], flow.Filter{})
		if open[calendar.Green] != flow.CountMost+1 || err != nil {
			t.Errorf("the overview has %v, %v", open, err)
		}
	})
}

func TestACursorThatIsNone(t *testing.T) {
	o := on(t, t.TempDir()+"/list.db")
	for _, cursor := range []string{"x", "1.2", "1.2.?", "1.2.3.4", strings.Repeat("z", 99) + ".1.1"} {
		if _, err := o.Inbox(t.Context(), clerk, flow.Filter{}, cursor, 10); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%s: %v", cursor, err)
		}
	}
}
