package search

import (
	"slices"
	"strings"
	"testing"
)

// Every said word of the table finds something, first of all what one of its official words names.
func TestWordsFindWhatTheyMean(t *testing.T) {
	words := Words()
	if len(words) < 150 {
		t.Errorf("%d rows", len(words))
	}
	seen := map[string]bool{}
	for _, w := range words {
		for _, said := range w.Said {
			if seen[said] {
				t.Errorf("%s is in the table twice", said)
			}
			seen[said] = true
			if len(w.Official) == 0 {
				continue
			}
			got, total := find(said, 1)
			if total == 0 {
				t.Errorf("%s finds nothing", said)
			} else if !slices.ContainsFunc(w.Official, func(o string) bool { return holdsAll(plainText(got[0], false), o) }) {
				t.Errorf("%s finds first %s, none of %v", said, got[0], w.Official)
			}
		}
	}
}

// Every official word of the table is a name of the catalogue, or parts of one.
func TestOfficialWordsAreThere(t *testing.T) {
	_, byID := catalogue()
	var names []string
	for _, name := range byID {
		names = append(names, plainText(name, false))
	}
	for _, w := range Words() {
		for _, o := range w.Official {
			if !slices.ContainsFunc(names, func(name string) bool { return holdsAll(name, o) }) {
				t.Errorf("%v stand for %s, which no item is called", w.Said, o)
			}
		}
	}
}

// holdsAll reports whether a name, without its gaps, holds each term of an official word.
func holdsAll(name, official string) bool {
	for term := range strings.FieldsSeq(plainText(official, true)) {
		if !strings.Contains(name, term) {
			return false
		}
	}
	return true
}

func plainText(s string, gaps bool) string {
	var b strings.Builder
	for _, g := range fold(s) {
		if g.gap && gaps {
			b.WriteByte(' ')
		}
		b.WriteRune(g.r)
	}
	return b.String()
}

func TestReadWords(t *testing.T) {
	words, err := ReadWords(strings.NewReader("said,official\n# a remark\n扯证|领证,婚姻登记|结婚 预约\n咋个办,\n"))
	if err != nil || len(words) != 2 || len(words[0].Said) != 2 || words[0].Official[1] != "结婚 预约" || len(words[1].Official) != 0 {
		t.Errorf("got %v, %v", words, err)
	}
	for _, bad := range []string{"said,official\n,户口登记\n", "said,official\n上户口\n", "said,official\n上户口|,户口登记\n", "said,official\n上户口,。\n"} {
		if words, err := ReadWords(strings.NewReader(bad)); err == nil {
			t.Errorf("%q: got %v, want an error", bad, words)
		}
	}
}

// Words to pass over are passed over, but not where there is nothing else.
func TestPassOver(t *testing.T) {
	x := Build([]Doc{{ID: 1, Name: "户口登记"}, {ID: 2, Name: "流程说明"}}, []Synonym{
		{Said: []string{"怎么办", "流程"}},
		{Said: []string{"空话", "。"}, Official: []string{"。"}}, // a table that was not read by ReadWords
	})
	for text, want := range map[string]int64{"户口登记怎么办": 1, "户口登记流程": 1, "流程": 2, "户口空话": 1} {
		if hits, _ := x.Find(Query{Text: text}); len(hits) == 0 || hits[0].ID != want {
			t.Errorf("%s: got %v, want %d first", text, hits, want)
		}
	}
}
