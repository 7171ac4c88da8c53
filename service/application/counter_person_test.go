package application_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application"
	"wuyou/service/application/course"
)

// Who stands at the window for another says who he is, how they stand to each other and by what right; a firm always comes by somebody, who
// is its agent.
func TestSomebodyStandsAtTheWindowForAnother(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.concludes(h.clerk, permitCode, "accept", with(wholly, "by", "proxy"), "agent_phone", "138").
		Is(http.StatusUnprocessableEntity, `href="#f-agent_name"`, `href="#f-agent_id_no"`, `href="#f-agent_phone"`, `href="#f-relation"`,
			`href="#f-right"`, "代办人姓名", "怎样授权")
	k := h.at(h.concludes(h.clerk, permitCode, "accept", with(proxy, allOK...)).Is(http.StatusOK, "张*梅"))
	if a := h.kept(k); k.Party != "张晓梅" || a.Agent == 0 || a.By != (course.Proxy{Name: "李建军", Phone: phone(2), Relation: "relative",
		Right: "letter"}) || a.Form["who_name"] != "张晓梅" || a.Form["phone"] != phone(1) {
		t.Errorf("%+v %+v", k, a)
	}
	k = h.at(h.concludes(h.clerk, permitCode, "accept", with(wholly, proxy[8:]...), "agent_name",
		"").Is(http.StatusOK)) // by himself: what was typed of another is nothing
	if a := h.kept(k); a.Agent != 0 || a.By != (course.Proxy{}) {
		t.Errorf("%+v", a)
	}

	h.concludes(h.clerk, permitCode, "accept", with(byFirm, with(allOK, "right", "")...), "id_no", firmCode[:17]+"M").
		Is(http.StatusUnprocessableEntity, "统一社会信用代码", "经办人姓名", "法定代表人或负责人", `href="#f-id_no"`, `href="#f-right"`).Not("和本人的关系",
		`href="#f-relation"`, `name="by"`)
	k = h.at(h.concludes(h.clerk, permitCode, "accept", with(byFirm, allOK...), "relation", "friend").Is(http.StatusOK))
	if a := h.kept(k); k.Party != firmName || a.By != (course.Proxy{Name: "李建军", Phone: phone(2), Relation: "agent", Right: "letter"}) ||
		a.Form["firm"] != firmName || a.Form["who_name"] != "李建军" || a.Form["who_no"] != idNo(2) {
		t.Errorf("%+v %+v", k, a)
	}
	p, err := h.Persons.Person(t.Context(), h.DB, k.Applicant)
	if err != nil || !p.Firm || p.LegalName != "钱老板" {
		t.Errorf("%+v %v", p, err)
	}
}

// The form is filled in with who stands there and with what the office has of somebody it knows by number and name; what must be asked
// comes first, and what was carried over can be said otherwise.
func TestTheFormAtTheWindow(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	look := func(more ...string) officetest.Seen {
		return h.clerk.Post(counter, with(with(self, more...), "do", "look", "item", h.item(permitCode))...).Is(http.StatusOK)
	}
	page := look("f_note", "下午来").Is(http.StatusOK, "还要问 1 项，已带入 3 项", "已带入 张晓梅，不同再填", "已带入 138****0001，不同再填",
		"下午来").Not(`name="f_who_name" type="text" value="张晓梅"`)
	if strings.Index(page.Body, `name="f_size"`) > strings.Index(page.Body, `name="f_note"`) || strings.Index(page.Body,
		`name="f_note"`) > strings.Index(page.Body, `name="f_who_name"`) {
		t.Error("what must be asked does not come first, or what was carried over not last")
	}
	look("s_who", "self", "s_lost", "no", "s_size", "large").Is(http.StatusOK, "还要问 0 项，已带入 3 项", `type="hidden" name="f_size" value="large"`)
	look("name", "", "id_no", "", "phone", "").Is(http.StatusOK, "还要问 2 项，已带入 0 项")
	look("table_open", "1").Is(http.StatusOK, `<details open><summary data-key="Alt+T"`)
	look().Not(`<details open><summary data-key="Alt+T"`)
	// of what a situation says the form says nothing else
	k := h.at(h.concludes(h.clerk, permitCode, "keep", wholly, "f_who_name", "张小梅", "f_size", "small", "phone", "").Is(http.StatusOK))
	if a := h.kept(k); a.Form["who_name"] != "张小梅" || a.Form["size"] != "large" || a.Form["who_no"] != idNo(1) {
		t.Errorf("%+v", a.Form)
	}
	k = h.at(h.concludes(h.clerk, permitCode, "keep", wholly, "f_who_name", " ", "f_who_no", "").Is(http.StatusOK)) // as carried
	if a := h.kept(k); a.Form["who_name"] != "张晓梅" || a.Form["who_no"] != idNo(1) {
		t.Errorf("%+v", a.Form)
	}
	h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK)
	look("phone", "").Is(http.StatusOK, "已带入 138****0001，不同再填") // the book has it
	look("phone", "", "name", "王小明").Not("138****0001")         // of another name it tells nothing
}

// What the situation leaves to ask, what the applicant may promise instead of handing in, and what follows from it stand on the screen.
func TestWhatFollowsAtTheWindow(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := permit()
	it.Code, it.Name = "TEST-ASKS", "多问几句"
	it.Delivery = []string{"electronic", "courier"}
	it.Situations = []catalog.Situation{
		{Key: "kind", Ask: "哪一类？", Answers: []catalog.Answer{{Value: "a", Label: "甲类"}, {Value: "b", Label: "乙类"}}},
		{Key: "sort", Ask: "甲类的哪些？", When: "kind=a", Multi: true, Answers: []catalog.Answer{{Value: "x", Label: "其一"}, {Value: "y",
			Label: "其二"}}},
		{Key: "long", Ask: "要不要说一大段话？", Answers: []catalog.Answer{{Value: "1", Label: "一段长得不能放在一个小按钮里的话"}, {Value: "2",
			Label: "另一段同样长得放不进按钮里的话语"}}},
	}
	h.Offer(it)
	look := func(more ...string) officetest.Seen {
		return h.clerk.Post(counter, with(with(self, more...), "do", "look", "item", h.item("TEST-ASKS"))...).Is(http.StatusOK)
	}
	look().Is(http.StatusOK, "哪一类？", "情形还没有问完", "办理方式", "一般程序", "告知承诺", "要不要说一大段话？", "电子送达").Not("甲类的哪些？", "收件人")
	look("s_kind", "b").Not("甲类的哪些？")
	look().Is(http.StatusOK, `<input type="radio" id="f-s_long" name="s_long"`, `name="m_plan" value="later"`). // what is short stands in one line
															Not(`id="f-s_kind" name="s_kind"`, `name="m_photo" value="later"`, `name="m_photo" value="exempt"`)
	look("s_kind", "a", "s_sort", "x,y", "s_long", "1").Is(http.StatusOK, "甲类的哪些？", `name="s_sort" value="x" checked`,
		`name="s_sort" value="y" checked`, "还有 4 份材料没核对",
		"免交 1，待核对 4", "承诺", "7 个工作日", "4月29日（星期三）")
	look("s_kind", "b", "s_sort", "x").Is(http.StatusOK, "甲类的哪些？") // what was said shows
	all := []string{"s_kind", "b", "s_long", "1", "m_table", "ok", "m_photo", "ok", "m_plan", "later", "m_rules", "ok"}
	look(all...).Is(http.StatusOK, "可以受理", "齐 3，免交 1，容缺 1", "可以先受理、后补交，请办事人签承诺：场地图（最迟2026年4月27日，含当日）。", "已向申请人说明承诺的内容和后果").Not("凭承诺免交")
	look(with(all, "m_plan", "lack")...).Is(http.StatusOK, "材料不齐", "缺 1").Not("已向申请人说明承诺的内容和后果")
	look(with(all, "commit", "1", "m_rules", "")...).Is(http.StatusOK, "凭承诺免交", "已向申请人说明承诺的内容和后果").Bones()
	look(with(all, "commit", "1", "m_rules", "", "m_plan", "ok")...).Is(http.StatusOK, "已向申请人说明承诺的内容和后果")
	look("delivery", "courier").Is(http.StatusOK, "收件人", `name="to_name" type="text" value="张晓梅"`,
		`name="to_phone" type="tel" value="`+phone(1)+`"`)

	promise := with(wholly, "commit", "1", "m_rules", "exempt", "m_plan", "ok") // as the screen shows what the promise makes needless
	h.concludes(h.clerk, permitCode, "accept", promise).Is(http.StatusUnprocessableEntity, "请向申请人说明承诺的内容和后果")
	h.concludes(h.clerk, permitCode, "keep", promise).Is(http.StatusUnprocessableEntity, "请向申请人说明承诺的内容和后果")
	k := h.at(h.concludes(h.clerk, permitCode, "accept", promise, "signed", "1").Is(http.StatusOK))
	if a := h.kept(k); !a.CommitTo || !slices.Contains(h.papers(k), "promise_letter") || !slices.ContainsFunc(a.Materials,
		func(m course.Handed) bool { return m.Key == "rules" && m.Note == "凭承诺免交" }) {
		t.Errorf("%+v", a)
	}
}

// A slip in a name is told before anything is received: the number stands under another name, which the clerk is not told.
func TestASlipInTheNameIsTold(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK)
	slip := with(cardOf, "name", "张小梅")
	h.concludes(h.clerk, cardCode, "keep", slip).Is(http.StatusUnprocessableEntity, "可能与登记的不同", "已对照证件，姓名（名称）就是这样写的",
		`href="#f-name_seen"`).Not("张晓梅")
	h.clerk.Post(counter, with(cardOf, "do", "look", "item", h.item(cardCode))...).Not("已对照证件")
	h.concludes(h.clerk, cardCode, "keep", slip, "name_seen", "1", "delivery", "pigeon").
		Is(http.StatusUnprocessableEntity, `name="name_seen" value="1" checked`).Not("可能与登记的不同") // what was ticked stays
	if n := len(h.Cases(course.Kind)); n != 1 {
		t.Errorf("%d cases", n)
	}
	k := h.at(h.concludes(h.clerk, cardCode, "keep", slip, "name_seen", "1").Is(http.StatusOK))
	h.clerk.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "还登记着另一个姓名").Not("张晓梅")
	if k.Party != "张小梅" {
		t.Error(k.Party)
	}
}

// Whom a window meets under another name is told to the service of identities, with the place.
func TestAnotherNameIsHandedOn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	var told []string
	s := application.New(h.Office, nil, course.Options{Tries: 3, Defaults: h.Profile.Defaults, Differs: func(_ context.Context, _ *db.DB,
		clerk people.Actor, p persons.Person) error {
		told = append(told, fmt.Sprint(clerk.Name, " ", p.Name))
		return nil
	}})
	e, err := h.Catalog.ByCode(cardCode)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"张晓梅", "张小梅"} {
		sub, clerk := h.submission(1), h.clerk.Actor()
		sub.Item, sub.Applicant.Name = e.ID, name
		if _, err := s.Receive(people.WithVisitor(t.Context(), people.Visitor{Actor: clerk}), clerk, sub, "", nil); err != nil {
			t.Fatal(err)
		}
	}
	if want := "周敏 张小梅"; len(told) != 1 || told[0] != want {
		t.Errorf("%q, want %q", told, want)
	}
}

// steps has a window take a step of a conversation about the card.
func (h *hall) steps(by *officetest.Somebody, do string, more ...string) officetest.Seen {
	h.T.Helper()
	return by.Post(counter, with(with(cardOf, more...), with(h.screen(by, cardCode), "do", do)...)...)
}

// heard is the code that last went to a telephone, to be read out at a window.
func (h *hall) heard(phone string) string {
	h.T.Helper()
	h.Tick()
	all := h.Texts(phone)
	if len(all) == 0 {
		h.T.Fatal("no code came to ", phone)
	}
	_, rest, _ := strings.Cut(all[len(all)-1], "窗口核对手机号的验证码 ")
	return rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
}

// proven reports whether the telephone of a case is.
func (h *hall) proven(k flow.Case) bool {
	h.T.Helper()
	_, is, err := h.Persons.ReachIn(h.T.Context(), h.DB, k.ID, k.Applicant)
	if err != nil {
		h.T.Fatal(err)
	}
	return is
}

// Where windows have telephones proven, a code goes to the telephone of the case and is read out; what was proven holds for this person,
// this number and this clerk, and the case has it from the beginning.
func TestACodeIsReadOutAtTheCounter(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.steps(h.clerk, "look").Is(http.StatusOK).Not("发验证码核对")
	h.steps(h.clerk, "sms").Is(http.StatusOK).Not("再发一次") // the rule asks for none
	h.Tick()
	if got := h.Texts(phone(1)); len(got) != 0 {
		t.Errorf("he is told %q", got)
	}
	h.Limit("contact.window_code", 1)
	h.steps(h.clerk, "look").Is(http.StatusOK, "发验证码核对").Not("已核验", `name="phone_code"`).Bones()
	h.steps(h.clerk, "sms", "id_no", "", "name", "").Is(http.StatusUnprocessableEntity, "请先填申请人的证件号，再核对手机号")
	h.steps(h.clerk, "sms", "phone", "028-38112345").Is(http.StatusUnprocessableEntity, `id="f-phone-error"`)
	h.steps(h.clerk, "sms").Is(http.StatusOK, `name="phone_code"`, "138****0001", "再发一次", "选填").Bones()
	sent := []string{"phone_sent", phone(1)}
	h.steps(h.clerk, "sms", sent...).Is(http.StatusUnprocessableEntity, "秒后再试", `name="phone_code"`)
	right := h.heard(phone(1))
	if got := strings.Join(h.Texts(phone(1)), ""); strings.Contains(got, "张") || strings.Contains(got, cardName) {
		t.Errorf("before anything is proven the message says %q", got)
	}
	h.steps(h.clerk, "look", with(sent, "phone_code", "00000000")...).Is(http.StatusUnprocessableEntity, "验证码不对或已过期")
	h.steps(h.clerk, "look", with(sent, "phone_code", right[:3])...).Is(http.StatusOK).Not("已核验", "验证码不对") // he still types
	h.steps(h.clerk, "look", with(sent, "phone_code", right, "phone",
		phone(3))...).Is(http.StatusOK).Not("已核验", `name="phone_code"`) // the number was corrected meanwhile
	heard := field(h.steps(h.clerk, "look", with(sent, "phone_code", right)...).Is(http.StatusOK, "已核验").Not("发验证码核对"), "phone_heard")
	h.steps(h.clerk, "hear", with(sent, "phone_code", right)...).Is(http.StatusUnprocessableEntity, "验证码不对或已过期") // it is good once
	for words, is := range map[string]struct {
		by   *officetest.Somebody
		more []string
	}{
		"another number": {h.clerk, []string{"phone", phone(3)}}, "another person": {h.clerk, []string{"id_no", idNo(8)}},
		"another clerk": {h.colleague, nil},
	} {
		if got := h.steps(is.by, "look", with([]string{"phone_heard", heard}, is.more...)...); strings.Contains(got.Body, "已核验") {
			t.Errorf("it is proven for %s", words)
		}
	}
	open := h.at(h.steps(h.clerk, "keep", "phone_heard", heard, "id_no", idNo(8), "name", "王小明").Is(http.StatusOK, "未核验", "发验证码核对手机"))
	mine := h.at(h.steps(h.clerk, "keep", "phone_heard", heard).Is(http.StatusOK).Not("未核验"))
	if h.proven(open) || !h.proven(mine) {
		t.Errorf("proven: %v %v", h.proven(open), h.proven(mine))
	}
	if !slices.ContainsFunc(h.looks("核验手机号"), func(l audit.Line) bool {
		return strings.Contains(l.Object, flow.Grouped(mine.Number())) && l.Reason == "窗口当面念验证码"
	}) {
		t.Errorf("%+v", h.looks("核验手机号"))
	}
	h.steps(h.clerk, "look").Is(http.StatusOK, "已核验").Not("发验证码核对") // the next time it is known
	if k := h.at(h.steps(h.clerk, "keep").Is(http.StatusOK)); !h.proven(k) {
		t.Error("what is known is unproven in the next case")
	}
	h.Limit("contact.window_code", 2)
	h.steps(h.clerk, "keep").Is(http.StatusOK) // also where none is taken without
}

// Where none is taken that was not proven, that of who acts for a firm neither: who has none is received without, and a proof holds for two hours.
func TestWhereNoTelephoneIsTakenUnproven(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.Limit("contact.window_code", 2)
	none := h.steps(h.clerk, "keep", "phone", phone(4), "phone_use", "new")
	none.Is(http.StatusUnprocessableEntity, "这个手机号还没有核对，请发验证码", "填了的都要核对；没有手机的空着，凭查询单办理")
	h.steps(h.clerk, "sms").Is(http.StatusOK)
	said := []string{"phone_sent", phone(1), "phone_code", h.heard(phone(1))}
	mine := field(h.steps(h.clerk, "hear", said...).Is(http.StatusOK, "已核验"), "phone_heard")
	h.Later(2*time.Hour + time.Second)
	h.clerk.Back()
	h.steps(h.clerk, "keep", "phone_heard", mine).Is(http.StatusUnprocessableEntity, "这个手机号还没有核对") // it is too long ago
	h.steps(h.clerk, "keep", "phone", "", "id_no", idNo(7), "name", "何新").Is(http.StatusOK, "没有手机号，不发短信")
	h.steps(h.clerk, "keep", "phone", "028-38112345", "id_no", idNo(6), "name", "何旧").Is(http.StatusOK) // to it goes no code
	firm := with(byFirm, "f_request", "挂失", "delivery", "pickup", "agent_phone", phone(5))
	h.concludes(h.clerk, cardCode, "keep", firm).Is(http.StatusUnprocessableEntity, `id="f-agent_phone-error"`, "这个手机号还没有核对")
	h.clerk.Post(counter, with(firm, "do", "sms", "item", h.item(cardCode))...).Is(http.StatusOK, "138****0005", `name="phone_code"`)
	heard := field(h.clerk.Post(counter, with(firm, "do", "hear", "item", h.item(cardCode), "phone_sent", phone(5), "phone_code",
		h.heard(phone(5)))...).Is(http.StatusOK, "已核验"), "phone_heard")
	if k := h.at(h.concludes(h.clerk, cardCode, "keep", firm, "phone_heard", heard).Is(http.StatusOK)); !h.proven(k) {
		t.Error("the agent's telephone is unproven in the firm's case")
	}
}
