package rule

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// InForce is the condition of the rows that hold on the day $1.
const InForce = `valid_from <= $1 AND (valid_to = 0 OR valid_to >= $1)`

// unit stands between the cells of a row as they are read. No answer of a form has it.
const unit = "\x1f"

func (t Table) columns() (names, cells []string) {
	for _, f := range t.Fields {
		names = append(names, f.Name)
		switch f.Type {
		case form.Number:
			cells = append(cells, "CAST("+f.Name+" AS TEXT)")
		case form.Bool:
			cells = append(cells, "CASE WHEN "+f.Name+" THEN '1' ELSE '' END")
		default:
			cells = append(cells, f.Name)
		}
	}
	return names, cells
}

func (t Table) rows(ctx context.Context, d *db.DB) ([]Row, error) {
	type stored struct {
		ID           int64
		Cells, Basis string
		Span
		Editor string
	}
	names, cells := t.columns()
	list, err := db.All[stored](ctx, d, `SELECT id, `+strings.Join(cells, " || $1 || ")+` || $1 AS cells, basis, valid_from, valid_to, editor
		FROM `+t.Name+` ORDER BY `+strings.Join(append(names[:t.Keys:t.Keys], "valid_from"), ", "), unit)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(list))
	for i, s := range list {
		rows[i] = Row{s.ID, form.Values{}, s.Basis, s.Span, s.Editor}
		for n, cell := range strings.Split(strings.TrimSuffix(s.Cells, unit), unit) {
			if cell != "" {
				rows[i].Values[names[n]] = cell
			}
		}
	}
	return rows, nil
}

func (t Table) insert(ctx context.Context, tx *db.DB, r Row) error {
	names, _ := t.columns()
	args := []any{tx.NewID(), r.Basis, r.ValidFrom, r.ValidTo, r.Editor}
	for _, f := range t.Fields {
		v := r.Values[f.Name]
		switch f.Type {
		case form.Number:
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
			args = append(args, n)
		case form.Bool:
			args = append(args, v == "1")
		default:
			args = append(args, v)
		}
	}
	return tx.Exec(ctx, `INSERT INTO `+t.Name+` (id, basis, valid_from, valid_to, editor, `+strings.Join(names, ", ")+`) VALUES `+db.In(1, len(args)), args...)
}

func (t Table) end(ctx context.Context, tx *db.DB, id int64, last calendar.Day) error {
	return tx.Exec(ctx, `UPDATE `+t.Name+` SET valid_to = $2 WHERE id = $1`, id, last)
}

// drop removes a version that never held.
func (t Table) drop(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `DELETE FROM `+t.Name+` WHERE id = $1`, id)
}
