package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/gm"
	"wuyou/kit/terse"
	"wuyou/kit/web"
	"wuyou/office/persons"
)

// identityCheck asks the province's identity check (docs/identity.md): what is said goes in signed letters, and after some failures
// in a row nobody waits for it for a while.
type identityCheck struct {
	url     string
	source  string
	shared  *gm.Shared
	timeout time.Duration
	now     func() time.Time
	log     *slog.Logger

	mu     sync.Mutex
	failed int
	closed time.Time // nobody asks until then
}

// Our proposals for a check that fails: so many failures in a row, and it is left alone for so long.
const (
	identityFailures = 3
	identityRest     = 30 * time.Second
	identityVersion  = "1.0"
)

// identityQuestion is what the check is asked, and identityAnswer what it says.
type identityQuestion struct {
	Name   string     `json:"name"`
	Kind   check.Kind `json:"kind"`
	Number string     `json:"number"`
	Phone  string     `json:"phone,omitempty"`
	Firm   string     `json:"firm,omitempty"`
	Code   string     `json:"code,omitempty"`
}

type identityAnswer struct {
	Paired bool `json:"paired"`
	Phone  bool `json:"phone"`
	Face   bool `json:"face"`
}

// identity is how the check is reached; nil where identity is proven at a window only.
func (c *Config) identity(now func() time.Time, log *slog.Logger) (func(context.Context, persons.Question) (persons.Verdict, error), error) {
	if c.IdentityURL == "" {
		return nil, nil
	}
	shared, err := gm.NewShared(c.IdentityKey, c.IdentitySign)
	if err != nil {
		return nil, err
	}
	k := &identityCheck{
		url: strings.TrimSuffix(c.IdentityURL, "/") + "/identity/check", source: c.ExchangeSource, shared: shared,
		timeout: c.IdentityTimeout, now: now, log: log,
	}
	return k.ask, nil
}

var errResting = errors.New("identity check is left alone after failures")

func (k *identityCheck) ask(ctx context.Context, q persons.Question) (persons.Verdict, error) {
	k.mu.Lock()
	resting := k.now().Before(k.closed)
	k.mu.Unlock()
	if resting {
		return persons.Verdict{}, errResting
	}
	a, err := k.once(ctx, q)
	if err != nil && ctx.Err() == nil {
		a, err = k.once(ctx, q)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.failed = 0
		return persons.Verdict{Paired: a.Paired, Phone: a.Phone, Face: a.Face}, nil
	}
	if k.failed++; k.failed >= identityFailures {
		k.failed, k.closed = 0, k.now().Add(identityRest)
	}
	k.log.Warn("identity check failed", terse.Like("identity", nil), "err", err)
	return persons.Verdict{}, err
}

func (k *identityCheck) once(ctx context.Context, q persons.Question) (a identityAnswer, err error) {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	l, err := k.shared.Write(gm.Letter{Source: k.source, Version: identityVersion, Serial: gm.Token(), Time: k.now().UnixMilli()},
		identityQuestion{q.Name, q.Kind, q.IDNo, q.Phone, q.FirmName, q.FirmCode})
	if err != nil {
		return a, err
	}
	body, err := json.Marshal(l)
	if err != nil {
		return a, err
	}
	answer, err := web.Call(ctx, "POST", k.url, map[string]string{"Content-Type": "application/json"}, body)
	if err != nil {
		return a, err
	}
	if answer.Status != 200 {
		return a, fmt.Errorf("identity check answers %d", answer.Status)
	}
	var back gm.Letter
	if err := json.Unmarshal(answer.Body, &back); err != nil {
		return a, errors.New("identity check: not a letter")
	}
	if back.Serial != l.Serial {
		return a, errors.New("identity check: the answer to another question")
	}
	plain, err := k.shared.Read(back)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(plain, &a)
}
