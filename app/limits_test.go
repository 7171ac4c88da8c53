package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/limit"
)

// Every limit that is declared is asked for, by the name of its variable, and is a row of a new database.
func TestLimitsAreRowsAndUsed(t *testing.T) {
	t.Parallel()
	declared, used := map[string]string{}, map[string]int{} // by package and name
	for _, dir := range []string{".", "../office", "../service", "../front"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ValueSpec:
					if key := declares(n); key != "" {
						declared[f.Name.Name+"."+n.Names[0].Name] = key
						return false
					}
				case *ast.SelectorExpr:
					if of, ok := n.X.(*ast.Ident); ok {
						used[of.Name+"."+n.Sel.Name]++
					}
				case *ast.Ident:
					used[f.Name.Name+"."+n.Name]++
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, "sqlite")
	rows, err := db.Counts(t.Context(), w.DB, `SELECT limit_key AS name, n FROM limits`)
	if err != nil {
		t.Fatal(err)
	}
	if len(declared) < 40 || len(declared) != len(limit.All()) || len(rows) != len(declared) {
		t.Errorf("%d limits stand in the code, %d are declared, %d are rows", len(declared), len(limit.All()), len(rows))
	}
	for name, key := range declared {
		if used[name] == 0 {
			t.Errorf("nothing asks for %s (%s)", name, key)
		}
	}
	for _, l := range limit.All() {
		if rows[l.Key] != l.Default {
			t.Errorf("%s is %d, declared as %d", l.Key, rows[l.Key], l.Default)
		}
	}
}

// declares is the key of the limit that a variable declares.
func declares(v *ast.ValueSpec) (key string) {
	if len(v.Values) != 1 {
		return ""
	}
	call, ok := v.Values[0].(*ast.CallExpr)
	if !ok {
		return ""
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Declare" {
		return ""
	}
	for _, field := range call.Args[0].(*ast.CompositeLit).Elts {
		if kv := field.(*ast.KeyValueExpr); kv.Key.(*ast.Ident).Name == "Key" {
			key = strings.Trim(kv.Value.(*ast.BasicLit).Value, `"`)
		}
	}
	return key
}

// A limit is changed on the pages of the rules, by two persons, within its bounds, from a day to come; one that must hold at once is
// forced at the start, which the page says.
func TestALimitIsChangedByTwo(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		editor.get("/desk/admin/rules").is(200, "次数、时间、数量的限度", "整个系统")
		editor.get(rulesAt+"limits").is(200, "一件的查询密码最多输错几次（次/天）").not("加一条").bones()
		editor.change("limits", "limit_key", "grievance.phone_day", "n", "1", "valid_from", "2026-04-21").is(422, "请填 2 到 100")
		at := editor.change("limits", "limit_key", "grievance.phone_day", "n", "9", "valid_from", "2026-04-21").waiting()
		publisher.agree(at).is(200, "已同意")
		w.tick()
		if l := byKey("grievance.phone_day"); w.Limits.Of(l) != 6 {
			t.Error("it holds today", w.Limits.Of(l))
		} else if w.at("2026-04-21 00:00"); w.Limits.Of(l) != 9 {
			t.Error("it does not hold tomorrow", w.Limits.Of(l))
		}
	})
	w := newWorld(t, "sqlite", func(c *Config) { c.Limits = "grievance.phone_day=3" })
	w.staff("bianji").get(rulesAt+"limits").is(200, "--limits 定为", "一个手机号最多反映几件办不成的事（次/天） 3")
	if w.Limits.Of(byKey("grievance.phone_day")) != 3 {
		t.Error("not forced")
	}
}

func byKey(key string) limit.Limit {
	for _, l := range limit.All() {
		if l.Key == key {
			return l
		}
	}
	panic(key)
}

// Codes of another length are given from its day on; those given before keep theirs, and open.
func TestQueryCodesKeepTheLengthOfTheirDay(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		token := w.clientToken("apply")
		old := w.queryCode(caseOf(w, w.apply(token, 7)))
		editor := w.staff("bianji")
		at := editor.change("limits", "limit_key", "slip.length", "n", "10", "valid_from", "2026-04-21").waiting()
		w.staff("fabu").agree(at).is(200, "已同意")
		w.tick()
		w.at("2026-04-21 09:30")
		number := w.apply(token, 8)
		fresh := w.queryCode(caseOf(w, number))
		if len(old) != len("K7M4-29HX") || len(fresh) != len("K7M4-29HX-AB") {
			t.Errorf("%s, then %s", old, fresh)
		}
		w.citizen().post("/track", "number", number, "code", fresh).is(200)
		w.citizen().post("/track", "number", number, "code", fresh[:9]).is(422)
	})
}

func caseOf(w *world, number string) int64 {
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k.ID
}
