package ledger_test

import (
	"context"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/ledger"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

const (
	dept    = "511402-01"
	other   = "511402-02"
	village = region.Code("511402102201")
	county  = region.Code("511402000000")
)

// places are of several levels, counties and cities.
var places = []region.Code{"511400000000", county, "511403000000", "511402102000", "511402101000", village, "511402102202", "511500000000", "500101001000"}

// permit is a small kind of case with a clock.
var permit = flow.Table{
	Kind: "permit", Title: "许可", Known: true, Phases: []string{"收件", "审查", "办结"},
	States: []flow.State{
		{Code: "received", Name: "待受理", Public: "正在核对材料", Desk: people.Window},
		{Code: "review", Name: "审查", Public: "正在审查", Phase: 1, Desk: people.Reviewer},
		{Code: "gone", Name: "撤回", Public: "已撤回", Phase: 2, Final: true},
	},
	Clocks: []flow.Clock{{Name: "promise", Title: "承诺时限", Late: "overdue", Until: flow.Closed}},
	Rows: []flow.Row{
		{Event: "submit", Name: "提交", Done: "已提交", By: flow.Who{Applicant: true}, To: "received", Public: "您提交了申请"},
		{From: []string{"received"}, Event: "accept", Name: "受理", Done: "已受理", By: flow.Who{Roles: []people.Role{people.Window}}, To: "review",
			Begin: []string{"promise"}, Public: "已受理"},
		{From: []string{"review"}, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Turn: true}, To: flow.Same,
			Ask: form.Of(form.Lines("text", "意见", true, ""))},
		{From: []string{"review"}, Event: "transfer", Name: "转办", Done: "已转办", By: flow.Who{Turn: true}, To: flow.Same,
			Do: func(_ context.Context, _ *db.DB, c *flow.Change) error { c.Case.Dept = other; return nil }},
		{From: []string{"received", "review"}, Event: "withdraw", Name: "撤回", Done: "已撤回", By: flow.Who{Applicant: true}, To: "gone"},
		{From: []string{"review"}, Event: "overdue", Name: "超期", By: flow.Who{Clock: true}, To: flow.Same},
	},
}

var (
	citizen  = persons.As(persons.Person{ID: 77, Name: "张晓梅"})
	clerk    = people.Actor{Kind: people.Staff, ID: 1, Name: "周敏", Posts: []people.Post{{Role: people.Window, Region: county, Title: "综合窗口 3 号"}}}
	reviewer = people.Actor{Kind: people.Staff, ID: 2, Name: "李志强", Posts: []people.Post{{Role: people.Reviewer, Region: county, Dept: dept}}}
)

var submission = flow.Opening{
	Kind: "permit", Event: "submit", Region: village, Dept: dept, Title: "取水许可", Party: "张晓梅", Applicant: citizen.ID, Channel: flow.ByOnline,
}

var owners = []db.Migrations{job.Schema(), calendar.Schema(), limit.Schema(), people.Schema(), flow.Schema()}

// kept is how many lines say that tables are kept, one for each owner: they are sealed with the first events.
const kept = 5

// node is an engine and a ledger on one database, which may be shared with others, with a clock that the test moves.
type node struct {
	*flow.Engine
	*ledger.Ledger
	db  *db.DB
	now time.Time
}

func on(t testing.TB, url string) *node {
	t.Helper()
	o := &node{now: time.Date(2026, 4, 20, 10, 0, 0, 0, calendar.Zone)}
	now := func() time.Time { return o.now }
	o.db = dbtest.Open(t, url, now, owners...)
	ctx := t.Context()
	err := o.db.Tx(ctx, func(tx *db.DB) error {
		if all, err := calendar.AllTerms(ctx, tx); err != nil || len(all) > 0 {
			return err
		}
		return calendar.InsertTerm(ctx, tx, calendar.TermRow{ID: tx.NewID(), Key: "permit.promise", N: 20, Unit: calendar.NaturalDay, ValidFrom: 20200101})
	})
	if err != nil {
		t.Fatal(err)
	}
	rules := &calendar.Rules{}
	if err := rules.Load(ctx, o.db); err != nil {
		t.Fatal(err)
	}
	o.Engine = flow.New(o.db, now, rules, testKeys(t))
	o.Ledger = ledger.New(o.db, now, testKeys(t), o.Engine)
	if err := o.Register(permit); err != nil {
		t.Fatal(err)
	}
	return o
}

// each runs the test on both databases.
func each(t *testing.T, test func(t *testing.T, o *node)) {
	dbtest.On(t, func(t *testing.T, url string) { test(t, on(t, url)) }, owners...)
}

func testKeys(t testing.TB) *gm.Keys {
	k, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (o *node) open(t testing.TB, what flow.Opening) (k flow.Case) {
	t.Helper()
	err := o.db.Tx(t.Context(), func(tx *db.DB) error {
		c, err := o.Open(t.Context(), tx, citizen, what)
		if err == nil {
			k = c.Case
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (o *node) submit(t testing.TB) flow.Case {
	t.Helper()
	return o.open(t, submission)
}

func (o *node) try(t testing.TB, who people.Actor, id int64, event string, input ...string) (*flow.Change, error) {
	v := form.Values{}
	for i := 0; i+1 < len(input); i += 2 {
		v[input[i]] = input[i+1]
	}
	return o.Act(t.Context(), who, flow.Move{Case: id, Event: event, Input: v})
}

func (o *node) do(t testing.TB, who people.Actor, id int64, event string, input ...string) {
	t.Helper()
	if _, err := o.try(t, who, id, event, input...); err != nil {
		t.Fatalf("%s: %v", event, err)
	}
}
