package people

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/region"
)

// The region of an administrator's post holds as that of any other: he sees and changes the staff, posts and tokens of his
// region only. Somebody is of a region when all his posts are; without a post he is of the region where he was registered.

// administrators are the roles that see to staff, posts and tokens.
var administrators = []Role{System, Security}

// Reaches reports whether posts of the administrators among those given cover a region; "" is the city's.
func (a Actor) Reaches(r region.Code) bool {
	return slices.ContainsFunc(a.Posts, func(p Post) bool {
		return slices.Contains(administrators, p.Role) && (p.Region.Covers(r) && r != "" || p.Region.Level() <= region.City)
	})
}

// Regions are where the administrator's posts are; nil: everywhere.
func (a Actor) Regions() (list []region.Code) {
	if a.Reaches("") {
		return nil
	}
	for _, p := range a.Posts {
		if slices.Contains(administrators, p.Role) {
			list = append(list, p.Region)
		}
	}
	return list
}

// ReachedBy reports whether an administrator sees to a member of staff with these posts.
func (m Listed) ReachedBy(a Actor) bool {
	if len(m.Posts) == 0 {
		return a.Reaches(m.Region)
	}
	return !slices.ContainsFunc(m.Posts, func(p Post) bool { return !a.Reaches(p.Region) })
}

// administrator is who acts with the posts held now, as the database has them: a job knows his name only.
func (g *Registry) administrator(ctx context.Context, tx *db.DB, by Actor) (Actor, error) {
	var err error
	by.Posts, err = postsOf(ctx, tx, by.ID)
	return by, err
}

var errBeyond = fail.Forbidden("不在您管辖的地区，请由那里的或上级的管理员办理")

// within refuses what an administrator does to a region that is not his. The program itself and its command line may.
func (g *Registry) within(ctx context.Context, tx *db.DB, by Actor, r region.Code) error {
	if by.Kind != Staff {
		return nil
	}
	a, err := g.administrator(ctx, tx, by)
	if err == nil && !a.Reaches(r) {
		err = errBeyond
	}
	return err
}

// mayManage is within for a member of staff.
func (g *Registry) mayManage(ctx context.Context, tx *db.DB, by Actor, staff int64) error {
	if by.Kind != Staff {
		return nil
	}
	a, err := g.administrator(ctx, tx, by)
	if err != nil {
		return err
	}
	m, err := MemberByID(ctx, tx, staff)
	if err != nil {
		return err
	}
	posts, err := postsOf(ctx, tx, staff)
	if err == nil && !(Listed{m, posts}).ReachedBy(a) {
		err = errBeyond
	}
	return err
}

// homeOf is where whom the administrator registers belongs.
func (g *Registry) homeOf(ctx context.Context, tx *db.DB, by Actor) (region.Code, error) {
	if by.Kind != Staff {
		return "", nil
	}
	a, err := g.administrator(ctx, tx, by)
	if list := a.Regions(); err == nil && len(list) > 0 {
		return list[0], nil
	}
	return "", err
}
