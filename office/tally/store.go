package tally

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/region"
)

// each is a text for each of some measures (#), with commas between.
func each(some []string, text string) string {
	list := make([]string, len(some))
	for i, m := range some {
		list[i] = strings.ReplaceAll(text, "#", m)
	}
	return strings.Join(list, ", ")
}

const countKey = `day, region, dept, staff, place, item, channel`

// New makes the book of a service. Its tables are name_deltas (id and the columns of Key), name_counts (those of Key, which is its
// key) and name_sums (those of Sum, which is its key), each with a BIGINT for each measure.
func New(name string, measures ...string) *Book {
	return &Book{name: name, measures: measures,
		putDelta: `INSERT INTO ` + name + `_deltas (id, ` + countKey + `, ` + each(measures, "#") + `) VALUES ` + db.In(1, 8+len(measures)),
		putCount: `INSERT INTO ` + name + `_counts (` + countKey + `, ` + each(measures, "#") + `) VALUES ` + db.In(1, 7+len(measures)) +
			` ON CONFLICT (` + countKey + `) DO UPDATE SET ` + each(measures, "# = "+name+"_counts.# + excluded.#"),
		putSum: `INSERT INTO ` + name + `_sums (period, dim, county, key, dept, channel, ` + each(measures, "#") + `) VALUES ` + db.In(1, 6+len(measures)) +
			` ON CONFLICT (period, dim, county, key, dept, channel) DO UPDATE SET ` + each(measures, "# = "+name+"_sums.# + excluded.#"),
	}
}

// args are some columns and the figures behind them.
func args(n []int64, before ...any) []any {
	for _, one := range n {
		before = append(before, one)
	}
	return before
}

// Add adds to the figures of a key, in the transaction of what happened.
func (b *Book) Add(ctx context.Context, tx *db.DB, k Key, fields []*int64) error {
	return tx.Exec(ctx, b.putDelta, args(values(fields), tx.NewID(), k.Day, k.Region, k.Dept, k.Staff, k.Place, k.Item, k.Channel)...)
}

func (b *Book) anyDelta(ctx context.Context, d *db.DB) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM `+b.name+`_deltas LIMIT 1) x`)
	return n > 0, err
}

// takeDeltas takes lines away to be counted. One transaction at a time does so; SQLite has one writer
// anyway.
func takeDeltas[T any](ctx context.Context, tx *db.DB, b *Book, most int) ([]T, error) {
	if tx.Postgres() {
		if err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7312)`); err != nil {
			return nil, err
		}
	}
	return db.All[T](ctx, tx, `DELETE FROM `+b.name+`_deltas WHERE id IN (SELECT id FROM `+b.name+`_deltas ORDER BY id LIMIT $1)
		RETURNING `+countKey+`, `+each(b.measures, "#"), most)
}

func (b *Book) addCount(ctx context.Context, tx *db.DB, k Key, n []int64) error {
	return tx.Exec(ctx, b.putCount, args(n, k.Day, k.Region, k.Dept, k.Staff, k.Place, k.Item, k.Channel)...)
}

func (b *Book) addSum(ctx context.Context, tx *db.DB, s Sum, n []int64) error {
	return tx.Exec(ctx, b.putSum, args(n, s.Period, s.Dim, s.County, s.Key, s.Dept, s.Channel)...)
}

// query is a statement that is put together with its arguments.
type query struct{ args []any }

func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *query) between(column string, from, to any) string {
	return column + " BETWEEN " + q.arg(from) + " AND " + q.arg(to)
}

// grouped is the query for some measures by one dimension, of regions those of the level: from the sums, from
// the counts of the days that are left over, and from what was not counted yet, all of one moment.
func (b *Book) grouped(q *query, p Period, by Dimension, level region.Level, some []string) string {
	dim, ok := p.shape(by, level)
	whole, days := p.parts(by == ByMonth || dim.wide() && p.Place.Level() == region.Township)
	if !ok {
		whole, days = nil, []span{{int(p.From), int(p.To)}}
	}
	var from []string
	read := func(table, key string, conds ...string) {
		from = append(from, `SELECT `+key+` AS key, `+each(some, "t.#")+` FROM `+table+` t WHERE `+strings.Join(conds, " AND "))
	}
	for _, s := range whole {
		read(b.name+"_sums", summedKey(by, dim, level), append(q.summed(p, by, dim), q.between("t.period", s.from, s.to))...)
	}
	day := "t.day"
	if p.Place.Level() > region.County && p.Window == "" {
		day = "+t.day" // a place is fewer rows than a time; a window has an index with the day
	}
	for _, s := range days {
		read(b.name+"_counts", countedKey(by, level), append(q.counted(p), q.between(day, s.from, s.to))...)
	}
	read(b.name+"_deltas", countedKey(by, level), append(q.counted(p), q.between("t.day", p.From, p.To))...)
	return `SELECT t.key, ` + each(some, "CAST(SUM(t.#) AS BIGINT) AS #") + ` FROM (` + strings.Join(from, ` UNION ALL `) + `) t GROUP BY t.key`
}

// summed are the conditions for the services in the sums by a dimension.
func (q *query) summed(p Period, by, dim Dimension) []string {
	list := []string{"t.dim = " + q.arg(dim)}
	switch county := p.Place.At(region.County); {
	case dim.wide() && p.Place.Level() == region.Township:
		list = append(list, "t.county = "+q.arg(p.Place))
	case county != "":
		list = append(list, "t.county = "+q.arg(county))
	case dim.wide() && by != ByRegion && by != ByDept && p.Dept == "":
		list = append(list, "t.county = ''")
	case p.Place != "":
		list = append(list, q.between("t.county", p.Place, p.Place.Last()), "SUBSTR(t.county, 7, 6) = '000000'")
	default:
		list = append(list, "SUBSTR(t.county, 7, 6) = '000000'")
	}
	key := map[Dimension]string{ByPlace: p.Window, ByStaff: number(p.Staff), ByItem: number(p.Item)}[dim]
	if key != "" {
		list = append(list, "t.key = "+q.arg(key))
	}
	if dim == ByRegion || dim == ByPlace && p.Place.Level() > region.County {
		list = append(list, q.between("t.key", p.Place, p.Place.Last()+"~"))
	}
	return q.both(p, list)
}

func (q *query) both(p Period, list []string) []string {
	switch p.Dept {
	case "":
	case None:
		list = append(list, "t.dept = ''")
	default:
		list = append(list, "t.dept = "+q.arg(p.Dept))
	}
	if p.Channel != "" {
		list = append(list, "t.channel = "+q.arg(p.Channel))
	}
	return list
}

// counted are the conditions for the services in the counts.
func (q *query) counted(p Period) []string {
	var list []string
	switch at, plate := AtWindow(p.Window); p.Window {
	case "":
	case None:
		list = append(list, "t.place = ''")
	default:
		list = append(list, "t.region = "+q.arg(at), "t.place = "+q.arg(plate))
	}
	switch {
	case p.Own:
		list = append(list, "t.region = "+q.arg(p.Place))
	case p.Place != "":
		list = append(list, q.between("t.region", p.Place, p.Place.Last()))
	}
	if p.Item != 0 {
		list = append(list, "t.item = "+q.arg(max(p.Item, 0)))
	}
	if p.Staff != 0 {
		list = append(list, "t.staff = "+q.arg(max(p.Staff, 0)))
	}
	return q.both(p, list)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// one is the key of all rows together; PostgreSQL groups by no constant.
const one = "SUBSTR(t.channel, 1, 0)"

// summedKey is what figures by a dimension are grouped by in the sums read by one; countedKey in the counts.
func summedKey(by, dim Dimension, level region.Level) string {
	switch {
	case by == ByNothing:
		return one
	case by == ByRegion && dim == ByRegion:
		return fmt.Sprintf("SUBSTR(t.key, 1, %d)", Digits(level))
	case by == ByRegion:
		return fmt.Sprintf("SUBSTR(t.county, 1, %d)", Digits(level))
	case by == ByMonth:
		return "CAST(t.period AS TEXT)"
	case by == ByDept || by == ByChannel:
		return "t." + string(by)
	}
	return "t.key"
}

func countedKey(by Dimension, level region.Level) string {
	switch by {
	case ByNothing:
		return one
	case ByRegion:
		return fmt.Sprintf("SUBSTR(t.region, 1, %d)", Digits(level))
	case ByMonth:
		return "CAST(t.day / 100 AS TEXT)"
	case ByStaff, ByItem:
		return "CAST(t." + string(by) + " AS TEXT)"
	case ByPlace:
		return "CASE WHEN t.place = '' THEN '' ELSE t.region || ' ' || t.place END"
	}
	return "t." + string(by)
}

// Total are the figures of a period all together. Of nothing they are zero. T is a struct of Key string and the measures.
func Total[T any](ctx context.Context, d *db.DB, b *Book, p Period) (T, error) {
	var q query
	f, err := db.One[T](ctx, d, b.grouped(&q, p, ByNothing, 0, b.measures), q.args...)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return f, err
}

// By are the figures by one dimension, in the order of their keys; by region those of the level, as RegionOf reads them.
func By[T any](ctx context.Context, d *db.DB, b *Book, p Period, by Dimension, level region.Level) ([]T, error) {
	var q query
	return db.All[T](ctx, d, b.grouped(&q, p, by, level, b.measures)+` ORDER BY t.key`, q.args...)
}

// Most are n figures by one dimension behind the first skipped ones, those with most of the first measure first.
func Most[T any](ctx context.Context, d *db.DB, b *Book, p Period, by Dimension, skip, n int) ([]T, error) {
	var q query
	return db.All[T](ctx, d, b.grouped(&q, p, by, 0, b.measures)+` ORDER BY `+b.measures[0]+` DESC, t.key LIMIT `+strconv.Itoa(n)+
		` OFFSET `+strconv.Itoa(skip), q.args...)
}

// LatestMonth is the last month (yyyymm) up to today's, p.Now, of which there are figures of the place; where there is none in ten years, it is
// today's. Pages of figures open at it: an empty month says nothing.
func (b *Book) LatestMonth(ctx context.Context, d *db.DB, p Period) (int, error) {
	now := p.Now.Month()
	latest := func(from int) (int, error) {
		var q query
		var months []string
		for m := now; m >= from; m = month(m, -1) {
			months = append(months, q.arg(m))
		}
		conds := append(q.summed(Period{Place: p.Place, Dept: p.Dept}, ByNothing, ByNothing), "t.period IN ("+strings.Join(months, ", ")+")")
		fresh := append(q.counted(Period{Place: p.Place, Dept: p.Dept}), q.between("t.day", from*100, now*100+99))
		text := `SELECT COALESCE(MAX(m.period), 0) FROM (SELECT MAX(t.period) AS period FROM ` + b.name + `_sums t WHERE ` + strings.Join(conds, " AND ") +
			` UNION ALL SELECT MAX(t.day / 100) FROM ` + b.name + `_deltas t WHERE ` + strings.Join(fresh, " AND ") + `) m`
		n, err := db.One[int64](ctx, d, text, q.args...)
		return int(n), err
	}
	found, err := latest(now)
	if err == nil && found == 0 {
		found, err = latest(month(now, -120))
	}
	return cmp.Or(found, now), err
}

// Cover is how many of a dimension there are that have some of the first measure, and how many of them have some of others.
type Cover struct{ Covered, Total int64 }

// Covers counts the windows, members of staff or items of a period, and those of them that have some of the measures.
func (b *Book) Covers(ctx context.Context, d *db.DB, p Period, by Dimension, some ...string) (Cover, error) {
	var q query
	text := b.grouped(&q, p, by, 0, append([]string{b.measures[0]}, some...))
	return db.One[Cover](ctx, d, `SELECT COUNT(*) AS total, COALESCE(SUM(CASE WHEN g.`+strings.Join(some, " + g.")+` > 0 THEN 1 ELSE 0 END), 0) AS covered
		FROM (`+text+`) g WHERE g.`+b.measures[0]+` > 0 AND g.key NOT IN ('', '0')`, q.args...)
}

// What proves the kept figures reads all there is.

func allCounts[T any](ctx context.Context, d *db.DB, b *Book) iter.Seq2[T, error] {
	return db.Each[T](ctx, d, `SELECT t.* FROM `+b.name+`_counts t`)
}

func allSums[T any](ctx context.Context, d *db.DB, b *Book) iter.Seq2[T, error] {
	return db.Each[T](ctx, d, `SELECT t.* FROM `+b.name+`_sums t`)
}

func deltas[T any](ctx context.Context, d *db.DB, b *Book) iter.Seq2[T, error] {
	return db.Each[T](ctx, d, `SELECT `+countKey+`, `+each(b.measures, "#")+` FROM `+b.name+`_deltas`)
}
