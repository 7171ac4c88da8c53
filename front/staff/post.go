package staff

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// postKind is the kind of proposal that a post waits as which two people give.
const postKind = "post"

// postChange is a post that somebody wants a member of staff to have.
type postChange struct {
	Staff int64
	Who   string // name and login, as they were when it was proposed
	Post  people.Post
}

// postsChange: a security administrator proposes, another or an auditor agrees; whose post it is does not.
func (f *Front) postsChange() door.Changing {
	return door.ChangingOf(door.Change[postChange]{
		Kind: postKind, Title: "授予岗位",
		By: func(postChange) []people.Role { return roster.WhoAgree },
		Place: func(_ context.Context, _ proposal.Proposal, x postChange) (region.Code, error) {
			return x.Post.Region, nil
		},
		Bars: func(x postChange, staff int64) string {
			if x.Staff != staff {
				return ""
			}
			return "这是授予您本人的岗位，要由另一人确认。"
		},
		Object: func(_ context.Context, x postChange) string { return "授予" + x.Who + "：" + f.postWords(x.Post) },
		Show: func(ctx context.Context, x postChange) ([]door.Block, error) {
			m, err := f.Roster.Listed(ctx, x.Staff)
			if err != nil {
				return nil, err
			}
			return []door.Block{{Title: "什么岗位", Facts: page.List{Wide: true, Items: []page.Term{
				{Label: "给谁", Value: m.Name + "（" + m.Login + "）", Strong: true}, {Label: "岗位", Value: x.Post.Role.Name(), Strong: true},
				{Label: "地区", Value: f.Regions.Name(x.Post.Region), Note: string(x.Post.Region)},
				{Label: "部门", Value: f.deptName(x.Post.Dept, "不属于部门")}, {Label: "岗位名称", Value: x.Post.Title},
				{Label: "现在的岗位", Value: cmp.Or(f.postsWords(m.Posts), "没有岗位")},
			}}}}, nil
		},
		Apply: f.give,
	})
}

// give gives a post in the transaction in which a second person agrees. It is fail.Conflict where the proposer is no longer security
// administrator of the post's region, or the account has ended.
func (f *Front) give(ctx context.Context, tx *db.DB, c door.Call, p proposal.Proposal, x postChange) (int64, error) {
	asker, _, err := f.Roster.StaffActor(ctx, p.EditorID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return 0, err
	}
	if !f.House.Over(door.Call{Visitor: people.Visitor{Actor: asker}}, x.Post.Region, people.Security) {
		return 0, fail.Conflict("%s已经不是这个地区的安全管理员，请退回后重新提出", p.Editor)
	}
	m, err := f.Roster.Listed(ctx, x.Staff)
	if err != nil {
		return 0, err
	}
	if m.LeftAt != 0 {
		return 0, fail.Conflict("这个账号已经停用，不能授予岗位")
	}
	if err := f.Roster.AddPostOfTwo(ctx, tx, asker, c.Actor, c.IP, x.Staff, x.Post, p.Why); err != nil {
		return 0, err
	}
	words := map[string]string{"post": f.postWords(x.Post), "by": p.Editor, "second": c.Name}
	return 0, f.Notices.Send(ctx, tx, notice.To{Staff: x.Staff}, "post_given", words)
}

// proposePost enters a post that two people give, unless it waits already.
func (f *Front) proposePost(ctx context.Context, c door.Call, m roster.Listed, p people.Post, why string) (door.After, error) {
	waiting, err := f.postsWaiting(ctx, m.ID)
	if err != nil {
		return door.After{}, err
	}
	for _, one := range waiting {
		var w postChange
		if err := json.Unmarshal([]byte(one.Body), &w); err != nil {
			return door.After{}, err
		}
		if w.Post.Role == p.Role && w.Post.Region == p.Region && w.Post.Dept == p.Dept {
			return door.After{}, fail.Conflict("这个岗位%s已经提出，等另一人确认", one.Editor)
		}
	}
	if err := f.Roster.TryPost(ctx, f.DB, c.Actor, m.ID, p); err != nil {
		return door.After{}, err
	}
	return f.House.Propose(ctx, c, postKind, postChange{m.ID, m.Name + "（" + m.Login + "）", p}, why)
}

// postsWaiting are the posts of a member of staff that wait for their second person.
func (f *Front) postsWaiting(ctx context.Context, staff int64) (list []proposal.Proposal, err error) {
	all, err := f.Proposals.Waiting(ctx)
	for _, p := range all {
		if p.Kind != postKind {
			continue
		}
		var w postChange
		if err := json.Unmarshal([]byte(p.Body), &w); err != nil {
			return nil, err
		}
		if w.Staff == staff {
			list = append(list, p)
		}
	}
	return list, err
}

// givingWords say which posts two people give, and what there is to do where there is no second person.
func (f *Front) givingWords(ctx context.Context) (page.Note, error) {
	roles, err := f.Roster.Seconded(ctx)
	return page.Note{Title: "由两人授予的岗位", Text: people.RoleNames(roles, "、") + "：提交后排在“待发布”，另一位安全管理员或者审计管理员同意后生效；扩大这些岗位的地区也一样。" +
		"没有第二人的，由管理服务器的人用命令 wuyou staff post 授予，同样记入审计日志。"}, err
}
