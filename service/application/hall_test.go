package application_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/catalog"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application"
	"wuyou/service/application/course"
)

// town fires the rows of the table as far as it comes to them: the tests of course fire all.
var town = officetest.Town{
	Elsewhere: true,
	Services: func(o *office.Office) []door.Service {
		s := application.New(o, device.New(o), course.Options{Tries: o.Profile.Tries, Defaults: o.Profile.Defaults})
		services.Store(o, s)
		return []door.Service{s.Service(), officetest.Made(others, nil), officetest.Levels()}
	},
	Routes: func(o *office.Office) []web.Route {
		return []web.Route{{Method: "GET", Path: "/my", Access: people.SignedIn, Title: "我的", Handle: func(w http.ResponseWriter,
			r *http.Request) error {
			list, err := o.House.Services[0].Mine(r.Context(), people.VisitorOf(r.Context()))
			tell(w, list)
			return err
		}}}
	},
	Parts: []db.Migrations{device.Schema()},
	Fill: func(c *officetest.City) {
		for _, it := range []catalog.Item{permit(), card(), onlyHere()} {
			c.Offer(it)
		}
	},
}

// services are those of the offices of the tests.
var services sync.Map

func TestMain(m *testing.M) { town.Main(m) }

// others are cases of another kind.
var others = flow.Table{
	Kind: "other", Title: "别的事", Known: true, Phases: []string{"办理"},
	States: []flow.State{{Code: "begun", Name: "办结", Public: "办结", Final: true}},
	Rows:   []flow.Row{{Event: "begin", Name: "开始", By: flow.Who{Office: true}, To: "begun"}},
}

// tell writes sections in plain text.
func tell(w http.ResponseWriter, list []door.Section) {
	for _, part := range list {
		fmt.Fprintln(w, part.Title)
		for _, row := range part.Table.Rows {
			for _, cell := range row.Cells {
				fmt.Fprint(w, cell.Text, " ", cell.Href, "\t")
			}
			fmt.Fprintln(w)
		}
	}
}

// The items: one with everything an item can ask, one that the city's defaults complete, and one that is received at windows alone.
const (
	permitCode, cardCode, hereCode = "TEST-PERMIT", "TEST-CARD", "TEST-HERE"
	permitName, cardName, hereName = "青云游艺证核发", "社会保障卡挂失", "护照换发"
)

func permit() catalog.Item {
	none := 0
	return catalog.Item{
		Code: permitCode, Name: permitName, Kind: "01", Dept: "人社局", Audience: []string{"1", "2"}, Online: true, Free: true,
		Sink:      "township",
		Statutory: &catalog.Limit{N: 20, Unit: "workday", Basis: "《行政许可法》第四十二条"}, Promised: &catalog.Limit{N: 7, Unit: "workday"},
		Visits: &none, Conditions: []string{"住在本市。"}, Basis: []catalog.Basis{{Law: "测试法", Clause: "第一条"}},
		Materials: []catalog.Material{
			{Key: "id", Name: "身份证", Need: "1", Source: "20", Exempt: true},
			{Key: "table", Name: "游艺申请表", Need: "1", Source: "10", Made: true},
			{Key: "photo", Name: "近期照片", Need: "1", Source: "10", Spec: "白底，近三个月。"},
			{Key: "letter", Name: "委托书", Need: "2", When: "别人代办", Source: "10"},
			{Key: "plan", Name: "场地图", Need: "3", Source: "10", Days: 5},
			{Key: "rules", Name: "安全制度", Need: "1", Source: "10"},
		},
		Steps:   []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}}, Term: &catalog.Limit{N: 3, Unit: "workday"}}},
		Results: []catalog.Result{{Name: "游艺证", Kind: "30"}}, Delivery: []string{"pickup", "courier", "electronic"},
		Form: form.Form{Fields: []form.Field{
			{Name: "who_name", Label: "姓名", Type: form.Text, Required: true, Prefill: "name"},
			{Name: "who_no", Label: "证件号码", Type: form.IDNo, Prefill: "id_no"},
			{Name: "phone", Label: "联系手机", Type: form.Phone, Required: true, Prefill: "phone"},
			{Name: "firm", Label: "单位全称", Type: form.Text, Prefill: "firm_name"},
			{Name: "home", Label: "住在哪里", Type: form.Region},
			{Name: "size", Label: "场地大小", Type: form.Choice, Required: true, Options: form.Pairs("small", "小型", "large", "大型")},
			{Name: "note", Label: "要说明的", Type: form.Area, Max: 200},
		}},
		Commit: &catalog.Commit{Promise: "安全制度齐全。", Materials: []string{"rules"}},
		Situations: []catalog.Situation{
			{Key: "who", Ask: "谁来办？", Answers: []catalog.Answer{
				{Value: "self", Label: "本人"}, {Value: "kin", Label: "别人代办", Add: []string{"letter"}, Note: "代办人也要带身份证。"}}},
			{Key: "lost", Ask: "原来的证丢了吗？", Answers: []catalog.Answer{
				{Value: "no", Label: "没有丢"}, {Value: "yes", Label: "丢了", Block: "您要办的是挂失。", Instead: cardCode}}},
			{Key: "size", Ask: "场地多大？", Answers: []catalog.Answer{
				{Value: "small", Label: "小型", Drop: []string{"plan"}, Promise: &catalog.Limit{N: 3, Unit: "workday"}}, {Value: "large",
					Label: "大型"}}},
		},
	}
}

// card lacks what a guide must have: the city's defaults complete it.
func card() catalog.Item {
	return catalog.Item{Code: cardCode, Name: cardName, Kind: "20", Dept: "人社局"}
}

func onlyHere() catalog.Item {
	it, once := permit(), 1
	it.Code, it.Name, it.Online, it.Visits, it.VisitReason, it.Dept = hereCode, hereName, false, &once, "核验照片", "公安局"
	it.Materials, it.Situations, it.Commit, it.Form = it.Materials[:1], nil, nil, form.Form{Fields: it.Form.Fields[:1]}
	return it
}

// hall is a city with who receives, reviews and hands out in its first county.
type hall struct {
	*officetest.City

	clerk, colleague *officetest.Somebody // at windows of the county
	below, above     *officetest.Somebody // at those of its township and of the city
	far              *officetest.Somebody // of the other county
	counter          *officetest.Somebody // where the county hands results out
	reviewer, head   *officetest.Somebody // of the department
	issuer           *officetest.Somebody
	overseer         *officetest.Somebody // of the county
}

func hallOf(c *officetest.City) *hall {
	h := &hall{City: c}
	at := func(name string, role people.Role, place region.Code, title string) *officetest.Somebody {
		return c.Staff(name, people.Post{Role: role, Region: place, Title: title})
	}
	h.clerk, h.colleague = at("周敏", people.Window, officetest.County, "综合窗口 3 号"), at("王磊", people.Window, officetest.County, "综合窗口 5 号")
	h.below, h.above = at("陈静", people.Window, officetest.Township, ""), at("罗春", people.Window, officetest.Whole, "")
	h.far = at("石磊", people.Window, officetest.OtherCounty, "")
	h.counter, h.overseer = at("孙涛", people.Output, officetest.County, ""), at("何国强", people.Supervisor, officetest.County, "")
	of := func(name string, role people.Role) *officetest.Somebody {
		return c.Staff(name, people.Post{Role: role, Region: officetest.County, Dept: h.dept("人社局")})
	}
	h.reviewer, h.head, h.issuer = of("何雪", people.Reviewer), of("陶然", people.Head), of("韩冬", people.Issuer)
	return h
}

// dept is the code of a department of the county.
func (h *hall) dept(name string) string {
	h.T.Helper()
	list := h.Catalog.Depts(officetest.County)
	i := slices.IndexFunc(list, func(d catalog.Dept) bool { return strings.HasSuffix(d.Name, name) && d.Region == officetest.County })
	if i < 0 {
		h.T.Fatal("no department ", name)
	}
	return list[i].Code
}

func (h *hall) service() *application.Service {
	s, _ := services.Load(h.Office)
	return s.(*application.Service)
}

// item is the number of an item in addresses.
func (h *hall) item(code string) string {
	h.T.Helper()
	e, err := h.Catalog.ByCode(code)
	if err != nil {
		h.T.Fatal(code, err)
	}
	return fmt.Sprint(e.ID)
}

// offerAt publishes an item at one place alone.
func (h *hall) offerAt(it catalog.Item, place ...region.Code) {
	h.T.Helper()
	m := catalog.Import{By: people.TheOffice, Regions: h.Regions, City: h.City.City, Offer: place}
	err := h.DB.Tx(h.T.Context(), func(tx *db.DB) error {
		if err := m.Items(h.T.Context(), tx, h.Catalog, []catalog.Item{it}); err != nil {
			return err
		}
		return tx.Changed(h.T.Context(), "catalog")
	})
	if err == nil {
		err = h.Catalog.Load(h.T.Context())
	}
	if err != nil {
		h.T.Fatal(err)
	}
}

// idNo makes a valid number of a citizen.
func idNo(n int) string { return born(10000*(1950+n%50)+100*(n%12+1)+n%28+1, n) }

// born is the number of the n-th person, who was born on a day.
func born(day, n int) string {
	s, sum := fmt.Sprintf("511402%08d%03d", day, n%999), 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

// phone is the telephone of the n-th person.
func phone(n int) string { return fmt.Sprintf("1380013%04d", n) }

const firmName, firmCode = "清溪民宿", "11511301008778183N"

// citizen has signed in and said who he is; n is of his number and of his telephone.
func (h *hall) citizen(n int, name string) *officetest.Somebody {
	h.T.Helper()
	z := h.Citizen(phone(n))
	if _, err := h.Persons.RealName(h.T.Context(), z.Visitor(), persons.Identity{Name: name, IDNo: idNo(n)}); err != nil {
		h.T.Fatal(name, err)
	}
	return z
}

// field is the value of a hidden field.
func field(s officetest.Seen, name string) string {
	s.T.Helper()
	return s.Find(`<input type="hidden"[^>]* name="` + name + `"[^>]* value="([^"]*)"`)
}

// with is a form with more pairs, which go before what it has of the same names.
func with(pairs []string, more ...string) []string {
	out := slices.Clone(more)
	for i := 0; i+1 < len(pairs); i += 2 {
		again := false
		for j := 0; j+1 < len(more); j += 2 {
			again = again || more[j] == pairs[i]
		}
		if !again {
			out = append(out, pairs[i], pairs[i+1])
		}
	}
	return out
}

// The files that are handed in.
var (
	photo = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")
	paper = []byte("%PDF-1.4 制度")
)

// The answers with which a citizen begins and the ones that he fills in.
var (
	situation = []string{"place", string(officetest.County), "for", "self", "s_who", "self", "s_lost", "no", "s_size", "large"}
	forKin    = with(situation, "for", "other", "other_name", "李老", "other_id_no", idNo(9), "other_phone", phone(9), "relation", "relative",
		"consent", "1",
		"s_who", "kin")
	filledIn = []string{"who_name", "张晓梅", "phone", phone(1), "size", "large", "note", "请周末以外的时间来", "delivery", "pickup", "go", "next"}
)

// begun has a citizen begin an application and is the address of his draft.
func (h *hall) begun(z *officetest.Somebody, answers ...string) string {
	h.T.Helper()
	at := whole(z.Post("/apply/"+h.item(permitCode), answers...).Is(http.StatusOK, "填表和交材料").At)
	if !strings.HasPrefix(at, "/apply/drafts/") {
		h.T.Fatal("begun at ", at)
	}
	return at
}

// whole is the address of a draft on one page, of that of a part.
func whole(at string) string {
	at, _, _ = strings.Cut(at, "?")
	return at
}

// handsIn adds to a draft the files that must be there.
func handsIn(z *officetest.Somebody, draft string) {
	z.City.T.Helper()
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	z.Send(draft+"/files/rules", "m_rules", "制度.pdf", paper).Is(http.StatusOK)
}

// checked fills a draft in and is the page on which it is checked.
func checked(z *officetest.Somebody, draft string, more ...string) officetest.Seen {
	z.City.T.Helper()
	page := z.Get(draft).Is(http.StatusOK)
	return z.Post(draft, with(filledIn, with(more, "made", page.Find(`name="made" value="([^"]*)"`))...)...).Is(http.StatusOK, "核对后提交")
}

// filed sends the application of a draft that lacks nothing but the map, and is its case.
func (h *hall) filed(z *officetest.Somebody, draft string, more ...string) flow.Case {
	h.T.Helper()
	page := checked(z, draft, more...)
	receipt := z.Post(draft+"/submit", "shown", field(page, "shown"), "true", "1", "signed", h.name(z)).Is(http.StatusOK, "申请已提交")
	return h.at(receipt)
}

// name is who a citizen has said to be.
func (h *hall) name(z *officetest.Somebody) string { return z.Visitor().Account.Name }

// at is the case whose number ends the address of a page.
func (h *hall) at(s officetest.Seen) flow.Case {
	h.T.Helper()
	at, _, _ := strings.Cut(s.At, "?")
	k, err := h.Engine.ByNumber(h.T.Context(), at[strings.LastIndex(at, "/")+1:])
	if err != nil {
		h.T.Fatal(s.At, err)
	}
	return k
}

// kept is what is kept of an application.
func (h *hall) kept(k flow.Case) *course.Application {
	h.T.Helper()
	a, err := h.service().Load(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	return a
}

// submission is one for the card, in the county and of the n-th person.
func (h *hall) submission(n int) course.Submission {
	return course.Submission{
		Place: officetest.County, Applicant: persons.Identity{Name: "张晓梅", IDNo: idNo(n), Phone: phone(n)},
		Form: form.Values{"request": "卡丢了，要挂失"}, Delivery: "pickup",
	}
}

// submissionOf is one of the n-th person from the net.
func (h *hall) submissionOf(n int) course.Submission {
	sub := h.submission(n)
	e, err := h.Catalog.ByCode(cardCode)
	if err != nil {
		h.T.Fatal(err)
	}
	sub.Item, sub.Channel = e.ID, flow.ByOnline
	return sub
}

// received has the window of the county take a submission for the card in and accept it.
func (h *hall) received(sub course.Submission, outcome string) flow.Case {
	h.T.Helper()
	e, err := h.Catalog.ByCode(cardCode)
	if err != nil {
		h.T.Fatal(err)
	}
	sub.Item = e.ID
	clerk := h.clerk.Actor()
	sub.Proven = sub.Applicant.Phone
	k, err := h.service().Receive(people.WithVisitor(h.T.Context(), people.Visitor{Actor: clerk, IP: "127.0.0.1"}), clerk, sub, outcome,
		nil)
	if err != nil {
		h.T.Fatal(err)
	}
	return k
}

// ready is a result that waits to be handed out, by a way of delivery.
func (h *hall) ready(n int, way string) flow.Case {
	h.T.Helper()
	sub := h.submission(n)
	sub.Delivery = way
	if way == "courier" {
		sub.Address = course.Address{Name: "李建军", Phone: "13700137007", Street: "东岸区滨江路 8 号 2 单元"}
	}
	return h.decided(h.received(sub, "accept"))
}

// decided has the department approve what it reviews.
func (h *hall) decided(k flow.Case) flow.Case {
	h.T.Helper()
	h.reviewer.Do(k, "claim")
	h.reviewer.Do(k, "sign", "verdict", "yes", "opinion", "属实")
	return h.head.Do(k, "approve")
}

// looks are the lines of the audit log of an act, the oldest first.
func (h *hall) looks(act string) []audit.Line {
	h.T.Helper()
	list, err := h.Audit.Lines(h.T.Context(), audit.Filter{Act: act}, 0, 100)
	if err != nil {
		h.T.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

// files are the names of the papers of a case.
func (h *hall) papers(k flow.Case) (codes []string) {
	h.T.Helper()
	list, err := h.Documents.OfCase(h.T.Context(), k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	return codes
}
