package application_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

const counter = "/desk/counter"

// What stands on the screen of a window: who has come, what was looked at, and the answers.
var (
	self  = []string{"party", "person", "by", "self", "name", "张晓梅", "id_no", idNo(1), "phone", phone(1)}
	proxy = with(self, "by", "proxy", "agent_name", "李建军", "agent_id_no", idNo(2), "agent_phone", phone(2), "relation", "relative",
		"right", "letter")
	byFirm = []string{"party", "firm", "name", firmName, "id_no", firmCode, "legal", "钱老板", "agent_name", "李建军", "agent_id_no", idNo(2),
		"agent_phone", phone(2), "right", "letter"}
	allOK = []string{"s_who", "self", "s_lost", "no", "s_size", "large", "m_id", "exempt", "m_table", "ok", "m_photo", "ok", "m_plan",
		"ok", "m_rules", "ok",
		"delivery", "pickup"}
	wholly = with(self, allOK...) // the permit, with everything that it asks
	cardOf = with(self, "f_request", "卡丢了，要挂失", "delivery", "pickup")
)

// screen is what the form of a fresh screen with an item carries.
func (h *hall) screen(by *officetest.Somebody, code string) []string {
	h.T.Helper()
	s := by.Get(counter+"?item="+h.item(code)).Is(http.StatusOK, "窗口收件")
	return []string{"item", h.item(code), "key", field(s, "key"), "shown", field(s, "shown")}
}

// concludes has a window come to an outcome on a fresh screen.
func (h *hall) concludes(by *officetest.Somebody, code, do string, said []string, more ...string) officetest.Seen {
	h.T.Helper()
	return by.Post(counter, with(with(said, more...), with(h.screen(by, code), "do", do)...)...)
}

// One window receives any item: everything that is wrong is told together and nothing of it becomes a case; what is complete is accepted at
// once, and sent twice it is one case. The same screen for another person is another.
func TestAWindowTakesIn(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		empty := h.concludes(h.clerk, permitCode, "accept", nil, "party", "person", "by", "self")
		empty.Is(http.StatusUnprocessableEntity, `href="#f-name"`, `href="#f-id_no"`, `href="#f-s_who"`, `href="#f-f_who_name"`,
			`href="#f-m_photo"`, "请核对“近期照片”",
			"请核对“场地图”", "请核对“安全制度”", "情形还没有问完").Not("请核对“身份证”", "请核对“委托书”", `href="#f-f_phone"`).Bones()
		h.clerk.Post(counter, with(self, "do", "accept")...).Is(http.StatusUnprocessableEntity, "请选择办什么事")
		h.concludes(h.clerk, permitCode, "accept", wholly, "m_photo", "lack", "m_plan", "").
			Is(http.StatusUnprocessableEntity, "缺“近期照片”，不能受理", "请核对“场地图”", `value="张晓梅"`).Not("请核对“安全制度”")
		empty = h.clerk.Post(counter, "do", "accept", "key", "the key of a screen", "item", h.item(permitCode), "shown", field(empty, "shown"))
		if got := field(empty.Is(http.StatusUnprocessableEntity), "key"); got != "the key of a screen" {
			t.Errorf("mended, it is sent under %q", got)
		}
		h.concludes(h.clerk, permitCode, "accept", wholly, "m_plan", "later").Is(http.StatusUnprocessableEntity, "请向申请人说明承诺的内容和后果")
		h.concludes(h.clerk, permitCode, "accept", wholly, "m_rules", "later").Is(http.StatusUnprocessableEntity, "“安全制度”不能容缺后补")
		h.concludes(h.clerk, permitCode, "accept", wholly, "m_photo", "exempt").Is(http.StatusUnprocessableEntity, "“近期照片”不在免提交范围")
		h.concludes(h.clerk, permitCode, "accept", wholly, "delivery", "courier").Is(http.StatusUnprocessableEntity, "请填写收件地址", "收件人手机")
		h.concludes(h.clerk, permitCode, "accept", wholly, "f_phone", "123").Is(http.StatusUnprocessableEntity, `id="f-f_phone-error"`,
			`<details open><summary data-key="Alt+T"`)
		if n := len(c.Cases(course.Kind)); n != 0 {
			t.Fatalf("%d cases came of what was refused", n)
		}
		said := with(wholly, with(h.screen(h.clerk, permitCode), "do", "accept", "m_plan", "later", "signed", "1", "delivery", "courier",
			"to_name", "李建军", "to_phone", phone(3), "to_street", "滨江路 8 号", "f_note", "下午来", "f_home", string(officetest.Village))...)
		done := h.clerk.Post(counter, said...).Is(http.StatusOK, "已受理", "data-print-now", "受理通知书", "张晓梅：", "打印查询单", "下一位", "最晚",
			"张*梅", "138****0001", "同一事项再办一件").Not("打印受理通知书", phone(1)).Bones()
		k := h.at(done)
		h.clerk.Get(counter+"/done/"+k.Number()).Is(http.StatusOK, "打印受理通知书").Not("data-print-now", "张晓梅")
		a := h.kept(k)
		states := map[string]string{}
		for _, m := range a.Materials {
			states[m.Key] = m.State
		}
		if k.State != course.Reviewing || k.Channel != flow.ByWindow || k.Region != officetest.County || k.Dept != h.dept("人社局") ||
			a.Address.Street != "滨江路 8 号" ||
			a.Form["note"] != "下午来" || a.Form["who_name"] != "张晓梅" || a.Form["size"] != "large" || a.Home != officetest.Village ||
			len(a.Debts) != 1 || a.Agent != 0 {
			t.Errorf("%+v %+v", k, a)
		}
		if got, want := fmt.Sprint(states), fmt.Sprint(map[string]string{"id": course.Exempt, "table": course.Paper, "photo": course.Paper,
			"plan": course.Later, "rules": course.Paper}); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if again := h.clerk.Post(counter, said...); again.At != done.At {
			t.Errorf("sent again it is %s beside %s", again.At, done.At)
		}
		if other := h.clerk.Post(counter, with(said, "name", "王小明", "id_no", idNo(4), "phone",
			phone(4))...).Is(http.StatusOK); other.At == done.At {
			t.Error("another person has the same case")
		}
		if third := h.clerk.Post(counter, with(said, "key", "")...).Is(http.StatusOK); third.At == done.At {
			t.Error("without a key it is the same case")
		}
		c.Sound()
	})
}

// Who has no telephone is received all the same, whatever the form asks online; where he lives is the window's place as long as nobody says
// another.
func TestWhoHasNoTelephoneIsReceived(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.at(h.concludes(h.below, permitCode, "accept", wholly, "phone", "").Is(http.StatusOK, "没有手机号，不发短信"))
	if a := h.kept(k); k.Region != officetest.Township || a.Home != officetest.Township || a.Form["phone"] != "" ||
		k.State != course.Reviewing {
		t.Errorf("%+v %+v", k, a)
	}
}

// An item is found by its name, what people call it, its code or a proposal; of what the window does not handle it is told so.
func TestTheWindowFindsTheItem(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	only := permit()
	only.Code, only.Name = "TEST-FAR", "青云游艺证换发"
	h.offerAt(only, officetest.OtherCounty)
	chosen := func(by *officetest.Somebody, code string, pairs ...string) officetest.Seen {
		t.Helper()
		s := by.Post(counter, append([]string{"do", "look"}, pairs...)...).Is(http.StatusOK)
		if got, want := field(s, "item"), h.item(code); got != want {
			t.Errorf("%q chooses %s, not %s", pairs, got, want)
		}
		return s
	}
	h.clerk.Get(counter).Is(http.StatusOK, "还没有选事项", permitName, cardName).Not("青云游艺证换发", "受理，打印")
	chosen(h.clerk, permitCode, "q", permitName).Is(http.StatusOK, "东岸区人社局", "/items/"+h.item(permitCode))
	chosen(h.clerk, permitCode, "q", "青云游艺")
	chosen(h.clerk, cardCode, "q", cardCode)
	chosen(h.clerk, cardCode, "q", "青云游艺", "pick", h.item(cardCode))
	h.clerk.Post(counter, "do", "look", "q", "鳜鱼票据", "id_no", "５１１４０２ １９９００３０７００１ｘ", "phone", "138 0013 8000").
		Is(http.StatusOK, "没有找到这个事项", `value="51140219900307001X"`, `value="13800138000"`, `value="鳜鱼票据"`)
	h.above.Post(counter, "do", "look", "q", "青云游艺").Is(http.StatusOK, permitName, "青云游艺证换发", `name="pick"`).Not("受理，打印")
	longer := card()
	longer.Code, longer.Name = "TEST-LONGER", cardName+"补办"
	h.Offer(longer)
	h.clerk.Post(counter, "do", "look", "q", "卡挂失").Is(http.StatusOK, cardName, longer.Name, `name="pick"`)
	chosen(h.clerk, cardCode, "q", cardName) // of two that have the words one has them as its whole name
	h.clerk.Post(counter, "do", "look", "item", "99999").Is(http.StatusOK, "还没有选事项")
	chosen(h.clerk, "TEST-FAR", "q", "TEST-FAR").Is(http.StatusOK, "这个事项在本窗口的辖区没有开办")
	h.concludes(h.clerk, "TEST-FAR", "accept", wholly).Is(http.StatusUnprocessableEntity, "请选择由哪个县（市、区）办理")

	h.clerk.Get(counter+"/items?q=青云").Is(http.StatusOK, permitName, `"value":"`+permitCode, "人社局　行政许可").Not("青云游艺证换发")
	h.above.Get(counter+"/items?q=青云").Is(http.StatusOK, permitName, "青云游艺证换发")
	h.clerk.Get(counter+"/items?q=鳜鱼票据").Is(http.StatusOK, "[]")
	for _, z := range []*officetest.Somebody{h.counter, h.reviewer, h.overseer} {
		for _, path := range []string{counter, counter + "/items?q=青云"} {
			z.Get(path).Is(http.StatusForbidden)
		}
	}
}

// The clerk of a city says for which county he receives; where one alone handles the item, it is that one. Below, it is the window's own
// place.
func TestTheWindowOfACityReceivesForACounty(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.concludes(h.above, permitCode, "accept", wholly).Is(http.StatusUnprocessableEntity, "请选择由哪个县（市、区）办理", "由哪里办理", "东岸区", "西岭县")
	k := h.at(h.concludes(h.above, permitCode, "accept", wholly, "place", string(officetest.OtherCounty)).Is(http.StatusOK, "已受理"))
	if k.Region != officetest.OtherCounty {
		t.Errorf("it is received for %s", k.Region)
	}
	only := permit()
	only.Code = "TEST-FAR"
	h.offerAt(only, officetest.OtherCounty)
	if k = h.at(h.concludes(h.above, "TEST-FAR", "accept", wholly).Is(http.StatusOK, "已受理")); k.Region != officetest.OtherCounty {
		t.Errorf("it is received for %s", k.Region)
	}
	h.below.Get(counter+"?item="+h.item(permitCode)).Is(http.StatusOK, "东岸区人社局").Not("由哪里办理")
}

// A checklist that was given out fills the situation in, also where the item has a newer version; another item forgets what was said of the
// one before.
func TestWhatWasSaidIsOfItsItem(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	e, err := h.Catalog.ByCode(permitCode)
	if err != nil {
		t.Fatal(err)
	}
	keep := func() string {
		list, err := h.Catalog.Keep(t.Context(), e.ID, officetest.County, catalog.Answers{"who": "kin", "lost": "no", "size": "small"})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	list := keep()
	look := func(more ...string) officetest.Seen {
		return h.clerk.Post(counter, with(more, "do", "look")...).Is(http.StatusOK)
	}
	const kin = `name="s_who" value="kin" checked`
	page := look("checklist", list, "item", h.item(cardCode), "f_request", "卡丢了", "m_photo", "ok").
		Is(http.StatusOK, kin, permitName, "已按 4月20日 09:30 的告知单填好情形。", "委托书", "代办人也要带身份证。").Not("事项后来有更新", "卡丢了",
		`name="m_photo" value="ok" checked`)
	recalled := field(page, "recalled")
	look("checklist", list, "recalled", recalled, "item", h.item(permitCode), "s_who", "self", "s_lost", "no", "s_size", "small").Not(kin,
		"已按") // the clerk knows better since
	look("checklist", "12345678", "item", h.item(permitCode), "s_who", "kin", "s_lost", "no").Is(http.StatusOK, kin, "没有")
	h.clerk.Get(counter+"?checklist="+list).Is(http.StatusOK, kin)

	look("item", h.item(permitCode), "pick", h.item(hereCode), "s_who", "kin", "m_id", "lack", "what", "旧的话", "form_point", "1", "name",
		"张晓梅").
		Is(http.StatusOK, hereName, `value="张晓梅"`).Not(`value="lack" checked`, "旧的话")
	look("item", h.item(permitCode), "s_who", "nobody", "s_size", "huge").Is(http.StatusOK, "情形还没有问完") // answers that it does not have
	newer := permit()
	newer.Conditions = []string{"住在本市，年满十八岁。"}
	h.Offer(newer)
	look("checklist", list).Is(http.StatusOK, kin, "事项后来有更新，材料以现在的为准，请向办事人说明。")
}

// Between opening the screen and accepting, the item may get another version or stop: nothing is done, and nothing that was typed is lost.
func TestTheItemChangesUnderTheScreen(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	said := with(wholly, with(h.screen(h.clerk, permitCode), "do", "accept")...)
	newer := permit()
	newer.Conditions = []string{"住在本市，年满十八岁。"}
	h.Offer(newer)
	page := h.clerk.Post(counter, said...).Is(http.StatusConflict, "还没有办：这个事项刚换了新的一版", `value="张晓梅"`)
	h.clerk.Post(counter, with(said, "do", "look")...).Is(http.StatusOK) // only an outcome does something
	e, err := h.Catalog.ByCode(permitCode)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Catalog.SetState(t.Context(), people.TheOffice, e.ID, catalog.Suspended, "系统升级"); err != nil {
		t.Fatal(err)
	}
	h.clerk.Post(counter, with(said, "shown", field(page, "shown"))...).Is(http.StatusConflict, "暂停办理", "这个事项暂停办理，不能收件。", `value="张晓梅"`)
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Errorf("%d cases", n)
	}
}

// What lacks is told once and completely: the notice is proposed from what was marked, what the clerk changes in it stays, and it names
// every point.
func TestWhatLacksIsToldOnce(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		correct := func(more ...string) officetest.Seen {
			return h.concludes(h.clerk, permitCode, "correct", wholly, more...)
		}
		correct().Is(http.StatusUnprocessableEntity, "先把缺的材料标成“缺”，或者勾选“申请表要更正”")
		correct("m_photo", "lack", "m_plan", "").Is(http.StatusUnprocessableEntity, "请核对“场地图”", "请逐条写明怎样才合格")
		page := correct("m_photo", "lack", "m_rules", "lack", "form_point", "1").Is(http.StatusUnprocessableEntity, "请逐条写明怎样才合格",
			"1. 近期照片：白底，近三个月。\n2. 安全制度：请补交。\n3. 申请表：", "材料不齐", "缺 2", `<details open data-now><summary data-key="Alt+B"`)
		was := page.Find(`name="what_was" value="([^"]*)"`)
		look := func(what string, more ...string) officetest.Seen {
			return h.clerk.Post(counter, with(wholly, with(more, "do", "look", "item", h.item(permitCode), "what", what, "what_was",
				was)...)...).Is(http.StatusOK)
		}
		look(strings.ReplaceAll(was, "\n", "\r\n"), "m_photo", "lack").Is(http.StatusOK, "1. 近期照片：白底，近三个月。").Not("2. 安全制度")
		look("照片重拍", "m_photo", "lack").Is(http.StatusOK, "照片重拍")
		k := h.at(correct("m_photo", "lack", "m_rules", "lack", "form_point", "1", "what", "照片重拍，制度盖章，写全称").Is(http.StatusOK, "已一次性告知补正",
			"data-print-now", "一次性补正告知书"))
		a := h.kept(k)
		if k.State != course.Correction || !slices.Equal(a.Points, []string{"photo", "rules", "form"}) || a.Corrections != 1 {
			t.Errorf("%+v %v", k, a.Points)
		}
		c.Tick()
		if got := strings.Join(c.Texts(phone(1)), " "); !strings.Contains(got, "需要补正：近期照片、安全制度、申请表") {
			t.Errorf("he is told %q", got)
		}
		c.Sound()
	})
}

// What cannot be accepted is refused with a reason that a second person looks at, also where the situation says that the item is the wrong
// one; and what is to be decided later waits, with a receipt.
func TestWhatCannotBeAccepted(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.concludes(h.clerk, permitCode, "refuse", wholly, "m_photo", "").Is(http.StatusUnprocessableEntity, "请选择不予受理的情形", "请填写理由和依据",
		`<details open><summary data-key="Alt+J"`).Not("请核对")
	blocked := h.concludes(h.clerk, permitCode, "accept", wholly, "s_lost", "yes", "s_size", "").
		Is(http.StatusUnprocessableEntity, "不适用这个事项：您要办的是挂失。", `href="#f-s_lost"`, cardName, "改办这一项", "不适用这个事项").Not("请核对")
	if got := blocked.Find(`(?s)name="reason"[^>]*>([^<]*)</textarea>`); got != "您要办的是挂失。" {
		t.Errorf("the reason that is proposed: %q", got)
	}
	h.concludes(h.clerk, permitCode, "refuse", wholly, "ground", "not_ours", "reason",
		"应由公安机关办理，见《居民身份证法》第六条").Is(http.StatusUnprocessableEntity, "要告诉申请人该找哪个机关")
	k := h.at(h.concludes(h.clerk, permitCode, "refuse", wholly, "s_lost", "yes", "s_size", "", "ground", "not_needed", "reason",
		"《测试法》第二条：原证有效的不再核发").
		Is(http.StatusOK, "已提出不予受理", "由另一人复核后生效"))
	if k.State != course.Refusing {
		t.Error(k.State)
	}
	keep := h.concludes(h.clerk, permitCode, "keep", wholly, "m_photo", "", "m_rules", "lack", "f_note", strings.Repeat("长", 201))
	keep.Is(http.StatusUnprocessableEntity, `href="#f-f_note"`).Not("请核对")
	k = h.at(h.concludes(h.clerk, permitCode, "keep", with(wholly, "s_lost", "no"), "m_photo", "", "m_rules", "lack").Is(http.StatusOK,
		"已收件", "data-print-now", "收件凭证", "请在凭证上写明的日期前告知是否受理"))
	if k.State != course.Received || !slices.Equal(h.papers(k), []string{"receipt"}) {
		t.Errorf("%s %v", k.State, h.papers(k))
	}
	h.clerk.Do(k, "accept", "m_photo", "ok", "m_rules", "ok", "m_plan", "ok")
	h.clerk.Get(counter+"/done/"+k.Number()).Is(http.StatusOK, "已受理")
	h.reviewer.Do(k, "claim")
	h.reviewer.Do(k, "sign", "verdict", "yes", "opinion", "属实")
	h.clerk.Get(counter+"/done/"+k.Number()).Is(http.StatusOK, "这件现在是“待决定”")
}

// The end of a reception is of applications in the clerk's scope.
func TestTheEndOfAReception(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.at(h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK))
	at := counter + "/done/" + k.Number()
	h.colleague.Get(at).Is(http.StatusOK, flow.Grouped(k.Number()), cardName, "/desk/slips/"+k.Number(), counter+"?item="+h.item(cardCode))
	h.above.Get(at).Is(http.StatusOK)
	for _, z := range []*officetest.Somebody{h.far, h.below} {
		z.Get(at).Is(http.StatusNotFound).Not("张*梅", "138****")
	}
	h.reviewer.Get(at).Is(http.StatusForbidden)
	other := h.Opened(people.TheOffice, flow.Opening{Kind: "other", Event: "begin", Region: officetest.County, Title: "别的事", Party: "钱反映",
		Channel: flow.ByWindow})
	h.clerk.Get(counter + "/done/" + other.Number()).Is(http.StatusNotFound).Not("钱")
	h.clerk.Get(counter + "/done/12").Is(http.StatusUnprocessableEntity)
}

// A clerk sees what a person applied for before, within his scope and of applications alone; the look is logged with the number masked.
func TestWhatAPersonAppliedForBefore(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		find := func(by *officetest.Somebody, more ...string) officetest.Seen {
			return by.Post(counter, with(more, "do", "find", "party", "person", "by", "self")...).Is(http.StatusOK)
		}
		find(h.clerk, "id_no", idNo(1)).Is(http.StatusOK, "这个号码是第一次来办事。")
		if n := len(h.looks("按证件号查办件")); n != 0 {
			t.Errorf("%d looks at nobody", n)
		}
		here := h.at(h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK))
		far := h.at(h.concludes(h.far, cardCode, "keep", cardOf).Is(http.StatusOK))
		for range 8 {
			h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK)
		}
		other := h.Opened(people.TheOffice, flow.Opening{Kind: "other", Event: "begin", Region: officetest.County, Title: "别的事",
			Applicant: here.Applicant, Party: "张晓梅", Channel: flow.ByWindow})
		page := find(h.clerk, "id_no", idNo(1)).Is(http.StatusOK, "登记过：张*梅", cardName, "2026年4月　待受理").Not(far.Number(), other.Number(), "张晓梅",
			"没有办过事")
		if n := strings.Count(page.Body, "/desk/cases/"); n != 8 {
			t.Errorf("%d cases are listed", n)
		}
		find(h.below, "id_no", idNo(1)).Is(http.StatusOK, "登记过：张*梅。在本窗口的辖区没有办过事。").Not("/desk/cases/")
		log := h.looks("按证件号查办件")
		if len(log) != 2 || log[0].ActorName != "周敏" || log[0].Reason != "窗口收件" || strings.Contains(log[0].Object, idNo(1)) ||
			!strings.HasSuffix(log[0].Object, idNo(1)[14:]) {
			t.Errorf("%+v", log)
		}
		h.Limit("seek.hour", 5)
		h.Later(2 * time.Hour)
		h.clerk.Back()
		for range 5 {
			find(h.clerk, "id_no", idNo(1)).Not("查找得太频繁")
		}
		find(h.clerk, "id_no", idNo(1), "phone", phone(8)).Is(http.StatusOK, "查找得太频繁", `value="`+phone(8)+`"`).Not("登记过", "第一次来")
	})
}

// The number that is typed and the one that the office has: which this case uses is asked, unless the account of the applicant himself has
// proven one. Where there is none but in the form, it is asked whether messages go there.
func TestWhichTelephone(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		reached := func(k flow.Case) string {
			t.Helper()
			p, _, err := h.House.Slips.Phone(t.Context(), k)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		received := func(said []string, more ...string) flow.Case {
			t.Helper()
			return h.at(h.concludes(h.clerk, cardCode, "keep", said, more...).Is(http.StatusOK, "已收件"))
		}
		if got := reached(received(cardOf)); got != phone(1) {
			t.Errorf("he is reached at %s", got)
		}
		h.concludes(h.clerk, cardCode, "keep", cardOf, "phone", "138-0013 0001").Is(http.StatusOK) // written otherwise it is the same
		const asked = "这一件的短信发到哪里"
		h.concludes(h.clerk, cardCode, "keep", cardOf, "phone", phone(6)).Is(http.StatusUnprocessableEntity, "和登记的手机不同", asked,
			"这次填的 138****0006，只用于这一件", "登记的 138****0001").Bones()
		landline := with(cardOf, "id_no", idNo(8), "name", "何老", "phone", "028-38112345")
		received(landline)
		received(landline, "phone", "02838112345") // the same, too
		if got := reached(received(cardOf, "phone", phone(6), "phone_use", "new")); got != phone(6) {
			t.Errorf("by the new one he is reached at %s", got)
		}
		if got := reached(received(cardOf, "phone", phone(6), "phone_use", "old")); got != phone(1) {
			t.Errorf("by the old one he is reached at %s", got)
		}

		inForm := with(wholly, "id_no", idNo(5), "name", "何新", "phone", "", "f_phone", phone(5))
		h.concludes(h.clerk, permitCode, "keep", inForm).Is(http.StatusUnprocessableEntity, "手机没有填，申请表里有一个号码", asked, "申请表里的 138****0005",
			"不发短信")
		none := h.at(h.concludes(h.clerk, permitCode, "keep", inForm, "phone_use", "none").Is(http.StatusOK, "没有手机号，不发短信"))
		if got := reached(none); got != "" {
			t.Errorf("though he did not want it he is reached at %s", got)
		}
		if got := reached(h.at(h.concludes(h.clerk, permitCode, "keep", inForm, "phone_use", "form").Is(http.StatusOK))); got != phone(5) {
			t.Errorf("by that of the form he is reached at %s", got)
		}
		h.concludes(h.clerk, permitCode, "keep", with(inForm, "id_no", idNo(6), "f_phone",
			"028-38112345")).Is(http.StatusOK).Not(asked) // no message goes there
		firm := with(byFirm, with(allOK, "agent_phone", "", "f_phone", phone(7))...)
		h.concludes(h.clerk, permitCode, "keep", firm).Is(http.StatusUnprocessableEntity, asked)
		if got := reached(h.at(h.concludes(h.clerk, permitCode, "keep", firm, "phone_use", "form").Is(http.StatusOK))); got != phone(7) {
			t.Errorf("the firm is reached at %s", got)
		}
	})
}

// The telephone by which somebody signs in is his: of another that is typed nothing is asked.
func TestTheTelephoneOfAnAccountIsHis(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.concludes(h.clerk, cardCode, "keep", cardOf, "phone", "").Is(http.StatusOK)
	h.atWindow(1, "张晓梅", phone(8))
	page := h.concludes(h.clerk, cardCode, "keep", cardOf, "phone", phone(6))
	page.Is(http.StatusOK, "138****0008").Not("这一件的短信发到哪里")
	h.clerk.Post(counter, with(cardOf, "do", "look", "phone", phone(6))...).Is(http.StatusOK,
		"本人的账号是 138****0008，短信发到那里。号码换了的，到“身份登记”更正").Not("这一件的短信发到哪里")
	for limit := range 3 { // and nothing of it is proven anew
		h.Limit("contact.window_code", int64(limit))
		other := with(cardOf, "phone", phone(10+limit))
		h.clerk.Post(counter, with(other, "do", "look")...).Is(http.StatusOK).Not("发验证码核对", "已核验")
		h.concludes(h.clerk, cardCode, "keep", other).Is(http.StatusOK)
	}
}

// atWindow has a window enter the telephone by which somebody whom it knows signs in.
func (h *hall) atWindow(n int, name, phone string) {
	h.T.Helper()
	list, err := h.Persons.FindByID(h.T.Context(), persons.Identity{Name: name, IDNo: idNo(n)})
	if err != nil || len(list) == 0 {
		h.T.Fatal(list, err)
	}
	err = h.DB.Tx(h.T.Context(), func(tx *db.DB) error {
		return h.Persons.Correct(h.T.Context(), tx, persons.Correction{Person: list[0].ID, Field: persons.FieldAccount,
			To: persons.Identity{Phone: phone}})
	})
	if err != nil {
		h.T.Fatal(err)
	}
}

// Before anything is typed a window sees what it served most of late, then what is received at its level: a township is not offered what only a
// county receives.
func TestWhatIsSuggestedToAWindow(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	first := func(by *officetest.Somebody) string {
		t.Helper()
		return by.Get(counter).Is(http.StatusOK).Find(`name="pick" value="(\d+)"`)
	}
	h.clerk.Get(counter).Is(http.StatusOK, permitName, cardName)
	h.below.Get(counter).Is(http.StatusOK, permitName).Not(`>` + cardName + `<`) // nobody says that a township receives it
	card, here := h.item(cardCode), h.item(permitCode)
	for _, one := range []string{card, here} {
		id, _ := strconv.ParseInt(one, 10, 64)
		h.service().Lately = func(_ context.Context, window people.Post, _ int) ([]int64, error) {
			if window.Region != officetest.County {
				return nil, nil
			}
			return []int64{99999, id, id}, nil
		}
		if got := first(h.clerk); got != one {
			t.Errorf("the first is %s, not %s", got, one)
		}
	}
	if got := first(h.below); got != here {
		t.Errorf("the township is offered %s", got)
	}
}
