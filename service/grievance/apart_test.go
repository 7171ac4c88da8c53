package grievance_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// A complaint that names a clerk is not refused, ended, confirmed or withdrawn by him, nor does he speak with whoever told it; until an officer has
// said who is meant, nor does anybody at the windows.
func TestNobodyEndsAComplaintAboutHimself(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.told("窗口的王磊说系统坏了，让我明天再来，去了三趟")
	const away = "回避"
	contact := []string{"how", "phone", "reached", "yes", "text", "已和反映人谈妥"}
	refusal := []string{"ground", "other", "reason", "不是事项", "go_to", "别处"}
	for _, who := range []*officetest.Somebody{h.colleague, h.clerk} {
		who.Refused(k, fail.KindForbidden, "solve", away, "reply", "已办", "outcome", "done")
		who.Refused(k, fail.KindForbidden, "propose_refusal", away, refusal...)
		who.Refused(k, fail.KindForbidden, "enter_withdraw", away, "paper", who.File("签字材料.pdf"))
		who.Refused(k, fail.KindForbidden, "contact", away, contact...)
	}
	h.officer.Do(k, "name", "aim", "some", "who", ids(h.colleague), "text", "反映人说的就是他")
	h.colleague.Refused(k, fail.KindForbidden, "solve", "被反映", "reply", "已办", "outcome", "done")
	h.clerk.Do(k, "contact", contact...)
	h.clerk.Do(k, "propose_refusal", refusal...)
	h.officer.Do(k, "reject_refusal", "reason", "属于受理范围")
	h.judged(h.officer, k, "unwilling", h.social)
	h.head.Do(k, "rectified", rectified...)
	h.colleague.Refused(k, fail.KindForbidden, "enter_confirm", away, "paper", h.colleague.File("签字材料.pdf"))
	h.colleague.Refused(k, fail.KindForbidden, "object", away, "reason", "x")
	h.clerk.Do(k, "enter_confirm", "paper", h.clerk.File("签字材料.pdf"))
	h.officer.Do(k, "confirm")
	h.Sound()
}

// Who reported a matter himself takes it in at no window of his.
func TestNobodyTakesHisOwnMatterIn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	report := grievance.Report{
		Place: officetest.County, Hall: officetest.County, Channel: "window", ItemName: "挂失", Told: grievance.Told{Name: "周敏", Phone: "13800138000", What: "x"},
	}
	if _, err := service(h.Office).Take(t.Context(), h.clerk.Actor(), report); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "本人的事") {
		t.Errorf("%v", err)
	}
	if _, err := service(h.Office).Take(t.Context(), h.colleague.Actor(), report); err != nil {
		t.Error(err)
	}
}

// Whom a matter names in any of its words, or by the number of his window, keeps away; while a window is named that nobody has found, all windows of
// the hall do, until the officer has found out. Nobody finds out what may be about himself.
func TestWhoeverIsNamedInAnyWordsKeepsAway(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	city := h.Staff("刘楠", post(people.Window, officetest.Whole, "综合窗口 1 号"))
	for _, said := range []struct {
		told grievance.Told
		away []*officetest.Somebody
	}{
		{grievance.Told{RefusedBy: "综合窗口5号的工作人员"}, []*officetest.Somebody{h.colleague, h.clerk}},
		{grievance.Told{Reason: "王磊说系统坏了"}, []*officetest.Somebody{h.colleague, h.clerk}},
		{grievance.Told{Wish: "请５号窗口的王 磊不要再推"}, []*officetest.Somebody{h.colleague, h.clerk}},
		{grievance.Told{What: "五号窗不给办，已经去了三趟"}, []*officetest.Somebody{h.colleague, h.clerk}},
		{grievance.Told{RefusedBy: "戴眼镜的女工作人员"}, []*officetest.Somebody{h.colleague, h.clerk}},
		{grievance.Told{RefusedBy: "9号窗口"}, []*officetest.Somebody{h.colleague, h.clerk}}, // there is none
		{grievance.Told{Wish: "请那个戴眼镜的小伙子不要再推"}, []*officetest.Somebody{h.colleague}},
		{grievance.Told{What: "市政务中心一楼姓刘的不给办"}, []*officetest.Somebody{city}},
		{grievance.Told{What: "办不成事专席的那个袁科长，把我挡在门外"}, []*officetest.Somebody{h.chief, h.officer}},
	} {
		k := h.take(nil, grievance.Report{Told: said.told})
		for _, who := range said.away {
			who.Refused(k, fail.KindForbidden, "contact", "回避", "how", "phone", "reached", "no", "text", "没有人接")
			who.Refused(k, fail.KindForbidden, "name", "", "aim", "some", "who", "0", "text", "不是我")
			if may(who, k, "solve") || may(who, k, "name") || learns(who, k) {
				t.Errorf("%s is offered to end or to judge %+v, or learns whose it is", who.Name, said.told)
			}
		}
		h.inspector.Do(k, "name", "aim", "some", "who", ids(h.colleague), "text", "问过反映人，是 5 号窗口")
		if learns(h.colleague, k) || !learns(h.clerk, k) || !learns(city, k) {
			t.Errorf("%+v: once it is known, others keep away, too, or he does not", said.told)
		}
	}
	k := h.told("大厅窗口的人不给办")
	h.officer.Get(home(k)).Is(http.StatusOK, "还没有认定是谁", "可以：认定反映的是谁").Not("要回避的人")
	h.cleared(k)
	h.officer.Get(home(k)).Is(http.StatusOK, "不是窗口和承办部门的人").Not("还没有认定是谁")
	h.officer.Do(k, "name", "aim", "some", "who", ids(h.counter), "text", "再问过")
	h.officer.Get(home(k)).Is(http.StatusOK, "要回避的人", "孙涛（出件窗口）").Not("还没有认定是谁")
	h.Sound()
}

// Who took it in, in the person's presence, goes on with what points to nobody; what points to somebody may mean himself.
func TestTheTakerDoesNotEndWhatPointsToHim(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for what, may := range map[string]bool{
		"我来办优待证，姓王的不给办": false, "小王不给办": false, "就是刚才这个人不给办": false, "这个窗口的人不给办": false, "柜台上的小伙子说系统坏了": false, "他不收": false,
		"去了三次，每次都说材料不全": true, "其他地方都能办，这里办不了": true,
	} {
		k := h.take(h.colleague, grievance.Report{Told: grievance.Told{What: what}})
		if _, err := h.colleague.Try(k, "solve", "outcome", "done", "reply", "已当场办好"); (err == nil) != may || err != nil && !fail.Is(err, fail.KindForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, told := range []grievance.Told{{What: "办不成", RefusedBy: "大厅"}, {What: "办不成", RefusedBy: "9 号窗口"}} {
		k := h.take(h.colleague, grievance.Report{Told: told})
		h.colleague.Refused(k, fail.KindForbidden, "solve", "回避", "outcome", "done", "reply", "x")
	}
	k := h.take(h.colleague, grievance.Report{Told: grievance.Told{What: "去了三次，每次都说材料不全"}})
	h.clerk.Refused(k, fail.KindForbidden, "solve", "回避", "outcome", "done", "reply", "x") // who did not see to whom it was told
}

// Whoever may be meant by the family name does not learn who complained until somebody has found out who is meant, at whatever post.
func TestWhoMayBeMeantByTheFamilyNameLearnsNothing(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.told("人社局姓何的故意刁难")
	if learns(h.reviewer, k) || learns(h.overseer, k) || !learns(h.head, k) {
		t.Error("who may be meant learns who complained, or who is called otherwise does not")
	}
	h.cleared(k)
	if !learns(h.reviewer, k) {
		t.Error("once it is known that somebody else is meant, he learns nothing")
	}
}

// Who is meant by what he is learns no more; and a head who is complained of does not answer himself: the leader does, where there is no other, or who
// comes after him.
func TestAHeadWhoIsMeantDoesNotAnswer(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	described := h.spoken("局里负责人不签字")
	if learns(h.head, described) || !learns(h.reviewer, described) {
		t.Error("whoever is meant by what he is learns who complained, or others do not")
	}
	h.judged(h.officer, described, "unwilling", h.social, "aim", "some", "who", "head")
	named := h.judged(h.officer, h.spoken(h.head.Name+"不签字"), "unwilling", h.social, nobody...) // his name is written
	h.head.Refused(described, fail.KindForbidden, "rectified", "", rectified...)
	h.head.Refused(named, fail.KindForbidden, "rectified", "", rectified...)
	h.leader.Do(described, "rectified", rectified...)
	h.leader.Do(named, "rectified", rectified...)
	both := h.judged(h.officer, h.spoken(h.head.Name+"不签字，吴局长也不管"), "unwilling", h.social, "aim", "some", "who", ids(h.leader))
	h.head.Refused(both, fail.KindForbidden, "rectified", "", rectified...)
	h.leader.Refused(both, fail.KindForbidden, "rectified", "", rectified...)
	h.overseer.Do(both, "rectified", rectified...)
	if may(h.overseer, both, "account") || !may(h.inspector, both, "account") {
		t.Error("who answered for the department judges it, or nobody does")
	}
	h.Sound()
}

// Where all who could say who is meant hold posts like those that are complained of, discipline does; who is called by his family name, wherever in
// a sentence, never.
func TestNobodyNamesHimselfOut(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.told("跑了三趟，专席说领导没签字，督办也没有用")
	for _, who := range []*officetest.Somebody{h.officer, h.overseer, h.inspector, h.leader} {
		who.Refused(k, fail.KindForbidden, "name", "认定", "aim", "some", "who", "0", "text", "问过了")
	}
	if learns(h.inspector, k) {
		t.Error("who may be meant learns who complained")
	}
	h.discipline.Do(k, "name", "aim", "some", "who", "0", "text", "问过反映人，是企业的领导")
	h.officer.Do(k, "contact", "how", "phone", "reached", "yes", "text", "问过了")

	k = h.told("昨天袁老师说材料不全，找了她三次都不给办")
	h.chief.Refused(k, fail.KindForbidden, "name", "认定", "aim", "some", "who", "0", "text", "不是我")
	if learns(h.chief, k) {
		t.Error("who is called by her family name learns who complained")
	}
}

// A matter of the city that speaks of all who could judge it is seen by discipline, who says who is meant and closes the accountability file where
// the supervisor answered and the leader is meant. Of others discipline sees nothing.
func TestDisciplineIsThereWhereNobodyElseIs(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	boss := h.Staff("费明", people.Post{Role: people.Head, Region: officetest.Whole, Dept: h.bureau})
	k := h.inCity(h.leader.Name + "不签字，专席和督查都不管")
	for _, who := range []*officetest.Somebody{h.chief, h.inspector, h.leader} {
		if may(who, k, "name") {
			t.Errorf("%s says that he is not meant", who.Name)
		}
	}
	h.discipline.Do(k, "name", "aim", "some", "who", ids(h.leader), "text", "问过反映人，是领导不签字")
	h.chief.Do(k, "contact", "how", "phone", "reached", "yes", "text", "问过了")
	h.judged(h.chief, k, "unwilling", h.bureau)
	h.discipline.Do(k, "name", "aim", "some", "who", ids(h.leader, boss), "text", "问过反映人，两人都说到")
	h.inspector.Do(k, "rectified", rectified...)
	h.says(k, "confirm")
	k = h.visited(k, "done", "solved", "yes", "level", "5")
	if k.State != "holding" || may(h.inspector, k, "account") || may(h.leader, k, "account") {
		t.Errorf("in %s who answered closes the file, or who is meant", k.State)
	}
	if k = h.accounted(h.discipline, k); k.State != "closed" {
		t.Error(k.State)
	}
	k = h.inCity("窗口叫我找科长，科长让找领导，领导不签字") // its officer is not spoken of
	h.discipline.Refused(k, fail.KindNotFound, "name", "", "aim", "none", "text", "问过了")
	h.Sound()
}

// Whom an officer may name are all with cases there, of whatever post. A consultation goes on as it was called, and what it decides is not given to
// who was named.
func TestWhoMayBeMeantDoesNotAnswer(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	far := h.Staff("贺远", post(people.Window, officetest.OtherCounty, "综合窗口 5 号"))
	k := h.judged(h.officer, h.spoken("科长不签字"), "unwilling", h.social, "aim", "some", "who", "head")
	offered := func(who *officetest.Somebody) bool {
		return slices.ContainsFunc(h.asked(h.officer, k)[1].Options, func(o form.Option) bool { return o.Value == ids(who) })
	}
	for _, who := range []*officetest.Somebody{h.head, h.reviewer, h.leader, h.counter, h.overseer, h.officer, h.discipline} {
		if !offered(who) {
			t.Errorf("%s is not offered", who.Name)
		}
	}
	for _, who := range []*officetest.Somebody{h.chair, far} {
		if offered(who) {
			t.Errorf("%s is offered", who.Name)
		}
	}
	k = h.judged(h.officer, h.spoken("两个局互相推"), "hard", h.social, nobody...)
	h.officer.Do(k, "convene", "depts", h.social+","+h.police, "date", "2026-04-20")
	h.officer.Do(k, "name", "aim", "some", "who", ids(h.head), "text", "是他")
	h.head.Refused(k, fail.KindForbidden, "opine", "回避", "verdict", "can", "text", "可以")
	h.chair.Do(k, "opine", "verdict", "can", "text", "可以")
	h.officer.Do(k, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", h.social, "tasks", "人社局｜办｜2026-05-12", "without", "负责人回避")
	h.head.Refused(k, fail.KindForbidden, "feedback", "", answered...)
	h.leader.Do(k, "feedback", answered...)
	h.Sound()
}

// Who judges a matter says in the same form whether somebody is meant, also by his post in the department to which it goes. It is asked once.
func TestWhoJudgesSaysWhoIsMeant(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	judgement := append(slices.Clone(unkind), h.social)
	k := h.spoken("材料齐全不收件")
	for _, meant := range [][]string{nil, {"aim", "some"}, {"aim", "some", "who", "none"}} {
		h.officer.Refused(k, fail.KindInvalid, "unwilling", "", append(meant, judgement...)...)
	}
	h.judged(h.officer, k, "unwilling", h.social, "aim", "none", "who", ids(h.head))
	if !may(h.head, k, "rectified") {
		t.Error("nobody is meant, and the head does not answer")
	}
	h.officer.Get(home(k)).Is(http.StatusOK, "没有针对哪个人")
	for answer, want := range map[string]struct{ head, unit bool }{
		"0": {true, true}, "unit": {true, false}, "head": {false, true}, "0,head": {false, true}, "head,unit": {false, false},
	} {
		k := h.judged(h.officer, h.spoken("科长不签字"+answer), "unwilling", h.social, "aim", "some", "who", answer)
		if answers, reads := may(h.head, k, "rectified"), learns(h.reviewer, k); answers != want.head || reads != want.unit {
			t.Errorf("%s: the head answers %t, a reviewer learns who complained %t", answer, answers, reads)
		}
	}
	k = h.spoken("窗口不给办")
	h.overseer.Do(k, "name", "aim", "none", "text", "问过反映人")
	h.judged(h.officer, k, "unwilling", h.social)
}

// Who stands by name in the words keeps away also where nobody is found to be meant, and the ledger says so.
func TestTheLedgerSaysWhoKeepsAwayAnyhow(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for what, said := range map[string]string{"周敏说系统坏了": "没有针对哪个人；反映里写到姓名的、先前认定的人照旧回避。问过了", "系统坏了": "没有针对哪个人。问过了"} {
		k := h.officer.Do(h.spoken(what), "name", "aim", "none", "text", "问过了")
		events := h.View(people.TheOffice, k).Events
		if got := events[len(events)-1].Note; got != said {
			t.Errorf("%s: %s", what, got)
		}
	}
	k := h.officer.Do(h.told("办不成"), "name", "aim", "some", "who", ids(h.counter)+",head", "dept", h.police, "text", "问过了")
	events := h.View(people.TheOffice, k).Events
	if got := events[len(events)-1].Note; got != "反映的是：孙涛（出件窗口）、承办部门的负责人。问过了" || h.row(k).Named != h.sorted(h.counter, h.chair) {
		t.Errorf("%s %s", got, h.row(k).Named)
	}
}

// sorted are staff as they are kept.
func (h *hall) sorted(list ...*officetest.Somebody) string {
	all := strings.Split(ids(list...), ",")
	slices.Sort(all)
	return strings.Join(all, ",")
}

// How far back words reach that speak of a window is a limit: to the last day of it who was there may be meant, and one day later not.
func TestWordsReachBackSoFar(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.colleague.Leaves()
	h.Later(88 * 24 * time.Hour)
	for days, may := range []bool{89: true, 90: true, 91: false} {
		if days < 89 {
			continue
		}
		h.Later(24 * time.Hour)
		if k := h.told("窗口的人不给办"); learns(h.colleague, k) == may {
			t.Errorf("after %d days he may be meant: %t", days, !may)
		}
	}
}

// What a person wrote of himself in his matter stands masked like his name and number, but to who handles it.
func TestWhatIsMaskedStandsMaskedInTheWords(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.take(nil, grievance.Report{Times: 2, Told: grievance.Told{
		Name: "赵反映", Phone: "13855550002", For: "赵老伯", Firm: "秀水商贸有限公司", What: "我是赵反映，系统坏了，我的电话 13855550002", Wish: "打 13855550002",
	}})
	h.overseer.Get(home(k)).Is(http.StatusOK, "系统坏了", "138****0002", "2 次", "/desk/grievances/archive/").Not("赵反映", "13855550002", "赵老伯")
	h.officer.Get(home(k)).Is(http.StatusOK, "我的电话 13855550002", "打 13855550002", "赵*映 138****0002").Not("反映人 赵反映") // who handles it
	h.officer.Do(k, "name", "aim", "some", "who", ids(h.overseer), "text", "问过反映人")
	h.overseer.Get(home(k)).Is(http.StatusOK, "系统坏了", "某人", "某单位").Not("赵*映", "138****0002", "13855550002", "秀水", "/desk/grievances/archive/")
	h.overseer.Get("/desk/grievances/archive/"+k.Number()+"?purpose=核对").Is(http.StatusForbidden, "回避")
}
