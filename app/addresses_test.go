package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// verb is what fmt puts into an address.
var verb = regexp.MustCompile(`%[a-z]`)

// TestEveryAddressIsARoute: an address that the program's texts name, as that of another service's page, is one that it answers, or the
// beginning of one.
func TestEveryAddressIsARoute(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) { addresses(t, w) })
}

func addresses(t *testing.T, w *world) {
	routes, tops := [][]string{}, map[string]bool{}
	for _, r := range w.Server.Routes() {
		parts := strings.Split(strings.Trim(r.Path, "/"), "/")
		routes = append(routes, parts)
		tops[parts[0]] = true
	}
	answered := func(address string) bool {
		asked := strings.Split(strings.Trim(address, "/"), "/")
		for _, route := range routes {
			fits := len(asked) <= len(route)
			for i := 0; fits && i < len(asked); i++ {
				fits = asked[i] == route[i] || strings.HasPrefix(route[i], "{") || verb.MatchString(asked[i])
			}
			if fits {
				return true
			}
		}
		return false
	}
	named := 0
	for _, p := range gopackages(t) {
		folder, _, _ := strings.Cut(strings.TrimPrefix(p.ImportPath, "wuyou/"), "/")
		if strings.HasPrefix(p.ImportPath, "wuyou/office/officetest") || !slices.Contains([]string{"service", "front", "office"}, folder) {
			continue
		}
		for _, file := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil || !strings.HasPrefix(text, "/") || strings.ContainsAny(text, " {\n") {
					return true
				}
				address, _, _ := strings.Cut(text, "?")
				address, _, _ = strings.Cut(address, "#")
				if top := strings.Split(address, "/")[1]; !tops[top] || top == "" {
					return true // what goes on behind another address
				}
				named++
				if !answered(address) {
					t.Errorf("%s: %s is no address of the program", set.Position(lit.Pos()), text)
				}
				return true
			})
		}
	}
	if named < 200 {
		t.Errorf("only %d addresses were found", named)
	}
}
