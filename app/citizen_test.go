package app

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wuyou/office/officetest"
	"wuyou/office/persons"
)

// citizen is a browser with which somebody uses the portal.
type citizen struct {
	w *world
	c *http.Client
}

func (w *world) citizen() *citizen {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &citizen{w, &http.Client{Jar: jar}}
}

// seen is an answer as the citizen has it before the eyes.
type seen struct {
	t      testing.TB
	at     string // path and query after all redirects
	status int
	header http.Header
	body   string
}

func (z *citizen) do(r *http.Request) seen {
	z.w.t.Helper()
	answer, err := z.c.Do(r)
	if err != nil {
		z.w.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		z.w.t.Fatal(err)
	}
	s := seen{z.w.t, answer.Request.URL.RequestURI(), answer.StatusCode, answer.Header, string(b)}
	s.keepsSecrets(r.URL.RequestURI())
	return s
}

func (z *citizen) get(path string) seen {
	z.w.t.Helper()
	r, err := http.NewRequest("GET", z.w.url+path, nil)
	if err != nil {
		z.w.t.Fatal(err)
	}
	return z.do(r)
}

func (z *citizen) post(path string, pairs ...string) seen {
	z.w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest("POST", z.w.url+path, strings.NewReader(v.Encode()))
	if err != nil {
		z.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return z.do(r)
}

// send posts a form with one file.
func (z *citizen) send(path, field, name string, content []byte, pairs ...string) seen {
	z.w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		m.WriteField(pairs[i], pairs[i+1])
	}
	part, err := m.CreateFormFile(field, name)
	if err != nil {
		z.w.t.Fatal(err)
	}
	part.Write(content)
	m.Close()
	r, err := http.NewRequest("POST", z.w.url+path, &b)
	if err != nil {
		z.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return z.do(r)
}

// is checks status and words.
func (s seen) is(status int, words ...string) seen {
	s.t.Helper()
	if s.status != status {
		s.t.Errorf("%s: status %d, want %d", s.at, s.status, status)
	}
	for _, w := range words {
		if !strings.Contains(s.body, w) {
			s.t.Errorf("%s does not say %q", s.at, w)
		}
	}
	return s
}

func (s seen) not(words ...string) seen {
	s.t.Helper()
	for _, w := range words {
		if strings.Contains(s.body, w) {
			s.t.Errorf("%s says %q", s.at, w)
		}
	}
	return s
}

// find is the first match of a pattern's group in the page.
func (s seen) find(pattern string) string {
	s.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s.body)
	if m == nil {
		s.t.Fatalf("%s has no %s", s.at, pattern)
	}
	return html.UnescapeString(m[1])
}

// smsCode is the code in the last message to a number.
func (w *world) smsCode(phone string) string {
	w.t.Helper()
	w.tick()
	for _, m := range slices.Backward(w.sms) {
		if m.Phone == phone && strings.Contains(m.Text, "登录验证码 ") {
			return digits(strings.Split(m.Text, "登录验证码 ")[1])
		}
	}
	w.t.Fatalf("no code was sent to %s", phone)
	return ""
}

// cookie is the value of a cookie that the browser holds.
func (z *citizen) cookie(name string) string {
	z.w.t.Helper()
	at, err := url.Parse(z.w.url)
	if err != nil {
		z.w.t.Fatal(err)
	}
	for _, c := range z.c.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	z.w.t.Fatal("no cookie ", name)
	return ""
}

// digits are those with which a text begins.
func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }

// signedIn is a citizen who has signed in, and given a name where one is wanted.
func (w *world) signedIn(phone, name string, n int) *citizen {
	w.t.Helper()
	z := w.citizen()
	z.post("/signin", "phone", phone).is(200, "填写短信验证码")
	in := z.post("/signin/code", "code", w.smsCode(phone))
	for q := range w.known { // on a new device whoever has proven more than his telephone says who he is
		if q.Phone == phone && strings.Contains(in.body, "这还是您的账号吗") {
			in = z.post("/signin/whose", "name", q.Name, "id_no", q.IDNo, "back", "/my")
		}
	}
	in.is(200, "正在办的")
	if name != "" {
		w.register(persons.Question{Name: name, IDNo: idNo(n), Phone: phone})
		z.post("/my/profile/name", "name", name, "id_no", idNo(n), "consent", "1").is(200, "身份核验通过")
	}
	return z
}

// bones checks what every page must have.
func (s seen) bones() {
	s.t.Helper()
	officetest.Bones(s.t, s.at, s.body)
}
