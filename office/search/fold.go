package search

import (
	"strings"
	"unicode"
)

// glyph is one character of a text as it is compared: half width, lower case, no punctuation.
type glyph struct {
	r     rune
	at    int  // its place in the original text, in runes
	gap   bool // punctuation or space stands before it
	aside bool // it stands in round brackets
}

// fold makes a text comparable. Letters, digits and Han characters stay; all else only parts them.
// A bracket that says no more than the level, such as （县级）, is left out, unless it is all there is.
func fold(text string) []glyph {
	runes := []rune(text)
	for i, r := range runes {
		if r >= '！' && r <= '～' { // full width forms of ASCII
			r -= '！' - '!'
		}
		r = unicode.ToLower(r)
		if r == 'ü' {
			r = 'v'
		}
		runes[i] = r
	}
	if out := glyphs(runes, levels(runes)); len(out) > 0 {
		return out
	}
	return glyphs(runes, nil)
}

func glyphs(runes []rune, skip []bool) []glyph {
	out := make([]glyph, 0, len(runes))
	gap, depth := false, 0
	for i, r := range runes {
		switch {
		case r == '(':
			depth, gap = depth+1, true
		case r == ')':
			depth, gap = max(0, depth-1), true
		case skip != nil && skip[i]:
			gap = true
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			gap = true
		default:
			out = append(out, glyph{r: r, at: i, gap: gap && len(out) > 0, aside: depth > 0})
			gap = false
		}
	}
	return out
}

// levels marks the inside of brackets that only name a level of government: at most eight characters,
// among them 市级 or 县级.
func levels(runes []rune) []bool {
	var skip []bool
	open := -1
	for i, r := range runes {
		switch {
		case r == '(':
			open = i
		case r == ')' && open >= 0:
			inside := string(runes[open+1 : i])
			if i-open <= 9 && (strings.Contains(inside, "县级") || strings.Contains(inside, "市级")) {
				if skip == nil {
					skip = make([]bool, len(runes))
				}
				for k := open; k < i; k++ {
					skip[k] = true
				}
			}
			open = -1
		}
	}
	return skip
}
