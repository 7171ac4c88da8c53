package proposal_test

import (
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/proposal"
)

// A change of the rules needs a second person, and one decision.
func TestProposalsNeedTwoPersons(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		visitor := func(id int64, name string) people.Visitor {
			return people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: id, Name: name}}
		}
		editor, second, third := visitor(1, "编辑"), visitor(2, "发布"), visitor(3, "另一位")
		propose := func(why string) (id int64, err error) {
			err = b.DB.Tx(t.Context(), func(tx *db.DB) error {
				id, err = b.Proposals.Propose(t.Context(), tx, editor, proposal.Proposal{Kind: "term", Object: "受理时限", Body: "5", Why: why})
				return err
			})
			return id, err
		}
		agree := func(v people.Visitor, id int64) error {
			return b.DB.Tx(t.Context(), func(tx *db.DB) error {
				_, err := b.Proposals.Agree(t.Context(), tx, v, id)
				return err
			})
		}
		decline := func(v people.Visitor, id int64, answer string) error {
			return b.DB.Tx(t.Context(), func(tx *db.DB) error { return b.Proposals.Decline(t.Context(), tx, v, id, answer) })
		}
		state := func(id int64) string {
			p, err := b.Proposals.Find(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return p.State + " " + p.Decider
		}
		_, err := propose(" ")
		peopletest.WantKind(t, err, fail.KindInvalid, "为什么改")
		var ids []int64
		for range 3 {
			id, err := propose("新规定")
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		peopletest.WantKind(t, agree(editor, ids[0]), fail.KindForbidden, "另一人")
		if n := peopletest.Counted(peopletest.AtOnce(6, func(i int) error { return agree([]people.Visitor{second, third}[i%2], ids[0]) })); n[-1] != 1 || n[fail.KindConflict] != 5 {
			t.Errorf("%v", n)
		}
		peopletest.WantKind(t, decline(second, ids[1], " "), fail.KindInvalid, "退回理由")
		if err := decline(second, ids[1], "没有依据"); err != nil {
			t.Error(err)
		}
		if err := decline(editor, ids[2], ""); err != nil {
			t.Error(err)
		}
		peopletest.WantKind(t, agree(second, ids[2]), fail.KindConflict, "已经有人处理")
		if a, d, w := state(ids[0]), state(ids[1]), state(ids[2]); !strings.HasPrefix(a, proposal.Agreed) || d != "declined 发布" || w != "withdrawn 编辑" {
			t.Error(a, d, w)
		}
		if open, err := b.Proposals.Waiting(t.Context()); err != nil || len(open) != 0 {
			t.Errorf("%v %v", open, err)
		}
		peopletest.WantKind(t, agree(second, 1), fail.KindNotFound, "没有")
	})
}
