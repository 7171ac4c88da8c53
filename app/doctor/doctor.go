// Package doctor looks at a set-up and says of everything whether it is well and, where it is not, what to do. It only reads.
//
// Read this file for what comes before the database, office.go for what is in it.
package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"wuyou/kit/backup"
	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/host"
	"wuyou/office"
	"wuyou/office/ledger"
)

// Grade is what doctor thinks of one thing.
type Grade string

// The grades.
const (
	Sound  Grade = "ok"
	Heed   Grade = "warning"
	Broken Grade = "error" // the exit code is 1
)

var gradeWords = map[Grade]string{Sound: "好", Heed: "注意", Broken: "有误"}

// Finding is one thing that doctor looked at: what it found and, unless it is well, what to do.
type Finding struct {
	At    string `json:"check"`
	Grade Grade  `json:"grade"`
	Words string `json:"words"`
}

// Setup is what doctor looks at, and how it gets at it.
type Setup struct {
	Faults  []string // settings that are wrong; nothing else is looked at then
	Unfit   []string // why serve would not start
	Remarks []string // what a set-up may have, but hardly wants
	Reaches []string // how people are known and told
	From    string   // the file of settings, "" for none
	Demo    bool
	NoSMS   bool // there are no messages yet
	NoCheck bool // there is no identity check yet
	NoFar   bool // there is no provincial platform yet

	Data, Files string // the folders; Files is "" where they lie in Data
	SQLite      string // the file of the database, "" for PostgreSQL
	Place       string // where the database is, without what is secret
	Backups     string // the folder of folders of backups, "" where it is not known
	Anchors     string // the file of seals, "" for none
	Skew        time.Duration

	Now     func() time.Time
	Ours    func(dir string) error                                  // refuses a folder of other things
	Masters func() ([]gm.Master, error)                             // os.ErrNotExist for none
	Choose  func(id string) (gm.Master, error)                      // that of a backup
	Kept    func() (list []ledger.Anchor, torn []string, err error) // what stands in Anchors, as `verify --anchor` reads it
	There   func(ctx context.Context) (bool, error)                 // whether there is a database
	Open    func(ctx context.Context) (Open, error)                 // only reads
}

// Open is a program on its database, to be read only.
type Open struct {
	*office.Office
	Close     func() error
	DemoStaff func(ctx context.Context) error           // refuses to serve in earnest on the data of a demonstration
	Skewed    func(ctx context.Context) (string, error) // in words, that the database has another time
}

// doctor is one look at a set-up.
type doctor struct {
	Setup
	list []Finding
}

func (d *doctor) say(v Grade, at, format string, args ...any) {
	d.list = append(d.list, Finding{at, v, fmt.Sprintf(format, args...)})
}

// worst is the Grade of all.
func (d *doctor) worst() (v Grade, n int) {
	v = Sound
	for _, l := range d.list {
		switch {
		case l.Grade == Broken:
			v, n = Broken, n+1
		case l.Grade == Heed && v == Sound:
			v = Heed
		}
	}
	return v, n
}

// Look looks at a set-up and writes what it finds. Returns how many things are to be mended.
func Look(ctx context.Context, s Setup, out io.Writer, asJSON bool) (int, error) {
	d := &doctor{Setup: s}
	if d.settings() && d.machine() {
		d.database(ctx)
	}
	d.backups()
	_, n := d.worst()
	return n, d.print(out, asJSON)
}

func (d *doctor) print(out io.Writer, asJSON bool) error {
	if asJSON {
		v, _ := d.worst()
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Status   Grade     `json:"status"`
			Findings []Finding `json:"findings"`
		}{v, d.list})
	}
	for _, l := range d.list {
		if _, err := fmt.Fprintf(out, "%s\t%s：%s\n", gradeWords[l.Grade], l.At, l.Words); err != nil {
			return err
		}
	}
	return nil
}

// settings looks at what was given, and reports whether there is anything to go on with.
func (d *doctor) settings() bool {
	for _, words := range d.Faults {
		d.say(Broken, "设置", "%s", words)
	}
	if len(d.Faults) > 0 {
		return false
	}
	from := "来自命令行和环境变量"
	if d.From != "" {
		from = "来自 " + d.From + "、命令行和环境变量"
	}
	d.say(Sound, "设置", "各项都对，%s", from)
	for _, words := range d.Unfit {
		d.say(Broken, "启动", "%s", words)
	}
	for _, words := range d.Remarks {
		d.say(Heed, "网址和代理", "%s", words)
	}
	if len(d.Unfit) == 0 {
		d.say(Sound, "对外", "%s", strings.Join(d.Reaches, "；"))
	}
	if d.NoSMS {
		d.say(Heed, "短信", "现在没有短信（--no-sms）：群众收不到通知和验证码。接好以后去掉这一项")
	}
	if d.NoCheck {
		d.say(Heed, "身份核验", "现在没有接口（--claims-at-window）：网上填报的身份要到窗口核对")
	}
	if d.NoFar {
		d.say(Heed, "省平台", "没有对接，好差评留在待报送里。接入要给 --exchange-url 等五项（docs/exchange.md）")
	}
	if d.Demo {
		d.say(Heed, "演示", "按演示运行（--demo）：人员的密码是公开的，不能正式使用")
	}
	return true
}

// machine looks at the clock, the folders and the master secret, and reports whether the database may be opened with it.
func (d *doctor) machine() bool {
	now := d.Now()
	if _, east := now.Local().Zone(); east != 8*60*60 {
		d.say(Heed, "时区", "本机的时区是 %s。程序一律用北京时间，但定时任务和系统日志按本机时区：建议改为 Asia/Shanghai", now.Local().Format("MST -07:00"))
	}
	switch set, known := host.ClockSet(); {
	case known && !set:
		d.say(Heed, "时钟", "现在是 %s，系统说没有和时间服务器对过时。请启用 chrony 或 systemd-timesyncd", now.Format("2006-01-02 15:04:05 -07:00"))
	case known:
		d.say(Sound, "时钟", "现在是 %s，和时间服务器对过", now.Format("2006-01-02 15:04:05 -07:00"))
	}
	entered := d.folder("数据目录", d.Data)
	if d.Files != "" {
		d.folder("文件目录", d.Files)
	}
	return entered && d.masters()
}

const (
	least  = 32 << 20 // bytes free on a disk below which nothing goes on
	little = 1 << 30  // bytes free on a disk below which somebody should look after it
	old    = 2 * 24 * time.Hour
	older  = 8 * 24 * time.Hour
)

// folder looks at a folder of the program's, and reports whether it can be entered.
func (d *doctor) folder(at, dir string) bool {
	i, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.say(Heed, at, "%s 还没有，第一次启动时建立", dir)
		return true
	case err != nil:
		d.say(Broken, at, "%s 不能查看：%v", dir, err)
		return false
	}
	if uid, foreign := host.Foreign(i); foreign {
		if os.Geteuid() == 0 {
			d.say(Heed, at, "%s 属于另一个用户（%d），现在是 root 在看，里面的没有看。请用运行服务的用户再看一遍，例如 runuser -u wuyou -- wuyou doctor",
				dir, uid)
		} else {
			d.say(Broken, at, "%s 属于别的用户（%d）。请改为运行本程序的用户所有：chown -R", dir, uid)
		}
		return false
	}
	if err := d.Ours(dir); errors.Is(err, os.ErrPermission) {
		d.say(Broken, at, "%s 进不去：没有权限", dir)
		return false
	} else if err != nil {
		d.say(Broken, at, "%v", err)
		return false
	}
	free, err := host.Free(dir)
	switch {
	case !host.Writable(dir):
		d.say(Broken, at, "%s 不能写：磁盘只读，或者没有权限", dir)
	case err != nil:
		d.say(Broken, at, "%s 剩多少空间读不出来：%v", dir, err)
	case free < least:
		d.say(Broken, at, "%s 只剩 %d MB，写不下了。请腾出空间", dir, free>>20)
	case free < little:
		d.say(Heed, at, "%s 只剩 %d MB。请腾出空间", dir, free>>20)
	case host.Shared(i):
		d.say(Heed, at, "%s 别人也能进（权限 %04o），启动时会改为 0700", dir, i.Mode().Perm())
	default:
		d.say(Sound, at, "%s，权限 %04o，剩 %d GB", dir, i.Mode().Perm(), free>>30)
	}
	return true
}

// masters looks at the master secrets. That there is none is said by who needs one.
func (d *doctor) masters() bool {
	list, err := d.Masters()
	if errors.Is(err, os.ErrNotExist) {
		return true
	}
	if err != nil {
		d.say(Broken, "主密钥", "%v", err)
		return false
	}
	d.say(Sound, "主密钥", "给出 %d 把，最前面的核对码 %s。请确认另有一份保存在别处", len(list), list[0].ID)
	return true
}

// database looks at the database, and at what is in it.
func (d *doctor) database(ctx context.Context) {
	there, err := d.There(ctx)
	switch {
	case err != nil:
		d.say(Broken, "数据库", "%v", err)
		return
	case !there:
		d.say(Heed, "数据库", "%s 还没有数据库，第一次启动时建立", d.Place)
		return
	}
	a, err := d.Open(ctx)
	switch {
	case errors.Is(err, db.ErrOlder):
		d.say(Heed, "数据库", "%v", err)
		return
	case err != nil:
		d.say(Broken, "数据库", "%v", err)
		return
	}
	defer a.Close()
	for _, look := range []func(context.Context, Open) error{d.inUse, d.clocks, d.people, d.city, d.work, d.anchors} {
		if err := look(ctx, a); err != nil {
			d.say(Broken, "数据库", "读不出来：%v", err)
		}
	}
}

// backups looks for the latest backup among the folders of one.
func (d *doctor) backups() {
	dir := d.Backups
	if dir == "" {
		if !d.Demo {
			d.say(Heed, "备份", "没有说备份放在哪里，没有看。请用 --backups 目录 再看一遍；定时备份见 docs/operate.md")
		}
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		d.say(Broken, "备份", "%v", err)
		return
	}
	var latest time.Time
	var name, sealedBy string
	for _, e := range entries {
		if at, master, err := backup.Made(filepath.Join(dir, e.Name())); err == nil && at.After(latest) {
			latest, name, sealedBy = at, e.Name(), master
		}
	}
	if name == "" {
		d.say(Broken, "备份", "%s 里没有一份做完的备份。请运行 wuyou backup，并启用定时备份（docs/operate.md）", dir)
		return
	}
	v, age := Sound, d.Now().Sub(latest)
	switch {
	case age > older:
		v = Broken
	case age > old:
		v = Heed
	}
	after := "请定期试着恢复一次"
	if v != Sound {
		after = "请查看定时备份为什么没有做"
	}
	d.say(v, "备份", "最近一份 %s 是 %d 小时以前做的。%s", name, int(age.Hours()), after)
	if _, err := d.Choose(sealedBy); err != nil {
		d.say(Broken, "备份", "最近一份 %s 用现在的主密钥打不开：%v", name, err)
	}
}
