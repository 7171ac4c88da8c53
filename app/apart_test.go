package app

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/grievance"
)

// TestWhoMayDoWhat walks every act of every flow as everybody who may have something to do with a case, and compares
// the answers with testdata/rights.txt: go test ./app -run TestWhoMayDoWhat -update writes it anew, its readers judge it.
//
// A conflict of interest is never admitted to what judges or ends a matter, whatever the posts.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	var b strings.Builder
	b.WriteString(rightsHead)
	for _, table := range w.Engine.Tables() {
		fmt.Fprintf(&b, "\n%s %s\n", table.Kind, table.Title)
		seen := map[string]bool{}
		for _, r := range table.Rows {
			line := r.Event + r.Name + fmt.Sprint(r.By)
			if len(r.From) == 0 || seen[line] {
				continue
			}
			seen[line] = true
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
			for _, event := range r.By.NotBy {
				i := slices.IndexFunc(table.Rows, func(o flow.Row) bool { return o.Event == event })
				second += "；不能与“" + table.Rows[i].Name + "”是同一人"
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
# 系统 are the program itself. （回避）: but not if it is his own matter, or he handled what the case is about in any part, or is named
# there or may be meant; else what keeps him away stands behind it. 不能与…是同一人: never who did that last in this case (a second signature).
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
	turns := []flow.Turn{turn}
	if i := slices.IndexFunc(table.Beside, func(b flow.Beside) bool { return b.Name == r.By.Beside }); i >= 0 { // it waits for its decision
		b := table.Beside[i]
		beside := flow.In(b.Desk, dept, b.Step)
		if b.Desk.Regional() {
			beside = flow.At(b.Desk, county, b.Step)
		}
		beside.No, beside.Beside = 2, b.Name
		turns = append(turns, beside)
	}
	add := func(name string, a people.Actor) { list = append(list, somebody{name, a, k, turns}) }
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
	t.Parallel()
	lite(t, func(w *world) {
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
		denied("wanglei", n, "enter_withdraw", "paper", w.scan("wanglei"))
		denied("wanglei", n, "contact", "how", "phone", "reached", "yes", "text", "已和反映人谈妥")
		denied("zhoumin", n, "solve", "reply", "已办", "outcome", "done") // it may be anybody of the hall, until an officer has said
		w.do("zhuanxi1", n, "name", "aim", "some", "who", strconv.FormatInt(w.actor("wanglei").ID, 10), "text", "反映人说的就是他")
		// what is explained only is a no: it is not ended on the spot
		if _, err := w.try(w.actor("zhoumin"), n, "solve", "reply", "说清楚了", "outcome", "explained"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("explained on the spot: %v", err)
		}
		// a colleague refuses: a second person must agree, and it is not the one who is named
		w.do("zhoumin", n, "propose_refusal", "ground", "other", "reason", "不是政务服务事项", "go_to", "12345")
		w.do("zhuanxi1", n, "reject_refusal", "reason", "属于受理范围")
		w.do("zhuanxi1", n, "unwilling", "cause", "DELAY", "opinion", "应当办", "order", "当天办结。", "dept", w.organ("人社局"))
		w.do(w.head(n), n, "rectified", "reply", "已办好。", "statement", "窗口推诿。", "person", "王磊", "outcome", "done")
		denied("wanglei", n, "enter_confirm", "paper", w.scan("wanglei"))
		if _, err := w.try(w.actor("zhoumin"), n, "enter_confirm"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("confirmed for the person without a paper of hers: %v", err)
		}
		w.do("zhoumin", n, "enter_confirm", "paper", w.scan("zhoumin"))
		if _, err := w.try(w.actor("zhoumin"), n, "confirm"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("a window ended it alone: %v", err)
		}
		w.do("zhuanxi1", n, "reject_entered", "reason", "签字看不清")
		w.do("zhoumin", n, "enter_confirm", "paper", w.scan("zhoumin"))
		w.do("zhuanxi1", n, "confirm")
		w.tick()
		if !slices.ContainsFunc(w.sms, func(m notice.Message) bool { return strings.Contains(m.Text, "窗口凭您签字的材料登记") }) {
			t.Error("the person was not told that a window confirmed in her name")
		}
	})
}

// Whom a matter names in any of its words, or by the number of his window, keeps away; while a window is named that nobody has
// found, all windows of the hall do, until the officer has found out.
func TestWhoeverIsNamedInAnyWordsKeepsAway(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		token := w.clientToken("apply read")
		told := func(field, text string) string {
			t.Helper()
			report := map[string]any{"region": county1, "item": "社会保障卡挂失", "name": "赵反映", "phone": "13800138001", "what": "去了三趟都没有办成", "times": 3}
			report[field] = text
			status, r := w.call(token, "POST", "/api/v1/grievances", report)
			if status != 201 {
				t.Fatal(status, r)
			}
			return r["number"].(string)
		}
		keptFrom := func(login, n string, want bool) {
			t.Helper()
			for event, pairs := range map[string][]string{
				"enter_withdraw": {"paper", w.scan(login)}, "solve": {"reply", "已办", "outcome", "done"}, "contact": {"how", "phone", "reached", "no", "text", "没有人接"},
			} {
				k, err := w.Engine.ByNumber(t.Context(), n)
				if err != nil {
					t.Fatal(err)
				}
				v, err := w.Engine.View(t.Context(), w.actor(login), k.ID)
				if err != nil {
					t.Fatal(err)
				}
				if o := door.Offered(v, event); want && o.May {
					t.Errorf("%s is offered %s", login, event)
				}
				_, err = w.try(w.actor(login), n, event, pairs...)
				if closed := fail.Is(err, fail.KindForbidden) && strings.Contains(err.Error(), "回避"); closed != want && (want || event == "enter_withdraw") {
					t.Errorf("%s %s: %v", login, event, err)
				}
				if !want {
					return
				}
			}
		}
		for field, text := range map[string]string{
			"refused_by": "综合窗口5号的工作人员", "reason": "王磊说系统坏了", "wish": "请５号窗口的王 磊不要再推", "what": "五号窗不给办，已经去了三趟",
		} {
			n := told(field, text)
			keptFrom("wanglei", n, true)
			keptFrom("zhoumin", n, true)
			w.do("zhuanxi1", n, "name", "aim", "some", "who", strconv.FormatInt(w.actor("wanglei").ID, 10), "text", "问过反映人，是 5 号窗口")
			keptFrom("zhoumin", n, false)
		}
		for _, text := range []string{"王老师", "姓王的", "戴眼镜的女工作人员", "3号", "社区主任"} { // as people describe clerks
			n := told("refused_by", text)
			keptFrom("wanglei", n, true)
			keptFrom("zhoumin", n, true)
		}
		for field, text := range map[string]string{"what": "小王不给办", "wish": "请那个戴眼镜的小伙子不要再推", "reason": "周敏说找旁边姓王的"} { // in whatever words
			keptFrom("wanglei", told(field, text), true)
		}
		keptFrom("citywin", told("what", "市政务中心一楼姓刘的不给办"), true)
		n := told("what", "办不成事专席的那个袁科长，把我挡在门外")
		if _, err := w.try(w.actor("zhuanxi1"), n, "name", "aim", "some", "who", "0", "text", "不是"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("an officer who may be meant finds that nobody is: %v", err)
		}
		w.do("jianguan", n, "name", "aim", "some", "who", "0", "text", "问过反映人")
		n = told("refused_by", "9号窗口")
		keptFrom("wanglei", n, true)
		keptFrom("zhoumin", n, true)
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "还没有认定是谁", "认定反映的是谁")
		who := strconv.FormatInt(w.actor("wanglei").ID, 10)
		if _, err := w.try(w.actor("zhoumin"), n, "name", "aim", "some", "who", who, "text", "问过"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("a window found out by itself: %v", err)
		}
		w.do("zhuanxi1", n, "name", "aim", "some", "who", who, "text", "问过反映人，是 5 号窗口")
		keptFrom("wanglei", n, true)
		keptFrom("zhoumin", n, false)
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "要回避的人", "王磊").not("还没有认定是谁")

		n = told("refused_by", "大厅窗口的人")
		keptFrom("zhoumin", n, true)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是社区的人")
		keptFrom("zhoumin", n, false)
	})
}

// Whoever may be meant by the family name does not learn who complained until somebody has found out who is meant, at whatever post.
func TestWhoMayBeMeantByTheFamilyNameLearnsNothing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		g, err := w.Grievances.Take(t.Context(), w.actor("zhoumin"), grievance.Report{
			Place: county1, Hall: county1, Channel: flow.ByWindow, ItemName: "社会保障卡挂失",
			Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: "审批局姓何的故意刁难"}, Times: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		learns := func(login string) error { return w.Engine.Learns(t.Context(), w.DB, g, w.actor(login)) }
		if err := learns("hexue"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who may be meant: %v", err)
		}
		if err := learns("lizhiqiang"); err != nil {
			t.Errorf("who is called otherwise: %v", err)
		}
		w.do("zhuanxi1", g.Number(), "name", "aim", "some", "who", "0", "text", "问过反映人，是社区的人")
		if err := learns("hexue"); err != nil {
			t.Errorf("once it is known that somebody else is meant: %v", err)
		}
	})
}

// Who is meant by what he is, learns no more; and a head who is complained of does not answer himself: the leader does, where there is no other.
func TestAHeadWhoIsMeantDoesNotAnswer(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		take := func(what string) string {
			t.Helper()
			g, err := w.Grievances.Take(t.Context(), w.actor("zhoumin"), grievance.Report{
				Place: county1, Hall: county1, Channel: flow.ByWindow, ItemName: "社会保障卡挂失",
				Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: what}, Times: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			w.do("zhuanxi1", g.Number(), "contact", "how", "phone", "reached", "yes", "text", "问过了")
			return g.Number()
		}
		social := w.organ("人社局")
		learns := func(login, n string) bool {
			return w.Engine.Learns(t.Context(), w.DB, w.caseOf(n), w.actor(login)) == nil
		}
		described := take("局里负责人不签字")
		if learns(social+"-c", described) || !learns(social+"-a", described) {
			t.Error("whoever is meant by what he is learns who complained, or others do not")
		}
		head := w.actor(social + "-c")
		judge := func(n string, meant ...string) {
			w.do("zhuanxi1", n, "unwilling", append(meant, "cause", "DELAY", "opinion", "无故拖延", "dept", social, "order", "立即办理")...)
		}
		judge(described, "aim", "some", "who", "head")
		named := take(head.Name + "不签字")
		judge(named, "aim", "none") // his name is written
		for _, n := range []string{described, named} {
			if _, err := w.try(head, n, "rectified", "reply", "已办好", "statement", "x", "person", "王某", "outcome", "done"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("he answered himself: %v", err)
			}
			w.do("leader", n, "rectified", "reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done")
		}
		both := take(head.Name + "不签字，吴局长也不管")
		judge(both, "aim", "some", "who", fmt.Sprint(w.actor("leader").ID))
		for _, login := range []string{social + "-c", "leader"} {
			if _, err := w.try(w.actor(login), both, "rectified", "reply", "已办好", "statement", "x", "person", "王某", "outcome", "done"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s answered himself: %v", login, err)
			}
		}
		w.do("jianguan1", both, "rectified", "reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done")
		if slices.Contains(w.may("jianguan1", both), "account") || !slices.Contains(w.may("jianguan", both), "account") {
			t.Error("who answered for the department judges it, or nobody does")
		}
	})
}

// complained takes an online complaint about a place in, which the officer has spoken about with whoever sent it.
func (w *world) complained(what string) string {
	w.t.Helper()
	g, err := w.Grievances.Take(w.t.Context(), people.Actor{}, grievance.Report{
		Place: county1, Channel: flow.ByOnline, ItemName: "营业执照变更", Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: what}, Times: 2,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.do("zhuanxi1", g.Number(), "contact", "how", "phone", "reached", "yes", "text", "问过了")
	return g.Number()
}

// Words that may mean somebody keep him away until an officer has found out, also when the matter is over; nothing waits for ever.
func TestWhoIsMeantIsFoundOutAlsoAfterwards(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		n := w.complained("监管科说要等局长回来，去了两趟没办成")
		w.staff("jianguan").post("/desk/supervision/new?case="+n, "level", "1", "issue", "拖了很久", "need", "尽快办").is(200, "督办单已发出")
		order := w.orders(n)[0].Number()
		w.do("zhuanxi1", n, "solve", "reply", "已当场补办。", "outcome", "done")
		w.later(10 * 24 * time.Hour)
		w.tick()
		w.visitEnds(n, "visited", "solved", "yes", "level", "5", "said", "好")
		if _, err := w.try(w.actor("jianguan"), order, "cancel", "reason", "已办结"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who may be meant: %v", err)
		}
		if k := w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "问过反映人，都不是"); k.State != "closed" {
			t.Error(k.State)
		}
		w.do("jianguan", order, "cancel", "reason", "已办结")
		w.sound()
	})
}

// Where all who could say who is meant hold posts like those that are complained of, discipline does; who is called by his family name, wherever in
// a sentence, never.
func TestNobodyNamesHimselfOut(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		take := func(what string) string {
			t.Helper()
			g, err := w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{
				Place: county1, Channel: flow.ByOnline, ItemName: "营业执照变更", Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: what}, Times: 2,
			})
			if err != nil {
				t.Fatal(err)
			}
			return g.Number()
		}
		n := take("跑了三趟，专席说领导没签字，督办也没有用")
		for _, login := range []string{"zhuanxi1", "jianguan1", "jianguan", "leader"} {
			if _, err := w.try(w.actor(login), n, "name", "aim", "some", "who", "0", "text", "问过了"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s said that he is not meant: %v", login, err)
			}
		}
		if err := w.Engine.Learns(t.Context(), w.DB, w.caseOf(n), w.actor("jianguan")); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who may be meant learns who complained: %v", err)
		}
		w.do("jijian", n, "name", "aim", "some", "who", "0", "text", "问过反映人，是企业的领导")
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "问过了")

		n = take("昨天袁老师说材料不全，找了她三次都不给办")
		yuan := w.actor("zhuanxi")
		if !strings.HasPrefix(yuan.Name, "袁") {
			t.Fatal(yuan.Name)
		}
		if err := w.Engine.Learns(t.Context(), w.DB, w.caseOf(n), yuan); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who is called by her family name learns who complained: %v", err)
		}
		if _, err := w.try(yuan, n, "name", "aim", "some", "who", "0", "text", "不是我"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("she said that she is not meant: %v", err)
		}
	})
}

// Who answers for a department is nobody who may be meant; whom an officer may name are all with cases there, of whatever post. A
// consultation goes on as it was called, and what it decides is not given to who was named.
func TestWhoMayBeMeantDoesNotAnswer(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		social := w.organ("人社局")
		head := w.actor(social + "-c")
		leader := w.hired("zhaojianguo", people.Post{Role: people.Leader, Region: county1, Title: "领导"})
		own := w.hired("gongshi", people.Post{Role: "notice", Region: county1, Dept: social, Title: "公示岗"})
		n := w.complained("科长不签字")
		w.do("zhuanxi1", n, "unwilling", "aim", "some", "who", "head", "cause", "DELAY", "opinion", "无故拖延", "dept", social, "order", "立即办理")
		if _, err := w.try(head, n, "rectified", rectified...); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who may be meant answered: %v", err)
		}
		v := w.viewAs("zhuanxi1", w.caseOf(n).ID)
		i := slices.IndexFunc(v.Options, func(o flow.Option) bool { return o.Row.Event == "name" })
		for _, id := range []int64{head.ID, leader, own} {
			if !slices.ContainsFunc(v.Options[i].Ask.Fields[1].Options, func(o form.Option) bool { return o.Value == fmt.Sprint(id) }) {
				t.Errorf("%d is not offered", id)
			}
		}
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "问过反映人，是别的单位的人")
		w.do(social+"-c", n, "rectified", rectified...)

		n = w.complained("两个局互相推")
		cause := sure(db.One[string](t.Context(), w.DB, `SELECT MIN(code) FROM grievance_causes WHERE class = 'hard'`))
		other := w.organ("公安局")
		w.do("zhuanxi1", n, "hard", "aim", "none", "cause", cause, "opinion", "要会商", "dept", social)
		w.do("zhuanxi1", n, "convene", "depts", social+","+other, "date", "2026-04-20")
		w.do("zhuanxi1", n, "name", "aim", "some", "who", fmt.Sprint(head.ID), "text", "是他")
		w.do(other+"-c", n, "opine", "verdict", "can", "text", "可以")
		w.do("zhuanxi1", n, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", social, "tasks", "人社局｜办｜2026-05-12", "without", "负责人回避")
		if _, err := w.try(head, n, "feedback", "reply", "办好了", "basis", "条例第三条", "outcome", "done"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who was named answers what was decided: %v", err)
		}
		w.do("zhaojianguo", n, "feedback", "reply", "办好了", "basis", "条例第三条", "outcome", "done")
		w.sound()
	})
}

// Who judges a matter says in the same form whether somebody is meant, also by his post in the department to which it goes.
func TestWhoJudgesSaysWhoIsMeant(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		head := w.actor(social + "-c")
		judge := func(n string, meant ...string) error {
			_, err := w.try(w.actor("zhuanxi1"), n, "unwilling", append(meant, "cause", "DELAY", "opinion", "无故拖延", "dept", social, "order", "立即办理")...)
			return err
		}
		answers := func(n string) bool { return slices.Contains(w.may(social+"-c", n), "rectified") }
		n := w.complained("材料齐全不收件")
		for _, meant := range [][]string{nil, {"aim", "some"}, {"aim", "some", "who", "none"}} {
			if err := judge(n, meant...); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%v: %v", meant, err)
			}
		}
		if err := judge(n, "aim", "none", "who", fmt.Sprint(head.ID)); err != nil || !answers(n) {
			t.Errorf("nobody is meant: %v", err)
		}
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "没有针对哪个人")
		for answer, want := range map[string]bool{"0": true, "unit": true, "head": false, "0,head": false} {
			n := w.complained("科长不签字" + answer)
			if err := judge(n, "aim", "some", "who", answer); err != nil || answers(n) != want {
				t.Errorf("%s: the head answers %t, %v", answer, !want, err)
			}
			if learns := w.Engine.Learns(t.Context(), w.DB, w.caseOf(n), w.actor(social+"-a")) == nil; learns != (answer != "unit") {
				t.Errorf("%s: a reviewer learns who complained: %t", answer, learns)
			}
		}
		// it is asked once
		n = w.complained("窗口不给办")
		w.do("jianguan1", n, "name", "aim", "none", "text", "问过反映人")
		if err := judge(n); err != nil {
			t.Error(err)
		}
	})
}

// A matter of the city that speaks of all who could judge it is seen by discipline, who says who is meant and closes the accountability file where
// the supervisor answered and the leader is meant.
func TestDisciplineIsThereWhereNobodyElseIs(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		leader := w.actor("leader")
		n := w.complainedTo(leader.Name + "不签字，专席和督查都不管")
		for _, login := range []string{"zhuanxi", "jianguan", "leader"} {
			if slices.Contains(w.may(login, n), "name") {
				t.Errorf("%s says that he is not meant", login)
			}
		}
		w.do("jijian", n, "name", "aim", "some", "who", fmt.Sprint(leader.ID), "text", "问过反映人，是领导不签字")
		w.do("zhuanxi", n, "contact", "how", "phone", "reached", "yes", "text", "问过了")
		organ := w.cityOrgan()
		head := w.actor(organ + "-c")
		w.do("zhuanxi", n, "unwilling", "cause", "DELAY", "opinion", "无故拖延", "dept", organ, "order", "立即办理")
		w.do("jijian", n, "name", "aim", "some", "who", fmt.Sprint(leader.ID)+","+fmt.Sprint(head.ID), "text", "问过反映人，两人都说到")
		w.do("jianguan", n, "rectified", "reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done")
		w.later(10 * 24 * time.Hour)
		w.tick()
		w.visitEnds(n, "visited", "solved", "yes", "level", "5", "said", "好")
		for _, login := range []string{"jianguan", "leader"} {
			if slices.Contains(w.may(login, n), "account") {
				t.Errorf("%s closes the file", login)
			}
		}
		if k := w.do("jijian", n, "account", "finding", "true", "person", "窗口工作人员", "ways", "talk", "result", "约谈。"); k.State != "closed" {
			t.Error(k.State)
		}

		n = w.complainedTo("窗口叫我找科长，科长让找领导，领导不签字") // its officer is not spoken of
		if _, err := w.try(w.actor("jijian"), n, "name", "aim", "none", "text", "问过了"); err == nil {
			t.Error("discipline sees what was not copied to it")
		}
		w.sound()
	})
}

// Who takes a complaint in does not end it where the words point to somebody: that may be himself.
func TestTheTakerDoesNotEndWhatPointsToHim(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		take := func(what string) string {
			t.Helper()
			g, err := w.Grievances.Take(t.Context(), w.actor("wanglei"), grievance.Report{
				Place: county1, Hall: county1, Channel: flow.ByWindow, ItemName: "社会保障卡挂失",
				Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: what}, Times: 1,
			})
			if err != nil {
				t.Fatal(err)
			}
			return g.Number()
		}
		for _, what := range []string{"我来办优待证，姓王的不给办", "小王不给办", "就是刚才这个人不给办",
			"这个窗口的人不给办", "柜台上的小伙子说系统坏了", "他不收"} {
			if _, err := w.try(w.actor("wanglei"), take(what), "solve", "outcome", "done", "reply", "已当场办好"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, what := range []string{"去了三次，每次都说材料不全", "其他地方都能办，这里办不了"} {
			if _, err := w.try(w.actor("wanglei"), take(what), "solve", "outcome", "done", "reply", "已当场办好"); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// Nor does he who took it in print its slip where it names him: another does.
func TestWhoIsNamedPrintsNoSlip(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		clerk := w.staff("wanglei")
		for what, status := range map[string]int{"2 号窗口的王磊不给办": 403, "窗口的人不给办": 200, "系统坏了": 200} {
			g := sure(w.Grievances.Take(t.Context(), w.actor("wanglei"), grievance.Report{
				Place: county1, Hall: county1, Channel: flow.ByWindow, ItemName: "社会保障卡挂失", Told: grievance.Told{Name: "张晓梅", Phone: "028-38195555", What: what}, Times: 1,
			}))
			clerk.get("/desk/slips/" + g.Number()).is(status)
			if body := clerk.post("/desk/slips/"+g.Number(), "do", "print").is(status).body; strings.Contains(body, "查询密码：") != (status == 200) {
				t.Errorf("%s: %s", what, body)
			}
		}
	})
}

// Who stands by name in the words keeps away also where nobody is found to be meant, and the ledger says so.
func TestTheLedgerSaysWhoKeepsAwayAnyhow(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		for what, said := range map[string]string{"周敏说系统坏了": "没有针对哪个人；反映里写到姓名的、先前认定的人照旧回避。问过了", "系统坏了": "没有针对哪个人。问过了"} {
			n := w.complained(what)
			w.do("zhuanxi1", n, "name", "aim", "none", "text", "问过了")
			v := w.view(w.caseOf(n).ID)
			if got := v.Events[len(v.Events)-1].Note; got != said {
				t.Errorf("%s: %s", what, got)
			}
		}
	})
}

// What a person wrote of himself in his matter stands masked like his name and number, but to who handles it.
func TestWhatIsMaskedStandsMaskedInTheWords(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		g := sure(w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{Place: county1, Channel: flow.ByOnline, ItemName: "社会保障卡挂失", Times: 2,
			Told: grievance.Told{Name: "赵反映", Phone: "13855550002", What: "我是赵反映，系统坏了，我的电话 13855550002", Wish: "打 13855550002"}}))
		w.staff("jianguan1").get("/desk/cases/"+g.Number()).is(200, "系统坏了", "138****0002").not("赵反映", "13855550002")
		w.staff("zhuanxi1").get("/desk/cases/"+g.Number()+"/do/name").is(200, "是否针对人", "反映的情况", "系统坏了", "我的电话 13855550002") // who handles it
	})
}

// Who is complained about learns nowhere who complained: not on papers, in the archive, by giving a purpose, or by giving the
// case another query code. Others read papers masked until they say why, and that is logged.
func TestTheAccusedDoesNotLearnWhoComplained(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		status, r := w.call(w.clientToken("apply read"), "POST", "/api/v1/grievances", map[string]any{
			"region": county1, "item": "社会保障卡挂失", "name": "赵反映", "phone": "13800138001", "what": "去了三趟都没有办成", "refused_by": "5 号窗口", "times": 3,
		})
		if status != 201 {
			t.Fatal(status, r)
		}
		n := r["number"].(string)
		k := w.caseOf(n)
		before := w.queryCode(k.ID)
		accused := w.staff("wanglei")
		paper, archive, slip := "/desk/documents/"+n+"/1", "/desk/grievances/archive/"+n+"?purpose=看看", "/desk/slips/"+n
		accused.get(paper).is(200, "某人", "按回避要求").not("赵反映", "赵某", "赵*映", "13800138001", "138****8001")
		accused.post(paper, "why", "想看看").is(403, "按回避要求").not("赵反映")
		accused.get(archive).is(403, "按回避要求")
		accused.post("/desk/cases/"+n+"/reveal", "why", "想看看").is(403).not("赵反映")
		accused.post(slip, "do", "renew", "shown", "本人到窗口，核对身份证").is(403)
		if w.queryCode(k.ID) != before {
			t.Error("he gave the case another code")
		}
		accused.get(slip).is(403, "按回避要求").not("更换查询密码并打印")
		accused.get("/desk/cases/"+n).is(200, "某人").not("赵反映", "赵某", "赵*映", "138****8001", slip, "/desk/grievances/archive/") // nor is offered what is refused
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "/desk/grievances/archive/"+n)
		for _, text := range []string{"赵反映", "反映", "赵"} { // what is masked is not found out by searching for it
			for _, list := range []string{"/desk/search?q=", "/desk/grievances?q=", "/desk/overview?q=", "/desk?q="} {
				accused.get(list+url.QueryEscape(text)).is(200).not("/desk/cases/"+n, "赵*映")
			}
		}
		for _, who := range []string{"赵反映", "13800138001"} {
			accused.post("/desk/search", "who", who, "purpose", "看看").is(200, "没有找到").not(n)
			w.staff("zhuanxi1").post("/desk/search", "who", who, "purpose", "来电询问").is(200, n)
		}

		other := w.staff("jianguan")
		other.get(paper).is(200, "赵*映", "写明理由").not("赵反映")
		other.post(paper, "why", "").is(422, "请填写为什么要看").not("赵反映")
		other.post(paper, "why", "反映人要一份").is(200, "赵反映").not("已遮盖")
		audits, err := w.Audit.Lines(t.Context(), audit.Filter{}, 0, 20)
		if err != nil || !slices.ContainsFunc(audits, func(a audit.Line) bool {
			return a.Reason == "反映人要一份" && strings.Contains(a.Object, "文书")
		}) {
			t.Errorf("reading a paper in the clear is not in the log: %v", err)
		}
	})
}

// Nobody is the second, or the first, in his own matter: known by number, by telephone, by name; a namesake is another once the
// clerk's own number is known.
func TestNobodyHandlesHisOwnMatter(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		denied := func(err error) bool {
			return fail.Is(err, fail.KindForbidden) && strings.Contains(err.Error(), "本人的事")
		}
		meet := func(i persons.Identity) persons.Person {
			t.Helper()
			p, _, err := w.Persons.Meet(t.Context(), w.DB, i)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if err := w.DB.Exec(t.Context(), `UPDATE staff SET number_index = '' WHERE login IN ('zhoumin', 'wanglei')`); err != nil { // as before it was entered
			t.Fatal(err)
		}
		clerk := meet(persons.Identity{Name: "周敏", IDNo: idNo(76)})
		err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
			_, err := w.Engine.Open(t.Context(), tx, w.actor("zhoumin"), flow.Opening{Kind: "application", Event: "take_in", Region: county1, Applicant: clerk.ID})
			return err
		})
		if !denied(err) {
			t.Errorf("she receives her own application: %v", err)
		}
		own := meet(persons.Identity{Name: "王　磊", IDNo: idNo(77)})
		k, err := w.correction("zhoumin", own)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.try(w.actor("wanglei"), k.Number(), "agree"); !denied(err) {
			t.Errorf("the second in his own matter: %v", err)
		}
		if _, err := w.correction("wanglei", own); !denied(err) {
			t.Errorf("he proposes a change of his own record: %v", err)
		}
		admin := w.administrator("xitong")
		number := func(no string) {
			t.Helper()
			admin.post("/desk/admin/staff/"+strconv.FormatInt(w.actor("wanglei").ID, 10)+"/account", "do", "number", "number", no, "why", "对照身份证").is(200, "证件号已登记")
		}
		number(idNo(78)) // a namesake's matter
		if _, err := w.try(w.actor("wanglei"), k.Number(), "decline", "reason", "照片不清"); err != nil {
			t.Errorf("a namesake: %v", err)
		}
		number(idNo(77))
		renamed := meet(persons.Identity{Name: "王石", IDNo: idNo(77)}) // under another name, and still he
		if k, err = w.correction("zhoumin", renamed); err != nil {
			t.Fatal(err)
		}
		if _, err := w.try(w.actor("wanglei"), k.Number(), "agree"); !denied(err) {
			t.Errorf("known by his number: %v", err)
		}
	})
}

// correction proposes at a window that somebody's name be changed.
func (w *world) correction(login string, p persons.Person) (k flow.Case, err error) {
	err = w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
		done, err := w.Engine.Open(w.t.Context(), tx, w.actor(login), flow.Opening{Kind: "identity", Event: "propose", Region: county1, Title: "更正姓名", Party: p.Name,
			Applicant: p.ID, Channel: flow.ByWindow, Input: form.Values{"field": "name", "name_to": "王大石", "reason": "改名，见户口簿"}})
		if err == nil {
			k = done.Case
		}
		return err
	})
	return k, err
}

// Who did the application that could not be done is kept from the complaint about it by what the flow says he did.
func TestWhoDidTheMatterKeepsAwayFromItsComplaint(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("wanglei"), number, "accept", nil)
		k, err := w.Engine.ByNumber(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		g, err := w.Grievances.Take(t.Context(), w.actor("zhoumin"), grievance.Report{
			Place: k.County, Hall: k.County, Channel: flow.ByWindow, Application: k.ID, Item: k.Item, ItemName: k.Title,
			IDNo: idNo(3), Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: "受理以后一直没有消息"}, Times: 1,
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
		if got := of("wanglei"); !slices.Contains(got, flow.Relation(flow.Accepts)) {
			t.Errorf("who accepted it is %v", got)
		}
		if got := of("zhoumin"); len(got) != 0 {
			t.Errorf("who took it in, in the person's presence, is %v", got)
		}
		if got := of("zhuanxi1"); len(got) != 0 {
			t.Errorf("who has nothing to do with it is %v", got)
		}

		// nor does he learn of it: by what belongs together, by the figures, by whom he served before, by the file of the matter
		if _, err := w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{
			Place: k.County, Channel: flow.ByOnline, Application: k.ID, Item: k.Item, ItemName: k.Title,
			Told: grievance.Told{Name: "钱反映", Phone: "13800138001", What: "小王不给办"}, Times: 1,
		}); err != nil {
			t.Fatal(err)
		}
		firm, err := w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{
			Place: k.County, Channel: flow.ByOnline, Application: k.ID, Item: k.Item, ItemName: k.Title,
			Told: grievance.Told{Name: "钱反映", For: "钱老伯", Firm: "眉山秘密商贸有限公司", Phone: "13800138001", What: "一直不办", RefusedBy: "督查科的人"}, Times: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		accused, officer := w.staff("wanglei"), w.staff("zhuanxi1")
		none := w.apply(w.clientToken("apply read"), 4) // about which nobody complains
		w.event(w.staffToken("wanglei"), none, "accept", nil)
		for _, one := range []string{number, none} { // what he may do for the person is the same as ever
			accused.get("/desk/phones/"+one).is(200, "这个手机号不用核对")
			accused.post("/desk/slips/"+one, "do", "renew", "shown", "本人，核对身份证").is(200, "查询密码：")
		}
		accused.get("/desk/cases/"+number).is(200).not(g.Number(), "由此产生")
		accused.get("/desk/cases/"+g.Number()).is(200).not(number, "起因是")
		officer.get("/desk/cases/"+number).is(200, g.Number(), "由此产生")
		accused.post("/desk/counter", "party", "person", "id_no", idNo(3), "do", "find").is(200, "登记过", number).not(g.Number(), "办不成：")
		paper := "/desk/documents/" + firm.Number() + "/1"
		accused.get("/desk/cases/"+firm.Number()).is(200, "某单位").not("秘密商贸", "钱老伯", "钱*伯")
		accused.get(paper).is(200, "某单位").not("秘密商贸", "钱老伯", "钱*伯")
		for _, who := range []string{"jianguan1", "leader", "zhuanxi1"} { // one of whom may be meant
			w.staff(who).get("/desk/grievances?month=202604").is(200, firm.Number(), "某单位").not("秘密商贸", "钱某", "钱反映", "钱*映")
		}
		for _, who := range []*citizen{accused, w.staff("jianguan1")} {
			who.get("/desk/figures/rows?from=202604&to=202604&what=received&kind=grievance").is(200, "某人").not("钱反映", "钱某", "钱*映")
		}
		pack := officer.get("/desk/archive/" + number + "?purpose=整理档案")
		if strings.Contains(pack.body, g.Number()) {
			t.Error("the file of the matter holds the complaint about it")
		}
	})
}

// Who served the person is said by the flow: the reviewer is rated, not the clerk who handed the result out.
func TestWhoServedIsRated(t *testing.T) {
	t.Parallel()
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
