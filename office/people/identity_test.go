package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

// register is what the identity check of the test knows: numbers with their telephones and names, codes with the numbers of
// their legal representatives.
func (b *book) register(known ...string) {
	if b.known == nil {
		b.known = map[string]bool{}
	}
	for _, k := range known {
		b.known[k] = true
	}
}

func (b *book) check(_ context.Context, q people.Question) (people.Verdict, error) {
	if q.FirmCode != "" {
		return people.Verdict{Paired: b.known[q.FirmCode+" "+q.IDNo]}, nil
	}
	paired := b.known[q.Name+" "+q.IDNo]
	return people.Verdict{Paired: paired, Phone: paired && b.known[q.IDNo+" "+q.Phone]}, nil
}

// named is a citizen whom the check knows with his telephone.
func (b *book) named(t *testing.T, phone, name, idNo string) people.Visitor {
	t.Helper()
	b.register(name+" "+idNo, idNo+" "+phone)
	v := b.citizen(t, phone)
	if level, err := b.RealName(t.Context(), v, people.Identity{Name: name, IDNo: idNo}); err != nil || level != people.Matched {
		t.Fatalf("%s: %v %v", name, level.Name(), err)
	}
	return b.again(t, v)
}

// again is who a session is now.
func (b *book) again(t *testing.T, v people.Visitor) people.Visitor {
	t.Helper()
	return b.visit(t, b.tokens[v.Account.ID])
}

func (b *book) agencies(t *testing.T, v people.Visitor) int {
	t.Helper()
	list, err := b.Firms(t.Context(), b.again(t, v), people.Apply)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// Which level opens which act is declared by the rows of the seed; every level × every right is walked through a real account.
func TestActsAndLevels(t *testing.T) {
	want := map[people.Level]people.Right{
		people.Phone: people.Apply, people.Paired: people.Apply, people.Matched: people.All, people.InPerson: people.All, people.Strong: people.All,
	}
	each(t, func(t *testing.T, b *book) {
		met, err := b.meet(t, people.Identity{Name: "张晓梅", IDNo: idNo})
		if err != nil {
			t.Fatal(err)
		}
		for level, opened := range want {
			verdict := map[people.Level]people.Verdict{people.Paired: {Paired: true}, people.Matched: {Paired: true, Phone: true}, people.Strong: {Paired: true, Face: true}}[level]
			b.answer = &verdict
			v := b.citizen(t, "1390000010"+string('0'+rune(level)))
			if level == people.InPerson {
				err = b.db.Tx(t.Context(), func(tx *db.DB) error {
					return b.Correct(t.Context(), tx, people.Correction{Person: met.ID, Field: people.FieldAccount, To: people.Identity{Phone: "13900000104"}})
				})
				b.later(time.Minute)
				v = b.citizen(t, "13900000104")
				if v.Again() { // a telephone in the hand is not the person: the first device says the number once
					_, err = b.RealName(t.Context(), v, people.Identity{Name: "张晓梅", IDNo: idNo})
				}
			} else {
				_, err = b.RealName(t.Context(), v, people.Identity{Name: "张晓梅", IDNo: idNo})
			}
			if err != nil {
				t.Fatal(level.Name(), err)
			}
			v = b.again(t, v)
			for _, right := range []people.Right{people.See, people.Move, people.Rate, people.Apply, people.Manage} {
				if may := v.May(right, met.ID, "window"); may != (opened&right != 0) {
					t.Errorf("%s: %s is %v", level.Name(), right.Words(), may)
				}
				if !v.May(right, v.Actor.ID, "online") {
					t.Errorf("%s: %s of what he filed himself is closed", level.Name(), right.Words())
				}
			}
			b.later(25 * time.Hour)
		}
	})
}

// A name that somebody typed with a number locks nobody out: not at the window, not online; a correction by two persons makes
// both records one.
func TestAWrongNameFirst(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		attacker := b.citizen(t, "13900000001")
		if _, err := b.RealName(t.Context(), attacker, people.Identity{Name: "王错名", IDNo: idNo}); err != nil {
			t.Fatal(err)
		}
		slip, err := b.meet(t, people.Identity{Name: "张小梅", IDNo: idNo})
		if err != nil {
			t.Fatal(err)
		}
		holder := b.named(t, phone, "张晓梅", idNo)
		if holder.May(people.See, slip.ID, "window") {
			t.Error("what stands under another name opens before anybody has looked")
		}
		err = b.db.Tx(t.Context(), func(tx *db.DB) error {
			right, differs, err := b.Meet(t.Context(), tx, people.Identity{Name: "张晓梅", IDNo: idNo})
			if err != nil || !differs || right.ID == slip.ID {
				t.Errorf("%+v %v %v", right, differs, err)
			}
			before, err := b.Before(t.Context(), tx, right)
			if err != nil || before.ID != slip.ID {
				t.Errorf("%+v %v", before, err)
			}
			return b.Correct(t.Context(), tx, people.Correction{Person: slip.ID, Field: people.FieldName, Name: "张晓梅", Case: 7})
		})
		if err != nil {
			t.Fatal(err)
		}
		if holder = b.again(t, holder); !holder.May(people.See, slip.ID, "window") {
			t.Error("the correction opened nothing")
		}
		if attacker = b.again(t, attacker); attacker.Actor.Name != "王错名" || attacker.May(people.See, slip.ID, "window") {
			t.Errorf("the claim changed: %+v", attacker.Actor)
		}
		p, err := b.Person(t.Context(), b.db, slip.ID)
		if err != nil {
			t.Fatal(err)
		}
		past, err := b.Past(t.Context(), p)
		if err != nil || len(past) != 1 || past[0].Value != "张小梅" || past[0].Case != 7 {
			t.Errorf("%+v %v", past, err)
		}
		if name, err := b.NameOn(t.Context(), b.db, slip.ID, b.now.Add(-time.Hour).UnixMilli()); err != nil || name != "张小梅" {
			t.Error(name, err)
		}
	})
}

// A telephone number that came to somebody else signs in as nobody until the person's number is said; “not me” begins anew, and the account
// of before can be proven from another number.
func TestARecycledTelephone(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		v := b.named(t, phone, "张晓梅", idNo)
		own := v.Actor.ID
		b.later(91 * 24 * time.Hour)
		late := b.citizen(t, phone)
		if !late.Doubted || late.Actor.Kind != people.Nobody || len(late.Holds) != 0 {
			t.Fatalf("%+v", late)
		}
		_, err := b.Confirm(t.Context(), late, people.Identity{Name: "张晓梅", IDNo: "510107198501014563"})
		wantKind(t, err, fail.KindInvalid, "不一致")
		token, err := b.NotMe(t.Context(), late, people.From{IP: address})
		if err != nil {
			t.Fatal(err)
		}
		fresh := b.visit(t, token)
		if fresh.Account.ID == late.Account.ID || fresh.Actor.ID != 0 || fresh.Doubted {
			t.Errorf("%+v", fresh)
		}
		back := b.named(t, "13900000009", "张晓梅", idNo)
		if !back.May(people.All, own, "online") {
			t.Errorf("the true person has lost what he filed: %+v", back.Holds)
		}
		b.later(91 * 24 * time.Hour)
		again := b.citizen(t, "13900000009")
		if _, err := b.Confirm(t.Context(), again, people.Identity{Name: "张晓梅", IDNo: idNo}); err != nil {
			t.Fatal(err)
		}
		if again = b.again(t, again); again.Doubted || !again.May(people.See, own, "online") {
			t.Errorf("%+v", again)
		}
	})
}

// Guessing who somebody is is paced by account, and what comes back is the same whether a number is known or not.
func TestClaimsArePacedAndSayNothing(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		if _, err := b.meet(t, people.Identity{Name: "张晓梅", IDNo: idNo}); err != nil {
			t.Fatal(err)
		}
		v := b.citizen(t, "13900000001")
		for i, number := range []string{idNo, "510107198501014563", "511402199003070028", "511402199003070036", idNo, idNo} {
			level, err := b.RealName(t.Context(), v, people.Identity{Name: "王试探", IDNo: number})
			if i < 5 && (err != nil || level != people.Phone) {
				t.Errorf("try %d: %v %v", i, level, err)
			}
			if i == 5 {
				wantKind(t, err, fail.KindBusy, "次数太多")
			}
		}
	})
}

// Every kind of document is met, found again and kept apart.
func TestOtherDocuments(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		seen := map[int64]bool{}
		for _, i := range []people.Identity{
			{Name: "JOHN SMITH", IDNo: "E12345678"}, {Name: "陈港生", IDNo: "H1234567890"}, {Name: "林台生", IDNo: "12345678"}, {Name: "新生", IDNo: "T510012345"},
			{Name: "央", IDNo: idNo}, {Name: "IVANOV IVAN", Kind: check.Passport, IDNo: "123456789"}, {Name: "赵军人", IDNo: "军字第1234567号"},
		} {
			p, err := b.meet(t, i)
			if err != nil || seen[p.ID] {
				t.Errorf("%+v: %v", i, err)
				continue
			}
			seen[p.ID] = true
			again, err := b.meet(t, i)
			k, bad := b.Open(t.Context(), b.db, again)
			if err != nil || bad != nil || again.ID != p.ID || k.IDNo != check.Plain(i.IDNo) || !strings.Contains(k.IDKind.Name(), "证") && !strings.Contains(k.IDKind.Name(), "护照") {
				t.Errorf("%+v: %+v %v %v", i, k, err, bad)
			}
		}
	})
}

// A new passport, and two records that are one person's.
func TestNumbersAndJoining(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		old, err := b.meet(t, people.Identity{Name: "JOHN SMITH", IDNo: "E12345678"})
		if err != nil {
			t.Fatal(err)
		}
		other, err := b.meet(t, people.Identity{Name: "约翰·史密斯", IDNo: "USA110187061501"})
		if err != nil {
			t.Fatal(err)
		}
		err = b.db.Tx(t.Context(), func(tx *db.DB) error {
			if err := b.Correct(t.Context(), tx, people.Correction{Person: old.ID, Field: people.FieldNumber, To: people.Identity{Kind: check.Passport, IDNo: "E87654321"}}); err != nil {
				return err
			}
			return b.Correct(t.Context(), tx, people.Correction{Person: old.ID, Field: people.FieldJoin, To: people.Identity{Name: "约翰·史密斯", IDNo: "USA110187061501"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.FindByID(t.Context(), people.Identity{IDNo: "E87654321"})
		if err != nil || len(list) != 2 || list[0].Name != "JOHN SMITH" || list[1].Name != "JOHN SMITH" {
			t.Errorf("%+v %v", list, err)
		}
		if gone, err := b.FindByID(t.Context(), people.Identity{IDNo: "USA110187061501"}); err != nil || len(gone) != 0 {
			t.Errorf("%d %+v %v", other.ID, gone, err)
		}
		if again, err := b.meet(t, people.Identity{Name: "JOHN SMITH", IDNo: "E87654321"}); err != nil || again.ID != old.ID && again.ID != other.ID {
			t.Errorf("%+v %v", again, err)
		}
	})
}
