package course_test

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

const nextPhone = "13600136000"

// walksIn is an application taken in and accepted at a window, so that the office has seen who applies.
func (h *hall) walksIn(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	k, err := h.received("accept", nil, append([]func(*course.Submission){asCard(h),
		func(sub *course.Submission) { sub.Signed = "1" }}, changes...)...)
	if err != nil {
		h.T.Fatal(err)
	}
	return k
}

// waits is one whose decision waits to be fetched.
func (h *hall) waits(changes ...func(*course.Submission)) flow.Case {
	h.T.Helper()
	k := h.walksIn(changes...)
	h.reviewer.Do(k, "sign", yes...)
	return h.head.Do(k, "approve")
}

// corrects has two members of staff change what the office has of a person.
func (h *hall) corrects(c persons.Correction) {
	h.T.Helper()
	c.Case, c.By = 1, "周敏"
	if err := h.DB.Tx(h.T.Context(), func(tx *db.DB) error { return h.Persons.Correct(h.T.Context(), tx, c) }); err != nil {
		h.T.Fatal(err)
	}
}

// moves has a window change the telephone by which a person signs in.
func (h *hall) moves(person int64, phone string) {
	h.T.Helper()
	h.corrects(persons.Correction{Person: person, Field: persons.FieldAccount, To: persons.Identity{Phone: phone}})
}

// nextDay lets the pause after a telephone was moved pass, and what is done daily be done.
func (h *hall) nextDay() {
	h.T.Helper()
	h.Later(h.Limits.Time(persons.AccountPause) + time.Hour)
	h.Tick()
	h.Tick()
}

// query is the query code of a case.
func (h *hall) query(k flow.Case) string {
	h.T.Helper()
	code, err := h.House.Slips.Code(h.T.Context(), h.DB, k)
	if err != nil {
		h.T.Fatal(err)
	}
	return code
}

// slip is a new query code, for who has come with his document.
func (h *hall) slip(k flow.Case) string {
	h.T.Helper()
	h.Later(time.Minute)
	code, err := h.House.Slips.RenewAtWindow(h.T.Context(), h.clerk.Visitor(), h.Case(k), "本人到窗口，核对身份证")
	if err != nil {
		h.T.Fatal(err)
	}
	return code
}

// collects has the output desk hand a result to who says a code; why is part of the refusal, "" there is none.
func (h *hall) collects(k flow.Case, code, receiver, relation, why string) {
	h.T.Helper()
	_, err := h.output.Try(k, "hand_out", "code", code, "receiver", receiver, "relation", relation, "self", "1")
	switch {
	case why != "":
		invalid(h.T, err, "code", why)
	case err != nil:
		h.T.Errorf("with %s: %v", code, err)
	}
}

// all are the messages to a telephone.
func (h *hall) all(phone string) string {
	h.T.Helper()
	h.Tick()
	return strings.Join(h.Texts(phone), "\n")
}

// unnoted makes a result one that an older program announced, which did not note to where.
func (h *hall) unnoted(k flow.Case) {
	h.T.Helper()
	if err := h.DB.Exec(h.T.Context(), `UPDATE applications SET pickup_sealed = '', pickup_at = 0 WHERE case_id = $1`,
		k.ID); err != nil {
		h.T.Fatal(err)
	}
}

// What was sent to a telephone that is the party's no longer collects nothing, be it of an older program too. The new one gets a code when it counts, at
// the next round of a day, and the ledger says that the program sent it; until then the slip of a window collects.
func TestACodeFollowsTheTelephone(t *testing.T) {
	each(t, func(h *hall) {
		k, other, old := h.waits(), h.waits(), h.waits()
		h.unnoted(old)
		first := map[int64]string{}
		for _, one := range []flow.Case{k, other, old} {
			first[one.ID] = h.load(one).Pickup
			says(h.T, h.all(phone), "取件码 "+first[one.ID])
		}
		h.Later(time.Minute)
		h.moves(k.Applicant, nextPhone)
		h.Later(3 * time.Minute)
		const refused = "核对办事人的身份证件，换一张查询单"
		for _, one := range []flow.Case{k, other, old} {
			h.collects(one, first[one.ID], "王二", "朋友，双方身份证", refused)
			h.collects(one, h.query(one), "王二", "朋友，双方身份证", refused)
		}
		if _, err := h.Try(people.TheOffice, k, "recode"); !fail.Is(err, fail.KindConflict) {
			h.T.Errorf("a code goes out in the pause: %v", err)
		}
		silent(h.T, h.all(nextPhone), "取件码")
		h.collects(other, h.slip(other), party, "", "") // the slip of a window collects at once

		h.nextDay()
		for _, one := range []flow.Case{k, old} {
			code := h.load(one).Pickup
			if code == first[one.ID] || h.happened(one, "recode") != 1 {
				h.T.Errorf("the code is %s, was %s", code, first[one.ID])
			}
			says(h.T, h.all(nextPhone), "以前发的取件码不能再用。取件码 "+code)
			silent(h.T, h.all(phone), code)
		}
		h.nextDay()
		if h.happened(k, "recode") != 1 {
			h.T.Error("it gets another every day")
		}
		if _, err := h.Try(people.TheOffice, k, "recode"); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "不用换发") {
			h.T.Errorf("a code that holds is another: %v", err)
		}
		h.collects(k, first[k.ID], party, "", "请核对领取人的短信")
		h.collects(k, h.load(k).Pickup, party, "", "")
		h.Sound()
	})
}

// A result that is ready in the pause after a telephone was moved sends no code there, and says how to come by it.
func TestAResultInThePause(t *testing.T) {
	h := lite(t)
	k := h.walksIn()
	h.reviewer.Do(k, "sign", yes...)
	query := h.query(k)
	h.Later(time.Minute)
	h.moves(k.Applicant, nextPhone)
	h.head.Do(k, "approve")
	code := h.load(k).Pickup
	says(t, h.all(nextPhone), "手机号刚更正，急着领的请带身份证到窗口换查询单")
	silent(t, h.all(nextPhone), code)
	for _, one := range []string{code, query} {
		h.collects(k, one, party, "", "换一张查询单")
	}
	h.nextDay()
	next := h.load(k).Pickup
	if next == code {
		t.Error("what was kept back is sent")
	}
	says(t, h.all(nextPhone), "取件码 "+next)
	h.collects(k, next, party, "", "")
}

// Whom no message reaches collects by the slip; one whose message was sent by another slip, for which he has shown his document. Six digits
// of before only look.
func TestASlipCollects(t *testing.T) {
	h := lite(t)
	landline := h.waits(func(sub *course.Submission) { sub.Applicant.Phone = "0838-8195555" })
	h.collects(landline, "00000000", party, "", "请输入办事人查询单上的查询密码")
	h.collects(landline, h.query(landline), party, "", "")
	none := h.waits(func(sub *course.Submission) { sub.Applicant.Phone = "" })
	h.collects(none, h.query(none), party, "", "")

	k := h.waits()
	h.Later(time.Minute)
	h.collects(k, h.query(k), party, "", "短信没有了的，核对办事人的身份证件，换一张查询单")
	h.collects(k, "123456", party, "", "请核对领取人的短信")
	slip := h.slip(k)
	h.collects(k, slip, party, "", "")
	if v := h.event(k, "hand_out"); v.Note != "领取人 张*梅，凭查询密码" || strings.Contains(v.Input, slip) {
		t.Errorf("%s %s", v.Note, v.Input)
	}

	if err := h.DB.Exec(t.Context(), `UPDATE query_codes_before SET until = $1`, h.Now().Add(time.Hour).UnixMilli()); err != nil {
		t.Fatal(err)
	}
	old := h.waits()
	h.collects(old, h.Keys.Code("query", old.ID, 6), party, "", "六位数字的查询密码只能查进度")

	k = h.waits(by("courier"))
	for _, code := range []string{"00000000", "--"} { // a code of nothing is none
		h.collects(k, code, party, "", "这件选了“邮寄（免费）”")
	}
	h.collects(k, h.query(k), party, "", "") // who has come for it all the same
}

// A daughter who takes the household's number for her account changes nothing of her father's code.
func TestTheHouseholdsNumberStaysThePartys(t *testing.T) {
	h := lite(t)
	k := h.waits()
	h.Later(time.Hour)
	daughter, _, err := h.meets(persons.Identity{Name: proxy, IDNo: otherID, Phone: proxyPhone})
	if err != nil {
		t.Fatal(err)
	}
	h.moves(daughter.ID, phone)
	h.Later(time.Hour)
	h.collects(k, h.load(k).Pickup, party, "", "")
}

// A window that proves no telephone sends no code: it comes once the telephone was proven.
func TestACodeComesWithTheProof(t *testing.T) {
	h := lite(t)
	h.Limit("contact.window_code", 1)
	k := h.waits()
	says(t, h.all(phone), "已办结")
	silent(t, h.all(phone), "取件码")
	code := h.load(k).Pickup
	h.collects(k, code, party, "", "")

	k = h.waits()
	code = h.load(k).Pickup
	h.Later(time.Minute)
	if err := h.House.Slips.ProvedAtWindow(t.Context(), h.clerk.Visitor(), h.Case(k), phone); err != nil {
		t.Fatal(err)
	}
	next := h.load(k).Pickup
	if next == code {
		t.Error("what was never sent is sent now")
	}
	says(t, h.all(phone), "取件码 "+next)
	h.collects(k, next, party, "", "")
}

// acting has somebody act for the firm of a case until a day, as a window has seen.
func (h *hall) acting(k flow.Case, until int64) {
	h.T.Helper()
	h.corrects(persons.Correction{Person: k.Applicant, Field: persons.FieldAgent, Rights: people.See | people.Apply | people.Move,
		To: persons.Identity{Name: proxy, IDNo: otherID, Phone: proxyPhone}, Until: until})
}

// Who files for a firm and still acts for it collects by his name; once he acts no more, what he could read collects nothing, and the firm is told how.
func TestAnAgentWhoActsNoMore(t *testing.T) {
	h := lite(t)
	agent := func(sub *course.Submission) {
		ofFirm(sub)
		throughProxy(sub)
		sub.Applicant.Phone, sub.By.Relation, sub.Signed = "", "agent", "1"
	}
	k, later := h.waits(agent), h.waits(agent)
	h.acting(k, time.Date(2026, 4, 25, 0, 0, 0, 0, calendar.Zone).UnixMilli())
	h.collects(k, h.load(k).Pickup, proxy, "", "")
	receipt := h.papers(k, "送达回证")
	says(t, receipt, "收件人：李建军，代受送达人领取（经办人）")
	silent(t, h.all(proxyPhone), "由他人代领")

	pickup, query := h.load(later).Pickup, h.query(later)
	h.At("2026-04-26 10:00")
	for _, code := range []string{pickup, query} {
		h.collects(later, code, proxy, "单位委托，授权委托书和身份证", "有人已不再替这家单位经办")
	}
	slip := h.slip(later)
	_, err := h.output.Try(later, "hand_out", "code", slip, "receiver", proxy, "self", "1")
	invalid(t, err, "relation", "不是这家单位现在登记的经办人")
	h.collects(later, slip, party, "法定代表人，核对营业执照", "")
}

// The slip of a case says how its result will be collected, and of nothing else.
func TestWhatTheSlipSays(t *testing.T) {
	h := lite(t)
	says := func(k flow.Case, want string) {
		t.Helper()
		got, err := h.House.Slips.Says(t.Context(), h.Case(k))
		if err != nil || want == "" && got != "" || !strings.HasPrefix(got, want) {
			t.Errorf("it says %q, %v", got, err)
		}
	}
	k := h.walksIn()
	says(k, "结果出来后，凭发到登记手机的取件码领取")
	h.reviewer.Do(k, "sign", yes...)
	h.head.Do(k, "approve")
	says(k, "结果已经可以领取，凭发到登记手机的取件码领取")
	h.slip(k)
	says(k, "结果已经可以领取，带身份证件，凭本单的查询密码领取")
	h.fetched(k)
	says(k, "")
	says(h.walksIn(by("courier")), "")
	other := h.Case(k)
	other.Kind = "visit"
	if got, err := h.House.Slips.Says(t.Context(), other); got != "" || err != nil {
		t.Errorf("of another kind it says %q, %v", got, err)
	}
	if got, err := h.House.Slips.Owed(t.Context(), h.DB, other); got != nil || err != nil {
		t.Errorf("of another kind %v is owed, %v", got, err)
	}
}

// Two results never wait with one code.
func TestCodesDiffer(t *testing.T) {
	h := lite(t)
	k := h.waits()
	list, err := course.CasesByPickup(t.Context(), h.DB, h.load(k).Pickup)
	if err != nil || len(list) != 1 || list[0] != k.ID {
		t.Errorf("%v %v", list, err)
	}
	if list, err := course.CasesByPickup(t.Context(), h.DB, ""); err != nil || len(list) != 0 {
		t.Errorf("without a code wait %v, %v", list, err)
	}
	for range 30 {
		other := h.head.Do(h.reviewed(asCard(h)), "approve")
		if a := h.load(other); len(a.Pickup) != 6 || a.PickupAt != h.Now().UnixMilli() || a.PickupTo != phone {
			t.Errorf("%+v", a)
		}
	}
}

// What cannot be read is shown, and spoils nothing else; it is not done, sent or put away.
func TestWhatCannotBeRead(t *testing.T) {
	h := lite(t)
	k, other := h.waits(), h.waits()
	if err := h.DB.Exec(t.Context(),
		`UPDATE applications SET form_sealed = 'k0000.AAAA', address_sealed = 'k0000.AAAA' WHERE case_id = $1`, k.ID); err != nil {
		t.Fatal(err)
	}
	a := h.load(k)
	if !a.Lost || a.Address.Name != a.Address.Street || a.Address.Name == "" || a.Pickup == "" {
		t.Errorf("%+v", a)
	}
	h.output.Refused(k, fail.KindConflict, "change_delivery", "有内容无法读取，不能办理", "delivery", "courier", "to_name", "王二",
		"to_phone", "13511112222", "to_street", "乙路 2 号")
	h.moves(k.Applicant, nextPhone)
	h.nextDay()
	if h.happened(k, "recode") != 0 || h.happened(other, "recode") != 1 {
		t.Error("what cannot be stored again is sent")
	}
	h.output.Refused(k, fail.KindConflict, "hand_out", "不能办理", "code", h.slip(k), "receiver", party, "self", "1")
	if _, err := h.cases.Load(t.Context(), h.DB, 1); !fail.Is(err, fail.KindNotFound) {
		t.Errorf("a case that is none: %v", err)
	}
	found, err := h.cases.Of(t.Context(), h.DB, k.ID, other.ID, 1)
	if err != nil || len(found) != 2 || !found[k.ID].Lost || found[other.ID].Lost {
		t.Errorf("%+v %v", found, err)
	}
}
