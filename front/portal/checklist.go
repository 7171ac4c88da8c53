package portal

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/region"
)

// answerPrefix stands before the key of a question in addresses and forms.
const answerPrefix = "s_"

// answersOf are the answers in a query or a form. What is no question of the item is left out.
func answersOf(it *catalog.Item, v map[string]string) catalog.Answers {
	a := catalog.Answers{}
	for _, s := range it.Situations {
		if said := v[answerPrefix+s.Key]; said != "" {
			a[s.Key] = said
		}
	}
	return a
}

// guided is the address of the checklist with the answers to the first n of the questions answered.
func guided(item int64, list catalog.Checklist, a catalog.Answers, n int) string {
	v := url.Values{}
	for _, said := range list.Answered[:n] {
		v.Set(answerPrefix+said.Key, a[said.Key])
	}
	address := fmt.Sprintf("/items/%d/checklist", item)
	if len(v) > 0 {
		address += "?" + v.Encode()
	}
	return address
}

// lead fills the page of the next question, or of the list when all are answered.
func (f *Front) lead(p *stepsData, e catalog.Entry, it *catalog.Item, a catalog.Answers, place region.Code) error {
	list, err := it.Guide(a)
	if err != nil {
		return err
	}
	p.ItemID, p.Name, p.Block = e.ID, it.Name, list.Block
	for i, said := range list.Answered {
		p.Said.Items = append(p.Said.Items, page.Term{Label: said.Ask, Value: said.Said, Link: page.Link{Href: guided(e.ID, list, a, i), Label: "改"}})
	}
	var hidden page.Fields
	for _, said := range list.Answered {
		hidden = append(hidden, page.Field{Type: "hidden", Name: answerPrefix + said.Key, Value: a[said.Key]})
	}
	here := guided(e.ID, list, a, len(list.Answered))
	p.Place, p.PlaceName = page.Link{Href: "/place?back=" + url.QueryEscape(here), Label: "更换"}, f.placeName(place)
	switch {
	case list.Block != "":
		f.blocked(p, e, list, a)
	case list.Open != nil:
		p.Progress = page.Progress{Label: "一步一步来", Done: len(list.Answered), Of: questions(it, a),
			Words: fmt.Sprintf("第 %d 个问题，最多 %d 个", len(list.Answered)+1, questions(it, a))}
		p.Form = page.Form{
			Get: true, Action: fmt.Sprintf("/items/%d/checklist", e.ID), Fields: append(hidden, question(list.Open)),
			Submit: page.Act{Label: "下一步"},
		}
		if n := len(list.Answered); n > 0 {
			p.Form.Others = []page.Act{{Label: "上一步", Kind: "plain", Href: guided(e.ID, list, a, n-1)}}
		}
	default:
		p.Materials = materials(list.Materials, "")
		p.Notes = list.Notes
		p.Form = page.Form{Action: fmt.Sprintf("/items/%d/checklist", e.ID), Fields: hidden, Submit: page.Act{Label: "生成我的告知单", Size: "big"}}
	}
	return nil
}

// question is a question of the item as a field.
func question(s *catalog.Situation) page.Field {
	c := page.Field{Type: "choice", Name: answerPrefix + s.Key, Label: s.Ask, Hint: s.Hint, Required: true}
	if s.Multi {
		c.Type, c.Hint = "choices", strings.TrimSpace(s.Hint+" 可以选几项。")
	}
	for _, x := range s.Answers {
		c.Options = append(c.Options, page.Option{Value: x.Value, Label: x.Label, Hint: x.Hint})
	}
	return c
}

// questions is how many questions there are at most, as far as the answers tell.
func questions(it *catalog.Item, a catalog.Answers) int {
	n := 0
	for _, s := range it.Situations {
		key, want, conditional := strings.Cut(s.When, "=")
		if !conditional || a[key] == "" || slices.Contains(strings.Split(a[key], ","), want) {
			n++
		}
	}
	return n
}

// blocked says why the item is not the right one, and which is.
func (f *Front) blocked(p *stepsData, e catalog.Entry, list catalog.Checklist, a catalog.Answers) {
	p.Notes = list.Notes
	if instead, err := f.Catalog.ByCode(list.Instead); err == nil && list.Instead != "" {
		p.Instead = page.Act{Label: "去看“" + instead.Name + "”", Href: fmt.Sprintf("/items/%d", instead.ID)}
	}
	p.Back = page.Link{Href: guided(e.ID, list, a, len(list.Answered)-1), Label: "选错了，回上一步"}
}

// bringOf is a material as a thing to bring.
func bringOf(m catalog.Material) bring {
	b := bring{Name: m.Name, Hint: materialWords(m)}
	switch {
	case m.Exempt:
		b.Tag = page.Tag{Label: "免提交", Kind: "ok"}
	case m.Need == "3":
		b.Tag = page.Tag{Label: fmt.Sprintf("可容缺，%d 个工作日内补", m.Days), Kind: "blue"}
	}
	return b
}

// hand fills the paper of a checklist that was kept.
func (f *Front) hand(p *sheetData, k catalog.Kept) {
	p.Name, p.Organ = k.Item.Name, f.House.City.Org
	p.Number = k.Number[:4] + " " + k.Number[4:]
	p.QR = "/qr/checklists/" + k.Number
	p.Date = page.Date(calendar.At(k.At))
	p.Answered, p.Notes = k.List.Answered, k.List.Notes
	for _, m := range k.List.Materials {
		if b := bringOf(m); m.Exempt {
			p.Exempt = append(p.Exempt, b)
		} else {
			p.Bring = append(p.Bring, b)
		}
	}
	if k.List.Promise != nil {
		p.Promise = limitWords(k.List.Promise)
	}
	if d, err := f.Catalog.Handler(k.Entry.ID, k.Region); err == nil {
		p.Handler = d.Name
		if d.Region.Level() >= region.County {
			p.Hall, p.Outlet = f.Regions.Name(d.Region)+"政务服务中心综合窗口", f.hallOf(d.Region)
		}
	}
	if p.Hall == "" {
		p.Hall = "您所在区县的政务服务中心综合窗口"
	}
	p.Hours = cmp.Or(k.Item.Hours, f.House.City.Hours)
	if p.Outlet != nil && k.Item.Hours == "" {
		p.Hours = p.Outlet.Hours
	}
	p.Changed = k.Version != k.Entry.Version
	p.ItemHref = fmt.Sprintf("/items/%d", k.Entry.ID)
	if k.Item.Online && k.Entry.State == catalog.Published && !p.Changed {
		p.Apply = page.Act{Label: "网上申请", Href: fmt.Sprintf("/apply/%d?checklist=%s", k.Entry.ID, k.Number)}
	}
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
