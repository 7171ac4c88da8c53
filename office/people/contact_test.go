package people_test

import (
	"context"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

// Who gave only a name and a telephone is bound to no account, and is nobody else who gave only that.
func TestARecordWithoutANumberHasNoAccount(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		for _, one := range [][2]string{{"李秀英", "13900139000"}, {"王大爷", "13900139001"}} {
			err := b.db.Tx(t.Context(), func(tx *db.DB) error {
				p, err := b.Reach(t.Context(), tx, one[0], one[1])
				if err != nil {
					return err
				}
				return b.Correct(t.Context(), tx, people.Correction{Person: p.ID, Field: people.FieldAccount, To: people.Identity{Phone: one[1]}})
			})
			wantKind(t, err, fail.KindInvalid, "有 1 处需要改正")
		}
		n, err := db.One[int64](t.Context(), b.db, `SELECT COUNT(*) FROM (SELECT number_index FROM persons GROUP BY number_index HAVING COUNT(*) > 1) x`)
		if err != nil || n != 0 {
			t.Errorf("%d indexes are of several records: %v", n, err)
		}
	})
}

// Who claimed a firm with a wrong legal representative corrects what he claimed, and nobody else's claim.
func TestAClaimIsCorrectedByWhoMadeIt(t *testing.T) {
	const credit = "11511301008778183N"
	each(t, func(t *testing.T, b *book) {
		bind := func(v people.Visitor, legal string) int64 {
			if _, err := b.BindFirm(t.Context(), v, people.Identity{Name: "清溪民宿", IDNo: credit, Legal: legal}, func(context.Context, *db.DB, int64, string) error { return nil }); err != nil {
				t.Fatal(legal, err)
			}
			list, err := b.Firms(t.Context(), b.again(t, v), people.Apply)
			if err != nil || len(list) != 1 {
				t.Fatalf("%+v %v", list, err)
			}
			return list[0].FirmID
		}
		legalOf := func(id int64) string {
			f, err := b.Person(t.Context(), b.db, id)
			if err != nil {
				t.Fatal(err)
			}
			return f.LegalName
		}
		first, second := b.named(t, phone, "张晓梅", idNo), b.named(t, "13900000002", "李四", "510107198501014563")
		wrong := bind(first, "张小梅")
		other := bind(second, "张小梅")
		if right := bind(first, "张晓梅"); right != wrong || legalOf(right) != "张晓梅" || legalOf(other) != "张小梅" {
			t.Errorf("%s, %s", legalOf(right), legalOf(other))
		}
	})
}
