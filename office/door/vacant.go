package door

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Vacancy is a desk at which turns wait though nobody holds its post.
type Vacancy struct {
	flow.Desk
	Place region.Code // of its department, or its own
}

// Caretakers are the roles that are told of a post in their scope that nobody holds: who oversees its cases,
// who registers staff, who gives posts.
var Caretakers = []people.Role{people.Supervisor, people.System, people.Security}

// DeskPlace is where the desk of a turn is.
func (h *House) DeskPlace(t flow.Turn) region.Code {
	if d, ok := h.Catalog.Dept(t.Dept); ok {
		return d.Region
	}
	return t.Place()
}

// Vacant reports whether a turn waits for a post that nobody holds.
func (h *House) Vacant(ctx context.Context, d *db.DB, t flow.Turn) (bool, error) {
	if t.Assignee != 0 || t.Role == flow.Applicant {
		return false, nil
	}
	manned, err := h.Roster.Manned(ctx, d, t.Role, t.Dept, t.Place())
	return !manned, err
}

// Vacancies are the desks of a role, or of any (""), at which turns wait for nobody; who waits longest comes first.
func (h *House) Vacancies(ctx context.Context, d *db.DB, role people.Role) ([]Vacancy, error) {
	desks, err := h.Engine.Desks(ctx, d, role)
	if err != nil {
		return nil, err
	}
	staffed, err := h.Roster.Staffed(ctx, d, role)
	if err != nil {
		return nil, err
	}
	var list []Vacancy
	for _, one := range desks {
		if t := one.Turn(); !staffed.Manned(t.Role, t.Dept, t.Place()) {
			list = append(list, Vacancy{one, h.DeskPlace(t)})
		}
	}
	return list, nil
}

// CareFor are the members of staff who are told of a vacant post at a place.
func (h *House) CareFor(ctx context.Context, d *db.DB, place region.Code) ([]int64, error) {
	var all []int64
	for _, role := range Caretakers {
		ids, err := h.Roster.Holders(ctx, d, role, place, "")
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// VacantWords say of a turn that nobody can take who has been told; "" of any other.
func (h *House) VacantWords(ctx context.Context, t flow.Turn) (string, error) {
	if vacant, err := h.Vacant(ctx, h.DB, t); err != nil || !vacant {
		return "", err
	}
	var told []string
	for _, role := range Caretakers {
		ids, err := h.Roster.Holders(ctx, h.DB, role, h.DeskPlace(t), "")
		if err != nil {
			return "", err
		}
		if len(ids) > 0 {
			told = append(told, role.Name())
		}
	}
	if len(told) == 0 {
		return "该岗位暂无人员", nil
	}
	return "该岗位暂无人员，已告知" + strings.Join(told, "、"), nil
}
