package flow_test

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/ledger"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

// permit is a small but complete kind of case.
var permit = flow.Table{
	Kind: "permit", Title: "许可", Known: true, Phases: []string{"收件", "审查", "办结"},
	States: []flow.State{
		{Code: "received", Name: "待受理", Public: "正在核对材料", Desk: people.Window},
		{Code: "review", Name: "审查", Public: "正在审查", Phase: 1, Desk: people.Reviewer},
		{Code: "stopped", Name: "特别程序", Public: "暂停计时", Phase: 1, Desk: people.Reviewer},
		{Code: "done", Name: "办结", Public: "已办结", Phase: 2, Final: true},
		{Code: "gone", Name: "撤回", Public: "已撤回", Phase: 2, Final: true},
	},
	Clocks: []flow.Clock{
		{Name: "accept", Title: "受理时限", Late: "deem"},
		{Name: "promise", Title: "承诺时限", Late: "overdue", Until: flow.Closed},
		{Name: "check", Title: "事后核查", Late: "unchecked", Until: flow.Ended},
	},
	Rows: []flow.Row{
		{Event: "submit", Name: "提交", Done: "已提交", By: flow.Who{Applicant: true, Client: people.ScopeApply}, To: "received", Begin: []string{"accept"}, Public: "您提交了申请"},
		{From: []string{"received"}, Event: "accept", Name: "受理", Done: "已受理", By: flow.Who{Roles: []people.Role{people.Window}}, To: "review", Begin: []string{"promise"}, Public: "已受理"},
		{From: []string{"received"}, Event: "deem", Name: "视为受理", By: flow.Who{Clock: true}, To: "review", Begin: []string{"promise"}, Public: "视为受理"},
		{From: []string{"review"}, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Turn: true}, To: flow.Same, Ask: form.Form{Fields: []form.Field{{Name: "text", Label: "意见", Type: form.Area, Required: true}, {Name: "phone", Label: "电话", Type: form.Phone}}}},
		{From: []string{"review"}, Event: "stop", Name: "暂停", Done: "已暂停", By: flow.Who{Turn: true}, To: "stopped", Stop: true},
		{From: []string{"stopped"}, Event: "resume", Name: "恢复", Done: "已恢复", By: flow.Who{Turn: true}, To: "review", Resume: true},
		{From: []string{"review"}, Event: "extend", Name: "延长", Done: "已延长", By: flow.Who{Roles: []people.Role{people.Head}}, To: flow.Same, Extend: []string{"promise"}, Hint: "由负责人批准"},
		{From: []string{"review"}, Event: "approve", Name: "准予", Done: "已准予", By: flow.Who{Roles: []people.Role{people.Head}, NotBy: []string{"comment"}}, To: "done", Begin: []string{"check"}, Public: "准予许可"},
		{From: []string{"received", "review", "stopped"}, Event: "withdraw", Name: "撤回", Done: "已撤回", By: flow.Who{Applicant: true}, To: "gone"},
		{From: []string{"review", "stopped"}, Event: "overdue", Name: "超期", By: flow.Who{Clock: true}, To: flow.Same},
		{From: []string{"done"}, Event: "unchecked", Name: "未核查", By: flow.Who{Clock: true}, To: flow.Same},
	},
}

// office is a running spine on one database with a clock that the test moves.
type office struct {
	*flow.Engine
	*ledger.Ledger
	db    *db.DB
	now   time.Time
	rules *calendar.Rules
}

func (o *office) at(s string) {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	if err != nil {
		panic(err)
	}
	o.now = t
}

func testKeys(t testing.TB) *gm.Keys {
	k, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var owners = []db.Migrations{job.Schema(), calendar.Schema(), limit.Schema(), people.Schema(), flow.Schema()}

// on opens an office on a database that may be shared with others.
func on(t testing.TB, url string, tables ...flow.Table) *office {
	o := &office{rules: &calendar.Rules{}}
	o.at("2026-04-20 10:00")
	o.db = dbtest.Open(t, url, func() time.Time { return o.now }, owners...)
	ctx := t.Context()
	f, err := os.Open("../../data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	days, bad := calendar.ParseHolidays(f)
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	err = o.db.Tx(ctx, func(tx *db.DB) error {
		if all, _ := calendar.AllTerms(ctx, tx); len(all) > 0 {
			return nil
		}
		for _, d := range days {
			if d.Day.Year() >= 2026 {
				if err := calendar.PutDay(ctx, tx, d); err != nil {
					return err
				}
			}
		}
		for _, r := range []calendar.TermRow{
			{Key: "permit.accept", N: 5, Unit: calendar.Workday}, {Key: "permit.promise", N: 20, Unit: calendar.Workday},
			{Key: "permit.extend", N: 10, Unit: calendar.Workday}, {Key: "permit.check", N: 2, Unit: calendar.Month},
		} {
			r.ID, r.ValidFrom = tx.NewID(), 20200101
			if err := calendar.InsertTerm(ctx, tx, r); err != nil {
				return err
			}
		}
		return calendar.InsertAlarm(ctx, tx, "permit.promise", 1, calendar.Alarm{Before: "1/3", Role: "reviewer", Template: "near"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.rules.Load(ctx, o.db); err != nil {
		t.Fatal(err)
	}
	o.Engine = flow.New(o.db, func() time.Time { return o.now }, o.rules, testKeys(t))
	o.Ledger = ledger.New(o.db, func() time.Time { return o.now }, testKeys(t), o.Engine)
	if len(tables) == 0 {
		tables = []flow.Table{permit}
	}
	for _, table := range tables {
		if err := o.Register(table); err != nil {
			t.Fatal(err)
		}
	}
	return o
}

// each runs the test on both databases, with the permit table or those given.
func each(t *testing.T, test func(t *testing.T, o *office), tables ...flow.Table) {
	t.Run("sqlite", func(t *testing.T) { test(t, on(t, dbtest.SQLite(t), tables...)) })
	t.Run("postgres", func(t *testing.T) { test(t, on(t, postgres(t), tables...)) })
}

// kept is how many lines say that tables are kept, one for each owner: they are sealed with the first events.
const kept = 5

// shared is one PostgreSQL database for all tests of the package: emptying it is much faster than
// making one anew.
var shared string

func postgres(t testing.TB) string {
	if shared == "" {
		url := dbtest.Postgres(t)
		if err := dbtest.Admin(t.Context(), "CREATE DATABASE flow"); err != nil {
			t.Fatal(err)
		}
		name := regexp.MustCompile(`/t\d+_\d+\?`)
		shared = name.ReplaceAllString(url, "/flow?")
	}
	d := dbtest.Open(t, shared, time.Now, owners...)
	err := d.Tx(t.Context(), func(tx *db.DB) error {
		tables, err := db.All[string](t.Context(), tx, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'db#_%' ESCAPE '#'`)
		for _, table := range tables {
			if err := tx.Exec(t.Context(), `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return err
	})
	for _, s := range []string{ // of the proofs stays the line that says that tables are kept
		`DELETE FROM db_proofs WHERE lines NOT LIKE 'as they stood: %'`, `DELETE FROM db_fresh`, `INSERT INTO db_fresh (chain, seq) SELECT -1, id FROM db_proofs`,
	} {
		if err == nil {
			err = d.Exec(t.Context(), s)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return shared
}

// with is the permit table with more rows.
func with(rows ...flow.Row) flow.Table {
	t := permit
	t.Rows = append(slices.Clone(permit.Rows), rows...)
	return t
}

// does is the permit table in which an event does something besides.
func does(event string, do flow.Step) flow.Table {
	t := with()
	for i := range t.Rows {
		if t.Rows[i].Event == event {
			t.Rows[i].Do = do
		}
	}
	return t
}

const village region.Code = "511402102201"

var (
	citizen  = persons.As(persons.Person{ID: 77, Name: "张晓梅"})
	clerk    = people.Actor{Kind: people.Staff, ID: 1, Name: "周敏", Posts: []people.Post{{Role: people.Window, Region: "511402000000", Title: "综合窗口 3 号"}}}
	reviewer = people.Actor{Kind: people.Staff, ID: 2, Name: "李志强", Posts: []people.Post{{Role: people.Reviewer, Region: "511402000000", Dept: "511402-01"}}}
	head     = people.Actor{Kind: people.Staff, ID: 3, Name: "何雪", Posts: []people.Post{{Role: people.Head, Region: "511402000000", Dept: "511402-01"}}}
)

var submission = flow.Opening{
	Kind: "permit", Event: "submit", Region: village, Dept: "511402-01", Title: "取水许可", Party: "张晓梅",
	Applicant: citizen.ID, Channel: flow.ByOnline,
}

func (o *office) open(t testing.TB, who people.Actor, what flow.Opening) (c *flow.Change, err error) {
	err = o.db.Tx(t.Context(), func(tx *db.DB) error {
		c, err = o.Open(t.Context(), tx, who, what)
		return err
	})
	return c, err
}

func (o *office) submit(t testing.TB) flow.Case {
	t.Helper()
	c, err := o.open(t, citizen, submission)
	if err != nil {
		t.Fatal(err)
	}
	return c.Case
}

func (o *office) do(t testing.TB, who people.Actor, id int64, event string, input ...string) *flow.Change {
	t.Helper()
	c, err := o.try(t, who, id, event, input...)
	if err != nil {
		t.Fatalf("%s: %v", event, err)
	}
	return c
}

func (o *office) try(t testing.TB, who people.Actor, id int64, event string, input ...string) (*flow.Change, error) {
	v := form.Values{}
	for i := 0; i+1 < len(input); i += 2 {
		v[input[i]] = input[i+1]
	}
	return o.Act(t.Context(), who, flow.Move{Case: id, Event: event, Input: v})
}

func (o *office) due(k flow.Case) string {
	return calendar.At(k.DueAt).Format("2006-01-02 15:04")
}

// told is the day that the applicant is told; "" for none.
func (o *office) told(k flow.Case) string {
	l, ok := o.Limit(k, flow.Person)
	if !ok {
		return ""
	}
	return l.Due.Format("2006-01-02 15:04")
}

func TestACaseFromBeginningToEnd(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		if got, want := k.Number(), "511402260420"; got[:12] != want {
			t.Errorf("number %s", got)
		}
		if id, err := caseno.Parse(flow.Grouped(k.Number())); err != nil || id != k.ID {
			t.Errorf("number does not lead back: %d %v", id, err)
		}
		if o.due(k) != "2026-04-27 18:00" {
			t.Errorf("accept by %s", o.due(k))
		}
		c := o.do(t, clerk, k.ID, "accept")
		if o.due(c.Case) != "2026-05-20 18:00" {
			t.Errorf("promise by %s", o.due(c.Case))
		}
		o.at("2026-04-24 11:00")
		if c = o.do(t, reviewer, k.ID, "stop"); c.Case.DueAt != flow.Never {
			t.Error("a stopped case is due")
		}
		o.at("2026-05-06 09:30")
		if c = o.do(t, reviewer, k.ID, "resume"); o.due(c.Case) != "2026-05-28 18:00" {
			t.Errorf("after the stop by %s", o.due(c.Case))
		}
		if c = o.do(t, head, k.ID, "extend"); o.due(c.Case) != "2026-06-11 18:00" {
			t.Errorf("extended to %s", o.due(c.Case))
		}
		o.do(t, reviewer, k.ID, "comment", "text", "符合条件", "phone", "13800001234")
		if _, err := o.try(t, reviewer, k.ID, "approve"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("a reviewer decides: %v", err)
		}
		c = o.do(t, head, k.ID, "approve")
		if c.Case.State != "done" || c.Case.ClosedAt == 0 || c.Case.AlarmAt == flow.Never {
			t.Errorf("%+v", c.Case)
		}
		r, err := o.Verify(t.Context())
		if err != nil || len(r.Faults) > 0 || r.Events != 7 {
			t.Errorf("verify: %+v %v", r, err)
		}
		if n, err := o.Seal(t.Context()); n != 7+kept || err != nil {
			t.Errorf("sealed %d, %v", n, err)
		}
		if r, _ = o.Verify(t.Context()); len(r.Faults) > 0 || r.Seals != 1 || r.Fresh != 0 {
			t.Errorf("verify: %+v", r)
		}
	})
}
