package lostfound_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"wuyou/office/officetest"
)

// The page that shows how a service is made shows files that work: its blocks equal them.
func TestThePageShowsTheFiles(t *testing.T) {
	const name = "../../../docs/new-service.md"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^`([a-z0-9_/.]+)`:\n\n```[a-z]*\n(.*?)^```$")
	shown := 0
	page := blocks.ReplaceAllStringFunc(string(b), func(block string) string {
		m := blocks.FindStringSubmatch(block)
		shown++
		file, err := os.ReadFile(m[1])
		if err != nil {
			t.Fatal(err)
		}
		if m[2] != string(file) && !*officetest.Update {
			t.Errorf("docs/new-service.md shows another %s; go test ./office/officetest/example -update writes it", m[1])
		}
		return strings.Replace(block, "\n"+m[2]+"```", "\n"+string(file)+"```", 1)
	})
	if shown != 6 {
		t.Errorf("the page shows %d files", shown)
	}
	if *officetest.Update {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
