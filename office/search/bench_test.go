package search

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

// townships are real names to multiply the catalogue with.
func townships() []string {
	var out []string
	for _, row := range table("../../data/regions.csv")[1:] {
		if row[2] == "township" {
			out = append(out, row[1])
		}
	}
	return out
}

// many makes n docs: the catalogue of each township in turn.
func many(n int) []Doc {
	all, towns := items(), townships()
	out := make([]Doc, n)
	for i := range out {
		out[i] = all[i%len(all)]
		out[i].ID = int64(i + 1)
		out[i].Name = towns[i/len(all)%len(towns)] + out[i].Name
	}
	return out
}

// asked are queries of all sorts: said words, pieces of names, pinyin, initials, typos.
func asked() []string {
	var out []string
	for _, w := range Words() {
		out = append(out, w.Said...)
	}
	sp := newSpeech(Sichuan)
	for i, d := range items() {
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

// BenchmarkFind reports how long one search takes at the median, for 99 of 100, and at most.
func BenchmarkFind(b *testing.B) {
	queries := asked()
	for _, n := range []int{1_135, 100_000} {
		x := Build(many(n), Words())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				start := time.Now()
				x.Find(Query{Text: queries[len(times)*7919%len(queries)]})
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(times[len(times)-1].Microseconds()), "max-µs")
		})
	}
}

func BenchmarkFacets100k(b *testing.B) {
	x := Build(many(100_000), Words())
	for b.Loop() {
		x.Facets(Query{Text: "许可"})
	}
}

func BenchmarkBuild(b *testing.B) {
	words := Words()
	for _, n := range []int{1_135, 7_000, 100_000} {
		docs := many(n)
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
