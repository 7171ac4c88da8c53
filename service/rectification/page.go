package rectification

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// sections are what a rectification says of itself on its page: the rating, what the data say to it, and how it was put
// right. Nothing says who gave it.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	x, err := rate.Rectifications.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.Ratings.LoadAct(ctx, s.DB, x.Act)
	if err != nil {
		return nil, err
	}
	if v.Actor.Kind != people.Staff {
		open := page.Link{Href: s.Ratings.Path(a.CaseID) + "?act=" + fmt.Sprint(a.ID), Label: "打开评价页"}
		note := page.Note{Text: "评价、整改答复和追加评价都在评价页。", Links: []page.Link{open}}
		return []door.Section{{ID: "rating", Title: "评价", Note: note}}, nil
	}
	rated, err := s.rated(ctx, x, a)
	if err != nil {
		return nil, err
	}
	rated.Note = page.Note{Text: "看不到评价人是谁；要联系，由系统转达。不得要求评价人改评价。"}
	if x.Staff == v.Actor.ID {
		rated.Note = page.Note{Kind: "act", Text: "这条评价评的是您。由别人核实和整改，您可以看，不能办。"}
	}
	parts := []door.Section{rated}
	if x.Claims != "" {
		d := door.Section{ID: "claims", Title: "系统里的记录", Note: page.Note{Text: "评价提到的几点，按收到评价时的办件数据核对。"}}
		for one := range strings.SplitSeq(x.Claims, "\n") {
			head, says, _ := strings.Cut(one, "：")
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "评价说", Value: head}, page.Term{Label: "系统记录", Value: says, Strong: true})
		}
		parts = append(parts, d)
	}
	mended, err := s.mended(ctx, x)
	if err == nil && len(mended.Facts.Items) > 0 {
		parts = append(parts, mended)
	}
	return parts, err
}

// rated is which service was rated, and the ratings in their order.
func (s *Service) rated(ctx context.Context, x rate.Rectification, a rate.Act) (door.Section, error) {
	rated := door.Section{ID: "rating", Title: "评价", Facts: s.Ratings.About(a)}
	list, err := rate.RatingsOf(ctx, s.DB, a.ID)
	if err != nil {
		return rated, err
	}
	for _, r := range list {
		tags, err := rate.TagsOf(ctx, s.DB, r.TagSet)
		if err != nil {
			return rated, err
		}
		name := "评价"
		if r.N > 1 {
			name = "追加评价"
		}
		said := strings.Join(rate.TagWords(tags, r.Tags, r.Day), "、")
		if r.Comment != "" {
			said += "　“" + r.Comment + "”"
		}
		how := []string{s.House.Clock(r.At), form.Label(rate.Ways, r.Way)}
		if stars := rate.StarWords(r.Stars); stars != "" {
			how = append(how, stars)
		}
		if r.Entered != "" {
			how = append(how, r.Entered+"录入")
		}
		rated.Facts.Items = append(rated.Facts.Items, page.Term{Label: name, Value: r.Level.Words(), Strong: true,
			Note: strings.TrimSpace(said + "　" + strings.Join(how, "，"))})
	}
	return rated, nil
}

// mended is how the matter was put right so far.
func (s *Service) mended(ctx context.Context, x rate.Rectification) (d door.Section, err error) {
	d = door.Section{ID: "mended", Title: "核实和整改"}
	d.Facts.Add([]page.Term{
		{Label: "联系时间", Value: s.House.Clock(x.ContactedAt)},
		{Label: "对方回复", Value: x.Asked},
		{Label: "申诉", Value: form.Label(rate.Grounds, x.Ground), Note: x.Objection},
		{Label: "核实结果", Value: form.Label(founds, x.Found), Note: x.Said},
		{Label: "答复", Value: x.Reply, Note: fmt.Sprintf("第 %d 次整改", x.Loops)},
		{Label: "结果", Value: form.Label(rate.Outcomes, x.Outcome), Strong: true},
		{Label: "公开", Value: x.Published},
	}...)
	d.Links, err = s.House.FileLinks(ctx, file.IDs(x.Evidence)...)
	return d, err
}

// facts are the level of a bad rating, in lists, and how often it was put right.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	rows, err := rate.Rectifications.Of(ctx, s.DB, ids...)
	if err != nil {
		return nil, err
	}
	var ratings []int64
	for _, x := range rows {
		ratings = append(ratings, x.Rating)
	}
	rated, err := rate.RatingsBy(ctx, s.DB, ratings...)
	facts := map[int64][]string{}
	for id, x := range rows {
		facts[id] = []string{rated[x.Rating].Level.Words()}
		if x.Loops > 1 {
			facts[id] = append(facts[id], fmt.Sprintf("第 %d 次整改", x.Loops))
		}
	}
	return facts, err
}
