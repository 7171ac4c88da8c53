package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/application"
)

// collects has the output desk hand a result out to who says a code; why is part of the refusal, "" there is none.
func (w *world) collects(number, code, receiver, relation, why string) {
	w.t.Helper()
	_, err := w.try(w.actor("suntao"), number, "hand_out", "code", code, "receiver", receiver, "relation", relation, "self", "1")
	if why == "" && err != nil || why != "" && !strings.Contains(fmt.Sprint(err), why) {
		w.t.Errorf("with %s: %v", code, err)
	}
}

// nextDay lets the pause after a window has moved a telephone pass, and what is done daily be done.
func (w *world) nextDay() {
	w.later(w.People.Limits.Time(people.AccountPause) + time.Hour)
	w.tick()
	w.tick()
}

// Who has a lost telephone collects nothing with what was sent there, neither the code of the result nor the query code, once a window has moved the number.
// Who has the new one gets a code of his own when it counts; until then the window hands out by a new slip, and nothing is renewed online.
func TestALostTelephoneCollectsNothing(t *testing.T) {
	const lost, next = legalPhone, "13600136000"
	for words, signs := range map[string]bool{"account": true, "walked in": false} {
		t.Run(words, func(t *testing.T) {
			each(t, func(w *world) {
				clerk := w.actor("zhoumin")
				number := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, application.Submission{
					Item: sure(w.Catalog.ByCode(simple)).ID, Place: county1, Applicant: people.Identity{Name: legalPerson, IDNo: idNo(7), Phone: lost},
					Form: map[string]string{"applicant_name": legalPerson, "phone": lost, "request": "挂失"},
				}, "", nil)).Number()
				if signs {
					w.signedIn(lost, legalPerson, 7)
				}
				w.do("zhoumin", number, "accept")
				w.reviewed(number)
				k := w.caseOf(number)
				pickup, query := w.pickup(number), w.queryCode(k.ID)
				if got := w.texts(lost); !strings.Contains(got, pickup) || !strings.Contains(got, query) {
					t.Fatalf("the lost telephone has %q", got)
				}
				w.later(time.Minute)
				w.moves(k.Applicant, next)
				w.later(3 * time.Minute)
				const refused = "核对办事人的身份证件，换一张查询单"
				for _, code := range []string{pickup, query} {
					w.collects(number, code, "王二", "朋友，双方身份证", refused)
				}
				z := w.byPhone(number, next)
				z.get("/track/"+number).is(200, "换一张查询单").not("带身份证件到窗口领取", "凭这个查询密码到窗口领取")
				z.post("/track/"+number+"/code").is(http.StatusForbidden, "刚在窗口更正", "以前不能在网上办")
				if got := w.queryCode(k.ID); got != query {
					t.Errorf("the query code %s is %s", query, got)
				}
				if got := w.texts(next); strings.Contains(got, pickup) || strings.Contains(got, query) {
					t.Errorf("in the pause the new telephone is told %q", got)
				}
				slip := w.staff("zhoumin").post("/desk/slips/"+number, "do", "renew", "shown", "本人到窗口，核对身份证").find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
				z = w.byPhone(number, next)
				z.get("/track/"+number).is(200, "换一张查询单").not(slip)
				if signs { // the slip of a window collects at once, else the code of the next day
					w.collects(number, slip, legalPerson, "", "")
					return
				}
				w.nextDay()
				again := w.pickup(number)
				if got := w.texts(next); again == pickup || !strings.Contains(got, "取件码 "+again) {
					t.Errorf("the code is %s, and the new telephone is told %q", again, got)
				}
				if got := w.texts(lost); strings.Contains(got, again) {
					t.Errorf("the lost telephone is told %q", got)
				}
				for _, code := range []string{pickup, query, slip} {
					w.collects(number, code, "王二", "朋友，双方身份证", "请核对领取人的短信")
				}
				w.byPhone(number, next).get("/track/"+number).is(200, again)
				w.nextDay()
				if w.pickup(number) != again {
					t.Error("there is yet another code")
				}
				w.collects(number, again, legalPerson, "", "")
				w.sound()
			})
		})
	}
}

// A result that is ready while the telephone is new sends no code there; it comes when the number counts. Once it does, the query code is renewed online, too.
func TestAResultInThePauseSendsItsCodeLater(t *testing.T) {
	const next = "13600136000"
	each(t, func(w *world) {
		number := w.walkIn(legalPerson, idNo(7))
		w.signedIn(legalPhone, legalPerson, 7)
		w.do("zhoumin", number, "accept")
		query := w.queryCode(w.caseOf(number).ID)
		w.later(time.Minute)
		w.moves(w.caseOf(number).Applicant, next)
		w.reviewed(number)
		pickup := w.pickup(number)
		if got := w.texts(next); pickup == "" || strings.Contains(got, pickup) || !strings.Contains(got, "手机号刚更正，急着领的请带身份证到窗口换查询单") {
			t.Errorf("in the pause he is told %q", got)
		}
		for _, code := range []string{pickup, query} {
			w.collects(number, code, legalPerson, "", "换一张查询单")
		}
		w.later(w.People.Limits.Time(people.AccountPause) + time.Minute)
		w.byPhone(number, next).post("/track/"+number+"/code").is(200, "新的查询密码已发到登记的手机")
		renewed := w.queryCode(w.caseOf(number).ID)
		w.tick()
		if code := w.pickup(number); code == pickup || !w.got(next, "取件码 "+code) {
			t.Errorf("the code is %s, and he is told %q", code, w.texts(next))
		}
		w.collects(number, renewed, legalPerson, "", "请核对领取人的短信")
		w.collects(number, w.pickup(number), legalPerson, "", "")
	})
}

// Who manages a firm's agents is told with a code of his own that a result waits of which only a dismissed agent had heard; so is whom it is sent to from a
// number that he gives up online. Where nobody's telephone counts, no code is made.
func TestARecodedResultIsTheFirms(t *testing.T) {
	each(t, func(w *world) {
		f := w.firmWithAgent()
		w.do("zhoumin", f.number, "accept")
		w.reviewed(f.number)
		pickup := w.pickup(f.number)
		f.legal.dismisses(agentNamed)
		before := len(w.texts(agentPhone))
		w.nextDay()
		code := w.pickup(f.number)
		if got := w.texts(legalPhone); code == pickup || !strings.Contains(got, "办理结果还没有领取") || !strings.Contains(got, "取件码 "+code) {
			t.Errorf("the code is %s, and the legal representative is told %q", code, got)
		}
		if got := w.texts(agentPhone)[before:]; strings.Contains(got, code) || strings.Contains(got, "领取") {
			t.Errorf("the agent is told %q", got)
		}
		w.again(legalPhone).get("/my/cases/"+f.number).is(200, code)
		w.collects(f.number, pickup, agentNamed, "单位委托，授权委托书和身份证", "请核对领取人的短信")
		if _, err := w.Engine.Act(t.Context(), people.TheOffice, flow.Move{Case: w.caseOf(f.number).ID, Event: "recode"}); !fail.Is(err, fail.KindConflict) {
			t.Errorf("a code that holds is another: %v", err)
		}
		w.collects(f.number, code, legalPerson, "法定代表人，核对营业执照", "")
	})
}

// So it is with a firm's agent whose own telephone a window has moved: in the pause no page shows him a code, and afterwards he is told with another.
func TestAnAgentsLostTelephoneCollectsNothing(t *testing.T) {
	const next = "13600136011"
	each(t, func(w *world) {
		f := w.firmWithAgent()
		w.do("zhoumin", f.number, "accept")
		w.reviewed(f.number)
		pickup, query := w.pickup(f.number), w.queryCode(w.caseOf(f.number).ID)
		w.later(time.Minute)
		w.moves(w.person(idNo(11)), next)
		for _, code := range []string{pickup, query} {
			w.collects(f.number, code, "王二", "单位委托，授权委托书和身份证", "换一张查询单")
		}
		w.later(3 * time.Minute)
		z := w.citizen()
		z.post("/signin", "phone", next).is(200)
		z.post("/signin/code", "code", w.smsCode(next)).is(200, "这还是您的账号吗")
		z.post("/signin/whose", "name", agentNamed, "id_no", idNo(11), "back", "/my").is(200)
		z.get("/apply/receipts/"+f.number).is(200, "暂不显示", "刚在窗口更正").not(query)
		w.nextDay()
		code := w.pickup(f.number)
		if got := w.texts(next); code == pickup || !strings.Contains(got, "取件码 "+code) {
			t.Errorf("the code is %s, and he is told %q", code, got)
		}
		w.collects(f.number, code, agentNamed, "", "")
	})
}
