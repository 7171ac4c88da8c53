package portal

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/region"
	"wuyou/office/search"
)

// answer is the reply to a question of plain speech: one item of the catalogue, and of its guide what was asked first. Everything in it
// stands in the guide that is published.
type answer struct {
	Name, Href string
	Direct     string   // the reply to what was asked; "" where the question asks for no one thing
	Sums       []string // the rest of it in short
	Question   catalog.QA
	Bring      []bring
	Exempt     string // the names of what need not be brought
	Main       page.Act
	Call       string
	Guide      page.Act
	Source     string
}

// aspect is one thing that people ask about an item, and the words by which they ask for it.
type aspect struct {
	words []string
	reply func(it *catalog.Item, p *guideData) string
}

// aspects in the order in which they are looked for: the first whose word stands in the question is replied to.
var aspects = []aspect{
	{[]string{"多少钱", "收费", "费用", "要钱", "花钱", "免费"}, func(it *catalog.Item, _ *guideData) string { return feeWords(it) }},
	{[]string{"多久", "几天", "多长时间", "什么时候办好", "什么时候拿", "多少天", "时限"}, func(it *catalog.Item, _ *guideData) string { return termWords(it) }},
	{[]string{"哪里", "哪儿", "哪个地方", "什么地方", "去哪", "在哪"}, func(_ *catalog.Item, p *guideData) string {
		words := "到" + p.Hall
		if p.Outlet != nil {
			words += "，地址：" + p.Outlet.Address
		}
		if p.Near != "" {
			words += "；" + p.Near
		}
		return words + "。"
	}},
	{[]string{"网上", "手机", "不跑", "不去", "线上", "在线"}, func(it *catalog.Item, _ *guideData) string {
		if it.Online {
			return "可以网上办。"
		}
		return "要到窗口办，不能网上办。"
	}},
	{[]string{"条件", "能不能", "可不可以", "能办吗", "可以办", "谁可以", "够不够"}, func(it *catalog.Item, _ *guideData) string {
		return strings.Join(it.Conditions, "")
	}},
}

// feeWords says what an item costs; "" where its guide does not say.
func feeWords(it *catalog.Item) string {
	switch {
	case len(it.Fees) == 1:
		return "收费：" + it.Fees[0].Name + "，" + it.Fees[0].Price + "。"
	case len(it.Fees) > 1:
		return fmt.Sprintf("收费，共 %d 项，标准见指南。", len(it.Fees))
	case it.Free:
		return "不收费。"
	}
	return ""
}

// termWords says how long an item takes; "" where its guide does not say.
func termWords(it *catalog.Item) string {
	l := it.Promised
	if l == nil {
		l = it.Statutory
	}
	switch {
	case it.Instant:
		return "材料齐全，当场办好。"
	case l != nil:
		return "材料齐全，受理后 " + limitWords(l) + "内办结。"
	}
	return ""
}

// answer replies to a question by the item that was found best.
func (f *Front) answer(ctx context.Context, question string, e catalog.Entry, place region.Code) (answer, error) {
	a := answer{Name: e.Name, Href: fmt.Sprintf("/items/%d", e.ID)}
	it, err := f.Catalog.Item(ctx, e.ID, e.Version)
	if err != nil {
		return a, err
	}
	v, err := f.Catalog.VersionRow(ctx, e.ID, e.Version)
	if err != nil {
		return a, err
	}
	var p guideData
	f.handled(&p, e, it, place)
	f.ways(&p, e, it, place)
	asked := func(words []string) bool {
		for _, w := range words {
			if strings.Contains(question, w) {
				return true
			}
		}
		return false
	}
	a.Question, _ = nearest(question, e.Name+e.Alias, it.Questions)
	for _, x := range aspects {
		if a.Question.Question == "" && asked(x.words) {
			a.Direct = x.reply(it, &p)
			break
		}
	}
	bring, _, _ := count(it.Materials)
	if len(it.Materials) > 0 {
		a.Sums = append(a.Sums, fmt.Sprintf("要带 %d 样", bring))
	} else {
		a.Sums = append(a.Sums, "要带什么，这份指南还没有公布")
	}
	for _, words := range []string{termWords(it), feeWords(it)} {
		if words != "" && words != a.Direct {
			a.Sums = append(a.Sums, strings.TrimSuffix(words, "。"))
		}
	}
	var exempt []string
	for _, m := range it.Materials {
		if m.Exempt || m.Made {
			exempt = append(exempt, m.Name)
			continue
		}
		b := bringOf(m)
		if m.Need == "2" && m.When != "" {
			b.Hint = m.When + "才要"
		}
		a.Bring = append(a.Bring, b)
	}
	a.Exempt = strings.Join(exempt, "、")
	a.Main, a.Call = p.Main, p.Call
	a.Main.Fill = false
	a.Guide = page.Act{Label: "看办事指南", Href: a.Href, Kind: "quiet"}
	a.Source = it.Name + "的办事指南"
	if v.PublishedAt != 0 {
		a.Source += "，" + page.Date(calendar.At(v.PublishedAt)) + "发布"
	}
	return a, nil
}

// alike is how much of a question of the guide must stand in what was asked, in hundredths of its pairs of characters.
const alike = 40

// nearest is the common question of a guide that says most of what was asked beyond the name of the item, and how many pairs of characters
// it has of it; none and 0 if that is little.
func nearest(text, name string, list []catalog.QA) (best catalog.QA, most int) {
	asked := pairs(text)
	for _, q := range list {
		in, all := 0, 0
		for p := range pairs(q.Question) {
			if strings.Contains(name, p) {
				continue
			}
			all++
			if asked[p] {
				in++
			}
		}
		if in > 1 && 100*in >= alike*min(all, len(asked)) && in > most {
			best, most = q, in
		}
	}
	return best, most
}

// commonly is the item of whose common questions one says most of what was asked; for a question that names no item.
func (f *Front) commonly(ctx context.Context, question string, within search.Set) (best catalog.Entry, found bool, err error) {
	most := 0
	entries, _ := f.Catalog.Find(search.Query{Within: within, Limit: commonlyMost})
	for _, e := range entries {
		if !e.Complete {
			continue
		}
		it, err := f.Catalog.Item(ctx, e.ID, e.Version)
		if err != nil {
			return best, false, err
		}
		if _, n := nearest(question, "", it.Questions); n > most {
			best, most = e.Entry, n
		}
	}
	return best, most > 2, nil
}

// commonlyMost bounds how many items are looked through for a common question.
const commonlyMost = 2000

// pairs are the neighbouring characters of a text.
func pairs(text string) map[string]bool {
	out := map[string]bool{}
	runes := []rune(text)
	for i := 1; i < len(runes); i++ {
		out[string(runes[i-1:i+1])] = true
	}
	return out
}

// meant are the doors that a question asks for rather than an item: where the matter stands, when the windows are open.
func (f *Front) meant(question string) []page.Link {
	var list []page.Link
	for _, e := range f.entries() {
		for _, w := range e.Said {
			if strings.Contains(question, w) {
				list = append(list, page.Link{Href: e.Href, Label: e.Label, Icon: e.Icon, Note: e.Note})
				break
			}
		}
	}
	return list
}
