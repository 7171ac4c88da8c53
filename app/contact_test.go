package app

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/session"
	"wuyou/office/slip"
)

// proposesPhone has a window propose another telephone number by which somebody signs in.
func (w *world) proposesPhone(person int64, phone string) (number string) {
	w.t.Helper()
	clerk := w.actor("zhoumin")
	p, err := w.Persons.Person(w.t.Context(), w.DB, person)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
		done, err := w.Engine.Open(w.t.Context(), tx, clerk, flow.Opening{
			Kind: "identity", Event: "propose", Region: clerk.Posts[0].Region, Title: "更正手机号", Party: p.Name, Applicant: p.ID, Channel: flow.ByWindow,
			Input: form.Values{"field": persons.FieldAccount, "account_phone": phone, "reason": "本人到窗口，核对身份证"},
		})
		if err == nil {
			number = done.Case.Number()
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return number
}

// moves has a window change the telephone number by which somebody signs in.
func (w *world) moves(person int64, phone string) {
	w.t.Helper()
	number := w.proposesPhone(person, phone)
	if _, err := w.try(w.actor("wanglei"), number, "agree"); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "同一个大厅") {
		w.t.Errorf("two windows of one hall moved a telephone: %v", err)
	}
	w.do("jianguan", number, "agree")
	w.tick()
}

// got reports whether a number got a message with some text.
func (w *world) got(phone, text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range slices.Backward(w.sms) {
		if m.Phone == phone && strings.Contains(m.Text, text) {
			return true
		}
	}
	return false
}

// A new telephone of an account waits for those who may agree to it: the hall that proposed it has it not to do and is offered no button, until
// the city lets its windows agree among themselves.
func TestATelephoneWaitsForAnotherHall(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		person := w.caseOf(w.walkIn("张晓梅", idNo(7))).Applicant
		waits := func(login, number string) bool {
			t.Helper()
			p, err := w.Engine.Inbox(t.Context(), w.actor(login), flow.Filter{Kind: "identity"}, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(p.Items, func(r flow.TurnRow) bool { return r.Number() == number })
		}
		number := w.proposesPhone(person, "13911110001")
		if waits("wanglei", number) || slices.Contains(w.may("wanglei", number), "agree") {
			t.Error("the hall that proposed it is to agree")
		}
		w.staff("wanglei").get("/desk/cases/"+number).is(http.StatusOK, "同一个大厅的窗口不能复核").not(`/do/agree"`)
		w.staff("wanglei").get("/desk/cases/"+number+"/do/agree").is(http.StatusOK, "同一个大厅的窗口不能复核")
		for _, login := range []string{"jianguan1", "leader"} {
			if !waits(login, number) || !slices.Contains(w.may(login, number), "agree") {
				t.Errorf("%s has it not to do: %v, may %v", login, waits(login, number), w.may(login, number))
			}
		}
		w.do("jianguan1", number, "agree")

		w.later(time.Minute)
		w.limit("correct.other_hall", 0)
		number = w.proposesPhone(person, "13911110002")
		if !waits("wanglei", number) || waits("jianguan1", number) || !slices.Contains(w.may("wanglei", number), "agree") {
			t.Error("the windows of a hall may agree, and it does not wait for them")
		}
		w.do("wanglei", number, "agree")
	})
}

// Who has changed his telephone at a window is found by the new number only: the old one begins anew, gets nothing of the case, and
// was told.
func TestATelephoneThatWasGivenUpIsNobody(t *testing.T) {
	t.Parallel()
	const old, now = "13800138000", "13911110001"
	lite(t, func(w *world) {
		number := w.walkIn("张晓梅", idNo(7))
		first := w.signedIn(old, "张晓梅", 7)
		first.get("/my/cases/" + number).is(http.StatusOK)
		w.later(2 * time.Minute)
		w.moves(w.caseOf(number).Applicant, now)
		if !w.got(old, "不能再登录") || w.got(now, "不能再登录") || !w.got(now, "手机号已在窗口更正") {
			t.Errorf("who was told: %+v", w.sms)
		}
		if s := first.get("/my/cases/" + number); !strings.HasPrefix(s.at, "/signin") {
			t.Error("a session of before is at", s.at)
		}
		holder := w.citizen()
		holder.post("/signin", "phone", old).is(http.StatusOK)
		holder.post("/signin/code", "code", w.smsCode(old)).is(http.StatusOK, "还没有实名").not("社会保障卡挂失", "张*梅")
		holder.get("/my/cases/" + number).is(http.StatusNotFound)
		if w.phoneOf(w.caseOf(number)) != now {
			t.Error("messages of the case go to", w.phoneOf(w.caseOf(number)))
		}
		w.byPhone(number, now)
		own := w.citizen()
		own.post("/signin", "phone", now).is(http.StatusOK)
		own.post("/signin/code", "code", w.smsCode(now)).is(http.StatusOK, "这还是您的账号吗")
		own.post("/signin/whose", "name", "张晓梅", "id_no", idNo(7), "back", "/my").is(http.StatusOK)
		own.get("/my/cases/"+number).is(http.StatusOK, "社会保障卡挂失")

		person := people.Actor{Kind: people.Citizen, ID: w.caseOf(number).Applicant, Holds: []people.Holding{{Person: w.caseOf(number).Applicant, Rights: people.All}}}
		if _, err := w.try(person, number, "withdraw"); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "刚在窗口更正") {
			t.Errorf("whoever has just got the number ends a matter: %v", err)
		}
		own.get("/my/cases/"+number).is(http.StatusOK, "撤回申请", "刚在窗口更正")
		w.later(24 * time.Hour)
		if v, err := w.Engine.View(t.Context(), person, w.caseOf(number).ID); err != nil || !slices.ContainsFunc(v.Options, func(o flow.Option) bool { return o.May && o.Row.Event == "withdraw" }) {
			t.Errorf("after a day it may be withdrawn: %v %v", v.Options, err)
		}

		w.later(2 * time.Minute) // name and number on one more device are no proof of what a window saw
		other := w.citizen()
		other.post("/signin", "phone", now).is(http.StatusOK)
		other.post("/signin/code", "code", w.smsCode(now)).is(http.StatusOK, "这还是您的账号吗")
		other.post("/signin/whose", "name", "张晓梅", "id_no", idNo(7), "back", "/my").is(http.StatusOK, "带证件到窗口").not(flow.Grouped(number))
		other.get("/my/cases/" + number).is(http.StatusNotFound)
		other.get("/my/profile").is(http.StatusOK, "在这台设备上再核对一次").bones()
		w.register(persons.Question{Name: "张晓梅", IDNo: idNo(7), Phone: now}) // the carrier has the number as his
		other.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7), "consent", "1").is(http.StatusOK, "身份核验通过")
		other.get("/my/cases/" + number).is(http.StatusOK)
	})
}

// The same where somebody proves himself online with another telephone.
func TestASecondTelephoneEndsTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.walkIn("张晓梅", idNo(7))
	first := w.signedIn("13800138000", "张晓梅", 7)
	w.later(2 * time.Minute)
	w.signedIn("13911110001", "张晓梅", 7).get("/my/cases/" + number).is(http.StatusOK)
	w.tick()
	if s := first.get("/my"); !strings.HasPrefix(s.at, "/signin") || !w.got("13800138000", "不能再登录") {
		t.Error("the first is at", s.at)
	}
}

// Each case has its own telephone: what a program files for the same person with another number moves neither's messages, and the
// holder of one number does nothing in the other's case.
func TestATelephoneIsOfItsCase(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client := w.clientToken("apply")
		file := func(phone string) string {
			q := petition(7)
			q["applicant"] = map[string]any{"name": "张晓梅", "id_no": idNo(7), "phone": phone}
			status, r := w.call(client, "POST", "/api/v1/applications", q)
			if status != http.StatusCreated {
				t.Fatal(status, r)
			}
			return r["number"].(string)
		}
		first, second, none := file("13511110001"), file("13522220002"), file("")
		w.tick()
		for phone, number := range map[string]string{"13511110001": first, "13522220002": second} {
			if !w.got(phone, w.queryCode(w.caseOf(number).ID)) || w.phoneOf(w.caseOf(number)) != phone {
				t.Errorf("%s is reached at %s", phone, w.phoneOf(w.caseOf(number)))
			}
		}
		if w.got("13522220002", w.queryCode(w.caseOf(first).ID)) || w.got("13511110001", w.queryCode(w.caseOf(second).ID)) || w.phoneOf(w.caseOf(none)) != "" {
			t.Error("a code went to the telephone of another case")
		}
		w.byPhone(first, "13511110001").get("/track/" + second).not("社会保障卡挂失")
		w.signedIn("13800138000", "张晓梅", 7) // the person, proven: from now on all goes there
		for _, number := range []string{first, second, none} {
			if w.phoneOf(w.caseOf(number)) != "13800138000" {
				t.Errorf("%s goes to %s", number, w.phoneOf(w.caseOf(number)))
			}
		}
	})
}

// person is the office's record of a number.
func (w *world) person(idNo string) int64 {
	w.t.Helper()
	list, err := w.Persons.FindByID(w.t.Context(), persons.Identity{IDNo: idNo})
	if err != nil || len(list) == 0 {
		w.t.Fatal(list, err)
	}
	return list[0].ID
}

// A number gets so many messages a day of a kind, whoever asks; and wrong codes are bounded wherever they are tried.
func TestMessagesAndWrongCodesAreBounded(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		token := w.clientToken("apply")
		var numbers []string
		for range 4 {
			numbers = append(numbers, w.apply(token, 7))
		}
		got := func() (n int) {
			w.tick()
			for _, m := range w.sms {
				if m.Phone == "13800138000" && strings.Contains(m.Text, "验证码 ") {
					n++
				}
			}
			return n
		}
		for range 6 {
			w.later(2 * time.Minute)
			for _, number := range numbers { // what is answered is alike, sent or not
				w.citizen().post("/track/phone", "number", number).is(http.StatusOK, "填写短信验证码")
			}
			w.tick()
		}
		if most := int(session.CodesADay.Default); got() != most {
			t.Errorf("%d messages to one number, not %d", got(), most)
		}
		w.citizen().post("/signin", "phone", "13800138000").is(http.StatusOK)
		if got() != int(session.CodesADay.Default)+1 {
			t.Error("codes to sign in are counted with those for cases")
		}

		w.later(25 * time.Hour)
		z, sent := w.byPhone(numbers[0], "13800138000"), 0
		for range session.CodesADay.Default + 2 {
			if z.post("/track/"+numbers[0]+"/code").status == http.StatusOK {
				sent++
			}
		}
		if sent != int(session.CodesADay.Default) {
			t.Errorf("%d codes renewed", sent)
		}

		w.later(25 * time.Hour)
		wrong := 0
		for i := range session.WrongAddress.Default + 5 {
			_, err := w.Persons.SignInCitizen(t.Context(), fmt.Sprintf("139%08d", i), "12345678", session.From{IP: "203.0.113.66"})
			if err != nil && strings.Contains(err.Error(), "请重新获取验证码") {
				break
			}
			wrong++
		}
		if wrong != int(session.WrongAddress.Default) {
			t.Errorf("%d wrong codes from one address", wrong)
		}
		if _, err := w.House.Slips.Prove(t.Context(), session.From{IP: "203.0.113.66"}, numbers[0], "12345678", slip.Nothing); err == nil || !strings.Contains(err.Error(), "请重新获取验证码") {
			t.Error("at a case:", err)
		}
		code := ""
		send := func(_ context.Context, _ *db.DB, _, c string) error { code = c; return nil }
		if err := w.Sessions.SendCode(t.Context(), "", "13800138000", session.From{IP: "203.0.113.67"}, send); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Persons.SignInCitizen(t.Context(), "13800138000", code, session.From{IP: "203.0.113.67"}); err != nil {
			t.Error("from elsewhere:", err)
		}
	})
}

// A firm's legal representative of a database of before levels sees what he filed for the firm online, is told of it, and sees nothing
// that others filed for it.
func TestWhatWasFiledForAFirmBeforeLevels(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		own, others := w.firmCase("清溪民宿", "11511301008778183N", "张晓梅"), w.firmCase("清溪民宿", "11511301008778183N", "张晓梅")
		person := w.caseOf(w.walkIn("张晓梅", idNo(7))).Applicant
		z := w.signedIn("13911110001", "", 0)
		z.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7), "consent", "1").is(http.StatusOK)
		k := w.caseOf(own)
		code := w.queryCode(k.ID)
		for sql, args := range map[string][]any{ // as the program before left it
			`UPDATE accounts SET person_id = $1, level = 1`:                                                                     {person},
			`UPDATE cases SET channel = 'online' WHERE applicant = $1`:                                                          {k.Applicant},
			`UPDATE case_events SET actor_kind = 'citizen', actor_id = $1 WHERE case_id = $2 AND seq = 1`:                       {person, k.ID},
			`DELETE FROM case_contacts WHERE person_id = $1`:                                                                    {k.Applicant},
			`INSERT INTO firm_agents (firm_id, person_id, legal, until, revoked_at, created_at) VALUES ($1, $2, TRUE, 0, 0, 1)`: {k.Applicant, person},
		} {
			if err := w.DB.Tx(t.Context(), func(tx *db.DB) error { return tx.Exec(t.Context(), sql, args...) }); err != nil {
				t.Fatal(sql, err)
			}
		}
		if err := w.DB.Exec(t.Context(), `DELETE FROM audits WHERE act = '整理旧账号'`); err != nil { // nobody had settled them
			t.Fatal(err)
		}
		for range 2 {
			if err := w.Persons.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		z.get("/my/cases/"+own).is(http.StatusOK, "社会保障卡挂失")
		z.get("/my").is(http.StatusOK, "/my/cases/"+own).not(others)
		z.get("/my/cases/" + others).is(http.StatusNotFound)
		z.post("/my/cases/"+own+"/do/withdraw", "seq", fmt.Sprint(k.Seq), "reason", "不办了").not("已撤回")
		if phone := w.phoneOf(k); phone != "13911110001" {
			t.Error("he is told at", phone)
		}
		if got := w.queryCode(k.ID); got != code {
			t.Errorf("the code %s of before is %s", code, got)
		}
	})
}

// A number that only stands in the application at the counter is asked about: messages go to it when the clerk says so. Where there is
// none the clerk reads it when the matter is taken in, and when he gives out another query code.
func TestTheCounterFindsTheTelephoneInTheForm(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		e, err := w.Catalog.ByCode(simple)
		if err != nil {
			t.Fatal(err)
		}
		clerk := w.staff("zhoumin")
		receive := func(more ...string) seen {
			shown := clerk.get("/desk/counter?item=" + fmt.Sprint(e.ID)).find(`name="shown" value="([^"]+)"`)
			return clerk.post("/desk/counter", append([]string{"do", "keep", "shown", shown, "item", fmt.Sprint(e.ID), "place", string(county1),
				"party", "person", "by", "self", "name", "张晓梅", "id_no", idNo(7), "phone", "", "f_phone", "13511110001"}, more...)...)
		}
		receive().is(http.StatusUnprocessableEntity, "申请表里有一个号码", "135****0001", "不发短信").bones()
		none := receive("phone_use", "none").is(http.StatusOK, "没有手机号，不发短信")
		slip := none.find(`href="(/desk/slips/\w+)"`)
		clerk.get(slip).is(http.StatusOK, "这一件没有手机号，更换以后没有短信通知办事人").not("会发短信告诉")
		clerk.post(slip, "do", "renew", "shown", "本人到窗口，核对身份证").is(http.StatusOK, "查询密码由办事人本人保管").not("您")
		slip = receive("phone_use", "form").is(http.StatusOK).not("没有手机号").find(`href="(/desk/slips/\w+)"`)
		clerk.get(slip).is(http.StatusOK, "会发短信告诉这一件的手机")
		if phone := w.phoneOf(w.caseOf(slip[len("/desk/slips/"):])); phone != "13511110001" {
			t.Error("messages go to", phone)
		}
	})
}
