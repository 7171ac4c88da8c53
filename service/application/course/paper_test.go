package course_test

import (
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

// The letter of promise says what is told and what is promised, for how long and how it is checked; it is signed by whose promise it is.
func TestALetterOfPromise(t *testing.T) {
	h := lite(t)
	for _, signed := range []string{"", "张小梅", proxy} {
		_, err := h.submits(client, h.paper(promising, func(sub *course.Submission) { sub.Signed = signed }))
		invalid(t, err, "signed", "请输入签署人的姓名“张晓梅”")
	}
	k := h.filed(promising, func(sub *course.Submission) { sub.Signed = "张 晓梅" })
	text := h.papers(k, "告知承诺书")
	says(t, text, "设定依据：《社会保障条例》第八条、《〈社会保障条例〉实施办法》、《中华人民共和国行政许可法》第三十八条。", "应当符合的条件：住在本市；有经营场所。",
		"凭承诺免于提交的材料：住所使用证明。", "核查的时间：自作出决定之日起 2 个月内。", "核查的方式：现场核查。", "承诺：住所真实、合法，可以用于经营。",
		"申请人（签名、盖章）：张晓梅", "签署方式：签署人在申请平台输入姓名签署，身份由该平台核验", "签署日期：2026年4月20日")
	if m := h.load(k).Materials[2]; m.State != course.Exempt || m.Note != "凭承诺免交" {
		t.Errorf("%+v", m)
	}
	says(t, h.papers(k, "收件凭证"), "住所使用证明（免提交）")

	it := licence("01")
	it.Code, it.Commit.Check = "UNSAID", ""
	h.Offer(it)
	k = h.filed(promising, func(sub *course.Submission) { sub.Item = h.item("UNSAID") })
	says(t, h.papers(k, "告知承诺书"), "核查的方式：由行政机关书面核查或者现场核查。")
	_, err := h.submits(client, h.paper(jointly(h), func(sub *course.Submission) { sub.CommitTo = true }))
	invalid(t, err, "commit", "不能凭承诺办理")

	notes := h.cases.PromiseNotes(h.load(h.filed(promising, later, func(sub *course.Submission) { sub.CommitTo = true })))
	if len(notes) != 2 {
		t.Fatalf("%+v", notes)
	}
	says(t, notes[0].Text, "您承诺：住所真实、合法，可以用于经营。行政机关作出决定后将核查承诺的内容")
	says(t, notes[1].Text, "您承诺按期补交：近期照片（自受理之日的次日起 5 个工作日内，截止日期见受理通知书）。补齐以前不作出准予的决定")
	if notes := h.cases.PromiseNotes(h.load(h.filed())); len(notes) != 0 {
		t.Errorf("who promises nothing reads %+v", notes)
	}
}

// At a window the letter is printed and signed by hand: what is asked before is that the applicant was told. The last day is known there.
func TestALetterOfTheWindow(t *testing.T) {
	h := lite(t)
	for _, c := range []struct {
		outcome string
		change  func(*course.Submission)
		asks    bool
	}{{"accept", promising, true}, {"", promising, true}, {"accept", later, true}, {"", later, false}} {
		_, err := h.received(c.outcome, nil, c.change, func(sub *course.Submission) { sub.Signed = "" })
		if c.asks {
			invalid(t, err, "signed", "申请人同意签署的勾选")
		} else if err != nil {
			t.Errorf("what is not accepted yet promises: %v", err)
		}
	}
	k, err := h.received("accept", nil, later, func(sub *course.Submission) { sub.Signed = "1" })
	if err != nil {
		t.Fatal(err)
	}
	says(t, h.papers(k, "容缺受理承诺书"), "近期照片（最迟2026年4月27日，含当日）", "申请人（签名、盖章）：张晓梅＿", "签署方式：签署人在窗口当面签字，经办人员周敏")
	k, err = h.received("", nil, later, func(sub *course.Submission) { sub.Signed = "1" })
	if err != nil {
		t.Fatal(err)
	}
	says(t, h.papers(k, "容缺受理承诺书"), "自受理之日的次日起 5 个工作日内，截止日期见受理通知书")
	h.At("2026-04-22 10:00")
	h.clerk.Do(k, "accept")
	h.dues(k, "debt.1", "04-29 18:00")
}

// Who acts for another signs what he promises as the one who acts; his own letter of authority is signed by his principal, in one of several ways.
func TestLettersOfAuthority(t *testing.T) {
	h := lite(t)
	_, err := h.submits(client, h.paper(throughProxy, promising, func(sub *course.Submission) { sub.Signed = party }))
	invalid(t, err, "signed", "“李建军”")
	k := h.filed(throughProxy, promising)
	says(t, h.papers(k, "告知承诺书"), "申请人：张晓梅（经办人 李建军）", "申请人（签名、盖章）：李建军（受委托的经办人）")
	says(t, h.papers(k, "授权委托书"), "委托人：张晓梅。", "受托人：李建军，亲属。", "委托人（签名、盖章）：＿＿", "授权的方式：待委托人在网上以核验过的身份签署")
	says(t, h.all(phone), "有人以您的名义提交了“河畔夜市经营许可”申请")

	for right, want := range map[string][]string{
		"letter": {"委托人（签名、盖章）：见交窗口核验的授权委托书原件", "授权的方式：委托人签署后由受托人交窗口核验"},
		"voice":  {"委托人（签名、盖章）：＿＿", "授权的方式：窗口工作人员电话向委托人确认"}, "present": {"委托人（签名、盖章）：＿＿", "授权的方式：委托人到场确认"},
	} {
		k, err := h.received("accept", nil, throughProxy, func(sub *course.Submission) { sub.By.Right = right })
		if err != nil {
			t.Fatal(err)
		}
		says(t, h.papers(k, "授权委托书"), want...)
		h.clerk.Refused(k, fail.KindConflict, "authorise", "没有待签署的授权委托书", "seen", "1")
	}
	h.clerk.Refused(h.filed(), fail.KindConflict, "authorise", "没有待签署的授权委托书", "seen", "1")
	before := len(h.Texts(phone))
	h.filed(ofFirm, throughProxy, func(sub *course.Submission) { sub.By.Relation = "agent" })
	h.Tick()
	for _, text := range h.Texts(phone)[before:] {
		silent(t, text, "以您的名义提交")
	}
}

// The principal signs by his own name, once, and by a telephone that is his for certain: not by the agent's, nor by one that the agent gave.
func TestAPrincipalSigns(t *testing.T) {
	h := lite(t)
	principal := func(k flow.Case, signed string) error {
		_, err := h.Try(h.whose(k), k, "authorise", "signed", signed)
		return err
	}
	forbidden := func(err error, words string) {
		t.Helper()
		if !fail.Is(err, fail.KindForbidden) {
			t.Errorf("signed: %v", err)
			return
		}
		says(t, err.Error(), words)
	}
	k := h.filed(throughProxy)
	forbidden(principal(k, party), "还不能证明是委托人本人的")
	same := h.filed(throughProxy, func(sub *course.Submission) { sub.Agent.Phone = phone })
	forbidden(principal(same, party), "手机号是经办人的")
	h.moves(k.Applicant, phone) // a window has seen that it is his
	forbidden(principal(k, party), "刚在窗口更正")
	h.nextDay()
	forbidden(principal(same, party), "手机号是经办人的") // whoever has proven it
	invalid(t, principal(k, proxy), "signed", "请输入委托人的姓名（名称）“张晓梅”")
	invalid(t, principal(k, ""), "signed", "")
	if err := principal(k, "张 晓梅"); err != nil {
		t.Fatal(err)
	}
	list := h.papers(k, "授权委托书")
	says(t, list, "委托人（签名、盖章）：张晓梅\n授权的方式：签署人凭手机验证码在网上输入姓名签署")
	conflict(t, principal(k, party), "没有待签署")

	paired := people.WithVisitor(t.Context(), people.Visitor{Account: people.Account{Level: people.Paired}})
	k = h.filed(throughProxy)
	if _, err := h.Engine.Act(paired, h.whose(k), flow.Move{Case: k.ID, Event: "authorise",
		Input: map[string]string{"signed": party}}); err != nil {
		t.Fatal(err)
	}
	says(t, h.papers(k, "授权委托书"), "签署人登录并核验身份后在网上输入姓名签署")

	k = h.filed(throughProxy)
	_, err := h.output.Try(k, "authorise")
	invalid(t, err, "seen", "")
	h.far.Refused(k, fail.KindNotFound, "authorise", "", "seen", "1")
	h.reviewer.Refused(k, fail.KindForbidden, "authorise", "", "seen", "1")
	h.clerk.Do(k, "authorise", "seen", "1")
	says(t, h.papers(k, "授权委托书"), "见交窗口核验的授权委托书原件")
}

// For a firm who manages its agents signs, never the agent for himself.
func TestAFirmSigns(t *testing.T) {
	h := lite(t)
	k, err := h.received("", nil, ofFirm)
	if err != nil {
		t.Fatal(err)
	}
	other := h.filed(ofFirm, throughProxy)
	a := h.load(other)
	holds := func(id, person int64, rights people.Right) people.Actor {
		return people.Actor{Kind: people.Citizen, ID: id, Name: party, Holds: []people.Holding{{Person: person, Rights: rights}}}
	}
	_, err = h.Try(holds(a.Agent, other.Applicant, people.All), other, "authorise", "signed", firm)
	if !fail.Is(err, fail.KindForbidden) {
		t.Errorf("the agent signs for the firm: %v", err)
	}
	legal := persons.Identity{Name: party, IDNo: idNo, Phone: phone}
	var person persons.Person
	person, _, err = h.meets(legal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Try(holds(person.ID, other.Applicant, people.See|people.Move), other, "authorise", "signed", firm); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("another who manages nobody: %v", err)
	}
	_, err = h.Try(holds(person.ID, other.Applicant, people.All), other, "authorise", "signed", party)
	invalid(t, err, "signed", "“河畔食品有限公司”")
	if _, err := h.Try(holds(person.ID, other.Applicant, people.All), other, "authorise", "signed", firm); err != nil {
		t.Fatal(err)
	}
	says(t, h.papers(other, "授权委托书"), "委托人（签名、盖章）：河畔食品有限公司（张晓梅代表单位签署）")
	says(t, h.papers(k, "收件凭证"), "你单位于2026年4月20日提交")
}
