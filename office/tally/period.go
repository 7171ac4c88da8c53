package tally

import (
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// None, as a department or a window, and NoOne, as a member of staff or an item, ask for services that have none: those of a window of
// no department, those at no window, those of the program itself, those of no item.
const (
	None  = "none"
	NoOne = -1
)

// Period are the services that figures are asked of.
type Period struct {
	From, To calendar.Day
	Now      calendar.Day // today: no service is of a later day
	Place    region.Code
	Own      bool // those of the place itself, not those of the places below
	Dept     string
	Item     int64
	Staff    int64
	Window   string // see Window
	Channel  string
}

// span is from one number to another, both included.
type span struct{ from, to int }

// parts divides the time into whole years and months, of which sums are kept, and the days left over. The
// month of today is whole when today is asked for, and so is its year: nothing is of a later day. Years
// are left out where only months will do.
func (p Period) parts(months bool) (whole, days []span) {
	to := p.To
	if p.Now != 0 && to >= p.Now {
		to = calendar.Day(p.Now.Year()*10000 + 1231)
	}
	if to < p.From {
		return nil, nil
	}
	first, last := p.From.Month(), to.Month()
	if p.From%100 != 1 {
		first = month(first, 1)
	}
	if to.AddDays(1)%100 != 1 {
		last = month(last, -1)
	}
	if first > last {
		return nil, []span{{int(p.From), int(to)}}
	}
	if begin := calendar.Day(first*100 + 1); begin > p.From {
		days = append(days, span{int(p.From), int(begin.AddDays(-1))})
	}
	if end := calendar.Day(month(last, 1)*100 + 1); end <= to {
		days = append(days, span{int(end), int(to)})
	}
	y1, y2 := month(first, 11)/100, month(last, -11)/100 // the first and last year that are whole
	if months || y1 > y2 {
		return append(whole, span{first, last}), days
	}
	if whole = append(whole, span{y1, y2}); first < y1*100+1 {
		whole = append(whole, span{first, (y1-1)*100 + 12})
	}
	if last > y2*100+12 {
		whole = append(whole, span{(y2+1)*100 + 1, last})
	}
	return whole, days
}

// month is so many months after a month (yyyymm).
func month(m, n int) int {
	n += m/100*12 + m%100 - 1
	return n/12*100 + n%12 + 1
}

// shape is the dimension by which the sums must be read to answer; ok is false when they cannot: when more than
// one is asked for, or the windows of a township, or anything of a village, or what has none of a dimension. Department and channel
// are in all of them.
func (p Period) shape(by Dimension, level region.Level) (dim Dimension, ok bool) {
	if p.Own || p.Dept == None || p.Window == None || p.Staff == NoOne || p.Item == NoOne {
		return dim, false
	}
	n, at := 0, p.Place.Level()
	for d, want := range map[Dimension]bool{
		ByPlace: p.Window != "" || by == ByPlace, ByStaff: p.Staff != 0 || by == ByStaff, ByItem: p.Item != 0 || by == ByItem,
	} {
		if want {
			dim = d
			n++
		}
	}
	fine := by == ByRegion && level > region.County
	switch {
	case n > 1 || n == 1 && fine:
		return dim, false
	case n == 0 && (fine || at > region.County):
		return ByRegion, true
	}
	return dim, n == 0 || at <= region.County || dim.wide() && at == region.Township || p.Window != ""
}
