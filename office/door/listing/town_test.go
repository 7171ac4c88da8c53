package listing_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	matter, secret := officetest.Made(matters, nil), officetest.Made(secrets, nil)
	secret.Apart = true
	for _, l := range ledgers(o.House) {
		matter.Ledgers = append(matter.Ledgers, listing.Of(o.House, l))
	}
	return []door.Service{matter, secret}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters are what the lists tell of: cases whose titles may name members of staff. secrets are those of whom nobody learns whose they are.
var (
	matters = flow.Table{
		Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, States: states,
		About: func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
			of := map[int64]flow.About{}
			for _, k := range cases {
				of[k.ID] = flow.About{Words: k.Title}
			}
			return of, nil
		},
		Rows: rows,
	}
	secrets = flow.Table{
		Kind: "secret", Title: "密事", Phases: []string{"办理"}, States: states, Rows: rows,
	}
	states = []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Window}, {Code: "over", Name: "办结", Public: "办结", Final: true},
	}
	rows = []flow.Row{
		{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
	}
	overWhole  = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	overCounty = people.Post{Role: people.Supervisor, Region: officetest.County}
)

type line struct{ flow.Case }

// read is how often the list “counted” was read.
var read atomic.Int64

// ledgers are lists of the same cases, which tell of figures unless they are called otherwise.
func ledgers(h *door.House) []listing.Ledger[line] {
	made := func(name string, change func(*listing.Ledger[line])) listing.Ledger[line] {
		l := listing.Ledger[line]{
			Name: name, Path: "/desk/" + name, Title: "台账" + name, Roles: []people.Role{people.Supervisor}, Of: door.OfFigures, Veils: listing.VeilNone,
			Filters: listing.CaseFilters(h, "事项", "收件", states),
			Scope: func(w *db.Where, v people.Visitor) {
				w.And("c.kind IN ('matter', 'secret')")
				flow.Scope(w, v.Actor, people.Supervisor)
			},
			Select: flow.Columns, From: "cases c", Case: func(l line) flow.Case { return l.Case },
			Columns: []listing.Column[line]{
				{Name: "事项", Key: "title", Main: true, Cell: func(l line) page.Cell { return h.CaseCell(l.Case) },
					Value: func(l line) any { return l.Title }},
				listing.NumberColumn("编号", func(l line) flow.Case { return l.Case }),
			},
		}
		change(&l)
		return l
	}
	return []listing.Ledger[line]{
		made("none", func(*listing.Ledger[line]) {}),
		made("book", func(l *listing.Ledger[line]) { l.Veils = listing.VeilBook }),
		made("all", func(l *listing.Ledger[line]) { l.Veils = listing.VeilAll }),
		made("people", func(l *listing.Ledger[line]) { l.Of = door.OfPeople }),
		made("counted", func(l *listing.Ledger[line]) {
			l.Of, l.Select, l.From = door.OfPeople, "", ""
			l.List = func(context.Context, door.Call) ([]line, error) {
				read.Add(1)
				return []line{{flow.Case{Title: "挂失"}}}, nil
			}
		}),
		made("city", func(l *listing.Ledger[line]) { l.City = true }),
		made("days", func(l *listing.Ledger[line]) {
			l.Order = []string{"c.opened_day", "c.id"}
			l.Key = func(l line) []int64 { return []int64{int64(l.OpenedDay), l.ID} }
		}),
		made("split", func(l *listing.Ledger[line]) {
			l.Split = func(one line) (lines []line) {
				for _, part := range strings.Split(one.Title, "、")[1:] {
					one.Title = part
					lines = append(lines, one)
				}
				return lines
			}
		}),
	}
}

// opened is a case of a kind, of somebody whose name its title may say.
func opened(c *officetest.City, kind, title string, o flow.Opening) flow.Case {
	c.T.Helper()
	p, err := c.Persons.Reach(c.T.Context(), c.DB, "褚晓梅", "13800138001")
	if err != nil {
		c.T.Fatal(err)
	}
	o.Kind, o.Event, o.Title, o.Party, o.Applicant = kind, "begin", title, p.Name, p.ID
	if o.Region == "" {
		o.Region = officetest.Township
	}
	return c.Opened(people.TheOffice, o)
}

func finish(c *officetest.City, k flow.Case) {
	c.T.Helper()
	if _, err := c.Try(people.TheOffice, k, "finish"); err != nil {
		c.T.Fatal(err)
	}
}

// answer is a list as a program reads it.
type answer struct {
	Total int64
	More  bool
	Next  string
	Items []struct{ Title string }
}

func (a answer) titles() (list []string) {
	for _, one := range a.Items {
		list = append(list, one.Title)
	}
	return list
}

func asked(by *officetest.Somebody, name, query string) (a answer) {
	by.City.T.Helper()
	seen := by.Ledger(name + "?" + query).Is(http.StatusOK)
	if err := json.Unmarshal([]byte(seen.Body), &a); err != nil {
		by.City.T.Fatal(err)
	}
	return a
}

// inBook are the titles that the workbook of a list has.
func inBook(by *officetest.Somebody, name, query string) (list []string) {
	by.City.T.Helper()
	for _, row := range by.Get("/desk/" + name + ".xlsx?" + query).Rows() {
		list = append(list, row[0])
	}
	return list
}

// Whom a case names does not learn whose it is from a list: not from its workbook and the API, nor, where the page has words of what happened,
// from that. Of a case that is apart nobody learns it. Others read what was written.
func TestAListStandsUnderTheVeilsOfItsCases(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		k := opened(c, "matter", "褚晓梅说向阳不理人", flow.Opening{})
		finish(c, opened(c, "secret", "褚晓梅的密事", flow.Opening{}))
		named, other := c.Staff("向阳", overWhole), c.Staff("何雪", overWhole)
		written, forOthers, forNamed := []string{"褚晓梅的密事", k.Title}, []string{"某人的密事", k.Title}, []string{"某人的密事", "某人说向阳不理人"}
		for _, of := range []struct {
			name       string
			by         *officetest.Somebody
			page, book []string
		}{
			{"none", named, written, written}, {"none", other, written, written},
			{"book", named, written, forNamed}, {"book", other, written, forOthers},
			{"all", named, forNamed, forNamed}, {"all", other, forOthers, forOthers},
		} {
			seen := of.by.Get("/desk/"+of.name).Is(http.StatusOK, of.page...).Bones()
			for _, title := range written {
				if !slices.Contains(of.page, title) {
					seen.Not(title)
				}
			}
			if got := inBook(of.by, of.name, ""); !slices.Equal(got, of.book) {
				t.Errorf("%s, the workbook for %s: %q, want %q", of.name, of.by.Name, got, of.book)
			}
			if got := asked(of.by, of.name, "").titles(); !slices.Equal(got, of.book) {
				t.Errorf("%s, the API for %s: %q, want %q", of.name, of.by.Name, got, of.book)
			}
		}
		if got := named.Get("/desk/all.xlsx").Rows(); got[1][1] != flow.Grouped(k.Number()) {
			t.Errorf("the number of a case is none of a person: %q", got[1])
		}
	})
}

// What narrows the page narrows the workbook and the API alike, to the last day of it; what names nothing narrows nothing.
func TestWhatNarrowsAListNarrowsItsWorkbookAndTheAPI(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		opened(c, "matter", "挂失", flow.Opening{Region: officetest.Township})
		c.At("2026-04-21 09:30")
		opened(c, "matter", "补办", flow.Opening{Region: officetest.OtherTownship})
		c.At("2026-04-22 09:30")
		finish(c, opened(c, "matter", "注销", flow.Opening{Region: officetest.Village}))
		by, all := c.Staff("魏然", overWhole), []string{"注销", "补办", "挂失"}
		by.Get("/desk/none").Is(http.StatusOK, "东岸区", "西岭县", string(officetest.OtherCounty))
		for query, want := range map[string][]string{
			"": all, "place=" + string(officetest.County): {"注销", "挂失"}, "place=" + string(officetest.OtherCounty): {"补办"},
			"from=2026-04-21": {"注销", "补办"}, "to=2026-04-21": {"补办", "挂失"}, "from=2026-04-21&to=2026-04-21": {"补办"},
			"state=over": {"注销"}, "q=补办": {"补办"}, "q=补办&state=over": nil,
		} {
			seen := by.Get("/desk/none?"+query).Is(http.StatusOK, want...)
			for _, title := range all {
				if !slices.Contains(want, title) {
					seen.Not(">" + title + "<")
				}
			}
			a := asked(by, "none", query)
			if got := inBook(by, "none", query); !slices.Equal(got, want) || !slices.Equal(a.titles(), want) || a.Total != int64(len(want)) {
				t.Errorf("%s: workbook %q, API %q of %d, want %q", query, got, a.titles(), a.Total, want)
			}
		}
		for _, query := range []string{"place=here", "from=soon", "to=soon", "state=none"} {
			by.Get("/desk/none?"+query).Is(http.StatusOK, all...)
			if got := inBook(by, "none", query); !slices.Equal(got, all) {
				t.Errorf("%s: workbook %q", query, got)
			}
		}
		if got, want := asked(c.Staff("关山", overCounty), "none", "").titles(), []string{"注销", "挂失"}; !slices.Equal(got, want) {
			t.Errorf("over a county: %q", got)
		}
	})
}

// The last page is never empty, and a place that the list has not given is refused, whether it says more or less than one of it.
func TestAListIsTurnedToItsEndByItsOwnPlaces(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		for _, title := range []string{"一", "二", "三", "四"} {
			opened(c, "matter", title, flow.Opening{})
		}
		by := c.Staff("魏然", overWhole)
		for _, name := range []string{"none", "days"} {
			one := asked(by, name, "limit=2")
			two := asked(by, name, "limit=2&after="+one.Next)
			if !slices.Equal(one.titles(), []string{"四", "三"}) || !slices.Equal(two.titles(), []string{"二", "一"}) || one.Next == "" || two.Next != "" {
				t.Errorf("%s: %+v, then %+v", name, one, two)
			}
			for _, wrong := range []string{one.Next + ".1", "!"} {
				by.Get("/desk/"+name+"?after="+wrong).Is(http.StatusUnprocessableEntity, "请从第一页开始")
				by.Get("/desk/" + name + "?before=" + wrong).Is(http.StatusUnprocessableEntity)
				by.Ledger(name + "?after=" + wrong).Is(http.StatusUnprocessableEntity)
			}
		}
		by.Get("/desk/days?after=1").Is(http.StatusUnprocessableEntity)
		by.Get("/desk/days?before=1").Is(http.StatusUnprocessableEntity)
	})
}

// A list of people leaves the program for a purpose, which the workbook says; one of figures leaves without.
func TestAListOfPeopleIsTakenOutForAPurpose(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	opened(c, "matter", "挂失", flow.Opening{})
	by := c.Staff("魏然", overWhole)
	for _, in := range []struct{ path, kind string }{
		{"/desk/people.xlsx", "text/html"}, {"/desk/people.xlsx?purpose=x", "text/html"}, {"/desk/people.xlsx?purpose=季度检查", "application/vnd"},
		{"/desk/none.xlsx", "application/vnd"},
	} {
		if seen := by.Get(in.path); !strings.HasPrefix(seen.Header.Get("Content-Type"), in.kind) {
			t.Errorf("%s is %s", in.path, seen.Header.Get("Content-Type"))
		}
	}
	for _, in := range []struct {
		purpose string
		read    int64
		says    []string
	}{{"", 0, []string{"用途", "状态：在办"}}, {"&purpose=", 0, []string{"用途"}}, {"&purpose=x", 0, []string{"请写明白"}}, {"&purpose=季度检查", 1, nil}} {
		seen := by.Get("/desk/counted.xlsx?state=begun" + in.purpose)
		for _, says := range in.says {
			if !strings.Contains(seen.Body, says) {
				t.Errorf("%q does not say %s", in.purpose, says)
			}
		}
		if n := read.Load(); n != in.read {
			t.Errorf("asked with %q, the list was read %d times, want %d", in.purpose, n, in.read)
		}
	}
	lines, err := c.Audit.Lines(t.Context(), audit.Filter{Act: "导出 Excel"}, 0, 9)
	if err != nil || len(lines) != 3 || lines[1].Reason != "" || lines[2].Reason != "季度检查" || lines[2].ActorID != by.ID {
		t.Errorf("the log: %+v %v", lines, err)
	}
}

// A list of the city is closed to who has its role over less: the page, the workbook and the API.
func TestAListOfTheCityIsForItsPosts(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	whole, county := c.Staff("魏然", overWhole), c.Staff("关山", overCounty, people.Post{Role: people.Leader, Region: officetest.Whole})
	for _, path := range []string{"/desk/city", "/desk/city.xlsx"} {
		whole.Get(path).Is(http.StatusOK)
		county.Get(path).Is(http.StatusForbidden)
	}
	whole.Ledger("city").Is(http.StatusOK)
	county.Ledger("city").Is(http.StatusForbidden)
	county.Get("/desk/none").Is(http.StatusOK)
}

// A row that is several lines of the workbook is one on the page; one that is none stands in it all the same.
func TestARowWithoutLinesIsOneLine(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	opened(c, "matter", "单独的", flow.Opening{})
	opened(c, "matter", "两件、水、电", flow.Opening{})
	by := c.Staff("魏然", overWhole)
	if got, want := inBook(by, "split", ""), []string{"水", "电", "单独的"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	by.Get("/desk/split").Is(http.StatusOK, "两件、水、电", "单独的")
}

// What is over is not late, whatever its limit was; a limit that ends now is.
func TestOnlyWhatIsOpenIsMarkedLate(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	l, now := ledgers(c.House)[0], c.Now()
	at := func(d time.Duration) int64 { return now.Add(d).UnixMilli() }
	rows := []line{
		{flow.Case{DueAt: at(-time.Hour)}}, {flow.Case{DueAt: at(0)}}, {flow.Case{DueAt: at(time.Minute)}}, {flow.Case{DueAt: flow.Never}},
		{flow.Case{DueAt: at(-time.Hour), ClosedAt: at(-time.Minute)}}, {flow.Case{DueAt: at(-time.Hour), ClosedAt: at(-time.Minute), Late: true}},
	}
	table, err := l.Table(t.Context(), c.House, people.Visitor{}, rows)
	if err != nil {
		t.Fatal(err)
	}
	var late []bool
	for _, row := range table.Rows {
		late = append(late, row.Late)
	}
	if want := []bool{true, true, false, false, false, false}; !slices.Equal(late, want) {
		t.Errorf("%v, want %v", late, want)
	}
}
