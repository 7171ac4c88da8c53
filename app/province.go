package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"

	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/demo"
	"wuyou/province"
)

// standIn gives a demonstration that has no exchange the bundled stand-in for the province, on a port of
// its own, with secrets drawn now. What it took lies in the data folder, so that both sides still agree
// after a restart.
func standIn(cfg *Config, now func() time.Time) (end func(), err error) {
	there, err := cfg.platform()
	if err != nil || there.On() && cfg.IdentityURL != "" {
		return func() {}, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	at := *cfg
	if !there.On() {
		cfg.ExchangeURL = "http://" + listener.Addr().String()
		drawSecrets(cfg)
		at = *cfg
	} else { // the exchange has its own: only the identity check is missing
		at.ExchangeID, at.ExchangeSecret, at.ExchangeKey, at.ExchangeSign = "", "", "", ""
		drawSecrets(&at)
	}
	if cfg.IdentityURL == "" {
		cfg.IdentityURL, cfg.IdentityKey, cfg.IdentitySign = "http://"+listener.Addr().String(), at.ExchangeKey, at.ExchangeSign
	}
	ctx, cancel := context.WithCancel(context.Background())
	p, err := newProvince(&at, filepath.Join(cfg.Data, "province"), 5, 0, now)
	if err != nil {
		cancel()
		listener.Close()
		return nil, err
	}
	done := make(chan struct{})
	go func() {
		p.Serve(ctx, listener)
		close(done)
	}()
	return func() {
		cancel()
		<-done
		p.Close()
	}, nil
}

// drawSecrets fills in the secrets of the exchange that are not given.
func drawSecrets(cfg *Config) (drawn bool) {
	for _, one := range []struct {
		into  *string
		fresh string
	}{{&cfg.ExchangeID, "wuyou"}, {&cfg.ExchangeSecret, gm.Token()}, {&cfg.ExchangeKey, gm.FreshMaster()[:32]}, {&cfg.ExchangeSign, gm.FreshMaster()}} {
		if *one.into == "" {
			*one.into, drawn = one.fresh, true
		}
	}
	return drawn
}

func newProvince(cfg *Config, dir string, best int, life time.Duration, now func() time.Time) (*province.Platform, error) {
	shared, err := gm.NewShared(cfg.ExchangeKey, cfg.ExchangeSign)
	if err != nil {
		return nil, err
	}
	return province.New(province.Settings{
		Register: demo.Register(), ID: cfg.ExchangeID, Secret: cfg.ExchangeSecret, Shared: shared, Best: best,
		Life: life, Dir: dir, Zone: calendar.Zone, Now: now, Sleep: time.Sleep,
	})
}

// fakeProvince is the command that runs the stand-in for the province.
func fakeProvince(ctx context.Context, c *cli, args []string) error {
	c.cfg.Addr = "127.0.0.1:8090" // never the address of the city's own program, right or wrong
	delete(c.cfg.wrong, "addr")
	dir := c.flags.String("dir", "", "收到的记录存在这个目录；不填只留在内存里")
	how := c.flags.String("fail", "", "启动就出故障：名称，或 名称:次数\n"+failures())
	best := c.flags.Int("best", 5, "满意度编码的方向：5 表示 5 为非常满意（国家平台），1 表示 1 为非常满意（GB/T 39046 表 A.8）")
	life := c.flags.Duration("token-life", 30*time.Minute, "令牌的有效期")
	if _, err := c.parse(args); err != nil {
		return err
	}
	if *best != 1 && *best != 5 {
		return fmt.Errorf("%w：--best 只能是 5 或 1", errUsage)
	}
	if *life < time.Second || *life > 24*time.Hour {
		return fmt.Errorf("%w：--token-life 应为 1s 到 24h 的时间", errUsage)
	}
	drawn := drawSecrets(&c.cfg)
	p, err := newProvince(&c.cfg, *dir, *best, *life, c.out.Now)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Fail(*how); err != nil {
		return fmt.Errorf("%w：%w", errUsage, err)
	}
	listener, err := net.Listen("tcp", c.cfg.Addr)
	if err != nil {
		return fmt.Errorf("不能在 %s 上监听：%w", c.cfg.Addr, err)
	}
	fmt.Fprintf(stdout, "模拟省平台已启动：http://%s\n", listener.Addr())
	if drawn {
		fmt.Fprintf(stdout, "没有给全密钥，这次用的是：\n"+
			"export WUYOU_EXCHANGE_URL=http://%s\nexport WUYOU_EXCHANGE_ID=%s\nexport WUYOU_EXCHANGE_SECRET=%s\n"+
			"export WUYOU_EXCHANGE_KEY=%s\nexport WUYOU_EXCHANGE_SIGN=%s\n"+
			"export WUYOU_IDENTITY_URL=http://%s\nexport WUYOU_IDENTITY_KEY=%s\nexport WUYOU_IDENTITY_SIGN=%s\n",
			listener.Addr(), c.cfg.ExchangeID, c.cfg.ExchangeSecret, c.cfg.ExchangeKey, c.cfg.ExchangeSign,
			listener.Addr(), c.cfg.ExchangeKey, c.cfg.ExchangeSign)
	}
	if err := p.Serve(ctx, listener); err != nil {
		return err
	}
	return verdict(stdout, p.Report())
}

// verdict sums up what the platform has seen: scripts read the exit code.
func verdict(out io.Writer, r province.Report) error {
	fmt.Fprintf(out, "入库 %d 条，重复报送 %d 条，%d 批；读不懂的请求 %d 个，模拟故障 %d 次。\n", r.Taken, r.Twice, r.Batches, r.Unread, r.Strikes)
	if len(r.Refused) == 0 {
		return nil
	}
	for _, one := range r.Refused {
		for _, f := range one.Faults {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", f.Code, one.Key, f.Field, f.Message)
		}
	}
	return errors.New("检查出问题，见上")
}

func failures() string {
	var b strings.Builder
	for _, f := range province.Failures {
		fmt.Fprintf(&b, "  %-13s %s\n", f.Name, f.About)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
