package main

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "modernc.org/sqlite"
)

// server is a program under measurement in its own process.
type server struct {
	cmd  *exec.Cmd
	addr string
}

func freeAddr() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	return l.Addr().String()
}

// start runs a program and waits until it answers.
func start(name string, path string, args ...string) (*server, time.Duration) {
	s := &server{cmd: exec.Command(name, args...)}
	for i, a := range args {
		if a == "--addr" || a == "-bare" {
			s.addr = args[i+1]
		}
	}
	s.cmd.Stderr = os.Stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it ends with the bench, however that ends
	began := time.Now()
	check(s.cmd.Start())
	for range 6000 {
		if r, err := http.Get("http://" + s.addr + path); err == nil {
			r.Body.Close()
			return s, time.Since(began)
		}
		time.Sleep(5 * time.Millisecond)
	}
	check(fmt.Errorf("%s does not answer", name))
	return nil, 0
}

// settle waits until the server has nothing to do but to answer: what a start sets right is not measured.
func (s *server) settle(postgres bool) {
	for range 120 {
		before := s.cpu(postgres)
		time.Sleep(500 * time.Millisecond)
		if s.cpu(postgres)-before < 30*time.Millisecond {
			return
		}
	}
}

func (s *server) stop() {
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.cmd.Wait()
}

// cpu is the processor time that the server, and the database server if there is one, have used.
func (s *server) cpu(postgres bool) time.Duration {
	sum := cpuOf(s.cmd.Process.Pid)
	if postgres {
		list, _ := filepath.Glob("/proc/[0-9]*/comm")
		for _, f := range list {
			if b, _ := os.ReadFile(f); strings.TrimSpace(string(b)) == "postgres" {
				pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
				sum += cpuOf(pid)
			}
		}
	}
	return sum
}

func cpuOf(pid int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+2:]))
	var ticks int64
	for _, i := range []int{11, 12, 13, 14} { // user and system, own and of ended children
		n, _ := strconv.ParseInt(fields[i], 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// memory is the resident memory of the server in MB.
func (s *server) memory() float64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	check(err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if v, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(v)[0], 64)
			return kb / 1024
		}
	}
	return 0
}

// The bare server: net/http, one case insert and one event insert in a transaction a request, no
// rules. It is what a plain program would pay for durability.

const bareSchema = `CREATE TABLE bare_cases (id BIGINT PRIMARY KEY, title TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
CREATE TABLE bare_events (case_id BIGINT NOT NULL, seq BIGINT NOT NULL, event TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (case_id, seq));`

const (
	bareCase  = `INSERT INTO bare_cases (id, title, name, body, at) VALUES ($1, $2, $3, $4, $5)`
	bareEvent = `INSERT INTO bare_events (case_id, seq, event, at) VALUES ($1, 1, 'submit', $2)`
	bareRead  = `SELECT c.title, c.name, c.body, c.at, e.event FROM bare_cases c JOIN bare_events e ON e.case_id = c.id WHERE c.id = $1`
)

// bareStore is the database of the bare server.
type bareStore struct {
	insert func(id int64, title, name, body string) error
	read   func(id int64, into ...any) error
}

func serveBare(addr, database string) error {
	store, err := bareSQLite(database)
	if strings.HasPrefix(database, "postgres") {
		store, err = barePostgres(database)
	}
	if err != nil {
		return err
	}
	var serial atomic.Int64
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {})
	http.HandleFunc("POST /cases", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var in struct {
			Item      string
			Applicant struct{ Name string }
		}
		if err == nil {
			err = json.Unmarshal(body, &in)
		}
		id := serial.Add(1)
		if err == nil {
			err = store.insert(id, in.Item, in.Applicant.Name, string(body))
		}
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(201)
		json.NewEncoder(w).Encode(map[string]any{"number": id})
	})
	http.HandleFunc("GET /cases/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		var title, name, body, event string
		var at int64
		if err == nil {
			err = store.read(id, &title, &name, &body, &at, &event)
		}
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"title": title, "name": name, "body": body, "at": at, "event": event})
	})
	return http.ListenAndServe(addr, nil)
}

func bareSQLite(file string) (s bareStore, err error) {
	if strings.HasPrefix(file, "postgres") {
		return s, nil
	}
	how := "file:" + file + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	d, err := sql.Open("sqlite", how)
	if err != nil {
		return s, err
	}
	d.SetMaxOpenConns(1) // one writer: the others would only wait busily
	if _, err := d.Exec(bareSchema); err != nil {
		return s, err
	}
	readers, err := sql.Open("sqlite", how)
	if err != nil {
		return s, err
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(8)
	r, err := readers.Prepare(bareRead)
	if err != nil {
		return s, err
	}
	s.read = func(id int64, into ...any) error { return r.QueryRow(id).Scan(into...) }
	c, err := d.Prepare(bareCase)
	if err != nil {
		return s, err
	}
	e, err := d.Prepare(bareEvent)
	s.insert = func(id int64, title, name, body string) error {
		tx, err := d.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.Stmt(c).Exec(id, title, name, body, id); err != nil {
			return err
		}
		if _, err := tx.Stmt(e).Exec(id, id); err != nil {
			return err
		}
		return tx.Commit()
	}
	return s, err
}

func barePostgres(url string) (s bareStore, err error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return s, err
	}
	cfg.MaxConns = 32
	pool, err := pgxpool.NewWithConfig(background, cfg)
	if err != nil {
		return s, err
	}
	if _, err := pool.Exec(background, bareSchema); err != nil {
		return s, err
	}
	s.read = func(id int64, into ...any) error { return pool.QueryRow(background, bareRead, id).Scan(into...) }
	s.insert = func(id int64, title, name, body string) error {
		return pgx.BeginFunc(background, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(background, bareCase, id, title, name, body, id); err != nil {
				return err
			}
			_, err := tx.Exec(background, bareEvent, id, id)
			return err
		})
	}
	return s, nil
}
