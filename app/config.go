package app

import (
	"flag"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/web"
	"wuyou/office/people"
	"wuyou/office/slip"
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
	SMSLife  time.Duration `flag:"sms-life" env:"WUYOU_SMS_LIFE" default:"72h" help:"该发而没有发出的短信，多久以后不再发"`
	SMSLate  time.Duration `flag:"sms-late" env:"WUYOU_SMS_LATE" default:"15m" help:"短信多久发不出去，健康检查就报不正常"`
	Stalled  time.Duration `flag:"stalled" env:"WUYOU_STALLED" default:"5m" help:"到期巡检、台账封存停多久，健康检查就报不正常"`
	SMTP     string        `flag:"smtp" env:"WUYOU_SMTP" help:"邮件服务器 主机:端口，用邮件发短信"`
	SMTPFrom string        `flag:"smtp-from" env:"WUYOU_SMTP_FROM" help:"发件人"`
	SMTPTo   string        `flag:"smtp-domain" env:"WUYOU_SMTP_DOMAIN" help:"收件域名：邮件发往 手机号@域名"`
	SMTPUser string        `flag:"smtp-user" env:"WUYOU_SMTP_USER" help:"邮件服务器用户名"`
	SMTPPass string        `flag:"smtp-password" env:"WUYOU_SMTP_PASSWORD" secret:"true" help:"邮件服务器密码"`
	Proxies  bool          `flag:"behind-proxy" env:"WUYOU_BEHIND_PROXY" help:"在自己的反向代理后面：信任 X-Forwarded-For"`
	Secure   bool          `flag:"https" env:"WUYOU_HTTPS" help:"对外是 https：Cookie 加 Secure，发 HSTS"`
	Metrics  string        `flag:"metrics" env:"WUYOU_METRICS" default:"127.0.0.0/8,::1/128" help:"可以读 /metrics 的网络，用逗号分开；在反向代理后面要同时用 --behind-proxy"`
	MaxFile  int64         `flag:"max-file" env:"WUYOU_MAX_FILE" default:"20" help:"单个上传文件的上限，MB"`
	Export   int64         `flag:"export-rows" env:"WUYOU_EXPORT_ROWS" default:"1000" help:"导出的名单超过多少行要由安全管理员同意；0 不要求"`
	Idle     time.Duration `flag:"staff-idle" env:"WUYOU_STAFF_IDLE" default:"30m" help:"工作人员多久不操作就退出"`
	Whole    time.Duration `flag:"staff-session" env:"WUYOU_STAFF_SESSION" default:"12h" help:"工作人员一次登录最长多久"`
	Tries    int64         `flag:"tries" env:"WUYOU_TRIES" default:"5" help:"一个用户名从一个网络地址（或在一台平时用的电脑上）密码输错几次后要等"`
	Lock     time.Duration `flag:"lock" env:"WUYOU_LOCK" default:"15m" help:"等多久；别的地址、平时用的电脑不受影响"`
	Password int64         `flag:"password-days" env:"WUYOU_PASSWORD_DAYS" default:"90" help:"工作人员密码多少天必须更换；0 不要求"`

	Anchors         string        `flag:"anchors" env:"WUYOU_ANCHORS" help:"每批封存的编号和摘要追加到这个文件；放在库外（另一台机器的共享目录、只能追加的存储），wuyou verify --anchor 用它核对"`
	Nets            string        `flag:"proxies" env:"WUYOU_PROXIES" help:"自己的反向代理所在的网络，用逗号分开，从 X-Forwarded-For 的右边逐个剥去；不填表示只有一层，直接连过来的就是"`
	Form            time.Duration `flag:"form-time" env:"WUYOU_FORM_TIME" default:"30s" help:"一次提交（1 MB 以内）最多传多久"`
	Upload          time.Duration `flag:"upload-time" env:"WUYOU_UPLOAD_TIME" default:"10m" help:"一次上传文件最多传多久"`
	Stall           time.Duration `flag:"stall" env:"WUYOU_STALL" default:"15s" help:"收发停住多久就断开"`
	Conns           int64         `flag:"connections" env:"WUYOU_CONNECTIONS" default:"5000" help:"同时打开的连接最多多少"`
	ConnsOne        int64         `flag:"connections-per-address" env:"WUYOU_CONNECTIONS_PER_ADDRESS" default:"600" help:"其中一个网络地址最多多少；一个大厅共用一个地址，一个浏览器用 6 个；自己的反向代理不限"`
	Uploads         int64         `flag:"uploads" env:"WUYOU_UPLOADS" default:"64" help:"同时上传文件的最多多少"`
	UploadsHour     int64         `flag:"uploads-per-hour" env:"WUYOU_UPLOADS_PER_HOUR" default:"60" help:"未登录的一个网络地址、登录的一个账号，一小时最多上传多少次（每次可含几个文件）；工作人员不限"`
	Lists           int64         `flag:"checklists-per-hour" env:"WUYOU_CHECKLISTS_PER_HOUR" default:"120" help:"一个网络地址一小时最多留多少份告知单"`
	KeepLists       time.Duration `flag:"keep-checklists" env:"WUYOU_KEEP_CHECKLISTS" default:"4320h" help:"告知单留多久（默认 180 天）"`
	KeepDrafts      time.Duration `flag:"keep-drafts" env:"WUYOU_KEEP_DRAFTS" default:"4320h" help:"没有提交、也没有再动过的草稿留多久（默认 180 天）"`
	KeepCodes       time.Duration `flag:"keep-codes" env:"WUYOU_KEEP_CODES" default:"720h" help:"发过的验证码、初始密码短信留多久（默认 30 天）"`
	IdentityURL     string        `flag:"identity-url" env:"WUYOU_IDENTITY_URL" help:"身份核验接口的地址（docs/identity.md）"`
	IdentityKey     string        `flag:"identity-key" env:"WUYOU_IDENTITY_KEY" secret:"true" help:"和身份核验约定的 SM4 密钥，32 位十六进制"`
	IdentitySign    string        `flag:"identity-sign" env:"WUYOU_IDENTITY_SIGN" secret:"true" help:"和身份核验约定的签名密钥（HMAC-SM3），至少 32 位十六进制"`
	IdentityTimeout time.Duration `flag:"identity-timeout" env:"WUYOU_IDENTITY_TIMEOUT" default:"4s" help:"等身份核验回答多久"`
	AtWindow        bool          `flag:"claims-at-window" env:"WUYOU_CLAIMS_AT_WINDOW" help:"没有身份核验接口：网上填报的身份一律在窗口核对后才能查看以前的办件"`

	LoginTries    int64  `flag:"tries-login" env:"WUYOU_TRIES_LOGIN" default:"100" help:"一个用户名一天从所有地址最多输错几次；平时用的电脑不算在内"`
	AddressTries  int64  `flag:"tries-address" env:"WUYOU_TRIES_ADDRESS" default:"200" help:"一个网络地址在 --lock 的时间里最多输错几次，不分用户名；一个大厅共用一个地址"`
	FirstDays     int64  `flag:"first-password-days" env:"WUYOU_FIRST_PASSWORD_DAYS" default:"7" help:"初始密码多少天不用就作废；0 不作废"`
	PasswordsKept int64  `flag:"passwords-kept" env:"WUYOU_PASSWORDS_KEPT" default:"5" help:"新密码不能和最近几个相同"`
	StaffMost     int64  `flag:"staff-sessions" env:"WUYOU_STAFF_SESSIONS" default:"5" help:"一名工作人员同时最多在几个浏览器登录；再多就结束最久没用的"`
	CitizenMost   int64  `flag:"citizen-sessions" env:"WUYOU_CITIZEN_SESSIONS" default:"20" help:"一个办事人账号同时最多在几个浏览器登录"`
	Factors       string `flag:"two-factors" env:"WUYOU_TWO_FACTORS" default:"all-but-editor" help:"哪些角色登录要动态口令：角色代码，用逗号分开；all 是全部，all-but-editor 是除了只起草的事项编辑"`
	DemoFactors   string `flag:"demo-two-factors" env:"WUYOU_DEMO_TWO_FACTORS" default:"system,security,auditor" help:"演示时用这个代替 --two-factors"`
	AddressCodes  int64  `flag:"codes-per-address" env:"WUYOU_CODES_PER_ADDRESS" default:"1000" help:"一个网络地址一小时最多要多少条验证码；移动网络、一个大厅共用少数地址，每个号码另有限制"`

	SlipCase    int64         `flag:"code-tries" env:"WUYOU_CODE_TRIES" default:"10" help:"一件的查询密码一天最多输错几次；开过这一件的设备另外计数，也是这么多"`
	SlipAccount int64         `flag:"code-tries-account" env:"WUYOU_CODE_TRIES_ACCOUNT" default:"30" help:"一个登录的账号一天最多输错几次查询密码"`
	SlipAddress int64         `flag:"code-tries-address" env:"WUYOU_CODE_TRIES_ADDRESS" default:"200" help:"一个网络地址一天最多输错几次查询密码；一个村、一个大厅共用一个地址"`
	SlipAll     int64         `flag:"code-tries-all" env:"WUYOU_CODE_TRIES_ALL" default:"20000" help:"全部加起来一天最多输错几次查询密码"`
	SlipOld     int64         `flag:"code-tries-old" env:"WUYOU_CODE_TRIES_OLD" default:"200" help:"其中以前发的 6 位查询密码，全部加起来一天最多输错几次"`
	SlipLook    time.Duration `flag:"code-look" env:"WUYOU_CODE_LOOK" default:"30m" help:"输对查询密码以后，可以在这个浏览器里看多久"`
	SlipPrint   time.Duration `flag:"slip-print" env:"WUYOU_SLIP_PRINT" default:"30m" help:"收件以后多久之内，经手人可以打印一次查询单"`

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

// limits are what strangers may hold open.
func (c *Config) limits() web.Limits {
	l := web.DefaultLimits
	l.Form, l.Upload, l.Stall = c.Form, c.Upload, c.Stall
	l.Conns, l.Address, l.Uploads = int(c.Conns), int(c.ConnsOne), int(c.Uploads)
	return l
}

// people are the limits of signing in.
func (c *Config) people() (people.Policy, error) {
	p := people.DefaultPolicy
	p.StaffIdle, p.StaffWhole = c.Idle, c.Whole
	p.Tries, p.Lock, p.LoginTries, p.AddressTries, p.AddressCodes = c.Tries, c.Lock, c.LoginTries, c.AddressTries, c.AddressCodes
	p.PasswordDays, p.FirstDays, p.PasswordsKept = int(c.Password), int(c.FirstDays), int(c.PasswordsKept)
	p.StaffSessions, p.CitizenSessions = int(c.StaffMost), int(c.CitizenMost)
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

// slips are the limits of query codes.
func (c *Config) slips() slip.Limits {
	return slip.Limits{Case: c.SlipCase, Known: c.SlipCase, Account: c.SlipAccount, Address: c.SlipAddress, All: c.SlipAll, Old: c.SlipOld, Look: c.SlipLook, Print: c.SlipPrint}
}
