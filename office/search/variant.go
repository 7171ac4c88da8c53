package search

import "slices"

// element is one place of a query: the character it wants, and the sounds that will do instead.
type element struct {
	r       rune     // 0 where only the sound was typed
	like    []level  // by sound; nil: nothing but the character
	classes []uint16 // where to look it up
	part    bool     // an initial, or a syllable not finished
}

// level is how well the element agrees with a character of an entry.
func (e *element) level(l letter) level {
	switch {
	case e.r != 0 && e.r == l.rune():
		return own
	case e.like == nil:
		return none
	}
	return e.like[l.sound()]
}

// levelAlone is the level of an element that stands alone: a lone character has too many of its sound.
func (e *element) levelAlone(l letter) level {
	if got := e.level(l); got == own || got == same && e.r == 0 {
		return got
	}
	return none
}

// worth of each level, by what was typed: for a Han character another of the same sound is a guess,
// for pinyin it is all one can ask.
var (
	worthOfHan   = [...]float32{none: 0, near: 0.3, same: 0.5, own: 1}
	worthOfSound = [...]float32{none: 0, near: 0.6, same: 1, own: 1}
)

func (e *element) worth(l level) float32 {
	if e.r == 0 {
		return worthOfSound[l]
	}
	return worthOfHan[l]
}

// variant is one way to understand a query.
type variant struct {
	elements []element
	gaps     uint32  // bit j: a gap stands before element j, so that it need not follow element j-1
	weight   float32 // 1 for what was typed, less for a guess
	entire   bool    // worth nothing unless all of it is found, together: initials
	table    bool    // nothing but an official word of the table of synonyms
	number   uint8   // among the variants of its query
}

func (v *variant) all() uint32   { return 1<<len(v.elements) - 1 }
func (v *variant) pairs() uint32 { return v.all() >> 1 }

// inner are the pairs with no gap between: bit j is the pair of elements j and j+1.
func (v *variant) inner() uint32 { return v.pairs() &^ (v.gaps >> 1) }

// term is the elements [from, to) between two gaps.
type term struct{ from, to int }

func (v *variant) terms() []term {
	var out []term
	from := 0
	for j := 1; j <= len(v.elements); j++ {
		if j == len(v.elements) || v.gaps&(1<<j) != 0 {
			out = append(out, term{from, j})
			from = j
		}
	}
	return out
}

// joined is v without its gaps.
func (v variant) joined() variant {
	v.gaps = 0
	return v
}

// append adds elements; a gap before them keeps them apart from what is there. Copies of v do not see it.
func (v *variant) append(gap bool, elements ...element) {
	room := most - len(v.elements)
	if gap && len(v.elements) > 0 && room > 0 {
		v.gaps |= 1 << len(v.elements)
	}
	v.elements = append(slices.Clip(v.elements), elements[:min(room, len(elements))]...)
}

// typed is the element for a character of a query.
func (sp *speech) typed(r rune, s sound) element {
	return element{r: r, like: sp.like[s], classes: sp.keys(r, s)}
}

// keys are the classes a character may be filed under: as it is read here, and as it is read in words.
func (sp *speech) keys(r rune, s sound) []uint16 {
	if len(sp.extra[r]) == 0 {
		return sp.classes[s]
	}
	return union(sp.classes[s], sp.extra[r])
}
