package search

import (
	"cmp"
	"math/bits"
	"slices"
)

// Set is a set of docs of the index that made it. A nil Set stands for all docs.
type Set []uint64

// Set makes the set of the docs with these ids; ids the index does not know are passed over.
// It may be kept as long as the index.
func (x *Index) Set(ids []int64) Set {
	s := x.none()
	for _, id := range ids {
		at, _ := slices.BinarySearchFunc(x.byID, id, func(doc int32, id int64) int { return cmp.Compare(x.ids[doc], id) })
		for ; at < len(x.byID) && x.ids[x.byID[at]] == id; at++ {
			s.add(x.byID[at])
		}
	}
	return s
}

func (x *Index) none() Set { return make(Set, len(x.ids)/64+1) }

// Len is how many there are in a set that is not nil.
func (s Set) Len() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

func (s Set) add(doc int32) { s[doc/64] |= 1 << (doc % 64) }

// same is equal for two sets only if they are one.
func (s Set) same() *uint64 {
	if s == nil {
		return nil
	}
	return &s[0]
}

func (s Set) has(doc int32) bool { return s == nil || s[doc/64]&(1<<(doc%64)) != 0 }

// facet is one way to divide the docs: the values in order, and who has them.
type facet struct {
	values []string
	docs   []Set
}

func (x *Index) sortFacets(docs []*Doc) {
	var by [4]map[string]Set
	for f := range by {
		by[f] = map[string]Set{}
	}
	add := func(f int, value string, doc int) {
		if value == "" {
			return
		}
		if by[f][value] == nil {
			by[f][value] = x.none()
		}
		by[f][value].add(int32(doc))
	}
	for i, d := range docs {
		add(0, d.Dept, i)
		add(1, d.Kind, i)
		for _, a := range d.Audience {
			add(2, a, i)
		}
		for _, t := range d.Topics {
			add(3, t, i)
		}
	}
	for f, sets := range by {
		for value := range sets {
			x.facets[f].values = append(x.facets[f].values, value)
		}
		slices.Sort(x.facets[f].values)
		for _, value := range x.facets[f].values {
			x.facets[f].docs = append(x.facets[f].docs, sets[value])
		}
	}
}

// chosen are the values of each facet that a query admits.
func chosen(q Query) [4][]string { return [4][]string{q.Depts, q.Kinds, q.Audiences, q.Topics} }

// chips is the set a query's lists admit, or nil where they admit all.
func (x *Index) chips(q Query) Set {
	var s Set
	for f, values := range chosen(q) {
		s = x.narrow(s, f, values)
	}
	return s
}

// narrow keeps of a set what has any of the values; no values keep all.
func (x *Index) narrow(s Set, f int, values []string) Set {
	if len(values) == 0 {
		return s
	}
	some := x.none()
	for i, value := range x.facets[f].values {
		if slices.Contains(values, value) {
			for w, b := range x.facets[f].docs[i] {
				some[w] |= b
			}
		}
	}
	for w := range some {
		if s != nil {
			some[w] &= s[w]
		}
	}
	return some
}

// Facets counts what a query finds by department, kind, audience and topic. A facet's own choice does
// not narrow its own counts, so that each number is what choosing that value would find.
type Facets struct{ Depts, Kinds, Audiences, Topics []Count }

// Count is how many of the docs found have a value.
type Count struct {
	Value string
	N     int
}

// Facets counts all that the query finds, whatever its limit. Values that nothing has are left out;
// the most frequent come first.
func (x *Index) Facets(q Query) Facets {
	found, _ := x.match(q.Text, q.Within)
	all := x.none()
	for _, f := range found {
		all.add(f.doc)
	}
	var counts [4][]Count
	for f := range counts {
		s := all
		for other, values := range chosen(q) {
			if other != f {
				s = x.narrow(s, other, values)
			}
		}
		counts[f] = x.facets[f].count(s)
	}
	return Facets{counts[0], counts[1], counts[2], counts[3]}
}

func (f *facet) count(s Set) []Count {
	var out []Count
	for i, docs := range f.docs {
		n := 0
		for w, b := range docs {
			n += bits.OnesCount64(b & s[w])
		}
		if n > 0 {
			out = append(out, Count{f.values[i], n})
		}
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return out
}
