package persons_test

import (
	"context"
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
