// Package host is what the program asks of the operating system beyond what the standard library asks alike of all: locks, room
// on a disk, who may read a file. host_unix.go answers for Unix, host_windows.go for Windows, where rights are lists that this
// package does not read.
package host

import (
	"os"
	"path/filepath"
)

// SyncFolder makes what was done to the entries of a folder durable.
func SyncFolder(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	defer d.Close()
	return syncFolder(d)
}
