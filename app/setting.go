package app

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/limit"
)

// setting is one setting of the program: what its flag, its environment variable, `wuyou config`, docs/settings.md and the
// refusal of a wrong value are made of.
type setting struct {
	to   any    // *string, *bool, *int64, *time.Duration
	name string // of the flag
	def  string
	kind kind
	help string
}

// kind is what a setting takes.
type kind struct {
	right  string                    // what is right, in words that go on “应为”
	fault  func(string) (bad string) // what is wrong with a text: "" for nothing, wrong where right says it all
	secret bool                      // neither shown nor repeated
}

// wrong is the fault about which right says all there is to say.
const wrong = "wrong"

// env is the name of the environment variable.
func (s setting) env() string {
	return "WUYOU_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// value is the present value as it would be given.
func (s setting) value() string {
	switch to := s.to.(type) {
	case *string:
		return *to
	case *bool:
		return strconv.FormatBool(*to)
	case *int64:
		return strconv.FormatInt(*to, 10)
	case *time.Duration:
		return spell(*to)
	}
	panic("a setting of no type: " + s.name)
}

// spell is a time as it is given: 90s, 10m, 6h.
func spell(d time.Duration) string {
	switch {
	case d != 0 && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d != 0 && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// put gives a setting its value, and notes what is wrong with it; an empty text is nothing given. What is given later counts.
func (c *Config) put(s setting, text string) {
	if text == "" {
		return
	}
	delete(c.wrong, s.name)
	if bad := s.kind.fault(text); bad != "" {
		c.wrong[s.name] = s.refusal(text, bad)
		return
	}
	switch to := s.to.(type) {
	case *string:
		*to = text
	case *bool:
		*to, _ = strconv.ParseBool(text)
	case *int64:
		*to, _ = strconv.ParseInt(text, 10, 64)
	case *time.Duration:
		*to, _ = time.ParseDuration(text)
	}
}

// refusal names the setting, the value that was given and what is right.
func (s setting) refusal(text, bad string) string {
	if u, err := url.Parse(text); err == nil && u.User != nil {
		text = u.Redacted()
	}
	given, more := "“"+text+"”不对", ""
	switch {
	case s.kind.secret:
		given = "的内容不对（不显示）"
	case strings.ContainsFunc(text, unicode.IsControl):
		given = strconv.Quote(text) + " 不对"
	}
	if bad != wrong {
		more = "。" + bad
	}
	return fmt.Sprintf("--%s（%s）%s：应为%s%s", s.name, s.env(), given, s.kind.right, more)
}

// secret is a kind that is neither shown nor repeated.
func secret(k kind) kind {
	k.secret = true
	return k
}

// whole is a whole number from least to most.
func whole(least, most int64) kind {
	return kind{right: fmt.Sprintf(" %d 到 %d 的整数", least, most), fault: func(s string) string {
		n, err := strconv.ParseInt(s, 10, 64)
		return unless(err == nil && least <= n && n <= most)
	}}
}

// span is a time from least to most.
func span(least, most time.Duration) kind {
	return kind{right: fmt.Sprintf(" %s 到 %s 的时间，要写单位（s 秒、m 分、h 时）", spell(least), spell(most)), fault: func(s string) string {
		d, err := time.ParseDuration(s)
		return unless(err == nil && least <= d && d <= most)
	}}
}

// orNone is a time that may be 0, too.
func orNone(k kind) kind {
	fault := k.fault
	k.right += "，或 0"
	k.fault = func(s string) string {
		if d, err := time.ParseDuration(s); err == nil && d == 0 {
			return ""
		}
		return fault(s)
	}
	return k
}

func unless(right bool) string {
	if right {
		return ""
	}
	return wrong
}

// about turns an error into a fault.
func about(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

var (
	hostName = regexp.MustCompile(`^[\pL\pN_]([\pL\pN._-]*[\pL\pN])?$`)
	aMailbox = regexp.MustCompile(`^[^\s@<>"]+@[^\s@<>"]+$`)
)

func isHost(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil || hostName.MatchString(s)
}

// hostPort takes an address apart.
func hostPort(s string) (host string, port int, ok bool) {
	host, p, err := net.SplitHostPort(s)
	if err != nil {
		return "", 0, false
	}
	port, err = strconv.Atoi(p)
	return host, port, err == nil && port >= 0 && port <= 65535
}

// place is an address of the web: http or https with a host, and the parts that may stand in it.
func place(s string, whose, path, query bool) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isHost(u.Hostname()) || strings.HasSuffix(u.Host, ":") {
		return wrong
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return "端口应为 1 到 65535"
		}
	}
	switch {
	case u.User != nil && !whose:
		return "里面不能有用户名和密码"
	case strings.Trim(u.Path, "/") != "" && !path:
		return "后面不能有路径"
	case (u.RawQuery != "" || u.ForceQuery) && !query:
		return "后面不能有 ? 和参数"
	case strings.Contains(s, "#"):
		return "后面不能有 #"
	}
	return ""
}

// noControl is a text without control characters: the end of a line in a file made on another system is one.
func noControl(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) }

// The kinds of texts.
var (
	isYes = kind{right: " true 或 false", fault: func(s string) string {
		_, err := strconv.ParseBool(s)
		return unless(err == nil)
	}}
	isText = kind{right: "没有换行和控制字符的文字", fault: func(s string) string { return unless(noControl(s)) }}
	isWord = kind{right: "没有空格和控制字符的文字", fault: func(s string) string {
		return unless(noControl(s) && !strings.ContainsFunc(s, unicode.IsSpace))
	}}
	isAddress = kind{right: " 主机:端口，例如 127.0.0.1:8080；在所有网卡上监听写 :8080；端口 0 到 65535", fault: func(s string) string {
		host, _, ok := hostPort(s)
		return unless(ok && (host == "" || isHost(host)))
	}}
	isServer = kind{right: " 主机:端口，例如 mail.example.gov.cn:25；端口 1 到 65535", fault: func(s string) string {
		host, port, ok := hostPort(s)
		return unless(ok && port > 0 && isHost(host))
	}}
	isDomain  = kind{right: "域名，例如 sms.example.gov.cn", fault: func(s string) string { return unless(hostName.MatchString(s)) }}
	isMailbox = kind{right: "邮箱地址，例如 wuyou@example.gov.cn", fault: func(s string) string {
		_, err := mail.ParseAddress(s)
		return unless(err == nil && aMailbox.MatchString(s))
	}}
	isFolder = kind{right: "目录", fault: func(s string) string {
		i, err := os.Stat(s)
		return unless(noControl(s) && (err != nil || i.IsDir()))
	}}
	isFile = kind{right: "文件，不是目录", fault: func(s string) string {
		i, err := os.Stat(s)
		return unless(noControl(s) && (err != nil || !i.IsDir()))
	}}
	isPostgres = kind{right: " postgres:// 或 postgresql:// 开头的地址，例如 postgres://用户@主机:5432/库名；用 SQLite 就不填",
		fault: func(s string) string { return unless(db.IsPostgres(s) && noControl(s)) }}
	isPlans = kind{right: " force_generic_plan、auto 或 force_custom_plan", fault: func(s string) string {
		return unless(s == "force_generic_plan" || s == "auto" || s == "force_custom_plan")
	}}
	isCity = kind{right: "内置的名称（" + strings.Join(office.Cities(), "、") + "），或城市配置的 JSON 文件", fault: func(s string) string {
		_, err := office.LoadProfile(s)
		return about(err)
	}}
	isMasters = kind{right: "主密钥，64 位十六进制数字；几把用逗号分开", fault: func(s string) string {
		_, err := gm.ParseMasters(s)
		if errors.Is(err, gm.ErrWeak) {
			return "这一把太简单，请用随机数生成"
		}
		return unless(err == nil)
	}}
	isCipherKey = kind{right: " SM4 密钥，32 位十六进制数字", fault: func(s string) string {
		b, err := hex.DecodeString(s)
		return unless(err == nil && len(b) == 16)
	}}
	isSignKey = kind{right: "签名密钥，至少 32 位十六进制数字", fault: func(s string) string {
		b, err := hex.DecodeString(s)
		return unless(err == nil && len(b) >= 16)
	}}
	isSite     = kind{right: " https://zw.example.gov.cn 这样的网址，只有协议、主机和端口", fault: func(s string) string { return place(s, false, false, false) }}
	isService  = kind{right: " http:// 或 https:// 开头的接口地址，可以有路径", fault: func(s string) string { return place(s, false, true, false) }}
	isGateway  = kind{right: " http:// 或 https:// 开头的网关地址", fault: func(s string) string { return place(s, true, true, true) }}
	isNetworks = kind{right: " 10.0.0.0/8 这样的网络，用逗号分开；只有一个地址写 10.0.0.1/32", fault: func(s string) string {
		_, err := networks(s)
		return about(err)
	}}
	isRoles = kind{right: "角色代码，用逗号分开，或 all、all-but-editor", fault: func(s string) string {
		_, err := rolesOf(s)
		return about(err)
	}}
	isLimits = kind{right: "“限度=数”，用逗号分开", fault: func(s string) string { return about(limit.New(time.Now).Force(s)) }}
)
