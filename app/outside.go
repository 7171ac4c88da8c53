package app

import (
	"context"
	"errors"
	"io"
	"net/smtp"
	"os"
	"time"

	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/notice"
)

var stdout io.Writer = os.Stdout

// errNoDriver is what becomes of every message under --no-sms.
var errNoDriver = errors.New("没有配置短信：请用 --sms-url 或 --smtp")

// post is the HTTP client of the SMS gateway.
func post(ctx context.Context, url string, header map[string]string, body []byte) (int, error) {
	a, err := web.Call(ctx, "POST", url, header, body)
	switch {
	case a.Status != 0: // what else it said does not matter
		return a.Status, nil
	case a.Begun:
		err = notice.Unsure(err)
	}
	return 0, err
}

func smtpAuth(c Config) smtp.Auth {
	if c.SMTPUser == "" {
		return nil
	}
	return smtp.PlainAuth("", c.SMTPUser, c.SMTPPass, serverHost(c.SMTP))
}

// driver sends notices as the configuration says: by gateway, by mail, or printed.
func (c *Config) driver(keys *gm.Keys, now func() time.Time) notice.Driver {
	switch {
	case c.SMS != "":
		return notice.Gateway(post, c.SMS, keys, now)
	case c.SMTP != "":
		return notice.Mail(c.SMTP, c.SMTPFrom, c.SMTPTo, smtpAuth(*c))
	case c.Demo:
		return notice.Printer(stdout)
	}
	return func(_ context.Context, m notice.Message) error { return errNoDriver }
}
