package app

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestImports holds the packages to their places: main → app → service, front, bridge → office → kit. Every
// rule has its reason.
func TestImports(t *testing.T) {
	t.Parallel()
	level := func(path string) (name string, n int) {
		name, _, _ = strings.Cut(strings.TrimPrefix(path, "wuyou/"), "/")
		for i, l := range []string{"data", "kit", "province", "office", "bridge", "front", "service", "app", "bench", "e2e"} {
			if l == name {
				return name, i
			}
		}
		return name, 99
	}
	for _, p := range gopackages(t) {
		from, n := level(p.ImportPath)
		for _, imp := range p.Imports {
			to, m := level(imp)
			switch {
			case !strings.HasPrefix(imp, "wuyou/"):
			case m > n:
				t.Errorf("%s imports %s: imports go down only (app → service, front → office → kit), so that a lower part can be read and moved without the upper", p.ImportPath, imp)
			case from == "service" && (to == "front" || to == "service" && imp != p.ImportPath && !strings.HasPrefix(imp, p.ImportPath)):
				t.Errorf("%s imports %s: services do not know each other or the fronts; they meet by subscriptions and function values wired in app", p.ImportPath, imp)
			case from == "front" && to == "service", from == "front" && to == "front" && imp != p.ImportPath:
				t.Errorf("%s imports %s: a front draws what services declare (office/door) and knows none of them", p.ImportPath, imp)
			case from == "kit" && to == "data":
				t.Errorf("%s imports %s: kit knows nothing about government", p.ImportPath, imp)
			}
		}
		checkFiles(t, p.Dir, p.ImportPath, from)
	}
}

// fileRules say in which files an import may stand.
var fileRules = []struct {
	imports, why string
	allowed      func(level, path, file string) bool
}{
	{"net/http", "HTTP stands in kit/web, kit/page and web.go files, so that the rest can be used and tested without it", func(level, path, file string) bool {
		return path == "wuyou/kit/web" || path == "wuyou/kit/page" || strings.HasSuffix(file, "web.go") || level == "bench" || level == "e2e"
	}},
	{"database/sql", "only kit/db speaks to drivers: everything else uses its DB, which is the pool or a transaction", func(level, path, _ string) bool { return strings.HasPrefix(path, "wuyou/kit/db") || level == "bench" }},
	{"modernc.org/sqlite", "only kit/db imports drivers", func(level, path, _ string) bool { return path == "wuyou/kit/db" || level == "bench" }},
	{"zombiezen.com/go/sqlite", "only kit/db imports drivers", func(_, path, _ string) bool { return path == "wuyou/kit/db" }},
	{"github.com/jackc/pgx/v5", "only kit/db imports drivers", func(level, path, _ string) bool { return strings.HasPrefix(path, "wuyou/kit/db") || level == "bench" }},
}

func checkFiles(t *testing.T, dir, path, level string) {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, file := range files {
		base := filepath.Base(file)
		if strings.HasSuffix(base, "_test.go") {
			continue
		}
		src := parseFile(t, file)
		for _, rule := range fileRules {
			if src.imports[rule.imports] && !rule.allowed(level, path, base) {
				t.Errorf("%s imports %s: %s", file, rule.imports, rule.why)
			}
		}
		if level != "kit" && level != "bench" && level != "e2e" && !strings.HasSuffix(base, "store.go") && src.sql != "" {
			t.Errorf("%s has SQL (%.40s…): SQL stands in store.go files, where a reader looks for it", file, src.sql)
		}
		if level != "app" && level != "bench" && level != "e2e" && path != "wuyou/kit/db/dbtest" && src.clock != "" {
			t.Errorf("%s calls %s: only app reads the clock and the environment; everything else is handed now()", file, src.clock)
		}
		if path != "wuyou/kit/sheet" && src.unpacks != "" {
			t.Errorf("%s calls %s: what people hand in is unpacked in kit/sheet only, which bounds it (bounds.go)", file, src.unpacks)
		}
		if path != "wuyou/kit/web" && level != "province" && src.spools != "" {
			t.Errorf("%s calls %s: web.Posted reads forms, and writes nothing of them in the clear", file, src.spools)
		}
		if src.cheap && path != "wuyou/office/officetest" {
			t.Errorf("%s calls gm.CheapPasswords, which is for tests alone", file)
		}
		if src.cases && path != "wuyou/office/flow" && level != "bench" {
			t.Errorf("%s writes the cases table: only office/flow moves cases", file)
		}
	}
}
