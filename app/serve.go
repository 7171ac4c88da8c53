package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/host"
	"wuyou/office/demo"
)

// serve is the command that runs the program.
func serve(ctx context.Context, c *cli, args []string) error {
	if _, err := c.parse(args); err != nil {
		return err
	}
	if err := c.cfg.fitToServe(); err != nil {
		return err
	}
	c.cfg.useMemory()
	listener, err := net.Listen("tcp", c.cfg.Addr) // first: a second copy on one database must not begin
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("地址 %s 已被别的程序占用。请用 --addr 换一个端口，或先停掉那个程序", c.cfg.Addr)
	}
	if err != nil {
		return fmt.Errorf("不能在 %s 上监听：%w", c.cfg.Addr, err)
	}
	defer listener.Close()
	if err := c.cfg.ownTemp(c.out.Now()); err != nil {
		return c.cfg.unwritable(err)
	}
	held, err := c.cfg.only()
	if err != nil {
		return c.cfg.unwritable(err)
	}
	defer held.Close()
	if c.cfg.Anchors != "" {
		f, err := c.cfg.openAnchors()
		if err != nil {
			return err
		}
		f.Close()
	}
	open := Open
	if c.cfg.Demo {
		open = openDemo
		end, err := standIn(&c.cfg, c.out.Now)
		if err != nil {
			return err
		}
		defer end()
	}
	a, err := open(db.Patient(ctx), c.cfg, c.out)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.noDemoStaff(ctx); err != nil {
		return err
	}
	if words, err := a.skewed(ctx); err != nil || words != "" {
		return cmp.Or(err, errors.New(words+"，没有启动：请先校准时钟"))
	}
	if err := a.DB.Tx(ctx, func(tx *db.DB) error { _, err := a.Jobs.Add(ctx, tx, jobSteady, "", 0); return err }); err != nil {
		return err
	}
	if c.cfg.Demo { // the days that were replayed had no province
		if err := a.DB.Tx(ctx, func(tx *db.DB) error { return a.Exchange.Tonight(ctx, tx) }); err != nil {
			return err
		}
	}
	for _, words := range c.cfg.saidAtStart() {
		fmt.Fprintln(stdout, words)
	}
	for key, n := range a.Limits.Forced() {
		fmt.Fprintf(stdout, "应急限度（--limits）：%s = %d，到重新启动为止。\n", key, n)
		a.Log.Warn("a limit is forced", "limit", key, "n", n)
	}
	fmt.Fprintf(stdout, "无忧已启动：http://%s\n", listener.Addr())
	if c.cfg.Demo {
		fmt.Fprint(stdout, demo.Welcome("http://"+listener.Addr().String()))
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		err := a.Run(ctx)
		stop()
		done <- err
	}()
	err = a.Server.Serve(ctx, listener)
	stop()
	return errors.Join(<-done, err)
}

// useMemory has the program use the memory that it was given before it cleans up.
func (c *Config) useMemory() {
	debug.SetGCPercent(int(c.Garbage))
	if c.Memory > 0 {
		debug.SetMemoryLimit(c.Memory << 20)
	}
}

// noDemoStaff refuses to serve a city in earnest on the database of a demonstration, whose passwords
// everybody knows.
func (a *App) noDemoStaff(ctx context.Context) error {
	n, err := a.DB.Changes(ctx)
	if err == nil && n["demo"] > 0 && !a.Config.Demo {
		err = errors.New("这个数据库装过演示数据，里面人员的密码是公开的，不能正式使用。请换一个空的数据目录或数据库；要看演示，请加 --demo")
	}
	return err
}

// tempOld is the age at which a temporary file is nobody's any more: no upload, no export and no backup lasts so long.
const tempOld = 24 * time.Hour

// only holds the folder of an SQLite database for one server: as long as the file is open no other serves from it.
func (c *Config) only() (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(c.Data, serving), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil || c.DB != "" {
		return f, err
	}
	if err := host.Lock(f); err != nil {
		return nil, errors.Join(f.Close(), fmt.Errorf("已经有一个无忧在用 %s 服务。SQLite 只能一个节点用；要几个节点，请用 PostgreSQL（--db）", c.Data))
	}
	return f, nil
}

// serving is the file that a server keeps open.
const serving = "wuyou.serving"

// unwritable says in words that the folder takes nothing.
func (c *Config) unwritable(err error) error {
	for _, why := range []error{syscall.EROFS, syscall.ENOSPC, syscall.EDQUOT, os.ErrPermission} {
		if errors.Is(err, why) {
			return fmt.Errorf("数据目录 %s 不能写：磁盘只读、满了，或者没有权限（%w）", c.Data, why)
		}
	}
	return err
}

// ownTemp has temporary files lie in a folder that only this program reads, and removes those that a program left behind
// which was killed.
func (c *Config) ownTemp(now time.Time) error {
	dir, err := filepath.Abs(c.tempDir())
	if err != nil {
		return err
	}
	if err := closedFolder(c.Data); err != nil {
		return err
	}
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.Setenv("TMPDIR", dir)); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(c.Data, "wuyou.db.copy")); err != nil && !errors.Is(err, os.ErrNotExist) { // of an older program's backup
		return err
	}
	_, err = c.sweepTemp(now)
	return err
}

// sweepTemp removes temporary files that are nobody's any more and returns how many they were.
func (c *Config) sweepTemp(now time.Time) (n int64, err error) {
	dir := c.tempDir()
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for _, one := range list {
		info, e := one.Info()
		if e == nil && now.Sub(info.ModTime()) > tempOld {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, one.Name())))
			n++
		}
	}
	return n, err
}
