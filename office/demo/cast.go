package demo

import (
	"context"
	"fmt"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// member is one of the cast.
type member struct {
	login, name string
	posts       []people.Post
	totp        bool
}

// staff gives every county its windows and every department four people, and the city its
// supervisors, editors and administrators. The named ones stand in the README.
func staff(ctx context.Context, tx *db.DB, o *office.Office) error {
	city := o.Profile.Region
	counties := counties(o)
	first := counties[0]
	town, village := door.FirstBelow(o.Regions, first)
	cast := []member{
		{"zhoumin", "周敏", []people.Post{{Role: people.Window, Region: first, Title: o.Regions.Name(first) + "政务服务中心 综合窗口 3 号"}}, false},
		{"wanglei", "王磊", []people.Post{{Role: people.Window, Region: first, Title: o.Regions.Name(first) + "政务服务中心 综合窗口 5 号"}}, false},
		{"suntao", "孙涛", []people.Post{{Role: people.Output, Region: first, Title: o.Regions.Name(first) + "政务服务中心 出件窗口"}}, false},
		{"chenjing", "陈静", []people.Post{
			{Role: people.Window, Region: town, Title: o.Regions.Name(town) + "便民服务中心 窗口"},
			{Role: people.Output, Region: town, Title: o.Regions.Name(town) + "便民服务中心 出件"},
		}, false},
		{"luocun", "罗春兰", []people.Post{
			{Role: people.Window, Region: village, Title: region.Short(o.Regions.Name(village)) + "便民服务站 代办员"},
			{Role: people.Output, Region: village, Title: region.Short(o.Regions.Name(village)) + "便民服务站 出件"},
		}, false},
		{"citywin", "刘洋", []people.Post{
			{Role: people.Window, Region: city, Title: o.Profile.Name + "政务服务中心 综合窗口 1 号"},
			{Role: people.Output, Region: city, Title: o.Profile.Name + "政务服务中心 出件窗口"},
		}, false},
		{"jianguan", "郑建国", []people.Post{{Role: people.Supervisor, Region: city, Title: o.Profile.Org + " 督查科"}}, false},
		{"jianguan1", "何国强", []people.Post{{Role: people.Supervisor, Region: first, Title: o.Regions.Name(first) + "政务服务局 督查股"}}, false},
		{"zhuanxi", "袁晓东", []people.Post{{Role: people.Officer, Region: city, Title: o.Profile.Org + " “办不成事”专席"}}, false},
		{"zhuanxi2", "邱敏", []people.Post{{Role: people.Officer, Region: city, Title: o.Profile.Org + " “办不成事”专席"}}, false},
		{"zhuanxi1", "田文静", []people.Post{{Role: people.Officer, Region: first, Title: o.Regions.Name(first) + "政务服务局 “办不成事”专席"}}, false},
		{"leader", "吴局长", []people.Post{{Role: people.Leader, Region: city, Title: o.Profile.Org}}, false},
		{"jijian", "田纪检", []people.Post{{Role: people.Discipline, Region: city, Title: o.Profile.Name + "纪委监委派驻纪检监察组"}}, false},
		{"huifang", "秦雨", []people.Post{{Role: people.Caller, Region: city, Title: o.Profile.Org + " 回访岗 1 号"}}, false},
		{"huifang2", "向阳", []people.Post{{Role: people.Caller, Region: city, Title: o.Profile.Org + " 回访岗 2 号"}}, false},
		{"bianji", "蒋晓雯", []people.Post{{Role: people.Editor, Region: city, Title: o.Profile.Org + " 审改科"}}, false},
		{"fabu", "唐文", []people.Post{{Role: people.Publisher, Region: city, Title: o.Profile.Org + " 审改科"}}, false},
		{"xitong", "冯系统", []people.Post{{Role: people.System, Region: city, Title: "系统管理员"}}, true},
		{"anquan", "彭安全", []people.Post{{Role: people.Security, Region: city, Title: "安全管理员"}}, true},
		{"shenji", "邓审计", []people.Post{{Role: people.Auditor, Region: city, Title: "审计管理员"}}, true},
	}
	for i, c := range counties[1:] {
		cast = append(cast, member{fmt.Sprintf("window%d", i+2), door.MadeName(i * 7), []people.Post{
			{Role: people.Window, Region: c, Title: o.Regions.Name(c) + "政务服务中心 综合窗口"},
			{Role: people.Output, Region: c, Title: o.Regions.Name(c) + "政务服务中心 出件窗口"},
		}, false})
	}
	n := 100
	for _, d := range o.Catalog.Depts(city) {
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
	hash := gm.HashPassword(Password)
	for i, m := range cast { // with numbers, so that nobody is taken for an applicant of the same name
		add := roster.NewMember{Login: m.login, Name: m.name, Hash: hash, Keep: true, IDNo: door.MadeIDNo(1000 + i)}
		if m.totp {
			add.TOTP = TOTP
		}
		id, err := o.Roster.AddMember(ctx, tx, people.TheOffice, "", add)
		if err != nil {
			return fmt.Errorf("%s: %w", m.login, err)
		}
		for _, p := range m.posts {
			if err := o.Roster.AddPost(ctx, tx, people.TheOffice, "", id, p, ""); err != nil {
				return fmt.Errorf("%s: %w", m.login, err)
			}
		}
	}
	return nil
}
