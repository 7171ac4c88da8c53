package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// complainedTo takes an online complaint that lies with the city itself, spoken about with whoever sent it.
func (w *world) complainedTo(what string) string {
	w.t.Helper()
	g, err := w.Grievances.Take(w.t.Context(), people.Actor{}, grievance.Report{
		Place: w.Profile.Region, Channel: flow.ByOnline, ItemName: "营业执照变更", Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: what}, Times: 2,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return g.Number()
}

// ids are staff as the form takes them.
func (w *world) ids(logins ...string) string {
	var list []string
	for _, l := range logins {
		list = append(list, fmt.Sprint(w.actor(l).ID))
	}
	return strings.Join(list, ",")
}

// turnOf is who has the turn of a case: the role, and the holder's name.
func (w *world) turnOf(number, beside string) (people.Role, string) {
	w.t.Helper()
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, w.caseOf(number).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(v.Turns, func(t flow.Turn) bool { return t.Beside == beside })
	if i < 0 {
		return "", ""
	}
	return v.Turns[i].Role, v.Turns[i].Holder
}

func (w *world) cityOrgan() string {
	organs := w.Catalog.Depts(w.Profile.Region)
	return organs[slices.IndexFunc(organs, func(d catalog.Dept) bool { return d.Region == w.Profile.Region })].Code
}

func (w *world) learns(login, n string) bool {
	return w.Engine.Learns(w.t.Context(), w.DB, w.caseOf(n), w.actor(login)) == nil
}

var (
	causedBy  = []string{"cause", "DELAY", "opinion", "无故拖延", "order", "立即办理", "dept"}
	rectified = []string{"reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done"}
)

// unwilling judges a complaint so, of a department, and says who is meant.
func (w *world) unwilling(login, n, dept string, meant ...string) {
	w.t.Helper()
	w.do(login, n, "unwilling", slices.Concat(meant, causedBy, []string{dept})...)
}

// Who is meant in a department is kept away wherever the department lies, also by his name in the words; the answer falls to the next.
func TestADepartmentElsewhereAnswersByWhoIsNotMeant(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局") // of a county; the matter is the city's
		for what, who := range map[string]string{"局长不签字": "head", w.actor(social+"-c").Name + "不签字": "none"} {
			n := w.complainedTo(what)
			w.do("zhuanxi", n, "contact", "how", "phone", "reached", "yes", "text", "问过了")
			if who == "none" {
				w.unwilling("zhuanxi", n, social, "aim", "none")
			} else {
				w.unwilling("zhuanxi", n, social, "aim", "some", "who", who)
			}
			if role, _ := w.turnOf(n, ""); role != people.Leader || w.learns(social+"-c", n) {
				t.Errorf("%s: the answer is the %s's, or the head learns who complained", what, role)
			}
			w.do("leader", n, "acknowledge")
			w.do("leader", n, "rectified", rectified...)
		}
		n := w.complainedTo("审查的人不管")
		w.unwilling("zhuanxi", n, social, "aim", "some", "who", "unit")
		if w.learns(social+"-a", n) {
			t.Error("a reviewer who is meant learns who complained")
		}
		w.staff("zhuanxi").get("/desk/cases/"+n).is(200, "要回避的人", w.actor(social+"-a").Name)
		n = w.complainedTo("说不清是谁")
		w.do("zhuanxi", n, "name", "aim", "some", "who", "unit", "dept", w.organ("公安局"), "text", "问过反映人，是公安局的人")
		if w.learns(w.organ("公安局")+"-b", n) {
			t.Error("who is meant in another department learns who complained")
		}
		w.sound()
	})
}

// One of two heads is meant: he signs for nothing, and has the turn no longer when that is found out, or when it is given to him.
func TestWhoIsMeantLosesTheTurn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		head := w.actor(social + "-c")
		w.hired("fuju", people.Post{Role: people.Head, Region: county1, Dept: social, Title: "人社局 副局长"})
		n := w.complained("局长不签字")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		w.do("jianguan1", n, "name", "aim", "some", "who", w.ids(social+"-c"), "text", "问过反映人，是局长")
		if _, err := w.try(head, n, "acknowledge"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who is meant signed for the order: %v", err)
		}
		w.do("fuju", n, "claim")
		w.do("fuju", n, "hand_over", "to", fmt.Sprint(head.ID))
		if role, holder := w.turnOf(n, ""); role != people.Head || holder != "" {
			t.Errorf("the turn is the %s's, %s", role, holder)
		}
		w.do("fuju", n, "acknowledge")
		w.do("fuju", n, "rectified", rectified...)

		n = w.complained("不收件")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		w.do(social+"-c", n, "acknowledge")
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids(social+"-c"), "text", "问过反映人，是局长")
		if role, holder := w.turnOf(n, ""); role != people.Head || holder != "" {
			t.Errorf("he still has the turn: the %s, %s", role, holder)
		}
		w.do("fuju", n, "rectified", rectified...)

		n = w.complainedTo("专席不接电话") // any officer may be meant
		if role, _ := w.turnOf(n, ""); role != people.Supervisor {
			t.Errorf("where all officers may be meant, the %s judges", role)
		}
		w.do("jianguan", n, "name", "aim", "some", "who", w.ids("zhuanxi"), "text", "问过反映人")
		if role, _ := w.turnOf(n, ""); role != people.Officer {
			t.Errorf("where one of two officers is meant, the %s judges", role)
		}
		w.do("zhuanxi2", n, "contact", "how", "phone", "reached", "yes", "text", "问过了")
		w.unwilling("zhuanxi2", n, w.cityOrgan())

		n = w.complained("局长不签字，跑了三趟") // his post is vacant then, and the leader is meant, too
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", "head")
		w.vacated("fuju")
		w.vacated(social + "-c")
		w.later(time.Minute)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("leader"), "text", "问过反映人，领导也不管")
		if role, _ := w.turnOf(n, ""); role != people.Supervisor {
			t.Errorf("the answer is the %s's, who is meant", role)
		}
		w.sound()
	})
}

// Where who could sign second, judge or close the file is meant, discipline does; who has answered closes no file, and who has closed one does not answer.
func TestNothingEndsWithNobodyWhoMay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.vacated("zhuanxi2")
		organ := w.cityOrgan()
		n := w.complainedTo("材料齐全不收件")
		w.do("zhuanxi", n, "cannot", "aim", "some", "who", w.ids("leader", "jianguan")+",head", "cause", "MAT", "opinion", "条例不允许", "dept", organ)
		if role, _ := w.turnOf(n, ""); role != people.Discipline {
			t.Errorf("the second signature is the %s's", role)
		}
		w.do("jijian", n, "agree")
		if role, _ := w.turnOf(n, ""); role != people.Officer {
			t.Errorf("the answer is the %s's", role)
		}
		w.do("zhuanxi", n, "reply", "reply", "按规定不能办。", "basis", "条例第三条", "outcome", "explained")

		n = w.complainedTo(w.actor("leader").Name + "不管，" + w.actor("jianguan").Name + "也不管")
		w.do("zhuanxi", n, "propose_refusal", "ground", "other", "reason", "不是事项", "go_to", "12345")
		w.do("jijian", n, "reject_refusal", "reason", "属于受理范围")
		w.do("zhuanxi", n, "hard", "aim", "none", "cause", "DOC", "opinion", "要会商", "dept", organ)
		w.do("jijian", n, "name", "aim", "some", "who", w.ids("leader", "jianguan", "zhuanxi"), "text", "问过反映人")
		other := w.organ("公安局")
		w.do("jijian", n, "convene", "depts", organ+","+other, "date", "2026-04-20")
		decision := []string{"minutes", "纪要", "decision", "由公安局办", "lead", other, "tasks", "公安局｜办｜2026-05-12", "without", "催过两次"}
		if _, err := w.try(w.actor(other+"-c"), n, "decide", decision...); !fail.Is(err, fail.KindConflict) {
			t.Errorf("an invited department decides: %v", err)
		}
		w.do("jijian", n, "decide", decision...)

		n = w.complainedTo("局长不签字")
		w.unwilling("zhuanxi", n, organ, "aim", "some", "who", "head")
		w.do("zhuanxi", n, "name", "aim", "some", "who", w.ids("leader", organ+"-c"), "text", "问过反映人，两人都说到")
		w.do("jianguan", n, "account", "finding", "false", "person", "无", "ways", "none", "result", "不属实。")
		if _, err := w.try(w.actor("jianguan"), n, "rectified", rectified...); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("who judged answers: %v", err)
		}
		w.do("zhuanxi", n, "rectified", rectified...)
		if slices.Contains(w.may("leader", n), "account") {
			t.Error("the leader closes a file whose turn is not his")
		}
		w.sound()
	})
}

// Who answered in an earlier round closes no file either; what the person says to an answer may be about somebody, so it is asked again.
func TestAnObjectionAsksAgain(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		social := w.organ("人社局")
		head := w.actor(social + "-c")
		w.hired("dudao", people.Post{Role: people.Supervisor, Region: county1, Title: "督查股"})
		n := w.complained("科长不签字")
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("leader")+",head", "dept", social, "text", "问过反映人")
		w.unwilling("zhuanxi1", n, social)
		w.do("jianguan1", n, "acknowledge")
		w.do("jianguan1", n, "rectified", rectified...)
		w.do("zhoumin", n, "object", "reason", "没有办好")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		w.do("dudao", n, "acknowledge")
		w.do("dudao", n, "rectified", rectified...)
		for _, login := range []string{"jianguan1", "dudao"} {
			if slices.Contains(w.may(login, n), "account") {
				t.Errorf("%s closes the file of what he answered for", login)
			}
		}

		n = w.complained("不收件")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		w.do(social+"-c", n, "rectified", rectified...)
		w.do("zhoumin", n, "object", "reason", "就是"+head.Name+"压着，还打电话骂我")
		if w.learns(social+"-c", n) {
			t.Error("who is named in an objection learns who complained")
		}
		if _, err := w.try(w.actor("zhuanxi1"), n, "unwilling", append(slices.Clone(causedBy), social)...); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("it is not asked again: %v", err)
		}
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		if role, _ := w.turnOf(n, ""); role != people.Leader {
			t.Errorf("the answer is the %s's", role)
		}

		// somebody else is meant now; who was meant before keeps away all the same
		n = w.complained("窗口王磊不收件")
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", w.ids("wanglei", "suntao"))
		w.do(social+"-c", n, "rectified", rectified...)
		w.do("zhoumin", n, "object", "reason", "这回是局长不让办，局长还打电话骂我")
		if w.learns(social+"-c", n) {
			t.Error("who may be meant by an objection learns who complained")
		}
		if _, err := w.try(w.actor("zhuanxi1"), n, "unwilling", append(slices.Clone(causedBy), social)...); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("who is meant by an objection is not asked: %v", err)
		}
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "要回避的人", w.actor("suntao").Name, "先前认定的人照旧回避")
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", "head")
		if role, _ := w.turnOf(n, ""); role != people.Leader || w.learns(social+"-c", n) || w.learns("suntao", n) {
			t.Errorf("the answer is the %s's, or who is meant or was meant before learns who complained", role)
		}
		w.sound()
	})
}

// Who is meant by a post that he held at the time, or shortly before, keeps away whatever he holds now; who is given such a post later does not.
func TestAnotherPostChangesNothing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		moved := func(login string, to people.Post) {
			t.Helper()
			w.vacated(login)
			if err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
				return w.Roster.AddPost(t.Context(), tx, people.TheOffice, "", w.actor(login).ID, to, "")
			}); err != nil {
				t.Fatal(err)
			}
		}
		supervisor := people.Post{Role: people.Supervisor, Region: county1, Title: "督查股"}
		officer := people.Post{Role: people.Officer, Region: county1, Title: "专席"}
		refused := func(login, n string, about flow.Relation) {
			t.Helper()
			if list := sure(w.Engine.Relations(t.Context(), w.DB, w.caseOf(n), w.actor(login))); !slices.Contains(list, about) || w.learns(login, n) {
				t.Errorf("%s: %v, or learns who complained", login, list)
			}
			if _, err := w.try(w.actor(login), n, "name", "aim", "none", "text", "问过反映人"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s says that nobody is meant: %v", login, err)
			}
		}
		head, watched := w.complained("人社局局长不签字"), w.complained("督查的人不管")
		w.later(time.Hour)
		moved("jianguan1", officer)
		moved(social+"-c", supervisor)
		w.later(time.Hour)
		refused(social+"-c", head, flow.Called)
		refused("jianguan1", watched, flow.Called)
		if !w.learns(social+"-c", watched) {
			t.Error("who was given the post after the complaint is meant by it")
		}
		moved("wanglei", officer)
		w.later(24 * time.Hour)
		n := w.complained("上周五在综合窗口5号，那个人不收件还骂我")
		refused("wanglei", n, flow.Unclear)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("suntao"), "text", "看了监控，上周五 5 号窗口是孙涛")
		if !w.learns("wanglei", n) || w.learns("suntao", n) {
			t.Error("once it is known who was at the window, who was there before him keeps away, or he does not")
		}
		now := w.caseOf(w.complained("在综合窗口3号，那个人不收件还骂我"))
		if !slices.Contains(sure(w.Engine.Relations(t.Context(), w.DB, now, w.actor("zhoumin"))), flow.Named) {
			t.Error("who holds the window is not named by its number")
		}
		w.later(91 * 24 * time.Hour)
		n = w.complained("在综合窗口5号，那个人不收件还骂我")
		if !w.learns("wanglei", n) {
			t.Error("who left the window long ago is meant by its number")
		}
		w.sound()
	})
}

// Where all who may do a step are meant by their posts or were found to be, it waits for another person, who goes on once he has the post.
func TestWhereAllAreMeantAnotherGoesOn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		const all = "纪检组的人收钱包庇，专席、督查的人、局长都不管"
		called, found := w.complainedTo(all), w.complainedTo("一直没有人管，跑了五趟")
		w.do("jianguan", found, "name", "aim", "some", "who", w.ids("zhuanxi", "zhuanxi2", "leader"), "text", "问过反映人")
		w.do("jianguan", found, "name", "aim", "some", "who", w.ids("zhuanxi", "zhuanxi2", "leader", "jianguan"), "text", "问过反映人，也说到我")
		w.do("jijian", found, "name", "aim", "some", "who", w.ids("zhuanxi", "zhuanxi2", "leader", "jianguan", "jijian"), "text", "问过反映人，也说到我")
		for _, n := range []string{called, found} {
			if role, _ := w.turnOf(n, ""); role != people.Discipline || w.learns("jijian", n) {
				t.Errorf("the %s judges, or discipline learns who complained", role)
			}
			judged := []string{"cause", "MAT", "opinion", "条例不允许", "dept", w.cityOrgan()}
			if n == called {
				judged = append(judged, "aim", "none")
			}
			for event, in := range map[string][]string{"name": {"aim", "none", "text", "没有针对人"}, "cannot": judged} {
				if _, err := w.try(w.actor("jijian"), n, event, in...); !fail.Is(err, fail.KindForbidden) {
					t.Errorf("discipline does %s: %v", event, err)
				}
			}
			w.staff("jijian").get("/desk/cases/"+n).is(200, "都要回避", "另行指定一人任“纪检监察岗”")
		}
		for _, login := range []string{"jijian", "anquan", "xitong"} {
			if list := w.wordsTo(login); strings.Count(strings.Join(list, ""), "都要回避，请另行指定一人任“纪检监察岗”") != 2 {
				t.Errorf("%s is not told once of each: %v", login, list)
			}
		}
		w.later(time.Hour)
		w.hired("jijian2", people.Post{Role: people.Discipline, Region: w.Profile.Region, Title: "纪检监察组"})
		w.staff("zhuanxi").get("/desk/cases/" + called).is(200).not("都要回避")
		w.do("jijian2", called, "name", "aim", "some", "who", w.ids("jijian"), "text", "问过反映人，是纪检组的人")
		if role, _ := w.turnOf(called, ""); role != people.Officer {
			t.Errorf("once it is known who is meant, the %s judges", role)
		}
		w.do("jijian2", found, "contact", "how", "phone", "reached", "yes", "text", "问过了")
		w.do("jijian2", found, "hard", "cause", "DOC", "opinion", "要会商", "dept", w.cityOrgan())
		w.sound()
	})
}

// Who was found to be meant is dropped by who found it and by those above, not by another officer.
func TestOneOfficerDoesNotUndoWhatAnotherFound(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		n := w.complained("局长不签字")
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("wanglei"), "text", "问过反映人")
		w.do("zhuanxi1", n, "name", "aim", "none", "text", "再问过，没有针对人")
		w.do("jianguan1", n, "name", "aim", "some", "who", "head", "dept", social, "text", "问过反映人，是局长")
		for _, in := range [][]string{{"aim", "none"}, {"aim", "some", "who", w.ids("wanglei")}} {
			_, err := w.try(w.actor("zhuanxi1"), n, "name", append(in, "text", "没有针对局长")...)
			if !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), w.actor("jianguan1").Name) {
				t.Errorf("%v: %v", in, err)
			}
		}
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("wanglei", social+"-c"), "text", "问过反映人，还有 5 号窗口")
		if _, err := w.try(w.actor("zhuanxi1"), n, "name", "aim", "none", "text", "没有针对人"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("he dropped whom he only named again: %v", err)
		}
		w.do("leader", n, "name", "aim", "none", "text", "问过反映人，没有针对人")
		w.sound()
	})
}

// Who was found to be meant in an earlier round by mistake is free once that is said, by who found it or by those above; by another officer he is not. Who
// judges only says who is meant now.
func TestAFindingOfBeforeIsCorrected(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		again := func(what string) string {
			t.Helper()
			n := w.complained(what)
			w.unwilling("zhuanxi1", n, social, "aim", "some", "who", w.ids("zhoumin", "suntao"))
			w.do(social+"-c", n, "rectified", rectified...)
			w.do("wanglei", n, "object", "reason", "你们认错人了，不是她")
			return n
		}
		n := again("窗口不收件")
		w.staff("zhuanxi1").get("/desk/cases/"+n+"/do/name").is(200, "先前认定的是", w.actor("zhoumin").Name, "没有选上的，不再回避")
		w.do("zhuanxi1", n, "name", "aim", "some", "who", w.ids("suntao"), "text", "问过反映人，没有周敏")
		if !w.learns("zhoumin", n) || w.learns("suntao", n) {
			t.Error("who found it corrects nothing, or drops whom he said again")
		}
		n = again("材料不全退了三次")
		w.do("zhuanxi1", n, "name", "aim", "none", "text", "问过反映人，上次认错人了")
		if !w.learns("zhoumin", n) {
			t.Error("that nobody is meant frees nobody of before")
		}
		n = again("跑了三趟没有办成")
		w.do("zhuanxi", n, "name", "aim", "none", "text", "没有针对人")
		if w.learns("zhoumin", n) {
			t.Error("another officer drops what was found before")
		}
		w.staff("zhuanxi").get("/desk/cases/"+n+"/do/name").is(200, "先前认定的人照旧回避")
		w.do("jianguan1", n, "name", "aim", "some", "who", w.ids("wanglei"), "text", "上次认错人了，是王磊")
		if !w.learns("zhoumin", n) || w.learns("wanglei", n) {
			t.Error("the supervisor corrects nothing")
		}
		n = again("登记不上")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		if w.learns("zhoumin", n) {
			t.Error("who judges drops what was found before")
		}
		w.sound()
	})
}

// Who is head by the time that it is found out was not when the matter was reported: the head is who was.
func TestTheHeadIsWhoWasHeadThen(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		n := w.complained("人社局局长不签字")
		w.later(time.Hour)
		w.vacated(social + "-c")
		w.hired("juzhang", people.Post{Role: people.Head, Region: county1, Dept: social, Title: "负责人"})
		w.later(time.Hour)
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", "head")
		if !w.learns("juzhang", n) || w.learns(social+"-c", n) {
			t.Error("who became head later is meant, or who was head is not")
		}
		w.do("juzhang", n, "acknowledge")
		w.sound()
	})
}

// What the officer says is taken or refused, never dropped; he does not judge what he says is about himself; a window of which nobody knows which keeps
// all of them away.
func TestTheAnswerWhoIsMeantIsTakenOrRefused(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		n := w.complained("不收件")
		w.do("jianguan1", n, "name", "aim", "none", "text", "问过反映人")
		if _, err := w.try(w.actor("zhuanxi1"), n, "unwilling", slices.Concat([]string{"aim", "some", "who", "head"}, causedBy, []string{social})...); !fail.Is(err, fail.KindConflict) {
			t.Errorf("the officer's answer was dropped: %v", err)
		}
		n = w.complained("没办成")
		if _, err := w.try(w.actor("zhuanxi1"), n, "cannot", "aim", "some", "who", w.ids("zhuanxi1"), "cause", "MAT", "opinion", "条例不允许", "dept", social); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("he judges what is about himself: %v", err)
		}
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", "hall")
		if w.learns("wanglei", n) || w.learns("zhoumin", n) || !w.learns(social+"-c", n) {
			t.Error("a window that may be meant learns who complained, or the head does not")
		}
		// who held the post when the matter was reported is meant, not who comes after him
		n = w.complained("负责人不签字")
		old := w.actor(social + "-c")
		w.unwilling("zhuanxi1", n, social, "aim", "some", "who", "head")
		w.later(time.Hour)
		w.vacated(social + "-c")
		w.hired("xinren", people.Post{Role: people.Head, Region: county1, Dept: social, Title: "人社局 负责人"})
		if err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
			return w.Roster.AddPost(t.Context(), tx, people.TheOffice, "", old.ID, people.Post{Role: people.Supervisor, Region: county1, Title: "督查股"}, "")
		}); err != nil {
			t.Fatal(err)
		}
		w.do("zhuanxi1", n, "comment", "text", "新负责人已到任") // the turn is looked at again with each act
		if slices.Contains(w.may(social+"-c", n), "account") || !slices.Contains(w.may("xinren", n), "rectified") {
			t.Error("who was meant judges, or who came after him does not answer")
		}
	})
}

// A turn that was given to a colleague of the department stays his; a program answers without saying what it has read; where no officer may, the
// supervisor moves the plan.
func TestATurnThatWasGivenStays(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		n := w.complained("不收件")
		w.unwilling("zhuanxi1", n, social, "aim", "none")
		w.do(social+"-c", n, "hand_over", "to", w.ids(social+"-a"))
		w.do("zhuanxi1", n, "comment", "text", "请尽快")
		if role, holder := w.turnOf(n, ""); role != people.Head || holder != w.actor(social+"-a").Name {
			t.Errorf("the turn is the %s's, %s", role, holder)
		}
		w.do("jianguan1", n, "account", "finding", "false", "person", "无", "ways", "none", "result", "不属实。")
		if w.Engine.Decides(w.caseOf(n), "rectified") {
			t.Error("who answers is asked what he decides on")
		}
		w.do(social+"-a", n, "rectified", rectified...)

		n = w.complained("不收件，要会商")
		w.do("zhuanxi1", n, "hard", "aim", "none", "cause", "DOC", "opinion", "要会商", "dept", social)
		w.do("zhuanxi1", n, "convene", "depts", social, "date", "2026-04-20")
		w.do("zhuanxi1", n, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", social, "tasks", "人社局｜办｜2026-05-12", "without", "催过两次")
		w.do(social+"-c", n, "feedback_plan", "reply", "正在补档案", "plan", "2026-05-12")
		w.do("jianguan1", n, "name", "aim", "some", "who", w.ids("zhuanxi1", "zhuanxi", "zhuanxi2"), "text", "问过反映人")
		w.do("jianguan1", n, "replan", "reply", "档案馆搬迁", "plan", "2026-05-20")
		w.do("leader", n, "name", "aim", "some", "who", w.ids("zhuanxi1", "zhuanxi", "zhuanxi2", "jianguan1", "jianguan"), "text", "问过反映人")
		w.do("leader", n, "replan", "reply", "档案馆还在搬", "plan", "2026-05-22")
		w.sound()
	})
}

// Whoever has the turn to judge refuses what is no matter of the office, too; a post that nobody has held is not who is meant.
func TestATurnThatFellIsAWholeTurn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		n := w.complained("没有人理")
		w.do("jianguan1", n, "name", "aim", "some", "who", w.ids("zhuanxi1", "zhuanxi", "zhuanxi2"), "text", "问过反映人")
		w.do("jianguan1", n, "propose_refusal", "ground", "court", "reason", "法院已经受理", "go_to", "东坡区人民法院")
		w.do("leader", n, "refuse")

		empty := w.organ("公安局")
		w.limit("grievance.meant_days", 0)
		w.vacated(empty + "-c")
		w.later(time.Hour)
		n = w.complained("局长不签字")
		var bad *fail.Error
		_, err := w.try(w.actor("zhuanxi1"), n, "unwilling", slices.Concat([]string{"aim", "some", "who", "head"}, causedBy, []string{empty})...)
		if !errors.As(err, &bad) || len(bad.Fields) != 1 || bad.Fields[0].Name != "who" || !strings.Contains(bad.Fields[0].Message, "没有人任职") {
			t.Errorf("who is meant is a post that nobody has: %v", err)
		}
		w.unwilling("zhuanxi1", n, empty, "aim", "some", "who", "0")
		w.sound()
	})
}

// What is written about a case is written as it is, not as its writer sees it under a veil; the title of a complaint says nobody's name.
func TestAVeilIsNotWritten(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		n := w.complained("督查的人不管")
		w.staff("jianguan").post("/desk/supervision/new?case="+n, "level", "1", "issue", "拖了很久", "need", "尽快办").is(200, "督办单已发出")
		if order := w.orders(n)[0]; order.Party != w.caseOf(n).Party {
			t.Errorf("the order is about %s", order.Party)
		}
		g, err := w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{
			Place: county1, Channel: flow.ByOnline, ItemName: "张晓梅 13800138000 的挂失", Told: grievance.Told{Name: "张晓梅", Phone: "13800138000", What: "不给办"}, Times: 2,
		})
		if err != nil || strings.Contains(g.Title, "晓梅") || strings.Contains(g.Title, "138") {
			t.Errorf("%s %v", g.Title, err)
		}
	})
}

// Where the head is meant, neither the message nor the answer says that his department handles the matter: it goes out in the name of the bureau.
func TestTheAnswerOfOthersIsNotTheDepartments(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social := w.organ("人社局")
		for who, organ := range map[string]string{"head": "政务服务", "0": "人力资源和社会保障局"} {
			n := w.complained("一直不办" + who)
			before := len(w.texts("13800138000"))
			w.unwilling("zhuanxi1", n, social, "aim", "some", "who", who)
			if got := w.texts("13800138000")[before:]; strings.Contains(got, "人社局") != (who == "0") {
				t.Errorf("%s: the person is told %q", who, got)
			}
			by := social + "-c"
			if who == "head" {
				by = "leader"
			}
			w.do(by, n, "rectified", rectified...)
			list := sure(w.Documents.OfCase(t.Context(), w.caseOf(n).ID))
			if last := list[len(list)-1]; last.Code != "grievance_reply" || !strings.Contains(last.Organ, organ) {
				t.Errorf("%s: the answer %s is of %s", who, last.Code, last.Organ)
			}
		}
	})
}
