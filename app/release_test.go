package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wuyou/kit/gm"
)

// The settings of deploy/ are settings, and of a set-up that serves; the unit and the proxies are of the same address.
func TestDeployIsOfThisProgram(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../deploy/wuyou.conf")
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^#(WUYOU_)`).ReplaceAllString(string(b), "$1") // also those that are only shown
	entries, bad := readEntries(strings.ReplaceAll(text, "/etc/wuyou/city.json", "meishan"))
	if bad = append(bad, wrongEntries(entries)...); len(bad) > 0 || len(entries) < 10 {
		t.Error(len(entries), bad)
	}
	file := confFile(t, string(b))
	out := must(t, "config", "--config", file)
	addr := presently(t, out, "addr")
	for _, name := range []string{"nginx.conf", "Caddyfile"} {
		proxy, err := os.ReadFile("../deploy/" + name)
		if err != nil || !strings.Contains(string(proxy), addr) {
			t.Errorf("%s does not lead to %s: %v", name, addr, err)
		}
	}
	list, _ := found(t, 0, "--config", file, "--data", filepath.Join(t.TempDir(), "none"), "--keys", gm.FreshMaster())
	for _, l := range list {
		if l.At == "启动" || l.At == "网址和代理" || l.At == "设置" && l.Grade != "ok" {
			t.Error(l)
		}
	}
}

// What is built for a release, and how, is that which docs/operate.md and the notes say.
func TestReleaseScripts(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"release", "licences", "image", "setup", "fuzz"} {
		if out, err := exec.Command("sh", "-n", "../scripts/"+script).CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", script, err, out)
		}
	}
	if out, err := exec.Command("make", "-C", "..", "-n", "release", "shots").CombinedOutput(); err != nil || !strings.Contains(string(out), "scripts/release") {
		t.Errorf("%v %s", err, out)
	}
	release, err := os.ReadFile("../scripts/release")
	if err != nil {
		t.Fatal(err)
	}
	operate, err := os.ReadFile("../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`TARGETS:-([^}]+)}`).FindSubmatch(release)
	if m == nil {
		t.Fatal("no targets")
	}
	for _, target := range strings.Fields(string(m[1])) {
		if !strings.Contains(string(operate), target) {
			t.Errorf("docs/operate.md does not say whether %s was run", target)
		}
	}
}

// Every module that the program is linked with on this system stands in docs/licences.md with its version.
func TestLicencesAreListed(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}| {{.Path}} | {{.Version}} |{{end}}{{end}}", "..").Output()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../docs/licences.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			if n++; !strings.Contains(string(doc), line) {
				t.Errorf("%s is not in docs/licences.md: run scripts/licences", line)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d modules are linked", n)
	}
}

// The pictures of the READMEs are there, and no others; they are few and small.
func TestPicturesOfTheReadme(t *testing.T) {
	t.Parallel()
	there, err := filepath.Glob("../docs/shots/*")
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, file := range there {
		i, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		size += i.Size()
	}
	if len(there) > 8 || size > 3<<19 {
		t.Errorf("%d pictures of %d KB", len(there), size>>10)
	}
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		b, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		shown := regexp.MustCompile(`docs/shots/[a-z-]+\.webp`).FindAllString(string(b), -1)
		for _, picture := range shown {
			if _, err := os.Stat("../" + picture); err != nil {
				t.Error(name, err)
			}
		}
		if len(shown) != len(there) {
			t.Errorf("%s shows %d of %d pictures", name, len(shown), len(there))
		}
	}
}
