package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/terse"
	"wuyou/kit/web"
)

// checkup is what the program knows of its own health. A look is kept for a while: strangers may ask as often as they like.
type checkup struct {
	mu       sync.Mutex
	at       time.Time
	down     bool     // requests cannot be served
	problems []string // in words
	beats    sync.Map // when the work in the background was last done, or some of it, by name
}

const (
	lookEvery = 5 * time.Second
	lookMost  = 3 * time.Second // what does not answer by then is not well
	probeSize = 1 << 20         // bytes that must be written for a disk to count as not full
)

// begin says that the work in the background begins.
func (a *App) begin() {
	for name := range a.loops() {
		a.beat(name)
	}
}

// beat notes that work in the background was done, or goes on.
func (a *App) beat(name string) { a.checkup.beats.Store(name, a.Now()) }

// look finds out how the program is: whether it can write, whether its messages go out, whether its work is done.
func (a *App) look(ctx context.Context) (down bool, problems []string) {
	c := &a.checkup
	c.mu.Lock()
	defer c.mu.Unlock()
	now := a.Now()
	if age := now.Sub(c.at); age >= 0 && age < lookEvery {
		return c.down, c.problems
	}
	c.down, c.problems = false, nil
	defer func() { c.at = a.Now() }() // whoever waited for this look has it too
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookMost)
	defer cancel()
	bad := func(words string, err error) {
		c.problems = append(c.problems, words)
		a.Log.Error("health", terse.Like(words, nil), "problem", words, "err", err)
	}
	if err := a.DB.Stands(ctx); errors.Is(err, db.ErrUpgraded) {
		c.down = true
		bad(err.Error(), nil)
	} else if err := errors.Join(err, a.DB.Changed(ctx, "health")); err != nil {
		c.down = true
		words := "数据库不能写"
		if errors.Is(err, context.DeadlineExceeded) {
			words = fmt.Sprintf("数据库 %v 没有回答", lookMost)
		}
		bad(words, err)
	} else if words, err := a.skewed(ctx); err != nil || words != "" {
		c.down = true
		bad(cmp.Or(words, "数据库的时钟读不出来"), err)
	} else if words, err := a.Notices.Trouble(ctx); err != nil || words != "" {
		bad(cmp.Or(words, "短信的情况读不出来"), err)
	}
	for _, dir := range []string{a.Config.Data, a.Config.filesDir()} {
		if err := probe(dir); err != nil {
			bad("磁盘不能写，或者满了", err)
			break
		}
	}
	for name, loop := range a.loops() {
		last, begun := c.beats.Load(name)
		if !begun {
			continue
		}
		if since := now.Sub(last.(time.Time)); since > loop.most {
			bad(fmt.Sprintf("%s停了 %d 分钟", loop.words, max(int(since.Minutes()), 1)), nil)
		}
	}
	return c.down, c.problems
}

// skewed says in words that the clocks of this machine and the database differ: what is written by a wrong clock is dated
// wrong for good. "" when they agree.
func (a *App) skewed(ctx context.Context) (string, error) {
	off, err := a.DB.Skew(ctx)
	if err != nil || a.Config.Skew == 0 || off <= a.Config.Skew {
		return "", err
	}
	return fmt.Sprintf("本机的时钟和数据库的相差 %v", off.Round(time.Second)), nil
}

// probe writes a file to a folder and removes it.
func probe(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".health-")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, probeSize))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

type healthy struct {
	Status   string   `json:"status"`
	Problems []string `json:"problems,omitempty"`
}

// health tells the whole truth: 503 when anything is wrong that somebody must see to.
func (a *App) health(w http.ResponseWriter, r *http.Request) error {
	_, problems := a.look(r.Context())
	return sayHealth(w, len(problems) > 0, problems)
}

// ready tells whether requests can be served: a balancer takes no node away because messages do not go out.
func (a *App) ready(w http.ResponseWriter, r *http.Request) error {
	down, problems := a.look(r.Context())
	return sayHealth(w, down, problems)
}

func sayHealth(w http.ResponseWriter, bad bool, problems []string) error {
	if bad {
		w.Header().Set("Retry-After", "10")
		return web.JSON(w, http.StatusServiceUnavailable, healthy{"fail", problems})
	}
	return web.JSON(w, http.StatusOK, healthy{Status: "ok"})
}
