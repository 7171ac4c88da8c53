package ledger

import (
	"context"
	"iter"

	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/region"
)

// lockSeals lets one transaction at a time seal. SQLite has one writer anyway.
func lockSeals(ctx context.Context, tx *db.DB) error {
	if !tx.Postgres() {
		return nil
	}
	return tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7311)`)
}

// moveFresh takes records off the list of what is fresh into a batch and returns how many.
func moveFresh(ctx context.Context, tx *db.DB, seal int64, most int) (int, error) {
	taken, err := db.All[leaf](ctx, tx, `DELETE FROM db_fresh WHERE (chain, seq) IN
		(SELECT chain, seq FROM db_fresh ORDER BY chain, seq LIMIT $1) RETURNING chain AS case_id, seq`, most)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, len(taken))
	for i, l := range taken {
		rows[i] = []any{seal, l.CaseID, l.Seq}
	}
	return len(taken), tx.Insert(ctx, `INSERT INTO ledger_leaves (seal, case_id, seq)`, rows)
}

// freshUpTo is how many records wait to be sealed; it counts to most.
func freshUpTo(ctx context.Context, d *db.DB, most int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM db_fresh LIMIT $1) x`, most)
}

// freshBacklog is what waits to be sealed, since the newest seal.
func freshBacklog(ctx context.Context, d *db.DB) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, 0 AS failed,
		CASE WHEN COUNT(*) = 0 THEN 0 ELSE (SELECT COALESCE(MAX(at), 0) FROM ledger_seals) END AS oldest FROM db_fresh`)
}

// balance counts the records of a kind (1 events, 0 audit lines, -1 proofs): how many wait to be sealed (Fresh), and how
// many more there are than are sealed or wait (Loose).
type balance struct{ Kind, Fresh, Loose int64 }

func balances(ctx context.Context, d *db.DB) ([]balance, error) {
	return db.All[balance](ctx, d, `SELECT kind, CAST(SUM(fresh) AS BIGINT) AS fresh, CAST(SUM(n) AS BIGINT) AS loose FROM (
			SELECT 1 AS kind, 0 AS fresh, COUNT(*) AS n FROM case_events
			UNION ALL SELECT 0, 0, COUNT(*) FROM audits
			UNION ALL SELECT -1, 0, COUNT(*) FROM db_proofs
			UNION ALL SELECT CASE WHEN chain > 0 THEN 1 ELSE chain END, COUNT(*), -COUNT(*) FROM db_fresh GROUP BY 1
			UNION ALL SELECT CASE WHEN case_id > 0 THEN 1 ELSE case_id END, 0, -COUNT(*) FROM ledger_leaves GROUP BY 1) t
		GROUP BY kind ORDER BY kind DESC`)
}

// torn is how many more records the seals speak of than they hold.
func torn(ctx context.Context, d *db.DB) (int64, error) {
	return db.One[int64](ctx, d, `SELECT (SELECT COALESCE(CAST(SUM(events) AS BIGINT), 0) FROM ledger_seals) - (SELECT COUNT(*) FROM ledger_leaves)`)
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

func casesFrom(ctx context.Context, d *db.DB, id int64, n int) iter.Seq2[flow.Case, error] {
	return db.Each[flow.Case](ctx, d, `SELECT `+flow.Columns+` FROM cases c WHERE c.id >= $1 ORDER BY c.id LIMIT $2`, id, n)
}

func eventsBetween(ctx context.Context, d *db.DB, first, last int64) iter.Seq2[flow.Event, error] {
	return db.Each[flow.Event](ctx, d, `SELECT * FROM case_events WHERE case_id >= $1 AND case_id <= $2 ORDER BY case_id, seq`, first, last)
}

// turnsBetween are the turns of the cases with numbers from first to last.
func turnsBetween(ctx context.Context, d *db.DB, first, last int64) iter.Seq2[flow.Turn, error] {
	return db.Each[flow.Turn](ctx, d, `SELECT * FROM case_turns WHERE case_id >= $1 AND case_id <= $2 ORDER BY case_id, no`, first, last)
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
	rows := make([][]any, 0, len(sums))
	for k, n := range sums {
		rows = append(rows, []any{k.Scope, k.Period, k.Kind, k.Dept, k.Event, k.FromState, k.ToState, k.Late, n})
	}
	return tx.Insert(ctx, `INSERT INTO case_counts (scope, period, kind, dept, event, from_state, to_state, late, n)`, rows,
		`ON CONFLICT (scope, period, kind, dept, event, from_state, to_state, late) DO UPDATE SET n = case_counts.n + excluded.n`)
}

// placeThen is where a case (c) lay when an event (e) happened.
const placeThen = `COALESCE(NULLIF(e.region, ''), NULLIF(c.origin, ''), c.region)`

// countedFrom is from where an event counts as a move: a case ends once, and what ends it anew is a move from one end to another.
const countedFrom = `COALESCE(NULLIF(e.ended, ''), e.from_state)`

const movedQuery = `SELECT c.kind, e.dept, ` + placeThen + ` AS place, e.event, ` + countedFrom + ` AS from_state, e.to_state, e.late, e.day
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
			SELECT `+day+`, c.kind, e.dept, e.event, `+countedFrom+`, e.to_state, e.late, 1
				FROM db_fresh f CROSS JOIN case_events e CROSS JOIN cases c
				WHERE e.case_id = f.chain AND e.seq = f.seq AND c.id = f.chain
					AND `+placeThen+` >= $1 AND `+placeThen+` <= $4 AND `+day+` >= $2 AND `+day+` <= $3) t
		GROUP BY period, kind, dept, event, from_state, to_state, late
		ORDER BY period, kind, dept, event, from_state, to_state, late`, scope, from, to, scope.Last())
}

// latestMonth is the last counted month up to one with a case received. db.ErrNone if there is none.
func latestMonth(ctx context.Context, d *db.DB, scope region.Code, dept string, kinds []string, until int) (int64, error) {
	if scope.Level() < region.City {
		scope = ""
	}
	var w db.Where
	w.And("scope = ? AND period <= ? AND from_state = ?", scope, until, flow.Start)
	some := make([]db.Where, len(kinds))
	for i, kind := range kinds {
		some[i].And("kind = ?", kind)
	}
	w.Any(some...)
	if dept != "" {
		w.And("dept = ?", dept)
	}
	return db.One[int64](ctx, d, `SELECT period FROM case_counts`+w.String()+` ORDER BY period DESC LIMIT 1`, w.Args()...)
}

// movesIn are all events of a place in a time, for the recount.
func movesIn(ctx context.Context, d *db.DB, from, to calendar.Day) ([]moved, error) {
	return db.All[moved](ctx, d, movedQuery+`WHERE e.day >= $1 AND e.day <= $2`, from, to)
}

// audits streams the audit log.
func audits(ctx context.Context, d *db.DB) iter.Seq2[audit.Line, error] {
	return db.Each[audit.Line](ctx, d, `SELECT * FROM audits ORDER BY id`)
}
