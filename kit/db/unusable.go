package db

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	lite "zombiezen.com/go/sqlite"
)

// Unusable is a database that cannot be opened as things stand. Error is one line for who runs the program: what is wrong and what to
// do. It has no password in it.
type Unusable struct {
	Words string
	Cause error // for logs; nil where it would tell a secret
}

func (u *Unusable) Error() string { return u.Words }

func (u *Unusable) Unwrap() error { return u.Cause }

// oldest is the first version of PostgreSQL that will do: statements are planned as older ones cannot.
const oldest = 13

// usable connects for the first time and refuses a server that would not keep what the program writes.
func (p *postgres) usable(ctx context.Context) error {
	held, err := p.acquire(ctx, p.pool)
	if err != nil {
		return err
	}
	defer held.Release()
	says := held.Conn().PgConn().ParameterStatus
	version := says("server_version")
	major := version[:len(version)-len(strings.TrimLeft(version, "0123456789"))]
	if n, err := strconv.Atoi(major); err == nil && n < oldest {
		return errOld
	}
	if says("server_encoding") != "UTF8" {
		return errNotUTF8
	}
	return nil
}

var (
	errOld     = errors.New("the server is too old")
	errNotUTF8 = errors.New("the database is not encoded in UTF-8")
)

// unusable says in words why the server, or its database, is not to be used.
func (p *postgres) unusable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	c := p.pool.Config().ConnConfig
	at := net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port)))
	if strings.HasPrefix(c.Host, "/") {
		at = c.Host
	}
	words := ""
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		words = p.refusal(pg.Code)
	} else {
		words = unreached(err, c.Host)
	}
	switch {
	case errors.Is(err, errOld):
		words = fmt.Sprintf("版本太旧，至少要 PostgreSQL %d。请升级数据库", oldest)
	case errors.Is(err, errNotUTF8):
		words = fmt.Sprintf("库 %s 的编码不是 UTF8，存不了汉字。请另建一个：%s", c.Database, p.create())
	case words == "":
		return err
	}
	return &Unusable{Words: fmt.Sprintf("PostgreSQL（%s）%s", at, words), Cause: err}
}

// create is how the database is made.
func (p *postgres) create() string {
	c := p.pool.Config().ConnConfig
	return fmt.Sprintf("CREATE DATABASE %s OWNER %s ENCODING 'UTF8' TEMPLATE template0", quoted(c.Database), quoted(c.User))
}

// quoted is a name as SQL takes any.
func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

// refusal says what a server means that does not let the program in, or does not let it make its tables; "" for anything else.
func (p *postgres) refusal(code string) string {
	c := p.pool.Config().ConnConfig
	switch code {
	case "28P01":
		return "不接受用户 " + c.User + " 的密码。请核对用户名和密码；密码里的 @ : / # % 等要写成 %40 这样的形式"
	case "28000":
		return "不让用户 " + c.User + " 连接库 " + c.Database + "。请核对：有没有这个用户，能不能登录，pg_hba.conf 里允许不允许这台机器、要不要加密连接（sslmode）"
	case "3D000":
		return "没有叫 " + c.Database + " 的库。请核对名称，或者建一个：" + p.create()
	case "42501":
		return fmt.Sprintf("不让用户 %s 在库 %s 里建表。请运行：ALTER DATABASE %s OWNER TO %s", c.User, c.Database, quoted(c.Database), quoted(c.User))
	case "25006":
		return "只能读，是备机或者设成了只读。请给出主机的地址"
	case "42704": // of what the program asks of a connection
		return fmt.Sprintf("版本太旧，至少要 PostgreSQL %d。请升级数据库", oldest)
	case "53300":
		return "的连接已满。请调大 max_connections，或者停掉不用的连接"
	case "57P03":
		return "正在启动或停止，请稍后再试"
	}
	return ""
}

// unreached says why a server is not reached; "" where the error says something else.
func unreached(err error, host string) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "的主机名 " + host + " 查不到。请核对地址，或者本机的域名解析"
	}
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, other := errors.AsType[x509.HostnameError](err)
	_, bad := errors.AsType[*tls.CertificateVerificationError](err)
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case unknown || other || bad:
		return "的证书不能验证。请核对地址里的 sslmode 和 sslrootcert"
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, os.ErrNotExist):
		return "没有在运行，或者不在这个端口。请启动它，核对端口和 listen_addresses"
	case errors.Is(err, context.DeadlineExceeded), isNet && timeout.Timeout():
		return "没有回答。请核对地址、端口和防火墙"
	case strings.Contains(err.Error(), "refused TLS"): // the library has no value for it
		return "不接受加密连接，地址里的 sslmode 却要加密。请在数据库开启 TLS，或者（同一台机器、内网专线上）改用 sslmode=disable"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "到不了。请核对地址和网络"
	}
	return ""
}

// Full reports whether a database, or a copy of it, had no room on its disk: SQLite's own error, or PostgreSQL's disk_full.
func Full(err error) bool {
	if resultOf(err).ToPrimary() == lite.ResultFull {
		return true
	}
	server, ok := errors.AsType[*pgconn.PgError](err)
	return ok && server.Code == "53100"
}
