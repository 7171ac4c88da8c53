package dbtest_test

import (
	"path/filepath"
	"testing"

	"wuyou/kit/db/dbtest"
)

// A test may change the mode of the folder above its own, as one of a program that may not write does: that folder must
// not be one that all programs of the machine share.
func TestTheFolderAboveIsTheTestsOwn(t *testing.T) {
	if above := filepath.Dir(dbtest.TempDir(t)); filepath.Dir(above) != filepath.Clean(dbtest.Memory()) {
		t.Errorf("the folder above is %s", above)
	}
}
