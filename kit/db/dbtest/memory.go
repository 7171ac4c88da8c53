package dbtest

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Memory is the folder where tests make their databases: /dev/shm where it has 4 GB free, since a disk makes every
// commit wait; else the folder for temporary files. A process that is killed loses nothing of what it wrote to either.
var Memory = sync.OnceValue(func() string {
	const shm, enough = "/dev/shm", 4 << 30
	var s syscall.Statfs_t
	if err := syscall.Statfs(shm, &s); err != nil || s.Bavail*uint64(s.Bsize) < enough || syscall.Access(shm, 2) != nil {
		return os.TempDir()
	}
	return shm
})

// TempDir is a folder like that of t.TempDir, in Memory. The folder that it stands in is the test's, too.
func TempDir(t testing.TB) string {
	t.Helper()
	outer, err := os.MkdirTemp(Memory(), "wuyou-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(outer); err != nil {
			t.Error(err)
		}
	})
	dir := filepath.Join(outer, "1")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}
