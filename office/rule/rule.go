// Package rule keeps the rules of the office that are rows of a table: the causes of grievances, the
// steps of a ladder, the script of a call. A service declares its tables (door.Service.Rules), reads them
// as it likes, by the day, and brings the rows of a new database along; nobody else knows what they mean.
//
// A row is never changed in place. A change is a new version, valid from a day to come, which ends the
// version before it; a row that is no longer wanted ends. So a day has one set of rules from its first
// minute to its last, and what was decided on a day is told in the words of that day.
//
// Read this file first, then change.go for what a change must keep to.
package rule

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// Table is one kind of rules. In the database it has a column for each field and id, basis, valid_from,
// valid_to and editor; a field is a BIGINT where it is a number, a BOOLEAN where it is yes or no, and TEXT.
type Table struct {
	Name    string   // in the database, and in the address of its page
	Title   string   // 办不成事的原因
	One     string   // what a row is: 原因
	About   string   // what the rows decide, and from when on a change is felt
	Keys    int      // so many fields, from the first on, tell the rows apart; they never change
	Main    []string // the fields by which people call a row; none: there is one row only
	Fields  []form.Field
	Refuses []string // what None, Unlike and Check refuse, in words
	Seed    string   // the rows of a new database: a file of the service's seed folder
	None    string   // why one row at least must hold on every day, to be said after 从……起; "" none need
	Unlike  []string // no two rows are the same in all of these fields; the last is told of
	// Check judges the rows that would hold together on a day. What it says is fail.Invalid, with a field
	// where one row is at fault.
	Check func(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error
	// Answers are those of the choices that are not known before the program runs, by field.
	Answers func(ctx context.Context, d *db.DB) (map[string][]form.Option, error)
}

// Path is the address of the table's page (front/admin).
func (t Table) Path() string { return "/desk/admin/rules/" + t.Name }

// Row is one version of one rule.
type Row struct {
	ID     int64
	Values form.Values
	Basis  string
	Span
	Editor string
}

// Asking is the table with all answers of its choices.
func (t Table) Asking(ctx context.Context, d *db.DB) (Table, error) {
	if t.Answers == nil {
		return t, nil
	}
	answers, err := t.Answers(ctx, d)
	t.Fields = slices.Clone(t.Fields)
	for i := range t.Fields {
		if list, ok := answers[t.Fields[i].Name]; ok {
			t.Fields[i].Options = list
		}
	}
	return t, err
}

// Show is an answer of a row in words; an answer that can no longer be given stays as it is written.
func (t Table) Show(f form.Field, v form.Values) string {
	return cmp.Or(f.Show(v[f.Name]), v[f.Name])
}

// key are the fields that tell the rows apart.
func (t Table) key(v form.Values) string {
	key := ""
	for _, f := range t.Fields[:t.Keys] {
		key += v[f.Name] + unit
	}
	return key
}

// Rows are all versions of all rows: by their keys, the oldest version first.
func (t Table) Rows(ctx context.Context, d *db.DB) ([]Row, error) { return t.rows(ctx, d) }

// Versions are the versions of the row that one of them belongs to, the oldest first.
func (t Table) Versions(rows []Row, id int64) (list []Row) {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return t.of(rows, rows[i].Values)
}

func (t Table) of(rows []Row, v form.Values) (list []Row) {
	key := t.key(v)
	for _, r := range rows {
		if t.key(r.Values) == key {
			list = append(list, r)
		}
	}
	return list
}

// Call is what people call a row.
func (t Table) Call(v form.Values) string {
	var words []string
	for _, f := range t.Fields {
		if slices.Contains(t.Main, f.Name) {
			words = append(words, t.Show(f, v))
		}
	}
	return cmp.Or(strings.Join(words, "："), t.One)
}

// Rest are the fields beside those by which people call a row.
func (t Table) Rest() []form.Field {
	return slices.DeleteFunc(slices.Clone(t.Fields), func(f form.Field) bool { return slices.Contains(t.Main, f.Name) })
}

// Add enters rows whose keys no row has. Of two nodes at once the later one sees the rows of the earlier.
func (t Table) Add(ctx context.Context, tx *db.DB, fresh []Row) error {
	if err := tx.Changed(ctx, t.Name); err != nil {
		return err
	}
	rows, err := t.rows(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range fresh {
		if len(t.of(rows, r.Values)) > 0 {
			continue
		}
		if err := t.insert(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// Fill enters the rows that an empty table starts from. A row without days holds from 2020 on.
func (t Table) Fill(ctx context.Context, tx *db.DB, files fs.FS, editor string) error {
	if rows, err := t.rows(ctx, tx); err != nil || len(rows) > 0 {
		return err
	}
	b, err := fs.ReadFile(files, t.Seed)
	if err != nil {
		return err
	}
	s, err := sheet.Read(bytes.NewReader(b))
	if err != nil {
		return err
	}
	for i, cells := range s.Rows {
		cell := func(name string) string {
			if at := s.Column(name); at >= 0 {
				return cells[at]
			}
			return ""
		}
		r := Row{Values: form.Values{}, Basis: cell("basis"), Span: Span{ValidFrom: 20200101}, Editor: editor}
		for _, f := range t.Fields {
			r.Values[f.Name] = cell(f.Name)
		}
		for name, day := range map[string]*calendar.Day{"valid_from": &r.ValidFrom, "valid_to": &r.ValidTo} {
			if v := cell(name); v != "" {
				if *day, err = calendar.ParseDay(v); err != nil {
					return fmt.Errorf("%s row %d: %w", t.Seed, i+2, err)
				}
			}
		}
		if err := t.insert(ctx, tx, r); err != nil {
			return fmt.Errorf("%s row %d: %w", t.Seed, i+2, err)
		}
	}
	return nil
}
