package app

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/limit"
)

// wrongTexts are examples of what a setting that is a text does not take.
func wrongTexts(t *testing.T) map[string][]string {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	writeFile(t, file, []byte("{}"))
	service := []string{"ftp://x", "x", "http://", "https://a b", "http://h:70000", "http://u:geheim@h/", "https://h/?a=1", "https://h/#a"}
	address := []string{"8080", "host", "host:", "host:x", "host:-1", "host:65536", "a b:80"}
	networks := []string{"10.0.0.1", "10.0.0.0/33", "lan", "10.0.0.0/8;::1/128", ","}
	key := []string{"12", strings.Repeat("ab", 15), strings.Repeat("x", 32)}
	return map[string][]string{
		"config": {folder, file, filepath.Join(folder, "none")}, "addr": address, "data": {file}, "files": {file}, "anchors": {folder}, "city": {"atlantis", file},
		"db-plans": {"generic", "AUTO", "auto,auto"},
		"db":       {"mysql://u:geheim@h/d", "host=h password=geheim", "geheim.db"}, "keys": {"geheim", strings.Repeat("0", 64), gm.FreshMaster() + ",12"},
		"url": append(service, "https://h/path", "//h", "https://h:"), "sms-url": service[:4], "identity-url": service, "exchange-url": service,
		"smtp": append(address, ":25", "host:0"), "smtp-from": {"nobody", "a@b@c", "A <a@b>"}, "smtp-domain": {"a b", "x@y", "."},
		"smtp-user": nil, "smtp-password": nil, "metrics": networks, "proxies": networks,
		"identity-key": key, "identity-sign": key, "exchange-key": key, "exchange-sign": key,
		"exchange-id": {"a b"}, "exchange-secret": {"a b"}, "exchange-source": {"a b"},
		"two-factors": {"windw", "everybody", ","}, "demo-two-factors": {"system,windw"},
		"limits": {"signin.none=1", "signin.tries", "signin.tries=x", "signin.tries=0", "slip.length=9"},
	}
}

// wrongFor are values that a setting does not take.
func wrongFor(t *testing.T, s setting, texts map[string][]string) []string {
	switch s.to.(type) {
	case *bool:
		return []string{"maybe", "2"}
	case *int64:
		list := []string{"-1", "1000000000", "x", "1.5", "99999999999999999999"}
		if !strings.Contains(s.help, "；0 ") { // which says what it means
			list = append(list, "0")
		}
		return list
	case *time.Duration:
		return []string{"-5s", "1ns", "87600h", "10", "x", "9999999999h"}
	}
	list, ok := texts[s.name]
	if !ok {
		t.Errorf("--%s: no example of a wrong value", s.name)
	}
	return append(slices.Clone(list), "\ax")
}

// Every setting refuses what is wrong, given by flag or environment, before anything is done; the words name the setting, the value,
// unless it is secret, and what is right.
func TestEverySettingRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	texts, home := wrongTexts(t), t.TempDir()
	var c Config
	rounds := 0
	for _, s := range c.settings() {
		rounds = max(rounds, len(wrongFor(t, s, texts)))
	}
	for i := range rounds {
		args, env, given := []string{"serve"}, []string(nil), map[string]string{}
		for _, s := range c.settings() {
			list := wrongFor(t, s, texts)
			given[s.name] = list[i%len(list)]
			args, env = append(args, "--"+s.name+"="+given[s.name]), append(env, s.env()+"="+given[s.name])
		}
		flags, variables := prepare(t, 0, args...), prepare(t, 0, "serve")
		variables.Env = append(variables.Env, env...)
		for way, cmd := range map[string]func() (string, string, int){
			"flags":       func() (string, string, int) { flags.Dir = home; return run(t, flags) },
			"environment": func() (string, string, int) { variables.Dir = home; return run(t, variables) },
		} {
			out, bad, code := cmd()
			if code != 1 || out != "" {
				t.Errorf("%s: %d %s", way, code, out)
			}
			lines := strings.Split(strings.TrimSpace(bad), "\n")
			for _, s := range c.settings() {
				k := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "--"+s.name+"（"+s.env()+"）") })
				switch {
				case k < 0:
					t.Errorf("%s: %s = %q passes", way, s.name, given[s.name])
				case !strings.Contains(lines[k], "应为"+s.kind.right):
					t.Errorf("%s: not said what is right: %s", way, lines[k])
				case s.kind.secret && (strings.Contains(lines[k], "“") || strings.Contains(bad, "geheim")):
					t.Errorf("%s: a secret is told: %s", way, lines[k])
				case !s.kind.secret && !strings.Contains(lines[k], strings.NewReplacer("geheim", "xxxxx", "\a", `\a`).Replace(given[s.name])):
					t.Errorf("%s: not said what was given: %s", way, lines[k])
				}
			}
			if n := len(c.settings()) + 1; len(lines) != n {
				t.Errorf("%s: %d lines, want %d: %s", way, len(lines), n, bad)
			}
		}
	}
	if list, err := os.ReadDir(home); err != nil || len(list) > 0 {
		t.Errorf("%v was made, %v", list, err)
	}
}

// What is right is taken.
func TestSettingsTakeWhatIsRight(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0f", 16)
	for name, list := range map[string][]string{
		"addr": {":8080", "0.0.0.0:0", "[::1]:80", "node_1:80"}, "url": {"https://zw.example.gov.cn", "https://zw.example.gov.cn:8443/", "http://[::1]:80", "https://眉山.政务"},
		"sms-url": {"https://u:p@h/send?app=1"}, "identity-url": {"http://10.1.2.3:9/hcp/"}, "db": {"postgresql://u:p@h:5432/d?sslmode=disable"},
		"clock-off": {"0", "0s", "1s"}, "sms-time": {"1s", "300s"}, "max-file": {"1", "1024"}, "demo": {"1", "false"}, "keys": {gm.FreshMaster() + "," + gm.FreshMaster()},
		"metrics": {"10.0.0.0/8, ::1/128", "10.1.2.3/8"}, "two-factors": {"all", "all-but-editor", "window,system"}, "limits": {"signin.tries=3,signin.wait=20"},
		"smtp": {"mail:25"}, "smtp-from": {"a@b.c"}, "exchange-key": {key}, "exchange-sign": {key + key}, "city": {office.Cities()[0]},
	} {
		c := Defaults()
		i := slices.IndexFunc(c.settings(), func(s setting) bool { return s.name == name })
		for _, text := range list {
			if c.put(c.settings()[i], text); c.wrong[name] != "" {
				t.Error(c.wrong[name])
			}
		}
	}
	c := Defaults()
	if err := c.check(); err != nil {
		t.Error("the defaults:", err)
	}
}

// The profile of a city is refused where a number of it is out of bounds.
func TestAProfileIsChecked(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../data/cities/" + office.Cities()[0] + ".json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ was, is, want string }{
		{`"courier_tries": 3`, `"courier_tries": 0`, "courier_tries 应为 1 到 20，现在是 0"}, {`"courier_tries": 3`, `"courier_tries": 21`, "现在是 21"},
		{`"fraction": "1/3"`, `"fraction": "1:3"`, "fraction 应如 1/3"}, {`"fraction": "1/3"`, `"fraction": "3/1"`, "fraction 应如 1/3"},
		{`"fraction": "1/3"`, `"fraction": "4 hour"`, "fraction 应如 1/3"}, {`"workdays": 1}`, `"workdays": -1}`, "workdays 应为 0 到 60"}, {`"workdays": 1}`, `"workdays": 61}`, "workdays 应为 0 到 60"},
		{`"cutoff": "17:00"`, `"cutoff": "19:00"`, "上班、当日截止、下班"}, {`"hotline": "12345"`, `"hotline": ""`, "缺 hotline"},
		{`"break": ["12:00", "13:00"]`, `"break": ["13:00", "12:00"]`, "break 应当是"}, {`"region": "511400000000"`, `"region": "5114"`, "12 位数字"},
	} {
		text := strings.Replace(string(b), c.was, c.is, 1)
		if text == string(b) {
			t.Fatalf("the profile does not have %s", c.was)
		}
		file := filepath.Join(t.TempDir(), "city.json")
		writeFile(t, file, []byte(text))
		if _, bad, code := question(t, "serve", "--city", file, "--claims-at-window", "--no-sms"); code != 1 || !strings.Contains(bad, "--city（WUYOU_CITY）") || !strings.Contains(bad, c.want) {
			t.Errorf("%s: %d %s, want %s", c.is, code, bad, c.want)
		}
	}
}

// What does not go together is refused, and what serves in earnest says how people are reached and known; a demonstration tells
// nobody outside.
func TestSettingsGoTogether(t *testing.T) {
	t.Parallel()
	key := strings.Repeat("0f", 16)
	mail := []string{"--smtp", "mail:25", "--smtp-from", "a@b.c", "--smtp-domain", "d"}
	for words, args := range map[string][]string{
		"--sms-url 和 --smtp 只能给一个":       append([]string{"--sms-url", "https://gateway"}, mail...),
		"--no-sms 表示还没有短信":               {"--no-sms", "--sms-url", "https://gateway"},
		"还缺 --smtp":                      {"--smtp-from", "a@b.c"},
		"还缺发件人 --smtp-from":              {"--smtp", "mail:25", "--smtp-domain", "d"},
		"还缺收件域名 --smtp-domain":           {"--smtp", "mail:25", "--smtp-from", "a@b.c"},
		"要么都给，要么都不给":                     append([]string{"--smtp-user", "u"}, mail...),
		"还缺 --behind-proxy":              {"--proxies", "10.0.0.0/8"},
		"--url 却是 http":                  {"--https", "--url", "http://h"},
		"--connections-per-address（600）": {"--connections", "500"},
		"--upload-time（30s）":             {"--upload-time", "30s", "--form-time", "40s"},
		"还缺 --identity-url":              {"--identity-key", key},
		"还缺 --identity-sign":             {"--identity-key", key, "--identity-url", "https://h"},
		"还缺 --exchange-id、":              {"--exchange-url", "https://h"},
		"--exchange-url 应在 127.0.0.1":    {"--demo", "--exchange-url", "https://h", "--exchange-id", "x", "--exchange-secret", "x", "--exchange-key", key, "--exchange-sign", key},
		"没有配置身份核验":                       {"--no-sms"},
		"没有配置短信":                         {"--claims-at-window"},
		"--url 是 http":                   {"--claims-at-window", "--no-sms", "--url", "http://zw.example.gov.cn"},
		"没有主密钥":                          {"--claims-at-window", "--no-sms"},
		"--sms-url 应在 127.0.0.1":         {"--demo", "--sms-url", "https://gateway"},
		"--smtp 应在 127.0.0.1":            append([]string{"--demo"}, mail...),
	} {
		dir := filepath.Join(t.TempDir(), "data")
		if words != "没有主密钥" {
			args = append(args, "--keys", gm.FreshMaster())
		}
		out, bad, code := question(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir}, args...)...)
		if code != 1 || out != "" || !strings.Contains(bad, words) || strings.Count(bad, "\n") != 1 {
			t.Errorf("%v: %d %s %s, want %s", args, code, out, bad, words)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%v: the folder was made", args)
		}
	}
}

// A wrong command line is said in Chinese, with exit code 2.
func TestAWrongCommandLineIsSaidInWords(t *testing.T) {
	t.Parallel()
	for words, args := range map[string][]string{
		"多余的参数 foo":     {"serve", "foo"},
		"多余的参数 b c":     {"backup", "a", "b", "c"},
		"多余的参数 z":       {"token", "list", "z"},
		"多余的参数 x":       {"staff", "reset", "zhang", "x"},
		"缺少参数":          {"restore"},
		"token 没有“fly”": {"token", "fly"},
		"keys 后面要写做什么":  {"keys"},
		"没有 --sms-ur 这个选项，名称最接近的是 --sms-url": {"serve", "--sms-ur", "x"},
		"--sms-url 后面缺一个值":                   {"serve", "--sms-url"},
		"--data 后面缺一个值":                      {"serve", "--data", "--demo"},
		"--days 的“many”不对，应为整数":              {"token", "add", "--days", "many"},
		"--token-life 的“5”不对，应为时间":           {"fake-province", "--token-life", "5"},
		"--dry-run 的“perhaps”不对":             {"import", "--dry-run=perhaps"},
		"--tries 已取消，现在是限度 signin.tries":     {"serve", "--tries", "5"},
		"编号“one”应为数字":                        {"token", "revoke", "one", "--data", ready(t, "")[2], "--demo"},
		"动态口令只在演示里打印":                        {"staff", "totp", "x", "--data", t.TempDir(), "--keys", gm.FreshMaster()},
	} {
		if out, bad, code := question(t, args...); code != 2 || out != "" || !strings.Contains(bad, words) || !strings.Contains(bad, "用法：wuyou "+args[0]) {
			t.Errorf("%v: %d %s %s, want %s", args, code, out, bad, words)
		}
	}
}

// A variable that is no setting is named at the start, with what is meant or what became of it; its value is not.
func TestVariablesThatAreNoSettingsAreNamed(t *testing.T) {
	t.Parallel()
	cmd := prepare(t, 0, "config")
	cmd.Env = append(cmd.Env, "WUYOU_SMSURL=geheim", "WUYOU_TRIES=5", "WUYOU_ADDR=127.0.0.1:9", "OTHER=1")
	out, bad, code := run(t, cmd)
	if code != 0 || !strings.Contains(out, "127.0.0.1:9") || strings.Contains(out+bad, "geheim") || strings.Count(bad, "\n") != 2 ||
		!strings.Contains(bad, "WUYOU_SMSURL 不起作用：没有这项设置，名称最接近的是 WUYOU_SMS_URL") || !strings.Contains(bad, "WUYOU_TRIES 不起作用：--tries 已取消，现在是限度 signin.tries") {
		t.Errorf("%d %s %s", code, out, bad)
	}
	var c Config
	for name, key := range gone {
		if !slices.ContainsFunc(limit.All(), func(l limit.Limit) bool { return l.Key == key }) || slices.ContainsFunc(c.settings(), func(s setting) bool { return s.name == name }) {
			t.Errorf("--%s has not become the limit %s", name, key)
		}
	}
}

// A PostgreSQL server that cannot be used is one line, without the password.
func TestADatabaseThatCannotBeUsedIsSaid(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0", "--claims-at-window", "--no-sms"}, {"verify"}, {"staff", "add", "zhang", "张三"}} {
		_, bad, code := question(t, with([]string{"--data", t.TempDir(), "--keys", gm.FreshMaster(), "--db", "postgres://wuyou:geheim@127.0.0.1:1/wuyou"}, args...)...)
		if code != 1 || !strings.Contains(bad, "--db（WUYOU_DB）：PostgreSQL（127.0.0.1:1）没有在运行") || strings.Contains(bad, "geheim") || strings.Count(bad, "\n") != 1 {
			t.Errorf("%v: %d %s", args, code, bad)
		}
	}
}

// What serving is told of its memory, it does.
func TestMemoryIsASetting(t *testing.T) {
	gc, memory := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(memory)
	defer debug.SetGCPercent(gc)
	c := Defaults()
	c.Garbage, c.Memory = 250, 2000
	c.useMemory()
	if n := debug.SetMemoryLimit(-1); n != 2000<<20 {
		t.Errorf("the limit is %d", n)
	}
	if c.Memory = 0; debug.SetGCPercent(100) != 250 {
		t.Error("the garbage is not collected as told")
	}
	if c.useMemory(); debug.SetMemoryLimit(-1) != 2000<<20 {
		t.Error("0 does not leave the limit as it is")
	}
}
