package persons_test

import (
	"context"
	"errors"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/persons"
)

// Who gave only a name and a telephone is bound to no account, and is nobody else who gave only that.
func TestARecordWithoutANumberHasNoAccount(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		for _, one := range [][2]string{{"李秀英", "13900139000"}, {"王大爷", "13900139001"}} {
			err := b.DB.Tx(t.Context(), func(tx *db.DB) error {
				p, err := b.Persons.Reach(t.Context(), tx, one[0], one[1])
				if err != nil {
					return err
				}
				return b.Persons.Correct(t.Context(), tx, persons.Correction{Person: p.ID, Field: persons.FieldAccount, To: persons.Identity{Phone: one[1]}})
			})
			peopletest.WantKind(t, err, fail.KindInvalid, "有 1 处需要改正")
		}
		n, err := db.One[int64](t.Context(), b.DB, `SELECT COUNT(*) FROM (SELECT number_index FROM persons GROUP BY number_index HAVING COUNT(*) > 1) x`)
		if err != nil || n != 0 {
			t.Errorf("%d indexes are of several records: %v", n, err)
		}
	})
}

// What is known of many persons in their cases is what is known of each: by a proven account, by what was
// given in the case, by the account that filed it, or as the book says.
func TestManyAreShownAsEachIs(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx := t.Context()
		proven := b.Named(t, peopletest.Phone, "张晓梅", peopletest.IDNo)
		other := b.Named(t, "13900000002", "李四", "510107198501014563")
		firm, err := b.Persons.BindFirm(ctx, proven, persons.Identity{Name: "清溪民宿", IDNo: "11511301008778183N", Legal: "张晓梅"},
			func(context.Context, *db.DB, int64, string) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		booked, err := b.Persons.Reach(ctx, b.DB, "王大爷", "13900139001")
		if err != nil {
			t.Fatal(err)
		}
		loose := b.Citizen(t, "13900000003")
		all := []int64{proven.Account.PersonID, other.Account.PersonID, firm.FirmID, booked.ID}
		for i, c := range []struct {
			id, person, account int64
			from                int64 // the person whose telephone is given
		}{
			{1, proven.Account.PersonID, 0, booked.ID}, {1, booked.ID, 0, booked.ID}, {2, booked.ID, loose.Account.ID, 0},
			{3, other.Account.PersonID, proven.Account.ID, 0},
		} {
			if err := b.DB.Exec(ctx, `INSERT INTO case_contacts (case_id, person_id, phone_sealed, account_id)
				SELECT $1, $2, COALESCE((SELECT phone_sealed FROM persons WHERE id = $4), ''), $3`, c.id, c.person, c.account, c.from); err != nil {
				t.Fatal(i, err)
			}
		}
		var list []persons.InCase
		for id := int64(1); id <= 4; id++ {
			for _, person := range all {
				list = append(list, persons.InCase{Case: id, Person: person})
			}
		}
		many, err := b.Persons.ShownIn(ctx, b.DB, list...)
		if err != nil || len(many) != len(list) {
			t.Fatal(len(many), err)
		}
		phones := map[string]bool{}
		for _, one := range list {
			p, err := b.Persons.Person(ctx, b.DB, one.Person)
			if err != nil {
				t.Fatal(err)
			}
			want := persons.Reached{}
			if want.Known, err = b.Persons.Shown(ctx, b.DB, p); err == nil {
				want.Phone, want.Proven, err = b.Persons.ShownPhoneIn(ctx, b.DB, one.Case, one.Person)
			}
			if got := many[one]; err != nil || got != want {
				t.Errorf("%s in case %d: %+v, want %+v %v", p.Name, one.Case, got, want, err)
			}
			phones[want.Phone] = true
		}
		if len(phones) < 4 {
			t.Errorf("they are reached by %v alone", phones)
		}
		if _, err := b.Persons.ShownIn(ctx, b.DB, persons.InCase{Case: 1, Person: 1}); !errors.Is(err, db.ErrNone) {
			t.Errorf("of nobody: %v", err)
		}
	})
}

// Who claimed a firm with a wrong legal representative corrects what he claimed, and nobody else's claim.
func TestAClaimIsCorrectedByWhoMadeIt(t *testing.T) {
	const credit = "11511301008778183N"
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		bind := func(v people.Visitor, legal string) int64 {
			if _, err := b.Persons.BindFirm(t.Context(), v, persons.Identity{Name: "清溪民宿", IDNo: credit, Legal: legal}, func(context.Context, *db.DB, int64, string) error { return nil }); err != nil {
				t.Fatal(legal, err)
			}
			list, err := b.Persons.Firms(t.Context(), b.Again(t, v), people.Apply)
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			return list[0].FirmID
		}
		legalOf := func(id int64) string {
			f, err := b.Persons.Person(t.Context(), b.DB, id)
			if err != nil {
				t.Fatal(err)
			}
			return f.LegalName
		}
		first, second := b.Named(t, peopletest.Phone, "张晓梅", peopletest.IDNo), b.Named(t, "13900000002", "李四", "510107198501014563")
		wrong := bind(first, "张小梅")
		other := bind(second, "张小梅")
		if right := bind(first, "张晓梅"); right != wrong || legalOf(right) != "张晓梅" || legalOf(other) != "张小梅" {
			t.Errorf("%s, %s", legalOf(right), legalOf(other))
		}
	})
}
