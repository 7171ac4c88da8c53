package rectification

import (
	"context"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
)

// unit is the desk that a bad rating goes to: the head of the department that handled the matter; of a
// window's own work, the windows of its place, or, where the person rated is alone there, those of the
// place above. Where nobody else is left it is the bureau's.
func (s *Service) unit(ctx context.Context, tx *db.DB, a rate.Act, step string) (flow.Turn, error) {
	if a.Dept != "" {
		d, _ := s.Catalog.Dept(a.Dept)
		heads, err := s.Roster.Holders(ctx, tx, people.Head, d.Region, a.Dept)
		if err != nil {
			return flow.Turn{}, err
		}
		if others(heads, a.Staff) {
			return flow.In(people.Head, a.Dept, step), nil
		}
		return flow.At(people.Supervisor, a.Region, step), nil
	}
	for place := a.Region; place.Level() >= region.City; place = place.Parent() {
		staff, err := s.stationed(ctx, tx, place)
		if err != nil {
			return flow.Turn{}, err
		}
		if others(staff, a.Staff) {
			return flow.At(people.Window, place, step), nil
		}
	}
	return flow.At(people.Supervisor, a.Region, step), nil
}

// stationed are the members of staff at a window of the place itself.
func (s *Service) stationed(ctx context.Context, tx *db.DB, place region.Code) (list []int64, err error) {
	held, err := s.Roster.Held(ctx, tx, place, place, people.Window)
	for _, h := range held {
		list = append(list, h.StaffID)
	}
	return list, err
}

func others(staff []int64, rated int64) bool {
	return slices.ContainsFunc(staff, func(id int64) bool { return id != rated })
}

// notToRated refuses to hand a turn to the person rated. Returns fail.Invalid for him.
func notToRated(_ context.Context, _ *db.DB, c *flow.Change, x rate.Rectification) error {
	if to, _ := strconv.ParseInt(c.Input["to"], 10, 64); to == x.Staff {
		return fail.Invalid("不能转给被评价的人", fail.Field{Name: "to", Message: "这条差评评价的就是这位同事，请选别人"})
	}
	return nil
}

// tell sends a notice to those of a role who may have to do with a case; never to the person rated.
func (s *Service) tell(ctx context.Context, tx *db.DB, c *flow.Change, rated int64, template string, words map[string]string) error {
	for _, t := range c.Turns {
		place := c.Case.Region
		if d, ok := s.Catalog.Dept(t.Dept); ok {
			place = d.Region
		}
		ids := []int64{t.Assignee}
		if t.Assignee == 0 {
			var err error
			if ids, err = s.Roster.Holders(ctx, tx, t.Role, place, t.Dept); err != nil {
				return err
			}
		}
		for _, id := range ids {
			if id == rated {
				continue
			}
			if err := s.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: id}, template, words); err != nil {
				return err
			}
		}
	}
	return nil
}
