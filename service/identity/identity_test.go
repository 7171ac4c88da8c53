package identity_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/identity"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	remark := kind("remark", true) // is about the clerk whose name it says
	remark.About = func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		of := map[int64]flow.About{}
		for _, k := range cases {
			of[k.ID] = flow.About{Words: k.Title}
		}
		return of, nil
	}
	return []door.Service{
		identity.New(o).Service(),
		officetest.Made(kind("matter", true), nil), officetest.Made(kind("complaint", false), nil), officetest.Made(remark, nil),
	}
}}

func TestMain(m *testing.M) { town.Main(m) }

// kind is one of cases that people bring, of which staff know whose they are or do not.
func kind(name string, known bool) flow.Table {
	return flow.Table{
		Kind: name, Title: "事项", Known: known, Phases: []string{"办理"},
		States: []flow.State{{Code: "begun", Name: "办结", Public: "办结", Final: true}},
		Rows:   []flow.Row{{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun"}},
	}
}

const (
	path   = "/desk/persons"
	credit = "11511301008778183N"
	firm   = "清溪民宿"
)

var (
	window   = people.Post{Role: people.Window, Region: officetest.Township}
	above    = people.Post{Role: people.Window, Region: officetest.County}
	oversees = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	leads    = people.Post{Role: people.Leader, Region: officetest.Whole}
)

// idNo makes a valid number of a citizen.
func idNo(n int) string {
	s, sum := fmt.Sprintf("511402%04d%02d%02d%03d", 1950+n%50, n%12+1, n%28+1, n%999), 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

// met is the record of somebody whom a window has met.
func met(c *officetest.City, i persons.Identity) (p persons.Person) {
	c.T.Helper()
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) (err error) {
		p, _, err = c.Persons.Meet(c.T.Context(), tx, i)
		return err
	})
	if err != nil {
		c.T.Fatal(err)
	}
	return p
}

func named(c *officetest.City, p persons.Person) persons.Person {
	c.T.Helper()
	p, err := c.Persons.Person(c.T.Context(), c.DB, p.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return p
}

// found is what a form carries of a look by number and name.
func found(by *officetest.Somebody, party, number, name string) string {
	by.City.T.Helper()
	return by.Post(path, "party", party, "id_no", number, "name", name).Is(http.StatusOK).Find(`name="person"[^>]*value="([^"]+)"`)
}

// proposed is a correction that somebody proposes of what he has just found.
func proposed(by *officetest.Somebody, person string, pairs ...string) flow.Case {
	by.City.T.Helper()
	said := append([]string{"person", person, "reason", "见户口簿和身份证"}, pairs...)
	var at [2]string
	for i := range at {
		at[i] = by.Post(path+"/propose", said...).Is(http.StatusOK).At
	}
	if at[0] != at[1] {
		by.City.T.Errorf("sent twice it is %s and %s", at[0], at[1])
	}
	return by.City.Newest(identity.Kind)
}

func looks(c *officetest.City, act string) int64 {
	c.T.Helper()
	n, err := db.One[int64](c.T.Context(), c.DB, `SELECT COUNT(*) FROM audits WHERE act = $1 AND reason = '登记更正'`, act)
	if err != nil {
		c.T.Fatal(err)
	}
	return n
}

// A name typed wrongly: who finds it proposes the right one, somebody else agrees, what was stays in the history, and the person is told.
func TestAWrongNameIsCorrected(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague, boss := c.Staff("周敏", window), c.Staff("何雪", window), c.Staff("魏然", oversees)
		self, far := c.Staff("张小梅", window, leads), c.Staff("石磊", people.Post{Role: people.Window, Region: officetest.OtherTownship})
		p := met(c, persons.Identity{Name: "张小梅", IDNo: idNo(7), Phone: "13800138000"})
		person := found(clerk, "person", idNo(7), "")
		clerk.Post(path+"/propose", "person", person, "field", "name", "reason", "x").Is(http.StatusUnprocessableEntity, "改为", "张小梅")
		k := proposed(clerk, person, "field", "name", "name_to", "张晓梅")
		if due := calendar.At(k.DueAt).Format("01-02 15:04"); k.Title != "更正姓名（名称）" || due != "04-21 18:00" {
			t.Errorf("%s, due %s", k.Title, due)
		}
		clerk.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "现在登记 张小梅", "改为 张晓梅", "依据 见户口簿和身份证").Not("可以：同意更正")
		clerk.Refused(k, fail.KindForbidden, "agree", "另一人")
		far.Refused(k, fail.KindNotFound, "agree", "")
		self.Refused(k, fail.KindForbidden, "agree", "本人的事")
		self.Refused(k, fail.KindForbidden, "decline", "本人的事", "reason", "x")
		self.Post(path+"/propose", "person", found(self, "person", idNo(7), ""), "field", "name", "name_to", "张某", "reason", "x").Is(http.StatusForbidden)
		if k = colleague.Do(k, "agree"); k.State != "agreed" || named(c, p).Name != "张晓梅" {
			t.Errorf("%s %s", k.State, named(c, p).Name)
		}
		if got := clerk.Told(k); len(got) != 1 || strings.Contains(got[0], "没有") {
			t.Errorf("who proposed it was told %q", got)
		}
		c.Tick()
		if got := c.Texts("13800138000"); len(got) != 1 || !strings.Contains(got[0], "您登记的姓名（名称）已在窗口更正") {
			t.Errorf("the person was told %q", got)
		}
		boss.Get(path).Is(http.StatusForbidden)
		clerk.Post(path, "party", "person", "id_no", idNo(7)).Is(http.StatusOK, "张*梅", "以前登记的").Not("张小梅")
		c.Sound()
	})
}

// What is not agreed to: the second person says why, who proposed it takes it back, nobody looks within a working day,
// the record has been changed since.
func TestWhatIsNotAgreedTo(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		p := met(c, persons.Identity{Name: "张小梅", IDNo: idNo(7)})
		propose := func(name string) flow.Case {
			return proposed(clerk, found(clerk, "person", idNo(7), ""), "field", "name", "name_to", name)
		}
		k := colleague.Do(propose("张晓梅"), "decline", "reason", "户口簿上是张小梅")
		if got := clerk.Told(k); k.State != "declined" || len(got) != 1 || !strings.Contains(got[0], "户口簿上是张小梅") {
			t.Errorf("%s, told %q", k.State, got)
		}
		k = propose("张晓妹")
		colleague.Refused(k, fail.KindForbidden, "take_back", "由提出更正的人撤回", "reason", "x")
		if k = clerk.Do(k, "take_back", "reason", "看错了"); k.State != "declined" || c.View(people.TheOffice, k).Events[1].Note != "看错了" {
			t.Errorf("%s %+v", k.State, c.View(people.TheOffice, k).Events)
		}
		colleague.Refused(k, fail.KindConflict, "agree", "")
		first, second := propose("张梅"), propose("张小妹")
		c.At("2026-04-21 17:59")
		c.Tick()
		if got := c.Course(first); len(got) != 1 {
			t.Errorf("%q", got)
		}
		c.At("2026-04-21 18:00")
		c.Tick()
		if got := c.Course(first); got[len(got)-1] != "unagreed 04-21 18:00" {
			t.Errorf("%q", got)
		}
		colleague.Do(first, "agree")
		colleague.Refused(second, fail.KindConflict, "agree", "又改过")
		if got := named(c, p).Name; got != "张梅" {
			t.Error(got)
		}
		colleague.Do(second, "decline", "reason", "按现在的登记重新提出")
		c.Sound()
	})
}

// A telephone is all that is the person's: who holds it is agreed upon outside the hall that proposes, by a window
// above, a supervisor or a leader, unless the office has it otherwise.
func TestAnotherHallAgreesToATelephone(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		met(c, persons.Identity{Name: "张晓梅", IDNo: idNo(7)})
		propose := func(phone string) flow.Case {
			return proposed(clerk, found(clerk, "person", idNo(7), ""), "field", "account", "account_phone", phone)
		}
		turns := func(k flow.Case) (list []people.Role) {
			for _, t := range c.View(people.TheOffice, k).Turns {
				list = append(list, t.Role)
			}
			return list
		}
		k := propose("13600136000")
		if got := turns(k); !slices.Equal(got, []people.Role{people.Supervisor}) { // nobody is there: it is told as vacant
			t.Errorf("it lies with %q", got)
		}
		colleague.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "手机号没有凭验证码核验", "136****6000")
		colleague.Refused(k, fail.KindForbidden, "agree", "同一个大厅的窗口不能复核")
		both, county := c.Staff("陶然", window, oversees), c.Staff("韩冬", above)
		other := propose("13700137000")
		if got := turns(other); !slices.Equal(got, []people.Role{people.Window, people.Supervisor}) {
			t.Errorf("it lies with %q", got)
		}
		c.Later(time.Minute)
		if k = county.Do(k, "agree"); k.State != "agreed" {
			t.Error(k.State)
		}
		both.Refused(other, fail.KindConflict, "agree", "又改过")
		c.Later(time.Minute)
		other = propose("13500135000")
		other = both.Do(other, "agree") // in his other post
		if v := c.View(people.TheOffice, other); other.State != "agreed" || !strings.Contains(v.Events[1].Post, people.Supervisor.Name()) {
			t.Errorf("%s %+v", other.State, v.Events)
		}
		c.Limit("correct.other_hall", 0)
		c.Later(time.Minute)
		if last := colleague.Do(propose("13400134000"), "agree"); last.State != "agreed" {
			t.Error(last.State)
		}
		c.Sound()
	})
}

// Where the rules ask for it the person reads out a code that went to the telephone, and the second person is told whether he did.
func TestATelephoneIsProven(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk := c.Staff("周敏", window)
	boss := c.Staff("魏然", oversees)
	met(c, persons.Identity{Name: "张晓梅", IDNo: idNo(7)})
	met(c, persons.Identity{Name: "李秀英", IDNo: idNo(8)})
	begin := func() string { return found(clerk, "person", idNo(7), "") }
	clerk.Post(path+"/begin", "person", begin()).Is(http.StatusOK).Not("account_code")
	c.Limit("contact.window_code", door.PhoneAsked)
	person := begin()
	clerk.Post(path+"/begin", "person", person).Is(http.StatusOK, "account_code")
	said := []string{"person", person, "field", "account", "account_phone", "13600136000", "reason", "换号"}
	clerk.Post(path+"/propose", said...).Is(http.StatusUnprocessableEntity, "手机号还没有核对")
	clerk.Post(path+"/propose", append(said, "account_proven", "1")...).Is(http.StatusUnprocessableEntity, "手机号还没有核对") // whoever says so
	clerk.Post(path+"/propose", append(said, "do", "sms")...).Is(http.StatusOK)
	c.Tick()
	list := c.Texts("13600136000")
	if len(list) != 1 || len(c.Cases(identity.Kind)) != 0 {
		t.Fatalf("%q, %d corrections", list, len(c.Cases(identity.Kind)))
	}
	code := strings.FieldsFunc(list[0], func(r rune) bool { return r < '0' || r > '9' })[0]
	clerk.Post(path+"/propose", append(said, "account_code", "000000")...).Is(http.StatusUnprocessableEntity)
	clerk.Post(path+"/propose", append(said, "account_code", code)...).Is(http.StatusOK)
	boss.Get("/desk/cases/"+c.Newest(identity.Kind).Number()).Is(http.StatusOK, "手机号已凭验证码核验").Not("手机号没有凭")
	c.Limit("contact.window_code", 1)
	k := proposed(clerk, found(clerk, "person", idNo(8), ""), "field", "account", "account_phone", "13500135000")
	boss.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "手机号没有凭验证码核验")
	met(c, persons.Identity{Name: "王德明", IDNo: idNo(9)})
	k = proposed(clerk, found(clerk, "person", idNo(9), ""), "field", "account", "account_phone", "13500135009", "account_proven", "1") // whoever says so
	boss.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "手机号没有凭验证码核验")
}

// The page tells who looks: that another name is registered, that a record was just made. The registered name is masked
// until a correction is begun, by who has found it himself a short while ago; each look is logged.
func TestALookAtTheBookOfPeople(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		met(c, persons.Identity{Name: "张晓梅", IDNo: idNo(7)})
		look := func(pairs ...string) officetest.Seen {
			return clerk.Post(path, append([]string{"party", "person"}, pairs...)...)
		}
		look("id_no", idNo(7), "name", "张晓梅").Is(http.StatusOK, "张*梅", "窗口核对过证件").Not("与填写的不同", "照填写的登记", "张晓梅</dd>")
		page := look("id_no", idNo(7), "name", "张小梅").Is(http.StatusOK, "登记的姓名与填写的不同", "请对照证件", "张*梅").Not("张晓梅", "新的证件号")
		if n := looks(c, "按证件号查登记"); n != 2 {
			t.Errorf("%d looks are logged", n)
		}
		if n := looks(c, "查看登记的姓名"); n != 0 {
			t.Errorf("%d names were shown", n)
		}
		person := page.Find(`name="person"[^>]*value="([^"]+)"`)
		clerk.Post(path+"/begin", "person", person).Is(http.StatusOK, "张晓梅", "新的证件号").Not("法定代表人", "经办人")
		if n := looks(c, "查看登记的姓名"); n != 1 {
			t.Errorf("%d lines tell that a name was shown", n)
		}
		clerk.Post(path+"/begin", "person", "1").Is(http.StatusNotFound)
		for _, page := range []string{"/begin", "/propose"} { // what another has found
			colleague.Post(path+page, "person", person, "field", "name", "name_to", "x", "reason", "x").Is(http.StatusNotFound, "重新查登记").Not("张晓梅")
		}
		c.Later(30 * time.Minute)
		clerk.Back().Post(path+"/begin", "person", person).Is(http.StatusOK)
		c.Later(time.Second)
		clerk.Post(path+"/begin", "person", person).Is(http.StatusNotFound)
		c.Staff("陶然", people.Post{Role: people.Caller, Region: officetest.County}).Get(path).Is(http.StatusForbidden)

		look("id_no", idNo(21)).Is(http.StatusUnprocessableEntity, "这个证件号没有登记过")
		look("id_no", idNo(21), "name", "王未知").Is(http.StatusOK, "这个证件号没有登记过，已照填写的登记", "窗口核对过证件")
		look("id_no", idNo(21), "name", "王未知").Is(http.StatusOK).Not("照填写的登记")
		if n := looks(c, "照证件登记"); n != 1 {
			t.Errorf("%d records were made", n)
		}
		c.Limit("seek.hour", 1)
		look("id_no", idNo(7)).Is(http.StatusTooManyRequests)
	})
}

// From a case the page shows whose it is, to staff who see it and may learn that: not to whom it is about. The look is
// logged, and counts as one by number.
func TestWhoseACaseIs(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk, far := c.Staff("周敏", window), c.Staff("石磊", people.Post{Role: people.Window, Region: officetest.OtherTownship})
	p := met(c, persons.Identity{Name: "张晓梅", IDNo: idNo(7)})
	open := func(kind string, applicant int64, title ...string) string {
		title = append(title, "挂失")
		return c.Opened(people.TheOffice, flow.Opening{
			Kind: kind, Event: "begin", Region: officetest.Township, Title: title[0], Party: "张晓梅", Applicant: applicant,
		}).Number()
	}
	mine := open("matter", p.ID)
	clerk.Get(path+"?case="+mine).Is(http.StatusOK, "张*梅")
	if n := looks(c, "按办件查登记"); n != 1 {
		t.Errorf("%d looks are logged", n)
	}
	far.Get(path + "?case=" + mine).Is(http.StatusNotFound).Not("张*梅")
	for _, number := range []string{open("complaint", p.ID), open("matter", 0), "x"} {
		clerk.Get(path + "?case=" + number).Is(http.StatusNotFound).Not("张*梅")
	}
	if n := looks(c, "按办件查登记"); n != 1 {
		t.Errorf("%d looks are logged", n)
	}
	about := open("remark", p.ID, "窗口的周敏态度不好")
	clerk.Get(path + "?case=" + about).Is(http.StatusForbidden).Not("张*梅")
	c.Staff("何雪", window).Get(path+"?case="+about).Is(http.StatusOK, "张*梅")
	c.Limit("seek.hour", 1)
	clerk.Get(path + "?case=" + mine).Is(http.StatusTooManyRequests).Not("张*梅")
}

// What is corrected of a firm its legal representative hears, who was replaced too, and the agent whom it is about; by
// a message that names the firm, and people masked.
func TestAFirmHearsOfItsCorrections(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, boss := c.Staff("周敏", window), c.Staff("魏然", oversees)
		met(c, persons.Identity{Name: "张晓梅", IDNo: idNo(7), Phone: "13800138000"})
		met(c, persons.Identity{Name: "郑伪真", IDNo: idNo(11), Phone: "13900139000"})
		met(c, persons.Identity{Firm: true, Name: firm, IDNo: credit, Legal: "张晓梅"})
		correct := func(pairs ...string) flow.Case {
			t.Helper()
			k := boss.Do(proposed(clerk, found(clerk, "firm", credit, ""), pairs...), "agree")
			c.Tick()
			return k
		}
		told := func(phone string, n int, word string) {
			t.Helper()
			list := c.Texts(phone)
			if len(list) != n || n > 0 && (!strings.Contains(list[n-1], word) || !strings.Contains(list[n-1], "“"+firm+"”")) ||
				strings.Contains(strings.Join(list, ""), "郑伪真") {
				t.Errorf("%s was told %q", phone, list)
			}
		}
		agent := []string{"field", "agent", "agent_name", "郑伪真", "agent_no", idNo(11), "agent_until", "2026-07-10"}
		clerk.Post(path, "party", "firm", "id_no", credit, "name", "清溪旅社").Is(http.StatusOK, "登记的名称与填写的不同")
		person := found(clerk, "firm", credit, "")
		clerk.Post(path+"/begin", "person", person).Is(http.StatusOK, "法定代表人", "经办人姓名").Not("登录用的手机号（当面")
		clerk.Post(path+"/propose", append(agent, "person", person, "reason", "x")...).Is(http.StatusUnprocessableEntity) // without rights
		k := correct("field", "agent", "agent_name", "张晓梅", "agent_no", idNo(7), "agent_legal", "1")
		told("13800138000", 1, "经办人已在窗口更正：张*梅")
		if len(clerk.Told(k)) != 1 {
			t.Error("who proposed it was not told")
		}
		correct(append(agent, "agent_rights", "see,apply")...)
		told("13800138000", 2, "经办人已在窗口更正：郑*真")
		told("13900139000", 1, "经办人已在窗口更正：郑*真")
		clerk.Post(path, "party", "firm", "id_no", credit).Is(http.StatusOK, "郑*真", "2026年7月10日（含当日）", "没有期限").Not("7月11日")
		list, err := c.Persons.AgentsSeen(t.Context(), met(c, persons.Identity{Firm: true, Name: firm, IDNo: credit}))
		i := slices.IndexFunc(list, func(a persons.Agency) bool { return a.Agent == "郑伪真" })
		if err != nil || i < 0 || list[i].Given() != people.See|people.Apply || list[i].Legal {
			t.Errorf("%+v %v", list, err)
		}
		correct("field", "legal", "legal_to", "李新任")
		told("13800138000", 3, "法定代表人已在窗口更正：李*任")
		told("13900139000", 1, "经办人") // who does not manage the firm is told nothing
		c.Sound()
	})
}

// A passport that was renewed, and two records that are one person's.
func TestNumbersAndRecords(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
	met(c, persons.Identity{Name: "JOHN SMITH", Kind: "passport", IDNo: "E12345678"})
	look := func(number string) string {
		t.Helper()
		return clerk.Post(path, "party", "person", "id_kind", "passport", "id_no", number).Is(http.StatusOK).Find(`name="person"[^>]*value="([^"]+)"`)
	}
	k := proposed(clerk, look("E12345678"), "field", "number", "number_kind", "passport", "number_to", "E87654321")
	colleague.Get("/desk/cases/" + k.Number()).Is(http.StatusOK).Not("E87654321")
	colleague.Do(k, "agree")
	clerk.Post(path, "party", "person", "id_kind", "passport", "id_no", "E87654321").Is(http.StatusOK, "以前登记的").Not("E12345678")
	met(c, persons.Identity{Name: "JOHN SMITH", IDNo: idNo(15)})
	person := look("E87654321")
	clerk.Post(path+"/propose", "person", person, "field", "join",
		"join_name", "JOHN SMITH", "join_no", idNo(16), "reason", "x").Is(http.StatusUnprocessableEntity)
	k = proposed(clerk, person, "field", "join", "join_name", "JOHN SMITH", "join_no", idNo(15))
	if k = colleague.Do(k, "agree"); k.State != "agreed" {
		t.Error(k.State)
	}
}

// The name that a window has just seen where the number stands under another is proposed by itself, by who may; whose
// post proposes nothing leaves it. In a village with one assistant the second person sits in the township.
func TestTwoNamesOfANumber(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk := c.Staff("周敏", people.Post{Role: people.Window, Region: officetest.Village})
	other := c.Staff("陶然", people.Post{Role: people.Output, Region: officetest.Township})
	before := met(c, persons.Identity{Name: "何旧名", IDNo: idNo(15)})
	differs := func(by *officetest.Somebody, p persons.Person) int {
		t.Helper()
		err := c.DB.Tx(t.Context(), func(tx *db.DB) error {
			return identity.New(c.Office).Differs(t.Context(), tx, by.Actor(), p)
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(c.Cases(identity.Kind))
	}
	if n := differs(clerk, before); n != 0 {
		t.Errorf("%d corrections of one name", n)
	}
	p := met(c, persons.Identity{Name: "何新名", IDNo: idNo(15)})
	if n := differs(other, p); n != 0 {
		t.Errorf("%d corrections by who proposes none", n)
	}
	if n := differs(clerk, p); n != 1 {
		t.Fatalf("%d corrections", n)
	}
	k := c.Newest(identity.Kind)
	if k.Applicant != before.ID || k.Region != officetest.Village {
		t.Errorf("%+v", k)
	}
	clerk.Refused(k, fail.KindForbidden, "agree", "另一人")
	c.Staff("何雪", window).Do(k, "agree")
	if got := named(c, before).Name; got != "何新名" {
		t.Error(got)
	}
}

// Who has no post that proposes is told who does, and nothing is opened; of several posts it is the first that proposes.
func TestWhoProposesACorrection(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	p := met(c, persons.Identity{Name: "张小梅", IDNo: idNo(7)})
	output := people.Post{Role: people.Output, Region: officetest.Township}
	for _, one := range []struct {
		name  string
		posts []people.Post
		at    region.Code // "" nowhere
	}{
		{"陶然", []people.Post{output}, ""}, {"魏然", []people.Post{oversees, leads}, ""}, {"郑平", nil, ""},
		{"周敏", []people.Post{output, window, above}, officetest.Township},
		{"何雪", []people.Post{{Role: people.Officer, Region: officetest.County}, window}, officetest.County},
	} {
		who, before := c.Staff(one.name, one.posts...).Actor(), len(c.Cases(identity.Kind))
		var k flow.Case
		err := c.DB.Tx(t.Context(), func(tx *db.DB) (err error) {
			k, err = identity.New(c.Office).Propose(t.Context(), tx, who, p,
				form.Values{"field": persons.FieldName, "name_to": "张晓梅", "reason": "见身份证"}, flow.Once{})
			return err
		})
		refused := fail.Is(err, fail.KindForbidden) && strings.Contains(err.Error(), "由窗口的工作人员提出")
		if refused != (one.at == "") || k.Region != one.at || (len(c.Cases(identity.Kind)) == before) != refused {
			t.Errorf("%s: %v, %+v", one.name, err, k)
		}
	}
}
