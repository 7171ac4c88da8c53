package notice

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/smtp"
	"strconv"
	"time"

	"wuyou/kit/gm"
)

// Printer writes messages to the terminal, for the demonstration.
func Printer(out io.Writer) Driver {
	return func(_ context.Context, m Message) error {
		_, err := fmt.Fprintf(out, "【短信】%s  %s\n", m.Phone, m.Text)
		return err
	}
}

// Poster is the part of an HTTP client that Gateway needs.
type Poster func(ctx context.Context, url string, header map[string]string, body []byte) (status int, err error)

// Gateway posts messages as JSON {id, phone, text, time} to an SMS gateway, signed with HMAC-SM3 of
// the body in the header X-Signature, so that any gateway is one small adapter away. A status of 2xx
// is success.
func Gateway(post Poster, url string, keys *gm.Keys, now func() time.Time) Driver {
	return func(ctx context.Context, m Message) error {
		body, err := json.Marshal(map[string]string{
			"id": strconv.FormatInt(m.ID, 10), "phone": m.Phone, "text": m.Text, "time": now().UTC().Format(time.RFC3339),
		})
		if err != nil {
			return err
		}
		status, err := post(ctx, url, map[string]string{
			"Content-Type": "application/json", "X-Signature": keys.GatewaySign(string(body)), "Idempotency-Key": strconv.FormatInt(m.ID, 10),
		}, body)
		if err == nil && status/100 != 2 {
			err = fmt.Errorf("the gateway answered %d", status)
		}
		return err
	}
}

// Mail sends messages through an SMTP server to number@domain, as mail-to-SMS gateways take them.
func Mail(server, from, domain string, auth smtp.Auth) Driver {
	return func(_ context.Context, m Message) error {
		var b bytes.Buffer
		to := m.Phone + "@" + domain
		fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nMessage-ID: <%d@%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
			from, to, m.ID, domain, m.Text)
		return smtp.SendMail(server, auth, from, []string{to}, b.Bytes())
	}
}
