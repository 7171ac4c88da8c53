package rate

import (
	"context"
	"iter"

	"wuyou/office/tally"
)

// Recount counts everything anew, from the services, what was said of them and what came of it, and returns what the kept
// figures have too much (or too little), by key; nothing is right. It reads everything and is no way to make a page.
func (b *Book) Recount(ctx context.Context) (map[any][]int64, error) {
	return tally.Check[keyed, summed](ctx, b.DB, Kept, func(yield func(keyed, error) bool) {
		if err := b.recountAll(ctx, func(k keyed) bool { return yield(k, nil) }); err != nil {
			yield(keyed{}, err)
		}
	})
}

// recountAll counts every service anew. The services, their ratings and what came of the bad ones are read side by side in the
// order of the services.
func (b *Book) recountAll(ctx context.Context, each func(keyed) bool) error {
	ratings, stop := iter.Pull2(allRatings(ctx, b.DB))
	defer stop()
	fixes, stopFixes := iter.Pull2(allRectifications(ctx, b.DB))
	defer stopFixes()
	r, err, more := ratings()
	if err != nil {
		return err
	}
	x, err, fixed := fixes()
	if err != nil {
		return err
	}
	for a, err := range allActs(ctx, b.DB) {
		if err != nil {
			return err
		}
		var list []Rating
		for more && r.Act == a.ID {
			list = append(list, r)
			if r, err, more = ratings(); err != nil {
				return err
			}
		}
		k := keyed{Key: keyOf(a)}
		if !fixed || x.Act != a.ID {
			if k.Counts = recount(a, list, nil); !each(k) {
				return nil
			}
			continue
		}
		if k.Counts = recount(a, list, &x); !each(k) {
			return nil
		}
		if x, err, fixed = fixes(); err != nil {
			return err
		}
	}
	return nil
}

// summed is a row of the sums.
type summed struct {
	tally.Sum
	Counts
}
