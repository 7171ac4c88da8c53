package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// item is one of the sample catalogue; the city's defaults complete it.
const item = "512B0070200008-511602000000-000-1151130108778239R-1-00"

// application is the body of a request: a person of its own for each.
func application(i int64) []byte {
	b, err := json.Marshal(map[string]any{
		"item": item, "region": "511402000000",
		"applicant": map[string]any{"name": "张晓梅", "id_no": idNo(i), "phone": "13800138000"},
		"form":      map[string]string{"applicant_name": "张晓梅", "phone": "13800138000", "request": "社保卡丢了，要挂失"},
	})
	check(err)
	return b
}

// idNo makes valid citizen ID numbers, different for a long row of i.
func idNo(i int64) string {
	s := fmt.Sprintf("%06d%04d%02d%02d%03d", 510000+i/30_000_000%90_000, 1940+i/1000%60, i/60_000%12+1, i/720_000%28+1, i%1000)
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for k, c := range s {
		sum += int(c-'0') * weights[k]
	}
	return s + string("10X98765432"[sum%11])
}

// create measures what a new case costs beside the bare server, at 1, 8 and 32 clients.
func (b *bench) create() {
	bare, full := b.database("bare"), b.database("create")
	defer bare.remove()
	defer full.remove()
	check(os.MkdirAll(bare.data, 0o700))
	at := bare.url
	if at == "" {
		at = filepath.Join(bare.data, "bare.db")
	}
	self, err := os.Executable()
	check(err)
	plain, _ := start(self, "/healthz", "-bare", freeAddr(), "-url", at)
	defer plain.stop()
	ours, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, full.flags()...)...)
	defer ours.stop()
	token := b.newToken(full, "apply read", "")
	pg := b.engine == "postgres"
	fmt.Printf("\n### (a) Create a case over the JSON API, beside a bare server with two inserts a transaction\n\n"+
		"| clients | server | %s | ratio |\n|---|---|---|---|---|---|---|---|\n", heads)
	for _, clients := range []int{1, 8, 32} {
		x := load(plain, pg, clients, func(i int64) *http.Request { return post("http://"+plain.addr+"/cases", "", application(i)) }, 201)
		y := load(ours, pg, clients, func(i int64) *http.Request {
			return post("http://"+ours.addr+"/api/v1/applications", token, application(i))
		}, 201)
		b.bars = append(b.bars, bars{fmt.Sprintf("%s, %d", b.engine, clients), x.rate(), y.rate()})
		fmt.Printf("| %d | bare | %s | |\n| %d | wuyou | %s | %.2f |\n", clients, x, clients, y, y.rate()/x.rate())
	}
	answer, err := http.DefaultClient.Do(post("http://"+ours.addr+"/api/v1/applications", token, application(1)))
	check(err)
	defer answer.Body.Close()
	for _, clients := range []int{1, 8} {
		x := load(plain, pg, clients, func(i int64) *http.Request { return get(fmt.Sprint("http://", plain.addr, "/cases/", i%1000+1), "") }, 200)
		y := load(ours, pg, clients, func(int64) *http.Request { return get("http://"+ours.addr+answer.Header.Get("Location"), token) }, 200)
		fmt.Printf("| %d, read | bare | %s | |\n| %d, read | wuyou | %s | %.2f |\n", clients, x, clients, y, y.rate()/x.rate())
	}
}

// batchOf is how many creates a measured batch has.
const batchOf = 100

// batch measures creates in batches by one client, beside single ones by one client and by 32.
func (b *bench) batch() {
	full := b.database("batch")
	defer full.remove()
	ours, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, full.flags()...)...)
	defer ours.stop()
	token := b.newToken(full, "apply read", "")
	single := func(i int64) *http.Request {
		return post("http://"+ours.addr+"/api/v1/applications", token, application(i))
	}
	many := func(i int64) *http.Request {
		calls := make([]map[string]any, batchOf)
		for n := range calls {
			calls[n] = map[string]any{"path": "/api/v1/applications", "body": json.RawMessage(application(i*batchOf + int64(n)))}
		}
		body, err := json.Marshal(map[string]any{"calls": calls})
		check(err)
		return post("http://"+ours.addr+"/api/v1/batch", token, body)
	}
	pg := b.engine == "postgres"
	one, crowd := load(ours, pg, 1, single, 201), load(ours, pg, 32, single, 201)
	batch := load(ours, pg, 1, many, 200)
	rate := batch.rate() * batchOf
	fmt.Printf("\n### (a′) A batch of %d creates, beside single calls\n\n"+
		"| what | cases /s | CPU s / 1,000 cases | batch beside it |\n|---|---|---|---|\n", batchOf)
	fmt.Printf("| single, 1 client | %.0f | %.2f | %.2f |\n", one.rate(), one.cpu.Seconds(), rate/one.rate())
	fmt.Printf("| single, 32 clients | %.0f | %.2f | %.2f |\n", crowd.rate(), crowd.cpu.Seconds(), rate/crowd.rate())
	fmt.Printf("| batches, 1 client | %.0f | %.2f | |\n", rate, batch.cpu.Seconds()/batchOf)
}

// newToken makes a token through the program's own command line.
func (b *bench) newToken(p place, scopes, login string) string {
	args := append([]string{"token", "add", "--name", "bench", "--scopes", scopes}, p.flags()...)
	if login != "" {
		args = append(args, "--staff", login)
	}
	out, err := exec.Command(b.wuyou, args...).Output()
	check(err)
	return strings.TrimSpace(string(out))
}
