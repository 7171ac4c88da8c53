package people_test

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

func (b *book) meet(t *testing.T, i people.Identity) (p people.Person, err error) {
	t.Helper()
	err = b.db.Tx(t.Context(), func(tx *db.DB) error {
		p, err = b.Meet(t.Context(), tx, i)
		return err
	})
	return p, err
}

// A number is found again however it is typed, by an index from which it cannot be read.
func TestBlindIndex(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		first, err := b.meet(t, people.Identity{Name: "张晓梅", IDNo: idNo, Phone: phone})
		if err != nil {
			t.Fatal(err)
		}
		for _, typed := range []string{idNo, strings.ToLower(idNo), "511402 19900307 001x"} {
			again, err := b.meet(t, people.Identity{Name: " 张晓梅 ", IDNo: typed})
			if err != nil || again.ID != first.ID {
				t.Errorf("%q: %d, not %d: %v", typed, again.ID, first.ID, err)
			}
			if found, err := b.FindByID(t.Context(), typed); err != nil || found.ID != first.ID {
				t.Errorf("%q: %v", typed, err)
			}
		}
		_, err = b.meet(t, people.Identity{Name: "李晓梅", IDNo: idNo})
		wantKind(t, err, fail.KindInvalid, "对不上")
		if strings.Contains(err.Error(), "张晓梅") {
			t.Error("the name behind a number is told to who guesses:", err)
		}
		if _, err := b.FindByID(t.Context(), "511402199003070036"); !errors.Is(err, db.ErrNone) {
			t.Error(err)
		}
		for _, s := range []string{first.IDSealed, first.IDIndex, first.PhoneSealed} {
			if s == "" || strings.Contains(s, idNo) || strings.Contains(s, phone) {
				t.Errorf("%q is in the clear", s)
			}
		}
		if k, err := b.Open(t.Context(), b.db, first); err != nil || k.IDNo != idNo || k.Phone != phone {
			t.Errorf("%+v %v", k, err)
		}
		errs := atOnce(8, func(int) error {
			_, err := b.meet(t, people.Identity{Name: "赵同时", IDNo: "510107198501014563"})
			return err
		})
		if n := counted(errs); n[-1] != 8 {
			t.Errorf("a person whom eight meet at once: %v", errs)
		}
	})
}

// Staff are found by their telephone numbers without opening any; also those who were registered before
// there was an index, once the program has started anew, and not those who have left.
func TestStaffAreFoundByTheirNumbers(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		const number = "13800000001" // of all whom member registers
		first, second := b.member(t, "zhoumin"), b.member(t, "wanglei")
		found := func(number string, want ...int64) {
			t.Helper()
			if ids, err := b.WithPhone(t.Context(), b.db, number); err != nil || !slices.Equal(ids, want) {
				t.Errorf("%s: %v %v, want %v", number, ids, err, want)
			}
		}
		found(number, first, second)
		found("13800000002")
		found("")
		m, err := b.FindMember(t.Context(), "zhoumin")
		if err != nil || m.PhoneIndex == "" || strings.Contains(m.PhoneIndex, number) {
			t.Errorf("the index is %q: %v", m.PhoneIndex, err)
		}
		if err := b.db.Exec(t.Context(), `UPDATE staff SET phone_index = '' WHERE id = $1`, first); err != nil {
			t.Fatal(err)
		}
		found(number, second)
		if err := b.IndexPhones(t.Context()); err != nil {
			t.Fatal(err)
		}
		found(number, first, second)
		if err := b.Leave(t.Context(), people.TheOffice, "", second, "调走"); err != nil {
			t.Fatal(err)
		}
		found(number, first)
	})
}

// What somebody with the files in his hands can read: no number, no telephone, no address; not in the
// database, not in its log of changes.
func TestPersonalDataIsSealedAtRest(t *testing.T) {
	file := dbtest.SQLite(t)
	b := on(t, file)
	v := b.citizen(t, phone)
	if err := b.RealName(t.Context(), v, "张晓梅", idNo); err != nil {
		t.Fatal(err)
	}
	const street, landline = "苏祠街道三苏路99号", "028-38161234"
	if err := b.SetHome(t.Context(), v, street, "511402001000"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.meet(t, people.Identity{Name: "王大爷", IDNo: "510107198501014563", Phone: landline}); err != nil {
		t.Fatal(err)
	}
	err := b.db.Tx(t.Context(), func(tx *db.DB) error {
		if _, err := b.AddMember(t.Context(), tx, people.TheOffice, "", people.NewMember{Login: "zhoumin", Name: "周敏", Phone: "13700001111", Hash: hash(), TOTP: "GEZDGNBVGY3TQOJQ"}); err != nil {
			return err
		}
		_, err := b.Reach(t.Context(), tx, "李反映", "13600002222")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := b.SignInCitizen(t.Context(), "13500003333", b.code(t, "13500003333"), address, "")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(file + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("where is the write-ahead log? %v %v", files, err)
	}
	var all []byte
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	if !bytes.Contains(all, []byte("张晓梅")) {
		t.Fatal("the names should be there: these are not the files")
	}
	for _, secret := range []string{phone, idNo, idNo[:17], "510107198501014563", street, landline, "13700001111", "13600002222", "13500003333", "GEZDGNBVGY3TQOJQ", token, password} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("%s stands in the files", secret)
		}
	}
}

// One person has one account, also when two are real-named in the same moment; an account has one person.
func TestRealNameOnce(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		var visitors []people.Visitor
		for _, p := range []string{"13900000001", "13900000002", "13900000003", "13900000004"} {
			visitors = append(visitors, b.citizen(t, p))
		}
		errs := atOnce(len(visitors), func(i int) error { return b.RealName(t.Context(), visitors[i], "张晓梅", idNo) })
		if n := counted(errs); n[-1] != 1 || n[fail.KindConflict] != 3 {
			t.Fatalf("%v", errs)
		}
		for i, err := range errs {
			if err == nil {
				wantKind(t, b.RealName(t.Context(), visitors[i], "赵另外", "510107198501014563"), fail.KindConflict, "已经实名")
			} else {
				wantKind(t, err, fail.KindConflict, "已由手机号 139****000")
			}
		}
		fresh := b.citizen(t, "13900000005")
		errs = atOnce(2, func(i int) error {
			return b.RealName(t.Context(), fresh, []string{"赵另外", "钱其他"}[i], []string{"510107198501014563", "511402199003070028"}[i])
		})
		if n := counted(errs); n[-1] != 1 || n[fail.KindConflict] != 1 {
			t.Errorf("%v", errs)
		}
		for _, c := range []struct{ name, id, field string }{{"张", idNo, "name"}, {"张三", "511402199003070011", "id_no"}, {"张三", "", "id_no"}, {"张三😀", idNo, "name"}} {
			err := b.RealName(t.Context(), b.citizen(t, "13900000006"), c.name, c.id)
			b.later(people.DefaultPolicy.CodeGap)
			if e, ok := fail.As(err); !ok || len(e.Fields) == 0 || e.Fields[0].Name != c.field {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}

// Who writes the name and the numbers as an input method gives them is the same person.
func TestOnePersonWrittenInManyWays(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		code := b.code(t, "１３９ ０００００００１")
		if _, err := b.SignInCitizen(t.Context(), "+86 139-0000-0001", code[:3]+" "+code[3:], address, ""); err != nil {
			t.Fatal(err)
		}
		ids := map[int64]bool{}
		for _, i := range []people.Identity{
			{Name: "张　晓梅", IDNo: strings.ToLower(idNo)}, {Name: "张晓梅", IDNo: idNo}, {Name: " 张 晓 梅 ", IDNo: idNo[:6] + "　" + idNo[6:]},
		} {
			err := b.db.Tx(t.Context(), func(tx *db.DB) error {
				p, err := b.Meet(t.Context(), tx, i)
				ids[p.ID] = p.Name == "张晓梅"
				return err
			})
			if err != nil {
				t.Errorf("%+v: %v", i, err)
			}
		}
		if len(ids) != 1 || slices.Contains(slices.Collect(maps.Values(ids)), false) {
			t.Errorf("persons, and whether they are spelled well: %v", ids)
		}
	})
}

// A citizen acts for the firms he has bound, until he leaves them.
func TestAgents(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		token, err := b.SignInCitizen(t.Context(), phone, b.code(t, phone), address, "")
		if err != nil {
			t.Fatal(err)
		}
		v := b.visit(t, token)
		firm := people.Identity{Name: "东坡青云有限公司", IDNo: "91350100M000100Y43", Legal: "张晓梅"}
		wantKind(t, b.BindFirm(t.Context(), v, firm), fail.KindForbidden, "个人实名")
		if err := b.RealName(t.Context(), v, "张晓梅", idNo); err != nil {
			t.Fatal(err)
		}
		again := func() people.Visitor { return b.visit(t, token) }
		v = again()
		if err := b.BindFirm(t.Context(), v, firm); err != nil {
			t.Fatal(err)
		}
		list, err := b.Firms(t.Context(), v)
		if err != nil || len(list) != 1 || !list[0].Legal || list[0].Name != firm.Name {
			t.Fatalf("%+v %v", list, err)
		}
		if v = again(); len(v.Firms) != 1 || v.Firms[0] != list[0].FirmID {
			t.Errorf("%+v", v.Actor)
		}
		wantKind(t, b.BindFirm(t.Context(), v, people.Identity{Name: firm.Name, IDNo: firm.IDNo}), fail.KindInvalid, "法定代表人")
		if err := b.LeaveFirm(t.Context(), v, list[0].FirmID); err != nil {
			t.Fatal(err)
		}
		if v = again(); len(v.Firms) != 0 {
			t.Errorf("%+v", v.Actor)
		}
	})
}

// A look at another's data needs a reason and stays in the log.
func TestRevealNeedsAReason(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		p, err := b.meet(t, people.Identity{Name: "张晓梅", IDNo: idNo})
		if err != nil {
			t.Fatal(err)
		}
		v := people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: 1, Name: "周敏"}, IP: address}
		_, err = b.Reveal(t.Context(), v, p.ID, "办件 1", "")
		wantKind(t, err, fail.KindInvalid, "查看理由")
		if n := b.logged(t, "查看个人信息"); n != 0 {
			t.Error(n)
		}
		if k, err := b.Reveal(t.Context(), v, p.ID, "办件 1", "核对身份"); err != nil || k.IDNo != idNo {
			t.Errorf("%+v %v", k, err)
		}
		if n := b.logged(t, "查看个人信息"); n != 1 {
			t.Error(n)
		}
	})
}
