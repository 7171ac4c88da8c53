package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
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
	w.later(w.Limits.Time(persons.AccountPause) + time.Hour)
	w.tick()
	w.tick()
}

// Who has a lost telephone collects nothing with what was sent there, neither the code of the result nor the query code, once a window has moved the number.
// Who has the new one gets a code of his own when it counts; until then the window hands out by a new slip, and nothing is renewed online.
func TestALostTelephoneCollectsNothing(t *testing.T) {
	t.Parallel()
	const lost, next = legalPhone, "13600136000"
	for words, is := range map[string]struct{ signs, old bool }{
		"account": {true, false}, "walked in": {false, false}, // and where an older program sent the code and did not note where
		"account, at an upgrade": {true, true}, "walked in, at an upgrade": {false, true},
	} {
		signs := is.signs
		t.Run(words, func(t *testing.T) {
			lite(t, func(w *world) {
				clerk := w.actor("zhoumin")
				number := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
					Item: sure(w.Catalog.ByCode(simple)).ID, Place: county1, Applicant: persons.Identity{Name: legalPerson, IDNo: idNo(7), Phone: lost},
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
	t.Parallel()
	const next = "13600136000"
	lite(t, func(w *world) {
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
		w.later(w.Limits.Time(persons.AccountPause) + time.Minute)
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
	t.Parallel()
	lite(t, func(w *world) {
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
	t.Parallel()
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

// What an older program sent to a telephone that is still the party's collects as it did, also where that had moved before the result was ready; the query code
// does not, six digits never, and a wrong code is called wrong.
func TestAResultThatWaitedAtAnUpgradeIsCollectedAsBefore(t *testing.T) {
	t.Parallel()
	const next = "13600136000"
	each(t, func(w *world) {
		number := w.receivedOf(legalPhone, "pickup")
		z := w.signedIn(legalPhone, legalPerson, 7)
		w.later(2 * time.Minute)
		z.post("/my/phone", "phone", next).is(200)
		z.post("/my/phone", "phone", next, "old_code", w.smsCode(legalPhone), "new_code", w.smsCode(next)).is(200)
		z.get("/my/profile").is(200, "手机号换了，请用新号码再核验一次身份").not("没有核验通过")
		w.register(persons.Question{Name: legalPerson, IDNo: idNo(7), Phone: next})
		z.post("/my/profile/name", "name", legalPerson, "id_no", idNo(7), "consent", "1").is(200, "身份核验通过")
		w.later(time.Minute)
		w.do("zhoumin", number, "accept")
		w.reviewed(number)
		id := w.caseOf(number).ID
		w.unnoted(id)
		code := w.pickup(number)
		if err := w.DB.Exec(t.Context(), `UPDATE query_codes_before SET until = $1`, w.now.UnixMilli()); err != nil {
			t.Fatal(err)
		}
		w.nextDay()
		if w.pickup(number) != code {
			t.Error("it has another code")
		}
		if got := w.texts(next); !strings.Contains(got, code) {
			t.Errorf("his new telephone is told %q", got)
		}
		for _, wrong := range []string{w.queryCode(id), "000000"} {
			w.collects(number, wrong, legalPerson, "", "请核对领取人的短信")
		}
		w.collects(number, w.Keys.Code("query", id, 6), legalPerson, "", "六位数字的查询密码只能查进度")
		w.collects(number, code, legalPerson, "", "")
	})
}

// Who could read the codes of a firm's matter on its page, though another filed it and was told of it, collects and opens nothing with them once the firm has
// dismissed him; nor does who read those that took their place. Who was told before gets another code.
func TestWhatAColleagueReadEndsWithHisAgency(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
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
	t.Parallel()
	const next = "13600136000"
	lite(t, func(w *world) {
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

// So it is where the case has no telephone, or has the new one already, and the codes went to the account of before.
func TestTheAccountOfBeforeCollectsNothing(t *testing.T) {
	t.Parallel()
	const next = "13600136000"
	lite(t, func(w *world) {
		for _, phone := range []string{"", next} {
			z := w.signedIn(legalPhone, legalPerson, 7)
			number := w.walkIn(legalPerson, idNo(7))
			if phone != "" {
				number = w.receivedOf(phone, "pickup")
			}
			w.do("zhoumin", number, "accept")
			w.reviewed(number)
			pickup, query := w.pickup(number), w.queryCode(w.caseOf(number).ID)
			if got := w.texts(legalPhone); !strings.Contains(got, pickup) || !strings.Contains(got, query) {
				t.Fatalf("the account is told %q", got)
			}
			w.unnoted(w.caseOf(number).ID)
			z.get("/my/cases/"+number).is(200, pickup)
			w.later(time.Hour)
			w.signedIn(next, legalPerson, 7)
			for _, code := range []string{pickup, query} {
				w.collects(number, code, "王二", "朋友，双方身份证", "换一张查询单")
			}
			w.nextDay()
			if code := w.pickup(number); code == pickup || !strings.Contains(w.texts(next), "取件码 "+code) {
				t.Errorf("the code is %s, and the new telephone is told %q", code, w.texts(next))
			}
			w.later(time.Hour)
		}
	})
}

// received takes an application in for somebody whose telephone is given.
func (w *world) receivedOf(phone, delivery string) string {
	w.t.Helper()
	clerk := w.actor("zhoumin")
	return sure(w.Applications.Receive(people.WithVisitor(w.t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
		Item: sure(w.Catalog.ByCode(simple)).ID, Place: county1, Applicant: persons.Identity{Name: legalPerson, IDNo: idNo(7), Phone: phone}, Delivery: delivery,
		Address: course.Address{Name: legalPerson, Phone: phone, Street: "甲路 1 号"},
		Form:    map[string]string{"applicant_name": legalPerson, "phone": "13800138000", "request": "挂失"},
	}, "", nil)).Number()
}

// Who has the telephone of before collects nothing either where its party has proven to have another online, be the result to be sent by courier or announced by
// an older program.
func TestTheTelephoneOfBeforeCollectsNothing(t *testing.T) {
	t.Parallel()
	const next = "13600136000"
	for words, is := range map[string]struct {
		delivery string
		old      bool
	}{"courier": {"courier", false}, "pickup": {"pickup", false}, "pickup, at an upgrade": {"pickup", true}} {
		t.Run(words, func(t *testing.T) {
			lite(t, func(w *world) {
				number := w.receivedOf(legalPhone, is.delivery)
				w.do("zhoumin", number, "accept")
				w.reviewed(number)
				codes := []string{w.queryCode(w.caseOf(number).ID)}
				if is.delivery == "pickup" {
					codes = append(codes, w.pickup(number))
				}
				if is.old {
					w.unnoted(w.caseOf(number).ID)
				}
				w.later(time.Hour)
				w.signedIn(next, legalPerson, 7)
				for _, code := range codes {
					w.collects(number, code, "王二", "朋友，双方身份证", "换一张查询单")
				}
				w.nextDay()
				for _, code := range codes {
					w.collects(number, code, "王二", "朋友，双方身份证", "换一张查询单")
				}
				if is.delivery == "pickup" {
					if code := w.pickup(number); code == codes[1] || !strings.Contains(w.texts(next), "取件码 "+code) {
						t.Errorf("the code is %s, and the new telephone is told %q", code, w.texts(next))
					}
				}
			})
		})
	}
}

// Whom no message reaches collects by the slip; who has lost the message by another slip for which he has shown his document, and by no other way of delivery.
// What he shows is not kept.
func TestASlipCollectsWhereTheMessageIsNot(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.receivedOf("028-38195555", "pickup")
		w.do("zhoumin", number, "accept")
		w.reviewed(number)
		w.citizen().post("/track", "number", number, "code", w.queryCode(w.caseOf(number).ID)).is(200, "领取地点", "东坡区政务服务中心", "带身份证件").not(w.pickup(number))
		w.collects(number, w.queryCode(w.caseOf(number).ID), legalPerson, "", "")

		number = w.receivedOf(legalPhone, "pickup")
		first := w.queryCode(w.caseOf(number).ID)
		w.do("zhoumin", number, "accept")
		w.reviewed(number)
		w.later(time.Minute)
		w.staff("zhoumin").post("/desk/slips/"+number, "do", "print").is(200, "凭发到登记手机的取件码领取", first)
		w.later(time.Minute)
		w.collects(number, first, legalPerson, "", "短信没有了的，核对办事人的身份证件，换一张查询单")
		w.do("suntao", number, "change_delivery", "delivery", "courier", "to_name", "王二", "to_phone", "13511112222", "to_street", "乙路 2 号")
		if !strings.Contains(w.texts(legalPhone), "送达方式改为邮寄（免费），收件人王*。不是您要求的，请拨打") {
			t.Errorf("of another address he is told %q", w.texts(legalPhone))
		}
		w.collects(number, first, legalPerson, "", "换一张查询单")
		w.do("suntao", number, "dispatch", "company", "邮政", "tracking", "EMS123")
		slip := w.staff("zhoumin").post("/desk/slips/"+number, "do", "renew", "shown", "本人到窗口，核对身份证").find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		w.collects(number, slip, legalPerson, "", "退回以前不能改，也不能当面交付")
		w.do("suntao", number, "returned", "reason", "地址不对")
		w.do("suntao", number, "change_delivery", "delivery", "pickup")
		if code := w.pickup(number); !strings.Contains(w.texts(legalPhone), "送达方式改为窗口领取，取件码 "+code) {
			t.Errorf("of the code he is told %q", w.texts(legalPhone))
		}
		w.later(time.Minute)
		slip = w.staff("zhoumin").post("/desk/slips/"+number, "do", "renew", "shown", "本人到窗口，核对身份证").is(200, "结果已经可以领取").find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		w.collects(number, slip, legalPerson, "", "")
		events := sure(w.Engine.Events(t.Context(), w.DB, w.caseOf(number).ID))
		i := slices.IndexFunc(events, func(v flow.Event) bool { return v.Event == "hand_out" })
		if strings.Contains(events[i].Input, slip) || events[i].Note != "领取人 张*梅，凭查询密码" {
			t.Errorf("the ledger keeps %s, %s", events[i].Input, events[i].Note)
		}
	})
}

// In the pause no page lists what was sent before: who has moved the telephone by fraud would read the codes.
func TestInThePauseNoPageListsCodes(t *testing.T) {
	t.Parallel()
	const next = "13600136000"
	lite(t, func(w *world) {
		number := w.receivedOf(legalPhone, "pickup")
		w.signedIn(legalPhone, legalPerson, 7)
		w.do("zhoumin", number, "accept")
		w.reviewed(number)
		pickup, query := w.pickup(number), w.queryCode(w.caseOf(number).ID)
		w.later(time.Minute)
		w.moves(w.caseOf(number).Applicant, next)
		w.later(3 * time.Minute)
		z, by := w.newPhone(next, legalPerson, idNo(7)), w.byPhone(number, next)
		for at, z := range map[string]*citizen{"/my/cases/" + number: z, "/my/notices": z, "/my": z, "/track/" + number: by} {
			z.get(at).is(200).not(pickup, query)
		}
		z.get("/my/notices").is(200, "刚在窗口更正")
		w.nextDay()
		w.byPhone(number, next).get("/track/"+number).is(200, query)
	})
}
