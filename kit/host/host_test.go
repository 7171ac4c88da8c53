//go:build unix

package host

import (
	"os"
	"path/filepath"
	"testing"
)

// What one has locked no other gets until it is given back.
func TestLocksAreOfOne(t *testing.T) {
	dir := t.TempDir()
	unlock, err := LockFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockFolder(dir); err == nil {
		t.Error("a folder is locked twice")
	}
	unlock()
	if unlock, err = LockFolder(dir); err != nil {
		t.Error(err)
	} else {
		unlock()
	}
}

// Rights are told as they are.
func TestRights(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f")
	for mode, want := range map[os.FileMode][2]bool{0o600: {false, false}, 0o640: {true, false}, 0o604: {true, true}, 0o660: {true, false}} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		i, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{Shared(i), Public(i)}; got != want {
			t.Errorf("%o is %v, want %v", mode, got, want)
		}
		if _, foreign := Foreign(i); foreign {
			t.Error("our own file is another's")
		}
	}
	if !Writable(filepath.Dir(file)) || Writable(filepath.Join(filepath.Dir(file), "none")) {
		t.Error("whether a folder takes files is told wrong")
	}
	if n, err := Free(filepath.Dir(file)); err != nil || n <= 0 {
		t.Error(n, err)
	}
}
