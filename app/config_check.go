package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"wuyou/kit/db"
)

// check refuses, all at once, settings that are wrong by themselves or do not go together: in words that name the setting, what
// was given and what is right. What is secret is not repeated. Every command asks it before it does anything; one that has only
// some of the settings, for these.
func (c *Config) check(only ...string) error { return refused(c.faults(only...)) }

// faults are what check refuses, one by one.
func (c *Config) faults(only ...string) (bad []string) {
	for _, s := range c.settings() {
		if words := c.wrong[s.name]; words != "" {
			bad = append(bad, words)
		}
	}
	if len(bad) == 0 && len(only) == 0 { // else what does not go together may be a consequence
		bad = c.together()
	}
	return bad
}

// refused is all that is wrong as one error, nil where nothing is.
func refused(bad []string) error {
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return errors.New(bad[0])
	}
	return fmt.Errorf("设置有 %d 处不对：\n%s", len(bad), strings.Join(bad, "\n"))
}

// refusal is what is said when settings do not go together.
type refusal struct {
	when bool
	said string
}

// applied are the words of those that hold.
func applied(list []refusal) (bad []string) {
	for _, r := range list {
		if r.when {
			bad = append(bad, r.said)
		}
	}
	return bad
}

// together are the settings that do not go together, whatever is done with them.
func (c *Config) together() []string {
	mail := c.SMTPFrom + c.SMTPTo + c.SMTPUser + c.SMTPPass
	bad := applied([]refusal{
		{c.SMS != "" && c.SMTP != "", "--sms-url 和 --smtp 只能给一个：短信要么由网关发，要么由邮件服务器发"},
		{c.NoSMS && c.SMS+c.SMTP != "", "--no-sms 表示还没有短信，不能和 --sms-url、--smtp 一起给"},
		{c.SMTP == "" && mail != "", "给了 --smtp-from、--smtp-domain、--smtp-user 或 --smtp-password，还缺 --smtp"},
		{c.SMTP != "" && c.SMTPFrom == "", "给了 --smtp，还缺发件人 --smtp-from"},
		{c.SMTP != "" && c.SMTPTo == "", "给了 --smtp，还缺收件域名 --smtp-domain"},
		{(c.SMTPUser == "") != (c.SMTPPass == ""), "--smtp-user 和 --smtp-password 要么都给，要么都不给"},
		{c.Nets != "" && !c.Proxies, "给了 --proxies，还缺 --behind-proxy：没有它，代理报来的地址不作数，--proxies 不起作用"},
		{c.Secure && strings.HasPrefix(c.Site, "http:"), "--https 表示对外是 https，--url 却是 http。请改成同一个"},
		{c.ConnsOne > c.Conns, fmt.Sprintf("--connections-per-address（%d）不能比 --connections（%d）多", c.ConnsOne, c.Conns)},
		{c.Upload < c.Form, fmt.Sprintf("--upload-time（%s）不能比 --form-time（%s）短", spell(c.Upload), spell(c.Form))},
		{c.AnswerLong < c.Answer, fmt.Sprintf("--answer-time-long（%s）不能比 --answer-time（%s）短", spell(c.AnswerLong), spell(c.Answer))},
		{c.IdentityURL == "" && c.IdentityKey+c.IdentitySign != "", "身份核验的设置不全，还缺 --identity-url"},
		{c.IdentityURL != "" && c.IdentityKey == "", "身份核验的设置不全，还缺 --identity-key"},
		{c.IdentityURL != "" && c.IdentitySign == "", "身份核验的设置不全，还缺 --identity-sign"},
	})
	if _, err := c.platform(); err != nil {
		bad = append(bad, err.Error())
	}
	return bad
}

// fitToServe refuses to serve a city in earnest where something is left open that decides how people are reached and known, and to
// tell people outside what a demonstration makes up.
func (c *Config) fitToServe() error { return refused(c.unfit()) }

// unfit is what fitToServe refuses, one by one.
func (c *Config) unfit() []string {
	if c.Demo {
		return applied([]refusal{
			{c.SMS != "" && !local(hostOf(c.SMS)), "演示的人和电话是编的，短信不往外发：--sms-url 应在 127.0.0.1，或者不给"},
			{c.SMTP != "" && !local(serverHost(c.SMTP)), "演示的人和电话是编的，短信不往外发：--smtp 应在 127.0.0.1，或者不给"},
		})
	}
	return applied([]refusal{
		{c.IdentityURL == "" && !c.AtWindow, "没有配置身份核验。请用 --identity-url、--identity-key、--identity-sign 接入；" +
			"还没有接口时，请加 --claims-at-window，表示网上填报的身份一律在窗口核对后才能查看以前的办件"},
		{c.SMS+c.SMTP == "" && !c.NoSMS, "没有配置短信。请用 --sms-url 接短信网关，或用 --smtp、--smtp-from、--smtp-domain 接邮件服务器；" +
			"都还没有时，请加 --no-sms，表示短信和验证码一律发不出去"},
		{c.fresh(), c.noKey()},
		{strings.HasPrefix(c.Site, "http:") && !local(hostOf(c.Site)), "--url 是 http：登录和办件的内容会在路上被看到。正式使用应为 https，加密由前面的代理做"},
	})
}

// saidAtStart is what an operator has to know of the settings that a program serves with. Secrets are not among it.
func (c *Config) saidAtStart() []string {
	said := c.reaches()
	for _, words := range c.remarks() {
		said = append(said, "注意："+words)
	}
	return said
}

// reaches says how people are known and told.
func (c *Config) reaches() []string {
	identity := "身份核验：没有接口，网上填报的身份在窗口核对"
	if c.IdentityURL != "" {
		identity = "身份核验：使用 " + c.IdentityURL
	}
	var sms string
	switch {
	case c.SMS != "":
		sms = "短信：由网关 " + hostOf(c.SMS) + " 发送"
	case c.SMTP != "":
		sms = "短信：由邮件服务器 " + c.SMTP + " 发往 手机号@" + c.SMTPTo
	case c.Demo:
		sms = "短信：演示，只打印在这里"
	default:
		sms = "短信：没有（--no-sms），短信和验证码一律发不出去"
	}
	return []string{identity, sms}
}

// remarks are what a set-up may have, but hardly wants.
func (c *Config) remarks() []string {
	if c.Demo {
		return nil
	}
	host, _, _ := hostPort(c.Addr)
	return applied([]refusal{
		{c.Site == "", "没有给 --url，二维码和短信里的网址是 " + c.site() + "，别的机器可能打不开"},
		{strings.HasPrefix(c.Site, "https:") && !c.Secure, "对外网址是 https，没有加 --https：Cookie 不带 Secure，不发 HSTS"},
		{c.Secure && !c.Proxies, "加了 --https，没有加 --behind-proxy：加密由前面的代理做，所有人在程序看来都是代理那一个地址，会一起受限，" +
			"日志里也分不清"},
		{c.Proxies && c.Nets == "" && !local(host), "加了 --behind-proxy，监听地址 " + c.Addr + " 别的机器也能直接连，连上的人可以冒充任何地址：" +
			"请只在 127.0.0.1 监听，或者用 --proxies 写明代理所在的网络"},
	})
}

// hostOf is the host of an address of the web, without its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func serverHost(address string) string {
	host, _, _ := hostPort(address)
	return host
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip, _ := netip.ParseAddr(host)
	return ip.IsLoopback() || host == "localhost"
}

// opening names the setting where a PostgreSQL server is not to be used.
func (c *Config) opening(err error) error {
	if _, ok := errors.AsType[*db.Unusable](err); ok {
		return fmt.Errorf("--db（WUYOU_DB）：%w", err)
	}
	return err
}
