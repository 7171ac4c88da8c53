package rating

import (
	"context"
	"errors"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Stand is a place of a hall that has a code of its own: a window, or a terminal where people serve
// themselves.
type Stand struct {
	ID       int64 // of the post or the terminal
	Region   region.Code
	Title    string // the door plate: 综合窗口 3 号
	Person   string // who is on duty; "" at a terminal and where nobody is
	Terminal bool
}

// stand is what a code of one of the purposes names. Each purpose has codes of its own, so that the one
// on the wall opens no screen.
func (s *Service) stand(ctx context.Context, token string, purposes ...string) (Stand, error) {
	id, code, ok := coded(token)
	for _, purpose := range purposes {
		if !ok || code != s.Keys.Code("rating "+purpose, id, codeDigits) {
			continue
		}
		if purpose == onTerminal || purpose == onScreen {
			return s.terminal(ctx, id)
		}
		return s.window(ctx, id)
	}
	return Stand{}, fail.NotFound("这个评价码不对，请告诉窗口工作人员")
}

// window is the window of a post, with who is on duty there.
func (s *Service) window(ctx context.Context, post int64) (Stand, error) {
	p, err := s.People.PostByID(ctx, post)
	if err != nil {
		return Stand{}, err
	}
	st := Stand{ID: p.ID, Region: p.Region, Title: p.Title}
	st.Person, err = s.onDuty(ctx, p)
	return st, err
}

// onDuty is who sits at a window: who served there last today, else who holds it.
func (s *Service) onDuty(ctx context.Context, p people.Post) (string, error) {
	name, err := lastServing(ctx, s.DB, p.Title, p.Region, calendar.DayOf(s.Now()))
	if !errors.Is(err, db.ErrNone) {
		return name, err
	}
	list, err := s.People.Held(ctx, s.DB, p.Region, p.Region, fronts...)
	var names []string
	for _, h := range list {
		if h.Title == p.Title {
			names = append(names, h.Name)
		}
	}
	return strings.Join(names, "、"), err
}

// Terminal is a device where people serve themselves.
type Terminal struct {
	ID      int64
	Region  region.Code
	Title   string
	AddedAt int64
	EndedAt int64
}

func (s *Service) terminal(ctx context.Context, id int64) (Stand, error) {
	t, err := terminalByID(ctx, s.DB, id)
	if errors.Is(err, db.ErrNone) || err == nil && t.EndedAt != 0 {
		return Stand{}, fail.NotFound("这台自助终端已经停用")
	}
	return Stand{ID: t.ID, Region: t.Region, Title: t.Title, Terminal: true}, err
}

// AddTerminal registers a device; it gets its codes from its id.
func (s *Service) AddTerminal(ctx context.Context, by people.Actor, ip string, t Terminal) (Terminal, error) {
	t.ID, t.AddedAt = s.DB.NewID(), s.Now().UnixMilli()
	return t, s.DB.Tx(ctx, func(tx *db.DB) error {
		if err := insertTerminal(ctx, tx, t); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, by, ip, "登记自助终端", t.Title, "")
	})
}

// EndTerminal takes a device out of use: its codes lead nowhere from now on.
func (s *Service) EndTerminal(ctx context.Context, by people.Actor, ip string, t Stand) error {
	return s.DB.Tx(ctx, func(tx *db.DB) error {
		if err := endTerminal(ctx, tx, t.ID, s.Now().UnixMilli()); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, by, ip, "停用自助终端", t.Title, "")
	})
}

// servedAt finds the service of who rates at a stand: by the number of the case or by the telephone
// number that was given there. Neither is shown to anybody. At a terminal, which belongs to no window,
// it is any service of its hall, and any case by its number.
func (s *Service) servedAt(ctx context.Context, st Stand, key string) (Act, flow.Case, error) {
	none := fail.Invalid("没有对上", fail.Field{Name: "key", Message: "近期没有这个号码的办件。可以空着，作为综合点评"})
	key = check.Bare(check.PlainPhone(key))
	place, now := st.Title, s.Now().UnixMilli()
	if st.Terminal {
		place = ""
	}
	list, err := recentAt(ctx, s.DB, place, append(s.Regions.Former(st.Region), st.Region), now)
	if err != nil {
		return Act{}, flow.Case{}, err
	}
	if k, err := s.Engine.ByNumber(ctx, key); st.Terminal && err == nil {
		if list, err = actsOfCase(ctx, s.DB, k.ID); err != nil {
			return Act{}, k, err
		}
	}
	for _, a := range list {
		if a.State != Open || a.UntilAt <= now {
			continue
		}
		k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
		if err != nil {
			return a, k, err
		}
		fits, err := s.fits(ctx, k, key)
		if err != nil {
			return a, k, err
		}
		if fits {
			return a, k, nil
		}
	}
	return Act{}, flow.Case{}, none
}

func (s *Service) fits(ctx context.Context, k flow.Case, key string) (bool, error) {
	if key == k.Number() || k.Applicant == 0 {
		return key == k.Number(), nil
	}
	phone, err := s.People.PhoneIn(ctx, s.DB, k.ID, k.Applicant)
	return phone != "" && check.Bare(phone) == key, err
}
