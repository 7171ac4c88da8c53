package grievance

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

// Schema are the tables of grievances.
func Schema() db.Migrations {
	m := db.MigrationsOf(Kind, files,
		db.Kept{Table: Grievances.Name(), Key: []string{"case_id"}, Group: "case_id", Round: 1},
		db.Kept{Table: duties.Name(), Key: []string{"case_id", "no"}, Group: "case_id"},
		db.Kept{Table: meetings.Name(), Key: []string{"case_id", "no"}, Group: "case_id"},
		db.Kept{Table: "grievance_causes", Key: []string{"id"}})
	m.Places = map[string]string{"grievances.hall": "where it was taken in", "grievance_meetings.place": "the name of a room"}
	return m
}

var (
	meetings = db.TableOf[meetingRow]("grievance_meetings", "case_id", "no")
	duties   = db.TableOf[dutyRow]("grievance_duties", "case_id", "no")
)

// meetingsOf are the consultations of a matter, the first of them first.
func meetingsOf(ctx context.Context, d *db.DB, id int64) ([]meetingRow, error) {
	return meetings.All(ctx, d, `WHERE case_id = $1 ORDER BY no`, id)
}

// dutiesOf are the accountability files of a matter, the first of them first.
func dutiesOf(ctx context.Context, d *db.DB, id int64) ([]dutyRow, error) {
	return duties.All(ctx, d, `WHERE case_id = $1 ORDER BY no`, id)
}

// openDuties are the accountability files without a result.
func openDuties(ctx context.Context, d *db.DB, id int64) ([]dutyRow, error) {
	return duties.All(ctx, d, `WHERE case_id = $1 AND closed_day = 0 ORDER BY no`, id)
}

// earlier is the last time, from a day on, that the applicant of a case reported the same matter; db.ErrNone if he did not.
func earlier(ctx context.Context, d *db.DB, k flow.Case, from calendar.Day) (int64, error) {
	return db.One[int64](ctx, d, `SELECT c.id FROM `+both+`
		WHERE c.applicant = $1 AND c.applicant <> 0 AND c.id <> $2 AND c.title = $3 AND c.opened_day >= $4 ORDER BY c.id DESC LIMIT 1`,
		k.Applicant, k.ID, k.Title, from)
}

const causeRows = `SELECT code, class, name, meaning, handling, valid_from, valid_to FROM grievance_causes`

// allCauses are the causes of all times, the newest wording first.
func allCauses(ctx context.Context, d *db.DB) ([]Cause, error) {
	return db.All[Cause](ctx, d, causeRows+` ORDER BY valid_from DESC, class, code`)
}

func causesOn(ctx context.Context, d *db.DB, class string, day calendar.Day) ([]Cause, error) {
	return db.All[Cause](ctx, d, causeRows+` WHERE `+rule.InForce+` AND class = $2 ORDER BY code`, day, class)
}
