package catalogue

import (
	"context"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/people"
)

// table imports items.
func (f *Front) table() door.Import {
	return door.Import{
		Name: "items", Title: "事项", Kept: "catalog", Roles: []people.Role{people.Editor}, Load: f.Catalog.Load,
		About:   "编码已有的更新成新的一版，表里没有的列不动。",
		Columns: func(context.Context) (sheet.Layout, error) { return catalog.Columns(f.City), nil },
		Run: func(ctx context.Context, tx *db.DB, in door.Importing) (door.Imported, error) {
			m := catalog.Import{By: in.By, Second: in.Second.Name, Regions: f.Regions, City: f.City}
			err := m.Table(ctx, tx, f.Catalog, in.Sheet, in.Progress)
			return door.Imported{New: m.New, Changed: m.Changed, Same: m.Same}, err
		},
	}
}
