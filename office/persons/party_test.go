package persons_test

import (
	"context"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/persons"
	"wuyou/office/roster"
)

// Whose matter it is, is known by his number, by the account with his telephone and by his name; a namesake only until his own number is
// known, and then by the telephone, which a firm's is not. A firm's are its legal representative and who acts for it, also who only asks to.
func TestWhoseMatterItIs(t *testing.T) {
	const (
		zhouNo, liNo, ownNo                = peopletest.IDNo, "510107198501014563", "511402199003070028"
		zhouPhone, liPhone, firmPhone, sim = "13800000009", "13900000002", "13800000007", "13900000003"
		firmNo, otherNo                    = "11511301008778183N", "11100000000013127D"
	)
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx, ids := t.Context(), map[string]int64{"nobody's": 0}
		var names []string
		for name, i := range map[string]persons.Identity{
			"zhou":  {Name: "周 敏", IDNo: zhouNo},
			"li":    {Name: "李四", IDNo: liNo},
			"firm":  {Firm: true, Name: "清溪民宿", IDNo: firmNo, Phone: firmPhone, Legal: "周敏"},
			"other": {Firm: true, Name: "竹溪民宿", IDNo: otherNo, Legal: "王总"},
		} {
			p, err := b.Meet(t, i)
			if err != nil {
				t.Fatal(name, err)
			}
			ids[name] = p.ID
		}
		reached, err := b.Persons.Reach(ctx, b.DB, "周敏", zhouPhone)
		if err != nil {
			t.Fatal(err)
		}
		ids["reached"] = reached.ID
		for name := range ids {
			names = append(names, name)
		}
		agent := b.Named(t, liPhone, "李四", liNo)
		claimed, err := b.Persons.BindFirm(ctx, agent, persons.Identity{Name: "竹溪民宿", IDNo: otherNo, Legal: "王总"},
			func(context.Context, *db.DB, int64, string) error { return nil })
		if err != nil || claimed.Proof != "" {
			t.Fatal(claimed, err)
		}
		b.Citizen(t, sim) // an account that has not said whose it is

		staff := func(n roster.NewMember) int64 {
			t.Helper()
			n.Login, n.Hash = n.Name+n.Phone+n.IDNo, peopletest.Hash()
			id, err := b.Roster.AddMember(ctx, b.DB, people.TheOffice, "", n)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		check := func(what string, id int64, own ...string) {
			t.Helper()
			var all []int64
			for _, id := range ids {
				all = append(all, id)
			}
			party, err := b.Persons.Party(ctx, b.DB, all...)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]bool{}
			for _, name := range own {
				want[name] = true
			}
			for _, name := range names {
				if is, err := party(ctx, id, ids[name]); err != nil || is != want[name] {
					t.Errorf("%s: the matter of %s is his: %v %v", what, name, is, err)
				}
			}
			if is, err := party(ctx, id, all...); err != nil || is != (len(own) > 0) {
				t.Errorf("%s: one of all is his: %v %v", what, is, err)
			}
		}
		check("nobody of the staff", 4711)
		check("a namesake", staff(roster.NewMember{Name: "周敏"}), "zhou", "reached", "firm")
		check("a namesake of another number", staff(roster.NewMember{Name: "周敏", IDNo: ownNo}))
		check("a namesake with the telephone", staff(roster.NewMember{Name: "周敏", IDNo: ownNo, Phone: zhouPhone}), "reached")
		check("another with the telephone", staff(roster.NewMember{Name: "王五", Phone: zhouPhone}))
		check("a namesake with the firm's telephone", staff(roster.NewMember{Name: "周敏", IDNo: ownNo, Phone: firmPhone}))
		check("under another name", staff(roster.NewMember{Name: "王五", IDNo: zhouNo}), "zhou")
		check("with the telephone of an account", staff(roster.NewMember{Name: "王五", Phone: liPhone}), "li", "other")
		check("with that of an account of nobody", staff(roster.NewMember{Name: "王五", Phone: sim}))
		agents := map[string]int64{"the agent": staff(roster.NewMember{Name: "王五", IDNo: liNo}), "a namesake of his": staff(roster.NewMember{Name: "李四"})}
		for what, id := range agents {
			check(what, id, "li", "other")
		}
		check("one of another number", staff(roster.NewMember{Name: "李四", IDNo: ownNo, Phone: zhouPhone}))
		if err := b.Persons.LeaveFirm(ctx, b.Again(t, agent), claimed.FirmID); err != nil {
			t.Fatal(err)
		}
		for what, id := range agents {
			check(what+" who left", id, "li")
		}
		party, err := b.Persons.Party(ctx, b.DB, ids["firm"])
		if err != nil {
			t.Fatal(err)
		}
		if is, err := party(ctx, agents["the agent"], ids["li"]); is || err != nil {
			t.Error("of who was not asked for:", is, err)
		}
	})
}
