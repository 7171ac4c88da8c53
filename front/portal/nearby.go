package portal

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/outlet"
	"wuyou/office/region"
)

// wanted is what somebody asks of an outlet, as the address says it.
type wanted struct {
	At                                  region.Code
	Open, Saturday, Parking, Wheelchair bool
}

// wantedOf reads what the query asks for, at a place.
func wantedOf(at region.Code, q url.Values) wanted {
	return wanted{at, q.Has("open"), q.Has("saturday"), q.Has("parking"), q.Has("wheelchair")}
}

// wishes are what can be asked for, in the order in which it is offered.
var wishes = []struct {
	name, label string
	of          func(w *wanted) *bool
	fits        func(s stop) bool
}{
	{"open", "现在开着", func(w *wanted) *bool { return &w.Open }, func(s stop) bool { return s.State.Open() }},
	{"saturday", "星期六也开", func(w *wanted) *bool { return &w.Saturday }, func(s stop) bool { return s.Saturday() }},
	{"parking", "好停车", func(w *wanted) *bool { return &w.Parking }, func(s stop) bool { return s.Parking }},
	{"wheelchair", "轮椅进得去", func(w *wanted) *bool { return &w.Wheelchair }, func(s stop) bool { return s.Wheelchair }},
}

// href is the address of the page that shows it.
func (w wanted) href() string {
	href := near(w.At)
	for _, wish := range wishes {
		if *wish.of(&w) {
			href += "&" + wish.name + "=1"
		}
	}
	return href
}

// fits reports whether an outlet has all that is asked for.
func (w wanted) fits(s stop) bool {
	for _, wish := range wishes {
		if *wish.of(&w) && !wish.fits(s) {
			return false
		}
	}
	return true
}

// stop is an outlet as its visitors see it.
type stop struct {
	outlet.Outlet
	State outlet.State
	Lamp  page.Lamp
	Does  string
	Facts []string // what is easy there
}

// Call is the telephone number as a telephone dials it.
func (s stop) Call() string { return strings.NewReplacer(" ", "", "转", ",").Replace(s.Phone) }

func (f *Front) stop(o outlet.Outlet) stop {
	s := stop{Outlet: o, State: o.At(f.Rules.Calendar(), f.Now()), Does: f.does(o.Region)}
	s.Lamp = page.Lamp{Colour: lampOf(s.State), Words: s.State.Word()}
	for _, wish := range wishes[1:] {
		if wish.fits(s) {
			s.Facts = append(s.Facts, wish.label)
		}
	}
	return s
}

// lampOf is the colour of a state, which has a shape of its own.
func lampOf(s outlet.State) string {
	switch {
	case s.Open():
		return "green"
	case s.Phase == outlet.Break:
		return "yellow"
	}
	return "grey"
}

// does says what is done at an outlet of a place.
func (f *Front) does(at region.Code) string {
	switch at.Level() {
	case region.City:
		return "综合窗口什么事项都收，任一窗口都可以"
	case region.County:
		return fmt.Sprintf("%s 项；综合窗口什么事项都收，任一窗口都可以", page.Num(f.Catalog.OfferedAt(at).Len()))
	case region.Township:
		return "能收材料、帮您填表、代您跑腿"
	}
	return "代办员帮您办，需要时可以请他上门"
}

// nearby fills the page of the outlets to which somebody at a place goes: those open first, then the nearest; those closed for
// the whole day stand apart. Where none is known, the page says what the network is called and does (国发〔2022〕5号).
func (f *Front) nearby(p *nearbyData, w wanted) {
	at := w.At
	p.At, p.Hours, p.Hall, p.Does = f.placeName(at), f.House.City.Hours, f.Regions.Hall(at), f.does(at)
	p.Path = f.path(at, near)
	for _, one := range f.House.Services {
		if one.OnPlace != nil {
			p.Beside = append(p.Beside, one.OnPlace(at)...)
		}
	}
	children := f.Regions.Children(at)
	kind := map[region.Level]string{region.City: "政务服务中心", region.County: "便民服务中心", region.Township: "便民服务站"}[at.Level()]
	p.Below = fmt.Sprintf("%s的 %d 个%s", f.Regions.Name(at), len(children), kind)
	for _, c := range children {
		p.Places = append(p.Places, place{Code: string(c.Code), Name: region.Short(c.Name), Href: near(c.Code)})
	}
	list := f.Outlets.On(f.today())
	if len(list) == 0 {
		return
	}
	p.Known, p.Where, p.Map = true, f.whereField(at), f.outletMap(list, at)
	var stops []stop
	for _, o := range outlet.Near(list, at) {
		stops = append(stops, f.stop(o))
	}
	p.Own = slices.ContainsFunc(stops, func(s stop) bool { return s.Region == at })
	p.Wishes = page.Tally{Label: "要什么样的"}
	for _, wish := range wishes {
		narrower := w
		*wish.of(&narrower) = true
		n := 0
		for _, s := range stops {
			if narrower.fits(s) {
				n++
			}
		}
		other, on := w, *wish.of(&w)
		*wish.of(&other) = !on
		p.Wishes.Links = append(p.Wishes.Links, page.Link{Href: other.href(), Label: wish.label, Count: page.Num(n), Current: on})
		if on {
			p.Hidden = append(p.Hidden, page.Field{Name: wish.name, Type: "hidden", Value: "1"})
		}
	}
	for _, s := range stops {
		switch {
		case !w.fits(s):
		case s.State.Today():
			p.Stops = append(p.Stops, s)
		default:
			p.Off = append(p.Off, s)
		}
	}
	slices.SortStableFunc(p.Stops, func(a, b stop) int { return cmp.Compare(rank(a), rank(b)) })
	p.All = wanted{At: at}.href()
}

// rank puts those that are open before the others of the day.
func rank(s stop) int {
	if s.State.Open() {
		return 0
	}
	return 1
}

// whereField asks where somebody is: the city, a county or a township of it.
func (f *Front) whereField(at region.Code) page.Field {
	q := page.Field{Name: "at", Label: "您在", Type: "choice", Value: string(at.At(min(at.Level(), region.Township)))}
	add := func(group string, c region.Code, name string) {
		q.Options = append(q.Options, page.Option{Value: string(c), Label: name, Group: group})
	}
	add("", f.City, "全市")
	for _, county := range f.Regions.Children(f.City) {
		add(county.Name, county.Code, county.Name)
		for _, t := range f.Regions.Children(county.Code) {
			add(county.Name, t.Code, t.Name)
		}
	}
	return q
}

// outletMap has the halls of the city and its counties that have a place on it; nothing where fewer than two have.
func (f *Front) outletMap(list []outlet.Outlet, at region.Code) page.Map {
	m := page.Map{Label: f.Regions.Name(f.City) + "的政务服务中心，按方位画", Note: "按方位画的示意图，不按比例。", Rivers: f.Profile.Rivers}
	for _, o := range list {
		if !o.Mapped() || o.Region.Level() > region.County {
			continue
		}
		state := o.At(f.Rules.Calendar(), f.Now())
		s := page.Spot{Label: f.Regions.Name(o.Region), Words: state.Word(), X: o.MapX, Y: o.MapY, Here: o.Region == at.At(min(at.Level(), region.County))}
		if o.Region == f.City {
			s.Label = "市大厅"
		}
		s.Kind = map[string]string{"green": "on", "yellow": "rest", "grey": "off"}[lampOf(state)]
		m.Spots = append(m.Spots, s)
	}
	if len(m.Spots) < 2 {
		return page.Map{}
	}
	return m
}

// strip is the hall of somebody's place, for the line on the first page; nil where none is known.
func (f *Front) strip(at region.Code) *stop {
	o, ok := outlet.Hall(f.Outlets.On(f.today()), at)
	if !ok {
		return nil
	}
	s := f.stop(o)
	return &s
}

// hallOf is the hall of the county in which a place lies; nil where it is not known.
func (f *Front) hallOf(at region.Code) *stop {
	if s := f.strip(at); s != nil && s.Region == at.At(region.County) {
		return s
	}
	return nil
}

func near(at region.Code) string { return "/nearby?at=" + string(at) }
