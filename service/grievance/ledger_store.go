package grievance

import (
	"context"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/region"
)

// both are the matters with their cases; withMeetings and withDuties those with the consultations and accountability files.
const (
	both         = `grievances g JOIN cases c ON c.id = g.case_id`
	withMeetings = both + ` JOIN grievance_meetings m ON m.case_id = c.id`
	withDuties   = both + ` JOIN grievance_duties q ON q.case_id = c.id`
	dutyColumns  = `, q.no, q.dept AS file_dept, q.opened_day AS filed_day, q.statement, q.person, q.finding, q.ways, q.result AS file_result,
		q.closed_by, q.closed_day`
)

// parts are the parts of the whole that figures count and ledgers show.
var parts = map[string]string{
	"explained": "g.road = 'explained' AND g.replied_at > 0",
	"consulted": "g.road = 'consulted' AND g.replied_at > 0",
	"replied":   "g.replied_at > 0",
	"on_time":   "g.replied_at > 0 AND g.on_time",
	"late":      "g.replied_at > 0 AND NOT g.on_time",
	"ended":     "c.state = 'closed'",
	"to_visit":  "g.replied_at > 0 AND c.state IN ('visiting', 'holding', 'closed')",
	"visited":   "g.visited_day > 0",
	"rated":     "g.reached AND g.level > 0",
	"satisfied": "g.reached AND g.level >= 3",
	"solved":    "g.reached AND g.solved = 'yes'",
	"again":     "g.again",
	"open":      "c.closed_at = 0",
	"refused":   "c.state = 'refused'",
	"withdrawn": "c.state = 'withdrawn'",
	"signing":   "g.proposal <> ''",
}

// halls tell the level of a window by its code.
var halls = map[string]string{
	"online":   "g.hall = ''",
	"city":     "g.hall LIKE '____00000000'",
	"county":   "g.hall LIKE '______000000' AND g.hall NOT LIKE '____00000000'",
	"township": "g.hall <> '' AND g.hall NOT LIKE '______000000'",
}

// among narrows to what one of some conditions tells; a value that names none narrows nothing.
func among(conditions map[string]string) func(w *db.Where, value string) bool {
	return func(w *db.Where, value string) bool {
		cond, ok := conditions[value]
		if ok {
			w.And("(" + cond + ")")
		}
		return ok
	}
}

// received are the matters of a place, of all if it is "", that were received in some days.
func received(place region.Code, from, to calendar.Day) *db.Where {
	w := &db.Where{}
	w.And("c.kind = ?", Kind)
	if place != "" {
		flow.Within(w, place)
	}
	w.And("c.opened_day >= ?", from)
	w.And("c.opened_day <= ?", to)
	return w
}

// outcome is what others are told of a matter.
type outcome struct {
	flow.Case
	Class     string
	Cause     string
	Outcome   string
	RepliedAt int64
	JudgedDay calendar.Day
}

const outcomes = `SELECT ` + flow.Columns + `, g.class, g.cause, g.outcome, g.replied_at, g.judged_day FROM ` + both

// eachJudged streams the matters that were judged, the first received first.
func eachJudged(ctx context.Context, d *db.DB, w *db.Where) iter.Seq2[outcome, error] {
	w.And("g.class <> ''")
	return db.Each[outcome](ctx, d, outcomes+w.String()+` ORDER BY c.id`, w.Args()...)
}

// lastEnded are the last matters of a place that were closed with an answer.
func lastEnded(ctx context.Context, d *db.DB, place region.Code, n int) ([]outcome, error) {
	w := &db.Where{}
	w.And("c.kind = ?", Kind)
	flow.Within(w, place)
	w.And(parts["ended"])
	return db.All[outcome](ctx, d, outcomes+w.String()+` ORDER BY c.closed_at DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

// toldOf are the first matters of a set, to be told one by one.
func toldOf(ctx context.Context, d *db.DB, w *db.Where) ([]outcome, error) {
	return db.All[outcome](ctx, d, outcomes+w.String()+` ORDER BY c.id LIMIT `+strconv.Itoa(toldMost), w.Args()...)
}

// totals are the figures of a set of grievances.
type totals struct {
	Received, Refused, Withdrawn, Open, Explained, Consulted, Replied, OnTime, Hours int64
	ToVisit, Visited, Rated, Satisfied, Solved, Again                                int64
}

func totalsOf(ctx context.Context, d *db.DB, w *db.Where) (totals, error) {
	sums := ""
	for _, part := range []string{
		"refused", "withdrawn", "open", "explained", "consulted", "replied", "on_time", "to_visit", "visited", "rated", "satisfied", "solved", "again",
	} {
		sums += `, COALESCE(SUM(CASE WHEN ` + parts[part] + ` THEN 1 ELSE 0 END), 0) AS ` + part
	}
	return db.One[totals](ctx, d, `SELECT COUNT(*) AS received`+sums+`,
		CAST(COALESCE(SUM(CASE WHEN g.replied_at > 0 THEN (g.replied_at - c.opened_at) / 3600000 ELSE 0 END), 0) AS BIGINT) AS hours
		FROM `+both+w.String(), w.Args()...)
}

// group is one bar of a breakdown.
type group struct {
	Key string
	N   int64
}

// groupsOf counts by one column, the most first.
func groupsOf(ctx context.Context, d *db.DB, w *db.Where, column string, n int) ([]group, error) {
	return db.All[group](ctx, d, `SELECT `+column+` AS key, COUNT(*) AS n FROM `+both+w.String()+`
		GROUP BY `+column+` ORDER BY n DESC, key LIMIT `+strconv.Itoa(n), w.Args()...)
}
