package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// Fault is one thing that is wrong with the ledger, or with a row that it proves.
type Fault struct {
	Case  int64
	Seq   int64
	Words string
}

// Verified says what Verify looked at and what it found.
type Verified struct {
	Cases, Events, Rows, Seals, Fresh int64
	Faults                            []Fault
	Alike                             int64 // faults of rows of a table that has more of them than Faults names
	Redating                          bool  // due times are being worked out anew, so that what stands beside the clocks was not compared with them
	Cut                               bool  // it ended before it had looked at all cases, so that there may be more
}

// RedatingWords say what Redating means.
const RedatingWords = "时限规则刚改过，正在重新计算到期日，提醒时间和时限灯这次没有核对；算完后请再核对一次"

// Found is how many faults there are, in words: 3 处, or where not everything was looked at 至少 100 处; more are those found elsewhere.
// "" is none.
func (r Verified) Found(more int) string {
	n := int64(len(r.Faults)+more) + r.Alike
	switch {
	case n == 0:
		return ""
	case r.Cut:
		return fmt.Sprintf("至少 %d 处", n)
	}
	return fmt.Sprintf("%d 处", n)
}

// Anchor is a seal that was kept outside of the database: its number and its hash. The zero value is none.
type Anchor struct {
	N   int64
	Sum string
}

// String is the anchor as it is kept: "12:a1b2…".
func (a Anchor) String() string { return strconv.FormatInt(a.N, 10) + ":" + a.Sum }

// ParseAnchor reads an anchor; anything else is fail.Invalid.
func ParseAnchor(s string) (a Anchor, err error) {
	n, sum, ok := strings.Cut(strings.TrimSpace(s), ":")
	if a.N, err = strconv.ParseInt(n, 10, 64); !ok || err != nil || a.N < 1 || len(sum) != 64 {
		return a, fail.Invalid("留存的封存应当形如 12:a1b2…（冒号后 64 位），见 wuyou anchor 的输出")
	}
	a.Sum = sum
	return a, nil
}

// Anchor is the newest seal, to be kept outside. Without any it is the zero value.
func (l *Ledger) Anchor(ctx context.Context) (Anchor, error) {
	s, err := lastSeal(ctx, l.db)
	if errors.Is(err, db.ErrNone) {
		return Anchor{}, nil
	}
	return Anchor{s.N, s.Sum()}, err
}

// Verify looks at no more cases after so many faults, and names so many rows of one table.
const faultsMost, rowsMost = 100, 10

// verifier is one look at everything, in one state of the database.
type verifier struct {
	l *Ledger
	d *db.DB
	r *Verified

	dates *flow.Engine   // the engine by the rules of that state; nil where they cannot be read
	whole proven         // the newest proofs of the rows of tables that are not verified by case
	told  map[string]int // how many rows of a table were wrong
}

func (v *verifier) bad(id, seq int64, format string, args ...any) {
	v.r.Faults = append(v.r.Faults, Fault{id, seq, fmt.Sprintf(format, args...)})
}

// Verify reads the whole ledger in one state of the database, while people work on: every chain, every case against
// its last event, every clock against its events, every row of a kept table (db.Kept) against its newest proof, every
// seal against what it sealed and its signature, what stands beside a case against its clocks, that everything is
// sealed or waits for it, and the anchors. After a hundred faults it looks at no more cases (Cut). docs/ledger.md
// says what it does not find.
func (l *Ledger) Verify(ctx context.Context, anchors ...Anchor) (r Verified, err error) {
	err = l.db.Snapshot(ctx, func(d *db.DB) error {
		v := &verifier{l: l, d: d, r: &r, whole: proven{}, told: map[string]int{}}
		if r.Redating, err = job.Waits(ctx, d, flow.JobRedate); err != nil {
			return err
		}
		rules := &calendar.Rules{}
		if err := rules.Load(ctx, d); err != nil {
			v.bad(0, 0, "时限规则不能读取，提醒时间和时限灯没有核对：%v", err)
		} else {
			v.dates = l.engine.Under(rules)
		}
		if err := v.cases(ctx); err != nil {
			return err
		}
		if err := v.lines(ctx); err != nil {
			return err
		}
		if err := v.rows(ctx, math.MinInt64, 0, v.whole); err != nil {
			return err
		}
		return v.seals(ctx, anchors)
	})
	return r, err
}

// all are the rows of a query that can be read; each that cannot is a fault.
func all[T any](v *verifier, table string, rows iter.Seq2[T, error]) (list []T, err error) {
	err = each(v, table, rows, func(row T) error { list = append(list, row); return nil })
	return list, err
}

// each goes through the rows of a query; one that cannot be read is a fault, and does not end it.
func each[T any](v *verifier, table string, rows iter.Seq2[T, error], use func(T) error) error {
	for row, err := range rows {
		if errors.Is(err, db.ErrUnreadable) {
			if v.names(table) {
				v.bad(0, 0, "%s 有一条记录不能读取，不是本程序写的：%v", table, err)
			}
			continue
		}
		if err == nil {
			err = use(row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cases looks at the cases, their events and the rows that are verified by case, five hundred cases at a time.
func (v *verifier) cases(ctx context.Context) error {
	for next := int64(1); len(v.r.Faults) < faultsMost; {
		cases, err := all(v, "cases", casesFrom(ctx, v.d, next, 500))
		if err != nil {
			return err
		}
		last := int64(math.MaxInt64)
		if len(cases) > 0 {
			last = cases[len(cases)-1].ID
		}
		if err := v.batch(ctx, cases, next, last); err != nil {
			return err
		}
		if len(cases) == 0 {
			return nil
		}
		next = last + 1
	}
	v.r.Cut = true
	return nil
}

// batch looks at some cases, which are all there are with numbers from first to last.
func (v *verifier) batch(ctx context.Context, cases []flow.Case, first, last int64) error {
	left, err := all(v, "case_events", eventsBetween(ctx, v.d, first, last))
	if err != nil {
		return err
	}
	rows := proven{}
	for _, event := range left {
		v.take(event.CaseID, event.Seq, event.Proofs, rows, true)
	}
	err = each(v, "db_proofs", db.Proofs(ctx, v.d, first, last), func(line db.ProofLine) error {
		v.take(line.Grp, line.ID, line.Lines, rows, false)
		v.line(line)
		return nil
	})
	if err != nil {
		return err
	}
	turns, err := all(v, "case_turns", turnsBetween(ctx, v.d, first, last))
	if err != nil {
		return err
	}
	for _, k := range cases {
		n := 0
		for n < len(left) && left[n].CaseID <= k.ID {
			n++
		}
		events := left[:n]
		left = left[n:]
		for len(events) > 0 && events[0].CaseID < k.ID {
			v.bad(events[0].CaseID, events[0].Seq, "事件没有办件")
			events = events[1:]
		}
		v.r.Cases++
		v.r.Events += int64(len(events))
		faults, clocks := faultsOf(k, events)
		v.r.Faults = append(v.r.Faults, faults...)
		if len(faults) == 0 && v.dates != nil && !v.r.Redating {
			v.times(k, clocks, turns)
		}
	}
	for _, event := range left {
		v.bad(event.CaseID, event.Seq, "事件没有办件")
	}
	return v.rows(ctx, first, last, rows)
}

// take notes the proofs of a record: those by case in rows, the others for the end.
func (v *verifier) take(id, seq int64, text string, rows proven, event bool) {
	list, err := db.ParseProofs(text)
	if err != nil {
		v.bad(id, seq, "记录凭据不能读取")
		return
	}
	for _, p := range list {
		k := v.d.KeptTable(p.Table)
		switch {
		case k == nil: // kept by a release that is newer or older
		case k.Group == "":
			v.whole.add(p, 0)
		case event:
			rows.add(p, seq)
		default:
			rows.add(p, 0)
		}
	}
}

func (v *verifier) line(l db.ProofLine) {
	if l.Sum() != l.Hash {
		v.bad(max(l.Grp, 0), l.ID, "记录凭据的内容与摘要不符")
	}
}

// lines reads the proofs of no case and the audit log.
func (v *verifier) lines(ctx context.Context) error {
	adopted := map[string]bool{}
	err := each(v, "db_proofs", db.Proofs(ctx, v.d, math.MinInt64, 0), func(line db.ProofLine) error {
		v.line(line)
		names := line.Adoptions()
		for _, name := range names {
			if adopted[name] {
				v.bad(0, line.ID, "%s 的记录被第二次按现状登记，第一次之后的改动可能不是本程序所为", name)
			}
			adopted[name] = true
		}
		if names == nil {
			v.take(0, line.ID, line.Lines, v.whole, false)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range v.d.Kept() {
		if !adopted[k.Adopted()] {
			v.bad(0, 0, "%s 没有登记开始留凭据的时间", k.Table)
		}
	}
	return each(v, "audits", audits(ctx, v.d), func(a audit.Line) error {
		if a.Sum() != a.Hash || a.Day != calendar.DayOf(time.UnixMilli(a.At)) {
			v.bad(0, a.ID, "审计日志的内容与摘要不符")
		}
		return nil
	})
}

// rows compares the rows of the kept tables with their newest proofs: those of the groups from first to last or,
// where these end at 0, those of all tables without groups too. A row that is proven and gone is a fault.
func (v *verifier) rows(ctx context.Context, first, last int64, newest proven) error {
	for _, k := range v.d.Kept() {
		if k.Group == "" && last != 0 {
			continue
		}
		for row, err := range k.Stands(ctx, v.d, first, last) {
			if err != nil {
				return err
			}
			v.r.Rows++
			at := place{k.Table, row.Key}
			switch p, ok := newest[at]; {
			case !ok:
				v.wrong(k, row.Key, "没有经过本程序登记")
			case !p.fits(row.Hash):
				v.wrong(k, row.Key, "内容与登记时不符")
			}
			delete(newest, at)
		}
	}
	for at, p := range newest {
		if !p.fits("") {
			v.wrong(v.d.KeptTable(at.table), at.key, "登记过的记录不见了")
		}
	}
	return nil
}

// wrong tells of a row, of one table some at the most.
func (v *verifier) wrong(k *db.Kept, key, words string) {
	id := int64(0)
	if k.Group == k.Key[0] {
		head, _, _ := strings.Cut(key, "/")
		id, _ = strconv.ParseInt(head, 10, 64)
	}
	if v.names(k.Table) {
		v.bad(id, 0, "%s %s：%s", k.Table, key, words)
	}
}

// names counts a fault of a table's rows and reports whether it is named; the others are told as a number.
func (v *verifier) names(table string) bool {
	if v.told[table]++; v.told[table] <= rowsMost {
		return true
	}
	v.r.Alike++
	return false
}

// proven are the newest proofs of rows.
type proven map[place]recent

type place struct{ table, key string }

// recent are the proofs of one row that may be its newest: of two in events of one case the later event's, of
// others the one with the higher number and, since the clocks of two nodes do not agree to the millisecond, what
// another process gave in the same minute.
type recent []numbered

type numbered struct {
	seq, id int64 // seq is that of the event, 0 where it stands in none
	hash    string
}

func (r recent) fits(hash string) bool {
	return slices.ContainsFunc(r, func(p numbered) bool { return p.hash == hash })
}

// add notes a proof. Those of a case's events come in their order.
func (m proven) add(p db.Proof, seq int64) {
	at := place{p.Table, p.Key}
	list := m[at]
	if seq > 0 {
		list = slices.DeleteFunc(list, func(o numbered) bool { return o.seq > 0 })
	}
	list = append(list, numbered{seq, p.ID, p.Hash})
	newest := p.ID
	for _, o := range list {
		newest = max(newest, o.id)
	}
	m[at] = slices.DeleteFunc(list, func(o numbered) bool { return o.id != newest && !db.Beside(o.id, newest, time.Minute) })
}

func leafWords(l leaf) string {
	switch l.CaseID {
	case 0:
		return "审计记录"
	case -1:
		return "记录凭据"
	}
	return "事件"
}

// times compares what stands beside a case, in its row and in its turns, with its clocks, where its ledger is whole.
func (v *verifier) times(k flow.Case, clocks []calendar.Clock, turns []flow.Turn) {
	words, err := v.dates.Astray(k, clocks)
	if err != nil {
		words = "本程序没有这种办件"
	}
	if words != "" {
		v.wrong(v.d.KeptTable("cases"), strconv.FormatInt(k.ID, 10), words)
	}
	first, _ := slices.BinarySearchFunc(turns, k.ID, func(t flow.Turn, id int64) int { return cmp.Compare(t.CaseID, id) })
	for _, t := range turns[first:] {
		if t.CaseID != k.ID {
			break
		}
		if !t.Fits(k) {
			v.wrong(v.d.KeptTable("case_turns"), fmt.Sprintf("%d/%d", k.ID, t.No), "种类、到期或时限灯与办件不符")
		}
	}
}

func faultsOf(k flow.Case, events []flow.Event) (list []Fault, clocks []calendar.Clock) {
	bad := func(seq int64, format string, args ...any) {
		list = append(list, Fault{k.ID, seq, fmt.Sprintf(format, args...)})
	}
	if len(events) == 0 {
		bad(0, "办件没有事件")
		return list, clocks
	}
	prev := k.Genesis()
	for i, v := range events {
		switch {
		case v.Seq != int64(i+1):
			bad(v.Seq, "事件编号不连续")
		case v.PrevHash != prev:
			bad(v.Seq, "与上一事件不相连")
		case v.Sum() != v.Hash:
			bad(v.Seq, "内容与摘要不符")
		}
		prev = v.Hash
	}
	last := events[len(events)-1]
	if k.Seq != last.Seq || k.Head != last.Hash || k.State != last.ToState || k.Dept != last.Dept {
		bad(k.Seq, "办件与最后一个事件不符")
	}
	clocks, err := flow.Replay(events)
	if err != nil {
		bad(0, "计时不能重算：%v", err)
		return list, clocks
	}
	if b, _ := json.Marshal(clocks); string(b) != k.Clocks {
		bad(0, "计时与事件不符")
	}
	return list, clocks
}

// seals checks every seal against its leaves, the seal before and its signature, that everything is sealed or waits
// for it, and the anchors.
func (v *verifier) seals(ctx context.Context, anchors []Anchor) error {
	r, bad := v.r, v.bad
	seals, err := all(v, "ledger_seals", allSeals(ctx, v.d))
	if err != nil {
		return err
	}
	prev := ""
	for i, s := range seals {
		leaves, err := all(v, "ledger_leaves", leavesOf(ctx, v.d, s.N))
		if err != nil {
			return err
		}
		for _, of := range leaves {
			if of.Hash == "" {
				bad(max(of.CaseID, 0), of.Seq, "第 %d 批封存过的%s不见了", s.N, leafWords(of))
			}
		}
		switch {
		case s.N != int64(i+1) || s.Prev != prev:
			bad(0, s.N, "第 %d 批封存与上一批不相连", s.N)
		case int64(len(leaves)) != s.Events || root(leaves) != s.Root:
			bad(0, s.N, "第 %d 批封存与事件不符", s.N)
		case !v.l.keys.Verify([]byte(s.Sum()), s.Signature):
			bad(0, s.N, "第 %d 批封存的签名无效", s.N)
		}
		prev = s.Sum()
	}
	r.Seals = int64(len(seals))
	for _, a := range anchors {
		if a.N > int64(len(seals)) || seals[a.N-1].Sum() != a.Sum {
			bad(0, a.N, "与库外留存的第 %d 批封存不符：留存之前的记录被换过或截断", a.N)
		}
	}
	sums, err := balances(ctx, v.d)
	if err != nil {
		return err
	}
	for _, sum := range sums {
		r.Fresh += sum.Fresh
		switch words := leafWords(leaf{CaseID: sum.Kind}); {
		case sum.Loose > 0:
			bad(0, 0, "有 %d 条%s没有封存，也不在待封存之列", sum.Loose, words)
		case sum.Loose < 0:
			bad(0, 0, "有 %d 条封存过或待封存的%s不见了", -sum.Loose, words)
		}
	}
	n, err := torn(ctx, v.d)
	if n != 0 {
		bad(0, 0, "各批封存的记录数与封存的清单不符")
	}
	return err
}
