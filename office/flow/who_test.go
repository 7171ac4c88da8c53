package flow_test

import (
	"context"
	"errors"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

const (
	city      region.Code = "511400000000"
	county    region.Code = "511402000000"
	elsewhere region.Code = "511403000000" // another county of the city
	township  region.Code = "511402102000"
	dept                  = "511402-01"
	other                 = "511402-02" // another department of the county
)

func staff(id int64, posts ...people.Post) people.Actor {
	return people.Actor{Kind: people.Staff, ID: id, Name: "工作人员", Posts: posts}
}

func in(role people.Role, place region.Code, dept string) people.Post {
	return people.Post{Role: role, Region: place, Dept: dept}
}

func client(place region.Code, scopes ...string) people.Actor {
	return people.Actor{Kind: people.Client, ID: 9, Name: "省平台", Scopes: scopes, Posts: []people.Post{{Region: place}}}
}

// shaped is the permit table with a row by which a test does to a case what it likes.
var shaped = with(flow.Row{
	From: []string{"received", "review", "stopped"}, Event: "shape", Name: "摆布", By: flow.Who{Office: true}, To: flow.Same,
	Do: func(_ context.Context, _ *db.DB, c *flow.Change) error { return c.Data.(func(c *flow.Change) error)(c) },
})

func (o *office) shape(t testing.TB, id int64, how func(c *flow.Change) error) *flow.Change {
	t.Helper()
	c, err := o.Act(t.Context(), people.TheOffice, flow.Move{Case: id, Event: "shape", Data: how})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var errUndo = errors.New("undo")

// may tries an event and takes it back.
func (o *office) may(t testing.TB, who people.Actor, id int64, event string) error {
	err := o.db.Tx(t.Context(), func(tx *db.DB) error {
		move := flow.Move{Case: id, Event: event, Input: form.Values{"text": "好"}, Data: func(*flow.Change) error { return nil }}
		if _, err := o.Fire(t.Context(), tx, who, move); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

var (
	firm  = persons.As(persons.Person{ID: 80, Name: "经办人"}, persons.Person{ID: 5}, persons.Person{ID: 77})
	crowd = map[string]people.Actor{
		"the applicant": citizen, "who acts for the applicant": firm,
		"another citizen": persons.As(persons.Person{ID: 78}, persons.Person{ID: 5}), "a citizen without a name": {Kind: people.Citizen}, "nobody": {},
		"clerk of the county": clerk, "clerk of the city": staff(11, in(people.Window, city, "")), "clerk of another county": staff(12, in(people.Window, elsewhere, "")),
		"clerk of the township": staff(13, in(people.Window, township, "")), "clerk of another township": staff(14, in(people.Window, "511402101000", "")),
		"assistant of the village": staff(15, in(people.Window, village, "")), "assistant of another village": staff(16, in(people.Window, "511402102202", "")),
		"clerk for one department": staff(17, in(people.Window, county, dept)),
		"reviewer":                 reviewer, "reviewer of another department": staff(21, in(people.Reviewer, county, other)), "senior": staff(22, in(people.Senior, county, dept)),
		"head": head, "head of another department": staff(31, in(people.Head, county, other)), "head of the department in another county": staff(32, in(people.Head, elsewhere, dept)),
		"supervisor": staff(41, in(people.Supervisor, city, "")), "system administrator": staff(42, in(people.System, city, "")),
		"clerk with two posts": staff(43, in(people.System, city, ""), in(people.Window, township, "")),
		"client":               client(county, people.ScopeApply), "client that reads": client(county, people.ScopeRead), "client of another county": client(elsewhere, people.ScopeApply, people.ScopeRead),
		"the clock": people.TheClock, "the office": people.TheOffice,
	}
)

// refused reports whether an act was refused: to who may not see the case it is not there.
func refused(err error) bool {
	return fail.Is(err, fail.KindForbidden) || errors.Is(err, flow.ErrUnseen)
}

func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		received, review := o.submit(t).ID, o.submit(t).ID
		o.do(t, clerk, review, "accept")
		for _, c := range []struct {
			event string
			id    int64
			may   []string
		}{
			{"accept", received, []string{"clerk of the county", "clerk of the city", "clerk of the township", "assistant of the village", "clerk with two posts"}},
			{"deem", received, []string{"the clock"}},
			{"withdraw", received, []string{"the applicant", "who acts for the applicant"}},
			{"comment", review, []string{"reviewer"}},
			{"extend", review, []string{"head"}},
			{"shape", review, []string{"the office"}},
		} {
			allowed := map[string]bool{}
			for _, name := range c.may {
				allowed[name] = true
			}
			for name, who := range crowd {
				if err := o.may(t, who, c.id, c.event); allowed[name] != (err == nil) || err != nil && !refused(err) {
					t.Errorf("%s by %s: %v", c.event, name, err)
				}
			}
		}
	}, shaped)
}

func TestWhoMayBegin(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		may := map[string]bool{"the applicant": true, "who acts for the applicant": true, "client": true}
		for name, who := range crowd {
			if _, err := o.open(t, who, submission); may[name] != (err == nil) || err != nil && !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		nameless := submission
		nameless.Applicant = 0
		if _, err := o.open(t, people.Actor{Kind: people.Citizen}, nameless); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("a citizen without a name for nobody: %v", err)
		}
	})
}

func TestWhoSees(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		sees := map[string]bool{
			"the applicant": true, "who acts for the applicant": true, "supervisor": true, "the clock": true, "the office": true, "client that reads": true,
			"clerk of the county": true, "clerk of the city": true, "clerk of the township": true, "assistant of the village": true,
			"clerk for one department": true, "clerk with two posts": true, "reviewer": true, "senior": true, "head": true,
		}
		for name, who := range crowd {
			if _, err := o.View(t.Context(), who, k.ID); sees[name] != (err == nil) || err != nil && !fail.Is(err, fail.KindNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		c, err := o.open(t, client(county, people.ScopeApply), submission)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"client", "client of another county"} { // of one program: the one has since been moved
			list, err := o.SeenOf(t.Context(), crowd[who], k.ID, c.Case.ID)
			if err != nil || len(list) != 1 || list[c.Case.ID].ID != c.Case.ID {
				t.Errorf("a program sees what it filed, and no other: %+v %v", list, err)
			}
		}
		// Who was asked sees the case, and who once acted in it goes on seeing it.
		asked := crowd["reviewer of another department"]
		o.do(t, clerk, k.ID, "accept")
		o.shape(t, k.ID, func(c *flow.Change) error { c.AddTurn(flow.In(people.Reviewer, other, "会签")); return nil })
		if _, err := o.View(t.Context(), asked, k.ID); err != nil {
			t.Errorf("who was asked: %v", err)
		}
		o.do(t, asked, k.ID, "stop")
		o.do(t, reviewer, k.ID, "resume")
		v, err := o.View(t.Context(), asked, k.ID)
		if err != nil || len(v.Turns) != 1 || len(v.Events) != 5 {
			t.Errorf("who once acted: %+v %v", v, err)
		}
		for _, option := range v.Options {
			if option.May {
				t.Errorf("who once acted may %s", option.Row.Event)
			}
		}
	}, shaped)
}

// What the page offers is what Fire admits.
func TestOptionsAreWhatMayBeDone(t *testing.T) {
	one := &flow.Need{Name: "只有一件", Holds: func(_ context.Context, _ *db.DB, c *flow.Change) error {
		if c.Case.Item == 0 {
			return fail.Conflict("没有事项")
		}
		return nil
	}}
	table := with(
		flow.Row{From: []string{"review"}, Event: "bounce", Name: "退件", Done: "已退件", By: flow.Who{Turn: true}, To: "received", Begin: []string{"accept"}, Need: one, Hint: "退回窗口"},
		flow.Row{From: []string{"review"}, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Roles: []people.Role{people.Head}}, To: flow.Same},
	)
	row(&table, "overdue").From = []string{"received", "review", "stopped"}
	each(t, func(t *testing.T, o *office) {
		ids := []int64{o.submit(t).ID, o.submit(t).ID, o.submit(t).ID, o.submit(t).ID}
		for i, events := range [][]string{{}, {"accept"}, {"accept", "stop"}, {"accept", "comment", "approve"}} {
			for j, event := range events {
				o.do(t, []people.Actor{clerk, reviewer, head}[j], ids[i], event, "text", "好")
			}
		}
		shown := 0
		for name, who := range crowd {
			for _, id := range ids {
				v, err := o.View(t.Context(), who, id)
				offered := map[string]bool{}
				for i, option := range v.Options {
					offered[option.Row.Event] = option.May
					if option.May != (option.Why == "") || i > 0 && option.May && !v.Options[i-1].May {
						t.Errorf("%s, %s: option %d is %+v", name, v.Case.State, i, option)
					}
					if !option.May {
						shown++
					}
				}
				for _, event := range []string{"accept", "comment", "stop", "resume", "extend", "approve", "withdraw", "bounce", "unchecked"} {
					if done := o.may(t, who, id, event); (done == nil) != offered[event] && err == nil {
						t.Errorf("%s in %s by %s: offered %v, done %v", event, v.Case.State, name, offered[event], done)
					}
				}
			}
		}
		if shown == 0 {
			t.Error("no option with a hint was shown to one who may not")
		}
	}, table)
}

func TestTheSecondSignatureIsAnothers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		both := staff(50, in(people.Reviewer, county, dept), in(people.Head, county, dept))
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		if err := o.may(t, both, k.ID, "approve"); err != nil {
			t.Errorf("without a first signature: %v", err)
		}
		o.do(t, both, k.ID, "comment", "text", "可以")
		if err := o.may(t, both, k.ID, "approve"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("the second signature by the same: %v", err)
		}
		if err := o.may(t, head, k.ID, "approve"); err != nil {
			t.Errorf("the second signature by another: %v", err)
		}
		o.do(t, reviewer, k.ID, "comment", "text", "也可以") // only who did it last
		if err := o.may(t, both, k.ID, "approve"); err != nil {
			t.Errorf("after another's comment: %v", err)
		}
	})
}

func TestTheLedgerNamesThePost(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		who := staff(51, in(people.Window, elsewhere, ""), people.Post{Role: people.Window, Region: county, Title: "综合窗口 3 号"})
		if c := o.do(t, who, k.ID, "accept"); c.Event.Post != "综合窗口 3 号" || c.Turn.No != 1 {
			t.Errorf("done in %q for turn %d", c.Event.Post, c.Turn.No)
		}
	})
}
