package visit

import (
	"context"
	"embed"
	"iter"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/region"
	"wuyou/office/rule"
)

//go:embed schema seed
var files embed.FS

// Schema are the tables of return Visits.
func Schema() db.Migrations {
	return db.MigrationsOf(Kind, files,
		db.Kept{Table: Visits.Name(), Key: []string{"case_id"}, Group: "case_id"},
		db.Kept{Table: tries.Name(), Key: []string{"case_id", "no"}, Group: "case_id"},
		db.Kept{Table: handlers.Name(), Key: []string{"case_id", "staff"}, Group: "case_id"},
		db.Kept{Table: draws.Name(), Key: []string{"id"}},
		db.Kept{Table: lotRows.Name(), Key: []string{"draw_id", "no"}},
		db.Kept{Table: "visit_parts", Key: []string{"id"}},
		db.Kept{Table: "visit_questions", Key: []string{"id"}})
}

var (
	// Visits are the rows beside the cases.
	Visits   = detail.Of("visits", "没有找到这次回访", func(v *Visit) *int64 { return &v.CaseID })
	tries    = db.TableOf[Try]("visit_tries", "case_id", "no")
	handlers = db.TableOf[Handler]("visit_handlers", "case_id", "staff")
	draws    = db.TableOf[Draw]("visit_draws", "id")
	lotRows  = db.TableOf[Lot]("visit_lots", "draw_id", "no")
)

// lineFrom are the tables of the ledger.
const lineFrom = `visits v JOIN cases c ON c.id = v.case_id`

func triesOf(ctx context.Context, d *db.DB, id int64) ([]Try, error) {
	return tries.All(ctx, d, `WHERE case_id = $1 ORDER BY no`, id)
}

// parts are the parts of a day.
func parts(ctx context.Context, d *db.DB, day calendar.Day) ([]Part, error) {
	return db.All[Part](ctx, d, `SELECT code, name, opens, closes FROM visit_parts WHERE `+rule.InForce+` ORDER BY opens`, day)
}

func questions(ctx context.Context, d *db.DB, kind string, day calendar.Day) ([]Question, error) {
	return db.All[Question](ctx, d, `SELECT no, kind, code, text, answers, must
		FROM visit_questions WHERE `+rule.InForce+` AND kind IN ('', $2) ORDER BY no`, day, kind)
}

// waitingIn are the visits of a place that wait for the draw.
func waitingIn(ctx context.Context, tx *db.DB, place region.Code) ([]line, error) {
	var w db.Where
	w.And("c.state = ?", waiting)
	w.And("v.ended_day = 0 AND NOT v.urgent")
	flow.Within(&w, place)
	return db.All[line](ctx, tx, `SELECT `+flow.Columns+`, `+Visits.Columns("v")+` FROM `+lineFrom+w.String()+` ORDER BY c.id`, w.Args()...)
}

// drawsSince counts the draws by somebody since a day.
func drawsSince(ctx context.Context, d *db.DB, day calendar.Day, by string) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM visit_draws WHERE day >= $1 AND drawn_by = $2`, day, by)
}

// lastDraw is the last draw; found is false if there was none.
func lastDraw(ctx context.Context, d *db.DB) (last Draw, found bool, err error) {
	return draws.First(ctx, d, `ORDER BY id DESC LIMIT 1`)
}

// lotsIn streams the lots of some draws, draw by draw, in their order.
func lotsIn(ctx context.Context, d *db.DB, ids []any) iter.Seq2[Lot, error] {
	return lotRows.Each(ctx, d, `WHERE draw_id IN `+db.In(1, len(ids))+` ORDER BY draw_id, no`, ids...)
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
	COALESCE(SUM(CASE WHEN c.state = 'unreached' THEN 1 ELSE 0 END), 0) AS unreached,
	COALESCE(SUM(CASE WHEN v.solved IN ('yes', 'partly') THEN 1 ELSE 0 END), 0) AS solved,
	COALESCE(SUM(CASE WHEN v.level IN ('very_satisfied', 'satisfied', 'basic') THEN 1 ELSE 0 END), 0) AS satisfied`

// groups are how the figures may be grouped: the columns that name a group, what is joined for them, and by what they are grouped.
var groups = map[string]struct{ name, join, by string }{
	"": {`'' AS name, '' AS post`, ``, ``},
	"person": {`h.name, h.post`, ` JOIN visit_handlers h ON h.case_id = v.case_id`,
		` GROUP BY h.staff, h.name, h.post ORDER BY asked DESC, h.name, h.post`},
	"window": {`v.post AS name, '' AS post`, ``, ` GROUP BY v.post ORDER BY asked DESC, v.post`},
	"dept":   {`v.handled AS name, '' AS post`, ``, ` GROUP BY v.handled ORDER BY asked DESC, v.handled`},
	"place":  {`c.county AS name, '' AS post`, ``, ` GROUP BY c.county ORDER BY asked DESC, c.county`},
}

// figures are the results by window, person, organ (its code) or county (its code); by "" is the sum.
func figures(ctx context.Context, d *db.DB, w *db.Where, by string) ([]Figures, error) {
	g := groups[by]
	return db.All[Figures](ctx, d, `SELECT `+g.name+`, `+sumColumns+` FROM `+lineFrom+g.join+w.String()+g.by, w.Args()...)
}
