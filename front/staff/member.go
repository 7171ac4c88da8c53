package staff

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// ledger declares the list of staff, in the order of their user names; its workbook, a line a post, is a table that the import takes back.
func (f *Front) ledger() listing.Ledger[roster.Listed] {
	own := func(name, key string, width float64, of func(m roster.Listed) string) listing.Column[roster.Listed] {
		return listing.Column[roster.Listed]{Name: name, Key: key, Width: width, Value: func(m roster.Listed) any { return of(m) }}
	}
	post := func(name string, width float64, of func(p people.Post) string) listing.Column[roster.Listed] {
		return own(name, "", width, func(m roster.Listed) string {
			if len(m.Posts) == 0 {
				return ""
			}
			return of(m.Posts[0])
		})
	}
	choice := func(name, label, all string, of func(ctx context.Context) ([]page.Option, error)) listing.Filter {
		return listing.Filter{Field: page.Field{Type: "choice", Name: name, Label: label, Example: all}, Options: of}
	}
	return listing.Ledger[roster.Listed]{
		Name: "staff", Path: staffPath, Title: "工作人员", Roles: readers, Of: door.OfPeople, Unit: "人",
		Filters: []listing.Filter{
			{Field: page.Field{Type: "search", Name: "q", Label: "姓名或用户名", Key: "F"}},
			choice("role", "岗位", "全部岗位", f.roleOptions),
			choice("place", "地区", "全部地区", func(context.Context) (list []page.Option, err error) {
				for _, p := range f.House.Places() {
					list = append(list, page.Option{Value: string(p.Code), Label: p.Name})
				}
				return list, nil
			}),
			choice("dept", "部门", "全部部门", func(context.Context) ([]page.Option, error) { return f.depts(), nil }),
			{Field: page.Field{Type: "choice", Name: "state", Label: "账号", Example: "在用", Options: []page.Option{
				{Value: "locked", Label: "已锁定"}, {Value: "left", Label: "已停用"},
			}}},
		},
		Narrow: func(_ context.Context, w *db.Where, v people.Visitor, in form.Values) error {
			roster.MemberFilter{
				Within: v.Regions(), Text: in["q"], Place: region.Code(in["place"]), Dept: in["dept"], Role: people.Role(in["role"]),
				Locked: in["state"] == "locked", Left: in["state"] == "left",
			}.Where(w, f.Now().UnixMilli())
			return nil
		},
		Select: roster.MemberColumns, From: "staff s", Order: []string{"s.login"}, Ascending: true,
		Named: func(m roster.Listed) string { return m.Login },
		Fill: func(ctx context.Context, _ people.Visitor, rows []roster.Listed) error {
			return f.Roster.FillPosts(ctx, rows)
		},
		Split: func(m roster.Listed) (list []roster.Listed) {
			for _, p := range m.Posts {
				list = append(list, roster.Listed{Member: m.Member, Posts: []people.Post{p}})
			}
			return list
		},
		Empty: page.Empty{Title: "没有工作人员"},
		Columns: []listing.Column[roster.Listed]{
			{Name: "姓名和岗位", Main: true, Cell: func(m roster.Listed) page.Cell {
				return page.Cell{Text: m.Name, Href: memberPath(m.ID), Small: cmp.Or(f.postsWords(m.Posts), "没有岗位")}
			}},
			listing.Words("用户名", "login", 22, func(m roster.Listed) string { return m.Login }),
			own("姓名", "name", 12, func(m roster.Listed) string { return m.Name }),
			own("岗位", "posts", 14, func(m roster.Listed) string { return people.RoleNames(rolesOf(m.Posts), "、") }),
			post("区划代码", 16, func(p people.Post) string { return string(p.Region) }),
			post("地区", 18, func(p people.Post) string { return f.Regions.Name(p.Region) }),
			post("部门", 24, func(p people.Post) string { return f.deptName(p.Dept, "") }),
			post("岗位名称", 36, func(p people.Post) string { return p.Title }),
			{Name: "账号", Key: "account", Cell: func(m roster.Listed) page.Cell { return page.Cell{Tags: []page.Tag{f.accountTag(m.Member)}} },
				Value: func(m roster.Listed) any { return f.accountTag(m.Member).Label }},
		},
		Around: func(_ context.Context, c door.Call, s *door.Screen) error {
			s.Lead = "系统管理员登记人员、管理账号；岗位由安全管理员授予；两边做了什么由审计管理员查看。"
			if c.Is(people.System) {
				s.Acts = append([]page.Act{
					{Label: "登记工作人员", Href: staffPath + "/new"},
					{Label: "从表格导入", Kind: "plain", Icon: "file", Href: door.Admin + "/import?kind=staff"},
				}, s.Acts...)
			}
			return nil
		},
	}
}

// roleOptions are the posts that staff may hold, those the office added among them.
func (f *Front) roleOptions(ctx context.Context) (list []page.Option, err error) {
	for _, r := range people.Roles {
		list = append(list, page.Option{Value: string(r.Code), Label: r.Name})
	}
	own, err := f.Roster.OwnRoles(ctx)
	for _, r := range own {
		list = append(list, page.Option{Value: string(r.Code), Label: r.Name})
	}
	return list, err
}

// deptsOf are those over which the caller has a post.
func (f *Front) deptsOf(c door.Call) []page.Option {
	var list []page.Option
	for _, d := range f.Catalog.Depts(f.City) {
		if c.Reaches(d.Region) {
			list = append(list, page.Option{Value: d.Code, Label: d.Name, Group: f.Regions.Name(d.Region)})
		}
	}
	return list
}

// depts are the departments of the city, by place.
func (f *Front) depts() []page.Option {
	var list []page.Option
	for _, d := range f.Catalog.Depts(f.City) {
		list = append(list, page.Option{Value: d.Code, Label: d.Name, Group: f.Regions.Name(d.Region)})
	}
	return list
}

// rolesOf are the roles of some posts.
func rolesOf(posts []people.Post) []people.Role {
	list := make([]people.Role, len(posts))
	for i, p := range posts {
		list[i] = p.Role
	}
	return list
}

// deptName is the name of a department, or what is said of a post that has none.
func (f *Front) deptName(code, none string) string {
	if code == "" {
		return none
	}
	return f.Catalog.DeptName(code)
}

func memberPath(id int64) string { return staffPath + "/" + strconv.FormatInt(id, 10) }

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

var newMemberForm = form.Of(
	form.Field{Name: "login", Label: "用户名", Type: form.Text, Required: true, Max: 40, Hint: "登录用，不含空格，以后不能改。"},
	form.Field{Name: "name", Label: "姓名", Type: form.Text, Required: true, Max: 50},
	form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Hint: "收提醒短信用，加密保存。"},
	form.Field{Name: "id_no", Label: "证件号", Type: form.Text, Max: 30, Hint: "分辨本人和同名的办事人，回避用；只存杂凑值。"},
)

func (f *Front) staffNew(_ context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "登记以后由安全管理员授予岗位，才能办理业务。", Crumbs: []page.Link{{Href: staffPath, Label: "工作人员"}}}
	s.Title = "登记工作人员"
	s.Blocks = []door.Block{{Forms: []page.Form{c.Ask("new", staffPath+"/new", newMemberForm, nil, page.Act{Label: "登记"})}}}
	return s, nil
}

func (f *Front) staffNewPosted(ctx context.Context, c door.Call) (door.After, error) {
	in, err := newMemberForm.Check(c.Only(newMemberForm))
	if err != nil {
		return door.After{}, err
	}
	password := roster.FirstPassword()
	hash, id := gm.HashPassword(password), int64(0)
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		m := roster.NewMember{Login: in["login"], Name: in["name"], Phone: in["phone"], IDNo: in["id_no"], Hash: hash}
		id, err = f.Roster.AddMember(ctx, tx, c.Actor, c.IP, m)
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
	s.Blocks = []door.Block{{
		Notes: []page.Note{{Kind: "act", Title: "只显示这一次", Text: text}},
		Facts: page.List{Items: []page.Term{{Label: label, Value: secret, Strong: true}}},
		Acts:  []page.Act{{Label: "记好了，继续", Href: next.Href}},
	}}
	return door.After{Show: s}
}

// member is the page of one member of staff.
func (f *Front) member(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	m, err := f.Roster.Listed(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	if !m.ReachedBy(c.Actor) {
		return s, fail.NotFound("没有这位工作人员")
	}
	s.Title, s.Lead, s.Crumbs = m.Name, "用户名 "+m.Login+"，"+door.SheetClock(m.CreatedAt)+" 登记", []page.Link{{Href: staffPath, Label: "工作人员"}}
	s.Tags = []page.Tag{f.accountTag(m.Member)}
	posts := door.Block{ID: "posts", Title: "岗位", Table: page.Table{
		Caption: "现在的岗位", Flat: true, Heads: []page.Head{{Label: "岗位", Main: true}, {Label: "地区"}, {Label: "部门"}, {Label: "名称"}},
		Empty: page.Empty{Title: "没有岗位", Text: "没有岗位的人可以登录，但是什么也办不了。"},
	}}
	for _, p := range m.Posts {
		place := page.Cell{Text: f.Regions.Name(p.Region), Small: string(p.Region)}
		cells := []page.Cell{{Text: p.Role.Name()}, place, {Text: f.deptName(p.Dept, "—")}, {Text: p.Title}}
		posts.Table.Rows = append(posts.Table.Rows, page.Row{Cells: cells})
	}
	s.Blocks = []door.Block{posts}
	switch {
	case m.LeftAt != 0:
		s.Notes = []page.Note{{Text: door.SheetClock(m.LeftAt) + " 停用。做过的事仍在办理记录里。"}}
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
func (f *Front) accountWays(c door.Call, m roster.Listed, s *door.Screen) {
	at := memberPath(m.ID) + "/account"
	way := func(do, label, help, kind, confirm string) {
		ask := c.Ask(do, at, whyForm, nil, page.Act{Label: label, Kind: kind, Confirm: confirm}, door.HiddenField("do", do))
		s.Actions.Ways = append(s.Actions.Ways, page.Way{Label: label, Help: help, Form: ask})
	}
	s.Actions.Title = "账号"
	way("reset", "重置密码", "得到一个新的初始密码，所有登录结束，锁定解除。", "quiet", "确定重置 "+m.Name+" 的密码吗？原来的密码马上不能用，正在登录的马上结束。")
	if m.Locked(f.Now().UnixMilli()) {
		way("unlock", "解锁", "马上可以登录。", "quiet", "")
	} else if m.ID != c.ID {
		way("lock", "锁定", "不能登录，正在登录的马上结束；解锁以前一直这样。", "danger", "确定锁定 "+m.Name+" 的账号吗？")
	}
	if m.ID != c.ID {
		ask := c.Ask("number", at, numberForm, nil, page.Act{Label: "登记", Kind: "quiet"}, door.HiddenField("do", "number"))
		s.Actions.Ways = append(s.Actions.Ways, page.Way{Label: "登记证件号", Help: numberHelp(m), Form: ask})
		way("leave", "停用（离岗）", "不能再登录，岗位不再起作用；做过的事仍在办理记录里。不能恢复。", "danger", "确定停用 "+m.Name+" 的账号吗？停用后不能恢复。")
	}
}

// whyForm asks why something is done to a member of staff.
var whyForm = form.Of(form.Reason("why", "原因", true, "记入审计日志。"))

// numberForm asks for the number of a member of staff's document, and why.
var numberForm = form.Of(
	form.Field{Name: "number", Label: "证件号", Type: form.Text, Required: true, Max: 30},
	form.Reason("why", "原因", true, "例如：对照身份证登记。记入审计日志。"),
)

func numberHelp(m roster.Listed) string {
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
	m, err := f.Roster.Listed(ctx, id)
	if err != nil {
		return door.After{}, err
	}
	if m.LeftAt != 0 {
		return door.After{}, fail.Conflict("这个账号已经停用")
	}
	switch c.In["do"] {
	case "reset":
		password, err := f.Roster.ResetPassword(ctx, c.Actor, c.IP, id, why)
		return onceSeen(m.Name+"的密码已重置", "新的初始密码", password, "请当面交给本人，首次登录须修改。离开这个页面就看不到了。", page.Link{Href: memberPath(id)}), err
	case "lock":
		return door.Seen(memberPath(id), "已锁定。"), f.Roster.Lock(ctx, c.Actor, c.IP, id, why)
	case "unlock":
		return door.Seen(memberPath(id), "已解锁。"), f.Roster.Unlock(ctx, c.Actor, c.IP, id, why)
	case "number":
		return door.Seen(memberPath(id), "证件号已登记。"), f.Roster.SetNumber(ctx, c.Actor, c.IP, id, c.In["number"], why)
	case "leave":
		return door.Seen(memberPath(id), "已停用。"), f.Roster.Leave(ctx, c.Actor, c.IP, id, why)
	}
	return door.After{}, fail.Invalid("无法识别要做的操作，请返回重试")
}

// totpWay lets the security administrator free another of a lost authenticator.
func totpWay(c door.Call, m roster.Listed, s *door.Screen) {
	if m.TotpSealed == "" || m.ID == c.ID {
		return
	}
	free := page.Act{Label: "解除身份验证器", Kind: "danger", Confirm: "确定解除 " + m.Name + " 的身份验证器吗？"}
	q := c.Ask("totp", memberPath(m.ID)+"/totp", whyForm, nil, free)
	s.Actions = page.Actions{Title: "身份验证器", Ways: []page.Way{{Label: "解除丢失的身份验证器", Help: "核实是本人以后再解除。所有登录结束，下次用原来的密码登录时重新绑定；密码由系统管理员重置，一个人不能两样都做。", Form: q}}}
}

func (f *Front) totpPosted(ctx context.Context, c door.Call) (door.After, error) {
	in, err := whyForm.Check(c.Only(whyForm))
	if err != nil {
		return door.After{}, err
	}
	return door.Seen(memberPath(c.PathInt("id")), "已解除，下次登录时重新绑定。"), f.Roster.ForgetTOTP(ctx, c.Actor, c.IP, c.PathInt("id"), in["why"])
}
