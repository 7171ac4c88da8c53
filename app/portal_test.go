package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/session"
)

// permit is an item that has everything a guide can show. Its guide does not depend on the sample data.
func permit(name string) catalog.Item {
	visits := 0
	return catalog.Item{
		Code: "TEST-PERMIT", Name: name, Kind: "01", Dept: "人社局", Audience: []string{"1", "2"}, Topics: []string{"社会保障"},
		Statutory: &catalog.Limit{N: 20, Unit: "workday", Basis: "《行政许可法》第四十二条"}, Promised: &catalog.Limit{N: 7, Unit: "workday"},
		Visits: &visits, Online: true, Free: true, Sink: "township", Conditions: []string{"住在本市。"},
		Materials: []catalog.Material{
			{Key: "id", Name: "身份证", Need: "1", Source: "20", From: "公安机关", Exempt: true},
			{Key: "photo", Name: "近期照片", Need: "1", Source: "10", Spec: "白底。", Sample: "一寸白底照片"},
			{Key: "letter", Name: "委托书", Need: "2", When: "别人代办", Source: "10"},
		},
		Steps:     []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}}, Term: &catalog.Limit{N: 3, Unit: "workday"}}},
		Basis:     []catalog.Basis{{Law: "测试法", Clause: "第一条"}},
		Questions: []catalog.QA{{Question: "要本人来吗？", Answer: "不用。"}},
		Results:   []catalog.Result{{Name: "测试证", Kind: "10", Valid: "3 年"}}, Delivery: []string{"pickup", "electronic"},
		Form: form.Form{Fields: []form.Field{{Name: "phone", Label: "手机", Type: form.Phone, Required: true}}},
		Situations: []catalog.Situation{
			{Key: "who", Ask: "谁来办？", Answers: []catalog.Answer{{Value: "self", Label: "本人"}, {Value: "kin", Label: "别人代办", Add: []string{"letter"}, Note: "代办人也要带身份证。"}}},
			{Key: "lost", Ask: "原来的证丢了吗？", Answers: []catalog.Answer{{Value: "no", Label: "没有丢"}, {Value: "yes", Label: "丢了", Block: "您要办的是挂失。", Instead: simple}}},
		},
		Sample: true, Note: "测试用的样例。",
	}
}

// offer publishes an item in every county and returns its number.
func (w *world) offer(it catalog.Item) int64 {
	w.t.Helper()
	m := catalog.Import{By: people.TheOffice, Regions: w.Regions, City: w.Profile.Region, Offer: w.counties()}
	err := w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
		if err := m.Items(w.t.Context(), tx, w.Catalog, []catalog.Item{it}); err != nil {
			return err
		}
		return tx.Changed(w.t.Context(), "catalog")
	})
	if err == nil && len(m.Wrong) > 0 {
		err = fmt.Errorf("%v", m.Wrong)
	}
	if err == nil {
		err = w.Catalog.Load(w.t.Context())
	}
	if err != nil {
		w.t.Fatal(err)
	}
	e, err := w.Catalog.ByCode(it.Code)
	if err != nil {
		w.t.Fatal(err)
	}
	return e.ID
}

const tonghui = "511402001000" // 通惠街道

func TestCitizenFindsAGuideAndKeepsAChecklist(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	id := w.offer(permit("青云游艺证核发"))
	z := w.citizen()
	guide := fmt.Sprintf("/items/%d", id)

	z.get("/").is(200, "您想办什么事？", "眉山市", "个人办事", "按部门找", "税务局").not("广安区") // the sample is that district's
	z.get("/items/suggest?q=qyyy").is(200, "青云游艺证核发", guide)               // by initials
	z.get("/items?q=青云游艺").is(200, "青云游艺证核发", "在线办理", "7 个工作日内办结")
	z.get("/items?q=青云游艺").is(200, "没有您要找的？")
	z.get("/items?audience=1").is(200).not("没有您要找的？")
	z.get("/items?q=没有这样的东西哦哦").is(200, "没有找到这样的事项", "tel:12345")
	z.get("/items?audience=1&dept=人社局&page=2").is(200, "第 21–", "上一页")
	z.get("/items?audience=1&dept=人社局&page=999").is(200, "上一页").not("没有找到这样的事项")

	z.get(guide).is(200, "您在哪个区县？", "东坡区")
	z.post("/place", "place", tonghui, "back", guide).is(200, "东坡区人社局", "7 个工作日", "法定 20 个工作日", "住在本市。", "免提交", "看情形",
		"一寸白底照片", "审查岗，3 个工作日内", "测试证（有效期 3 年）", "《测试法》第一条", "要本人来吗？", "通惠街道便民服务中心", fmt.Sprintf("/apply/%d", id), "第 1 版", "样例").not("您在哪个区县？")
	z.get("/").is(200, "东坡区通惠街道")

	steps := guide + "/checklist"
	z.get(steps).is(200, "谁来办？", "第 1 个问题").not("原来的证丢了吗？")
	z.get(steps+"?s_who=kin").is(200, "原来的证丢了吗？", "第 2 个问题", "别人代办")
	z.get(steps+"?s_who=kin&s_lost=yes").is(200, "您要办的是挂失。", "/items/"+w.item(simple)).not("生成我的告知单")
	z.get(steps+"?s_who=nobody").is(422, "给出的选项里选")
	z.post(steps, "s_who", "kin").is(422, "还有问题没有回答")
	sheet := z.post(steps, "s_who", "kin", "s_lost", "no").is(200, "一次性告知单", "近期照片", "委托书", "代办人也要带身份证。", "7 个工作日", "东坡区人社局")
	number := strings.TrimPrefix(sheet.at, "/checklists/")
	k, err := w.Catalog.Recall(t.Context(), number)
	if err != nil || k.Answers["who"] != "kin" || k.Region != tonghui {
		t.Errorf("recalled %+v, %v", k, err)
	}
	sheet.is(200, number[:4]+" "+number[4:], fmt.Sprintf("/apply/%d?checklist=%s", id, number))
	if qr := w.citizen().get("/qr/checklists/" + number); qr.status != 200 || qr.header.Get("Content-Type") != "image/png" {
		t.Error("no QR code", qr.status, qr.header)
	}
	z.get("/qr/checklists/12").is(404)
	z.get("/qr/other/12345678").is(404)

	second := permit("青云游艺证核发")
	second.Conditions = []string{"住在本市，年满十八岁。"}
	w.offer(second)
	z.get(guide).is(200, "年满十八岁", "第 2 版")
	z.get(guide+"?v=1").is(200, "住在本市。", "已经不用了", "看现行的第 2 版")
	z.get(guide + "?v=3").is(404)
	z.get("/checklists/"+number).is(200, "这个事项已经更新").not("网上申请")
	if err := w.Catalog.SetState(t.Context(), people.TheOffice, id, catalog.Suspended, "系统升级"); err != nil {
		t.Fatal(err)
	}
	z.get(guide).is(200, "暂停办理").not("在线办理")

	poor := z.get("/items/"+w.item(simple)).is(200, "这份指南还不完整", "申请材料", "12345")
	poor.not("在线办理", `id="bring"`)
	z.get("/items/99").is(404)
	z.post("/place", "place", "110000000000").is(404)
	z.post("/place", "place", tonghui, "back", "//evil.example/").is(200, "您想办什么事？")
}

func TestCitizenSignsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z := w.citizen()
	const phone = "13800138000"
	z.post("/signin", "phone", "1380013").is(422, `aria-invalid="true"`, `value="1380013"`)
	z.get("/signin/code").is(200, "用手机号登录") // nothing to type a code for
	if s := z.post("/signin", "phone", "138 0013 8000", "back", "/my/firms").is(200, "138****8000"); strings.Contains(s.at, "138") {
		t.Error("the number stands in the address:", s.at)
	}
	code := w.smsCode(phone)
	const wrong = "AAAA-AAAA"
	z.post("/signin/code", "code", wrong).is(422, "验证码不对或已过期")
	z.post("/signin", "phone", phone).is(429, "秒后再试", "已收到验证码，去填写")
	z.post("/signin/again").is(429, "秒后再试")
	z.get("/my").is(200, "用手机号登录")

	w.at("2026-04-20 09:36") // five minutes are over
	z.post("/signin/code", "code", code).is(422, "已过期")
	z.post("/signin/again", "back", "/my/firms").is(200, "新的验证码已发出")
	fresh := w.smsCode(phone)
	for range 5 {
		z.post("/signin/code", "code", wrong).is(422)
	}
	z.post("/signin/code", "code", fresh).is(422, "验证码不对或已过期") // tried too often
	w.at("2026-04-20 09:38")
	z.post("/signin/again", "back", "/my/firms").is(200)
	if s := z.post("/signin/code", "code", w.smsCode(phone), "back", "/my/firms").is(200, "先实名"); s.at != "/my/firms" {
		t.Error("led to", s.at)
	}
	z.get("/signin?back=/my/sessions").is(200, "登录的设备")
	z.get("/signin?back=https://evil.example/").is(200, "您好")

	w.at("2026-04-20 09:40")
	other := w.signedIn(phone, "", 0) // a second browser of the same person
	ends := z.get("/my/sessions").is(200, "这一台").find(`action="(/my/sessions/\d+/end)"><button[^>]*>让它退出`)
	z.post(ends).is(200, "那台设备已经退出")
	if s := other.get("/my"); !strings.HasPrefix(s.at, "/signin?back=") {
		t.Error("the ended session still reads", s.at)
	}
	z.post("/signout").is(200, "已退出")
	z.get("/my").is(200, "用手机号登录")

	for i := range 10 {
		w.at(fmt.Sprintf("2026-04-21 1%d:00", i))
		w.citizen().post("/signin", "phone", "13900139000").is(200)
	}
	w.at("2026-04-21 20:30")
	w.citizen().post("/signin", "phone", "13900139000").is(429, "明天再试")
}

func TestCitizenGivesHisName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.apply(w.clientToken("apply"), 7) // 张晓梅 is known by her number
	z := w.signedIn("13800138000", "", 0)
	z.get("/my").is(200, "还没有实名")
	z.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7)).is(422, "请勾选", `value="张晓梅"`)
	z.post("/my/profile/name", "name", "张晓梅", "id_no", "511402195708080071", "consent", "1").is(422, `id="f-id_no-error"`)
	w.register(persons.Question{Name: "张晓梅", IDNo: idNo(7), Phone: "13800138000"})
	z.post("/my/profile/name", "name", "张小梅", "id_no", idNo(7), "consent", "1").is(200, persons.Unproven()).not("张晓梅")
	z.get("/my").not("社会保障卡挂失")
	z.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7), "consent", "1", "back", "/my").is(200, "张*梅，您好", "社会保障卡挂失")
	z.post("/my/profile/name", "name", "王小明", "id_no", idNo(8), "consent", "1").is(200, "您已经实名")
	z.get("/my/profile").is(200, "手机号核验一致", "138****8000").not(idNo(7), "13800138000")

	w.at("2026-04-20 09:40")
	other := w.signedIn("13900139000", "", 0)
	other.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7), "consent", "1").is(200, persons.Unproven()).not("138****8000")
	other.get("/my").not("社会保障卡挂失")

	z.post("/my/profile/home", "address", "柳江路 18 号", "home", "99").is(422, "柳江路 18 号")
	z.post("/my/profile/home", "address", "柳江路 18 号", "home", tonghui).is(200, "住址已保存", "柳江路 18 号")
	z.get("/").is(200, "东坡区通惠街道")

	const credit = "11511301008778183N"
	z.post("/my/firms", "name", "清溪民宿", "id_no", credit[:17]+"M", "legal", "张晓梅").is(422)
	z.post("/my/firms", "name", "清溪民宿", "id_no", credit, "legal", "张晓梅").is(200, "可以替“清溪民宿”提交新的申请", "法定代表人，尚未核实")
	leave := z.get("/my/firms").find(`action="(/my/firms/\d+/leave)"`)
	other.post(leave).is(404)
	z.post(leave).is(200, "已解除绑定").not("清溪民宿")

	z.get("/mode?elder=1&back=/my").is(200, `data-mode="elder"`)
	if v := w.citizenSession("13800138000"); !v.Account.Elder {
		t.Error("the account does not remember the elder mode")
	}
}

// citizenSession signs a number in and returns who that is.
func (w *world) citizenSession(phone string) people.Visitor {
	w.t.Helper()
	w.at("2026-04-20 11:00")
	z := w.citizen()
	z.post("/signin", "phone", phone).is(200)
	token, err := w.Persons.SignInCitizen(w.t.Context(), phone, w.smsCode(phone), session.From{Device: z.cookie("device")})
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.Sessions.Visit(w.t.Context(), token, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func TestFollowingACaseByItsCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	id, err := caseno.Parse(number)
	if err != nil {
		t.Fatal(err)
	}
	code := w.queryCode(id)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	z := w.citizen()
	spaced := flow.Grouped(number)

	z.get("/track").is(200, "办件编号", "查询密码")
	z.post("/track", "number", "", "code", code).is(422, "请填写办件编号")
	z.post("/track", "number", number[:22]+"*", "code", code).is(422, "23 位", number[:22])
	z.post("/track", "number", number, "code", "").is(422, "请填写查询密码")
	s := z.post("/track", "number", " "+spaced+" ", "code", strings.ReplaceAll(code, "-", " ")).is(200, "社会保障卡挂失", "张*梅", "正在审查，最晚 ", "5月20日（星期三）", "已受理", "周敏", "受理通知书", "这个日期怎么算的", "登录后办理")
	s.not("撤回申请", "张晓梅", code)
	paper := s.find(`href="(/documents/[^"]+/2)"`) // the first is the receipt
	z.get(paper).is(200, "受理通知书", "张晓梅：", "眉山市东坡区人力资源和社会保障局", "/qr/track/"+number)
	w.citizen().get(paper).is(404)
	w.citizen().get(paper + "?code=" + code).is(404)
	w.citizen().get("/track/"+number).is(200, "照着查询单")
	z.get("/my/cases/"+number).is(200, "用手机号登录")

	const wrong = "AAAA-AAAA"
	unknown := w.citizen().post("/track", "number", "5114022604200001999999"+check36("5114022604200001999999"), "code", wrong).is(422, "对不上")
	known := z.post("/track", "number", number, "code", wrong).is(422, "对不上")
	if strip := regexp.MustCompile(`value="[^"]*"|number=[0-9A-Z]*`); strip.ReplaceAllString(unknown.body, "") != strip.ReplaceAllString(known.body, "") {
		t.Error("a number that does not exist looks different from a wrong code")
	}
	w.at("2026-04-20 10:01")
	z.get("/track/"+number).is(200, "照着查询单")
	w.at("2026-04-20 10:10")
	owner := w.signedIn("13800138000", "张晓梅", 7)
	if s := owner.get("/track/"+number).is(200, "撤回申请"); s.at != "/my/cases/"+number {
		t.Error("the owner was led to", s.at)
	}
}

func check36(s string) string {
	for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		if _, err := caseno.Parse(s + string(c)); err == nil {
			return string(c)
		}
	}
	return ""
}

func TestNobodySeesAnothersCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	w.event(w.staffToken("zhoumin"), number, "correct", map[string]string{"points": "form", "what": "写明卡号"})
	owner := w.signedIn("13800138000", "张晓梅", 7)
	w.at("2026-04-20 09:35")
	other, unnamed := w.signedIn("13900139000", "王小明", 8), w.signedIn("13700137000", "", 0)
	owner.get("/my").is(200, "社会保障卡挂失")
	for _, path := range []string{"/my/cases/" + number, "/my/cases/" + number + "/do/withdraw", "/documents/" + number + "/1"} {
		owner.get(path).is(200)
		other.get(path).is(404).not("社会保障卡", "张")
		unnamed.get(path).is(404).not("社会保障卡", "张")
	}
	other.post("/my/cases/"+number+"/do/withdraw", "seq", "2").is(404)
	other.get("/my").not("社会保障卡")
	other.get("/my/notices").is(200, "还没有消息")
	unnamed.get("/my/notices").is(200, "还没有消息")
	other.get("/my/cases/abc").is(404)

	id, _ := caseno.Parse(number)
	mine, err := w.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 mine"), "我的.pdf", people.Citizen, w.citizenSession("13800138000").Account.ID)
	if err != nil {
		t.Fatal(err)
	}
	office, err := w.Files.Put(t.Context(), strings.NewReader("%PDF-1.4 office"), "内部.pdf", people.Staff, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.DB.Tx(t.Context(), func(tx *db.DB) error { return w.Files.Attach(t.Context(), tx, id, people.Staff, 1, office.ID) }); err != nil {
		t.Fatal(err)
	}
	owner = w.again("13800138000")
	got := owner.get(fmt.Sprintf("/files/%d", mine.ID)).is(200, "%PDF-1.4 mine")
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Type": "application/pdf", "Content-Security-Policy": "sandbox; default-src 'none'"} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
	if d := got.header.Get("Content-Disposition"); !strings.Contains(d, "filename*=utf-8''%E6%88%91") {
		t.Errorf("disposition %q", d)
	}
	other = w.again("13900139000")
	for _, f := range []int64{mine.ID, office.ID} {
		other.get(fmt.Sprintf("/files/%d", f)).is(404)
	}
	owner.get(fmt.Sprintf("/files/%d", office.ID)).is(404) // the office's own, and no event tells him of it
	if s := w.citizen().get(fmt.Sprintf("/files/%d", mine.ID)); !strings.HasPrefix(s.at, "/signin?back=") {
		t.Error("a file is given to who has not signed in")
	}
}

// again signs a number in once more, an hour later.
func (w *world) again(phone string) *citizen {
	w.t.Helper()
	w.mu.Lock()
	w.now = w.now.Add(time.Hour)
	w.mu.Unlock()
	return w.signedIn(phone, "", 0)
}

func TestTheOwnerActs(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		item := w.offer(permit("青云游艺证核发"))
		client, clerk := w.clientToken("apply"), w.staffToken("zhoumin")
		number := w.apply(client, 7)
		z := w.signedIn("13800138000", "张晓梅", 7)
		home := "/my/cases/" + number
		z.get(home).is(200, "正在核对材料", "受理时限到 4月27日（星期一）为止", "现在不用您做什么", "催办")
		z.get(home+"/do/resubmit").is(200, "现在不能办这一步")

		w.event(clerk, number, "correct", map[string]string{"points": "form", "what": "写明卡号"})
		w.tick()
		z.get("/").is(200, "“社会保障卡挂失”等您补材料", home+"/do/resubmit")
		z.get("/my").is(200, "等您补材料", "5月20日（星期三）前")
		z.get("/my/notices").is(200, "补正通知", "需要补正")
		z.get(home).is(200, "请在 ", "5月20日（星期三）前", "一次性补正告知书", "提交补正", "已发短信")
		seq := z.get(home+"/do/resubmit").is(200, "申请表更正的内容").find(`name="seq" value="(\d+)"`)
		z.post(home+"/do/resubmit", "seq", seq, "form", "").is(422, "请填写申请表更正的内容")
		z.post(home+"/do/resubmit", "seq", seq, "form", "卡号 123").is(200, "已提交补正。", "补正材料已提交")
		z.post(home+"/do/resubmit", "seq", seq, "form", "卡号 123").is(200, "已提交补正。") // pressed twice

		seq = z.get(home+"/do/withdraw").is(200, "这一步不能撤销", `data-confirm=`).find(`name="seq" value="(\d+)"`)
		w.event(clerk, number, "accept", nil)
		z.post(home+"/do/withdraw", "seq", seq, "reason", "我想好了").is(409, "办件已经变化", "周敏", "我想好了")

		dept, _ := w.Engine.ByNumber(w.t.Context(), number)
		reviewer := w.staffToken(dept.Dept + "-a")
		w.event(reviewer, number, "ask", map[string]string{"text": "卡在哪天丢的？"})
		answer := home + "/do/answer"
		z.get("/my").is(200, "等您回答询问", "卡在哪天丢的？")
		z.get(home).is(200, "等您回答询问", answer)
		seq = z.get(answer).find(`name="seq" value="(\d+)"`)
		z.send(answer, "files", "照片.exe", []byte("MZ"), "seq", seq, "text", "昨天").is(422, "昨天", "只收照片")
		kept := z.send(answer, "files", "照片.pdf", []byte("%PDF-1.4 x"), "seq", seq, "text", "").is(422, "请填写您的回答", "已收到 1 个文件")
		ids := kept.find(`name="files-kept" value="(\d+)"`)
		z.post(answer, "seq", seq, "text", "昨天", "files-kept", ids).is(200, "您回答：昨天", "/files/"+ids)
		z.get("/files/"+ids).is(200, "%PDF-1.4 x")
		z.get(answer).is(200, "现在不能办这一步").not("等您回答询问")

		z.post(home+"/do/urge", "seq", "", "text", "请快一点").is(200, "您催办了一次")
		z.get(home+"/do/urge").is(200, "现在不能办这一步")
		z.post(home+"/do/withdraw", "seq", "", "reason", "").is(200, "您已撤回申请", "到此结束")
		z.get(home+"/do/withdraw").is(200, "现在不能办这一步")
		w.result(z, client, clerk, item)
		if v, err := w.Ledger.Verify(w.t.Context()); err != nil || len(v.Faults) > 0 {
			w.t.Errorf("%+v %v", v, err)
		}
	})
}

// result brings an application to its result, a file of the office that its owner may read.
func (w *world) result(z *citizen, client, clerk string, item int64) {
	w.t.Helper()
	photo, err := w.Files.Put(w.t.Context(), strings.NewReader("\x89PNG\r\n\x1a\nphoto"), "照片.png", people.Client, w.bearer(client))
	if err != nil {
		w.t.Fatal(err)
	}
	status, r := w.call(client, "POST", "/api/v1/applications", map[string]any{
		"item": fmt.Sprint(item), "region": tonghui, "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(7)}, "form": map[string]string{"phone": "13800138000"},
		"answers": map[string]string{"who": "self", "lost": "no"}, "materials": []any{map[string]any{"key": "photo", "files": []string{fmt.Sprint(photo.ID)}}}, "delivery": "electronic",
	})
	if status != http.StatusCreated {
		w.t.Fatal(status, r)
	}
	number := r["number"].(string)
	dept := w.event(clerk, number, "accept", nil)["dept"].(string)
	w.event(w.staffToken(dept+"-a"), number, "sign", map[string]string{"verdict": "yes", "opinion": "属实"})
	w.event(w.staffToken(dept+"-c"), number, "approve", nil)
	issuer, err := w.Roster.FindMember(w.t.Context(), dept+"-b")
	if err != nil {
		w.t.Fatal(err)
	}
	licence, err := w.Files.Put(w.t.Context(), strings.NewReader("%PDF-1.4 licence"), "测试证.pdf", people.Staff, issuer.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.event(w.staffToken(dept+"-b"), number, "make", map[string]string{"number": "证字1号", "valid_to": "2029-04-19", "files": fmt.Sprint(licence.ID)})
	w.event(w.staffToken("suntao"), number, "send_electronic", nil)
	z.get("/my/cases/"+number).is(200, "已办结", "测试证.pdf")
	z.get(fmt.Sprintf("/files/%d", licence.ID)).is(200, "%PDF-1.4 licence")
	z.get(fmt.Sprintf("/files/%d", photo.ID)).is(200)
}

// bearer is the id of the program behind a token.
func (w *world) bearer(token string) int64 {
	w.t.Helper()
	v, err := w.Roster.Bearer(w.t.Context(), token, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Actor.ID
}

// TestPortalPages opens every page for its reader in both modes and looks at its bones.
func TestPortalPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	item := fmt.Sprintf("/items/%d", w.offer(permit("青云游艺证核发")))
	number := w.apply(w.clientToken("apply"), 7)
	waits := w.apply(w.clientToken("apply"), 7)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	w.event(w.staffToken("zhoumin"), waits, "correct", map[string]string{"points": "form", "what": "写明卡号"})
	id, _ := caseno.Parse(number)
	list, err := w.Catalog.Keep(t.Context(), mustInt(t, strings.TrimPrefix(item, "/items/")), region.Code(tonghui), catalog.Answers{"who": "self", "lost": "no"})
	if err != nil {
		t.Fatal(err)
	}
	anyone, owner := w.citizen(), w.signedIn("13800138000", "张晓梅", 7)
	anyone.post("/signin", "phone", "13900139000")
	anyone.post("/track", "number", number, "code", w.queryCode(id)).is(200)
	pages := map[*citizen][]string{
		anyone: {"/", "/items", "/items?q=社保卡", "/items?q=ooooo", item, "/items/" + w.item(simple), item + "/checklist", item + "/checklist?s_who=self&s_lost=no", item + "/checklist?s_who=self&s_lost=yes",
			"/checklists/" + list, "/place", "/place?at=" + tonghui, "/nearby", "/nearby?at=" + tonghui, "/signin", "/signin/code", "/track", "/track/" + number, "/track/phone", "/track/" + number + "/phone",
			"/documents/" + number + "/1", "/help/access", "/help/privacy"},
		owner: {"/", "/my", "/my/profile", "/my/firms", "/my/sessions", "/my/notices", "/my/cases/" + number, "/my/cases/" + waits, "/my/cases/" + number + "/do/withdraw",
			"/my/cases/" + number + "/do/change_delivery", "/my/cases/" + waits + "/do/resubmit", "/documents/" + number + "/1"},
	}
	for z, paths := range pages {
		for _, mode := range []string{"0", "1"} {
			z.get("/mode?elder=" + mode)
			for _, path := range paths {
				s := z.get(path).is(200)
				if strings.Contains(s.body, `data-mode="elder"`) != (mode == "1") {
					t.Errorf("%s is not in the mode that was chosen", path)
				}
				s.bones()
			}
		}
	}
}

func mustInt(t *testing.T, s string) (n int64) {
	t.Helper()
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatal(err)
	}
	return n
}
