package flow

import (
	"context"
	"iter"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/region"
)

// lockSeals lets one transaction at a time seal. SQLite has one writer anyway.
func lockSeals(ctx context.Context, tx *db.DB) error {
	if !tx.Postgres() {
		return nil
	}
	return tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7311)`)
}

// moveFresh takes events off the list of what is fresh into a batch and returns how many.
func moveFresh(ctx context.Context, tx *db.DB, seal int64, most int) (int, error) {
	taken, err := db.All[leaf](ctx, tx, `DELETE FROM case_fresh WHERE (case_id, seq) IN
		(SELECT case_id, seq FROM case_fresh ORDER BY case_id, seq LIMIT $1) RETURNING case_id, seq`, most)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, len(taken))
	for i, l := range taken {
		rows[i] = []any{seal, l.CaseID, l.Seq}
	}
	return len(taken), tx.Insert(ctx, `INSERT INTO ledger_leaves (seal, case_id, seq)`, rows)
}

// batchFull reports whether so many events wait to be sealed.
func batchFull(ctx context.Context, d *db.DB, n int) (bool, error) {
	waiting, err := db.One[int](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM case_fresh LIMIT $1) x`, n)
	return waiting >= n, err
}

// takeLines puts the lines of the audit log and of the proofs that no batch holds on the list of what is fresh.
// Nodes write them side by side, so one may become visible after a later one was sealed: it looks back an
// hour (ids count milliseconds above their lowest 22 bits).
func takeLines(ctx context.Context, tx *db.DB) error {
	for _, of := range []struct{ leaf, table string }{{"0", "audits"}, {"-1", "db_proofs"}} {
		if err := tx.Exec(ctx, `INSERT INTO case_fresh (case_id, seq) SELECT `+of.leaf+`, a.id FROM `+of.table+` a
			WHERE a.id > (SELECT COALESCE(MAX(l.seq), 0) FROM ledger_leaves l WHERE l.case_id = `+of.leaf+`) - 15099494400000
			AND NOT EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.case_id = `+of.leaf+` AND l.seq = a.id) ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
	}
	return nil
}

// balance counts the ledger: how many events wait to be sealed (Fresh), how many more there are than
// are sealed or wait (Loose), and how many more the seals speak of than they hold (Torn).
type balance struct{ Fresh, Loose, Torn int64 }

func balanceOf(ctx context.Context, d *db.DB) (balance, error) {
	return db.One[balance](ctx, d, `SELECT (SELECT COUNT(*) FROM case_fresh) AS fresh,
		(SELECT COUNT(*) FROM case_events) - (SELECT COUNT(*) FROM case_fresh WHERE case_id > 0) - (SELECT COUNT(*) FROM ledger_leaves WHERE case_id > 0) AS loose,
		(SELECT COALESCE(CAST(SUM(events) AS BIGINT), 0) FROM ledger_seals) - (SELECT COUNT(*) FROM ledger_leaves) AS torn`)
}

func lastSeal(ctx context.Context, tx *db.DB) (Seal, error) {
	return db.One[Seal](ctx, tx, `SELECT * FROM ledger_seals ORDER BY n DESC LIMIT 1`)
}

func allSeals(ctx context.Context, d *db.DB) iter.Seq2[Seal, error] {
	return db.Each[Seal](ctx, d, `SELECT * FROM ledger_seals ORDER BY n`)
}

func insertSeal(ctx context.Context, tx *db.DB, s Seal) error {
	return tx.Exec(ctx, `INSERT INTO ledger_seals (n, at, events, root, prev, signature) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.N, s.At, s.Events, s.Root, s.Prev, s.Signature)
}

// leavesOf are the events of a batch as they stand now; one that is gone has no hash.
func leavesOf(ctx context.Context, d *db.DB, seal int64) iter.Seq2[leaf, error] {
	return db.Each[leaf](ctx, d, `SELECT l.case_id, l.seq, COALESCE(e.hash, a.hash, p.hash, '') AS hash FROM ledger_leaves l
		LEFT JOIN case_events e ON e.case_id = l.case_id AND e.seq = l.seq
		LEFT JOIN audits a ON l.case_id = 0 AND a.id = l.seq
		LEFT JOIN db_proofs p ON l.case_id = -1 AND p.id = l.seq
		WHERE l.seal = $1 ORDER BY l.case_id, l.seq`, seal)
}

func casesFrom(ctx context.Context, d *db.DB, id int64, n int) iter.Seq2[Case, error] {
	return db.Each[Case](ctx, d, `SELECT `+caseColumns+` FROM cases WHERE id >= $1 ORDER BY id LIMIT $2`, id, n)
}

func eventsBetween(ctx context.Context, d *db.DB, first, last int64) iter.Seq2[Event, error] {
	return db.Each[Event](ctx, d, `SELECT * FROM case_events WHERE case_id >= $1 AND case_id <= $2 ORDER BY case_id, seq`, first, last)
}

// A batch is counted once, in the transaction that seals it: for each level of the case's place, by
// day and by month.
func countBatch(ctx context.Context, tx *db.DB, seal int64) error {
	moves, err := db.All[moved](ctx, tx, movedQuery+`JOIN ledger_leaves l ON l.case_id = e.case_id AND l.seq = e.seq WHERE l.seal = $1`, seal)
	if err != nil {
		return err
	}
	sums := map[counter]int64{}
	for _, m := range moves {
		for _, k := range m.counters() {
			sums[k]++
		}
	}
	for k, n := range sums {
		if err := tx.Exec(ctx, `INSERT INTO case_counts (scope, period, kind, dept, event, from_state, to_state, late, n)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (scope, period, kind, dept, event, from_state, to_state, late) DO UPDATE SET n = case_counts.n + excluded.n`,
			k.Scope, k.Period, k.Kind, k.Dept, k.Event, k.FromState, k.ToState, k.Late, n); err != nil {
			return err
		}
	}
	return nil
}

// placeThen is where a case (c) lay when an event (e) happened.
const placeThen = `COALESCE(NULLIF(e.region, ''), NULLIF(c.origin, ''), c.region)`

const movedQuery = `SELECT c.kind, e.dept, ` + placeThen + ` AS place, e.event, e.from_state, e.to_state, e.late, e.day
	FROM case_events e JOIN cases c ON c.id = e.case_id `

// countsNow are the kept counts of a place and what is not in them yet, read together: an event is
// counted in one of the two. day is how the period is made of an event's day. By CROSS JOIN SQLite begins
// with the few that are fresh.
func countsNow(ctx context.Context, d *db.DB, scope region.Code, day string, from, to int64) ([]Count, error) {
	if scope.Level() < region.City {
		scope = ""
	}
	return db.All[Count](ctx, d, `SELECT period, kind, dept, event, from_state, to_state, late, SUM(n) AS n FROM (
			SELECT period, kind, dept, event, from_state, to_state, late, n FROM case_counts
				WHERE scope = $1 AND period >= $2 AND period <= $3
			UNION ALL
			SELECT `+day+`, c.kind, e.dept, e.event, e.from_state, e.to_state, e.late, 1
				FROM case_fresh f CROSS JOIN case_events e CROSS JOIN cases c
				WHERE e.case_id = f.case_id AND e.seq = f.seq AND c.id = f.case_id AND `+placeThen+` >= $1 AND `+placeThen+` <= $4 AND `+day+` >= $2 AND `+day+` <= $3) t
		GROUP BY period, kind, dept, event, from_state, to_state, late ORDER BY period, kind, dept, event, from_state, to_state, late`, scope, from, to, scope.Last())
}

// movesIn are all events of a place in a time, for the recount.
func movesIn(ctx context.Context, d *db.DB, from, to calendar.Day) ([]moved, error) {
	return db.All[moved](ctx, d, movedQuery+`WHERE e.day >= $1 AND e.day <= $2`, from, to)
}

// audits streams the audit log.
func audits(ctx context.Context, d *db.DB) iter.Seq2[people.Audit, error] {
	return db.Each[people.Audit](ctx, d, `SELECT * FROM audits ORDER BY id`)
}
