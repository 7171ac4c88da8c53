package door

import (
	"net/url"

	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/region"
)

// Stretch is what figures are of: the matters of a place from one day to another.
type Stretch struct {
	Place    region.Code
	From, To calendar.Day
}

// StretchOf reads the fields place, from and to of an address. What names no day is 0; what names no place, or one that does not lie
// within another, is that other; all lie within "".
func StretchOf(in form.Values, within region.Code) Stretch {
	s := Stretch{Place: within}
	if p, err := region.Parse(in["place"]); err == nil && (within == "" || within.Covers(p)) {
		s.Place = p
	}
	s.From, _ = calendar.ParseDay(in["from"])
	s.To, _ = calendar.ParseDay(in["to"])
	return s
}

// Href is the address of a page of the stretch, with more fields: name, value, name, value.
func (s Stretch) Href(path string, more ...string) string {
	q := url.Values{"from": {s.From.String()}, "to": {s.To.String()}}
	if s.Place != "" {
		q.Set("place", string(s.Place))
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return path + "?" + q.Encode()
}
