package search

import (
	"cmp"
	"slices"
	"strings"
)

const (
	most     = 32 // elements of a variant: more of a query is cut off
	readings = 6  // ways to read the letters of a query
	variety  = 24 // variants of one query
)

// variants are the ways to understand a query, the likeliest first: each way to read it, as it is and
// with its said words replaced by official ones. The first way to read it is given apart.
func (x *Index) variants(text []glyph) (typed variant, all []variant) {
	read := x.speech.read(text)
	for _, v := range read {
		all = append(all, x.expand(v)...)
	}
	slices.SortStableFunc(all, func(a, b variant) int { return cmp.Compare(b.weight, a.weight) })
	all = all[:min(variety, len(all))]
	for i := range all {
		all[i].number = uint8(i)
	}
	return read[0], all
}

// read turns a query into the ways it may be read: one, but for the letters in it, which may be
// pinyin, initials or just letters. Syllables and letters typed with spaces between are joined.
func (sp *speech) read(text []glyph) []variant {
	out := []variant{{weight: 1}}
	for i := 0; i < len(text) && len(out[0].elements) < most; {
		run := text[i : i+runLength(text[i:])]
		ways := sp.readRun(run, len(run) == len(text), i+len(run) == len(text))
		var next []variant
		for _, v := range out {
			for _, way := range ways {
				if len(next) == readings {
					break
				}
				more := variant{elements: v.elements, gaps: v.gaps, weight: v.weight * way.weight, entire: v.entire || way.entire}
				more.append(run[0].gap, way.elements...)
				next = append(next, more)
			}
		}
		out = next
		i += len(run)
	}
	for i, v := range out {
		switch {
		case v.gaps == 0:
		case v.gaps|1 == v.all() && v.elements[0].r == 0:
			out[i] = v.joined()
		default:
			out = append(out, v.joined())
		}
	}
	return out
}

// runLength counts the glyphs that are read as one: all letters, or all else, up to a gap.
func runLength(text []glyph) int {
	n := 1
	for n < len(text) && !text[n].gap && latin(text[n].r) == latin(text[0].r) {
		n++
	}
	return n
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' }

// readRun gives the ways to read one run.
func (sp *speech) readRun(run []glyph, only, last bool) []variant {
	plain := variant{weight: 1}
	typed := make([]element, len(run))
	for i, s := range sp.say(run) {
		typed[i] = sp.typed(run[i].r, s)
	}
	plain.append(false, typed...)
	if !latin(run[0].r) {
		return []variant{plain}
	}
	letters := make([]byte, 0, most)
	for _, g := range run[:min(len(run), 4*most)] {
		letters = append(letters, byte(g.r))
	}
	ways := sp.syllables(string(letters), last)
	if n := len(run); only && n >= 2 && n <= 8 && (len(ways) == 0 || len(ways[0].elements) < n) {
		initials := variant{weight: 0.75, entire: true}
		for _, b := range letters {
			initials.append(false, sp.begins(string(b)))
		}
		ways = append(ways, initials)
	}
	plain.entire = true
	return append(ways, plain)
}

// begins is the element for the first letters of a syllable.
func (sp *speech) begins(letters string) element {
	e := element{like: make([]level, len(sp.sets)), part: true}
	for s, set := range sp.sets {
		if slices.ContainsFunc(set, func(one sound) bool { return strings.HasPrefix(sp.spelling[one], letters) }) {
			e.like[s] = same
			e.classes = union(e.classes, sp.classes[s])
		}
	}
	return e
}

// cut is a way to divide the first letters of a run, and what speaks against it.
type cut struct {
	cost   int
	ends   []int // where each piece ends
	spoken int   // how many pieces are whole syllables
}

// syllables divides letters into syllables, single initials where no syllable fits, and at the very
// end of a query the beginning of a syllable. The likeliest ways are returned.
func (sp *speech) syllables(letters string, last bool) []variant {
	n := len(letters)
	ways := make([][]cut, n+1)
	ways[0] = []cut{{}}
	for i := range n {
		slices.SortStableFunc(ways[i], func(a, b cut) int { return a.cost - b.cost })
		ways[i] = ways[i][:min(3, len(ways[i]))]
		for _, c := range ways[i] {
			for end := i + 1; end <= min(n, i+6); end++ {
				if cost, whole := sp.cost(letters[i:end], last && end == n); cost > 0 {
					next := cut{c.cost + cost, append(slices.Clone(c.ends), end), c.spoken}
					if whole {
						next.spoken++
					}
					ways[end] = append(ways[end], next)
				}
			}
		}
	}
	slices.SortStableFunc(ways[n], func(a, b cut) int { return a.cost - b.cost })
	var out []variant
	for _, c := range ways[n][:min(3, len(ways[n]))] {
		if c.cost <= ways[n][0].cost+10 {
			out = append(out, sp.spoken(letters, c))
		}
	}
	if len(out) > 0 && last {
		if v, ok := sp.growing(letters, ways[n][0], out[0]); ok {
			out = append(out, v)
		}
	}
	return out
}

// growing is a variant with its last syllable as the beginning of a longer one, if there is one.
func (sp *speech) growing(letters string, c cut, v variant) (variant, bool) {
	from := 0
	if len(c.ends) > 1 {
		from = c.ends[len(c.ends)-2]
	}
	piece := letters[from:]
	if _, whole := sp.sounds[piece]; !whole || !slices.ContainsFunc(sp.spelling, func(s string) bool {
		return len(s) > len(piece) && strings.HasPrefix(s, piece)
	}) {
		return v, false
	}
	v.elements = slices.Clone(v.elements)
	v.elements[len(v.elements)-1] = sp.begins(piece)
	v.weight *= 0.7
	return v, true
}

// cost of reading a piece as a syllable, as the beginning of one, or as an initial; 0 is impossible.
func (sp *speech) cost(piece string, last bool) (cost int, whole bool) {
	_, whole = sp.sounds[piece]
	switch {
	case len(piece) == 1 && strings.Contains("iuv", piece): // no syllable begins with these
		return 0, false
	case len(piece) == 1 || piece == "zh" || piece == "ch" || piece == "sh":
		return 22, false
	case whole:
		return 10, true
	case last && sp.begun[piece]:
		return 12, false
	}
	return 0, false
}

// spoken is the variant of a division. One that leans on initials must be found entire.
func (sp *speech) spoken(letters string, c cut) variant {
	v := variant{weight: 0.95}
	from := 0
	for k, end := range c.ends {
		piece := letters[from:end]
		if s, ok := sp.sounds[piece]; ok && len(piece) > 1 {
			v.append(false, element{like: sp.like[s], classes: sp.classes[s]})
		} else {
			v.append(false, sp.begins(piece))
			if k < len(c.ends)-1 {
				v.entire = true
			}
		}
		from = end
	}
	if c.spoken == 0 {
		v.weight, v.entire = 0.75, true
	} else if v.entire {
		v.weight = 0.85
	}
	return v
}
