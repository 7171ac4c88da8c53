package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"wuyou/kit/durable"
	"wuyou/kit/gm"
	"wuyou/kit/host"
	"wuyou/office/vault"
)

// masters are the operator's secrets. used is whether a program has used the database before; then none is
// made, and none is asked to be made, but the one it was sealed with.
func (c *Config) masters(ctx context.Context, v vault.Vault) (list []gm.Master, used bool, err error) {
	if used, err = v.DB.Used(ctx); err != nil {
		return nil, false, err
	}
	text, err := c.masterText()
	if errors.Is(err, os.ErrNotExist) {
		switch file := c.keyFile(); {
		case used:
			is, _ := v.Master(ctx) // a database from before has none
			if is != "" {
				is = "（核对码 " + is + "）"
			}
			err = fmt.Errorf("缺少主密钥：数据库已经在用，里面的个人信息和文件是用原来的主密钥%s加密的。"+
				"请把原来的密钥文件放回 %s，或用 --keys、WUYOU_KEYS 给出；不要生成新的，新的打不开", is, file)
		case c.Demo:
			text = gm.FreshMaster()
			err = os.WriteFile(file, []byte(text+"\n"), 0o600)
		default:
			err = errors.New(c.noKey())
		}
	}
	if err != nil {
		return nil, false, err
	}
	list, err = parseMasters(text)
	return list, used, err
}

// noKey says how a place that has none gets its master secret.
func (c *Config) noKey() string {
	return fmt.Sprintf("没有主密钥。请生成一个：(umask 077; mkdir -p %s; head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \\n' > %s)；"+
		"并妥善备份，丢失后加密的个人信息无法恢复。也可以用 --keys 或 WUYOU_KEYS 给出", c.Data, c.keyFile())
}

// fresh reports whether there is neither a database nor a master secret: nothing is made before there is a secret.
func (c *Config) fresh() bool {
	_, none := c.masterText()
	_, base := os.Stat(c.database())
	return errors.Is(none, os.ErrNotExist) && c.DB == "" && errors.Is(base, os.ErrNotExist)
}

// master is that which opens the database.
func (a *App) master(ctx context.Context) (gm.Master, error) {
	is, err := a.Vault().Master(ctx)
	if err != nil {
		return gm.Master{}, err
	}
	list, _, err := a.Config.masters(ctx, a.Vault())
	if err != nil {
		return gm.Master{}, err
	}
	i := slices.IndexFunc(list, func(m gm.Master) bool { return m.ID == is })
	if i < 0 {
		return gm.Master{}, errors.New("主密钥刚刚换过，请再运行一次")
	}
	return list[i], nil
}

func parseMasters(text string) ([]gm.Master, error) {
	list, err := gm.ParseMasters(text)
	if errors.Is(err, gm.ErrWeak) {
		return nil, errors.New("主密钥太简单，请用随机数生成")
	}
	if err != nil {
		return nil, fmt.Errorf("主密钥应为 64 位十六进制数字：%w", err)
	}
	return list, nil
}

func (c *Config) keyFile() string { return filepath.Join(c.Data, "keys") }

// masterText is what is given or stands in the key file; neither is os.ErrNotExist. A file that others may read, or
// that is another's, is refused: it is no secret.
func (c *Config) masterText() (string, error) {
	if c.Keys != "" {
		return c.Keys, nil
	}
	f, err := os.Open(c.keyFile())
	if err != nil {
		return "", err
	}
	defer f.Close()
	i, err := f.Stat()
	if err != nil {
		return "", err
	}
	if host.Shared(i) {
		return "", fmt.Errorf("密钥文件 %s 别人也能读（权限 %04o），不能使用。请运行 chmod 600 %[1]s；如果已被别人看到，请随后运行 wuyou keys rotate 换一把", f.Name(), i.Mode().Perm())
	}
	if uid, foreign := host.Foreign(i); foreign {
		return "", fmt.Errorf("密钥文件 %s 属于别的用户（%d），不能使用。请改为运行本程序的用户所有", f.Name(), uid)
	}
	b, err := io.ReadAll(io.LimitReader(f, 1<<16))
	return strings.TrimSpace(string(b)), err
}

// closedFolder makes a folder that only we may enter, and closes one of ours that is open. One with other things in it is refused,
// open or closed: it is not ours to write to, to close or to clean.
func closedFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	i, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if err := onlyOurs(dir); err != nil {
		return err
	}
	if !host.Shared(i) {
		return nil
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("数据目录 %s 别人也能进（权限 %04o），又不能改：%w", dir, i.Mode().Perm(), err)
	}
	return nil
}

// onlyOurs refuses a folder with other things in it than the program's.
func onlyOurs(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return slices.Contains(neutral, e.Name()) })
	if len(entries) > 0 && !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return ours(dir, e) }) {
		return fmt.Errorf("目录 %s 里是别的东西（%s），不能用来存办件和文件。请另给一个空目录", dir, entries[0].Name())
	}
	return nil
}

// neutral are the entries of a folder that say nothing of whose it is: what a start leaves that came to nothing, and what every file
// system of its own has.
var neutral = []string{"files", "province", temporaryFolder, serving, "lost+found"}

var filesFolder = regexp.MustCompile(`^[0-9a-f]{2}$`)

// ours reports whether an entry is what only this program puts into a folder of data or of files.
func ours(dir string, e os.DirEntry) bool {
	switch name := e.Name(); {
	case name == "wuyou.db", name == "wuyou.db.copy", name == restoring, name == restoring+durable.Unfinished:
		return true
	case name == "keys":
		b, err := os.ReadFile(filepath.Join(dir, name))
		_, weak := gm.ParseMasters(string(b))
		return err == nil && weak == nil
	default:
		return e.IsDir() && filesFolder.MatchString(name)
	}
}
