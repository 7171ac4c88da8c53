package app

import (
	"context"
	"errors"
	"io"
	"net/smtp"
	"os"
	"strings"

	"wuyou/kit/web"
)

var stdout io.Writer = os.Stdout

var errNoDriver = errors.New("没有配置短信：请用 --sms-url 或 --smtp")

// post is the HTTP client of the SMS gateway.
func post(ctx context.Context, url string, header map[string]string, body []byte) (int, error) {
	return web.Post(ctx, url, header, body)
}

func smtpAuth(c Config) smtp.Auth {
	if c.SMTPUser == "" {
		return nil
	}
	host, _, _ := strings.Cut(c.SMTP, ":")
	return smtp.PlainAuth("", c.SMTPUser, c.SMTPPass, host)
}
