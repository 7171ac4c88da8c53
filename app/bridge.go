package app

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"wuyou/bridge"
	"wuyou/office/device"
)

// runBridge is the command on the PC of a window: it sets the PC up, or serves the devices that are attached to it.
func runBridge(ctx context.Context, c *cli, args []string) error {
	var with bridge.Choice
	c.flags.StringVar(&with.Maker, "reader", "auto", "读卡器：auto 逐个试，或 "+bridge.Makers())
	c.flags.StringVar(&with.At, "reader-url", "", "读卡器厂家的服务程序的地址；不填用厂家默认的")
	c.flags.BoolVar(&with.Fake, "fake", false, "不接读卡器，读出一个虚构的人（试用和测试）")
	c.flags.StringVar(&with.Fault, "fake-fault", "", "--fake 总是出这种故障："+bridge.Faults())
	patience := c.flags.Duration("wait", 12*time.Second, "等身份证放上来最多多久")
	code := c.flags.String("setup", "", "系统管理员在“窗口电脑”里得到的设置码：登记这台电脑，要同时给 --url")
	if _, err := c.parse(args); err != nil {
		return err
	}
	file := filepath.Join(c.cfg.Data, "bridge.json")
	if *code != "" {
		k, err := bridge.SetUp(ctx, c.cfg.Site, *code, file)
		if err == nil {
			fmt.Fprintf(stdout, "已设置为 %s，密钥在 %s。现在运行 wuyou bridge\n", k.Title, file)
		}
		return err
	}
	b := bridge.Bridge{Now: c.out.Now, Patience: *patience}
	var err error
	if b.Readers, err = with.Readers(); err != nil {
		return fmt.Errorf("%w：%w", errUsage, err)
	}
	if b.Key, err = bridge.Load(file); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", device.BridgeAt)
	if err != nil {
		return fmt.Errorf("不能在 %s 上监听，可能已经有一个在运行：%w", device.BridgeAt, err)
	}
	fmt.Fprintf(stdout, "%s 已就绪，只答复 %s\n", b.Key.Title, b.Key.Site)
	return b.Serve(ctx, listener)
}
