package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/service/rating"
)

// exchange is how the provincial platform is reached. Half of a configuration is a mistake and said as one.
func (c *Config) exchange() (e rating.Exchange, err error) {
	e.Source, e.Timeout = c.ExchangeSource, c.ExchangeTimeout
	given := 0
	var missing []string
	for _, one := range []struct{ flag, value string }{
		{"exchange-url", c.ExchangeURL}, {"exchange-id", c.ExchangeID}, {"exchange-secret", c.ExchangeSecret}, {"exchange-key", c.ExchangeKey}, {"exchange-sign", c.ExchangeSign},
	} {
		if one.value == "" {
			missing = append(missing, "--"+one.flag)
		} else {
			given++
		}
	}
	if given == 0 {
		return e, nil
	}
	if len(missing) > 0 {
		return e, fmt.Errorf("对接省平台的设置不全，还缺 %s", strings.Join(missing, "、"))
	}
	if e.Local = local(hostOf(c.ExchangeURL)); c.Demo && !e.Local {
		return e, errors.New("演示的数据只报送给本机的模拟省平台，--exchange-url 应在 127.0.0.1")
	}
	if e.Shared, err = gm.NewShared(c.ExchangeKey, c.ExchangeSign); err != nil {
		return e, err
	}
	e.URL, e.ID, e.Secret = c.ExchangeURL, c.ExchangeID, c.ExchangeSecret
	return e, nil
}

// alone is the configuration of a program that replays the past: what it makes up is told to nobody.
func (c Config) alone() Config {
	c.ExchangeURL, c.ExchangeID, c.ExchangeSecret, c.ExchangeKey, c.ExchangeSign = "", "", "", "", ""
	c.IdentityURL, c.IdentityKey, c.IdentitySign = "", "", ""
	return c
}

// demoOrgans gives the demonstration's organs made-up credit codes, by which the province knows them. One
// kind is left out, so that there is something to mend.
func (a *App) demoOrgans(ctx context.Context, tx *db.DB) error {
	for i, o := range a.Ratings.Organs() {
		if strings.HasSuffix(o.Name, "残联") {
			continue
		}
		code := fmt.Sprintf("11%s%09d", o.Region[:6], i+1)
		last, err := check.Credit(code)
		if err != nil {
			return err
		}
		if err := a.Ratings.PutOrganCode(ctx, tx, o.Code, code+string(last)); err != nil {
			return err
		}
	}
	return nil
}
