package flow_test

import (
	"fmt"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
)

// bench runs an operation on SQLite, a hundred to a transaction, as the writer groups them under load:
// the time is what the processor does, with little of the disk. The office has as many kinds of cases
// as a city.
func bench(b *testing.B, operation func(tx *db.DB, o *office, i int) error) {
	tables := []flow.Table{permit}
	for i := range 14 {
		t := permit
		t.Kind = fmt.Sprint("kind", i)
		tables = append(tables, t)
	}
	o := on(b, dbtest.SQLite(b), tables...)
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; {
		err := o.db.Tx(b.Context(), func(tx *db.DB) error {
			for end := min(i+100, b.N); i < end; i++ {
				if err := operation(tx, o, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	bench(b, func(tx *db.DB, o *office, _ int) error {
		_, err := o.Open(b.Context(), tx, citizen, submission)
		return err
	})
}

func BenchmarkOpenAndAccept(b *testing.B) {
	bench(b, func(tx *db.DB, o *office, _ int) error {
		c, err := o.Open(b.Context(), tx, citizen, submission)
		if err != nil {
			return err
		}
		_, err = o.Fire(b.Context(), tx, clerk, flow.Move{Case: c.Case.ID, Event: "accept"})
		return err
	})
}

func BenchmarkComment(b *testing.B) {
	var cases []int64
	bench(b, func(tx *db.DB, o *office, i int) error {
		if i == 0 {
			cases = nil
			for range 1000 {
				c, err := o.Open(b.Context(), tx, citizen, submission)
				if err != nil {
					return err
				}
				if _, err = o.Fire(b.Context(), tx, clerk, flow.Move{Case: c.Case.ID, Event: "accept"}); err != nil {
					return err
				}
				cases = append(cases, c.Case.ID)
			}
			b.ResetTimer()
		}
		_, err := o.Fire(b.Context(), tx, reviewer, flow.Move{Case: cases[i%1000], Event: "comment", Input: form.Values{"text": "符合条件", "phone": "13800001234"}})
		return err
	})
}

// BenchmarkDue is what the calendar takes of it.
func BenchmarkDue(b *testing.B) {
	o := on(b, dbtest.SQLite(b))
	clock := calendar.Clock{Term: calendar.Term{N: 20, Unit: calendar.Workday}, Start: o.now.UnixMilli()}
	for b.Loop() {
		clock.Due(o.rules.Calendar())
	}
}
