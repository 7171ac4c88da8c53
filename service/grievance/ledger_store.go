package grievance

import (
	"context"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// asking narrows the ledgers and the report; a figure of the report and the rows behind it are the same
// asking.
type asking struct {
	From, To calendar.Day // of the receipt
	Place    region.Code
	Class    string
	Cause    string
	Dept     string
	Title    string
	Hall     string // city, county, township, online: the level of the window that took it
	Only     string // a key of onlys
	Text     string
	Scope    *people.Actor // whose ledger it is; nil: everybody's
}

// onlys are the parts of the whole that figures count.
var onlys = map[string]string{
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

func (a asking) where() *db.Where {
	w := &db.Where{}
	w.And("c.kind = ?", Kind)
	if a.Scope != nil {
		flow.Scope(w, *a.Scope, readers...)
	}
	if a.Place != "" {
		flow.Within(w, a.Place)
	}
	if a.From != 0 {
		w.And("c.opened_day >= ?", a.From)
	}
	if a.To != 0 {
		w.And("c.opened_day <= ?", a.To)
	}
	for _, eq := range []struct{ col, value string }{{"g.class", a.Class}, {"g.cause", a.Cause}, {"c.dept", a.Dept}, {"c.title", a.Title}} {
		if eq.value != "" {
			w.And(eq.col+" = ?", eq.value)
		}
	}
	if cond, ok := halls[a.Hall]; ok {
		w.And(cond)
	}
	if cond, ok := onlys[a.Only]; ok {
		w.And("(" + cond + ")")
	}
	w.Like(a.Text, "c.title")
	return w
}

// halls tell the level of a window by its code.
var halls = map[string]string{
	"online":   "g.hall = ''",
	"city":     "g.hall LIKE '____00000000'",
	"county":   "g.hall LIKE '______000000' AND g.hall NOT LIKE '____00000000'",
	"township": "g.hall <> '' AND g.hall NOT LIKE '______000000'",
}

const fromBoth = ` FROM grievances g JOIN cases c ON c.id = g.case_id`

// line is one row of the ledger of grievances.
type line struct {
	flow.Case
	Hall        region.Code
	Class       string
	Cause       string
	Road        string
	Outcome     string
	RepliedAt   int64
	OnTime      bool
	VisitedDay  calendar.Day
	Reached     bool
	Solved      string
	Level       int64
	Round       int64
	Again       bool
	Times       int64
	Application int64
	JudgedDay   calendar.Day
}

const lineQuery = `SELECT ` + flow.Columns + `, g.hall, g.class, g.cause, g.road, g.outcome, g.replied_at, g.on_time, g.visited_day, g.reached, g.solved, g.level,
	g.round, g.again, g.times, g.application, g.judged_day` + fromBoth

// linesOf is a piece of the ledger, the latest first, before an id (0: from the latest).
func linesOf(ctx context.Context, d *db.DB, a asking, before int64, n int) ([]line, error) {
	w := a.where()
	if before != 0 {
		w.And("c.id < ?", before)
	}
	return db.All[line](ctx, d, lineQuery+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

// eachLine streams the ledger.
func eachLine(ctx context.Context, d *db.DB, a asking) iter.Seq2[line, error] {
	w := a.where()
	return db.Each[line](ctx, d, lineQuery+w.String()+` ORDER BY c.id`, w.Args()...)
}

// countOf counts up to one more than lists count.
func countOf(ctx context.Context, d *db.DB, a asking) (int64, error) {
	w := a.where()
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1`+fromBoth+w.String()+` LIMIT `+strconv.Itoa(flow.CountMost+1)+`) x`, w.Args()...)
}

// ended are the last matters that were closed with an answer.
func ended(ctx context.Context, d *db.DB, place region.Code, n int) ([]line, error) {
	a := asking{Place: place, Only: "ended"}
	w := a.where()
	return db.All[line](ctx, d, lineQuery+w.String()+` ORDER BY c.closed_at DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

// totals are the figures of a set of grievances.
type totals struct {
	Received, Refused, Withdrawn, Open, Explained, Consulted, Replied, OnTime, Hours int64
	ToVisit, Visited, Rated, Satisfied, Solved, Again, Ended                         int64
}

func sum(only string) string {
	return `COALESCE(SUM(CASE WHEN ` + onlys[only] + ` THEN 1 ELSE 0 END), 0)`
}

func totalsOf(ctx context.Context, d *db.DB, a asking) (totals, error) {
	w := a.where()
	return db.One[totals](ctx, d, `SELECT COUNT(*) AS received, `+sum("refused")+` AS refused, `+sum("withdrawn")+` AS withdrawn, `+sum("open")+` AS open,
		`+sum("explained")+` AS explained, `+sum("consulted")+` AS consulted, `+sum("replied")+` AS replied, `+sum("on_time")+` AS on_time,
		CAST(COALESCE(SUM(CASE WHEN g.replied_at > 0 THEN (g.replied_at - c.opened_at) / 3600000 ELSE 0 END), 0) AS BIGINT) AS hours,
		`+sum("to_visit")+` AS to_visit, `+sum("visited")+` AS visited, `+sum("rated")+` AS rated, `+sum("satisfied")+` AS satisfied,
		`+sum("solved")+` AS solved, `+sum("again")+` AS again, `+sum("ended")+` AS ended`+fromBoth+w.String(), w.Args()...)
}

// group is one bar of a breakdown.
type group struct {
	Key string
	N   int64
}

// groupings are what a report may be broken down by.
var groupings = map[string]string{"class": "g.class", "cause": "g.cause", "dept": "c.dept", "title": "c.title"}

// groupsOf counts by one column, the most first.
func groupsOf(ctx context.Context, d *db.DB, a asking, by string, n int) ([]group, error) {
	w := a.where()
	col := groupings[by]
	return db.All[group](ctx, d, `SELECT `+col+` AS key, COUNT(*) AS n`+fromBoth+w.String()+` GROUP BY `+col+` ORDER BY n DESC, key LIMIT `+strconv.Itoa(n), w.Args()...)
}

// meetingLine and dutyLine are rows of the other two ledgers.
type meetingLine struct {
	meetingRow
	Title  string
	Region region.Code
}

type dutyLine struct {
	dutyRow
	Title  string
	Region region.Code
}

// eachMeeting streams the consultations, the latest first.
func eachMeeting(ctx context.Context, d *db.DB, a asking) iter.Seq2[meetingLine, error] {
	w := a.where()
	return db.Each[meetingLine](ctx, d, `SELECT m.*, c.title, COALESCE(NULLIF(c.origin, ''), c.region) AS region`+fromBoth+` JOIN grievance_meetings m ON m.case_id = c.id`+w.String()+` ORDER BY m.called_at DESC, m.case_id`, w.Args()...)
}

// eachDuty streams the accountability files, the latest first.
func eachDuty(ctx context.Context, d *db.DB, a asking) iter.Seq2[dutyLine, error] {
	w := a.where()
	return db.Each[dutyLine](ctx, d, `SELECT q.*, c.title, COALESCE(NULLIF(c.origin, ''), c.region) AS region`+fromBoth+` JOIN grievance_duties q ON q.case_id = c.id`+w.String()+` ORDER BY q.opened_day DESC, q.case_id`, w.Args()...)
}
