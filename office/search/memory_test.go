package search

import (
	"reflect"
	"testing"
)

// What was asked before is answered as if it had never been asked: whatever was chosen the first time,
// in whichever set, and when more was asked than can be remembered.
func TestAskedBefore(t *testing.T) {
	x := Build(items(), Words())
	some, others := x.Set([]int64{1, 3, 5, 7, 400, 800}), x.Set([]int64{2, 4, 6, 8, 401, 801})
	var all []Query
	for _, text := range []string{"社保卡", "gjj", "许可", "人社局", ""} {
		for _, within := range []Set{nil, some, others} {
			for _, kinds := range [][]string{nil, {"行政许可"}, {"公共服务"}} {
				all = append(all, Query{Text: text, Within: within, Kinds: kinds}, Query{Text: text, Within: within, Kinds: kinds, Limit: 3, Offset: 1})
			}
		}
	}
	ask := func(q Query, forget func()) []any {
		forget()
		hits, total := x.Find(q)
		forget()
		facets := x.Facets(q)
		forget()
		return []any{hits, total, facets, x.Suggest(q.Text, 5)}
	}
	var first [][]any
	for _, q := range all {
		first = append(first, ask(q, func() { x.asked.known = nil }))
	}
	for range 2 {
		for i, q := range all {
			if got := ask(q, func() {}); !reflect.DeepEqual(got, first[i]) {
				t.Fatalf("%+v: %v, want %v", q, got, first[i])
			}
		}
		for n := range rememberedMost {
			x.Find(Query{Text: string(rune('一' + n))})
		}
		if len(x.asked.known) > rememberedMost || x.asked.held > heldMost {
			t.Errorf("%d questions with %d matches are remembered", len(x.asked.known), x.asked.held)
		}
	}
}
