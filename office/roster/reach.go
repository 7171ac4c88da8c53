package roster

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
)

// ReachedBy reports whether an administrator sees to a member of staff with these posts.
func (m Listed) ReachedBy(a people.Actor) bool {
	if len(m.Posts) == 0 {
		return a.Reaches(m.Region)
	}
	return !slices.ContainsFunc(m.Posts, func(p people.Post) bool { return !a.Reaches(p.Region) })
}

// administrator is who acts with the posts held now, as the database has them: a job knows his name only.
func (g *Registry) administrator(ctx context.Context, tx *db.DB, by people.Actor) (people.Actor, error) {
	var err error
	by.Posts, err = postsOf(ctx, tx, by.ID)
	return by, err
}

var errBeyond = fail.Forbidden("不在您管辖的地区，请由那里的或上级的管理员办理")

// within refuses what an administrator does to a region that is not his. The program itself and its command line may.
func (g *Registry) within(ctx context.Context, tx *db.DB, by people.Actor, r region.Code) error {
	if by.Kind != people.Staff {
		return nil
	}
	a, err := g.administrator(ctx, tx, by)
	if err == nil && !a.Reaches(r) {
		err = errBeyond
	}
	return err
}

// mayManage is within for a member of staff.
func (g *Registry) mayManage(ctx context.Context, tx *db.DB, by people.Actor, staff int64) error {
	if by.Kind != people.Staff {
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
func (g *Registry) homeOf(ctx context.Context, tx *db.DB, by people.Actor) (region.Code, error) {
	if by.Kind != people.Staff {
		return "", nil
	}
	a, err := g.administrator(ctx, tx, by)
	if list := a.Regions(); err == nil && len(list) > 0 {
		return list[0], nil
	}
	return "", err
}
