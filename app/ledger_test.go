package app

import (
	"context"
	"database/sql"
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
	"wuyou/office/calendar"
	"wuyou/office/ledger"
	"wuyou/office/people"
)

// thief is somebody with the database in his hands, who writes past the program.
type thief struct {
	*world
	raw *sql.DB
}

// lived is the demonstration's city with its cases.
var lived = dbtest.Template{Fill: func(t testing.TB, dir, url string) {
	cfg := Defaults()
	cfg.Data, cfg.City, cfg.Demo = dir, "meishan", true
	if strings.HasPrefix(url, "postgres") {
		cfg.DB = url
	}
	at := time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone)
	a, err := openDemo(t.Context(), cfg, Outside{Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		err = a.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}}

func newThief(t *testing.T, kind string) *thief {
	w := &world{t: t}
	dir, url := lived.Copy(t, kind)
	w.open(dir, url, "2026-04-20 09:30")
	t.Cleanup(func() { w.Close() })
	th := &thief{world: w, raw: dbtest.Raw(t, url)}
	for _, k := range w.DB.Kept() {
		th.fill(k)
	}
	if _, err := w.Ledger.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	return th
}

// fill sees to it that a kept table has two rows, which the program has written.
func (th *thief) fill(k *db.Kept) {
	th.t.Helper()
	for n := len(th.keys(k)); n < 2; n++ {
		var names, marks []string
		var args []any
		for i, c := range k.Columns() {
			names, marks = append(names, c), append(marks, fmt.Sprintf("$%d", i+1))
			args = append(args, th.some(k, c, n))
		}
		if err := th.DB.Exec(th.t.Context(), `INSERT INTO `+k.Table+` (`+strings.Join(names, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`, args...); err != nil {
			th.t.Fatalf("%s: %v", k.Table, err)
		}
	}
}

// some is a value that a column may hold, another for each n.
func (th *thief) some(k *db.Kept, column string, n int) any {
	switch th.kind(k.Table, column) {
	case "boolean":
		return false
	case "text":
		return fmt.Sprintf("%s %d", column, n)
	}
	return int64(n + 1)
}

func (th *thief) kind(table, column string) string {
	th.t.Helper()
	rows, err := th.raw.Query(`SELECT ` + column + ` FROM ` + table)
	if err != nil {
		th.t.Fatal(err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		th.t.Fatal(err)
	}
	switch name := strings.ToLower(types[0].DatabaseTypeName()); name {
	case "bool", "boolean":
		return "boolean"
	case "text":
		return name
	}
	return "bigint"
}

// keys are the conditions that name each row of a table.
func (th *thief) keys(k *db.Kept) (list []string) {
	th.t.Helper()
	rows, err := th.raw.Query(`SELECT ` + strings.Join(k.Key, ", ") + ` FROM ` + k.Table + ` ORDER BY ` + strings.Join(k.Key, ", "))
	if err != nil {
		th.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, dest := make([]any, len(k.Key)), make([]any, len(k.Key))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			th.t.Fatal(err)
		}
		var conds []string
		for i, c := range k.Key {
			if s, ok := values[i].(string); ok {
				conds = append(conds, c+" = '"+strings.ReplaceAll(s, "'", "''")+"'")
			} else {
				conds = append(conds, fmt.Sprintf("%s = %v", c, values[i]))
			}
		}
		list = append(list, strings.Join(conds, " AND "))
	}
	return list
}

func (th *thief) run(statement string) {
	th.t.Helper()
	r, err := th.raw.Exec(statement)
	if err != nil {
		th.t.Fatalf("%s: %v", statement, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		th.t.Fatalf("%s: %d rows, %v", statement, n, err)
	}
}

// found reports of each kept table whether Verify says that something is wrong with its rows.
func (th *thief) found() (tables map[string]bool, all []ledger.Fault) {
	th.t.Helper()
	tables = map[string]bool{}
	r, err := th.Ledger.Verify(th.t.Context())
	if err != nil {
		th.t.Fatal(err)
	}
	for _, f := range r.Faults {
		name, _, _ := strings.Cut(f.Words, " ")
		tables[name] = true
	}
	return tables, r.Faults
}

// Whatever somebody was told, granted or decided is proven: in each kept table one value is changed, a row is
// removed, a row is added, and two rows change their contents.
func TestEveryEditOfAKeptTableIsFound(t *testing.T) {
	t.Parallel()
	spoil := func(th *thief, k *db.Kept, column string) string {
		switch th.kind(k.Table, column) {
		case "boolean":
			return column + " = NOT " + column
		case "text":
			return column + " = " + column + " || 'x'"
		}
		return column + " = " + column + " + 1000003"
	}
	edits := map[string]func(th *thief, k *db.Kept) []string{
		"a value": func(th *thief, k *db.Kept) (list []string) {
			c := k.Proven()[len(k.Proven())/2]
			return []string{`UPDATE ` + k.Table + ` SET ` + spoil(th, k, c) + ` WHERE ` + th.keys(k)[0]}
		},
		"the newest row": func(th *thief, k *db.Kept) []string {
			keys := th.keys(k)
			return []string{`DELETE FROM ` + k.Table + ` WHERE ` + keys[len(keys)-1]}
		},
		"a new row": func(th *thief, k *db.Kept) []string {
			values := make([]string, len(k.Columns()))
			for i, c := range k.Columns() {
				switch v := th.some(k, c, 7777).(type) {
				case string:
					values[i] = "'" + v + "'"
				default:
					values[i] = fmt.Sprint(v)
				}
				if foreign[k.Table+"."+c] {
					values[i] = c
				}
			}
			return []string{`INSERT INTO ` + k.Table + ` (` + strings.Join(k.Columns(), ", ") + `) SELECT ` + strings.Join(values, ", ") + ` FROM ` + k.Table + ` WHERE ` + th.keys(k)[0]}
		},
		"two rows": func(th *thief, k *db.Kept) []string {
			keys, c := th.keys(k), k.Key[len(k.Key)-1]
			aside, first := "-7777777", strings.TrimPrefix(keys[0][strings.LastIndex(keys[0], c+" = "):], c+" = ")
			second := strings.TrimPrefix(keys[1][strings.LastIndex(keys[1], c+" = "):], c+" = ")
			if th.kind(k.Table, c) == "text" {
				aside = "'aside'"
			}
			if len(k.Key) > 1 { // of one case, or none
				return []string{`UPDATE ` + k.Table + ` SET ` + c + ` = ` + aside + ` WHERE ` + keys[0]}
			}
			return []string{
				`UPDATE ` + k.Table + ` SET ` + c + ` = ` + aside + ` WHERE ` + c + ` = ` + first,
				`UPDATE ` + k.Table + ` SET ` + c + ` = ` + first + ` WHERE ` + c + ` = ` + second,
				`UPDATE ` + k.Table + ` SET ` + c + ` = ` + second + ` WHERE ` + c + ` = ` + aside,
			}
		},
	}
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		for what, edit := range edits {
			t.Run(what, func(t *testing.T) {
				th := newThief(t, kind)
				if tables, faults := th.found(); len(faults) > 0 {
					t.Fatalf("before: %v %v", tables, faults)
				}
				var tried []string
				for _, k := range th.DB.Kept() {
					if len(k.Proven()) == 0 && what != "the newest row" && what != "a new row" {
						continue
					}
					if referred[k.Table] && (what == "the newest row" || what == "two rows") {
						continue // the database itself refuses
					}
					for _, s := range edit(th, k) {
						th.run(s)
					}
					tried = append(tried, k.Table)
				}
				tables, _ := th.found()
				for _, table := range tried {
					if !tables[table] {
						t.Errorf("%s: not found", table)
					}
				}
			})
		}
	})
}

// referred are the tables to whose rows others refer by a foreign key.
var referred = map[string]bool{"staff": true, "items": true}

// foreign are the columns that refer to a row of another table.
var foreign = map[string]bool{"posts.staff_id": true, "item_versions.item_id": true, "item_offers.item_id": true}

// Who cuts off the newest records with their seals leaves a ledger that fits; a seal that was kept outside shows it.
func TestACutTailIsFoundByAnAnchor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		if _, err := w.Ledger.Seal(ctx); err != nil {
			t.Fatal(err)
		}
		before, err := w.Ledger.Anchor(ctx)
		if err != nil || before.N == 0 {
			t.Fatal(before, err)
		}
		if err := w.Audit.Log(ctx, w.DB, people.TheOffice, "10.0.0.1", "登录", "", ""); err != nil {
			t.Fatal(err)
		}
		w.later(time.Minute)
		if n, err := w.Ledger.Seal(ctx); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		after, err := w.Ledger.Anchor(ctx)
		if err != nil || after.N != before.N+1 {
			t.Fatal(after, err)
		}
		verify := func(anchors ...ledger.Anchor) int {
			t.Helper()
			r, err := w.Ledger.Verify(ctx, anchors...)
			if err != nil {
				t.Fatal(err)
			}
			return len(r.Faults)
		}
		if n := verify(before, after); n != 0 {
			t.Errorf("%d faults with its own anchors", n)
		}
		for _, s := range []string{`DELETE FROM audits WHERE id = (SELECT MAX(seq) FROM ledger_leaves WHERE case_id = 0)`,
			`DELETE FROM ledger_leaves WHERE seal = (SELECT MAX(n) FROM ledger_seals)`, `DELETE FROM ledger_seals WHERE n = (SELECT MAX(n) FROM ledger_seals)`} {
			if err := w.DB.Exec(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		if n := verify(before); n != 0 {
			t.Errorf("%d faults before the cut", n)
		}
		if n := verify(after); n == 0 {
			t.Error("the cut tail is not found by its anchor")
		}
	})
}

// A file of anchors in which a line is torn is good for all others, and the next one begins a line of its own.
func TestATornAnchorSpoilsNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite")
	name := filepath.Join(t.TempDir(), "anchors")
	w.Config.Anchors = name
	for i := range 2 {
		if err := w.Audit.Log(t.Context(), w.DB, people.TheOffice, "10.0.0.1", "登录", "", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Ledger.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.keepAnchor(t.Context()); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(name); err != nil || i == 0 && os.WriteFile(name, append(b, "7:a1b2"...), 0o600) != nil {
			t.Fatal(err)
		}
	}
	list, torn, err := anchorsOf(name)
	if err != nil || len(list) != 2 || len(torn) != 1 || !strings.Contains(torn[0], "第 2 行") {
		t.Fatalf("%v %q %v", list, torn, err)
	}
	if r, err := w.Ledger.Verify(t.Context(), list...); err != nil || len(r.Faults) != 0 {
		t.Errorf("%+v %v", r, err)
	}
	if err := os.WriteFile(name, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := anchorsOf(name); err == nil {
		t.Error("a file without any anchor is taken for one that fits")
	}
	w.Config.Anchors = filepath.Join(name, "x")
	if _, err := w.Config.openAnchors(); err == nil || !strings.Contains(err.Error(), "--anchors 的文件") {
		t.Error(err)
	}
}

// A value that no program of ours can have written does not keep verify from the rest.
func TestWhatCannotBeReadIsAFault(t *testing.T) {
	t.Parallel()
	th := newThief(t, "sqlite") // PostgreSQL takes no such value
	for _, s := range []string{
		`UPDATE cases SET late = 2 WHERE id = (SELECT MIN(id) FROM cases)`, `UPDATE case_events SET late = 'x' WHERE case_id = (SELECT MAX(id) FROM cases)`,
		`UPDATE audits SET at = 'x' WHERE id = (SELECT MIN(id) FROM audits)`, `UPDATE db_proofs SET at = 'x' WHERE id = (SELECT MIN(id) FROM db_proofs)`,
		`UPDATE ledger_seals SET at = 'x' WHERE n = 2`, `UPDATE files SET sealed = 2 WHERE id = (SELECT MIN(id) FROM files)`,
		`UPDATE staff SET name = 'x' WHERE id = (SELECT MIN(id) FROM staff)`,
	} {
		th.run(s)
	}
	tables, faults := th.found()
	for _, table := range []string{"cases", "case_events", "audits", "db_proofs", "ledger_seals", "files", "staff"} {
		if !tables[table] {
			t.Errorf("%s: not found in %v", table, faults)
		}
	}
}

// Who verifies changes nothing, and a start of the program makes nothing good that somebody wrote past it.
func TestVerifyPutsNothingRight(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		dir, url := lived.Copy(t, kind)
		args := []string{"verify", "--demo", "--data", dir}
		if kind == "postgres" {
			args = append(args, "--db", url)
		}
		if out := must(t, args...); !strings.Contains(out, "完好") {
			t.Fatal(out)
		}
		raw := dbtest.Raw(t, url)
		if _, err := raw.Exec(`UPDATE accounts SET person_id = (SELECT MAX(id) FROM persons WHERE claimed_by <> accounts.id) WHERE id = (SELECT MIN(id) FROM accounts)`); err != nil {
			t.Fatal(err)
		}
		for _, after := range []string{"the edit", "a look", "a start"} {
			if after == "a start" {
				w := &world{t: t}
				w.open(dir, url, "2026-04-20 09:30")
				w.Close()
			}
			if out, bad, code := question(t, args...); code != 1 || !strings.Contains(out, "accounts ") {
				t.Errorf("after %s: exit code %d, %s%s", after, code, out, bad)
			}
		}
	})
}

// Every table says whether its rows are proven and, where not, or not whole, why; and, where they are not proven, how they end.
func TestEveryTableIsDeclared(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	schema, err := w.DB.Dump(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	free := map[string]string{}
	for _, m := range w.Owners() {
		for table := range m.Ends {
			if w.DB.KeptTable(table) == nil && m.Free[table] == "" {
				t.Errorf("rows of %s end, and it is no table", table)
			}
		}
		for table := range m.Free {
			if m.Ends[table] == "" {
				t.Errorf("nothing says how the rows of %s end, or what bounds them", table)
			}
		}
		for table, why := range m.Free {
			free[table] = why
		}
	}
	for _, s := range schema {
		m := regexp.MustCompile(`^CREATE (?:VIRTUAL )?TABLE "?(\w+)`).FindStringSubmatch(s)
		if m == nil || strings.HasPrefix(m[1], "search_") {
			continue
		}
		switch k, why := w.DB.KeptTable(m[1]), free[m[1]]; {
		case k == nil && why == "":
			t.Errorf("%s is neither kept nor free", m[1])
		case k != nil && (why != "" || (len(k.Open) > 0) != (k.Why != "")):
			t.Errorf("%s: kept without %q, because of %q %q", m[1], k.Open, k.Why, why)
		}
		delete(free, m[1])
	}
	for table := range free {
		t.Errorf("%s is free, and no table", table)
	}
}

// Of many rows of a table that were changed verification names some, and counts all.
func TestVerificationCountsWhatItDoesNotName(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		th := newThief(t, kind)
		if words := sure(th.Ledger.Verify(t.Context())).Found(0); words != "" {
			t.Fatal(words)
		}
		n := sure(db.One[int](t.Context(), th.DB, `SELECT COUNT(*) FROM documents`))
		th.run(`UPDATE documents SET title = 'changed'`)
		r := sure(th.Ledger.Verify(t.Context()))
		if r.Found(0) != fmt.Sprintf("%d 处", n) || r.Found(2) != fmt.Sprintf("%d 处", n+2) || len(r.Faults) >= n || n < 30 {
			t.Errorf("%d rows were changed: %s, %d named", n, r.Found(0), len(r.Faults))
		}
	})
}
