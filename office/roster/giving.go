package roster

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rule"
)

// Posts that judge others are given by two people: a security administrator asks, another one or an auditor agrees (WhoAgree). Which
// posts those are, and which two nobody holds at once, are rows. A table of staff is handed in by one administrator and agreed to by
// another, which are two as well. The program's own command line gives any post, with a line of the audit log: a new place has nobody yet.
//
// GB/T 22239-2019, 8.1.4.2 and 8.1.7.1 ask for separate administrators and least privilege; which posts need two people is our proposal.

// WhoAgree are the roles that agree to a post which two people give.
var WhoAgree = []people.Role{people.Security, people.Auditor}

// Rules are the tables of rules about giving posts. They belong to no service.
func Rules() []rule.Table {
	role := func(name, label string) form.Field {
		return form.Field{Name: name, Label: label, Type: form.Choice, Required: true}
	}
	answers := func(names ...string) func(context.Context, *db.DB) (map[string][]form.Option, error) {
		return func(ctx context.Context, d *db.DB) (map[string][]form.Option, error) {
			own, err := ownRoles(ctx, d)
			if err != nil {
				return nil, err
			}
			var list []form.Option
			for _, r := range people.Roles {
				list = append(list, form.Option{Value: string(r.Code), Label: r.Name})
			}
			for _, r := range own {
				list = append(list, form.Option{Value: string(r.Code), Label: r.Name})
			}
			by := map[string][]form.Option{}
			for _, name := range names {
				by[name] = list
			}
			return by, nil
		}
	}
	return []rule.Table{
		{
			Name: "post_seconds", Title: "由两人授予的岗位", One: "由两人授予的岗位", Keys: 1, Main: []string{"role"}, Seed: "post_seconds.csv",
			Fields: []form.Field{role("role", "岗位")}, Answers: answers("role"), Check: agreeingStay,
			About:   "授予这些岗位、扩大它的地区，由一位安全管理员提出，另一位安全管理员或审计管理员同意后生效；收回、缩小不用。已经授予的不变。",
			Refuses: []string{"安全管理员、审计管理员、事项发布不再由两人授予。"},
		},
		{
			Name: "post_pairs", Title: "互斥岗位", One: "互斥岗位", Keys: 2, Main: []string{"one", "other"}, Seed: "post_pairs.csv",
			Fields: []form.Field{role("one", "岗位"), role("other", "和它互斥的岗位")}, Answers: answers("one", "other"), Check: pairsStand,
			About:   "互相监督的两个岗位，不能由一人兼任。改动从生效日起管新授予的岗位，已经兼任的不变。",
			Refuses: []string{"一个岗位和它自己。", "同一对写了两次。", "系统、安全、审计三种管理员可以兼任。"},
		},
	}
}

// agreeingStay keeps those posts given by two by which somebody alone could make himself the second person, here or for a rule.
func agreeingStay(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, r := range append(slices.Clone(WhoAgree), people.Publisher) {
		if !slices.ContainsFunc(rows, func(v form.Values) bool { return v["role"] == string(r) }) {
			return fail.Invalid("“" + r.Name() + "”同意别人提出的变更，总要由两人授予")
		}
	}
	return nil
}

func pairsStand(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	wrong := func(message string) error {
		return fail.Invalid(message, fail.Field{Name: "other", Message: message})
	}
	has := func(one, other people.Role) bool {
		return slices.ContainsFunc(rows, func(v form.Values) bool { return v["one"] == string(one) && v["other"] == string(other) })
	}
	for _, v := range rows {
		if v["one"] == v["other"] {
			return wrong("请选两个不同的岗位")
		}
		if has(people.Role(v["other"]), people.Role(v["one"])) {
			return wrong("这一对已经有了")
		}
	}
	for i, one := range apart {
		for _, other := range apart[i+1:] {
			if !has(one, other) && !has(other, one) {
				return fail.Invalid("系统、安全、审计三种管理员不能由一人兼任，这三对要留着")
			}
		}
	}
	return nil
}

// Seconded are the roles whose posts two people give today.
func (g *Registry) Seconded(ctx context.Context) ([]people.Role, error) {
	return secondedOn(ctx, g.db, calendar.DayOf(g.now()))
}

// NeedsSecond reports whether two people give the post to the member: not where he holds one that gives as much already.
func (g *Registry) NeedsSecond(ctx context.Context, d *db.DB, staff int64, p people.Post) (bool, error) {
	list, err := secondedOn(ctx, d, calendar.DayOf(g.now()))
	if err != nil || !slices.Contains(list, p.Role) {
		return false, err
	}
	held, err := postsOf(ctx, d, staff)
	return !slices.ContainsFunc(held, p.Within), err
}

// AddPost gives a member a post. One that two people give is refused to a member of staff.
func (g *Registry) AddPost(ctx context.Context, tx *db.DB, by people.Actor, ip string, staff int64, p people.Post, why string) error {
	p.Region = g.Places.Heir(p.Region)
	if by.Kind == people.Staff {
		need, err := g.NeedsSecond(ctx, tx, staff, p)
		if err != nil {
			return err
		}
		if need {
			return fail.Forbidden("授予“%s”要由另一位安全管理员或审计管理员同意", p.Role.Name())
		}
	}
	return g.give(ctx, tx, by, ip, staff, p, why)
}

// AddPostOfTwo gives a member a post for which two people stand. The second is neither who gives it nor who gets it.
func (g *Registry) AddPostOfTwo(ctx context.Context, tx *db.DB, by, second people.Actor, ip string, staff int64, p people.Post, why string) error {
	if second.Kind == people.Staff {
		switch second.ID {
		case by.ID:
			return fail.Forbidden("自己提出的变更要由另一人确认")
		case staff:
			return fail.Forbidden("不能改自己的岗位，请另一位管理员办理")
		}
		why = strings.TrimSpace(why + "（另一人：" + second.Name + "）")
	}
	p.Region = g.Places.Heir(p.Region)
	return g.give(ctx, tx, by, ip, staff, p, why)
}

func (g *Registry) give(ctx context.Context, tx *db.DB, by people.Actor, ip string, staff int64, p people.Post, why string) error {
	if err := InTurn(ctx, tx, staff); err != nil { // two posts that check each other, given at once: the second waits and sees the first
		return err
	}
	if err := g.TryPost(ctx, tx, by, staff, p); err != nil {
		return err
	}
	p.ID = tx.NewID()
	if err := insertPost(ctx, tx, staff, p); err != nil {
		return err
	}
	return g.audit.Log(ctx, tx, by, ip, "授予岗位", strings.TrimSpace(g.called(ctx, tx, staff)+" "+p.Role.Name()+" "+string(p.Region)+" "+p.Dept), why)
}

// TryPost finds what stands against a member's getting a post from somebody, without giving it.
func (g *Registry) TryPost(ctx context.Context, d *db.DB, by people.Actor, staff int64, p people.Post) error {
	if err := p.Fits(); err != nil {
		return err
	}
	if err := g.mayManage(ctx, d, by, staff); err != nil {
		return err
	}
	if err := g.within(ctx, d, by, p.Region); err != nil {
		return err
	}
	return g.fits(ctx, d, by, staff, p)
}

// fits reports why the member may not be given the post: nobody changes his own posts, nobody holds two that check each other, and no
// administrator has cases in hand (三员分立).
func (g *Registry) fits(ctx context.Context, d *db.DB, by people.Actor, staff int64, p people.Post) error {
	if by.Kind == people.Staff && by.ID == staff {
		return fail.Forbidden("不能改自己的岗位，请另一位安全管理员办理")
	}
	held, err := postsOf(ctx, d, staff)
	if err != nil {
		return err
	}
	pairs, err := pairsOn(ctx, d, calendar.DayOf(g.now()))
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Role == p.Role && h.Region == p.Region && h.Dept == p.Dept {
			return fail.Conflict("已经有这个岗位了")
		}
		for _, pair := range pairs {
			if pair.One == h.Role && pair.Other == p.Role || pair.Other == h.Role && pair.One == p.Role {
				return fail.Conflict("“%s”和“%s”是互斥岗位，不能由一人兼任（%s）；已经是%s", pair.One.Name(), pair.Other.Name(), pair.Basis, h.Role.Name())
			}
		}
		if admin := slices.Contains(apart, p.Role); admin != slices.Contains(apart, h.Role) && (p.Role.Casework() || h.Role.Casework()) {
			return fail.Conflict("管理员不办业务，办业务的人不当管理员：已经是%s", h.Role.Name())
		}
	}
	return nil
}
