// Package limit keeps the numbers that bound what somebody may do and how long something is kept: tries at a password, codes
// from one address, days of a draft. Whoever needs one declares it where it is used, with the default, the least and the most
// that make sense, and words for who changes it. The values are rows of one table (office/rule): proposed by one person, agreed
// to by another, with a basis, from a day to come.
//
// A number that must hold at once is given at the start (Book.Force) until a row holds.
//
// Rules: GB/T 22239-2019, 8.1.4.1 asks for limits of failed sign-ins and of idle sessions and leaves the numbers open; all
// defaults are our proposals unless their basis says otherwise.
package limit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// Unit is what a limit counts.
type Unit struct {
	Name   string
	One    time.Duration // of a time: how long one is
	Within time.Duration // of a pace: the time in which so many pass
}

// The units.
var (
	Times   = Unit{Name: "次"}
	Many    = Unit{Name: "个"}
	Rows    = Unit{Name: "行"}
	Letters = Unit{Name: "字"}
	Fold    = Unit{Name: "倍"}
	Yes     = Unit{Name: "1 是，0 否"}
	Asked   = Unit{Name: "0 不核对，当作本人的；1 可以核对；2 填了就要核对"}
	Seconds = Unit{Name: "秒", One: time.Second}
	Minutes = Unit{Name: "分钟", One: time.Minute}
	Hours   = Unit{Name: "小时", One: time.Hour}
	Days    = Unit{Name: "天", One: 24 * time.Hour}
	AnHour  = Unit{Name: "次/小时", Within: time.Hour}
	ADay    = Unit{Name: "次/天", Within: 24 * time.Hour}
)

// Limit is one number. Its key is its identity for ever: <what>.<which>.
type Limit struct {
	Key                  string
	Words                string // what it bounds, for whom
	Default, Least, Most int64
	Unit                 Unit
	Basis                string // of the default: what it protects, and from which rule it comes if it is not our proposal
	Given                bool   // what was given on a day keeps that day's number (Book.On): it cannot be forced
}

func (l Limit) label() string { return l.Words + "（" + l.Unit.Name + "）" }

var declared []Limit

// Declare makes a limit known to the program. It is for variables of packages only.
func Declare(l Limit) Limit {
	if l.Least > l.Default || l.Default > l.Most || l.Words == "" || l.Basis == "" ||
		slices.ContainsFunc(declared, func(o Limit) bool { return o.Key == l.Key }) {
		panic("limit " + l.Key)
	}
	declared = append(declared, l)
	return l
}

// All are the limits of the program by key.
func All() []Limit {
	return slices.SortedFunc(slices.Values(declared), func(a, b Limit) int { return cmp.Compare(a.Key, b.Key) })
}

// Book has the numbers in force. One that nothing was loaded into has the defaults.
type Book struct {
	now    func() time.Time
	forced map[string]int64
	today  atomic.Pointer[values]
}

type values struct {
	day  calendar.Day
	rows []rule.Row // all versions
	of   map[string]int64
}

// New makes a book.
func New(now func() time.Time) *Book {
	b := &Book{now: now, forced: map[string]int64{}}
	b.today.Store(&values{})
	return b
}

// Of is the number in force now. It asks nothing of the database.
func (b *Book) Of(l Limit) int64 {
	if n, ok := b.forced[l.Key]; ok {
		return n
	}
	v, day := b.today.Load(), calendar.DayOf(b.now())
	if v.day != day {
		v = read(v.rows, day)
		b.today.Store(v)
	}
	if n, ok := v.of[l.Key]; ok {
		return n
	}
	return l.Default
}

// Time is a limit that is a time.
func (b *Book) Time(l Limit) time.Duration { return time.Duration(b.Of(l)) * l.Unit.One }

// Since is the instant before which something is older than a limit.
func (b *Book) Since(l Limit) time.Time { return b.now().Add(-b.Time(l)) }

// On is the number that held on a day, whatever is forced now.
func (b *Book) On(l Limit, day calendar.Day) int64 {
	v := b.today.Load()
	if v.day != day {
		v = read(v.rows, day)
	}
	if n, ok := v.of[l.Key]; ok {
		return n
	}
	return l.Default
}

func read(rows []rule.Row, day calendar.Day) *values {
	v := &values{day, rows, map[string]int64{}}
	for _, r := range rows {
		if n, err := strconv.ParseInt(r.Values["n"], 10, 64); err == nil && r.On(day) {
			v.of[r.Values["limit_key"]] = n
		}
	}
	return v
}

// Load reads the rows anew.
func (b *Book) Load(ctx context.Context, d *db.DB) error {
	rows, err := b.Table().Rows(ctx, d)
	if err == nil {
		b.today.Store(read(rows, calendar.DayOf(b.now())))
	}
	return err
}

// Force sets limits for as long as the program runs: “slip.all=2000,signin.tries=3”. It is for the start, before anything asks.
func (b *Book) Force(text string) error {
	for one := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		key, value, _ := strings.Cut(one, "=")
		i := slices.IndexFunc(declared, func(l Limit) bool { return l.Key == key })
		if i < 0 {
			return fail.Invalid("没有叫 " + key + " 的限度；有哪些见 管理 → 规则表 → 限度")
		}
		n, err := strconv.ParseInt(value, 10, 64)
		l := declared[i]
		switch {
		case l.Given:
			return fail.Invalid(key + " 只能按天改：以前发出的要照发出那天的算")
		case err != nil || n < l.Least || n > l.Most:
			return fail.Invalid(fmt.Sprintf("%s 应为 %d 到 %d 的整数：%s", key, l.Least, l.Most, l.label()))
		}
		b.forced[key] = n
	}
	return nil
}

// Forced are the limits that were forced, by key.
func (b *Book) Forced() map[string]int64 { return b.forced }

// Table is the rows as the administration shows and changes them.
func (b *Book) Table() rule.Table {
	t := rule.Table{
		Name: "limits", Title: "次数、时间、数量的限度", One: "限度", Keys: 1, Main: []string{"limit_key"},
		About: "试错几次、多快、多久、留多少天。既防别人试探、占满，又不能挡住一个大厅、一个村共用的网络和本人。",
		Fields: []form.Field{
			{Name: "limit_key", Label: "限度", Type: form.Choice, Required: true},
			{Name: "n", Label: "数", Type: form.Number, Required: true},
		},
		Check: fits, Refuses: []string{"超出程序认可的范围（改的时候会提示从多少到多少）。", "停用一项限度。"},
	}
	for _, l := range All() {
		t.Fields[0].Options = append(t.Fields[0].Options, form.Option{Value: l.Key, Label: l.label()})
	}
	for _, l := range All() {
		if n, ok := b.forced[l.Key]; ok {
			t.About += fmt.Sprintf("现在由启动参数 --limits 定为：%s %d。", l.label(), n)
		}
	}
	return t
}

// Fresh are the rows of limits as the program declares them.
func Fresh(editor string) (rows []rule.Row) {
	for _, l := range All() {
		rows = append(rows, rule.Row{
			Basis: l.Basis, Editor: editor, Span: rule.Span{ValidFrom: 20200101},
			Values: form.Values{"limit_key": l.Key, "n": strconv.FormatInt(l.Default, 10)},
		})
	}
	return rows
}

// fits holds each number to its bounds and keeps one row for each limit.
func fits(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, l := range declared {
		i := slices.IndexFunc(rows, func(v form.Values) bool { return v["limit_key"] == l.Key })
		if i < 0 {
			return fail.Invalid("“" + l.Words + "”要有一行，不能停用")
		}
		if n, err := strconv.ParseInt(rows[i]["n"], 10, 64); err != nil || n < l.Least || n > l.Most {
			return fail.Invalid("“"+l.Words+"”超出范围", fail.Field{Name: "n", Message: fmt.Sprintf("请填 %d 到 %d（%s）", l.Least, l.Most, l.Unit.Name)})
		}
	}
	return nil
}
