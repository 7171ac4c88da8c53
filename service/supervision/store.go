package supervision

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed seed
var seeds embed.FS

// Schema are the tables of supervision orders and their rules.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "supervision", Files: files, Kept: []db.Kept{
		{Table: "supervision_orders", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "supervision_raised", Key: []string{"about", "clock"}, Group: "about"},
		{Table: "supervision_levels", Key: []string{"id"}},
		{Table: "supervision_triggers", Key: []string{"id"}},
	}, Free: map[string]string{
		"supervision_vacant": "who was reminded of an empty desk today",
	}, Ends: map[string]string{"supervision_vacant": "one a desk"}, Places: map[string]string{
		"supervision_vacant.place": "of one day",
	}}
}

const columns = `o.case_id, o.about, o.clock, o.level, o.issue, o.need, o.role, o.signer, o.done, o.answer, o.plan, o.evidence,
	o.outcome, o.opinion, o.deduct, o.copied_at, o.open, o.level_day, o.organ`

func orderByCase(ctx context.Context, d *db.DB, id int64) (Order, error) {
	return db.One[Order](ctx, d, `SELECT `+columns+` FROM supervision_orders o WHERE o.case_id = $1`, id)
}

// openAbout is the open order about a case.
func openAbout(ctx context.Context, d *db.DB, id int64) (Order, bool, error) {
	o, err := db.One[Order](ctx, d, `SELECT `+columns+` FROM supervision_orders o WHERE o.about = $1 AND o.open`, id)
	if errors.Is(err, db.ErrNone) {
		return o, false, nil
	}
	return o, err == nil, err
}

func insertOrder(ctx context.Context, tx *db.DB, o Order) error {
	return tx.Exec(ctx, `INSERT INTO supervision_orders (case_id, about, clock, level, issue, need, role, signer, done, answer, plan, evidence,
		outcome, opinion, deduct, copied_at, open, level_day, organ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		o.CaseID, o.About, o.Clock, o.Level, o.Issue, o.Need, o.Role, o.Signer, o.Done, o.Answer, o.Plan, o.Evidence,
		o.Outcome, o.Opinion, o.Deduct, o.CopiedAt, o.Open, o.LevelDay, o.Organ)
}

func updateOrder(ctx context.Context, tx *db.DB, o Order) error {
	return tx.Exec(ctx, `UPDATE supervision_orders SET level = $2, done = $3, answer = $4, plan = $5, evidence = $6, outcome = $7,
		opinion = $8, deduct = $9, copied_at = $10, open = $11, level_day = $12, signer = $13, organ = $14 WHERE case_id = $1`,
		o.CaseID, o.Level, o.Done, o.Answer, o.Plan, o.Evidence, o.Outcome, o.Opinion, o.Deduct, o.CopiedAt, o.Open, o.LevelDay, o.Signer, o.Organ)
}

// markRaised notes that a clock of a case has raised an order, and reports whether it was the first time.
func markRaised(ctx context.Context, tx *db.DB, about int64, clock string, at int64) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO supervision_raised (about, clock, at) VALUES ($1, $2, $3) ON CONFLICT (about, clock) DO NOTHING`, about, clock, at)
	return n == 1, err
}

// levels are the ladder of a day.
func levels(ctx context.Context, d *db.DB, day calendar.Day) ([]Level, error) {
	return db.All[Level](ctx, d, `SELECT no, name, term, copy, evidence, valid_from, valid_to FROM supervision_levels WHERE `+rule.InForce+` ORDER BY no`, day)
}

// allLevels are the levels of all times, the newest first.
func allLevels(ctx context.Context, d *db.DB) ([]Level, error) {
	return db.All[Level](ctx, d, `SELECT no, name, term, copy, evidence, valid_from, valid_to FROM supervision_levels ORDER BY valid_from DESC, no`)
}

func triggers(ctx context.Context, d *db.DB, day calendar.Day) ([]Trigger, error) {
	return db.All[Trigger](ctx, d, `SELECT clock, CAST(level AS BIGINT) AS level FROM supervision_triggers WHERE `+rule.InForce+` ORDER BY clock`, day)
}

// knownTriggers are the clocks that have a rule, or had one.
func knownTriggers(ctx context.Context, d *db.DB) ([]string, error) {
	return db.All[string](ctx, d, `SELECT DISTINCT clock FROM supervision_triggers`)
}

func insertTrigger(ctx context.Context, tx *db.DB, clock string, level int64, basis, editor string) error {
	return tx.Exec(ctx, `INSERT INTO supervision_triggers (id, clock, level, basis, valid_from, valid_to, editor) VALUES ($1, $2, $3, $4, 20200101, 0, $5)`,
		tx.NewID(), clock, strconv.FormatInt(level, 10), basis, editor)
}

// line is one line of the ledger: an order with its case and the time of its last answer.
type line struct {
	flow.Case
	Order
}

const lineFrom = ` FROM supervision_orders o JOIN cases c ON c.id = o.case_id`

func lines(ctx context.Context, d *db.DB, w *db.Where, n int) ([]line, error) {
	return db.All[line](ctx, d, `SELECT `+flow.Columns+`, `+columns+lineFrom+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func eachLine(ctx context.Context, d *db.DB, w *db.Where) iter.Seq2[line, error] {
	return db.Each[line](ctx, d, `SELECT `+flow.Columns+`, `+columns+lineFrom+w.String()+` ORDER BY c.id DESC`, w.Args()...)
}

// sums counts the orders by state.
func sums(ctx context.Context, d *db.DB, w *db.Where) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT c.state AS name, COUNT(*) AS n`+lineFrom+w.String()+` GROUP BY c.state`, w.Args()...)
}

func ordersOf(ctx context.Context, d *db.DB, ids []int64) ([]Order, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.All[Order](ctx, d, `SELECT `+columns+` FROM supervision_orders o WHERE o.case_id IN `+db.In(1, len(ids)), args...)
}

func ordersAbout(ctx context.Context, d *db.DB, id int64) ([]Order, error) {
	return db.All[Order](ctx, d, `SELECT `+columns+` FROM supervision_orders o WHERE o.about = $1 ORDER BY o.case_id DESC`, id)
}

// markVacant notes that a vacant desk is told of on a day, and reports whether it was not yet.
func markVacant(ctx context.Context, tx *db.DB, v door.Vacancy, day calendar.Day) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO supervision_vacant (role, dept, place, day) VALUES ($1, $2, $3, $4)
		ON CONFLICT (role, dept, place) DO UPDATE SET day = excluded.day WHERE supervision_vacant.day < excluded.day`, v.Role, v.Dept, v.Place, day)
	return n == 1, err
}

// toldVacant reports whether a vacant desk has been told of on a day.
func toldVacant(ctx context.Context, d *db.DB, role people.Role, dept string, place region.Code, day calendar.Day) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM supervision_vacant WHERE role = $1 AND dept = $2 AND place = $3 AND day >= $4`, role, dept, place, day)
	return n > 0, err
}
