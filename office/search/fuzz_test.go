package search

import (
	"strings"
	"testing"
)

// Whatever is typed, the search answers: no more hits than asked for, the best first, with marks that
// lie within the name.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "社保", "shebaok", "老年 优待", "gjj", "（县级）", "a\x00\xff", "𠮷", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1 2 3 4 5", "iuv", "你好 n h", "怎么办", strings.Repeat("社会保险 ", 40)} {
		f.Add(s, 10, 0)
	}
	f.Add("登记", -1, -5)
	f.Add("许可", 1<<62, 1<<62)
	x, names := catalogue()
	f.Fuzz(func(t *testing.T, text string, limit, offset int) {
		hits, total := x.Find(Query{Text: text, Limit: limit, Offset: offset})
		if limit > 0 && len(hits) > limit || limit <= 0 && len(hits) > 20 || len(hits) > total {
			t.Fatalf("%d hits of %d, limit %d", len(hits), total, limit)
		}
		for i, h := range hits {
			if i > 0 && hits[i-1].Score < h.Score {
				t.Fatalf("hit %d is better than the one before", i)
			}
			end := 0
			for _, m := range h.Marks {
				if m.From < end || m.To <= m.From || m.To > len([]rune(names[h.ID])) {
					t.Fatalf("marks %v of %s", h.Marks, names[h.ID])
				}
				end = m.To
			}
		}
		if got := x.Suggest(text, limit%100); limit%100 >= 0 && len(got) > limit%100 {
			t.Fatalf("%d suggestions, asked for %d", len(got), limit%100)
		}
	})
}

func FuzzReadWords(f *testing.F) {
	f.Add("said,official\n扯证|领证,婚姻登记\n")
	f.Add("said,official\n\"a\n,b")
	f.Fuzz(func(t *testing.T, text string) {
		words, err := ReadWords(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, w := range words {
			for _, said := range w.Said {
				if len(fold(said)) == 0 {
					t.Fatalf("an empty said word in %q", text)
				}
			}
		}
		Build([]Doc{{ID: 1, Name: "婚姻登记"}}, words).Find(Query{Text: text})
	})
}
