package ledger_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/flow"
	"wuyou/office/ledger"
)

// thief is somebody with the database in his hands. He changes rows, asks whether it is noticed, and
// puts everything back for his next try.
type thief struct {
	*node
	a, b flow.Case // two cases: of three events each
}

var booty = []string{"cases", "case_events", "db_fresh", "ledger_seals", "ledger_leaves", "audits", "db_proofs"}

func (o *node) thief(t *testing.T) *thief {
	t.Helper()
	th := &thief{node: o, a: o.submit(t), b: o.submit(t)}
	for _, k := range []flow.Case{th.a, th.b} {
		o.do(t, clerk, k.ID, "accept")
		o.now = o.now.AddDate(0, 0, 1)
		o.do(t, reviewer, k.ID, "comment", "text", "符合条件")
	}
	log := audit.New(o.db, func() time.Time { return o.now })
	for _, act := range []string{"登录", "查看个人信息", "修改设置"} {
		if err := log.Log(t.Context(), o.db, clerk, "10.0.0.1", act, "对象", "理由"); err != nil {
			t.Fatal(err)
		}
	}
	return th
}

// keep stores what is there now, to be put back after each try.
func (th *thief) keep(t *testing.T) {
	for _, table := range booty {
		th.run(t, `DROP TABLE IF EXISTS kept_`+table, `CREATE TABLE kept_`+table+` AS SELECT * FROM `+table)
	}
}

func (th *thief) run(t *testing.T, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if n, err := th.db.Affect(t.Context(), s); err != nil || n == 0 && strings.HasPrefix(s, "UPDATE") {
			t.Fatalf("%s: %d rows, %v", s, n, err)
		}
	}
}

// noticed does the statements, reports whether Verify finds something, and puts everything back.
func (th *thief) noticed(t *testing.T, statements ...string) bool {
	t.Helper()
	th.run(t, statements...)
	r, err := th.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range booty {
		th.run(t, `DELETE FROM `+table, `INSERT INTO `+table+` SELECT * FROM kept_`+table)
	}
	return len(r.Faults) > 0
}

// columns are the columns of a table with how to spoil a value of each.
func columns(row any) map[string]string {
	list := map[string]string{}
	for _, f := range reflect.VisibleFields(reflect.TypeOf(row)) {
		var name strings.Builder
		for i, r := range f.Name {
			if unicode.IsUpper(r) && i > 0 && !strings.HasSuffix(f.Name[:i], "I") {
				name.WriteByte('_')
			}
			name.WriteRune(unicode.ToLower(r))
		}
		column := name.String()
		switch f.Type.Kind() {
		case reflect.String:
			list[column] = column + ` || ' '`
		case reflect.Bool:
			list[column] = "NOT " + column
		default:
			list[column] = column + ` + 1000`
		}
	}
	return list
}

func TestTamperingIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		th := o.thief(t)
		events, err := o.Events(t.Context(), o.db, th.a.ID)
		if err != nil {
			t.Fatal(err)
		}
		before := events[1]
		// The thief can compute hashes as well as anybody: he rewrites the last event, or a new one.
		rewritten, added := events[2], events[2]
		rewritten.ActorName = "李四"
		added.Seq, added.PrevHash = 4, added.Hash
		type try struct {
			what          string
			before, after bool // noticed before and after it was sealed
			do            []string
		}
		of := func(format string, args ...any) string {
			return fmt.Sprintf(format, append([]any{th.a.ID, th.b.ID}, args...)...)
		}
		cut := of(`UPDATE cases SET seq = 2, state = '%[3]s', head = '%[4]s' WHERE id = %[1]d`, before.ToState, before.Hash)
		insert := of(`INSERT INTO case_events SELECT case_id, 4, event, from_state, to_state, actor_kind, actor_id, actor_name, post, input, note, public, effect, late, dept, at, day, hash, '%[3]s', proofs, via, region, ended
			FROM case_events WHERE case_id = %[1]d AND seq = 3`, added.Sum())
		tries := []try{
			{"two events change places", true, true, []string{of(`UPDATE case_events SET seq = 99 WHERE case_id = %[1]d AND seq = 2`), of(`UPDATE case_events SET seq = 2 WHERE case_id = %[1]d AND seq = 3`), of(`UPDATE case_events SET seq = 3 WHERE case_id = %[1]d AND seq = 99`)}},
			{"an event goes to another case", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[2]d AND seq = 3`), of(`UPDATE case_events SET case_id = %[2]d WHERE case_id = %[1]d AND seq = 3`)}},
			{"the first event is gone", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d AND seq = 1`)}},
			{"an event in the middle is gone", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d AND seq = 2`)}},
			{"the last event is gone", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d AND seq = 3`)}},
			{"all events are gone", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d`)}},
			{"the case is gone", true, true, []string{of(`DELETE FROM cases WHERE id = %[1]d`)}},
			{"the case and its events are gone", true, true, []string{of(`DELETE FROM cases WHERE id = %[1]d`), of(`DELETE FROM case_events WHERE case_id = %[1]d`)}},
			{"and what was to be sealed", true, true, []string{of(`DELETE FROM cases WHERE id = %[1]d`), of(`DELETE FROM case_events WHERE case_id = %[1]d`), of(`DELETE FROM db_fresh WHERE chain = %[1]d`)}},
			{"the tail is cut", true, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d AND seq = 3`), cut}},
			{"the tail is cut and is not to be sealed", false, true, []string{of(`DELETE FROM case_events WHERE case_id = %[1]d AND seq = 3`), cut, of(`DELETE FROM db_fresh WHERE chain = %[1]d AND seq = 3`)}},
			{"an event is rewritten with its hashes", false, true, []string{of(`UPDATE case_events SET actor_name = '李四', hash = '%[3]s' WHERE case_id = %[1]d AND seq = 3`, rewritten.Sum()), of(`UPDATE cases SET head = '%[3]s' WHERE id = %[1]d`, rewritten.Sum())}},
			{"an event is added past the sweep", true, true, []string{insert, of(`UPDATE cases SET seq = 4, head = '%[3]s' WHERE id = %[1]d`, added.Sum())}},
			{"an event is never to be sealed", true, false, []string{of(`DELETE FROM db_fresh WHERE chain = %[1]d AND seq = 3`)}},
			{"the case has another state", true, true, []string{of(`UPDATE cases SET state = 'done' WHERE id = %[1]d`)}},
			{"the case has another organ", true, true, []string{of(`UPDATE cases SET dept = 'x' WHERE id = %[1]d`)}},
			{"the case has another clock", true, true, []string{of(`UPDATE cases SET clocks = '[]' WHERE id = %[1]d`)}},
			{"nothing", false, false, nil},
		}
		for column, value := range columns(flow.Event{}) {
			tries = append(tries, try{"event column " + column, true, true, []string{of(`UPDATE case_events SET %[3]s = %[4]s WHERE case_id = %[1]d AND seq = 2`, column, value)}})
			tries = append(tries, try{"last event column " + column, true, true, []string{of(`UPDATE case_events SET %[3]s = %[4]s WHERE case_id = %[1]d AND seq = 3`, column, value)}})
		}
		for column, value := range columns(audit.Line{}) {
			tries = append(tries, try{"audit column " + column, true, true, []string{fmt.Sprintf(`UPDATE audits SET %s = %s WHERE act = '登录'`, column, value)}})
		}
		for _, act := range []string{"登录", "修改设置"} {
			tries = append(tries, try{"the audit line " + act + " is gone", true, true, []string{`DELETE FROM audits WHERE act = '` + act + `'`}})
		}
		for _, sealed := range []bool{false, true} {
			if sealed {
				if n, err := o.Seal(t.Context()); n != 9+kept || err != nil {
					t.Errorf("sealed %d, %v", n, err)
				}
			}
			th.keep(t)
			for _, c := range tries {
				want := c.before
				if sealed {
					want = c.after
				}
				if got := th.noticed(t, c.do...); got != want {
					t.Errorf("%s, sealed %v: noticed %v", c.what, sealed, got)
				}
			}
		}
	})
}

func TestForgedSealsAreNoticed(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		th := o.thief(t)
		for i := range 3 {
			if i > 0 {
				o.do(t, reviewer, th.a.ID, "comment", "text", "好")
			}
			if _, err := o.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		th.keep(t)
		seals, err := db.All[ledger.Seal](t.Context(), o.db, `SELECT * FROM ledger_seals ORDER BY n`)
		if err != nil || len(seals) != 3 {
			t.Fatalf("%d seals, %v", len(seals), err)
		}
		// He rewrites the last event with its hashes and seals the batch anew, with a key of his own.
		own, err := gm.NewKeys([]byte("another secret of thirty-two byt"))
		if err != nil {
			t.Fatal(err)
		}
		events, _ := o.Events(t.Context(), o.db, th.a.ID)
		forged := events[len(events)-1]
		forged.ActorName = "李四"
		seal := seals[2]
		seal.Root = gm.Root([]string{forged.Sum()})
		seal.Signature = own.Sign([]byte(seal.Sum()))
		rewrite := []string{
			fmt.Sprintf(`UPDATE case_events SET actor_name = '李四', hash = '%s' WHERE case_id = %d AND seq = %d`, forged.Sum(), forged.CaseID, forged.Seq),
			fmt.Sprintf(`UPDATE cases SET head = '%s' WHERE id = %d`, forged.Sum(), forged.CaseID),
		}
		tries := map[string][]string{
			"a root":                    {fmt.Sprintf(`UPDATE ledger_seals SET root = '%s' WHERE n = 2`, seals[0].Root)},
			"sealed again":              append(rewrite, fmt.Sprintf(`UPDATE ledger_seals SET root = '%s' WHERE n = 3`, seal.Root)),
			"sealed with another key":   append(rewrite, fmt.Sprintf(`UPDATE ledger_seals SET root = '%s', signature = '%s' WHERE n = 3`, seal.Root, seal.Signature)),
			"two seals change places":   {`UPDATE ledger_seals SET n = 99 WHERE n = 1`, `UPDATE ledger_seals SET n = 1 WHERE n = 2`, `UPDATE ledger_seals SET n = 2 WHERE n = 99`},
			"an event in another batch": {`UPDATE ledger_leaves SET seal = 3 WHERE seal = 2`},
			"an event out of its batch": {`DELETE FROM ledger_leaves WHERE seal = 2`},
			"a batch sealed twice":      {`INSERT INTO ledger_leaves SELECT 3, case_id, seq FROM ledger_leaves WHERE seal = 2`},
		}
		for column, value := range columns(ledger.Seal{}) {
			tries["column "+column] = []string{fmt.Sprintf(`UPDATE ledger_seals SET %s = %s WHERE n = 3`, column, value)}
		}
		for n := range 3 {
			gone := fmt.Sprintf(`DELETE FROM ledger_seals WHERE n = %d`, n+1)
			tries[fmt.Sprintf("seal %d is gone", n+1)] = []string{gone}
			tries[fmt.Sprintf("seal %d is gone with its leaves", n+1)] = []string{gone, fmt.Sprintf(`DELETE FROM ledger_leaves WHERE seal = %d`, n+1)}
		}
		for what, do := range tries {
			if !th.noticed(t, do...) {
				t.Errorf("%s: not noticed", what)
			}
		}
		if r, err := o.Verify(t.Context()); len(r.Faults) != 0 || err != nil || r.Seals != 3 || r.Cases != 2 || r.Events != 8 || r.Fresh != 0 {
			t.Errorf("when all is put back: %+v %v", r, err)
		}
	})
}

// Verify finds nothing wrong while people work and the sweep seals.
func TestVerifyWhileTheyWork(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		var ids []int64
		for range 10 {
			ids = append(ids, o.submit(t).ID)
			o.do(t, clerk, ids[len(ids)-1], "accept")
		}
		done := make(chan struct{})
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-done:
						return
					default:
					}
					if _, err := o.try(t, reviewer, ids[i%10], "comment", "text", "好"); err != nil {
						t.Error(err)
					}
					if i%20 == 0 {
						o.submit(t)
						if _, err := o.Seal(t.Context()); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		for range 25 {
			if r, err := o.Verify(t.Context()); len(r.Faults) != 0 || err != nil {
				t.Errorf("%+v %v", r, err)
				break
			}
		}
		close(done)
		wg.Wait()
	})
}

func TestVerifyTellsWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		th := o.thief(t)
		th.run(t, fmt.Sprintf(`UPDATE case_events SET note = 'x' WHERE case_id = %d AND seq = 2`, th.a.ID))
		r, err := o.Verify(t.Context())
		if err != nil || len(r.Faults) != 1 || r.Faults[0] != (ledger.Fault{Case: th.a.ID, Seq: 2, Words: "内容与摘要不符"}) {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// A node whose clock is ahead does not keep from being sealed, or missed, what the others write after it.
func TestAWrongClockLeavesNothingUnsealed(t *testing.T) {
	for _, ahead := range []time.Duration{8 * time.Hour, 26 * time.Hour} {
		dbtest.On(t, func(t *testing.T, at string) {
			a, b := on(t, at), on(t, at)
			b.now = b.now.Add(ahead)
			log := func(o *node, act string) {
				t.Helper()
				book := audit.New(o.db, func() time.Time { return o.now })
				if err := book.Log(t.Context(), o.db, clerk, "10.0.0.1", act, "对象", "理由"); err != nil {
					t.Fatal(err)
				}
			}
			log(b, "早")
			if _, err := b.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
			log(a, "晚")
			if n, err := a.Seal(t.Context()); n != 1 || err != nil {
				t.Errorf("sealed %d, %v", n, err)
			}
			if r, err := a.Verify(t.Context()); err != nil || r.Fresh != 0 || len(r.Faults) != 0 {
				t.Errorf("%+v %v", r, err)
			}
			if err := a.db.Exec(t.Context(), `DELETE FROM audits WHERE act = '晚'`); err != nil {
				t.Fatal(err)
			}
			if r, err := a.Verify(t.Context()); err != nil || len(r.Faults) == 0 {
				t.Errorf("the line is gone: %+v %v", r, err)
			}
		}, owners...)
	}
}

// Lines that were put past the program, or taken off the list of what waits, are found though they are older than what was sealed.
func TestWhatIsNeverSealedIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		th := o.thief(t)
		if _, err := o.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		th.keep(t)
		for _, table := range []string{"audits", "db_proofs"} {
			first, err := db.One[int64](t.Context(), o.db, `SELECT MIN(id) FROM `+table)
			if err != nil {
				t.Fatal(err)
			}
			if !th.noticed(t, fmt.Sprintf(`DELETE FROM ledger_leaves WHERE seq = %d`, first), `UPDATE ledger_seals SET events = events - 1`) {
				t.Errorf("%s: not noticed", table)
			}
		}
		if !th.noticed(t, `INSERT INTO audits (id, at, day, actor_kind, actor_id, actor_name, ip, act, object, reason, hash)
			SELECT 7, at, day, actor_kind, actor_id, actor_name, ip, act, object, reason, hash FROM audits WHERE act = '登录'`) {
			t.Error("an added line: not noticed")
		}
	})
}
