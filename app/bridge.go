package app

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"wuyou/bridge"
	"wuyou/office/device"
)

// bridgeKey is the file in the data folder of a PC that has what it is known by.
const bridgeKey = "bridge.json"

// runBridge is the command on the PC of a window: it sets the PC up, or serves the devices that are attached to it.
func runBridge(ctx context.Context, c *cli, args []string) error {
	maker := c.flags.String("reader", "auto", "读卡器：auto 逐个试，或 "+strings.Join(bridge.Makers(), "、"))
	at := c.flags.String("reader-url", "", "读卡器厂家的服务程序的地址；不填用厂家默认的")
	patience := c.flags.Duration("wait", 12*time.Second, "等身份证放上来最多多久")
	fake := c.flags.Bool("fake", false, "不接读卡器，读出一个虚构的人（试用和测试）")
	fault := c.flags.String("fake-fault", "", "--fake 总是出这种故障：no_card、unreadable、busy、not_attached、no_service、timeout")
	code := c.flags.String("setup", "", "系统管理员在“窗口电脑”里得到的设置码：登记这台电脑，要同时给 --url")
	if _, err := c.parse(args); err != nil {
		return err
	}
	file := filepath.Join(c.cfg.Data, bridgeKey)
	if *code != "" {
		return setUpBridge(ctx, c, *code, file)
	}
	list := bridge.ReadersOf(*maker, *at)
	if len(list) == 0 {
		return fmt.Errorf("%w：--reader 应为 %s，或不给 --reader-url 的 auto", errUsage, strings.Join(bridge.Makers(), "、"))
	}
	if *fake {
		f := bridge.FaultNamed(*fault)
		if f == nil && *fault != "" {
			return fmt.Errorf("%w：没有 %s 这种故障", errUsage, *fault)
		}
		list = []bridge.Reader{bridge.Fake{Fault: f}}
	}
	b := bridge.Bridge{Readers: list, Now: c.out.Now, Patience: *patience}
	key, err := bridge.Load(file)
	if err != nil {
		return err
	}
	b.Key = key
	listener, err := net.Listen("tcp", device.BridgeAt)
	if err != nil {
		return fmt.Errorf("不能在 %s 上监听，可能已经有一个在运行：%w", device.BridgeAt, err)
	}
	fmt.Fprintf(stdout, "%s 已就绪，只答复 %s\n", b.Key.Title, b.Key.Site)
	return b.Serve(ctx, listener)
}

func setUpBridge(ctx context.Context, c *cli, code, file string) error {
	if c.cfg.Site == "" {
		return fmt.Errorf("%w：要用 --url 给出政务服务网站的网址", errUsage)
	}
	k, err := bridge.SetUp(ctx, strings.TrimSuffix(c.cfg.Site, "/"), code, file)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "已设置为 %s，密钥在 %s。现在运行 wuyou bridge\n", k.Title, file)
	return nil
}
