package bridge

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"wuyou/kit/web"
)

// ask asks the program of a maker, which answers in JSON. One that does not answer at all is NoService, one that stops in the middle Silent,
// and what is no JSON Unreadable.
func ask(ctx context.Context, address string, into any) error {
	a, err := web.Call(ctx, "GET", address, nil, nil)
	switch {
	case err != nil && (a.Begun || ctx.Err() != nil):
		return Silent
	case err != nil:
		return NoService
	case json.Unmarshal(a.Body, into) != nil:
		return Unreadable
	}
	return nil
}

// says reports whether the words of an answer have one of these in them.
func says(words string, any ...string) bool {
	for _, one := range any {
		if strings.Contains(words, one) {
			return true
		}
	}
	return false
}

// again is how often a reader that does not wait by itself is asked.
const again = 400 * time.Millisecond

// pause waits a little, and reports whether there is time for another try.
func pause(ctx context.Context) bool {
	t := time.NewTimer(again)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
