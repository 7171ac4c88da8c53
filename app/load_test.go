package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// shop is a city with tokens, in which nothing serves.
type shop struct {
	t    testing.TB
	cfg  Config
	out  Outside
	file string
	said bytes.Buffer
}

// newShop makes one with the tokens of a program, 旧系统, and of two clerks, by their logins.
func newShop(t testing.TB, kind string) *shop {
	dir, url := city.Copy(t, kind)
	w := &world{t: t}
	w.open(dir, url, "2026-04-20 09:30")
	for _, login := range []string{"zhoumin", "lizhiqiang"} {
		w.staffToken(login)
	}
	if _, err := w.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "旧系统", Region: w.Profile.Region, Scopes: "apply"}); err != nil {
		t.Fatal(err)
	}
	cfg := w.Config
	w.Close()
	return &shop{t: t, cfg: cfg, out: Outside{Now: w.clock, Log: slog.New(slog.NewTextHandler(testLog{t}, nil))}, file: filepath.Join(t.TempDir(), "old.jsonl")}
}

// load loads lines, and returns the report and what the error says.
func (s *shop) load(dry bool, lines ...string) (r report, said string) {
	s.t.Helper()
	writeFile(s.t, s.file, []byte(strings.Join(lines, "\n")+"\n"))
	l := &loading{file: s.file, as: "旧系统", silent: true, started: s.out.Now(), said: &s.said}
	if err := l.open(s.t.Context(), s.cfg, s.out); err != nil {
		s.t.Fatal(err)
	}
	defer l.Close()
	r, err := l.run(s.t.Context(), dry)
	if err == nil {
		err = r.write(s.file + ".refused.jsonl")
	}
	if err != nil {
		said = err.Error()
	}
	return r, said
}

// serves opens the city as it serves next, and closes it when the test of it is done.
func (s *shop) serves(test func(a *App)) {
	s.t.Helper()
	a, err := Open(s.t.Context(), s.cfg, s.out)
	if err != nil {
		s.t.Fatal(err)
	}
	defer a.Close()
	test(a)
	if v, err := a.Ledger.Verify(s.t.Context()); err != nil || len(v.Faults) > 0 {
		s.t.Errorf("%+v %v", v.Faults, err)
	}
}

// text is a line of the file.
func text(at, as, id, path string, body any) string {
	b, err := json.Marshal(map[string]any{"at": at, "as": as, "id": id, "path": path, "body": body})
	if err != nil {
		panic(err)
	}
	return string(b)
}

const on1 = "2026-03-02T09:00:00+08:00"

// What an old system had begun stands in the ledger as it happened, with what came due since; nobody is sent a message about it, and a
// second load does nothing twice.
func TestLoad(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		s := newShop(t, kind)
		lines := []string{
			text(on1, "", "a", "/api/v1/applications", petition(1)),
			text("", "", "b", "/api/v1/applications", but(petition(2), "region", "519999000000")),
			text("2026-03-02T10:00:00+08:00", "zhoumin", "", "/api/v1/cases/{a}/events/accept", map[string]any{}),
			text("2026-03-02T10:00:00+08:00", "zhoumin", "", "/api/v1/cases/{b}/events/accept", map[string]any{}),
			text("2026-03-03T10:00:00+08:00", "zhoumin", "", "/api/v1/cases/{a}/events/accept", map[string]any{}),
			text("2026-04-20T09:30:00+08:00", "", "c", "/api/v1/applications", petition(3)),
		}
		for i := range 60 {
			lines = append(lines, text("", "", "", "/api/v1/applications", petition(100+i)))
		}
		r, said := s.load(true, lines...)
		if r.lines != 66 || r.opened != 62 || r.moved != 1 || len(r.refused) != 3 || !strings.Contains(said, "3 行没有做成") {
			t.Errorf("dry: %+v %s", r, said)
		}
		s.serves(func(a *App) {
			if n, err := db.One[int](t.Context(), a.DB, `SELECT COUNT(*) FROM cases`); n != 0 || err != nil {
				t.Error("a dry run leaves", n, err)
			}
		})
		r, said = s.load(false, lines...)
		if r.lines != 66 || r.opened != 62 || r.moved != 1 || len(r.refused) != 3 {
			t.Errorf("%+v %s", r, said)
		}
		refused, err := os.ReadFile(s.file + ".refused.jsonl")
		if err != nil || !regexp.MustCompile(`"line":2,"reason":"没有这个区划；region：[^\n]*\n.*"line":4,"reason":"没有做[^\n]*\n.*/cases/5114\w+/events/accept.*"line":5,`).Match(refused) {
			t.Errorf("%s %v", refused, err)
		}
		r, said = s.load(false, lines...)
		if r.again != 63 || len(r.refused) != 3 || r.opened+r.moved != 0 {
			t.Errorf("again: %+v %s", r, said)
		}
		s.serves(func(a *App) {
			type event struct {
				Event, ActorName string
				At               int64
			}
			list, err := db.All[event](t.Context(), a.DB, `SELECT event, actor_name, at FROM case_events WHERE case_id = (SELECT MIN(id) FROM cases) ORDER BY seq`)
			if err != nil || len(list) < 3 {
				t.Fatal(list, err)
			}
			at := func(i int) string { return time.UnixMilli(list[i].At).UTC().Format("01-02 15:04") }
			if list[0].Event != "submit" || at(0) != "03-02 01:00" || list[1].Event != "accept" || list[1].ActorName != "周敏" || at(1) != "03-02 02:00" {
				t.Error(list)
			}
			if last := at(len(list) - 1); list[2].ActorName == "" || last >= "04-20" { // what came due did so on its day
				t.Error(list)
			}
			states, err := db.All[string](t.Context(), a.DB, `SELECT state || ' ' || fault FROM notices WHERE created_at < $1 GROUP BY state, fault`, s.out.Now().UnixMilli())
			if err != nil || fmt.Sprint(states) != "[dead 已过时，没有发送]" {
				t.Error("notices:", states, err)
			}
			if n, err := db.One[int](t.Context(), a.DB, `SELECT COUNT(*) FROM audits WHERE act = '导入旧系统办件'`); n != 2 || err != nil {
				t.Error(n, err)
			}
		})
	})
}

// A file whose lines are wrong or not in order is told line by line, and nothing of it is done.
func TestAFileThatCannotBeLoaded(t *testing.T) {
	t.Parallel()
	s := newShop(t, "")
	good := text(on1, "", "", "/api/v1/applications", petition(1))
	for _, c := range []struct{ line, said string }{
		{`{"path": `, ":2: 不是合格的 JSON"},
		{`{"path": "/x", "bdoy": 1}`, ":2: 不是合格的 JSON，或者有不认得的字段"},
		{`{"body": {}}`, ":2: 缺少 path"},
		{text("yesterday", "", "", "/x", 1), ":2: at 应为"},
		{text("2026-03-01T09:00:00+08:00", "", "", "/x", 1), ":2: 时间早于上一行"},
		{text("2027-03-01T09:00:00+08:00", "", "", "/x", 1), ":2: 时间在将来"},
		{text("", "nobody", "", "/x", 1), ":2: 没有名称或编号是“nobody”"},
	} {
		s.said.Reset()
		if r, said := s.load(false, good, c.line); !strings.Contains(s.said.String(), c.said) || !strings.Contains(said, "2 行里有 1 行不对") || r.lines != 0 {
			t.Errorf("%s: %s %s", c.line, s.said.String(), said)
		}
	}
	s.load(false, text("2026-04-01T09:00:00+08:00", "", "", "/api/v1/applications", petition(1)))
	r, _ := s.load(false, text("2026-03-01T09:00:00+08:00", "", "", "/api/v1/applications", petition(2)), text("2026-04-02T09:00:00+08:00", "", "", "/api/v1/applications", petition(3)))
	if len(r.refused) == 0 || !strings.Contains(r.refused[0].Reason, "时间早于台账里最新的记录（2026-04-") {
		t.Errorf("%+v", r)
	}
}

// The example of docs/migration.md is loaded as it stands there.
func TestTheExampleOfMigration(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/migration.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range regexp.MustCompile(`(?m)^    (\{.*\})$`).FindAllSubmatch(doc, -1) {
		lines = append(lines, strings.ReplaceAll(string(m[1]), `"as":"周敏"`, `"as":"zhoumin"`))
	}
	s := newShop(t, "")
	if r, said := s.load(true, lines...); said != "" || r.opened != 3 || r.moved != 1 {
		t.Errorf("%+v %s", r, said)
	}
	if r, said := s.load(false, lines...); said != "" || r.opened != 3 || r.moved != 1 || r.lines != len(lines) {
		t.Errorf("%+v %s", r, said)
	}
	s.serves(func(*App) {})
}

// The command refuses to load beside a server, says what came of each line, and by its exit code whether all of it was done.
func TestTheCommandToLoad(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		must(t, with(here, "token", "add", "--name", "旧系统", "--scopes", "apply")...)
		file := filepath.Join(t.TempDir(), "old.jsonl")
		writeFile(t, file, []byte(text("", "", "", "/api/v1/applications", petition(1))+"\n"))
		p := start(t, 0, here...)
		if out, said, code := question(t, with(here, "load", file, "--as", "旧系统")...); code != 1 || !strings.Contains(said, "用") || out != "" {
			t.Errorf("beside a server: %d %s %s", code, out, said)
		}
		p.stop()
		for _, c := range []struct{ flag, want string }{{"--dry-run", "opened=1\tdone=0\tagain=0"}, {"--silent", "opened=1\tdone=0\tagain=0"}, {"--silent", "opened=0\tdone=0\tagain=1"}} {
			if out := must(t, with(here, "load", file, "--as", "旧系统", c.flag)...); !strings.HasSuffix(out, "lines=1\t"+c.want+"\trefused=0") {
				t.Errorf("%s: %s", c.flag, out)
			}
		}
		writeFile(t, file, []byte(text("", "", "", "/api/v1/cases/1/events/accept", petition(1))+"\n"))
		if out, said, code := question(t, with(here, "load", file, "--as", "旧系统")...); code != 1 || !strings.Contains(out, "refused=1") || !strings.Contains(said, ".refused.jsonl") {
			t.Errorf("%d %s %s", code, out, said)
		}
		must(t, with(here, "verify")...)
	})
}
