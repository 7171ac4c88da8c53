package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wuyou/kit/backup"
	"wuyou/kit/db"
	"wuyou/kit/durable"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/ledger"
)

// A backup is a folder (kit/backup): the database and the files that were handed in. It is made while the program serves. Files
// are copied sealed as they are; the database and what is still plain are sealed under the master secret.

func makeBackup(ctx context.Context, c *cli, args []string) error {
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	dir := rest[0]
	_, missing := os.Stat(dir)
	if err := emptyDir(dir); err != nil {
		return err
	}
	a, err := open(ctx, c.cfg, c.out, office.Reads)
	if err != nil {
		return err
	}
	defer a.Close()
	master, err := a.master(ctx)
	if err != nil {
		return err
	}
	n, err := a.backupTo(ctx, dir, master)
	if err != nil {
		err = errors.Join(err, clearDir(dir)) // a part of a backup restores nothing, and takes room
		if missing != nil {
			err = errors.Join(err, os.Remove(dir))
		}
		return err
	}
	fmt.Fprintf(stdout, "已备份到 %s：%d 个文件，都已加密。主密钥（核对码 %s）不在备份里，恢复时要用，请另行妥善保存。\n",
		dir, n, master.ID)
	return nil
}

// backupTo writes a backup and returns how many files it has. The database comes first: a file is on disk before its row, so every row of
// this copy has its file.
func (a *App) backupTo(ctx context.Context, dir string, master gm.Master) (int, error) {
	if err := errors.Join(a.backupDatabase(ctx, dir, master), ctx.Err()); err != nil {
		return 0, err
	}
	if err := backup.CopyFiles(a.Config.filesDir(), filepath.Join(dir, "files"), master); err != nil || ctx.Err() != nil {
		return 0, cmp.Or(err, ctx.Err())
	}
	return backup.WriteManifest(dir, master, a.Now().In(calendar.Zone))
}

// clearDir empties a folder that this program filled.
func clearDir(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// sizeOf is how many bytes an SQLite database has, what is not yet written into its file too.
func sizeOf(file string) (n int64) {
	for _, name := range []string{file, file + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			n += info.Size()
		}
	}
	return n
}

// backupDatabase writes the database, sealed.
func (a *App) backupDatabase(ctx context.Context, dir string, m gm.Master) error {
	if a.DB.Postgres() {
		cmd := postgresCommand(ctx, a.Config.DB, "pg_dump", "--format=custom")
		out, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			return err
		}
		if err = backup.Seal(out, dir, "wuyou.dump"+backup.Sealed, m); err != nil {
			out.Close() // it ends, since nobody reads what it says
			_ = cmd.Wait()
			return err
		}
		if ended := cmd.Wait(); ended != nil {
			err = fmt.Errorf("pg_dump: %w\n%s", ended, said.String())
		}
		return err
	}
	unlock, err := lockFolder(a.Config.Data)
	if err != nil {
		return err
	}
	defer unlock()
	scratch, err := roomFor(sizeOf(a.Config.database()), a.Config.tempDir(), os.TempDir())
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	copied := filepath.Join(scratch, "wuyou.db")
	if err := a.DB.Backup(ctx, copied); err != nil {
		if db.Full(err) {
			err = &fs.PathError{Op: "write", Path: copied, Err: err}
		}
		return err
	}
	r, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer r.Close()
	return backup.Seal(r, dir, "wuyou.db"+backup.Sealed, m)
}

func restore(ctx context.Context, c *cli, args []string) error {
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	b, err := backup.Open(rest[0], c.cfg.choose)
	if err != nil {
		return err
	}
	defer b.Close()
	there, err := c.cfg.beginRestore(ctx, b, c.out.Now)
	if err != nil {
		return err
	}
	for name := range b.Files {
		if rel, ok := strings.CutPrefix(name, "files/"); ok {
			if err := b.Restore(name, filepath.Join(c.cfg.filesDir(), filepath.FromSlash(strings.TrimSuffix(rel, backup.Sealed)))); err != nil {
				return err
			}
		}
	}
	if !there { // last, in one step: a database without its files never serves
		if err := c.cfg.restoreDatabase(ctx, b); err != nil {
			return err
		}
	}
	if err := os.Remove(c.cfg.restoreMark()); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "已恢复到 %s。请运行 wuyou verify 核对。\n", c.cfg.Data)
	return nil
}

// choose finds among the operator's masters that of a backup.
func (c *Config) choose(id string) (m gm.Master, err error) {
	text, err := c.masterText()
	if errors.Is(err, os.ErrNotExist) {
		return m, fmt.Errorf("缺少主密钥：恢复这份备份要用做备份时的主密钥（核对码 %s）。请先把密钥文件放到 %s，或用 --keys、WUYOU_KEYS 给出；不要生成新的，新的打不开", id, c.keyFile())
	}
	if err != nil {
		return m, err
	}
	masters, err := parseMasters(text)
	if err != nil {
		return m, err
	}
	i := slices.IndexFunc(masters, func(m gm.Master) bool { return m.ID == id })
	if i < 0 {
		return m, fmt.Errorf("主密钥不对：这份备份要用核对码为 %s 的主密钥恢复，给出的不是", id)
	}
	return masters[i], nil
}

// restoreMark is the file that is there while a place is being restored. It names the backup, so that the same may be
// restored again where it was interrupted; nothing else opens such a place.
func (c *Config) restoreMark() string { return filepath.Join(c.Data, restoring) }

const restoring = "restoring"

func (c *Config) notRestoring() error {
	for _, mark := range []string{c.restoreMark(), c.restoreMark() + durable.Unfinished} {
		if _, err := os.Stat(mark); err == nil {
			return fmt.Errorf("%s 的恢复没有做完。请再运行一次 wuyou restore，用同一份备份", c.Data)
		}
	}
	return nil
}

// beginRestore marks an empty place, or finds the mark of the same backup. there says that the database is restored already.
func (c *Config) beginRestore(ctx context.Context, b *backup.Backup, now func() time.Time) (there bool, err error) {
	if err := closedFolder(c.Data); err != nil {
		return false, err
	}
	mark, err := os.ReadFile(c.restoreMark())
	begun := err == nil
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	if begun && string(mark) != b.MAC {
		return false, fmt.Errorf("%s 里有另一份备份没有恢复完。请用那一份再恢复一次，或者换一个空的地方", c.Data)
	}
	if there, err = c.hasDatabase(ctx, now); err != nil || begun {
		return there, err
	}
	if there {
		return false, fmt.Errorf("%s 已经有数据库，恢复只能到空的地方", c.place())
	}
	if err := emptyDir(c.filesDir()); err != nil {
		return false, fmt.Errorf("恢复只能到空的地方：%w", err)
	}
	return false, durable.Replace(c.restoreMark(), func(w io.Writer) error { _, err := io.WriteString(w, b.MAC); return err })
}

// hasDatabase reports whether there is a database, of whatever program.
func (c *Config) hasDatabase(ctx context.Context, now func() time.Time) (bool, error) {
	if c.DB == "" {
		_, err := os.Stat(c.database())
		return err == nil, nil
	}
	d, err := db.Find(ctx, c.database(), now, true, c.tuned())
	if errors.Is(err, db.ErrNoDatabase) {
		return false, nil
	}
	if err == nil {
		err = d.Close()
	}
	return err == nil, c.opening(err)
}

func (c *Config) restoreDatabase(ctx context.Context, b *backup.Backup) error {
	if c.DB == "" {
		if b.Files["wuyou.db"+backup.Sealed] == "" {
			return errors.New("这份备份不是 SQLite 的，请用 --db 给出空的 PostgreSQL 数据库")
		}
		for _, left := range []string{"-wal", "-shm"} { // of a database that was removed: it is not this one's log
			if err := os.Remove(c.database() + left); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		return b.Restore("wuyou.db"+backup.Sealed, c.database())
	}
	if b.Files["wuyou.dump"+backup.Sealed] == "" {
		return errors.New("这份备份不是 PostgreSQL 的，请去掉 --db")
	}
	cmd := postgresCommand(ctx, c.DB, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return err
	}
	err = errors.Join(b.Write("wuyou.dump"+backup.Sealed, in), in.Close())
	if ended := cmd.Wait(); ended != nil {
		err = errors.Join(ended, err)
	}
	if err != nil {
		return fmt.Errorf("没有恢复，数据库也没有改动；恢复只能到空的地方。pg_restore: %w\n%s", err, said.String())
	}
	return nil
}

// postgresCommand is one of the server's own programs on a database. The password does not stand in its command line,
// which everybody on the machine may read.
func postgresCommand(ctx context.Context, address, name string, args ...string) *exec.Cmd {
	env := os.Environ()
	if u, err := url.Parse(address); err == nil {
		if password, ok := u.User.Password(); ok {
			u.User = url.User(u.User.Username())
			env = append(env, "PGPASSWORD="+password)
		}
		address = u.String()
	}
	cmd := exec.CommandContext(ctx, name, append(args, "--dbname="+address)...)
	cmd.Env = env
	return cmd
}

func verify(ctx context.Context, c *cli, args []string) error {
	outside := c.flags.String("anchor", "", "库外留存的封存：编号:摘要（可用逗号分开几个），或 --anchors 写的文件")
	if _, err := c.parse(args); err != nil {
		return err
	}
	anchors, torn, err := anchorsOf(*outside)
	if err != nil {
		return err
	}
	for _, words := range torn {
		fmt.Fprintln(stdout, words)
	}
	a, err := open(ctx, c.cfg, c.out, office.Reads)
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Ledger.Verify(ctx, anchors...)
	if err != nil {
		return err
	}
	for _, f := range r.Faults {
		fmt.Fprintf(stdout, "办件 %d 事件 %d：%s\n", f.Case, f.Seq, f.Words)
	}
	if r.Alike > 0 {
		fmt.Fprintf(stdout, "同一张表里的同类问题只列出前几处，另有 %d 处没有逐一列出\n", r.Alike)
	}
	if r.Redating {
		fmt.Fprintln(stdout, ledger.RedatingWords)
	}
	plain, files, bad := 0, 0, 0
	for f, err := range a.Files.All(ctx) {
		if errors.Is(err, db.ErrUnreadable) { // the ledger has told
			continue
		}
		if err != nil {
			return err
		}
		if files++; !f.Sealed {
			plain++
		}
		if err := a.Files.Verify(f); err != nil {
			bad++
			fmt.Fprintf(stdout, "文件 %d（办件 %d）：%v\n", f.ID, f.CaseID, err)
		}
	}
	fmt.Fprintf(stdout, "办件 %d，事件 %d，留有凭据的记录 %d，封存 %d 批，未封存 %d，文件 %d：", r.Cases, r.Events, r.Rows, r.Seals, r.Fresh, files)
	if plain > 0 {
		fmt.Fprintf(stdout, "旧文件还有 %d 个未加密，", plain)
	}
	if found := r.Found(bad); found != "" {
		fmt.Fprintf(stdout, "发现 %s问题\n", found)
		return fmt.Errorf("核对发现 %s问题", found)
	}
	fmt.Fprintln(stdout, "完好")
	return nil
}

// emptyDir makes a folder that is not there, and refuses one that holds anything.
func emptyDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s 不是空目录", dir)
	}
	return err
}
