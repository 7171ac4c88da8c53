package search

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
)

func items(t testing.TB) []Doc {
	fh, err := os.Open("../../data/items.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer fh.Close()
	rows, err := csv.NewReader(fh).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var d []Doc
	for i, r := range rows[1:] {
		d = append(d, Doc{ID: int64(i + 1), Name: r[1], Dept: r[2], Kind: r[4]})
	}
	return d
}
func TestZZ(t *testing.T) {
	d := items(t)
	for i, n := range []string{"住房公积金提取", "住房公积金贷款", "租房提取住房公积金", "购房提取住房公积金", "住房公积金缴存登记"} {
		d = append(d, Doc{ID: int64(9000 + i), Name: n, Dept: "公积金中心"})
	}
	x := Build(d, Words())
	name := map[int64]string{}
	for _, v := range d {
		name[v.ID] = v.Name
	}
	fh, _ := os.Open("/tmp/q.txt")
	sc := bufio.NewScanner(fh)
	for sc.Scan() {
		h, n := x.Find(Query{Text: sc.Text(), Limit: 6})
		var o []string
		for _, v := range h {
			r := []rune(name[v.ID])
			s := string(r[:min(len(r), 28)])
			o = append(o, fmt.Sprintf("%.2f %s", v.Score, s))
		}
		fmt.Printf("%s [%d]\n      %s\n", sc.Text(), n, strings.Join(o, "\n      "))
	}
}
func TestZSaid(t *testing.T) {
	d := items(t)
	for i, n := range []string{"住房公积金提取", "住房公积金贷款", "租房提取住房公积金", "购房提取住房公积金", "住房公积金缴存登记"} {
		d = append(d, Doc{ID: int64(9000 + i), Name: n, Dept: "公积金中心"})
	}
	x := Build(d, Words())
	name := map[int64]string{}
	for _, v := range d {
		name[v.ID] = v.Name
	}
	seen := map[string]bool{}
	for _, w := range Words() {
		if seen[w.Said] {
			fmt.Println("DUP", w.Said)
		}
		seen[w.Said] = true
		if len(w.Official) == 0 {
			continue
		}
		h, n := x.Find(Query{Text: w.Said, Limit: 4})
		var o []string
		for _, v := range h {
			r := []rune(name[v.ID])
			s := string(r[:min(len(r), 22)])
			o = append(o, fmt.Sprintf("%.2f %s", v.Score, s))
		}
		fmt.Printf("%s [%d] %s\n", w.Said, n, strings.Join(o, " | "))
	}
	for _, w := range Words() {
		for _, o := range w.Official {
			h, _ := x.Find(Query{Text: o, Limit: 1})
			if len(h) == 0 || h[0].Score < 0.84 {
				fmt.Println("WEAK", w.Said, "→", o)
			}
		}
	}
}
func TestZSlow(t *testing.T) {
	x := Build(many(t, 100000), Words())
	type r struct {
		q string
		d time.Duration
		n int
		v int
	}
	var rs []r
	for _, q := range asked(t) {
		s := time.Now()
		_, n := x.Find(Query{Text: q})
		d := time.Since(s)
		nv := 0
		for _, v := range x.speech.read(fold(q)) {
			nv += len(x.expand(v))
		}
		rs = append(rs, r{q, d, n, nv})
	}
	sort.Slice(rs, func(i, j int) bool { return rs[i].d > rs[j].d })
	for i := 0; i < len(rs); i++ {
		if i < 60 || i%200 == 0 {
			fmt.Println(i, rs[i])
		}
	}
}
