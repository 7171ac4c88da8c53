package rating

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
)

type listData struct {
	page.Frame
	Heading string
	Tabs    page.Tally
	Only    page.Tally
	Path    page.Tally
	Filters page.Filters
	Note    page.Note
	Act     page.Act
	Table   page.Table
	Pager   page.Pager
	Next    page.Link
}

var listPage = page.New[listData](page.Desk, files, "list.html")

const listMost = 50

// onlys narrow the list of ratings.
var onlys = []struct{ code, name, cond string }{
	{"", "全部", "r.source = 'active'"}, {"bad", "差评", "r.source = 'active' AND r.level IN ('dissatisfied', 'very_dissatisfied')"},
	{"more", "追加评价", "r.n > 1"}, {"excluded", "不予采纳", "r.excluded"}, {"default", "默认好评", "r.source = 'default'"},
}

// list shows the ratings of some services: what was said, never by whom.
func (s *Service) list(w http.ResponseWriter, r *http.Request) error {
	ctx, v, q := r.Context(), people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "评价清单", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "评价清单"})
	if err != nil {
		return err
	}
	p, path := s.asked(q, v.Actor), deskPath+"/list"
	d := listData{Frame: frame, Heading: "评价清单", Tabs: s.tabs(v.Actor, "/list", p), Filters: s.filters(path, p, q),
		Path: page.Tally{Label: "地点", Links: s.pathTo(p, s.scope(v.Actor).Region, path)}}
	cond := p.lines()
	for _, o := range onlys {
		on := q.Get("only") == o.code
		if on {
			cond.And(o.cond)
		}
		d.Only.Links = append(d.Only.Links, page.Link{Href: p.with(path, "only", o.code), Label: o.name, Current: on})
	}
	d.Only.Label = "种类"
	total, err := countLines(ctx, s.DB, cond)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	if after > 0 {
		cond.And("r.id < ?", after)
	}
	rows, err := linesIn(ctx, s.DB, cond, listMost+1)
	if err != nil {
		return err
	}
	d.Pager = page.Pager{Total: int(min(total, flow.CountMost)), More: total > flow.CountMost, Unit: "条"}
	if len(rows) > listMost {
		rows = rows[:listMost]
		d.Pager.Next = p.with(path, "only", q.Get("only"), "after", number(rows[listMost-1].ID))
	}
	if after > 0 {
		d.Pager.First = p.with(path, "only", q.Get("only"))
	}
	d.Table = page.Table{Caption: "评价，最近的在前", Heads: []page.Head{{Label: "事项", Main: true}, {Label: "评价", Plain: true}, {Label: "说了什么", Long: true},
		{Label: "窗口和人员"}, {Label: "整改", Plain: true}},
		Empty: page.Empty{Title: "这段时间没有评价", Text: "换一段时间或地点再看看。"}}
	sets, err := tagSets(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, one := range rows {
		cells, err := s.listed(ctx, one, sets[one.TagSet])
		if err != nil {
			return err
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: cells})
	}
	return door.Write(w, listPage, &d)
}

func (s *Service) listed(ctx context.Context, one row, tags []Tag) ([]page.Cell, error) {
	level := levelTag(one.Level)
	switch {
	case one.Source == Default:
		level = page.Tag{Label: "默认好评"}
	case one.Excluded:
		level.Label, level.Kind = level.Label+"（不予采纳）", ""
	}
	where := s.Catalog.DeptName(one.Dept)
	if one.Dept == "" {
		where = s.Regions.Name(one.Region)
	}
	fix := page.Cell{}
	if one.Fix != 0 {
		k, err := s.Engine.Find(ctx, s.DB, one.Fix)
		if err != nil {
			return nil, err
		}
		t, _ := s.Engine.Table(Kind)
		state, _ := t.State(k.State)
		fix = page.Cell{Text: state.Name, Href: "/desk/cases/" + k.Number(), Small: label(outcomes, one.Outcome)}
	}
	if one.Comment != "" { // in which he may name himself
		about, err := s.Engine.Find(ctx, s.DB, one.CaseID)
		if err != nil {
			return nil, err
		}
		veil, err := s.House.Covered(ctx, s.DB, about)
		if err != nil {
			return nil, err
		}
		one.Comment = veil.Text(one.Comment)
	}
	kind := label(Ways, one.Way)
	if one.N > 1 {
		kind = "追加，" + kind
	}
	return []page.Cell{
		{Text: one.Title, Small: moment(one.At) + "　" + modeWords[one.Mode]}, {Tags: []page.Tag{level}, Small: kind},
		{Text: strings.Join(tagWords(tags, one.Tags, calendar.DayOf(at(one.At))), "、"), Small: one.Comment},
		{Text: strings.TrimSpace(one.Place + " " + one.StaffName), Small: where}, fix,
	}, nil
}
