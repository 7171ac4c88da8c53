package rating

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/region"
)

var measures = []string{"acts", "n5", "n4", "n3", "n2", "n1", "defaults", "excluded", "more", "better", "fixed", "in_time", "late_open", "named", "contacted", "objected"}

var putCount = func() string {
	sums := make([]string, len(measures))
	for i, m := range measures {
		sums[i] = m + " = rating_counts." + m + " + excluded." + m
	}
	return `INSERT INTO rating_counts (day, region, dept, staff, place, item, channel, ` + strings.Join(measures, ", ") + `) VALUES ` + db.In(1, 7+len(measures)) +
		` ON CONFLICT (day, region, dept, staff, place, item, channel) DO UPDATE SET ` + strings.Join(sums, ", ")
}()

// count adds to the figures of an act's day, place, department, person, window, item and channel. Only
// services that are alike in all of these meet in one row, so writers hardly wait for each other.
func count(ctx context.Context, tx *db.DB, a Act, n counts) error {
	args := []any{a.Day, a.Region, a.Dept, a.Staff, a.Place, a.Item, a.Channel}
	for _, f := range n.fields() {
		args = append(args, *f)
	}
	return tx.Exec(ctx, putCount, args...)
}

var sumColumns = func() string {
	list := make([]string, len(measures))
	for i, m := range measures {
		list[i] = "CAST(COALESCE(SUM(t." + m + "), 0) AS BIGINT) AS " + m
	}
	return strings.Join(list, ", ")
}()

func (p period) where() *db.Where {
	w := &db.Where{}
	w.And("t.day >= ? AND t.day <= ?", p.From, p.To)
	if p.Place != "" {
		w.And("t.region >= ? AND t.region <= ?", p.Place, p.Place.Last())
	}
	for _, eq := range []struct{ column, value string }{{"t.dept", p.Dept}, {"t.place", p.Window}, {"t.channel", p.Channel}} {
		if eq.value != "" {
			w.And(eq.column+" = ?", eq.value)
		}
	}
	for _, eq := range []struct {
		column string
		value  int64
	}{{"t.item", p.Item}, {"t.staff", p.Staff}} {
		if eq.value != 0 {
			w.And(eq.column+" = ?", eq.value)
		}
	}
	return w
}

func totals(ctx context.Context, d *db.DB, p period) (counts, error) {
	w := p.where()
	c, err := db.One[counts](ctx, d, `SELECT `+sumColumns+` FROM rating_counts t`+w.String(), w.Args()...)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return c, err
}

// regionDigits is how many digits of a code name a place of the level.
var regionDigits = map[region.Level]int{region.City: 4, region.County: 6, region.Township: 9, region.Village: 12}

// figuresBy are the figures by one dimension; of regions, those of the level.
func figuresBy(ctx context.Context, d *db.DB, p period, by dimension, level region.Level) ([]figure, error) {
	key, at := "t."+string(by), "''"
	switch by {
	case byRegion:
		key = fmt.Sprintf("SUBSTR(t.region, 1, %d)", regionDigits[level])
	case byMonth:
		key = "CAST(t.day / 100 AS TEXT)"
	case byStaff, byItem:
		key = "CAST(t." + string(by) + " AS TEXT)"
	}
	if by == byPlace || by == byStaff {
		at = "MAX(t.region)"
	}
	w := p.where()
	return db.All[figure](ctx, d, `SELECT `+key+` AS key, `+at+` AS at, `+sumColumns+` FROM rating_counts t`+w.String()+` GROUP BY `+key+` ORDER BY `+key, w.Args()...)
}

// kept are the figures of an act's key, for the proof that they equal a recount.
func kept(ctx context.Context, d *db.DB) ([]keyed, error) {
	return db.All[keyed](ctx, d, `SELECT t.* FROM rating_counts t`)
}

func allActs(ctx context.Context, d *db.DB) ([]Act, error) {
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a ORDER BY a.id`)
}
