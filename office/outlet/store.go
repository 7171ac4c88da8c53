package outlet

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema is the table of outlets.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "outlet", Files: files, Kept: []db.Kept{
		{Table: "outlets", Key: []string{"code"}},
	}, Places: map[string]string{"outlets.region": db.Follows, "outlets.code": "the office's own, which never changes"}}
}

const columns = `code, name, region, address, phone, hours, way, parking, wheelchair, closed_from, closed_until, closed_why, instead,
	map_x, map_y, ended_on, is_sample`

// All are the outlets of all days, by region and code.
func All(ctx context.Context, d *db.DB) ([]Outlet, error) {
	return db.All[Outlet](ctx, d, `SELECT `+columns+` FROM outlets ORDER BY region, code`)
}

// Put writes one outlet that Check has passed; one of the same code is replaced.
func Put(ctx context.Context, tx *db.DB, o Outlet) error {
	return tx.Exec(ctx, `INSERT INTO outlets (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, region = excluded.region, address = excluded.address,
			phone = excluded.phone, hours = excluded.hours, way = excluded.way, parking = excluded.parking,
			wheelchair = excluded.wheelchair, closed_from = excluded.closed_from, closed_until = excluded.closed_until,
			closed_why = excluded.closed_why, instead = excluded.instead, map_x = excluded.map_x, map_y = excluded.map_y,
			ended_on = excluded.ended_on, is_sample = excluded.is_sample`,
		o.Code, o.Name, o.Region, o.Address, o.Phone, o.Hours, o.Way, o.Parking, o.Wheelchair, o.ClosedFrom, o.ClosedUntil,
		o.ClosedWhy, o.Instead, o.MapX, o.MapY, o.EndedOn, o.IsSample)
}
