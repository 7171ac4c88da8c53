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
	"wuyou/office/flow"
	"wuyou/office/form"
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

// What is written about a case is written as it is, not as its writer sees it under a veil.
func TestAVeilIsNotWritten(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		n := w.complained("督查的人不管")
		w.staff("jianguan").post("/desk/supervision/new?case="+n, "level", "1", "issue", "拖了很久", "need", "尽快办").is(200, "督办单已发出")
		if order := w.orders(n)[0]; order.Party != w.caseOf(n).Party {
			t.Errorf("the order is about %s", order.Party)
		}
	})
}

// Who took a complaint in prints no slip of it where it names him: another does.
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
			accused.post("/desk/search/person", "who", who, "purpose", "看看").is(200, "没有找到").not(n)
			w.staff("zhuanxi1").post("/desk/search/person", "who", who, "purpose", "来电询问").is(200, n)
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
		accused.post("/desk/counter", "party", "person", "id_no", idNo(3), "do", "find").is(200, "登记过", number).not(g.Number(), "反映事项")
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
