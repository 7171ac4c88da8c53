package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

var firmClaim = []string{"name", firmName, "id_no", firmCredit, "legal", legalPerson}

// firmWithLegal is a firm whose legal representative is proven, and somebody who only says to act for it and has filed for it.
func (w *world) firmWithLegal() firm {
	w.t.Helper()
	f := firm{w: w, legal: w.signedIn(legalPhone, legalPerson, 7)}
	f.legal.post("/my/firms", firmClaim...).is(200)
	w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", legalPerson, "agent_no", idNo(7), "agent_legal", "1")
	f.agent = w.signedIn(agentPhone, agentNamed, 11)
	f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
	f.number = w.filesForFirm(f.agent, agentPhone)
	return f
}

// agentOf is the key of who is named on the page of a firm's agents, and that page.
func (z *citizen) agentOf(named string) (page, key string) {
	z.w.t.Helper()
	page = z.get("/my/firms").find(`href="(/my/firms/\d+)"`)
	return page, z.get(page).find(`aria-labelledby="(a\d+-\d+)"><h2[^>]*>` + named)
}

// admits has who manages a firm's agents agree to one.
func (z *citizen) admits(named string, pairs ...string) {
	z.w.t.Helper()
	page, key := z.agentOf(named)
	z.post(page+"/admit", append([]string{"agent", key}, pairs...)...).is(200, "已同意")
}

func (z *citizen) leaves() seen {
	return z.post(z.get("/my/firms").find(`action="(/my/firms/\d+/leave)"`))
}

// moved has a window move somebody's telephone, and who holds the new one sign in.
func (w *world) moved(person int64, phone, name string, n int) *citizen {
	w.t.Helper()
	w.moves(person, phone)
	z := w.citizen()
	z.post("/signin", "phone", phone)
	z.post("/signin/code", "code", w.smsCode(phone)).is(200, "这还是您的账号吗")
	z.post("/signin/whose", "name", name, "id_no", idNo(n), "back", "/my").is(200)
	return z
}

// For a day after a window has moved a telephone, who has the new one changes nothing of who acts for a firm, himself or another, and moves it no further; his
// pages say until when, and offer nothing of it.
func TestATelephoneThatWasJustMovedChangesNoAgents(t *testing.T) {
	t.Parallel()
	const barred = "登录的手机号刚在窗口更正"
	lite(t, func(w *world) {
		f := w.firmWithAgent()
		z := w.moved(w.caseOf(w.walkIn(legalPerson, idNo(7))).Applicant, "13600136000", legalPerson, 7)
		friend := w.signedIn("13500135000", "吴丁", 12)
		friend.post("/my/firms", firmClaim...).is(200, "尚未核实")

		page, asks := z.agentOf("吴丁 申请代理")
		_, agent := z.agentOf(agentNamed)
		z.get(page).is(200, barred, "4月21日", "吴丁 申请代理", agentNamed).not("/admit", "/dismiss")
		z.get("/my/firms").is(200, "暂时不能解除绑定", barred).not("/leave")
		z.get("/my/phone").is(200, "暂时不能更换手机号", barred).not(`action="/my/phone"`)
		z.post(page+"/admit", "agent", asks, "rights", "see,apply,move,manage").is(http.StatusForbidden, barred)
		z.post(page+"/dismiss", "agent", agent).is(http.StatusForbidden, barred)
		z.post(page+"/leave").is(http.StatusForbidden, barred)
		z.post("/my/phone", "phone", "13600136999").is(http.StatusForbidden, barred)
		z.post("/my/phone", "phone", "13600136999", "old_code", "12345678", "new_code", "12345678").is(http.StatusForbidden, barred)
		other := "91511402MA0000000"
		z.post("/my/firms", "name", "竹溪餐饮", "id_no", other+creditCheck(other), "legal", legalPerson).is(http.StatusUnprocessableEntity, barred, "竹溪餐饮")
		friend.get("/my/cases/" + f.number).is(http.StatusNotFound)
		f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")

		w.later(25 * time.Hour)
		w.register(persons.Question{Name: legalPerson, IDNo: idNo(7), Phone: "13600136000"})
		z = w.again("13600136000")
		z.admits("吴丁 申请代理", "rights", "see,move")
		z.dismisses(agentNamed)
		z.leaves().is(200, "已解除绑定")
	})
}

// However it ended that somebody acted for a firm, who claims to act for it again begins anew: nothing of what he filed before is his, until somebody who may
// agrees once more.
func TestWhoClaimsAFirmAgainBeginsAnew(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.limit("identity.claims_day", 50)
		f := w.firmWithLegal()
		again := func(how string) {
			t.Helper()
			for range 2 {
				f.agent.get("/my/cases/" + f.number).is(http.StatusNotFound)
				f.agent.post("/my/cases/"+f.number+"/do/withdraw", "seq", itoa(w.caseOf(f.number).Seq), "reason", "不办了").is(http.StatusNotFound)
				if got := w.phoneOf(w.caseOf(f.number)); got != legalPhone {
					t.Errorf("%s: %q is told", how, got)
				}
				f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
			}
			second := w.filesForFirm(f.agent, agentPhone)
			f.agent.get("/my/cases/"+second).is(200, "撤回申请")
		}
		admitted := func(until string) {
			t.Helper()
			f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", until)
			f.number = w.filesForFirm(f.agent, agentPhone)
			f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")
		}
		f.agent.leaves().is(200, "已解除绑定") // what he only claimed
		again("a claim that was left")
		admitted("2026-12-25")
		f.agent.leaves().is(200, "已解除绑定")
		again("left")
		admitted("2026-04-25")
		w.later(7 * 24 * time.Hour)
		w.tick()
		f.legal, f.agent = w.again(legalPhone), w.again(agentPhone)
		again("run out")
		admitted("2026-12-25")
		f.legal.get("/my/cases/" + f.number).is(200)
		w.reckoned()
	})
}

// What somebody filed under his own claim is the firm's when the agency runs out that a window entered for him since.
func TestWhatAWindowEnteredEndsWithTheClaim(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		p := sure(w.Persons.FindByID(t.Context(), persons.Identity{Firm: true, IDNo: firmCredit}))[0]
		if err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
			return w.Persons.Correct(t.Context(), tx, persons.Correction{Person: p.ID, Field: persons.FieldAgent,
				To: persons.Identity{Name: agentNamed, IDNo: idNo(11)}, Rights: people.See | people.Apply | people.Move,
				Until: w.now.Add(5 * 24 * time.Hour).UnixMilli(), By: "乔"})
		}); err != nil {
			t.Fatal(err)
		}
		f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")
		w.later(7 * 24 * time.Hour)
		f.legal, f.agent = w.again(legalPhone), w.again(agentPhone)
		for range 2 {
			f.agent.get("/my/cases/" + f.number).is(http.StatusNotFound)
			if got := w.phoneOf(w.caseOf(f.number)); got != legalPhone {
				t.Errorf("%q is told", got)
			}
			f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
		}
	})
}

// Who says to be a firm's agent, by a name and a number that stand on many papers, leaves the firm for himself alone; and by the telephone alone, on a
// device that knows nobody, no agency ends.
func TestWhoSaysToBeAnAgentEndsNoAgency(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithAgent()
		z := w.signedIn("13500135000", "", 0)
		z.post("/my/profile/name", "name", legalPerson, "id_no", idNo(7), "consent", "1").is(200, persons.Unproven())
		z.post("/my/firms", firmClaim...).is(200)
		z.leaves().is(200, "已解除绑定")
		f.legal.get("/my/firms").is(200, "管理经办人")
		f.legal.get("/my/cases/" + f.number).is(200)

		w.mu.Lock()
		w.known = nil // the check knows the telephone as his no more
		w.mu.Unlock()
		z = w.citizen()
		z.post("/signin", "phone", agentPhone)
		z.post("/signin/code", "code", w.smsCode(agentPhone))
		z.post("/signin/whose", "name", agentNamed, "id_no", idNo(11), "back", "/my").is(200)
		z.get("/my/firms").is(200).not("/leave")
		z.post(f.agent.get("/my/firms").find(`action="(/my/firms/\d+/leave)"`)).not("已解除绑定")
		f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")
	})
}

// A firm's letter of authority is signed by who manages its agents, by his own account; never by the agent, nor by one who may not manage.
func TestAFirmSignsForItsAgent(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		letter := func(of, number string) bool {
			t.Helper()
			list := strings.Split(w.papers(number), "授权的方式：")
			return len(list) == 3 && strings.Contains(list[1]+list[2], "委托人（签名、盖章）："+firmName+"（"+of+"代表单位签署）") && strings.HasPrefix(list[2], "签署人登录并核验身份后")
		}
		signs := func(z *citizen, number string) seen {
			return z.post("/my/cases/"+number+"/do/authorise", "seq", itoa(w.caseOf(number).Seq), "signed", firmName)
		}
		two := w.signedIn("13700137012", "吴丁", 12)
		two.post("/my/firms", firmClaim...).is(200)
		f.legal.admits("吴丁 申请代理", "rights", "see,move")
		for _, z := range []*citizen{f.agent, two} {
			z.get("/my/cases/"+f.number).is(200, "待委托人在网上以核验过的身份签署").not("/do/authorise")
			signs(z, f.number).is(http.StatusConflict).not("已登记授权委托书")
		}
		f.legal.get("/my/cases/"+f.number).is(200, "/do/authorise")
		f.legal.get("/my/cases/"+f.number+"/do/authorise").is(200, "请输入单位（委托人）的名称")
		f.legal.post("/my/cases/"+f.number+"/do/authorise", "seq", itoa(w.caseOf(f.number).Seq), "signed", legalPerson).is(422, "请输入委托人的姓名（名称）“"+firmName+"”")
		signs(f.legal, f.number).is(200, "已登记授权委托书")
		if !letter(legalPerson, f.number) {
			t.Error(w.papers(f.number))
		}

		second := w.filesForFirm(f.agent, agentPhone) // he is admitted since, and manages: he authorises himself no more than before
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move,manage")
		f.agent.get("/my/cases/" + second).is(200).not("/do/authorise")
		signs(f.agent, second).is(http.StatusConflict).not("已登记授权委托书")
		signs(f.legal, second).is(200, "已登记授权委托书")
		w.do("zhoumin", second, "accept")
		w.reviewed(second)
		w.do("suntao", second, "hand_out", "code", w.pickup(second), "receiver", agentNamed, "self", "1")
	})
}

// The number that an agent had when a window wrote it down is his also when he has another since.
func TestAnAgentsFormerNumberIsHis(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		f := w.firmWithAgent()
		e := sure(w.Catalog.ByCode(simple))
		clerk := w.actor("zhoumin")
		k := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
			Item: e.ID, Place: county1, Applicant: persons.Identity{Name: firmName, IDNo: firmCredit, Legal: legalPerson, Firm: true, Phone: agentPhone},
			Form: map[string]string{"applicant_name": firmName, "phone": agentPhone, "request": "挂失"},
		}, "", nil))
		w.moves(w.person(idNo(11)), "13600136011")
		if got := w.phoneOf(k); got != agentPhone {
			t.Errorf("while he acts for it %q is told", got)
		}
		f.legal.dismisses(agentNamed)
		if got := w.phoneOf(k); got != legalPhone {
			t.Errorf("%q is told", got)
		}
		if err := w.DB.Exec(t.Context(), `UPDATE account_phones SET phone_index = 'by another key'`); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Reindex(t.Context(), w.DB); err != nil {
			t.Error(err)
		}
		if got := w.phoneOf(k); got != legalPhone {
			t.Errorf("by other indexes %q is told", got)
		}
		w.reckoned()
	})
}

// opens reports whether a query code opens a matter to look at.
func (w *world) opens(number, code string) bool {
	return strings.Contains(w.citizen().post("/track", "number", number, "code", code).body, "凭查询密码只能看")
}

// However an agent is taken back whom the firm had dismissed, what he had in hand of before stays void, and what the firm was given since stays good.
func TestWhoIsTakenBackHasNoCodeOfBefore(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(firm){
		"by the firm, to manage only": func(f firm) {
			f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
			f.legal.admits(agentNamed+" 申请代理", "rights", "manage", "until", "2026-12-25")
		},
		"by the firm, with all": func(f firm) {
			f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
			f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
		},
		"by a window": func(f firm) {
			f.w.correctsFirm(f.w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "see,apply,move")
		},
	} {
		t.Run(name, func(t *testing.T) {
			lite(t, func(w *world) {
				f := w.firmWithAgent()
				number := w.filesForFirm(f.legal, legalPhone)
				w.do("zhoumin", number, "accept")
				w.reviewed(number)
				f.agent.get("/my/cases/"+number).is(200, w.queryCode(w.caseOf(number).ID))
				query, pickup := w.queryCode(w.caseOf(number).ID), w.pickup(number)
				w.later(time.Minute)
				f.legal.dismisses(agentNamed)
				fresh := w.queryCode(w.caseOf(number).ID)
				f.legal.get("/my/cases/"+number).is(200, fresh, "凭这个查询密码到窗口领取")
				w.later(time.Minute)
				back(f)
				w.later(time.Minute)
				if w.opens(number, query) || !w.opens(number, fresh) {
					t.Error("the code of before opens it again, or the firm's no more")
				}
				for _, code := range []string{query, pickup} {
					w.collects(number, code, agentNamed, "单位委托，授权委托书和身份证", "不能再用")
				}
				w.collects(number, fresh, legalPerson, "法定代表人，核对营业执照", "")
				w.reckoned()
			})
		})
	}
}

// What somebody had in hand of a matter that he filed when he only claimed to act for a firm is void once the firm has said no, also when it agrees afterwards.
// That he claims it again and again ends nothing of the firm's.
func TestAClaimEndsOnce(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.limit("identity.claims_day", 50)
		f := w.firmWithLegal()
		id := w.caseOf(f.number).ID
		query := w.queryCode(id)
		w.later(time.Minute)
		f.legal.dismisses(agentNamed + " 申请代理")
		fresh := w.queryCode(id)
		for range 2 {
			w.later(time.Minute)
			f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
			f.agent.leaves().is(200, "已解除绑定")
		}
		f.agent.post("/my/firms", firmClaim...).is(200, "尚未核实")
		if w.queryCode(id) != fresh {
			t.Error("he has the firm's code be another")
		}
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
		if w.queryCode(id) != fresh || w.opens(f.number, query) || !w.opens(f.number, fresh) {
			t.Error("the code of before is good again")
		}
	})
}

// agencies are firms with an agent who has filed for it, by who agreed to him.
var agencies = map[string]func(w *world) firm{
	"entered by a window": (*world).firmWithAgent,
	"admitted by the firm": func(w *world) firm {
		f := w.firmWithLegal()
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
		f.number = w.filesForFirm(f.agent, agentPhone)
		return f
	},
}

// An agent who may look no more, whoever had agreed to him: nothing is sent to him, what he has read opens and collects nothing, and he collects like anybody else.
func TestAnAgentWhoMayLookNoMoreIsToldNothing(t *testing.T) {
	t.Parallel()
	for name, begins := range agencies {
		t.Run(name, func(t *testing.T) {
			lite(t, func(w *world) {
				f := begins(w)
				number := w.filesForFirm(f.legal, legalPhone)
				w.do("zhoumin", number, "accept")
				w.reviewed(number)
				id := w.caseOf(number).ID
				query, pickup := w.queryCode(id), w.pickup(number)
				f.agent.get("/my/cases/"+number).is(200, query)
				w.later(3 * time.Minute)
				w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "manage")
				f.agent = w.again(agentPhone)
				f.agent.get("/my/cases/" + number).is(http.StatusNotFound)
				if w.opens(number, query) {
					t.Error("what he has read opens a matter of his colleague's")
				}
				for _, code := range []string{query, pickup} {
					w.collects(number, code, agentNamed, "单位委托，授权委托书和身份证", "不能再用")
				}
				f.legal = w.again(legalPhone)
				page, _ := f.legal.agentOf(agentNamed)
				if n := strings.Count(f.legal.get(page).body, ">"+agentNamed); n != 1 {
					t.Errorf("he is listed %d times", n)
				}
				w.nextDay()
				if w.pickup(number) == pickup || !w.got(legalPhone, w.pickup(number)) {
					t.Error("the firm has no other code to collect with")
				}
				w.reckoned()
			})
		})
	}
}

// What such an agent had filed goes on as the firm's: its legal representative is told, and follows it by his telephone.
func TestWhatAnAgentFiledWhoMayLookNoMoreIsTheFirms(t *testing.T) {
	t.Parallel()
	for name, begins := range agencies {
		t.Run(name, func(t *testing.T) {
			lite(t, func(w *world) {
				f := begins(w)
				w.later(3 * time.Minute)
				open := w.byPhone(f.number, agentPhone)
				clerk := w.actor("zhoumin")
				given := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
					Item: sure(w.Catalog.ByCode(simple)).ID, Place: county1,
					Applicant: persons.Identity{Name: firmName, IDNo: firmCredit, Legal: legalPerson, Firm: true, Phone: agentPhone},
					Form:      map[string]string{"applicant_name": firmName, "phone": agentPhone, "request": "挂失"},
				}, "", nil))
				w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "manage")
				f.agent = w.again(agentPhone)
				f.agent.get("/my/cases/" + f.number).is(http.StatusNotFound)
				f.agent.get("/apply/" + w.item(simple)).is(200).not(firmName)
				if s := open.get("/track/" + f.number); s.at != "/track?number="+f.number {
					t.Error("a browser of his is at", s.at)
				}
				before := len(w.texts(agentPhone))
				w.do("zhoumin", f.number, "accept")
				w.reviewed(f.number)
				if more := w.texts(agentPhone)[before:]; more != "" {
					t.Errorf("he is told %q", more)
				}
				if got := w.phoneOf(given); got != legalPhone {
					t.Errorf("where a window was given his number %q is told", got)
				}
				f.agent.get("/apply/receipts/" + f.number).not(w.queryCode(w.caseOf(f.number).ID))
				pickup := w.pickup(f.number)
				if !w.got(legalPhone, pickup) {
					t.Errorf("the legal representative is told %q", w.texts(legalPhone))
				}
				w.later(3 * time.Minute)
				w.byPhone(f.number, legalPhone).get("/track/"+f.number).is(200, "变更送达方式")
				w.collects(f.number, pickup, agentNamed, "", "relation") // as anybody else, with the firm's letter
				w.reckoned()
			})
		})
	}
}

// The credit code of a firm is corrected: who is proven to act for it does so under the new one, whoever had agreed to it, and what was filed for it is the
// firm's, also by who has left. Who only claims to act for it stays with what he claimed.
func TestACorrectedCreditCodeTakesTheAgentsAlong(t *testing.T) {
	t.Parallel()
	other := "91511402MA0000000"
	other += creditCheck(other)
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
		left := w.signedIn("13500135000", "吴丁", 12)
		left.post("/my/firms", firmClaim...).is(200, "尚未核实")
		his := w.filesForFirm(left, "13500135000")
		query := w.queryCode(w.caseOf(his).ID)
		w.later(time.Minute)
		f.legal.dismisses("吴丁 申请代理")
		seen := w.signedIn("13500135002", "王己", 14) // and is entered by a window since
		seen.post("/my/firms", firmClaim...).is(200, "尚未核实")
		before := w.filesForFirm(seen, "13500135002")
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", "王己", "agent_no", idNo(14), "agent_rights", "see")
		claims := w.signedIn("13500135001", "郑戊", 13)
		claims.post("/my/firms", firmClaim...).is(200, "尚未核实")
		only := w.filesForFirm(claims, "13500135001")
		w.later(time.Minute)

		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "number", "number_to", other)
		w.later(time.Minute)
		claims, f.agent, f.legal = w.again("13500135001"), w.again(agentPhone), w.again(legalPhone)
		for _, number := range []string{f.number, his, before} {
			f.legal.get("/my/cases/" + number).is(200)
		}
		f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")
		claims.get("/my/cases/" + only).is(200)
		if w.opens(his, query) {
			t.Error("what who has left had in hand is good again")
		}
		second := w.filesForFirm(f.agent, agentPhone)
		f.legal.get("/my/cases/" + second).is(200)
		f.legal.dismisses(agentNamed)
		for _, number := range []string{f.number, second} {
			f.agent.get("/my/cases/" + number).is(http.StatusNotFound)
			f.legal.get("/my/cases/" + number).is(200)
			if got := w.phoneOf(w.caseOf(number)); got != legalPhone {
				t.Errorf("%q is told", got)
			}
		}
		w.reckoned()
	})
}

// What somebody is by law another agent neither ends nor narrows.
func TestAnAgentNarrowsNoLegalRepresentative(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithAgentWho("see,apply,move,manage")
		page, legal := f.agent.agentOf(legalPerson)
		f.agent.post(page+"/admit", "agent", legal, "rights", "see,apply", "until", "2026-12-25").is(http.StatusForbidden, "法定代表人变更")
		f.agent.post(page+"/dismiss", "agent", legal).is(http.StatusForbidden, "法定代表人变更")
		f.legal.dismisses(agentNamed)
	})
}

// says has somebody say with a telephone to be a person, which nothing proves, and to act for the firm.
func (w *world) says(phone, name string, n int) *citizen {
	w.t.Helper()
	z := w.signedIn(phone, "", 0)
	z.post("/my/profile/name", "name", name, "id_no", idNo(n), "consent", "1").is(200, persons.Unproven())
	z.post("/my/firms", firmClaim...).is(200, "尚未核实")
	return z
}

// The firm agrees to a person, not to a telephone: whoever asked in his name acts for the firm in nothing, neither while he only says to be that person nor once
// he has proven to be another, also one whom the firm has dismissed. What he files afterwards is apart from what the agent has filed.
func TestAFirmAgreesToAPerson(t *testing.T) {
	t.Parallel()
	for proves, n := range map[string]int{"郑戊": 13, agentNamed: 11} {
		t.Run(proves, func(t *testing.T) {
			lite(t, func(w *world) {
				f := w.firmWithAgent()
				own := w.filesForFirm(f.legal, legalPhone)
				f.legal.dismisses(agentNamed)
				named := w.signedIn("13700137012", "吴丁", 12)
				z := w.says("13500135000", "吴丁", 12)
				before := w.filesForFirm(z, "13500135000")
				f.legal = w.again(legalPhone)
				f.legal.admits("吴丁 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
				his := w.filesForFirm(named, "13700137012")
				named.get("/my/cases/"+own).is(200, "撤回申请")
				nothing := func() {
					t.Helper()
					for _, number := range []string{own, his, before} {
						z.get("/my/cases/" + number).is(http.StatusNotFound)
						z.post("/my/cases/"+number+"/do/withdraw", "seq", "1", "reason", "不办了").is(http.StatusNotFound)
						if got := w.phoneOf(w.caseOf(number)); got == "13500135000" {
							t.Errorf("of %s he is told", number)
						}
					}
				}
				nothing()
				z.get("/my/firms").is(200, firmName, "企业已同意", "核验身份以后才能替它办事").not("管理经办人")
				z.post("/my/firms", firmClaim...).is(http.StatusConflict, "请先核验身份")
				w.later(time.Minute)
				w.register(persons.Question{Name: proves, IDNo: idNo(n), Phone: "13500135000"})
				z.post("/my/profile/name", "name", proves, "id_no", idNo(n), "consent", "1").is(200, "身份核验通过")
				nothing()
				z.get("/my/firms").is(200).not(firmName)
				z.post("/my/firms", firmClaim...).is(200, "尚未核实")
				nothing()
				second := w.filesForFirm(z, "13500135000")
				z.get("/my/cases/"+second).is(200, "撤回申请")
				nothing()
				named.get("/my/cases/"+his).is(200, "撤回申请")
				f.legal.get("/my/cases/" + before).is(200)
				w.reckoned()
			})
		})
	}
}

// Who proves himself after the firm has agreed to him acts for it from then on, also in what he had filed before.
func TestWhoIsAgreedToProvesHimself(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		own := w.filesForFirm(f.legal, legalPhone)
		z := w.says("13500135000", "吴丁", 12)
		before := w.filesForFirm(z, "13500135000")
		z.get("/my/cases/"+before).is(200, "撤回申请")
		f.legal = w.again(legalPhone)
		f.legal.admits("吴丁 申请代理", "rights", "see,apply,move", "until", "2026-12-25")
		w.register(persons.Question{Name: "吴丁", IDNo: idNo(12), Phone: "13500135000"})
		z.post("/my/profile/name", "name", "吴丁", "id_no", idNo(12), "consent", "1").is(200, "身份核验通过")
		z.get("/my/firms").is(200, "企业已同意").not("核验身份以后")
		for _, number := range []string{own, before, w.filesForFirm(z, "13500135000")} {
			z.get("/my/cases/"+number).is(200, "撤回申请")
		}
	})
}

// Nobody agrees to himself, nor to who says to have the number of a legal representative, by whatever telephone; the page says so where it would ask.
func TestNobodyAdmitsHimself(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithAgentWho("see,apply,move,manage")
		own := w.filesForFirm(f.legal, legalPhone)
		w.says("13500135000", agentNamed, 11)
		w.says("13500135001", legalPerson, 7)
		f.agent = w.again(agentPhone)
		for _, one := range []struct{ named, why string }{{agentNamed, "自己的授权要由法定代表人"}, {legalPerson, "法定代表人不用别人同意"}} {
			page, key := f.agent.agentOf(one.named + " 申请代理")
			f.agent.get(page).is(200, one.why).not(`id="admit-`+key, page+"/admit")
			f.agent.post(page+"/admit", "agent", key, "rights", "see,apply", "until", "2036-12-31").is(http.StatusForbidden, one.why)
		}
		f.legal = w.again(legalPhone)
		page, key := f.legal.agentOf(legalPerson + " 申请代理")
		f.legal.post(page+"/admit", "agent", key, "rights", "see,apply").is(http.StatusForbidden, "法定代表人不用别人同意")
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move,manage", "until", "2026-12-25") // whom another agrees to
		f.agent.dismisses(legalPerson + " 申请代理")
		w.later(400 * 24 * time.Hour)
		w.register(persons.Question{Name: agentNamed, IDNo: idNo(11), Phone: agentPhone})
		w.again(agentPhone).get("/my/cases/" + own).is(http.StatusNotFound)
	})
}

// A window that enters a legal representative as an agent too, under another name of the firm, gives his own filings no last day.
func TestWhoIsALegalRepresentativeHasNoLastDay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const other = "清溪民宿（新名）"
		f := w.firmWithLegal()
		own := w.filesForFirm(f.legal, legalPhone)
		query := w.queryCode(w.caseOf(own).ID)
		clerk := w.actor("zhoumin")
		sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
			Item: sure(w.Catalog.ByCode(simple)).ID, Place: county1, Applicant: persons.Identity{Name: other, IDNo: firmCredit, Legal: legalPerson, Firm: true, Phone: "13700137007"},
			Form: map[string]string{"applicant_name": other, "phone": "13700137007", "request": "挂失"},
		}, "", nil))
		w.correctsFirm(w.staff("zhoumin"), other, firmCredit, "field", "agent", "agent_name", legalPerson, "agent_no", idNo(7), "agent_rights", "see", "agent_until", "2026-04-21")
		until, err := db.One[int64](t.Context(), w.DB, `SELECT MAX(fa.until) FROM firm_agents fa JOIN persons f ON f.id = fa.firm_id WHERE fa.legal`)
		if err != nil || until != 0 {
			t.Errorf("a legal representative has a last day: %d %v", until, err)
		}
		f.legal = w.again(legalPhone)
		f.legal.get("/my/cases/"+own).is(200, query)
	})
}

// Who may file for a firm, act or rate may look: neither the firm nor a window agrees to less.
func TestWhoFilesForAFirmMayLook(t *testing.T) {
	t.Parallel()
	const why = "也要能查看办件"
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		page, key := f.legal.agentOf(agentNamed + " 申请代理")
		clerk := w.staff("zhoumin")
		person := clerk.post("/desk/persons", "party", "firm", "id_no", firmCredit, "name", firmName).is(200).find(`name="person" value="([^"]+)"`)
		for _, rights := range []string{"apply", "apply,move", "rate,manage"} {
			f.legal.post(page+"/admit", "agent", key, "rights", rights).is(422, why)
			clerk.post("/desk/persons/propose", "person", person, "reason", "凭授权书", "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", rights).is(422, why)
		}
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply")
	})
}

// An agent who becomes the legal representative proves it by himself and manages the firm's agents; who has been proven to be that, by the check or by a window,
// is told so.
func TestAnAgentBecomesTheLegalRepresentative(t *testing.T) {
	t.Parallel()
	named := []string{"name", firmName, "id_no", firmCredit, "legal", agentNamed}
	for proof, proven := range map[string]func(firm){
		"登记核验一致": func(f firm) {
			f.w.register(persons.Question{Name: agentNamed, IDNo: idNo(11), Phone: agentPhone, FirmName: firmName, FirmCode: firmCredit})
		},
		"窗口核验": func(f firm) {
			f.w.correctsFirm(f.w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_legal", "1")
		},
	} {
		t.Run(proof, func(t *testing.T) {
			lite(t, func(w *world) {
				w.limit("identity.claims_day", 50)
				f := w.firmWithAgent()
				f.agent.post("/my/firms", firmClaim...).is(http.StatusConflict, "您已经是这家企业的经办人")
				w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "legal", "legal_to", agentNamed)
				f.agent = w.again(agentPhone)
				f.agent.post("/my/firms", named...).is(http.StatusConflict, "您已经是这家企业的经办人")
				f.agent.get("/my/firms").is(200).not("管理经办人")
				proven(f)
				f.agent = w.again(agentPhone)
				for range 2 {
					f.agent.post("/my/firms", named...).is(200, "您是法定代表人（"+proof+"）", "管理经办人")
				}
				f.agent.get("/my/cases/"+f.number).is(200, "撤回申请")
			})
		})
	}
}
