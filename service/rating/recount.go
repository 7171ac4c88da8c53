package rating

import (
	"context"
	"iter"
)

// Recount counts everything anew, from the services, what was said of them and what came of it, and returns
// what the kept figures have too much (or too little), by key; nothing is right. It reads everything and
// is no way to make a page.
func (s *Service) Recount(ctx context.Context) (map[any]any, error) {
	counted, added := map[keyed]counts{}, map[sum]counts{}
	both := func(k keyed) {
		plus(counted, k.key(), k.counts)
		for _, row := range k.sums() {
			plus(added, row, k.counts)
		}
	}
	if err := s.recountAll(ctx, func(k keyed) { k.negate(); both(k) }); err != nil {
		return nil, err
	}
	for k, err := range deltas(ctx, s.DB) {
		if err != nil {
			return nil, err
		}
		both(k)
	}
	for k, err := range keptCounts(ctx, s.DB) {
		if err != nil {
			return nil, err
		}
		plus(counted, k.key(), k.counts)
	}
	for k, err := range keptSums(ctx, s.DB) {
		if err != nil {
			return nil, err
		}
		plus(added, k.sum, k.counts)
	}
	wrong := map[any]any{}
	for k, c := range counted {
		wrong[k] = c
	}
	for k, c := range added {
		wrong[k] = c
	}
	return wrong, nil
}

// plus adds to the figures of a key; what comes to nothing is left out.
func plus[K comparable](m map[K]counts, k K, c counts) {
	n := m[k]
	if n.add(c); n == (counts{}) {
		delete(m, k)
		return
	}
	m[k] = n
}

// recountAll counts every service anew. The services, their ratings and what came of the bad ones are read
// side by side in the order of the services.
func (s *Service) recountAll(ctx context.Context, each func(keyed)) error {
	ratings, stop := iter.Pull2(allRatings(ctx, s.DB))
	defer stop()
	fixes, stopFixes := iter.Pull2(allFixes(ctx, s.DB))
	defer stopFixes()
	r, err, more := ratings()
	if err != nil {
		return err
	}
	x, err, fixed := fixes()
	if err != nil {
		return err
	}
	for a, err := range allActs(ctx, s.DB) {
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
		k := keyOf(a)
		if !fixed || x.Act != a.ID {
			k.counts = recount(a, list, nil, "")
			each(k)
			continue
		}
		k.counts = recount(a, list, &x.Rectification, x.State)
		each(k)
		if x, err, fixed = fixes(); err != nil {
			return err
		}
	}
	return nil
}

// fixIn is a rectification and where its case stands.
type fixIn struct {
	Rectification
	State string
}

// keptSum is a row of the sums.
type keptSum struct {
	sum
	counts
}
