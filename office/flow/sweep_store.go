package flow

import (
	"context"

	"wuyou/kit/db"
)

// nextAlarm is the first alarm after one instant and not after another; 0: none.
func nextAlarm(ctx context.Context, d *db.DB, after, until int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MIN(alarm_at), 0) FROM cases
		WHERE alarm_at > $1 AND alarm_at <= $2 AND alarm_at < 1152921504606846976`, after, until)
}

// ringing are the cases whose time has come, the longest overdue first.
func ringing(ctx context.Context, d *db.DB, now int64, n int) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM cases WHERE alarm_at <= $1 AND alarm_at < 1152921504606846976 ORDER BY alarm_at LIMIT $2`, now, n)
}

// claimRinging takes a case for this transaction if its time still has come. On PostgreSQL another
// node that is at it is skipped.
func claimRinging(ctx context.Context, tx *db.DB, id, now int64) (Case, error) {
	lock := ""
	if tx.Postgres() {
		lock = ` FOR UPDATE SKIP LOCKED`
	}
	return db.One[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases WHERE id = $1 AND alarm_at <= $2`+lock, id, now)
}

// setLamp stores when the lamp turns and what it shows now, where that changed without an event.
func setLamp(ctx context.Context, tx *db.DB, was, k Case) error {
	if err := tx.Exec(ctx, `UPDATE cases SET warn_at = $2, urgency = $3, alarm_at = $4 WHERE id = $1`, k.ID, k.WarnAt, k.Urgency, k.AlarmAt); err != nil {
		return err
	}
	if was.Urgency == k.Urgency {
		return nil
	}
	return tx.Exec(ctx, `UPDATE case_turns SET urgency = $2 WHERE case_id = $1`, k.ID, k.Urgency)
}

func openFrom(ctx context.Context, d *db.DB, id int64, n int) ([]Case, error) {
	return db.All[Case](ctx, d, `SELECT `+caseColumns+` FROM cases
		WHERE id >= $1 AND (closed_at = 0 OR alarm_at < 1152921504606846976) ORDER BY id LIMIT $2`, id, n)
}

// runningFrom are the cases from a number on that are open or have a clock, which alarm_at need not say of those that are closed.
func runningFrom(ctx context.Context, d *db.DB, id int64, n int) ([]Case, error) {
	return db.All[Case](ctx, d, `SELECT `+caseColumns+` FROM cases
		WHERE id >= $1 AND (closed_at = 0 OR clocks NOT IN ('', 'null', '[]')) ORDER BY id LIMIT $2`, id, n)
}

// unlike says of a turn t of a case c that it does not say of it what the case says.
const unlike = `(t.kind <> c.kind OR t.due_at <> c.due_at OR t.urgency <> c.urgency)`

// oddTurns are the cases with such turns, with numbers from first to last.
func oddTurns(ctx context.Context, d *db.DB, first, last int64) (map[int64]bool, error) {
	ids, err := db.All[int64](ctx, d, `SELECT DISTINCT t.case_id FROM case_turns t JOIN cases c ON c.id = t.case_id
		WHERE t.case_id >= $1 AND t.case_id <= $2 AND `+unlike, first, last)
	odd := make(map[int64]bool, len(ids))
	for _, id := range ids {
		odd[id] = true
	}
	return odd, err
}

// alignTurns has the turns of a case say of it what the case says, and returns of how many that is new.
func alignTurns(ctx context.Context, tx *db.DB, id int64) (n int64, err error) {
	return tx.Affect(ctx, `UPDATE case_turns SET kind = c.kind, due_at = c.due_at, urgency = c.urgency FROM cases c
		WHERE case_turns.case_id = $1 AND c.id = $1 AND (case_turns.kind <> c.kind OR case_turns.due_at <> c.due_at OR case_turns.urgency <> c.urgency)`, id)
}

// stillSnoozed says of a row t of case_snoozes that its case was not dealt with since.
const stillSnoozed = `EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id AND c.alarm_at = t.alarm_at)`

// noteSnooze notes that what has come due in a case failed and is tried again at alarm, and forgets the cases that were dealt with. It comes
// before the case has its new alarm.
func noteSnooze(ctx context.Context, tx *db.DB, id, now, alarm int64) error {
	if err := tx.Exec(ctx, `DELETE FROM case_snoozes AS t WHERE NOT `+stillSnoozed); err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO case_snoozes (case_id, since, alarm_at) VALUES ($1, $2, $3)
		ON CONFLICT (case_id) DO UPDATE SET alarm_at = excluded.alarm_at`, id, now, alarm)
}

// snoozed is how many cases the sweep tries again, and since when the first of them failed; 0: there is none.
func snoozed(ctx context.Context, d *db.DB) (n, since int64, err error) {
	b, err := db.One[db.Backlog](ctx, d, `SELECT 0 AS waiting, COALESCE(MIN(since), 0) AS oldest, COUNT(*) AS failed FROM case_snoozes t WHERE `+stillSnoozed)
	return b.Failed, b.Oldest, err
}

// ringBacklog are the cases whose alarm has come.
func ringBacklog(ctx context.Context, d *db.DB, now int64) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(alarm_at), 0) AS oldest,
			(SELECT COUNT(*) FROM case_snoozes t WHERE `+stillSnoozed+`) AS failed
		FROM cases WHERE alarm_at <= $1 AND alarm_at < 1152921504606846976`, now)
}
