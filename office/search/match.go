package search

import (
	"slices"
	"strings"
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
	asDept   = 0.62 // the query is no more than the department

	stray      = 0.70 // worth of a lone character found somewhere else in the name
	leastCover = 0.50 // of the weight must be there

	lengthBonus = 0.03 // for a name no longer than the query
	boostBonus  = 0.02 // for the most popular

	leastScore = 0.30
	cutFull    = 0.75 // of the best score, where something holds all of the query
	cutPart    = 0.85 // of the best score, where nothing does

	enough   = 10   // docs that hold all of the query: no need to look for those that hold some
	patience = 2500 // entries to look at for some of the query
)

// match is one doc found: its score, and the number of the variant that found it.
type match struct {
	doc   int32
	score float32
	via   uint8
}

// scratch is the working memory of one search.
type scratch struct {
	within Set
	best   []standing    // by doc
	docs   []int32       // docs found
	weight [most]float32 // of the elements of the variant at hand: how rare they are
	looked []uint8       // by entry: 1 and the number of the variant that looked at it last
}

// standing is the best score of a doc so far.
type standing struct {
	raw, score float32 // without bonus and with it; 0 for a doc not found
	via        uint8
}

func newScratch(x *Index) *scratch {
	return &scratch{best: make([]standing, len(x.ids)), looked: make([]uint8, len(x.start)-1)}
}

// match finds the docs for a text, in no order, without those far below the best. A blank text finds
// all docs. What it returns is not to be changed.
func (x *Index) match(text string, within Set) ([]match, []variant) {
	if strings.TrimSpace(text) == "" {
		return x.everything(within), nil
	}
	q := question{text, within.same()}
	if a, ok := x.asked.recall(q); ok {
		return a.found, a.variants
	}
	found, variants := x.seek(text, within)
	x.asked.keep(q, answer{within, found, variants})
	return found, variants
}

func (x *Index) seek(text string, within Set) ([]match, []variant) {
	folded := fold(text[:min(len(text), 16*most)])
	if len(folded) == 0 {
		return nil, nil
	}
	sc := x.pool.Get().(*scratch)
	sc.within = within
	typed, variants := x.variants(folded)
	for i := range variants {
		x.strict(&variants[i], sc)
	}
	x.byDept(&typed, sc)
	if len(sc.docs) < enough || sc.top() < asPieces {
		left := patience
		for i := range variants {
			left -= x.loose(&variants[i], left, sc)
		}
		clear(sc.looked)
	}
	found := sc.take()
	x.pool.Put(sc)
	return found, variants
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
		top = max(top, sc.best[d].raw)
	}
	return top
}

// take returns what was found, without what is far below the best, and makes sc ready for the next search.
func (sc *scratch) take() []match {
	top := sc.top()
	cut := cutFull * top
	if top < asPieces {
		cut = cutPart * top
	}
	found := make([]match, 0, len(sc.docs))
	for _, d := range sc.docs {
		if b := &sc.best[d]; b.raw >= cut {
			found = append(found, match{d, b.score, b.via})
		}
		sc.best[d] = standing{}
	}
	sc.docs = sc.docs[:0]
	return found
}

// keep notes what a variant is worth to the doc of an entry, if it is the best so far.
func (x *Index) keep(e uint32, raw float32, v *variant, sc *scratch) {
	doc := int32(e)
	if int(e) >= len(x.ids) {
		doc, raw = x.alias[int(e)-len(x.ids)], raw*asAlias
	}
	if raw *= v.weight; raw < leastScore || !sc.within.has(doc) {
		return
	}
	b := &sc.best[doc]
	if b.raw == 0 {
		sc.docs = append(sc.docs, doc)
	}
	b.raw = max(b.raw, raw)
	t := &x.traits[doc]
	short := min(1, float32(len(v.elements))/max(1, t.length))
	if score := raw + lengthBonus*short + boostBonus*t.boost; score > b.score {
		b.score, b.via = score, v.number
	}
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
