// Package slip is about what the holder of a case has in hand: the slip with its number and its query code. The code is the
// holder's alone. It goes to the telephone on the case, and at a window onto a slip of paper that is handed over; no page of
// the desk, no paper kept with the case, no archive shows it.
//
// A code opens its case to look at, for a while, in the browser in which it was typed. It moves nothing: who wants to do
// something shows that he has the telephone on the case (Prove), signs in, or comes to a window. Tries are counted by case and address,
// by account, by address and altogether. Where an address or all together have spent theirs nobody is kept out: the applicant's name is asked
// for as well. The telephone always opens the case, and so does the code on a device on which it was right before.
//
// A telephone that a window typed and nobody has proven (persons.ReachIn) gets a code only for a browser in which the query code was right just
// before: who has the paper and the telephone in hand has proven that it is his, and from then on the telephone is enough.
//
// A case of a firm has another code as soon as somebody acts for the firm no longer who had the case in hand, or could read the code on its page
// (persons.AgencyEnded): what he holds opens and collects nothing. Who acts for the firm now reads the new one on the
// page of the case and in what is sent from then on.
//
// Read slip.go for what a code is, web.go for what a browser carries.
package slip

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/session"
)

// Book gives codes and opens cases by them.
type Book struct {
	DB       *db.DB
	Now      func() time.Time
	Keys     *gm.Keys
	Engine   *flow.Engine
	Limits   *limit.Book
	Audit    *audit.Book
	Sessions *session.Registry
	Persons  *persons.Registry
	Notices  *notice.Post
	Secure   bool
	Words    map[string]string // what every message may say: the site, the hotline

	// Owed are words of a case that messages about it left out while its telephone was unproven; nil: none. A service sets it.
	Owed func(ctx context.Context, tx *db.DB, k flow.Case) (map[string]string, error)
	// Says is what the slip of a case says of its result, "" nothing; nil: of none. A service sets it.
	Says func(ctx context.Context, k flow.Case) (string, error)
	// Agent is who acts in a case for its applicant, 0: nobody; nil: nobody in any. A service sets it.
	Agent func(ctx context.Context, d *db.DB, k flow.Case) (int64, error)
}

// letters are the characters of a code: none is taken for another that is one of them, seen or heard.
const (
	letters = "23456789ACEFHJKMRTWXY"
	longest = 12 // as many as a number of eighteen digits makes
)

// meant are characters that are no letters of a code, and what they were read for.
var meant = strings.NewReplacer("B", "8", "S", "5", "Z", "2", "G", "6")

// Space is how many codes of a length there are.
func Space(length int64) float64 { return math.Pow(float64(len(letters)), float64(length)) }

// SpaceOld is how many codes of six digits there were.
const SpaceOld = 1e6

// code is the code of a case as it was issued, of the length that held on the day.
func (b *Book) code(k flow.Case, is issued) string {
	n, err := strconv.ParseUint(b.Keys.Code("slip "+is.version(), k.ID, 18), 10, 64)
	if err != nil {
		panic(err) // eighteen digits
	}
	s := make([]byte, min(b.Limits.On(Length, calendar.DayOf(time.UnixMilli(is.given(k)))), longest))
	for i := range s {
		s[i] = letters[n%uint64(len(letters))]
		n /= uint64(len(letters))
	}
	return string(s)
}

// printed groups a code in fours.
func printed(code string) string {
	var parts []string
	for part := range slices.Chunk([]byte(code), 4) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, "-")
}

func (b *Book) issued(ctx context.Context, d *db.DB, k flow.Case) (issued, error) {
	is, err := issuedOf(ctx, d, k.ID)
	if errors.Is(err, db.ErrNone) {
		is, err = issued{CaseID: k.ID}, nil
	}
	if err == nil {
		is.LeftAt, err = b.left(ctx, d, k, is.since(k))
	}
	return is, err
}

// Left reports whether since a moment somebody acts for the firm whose case it is no longer who could read what is told of it.
func (b *Book) Left(ctx context.Context, d *db.DB, k flow.Case, since int64) (bool, error) {
	at, err := b.left(ctx, d, k, since)
	return at != 0, err
}

func (b *Book) left(ctx context.Context, d *db.DB, k flow.Case, since int64) (at int64, err error) {
	agent := int64(0)
	if b.Agent != nil {
		if agent, err = b.Agent(ctx, d, k); err != nil {
			return 0, err
		}
	}
	return b.Persons.AgencyEnded(ctx, d, k.ID, k.Applicant, agent, since)
}

// Code is the code of a case as it is sent or printed: K7M4-29HX. It goes to its holder only.
func (b *Book) Code(ctx context.Context, d *db.DB, k flow.Case) (string, error) {
	is, err := b.issued(ctx, d, k)
	return printed(b.code(k, is)), err
}

// Told is Code for who is reached by the telephone on the case. To one that a window has just moved it is not told, and why says so: the holder may be told of
// the move on the number of before (persons.SettledIn).
func (b *Book) Told(ctx context.Context, d *db.DB, k flow.Case) (code, why string, err error) {
	return b.told(ctx, d, k, b.Code)
}

// First is Told of a case that begins: nothing has renewed its code.
func (b *Book) First(ctx context.Context, d *db.DB, k flow.Case) (code, why string, err error) {
	return b.told(ctx, d, k, func(context.Context, *db.DB, flow.Case) (string, error) {
		return printed(b.code(k, issued{CaseID: k.ID})), nil
	})
}

func (b *Book) told(ctx context.Context, d *db.DB, k flow.Case,
	code func(context.Context, *db.DB, flow.Case) (string, error)) (said, why string, err error) {
	err = b.Persons.SettledIn(ctx, d, k.ID, k.Applicant)
	if f, ok := fail.As(err); ok {
		return "", f.Message, nil
	}
	if err != nil {
		return "", "", err
	}
	said, err = code(ctx, d, k)
	return said, "", err
}

// Given is when the code of a case that holds now was given.
func (b *Book) Given(ctx context.Context, d *db.DB, k flow.Case) (int64, error) {
	is, err := b.issued(ctx, d, k)
	return is.given(k), err
}

// Right reports whether what was typed is the code of the case. Six digits that were given by an older program are, until
// the case ends or the code is renewed.
func (b *Book) Right(ctx context.Context, d *db.DB, k flow.Case, typed string) (bool, error) {
	is, err := b.issued(ctx, d, k)
	if err != nil || !Old(typed) {
		return meant.Replace(check.Bare(typed)) == b.code(k, is), err
	}
	until, err := before(ctx, d)
	return err == nil && is.Renewed == 0 && is.LeftAt == 0 && k.ClosedAt == 0 && k.OpenedAt <= until && check.Bare(typed) == b.Keys.Code("query", k.ID, 6), err
}

// Old reports whether a code is of the kind that an older program gave.
func Old(typed string) bool {
	s := check.Bare(typed)
	return len(s) == 6 && strings.Trim(s, "0123456789") == ""
}

// Typed is what somebody types to look at a case. Name is that of its applicant, where it is asked for.
type Typed struct{ Number, Code, Name string }

// tries are the bounds of a try at a code, and those that keep nobody out: where one of them is spent the name is asked for, too.
func (b *Book) tries(v people.Visitor, t Typed, known bool) (bounds, soft []session.Bound) {
	bound := func(l limit.Limit, who string) session.Bound {
		return b.Sessions.Bound(l, who, "输错的次数太多，请 %d 分钟后再试。现在就要查的，用登记的手机收验证码，或带身份证到窗口")
	}
	at := check.Bare(t.Number)
	if known {
		return []session.Bound{bound(KnownTries, at)}, nil
	}
	if v.Account.ID != 0 {
		bounds = append(bounds, bound(AccountTries, strconv.FormatInt(v.Account.ID, 10)))
	}
	if Old(t.Code) { // six digits bear less
		return append(bounds, bound(CaseTries, at), bound(OldTries, "")), []session.Bound{bound(AddressTries, v.IP), bound(AllTries, "")}
	}
	// By address: who guesses from elsewhere keeps nobody out who has the slip in his hand.
	return append(bounds, bound(CaseTries, at+" "+v.IP)), []session.Bound{bound(AddressTries, v.IP), bound(AllTries, "")}
}

// ErrName asks for the applicant's name as well.
var ErrName = fail.Invalid("请再填办事人姓名", fail.Field{Name: "name", Message: "试错的人太多，请把办事人的姓名也填上"})

// Try finds a case by its number, if the code is that of the case, and the name of its applicant where that is asked for. A number that
// does not exist, a wrong code and a wrong name look the same. known says that the device has opened the case before.
func (b *Book) Try(ctx context.Context, v people.Visitor, t Typed, known func(flow.Case) bool) (flow.Case, error) {
	k, err := b.Engine.ByNumber(ctx, t.Number)
	there := err == nil
	if err != nil && !fail.Is(err, fail.KindNotFound) {
		return k, err
	}
	right, err := b.Right(ctx, b.DB, k, t.Code) // as slow for a number that does not exist
	if err != nil {
		return k, err
	}
	bounds, soft := b.tries(v, t, there && known(k))
	asked, err := b.Sessions.Spent(ctx, b.DB, soft...)
	if err != nil {
		return k, err
	}
	if !asked {
		wrong := fail.Invalid("编号和查询密码对不上", fail.Field{Name: "code", Message: "编号和查询密码对不上，请对照查询单或短信再看一遍"})
		return k, b.Sessions.Guess(ctx, right && there, wrong, append(bounds, soft...)...)
	}
	if t.Name == "" {
		return k, ErrName
	}
	named := there && k.Party != "" && check.Name(k.Party) == check.Name(t.Name)
	if named {
		most := b.Sessions.Bound(NamedTries, k.Number(), "")
		full, err := b.Sessions.Spent(ctx, b.DB, most)
		if err != nil {
			return k, err
		}
		if named = !full; named { // else it is answered like all that is wrong
			bounds = append(bounds, most)
		}
	}
	wrong := fail.Invalid("编号、查询密码和姓名对不上", fail.Field{Name: "code", Message: "编号、查询密码和姓名对不上，或者这一件今天输错的次数太多。可以用登记的手机收验证码，或带身份证到窗口"})
	return k, b.Sessions.Guess(ctx, right && named, wrong, bounds...)
}

// Reached reports whether a message about the case goes to a telephone.
func (b *Book) Reached(ctx context.Context, k flow.Case) (bool, error) {
	phone, _, err := b.Phone(ctx, k)
	return phone != "", err
}

// Phone is the telephone on a case to which messages can be sent, and whether it is proven; "" there is none.
func (b *Book) Phone(ctx context.Context, k flow.Case) (phone string, proven bool, err error) {
	if k.Applicant == 0 {
		return "", false, nil
	}
	phone, proven, err = b.Persons.ReachIn(ctx, b.DB, k.ID, k.Applicant)
	if err != nil || check.Mobile(phone) != nil {
		return "", false, err
	}
	return phone, proven, nil
}

// Shows is what the browser that asks has shown of a case before: whether it has ever opened it, and whether it has it open now.
type Shows func(flow.Case) (known, open bool, err error)

// Nothing is what a browser has shown that is nobody's own, such as a terminal.
func Nothing(flow.Case) (known, open bool, err error) { return false, false, nil }

func (b *Book) words(k flow.Case, more ...string) map[string]string {
	w := map[string]string{"number": flow.Grouped(k.Number())}
	for name, word := range b.Words {
		w[name] = word
	}
	for i := 0; i+1 < len(more); i += 2 {
		w[more[i]] = more[i+1]
	}
	return w
}

// purpose is what the codes of a case are for.
func purpose(number string) string { return "case " + check.Bare(number) }

// Ask sends a one-time code to the telephone on a case, for the browser that asks. Whether the number exists, the case has a telephone, it is
// proven, and messages may still go to it, is not said: what is done and answered is alike.
func (b *Book) Ask(ctx context.Context, from session.From, number string, shows Shows) error {
	k, phone, _, err := b.reach(ctx, &from, number, shows)
	if err != nil {
		return err
	}
	err = b.Sessions.SendCode(ctx, purpose(number), phone, from, func(ctx context.Context, tx *db.DB, phone, code string) error {
		return b.Notices.Send(ctx, tx, notice.To{Phone: phone, Until: b.Sessions.CodeUntil()}, "case_code", b.words(k, "code", code))
	})
	if fail.Is(err, fail.KindBusy) {
		return nil
	}
	return err
}

// reach is a case by its number and the telephone on it to which the browser may have a code sent, and whether it is proven; "" where there is
// none, or no such case. It notes whether the browser is known.
func (b *Book) reach(ctx context.Context, from *session.From, number string, shows Shows) (k flow.Case, phone string, proven bool, err error) {
	k, err = b.Engine.ByNumber(ctx, number)
	if fail.Is(err, fail.KindNotFound) {
		return k, "", false, nil
	}
	if err == nil {
		phone, proven, err = b.Phone(ctx, k)
	}
	if err != nil || phone == "" {
		return k, "", false, err
	}
	known, open, err := shows(k)
	if err != nil || !proven && !open {
		return k, "", false, err
	}
	from.Known = known
	return k, phone, proven, nil
}

// Prove finds a case by its number for who has the code that was sent to its telephone, in the browser that asked. A telephone that nobody
// had proven is from then on.
func (b *Book) Prove(ctx context.Context, from session.From, number, code string, shows Shows) (flow.Case, error) {
	k, phone, proven, err := b.reach(ctx, &from, number, shows)
	if err == nil {
		err = b.Sessions.SpendCode(ctx, purpose(number), phone, code, "code", from)
	}
	if err != nil || proven {
		return k, err
	}
	return k, b.DB.Tx(ctx, func(tx *db.DB) error {
		return b.proven(ctx, tx, Person(k), from.IP, k, phone, "凭查询密码和发到这个手机的验证码")
	})
}

// proven notes that the telephone on a case is its applicant's.
func (b *Book) proven(ctx context.Context, tx *db.DB, who people.Actor, ip string, k flow.Case, phone, how string) error {
	return errors.Join(b.Persons.ProvePhone(ctx, tx, k.Applicant, phone), b.Noted(ctx, tx, who, ip, k, phone, how))
}

// AtWindow is how a telephone is proven to a member of staff.
const AtWindow = "窗口当面念验证码"

// Noted writes into the audit log that the telephone on a case was proven, and how.
func (b *Book) Noted(ctx context.Context, tx *db.DB, who people.Actor, ip string, k flow.Case, phone, how string) error {
	return b.Audit.Log(ctx, tx, who, ip, "核验手机号", flow.Grouped(k.Number())+" "+form.MaskPhone(phone), how)
}

// Person is the applicant of a case, who has proven to have its telephone, as an actor.
func Person(k flow.Case) people.Actor {
	return persons.As(persons.Person{ID: k.Applicant, Name: k.Party})
}

// ProvedAtWindow notes that who stands at a window has the telephone on a case in hand, and sends it what it did not get before: the query code,
// and what is owed.
func (b *Book) ProvedAtWindow(ctx context.Context, v people.Visitor, k flow.Case, phone string) error {
	return b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := b.proven(ctx, tx, v.Actor, v.IP, k, phone, AtWindow); err != nil {
			return err
		}
		code, err := b.Code(ctx, tx, k)
		if err != nil {
			return err
		}
		words := b.words(k, "code", code)
		if b.Owed != nil {
			owed, err := b.Owed(ctx, tx, k)
			if err != nil {
				return err
			}
			maps.Copy(words, owed)
		}
		return b.Notices.Send(ctx, tx, notice.To{Phone: phone}, "phone_proven", words)
	})
}

// Renew gives a case another code and sends it to its telephone; the one before opens nothing any more. To a telephone that a window has just moved it
// sends none (persons.SettledIn).
func (b *Book) Renew(ctx context.Context, v people.Visitor, k flow.Case) error {
	phone, proven, err := b.Phone(ctx, k)
	if err != nil {
		return err
	}
	if !proven {
		return fail.Conflict("这一件没有核验过的手机号，请带身份证到窗口更换查询密码")
	}
	if err := b.Persons.SettledIn(ctx, b.DB, k.ID, k.Applicant); err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *db.DB) error {
		code, err := b.renew(ctx, tx, k)
		if err != nil {
			return err
		}
		if err := b.Sessions.Messaged(ctx, tx, phone); err != nil {
			return err
		}
		if err := b.Notices.Send(ctx, tx, notice.To{Phone: phone}, "slip_new", b.words(k, "code", code)); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, Person(k), v.IP, "更换查询密码", flow.Grouped(k.Number()), "凭登记手机的验证码")
	})
}

func (b *Book) renew(ctx context.Context, tx *db.DB, k flow.Case) (string, error) {
	if err := renew(ctx, tx, k.ID, b.Now().UnixMilli()); err != nil {
		return "", err
	}
	return b.Code(ctx, tx, k)
}

// Fresh reports whether the member of staff has just taken the case in and has not printed its slip yet.
func (b *Book) Fresh(ctx context.Context, who people.Actor, v flow.View) (bool, error) {
	if len(v.Events) == 0 {
		return false, nil
	}
	first := v.Events[0]
	if first.ActorKind != people.Staff || first.ActorID != who.ID || first.At < b.Limits.Since(PrintFor).UnixMilli() {
		return false, nil
	}
	is, err := b.issued(ctx, b.DB, v.Case)
	return is.PrintedAt == 0, err
}

// Print returns the code for the slip that is handed over with the act, once.
func (b *Book) Print(ctx context.Context, v people.Visitor, view flow.View) (code string, err error) {
	late := fail.Conflict("查询单已经打印过，或者过了收件当时。办事人没有拿到的，请核对身份证后更换查询密码")
	fresh, err := b.Fresh(ctx, v.Actor, view)
	if err != nil || !fresh {
		return "", errors.Join(err, late)
	}
	k := view.Case
	err = b.DB.Tx(ctx, func(tx *db.DB) error {
		first, err := notePrinted(ctx, tx, k.ID, b.Now().UnixMilli())
		if err != nil {
			return err
		}
		if !first {
			return late
		}
		if code, err = b.Code(ctx, tx, k); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, v.Actor, v.IP, "打印查询单", flow.Grouped(k.Number()), "收件时交给办事人")
	})
	return code, err
}

// RenewAtWindow gives a case another code for the slip of who has come and shown his document. The telephone on the case is told.
func (b *Book) RenewAtWindow(ctx context.Context, v people.Visitor, k flow.Case, shown string) (code string, err error) {
	if len([]rune(shown)) < 2 {
		return "", fail.Invalid("请写明核对了谁的什么证件", fail.Field{Name: "shown", Message: "例如：本人到窗口，核对身份证"})
	}
	phone, _, err := b.Phone(ctx, k)
	if err != nil {
		return "", err
	}
	err = b.DB.Tx(ctx, func(tx *db.DB) error {
		if code, err = b.renew(ctx, tx, k); err != nil {
			return err
		}
		if phone != "" {
			if err := b.Notices.Send(ctx, tx, notice.To{Phone: phone}, "slip_changed", b.words(k)); err != nil {
				return err
			}
		}
		return b.Audit.Log(ctx, tx, v.Actor, v.IP, "更换查询密码", flow.Grouped(k.Number()), shown)
	})
	return code, err
}
