package course_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// Until when a licence holds is said by who makes it, in one way; of what nobody has said the paper is silent.
func TestUntilWhenALicenceHolds(t *testing.T) {
	h := lite(t)
	paper := licence("01")
	paper.Code, paper.Results[0].Kind = "PAPER", "30"
	h.Offer(paper)
	for _, c := range []struct {
		item, says, wrong, field string
		in                       []string
	}{
		{"LICENCE", "", "填有效期止", "valid_to", nil},
		{"LICENCE", "", "填有效期止", "valid_to", []string{"valid_from", "2026-04-20"}},
		{"LICENCE", "", "不能早于有效期起", "valid_to", []string{"valid_from", "2026-04-20", "valid_to", "2026-04-19"}},
		{"LICENCE", "", "已经填了有效期止", "open_end", []string{"valid_to", "2029-04-19", "open_end", "forever"}},
		{"LICENCE", "有效期：2026年4月20日至2026年4月20日。", "", "", []string{"valid_from", "2026-04-20", "valid_to", "2026-04-20"}},
		{"LICENCE", "有效期：2026年4月20日起，长期有效。", "", "", []string{"valid_from", "2026-04-20", "open_end", "forever"}},
		{"LICENCE", "有效期：以证照载明的为准。", "", "", []string{"open_end", "printed"}},
		{"LICENCE", "有效期：至2029年4月19日。", "", "", []string{"valid_to", "2029-04-19"}},
		{"PAPER", "", "", "", nil},
		{"PAPER", "有效期：2026年4月20日起。", "", "", []string{"valid_from", "2026-04-20"}},
		{"PAPER", "", "不能早于有效期起", "valid_to", []string{"valid_from", "2026-04-20", "valid_to", "2026-04-19"}},
	} {
		k := h.head.Do(h.reviewed(func(sub *course.Submission) { sub.Item = h.item(c.item) }), "approve")
		_, err := h.issuer.Try(k, "make", append([]string{"number", "证字 1 号"}, c.in...)...)
		if c.wrong != "" {
			invalid(t, err, c.field, c.wrong)
			h.in(k, course.Issuing)
			continue
		}
		text := h.papers(k, "办理结果告知书")
		if err != nil || c.says != "" && !strings.Contains(text, c.says) || c.says == "" && strings.Contains(text, "有效期") {
			t.Errorf("of %q: %v %s", c.in, err, text)
		}
	}
}

// The issuer of the department makes the result; that it is late is told in the instant in which its term ends, and it waits for who fetches it from then on.
func TestMade(t *testing.T) {
	h := lite(t)
	k := h.head.Do(h.reviewed(), "approve")
	h.reviewer.Refused(k, fail.KindForbidden, "make", "", made...)
	_, err := h.issuer.Try(k, "make", "valid_to", "2029-04-19")
	invalid(t, err, "number", "请填写")
	h.rings(k, "overdue_issue", "2026-05-07 18:00")
	h.issuer.Do(k, "make", made...)
	h.in(k, course.Delivery)
	h.turn(k, "output")
	h.dues(k, "issue", "", "pickup", "07-06 18:00")
	says(t, h.papers(k, "办理结果告知书"), "经营许可证，编号 云河〔2026〕18号", "有效期：2026年4月20日至2029年4月19日", "送达方式：窗口领取")
	says(t, h.last(phone), "已办结，请到东岸区政务服务中心领取。工作日 9:00–12:00，13:00–18:00。取件码 "+h.load(k).Pickup)

	long := licence("01")
	long.Code, long.Name = "LONG", "河畔夜市经营许可（含食品、百货、花木和其他流动摊位）"
	h.Offer(long)
	h.granted(func(sub *course.Submission) { sub.Item = h.item("LONG") })
	says(t, h.last(phone), "请到东岸区政务服务中心领取。取件码") // two messages of the network are enough
	silent(t, h.last(phone), "工作日")
}

// A result waits at the place of its case, where somebody hands out results there, or else at the next above it.
func TestWhereAResultWaits(t *testing.T) {
	h := lite(t)
	if h.granted(at(officetest.Village)); !strings.Contains(h.last(phone), "请到东岸区政务服务中心领取") {
		t.Errorf("nobody hands out below the county: %q", h.last(phone))
	}
	h.Staff("李村", people.Post{Role: people.Output, Region: officetest.Township})
	if h.granted(at(officetest.Village)); !strings.Contains(h.last(phone), "请到河口镇便民服务中心领取") {
		t.Errorf("somebody does in the township: %q", h.last(phone))
	}
	h.Staff("何村", people.Post{Role: people.Output, Region: officetest.Village})
	if h.granted(at(officetest.Village)); !strings.Contains(h.last(phone), "请到渡头村便民服务站领取") {
		t.Errorf("somebody does in the village: %q", h.last(phone))
	}
	h.output.Leaves()
	if h.granted(); !strings.Contains(h.last(phone), "请到云和市政务服务中心领取") {
		t.Errorf("nobody does in the county any more: %q", h.last(phone))
	}
}

// A result is handed to who has the code and shows who he is, and to another only where it is said who he is; the holder reads that it was another.
func TestHandedOver(t *testing.T) {
	h := lite(t)
	k := h.granted()
	code := h.load(k).Pickup
	out := func(pairs ...string) error {
		_, err := h.output.Try(k, "hand_out", pairs...)
		return err
	}
	h.issuer.Refused(k, fail.KindForbidden, "hand_out", "", "code", code, "receiver", party, "self", "1")
	h.far.Refused(k, fail.KindNotFound, "hand_out", "", "code", code, "receiver", party, "self", "1")
	invalid(t, out("code", code, "receiver", party), "self", "")
	invalid(t, out("code", code, "self", "1"), "receiver", "请填写")
	invalid(t, out("receiver", party, "self", "1"), "code", "请填写")
	invalid(t, out("code", "000000", "receiver", party, "self", "1"), "code", "请核对领取人的短信")
	invalid(t, out("code", code, "receiver", "王二", "self", "1"), "relation", "请写明两人的关系")
	h.output.Do(k, "hand_out", "code", code[:3]+" "+code[3:], "receiver", "王二", "relation", "女儿，双方身份证。", "self", "1")
	h.in(k, course.Finished)
	v := h.event(k, "hand_out")
	if v.Note != "领取人 王*，凭取件码" || strings.Contains(v.Input, code) {
		t.Errorf("the ledger says %q, %s", v.Note, v.Input)
	}
	says(t, h.papers(k, "送达回证"), "送达的文书：经营许可证（云河〔2026〕18号）", "送达方式：直接送达", "送达地点：东岸区政务服务中心。", "收件人：王二，代受送达人领取（女儿，双方身份证）",
		"送达人：东岸区政务服务中心 出件窗口 孙涛", "收件人签名：＿＿＿＿＿＿＿＿")
	says(t, h.last(phone), "结果已送达，由他人代领（王*），不是托人办的请拨打 12345，本件办结")
	if h.load(k).Pickup != "" {
		t.Error("the code collects again")
	}

	k = h.granted()
	h.clerk.Do(k, "hand_out", "code", h.load(k).Pickup, "receiver", "张 晓梅", "self", "1") // whatever the spaces
	text := h.papers(k, "送达回证")
	says(t, text, "送达地点：东岸区政务服务中心。", "收件人：张 晓梅。")
	silent(t, text, "代受送达人")
	says(t, h.last(phone), "结果已送达，本件办结")

	untitled := h.Staff("钱窗", people.Post{Role: people.Window, Region: officetest.County})
	k = h.granted(by("pickup"))
	untitled.Do(k, "hand_out", "code", h.load(k).Pickup, "receiver", party, "self", "1")
	says(t, h.papers(k, "送达回证"), "送达地点：东岸区政务服务窗口", "送达人：综合窗口 钱窗")
}

// An agent fetches once his principal has authorised him; a firm's is whoever it says, and who filed for it while he acts for it.
func TestHandedToAnAgent(t *testing.T) {
	h := lite(t)
	k := h.granted(throughProxy)
	fetch := func(receiver, relation string) error {
		_, err := h.output.Try(k, "hand_out", "code", h.load(k).Pickup, "receiver", receiver, "relation", relation, "self", "1")
		return err
	}
	for _, receiver := range []string{proxy, "王二"} {
		invalid(t, fetch(receiver, "朋友，身份证"), "receiver", "委托人还没有签署授权委托书")
	}
	h.output.Do(k, "authorise", "seen", "1")
	if err := fetch(proxy, ""); err != nil { // who filed need not say what he is to the applicant
		t.Fatal(err)
	}
	says(t, h.papers(k, "送达回证"), "收件人：李建军，代受送达人领取（经办人）")
	says(t, h.last(phone), "由他人代领（李*军），不是托人办的请拨打") // a person's agent is somebody else

	k = h.granted(throughProxy)
	if err := fetch(party, ""); err != nil {
		t.Errorf("the principal himself: %v", err)
	}

	k = h.granted(ofFirm, throughProxy)
	invalid(t, fetch(proxy, "经办人"), "receiver", "还没有签署授权委托书")
	invalid(t, fetch("王二", ""), "relation", "不是这家单位现在登记的经办人") // its legal representative needs no letter
	if err := fetch("王二", "法定代表人，核对营业执照"); err != nil {
		t.Fatal(err)
	}
	says(t, h.papers(k, "送达回证"), "收件人：王二，代受送达人领取（法定代表人，核对营业执照）")

	k = h.granted(ofFirm, throughProxy)
	h.clerk.Do(k, "authorise", "seen", "1")
	invalid(t, fetch(proxy, ""), "relation", "请核对单位的授权委托书和领取人的身份证件") // he was never registered
}

// A parcel is sent once, comes back, and after the last try its result waits at the window.
func TestAParcel(t *testing.T) {
	h := lite(t)
	k := h.granted(by("courier"))
	h.turn(k, "output")
	if step := h.View(people.TheOffice, k).Turns[0].Step; step != "待邮寄" {
		t.Error(step)
	}
	h.dues(k, "issue", "05-07 18:00", "pickup", "")
	says(t, h.last(phone), "已办结，将免费寄递至您登记的地址。编号")
	if h.load(k).Pickup != "" {
		t.Error("it has a code")
	}
	h.output.Refused(k, fail.KindConflict, "signed", "还没有寄出", "receiver", party)
	h.output.Refused(k, fail.KindConflict, "returned", "还没有寄出", "reason", "x")
	h.output.Refused(k, fail.KindConflict, "send_electronic", "申请人选的是邮寄")
	_, err := h.output.Try(k, "dispatch", "company", "邮政")
	invalid(t, err, "tracking", "请填写")
	for _, wrong := range []string{"!!", "邮政", "——"} {
		_, err := h.output.Try(k, "dispatch", "company", "邮政", "tracking", wrong)
		invalid(t, err, "tracking", "运单号由数字和字母组成")
	}
	for try := 1; try <= 3; try++ {
		h.output.Do(k, "dispatch", "company", "中国邮政", "tracking", "ｅｍ 12345678"+fmt.Sprint(try))
		if v := h.event(k, "dispatch"); v.Note != "中国邮政 EM12345678"+fmt.Sprint(try) || v.Public != "结果已寄出："+v.Note {
			t.Errorf("%q %q", v.Note, v.Public)
		}
		says(t, h.last(phone), "结果已寄出，中国邮政 EM12345678"+fmt.Sprint(try)+"，寄递费用由财政承担")
		if seen := h.staffPage(h.clerk, k); try > 1 {
			says(t, seen, fmt.Sprintf("寄送次数：第 %d 次", try), "东岸区")
		}
		h.dues(k, "issue", "")
		if step := h.View(people.TheOffice, k).Turns[0].Step; step != course.OnWay {
			t.Error(step)
		}
		h.output.Refused(k, fail.KindConflict, "dispatch", "已经寄出，运单号 EM12345678"+fmt.Sprint(try), "company", "顺丰", "tracking", "SF1")
		h.output.Refused(k, fail.KindConflict, "hand_out", "退回以前不能改", "code", "1", "receiver", party, "self", "1")
		h.output.Refused(k, fail.KindConflict, "change_delivery", "退回以前不能改", "delivery", "pickup")
		h.output.Do(k, "returned", "reason", "家里没有人")
		if told := h.last(phone); try < 3 {
			says(t, told, "结果未能送达（家里没有人），将再次寄送，请留意短信。编号")
		} else {
			says(t, told, "结果寄送 3 次未能送达（家里没有人），改为窗口领取，请在 2026年6月22日（含当日）前到东岸区政务服务中心领取。取件码 "+h.load(k).Pickup+"。编号")
			silent(t, told, "再次寄送")
		}
		if want := map[bool]string{true: "pickup", false: "courier"}[try == 3]; h.load(k).Delivery != want {
			t.Errorf("after %d tries: %s", try, h.load(k).Delivery)
		}
	}
	for _, seen := range []string{h.staffPage(h.clerk, k), h.page(people.Visitor{Actor: h.whose(k)}, k)} { // nothing is sent any more
		says(t, seen, "领取")
		silent(t, seen, "寄送次数", "第 3 次", "东岸区红星路")
	}
	h.dues(k, "issue", "", "pickup", "06-22 18:00")
	if v := h.event(k, "returned"); v.Public != "快递多次没有送到，改为窗口领取" {
		t.Error(v.Public)
	}
	h.output.Refused(k, fail.KindConflict, "dispatch", "申请人选的是窗口领取", "company", "顺丰", "tracking", "SF1")
	h.fetched(k)
}

// Until it comes back a parcel's term runs anew, and what is signed for is delivered, at the address and by the carrier's record.
func TestAParcelIsSignedFor(t *testing.T) {
	h := lite(t)
	k := h.granted(by("courier"))
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM1")
	h.At("2026-04-22 10:00")
	h.output.Do(k, "returned", "reason", "地址不对")
	h.dues(k, "issue", "05-09 18:00")
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM2")
	_, err := h.output.Try(k, "signed")
	invalid(t, err, "receiver", "请填写")
	if _, err := h.Try(client, k, "signed", "receiver", "王二"); err != nil { // the carrier's program tells it
		t.Fatal(err)
	}
	h.in(k, course.Finished)
	if v := h.event(k, "signed"); v.Note != "签收人 王*" {
		t.Error(v.Note)
	}
	says(t, h.papers(k, "送达回证"), "送达方式：邮寄送达（邮政 EM2）", "送达地点：东岸区红星路 8 号", "收件人：王二。", "以寄递企业的签收记录为凭证，收件人不在本回证上签名", "送达人：省平台")
	says(t, h.last(phone), "由他人代收（王*），不是托人办的请拨打 12345")

	k = h.granted(by("courier"))
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM3")
	h.clerk.Do(k, "signed", "receiver", party)
	silent(t, h.last(phone), "代收")
}

// What is delivered electronically has its file, and needs no signature.
func TestDeliveredElectronically(t *testing.T) {
	h := lite(t)
	k := h.head.Do(h.reviewed(by("electronic")), "approve")
	_, err := h.issuer.Try(k, "make", made...)
	invalid(t, err, "files", "")
	h.issuer.Do(k, "make", append([]string{"files", h.issuer.File("证照.pdf")}, made...)...)
	h.dues(k, "issue", "05-07 18:00", "pickup", "")
	says(t, h.last(phone), "已办结，结果将发送至“我的办件”")
	h.output.Refused(k, fail.KindConflict, "dispatch", "申请人选的是电子送达", "company", "顺丰", "tracking", "SF1")
	h.output.Do(k, "send_electronic")
	h.in(k, course.Finished)
	h.dues(k, "issue", "")
	says(t, h.papers(k, "送达回证"), "送达方式：电子送达", "送达地点：“我的办件”", "收件人：张晓梅", "到达“我的办件”即为送达")
	says(t, h.last(phone), "结果已电子送达")
}

// Another way is chosen by the applicant or at a window until the result is on its way; what waits takes the new way with its own term.
func TestAnotherWayOfDelivery(t *testing.T) {
	h := lite(t)
	k := h.filed()
	h.reviewer.Refused(k, fail.KindForbidden, "change_delivery", "", "delivery", "electronic")
	for _, c := range [][2]string{{"delivery", "drone"}, {"to_phone", "12"}, {"to_street", ""}} {
		in := []string{"delivery", "courier", "to_name", "王二", "to_phone", "13511112222", "to_street", "东岸区乙路 2 号", c[0], c[1]}
		_, err := h.Try(h.whose(k), k, "change_delivery", in...)
		invalid(t, err, c[0], "")
	}
	h.owner(k, "change_delivery", "delivery", "courier", "to_name", "王二", "to_phone", "13511112222", "to_street", "东岸区乙路 2 号")
	h.in(k, course.Received)
	h.dues(k, "accept", "04-27 18:00")
	a := h.load(k)
	if a.Delivery != "courier" || a.Address != (course.Address{Name: "王二", Phone: "13511112222", Street: "东岸区乙路 2 号"}) {
		t.Errorf("%+v", a)
	}
	if v := h.event(k, "change_delivery"); v.Public != "送达方式改为邮寄（免费）" {
		t.Error(v.Public)
	}
	says(t, h.last(phone), "送达方式改为邮寄（免费），收件人王*。不是您要求的，请拨打 12345")
	h.clerk.Do(k, "accept")
	h.reviewer.Do(k, "sign", yes...)
	h.head.Do(k, "approve")
	h.issuer.Do(k, "make", made...)
	h.At("2026-04-21 10:00")
	h.output.Do(k, "change_delivery", "delivery", "pickup")
	h.dues(k, "issue", "", "pickup", "06-22 18:00")
	code := h.load(k).Pickup
	says(t, h.last(phone), "送达方式改为窗口领取，取件码 "+code)
	if step := h.View(people.TheOffice, k).Turns[0].Step; step != "窗口领取" {
		t.Error(step)
	}
	h.clerk.Do(k, "change_delivery", "delivery", "pickup") // the same way: nothing changes
	if h.load(k).Pickup != code {
		t.Error("it has another code")
	}
	h.clerk.Do(k, "change_delivery", "delivery", "electronic")
	h.dues(k, "pickup", "", "issue", "05-08 18:00")
	if h.load(k).Pickup != "" || h.load(k).Address != (course.Address{}) {
		t.Errorf("%+v", h.load(k))
	}
	h.rings(k, "overdue_issue", "2026-05-08 18:00")
	h.output.Do(k, "send_electronic")
	if _, err := h.Try(h.whose(k), k, "change_delivery", "delivery", "pickup"); err == nil {
		t.Error("what was delivered is delivered otherwise")
	}
}

// The ways are those of the item, in words.
func TestWaysOfDelivery(t *testing.T) {
	h := lite(t)
	it := licence("01")
	it.Code, it.Delivery = "FETCH", []string{"electronic", "pickup"}
	h.Offer(it)
	k := h.filed(func(sub *course.Submission) { sub.Item, sub.Delivery = h.item("FETCH"), "" })
	if got := h.load(k).Delivery; got != "electronic" {
		t.Errorf("nothing chosen is %s", got)
	}
	_, err := h.submits(client, h.paper(by("courier"), func(sub *course.Submission) { sub.Item = h.item("FETCH") }))
	invalid(t, err, "delivery", "在给出的送达方式里选")
	_, err = h.submits(client, h.paper(by("courier"), func(sub *course.Submission) { sub.Address.Phone = "" }))
	invalid(t, err, "to_phone", "")
	_, err = h.Try(h.whose(k), k, "change_delivery", "delivery", "courier")
	invalid(t, err, "delivery", "")
	var labels []string
	for _, o := range course.DeliveryOptions([]string{"pickup", "courier", "electronic"}) {
		labels = append(labels, o.Label+"："+o.Hint)
	}
	if want := []string{"窗口领取：办好后短信告诉您取件码", "邮寄（免费）：免费，办好后寄出", "电子送达：在“我的办件”里下载，和纸质的一样有效"}; !slices.Equal(labels, want) {
		t.Errorf("%q", labels)
	}
	if got := (course.Courier{Company: "邮政", Tracking: "EM1"}).Words() + (course.Courier{}).Words(); got != "邮政 EM1" {
		t.Error(got)
	}
	full := h.cases.Complete(&catalog.Item{})
	if full.Promised.N != 20 || full.Statutory.N != 20 || len(full.Steps) != 1 || len(full.Delivery) != 2 ||
		len(full.Form.Fields) != 1 {
		t.Errorf("%+v", full)
	}
}
