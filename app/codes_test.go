package app

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/audit"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/session"
	"wuyou/office/slip"
)

// queryCode is the query code of a case, which only its holder knows.
func (w *world) queryCode(id int64) string {
	w.t.Helper()
	k, err := w.Engine.Find(w.t.Context(), w.DB, id)
	if err != nil {
		w.t.Fatal(err)
	}
	code, err := w.House.Slips.Code(w.t.Context(), w.DB, k)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// caseCode is the one-time code in the last message about a case.
func (w *world) caseCode(phone string) string {
	w.t.Helper()
	w.tick()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range slices.Backward(w.sms) {
		if _, rest, ok := strings.Cut(m.Text, "的验证码 "); ok && m.Phone == phone {
			return digits(rest)
		}
	}
	w.t.Fatalf("no code was sent to %s", phone)
	return ""
}

// byPhone opens a case in a new browser with the telephone on it.
func (w *world) byPhone(number, phone string) *citizen {
	w.t.Helper()
	z := w.citizen()
	z.post("/track/phone", "number", number).is(http.StatusOK, "填写短信验证码")
	z.post("/track/"+number+"/phone", "code", w.caseCode(phone)).is(http.StatusOK, "更换查询密码")
	return z
}

func (w *world) caseOf(number string) flow.Case {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// A month of all the wrong tries that the settings allow, at a hundred thousand cases with codes of both kinds, is not expected to
// hit a hundredth of a case, also where every count for everybody is spent each day and whoever tries knows every name. A try is at one case and hits
// one code of all there are, however many cases stand. So it is with one-time codes, at a hundred thousand telephones.
func TestSprayingIsHopeless(t *testing.T) {
	t.Parallel()
	const (
		cases  = 100_000
		months = 32 // days that begin within one
	)
	w := newWorld(t, "sqlite")
	space := func(digits int) float64 { return math.Pow10(digits) }
	worst := func(l limit.Limit) float64 { return float64(l.Most) }
	for name, of := range map[string]func(limit.Limit) float64{"rows": func(l limit.Limit) float64 { return float64(w.Limits.Of(l)) }, "the most that is allowed": worst} {
		wrong := (of(slip.AllTries) + of(slip.NamedTries)*cases) * months
		old := min(of(slip.OldTries), of(slip.CaseTries)*cases) * months
		if hits := wrong/slip.Space(slip.Length.Least) + old/slip.SpaceOld; hits >= 0.01 {
			t.Errorf("%s: %f hits are expected", name, hits)
		}
		if of(slip.AddressTries) >= of(slip.AllTries) || of(slip.CaseTries) >= of(slip.AddressTries) {
			t.Errorf("%s: one address or case may use up all", name)
		}
		sent := max(of(session.CodesAnywhere), of(session.CodesADay)) * 2 * cases // to sign in, and for cases
		if hits := months * (of(session.WrongAll)/space(session.CodeDigits) + sent*of(session.CodeTries)/space(session.LongDigits)); hits >= 0.01 {
			t.Errorf("%s: %f hits of one-time codes are expected", name, hits)
		}
		if hits := months * of(byKey("rating.link_case_day")) * cases / space(10); hits >= 0.01 {
			t.Errorf("%s: %f hits of links to rate are expected", name, hits)
		}
	}
	if all, address, account := session.WrongAll, session.WrongAddress, session.WrongAccount; address.Default >= all.Default || account.Default >= address.Default {
		t.Error("one address or account may use up all")
	}
}

// Whoever spends what everybody may try together closes nothing: the holder of a slip types the name as well, codes that are sent are longer, and
// who was there before types what he always did. A whole network of IPv6 is one address, and a whole site some.
func TestWhoTriesAllDayDoesNotCloseTheCity(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.limit("slip.all_day", 5)
		w.limit("slip.named_day", 3)
		w.limit("slip.known_day", 4)
		w.limit("code.wrong_all", 4)
		token := w.clientToken("apply")
		number, other := w.apply(token, 7), w.apply(token, 8)
		k := w.caseOf(number)
		code := w.queryCode(k.ID)
		known := w.citizen()
		known.post("/track", "number", number, "code", code).is(http.StatusOK, "社会保障卡")
		account := w.signedIn("13900000002", "", 0)
		nobody := func(flow.Case) bool { return false }
		try := func(i int, number, code, name string) error {
			_, err := w.House.Slips.Try(t.Context(), people.Visitor{IP: fmt.Sprintf("198.51.100.%d", i)}, slip.Typed{Number: number, Code: code, Name: name}, nobody)
			return err
		}
		for i := range 5 {
			try(i, other, "AAAA-AAAA", "")
		}
		if err := try(9, number, code, ""); err != slip.ErrName {
			t.Error("the name is not asked for:", err)
		}
		if err := try(9, number, code, "王某某"); !fail.Is(err, fail.KindInvalid) {
			t.Error("another's name:", err)
		}
		said := map[string]bool{}
		for i := range 6 { // the name is right
			said[fmt.Sprint(try(20+i, other, "AAAA-AAAA", w.caseOf(other).Party))] = true
		}
		said[fmt.Sprint(try(9, "5114022604200001999999"+check36("5114022604200001999999"), "AAAA-AAAA", "王某某"))] = true
		said[fmt.Sprint(try(30, other, w.queryCode(w.caseOf(other).ID), w.caseOf(other).Party))] = true // no more of this one today
		if len(said) != 1 {
			t.Errorf("what is wrong can be told apart: %v", said)
		}
		fresh := w.citizen()
		asked := fresh.post("/track", "number", number, "code", code).is(http.StatusUnprocessableEntity, "办事人姓名", "试错的人太多").not(k.Party)
		asked.bones()
		fresh.post("/track", "number", number, "code", code, "name", " "+k.Party+" ").is(http.StatusOK, "社会保障卡")
		known.post("/track", "number", number, "code", code).is(http.StatusOK, "社会保障卡")
		w.staff("zhoumin").get("/desk/slips/"+number).is(http.StatusOK, "更换查询密码")

		short := w.citizen() // asked before, with eight digits
		short.post("/track/phone", "number", number).is(http.StatusOK)
		eight := w.caseCode("13800138000")
		for i := range 4 {
			z := session.From{IP: fmt.Sprintf("198.51.100.%d", i), Device: fmt.Sprintf("%032d", i)}
			phone := fmt.Sprintf("1370000000%d", i)
			if err := w.Sessions.SendCode(t.Context(), "", phone, z, func(context.Context, *db.DB, string, string) error { return nil }); err != nil {
				t.Fatal(err)
			}
			w.Persons.SignInCitizen(t.Context(), phone, "00000000", z)
		}
		if len(eight) != session.CodeDigits {
			t.Errorf("sent %s", eight)
		}
		short.post("/track/"+number+"/phone", "code", eight).is(http.StatusUnprocessableEntity, "改为 12 位")
		w.later(time.Minute)
		short.post("/track/phone", "number", number).is(http.StatusOK)
		if code := w.caseCode("13800138000"); len(code) != session.LongDigits {
			t.Errorf("sent %s", code)
		} else {
			short.post("/track/"+number+"/phone", "code", code[:4]+" "+code[4:8]+" "+code[8:]).is(http.StatusOK, "更换查询密码")
		}
		w.signedIn("13900000004", "", 0)
		account.post("/signout")
		account.post("/signin", "phone", "13900000002").is(http.StatusOK)
		if code := w.smsCode("13900000002"); len(code) != session.CodeDigits {
			t.Errorf("where he always signs in he gets %s", code)
		} else {
			account.post("/signin/code", "code", code).is(http.StatusOK, "正在办的")
		}
	})
}

// Of IPv6 a network is one address, and a site bears as much as some.
func TestANetworkIsOneAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("slip.case_day", 3)
	w.limit("network.site_times", 2)
	number := w.apply(w.clientToken("apply"), 7)
	try := func(ip string) bool {
		_, err := w.House.Slips.Try(t.Context(), people.Visitor{IP: ip}, slip.Typed{Number: number, Code: "AAAA-AAAA"}, func(flow.Case) bool { return false })
		return fail.Is(err, fail.KindInvalid)
	}
	passed := map[string]int{}
	for i := range 10 {
		for name, ip := range map[string]string{"network": "2001:db8:1:2::%x", "site": "2001:db8:2:%x::1", "addresses": "203.0.113.%d"} {
			if try(fmt.Sprintf(ip, i+1)) {
				passed[name]++
			}
		}
	}
	if passed["network"] != 3 || passed["site"] != 6 || passed["addresses"] != 10 {
		t.Error(passed)
	}
}

// What could hit no code makes nobody type more.
func TestTriesAtNothingLengthenNoCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("code.wrong_all", 3)
	for i := range 30 {
		w.Sessions.SpendCode(t.Context(), "x", "13900000001", "00000000", "code", session.From{IP: fmt.Sprintf("203.0.113.%d", i)})
	}
	w.citizen().post("/signin", "phone", "13900000002")
	if code := w.smsCode("13900000002"); len(code) != session.CodeDigits {
		t.Error(code)
	}
}

// Wrong tries of a stranger at somebody's number count at the code that the stranger asked for: the one that its holder asked for is good, also where his
// account has nothing but the telephone.
func TestStrangersTryTheirOwnCodes(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		owner, stranger := w.citizen(), w.citizen()
		owner.post("/signin", "phone", "13900000003").is(http.StatusOK, "填写短信验证码")
		own := w.smsCode("13900000003")
		stranger.post("/signin", "phone", "13900000003").is(http.StatusOK, "填写短信验证码")
		strangers := w.smsCode("13900000003")
		for range 7 {
			stranger.post("/signin/code", "code", "00000000").is(http.StatusUnprocessableEntity, "不对或已过期")
		}
		stranger.post("/signin/code", "code", own).is(http.StatusUnprocessableEntity, "不对或已过期")
		owner.post("/signin/code", "code", strangers).is(http.StatusUnprocessableEntity, "不对或已过期")
		owner.post("/signin/code", "code", own).is(http.StatusOK, "正在办的")

		owner.post("/track/phone", "number", number).is(http.StatusOK)
		own = w.caseCode("13800138000")
		for range 12 { // and more codes than go to a number in a day
			z := w.citizen()
			z.post("/track/phone", "number", number).is(http.StatusOK)
			z.post("/track/"+number+"/phone", "code", "00000000").is(http.StatusUnprocessableEntity)
		}
		owner.post("/track/"+number+"/phone", "code", own).is(http.StatusOK, "更换查询密码")
		w.later(time.Minute)
		owner.post("/track/phone", "number", number).is(http.StatusOK)
		if again := w.caseCode("13800138000"); again == own {
			t.Error("who has opened the case gets no more codes")
		}
		w.signedIn("13800138000", "", 0) // what is asked for cases does not count for signing in

		owner.post("/signout") // an account with nothing but its telephone knows its browser
		for range 12 {
			w.citizen().post("/signin", "phone", "13900000003")
		}
		owner.post("/signin", "phone", "13900000003").is(http.StatusOK, "填写短信验证码")
		owner.post("/signin/code", "code", w.smsCode("13900000003")).is(http.StatusOK, "正在办的")
	})
}

// Who asks for codes to somebody's number does not keep him out of the browser that he signs in with.
func TestCodesAskedForByStrangersKeepNobodyOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	owner := w.signedIn("13900000003", "张晓梅", 7)
	for range 12 {
		w.later(61 * time.Second)
		w.citizen().post("/signin", "phone", "13900000003")
	}
	w.later(61 * time.Second)
	w.citizen().post("/signin", "phone", "13900000003").is(http.StatusTooManyRequests, "验证码太多")
	owner.post("/signout")
	owner.post("/signin", "phone", "13900000003").is(http.StatusOK, "填写短信验证码")
}

// The bounds that are reckoned with are those that hold.
func TestWrongQueryCodesAreBounded(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		for key, n := range map[string]int64{"case": 3, "known": 3, "account": 4, "address": 5, "all": 8, "old": 2} {
			w.limit("slip."+key+"_day", n)
		}
		token := w.clientToken("apply")
		var numbers []string
		for i := range 6 {
			numbers = append(numbers, w.apply(token, 7+i))
		}
		nobody := func(flow.Case) bool { return false }
		try := func(v people.Visitor, number, code string) fail.Kind {
			_, err := w.House.Slips.Try(t.Context(), v, slip.Typed{Number: number, Code: code}, nobody)
			if err == slip.ErrName {
				return -2
			}
			if e, ok := fail.As(err); ok {
				return e.Kind
			}
			return -1
		}
		from := func(ip string) people.Visitor { return people.Visitor{IP: ip} }
		count := func(n int, one func(i int) fail.Kind) (wrong int) {
			for i := range n {
				if one(i) == fail.KindInvalid {
					wrong++
				}
			}
			return wrong
		}
		if n := count(9, func(i int) fail.Kind { return try(from("10.0.0.9"), numbers[0], "AAAA-AAAA") }); n != 3 {
			t.Errorf("%d at one case from one address", n)
		}
		if n := count(9, func(i int) fail.Kind { return try(from("10.0.0.1"), numbers[1+i%5], "AAAA-AAAA") }); n != 5 {
			t.Errorf("%d from one address; with those before that is all", n)
		}
		if n := count(3, func(i int) fail.Kind { return try(from("10.0.0.2"), numbers[5], "AAAA-AAAA") }); n != 0 {
			t.Errorf("%d more than all together", n)
		}
		w.later(24*time.Hour + time.Second)
		if n := count(9, func(i int) fail.Kind { return try(from(fmt.Sprint(i)), numbers[i%6], "123456") }); n != 2 {
			t.Errorf("%d of the old kind", n)
		}
		if n := count(9, func(i int) fail.Kind {
			return try(people.Visitor{IP: fmt.Sprint(i), Account: people.Account{ID: 9}}, numbers[i%6], "AAAA-AAAA")
		}); n != 4 {
			t.Errorf("%d of one account", n)
		}
		w.later(24*time.Hour + time.Second)
		for range 20 { // what is right counts nowhere
			if got := try(from("10.0.0.1"), numbers[0], w.queryCode(w.caseOf(numbers[0]).ID)); got != -1 {
				t.Fatal(got)
			}
		}
	})
}

// Who is kept out by the tries of strangers comes in with the telephone, and with the code where it was right before.
func TestStrangersDoNotLockTheOwnerOut(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		code := w.queryCode(w.caseOf(number).ID)
		known, fresh, stranger := w.citizen(), w.citizen(), w.citizen()
		known.post("/track", "number", number, "code", strings.ToLower(code)).is(http.StatusOK, "社会保障卡")
		for range 30 {
			stranger.get("/track/"+number+"?code=AAAAAAAA").is(http.StatusOK, "查询密码") // an address counts nothing
		}
		fresh.post("/track", "number", number, "code", code).is(http.StatusOK, "社会保障卡")
		for range 10 {
			stranger.post("/track", "number", number, "code", "AAAA-AAAA").is(http.StatusUnprocessableEntity, "对不上").not("AAAA-AAAA")
		}
		stranger.post("/track", "number", number, "code", code).is(http.StatusTooManyRequests, "登记的手机收验证码")
		if _, err := w.House.Slips.Try(t.Context(), people.Visitor{IP: "203.0.113.9"}, slip.Typed{Number: number, Code: code}, func(flow.Case) bool { return false }); err != nil {
			t.Errorf("who has the slip, elsewhere: %v", err)
		}
		w.later(31 * time.Minute)
		known.get("/track/"+number).is(http.StatusOK, "照着查询单") // what was shown holds for half an hour
		known.post("/track", "number", number, "code", code).is(http.StatusOK, "社会保障卡")
		w.byPhone(number, "13800138000").get("/track/"+number).is(http.StatusOK, "撤回申请")
	})
}

// A code stands in no address, opens nothing in another browser and moves nothing. The telephone on the case moves it.
func TestACodeOnlyLooks(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		code := w.queryCode(w.caseOf(number).ID)
		z := w.citizen()
		seen := z.post("/track", "number", number, "code", strings.ReplaceAll(code, "8", "b")).is(http.StatusOK, "凭查询密码只能看").not("撤回申请", "/rate/", code, check.Bare(code))
		if seen.at != "/track/"+number {
			t.Error("the code stands in", seen.at)
		}
		z.get("/documents/"+number+"/1").is(http.StatusOK, "见短信或者查询单").not(code, check.Bare(code))
		z.get("/track/" + number + "/do/withdraw").is(http.StatusNotFound)
		z.post("/track/"+number+"/do/withdraw", "seq", "1").is(http.StatusNotFound)
		z.post("/track/" + number + "/code").is(http.StatusNotFound)
		other := w.citizen()
		other.get("/track/"+number).is(http.StatusOK, "照着查询单").not("社会保障卡")
		other.get("/documents/" + number + "/1").is(http.StatusNotFound)

		other.post("/track/phone", "number", number).is(http.StatusOK, "填写短信验证码")
		right := w.caseCode("13800138000")
		for range 5 {
			other.post("/track/"+number+"/phone", "code", "000000").is(http.StatusUnprocessableEntity, "不对或已过期")
		}
		other.post("/track/"+number+"/phone", "code", right).is(http.StatusUnprocessableEntity, "不对或已过期")
		other.post("/track/phone", "number", "5114022604200001999999"+check36("5114022604200001999999")).is(http.StatusOK, "如果登记了手机号")
		w.later(time.Minute)
		owner := w.byPhone(number, "13800138000")
		owner.get("/track/"+number+"/do/withdraw").is(http.StatusOK, "撤回申请")
		owner.post("/track/"+number+"/do/withdraw", "seq", fmt.Sprint(w.caseOf(number).Seq), "reason", "不办了").is(http.StatusOK)
		if k := w.caseOf(number); k.ClosedAt == 0 {
			t.Error("the owner's telephone moved nothing:", k.State)
		}
	})
}

// Who lost the code gets another with the telephone or at a window; the one before is worth nothing then.
func TestALostCodeIsReplaced(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		id := w.caseOf(number).ID
		first := w.queryCode(id)
		found := w.citizen()
		found.post("/track", "number", number, "code", first).is(http.StatusOK, "社会保障卡")
		owner := w.byPhone(number, "13800138000")
		owner.post("/track/"+number+"/code").is(http.StatusOK, "新的查询密码已发到").not(w.queryCode(id))
		w.tick()
		second := w.queryCode(id)
		if second == first || !w.wrote(second) {
			t.Fatal("no other code was sent")
		}
		found.get("/track/"+number).is(http.StatusOK, "照着查询单").not("社会保障卡")
		found.post("/track", "number", number, "code", first).is(http.StatusUnprocessableEntity, "对不上")

		clerk := w.staff("zhoumin")
		at := "/desk/slips/" + number
		clerk.get(at).is(http.StatusOK, "更换查询密码").not(second, check.Bare(second), "只能打印一次")
		clerk.post(at, "do", "renew", "shown", "").is(http.StatusUnprocessableEntity, "核对了谁")
		clerk.post(at, "do", "print").is(http.StatusOK, "查询单已经打印过").not(second)
		paper := clerk.post(at, "do", "renew", "shown", "本人到窗口，核对身份证")
		third := w.queryCode(id)
		paper.is(http.StatusOK, third)
		w.tick()
		if !w.wrote("已在窗口更换") || w.wrote(third) {
			t.Error("the telephone on the case was not told, or was told the code")
		}
		w.citizen().post("/track", "number", number, "code", second).is(http.StatusUnprocessableEntity)
		w.citizen().post("/track", "number", number, "code", third).is(http.StatusOK, "社会保障卡")
		w.staff("window2").get(at).is(http.StatusNotFound)
		n := 0
		audits, err := w.Audit.Lines(t.Context(), audit.Filter{}, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range audits {
			if a.Act == "更换查询密码" {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%d lines in the log", n)
		}
	})
}

// Six digits that an older program printed open their case until it ends, and no other.
func TestOldCodesLookUntilTheCaseEnds(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		k := w.caseOf(number)
		old := w.Keys.Code("query", k.ID, 6)
		w.citizen().post("/track", "number", number, "code", old).is(http.StatusUnprocessableEntity, "对不上")
		if err := w.DB.Exec(t.Context(), `UPDATE query_codes_before SET until = $1`, k.OpenedAt); err != nil {
			t.Fatal(err)
		}
		z := w.citizen()
		z.post("/track", "number", number, "code", old[:3]+" "+old[3:]).is(http.StatusOK, "凭查询密码只能看").not("撤回申请")
		w.byPhone(number, "13800138000").post("/track/"+number+"/do/withdraw", "seq", fmt.Sprint(k.Seq), "reason", "不办了").is(http.StatusOK)
		w.citizen().post("/track", "number", number, "code", old).is(http.StatusUnprocessableEntity, "对不上")
	})
}

// The accused does not read the code of who complains of him, on no page, paper, archive or export; and a browser in which the desk is
// open opens nothing that is another's by code or link.
func TestTheOfficeReadsNoQueryCode(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.reportThing(w.clientToken("apply"), string(w.counties()[0]))
		k := w.caseOf(number)
		code := w.queryCode(k.ID)
		for _, login := range []string{"jianguan", "zhuanxi", "zhoumin"} {
			z := w.staff(login)
			for _, path := range []string{"/desk/cases/" + number, "/desk/documents/" + number + "/1", "/desk/slips/" + number, "/desk/notices", "/desk"} {
				z.get(path).not(code, check.Bare(code))
			}
			z.post("/track", "number", number, "code", code).is(http.StatusForbidden, "登录着工作台").not(k.Title)
			z.get("/track/phone").is(http.StatusForbidden)
			z.post("/track/phone", "number", number).is(http.StatusForbidden)
			z.post("/desk/signout")
			z.post("/track", "number", number, "code", code).is(http.StatusOK, "凭查询密码只能看")
			z.post("/track/"+number+"/do/confirm", "seq", fmt.Sprint(k.Seq)).is(http.StatusNotFound)
			z.post("/track/"+number+"/do/withdraw", "seq", fmt.Sprint(k.Seq)).is(http.StatusNotFound)
		}
		if now := w.caseOf(number); now.Seq != k.Seq {
			t.Error("a code has moved the case")
		}
	})
}

// phoneOf is the telephone on a case.
func (w *world) phoneOf(k flow.Case) string {
	w.t.Helper()
	phone, err := w.Persons.PhoneIn(w.t.Context(), w.DB, k.ID, k.Applicant)
	if err != nil {
		w.t.Fatal(err)
	}
	return phone
}

// What a stranger types as the name of a matter is not sent through the city to a number that he typed as well, and no message leads
// anywhere but to the city's own site.
func TestMessagesToStrangersBearNothingOfTheirs(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		z := w.citizen()
		const lure = "您的医保已停用请登录 http://ybzx-gov.top/a 或 ybzx.vip 认证"
		z.post("/grievances/new", "key", z.get("/grievances/new").value("key"), "item", lure, "place", string(w.counties()[0]), "what", "跑了三趟都没办成", "times", "3",
			"name", "李秀英", "phone", "13900139000").is(http.StatusOK, "已收到您的反映")
		w.tick()
		sent := 0
		for _, m := range w.sms {
			if m.Phone != "13900139000" {
				continue
			}
			sent++
			for _, bait := range []string{"ybzx", "医保", "认证", "http://"} {
				if strings.Contains(m.Text, bait) {
					t.Errorf("the city sends %q", m.Text)
				}
			}
		}
		if sent == 0 {
			t.Fatal("nothing was sent")
		}
		w.reportThing(w.clientToken("apply"), string(w.counties()[0])) // of the catalogue
		w.tick()
		if !w.wrote("社会保障卡挂失") {
			t.Error("the catalogue's name was not sent")
		}
	})
}
