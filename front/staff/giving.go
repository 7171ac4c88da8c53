package staff

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// postForm asks for a post. The place is a township at the most; a village in it is named.
func (f *Front) postForm(ctx context.Context, c door.Call) (form.Form, error) {
	var roles, places, depts []form.Option
	held, err := f.roleOptions(ctx)
	for _, o := range held {
		roles = append(roles, form.Option{Value: o.Value, Label: o.Label})
	}
	for _, o := range f.townships(c) {
		places = append(places, form.Option{Value: o.Value, Label: o.Label})
	}
	for _, o := range f.deptsOf(c) {
		depts = append(depts, form.Option{Value: o.Value, Label: o.Label})
	}
	return form.Of(
		form.Field{Name: "role", Label: "角色", Type: form.Choice, Required: true, Options: roles},
		form.Field{Name: "region", Label: "地区", Type: form.Choice, Required: true, Options: places, Hint: "管这个地区和它下面的全部；属于部门的岗位按部门的地区。"},
		form.Field{Name: "village", Label: "村（社区）", Type: form.Text, Max: 50, Hint: "只管一个村的填村名，地区选它的乡镇。"},
		form.Field{Name: "dept", Label: "部门", Type: form.Choice, Options: form.Optional("不属于部门", depts), Hint: "审查、复审、核查、负责人、制证岗必须选。"},
		form.Field{Name: "title", Label: "岗位名称", Type: form.Text, Max: 80, Hint: "例如 综合窗口 3 号；不填就用角色和地区。"},
		form.Reason("why", "原因", true, "记入审计日志。"),
	), err
}

// townships are the city, its counties and their townships, by county.
func (f *Front) townships(c door.Call) []page.Option {
	var list []page.Option
	add := func(at region.Code, group string) {
		if c.Reaches(at) {
			list = append(list, page.Option{Value: string(at), Label: f.Regions.Name(at), Group: group})
		}
	}
	add(f.City, "")
	for _, k := range f.Regions.Children(f.City) {
		add(k.Code, k.Name)
		for _, t := range f.Regions.Children(k.Code) {
			add(t.Code, k.Name)
		}
	}
	return list
}

func (f *Front) postForms(ctx context.Context, c door.Call, m roster.Listed, s *door.Screen) error {
	at := memberPath(m.ID) + "/posts"
	waiting, err := f.postsWaiting(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		n, err := f.House.WaitingNote(ctx, c, p)
		if err != nil {
			return err
		}
		s.Notes = append(s.Notes, n)
	}
	if m.ID == c.ID {
		s.Actions = page.Actions{Title: "岗位", Empty: "不能改自己的岗位，请另一位安全管理员办理。"}
		return nil
	}
	words, err := f.givingWords(ctx)
	if err != nil {
		return err
	}
	q, err := f.postForm(ctx, c)
	if err != nil {
		return err
	}
	p := c.Ask("post", at, q, form.Values{"dept": form.None}, page.Act{Label: "授予岗位"}, door.HiddenField("do", "add"))
	for i := range p.Fields {
		switch p.Fields[i].Name {
		case "region":
			p.Fields[i].Options = f.townships(c)
		case "dept":
			p.Fields[i].Options = append(p.Fields[i].Options[:1:1], f.deptsOf(c)...)
		}
	}
	s.Blocks = append(s.Blocks, door.Block{Title: "授予岗位", Lead: "马上生效，不用重新登录；要由两人授予的，另一人同意后生效。", Notes: []page.Note{words}, Forms: []page.Form{p}})
	for _, held := range m.Posts {
		id := strconv.FormatInt(held.ID, 10)
		end := page.Act{Label: "收回岗位", Kind: "danger", Confirm: "确定收回 " + m.Name + " 的" + held.Role.Name() + "岗位吗？马上生效。"}
		ask := c.Ask("end-"+id, at, whyForm, nil, end, door.HiddenField("do", "end"), door.HiddenField("post", held.ID))
		s.Blocks[0].Folds = append(s.Blocks[0].Folds, page.Way{Label: "收回" + f.postWords(held), Form: ask})
	}
	return nil
}

func (f *Front) postsPosted(ctx context.Context, c door.Call) (door.After, error) {
	id := c.PathInt("id")
	m, err := f.Roster.Listed(ctx, id)
	if err != nil {
		return door.After{}, err
	}
	if c.In["do"] == "end" {
		in, err := whyForm.Check(c.Only(whyForm))
		if err != nil {
			return door.After{}, err
		}
		return door.Seen(memberPath(id)+"#posts", "岗位已收回，马上生效。"), f.Roster.EndPost(ctx, c.Actor, c.IP, c.Int("post"), in["why"])
	}
	q, err := f.postForm(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	p := people.Post{Role: people.Role(in["role"]), Region: region.Code(in["region"]), Dept: form.UnlessNone(in["dept"]), Title: in["title"]}
	if name := in["village"]; name != "" {
		if p.Region = f.village(p.Region, name); p.Region == "" {
			return door.After{}, fail.Invalid("没有这个村", fail.Field{Name: "village", Message: "所选的乡镇里没有“" + name + "”"})
		}
	}
	p = f.whole(p)
	if m.LeftAt != 0 {
		return door.After{}, fail.Conflict("这个账号已经停用，不能授予岗位")
	}
	two, err := f.Roster.NeedsSecond(ctx, f.DB, id, p)
	if err != nil {
		return door.After{}, err
	}
	if two {
		return f.proposePost(ctx, c, m, p, in["why"])
	}
	return door.Seen(memberPath(id)+"#posts", "岗位已授予，马上生效。"), f.DB.Tx(ctx, func(tx *db.DB) error {
		return f.Roster.AddPost(ctx, tx, c.Actor, c.IP, id, p, in["why"])
	})
}

// whole is a post with the region of its department, and with a title.
func (f *Front) whole(p people.Post) people.Post {
	if d, ok := f.Catalog.Dept(p.Dept); ok {
		p.Region = d.Region
	}
	if p.Title == "" {
		p.Title = strings.TrimSuffix(f.Regions.Name(p.Region)+" "+p.Role.Name(), " ")
		if p.Dept != "" {
			p.Title = f.Catalog.DeptName(p.Dept) + " " + p.Role.Name()
		}
	}
	return p
}

// village finds a village of a township by its name; "" if there is none.
func (f *Front) village(town region.Code, name string) region.Code {
	for _, v := range f.Regions.Children(town) {
		if v.Name == name || string(v.Code) == name || strings.HasPrefix(v.Name, name) && town.Level() == region.Township {
			return v.Code
		}
	}
	return ""
}
