package rating

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
)

// Exchange is how the provincial platform is reached. Without an address there is no exchange: what is to
// be told waits in the outbox.
type Exchange struct {
	URL        string
	ID, Secret string     // of this city as a client of the platform
	Source     string     // by which the platform knows this system
	Shared     *gm.Shared // the secrets of letters
	Timeout    time.Duration
	Local      bool // it runs on this machine: the stand-in that came with the program
}

// On reports whether there is an exchange.
func (e Exchange) On() bool { return e.URL != "" }

// What the platform is told.
const (
	tellRating    = "evaluation"
	tellExclusion = "exclusion"
	tellReply     = "reply"
	tellEnd       = "end"
)

var tellWords = map[string]string{tellRating: "评价", tellExclusion: "不予采纳", tellReply: "整改答复", tellEnd: "整改办结"}

// The states of a line of the outbox: the national push status 0, 1 and 2.
const (
	outPending = "pending"
	outSent    = "sent"
	outRefused = "refused"
)

var outWords = map[string]string{outPending: "待报送", outSent: "已接收", outRefused: "被拒收"}

// outgoing is a line of the outbox.
type outgoing struct {
	Key     string // by which the platform takes it once
	Rating  int64
	What    string
	Day     calendar.Day // on which it happened
	At      int64
	State   string
	Tries   int64
	DueAt   int64
	SentAt  int64  // when the platform said that it has it
	Code    string // of the platform's refusal
	Fault   string // its reason, or why it could not be sent
	Again   string // who had it sent again by hand
	AgainAt int64
}

// settle is how long a line waits at least, so that what was written at the same moment has its number.
const settle = time.Second

// tellProvince writes a line into the outbox, in the transaction of its cause. Only what belongs to an item of the
// catalogue is told: the national record is one of items.
func (s *Service) tellProvince(ctx context.Context, tx *db.DB, a Act, rating int64, what, part string, at time.Time) error {
	if a.Item == 0 {
		return nil
	}
	key := strconv.FormatInt(rating, 10)
	if what != tellRating {
		key += "-" + what
	}
	if part != "" {
		key += "-" + part
	}
	return insertOutgoing(ctx, tx, outgoing{Key: key, Rating: rating, What: what, Day: calendar.DayOf(at), At: at.UnixMilli(), State: outPending, DueAt: at.Add(settle).UnixMilli()})
}

// tellChange follows a rectification: what becomes of a rating that was told is told, too.
func (s *Service) tellChange(ctx context.Context, tx *db.DB, c *flow.Change) error {
	t, ok := s.Engine.Table(Kind)
	if !ok || c.From == c.Case.State {
		return nil
	}
	state, _ := t.State(c.Case.State)
	what, part := tellReply, ""
	switch {
	case c.Case.State == excluded:
		what = tellExclusion
	case state.Final:
		what = tellEnd
	case c.Event.Event != "reply":
		return nil
	}
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if what == tellReply {
		part = strconv.FormatInt(x.Loops, 10)
	}
	a, err := actByID(ctx, tx, x.Act)
	if err != nil {
		return err
	}
	return s.tellProvince(ctx, tx, a, x.Rating, what, part, c.At)
}

// sender is what a node remembers of the exchange.
type sender struct {
	mu     sync.Mutex
	token  string
	until  time.Time // of the token
	waits  time.Time // until when the platform is left alone
	failed int       // how often it failed since it last worked
}

const (
	outBatch = 100             // lines of one letter
	outLease = 2 * time.Minute // how long a claimed line is left alone before it is thought lost
)

// backOff are the waits of a line after each failed try; the last is repeated, nothing is given up.
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// tasks are what the service does again and again: the sums it keeps, and what the province is told.
func (s *Service) tasks() []door.Task {
	return []door.Task{{Name: "rating sums", Do: s.Fold}, {Name: "rating defaults", Title: "默认评价", Slow: true, Do: s.closeUnrated}, {
		Name: "rating exchange", Title: "好差评报送", Slow: true, Do: func(ctx context.Context) error { _, err := s.Send(ctx); return err },
	}}
}

// Send tells the platform what is due and returns how many lines it took. Several nodes may do it at
// once. That the platform cannot be reached is no error: it stands on the lines, which are tried again.
func (s *Service) Send(ctx context.Context) (n int, err error) {
	if !s.Exchange.On() {
		return 0, nil
	}
	for {
		now := s.Now()
		if s.sender.rests(now) {
			return n, nil
		}
		list, err := claimOutgoing(ctx, s.DB, now.UnixMilli(), now.Add(outLease).UnixMilli(), outBatch)
		if err != nil || len(list) == 0 {
			return n, err
		}
		took, err := s.sendBatch(ctx, list)
		n += took
		if err != nil || ctx.Err() != nil {
			return n, errors.Join(err, ctx.Err())
		}
	}
}

// sendBatch sends claimed lines and writes down what came of each.
func (s *Service) sendBatch(ctx context.Context, list []outgoing) (n int, err error) {
	var items []farItem
	var sending []outgoing
	for i := range list {
		o := &list[i]
		item, err := s.item(ctx, *o)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err != nil { // this one; the others go
			o.Fault = "记录没有做成：" + brief(err)
			s.postpone(o, 0)
			continue
		}
		items, sending = append(items, item), append(sending, *o)
	}
	results, failure := map[string]farResult{}, error(nil)
	if len(items) > 0 {
		results, failure = s.push(ctx, items)
		if ctx.Err() != nil {
			return 0, ctx.Err() // claimed anew when the lease has ended
		}
		s.sender.note(s.Now(), failure)
	}
	byKey := map[string]*outgoing{}
	for i := range list {
		byKey[list[i].Key] = &list[i]
	}
	for _, o := range sending {
		if s.settleOne(byKey[o.Key], results[o.Key], failure) {
			n++
		}
	}
	return n, s.DB.Tx(context.WithoutCancel(ctx), func(tx *db.DB) error {
		for _, o := range list {
			if err := updateOutgoing(ctx, tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// settleOne says what came of a line: taken, refused, or to be tried again.
func (s *Service) settleOne(o *outgoing, r farResult, failure error) (taken bool) {
	switch {
	case failure != nil:
		o.Fault = brief(failure)
		s.postpone(o, waitOf(failure))
	case r.Status == farOK || r.Status == farExists:
		o.State, o.SentAt, o.Code, o.Fault = outSent, s.Now().UnixMilli(), "", ""
		return true
	case r.Status == farRefused:
		o.State, o.Code, o.Fault = outRefused, r.Code, refusal(r)
	default:
		o.Fault = "省平台没有给回执"
		s.postpone(o, 0)
	}
	return false
}

func refusal(r farResult) string {
	if r.Field == "" {
		return r.Message
	}
	return r.Field + "：" + r.Message
}

func (s *Service) postpone(o *outgoing, wait time.Duration) {
	i := min(max(int(o.Tries)-1, 0), len(backOff)-1)
	o.DueAt = s.Now().Add(max(wait, backOff[i])).UnixMilli()
}

// rests reports whether the platform is left alone now.
func (f *sender) rests(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return now.Before(f.waits)
}

// note remembers that the platform answered or failed: after failures it is left alone for a while, so
// that a backlog does not knock at a closed door line by line.
func (f *sender) note(now time.Time, failure error) {
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
func (f *sender) waited() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failed, f.waits = 0, time.Time{}
}

func brief(err error) string {
	if r := []rune(err.Error()); len(r) > 200 {
		return string(r[:200])
	}
	return err.Error()
}

// Backlog is what waits to be sent to the province, and what it refused.
func (s *Service) Backlog(ctx context.Context) (db.Backlog, error) {
	return outBacklog(ctx, s.DB, int64(calendar.DayOf(s.Now().AddDate(0, 0, -1))))
}
