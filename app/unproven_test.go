package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/session"
)

// received has a clerk take in an application at the counter with a telephone; it returns the page of what came of it and the number of the case.
func (w *world) received(clerk *citizen, phone string, more ...string) (seen, string) {
	w.t.Helper()
	e, err := w.Catalog.ByCode(simple)
	if err != nil {
		w.t.Fatal(err)
	}
	shown := clerk.get("/desk/counter?item=" + fmt.Sprint(e.ID)).find(`name="shown" value="([^"]+)"`)
	s := clerk.post("/desk/counter", append([]string{"do", "accept", "shown", shown, "item", fmt.Sprint(e.ID), "place", string(county1), "party", "person", "by", "self",
		"name", "张晓梅", "id_no", idNo(7), "phone", phone, "f_phone", "13800138000", "f_request", "挂失", "m_id", "ok", "m_form", "ok"}, more...)...).is(http.StatusOK)
	return s, s.number()
}

// texts are all messages to a number.
func (w *world) texts(phone string) (all string) {
	w.tick()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.sms {
		if m.Phone == phone {
			all += m.Text + "\n"
		}
	}
	return all
}

// A digit typed wrong at the window: a stranger's telephone hears how the matter goes, and gets nothing by which the case is opened, moved, or its
// result collected. Who has the slip goes on all the same, and collects with it.
func TestAStrangersTelephoneOpensNothing(t *testing.T) {
	t.Parallel()
	const stranger = "13511110001"
	lite(t, func(w *world) {
		w.limit("contact.window_code", 1)
		page, number := w.received(w.staff("zhoumin"), stranger)
		page.is(http.StatusOK, "135****0001", "未核验")
		k := w.caseOf(number)
		query := w.queryCode(k.ID)
		if got := w.texts(stranger); !strings.Contains(got, "查询密码请看窗口给您的查询单。") || strings.Contains(got, query) || strings.Contains(got, "张") {
			t.Errorf("at first he reads %q", got)
		}

		z := w.citizen() // the number and the telephone alone
		z.post("/track/phone", "number", number).is(http.StatusOK, "填写短信验证码")
		if got := w.texts(stranger); strings.Contains(got, "验证码 ") {
			t.Errorf("a code went to the stranger: %q", got)
		}
		z.get("/track/" + number).not("社会保障卡挂失")
		z.signsIn(stranger)
		z.get("/my").not(number)
		z.get("/my/cases/" + number).is(http.StatusNotFound)

		w.reviewed(number)
		got := w.texts(stranger)
		if !strings.Contains(got, "请带身份证件和查询单") || strings.Contains(got, "取件码 ") || strings.Contains(got, "/rate/") || strings.Contains(got, query) {
			t.Errorf("of the result he reads %q", got)
		}
		if _, err := w.try(w.actor("suntao"), number, "hand_out", "code", "123456", "receiver", "张晓梅", "self", "1"); err == nil || !strings.Contains(err.Error(), "取件码") {
			t.Error("without slip:", err)
		}
		w.do("suntao", number, "hand_out", "code", query, "receiver", "张晓梅", "self", "1")
		if got := w.texts(stranger); strings.Contains(got, "/rate/") || strings.Contains(got, query) {
			t.Errorf("at the end he reads %q", got)
		}
	})
}

// reviewed takes an application from its acceptance to where its result waits.
func (w *world) reviewed(number string) {
	w.t.Helper()
	dept := w.dept(number)
	w.do(dept+"-a", number, "claim")
	w.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "属实")
	w.do(dept+"-c", number, "approve")
	w.tick()
}

// signsIn signs in with a telephone, without a name.
func (z *citizen) signsIn(phone string) {
	z.w.t.Helper()
	z.post("/signin", "phone", phone).is(http.StatusOK)
	z.post("/signin/code", "code", z.w.smsCode(phone)).is(http.StatusOK)
}

// Who was at the window without a code: his slip and his telephone together prove it once, and from then on the telephone is enough, in this case and in
// the next that he is received with it.
func TestTheSlipAndTheTelephoneProveEachOther(t *testing.T) {
	t.Parallel()
	const phone = "13511110001"
	each(t, func(w *world) {
		w.limit("contact.window_code", 1)
		clerk := w.staff("zhoumin")
		_, number := w.received(clerk, phone)
		query := w.queryCode(w.caseOf(number).ID)
		z := w.citizen()
		z.post("/track", "number", number, "code", query).is(http.StatusOK, "社会保障卡挂失")
		w.later(31 * time.Minute) // what was open is closed
		z.post("/track/phone", "number", number).is(http.StatusOK)
		if got := w.texts(phone); strings.Contains(got, "验证码 ") {
			t.Errorf("a code went where nothing was open: %q", got)
		}
		w.later(2 * time.Minute)
		z.post("/track", "number", number, "code", query).is(http.StatusOK)
		z.post("/track/phone", "number", number).is(http.StatusOK)
		z.post("/track/"+number+"/phone", "code", w.caseCode(phone)).is(http.StatusOK, "更换查询密码", "撤回")
		if !w.proven(number) || !w.audited("核验手机号") {
			t.Error("the telephone is not proven")
		}
		w.later(2 * time.Minute)
		w.byPhone(number, phone)

		w.later(2 * time.Minute)
		clerk = w.staff("zhoumin")
		page, second := w.received(clerk, phone)
		page.is(http.StatusOK, "135****0001")
		if got := w.texts(phone); !strings.Contains(got, w.queryCode(w.caseOf(second).ID)) {
			t.Errorf("of the second case: %q", got)
		}
		if _, third := w.received(clerk, "13511110002", "phone_use", "new"); w.proven(third) {
			t.Error("another number is proven with it")
		}
		v, err := w.Ledger.Verify(t.Context())
		if err != nil || len(v.Faults) > 0 {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// proven reports whether the telephone of a case is.
func (w *world) proven(number string) bool {
	w.t.Helper()
	k := w.caseOf(number)
	_, proven, err := w.Persons.ReachIn(w.t.Context(), w.DB, k.ID, k.Applicant)
	if err != nil {
		w.t.Fatal(err)
	}
	return proven
}

// audited reports whether the audit log has an act.
func (w *world) audited(act string) bool {
	w.t.Helper()
	acts, err := db.All[string](w.t.Context(), w.DB, `SELECT act FROM audits`)
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.Contains(acts, act)
}

// heardCode is the last code that went out to be read out at a window.
func (w *world) heardCode(phone string) string {
	w.t.Helper()
	all := w.texts(phone)
	at := strings.LastIndex(all, "窗口核对手机号的验证码 ")
	if at < 0 {
		w.t.Fatalf("no code was sent to %s: %q", phone, all)
	}
	return digits(all[at+len("窗口核对手机号的验证码 "):])
}

// Afterwards the page of the case offers the same. Whom the case concerns, and who does not see it, has nothing proven.
func TestACodeIsReadOutLater(t *testing.T) {
	t.Parallel()
	const phone = "13511110001"
	lite(t, func(w *world) {
		w.limit("contact.window_code", 1)
		clerk := w.staff("zhoumin")
		page, number := w.received(clerk, phone)
		at := page.is(http.StatusOK, "未核验", "不发查询密码、取件码和验证码").find(`href="(/desk/phones/\w+)"`)
		clerk.get("/desk/cases/"+number).is(http.StatusOK, "135****0001", "未核验", at)
		clerk.get(at).is(http.StatusOK, "发验证码核对", "135****0001").not(`name="code"`).bones()
		clerk.post(at, "do", "send").is(http.StatusOK, `name="code"`, "再发一次").bones()
		clerk.post(at+"?sent=1", "do", "send").is(http.StatusUnprocessableEntity, "秒后再试", `name="code"`)
		other := clerk.get(at).is(http.StatusOK, "号码填错了？").find(`href="(/desk/persons\?case=\w+)"`)
		record := clerk.get(other).is(http.StatusOK, "张*梅", "135****0001", "未核验")
		clerk.post("/desk/persons/begin", "person", record.value("person")).is(http.StatusOK, "登录用的手机号").not("法定代表人", "经办人").bones()
		w.staff("window2").get(other).is(http.StatusNotFound)
		complaint := w.reportThing(w.clientToken("apply"), string(county1))
		w.staff("zhuanxi1").get("/desk/persons?case=" + complaint).is(http.StatusNotFound)
		clerk.get("/desk/persons?case=1").is(http.StatusNotFound)
		code := w.heardCode(phone)
		w.staff("window2").post(at, "do", "hear", "code", code).is(http.StatusNotFound)
		clerk.post(at, "do", "hear", "code", "00000000").is(http.StatusUnprocessableEntity, "验证码不对或已过期", `name="code"`)
		if w.proven(number) {
			t.Error("a wrong code proves")
		}
		clerk.post(at, "do", "hear", "code", code).is(http.StatusOK, "手机号已核验", "已核验").not("未核验")
		if got := w.texts(phone); !w.proven(number) || !strings.Contains(got, "已核验为编号") || !strings.Contains(got, w.queryCode(w.caseOf(number).ID)) {
			t.Errorf("once it is proven he reads %q", got)
		}
		clerk.get(at).is(http.StatusOK, "不用核对").not("发验证码核对", "念得出来", "号码填错了")
		w.byPhone(number, phone)
	})
}

// Whose telephone is proven when the result already waits gets the code to collect it then.
func TestTheCodeToCollectFollowsTheProof(t *testing.T) {
	t.Parallel()
	const phone = "13511110001"
	lite(t, func(w *world) {
		w.limit("contact.window_code", 1)
		clerk := w.staff("zhoumin")
		_, number := w.received(clerk, phone)
		w.reviewed(number)
		if got := w.texts(phone); strings.Contains(got, "取件码") {
			t.Errorf("to a telephone that is not proven went %q", got)
		}
		at := "/desk/phones/" + number
		clerk.post(at, "do", "send").is(http.StatusOK, `name="code"`)
		clerk.post(at, "do", "hear", "code", w.heardCode(phone)).is(http.StatusOK, "手机号已核验")
		w.reckoned()
		got := w.texts(phone)
		_, code, sent := strings.Cut(got, "取件码 ")
		if !sent {
			t.Fatalf("once it is proven he reads %q", got)
		}
		if _, err := w.try(w.actor("suntao"), number, "hand_out", "code", w.queryCode(w.caseOf(number).ID), "receiver", "张晓梅", "self", "1"); err == nil {
			t.Fatal("the query code collects where a code to collect was sent later")
		}
		if _, err := w.try(w.actor("suntao"), number, "hand_out", "code", digits(code), "receiver", "李建军", "self", "1"); !fail.Is(err, fail.KindInvalid) || !strings.Contains(fmt.Sprint(err), "relation") {
			t.Errorf("somebody else took it, and nobody knows who: %v", err)
		}
		w.do("suntao", number, "hand_out", "code", digits(code), "receiver", "李建军", "relation", "配偶，双方身份证", "self", "1")
		if papers := w.papers(number); !strings.Contains(papers, "收件人：李建军，代受送达人领取（配偶，双方身份证）。") {
			t.Error(papers)
		}
		w.reckoned()
	})
}

// What was written while the person had a proven telephone and waits to be sent says no more than it may to the telephone to which it then goes.
func TestAMessageAsksOnceMoreWhetherTheTelephoneIsProven(t *testing.T) {
	t.Parallel()
	const stranger, own = "13511110001", "13800138000"
	lite(t, func(w *world) {
		w.limit("contact.window_code", 1)
		_, number := w.received(w.staff("zhoumin"), stranger)
		w.later(2 * time.Minute)
		w.signedIn(own, "张晓梅", 7)
		v := w.citizenSession(own)
		dept := w.dept(number)
		w.do(dept+"-a", number, "claim")
		w.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "属实")
		w.do(dept+"-c", number, "approve")
		if _, err := w.Persons.NotMe(t.Context(), v, session.From{}); err != nil { // the number has come to somebody else
			t.Fatal(err)
		}
		if got, code := w.texts(stranger), w.pickup(number); code == "" || strings.Contains(got, code) || !strings.Contains(got, "请带身份证件和查询单") {
			t.Errorf("the code is %q, and the stranger reads %q", code, got)
		}
	})
}

// The rule: no codes at the window, or none without.
func TestTheRuleOfTelephonesAtAWindow(t *testing.T) {
	t.Parallel()
	const phone = "13511110001"
	w := newWorld(t, "")
	clerk := w.staff("zhoumin")
	w.limit("contact.window_code", 2)
	e, err := w.Catalog.ByCode(simple)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(phone string) seen {
		shown := clerk.get("/desk/counter?item=" + fmt.Sprint(e.ID)).find(`name="shown" value="([^"]+)"`)
		return clerk.post("/desk/counter", "do", "keep", "shown", shown, "item", fmt.Sprint(e.ID), "place", string(county1), "party", "person", "by", "self",
			"name", "张晓梅", "id_no", idNo(7), "phone", phone, "phone_use", "none", "f_phone", "13800138000")
	}
	keep(phone).is(http.StatusUnprocessableEntity, "这个手机号还没有核对", `id="top" data-part`, "填了的都要核对")
	sent := clerk.post("/desk/counter", "do", "sms", "party", "person", "by", "self", "name", "张晓梅", "phone", phone).is(http.StatusOK, `name="phone_code"`)
	for _, label := range []string{"f-phone", "f-phone_code"} {
		if words := sent.find(`(?s)<label for="` + label + `">(.*?)</label>`); strings.Contains(words, "选填") {
			t.Errorf("where none is taken unproven, the field says %q", words)
		}
	}
	keep("").is(http.StatusOK, "没有手机号，不发短信") // a person with no telephone by hand is received all the same
	w.limit("contact.window_code", 0)
	page := keep(phone).is(http.StatusOK, "135****0001").not("未核验", "发验证码核对")
	number := page.at[strings.LastIndex(page.at, "/")+1:]
	clerk.get("/desk/counter").is(http.StatusOK).not("发验证码核对")
	clerk.post("/desk/phones/"+number, "do", "send").is(http.StatusOK, "不用核对")
	if got := w.texts(phone); strings.Count(got, "验证码 ") != 1 {
		t.Errorf("a code was sent: %q", got)
	}
}

// What windows send is bounded by number, whoever types it, and by who sends.
func TestAWindowBombsNoTelephone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("contact.window_code", 1)
	w.limit("contact.codes_hour", 10)
	send := func(z *citizen, phone string) seen {
		w.later(61 * time.Second)
		return z.post("/desk/counter", "do", "sms", "party", "person", "by", "self", "name", "张晓梅", "phone", phone)
	}
	count := func(phone string) int { return strings.Count(w.texts(phone), "窗口核对手机号的验证码") }
	first, second := w.staff("zhoumin"), w.staff("window2")
	for i := range 3 {
		send([]*citizen{first, second}[i%2], "13511110001").is(http.StatusOK)
	}
	for _, z := range []*citizen{first, second} {
		send(z, "13511110001").is(http.StatusUnprocessableEntity, "今天给这个号码发过 3 次")
	}
	if n := count("13511110001"); n != 3 {
		t.Errorf("%d messages", n)
	}
	n := 0
	for i := range 12 {
		if send(first, fmt.Sprintf("1361111%04d", i)).status == http.StatusOK {
			n++
		}
	}
	if n != 8 { // and two before, all in this hour
		t.Errorf("%d codes to other numbers", n)
	}
	send(second, "13611110099").is(http.StatusOK)
}

// The number by which somebody signs in is proven by a code that he reads out, or the second person reads that it was not.
func TestTheTelephoneOfAnAccountIsReadOut(t *testing.T) {
	t.Parallel()
	const phone = "13511110001"
	lite(t, func(w *world) {
		w.limit("contact.window_code", 1)
		clerk := w.staff("zhoumin")
		_, mistyped := w.received(clerk, "13511110007")
		token := clerk.post("/desk/persons", "party", "person", "id_no", idNo(7), "name", "张晓梅").is(http.StatusOK).value("person")
		propose := func(more ...string) seen {
			return clerk.post("/desk/persons/propose", append([]string{"person", token, "field", "account", "account_phone", phone}, more...)...)
		}
		clerk.post("/desk/persons/begin", "person", token).is(http.StatusOK, "发验证码核对手机", `name="account_code"`).not("account_proven").bones()
		propose("do", "sms").is(http.StatusOK, `name="account_code"`, phone)
		code := w.heardCode(phone)
		propose("reason", "本人到窗口，核对身份证", "account_code", "00000000").is(http.StatusUnprocessableEntity, "验证码不对或已过期")
		propose("account_code", code).is(http.StatusUnprocessableEntity, "为什么改") // nothing is spent while something else lacks
		proven := propose("reason", "本人到窗口，核对身份证", "account_code", code).is(http.StatusOK, "已提交", "手机号已凭验证码核验").not("没有凭验证码核验")
		number := proven.at[strings.LastIndex(proven.at, "/")+1:]
		w.do("jianguan", number, "agree")
		if got, want := w.phoneOf(w.caseOf(number)), phone; got != want {
			t.Error("he is reached at", got)
		}
		if got := w.phoneOf(w.caseOf(mistyped)); got != phone || !w.proven(mistyped) {
			t.Error("where another number was typed he is reached at", got)
		}

		open := clerk.post("/desk/persons/propose", "person", token, "field", "account", "account_phone", "13511110002", "account_proven", "1", "reason", "本人到窗口，核对身份证")
		open.is(http.StatusOK, "已提交", "手机号没有凭验证码核验").not("手机号已凭验证码核验")
		w.limit("contact.window_code", 2)
		clerk.post("/desk/persons/propose", "person", token, "field", "account", "account_phone", "13511110003", "reason", "本人到窗口，核对身份证").is(http.StatusUnprocessableEntity, "请发验证码")
	})
}

// Contacts of cases that a program before this one received count as proven: what their people hold goes on working.
func TestTelephonesOfBeforeAreProven(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.limit("contact.window_code", 1)
		_, number := w.received(w.staff("zhoumin"), "13511110001")
		for _, sql := range []string{`UPDATE case_contacts SET unproven = FALSE`, `UPDATE persons SET phone_unproven = FALSE`} { // as the new columns come to be
			if err := w.DB.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		w.byPhone(number, "13511110001")
	})
}
