package course

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow/detail"
)

// row is an application as it is stored.
type row struct {
	plain

	AgentSealed   string
	Answers       string
	FormSealed    string
	Materials     string
	AddressSealed string
	Signed        string
	Points        string // separated by blanks
	Debts         string
	Result        string
	Courier       string
	LettersSealed string
	PickupSealed  string // the telephone to which the code of the result went
}

// bounce is a receipt that a department sent back, and the clerk who accepted it; 0: nobody did.
type bounce struct {
	CaseID, Seq, Clerk int64
	Reason             string
	Day                calendar.Day
}

var (
	rows    = detail.Of("applications", "没有找到这个办件", func(r *row) *int64 { return &r.CaseID })
	bounces = db.TableOf[bounce]("application_bounces", "case_id", "seq")
)

// agentOf is who acts in a case for its applicant; 0: nobody.
func agentOf(ctx context.Context, d *db.DB, id int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(agent), 0) FROM applications WHERE case_id = $1`, id)
}

// CasesByPickup are the cases whose result is collected by a code.
func CasesByPickup(ctx context.Context, d *db.DB, code string) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT case_id FROM applications WHERE pickup = $1 AND pickup <> '' ORDER BY case_id`, code)
}

// casesWithPickup are the cases whose results wait with a code.
func casesWithPickup(ctx context.Context, d *db.DB) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT case_id FROM applications WHERE pickup <> '' ORDER BY case_id`)
}

// pickupTaken reports whether a code collects another result.
func pickupTaken(ctx context.Context, tx *db.DB, code string) (bool, error) {
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM applications WHERE pickup = $1 AND pickup <> ''`, code)
	return n > 0, err
}
