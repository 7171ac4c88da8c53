package app

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/demo"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// TestAccess knocks at every door of the program as everybody, with what is the visitor's own and with
// what is another's, and compares the answers with testdata/access.txt. A new route must stand there
// before the test passes: go test ./app -run TestAccess -update writes the table, its reader judges it.
//
// No answer may be an internal failure, and no page may name a case outside of the visitor's scope.
func TestAccess(t *testing.T) {
	t.Parallel()
	v := newVillage(t)
	var got strings.Builder
	got.WriteString(accessHead)
	for _, route := range v.Server.Routes() {
		got.WriteString(v.knock(route))
	}
	file := filepath.Join("testdata", "access.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	declared := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got.String(), "\n") {
		if i >= len(declared) || line != declared[i] {
			t.Fatalf("line %d is %q, which is not what %s declares. Write it anew with -update, and read what changed.", i+1, line, file)
		}
	}
	if len(declared) != strings.Count(got.String(), "\n")+1 {
		t.Errorf("%s declares routes that are no more", file)
	}
}

const accessHead = `# Who gets what at every door. Written by: go test ./app -run TestAccess -update; judged by its readers.
#
# Each line: the answer, then who gets it. Where a path names a case, a file, a draft … the first answer
# is for one's own (of the village, county, department, firm or person), the second for another's.
# 422 means: admitted, but the empty form lacks something, or ratings of a place that is not the reader's are asked for.
# "sign-in" leads to the sign-in page.
# Staff stand here by their role; token:x is a program whose token has the scope; unnamed has signed in
# with a phone number only; agent acts for a firm; idle is staff without a post; fresh must change the password.
`

// scope is what belongs to one side: a citizen's, a firm's, and with them a place's and a department's.
type scope struct {
	v      *village
	phone  string
	token  string   // of a session that nobody uses
	owner  *citizen // the browser of the applicant
	party  string
	proof  []string // who the owner is, as the form of the profile asks
	place  string
	number string
	file   int64
	firm   int64
	list   string
}

// knocker is somebody who knocks, with a browser or a token.
type knocker struct {
	name       string
	browser    *citizen
	signIn     func()
	own, other *scope
	closed     bool // must not learn of the other scope's case
}

// village is a world with two neighbouring scopes and one of everybody.
type village struct {
	*world
	item            int64
	password        string // hash of the staff's
	mine, firm, far *scope
	knockers        []*knocker
	codes           []string // query codes of their cases; nil: not read since somebody did something
}

// cause is a row of a rule table.
func (s *scope) cause() string {
	id, err := db.One[int64](s.v.t.Context(), s.v.DB, `SELECT id FROM grievance_causes WHERE code = 'DOC'`)
	if err != nil {
		s.v.t.Fatal(err)
	}
	return fmt.Sprint(id)
}

func newVillage(t *testing.T) *village {
	v := &village{world: newWorld(t, "")}
	v.item = v.offer(permit("青云游艺证核发"))
	counties := v.counties()
	_, near := door.FirstBelow(v.Regions, counties[0])
	_, far := door.FirstBelow(v.Regions, counties[1])
	v.mine = v.scopeOf("13800000001", "张自在", 1, near, "zhoumin", "")
	v.firm = v.scopeOf("13800000002", "李经办", 2, near, "zhoumin", "91511402MA0000000"+creditCheck("91511402MA0000000"))
	v.far = v.scopeOf("13800000003", "顾比邻", 3, far, "window2", "")
	v.citizens()
	dept := v.caseOf(v.mine).Dept
	v.password = gm.HashPassword(demo.Password)
	for _, r := range people.Roles {
		post := people.Post{Role: r.Code, Region: v.Profile.Region, Title: r.Name}
		switch {
		case !r.Code.Regional():
			d, _ := v.Catalog.Dept(dept)
			post.Region, post.Dept = d.Region, dept
		case r.Code == people.Window || r.Code == people.Output:
			post.Region = near
		case r.Code.Casework():
			post.Region = counties[0]
		}
		v.member(string(r.Code), true, post)
	}
	v.member("idle", true)
	v.member("fresh", false, people.Post{Role: people.Window, Region: near, Title: "新来的"})
	for _, s := range people.Scopes {
		tok := roster.Token{Name: s.Code, Scopes: s.Code, Region: counties[0]}
		if s.Code == people.ScopeStaff {
			m, err := v.Roster.FindMember(t.Context(), "t-window")
			if err != nil {
				t.Fatal(err)
			}
			tok.StaffID = m.ID
		}
		secret, err := v.Roster.NewToken(t.Context(), people.TheOffice, "", tok)
		if err != nil {
			t.Fatal(err)
		}
		k := &knocker{name: "token:" + s.Code, browser: v.quiet(), own: v.mine, other: v.far, closed: true}
		k.browser.c.Transport = bearer(secret)
		v.knockers = append(v.knockers, k)
	}
	return v
}

// creditCheck is the last character of a credit code (GB 32100-2015).
func creditCheck(s string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for _, c := range s {
		sum += strings.IndexRune(alphabet, c) * weight
		weight = weight * 3 % 31
	}
	return string(alphabet[(31-sum%31)%31])
}

// quiet is a browser that does not follow where it is sent.
func (v *village) quiet() *citizen {
	z := v.citizen()
	z.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return z
}

// scopeOf has somebody apply in a place, for a firm where its code is given, and a clerk accept.
func (v *village) scopeOf(phone, name string, n int, place region.Code, clerk, firm string) *scope {
	v.t.Helper()
	s := &scope{v: v, owner: v.signedIn(phone, name, n), phone: phone, party: name, place: string(place), proof: []string{"name", name, "id_no", idNo(n), "consent", "1"}}
	applicant := map[string]any{"name": name, "id_no": idNo(n), "phone": phone}
	if firm != "" {
		s.party = "青云游艺有限公司"
		applicant = map[string]any{"firm": true, "name": s.party, "id_no": firm, "legal": name}
		v.register(persons.Question{Name: name, IDNo: idNo(n), FirmName: s.party, FirmCode: firm})
		s.owner.post("/my/firms", "name", s.party, "id_no", firm, "legal", name, "consent", "1").is(200, s.party)
	}
	client := v.clientToken("apply read")
	photo := v.photo(client, phone)
	status, r := v.call(client, "POST", "/api/v1/applications", map[string]any{
		"item": fmt.Sprint(v.item), "region": s.place, "applicant": applicant, "form": map[string]string{"phone": phone}, "answers": map[string]string{"who": "self", "lost": "no"},
		"materials": []map[string]any{{"key": "id", "state": "exempt"}, {"key": "photo", "files": []string{fmt.Sprint(photo)}}}, "delivery": "pickup",
	})
	if status != http.StatusCreated {
		v.t.Fatal(status, r)
	}
	s.number = r["number"].(string)
	v.event(v.staffToken(clerk), s.number, "accept", nil)
	s.file = photo
	k := v.caseOf(s)
	if firm != "" {
		s.firm = k.Applicant
	}
	var err error
	if s.list, err = v.Catalog.Keep(v.t.Context(), v.item, place, map[string]string{"who": "self", "lost": "no"}); err != nil {
		v.t.Fatal(err)
	}
	return s
}

// bearer is a browser's way to the network that shows a token.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// photo uploads a picture with the token.
func (v *village) photo(token, name string) int64 {
	v.t.Helper()
	z := v.citizen()
	z.c.Transport = bearer(token)
	id, err := strconv.ParseInt(z.send("/api/v1/files", "file", name+".png", []byte("\x89PNG\r\n\x1a\n"+name)).is(201).find(`"id":"(\d+)"`), 10, 64)
	if err != nil {
		v.t.Fatal(err)
	}
	return id
}

func (v *village) caseOf(s *scope) flow.Case {
	v.t.Helper()
	k, err := v.Engine.ByNumber(v.t.Context(), s.number)
	if err != nil {
		v.t.Fatal(err)
	}
	return k
}

// enter signs a citizen in.
func (v *village) enter(z *citizen, phone string) {
	v.t.Helper()
	v.later(61 * time.Second) // codes are sent once a minute
	z.post("/signin", "phone", phone).is(303)
	z.post("/signin/code", "code", v.smsCode(phone)).is(303)
}

// citizens are nobody, one who only signed in, the applicant and the firm's agent.
func (v *village) citizens() {
	v.knockers = append(v.knockers, &knocker{name: "nobody", browser: v.quiet(), own: v.mine, other: v.far, closed: true})
	for _, c := range []struct {
		name, phone string
		own         *scope
	}{{"unnamed", "13800000009", v.mine}, {"citizen", "13800000001", v.mine}, {"agent", "13800000002", v.firm}} {
		k := &knocker{name: c.name, browser: v.quiet(), own: c.own, other: v.far, closed: true}
		k.signIn = func() {
			v.enter(k.browser, c.phone)
			if c.phone == c.own.phone { // a new device says once more who it is
				k.browser.post("/signin/whose", c.own.proof...).is(303)
			}
		}
		k.signIn()
		v.knockers = append(v.knockers, k)
	}
}

// member adds somebody to the staff, with a browser in which he has signed in.
func (v *village) member(name string, keep bool, posts ...people.Post) {
	v.t.Helper()
	login, secret := "t-"+name, ""
	admin := slices.ContainsFunc(posts, func(p people.Post) bool {
		return p.Role == people.System || p.Role == people.Security || p.Role == people.Auditor
	})
	if admin {
		secret = demo.TOTP
	}
	err := v.DB.Tx(v.t.Context(), func(tx *db.DB) error {
		id, err := v.Roster.AddMember(v.t.Context(), tx, people.TheOffice, "",
			roster.NewMember{Login: login, Name: "某" + name, Hash: v.password, Keep: keep, TOTP: secret})
		for _, p := range posts {
			err = cmp.Or(err, v.Roster.AddPost(v.t.Context(), tx, people.TheOffice, "", id, p, ""))
		}
		return err
	})
	if err != nil {
		v.t.Fatal(name, err)
	}
	k := &knocker{name: name, browser: v.quiet(), own: v.mine, other: v.far}
	k.closed = !slices.ContainsFunc(posts, func(p people.Post) bool { return p.Region == v.Profile.Region })
	k.signIn = func() {
		code := ""
		if admin {
			v.later(31 * time.Second) // a code serves once
			code, _ = totp.GenerateCode(secret, v.clock())
		}
		k.browser.post("/desk/signin", "login", login, "password", demo.Password, "code", code).is(303)
	}
	k.signIn()
	v.knockers = append(v.knockers, k)
}

// values say what stands for the last parameter of a path. The longest that fits wins; what stands here
// nowhere is "1". They make anew what an earlier request has used up.
var values = map[string]func(s *scope) string{
	"{number}":                              func(s *scope) string { return s.number },
	"{event}":                               func(*scope) string { return "comment" },
	"/my/cases/{number}/do/{event}":         func(*scope) string { return "change_delivery" },
	"/desk/output/{number}/{event}":         func(*scope) string { return "hand_out" },
	"/items/{id}":                           func(s *scope) string { return fmt.Sprint(s.v.item) },
	"/api/v1/items/{id}":                    func(s *scope) string { return fmt.Sprint(s.v.item) },
	"/desk/admin/items/{id}":                func(s *scope) string { return fmt.Sprint(s.v.item) },
	"/desk/admin/items/{id}/draft/{part}":   func(*scope) string { return "materials" },
	"{n}":                                   func(*scope) string { return "0" },
	"/desk/admin/terms/{key}":               func(*scope) string { return "application.accept" },
	"/desk/admin/texts/{kind}":              func(*scope) string { return "notice" },
	"/desk/admin/texts/{kind}/{code}":       func(*scope) string { return "accepted" },
	"/desk/admin/rules/{table}":             func(*scope) string { return "grievance_causes" },
	"/desk/admin/rules/{table}/{id}":        func(s *scope) string { return s.cause() },
	"/desk/admin/staff/{id}":                func(s *scope) string { return s.colleague() },
	"/apply/{item}":                         func(s *scope) string { return fmt.Sprint(s.v.item) },
	"/checklists/{number}":                  func(s *scope) string { return s.list },
	"/api/v1/checklists/{number}":           func(s *scope) string { return s.list },
	"/qr/{kind}":                            func(*scope) string { return "checklists" },
	"/qr/{kind}/{number}":                   func(s *scope) string { return s.list },
	"/files/{id}":                           func(s *scope) string { return fmt.Sprint(s.file) },
	"/desk/files/{id}":                      func(s *scope) string { return fmt.Sprint(s.file) },
	"/apply/drafts/{id}":                    func(s *scope) string { d, _ := s.draft(); return d },
	"/apply/drafts/{id}/files/{file}":       func(s *scope) string { _, f := s.draft(); return f },
	"/apply/drafts/{id}/files/{key}":        func(*scope) string { return "photo" },
	"/apply/drafts/{id}/files/{key}/{file}": func(s *scope) string { _, f := s.draft(); return f },
	"/my/sessions/{id}":                     func(s *scope) string { return s.spare() },
	"/my/firms/{id}":                        func(s *scope) string { return fmt.Sprint(cmp.Or(s.firm, s.v.firm.firm)) },
}

// draft is a draft of the owner's with a picture.
func (s *scope) draft() (id, file string) {
	s.v.t.Helper()
	county := string(region.Code(s.place).At(region.County))
	at := s.owner.post(fmt.Sprintf("/apply/%d", s.v.item), "place", county, "for", "self", "consent", "1", "s_who", "self", "s_lost", "no").is(200).whole()
	id = strings.TrimPrefix(at, "/apply/drafts/")
	mine := regexp.MustCompile(at + `/files/\d+`)
	page := s.owner.get(at)
	if !mine.MatchString(page.body) {
		page = s.owner.send(at+"/files/photo", "m_photo", "照片.png", []byte("\x89PNG\r\n\x1a\n"+id)).is(200)
	}
	return id, page.find(at + `/files/(\d+)`)
}

// colleague is a member of the staff.
func (s *scope) colleague() string {
	s.v.t.Helper()
	m, err := s.v.Roster.FindMember(s.v.t.Context(), "t-idle")
	if err != nil {
		s.v.t.Fatal(err)
	}
	return fmt.Sprint(m.ID)
}

// spare is a session of the owner's in a browser that nobody uses.
func (s *scope) spare() string {
	s.v.t.Helper()
	seen, err := s.v.Sessions.Visit(s.v.t.Context(), s.token, "")
	if err == nil && seen.Session.ID == 0 {
		z := s.v.quiet()
		s.v.enter(z, s.phone)
		for _, c := range z.c.Jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(s.v.url, "http://"), Path: "/"}) {
			if c.Name == session.Cookie {
				s.token = c.Value
			}
		}
		seen, err = s.v.Sessions.Visit(s.v.t.Context(), s.token, "")
	}
	if err != nil || seen.Session.ID == 0 {
		s.v.t.Fatal("no session", err)
	}
	return fmt.Sprint(seen.Session.ID)
}

// fill puts values into a route's path.
func fill(pattern string, s *scope) string {
	names := strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	parts := slices.Clone(names)
	for i, part := range names {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		value, ok := values[strings.Join(names[:i+1], "/")]
		if !ok {
			value, ok = values[part]
		}
		parts[i] = "1"
		if ok {
			parts[i] = value(s)
		}
	}
	return strings.Join(parts, "/")
}

// bodies are what is posted to the API where an empty object tells too little.
var bodies = map[string]func(s *scope) string{
	"/api/v1/applications": func(s *scope) string {
		return fmt.Sprintf(`{"item":%q,"region":%q,"applicant":{"name":"张自在","id_no":%q},"form":{"phone":"13800000001"},"answers":{"who":"self","lost":"no"},"materials":[{"key":"id","state":"exempt"}]}`, fmt.Sprint(s.v.item), s.place, idNo(1))
	},
	"/api/v1/items/{id}/checklists": func(s *scope) string {
		return fmt.Sprintf(`{"region":%q,"answers":{"who":"self","lost":"no"}}`, s.place)
	},
}

// knock asks at one route as everybody, and writes the paragraph of the table.
func (v *village) knock(route web.Route) string {
	v.t.Helper()
	groups := map[string][]string{}
	for _, k := range v.knockers {
		answer := v.ask(route, k, k.own)
		if strings.Contains(strings.TrimSuffix(route.Path, "{$}"), "{") || bodies[route.Path] != nil {
			answer += " / " + v.ask(route, k, k.other)
		}
		groups[answer] = append(groups[answer], k.name)
	}
	most := slices.MaxFunc(slices.Sorted(maps.Keys(groups)), func(a, b string) int { return cmp.Compare(len(groups[a]), len(groups[b])) })
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s %s\n", route.Method, route.Path)
	for _, answer := range slices.Sorted(maps.Keys(groups)) {
		who := strings.Join(groups[answer], " ")
		if answer == most && len(groups[answer]) > len(v.knockers)/2 {
			who = "others"
			if len(groups) == 1 {
				who = "all"
			}
		}
		fmt.Fprintf(&b, "  %-17s %s\n", answer, who)
	}
	return b.String()
}

// ask does one request and says the answer in a word.
func (v *village) ask(route web.Route, k *knocker, s *scope) string {
	v.t.Helper()
	path := fill(route.Path, s)
	if route.Method == "GET" && path == route.Path { // what a list is asked for must not widen it
		path += "?region=" + k.other.place + "&place=" + k.other.place + "&q=" + k.other.number
	}
	var body []byte
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(path, "/api/") {
		body, kind = []byte("{}"), "application/json"
		if make := bodies[route.Path]; make != nil {
			body = []byte(make(s))
		}
	}
	r, err := http.NewRequest(route.Method, v.url+path, bytes.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	got := k.browser.do(r)
	if got.status >= 500 {
		v.t.Errorf("%s %s as %s: %d %s", route.Method, path, k.name, got.status, got.body)
	}
	if k.closed && !strings.Contains(path, k.other.number) {
		got.not(k.other.number, flow.Grouped(k.other.number))
	}
	if k.closed && s == k.other && !strings.HasPrefix(route.Path, "/apply/drafts/") {
		got.not(k.other.party)
	}
	if route.Method != "GET" && got.status < 400 {
		v.codes = nil // they may be others now
	}
	if strings.HasPrefix(route.Path, "/desk") { // query codes are their holders' alone
		if v.codes == nil {
			for _, s := range []*scope{v.mine, v.firm, v.far} {
				code := v.queryCode(v.caseOf(s).ID)
				v.codes = append(v.codes, code, strings.ReplaceAll(code, "-", ""))
			}
		}
		got.not(v.codes...)
	}
	for _, c := range (&http.Response{Header: got.header}).Cookies() {
		if c.MaxAge < 0 && (c.Name == session.Cookie || c.Name == session.StaffCookie) {
			k.signIn()
		}
	}
	to := got.header.Get("Location")
	if got.status == http.StatusUnauthorized || strings.HasPrefix(to, "/signin?") || strings.HasPrefix(to, "/desk/signin?") {
		return "sign-in"
	}
	return fmt.Sprint(got.status)
}
