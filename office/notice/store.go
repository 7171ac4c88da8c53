package notice

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of notices.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "notice", Files: files, Kept: []db.Kept{
		{Table: "notices", Key: []string{"id"}, Open: []string{"state", "tries", "due_at", "sent_at", "read_at", "fault", "unsure", "since"},
			Why: "how far the sending is", Group: "case_id"},
		{Table: "notice_templates", Key: []string{"code"}},
	}, Ends: map[string]string{"notices": "codes and first passwords: removed after `keep.codes` days; the others stay with their matters and people"}}
}

// Columns are those of a Notice.
const Columns = `id, case_id, person_id, staff_id, phone_sealed, template, text_sealed, state, tries, due_at, created_at,
	sent_at, read_at, fault, until, unsure, since, guarded_sealed`

func insert(ctx context.Context, tx *db.DB, n Notice) error {
	return tx.Exec(ctx, `INSERT INTO notices (`+Columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 0, 0, '', $11, 0, 0, $12)`,
		n.ID, n.CaseID, n.PersonID, n.StaffID, n.PhoneSealed, n.Template, n.TextSealed, n.State, n.DueAt, n.CreatedAt, n.Until, n.GuardedSealed)
}

// claimed is a notice with what is known of a member of staff whom it goes to.
type claimed struct {
	Notice
	Was        int64 // when it was due
	StaffPhone string
}

// waiting reports whether a notice may be claimed.
func waiting(ctx context.Context, d *db.DB, now, far int64) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE state = 'queued' AND due_at <= $1 LIMIT 1) x`, now)
	if err == nil && n == 0 {
		n, err = db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE state = 'queued' AND due_at > $1 LIMIT 1) x`, far)
	}
	return n > 0, err
}

// claim takes one due notice until the lease ends: first what expires, then what has waited longest, then what a wrong
// clock put off beyond every pause. The try counts as one of which nobody knows the outcome until it is settled.
func claim(ctx context.Context, tx *db.DB, now, far, lease int64) (c claimed, found bool, err error) {
	lock := ""
	if tx.Postgres() {
		lock = ` FOR UPDATE SKIP LOCKED`
	}
	id := int64(0)
	for _, due := range []struct {
		which string
		at    int64
	}{{`until > 0 AND due_at <= $1`, now}, {`due_at <= $1`, now}, {`due_at > $1`, far}} {
		id, err = db.One[int64](ctx, tx, `SELECT id FROM notices WHERE state = 'queued' AND `+due.which+` ORDER BY due_at LIMIT 1`+lock, due.at)
		if !errors.Is(err, db.ErrNone) {
			break
		}
	}
	if errors.Is(err, db.ErrNone) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	c, err = db.One[claimed](ctx, tx, `SELECT n.id, n.case_id, n.person_id, n.staff_id, n.phone_sealed, n.template,
			n.text_sealed, n.state, n.tries + 1 AS tries,
			n.due_at, n.due_at AS was, n.created_at, n.sent_at, n.read_at, n.fault, n.until, n.unsure + 1 AS unsure, n.since,
			n.guarded_sealed, COALESCE(s.phone_sealed, '') AS staff_phone
		FROM notices n LEFT JOIN staff s ON s.id = n.staff_id AND n.staff_id <> 0
		WHERE n.id = $1`, id)
	if err != nil {
		return c, false, err
	}
	return c, true, tx.Exec(ctx, `UPDATE notices SET tries = tries + 1, unsure = unsure + 1, due_at = $2 WHERE id = $1`, id, lease)
}

// settled is what came of a try; one that is spared does not count.
type settled struct {
	Notice
	spared bool
}

// settle notes what came of a try. A failure that another node has overtaken, after the lease, changes nothing.
func settle(ctx context.Context, tx *db.DB, n settled) error {
	tries := n.Tries
	if n.spared {
		tries--
	}
	return tx.Exec(ctx, `UPDATE notices SET state = $2, due_at = $3, fault = $4, sent_at = $5, unsure = $6, tries = $8, since = $9
		WHERE id = $1 AND ($2 = 'sent' OR tries = $7)`,
		n.ID, n.State, n.DueAt, n.Fault, n.SentAt, n.Unsure, n.Tries, tries, n.Since)
}

func outdate(ctx context.Context, tx *db.DB, above, before int64) error {
	return tx.Exec(ctx, `UPDATE notices SET state = 'dead', fault = $3 WHERE state = 'queued' AND id > $1 AND created_at < $2`, above, before, wordsOver)
}

// failingSince is when the oldest message was written that was tried in vain, or was given up and has an id above dead, and since
// which none has gone out; 0: there is none. A notice that the desk alone shows has gone nowhere: it has a fault.
func failingSince(ctx context.Context, d *db.DB, dead int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MIN(created_at), 0) FROM (
			SELECT id, created_at FROM notices WHERE state = 'queued' AND (tries > 0 OR since > 0)
			UNION ALL SELECT id, created_at FROM notices WHERE state <> 'sent' AND state = 'dead' AND id > $1 AND fault <> $2 AND fault <> $3) t
		WHERE id > (SELECT COALESCE(MAX(id), 0) FROM (SELECT id FROM notices WHERE state = 'sent' AND fault = '' ORDER BY id DESC LIMIT 1) s)`,
		dead, errNoPhone.Error(), wordsOver)
}

// oldestDue is since when the notice that has waited longest is due; 0: none waits.
func oldestDue(ctx context.Context, d *db.DB) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MIN(due_at), 0) FROM notices WHERE state = 'queued'`)
}

func ofCase(ctx context.Context, d *db.DB, id int64) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+Columns+` FROM notices WHERE case_id = $1 AND case_id <> 0 ORDER BY id DESC LIMIT 100`, id)
}

// ofCases asks for each case by the index of cases; a person has few.
func ofCases(ctx context.Context, d *db.DB, n int, ids []int64) ([]Notice, error) {
	args := []any{n}
	var marks []string
	for _, id := range ids {
		args = append(args, id)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	return db.All[Notice](ctx, d, `SELECT `+Columns+` FROM notices WHERE staff_id = 0 AND case_id <> 0 AND case_id IN (`+strings.Join(marks, ", ")+`)
		ORDER BY id DESC LIMIT $1`, args...)
}

func ofStaff(ctx context.Context, d *db.DB, w db.Where, n int) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+Columns+` FROM notices`+w.String()+` ORDER BY id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func toStaff(ctx context.Context, d *db.DB, staff, id int64) (Notice, error) {
	return db.One[Notice](ctx, d, `SELECT `+Columns+` FROM notices WHERE id = $1 AND staff_id = $2 AND staff_id <> 0`, id, staff)
}

// ofTemplate is how many notices are of a template.
type ofTemplate struct {
	Template string
	N        int64
}

func unreadBy(ctx context.Context, d *db.DB, staff int64) ([]ofTemplate, error) {
	return db.All[ofTemplate](ctx, d, `SELECT template, COUNT(*) AS n FROM notices
		WHERE staff_id = $1 AND staff_id <> 0 AND read_at = 0 GROUP BY template`, staff)
}

func unread(ctx context.Context, d *db.DB, staff int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM notices WHERE staff_id = $1 AND staff_id <> 0 AND read_at = 0`, staff)
}

func markRead(ctx context.Context, d *db.DB, staff, first, last, now int64) error {
	return d.Exec(ctx, `UPDATE notices SET read_at = $4 WHERE staff_id = $1 AND staff_id <> 0 AND read_at = 0 AND id >= $2 AND id <= $3`,
		staff, first, last, now)
}

// failed reads by the index notices_failing.
func failed(ctx context.Context, d *db.DB, n int) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM notices WHERE state <> 'sent' AND state = 'dead' ORDER BY id DESC LIMIT $1`, n)
}

func countState(ctx context.Context, d *db.DB, state string, most int) (int64, error) {
	if state == Sent {
		return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE state = 'sent' LIMIT $1) x`, most)
	}
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE state <> 'sent' AND state = $1 LIMIT $2) x`, state, most)
}

func requeue(ctx context.Context, d *db.DB, id, now int64) error {
	return d.Exec(ctx, `UPDATE notices SET state = 'queued', tries = 0, unsure = 0, since = 0, due_at = $2 WHERE id = $1 AND state = 'dead'`, id, now)
}

func templates(ctx context.Context, d *db.DB) ([]Template, error) {
	return db.All[Template](ctx, d, `SELECT code, title, type, text, editor, edited_at FROM notice_templates ORDER BY code`)
}

// addTemplate leaves what somebody has edited as it is; its type, which nobody edits, is the seed's.
func addTemplate(ctx context.Context, tx *db.DB, t Template) error {
	err := tx.Exec(ctx, `INSERT INTO notice_templates (code, title, type, text, editor, edited_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE SET title = excluded.title, text = excluded.text WHERE notice_templates.editor = excluded.editor`,
		t.Code, t.Title, t.Type, t.Text, t.Editor, t.EditedAt)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, `UPDATE notice_templates SET type = $2 WHERE code = $1 AND type <> $2`, t.Code, t.Type)
}

func putTemplate(ctx context.Context, tx *db.DB, t Template) error {
	return tx.Exec(ctx, `INSERT INTO notice_templates (code, title, text, editor, edited_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE SET title = excluded.title, text = excluded.text, editor = excluded.editor, edited_at = excluded.edited_at`,
		t.Code, t.Title, t.Text, t.Editor, t.EditedAt)
}

func backlog(ctx context.Context, d *db.DB, since int64) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(created_at), 0) AS oldest,
		(SELECT COUNT(*) FROM notices WHERE state <> 'sent' AND state = 'dead' AND id > $1) AS failed FROM notices WHERE state = 'queued'`, since)
}
