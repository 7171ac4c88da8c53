package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
	"wuyou/service/grievance"
)

// firm is one with a legal representative and an agent, each proven at a window, and a matter that the agent has filed for it.
type firm struct {
	w            *world
	legal, agent *citizen
	number       string
}

const (
	firmName, firmCredit    = "清溪民宿", "11511301008778183N"
	legalPhone, agentPhone  = "13800138000", "13900139000"
	legalPerson, agentNamed = "张晓梅", "周丙"
)

func (w *world) firmWithAgent() firm {
	w.t.Helper()
	f := w.firmWithAgentWho("see,apply,move")
	f.number = w.filesForFirm(f.agent, agentPhone)
	return f
}

// firmWithAgentWho is a firm whose agent may do what its letter says, and has filed nothing.
func (w *world) firmWithAgentWho(may string) firm {
	w.t.Helper()
	claim := []string{"name", firmName, "id_no", firmCredit, "legal", legalPerson}
	f := firm{w: w, legal: w.signedIn(legalPhone, legalPerson, 7)}
	f.legal.post("/my/firms", claim...).is(200)
	f.agent = w.signedIn(agentPhone, agentNamed, 11)
	f.agent.post("/my/firms", claim...).is(200)
	clerk := w.staff("zhoumin")
	w.correctsFirm(clerk, firmName, firmCredit, "field", "agent", "agent_name", legalPerson, "agent_no", idNo(7), "agent_legal", "1")
	w.correctsFirm(clerk, firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", may)
	return f
}

// filesForFirm has somebody apply for the firm as which he may file first.
func (w *world) filesForFirm(z *citizen, phone string) (number string) {
	w.t.Helper()
	item := "/apply/" + w.item(simple)
	draft := z.post(item, "place", county1, "for", z.get(item).find(`name="for"[^>]* value="(\d+)"`), "s_who", "self", "s_lost", "no").is(200).whole()
	check := z.post(draft, "made", z.get(draft).made(), "applicant_name", firmName, "request", "挂失", "phone", phone,
		"home", "甲路 1 号", "delivery", "pickup", "go", "next")
	return z.post(draft+"/submit", plus(check.hidden(draft+"/submit"), "true", "1")...).is(200, "申请已提交").number()
}

// dismisses has a legal representative end who is named on the page of the agents.
func (z *citizen) dismisses(named string) {
	z.w.t.Helper()
	at := z.get("/my/firms").find(`href="(/my/firms/\d+)"`)
	z.post(at+"/dismiss", "agent", z.get(at).find(named+`[\s\S]*?id="end-(a\d+-\d+)"`)).is(200, "已解除")
}

// A firm that ends its agent has his matters go on without him: he is told nothing more, neither his telephone nor a browser that was open shows them, and he
// collects like anybody else. What is said goes to the legal representative, who goes on with it.
func TestADismissedAgentIsNobody(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithAgent()
		w.later(3 * time.Minute)
		open := w.byPhone(f.number, agentPhone)
		open.get("/track/"+f.number).is(200, "撤回申请")
		code := w.queryCode(w.caseOf(f.number).ID)
		f.legal.dismisses(agentNamed)

		f.agent.get("/my/cases/" + f.number).is(http.StatusNotFound)
		if s := open.get("/track/" + f.number); s.at != "/track?number="+f.number {
			t.Error("a browser of his is at", s.at)
		}
		open.get("/documents/" + f.number + "/1").is(http.StatusNotFound)
		open.post("/track/"+f.number+"/do/withdraw", "seq", "1", "reason", "不办了").is(http.StatusNotFound)
		open.post("/track", "number", f.number, "code", code).not("凭查询密码只能看") // nor by the slip in his hand

		before := len(w.texts(agentPhone))
		w.later(3 * time.Minute)
		w.citizen().post("/track/phone", "number", f.number).is(200, "填写短信验证码")
		w.do("zhoumin", f.number, "accept")
		w.reviewed(f.number)
		if more := w.texts(agentPhone)[before:]; more != "" {
			t.Errorf("he is told %q", more)
		}
		pickup := w.pickup(f.number)
		if !strings.Contains(w.texts(legalPhone), pickup) {
			t.Errorf("the legal representative is told %q", w.texts(legalPhone))
		}
		w.later(3 * time.Minute)
		w.byPhone(f.number, legalPhone).get("/track/"+f.number).is(200, "变更送达方式")
		f.legal.get("/my/cases/"+f.number).is(200, "变更送达方式")

		_, err := w.try(w.actor("suntao"), f.number, "hand_out", "code", pickup, "receiver", agentNamed, "self", "1")
		if !fail.Is(err, fail.KindInvalid) || !strings.Contains(fmt.Sprint(err), "relation") {
			t.Errorf("he collects as the agent: %v", err)
		}
		w.do("suntao", f.number, "hand_out", "code", pickup, "receiver", agentNamed, "relation", "单位委托，授权委托书和身份证", "self", "1")
		if got := w.texts(legalPhone); !strings.Contains(got, "由他人代领（周*）") {
			t.Errorf("of who took it the firm is told %q", got)
		}
		w.reckoned()
	})
}

// A result that was announced before the firm dismissed its agent: nothing that he holds opens the matter or collects, neither the code to collect nor the query
// code. The legal representative reads on the page of the case with what and how to collect; or the window prints another slip.
func TestAFirmCollectsWhatItsDismissedAgentWasTold(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithAgent()
		w.do("zhoumin", f.number, "accept")
		w.reviewed(f.number)
		pickup := w.pickup(f.number)
		if !strings.Contains(w.texts(agentPhone), pickup) || strings.Contains(w.texts(legalPhone), pickup) {
			t.Errorf("the agent is told %q, the legal representative %q", w.texts(agentPhone), w.texts(legalPhone))
		}
		collects := func(code, why string) {
			t.Helper()
			_, err := w.try(w.actor("suntao"), f.number, "hand_out", "code", code, "receiver", legalPerson,
				"relation", "法定代表人，核对营业执照", "self", "1")
			if why == "" && err != nil || why != "" && !strings.Contains(fmt.Sprint(err), why) {
				t.Errorf("with %s: %v", code, err)
			}
		}
		page := "/my/cases/" + f.number
		old := w.queryCode(w.caseOf(f.number).ID)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", "李建军", "agent_no", idNo(9), "agent_rights", "manage")
		f.legal.dismisses("李建军") // who has nothing to do with this matter, and could not look at it
		w.later(time.Minute)
		liar := w.signedIn("13700137099", "", 0)
		liar.post("/my/profile/name", "name", "周乙", "id_no", idNo(11), "consent", "1").is(200, persons.Unproven())
		liar.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", legalPerson).is(200, "尚未核实")
		liar.post(liar.get("/my/firms").find(`action="(/my/firms/\d+/leave)"`)).is(200, "已解除绑定")
		collects(old, "请核对领取人的短信")
		f.legal.get(page).is(200, "带身份证件到窗口领取").not("不能再用")
		open := w.citizen()
		open.post("/track", "number", f.number, "code", old).is(200, "凭查询密码只能看")

		f.legal.dismisses(agentNamed)
		if s := open.get("/track/" + f.number); s.at != "/track?number="+f.number {
			t.Error("a browser that his code has opened is at", s.at)
		}
		for _, z := range []*citizen{open, w.citizen()} {
			z.post("/track", "number", f.number, "code", old).is(http.StatusUnprocessableEntity, "对不上")
		}
		for _, code := range []string{old, pickup} {
			collects(code, "他看到过的取件码、查询密码不能再用")
		}
		code := f.legal.get(page).is(200, "凭这个查询密码到窗口领取").not(">带身份证件到窗口领取").find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		w.citizen().post("/track", "number", f.number, "code", code).is(200, "凭查询密码只能看")
		slip := w.staff("zhoumin").post("/desk/slips/"+f.number, "do", "renew", "shown", "法定代表人，核对营业执照和身份证").find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
		collects(code, "不能再用") // there is a newer one
		f.legal.get(page).is(200, slip)
		collects(slip, "")
		w.reckoned()
	})
}

// An agent who may not look at what others bring, has no telephone and holds but the slip of a window, of a firm that is reached by its own number: when his agency ends, also after its last day,
// the slip opens and collects nothing; who has a letter for one matter keeps his. The firm's telephone
// is sent another code for the result.
func TestTheSlipOfAnAgentEndsWithHisAgency(t *testing.T) {
	t.Parallel()
	const firms = "13700137007"
	for words, ends := range map[string]func(firm){
		"dismissed": func(f firm) { f.legal.dismisses(agentNamed) },
		"last day":  func(f firm) { f.w.later(f.w.Limits.Time(persons.AgencyDays) + 48*time.Hour) },
	} {
		t.Run(words, func(t *testing.T) {
			lite(t, func(w *world) {
				f := w.firmWithAgentWho("manage")
				e := sure(w.Catalog.ByCode(simple))
				clerk := w.actor("zhoumin")
				brings := func(name, no string) (number, code string) {
					k := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
						Item: e.ID, Place: county1, Applicant: persons.Identity{Name: firmName, IDNo: firmCredit, Legal: legalPerson, Firm: true, Phone: firms},
						Form:  map[string]string{"applicant_name": firmName, "phone": firms, "request": "挂失"},
						Agent: &persons.Identity{Name: name, IDNo: no}, By: course.Proxy{Relation: "agent", Right: "letter"},
					}, "", nil))
					return k.Number(), w.queryCode(k.ID)
				}
				opens := func(number, code string, want bool) {
					t.Helper()
					if got := strings.Contains(w.citizen().post("/track", "number", number, "code", code).body, "凭查询密码只能看"); got != want {
						t.Errorf("%s opens %s: %t", code, number, got)
					}
				}
				his, code := brings(agentNamed, idNo(11))
				other, otherCode := brings("李建军", idNo(9))
				opens(his, code, true)
				w.do("zhoumin", his, "accept")
				w.reviewed(his)
				ends(f)
				opens(his, code, false)
				opens(other, otherCode, true)
				next := w.queryCode(w.caseOf(his).ID)
				w.later(time.Hour)
				opens(his, next, true)
				if later, code := brings(agentNamed, idNo(11)); code != w.queryCode(w.caseOf(later).ID) { // with a letter, like anybody
					t.Error("what he brings since has another code")
				}
				collects := func(code string) error {
					_, err := w.try(w.actor("suntao"), his, "hand_out", "code", code, "receiver", legalPerson, "relation", "法定代表人，核对营业执照", "self", "1")
					return err
				}
				if err := collects(code); err == nil {
					t.Error("his slip collects")
				}
				w.nextDay()
				if err := collects(w.pickup(his)); err != nil {
					t.Error(err)
				}
				w.reckoned()
			})
		})
	}
}

// At a window the number of the agent is given as the firm's, or none but his: it is the firm's until he is dismissed, and not again when he only
// says to act for it. A number of nobody who ever was its agent stays the firm's.
func TestADismissedAgentIsNobodyInWhatAWindowReceived(t *testing.T) {
	t.Parallel()
	const other = "13700137007"
	lite(t, func(w *world) {
		f := w.firmWithAgent()
		e := sure(w.Catalog.ByCode(simple))
		clerk := w.actor("zhoumin")
		receives := func(phone string) string {
			return sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
				Item: e.ID, Place: county1, Applicant: persons.Identity{Name: firmName, IDNo: firmCredit, Legal: legalPerson, Firm: true, Phone: phone},
				Form:  map[string]string{"applicant_name": firmName, "phone": agentPhone, "request": "挂失"},
				Agent: &persons.Identity{Name: agentNamed, IDNo: idNo(11), Phone: agentPhone}, By: course.Proxy{Relation: "agent", Right: "letter"},
			}, "", nil)).Number()
		}
		given, his, firms := receives(agentPhone), receives(""), receives(other)
		reached := func(phone string) {
			t.Helper()
			for _, number := range []string{given, his} {
				if got := w.phoneOf(w.caseOf(number)); got != phone {
					t.Errorf("%q is told, not %q", got, phone)
				}
			}
			if got := w.phoneOf(w.caseOf(firms)); got != other {
				t.Errorf("of what has a number of its own %q is told", got)
			}
		}
		reached(agentPhone)
		w.later(3 * time.Minute)
		open := w.byPhone(given, agentPhone)
		open.get("/track/"+given).is(200, "收件凭证")
		f.legal.dismisses(agentNamed)
		reached(legalPhone)
		if s := open.get("/track/" + given); s.at != "/track?number="+given {
			t.Error("a browser of his is at", s.at)
		}
		before := len(w.texts(agentPhone))
		w.later(3 * time.Minute)
		w.citizen().post("/track/phone", "number", given).is(200, "填写短信验证码")
		w.do("zhoumin", given, "accept")
		w.reviewed(given)
		if more := w.texts(agentPhone)[before:]; more != "" {
			t.Errorf("he is told %q", more)
		}
		if !strings.Contains(w.texts(legalPhone), w.pickup(given)) {
			t.Errorf("the legal representative is told %q", w.texts(legalPhone))
		}
		w.later(3 * time.Minute)
		w.byPhone(given, legalPhone).get("/track/"+given).is(200, "变更送达方式")
		f.agent.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", legalPerson).is(200, "尚未核实")
		reached(legalPhone)
		w.reckoned()
	})
}

// As long as he acts for it he is told, opens it by his telephone and collects as its agent.
func TestAnAgentCollectsForHisFirm(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	f := w.firmWithAgent()
	w.do("zhoumin", f.number, "accept")
	w.reviewed(f.number)
	pickup := w.pickup(f.number)
	if !strings.Contains(w.texts(agentPhone), pickup) || strings.Contains(w.texts(legalPhone), pickup) {
		t.Errorf("the agent is told %q, the legal representative %q", w.texts(agentPhone), w.texts(legalPhone))
	}
	w.do("suntao", f.number, "hand_out", "code", pickup, "receiver", agentNamed, "self", "1")
	if strings.Contains(w.texts(agentPhone), "由他人代领") {
		t.Error("he is another")
	}
}

// Who only claims to act for a firm is reached in what he filed, until somebody who may says no; after that he may claim it once more, and has nothing of it.
func TestAClaimThatWasRefusedIsBegunAnew(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		claim := []string{"name", firmName, "id_no", firmCredit, "legal", legalPerson}
		legal := w.signedIn(legalPhone, legalPerson, 7)
		legal.post("/my/firms", claim...).is(200)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", legalPerson, "agent_no", idNo(7), "agent_legal", "1")
		agent := w.signedIn(agentPhone, agentNamed, 11)
		agent.post("/my/firms", claim...).is(200, "尚未核实")
		number := w.filesForFirm(agent, agentPhone)
		if got := w.phoneOf(w.caseOf(number)); got != agentPhone {
			t.Errorf("while nobody has said no, %q is told", got)
		}
		legal.dismisses(agentNamed + " 申请代理")
		for range 2 {
			agent.get("/my/cases/" + number).is(http.StatusNotFound)
			if got := w.phoneOf(w.caseOf(number)); got != legalPhone {
				t.Errorf("%q is told", got)
			}
			agent.post("/my/firms", claim...).is(200, "尚未核实") // he says it again
		}
		legal.get("/my/cases/" + number).is(200)
		second := w.filesForFirm(agent, agentPhone)
		agent.get("/my/cases/" + second).is(200)
		agent.get("/my/cases/" + number).is(http.StatusNotFound)
		agent.get("/my").is(200).not("/my/cases/" + number)
		agent.get("/apply/receipts/" + number).not(w.queryCode(w.caseOf(number).ID)) // that he filed it he may know
		w.reckoned()
	})
}

// A firm of which nobody is proven is told nothing when who filed for it is its agent no more; nothing goes to him.
func TestAFirmWithoutAnybodyIsToldNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	agent := w.signedIn(agentPhone, agentNamed, 11)
	agent.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", legalPerson).is(200)
	number := w.filesForFirm(agent, agentPhone)
	agent.post(agent.get("/my/firms").find(`action="(/my/firms/\d+/leave)"`)).is(200)
	if got := w.phoneOf(w.caseOf(number)); got != "" {
		t.Errorf("%q is told", got)
	}
	if a, err := w.Persons.ByPhoneIn(t.Context(), w.caseOf(number).ID, w.caseOf(number).Applicant, firmName); err != nil || len(a.Holds) > 0 {
		t.Errorf("%+v %v", a, err)
	}
}

// reckoned checks that every row of the database is proven, and that of all applicants at once is known what is known of each.
func (w *world) reckoned() {
	w.t.Helper()
	cases, err := db.All[flow.Case](w.t.Context(), w.DB, `SELECT `+flow.Columns+` FROM cases c WHERE c.applicant <> 0`)
	if err != nil {
		w.t.Fatal(err)
	}
	var list []persons.InCase
	for _, k := range cases {
		list = append(list, persons.InCase{Case: k.ID, Person: k.Applicant})
	}
	shown, err := w.Persons.ShownIn(w.t.Context(), w.DB, list...)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, one := range list {
		phone, proven, err := w.Persons.ShownPhoneIn(w.t.Context(), w.DB, one.Case, one.Person)
		if got := shown[one]; err != nil || got.Phone != phone || got.Proven != proven {
			w.t.Errorf("among many %d is reached by %s (%v), alone by %s (%v) %v", one.Person, got.Phone, got.Proven, phone, proven, err)
		}
	}
	if v, err := w.Ledger.Verify(w.t.Context()); err != nil || len(v.Faults) > 0 {
		w.t.Errorf("%+v %v", v, err)
	}
}

// Who files for another gives a telephone of his own as the other's, and signs the letter of authority with it. The other signs with an account that has
// proven to be him; no window makes a telephone his, where the agent may have given it; the message and the page promise nothing else.
func TestAnAgentsSecondTelephoneSignsNoLetter(t *testing.T) {
	t.Parallel()
	const second, own = "13700137099", "13700137007"
	lite(t, func(w *world) {
		z, mine := w.drafting("13800138001")
		item := z.get(mine).find(`(/apply/\d+)`)
		files := func(phone string) string {
			t.Helper()
			draft := z.post(item, "place", county1, "for", "other", "other_name", "李老", "other_id_no", idNo(9), "other_phone", phone,
				"relation", "relative", "consent", "1",
				"s_who", "self", "s_lost", "no").is(200, "李老").whole()
			page := z.send(draft+"/files/photo", "m_photo", "近照.png", []byte("\x89PNG\r\n\x1a\nx")).is(200)
			check := z.post(draft, "made", page.made(), "phone", "13800138001", "home", "甲路 1 号", "delivery", "pickup", "go", "next").is(200, "核对后提交")
			receipt := z.post(draft+"/submit", plus(check.hidden(draft+"/submit"), "true", "1")...).is(200, "申请已提交")
			number, _, _ := strings.Cut(strings.TrimPrefix(receipt.at, "/apply/receipts/"), "?")
			return number
		}
		signs := func(at string, by *citizen) seen { return by.post(at+"/do/authorise", "seq", "1", "signed", "李老") }
		signed := func(number string) bool { return strings.Count(w.papers(number), "授权的方式：") == 2 }

		number := files(second)
		if got := w.texts(second); !strings.Contains(got, "核验身份后签署授权委托书，或者把签名的委托书交到窗口") {
			t.Errorf("the principal is told %q", got)
		}
		w.later(3 * time.Minute)
		p := w.byPhone(number, second)
		p.get("/track/"+number).is(200, "授权委托书待委托人在网上以核验过的身份签署").not("/do/authorise")
		signs("/track/"+number, p).not("已登记授权委托书")
		other := files(second) // that he has typed it twice makes it no more the other's
		w.later(3 * time.Minute)
		signs("/track/"+other, w.byPhone(other, second)).not("已登记授权委托书")
		liar := w.signedIn(second, "", 0)
		liar.post("/my/profile/name", "name", "李老", "id_no", idNo(9), "consent", "1").is(200, persons.Unproven())
		liar.get("/my/cases/" + number).is(http.StatusNotFound)
		signs("/my/cases/"+number, liar).is(http.StatusNotFound)
		if signed(number) || signed(other) {
			t.Fatal("he has authorised himself")
		}
		if k := w.do("zhoumin", other, "authorise", "seen", "1"); !signed(other) {
			t.Error("the letter that was seen at the window is not", k.State)
		}

		e := sure(w.Catalog.ByCode(simple)) // the agent gives it at a window, with a letter, and shows the code there
		clerk := w.actor("zhoumin")
		k := sure(w.Applications.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
			Item: e.ID, Place: county1, Applicant: persons.Identity{Name: "李老", IDNo: idNo(9), Phone: second}, Proven: second,
			Form:  map[string]string{"applicant_name": "李老", "phone": second, "request": "挂失"},
			Agent: &persons.Identity{Name: "张自在", IDNo: idNo(1), Phone: "13800138001"}, By: course.Proxy{Relation: "relative", Right: "letter"},
		}, "", nil))
		if p := sure(w.Persons.Person(t.Context(), w.DB, k.Applicant)); !p.Seen {
			t.Fatal("the window has entered nobody")
		}
		third := files(second)
		w.later(3 * time.Minute)
		signs("/track/"+third, w.byPhone(third, second)).not("已登记授权委托书")
		_, err := w.try(persons.As(persons.Person{ID: w.caseOf(third).Applicant, Name: "李老"}), third, "authorise", "signed", "李老")
		if !fail.Is(err, fail.KindForbidden) || !strings.Contains(fmt.Sprint(err), "还不能证明是委托人本人的") {
			t.Errorf("by the telephone: %v", err)
		}
		if signed(third) {
			t.Fatal("he has authorised himself by way of a window")
		}

		z = w.signedIn(own, "李老", 9)
		w.later(3 * time.Minute)
		signs("/my/cases/"+number, z).is(200, "已登记授权委托书")
		w.later(3 * time.Minute)
		signs("/track/"+third, w.byPhone(third, own)).is(200, "已登记授权委托书")
		if !signed(third) || !signed(number) {
			t.Error("the principal has not signed")
		}
	})
}

// For a day after a window has moved the telephone by which somebody signs in, nothing is ended or given away by it, of no kind of case.
func TestATelephoneThatWasJustMovedBindsNobody(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.walkIn(legalPerson, idNo(7))
		k := w.caseOf(number)
		w.signedIn(legalPhone, legalPerson, 7)
		w.moves(k.Applicant, "13600136000")
		own := persons.As(persons.Person{ID: k.Applicant, Name: legalPerson})
		n := 0
		for _, table := range w.Engine.Tables() {
			for _, r := range table.Rows {
				if r.Binds {
					n++
				}
			}
		}
		if n != 6 { // withdraw, authorise, change_delivery; confirm and twice withdraw of a complaint
			t.Errorf("%d rows bind", n)
		}
		for _, event := range []string{"change_delivery", "withdraw"} {
			_, err := w.try(own, number, event, "delivery", "courier", "to_name", "王五", "to_phone", "13600136000", "to_street", "红星路 9 号")
			if !fail.Is(err, fail.KindForbidden) || !strings.Contains(fmt.Sprint(err), "刚在窗口更正") {
				t.Errorf("%s: %v", event, err)
			}
		}
		complaint := sure(w.Grievances.Take(t.Context(), own, grievance.Report{Place: county1, Channel: flow.ByOnline, Person: k.Applicant,
			ItemName: "营业执照变更", Times: 1,
			Told: grievance.Told{Name: legalPerson, Phone: "13600136000", What: "系统一直打不开"}})).Number()
		w.do("zhuanxi1", complaint, "solve", "reply", "已当场补办。", "outcome", "done")
		if _, err := w.try(own, complaint, "confirm"); !fail.Is(err, fail.KindForbidden) || !strings.Contains(fmt.Sprint(err), "刚在窗口更正") {
			t.Errorf("confirm: %v", err)
		}
		w.later(24 * time.Hour)
		w.do("zhoumin", number, "accept")
		if _, err := w.try(own, complaint, "confirm"); err != nil {
			t.Error("after a day:", err)
		}
	})
}

// By the telephone that was given for a firm one follows its matter and answers in it, and ends nothing.
func TestAFirmsTelephoneEndsNothing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.firmCase(firmName, firmCredit, legalPerson)
		w.later(3 * time.Minute)
		p := w.byPhone(number, legalPhone)
		p.get("/track/"+number).is(200, "不能替单位办这一步").not("/do/withdraw")
		p.post("/track/"+number+"/do/withdraw", "seq", "1", "reason", "不办了").not("已撤回申请")
		if k := w.caseOf(number); k.ClosedAt != 0 {
			t.Errorf("it is %s", k.State)
		}
		agent := w.signedIn(agentPhone, agentNamed, 11) // who has filed by his account takes it back
		agent.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", legalPerson).is(200, "尚未核实")
		own := w.filesForFirm(agent, agentPhone)
		w.later(3 * time.Minute)
		w.byPhone(own, agentPhone).post("/track/"+own+"/do/withdraw", "seq", "1", "reason", "不办了").not("已撤回申请")
		agent.post("/my/cases/"+own+"/do/withdraw", "seq", "1", "reason", "不办了").is(200, "已撤回申请")
	})
}

// An agent whom a window entered and who may only look sees that he is one, files nothing as the firm, and leaves it himself.
func TestAnAgentWhoMayOnlyLookLeavesByHimself(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.signedIn(legalPhone, legalPerson, 7).post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", legalPerson).is(200)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "see")
		z := w.signedIn(agentPhone, agentNamed, 11)
		z.get("/apply/" + w.item(simple)).is(200).not(firmName)
		z.post(z.get("/my/firms").is(200, firmName).find(`action="(/my/firms/\d+/leave)"`)).is(200, "已解除绑定").not(firmName)
	})
}
