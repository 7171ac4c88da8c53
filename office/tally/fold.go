package tally

import (
	"context"
	"maps"
	"slices"

	"wuyou/kit/db"
)

// foldMost is how many lines one transaction counts: others wait for it no longer than for a few of their own.
const foldMost = 200

// Fold counts what has happened since the last time. Any number of nodes may fold at once: each line is counted in the
// transaction that takes it away.
func Fold[T any, L Line[T]](ctx context.Context, d *db.DB, b *Book) error {
	for {
		if some, err := b.anyDelta(ctx, d); err != nil || !some {
			return err
		}
		if err := d.Tx(ctx, func(tx *db.DB) error { return fold[T, L](ctx, tx, b, foldMost) }); err != nil {
			return err
		}
	}
}

func fold[T any, L Line[T]](ctx context.Context, tx *db.DB, b *Book, most int) error {
	list, err := takeDeltas[T](ctx, tx, b, most)
	if err != nil {
		return err
	}
	kept, added := map[Key][]int64{}, map[Sum][]int64{}
	for i := range list {
		l := L(&list[i])
		k, n := l.Alike(), values(l.Fields())
		kept[k] = add(kept[k], n)
		for _, row := range k.sums() {
			added[row] = add(added[row], n)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(kept), Key.compare) { // in one order: two nodes do not wait for each other
		if err := b.addCount(ctx, tx, k, kept[k]); err != nil {
			return err
		}
	}
	for _, row := range slices.SortedFunc(maps.Keys(added), Sum.compare) {
		if err := b.addSum(ctx, tx, row, added[row]); err != nil {
			return err
		}
	}
	return nil
}
