package application_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

const output = "/desk/output"

// code is with what a result is collected.
func (h *hall) code(k flow.Case) string { h.T.Helper(); return h.kept(k).Pickup }

// query is the query code of a case.
func (h *hall) query(k flow.Case) string {
	h.T.Helper()
	code, err := h.House.Slips.Code(h.T.Context(), h.DB, k)
	if err != nil {
		h.T.Fatal(err)
	}
	return code
}

// hands has the output desk do an event of a result, from its page.
func (h *hall) hands(by *officetest.Somebody, k flow.Case, event string, pairs ...string) officetest.Seen {
	h.T.Helper()
	page := by.Get(output + "/" + k.Number()).Is(http.StatusOK)
	return by.Post(output+"/"+k.Number()+"/"+event, append([]string{"seq", field(page, "seq")}, pairs...)...)
}

// One window hands out the results of all departments, each by its way. Who fetches shows the code and who he is; a wrong code, and
// somebody else of whom nobody has said who he is, gets nothing.
func TestOneWindowHandsOut(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.counter.Get(output).Is(http.StatusOK, "这里没有要送达的结果", "结果办好后会自动到这里。")
		fetched, sent, wired := h.ready(1, "pickup"), h.ready(2, "courier"), h.electronic(3)
		c.Tick()
		if n, err := c.House.Services[0].Staff[1].Count(t.Context(), h.counter.Visitor()); err != nil || n != 3 {
			t.Errorf("the menu counts %d, %v", n, err)
		}
		h.counter.Get(output).Is(http.StatusOK, cardName, "张*梅", "最晚 6月22日（星期一）", "等人来领", "等着寄出", "寄出在途", "等着电子送达").Not("张晓梅",
			flow.Grouped(sent.Number()), flow.Grouped(wired.Number()), h.code(fetched))
		h.counter.Get(output).Not(`class="filters"`) // of what somebody looks for nothing is to stand in an address
		h.counter.Get(output+"?tab=courier").Is(http.StatusOK, flow.Grouped(sent.Number()), "东岸区滨江路****", "登记寄出", "打印面单").Not("8 号 2 单元",
			"李建军").Bones()
		h.counter.Get(output+"?tab=electronic").Is(http.StatusOK, "游艺证", "游证 7 号", flow.Grouped(wired.Number()), "电子送达所选").Bones()
		h.clerk.Get(output).Is(http.StatusOK, flow.Grouped(fetched.Number())) // the windows do so too
		h.far.Get(output).Is(http.StatusOK, "这里没有要送达的结果")
		for _, z := range []*officetest.Somebody{h.reviewer, h.overseer} {
			z.Get(output).Is(http.StatusForbidden)
		}

		page := h.counter.Get(output+"/"+fetched.Number()).Is(http.StatusOK, "当面交付", "换一张查询单", "/desk/slips/"+fetched.Number(), "变更送达方式",
			"打印同意办理告知书", idNo(1)[14:], "和领取人的证件核对没有遮住的几位", "窗口领取").
			Not("交快递", "登记签收", "登记退件", "电子送达", "张晓梅", idNo(1), h.code(fetched)).Bones()
		seq := field(page, "seq")
		at := output + "/" + fetched.Number() + "/hand_out"
		said := []string{"seq", seq, "code", h.code(fetched), "receiver", "张晓梅", "self", "1"}
		h.counter.Post(at, with(said, "code", "000000")...).Is(http.StatusUnprocessableEntity, "取件码不对，请核对领取人的短信", `value="张晓梅"`)
		h.counter.Post(at, with(said, "self", "")...).Is(http.StatusUnprocessableEntity, "请勾选")
		h.counter.Post(at, with(said, "receiver", "王二")...).Is(http.StatusUnprocessableEntity, "领取人不是申请人，请写明两人的关系和核对的证件", `value="王二"`)
		h.counter.Post(at, with(said, "seq", "1")...).Is(http.StatusConflict)
		h.far.Post(at, said...).Is(http.StatusNotFound)
		h.counter.Post(output+"/"+fetched.Number()+"/dispatch", "seq", seq, "company", "邮政", "tracking", "1").Is(http.StatusConflict,
			"这件现在不能做这一步")
		if c.Case(fetched).State != course.Delivery {
			t.Fatal("it was handed out")
		}
		h.counter.Post(at, said...).Is(http.StatusOK, "已办结。送达回证可以打印，请领取人签名。", "打印送达回证").Not("换一张查询单")
		h.counter.Post(at, said...).Is(http.StatusOK, "已办结。送达回证可以打印")   // pressed twice
		h.clerk.Post(at, said...).Is(http.StatusConflict, "这件现在不能做这一步") // a colleague had seen the same
		if got := c.Case(fetched); got.State != course.Finished || h.code(fetched) != "" {
			t.Errorf("%s with %q", got.State, h.code(fetched))
		}
		h.counter.Get(output+"/"+fetched.Number()).Is(http.StatusOK, "这件现在没有要送达的。")

		k := h.ready(4, "pickup")
		h.hands(h.counter, k, "hand_out", "code", h.code(k), "receiver", "王二", "relation", "配偶，双方身份证", "self", "1").Is(http.StatusOK, "已办结")
		h.hands(h.clerk, wired, "send_electronic").Is(http.StatusOK, "已办结。").Not("领取人签名")
		c.Tick()
		if got := c.Texts(phone(4)); !strings.Contains(strings.Join(got, " "), "由他人代领（王*）") {
			t.Errorf("whose it is is told %q", got)
		}
		c.Sound()
	})
}

// electronic is a permit whose result waits to be sent electronically.
func (h *hall) electronic(n int) flow.Case {
	h.T.Helper()
	z := h.citizen(n, fmt.Sprint("电子", n))
	draft := h.begun(z, with(situation, "s_size", "small")...)
	handsIn(z, draft)
	k := h.filed(z, draft, "delivery", "electronic", "who_name", h.name(z))
	h.clerk.Do(k, "accept")
	h.decided(k)
	return h.issuer.Do(k, "make", "number", fmt.Sprintf("游证 %d 号", 7), "files", h.issuer.File("游艺证.pdf"))
}

// A parcel goes, comes back, goes again, and after the last try waits at the window; what is on its way is not handed out, and who signed
// for it is noted.
func TestParcelsGoAndComeBack(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.ready(1, "courier")
	h.counter.Get(output+"/"+k.Number()).Is(http.StatusOK, "交快递", "邮寄（免费）", `<details><summary>当面交付`).Not("登记签收", "登记退件")
	h.hands(h.counter, k, "hand_out", "code", h.query(k), "receiver", "王二", "self", "1").
		Is(http.StatusUnprocessableEntity, `<details open><summary>当面交付`, "领取人不是申请人",
			`value="王二"`).Bones() // what is wrong is not folded away
	h.hands(h.counter, k, "dispatch", "company", "邮政", "tracking", strings.Repeat("1", 41)).Is(http.StatusUnprocessableEntity, "最多 40 个字",
		`value="邮政"`)
	for try := range 3 {
		seq := field(h.counter.Get(output+"/"+k.Number()), "seq")
		for range 2 { // pressed twice
			h.counter.Post(output+"/"+k.Number()+"/dispatch", "seq", seq, "company", "邮政", "tracking", fmt.Sprint("EMS ", try)).
				Is(http.StatusOK, "已登记：交快递。")
		}
		h.counter.Get(output+"/"+k.Number()).Is(http.StatusOK, "登记签收", "登记退件", fmt.Sprint("邮政 EMS", try)).Not("当面交付", "交快递")
		h.counter.Get(output+"?tab=sent").Is(http.StatusOK, fmt.Sprint("邮政 EMS", try), "4月20日 09:30寄出")
		h.hands(h.counter, k, "returned", "reason", "无人签收").Is(http.StatusOK, "已登记：登记退件。")
		if try == 0 {
			h.counter.Get(output+"?tab=courier").Is(http.StatusOK, "已退回 1 次")
		}
	}
	h.counter.Get(output).Is(http.StatusOK, flow.Grouped(k.Number()), "等人来领")
	if a := h.kept(k); a.Delivery != "pickup" || a.Pickup == "" {
		t.Errorf("%+v", a)
	}
	k = h.ready(2, "courier")
	h.hands(h.counter, k, "dispatch", "company", "邮政", "tracking", "EMS9").Is(http.StatusOK)
	h.hands(h.counter, k, "signed", "receiver", "李建军").Is(http.StatusOK, "已办结。")
	k = h.ready(3, "courier")
	h.Later(10 * time.Minute)
	h.hands(h.counter, k, "change_delivery", "delivery", "pickup").Is(http.StatusOK, "已登记：变更送达方式。")
	h.counter.Get(output).Is(http.StatusOK, flow.Grouped(k.Number()), "09:40起等候").Not("办好") // it was made ten minutes before
	h.Sound()
}

// A result is found by its code, its number, a name or the matter. A code stands in no address; of another place's results nobody learns
// anything.
func TestAResultIsFound(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k, parcel := h.ready(1, "pickup"), h.ready(2, "courier")
		find := func(by *officetest.Somebody, q, tab string) officetest.Seen {
			t.Helper()
			s := by.Post(output, "q", q, "tab", tab).Is(http.StatusOK)
			if strings.Contains(s.At, h.code(k)) {
				t.Errorf("the code stands in the address %s", s.At)
			}
			return s
		}
		code := h.code(k)
		for _, typed := range []string{code, " " + code[:3] + " " + code[3:], "０" + code[1:]} {
			if typed[0] != code[0] && strings.HasPrefix(typed, "０") && code[0] != '0' {
				continue
			}
			find(h.counter, typed, "pickup").Is(http.StatusOK, "当面交付", `value="`+code+`"`, flow.Grouped(k.Number()))
		}
		for _, by := range []*officetest.Somebody{h.far, h.below} {
			find(by, code, "pickup").Is(http.StatusOK, "没有找到“"+code+"”", "看全部", `value="`+code+`"`).Not(cardName)
			find(by, k.Number(), "pickup").Not(cardName)
			by.Get(output + "/" + k.Number()).Is(http.StatusNotFound).Not("张*梅")
		}
		wrong := "000000"
		if code == wrong {
			wrong = "111111"
		}
		find(h.counter, wrong, "courier").Is(http.StatusOK, "没有找到“"+wrong+"”", output+"?tab=courier").Not("登记寄出")
		for _, typed := range []string{k.Number(), flow.Grouped(k.Number())} {
			if got := find(h.counter, typed, "courier"); got.At != output+"/"+k.Number() {
				t.Errorf("%s leads to %s", typed, got.At)
			}
		}
		find(h.counter, "张晓梅", "courier").Is(http.StatusOK, flow.Grouped(parcel.Number())).Not(flow.Grouped(k.Number()))
		find(h.counter, "社会保障", "pickup").Is(http.StatusOK, flow.Grouped(k.Number()))
		find(h.counter, "没有的事", "courier").Is(http.StatusOK, "没有找到“没有的事”", "也可以换一种送达方式看看")
		if got := find(h.counter, "12345678", "pickup").Is(http.StatusOK, "没有找到“12345678”"); got.At != output+"?q=12345678&tab=pickup" {
			t.Errorf("what is no code is looked for at %s", got.At)
		}
		other := h.Opened(people.TheOffice, flow.Opening{Kind: "other", Event: "begin", Region: officetest.County, Title: "别的事", Party: "钱反映"})
		h.counter.Post(output, "q", other.Number()).Not("钱反映")
	})
}

// Numbers of parcels are scanned one after the other: those that are right are entered, what is wrong stays on the page with what is wrong.
func TestScannedNumbersAreKept(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	one, two, three := h.ready(1, "courier"), h.ready(2, "courier"), h.ready(3, "courier")
	box := func(k flow.Case) string { return fmt.Sprint("tracking_", k.ID) }
	h.counter.Get(output+"?tab=courier").Is(http.StatusOK, box(one), box(two), "一件一件扫运单号")
	post := func(pairs ...string) officetest.Seen { return h.counter.Post(output+"/dispatch", pairs...) }
	post("company", " ", box(one), "SF1234567890").Is(http.StatusUnprocessableEntity, "请填写快递公司", `value="SF1234567890"`)
	far := strings.Repeat("远", 31)
	post("company", far, box(one), "SF1").Is(http.StatusUnprocessableEntity, "还没有登记", `id="f-company-error"`, "最多 30 个字", `value="`+far+`"`,
		`value="SF1"`)
	post("company", "顺丰", box(one), " ").Is(http.StatusOK, "还没有填运单号，没有登记。", `value="顺丰"`)
	long := strings.Repeat("1", 50)
	mixed := post("company", "顺丰", box(one), "ｓｆ1234 567890", box(two), long)
	mixed.Is(http.StatusUnprocessableEntity, "已登记 1 件，还有 1 件没有登记。", flow.Grouped(two.Number())+" 运单号 "+long+"：", "最多 40 个字", `value="`+long+`"`,
		`value="顺丰"`).Not(box(one))
	if a, b := h.kept(one), h.kept(two); a.Courier.Words() != "顺丰 SF1234567890" || b.Courier.Tracking != "" {
		t.Errorf("%+v %+v", a.Courier, b.Courier)
	}
	post("company", "顺丰", box(one), "SF2", box(two), "SF3").Is(http.StatusUnprocessableEntity, "已登记 1 件，还有 1 件没有登记。",
		flow.Grouped(one.Number())+" 运单号 SF2 没有登记：")
	post("company", "顺丰", "tracking_x", "SF4").Is(http.StatusUnprocessableEntity, "运单号 SF4 没有登记：请先选要送达的办件")
	post("company", "顺丰", box(three), "SF5").Is(http.StatusOK, "已登记寄出 1 件，短信会告诉收件人运单号。")
	h.far.Post(output+"/dispatch", "company", "顺丰", box(three), "SF6").Is(http.StatusUnprocessableEntity)
	h.Tick()
	if got := strings.Join(h.Texts(phone(3)), " "); !strings.Contains(got, "顺丰 SF5") {
		t.Errorf("he is told %q", got)
	}
}

// Several results are sent electronically at once; those that cannot be say so, and stop no other.
func TestSeveralAreSentElectronically(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	one, two, parcel := h.electronic(1), h.electronic(2), h.ready(3, "courier")
	h.counter.Post(output+"/electronic").Is(http.StatusUnprocessableEntity, "请先选要送达的办件")
	h.counter.Post(output+"/electronic", "case", fmt.Sprint(parcel.ID), "case", fmt.Sprint(one.ID)).Is(http.StatusUnprocessableEntity,
		"已登记 1 件，下面的还没有登记："+flow.Grouped(parcel.Number())+" ")
	if h.Case(one).State != course.Finished || h.Case(parcel).State != course.Delivery {
		t.Errorf("%s %s", h.Case(one).State, h.Case(parcel).State)
	}
	h.counter.Post(output+"/electronic", "case", fmt.Sprint(two.ID)).Is(http.StatusOK, "已电子送达 1 件。")
	h.far.Post(output+"/electronic", "case", fmt.Sprint(parcel.ID)).Is(http.StatusUnprocessableEntity).Not(flow.Grouped(parcel.Number())) // he sees it not
}

// Labels are printed for the parcels that wait at the place, and each address that is read is logged.
func TestLabelsAreLogged(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.counter.Get(output+"/labels").Is(http.StatusOK, "没有要寄的结果。")
		k, gone := h.ready(1, "courier"), h.ready(2, "courier")
		h.ready(3, "pickup")
		h.hands(h.counter, gone, "dispatch", "company", "邮政", "tracking", "EMS1").Is(http.StatusOK)
		h.counter.Get(output+"/labels").Is(http.StatusOK, "收件人：李建军　13700137007", "东岸区滨江路 8 号 2 单元", flow.Grouped(k.Number()),
			"内件：").Not(flow.Grouped(gone.Number()))
		h.clerk.Get(output+"/labels").Is(http.StatusOK, "李建军") // the windows do so too
		h.far.Get(output+"/labels").Is(http.StatusOK, "没有要寄的结果。").Not("李建军")
		h.reviewer.Get(output + "/labels").Is(http.StatusForbidden)
		list := h.looks("查看收件地址")
		if len(list) != 2 || list[1].ActorName != "周敏" || list[0].ActorName != "孙涛" || list[0].Object != k.Number() || list[0].Reason != "打印邮寄面单" {
			t.Errorf("%+v", list)
		}
	})
}

// The list is a workbook and an answer of the API, with no name in the clear.
func TestTheListOfResultsIsAWorkbook(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.ready(1, "courier")
		h.hands(h.counter, k, "dispatch", "company", "邮政", "tracking", "EMS1").Is(http.StatusOK)
		rows := h.counter.Get(output + ".xlsx?tab=sent&purpose=每周核对台账").Rows()
		if len(rows) != 1 || !slices.Equal(rows[0][:4], []string{flow.Grouped(k.Number()), cardName, "张*梅", "东岸区"}) ||
			rows[0][len(rows[0])-1] != "邮政 EMS1" || !slices.Contains(rows[0], course.OnWay) {
			t.Errorf("%q", rows)
		}
	})
}

// The package of a finished case leaves for a purpose alone, to who sees the case; before it is put away there is none.
func TestThePackageOfACaseLeavesForAPurpose(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.ready(1, "pickup")
	at := "/desk/archive/" + k.Number()
	h.clerk.Get(at+"?purpose=移交档案馆保存").Is(http.StatusNotFound, "这个办件还没有归档")
	h.hands(h.counter, k, "hand_out", "code", h.code(k), "receiver", "张晓梅", "self", "1").Is(http.StatusOK)
	for range 3 {
		h.Tick()
	}
	if h.kept(k).Archive == 0 {
		h.Later(24 * time.Hour)
		h.Tick()
		h.Tick()
	}
	h.clerk.Back()
	h.far.Back()
	h.clerk.Get(at).Is(http.StatusOK, "用途")
	if n := len(h.looks("下载归档包")); n != 0 {
		t.Errorf("%d lines of what nobody took", n)
	}
	got := h.clerk.Get(at + "?purpose=移交档案馆保存").Is(http.StatusOK)
	if d := got.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; ") || !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("%q %.20q", d, got.Body)
	}
	list := h.looks("下载归档包")
	if len(list) != 1 || list[0].ActorName != "周敏" || list[0].Object != k.Number() || list[0].Reason != "移交档案馆保存" {
		t.Errorf("%+v", list)
	}
	h.far.Get(at + "?purpose=移交档案馆保存").Is(http.StatusNotFound)
}

// Lists that are longer than a page go on where it ended, also where everything before is the same.
func TestLongListsGoOn(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.ready(1, "pickup")
		const columns = `role, dept, city, county, township, village, assignee, holder, due_at, opened_at, urgency, kind`
		for n := range 60 {
			err := errors.Join(c.DB.Exec(t.Context(),
				`INSERT INTO case_turns (case_id, no, step, `+columns+`) SELECT case_id, $2, $3, `+columns+` FROM case_turns WHERE case_id = $1 AND no < 100`,
				k.ID, 100+n, course.Ways["pickup"]),
				c.DB.Exec(t.Context(),
					`INSERT INTO application_bounces (case_id, seq, clerk, reason, day) VALUES ($1, $2, $3, 'wrong', 20260420)`, k.ID,
					100+n, h.clerk.ID))
			if err != nil {
				t.Fatal(err)
			}
		}
		for path, all := range map[string]int{output: 61, bounces: 60} {
			by := h.clerk
			first := by.Get(path).Is(http.StatusOK, fmt.Sprintf("共 %d 件", all))
			second := by.Get(first.Find(`href="(` + path + `\?[^"]*after=[^"]*)"`)).Is(http.StatusOK)
			row := regexp.MustCompile(`<th scope="row"><a href="/desk/`)
			if a, b := len(row.FindAllString(first.Body, -1)), len(row.FindAllString(second.Body, -1)); a != 50 || b != all-50 {
				t.Errorf("%s: %d, then %d", path, a, b)
			}
			by.Get(second.Find(`href="(` + path + `\?[^"]*before=[^"]*)"`)).Is(http.StatusOK)
		}
	})
}

// Of a result that somebody applied for in the applicant's name it is said who, masked, and by what right; he fetches it without saying
// more.
func TestTheAgentFetchesTheResult(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.decided(h.at(h.concludes(h.clerk, cardCode, "accept", with(proxy, "f_request", "挂失", "delivery", "pickup", "right",
		"present")).Is(http.StatusOK)))
	h.counter.Get(output+"/"+k.Number()).Is(http.StatusOK, "经办人", "李*军", "亲属代办，本人在场").Not("李建军")
	h.hands(h.counter, k, "hand_out", "code", h.code(k), "receiver", "李建军", "self", "1").Is(http.StatusOK, "已办结")
}
