package grievance

import "wuyou/kit/page"

var (
	intakePage = page.New[intaking](page.Desk, files, "intake.html")
	newPage    = page.New[reporting](page.Public, files, "new.html")
	sentPage   = page.New[sentData](page.Public, files, "sent.html")
	publicPage = page.New[publicData](page.Public, files, "public.html")
	reportPage = page.New[reportData](page.Desk, files, "report.html")
)

// intaking is the window's screen.
type intaking struct {
	page.Frame
	Action            string
	Errors            page.ErrorSummary
	Hidden, Who, What page.Fields
	Solve, Refuse     page.Fields
	Solving, Refusing bool
	Keys              page.Keys
}

// reporting is the form of a citizen.
type reporting struct {
	page.Frame
	Note    page.Note
	Form    page.Form
	Hotline string
	Hard    string // in what time a hard matter is answered, in words
}

type sentData struct {
	page.Frame
	Title  string
	Number string
	Facts  page.List
	Next   page.Timeline
	Links  []page.Link
}

// publicData is what everybody may know.
type publicData struct {
	page.Frame
	Report  page.Act
	Track   page.Act
	Period  string
	Stats   page.Stats
	Table   page.Table
	Classes page.List
}

// Line is a paragraph of the report, or a heading in it.
type Line struct {
	Text    string
	Heading bool
}

// reportData is a stretch of days in figures.
type reportData struct {
	page.Frame
	Place, Period, Until, Signing        string
	Words                                []Line
	Compared                             page.Table
	Document                             page.Act
	Tabs, Quick                          page.Tally
	Filters                              page.Filters
	Empty                                page.Empty
	Main, Rates                          page.Stats
	Classes, Halls, Causes, Items, Depts page.Chart
}
