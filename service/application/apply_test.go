package application_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

// From the guide to the receipt: the situation, the form with the materials, the check, and one case, however often it is sent. What was
// typed before leads back and forth, and what was sent leaves nothing behind in its draft.
func TestACitizenApplies(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := h.citizen(1, "张晓梅")
		draft := h.begun(z, situation...)
		page := z.Get(draft).Is(http.StatusOK, "张晓梅", idNo(1), phone(1), "已替您填好，可以改", "您自己", "由东岸区人社局办理", "不超过 1 MB",
			"免提交", "根据您填的内容生成，不用交。", "可以后补", "没准备好可以先不交，受理后 5 个工作日内补齐。", "白底，近三个月。", "河口镇", "12345",
			`name="m_photo"`, `name="m_plan"`).Not(`name="m_id"`, `name="m_table"`, `name="m_letter"`, "委托书", "西岭县", `name="size"`).Bones()
		if page.Find(`name="made" value="([^"]*)"`) != "" {
			t.Error("it is made of something")
		}
		for _, path := range []string{draft + "/check", draft + "/files/1"} {
			if got := z.Get(path); path == draft+"/check" && whole(got.At) != draft {
				t.Errorf("what is not ready is checked at %s", got.At)
			}
		}
		wrong := z.Post(draft, "made", "", "phone", "1380013", "size", "huge", "delivery", "courier", "to_name", "李建军", "go", "next")
		wrong.Is(http.StatusUnprocessableEntity, `href="#f-phone"`, `href="#f-who_name"`, `href="#f-m_photo"`, `href="#f-m_rules"`,
			`href="#f-to_street"`,
			`value="1380013"`, `value="李建军"`, "请上传“近期照片”").Not("请上传“场地图”", "请上传“身份证”").Bones()
		z.Get(draft).Is(http.StatusOK, `value="1380013"`, `value="李建军"`) // what is wrong is saved, too
		handsIn(z, draft)
		check := checked(z, draft).Is(http.StatusOK, "张晓梅", "请周末以外的时间来", "原来的证丢了吗？", "没有丢", "大型", "东岸区政务服务中心", "近照.png", "制度.pdf",
			"容缺后补", "免提交", "网上填写", "窗口领取", "容缺受理承诺书", "东岸区人社局").Bones()
		send := []string{"shown", field(check, "shown"), "true", "1", "signed", "张晓梅"}
		z.Post(draft+"/submit", with(send, "true", "")...).Is(http.StatusUnprocessableEntity, "请勾选", `value="张晓梅"`)
		z.Post(draft+"/submit", with(send, "signed", "")...).Is(http.StatusUnprocessableEntity, "《容缺受理承诺书》", "请填写签署")
		z.Post(draft+"/submit", with(send, "signed", "张晓红")...).Is(http.StatusUnprocessableEntity, "请输入签署人的姓名“张晓梅”", `value="张晓红"`)
		if n := len(c.Cases(course.Kind)); n != 0 {
			t.Fatalf("%d cases came of what was refused", n)
		}
		receipt := z.Post(draft+"/submit", send...).Is(http.StatusOK, "申请已提交", permitName, "张晓梅", "查询密码", "凭编号和密码", "看办理进度", "东岸区人社局",
			"最晚 4月27日（星期一） 短信告诉您是否受理").Bones()
		k := h.at(receipt)
		a := h.kept(k)
		if k.State != course.Received || k.Region != officetest.County || k.Channel != flow.ByOnline || k.Party != "张晓梅" ||
			a.Form["note"] != "请周末以外的时间来" || a.Agent != 0 ||
			a.Delivery != "pickup" || a.Answers["size"] != "large" || len(a.Materials) != 5 {
			t.Errorf("%+v %+v", k, a)
		}
		for _, path := range []string{draft, draft + "/check", draft + "/files/1"} { // Back leads to the receipt
			if got := z.Get(path); got.At != receipt.At {
				t.Errorf("%s leads to %s", path, got.At)
			}
		}
		for path, form := range map[string][]string{draft: filledIn, draft + "/submit": send, draft + "/files/photo": nil, draft + "/delete": nil} {
			if got := z.Post(path, form...); got.At != receipt.At {
				t.Errorf("posted once more, %s leads to %s", path, got.At)
			}
		}
		if n := len(c.Cases(course.Kind)); n != 1 {
			t.Errorf("%d cases", n)
		}
		left, err := db.One[string](t.Context(), c.DB, `SELECT body_sealed FROM application_drafts WHERE case_id = $1`, k.ID)
		if err != nil || left != "" {
			t.Errorf("the draft still holds %q, %v", left, err)
		}
		c.Tick()
		if got := c.Texts(phone(1)); len(got) == 0 || !strings.Contains(strings.Join(got, ""), receipt.Find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)) {
			t.Errorf("he is told %q", got)
		}
		h.clerk.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "可以：受理", "要说明的 请周末以外的时间来")
		c.Sound()
	})
}

// Two presses at once are one case and the same receipt.
func TestTwoPressesAtOnceAreOneCase(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := h.citizen(1, "张晓梅")
		draft := h.begun(z, situation...)
		handsIn(z, draft)
		send := []string{"shown", field(checked(z, draft), "shown"), "true", "1", "signed", "张晓梅"}
		var all sync.WaitGroup
		at := make([]string, 4)
		for i := range at {
			all.Go(func() { at[i] = z.Post(draft+"/submit", send...).At })
		}
		all.Wait()
		if n := len(c.Cases(course.Kind)); n != 1 || len(slices.Compact(at)) != 1 || !strings.HasPrefix(at[0], "/apply/receipts/") {
			t.Errorf("%d cases, at %q", n, at)
		}
	})
}

// Who may not apply for something is told why, and where to go; the way back to where he was is kept.
func TestWhoCannotApplyIsToldWhy(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	at := "/apply/" + h.item(permitCode)
	if got := h.Nobody().Get(at); got.Status == http.StatusOK {
		t.Error("who has not signed in is asked for his situation")
	}
	unnamed := h.Citizen(phone(5))
	unnamed.Get(at+"?s_who=kin").Is(http.StatusOK, "请先完成实名", `href="/my/profile?back=%2Fapply%2F`, "%3Fs_who%3Dkin").Not("先选您的情形").Bones()
	if got := unnamed.Post(at, situation...); got.Status == http.StatusOK {
		t.Error("who is not named begins a draft")
	}
	z := h.citizen(1, "张晓梅")
	z.Get("/apply/"+h.item(hereCode)).Is(http.StatusOK, "这件事要到窗口办", hereName, "/items/"+h.item(hereCode)).Not("先选您的情形")
	z.Get("/apply/"+h.item(cardCode)).Is(http.StatusOK, "先选您的情形") // nobody has said that it is not online
	z.Get("/apply/99999").Is(http.StatusNotFound)
	z.Get("/apply/x").Is(http.StatusNotFound)
	z.Post("/apply/99999", situation...).Is(http.StatusNotFound)
	e, err := h.Catalog.ByCode(permitCode)
	if err != nil {
		t.Fatal(err)
	}
	draft := h.begun(z, situation...)
	handsIn(z, draft)
	check := checked(z, draft)
	if err := h.Catalog.SetState(t.Context(), people.TheOffice, e.ID, catalog.Suspended, "系统升级"); err != nil {
		t.Fatal(err)
	}
	z.Get(at).Is(http.StatusOK, "这件事暂停办理", "12345").Not("先选您的情形")
	z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1", "signed", "张晓梅").Is(http.StatusConflict, "暂停办理")
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Errorf("%d cases", n)
	}
}

// The situation is asked with what is known already: of the address, of a checklist of the item, of a draft of his own. What it lacks is
// told at once.
func TestTheSituationIsAsked(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	at := "/apply/" + h.item(permitCode)
	const kin, self = `name="s_who" value="kin" checked`, `name="for" value="self" checked`
	z.Get(at).Is(http.StatusOK, "东岸区", "西岭县", "替亲友办", "张*梅", self).Not(kin, `name="place" value="519902000000" checked`)
	z.Get(at+"?s_who=kin&place=519903000000").Is(http.StatusOK, kin, `name="place" value="519903000000" checked`)
	e, err := h.Catalog.ByCode(permitCode)
	if err != nil {
		t.Fatal(err)
	}
	list, err := h.Catalog.Keep(t.Context(), e.ID, officetest.Township, catalog.Answers{"who": "kin", "lost": "no", "size": "small"})
	if err != nil {
		t.Fatal(err)
	}
	z.Get(at+"?checklist="+list).Is(http.StatusOK, kin, `name="s_size" value="small" checked`)
	z.Get("/apply/"+h.item(cardCode)+"?checklist="+list).Is(http.StatusOK, "先选您的情形").Not("s_who") // it is of another item
	like := permit()
	like.Code = "TEST-LIKE"
	h.Offer(like)
	z.Get("/apply/"+h.item(like.Code)+"?checklist="+list).Is(http.StatusOK, "谁来办？").Not(kin)
	z.Get(at + "?checklist=12345678").Is(http.StatusNotFound)

	z.Post(at, "for", "other").Is(http.StatusUnprocessableEntity, "请选择在哪里办", "请填写对方的姓名", "请填写对方的证件号", "请选择您和对方的关系", "请勾选",
		`href="#f-s_who"`, `href="#f-s_size"`).Bones()
	z.Post(at, with(forKin, "other_id_no", "511402199003070011")...).Is(http.StatusUnprocessableEntity, `value="511402199003070011"`,
		`id="f-other_id_no-error"`)
	z.Post(at, with(situation, "for", "77")...).Is(http.StatusUnprocessableEntity) // of no firm of his
	z.Post(at, with(situation, "place", "519999000000")...).Is(http.StatusUnprocessableEntity)
	z.Post(at, with(situation, "s_size", "huge")...).Is(http.StatusUnprocessableEntity)
	blocked := z.Post(at, with(situation, "s_lost", "yes")...).Is(http.StatusUnprocessableEntity, "这件事不适用您的情形", "您要办的是挂失。",
		"去办“"+cardName+"”", "/items/"+h.item(cardCode))
	if blocked.At != at {
		t.Error("what does not fit leads to", blocked.At)
	}
	z.Get("/my").Is(http.StatusOK).Not("没有提交的草稿")

	draft := h.begun(z, with(forKin, "place", "519903000000")...)
	back := z.Get(draft).Is(http.StatusOK, "李老（由您代办）", idNo(9), phone(9), "委托书").Not(idNo(1)).Find(`href="(/apply/\d+\?draft=\d+)"`)
	z.Get(back).Is(http.StatusOK, kin, `name="for" value="other" checked`, `value="李老"`, `name="place" value="519903000000" checked`)
	h.citizen(2, "王小明").Get(back).Is(http.StatusOK, self).Not("李老", idNo(9)) // it is not his
	_, query, _ := strings.Cut(back, "?")
	z.Get("/apply/"+h.item(cardCode)+"?"+query).Is(http.StatusOK, self).Not("李老") // it is of another item
}

// Where one county alone handles an item, it is not asked; and of a place that has said where it is, its county stands there.
func TestThePlaceIsWhereOneIs(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := permit()
	it.Code, it.Name = "TEST-ONE", "独此一家"
	h.offerAt(it, officetest.OtherCounty)
	z := h.citizen(1, "张晓梅")
	z.Get("/apply/"+h.item("TEST-ONE")).Is(http.StatusOK, `name="place" value="519903000000" checked`)
	if err := h.Persons.SetHome(t.Context(), z.Visitor(), "滨江路 1 号", officetest.Village); err != nil {
		t.Fatal(err)
	}
	z.Get("/apply/"+h.item(permitCode)).Is(http.StatusOK, `name="place" value="519902000000" checked`)
	draft := h.begun(z, situation...)
	z.Get(draft).Is(http.StatusOK, "滨江路 1 号") // to where a courier would go
	handsIn(z, draft)
	if k := h.filed(z, draft, "home", string(officetest.OtherTownship)); k.Region != officetest.Township ||
		h.kept(k).Home != officetest.OtherTownship {
		t.Errorf("it is received at %s for who lives at %s", k.Region, h.kept(k).Home)
	}
	draft = h.begun(z, with(situation, "place", string(officetest.OtherCounty))...)
	handsIn(z, draft)
	if k := h.filed(z, draft); k.Region != officetest.OtherCounty || h.kept(k).Home != officetest.Village {
		t.Errorf("it is received at %s for who lives at %s", k.Region, h.kept(k).Home)
	}
}

// A promise is signed by name: the letter says which, and what it makes needless is not asked for.
func TestAPromiseIsSigned(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, with(situation, "s_size", "small")...)
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	page := z.Get(draft).Is(http.StatusOK, "告知承诺", "安全制度齐全。", "我选择告知承诺，并作出上面的承诺", `name="m_rules"`)
	made := page.Find(`name="made" value="([^"]*)"`)
	z.Post(draft, with(filledIn, "made", made)...).Is(http.StatusUnprocessableEntity, "请上传“安全制度”")
	check := checked(z, draft, "commit", "1").Is(http.StatusOK, "免提交", "凭承诺免交", "签署《告知承诺书》", "安全制度齐全。")
	z.Get(draft).Is(http.StatusOK, "凭承诺免交").Not(`name="m_rules"`)
	z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1", "signed", "王小明").Is(http.StatusUnprocessableEntity,
		"请输入签署人的姓名“张晓梅”")
	k := h.at(z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1", "signed", "张晓梅").Is(http.StatusOK, "申请已提交"))
	if a := h.kept(k); !a.CommitTo || !slices.Contains(h.papers(k), "promise_letter") {
		t.Errorf("%+v %v", a, h.papers(k))
	}
	large := h.begun(z, situation...)
	z.Send(large+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	checked(z, large, "commit", "1").Is(http.StatusOK, "《告知承诺书》《容缺受理承诺书》")
}

// Where the situations ask for the promise, the form does not ask again: it shows the promise to who chose it, and to nobody else.
func TestTheSituationAsksForThePromise(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := permit()
	it.Code, it.Name = "TEST-WAYS", "两种办法"
	it.Situations = []catalog.Situation{{Key: "way", Ask: "怎么办？", Multi: true, Answers: []catalog.Answer{{Value: "commit", Label: "告知承诺"},
		{Value: "usual", Label: "一般程序"}}}}
	h.Offer(it)
	z := h.citizen(1, "张晓梅")
	begin := func(way string) string {
		return whole(z.Post("/apply/"+h.item("TEST-WAYS"), "place", string(officetest.County), "for", "self", "s_way", way).Is(http.StatusOK,
			"填表和交材料").At)
	}
	draft := begin("usual")
	z.Get(draft).Is(http.StatusOK, `name="m_rules"`).Not("安全制度齐全。", "我选择告知承诺")
	z.Post(draft, with(filledIn, "made", "", "commit", "1")...).Is(http.StatusUnprocessableEntity, "请上传“安全制度”") // nobody was asked that
	draft = begin("commit")
	z.Get(draft).Is(http.StatusOK, "安全制度齐全。", "凭承诺免交").Not("我选择告知承诺", `name="m_rules"`)
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	checked(z, draft).Is(http.StatusOK, "《告知承诺书》《容缺受理承诺书》", "怎么办？")
}

// Who applies for another fills in the other's data, sees that it is filed and what became of it, and learns no code with which he would
// read it; a stranger learns nothing.
func TestWhoAppliesForAnother(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z, stranger := h.citizen(1, "张晓梅"), h.citizen(2, "王小明")
		draft := h.begun(z, forKin...)
		z.Get(draft).Is(http.StatusOK, "李老", idNo(9), phone(9)).Not(idNo(1))
		for _, m := range []string{"photo", "rules", "letter"} {
			z.Send(draft+"/files/"+m, "m_"+m, m+".png", photo).Is(http.StatusOK)
		}
		k := h.filed(z, draft, "who_name", "李老", "phone", phone(9))
		c.Tick()
		code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`)
		if told := strings.Join(c.Texts(phone(9)), " "); !code.MatchString(told) {
			t.Errorf("the other is told %q", told)
		}
		receipt := z.Get("/apply/receipts/"+k.Number()).Is(http.StatusOK, "已发给申请人", "李老", "查办理进度", "/track",
			"用上面的编号和申请人的查询密码").Not("/my/cases/")
		if code.MatchString(receipt.Body) {
			t.Errorf("the receipt tells %s", code.FindString(receipt.Body))
		}
		stranger.Get("/apply/receipts/" + k.Number()).Is(http.StatusNotFound).Not("李老")
		z.Get("/my").Is(http.StatusOK, "我替别人办的", permitName, "李*", "正在核对材料", "/apply/receipts/"+k.Number()).Not("李老")
		stranger.Get("/my").Is(http.StatusOK).Not(permitName)
		a := h.kept(k)
		if a.Agent == 0 || a.Agent == k.Applicant || a.By.Name != "张晓梅" || a.By.Relation != "relative" || a.By.Right != "letter" ||
			k.Party != "李老" {
			t.Errorf("%+v %+v", k, a)
		}
		c.Sound()
	})
}

// Receipts are of applications; of what is under way they say how it stands now.
func TestAReceiptSaysHowItStands(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, with(situation, "s_size", "small")...)
	handsIn(z, draft)
	k := h.filed(z, draft)
	at := "/apply/receipts/" + k.Number()
	z.Get(at).Is(http.StatusOK, "窗口核对材料", "短信告诉您是否受理")
	h.clerk.Do(k, "accept")
	z.Get(at).Is(http.StatusOK, "正在审查", "您提交了申请").Not("窗口核对材料")
	other := h.Opened(people.TheOffice, flow.Opening{Kind: "other", Event: "begin", Region: officetest.County, Title: "别的事",
		Applicant: k.Applicant, Party: "张晓梅", Channel: flow.ByOnline})
	z.Get("/apply/receipts/" + other.Number()).Is(http.StatusNotFound)
	z.Get("/apply/receipts/1").Is(http.StatusUnprocessableEntity)
}

// firm is what a citizen says to act for.
func (h *hall) firm(z *officetest.Somebody, legal string) string {
	h.T.Helper()
	a, err := h.Persons.BindFirm(h.T.Context(), z.Visitor(), persons.Identity{Name: firmName, IDNo: firmCode, Legal: legal},
		func(_ context.Context, _ *db.DB, _ int64, _ string) error { return nil })
	if err != nil {
		h.T.Fatal(err)
	}
	return fmt.Sprint(a.FirmID)
}

// Who acts for a firm files in its name: its data stands in the form, he is its agent.
func TestAFirmApplies(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	at, firm := "/apply/"+h.item(permitCode), h.firm(z, "钱老板")
	z.Get(at).Is(http.StatusOK, firmName, "我是经办人").Not(`name="for" value="self" checked`) // which of the two is his to say
	draft := h.begun(z, with(situation, "for", firm, "s_size", "small")...)
	z.Get(draft).Is(http.StatusOK, firmName, `value="张晓梅"`, `value="`+firmName+`"`)
	handsIn(z, draft)
	k := h.filed(z, draft, "firm", firmName)
	if a := h.kept(k); k.Party != firmName || a.By.Relation != "agent" || a.By.Right != "letter" || a.By.Name != "张晓梅" ||
		a.Form["firm"] != firmName {
		t.Errorf("%+v %+v", k, a)
	}
	z.Get("/my").Is(http.StatusOK).Not("我替别人办的") // the firm's are his own
	h.citizen(2, "王小明").Post(at, with(situation, "for", firm)...).Is(http.StatusUnprocessableEntity)
}

// A question that depends on another is asked after it, in the situation as in the form; an answer that cannot be is told where it was
// given.
func TestQuestionsThatDependOnOthers(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := permit()
	it.Code, it.Name, it.Commit, it.Materials = "TEST-DEPENDS", "先问再问", nil, it.Materials[2:3]
	it.Situations = []catalog.Situation{
		{Key: "kind", Ask: "哪一类？", Answers: []catalog.Answer{{Value: "a", Label: "甲类"}, {Value: "b", Label: "乙类"}}},
		{Key: "sort", Ask: "甲类的哪些？", Hint: "可以选几样", When: "kind=a", Multi: true, Answers: []catalog.Answer{{Value: "x", Label: "其一"},
			{Value: "y", Label: "其二"}}},
	}
	it.Form = form.Of(form.Field{Name: "pet", Label: "养宠物吗", Type: form.Choice, Required: true, Options: form.Pairs("y", "养", "n", "不养")},
		form.Field{Name: "race", Label: "什么品种", Type: form.Text, Required: true, When: "pet=y"})
	h.Offer(it)
	z := h.citizen(1, "张晓梅")
	at, begin := "/apply/"+h.item("TEST-DEPENDS"), []string{"place", string(officetest.County), "for", "self"}
	z.Get(at).Is(http.StatusOK, `data-when="s_kind=a"`, "可以选几样", `type="checkbox" id="f-s_sort`)
	z.Post(at, with(begin, "s_kind", "a")...).Is(http.StatusUnprocessableEntity, `href="#f-s_sort"`)
	z.Post(at, with(begin, "s_kind", "a", "s_sort", "x,x,x")...).Is(http.StatusUnprocessableEntity)
	draft := z.Post(at, with(begin, "s_kind", "b")...).Is(http.StatusOK, "填表和交材料", `data-when="pet=y"`).At
	draft = whole(draft)
	if again := whole(z.Post(at, with(begin, "s_kind", "a", "s_sort", "x,y")...).Is(http.StatusOK).At); again != draft {
		t.Errorf("begun again it is %s", again)
	}
	for _, name := range []string{"一.png", "二.png"} {
		z.Send(draft+"/files/photo", "m_photo", name, photo).Is(http.StatusOK)
	}
	z.Send(draft, "m_photo", "", nil, "made", "", "delivery", "pickup", "pet", "y", "go", "next").Is(http.StatusUnprocessableEntity,
		`href="#f-race"`) // no file was chosen
	check := z.Post(draft, "made", z.Get(draft).Find(`name="made" value="([^"]*)"`), "delivery", "pickup", "pet", "n", "race", "短毛", "go",
		"next").Is(http.StatusOK, "共 2 个文件", "其一、其二", "不养").Not("短毛")
	screen := h.clerk.Post(counter, with(self, "do", "look", "item", h.item("TEST-DEPENDS"))...)
	screen.Is(http.StatusOK, `data-when="f_pet=y"`)

	it.Situations[0].Answers[0].Value, it.Situations[1].When = "c", "kind=c" // the item changes under the draft
	h.Offer(it)
	z.Get(draft).Is(http.StatusOK).Not("近期照片")
	if got := z.Get(draft + "/check"); whole(got.At) != draft {
		t.Errorf("what does not fit any more is checked at %s", got.At)
	}
	z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1").Is(http.StatusUnprocessableEntity, "请在给出的选项里选", at+"?draft=")
}

// A telephone that a window has just moved is told no code on the receipt; and who has no name yet has drafts of nothing.
func TestTheReceiptKeepsTheCodeInThePause(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.Citizen(phone(5)).Get("/my").Is(http.StatusOK).Not("没有提交的草稿", "我替别人办的")
	h.concludes(h.clerk, cardCode, "keep", cardOf).Is(http.StatusOK) // a window knows him
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, with(situation, "s_size", "small")...)
	handsIn(z, draft)
	at := "/apply/receipts/" + h.filed(z, draft).Number()
	code := z.Get(at).Is(http.StatusOK, "凭编号和密码").Find(`([0-9A-Z]{4}-[0-9A-Z]{4})`)
	h.atWindow(1, "张晓梅", phone(1))
	h.Later(2 * time.Minute)
	h.citizen(1, "张晓梅").Get(at).Is(http.StatusOK, "暂不显示", "刚在窗口更正").Not(code)
}

// A draft is filled in group by group: what is known is kept with the first, each is checked for itself, nothing that a situation said is
// asked, and where something lacks one goes on.
func TestADraftIsFilledInByGroups(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := permit()
	it.Code, it.Name, it.Commit, it.Materials = "TEST-GROUPS", "一组一组", nil, it.Materials[2:3]
	it.Situations = []catalog.Situation{{Key: "size", Ask: "多大？", Answers: []catalog.Answer{{Value: "small", Label: "小"}, {Value: "large", Label: "大"}}}}
	text := func(name, section string) form.Field {
		return form.Field{Name: name, Label: name, Type: form.Text, Required: true, Section: section}
	}
	it.Form = form.Of(form.Field{Name: "who", Label: "姓名", Type: form.Text, Required: true, Prefill: "name", Section: "申请人"},
		form.Field{Name: "size", Label: "大小", Type: form.Choice, Required: true, Options: form.Pairs("small", "小型", "large", "大型"), Section: "场地"},
		text("a", "场地"), text("b", "场地"), form.Field{Name: "pool", Label: "泳池", Type: form.Text, Required: true, When: "size=large", Section: "场地"},
		text("c", "场地"), text("d", "场地"), text("e", "场地"))
	h.Offer(it)
	z := h.citizen(1, "张晓梅")
	next := z.Post("/apply/"+h.item(it.Code), "place", string(officetest.County), "for", "self", "s_size", "large").Is(http.StatusOK)
	draft := whole(next.At)
	if next.At != draft+"?part=next" {
		t.Error("a draft begins at", next.At)
	}
	// the name is known: it is the second group that lacks
	next.Is(http.StatusOK, "第 2 组", "共 5 组", "场地（一）", "下一组：场地（二）", `name="a"`, `name="pool"`, `name="c"`, "张*梅",
		`<input type="hidden" name="size" value="large">`, "还差 1 样").Not(`name="d"`, `name="m_photo"`, `type="radio"`).Bones()
	made := func(s officetest.Seen) string { return s.Find(`name="made" value="([^"]*)"`) }
	send := func(n int, go_ string, said ...string) officetest.Seen {
		at := fmt.Sprintf("%s?part=%d", draft, n)
		return z.Post(draft, with(said, "part", fmt.Sprint(n), "go", go_, "made", made(z.Get(at).Is(http.StatusOK)))...)
	}
	wrong := send(2, "next", "a", "甲", "b", "乙", "pool", "").Is(http.StatusUnprocessableEntity, `href="#f-pool"`, `href="#f-c"`, `value="甲"`, "第 2 组")
	wrong.Not(`href="#f-d"`, "请上传").Bones()
	if got := send(2, "next", "a", "甲", "b", "乙", "pool", "有", "c", "丙"); got.At != draft+"?part=3" {
		t.Error("the second leads to", got.At)
	}
	kept := send(3, "keep", "d", "丁", "e", "").Is(http.StatusOK, `"saved":`, `"made":`)
	if kept.At != draft {
		t.Error("keeping leads to", kept.At)
	}
	z.Get(draft+"?part=3").Is(http.StatusOK, `value="丁"`)
	// another page of the same group overwrites nothing newer; one of another group is not in its way
	old := made(z.Get(draft + "?part=3"))
	first := made(z.Get(draft + "?part=1"))
	send(3, "later", "d", "新", "e", "戊").Is(http.StatusOK, "没有提交的草稿", draft+"?part=next")
	z.Post(draft, "part", "3", "d", "旧", "e", "戊", "made", old, "go", "next").Is(http.StatusConflict, "“d”现在存的是：新")
	if got := z.Post(draft, "part", "1", "who", "张晓梅", "made", first, "go", "next"); got.At != draft+"?part=2" {
		t.Error("the first leads to", got.At)
	}
	if got := send(4, "next"); got.Status != http.StatusUnprocessableEntity {
		t.Error("without the material:", got.Status, got.At)
	}
	lacks := z.Get(draft+"/check").Is(http.StatusOK, "第 4 组", "请上传").Bones()
	if lacks.At != draft+"?part=next&check=1" {
		t.Error("what lacks leads to", lacks.At)
	}
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	gone := z.Get(draft + "?part=4").Find(`formaction="(` + draft + `/files/photo/\d+/remove)"`)
	if got := z.Post(gone, "part", "4", "made", made(z.Get(draft+"?part=4"))); !strings.HasPrefix(got.At, draft+"?part=4") {
		t.Error("a file taken back leads to", got.At)
	}
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	check := send(5, "next", "delivery", "pickup").Is(http.StatusOK, "核对后提交", "新", "戊").Not("大小")
	k := h.at(z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1").Is(http.StatusOK, "申请已提交"))
	if a := h.kept(k); a.Form["size"] != "large" || a.Form["who"] != "张晓梅" || a.Form["d"] != "新" || a.Form["pool"] != "有" {
		t.Errorf("%+v", a.Form)
	}
	for _, part := range []string{"0", "9", "-1", "x"} {
		z.Get(h.begunFor(z, it.Code) + "?part=" + part).Is(http.StatusOK) // all of it
	}
}

// begunFor is a new draft for an item that asks for its size alone.
func (h *hall) begunFor(z *officetest.Somebody, code string) string {
	h.T.Helper()
	return whole(z.Post("/apply/"+h.item(code), "place", string(officetest.County), "for", "self", "s_size", "small").Is(http.StatusOK).At)
}

// Whose account asks for English is told in English what there is a template for; of the rest he is told in Chinese.
func TestTheReceiptComesInEnglish(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	if err := h.Persons.SetEnglish(t.Context(), z.Visitor(), true); err != nil {
		t.Fatal(err)
	}
	draft := h.begun(z, situation...)
	handsIn(z, draft)
	k := h.filed(z, draft)
	h.Tick()
	if told := strings.Join(h.Texts(phone(1)), " "); !strings.Contains(told, "We have received your application. Number ") {
		t.Errorf("he is told %q", told)
	}
	h.clerk.Do(k, "accept")
	h.Tick()
	if told := strings.Join(h.Texts(phone(1)), " "); !strings.Contains(told, "已受理") {
		t.Errorf("he is told %q", told)
	}
}
