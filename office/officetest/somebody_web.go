package officetest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// password is that of all staff.
const password = "Yunhe-2026"

// serve is a server with the services' pages.
func (c *City) serve() *web.Server {
	s := web.NewServer(prometheus.NewRegistry())
	s.Now, s.Log = c.Now, c.Log
	s.Identify = c.Sessions.Identify(s)
	s.Failed = failed
	api := s.NewAPI("officetest", "1", "")
	for _, svc := range c.House.Services {
		s.Add(svc.Routes...)
		s.Add(c.House.Declared(svc)...)
		c.House.Operations(api, svc)
		if svc.API != nil {
			svc.API(api)
		}
	}
	const desk = "/desk/cases/{number}"
	if !slices.ContainsFunc(s.Routes(), func(r web.Route) bool { return r.Path == desk }) { // the tests of the front that draws it have it
		s.Add(web.Route{Method: "GET", Path: desk, Access: c.Roster.Roles(), Title: "办件", Handle: c.page})
	}
	if c.town.Routes != nil {
		s.Add(c.town.Routes(c.Office)...)
	}
	return s
}

// page is a case in plain text, instead of the page that a front draws: its title, its state, what the reader may do, and what the
// services say of it.
func (c *City) page(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	k, err := c.Engine.ByNumber(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	view, err := c.Engine.View(r.Context(), v.Actor, k.ID)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, view.Case.Title, c.House.StateOf(view.Case).Name)
	for _, o := range view.Options {
		if o.May {
			fmt.Fprintln(w, "可以："+o.Row.Name)
		}
	}
	sections, links, err := c.House.Told(r.Context(), v, view)
	for _, part := range sections {
		fmt.Fprintln(w, part.Title, part.Note.Title, part.Note.Text)
		for _, t := range part.Facts.Items {
			fmt.Fprintln(w, t.Label, t.Value, t.Note)
		}
		for _, r := range part.Table.Rows {
			for _, cell := range r.Cells {
				fmt.Fprint(w, cell.Text, " ", cell.Small, " ", cell.Href, "\t")
				for _, tag := range cell.Tags {
					fmt.Fprint(w, tag.Label, " ")
				}
			}
			fmt.Fprintln(w)
		}
		tellLinks(w, part.Links)
	}
	tellLinks(w, links)
	return err
}

func tellLinks(w io.Writer, links []page.Link) {
	for _, l := range links {
		fmt.Fprintln(w, l.Label, l.Href, l.Note)
	}
}

// failed says a failure in words.
func failed(w http.ResponseWriter, _ *http.Request, status int, e *fail.Error, _ string) {
	http.Error(w, e.Error(), status)
}

// Somebody acts in a city, with a browser of his own: a member of staff, a citizen, or nobody who has signed in.
type Somebody struct {
	City *City
	ID   int64 // of the member of staff or of the account; 0: nobody
	Name string

	kind    people.Kind
	login   string // of a member of staff
	browser *http.Client
	token   string
}

// Nobody is somebody who has not signed in.
func (c *City) Nobody() *Somebody {
	c.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.T.Fatal(err)
	}
	return &Somebody{City: c, browser: &http.Client{Jar: jar}}
}

// Staff registers a member of staff with posts, who signs in when he opens his first page.
func (c *City) Staff(name string, posts ...people.Post) *Somebody {
	c.T.Helper()
	s := c.Nobody()
	c.people++
	login := fmt.Sprintf("staff%d", c.people)
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) (err error) {
		member := roster.NewMember{Login: login, Name: name, Hash: gm.HashPassword(password), Keep: true}
		s.ID, err = c.Roster.AddMember(c.T.Context(), tx, people.TheOffice, "", member)
		for _, p := range posts {
			p.Title = cmp.Or(p.Title, p.Role.Name())
			err = cmp.Or(err, c.Roster.AddPost(c.T.Context(), tx, people.TheOffice, "", s.ID, p, ""))
		}
		return err
	})
	if err != nil {
		c.T.Fatal(name, err)
	}
	s.Name, s.kind, s.login = name, people.Staff, login
	return s
}

// Back signs a member of staff in, anew when his session has ended.
func (s *Somebody) Back() *Somebody {
	s.City.T.Helper()
	var err error
	if s.token, err = s.City.Roster.SignInStaff(s.City.T.Context(), s.login, password, "", "", "127.0.0.1", ""); err != nil {
		s.City.T.Fatal(s.Name, err)
	}
	s.signIn(session.StaffCookie)
	return s
}

// Citizen is who has signed in with a telephone number.
func (c *City) Citizen(phone string) *Somebody {
	c.T.Helper()
	s := c.Nobody()
	code := ""
	from := session.From{IP: "127.0.0.1"}
	err := c.Sessions.SendCode(c.T.Context(), "", phone, from, func(_ context.Context, _ *db.DB, _, sent string) error {
		code = sent
		return nil
	})
	if err == nil {
		s.token, err = c.Persons.SignInCitizen(c.T.Context(), phone, code, from)
	}
	if err != nil {
		c.T.Fatal(phone, err)
	}
	s.kind = people.Citizen
	s.signIn(session.Cookie)
	s.ID = s.Visitor().Account.ID
	return s
}

// Program is one that calls the API for a place by a token with a right, such as people.ScopeApply.
func (c *City) Program(name string, place region.Code, scope string) *Somebody {
	c.T.Helper()
	s := c.Nobody()
	s.Name, s.kind = name, people.Client
	var err error
	if s.token, err = c.Roster.NewToken(c.T.Context(), people.TheOffice, "", roster.Token{Name: name, Region: place, Scopes: scope}); err != nil {
		c.T.Fatal(name, err)
	}
	return s
}

func (s *Somebody) signIn(cookie string) {
	s.City.T.Helper()
	at, err := url.Parse(s.City.URL)
	if err != nil {
		s.City.T.Fatal(err)
	}
	s.browser.Jar.SetCookies(at, []*http.Cookie{{Name: cookie, Value: s.token, Path: "/"}})
}

// Visitor is how the office sees him now.
func (s *Somebody) Visitor() people.Visitor {
	s.City.T.Helper()
	s.begin()
	v, err := s.City.Sessions.Visit(s.City.T.Context(), s.token, "127.0.0.1")
	if err != nil {
		s.City.T.Fatal(s.Name, err)
	}
	return v
}

// Actor is him with the posts or the persons that he has now, whether or not his session has ended.
func (s *Somebody) Actor() people.Actor {
	s.City.T.Helper()
	if s.kind != people.Staff {
		return s.Visitor().Actor
	}
	a, _, err := s.City.Roster.StaffActor(s.City.T.Context(), s.ID)
	if err != nil {
		s.City.T.Fatal(s.Name, err)
	}
	return a
}

// Try has him do an event of a case, with pairs of fields and answers.
func (s *Somebody) Try(k flow.Case, event string, pairs ...string) (flow.Case, error) {
	s.City.T.Helper()
	return s.City.Try(s.Actor(), k, event, pairs...)
}

// Do is Try where it must not fail.
func (s *Somebody) Do(k flow.Case, event string, pairs ...string) flow.Case {
	s.City.T.Helper()
	after, err := s.Try(k, event, pairs...)
	if err != nil {
		s.City.T.Fatalf("%s %s: %v", s.Name, event, err)
	}
	return after
}

// Refused fails the test unless he may not do an event, of which the failure is of a kind and says some words.
func (s *Somebody) Refused(k flow.Case, kind fail.Kind, event, says string, pairs ...string) {
	s.City.T.Helper()
	if _, err := s.Try(k, event, pairs...); !fail.Is(err, kind) || !strings.Contains(err.Error(), says) {
		s.City.T.Errorf("%s does %s: %v", s.Name, event, err)
	}
}

// Told are the notices that a member of staff got about a case, title and text, the oldest first; about the zero case, those about none.
func (s *Somebody) Told(k flow.Case) (list []string) {
	s.City.T.Helper()
	all, err := s.City.Notices.OfStaff(s.City.T.Context(), s.ID, notice.Asked{}, 0, 100)
	if err != nil {
		s.City.T.Fatal(err)
	}
	for _, n := range slices.Backward(all) {
		if n.CaseID == k.ID {
			list = append(list, n.Title+"："+n.Text)
		}
	}
	return list
}

// File is a file that he has handed in, to be an answer of his.
func (s *Somebody) File(name string) string {
	s.City.T.Helper()
	f, err := s.City.Files.Put(s.City.T.Context(), strings.NewReader("%PDF-1.4 "+name), name, s.kind, s.ID)
	if err != nil {
		s.City.T.Fatal(err)
	}
	return strconv.FormatInt(f.ID, 10)
}

// Becomes gives a member of staff another post beside those that he has.
func (s *Somebody) Becomes(p people.Post) {
	s.City.T.Helper()
	err := s.City.DB.Tx(s.City.T.Context(), func(tx *db.DB) error {
		return s.City.Roster.AddPost(s.City.T.Context(), tx, people.TheOffice, "", s.ID, p, "")
	})
	if err != nil {
		s.City.T.Fatal(s.Name, err)
	}
}

// Leaves ends all his posts.
func (s *Somebody) Leaves() {
	s.City.T.Helper()
	for _, p := range s.Actor().Posts {
		if err := s.City.Roster.EndPost(s.City.T.Context(), people.TheOffice, "", p.ID, "调离"); err != nil {
			s.City.T.Fatal(err)
		}
	}
}

// Try has an actor, such as people.TheOffice, do an event of a case, with pairs of fields and answers.
func (c *City) Try(by people.Actor, k flow.Case, event string, pairs ...string) (flow.Case, error) {
	c.T.Helper()
	change, err := c.Engine.Act(c.T.Context(), by, flow.Move{Case: k.ID, Event: event, Input: Answers(pairs...)})
	if err != nil {
		return k, err
	}
	return change.Case, nil
}

// Answers are pairs of fields and answers.
func Answers(pairs ...string) form.Values {
	in := form.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	return in
}

// Get opens a page.
func (s *Somebody) Get(path string) Seen {
	s.City.T.Helper()
	return s.ask("GET", path, "", nil)
}

// Post sends a form, of pairs of names and values.
func (s *Somebody) Post(path string, pairs ...string) Seen {
	s.City.T.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return s.ask("POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// Send sends a form with one file.
func (s *Somebody) Send(path, field, name string, content []byte, pairs ...string) Seen {
	s.City.T.Helper()
	return s.SendAll(path, []Upload{{field, name, content}}, pairs...)
}

// Upload is a file in a field of a form.
type Upload struct {
	Field, Name string
	Content     []byte
}

// SendAll sends a form with several files.
func (s *Somebody) SendAll(path string, files []Upload, pairs ...string) Seen {
	s.City.T.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		m.WriteField(pairs[i], pairs[i+1])
	}
	for _, f := range files {
		part, err := m.CreateFormFile(f.Field, f.Name)
		if err != nil {
			s.City.T.Fatal(err)
		}
		part.Write(f.Content)
	}
	m.Close()
	return s.ask("POST", path, m.FormDataContentType(), &b)
}

// Call sends the API a value, with pairs of headers.
func (s *Somebody) Call(method, path string, in any, headers ...string) Seen {
	s.City.T.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		s.City.T.Fatal(err)
	}
	return s.ask(method, path, "application/json", bytes.NewReader(b), headers...)
}

// Program calls the API by a program of a member of staff, with pairs of headers.
func (s *Somebody) Program(method, path string, in any, headers ...string) Seen {
	s.City.T.Helper()
	of := roster.Token{Name: path, StaffID: s.ID, Scopes: people.ScopeStaff}
	token, err := s.City.Roster.NewToken(s.City.T.Context(), people.TheOffice, "", of)
	if err != nil {
		s.City.T.Fatal(err)
	}
	return s.City.Nobody().Call(method, path, in, append(headers, "Authorization", "Bearer "+token)...)
}

// Ledger asks the API for a list by a program of his: waiting?limit=2.
func (s *Somebody) Ledger(query string) Seen {
	s.City.T.Helper()
	return s.Program("GET", "/api/v1/ledgers/"+query, nil)
}

// begin signs a member of staff in who has not signed in yet.
func (s *Somebody) begin() {
	s.City.T.Helper()
	if s.login != "" && s.token == "" {
		s.Back()
	}
}

// ask sends a request; a program shows its token.
func (s *Somebody) ask(method, path, kind string, body io.Reader, headers ...string) Seen {
	s.City.T.Helper()
	s.begin()
	r, err := http.NewRequestWithContext(s.City.T.Context(), method, s.City.URL+path, body)
	if err != nil {
		s.City.T.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if s.kind == people.Client {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		s.City.T.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		s.City.T.Fatal(err)
	}
	return Seen{s.City.T, answer.Request.URL.RequestURI(), answer.StatusCode, answer.Header, string(b)}
}

// Seen is an answer as he has it before the eyes.
type Seen struct {
	T      testing.TB
	At     string // path and query after all redirects
	Status int
	Header http.Header
	Body   string
}

// Is fails the test unless the answer has the status and says the words.
func (s Seen) Is(status int, words ...string) Seen {
	s.T.Helper()
	if s.Status != status {
		s.T.Errorf("%s: status %d, want %d", s.At, s.Status, status)
	}
	for _, w := range words {
		if !strings.Contains(s.Body, w) {
			s.T.Errorf("%s does not say %q", s.At, w)
		}
	}
	return s
}

// Not fails the test where the answer says one of the words.
func (s Seen) Not(words ...string) Seen {
	s.T.Helper()
	for _, w := range words {
		if strings.Contains(s.Body, w) {
			s.T.Errorf("%s says %q", s.At, w)
		}
	}
	return s
}

// Find is the first match of a pattern's group in the answer.
func (s Seen) Find(pattern string) string {
	s.T.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s.Body)
	if m == nil {
		s.T.Fatalf("%s has no %s", s.At, pattern)
	}
	return html.UnescapeString(m[1])
}

// Rows are the rows of an answer that is a workbook, below its heads and without the line that says who took it out.
func (s Seen) Rows() [][]string {
	s.T.Helper()
	book, err := sheet.Read(strings.NewReader(s.Body))
	if err != nil || s.Status != http.StatusOK {
		s.T.Fatalf("%s: %d %v", s.At, s.Status, err)
	}
	if n := len(book.Rows) - 1; n >= 0 && strings.HasPrefix(book.Rows[n][0], "导出人：") {
		return book.Rows[:n]
	}
	return book.Rows
}

// Key is the once-only key of the form in the page.
func (s Seen) Key() string {
	s.T.Helper()
	return s.Find(`name="key"[^>]*value="([^"]+)"`)
}
