package office

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// A service that names an event or an address that is not there does not start, and is told which.
func TestWhatServicesDeclareIsThere(t *testing.T) {
	o := &Office{Engine: flow.New(dbtest.Open(t, dbtest.SQLite(t), time.Now), nil, nil, nil)}
	table := flow.Table{
		Kind: "lost", Title: "失物", Phases: []string{"登记"}, States: []flow.State{{Code: "kept", Name: "保管", Public: "保管", Final: true}},
		Rows: []flow.Row{{Event: "keep", Name: "登记", Done: "已登记", By: flow.Who{Roles: []people.Role{people.Window}}, To: "kept"}},
	}
	if err := o.Engine.Register(table); err != nil {
		t.Fatal(err)
	}
	routes := []web.Route{{Method: "GET", Path: "/desk/find"}, {Method: "POST", Path: "/desk/lost"}}
	for wrong, s := range map[string]door.Service{
		"":           {Beside: []door.Beside{{Section: "thing", Of: []string{"keep"}, For: []string{"keep"}}}, Asks: map[string]form.Form{"/desk/lost": {}}},
		"rating":     {Occasions: []door.Occasion{{Event: "rating"}}},
		"opened":     {Openings: []door.Opening{{Name: "lost", Kind: "lost", Event: "opened"}}},
		"found":      {Openings: []door.Opening{{Name: "lost", Kind: "found", Event: "keep"}}},
		"shows":      {Beside: []door.Beside{{Section: "thing", Of: []string{"keep", "shows"}}}},
		"helps":      {Beside: []door.Beside{{Section: "thing", For: []string{"helps"}}}},
		"/desk/los":  {Asks: map[string]form.Form{"/desk/los": {}}},
		"/desk/find": {Asks: map[string]form.Form{"/desk/find": {}}}, // no POST
	} {
		s.Table, s.Routes = table, routes
		err := o.checkDeclared([]door.Service{s})
		if wrong == "" && err != nil || wrong != "" && (err == nil || !strings.Contains(err.Error(), wrong)) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if err := o.checkDeclared([]door.Service{{Beside: []door.Beside{{Section: "thing", Of: []string{"keep"}}}}}); err == nil {
		t.Error("a section is beside a step of a service without a table")
	}
}
