package flow

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of cases and their ledger.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "flow", Files: files, Kept: []db.Kept{
		{
			Table: "cases", Key: []string{"id"}, Open: []string{"head", "warn_at", "urgency", "alarm_at"},
			Why:   "worked out anew from the clocks as time goes by, by which verify compares them; head is the hash that proves the rest",
			Group: "id", ByHand: true,
		},
		{
			Table: "case_turns", Key: []string{"case_id", "no"}, Open: []string{"kind", "due_at", "urgency"},
			Why: "the case's, kept here for its lists; verify compares them", Group: "case_id", Round: 1,
		},
		{Table: "case_links", Key: []string{"case_id", "other", "kind"}, Group: "case_id"},
		{Table: "case_copies", Key: []string{"role", "case_id"}, Group: "case_id"},
	}, Free: map[string]string{
		"case_once":     "keys that keep a case from being opened twice, forgotten after a time",
		"case_open":     "keeps a second case from being opened about a matter; the cases themselves say which are open",
		"case_events":   "the ledger itself: chained and sealed",
		"case_counts":   "worked out from case_events",
		"case_snoozes":  "what the sweep tries again, for who sees to the program",
		"ledger_leaves": "verified against the seals",
		"ledger_seals":  "signed, each chained to the last",
	}, Ends: map[string]string{
		"case_once":   "pruned daily (limit keep.once)",
		"case_open":   "goes with the end of its case",
		"case_events": "stay with their cases", "case_counts": "one a place, month and act; folded by the sweep",
		"case_snoozes":  "those that were dealt with go when the next is put off",
		"ledger_leaves": "stay: one an event", "ledger_seals": "stay: one a minute in which something happened, or 500 records",
	}, Places: map[string]string{
		"cases.region": "moved by Relocate while the case is not over", "cases.city": "as region",
		"cases.county": "as region", "cases.township": "as region", "cases.village": "as region",
		"cases.origin": "where it was received", "case_turns.city": "moved by Relocate",
		"case_turns.county": "moved by Relocate", "case_turns.township": "moved by Relocate",
		"case_turns.village": "moved by Relocate", "case_events.region": "where it happened", "case_counts.scope": "figures of their time",
	}}
}

const caseColumns = `id, kind, state, seq, region, city, county, township, village, dept, item, title, party, applicant, channel,
	result, clocks, opened_at, opened_day, due_at, warn_at, urgency, alarm_at, closed_at, late, head, origin`

func one(ctx context.Context, d *db.DB, id int64) (Case, error) {
	return db.One[Case](ctx, d, `SELECT `+caseColumns+` FROM cases WHERE id = $1`, id)
}

// CasesOf are some cases by their numbers, read with few statements.
func (e *Engine) CasesOf(ctx context.Context, d *db.DB, ids ...int64) (map[int64]Case, error) {
	list, err := db.Among[Case](ctx, d, `SELECT `+caseColumns+` FROM cases WHERE id IN (#)`, ids)
	cases := make(map[int64]Case, len(list))
	for _, k := range list {
		cases[k.ID] = k
	}
	return cases, err
}

// lastCase is the highest id of a case from first to end; 0 is none.
func lastCase(ctx context.Context, tx *db.DB, first, end int64) (int64, error) {
	return db.One[int64](ctx, tx, `SELECT COALESCE(MAX(id), 0) FROM cases WHERE id >= $1 AND id <= $2`, first, end)
}

// newestEvent is when the newest event of all ledgers was; 0: there is none.
func newestEvent(ctx context.Context, d *db.DB) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(at), 0) FROM case_events`)
}

// claim reads a case and keeps it for this transaction: who comes second waits and sees what the first
// has done. SQLite has one writer anyway.
func claim(ctx context.Context, tx *db.DB, id int64) (Case, error) {
	lock := ""
	if tx.Postgres() {
		lock = ` FOR UPDATE`
	}
	return db.One[Case](ctx, tx, `SELECT `+caseColumns+` FROM cases WHERE id = $1`+lock, id)
}

// heldBy are the cases in which a member of staff has taken a turn, by number, so that two who free at once
// wait for each other in one order.
func heldBy(ctx context.Context, tx *db.DB, staff int64) ([]int64, error) {
	return db.All[int64](ctx, tx, `SELECT DISTINCT case_id FROM case_turns WHERE assignee = $1 AND assignee <> 0 ORDER BY case_id`, staff)
}

func turnsOf(ctx context.Context, d *db.DB, id int64) ([]Turn, error) {
	return db.All[Turn](ctx, d, `SELECT * FROM case_turns WHERE case_id = $1 ORDER BY beside <> '', no`, id)
}

// turnsIn are the turns of some cases, by the case.
func turnsIn(ctx context.Context, d *db.DB, ids []int64) (map[int64][]Turn, error) {
	of := map[int64][]Turn{}
	list, err := db.Among[Turn](ctx, d, `SELECT * FROM case_turns WHERE case_id IN (#) ORDER BY case_id, beside <> '', no`, ids)
	for _, t := range list {
		of[t.CaseID] = append(of[t.CaseID], t)
	}
	return of, err
}

func eventsOf(ctx context.Context, d *db.DB, id int64) ([]Event, error) {
	return db.All[Event](ctx, d, `SELECT * FROM case_events WHERE case_id = $1 ORDER BY seq`, id)
}

func eventsIn(ctx context.Context, d *db.DB, ids []int64) ([]Event, error) {
	return db.Among[Event](ctx, d, `SELECT * FROM case_events WHERE case_id IN (#) ORDER BY case_id, seq`, ids)
}

func eventAt(ctx context.Context, d *db.DB, id, seq int64) (Event, error) {
	return db.One[Event](ctx, d, `SELECT * FROM case_events WHERE case_id = $1 AND seq = $2`, id, seq)
}

func lastOf(ctx context.Context, d *db.DB, id int64, event string) (Event, error) {
	return db.One[Event](ctx, d, `SELECT * FROM case_events WHERE case_id = $1 AND event = $2 ORDER BY seq DESC LIMIT 1`, id, event)
}

// lastBy is the member of staff who did last of some events in a case.
func lastBy(ctx context.Context, d *db.DB, id int64, events []string) (int64, error) {
	var w db.Where
	w.And("case_id = ?", id)
	w.And("actor_kind = ?", people.Staff)
	w.And("event IN (?"+strings.Repeat(", ?", len(events)-1)+")", anys(events)...)
	return db.One[int64](ctx, d, `SELECT actor_id FROM case_events`+w.String()+` ORDER BY seq DESC LIMIT 1`, w.Args()...)
}

// endBefore is the end to which a case came last; "" is none.
func endBefore(ctx context.Context, d *db.DB, id int64, states []State) (string, error) {
	var w db.Where
	var ends []string
	for _, s := range states {
		if s.Final {
			ends = append(ends, s.Code)
		}
	}
	w.And("case_id = ?", id)
	w.And("to_state IN (?"+strings.Repeat(", ?", len(ends)-1)+")", anys(ends)...)
	end, err := db.One[string](ctx, d, `SELECT to_state FROM case_events`+w.String()+` ORDER BY seq DESC LIMIT 1`, w.Args()...)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return end, err
}

// staffActs are what members of staff did in some cases, in order: which event, who, and in which post.
func staffActs(ctx context.Context, d *db.DB, ids []int64) ([]Event, error) {
	return db.Among[Event](ctx, d, `SELECT case_id, seq, event, actor_kind, actor_id, actor_name, post FROM case_events
		WHERE actor_kind = $1 AND case_id IN (#) ORDER BY case_id, seq`, ids, people.Staff)
}

func insertCase(ctx context.Context, tx *db.DB, k Case) error {
	return tx.Exec(ctx, `INSERT INTO cases (`+caseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)`,
		k.ID, k.Kind, k.State, k.Seq, k.Region, k.City, k.County, k.Township, k.Village, k.Dept, k.Item, k.Title, k.Party,
		k.Applicant, k.Channel, k.Result, k.Clocks, k.OpenedAt, k.OpenedDay, k.DueAt, k.WarnAt, k.Urgency, k.AlarmAt, k.ClosedAt, k.Late, k.Head, k.Origin)
}

// updateCase moves the case on from its last event and reports whether it was still there.
func updateCase(ctx context.Context, tx *db.DB, was, k Case) (bool, error) {
	sameTimes := was.DueAt == k.DueAt && was.WarnAt == k.WarnAt && was.Urgency == k.Urgency && was.AlarmAt == k.AlarmAt
	if sameTimes && was.Dept == k.Dept && was.Region == k.Region && was.ClosedAt == k.ClosedAt {
		n, err := tx.Affect(ctx, `UPDATE cases SET state = $3, seq = $4, result = $5, clocks = $6, late = $7, head = $8 WHERE id = $1 AND seq = $2`,
			k.ID, was.Seq, k.State, k.Seq, k.Result, k.Clocks, k.Late, k.Head) // leaves the indexes alone
		return n == 1, err
	}
	n, err := tx.Affect(ctx, `UPDATE cases SET state = $3, seq = $4, dept = $5, result = $6, clocks = $7,
		due_at = $8, warn_at = $9, urgency = $10, alarm_at = $11, closed_at = $12, late = $13, head = $14,
		region = $15, city = $16, county = $17, township = $18, village = $19, origin = $20 WHERE id = $1 AND seq = $2`,
		k.ID, was.Seq, k.State, k.Seq, k.Dept, k.Result, k.Clocks, k.DueAt, k.WarnAt, k.Urgency, k.AlarmAt, k.ClosedAt, k.Late, k.Head,
		k.Region, k.City, k.County, k.Township, k.Village, k.Origin)
	return n == 1, err
}

func insertEvent(ctx context.Context, tx *db.DB, v Event) error {
	if err := tx.Exec(ctx, `INSERT INTO case_events (case_id, seq, event, from_state, to_state, actor_kind, actor_id, actor_name,
			post, input, note, public, effect, late, dept, at, day, proofs, prev_hash, hash, via, region, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		v.CaseID, v.Seq, v.Event, v.FromState, v.ToState, v.ActorKind, v.ActorID, v.ActorName,
		v.Post, v.Input, v.Note, v.Public, v.Effect, v.Late, v.Dept, v.At, v.Day, v.Proofs, v.PrevHash, v.Hash, v.Via, v.Region, v.Ended); err != nil {
		return err
	}
	return tx.Enlist(ctx, v.CaseID, v.Seq)
}

// writeTurns makes the stored turns of a case those of the change.
func writeTurns(ctx context.Context, tx *db.DB, c *Change, before []Turn) error {
	stays := map[int64]Turn{}
	next := int64(0)
	for _, t := range before {
		stays[t.No] = t
		next = max(next, t.No)
	}
	for i := range c.Turns {
		t := &c.Turns[i]
		t.CaseID, t.Kind, t.DueAt, t.Urgency = c.Case.ID, c.Case.Kind, c.Case.DueAt, c.Case.Urgency
		old, was := stays[t.No]
		delete(stays, t.No)
		if was && t.No != 0 {
			if old == *t {
				continue
			}
			if err := tx.Exec(ctx, `UPDATE case_turns SET step = $3, assignee = $4, holder = $5, due_at = $6, role = $7, dept = $8,
				city = $9, county = $10, township = $11, village = $12, urgency = $13, opened_at = $14, beside = $15 WHERE case_id = $1 AND no = $2`,
				t.CaseID, t.No, t.Step, t.Assignee, t.Holder, t.DueAt, t.Role, t.Dept,
				t.City, t.County, t.Township, t.Village, t.Urgency, t.OpenedAt, t.Beside); err != nil {
				return err
			}
			continue
		}
		next++
		t.No, t.OpenedAt = next, c.At.UnixMilli()
		if err := tx.Exec(ctx, `INSERT INTO case_turns (case_id, no, kind, step, role, dept,
				city, county, township, village, assignee, holder, due_at, urgency, opened_at, beside)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			t.CaseID, t.No, t.Kind, t.Step, t.Role, t.Dept,
			t.City, t.County, t.Township, t.Village, t.Assignee, t.Holder, t.DueAt, t.Urgency, t.OpenedAt, t.Beside); err != nil {
			return err
		}
	}
	for no := range stays {
		if err := tx.Exec(ctx, `DELETE FROM case_turns WHERE case_id = $1 AND no = $2`, c.Case.ID, no); err != nil {
			return err
		}
	}
	return nil
}

// write stores the turns, the case and the event, which keeps the proofs of what the transaction has changed
// so far beside the case.
func (e *Engine) write(ctx context.Context, tx *db.DB, c *Change) error {
	k := &c.Case
	first := k.Seq == 0
	k.Seq++
	if err := writeTurns(ctx, tx, c, c.before); err != nil {
		return err
	}
	if was, _ := c.table.State(c.From); !first && !was.Final && k.ClosedAt != 0 {
		var err error
		if c.Event.Ended, err = endBefore(ctx, tx, k.ID, c.table.States); err != nil {
			return err
		}
	}
	if err := tx.Prove("cases", *k); err != nil {
		return err
	}
	if err := e.record(c, tx.TakeProofs(k.ID)); err != nil {
		return err
	}
	k.Head = c.Event.Hash
	if first {
		if err := insertCase(ctx, tx, *k); err != nil {
			return err
		}
	} else {
		ours, err := updateCase(ctx, tx, c.was, *k)
		if err != nil {
			return err
		}
		if !ours { // another was faster between our reading and our writing
			now, err := one(ctx, tx, k.ID)
			if err != nil {
				return fail.Conflict("办件已经变化，请看最新情况再办理")
			}
			return e.moved(ctx, tx, now)
		}
	}
	return insertEvent(ctx, tx, c.Event)
}

type kindState struct{ Kind, State string }

// seenStates are all states in which a case ever was, by the kept counts of months and what is not in them yet.
func seenStates(ctx context.Context, d *db.DB) ([]kindState, error) {
	return db.All[kindState](ctx, d, `SELECT DISTINCT kind, to_state AS state FROM case_counts WHERE scope = '' AND period < 1000000
		UNION SELECT c.kind, e.to_state AS state FROM db_fresh f CROSS JOIN case_events e CROSS JOIN cases c
			WHERE e.case_id = f.chain AND e.seq = f.seq AND c.id = f.chain`)
}

// anyLive reports whether a case is open in a state, or has a clock that still runs.
func anyLive(ctx context.Context, d *db.DB, at kindState) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM cases
		WHERE kind = $1 AND state = $2 AND (closed_at = 0 OR alarm_at < 1152921504606846976) LIMIT 1) x`, at.Kind, at.State)
	return n > 0, err
}

func linksOf(ctx context.Context, d *db.DB, id int64) ([]Link, error) {
	return db.All[Link](ctx, d, `SELECT case_id, other, kind, at FROM case_links WHERE case_id = $1 ORDER BY at`, id)
}

func insertLink(ctx context.Context, tx *db.DB, l Link) error {
	return tx.Exec(ctx, `INSERT INTO case_links (case_id, other, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, l.CaseID, l.Other, l.Kind, l.At)
}

// actedIn are those of some cases in which a member of staff ever did something.
func actedIn(ctx context.Context, d *db.DB, staff int64, ids []int64) ([]int64, error) {
	return db.Among[int64](ctx, d, `SELECT DISTINCT case_id FROM case_events WHERE actor_id = $1 AND actor_kind = $2 AND case_id IN (#)`,
		ids, staff, people.Staff)
}

// openedBy are the first events of those of some cases that somebody of a kind opened: the case and who.
func openedBy(ctx context.Context, d *db.DB, kind people.Kind, ids []int64) ([]Event, error) {
	return db.Among[Event](ctx, d, `SELECT case_id, actor_id FROM case_events WHERE seq = 1 AND actor_kind = $1 AND case_id IN (#)`, ids, kind)
}

func insertCopy(ctx context.Context, tx *db.DB, id int64, to people.Role, at int64) error {
	return tx.Exec(ctx, `INSERT INTO case_copies (role, case_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, to, id, at)
}

// copiedTo are those of some cases that were copied to a role.
func copiedTo(ctx context.Context, d *db.DB, to people.Role, ids ...int64) ([]int64, error) {
	return db.Among[int64](ctx, d, `SELECT case_id FROM case_copies WHERE role = $1 AND case_id IN (#)`, ids, to)
}

// going is the condition of cases that are not over: open, or with a clock that still runs.
const going = `(closed_at = 0 OR alarm_at < 1152921504606846976)`

func openPlaces(ctx context.Context, d *db.DB) ([]region.Code, error) {
	return db.All[region.Code](ctx, d, `SELECT DISTINCT region FROM cases WHERE `+going)
}

func openAt(ctx context.Context, d *db.DB, place region.Code) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM cases WHERE region = $1 AND `+going, place)
}

// deskPlaces are the places at which turns wait, as turns.
func deskPlaces(ctx context.Context, d *db.DB) ([]Turn, error) {
	return db.All[Turn](ctx, d, `SELECT DISTINCT city, county, township, village FROM case_turns WHERE dept = ''`)
}

func waitingAt(ctx context.Context, d *db.DB, t Turn) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT DISTINCT case_id FROM case_turns WHERE dept = '' AND city = $1 AND county = $2 AND township = $3 AND village = $4`,
		t.City, t.County, t.Township, t.Village)
}
