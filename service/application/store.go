package application

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/service/application/course"
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

// Drafts.

// draftRow is a draft as it is stored.
type draftRow struct {
	ID         int64
	Account    int64
	ItemID     int64
	Region     region.Code
	BodySealed string
	CaseID     int64
	UpdatedAt  int64
}

var drafts = db.TableOf[draftRow]("application_drafts", "id")

// draftOf is a draft of an account. Returns fail.NotFound if it has none of the number.
func draftOf(ctx context.Context, d *db.DB, id, account int64) (draftRow, error) {
	r, found, err := drafts.First(ctx, d, `WHERE id = $1 AND account = $2`, id, account)
	if err == nil && !found {
		err = fail.NotFound("没有这份草稿，可能已经删除")
	}
	return r, err
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
	return drafts.All(ctx, d, `WHERE account = $1 AND case_id = 0 ORDER BY updated_at DESC LIMIT $2`, account, draftsMost)
}

// holdDraft locks a draft that is not sent, until the transaction ends, and reports whether there is one.
func holdDraft(ctx context.Context, tx *db.DB, id, account int64) (bool, error) {
	n, err := tx.Affect(ctx,
		`UPDATE application_drafts SET updated_at = updated_at WHERE id = $1 AND account = $2 AND case_id = 0`, id, account)
	return n == 1, err
}

// spendDraft ties a draft to the case made of it. Returns fail.NotFound if there is none that was not sent.
func spendDraft(ctx context.Context, tx *db.DB, id, caseID int64) error {
	n, err := tx.Affect(ctx, `UPDATE application_drafts SET case_id = $2, body_sealed = '' WHERE id = $1 AND case_id = 0`, id, caseID)
	if err == nil && n == 0 {
		err = fail.NotFound("没有这份草稿，可能已经删除")
	}
	return err
}

func deleteDraft(ctx context.Context, d *db.DB, id, account int64) error {
	return d.Exec(ctx, `DELETE FROM application_drafts WHERE id = $1 AND account = $2 AND case_id = 0`, id, account)
}

// Who applied for others.

// casesByAgent are the cases that somebody, by one of his records, handles for others, the latest first.
func casesByAgent(ctx context.Context, d *db.DB, who people.Actor) ([]int64, error) {
	var w db.Where
	flow.Theirs(&w, "a.agent", who, people.See)
	w.And("a.agent <> 0 AND a.agent <> a.applicant")
	return db.All[int64](ctx, d, `SELECT a.case_id FROM applications a JOIN cases c ON c.id = a.case_id`+
		w.String()+` ORDER BY a.case_id DESC LIMIT 50`, w.Args()...)
}

// Bad receipts.

// badReceipt is a bad receipt with its case and the clerk who accepted it.
type badReceipt struct {
	flow.Case
	Clerk   string
	Reason  string
	Back    calendar.Day
	BackSeq int64
}

const (
	badReceiptColumns = flow.Columns + `, COALESCE(s.name, '') AS clerk, b.reason, b.day AS back, b.seq AS back_seq`
	badReceiptFrom    = `application_bounces b JOIN cases c ON c.id = b.case_id LEFT JOIN staff s ON s.id = b.clerk`
)

// clerkSum is how many receipts of a clerk were sent back.
type clerkSum struct {
	Name string
	N    int64
}

func badReceiptsByClerk(ctx context.Context, d *db.DB, w *db.Where) ([]clerkSum, error) {
	return db.All[clerkSum](ctx, d, `SELECT COALESCE(s.name, '') AS name, COUNT(*) AS n FROM `+badReceiptFrom+w.String()+` GROUP BY s.name
		ORDER BY n DESC, name`, w.Args()...)
}

// waitingTab is the way on which a turn of the output desk waits, by the names of the tabs.
var waitingTab = `CASE t.step WHEN '` + course.Ways["pickup"] + `' THEN 'pickup' WHEN '` + course.Ways["courier"] + `' THEN 'courier' WHEN '` +
	course.OnWay + `' THEN 'sent' ELSE 'electronic' END`
