package advice

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/rule"
)

//go:embed schema seed *.html
var files embed.FS

// Schema are the tables of letters of advice.
func Schema() db.Migrations {
	return db.MigrationsOf(Kind, files,
		db.Kept{Table: Advices.Name(), Key: []string{"case_id"}, Group: "case_id"},
		db.Kept{Table: bases.Name(), Key: []string{"case_id", "no"}, Group: "case_id"},
		db.Kept{Table: "advice_rules", Key: []string{"id"}})
}

// lineFrom are the tables of the ledger, and lineColumns the columns of a line: how many matters of its department a letter stands on, too.
const (
	lineFrom    = `advices a JOIN cases c ON c.id = a.case_id`
	lineColumns = flow.Columns + `, (SELECT COUNT(*) FROM advice_cases b WHERE b.case_id = a.case_id AND b.dept = a.dept) AS basis`
)

// basesOf are the matters that some letters are about.
func basesOf(ctx context.Context, d *db.DB, letters []int64) ([]Basis, error) {
	return db.Among[Basis](ctx, d, `SELECT `+bases.Columns("")+` FROM `+bases.Name()+` WHERE case_id IN (#) ORDER BY case_id, no`, letters)
}

// basisOf are the matters on which a letter to a department stands: those of that department, whatever the finding
// behind it found elsewhere.
func basisOf(ctx context.Context, d *db.DB, id int64, dept string) ([]Basis, error) {
	return bases.All(ctx, d, `WHERE case_id = $1 AND dept = $2 ORDER BY no`, id, dept)
}

// lettersOn are the cases of the letters that came of findings in a period, by finding.
func lettersOn(ctx context.Context, d *db.DB, from calendar.Day) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT a.finding AS name, MAX(a.case_id) AS n FROM `+lineFrom+`
		WHERE a.finding <> '' AND a.to_day >= $1 AND c.state <> 'dropped' GROUP BY a.finding`, from)
}

func ruleOn(ctx context.Context, d *db.DB, day calendar.Day) (Rule, error) {
	return db.One[Rule](ctx, d, `SELECT least, days, top, top_least FROM advice_rules WHERE `+rule.InForce, day)
}
