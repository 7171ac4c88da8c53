package app

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// reportThing reports a matter over the API, as the hotline would.
func (w *world) reportThing(token, region string) (number string) {
	w.t.Helper()
	status, r := w.call(token, "POST", "/api/v1/grievances", map[string]any{
		"region": region, "item": "社会保障卡挂失", "name": "张晓梅", "phone": "13800138000", "what": "去了三趟都没办成", "times": 3, "refused_by": "自助区", "reason": "缺证明", "wish": "当天办好",
	})
	if status != http.StatusCreated {
		w.t.Fatal(status, r)
	}
	return r["number"].(string)
}

// staff are the actors of a grievance in the first county.
func (w *world) actor(login string) people.Actor {
	w.t.Helper()
	m, err := w.Roster.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(login, err)
	}
	a, _, err := w.Roster.StaffActor(w.t.Context(), m.ID)
	if err != nil {
		w.t.Fatal(login, err)
	}
	return a
}

// do has a member of staff do an event; a failure ends the test.
func (w *world) do(login, number, event string, pairs ...string) flow.Case {
	w.t.Helper()
	k, err := w.try(w.actor(login), number, event, pairs...)
	if err != nil {
		w.t.Fatalf("%s %s: %v", login, event, err)
	}
	return k
}

// confirmed has a window enter that the person says it is solved, and a second person agree.
func (w *world) confirmed(number string) flow.Case {
	w.t.Helper()
	w.do("zhuanxi1", number, "name", "aim", "some", "who", "0", "text", "说的是自助区") // until then all of the hall keep away
	w.do("zhoumin", number, "enter_confirm", "paper", w.scan("zhoumin"))
	return w.do("zhuanxi1", number, "confirm")
}

// scan is a paper that a member of staff has scanned.
func (w *world) scan(login string) string {
	w.t.Helper()
	one, err := w.Files.Put(w.t.Context(), bytes.NewReader(door.MadePaper()), "签字材料.png", people.Staff, w.actor(login).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return strconv.FormatInt(one.ID, 10)
}

func (w *world) try(a people.Actor, number, event string, pairs ...string) (flow.Case, error) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	in := form.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	c, err := w.Engine.Act(w.t.Context(), a, flow.Move{Case: k.ID, Event: event, Input: in})
	if err != nil {
		return k, err
	}
	return c.Case, nil
}

// visitEnds ends the return visit of a matter.
func (w *world) visitEnds(number, event string, pairs ...string) flow.Case {
	w.t.Helper()
	k, err := w.try(people.TheOffice, number, event, pairs...)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *world) head(number string) string {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k.Dept + "-c"
}

const county1 = "511402000000"

// organ is the code of a department of the first county.
func (w *world) organ(name string) string {
	w.t.Helper()
	for _, d := range w.Catalog.Depts(county1) {
		if strings.HasSuffix(d.Name, name) {
			return d.Code
		}
	}
	w.t.Fatal("no department ", name)
	return ""
}

// Who did not withdraw himself is told that a window entered it, by his paper, until when he may say that it was not he, and can.
func TestAWithdrawalThatAWindowEnteredCanBeContested(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		t := w.t
		withdrawn := func() string {
			n := w.reportThing(w.clientToken("apply read"), county1)
			w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
			w.do("zhoumin", n, "enter_withdraw", "paper", w.scan("zhoumin"))
			if k := w.do("zhuanxi1", n, "withdraw"); k.State != "withdrawn" {
				t.Fatal(k.State)
			}
			return n
		}
		n, late := withdrawn(), withdrawn()
		w.tick()
		told := ""
		for _, m := range w.sms {
			if strings.Contains(m.Text, flow.Grouped(n)) {
				told = m.Text
			}
		}
		for _, words := range []string{"窗口凭您签字的材料登记", "请在 2026年4月27日（含当日）前"} {
			if !strings.Contains(told, words) {
				t.Errorf("%q is not in %q", words, told)
			}
		}
		g, err := grievance.Grievances.Load(t.Context(), w.DB, w.caseOf(n).ID)
		if err != nil || g.Entered != "" {
			t.Errorf("%q still waits for a second person: %v", g.Entered, err)
		}
		person := people.Actor{Kind: people.Citizen, ID: w.caseOf(n).Applicant, Holds: []people.Holding{{Person: w.caseOf(n).Applicant, Rights: people.All}}}
		if k, err := w.try(person, n, "restore", "reason", "我没有签过字"); err != nil || k.State != "triage" || k.ClosedAt != 0 {
			t.Errorf("%s %v", k.State, err)
		}
		if _, err := w.try(w.actor("zhoumin"), n, "restore", "reason", "再来一次"); err == nil {
			t.Error("contested twice")
		}
		if k, err := w.try(person, n, "withdraw"); err != nil || k.State != "withdrawn" { // now it is his own word
			t.Errorf("%s %v", k.State, err)
		}
		w.counted(n, 1)
		w.at("2026-04-28 10:00")
		w.tick()
		if _, err := w.try(person, late, "restore"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("after the last day: %v", err)
		}
		w.sound()
	})
}
