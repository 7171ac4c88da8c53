package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	neturl "net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// client bounds what no caller's context bounds sooner. It follows nobody elsewhere: what is sent, codes and telephones too, is for the address
// that was set, and whoever is led on takes an answer for the receiver's that is not.
var client = &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Answer is what another program said.
type Answer struct {
	Status int           // 0: nothing was said
	Begun  bool          // the request went out, whatever came of it
	Wait   time.Duration // after which it wants to be asked again (Retry-After)
	Body   []byte
}

// answerMost bounds what is read of an answer.
const answerMost = 16 << 20

// Call asks another program. An answer that breaks off is an error, with the status that came before. Errors name the
// host only: addresses may hold secrets.
func Call(ctx context.Context, method, url string, header map[string]string, body []byte) (a Answer, err error) {
	var begun atomic.Bool // told by the connection, which may outlive the call
	defer func() { a.Begun = begun.Load() }()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { begun.Store(true) }})
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return a, errors.New("not an address that can be asked")
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := client.Do(r)
	if u, ok := errors.AsType[*neturl.Error](err); ok {
		err = fmt.Errorf("%s: %w", r.URL.Host, u.Err)
	}
	if err != nil {
		return a, err
	}
	defer answer.Body.Close()
	a.Status = answer.StatusCode
	if n, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && n > 0 {
		a.Wait = time.Duration(n) * time.Second
	}
	a.Body, err = io.ReadAll(io.LimitReader(answer.Body, answerMost))
	return a, err
}
