package app

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/service/grievance"
	"wuyou/service/visit"
)

// toVisit is a matter that was answered and waits to be visited, and its visit.
func (w *world) toVisit(client string) (number string, v flow.Case) {
	w.t.Helper()
	number = w.reportThing(client, county1)
	return number, w.answered(number)
}

// answered brings what was reported to its visit.
func (w *world) answered(number string) flow.Case {
	w.t.Helper()
	w.do("zhuanxi1", number, "contact", "how", "phone", "reached", "yes", "text", "说明情况")
	w.do("zhuanxi1", number, "cannot", "aim", "none", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
	w.do("zhuanxi2", number, "agree")
	w.do(w.head(number), number, "reply", "reply", "按规定不能挂失", "basis", "《社会保险法》第五十八条", "outcome", "path")
	w.confirmed(number)
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	links, err := w.Engine.Links(w.t.Context(), w.DB, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range links {
		if other, err := w.Engine.Find(w.t.Context(), w.DB, l.Other); err == nil && other.Kind == visit.Kind && other.ClosedAt == 0 {
			return other
		}
	}
	w.t.Fatal("nobody asked for a visit")
	return flow.Case{}
}

func (w *world) visitNow(id int64) (flow.Case, visit.Visit) {
	w.t.Helper()
	k, err := w.Engine.Find(w.t.Context(), w.DB, id)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := visit.Visits.Load(w.t.Context(), w.DB, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return k, v
}

// caller is the login of who makes a visit.
func (w *world) caller(v visit.Visit) string {
	if v.Caller == w.actor("huifang").ID {
		return "huifang"
	}
	return "huifang2"
}

// The visits of September are drawn on the first working day of October: after the holiday.
func TestVisitsAreDrawnAfterNationalDay(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.at("2021-09-01 09:30")
		w.tick()
		w.at("2021-09-28 09:30")
		client := w.clientToken("apply read")
		_, first := w.toVisit(client)
		_, second := w.toVisit(client)
		for _, at := range []string{"2021-09-30 10:00", "2021-10-01 10:00", "2021-10-07 10:00"} {
			w.at(at)
			w.tick()
			if k, _ := w.visitNow(first.ID); k.State != "waiting" {
				t.Fatalf("%s on %s", k.State, at)
			}
		}
		w.at("2021-10-08 09:00")
		w.tick()
		k, v := w.visitNow(first.ID)
		_, o := w.visitNow(second.ID)
		if k.State != "assigned" || v.Draw == 0 || v.Caller == o.Caller {
			t.Errorf("%s, %+v, %+v", k.State, v, o)
		}
		if wrong, err := w.Visits.Redraw(t.Context(), v.Draw); wrong != nil || err != nil {
			t.Errorf("drawn again, lot %+v comes out otherwise: %v", wrong, err)
		}
		w.at("2021-10-09 09:00")
		w.tick()
		if _, again := w.visitNow(first.ID); again.Draw != v.Draw {
			t.Error("drawn twice in a month")
		}
		w.at("2021-10-21 18:00") // ten working days: 9 (a Saturday that is worked), 11–15, 18–21
		w.tick()
		if got := w.course(k); got[len(got)-1] != "uncalled 10-21 18:00" {
			t.Errorf("nobody noticed that it was not made: %q", got)
		}
	})
}

// Three calls, each in another part of the day; then nobody was reached, and the matter ends.
func TestThreeCallsInThreePartsOfTheDay(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number, k := w.toVisit(w.clientToken("apply read"))
		w.do("jianguan", k.Number(), "assign", "to", itoa(w.actor("huifang").ID))
		call := w.staff("huifang")
		home := "/desk/visits/" + k.Number()
		call.get("/desk").is(200, "回访：")
		call.get(home).is(200, "照着问", "显示电话", "工作人员的态度").not("13800138000").bones()
		call.post(home).is(200, "13800138000", "已记入审计日志")
		try := func(at string) seen {
			w.at(at)
			return w.staff("huifang").post("/desk/cases/"+k.Number()+"/do/try", "seq", "", "result", "no_answer", "text", "响了很久")
		}
		try("2026-04-20 09:40").is(200, "已登记未接通。")
		try("2026-04-21 10:00").is(409, "上午已经打过一次", "晚上 18:00–20:30")
		w.staff("huifang").get(home).is(200, "上午已经打过一次")
		try("2026-04-21 21:00").is(409, "不是打电话的时段")
		try("2026-04-21 15:00").is(200, "已登记未接通。")
		try("2026-04-21 18:30").is(200, "没联系上")
		now, v := w.visitNow(k.ID)
		if now.State != "unreached" || v.Tries != 3 || v.EndedDay != 20260421 {
			t.Errorf("%s %+v", now.State, v)
		}
		if g, err := w.Engine.ByNumber(t.Context(), number); err != nil || g.State != "closed" {
			t.Errorf("the matter is %s, %v", g.State, err)
		}
		w.staff("huifang").get(home).is(403)
	})
}

// “Not solved” takes the matter up anew, and what was said is not shown to those who handled it. The
// figures say of each rate what it is of.
func TestNotSolvedReopensAndTheFiguresTell(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply read")
		number, k := w.toVisit(client)
		_, other := w.toVisit(client)
		boss := w.staff("jianguan")
		boss.get("/desk/visits").is(200, "待分派", "随机分派等待的回访").bones()
		boss.post("/desk/visits/draw").is(200, "已随机分派 2 件")
		boss.get("/desk/visits/draws").is(200, "一致", "郑建国").bones()
		_, v := w.visitNow(k.ID)
		_, o := w.visitNow(other.ID)
		answers := []string{"manner", "bad", "trips", "3", "asked", "no", "told", "no"}
		w.do(w.caller(v), k.Number(), "done", append(answers, "solved", "no", "level", "1", "said", "窗口说的和网上写的不一样")...)
		w.do(w.caller(o), other.Number(), "done", append(answers, "solved", "yes", "level", "5")...)
		if g, err := w.Engine.ByNumber(t.Context(), number); err != nil || g.State != "triage" {
			t.Errorf("the matter is %s, %v", g.State, err)
		}
		boss.get("/desk/cases/"+k.Number()).is(200, "窗口说的和网上写的不一样", "非常不满意").bones()
		w.staff("zhoumin").get("/desk/cases/"+k.Number()).is(200, "回访内容不对您显示").not("窗口说的和网上写的不一样", "不满意</b>")
		boss.get("/desk/visits/results?by=person").is(200, "周敏", "50%", "1 / 2 件", "100%", "2 / 2 件").bones()
		boss.get("/desk/visits/results?by=dept").is(200, "人社局")
		s := boss.get("/desk/visits/results.xlsx?by=window").workbook()
		if len(s.Rows) != 2 || s.Rows[1][0] != "合计" || s.Rows[1][2] != "2" || s.Rows[1][8] != "50%" {
			t.Errorf("%v", s.Rows)
		}
		if s := boss.get("/desk/visits.xlsx?purpose=核对").workbook(); len(s.Rows) != 2 {
			t.Errorf("%v", s.Rows)
		}
		w.staff("zhaowenbin").get("/desk/visits/results").is(403)
	})
}

// Whom a visit concerns does not learn on its page whose matter it is.
func TestAVisitDoesNotTellWhoComplained(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		status, r := w.call(w.clientToken("apply read"), "POST", "/api/v1/grievances", map[string]any{
			"region": county1, "item": "社会保障卡挂失", "name": "赵反映", "phone": "13800138001", "what": w.actor("jianguan").Name + "也说办不了",
		})
		if status != 201 {
			t.Fatal(status, r)
		}
		k := w.answered(r["number"].(string))
		w.staff("huifang").get("/desk/cases/"+k.Number()).is(200, "赵*映")
		w.staff("jianguan").get("/desk/cases/"+k.Number()).is(200, "某人").not("赵*映", "赵反映")
	})
}

// complains is a matter of which a text was told, solved on the spot, and its visit that waits.
func (w *world) complains(what string) (number string, v flow.Case) {
	w.t.Helper()
	g, err := w.Grievances.Take(w.t.Context(), people.Actor{}, grievance.Report{Place: county1, Channel: flow.ByOnline, ItemName: "社会保障卡挂失",
		Told: grievance.Told{Name: "钱反映", Phone: "13800138001", What: what}, Times: 2})
	if err != nil {
		w.t.Fatal(err)
	}
	w.do("zhuanxi", g.Number(), "solve", "reply", "已当场补办。", "outcome", "done")
	w.later(20 * 24 * time.Hour)
	w.tick()
	for _, l := range w.view(g.ID).Links {
		if k := sure(w.Engine.Find(w.t.Context(), w.DB, l.Other)); k.Kind == visit.Kind {
			return g.Number(), k
		}
	}
	w.t.Fatal("nobody asked for a visit")
	return "", v
}

// Whom a complaint names, a clerk as well as who oversees visits, reads nowhere what the person said when he was asked afterwards, neither
// where he is content nor where the matter begins anew; nor does the complaint lead him to the visit.
func TestWhomAComplaintNamesDoesNotReadWhatWasSaidAfterwards(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		for solved, words := range map[string]string{"yes": "卖豆腐的老钱", "no": "修鞋的老钱"} {
			number, k := w.complains("王磊故意刁难，" + w.actor("jianguan").Name + "也不管（" + solved + "）")
			if _, err := w.try(people.TheOffice, k.Number(), "assign", "to", itoa(w.actor("huifang").ID)); err != nil {
				t.Fatal(err)
			}
			w.do("huifang", k.Number(), "try", "result", "later", "text", words+"说晚上再打")
			script := answers(door.Offered(w.viewAs("huifang", k.ID), "done"))
			w.do("huifang", k.Number(), "done", append(script, "solved", solved, "level", "3", "said", "我是"+words)...)
			for _, login := range []string{"wanglei", "jianguan"} {
				who, token := w.staff(login), w.staffToken(login)
				for _, path := range []string{"cases/" + number, "cases/" + k.Number(), "visits", "grievances", "figures", "notices"} {
					who.get("/desk/" + path).not(words)
				}
				who.get("/desk").not(words)
				for _, path := range []string{"/desk/search?q=", "/desk/overview?q=", "/desk/visits?q="} {
					who.get(path+url.QueryEscape(words)).not("/desk/cases/"+k.Number(), "/desk/cases/"+number)
				}
				who.get("/desk/cases/"+number).is(200, "某人").not(k.Number(), flow.Grouped(k.Number()))
				who.get("/desk/cases/"+k.Number()).is(200, "某人", "回访内容不对您显示").not("钱*映")
				for _, path := range []string{number, k.Number()} {
					if status, r := w.call(token, "GET", "/api/v1/cases/"+path, nil); status != 200 || strings.Contains(fmt.Sprint(r), words) {
						t.Errorf("%s by the API: %d %v", login, status, r)
					}
				}
				if said := strings.Join(w.wordsTo(login), "\n"); strings.Contains(said, words) {
					t.Errorf("%s was sent %q", login, said)
				}
			}
			rows := func(login string) string {
				return fmt.Sprint(w.staff(login).get("/desk/visits.xlsx?purpose=核对台账数字").workbook().Rows)
			}
			if got := rows("jianguan"); strings.Contains(got, words) || !strings.Contains(got, "不对您显示") {
				t.Errorf("the overseer who is named exports %s", got)
			}
			if got := rows("leader"); !strings.Contains(got, words) {
				t.Errorf("the leader exports %s", got)
			}
			boss := w.staff("leader")
			boss.get("/desk/cases/"+k.Number()).is(200, "我是"+words, words+"说晚上再打")
			boss.get("/desk/cases/"+number).is(200, k.Number())
			if solved == "no" {
				w.staff("zhuanxi1").get("/desk/cases/"+number).is(200, "反映人的话", "我是"+words) // who takes it up anew
			}
		}
	})
}

// A visit goes to nobody whom its matter concerns: neither by the draw nor by hand, and who is named after he was given it does not call.
func TestNobodyVisitsWhatConcernsHim(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		id := func(login string) string { return itoa(w.actor(login).ID) }
		for i := range 4 {
			_, k := w.complains("秦雨在窗口说不归她管 " + itoa(int64(i)))
			boss := w.staff("jianguan")
			if _, v := w.visitNow(k.ID); v.Caller == 0 {
				boss.post("/desk/visits/draw")
			}
			if _, v := w.visitNow(k.ID); v.Caller != w.actor("huifang2").ID {
				t.Errorf("it was drawn for %q", v.CalledBy)
			}
			boss.get("/desk/cases/"+k.Number()+"/do/assign").is(200, "向阳").not("秦雨")
			if _, err := w.try(w.actor("jianguan"), k.Number(), "assign", "to", id("huifang")); err == nil {
				t.Error("it was assigned to her by hand")
			}
		}

		number, k := w.complains("系统一直打不开")
		boss := w.staff("jianguan")
		if _, err := w.try(people.TheOffice, k.Number(), "assign", "to", id("huifang2")); err != nil {
			t.Fatal(err)
		}
		call := "/desk/visits/" + k.Number()
		w.staff("huifang2").get(call).is(200, "钱*映")
		w.named(number, "huifang2")
		w.staff("huifang2").get(call).is(403, "您与这件事有关").not("钱*映")
		w.staff("huifang2").post(call).is(403).not("13800138001")
		boss.get("/desk/cases/"+k.Number()).is(200, "向阳须回避").bones()
		boss.get("/desk/cases/"+k.Number()+"/do/assign").is(200, "秦雨").not("向阳")
	})
}

// named has it written down that a member of staff is who is meant, who stands in no list of the hall.
func (w *world) named(number, login string) {
	w.t.Helper()
	if err := w.DB.Exec(w.t.Context(), `UPDATE grievances SET named = $1 WHERE case_id = $2`, itoa(w.actor(login).ID), w.caseOf(number).ID); err != nil {
		w.t.Fatal(err)
	}
}

// Where nobody is left who may make a visit, its page and its ledger say so, it lies with the supervisor of the place above, and he gives it
// to whom he finds in the other places.
func TestAVisitThatNobodyMayMakeLiesAbove(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		leave := []string{"huifang", "huifang2", "zhuanxi2", "zhuanxi1", "jianguan1"}
		for i := range w.counties()[1:] {
			leave = append(leave, fmt.Sprintf("window%d", i+2))
		}
		w.at("2026-05-07 09:30") // the month is drawn
		w.tick()
		number := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi", number, "contact", "how", "phone", "reached", "yes", "text", "问过了")
		w.do("jianguan", number, "comment", "text", "请抓紧")
		w.do("zhuanxi", number, "solve", "reply", "已当场补办。", "outcome", "done")
		w.later(10 * 24 * time.Hour)
		w.tick()
		k := sure(w.Engine.Find(t.Context(), w.DB, w.view(w.caseOf(number).ID).Links[0].Other))
		for _, login := range leave {
			w.vacated(login)
		}
		boss := w.staff("jianguan")
		home := "/desk/cases/" + k.Number()
		boss.get(home).is(200).not("监管岗指定回访人。")
		if o := door.Offered(w.viewAs("jianguan", k.ID), "assign"); o.May || !strings.Contains(o.Why, "没有可以回访的人") {
			t.Errorf("he may assign it: %+v", o)
		}
		for range 2 { // and says it once
			boss.post("/desk/visits/draw").is(200, "没有可以分派的回访")
		}
		boss.get(home).is(200, "没有可以回访的人", "监管岗指定回访人。").bones()
		v := w.view(k.ID)
		missed := slices.DeleteFunc(v.Events, func(e flow.Event) bool { return e.Event != "missed" })
		if len(missed) != 1 || len(v.Turns) != 1 || v.Turns[0].Place() != w.Profile.Region || v.Turns[0].Role != people.Supervisor {
			t.Errorf("%+v %+v", missed, v.Turns)
		}
		if _, err := w.try(w.actor("jianguan"), k.Number(), "assign", "to", itoa(w.actor("zhoumin").ID)); !fail.Is(err, fail.KindConflict) {
			t.Errorf("there is nobody to assign it to: %v", err)
		}
		id := w.hired("guyuan", people.Post{Role: people.Caller, Region: w.counties()[1], Title: "回访岗"})
		boss.get(home+"/do/assign").is(200, "人员guyuan")
		w.do("jianguan", k.Number(), "assign", "to", itoa(id))
		w.later(time.Minute)
		w.administrator("guyuan").get("/desk/visits/"+k.Number()).is(200, "照着问")
		boss.get(home).is(200).not("没有可以回访的人：经手过这件事的、与这件事有关的都要回避。可以请系统管理员登记人员、安全管理员授予回访岗；")
	})
}

// Where nobody is left and it concerns the supervisor, too, the leader has it: no visit lies with who may do nothing about it.
func TestAVisitDoesNotLieWithTheSupervisorWhomItConcerns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.at("2026-05-07 09:30") // the month is drawn
	w.tick()
	for _, login := range []string{"zhuanxi2", "zhuanxi1", "jianguan1"} {
		w.vacated(login)
	}
	for i := range w.counties()[1:] {
		w.vacated(fmt.Sprintf("window%d", i+2))
	}
	who := ""
	for _, login := range []string{"huifang", "huifang2", "jianguan"} {
		who += w.actor(login).Name + "、"
	}
	_, k := w.complains(who + "都说不归他们管")
	if _, err := w.Visits.Draw(t.Context(), w.actor("leader")); err != nil {
		t.Fatal(err)
	}
	if turns := w.view(k.ID).Turns; len(turns) != 1 || turns[0].Role != people.Leader {
		t.Errorf("it lies with %+v", turns)
	}
}

// Whoever acts in a matter and whenever: nobody is given its visit, or makes it, who acted in it.
func TestNoHandlerVisitsTheOwnCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client := w.clientToken("apply read")
	for _, login := range []string{"huifang", "huifang2"} { // the callers help out at the desk
		if err := w.People.AddPost(t.Context(), w.DB, people.TheOffice, "", w.actor(login).ID, people.Post{Role: people.Officer, Region: county1, Title: "专席"}, ""); err != nil {
			t.Fatal(err)
		}
	}
	team := []string{"huifang", "huifang2", "zhuanxi1", "zhuanxi2", "jianguan"}
	rapid.Check(t, func(t *rapid.T) {
		number, k := w.toVisit(client)
		g, err := w.Engine.ByNumber(w.t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(2, 7).Draw(t, "steps") {
			w.later(time.Minute)
			who := w.actor(rapid.SampledFrom(team).Draw(t, "who"))
			switch rapid.SampledFrom([]string{"comment", "draw", "assign", "done", "try"}).Draw(t, "what") {
			case "comment":
				w.try(who, number, "comment", "text", "x")
			case "draw":
				w.Visits.Draw(w.t.Context(), w.actor("jianguan"))
			case "assign":
				w.try(w.actor("jianguan"), k.Number(), "assign", "to", itoa(who.ID))
			case "done":
				w.try(who, k.Number(), "done", "manner", "good", "trips", "1", "asked", "no", "solved", "yes", "level", "4")
			case "try":
				w.try(who, k.Number(), "try", "result", "busy")
			}
		}
		w.sawNoHandler(t, g, k)
	})
}

func (w *world) sawNoHandler(t *rapid.T, about, k flow.Case) {
	first := map[int64]int64{} // when each first acted in the matter
	events, err := w.Engine.Events(w.t.Context(), w.DB, about.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if _, ok := first[e.ActorID]; !ok && e.ActorKind == people.Staff {
			first[e.ActorID] = e.At
		}
	}
	events, err = w.Engine.Events(w.t.Context(), w.DB, k.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if at, acted := first[e.ActorID]; acted && e.ActorKind == people.Staff && (e.Event == "done" || e.Event == "try") && at < e.At {
			t.Fatalf("%s did %q in the visit of a matter of his own", e.ActorName, e.Event)
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// The visit of a bad rating that was answered does not wait for the month's draw: it lies with all callers
// at once, is due in three working days, and is taken by whoever comes to it first, but not by one who had a
// hand in it.
func TestAnUrgentVisitLiesWithTheCallersAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		_, fix, _ := w.badRating(6)
		w.do("wanglei", fix.Number(), "contact", "text", "想了解是哪三次。")
		w.do("wanglei", fix.Number(), "valid", "found", "simple", "said", "没有一次告知。")
		w.do("wanglei", fix.Number(), "reply", "text", "已一次告知。", "done", "重新告知")
		links := w.view(fix.ID).Links
		if len(links) != 1 {
			t.Fatalf("%d visits were asked for", len(links))
		}
		k, v := w.visitNow(links[0].Other)
		if due := time.UnixMilli(k.DueAt).In(calendar.Zone).Format("2006-01-02"); !v.Urgent || due != "2026-04-23" {
			t.Errorf("urgent %v, due %s", v.Urgent, due)
		}
		if d, err := w.Visits.Draw(t.Context(), w.actor("jianguan")); err != nil || d.N != 0 {
			t.Errorf("the draw assigned %d: %v", d.N, err)
		}
		for _, login := range []string{"huifang", "huifang2"} {
			w.staff(login).get("/desk?kind=visit").is(http.StatusOK, "城乡居民基本养老保险", "紧急")
		}
		rated, _, err := w.People.StaffActor(t.Context(), w.rated(fix.ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []people.Actor{rated, w.actor("wanglei")} { // the one who was rated, and the one who put it right, should they be callers too
			who.Posts = append(who.Posts, w.actor("huifang").Posts...)
			if _, err := w.try(who, k.Number(), "take"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s takes it: %v", who.Name, err)
			}
		}
		w.do("huifang2", k.Number(), "take")
		if _, err := w.try(w.actor("huifang"), k.Number(), "take"); err == nil {
			t.Error("it is taken twice")
		}
		w.staff("jianguan").get("/desk/visits").is(http.StatusOK, "紧急", "向阳")
		w.later(4 * 24 * time.Hour)
		w.tick()
		if got, _ := w.visitNow(k.ID); !got.Late && got.DueAt > w.clock().UnixMilli() {
			t.Errorf("nobody called in time, and it is not late: %+v", got)
		}
		w.do("huifang2", k.Number(), "done", append(answers(door.Offered(w.viewAs("huifang2", k.ID), "done")), "solved", "yes", "level", "4")...)
		if got := w.view(fix.ID).State.Code; got != "closed" {
			t.Errorf("he was content, and the rectification is %s", got)
		}
	})
}

// rated is who the rating was about that a rectification puts right.
func (w *world) rated(fix int64) int64 {
	w.t.Helper()
	x, err := rate.Rectifications.Load(w.t.Context(), w.DB, fix)
	if err != nil {
		w.t.Fatal(err)
	}
	return x.Staff
}
