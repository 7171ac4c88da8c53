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

// unnoted makes a result one of those that wait while an older program is replaced, which did not note to where it had sent the code.
func (w *world) unnoted(id int64) {
	w.t.Helper()
	if err := w.DB.Exec(w.t.Context(), `UPDATE applications SET pickup_sealed = '', pickup_at = 0 WHERE case_id = $1`, id); err != nil {
		w.t.Fatal(err)
	}
}

// newPhone signs somebody in by a telephone that a window has just moved.
func (w *world) newPhone(phone, name, idNo string) *citizen {
	z := w.citizen()
	z.post("/signin", "phone", phone).is(200)
	z.post("/signin/code", "code", w.smsCode(phone)).is(200, "这还是您的账号吗")
	z.post("/signin/whose", "name", name, "id_no", idNo, "back", "/my").is(200)
	return z
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
	for words, is := range map[string]struct{ signs, old bool }{
		"account": {true, false}, "walked in": {false, false}, // and where an older program sent the code and did not note where
		"account, at an upgrade": {true, true}, "walked in, at an upgrade": {false, true},
	} {
		signs := is.signs
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
				if is.old {
					w.unnoted(k.ID)
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
				if !is.old {
					w.sound()
				}
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
		query := w.queryCode(w.caseOf(number).ID)
		w.later(time.Minute)
		w.moves(w.caseOf(number).Applicant, next)
		w.do("zhoumin", number, "accept")
		w.tick()
		if got := w.texts(next); strings.Contains(got, query) || !strings.Contains(got, "查询密码 暂不发送（手机号刚更正") {
			t.Errorf("in the pause he is told %q", got)
		}
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
		z := w.newPhone(next, agentNamed, idNo(11))
		z.get("/apply/receipts/"+f.number).is(200, "暂不显示", "刚在窗口更正").not(query)
		w.nextDay()
		code := w.pickup(f.number)
		if got := w.texts(next); code == pickup || !strings.Contains(got, "取件码 "+code) {
			t.Errorf("the code is %s, and he is told %q", code, got)
		}
		w.collects(f.number, code, agentNamed, "", "")
	})
}

// What an older program sent to a telephone that is still the party's collects as it did.
func TestAResultThatWaitedAtAnUpgradeIsCollectedAsBefore(t *testing.T) {
	each(t, func(w *world) {
		numbers := []string{w.walkIn(legalPerson, idNo(7)), w.walkIn(legalPerson, idNo(7))}
		w.later(time.Minute)
		w.signedIn(legalPhone, legalPerson, 7) // proven since
		for i, number := range numbers {
			w.do("zhoumin", number, "accept")
			w.reviewed(number)
			id := w.caseOf(number).ID
			w.unnoted(id)
			code := w.pickup(number)
			w.nextDay()
			if w.pickup(number) != code {
				t.Error("it has another code")
			}
			if i == 1 {
				code = w.queryCode(id)
			}
			w.collects(number, code, legalPerson, "", "")
		}
	})
}

// Who could read the codes of a firm's matter on its page, though another filed it and was told of it, collects and opens nothing with them once the firm has
// dismissed him; nor does who read those that took their place. Who was told before gets another code.
func TestWhatAColleagueReadEndsWithHisAgency(t *testing.T) {
	each(t, func(w *world) {
		f := w.firmWithAgent()
		own := w.filesForFirm(f.legal, legalPhone)
		w.do("zhoumin", own, "accept")
		w.reviewed(own)
		page := "/my/cases/" + own
		read := w.again(agentPhone).get(page).is(200).find(`取件码</dt>\s*<dd[^>]*>[^0-9]*?(\d{6})\b`)
		pickup, query := w.pickup(own), w.queryCode(w.caseOf(own).ID)
		if read != pickup {
			t.Fatalf("he reads %q", read)
		}
		w.later(time.Minute)
		f.legal.dismisses(agentNamed)
		for _, code := range []string{pickup, query} {
			w.collects(own, code, agentNamed, "单位委托，授权委托书和身份证", "有人已不再替这家单位经办")
		}
		w.citizen().post("/track", "number", own, "code", query).is(http.StatusUnprocessableEntity, "对不上")
		f.legal.get(page).is(200, w.queryCode(w.caseOf(own).ID), "凭这个查询密码到窗口领取")
		w.nextDay()
		next := w.pickup(own)
		if got := w.texts(legalPhone); next == pickup || !strings.Contains(got, "取件码 "+next) {
			t.Errorf("the code is %s, and the legal representative is told %q", next, got)
		}
		w.nextDay()
		if w.pickup(own) != next {
			t.Error("there is yet another code")
		}
		w.collects(own, query, agentNamed, "单位委托，授权委托书和身份证", "请核对领取人的短信")
		w.collects(own, next, legalPerson, "法定代表人，核对营业执照", "")
		w.reckoned()
	})
}

// The receipt of what somebody reported shows who signs in by a telephone that a window has just moved no query code.
func TestTheReceiptOfAReportKeepsTheCodeInThePause(t *testing.T) {
	const next = "13600136000"
	each(t, func(w *world) {
		z := w.signedIn(legalPhone, legalPerson, 7)
		answers := []string{"key", z.get("/grievances/new").value("key"), "item", "社会保障卡挂失", "place", county1, "what", "跑了三趟都说系统坏了"}
		sent := z.post("/grievances/new", answers...).is(200, "已收到您的反映", "凭编号和查询密码查进度")
		number, code := sent.number(), sent.find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		w.moves(w.person(idNo(7)), next)
		w.later(3 * time.Minute)
		z = w.newPhone(next, legalPerson, idNo(7))
		z.get("/grievances/sent/"+number).is(200, "暂不显示", "刚在窗口更正").not(code)
		w.nextDay()
		w.newPhone(next, legalPerson, idNo(7)).get("/grievances/sent/"+number).is(200, code)
	})
}
