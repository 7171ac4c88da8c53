package app

import (
	"net/http"
	"testing"
	"time"

	"wuyou/office/persons"
)

// anotherCredit is the credit code of another firm, or one that is corrected.
var anotherCredit = "91511402MA0000000" + creditCheck("91511402MA0000000")

// Whoever says one name after the other, claims a firm and leaves it again changes no code of what the firm goes on with: only once, when what he filed became the
// firm's alone.
func TestAClaimerChangesNoCodesOfAFirm(t *testing.T) {
	t.Parallel()
	const phone = "13500135000"
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		z := w.signedIn(phone, "", 0)
		z.post("/my/profile/name", "name", "吴丁", "id_no", idNo(12), "consent", "1").is(200, persons.Unproven())
		z.post("/my/firms", firmClaim...).is(200, "尚未核实")
		n := w.filesForFirm(z, phone)
		w.do("zhoumin", n, "accept")
		w.reviewed(n)
		w.later(time.Minute)
		f.legal = w.again(legalPhone)
		f.legal.dismisses("吴丁 申请代理")
		w.nextDay()
		id := w.caseOf(n).ID
		query, pickup := w.queryCode(id), w.pickup(n)
		for i := range 2 {
			z = w.again(phone)
			z.post("/my/profile/name", "name", "郑戊", "id_no", idNo(13+i), "consent", "1").is(200, persons.Unproven())
			z.post("/my/firms", firmClaim...).is(200, "尚未核实")
			w.later(time.Minute)
			z.leaves().is(200, "已解除")
			w.nextDay()
			if w.queryCode(id) != query || w.pickup(n) != pickup {
				t.Errorf("%d: the codes are others", i)
			}
		}
		w.reckoned()
	})
}

// Where somebody has acted by two agencies, as an agent and as the legal representative since, the end of the first is none: he goes on.
func TestTheEndOfOneOfTwoAgenciesIsNone(t *testing.T) {
	t.Parallel()
	for words, ends := range map[string]func(f firm){
		"last day": func(f firm) { f.w.later(12 * 24 * time.Hour) },
		"dismissed": func(f firm) {
			f.legal = f.w.again(legalPhone)
			page, key := f.legal.agentOf(agentNamed)
			f.legal.post(page+"/dismiss", "agent", key)
		},
	} {
		t.Run(words, func(t *testing.T) {
			lite(t, func(w *world) {
				f := w.firmWithLegal()
				f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move", "until", "2026-04-30")
				w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_legal", "1")
				w.later(time.Minute)
				f.agent = w.again(agentPhone)
				n := w.filesForFirm(f.agent, agentPhone)
				query := w.queryCode(w.caseOf(n).ID)
				w.later(time.Minute)
				ends(f)
				w.again(agentPhone).get("/my/cases/" + n).is(200)
				if !w.opens(n, query) {
					t.Error("his slip opens no more")
				}
			})
		})
	}
}

// A last day that is past is refused where a window enters it.
func TestAnAgencyDoesNotBeginPast(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.firmWithLegal()
		clerk := w.staff("zhoumin")
		person := clerk.post("/desk/persons", "party", "firm", "id_no", firmCredit, "name", firmName).is(200).find(`name="person" value="([^"]+)"`)
		clerk.post("/desk/persons/propose", "person", person, "reason", "凭授权书", "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "see",
			"agent_until", w.now.AddDate(0, 0, -3).Format("2006-01-02")).is(http.StatusUnprocessableEntity, "这一天已经过了")
	})
}

// What an agent filed whose agency has run out, by his claim and by a window, is the firm's also under its corrected credit code.
func TestACorrectedCreditCodeTakesWhatHasRunOutAlong(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		f := w.firmWithLegal()
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_rights", "see,apply,move", "agent_until", "2026-04-25")
		w.later(7 * 24 * time.Hour)
		w.again(legalPhone).get("/my/cases/" + f.number).is(200)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "number", "number_to", anotherCredit)
		w.later(time.Minute)
		w.again(legalPhone).get("/my/cases/" + f.number).is(200)
		if got := w.phoneOf(w.caseOf(f.number)); got != legalPhone {
			t.Errorf("%q is told", got)
		}
	})
}

// A credit code under which the office knows a firm of another name is nobody's correction.
func TestACreditCodeOfAnotherFirmIsRefused(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.signedIn("13500135000", "吴丁", 12).post("/my/firms", "name", "竹溪餐饮", "id_no", anotherCredit, "legal", "吴丁").is(200)
		w.correctsFirm(w.staff("zhoumin"), "竹溪餐饮", anotherCredit, "field", "agent", "agent_name", "吴丁", "agent_no", idNo(12), "agent_legal", "1")
		w.firmWithLegal()
		clerk := w.staff("zhoumin")
		person := clerk.post("/desk/persons", "party", "firm", "id_no", firmCredit, "name", firmName).is(200).find(`name="person" value="([^"]+)"`)
		clerk.post("/desk/persons/propose", "person", person, "reason", "凭营业执照", "field", "number", "number_to", anotherCredit).
			is(http.StatusUnprocessableEntity, "登记的是另一家单位")
	})
}

// Who was legal representative, and an agent before, is neither once a window has entered another.
func TestAFormerLegalRepresentativeActsNoMore(t *testing.T) {
	t.Parallel()
	const phone = "13500135000"
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		f.legal.admits(agentNamed+" 申请代理", "rights", "see,apply,move,manage", "until", "2026-12-25")
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "legal", "legal_to", agentNamed)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", agentNamed, "agent_no", idNo(11), "agent_legal", "1")
		w.later(time.Minute)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "legal", "legal_to", "吴丁")
		next := w.signedIn(phone, "吴丁", 12)
		next.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", "吴丁").is(200)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", "吴丁", "agent_no", idNo(12), "agent_legal", "1")
		n := w.filesForFirm(next, phone)
		for _, former := range []string{agentPhone, legalPhone} {
			z := w.again(former)
			z.get("/my/cases/" + n).is(http.StatusNotFound)
			z.get("/my/firms").is(200).not("管理经办人")
		}
		w.again(phone).get("/my/cases/" + n).is(200)
	})
}

// A legal representative whom a window has replaced does not come back by the older answer of the register.
func TestAReplacedLegalRepresentativeDoesNotComeBackByTheRegister(t *testing.T) {
	t.Parallel()
	const phone = "13500135000"
	lite(t, func(w *world) {
		w.register(persons.Question{Name: legalPerson, IDNo: idNo(7), Phone: legalPhone, FirmName: firmName, FirmCode: firmCredit})
		w.signedIn(legalPhone, legalPerson, 7).post("/my/firms", firmClaim...).is(200, "登记核验一致")
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "legal", "legal_to", "吴丁")
		next := w.signedIn(phone, "吴丁", 12)
		next.post("/my/firms", "name", firmName, "id_no", firmCredit, "legal", "吴丁").is(200)
		w.correctsFirm(w.staff("zhoumin"), firmName, firmCredit, "field", "agent", "agent_name", "吴丁", "agent_no", idNo(12), "agent_legal", "1")
		n := w.filesForFirm(w.again(phone), phone)
		w.later(time.Minute)
		former := w.again(legalPhone)
		former.post("/my/firms", firmClaim...).is(200).not("登记核验一致")
		former.get("/my/cases/" + n).is(http.StatusNotFound)
		former.get("/my/firms").is(200).not("管理经办人")
	})
}

// The legal representative collects with the licence what somebody filed whose letter is not signed; that one does not.
func TestALegalRepresentativeCollectsWithoutALetter(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		f := w.firmWithLegal()
		w.do("zhoumin", f.number, "accept")
		w.reviewed(f.number)
		w.later(time.Minute)
		w.collects(f.number, w.pickup(f.number), agentNamed, "", "还没有签署授权委托书")
		w.collects(f.number, w.pickup(f.number), legalPerson, "法定代表人，核对营业执照", "")
	})
}
