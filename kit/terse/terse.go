// Package terse keeps a log readable while something is wrong for long: of records that say the same again, the first is written, then
// one a minute with how many there were, and one when there are no more. Only records that are marked (Like) are held back.
package terse

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"wuyou/kit/fail"
)

const (
	every    = time.Minute     // how often what goes on is written
	over     = 2 * time.Minute // after so long without a record it is over
	keysMost = 1000            // kinds of trouble that are told apart at once
)

const mark = "terse.like"

// Like marks a record as one that may be repeated: records of one subject whose errors are alike say the same. That the database is away
// is alike whatever it says of it, and for all subjects.
func Like(subject string, err error) slog.Attr {
	switch {
	case fail.Is(err, fail.KindDown):
		subject = "down"
	case err != nil:
		subject += "\x00" + err.Error()
	}
	return slog.String(mark, subject)
}

// Handler is a slog.Handler before another. Settle is to be called again and again.
type Handler struct {
	to   slog.Handler
	book *book
}

// New makes a handler before another, by the program's clock.
func New(to slog.Handler, now func() time.Time) *Handler {
	return &Handler{to, &book{now: now, open: map[string]*trouble{}}}
}

type book struct {
	mu   sync.Mutex
	now  func() time.Time
	open map[string]*trouble
}

// trouble is what is said again and again.
type trouble struct {
	to            slog.Handler
	last          slog.Record // without its mark
	since, at     time.Time   // of the first record and the last
	told          time.Time
	times, untold int // records in all, and since it was told
}

// Enabled implements slog.Handler.
func (h *Handler) Enabled(ctx context.Context, l slog.Level) bool { return h.to.Enabled(ctx, l) }

// WithAttrs implements slog.Handler.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &Handler{h.to.WithAttrs(attrs), h.book}
}

// WithGroup implements slog.Handler.
func (h *Handler) WithGroup(name string) slog.Handler { return &Handler{h.to.WithGroup(name), h.book} }

// Handle implements slog.Handler.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	key, plain := unmarked(r)
	if key == "" {
		return h.to.Handle(ctx, r)
	}
	b := h.book
	b.mu.Lock()
	defer b.mu.Unlock()
	now, key := b.now(), r.Level.String()+r.Message+"\x00"+key
	t := b.open[key]
	if t == nil {
		if len(b.open) < keysMost {
			b.open[key] = &trouble{to: h.to, last: plain, since: now, at: now, told: now, times: 1}
		}
		return h.to.Handle(ctx, plain)
	}
	t.last, t.at = plain, now
	t.times++
	t.untold++
	return t.tell(ctx, now)
}

// tell writes what goes on, when it is time.
func (t *trouble) tell(ctx context.Context, now time.Time) error {
	if age := now.Sub(t.told); t.untold == 0 || age >= 0 && age < every {
		return nil
	}
	r := t.last.Clone()
	r.AddAttrs(slog.Int("again", t.untold), slog.Int("times", t.times), slog.Time("since", t.since))
	t.told, t.untold = now, 0
	return t.to.Handle(ctx, r)
}

// Settle writes what has been repeated for a minute, and what is over.
func (h *Handler) Settle(ctx context.Context) error {
	b := h.book
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	for key, t := range b.open {
		if age := now.Sub(t.at); age >= 0 && age < over {
			if err := t.tell(ctx, now); err != nil {
				return err
			}
			continue
		}
		delete(b.open, key)
		if t.times == 1 { // the one record has said it
			continue
		}
		r := slog.NewRecord(now, slog.LevelInfo, "over: "+t.last.Message, 0)
		t.last.Attrs(func(a slog.Attr) bool { r.AddAttrs(a); return true })
		r.AddAttrs(slog.Int("times", t.times), slog.Time("since", t.since), slog.Time("last", t.at))
		if err := t.to.Handle(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// unmarked is a record without its mark, and what that says.
func unmarked(r slog.Record) (key string, plain slog.Record) {
	var attrs []slog.Attr
	r.Attrs(func(a slog.Attr) bool { attrs = append(attrs, a); return true })
	i := slices.IndexFunc(attrs, func(a slog.Attr) bool { return a.Key == mark })
	if i < 0 {
		return "", r
	}
	plain = slog.NewRecord(r.Time, r.Level, r.Message, r.PC)
	plain.AddAttrs(slices.Delete(slices.Clone(attrs), i, i+1)...)
	return attrs[i].Value.String(), plain
}
