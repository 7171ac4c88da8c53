package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// pages measures what a page costs for who has not signed in, beside the bare server that sends the same bytes.
func (b *bench) pages() {
	p := b.database("pages")
	defer p.remove()
	b.bare(p)
	ours, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
	defer ours.stop()
	self, err := os.Executable()
	check(err)
	fmt.Printf("\n### Pages for who has not signed in, beside a bare server that sends the same bytes\n\n"+
		"| page | clients | server | %s | ratio |\n|---|---|---|---|---|---|---|---|---|\n", heads)
	ask := func(url string) *http.Request {
		r := get(url, "")
		r.Header.Set("Accept-Encoding", "gzip") // by hand, so that the load does not unpack it
		return r
	}
	for _, page := range []struct{ name, path string }{{"home", "/"}, {"guide", "/items/" + b.itemID(p)}} {
		answer, err := http.DefaultClient.Do(ask("http://" + ours.addr + page.path))
		check(err)
		body, err := io.ReadAll(answer.Body)
		check(err)
		answer.Body.Close()
		file := filepath.Join(b.dir, page.name)
		check(os.WriteFile(file, body, 0o600))
		plain, _ := start(self, "/healthz", "-bare", freeAddr(), "-url", filepath.Join(b.dir, page.name+".db"), "-page", file)
		for _, clients := range []int{1, 8} {
			x := load(plain, false, clients, func(int64) *http.Request { return ask("http://" + plain.addr + "/page") }, 200)
			y := load(ours, false, clients, func(int64) *http.Request { return ask("http://" + ours.addr + page.path) }, 200)
			fmt.Printf("| %s, %d bytes | %d | bare | %s | |\n| | %d | wuyou | %s | %.2f |\n", page.name, len(body), clients, x, clients, y, y.rate()/x.rate())
		}
		plain.stop()
	}
}

// itemID is the number of the item that create asks for.
func (b *bench) itemID(p place) string {
	a := b.open(p)
	defer a.Close()
	e, err := a.Catalog.ByCode(item)
	check(err)
	return fmt.Sprint(e.ID)
}

// servePage adds the bare page to what the bare server answers.
func servePage(file string) error {
	body, err := os.ReadFile(file)
	http.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body)
	})
	return err
}
