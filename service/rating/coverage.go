package rating

import (
	"context"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/tally"
)

// coverage is a map of tiles: which places below were rated, down to the villages.
func (s *Service) coverage(ctx context.Context, c door.Call) (door.Screen, error) {
	path := deskPath + "/coverage"
	p, err := s.asked(ctx, c.In, c.Actor)
	if err != nil {
		return door.Screen{}, err
	}
	d := door.Screen{Frame: page.Frame{Title: s.Regions.Name(p.Place) + "好差评覆盖"}, Crumbs: home,
		Tally: s.tabs(c.Actor, "/coverage", p), Filters: s.filters(path, p, c.In)}
	villages, err := tally.By[rate.Figure](ctx, s.DB, rate.Kept, p.Period, tally.ByRegion, region.Village)
	if err != nil {
		return d, err
	}
	rated := map[region.Code]rate.Counts{}
	for _, f := range villages {
		for l := region.City; l <= region.Village; l++ {
			if c := region.Code(f.Key).At(l); c != "" {
				sum := rated[c]
				sum.Add(f.Counts)
				rated[c] = sum
			}
		}
	}
	top := door.Block{Bare: true, Tally: s.pathTo(p, path)}
	for _, level := range []struct {
		l    region.Level
		name string
	}{{region.Township, "乡镇（街道）覆盖"}, {region.Village, "村（社区）覆盖"}} {
		if n, all := s.covered(s.Regions.Under(p.Place), level.l, rated); all > 0 {
			top.Stats.Items = append(top.Stats.Items, page.Share(level.name, n, all, "个", ""))
		}
	}
	d.Blocks = []door.Block{top}
	names := map[region.Level]string{region.City: "各县区", region.County: "各乡镇、街道", region.Township: "各村、社区"}
	tiles := door.Block{Title: names[p.Place.Level()], Lead: "红的有差评超期没有整改，黄的还没有人评价。"}
	for _, c := range s.Regions.Children(p.Place) {
		tiles.Tiles = append(tiles.Tiles, s.tile(p, c, rated))
	}
	if len(tiles.Tiles) > 0 {
		d.Blocks = append(d.Blocks, tiles)
	}
	return d, nil
}

// covered counts, among places, those of a level and those of them that were rated.
func (s *Service) covered(places []region.Place, level region.Level, rated map[region.Code]rate.Counts) (n, all int) {
	for _, c := range places {
		if c.Code.Level() != level {
			continue
		}
		if sum := rated[c.Code]; sum.Valid() > 0 {
			n++
		}
		all++
	}
	return n, all
}

// tile is one place: red where a bad rating is late, yellow where nobody has rated yet.
func (s *Service) tile(p period, c region.Place, rated map[region.Code]rate.Counts) page.Tile {
	sum := rated[c.Code]
	t := page.Tile{Href: p.with(deskPath+"/coverage", "place", string(c.Code)), Label: region.Short(c.Name), Note: page.Num(sum.Valid()) + " 条"}
	if c.Code.Level() == region.Village {
		t.Href = p.rows("place", string(c.Code))
	}
	switch below := s.Regions.Under(c.Code); {
	case sum.LateOpen > 0:
		t.Lamp, t.Note = "red", "超期差评 "+page.Num(sum.LateOpen)
	case sum.Valid() == 0:
		t.Lamp, t.Note = "yellow", "还没有评价"
	case len(below) > 0:
		n, all := s.covered(below, region.Village, rated)
		t.Note = page.Num(n) + " / " + page.Num(all) + " 村"
	}
	return t
}
