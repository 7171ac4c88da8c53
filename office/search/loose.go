package search

import (
	"math/bits"
	"slices"
)

// loose scores entries that hold the elements of a variant in pieces, or most of them. It looks only at
// entries with one of the rarer pairs, as many as it takes for the others to weigh too little, and at
// no more than limit; it returns how many it looked at.
func (x *Index) loose(v *variant, limit int, sc *scratch) (looked int) {
	if v.entire || v.table || len(v.elements) < 3 {
		return 0
	}
	x.seed(v, v.terms(), sc)
	for _, j := range x.essential(v, sc) {
		x.eachPair(v, j, false, func(list []posting, _, _ level) {
			for _, p := range list {
				if e := p.entry(); looked < limit && sc.looked[e] != v.number+1 {
					sc.looked[e] = v.number + 1
					looked++
					x.keep(e, v.pieces(x.entry(e), sc), v, sc)
				}
			}
		})
	}
	return looked
}

// essential are the pairs, rarest first, without which an entry cannot hold half of the weight.
func (x *Index) essential(v *variant, sc *scratch) []int {
	type common struct{ j, n int }
	var pairs []common
	all := float32(0)
	for j := range v.elements {
		all += sc.weight[j]
		if v.inner()&(1<<j) != 0 {
			if n := x.count(v, j, false); n > 0 {
				pairs = append(pairs, common{j, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b common) int { return a.n - b.n })
	var out []int
	for i, p := range pairs {
		out = append(out, p.j)
		var others uint32
		for _, o := range pairs[i+1:] {
			others |= 3 << o.j
		}
		left := float32(0)
		for j := range v.elements {
			if others&(1<<j) != 0 {
				left += sc.weight[j]
			}
		}
		if left < leastCover*all {
			break
		}
	}
	return out
}

// pieces is what an entry is worth for the elements it holds, in stretches of two at least; of the
// others a character of the query counts for something wherever it stands.
func (v *variant) pieces(text []letter, sc *scratch) float32 {
	var best, last [most]level // of each element in a stretch; at the place before
	for i, l := range text {
		var now [most]level
		for j := range v.elements {
			now[j] = v.elements[j].level(l)
			if i > 0 && j > 0 && now[j] != none && last[j-1] != none {
				best[j-1], best[j] = max(best[j-1], last[j-1]), max(best[j], now[j])
			}
		}
		last = now
	}
	var worth, all float32
	var held uint32
	for j := range v.elements {
		w, e := sc.weight[j], &v.elements[j]
		all += w
		switch {
		case best[j] != none:
			held |= 1 << j
			worth += w * e.worth(best[j])
		case e.r != 0 && slices.ContainsFunc(text, func(l letter) bool { return l.rune() == e.r }):
			worth += w * stray
		}
	}
	if worth < leastCover*all {
		return 0
	}
	breaks := bits.OnesCount32(held&^(held<<1)) - 1
	return (asPieces - perPiece*float32(breaks)) * worth / all
}
