package notice

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
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

// refusals are the answers that are about one message.
var refusals = []int{400, 409, 413, 422}

// Poster is the part of an HTTP client that Gateway needs. Where the request went out and no answer came, its error is
// Unsure; any other error means that nothing went out.
type Poster func(ctx context.Context, url string, header map[string]string, body []byte) (status int, err error)

// Gateway posts messages as JSON {id, phone, text, time} to an SMS gateway, signed with HMAC-SM3 of
// the body in the header X-Signature, so that any gateway is one small adapter away. A status of 2xx
// is success; 400, 409, 413 and 422 say that it does not take this message, any other that it takes nothing at present: it is away, another
// is at its address (404, 3xx), or it does not know us.
func Gateway(post Poster, url string, keys *gm.Keys, now func() time.Time) Driver {
	return func(ctx context.Context, m Message) error {
		id := strconv.FormatInt(m.ID, 10)
		body, err := json.Marshal(map[string]string{"id": id, "phone": m.Phone, "text": m.Text, "time": now().UTC().Format(time.RFC3339)})
		if err != nil {
			return err
		}
		status, err := post(ctx, url, map[string]string{
			"Content-Type": "application/json", "X-Signature": keys.GatewaySign(string(body)), "Idempotency-Key": id,
		}, body)
		switch {
		case err != nil:
			if _, open := errors.AsType[*unsure](err); open {
				return err
			}
			return Away(err)
		case status/100 == 2:
			return nil
		case status == 504: // somebody between us and the gateway lost patience
			return Unsure(errors.New("the gateway answered 504"))
		}
		err = fmt.Errorf("the gateway answered %d", status)
		if slices.Contains(refusals, status) {
			return err
		}
		return Away(err)
	}
}

// Mail sends messages through an SMTP server to number@domain, as mail-to-SMS gateways take them. The whole conversation
// ends with the context.
func Mail(server, from, domain string, auth smtp.Auth) Driver {
	return func(ctx context.Context, m Message) error {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", server)
		if err != nil {
			return Away(err)
		}
		defer conn.Close()
		defer context.AfterFunc(ctx, func() { conn.Close() })()
		err = converse(conn, server, from, domain, auth, m)
		if cause := ctx.Err(); err != nil && cause != nil {
			slow := fmt.Errorf("the mail server was silent: %w", cause)
			if _, open := errors.AsType[*unsure](err); open {
				return Unsure(slow)
			}
			if _, gone := errors.AsType[*away](err); gone {
				return Away(slow)
			}
			return slow
		}
		return err
	}
}

// greet comes to where the server is told of a message.
func greet(conn net.Conn, server, from string, auth smtp.Auth) (*smtp.Client, error) {
	host, _, _ := strings.Cut(server, ":")
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, err
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{ServerName: host}); err != nil {
			return nil, err
		}
	}
	if auth != nil {
		if err := c.Auth(auth); err != nil {
			return nil, err
		}
	}
	return c, c.Mail(from)
}

func converse(conn net.Conn, server, from, domain string, auth smtp.Auth, m Message) error {
	c, err := greet(conn, server, from, auth)
	if err != nil {
		return Away(err)
	}
	to := m.Phone + "@" + domain
	if err := c.Rcpt(to); err != nil {
		return err
	}
	body, err := c.Data()
	if err != nil {
		return err
	}
	fmt.Fprintf(body, "From: %s\r\nTo: %s\r\nMessage-ID: <%d@%s>\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
		from, to, m.ID, domain, m.Text)
	if err := body.Close(); err != nil {
		if _, refused := errors.AsType[*textproto.Error](err); refused {
			return err
		}
		return Unsure(err) // the message was handed over whole, and no answer came
	}
	c.Quit() // the message is the server's; what it says now does not matter
	return nil
}
