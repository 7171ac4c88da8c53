package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/gm"
)

// confFile writes a file of settings that others may not read.
func confFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "wuyou.conf")
	writeFile(t, file, []byte(text))
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	return file
}

// presently is the present value of a setting as `wuyou config` prints it.
func presently(t *testing.T, out, name string) string {
	t.Helper()
	_, after, ok := strings.Cut(out, "\n--"+name+" ")
	_, after, found := strings.Cut(after, "现在：")
	value, _, _ := strings.Cut(after, "\n")
	if !ok || !found {
		t.Fatalf("no %s in %s", name, out)
	}
	return value
}

// A flag counts before the environment, the environment before the file, the file before the default.
func TestWhatIsGivenTwiceCountsInOrder(t *testing.T) {
	t.Parallel()
	file := confFile(t, "# where\n; and what\n\nWUYOU_ADDR=127.0.0.1:1\nWUYOU_MAX_FILE = 33\r\nWUYOU_UPLOADS='7'\nWUYOU_SMTP_USER=\"a \\\"b\\\" \\$c\"\n"+
		"WUYOU_EXCHANGE_SOURCE=a#b\nWUYOU_STALL=\nWUYOU_HTTPS=true\n")
	cmd := prepare(t, 0, "config", "--smtp", "mail:25", "--smtp-from", "a@b.c", "--smtp-domain", "d", "--smtp-password", "x", "--uploads", "9")
	cmd.Env = append(cmd.Env, "WUYOU_CONFIG="+file, "WUYOU_MAX_FILE=44", "WUYOU_UPLOADS=8")
	out, bad, code := run(t, cmd)
	if code != 0 || bad != "" {
		t.Fatal(code, bad)
	}
	for name, want := range map[string]string{
		"addr": "127.0.0.1:1", "max-file": "44", "uploads": "9", "smtp-user": `a "b" $c`, "exchange-source": "a#b", "stall": "15s", "https": "true",
		"connections": "5000",
	} {
		if got := presently(t, out, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if out := must(t, "config", "--config", file, "--smtp", "m:25", "--smtp-from", "a@b.c", "--smtp-domain", "d", "--smtp-password", "x"); presently(t, out, "uploads") != "7" {
		t.Error("the file does not count")
	}
}

// What is wrong in a file of settings is refused with the number of its line, all at once; what is secret is not repeated.
func TestAFileOfSettingsIsChecked(t *testing.T) {
	t.Parallel()
	for words, text := range map[string]string{
		"第 2 行：“WUYOU_ADR”：没有这项设置，名称最接近的是 WUYOU_ADDR":  "\nWUYOU_ADR=:80\n",
		"第 1 行：“PATH”：没有这项设置":                          "PATH=/bin\n",
		"第 1 行：“WUYOU_TRIES”：--tries 已取消，现在是限度":        "WUYOU_TRIES=3\n",
		"第 1 行：应为 WUYOU_名称=值":                          "WUYOU_ADDR\n",
		"第 3 行：WUYOU_ADDR 在第 1 行已经写过":                  "WUYOU_ADDR=:1\n#\nWUYOU_ADDR=:2\n",
		"第 1 行：--max-file（WUYOU_MAX_FILE）“0”不对：应为 1 到": "WUYOU_MAX_FILE=0\n",
		"第 2 行：--https（WUYOU_HTTPS）“yes # no”不对":       "WUYOU_DEMO=true\nWUYOU_HTTPS=yes # no\n",
		"第 1 行：WUYOU_SMTP_PASSWORD 的引号没有在这一行结束":        "WUYOU_SMTP_PASSWORD=\"geheim\n",
		"第 1 行：WUYOU_SMTP_USER 的引号没有在这一行结束，或者引号后面":     "WUYOU_SMTP_USER='a'b\n",
		"第 1 行：WUYOU_SMTP_USER 里有 \\":                  "WUYOU_SMTP_USER=a\\b\n",
		"第 1 行：WUYOU_DATA 里有 \\":                       "WUYOU_DATA=\"a\\n\"\n",
		"第 1 行：--keys（WUYOU_KEYS）的内容不对（不显示）":           "WUYOU_KEYS=geheim\n",
		"第 1 行：设置文件里不能再指另一个设置文件":                       "WUYOU_CONFIG=/etc/other\n",
	} {
		out, bad, code := question(t, "serve", "--config", confFile(t, text), "--data", filepath.Join(t.TempDir(), "none"))
		if code != 1 || out != "" || !strings.HasPrefix(bad, "wuyou: --config（WUYOU_CONFIG）") || !strings.Contains(bad, words) || strings.Contains(bad, "geheim") {
			t.Errorf("%q: %d %s%s, want %s", text, code, out, bad, words)
		}
	}
	if _, bad, code := question(t, "serve", "--config", confFile(t, "X=1\nWUYOU_ADDR=80\n")); code != 1 || !strings.Contains(bad, "第 1 行") || !strings.Contains(bad, "第 2 行") {
		t.Errorf("not all at once: %d %s", code, bad)
	}
	file := confFile(t, "WUYOU_KEYS="+gm.FreshMaster()+"\n")
	must(t, "config", "--config", file)
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, bad, code := question(t, "config", "--config", file); code != 1 || !strings.Contains(bad, "别人也能读（权限 0644）") {
		t.Errorf("a secret that others may read: %d %s", code, bad)
	}
}

// The help of a command lists the options that are its own, in groups and with what holds where they are not given.
func TestHelpIsOfTheCommand(t *testing.T) {
	t.Parallel()
	all := Defaults()
	for _, c := range []struct {
		name    string
		has     []string
		without []string
	}{
		{"serve", []string{"数据和密钥：", "短信：", "--addr 值", "（不填为 127.0.0.1:8080）", "--no-sms  "}, nil},
		{"token", []string{"选项：", "--scopes 值", "--days 值", "（不填为 365）", "数据和密钥：", "--data 值"}, []string{"--addr", "短信：", "--gc"}},
		{"demo", []string{"--story 值", "（不填为 2021）", "--data 值"}, []string{"--addr", "--limits"}},
		{"config", []string{"--exchange-url 值"}, []string{"\n选项："}},
		{"fake-province", []string{"--dir 值", "--exchange-id 值"}, []string{"--data", "--config"}},
	} {
		out := must(t, c.name, "--help")
		for _, want := range c.has {
			if !strings.Contains(out, want) {
				t.Errorf("%s --help lacks %q:\n%s", c.name, want, out)
			}
		}
		for _, not := range c.without {
			if strings.Contains(out, not) {
				t.Errorf("%s --help has %q:\n%s", c.name, not, out)
			}
		}
		if slices.Contains(full, c.name) {
			for _, s := range all.settings() {
				if !strings.Contains(out, "\n  --"+s.name+" ") {
					t.Errorf("%s --help lacks --%s", c.name, s.name)
				}
			}
		}
	}
}

// Who asks for a code, or for another password, makes no database where there is none.
func TestStaffMakesNoDatabaseByTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	code := prepare(t, 0, "staff", "totp", "xitong", "--demo")
	code.Dir = dir
	if out, bad, exit := run(t, code); exit != 0 || len(strings.TrimSpace(out)) != 6 {
		t.Error(exit, out, bad)
	}
	for _, args := range [][]string{{"reset", "zhang"}, {"post", "zhang", "system", "510000000000"}} {
		cmd := prepare(t, 0, append(append([]string{"staff"}, args...), "--demo")...)
		cmd.Dir = dir
		if _, bad, exit := run(t, cmd); exit != 1 || !strings.Contains(bad, "这里没有无忧的数据库") {
			t.Errorf("%v: %d %s", args, exit, bad)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("%v was made, %v", list, err)
	}
}
