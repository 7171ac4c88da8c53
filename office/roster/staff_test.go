package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// Whether a desk is manned is answered alike one by one and for many: by a department's post where it has one, otherwise by a post
// that covers its place, of somebody who is still there.
func TestWhichDesksAreManned(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx := t.Context()
		const county, village, other = "511402000000", "511402001001", "511403000000"
		b.Member(t, "zhoumin", people.Post{Role: people.Window, Region: village})
		b.Member(t, "hexue", people.Post{Role: people.Officer, Region: county})
		b.Member(t, "taoran", people.Post{Role: people.Head, Region: county, Dept: "A"})
		gone := b.Member(t, "wanglei", people.Post{Role: people.Caller, Region: county}, people.Post{Role: people.Head, Region: county, Dept: "B"})
		if err := b.Roster.Leave(ctx, people.TheOffice, "", gone, "调走"); err != nil {
			t.Fatal(err)
		}
		for _, of := range []people.Role{"", people.Window, people.Officer, people.Head, people.Caller} {
			staffed, err := b.Roster.Staffed(ctx, b.DB, of)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				role  people.Role
				dept  string
				place region.Code
				want  bool
			}{
				{people.Window, "", village, true}, {people.Window, "", county, false}, {people.Officer, "", village, true}, {people.Officer, "", county, true},
				{people.Officer, "", other, false}, {people.Head, "A", other, true}, {people.Head, "B", county, false}, {people.Head, "", county, false},
				{people.Caller, "", county, false}, {people.Officer, "A", county, false},
			} {
				if of != "" && c.role != of {
					continue
				}
				one, err := b.Roster.Manned(ctx, b.DB, c.role, c.dept, c.place)
				if many := staffed.Manned(c.role, c.dept, c.place); err != nil || one != c.want || many != c.want {
					t.Errorf("%s %s %s: %v alone, %v among many, %v; want %v", c.role, c.dept, c.place, one, many, err, c.want)
				}
			}
		}
	})
}

// Two administrators who register the same login at the same moment: one does, the other reads which field is wrong.
func TestALoginIsGivenOnce(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx := t.Context()
		for round := range 5 {
			errs := make([]error, 6)
			var ready, done sync.WaitGroup
			ready.Add(len(errs))
			for i := range errs {
				done.Go(func() {
					ready.Done()
					ready.Wait()
					errs[i] = b.DB.Tx(ctx, func(tx *db.DB) error {
						_, err := b.Roster.AddMember(ctx, tx, people.TheOffice, "", roster.NewMember{Login: fmt.Sprint("same", round), Name: "周敏", Hash: peopletest.Hash()})
						return err
					})
				})
			}
			done.Wait()
			won := 0
			for _, err := range errs {
				e, told := fail.As(err)
				switch {
				case err == nil:
					won++
				case !told || len(e.Fields) != 1 || e.Fields[0].Name != "login":
					t.Errorf("%v", err)
				}
			}
			if won != 1 {
				t.Errorf("%d have the login", won)
			}
		}
	})
}

// Staff are found by their telephone numbers without opening any; also those who were registered before
// there was an index, once the program has started anew, and not those who have left.
func TestStaffAreFoundByTheirNumbers(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		const number = "13800000001" // of all whom member registers
		first, second := b.Member(t, "zhoumin"), b.Member(t, "wanglei")
		found := func(number string, want ...int64) {
			t.Helper()
			if ids, err := b.Roster.WithPhone(t.Context(), b.DB, number); err != nil || !slices.Equal(ids, want) {
				t.Errorf("%s: %v %v, want %v", number, ids, err, want)
			}
		}
		found(number, first, second)
		found("13800000002")
		found("")
		m, err := b.Roster.FindMember(t.Context(), "zhoumin")
		if err != nil || m.PhoneIndex == "" || strings.Contains(m.PhoneIndex, number) {
			t.Errorf("the index is %q: %v", m.PhoneIndex, err)
		}
		if err := b.DB.Exec(t.Context(), `UPDATE staff SET phone_index = '' WHERE id = $1`, first); err != nil {
			t.Fatal(err)
		}
		found(number, second)
		if err := b.Roster.IndexPhones(t.Context()); err != nil {
			t.Fatal(err)
		}
		found(number, first, second)
		if err := b.Roster.Leave(t.Context(), people.TheOffice, "", second, "调走"); err != nil {
			t.Fatal(err)
		}
		found(number, first)
	})
}

// Who left does not come in, and a post given or taken is felt at the next request.
func TestPostsAndLeavingTakeEffectAtOnce(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin", people.Post{Role: people.Window, Region: "511402000000"})
		token := b.SignIn(t, "zhoumin")
		v := b.Visit(t, token)
		if !v.Has(people.Window) || v.Has(people.Output) {
			t.Errorf("%+v", v.Posts)
		}
		boss := b.Boss(t)
		if err := b.Roster.EndPost(t.Context(), boss, "", v.Posts[0].ID, "轮岗"); err != nil {
			t.Fatal(err)
		}
		if err := b.Roster.AddPost(t.Context(), b.DB, boss, "", id, people.Post{Role: people.Output, Region: "511402000000"}, "轮岗"); err != nil {
			t.Fatal(err)
		}
		if v = b.Visit(t, token); v.Has(people.Window) || !v.Has(people.Output) {
			t.Errorf("%+v", v.Posts)
		}
		peopletest.WantKind(t, b.Roster.EndPost(t.Context(), v.Actor, "", v.Posts[0].ID, ""), fail.KindForbidden, "自己的岗位")
		if err := b.Roster.Leave(t.Context(), boss, "", id, "调走"); err != nil {
			t.Fatal(err)
		}
		if b.Visit(t, token).Kind != people.Nobody {
			t.Error("who left is still in")
		}
		_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindInvalid, "用户名或密码不对")
		if ids, err := b.Roster.Holders(t.Context(), b.DB, people.Output, "511402000000", ""); err != nil || len(ids) != 0 {
			t.Errorf("who left still holds a post: %v %v", ids, err)
		}
	})
}

// The three administrators are three people, and nobody gives himself a post.
func TestAdministratorsAreApart(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "xitong", people.Post{Role: people.System, Region: "511400000000"})
		give := func(by people.Actor, p people.Post) error {
			p.Region = "511400000000"
			return b.Roster.AddPost(t.Context(), b.DB, by, "", id, p, "")
		}
		peopletest.WantKind(t, give(people.TheOffice, people.Post{Role: people.Security}), fail.KindConflict, "不能由一人兼任")
		peopletest.WantKind(t, give(people.TheOffice, people.Post{Role: people.Auditor}), fail.KindConflict, "不能由一人兼任")
		peopletest.WantKind(t, give(people.TheOffice, people.Post{Role: people.System}), fail.KindConflict, "已经有")
		peopletest.WantKind(t, give(people.TheOffice, people.Post{Role: people.Reviewer}), fail.KindInvalid, "部门")
		peopletest.WantKind(t, give(people.TheOffice, people.Post{Role: people.Window, Dept: "511402-01"}), fail.KindInvalid, "不选部门")
		peopletest.WantKind(t, give(people.Actor{Kind: people.Staff, ID: id}, people.Post{Role: people.Editor}), fail.KindForbidden, "自己")
		if err := give(people.TheOffice, people.Post{Role: people.Editor}); err != nil {
			t.Error(err)
		}
	})
}

// A post that two people give is given by no member of staff alone, by whatever way: another stands for it, who is neither he nor who gets it.
func TestNobodyAloneGivesAPostOfTwo(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id, other := b.Member(t, "zhoumin"), b.Member(t, "anquan2", people.Post{Role: people.Security, Region: "511400000000"})
		boss, post := b.Boss(t), people.Post{Role: people.Supervisor, Region: "511402000000"}
		two := func(second people.Actor) error {
			return b.Roster.AddPostOfTwo(t.Context(), b.DB, boss, second, "", id, post, "轮岗")
		}
		peopletest.WantKind(t, b.Roster.AddPost(t.Context(), b.DB, boss, "", id, post, "轮岗"), fail.KindForbidden, "另一位安全管理员")
		peopletest.WantKind(t, two(boss), fail.KindForbidden, "另一人")
		peopletest.WantKind(t, two(people.Actor{Kind: people.Staff, ID: id}), fail.KindForbidden, "自己的岗位")
		if err := two(people.Actor{Kind: people.Staff, ID: other, Name: "彭安全"}); err != nil {
			t.Error(err)
		}
		post.Region = "511402001000"
		if err := b.Roster.AddPost(t.Context(), b.DB, boss, "", id, post, "收窄"); err != nil {
			t.Error("no more than he holds:", err)
		}
		post.Region = "511400000000"
		peopletest.WantKind(t, b.Roster.AddPost(t.Context(), b.DB, boss, "", id, post, "扩大"), fail.KindForbidden, "另一位安全管理员")
	})
}
