package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
)

// The master is changed while the program serves: nobody notices, what was printed stays, and only the new one opens the
// database afterwards.
func TestTheMasterIsChangedWhileServing(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		file := filepath.Join(here[2], "keys")
		old := strings.TrimSpace(string(readFile(t, file)))
		p := start(t, 0, here...)
		token := must(t, with(here, "token", "add", "--name", "测试", "--scopes", "apply read")...)
		w := p.world()
		v := &village{world: w}
		v.photo(token, "照片")
		status, r := w.call(token, "POST", "/api/v1/applications", petition(1))
		if status != 201 {
			t.Fatal(status, r)
		}
		opens := func(w *world) {
			t.Helper()
			s := w.citizen()
			s.get("/track?number=" + r["number"].(string))
			s.post("/track", "number", r["number"].(string), "code", p.queryCode(r["number"].(string))).is(200)
		}
		opens(w)
		if out := must(t, with(here, "keys", "rotate")...); !strings.Contains(out, "已更换") || !strings.Contains(out, "不用重启") {
			t.Error(out)
		}
		opens(w)
		v.apply(token, 2)
		p.stop()
		both := strings.Fields(string(readFile(t, file)))
		if len(both) != 2 || both[1] != old {
			t.Fatalf("the key file has %d secrets", len(both))
		}
		if _, bad, code := question(t, with(here, "verify", "--keys", old)...); code != 1 || !strings.Contains(bad, "主密钥不对") || !strings.Contains(bad, "不要生成新的") {
			t.Error("the old master:", code, bad)
		}
		if i, err := os.Stat(file); err != nil || i.Mode().Perm() != 0o600 {
			t.Error(i.Mode(), err)
		}
		writeFile(t, file, []byte(both[0]+"\n"))
		if out := must(t, with(here, "verify")...); !strings.Contains(out, "完好") {
			t.Error(out)
		}
		opens(start(t, 0, here...).world())

		// Ended after the file was written, before the database was told: both open, and the next run goes on.
		next := gm.FreshMaster()
		writeFile(t, file, []byte(next+"\n"+both[0]+"\n"))
		must(t, with(here, "verify")...)
		if out := must(t, with(here, "keys", "rotate")...); !strings.Contains(out, "已更换") {
			t.Error(out)
		}
		if got := strings.Fields(string(readFile(t, file))); len(got) != 2 || got[0] != next {
			t.Error("the next run drew another secret")
		}
		must(t, with(here, "verify", "--keys", next)...)
		if _, bad, code := question(t, with(here, "keys", "rotate", "--keys", next)...); code != 1 || !strings.Contains(bad, "写在最前面") {
			t.Error("a secret that the program cannot write:", code, bad)
		}
		third := gm.FreshMaster()
		must(t, with(here, "keys", "rotate", "--keys", third+","+next)...)
		must(t, with(here, "verify", "--keys", third)...)
	})
}

// The key of the indexes is not replaced under a node that serves, whatever the operator says; when it has ended, it is.
func TestNoReindexUnderANode(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		p := start(t, 0, here...)
		if out, bad, code := question(t, with(here, "keys", "reindex", "--stopped")...); code != 1 || !strings.Contains(bad, "还有 1 个无忧进程在用这个数据库") {
			t.Errorf("%d %s %s", code, out, bad)
		}
		p.stop()
		if out := must(t, with(here, "keys", "reindex", "--stopped")...); !strings.Contains(out, "索引密钥已更换") {
			t.Error(out)
		}
	})
}

// Every command refuses another master than that of the database, in words, and changes nothing.
func TestAnotherMasterIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := with(ready(t, kind), "--keys", gm.FreshMaster())
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"verify"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"token", "list"}, {"keys", "show"}, {"keys", "rotate"},
			{"keys", "seal"}, {"staff", "reset", "zhoumin"}} {
			if out, bad, code := question(t, append(args, here...)...); code != 1 || !strings.Contains(bad, "主密钥不对") {
				t.Errorf("%v: %d %s %s", args, code, out, bad)
			}
		}
	})
}

func TestAKeyFileThatOthersReadIsRefused(t *testing.T) {
	t.Parallel()
	here := ready(t, "")
	data := here[2]
	for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o660} {
		if err := os.Chmod(filepath.Join(data, "keys"), mode); err != nil {
			t.Fatal(err)
		}
		if _, bad, code := question(t, with(here, "verify")...); code != 1 || !strings.Contains(bad, "chmod 600") {
			t.Errorf("%v: %d %s", mode, code, bad)
		}
	}
	if err := os.Chmod(filepath.Join(data, "keys"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	start(t, 0, here...)
	if i, err := os.Stat(data); err != nil || i.Mode().Perm() != 0o700 {
		t.Errorf("the data folder has mode %v", i.Mode())
	}
}
