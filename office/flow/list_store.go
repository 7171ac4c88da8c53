package flow

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/people"
)

const caseFields = `c.id, c.kind, c.state, c.seq, c.region, c.city, c.county, c.township, c.village, c.dept, c.item, c.title, c.party, c.applicant,
	c.channel, c.result, c.clocks, c.opened_at, c.opened_day, c.due_at, c.warn_at, c.urgency, c.alarm_at, c.closed_at, c.late, c.head`

const (
	casesOnly  = ` FROM cases c`
	turnsOnly  = ` FROM case_turns t`
	inboxFrom  = turnsOnly + ` JOIN cases c ON c.id = t.case_id`
	inboxQuery = `SELECT ` + caseFields + `, t.no, t.step, t.role, t.assignee, t.holder, t.opened_at AS since` + inboxFrom
	eventQuery = `SELECT ` + caseFields + `, e.seq AS event_seq, e.event, e.at AS event_at, e.actor_name, e.note FROM case_events e JOIN cases c ON c.id = e.case_id`
)

func inboxRows(ctx context.Context, d *db.DB, sources []db.Where, cursor string, n int) ([]TurnRow, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].And("(t.urgency, t.due_at, t.case_id, t.no) > (?, ?, ?, ?)", k[0], k[1], k[2], k[3])
	}
	return first[TurnRow](ctx, d, inboxQuery, sources, ` ORDER BY t.urgency, t.due_at, t.case_id, t.no LIMIT `+strconv.Itoa(n))
}

// first are the first rows of each of the sources, asked for together.
func first[T any](ctx context.Context, d *db.DB, query string, sources []db.Where, order string) ([]T, error) {
	var parts []string
	var args []any
	for i, w := range sources {
		parts = append(parts, `SELECT * FROM (`+query+w.After(len(args))+order+`) s`+strconv.Itoa(i))
		args = append(args, w.Args()...)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return db.All[T](ctx, d, strings.Join(parts, ` UNION ALL `), args...)
}

func desksWaiting(ctx context.Context, d *db.DB, role people.Role) ([]Desk, error) {
	return db.All[Desk](ctx, d, `SELECT role, dept, city, county, township, village, COUNT(*) AS n, MIN(opened_at) AS since, MIN(due_at) AS due_at FROM case_turns
		WHERE assignee = 0 AND role <> $1 AND ($2 = '' OR role = $2) GROUP BY role, dept, city, county, township, village
		ORDER BY since, role, dept, city, county, township, village`, Applicant, role)
}

func inboxEach(ctx context.Context, d *db.DB, w db.Where) iter.Seq2[TurnRow, error] {
	return db.Each[TurnRow](ctx, d, inboxQuery+w.String()+` ORDER BY t.urgency, t.due_at, t.case_id, t.no`, w.Args()...)
}

// part is a source whose rows belong to the figure of a number.
type part struct {
	of    int
	where db.Where
}

// partCount is how many rows a part has, up to one more than CountMost.
type partCount struct{ Part, N int64 }

// countParts counts turns (table t) or cases (c), together. Where nothing is asked of their cases, turns are
// counted by their index alone.
func countParts(ctx context.Context, d *db.DB, table string, parts []part) ([]partCount, error) {
	var counts []string
	var args []any
	for _, p := range parts {
		clause := p.where.After(len(args))
		from := map[string]string{"t": turnsOnly, "c": casesOnly}[table]
		if table == "t" && strings.Contains(clause, "c.") {
			from = inboxFrom
		}
		counts = append(counts, fmt.Sprintf(`SELECT %d AS part, COUNT(*) AS n FROM (SELECT 1%s%s LIMIT %d) x`, p.of, from, clause, CountMost+1))
		args = append(args, p.where.Args()...)
	}
	if len(counts) == 0 {
		return nil, nil
	}
	return db.All[partCount](ctx, d, strings.Join(counts, ` UNION ALL `), args...)
}

func caseRows(ctx context.Context, d *db.DB, sources []db.Where, cursor string, n int) ([]Case, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].And("(c.urgency, c.due_at, c.id) > (?, ?, ?)", k[0], k[1], k[2])
	}
	return first[Case](ctx, d, `SELECT `+caseFields+casesOnly, sources, ` ORDER BY c.urgency, c.due_at, c.id LIMIT `+strconv.Itoa(n))
}

func caseEach(ctx context.Context, d *db.DB, w db.Where) iter.Seq2[Case, error] {
	return db.Each[Case](ctx, d, `SELECT `+caseFields+casesOnly+w.String()+` ORDER BY c.urgency, c.due_at, c.id`, w.Args()...)
}

func eventRows(ctx context.Context, d *db.DB, w db.Where, cursor string, n int) ([]EventRow, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	w = w.Clone()
	w.And("(e.at, e.case_id, e.seq) > (?, ?, ?)", k[0], k[1], k[2])
	return db.All[EventRow](ctx, d, eventQuery+w.String()+` ORDER BY e.at, e.case_id, e.seq LIMIT `+strconv.Itoa(n), w.Args()...)
}

func staffRows(ctx context.Context, d *db.DB, staff int64, cursor string, n int) ([]EventRow, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	if cursor == "" {
		k = key{math.MaxInt64, math.MaxInt64, math.MaxInt64}
	}
	return db.All[EventRow](ctx, d, eventQuery+` WHERE e.actor_kind = 'staff' AND e.actor_id = $1 AND (e.at, e.case_id, e.seq) < ($2, $3, $4)
		ORDER BY e.at DESC, e.case_id DESC, e.seq DESC LIMIT $5`, staff, k[0], k[1], k[2], n)
}

func casesOf(ctx context.Context, d *db.DB, applicant int64, n int) ([]Case, error) {
	return db.All[Case](ctx, d, `SELECT `+caseColumns+` FROM cases WHERE applicant = $1 ORDER BY id DESC LIMIT $2`, applicant, n)
}
