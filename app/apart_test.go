package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// TestWhoMayDoWhat walks every act of every flow as everybody who may have something to do with a case, and compares
// the answers with testdata/rights.txt: go test ./app -run TestWhoMayDoWhat -update writes it anew, its readers judge it.
//
// A conflict of interest is never admitted to what judges or ends a matter, whatever the posts.
func TestWhoMayDoWhat(t *testing.T) {
	w := newWorld(t, "")
	var b strings.Builder
	b.WriteString(rightsHead)
	for _, table := range w.Engine.Tables() {
		fmt.Fprintf(&b, "\n%s %s\n", table.Kind, table.Title)
		seen := map[string]bool{}
		for _, r := range table.Rows {
			if len(r.From) == 0 || seen[r.Event+r.Name] {
				continue
			}
			seen[r.Event+r.Name] = true
			var may []string
			for _, who := range w.everybody(table, r) {
				admitted := func(relations ...flow.Relation) bool {
					return w.Engine.Admitted(t.Context(), table, who.k, r, who.actor, who.turns, relations) == nil
				}
				if !admitted() {
					continue
				}
				var closed []string
				for _, relation := range flow.Handled {
					if who.actor.Kind == people.Staff && !admitted(relation) {
						closed = append(closed, string(relation))
					}
				}
				switch len(closed) {
				case 0:
					may = append(may, who.name)
				case len(flow.Handled):
					may = append(may, who.name+"（回避）")
				default:
					may = append(may, who.name+"（回避："+strings.Join(closed, "，")+"）")
				}
			}
			second := ""
			if r.By.NotBy != "" {
				second = "；不能是“" + r.By.NotBy + "”的同一人"
			}
			fmt.Fprintf(&b, "  %-18s %s: %s%s\n", r.Event, r.Name, strings.Join(may, "、"), second)
		}
	}
	file := filepath.Join("testdata", "rights.txt")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != b.String() {
		got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
		for i, line := range got {
			if i >= len(old) || old[i] != line {
				t.Fatalf("%s, line %d: %q; write it anew with -update, and read what is different", file, i+1, line)
			}
		}
		t.Fatalf("%s has lines too many", file)
	}
}

const rightsHead = `# Who may do each act of each flow, by what he has to do with the case. Written by: go test ./app -run TestWhoMayDoWhat
# -update; judged by its readers. 本人 is the applicant, 经办人 acts for the firm that is, 只看的经办人 may see its
# cases only, 旁人 is another citizen; 轮到的人 has the
# turn; a role stands for a post that covers the case, 上级… for one of the city, 外地… for one of another place; 令牌… is a program with the right; 时限,
# 系统 are the program itself. （回避）: but not if he handled what the case is about in any part, or is named there; else the
# parts stand behind it. 不能是…的同一人: never who did that event last in this case (a second signature).
`

type somebody struct {
	name  string
	actor people.Actor
	k     flow.Case
	turns []flow.Turn
}

// everybody is who may have to do with a case, standing where an act of it may be done.
func (w *world) everybody(table *flow.Table, r flow.Row) (list []somebody) {
	county := w.counties()[0]
	other := w.counties()[1]
	dept := w.organ("人社局")
	k := flow.Case{ID: 1, Kind: table.Kind, State: r.From[0], Region: county, City: w.Profile.Region, County: county, Dept: dept, Applicant: 70, Party: "张晓梅"}
	s, _ := table.State(k.State)
	turn := flow.In(s.Desk, dept, s.Name)
	if s.Desk.Regional() {
		turn = flow.At(s.Desk, county, s.Name)
	}
	turn.No = 1
	add := func(name string, a people.Actor) { list = append(list, somebody{name, a, k, []flow.Turn{turn}}) }
	holds := func(id int64, rights people.Right, person int64) people.Actor {
		return people.Actor{Kind: people.Citizen, ID: id, Holds: []people.Holding{{Person: person, Rights: rights}}}
	}
	add("本人", holds(70, people.All, 70))
	add("经办人", holds(71, people.All, 70))
	add("只看的经办人", holds(72, people.See, 70))
	add("旁人", holds(73, people.All, 74))
	at := func(role people.Role, place string, d string) people.Post {
		p := people.Post{ID: 1, Role: role, Region: county, Dept: d}
		if place != "" {
			p.Region = other
		}
		return p
	}
	holder := people.Actor{Kind: people.Staff, ID: 80, Name: "赵承办", Posts: []people.Post{at(s.Desk, "", turn.Dept)}}
	if s.Desk != flow.Applicant && s.Desk != "" {
		add("轮到的人", holder)
	}
	for _, role := range people.Roles {
		d := dept
		if role.Code.Regional() {
			d = ""
		}
		add(role.Name, people.Actor{Kind: people.Staff, ID: 81, Name: "钱同事", Posts: []people.Post{at(role.Code, "", d)}})
		add("上级"+role.Name, people.Actor{Kind: people.Staff, ID: 83, Name: "李上级", Posts: []people.Post{{ID: 1, Role: role.Code, Region: w.Profile.Region, Dept: d}}})
		add("外地"+role.Name, people.Actor{Kind: people.Staff, ID: 82, Name: "孙外地", Posts: []people.Post{at(role.Code, "other", "")}})
	}
	for _, scope := range people.Scopes {
		add("令牌"+scope.Code, people.Actor{Kind: people.Client, ID: 90, Scopes: []string{scope.Code}, Posts: []people.Post{{Region: county}}})
	}
	add("时限", people.TheClock)
	add("系统", people.TheOffice)
	return list
}

// A complaint that names a clerk, or is about what he did, is not refused, ended, confirmed or withdrawn by him.
func TestNobodyEndsAComplaintAboutHimself(t *testing.T) {
	each(t, func(w *world) {
		denied := func(login, n, event string, pairs ...string) {
			t.Helper()
			if _, err := w.try(w.actor(login), n, event, pairs...); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "回避") {
				t.Errorf("%s %s: %v", login, event, err)
			}
		}
		// wanglei is named; he is a colleague at the window of zhoumin.
		status, r := w.call(w.clientToken("apply read"), "POST", "/api/v1/grievances", map[string]any{
			"region": county1, "item": "社会保障卡挂失", "name": "张晓梅", "phone": "13800138000", "what": "窗口的王磊说系统坏了，让我明天再来，去了三趟", "times": 3,
		})
		if status != 201 {
			t.Fatal(status, r)
		}
		n := r["number"].(string)
		name := w.actor("wanglei").Name
		if name != "王磊" {
			t.Fatal(name)
		}
		denied("wanglei", n, "solve", "reply", "已办", "outcome", "done")
		denied("wanglei", n, "propose_refusal", "ground", "other", "reason", "不是事项", "go_to", "别处")
		denied("wanglei", n, "withdraw", "paper", w.scan("wanglei"))
		// what is explained only is a no: it is not ended on the spot
		if _, err := w.try(w.actor("zhoumin"), n, "solve", "reply", "说清楚了", "outcome", "explained"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("explained on the spot: %v", err)
		}
		// a colleague refuses: a second person must agree, and it is not the one who is named
		w.do("zhoumin", n, "propose_refusal", "ground", "other", "reason", "不是政务服务事项", "go_to", "12345")
		w.do("zhuanxi1", n, "reject_refusal", "reason", "属于受理范围")
		w.do("zhuanxi1", n, "unwilling", "cause", "DELAY", "opinion", "应当办", "order", "当天办结。", "dept", w.organ("人社局"))
		w.do(w.head(n), n, "rectified", "reply", "已办好。", "statement", "窗口推诿。", "person", "王磊", "outcome", "done")
		denied("wanglei", n, "confirm", "paper", w.scan("wanglei"))
		if _, err := w.try(w.actor("zhoumin"), n, "confirm"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("confirmed for the person without a paper of hers: %v", err)
		}
		w.do("zhoumin", n, "confirm", "paper", w.scan("zhoumin"))
		w.tick()
		if !slices.ContainsFunc(w.sms, func(m notice.Message) bool { return strings.Contains(m.Text, "窗口凭您签字的材料登记") }) {
			t.Error("the person was not told that a window confirmed in her name")
		}
	})
}

// Who did the application that could not be done is kept from the complaint about it by what the flow says he did.
func TestWhoDidTheMatterKeepsAwayFromItsComplaint(t *testing.T) {
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("wanglei"), number, "accept", nil)
		k, err := w.Engine.ByNumber(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		g, err := w.Grievances.Take(t.Context(), w.actor("zhoumin"), grievance.Report{
			Place: k.County, Hall: k.County, Channel: flow.ByWindow, Application: k.ID, Item: k.Item, ItemName: k.Title, Key: "1",
			Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: "受理以后一直没有消息"}, Times: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		of := func(login string) []flow.Relation {
			t.Helper()
			list, err := w.Engine.Relations(t.Context(), w.DB, g, w.actor(login))
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if got := of("wanglei"); len(got) != 1 || got[0] != flow.Relation(flow.Accepts) {
			t.Errorf("who accepted it is %v", got)
		}
		if got := of("zhuanxi1"); len(got) != 0 {
			t.Errorf("who has nothing to do with it is %v", got)
		}
	})
}

// Who served the person is said by the flow: the reviewer is rated, not the clerk who handed the result out.
func TestWhoServedIsRated(t *testing.T) {
	each(t, func(w *world) {
		k := w.served(6, "village", "luocun")
		type act struct {
			Mode      string
			StaffName string
		}
		acts, err := db.All[act](t.Context(), w.DB, `SELECT mode, staff_name FROM rating_acts WHERE case_id = $1 ORDER BY id`, k.ID)
		if err != nil || len(acts) == 0 {
			t.Fatal(acts, err)
		}
		e, err := w.Engine.Server(t.Context(), w.DB, k)
		if err != nil || e.ActorName == "" {
			t.Fatal(e, err)
		}
		for _, a := range acts {
			if a.Mode == "matter" && a.StaffName != e.ActorName {
				t.Errorf("rated is %s, served has %s", a.StaffName, e.ActorName)
			}
		}
	})
}
