package flow

import (
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Columns are those of a case, in a query over cases (c).
const Columns = caseFields

// Scope narrows a query over cases (c) to those in the scope of the actor's posts of the roles, or of
// all his posts that see cases. The ledgers (台账) that a service keeps beside its cases are read so.
func Scope(w *db.Where, a people.Actor, roles ...people.Role) {
	conds, args := []string{"1 = 0"}, []any{}
	for _, p := range a.Posts {
		if !p.Role.Casework() || len(roles) > 0 && !slices.Contains(roles, p.Role) {
			continue
		}
		cond, arg := inScope(p)
		conds, args = append(conds, cond), append(args, arg...)
	}
	w.And("("+strings.Join(conds, " OR ")+")", args...)
}

func inScope(p people.Post) (string, []any) {
	if p.Dept != "" {
		return "c.dept = ?", []any{p.Dept}
	}
	return inPlace(p.Region)
}

// Within narrows a query over cases (c) to those of a place.
func Within(w *db.Where, place region.Code) {
	cond, args := inPlace(place)
	w.And(cond, args...)
}

func inPlace(place region.Code) (string, []any) {
	switch level := place.Level(); level {
	case region.Nation:
		return "1 = 1", nil
	case region.Province:
		return "c.region >= ? AND c.region <= ?", []any{place, place.Last()}
	default:
		return caseLevel[level] + " = ?", []any{place}
	}
}
