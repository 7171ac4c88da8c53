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

// search measures finding an item among those of the sample, and among 100,000.
func (b *bench) search() {
	fmt.Printf("\n### Item search\n\n| what, 8 clients | %s |\n|---|---|---|---|---|---|\n", heads)
	for _, n := range []int{1135, 100_000} {
		p := b.database(fmt.Sprintf("items-%d", n))
		if n > 1135 {
			b.manyItems(p, n)
		}
		s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
		words := []string{"社保", "gongjijin", "gjj", "公积金题取", "老年 优待", "社会保障卡申领", "shebaok", "食品经营", "取水许可", "护士"}
		r := load(s, b.engine == "postgres", 8, func(i int64) *http.Request {
			return get("http://"+s.addr+"/api/v1/items?limit=20&q="+url.QueryEscape(words[int(i)%len(words)]), "")
		}, 200)
		fmt.Printf("| (f) search of %d items, %.0f MB resident | %s |\n", n, s.memory(), r)
		s.stop()
		p.remove()
	}
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
