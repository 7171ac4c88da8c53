package app

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A backup is a folder: the database, the files that were handed in, and MANIFEST with the SHA-256 of
// each. It is made while the program serves. The master keys are not in it: who steals a backup must
// not be able to read it.

const manifest = "MANIFEST"

func backup(ctx context.Context, c *cli, args []string) error {
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	dir := rest[0]
	if err := emptyDir(dir); err != nil {
		return err
	}
	a, err := Open(ctx, c.cfg, c.out)
	if err != nil {
		return err
	}
	defer a.Close()
	// The database first: a file is on disk before its row, so every row of this copy has its file.
	if a.DB.Postgres() {
		err = run(ctx, "pg_dump", "--format=custom", "--file="+filepath.Join(dir, "wuyou.dump"), c.cfg.DB)
	} else {
		err = a.DB.Backup(ctx, filepath.Join(dir, "wuyou.db"))
	}
	if err != nil {
		return err
	}
	if err := copyTree(a.Config.filesDir(), filepath.Join(dir, "files")); err != nil {
		return err
	}
	n, err := writeManifest(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "已备份到 %s：%d 个文件。主密钥不在备份里，请另行妥善保存。\n", dir, n)
	return nil
}

func restore(ctx context.Context, c *cli, args []string) error {
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return errUsage
	}
	dir := rest[0]
	if err := checkManifest(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(c.cfg.Data, 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(c.cfg.database()); err == nil && c.cfg.DB == "" {
		return fmt.Errorf("%s 已经有数据库，恢复只能到空的地方", c.cfg.Data)
	}
	if err := emptyDir(c.cfg.filesDir()); err != nil {
		return fmt.Errorf("恢复只能到空的地方：%w", err)
	}
	if c.cfg.DB != "" {
		err = run(ctx, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--dbname="+c.cfg.DB, filepath.Join(dir, "wuyou.dump"))
		if err != nil {
			err = fmt.Errorf("没有恢复，数据库也没有改动；恢复只能到空的地方。%w", err)
		}
	} else {
		err = copyFile(filepath.Join(dir, "wuyou.db"), c.cfg.database())
	}
	if err != nil {
		return err
	}
	if err := copyTree(filepath.Join(dir, "files"), c.cfg.filesDir()); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "已恢复到 %s。请放好原来的主密钥，然后运行 wuyou verify。\n", c.cfg.Data)
	return nil
}

func verify(ctx context.Context, c *cli, args []string) error {
	outside := c.flags.String("anchor", "", "库外留存的封存：编号:摘要（可用逗号分开几个），或 --anchors 写的文件")
	if _, err := c.parse(args); err != nil {
		return err
	}
	anchors, err := anchorsOf(*outside)
	if err != nil {
		return err
	}
	a, err := Open(ctx, c.cfg, c.out)
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Engine.Verify(ctx, anchors...)
	if err != nil {
		return err
	}
	files, err := a.Files.All(ctx)
	if err != nil {
		return err
	}
	faults := len(r.Faults)
	for _, f := range r.Faults {
		fmt.Fprintf(stdout, "办件 %d 事件 %d：%s\n", f.Case, f.Seq, f.Words)
	}
	plain := 0
	for _, f := range files {
		if !f.Sealed {
			plain++
		}
		if err := a.Files.Verify(f); err != nil {
			faults++
			fmt.Fprintf(stdout, "文件 %d（办件 %d）：%v\n", f.ID, f.CaseID, err)
		}
	}
	fmt.Fprintf(stdout, "办件 %d，事件 %d，封存 %d 批，未封存 %d，文件 %d：", r.Cases, r.Events, r.Seals, r.Fresh, len(files))
	if plain > 0 {
		fmt.Fprintf(stdout, "旧文件还有 %d 个未加密，", plain)
	}
	if faults > 0 {
		fmt.Fprintf(stdout, "发现 %d 处问题\n", faults)
		return fmt.Errorf("核对发现 %d 处问题", faults)
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

func run(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil // nothing was ever handed in, or a temporary file has gone
		}
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "new-") {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return copyFile(path, filepath.Join(to, rel))
	})
}

func copyFile(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Sync(), w.Close())
}

func writeManifest(dir string) (n int, err error) {
	w, err := os.Create(filepath.Join(dir, manifest))
	if err != nil {
		return 0, err
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == manifest {
			return err
		}
		sum, err := hashFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		n++
		fmt.Fprintf(w, "%s  %s\n", sum, rel)
		return err
	})
	return n, errors.Join(err, w.Sync(), w.Close())
}

// checkManifest proves that a backup is whole before anything is restored.
func checkManifest(dir string) error {
	r, err := os.Open(filepath.Join(dir, manifest))
	if err != nil {
		return fmt.Errorf("%s 不是完整的备份：%w", dir, err)
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		want, rel, ok := strings.Cut(lines.Text(), "  ")
		got, err := hashFile(filepath.Join(dir, filepath.FromSlash(rel)))
		if !ok || err != nil || got != want {
			return fmt.Errorf("备份已损坏：%s", rel)
		}
	}
	return lines.Err()
}

func hashFile(path string) (string, error) {
	r, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
