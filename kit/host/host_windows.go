package host

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// Lock holds a file for its opener until it is closed. Where another has it it fails at once.
func Lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
}

// LockFolder is Lock of a file in a folder: a folder itself cannot be locked.
func LockFolder(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "wuyou.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := Lock(f); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

// Free is how many bytes the disk of a folder takes yet from who runs the program.
func Free(dir string) (int64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	return int64(free), err
}

// Writable reports whether the program may make files in a folder, as far as can be told without making one.
func Writable(dir string) bool {
	_, err := os.Stat(dir)
	return err == nil
}

// Shared reports whether others than its owner may read a file: not known here.
func Shared(fs.FileInfo) bool { return false }

// Public reports whether others than its owner and its group may: not known here.
func Public(fs.FileInfo) bool { return false }

// Foreign returns whose a file is that is another's: not known here.
func Foreign(fs.FileInfo) (uid int, foreign bool) { return 0, false }

// A folder is never behind its entries here, and cannot be told to catch up.
func syncFolder(*os.File) error { return nil }
