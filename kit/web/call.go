package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"runtime/debug"

	"wuyou/kit/fail"
)

// Result is what came of a Call.
type Result struct {
	Status int
	Body   json.RawMessage // of a failure a Problem
}

// Failed reports whether nothing was done.
func (r Result) Failed() bool { return r.Status >= http.StatusBadRequest }

// Call posts a body to an operation that may stand in a batch (Op.Batch), by who asks in the context, as if it had come alone: the same
// access is asked, the same handler answers. key is its Idempotency-Key. A path of no such operation is not found.
func (a *API) Call(ctx context.Context, at, key string, body []byte) Result {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, bytes.NewReader(body))
	if err != nil || r.URL.Host != "" || path.Clean(r.URL.Path) != r.URL.Path {
		return ResultOf(errNoCall)
	}
	_, r.Pattern = a.server.mux.Handler(r)
	route, ok := a.batch[r.Pattern]
	if !ok {
		return ResultOf(errNoCall)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	plainHeaders(r.Header)
	out := &draft{header: http.Header{}, status: http.StatusOK}
	if err := a.called(out, r, route); err != nil {
		return a.failed(r, err)
	}
	return Result{out.status, bytes.TrimSpace(out.text.Bytes())}
}

var errNoCall = fail.NotFound("批量里不能有这个操作：只能提交申请、登记办件、办理一步")

func (a *API) called(w http.ResponseWriter, r *http.Request, route Route) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := unfit(r); err != nil {
		return err
	}
	return a.server.handle(w, r, route, route.Body)
}

// failed answers with a failure as every request is; what is internal is logged.
func (a *API) failed(r *http.Request, err error) Result {
	out := &draft{header: http.Header{}}
	a.server.fail(out, r, err)
	return Result{out.status, out.text.Bytes()}
}

// CallFailed is the result of a call whose transaction failed after it.
func (a *API) CallFailed(ctx context.Context, at string, err error) Result {
	r, unfit := http.NewRequestWithContext(ctx, http.MethodPost, at, nil)
	if unfit != nil || !IsAPI(r) {
		return ResultOf(errNoCall)
	}
	return a.failed(r, err)
}

// ResultOf is the result of a call that failed before it was tried.
func ResultOf(err error) Result {
	e, _ := fail.As(err)
	return ProblemOf(e).result()
}

// CallDepends is the result of a call that was not tried, because one that it stands on failed (424, RFC 4918, 11.4).
func CallDepends(words string) Result {
	return (&Problem{Type: "about:blank", Title: words, Status: http.StatusFailedDependency}).result()
}
