package supervision

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

const vacantPath = ledgerPath + "/vacant"

// trusted is for how long a post that is held is not looked at again: each event asks, and who gives a post
// back is told of by himself, on his own server at once and on another by the next day.
const trusted = time.Minute

// desk is where a turn waits.
type desk struct {
	role  people.Role
	dept  string
	place region.Code
}

// missing sees every event of every case. Where a turn begins to wait for a post that nobody holds, those
// who can do something about it are told at once.
func (s *Service) missing(ctx context.Context, tx *db.DB, c *flow.Change) error {
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
		told, err := toldVacant(ctx, tx, t.Role, t.Dept, s.House.DeskPlace(t), calendar.DayOf(s.Now()))
		if err == nil && !told {
			err = s.tellVacant(ctx, tx, t.Role)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// postEnded puts back on their desks what somebody took by a post that he holds no longer, and tells of the
// desks that are vacant now.
func (s *Service) postEnded(ctx context.Context, tx *db.DB, who people.Actor, post people.Post) error {
	s.manned.Clear()
	if err := s.Engine.Free(ctx, tx, who); err != nil {
		return err
	}
	return s.tellVacant(ctx, tx, post.Role)
}

// daily reminds of all posts that nobody holds and for which something waits.
func (s *Service) daily(ctx context.Context, tx *db.DB, _ calendar.Day) error {
	return s.tellVacant(ctx, tx, "")
}

// tellVacant tells of the vacant desks of a role, or of any (""), that nobody was told of today: each
// caretaker once, of all in his scope.
func (s *Service) tellVacant(ctx context.Context, tx *db.DB, role people.Role) error {
	list, err := s.House.Vacancies(ctx, tx, role)
	if err != nil {
		return err
	}
	of := map[int64][]door.Vacancy{}
	var staff []int64
	for _, v := range list {
		fresh, err := markVacant(ctx, tx, v, calendar.DayOf(s.Now()))
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
		if err := s.House.Notices.Send(ctx, tx, notice.To{Staff: id}, "supervision_vacant", s.vacantWords(of[id])); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) vacantWords(list []door.Vacancy) map[string]string {
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

// vacancies are the vacant desks in the scope of somebody's posts that care for them.
func (s *Service) vacancies(ctx context.Context, who people.Actor) ([]door.Vacancy, error) {
	list, err := s.House.Vacancies(ctx, s.DB, "")
	return slices.DeleteFunc(list, func(v door.Vacancy) bool {
		_, cares := who.Post(v.Place, "", door.Caretakers...)
		return !cares
	}), err
}

type vacantData struct {
	page.Frame
	Lead  string
	Table page.Table
	Back  page.Link
}

var vacantPage = page.New[vacantData](page.Desk, files, "vacant.html")

// vacantDesks lists the desks.
func (s *Service) vacantDesks(list []door.Vacancy) page.Table {
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
			{Text: s.House.Holder(v.Turn()), Href: vacantPath + "?desk=" + deskKey(v), Small: s.Regions.Name(v.Place)},
			{Text: page.Num(v.N) + " 件"}, {Text: door.Clock(v.Since)}, {Text: due},
		}})
	}
	return t
}

// deskKey is a desk in an address.
func deskKey(v door.Vacancy) string {
	if v.Dept != "" {
		return string(v.Role) + "-" + v.Dept
	}
	return string(v.Role) + "-" + string(v.Place)
}

// vacantMost is how many of the turns at a desk its page shows.
const vacantMost = 100

// vacantTurns lists what waits at a desk. Who has no business with cases sees how many and how urgent they are.
func (s *Service) vacantTurns(ctx context.Context, v door.Vacancy, who people.Actor) (page.Table, error) {
	t := page.Table{Caption: "在等的事，最急的在前", Heads: []page.Head{{Label: "到期", Plain: true}, {Label: "编号和事项", Main: true}, {Label: "等什么"}, {Label: "从"}}}
	rows, err := s.Engine.AtDesk(ctx, v.Turn(), vacantMost)
	for _, r := range rows {
		what := page.Cell{Text: flow.Grouped(r.Number())}
		_, seen, failed := s.Engine.Seen(ctx, who, r.ID)
		if failed != nil {
			return t, failed
		}
		if seen {
			what.Href, what.Small = "/desk/cases/"+r.Number(), r.Title
		}
		t.Rows = append(t.Rows, page.Row{Late: r.Case.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{{Lamp: s.House.Lamp(r.Case)}, what, {Text: r.Step}, {Text: door.Clock(r.Since)}}})
	}
	return t, err
}
