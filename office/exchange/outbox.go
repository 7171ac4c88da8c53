package exchange

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// State is how far a line is: the national push status 0, 1 and 2.
type State string

// The states.
const (
	Pending State = "pending"
	Sent    State = "sent"
	Refused State = "refused"
)

var stateWords = map[State]string{Pending: "待报送", Sent: "已接收", Refused: "被拒收"}

// Line is a line of the outbox.
type Line struct {
	Kind    string
	Key     string       // by which the platform takes it once
	Record  int64        // of the service
	What    string       // which part of it: one of Kind.Parts
	Behind  string       // the key of the line that the platform must have first; "" none
	Day     calendar.Day // on which it happened
	At      int64
	State   State
	Tries   int64
	DueAt   int64
	SentAt  int64  // when the platform said that it has it
	Code    string // of the platform's refusal
	Fault   string // its reason, or why it could not be sent
	Again   string // who had it sent again by hand
	AgainAt int64
}

const (
	grace = time.Second     // a line waits at least so long, so that what was written at the same moment has its number
	batch = 100             // lines of one letter
	lease = 2 * time.Minute // how long a claimed line is left alone before its node is thought lost
)

// backOff are the waits of a line after each failed try; the last is repeated, nothing is given up.
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Put writes a line into the outbox, in the transaction of its cause. Of l the key, the record, the part, what it stands
// behind and when it happened are taken. A key that was put before is an error.
func (c *Channel) Put(ctx context.Context, tx *db.DB, l Line) error {
	return outbox.Insert(ctx, tx, Line{Kind: c.Name, Key: l.Key, Record: l.Record, What: l.What, Behind: l.Behind, At: l.At,
		Day: calendar.DayOf(time.UnixMilli(l.At)), State: Pending, DueAt: l.At + grace.Milliseconds()})
}

// Keys are the keys of all that the platform is to be told of a day.
func (c *Channel) Keys(ctx context.Context, day calendar.Day) ([]string, error) {
	return keysOf(ctx, c.DB, c.Name, day)
}

// Send tells the platform what is due and returns how many lines it took. Several nodes may do it at once. That the
// platform cannot be reached is no error: it stands on the lines, which are tried again.
func (c *Channel) Send(ctx context.Context) (n int, err error) {
	if !c.Platform.On() {
		return 0, nil
	}
	for {
		now := c.Now()
		if c.far.rests(now) {
			return n, nil
		}
		list, err := claim(ctx, c.DB, c.Name, now.UnixMilli(), now.Add(lease).UnixMilli(), batch)
		if err != nil || len(list) == 0 {
			return n, err
		}
		took, err := c.sendBatch(ctx, list)
		n += took
		if err != nil || ctx.Err() != nil {
			return n, errors.Join(err, ctx.Err())
		}
	}
}

// sendBatch sends claimed lines and writes down what came of each. Where ctx ends nothing is written: the lines are
// claimed anew when the lease has ended.
func (c *Channel) sendBatch(ctx context.Context, list []Line) (n int, err error) {
	var items []any
	var sent []*Line
	for i := range list {
		l := &list[i]
		item, err := c.Item(ctx, *l)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err != nil { // this one; the others go
			l.Fault = "记录没有做成：" + brief(err)
			c.postpone(l, 0)
			continue
		}
		items, sent = append(items, item), append(sent, l)
	}
	receipts, failure := map[string]Receipt{}, error(nil)
	if len(items) > 0 {
		receipts, failure = c.push(ctx, items)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		c.far.note(c.Now(), failure)
	}
	for _, l := range sent {
		if c.settle(l, receipts[l.Key], failure) {
			n++
		}
	}
	return n, c.DB.Tx(context.WithoutCancel(ctx), func(tx *db.DB) error {
		for _, l := range list {
			if err := update(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

// settle says what came of a line: taken, refused, or to be tried again.
func (c *Channel) settle(l *Line, r Receipt, failure error) (taken bool) {
	if failure != nil {
		l.Fault = brief(failure)
		c.postpone(l, waitOf(failure))
		return false
	}
	switch l.State = c.Judge(r); l.State {
	case Sent:
		l.SentAt, l.Code, l.Fault = c.Now().UnixMilli(), "", ""
	case Refused:
		l.Code, l.Fault = r.Code, r.reason()
	default:
		l.State, l.Fault = Pending, "省平台没有给回执"
		c.postpone(l, 0)
	}
	return l.State == Sent
}

func (c *Channel) postpone(l *Line, wait time.Duration) {
	i := min(max(int(l.Tries)-1, 0), len(backOff)-1)
	l.DueAt = c.Now().Add(max(wait, backOff[i])).UnixMilli()
}

func brief(err error) string {
	if r := []rune(err.Error()); len(r) > 200 {
		return string(r[:200])
	}
	return err.Error()
}
