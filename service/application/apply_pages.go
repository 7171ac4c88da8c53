package application

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

//go:embed *.html
var files embed.FS

// The pages of a citizen's application: the situation, the form with the materials, the check, the
// receipt.
var (
	sayPage     = page.New[saying](page.Public, files, "say.html")
	startPage   = page.New[starting](page.Public, files, "start.html")
	fillPage    = page.New[filling](page.Public, files, "fill.html")
	checkPage   = page.New[checking](page.Public, files, "check.html")
	receiptPage = page.New[receiving](page.Public, files, "receipt.html")
)

// saying is a page that only says why there is nothing to fill in, and where to go.
type saying struct {
	page.Frame
	Item, Why, Text string
	Go              page.Act
}

type starting struct {
	page.Frame
	Item  string
	Steps page.Steps
	Note  page.Note
	Form  page.Form
}

type filling struct {
	page.Frame
	Item      string
	Heading   string
	Part, Of  int // of the part that is shown; 0: all of them
	Lines     []partLine
	Whole     page.Link
	Prev      page.Link
	Steps     page.Steps
	Note      page.Note // a newer draft was saved elsewhere
	Made      string    // the draft of which the page was made
	Action    string
	Errors    page.ErrorSummary
	For, Back page.Link
	Fields    page.Fields
	Promise   page.Note // what the applicant promises, where that is possible
	Commit    page.Field
	Materials page.Materials
	Taken     string // which files
	Most      string
	Delivery  page.Fields
	Next      page.Act
	Later     page.Act
	Drop      page.Act
	Saved     string
	Hotline   string
}

type checking struct {
	page.Frame
	Item      string
	Steps     page.Steps
	Note      page.Note // it changed while the page was open
	Change    page.Link
	Who       page.List
	Situation page.Link // to change it
	Answers   page.List
	Parts     []said
	Materials page.Table
	Delivery  page.List
	Hand, Get page.Link // to change the materials, the delivery
	Promises  []page.Note
	Send      page.Form
}

// said is a part of the form as it was answered, and where it is changed.
type said struct {
	Title  string
	Change page.Link
	Said   page.List
}

type receiving struct {
	page.Frame
	Item   string
	Number string
	Facts  page.List
	Next   page.Timeline
	Links  []page.Link
}

// stages are the steps of applying; now is the one the citizen is at.
func stages(now int) page.Steps {
	s := page.Steps{Label: "申请的步骤"}
	for i, label := range []string{"选情形", "填表交材料", "核对提交", "收到回执"} {
		state := ""
		switch {
		case i < now:
			state = "done"
		case i == now:
			state = "now"
		}
		s.Items = append(s.Items, page.Step{Label: label, State: state})
	}
	return s
}

// Relations are how somebody who acts for a natural person stands to him.
var relations = form.Pairs("relative", "亲属", "friend", "朋友、邻居", "staff", "村（社区）或单位的工作人员")

// startForm asks where and for whom the citizen applies, and the situations of the item. Questions of
// the situations begin with “s_”.
func (s *Service) startForm(e catalog.Entry, it *catalog.Item, v people.Visitor, firms []persons.Agency) form.Form {
	who := []form.Option{{Value: "self", Label: "我自己", Hint: form.MaskName(v.Account.Name)}}
	for _, f := range firms {
		who = append(who, form.Option{Value: fmt.Sprint(f.FirmID), Label: f.Name, Hint: "我是经办人"})
	}
	who = append(who, form.Option{Value: forOther, Label: "替亲友办", Hint: "要有对方的委托"})
	other := "for=" + forOther
	f := form.Form{Fields: []form.Field{
		{Name: "place", Label: "在哪里办", Type: form.Choice, Required: true, Options: s.placesOf(e.ID)},
		{Name: "for", Label: "替谁办", Type: form.Choice, Required: true, Options: who},
		{Name: "other_name", Label: "对方的姓名", Type: form.Text, Required: true, Max: 50, When: other},
		{Name: "other_id_no", Label: "对方的证件号", Type: form.IDNo, Required: true, When: other},
		{Name: "other_phone", Label: "对方的手机", Type: form.Phone, Hint: "进度会发短信告诉他；没有手机的可以不填", When: other},
		{Name: "relation", Label: "您和对方的关系", Type: form.Choice, Required: true, Options: relations, When: other},
		{Name: "consent", Label: "对方同意由我代办，我会按要求交委托书", Type: form.Bool, Required: true, When: other},
	}}
	for _, q := range it.Situations {
		field := form.Field{Name: "s_" + q.Key, Label: q.Ask, Hint: q.Hint, Type: form.Choice, Required: true,
			Section: "您的情形"}
		if q.Multi {
			field.Type = form.Choices
		}
		if q.When != "" {
			field.When = "s_" + q.When
		}
		for _, a := range q.Answers {
			field.Options = append(field.Options, form.Option{Value: a.Value, Label: a.Label, Hint: a.Hint})
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// placesOf are the regions in which an item is handled, as choices.
func (s *Service) placesOf(item int64) []form.Option {
	var list []form.Option
	for _, d := range s.Catalog.Offers(item) {
		list = append(list, form.Option{Value: string(d.Region), Label: s.Regions.Name(d.Region), Hint: d.Name})
	}
	return list
}

// answersOf are the answers to the situations among those of a form.
func answersOf(it *catalog.Item, v map[string]string) catalog.Answers {
	a := catalog.Answers{}
	for _, q := range it.Situations {
		if said := v["s_"+q.Key]; said != "" {
			a[q.Key] = said
		}
	}
	return a
}

// lowest is how far down the tree an item is received in person.
var lowest = map[string]region.Level{"township": region.Township, "village": region.Village}

// receives is the place at which an application for an item is received: where the applicant is, if
// that lies in the chosen region, as far down as the item is received there.
func receives(it *catalog.Item, chosen, at region.Code) region.Code {
	if !chosen.Covers(at) {
		return chosen
	}
	level := max(lowest[it.Sink], region.County)
	if at.Level() > level {
		return at.At(level)
	}
	return at
}

// placeFields gives the questions for a place their choices: the townships and villages of the county,
// or where a city handles the item, its counties and townships.
func (s *Service) placeFields(fs page.Fields, handler region.Code) page.Fields {
	for i := range fs {
		if fs[i].Type != string(form.Region) {
			continue
		}
		for _, p := range s.Regions.Children(handler) {
			fs[i].Options = append(fs[i].Options, page.Option{Value: string(p.Code), Label: p.Name, Group: p.Name})
			for _, c := range s.Regions.Children(p.Code) {
				fs[i].Options = append(fs[i].Options, page.Option{Value: string(c.Code), Label: c.Name, Group: p.Name})
			}
		}
	}
	return fs
}

// deliveryForm asks how the result is to come.
func deliveryForm(it *catalog.Item) form.Form {
	f := form.Of(form.Field{Name: "delivery", Label: "选一种方式", Type: form.Choice, Required: true,
		Options: course.DeliveryOptions(it.Delivery)})
	for _, field := range course.AddressForm.Fields {
		field.When = "delivery=courier"
		f.Fields = append(f.Fields, field)
	}
	return f
}

// deliveryValues are the answers to it: those given, else the first way and the address known.
func deliveryValues(it *catalog.Item, way string, a course.Address, k persons.Known) form.Values {
	if way == "" {
		way = it.Delivery[0]
	}
	if a == (course.Address{}) {
		a = course.Address{Name: k.Name, Phone: k.Phone, Street: k.Address}
	}
	return form.Values{"delivery": way, "to_name": a.Name, "to_phone": a.Phone, "to_street": a.Street}
}

// materialList is what is to be handed in, each with its files and a place to add one.
func (s *Service) materialList(d *draft, it *catalog.Item, list []catalog.Material, have map[int64]file.File,
	wrong map[string]string) page.Materials {
	var out page.Materials
	base := fmt.Sprintf("/apply/drafts/%d/files/", d.ID)
	for _, m := range list {
		x := page.Material{Name: m.Name, Hint: m.Spec}
		switch {
		case m.Exempt:
			x.Tag = page.Tag{Label: "免提交", Kind: "ok"}
		case m.Made:
			x.Tag, x.Hint = page.Tag{Label: "自动生成", Kind: "ok"}, "根据您填的内容生成，不用交。"
		case d.Commit && it.Commit != nil && slices.Contains(it.Commit.Materials, m.Key):
			x.Tag, x.Hint = page.Tag{Label: "凭承诺免交", Kind: "ok"}, ""
		default:
			x.File = page.Field{
				Type: "file", Name: "m_" + m.Key, Label: m.Name, Required: false, Multiple: true, Accept: file.Accept(),
				Unfit: file.Unfit(), Most: s.Files.Most(),
				Upload: base + m.Key, Error: wrong["m_"+m.Key],
			}
			for _, id := range d.Files[m.Key] {
				f := have[id]
				x.File.Files = append(x.File.Files, page.File{Name: f.Name, Size: f.Size, Href: fmt.Sprint(base, id),
					Remove: fmt.Sprint(base, m.Key, "/", id, "/remove")})
			}
			switch {
			case len(d.Files[m.Key]) > 0:
				x.Tag = page.Tag{Label: "已上传", Kind: "ok"}
			case m.Need == "3":
				x.Tag = page.Tag{Label: "可以后补"}
				if !strings.Contains(m.Spec, "工作日内补") {
					x.Hint = strings.TrimSpace(fmt.Sprintf("%s 没准备好可以先不交，受理后 %d 个工作日内补齐。", m.Spec, m.Days))
				}
			}
		}
		out.Items = append(out.Items, x)
	}
	return out
}

// checkList is what is handed in, for the last look before it is sent.
func checkList(a *course.Application, have map[int64]file.File, base string) page.Table {
	t := page.Table{Caption: "要交的材料", Flat: true, Heads: []page.Head{{Label: "材料", Main: true},
		{Label: "怎么交", Plain: true}}}
	for _, h := range a.Materials {
		how := page.Cell{Tags: []page.Tag{h.Tag()}}
		for i, id := range h.Files {
			if i == 0 {
				how.Text, how.Href = have[id].Name, fmt.Sprint(base, id)
			}
			if i == len(h.Files)-1 && i > 0 {
				how.Small = fmt.Sprintf("共 %d 个文件", i+1)
			}
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: h.Name, Small: h.Note}, how}})
	}
	return t
}

// errorsOf puts a failure at the head of a page: the fields that stand on it, and what is left in words
// with the way to where it can be mended.
func errorsOf(err error, elsewhere string, shown ...page.Fields) page.ErrorSummary {
	e, ok := fail.As(err)
	if !ok {
		return page.ErrorSummary{}
	}
	on := map[string]string{}
	for _, fs := range shown {
		for _, f := range fs {
			on[f.Name] = f.Ident()
		}
	}
	sum := page.ErrorSummary{Text: door.Summary(err)}
	for _, f := range e.Fields {
		l := page.Link{Href: elsewhere, Label: f.Message}
		if id, ok := on[f.Name]; ok {
			l.Href = "#" + id
		}
		sum.Links = append(sum.Links, l)
	}
	return sum
}

// nextSteps is what happens after an application was sent, and by when.
func (s *Service) nextSteps(k flow.Case) page.Timeline {
	steps := page.Timeline{Items: []page.Moment{
		{Title: "受理", When: "材料齐全的当场受理，从受理的第二天起计算办理时限", State: "next"},
		{Title: "窗口核对材料", When: "短信告诉您是否受理；缺什么会一次说清", State: "now"},
		{Title: "您提交了申请", When: s.House.Clock(k.OpenedAt)},
	}}
	if k.State != course.Received {
		t, _ := s.Engine.Table(course.Kind)
		state, _ := t.State(k.State)
		return page.Timeline{Items: []page.Moment{{Title: state.Public, State: "now"}, steps.Items[2]}}
	}
	if l, ok := s.Engine.Limit(k, flow.Person); ok {
		steps.Items[1].When = "最晚 " + page.Day(l.Due) + " 短信告诉您是否受理；缺什么会一次说清"
	}
	return steps
}
