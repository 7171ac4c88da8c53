package rating

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// sections are what a rectification says of itself on its page: the rating, what the data say to it, and
// how it was put right. Nothing says who gave it.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	x, err := s.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	a, err := s.LoadAct(ctx, s.DB, x.Act)
	if err != nil {
		return nil, err
	}
	if v.Actor.Kind != people.Staff {
		return []door.Section{{ID: "rating", Title: "评价", Note: page.Note{Text: "评价、整改答复和追加评价都在评价页。",
			Links: []page.Link{{Href: s.path(a.CaseID) + "?act=" + fmt.Sprint(a.ID), Label: "打开评价页"}}}}}, nil
	}
	list, err := ratingsOf(ctx, s.DB, a.ID)
	if err != nil {
		return nil, err
	}
	rated := door.Section{ID: "rating", Title: "评价", Facts: s.about(a)}
	rated.Facts.Items = append([]page.Term{}, rated.Facts.Items...)
	for _, r := range list {
		tags, err := tagsOf(ctx, s.DB, r.TagSet)
		if err != nil {
			return nil, err
		}
		name := "评价"
		if r.N > 1 {
			name = "追加评价"
		}
		said := strings.Join(tagWords(tags, r.Tags, r.Day), "、")
		if r.Comment != "" {
			said += "　“" + r.Comment + "”"
		}
		rated.Facts.Items = append(rated.Facts.Items, page.Term{Label: name, Value: r.Level.Words(), Strong: true,
			Note: strings.TrimSpace(strings.TrimSpace(said) + "　" + moment(r.At) + "，" + label(Ways, r.Way) + starNote(r))})
	}
	if x.Staff == v.Actor.ID {
		rated.Note = page.Note{Kind: "act", Text: "这条评价评的是您。由别人核实和整改，您可以看，不能办。"}
	} else {
		rated.Note = page.Note{Text: "看不到评价人是谁；要联系，由系统转达。不得要求评价人改评价。"}
	}
	parts := []door.Section{rated}
	if x.Claims != "" {
		d := door.Section{ID: "claims", Title: "系统里的记录", Note: page.Note{Text: "评价提到的几点，按收到评价时的办件数据核对。"}}
		for _, one := range strings.Split(x.Claims, "\n") {
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

func starNote(r Rating) string {
	words := starWords(r.Stars)
	if r.Entered != "" {
		words = strings.TrimPrefix(words+"，"+r.Entered+"录入", "，")
	}
	if words != "" {
		words = "，" + words
	}
	return words
}

// mended is how the matter was put right so far.
func (s *Service) mended(ctx context.Context, x Rectification) (door.Section, error) {
	d := door.Section{ID: "mended", Title: "核实和整改"}
	for _, t := range []page.Term{
		{Label: "联系时间", Value: momentOr(x.ContactedAt)}, {Label: "对方回复", Value: x.Asked},
		{Label: "申诉", Value: label(grounds, x.Ground), Note: x.Objection}, {Label: "核实结果", Value: label(founds, x.Found), Note: x.Said},
		{Label: "答复", Value: x.Reply, Note: fmt.Sprintf("第 %d 次整改", x.Loops)}, {Label: "结果", Value: label(outcomes, x.Outcome), Strong: true},
		{Label: "公开", Value: x.Published},
	} {
		if t.Value != "" {
			d.Facts.Items = append(d.Facts.Items, t)
		}
	}
	for _, id := range file.IDs(x.Evidence) {
		f, err := s.Files.Find(ctx, id)
		if err != nil {
			return d, err
		}
		d.Links = append(d.Links, page.Link{Href: fmt.Sprint("/desk/files/", id), Label: f.Name, Icon: "file", Note: page.Size(f.Size)})
	}
	return d, nil
}

func momentOr(ms int64) string {
	if ms == 0 {
		return ""
	}
	return moment(ms)
}

// links lead from any case of a person to the rating of its services, and a supervisor from a
// rectification to who gave the rating.
func (s *Service) links(ctx context.Context, v people.Visitor, c flow.View) ([]page.Link, error) {
	if c.Case.Kind == Kind {
		if _, may := v.Actor.Post(c.Case.Region, "", bureau...); !may || v.Actor.Kind != people.Staff {
			return nil, nil
		}
		x, err := s.Load(ctx, s.DB, c.Case.ID)
		return []page.Link{{Href: fmt.Sprintf("%s/givers/%d", deskPath, x.Rating), Label: "查看评价人", Icon: "user", Note: "写明理由，会记录"}}, err
	}
	if v.Actor.Kind != people.Citizen || !c.Case.For(v.Actor, people.Rate) { // who only looks, by the query code, rates nothing
		return nil, nil
	}
	acts, err := actsOfCase(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		if a.State == Open && a.UntilAt > s.Now().UnixMilli() {
			return []page.Link{{Href: s.path(c.Case.ID), Label: "评价这次服务", Icon: "speak"}}, nil
		}
		if a.State == Rated {
			return []page.Link{{Href: s.path(c.Case.ID), Label: "看我的评价", Icon: "speak"}}, nil
		}
	}
	return nil, nil
}

// mineMost is how many services a citizen's own page offers to rate.
const mineMost = 5

// mine lists on a citizen's own page what he may rate. Nothing presses him.
func (s *Service) mine(ctx context.Context, v people.Visitor) ([]door.Section, error) {
	if v.Actor.ID == 0 {
		return nil, nil
	}
	acts, err := actsOf(ctx, s.DB, v.Actor, s.Now().UnixMilli(), mineMost)
	if err != nil || len(acts) == 0 {
		return nil, err
	}
	d := door.Section{ID: "rate", Title: "可以评价的服务"}
	for _, a := range acts {
		d.Links = append(d.Links, page.Link{Href: s.path(a.CaseID) + fmt.Sprintf("?act=%d", a.ID), Label: a.Title, Icon: "speak",
			Note: moment(a.ServedAt) + "　" + modeWords[a.Mode]})
	}
	return []door.Section{d}, nil
}

// facts are the level of a bad rating, in lists.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	m := map[int64][]string{}
	for _, id := range ids {
		x, err := s.Load(ctx, s.DB, id)
		if err != nil {
			return nil, err
		}
		r, err := ratingByID(ctx, s.DB, x.Rating)
		if err != nil {
			return nil, err
		}
		m[id] = []string{r.Level.Words()}
		if x.Loops > 1 {
			m[id] = append(m[id], fmt.Sprintf("第 %d 次整改", x.Loops))
		}
	}
	return m, nil
}

// waiting counts the rectifications that wait for the visitor.
func (s *Service) waiting(ctx context.Context, v people.Visitor) (int64, error) {
	return s.Engine.Waiting(ctx, v.Actor, flow.Filter{Kind: Kind})
}
