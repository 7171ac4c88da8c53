package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"wuyou/kit/db"
	"wuyou/kit/durable"
	"wuyou/kit/gm"
	"wuyou/kit/host"
	"wuyou/office"
	"wuyou/office/calendar"
)

// keys shows and changes the keys of the installation. The server may go on meanwhile.
func keys(ctx context.Context, c *cli, args []string) error {
	stopped := c.flags.Bool("stopped", false, "所有节点都已停下（reindex）")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	verbs := map[string]func(ctx context.Context, a *App) error{
		"show": showKeys, "rotate": rotateKeys, "seal": sealFiles, "reindex": reindex, "gateway": gatewayKey,
	}
	if rest[0] == "reindex" && !*stopped {
		return errors.New("换索引密钥要先停掉所有节点：运行中的节点会按旧索引登记。停好以后加 --stopped 再运行")
	}
	a, err := open(ctx, c.cfg, c.out, office.Works)
	if err != nil {
		return err
	}
	defer a.Close()
	return verbs[rest[0]](ctx, a)
}

func showKeys(ctx context.Context, a *App) error {
	is, err := a.Vault().Master(ctx)
	if err != nil {
		return err
	}
	masters, _, err := a.Config.masters(ctx, a.Vault())
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "数据库的主密钥核对码 %s\n", is)
	for i, m := range masters {
		fmt.Fprintf(stdout, "给出的第 %d 把，核对码 %s\n", i+1, m.ID)
	}
	fmt.Fprintf(stdout, "台账封存的公钥 %s\n", a.Keys.PublicKey())
	return nil
}

// gatewayKey shows the key by which the gateway checks X-Signature, HMAC-SM3 over the body.
func gatewayKey(ctx context.Context, a *App) error {
	masters, _, err := a.Config.masters(ctx, a.Vault())
	if err != nil {
		return err
	}
	secret, err := a.Vault().Secret(ctx, masters, gm.ForGateway)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%x\n", secret)
	return nil
}

// rotateKeys changes the master secret. The new one stands in the key file, before the old, before the database is
// told; so whenever this ends in the middle, both open, and the next run goes on.
func rotateKeys(ctx context.Context, a *App) error {
	is, err := a.Vault().Master(ctx)
	if err != nil {
		return err
	}
	unlock, err := lockFolder(a.Config.Data)
	if err != nil {
		return err
	}
	defer unlock()
	masters, _, err := a.Config.masters(ctx, a.Vault())
	if err != nil {
		return err
	}
	if masters[0].ID == is {
		if a.Config.Keys != "" {
			return errors.New("主密钥是用 --keys 或 WUYOU_KEYS 给出的，程序不能改它。请生成一把新的写在最前面，旧的留在后面，用逗号分开，再运行一次")
		}
		if masters, err = a.Config.addMaster(); err != nil {
			return err
		}
	}
	if err := a.Vault().Rotate(ctx, masters); err != nil {
		return err
	}
	if err := a.Audit.Log(ctx, a.DB, actor, "", "更换主密钥", is+" 换为 "+masters[0].ID, ""); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "主密钥已更换：核对码由 %s 变为 %s。\n", is, masters[0].ID)
	fmt.Fprintln(stdout, "正在运行的节点不受影响，不用重启；它们下次启动前，请把新的密钥文件拷过去。")
	fmt.Fprintln(stdout, "已打印的查询密码、证号电话的索引、台账封存都不变。旧主密钥已打不开现在的数据库，但以前的备份仍要用它恢复，请和那些备份一起留着。")
	return nil
}

// addMaster draws a new master secret and writes it into the key file before those that are there.
func (c *Config) addMaster() ([]gm.Master, error) {
	old, err := c.masterText()
	if err != nil {
		return nil, err
	}
	text := gm.FreshMaster() + "\n" + old + "\n"
	if err := durable.Replace(c.keyFile(), func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return nil, err
	}
	return parseMasters(text)
}

// lockFolder keeps a second command from changing the key file, or making a copy, in the same moment.
func lockFolder(dir string) (unlock func(), err error) {
	if unlock, err = host.LockFolder(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("另一个命令正在备份或更换主密钥，请稍后再试：%w", err)
	}
	return unlock, err
}

// sealFiles seals the files that an older program stored in the clear, as a server does by the way. It may be ended
// at any time and run again.
func sealFiles(ctx context.Context, a *App) error {
	for {
		left, done, err := a.Files.SealOld(ctx)
		if err != nil {
			return err
		}
		if left == 0 {
			fmt.Fprintln(stdout, "文件都已加密保存。")
			return nil
		}
		if done {
			return fmt.Errorf("有 %d 个旧文件不见了或被改过，没有加密。请运行 wuyou verify 查看", left)
		}
		fmt.Fprintf(stdout, "还有 %d 个旧文件未加密……\n", left)
	}
}

// reindex replaces the key of the blind indexes and writes them anew, all or nothing. Query codes have a key of their own
// and stay. While another process is alive it does nothing: that would go on indexing by the old key.
func reindex(ctx context.Context, a *App) error {
	others, err := a.DB.Others(ctx)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		return fmt.Errorf("还有 %d 个无忧进程在用这个数据库，最近一次在 %s 留下记录，没有更换。请先停掉所有节点和别的命令；被强行结束的进程，3 分钟后不再计入",
			len(others), others[0].In(calendar.Zone).Format("15:04:05"))
	}
	masters, _, err := a.Config.masters(ctx, a.Vault())
	if err != nil {
		return err
	}
	lost := 0
	if err := a.Vault().Replace(ctx, masters, gm.ForIndex, func(ctx context.Context, tx *db.DB) error {
		if lost, err = a.Reindex(ctx, tx); err != nil {
			return err
		}
		return a.Audit.Log(ctx, tx, actor, "", "更换索引密钥", "", "")
	}); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "索引密钥已更换，索引已重写；%d 项打不开，按证号或电话找不到。以前评价的网络地址和设备不再和以后的比对。\n", lost)
	return nil
}
