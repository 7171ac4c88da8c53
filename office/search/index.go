package search

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// longest is how many characters of a name are indexed: a place in a name is one byte of a posting.
const longest = 255

// Index finds docs. It never changes once built and is safe for concurrent use.
//
// The docs are numbered by popularity and then by name, so that the number breaks ties. What can be
// found are entries: the names, in the order of the docs, then the aliases.
type Index struct {
	speech *speech

	ids    []int64
	names  []string
	traits []traits
	byID   []int32 // docs in the order of their ids

	text  []letter // of all entries
	start []uint32 // entry e is text[start[e]:start[e+1]]
	alias []int32  // the doc of each alias entry

	pairs   []pair    // every two letters that stand side by side somewhere
	posts   []posting // of pair n: posts[pairs[n].from:pairs[n+1].from]
	filed   []uint32  // pairs by key
	buckets []uint32  // the pairs of key k are filed[buckets[k]:buckets[k+1]]

	facets   [4]facet    // see facets.go
	deptText [][]letter  // of the values of the first facet
	saidBy   [][]said    // by the class of the first character
	official [][]variant // by row of the table of synonyms

	pool  sync.Pool // of *scratch
	asked memory
}

// traits are what ranks docs that hold a query equally well.
type traits struct {
	length float32 // of the name: characters in brackets count half
	boost  float32
}

// letter is one character of an entry: the rune, and above it how it is read there.
type letter uint32

func newLetter(r rune, s sound) letter { return letter(r) | letter(s)<<21 }

func (l letter) rune() rune   { return rune(l & (1<<21 - 1)) }
func (l letter) sound() sound { return sound(l >> 21) }

// pair is two neighbouring letters, filed by how they sound. The second is 0 after the last letter of an
// entry, so that every letter begins a pair.
type pair struct {
	a, b letter
	from uint32
}

// posting is where a pair stands: the entry, and the place in it.
type posting uint32

func (p posting) entry() uint32 { return uint32(p >> 8) }
func (p posting) place() uint32 { return uint32(p & 255) }

// Build makes an index of the docs, with a table of what people say, for the accent of Sichuan.
func Build(docs []Doc, words []Synonym) *Index { return Sichuan.Build(docs, words) }

// Build makes an index of the docs for an accent.
func (a Accent) Build(docs []Doc, words []Synonym) *Index {
	x := &Index{speech: newSpeech(a), start: []uint32{0}}
	x.pool.New = func() any { return newScratch(x) }
	type row struct {
		doc   *Doc
		text  []letter
		width float32
	}
	rows := make([]row, len(docs))
	for i := range docs {
		d := &docs[i]
		text, width := x.letters(d.Name)
		rows[i] = row{d, text, width}
	}
	slices.SortStableFunc(rows, func(a, b row) int { // by name: in the order of its pinyin
		return cmp.Or(cmp.Compare(b.doc.Boost, a.doc.Boost),
			slices.CompareFunc(a.text, b.text, func(p, q letter) int { return cmp.Compare(p.sound(), q.sound()) }),
			strings.Compare(a.doc.Name, b.doc.Name), cmp.Compare(a.doc.ID, b.doc.ID))
	})
	sorted := make([]*Doc, len(rows))
	for i, r := range rows {
		sorted[i] = r.doc
		x.ids = append(x.ids, r.doc.ID)
		x.names = append(x.names, r.doc.Name)
		x.traits = append(x.traits, traits{r.width, float32(r.doc.Boost)})
		x.byID = append(x.byID, int32(i))
		x.enter(r.text)
	}
	slices.SortFunc(x.byID, func(a, b int32) int {
		return cmp.Or(cmp.Compare(x.ids[a], x.ids[b]), cmp.Compare(a, b))
	})
	x.enterAliases(sorted)
	x.post()
	x.file()
	x.sortFacets(sorted)
	for _, dept := range x.facets[0].values {
		text, _ := x.letters(dept)
		x.deptText = append(x.deptText, text)
	}
	x.hear(words)
	return x
}

// letters reads a name, and measures it for ranking.
func (x *Index) letters(name string) (text []letter, width float32) {
	folded := fold(name)
	if len(folded) > longest {
		folded = folded[:longest]
	}
	text = make([]letter, len(folded))
	for i, s := range x.speech.say(folded) {
		g := folded[i]
		x.speech.single[g.r] = x.speech.of(g.r)
		text[i] = newLetter(g.r, s)
		width++
		if g.aside {
			width -= 0.5
		}
	}
	return text, width
}

// enter adds an entry.
func (x *Index) enter(text []letter) {
	x.text = append(x.text, text...)
	x.start = append(x.start, uint32(len(x.text)))
}

func (x *Index) enterAliases(docs []*Doc) {
	for i, d := range docs {
		for _, word := range strings.Fields(d.Alias) {
			text, _ := x.letters(word)
			x.enter(text)
			x.alias = append(x.alias, int32(i))
		}
	}
}

// post lists the places of every pair of letters.
func (x *Index) post() {
	x.text, x.start = slices.Clone(x.text), slices.Clone(x.start) // without spare capacity
	number := map[[2]letter]uint32{}
	at := make([]uint32, 0, len(x.text)) // the pair that begins at each letter
	var size []uint32
	for e := range uint32(len(x.start) - 1) {
		text := x.entry(e)
		for i, a := range text {
			two := [2]letter{a}
			if i+1 < len(text) {
				two[1] = text[i+1]
			}
			n, ok := number[two]
			if !ok {
				n = uint32(len(number))
				number[two] = n
				x.pairs = append(x.pairs, pair{a: two[0], b: two[1]})
				size = append(size, 0)
			}
			size[n]++
			at = append(at, n)
		}
	}
	next := make([]uint32, len(size))
	total := uint32(0)
	for n := range size {
		x.pairs[n].from, next[n] = total, total
		total += size[n]
	}
	x.pairs = append(slices.Clip(x.pairs), pair{from: total})
	x.posts = make([]posting, total)
	for e := range uint32(len(x.start) - 1) {
		for i := x.start[e]; i < x.start[e+1]; i++ {
			x.posts[next[at[i]]] = posting(e<<8 | (i - x.start[e]))
			next[at[i]]++
		}
	}
}

// file puts the pairs under their keys: one for each way to read the two letters.
func (x *Index) file() {
	size := x.speech.nclass * (x.speech.nclass + 1)
	x.buckets = make([]uint32, size+1)
	x.eachKey(func(key int, _ uint32) { x.buckets[key+1]++ })
	for k := range size {
		x.buckets[k+1] += x.buckets[k]
	}
	x.filed = make([]uint32, x.buckets[size])
	next := slices.Clone(x.buckets)
	x.eachKey(func(key int, n uint32) {
		x.filed[next[key]] = n
		next[key]++
	})
}

func (x *Index) eachKey(f func(key int, n uint32)) {
	nothing := []uint16{uint16(x.speech.nclass)}
	for n, p := range x.pairs[:len(x.pairs)-1] {
		after := nothing
		if p.b != 0 {
			after = x.speech.classes[p.b.sound()]
		}
		for _, a := range x.speech.classes[p.a.sound()] {
			for _, b := range after {
				f(x.key(a, b), uint32(n))
			}
		}
	}
}

// key is where pairs of two classes are filed; b is nclass where nothing follows.
func (x *Index) key(a, b uint16) int { return int(a)*(x.speech.nclass+1) + int(b) }

func (x *Index) entry(e uint32) []letter { return x.text[x.start[e]:x.start[e+1]] }
