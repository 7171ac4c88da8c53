package search

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Synonym is what people say for an official matter: words of everyday speech, and the official words
// any of them stands for, the likeliest first. A space within an official word parts what need not stand
// together. Words that stand for nothing, such as 怎么办理, are passed over where a query has others.
type Synonym struct{ Said, Official []string }

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
		w := Synonym{Said: strings.Split(row[0], "|")}
		if row[1] != "" {
			w.Official = strings.Split(row[1], "|")
		}
		for _, word := range slices.Concat(w.Said, w.Official) {
			if len(fold(word)) == 0 {
				return nil, fmt.Errorf("read synonyms: an empty word in row %d", i+1)
			}
		}
		words = append(words, w)
	}
	return words, nil
}

// said is a word people say, and the place of what it stands for in Index.official.
type said struct {
	text []letter
	row  int
}

// hear files the said words by the class of their first character, and makes ready what they stand for.
func (x *Index) hear(words []Synonym) {
	x.saidBy = make([][]said, x.speech.nclass)
	x.official = make([][]variant, len(words))
	for row, w := range words {
		weight := float32(1.04) // above the same rank of the word as typed: the table knows better
		for _, o := range w.Official {
			x.official[row] = append(x.official[row], x.speech.official(o, weight))
			weight = max(0.84, weight-0.08)
		}
		for _, word := range w.Said {
			text, _ := x.letters(word)
			if len(text) == 0 {
				continue
			}
			for _, c := range x.speech.keys(text[0].rune(), text[0].sound()) {
				x.saidBy[c] = append(x.saidBy[c], said{text, row})
			}
		}
	}
}

// official is the variant that finds an official word and nothing that only sounds like it.
func (sp *speech) official(text string, weight float32) variant {
	v := variant{weight: weight}
	folded := fold(text)
	for i, s := range sp.say(folded) {
		v.append(folded[i].gap, element{r: folded[i].r, classes: sp.keys(folded[i].r, s)})
	}
	return v
}

// span is a stretch of a query understood as something said: the elements [from, to), the rows of the
// table it may stand for, and how well it fits.
type span struct {
	from, to int
	rows     []int
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
		unchanged := len(b.elements) == len(v.elements) && b.gaps == v.gaps && !b.table
		if len(b.elements) > 0 && !unchanged {
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
		typed := b
		for _, row := range s.rows {
			for i := range x.official[row] {
				out = append(out, b.with(&x.official[row][i], s.fit))
			}
		}
		if len(x.official[s.rows[0]]) > 0 { // it may still be meant as it was typed
			typed.appendPart(v, s.from, s.to, true)
		}
		out = append(out, typed)
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

// spans finds the said words of a reading: first those said exactly, from the left, the longest first;
// then what is left between them, where a whole stretch of it sounds like a word or begins one.
func (x *Index) spans(v *variant) []span {
	var out []span
	from := 0
	stretch := func(to int) {
		if s := x.spanAt(v, from, to, false); s.to == to && from < to {
			out = append(out, s)
		}
	}
	for i := 0; i < len(v.elements); {
		s := x.spanAt(v, i, len(v.elements), true)
		if len(s.rows) == 0 {
			i++
			continue
		}
		stretch(i)
		out = append(out, s)
		i, from = s.to, s.to
	}
	stretch(len(v.elements))
	return out
}

// spanAt finds the said words that begin at element from and end before to: the longest, of those the
// best fitting.
func (x *Index) spanAt(v *variant, from, to int, exact bool) span {
	best := span{from: from, to: from}
	if from == to {
		return best
	}
	for _, c := range v.elements[from].classes {
		for i := range x.saidBy[c] {
			word := &x.saidBy[c][i]
			length, fit := x.fits(v, from, to, word, exact)
			switch {
			case fit == 0 || from+length < best.to:
			case from+length > best.to || fit > best.fit:
				best = span{from, from + length, []int{word.row}, fit}
			case fit == best.fit && len(best.rows) < 3 && !slices.Contains(best.rows, word.row):
				best.rows = append(best.rows, word.row)
			}
		}
	}
	return best
}

// fits reports how many of the elements [from, to) the word takes up, and how well they say it. Said
// exactly is the word itself or its syllables, or as much of the word as was typed so far; otherwise
// characters of the same sound will do, syllables in the accent, and initials.
func (x *Index) fits(v *variant, from, to int, w *said, exact bool) (length int, fit float32) {
	length = min(to-from, len(w.text))
	finished, last := length == len(w.text), from+length == len(v.elements)
	if !finished && (length < 2 || 3*length < 2*len(w.text) || !last || len(x.official[w.row]) == 0) {
		return 0, 0
	}
	for k := range length {
		e := &v.elements[from+k]
		l := e.level(w.text[k])
		if l == none || l != own && len(w.text) == 1 || k > 0 && v.gaps&(1<<(from+k)) != 0 {
			return 0, 0
		}
		typing := last && k > 0 && k == length-1 // the last syllable may still be growing
		if exact && l != own && (e.r != 0 || l != same || e.part && !typing) || !exact && e.r != 0 && l == near {
			return 0, 0
		}
		fit += e.worth(l) / float32(length)
	}
	if !finished {
		fit *= 0.85
	}
	return length, fit
}
