package app

import (
	"testing"

	"wuyou/kit/db"
)

// Each service brings the rules of its clocks. A database that already serves gets those of a clock that is
// new, once, and keeps what the office has made of the others.
func TestTheRulesOfAClockComeWithItsService(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.t.Context()
		count := func(query string, args ...any) int64 {
			t.Helper()
			n, err := db.One[int64](ctx, w.DB, query, args...)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		triggers := func(kind, clock string) int64 {
			t.Helper()
			return count(`SELECT COUNT(*) FROM supervision_triggers WHERE clock = $1`, kind+"."+clock)
		}
		all := map[string][]string{
			"application": {"accept", "promise", "statutory", "issue"}, "grievance": {"*"}, "advice": {"answer"}, "rectification": {"*", "judge", "visit"},
		}
		for kind, clocks := range all {
			for _, clock := range clocks {
				if n := triggers(kind, clock); n != 1 {
					t.Errorf("%s.%s has %d triggers", kind, clock, n)
				}
			}
		}
		terms := count(`SELECT COUNT(*) FROM terms`)
		// a database of the time before this service had its clocks
		for _, statement := range []string{
			`DELETE FROM supervision_triggers WHERE clock = 'rectification.judge'`, `DELETE FROM terms WHERE key = 'rectification.judge'`,
			`UPDATE terms SET n = 9 WHERE key = 'rectification.verify'`, `DELETE FROM db_changes WHERE name LIKE 'clocks %'`,
		} {
			if err := w.DB.Exec(ctx, statement); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := w.Seed(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for kind, clocks := range all {
			for _, clock := range clocks {
				if n := triggers(kind, clock); n != 1 {
					t.Errorf("seeded again, %s.%s has %d triggers", kind, clock, n)
				}
			}
		}
		if n := count(`SELECT COUNT(*) FROM terms`); n != terms {
			t.Errorf("%d terms, there were %d", n, terms)
		}
		if n := count(`SELECT n FROM terms WHERE key = 'rectification.verify'`); n != 9 {
			t.Errorf("what the office changed is %d again", n)
		}
	})
}

// A release may say things that the one before did not: its notices and papers reach a database that was made
// before, and those that the office has worded itself stay as they are.
func TestNewTextsReachAnOldDatabase(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.t.Context()
		text := func(query string) string {
			t.Helper()
			s, err := db.One[string](ctx, w.DB, query)
			if err != nil {
				t.Fatal(query, err)
			}
			return s
		}
		const (
			copied = `SELECT text FROM notice_templates WHERE code = 'supervision_copied'`
			order  = `SELECT body FROM document_templates WHERE code = 'supervision_order'`
			issued = `SELECT text FROM notice_templates WHERE code = 'supervision_issued'`
			accept = `SELECT text FROM notice_templates WHERE code = 'accepted'`
			last   = `SELECT text FROM notice_templates WHERE code = 'returned_last'`
		)
		was := []string{text(copied), text(order), text(accept), text(last)}
		for _, statement := range []string{ // a database of the time before, which knew its texts by other marks
			`DELETE FROM db_changes WHERE name LIKE 'texts %'`,
			`DELETE FROM notice_templates WHERE code = 'supervision_copied'`, `DELETE FROM document_templates WHERE code = 'supervision_order'`,
			`DELETE FROM notice_templates WHERE code IN ('accepted', 'returned_last')`,
			`UPDATE notice_templates SET text = '请签收', editor = '蒋晓雯' WHERE code = 'supervision_issued'`,
		} {
			if err := w.DB.Exec(ctx, statement); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := w.Seed(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for i, query := range []string{copied, order, accept, last} {
			if got := text(query); got != was[i] {
				t.Errorf("%s: %q, was %q", query, got, was[i])
			}
		}
		if got := text(issued); got != "请签收" {
			t.Errorf("what the office wrote is %q again", got)
		}
	})
}
