package app

import (
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

// checkup is what the program knows of its own health.
type checkup struct {
	database, notices, deadlines, data, files glance
	disk                                      func(dir string) error // writes to a folder; nil: probe
	beats                                     sync.Map               // when the work in the background was last done, or some of it, by name
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

// writes finds out whether the program can write to its database at present, without which it serves nobody.
func (a *App) writes() finding {
	late := fmt.Sprintf("数据库 %v 没有回答", lookMost)
	return a.checkup.database.ask(a.Now, late, func(ctx context.Context) finding {
		err := a.DB.Stands(ctx)
		if errors.Is(err, db.ErrUpgraded) {
			return finding{words: err.Error()}
		}
		if err = errors.Join(err, a.DB.Changed(ctx, "health")); errors.Is(err, context.DeadlineExceeded) {
			return finding{late, err}
		} else if err != nil {
			return finding{"数据库不能写", err}
		}
		return unread("数据库的时钟", a.skewed)(ctx)
	})
}

// unread makes a look of a question that is answered in words; what it asks about is named where it has no answer.
func unread(what string, ask func(context.Context) (string, error)) func(context.Context) finding {
	return func(ctx context.Context) finding {
		words, err := ask(ctx)
		if err != nil {
			words = what + "读不出来"
		}
		return finding{words, err}
	}
}

// folder finds out whether a folder takes files.
func (a *App) folder(g *glance, dir string) finding {
	return g.ask(a.Now, fmt.Sprintf("磁盘 %v 没有回答", lookMost), func(context.Context) finding {
		write := a.checkup.disk
		if write == nil {
			write = probe
		}
		if err := write(dir); err != nil {
			return finding{"磁盘不能写，或者满了", err}
		}
		return finding{}
	})
}

// look finds out how the program is: whether it can write, whether its messages go out, whether its work is done. It is never longer about it
// than lookMost.
func (a *App) look() (problems []string) {
	c := &a.checkup
	looks := []func() finding{
		a.writes,
		func() finding {
			return c.notices.ask(a.Now, "短信的情况读不出来", unread("短信的情况", a.Notices.Trouble))
		},
		func() finding {
			return c.deadlines.ask(a.Now, "到期处理的情况读不出来", unread("到期处理的情况", a.Engine.Trouble))
		},
		func() finding { return a.folder(&c.data, a.Config.Data) },
		func() finding { return a.folder(&c.files, a.Config.filesDir()) },
	}
	const ofDatabase, data, files = 3, 3, 4 // the first is whether it answers at all
	found := make([]finding, len(looks))
	var all sync.WaitGroup
	for i, look := range looks {
		all.Go(func() { found[i] = look() })
	}
	all.Wait()
	if found[0].words != "" {
		clear(found[1:ofDatabase])
	}
	if found[data].words == found[files].words {
		found[files] = finding{}
	}
	for _, f := range found {
		problems = a.bad(problems, f)
	}
	now := a.Now()
	for name, loop := range a.loops() {
		last, begun := c.beats.Load(name)
		if !begun {
			continue
		}
		if since := now.Sub(last.(time.Time)); since > loop.most {
			problems = a.bad(problems, finding{words: fmt.Sprintf("%s停了 %d 分钟", loop.words, max(int(since.Minutes()), 1))})
		}
	}
	return problems
}

// bad adds what is not well, and logs it.
func (a *App) bad(problems []string, f finding) []string {
	if f.words == "" {
		return problems
	}
	a.Log.Error("health", terse.Like(f.words, nil), "problem", f.words, "err", f.err)
	return append(problems, f.words)
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
func (a *App) health(w http.ResponseWriter, _ *http.Request) error { return sayHealth(w, a.look()) }

// ready tells whether requests can be served: a balancer takes no node away because messages do not go out, nor all at once because the
// folder that they share hangs.
func (a *App) ready(w http.ResponseWriter, _ *http.Request) error {
	return sayHealth(w, a.bad(nil, a.writes()))
}

func sayHealth(w http.ResponseWriter, problems []string) error {
	if len(problems) > 0 {
		w.Header().Set("Retry-After", "10")
		return web.JSON(w, http.StatusServiceUnavailable, healthy{"fail", problems})
	}
	return web.JSON(w, http.StatusOK, healthy{Status: "ok"})
}
