package vacancy

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

//go:embed schema seed
var files embed.FS

func schema() db.Migrations {
	m := db.MigrationsOf("vacancy", files)
	m.Free = map[string]string{"vacancies_told": "who was reminded of an empty desk today"}
	m.Ends = map[string]string{"vacancies_told": "one a desk"}
	m.Places = map[string]string{"vacancies_told.place": "of one day"}
	return m
}

// mark notes that a vacant desk is told of on a day, and reports whether it was not yet.
func mark(ctx context.Context, tx *db.DB, v door.Vacancy, day calendar.Day) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO vacancies_told (role, dept, place, day) VALUES ($1, $2, $3, $4)
		ON CONFLICT (role, dept, place) DO UPDATE SET day = excluded.day WHERE vacancies_told.day < excluded.day`, v.Role, v.Dept, v.Place, day)
	return n == 1, err
}

// told reports whether a vacant desk has been told of on a day.
func told(ctx context.Context, d *db.DB, role people.Role, dept string, place region.Code, day calendar.Day) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM vacancies_told WHERE role = $1 AND dept = $2 AND place = $3 AND day >= $4`, role, dept, place, day)
	return n > 0, err
}
