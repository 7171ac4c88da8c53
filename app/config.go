package app

import (
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/web"
	"wuyou/office/people"
)

// Config is every setting of the program. Each has a flag and an environment variable; the flag wins.
// The zero value of what is not given is the default that stands here.
type Config struct {
	Addr     string        `flag:"addr" env:"WUYOU_ADDR" default:"127.0.0.1:8080" help:"监听地址"`
	Data     string        `flag:"data" env:"WUYOU_DATA" default:"wuyou-data" help:"数据目录：SQLite 数据库、密钥文件、上传的文件"`
	DB       string        `flag:"db" env:"WUYOU_DB" secret:"true" help:"PostgreSQL 地址 postgres://…；不填用数据目录里的 SQLite"`
	Files    string        `flag:"files" env:"WUYOU_FILES" help:"上传文件的目录，多个节点须共用；不填在数据目录里"`
	City     string        `flag:"city" env:"WUYOU_CITY" help:"城市配置：内置的名称，或一个 JSON 文件；不填用内置的第一个"`
	Keys     string        `flag:"keys" env:"WUYOU_KEYS" secret:"true" help:"主密钥，64 位十六进制，新的在前，旧的在后，用逗号分开；也可放在数据目录的 keys 文件里"`
	Demo     bool          `flag:"demo" env:"WUYOU_DEMO" help:"演示：装入样例事项、人员和办件，短信打印在终端，密钥自动生成"`
	Site     string        `flag:"url" env:"WUYOU_URL" help:"对外网址，二维码用；不填用监听地址"`
	SMS      string        `flag:"sms-url" env:"WUYOU_SMS_URL" secret:"true" help:"短信网关地址，收 JSON"`
	SMSTime  time.Duration `flag:"sms-time" env:"WUYOU_SMS_TIME" default:"10s" help:"发一条短信（短信网关或邮件服务器）最多等多久"`
	SMSMany  int64         `flag:"sms-at-once" env:"WUYOU_SMS_AT_ONCE" default:"1" help:"同时发几条；程序被强行终止时，正在发的这几条可能重发一次"`
	SMSOnce  bool          `flag:"sms-dedup" env:"WUYOU_SMS_DEDUP" help:"短信网关按编号去重，同一条不会送达两次：不知道是否送达时可以一直重试；不填最多发两次"`
	SMSLate  time.Duration `flag:"sms-late" env:"WUYOU_SMS_LATE" default:"15m" help:"短信多久发不出去，健康检查就报不正常"`
	Stalled  time.Duration `flag:"stalled" env:"WUYOU_STALLED" default:"5m" help:"到期巡检、台账封存、留存、读取变化停多久，健康检查就报不正常"`
	Slow     time.Duration `flag:"stalled-slow" env:"WUYOU_STALLED_SLOW" default:"6h" help:"每日任务、后台任务、报送、短信这些一次可能做很久的，停多久算不正常"`
	Skew     time.Duration `flag:"clock-off" env:"WUYOU_CLOCK_OFF" default:"30s" help:"本机和 PostgreSQL 的时钟最多差多少；差得更多就不启动，运行中健康检查报不正常，/readyz 让均衡器移走这个节点；0 不比较"`
	SMTP     string        `flag:"smtp" env:"WUYOU_SMTP" help:"邮件服务器 主机:端口，用邮件发短信"`
	SMTPFrom string        `flag:"smtp-from" env:"WUYOU_SMTP_FROM" help:"发件人"`
	SMTPTo   string        `flag:"smtp-domain" env:"WUYOU_SMTP_DOMAIN" help:"收件域名：邮件发往 手机号@域名"`
	SMTPUser string        `flag:"smtp-user" env:"WUYOU_SMTP_USER" help:"邮件服务器用户名"`
	SMTPPass string        `flag:"smtp-password" env:"WUYOU_SMTP_PASSWORD" secret:"true" help:"邮件服务器密码"`
	Proxies  bool          `flag:"behind-proxy" env:"WUYOU_BEHIND_PROXY" help:"在自己的反向代理后面：信任 X-Forwarded-For"`
	Secure   bool          `flag:"https" env:"WUYOU_HTTPS" help:"对外是 https：Cookie 加 Secure，发 HSTS"`
	Metrics  string        `flag:"metrics" env:"WUYOU_METRICS" default:"127.0.0.0/8,::1/128" help:"可以读 /metrics 的网络，用逗号分开；在反向代理后面要同时用 --behind-proxy"`
	MaxFile  int64         `flag:"max-file" env:"WUYOU_MAX_FILE" default:"20" help:"单个上传文件的上限，MB"`

	Anchors         string        `flag:"anchors" env:"WUYOU_ANCHORS" help:"每批封存的编号和摘要追加到这个文件；放在库外（另一台机器的共享目录、只能追加的存储），wuyou verify --anchor 用它核对"`
	Nets            string        `flag:"proxies" env:"WUYOU_PROXIES" help:"自己的反向代理所在的网络，用逗号分开，从 X-Forwarded-For 的右边逐个剥去；不填表示只有一层，直接连过来的就是"`
	Form            time.Duration `flag:"form-time" env:"WUYOU_FORM_TIME" default:"30s" help:"一次提交（1 MB 以内）最多传多久"`
	Upload          time.Duration `flag:"upload-time" env:"WUYOU_UPLOAD_TIME" default:"10m" help:"一次上传文件最多传多久"`
	Stall           time.Duration `flag:"stall" env:"WUYOU_STALL" default:"15s" help:"收发停住多久就断开"`
	Conns           int64         `flag:"connections" env:"WUYOU_CONNECTIONS" default:"5000" help:"同时打开的连接最多多少"`
	ConnsOne        int64         `flag:"connections-per-address" env:"WUYOU_CONNECTIONS_PER_ADDRESS" default:"600" help:"其中一个网络地址最多多少；一个大厅共用一个地址，一个浏览器用 6 个；自己的反向代理不限"`
	Uploads         int64         `flag:"uploads" env:"WUYOU_UPLOADS" default:"64" help:"同时上传文件的最多多少"`
	IdentityURL     string        `flag:"identity-url" env:"WUYOU_IDENTITY_URL" help:"身份核验接口的地址（docs/identity.md）"`
	IdentityKey     string        `flag:"identity-key" env:"WUYOU_IDENTITY_KEY" secret:"true" help:"和身份核验约定的 SM4 密钥，32 位十六进制"`
	IdentitySign    string        `flag:"identity-sign" env:"WUYOU_IDENTITY_SIGN" secret:"true" help:"和身份核验约定的签名密钥（HMAC-SM3），至少 32 位十六进制"`
	IdentityTimeout time.Duration `flag:"identity-timeout" env:"WUYOU_IDENTITY_TIMEOUT" default:"4s" help:"等身份核验回答多久"`
	AtWindow        bool          `flag:"claims-at-window" env:"WUYOU_CLAIMS_AT_WINDOW" help:"没有身份核验接口：网上填报的身份一律在窗口核对后才能查看以前的办件"`

	Factors     string `flag:"two-factors" env:"WUYOU_TWO_FACTORS" default:"all-but-editor" help:"哪些角色登录要动态口令：角色代码，用逗号分开；all 是全部，all-but-editor 是除了只起草的事项编辑"`
	DemoFactors string `flag:"demo-two-factors" env:"WUYOU_DEMO_TWO_FACTORS" default:"system,security,auditor" help:"演示时用这个代替 --two-factors"`

	Limits string `flag:"limits" env:"WUYOU_LIMITS" help:"应急：马上改的限度，例如 slip.all_day=2000,signin.tries=3，到重新启动为止；平时在 管理 → 规则表 里改，第二天起生效"`

	ExchangeURL     string        `flag:"exchange-url" env:"WUYOU_EXCHANGE_URL" help:"省平台好差评接口的地址；不填就不对接，评价留在待报送里"`
	ExchangeID      string        `flag:"exchange-id" env:"WUYOU_EXCHANGE_ID" help:"省平台发给本市的 client_id"`
	ExchangeSecret  string        `flag:"exchange-secret" env:"WUYOU_EXCHANGE_SECRET" secret:"true" help:"省平台发给本市的 client_secret"`
	ExchangeKey     string        `flag:"exchange-key" env:"WUYOU_EXCHANGE_KEY" secret:"true" help:"和省平台约定的 SM4 密钥，32 位十六进制"`
	ExchangeSign    string        `flag:"exchange-sign" env:"WUYOU_EXCHANGE_SIGN" secret:"true" help:"和省平台约定的签名密钥（HMAC-SM3），至少 32 位十六进制"`
	ExchangeSource  string        `flag:"exchange-source" env:"WUYOU_EXCHANGE_SOURCE" default:"wuyou" help:"本系统在省平台的编号"`
	ExchangeTimeout time.Duration `flag:"exchange-timeout" env:"WUYOU_EXCHANGE_TIMEOUT" default:"8s" help:"等省平台回答多久"`
}

// fields walks the settings.
func (c *Config) fields(each func(f reflect.StructField, v reflect.Value)) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		each(v.Type().Field(i), v.Field(i))
	}
}

// Register gives every setting a flag, or those of the given names; what is not given takes the environment's value
// or the default.
func (c *Config) Register(set *flag.FlagSet, env func(string) string, only ...string) error {
	var bad error
	c.fields(func(f reflect.StructField, v reflect.Value) {
		value := f.Tag.Get("default")
		if e := env(f.Tag.Get("env")); e != "" {
			value = e
		}
		if err := assign(v, value); err != nil {
			bad = fmt.Errorf("%s: %w", f.Tag.Get("env"), err)
		}
		name, help := f.Tag.Get("flag"), f.Tag.Get("help")
		if len(only) > 0 && !slices.Contains(only, name) {
			return
		}
		if v.Kind() == reflect.Bool {
			set.BoolFunc(name, help, func(s string) error { return assign(v, s) })
			return
		}
		set.Func(name, help, func(s string) error { return assign(v, s) })
	})
	return bad
}

// Defaults are the settings where nothing is given.
func Defaults() (c Config) {
	if err := c.Register(flag.NewFlagSet("", flag.PanicOnError), func(string) string { return "" }); err != nil {
		panic(err) // a default that is no value
	}
	return c
}

func assign(v reflect.Value, s string) error {
	if s == "" {
		return nil
	}
	switch v.Interface().(type) {
	case string:
		v.SetString(s)
	case bool:
		b, err := strconv.ParseBool(s)
		v.SetBool(b)
		return err
	case int64:
		n, err := strconv.ParseInt(s, 10, 64)
		v.SetInt(n)
		return err
	case time.Duration:
		d, err := time.ParseDuration(s)
		v.SetInt(int64(d))
		return err
	}
	return nil
}

// Print writes every setting with its meaning and present value; secrets are not shown.
func (c *Config) Print(out io.Writer) {
	c.fields(func(f reflect.StructField, v reflect.Value) {
		value := fmt.Sprint(v.Interface())
		if f.Tag.Get("secret") != "" && value != "" {
			value = "（已设置，不显示）"
		}
		fmt.Fprintf(out, "--%-16s %-22s %s\n    现在：%s\n", f.Tag.Get("flag"), f.Tag.Get("env"), f.Tag.Get("help"), value)
	})
}

// database is the address of the database.
func (c *Config) database() string {
	if c.DB != "" {
		return c.DB
	}
	return filepath.Join(c.Data, "wuyou.db")
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
func (c *Config) tempDir() string { return filepath.Join(c.Data, "tmp") }

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

// networks reads a setting that lists networks.
func networks(flag, text string) (list []netip.Prefix, err error) {
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("--%s 应为 10.0.0.0/8 这样的网络，用逗号分开：%s", flag, s)
		}
		list = append(list, p)
	}
	return list, nil
}

// connections are what strangers may hold open.
func (c *Config) connections() web.Limits {
	l := web.DefaultLimits
	l.Form, l.Upload, l.Stall = c.Form, c.Upload, c.Stall
	l.Conns, l.Address, l.Uploads = int(c.Conns), int(c.ConnsOne), int(c.Uploads)
	return l
}

// people is who must have two factors.
func (c *Config) people() (people.Policy, error) {
	p := people.DefaultPolicy
	flag, text := "two-factors", c.Factors
	if c.Demo {
		flag, text = "demo-two-factors", c.DemoFactors
	}
	switch text {
	case "all":
		p.TwoFactors = func(people.Role) bool { return true }
		return p, nil
	case "all-but-editor":
		return p, nil
	}
	var roles []people.Role
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if people.Role(s).Name() == s {
			return p, fmt.Errorf("--%s：没有代码为 %s 的角色", flag, s)
		}
		roles = append(roles, people.Role(s))
	}
	p.TwoFactors = func(r people.Role) bool { return slices.Contains(roles, r) }
	return p, nil
}
