package app

import (
	"bufio"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// widest is how many columns a line of code may have, a tab reaching to the next multiple of four.
const widest = 160

// TestNoLineIsTooWide keeps the lines of the program, tests excepted, to what two files beside each other on a screen
// can show.
func TestNoLineIsTooWide(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if d.IsDir() {
			hidden := name != ".." && strings.HasPrefix(d.Name(), ".")
			if hidden || d.Name() == "node_modules" {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		return tooWide(t, path, name)
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("%d files were looked at: the walk does not begin at the root of the program", files)
	}
}

// tooWide fails the test for every line of a file that has more than widest columns.
func tooWide(t *testing.T, path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		columns := 0
		for _, r := range lines.Text() {
			if r == '\t' {
				columns += 4 - columns%4
			} else {
				columns++
			}
		}
		if columns > widest {
			t.Errorf("%s:%d has %d columns: break it, at most %d", name, n, columns, widest)
		}
	}
	return lines.Err()
}
