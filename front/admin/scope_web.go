package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// The region of an administrator's post holds here as everywhere. Staff, posts, tokens and terms are of a region, and seen and
// changed by who has a post over it (people.Actor.Reaches, over); all else is the city's, and changed with a post over the city.

// over reports whether the caller has a post of one of the roles over a region; "" is the city.
func (f *Front) over(c door.Call, r region.Code, roles ...people.Role) bool {
	if r == "" {
		r = f.House.Region
	}
	return slices.ContainsFunc(c.Posts, func(p people.Post) bool { return slices.Contains(roles, p.Role) && p.Region.Covers(r) })
}

// wide is the access of those who hold one of the roles over the whole city.
func (f *Front) wide(roles ...people.Role) web.Access {
	a := f.People.Roles(roles...)
	check := a.Check
	a.Check = func(r *http.Request) error {
		if err := check(r); err != nil {
			return err
		}
		if !f.over(door.Call{Visitor: people.VisitorOf(r.Context())}, "", roles...) {
			return fail.Forbidden("这一项全市通用，由市级岗位办理")
		}
		return nil
	}
	return a
}

// makers are the roles that propose and agree; an auditor agrees to some changes.
var makers = []people.Role{people.Editor, people.Publisher, people.System, people.Security}

// placeOf is the region that a proposal is about; "" the city.
func (f *Front) placeOf(ctx context.Context, p people.Proposal) (region.Code, error) {
	switch p.Kind {
	case "term":
		var t termChange
		err := json.Unmarshal([]byte(p.Body), &t)
		return t.Row.Region, err
	case tokenKindName:
		var t tokenChange
		err := json.Unmarshal([]byte(p.Body), &t)
		return t.Region, err
	case postKindName:
		var w postChange
		err := json.Unmarshal([]byte(p.Body), &w)
		return w.Post.Region, err
	case "import":
		return f.officeOf(ctx, p.EditorID)
	}
	return "", nil
}

// officeOf is the region of an administrator's post: that of the whole city where there are several.
func (f *Front) officeOf(ctx context.Context, staff int64) (region.Code, error) {
	m, err := f.People.Listed(ctx, staff)
	if err != nil {
		return "", err
	}
	at := region.Code("")
	for _, p := range m.Posts {
		if !slices.Contains(makers, p.Role) {
			continue
		}
		if at != "" && at != p.Region {
			return "", nil
		}
		at = p.Region
	}
	return at, nil
}

// sees reports whether a proposal is the caller's to see: he made it, or his post over the region that it is about agrees to its kind.
// Proposals tell of people (the filters of an export, the rows of a table of staff), so no other post sees them.
func (f *Front) sees(ctx context.Context, c door.Call, p people.Proposal) (bool, error) {
	if p.EditorID == c.ID {
		return true, nil
	}
	at, err := f.placeOf(ctx, p)
	return err == nil && f.over(c, at, f.kinds()[p.Kind].second(f, p)...), err
}
