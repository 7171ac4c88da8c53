package admin

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// staffMost is how many members of staff one page of the list shows.
const staffMost = 50

// countMost is how far the list is counted.
const countMost = 1000

func memberFilter(c door.Call) people.MemberFilter {
	return people.MemberFilter{
		Within: c.Regions(),
		Text:   strings.TrimSpace(c.In["q"]), Place: region.Code(c.In["place"]), Dept: c.In["dept"], Role: people.Role(c.In["role"]),
		Locked: c.In["state"] == "locked", Left: c.In["state"] == "left",
	}
}

// roleOptions are the posts that staff may hold, those the office added among them.
func roleOptions(own []people.OwnRole) []page.Option {
	var list []page.Option
	for _, r := range people.Roles {
		list = append(list, page.Option{Value: string(r.Code), Label: r.Name})
	}
	for _, r := range own {
		list = append(list, page.Option{Value: string(r.Code), Label: r.Name})
	}
	return list
}

// deptsOf are those over which the caller has a post.
func (f *Front) deptsOf(c door.Call) []page.Option {
	var list []page.Option
	for _, d := range f.Catalog.Depts(f.House.Region) {
		if c.Reaches(d.Region) {
			list = append(list, page.Option{Value: d.Code, Label: d.Name, Group: f.Regions.Name(d.Region)})
		}
	}
	return list
}

// depts are the departments of the city, by place.
func (f *Front) depts() []page.Option {
	var list []page.Option
	for _, d := range f.Catalog.Depts(f.House.Region) {
		list = append(list, page.Option{Value: d.Code, Label: d.Name, Group: f.Regions.Name(d.Region)})
	}
	return list
}

func (f *Front) staffFilters(c door.Call) page.Filters {
	var places []page.Option
	for _, p := range f.places() {
		places = append(places, page.Option{Value: string(p.Region), Label: p.Name})
	}
	t := page.Filters{Action: root + "/staff", Label: "筛选工作人员", Fields: page.Fields{
		{Type: "search", Name: "q", Label: "姓名或用户名", Value: c.In["q"], Key: "/"},
		{Type: "choice", Name: "role", Label: "岗位", Example: "全部岗位", Value: c.In["role"], Options: roleOptions(f.own)},
		{Type: "choice", Name: "place", Label: "地区", Example: "全部地区", Value: c.In["place"], Options: places},
		{Type: "choice", Name: "dept", Label: "部门", Example: "全部部门", Value: c.In["dept"], Options: f.depts()},
		{Type: "choice", Name: "state", Label: "账号", Example: "在用", Value: c.In["state"], Options: []page.Option{{Value: "locked", Label: "已锁定"}, {Value: "left", Label: "已停用"}}},
	}}
	if c.In["q"]+c.In["role"]+c.In["place"]+c.In["dept"]+c.In["state"] != "" {
		t.Reset = root + "/staff"
	}
	return t
}

// staffList is the list of staff.
func (f *Front) staffList(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "系统管理员登记人员、管理账号；岗位由安全管理员授予；两边做了什么由审计管理员查看。"}
	s.Title = "工作人员"
	f, err := f.knowing(ctx)
	if err != nil {
		return s, err
	}
	if c.Is(people.System) {
		s.Acts = append(s.Acts, page.Act{Label: "登记工作人员", Href: root + "/staff/new"}, page.Act{Label: "从表格导入", Kind: "plain", Icon: "file", Href: root + "/import?kind=staff"})
	}
	s.Acts = append(s.Acts, page.Act{Label: "导出 Excel", Kind: "plain", Icon: "download", Href: root + "/staff.xlsx?" + query(c, nil)})
	s.Filters = f.staffFilters(c)
	filter := memberFilter(c)
	list, err := f.People.Members(ctx, filter, c.In["after"], staffMost+1)
	if err != nil {
		return s, err
	}
	n, err := f.People.CountMembers(ctx, filter, countMost+1)
	b := door.Block{Bare: true, Pager: page.Pager{Unit: "人", Total: int(min(n, countMost)), More: n > countMost}}
	if len(list) > staffMost {
		list = list[:staffMost]
		b.Pager.Next = root + "/staff?" + query(c, map[string]string{"after": list[staffMost-1].Login})
	}
	if c.In["after"] != "" {
		b.Pager.First = root + "/staff?" + query(c, nil)
	}
	b.Table = page.Table{Caption: fmt.Sprintf("工作人员，%d 人", len(list)), Heads: []page.Head{{Label: "姓名和岗位", Main: true}, {Label: "用户名"}, {Label: "账号"}},
		Empty: page.Empty{Title: "没有这样的工作人员", Text: "换个条件试试。", Link: page.Link{Href: root + "/staff", Label: "看全部"}}}
	for _, m := range list {
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: m.Name, Href: memberPath(m.ID), Small: cmp.Or(f.postsWords(m.Posts), "没有岗位")}, {Text: m.Login}, {Tags: []page.Tag{f.accountTag(m.Member)}},
		}})
	}
	s.Blocks = []door.Block{b}
	return s, err
}

func memberPath(id int64) string { return root + "/staff/" + strconv.FormatInt(id, 10) }

// postWords is a post in words: 审查岗（东坡区卫健局）.
func (f *Front) postWords(p people.Post) string {
	where := f.Regions.Path(p.Region, region.County)
	if where == "" {
		where = f.Regions.Name(p.Region)
	}
	if p.Dept != "" {
		where = f.Catalog.DeptName(p.Dept)
	}
	return p.Role.Name() + "（" + where + "）"
}

func (f *Front) postsWords(posts []people.Post) string {
	var list []string
	for _, p := range posts {
		list = append(list, f.postWords(p))
	}
	return strings.Join(list, "；")
}

func (f *Front) accountTag(m people.Member) page.Tag {
	switch {
	case m.LeftAt != 0:
		return page.Tag{Label: "已停用"}
	case m.Locked(f.Now().UnixMilli()):
		return page.Tag{Label: "已锁定", Kind: "act"}
	case m.MustChange:
		return page.Tag{Label: "还没改初始密码", Kind: "blue"}
	}
	return page.Tag{Label: "在用", Kind: "ok"}
}

// staffSheet exports the list, a line a post.
func (f *Front) staffSheet(ctx context.Context, c door.Call) (*sheet.Writer, error) {
	w, err := sheet.NewWriter("工作人员", []string{"用户名", "姓名", "岗位", "区划代码", "地区", "部门", "岗位名称", "账号"}, 22, 12, 14, 16, 18, 24, 36, 14)
	if err != nil {
		return nil, err
	}
	for after := ""; ; {
		list, err := f.People.Members(ctx, memberFilter(c), after, 500)
		if err != nil || len(list) == 0 {
			return w, err
		}
		after = list[len(list)-1].Login
		for _, m := range list {
			if len(m.Posts) == 0 {
				m.Posts = []people.Post{{}}
			}
			for _, p := range m.Posts {
				dept := ""
				if p.Dept != "" {
					dept = f.Catalog.DeptName(p.Dept)
				}
				place := ""
				if p.Region != "" {
					place = f.Regions.Name(p.Region)
				}
				if err := w.Row(m.Login, m.Name, p.Role.Name(), string(p.Region), place, dept, p.Title, f.accountTag(m.Member).Label); err != nil {
					return nil, err
				}
			}
		}
	}
}

var newMemberForm = fields(
	form.Field{Name: "login", Label: "用户名", Type: form.Text, Required: true, Max: 40, Hint: "登录用，不含空格，以后不能改。"},
	form.Field{Name: "name", Label: "姓名", Type: form.Text, Required: true, Max: 50},
	form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Hint: "收提醒短信用，加密保存。"},
	form.Field{Name: "id_no", Label: "证件号", Type: form.Text, Max: 30, Hint: "分辨本人和同名的办事人，回避用；只存杂凑值。"},
)

func (f *Front) staffNew(_ context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "登记以后由安全管理员授予岗位，才能办理业务。", Crumbs: []page.Link{{Href: root + "/staff", Label: "工作人员"}}}
	s.Title = "登记工作人员"
	s.Blocks = []door.Block{{Forms: []page.Form{c.Ask("new", root+"/staff/new", newMemberForm, nil, page.Act{Label: "登记"})}}}
	return s, nil
}

func (f *Front) staffNewPosted(ctx context.Context, c door.Call) (door.After, error) {
	in, err := newMemberForm.Check(c.Only(newMemberForm))
	if err != nil {
		return door.After{}, err
	}
	password := people.FirstPassword()
	hash, id := gm.HashPassword(password), int64(0)
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		id, err = f.People.AddMember(ctx, tx, c.Actor, c.IP, people.NewMember{Login: in["login"], Name: in["name"], Phone: in["phone"], IDNo: in["id_no"], Hash: hash})
		return err
	})
	if err != nil {
		return door.After{}, err
	}
	return onceSeen("已登记 "+in["name"], "初始密码", password, "请当面交给本人，首次登录须修改。离开这个页面就看不到了；忘了可以重置。", page.Link{Href: memberPath(id), Label: in["name"]}), nil
}

// onceSeen is a page with a secret that is shown now and never again.
func onceSeen(title, label, secret, text string, next page.Link) door.After {
	s := &door.Screen{}
	s.Title = title
	s.Blocks = []door.Block{{Notes: []page.Note{{Kind: "act", Title: "只显示这一次", Text: text}}, Facts: page.List{Items: []page.Term{{Label: label, Value: secret, Strong: true}}}, Acts: []page.Act{{Label: "记好了，继续", Href: next.Href}}}}
	return door.After{Show: s}
}

// member is the page of one member of staff.
func (f *Front) member(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	f, err := f.knowing(ctx)
	if err != nil {
		return s, err
	}
	m, err := f.People.Listed(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	if !c.ReachesMember(m) {
		return s, fail.NotFound("没有这位工作人员")
	}
	s.Title, s.Lead, s.Crumbs = m.Name, "用户名 "+m.Login+"，"+stamp(m.CreatedAt)+" 登记", []page.Link{{Href: root + "/staff", Label: "工作人员"}}
	s.Tags = []page.Tag{f.accountTag(m.Member)}
	posts := door.Block{ID: "posts", Title: "岗位", Table: page.Table{Caption: "现在的岗位", Flat: true, Heads: []page.Head{{Label: "岗位", Main: true}, {Label: "地区"}, {Label: "部门"}, {Label: "名称"}},
		Empty: page.Empty{Title: "没有岗位", Text: "没有岗位的人可以登录，但是什么也办不了。"}}}
	for _, p := range m.Posts {
		dept := "—"
		if p.Dept != "" {
			dept = f.Catalog.DeptName(p.Dept)
		}
		posts.Table.Rows = append(posts.Table.Rows, page.Row{Cells: []page.Cell{{Text: p.Role.Name()}, {Text: f.Regions.Name(p.Region), Small: string(p.Region)}, {Text: dept}, {Text: p.Title}}})
	}
	s.Blocks = []door.Block{posts}
	switch {
	case m.LeftAt != 0:
		s.Notes = []page.Note{{Text: stamp(m.LeftAt) + " 停用。做过的事仍在办理记录里。"}}
	case c.Is(people.Security):
		if err := f.postForms(ctx, c, m, &s); err != nil {
			return s, err
		}
		totpWay(c, m, &s)
	case c.Is(people.System):
		f.accountWays(c, m, &s)
	}
	return s, nil
}

// accountWays are what the system administrator can do with an account.
func (f *Front) accountWays(c door.Call, m people.Listed, s *door.Screen) {
	at := memberPath(m.ID) + "/account"
	way := func(do, label, help, kind, confirm string) {
		s.Actions.Ways = append(s.Actions.Ways, page.Way{Label: label, Help: help, Form: c.Ask(do, at, reason("why", "原因", "记入审计日志。"), nil, page.Act{Label: label, Kind: kind, Confirm: confirm}, door.HiddenField("do", do))})
	}
	s.Actions.Title = "账号"
	way("reset", "重置密码", "得到一个新的初始密码，所有登录结束，锁定解除。", "quiet", "确定重置 "+m.Name+" 的密码吗？原来的密码马上不能用，正在登录的马上结束。")
	if m.Locked(f.Now().UnixMilli()) {
		way("unlock", "解锁", "马上可以登录。", "quiet", "")
	} else if m.ID != c.ID {
		way("lock", "锁定", "不能登录，正在登录的马上结束；解锁以前一直这样。", "danger", "确定锁定 "+m.Name+" 的账号吗？")
	}
	if m.ID != c.ID {
		s.Actions.Ways = append(s.Actions.Ways, page.Way{Label: "登记证件号", Help: numberHelp(m), Form: c.Ask("number", at, numberForm, nil, page.Act{Label: "登记", Kind: "quiet"}, door.HiddenField("do", "number"))})
		way("leave", "停用（离岗）", "不能再登录，岗位不再起作用；做过的事仍在办理记录里。不能恢复。", "danger", "确定停用 "+m.Name+" 的账号吗？停用后不能恢复。")
	}
}

// numberForm asks for the number of a member of staff's document, and why.
var numberForm = fields(form.Field{Name: "number", Label: "证件号", Type: form.Text, Required: true, Max: 30}, reason("why", "原因", "例如：对照身份证登记。记入审计日志。").Fields[0])

func numberHelp(m people.Listed) string {
	if m.NumberIndex != "" {
		return "已经登记，可以更正。本人的办件由别人办，同名的别人的办件他可以办。"
	}
	return "还没有登记：和他同名的人的办件，系统都当作他本人的，由别人办。登记以后按证件号分辨；只存杂凑值，看不到号码。"
}

func (f *Front) accountPosted(ctx context.Context, c door.Call) (door.After, error) {
	id := c.PathInt("id")
	why, err := form.Stated("why", "原因", c.In["why"])
	if err != nil {
		return door.After{}, err
	}
	if why == "" {
		return door.After{}, fail.Invalid("请写明原因", fail.Field{Name: "why", Message: "请写明原因"})
	}
	m, err := f.People.Listed(ctx, id)
	if err != nil {
		return door.After{}, err
	}
	if m.LeftAt != 0 {
		return door.After{}, fail.Conflict("这个账号已经停用")
	}
	switch c.In["do"] {
	case "reset":
		password, err := f.People.ResetPassword(ctx, c.Actor, c.IP, id, why)
		return onceSeen(m.Name+"的密码已重置", "新的初始密码", password, "请当面交给本人，首次登录须修改。离开这个页面就看不到了。", page.Link{Href: memberPath(id)}), err
	case "lock":
		return door.Seen(memberPath(id), "已锁定。"), f.People.Lock(ctx, c.Actor, c.IP, id, why)
	case "unlock":
		return door.Seen(memberPath(id), "已解锁。"), f.People.Unlock(ctx, c.Actor, c.IP, id, why)
	case "number":
		return door.Seen(memberPath(id), "证件号已登记。"), f.People.SetNumber(ctx, c.Actor, c.IP, id, c.In["number"], why)
	case "leave":
		return door.Seen(memberPath(id), "已停用。"), f.People.Leave(ctx, c.Actor, c.IP, id, why)
	}
	return door.After{}, fail.Invalid("无法识别要做的操作，请返回重试")
}

// postForm asks for a post. The place is a township at the most; a village in it is named.
func (f *Front) postForm(c door.Call) form.Form {
	var roles, places, depts []form.Option
	for _, o := range roleOptions(f.own) {
		roles = append(roles, form.Option{Value: o.Value, Label: o.Label})
	}
	for _, o := range f.townships(c) {
		places = append(places, form.Option{Value: o.Value, Label: o.Label})
	}
	for _, o := range f.deptsOf(c) {
		depts = append(depts, form.Option{Value: o.Value, Label: o.Label})
	}
	return fields(
		form.Field{Name: "role", Label: "角色", Type: form.Choice, Required: true, Options: roles},
		form.Field{Name: "region", Label: "地区", Type: form.Choice, Required: true, Options: places, Hint: "管这个地区和它下面的全部；属于部门的岗位按部门的地区。"},
		form.Field{Name: "village", Label: "村（社区）", Type: form.Text, Max: 50, Hint: "只管一个村的填村名，地区选它的乡镇。"},
		form.Field{Name: "dept", Label: "部门", Type: form.Choice, Options: append([]form.Option{{Value: none, Label: "不属于部门"}}, depts...), Hint: "审查、复审、核查、负责人、制证岗必须选。"},
		form.Field{Name: "title", Label: "岗位名称", Type: form.Text, Max: 80, Hint: "例如 综合窗口 3 号；不填就用角色和地区。"},
		form.Field{Name: "why", Label: "原因", Type: form.Area, Required: true, Max: 500, Hint: "记入审计日志。"},
	)
}

// townships are the city, its counties and their townships, by county.
func (f *Front) townships(c door.Call) []page.Option {
	var list []page.Option
	add := func(at region.Code, group string) {
		if c.Reaches(at) {
			list = append(list, page.Option{Value: string(at), Label: f.Regions.Name(at), Group: group})
		}
	}
	add(f.House.Region, "")
	for _, k := range f.Regions.Children(f.House.Region) {
		add(k.Code, k.Name)
		for _, t := range f.Regions.Children(k.Code) {
			add(t.Code, k.Name)
		}
	}
	return list
}

func (f *Front) postForms(ctx context.Context, c door.Call, m people.Listed, s *door.Screen) error {
	at := memberPath(m.ID) + "/posts"
	waiting, err := f.postsWaiting(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		n, err := f.waitingNote(ctx, c, p)
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
	p := c.Ask("post", at, f.postForm(c), form.Values{"dept": none}, page.Act{Label: "授予岗位"}, door.HiddenField("do", "add"))
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
		s.Blocks[0].Folds = append(s.Blocks[0].Folds, page.Way{Label: "收回" + f.postWords(held), Form: c.Ask("end-"+id, at, reason("why", "原因", "记入审计日志。"), nil,
			page.Act{Label: "收回岗位", Kind: "danger", Confirm: "确定收回 " + m.Name + " 的" + held.Role.Name() + "岗位吗？马上生效。"}, door.HiddenField("do", "end"), door.HiddenField("post", held.ID))})
	}
	return nil
}

// totpWay lets the security administrator free another of a lost authenticator.
func totpWay(c door.Call, m people.Listed, s *door.Screen) {
	if m.TotpSealed == "" || m.ID == c.ID {
		return
	}
	q := c.Ask("totp", memberPath(m.ID)+"/totp", reason("why", "原因", "记入审计日志。"), nil, page.Act{Label: "解除身份验证器", Kind: "danger", Confirm: "确定解除 " + m.Name + " 的身份验证器吗？"})
	s.Actions = page.Actions{Title: "身份验证器", Ways: []page.Way{{Label: "解除丢失的身份验证器", Help: "核实是本人以后再解除。所有登录结束，下次用原来的密码登录时重新绑定；密码由系统管理员重置，一个人不能两样都做。", Form: q}}}
}

func (f *Front) totpPosted(ctx context.Context, c door.Call) (door.After, error) {
	q := reason("why", "原因", "")
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	return door.Seen(memberPath(c.PathInt("id")), "已解除，下次登录时重新绑定。"), f.People.ForgetTOTP(ctx, c.Actor, c.IP, c.PathInt("id"), in["why"])
}

func (f *Front) postsPosted(ctx context.Context, c door.Call) (door.After, error) {
	f, err := f.knowing(ctx)
	if err != nil {
		return door.After{}, err
	}
	id := c.PathInt("id")
	m, err := f.People.Listed(ctx, id)
	if err != nil {
		return door.After{}, err
	}
	if c.In["do"] == "end" {
		q := reason("why", "原因", "")
		in, err := q.Check(c.Only(q))
		if err != nil {
			return door.After{}, err
		}
		return door.Seen(memberPath(id)+"#posts", "岗位已收回，马上生效。"), f.People.EndPost(ctx, c.Actor, c.IP, c.Int("post"), in["why"])
	}
	q := f.postForm(c)
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	p := people.Post{Role: people.Role(in["role"]), Region: region.Code(in["region"]), Dept: unless(in["dept"]), Title: in["title"]}
	if name := in["village"]; name != "" {
		if p.Region = f.village(p.Region, name); p.Region == "" {
			return door.After{}, fail.Invalid("没有这个村", fail.Field{Name: "village", Message: "所选的乡镇里没有“" + name + "”"})
		}
	}
	p = f.whole(p)
	if m.LeftAt != 0 {
		return door.After{}, fail.Conflict("这个账号已经停用，不能授予岗位")
	}
	two, err := f.People.NeedsSecond(ctx, f.DB, id, p)
	if err != nil {
		return door.After{}, err
	}
	if two {
		return f.proposePost(ctx, c, m, p, in["why"])
	}
	return door.Seen(memberPath(id)+"#posts", "岗位已授予，马上生效。"), f.DB.Tx(ctx, func(tx *db.DB) error {
		return f.People.AddPost(ctx, tx, c.Actor, c.IP, id, p, in["why"])
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

// roles lists what posts there are.
func (f *Front) roles(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "程序认识的角色，和本地为审查环节增加的角色。新增的角色像审查岗一样在环节里审签。"}
	s.Title = "角色"
	own, err := f.People.OwnRoles(ctx)
	if err != nil {
		return s, err
	}
	two, err := f.People.Seconded(ctx)
	tags := func(r people.Role, list ...page.Tag) []page.Tag {
		if slices.Contains(two, r) {
			list = append(list, page.Tag{Label: "由两人授予"})
		}
		return list
	}
	t := page.Table{Heads: []page.Head{{Label: "角色", Main: true}, {Label: "属于"}, {Label: "", Plain: true}}}
	for _, r := range people.Roles {
		at := "部门"
		if r.Code.Regional() {
			at = "地区"
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: r.Name, Small: r.Does, Tags: tags(r.Code)}, {Text: at}, {Text: "有这个岗位的人", Href: root + "/staff?role=" + url.QueryEscape(string(r.Code))}}})
	}
	for _, r := range own {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: r.Name, Small: r.Does, Tags: tags(r.Code, page.Tag{Label: "本地增加", Kind: "blue"})}, {Text: "部门"}, {Text: "有这个岗位的人", Href: root + "/staff?role=" + url.QueryEscape(string(r.Code))}}})
	}
	t.Caption = fmt.Sprintf("角色，%d 个", len(t.Rows))
	s.Blocks = []door.Block{{Bare: true, Table: t}, {Title: "增加角色", Forms: []page.Form{c.Ask("role", root+"/roles", roleForm, nil, page.Act{Label: "增加角色"})}}}
	return s, err
}

var roleForm = fields(
	form.Field{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 20, Hint: "例如 法制审核岗。"},
	form.Field{Name: "does", Label: "做什么", Type: form.Text, Required: true, Max: 100},
)

func (f *Front) rolePosted(ctx context.Context, c door.Call) (door.After, error) {
	in, err := roleForm.Check(c.Only(roleForm))
	if err != nil {
		return door.After{}, err
	}
	return door.Seen(root+"/roles", "角色“"+in["name"]+"”已增加，可以用在审查环节里，也可以授予岗位。"), f.People.AddRole(ctx, c.Actor, c.IP, in["name"], in["does"])
}
