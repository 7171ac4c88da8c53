package portal

import (
	"embed"
	"net/url"

	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
)

//go:embed *.html
var files embed.FS

func escape(s string) string { return url.QueryEscape(s) }

// Finding.

type homeData struct {
	page.Frame
	Search    page.SearchBox
	Asks      []page.Link // examples of what may be asked
	PlaceName string
	Place     page.Link
	Note      page.Note
	Doors     []page.Link
	Heading   string
	Who       []page.Link
	Stages    []stage
	All       page.Link
	Shelves   []door.Shelf
	Aside     []door.Shelf
	Depts     []page.Link
	Hall      *stop // of the visitor's place; nil where none is known
}

var homePage = page.New[homeData](page.Public, files, "home.html")

type itemsData struct {
	page.Frame
	Heading   string
	Search    page.SearchBox
	Meant     []page.Link // what was asked is no item
	Answer    answer
	PlaceName string
	Place     page.Link
	Where     page.Link // to the whole city, or back to the place
	Who       page.Tally
	Filters   page.Filters
	Results   []result
	Pager     page.Pager
	Empty     page.Empty
	More      []page.Link
}

var itemsPage = page.New[itemsData](page.Public, files, "items.html")

type guideData struct {
	page.Frame
	ItemID int64
	Name   string
	Item   *catalog.Item
	Organ  string
	OrganPhone,
	Hall, Near, Hours string
	Outlet    *stop // the hall, where it is known
	Tags      []page.Tag
	Notes     []page.Note
	Facts     page.Facts
	Materials page.Materials
	Samples   []sample
	Steps     page.Timeline
	Basics    page.List
	Missing   []string
	Version   string
	Main      page.Act
	Call      string // what to ask by telephone, where there is nothing else to do
	MainHint  string
	Ways      []page.Link
	Contents  []page.Link
	Beside    []page.Link // what the services offer on the item
}

// sample is a filled-in example of a material.
type sample struct{ ID, Name, Text string }

var guidePage = page.New[guideData](page.Public, files, "guide.html")

type stepsData struct {
	page.Frame
	ItemID    int64
	Name      string
	PlaceName string
	Place     page.Link
	Said      page.List
	Progress  page.Progress
	Form      page.Form
	Materials page.Materials
	Notes     []string
	Block     string
	Instead   page.Act
	Back      page.Link
}

var stepsPage = page.New[stepsData](page.Public, files, "checklist.html")

type sheetData struct {
	page.Frame
	Name, Organ, Number, QR, Date string
	Answered                      []catalog.Answered
	Bring, Exempt                 []bring
	Notes                         []string
	Promise, Handler, Hall, Hours string
	Outlet                        *stop // the hall, where it is known
	Changed                       bool  // the item has a newer version
	ItemHref                      string
	Apply                         page.Act
}

// bring is a thing on the checklist.
type bring struct {
	Name, Hint string
	Tag        page.Tag
}

var sheetPage = page.New[sheetData](page.Paper, files, "sheet.html")

type placeData struct {
	page.Frame
	Now, Back, Label string
	Here             place
	Whole            bool
	Path             []page.Link
	Places           []place
}

var placePage = page.New[placeData](page.Public, files, "place.html")

type nearbyData struct {
	page.Frame
	At, Hall, Does, Hours, Below string
	Path                         []page.Link
	Places                       []place
	Beside                       []page.Link // what the services offer on the outlet
	Known                        bool        // whether any outlet of the city is known
	Own                          bool        // whether one of the place itself is
	Where                        page.Field
	Hidden                       []page.Field // what is asked for, for the form of the place
	Wishes                       page.Tally
	Map                          page.Map
	Stops, Off                   []stop // open today, and not
	All                          string // address of the page that asks for nothing
}

var nearbyPage = page.New[nearbyData](page.Public, files, "nearby.html")

// Signing in.

type signData struct {
	page.Frame
	Heading, Lead string
	Note          page.Note
	Form          page.Form
	Written       page.List
	Leave         page.Link
}

var signPage = page.New[signData](page.Public, files, "sign.html")

// One's own.

type myData struct {
	page.Frame
	Name         string
	Real         bool
	Errands      []page.Note
	Open, Closed []caseCard
	Sections     []door.Section
}

var myPage = page.New[myData](page.Public, files, "my.html", "section.html")

type profileData struct {
	page.Frame
	Real     bool
	Known    page.List
	Ask, Why string // what is asked about the visitor's identity, and why; "" is nothing
	Name     page.Form
	Home     page.Form
	Past     page.List // what a window changed
}

var profilePage = page.New[profileData](page.Public, files, "profile.html")

type firmsData struct {
	page.Frame
	Real   bool
	Firms  []firm
	Barred page.Note // why the visitor leaves none of them now
	Bind   page.Form
}

// agentsData are those who act for a firm, as who manages them sees them.
type agentsData struct {
	page.Frame
	Firm   string
	Barred page.Note // why none is admitted or ended now
	Agents []agent
}

var agentsPage = page.New[agentsData](page.Public, files, "agents.html")

// phoneData is the change of the telephone number.
type phoneData struct {
	page.Frame
	Lead   string
	Barred page.Note // why it cannot be changed now
	Form   page.Form
}

var changePhonePage = page.New[phoneData](page.Public, files, "phone.html")

var firmsPage = page.New[firmsData](page.Public, files, "firms.html")

type sessionsData struct {
	page.Frame
	Devices []device
}

var sessionsPage = page.New[sessionsData](page.Public, files, "sessions.html")

type noticesData struct {
	page.Frame
	Notices []message
}

var noticesPage = page.New[noticesData](page.Public, files, "notices.html")

// A case.

type trackData struct {
	page.Frame
	Heading, Lead string
	Form          page.Form
	Other         page.Link
}

var trackPage = page.New[trackData](page.Public, files, "track.html")

type caseData struct {
	page.Frame
	Name, Party, Number string
	Kind                page.Tag
	Due                 sentence
	Rest                string
	Lamp                page.Lamp
	Errands             []page.Note
	Main                page.Act
	Steps               page.Steps
	Clocks              []door.Why
	Course              page.Timeline
	Papers              []page.Link
	Notices             []message
	Sections            []door.Section
	Ways                page.Actions
	Links               []page.Link
	SignIn, Phone       page.Link
	Renew               page.Form
}

var casePage = page.New[caseData](page.Public, files, "case.html", "section.html")

type doData struct {
	page.Frame
	Name, Case, Hint string
	Heavy            bool
	Beside           []door.Section // what one answers
	Form             page.Form
	Late             page.Note // somebody else was faster
	Written          page.List // what was written for nothing
	Back             page.Act
}

var doPage = page.New[doData](page.Public, files, "do.html", "section.html")

type paperData struct {
	page.Frame
	Letter page.Letter
}

var paperPage = page.New[paperData](page.Paper, files, "paper.html")

// Help.

type textData struct {
	page.Frame
}

var (
	accessPage  = page.New[textData](page.Public, files, "access.html")
	privacyPage = page.New[textData](page.Public, files, "privacy.html")
)
