package admin

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/people"
)

// postKindName is the kind of proposal that a post waits as which two people give.
const postKindName = "post"

// postChange is a post that somebody wants a member of staff to have.
type postChange struct {
	Staff int64
	Who   string // name and login, as they were when it was proposed
	Post  people.Post
}

// postKind: a security administrator proposes, another or an auditor agrees; whose post it is does not.
var postKind = postBars(agreed(kindOf("授予岗位",
	func(_ context.Context, f *Front, p postChange) string {
		return "授予" + p.Who + "：" + f.postWords(p.Post)
	},
	func(ctx context.Context, f *Front, p postChange) ([]door.Block, error) {
		m, err := f.People.Listed(ctx, p.Staff)
		if err != nil {
			return nil, err
		}
		dept := "不属于部门"
		if p.Post.Dept != "" {
			dept = f.Catalog.DeptName(p.Post.Dept)
		}
		held := "没有岗位"
		if len(m.Posts) > 0 {
			held = f.postsWords(m.Posts)
		}
		return []door.Block{{Title: "什么岗位", Facts: page.List{Wide: true, Items: []page.Term{
			{Label: "给谁", Value: m.Name + "（" + m.Login + "）", Strong: true}, {Label: "岗位", Value: p.Post.Role.Name(), Strong: true},
			{Label: "地区", Value: f.Regions.Name(p.Post.Region), Note: string(p.Post.Region)}, {Label: "部门", Value: dept}, {Label: "岗位名称", Value: p.Post.Title}, {Label: "现在的岗位", Value: held},
		}}}}, nil
	},
	func(ctx context.Context, f *Front, tx *db.DB, c door.Call, p people.Proposal, change postChange) (int64, error) {
		asker, _, err := f.People.StaffActor(ctx, p.EditorID)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return 0, err
		}
		if !f.over(door.Call{Visitor: people.Visitor{Actor: asker}}, change.Post.Region, people.Security) {
			return 0, fail.Conflict("%s已经不是这个地区的安全管理员，请退回后重新提出", p.Editor)
		}
		m, err := f.People.Listed(ctx, change.Staff)
		if err != nil {
			return 0, err
		}
		if m.LeftAt != 0 {
			return 0, fail.Conflict("这个账号已经停用，不能授予岗位")
		}
		if err := f.People.AddPostOfTwo(ctx, tx, asker, c.Actor, c.IP, change.Staff, change.Post, p.Why); err != nil {
			return 0, err
		}
		return 0, f.tell(ctx, tx, change.Staff, "post_given", map[string]string{"post": f.postWords(change.Post), "by": p.Editor, "second": c.Name})
	},
	func(context.Context, *Front) error { return nil }), func(*Front, postChange) []people.Role { return people.WhoAgree }))

// postBars keeps who would get the post from agreeing.
func postBars(k kind) kind {
	k.bars = func(body string, staff int64) string {
		var p postChange
		if json.Unmarshal([]byte(body), &p) == nil && p.Staff != staff {
			return ""
		}
		return "这是授予您本人的岗位，要由另一人确认。"
	}
	return k
}

// proposePost enters a post that two people give, unless it waits already.
func (f *Front) proposePost(ctx context.Context, c door.Call, m people.Listed, p people.Post, why string) (door.After, error) {
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
	if err := f.People.TryPost(ctx, f.DB, c.Actor, m.ID, p); err != nil {
		return door.After{}, err
	}
	return f.propose(ctx, c, postKindName, postChange{m.ID, m.Name + "（" + m.Login + "）", p}, why)
}

// postsWaiting are the posts of a member of staff that wait for their second person.
func (f *Front) postsWaiting(ctx context.Context, staff int64) (list []people.Proposal, err error) {
	all, err := f.People.Proposals(ctx)
	for _, p := range all {
		if p.Kind != postKindName {
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
	roles, err := f.People.Seconded(ctx)
	return page.Note{Title: "由两人授予的岗位", Text: roleNames(roles, "、") + "：提交后排在“待发布”，另一位安全管理员或者审计管理员同意后生效；扩大这些岗位的地区也一样。" +
		"没有第二人的，由管理服务器的人用命令 wuyou staff post 授予，同样记入审计日志。"}, err
}

// roleNames are roles in words.
func roleNames(roles []people.Role, between string) string {
	var names []string
	for _, r := range roles {
		names = append(names, r.Name())
	}
	return strings.Join(names, between)
}

// staffOfTwo are the rows of a table of staff with posts that two people give: who agrees to the table is the second.
func staffOfTwo(ctx context.Context, f *Front, s sheet.Sheet) (none door.Block, err error) {
	if f, err = f.knowing(ctx); err != nil {
		return none, err
	}
	roles, err := f.People.Seconded(ctx)
	l := f.roll(Importing{Sheet: s})
	t := page.Table{Caption: "由两人授予的岗位", Flat: true, Heads: []page.Head{{Label: "行", Plain: true}, {Label: "姓名", Main: true}, {Label: "岗位"}, {Label: "地区或部门"}}}
	for i := range s.Rows {
		if p := l.post(i); slices.Contains(roles, p.Role) {
			at := f.Regions.Name(p.Region)
			if p.Dept != "" {
				at = f.Catalog.DeptName(p.Dept)
			}
			t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: page.Num(s.Line(i))}, {Text: s.Cell(i, "姓名")}, {Text: p.Role.Name()}, {Text: at}}})
		}
	}
	if len(t.Rows) == 0 {
		return none, err
	}
	return door.Block{Title: "由两人授予的岗位", Lead: "您同意这张表，就是授予下列岗位的第二人。", Table: t}, err
}
