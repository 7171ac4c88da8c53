package page

// Frame is what surrounds every page; page types embed it by value.
type Frame struct {
	Title string // of the window, without the city
	City  City
	Home  string // where the brand leads; "/" if empty

	Elder    bool   // words 1.5 times as large, targets of 64 px
	ModeHref string // turns elder mode on or off; "" offers no choice

	Nav    []Link // Public: the main navigation; Wide links fold into “更多” on a phone
	Tools  []Link // top right: the person who is signed in, messages, sign in
	Crumbs []Link // from the outside in; the last is this page and has no Href
	Foot   []Link
	Flash  Note // what the last action did, said once

	Side  []Group   // Desk: the menu
	Seek  SearchBox // Desk: in the bar above; where there is little room one of the Tools leads to it
	Post  string    // Desk: the post held; Device: the place where the device stands
	Today string    // Desk and Device: the day, and the time on a device
	Day   Today     // Door: the day

	Stay Stay // of who has signed in

	Screen string   // Device: kiosk, pad, hall or board
	Script []string // addresses of further ES modules; page.js loads what the components need
}

// Today is which day it is, in words.
type Today struct {
	Date  string // 12月1日
	Week  string // 星期二，工作日
	Hours string // when the counters are open
}

// Stay is when the reader is signed out if he does nothing; who writes is warned of it.
type Stay struct {
	Href string // asked to stay; it answers with the seconds that are left then
	Left int    // seconds from when the page was made
	Warn int    // seconds before the end
}

// City is whose page it is.
type City struct {
	Name    string // 某某政务服务
	Brand   string // a short line under the name
	Org     string // who runs the site
	Hotline string // telephone number
	Hours   string // when the counters are open, in words
	Mark    string // address of the emblem; "" draws a neutral one

	Shares []string // who else gets what of people's data, and for what, in sentences (个人信息保护法 arts. 21, 23)
}

// Link is one entry of a menu, a tile, a chip or a line of links.
type Link struct {
	Href, Label string
	Icon        string
	Note        string // a second line
	Count       string // a figure beside the label; "" for none
	Lamp        string // colour of a lamp before the label; see Lamp
	Current     bool   // this is where the reader is
	Late        bool   // the count is of overdue things
	Wide        bool   // may fold away where there is little room
	Narrow      bool   // stands only there, for what folds away
}

// Group is a titled list of links.
type Group struct {
	Title string
	Links []Link
}

// HomeHref is where the brand leads.
func (f Frame) HomeHref() string {
	if f.Home == "" {
		return "/"
	}
	return f.Home
}

// Folded are the links of the navigation that fold into “更多” on a phone.
func (f Frame) Folded() []Link {
	var wide []Link
	for _, l := range f.Nav {
		if l.Wide {
			wide = append(wide, l)
		}
	}
	return wide
}
