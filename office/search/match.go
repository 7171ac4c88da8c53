package search

import (
	"math"
	"math/bits"
	"slices"
)

// How a name is ranked by the way it holds the elements of a variant. A name is worth the figure times
// how well the elements agree with it (element.worth); the differences between the figures are what
// orders exact before prefix before substring before all terms before most of them.
const (
	asWhole  = 1.00 // the name is the query
	asPrefix = 0.94
	asPart   = 0.90 // the query stands together in the name
	asTerms  = 0.86 // each term stands together, in any order
	asPieces = 0.80 // times the weight of the elements that are there
	perPiece = 0.03 // less for every break
	asAlias  = 0.97 // times the rank among aliases
	inDept   = 0.80 // times the rank of the rest, where a term of the query names the department
	asDept   = 0.50 // the query is no more than the department

	stray      = 0.70 // worth of a lone character found somewhere else in the name
	leastCover = 0.50 // of the weight must be there

	lengthBonus = 0.03 // for a name no longer than the query
	boostBonus  = 0.02 // for the most popular

	leastScore = 0.30
	cutFull    = 0.72 // of the best score, where something holds all of the query
	cutPart    = 0.85 // of the best score, where nothing does
	enough     = 10   // docs that hold all of the query: no need to look for those that hold some

	patience = 6000 // entries looked at that hold some of the query
)

// match is one doc found: its score, and the variant that found it.
type match struct {
	doc   int32
	score float32
	via   uint8
}

// scratch is the working memory of one search.
type scratch struct {
	score  []float32 // by doc, the best of all variants
	raw    []float32 // the same without bonus; not 0 only for docs
	via    []uint8   // by doc, the variant of the score
	docs   []int32   // docs found
	looked []uint16  // by entry, the number of the variant that looked at it, counted from 1
	weight [most]float32
	within Set
}

func newScratch(x *Index) *scratch {
	n := len(x.ids)
	return &scratch{score: make([]float32, n), raw: make([]float32, n), via: make([]uint8, n), looked: make([]uint16, len(x.start)-1)}
}

// match finds the docs for a text, in no order, without those far below the best. A blank text finds
// all docs.
func (x *Index) match(text string, within Set) ([]match, []variant) {
	if isBlank(text) {
		return x.everything(within), nil
	}
	folded := fold(cutRunes(text, 4*most))
	if len(folded) == 0 {
		return nil, nil
	}
	sc := x.pool.Get().(*scratch)
	defer x.pool.Put(sc)
	sc.within = within
	variants := x.variants(folded)
	for i := range variants {
		x.strict(&variants[i], uint8(i), sc)
	}
	x.byDept(&variants[0], sc)
	if len(sc.docs) < enough || sc.top() < asPieces {
		left := patience
		for i := range variants {
			left -= x.loose(&variants[i], uint8(i), left, sc)
		}
		clear(sc.looked)
	}
	return sc.take(), variants
}

func (x *Index) everything(within Set) []match {
	var found []match
	for doc := range int32(len(x.ids)) {
		if within.has(doc) {
			found = append(found, match{doc: doc})
		}
	}
	return found
}

func (sc *scratch) top() (top float32) {
	for _, d := range sc.docs {
		top = max(top, sc.raw[d])
	}
	return top
}

// take returns what was found, without what is far below the best, and makes sc ready for the next search.
func (sc *scratch) take() (found []match) {
	top := sc.top()
	cut := cutFull * top
	if top < asPieces {
		cut = cutPart * top
	}
	for _, d := range sc.docs {
		if sc.raw[d] >= cut {
			found = append(found, match{d, sc.score[d], sc.via[d]})
		}
		sc.score[d], sc.raw[d] = 0, 0
	}
	sc.docs = sc.docs[:0]
	return found
}

// keep notes a score for the doc of an entry, unless it has a better one.
func (x *Index) keep(e uint32, raw float32, v *variant, via uint8, sc *scratch) {
	doc := int32(e)
	if int(e) >= len(x.ids) {
		doc, raw = x.alias[int(e)-len(x.ids)], raw*asAlias
	}
	if raw *= v.weight; raw < leastScore || !sc.within.has(doc) {
		return
	}
	if sc.raw[doc] == 0 {
		sc.docs = append(sc.docs, doc)
	}
	sc.raw[doc] = max(sc.raw[doc], raw)
	short := min(1, float32(len(v.elements))/max(1, x.length[doc]))
	if score := raw + lengthBonus*short + boostBonus*x.boost[doc]; score > sc.score[doc] {
		sc.score[doc], sc.via[doc] = score, via
	}
}

// strict scores the entries that hold all of a variant, each of its terms together. It starts from the
// rarest pair and compares the rest in place.
func (x *Index) strict(v *variant, via uint8, sc *scratch) {
	terms := v.terms()
	seed, ok := x.seed(v, terms, sc)
	if !ok {
		return
	}
	sum := float32(0)
	for j := range v.elements {
		sum += sc.weight[j]
	}
	x.eachPosting(v, seed.from, seed.alone, func(p posting) {
		text := x.entry(p.entry())
		at := int(p.place()) - (seed.from - terms[seed.term].from)
		worth := float32(0)
		for i, t := range terms {
			if i != seed.term {
				at = v.find(t, text)
			}
			got, ok := v.worthAt(t, text, at, sc)
			if !ok {
				return
			}
			worth += got
			if len(terms) > 1 {
				at = -1
			}
		}
		x.keep(p.entry(), v.rank(len(terms), len(text), at)*worth/sum, v, via, sc)
	})
}

// rank of a name of so many characters that holds the variant: at is its place, where it stands together.
func (v *variant) rank(terms, length, at int) float32 {
	r := float32(asTerms)
	n := len(v.elements)
	switch {
	case n == length && (terms == 1 || !v.entire):
		r = asWhole
	case at == 0:
		r = asPrefix
	case terms == 1:
		r = asPart * v.telling()
	}
	if v.table {
		r = 1 - (1-r)/3 // the order of the table counts for more
	}
	return r
}

// telling is how much it says that a name holds the variant somewhere inside: little, if little was typed.
func (v *variant) telling() float32 {
	switch n := len(v.elements); {
	case v.elements[0].r != 0:
		return 1
	case n == 1 && v.elements[0].part:
		return 0
	case n == 1 || v.entire && n == 2:
		return 0.5
	case v.entire && n == 3:
		return 0.75
	}
	return 1
}

// seed is where to begin with a variant: the element of the rarest pair, or of a term of one element.
type seed struct {
	term, from int
	alone      bool
}

// seed finds the rarest pair, and weighs the elements by how rare their pairs are. It reports false
// where no entry can hold all of the variant.
func (x *Index) seed(v *variant, terms []term, sc *scratch) (best seed, ok bool) {
	clear(sc.weight[:])
	least := math.MaxInt
	for i, t := range terms {
		for j := t.from; j < max(t.to-1, t.from+1); j++ {
			alone := t.to-t.from == 1
			n := x.count(v, j, alone)
			if n < least {
				best, least = seed{i, j, alone}, n
			}
			if n == 0 {
				continue
			}
			w := x.rarity(n)
			sc.weight[j] = max(sc.weight[j], w)
			if !alone {
				sc.weight[j+1] = max(sc.weight[j+1], w)
			}
		}
	}
	for j := range v.elements {
		if sc.weight[j] == 0 {
			sc.weight[j] = 0.5
		}
	}
	return best, least > 0
}

// rarity of something that stands in count places: 1 in a thousandth of the entries or fewer, 0.2 in all.
func (x *Index) rarity(count int) float32 {
	r := math.Log(float64(len(x.start))/float64(count+1)) / math.Log(1000)
	return float32(min(1, max(0.2, r)))
}

// count is how many postings there are for the pair of elements j and j+1, or for element j alone.
func (x *Index) count(v *variant, j int, alone bool) (n int) {
	x.eachBucket(v, j, alone, func(list []posting) { n += len(list) })
	return n
}

func (x *Index) eachBucket(v *variant, j int, alone bool, f func([]posting)) {
	for _, a := range v.elements[j].classes {
		if alone {
			f(x.posts[x.buckets[x.key(a, 0)]:x.buckets[x.key(a+1, 0)]])
			continue
		}
		for _, b := range v.elements[j+1].classes {
			k := x.key(a, b)
			f(x.posts[x.buckets[k]:x.buckets[k+1]])
		}
	}
}

func (x *Index) eachPosting(v *variant, j int, alone bool, f func(posting)) {
	x.eachBucket(v, j, alone, func(list []posting) {
		for _, p := range list {
			f(p)
		}
	})
}

// worthAt is what a term is worth that stands at a place of an entry; false where it does not.
func (v *variant) worthAt(t term, text []letter, at int, sc *scratch) (worth float32, ok bool) {
	if at < 0 || at+t.to-t.from > len(text) {
		return 0, false
	}
	for j := t.from; j < t.to; j++ {
		e := &v.elements[j]
		l := e.level(text[at+j-t.from])
		if l == none || l < same && t.to-t.from == 1 || l == same && e.r != 0 && t.to-t.from == 1 {
			return 0, false // a lone character has too many of its sound
		}
		worth += sc.weight[j] * e.worth(l)
	}
	return worth, true
}

// find is the first place where a term stands in an entry, or -1.
func (v *variant) find(t term, text []letter) int {
	for at := 0; at+t.to-t.from <= len(text); at++ {
		j := t.from
		for j < t.to && v.elements[j].level(text[at+j-t.from]) != none {
			j++
		}
		if j == t.to {
			return at
		}
	}
	return -1
}

// byDept scores the docs of the departments that terms of the query name, by the rest of the query.
func (x *Index) byDept(v *variant, sc *scratch) {
	all := sc.within
	for n, text := range x.deptText {
		rest := variant{weight: v.weight * inDept}
		named := false
		for _, t := range v.terms() {
			if t.to-t.from > 1 && v.ownAt(t, text) {
				named = true
				continue
			}
			rest.append(true, v.elements[t.from:t.to]...)
		}
		if !named {
			continue
		}
		sc.within = x.narrow(all, 0, []string{x.facets[0].values[n]})
		if len(rest.elements) > 0 {
			x.strict(&rest, 0, sc)
			continue
		}
		for doc := range uint32(len(x.ids)) {
			x.keep(doc, asDept, v, 0, sc)
		}
	}
	sc.within = all
}

// ownAt reports whether the very characters of a term are in a text.
func (v *variant) ownAt(t term, text []letter) bool {
	at := v.find(t, text)
	for j := t.from; at >= 0 && j < t.to; j++ {
		if text[at+j-t.from].rune() != v.elements[j].r {
			return false
		}
	}
	return at >= 0
}

// loose scores entries that hold the elements of a variant in pieces, or most of them. It looks only at
// entries with one of the rarer pairs, as many as it takes for the others to weigh too little, and at
// no more than limit; it returns how many it looked at.
func (x *Index) loose(v *variant, via uint8, limit int, sc *scratch) (looked int) {
	if v.entire || v.table || len(v.elements) < 3 {
		return 0
	}
	x.seed(v, v.terms(), sc)
	for _, j := range x.essential(v, sc) {
		x.eachPosting(v, j, false, func(p posting) {
			e := p.entry()
			if looked == limit || sc.looked[e] == uint16(via)+1 {
				return
			}
			at := x.start[e] + p.place()
			if v.elements[j].level(x.text[at]) == none || v.elements[j+1].level(x.text[at+1]) == none {
				return
			}
			sc.looked[e] = uint16(via) + 1
			looked++
			x.keep(e, v.pieces(x.entry(e), sc), v, via, sc)
		})
	}
	return looked
}

// essential are the pairs, rarest first, without which an entry cannot hold half of the weight.
func (x *Index) essential(v *variant, sc *scratch) []int {
	type pair struct{ j, n int }
	var pairs []pair
	all := float32(0)
	for j := range v.elements {
		all += sc.weight[j]
		if v.inner()&(1<<j) != 0 {
			if n := x.count(v, j, false); n > 0 {
				pairs = append(pairs, pair{j, n})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return a.n - b.n })
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

// best are the k best, in order; the number of a doc breaks ties.
func best(found []match, k int) []match {
	order := func(a, b match) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return int(a.doc - b.doc)
	}
	if k == 0 {
		return nil
	}
	var top []match
	sorted := false // so that top[k-1] is a bar to pass
	for _, f := range found {
		if sorted && order(f, top[k-1]) > 0 {
			continue
		}
		if top = append(top, f); len(top) == 2*k+64 {
			slices.SortFunc(top, order)
			top, sorted = top[:k], true
		}
	}
	slices.SortFunc(top, order)
	return top[:min(k, len(top))]
}
