package application

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// The applications of the demonstration.

// story is what happened to one case: a way in, and what was done on which working day before today.
type story struct {
	item  string // a code, or the file of a complete item
	who   int    // applicant
	born  int    // his year of birth, where the matter is one of his age
	place string // "": the first county; "town", "village", or the place of a county
	by    string // login at the window; "": online
	way   string // delivery
	days  []door.Deed
}

// demo are the happenings of the stories.
func (s *Service) demo(d *door.Demo) (list []door.Happening, err error) {
	for i, one := range demoStories {
		list = append(list, s.told(d, i, one)...)
	}
	return list, nil
}

// tell makes the happenings of a story. Its steps of one day follow each other by a good half hour;
// those of today have just been done.
func (s *Service) told(d *door.Demo, i int, one story) []door.Happening {
	var number int64
	var list []door.Happening
	for n, step := range one.days {
		at := d.Day(step.Ago).Add(9*time.Hour + time.Duration(i*7%60+n*41)*time.Minute)
		if step.Ago == 0 {
			at = d.Today.Add(-time.Duration(90-i%30-n*10) * time.Minute)
		}
		list = append(list, door.Happening{At: at, Do: func(ctx context.Context) (err error) {
			if n == 0 {
				number, err = s.begin(ctx, d, one, step)
			} else {
				err = s.goOn(ctx, d, number, step)
			}
			if err != nil {
				return fmt.Errorf("story %d (%s), step %d %s: %w", i, one.item, n, step.Event, err)
			}
			return nil
		}})
	}
	return list
}

// DemoFile has a window file an application of the n-th made-up applicant, as a story begins, and returns the case.
func (s *Service) DemoFile(ctx context.Context, d *door.Demo, item string, n int, place, by string, first door.Deed) (int64, error) {
	return s.begin(ctx, d, story{item: item, who: n, place: place, by: by}, first)
}

// begin opens the case of a story.
func (s *Service) begin(ctx context.Context, d *door.Demo, one story, step door.Deed) (int64, error) {
	found, err := d.Item(one.item)
	if err != nil {
		return 0, err
	}
	e, it, err := s.Catalog.Current(ctx, found.ID)
	if err != nil {
		return 0, err
	}
	it = s.Complete(it)
	sub := course.Submission{Item: e.ID, Place: d.Place(one.place), Applicant: door.MadeApplicant(one.who), Delivery: one.way}
	if one.born != 0 {
		sub.Applicant.IDNo = door.MadeIDNoOf(one.born, one.who)
	}
	it, told := it.Of(sub.Applicant.Born(), s.Today())
	sub.Home, sub.Proven = sub.Place, sub.Applicant.Phone
	if one.way == "courier" {
		sub.Address = course.Address{
			Name: sub.Applicant.Name, Phone: door.MadePhone(one.who),
			Street: d.Regions.Name(sub.Place) + "滨江路 " + strconv.Itoa(one.who+1) + " 号",
		}
	}
	sub.Answers = guided(it, told)
	sub.Form = filled(it.Form, sub.Applicant, d.Regions.Name(sub.Place), sub.Place)
	list, err := it.Guide(sub.Answers)
	if err != nil {
		return 0, err
	}
	ctx = people.WithVisitor(ctx, d.Citizen)
	for _, m := range list.Materials {
		h := course.Handed{Key: m.Key, State: course.Paper}
		switch {
		case m.Exempt:
			h.State = course.Exempt
		case one.by == "" && m.Made:
			h.State = course.Lacking
		case one.by == "":
			f, err := d.Files.Put(ctx, bytes.NewReader(door.MadePaper()), m.Name+".png", people.Citizen, d.Citizen.Account.ID)
			if err != nil {
				return 0, err
			}
			h.State, h.Files = course.Uploaded, []int64{f.ID}
		case step.In["later"] == m.Key:
			h.State = course.Later
		}
		sub.Materials = append(sub.Materials, h)
	}
	if one.by == "" {
		sub.Channel, sub.Person, sub.Signed = flow.ByOnline, d.Citizen.Actor.ID, d.Citizen.Actor.Name
		k, _, err := s.Submit(ctx, d.Citizen.Actor, sub)
		return k.ID, err
	}
	sub.Signed = "1" // what is promised is signed at the window
	clerk, err := d.Actor(ctx, one.by)
	if err != nil {
		return 0, err
	}
	k, err := s.Receive(people.WithVisitor(ctx, people.Visitor{Actor: clerk}), clerk, sub, step.Event, step.In)
	return k.ID, err
}

// goOn does a step of a story. Who hands a result out is told the code.
func (s *Service) goOn(ctx context.Context, d *door.Demo, id int64, step door.Deed) error {
	a, err := s.Load(ctx, s.DB, id)
	if err != nil {
		return err
	}
	if a.Pickup != "" {
		step.In["code"] = a.Pickup
	}
	return d.Go(ctx, id, step)
}

// guided answers an item's questions by the first answer that leads on, beside those that are told.
func guided(it *catalog.Item, told catalog.Answers) catalog.Answers {
	a := catalog.Answers{}.With(told)
	for {
		list, err := it.Guide(a)
		if err != nil || list.Open == nil {
			return a
		}
		i := slices.IndexFunc(list.Open.Answers, func(x catalog.Answer) bool { return x.Block == "" })
		a[list.Open.Key] = list.Open.Answers[max(i, 0)].Value
	}
}

// filled fills an item's form in for an applicant.
func filled(f form.Form, who persons.Identity, place string, code region.Code) form.Values {
	v := form.Values{}
	natural := who
	if who.Firm {
		natural = persons.Identity{Name: who.Legal, IDNo: door.MadeIDNo(90), Phone: who.Phone}
	}
	known := map[string]string{
		"name": natural.Name, "id_no": natural.IDNo, "phone": who.Phone, "firm_name": who.Name, "firm_code": who.IDNo,
		"legal_person": natural.Name, "address": place + "滨江路 12 号",
	}
	for _, q := range f.Fields {
		switch {
		case q.When != "" && !q.Asked(v):
		case known[q.Prefill] != "":
			v[q.Name] = known[q.Prefill]
		case !q.Required && q.Type != form.Bool:
		default:
			v[q.Name] = sampleAnswer(q, natural, place, code)
		}
	}
	return v
}

func sampleAnswer(q form.Field, who persons.Identity, place string, code region.Code) string {
	switch q.Type {
	case form.Choice, form.Choices:
		return q.Options[0].Value
	case form.Bool:
		if q.Required {
			return "1"
		}
		return ""
	case form.Date:
		return "2026-01-15"
	case form.Number:
		n := max(q.Low, 20)
		if q.High > 0 {
			n = min(n, q.High)
		}
		return strconv.FormatInt(n, 10)
	case form.Money:
		return "100000"
	case form.Phone:
		return who.Phone
	case form.IDNo:
		return who.IDNo
	case form.Credit:
		return door.MadeCredit(1)
	case form.Account:
		return "6228480402564890018"
	case form.Address:
		return place + "滨江路 12 号"
	case form.Region:
		return string(code)
	}
	for _, known := range []struct{ word, text string }{
		{"姓名", who.Name}, {"联系人", who.Name}, {"单位", place + "人民医院"}, {"名称", place + "滨江商行"}, {"银行", "农业银行"}, {"学校", place + "第一中学"},
		{"学科", "语文"}, {"申请内容", "按申请表办理"}, {"地点", place + "滨江路口"}, {"位置", place + "滨江路口"}, {"编号", "20260018"}, {"号", "20260018"},
	} {
		if strings.Contains(q.Label, known.word) {
			return known.text
		}
	}
	return "见申请表"
}

// on is a step of a story.
var on = door.Did

// took is a window that accepts at once.
func took(ago int) door.Deed { return on(ago, "accept") }

// sent is an application that came online.
func sent(ago int) door.Deed { return on(ago, "") }

func signed(ago int, opinion string) door.Deed {
	return on(ago, "sign", "verdict", "yes", "opinion", opinion)
}

// demoStories are some weeks of a city. Those of applicant 0 are the demonstration's citizen's.
var demoStories = []story{
	// The citizen's own: finished, waiting for her, on its way, under way, asked.
	{item: "社会保障卡挂失", who: 0, days: []door.Deed{sent(30), took(29), signed(28, "身份核对无误。"), on(28, "approve"), on(26, "hand_out")}},
	{item: "护士延续执业注册", who: 0, way: "courier", days: []door.Deed{
		sent(9), took(8), on(8, "claim"), signed(7, "执业经历、体检合格。"), on(5, "approve", "opinion", "准予延续注册。"),
		on(4, "make", "number", "护注延字第 20260312 号", "years", "5"),
		on(3, "dispatch", "company", "邮政速递", "tracking", "EMS1108823341"),
	}},
	{item: "居住证办理", who: 0, days: []door.Deed{sent(4), on(3, "correct", "points", "live", "what", "租房合同缺房东签字，请补签后重新上传。")}},
	{item: "教师资格认定", who: 0, days: []door.Deed{sent(6), took(5), on(5, "claim"), on(2, "ask", "text", "普通话证书上的姓名和身份证不一致，请说明。")}},
	{item: "城乡居民基本养老保险参保登记", who: 0, days: []door.Deed{sent(1)}},

	// Waiting at the windows.
	{item: "公共场所卫生许可延续", who: 2, by: "zhoumin", days: []door.Deed{on(4, "")}},
	{item: "设置大型户外广告的审批", who: 5, by: "wanglei", days: []door.Deed{on(2, "")}},
	{item: "申领《四川省老年人优待证》", who: 1, by: "zhoumin", days: []door.Deed{on(0, "")}},
	{item: "公司设立登记", who: 8, by: "zhoumin", days: []door.Deed{on(1, "")}},
	{item: "残疾人证新办", who: 3, place: "town", by: "chenjing", days: []door.Deed{on(3, "")}},
	{item: "老年人高龄津贴", who: 4, born: 1939, place: "village", by: "luocun", days: []door.Deed{on(1, "")}},
	{item: "城乡居民基本养老保险参保登记", who: 6, place: "village", by: "luocun", days: []door.Deed{took(3)}},
	{item: "社会保障卡申领", who: 7, place: "town", by: "chenjing", days: []door.Deed{
		took(4), signed(3, "可以制卡。"), on(3, "approve"), on(2, "make", "number", "SBK2026 0091", "open_end", "printed"),
	}},
	{item: "医师执业证书", who: 9, by: "wanglei", days: []door.Deed{
		on(2, "propose_refusal", "ground", "not_ours", "reason", "执业地点在外省，依法由执业地卫生健康部门办理。",
			"go_to", "拟执业机构所在地的卫生健康局"),
	}},

	// With the department: waiting, claimed, sent back, bounced, stopped, late.
	{item: "公共场所卫生许可新办审批", who: 11, by: "zhoumin", days: []door.Deed{
		on(7, "accept", "later", "rules"), on(6, "claim"), signed(6, "材料齐全，图纸与说明一致。"),
		on(4, "inspect", "found", "布局与平面图一致，消毒设施齐全。"),
	}},
	{item: "公共场所卫生许可新办审批", who: 14, by: "wanglei", days: []door.Deed{took(13), on(12, "claim"), signed(11, "材料齐全。")}},
	{item: "取水许可证新办审批", who: 17, by: "zhoumin", days: []door.Deed{
		took(9), on(9, "claim"), on(7, "stop", "kind", "专家评审", "days", "15", "reason", "取水量较大，需专家评审水资源论证。"),
	}},
	{item: "公共场所卫生许可变更", who: 20, by: "wanglei", days: []door.Deed{took(8), on(7, "claim"), on(6, "bounce", "fault", "wrong", "reason", "变更后的营业执照没有附上，请补收。")}},
	{item: "公共场所卫生许可变更", who: 23, by: "zhoumin", days: []door.Deed{took(6)}},
	{item: "公共场所卫生许可延续", who: 26, by: "zhoumin", days: []door.Deed{
		took(11), on(10, "claim"), signed(8, "符合延续条件。"), on(7, "send_back", "reason", "检测报告已过期，请核对。"),
	}},
	{item: "护士变更执业注册", who: 10, by: "wanglei", days: []door.Deed{took(9)}},
	{item: "医师执业证书", who: 12, by: "zhoumin", days: []door.Deed{took(3), on(2, "claim")}},
	{item: "设置大型户外广告的审批", who: 29, by: "zhoumin", days: []door.Deed{took(4), on(3, "claim"), signed(3, "设计图、结构安全说明齐全。")}},
	{item: "取水许可证延续", who: 32, by: "wanglei", days: []door.Deed{took(2)}},
	{item: "护士延续执业注册", who: 13, by: "zhoumin", days: []door.Deed{took(3), signed(2, "材料属实。")}},
	{item: "公共场所卫生许可延续", who: 35, by: "wanglei", days: []door.Deed{took(10), on(9, "claim"), on(4, "request_extension", "reason", "现场整改需要时间。")}},

	// The result: being made, to be fetched, on its way, by wire.
	{item: "护士延续执业注册", who: 15, by: "wanglei", days: []door.Deed{took(6), signed(5, "材料属实。"), on(3, "approve")}},
	{item: "护士延续执业注册", who: 16, by: "zhoumin", way: "pickup", days: []door.Deed{
		took(8), signed(7, "材料属实。"), on(5, "approve"), on(4, "make", "number", "护注延字第 20260310 号", "years", "5"),
	}},
	{item: "公共场所卫生许可变更", who: 38, by: "zhoumin", days: []door.Deed{took(12), signed(9, "符合变更条件。"), on(8, "approve")}},
	{item: "公共场所卫生许可延续", who: 41, by: "wanglei", days: []door.Deed{
		took(14), on(11, "sign", "verdict", "no", "opinion", "检测报告不合格，不符合延续条件。"),
		on(9, "deny", "reason", "空气质量检测两项不合格。", "basis", "《公共场所卫生管理条例》第四条"),
	}},

	// Finished, some of them late; ended without a result.
	{item: "护士延续执业注册", who: 18, by: "zhoumin", way: "pickup", days: []door.Deed{
		took(28), signed(27, "材料属实。"), on(25, "approve"), on(24, "make", "number", "护注延字第 20260288 号", "years", "5"),
		on(22, "hand_out"),
	}},
	{item: "公共场所卫生许可变更", who: 44, by: "wanglei", days: []door.Deed{took(31), signed(30, "符合条件。"), on(29, "approve"), on(27, "hand_out")}},
	{item: "公共场所卫生许可延续", who: 47, by: "zhoumin", days: []door.Deed{took(31), signed(8, "整改后符合条件。"), on(7, "approve"), on(5, "hand_out")}},
	{item: "社会保障卡挂失", who: 19, by: "wanglei", days: []door.Deed{took(20), signed(20, "身份核对无误。"), on(19, "approve"), on(18, "hand_out")}},
	{item: "社会保障卡挂失", who: 21, place: "1", by: "window2", days: []door.Deed{took(15), signed(14, "身份核对无误。"), on(14, "approve"), on(12, "hand_out")}},
	{item: "公共场所卫生许可变更", who: 24, place: "2", by: "window3", days: []door.Deed{took(14)}},
	{item: "城乡居民基本养老保险参保登记", who: 22, place: "3", by: "window4", days: []door.Deed{took(2)}},
	{item: "护士变更执业注册", who: 25, place: "4", by: "window5", days: []door.Deed{took(1)}},
	{item: "老年人高龄津贴", who: 27, born: 1941, place: "5", by: "window6", days: []door.Deed{took(9), signed(7, "年龄、户籍核对无误。")}},
	{item: "残疾人证新办", who: 28, by: "zhoumin", days: []door.Deed{
		on(18, "propose_refusal", "ground", "not_needed", "reason", "已持有有效残疾人证，不需要再次新办。"), on(17, "refuse"),
	}},
}
