package rating

import (
	"context"
	"net/http"

	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/tally"
)

type figuresData struct {
	page.Frame
	Heading, Sheet string
	Tabs, By       page.Tally
	Path           page.Tally
	Filters        page.Filters
	Stats, Beside  page.Stats
	Bars           page.Chart
	Table          page.Table
	Prev, Next     page.Link
}

var figuresPage = page.New[figuresData](page.Desk, files, "figures.html")

func (s *Service) figures(w http.ResponseWriter, r *http.Request) error {
	ctx, v, q := r.Context(), people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "好差评指标", page.Link{Label: "好差评指标"})
	if err != nil {
		return err
	}
	p, by := s.asked(q, v.Actor), groupingOf(q.Get("by"))
	scope := s.scope(v.Actor)
	d := figuresData{Frame: frame, Heading: s.Regions.Name(p.Place) + "好差评", Tabs: s.tabs(v.Actor, "", p), Filters: s.filters(deskPath, p, q),
		Sheet: p.with(deskPath+".xlsx", "by", string(by))}
	if p.Dept != "" {
		d.Heading = s.Catalog.DeptName(p.Dept) + "好差评"
	}
	d.Path = page.Tally{Label: "地点", Links: s.pathTo(p, scope.Region, deskPath, "by", string(by))}
	sum, err := tally.Total[figure](ctx, s.DB, kept, p.Period)
	if err != nil {
		return err
	}
	d.Stats = stats(sum.counts)
	if d.Beside, err = s.beside(r, p, sum.counts); err != nil {
		return err
	}
	d.By = page.Tally{Label: "分组"}
	for _, g := range groupings {
		d.By.Links = append(d.By.Links, page.Link{Href: p.with(deskPath, "by", string(g.by)), Label: g.name, Current: g.by == by})
	}
	list, err := s.shown(ctx, &d, p, by, web.Asked(r).Int("skip"))
	if err != nil {
		return err
	}
	names, err := s.called(ctx, p, by, list)
	if err != nil {
		return err
	}
	d.Table = page.Table{Caption: "好差评指标，率下面是分子和分母", Heads: heads(), Empty: page.Empty{Title: "这段时间没有服务", Text: "换一段时间再看看。"}}
	d.Bars = page.Chart{Title: "评价和差评", Unit: "件", Series: []string{"好评", "差评"}}
	for i, f := range list {
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: cells(names[i], f.counts)})
		if f.Valid() > 0 && len(d.Bars.Rows) < 12 {
			d.Bars.Rows = append(d.Bars.Rows, page.Datum{Label: names[i].name, Href: names[i].href, Values: []int{int(f.Good()), int(f.Bad())}})
		}
	}
	return door.Write(w, figuresPage, &d)
}

// figuresMost is how many lines a page of figures has.
const figuresMost = 100

// shown are the figures of the table: all of them, or a page of them where there may be many.
func (s *Service) shown(ctx context.Context, d *figuresData, p period, by tally.Dimension, skip int64) ([]figure, error) {
	if !many(by) {
		return tally.By[figure](ctx, s.DB, kept, p.Period, by, below(p.Place))
	}
	list, err := tally.Most[figure](ctx, s.DB, kept, p.Period, by, int(max(0, skip)), figuresMost+1)
	if skip > 0 {
		d.Prev = page.Link{Href: p.with(deskPath, "by", string(by), "skip", number(max(0, skip-figuresMost))), Label: "上一页"}
	}
	if len(list) > figuresMost {
		list = list[:figuresMost]
		d.Next = page.Link{Href: p.with(deskPath, "by", string(by), "skip", number(max(0, skip)+figuresMost)), Label: "下一页"}
	}
	return list, err
}

// beside are the figures that are no quality: what is left out of it, and how much is covered.
func (s *Service) beside(r *http.Request, p period, c counts) (st page.Stats, err error) {
	st.Items = []page.Stat{
		{Label: "服务", Value: page.Num(c.Acts), Unit: "件", Note: "可以评价的"},
		{Label: "默认好评", Value: page.Num(c.Defaults), Unit: "件", Note: "到期没有评价，不计入任何率"},
		{Label: "不予采纳", Value: page.Num(c.Excluded), Unit: "件", Note: "申诉成立，保留不计"},
		{Label: "追加评价", Value: page.Num(c.More), Unit: "件", Note: "其中好转 " + page.Num(c.Better)},
	}
	if p.Item != 0 || p.Staff != 0 || p.Window != "" { // of one thing there is nothing to cover
		return st, nil
	}
	for _, cover := range []struct {
		by   tally.Dimension
		name string
		unit string
	}{{tally.ByPlace, "窗口覆盖率", "个"}, {tally.ByItem, "事项覆盖率", "个"}, {tally.ByStaff, "人员覆盖率", "人"}} {
		n, err := kept.Covers(r.Context(), s.DB, p.Period, cover.by, "n5", "n4", "n3", "n2", "n1")
		if err != nil {
			return st, err
		}
		st.Items = append(st.Items, page.Share(cover.name, int(n.Covered), int(n.Total), cover.unit, ""))
	}
	return st, nil
}

func (s *Service) figuresSheet(w http.ResponseWriter, r *http.Request) error {
	ctx, v, q := r.Context(), people.VisitorOf(r.Context()), r.URL.Query()
	p, by := s.asked(q, v.Actor), groupingOf(q.Get("by"))
	head := []string{"范围", "说明", "服务（E）", "非常满意", "满意", "基本满意", "不满意", "非常不满意", "有效评价（V）", "默认好评", "不予采纳", "追加评价", "平均得分"}
	for _, m := range rates {
		head = append(head, m.name, m.name+"分子", m.name+"分母")
	}
	book, err := sheet.NewWriter("好差评指标", head, 28, 24)
	if err != nil {
		return err
	}
	list, err := tally.By[figure](ctx, s.DB, kept, p.Period, by, below(p.Place))
	if err != nil {
		return err
	}
	sum, err := tally.Total[figure](ctx, s.DB, kept, p.Period)
	if err != nil {
		return err
	}
	line := func(name, small string, c counts) error {
		row := []any{name, small, c.Acts, c.N5, c.N4, c.N3, c.N2, c.N1, c.Valid(), c.Defaults, c.Excluded, c.More, score(c)}
		for _, m := range rates {
			n, d := m.of(c)
			row = append(row, m.rate(c), n, d)
		}
		return book.Row(row...)
	}
	names, err := s.called(ctx, p, by, list)
	if err != nil {
		return err
	}
	for i, f := range list {
		if err := line(names[i].name, names[i].small, f.counts); err != nil {
			return err
		}
	}
	if err := line("合计", "", sum.counts); err != nil {
		return err
	}
	return s.House.Export(w, r, door.OfFigures, "好差评指标 "+p.From.String()+"至"+p.To.String(), book)
}

type coverageData struct {
	page.Frame
	Heading string
	Tabs    page.Tally
	Path    page.Tally
	Filters page.Filters
	Stats   page.Stats
	Below   string
	Tiles   []page.Tile
}

var coveragePage = page.New[coverageData](page.Desk, files, "coverage.html")

// coverage is a map of tiles: which places below were rated, down to the villages.
func (s *Service) coverage(w http.ResponseWriter, r *http.Request) error {
	ctx, v, q := r.Context(), people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "好差评覆盖", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "覆盖"})
	if err != nil {
		return err
	}
	p := s.asked(q, v.Actor)
	path := deskPath + "/coverage"
	d := coverageData{Frame: frame, Heading: s.Regions.Name(p.Place) + "好差评覆盖", Tabs: s.tabs(v.Actor, "/coverage", p), Filters: s.filters(path, p, q)}
	d.Path = page.Tally{Label: "地点", Links: s.pathTo(p, s.scope(v.Actor).Region, path)}
	villages, err := tally.By[figure](ctx, s.DB, kept, p.Period, tally.ByRegion, region.Village)
	if err != nil {
		return err
	}
	rated := map[region.Code]counts{}
	for _, f := range villages {
		for l := region.City; l <= region.Village; l++ {
			if c := region.Code(f.Key).At(l); c != "" {
				sum := rated[c]
				sum.add(f.counts)
				rated[c] = sum
			}
		}
	}
	for _, level := range []struct {
		l    region.Level
		name string
	}{{region.Township, "乡镇（街道）覆盖"}, {region.Village, "村（社区）覆盖"}} {
		n, all := 0, 0
		for _, c := range s.Regions.Under(p.Place) {
			if c.Code.Level() != level.l {
				continue
			}
			if sum := rated[c.Code]; sum.Valid() > 0 {
				n++
			}
			all++
		}
		if all > 0 {
			d.Stats.Items = append(d.Stats.Items, page.Share(level.name, n, all, "个", ""))
		}
	}
	d.Below = map[region.Level]string{region.City: "各县区", region.County: "各乡镇、街道", region.Township: "各村、社区"}[p.Place.Level()]
	for _, c := range s.Regions.Children(p.Place) {
		d.Tiles = append(d.Tiles, s.tile(p, c, rated))
	}
	return door.Write(w, coveragePage, &d)
}

// tile is one place: red where a bad rating is late, yellow where nobody has rated yet.
func (s *Service) tile(p period, c region.Place, rated map[region.Code]counts) page.Tile {
	sum := rated[c.Code]
	t := page.Tile{Href: p.with(deskPath+"/coverage", "place", string(c.Code)), Label: region.Short(c.Name), Note: page.Num(sum.Valid()) + " 条"}
	if c.Code.Level() == region.Village {
		t.Href = p.with(deskPath+"/list", "place", string(c.Code))
	}
	switch below := s.Regions.Under(c.Code); {
	case sum.LateOpen > 0:
		t.Lamp, t.Note = "red", "超期差评 "+page.Num(sum.LateOpen)
	case sum.Valid() == 0:
		t.Lamp, t.Note = "yellow", "还没有评价"
	case len(below) > 0:
		n, all := 0, 0
		for _, b := range below {
			if b.Code.Level() == region.Village {
				if v := rated[b.Code]; v.Valid() > 0 {
					n++
				}
				all++
			}
		}
		t.Note = page.Num(int64(n)) + " / " + page.Num(int64(all)) + " 村"
	}
	return t
}
