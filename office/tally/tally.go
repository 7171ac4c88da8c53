// Package tally keeps figures added up, so that what a page asks of a year and a city is a short run of rows. It knows no
// figures of its own: a service names its measures (New), adds to them in the transaction of what happened, and asks for them
// by place, time, department, window, member of staff, item or channel.
//
// Figures are kept three times, in tables of the service. NAME_deltas has a line for each change, written with it; Fold, a
// moment later, takes the lines away and adds them to NAME_counts, which has a row for all services of a day that are alike in
// everything (Key), and to NAME_sums, where they are added up by month and year and one dimension (Sum). So who changes
// something writes one line more and waits for nobody.
//
// Guarantees. What is read is of one moment, whether it was folded or not. Each line is counted once, in the transaction that
// takes it away, however many nodes fold. Figures are of integers and may be taken back by adding their negative.
//
// Failures. A figure that drifted is found by Check, which counts everything anew.
//
// Read tally.go first, then period.go (which rows answer a question), fold.go and check.go.
package tally

import (
	"cmp"
	"strconv"
	"strings"

	"wuyou/office/calendar"
	"wuyou/office/region"
)

// Book is the figures of a service.
type Book struct {
	name     string
	measures []string // the columns

	putDelta, putCount, putSum string
}

// Row is a struct with the columns of a table and the measures. Fields are the measures, in the order of New.
type Row[T any] interface {
	*T
	Fields() []*int64
}

// Line is a row of what is alike in everything: a struct of a Key and the measures.
type Line[T any] interface {
	Row[T]
	Alike() Key
}

// Key says what services are alike in: all that figures are told apart by.
type Key struct {
	Day     calendar.Day
	Region  region.Code
	Dept    string
	Staff   int64
	Place   string
	Item    int64
	Channel string
}

// Alike is the key.
func (k Key) Alike() Key { return k }

func (k Key) compare(o Key) int {
	return cmp.Or(cmp.Compare(k.Day, o.Day), cmp.Compare(k.Region, o.Region), cmp.Compare(k.Dept, o.Dept), cmp.Compare(k.Staff, o.Staff),
		cmp.Compare(k.Place, o.Place), cmp.Compare(k.Item, o.Item), cmp.Compare(k.Channel, o.Channel))
}

// Sum names a row of the sums.
type Sum struct {
	Period  int64 // yyyymm or yyyy
	Dim     Dimension
	County  region.Code // or the city, of what it does itself; a township; "" is everywhere
	Key     string
	Dept    string // "" too where all are meant: everywhere
	Channel string
}

// Summed is the row.
func (r Sum) Summed() Sum { return r }

func (r Sum) compare(o Sum) int {
	return cmp.Or(cmp.Compare(r.Period, o.Period), cmp.Compare(r.Dim, o.Dim), cmp.Compare(r.County, o.County), cmp.Compare(r.Key, o.Key),
		cmp.Compare(r.Dept, o.Dept), cmp.Compare(r.Channel, o.Channel))
}

// sums are the rows that figures of a key go into.
func (k Key) sums() []Sum {
	county := k.Region
	if c := k.Region.At(region.County); c != "" {
		county = c
	}
	list := make([]Sum, 0, 16)
	for _, period := range []int{k.Day.Month(), k.Day.Year()} {
		for dim, key := range map[Dimension]string{
			ByNothing: "", ByRegion: string(k.Region), ByPlace: Window(k.Region, k.Place), ByStaff: strconv.FormatInt(k.Staff, 10),
			ByItem: strconv.FormatInt(k.Item, 10),
		} {
			list = append(list, Sum{int64(period), dim, county, key, k.Dept, k.Channel})
			if dim.wide() {
				list = append(list, Sum{int64(period), dim, "", key, "", k.Channel})
			}
			if town := k.Region.At(region.Township); town != "" && dim.wide() && period > 9999 {
				list = append(list, Sum{int64(period), dim, town, key, k.Dept, k.Channel})
			}
		}
	}
	return list
}

// Dimension is by what figures are told apart.
type Dimension string

// The dimensions.
const (
	ByRegion  Dimension = "region"
	ByDept    Dimension = "dept"
	ByPlace   Dimension = "place"
	ByStaff   Dimension = "staff"
	ByItem    Dimension = "item"
	ByChannel Dimension = "channel"
	ByMonth   Dimension = "month"
	ByNothing Dimension = "" // all together
)

// wide reports whether there are sums of the whole city too, and of a township by month: members of staff and items
// are of several places and departments; a window stands where it stands.
func (d Dimension) wide() bool { return d == ByStaff || d == ByItem }

// Window names a window by the code of its place and its door plate: … 综合窗口 3 号. What is done at no window has none.
func Window(at region.Code, plate string) string {
	if plate == "" {
		return ""
	}
	return string(at) + " " + plate
}

// AtWindow is where a window stands, and its door plate.
func AtWindow(name string) (at region.Code, plate string) {
	code, plate, _ := strings.Cut(name, " ")
	return region.Code(code), plate
}

// RegionOf is the place of a figure by region.
func RegionOf(key string) region.Code { return region.Code(key + "000000000000"[len(key):]) }

// Digits is how many digits of a code name a place of the level.
func Digits(level region.Level) int {
	return map[region.Level]int{region.City: 4, region.County: 6, region.Township: 9, region.Village: 12}[level]
}

// add adds figures to others.
func add(to, from []int64) []int64 {
	if to == nil {
		to = make([]int64, len(from))
	}
	for i, n := range from {
		to[i] += n
	}
	return to
}

func values(fields []*int64) []int64 {
	list := make([]int64, len(fields))
	for i, f := range fields {
		list[i] = *f
	}
	return list
}
