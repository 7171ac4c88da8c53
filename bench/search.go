package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// search measures finding an item among those of the sample, and among 100,000: by texts that everybody
// asks for, and by texts that nobody asked for before; beside them what the machine needs for an answer
// that says nothing.
func (b *bench) search() {
	fmt.Printf("\n### Item search\n\n| what | clients | %s |\n|---|---|---|---|---|---|---|\n", heads)
	for _, n := range []int{1135, 100_000} {
		p := b.database(fmt.Sprintf("items-%d", n))
		if n > 1135 {
			b.manyItems(p, n)
		}
		s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
		find := func(text string) *http.Request {
			return get("http://"+s.addr+"/api/v1/items?limit=20&q="+url.QueryEscape(text), "")
		}
		names := sampleNames()
		words := []string{"社保", "gongjijin", "gjj", "公积金题取", "老年 优待", "社会保障卡申领", "shebaok", "食品经营", "取水许可", "护士"}
		for _, clients := range []int{2, 8} {
			for _, kind := range []struct {
				what string
				ask  func(i int64) *http.Request
			}{
				{"ten texts", func(i int64) *http.Request { return find(words[int(i)%len(words)]) }},
				{"pieces of names, hardly one twice", func(i int64) *http.Request { return find(piece(names, int(i))) }},
				{"nothing (/healthz)", func(int64) *http.Request { return get("http://"+s.addr+"/healthz", "") }},
			} {
				r := load(s, b.engine == "postgres", clients, kind.ask, 200)
				fmt.Printf("| (f) search of %d items, %s, %.0f MB resident | %d | %s |\n", n, kind.what, s.memory(), clients, r)
			}
		}
		s.stop()
		p.remove()
	}
}

// sampleNames are the names of the items of the sample.
func sampleNames() (names [][]rune) {
	sample, err := os.ReadFile("data/items.csv")
	check(err)
	for _, line := range strings.Split(strings.TrimSpace(string(sample)), "\n")[1:] {
		names = append(names, []rune(strings.Split(line, ",")[1]))
	}
	return names
}

// piece is the i-th piece of a name, of two to seven characters.
func piece(names [][]rune, i int) string {
	name := names[i*7919%len(names)]
	from := i / 6 % max(1, len(name)-2)
	return string(name[from:min(len(name), from+2+i%6)])
}

// manyItems imports a large catalogue through the program's own import: the sample's names with those
// of the townships.
func (b *bench) manyItems(p place, n int) {
	s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...) // loads the sample
	s.stop()
	sample, err := os.ReadFile("data/items.csv")
	check(err)
	regions, err := os.ReadFile("data/regions.csv")
	check(err)
	var towns []string
	for _, line := range strings.Split(string(regions), "\n") {
		if f := strings.Split(line, ","); len(f) > 2 && f[2] == "township" {
			towns = append(towns, f[1])
		}
	}
	var out strings.Builder
	out.WriteString("item_code,name,department,task_type\n")
	lines := strings.Split(strings.TrimSpace(string(sample)), "\n")[1:]
	for i := range n {
		f := strings.Split(lines[i%len(lines)], ",")
		if len(f) < 4 || strings.Contains(lines[i%len(lines)], `"`) {
			f = strings.Split(lines[0], ",")
		}
		fmt.Fprintf(&out, "B%d,%s%s,%s,%s\n", i, towns[i/len(lines)%len(towns)], f[1], f[2], f[3])
	}
	file := filepath.Join(b.dir, "items.csv")
	check(os.WriteFile(file, []byte(out.String()), 0o600))
	cmd := exec.Command(b.wuyou, append([]string{"import", "items", file}, p.flags()...)...)
	cmd.Stderr = os.Stderr
	check(cmd.Run())
}
