package search

import (
	"math"
	"slices"
)

// strict scores the entries that hold all of a variant, each of its terms together.
func (x *Index) strict(v *variant, sc *scratch) {
	terms := v.terms()
	seed, ok := x.seed(v, terms, sc)
	if !ok {
		return
	}
	handicap := float32(0)
	if v.table { // an official word means the name that fits it best, however long that is
		top := float32(0)
		x.holders(v, terms, seed, sc, func(_ uint32, rank, _ float32) { top = max(top, rank) })
		handicap = asWhole - top
	}
	x.holders(v, terms, seed, sc, func(e uint32, rank, worth float32) {
		x.keep(e, (rank+handicap)*worth, v, sc)
	})
}

// holders gives the entries that hold all of a variant, how they rank and how well the elements agree,
// 0..1. It starts from the rarest pair and compares the rest in place.
func (x *Index) holders(v *variant, terms []term, seed seed, sc *scratch, f func(e uint32, rank, worth float32)) {
	all := float32(0)
	for j := range v.elements {
		all += sc.weight[j]
	}
	home, first := terms[seed.term], &v.elements[seed.from]
	x.eachPair(v, seed.from, seed.alone, func(list []posting, la, lb level) {
		base := sc.weight[seed.from] * first.worth(la)
		if !seed.alone {
			base += sc.weight[seed.from+1] * v.elements[seed.from+1].worth(lb)
		}
		for _, p := range list {
			if seed.alone && first.part && p.place() > 0 {
				continue // one letter finds only what begins with it
			}
			text := x.entry(p.entry())
			at := int(p.place()) - (seed.from - home.from)
			worth, ok := v.around(home, seed, text, at, sc)
			for i := 0; ok && i < len(terms); i++ {
				if i != seed.term {
					var more float32
					more, ok = v.somewhere(terms[i], text, sc)
					worth += more
				}
			}
			if ok {
				f(p.entry(), v.rank(terms, text, at), (base+worth)/all)
			}
		}
	})
}

// rank of a name that holds the variant; at is its place, where it stands together.
func (v *variant) rank(terms []term, text []letter, at int) float32 {
	switch {
	case len(v.elements) == len(text) && v.covers(terms, text):
		return asWhole
	case len(terms) > 1:
		return asTerms
	case at == 0:
		return asPrefix
	}
	return asPart * v.telling()
}

// covers reports whether the terms, which are as long as the name, are all of it in some order.
func (v *variant) covers(terms []term, text []letter) bool {
	var covered uint32
	for _, t := range terms {
		covered |= (1<<(t.to-t.from) - 1) << v.find(t, text)
	}
	return covered == v.all()
}

// telling is how much it says that a name holds the variant somewhere inside: little, if little was typed.
func (v *variant) telling() float32 {
	switch n := len(v.elements); {
	case v.elements[0].r != 0:
		return 1
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

// count is how often the pair of elements j and j+1 stands, or element j alone.
func (x *Index) count(v *variant, j int, alone bool) (n int) {
	x.eachPair(v, j, alone, func(list []posting, _, _ level) { n += len(list) })
	return n
}

// eachPair gives the places of all letters that agree with the elements j and j+1, or with element j
// alone, and how well they agree.
func (x *Index) eachPair(v *variant, j int, alone bool, f func(list []posting, la, lb level)) {
	a := &v.elements[j]
	try := func(filed []uint32) {
		for _, n := range filed {
			p, lb := &x.pairs[n], own
			la := a.level(p.a)
			if alone {
				la = a.levelAlone(p.a)
			} else {
				lb = v.elements[j+1].level(p.b)
			}
			if la != none && lb != none {
				f(x.posts[p.from:x.pairs[n+1].from], la, lb)
			}
		}
	}
	for _, ca := range a.classes {
		if alone {
			try(x.filed[x.buckets[x.key(ca, 0)]:x.buckets[x.key(ca+1, 0)]])
			continue
		}
		for _, cb := range v.elements[j+1].classes {
			k := x.key(ca, cb)
			try(x.filed[x.buckets[k]:x.buckets[k+1]])
		}
	}
}

// around is what the rest of a term is worth, beside the seed, at a place of an entry; false where it
// does not stand there.
func (v *variant) around(t term, seed seed, text []letter, at int, sc *scratch) (worth float32, ok bool) {
	if at < 0 || at+t.to-t.from > len(text) {
		return 0, false
	}
	for j := t.from; j < t.to; j++ {
		if j == seed.from || j == seed.from+1 {
			continue
		}
		e := &v.elements[j]
		l := e.level(text[at+j-t.from])
		if l == none {
			return 0, false
		}
		worth += sc.weight[j] * e.worth(l)
	}
	return worth, true
}

// somewhere is what a term is worth at the first place of an entry where it stands; false where it does not.
func (v *variant) somewhere(t term, text []letter, sc *scratch) (worth float32, ok bool) {
	at := v.find(t, text)
	if at < 0 {
		return 0, false
	}
	for j := t.from; j < t.to; j++ {
		e := &v.elements[j]
		worth += sc.weight[j] * e.worth(e.level(text[at+j-t.from]))
	}
	return worth, true
}

// find is the first place where a term stands in an entry, or -1.
func (v *variant) find(t term, text []letter) int {
	if t.to-t.from == 1 {
		return slices.IndexFunc(text, func(l letter) bool { return v.elements[t.from].levelAlone(l) != none })
	}
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
	all, terms := sc.within, v.terms()
	for n, text := range x.deptText {
		names := func(t term) bool { return t.to-t.from > 1 && v.ownAt(t, text) }
		if !slices.ContainsFunc(terms, names) {
			continue
		}
		rest := variant{weight: v.weight * inDept}
		for _, t := range terms {
			if !names(t) {
				rest.append(true, v.elements[t.from:t.to]...)
			}
		}
		sc.within = x.narrow(all, 0, []string{x.facets[0].values[n]})
		if len(rest.elements) > 0 {
			x.strict(&rest, sc)
			continue
		}
		for doc := range uint32(len(x.ids)) {
			x.keep(doc, asDept, v, sc)
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
