package visit

import (
	"context"
	"embed"
	"io/fs"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/region"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of return visits.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "visit", Files: files, Kept: []db.Kept{
		{Table: "visits", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "visit_tries", Key: []string{"case_id", "no"}, Group: "case_id"},
		{Table: "visit_handlers", Key: []string{"case_id", "staff"}, Group: "case_id"},
		{Table: "visit_draws", Key: []string{"id"}},
		{Table: "visit_lots", Key: []string{"draw_id", "no"}},
		{Table: "visit_parts", Key: []string{"id"}},
		{Table: "visit_questions", Key: []string{"id"}},
	}}
}

const columns = `v.case_id, v.about, v.about_kind, v.handled, v.post, v.draw, v.tries, v.solved, v.level, v.said, v.answers, v.caller, v.called_by, v.asked_day, v.ended_day, v.urgent, v.barred`

func visitByCase(ctx context.Context, d *db.DB, id int64) (Visit, error) {
	return db.One[Visit](ctx, d, `SELECT `+columns+` FROM visits v WHERE v.case_id = $1`, id)
}

// openAbout is the visit about a case that has not ended.
func openAbout(ctx context.Context, d *db.DB, about int64) (Visit, error) {
	return db.One[Visit](ctx, d, `SELECT `+columns+` FROM visits v WHERE v.about = $1 AND v.ended_day = 0`, about)
}

func visitsAbout(ctx context.Context, d *db.DB, about int64) ([]Visit, error) {
	return db.All[Visit](ctx, d, `SELECT `+columns+` FROM visits v WHERE v.about = $1 ORDER BY v.case_id DESC`, about)
}

func insertVisit(ctx context.Context, tx *db.DB, v Visit) error {
	return tx.Exec(ctx, `INSERT INTO visits (case_id, about, about_kind, handled, post, draw, tries, solved, level, said, answers, caller, called_by, asked_day, ended_day, urgent, barred)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		v.CaseID, v.About, v.AboutKind, v.Handled, v.Post, v.Draw, v.Tries, v.Solved, v.Level, v.Said, v.Answers, v.Caller, v.CalledBy, v.AskedDay, v.EndedDay, v.Urgent, v.Barred)
}

func updateVisit(ctx context.Context, tx *db.DB, v Visit) error {
	return tx.Exec(ctx, `UPDATE visits SET draw = $2, tries = $3, solved = $4, level = $5, said = $6, answers = $7, caller = $8, called_by = $9, ended_day = $10 WHERE case_id = $1`,
		v.CaseID, v.Draw, v.Tries, v.Solved, v.Level, v.Said, v.Answers, v.Caller, v.CalledBy, v.EndedDay)
}

func insertHandler(ctx context.Context, tx *db.DB, h Handler) error {
	return tx.Exec(ctx, `INSERT INTO visit_handlers (case_id, staff, name, post) VALUES ($1, $2, $3, $4)`, h.CaseID, h.Staff, h.Name, h.Post)
}

func insertTry(ctx context.Context, tx *db.DB, t Try) error {
	return tx.Exec(ctx, `INSERT INTO visit_tries (case_id, no, at, part, result, note, staff, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.CaseID, t.No, t.At, t.Part, t.Result, t.Note, t.Staff, t.Name)
}

func triesOf(ctx context.Context, d *db.DB, id int64) ([]Try, error) {
	return db.All[Try](ctx, d, `SELECT case_id, no, at, part, result, note, staff, name FROM visit_tries WHERE case_id = $1 ORDER BY no`, id)
}

// parts are the parts of a day.
func parts(ctx context.Context, d *db.DB, day calendar.Day) ([]Part, error) {
	return db.All[Part](ctx, d, `SELECT code, name, opens, closes FROM visit_parts WHERE `+rule.InForce+` ORDER BY opens`, day)
}

func questions(ctx context.Context, d *db.DB, kind string, day calendar.Day) ([]Question, error) {
	return db.All[Question](ctx, d, `SELECT no, kind, code, text, answers, must FROM visit_questions WHERE `+rule.InForce+` AND kind IN ('', $2) ORDER BY no`, day, kind)
}

// waitingIn are the visits of a place that wait for the draw.
func waitingIn(ctx context.Context, tx *db.DB, place region.Code) ([]line, error) {
	var w db.Where
	w.And("c.state = ?", waiting)
	w.And("v.ended_day = 0 AND NOT v.urgent")
	flow.Within(&w, place)
	return db.All[line](ctx, tx, `SELECT `+flow.Columns+`, `+columns+lineFrom+w.String()+` ORDER BY c.id`, w.Args()...)
}

func insertDraw(ctx context.Context, tx *db.DB, d Draw) error {
	return tx.Exec(ctx, `INSERT INTO visit_draws (id, at, day, drawn_by, seed, n) VALUES ($1, $2, $3, $4, $5, $6)`, d.ID, d.At, d.Day, d.DrawnBy, d.Seed, d.N)
}

func drawByID(ctx context.Context, d *db.DB, id int64) (Draw, error) {
	return db.One[Draw](ctx, d, `SELECT id, at, day, drawn_by, seed, n FROM visit_draws WHERE id = $1`, id)
}

// drawsSince counts the draws by somebody since a day.
func drawsSince(ctx context.Context, d *db.DB, day calendar.Day, by string) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM visit_draws WHERE day >= $1 AND drawn_by = $2`, day, by)
}

func lastDraws(ctx context.Context, d *db.DB, n int) ([]Draw, error) {
	return db.All[Draw](ctx, d, `SELECT id, at, day, drawn_by, seed, n FROM visit_draws ORDER BY id DESC LIMIT `+strconv.Itoa(n))
}

func insertLot(ctx context.Context, tx *db.DB, l Lot) error {
	return tx.Exec(ctx, `INSERT INTO visit_lots (draw_id, no, case_id, among, caller) VALUES ($1, $2, $3, $4, $5)`, l.DrawID, l.No, l.CaseID, l.Among, l.Caller)
}

func lotsOf(ctx context.Context, d *db.DB, draw int64) ([]Lot, error) {
	return db.All[Lot](ctx, d, `SELECT draw_id, no, case_id, among, caller FROM visit_lots WHERE draw_id = $1 ORDER BY no`, draw)
}

// line is one line of the ledger.
type line struct {
	flow.Case
	Visit
}

const lineFrom = ` FROM visits v JOIN cases c ON c.id = v.case_id`

func lines(ctx context.Context, d *db.DB, w *db.Where, n int) ([]line, error) {
	return db.All[line](ctx, d, `SELECT `+flow.Columns+`, `+columns+lineFrom+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func eachLine(ctx context.Context, d *db.DB, w *db.Where) iter.Seq2[line, error] {
	return db.Each[line](ctx, d, `SELECT `+flow.Columns+`, `+columns+lineFrom+w.String()+` ORDER BY c.id DESC`, w.Args()...)
}

// urgentOf are those of the visits that are urgent.
func urgentOf(ctx context.Context, d *db.DB, ids []int64) ([]int64, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.All[int64](ctx, d, `SELECT v.case_id FROM visits v WHERE v.urgent AND v.case_id IN `+db.In(1, len(ids)), args...)
}

// sums counts the visits by state.
func sums(ctx context.Context, d *db.DB, w *db.Where) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT c.state AS name, COUNT(*) AS n`+lineFrom+w.String()+` GROUP BY c.state`, w.Args()...)
}

// Figures are the results of the visits about the matters of one window, person, organ or place.
type Figures struct {
	Name      string
	Post      string // of a person
	Asked     int64  // visits that were asked for
	Reached   int64  // that came to an answer
	Unreached int64
	Solved    int64 // answered that it is solved, wholly or in part
	Satisfied int64 // very satisfied, satisfied or basically satisfied
}

const sumColumns = `COUNT(*) AS asked, COALESCE(SUM(CASE WHEN c.state = 'done' THEN 1 ELSE 0 END), 0) AS reached,
	COALESCE(SUM(CASE WHEN c.state = 'unreached' THEN 1 ELSE 0 END), 0) AS unreached, COALESCE(SUM(CASE WHEN v.solved IN ('yes', 'partly') THEN 1 ELSE 0 END), 0) AS solved,
	COALESCE(SUM(CASE WHEN v.level IN ('very_satisfied', 'satisfied', 'basic') THEN 1 ELSE 0 END), 0) AS satisfied`

// figures are the results by window, person, organ (its code) or county (its code); by "" is the sum.
func figures(ctx context.Context, d *db.DB, w *db.Where, by string) ([]Figures, error) {
	switch by {
	case "person":
		return db.All[Figures](ctx, d, `SELECT h.name, h.post, `+sumColumns+lineFrom+` JOIN visit_handlers h ON h.case_id = v.case_id`+w.String()+` GROUP BY h.staff, h.name, h.post ORDER BY asked DESC, h.name, h.post`, w.Args()...)
	case "window":
		return db.All[Figures](ctx, d, `SELECT v.post AS name, '' AS post, `+sumColumns+lineFrom+w.String()+` GROUP BY v.post ORDER BY asked DESC, v.post`, w.Args()...)
	case "dept":
		return db.All[Figures](ctx, d, `SELECT v.handled AS name, '' AS post, `+sumColumns+lineFrom+w.String()+` GROUP BY v.handled ORDER BY asked DESC, v.handled`, w.Args()...)
	case "place":
		return db.All[Figures](ctx, d, `SELECT c.county AS name, '' AS post, `+sumColumns+lineFrom+w.String()+` GROUP BY c.county ORDER BY asked DESC, c.county`, w.Args()...)
	}
	return db.All[Figures](ctx, d, `SELECT '' AS name, '' AS post, `+sumColumns+lineFrom+w.String(), w.Args()...)
}
