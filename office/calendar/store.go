package calendar

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of days, terms and reminders.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "calendar", Files: files, Kept: []db.Kept{
		{Table: "calendar_days", Key: []string{"day", "layer"}},
		{Table: "calendar_settings", Key: []string{"name"}},
		{Table: "terms", Key: []string{"id"}},
		{Table: "term_alarms", Key: []string{"term", "no"}},
	}, Places: map[string]string{
		"terms.region": "a place's own rule ends with it",
	}}
}

func allDays(ctx context.Context, d *db.DB) ([]Exception, error) {
	return db.All[Exception](ctx, d, `SELECT day, name, off, layer FROM calendar_days ORDER BY day, layer`)
}

// PutDay stores an exception; one of the same day and layer is replaced.
func PutDay(ctx context.Context, tx *db.DB, e Exception) error {
	return tx.Exec(ctx, `INSERT INTO calendar_days (day, layer, name, off) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, layer) DO UPDATE SET name = excluded.name, off = excluded.off`, e.Day, e.Layer, e.Name, e.Off)
}

// DropDay removes an exception.
func DropDay(ctx context.Context, tx *db.DB, day Day, layer string) error {
	return tx.Exec(ctx, `DELETE FROM calendar_days WHERE day = $1 AND layer = $2`, day, layer)
}

// DaysOf are the exceptions of a year.
func DaysOf(ctx context.Context, d *db.DB, year int) ([]Exception, error) {
	return db.All[Exception](ctx, d, `SELECT day, name, off, layer FROM calendar_days WHERE day >= $1 AND day <= $2 ORDER BY day, layer`,
		year*10000, year*10000+9999)
}

const termColumns = `id, key, name, n, unit, close, basis, proposal, region, valid_from, valid_to, editor`

// AllTerms are all versions of all terms, by key and age.
func AllTerms(ctx context.Context, d *db.DB) ([]TermRow, error) {
	return db.All[TermRow](ctx, d, `SELECT `+termColumns+` FROM terms ORDER BY key, region, valid_from, id`)
}

// InsertTerm stores a version of a term that can be counted.
func InsertTerm(ctx context.Context, tx *db.DB, t TermRow) error {
	if err := t.Check(); err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO terms (`+termColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		t.ID, t.Key, t.Name, t.N, t.Unit, t.Close, t.Basis, t.Proposal, t.Region, t.ValidFrom, t.ValidTo, t.Editor)
}

// EndTerm makes the day the last on which a version holds.
func EndTerm(ctx context.Context, tx *db.DB, id int64, last Day) error {
	return tx.Exec(ctx, `UPDATE terms SET valid_to = $2 WHERE id = $1`, id, last)
}

type alarmRow struct {
	Term string
	Alarm
}

func allAlarms(ctx context.Context, d *db.DB) ([]alarmRow, error) {
	return db.All[alarmRow](ctx, d, `SELECT term, before, role, template FROM term_alarms ORDER BY term, no`)
}

// TermKeys are the clocks for which there is a term; AlarmKeys those, or all of a kind, for which there is a reminder.
func TermKeys(ctx context.Context, d *db.DB) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT key FROM terms`)
}

func AlarmKeys(ctx context.Context, d *db.DB) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT term FROM term_alarms`)
}

// InsertAlarm stores a reminder of a term.
func InsertAlarm(ctx context.Context, tx *db.DB, term string, no int, a Alarm) error {
	if err := a.Check(); err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO term_alarms (term, no, before, role, template) VALUES ($1, $2, $3, $4, $5)`,
		term, no, a.Before, a.Role, a.Template)
}

func dropAlarms(ctx context.Context, tx *db.DB, term string) error {
	return tx.Exec(ctx, `DELETE FROM term_alarms WHERE term = $1`, term)
}

// setting reads a value stored as JSON under a name; one that is not there leaves v as it is.
func setting(ctx context.Context, d *db.DB, name string, v any) error {
	text, err := db.One[string](ctx, d, `SELECT value FROM calendar_settings WHERE name = $1`, name)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

func lampRule(ctx context.Context, d *db.DB) (l LampRule, err error) {
	return l, setting(ctx, d, "lamp", &l)
}

func officeHours(ctx context.Context, d *db.DB) (h Hours, err error) {
	return h, setting(ctx, d, "hours", &h)
}

// SetLamp stores when lamps turn yellow.
func SetLamp(ctx context.Context, tx *db.DB, l LampRule) error { return putSetting(ctx, tx, "lamp", l) }

// SetHours stores the office hours.
func SetHours(ctx context.Context, tx *db.DB, h Hours) error {
	if err := h.Check(); err != nil {
		return err
	}
	return putSetting(ctx, tx, "hours", h)
}

func putSetting(ctx context.Context, tx *db.DB, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO calendar_settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, string(b))
}
