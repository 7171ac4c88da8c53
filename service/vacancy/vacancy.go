// Package vacancy sees to posts that nobody holds and for which something waits (空缺岗位): who oversees their cases, who
// registers staff and who gives posts are told as soon as a turn comes to such a desk, and reminded once a day; a page shows
// which desks they are and what waits there.
package vacancy

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

// path is where the vacant desks are, and waitingPath what waits at one of them.
const (
	path        = "/desk/supervision/vacant"
	waitingPath = path + "/waiting"
)

// trusted is for how long a post that is held is not looked at again: each event asks, and who gives a post back is told of
// by himself, on his own server at once and on another by the next day.
const trusted = time.Minute

type service struct {
	*office.Office
	manned sync.Map     // by desk, when somebody was last seen to hold its post
	looked atomic.Int64 // the day on which this node has looked at all desks
}

// desk is where a turn waits.
type desk struct {
	role  people.Role
	dept  string
	place region.Code
}

// New makes the service.
func New(o *office.Office) door.Service {
	s := &service{Office: o}
	o.Roster.Ended = append(o.Roster.Ended, s.postEnded)
	return door.Service{
		Schema: schema(), Seed: door.Seed(files), On: []flow.On{{Kind: "*", Event: "*", Step: s.waits}},
		Often:   []door.Task{{Name: "vacancies", Title: "空缺岗位核对", Do: s.look, Slow: true}},
		Ledgers: []door.Listing{listing.Of(o.House, s.desks()), listing.Of(o.House, s.waiting())},
		Staff:   []door.Entry{{Href: path, Label: "空缺岗位", Icon: "user", Group: "查看", Roles: door.Caretakers}},
	}
}

// waits sees every event of every case. Where a turn begins to wait for a post that nobody holds, those who can do something
// about it are told at once.
func (s *service) waits(ctx context.Context, tx *db.DB, c *flow.Change) error {
	for _, t := range c.Turns {
		if t.OpenedAt != c.At.UnixMilli() || t.Assignee != 0 {
			continue
		}
		at := desk{t.Role, t.Dept, t.Place()}
		if seen, ok := s.manned.Load(at); ok && c.At.Sub(seen.(time.Time)).Abs() < trusted {
			continue
		}
		vacant, err := s.House.Vacant(ctx, tx, t)
		if err != nil {
			return err
		}
		if !vacant {
			s.manned.Store(at, c.At)
			continue
		}
		done, err := told(ctx, tx, t.Role, t.Dept, s.House.DeskPlace(t), calendar.DayOf(s.Now()))
		if err == nil && !done {
			err = s.tellOf(ctx, tx, t.Role)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// postEnded puts back on their desks what somebody took by a post that he holds no longer, and tells of the desks that are
// vacant now.
func (s *service) postEnded(ctx context.Context, tx *db.DB, who people.Actor, post people.Post) error {
	s.manned.Clear()
	roles, err := s.Engine.Free(ctx, tx, who)
	if err != nil {
		return err
	}
	if !slices.Contains(roles, post.Role) {
		roles = append(roles, post.Role)
	}
	for _, role := range roles { // what he took as a colleague is not of his own role
		if err := s.tellOf(ctx, tx, role); err != nil {
			return err
		}
	}
	return nil
}

// look tells once a day of all vacant desks. It counts all turns, which takes seconds in a city of a million cases, and so not within the
// transaction that tells.
func (s *service) look(ctx context.Context) error {
	today := int64(calendar.DayOf(s.Now()))
	if s.looked.Load() == today {
		return nil
	}
	list, err := s.House.Vacancies(ctx, s.DB, "")
	if err != nil {
		return err
	}
	err = s.Jobs.Daily(ctx, "vacancy", today, func(ctx context.Context, tx *db.DB) error { return s.tell(ctx, tx, list) })
	if err == nil {
		s.looked.Store(today)
	}
	return err
}

// tellOf tells of the vacant desks of a role.
func (s *service) tellOf(ctx context.Context, tx *db.DB, role people.Role) error {
	list, err := s.House.Vacancies(ctx, tx, role)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, list)
}

// tell tells of vacant desks that nobody was told of today: each caretaker once, of all in his scope.
func (s *service) tell(ctx context.Context, tx *db.DB, list []door.Vacancy) error {
	of := map[int64][]door.Vacancy{}
	var staff []int64
	for _, v := range list {
		fresh, err := mark(ctx, tx, v, calendar.DayOf(s.Now()))
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		ids, err := s.House.CareFor(ctx, tx, v.Place)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if of[id] == nil {
				staff = append(staff, id)
			}
			of[id] = append(of[id], v)
		}
	}
	for _, id := range staff {
		if err := s.Notices.Send(ctx, tx, notice.To{Staff: id}, "supervision_vacant", s.words(of[id])); err != nil {
			return err
		}
	}
	return nil
}

func (s *service) words(list []door.Vacancy) map[string]string {
	const clock = "1月2日 15:04"
	n, since := int64(0), list[0].Since
	for _, v := range list {
		n, since = n+v.N, min(since, v.Since)
	}
	where := s.House.Holder(list[0].Turn())
	if len(list) > 1 {
		where += fmt.Sprintf("等 %d 个岗位", len(list))
	}
	return map[string]string{
		"where": where, "n": fmt.Sprint(n), "since": calendar.At(since).Format(clock), "at": calendar.At(s.Now().UnixMilli()).Format(clock),
	}
}
