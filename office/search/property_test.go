package search

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every item is found by its own name, first but for names that differ only after 32 characters, and
// by the pinyin of it.
func TestNameFindsItself(t *testing.T) {
	x, _ := catalogue()
	for _, d := range items() {
		k := 1
		if len(fold(d.Name)) > most {
			k = 3
		}
		if got, _ := find(d.Name, k); !slices.Contains(got, d.Name) {
			t.Errorf("%s finds %v", d.Name, got)
		}
		var pinyin strings.Builder
		folded := fold(d.Name)
		for i, s := range x.speech.say(folded) {
			if spelling := x.speech.spelling[x.speech.sets[s][0]]; isLetter(folded[i].r) {
				pinyin.WriteRune(folded[i].r)
			} else {
				pinyin.WriteString(spelling)
			}
		}
		if got, _ := find(pinyin.String(), max(k, 2)); !slices.Contains(got, d.Name) {
			t.Errorf("%s finds %v, want %s", pinyin.String(), got, d.Name)
		}
	}
}

func isLetter(r rune) bool { return r < 0x80 }

// A name with one character wrong, missing or moved is still found.
func TestNameWithMistake(t *testing.T) {
	docs := slices.DeleteFunc(items(), func(d Doc) bool { return len(fold(d.Name)) < 6 }) // too short to bear one
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(docs).Draw(t, "item")
		var name []rune
		for _, g := range fold(d.Name) {
			name = append(name, g.r)
		}
		name = name[:min(len(name), 20)]
		at := rapid.IntRange(1, len(name)-2).Draw(t, "at")
		var text string
		switch rapid.SampledFrom([]string{"wrong", "missing", "moved"}).Draw(t, "mistake") {
		case "wrong":
			text = string(name[:at]) + "龘" + string(name[at+1:])
		case "missing":
			text = string(name[:at]) + string(name[at+1:])
		case "moved":
			text = string(name[at:]) + " " + string(name[:at])
		}
		if got, _ := find(text, 10); !slices.Contains(got, d.Name) {
			t.Fatalf("%s finds %s, want %s", text, strings.Join(got, " | "), d.Name)
		}
	})
}

// texts are pieces of names, said words and their pinyin, joined at random.
func texts(docs []Doc) *rapid.Generator[string] {
	var pieces []string
	for _, w := range Words() {
		pieces = append(pieces, w.Said...)
	}
	for _, d := range docs {
		name := []rune(d.Name)
		pieces = append(pieces, string(name[:len(name)/2]), string(name[len(name)/2:]))
	}
	pieces = append(pieces, "shebao", "gjj", "deng", "j", "xk", " ", "（", "1", "县级")
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

// Pages put one after the other are the whole answer, in order of score and without repeats; a filter
// leaves out of it what it does not admit, and nothing else.
func TestPagesAndFilters(t *testing.T) {
	docs := items()
	var ids []int64
	by := map[int64]Doc{}
	for i := range docs {
		docs[i].Audience = [][]string{{"个人"}, {"法人"}, {"个人", "法人"}, nil}[i%4]
		docs[i].Topics = []string{[]string{"户籍", "社保", "企业"}[i%3]}
		by[docs[i].ID] = docs[i]
		ids = append(ids, docs[i].ID)
	}
	x := Build(docs, Words())
	text := texts(docs)
	rapid.Check(t, func(t *rapid.T) {
		q := Query{Text: text.Draw(t, "text"), Limit: len(docs)}
		if rapid.Bool().Draw(t, "region") {
			q.Within = x.Set(rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID[int64]).Draw(t, "offered"))
		}
		all, total := x.Find(q)
		if len(all) != total {
			t.Fatalf("%d hits of %d", len(all), total)
		}
		if !slices.IsSortedFunc(all, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) }) {
			t.Fatal("not in the order of the score")
		}

		page := rapid.IntRange(1, 50).Draw(t, "page")
		var paged []int64
		for offset := 0; offset < total; offset += page {
			hits, _ := x.Find(Query{Text: q.Text, Within: q.Within, Limit: page, Offset: offset})
			paged = append(paged, hitIDs(hits)...)
		}
		if !slices.Equal(paged, hitIDs(all)) {
			t.Fatal("the pages are not the whole")
		}

		filtered := q
		filtered.Audiences = []string{"个人"}
		filtered.Kinds = rapid.SampledFrom([][]string{nil, {"公共服务"}, {"行政许可", "行政确认"}, {"没有的"}}).Draw(t, "kinds")
		got, _ := x.Find(filtered)
		want := slices.DeleteFunc(hitIDs(all), func(id int64) bool {
			d := by[id]
			return !slices.Contains(d.Audience, "个人") || len(filtered.Kinds) > 0 && !slices.Contains(filtered.Kinds, d.Kind)
		})
		if !slices.Equal(hitIDs(got), want) {
			t.Fatalf("filtered: %d hits, want %d", len(got), len(want))
		}
	})
}

func hitIDs(hits []Hit) (ids []int64) {
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// The number beside a value is what choosing it finds.
func TestFacetsFindThatMany(t *testing.T) {
	docs := items()
	for i := range docs {
		docs[i].Audience = [][]string{{"个人"}, {"法人"}, {"个人", "法人"}, nil}[i%4]
		docs[i].Topics = []string{[]string{"户籍", "社保", "企业"}[i%3]}
	}
	x := Build(docs, Words())
	text := texts(docs)
	rapid.Check(t, func(t *rapid.T) {
		q := Query{Text: text.Draw(t, "text")}
		if rapid.Bool().Draw(t, "chosen") {
			q.Depts = []string{"区人社局", "区民政局"}
		}
		f := x.Facets(q)
		for _, side := range []struct {
			counts []Count
			choose func(q *Query, value string)
		}{
			{f.Depts, func(q *Query, v string) { q.Depts = []string{v} }},
			{f.Kinds, func(q *Query, v string) { q.Kinds = []string{v} }},
			{f.Audiences, func(q *Query, v string) { q.Audiences = []string{v} }},
			{f.Topics, func(q *Query, v string) { q.Topics = []string{v} }},
		} {
			for i, c := range side.counts {
				one := q
				side.choose(&one, c.Value)
				if _, total := x.Find(one); total != c.N || c.N == 0 {
					t.Fatalf("%q: %s counts %d, finds %d", q.Text, c.Value, c.N, total)
				}
				if i > 0 && side.counts[i-1].N < c.N {
					t.Fatalf("%q: the more frequent value %s comes later", q.Text, c.Value)
				}
			}
		}
	})
}

// The order in which docs are given does not matter.
func TestDeterministic(t *testing.T) {
	docs := items()[:300]
	one, text := Build(docs, Words()), texts(docs)
	rapid.Check(t, func(t *rapid.T) {
		two := Build(rapid.Permutation(docs).Draw(t, "docs"), Words())
		for range 5 {
			q := Query{Text: text.Draw(t, "text"), Limit: 100}
			a, n := one.Find(q)
			b, m := two.Find(q)
			if n != m || !slices.Equal(hitIDs(a), hitIDs(b)) {
				t.Fatalf("%q: another order of docs, another answer", q.Text)
			}
		}
	})
}
