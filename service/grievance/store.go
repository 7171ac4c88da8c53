package grievance

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/region"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed seed
var seeds embed.FS

// Schema are the tables of grievances.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: Kind, Files: files, Kept: []db.Kept{
		{Table: "grievances", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "grievance_duties", Key: []string{"case_id", "no"}, Group: "case_id"},
		{Table: "grievance_meetings", Key: []string{"case_id", "no"}, Group: "case_id"},
		{Table: "grievance_causes", Key: []string{"id"}},
	}, Places: map[string]string{
		"grievances.hall": "where it was taken in", "grievance_meetings.place": "the name of a room",
	}}
}

type row struct {
	CaseID      int64
	SentKey     string
	Hall        region.Code
	Application int64
	ToldSealed  string
	Times       int64
	Files       string
	Since       int64
	Round       int64
	Again       bool
	Class       string
	Cause       string
	Opinion     string
	Proposal    string
	Road        string
	Outcome     string
	Basis       string
	Reply       string
	RepliedAt   int64
	RepliedDay  calendar.Day
	OnTime      bool
	ContactedAt int64
	PlanDay     calendar.Day
	VisitedDay  calendar.Day
	Reached     bool
	Solved      string
	Level       int64
	Said        string
	SentHash    string
	JudgedDay   calendar.Day // when the class and the cause were found
	Named       string       // who is meant, as found out: numbers of staff, "0" nobody here
	Entered     string       // confirm, withdraw: entered in the person's name, waits for a second person
	NamedBefore string       // who was found to be meant in the rounds before: numbers of staff
}

const columns = `case_id, sent_key, hall, application, told_sealed, times, files, since, round, again, class, cause, opinion, proposal, road,
	outcome, basis, reply, replied_at, replied_day, on_time, contacted_at, plan_day, visited_day, reached, solved, level, said, sent_hash, judged_day, named, entered, named_before`

func rowByCase(ctx context.Context, d *db.DB, id int64) (row, error) {
	return db.One[row](ctx, d, `SELECT `+columns+` FROM grievances WHERE case_id = $1`, id)
}

func rowByKey(ctx context.Context, d *db.DB, key string) (row, error) {
	return db.One[row](ctx, d, `SELECT `+columns+` FROM grievances WHERE sent_key = $1 AND sent_key <> ''`, key)
}

// insertRow enters a grievance, and reports whether its key was new.
func insertRow(ctx context.Context, tx *db.DB, r row) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO grievances (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
		ON CONFLICT DO NOTHING`,
		r.CaseID, r.SentKey, r.Hall, r.Application, r.ToldSealed, r.Times, r.Files, r.Since, r.Round, r.Again, r.Class, r.Cause, r.Opinion, r.Proposal, r.Road,
		r.Outcome, r.Basis, r.Reply, r.RepliedAt, r.RepliedDay, r.OnTime, r.ContactedAt, r.PlanDay, r.VisitedDay, r.Reached, r.Solved, r.Level, r.Said, r.SentHash, r.JudgedDay, r.Named, r.Entered, r.NamedBefore)
	return n == 1, err
}

func updateRow(ctx context.Context, tx *db.DB, r row) error {
	return tx.Exec(ctx, `UPDATE grievances SET since = $2, round = $3, class = $4, cause = $5, opinion = $6, proposal = $7, road = $8, outcome = $9,
		basis = $10, reply = $11, replied_at = $12, replied_day = $13, on_time = $14, contacted_at = $15, plan_day = $16, visited_day = $17,
		reached = $18, solved = $19, level = $20, said = $21, judged_day = $22, named = $23, entered = $24, named_before = $25 WHERE case_id = $1`,
		r.CaseID, r.Since, r.Round, r.Class, r.Cause, r.Opinion, r.Proposal, r.Road, r.Outcome, r.Basis, r.Reply, r.RepliedAt, r.RepliedDay, r.OnTime,
		r.ContactedAt, r.PlanDay, r.VisitedDay, r.Reached, r.Solved, r.Level, r.Said, r.JudgedDay, r.Named, r.Entered, r.NamedBefore)
}

// rowsOf reads many grievances at once.
func rowsOf(ctx context.Context, d *db.DB, ids []int64) ([]row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.All[row](ctx, d, `SELECT `+columns+` FROM grievances WHERE case_id IN `+db.In(1, len(ids)), args...)
}

// earlier is the last time the same person reported the same matter, from a day on.
func earlier(ctx context.Context, d *db.DB, applicant, not int64, title string, from calendar.Day) (int64, error) {
	return db.One[int64](ctx, d, `SELECT c.id FROM cases c JOIN grievances g ON g.case_id = c.id
		WHERE c.applicant = $1 AND c.applicant <> 0 AND c.id <> $2 AND c.title = $3 AND c.opened_day >= $4 ORDER BY c.id DESC LIMIT 1`, applicant, not, title, from)
}

// Meetings.

type meetingRow struct {
	CaseID    int64
	No        int64
	Depts     string
	Experts   string
	Place     string
	HeldAt    string
	CalledAt  int64
	CalledBy  string
	CalledDay calendar.Day
	Opinions  string
	Minutes   string
	Decision  string
	Tasks     string
	Lead      string
	DecidedAt int64
}

func meetingsOf(ctx context.Context, d *db.DB, id int64) ([]meetingRow, error) {
	return db.All[meetingRow](ctx, d, `SELECT * FROM grievance_meetings WHERE case_id = $1 ORDER BY no`, id)
}

func insertMeeting(ctx context.Context, tx *db.DB, m meetingRow) error {
	return tx.Exec(ctx, `INSERT INTO grievance_meetings (case_id, no, depts, experts, place, held_at, called_at, called_by, called_day, opinions, minutes, decision, tasks, lead, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '', '', 0)`,
		m.CaseID, m.No, m.Depts, m.Experts, m.Place, m.HeldAt, m.CalledAt, m.CalledBy, m.CalledDay, m.Opinions)
}

func updateMeeting(ctx context.Context, tx *db.DB, m meetingRow) error {
	return tx.Exec(ctx, `UPDATE grievance_meetings SET opinions = $3, minutes = $4, decision = $5, tasks = $6, lead = $7, decided_at = $8 WHERE case_id = $1 AND no = $2`,
		m.CaseID, m.No, m.Opinions, m.Minutes, m.Decision, m.Tasks, m.Lead, m.DecidedAt)
}

// Accountability files.

type dutyRow struct {
	CaseID    int64
	No        int64
	Dept      string
	OpenedDay calendar.Day
	Statement string
	Person    string
	Finding   string
	Ways      string
	Result    string
	ClosedBy  string
	ClosedDay calendar.Day
}

func dutiesOf(ctx context.Context, d *db.DB, id int64) ([]dutyRow, error) {
	return db.All[dutyRow](ctx, d, `SELECT * FROM grievance_duties WHERE case_id = $1 ORDER BY no`, id)
}

func insertDuty(ctx context.Context, tx *db.DB, r dutyRow) error {
	return tx.Exec(ctx, `INSERT INTO grievance_duties (case_id, no, dept, opened_day, statement, person, finding, ways, result, closed_by, closed_day)
		VALUES ($1, $2, $3, $4, '', '', '', '', '', '', 0)`, r.CaseID, r.No, r.Dept, r.OpenedDay)
}

func updateDuty(ctx context.Context, tx *db.DB, r dutyRow) error {
	return tx.Exec(ctx, `UPDATE grievance_duties SET statement = $3, person = $4, finding = $5, ways = $6, result = $7, closed_by = $8, closed_day = $9
		WHERE case_id = $1 AND no = $2`, r.CaseID, r.No, r.Statement, r.Person, r.Finding, r.Ways, r.Result, r.ClosedBy, r.ClosedDay)
}

// Causes.

// allCauses are the causes of all times, the newest wording first.
func allCauses(ctx context.Context, d *db.DB) ([]Cause, error) {
	return db.All[Cause](ctx, d, `SELECT code, class, name, meaning, handling, valid_from, valid_to FROM grievance_causes ORDER BY valid_from DESC, class, code`)
}

func causesOn(ctx context.Context, d *db.DB, class string, day calendar.Day) ([]Cause, error) {
	return db.All[Cause](ctx, d, `SELECT code, class, name, meaning, handling, valid_from, valid_to FROM grievance_causes
		WHERE `+rule.InForce+` AND class = $2 ORDER BY code`, day, class)
}
