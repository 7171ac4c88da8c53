package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/sheet"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// The demonstration: the real catalogue of another district of the province as a sample, offered in
// every county of the city, and a made-up cast of staff and citizens. Everything goes through the
// program's own doors; nothing here writes a table.

// DemoPassword is the password of every member of the demonstration's staff.
const DemoPassword = "Wuyou-2026"

// DemoTOTP is the secret of the demonstration's administrators' authenticators.
const DemoTOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// LoadDemo fills an empty city with the demonstration, once.
func (a *App) LoadDemo(ctx context.Context) error {
	n, err := a.DB.Changes(ctx)
	if err != nil || n["demo"] > 0 {
		return err
	}
	err = a.DB.Tx(ctx, func(tx *db.DB) error {
		if err := a.demoItems(ctx, tx); err != nil {
			return fmt.Errorf("items: %w", err)
		}
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	if err := a.Refresh(ctx); err != nil {
		return err
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error {
		if err := a.demoStaff(ctx, tx); err != nil {
			return fmt.Errorf("staff: %w", err)
		}
		if err := a.demoOrgans(ctx, tx); err != nil {
			return fmt.Errorf("organs: %w", err)
		}
		return tx.Changed(ctx, "demo")
	})
}

// counties are the counties of the city.
func (a *App) counties() []region.Code {
	var list []region.Code
	for _, p := range a.Regions.Children(a.Profile.Region) {
		list = append(list, p.Code)
	}
	return list
}

// demoItems imports the sample catalogue. A dozen items are complete; the others have what the list
// they come from says, and a guess at whom they are for.
func (a *App) demoItems(ctx context.Context, tx *db.DB) error {
	full, err := fullItems()
	if err != nil {
		return err
	}
	byCode := map[string]catalog.Item{}
	var rest []catalog.Item
	for _, it := range full {
		byCode[it.Code] = it
		if strings.HasPrefix(it.Code, "SAMPLE-") {
			rest = append(rest, it)
		}
	}
	mains, err := mainItems()
	if err != nil {
		return err
	}
	topics, err := demoTopics()
	if err != nil {
		return err
	}
	s, err := sheet.In(data.Files, "items.csv", catalog.Columns(a.Profile.Region)...)
	if err != nil {
		return err
	}
	area, dept := s.Column("area_code"), s.Column("department")
	for _, row := range s.Rows { // they are another district's; here every county offers the items
		row[dept] = strings.TrimPrefix(row[dept], a.Regions.Name(region.Code(row[area])))
		row[dept] = cmp.Or(topics.name[strings.TrimPrefix(row[dept], "区")], row[dept])
		row[area] = ""
	}
	m := catalog.Import{By: people.TheOffice, Regions: a.Regions, City: a.Profile.Region, Offer: a.counties(), Adapt: func(it *catalog.Item) {
		if f, ok := byCode[it.Code]; ok {
			f.DeptCode = it.DeptCode
			*it = f
			return
		}
		if it.Sample {
			return
		}
		it.Sample, it.Note = true, "事项目录取自四川省内另一区公开的办事指南，作为样例；办理要素以本市正式发布的为准。服务对象按事项名称推定。"
		it.Main = mains[it.Code]
		it.Audience = guessAudience(it.Name)
		it.Topics = topics.topics(it.Dept, it.Audience)
	}}
	if err := m.Table(ctx, tx, a.Catalog, s, func(int, int) {}); err != nil {
		return err
	}
	if err := m.Wrong.Err(); err != nil {
		return err
	}
	err = m.Items(ctx, tx, a.Catalog, rest)
	return cmp.Or(err, m.Wrong.Err())
}

func mainItems() (map[string]string, error) {
	s, err := sheet.In(data.Files, "item_groups.csv")
	m := map[string]string{}
	for _, row := range s.Rows {
		if row[1] != "未分类" {
			m[row[0]] = row[1]
		}
	}
	return m, err
}

// topicTable are the departments of the sample: their topics for persons and for firms, and what the sample calls them.
type topicTable struct {
	of   map[string][2][]string
	name map[string]string
}

func demoTopics() (topicTable, error) {
	s, err := sheet.In(data.Files, "demo_topics.csv")
	t := topicTable{map[string][2][]string{}, map[string]string{}}
	for _, row := range s.Rows {
		if row[3] != "" {
			t.name[row[3]] = row[0]
		}
		t.of[row[0]] = [2][]string{strings.Fields(row[1]), strings.Fields(row[2])}
	}
	return t, err
}

func (t topicTable) topics(dept string, audience []string) []string {
	var list []string
	for _, who := range audience {
		i := 1
		if who == "1" {
			i = 0
		}
		for _, topic := range t.of[dept][i] {
			if !strings.Contains(strings.Join(list, " "), topic) {
				list = append(list, topic)
			}
		}
	}
	return list
}

// guessAudience tells by the name whom an item is for. It is a guess for the sample only.
func guessAudience(name string) []string {
	for _, w := range []string{"企业", "公司", "单位", "机构", "经营", "生产", "学校", "医院", "工程", "项目", "许可证核发", "用人", "社会团体", "合作社", "场所", "审批", "运输证", "营业"} {
		if strings.Contains(name, w) {
			for _, p := range []string{"职工", "个人", "人员", "本人", "驾驶", "退休", "失业"} {
				if strings.Contains(name, p) {
					return []string{"1", "2"}
				}
			}
			return []string{"2"}
		}
	}
	return []string{"1"}
}

// member is one of the cast.
type member struct {
	login, name string
	posts       []people.Post
	totp        bool
}

// demoStaff gives every county its windows and every department four people, and the city its
// supervisors, editors and administrators. The named ones stand in the README.
func (a *App) demoStaff(ctx context.Context, tx *db.DB) error {
	city := a.Profile.Region
	counties := a.counties()
	first := counties[0]
	town, village := door.FirstBelow(a.Regions, first)
	cast := []member{
		{"zhoumin", "周敏", []people.Post{{Role: people.Window, Region: first, Title: a.Regions.Name(first) + "政务服务中心 综合窗口 3 号"}}, false},
		{"wanglei", "王磊", []people.Post{{Role: people.Window, Region: first, Title: a.Regions.Name(first) + "政务服务中心 综合窗口 5 号"}}, false},
		{"suntao", "孙涛", []people.Post{{Role: people.Output, Region: first, Title: a.Regions.Name(first) + "政务服务中心 出件窗口"}}, false},
		{"chenjing", "陈静", []people.Post{
			{Role: people.Window, Region: town, Title: a.Regions.Name(town) + "便民服务中心 窗口"},
			{Role: people.Output, Region: town, Title: a.Regions.Name(town) + "便民服务中心 出件"},
		}, false},
		{"luocun", "罗春兰", []people.Post{
			{Role: people.Window, Region: village, Title: region.Short(a.Regions.Name(village)) + "便民服务站 代办员"},
			{Role: people.Output, Region: village, Title: region.Short(a.Regions.Name(village)) + "便民服务站 出件"},
		}, false},
		{"citywin", "刘洋", []people.Post{
			{Role: people.Window, Region: city, Title: a.Profile.Name + "政务服务中心 综合窗口 1 号"},
			{Role: people.Output, Region: city, Title: a.Profile.Name + "政务服务中心 出件窗口"},
		}, false},
		{"jianguan", "郑建国", []people.Post{{Role: people.Supervisor, Region: city, Title: a.Profile.Org + " 督查科"}}, false},
		{"jianguan1", "何国强", []people.Post{{Role: people.Supervisor, Region: first, Title: a.Regions.Name(first) + "政务服务局 督查股"}}, false},
		{"zhuanxi", "袁晓东", []people.Post{{Role: people.Officer, Region: city, Title: a.Profile.Org + " “办不成事”专席"}}, false},
		{"zhuanxi2", "邱敏", []people.Post{{Role: people.Officer, Region: city, Title: a.Profile.Org + " “办不成事”专席"}}, false},
		{"zhuanxi1", "田文静", []people.Post{{Role: people.Officer, Region: first, Title: a.Regions.Name(first) + "政务服务局 “办不成事”专席"}}, false},
		{"leader", "吴局长", []people.Post{{Role: people.Leader, Region: city, Title: a.Profile.Org}}, false},
		{"jijian", "田纪检", []people.Post{{Role: people.Discipline, Region: city, Title: a.Profile.Name + "纪委监委派驻纪检监察组"}}, false},
		{"huifang", "秦雨", []people.Post{{Role: people.Caller, Region: city, Title: a.Profile.Org + " 回访岗 1 号"}}, false},
		{"huifang2", "向阳", []people.Post{{Role: people.Caller, Region: city, Title: a.Profile.Org + " 回访岗 2 号"}}, false},
		{"bianji", "蒋晓雯", []people.Post{{Role: people.Editor, Region: city, Title: a.Profile.Org + " 审改科"}}, false},
		{"fabu", "唐文", []people.Post{{Role: people.Publisher, Region: city, Title: a.Profile.Org + " 审改科"}}, false},
		{"xitong", "冯系统", []people.Post{{Role: people.System, Region: city, Title: "系统管理员"}}, true},
		{"anquan", "彭安全", []people.Post{{Role: people.Security, Region: city, Title: "安全管理员"}}, true},
		{"shenji", "邓审计", []people.Post{{Role: people.Auditor, Region: city, Title: "审计管理员"}}, true},
	}
	for i, c := range counties[1:] {
		cast = append(cast, member{fmt.Sprintf("window%d", i+2), door.MadeName(i * 7), []people.Post{
			{Role: people.Window, Region: c, Title: a.Regions.Name(c) + "政务服务中心 综合窗口"},
			{Role: people.Output, Region: c, Title: a.Regions.Name(c) + "政务服务中心 出件窗口"},
		}, false})
	}
	n := 100
	for _, d := range a.Catalog.Depts(city) {
		post := func(role people.Role, title string) people.Post {
			return people.Post{Role: role, Region: d.Region, Dept: d.Code, Title: d.Name + " " + title}
		}
		logins := [3]string{d.Code + "-a", d.Code + "-b", d.Code + "-c"}
		names := [3]string{door.MadeName(n), door.MadeName(n + 1), door.MadeName(n + 2)}
		if d.Region == first && d.Short == "行政审批局" {
			logins, names = [3]string{"lizhiqiang", "hexue", "zhaowenbin"}, [3]string{"李志强", "何雪", "赵文斌"}
		}
		n += 3
		cast = append(cast,
			member{logins[0], names[0], []people.Post{post(people.Reviewer, "审查岗"), post(people.Inspector, "核查岗")}, false},
			member{logins[1], names[1], []people.Post{post(people.Senior, "复审岗"), post(people.Inspector, "核查岗"), post(people.Issuer, "制证岗")}, false},
			member{logins[2], names[2], []people.Post{post(people.Head, "负责人")}, false})
	}
	hash := gm.HashPassword(DemoPassword)
	for i, m := range cast { // with numbers, so that nobody is taken for an applicant of the same name
		add := people.NewMember{Login: m.login, Name: m.name, Hash: hash, Keep: true, IDNo: door.MadeIDNo(1000 + i)}
		if m.totp {
			add.TOTP = DemoTOTP
		}
		id, err := a.People.AddMember(ctx, tx, people.TheOffice, "", add)
		if err != nil {
			return fmt.Errorf("%s: %w", m.login, err)
		}
		for _, p := range m.posts {
			if err := a.People.AddPost(ctx, tx, people.TheOffice, "", id, p, ""); err != nil {
				return fmt.Errorf("%s: %w", m.login, err)
			}
		}
	}
	return nil
}

// fullItems are the sample items that have all elements.
func fullItems() ([]catalog.Item, error) {
	files, err := fs.Glob(data.Files, "items_full/*.json")
	var items []catalog.Item
	for _, f := range files {
		b, err := fs.ReadFile(data.Files, f)
		if err != nil {
			return nil, err
		}
		var it catalog.Item
		if err := json.Unmarshal(b, &it); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		items = append(items, it)
	}
	return items, err
}
