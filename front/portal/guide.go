package portal

import (
	"fmt"
	"net/url"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/people"
	"wuyou/office/region"
)

// explain fills the guide of an item's version for a place.
func (f *Front) explain(p *guideData, e catalog.Entry, it *catalog.Item, v catalog.Version, place region.Code) {
	p.ItemID, p.Name, p.Item = e.ID, it.Name, it
	p.Facts = facts(it)
	p.Materials = materials(it.Materials, "#sample-")
	for _, m := range it.Materials {
		if m.Sample != "" {
			p.Samples = append(p.Samples, sample{ID: "sample-" + m.Key, Name: m.Name, Text: m.Sample})
		}
	}
	p.Steps = f.procedure(it)
	p.Basics = f.basics(it)
	p.Missing = it.Missing()
	p.Version = fmt.Sprintf("第 %d 版", v.Version)
	if v.PublishedAt != 0 {
		p.Version += "，" + page.Date(calendar.At(v.PublishedAt)) + "发布"
	}
	f.handled(p, e, it, place)
	f.ways(p, e, it, place)
	f.warn(p, e, it, v)
	p.Contents = contents(p)
	for _, one := range f.House.Services {
		if one.OnItem != nil {
			p.Beside = append(p.Beside, one.OnItem(e.ID)...)
		}
	}
}

// facts are the few things asked first, as far as they are known.
func facts(it *catalog.Item) page.Facts {
	var list []page.Fact
	switch p, s := it.Promised, it.Statutory; {
	case it.Instant:
		list = append(list, page.Fact{Label: "多久办好", Value: "当场办", Note: "材料齐全就办结"})
	case p != nil && s != nil:
		list = append(list, page.Fact{Label: "多久办好", Value: limitWords(p), Note: "法定 " + limitWords(s)})
	case p != nil:
		list = append(list, page.Fact{Label: "多久办好", Value: limitWords(p), Note: "承诺时限"})
	case s != nil:
		list = append(list, page.Fact{Label: "多久办好", Value: limitWords(s), Note: "法定时限"})
	}
	if n := it.Visits; n != nil {
		c := page.Fact{Label: "跑几趟", Value: fmt.Sprintf("%d 趟", *n), Note: it.VisitReason}
		switch {
		case *n == 0 && it.Online:
			c.Note = "可以全程网上办"
		case *n == 0 && it.Proxy:
			c.Note = "可以请工作人员代办"
		}
		list = append(list, c)
	}
	switch {
	case len(it.Fees) > 0:
		list = append(list, page.Fact{Label: "收费", Value: "收费", Note: "见下面的收费标准"})
	case it.Free:
		list = append(list, page.Fact{Label: "收费", Value: "不收费"})
	}
	bring, exempt, some := count(it.Materials)
	if len(it.Materials) > 0 {
		var notes []string
		if exempt > 0 {
			notes = append(notes, fmt.Sprintf("另有 %d 份免提交", exempt))
		}
		if some > 0 {
			notes = append(notes, fmt.Sprintf("%d 份看情形", some))
		}
		list = append(list, page.Fact{Label: "交几份材料", Value: fmt.Sprintf("%d 份", bring), Note: strings.Join(notes, "，")})
	}
	return page.Facts{Items: list}
}

// count tells how many materials are to be brought, are taken from the licence library, or depend.
func count(list []catalog.Material) (bring, exempt, some int) {
	for _, m := range list {
		switch {
		case m.Exempt:
			exempt++
		case m.Need == "2":
			some++
		default:
			bring++
		}
	}
	return bring, exempt, some
}

// materials are the things to hand in; samples is the address of a sample before its key, "" for none.
func materials(list []catalog.Material, samples string) page.Materials {
	var out page.Materials
	for _, m := range list {
		c := page.Material{Name: m.Name, Hint: materialWords(m), Tag: page.Tag{Label: "必要"}}
		switch {
		case m.Exempt:
			c.Tag = page.Tag{Label: "免提交", Kind: "ok"}
		case m.Need == "2":
			c.Tag = page.Tag{Label: "看情形"}
		case m.Need == "3":
			c.Tag = page.Tag{Label: fmt.Sprintf("可容缺，%d 个工作日内补", m.Days), Kind: "blue"}
		}
		if m.Sample != "" && samples != "" {
			c.Links = []page.Link{{Href: samples + m.Key, Label: "看样例", Note: m.Name}}
		}
		out.Items = append(out.Items, c)
	}
	return out
}

// materialWords is what is to be known of a material, in sentences.
func materialWords(m catalog.Material) string {
	var words []string
	if m.Need == "2" && m.When != "" {
		words = append(words, "什么时候要交："+m.When+"。")
	}
	if m.Spec != "" {
		words = append(words, m.Spec)
	}
	source := map[string]string{"10": "由您自己准备", "20": "由政府部门核发", "99": "由别的机构出具"}[m.Source]
	if m.From != "" {
		source = "由" + m.From + "出具"
	}
	var copies []string
	if m.Original > 0 {
		copies = append(copies, fmt.Sprintf("原件 %d 份", m.Original))
	}
	if m.Copies > 0 {
		copies = append(copies, fmt.Sprintf("复印件 %d 份", m.Copies))
	}
	if m.Exempt {
		source, copies = "", nil
	}
	if tail := strings.Trim(source+"，"+strings.Join(copies, "，"), "，"); tail != "" {
		words = append(words, tail+"。")
	}
	return strings.Join(words, "")
}

// procedure is the way of an application, with who does each step and in what time.
func (f *Front) procedure(it *catalog.Item) page.Timeline {
	if len(it.Steps) == 0 {
		return page.Timeline{}
	}
	submit := "到综合窗口交材料"
	if it.Online {
		submit = "网上提交，或者" + submit
	}
	list := []page.Moment{
		{Title: "您提交申请", Who: submit + "。"},
		{Title: "受理", Who: "材料齐全就受理；缺什么，一次说全。"},
	}
	for _, s := range it.Steps {
		var who []string
		for _, g := range s.Signers {
			who = append(who, g.Dept+people.Role(g.Role).Name())
		}
		join := "、"
		if s.Mode == "any" {
			join = "或"
		}
		m := page.Moment{Title: s.Name, Who: strings.Join(who, join)}
		if s.Mode == "all" {
			m.Who += "都要同意"
		}
		if s.Term != nil {
			m.Who += "，" + limitWords(s.Term) + "内"
		}
		m.Who += "。" + s.Rule
		list = append(list, m)
	}
	list = append(list, page.Moment{Title: "决定", Who: "由" + people.Head.Name() + "决定，审查的人不能自己决定。"})
	var ways []string
	for _, d := range it.Delivery {
		ways = append(ways, catalog.Label(catalog.Deliveries, d))
	}
	end := page.Moment{Title: "把结果交给您"}
	if len(ways) > 0 {
		end.Who = strings.Join(ways, "、") + "，您来选。"
	}
	return page.Timeline{Items: append(list, end)}
}

// basics are the elements of the item that few people need, all in one place.
func (f *Front) basics(it *catalog.Item) page.List {
	var audience []string
	for _, a := range it.Audience {
		audience = append(audience, catalog.Audiences[a])
	}
	forms := "窗口办理"
	if it.Online {
		forms = "网上办理、" + forms
	}
	if it.Proxy {
		forms += "、可以全程代办"
	}
	speed := ""
	if it.Instant {
		speed = "即办件"
	} else if it.Promised != nil {
		speed = "承诺件"
	}
	promise := ""
	if it.Commit != nil {
		promise = it.Commit.Promise
	}
	level := ""
	if it.Level != "" {
		level = catalog.Label(catalog.Levels, it.Level)
	}
	return page.ListOf([]page.Term{
		{Label: "行使层级", Value: level}, {Label: "事项类型", Value: kindName(it.Kind)}, {Label: "办件类型", Value: speed}, {Label: "办理形式", Value: forms},
		{Label: "服务对象", Value: strings.Join(audience, "、")}, {Label: "数量限制", Value: it.Quota},
		{Label: "告知承诺", Value: promise}, {Label: "特别程序", Value: specialWords(it.Special)}, {Label: "所属主项", Value: it.Main},
		{Label: "基本编码", Value: it.CatalogCode}, {Label: "实施编码", Value: it.TaskCode}, {Label: "地方编码", Value: it.Code},
	}...)
}

func specialWords(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, "、") + "。需要时会书面告诉您要多久，这段时间不计入办理时限。"
}

// handled says who handles the item for the place and where to go, or asks for the place.
func (f *Front) handled(p *guideData, e catalog.Entry, it *catalog.Item, place region.Code) {
	p.Hours, p.Hall = f.House.City.Hours, "任一政务服务中心综合窗口"
	if it.Hours != "" {
		p.Hours = it.Hours
	}
	d, err := f.Catalog.Handler(e.ID, place)
	if err == nil {
		p.Organ, p.OrganPhone = d.Name, d.Phone
		if d.Region.Level() >= region.County {
			p.Hall = f.Regions.Name(d.Region) + "政务服务中心综合窗口（任一窗口都可以）"
			if p.Outlet = f.hallOf(d.Region); p.Outlet != nil && it.Hours == "" {
				p.Hours = p.Outlet.Hours
			}
		}
		switch {
		case it.Sink == "":
		case place.Level() >= region.Township:
			p.Near = f.Regions.Name(place.At(region.Township)) + "便民服务中心也可以交材料"
		default:
			p.Near = "乡镇（街道）便民服务中心也可以交材料"
		}
		return
	}
	n := page.Note{Title: "您在哪个区县？", Text: "选了地方，才知道由哪个部门办、到哪里办。"}
	if place.Level() >= region.County {
		n = page.Note{Title: f.placeName(place) + "没有开办这个事项。", Text: "下面这些地方可以办："}
	}
	back := url.QueryEscape(fmt.Sprintf("/items/%d", e.ID))
	for _, o := range f.Catalog.Offers(e.ID) {
		n.Links = append(n.Links, page.Link{Href: "/place?at=" + string(o.Region) + "&back=" + back, Label: f.Regions.Name(o.Region)})
	}
	p.Notes = append(p.Notes, n)
}

// ways are what the reader can do from the guide: one primary action and the others.
func (f *Front) ways(p *guideData, e catalog.Entry, it *catalog.Item, place region.Code) {
	checklist := fmt.Sprintf("/items/%d/checklist", e.ID)
	switch {
	case e.State == catalog.Suspended:
		p.Call = "问恢复时间"
	case it.Online:
		p.Main = page.Act{Label: "在线办理", Href: fmt.Sprintf("/apply/%d", e.ID), Size: "big"}
		p.MainHint = "填到一半可以保存，改天再来。"
	case len(it.Materials) == 0:
		p.Call = "问清要带什么"
		p.MainHint = "这个事项到窗口办理。"
	default:
		p.Main = page.Act{Label: "看我要带什么", Href: checklist, Size: "big"}
		p.MainHint = "这个事项到窗口办理。"
	}
	p.Main.Fill = true
	p.Ways = []page.Link{{Href: checklist, Label: "生成一次性告知单", Icon: "list"}}
	if len(it.Situations) > 0 {
		p.Ways[0].Note = "回答几个问题，材料清单更准"
	}
}

// warn says what is to be known before anything else.
func (f *Front) warn(p *guideData, e catalog.Entry, it *catalog.Item, v catalog.Version) {
	if v.Version != e.Version {
		p.Notes = append(p.Notes, page.Note{Kind: "act", Title: fmt.Sprintf("您看的是第 %d 版，已经不用了。", v.Version),
			Links: []page.Link{{Href: fmt.Sprintf("/items/%d", e.ID), Label: fmt.Sprintf("看现行的第 %d 版", e.Version)}}})
	}
	if e.State == catalog.Suspended {
		p.Notes = append(p.Notes, page.Note{Kind: "act", Title: "这个事项暂停办理。", Text: "恢复以后可以再申请；急事请拨打 " + f.House.City.Hotline + "。"})
	}
	if len(p.Missing) > 0 {
		p.Notes = append(p.Notes, page.Note{Title: "这份指南还不完整。", Text: "还没有公布：" + strings.Join(p.Missing, "、") + "。去办之前，请先打 " + f.House.City.Hotline + " 问清。"})
	}
	p.Tags = []page.Tag{{Label: kindName(it.Kind)}}
	switch {
	case it.Instant:
		p.Tags = append(p.Tags, page.Tag{Label: "即办件", Kind: "ok"})
	case it.Promised != nil:
		p.Tags = append(p.Tags, page.Tag{Label: "承诺件"})
	}
	if it.Online {
		p.Tags = append(p.Tags, page.Tag{Label: "可网办", Kind: "blue"})
	}
	if it.Sample {
		p.Tags = append(p.Tags, page.Tag{Label: "样例，以本市正式发布为准"})
	}
}

// contents is the table of contents of a guide: the parts it has.
func contents(p *guideData) []page.Link {
	var list []page.Link
	for _, c := range []struct {
		id, label string
		has       bool
	}{
		{"who", "谁可以办", len(p.Item.Conditions) > 0}, {"bring", "准备什么", len(p.Item.Materials) > 0},
		{"how", "怎么办", len(p.Steps.Items) > 0}, {"place", "到哪里办", true},
		{"get", "办完拿到什么", len(p.Item.Results) > 0}, {"fees", "收费标准", len(p.Item.Fees) > 0}, {"ask", "大家常问", len(p.Item.Questions) > 0},
		{"rights", "不满意怎么办", true}, {"basis", "办理依据", len(p.Item.Basis) > 0}, {"samples", "材料样例", len(p.Samples) > 0}, {"basics", "基本信息", true},
	} {
		if c.has {
			list = append(list, page.Link{Href: "#" + c.id, Label: c.label})
		}
	}
	return list
}
