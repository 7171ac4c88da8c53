package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

var client = &http.Client{Timeout: 10 * time.Second}

// Answer is what another program said.
type Answer struct {
	Status int           // 0: nothing was said
	Wait   time.Duration // after which it wants to be asked again (Retry-After)
	Body   []byte
}

// answerMost bounds what is read of an answer.
const answerMost = 16 << 20

// Call asks another program. An answer that breaks off is an error, with the status that came before.
func Call(ctx context.Context, method, url string, header map[string]string, body []byte) (a Answer, err error) {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	answer, err := client.Do(r)
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

// Post sends a body to another program and returns the status of its answer.
func Post(ctx context.Context, url string, header map[string]string, body []byte) (int, error) {
	a, err := Call(ctx, http.MethodPost, url, header, body)
	if a.Status != 0 { // what else it said does not matter
		err = nil
	}
	return a.Status, err
}
