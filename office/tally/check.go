package tally

import (
	"context"
	"iter"
	"slices"

	"wuyou/kit/db"
)

// summed is a row of the sums: a struct of a Sum and the measures.
type summed[T any] interface {
	Row[T]
	Summed() Sum
}

// Check compares the kept figures with what was counted anew, and returns what they have too much (or too little) by Key and
// by Sum; nothing is right. It reads everything and is no way to make a page. T and S are a row of what is alike and one of the
// sums.
func Check[T, S any, L Line[T], R summed[S]](ctx context.Context, d *db.DB, b *Book, anew iter.Seq2[T, error]) (map[any][]int64, error) {
	wrong := map[any][]int64{}
	note := func(at any, n []int64) {
		if sum := add(wrong[at], n); slices.Max(sum) != 0 || slices.Min(sum) != 0 {
			wrong[at] = sum
		} else {
			delete(wrong, at)
		}
	}
	both := func(k Key, n []int64) {
		note(k, n)
		for _, row := range k.sums() {
			note(row, n)
		}
	}
	for row, err := range anew {
		if err != nil {
			return nil, err
		}
		n := values(L(&row).Fields())
		for i := range n {
			n[i] = -n[i]
		}
		both(L(&row).Alike(), n)
	}
	for row, err := range deltas[T](ctx, d, b) {
		if err != nil {
			return nil, err
		}
		both(L(&row).Alike(), values(L(&row).Fields()))
	}
	for row, err := range allCounts[T](ctx, d, b) {
		if err != nil {
			return nil, err
		}
		note(L(&row).Alike(), values(L(&row).Fields()))
	}
	for row, err := range allSums[S](ctx, d, b) {
		if err != nil {
			return nil, err
		}
		note(R(&row).Summed(), values(R(&row).Fields()))
	}
	return wrong, nil
}
