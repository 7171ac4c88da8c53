package rating

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/calendar"
)

// The far side: the provincial platform as it is spoken to (docs/exchange.md). A token is fetched with the
// client's secret and again when it has ended; what is said goes in letters.

// farVersion is the version of the protocol.
const farVersion = "1.0"

// The platform's answers to one item.
const (
	farOK      = "ok"
	farExists  = "exists" // it has it already: as good as taken
	farRefused = "refused"
)

type farResult struct {
	Key     string `json:"key"`
	Status  string `json:"status"`
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// farFailure is why the platform could not be asked.
type farFailure struct {
	status int
	wait   time.Duration
	words  string
}

func (f farFailure) Error() string { return f.words }

func waitOf(err error) time.Duration {
	var f farFailure
	errors.As(err, &f)
	return f.wait
}

// early is by how much a token is thought to end before its time.
const early = 30 * time.Second

// bearer is a token that holds.
func (s *Service) bearer(ctx context.Context) (string, error) {
	f := &s.sender
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.token != "" && s.Now().Before(f.until) {
		return f.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {s.Exchange.ID}, "client_secret": {s.Exchange.Secret}}
	b, err := s.call(ctx, "POST", "/token", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte(form.Encode()))
	if err != nil {
		return "", err
	}
	var got struct {
		Token string `json:"access_token"`
		Lasts int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(b, &got); err != nil || got.Token == "" {
		return "", farFailure{words: "省平台给的令牌无法识别"}
	}
	f.token, f.until = got.Token, s.Now().Add(max(time.Duration(got.Lasts)*time.Second-early, 0))
	return f.token, nil
}

func (s *Service) dropToken(token string) {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	if s.sender.token == token {
		s.sender.token = ""
	}
}

// call asks the platform once. Anything but 200 is a failure.
func (s *Service) call(ctx context.Context, method, path string, header map[string]string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.Exchange.Timeout)
	defer cancel()
	a, err := web.Call(ctx, method, strings.TrimSuffix(s.Exchange.URL, "/")+path, header, body)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, farFailure{words: fmt.Sprintf("省平台 %s 没有回答", s.Exchange.Timeout)}
	case err != nil && a.Status != 0:
		return nil, farFailure{words: "省平台的回答中断了"}
	case err != nil:
		return nil, farFailure{words: "连不上省平台"}
	case a.Status != 200:
		return nil, farFailure{a.Status, a.Wait, farWords(a)}
	}
	return a.Body, nil
}

// farWords are a failed answer in words.
func farWords(a web.Answer) string {
	var said struct{ Code, Message string }
	words := fmt.Sprintf("省平台回答 %d", a.Status)
	if json.Unmarshal(a.Body, &said) == nil && said.Message != "" {
		words += "：" + said.Message
	}
	return words
}

// admitted asks with a token; one that the platform does not take any more is fetched anew, once.
func (s *Service) admitted(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	for again := false; ; again = true {
		token, err := s.bearer(ctx)
		if err != nil {
			return nil, err
		}
		b, err := s.call(ctx, method, path, map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json"}, body)
		var f farFailure
		if errors.As(err, &f) && f.status == 401 {
			s.dropToken(token)
			if !again {
				continue
			}
		}
		return b, err
	}
}

// letter reads the content of an answer. What does not bear the platform's signature was not said by it.
func (s *Service) letter(b []byte, serial string, v any) error {
	var l gm.Letter
	if err := json.Unmarshal(b, &l); err != nil {
		return farFailure{words: "省平台的回答无法识别"}
	}
	plain, err := s.Exchange.Shared.Read(l)
	if err != nil || l.Serial != serial {
		return farFailure{words: "省平台的回答签名不对，没有采信"}
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return farFailure{words: "省平台的回答无法识别"}
	}
	return nil
}

// push tells items and returns what the platform says to each.
func (s *Service) push(ctx context.Context, items []farItem) (map[string]farResult, error) {
	serial := strconv.FormatInt(s.DB.NewID(), 10)
	l, err := s.Exchange.Shared.Write(gm.Letter{Source: s.Exchange.Source, Version: farVersion, Serial: serial, Time: s.Now().UnixMilli()}, map[string]any{"records": items})
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	b, err := s.admitted(ctx, "POST", "/evaluations", body)
	if err != nil {
		return nil, err
	}
	var got struct {
		Results []farResult `json:"results"`
	}
	if err := s.letter(b, serial, &got); err != nil {
		return nil, err
	}
	m := map[string]farResult{}
	for _, r := range got.Results {
		m[r.Key] = r
	}
	return m, nil
}

// there is one line of what the platform has of a day.
type there struct {
	Key     string `json:"key"`
	Kind    string `json:"kind"`
	Number  string `json:"projNo"`
	Service string `json:"serviceName"`
	Level   string `json:"satisfaction"`
	Time    string `json:"time"`
}

// pagesMost bounds the pages of a day's list, should the platform never come to an end.
const pagesMost = 1000

// listThere asks what the platform has of a day.
func (s *Service) listThere(ctx context.Context, day calendar.Day) (list []there, err error) {
	after := ""
	for range pagesMost {
		serial := strconv.FormatInt(s.DB.NewID(), 10)
		q := url.Values{"source": {s.Exchange.Source}, "day": {day.String()}, "serial": {serial}, "after": {after}}
		b, err := s.admitted(ctx, "GET", "/evaluations?"+q.Encode(), nil)
		if err != nil {
			return nil, err
		}
		var got struct {
			Records []there `json:"records"`
			Next    string  `json:"next"`
		}
		if err := s.letter(b, serial, &got); err != nil {
			return nil, err
		}
		list = append(list, got.Records...)
		if after = got.Next; after == "" {
			return list, nil
		}
	}
	return nil, farFailure{words: "省平台的清单分页异常，未正常结束"}
}
