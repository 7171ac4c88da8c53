package admin

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/sheet"
	"wuyou/office/catalog"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

// staffTable registers the staff of a city and gives them their posts. The system administrator hands it
// in, the security administrator agrees: neither could do both alone. Who is new gets the first password by
// text message.
var staffTable = Table{
	Name: "staff", Title: "工作人员和岗位", Roles: []people.Role{people.System}, Second: people.Security,
	Columns: "必须有“用户名”“姓名”；可以有“手机”“岗位”“区划代码”（12 位）“部门”“岗位名称”，一个岗位一行，和导出的表一样。" +
		"新登记的人要有手机，初始密码发到手机上；已登记的人只添岗位，不改别的；表里没有的人和岗位不动。",
	ready: firstPasswords, run: importStaff,
}

// firstPassword is what somebody signs in with the first time.
type firstPassword struct{ word, hash string }

type staffColumns struct{ login, name, phone, role, place, dept, title int }

func columnsOf(s sheet.Sheet) (c staffColumns, err error) {
	c = staffColumns{
		login: s.Column("用户名", "login"), name: s.Column("姓名", "name"), phone: s.Column("手机", "手机号", "phone"), role: s.Column("岗位", "角色", "role"),
		place: s.Column("区划代码", "region"), dept: s.Column("部门", "dept"), title: s.Column("岗位名称", "title"),
	}
	if c.login < 0 || c.name < 0 {
		err = fail.Invalid("表里要有“用户名”“姓名”两列", fail.Field{Name: "file", Message: "表里要有“用户名”“姓名”两列"})
	}
	return c, err
}

func cell(row []string, column int) string {
	if column < 0 {
		return ""
	}
	return strings.TrimSpace(row[column])
}

// firstPasswords draws those of who is new; to hash them takes longer than a transaction may last.
func firstPasswords(ctx context.Context, f *Front, in *Importing) error {
	cols, err := columnsOf(in.Sheet)
	if err != nil {
		return err
	}
	in.first = map[string]firstPassword{}
	for i, row := range in.Sheet.Rows {
		in.Progress(i, len(in.Sheet.Rows))
		login := cell(row, cols.login)
		if _, drawn := in.first[login]; drawn || login == "" {
			continue
		}
		if _, err := f.People.FindMember(ctx, login); err == nil {
			continue
		} else if !fail.Is(err, fail.KindNotFound) {
			return err
		}
		word := people.FirstPassword()
		in.first[login] = firstPassword{word, gm.HashPassword(word)}
	}
	return nil
}

// roll is an import of staff as it goes along.
type roll struct {
	*Front
	in    Importing
	cols  staffColumns
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

func importStaff(ctx context.Context, f *Front, tx *db.DB, in Importing) (r Report, err error) {
	r.Wrong = map[int]string{}
	f, err = f.knowing(ctx)
	if err != nil {
		return r, err
	}
	l := roll{Front: f, in: in, roles: map[string]people.Role{}, depts: map[string]catalog.Dept{}, seen: map[string]enrolled{}}
	if l.cols, err = columnsOf(in.Sheet); err != nil {
		return r, err
	}
	for _, o := range roleOptions(f.own) {
		l.roles[o.Label] = people.Role(o.Value)
	}
	for _, d := range f.Catalog.Depts(f.House.Region) {
		l.depts[d.Name] = d
	}
	for i, row := range in.Sheet.Rows {
		in.Progress(i, len(in.Sheet.Rows))
		fresh, given, err := l.one(ctx, tx, row)
		switch wrong := new(fail.Error); {
		case errors.As(err, &wrong):
			r.Wrong[i] = wrong.Message
			if len(wrong.Fields) > 0 {
				r.Wrong[i] = wrong.Fields[0].Message
			}
		case err != nil:
			return r, err
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

// one registers who is new, and gives the post of the row, if it names one that is not held yet. What is
// wrong with the row is a fail.Error.
func (l *roll) one(ctx context.Context, tx *db.DB, row []string) (fresh, given bool, err error) {
	post, err := l.post(row)
	if err != nil {
		return false, false, err
	}
	who, fresh, err := l.member(ctx, tx, row)
	if err != nil || post.Role == "" {
		return fresh, false, err
	}
	if slices.ContainsFunc(who.posts, func(p people.Post) bool { return p.Role == post.Role && p.Region == post.Region && p.Dept == post.Dept }) {
		return fresh, false, nil
	}
	by := l.in.Second
	if by.Kind == "" {
		by = l.in.By
	}
	if err := l.People.AddPost(ctx, tx, by, "", who.id, post, l.in.Why); err != nil {
		return false, false, err
	}
	who.posts = append(who.posts, post)
	l.seen[cell(row, l.cols.login)] = who
	return fresh, true, nil
}

// member finds who the row is about, or registers him and sends the first password.
func (l *roll) member(ctx context.Context, tx *db.DB, row []string) (who enrolled, fresh bool, err error) {
	login, name, phone := cell(row, l.cols.login), cell(row, l.cols.name), cell(row, l.cols.phone)
	who, known := l.seen[login]
	if !known {
		m, err := l.People.FindMember(ctx, login)
		switch {
		case fail.Is(err, fail.KindNotFound):
		case err != nil:
			return who, false, err
		case m.LeftAt != 0:
			return who, false, fail.Conflict("用户名 %s 的账号已经停用", login)
		default:
			listed, err := l.People.Listed(ctx, m.ID)
			if err != nil {
				return who, false, err
			}
			who, known = enrolled{m.ID, m.Name, listed.Posts}, true
		}
	}
	if known {
		l.seen[login] = who
		if who.name != name {
			return who, false, fail.Conflict("用户名 %s 登记的是%s，不是%s", login, who.name, name)
		}
		return who, false, nil
	}
	if phone == "" {
		return who, false, fail.Invalid("新登记的人要有手机，初始密码发到手机上")
	}
	first := l.in.first[login]
	if who.id, err = l.People.AddMember(ctx, tx, l.in.By, "", people.NewMember{Login: login, Name: name, Phone: phone, Hash: first.hash}); err != nil {
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

// post is the post that a row gives; without a role it gives none.
func (l *roll) post(row []string) (p people.Post, err error) {
	role, place, dept := cell(row, l.cols.role), cell(row, l.cols.place), cell(row, l.cols.dept)
	if role == "" {
		return p, nil
	}
	known := false
	if p.Role, known = l.roles[role]; !known {
		return p, fail.Invalid("没有“" + role + "”这种岗位")
	}
	if dept != "" {
		d, ok := l.depts[dept]
		if !ok {
			return p, fail.Invalid("没有“" + dept + "”这个部门，要写全称")
		}
		p.Dept, place = d.Code, string(d.Region)
	}
	if p.Region, err = region.Parse(place); err != nil {
		return p, fail.Invalid("区划代码“" + place + "”应为 12 位数字")
	}
	if at, ok := l.Regions.Find(p.Region); !ok || !at.Stands(int64(l.today())) || !l.House.Region.Covers(p.Region) {
		return p, fail.Invalid("区划代码 " + place + " 不在本地区")
	}
	p.Title = cell(row, l.cols.title)
	return l.whole(p), nil
}
