package search

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Synonym is a word of everyday speech and the official words it stands for, the likeliest first.
// A space within an official word parts what need not stand together. A word that stands for nothing,
// such as 怎么办理, is passed over where a query has other words.
type Synonym struct {
	Said     string
	Official []string
}

//go:embed synonyms.csv
var synonyms string

// Words is the table of what people in Sichuan say about the matters of a city.
func Words() []Synonym {
	words, err := ReadWords(strings.NewReader(synonyms))
	if err != nil {
		panic(err) // the table is part of the program, and a test reads it
	}
	return words
}

// ReadWords reads a table of synonyms: CSV with the columns said and official, both lists parted by
// "|", and a header row; lines that begin with # are remarks. It fails on a row without two columns
// or without a said word.
func ReadWords(r io.Reader) ([]Synonym, error) {
	in := csv.NewReader(r)
	in.Comment, in.FieldsPerRecord = '#', 2
	rows, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read synonyms: %w", err)
	}
	var words []Synonym
	for i, row := range rows {
		if i == 0 {
			continue
		}
		var official []string
		if row[1] != "" {
			official = strings.Split(row[1], "|")
		}
		for said := range strings.SplitSeq(row[0], "|") {
			if len(fold(said)) == 0 {
				return nil, fmt.Errorf("read synonyms: row %d has no said word", i+1)
			}
			words = append(words, Synonym{said, official})
		}
	}
	return words, nil
}

// said is a synonym made ready: how the word is written and read, and the variants of each official word.
type said struct {
	text     []letter
	official []variant
}

// hear files the synonyms by the class of their first character.
func (x *Index) hear(words []Synonym) {
	x.saidBy = make([][]int32, x.speech.nclass)
	for _, w := range words {
		var s said
		s.text, _ = x.letters(w.Said)
		if len(s.text) == 0 {
			continue
		}
		weight := float32(1.04) // above the same rank of the word as typed: the table knows better
		for _, o := range w.Official {
			v := variant{weight: weight}
			folded := fold(o)
			for i, sound := range x.speech.say(folded) {
				v.append(folded[i].gap, x.speech.exactly(folded[i].r, sound))
			}
			s.official = append(s.official, v)
			weight = max(0.84, weight-0.08)
		}
		first := s.text[0]
		for _, c := range union(x.speech.classes[first.sound()], x.speech.extra[first.rune()]) {
			x.saidBy[c] = append(x.saidBy[c], int32(len(x.said)))
		}
		x.said = append(x.said, s)
	}
}

// span is a stretch of a query understood as said words: the elements [from, to), each word and how
// well it fits.
type span struct {
	from, to int
	words    []*said
	fit      float32
}

// expand turns one reading of a query into its variants: the reading itself, and what becomes of it
// when the said words in it are replaced by official ones.
func (x *Index) expand(v variant) []variant {
	spans := x.spans(&v)
	out := []variant{v}
	if len(spans) == 0 {
		return out
	}
	built := []variant{{weight: v.weight}}
	from := 0
	for _, s := range spans {
		built = x.replace(built, &v, from, s)
		from = s.to
	}
	for _, b := range built {
		b.appendPart(&v, from, len(v.elements), false)
		if len(b.elements) > 0 && len(out) < variety {
			out = append(out, b)
		}
	}
	return out
}

// replace continues each of the variants built so far with v[from:s.from] and each thing s may stand for.
func (x *Index) replace(built []variant, v *variant, from int, s span) []variant {
	var out []variant
	for _, b := range built {
		b.appendPart(v, from, s.from, false)
		for _, w := range s.words {
			for i := range w.official {
				out = append(out, b.with(&w.official[i], s.fit))
			}
			if len(w.official) == 0 { // a word to pass over
				out = append(out, b)
			}
		}
		if len(s.words[0].official) > 0 { // it may still be meant as it was typed
			b.appendPart(v, s.from, s.to, true)
			out = append(out, b)
		}
	}
	return out[:min(len(out), variety)]
}

// with is v and, after a gap, the elements of an official word.
func (v variant) with(official *variant, fit float32) variant {
	next := variant{weight: v.weight * official.weight * fit, gaps: v.gaps, elements: v.elements, table: len(v.elements) == 0 || v.table}
	for i, e := range official.elements {
		next.append(i == 0 || official.gaps&(1<<i) != 0, e)
	}
	return next
}

// appendPart adds the elements [from, to) of another variant with its gaps. A part that does not go on
// where v left off stands after a gap.
func (v *variant) appendPart(o *variant, from, to int, goesOn bool) {
	v.entire, v.table = v.entire || o.entire, v.table && from == to
	for i := from; i < to; i++ {
		gap := o.gaps&(1<<i) != 0 || i == from && from > 0 && !goesOn
		v.append(gap, o.elements[i])
	}
}

// spans finds the said words of a reading, from the left, the longest first.
func (x *Index) spans(v *variant) []span {
	var out []span
	for i := 0; i < len(v.elements); {
		s := x.spanAt(v, i)
		if len(s.words) == 0 {
			i++
			continue
		}
		out = append(out, s)
		i = s.to
	}
	return out
}

// spanAt finds the said words that begin at element i: the longest, of those the best fitting.
func (x *Index) spanAt(v *variant, i int) span {
	best := span{from: i}
	for _, c := range v.elements[i].classes {
		for _, n := range x.saidBy[c] {
			word := &x.said[n]
			length, fit := x.fits(v, i, word)
			switch {
			case fit == 0 || length < best.to-i:
			case length > best.to-i || fit > best.fit:
				best = span{i, i + length, []*said{word}, fit}
			case fit == best.fit && len(best.words) < 3 && best.words[0] != word:
				best.words = append(best.words, word)
			}
		}
	}
	return best
}

// fits reports how many elements from i on the word takes up, and how well they say it. Beside the
// word itself, characters or pinyin of the same sound will do, initials where there is nothing else in
// the query, and at its end a word not finished yet.
func (x *Index) fits(v *variant, i int, w *said) (length int, fit float32) {
	rest := v.elements[i:]
	length = min(len(rest), len(w.text))
	if length < len(w.text) && (length < 2 || 3*length < 2*len(w.text) || len(w.official) == 0) {
		return 0, 0
	}
	parts := 0
	for k := range length {
		l := rest[k].level(w.text[k])
		if l == none || k > 0 && v.gaps&(1<<(i+k)) != 0 && rest[k].r != 0 {
			return 0, 0
		}
		if rest[k].part {
			parts++
		}
		if l != own && len(w.text) < 2 {
			return 0, 0
		}
		fit += rest[k].worth(l) / float32(length)
	}
	toEnd := length == len(rest)
	unfinished := parts == 1 && toEnd && rest[length-1].part
	if parts > 0 && !unfinished && (i > 0 || !toEnd) {
		return 0, 0
	}
	if length < len(w.text) {
		fit *= 0.85
	}
	return length, fit
}
