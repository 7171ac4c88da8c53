package doctor

import (
	"context"
	"os"
	"strings"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/region"
)

// inUse says what database it is and who uses it.
func (d *doctor) inUse(ctx context.Context, a Open) error {
	version, err := a.DB.Version(ctx)
	if err != nil {
		return err
	}
	alive, err := a.DB.Others(ctx)
	if err != nil {
		return err
	}
	d.say(Sound, "数据库", "%s（%s），主密钥打得开，表结构是这个程序的", d.Place, version)
	if len(alive) == 0 {
		d.say(Heed, "服务", "3 分钟内没有节点在用这个数据库：服务没有在运行")
	} else {
		d.say(Sound, "服务", "有 %d 个节点在用这个数据库。运行情况看 /healthz", len(alive))
	}
	if err := a.DemoStaff(ctx); err != nil {
		d.say(Broken, "演示", "%v", err)
	}
	return nil
}

// clocks compares the clock with the database's, or with when its file was last written.
func (d *doctor) clocks(ctx context.Context, a Open) error {
	words, err := a.Skewed(ctx)
	if err != nil {
		return err
	}
	if i, unread := os.Stat(d.SQLite); unread == nil {
		if ahead := i.ModTime().Sub(d.Now()); ahead > max(d.Skew, time.Minute) {
			words = "数据库文件的时间比现在晚 " + ahead.Round(time.Second).String() + "，本机的时钟慢了，或者以前快了"
		}
	}
	if words != "" {
		d.say(Broken, "时钟", "%s：请先校准时钟", words)
	}
	return nil
}

// people looks whether there is who administers.
func (d *doctor) people(ctx context.Context, a Open) error {
	everywhere := region.Code(strings.Repeat("9", 12))
	held, err := a.Roster.Held(ctx, a.DB, "", everywhere, people.System, people.Security, people.Auditor)
	if err != nil {
		return err
	}
	n := map[people.Role]int{}
	for _, h := range held {
		n[h.Role]++
	}
	for _, role := range []people.Role{people.System, people.Security, people.Auditor} {
		switch {
		case n[role] > 0:
		case role == people.System:
			d.say(Broken, "管理员", "没有%s，没有人能登记人员、导入事项。请运行 wuyou staff add 和 wuyou staff post", role.Name())
		default:
			d.say(Heed, "管理员", "没有%s：三员要由三个人担任。请运行 wuyou staff add 和 wuyou staff post", role.Name())
		}
	}
	if n[people.System] > 0 && n[people.Security] > 0 && n[people.Auditor] > 0 {
		d.say(Sound, "管理员", "系统、安全、审计管理员都有")
	}
	return nil
}

// city looks at what every city needs: places, days, items.
func (d *doctor) city(_ context.Context, a Open) error {
	year := calendar.DayOf(d.Now()).Year()
	known := a.Rules.Calendar().Known
	switch {
	case !known(year):
		d.say(Broken, "放假安排", "没有 %d 年的，期限按双休日推算。请导入：wuyou import holidays 文件", year)
	case !known(year + 1):
		d.say(Heed, "放假安排", "有 %d 年的，没有 %d 年的：国务院办公厅公布以后请导入（wuyou import holidays 文件）", year, year+1)
	default:
		d.say(Sound, "放假安排", "今年和明年的都有")
	}
	if n := a.Catalog.Size(); n == 0 {
		d.say(Heed, "事项", "还没有事项，群众什么也找不到。请导入：wuyou import items 文件")
	} else {
		d.say(Sound, "事项", "%d 项", n)
	}
	for key, n := range a.Limits.Forced() {
		d.say(Heed, "限度", "应急的 %s = %d（--limits）还在起作用。请在 管理 → 规则表 里改好，再去掉", key, n)
	}
	if n := a.Files.Plain(); n > 0 {
		d.say(Heed, "文件", "有 %d 个旧文件没有加密。请运行 wuyou keys seal", n)
	}
	return nil
}

// work asks what /healthz asks of messages and deadlines.
func (d *doctor) work(ctx context.Context, a Open) error {
	for _, one := range []struct {
		at  string
		ask func(context.Context) (string, error)
	}{{"短信", a.Notices.Trouble}, {"到期处理", a.Engine.Trouble}} {
		words, err := one.ask(ctx)
		if err != nil {
			return err
		}
		if words != "" {
			d.say(Broken, one.at, "%s", words)
		}
	}
	return nil
}

// anchors compares the newest seal with what was kept of it outside of the database.
func (d *doctor) anchors(ctx context.Context, a Open) error {
	const at = "台账留存"
	if d.Anchors == "" {
		if !d.Demo {
			d.say(Heed, at, "封存没有留在库外：请用 --anchors 给一个别的机器上的文件，整个数据库被换掉才看得出来（docs/ledger.md）")
		}
		return nil
	}
	newest, err := a.Ledger.Anchor(ctx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(d.Anchors); os.IsNotExist(err) && newest.N == 0 {
		d.say(Sound, at, "还没有封存，%s 在第一批封存时建立", d.Anchors)
		return nil
	}
	kept, torn, err := d.Kept()
	if bad, ok := fail.As(err); ok {
		d.say(Broken, at, "%s", bad.Message)
		return nil
	} else if err != nil {
		d.say(Broken, at, "%s 读不出来：%v", d.Anchors, err)
		return nil
	}
	for _, words := range torn {
		d.say(Heed, at, "%s", words)
	}
	switch last := kept[len(kept)-1]; {
	case last.N > newest.N:
		d.say(Broken, at, "留存到第 %d 批，数据库里只有 %d 批：数据库少了东西，或者不是同一个。请运行 wuyou verify --anchor %s", last.N, newest.N, d.Anchors)
	case last.N == newest.N && last.Sum != newest.Sum:
		d.say(Broken, at, "第 %d 批封存和留存的不同。请运行 wuyou verify --anchor %s", last.N, d.Anchors)
	case last.N < newest.N:
		d.say(Heed, at, "留存到第 %d 批，数据库里已有 %d 批：服务运行时每分钟补上", last.N, newest.N)
	default:
		d.say(Sound, at, "%s 和最新的第 %d 批封存一致", d.Anchors, newest.N)
	}
	return nil
}
