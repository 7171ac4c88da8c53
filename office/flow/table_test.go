package flow_test

import (
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db/dbtest"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

var (
	byWindow = flow.Who{Roles: []people.Role{people.Window}}
	byClock  = flow.Who{Clock: true}
)

// row finds the first row of an event.
func row(t *flow.Table, event string) *flow.Row {
	return &t.Rows[slices.IndexFunc(t.Rows, func(r flow.Row) bool { return r.Event == event })]
}

func add(rows ...flow.Row) func(*flow.Table) {
	return func(t *flow.Table) { t.Rows = append(t.Rows, rows...) }
}

// stuck adds a state that is reached from review.
func stuck(s flow.State, rows ...flow.Row) func(*flow.Table) {
	return func(t *flow.Table) {
		s.Code, s.Name = "stuck", "卡住"
		t.States = append(t.States, s)
		t.Rows = append(t.Rows, flow.Row{From: []string{"received"}, Event: "jam", Name: "卡", Done: "已卡", By: byWindow, To: "stuck", End: []string{"accept"}})
		t.Rows = append(t.Rows, rows...)
	}
}

func TestCheckFindsEachFault(t *testing.T) {
	leave := flow.Row{From: []string{"stuck"}, Event: "free", Name: "放", Done: "已放", By: byWindow, To: "done"}
	for _, c := range []struct {
		fault string
		spoil func(t *flow.Table)
		want  string
	}{
		{"a state nothing leads to", func(t *flow.Table) {
			t.States = append(t.States, flow.State{Code: "stuck", Desk: people.Window})
			t.Rows = append(t.Rows, leave)
		}, "state stuck cannot be reached"},
		{"two states that only lead to each other", func(t *flow.Table) {
			t.States = append(t.States, flow.State{Code: "stuck", Desk: people.Window}, flow.State{Code: "island", Desk: people.Window})
			t.Rows = append(t.Rows, leave, flow.Row{From: []string{"stuck"}, Event: "row", Name: "划", Done: "已划", By: byWindow, To: "island"},
				flow.Row{From: []string{"island"}, Event: "row", Name: "划", Done: "已划", By: byWindow, To: "stuck"})
		}, "state island cannot be reached"},
		{"many cases judged at once", func(t *flow.Table) { row(t, "accept").Many = true }, "is done to one case at a time"},
		{"no way out", stuck(flow.State{Desk: people.Window}), "state stuck has no way out"},
		{"a way out that leads back", stuck(flow.State{Desk: people.Window}, flow.Row{From: []string{"stuck"}, Event: "free", Name: "放", Done: "已放", By: byWindow, To: "stuck"}), "state stuck has no way out"},
		{"a way out for nobody", stuck(flow.State{Desk: people.Window}, flow.Row{From: []string{"stuck"}, Event: "free", Name: "放", To: "done"}), "state stuck has no way out"},
		{"nobody's desk", stuck(flow.State{}, leave), "state stuck has no desk"},
		{"a phase too many", stuck(flow.State{Desk: people.Window, Phase: 3}, leave), "state stuck has no phase"},
		{"a phase too few", stuck(flow.State{Desk: people.Window, Phase: -1}, leave), "state stuck has no phase"},

		{"a clock without a late event", func(t *flow.Table) { t.Clocks[0].Late = "" }, "clock accept has no late event"},
		{"a late event that is no row", func(t *flow.Table) { t.Clocks[0].Late = "panic" }, "the late event panic of clock accept has no row for the clock"},
		{"a late event that the clock may not do", func(t *flow.Table) { row(t, "deem").By = byWindow }, "the late event deem of clock accept has no row for the clock"},
		{"a clock of a state that does not know its late event", func(t *flow.Table) { row(t, "accept").Begin = []string{"promise", "accept"} }, "clock accept runs in state review, which has no row for deem"},
		{"a clock of a state where only others may do its late event", func(t *flow.Table) {
			row(t, "accept").Begin = []string{"promise", "accept"}
			add(flow.Row{From: []string{"review"}, Event: "deem", Name: "视为受理", Done: "已视为受理", By: byWindow, To: flow.Same})(t)
		}, "clock accept runs in state review, which has no row for deem"},
		{"a clock of the case that meets a state without its late event", func(t *flow.Table) { row(t, "overdue").From = []string{"review"} }, "clock promise runs in state stopped, which has no row for overdue"},
		{"a clock that runs on beyond the end", func(t *flow.Table) { row(t, "unchecked").From = []string{"review"} }, "clock check runs in state done, which has no row for unchecked"},

		{"from a state that is not", add(flow.Row{From: []string{"moon"}, Event: "land", Name: "落", Done: "已落", By: byWindow, To: "done"}), "land from moon: no such state"},
		{"to a state that is not", add(flow.Row{From: []string{"review"}, Event: "fly", Name: "飞", Done: "已飞", By: byWindow, To: "moon"}), "fly from review: no such state moon"},
		{"a start nowhere", add(flow.Row{Event: "begin", Name: "开始", Done: "已开始", By: byWindow, To: flow.Same}), "begin from : a case must start in a state"},
		{"a row without a name", add(flow.Row{From: []string{"review"}, Event: "hum", By: byWindow, To: flow.Same}), "hum from review: has no name"},
		{"a row without an event", add(flow.Row{From: []string{"review"}, Name: "哼", Done: "已哼", By: byWindow, To: flow.Same}), "from review: has no name"},
		{"a row for nobody", add(flow.Row{From: []string{"review"}, Event: "hum", Name: "哼", To: flow.Same}), "hum from review: nobody may do it"},
		{"begins no clock", add(flow.Row{From: []string{"review"}, Event: "hum", Name: "哼", Done: "已哼", By: byWindow, To: flow.Same, Begin: []string{"promise", "sand"}}), "hum from review: no such clock sand"},
		{"ends no clock", add(flow.Row{From: []string{"review"}, Event: "hum", Name: "哼", Done: "已哼", By: byWindow, To: flow.Same, End: []string{"sand"}}), "hum from review: no such clock sand"},
		{"extends no clock", add(flow.Row{From: []string{"review"}, Event: "hum", Name: "哼", Done: "已哼", By: byWindow, To: flow.Same, Extend: []string{"sand"}}), "hum from review: no such clock sand"},
		{"a question without a name", func(t *flow.Table) { row(t, "accept").Ask.Fields = []form.Field{{Label: "意见"}} }, `accept from received: field ""`},
		{"a question without words", func(t *flow.Table) { row(t, "accept").Ask.Fields = []form.Field{{Name: "text"}} }, `accept from received: field "text"`},
		{"a question asked twice", func(t *flow.Table) {
			f := form.Field{Name: "text", Label: "意见"}
			row(t, "accept").Ask.Fields = []form.Field{f, f}
		}, `accept from received: field "text"`},

		{"a row behind one for more people", add(flow.Row{From: []string{"received"}, Event: "accept", Name: "再受理", Done: "已再受理", By: byWindow, To: "done"}), "accept from received: hidden behind an earlier row"},
		{"the same row twice", func(t *flow.Table) { t.Rows = append(t.Rows, *row(t, "accept")) }, "accept from received: hidden behind an earlier row"},
		{"a hidden way to begin", add(flow.Row{Event: "submit", Name: "再提交", Done: "已再提交", By: flow.Who{Applicant: true}, To: "review", Begin: []string{"promise"}}), "submit from : hidden behind an earlier row"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			table := with()
			table.States, table.Clocks = slices.Clone(permit.States), slices.Clone(permit.Clocks)
			c.spoil(&table)
			if err := table.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestCheckPassesWhatIsSound(t *testing.T) {
	narrower := with(
		flow.Row{From: []string{"review"}, Event: "approve", Name: "准予", Done: "已准予", By: flow.Who{Roles: []people.Role{people.Senior}}, To: "done", Begin: []string{"check"}},
		flow.Row{Event: "submit", Name: "窗口收件", Done: "已窗口收件", By: byWindow, To: "received", Begin: []string{"accept"}},
	)
	back := with(flow.Row{From: []string{"review"}, Event: "back", Name: "退回", Done: "已退回", By: byWindow, To: "received", Begin: []string{"accept"}})
	row(&back, "overdue").From = []string{"received", "review", "stopped"}
	for name, table := range map[string]flow.Table{"permit": permit, "another post after NotBy": narrower, "a way back": back} {
		if err := table.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckTellsAllFaultsAtOnce(t *testing.T) {
	table := with(flow.Row{From: []string{"moon"}, Event: "land", To: "sun"})
	err := table.Check()
	if err == nil || strings.Count(err.Error(), "; ") != 3 || !strings.HasPrefix(err.Error(), "flow permit: ") {
		t.Errorf("got %v, want four faults of permit", err)
	}
}

func TestAKindIsRegisteredOnce(t *testing.T) {
	e := flow.New(on(t, dbtest.SQLite(t)).db, nil, nil, nil)
	if err := e.Register(permit); err != nil {
		t.Fatal(err)
	}
	if err := e.Register(permit); err == nil {
		t.Error("registered twice")
	}
	if err := e.Register(flow.Table{Kind: "empty", Rows: []flow.Row{{}}}); err == nil {
		t.Error("an unsound table was registered")
	}
	if _, ok := e.Table("permit"); !ok || len(e.Tables()) != 1 || e.Tables()[0].Kind != "permit" {
		t.Error("not the tables that were registered")
	}
}

func TestWhoInWords(t *testing.T) {
	all := flow.Who{Roles: []people.Role{people.Window, "elder"}, Turn: true, Applicant: true, Client: "apply", Clock: true, Office: true, NotBy: []string{"comment"}}
	want := "当前承办人、综合窗口、elder、申请人、获授权的系统、系统（到期自动）、系统（须由另一人）"
	if got := all.Words(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
