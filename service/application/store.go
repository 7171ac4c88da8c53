package application

import (
	"context"
	"embed"
	"io/fs"
	"iter"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed seed
var seeds embed.FS

// Schema are the tables of applications.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "application", Files: files, Kept: []db.Kept{
		{Table: "applications", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "application_bounces", Key: []string{"case_id", "seq"}, Group: "case_id"},
	}, Free: map[string]string{
		"application_drafts": "not filed yet; what is filed is shown and confirmed first",
	}, Ends: map[string]string{
		"application_drafts": "removed when not touched for `keep.drafts` days; a filed one stays with its case",
	}, Places: map[string]string{
		"application_drafts.region": db.Follows, "applications.home": "where the applicant lived",
	}}
}

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

func casesByPickup(ctx context.Context, d *db.DB, code string) ([]int64, error) {
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
	var in strings.Builder
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
		in.WriteString(",$" + strconv.Itoa(i+1))
	}
	return db.All[row](ctx, d, `SELECT `+columns+` FROM applications WHERE case_id IN (`+in.String()[1:]+`)`, args...)
}

// casesByAgent are the cases that somebody, by one of his records, handles for others, the latest first.
func casesByAgent(ctx context.Context, d *db.DB, who people.Actor) ([]int64, error) {
	var w db.Where
	flow.Theirs(&w, "a.agent", who, people.See)
	w.And("a.agent <> 0 AND a.agent <> a.applicant")
	return db.All[int64](ctx, d, `SELECT a.case_id FROM applications a JOIN cases c ON c.id = a.case_id`+
		w.String()+` ORDER BY a.case_id DESC LIMIT 50`, w.Args()...)
}

func pickupTaken(ctx context.Context, tx *db.DB, code string) (bool, error) {
	n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM applications WHERE pickup = $1 AND pickup <> ''`, code)
	return n > 0, err
}

// Drafts.

// Draft is an application that has not been sent yet.
type draftRow struct {
	ID         int64
	Account    int64
	ItemID     int64
	Region     region.Code
	BodySealed string
	CaseID     int64
	UpdatedAt  int64
}

const draftColumns = `id, account, item_id, region, body_sealed, case_id, updated_at`

func draftByID(ctx context.Context, d *db.DB, id, account int64) (draftRow, error) {
	return db.One[draftRow](ctx, d, `SELECT `+draftColumns+` FROM application_drafts WHERE id = $1 AND account = $2`, id, account)
}

// draftsMost is how many drafts an account may have that were not filed; more could not be shown.
const draftsMost = 50

// Prune forgets drafts that were never filed and not touched since an instant.
func (s *Service) Prune(ctx context.Context, before time.Time) (int64, error) {
	return db.Trim(ctx, s.DB, "application_drafts", "id", "case_id = 0 AND updated_at < $1", before.UnixMilli())
}

// Drafting reports whether an account has a draft, which may name files.
func (s *Service) Drafting(ctx context.Context, account int64) (bool, error) {
	list, err := draftsOf(ctx, s.DB, account)
	return len(list) > 0, err
}

func draftsOf(ctx context.Context, d *db.DB, account int64) ([]draftRow, error) {
	return db.All[draftRow](ctx, d, `SELECT `+draftColumns+` FROM application_drafts WHERE account = $1 AND case_id = 0 ORDER BY updated_at DESC LIMIT $2`, account, draftsMost)
}

func insertDraft(ctx context.Context, tx *db.DB, r draftRow) error {
	return tx.Exec(ctx, `INSERT INTO application_drafts (`+draftColumns+`) VALUES ($1, $2, $3, $4, $5, 0, $6)`,
		r.ID, r.Account, r.ItemID, r.Region, r.BodySealed, r.UpdatedAt)
}

// holdDraft locks a draft that is not sent, until the transaction ends, and reports whether there is one.
func holdDraft(ctx context.Context, tx *db.DB, id, account int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE application_drafts SET updated_at = updated_at WHERE id = $1 AND account = $2 AND case_id = 0`, id, account)
	return n == 1, err
}

func updateDraft(ctx context.Context, tx *db.DB, r draftRow) error {
	return tx.Exec(ctx, `UPDATE application_drafts SET region = $2, body_sealed = $3, updated_at = $4 WHERE id = $1`, r.ID, r.Region, r.BodySealed, r.UpdatedAt)
}

// spendDraft ties a draft to the case made of it. Returns db.ErrNone if there is no such draft, or it was sent.
func spendDraft(ctx context.Context, tx *db.DB, id, caseID int64) error {
	n, err := tx.Affect(ctx, `UPDATE application_drafts SET case_id = $2, body_sealed = '' WHERE id = $1 AND case_id = 0`, id, caseID)
	if err == nil && n == 0 {
		err = db.ErrNone
	}
	return err
}

func deleteDraft(ctx context.Context, d *db.DB, id, account int64) error {
	return d.Exec(ctx, `DELETE FROM application_drafts WHERE id = $1 AND account = $2 AND case_id = 0`, id, account)
}

// Bad receipts.

func insertBounce(ctx context.Context, tx *db.DB, caseID, seq, clerk int64, reason string, day calendar.Day) error {
	return tx.Exec(ctx, `INSERT INTO application_bounces (case_id, seq, clerk, reason, day) VALUES ($1, $2, $3, $4, $5)`, caseID, seq, clerk, reason, day)
}

// badReceipt is a bad receipt with its case and the clerk who accepted it.
type badReceipt struct {
	flow.Case
	Clerk  string
	Reason string
	Back   calendar.Day
}

const bouncedFrom = ` FROM application_bounces b JOIN cases c ON c.id = b.case_id LEFT JOIN staff s ON s.id = b.clerk`

func bouncedLines(ctx context.Context, d *db.DB, w *db.Where) iter.Seq2[badReceipt, error] {
	return db.Each[badReceipt](ctx, d, `SELECT `+flow.Columns+`, COALESCE(s.name, '') AS clerk, b.reason, b.day AS back`+bouncedFrom+w.String()+` ORDER BY b.day DESC, c.id DESC, b.seq DESC`, w.Args()...)
}

// bouncedSums counts bad receipts by the clerk who accepted them.
func bouncedSums(ctx context.Context, d *db.DB, w *db.Where) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT COALESCE(s.name, '') AS name, COUNT(*) AS n`+bouncedFrom+w.String()+` GROUP BY s.name`, w.Args()...)
}
