package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Unlike is a published item that differs in what must be the same at all levels (省、市、县、乡四级同源：事项名称、编码、类型、依据、条件、材料、
// 环节、时限) from the one of the highest level that has the same base code, or where one of them has none, the same name.
type Unlike struct {
	Item, Of *Item
	ID, OfID int64
	Differs  []Change // Before is of the higher level
}

// same are the elements that must be the same at all levels, by their Chinese names.
var same = func() []string {
	var list []string
	for _, name := range []string{"name", "catalog_code", "kind", "basis", "conditions", "materials", "steps", "statutory", "promised"} {
		list = append(list, Elements[name])
	}
	return list
}()

// Sameness compares the published items between levels, in the order of their names. It reads all of them: it is no work for a page that
// many look at.
func (c *Catalog) Sameness(ctx context.Context) ([]Unlike, error) {
	type one struct {
		id int64
		it *Item
	}
	groups := map[string][]one{}
	for _, e := range c.shelf.Load().entries {
		it, err := c.Item(ctx, e.ID, e.Version)
		if err != nil {
			return nil, err
		}
		groups[it.Name] = append(groups[it.Name], one{e.ID, it})
		if it.CatalogCode != "" {
			groups["#"+it.CatalogCode] = append(groups["#"+it.CatalogCode], one{e.ID, it})
		}
	}
	var list []Unlike
	told := map[[2]int64]bool{}
	for _, group := range groups {
		slices.SortStableFunc(group, func(a, b one) int {
			return cmp.Or(strings.Compare(a.it.Level, b.it.Level), strings.Compare(a.it.Code, b.it.Code))
		})
		first := group[0]
		for _, o := range group[1:] {
			pair := [2]int64{first.id, o.id}
			if told[pair] {
				continue
			}
			told[pair] = true
			u := Unlike{Item: o.it, Of: first.it, ID: o.id, OfID: first.id}
			for _, d := range Diff(first.it, o.it) {
				if slices.Contains(same, d.Element) {
					u.Differs = append(u.Differs, d)
				}
			}
			if len(u.Differs) > 0 {
				list = append(list, u)
			}
		}
	}
	slices.SortFunc(list, func(a, b Unlike) int {
		return cmp.Or(strings.Compare(a.Item.Name, b.Item.Name), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}
