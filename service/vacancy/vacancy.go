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
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

const path = "/desk/supervision/vacant"

// trusted is for how long a post that is held is not looked at again: each event asks, and who gives a post back is told of
// by himself, on his own server at once and on another by the next day.
const trusted = time.Minute

// most is how many of the turns at a desk its page shows.
const most = 100

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
		Often:  []door.Task{{Name: "vacancies", Title: "空缺岗位核对", Do: s.look, Slow: true}},
		Routes: []web.Route{{Method: "GET", Path: path, Access: o.Roster.Roles(door.Caretakers...), Title: "空缺岗位", Handle: o.House.Get(s.screen)}},
		Staff:  []door.Entry{{Href: path, Label: "空缺岗位", Icon: "user", Group: "查看", Roles: door.Caretakers}},
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
	if err := s.Engine.Free(ctx, tx, who); err != nil {
		return err
	}
	return s.tellOf(ctx, tx, post.Role)
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
	n, since := int64(0), list[0].Since
	for _, v := range list {
		n, since = n+v.N, min(since, v.Since)
	}
	where := s.House.Holder(list[0].Turn())
	if len(list) > 1 {
		where += fmt.Sprintf("等 %d 个岗位", len(list))
	}
	return map[string]string{"where": where, "n": fmt.Sprint(n), "since": time.UnixMilli(since).In(calendar.Zone).Format("1月2日 15:04")}
}

// screen lists the vacant desks in the scope of the visitor's posts that care for them; of one of them, what waits.
func (s *service) screen(ctx context.Context, c door.Call) (door.Screen, error) {
	list, err := s.House.Vacancies(ctx, s.DB, "")
	if err != nil {
		return door.Screen{}, err
	}
	list = slices.DeleteFunc(list, func(v door.Vacancy) bool {
		_, cares := c.Actor.Post(v.Place, "", door.Caretakers...)
		return !cares
	})
	if i := slices.IndexFunc(list, func(v door.Vacancy) bool { return key(v) == c.In["desk"] }); i >= 0 {
		return s.one(ctx, c, list[i])
	}
	return door.Screen{
		Frame: page.Frame{Title: "空缺岗位"}, Blocks: []door.Block{{Bare: true, Table: s.desks(list)}},
		Lead: "这些岗位有事在等，但没有人担任。请系统管理员登记人员、安全管理员授予岗位；有人以后自动从这里消失。",
	}, nil
}

func (s *service) desks(list []door.Vacancy) page.Table {
	t := page.Table{
		Caption: "空缺岗位，等得最久的在前", Heads: []page.Head{{Label: "岗位", Main: true}, {Label: "在等的", Plain: true}, {Label: "最早从"}, {Label: "最急的"}},
		Empty: page.Empty{Title: "没有空缺岗位", Text: "有待办事项的岗位均有人员。"},
	}
	for _, v := range list {
		due := "不计时"
		if v.DueAt != flow.Never {
			due = door.Clock(v.DueAt)
		}
		t.Rows = append(t.Rows, page.Row{Late: v.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Text: s.House.Holder(v.Turn()), Href: path + "?desk=" + key(v), Small: s.Regions.Name(v.Place)},
			{Text: page.Num(v.N) + " 件"}, {Text: door.Clock(v.Since)}, {Text: due},
		}})
	}
	return t
}

// key is a desk in an address.
func key(v door.Vacancy) string {
	if v.Dept != "" {
		return string(v.Role) + "-" + v.Dept
	}
	return string(v.Role) + "-" + string(v.Place)
}

// one lists what waits at a desk. Who has no business with cases sees how many and how urgent they are.
func (s *service) one(ctx context.Context, c door.Call, v door.Vacancy) (door.Screen, error) {
	t := page.Table{Caption: "在等的事，最急的在前", Heads: []page.Head{{Label: "到期", Plain: true}, {Label: "编号和事项", Main: true}, {Label: "等什么"}, {Label: "从"}}}
	rows, err := s.Engine.AtDesk(ctx, v.Turn(), most)
	if err != nil {
		return door.Screen{}, err
	}
	for _, r := range rows {
		what := page.Cell{Text: flow.Grouped(r.Number())}
		_, seen, err := s.Engine.Seen(ctx, c.Actor, r.ID)
		if err != nil {
			return door.Screen{}, err
		}
		if seen {
			what.Href, what.Small = door.DeskCase(r.Number()), r.Title
		}
		t.Rows = append(t.Rows, page.Row{Late: r.Case.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Lamp: s.House.Lamp(r.Case)}, what, {Text: r.Step}, {Text: door.Clock(r.Since)}}})
	}
	return door.Screen{
		Frame: page.Frame{Title: s.House.Holder(v.Turn())}, Crumbs: []page.Link{{Href: path, Label: "空缺岗位"}},
		Lead:   fmt.Sprintf("岗位空缺，%s 件待办。", page.Num(v.N)),
		Blocks: []door.Block{{Bare: true, Table: t, Acts: []page.Act{{Label: "全部空缺岗位", Kind: "quiet", Href: path}}}},
	}, nil
}
