package app

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/app/doctor"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
)

// found asks doctor about a set-up: all that it says and its exit code. Nothing else may come out.
func found(t *testing.T, ahead time.Duration, args ...string) (list []doctor.Finding, code int) {
	t.Helper()
	out, bad, code := run(t, prepare(t, ahead, append([]string{"doctor", "--json"}, args...)...))
	var r struct {
		Status   doctor.Grade
		Findings []doctor.Finding
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err, out, bad)
	}
	if (r.Status == doctor.Broken) != (code == 1) || (code == 1) != strings.Contains(bad, "处要改好") {
		t.Errorf("%s, exit code %d, %s", r.Status, code, bad)
	}
	return r.Findings, code
}

// told reports whether doctor says words of a grade about a thing.
func told(list []doctor.Finding, g doctor.Grade, at, words string) bool {
	for _, l := range list {
		if l.Grade == g && l.At == at && strings.Contains(l.Words, words) {
			return true
		}
	}
	return false
}

// filesIn are all files of a folder with what is in them.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A set-up in order has nothing to be mended, on either database, and doctor changes nothing of it.
func TestDoctorOfASetUpInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		args := ready(t, kind)
		dir := args[2]
		before := filesIn(t, dir)
		list, code := found(t, 0, args...)
		if code != 0 {
			t.Error(list)
		}
		for _, at := range []string{"设置", "数据目录", "主密钥", "数据库", "管理员", "事项"} {
			if !told(list, doctor.Sound, at, "") {
				t.Errorf("%s is not well: %v", at, list)
			}
		}
		after := filesIn(t, dir)
		for name, text := range after {
			if was, ok := before[name]; !ok && !strings.HasSuffix(name, "-shm") && !strings.HasSuffix(name, "-wal") || ok && was != text && !strings.HasSuffix(name, "-shm") {
				t.Errorf("%s was made or changed", name)
			}
		}
		if out := must(t, append([]string{"doctor"}, args...)...); !strings.Contains(out, "好\t数据库：") || !strings.Contains(out, "注意\t演示：") {
			t.Error(out)
		}
	})
}

// What is wrong with a set-up is said with what to do.
func TestDoctorOfBrokenSetUps(t *testing.T) {
	t.Parallel()
	serves := []string{"--no-sms", "--claims-at-window", "--url", "https://zw.example.gov.cn"}
	made := func(t *testing.T) (dir string) { // with a database and nobody but zhang
		dir = filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "keys"), []byte(gm.FreshMaster()))
		if err := os.Chmod(filepath.Join(dir, "keys"), 0o600); err != nil {
			t.Fatal(err)
		}
		must(t, "staff", "add", "zhang", "张三", "--data", dir)
		return dir
	}
	whole := made(t)
	sealed := filepath.Join(t.TempDir(), "b", "one")
	must(t, "backup", sealed, "--data", whole)
	lines := filepath.Join(t.TempDir(), "anchors")
	writeFile(t, lines, []byte("999:"+strings.Repeat("ab", 32)+"\n"))
	for _, c := range []struct {
		name  string
		grade doctor.Grade
		at    string
		words string
		set   func(t *testing.T) []string
		ahead time.Duration
	}{
		{"nothing given", doctor.Broken, "启动", "没有配置短信", func(t *testing.T) []string { return []string{"--data", t.TempDir()} }, 0},
		{"no secret", doctor.Broken, "启动", "没有主密钥", func(t *testing.T) []string { return with(serves, "--data", filepath.Join(t.TempDir(), "none")) }, 0},
		{"a wrong setting", doctor.Broken, "设置", "--max-file（WUYOU_MAX_FILE）“0”不对", func(t *testing.T) []string { return []string{"--max-file", "0"} }, 0},
		{"a wrong file", doctor.Broken, "设置", "第 1 行", func(t *testing.T) []string { return []string{"--config", confFile(t, "X=1\n")} }, 0},
		{"no database", doctor.Heed, "数据库", "还没有数据库", func(t *testing.T) []string {
			return with(serves, "--data", filepath.Join(t.TempDir(), "none"), "--keys", gm.FreshMaster())
		}, 0},
		{"no server", doctor.Broken, "数据库", "没有在运行", func(t *testing.T) []string {
			return with(serves, "--data", t.TempDir(), "--keys", gm.FreshMaster(), "--db", "postgres://u:geheim@127.0.0.1:1/d")
		}, 0},
		{"https unsaid", doctor.Heed, "网址和代理", "没有加 --https", func(t *testing.T) []string { return with(serves, "--data", whole) }, 0},
		{"no proxy", doctor.Heed, "网址和代理", "没有加 --behind-proxy", func(t *testing.T) []string { return with(serves, "--data", whole, "--https") }, 0},
		{"a proxy that anybody passes by", doctor.Heed, "网址和代理", "可以冒充任何地址", func(t *testing.T) []string {
			return with(serves, "--data", whole, "--https", "--behind-proxy", "--addr", ":8080")
		}, 0},
		{"nobody", doctor.Broken, "管理员", "没有系统管理员", func(t *testing.T) []string { return with(serves, "--data", whole) }, 0},
		{"not serving", doctor.Heed, "服务", "没有在运行", func(t *testing.T) []string { return with(serves, "--data", whole) }, 0},
		{"no items", doctor.Heed, "事项", "还没有事项", func(t *testing.T) []string { return with(serves, "--data", whole) }, 0},
		{"no year", doctor.Broken, "放假安排", "的，期限按双休日推算", func(t *testing.T) []string { return with(serves, "--data", whole) }, 10 * 365 * 24 * time.Hour},
		{"a slow clock", doctor.Broken, "时钟", "数据库文件的时间比现在晚", func(t *testing.T) []string { return with(serves, "--data", whole) }, -24 * time.Hour},
		{"no anchors", doctor.Heed, "台账留存", "没有留在库外", func(t *testing.T) []string { return with(serves, "--data", whole) }, 0},
		{"anchors of another", doctor.Broken, "台账留存", "数据库里只有", func(t *testing.T) []string { return with(serves, "--data", whole, "--anchors", lines) }, 0},
		{"a demonstration", doctor.Broken, "演示", "装过演示数据", func(t *testing.T) []string { return with(serves, "--data", ready(t, "")[2]) }, 0},
		{"a folder of others", doctor.Broken, "数据目录", "别的东西（else）", func(t *testing.T) []string {
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "else"), nil)
			return with(serves, "--data", dir, "--keys", gm.FreshMaster())
		}, 0},
		{"a secret for all", doctor.Broken, "主密钥", "别人也能读", func(t *testing.T) []string {
			dir := made(t)
			if err := os.Chmod(filepath.Join(dir, "keys"), 0o644); err != nil {
				t.Fatal(err)
			}
			return with(serves, "--data", dir)
		}, 0},
		{"a lost secret", doctor.Broken, "数据库", "缺少主密钥", func(t *testing.T) []string {
			dir := made(t)
			if err := os.Remove(filepath.Join(dir, "keys")); err != nil {
				t.Fatal(err)
			}
			return with(serves, "--data", dir)
		}, 0},
		{"another secret", doctor.Broken, "数据库", "主密钥", func(t *testing.T) []string { return with(serves, "--data", whole, "--keys", gm.FreshMaster()) }, 0},
		{"half restored", doctor.Broken, "数据库", "恢复没有做完", func(t *testing.T) []string {
			dir := made(t)
			writeFile(t, filepath.Join(dir, restoring), []byte("x"))
			return with(serves, "--data", dir)
		}, 0},
		{"a backup", doctor.Sound, "备份", "最近一份 one 是 0 小时以前", func(t *testing.T) []string { return with(serves, "--data", whole, "--backups", filepath.Dir(sealed)) }, 0},
		{"an old backup", doctor.Heed, "备份", "最近一份 one 是 72 小时以前", func(t *testing.T) []string { return with(serves, "--data", whole, "--backups", filepath.Dir(sealed)) }, 72 * time.Hour},
		{"a very old one", doctor.Broken, "备份", "最近一份 one", func(t *testing.T) []string { return with(serves, "--data", whole, "--backups", filepath.Dir(sealed)) }, 720 * time.Hour},
		{"no backup", doctor.Broken, "备份", "没有一份做完的备份", func(t *testing.T) []string { return with(serves, "--data", whole, "--backups", t.TempDir()) }, 0},
		{"a backup of another secret", doctor.Broken, "备份", "打不开", func(t *testing.T) []string {
			return with(serves, "--data", whole, "--backups", filepath.Dir(sealed), "--keys", gm.FreshMaster())
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			list, code := found(t, c.ahead, c.set(t)...)
			if !told(list, c.grade, c.at, c.words) || c.grade == doctor.Broken && code != 1 || strings.Contains(fmt.Sprint(list), "geheim") {
				t.Errorf("%d %v, want %s %s %s", code, list, c.grade, c.at, c.words)
			}
		})
	}
}

// Who looks as root at the set-up of a service is not told to make its secret his own.
func TestDoctorAsRoot(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "keys"), []byte(gm.FreshMaster()))
	for _, name := range []string{filepath.Join(dir, "keys"), dir} {
		if err := os.Chown(name, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	list, code := found(t, 0, "--data", dir, "--no-sms", "--claims-at-window")
	if code != 0 || !told(list, doctor.Heed, "数据目录", "runuser") || told(list, doctor.Broken, "主密钥", "") {
		t.Error(code, list)
	}
}
