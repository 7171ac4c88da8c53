package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/calendar"
)

// The far side: the platform as it is spoken to (docs/exchange.md). A token is fetched with the client's secret and again
// when it has ended; what is said goes in letters.

// Version is the version of the protocol, which letters and records name.
const Version = "1.0"

// Receipt is the platform's answer to one item. What its status means, the kind knows (Kind.Judge).
type Receipt struct {
	Key     string `json:"key"`
	Status  string `json:"status"`
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// reason is why an item was refused, the field first.
func (r Receipt) reason() string {
	if r.Field == "" {
		return r.Message
	}
	return r.Field + "：" + r.Message
}

// far is what a node remembers of the platform. Nobody holds mu while the platform is asked.
type far struct {
	mu     sync.Mutex
	token  string
	until  time.Time // of the token
	waits  time.Time // until when the platform is left alone
	failed int       // how often it failed since it last worked
}

// rests reports whether the platform is left alone now.
func (f *far) rests(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return now.Before(f.waits)
}

// note remembers that the platform answered or failed: after failures it is left alone for a while, so that a backlog does
// not knock at a closed door line by line.
func (f *far) note(now time.Time, failure error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if failure == nil {
		f.failed, f.waits = 0, time.Time{}
		return
	}
	f.waits = now.Add(max(waitOf(failure), min(time.Duration(f.failed+1)*10*time.Second, time.Minute)))
	f.failed++
}

// waited lets the platform be asked at once: somebody has mended something, or wants to see.
func (f *far) waited() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failed, f.waits = 0, time.Time{}
}

// failure is why the platform could not be asked, in words, and when it wants to be asked again.
type failure struct {
	status int
	wait   time.Duration
	words  string
}

func (f failure) Error() string { return f.words }

func waitOf(err error) time.Duration {
	var f failure
	errors.As(err, &f)
	return f.wait
}

// early is by how much a token is thought to end before its time.
const early = 30 * time.Second

// held is the token that is remembered, if it holds; otherwise "".
func (f *far) held(now time.Time) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Before(f.until) {
		return f.token
	}
	return ""
}

func (f *far) keep(token string, until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.token, f.until = token, until
}

// drop forgets a token, unless another has been kept since.
func (f *far) drop(token string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token == token {
		f.token = ""
	}
}

// bearer is a token that holds: the one that is remembered, or a new one. Of several callers that find none each fetches
// its own, and the last is kept.
func (e *Exchange) bearer(ctx context.Context) (string, error) {
	if token := e.far.held(e.Now()); token != "" {
		return token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {e.Platform.ID}, "client_secret": {e.Platform.Secret}}
	b, err := e.call(ctx, "POST", "/token", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte(form.Encode()))
	if err != nil {
		return "", err
	}
	var got struct {
		Token string `json:"access_token"`
		Lasts int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(b, &got); err != nil || got.Token == "" {
		return "", failure{words: "省平台给的令牌无法识别"}
	}
	e.far.keep(got.Token, e.Now().Add(max(time.Duration(got.Lasts)*time.Second-early, 0)))
	return got.Token, nil
}

// call asks the platform once. Anything but 200 is a failure.
func (e *Exchange) call(ctx context.Context, method, path string, header map[string]string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, e.Platform.Timeout)
	defer cancel()
	a, err := web.Call(ctx, method, strings.TrimSuffix(e.Platform.URL, "/")+path, header, body)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, failure{words: fmt.Sprintf("省平台 %s 没有回答", e.Platform.Timeout)}
	case err != nil && a.Status != 0:
		return nil, failure{words: "省平台的回答中断了"}
	case err != nil:
		return nil, failure{words: "连不上省平台"}
	case a.Status != 200:
		return nil, failure{a.Status, a.Wait, said(a)}
	}
	return a.Body, nil
}

// said are a failed answer in words.
func said(a web.Answer) string {
	var said struct{ Code, Message string }
	words := fmt.Sprintf("省平台回答 %d", a.Status)
	if json.Unmarshal(a.Body, &said) == nil && said.Message != "" {
		words += "：" + said.Message
	}
	return words
}

// admitted asks with a token; one that the platform does not take any more is fetched anew, once.
func (e *Exchange) admitted(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	for again := false; ; again = true {
		token, err := e.bearer(ctx)
		if err != nil {
			return nil, err
		}
		b, err := e.call(ctx, method, path, map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}, body)
		var f failure
		if errors.As(err, &f) && f.status == 401 {
			e.far.drop(token)
			if !again {
				continue
			}
		}
		return b, err
	}
}

// letter reads the content of an answer. What does not bear the platform's signature was not said by it.
func (e *Exchange) letter(b []byte, serial string, v any) error {
	var l gm.Letter
	if err := json.Unmarshal(b, &l); err != nil {
		return failure{words: "省平台的回答无法识别"}
	}
	plain, err := e.Platform.Shared.Read(l)
	if err != nil || l.Serial != serial {
		return failure{words: "省平台的回答签名不对，没有采信"}
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return failure{words: "省平台的回答无法识别"}
	}
	return nil
}

// push tells items and returns the platform's receipts by key. A failure of the platform is a failure.
func (c *Channel) push(ctx context.Context, items []any) (map[string]Receipt, error) {
	serial := strconv.FormatInt(c.DB.NewID(), 10)
	l, err := c.Platform.Shared.Write(gm.Letter{Source: c.Platform.Source, Version: Version, Serial: serial, Time: c.Now().UnixMilli()},
		map[string]any{"records": items})
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	b, err := c.admitted(ctx, "POST", c.Path, body)
	if err != nil {
		return nil, err
	}
	var got struct {
		Results []Receipt `json:"results"`
	}
	if err := c.letter(b, serial, &got); err != nil {
		return nil, err
	}
	m := map[string]Receipt{}
	for _, r := range got.Results {
		m[r.Key] = r
	}
	return m, nil
}

// There is one line of what the platform has of a day.
type There struct {
	Key    string
	What   string // which part of a record
	Number string // of the matter
	Title  string
	Note   string
	Time   string
}

// pagesMost bounds the pages of a day's list, should the platform never come to an end.
const pagesMost = 1000

// listThere asks what the platform has of a day.
func (c *Channel) listThere(ctx context.Context, day calendar.Day) (list []There, err error) {
	after := ""
	for range pagesMost {
		serial := strconv.FormatInt(c.DB.NewID(), 10)
		q := url.Values{"source": {c.Platform.Source}, "day": {day.String()}, "serial": {serial}, "after": {after}}
		b, err := c.admitted(ctx, "GET", c.Path+"?"+q.Encode(), nil)
		if err != nil {
			return nil, err
		}
		var got struct {
			Records []json.RawMessage `json:"records"`
			Next    string            `json:"next"`
		}
		if err := c.letter(b, serial, &got); err != nil {
			return nil, err
		}
		for _, r := range got.Records {
			t, err := c.Read(r)
			if err != nil {
				return nil, failure{words: "省平台的清单无法识别"}
			}
			list = append(list, t)
		}
		if after = got.Next; after == "" {
			return list, nil
		}
	}
	return nil, failure{words: "省平台的清单分页异常，未正常结束"}
}
