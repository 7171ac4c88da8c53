// Package search finds service items by name, the way people really look for them: by a word of
// everyday speech (社保卡丢了), by part of the name in any order, by pinyin, finished or not
// (shebaok), by initials (gjj), by characters and pinyin mixed (she保), with the wrong character of
// the right sound (身分证), or in the accent of the place.
//
// An Index is built once from all names, kept in memory and never changed; a new catalogue is a new
// Index. A query is turned into a few variants, each a row of elements that say which characters and
// which sounds they accept (variant.go, read.go, said.go). Every pair of neighbouring characters of the
// names is filed under how it sounds (index.go), so that one look-up gathers what agrees in the
// character, in the sound or in the accent (strict.go), and the same code ranks Chinese, pinyin and
// initials.
//
// Read this file first, then match.go, which has the figures of the ranking. synonyms.csv is the table
// of what people say.
package search

import (
	"slices"
	"strings"
)

// Doc is one thing to be found.
type Doc struct {
	ID       int64
	Name     string
	Alias    string // other words people use for it, space separated
	Dept     string // found by too: a department's name lists its docs
	Kind     string
	Audience []string
	Topics   []string
	Boost    float64 // popularity, 0..1
}

// Query is what to look for. Its zero value lists everything.
type Query struct {
	Text string
	// Within limits the search to a set of docs, such as those offered in a region, made by the same
	// Index; nil is all. What is far below the best of the set is left out, so it is part of the question.
	Within Set
	// Each list admits the docs that have any of its values; an empty list admits all. They only take
	// away from what was found.
	Depts, Kinds, Audiences, Topics []string

	Limit  int // most hits to return; 0 is 20
	Offset int // hits to leave out before
}

// Hit is one doc found.
type Hit struct {
	ID    int64
	Score float64 // higher is better; comparable only within one answer
	Marks []Span  // what to highlight in the name, in order
}

// Span is the runes [From, To) of a name.
type Span struct{ From, To int }

// Find returns the best hits, best first, and how many there are in all. Hits far below the best are
// left out and not counted. An empty text finds all docs, by popularity and then by name.
func (x *Index) Find(q Query) (hits []Hit, total int) {
	found, variants := x.match(q.Text, q.Within)
	if chips := x.chips(q); chips != nil {
		found = slices.DeleteFunc(slices.Clone(found), func(f match) bool { return !chips.has(f.doc) })
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 20
	}
	offset := min(max(q.Offset, 0), len(found))
	limit = min(limit, len(found)-offset)
	for _, f := range best(found, offset+limit)[offset:] {
		hits = append(hits, x.hit(f, variants))
	}
	return hits, len(found)
}

// Suggest returns the n best hits for a text that is still being typed, one for each distinct name.
// An empty text suggests nothing.
func (x *Index) Suggest(text string, n int) []Hit {
	if strings.TrimSpace(text) == "" || n <= 0 {
		return nil
	}
	found, variants := x.match(text, nil)
	n = min(n, len(found))
	for take := 4 * n; ; take *= 4 { // one name may stand for many docs
		var hits []Hit
		names := map[string]bool{}
		for _, f := range best(found, min(take, len(found))) {
			if name := x.names[f.doc]; !names[name] && len(hits) < n {
				names[name] = true
				hits = append(hits, x.hit(f, variants))
			}
		}
		if len(hits) == n || take >= len(found) {
			return hits
		}
	}
}

func (x *Index) hit(f match, variants []variant) Hit {
	h := Hit{ID: x.ids[f.doc], Score: float64(f.score)}
	if len(variants) > 0 {
		h.Marks = marks(x.names[f.doc], &variants[f.via], x.speech)
	}
	return h
}
