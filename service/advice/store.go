package advice

import (
	"context"
	"embed"
	"io/fs"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed seed
var seeds embed.FS

// Schema are the tables of letters of advice.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "advice", Files: files, Kept: []db.Kept{
		{Table: "advices", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "advice_cases", Key: []string{"case_id", "no"}, Group: "case_id"},
		{Table: "advice_rules", Key: []string{"id"}},
	}}
}

const columns = `a.case_id, a.dept, a.title, a.problem, a.proposal, a.finding, a.from_day, a.to_day, a.number, a.issued_day, a.signer, a.measures, a.person, a.plan_day, a.effect, a.evidence, a.opinion, a.organ`

func adviceByCase(ctx context.Context, d *db.DB, id int64) (Advice, error) {
	return db.One[Advice](ctx, d, `SELECT `+columns+` FROM advices a WHERE a.case_id = $1`, id)
}

func insertAdvice(ctx context.Context, tx *db.DB, a Advice) error {
	return tx.Exec(ctx, `INSERT INTO advices (case_id, dept, title, problem, proposal, finding, from_day, to_day, number, issued_day, signer, measures, person, plan_day, effect, evidence, opinion, organ)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		a.CaseID, a.Dept, a.Title, a.Problem, a.Proposal, a.Finding, a.FromDay, a.ToDay, a.Number, a.IssuedDay, a.Signer, a.Measures, a.Person, a.PlanDay, a.Effect, a.Evidence, a.Opinion, a.Organ)
}

func updateAdvice(ctx context.Context, tx *db.DB, a Advice) error {
	return tx.Exec(ctx, `UPDATE advices SET dept = $2, title = $3, problem = $4, proposal = $5, number = $6, issued_day = $7, signer = $8, measures = $9, person = $10,
		plan_day = $11, effect = $12, evidence = $13, opinion = $14, organ = $15 WHERE case_id = $1`,
		a.CaseID, a.Dept, a.Title, a.Problem, a.Proposal, a.Number, a.IssuedDay, a.Signer, a.Measures, a.Person, a.PlanDay, a.Effect, a.Evidence, a.Opinion, a.Organ)
}

func insertBasis(ctx context.Context, tx *db.DB, b Basis) error {
	return tx.Exec(ctx, `INSERT INTO advice_cases (case_id, no, matter, number, day, item, cause, dept) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		b.CaseID, b.No, b.Matter, b.Number, b.Day, b.Item, b.Cause, b.Dept)
}

// mattersOf are the cases that a letter is about.
func mattersOf(ctx context.Context, d *db.DB, id int64) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT matter FROM advice_cases WHERE case_id = $1 ORDER BY no`, id)
}

// basisOf are the matters on which a letter to a department stands: those of that department, whatever the finding
// behind it found elsewhere.
func basisOf(ctx context.Context, d *db.DB, id int64, dept string) ([]Basis, error) {
	return db.All[Basis](ctx, d, `SELECT case_id, no, matter, number, day, item, cause, dept FROM advice_cases WHERE case_id = $1 AND dept = $2 ORDER BY no`, id, dept)
}

// lettersOn are the cases of the letters that came of findings in a period, by finding.
func lettersOn(ctx context.Context, d *db.DB, from calendar.Day) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT a.finding AS name, MAX(a.case_id) AS n FROM advices a JOIN cases c ON c.id = a.case_id
		WHERE a.finding <> '' AND a.to_day >= $1 AND c.state <> 'dropped' GROUP BY a.finding`, from)
}

func ruleOn(ctx context.Context, d *db.DB, day calendar.Day) (Rule, error) {
	return db.One[Rule](ctx, d, `SELECT least, days, top, top_least FROM advice_rules WHERE `+rule.InForce, day)
}

const lineFrom = ` FROM advices a JOIN cases c ON c.id = a.case_id`

// listed are the ids of a page of the ledger.
func listed(ctx context.Context, d *db.DB, w *db.Where, n int) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT c.id`+lineFrom+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func eachListed(ctx context.Context, d *db.DB, w *db.Where) iter.Seq2[int64, error] {
	return db.Each[int64](ctx, d, `SELECT c.id`+lineFrom+w.String()+` ORDER BY c.id DESC`, w.Args()...)
}

func sums(ctx context.Context, d *db.DB, w *db.Where) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT c.state AS name, COUNT(*) AS n`+lineFrom+w.String()+` GROUP BY c.state`, w.Args()...)
}
