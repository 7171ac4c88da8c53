// Package detail stores the row that a service keeps beside each case of its kind, and has the rows of its flow table say what they do to it.
// Read detail.go; store.go reads many rows at once.
package detail

import (
	"context"
	"errors"
	"reflect"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
)

// Table is the row that a service keeps beside each case of its kind: a table whose key is case_id, mapped to the struct T.
// It has the rows of a flow table say what they do to it, and load, insert and write what they changed. All of it runs in
// the transaction of the event, which has claimed the case, so nobody else changes the row meanwhile.
type Table[T any] struct {
	*db.Table[T]
	of      func(*T) *int64
	missing string
}

// Of makes the detail kept in a table; id is the field that holds the number of the case, and missing is what somebody
// reads who asks for a row that is not there: 没有找到这份督办单.
func Of[T any](table, missing string, id func(*T) *int64) *Table[T] {
	return &Table[T]{Table: db.TableOf[T](table, "case_id"), of: id, missing: missing}
}

// Load reads the row of a case. Returns fail.NotFound if there is none.
func (d *Table[T]) Load(ctx context.Context, tx *db.DB, id int64) (T, error) {
	row, err := d.Find(ctx, tx, id)
	if errors.Is(err, db.ErrNone) {
		return row, fail.NotFound("%s", d.missing)
	}
	return row, err
}

// LoadOf reads the rows of some cases, by their numbers, with few statements. Returns fail.NotFound if one has none.
func (d *Table[T]) LoadOf(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64]T, error) {
	ids := make([]int64, len(cases))
	for i, k := range cases {
		ids[i] = k.ID
	}
	rows, err := d.Of(ctx, tx, ids...)
	if err == nil && len(rows) < len(cases) {
		err = fail.NotFound("%s", d.missing)
	}
	return rows, err
}

// Concerns is what the cases are about (flow.Table.About), where the row beside each says it.
func (d *Table[T]) Concerns(about func(row T) flow.About) func(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
	return func(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		rows, err := d.LoadOf(ctx, tx, cases)
		of := make(map[int64]flow.About, len(rows))
		for id, row := range rows {
			of[id] = about(row)
		}
		return of, err
	}
}

// New is the step of a row that opens a case: do fills the row, which is then inserted.
func (d *Table[T]) New(do func(ctx context.Context, tx *db.DB, c *flow.Change, row *T) error) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		var row T
		*d.of(&row) = c.Case.ID
		if err := do(ctx, tx, c, &row); err != nil {
			return err
		}
		return d.Insert(ctx, tx, row)
	}
}

// Do is a step that changes the row: do gets it as it stands, and what it made of it is written, if it is not the same.
func (d *Table[T]) Do(do func(ctx context.Context, tx *db.DB, c *flow.Change, row *T) error) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		row, err := d.Load(ctx, tx, c.Case.ID)
		if err != nil {
			return err
		}
		was := row
		if err := do(ctx, tx, c, &row); err != nil || reflect.DeepEqual(was, row) {
			return err
		}
		return d.Update(ctx, tx, row)
	}
}

// Take is a step that keeps answers in the columns of their names. It panics if T has no text of one of the names.
func (d *Table[T]) Take(names ...string) flow.Step {
	for _, name := range names {
		d.Text(new(T), name) // at start, not when somebody answers
	}
	return d.Do(func(_ context.Context, _ *db.DB, c *flow.Change, row *T) error {
		for _, name := range names {
			*d.Text(row, name) = c.Input[name]
		}
		return nil
	})
}

// Read is a step that only reads the row, as one that tells somebody of the event.
func (d *Table[T]) Read(do func(ctx context.Context, tx *db.DB, c *flow.Change, row T) error) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		row, err := d.Load(ctx, tx, c.Case.ID)
		if err != nil {
			return err
		}
		return do(ctx, tx, c, row)
	}
}

// Need is a condition of a row of the flow table that looks at the row beside the case; see Need.
func (d *Table[T]) Need(name string, holds func(ctx context.Context, tx *db.DB, c *flow.Change, row T) error) *flow.Need {
	return &flow.Need{Name: name, Holds: d.Read(holds)}
}

// Ask is a form that depends on the row beside the case; see Ask.
func (d *Table[T]) Ask(ask func(ctx context.Context, tx *db.DB, c *flow.Change, row T) (form.Form, error)) flow.Ask {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
		row, err := d.Load(ctx, tx, c.Case.ID)
		if err != nil {
			return form.Form{}, err
		}
		return ask(ctx, tx, c, row)
	}
}
