package rating

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/region"
)

var measures = []string{"acts", "n5", "n4", "n3", "n2", "n1", "defaults", "excluded", "more", "better", "fixed", "in_time", "late_open", "named", "contacted", "objected"}

// each is a text for every measure (#), with commas between.
func each(text string) string { return eachOf(measures, text) }

func eachOf(some []string, text string) string {
	list := make([]string, len(some))
	for i, m := range some {
		list[i] = strings.ReplaceAll(text, "#", m)
	}
	return strings.Join(list, ", ")
}

const countKey = `day, region, dept, staff, place, item, channel`

var (
	putDelta = `INSERT INTO rating_deltas (id, ` + countKey + `, ` + each("#") + `) VALUES ` + db.In(1, 8+len(measures))
	putCount = `INSERT INTO rating_counts (` + countKey + `, ` + each("#") + `) VALUES ` + db.In(1, 7+len(measures)) +
		` ON CONFLICT (` + countKey + `) DO UPDATE SET ` + each("# = rating_counts.# + excluded.#")
	putSum = `INSERT INTO rating_sums (period, dim, county, key, dept, channel, ` + each("#") + `) VALUES ` + db.In(1, 6+len(measures)) +
		` ON CONFLICT (period, dim, county, key, dept, channel) DO UPDATE SET ` + each("# = rating_sums.# + excluded.#")
)

func (c *counts) args(before ...any) []any {
	for _, f := range c.fields() {
		before = append(before, *f)
	}
	return before
}

// count adds to the figures of an act's day, place, department, person, window, item and channel.
func count(ctx context.Context, tx *db.DB, a Act, n counts) error {
	return tx.Exec(ctx, putDelta, n.args(tx.NewID(), a.Day, a.Region, a.Dept, a.Staff, a.Place, a.Item, a.Channel)...)
}

func anyDelta(ctx context.Context, d *db.DB) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM rating_deltas LIMIT 1) x`)
	return n > 0, err
}

// takeDeltas takes lines away to be counted. One transaction at a time does so; SQLite has one writer
// anyway.
func takeDeltas(ctx context.Context, tx *db.DB, most int) ([]keyed, error) {
	if tx.Postgres() {
		if err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7312)`); err != nil {
			return nil, err
		}
	}
	return db.All[keyed](ctx, tx, `DELETE FROM rating_deltas WHERE id IN (SELECT id FROM rating_deltas ORDER BY id LIMIT $1) RETURNING `+countKey+`, `+each("#"), most)
}

func addCount(ctx context.Context, tx *db.DB, k keyed) error {
	return tx.Exec(ctx, putCount, k.counts.args(k.Day, k.Region, k.Dept, k.Staff, k.Place, k.Item, k.Channel)...)
}

func addSum(ctx context.Context, tx *db.DB, s sum, c counts) error {
	return tx.Exec(ctx, putSum, c.args(s.Period, s.Dim, s.County, s.Key, s.Dept, s.Channel)...)
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

// digits is how many digits of a code name a place of the level.
func digits(level region.Level) int {
	return map[region.Level]int{region.City: 4, region.County: 6, region.Township: 9, region.Village: 12}[level]
}

// grouped is the query for some measures by one dimension, of regions those of the level: from the sums, from
// the counts of the days that are left over, and from what was not counted yet, all of one moment.
func (q *query) grouped(p period, by dimension, level region.Level, some []string) string {
	dim, ok := p.shape(by, level)
	whole, days := p.parts(by == byMonth || dim.wide() && p.Place.Level() == region.Township)
	if !ok {
		whole, days = nil, []span{{int(p.From), int(p.To)}}
	}
	var from []string
	read := func(table, key string, conds ...string) {
		from = append(from, `SELECT `+key+` AS key, `+eachOf(some, "t.#")+` FROM `+table+` t WHERE `+strings.Join(conds, " AND "))
	}
	for _, s := range whole {
		read("rating_sums", summedKey(by, dim, level), append(q.summed(p, by, dim), q.between("t.period", s.from, s.to))...)
	}
	day := "t.day"
	if p.Place.Level() > region.County && p.Window == "" {
		day = "+t.day" // a place is fewer rows than a time; a window has an index with the day
	}
	for _, s := range days {
		read("rating_counts", countedKey(by, level), append(q.counted(p), q.between(day, s.from, s.to))...)
	}
	read("rating_deltas", countedKey(by, level), append(q.counted(p), q.between("t.day", p.From, p.To))...)
	return `SELECT t.key, ` + eachOf(some, "CAST(SUM(t.#) AS BIGINT) AS #") + ` FROM (` + strings.Join(from, ` UNION ALL `) + `) t GROUP BY t.key`
}

// summed are the conditions for the services in the sums by a dimension.
func (q *query) summed(p period, by, dim dimension) []string {
	list := []string{"t.dim = " + q.arg(dim)}
	switch county := p.Place.At(region.County); {
	case dim.wide() && p.Place.Level() == region.Township:
		list = append(list, "t.county = "+q.arg(p.Place))
	case county != "":
		list = append(list, "t.county = "+q.arg(county))
	case dim.wide() && by != byRegion && by != byDept && p.Dept == "":
		list = append(list, "t.county = ''")
	case p.Place != "":
		list = append(list, q.between("t.county", p.Place, p.Place.Last()), "SUBSTR(t.county, 7, 6) = '000000'")
	default:
		list = append(list, "SUBSTR(t.county, 7, 6) = '000000'")
	}
	key := map[dimension]string{byPlace: p.Window, byStaff: number(p.Staff), byItem: number(p.Item)}[dim]
	if key != "" {
		list = append(list, "t.key = "+q.arg(key))
	}
	if dim == byRegion || dim == byPlace && p.Place.Level() > region.County {
		list = append(list, q.between("t.key", p.Place, p.Place.Last()+"~"))
	}
	return q.both(p, list)
}

func (q *query) both(p period, list []string) []string {
	if p.Dept != "" {
		list = append(list, "t.dept = "+q.arg(p.Dept))
	}
	if p.Channel != "" {
		list = append(list, "t.channel = "+q.arg(p.Channel))
	}
	return list
}

// counted are the conditions for the services in the counts.
func (q *query) counted(p period) []string {
	var list []string
	if p.Window != "" {
		at, plate := atWindow(p.Window)
		list = append(list, "t.region = "+q.arg(at), "t.place = "+q.arg(plate))
	}
	if p.Place != "" {
		list = append(list, q.between("t.region", p.Place, p.Place.Last()))
	}
	if p.Item != 0 {
		list = append(list, "t.item = "+q.arg(p.Item))
	}
	if p.Staff != 0 {
		list = append(list, "t.staff = "+q.arg(p.Staff))
	}
	return q.both(p, list)
}

// one is the key of all rows together; PostgreSQL groups by no constant.
const one = "SUBSTR(t.channel, 1, 0)"

// summedKey is what figures by a dimension are grouped by in the sums read by one; countedKey in the counts.
func summedKey(by, dim dimension, level region.Level) string {
	switch {
	case by == byNothing:
		return one
	case by == byRegion && dim == byRegion:
		return fmt.Sprintf("SUBSTR(t.key, 1, %d)", digits(level))
	case by == byRegion:
		return fmt.Sprintf("SUBSTR(t.county, 1, %d)", digits(level))
	case by == byMonth:
		return "CAST(t.period AS TEXT)"
	case by == byDept || by == byChannel:
		return "t." + string(by)
	}
	return "t.key"
}

func countedKey(by dimension, level region.Level) string {
	switch by {
	case byNothing:
		return one
	case byRegion:
		return fmt.Sprintf("SUBSTR(t.region, 1, %d)", digits(level))
	case byMonth:
		return "CAST(t.day / 100 AS TEXT)"
	case byStaff, byItem:
		return "CAST(t." + string(by) + " AS TEXT)"
	case byPlace:
		return "CASE WHEN t.place = '' THEN '' ELSE t.region || ' ' || t.place END"
	}
	return "t." + string(by)
}

func totals(ctx context.Context, d *db.DB, p period) (counts, error) {
	var q query
	f, err := db.One[figure](ctx, d, q.grouped(p, byNothing, 0, measures), q.args...)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return f.counts, err
}

// figuresBy are the figures by one dimension, in the order of their keys.
func figuresBy(ctx context.Context, d *db.DB, p period, by dimension, level region.Level) ([]figure, error) {
	var q query
	return db.All[figure](ctx, d, q.grouped(p, by, level, measures)+` ORDER BY t.key`, q.args...)
}

// mostBy are n figures by one dimension behind the first skipped ones, those of most services first.
func mostBy(ctx context.Context, d *db.DB, p period, by dimension, skip, n int) ([]figure, error) {
	var q query
	return db.All[figure](ctx, d, q.grouped(p, by, 0, measures)+` ORDER BY acts DESC, t.key LIMIT `+strconv.Itoa(n)+` OFFSET `+strconv.Itoa(skip), q.args...)
}

// reach is how many of those that served there are, and how many of them were rated.
type reach struct{ Rated, Served int64 }

var reachMeasures = measures[:6] // the services, and the ratings by level

func reachBy(ctx context.Context, d *db.DB, p period, by dimension) (reach, error) {
	var q query
	return db.One[reach](ctx, d, `SELECT COUNT(*) AS served, COALESCE(SUM(CASE WHEN g.n5 + g.n4 + g.n3 + g.n2 + g.n1 > 0 THEN 1 ELSE 0 END), 0) AS rated
		FROM (`+q.grouped(p, by, 0, reachMeasures)+`) g WHERE g.acts > 0 AND g.key NOT IN ('', '0')`, q.args...)
}

// What proves the kept figures reads all there is.

func keptCounts(ctx context.Context, d *db.DB) iter.Seq2[keyed, error] {
	return db.Each[keyed](ctx, d, `SELECT t.* FROM rating_counts t`)
}

func keptSums(ctx context.Context, d *db.DB) iter.Seq2[keptSum, error] {
	return db.Each[keptSum](ctx, d, `SELECT t.* FROM rating_sums t`)
}

func deltas(ctx context.Context, d *db.DB) iter.Seq2[keyed, error] {
	return db.Each[keyed](ctx, d, `SELECT `+countKey+`, `+each("#")+` FROM rating_deltas`)
}

func allActs(ctx context.Context, d *db.DB) iter.Seq2[Act, error] {
	return db.Each[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a ORDER BY a.id`)
}

func allRatings(ctx context.Context, d *db.DB) iter.Seq2[Rating, error] {
	return db.Each[Rating](ctx, d, `SELECT `+ratingColumns+` FROM ratings r ORDER BY r.act, r.n`)
}

func allFixes(ctx context.Context, d *db.DB) iter.Seq2[fixIn, error] {
	return db.Each[fixIn](ctx, d, `SELECT `+fixColumns+`, c.state FROM rectifications x JOIN cases c ON c.id = x.case_id ORDER BY x.act`)
}
