package persons_test

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/persons"
	"wuyou/office/session"
)

// Which level opens which act is declared by the rows of the seed; every level × every right is walked through a real account.
func TestActsAndLevels(t *testing.T) {
	want := map[people.Level]people.Right{
		people.Phone: people.Apply, people.Paired: people.Apply, people.Matched: people.All, people.InPerson: people.All, people.Strong: people.All,
	}
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		met, err := b.Meet(t, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo})
		if err != nil {
			t.Fatal(err)
		}
		for level, opened := range want {
			verdict := map[people.Level]persons.Verdict{people.Paired: {Paired: true}, people.Matched: {Paired: true, Phone: true}, people.Strong: {Paired: true, Face: true}}[level]
			b.Answer = &verdict
			v := b.Citizen(t, "1390000010"+string('0'+rune(level)))
			if level == people.InPerson {
				err = b.DB.Tx(t.Context(), func(tx *db.DB) error {
					return b.Persons.Correct(t.Context(), tx, persons.Correction{Person: met.ID, Field: persons.FieldAccount, To: persons.Identity{Phone: "13900000104"}})
				})
				b.Later(time.Minute)
				v = b.Citizen(t, "13900000104")
				if v.Again() { // a telephone in the hand is not the person: the first device says the number once
					_, err = b.Persons.RealName(t.Context(), v, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo})
				}
			} else {
				_, err = b.Persons.RealName(t.Context(), v, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo})
			}
			if err != nil {
				t.Fatal(level.Name(), err)
			}
			v = b.Again(t, v)
			for _, right := range []people.Right{people.See, people.Move, people.Rate, people.Apply, people.Manage} {
				if may := v.May(right, met.ID, "window"); may != (opened&right != 0) {
					t.Errorf("%s: %s is %v", level.Name(), right.Words(), may)
				}
				if !v.May(right, v.Actor.ID, "online") {
					t.Errorf("%s: %s of what he filed himself is closed", level.Name(), right.Words())
				}
			}
			b.Later(25 * time.Hour)
		}
	})
}

// A name that somebody typed with a number locks nobody out: not at the window, not online; a correction by two persons makes
// both records one.
func TestAWrongNameFirst(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		attacker := b.Citizen(t, "13900000001")
		if _, err := b.Persons.RealName(t.Context(), attacker, persons.Identity{Name: "王错名", IDNo: peopletest.IDNo}); err != nil {
			t.Fatal(err)
		}
		slip, err := b.Meet(t, persons.Identity{Name: "张小梅", IDNo: peopletest.IDNo})
		if err != nil {
			t.Fatal(err)
		}
		holder := b.Named(t, peopletest.Phone, "张晓梅", peopletest.IDNo)
		if holder.May(people.See, slip.ID, "window") {
			t.Error("what stands under another name opens before anybody has looked")
		}
		err = b.DB.Tx(t.Context(), func(tx *db.DB) error {
			right, differs, err := b.Persons.Meet(t.Context(), tx, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo})
			if err != nil || !differs || right.ID == slip.ID {
				t.Errorf("%+v %v %v", right, differs, err)
			}
			before, err := b.Persons.Before(t.Context(), tx, right)
			if err != nil || before.ID != slip.ID {
				t.Errorf("%+v %v", before, err)
			}
			return b.Persons.Correct(t.Context(), tx, persons.Correction{Person: slip.ID, Field: persons.FieldName, Name: "张晓梅", Case: 7})
		})
		if err != nil {
			t.Fatal(err)
		}
		if holder = b.Again(t, holder); !holder.May(people.See, slip.ID, "window") {
			t.Error("the correction opened nothing")
		}
		if attacker = b.Again(t, attacker); attacker.Actor.Name != "王错名" || attacker.May(people.See, slip.ID, "window") {
			t.Errorf("the claim changed: %+v", attacker.Actor)
		}
		p, err := b.Persons.Person(t.Context(), b.DB, slip.ID)
		if err != nil {
			t.Fatal(err)
		}
		past, err := b.Persons.Past(t.Context(), p)
		if err != nil || len(past) != 1 || past[0].Value != "张小梅" || past[0].Case != 7 {
			t.Errorf("%+v %v", past, err)
		}
		if name, err := b.Persons.NameOn(t.Context(), b.DB, slip.ID, b.Now.Add(-time.Hour).UnixMilli()); err != nil || name != "张小梅" {
			t.Error(name, err)
		}
	})
}

// A telephone number that came to somebody else signs in as nobody until the person's number is said; “not me” begins anew, and the account
// of before can be proven from another number.
func TestARecycledTelephone(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		v := b.Named(t, peopletest.Phone, "张晓梅", peopletest.IDNo)
		own := v.Actor.ID
		b.Later(91 * 24 * time.Hour)
		late := b.Citizen(t, peopletest.Phone)
		if !late.Doubted || late.Actor.Kind != people.Nobody || len(late.Holds) != 0 {
			t.Fatalf("%+v", late)
		}
		_, err := b.Persons.Confirm(t.Context(), late, persons.Identity{Name: "张晓梅", IDNo: "510107198501014563"})
		peopletest.WantKind(t, err, fail.KindInvalid, "不一致")
		token, err := b.Persons.NotMe(t.Context(), late, session.From{IP: peopletest.Address})
		if err != nil {
			t.Fatal(err)
		}
		fresh := b.Visit(t, token)
		if fresh.Account.ID == late.Account.ID || fresh.Actor.ID != 0 || fresh.Doubted {
			t.Errorf("%+v", fresh)
		}
		back := b.Named(t, "13900000009", "张晓梅", peopletest.IDNo)
		if !back.May(people.All, own, "online") {
			t.Errorf("the true person has lost what he filed: %+v", back.Holds)
		}
		b.Later(91 * 24 * time.Hour)
		again := b.Citizen(t, "13900000009")
		if _, err := b.Persons.Confirm(t.Context(), again, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo}); err != nil {
			t.Fatal(err)
		}
		if again = b.Again(t, again); again.Doubted || !again.May(people.See, own, "online") {
			t.Errorf("%+v", again)
		}
	})
}

// Guessing who somebody is is paced by account, and what comes back is the same whether a number is known or not.
func TestClaimsArePacedAndSayNothing(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		if _, err := b.Meet(t, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo}); err != nil {
			t.Fatal(err)
		}
		v := b.Citizen(t, "13900000001")
		for i, number := range []string{peopletest.IDNo, "510107198501014563", "511402199003070028", "511402199003070036", peopletest.IDNo, peopletest.IDNo} {
			level, err := b.Persons.RealName(t.Context(), v, persons.Identity{Name: "王试探", IDNo: number})
			if i < 5 && (err != nil || level != people.Phone) {
				t.Errorf("try %d: %v %v", i, level, err)
			}
			if i == 5 {
				peopletest.WantKind(t, err, fail.KindBusy, "次数太多")
			}
		}
	})
}

// Every kind of document is met, found again and kept apart.
func TestOtherDocuments(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		seen := map[int64]bool{}
		for _, i := range []persons.Identity{
			{Name: "JOHN SMITH", IDNo: "E12345678"}, {Name: "陈港生", IDNo: "H1234567890"}, {Name: "林台生", IDNo: "12345678"}, {Name: "新生", IDNo: "T510012345"},
			{Name: "央", IDNo: peopletest.IDNo}, {Name: "IVANOV IVAN", Kind: check.Passport, IDNo: "123456789"}, {Name: "赵军人", IDNo: "军字第1234567号"},
		} {
			p, err := b.Meet(t, i)
			if err != nil || seen[p.ID] {
				t.Errorf("%+v: %v", i, err)
				continue
			}
			seen[p.ID] = true
			again, err := b.Meet(t, i)
			k, bad := b.Persons.Open(t.Context(), b.DB, again)
			if err != nil || bad != nil || again.ID != p.ID || k.IDNo != check.Plain(i.IDNo) || !strings.Contains(k.IDKind.Name(), "证") && !strings.Contains(k.IDKind.Name(), "护照") {
				t.Errorf("%+v: %+v %v %v", i, k, err, bad)
			}
		}
	})
}

// A new passport, and two records that are one person's.
func TestNumbersAndJoining(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		old, err := b.Meet(t, persons.Identity{Name: "JOHN SMITH", IDNo: "E12345678"})
		if err != nil {
			t.Fatal(err)
		}
		other, err := b.Meet(t, persons.Identity{Name: "约翰·史密斯", IDNo: "USA110187061501"})
		if err != nil {
			t.Fatal(err)
		}
		err = b.DB.Tx(t.Context(), func(tx *db.DB) error {
			if err := b.Persons.Correct(t.Context(), tx, persons.Correction{Person: old.ID, Field: persons.FieldNumber, To: persons.Identity{Kind: check.Passport, IDNo: "E87654321"}}); err != nil {
				return err
			}
			return b.Persons.Correct(t.Context(), tx, persons.Correction{Person: old.ID, Field: persons.FieldJoin, To: persons.Identity{Name: "约翰·史密斯", IDNo: "USA110187061501"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.Persons.FindByID(t.Context(), persons.Identity{IDNo: "E87654321"})
		if err != nil || len(list) != 2 || list[0].Name != "JOHN SMITH" || list[1].Name != "JOHN SMITH" {
			t.Errorf("%+v %v", list, err)
		}
		if gone, err := b.Persons.FindByID(t.Context(), persons.Identity{IDNo: "USA110187061501"}); err != nil || len(gone) != 0 {
			t.Errorf("%d %+v %v", other.ID, gone, err)
		}
		if again, err := b.Meet(t, persons.Identity{Name: "JOHN SMITH", IDNo: "E87654321"}); err != nil || again.ID != old.ID && again.ID != other.ID {
			t.Errorf("%+v %v", again, err)
		}
	})
}
