package province

import (
	"context"
	"crypto/subtle"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"wuyou/kit/gm"
	"wuyou/kit/web"
)

//go:embed report.html
var files embed.FS

var reportPage = template.Must(template.ParseFS(files, "report.html"))

// bodyMost bounds a request.
const bodyMost = 8 << 20

// Handler serves the platform: /token, /evaluations and /identity/check to cities, the report and the control to who
// tests.
func (p *Platform) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("POST /evaluations", p.push)
	mux.HandleFunc("GET /evaluations", p.list)
	mux.HandleFunc("POST /identity/check", p.checked)
	mux.HandleFunc("GET /{$}", p.page)
	mux.HandleFunc("GET /report.json", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, p.Report()) })
	mux.HandleFunc("GET /days/{day}", func(w http.ResponseWriter, r *http.Request) {
		say(w, http.StatusOK, p.Day(r.URL.Query().Get("source"), strings.TrimSuffix(r.PathValue("day"), ".json")))
	})
	mux.HandleFunc("GET /control", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, Failures) })
	mux.HandleFunc("POST /control", p.control)
	mux.HandleFunc("POST /control/people", p.register)
	return http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, bodyMost))
}

// Serve answers on the listener until ctx ends; who is kept waiting on purpose then waits no more.
func (p *Platform) Serve(ctx context.Context, l net.Listener) error {
	h := p.Handler()
	return web.Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		h.ServeHTTP(w, r.WithContext(inner))
	}))
}

func say(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
}

// problem is an answer that says what was wrong with the request as a whole.
func (p *Platform) problem(w http.ResponseWriter, status int, source, code, message string) {
	p.wrong(source, code, message)
	say(w, status, map[string]string{"code": code, "message": message})
}

// broken is an answer of a platform that fails.
func broken(w http.ResponseWriter) {
	say(w, http.StatusInternalServerError, map[string]string{"code": "FAILED", "message": "模拟故障"})
}

// token gives a token to who knows the client's secret (OAuth 2.0, client_credentials).
func (p *Platform) token(w http.ResponseWriter, r *http.Request) {
	if p.struck("token") != "" {
		broken(w)
		return
	}
	id, secret := r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	if r.PostFormValue("grant_type") != "client_credentials" {
		p.problem(w, http.StatusBadRequest, "", "GRANT", "grant_type 应为 client_credentials")
		return
	}
	if subtle.ConstantTimeCompare([]byte(id), []byte(p.set.ID))&subtle.ConstantTimeCompare([]byte(secret), []byte(p.set.Secret)) == 0 {
		p.problem(w, http.StatusUnauthorized, "", "CLIENT", "client_id 或 client_secret 不对")
		return
	}
	token := gm.Token()
	p.mu.Lock()
	p.tokens[gm.TokenHash(token)] = p.set.Now().Add(p.set.Life)
	p.mu.Unlock()
	say(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(p.set.Life.Seconds())})
}

// admitted reports whether a request bears a token that still holds.
func (p *Platform) admitted(w http.ResponseWriter, r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p.mu.Lock()
	until, known := p.tokens[gm.TokenHash(token)]
	p.mu.Unlock()
	if ok && known && p.set.Now().Before(until) {
		return true
	}
	w.Header().Set("WWW-Authenticate", "Bearer")
	say(w, http.StatusUnauthorized, map[string]string{"code": "TOKEN", "message": "令牌没有、不对或者已过期，请重新获取"}) // no finding: tokens end
	return false
}

// late is how old a letter may be.
const late = 5 * time.Minute

// push takes a batch.
func (p *Platform) push(w http.ResponseWriter, r *http.Request) {
	if !p.admitted(w, r) {
		return
	}
	how := p.struck("push")
	switch how {
	case "error-before":
		broken(w)
		return
	case "token":
		p.mu.Lock()
		clear(p.tokens)
		p.mu.Unlock()
		say(w, http.StatusUnauthorized, map[string]string{"code": "TOKEN", "message": "模拟故障：令牌作废"})
		return
	case "busy":
		w.Header().Set("Retry-After", "120")
		say(w, http.StatusTooManyRequests, map[string]string{"code": "BUSY", "message": "模拟故障：忙"})
		return
	case "skew":
		say(w, http.StatusBadRequest, map[string]string{"code": "CLOCK", "message": "模拟故障：报文的时间和平台相差 10 分钟"})
		return
	case "slow":
		p.set.Sleep(2 * time.Second)
	}
	letter, items, ok := p.open(w, r)
	if !ok {
		return
	}
	if how == "partial" {
		items = items[:(len(items)+1)/2]
	}
	results, err := p.Take(letter.Source, items)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	p.answer(w, r, how, letter, results)
}

// open reads the letter of a request.
func (p *Platform) open(w http.ResponseWriter, r *http.Request) (letter gm.Letter, items []Item, ok bool) {
	b, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(b, &letter)
	}
	if err != nil {
		p.problem(w, http.StatusBadRequest, "", "LETTER", "报文不是约定的 JSON")
		return letter, nil, false
	}
	if off := p.set.Now().Sub(time.UnixMilli(letter.Time)).Abs(); off > late {
		p.problem(w, http.StatusBadRequest, letter.Source, "CLOCK", fmt.Sprintf("报文的时间和平台相差 %s，最多 %s", off.Round(time.Second), late))
		return letter, nil, false
	}
	plain, err := p.set.Shared.Read(letter)
	if err != nil {
		p.problem(w, http.StatusBadRequest, letter.Source, "SIGN", "签名不对，或者没有用约定的密钥加密")
		return letter, nil, false
	}
	if items, err = ParseBatch(plain); err != nil {
		p.problem(w, http.StatusBadRequest, letter.Source, "BATCH", err.Error())
		return letter, nil, false
	}
	return letter, items, true
}

// answer tells what came of a batch, or fails to.
func (p *Platform) answer(w http.ResponseWriter, r *http.Request, how string, question gm.Letter, results []Result) {
	with := p.set.Shared
	switch how {
	case "error-after":
		broken(w)
		return
	case "timeout":
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Minute):
		}
		panic(http.ErrAbortHandler)
	case "garbage":
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<html><body>502 Bad Gateway</body></html>")
		return
	case "wrong-key":
		with = p.stranger
	case "repeat":
		for i := range results {
			if results[i].Status == took {
				results[i].Status = exists
			}
		}
	}
	l, err := with.Write(gm.Letter{Source: "province", Version: version, Serial: question.Serial, Time: p.set.Now().UnixMilli()},
		map[string]any{"results": results})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if how == "cut" {
		w.Header().Set("Content-Length", "4096")
		io.WriteString(w, `{"source":"province","version":"1.0",`)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	say(w, http.StatusOK, l)
}

// pageMost is how many lines of a day come with one answer.
const pageMost = 500

// list tells what was taken of a day: ?source=…&day=2006-01-02&after=KEY, in pages by key.
func (p *Platform) list(w http.ResponseWriter, r *http.Request) {
	if !p.admitted(w, r) {
		return
	}
	q := r.URL.Query()
	if _, err := time.Parse("2006-01-02", q.Get("day")); err != nil || q.Get("source") == "" {
		p.problem(w, http.StatusBadRequest, q.Get("source"), "LIST", "要有 source 和 2006-01-02 这样的 day")
		return
	}
	all := p.Day(q.Get("source"), q.Get("day"))
	if p.struck("list") != "" {
		half := all[:0]
		for i, l := range all {
			if i%2 == 1 {
				half = append(half, l)
			}
		}
		all = half
	}
	from, _ := slices.BinarySearchFunc(all, q.Get("after")+"\x00", func(l Listed, key string) int { return strings.Compare(l.Key, key) })
	if q.Get("after") == "" {
		from = 0
	}
	some := all[from:min(len(all), from+pageMost)]
	next := ""
	if from+pageMost < len(all) {
		next = some[len(some)-1].Key
	}
	l, err := p.set.Shared.Write(gm.Letter{Source: "province", Version: version, Serial: q.Get("serial"), Time: p.set.Now().UnixMilli()},
		map[string]any{"records": some, "next": next, "total": len(all)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	say(w, http.StatusOK, l)
}

// control tells the platform how to fail: fail=NAME or fail=NAME:TIMES; an empty one ends it.
func (p *Platform) control(w http.ResponseWriter, r *http.Request) {
	if err := p.Fail(r.PostFormValue("fail")); err != nil {
		say(w, http.StatusUnprocessableEntity, map[string]string{"code": "FAIL", "message": err.Error()})
		return
	}
	if r.PostFormValue("back") != "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	say(w, http.StatusOK, p.Report())
}

func (p *Platform) page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	err := reportPage.Execute(w, struct {
		Report
		Failures []Failure
	}{p.Report(), Failures})
	if err != nil {
		panic(http.ErrAbortHandler) // who asked has gone
	}
}
