package app

import (
	"slices"
	"strings"
	"testing"

	"wuyou/office/people"
)

// vacated takes all posts from a member of staff.
func (w *world) vacated(login string) {
	w.t.Helper()
	for _, p := range w.actor(login).Posts {
		if err := w.People.EndPost(w.t.Context(), people.TheOffice, "", p.ID, "调离"); err != nil {
			w.t.Fatal(err)
		}
	}
}

// wordsTo are the texts of the notices that a member of staff got, the latest first.
func (w *world) wordsTo(login string) (list []string) {
	w.t.Helper()
	all, err := w.Notices.OfStaff(w.t.Context(), w.actor(login).ID, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range all {
		list = append(list, n.Text)
	}
	return list
}

// A case must not lie where nobody looks: when its turn goes to a post that nobody holds, who oversees the place
// and who gives posts are told, once a day, and everybody who sees the case reads that.
func TestAPostThatNobodyHolds(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const title = "岗位空缺"
		told := func(login string) (n int) {
			for _, got := range w.told(login, 0) {
				if got == title {
					n++
				}
			}
			return n
		}
		client, clerk := w.clientToken("apply read"), w.staffToken("zhoumin")
		number, second := w.apply(client, 3), w.apply(client, 4)
		w.tick() // the day's reminder, before anything is vacant
		dept := w.dept(number)
		w.vacated(dept + "-a")
		boss, admin := w.staff("jianguan"), w.administrator("xitong")
		boss.get("/desk/supervision/vacant").is(200, "没有空缺岗位").bones()
		if told("jianguan") != 0 {
			t.Error("nothing waits there yet")
		}

		w.event(clerk, number, "accept", nil)
		for _, login := range []string{"jianguan", "xitong", "anquan"} {
			if told(login) != 1 {
				t.Errorf("%s was told %q", login, w.told(login, 0))
			}
		}
		if told("leader") != 0 || told("zhoumin") != 0 {
			t.Error("others were told too")
		}
		w.event(clerk, second, "accept", nil) // a second one at the same desk, the same day
		w.tick()
		if n := told("jianguan"); n != 1 {
			t.Errorf("told %d times", n)
		}
		w.staff("zhoumin").get("/desk/cases/"+number).is(200, "该岗位暂无人员，已告知监管岗、系统管理员、安全管理员").not("没有人认领")
		desk := boss.get("/desk/supervision/vacant").is(200, w.Catalog.DeptName(dept)+" 审查岗", "2 件").find(`href="(/desk/supervision/vacant\?desk=[^"]+)"`)
		boss.get(desk).is(200, "/desk/cases/"+number, "/desk/cases/"+second).bones()
		page := admin.get(desk).is(200, "2 件待办").not("/desk/cases/"+number, "社会保障卡") // administrators have no business with cases
		page.bones()
		w.staff("zhoumin").get("/desk/supervision/vacant").is(403)

		w.at("2026-04-21 09:00")
		w.tick()
		w.tick()
		if n := told("jianguan"); n != 2 {
			t.Errorf("the next day told %d times in all", n)
		}
		texts := w.wordsTo("jianguan")
		if !slices.ContainsFunc(texts, func(s string) bool {
			return strings.Contains(s, w.Catalog.DeptName(dept)+" 审查岗空缺，2 件待办，最早的从4月20日 09:30起")
		}) {
			t.Errorf("he was told %q", texts)
		}

		w.vacated(dept + "-c") // nothing waits for the head
		if n := told("jianguan"); n != 2 {
			t.Errorf("told %d times", n)
		}
	})
}

// Who leaves is missed at once where something waits for him alone; what he had taken for himself goes back
// to the desk, and the ledger says why.
func TestWhoLeavesIsMissed(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		w.tick()
		dept := w.dept(number)
		w.event(w.staffToken(dept+"-a"), number, "claim", nil)
		m, err := w.People.FindMember(t.Context(), dept+"-a")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.People.Leave(t.Context(), people.TheOffice, "", m.ID, "退休"); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(w.told("jianguan", 0), "岗位空缺") {
			t.Error("nobody was told")
		}
		w.staff(dept+"-c").get("/desk/cases/"+number).is(200, "放回同岗位", m.Name+"不再担任这个岗位", "该岗位暂无人员")
		w.tick()
		if v, err := w.Engine.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
			t.Errorf("%+v %v", v, err)
		}
	})
}
