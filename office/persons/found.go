package persons

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

// Seek is what somebody at a window is sought by: a telephone number, the number of a document or of a firm, or a whole name.
type Seek struct {
	By     string // 手机号, 证件号, 姓名: for the audit log
	Masked string // what was sought, for the audit log
	Name   string // the name that was typed; "" where a number was
	ids    []int64
	cases  []int64
}

// foundMost is how many records of one name, and cases of one telephone number, are looked at.
const foundMost = 500

// Seek finds the records of whom a member of staff seeks, by what he typed. It asks nobody's rights and tells nothing: the caller shows
// of them what the visitor may see, and has the look logged (Looked).
func (g *Registry) Seek(ctx context.Context, typed string) (s Seek, err error) {
	plain := check.Plain(typed)
	if phone := check.PlainPhone(typed); check.Phone(phone) == nil {
		s.By, s.Masked = "手机号", phone[:3]+"****"+phone[max(3, len(phone)-4):]
		if s.ids, err = personsPhoned(ctx, g.db, g.keys.Index(phoneSeek, phone), g.keys.Index("phone", phone)); err == nil {
			s.cases, err = casesPhoned(ctx, g.db, g.keys.Index(phoneSeek, phone), foundMost)
		}
		return s, err
	}
	var numbers []string
	kinds := []check.Kind{check.FirmCode}
	for _, k := range check.Kinds {
		kinds = append(kinds, k.Kind)
	}
	for _, kind := range kinds {
		if _, number, err := check.Document(kind, plain, int32(g.today())); err == nil {
			numbers = append(numbers, g.keys.Index("id", kind.Series(number)))
		}
	}
	if len(numbers) > 0 {
		slices.Sort(numbers)
		s.By, s.Masked = "证件号", "尾号 "+plain[max(0, len(plain)-4):]
		for _, number := range slices.Compact(numbers) {
			list, err := personsNumbered(ctx, g.db, number)
			if err != nil {
				return s, err
			}
			for _, p := range list {
				s.ids = append(s.ids, p.ID)
			}
		}
		return s, nil
	}
	name := check.Name(typed)
	if name == "" || strings.ContainsAny(name, "0123456789") {
		return s, fail.Invalid("不能识别要找的人", fail.Field{Name: "who", Message: "请填写完整的姓名（单位名称）、手机号、证件号或统一社会信用代码；号码请核对有没有少一位"})
	}
	s.Name = name
	s.By, s.Masked = "姓名", string([]rune(name)[:1])+strings.Repeat("*", min(3, len([]rune(name))-1))
	s.ids, err = personsNamed(ctx, g.db, name, foundMost)
	return s, err
}

// Numbered reports whether what somebody typed can be nothing but the number of a person or firm, or a telephone: it belongs in no address.
func Numbered(typed string) bool {
	plain := check.Plain(typed)
	_, err := check.CitizenID(plain)
	return err == nil || check.CreditCode(plain) == nil || check.Phone(check.PlainPhone(typed)) == nil
}

// Records are the records found.
func (s Seek) Records() []int64 { return s.ids }

// Cases are the cases in which the telephone number sought was given, whosever they are.
func (s Seek) Cases() []int64 { return s.cases }

// Paced lets a member of staff look so often within an hour.
func (g *Registry) Paced(ctx context.Context, v people.Visitor) error {
	return g.sessions.PaceSaying(ctx, SeeksHour, decimal(v.ID), "查找得太频繁，请 %d 分钟后再试")
}

// Compared reports whether the number of somebody stands under another name (Differs), as a look: that it does is logged and counts at the
// pace of looks; masked is the number for the log. Who has looked too often is told so of every name, and learns nothing by trying.
func (g *Registry) Compared(ctx context.Context, v people.Visitor, i Identity, masked string) (bool, error) {
	differs, err := g.Differs(ctx, i)
	if err != nil {
		return false, err
	}
	if differs {
		err = g.audit.Note(ctx, v, "比对姓名", masked+"，与登记的不同", "窗口收件")
		if err == nil {
			err = g.Paced(ctx, v)
		}
	} else {
		differs, err = g.sessions.Spent(ctx, g.db, g.sessions.Bound(SeeksHour, decimal(v.ID), ""))
	}
	if fail.Is(err, fail.KindBusy) {
		return true, nil
	}
	return differs, err
}

// Looked writes the line of a look: who, by what, how many were found, what for.
func (g *Registry) Looked(ctx context.Context, v people.Visitor, s Seek, hits, purpose string) error {
	return g.audit.Note(ctx, v, "找人查办件", "按"+s.By+"："+s.Masked+"，"+hits, purpose)
}

const phoneSeek = "person phone"

// notIndexed stands for a telephone that cannot be read.
const notIndexed = "-"

func (g *Registry) phoneSought(sealed string) string {
	if sealed == "" {
		return ""
	}
	phone, err := g.keys.Open(sealed, people.SealPhone)
	if err != nil || phone == "" {
		return notIndexed
	}
	return g.keys.Index(phoneSeek, phone)
}

// IndexSome has some of the records and cases from before be found by their telephone, and reports whether all are. It may be interrupted at any
// time, and done by several nodes at once.
func (g *Registry) IndexSome(ctx context.Context) (done bool, err error) {
	if g.indexed.Load() {
		return true, nil
	}
	list, err := personsUnindexed(ctx, g.db, 200)
	if err != nil {
		return false, err
	}
	contacts, err := contactsUnindexed(ctx, g.db, 200)
	if err != nil {
		return false, err
	}
	if len(list)+len(contacts) == 0 {
		g.indexed.Store(true)
		return true, nil
	}
	return false, g.db.Tx(ctx, func(tx *db.DB) error {
		for _, p := range list {
			if err := setIndex(ctx, tx, "persons", "phone_index", p.ID, g.phoneSought(p.PhoneSealed)); err != nil {
				return err
			}
		}
		for _, c := range contacts {
			c.PhoneIndex = g.phoneSought(c.PhoneSealed)
			if err := putContact(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}
