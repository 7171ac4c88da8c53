package course_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

// guided is an item that asks for the applicant's situation.
func guided() catalog.Item {
	it := licence("01")
	it.Code = "GUIDED"
	it.Materials = append(it.Materials, catalog.Material{Key: "letter", Name: "委托书", Need: "2", When: "别人代办", Source: "10"},
		catalog.Material{Key: "sheet", Name: "申请表", Need: "1", Source: "10", Made: true})
	it.Situations = []catalog.Situation{
		{Key: "who", Ask: "谁来办？", Answers: []catalog.Answer{{Value: "self", Label: "本人"},
			{Value: "kin", Label: "别人代办", Add: []string{"letter"}}}},
		{Key: "lost", Ask: "原来的证丢了吗？", Answers: []catalog.Answer{{Value: "no", Label: "没有丢"},
			{Value: "yes", Label: "丢了", Block: "您要办的是挂失。"}}},
	}
	return it
}

// Everything that is wrong with an application is told at once.
func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	h := lite(t)
	h.Offer(guided())
	as := func(answers catalog.Answers) func(*course.Submission) {
		return func(sub *course.Submission) { sub.Item, sub.Answers = h.item("GUIDED"), answers }
	}
	_, err := h.submits(client, h.paper(as(catalog.Answers{"who": "kin"}), by("courier"), func(sub *course.Submission) {
		sub.Form, sub.Materials, sub.Address.Street = form.Values{"phone": "12"}, nil, ""
	}))
	for field, words := range map[string]string{"s_lost": "请回答：原来的证丢了吗？", "phone": "", "m_photo": "请上传“近期照片”",
		"m_house": "请上传“住所使用证明”", "to_street": ""} {
		invalid(t, err, field, words)
	}
	if f, _ := fail.As(err); f == nil || len(f.Fields) != 6 || !strings.HasPrefix(f.Message, "有 6 处") {
		t.Errorf("%+v", err)
	}
	_, err = h.submits(client, h.paper(as(catalog.Answers{"who": "self", "lost": "yes"})))
	if !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), "不适用您的情形：您要办的是挂失。") {
		t.Errorf("what is not the matter: %v", err)
	}
	_, err = h.submits(client, h.paper(as(catalog.Answers{"who": "nobody"})))
	invalid(t, err, "s_who", "")
	if _, err := h.received("propose_refusal", form.Values{"ground": "not_needed", "reason": "应当挂失，依《办法》第三条"},
		as(catalog.Answers{"who": "self", "lost": "yes"})); err != nil {
		t.Errorf("a window refuses it: %v", err)
	}
	k := h.filed(as(catalog.Answers{"who": "self", "lost": "no"}))
	var keys []string
	for _, m := range h.load(k).Materials {
		keys = append(keys, m.Key+" "+m.State)
	}
	if want := []string{"id exempt", "photo paper", "house paper", "sheet made"}; !slices.Equal(keys, want) {
		t.Errorf("%q", keys)
	}
}

// What was handed in is matched with what the item asks for, by the way in which it comes.
func TestWhatWasHandedIn(t *testing.T) {
	h := lite(t)
	it := guided()
	it.Situations = nil
	it.Materials = it.Materials[:4]
	it.Materials[3].Need, it.Materials[3].Made = "1", true
	h.Offer(it)
	for _, c := range []struct {
		name, channel     string
		key, state        string
		files             []int64
		commit            bool
		want, field, says string
	}{
		{"a program has seen paper", flow.ByAPI, "house", course.Paper, nil, false, course.Paper, "", ""},
		{"online paper is nothing", flow.ByOnline, "house", course.Paper, nil, false, "", "m_house", "请上传"},
		{"at a window paper is there", flow.ByWindow, "house", course.Paper, nil, false, course.Paper, "", ""},
		{"at a window what lacks is dealt with there", flow.ByWindow, "house", course.Lacking, nil, false, course.Lacking, "", ""},
		{"through a program it is refused", flow.ByAPI, "house", course.Lacking, nil, false, "", "m_house", "请上传"},
		{"files are files", flow.ByOnline, "house", course.Lacking, []int64{1}, false, course.Uploaded, "", ""},
		{"files that are none", flow.ByAPI, "house", course.Uploaded, nil, false, "", "m_house", "请上传"},
		{"what is necessary does not follow", flow.ByAPI, "house", course.Later, nil, false, "", "m_house", "不能容缺后补"},
		{"what may follow does", flow.ByAPI, "photo", course.Later, nil, false, course.Later, "", ""},
		{"through a program it says so", flow.ByAPI, "photo", course.Lacking, nil, false, "", "m_photo", "请上传"},
		{"online it follows by itself", flow.ByOnline, "photo", course.Lacking, nil, false, course.Later, "", ""},
		{"the office has it", flow.ByOnline, "id", course.Lacking, nil, false, course.Exempt, "", ""},
		{"a window says so", flow.ByWindow, "id", course.Exempt, nil, false, course.Exempt, "", ""},
		{"a window says nothing", flow.ByWindow, "id", course.Lacking, nil, false, course.Lacking, "", ""},
		{"what the office does not have", flow.ByAPI, "house", course.Exempt, nil, false, "", "m_house", "不在免提交范围"},
		{"written from the form", flow.ByOnline, "letter", course.Lacking, nil, false, course.Made, "", ""},
		{"at a window it is on paper", flow.ByWindow, "letter", course.Lacking, nil, false, course.Lacking, "", ""},
		{"by the promise", flow.ByOnline, "house", course.Lacking, nil, true, course.Exempt, "", ""},
		{"what the promise does not name", flow.ByAPI, "photo", course.Lacking, nil, true, "", "m_photo", "请上传"},
	} {
		sub := h.paper(func(sub *course.Submission) {
			sub.Channel, sub.CommitTo = c.channel, c.commit
			sub.Materials = []course.Handed{{Key: "id", State: course.Exempt}, {Key: "photo", Files: []int64{8}},
				{Key: "house", Files: []int64{9}}}
			sub.Materials = slices.DeleteFunc(sub.Materials, func(m course.Handed) bool { return m.Key == c.key })
			sub.Materials = append(sub.Materials, course.Handed{Key: c.key, State: c.state, Files: c.files, Note: "说明"})
		})
		a, err := h.cases.Prepare(h.cases.Complete(&it), sub)
		if c.field != "" {
			invalid(t, err, c.field, c.says)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		i := slices.IndexFunc(a.Materials, func(m course.Handed) bool { return m.Key == c.key })
		if got := a.Materials[i]; got.State != c.want || !slices.Equal(got.Files, c.files) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// A file belongs to who handed it in until it is the case's, and to nobody else's application.
func TestFilesAreTheCases(t *testing.T) {
	h := lite(t)
	z, other := h.citizen(phone, party, idNo), h.citizen(proxyPhone, proxy, otherID)
	k := h.online(z)
	list, err := h.Files.OfCase(t.Context(), k.ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	stolen, _ := strconv.ParseInt(other.File("别人的.pdf"), 10, 64)
	v := z.Visitor()
	ctx := people.WithVisitor(t.Context(), v)
	sub := h.paper(func(sub *course.Submission) {
		sub.Channel, sub.Person = flow.ByOnline, v.Actor.ID
		sub.Materials = []course.Handed{{Key: "house", Files: []int64{stolen}}}
	})
	if _, _, err := h.cases.Submit(ctx, v.Actor, sub); err == nil {
		t.Error("another's file is handed in")
	} else if f, ok := fail.As(err); !ok || len(f.Fields) > 0 && !strings.HasPrefix(f.Fields[0].Name, "m_house") {
		t.Errorf("%+v", err)
	}
	if n := len(h.Cases(course.Kind)); n != 1 {
		t.Errorf("%d cases", n)
	}
}

// What is suspended is not applied for, nor where no organ handles it; who is received is told to whom.
func TestWhatIsNotAppliedFor(t *testing.T) {
	h := lite(t)
	if err := h.Catalog.SetState(t.Context(), people.TheOffice, h.item("CARD"), catalog.Suspended, "系统升级"); err != nil {
		t.Fatal(err)
	}
	_, err := h.submits(client, h.paper(asCard(h)))
	conflict(t, err, "“社会保障卡挂失”暂停办理")
	if _, err := h.submits(client, h.paper(at(officetest.Whole))); err == nil {
		t.Error("the city handles it")
	}
	if _, err := h.submits(client, h.paper(func(sub *course.Submission) { sub.Item = 1 })); !fail.Is(err, fail.KindNotFound) {
		t.Errorf("an item that is none: %v", err)
	}
	err = h.DB.Tx(t.Context(), func(tx *db.DB) error {
		_, err := h.Engine.Open(t.Context(), tx, client, flow.Opening{Kind: course.Kind, Event: "submit",
			Region: officetest.County, Channel: flow.ByAPI})
		return err
	})
	if err == nil {
		t.Error("a case without an application was opened")
	}
}

// Sent twice by one key it is one case.
func TestSubmittedOnce(t *testing.T) {
	h := lite(t)
	once, err := flow.OnceOf(course.Kind, client, "request 1", "hash")
	if err != nil {
		t.Fatal(err)
	}
	sub := h.paper(func(sub *course.Submission) { sub.Once = once })
	ctx := people.WithVisitor(t.Context(), people.Visitor{Actor: client})
	first, again, err := h.cases.Submit(ctx, client, sub)
	if err != nil || again {
		t.Fatal(again, err)
	}
	second, again, err := h.cases.Submit(ctx, client, sub)
	if err != nil || !again || second.ID != first.ID {
		t.Errorf("%d, %d, %v %v", first.ID, second.ID, again, err)
	}
}

// A window has seen whom it receives, and minds a number that stands under another name; what a citizen or a program says of somebody is a
// claim of theirs, whatever else stands in the book.
func TestWhoAppliesIsEntered(t *testing.T) {
	h := lite(t)
	seen := func(k flow.Case) bool {
		p, err := h.Persons.Person(t.Context(), h.DB, k.Applicant)
		if err != nil {
			t.Fatal(err)
		}
		return p.Seen
	}
	k := h.walksIn()
	claimed := h.filed()
	if !seen(k) || seen(claimed) || k.Applicant == claimed.Applicant {
		t.Error("a program's claim is the office's knowledge")
	}
	_, err := h.received("", nil, func(sub *course.Submission) { sub.Applicant.Name = "张晓美" })
	conflict(t, err, "周敏看到的不是张晓美")
	if k := h.filed(func(sub *course.Submission) { sub.Applicant.Name, sub.Signed = "张晓美", "张晓美" }); k.Party != "张晓美" {
		t.Errorf("%s", k.Party)
	}
	_, err = h.submits(client, h.paper(func(sub *course.Submission) { sub.Applicant.IDNo = "1" }))
	invalid(t, err, "applicant.id_no", "")
	_, err = h.submits(client, h.paper(throughProxy, func(sub *course.Submission) { sub.Agent.IDNo = "1" }))
	invalid(t, err, "agent.id_no", "")
	_, err = h.received("", nil, throughProxy, func(sub *course.Submission) { sub.Agent.IDNo = "1" })
	invalid(t, err, "agent_id_no", "")
	a := h.load(h.filed(throughProxy))
	if a.By != (course.Proxy{Name: proxy, Phone: proxyPhone, Relation: "relative", Right: "letter"}) ||
		a.Agent == 0 || a.Agent == a.Applicant {
		t.Errorf("%+v", a)
	}
	says(t, h.papers(h.filed(ofFirm), "收件凭证"), "你单位于2026年4月20日提交")
	silent(t, h.papers(k, ""), "你单位")
}

// A citizen files for another, for whom he acts in this one event: the agent is himself, whatever he types, and his principal is asked to sign.
func TestACitizenFilesForAnother(t *testing.T) {
	h := lite(t)
	z := h.citizen(proxyPhone, proxy, otherID)
	k := h.online(z, func(sub *course.Submission) {
		sub.Person, sub.Applicant = 0, persons.Identity{Name: party, IDNo: idNo, Phone: phone}
		sub.Agent, sub.By, sub.Signed = &persons.Identity{Name: proxy, Phone: proxyPhone}, course.Proxy{Relation: "friend"}, proxy
	})
	a := h.load(k)
	if a.Agent != z.Visitor().Actor.ID || k.Party != party {
		t.Errorf("%+v", a)
	}
	if _, err := h.does(z, k, "withdraw"); err == nil {
		t.Error("who filed for another ends the matter")
	}
	says(t, h.papers(k, "授权委托书"), "受托人：李建军，受托的朋友、邻居", "＿＿")
	says(t, h.all(phone), "有人以您的名义提交了“河畔夜市经营许可”申请")

	own := h.online(z, func(sub *course.Submission) { sub.By = course.Proxy{} })
	if h.load(own).Agent != 0 || own.Party != proxy {
		t.Errorf("%+v", own)
	}
	says(t, h.all(proxyPhone), "已收到您的“河畔夜市经营许可”申请") // at the number of the account
}

// A number that a window typed is proven where it was read out there, and else not where the rules want it; the audit names who proved it.
func TestATelephoneThatWasReadOut(t *testing.T) {
	h := lite(t)
	h.Limit("contact.window_code", 1)
	reach := func(k flow.Case) bool {
		_, proven, err := h.Persons.ReachIn(t.Context(), h.DB, k.ID, k.Applicant)
		if err != nil {
			t.Fatal(err)
		}
		return proven
	}
	k, err := h.received("", nil)
	if err != nil || reach(k) {
		t.Errorf("what a window typed is proven, %v", err)
	}
	if !reach(h.filed()) {
		t.Error("what a program gave is not")
	}
	k, err = h.received("", nil, func(sub *course.Submission) { sub.Proven = phone })
	if err != nil || !reach(k) {
		t.Errorf("what was read out is not proven, %v", err)
	}
	k, err = h.received("", nil, ofFirm, throughProxy, func(sub *course.Submission) { sub.Applicant.Phone = "" })
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.Persons.PhoneIn(t.Context(), h.DB, k.ID, k.Applicant); err != nil || got != proxyPhone {
		t.Errorf("a firm is reached by %q, %v", got, err) // by who acts for it
	}
	k = h.filed(throughProxy, func(sub *course.Submission) { sub.Applicant.Phone = "" })
	if got, err := h.Persons.PhoneIn(t.Context(), h.DB, k.ID, k.Applicant); err != nil || got != "" {
		t.Errorf("a person is reached by %q, %v", got, err) // not by who acts for him
	}
}

// A limit of the item is a term of its clock: none is the same day, and days are working days unless it says otherwise.
func TestTermsOfItems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limit catalog.Limit
		want  calendar.Unit
	}{
		{catalog.Limit{N: 5, Unit: "workday"}, calendar.Workday}, {catalog.Limit{N: 5, Unit: "day"}, calendar.NaturalDay},
		{catalog.Limit{N: 0, Unit: "workday"}, calendar.SameDay}, {catalog.Limit{N: 0, Unit: "day"}, calendar.SameDay},
	} {
		if got := course.Term("promise", &c.limit); got.Unit != c.want || got.N != c.limit.N || got.Key != "application.promise" {
			t.Errorf("%+v is %+v", c.limit, got)
		}
	}
}
