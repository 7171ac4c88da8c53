package app

import (
	"errors"
	"fmt"
	"strings"

	"wuyou/kit/gm"
	"wuyou/office/exchange"
)

// platform is how the provincial platform is reached. Half of a configuration is a mistake and said as one.
func (c *Config) platform() (p exchange.Platform, err error) {
	p.Source, p.Timeout = c.ExchangeSource, c.ExchangeTimeout
	given := 0
	var missing []string
	for _, one := range []struct{ flag, value string }{
		{"exchange-url", c.ExchangeURL}, {"exchange-id", c.ExchangeID}, {"exchange-secret", c.ExchangeSecret},
		{"exchange-key", c.ExchangeKey}, {"exchange-sign", c.ExchangeSign},
	} {
		if one.value == "" {
			missing = append(missing, "--"+one.flag)
		} else {
			given++
		}
	}
	if given == 0 {
		return p, nil
	}
	if len(missing) > 0 {
		return p, fmt.Errorf("对接省平台的设置不全，还缺 %s", strings.Join(missing, "、"))
	}
	if p.Local = local(hostOf(c.ExchangeURL)); c.Demo && !p.Local {
		return p, errors.New("演示的数据只报送给本机的模拟省平台，--exchange-url 应在 127.0.0.1")
	}
	if p.Shared, err = gm.NewShared(c.ExchangeKey, c.ExchangeSign); err != nil {
		return p, err
	}
	p.URL, p.ID, p.Secret = c.ExchangeURL, c.ExchangeID, c.ExchangeSecret
	return p, nil
}

// alone is the configuration of a program that replays the past: what it makes up is told to nobody.
func (c Config) alone() Config {
	c.ExchangeURL, c.ExchangeID, c.ExchangeSecret, c.ExchangeKey, c.ExchangeSign = "", "", "", "", ""
	c.IdentityURL, c.IdentityKey, c.IdentitySign = "", "", ""
	return c
}
