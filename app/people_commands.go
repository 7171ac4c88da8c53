package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/demo"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// actor is who the command line acts as in the audit log: whoever has the machine, by his name on it.
var actor = people.Actor{Kind: people.Office, Name: "命令行" + machineUser()}

func machineUser() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return "（" + u.Username + "）"
}

func config(_ context.Context, c *cli, args []string) error {
	_, err := c.parse(args)
	if errors.Is(err, errUsage) || errors.Is(err, flag.ErrHelp) {
		return err
	}
	c.cfg.Print(stdout)
	return err
}

// tokens makes, lists and revokes the tokens of other programs.
func tokens(ctx context.Context, c *cli, args []string) error {
	name := c.flags.String("name", "", "给哪个系统用")
	scopes := c.flags.String("scopes", "", "权限，空格分开："+scopeWords())
	login := c.flags.String("staff", "", "所属工作人员的用户名（staff 权限）")
	place := c.flags.String("region", "", "区划代码；不填为全市")
	days := c.flags.Int("days", 365, "多少天后失效，最长 366 天")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	a, err := open(ctx, c.cfg, c.out, office.Works)
	if err != nil {
		return err
	}
	defer a.Close()
	switch rest[0] {
	case "add":
		if *login != "" && !c.cfg.Demo {
			return errors.New("以工作人员身份办理的令牌，由本人在工作台“我的账号”里发放")
		}
		t := roster.Token{Name: *name, Scopes: *scopes, Region: a.Profile.Region}
		if *place != "" {
			if t.Region, err = region.Parse(*place); err != nil {
				return err
			}
		}
		if *login != "" {
			m, err := a.Roster.FindMember(ctx, *login)
			if err != nil {
				return err
			}
			t.StaffID = m.ID
		}
		if *days < 1 || *days > 366 {
			return errors.New("--days 应为 1 到 366：令牌要有期限")
		}
		t.ExpiresAt = calendar.DayOf(a.Now()).AddDays(*days).End().UnixMilli() - 1
		secret, err := a.Roster.NewToken(ctx, actor, "", t)
		if err == nil {
			fmt.Fprintln(stdout, secret)
		}
		return err
	case "list":
		list, err := a.Roster.Tokens(ctx)
		for _, t := range list {
			fmt.Fprintf(stdout, "%d\t%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Scopes, t.Region, tokenState(t, a.Now()))
		}
		return err
	}
	id, err := strconv.ParseInt(rest[1], 10, 64)
	if err != nil {
		return fmt.Errorf("%w：编号“%s”应为数字，见 wuyou token list", errUsage, rest[1])
	}
	return a.Roster.RevokeToken(ctx, actor, "", id)
}

func tokenState(t roster.Token, now time.Time) string {
	switch {
	case t.RevokedAt != 0:
		return "已收回"
	case !t.Alive(now.UnixMilli()):
		return "已过期"
	}
	return "有效"
}

func scopeWords() string {
	var list []string
	for _, s := range people.Scopes {
		list = append(list, s.Code+"（"+s.Does+"）")
	}
	return strings.Join(list, "、")
}

// members registers the first members of staff and helps when nobody can sign in.
func members(ctx context.Context, c *cli, args []string) error {
	phone := c.flags.String("phone", "", "手机号，提醒短信用")
	title := c.flags.String("title", "", "岗位名称")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	if rest[0] == "totp" {
		return c.demoCode()
	}
	use := office.Works
	if rest[0] == "add" { // the first of all
		use = office.Founds
	}
	a, err := open(ctx, c.cfg, c.out, use)
	if err != nil {
		return err
	}
	defer a.Close()
	switch rest[0] {
	case "add":
		return a.staffAdd(ctx, rest[1], rest[2], *phone)
	case "post":
		return a.staffPost(ctx, rest[1], rest[2], rest[3], append(rest, "")[4], *title)
	default:
		m, err := a.Roster.FindMember(ctx, rest[1])
		if err != nil {
			return err
		}
		password, err := a.Roster.ResetPassword(ctx, actor, "", m.ID, "命令行重置")
		if err == nil {
			fmt.Fprintf(stdout, "%s 的新密码：%s（首次登录须修改）\n", m.Login, password)
		}
		return err
	}
}

// demoCode prints the one-time password of the cast, which all share: no database is asked.
func (c *cli) demoCode() error {
	if !c.cfg.Demo {
		return fmt.Errorf("%w：动态口令只在演示里打印，要加 --demo", errUsage)
	}
	code, err := totp.GenerateCode(demo.TOTP, c.out.Now())
	if err == nil {
		fmt.Fprintln(stdout, code)
	}
	return err
}

func (a *App) staffAdd(ctx context.Context, login, name, phone string) error {
	password := roster.FirstPassword()
	hash := gm.HashPassword(password)
	err := a.DB.Tx(ctx, func(tx *db.DB) error {
		_, err := a.Roster.AddMember(ctx, tx, actor, "", roster.NewMember{Login: login, Name: name, Phone: phone, Hash: hash})
		return err
	})
	if err == nil {
		fmt.Fprintf(stdout, "%s 的密码：%s（首次登录须修改）\n", login, password)
	}
	return err
}

func (a *App) staffPost(ctx context.Context, login, role, place, dept, title string) error {
	m, err := a.Roster.FindMember(ctx, login)
	if err != nil {
		return err
	}
	p := people.Post{Role: people.Role(role), Dept: dept, Title: title}
	if p.Region, err = region.Parse(place); err != nil {
		return err
	}
	if title == "" {
		p.Title = a.Regions.Name(p.Region) + " " + p.Role.Name()
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error { return a.Roster.AddPost(ctx, tx, actor, "", m.ID, p, "命令行授予") })
}
