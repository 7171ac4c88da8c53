package search

import (
	"encoding/csv"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

// townships are real names to multiply the catalogue with.
func townships(tb testing.TB) []string {
	var out []string
	for _, row := range table(tb, "../../data/regions.csv")[1:] {
		if row[2] == "township" {
			out = append(out, row[1])
		}
	}
	return out
}

func table(tb testing.TB, path string) [][]string {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

// many makes n docs: the catalogue of each township in turn.
func many(tb testing.TB, n int) []Doc {
	catalogue, towns := items(tb), townships(tb)
	out := make([]Doc, n)
	for i := range out {
		out[i] = catalogue[i%len(catalogue)]
		out[i].ID = int64(i + 1)
		out[i].Name = towns[i/len(catalogue)%len(towns)] + out[i].Name
	}
	return out
}

// asked are queries of all sorts: said words, pieces of names, pinyin, initials, typos.
func asked(tb testing.TB) []string {
	var out []string
	for _, w := range Words() {
		out = append(out, w.Said)
	}
	sp := newSpeech(Sichuan)
	for i, d := range items(tb) {
		name := fold(d.Name)
		from, n := i*7%len(name), 2+i%7
		part := name[from:min(len(name), from+n)]
		var han, pinyin, initials, mixed string
		for k, s := range sp.say(part) {
			han += string(part[k].r)
			syllable := sp.spelling[sp.sets[s][0]]
			pinyin += syllable
			initials += syllable[:min(1, len(syllable))]
			if k%2 == 0 {
				mixed += string(part[k].r)
			} else {
				mixed += syllable
			}
		}
		out = append(out, han, pinyin, initials, mixed, pinyin[:(len(pinyin)+1)/2], han+"怎么办理", string([]rune(han)[0]))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func BenchmarkFind100k(b *testing.B) {
	queries := asked(b)
	x := Build(many(b, 100_000), Words())
	times := make([]time.Duration, 0, len(queries))
	b.ResetTimer()
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Find(Query{Text: queries[i*7919%len(queries)], Limit: 20})
		times = append(times, time.Since(start))
		i++
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(times[len(times)-1].Microseconds()), "max-µs")
}

func BenchmarkFacets100k(b *testing.B) {
	x := Build(many(b, 100_000), Words())
	for b.Loop() {
		x.Facets(Query{Text: "许可"})
	}
}

func BenchmarkBuild(b *testing.B) {
	words := Words()
	for _, n := range []int{1_135, 7_000, 100_000} {
		docs := many(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Build(docs, words)
			}
			b.ReportMetric(heap(func() any { return Build(docs, words) }), "heap-MB")
		})
	}
}

// heap is how many megabytes what f makes takes up.
func heap(f func() any) float64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return float64(after.HeapAlloc-before.HeapAlloc) / 1e6
}
