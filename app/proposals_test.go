package app

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wuyou/kit/fail"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// may is what somebody is offered in a case.
func (w *world) may(login, number string) (events []string) {
	w.t.Helper()
	v, err := w.Engine.View(w.t.Context(), w.actor(login), w.caseOf(number).ID)
	if err != nil {
		w.t.Fatal(login, err)
	}
	for _, o := range v.Options {
		if o.May {
			events = append(events, o.Row.Event)
		}
	}
	return events
}

// turns are the turns of a case: of the step, and beside it.
func (w *world) turns(number string) (own, beside []string) {
	w.t.Helper()
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, w.caseOf(number).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, t := range v.Turns {
		if t.Beside == "" {
			own = append(own, t.Step)
		} else {
			beside = append(beside, t.Beside)
		}
	}
	return own, beside
}

// inReview is a case of one step that its reviewer has claimed.
func (w *world) inReview(name string, n int) (number, dept string) {
	w.t.Helper()
	number = w.walkIn(name, idNo(n))
	w.do("zhoumin", number, "accept")
	dept = w.dept(number)
	w.do(dept+"-a", number, "claim")
	return number, dept
}

// The head decides on what was proposed, which the page of the step shows: its ground is not chosen again.
func TestTheHeadDecidesOnWhatWasProposed(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number, dept := w.inReview("欧阳晓梅", 21)
		w.do("zhoumin", number, "propose_termination", "ground", "subject", "reason", "户口已注销")
		w.staff(dept+"-c").get("/desk/cases/"+number+"/do/terminate").is(200, "提出终止办理", "申请人死亡或者法人终止", "户口已注销", "周敏", "文书会照此发给申请人").not(`name="ground"`)
		w.staff(dept+"-c").get("/desk/cases/"+number+"/do/decline_termination").is(200, "申请人死亡或者法人终止", "户口已注销").not("文书")
		w.do(dept+"-c", number, "terminate", "ground", "law", "reason", "目录已经取消", "basis", "《中华人民共和国行政许可法》第七十条")
		if text := w.papers(number); !strings.Contains(text, "申请人死亡") || strings.Contains(text, "法律法规变化") {
			t.Error(text)
		}
	})
}

// A paper entered at a window while a judgement waits for its second signature is rejected: the judgement still waits.
func TestASecondSignatureIsOfOneThing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
		w.do("zhuanxi1", n, "cannot", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		paper := w.scan("zhoumin")
		w.do("zhoumin", n, "enter_withdraw", "paper", paper)
		if files := sure(w.Files.OfCase(t.Context(), w.number(n).ID)); !slices.ContainsFunc(files, func(f file.File) bool { return strconv.FormatInt(f.ID, 10) == paper }) {
			t.Errorf("the signed paper is none of the case's files: %+v", files)
		}
		w.do("jianguan1", n, "reject_entered", "reason", "签字不是本人的")
		if own, beside := w.turns(n); len(own) != 1 || len(beside) != 0 {
			t.Fatal(own, beside)
		}
		w.do("jianguan1", n, "agree")
		w.do("zhuanxi1", n, "reclass", "class", "unwilling", "cause_unwilling", "DELAY", "opinion", "应当办", "order", "当天办结。")
		w.do("zhoumin", n, "enter_withdraw", "paper", w.scan("zhoumin"))
		w.do("jianguan1", n, "disagree", "reason", "不是")
		if own, beside := w.turns(n); len(own) != 1 || !slices.Equal(beside, []string{"entered"}) {
			t.Fatal(own, beside)
		}
		w.do("zhuanxi1", n, "reclass", "class", "unwilling", "cause_unwilling", "DELAY", "opinion", "应当办", "order", "当天办结。")
		w.do("jianguan1", n, "agree")
		if _, err := w.try(w.actor("zhuanxi"), n, "rectified", "reply", "已办好。", "statement", "推诿", "person", "王磊", "outcome", "done"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("an officer answers for the organ by a second signature that waits: %v", err)
		}
	})
}

// Whatever random people try in whatever order with an application: in every open state somebody has the step's turn, and somebody of
// those there are, the applicant or the office's programs can lead on from it.
func TestWhateverIsTriedNoApplicationIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	e := &errand{w, w.offer(paperItem("01")), "01"}
	rapid.Check(t, func(t *rapid.T) {
		number := e.filed(nil)
		k := w.caseOf(number)
		cast := []string{"zhoumin", "wanglei", "suntao", "jianguan1", k.Dept + "-a", k.Dept + "-b", k.Dept + "-c"}
		if rapid.Bool().Draw(t, "accepted") {
			w.do("zhoumin", number, "accept")
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			w.tryAnything(t, k.ID, cast)
			w.goesOn(t, k.ID, cast)
		}
	})
}

// goesOn fails where nobody can lead an open case on.
func (w *world) goesOn(t *rapid.T, id int64, cast []string) {
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, id)
	if err != nil {
		t.Fatal(err)
	}
	own := 0
	for _, turn := range v.Turns {
		if turn.Beside == "" {
			own++
			if v.State.Desk != flow.Applicant && turn.Role == flow.Applicant {
				t.Errorf("in %s the applicant has the turn", v.State.Code)
			}
		}
	}
	if v.State.Final {
		if len(v.Turns) > 0 {
			t.Errorf("turns in %s: %+v", v.State.Code, v.Turns)
		}
		return
	}
	if own == 0 {
		t.Errorf("nobody's turn in %s", v.State.Code)
	}
	if v.State.Desk == flow.Applicant {
		return // waits for the applicant, and lapses
	}
	for _, login := range cast {
		seen, err := w.Engine.View(w.t.Context(), w.actor(login), id)
		if fail.Is(err, fail.KindNotFound) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range seen.Options {
			if leads := o.Row.To != flow.Same || o.Row.Event == "sign" || o.Row.Event == "dispatch" || o.Row.Event == "inspect"; leads && o.May && o.Row.By.Beside == "" {
				return
			}
		}
	}
	if v.State.Code == "revoking" {
		return // until the holder was heard
	}
	t.Errorf("nobody leads on from %s: %+v", v.State.Code, v.Turns)
}

// Who is to agree to what another proposed has it before his eyes on the page of the step, masked as on that of the case, in every kind of case.
func TestWhatIsAgreedToIsShown(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number, dept := w.inReview("欧阳晓梅", 21)
		w.do(dept+"-a", number, "request_extension", "reason", "要到省里核实")
		for _, event := range []string{"extend", "decline_extension"} {
			w.staff(dept+"-c").get("/desk/cases/"+number+"/do/"+event).is(200, "报请延长期限", "要到省里核实")
		}
		change := w.proposesPhone(w.caseOf(number).Applicant, "13911110001")
		w.staff("jianguan1").get("/desk/cases/"+change+"/do/agree").is(200, "要更正的登记", "139****0001", "本人到窗口，核对身份证", "这一步不能撤销").not("13911110001", "文书")
		w.staff("jianguan1").get("/desk/cases/"+change+"/do/decline").is(200, "139****0001")

		told := w.reportThing(w.clientToken("apply"), string(county1))
		w.do("zhuanxi1", told, "propose_refusal", "ground", "court", "reason", "已经起诉", "go_to", "向受理的法院查询")
		w.staff("jianguan1").get("/desk/cases/"+told+"/do/refuse").is(200, "不在受理范围", "已经起诉", "文书会照此发给申请人")
	})
}
