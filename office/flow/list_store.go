package flow

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/people"
)

const caseFields = `c.id, c.kind, c.state, c.seq, c.region, c.city, c.county, c.township, c.village, c.dept, c.item, c.title, c.party, c.applicant,
	c.channel, c.result, c.clocks, c.opened_at, c.opened_day, c.due_at, c.warn_at, c.urgency, c.alarm_at, c.closed_at, c.late, c.head, c.origin`

const (
	casesOnly   = ` FROM cases c`
	turnsOnly   = ` FROM case_turns t`
	inboxFrom   = ` FROM ` + TurnsFrom
	inboxFields = `SELECT ` + TurnColumns
	inboxOrder  = ` ORDER BY t.due_at, t.case_id, t.no`
	caseOrder   = ` ORDER BY c.due_at, c.id`
)

func inboxRows(ctx context.Context, d *db.DB, sources []db.Where, ranges []string, cursor string, n int) ([]TurnRow, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].And("(t.due_at, t.case_id, t.no) > (?, ?, ?)", k[0], k[1], k[2])
	}
	keys, args := first(`SELECT t.due_at, t.case_id, t.no`, "t", sources, ranges, inboxOrder, n)
	return rows[TurnRow](ctx, d, inboxFields+keys+` CROSS JOIN case_turns t CROSS JOIN cases c
		WHERE t.case_id = k.case_id AND t.no = k.no AND c.id = k.case_id`+inboxOrder, args)
}

// first is FROM k, the keys of the first n rows of all sources together. They are found in the index of the
// table alone, where nothing is asked of their cases; what is read of them is joined behind, in this order.
func first(keys, table string, sources []db.Where, ranges []string, order string, n int) (from string, args []any) {
	var parts []string
	for _, w := range sources {
		clause := w.After(len(args))
		for _, r := range ranges {
			parts = append(parts, fmt.Sprintf(`SELECT * FROM (%s%s%s AND %s%s LIMIT %d) s%d`, keys, fromOf(table, clause), clause, r, order, n, len(parts)))
		}
		args = append(args, w.Args()...)
	}
	if len(parts) == 0 {
		return "", nil
	}
	return fmt.Sprintf(` FROM (SELECT * FROM (%s) u ORDER BY 1, 2, 3 LIMIT %d) k`, strings.Join(parts, ` UNION ALL `), n), args
}

// rows are those of a query for what first found; none without sources.
func rows[T any](ctx context.Context, d *db.DB, query string, args []any) ([]T, error) {
	if len(args) == 0 {
		return nil, nil
	}
	return db.All[T](ctx, d, query, args...)
}

// fromOf is turns (t) or cases (c); turns with their cases only where the clause asks something of those.
func fromOf(table, clause string) string {
	switch {
	case table == "c":
		return casesOnly
	case strings.Contains(clause, "c."):
		return inboxFrom
	}
	return turnsOnly
}

func desksWaiting(ctx context.Context, d *db.DB, role people.Role) ([]Desk, error) {
	return db.All[Desk](ctx, d, `SELECT role, dept, city, county, township, village,
			COUNT(*) AS n, MIN(opened_at) AS since, MIN(due_at) AS due_at FROM case_turns
		WHERE assignee = 0 AND role <> $1 AND ($2 = '' OR role = $2) GROUP BY role, dept, city, county, township, village
		ORDER BY since, role, dept, city, county, township, village`, Applicant, role)
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
		counts = append(counts, fmt.Sprintf(`SELECT %d AS part, COUNT(*) AS n FROM (SELECT 1%s%s LIMIT %d) x`,
			p.of, fromOf(table, clause), clause, CountMost+1))
		args = append(args, p.where.Args()...)
	}
	if len(counts) == 0 {
		return nil, nil
	}
	return db.All[partCount](ctx, d, strings.Join(counts, ` UNION ALL `), args...)
}

func caseRows(ctx context.Context, d *db.DB, sources []db.Where, ranges []string, cursor string, n int) ([]Case, error) {
	k, err := parseKey(cursor)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		sources[i].And("(c.due_at, c.id) > (?, ?)", k[0], k[1])
	}
	keys, args := first(`SELECT c.due_at, c.id, 0 AS no`, "c", sources, ranges, caseOrder, n)
	return rows[Case](ctx, d, `SELECT `+caseFields+keys+` CROSS JOIN cases c WHERE c.id = k.id`+caseOrder, args)
}

// casesFound are cases of some applicants within a scope, the newest first, with smaller ids than the given one.
func casesFound(ctx context.Context, d *db.DB, w db.Where, n int) ([]Case, error) {
	return db.All[Case](ctx, d, `SELECT `+caseFields+casesOnly+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}
