package demo

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Whom the demonstration names stands in the README and in the cast.
func TestWelcomeNamesTheCast(t *testing.T) {
	words := Welcome("http://127.0.0.1:8080")
	for _, want := range []string{"http://127.0.0.1:8080/desk", Password} {
		if !strings.Contains(words, want) {
			t.Errorf("no %s in %s", want, words)
		}
	}
	cast, err := os.ReadFile("cast.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.zh-CN.md")
	if err != nil {
		t.Fatal(err)
	}
	logins := regexp.MustCompile(`(?:窗口|出件|审查|决定|专席|回访|监管|局领导|编辑|发布|三员) ([a-z、]+)`).FindAllStringSubmatch(words, -1)
	if len(logins) != 11 {
		t.Errorf("%d roles", len(logins))
	}
	for _, m := range logins {
		for _, login := range strings.Split(m[1], "、") {
			if !strings.Contains(string(cast), `"`+login+`"`) || !strings.Contains(string(readme), "`"+login+"`") {
				t.Errorf("%s is not of the cast", login)
			}
		}
	}
}
