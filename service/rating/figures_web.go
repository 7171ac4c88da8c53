package rating

import (
	"context"
	"net/http"

	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/rate"
	"wuyou/office/tally"
)

// figuresSheet is the workbook of the figures.
func (s *Service) figuresSheet(w http.ResponseWriter, r *http.Request) error {
	c := door.CallOf(r, web.Asked(r))
	by := groupingOf(c.In["by"])
	p, err := s.asked(r.Context(), c.In, c.Actor)
	if err != nil {
		return err
	}
	build := func() (*sheet.Writer, error) { return s.figuresBook(r.Context(), p, by) }
	return s.House.Export(w, r, door.OfFigures, "好差评指标 "+p.From.String()+"至"+p.To.String(), build)
}

func (s *Service) figuresBook(ctx context.Context, p period, by tally.Dimension) (*sheet.Writer, error) {
	head := []string{"范围", "说明", "服务（E）", "非常满意", "满意", "基本满意", "不满意", "非常不满意", "有效评价（V）", "默认好评", "不予采纳", "追加评价",
		"平均得分"}
	for _, m := range rates {
		head = append(head, m.name, m.name+"分子", m.name+"分母")
	}
	book, err := sheet.NewWriter("好差评指标", head, 28, 24)
	if err != nil {
		return book, err
	}
	list, err := tally.By[rate.Figure](ctx, s.DB, rate.Kept, p.Period, by, below(p.Place))
	if err != nil {
		return book, err
	}
	sum, err := tally.Total[rate.Figure](ctx, s.DB, rate.Kept, p.Period)
	if err != nil {
		return book, err
	}
	line := func(name, small string, c rate.Counts) error {
		row := []any{name, small, c.Acts, c.N5, c.N4, c.N3, c.N2, c.N1, c.Valid(), c.Defaults, c.Excluded, c.More, score(c)}
		for _, m := range rates {
			n, d := m.of(c)
			row = append(row, m.rate(c), n, d)
		}
		return book.Row(row...)
	}
	names, err := s.called(ctx, p, by, list)
	if err != nil {
		return book, err
	}
	for i, f := range list {
		if err := line(names[i].name, names[i].small, f.Counts); err != nil {
			return book, err
		}
	}
	return book, line("合计", "", sum.Counts)
}
