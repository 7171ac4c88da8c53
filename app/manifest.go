package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wuyou/kit/gm"
	"wuyou/office/calendar"
)

// MANIFEST has the SHA-256 of each file of a backup, as sha256sum -c reads it, and says which master secret sealed it.
// Its last line is the signature of all before it under that master, so that nothing can be taken out, put in or
// exchanged: a list that was emptied is no list.

const (
	manifest     = "MANIFEST"
	manifestMark = "# wuyou backup 1\n"
	masterLine   = "# master "
	macLine      = "# mac "
)

func writeManifest(dir string, m gm.Master, now time.Time) (n int, err error) {
	var list strings.Builder
	fmt.Fprintf(&list, "%s%s%s\n# made at %s\n", manifestMark, masterLine, m.ID, now.In(calendar.Zone).Format(time.RFC3339))
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		r, err := os.Open(path)
		if err != nil {
			return err
		}
		defer r.Close()
		sum, err := hashOf(r)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		n++
		fmt.Fprintf(&list, "%s  %s\n", sum, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		return n, err
	}
	return n, newFile(filepath.Join(dir, manifest), func(w io.Writer) error {
		_, err := io.WriteString(w, list.String()+macLine+m.MAC(list.String())+"\n")
		return err
	})
}

// opened is a backup that was found whole.
type opened struct {
	root   *os.Root // nothing outside of the folder is reached
	master gm.Master
	mac    string            // of its list, by which it is known
	files  map[string]string // SHA-256 by name
}

// openBackup proves, before anything is restored, that a backup is whole and made with one of the masters.
func (c *Config) openBackup(dir string) (_ *opened, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s 不是完整的备份：%w", dir, err)
	}
	b := &opened{root: root, files: map[string]string{}}
	defer func() {
		if err != nil {
			root.Close()
		}
	}()
	r, err := b.open(manifest)
	if err != nil {
		return nil, fmt.Errorf("%s 不是完整的备份：%w", dir, err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(text, []byte(manifestMark)) {
		return nil, errors.New("备份已损坏：清单 MANIFEST 没有签名，内容可能被改过。旧版程序做的备份没有签名，请用做备份的那个版本恢复，再升级")
	}
	list, mac, _ := strings.Cut(string(text), macLine)
	b.mac = strings.TrimSpace(mac)
	if err := b.chooseMaster(c, list); err != nil {
		return nil, err
	}
	if !b.master.Made(list, b.mac) {
		return nil, errors.New("备份已损坏：清单 MANIFEST 被改过")
	}
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		want, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if err := b.check(name, want); err != nil {
			return nil, fmt.Errorf("备份已损坏：%s：%w", name, err)
		}
		b.files[name] = want
	}
	return b, nil
}

// chooseMaster finds among the masters that which made the backup.
func (b *opened) chooseMaster(c *Config, list string) error {
	_, rest, _ := strings.Cut(list, masterLine)
	id, _, _ := strings.Cut(rest, "\n")
	text, err := c.masterText()
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("缺少主密钥：恢复这份备份要用做备份时的主密钥（核对码 %s）。请先把密钥文件放到 %s，或用 --keys、WUYOU_KEYS 给出；不要生成新的，新的打不开", id, c.keyFile())
	}
	if err != nil {
		return err
	}
	masters, err := parseMasters(text)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(masters, func(m gm.Master) bool { return m.ID == id })
	if i < 0 {
		return fmt.Errorf("主密钥不对：这份备份要用核对码为 %s 的主密钥恢复，给出的不是", id)
	}
	b.master = masters[i]
	return nil
}

// open opens a file of the backup; a link is none.
func (b *opened) open(name string) (*os.File, error) {
	i, err := b.root.Lstat(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if !i.Mode().IsRegular() {
		return nil, errors.New("不是普通文件")
	}
	return b.root.Open(filepath.FromSlash(name))
}

var errChanged = errors.New("内容和清单不符")

func (b *opened) check(name, want string) error {
	r, err := b.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if got, err := hashOf(r); err != nil || got != want {
		return errors.Join(err, errChanged)
	}
	return nil
}

// restoreFile writes a file of the backup to its place.
func (b *opened) restoreFile(name, to string) error {
	return replaceFile(to, func(w io.Writer) error { return b.write(name, w) })
}

// write gives a file of the backup; what the master sealed is opened. Files may have been changed since they were
// checked, so they are checked again: whole ones by their hash, sealed ones piece by piece.
func (b *opened) write(name string, w io.Writer) error {
	r, err := b.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if strings.HasSuffix(name, sealedName) {
		return b.unseal(name, r, w)
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(w, h), r)
	if err == nil && hex.EncodeToString(h.Sum(nil)) != b.files[name] {
		err = errChanged
	}
	return err
}

func (b *opened) unseal(name string, r *os.File, w io.Writer) error {
	i, err := r.Stat()
	if err != nil {
		return err
	}
	wrapped, _, err := gm.ReadHead(r)
	if err != nil {
		return err
	}
	key, err := b.master.Open(wrapped, sealedContext(name))
	if err != nil {
		return err
	}
	s, err := gm.OpenStream(r, i.Size(), []byte(key))
	if err != nil {
		return err
	}
	_, err = io.Copy(w, s)
	return err
}

func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
