package backup

import (
	"os"
	"path/filepath"
	"testing"
)

// A list that was signed may still not lead out of the folder, should the master be known to whoever made it.
func TestABackupDoesNotLeaveItsFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "outside"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(dir, "backup")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	b := &Backup{root: root}
	for _, name := range []string{"../outside", "/etc/hostname", "files/../../outside", "."} {
		if r, err := b.open(name); err == nil {
			r.Close()
			t.Errorf("%s was opened", name)
		}
	}
}
