//go:build unix

package host

import (
	"io/fs"
	"os"
	"syscall"
)

// Lock holds a file for its opener until it is closed. Where another has it, or the system cannot tell, it fails at once.
func Lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// LockFolder is Lock of a folder.
func LockFolder(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := Lock(f); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

// Free is how many bytes the disk of a folder takes yet from who is not root.
func Free(dir string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil
}

// Writable reports whether the program may make files in a folder.
func Writable(dir string) bool {
	const write = 2 // W_OK of access(2)
	return syscall.Access(dir, write) == nil
}

// Shared reports whether others than its owner may read, write or enter a file.
func Shared(i fs.FileInfo) bool { return i.Mode().Perm()&0o077 != 0 }

// Public reports whether others than its owner and its group may.
func Public(i fs.FileInfo) bool { return i.Mode().Perm()&0o007 != 0 }

// Foreign returns whose a file is, where it belongs neither to who runs the program nor to root.
func Foreign(i fs.FileInfo) (uid int, foreign bool) {
	s, ok := i.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(s.Uid), s.Uid != 0 && int(s.Uid) != os.Geteuid()
}

func syncFolder(d *os.File) error { return d.Sync() }
