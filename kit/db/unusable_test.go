package db_test

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

// server stands in for a PostgreSQL server that lets nobody in, or that says of itself what it is told to say.
func server(t *testing.T, says ...pgproto3.BackendMessage) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b := pgproto3.NewBackend(c, c)
			if _, err := b.ReceiveStartupMessage(); err == nil {
				for _, m := range says {
					b.Send(m)
				}
				b.Flush()
				b.Receive() // until the other side ends
			}
			c.Close()
		}
	}()
	return l.Addr().String()
}

// What is wrong with a server or its database is one line with what to do, and without the password.
func TestAServerThatCannotBeUsed(t *testing.T) {
	dbtest.On(t, func(t *testing.T, address string) {
		if !db.IsPostgres(address) {
			return
		}
		ctx := t.Context()
		open := func(address, want string) {
			t.Helper()
			for how, try := range map[string]func() (*db.DB, error){
				"open": func() (*db.DB, error) { return db.Open(ctx, address, time.Now) },
				"find": func() (*db.DB, error) { return db.Find(ctx, address, time.Now, false) },
			} {
				d, err := try()
				if err == nil {
					d.Close()
				}
				if how == "find" && strings.Contains(want, "建表") { // it makes none
					continue
				}
				if _, ok := errors.AsType[*db.Unusable](err); !ok || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: %v, want %s", how, err, want)
				}
			}
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(u.Path, "/")
		with := func(path, user string) string {
			v, q := *u, u.Query()
			q.Set("user", user)
			q.Set("password", "geheim")
			v.Path, v.RawQuery = path, q.Encode()
			return v.String()
		}
		for _, sql := range []string{
			"CREATE DATABASE " + name + "_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", "CREATE ROLE " + name + "_guest LOGIN", "CREATE ROLE " + name + "_none NOLOGIN",
		} {
			if err := dbtest.Admin(ctx, sql); err != nil {
				t.Fatal(err)
			}
		}
		defer func() {
			for _, sql := range []string{"DROP DATABASE " + name + "_ascii", "DROP ROLE " + name + "_guest", "DROP ROLE " + name + "_none"} {
				if err := dbtest.Admin(ctx, sql); err != nil {
					t.Error(err)
				}
			}
		}()
		open(with("/absent", "wuyou"), `CREATE DATABASE "absent" OWNER "wuyou"`)
		open(with("/"+name+"_ascii", "wuyou"), "编码不是 UTF8")
		open(with(u.Path, name+"_none"), "不让用户 "+name+"_none 连接")
		open(with(u.Path, name+"_guest"), `在库 `+name+` 里建表。请运行：ALTER DATABASE "`+name+`" OWNER TO "`+name+`_guest"`)
		open("postgres://wuyou:geheim@127.0.0.1:1/d", "没有在运行")
		open("postgres:///d?user=wuyou&password=geheim&host="+url.QueryEscape(t.TempDir()), "没有在运行")
		open("postgres://wuyou:geheim@nowhere.invalid/d", "主机名 nowhere.invalid 查不到")
		open("postgres://wuyou:geheim%@h/d", "读不懂")
		open("postgres://wuyou:geheim@h:port/d", "读不懂")
		refuse := func(code string) string {
			return server(t, &pgproto3.ErrorResponse{Severity: "FATAL", Code: code, Message: "no"})
		}
		as := func(at string) string { return "postgres://wuyou:geheim@" + at + "/d?sslmode=disable" }
		open(as(refuse("28P01")), "不接受用户 wuyou 的密码")
		open(as(refuse("42704")), "版本太旧")
		open(as(refuse("53300")), "max_connections")
		open(as(refuse("57P03")), "请稍后再试")
		open(as(server(t, &pgproto3.AuthenticationOk{}, &pgproto3.ParameterStatus{Name: "server_version", Value: "12.22 (Debian)"},
			&pgproto3.ParameterStatus{Name: "server_encoding", Value: "UTF8"}, &pgproto3.BackendKeyData{SecretKey: []byte{0, 0, 0, 1}}, &pgproto3.ReadyForQuery{TxStatus: 'I'})), "版本太旧")
		open(as(server(t))+"&connect_timeout=1", "没有回答")
	})
}
