package backup

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
	"strings"
	"time"

	"wuyou/kit/durable"
	"wuyou/kit/gm"
)

// MANIFEST has the SHA-256 of each file of a backup, as sha256sum -c reads it, and says which master secret sealed it.
// Its last line is the signature of all before it under that master, so that nothing can be taken out, put in or
// exchanged: a list that was emptied is no list.

const (
	manifest     = "MANIFEST"
	manifestMark = "# wuyou backup 1\n"
	masterLine   = "# master "
	madeLine     = "# made at "
	macLine      = "# mac "
)

// WriteManifest lists what is in a folder, as made with a master at a time, and returns how many files it has.
func WriteManifest(dir string, m gm.Master, at time.Time) (n int, err error) {
	var list strings.Builder
	fmt.Fprintf(&list, "%s%s%s\n%s%s\n", manifestMark, masterLine, m.ID, madeLine, at.Format(time.RFC3339))
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
	return n, durable.New(filepath.Join(dir, manifest), func(w io.Writer) error {
		_, err := io.WriteString(w, list.String()+macLine+m.MAC(list.String())+"\n")
		return err
	})
}

// Made says when a backup was made, and the id of the master it was sealed with, as its list has it. Nothing is proven by it: Open
// does that.
func Made(dir string) (at time.Time, master string, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	if err != nil {
		return at, "", err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if id, ok := strings.CutPrefix(line, masterLine); ok {
			master = id
		}
		if when, ok := strings.CutPrefix(line, madeLine); ok {
			at, err = time.Parse(time.RFC3339, when)
			return at, master, err
		}
	}
	return at, "", fmt.Errorf("%s 没有写明什么时候做的", filepath.Join(dir, manifest))
}

// Backup is a backup that was found whole.
type Backup struct {
	Files map[string]string // SHA-256 by name
	MAC   string            // of its list, by which it is known

	root   *os.Root // nothing outside of the folder is reached
	master gm.Master
}

// Open proves, before anything is restored, that a backup is whole and made with a master, which choose finds by its id. Returns
// what choose fails with, and an error that says what is wrong where the backup is not whole.
func Open(dir string, choose func(id string) (gm.Master, error)) (_ *Backup, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s 不是完整的备份：%w", dir, err)
	}
	b := &Backup{root: root, Files: map[string]string{}}
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
	b.MAC = strings.TrimSpace(mac)
	_, rest, _ := strings.Cut(list, masterLine)
	id, _, _ := strings.Cut(rest, "\n")
	if b.master, err = choose(id); err != nil {
		return nil, err
	}
	if !b.master.Made(list, b.MAC) {
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
		b.Files[name] = want
	}
	return b, nil
}

// Close gives the folder back.
func (b *Backup) Close() error { return b.root.Close() }

// open opens a file of the backup; a link is none.
func (b *Backup) open(name string) (*os.File, error) {
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

func (b *Backup) check(name, want string) error {
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

// Restore writes a file of the backup to its place.
func (b *Backup) Restore(name, to string) error {
	return durable.Replace(to, func(w io.Writer) error { return b.Write(name, w) })
}

// Write gives a file of the backup; what the master sealed is opened. Files may have been changed since they were
// checked, so they are checked again: whole ones by their hash, sealed ones piece by piece.
func (b *Backup) Write(name string, w io.Writer) error {
	r, err := b.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	if strings.HasSuffix(name, Sealed) {
		return b.unseal(name, r, w)
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(w, h), r)
	if err == nil && hex.EncodeToString(h.Sum(nil)) != b.Files[name] {
		err = errChanged
	}
	return err
}

func (b *Backup) unseal(name string, r *os.File, w io.Writer) error {
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
