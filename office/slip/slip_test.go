package slip_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/session"
	"wuyou/office/slip"
)

const kind = "matter"

var matters = flow.Table{
	Kind: kind, Title: "事项", Known: true, Phases: []string{"办理", "办结"},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "正在办", Desk: people.Window},
		{Code: "ended", Name: "办结", Public: "办结", Phase: 1, Final: true},
	},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", Done: "已收件", By: flow.Who{Roles: []people.Role{people.Window}, Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "end", Name: "办结", Done: "已办结", By: flow.Who{Roles: []people.Role{people.Window}}, To: "ended"},
	},
}

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	return []door.Service{officetest.Made(matters, nil), officetest.Levels()}
}}

func TestMain(m *testing.M) { town.Main(m) }

const (
	phone  = "13800138000"
	other  = "13900139000"
	number = "110101199003070134"
	firmNo = "11511301008778183N"
)

var window = people.Post{Role: people.Window, Region: officetest.Township}

// hall is a city in which a clerk takes matters in.
type hall struct {
	*officetest.City
	t     *testing.T
	book  *slip.Book
	clerk *officetest.Somebody
}

func each(t *testing.T, test func(t *testing.T, h *hall)) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := &hall{City: c, t: c.T.(*testing.T), book: c.House.Slips, clerk: c.Staff("周敏", window)}
		test(h.t, h)
		c.Sound()
	})
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) met(i persons.Identity) (p persons.Person) {
	h.t.Helper()
	h.must(h.DB.Tx(h.t.Context(), func(tx *db.DB) (err error) {
		p, _, err = h.Persons.Meet(h.t.Context(), tx, i)
		return err
	}))
	return p
}

func (h *hall) correct(one persons.Correction) {
	h.t.Helper()
	h.must(h.DB.Tx(h.t.Context(), func(tx *db.DB) error { return h.Persons.Correct(h.t.Context(), tx, one) }))
}

// opened is a matter that the clerk takes in for a person, who is reached as said: nil as the book has it.
func (h *hall) opened(p persons.Person, how *persons.Contact) flow.Case {
	h.t.Helper()
	return h.Opened(h.clerk.Actor(), flow.Opening{
		Kind: kind, Event: "begin", Region: officetest.Township, Title: "社会保障卡挂失", Party: p.Name, Applicant: p.ID, Contact: how,
	})
}

func (h *hall) matter() flow.Case {
	h.t.Helper()
	return h.opened(h.met(persons.Identity{Name: "张晓梅", IDNo: number}), &persons.Contact{Phone: phone})
}

func (h *hall) code(k flow.Case) string {
	h.t.Helper()
	code, err := h.book.Code(h.t.Context(), h.DB, k)
	h.must(err)
	return code
}

func (h *hall) right(k flow.Case, typed string) bool {
	h.t.Helper()
	right, err := h.book.Right(h.t.Context(), h.DB, k, typed)
	h.must(err)
	return right
}

// logged are how many lines of the audit log tell of an act.
func (h *hall) logged(act string) int64 {
	h.t.Helper()
	n, err := db.One[int64](h.t.Context(), h.DB, `SELECT COUNT(*) FROM audits WHERE act = $1`, act)
	h.must(err)
	return n
}

// last is the last message to a telephone, and how many it got.
func (h *hall) last(phone string) (text string, n int) {
	h.t.Helper()
	h.Tick()
	list := h.Texts(phone)
	if len(list) == 0 {
		return "", 0
	}
	return list[len(list)-1], len(list)
}

var digits = regexp.MustCompile(`验证码 ([0-9]+)`)

// sent is the last one-time code that went to a telephone.
func (h *hall) sent(phone string) string {
	h.t.Helper()
	h.Tick()
	list := h.Texts(phone)
	for _, text := range slices.Backward(list) {
		if found := digits.FindStringSubmatch(text); found != nil {
			return found[1]
		}
	}
	h.t.Fatalf("no code in %q", list)
	return ""
}

// nowhere is a number like that of a case, which no case has.
func nowhere(k flow.Case) string {
	k.ID += 1000
	return k.Number()
}

func open(flow.Case) (known, now bool, err error) { return true, true, nil }

// A code is of its case, of eight characters that are not taken for one another, in fours; what is read for one of them counts as it, and case, spaces
// and strokes do not matter. One that begins has the code that it keeps.
func TestACodeIsOfItsCase(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		k, another := h.matter(), h.matter()
		code := h.code(k)
		if !regexp.MustCompile(`^[2-9ACEFHJKMRTWXY]{4}-[2-9ACEFHJKMRTWXY]{4}$`).MatchString(code) || strings.ContainsAny(code, "BSZGIOL01") {
			t.Errorf("the code is %s", code)
		}
		first, why, err := h.book.First(t.Context(), h.DB, k)
		if err != nil || first != code || why != "" {
			t.Errorf("it begins with %s %q %v", first, why, err)
		}
		if told, why, err := h.book.Told(t.Context(), h.DB, k); err != nil || told != code || why != "" {
			t.Errorf("told is %s %q %v", told, why, err)
		}
		misread := strings.NewReplacer("8", "b", "5", "S", "2", "z", "6", "G").Replace(code)
		for _, typed := range []string{code, strings.ToLower(code), " " + code[:4] + " " + code[5:], misread} {
			if !h.right(k, typed) {
				t.Errorf("%q is not the code %s", typed, code)
			}
		}
		for _, typed := range []string{"", h.code(another), code[:4], code + "A", h.Keys.Code("query", k.ID, 6)} {
			if h.right(k, typed) {
				t.Errorf("%q is the code of another's", typed)
			}
		}
	})
}

// A longer code is of what is given from its day on: one that was given before stays as it is, and one that is renewed is longer.
func TestTheLengthIsThatOfTheDay(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		k := h.matter()
		code := h.code(k)
		day := calendar.DayOf(h.Now()).AddDays(1)
		h.must(h.DB.Exec(t.Context(), `UPDATE limits SET valid_to = $1 WHERE limit_key = 'slip.length'`, int64(calendar.DayOf(h.Now()))))
		h.must(h.DB.Exec(t.Context(), `INSERT INTO limits (id, limit_key, n, basis, valid_from, valid_to, editor)
			VALUES (1, 'slip.length', 10, 'x', $1, 0, 'x')`, int64(day)))
		h.must(h.Limits.Load(t.Context(), h.DB))
		h.Later(24 * time.Hour)
		if now := h.code(k); now != code {
			t.Errorf("%s has become %s", code, now)
		}
		if longer := check.Bare(h.code(h.matter())); len(longer) != 10 {
			t.Errorf("the new code is %s", longer)
		}
		h.must(h.book.Renew(t.Context(), people.Visitor{}, k))
		if longer := check.Bare(h.code(k)); len(longer) != 10 {
			t.Errorf("the renewed code is %s", longer)
		}
	})
}

// Six digits of an older program are good for what was opened in its time, until the case ends or has another code.
func TestSixDigitsAreOfBefore(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		ended, renewed := h.matter(), h.matter()
		old := func(k flow.Case) string { return h.Keys.Code("query", k.ID, 6) }
		if h.right(ended, old(ended)) {
			t.Error("six digits are good for what this program opened")
		}
		h.must(h.DB.Exec(t.Context(), `UPDATE query_codes_before SET until = $1`, renewed.OpenedAt))
		h.Later(time.Minute)
		later := h.matter()
		if !h.right(ended, old(ended)) || !h.right(renewed, old(renewed)[:3]+" "+old(renewed)[3:]) || h.right(later, old(later)) {
			t.Error("six digits are good for what was opened until then, and for no more")
		}
		ended = h.clerk.Do(ended, "end")
		h.must(h.book.Renew(t.Context(), people.Visitor{}, renewed))
		if h.right(ended, old(ended)) || h.right(renewed, old(renewed)) {
			t.Error("six digits are good after the end, or beside another code")
		}
		for typed, want := range map[string]bool{"123456": true, "123 456": true, "12345": false, "1234567": false, "A23456": false, "": false} {
			if slip.Old(typed) != want {
				t.Errorf("%q is old: %t", typed, !want)
			}
		}
	})
}

// Who took a matter in prints its slip once, shortly after; nobody else does, and the code stays what it was.
func TestASlipIsPrintedOnce(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		k, late := h.matter(), h.matter()
		colleague := h.Staff("何雪", window)
		code := h.code(k)
		fresh := func(by *officetest.Somebody, k flow.Case) bool {
			t.Helper()
			is, err := h.book.Fresh(t.Context(), by.Actor(), h.View(by.Actor(), k))
			h.must(err)
			return is
		}
		print := func(by *officetest.Somebody, k flow.Case) (string, error) {
			return h.book.Print(t.Context(), by.Visitor(), h.View(by.Actor(), k))
		}
		if !fresh(h.clerk, k) || fresh(colleague, k) {
			t.Error("a slip is for who took the matter in")
		}
		if _, err := print(colleague, k); !fail.Is(err, fail.KindConflict) {
			t.Errorf("a colleague prints it: %v", err)
		}
		h.Later(30 * time.Minute)
		if got, err := print(h.clerk, k); err != nil || got != code || h.code(k) != code {
			t.Errorf("printed %s, %v; the code was %s, is %s", got, err, code, h.code(k))
		}
		if _, err := print(h.clerk, k); !fail.Is(err, fail.KindConflict) || fresh(h.clerk, k) {
			t.Errorf("it is printed again: %v", err)
		}
		h.Later(time.Millisecond)
		if _, err := print(h.clerk, late); !fail.Is(err, fail.KindConflict) {
			t.Errorf("it is printed after its time: %v", err)
		}
		if n := h.logged("打印查询单"); n != 1 {
			t.Errorf("%d lines are logged", n)
		}
		k = h.matter() // whoever presses several times at once
		v, view, done := h.clerk.Visitor(), h.View(h.clerk.Actor(), k), make(chan error)
		for range 8 {
			go func() {
				_, err := h.book.Print(t.Context(), v, view)
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil && !fail.Is(err, fail.KindConflict) {
				t.Error(err)
			}
		}
		if n := h.logged("打印查询单"); n != 2 {
			t.Errorf("%d lines are logged", n)
		}
		issued, err := h.book.Given(t.Context(), h.DB, k)
		if err != nil || issued != k.OpenedAt {
			t.Errorf("given at %d, %v; opened at %d", issued, err, k.OpenedAt)
		}
	})
}

// Another code ends the one before. It goes to the telephone on the case, if that is proven, or is handed over at a window, of which the telephone is told;
// to a telephone that a window has just moved it does not go.
func TestACodeIsRenewed(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		k := h.matter()
		first := h.code(k)
		h.Later(time.Minute)
		h.must(h.book.Renew(t.Context(), people.Visitor{IP: "203.0.113.1"}, k))
		second := h.code(k)
		if text, _ := h.last(phone); second == first || h.right(k, first) || !strings.Contains(text, second) {
			t.Errorf("%s was followed by %s, told by %q", first, second, text)
		}
		if given, err := h.book.Given(t.Context(), h.DB, k); err != nil || given != h.Now().UnixMilli() {
			t.Errorf("given at %d, %v", given, err)
		}
		if _, err := h.book.RenewAtWindow(t.Context(), h.clerk.Visitor(), k, "证"); !fail.Is(err, fail.KindInvalid) || h.code(k) != second {
			t.Errorf("without a document: %v", err)
		}
		third, err := h.book.RenewAtWindow(t.Context(), h.clerk.Visitor(), k, "本人到窗口，核对身份证")
		if err != nil || third != h.code(k) || third == second || h.right(k, second) {
			t.Errorf("at the window it is %s, %v; the code is %s", third, err, h.code(k))
		}
		if text, _ := h.last(phone); !strings.Contains(text, "已在窗口更换") || strings.Contains(text, third) {
			t.Errorf("the telephone was told %q", text)
		}
		if n := h.logged("更换查询密码"); n != 2 {
			t.Errorf("%d lines are logged", n)
		}

		none := h.opened(h.met(persons.Identity{Name: "李秀英", IDNo: "11010119900307627X"}), nil)
		if err := h.book.Renew(t.Context(), people.Visitor{}, none); !fail.Is(err, fail.KindConflict) {
			t.Errorf("without a telephone: %v", err)
		}
		if reached, err := h.book.Reached(t.Context(), none); err != nil || reached {
			t.Errorf("who has no telephone is reached: %t %v", reached, err)
		}

		h.Citizen(phone)
		h.correct(persons.Correction{Person: k.Applicant, Field: persons.FieldAccount, To: persons.Identity{Phone: other}, By: "何雪"})
		if err := h.book.Renew(t.Context(), people.Visitor{}, k); !fail.Is(err, fail.KindForbidden) || h.code(k) != third {
			t.Errorf("to a telephone that was just moved: %v", err)
		}
		for _, tell := range []func(context.Context, *db.DB, flow.Case) (string, string, error){h.book.Told, h.book.First} {
			if code, why, err := tell(t.Context(), h.DB, k); err != nil || code != "" || !strings.Contains(why, "刚在窗口更正") {
				t.Errorf("told is %q %q %v", code, why, err)
			}
		}
		h.Later(24 * time.Hour)
		if code, why, err := h.book.Told(t.Context(), h.DB, k); err != nil || code != third || why != "" {
			t.Errorf("a day later told is %q %q %v", code, why, err)
		}
	})
}

// Who had the case of a firm in hand and acts for it no longer holds a code that opens nothing.
func TestWhoActsNoLongerHasNoCode(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.met(persons.Identity{Name: "郑代办", IDNo: number, Phone: other})
		firm := h.met(persons.Identity{Firm: true, Name: "清溪民宿", IDNo: firmNo, Legal: "李秀英"})
		until := h.Now().Add(time.Hour)
		h.correct(persons.Correction{
			Person: firm.ID, Field: persons.FieldAgent, To: persons.Identity{Name: "郑代办", IDNo: number}, Rights: people.See | people.Apply,
			Until: until.UnixMilli(), By: "何雪",
		})
		k := h.opened(firm, &persons.Contact{Phone: other})
		code, opened := h.code(k), h.Now().UnixMilli()
		if left, err := h.book.Left(t.Context(), h.DB, k, opened); err != nil || left {
			t.Errorf("somebody has left: %t %v", left, err)
		}
		h.Later(time.Hour + time.Minute)
		if left, err := h.book.Left(t.Context(), h.DB, k, opened); err != nil || !left {
			t.Errorf("nobody has left: %t %v", left, err)
		}
		if now := h.code(k); now == code || h.right(k, code) || !h.right(k, now) {
			t.Errorf("the code was %s and is %s", code, now)
		}
		if given, err := h.book.Given(t.Context(), h.DB, k); err != nil || given != until.UnixMilli() {
			t.Errorf("given at %d, %v; want %d", given, err, until.UnixMilli())
		}
	})
}

// A code to the telephone goes to no number that is unproven, unless the query code was right in this browser just before; whether there is a case, a
// telephone, or a proof is not said. Who reads it back has proven the telephone.
func TestACodeGoesToTheTelephone(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.Limit("contact.window_code", 1)
		p := h.met(persons.Identity{Name: "张晓梅", IDNo: number})
		k := h.opened(p, &persons.Contact{Phone: phone, Unproven: true})
		none := h.opened(h.met(persons.Identity{Name: "李秀英", IDNo: "11010119900307627X"}), nil)
		from := func(n int) session.From {
			return session.From{IP: fmt.Sprintf("203.0.113.%d", n), Device: fmt.Sprintf("%032d", n)}
		}
		for i, number := range []string{k.Number(), none.Number(), nowhere(k)} {
			if err := h.book.Ask(t.Context(), from(i), number, slip.Nothing); err != nil {
				t.Errorf("%s: %v", number, err)
			}
		}
		if text, n := h.last(phone); n != 0 {
			t.Errorf("an unproven telephone was told %q", text)
		}
		if got, proven, err := h.book.Phone(t.Context(), k); err != nil || got != phone || proven {
			t.Errorf("the telephone is %s, proven %t, %v", got, proven, err)
		}
		if err := h.book.Renew(t.Context(), people.Visitor{}, k); !fail.Is(err, fail.KindConflict) {
			t.Errorf("another code to an unproven telephone: %v", err)
		}
		own := from(9)
		for range 2 { // the second time is too soon, which is not said
			h.must(h.book.Ask(t.Context(), own, k.Number(), open))
		}
		code := h.sent(phone)
		if _, n := h.last(phone); n != 1 {
			t.Errorf("%d messages", n)
		}
		for _, try := range []struct {
			from   session.From
			number string
			code   string
			shows  slip.Shows
		}{
			{own, k.Number(), "00000000", open}, {from(8), k.Number(), code, open}, {own, none.Number(), code, open}, {own, k.Number(), code, slip.Nothing},
		} {
			if _, err := h.book.Prove(t.Context(), try.from, try.number, try.code, try.shows); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%+v: %v", try, err)
			}
		}
		if n := h.logged("核验手机号"); n != 0 {
			t.Errorf("%d proofs are logged", n)
		}
		got, err := h.book.Prove(t.Context(), own, flow.Grouped(k.Number()), code, open)
		if err != nil || got.ID != k.ID {
			t.Errorf("%s, %v", got.Number(), err)
		}
		if _, err := h.book.Prove(t.Context(), own, k.Number(), code, open); err == nil {
			t.Error("a code is good twice")
		}
		if _, proven, err := h.book.Phone(t.Context(), k); err != nil || !proven || h.logged("核验手机号") != 1 {
			t.Errorf("proven %t, %v, %d lines", proven, err, h.logged("核验手机号"))
		}
		h.Later(time.Hour)
		h.must(h.book.Ask(t.Context(), from(7), k.Number(), slip.Nothing)) // from now on the telephone is enough
		if _, err := h.book.Prove(t.Context(), from(7), k.Number(), h.sent(phone), slip.Nothing); err != nil {
			t.Error(err)
		}
		if n := h.logged("核验手机号"); n != 1 {
			t.Errorf("%d proofs are logged", n)
		}
	})
}

// Who shows at a window that he has the telephone gets by it the code and what messages left out.
func TestATelephoneProvenAtAWindow(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.Limit("contact.window_code", 1)
		k := h.opened(h.met(persons.Identity{Name: "张晓梅", IDNo: number}), &persons.Contact{Phone: phone, Unproven: true})
		h.must(h.book.ProvedAtWindow(t.Context(), h.clerk.Visitor(), k, phone))
		if text, n := h.last(phone); n != 1 || !strings.Contains(text, h.code(k)) {
			t.Errorf("%d messages, %q", n, text)
		}
		if _, proven, err := h.book.Phone(t.Context(), k); err != nil || !proven || h.logged("核验手机号") != 1 {
			t.Errorf("proven %t, %v, %d lines", proven, err, h.logged("核验手机号"))
		}
		h.book.Owed = func(_ context.Context, _ *db.DB, of flow.Case) (map[string]string, error) {
			return map[string]string{"pickup": "取件码 " + of.Number()[:4]}, nil
		}
		h.must(h.book.ProvedAtWindow(t.Context(), h.clerk.Visitor(), k, phone))
		if text, _ := h.last(phone); !strings.Contains(text, "取件码 "+k.Number()[:4]) {
			t.Errorf("told %q", text)
		}
		h.book.Owed = func(context.Context, *db.DB, flow.Case) (map[string]string, error) { return nil, errors.New("broken") }
		if err := h.book.ProvedAtWindow(t.Context(), h.clerk.Visitor(), k, phone); err == nil || h.logged("核验手机号") != 2 {
			t.Errorf("%v, %d lines", err, h.logged("核验手机号"))
		}
	})
}

// Wrong codes are bounded for a case and an address, for a browser that knew the case, and for an account; beyond those of an address or of everybody the
// name is asked for, and bounded as well. What is right counts nowhere.
func TestWrongCodesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		for key, n := range map[string]int64{"case": 3, "known": 4, "account": 5, "address": 6, "all": 20, "named": 3} {
			h.Limit("slip."+key+"_day", n)
		}
		var list []flow.Case
		for range 6 {
			list = append(list, h.matter())
		}
		const wrong = "AAAA-AAAA"
		stranger := func(flow.Case) bool { return false }
		try := func(v people.Visitor, k flow.Case, code, name string, known func(flow.Case) bool) error {
			got, err := h.book.Try(t.Context(), v, slip.Typed{Number: k.Number(), Code: code, Name: name}, known)
			if err == nil && got.ID != k.ID {
				t.Errorf("opened %s instead of %s", got.Number(), k.Number())
			}
			return err
		}
		at := func(n int) people.Visitor { return people.Visitor{IP: fmt.Sprintf("198.51.100.%d", n)} }
		wrongs := func(n int, one func(i int) error) (judged int) {
			for i := range n {
				if err := one(i); fail.Is(err, fail.KindInvalid) && err != slip.ErrName {
					judged++
				}
			}
			return judged
		}
		for range 10 {
			h.must(try(at(1), list[0], h.code(list[0]), "", stranger))
		}
		if n := wrongs(9, func(int) error { return try(at(1), list[0], wrong, "", stranger) }); n != 3 {
			t.Errorf("%d at one case from one address", n)
		}
		if err := try(at(1), list[0], h.code(list[0]), "", stranger); !fail.Is(err, fail.KindBusy) {
			t.Errorf("the right one after them: %v", err)
		}
		h.must(try(at(2), list[0], h.code(list[0]), "", stranger)) // elsewhere
		known := func(flow.Case) bool { return true }
		h.must(try(at(1), list[0], h.code(list[0]), "", known)) // where it was right before
		if n := wrongs(9, func(int) error { return try(at(1), list[0], wrong, "", known) }); n != 4 {
			t.Errorf("%d in a browser that knew the case", n)
		}
		account := people.Visitor{IP: "198.51.100.3", Account: people.Account{ID: 7}}
		if n := wrongs(9, func(i int) error { return try(account, list[i%6], wrong, "", stranger) }); n != 5 {
			t.Errorf("%d of one account", n)
		}
		if n := wrongs(9, func(i int) error { return try(at(4), list[i%6], wrong, "", stranger) }); n != 6 {
			t.Errorf("%d from one address", n)
		}
		k := list[5]
		if err := try(at(4), k, h.code(k), "", stranger); err != slip.ErrName {
			t.Errorf("the name is not asked for: %v", err)
		}
		if err := try(at(4), k, h.code(k), "李秀英", stranger); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("another name: %v", err)
		}
		h.must(try(at(4), k, h.code(k), " 张晓梅 ", stranger))
		for i := range 3 {
			if err := try(at(10+i), k, wrong, "", stranger); !fail.Is(err, fail.KindInvalid) {
				t.Fatal(err)
			}
		}
		for i := range 9 { // up to those of everybody
			try(at(20+i), list[i%6], wrong, "", stranger)
		}
		if err := try(at(40), k, h.code(k), "", stranger); err != slip.ErrName {
			t.Errorf("the name is not asked for: %v", err)
		}
		for i := range 3 {
			try(at(40+i), k, wrong, "张晓梅", stranger)
		}
		refused := try(at(50), k, h.code(k), "张晓梅", stranger)
		_, unknown := h.book.Try(t.Context(), at(51), slip.Typed{Number: nowhere(k), Code: wrong, Name: "张晓梅"}, stranger)
		if refused == nil || unknown == nil || refused.Error() != unknown.Error() {
			t.Errorf("a case that was tried at too often is told from none: %v, %v", refused, unknown)
		}
		h.must(try(at(52), k, h.code(k), "", known))
	})
}

// browser keeps cookies as one does.
type browser map[string]*http.Cookie

func (b browser) request(t *testing.T) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/track", nil)
	r.RemoteAddr = "203.0.113.5:1"
	for _, c := range b {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return r
}

func (b browser) do(t *testing.T, act func(w http.ResponseWriter, r *http.Request) error) error {
	t.Helper()
	w := httptest.NewRecorder()
	err := act(w, b.request(t))
	for _, c := range w.Result().Cookies() {
		b[c.Name] = c
	}
	return err
}

// What a browser has opened it sees for half an hour, by the code that holds; with the telephone on the case it may act, as long as that is on it.
func TestWhatABrowserHasShown(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		h.book.Secure = true
		k, another := h.matter(), h.matter()
		shown := func(b browser, k flow.Case, want bool, proved bool) {
			t.Helper()
			if pass, ok, err := h.book.Shown(b.request(t), k); err != nil || ok != want || pass.Proved != proved {
				t.Errorf("shown %t, proved %t, %v; want %t, %t", ok, pass.Proved, err, want, proved)
			}
		}
		looks := browser{}
		look := func(code string) error {
			return looks.do(t, func(w http.ResponseWriter, r *http.Request) error {
				_, err := h.book.Open(w, r, slip.Typed{Number: k.Number(), Code: code})
				return err
			})
		}
		if err := look("AAAA-AAAA"); !fail.Is(err, fail.KindInvalid) || len(looks) != 0 {
			t.Errorf("by a wrong code: %v, %d cookies", err, len(looks))
		}
		shown(looks, k, false, false)
		h.must(look(h.code(k)))
		for _, c := range looks {
			if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || strings.Contains(c.Value, check.Bare(h.code(k))) {
				t.Errorf("the cookie is %s", c)
			}
		}
		shown(looks, k, true, false)
		shown(looks, another, false, false)
		stolen := browser{}
		for _, c := range looks { // the pass of one case under the name of another's
			one := *c
			stolen[c.Name] = &one
			h.must(stolen.do(t, func(w http.ResponseWriter, _ *http.Request) error {
				return h.book.Give(t.Context(), w, another, slip.Pass{})
			}))
			for name := range stolen {
				stolen[name].Value = c.Value
			}
		}
		shown(stolen, another, false, false)
		h.Later(30*time.Minute - time.Millisecond)
		shown(looks, k, true, false)
		h.Later(time.Millisecond)
		shown(looks, k, false, false)
		h.must(look(h.code(k)))
		h.must(h.book.Renew(t.Context(), people.Visitor{}, k))
		shown(looks, k, false, false)

		acts := browser{}
		h.must(acts.do(t, func(w http.ResponseWriter, r *http.Request) error { return h.book.Send(w, r, k.Number()) }))
		h.must(acts.do(t, func(w http.ResponseWriter, r *http.Request) error {
			_, err := h.book.OpenProved(w, r, k.Number(), h.sent(phone))
			return err
		}))
		shown(acts, k, true, true)
		h.must(h.DB.Tx(t.Context(), func(tx *db.DB) error {
			return h.Persons.KeepContact(t.Context(), tx, k.ID, k.Applicant, persons.Contact{Phone: other})
		}))
		shown(acts, k, false, false)
	})
}
