package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"time"

	"wuyou/app"
	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// rated is a city in which so many services were rated: over all villages and a year of months, by real
// windows, departments and items, a few items and windows far more than the rest.
type rated struct {
	*app.App
	random  *rand.Rand
	outlets []outlet
	share   []int // outlets by how much they do
	items   map[string][]item1
	staff   map[string]int64 // of departments
	sums    map[string]*kept
	begin   int64   // the time of the first service
	step    float64 // from one to the next
}

type outlet struct {
	place  region.Code
	county region.Code
	plate  string
	staff  int64
	name   string
}

// item1 is an item as one department handles it.
type item1 struct {
	id         int64
	name, dept string
}

// kept is a row of the kept figures, in the order of its columns.
type kept struct {
	key []any
	n   [16]int64
}

const (
	acts, n5, defaults, excluded, fixed, inTime, lateOpen, named, contacted, objected = 0, 1, 6, 7, 10, 11, 12, 13, 14, 15
)

// fill makes n ratings, and the services behind them.
func (c *rated) fill(n int) {
	c.sums = map[string]*kept{}
	c.outletsAndStaff()
	indexes := regexp.MustCompile(`CREATE INDEX (\w+)\s+ON (?:rating_acts|ratings|rating_givers|rectifications|rating_counts) [^;]*;`)
	var dropped []string // indexes are made when all is there
	for _, m := range indexes.FindAllStringSubmatch(schemaText(), -1) {
		if c.DB.Exec(background, "DROP INDEX "+m[1]) == nil { // else it is one of an older time
			dropped = append(dropped, m[0])
		}
	}
	c.begin, c.step = c.Now().UnixMilli()-365*dayMillis, float64(364*dayMillis)/float64(n)*0.64
	var rows rows
	flush := func() {
		check(c.DB.Tx(background, func(tx *db.DB) error { return rows.insert(tx) }))
		rows = nil
	}
	began := time.Now()
	for i, left := 0, n; left > 0; i++ {
		if c.act(&rows, i) {
			left--
		}
		if len(rows) > 20_000 {
			flush()
		}
	}
	flush()
	for _, k := range c.sums {
		row := k.key
		for _, n := range k.n {
			row = append(row, n)
		}
		if rows = append(rows, line{"rating_counts", row}); len(rows) > 20_000 {
			flush()
		}
	}
	flush()
	check(c.DB.Exec(background, `DELETE FROM rating_sums`))
	// As a database is brought up to date that had none.
	filling := regexp.MustCompile(`(?s)(?:INSERT INTO|DELETE FROM) rating_sums.*?;`)
	for _, sums := range filling.FindAllString(schemaText(), -1) {
		check(c.DB.Exec(background, sums))
	}
	for _, index := range dropped {
		check(c.DB.Exec(background, index))
	}
	check(c.DB.Exec(background, `ANALYZE`))
	fmt.Fprintf(os.Stderr, "%d ratings in %s\n", n, time.Since(began).Round(time.Second))
}

// schemaText are the statements that make the tables of ratings, in their order.
func schemaText() (text string) {
	names, err := fs.Glob(rate.Schema().Files, "*.sql")
	check(err)
	for _, name := range names {
		b, err := fs.ReadFile(rate.Schema().Files, name)
		check(err)
		text += string(b)
	}
	return text
}

// outletsAndStaff finds the outlets of the city: a station in each village, a centre in each township, a hall of
// twenty windows in each county and in the city; and gives each somebody at the window.
func (c *rated) outletsAndStaff() {
	c.random = rand.New(rand.NewPCG(1, 2))
	city := c.Profile.Region
	check(c.DB.Tx(background, func(tx *db.DB) error {
		add := func(place region.Code, n, share int, plate string) error {
			for i := range n {
				o := outlet{place: place, county: place.At(region.County), plate: plate, name: fmt.Sprintf("窗口人员%d", len(c.outlets))}
				if n > 1 {
					o.plate = fmt.Sprintf("%s %d 号", plate, i+1)
				}
				if o.county == "" {
					o.county = c.Regions.Children(city)[0].Code
				}
				var err error
				if o.staff, err = c.Roster.AddMember(background, tx, people.TheOffice, "", roster.NewMember{
					Login: fmt.Sprint("bench", len(c.outlets)), Name: o.name, Hash: "x",
				}); err != nil {
					return err
				}
				if err := c.Roster.AddPost(background, tx, people.TheOffice, "", o.staff, people.Post{
					Role: people.Window, Region: place, Title: o.plate,
				}, ""); err != nil {
					return err
				}
				for range share {
					c.share = append(c.share, len(c.outlets))
				}
				c.outlets = append(c.outlets, o)
			}
			return nil
		}
		if err := add(city, 20, 40, "综合窗口"); err != nil {
			return err
		}
		for _, p := range c.Regions.Under(city) {
			var err error
			switch p.Code.Level() {
			case region.County:
				err = add(p.Code, 20, 40, "综合窗口")
			case region.Township:
				err = add(p.Code, 1, 30, "便民服务中心窗口")
			case region.Village:
				err = add(p.Code, 1, 6, "便民服务站")
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	c.items, c.staff = map[string][]item1{}, map[string]int64{}
	ids, err := db.All[int64](background, c.DB, `SELECT id FROM items ORDER BY id`)
	check(err)
	for _, id := range ids {
		e, err := c.Catalog.Entry(id)
		check(err)
		for _, d := range c.Catalog.Offers(id) {
			c.items[string(d.Region)] = append(c.items[string(d.Region)], item1{id, e.Name, d.Code})
		}
	}
	for _, d := range c.Catalog.Depts(city) {
		if ids, err := c.Roster.Holders(background, c.DB, people.Reviewer, d.Region, d.Code); err == nil && len(ids) > 0 {
			c.staff[d.Code] = ids[0]
		}
	}
}

// line is a row to be inserted.
type line struct {
	into string
	row  []any
}

type rows []line

// tables are what is filled, with the columns that are named where a table has more than one owner's.
var tables = []string{
	"rating_acts", "ratings", "rating_givers", "rectifications",
	"cases (id, kind, state, seq, region, city, county, township, village, dept, item, title, party, applicant, " +
		"channel, result, clocks, opened_at, opened_day, due_at, warn_at, alarm_at, closed_at, late, head)",
	"rating_counts",
}

func (r rows) insert(tx *db.DB) error {
	by := map[string][][]any{}
	for _, l := range r {
		by[l.into] = append(by[l.into], l.row)
	}
	for _, table := range tables {
		name, _, _ := strings.Cut(table, " ")
		if err := tx.Insert(background, "INSERT INTO "+table, by[name]); err != nil {
			return err
		}
	}
	return nil
}

const dayMillis = 24 * 3600 * 1000

// act makes the i-th service, and reports whether it was rated.
func (c *rated) act(out *rows, i int) bool {
	r := c.random
	o := c.outlets[c.share[r.IntN(len(c.share))]]
	list := c.items[string(o.county)]
	most := map[region.Level]int{region.Village: 81, region.Township: 137}[o.place.Level()]
	if most == 0 || most > len(list) {
		most = len(list)
	}
	it := list[int(float64(most)*r.Float64()*r.Float64()*r.Float64())] // few items are most of the work
	at := c.begin + int64(float64(i)*c.step) + r.Int64N(60_000)
	day := calendar.DayOf(time.UnixMilli(at))
	mode, dept, staff, name, plate, channel := rate.Visit, "", o.staff, o.name, o.plate, "window"
	if c.staff[it.dept] != 0 && r.IntN(10) < 3 { // an online matter of the department
		mode, dept, staff, name, plate, channel = rate.Matter, it.dept, c.staff[it.dept], "审查人员", "审查岗", "online"
	}
	key := []any{day, o.place, dept, staff, plate, it.id, channel}
	k, ok := c.sums[fmt.Sprint(key)]
	if !ok {
		k = &kept{key: key}
		c.sums[fmt.Sprint(key)] = k
	}
	k.n[acts]++
	state, level, source := rate.Defaulted, rate.VerySatisfied, rate.Default
	points := 5
	if r.IntN(100) >= 35 {
		state, source = rate.Rated, rate.Active
		roll := r.IntN(1000)
		for _, most := range []int{700, 900, 985, 995} {
			if roll >= most {
				points--
			}
		}
		var err error
		level, err = rate.OfPoints(points)
		check(err)
	}
	leave := level.Bad() && r.IntN(20) == 0
	when := at + 60_000 + r.Int64N(dayMillis)
	act, id := db.IDAt(time.UnixMilli(at))+int64(i%(1<<22)), db.IDAt(time.UnixMilli(when))+int64(i%(1<<22))
	state0, published, x := "", false, line{}
	if level.Bad() {
		state0, published, x = c.fix(k, id, act, staff, at, leave)
	}
	*out = append(*out,
		line{"rating_acts", []any{
			act, 1_000_000 + i, mode, "application", it.id, it.name, o.place, dept, staff, name, plate, channel, at,
			day, at + 5*dayMillis, state, 0,
		}},
		line{"ratings", []any{id, act, 1, level, source, "mobile", "2020", "", "", "", true, "", when, calendar.DayOf(time.UnixMilli(when)), leave,
			o.place, dept, staff, plate, it.id, channel, day, published}})
	if source == rate.Default {
		k.n[defaults]++
		return false
	}
	*out = append(*out, line{"rating_givers", []any{
		id, "", c.Keys.Index("a", fmt.Sprint(r.IntN(200_000))), c.Keys.Index("d", fmt.Sprint(r.IntN(400_000))),
		r.IntN(5000) == 0,
	}})
	if leave {
		k.n[excluded]++
	} else {
		k.n[n5+5-points]++
	}
	if level.Bad() {
		k.n[named]++
		const never = int64(1) << 60
		closed := at + 3*dayMillis
		if state0 == "rectifying" {
			closed = 0
		}
		*out = append(*out, x, line{"cases", []any{
			x.row[0], "rectification", state0, 2,
			o.place, o.place.At(region.City), o.place.At(region.County), o.place.At(region.Township), o.place.At(region.Village),
			"", it.id, "差评：" + it.name, "", 0, "online", "", "[]", at, day, never, never, never, closed, false, "",
		}})
	}
	return true
}

// fix makes the rectification of a bad rating: excluded, or put right, some late, some still under way.
func (c *rated) fix(k *kept, id, act, staff, at int64, leave bool) (state string, published bool, x line) {
	r := c.random
	late, ground, text, closed := r.IntN(10) == 0, "", "", int64(0)
	switch {
	case leave:
		state, late, ground = "excluded", false, "mistaken"
		k.n[objected]++
	case r.IntN(20) == 0:
		state = "rectifying"
		if late {
			k.n[lateOpen]++
		}
	default:
		state, published, text, closed = "closed", true, "已改。", at+3*dayMillis
		k.n[fixed]++
		if !late {
			k.n[inTime]++
		}
	}
	k.n[contacted]++
	return state, published,
		line{"rectifications", []any{
			id + 1<<21, id, act, staff, "", 1, false, "simple", "", "", "", "", ground, "", at + dayMillis,
			at + 2*dayMillis, late, 0, "satisfied", text, closed,
		}}
}
