package staff

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// table registers the staff of a city and gives them their posts. The system administrator hands it in, the security administrator
// agrees: neither could do both alone. Who is new gets the first password by text message.
func (f *Front) table() door.Import {
	return door.Import{
		Name: "staff", Title: "工作人员和岗位", Roles: []people.Role{people.System}, Anywhere: true, Second: people.Security,
		About: "一个岗位一行，和导出的表一样。新登记的人要有手机，初始密码发到手机上；已登记的人只添岗位，不改别的；表里没有的人和岗位不动。" +
			"要由两人授予的岗位，同意这张表的安全管理员就是第二人。",
		Columns: f.columns, Ready: f.firstPasswords, Run: f.importStaff, Warns: f.ofTwo,
	}
}

func (f *Front) columns(ctx context.Context) (sheet.Layout, error) {
	options, err := f.roleOptions(ctx)
	var roles []string
	for _, o := range options {
		roles = append(roles, o.Label)
	}
	window, city := people.Window.Name(), string(f.City)
	return sheet.Layout{
		{Name: "用户名", Also: []string{"login"}, Must: true, Kind: sheet.Code, About: "登录用，不含空格，最多 40 个字", Like: []string{"shili1", "shili1"}},
		{Name: "姓名", Also: []string{"name"}, Must: true, About: "已登记的，要和登记的一样", Like: []string{"例一", "例一"}},
		{Name: "手机", Also: []string{"手机号", "phone"}, Kind: sheet.Code, About: "新登记的人要填", Like: []string{"13800138000", ""}},
		{Name: "岗位", Also: []string{"角色", "role"}, Choices: roles, About: "不填就只登记，不给岗位", Like: []string{window, people.Output.Name()}},
		{Name: "区划代码", Also: []string{"region"}, Kind: sheet.Code, About: "岗位在哪里，12 位；填了部门的不用填", Like: []string{city, city}},
		{Name: "部门", Also: []string{"dept"}, About: "部门全称；审查、决定一类的岗位要填，窗口岗位不填"},
		{Name: "岗位名称", Also: []string{"title"}, About: "显示的名称；不填就用地区、部门和岗位拼成"},
	}, err
}

// staffFields are the columns in which what is wrong with a member or a post stands.
var staffFields = map[string]string{"login": "用户名", "name": "姓名", "phone": "手机", "dept": "部门", "region": "区划代码"}

// firstPassword is what somebody signs in with the first time.
type firstPassword struct{ word, hash string }

// firstPasswords draws those of who is new; to hash them takes longer than a transaction may last.
func (f *Front) firstPasswords(ctx context.Context, in *door.Importing) error {
	first := map[string]firstPassword{}
	in.Data = first
	for i := range in.Sheet.Rows {
		in.Progress(i, len(in.Sheet.Rows))
		login := in.Sheet.Cell(i, "用户名")
		if _, drawn := first[login]; drawn || login == "" {
			continue
		}
		if _, err := f.Roster.FindMember(ctx, login); err == nil {
			continue
		} else if !fail.Is(err, fail.KindNotFound) {
			return err
		}
		word := roster.FirstPassword()
		first[login] = firstPassword{word, gm.HashPassword(word)}
	}
	return nil
}

// roll is an import of staff as it goes along.
type roll struct {
	*Front
	in    door.Importing
	roles map[string]people.Role
	depts map[string]catalog.Dept
	seen  map[string]enrolled
}

// enrolled is somebody in the table: registered before, or by an earlier row.
type enrolled struct {
	id    int64
	name  string
	posts []people.Post
}

// roll begins an import of staff.
func (f *Front) roll(ctx context.Context, in door.Importing) (roll, error) {
	l := roll{Front: f, in: in, roles: map[string]people.Role{}, depts: map[string]catalog.Dept{}, seen: map[string]enrolled{}}
	roles, err := f.roleOptions(ctx)
	for _, o := range roles {
		l.roles[o.Label] = people.Role(o.Value)
	}
	for _, d := range f.Catalog.Depts(f.City) {
		l.depts[d.Name] = d
	}
	return l, err
}

func (f *Front) importStaff(ctx context.Context, tx *db.DB, in door.Importing) (r door.Imported, err error) {
	l, err := f.roll(ctx, in)
	if err != nil {
		return r, err
	}
	for i := range in.Sheet.Rows {
		in.Progress(i, len(in.Sheet.Rows))
		fresh, given, err := l.one(ctx, tx, i)
		switch {
		case err != nil:
			return r, err
		case len(in.Sheet.Wrong[i]) > 0:
		case fresh:
			r.New++
		case given:
			r.Changed++
		default:
			r.Same++
		}
	}
	in.Progress(len(in.Sheet.Rows), len(in.Sheet.Rows))
	return r, nil
}

// blame notes a failure that a person can act on in the row, and returns any other.
func (l *roll) blame(row int, err error) error {
	wrong, ok := fail.As(err)
	if !ok || err == nil {
		return err
	}
	if len(wrong.Fields) == 0 {
		l.in.Sheet.Fault(row, "", wrong.Message)
	}
	for _, f := range wrong.Fields {
		l.in.Sheet.Fault(row, staffFields[f.Name], f.Message)
	}
	return nil
}

// one registers who is new, and gives the post of the row, if it names one that is not held yet.
func (l *roll) one(ctx context.Context, tx *db.DB, row int) (fresh, given bool, err error) {
	post := l.post(row)
	who, fresh, err := l.member(ctx, tx, row)
	if err != nil || len(l.in.Sheet.Wrong[row]) > 0 {
		return false, false, l.blame(row, err)
	}
	same := func(p people.Post) bool { return p.Role == post.Role && p.Region == post.Region && p.Dept == post.Dept }
	if post.Role == "" || slices.ContainsFunc(who.posts, same) {
		return fresh, false, nil
	}
	by, second := l.in.Second, l.in.By
	if by.Kind == "" { // a dry run, where the second person is still to come, or the command line
		by, second = l.in.By, people.TheOffice
	}
	if err := l.Roster.AddPostOfTwo(ctx, tx, by, second, "", who.id, post, l.in.Why); err != nil {
		return false, false, l.blame(row, err)
	}
	who.posts = append(who.posts, post)
	l.seen[l.in.Sheet.Cell(row, "用户名")] = who
	return fresh, true, nil
}

// member finds who the row is about, or registers him and sends the first password.
func (l *roll) member(ctx context.Context, tx *db.DB, row int) (who enrolled, fresh bool, err error) {
	s := l.in.Sheet
	login, name, phone := s.Cell(row, "用户名"), s.Cell(row, "姓名"), s.Cell(row, "手机")
	who, known := l.seen[login]
	if !known {
		m, err := l.Roster.FindMember(ctx, login)
		switch {
		case fail.Is(err, fail.KindNotFound):
		case err != nil:
			return who, false, err
		case m.LeftAt != 0:
			s.Fault(row, "用户名", "账号已经停用")
			return who, false, nil
		default:
			listed, err := l.Roster.Listed(ctx, m.ID)
			if err != nil {
				return who, false, err
			}
			who, known = enrolled{m.ID, m.Name, listed.Posts}, true
		}
	}
	if known {
		l.seen[login] = who
		if who.name != name {
			s.Fault(row, "姓名", "这个用户名登记的是"+who.name)
		}
		return who, false, nil
	}
	if phone == "" {
		s.Fault(row, "手机", "新登记的人要有手机，初始密码发到手机上")
	}
	drawn, _ := l.in.Data.(map[string]firstPassword) // none in a dry run
	first := drawn[login]
	if who.id, err = l.Roster.AddMember(ctx, tx, l.in.By, "", roster.NewMember{Login: login, Name: name, Phone: phone, Hash: first.hash}); err != nil {
		return who, false, err
	}
	who.name = name
	l.seen[login] = who
	if l.in.Dry {
		return who, true, nil
	}
	return who, true, l.Notices.Send(ctx, tx, notice.To{Phone: phone}, "staff_account", map[string]string{
		"site": l.House.City.Name, "login": login, "password": first.word, "address": l.House.Site + "/desk",
	})
}

// post is the post that a row gives; it gives none without a role, or where something is wrong with it.
func (l *roll) post(row int) (none people.Post) {
	s := l.in.Sheet
	role, place, dept := s.Cell(row, "岗位"), s.Cell(row, "区划代码"), s.Cell(row, "部门")
	if role == "" {
		return none
	}
	p := people.Post{Role: l.roles[role], Title: s.Cell(row, "岗位名称")}
	if p.Role == "" {
		s.Fault(row, "岗位", "没有这种岗位")
	}
	if dept != "" {
		d, ok := l.depts[dept]
		if !ok {
			s.Fault(row, "部门", "没有这个部门，要写全称")
			return none
		}
		p.Dept, place = d.Code, string(d.Region)
	}
	var err error
	if p.Region, err = region.Parse(place); err != nil {
		s.Fault(row, "区划代码", "应为 12 位数字")
		return none
	}
	if at, ok := l.Regions.Find(p.Region); !ok || !at.Stands(int64(calendar.DayOf(l.Now()))) || !l.City.Covers(p.Region) {
		s.Fault(row, "区划代码", "不在本地区")
	}
	if err := p.Fits(); err != nil && p.Role != "" {
		_ = l.blame(row, err) // it is one that a person can act on
	}
	if len(s.Wrong[row]) > 0 {
		return none
	}
	return l.whole(p)
}

// ofTwo are the rows of a table of staff with posts that two people give: who agrees to the table is the second.
func (f *Front) ofTwo(ctx context.Context, s sheet.Sheet) (none door.Block, err error) {
	roles, err := f.Roster.Seconded(ctx)
	if err != nil {
		return none, err
	}
	l, err := f.roll(ctx, door.Importing{Sheet: s})
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
