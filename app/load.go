package app

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/front/api"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// What an old system had begun is brought over from a file of calls of the API, one a line (docs/migration.md), in a program whose clock
// stands at the time of each line and moves on to the present. What comes due on the way happens at its time; what the program does once
// a day is left to the days on which it serves.

// line is one call of the file.
type line struct {
	At string `json:"at,omitempty"` // when it happened, RFC 3339; "": when the line before did, and of the first the present
	As string `json:"as,omitempty"` // by whose token; "": that of --as
	api.Call
	Line   int    `json:"line,omitempty"`   // of a file of refused lines: which line it was
	Reason string `json:"reason,omitempty"` // and why it was refused

	no int
	at time.Time
}

// lineMost bounds a line of the file.
const lineMost = 1 << 20

// loadGroup is how many lines share one transaction.
const loadGroup = 50

// load is the command that loads a file.
func load(ctx context.Context, c *cli, args []string) error {
	as := c.flags.String("as", "", "以哪个接口令牌的名义（名称或编号，见 wuyou token list）；行里写了 as 的，以行里的为准")
	dry := c.flags.Bool("dry-run", false, "做一遍看结果，然后全部撤销，不改任何数据")
	silent := c.flags.Bool("silent", true, "以前的事不发短信；=false 时，没有过时的由服务启动后发出")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	l := &loading{file: rest[0], as: *as, silent: *silent, started: c.out.Now(), said: os.Stderr}
	if err := l.open(ctx, c.cfg, c.out); err != nil {
		return err
	}
	defer l.Close()
	held, err := c.cfg.only()
	if err != nil {
		return c.cfg.unwritable(err)
	}
	defer held.Close()
	r, err := l.run(ctx, *dry)
	if err != nil {
		return err
	}
	r.print(stdout)
	return r.write(l.file + ".refused.jsonl")
}

// loading is one run.
type loading struct {
	*App
	file    string
	as      string
	silent  bool
	started time.Time
	said    io.Writer // progress, and what is wrong with the file

	clock  atomic.Int64
	day    calendar.Day // of which the places were read
	newest time.Time    // record of the ledger before
	above  int64        // below every identifier that the run makes
	hash   string       // of the file
	who    map[string]people.Visitor
	calls  api.Batch
}

func (l *loading) now() time.Time { return time.UnixMilli(l.clock.Load()) }

// open puts the program together with the clock of the run. Returns an error where another program may be serving.
func (l *loading) open(ctx context.Context, cfg Config, out Outside) (err error) {
	l.clock.Store(l.started.UnixMilli())
	if l.App, err = open(ctx, cfg, Outside{Now: l.now, Log: out.Log}, office.Works); err != nil {
		return err
	}
	others, err := l.DB.Others(ctx)
	if err == nil && len(others) > 0 {
		err = errors.New("别的无忧还在用这个数据库（或者几分钟内被强行停掉）。请停掉服务再导入")
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	l.calls.API = l.API
	return nil
}

// run loads the file; with dry everything is undone at the end. Returns an error, and has done nothing, where the file cannot be read or
// its times are not in order.
func (l *loading) run(ctx context.Context, dry bool) (r report, err error) {
	if l.newest, err = l.Engine.Newest(ctx); err != nil {
		return r, err
	}
	first, err := l.check(ctx)
	if err != nil {
		return r, err
	}
	undone := errors.New("a dry run")
	if dry {
		err = l.DB.Tx(ctx, func(tx *db.DB) error {
			if r, err = l.all(db.Within(ctx, tx), first); err != nil {
				return err
			}
			return undone
		})
		if errors.Is(err, undone) {
			err = nil
		}
		return r, err
	}
	object := fmt.Sprintf("%s（%s）", filepath.Base(l.file), l.hash)
	if err := l.Audit.Log(ctx, l.DB, actor, "", "导入旧系统办件", object, "以令牌“"+strings.Join(slices.Sorted(maps.Keys(l.who)), "”“")+"”的名义"); err != nil {
		return r, err
	}
	if r, err = l.all(ctx, first); err != nil {
		return r, err
	}
	_, err = l.Ledger.Seal(ctx)
	return r, err
}

// all does the lines, and then what comes due until the present.
func (l *loading) all(ctx context.Context, first time.Time) (r report, err error) {
	l.above = l.DB.NewID()
	r.reasons = map[string]int{}
	if l.newest.After(first) {
		first = l.newest
	}
	if err := l.until(ctx, first); err != nil { // back in time
		return r, err
	}
	for group := range chunks(l.lines()) {
		begun := l.clock.Load()
		var did []done
		err := l.DB.Tx(ctx, func(tx *db.DB) error {
			did = did[:0]
			l.clock.Store(begun)
			ctx := db.Within(ctx, tx)
			for _, x := range group {
				result, err := l.one(ctx, x)
				if err != nil {
					return fmt.Errorf("%s:%d: %w", l.file, x.no, err)
				}
				did = append(did, done{x, result})
			}
			return l.hush(ctx, tx)
		})
		if err != nil {
			return r, err
		}
		for _, d := range did {
			l.refer(&d.line)
			r.add(d)
		}
		if r.lines%1000 < loadGroup {
			fmt.Fprintf(l.said, "wuyou: 已到第 %d 行，%s\n", group[len(group)-1].no, l.now().In(calendar.Zone).Format("2006-01-02 15:04"))
		}
	}
	return r, l.until(ctx, l.started)
}

// refer puts numbers into the path of a line, so that it can stand in another file.
func (l *loading) refer(x *line) {
	if at, err := l.calls.Resolve(x.Path); err == nil {
		x.Path = at
	}
}

// hush has what was told of the past not be sent.
func (l *loading) hush(ctx context.Context, tx *db.DB) error {
	if !l.silent {
		return nil
	}
	return l.Notices.Outdate(ctx, tx, l.above, l.started)
}

var errEarly = errors.New("it lies before the newest record")

// one does a line at its time. Only what was done before may lie before the ledger's newest record: it is not done twice.
func (l *loading) one(ctx context.Context, x line) (web.Result, error) {
	as := people.WithVisitor(ctx, l.who[cmp.Or(x.As, l.as)])
	if !x.at.Before(l.newest) {
		if err := l.until(ctx, x.at); err != nil {
			return web.Result{}, err
		}
		return l.calls.Do(as, x.Call), nil
	}
	var r web.Result
	err := l.DB.Tx(as, func(part *db.DB) error {
		if r = l.calls.Do(db.Within(as, part), x.Call); !again(r) {
			return errEarly
		}
		return nil
	})
	if errors.Is(err, errEarly) {
		l.calls.Undone(x.Call)
		r, err = web.ResultOf(fail.Conflict("时间早于台账里最新的记录（%s）", l.newest.In(calendar.Zone).Format(time.RFC3339))), nil
	}
	return r, err
}

// until moves the clock on, and does what comes due at its time.
func (l *loading) until(ctx context.Context, to time.Time) error {
	to = time.UnixMilli(to.UnixMilli()) // as the clock counts
	for l.day == 0 || l.now().Before(to) {
		at := to
		if l.day != 0 {
			at = minTime(to, calendar.DayOf(l.now()).AddDays(1).Time())
			due, err := l.Engine.NextDue(ctx, l.now(), at)
			if err != nil {
				return err
			}
			at = cmp.Or(due, at)
		}
		l.clock.Store(at.UnixMilli())
		if err := l.DB.Tx(ctx, func(tx *db.DB) error { return l.due(db.Within(ctx, tx), tx) }); err != nil {
			return fmt.Errorf("%s 到期的事做不成：%w", at.In(calendar.Zone).Format(time.RFC3339), err)
		}
	}
	return nil
}

// due does what has come due now.
func (l *loading) due(ctx context.Context, tx *db.DB) error {
	if today := calendar.DayOf(l.now()); today != l.day {
		if err := l.Refresh(ctx); err != nil {
			return err
		}
		l.day = today
	}
	if err := l.Sweep(ctx); err != nil {
		return err
	}
	return l.hush(ctx, tx)
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// again reports whether a call was done before by the same key.
func again(r web.Result) bool {
	var got struct{ Again bool }
	return !r.Failed() && json.Unmarshal(r.Body, &got) == nil && got.Again
}

// lines are the lines of the file, each with a time and a key. It ends with an error where the file cannot be
// read; a line that is none has it in its Reason.
func (l *loading) lines() iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		f, err := os.Open(l.file)
		if err != nil {
			yield(line{}, err)
			return
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, lineMost)
		var at time.Time
		no := 0
		for s.Scan() {
			if no++; len(bytes.TrimSpace(s.Bytes())) == 0 {
				continue
			}
			x := readLine(s.Bytes(), at)
			if x.at.IsZero() {
				x.at = l.started
			}
			x.no, at = no, x.at
			x.Key = cmp.Or(x.Key, "load "+l.hash+" "+strconv.Itoa(no))
			if !yield(x, nil) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(line{}, fmt.Errorf("%s:%d: %w", l.file, no+1, err))
		}
	}
}

// readLine reads a line that follows one of a time. What is wrong with it is its Reason.
func readLine(text []byte, before time.Time) line {
	x := line{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&x)
	x.Line, x.Reason, x.at = 0, "", before
	switch {
	case err != nil:
		x.Reason = "不是合格的 JSON，或者有不认得的字段：" + err.Error()
	case x.Path == "":
		x.Reason = "缺少 path"
	case x.At != "":
		if x.at, err = time.Parse(time.RFC3339, x.At); err != nil {
			x.Reason, x.at = "at 应为 2026-03-01T09:00:00+08:00 这样的时间", before
		}
	}
	if x.Reason == "" && x.at.Before(before) {
		x.Reason, x.at = "时间早于上一行", before
	}
	return x
}

// check reads the file through, says what is wrong with its lines, and returns the time of the first.
func (l *loading) check(ctx context.Context) (first time.Time, err error) {
	whole, err := os.ReadFile(l.file)
	if err != nil {
		return first, err
	}
	l.hash, l.who = gm.Hash(whole)[:16], map[string]people.Visitor{}
	bad, n := 0, 0
	for x, err := range l.lines() {
		if err != nil {
			return first, err
		}
		if n++; n == 1 {
			first = x.at
		}
		if x.at.After(l.started) {
			x.Reason = "时间在将来"
		}
		if x.Reason == "" {
			x.Reason = l.meet(ctx, cmp.Or(x.As, l.as))
		}
		if x.Reason != "" {
			bad++
			fmt.Fprintf(l.said, "%s:%d: %s\n", l.file, x.no, x.Reason)
		}
	}
	switch {
	case bad > 0:
		return first, fmt.Errorf("%d 行里有 %d 行不对，一行也没有导入", n, bad)
	case n == 0:
		return first, errors.New("文件里一行也没有")
	}
	return first, nil
}

// meet finds who acts by a token, once, and says why not.
func (l *loading) meet(ctx context.Context, name string) string {
	if _, ok := l.who[name]; ok {
		return ""
	}
	if name == "" {
		return "没有写以哪个令牌的名义：用 --as，或者行里的 as"
	}
	v, err := l.Roster.ByToken(ctx, name)
	if err != nil {
		return err.Error()
	}
	l.who[name] = v
	return ""
}

// chunks are lines in groups; the file was read once without an error.
func chunks(lines iter.Seq2[line, error]) iter.Seq[[]line] {
	return func(yield func([]line) bool) {
		var group []line
		for x, err := range lines {
			if err != nil {
				break
			}
			if group = append(group, x); len(group) == loadGroup {
				if !yield(group) {
					return
				}
				group = nil
			}
		}
		if len(group) > 0 {
			yield(group)
		}
	}
}
