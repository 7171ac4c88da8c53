// Package outlet knows the outlets of the city, where people are served: the halls of the city and its counties, the centres of
// townships, the stations of villages. It says where each is, how to get there, and whether it is open at a moment.
//
// Guarantees. Hours are checked when they are written, so that what stands in the table can be read. Whether an outlet is open
// follows from its hours, the calendar of the office and its notice of closure alone (Hours.At), and is the same for the same
// moment. The hours of an outlet count no deadline: those are calendar.Hours.
//
// Failures. What somebody types wrong is fail.Invalid with the field; in a table it is a fault of its row.
//
// Read this file first, then hours.go for how hours are written, open.go for whether it is open, import.go for the table.
package outlet

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// Outlet is one place where people are served.
type Outlet struct {
	Code                    string // the office's own, which never changes
	Name                    string
	Region                  region.Code // its place, whose level is that of the outlet
	Address, Phone          string
	Hours                   string // as ParseHours reads them
	Way                     string // how to get there
	Parking, Wheelchair     bool
	ClosedFrom, ClosedUntil calendar.Day // both included; from without until is until further notice
	ClosedWhy, Instead      string       // why it is closed, and where to go then
	MapX, MapY              int64        // on the schematic map, 1 to 99 from the west and the north; 0 is nowhere
	EndedOn                 calendar.Day // its last day; 0 while none is known
	IsSample                bool         // made up, to be replaced by what the city hands in
}

// Kept is the name under which a change of the outlets is told to other nodes (kit/db Changed).
const Kept = "outlets"

// Stands reports whether the outlet is there on a day.
func (o Outlet) Stands(on calendar.Day) bool { return o.EndedOn == 0 || on <= o.EndedOn }

// At says whether the outlet is open at a moment.
func (o Outlet) At(c *calendar.Calendar, now time.Time) State {
	h, _ := ParseHours(o.Hours) // they were read before they were written
	return h.At(c, o.closure(), now)
}

// Closed reports whether a notice closes the outlet on a day.
func (o Outlet) Closed(on calendar.Day) bool { return o.closure().on(on) }

func (o Outlet) closure() Closure { return Closure{o.ClosedFrom, o.ClosedUntil, o.ClosedWhy} }

// Saturday reports whether the outlet opens on Saturdays that are no holiday.
func (o Outlet) Saturday() bool {
	h, _ := ParseHours(o.Hours)
	return h.Saturday()
}

// Mapped reports whether the outlet has a place on the map.
func (o Outlet) Mapped() bool { return o.MapX != 0 }

var phone = regexp.MustCompile(`^[0-9][0-9 -]{3,19}(转[0-9]{1,6})?$`)

// bounds is how many characters what people write may have.
var bounds = []struct {
	name string
	most int
	of   func(o *Outlet) *string
}{
	{"code", 40, func(o *Outlet) *string { return &o.Code }}, {"name", 60, func(o *Outlet) *string { return &o.Name }},
	{"address", 100, func(o *Outlet) *string { return &o.Address }}, {"way", 200, func(o *Outlet) *string { return &o.Way }},
	{"closed_why", 60, func(o *Outlet) *string { return &o.ClosedWhy }}, {"instead", 100, func(o *Outlet) *string { return &o.Instead }},
}

// Check brings what was written into its form and says what is wrong with it: an outlet lies in the city, at a place that stands,
// has a name, an address and hours that can be read, and a closure has its first day and its reason.
func (o *Outlet) Check(places *region.Tree, city region.Code) (wrong []fail.Field) {
	say := func(name, message string) { wrong = append(wrong, fail.Field{Name: name, Message: message}) }
	for _, b := range bounds {
		text := b.of(o)
		if *text = strings.TrimSpace(*text); utf8.RuneCountInString(*text) > b.most {
			say(b.name, "最多 "+itoa(b.most)+" 个字")
		}
	}
	for name, text := range map[string]string{"code": o.Code, "name": o.Name, "address": o.Address, "hours": o.Hours} {
		if text == "" {
			say(name, "没有填")
		}
	}
	if p, ok := places.Find(o.Region); !ok || p.ValidTo != 0 || !city.Covers(o.Region) {
		say("region", "不是本市现有的地方，应为 12 位区划代码")
	}
	if o.Phone = strings.Join(strings.Fields(strings.Map(plain, o.Phone)), " "); o.Phone != "" && !phone.MatchString(o.Phone) {
		say("phone", "不像电话号码，请按 028-12345678 的样子填")
	}
	if h, err := ParseHours(o.Hours); err != nil {
		say("hours", err.Error())
	} else {
		o.Hours = h.String()
	}
	switch {
	case o.ClosedFrom == 0 && (o.ClosedUntil != 0 || o.ClosedWhy != "" || o.Instead != ""):
		say("closed_from", "写了暂停开放，要填从哪一天起")
	case o.ClosedFrom != 0 && o.ClosedWhy == "":
		say("closed_why", "写了暂停开放，要填原因")
	case o.ClosedUntil != 0 && o.ClosedUntil < o.ClosedFrom:
		say("closed_until", "早于第一天")
	}
	if off := func(n int64) bool { return n < 1 || n > 99 }; (o.MapX != 0 || o.MapY != 0) && (off(o.MapX) || off(o.MapY)) {
		say("map_x", "图上位置的横、纵要一起填，是 1 到 99 的整数")
	}
	slices.SortFunc(wrong, func(a, b fail.Field) int { return strings.Compare(a.Name, b.Name) })
	return wrong
}

// plain writes the digits and dashes of telephone numbers in one way.
func plain(r rune) rune {
	if half := check.Half(string(r)); half != "" {
		return []rune(half)[0]
	}
	return r
}

// Book is the outlets in memory. Its zero value has none; Load fills it.
type Book struct{ now atomic.Pointer[[]Outlet] }

// Load reads the outlets from the database.
func (b *Book) Load(ctx context.Context, d *db.DB) error {
	list, err := All(ctx, d)
	if err == nil {
		b.now.Store(&list)
	}
	return err
}

// Edition identifies what is in memory: it is another value, by ==, after each Load.
func (b *Book) Edition() any { return b.now.Load() }

// On are the outlets that stand on a day, by region and code.
func (b *Book) On(day calendar.Day) (list []Outlet) {
	if all := b.now.Load(); all != nil {
		for _, o := range *all {
			if o.Stands(day) {
				list = append(list, o)
			}
		}
	}
	return list
}

// Find is the outlet of a code that stands on a day.
func (b *Book) Find(code string, day calendar.Day) (Outlet, bool) {
	list := b.On(day)
	i := slices.IndexFunc(list, func(o Outlet) bool { return o.Code == code })
	if i < 0 {
		return Outlet{}, false
	}
	return list[i], true
}

// Near are those of the outlets that somebody at a place goes to, the nearest first: those of the place itself and of the places
// above it, from the lowest to the city, then those one level below it.
func Near(list []Outlet, at region.Code) (near []Outlet) {
	rank := func(o Outlet) int {
		switch level := o.Region.Level(); {
		case o.Region.Covers(at):
			return int(at.Level() - level)
		case at.Covers(o.Region) && level == at.Level()+1:
			return int(region.Village) + 1
		}
		return -1
	}
	for _, o := range list {
		if rank(o) >= 0 {
			near = append(near, o)
		}
	}
	slices.SortStableFunc(near, func(a, b Outlet) int { return rank(a) - rank(b) })
	return near
}

// Hall is the outlet to which somebody at a place is sent first: the first of the hall of his county, or else of the city.
// It is false where neither is known.
func Hall(list []Outlet, at region.Code) (Outlet, bool) {
	for _, l := range []region.Level{region.County, region.City} {
		hall := at.At(l)
		i := slices.IndexFunc(list, func(o Outlet) bool { return hall != "" && o.Region == hall })
		if i >= 0 {
			return list[i], true
		}
	}
	return Outlet{}, false
}
