package grievance

import (
	"cmp"
	"context"
	"strconv"

	"wuyou/kit/page"
	"wuyou/office/calendar"
)

// tellPublic fills the page for everybody: this year's figures and the last matters that ended, without
// a word of what anybody told.
func (s *Service) tellPublic(ctx context.Context, p *publicData) error {
	now := calendar.DayOf(s.Now())
	month, err := s.latestMonth(ctx, s.City)
	if err != nil {
		return err
	}
	year := month / 100
	t, err := totalsOf(ctx, s.DB, received(s.City, calendar.Day(year*10000+101), min(calendar.Day(year*10000+1231), now)))
	if err != nil {
		return err
	}
	if p.Period = "今年以来"; year != now.Year() {
		p.Period = strconv.Itoa(year) + "年"
	}
	days, unit := "—", ""
	if t.Replied > 0 {
		days, unit = page.Num((t.Hours/t.Replied+23)/24), "天以内"
	}
	p.Stats.Items = []page.Stat{
		{Label: "收到", Value: page.Num(t.Received), Unit: "件"},
		{Label: "已答复", Value: page.Num(t.Replied), Unit: "件", Note: "解释疏导 " + page.Num(t.Explained) + "，会商办理 " + page.Num(t.Consulted)},
		{Label: "平均多久答复", Value: days, Unit: unit},
		page.Share("回访满意", int(t.Satisfied), int(t.Rated), "件", ""),
	}
	hard, err := s.Rules.Term(Kind+".hard", s.City, now)
	if err != nil {
		return err
	}
	p.Classes.Items = []page.Term{
		{Label: "办不了", Value: "法律法规或政策不允许的，当日书面答复依据，说明能走哪条路。"},
		{Label: "很难办", Value: "有政策障碍、缺关键材料的，请专家和部门会商，" + hard.Words() + "内告诉您办法和进度。"},
		{Label: "不给办", Value: "人为不办的，责成部门立即办，对不作为的人问责。"},
	}
	p.Report = page.Act{Label: "反映一件事", Href: public + "/new", Size: "big"}
	p.Track = page.Act{Label: "查进度", Href: "/track", Kind: "quiet", Size: "big"}
	list, err := lastEnded(ctx, s.DB, s.City, 10)
	if err != nil {
		return err
	}
	p.Table = page.Table{
		Caption: "最近办结的反映，不含个人信息",
		Heads:   []page.Head{{Label: "事项", Main: true}, {Label: "哪里"}, {Label: "类别"}, {Label: "用了几天", Num: true}, {Label: "结果", Plain: true}},
		Empty:   page.Empty{Title: "还没有办结的", Text: "办结的会隐去个人信息在这里公开。"},
	}
	for _, k := range list {
		p.Table.Rows = append(p.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: s.Engine.Bare(k.Title)}, {Text: s.Regions.Name(cmp.Or(k.County, k.Region))}, {Text: cmp.Or(Classes[k.Class], "当场解决")},
			{Text: page.Num((k.RepliedAt-k.OpenedAt)/86_400_000 + 1)}, {Text: label(Outcomes, k.Outcome)},
		}})
	}
	return nil
}
