package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/web"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Config is every setting of the program; groups declares each. What is not given is the default that stands there.
type Config struct {
	File            string
	Addr            string
	Data            string
	DB              string
	Files           string
	City            string
	Keys            string
	Demo            bool
	Site            string
	SMS             string
	SMSTime         time.Duration
	SMSMany         int64
	SMSOnce         bool
	SMSLate         time.Duration
	Stalled         time.Duration
	Slow            time.Duration
	Skew            time.Duration
	SMTP            string
	SMTPFrom        string
	SMTPTo          string
	SMTPUser        string
	SMTPPass        string
	NoSMS           bool
	Proxies         bool
	Secure          bool
	Metrics         string
	MaxFile         int64
	Answer          time.Duration
	AnswerLong      time.Duration
	Anchors         string
	SealAt          int64
	Garbage         int64
	Memory          int64
	DBConns         int64
	DBPlans         string
	WriterCache     int64
	ReaderCache     int64
	Pages           int64
	Nets            string
	Form            time.Duration
	Upload          time.Duration
	Stall           time.Duration
	Conns           int64
	ConnsOne        int64
	Uploads         int64
	IdentityURL     string
	IdentityKey     string
	IdentitySign    string
	IdentityTimeout time.Duration
	AtWindow        bool
	Factors         string
	DemoFactors     string
	Limits          string
	ExchangeURL     string
	ExchangeID      string
	ExchangeSecret  string
	ExchangeKey     string
	ExchangeSign    string
	ExchangeSource  string
	ExchangeTimeout time.Duration

	given map[string]bool   // what flag or environment gave, by setting
	wrong map[string]string // what is wrong with what was given, by setting
}

// group is settings that belong together.
type group struct {
	title    string
	settings []setting
}

// groups declares every setting: where it goes, the name of its flag, its default, what is right, and what it means. The
// environment's name is made of the flag's (setting.env); the flag wins over it, and it over the file of --config. The first group
// says on what the program works, and is of every command.
func (c *Config) groups() []group {
	return []group{
		{"数据和密钥", []setting{
			{&c.File, "config", "", configFile(), "设置文件：每行一项 WUYOU_名称=值，# 开头的是说明；命令行和环境变量里给了的，以它们为准"},
			{&c.Data, "data", "wuyou-data", isFolder, "数据目录：SQLite 数据库、密钥文件、上传的文件"},
			{&c.DB, "db", "", secret(isPostgres), "PostgreSQL 地址 postgres://…；不填用数据目录里的 SQLite"},
			{&c.Files, "files", "", isFolder, "上传文件的目录，多个节点须共用；不填在数据目录里"},
			{&c.City, "city", "", isCity, "城市配置：内置的名称，或一个 JSON 文件；不填用内置的第一个"},
			{&c.Keys, "keys", "", secret(isMasters), "主密钥，64 位十六进制，新的在前，旧的在后，用逗号分开；也可放在数据目录的 keys 文件里"},
			{&c.Demo, "demo", "", isYes, "演示：装入样例事项、人员和办件，短信打印在终端，密钥自动生成"},
		}},
		{"网址和代理", []setting{
			{&c.Addr, "addr", "127.0.0.1:8080", isAddress, "监听地址"},
			{&c.Site, "url", "", isSite, "对外网址，二维码用；不填用监听地址"},
			{&c.Secure, "https", "", isYes, "对外是 https：Cookie 加 Secure，发 HSTS"},
			{&c.Proxies, "behind-proxy", "", isYes, "在自己的反向代理后面：信任 X-Forwarded-For"},
			{&c.Nets, "proxies", "", isNetworks, "自己的反向代理所在的网络，用逗号分开，从 X-Forwarded-For 的右边逐个剥去；不填表示只有一层，直接连过来的就是"},
			{&c.Metrics, "metrics", "127.0.0.0/8,::1/128", isNetworks, "可以读 /metrics 的网络，用逗号分开；在反向代理后面要同时用 --behind-proxy"},
		}},
		{"短信", []setting{
			{&c.SMS, "sms-url", "", secret(isGateway), "短信网关地址，收 JSON"},
			{&c.SMSTime, "sms-time", "10s", span(time.Second, 5*time.Minute), "发一条短信（短信网关或邮件服务器）最多等多久"},
			{&c.SMSMany, "sms-at-once", "1", whole(1, 64), "同时发几条；程序被强行终止时，正在发的这几条可能重发一次"},
			{&c.SMSOnce, "sms-dedup", "", isYes, "短信网关按编号去重，同一条不会送达两次：不知道是否送达时可以一直重试；不填最多发两次"},
			{&c.SMSLate, "sms-late", "15m", span(time.Minute, 24*time.Hour), "短信多久发不出去，健康检查就报不正常"},
			{&c.SMTP, "smtp", "", isServer, "邮件服务器 主机:端口，用邮件发短信"},
			{&c.SMTPFrom, "smtp-from", "", isMailbox, "发件人"},
			{&c.SMTPTo, "smtp-domain", "", isDomain, "收件域名：邮件发往 手机号@域名"},
			{&c.SMTPUser, "smtp-user", "", isText, "邮件服务器用户名"},
			{&c.SMTPPass, "smtp-password", "", secret(isText), "邮件服务器密码"},
			{&c.NoSMS, "no-sms", "", isYes, "还没有短信网关，也没有邮件服务器：短信和验证码一律发不出去，用手机号登录不了"},
		}},
		{"身份核验", []setting{
			{&c.IdentityURL, "identity-url", "", isService, "身份核验接口的地址（docs/identity.md）"},
			{&c.IdentityKey, "identity-key", "", secret(isCipherKey), "和身份核验约定的 SM4 密钥，32 位十六进制"},
			{&c.IdentitySign, "identity-sign", "", secret(isSignKey), "和身份核验约定的签名密钥（HMAC-SM3），至少 32 位十六进制"},
			{&c.IdentityTimeout, "identity-timeout", "4s", span(time.Second, time.Minute), "等身份核验回答多久"},
			{&c.AtWindow, "claims-at-window", "", isYes, "没有身份核验接口：网上填报的身份一律在窗口核对后才能查看以前的办件"},
		}},
		{"登录和限度", []setting{
			{&c.Factors, "two-factors", "all-but-editor", isRoles, "哪些角色登录要动态口令：角色代码，用逗号分开；all 是全部，all-but-editor 是除了只起草的事项编辑"},
			{&c.DemoFactors, "demo-two-factors", "system,security,auditor", isRoles, "演示时用这个代替 --two-factors"},
			{&c.Limits, "limits", "", isLimits, "应急：马上改的限度，例如 slip.all_day=2000,signin.tries=3，到重新启动为止；平时在 管理 → 规则表 里改，第二天起生效"},
		}},
		{"省平台", []setting{
			{&c.ExchangeURL, "exchange-url", "", isService, "省平台好差评接口的地址；不填就不对接，评价留在待报送里"},
			{&c.ExchangeID, "exchange-id", "", isWord, "省平台发给本市的 client_id"},
			{&c.ExchangeSecret, "exchange-secret", "", secret(isWord), "省平台发给本市的 client_secret"},
			{&c.ExchangeKey, "exchange-key", "", secret(isCipherKey), "和省平台约定的 SM4 密钥，32 位十六进制"},
			{&c.ExchangeSign, "exchange-sign", "", secret(isSignKey), "和省平台约定的签名密钥（HMAC-SM3），至少 32 位十六进制"},
			{&c.ExchangeSource, "exchange-source", "wuyou", isWord, "本系统在省平台的编号"},
			{&c.ExchangeTimeout, "exchange-timeout", "8s", span(time.Second, 5*time.Minute), "等省平台回答多久"},
		}},
		{"台账", []setting{
			{&c.Anchors, "anchors", "", isFile, "每批封存的编号和摘要追加到这个文件；放在库外（另一台机器的共享目录、只能追加的存储），wuyou verify --anchor 用它核对"},
			{&c.SealAt, "seal-at", "500", whole(1, 100000), "台账积到多少条就封存并计入统计，不等满一分钟"},
		}},
		{"上传和连接", []setting{
			{&c.MaxFile, "max-file", "20", whole(1, 1024), "单个上传文件的上限，MB"},
			{&c.Form, "form-time", "30s", span(5*time.Second, 10*time.Minute), "一次提交（1 MB 以内）最多传多久"},
			{&c.Upload, "upload-time", "10m", span(30*time.Second, 2*time.Hour), "一次上传文件最多传多久"},
			{&c.Stall, "stall", "15s", span(2*time.Second, 2*time.Minute), "收发停住多久就断开"},
			{&c.Conns, "connections", "5000", whole(100, 1000000), "同时打开的连接最多多少"},
			{&c.ConnsOne, "connections-per-address", "600", whole(6, 1000000), "其中一个网络地址最多多少；一个大厅共用一个地址，一个浏览器用 6 个；自己的反向代理不限"},
			{&c.Uploads, "uploads", "64", whole(1, 10000), "同时上传文件的最多多少"},
			{&c.Answer, "answer-time", "30s", span(time.Second, 10*time.Minute), "一个请求最多办多久；数据库没有反应时，最多等这么久就回答 503。上传的时间不算"},
			{&c.AnswerLong, "answer-time-long", "10m", span(time.Second, 24*time.Hour), "导出、导入、归档、核验、后台任务这类一次可能做很久的，最多等多久"},
		}},
		{"健康检查", []setting{
			{&c.Stalled, "stalled", "5m", span(2*time.Minute, 24*time.Hour), "到期巡检、台账封存、留存、读取变化停多久，健康检查就报不正常"},
			{&c.Slow, "stalled-slow", "6h", span(10*time.Minute, 168*time.Hour), "每日任务、后台任务、报送、短信这些一次可能做很久的，停多久算不正常"},
			{&c.Skew, "clock-off", "30s", orNone(span(time.Second, 10*time.Minute)), "本机和 PostgreSQL 的时钟最多差多少；差得更多就不启动，运行中健康检查报不正常，/readyz 让均衡器移走这个节点；0 不比较"},
		}},
		{"数据库和内存", []setting{
			{&c.DBConns, "db-connections", "0", whole(0, 1000), "到 PostgreSQL 的连接最多多少，办理和查看各算各的；0 按地址里的 pool_max_conns，没有就是处理器个数，至少 4"},
			{&c.DBPlans, "db-plans", db.DefaultOptions.Plans, isPlans, "PostgreSQL 怎样安排查询（plan_cache_mode）：force_generic_plan 最快，分片的数据库（Citus）要用 auto"},
			{&c.WriterCache, "sqlite-cache", "32", whole(1, 1<<16), "SQLite 写入时的缓存，MB"},
			{&c.ReaderCache, "sqlite-read-cache", "8", whole(1, 1<<16), "SQLite 查看时的缓存，MB，共 8 份"},
			{&c.Pages, "pages-kept", "32", whole(0, 4096), "未登录的人看的页面（首页、事项、指南）最多有多少 MB 留在内存里直接回答；0 不留"},
			{&c.Garbage, "gc", "400", whole(20, 2000), "程序用的内存比清理后多百分之几时再清理（Go 的 GOGC）：大了省处理器、多用内存"},
			{&c.Memory, "memory", "1024", whole(0, 1<<20), "程序用的内存到多少 MB 就不管 --gc、勤加清理（Go 的 GOMEMLIMIT，不含 SQLite 的缓存）；0 由环境变量 GOMEMLIMIT 定"},
		}},
	}
}

// settings are those of all groups.
func (c *Config) settings() (list []setting) {
	for _, g := range c.groups() {
		list = append(list, g.settings...)
	}
	return list
}

// Register gives every setting a flag, or those of the given names; what is not given takes the environment's value
// or the default. What is wrong is told by check.
func (c *Config) Register(set *flag.FlagSet, env func(string) string, only ...string) {
	c.wrong, c.given = map[string]string{}, map[string]bool{}
	for _, s := range c.settings() {
		if len(only) > 0 && !slices.Contains(only, s.name) {
			c.put(s, s.def)
			continue
		}
		c.put(s, s.def)
		give := func(text string) error { c.give(s, text); return nil }
		give(env(s.env()))
		if _, ok := s.to.(*bool); ok {
			set.BoolFunc(s.name, s.help, give)
		} else {
			set.Func(s.name, s.help, give)
		}
	}
}

// give is put of what flag or environment give, against which the file of --config does not count.
func (c *Config) give(s setting, text string) {
	c.put(s, text)
	c.given[s.name] = c.given[s.name] || text != ""
}

// Defaults are the settings where nothing is given.
func Defaults() (c Config) {
	c.Register(flag.NewFlagSet("", flag.PanicOnError), func(string) string { return "" })
	return c
}

// Print writes every setting with its meaning, what is right, and its present value; secrets are not shown.
func (c *Config) Print(out io.Writer) {
	for _, g := range c.groups() {
		fmt.Fprintf(out, "# %s\n", g.title)
		for _, s := range g.settings {
			value := s.value()
			if s.kind.secret && value != "" {
				value = "（已设置，不显示）"
			}
			fmt.Fprintf(out, "--%-16s %-22s %s\n    应为：%s\n    现在：%s\n", s.name, s.env(), s.help, strings.TrimSpace(s.kind.right), value)
		}
	}
}

// database is the address of the database.
func (c *Config) database() string {
	if c.DB != "" {
		return c.DB
	}
	return filepath.Join(c.Data, "wuyou.db")
}

// tuned is how the database is used.
func (c *Config) tuned() db.Options {
	return db.Options{
		Patience: db.Patience{Usual: c.Answer, Long: c.AnswerLong}, Connections: int32(c.DBConns), Plans: c.DBPlans,
		WriterCache: c.WriterCache, ReaderCache: c.ReaderCache,
	}
}

// place is where the database is, without what is secret.
func (c *Config) place() string {
	if c.DB == "" {
		return c.Data
	}
	u, err := url.Parse(c.DB)
	if err != nil {
		return "--db"
	}
	return u.Host + u.Path
}

// tempDir is where temporary files lie that nobody else may read; serve cleans it.
func (c *Config) tempDir() string { return filepath.Join(c.Data, temporaryFolder) }

// temporaryFolder is a name that nobody else gives a folder: what lies in it is removed.
const temporaryFolder = "wuyou-tmp"

func (c *Config) filesDir() string {
	if c.Files != "" {
		return c.Files
	}
	return filepath.Join(c.Data, "files")
}

// site is the address people reach the program at.
func (c *Config) site() string {
	if c.Site != "" {
		return strings.TrimSuffix(c.Site, "/")
	}
	return "http://" + c.Addr
}

// parts are the words of a setting that lists some.
func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// networks reads a setting that lists networks.
func networks(text string) (list []netip.Prefix, err error) {
	for _, s := range parts(text) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("“%s”不是网络", s)
		}
		list = append(list, p)
	}
	if len(list) == 0 && text != "" { // which must not mean any
		return nil, errors.New("里面没有网络")
	}
	return list, nil
}

// connections are what strangers may hold open.
func (c *Config) connections() web.Limits {
	l := web.DefaultLimits
	l.Answer, l.Long, l.Form, l.Upload, l.Stall = c.Answer, c.AnswerLong, c.Form, c.Upload, c.Stall
	l.Conns, l.Address, l.Uploads = int(c.Conns), int(c.ConnsOne), int(c.Uploads)
	return l
}

// factors says who must have two factors.
func (c *Config) factors() (among func(people.Role) bool, err error) {
	if c.Demo {
		return rolesOf(c.DemoFactors)
	}
	return rolesOf(c.Factors)
}

// rolesOf reads a setting that lists roles.
func rolesOf(text string) (among func(people.Role) bool, err error) {
	switch text {
	case "all":
		return func(people.Role) bool { return true }, nil
	case "all-but-editor":
		return roster.SeesOrDecides, nil
	}
	var roles []people.Role
	for _, s := range parts(text) {
		if people.Role(s).Name() == s {
			return nil, fmt.Errorf("没有代码为 %s 的角色", s)
		}
		roles = append(roles, people.Role(s))
	}
	if len(roles) == 0 { // which must not mean nobody
		return nil, errors.New("里面没有角色")
	}
	return func(r people.Role) bool { return slices.Contains(roles, r) }, nil
}
