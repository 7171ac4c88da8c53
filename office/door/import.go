package door

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/people"
)

// Import is a kind of table that the office hands in: tried first, with what is wrong in each row, then taken as a whole when a
// second person agrees. The pages of the administration and the command line import by the same code: every row is read, so that
// all faults are known at once, and one fault leaves nothing changed.
type Import struct {
	Name, Title string
	About       string        // what the import does to what stands, in words
	Roles       []people.Role // who may hand one in, with a post over the city
	Anywhere    bool          // with a post anywhere: Run looks at the places of the rows
	Second      people.Role   // who agrees; the publisher if empty
	Kept        string        // the name under which other nodes learn of the change; "": they need not
	Columns     func(ctx context.Context) (sheet.Layout, error)
	Ready       func(ctx context.Context, in *Importing) error // what takes long, before the transaction; not in a dry run
	Run         func(ctx context.Context, tx *db.DB, in Importing) (Imported, error)
	Warns       func(ctx context.Context, s sheet.Sheet) (Block, error) // what the second person is shown above the rows; without a title: nothing
	Load        func(ctx context.Context) error                         // what is kept in memory, afterwards
}

// Importing is one import.
type Importing struct {
	Sheet    sheet.Sheet // read by the columns of its kind; what is wrong with its rows is noted in it
	By       people.Actor
	Second   people.Actor // who confirmed it; nobody on the command line
	Dry      bool         // find the faults, change nothing
	Why      string
	Progress func(seen, total int)
	Data     any // what Import.Ready made
}

// Imported is what an import did or would do, in rows. What is wrong with them stands in the sheet.
type Imported struct{ New, Changed, Same int }

// Imports are all kinds of tables.
func (h *House) Imports() (list []Import) {
	for _, s := range h.Services {
		list = append(list, s.Imports...)
	}
	return list
}

// ImportNamed finds a kind of table.
func (h *House) ImportNamed(name string) (Import, bool) {
	list := h.Imports()
	i := slices.IndexFunc(list, func(t Import) bool { return t.Name == name })
	if i < 0 {
		return Import{}, false
	}
	return list[i], true
}

// Read reads a table of the kind. It is fail.Invalid for what is none.
func (t Import) Read(ctx context.Context, r io.Reader) (sheet.Sheet, error) {
	columns, err := t.Columns(ctx)
	if err != nil {
		return sheet.Sheet{}, err
	}
	return sheet.Read(r, columns...)
}

// Template writes the workbook that a table of the kind is filled into.
func (t Import) Template(ctx context.Context, w io.Writer) error {
	columns, err := t.Columns(ctx)
	if err != nil {
		return err
	}
	return sheet.Template(w, t.Title, columns)
}

var errUndone = errors.New("the import is undone")

// Import imports a table, all of it or, when a row is wrong or the run is dry, nothing.
func (h *House) Import(ctx context.Context, t Import, in Importing) (r Imported, err error) {
	if t.Ready != nil && !in.Dry {
		if err := t.Ready(ctx, &in); err != nil {
			return r, err
		}
	}
	err = h.DB.Tx(ctx, func(tx *db.DB) error {
		if r, err = t.Run(ctx, tx, in); err != nil {
			return err
		}
		if in.Dry || len(in.Sheet.Wrong) > 0 {
			return errUndone
		}
		said := fmt.Sprintf("新增 %d，更新 %d，不变 %d", r.New, r.Changed, r.Same)
		if err := h.Audit.Log(ctx, tx, in.By, "", "导入"+t.Title, said, in.Why); err != nil {
			return err
		}
		if t.Kept == "" {
			return nil
		}
		return tx.Changed(ctx, t.Kept)
	})
	if errors.Is(err, errUndone) {
		return r, nil
	}
	if err != nil || t.Load == nil {
		return r, err
	}
	return r, t.Load(ctx)
}
