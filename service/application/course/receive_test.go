package course_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// What the clerk decided is done at once: nothing, and who applied has a receipt; acceptance, a notice of what lacks, a proposal to refuse.
func TestReceivedAtAWindow(t *testing.T) {
	each(t, func(h *hall) {
		for _, c := range []struct {
			outcome string
			in      form.Values
			state   string
			papers  []string
		}{
			{"", nil, course.Received, []string{"收件凭证"}},
			{"accept", nil, course.Reviewing, []string{"受理通知书"}},
			{"correct", form.Values{"points": "photo", "what": "要白底"}, course.Correction, []string{"一次性补正告知书"}},
			{"propose_refusal", form.Values{"ground": "not_needed", "reason": "自用场地"}, course.Refusing, nil},
		} {
			k, err := h.received(c.outcome, c.in)
			if err != nil {
				h.T.Fatal(c.outcome, err)
			}
			h.in(k, c.state)
			list, err := h.Documents.OfCase(h.T.Context(), k.ID)
			var titles []string
			for _, d := range list {
				titles = append(titles, d.Title)
			}
			if err != nil || !slices.Equal(titles, c.papers) {
				h.T.Errorf("%q makes %q, %v", c.outcome, titles, err)
			}
			if k.Channel != flow.ByWindow {
				h.T.Errorf("%q came by %s", c.outcome, k.Channel)
			}
		}
		if n := len(h.Texts(phone)); n != 0 {
			h.T.Error("messages went out before the office works")
		}
		h.Sound()
	})
}

// A form that is sent twice is one application; what a window does not accept at once may have gaps, what it accepts must be complete.
func TestAWindowReceivesOnce(t *testing.T) {
	h := lite(t)
	once, err := flow.OnceOf(course.Kind, h.clerk.Actor(), "form 1", "")
	if err != nil {
		t.Fatal(err)
	}
	again := func(sub *course.Submission) { sub.Once = once }
	first, err := h.received("", nil, again)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := h.received("", nil, again); err != nil || second.ID != first.ID {
		t.Errorf("sent twice: %d and %d, %v", first.ID, second.ID, err)
	}
	gaps := func(sub *course.Submission) { sub.Item, sub.Materials, sub.Form = h.item("CARD"), nil, nil }
	if _, err := h.received("accept", nil, gaps); err == nil {
		t.Error("a form with gaps was accepted")
	} else {
		invalid(t, err, "request", "")
	}
	k, err := h.received("", nil, gaps)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.clerk.Try(k, "accept")
	invalid(t, err, "request", "请填写") // asked by acceptance
	h.in(h.clerk.Do(k, "accept", "request", "社保卡丢了"), course.Reviewing)
	if got := h.load(k).Form["request"]; got != "社保卡丢了" {
		t.Errorf("the form says %q", got)
	}
}

// Acceptance asks for those questions that must be answered and are not, with those that depend on them; who has no telephone is accepted
// at a window without one, and nobody else.
func TestAcceptanceAsksWhatTheFormLacks(t *testing.T) {
	h := lite(t)
	it := card()
	it.Code = "ASKS"
	it.Form = form.Form{Fields: []form.Field{
		{Name: "phone", Label: "手机", Type: form.Phone, Prefill: "phone", Required: true},
		{Name: "kind", Label: "种类", Type: form.Choice, Required: true, Options: form.Pairs("a", "甲", "b", "乙")},
		{Name: "why", Label: "为什么", Type: form.Text, Required: true, When: "kind=b"},
		{Name: "more", Label: "说明", Type: form.Text},
	}}
	h.Offer(it)
	asks := func(k flow.Case) (names []string) {
		for _, o := range h.View(h.clerk.Actor(), k).Options {
			if o.Row.Event == "accept" {
				for _, q := range o.Ask.Fields {
					names = append(names, q.Name)
				}
			}
		}
		return names
	}
	with := func(in form.Values) func(*course.Submission) {
		return func(sub *course.Submission) { sub.Item, sub.Materials, sub.Form = h.item("ASKS"), nil, in }
	}
	for _, c := range []struct {
		in   form.Values
		want []string
	}{
		{nil, []string{"kind", "why"}}, {form.Values{"kind": "a"}, nil}, {form.Values{"kind": "b"}, []string{"why"}},
		{form.Values{"kind": "b", "why": "x"}, nil},
	} {
		k, err := h.received("", nil, with(c.in))
		if err != nil {
			t.Fatal(err)
		}
		if got := asks(k); !slices.Equal(got, c.want) {
			t.Errorf("of %v it asks %q, want %q", c.in, got, c.want)
		}
	}
	k, err := h.received("", nil, with(form.Values{"more": "来过两次"}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.clerk.Try(k, "accept", "kind", "b")
	invalid(t, err, "why", "请填写")
	h.in(h.clerk.Do(k, "accept", "kind", "a", "more", "不是这样"), course.Reviewing)
	if got := h.load(k).Form; got["kind"] != "a" || got["more"] != "来过两次" || got["phone"] != "" {
		t.Errorf("the form says %v", got)
	}
	if _, err := h.submits(client, h.paper(with(form.Values{"kind": "a"}))); err == nil {
		t.Error("through a program nobody need have a telephone")
	}
}

// Each material is looked at: what is necessary and lacks stands against acceptance, what was seen is there, and only what may follow
// follows, once it is said that the applicant signs for it.
func TestMaterialsAtAcceptance(t *testing.T) {
	h := lite(t)
	states := func(k flow.Case) (list []string) {
		for _, m := range h.load(k).Materials {
			list = append(list, m.Key+" "+m.State)
		}
		return list
	}
	none := func(sub *course.Submission) { sub.Materials = nil }
	k, err := h.received("", nil, none)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.clerk.Try(k, "accept", "m_photo", "ok", "m_id", "ok")
	invalid(t, err, "m_house", "缺“住所使用证明”，不能受理")
	_, err = h.clerk.Try(k, "accept", "m_photo", "lack", "m_house", "ok", "m_id", "ok")
	invalid(t, err, "m_photo", "缺“近期照片”")
	if _, err = h.clerk.Try(k, "accept", "m_photo", "ok", "m_house", "later", "m_id", "ok"); !fail.Is(err, fail.KindInvalid) {
		t.Errorf("a necessary material follows: %v", err)
	}
	_, err = h.clerk.Try(k, "accept", "m_photo", "later", "m_house", "ok", "m_id", "ok")
	invalid(t, err, "signed", "申请人同意签署")
	h.clerk.Do(k, "accept", "m_photo", "later", "m_house", "ok", "m_id", "ok", "signed", "1")
	if got := states(k); !slices.Equal(got, []string{"id paper", "photo later", "house paper"}) {
		t.Errorf("materials are %q", got)
	}
	h.dues(k, "debt.1", "04-27 18:00") // five working days, as the item has it
	text := h.papers(k, "容缺受理承诺书")
	says(t, text, "近期照片（最迟2026年4月27日，含当日）", "申请人（签名、盖章）：张晓梅＿", "签署人在窗口当面签字，经办人员周敏")
	notice := h.papers(k, "受理通知书")
	says(t, notice, "主要申请材料齐全", "身份证（纸质）；住所使用证明（纸质）", "按容缺受理后补的材料：近期照片（最迟2026年4月27日，含当日）")
	silent(t, notice, "近期照片（容缺", "近期照片（未交")
	says(t, h.last(phone), "已受理", "容缺待补：近期照片（最迟2026年4月27日，含当日）")

	k = h.filed() // what a program has said is there counts as it said, unless the clerk says otherwise
	_, err = h.clerk.Try(k, "accept", "m_house", "lack")
	invalid(t, err, "m_house", "不能受理")
	h.clerk.Do(k, "accept", "m_id", "ok")
	if got := states(k); !slices.Equal(got, []string{"id exempt", "photo paper", "house paper"}) {
		t.Errorf("materials are %q", got)
	}
	silent(t, h.papers(k, "受理通知书"), "容缺")

	k = h.filed(later) // who has promised already is not asked again
	h.clerk.Do(k, "accept")
	if n := strings.Count(h.papers(k, ""), "容缺受理承诺书\n"); n != 1 {
		t.Errorf("%d letters for one promise", n)
	}
	says(t, h.papers(k, "容缺受理承诺书"), "近期照片（自受理之日的次日起 5 个工作日内，截止日期见受理通知书）", "签署人在申请平台输入姓名签署")
}

// A limit of the item begins with its acceptance: the promise, or that of the applicant's situation, the law's, and that of the first step.
func TestTheTermsOfAcceptance(t *testing.T) {
	h := lite(t)
	k := h.filed()
	h.dues(k, "accept", "04-27 18:00", "promise", "")
	h.At("2026-04-22 16:00")
	h.clerk.Do(k, "accept")
	h.dues(k, "accept", "", "promise", "05-06 18:00", "statutory", "05-22 18:00", "step", "04-27 18:00") // over the holidays of May
	says(t, h.last(phone), "7 个工作日内办结，最迟 2026年5月6日")
	says(t, h.papers(k, "受理通知书"), "申请材料齐全、符合法定形式，本机关自2026年4月22日起予以受理", "7 个工作日内办结，最迟2026年5月6日（含当日）",
		"依法需要听证、检验、招标、拍卖的，所需时间不计算在内")

	it := licence("01")
	it.Code = "QUICK"
	it.Situations = []catalog.Situation{{Key: "how", Ask: "换证还是补证？", Answers: []catalog.Answer{
		{Value: "new", Label: "换证"}, {Value: "lost", Label: "补证", Promise: &catalog.Limit{N: 0, Unit: "workday"}},
	}}}
	it.Statutory.Unit = "day"
	h.Offer(it)
	quick := func(how string) func(*course.Submission) {
		return func(sub *course.Submission) {
			sub.Item, sub.Answers = h.item("QUICK"), catalog.Answers{"how": how}
		}
	}
	k = h.accepted(quick("lost"))
	h.dues(k, "promise", "04-22 18:00", "statutory", "05-12 18:00")
	says(t, h.papers(k, "受理通知书"), "本机关承诺当日办结")
	says(t, h.last(phone), "本机关承诺当日办结")
	h.dues(h.accepted(quick("new")), "promise", "05-06 18:00")

	k = h.accepted(asCard(h)) // without limits of its own: the city's, and the promise is the law's
	h.dues(k, "promise", "05-22 18:00", "statutory", "05-22 18:00", "step", "05-09 18:00")
}

// Silence accepts: in the instant in which the term ends, and as of the day of the receipt. Who is late by a minute finds it done.
func TestSilenceAccepts(t *testing.T) {
	h := lite(t)
	in, late := h.filed(), h.filed()
	h.At("2026-04-27 17:59")
	h.Tick()
	h.in(h.clerk.Do(in, "accept"), course.Reviewing)
	h.At("2026-04-27 18:00")
	if _, err := h.clerk.Try(late, "accept"); !fail.Is(err, fail.KindConflict) {
		t.Errorf("accepted in the instant in which silence did: %v", err)
	}
	h.Tick()
	h.in(late, course.Reviewing)
	if h.happened(in, "deem_accept") != 0 || h.happened(late, "deem_accept") != 1 {
		t.Error("silence accepted the wrong one")
	}
	h.dues(in, "promise", "05-09 18:00")
	h.dues(late, "promise", "04-29 18:00", "statutory", "05-20 18:00", "step", "04-30 18:00")
	text := h.papers(late, "受理通知书")
	says(t, text, "本机关逾期没有告知是否受理，自收到申请材料之日（2026年4月20日）起即为受理", "7 个工作日内办结，最迟2026年4月29日")
	silent(t, text, "已经超期", "予以受理")
	says(t, h.last(phone), "逾期没有告知，自收到之日（2026年4月20日）起即为受理", "最迟 2026年4月29日")
	h.turn(late, "reviewer")
	if !h.Case(late).Late || h.Case(in).Late {
		t.Error("which one was late is not told")
	}
}

// What silence accepts at a window counts as that window's receipt: handed in after closing it came on the next day.
func TestSilenceAfterHours(t *testing.T) {
	h := lite(t)
	h.At("2026-04-20 19:00")
	k, err := h.received("", nil)
	if err != nil {
		t.Fatal(err)
	}
	h.dues(k, "accept", "04-28 18:00")
	h.rings(k, "deem_accept", "2026-04-28 18:00")
	h.dues(k, "promise", "04-30 18:00")
	k, err = h.received("", nil) // again after closing
	if err != nil {
		t.Fatal(err)
	}
	h.dues(h.clerk.Do(k, "accept"), "promise", "05-11 18:00") // an act of the organ has its own day
}

// Where the promise is over as silence accepts, the notice says so, and is the only one that does; the law's limit stands beside it
// while it is to come.
func TestAPromiseThatIsOverIsToldOnce(t *testing.T) {
	h := lite(t)
	it := licence("01")
	it.Code, it.Promised = "SHORT", &catalog.Limit{N: 1, Unit: "workday"}
	h.Offer(it)
	short := func(sub *course.Submission) { sub.Item = h.item("SHORT") }
	k, other := h.filed(short), h.filed(short)
	h.clerk.Do(other, "accept")
	h.At("2026-04-28 08:00")
	h.Tick()
	h.in(k, course.Reviewing)
	says(t, h.papers(k, "受理通知书"), "应于2026年4月21日（含当日）办结，作出本通知书时已经超期", "法定办结时限为2026年5月20日")
	silent(t, h.papers(k, "受理通知书"), "个工作日内办结，最迟")
	for at, n := range map[*flow.Case]int{&k: 0, &other: 1} {
		if h.happened(*at, "overdue") != 1 {
			t.Error("the promise is not late")
		}
		got := 0
		for _, text := range h.Texts(phone) {
			if strings.Contains(text, "没有在承诺的时限内办结") && strings.Contains(text, flow.Grouped(at.Number())) {
				got++
			}
		}
		if got != n {
			t.Errorf("an apology came %d times, want %d", got, n)
		}
	}
	says(t, strings.Join(h.Texts(phone), "\n"), "应于 2026年4月21日（含当日）办结，已经超期，深表歉意。法定时限 2026年5月20日（含当日）")

	it.Code, it.Statutory = "SHORTER", &catalog.Limit{N: 2, Unit: "workday"}
	h.Offer(it)
	k = h.filed(func(sub *course.Submission) { sub.Item = h.item("SHORTER") })
	h.At("2026-05-20 08:00")
	h.Tick()
	h.in(k, course.Reviewing)
	says(t, h.papers(k, "受理通知书"), "已经超期")
	silent(t, h.papers(k, "受理通知书"), "法定办结时限为")
}

// What lacks is told once and completely, with how it is right: what was not told is not asked for afterwards.
func TestWhatLacksIsToldOnce(t *testing.T) {
	h := lite(t)
	k := h.filed()
	_, err := h.clerk.Try(k, "correct", "points", "photo")
	invalid(t, err, "what", "请填写")
	_, err = h.clerk.Try(k, "correct", "what", "要白底")
	invalid(t, err, "points", "")
	h.clerk.Do(k, "correct", "points", "photo,form", "what", "照片要白底；手机写错了")
	h.in(k, course.Correction)
	h.dues(k, "correction", "05-20 18:00", "accept", "")
	says(t, h.papers(k, "一次性补正告知书"), "需要补正的材料：近期照片、申请表", "照片要白底；手机写错了", "请于2026年5月20日（含当日）前补齐", "补齐后不再提出新的补正要求（《中华人民共和国行政许可法》第三十二条）")
	says(t, h.last(phone), "需要补正：近期照片、申请表", "请在 2026年5月20日（含当日）前补齐")
	h.turn(k, string(flow.Applicant))
	if m := h.load(k).Materials[1]; m.State != course.Lacking || m.Note != "照片要白底；手机写错了" {
		t.Errorf("%+v", m)
	}

	whose := h.whose(k)
	_, err = h.Try(whose, k, "resubmit", "form", "手机改为 13800138001")
	invalid(t, err, "m_photo", "")
	_, err = h.Try(whose, k, "resubmit", "m_photo", "1")
	invalid(t, err, "form", "请填写")
	h.clerk.Do(k, "resubmit", "m_photo", "lack") // at a window paper is looked at, and nobody writes
	h.in(k, course.Received)
	h.dues(k, "accept", "04-27 18:00", "correction", "")
	_, err = h.clerk.Try(k, "accept")
	invalid(t, err, "m_photo", "不能受理")
	_, err = h.clerk.Try(k, "correct", "points", "house", "what", "房产证看不清")
	invalid(t, err, "points", "") // it was not in the first notice
	h.At("2026-04-21 10:00")
	h.clerk.Do(k, "correct", "points", "photo", "what", "还没有交")
	_, err = h.Try(whose, k, "resubmit")
	invalid(t, err, "m_photo", "")
	h.clerk.Do(k, "resubmit", "m_photo", "ok")
	h.in(k, course.Received)
	h.dues(k, "accept", "04-28 18:00") // counted anew
	h.in(h.clerk.Do(k, "accept"), course.Reviewing)
	if n := h.load(k).Corrections; n != 2 {
		t.Errorf("%d notices", n)
	}
}

// What stood in the first notice is all that a second may name: of the form nothing, where the first said nothing of it.
func TestASecondNoticeAsksForNothingNew(t *testing.T) {
	h := lite(t)
	k := h.clerk.Do(h.filed(), "correct", "points", "photo", "what", "要白底")
	h.clerk.Do(k, "resubmit", "m_photo", "ok")
	for _, one := range []string{"form", "house", "photo,form"} {
		_, err := h.clerk.Try(k, "correct", "points", one, "what", "还要改")
		invalid(t, err, "points", "")
	}
	h.clerk.Do(k, "correct", "points", "photo", "what", "还不是白底")
	if got := h.load(k).Materials[1].Note; got != "还不是白底" {
		t.Error(got)
	}
	h.clerk.Do(k, "resubmit", "m_photo", "ok")
	h.clerk.Do(k, "correct", "points", "photo", "what", "仍然不是") // as long as it is not right
}

// The applicant sends the files for each point himself and writes what is to stand in the form; what he sent is the case's, and the window
// looks at it anew.
func TestTheApplicantMakesGood(t *testing.T) {
	h := lite(t)
	z := h.citizen(phone, party, idNo)
	k := h.online(z)
	h.clerk.Do(k, "correct", "points", "house,form", "what", "缺一页；手机写错了")
	h.At("2026-04-22 10:00")
	z = h.Citizen(phone) // his session is over
	_, err := h.does(z, k, "resubmit", "form", "手机改为 13800138001")
	invalid(t, err, "m_house", "")
	_, err = h.does(z, k, "resubmit", "m_house", z.File("a.pdf"))
	invalid(t, err, "form", "请填写")
	file := z.File("b.pdf")
	if _, err = h.does(z, k, "resubmit", "m_house", file, "form", "手机改为 13800138001"); err != nil {
		t.Fatal(err)
	}
	h.in(k, course.Received)
	h.dues(k, "accept", "04-29 18:00")
	m := h.load(k).Materials[2]
	list, err := h.Files.OfCase(t.Context(), k.ID)
	if m.State != course.Uploaded || len(m.Files) != 1 || fmt.Sprint(m.Files[0]) != file || err != nil || len(list) != 2 {
		t.Errorf("%+v, files %+v %v", m, list, err)
	}
	if _, err := h.does(h.citizen("13611112222", proxy, otherID), k, "resubmit"); !fail.Is(err, fail.KindNotFound) {
		t.Errorf("another does it: %v", err)
	}
	h.rings(k, "deem_accept", "2026-04-29 18:00") // silence counts from what came last
	says(t, h.papers(k, "受理通知书"), "自收到申请材料之日（2026年4月22日）起即为受理")
	h.dues(k, "promise", "05-06 18:00")
}

// To which the applicant does not answer lapses on its last day, in the instant in which that ends; nobody is to blame.
func TestACorrectionLapses(t *testing.T) {
	h := lite(t)
	k, other := h.filed(), h.filed()
	for _, one := range []flow.Case{k, other} {
		h.clerk.Do(one, "correct", "points", "photo", "what", "要白底")
	}
	h.At("2026-05-20 17:59")
	h.Tick()
	h.clerk.Do(other, "resubmit", "m_photo", "ok")
	h.rings(k, "lapse", "2026-05-20 18:00")
	h.in(k, course.Lapsed)
	h.in(other, course.Received)
	now := h.Case(k)
	if now.Result != "closed" || now.Late || now.ClosedAt == 0 {
		t.Errorf("%+v", now)
	}
	text := h.papers(k, "终止办理通知书")
	says(t, text, "因逾期没有补正，视为撤回申请，于2026年5月20日终止办理", "需要时可以重新提出申请", "如不服终止办理，可以自收到本通知书之日起六十日内向")
	says(t, h.last(phone), "逾期没有补正，已视为撤回")
	if _, err := h.clerk.Try(k, "resubmit", "m_photo", "ok"); err == nil {
		t.Error("what lapsed goes on")
	}
}

// A refusal has a ground, a reason of its own and, where the matter is another organ's, the place to go; a second person agrees to it.
func TestARefusal(t *testing.T) {
	h := lite(t)
	k := h.filed()
	for _, c := range []struct{ ground, reason, goTo, field, says string }{
		{"not_ours", "住所在西岭县", "", "go_to", "要告诉申请人该找哪个机关"},
		{"not_ours", "不属于本机关职权范围。", "西岭县政务服务中心", "reason", "情形上面已经选了"},
		{"not_needed", "依法不需要 办理", "", "reason", "情形上面已经选了"},
		{"not_needed", "依法不需要取得行政许可", "", "reason", "情形上面已经选了"},
		{"other", "依法不能受理", "", "reason", "情形上面已经选了"},
		{"other", "，。 ", "", "reason", ""},
		{"other", "", "", "reason", "请填写"},
		{"", "自用", "", "ground", ""},
	} {
		_, err := h.clerk.Try(k, "propose_refusal", "ground", c.ground, "reason", c.reason, "go_to", c.goTo)
		invalid(t, err, c.field, c.says)
	}
	h.clerk.Do(k, "propose_refusal", "ground", "not_ours", "reason", "住所在西岭县，依《条例》第五条由住所地办理", "go_to", "西岭县政务服务中心")
	h.in(k, course.Refusing)
	h.dues(k, "accept", "")
	h.clerk.Refused(k, fail.KindForbidden, "refuse", "须由另一人办理")
	h.clerk.Refused(k, fail.KindForbidden, "reject_refusal", "须由另一人办理", "reason", "应当受理")
	h.far.Refused(k, fail.KindNotFound, "refuse", "")
	h.reviewer.Refused(k, fail.KindForbidden, "refuse", "您不能办这一步")
	h.colleague.Do(k, "refuse")
	h.in(k, course.Refused)
	text := h.papers(k, "不予受理决定书")
	says(t, text, "该事项不属于本机关职权范围，本机关决定不予受理", "住所在西岭县，依《条例》第五条由住所地办理", "请向下列机关提出申请：西岭县政务服务中心", "六十日内")
	says(t, h.last(phone), "不予受理：住所在西岭县，依《条例》第五条由住所地办理", "请到以下机关办理：西岭县政务服务中心")

	k = h.clerk.Do(h.filed(), "propose_refusal", "ground", "not_needed", "reason", "自用场地")
	h.overseer.Do(k, "refuse")
	says(t, h.papers(k, "不予受理决定书"), "该事项依法不需要取得行政许可")
	k = h.clerk.Do(h.filed(), "propose_refusal", "ground", "other", "reason", "申请人未满十六周岁")
	h.overseer.Do(k, "refuse")
	says(t, h.papers(k, "不予受理决定书"), "该申请依法不能受理")
	silent(t, h.papers(k, "不予受理决定书"), "提出申请：", "该事项")
	k = h.clerk.Do(h.filed(asCard(h)), "propose_refusal", "ground", "not_needed", "reason", "卡在本人手里")
	h.overseer.Do(k, "refuse")
	says(t, h.papers(k, "不予受理告知书"), "该事项依法不需要办理，不予受理", "有异议的，可以向本机关提出")
}

// The second person does not agree: who proposed it is told why, and the window has its term anew.
func TestARefusalIsNotAgreedTo(t *testing.T) {
	h := lite(t)
	k := h.clerk.Do(h.filed(), "propose_refusal", "ground", "not_needed", "reason", "自用场地")
	h.At("2026-04-23 10:00")
	_, err := h.colleague.Try(k, "reject_refusal")
	invalid(t, err, "reason", "请填写")
	h.colleague.Do(k, "reject_refusal", "reason", "场地临街，对外经营")
	h.in(k, course.Received)
	h.dues(k, "accept", "04-30 18:00")
	says(t, strings.Join(h.clerk.Told(k), "\n"), "提出不予受理，复核的人没有同意。理由：场地临街，对外经营")
	if list := h.colleague.Told(k); len(list) != 0 {
		t.Errorf("who did not agree is told %q", list)
	}
	h.in(h.clerk.Do(k, "accept"), course.Reviewing)
}

// Only windows of the place receive, and not who applies himself.
func TestWhoReceives(t *testing.T) {
	h := lite(t)
	k := h.filed()
	for _, one := range []string{"accept", "correct", "propose_refusal"} {
		h.far.Refused(k, fail.KindNotFound, one, "", "points", "photo", "what", "x", "ground", "other", "reason", "未满十六周岁")
		h.reviewer.Refused(k, fail.KindForbidden, one, "您不能办这一步", "points", "photo", "what", "x", "ground", "other",
			"reason", "未满十六周岁")
		if _, err := h.Try(h.whose(k), k, one, "points", "photo", "what", "x"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("the applicant does %s: %v", one, err)
		}
	}
	if _, err := h.cases.Receive(t.Context(), h.reviewer.Actor(), h.paper(), "", nil); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("a reviewer receives: %v", err)
	}
	if _, err := h.cases.Receive(t.Context(), h.far.Actor(), h.paper(), "", nil); err == nil {
		t.Error("the window of another county receives")
	}
	reads := client
	reads.Scopes = []string{people.ScopeRead}
	if _, err := h.submits(reads, h.paper()); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("a program without the right files: %v", err)
	}
	elsewhere := client
	elsewhere.Posts = []people.Post{{Region: h.far.Actor().Posts[0].Region}}
	if _, err := h.submits(elsewhere, h.paper()); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("a program of another county files: %v", err)
	}
	if _, err := h.Try(people.TheOffice, k, "deem_accept"); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("silence is fired by hand: %v", err)
	}
}
