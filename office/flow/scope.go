package flow

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Columns are those of a case, in a query over cases (c).
const Columns = caseFields

// Scope narrows a query over cases (c) to those in the scope of the actor's posts of the roles, or of
// all his posts that see cases. The ledgers (台账) that a service keeps beside its cases are read so.
func Scope(w *db.Where, a people.Actor, roles ...people.Role) {
	conds, args := []string{"1 = 0"}, []any{}
	for _, p := range a.Seeing() {
		if !p.Role.Casework() || len(roles) > 0 && !slices.Contains(roles, p.Role) {
			continue
		}
		cond, arg := inScope(p)
		if p.Role.Copied() {
			cond, arg = cond+" AND "+isCopied, append(arg, p.Role)
		}
		conds, args = append(conds, cond), append(args, arg...)
	}
	w.And("("+strings.Join(conds, " OR ")+")", args...)
}

// OpenedBy narrows a query over events (e) and their cases (c), EventsFrom, to the cases of a kind that a member of staff opened.
func OpenedBy(w *db.Where, kind string, staff int64) {
	w.And("e.actor_kind = 'staff' AND e.actor_id = ? AND e.seq = 1 AND c.kind = ?", staff, kind)
}

// DoneBy narrows a query over events (e) and their cases (c), EventsFrom, to what a member of staff did.
func DoneBy(w *db.Where, staff int64) {
	w.And("e.actor_kind = 'staff' AND e.actor_id = ?", staff)
}

// EventsFrom are the tables of events and their cases, and EventColumns the columns of an EventRow in them; e.at, e.case_id and e.seq
// place its rows (EventRow.Place).
const (
	EventsFrom   = "case_events e JOIN cases c ON c.id = e.case_id"
	EventColumns = caseFields + `, e.seq AS event_seq, e.event, e.at AS event_at, e.actor_kind, e.actor_name, e.from_state, e.to_state, e.note`
)

// Turns narrows a query over turns (t) and their cases (c), TurnsFrom, to those that are the actor's by his posts, as far as the filter
// lets them through: the inbox as a condition.
func (e *Engine) Turns(w *db.Where, actor people.Actor, f Filter) { w.Any(e.sources(actor, f)...) }

// AtDesk narrows a query over turns (t), TurnsFrom, to those that nobody has taken and that wait where the given one does.
func AtDesk(w *db.Where, t Turn) {
	w.And("t.assignee = 0 AND t.role = ? AND t.dept = ? AND t.city = ? AND t.county = ? AND t.township = ? AND t.village = ?",
		t.Role, t.Dept, t.City, t.County, t.Township, t.Village)
	if t.Dept != "" {
		w.And("t.dept <> ''") // by the index of departments
	} else if col := turnLevel[t.Place().Level()]; col != "" {
		w.And(col + " <> ''") // by the index of the level
	}
}

// TurnsFrom are the tables of Turns and AtDesk, and TurnColumns the columns of a TurnRow in them; t.due_at, t.case_id and t.no place its rows.
const (
	TurnsFrom   = "case_turns t JOIN cases c ON c.id = t.case_id"
	TurnColumns = caseFields + ", t.no, t.step, t.role, t.assignee, t.holder, t.opened_at AS since"
)

// isCopied is the condition over cases (c) that the role was sent them.
const isCopied = "c.id IN (SELECT x.case_id FROM case_copies x WHERE x.role = ?)"

// Copied narrows a query over cases (c) to those that a post sees, where it sees copies only.
func Copied(w *db.Where, p people.Post) {
	if p.Role.Copied() {
		w.And(isCopied, p.Role)
	}
}

// Copy sends a case to a role that sees copies only: from now on its posts whose scope covers the case see it,
// here, in lists and in counts. It must run in a transaction.
func (e *Engine) Copy(ctx context.Context, tx *db.DB, id int64, to people.Role) error {
	return insertCopy(ctx, tx, id, to, e.now().UnixMilli())
}

// inScope is people.Post.Covers as a condition over cases (c).
func inScope(p people.Post) (string, []any) {
	cond, args := inPlace(p.Region)
	if p.Dept == "" {
		return cond, args
	}
	above := []any{region.Code("")}
	for l := region.Province; l < p.Region.Level(); l++ {
		above = append(above, p.Region.At(l))
	}
	return "c.dept = ? AND c.dept <> '' AND (" + cond + " OR c.region IN (?" + strings.Repeat(", ?", len(above)-1) + "))",
		append(append([]any{p.Dept}, args...), above...)
}

// Within narrows a query over cases (c) to those of a place.
func Within(w *db.Where, place region.Code) {
	cond, args := inPlace(place)
	w.And(cond, args...)
}

func inPlace(place region.Code) (string, []any) {
	switch level := place.Level(); level {
	case region.Nation:
		return "1 = 1", nil
	case region.Province:
		return "c.region >= ? AND c.region <= ?", []any{place, place.Last()}
	default:
		return caseLevel[level] + " = ?", []any{place}
	}
}

// Theirs narrows a query over cases (c) to those of which a column, the applicant or who acts for him, names a record that gives the citizen a
// right to the case: people.Actor.MayIn as a condition.
func Theirs(w *db.Where, column string, a people.Actor, r people.Right) {
	var all, online, some, cases []any
	for _, h := range a.Holds {
		switch {
		case h.Rights&r != r || h.Person == 0 || a.Kind != people.Citizen:
		case h.Case != 0:
			some, cases = append(some, h.Person), append(cases, h.Case)
		case h.Online:
			online = append(online, h.Person)
		default:
			all = append(all, h.Person)
		}
	}
	conds, args := []string{"1 = 0"}, []any{}
	for _, one := range []struct {
		and     string
		records []any
		more    []any
	}{{"", all, nil}, {" AND c.channel = '" + ByOnline + "'", online, nil}, {" AND " + among("c.id", cases), some, cases}} {
		if len(one.records) > 0 {
			conds, args = append(conds, among(column, one.records)+one.and), append(append(args, one.records...), one.more...)
		}
	}
	w.And("("+strings.Join(conds, " OR ")+")", args...)
}

// among is the condition that a column is one of the values; of none it is never true.
func among(column string, values []any) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	return column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")"
}
