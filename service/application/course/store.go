package course

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

type row struct {
	CaseID        int64
	ItemID        int64
	Version       int64
	Applicant     int64
	Agent         int64
	AgentSealed   string
	Answers       string
	FormSealed    string
	Materials     string
	Delivery      string
	AddressSealed string
	Home          region.Code
	Step          int64
	Signed        string
	Corrections   int64
	Points        string
	Debts         string
	CommitTo      bool
	Result        string
	Pickup        string
	Courier       string
	Tries         int64
	Archive       int64
	LettersSealed string
	PickupSealed  string // the telephone to which the code of the result went
	PickupAt      int64
}

const columns = `case_id, item_id, version, applicant, agent, agent_sealed, answers, form_sealed, materials, delivery, address_sealed, home,
	step, signed, corrections, points, debts, commit_to, result, pickup, courier, tries, archive, letters_sealed, pickup_sealed, pickup_at`

func rowByCase(ctx context.Context, d *db.DB, id int64) (row, error) {
	return db.One[row](ctx, d, `SELECT `+columns+` FROM applications WHERE case_id = $1`, id)
}

func insertRow(ctx context.Context, tx *db.DB, r row) error {
	return tx.Exec(ctx, `INSERT INTO applications (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
		r.CaseID, r.ItemID, r.Version, r.Applicant, r.Agent, r.AgentSealed, r.Answers, r.FormSealed, r.Materials, r.Delivery, r.AddressSealed, r.Home,
		r.Step, r.Signed, r.Corrections, r.Points, r.Debts, r.CommitTo, r.Result, r.Pickup, r.Courier, r.Tries, r.Archive, r.LettersSealed, r.PickupSealed, r.PickupAt)
}

func updateRow(ctx context.Context, tx *db.DB, r row) error {
	return tx.Exec(ctx, `UPDATE applications SET form_sealed = $2, materials = $3, delivery = $4, address_sealed = $5, step = $6, signed = $7,
		corrections = $8, points = $9, debts = $10, commit_to = $11, result = $12, pickup = $13, courier = $14, tries = $15, archive = $16,
		letters_sealed = $17, pickup_sealed = $18, pickup_at = $19 WHERE case_id = $1`,
		r.CaseID, r.FormSealed, r.Materials, r.Delivery, r.AddressSealed, r.Step, r.Signed,
		r.Corrections, r.Points, r.Debts, r.CommitTo, r.Result, r.Pickup, r.Courier, r.Tries, r.Archive, r.LettersSealed, r.PickupSealed, r.PickupAt)
}

// agentOf is who acts in a case for its applicant; 0: nobody.
func agentOf(ctx context.Context, d *db.DB, id int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(agent), 0) FROM applications WHERE case_id = $1`, id)
}

func CasesByPickup(ctx context.Context, d *db.DB, code string) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT case_id FROM applications WHERE pickup = $1 AND pickup <> '' ORDER BY case_id`, code)
}

// casesWithPickup are the cases whose results wait with a code.
func casesWithPickup(ctx context.Context, d *db.DB) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT case_id FROM applications WHERE pickup <> '' ORDER BY case_id`)
}

// rowsOf reads many applications at once.
func rowsOf(ctx context.Context, d *db.DB, ids []int64) ([]row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.All[row](ctx, d, `SELECT `+columns+` FROM applications WHERE case_id IN `+db.In(1, len(ids)), args...)
}

func pickupTaken(ctx context.Context, tx *db.DB, code string) (bool, error) {
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM applications WHERE pickup = $1 AND pickup <> ''`, code)
	return n > 0, err
}

// Bad receipts.

func insertBounce(ctx context.Context, tx *db.DB, caseID, seq, clerk int64, reason string, day calendar.Day) error {
	return tx.Exec(ctx, `INSERT INTO application_bounces (case_id, seq, clerk, reason, day) VALUES ($1, $2, $3, $4, $5)`, caseID, seq, clerk, reason, day)
}
