package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"wuyou/kit/durable"
)

func says(words string, err error) func(io.Writer) error {
	return func(w io.Writer) error { _, failed := io.WriteString(w, words); return errors.Join(failed, err) }
}

// A file that is replaced is whole or as it was, nobody else reads it, and one that was interrupted is in nobody's way.
func TestAFileIsReplacedOrStays(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "below", "keys")
	is := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("it says %q, not %q: %v", got, want, err)
		}
	}
	if err := durable.Replace(name, says("old", nil)); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	if err := durable.Replace(name, says("half", full)); !errors.Is(err, full) {
		t.Errorf("a failure is not told: %v", err)
	}
	is("old")
	if err := durable.Replace(name, says("new", nil)); err != nil {
		t.Fatal(err)
	}
	is("new")
	if err := durable.New(name, says("another", nil)); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file that is there is made: %v", err)
	}
	is("new")
	if i, err := os.Stat(name); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("who may read it: %v %v", i.Mode(), err)
	}
}
