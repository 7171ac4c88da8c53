package app

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// Who runs a command on a disk that is full reads so in his own language, and where.
func TestAFullDiskIsToldInWords(t *testing.T) {
	t.Parallel()
	for errno, words := range map[syscall.Errno]string{syscall.ENOSPC: "磁盘满了，/mnt/b/x 写不下", syscall.EDQUOT: "磁盘满了", syscall.EROFS: "只读", syscall.EIO: "读写出错"} {
		err := inWords(fmt.Errorf("somewhere: %w", &fs.PathError{Op: "write", Path: "/mnt/b/x", Err: errno}), "/data")
		if !strings.Contains(err.Error(), words) || regexp.MustCompile(`[a-z]{3,} [a-z]`).MatchString(err.Error()) {
			t.Errorf("%v: %v", errno, err)
		}
	}
}

// asRoot runs the test once more in namespaces in which its user is root, who mounts there.
func asRoot(t *testing.T) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	own := func(id int) []syscall.SysProcIDMap { return []syscall.SysProcIDMap{{HostID: id, Size: 1}} }
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS, UidMappings: own(os.Getuid()), GidMappings: own(os.Getgid())}
	out, err := cmd.CombinedOutput()
	switch {
	case len(out) == 0:
		t.Skip("this system gives its users no namespaces: ", err)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("%s", out)
	case err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()):
		t.Errorf("%v: %s", err, out)
	}
}

// A backup that did not come to its end leaves nothing behind, so that the same command works when there is room.
func TestABackupOnAFullDisk(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		asRoot(t)
		return
	}
	small := t.TempDir()
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=200k"); err != nil {
		t.Skip("no small disk can be mounted: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(small, syscall.MNT_DETACH) })
	w := newWorld(t, "sqlite")
	dir := filepath.Join(small, "backup")
	err := Command(t.Context(), []string{"backup", dir, "--data", w.Config.Data}, nil, Outside{Now: w.clock})
	if err == nil || !strings.HasPrefix(err.Error(), "磁盘满了，"+dir) || strings.Contains(err.Error(), "no space") {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(small); err != nil || len(left) != 0 {
		t.Errorf("%v %v", left, err)
	}

	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, "size=64m"); err != nil { // too small for the copy that is made first
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Unmount(small, syscall.MNT_DETACH) })
	if made, err := roomFor(60<<20, small); err == nil || !strings.Contains(err.Error(), "约 61 MB，没有地方放（"+small+" 剩 64 MB）") {
		t.Errorf("%s %v", made, err)
	}
	other := t.TempDir()
	if made, err := roomFor(1<<20, filepath.Join(small, "none"), other); err != nil || filepath.Dir(made) != filepath.Join(small, "none") {
		t.Errorf("%s %v", made, err)
	}
	if made, err := roomFor(60<<20, small, other); err != nil || filepath.Dir(made) != other {
		t.Errorf("%s %v", made, err)
	}
}
