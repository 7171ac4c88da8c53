package app

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/session"
)

// asked does a request and is its whole answer, without the number that was asked about.
func (z *citizen) asked(method, path, token, number string, pairs ...string) string {
	z.w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], strings.ReplaceAll(pairs[i+1], "{number}", number))
	}
	r, err := http.NewRequest(method, z.w.url+strings.ReplaceAll(path, "{number}", number), strings.NewReader(v.Encode()))
	if err != nil {
		z.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		r.Body = http.NoBody
		if method == http.MethodPost {
			r, _ = http.NewRequest(method, r.URL.String(), strings.NewReader("{}"))
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
		}
	}
	s := z.do(r)
	all := fmt.Sprint(s.status, " ", s.at, " ", s.header["Retry-After"], "\n", s.body)
	return random.ReplaceAllString(strings.NewReplacer(number, "N", flow.Grouped(number), "N").Replace(all), "…")
}

// random is what differs between any two answers.
var random = regexp.MustCompile(`name="kept" value="[^"]*"`)

// differs is where two texts first differ.
func differs(a, b string) string {
	one, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(one), len(other)) {
		if one[i] != other[i] {
			return fmt.Sprintf("%.300q\n%.300q", one[i], other[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(one), len(other))
}

// Nobody finds out which numbers, telephones and logins exist by asking for what is not his: each answer is that about one that does not
// exist. Routes are walked as they are declared.
func TestAnswersDoNotTellWhatExists(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		token := w.clientToken("apply")
		absent := "5114022604200001999999" + check36("5114022604200001999999")
		with, told := w.apply(token, 7), w.reportThing(token, string(w.counties()[0]))
		far := w.counties()[len(w.counties())-1]
		type somebody struct {
			name  string
			z     *citizen
			token string
		}
		all := []somebody{{"nobody", w.citizen(), ""}, {"a citizen", w.signedIn("13900000002", "李秀英", 9), ""},
			{"a program", w.citizen(), w.clientToken("apply")}}
		for _, role := range []people.Role{people.Window, people.Output, people.Officer, people.Caller, people.Supervisor,
			people.Leader, people.Discipline, people.System, people.Auditor} {
			login := "far-" + string(role)
			w.hired(login, people.Post{Role: role, Region: far, Title: "远处的"})
			all = append(all, somebody{login, w.administrator(login), ""}, somebody{login + " by a token", w.citizen(), w.staffToken(login)})
		}
		doors := 0
		for _, who := range all {
			for _, route := range w.Server.Routes() {
				api := strings.HasPrefix(route.Path, "/api/")
				if !strings.Contains(route.Path, "{number}") ||
					strings.Contains(route.Path, "checklists") || strings.Contains(route.Path, "/qr/") || api != (who.token != "") {
					continue
				}
				at := strings.NewReplacer("{no}", "1", "{event}", "withdraw").Replace(route.Path)
				none := who.z.asked(route.Method, at, who.token, absent)
				for _, number := range []string{with, told} {
					if got := who.z.asked(route.Method, at, who.token, number); got != none {
						t.Errorf("%s, %s %s of %s and of none: %s", who.name, route.Method, at, number, differs(got, none))
					}
					doors++
				}
			}
		}
		if doors < 300 {
			t.Errorf("%d doors", doors)
		}
		z := w.citizen()
		for _, one := range [][]string{
			{"/track", "number", "{number}", "code", "AAAA-AAAA"}, {"/track", "number", "{number}", "code", "123456"},
			{"/track/phone", "number", "{number}"}, {"/track/phone", "number", "{number}"},
			{"/track/{number}/phone", "code", "00000000"},
			{"/grievances/new?case={number}", "code", "AAAA-AAAA", "key", "k", "item", "社保卡",
				"place", string(far), "what", "跑了三趟都没办成", "times", "3", "name", "李秀英", "phone", "13900139000"},
		} {
			none := z.asked("POST", one[0], "", absent, one[1:]...)
			if strings.Contains(none, "处需要改正") {
				t.Errorf("%v is not asked: %s", one, none)
			}
			for _, number := range []string{with, told} {
				if got := z.asked("POST", one[0], "", number, one[1:]...); got != none {
					t.Errorf("%v of %s and of none: %s", one, number, differs(got, none))
				}
			}
		}
		for range session.CodesADay.Default + 2 { // no more messages today
			w.citizen().post("/track/phone", "number", with).is(http.StatusOK)
		}
		got := w.citizen().asked("POST", "/track/phone", "", with, "number", with)
		if none := w.citizen().asked("POST", "/track/phone", "", absent, "number", absent); got != none {
			t.Errorf("where no more messages go, and of none: %s", differs(got, none))
		}
		w.signedIn("13900000005", "", 0)
		for _, phone := range []string{"13900000005", "13900000006"} { // one has an account
			z := w.citizen()
			z.post("/signin", "phone", phone).is(http.StatusOK, "填写短信验证码")
			z.post("/signin/code", "code", "00000000").is(http.StatusUnprocessableEntity, "不对或已过期")
		}
		for range 7 {
			known := w.citizen().post("/desk/signin", "login", "zhoumin", "password", "wrong")
			none := w.citizen().post("/desk/signin", "login", "nobody1", "password", "wrong")
			if a, b := strings.ReplaceAll(known.body, "zhoumin", "X"), strings.ReplaceAll(none.body, "nobody1", "X"); a != b || known.status != none.status {
				t.Errorf("%d and %d: %s", known.status, none.status, differs(a, b))
			}
		}
	})
}
