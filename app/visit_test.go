package app

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

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
		boss.get("/desk/visits/results?by=person").is(200, "周敏", "1 / 2", "2 / 2").bones()
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
		rated, _, err := w.Roster.StaffActor(t.Context(), w.rated(fix.ID))
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
