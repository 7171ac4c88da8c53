package vacancy_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/vacancy"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	return []door.Service{vacancy.New(o), officetest.Made(matters, map[string]string{
		"terms.csv": "key,name,n,unit,basis,proposal\nmatter.decide,审查时限,1,workday,x,0\n",
	})}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters wait for a window and then for a department.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"},
	States: []flow.State{
		{Code: "begun", Name: "待收件", Public: "在办", Desk: people.Window}, {Code: "sent", Name: "待审查", Public: "在办", Desk: people.Reviewer},
		{Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Clocks: []flow.Clock{{Name: "decide", Title: "审查时限", Late: "late", Until: flow.Closed}},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "send", Name: "转审查", By: flow.Who{Office: true}, To: "sent", Begin: []string{"decide"}},
		{From: []string{"begun"}, Event: "give", Name: "交专人", By: flow.Who{Office: true}, To: "sent", Begin: []string{"decide"},
			Do: func(_ context.Context, _ *db.DB, c *flow.Change) error {
				t := flow.In(people.Reviewer, c.Case.Dept, "审查")
				t.Assignee, t.Holder = 1, "专人"
				c.SetTurns(t)
				return nil
			}},
		usual.Claiming([]string{"begun", "sent"}),
		{From: []string{"begun", "sent"}, Event: "late", Name: "超过时限", By: flow.Who{Clock: true}, To: flow.Same},
		{From: []string{"begun", "sent"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
		usual.Commenting([]string{"begun", "sent"}, flow.Who{Turn: true, Roles: []people.Role{people.Supervisor}}),
	},
}

const path = "/desk/supervision/vacant"

var (
	overCity = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	window   = people.Post{Role: people.Window, Region: officetest.Township}
)

func reviews(dept string) people.Post {
	return people.Post{Role: people.Reviewer, Dept: dept, Region: officetest.County}
}

// begun is a matter in the township, sent is one that waits for its department.
func begun(c *officetest.City, dept string) flow.Case {
	c.T.Helper()
	return c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: officetest.Township, Dept: dept, Title: "社会保障卡挂失"})
}

func does(c *officetest.City, k flow.Case, event string) flow.Case {
	c.T.Helper()
	k, err := c.Try(people.TheOffice, k, event)
	if err != nil {
		c.T.Fatal(err)
	}
	return k
}

func told(t *testing.T, s *officetest.Somebody, n int) {
	t.Helper()
	list := slices.DeleteFunc(s.Told(flow.Case{}), func(s string) bool { return !strings.HasPrefix(s, "岗位空缺：") })
	if len(list) != n {
		t.Errorf("%s was told %d times, not %d: %q", s.Name, len(list), n, list)
	}
}

// A case must not lie where nobody looks: when its turn goes to a post that nobody holds, who oversees the place and who registers staff and gives
// posts are told, once a day, and the page shows which desks they are and what waits there.
func TestAPostThatNobodyHolds(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		boss, far := c.Staff("魏然", overCity), c.Staff("韩冬", people.Post{Role: people.Supervisor, Region: officetest.OtherCounty})
		system := c.Staff("系统岗", people.Post{Role: people.System, Region: officetest.Whole})
		security, leader, clerk := c.Staff("安全岗", people.Post{Role: people.Security, Region: officetest.Whole}), c.Staff("林立", people.Post{Role: people.Leader, Region: officetest.Whole}), c.Staff("周敏", window)
		boss.Get(path).Is(http.StatusOK, "没有空缺岗位")
		first, second := begun(c, dept), begun(c, dept)
		c.Tick()
		told(t, boss, 0) // the window has them
		does(c, first, "send")
		for _, who := range []*officetest.Somebody{boss, system, security} {
			told(t, who, 1)
		}
		if got := boss.Told(flow.Case{})[0]; got != "岗位空缺：人社局 审查岗空缺，截至4月20日 09:30有 1 件待办，最早的从4月20日 09:30起。请安排人员，名单在“空缺岗位”。" {
			t.Error(got)
		}
		for _, who := range []*officetest.Somebody{far, leader, clerk} {
			told(t, who, 0)
		}
		c.At("2026-04-20 15:00")
		does(c, second, "send") // a second one at the same desk, the same day
		c.Tick()
		c.Staff("石磊", reviews(c.Dept(officetest.County, "卫健局"))).Leaves() // elsewhere, where nothing waits
		told(t, boss, 1)

		at := boss.Back().Get(path).Is(http.StatusOK, "人社局 审查岗", "2 件", "4月20日 09:30", "4月21日 18:00").Find(`href="(/desk/supervision/vacant/waiting\?[^"]+)"`)
		boss.Get(at).Is(http.StatusOK, "人社局 审查岗", "共 2 件", "/desk/cases/"+first.Number(), "/desk/cases/"+second.Number(), "社会保障卡挂失", "审查").
			Not("您不能查看")
		system.Back().Get(at).Is(http.StatusOK, "共 2 件", flow.Grouped(first.Number()), "您不能查看这件办件，只显示编号和时限").
			Not("/desk/cases/"+first.Number(), "社会保障卡挂失", "待审查", "4月20日 09:30", "4月20日 15:00") // administrators have no business with cases
		far.Back().Get(path).Is(http.StatusOK, "没有空缺岗位")
		for _, q := range []string{at, path + "/waiting", path + "/waiting?role=reviewer&dept=none", path + "/waiting?role=window&place=x"} {
			far.Get(q).Is(http.StatusOK, "没有在等的").Not("共 2 件", first.Number(), flow.Grouped(first.Number()))
		}
		rows := func(who *officetest.Somebody, path, query string) string {
			return fmt.Sprint(who.Get(strings.Replace(path, "?", ".xlsx?", 1) + query).Rows())
		}
		if got := rows(boss, path+"?", ""); got != "[[人社局 审查岗 东岸区 2 2026-04-20 09:30 2026-04-21 18:00]]" {
			t.Error(got)
		}
		for _, k := range []flow.Case{first, second} {
			if got := rows(boss, at, "&purpose=安排人员"); !strings.Contains(got, flow.Grouped(k.Number())+" 社会保障卡挂失") {
				t.Error(got)
			}
			if got := rows(system, at, "&purpose=安排人员"); !strings.Contains(got, flow.Grouped(k.Number())+" 您不能查看这件办件") || strings.Contains(got, "社会保障卡挂失") || strings.Contains(got, "审查") {
				t.Error(got)
			}
		}
		clerk.Back().Get(path).Is(http.StatusForbidden)
		leader.Back().Get(path).Is(http.StatusForbidden)

		third := begun(c, "")
		clerk.Leaves() // a window is missed beside the reviewers
		told(t, boss, 2)
		boss.Get(path).Is(http.StatusOK, "河口镇 "+people.Window.Name())
		c.At("2026-04-21 09:00")
		c.Tick()
		c.Tick()
		told(t, boss, 3)
		list := boss.Told(flow.Case{})
		if got := list[len(list)-1]; !strings.Contains(got, "等 2 个岗位空缺，截至4月21日 09:00有 3 件待办，最早的从4月20日 09:30起") {
			t.Error(got)
		}
		told(t, far, 0)
		told(t, system, 3)

		c.Staff("何雪", reviews(dept))
		boss.Back().Get(path).Is(http.StatusOK, "河口镇 "+people.Window.Name()).Not("审查岗")
		boss.Get(at).Is(http.StatusOK, "没有在等的") // there is somebody now
		boss.Get(boss.Get(path).Find(`href="(/desk/supervision/vacant/waiting\?[^"]+)"`)).Is(http.StatusOK, "共 1 件", "/desk/cases/"+third.Number())
		does(c, third, "finish")
		boss.Get(path).Is(http.StatusOK, "没有空缺岗位")
		c.At("2026-04-22 09:00")
		c.Tick()
		told(t, boss, 3)
		c.Sound()
	})
}

// Who leaves is missed at once where something waits for him alone; what he had taken for himself goes back to the desk, and the ledger says why.
func TestWhoLeavesIsMissed(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		boss, first, second := c.Staff("魏然", overCity), c.Staff("何雪", reviews(dept)), c.Staff("陶然", reviews(dept))
		k := does(c, begun(c, dept), "send")
		first.Do(k, "claim")
		told(t, boss, 1) // of the window, which nobody holds
		first.Leaves()
		if v := c.View(people.TheOffice, k); len(v.Turns) != 1 || v.Turns[0].Assignee != 0 || v.Events[len(v.Events)-1].Note != "何雪不再担任这个岗位" {
			t.Errorf("%+v %+v", v.Turns, v.Events)
		}
		told(t, boss, 1) // a colleague is there
		second.Leaves()
		told(t, boss, 2)
		c.Sound()
	})
}

// What a colleague of the department has taken he keeps while he has another post there; when he leaves that too, its desk is missed at once,
// though it is none of the post that ended last.
func TestADeskIsMissedWhenItsLastKeeperLeaves(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		boss := c.Staff("魏然", overCity)
		c.Staff("周敏", window)
		first := c.Staff("何雪", reviews(dept), people.Post{Role: people.Senior, Dept: dept, Region: officetest.County})
		k := does(c, begun(c, dept), "send")
		first.Do(k, "claim")
		posts := first.Actor().Posts
		for i, want := range []int{0, 1} {
			if err := c.Roster.EndPost(t.Context(), people.TheOffice, "", posts[i].ID, "调离"); err != nil {
				t.Fatal(err)
			}
			if free := c.View(people.TheOffice, k).Turns[0].Assignee == 0; free != (want > 0) {
				t.Errorf("after %s ended: free %v", posts[i].Role, free)
			}
			told(t, boss, want)
		}
		c.Sound()
	})
}

// What somebody has taken waits for him, not for a desk; and where nothing waits nobody is missed.
func TestWhereNothingWaitsNobodyIsMissed(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := c.Dept(officetest.County, "人社局")
	boss, clerk := c.Staff("魏然", overCity), c.Staff("周敏", window)
	c.Staff("何雪", reviews(dept)).Leaves()
	told(t, boss, 0)
	k := begun(c, dept)
	clerk.Do(k, "claim")
	c.Later(time.Hour)
	clerk.Do(k, "comment", "text", "在等电话")
	does(c, k, "finish")
	clerk.Leaves()
	c.Tick()
	told(t, boss, 0)
	c.Staff("陶然", window)
	does(c, begun(c, dept), "give")
	told(t, boss, 0)
	does(c, begun(c, dept), "send") // nor does it say that somebody is at the desk
	told(t, boss, 1)
}

// A post that was seen to be held is not looked at again for a minute; who ends it on this server ends that, and a minute later it is looked at
// whoever has ended it.
func TestAPostIsTrustedForAMinute(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := c.Dept(officetest.County, "人社局")
	c.Staff("周敏", window)
	boss, reviewer := c.Staff("魏然", overCity), c.Staff("何雪", reviews(dept))
	does(c, begun(c, dept), "send")
	if err := c.DB.Exec(t.Context(), `UPDATE posts SET ended_at = 1 WHERE staff_id = $1`, reviewer.ID); err != nil { // another server
		t.Fatal(err)
	}
	c.Later(time.Minute - time.Second)
	does(c, begun(c, dept), "send")
	told(t, boss, 0)
	c.Later(time.Second)
	does(c, begun(c, dept), "send")
	told(t, boss, 1)
	other := c.Dept(officetest.County, "卫健局")
	next := c.Staff("陶然", reviews(other))
	does(c, does(c, begun(c, other), "send"), "finish")
	next.Leaves() // nothing waits for him
	told(t, boss, 1)
	does(c, begun(c, other), "send")
	told(t, boss, 2)
}

// A vacant desk stands out from the moment at which what waits there is late, and no other does.
func TestAVacantDeskThatIsLate(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	first, second := c.Dept(officetest.County, "人社局"), c.Dept(officetest.County, "卫健局")
	boss := c.Staff("魏然", overCity)
	begun(c, "") // is not timed
	does(c, begun(c, first), "send")
	c.At("2026-04-21 09:30")
	does(c, begun(c, second), "send")
	for _, one := range [][2]string{{"2026-04-21 17:59", ""}, {"2026-04-21 18:00", "人社局"}} {
		at, want := one[0], one[1]
		c.At(at)
		got := ""
		for row := range strings.SplitSeq(boss.Back().Get(path).Is(http.StatusOK, "人社局", "卫健局", "不计时").Body, "<tr ") {
			if strings.HasPrefix(row, `class="late-row`) {
				got += regexp.MustCompile(`..局`).FindString(row)
			}
		}
		if got != want {
			t.Errorf("at %s %q is late, want %q", at, got, want)
		}
	}
}
