// Command bench measures the program beside a bare server on the same database in the same run, on
// SQLite and on PostgreSQL, and prints the tables of docs/performance.md. Every figure is taken from
// the running program over HTTP on 127.0.0.1, unless it says otherwise.
//
//	go run ./bench                     everything (about twenty minutes)
//	go run ./bench -only create        one part: create, batch, read, inbox, comment, track, search, counts, start, grow, pages, ratings
//	go run ./bench -db sqlite -large 100000
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db/dbtest"
)

var (
	only    = flag.String("only", "", "parts, comma separated; empty is all")
	engines = flag.String("db", "sqlite,postgres", "databases")
	small   = flag.Int("small", 10_000, "cases of the small city")
	large   = flag.Int("large", 1_000_000, "cases of the large city")
	seconds = flag.Int("seconds", 8, "how long each figure is measured")
	chart   = flag.String("chart", "", "a file for the chart of created cases (SVG)")
	keep    = flag.String("keep", "", "a directory in which SQLite databases stay, to be looked into")
	child   = flag.String("bare", "", "internal: serve the bare server on this address")
	bareDB  = flag.String("url", "", "internal: its database")
	page    = flag.String("page", "", "internal: a file that it sends as it is")
	program = flag.String("program", "", "the program to measure, of the same tables where a city is filled; empty builds it from here")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	if *child != "" {
		if *page != "" {
			check(servePage(*page))
		}
		log.Fatal(serveBare(*child, *bareDB))
	}
	os.Setenv("DBTEST_FSYNC", "on")
	dir, err := os.MkdirTemp(*keep, "wuyou-bench")
	check(err)
	if *keep == "" {
		defer os.RemoveAll(dir)
	}
	b := &bench{dir: dir, wuyou: *program}
	if b.wuyou == "" {
		b.wuyou = filepath.Join(dir, "wuyou")
		build := exec.Command("go", "build", "-trimpath", "-o", b.wuyou, "wuyou")
		build.Stderr = os.Stderr
		check(build.Run())
	}
	fmt.Printf("Measured %s, %d s a figure; %s.\n", time.Now().Format("2006-01-02"), *seconds, machine())
	for _, engine := range strings.Split(*engines, ",") {
		b.engine = engine
		b.run()
	}
	if *chart != "" && len(b.bars) > 0 {
		check(draw(*chart, b.bars))
	}
}

// bench is one run.
type bench struct {
	dir    string
	wuyou  string // the program
	engine string

	bars      []bars                  // of the chart
	deptLogin string                  // somebody of the department that has most cases
	passes    map[string]*http.Cookie // of who has opened a case with its query code, by number
}

func (b *bench) wants(part string) bool {
	return *only == "" || slices.Contains(strings.Split(*only, ","), part)
}

func (b *bench) run() {
	fmt.Printf("\n## %s\n", map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[b.engine])
	if b.wants("create") {
		b.create()
	}
	if b.wants("batch") {
		b.batch()
	}
	cities := []int{}
	for _, part := range []string{"read", "inbox", "comment", "track", "counts", "start", "grow"} {
		if b.wants(part) {
			cities = []int{*small, *large}
		}
	}
	for _, n := range cities {
		b.city(n)
	}
	if b.wants("pages") {
		b.pages()
	}
	if b.wants("search") {
		b.search()
	}
	if b.wants("ratings") {
		b.ratings(*large / 10)
		b.ratings(*large)
	}
}

// database is a fresh database: the flags that make the program use it.
func (b *bench) database(name string) place {
	p := place{data: filepath.Join(b.dir, b.engine+"-"+name)}
	if b.engine == "postgres" {
		var err error
		p.url, p.drop, err = dbtest.Fresh()
		check(err)
	}
	return p
}

// place is where a program keeps its data.
type place struct {
	data, url string
	drop      func()
}

func (p place) flags() []string {
	flags := []string{"--data", p.data, "--demo"}
	if p.url != "" {
		flags = append(flags, "--db", p.url)
	}
	return flags
}

func (p place) remove() {
	if p.drop != nil {
		p.drop()
	}
	if *keep == "" {
		os.RemoveAll(p.data)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func machine() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	model := "unknown processor"
	for _, line := range strings.Split(string(b), "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
		}
	}
	return fmt.Sprintf("%d cores, %s, fsync %s", strings.Count(string(b), "processor\t"), model, fsyncTime().Round(10*time.Microsecond))
}

// fsyncTime is how long the disk takes to make a page durable.
func fsyncTime() time.Duration {
	f, err := os.CreateTemp("", "fsync")
	check(err)
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	start := time.Now()
	for range 100 {
		f.Write(page)
		f.Sync()
	}
	return time.Since(start) / 100
}

var background = context.Background()
