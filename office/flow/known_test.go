package flow_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/roster"
)

// Who is named in a case, may be meant by it or served in what it is about does not learn whose it is; whose own it is, and whom it does not
// concern, does. Before it is found out who is meant, the refusal says so.
func TestWhoLearnsWhoseACaseIs(t *testing.T) {
	abouts := map[int64]flow.About{}
	table := with()
	table.Serves = map[string]flow.Serve{"accept": flow.Accepts, "comment": flow.Reviews, "approve": flow.Decides}
	table.About = func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		of := map[int64]flow.About{}
		for _, k := range cases {
			of[k.ID] = abouts[k.ID]
		}
		return of, nil
	}
	each(t, func(t *testing.T, o *office) {
		ctx, ended := t.Context(), o.now.UnixMilli()
		o.Tenures = func(_ context.Context, _ *db.DB, staff int64) ([]roster.Tenure, error) {
			if staff != head.ID {
				return nil, nil
			}
			return []roster.Tenure{{Post: people.Post{ID: 1, Role: people.Head, Region: county, Dept: dept}, EndedAt: ended}}, nil
		}
		owner, victim := staff(60), staff(62) // whose are the case, and a person that one is about
		o.Party = func(_ context.Context, _ *db.DB, _ ...int64) (persons.Party, error) {
			return func(_ context.Context, staff int64, persons ...int64) (bool, error) {
				return slices.Contains(persons, map[int64]int64{owner.ID: citizen.ID, victim.ID: 88}[staff]), nil
			}, nil
		}
		served := o.submit(t).ID
		o.do(t, clerk, served, "accept")
		o.do(t, reviewer, served, "comment", "text", "好")
		o.do(t, head, served, "approve")
		nobody := staff(61)
		all := []people.Actor{clerk, reviewer, head, owner, victim, nobody, citizen, people.TheOffice, client(county, people.ScopeRead)}
		var list []flow.Case
		var want []map[int64][]flow.Relation
		for _, c := range []struct {
			about flow.About
			are   map[int64][]flow.Relation
		}{
			{flow.About{}, nil},
			{flow.About{Staff: []int64{clerk.ID}}, map[int64][]flow.Relation{clerk.ID: {flow.Named}}},
			{flow.About{Words: "李志强不给办"}, map[int64][]flow.Relation{reviewer.ID: {flow.Named}}},
			{flow.About{Unclear: []int64{clerk.ID}}, map[int64][]flow.Relation{clerk.ID: {flow.Unclear}}},
			{flow.About{Open: "姓李的"}, map[int64][]flow.Relation{reviewer.ID: {flow.Unclear}}},
			{flow.About{Open: "局长不管", Since: ended, Until: ended + 9}, map[int64][]flow.Relation{head.ID: {flow.Called}}},
			{flow.About{Open: "局长不管", Since: ended + 1, Until: ended + 9}, nil},
			{flow.About{Cases: []int64{served}}, map[int64][]flow.Relation{
				clerk.ID: {flow.Relation(flow.Accepts)}, reviewer.ID: {flow.Relation(flow.Reviews)}, head.ID: {flow.Relation(flow.Decides)},
			}},
			{flow.About{Persons: []int64{88}, Staff: []int64{owner.ID}}, map[int64][]flow.Relation{
				owner.ID: {flow.Own, flow.Named}, victim.ID: {flow.Own},
			}},
		} {
			k := o.submit(t)
			abouts[k.ID] = c.about
			are := map[int64][]flow.Relation{owner.ID: {flow.Own}}
			maps.Copy(are, c.are)
			list, want = append(list, k), append(want, are)
		}
		ties, err := o.Ties(ctx, o.db, list...)
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range list {
			for _, who := range all {
				are := want[i][who.ID]
				if who.Kind != people.Staff {
					are = nil
				} else if got, err := ties.Relations(ctx, k.ID, who); err != nil || !slices.Equal(got, slices.Sorted(slices.Values(are))) {
					t.Errorf("%d: %s %d is %v, want %v; %v", i, who.Name, who.ID, got, are, err)
				}
				are = slices.DeleteFunc(slices.Clone(are), func(r flow.Relation) bool { return r == flow.Own })
				refusal, alone := ties.Learns(ctx, k.ID, who), o.Learns(ctx, o.db, k, who)
				right := refusal == nil
				if len(are) > 0 {
					right = fail.Is(refusal, fail.KindForbidden) && strings.Contains(refusal.Error(), string(are[0]))
				}
				if !right {
					t.Errorf("%d: %s %d, who is %v: %v", i, who.Name, who.ID, are, refusal)
				}
				if (alone == nil) != (refusal == nil) || alone != nil && alone.Error() != refusal.Error() {
					t.Errorf("%d: %s: %v, alone %v", i, who.Name, refusal, alone)
				}
				open := len(are) > 0 && (are[0] == flow.Unclear || are[0] == flow.Called)
				if refusal != nil && strings.Contains(refusal.Error(), "认定以前") != open {
					t.Errorf("%d: %v", i, refusal)
				}
			}
		}
		clear(abouts)
	}, table)
}

// Who opened a case is who did its first event, whoever acted in it since: a member of staff took it in, and a program sees what it filed
// and what no other did.
func TestWhoOpenedACase(t *testing.T) {
	table := with(
		flow.Row{Event: "hand_in", Name: "窗口收件", Done: "已收件", By: flow.Who{Roles: []people.Role{people.Window}}, To: "received"},
		flow.Row{From: []string{"received", "review"}, Event: "note", Name: "回写", By: flow.Who{Client: people.ScopeRead}, To: flow.Same},
	)
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		program := func(id int64, scopes ...string) people.Actor {
			p := client(county, scopes...)
			p.ID = id
			return p
		}
		opened := func(who people.Actor, event string) int64 {
			t.Helper()
			what := submission
			if what.Event = event; who.Kind == people.Staff {
				what.Channel = flow.ByWindow
			}
			c, err := o.open(t, who, what)
			if err != nil {
				t.Fatal(err)
			}
			return c.Case.ID
		}
		mine, others := opened(program(9, people.ScopeApply), "submit"), opened(program(10, people.ScopeApply), "submit")
		window, online := opened(clerk, "hand_in"), opened(citizen, "submit")
		ids := []int64{mine, others, window, online}
		colleague := staff(70, clerk.Posts[0])
		for _, id := range ids {
			o.do(t, program(9, people.ScopeApply, people.ScopeRead), id, "note")
			o.do(t, colleague, id, "accept")
		}

		took, err := o.TookIn(ctx, o.db, ids...)
		if err != nil || !maps.Equal(took, map[int64]int64{window: clerk.ID}) {
			t.Errorf("%v took in, want %d by %d: %v", took, window, clerk.ID, err)
		}
		for _, c := range []struct {
			who  people.Actor
			sees []int64
		}{
			{program(9, people.ScopeApply), []int64{mine}}, {program(10, people.ScopeApply), []int64{others}}, {program(11, people.ScopeApply), nil},
			{program(clerk.ID, people.ScopeApply), nil}, {program(11, people.ScopeRead), ids}, {program(11), nil},
		} {
			seen, err := o.SeenOf(ctx, c.who, ids...)
			if err != nil || !slices.Equal(slices.Sorted(maps.Keys(seen)), slices.Sorted(slices.Values(c.sees))) {
				t.Errorf("program %d with %v sees %v, want %v; %v", c.who.ID, c.who.Scopes, seen, c.sees, err)
			}
			for _, id := range ids {
				if _, err := o.View(ctx, c.who, id); (err == nil) != slices.Contains(c.sees, id) || err != nil && !errors.Is(err, flow.ErrUnseen) {
					t.Errorf("program %d with %v looks at %d: %v", c.who.ID, c.who.Scopes, id, err)
				}
			}
		}
		for who, want := range map[int64][]int64{clerk.ID: {window}, colleague.ID: nil, 9: nil} {
			var w db.Where
			flow.OpenedBy(&w, "permit", who)
			got, err := db.All[int64](ctx, o.db, `SELECT c.id FROM `+flow.EventsFrom+w.String(), w.Args()...)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%d opened %v, want %v; %v", who, got, want, err)
			}
		}
	}, table)
}

// What waits at a desk is what nobody has taken, of its role and of its own department or place alone: what the desks count is what the list
// of each holds.
func TestWhatWaitsAtADesk(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		waits := []flow.Turn{
			flow.In(people.Reviewer, dept, "审"), flow.In(people.Reviewer, other, "审"), flow.In(people.Senior, dept, "审"),
			flow.At(people.Window, county, "收"), flow.At(people.Window, township, "收"), flow.At(people.Window, village, "收"),
			flow.At(people.Window, elsewhere, "收"), flow.At(people.Officer, county, "收"),
		}
		for range 2 {
			k := o.submit(t)
			o.shape(t, k.ID, func(c *flow.Change) error {
				taken := slices.Clone(waits)
				for i := range taken {
					taken[i].Assignee, taken[i].Holder = 7, "同事"
				}
				c.SetTurns(append(taken, waits...)...)
				return nil
			})
		}
		for _, at := range waits {
			var w db.Where
			flow.AtDesk(&w, at)
			list, err := db.All[flow.TurnRow](ctx, o.db, `SELECT `+flow.TurnColumns+` FROM `+flow.TurnsFrom+w.String(), w.Args()...)
			if err != nil || len(list) != 2 {
				t.Errorf("%d wait at %+v: %v", len(list), at, err)
			}
			for _, r := range list {
				if r.Assignee != 0 || r.Role != at.Role {
					t.Errorf("at %+v waits %d of %s, which %d has taken", at, r.No, r.Role, r.Assignee)
				}
			}
		}
		desks, err := o.Desks(ctx, o.db, "")
		if err != nil || len(desks) != len(waits) {
			t.Errorf("%d desks, want %d: %v", len(desks), len(waits), err)
		}
		for _, d := range desks {
			var w db.Where
			flow.AtDesk(&w, d.Turn())
			n, err := db.One[int64](ctx, o.db, `SELECT COUNT(*) FROM `+flow.TurnsFrom+w.String(), w.Args()...)
			if err != nil || n != d.N || n != 2 {
				t.Errorf("%d wait at %+v: %v", n, d, err)
			}
		}
	}, shaped)
}
