package course_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

// page is what an application says of itself to somebody, part by part; nobody is who follows it by its code.
func (h *hall) page(v people.Visitor, k flow.Case) string {
	h.T.Helper()
	by := v.Actor
	if by.Kind == people.Nobody {
		by = people.TheOffice
	}
	sections, err := h.House.Services[0].Sections(h.T.Context(), v, h.View(by, k))
	if err != nil {
		h.T.Fatal(err)
	}
	var b strings.Builder
	for _, part := range sections {
		fmt.Fprintln(&b, "【"+part.Title+"】", part.Note.Title, part.Note.Text)
		for _, t := range part.Facts.Items {
			fmt.Fprintln(&b, t.Label+"："+t.Value, t.Note)
		}
		for _, r := range part.Table.Rows {
			for _, cell := range r.Cells {
				fmt.Fprint(&b, cell.Text, " ", cell.Small, " ")
				for _, tag := range cell.Tags {
					fmt.Fprint(&b, tag.Label, " ")
				}
				for _, act := range cell.Acts {
					fmt.Fprint(&b, act.Label, " ", act.Href, " ")
				}
			}
			fmt.Fprintln(&b)
		}
		for _, l := range part.Links {
			fmt.Fprintln(&b, l.Label, l.Href, l.Note)
		}
	}
	return b.String()
}

func (h *hall) staffPage(s *officetest.Somebody, k flow.Case) string {
	h.T.Helper()
	return h.page(people.Visitor{Actor: s.Actor()}, k)
}

// Staff read answers masked that are personal, the owner his own, and who follows a case by its code none and no files.
func TestWhoReadsWhat(t *testing.T) {
	h := lite(t)
	z := h.citizen(phone, party, idNo)
	k := h.online(z, by("courier"), func(sub *course.Submission) {
		sub.Form = form.Values{"phone": "13900139009", "stall": "甲 3 号", "name": party, "home": "东岸区红星路 8 号 2 单元"}
	})
	owner, staff, nobody := h.page(z.Visitor(), k), h.staffPage(h.clerk, k), h.page(people.Visitor{}, k)
	says(t, owner, "受理地点：东岸区政务服务中心", "手机：13900139009", "摊位：甲 3 号", "姓名：张晓梅", "住址：东岸区红星路 8 号 2 单元", "收件人：张晓梅",
		"手机：13800138000", "地址：东岸区红星路 8 号", "房产证.pdf /files/")
	silent(t, owner, "申请人身份")
	says(t, staff, "申请人身份：网上自行填报，未核验", "手机：139****9009", "摊位：甲 3 号", "姓名：张*梅", "收件人：张*梅 138****8000",
		"房产证.pdf /desk/files/", "住所使用证明", "可以容缺", "公安机关", "申请人自备")
	silent(t, staff, "13900139009", "13800138000", "姓名：张晓梅", "红星路 8 号 2 单元")
	says(t, nobody, "摊位：甲 3 号", "姓名：张*梅", "方式：邮寄（免费）", "住所使用证明")
	silent(t, nobody, "139", "住址", "红星路", "收件人", "房产证", "138", "申请人身份")

	masked, err := h.House.Services[0].Masked(t.Context(), h.DB, []flow.Case{k})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, one := range masked[k.ID] {
		got[one.Label] = one.Value
	}
	for label, value := range map[string]string{"手机": "13900139009", "姓名": party, "住址": "东岸区红星路 8 号 2 单元", "经办人": "",
		"收件人": party, "收件人电话": phone, "收件地址": "东岸区红星路 8 号"} {
		if v, ok := got[label]; !ok || v != value {
			t.Errorf("in the clear %s is %q", label, v)
		}
	}
	if _, ok := got["摊位"]; ok {
		t.Error("what is not masked is told as if it were")
	}
}

// Who acts for whom, by what right and whether that is signed, stands on the page; the name in the clear is the owner's.
func TestThePageNamesTheAgent(t *testing.T) {
	h := lite(t)
	k := h.filed(throughProxy)
	says(t, h.staffPage(h.clerk, k), "经办人：李*军 亲属代办，凭委托书；授权委托书待委托人在网上以核验过的身份签署")
	says(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "经办人：李建军 亲属代办，凭委托书")
	h.clerk.Do(k, "authorise", "seen", "1")
	silent(t, h.staffPage(h.clerk, k), "待委托人")
	for p, want := range map[course.Proxy]string{
		{Relation: "agent"}: "单位经办人", {Relation: "friend", Right: "voice"}: "朋友、邻居代办，电话确认授权",
		{Relation: "staff", Right: "present"}: "工作人员帮办代办，本人在场", {Right: "letter"}: "凭委托书", {}: "",
	} {
		if got := p.Words(); got != want {
			t.Errorf("%+v: %s", p, got)
		}
	}
}

// What is proposed, and by whom, is before who is to agree to it, and no applicant; it is gone when it was decided.
func TestThePageShowsWhatIsProposed(t *testing.T) {
	h := lite(t)
	k := h.clerk.Do(h.filed(), "propose_refusal", "ground", "not_ours", "reason", "住所在西岭县，依《条例》第五条", "go_to", "西岭县政务服务中心")
	says(t, h.staffPage(h.colleague, k), "【拟不予受理】", "不予受理的情形：不属于本机关职权", "理由和依据：住所在西岭县，依《条例》第五条", "应当去哪里办：西岭县政务服务中心")
	silent(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "拟不予受理", "西岭县")
	h.colleague.Do(k, "reject_refusal", "reason", "住所在东岸区")
	silent(t, h.staffPage(h.colleague, k), "拟不予受理")

	k = h.accepted()
	h.clerk.Do(k, "propose_termination", "ground", "subject", "reason", "户口已注销")
	h.Later(time.Minute)
	h.reviewer.Do(k, "request_extension", "reason", "要核实")
	page := h.staffPage(h.head, k)
	says(t, page, "【提出终止办理】", "终止的情形：申请人死亡或者法人终止", "事实和理由：户口已注销", "提出的人：周敏", "【报请延长期限】", "事实和理由：要核实", "提出的人：何雪")
	silent(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "户口", "核实")
	h.head.Do(k, "decline_termination", "reason", "在世")
	silent(t, h.staffPage(h.head, k), "提出终止办理")

	grounds := map[string]string{"propose_termination": "law", "propose_refusal": "other"}
	for _, broken := range []string{"propose_termination", "propose_refusal"} { // whoever has the database in his hands
		k = h.filed()
		h.clerk.Do(k, broken, "ground", grounds[broken], "reason", "目录取消，见公告")
		if err := h.DB.Exec(t.Context(),
			`UPDATE case_events SET input = '{"ground":' WHERE case_id = $1 AND event = $2`, k.ID, broken); err != nil {
			t.Fatal(err)
		}
		page := h.staffPage(h.colleague, k)
		says(t, page, flow.Broken, "【材料】")
		silent(t, page, "目录取消")
	}
}

// Opinions are the staff's to read, what is owed everybody's, with its last day.
func TestThePageShowsOpinionsAndDebts(t *testing.T) {
	h := lite(t)
	k := h.accepted(later)
	owner := people.Visitor{Actor: h.whose(k)}
	waiting := func() string {
		notes, err := h.House.Services[0].Waiting(t.Context(), owner, h.View(owner.Actor, k))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, n := range notes {
			text += n.Title + n.Text + n.Links[0].Href
		}
		return text
	}
	says(t, h.page(owner, k), "【容缺待补】", "近期照片：最迟4月27日（星期一）补交，含当日", "近期照片 可以容缺 申请人自备    容缺后补")
	says(t, waiting(), "请补交“近期照片”。", "最迟4月27日（星期一）补交，含当日", "/my/cases/"+k.Number()+"/do/settle_debt")
	h.reviewer.Do(k, "sign", yes...)
	says(t, h.staffPage(h.head, k), "【审查意见】", "审查 材料属实", "符合", "何雪 东岸区人社局　4月20日 09:30")
	silent(t, h.page(owner, k), "审查意见", "材料属实", "何雪")
	h.At("2026-04-27 23:00")
	silent(t, h.page(owner, k)+waiting(), "已逾期，应于", "已经逾期")
	h.At("2026-04-28 09:00")
	says(t, h.page(owner, k), "近期照片：已逾期，应于4月27日（星期一）补交")
	says(t, waiting(), "应于4月27日（星期一）补交，已经逾期，请尽快补交")
	h.clerk.Do(k, "settle_debt", "debt", "1")
	says(t, h.page(owner, k), "近期照片：已补交")
	if got := waiting(); got != "" {
		t.Errorf("he still owes %q", got)
	}
	bad := h.reviewer.Do(h.accepted(), "sign", "verdict", "no", "opinion", "面积不够")
	says(t, h.staffPage(h.head, bad), "不符合")
}

// The code to collect is the owner's alone, with where and when; on the way of a parcel its number; a result has its number and validity for
// whose it is, and nothing is said of one that is not decided.
func TestThePageShowsTheResult(t *testing.T) {
	h := lite(t)
	k := h.granted()
	owner := people.Visitor{Actor: h.whose(k)}
	code := h.load(k).Pickup
	says(t, h.page(owner, k), "取件码："+code+" 带身份证件到窗口领取", "领取地点：东岸区政务服务中心 工作日 9:00–12:00，13:00–18:00，带身份证件", "结论：准予许可",
		"结果：经营许可证", "编号：云河〔2026〕18号", "有效期：2026年4月20日至2029年4月19日")
	staff, nobody := h.staffPage(h.output, k), h.page(people.Visitor{}, k)
	says(t, nobody, "领取地点：东岸区政务服务中心", "结论：准予许可")
	says(t, staff, "编号：云河〔2026〕18号", "方式：窗口领取")
	silent(t, staff, code, "领取地点")
	silent(t, nobody, code, "云河〔2026〕18号", "有效期")
	silent(t, h.page(owner, h.reviewed()), "【结果】", "取件码")

	k = h.granted(by("courier"))
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM1")
	page := h.page(owner, k)
	says(t, page, "运单：邮政 EM1", "寄出")
	silent(t, page, "寄送次数", "取件码")
	h.output.Do(k, "returned", "reason", "没有人")
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM2")
	says(t, h.page(owner, k), "寄送次数：第 2 次")

	k = h.head.Do(h.reviewed(by("electronic")), "approve")
	h.issuer.Do(k, "make", append([]string{"files", h.issuer.File("证照.pdf")}, made...)...)
	says(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "证照.pdf /files/")
	silent(t, h.page(people.Visitor{}, k), "证照.pdf")

	k = h.head.Do(h.reviewed(), "deny", "reason", "x", "basis", "y")
	says(t, h.page(owner, k), "结论：不予许可", "结果：不予行政许可决定书")
	k = h.owner(h.filed(), "withdraw")
	says(t, h.page(owner, k), "结论：没有作出决定")
}

// Of a code that collects no more the owner is told how he comes by his result.
func TestThePageShowsAVoidCode(t *testing.T) {
	h := lite(t)
	k := h.waits()
	owner := people.Visitor{Actor: h.whose(k)}
	code := h.load(k).Pickup
	h.Later(time.Minute)
	h.moves(k.Applicant, nextPhone)
	page := h.page(owner, k)
	says(t, page, "取件码：不能再用", "带身份证件到窗口换一张查询单")
	silent(t, page, code)
	slip := h.slip(k)
	page = h.page(owner, k) // in the pause no page shows it
	says(t, page, "取件码：不能再用")
	silent(t, page, slip)
	h.Later(h.Limits.Time(persons.AccountPause) + time.Hour)
	page = h.page(owner, k)
	says(t, page, "查询密码："+slip, "取件码不能再用；凭这个查询密码到窗口领取")
}

// Lists say in a word what is particular of a case.
func TestFactsOfCases(t *testing.T) {
	h := lite(t)
	corrected := h.clerk.Do(h.filed(), "correct", "points", "photo", "what", "x")
	owes, proxied, commits, plain := h.accepted(later), h.filed(throughProxy), h.filed(promising), h.filed()
	agent := h.filed(ofFirm, throughProxy, func(sub *course.Submission) { sub.By.Relation = "agent" })
	facts, err := h.House.Services[0].Facts(t.Context(), []int64{corrected.ID, owes.ID, proxied.ID, commits.ID, plain.ID, agent.ID})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[int64]string{corrected.ID: "补正件", owes.ID: "容缺", proxied.ID: "代办", commits.ID: "告知承诺",
		plain.ID: "", agent.ID: ""} {
		if got := strings.Join(facts[k], " "); got != want {
			t.Errorf("lists say %q, want %q", got, want)
		}
	}
	h.clerk.Do(owes, "settle_debt", "debt", "1")
	if facts, err := h.House.Services[0].Facts(t.Context(), []int64{owes.ID}); err != nil || len(facts) != 0 {
		t.Errorf("%v %v", facts, err)
	}
}

// People are asked to rate where they were served: at the window that hands over, by a message where they were not there, and not at all of
// what they let lapse.
func TestWhatIsRated(t *testing.T) {
	h := lite(t)
	got := map[string]string{}
	for _, o := range h.House.Services[0].Occasions {
		got[o.Event] = o.As
	}
	for event, as := range map[string]string{"lapse": door.NotRated, "hand_out": door.AtWindow, "dispatch": door.Away,
		"signed": door.Away, "returned": door.Away, "send_electronic": door.Away} {
		if got[event] != as {
			t.Errorf("%s is rated %q, want %q", event, got[event], as)
		}
	}
}

// Whose application it is, or who acts in it for another, does nothing in it as an official but write a note; an assistant of a station who
// helps people is none of them.
func TestNobodyHandlesHisOwn(t *testing.T) {
	h := lite(t)
	theirs := func(sub *course.Submission) {
		throughProxy(sub)
		sub.Applicant.Name, sub.Agent.Name, sub.Signed = h.clerk.Name, h.colleague.Name, h.colleague.Name
	}
	k := h.filed(theirs)
	third := h.Staff("钱窗", atWindow)
	in := []string{"points", "photo", "what", "x", "ground", "law", "reason", "y", "delivery", "pickup"}
	for _, one := range []*officetest.Somebody{h.clerk, h.colleague} {
		for _, event := range []string{"accept", "correct", "propose_refusal", "propose_termination", "change_delivery", "authorise"} {
			one.Refused(k, fail.KindForbidden, event, "本人的事", in...)
		}
		one.Do(k, "comment", "text", "是我的")
	}
	third.Do(k, "accept")
	granted := third.Do(h.filed(theirs, promising), "accept")
	h.inspector.Do(h.head.Do(granted, "approve_on_promise"), "promise_false", untrue...)
	h.colleague.Refused(granted, fail.KindForbidden, "defend", "本人的事", "text", "x", "seen", "1")
	helped := h.filed(theirs, func(sub *course.Submission) { sub.By.Relation = "staff" })
	h.clerk.Refused(helped, fail.KindForbidden, "accept", "本人的事")
	h.colleague.Do(helped, "accept")
	mine := func(sub *course.Submission) { sub.Applicant.Name = h.clerk.Name }
	if _, err := h.received("", nil, mine); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("she receives her own: %v", err)
	}
}
