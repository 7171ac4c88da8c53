package persons_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/persons"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// A number is found again however it is typed, by an index from which it cannot be read.
func TestBlindIndex(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		first, err := b.Meet(t, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo, Phone: peopletest.Phone})
		if err != nil {
			t.Fatal(err)
		}
		for _, typed := range []string{peopletest.IDNo, strings.ToLower(peopletest.IDNo), "511402 19900307 001x"} {
			again, err := b.Meet(t, persons.Identity{Name: " 张晓梅 ", IDNo: typed})
			if err != nil || again.ID != first.ID {
				t.Errorf("%q: %d, not %d: %v", typed, again.ID, first.ID, err)
			}
			if found, err := b.Persons.FindByID(t.Context(), persons.Identity{IDNo: typed}); err != nil || len(found) != 1 || found[0].ID != first.ID {
				t.Errorf("%q: %v", typed, err)
			}
		}
		other, err := b.Meet(t, persons.Identity{Name: "李晓梅", IDNo: peopletest.IDNo})
		if err != nil || other.ID == first.ID || other.Name != "李晓梅" {
			t.Errorf("a number under another name: %+v %v", other, err)
		}
		if list, err := b.Persons.FindByID(t.Context(), persons.Identity{IDNo: "511402199003070036"}); err != nil || len(list) != 0 {
			t.Error(err)
		}
		for _, s := range []string{first.IDSealed, first.IDIndex, first.PhoneSealed} {
			if s == "" || strings.Contains(s, peopletest.IDNo) || strings.Contains(s, peopletest.Phone) {
				t.Errorf("%q is in the clear", s)
			}
		}
		if k, err := b.Persons.Open(t.Context(), b.DB, first); err != nil || k.IDNo != peopletest.IDNo || k.Phone != peopletest.Phone {
			t.Errorf("%+v %v", k, err)
		}
		errs := peopletest.AtOnce(8, func(int) error {
			_, err := b.Meet(t, persons.Identity{Name: "赵同时", IDNo: "510107198501014563"})
			return err
		})
		if n := peopletest.Counted(errs); n[-1] != 8 {
			t.Errorf("a person whom eight meet at once: %v", errs)
		}
	})
}

// What somebody with the files in his hands can read: no number, no telephone, no address; not in the
// database, not in its log of changes.
func TestPersonalDataIsSealedAtRest(t *testing.T) {
	file := dbtest.SQLite(t)
	b := peopletest.On(t, file)
	v := b.Citizen(t, peopletest.Phone)
	if _, err := b.Persons.RealName(t.Context(), v, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo}); err != nil {
		t.Fatal(err)
	}
	const street, landline = "苏祠街道三苏路99号", "028-38161234"
	if err := b.Persons.SetHome(t.Context(), v, street, "511402001000"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Meet(t, persons.Identity{Name: "王大爷", IDNo: "510107198501014563", Phone: landline}); err != nil {
		t.Fatal(err)
	}
	err := b.DB.Tx(t.Context(), func(tx *db.DB) error {
		if _, err := b.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{Login: "zhoumin", Name: "周敏", Phone: "13700001111", Hash: peopletest.Hash(), TOTP: "GEZDGNBVGY3TQOJQ"}); err != nil {
			return err
		}
		_, err := b.Persons.Reach(t.Context(), tx, "李反映", "13600002222")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := b.Persons.SignInCitizen(t.Context(), "13500003333", b.Code(t, "13500003333"), session.From{IP: peopletest.Address})
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
	for _, secret := range []string{peopletest.Phone, peopletest.IDNo, peopletest.IDNo[:17], "510107198501014563", street, landline, "13700001111", "13600002222", "13500003333", "GEZDGNBVGY3TQOJQ", token, peopletest.Password} {
		if bytes.Contains(all, []byte(secret)) {
			t.Errorf("%s stands in the files", secret)
		}
	}
}

// What nobody has checked is a claim: several may say to be the same person, nobody is refused or told of the others, and each
// has a record of his own. Only a check that ties the telephone to the person has one account hold what is his.
func TestClaimsBindNobody(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		var visitors []people.Visitor
		for _, p := range []string{"13900000001", "13900000002", "13900000003", "13900000004"} {
			visitors = append(visitors, b.Citizen(t, p))
		}
		met, err := b.Meet(t, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo, Phone: peopletest.Phone})
		if err != nil {
			t.Fatal(err)
		}
		errs := peopletest.AtOnce(len(visitors), func(i int) error {
			_, err := b.Persons.RealName(t.Context(), visitors[i], persons.Identity{Name: []string{"张晓梅", "李假名"}[i%2], IDNo: peopletest.IDNo})
			return err
		})
		if n := peopletest.Counted(errs); n[-1] != 4 {
			t.Fatalf("%v", errs)
		}
		records := map[int64]bool{}
		for _, v := range visitors {
			v = b.Again(t, v)
			records[v.Actor.ID] = true
			if v.Actor.ID == met.ID || v.Actor.May(people.See, met.ID, "window") || !v.Actor.May(people.All, v.Actor.ID, "online") {
				t.Errorf("%s holds %+v", v.Name, v.Holds)
			}
		}
		if len(records) != 4 {
			t.Errorf("%d records of four claims", len(records))
		}
		for _, c := range []struct{ name, id, field string }{{"", peopletest.IDNo, "name"}, {"张三", "511402199003070011", "id_no"}, {"张三", "", "id_no"}, {"张三😀", peopletest.IDNo, "name"}, {"张三", "51140220991231001X", "id_no"}} {
			_, err := b.Persons.RealName(t.Context(), b.Citizen(t, "13900000006"), persons.Identity{Name: c.name, IDNo: c.id})
			b.Later(b.Limits.Time(session.CodeGap))
			if e, ok := fail.As(err); !ok || len(e.Fields) == 0 || e.Fields[0].Name != c.field {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}

// Who writes the name and the numbers as an input method gives them is the same person.
func TestOnePersonWrittenInManyWays(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		code := b.Code(t, "１３９ ０００００００１")
		if _, err := b.Persons.SignInCitizen(t.Context(), "+86 139-0000-0001", code[:3]+" "+code[3:], session.From{IP: peopletest.Address}); err != nil {
			t.Fatal(err)
		}
		ids := map[int64]bool{}
		for _, i := range []persons.Identity{
			{Name: "张　晓梅", IDNo: strings.ToLower(peopletest.IDNo)}, {Name: "张晓梅", IDNo: peopletest.IDNo}, {Name: " 张 晓 梅 ", IDNo: peopletest.IDNo[:6] + "　" + peopletest.IDNo[6:]},
		} {
			err := b.DB.Tx(t.Context(), func(tx *db.DB) error {
				p, _, err := b.Persons.Meet(t.Context(), tx, i)
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

// Whoever names a firm files for it under a record of his own and sees nothing of the firm's; the legal representative whom the
// register knows is proven, admits others within what he may, and ends them.
func TestAgents(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		firm := persons.Identity{Name: "东坡青云有限公司", IDNo: "91350100M000100Y43", Legal: "张晓梅"}
		told := 0
		bind := func(v people.Visitor) (bool, error) {
			a, err := b.Persons.BindFirm(t.Context(), v, firm, func(context.Context, *db.DB, int64, string) error { told++; return nil })
			return a.Proof != "", err
		}
		v := b.Citizen(t, "13900000001")
		_, err := bind(v)
		peopletest.WantKind(t, err, fail.KindForbidden, "个人实名")
		stranger := b.Named(t, "13900000002", "张晓梅", "510107198501014563") // a namesake, himself proven
		legal := b.Named(t, peopletest.Phone, "张晓梅", peopletest.IDNo)
		f := firm
		f.Firm = true
		met, err := b.Meet(t, f)
		if err != nil {
			t.Fatal(err)
		}
		b.Register(firm.IDNo + " " + peopletest.IDNo)
		if proven, err := bind(stranger); err != nil || proven {
			t.Fatal("a namesake is taken for the legal representative", err)
		}
		if proven, err := bind(legal); err != nil || !proven {
			t.Fatal("the legal representative is not known", err)
		}
		stranger, legal = b.Again(t, stranger), b.Again(t, legal)
		if stranger.May(people.See, met.ID, "window") || !legal.May(people.All, met.ID, "window") {
			t.Errorf("stranger %+v, legal representative %+v", stranger.Holds, legal.Holds)
		}
		worker := b.Named(t, "13900000003", "钱经办", "511402199003070028")
		if _, err := bind(worker); err != nil || told != 1 {
			t.Errorf("%v, %d told", err, told)
		}
		own, err := b.Persons.Firms(t.Context(), b.Again(t, worker), people.Apply)
		if err != nil || len(own) != 1 || own[0].Proof != "" {
			t.Fatalf("%+v %v", own, err)
		}
		if _, err := b.Persons.Agents(t.Context(), b.Again(t, worker), own[0].FirmID); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("who is not proven sees the agents: %v", err)
		}
		if err := b.Persons.Admit(t.Context(), legal, met.ID, own[0].FirmID, own[0].PersonID, people.Apply|people.See, 0); err != nil {
			t.Fatal(err)
		}
		worker = b.Again(t, worker)
		if !worker.May(people.See, met.ID, "window") || worker.May(people.Move, met.ID, "window") || worker.May(people.Manage, met.ID, "") {
			t.Errorf("%+v", worker.Holds)
		}
		b.Later(366 * 24 * time.Hour)
		if list, err := b.Persons.Firms(t.Context(), worker, people.Apply); err != nil || len(list) != 0 {
			t.Error("the agency has no end")
		}
		b.Later(-366 * 24 * time.Hour)
		if err := b.Persons.Dismiss(t.Context(), legal, met.ID, own[0].FirmID, own[0].PersonID); err != nil {
			t.Fatal(err)
		}
		if worker = b.Again(t, worker); worker.May(people.See, met.ID, "window") {
			t.Errorf("%+v", worker.Holds)
		}
		_, err = b.Persons.BindFirm(t.Context(), worker, persons.Identity{Name: firm.Name, IDNo: firm.IDNo}, nil)
		peopletest.WantKind(t, err, fail.KindInvalid, "法定代表人")
		list, err := b.Persons.Firms(t.Context(), legal, people.Apply)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v %v", list, err)
		}
		if err := b.Persons.LeaveFirm(t.Context(), legal, list[0].FirmID); err != nil || b.Agencies(t, legal) != 0 {
			t.Error(err)
		}
	})
}

// A look at another's data needs a reason and stays in the log.
func TestRevealNeedsAReason(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		p, err := b.Meet(t, persons.Identity{Name: "张晓梅", IDNo: peopletest.IDNo})
		if err != nil {
			t.Fatal(err)
		}
		v := people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: 1, Name: "周敏"}, IP: peopletest.Address}
		_, err = b.Persons.Reveal(t.Context(), v, p.ID, "办件 1", "")
		peopletest.WantKind(t, err, fail.KindInvalid, "查看理由")
		if n := b.Logged(t, "查看个人信息"); n != 0 {
			t.Error(n)
		}
		if k, err := b.Persons.Reveal(t.Context(), v, p.ID, "办件 1", "核对身份"); err != nil || k.IDNo != peopletest.IDNo {
			t.Errorf("%+v %v", k, err)
		}
		if n := b.Logged(t, "查看个人信息"); n != 1 {
			t.Error(n)
		}
	})
}
