package flow_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// What many cases are about is found with as few questions as that of one, and is the same: a case is followed through four others, and a
// ring ends where it began.
func TestTiesOfManyCases(t *testing.T) {
	about, asked := map[int64][]int64{}, 0
	table := with()
	table.Serves = map[string]flow.Serve{"accept": flow.Accepts}
	table.About = func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		asked++
		of := map[int64]flow.About{}
		for _, k := range cases {
			of[k.ID] = flow.About{Cases: about[k.ID], Staff: []int64{k.ID}}
		}
		return of, nil
	}
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		var list []flow.Case
		for range 8 {
			list = append(list, o.submit(t))
		}
		for i := range list[1:] {
			about[list[i].ID] = []int64{0, list[i+1].ID}
		}
		about[list[2].ID] = append(about[list[2].ID], list[0].ID, list[5].ID)
		o.do(t, clerk, list[1].ID, "accept")
		for i := range list {
			list[i], _ = o.Find(ctx, o.db, list[i].ID)
		}
		alone := map[int64][]flow.Matter{}
		for _, k := range list {
			var err error
			if alone[k.ID], err = o.Matters(ctx, o.db, k); err != nil {
				t.Fatal(err)
			}
		}
		for _, roots := range [][]flow.Case{list, {list[0], list[6]}, {list[7]}, {list[0]}, {}} {
			asked = 0
			all, err := o.MattersOf(ctx, o.db, roots...)
			if err != nil || len(all) != len(roots) || asked > 4 {
				t.Fatalf("%d of %d, asked %d times, %v", len(all), len(roots), asked, err)
			}
			for _, k := range roots {
				if d := cmp.Diff(alone[k.ID], all[k.ID]); d != "" {
					t.Error(d)
				}
			}
		}
		var found []int64
		first := alone[list[0].ID]
		for _, m := range first {
			found = append(found, m.Case.ID)
		}
		if want := []int64{list[0].ID, list[1].ID, list[2].ID, list[3].ID, list[5].ID, list[4].ID, list[6].ID}; !slices.Equal(found, want) ||
			first[4].About.Staff == nil || first[5].About.Staff != nil {
			t.Errorf("%d, want %d: %+v", found, want, first)
		}
		ties, err := o.Ties(ctx, o.db, list...)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []bool{true, false, true, false, false} { // who accepted it has to do with those that lead to it
			got, err := ties.Relations(ctx, list[i].ID, clerk)
			one, err2 := o.Relations(ctx, o.db, list[i], clerk)
			if slices.Contains(got, flow.Relation(flow.Accepts)) != want || !slices.Equal(got, one) || errors.Join(err, err2) != nil {
				t.Errorf("%d: %v, alone %v; %v %v", i, got, one, err, err2)
			}
		}
		if acts := ties.Acts(list[1].ID); len(acts) != 1 || acts[0].Event != "accept" || acts[0].ActorID != clerk.ID {
			t.Errorf("%+v", acts)
		}
		about[list[7].ID] = []int64{4711}
		if _, err := o.MattersOf(ctx, o.db, list...); !errors.Is(err, db.ErrNone) {
			t.Errorf("of a case that is about none: %v", err)
		}
		clear(about)
	}, table)
}
