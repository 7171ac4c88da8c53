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

var (
	verb   = regexp.MustCompile(`%[a-z]`)                                 // what fmt puts into an address
	formed = regexp.MustCompile(`^/[a-z][a-z0-9/._%-]*$`)                 // as addresses of the program are
	others = []string{"/token", "/evaluations", "/document/", "/notice/"} // of the provincial platform, and behind the names of texts
)

// TestEveryAddressIsARoute: an address that the program's texts name, as that of another service's page, is one that it answers, or the
// beginning of one.
func TestEveryAddressIsARoute(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) { addresses(t, w) })
}

func addresses(t *testing.T, w *world) {
	var routes [][]string
	for _, r := range w.Server.Routes() {
		routes = append(routes, strings.Split(strings.Trim(r.Path, "/"), "/"))
	}
	named, behind := 0, 0
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
				if err != nil {
					return true
				}
				address, _, _ := strings.Cut(text, "?")
				address, _, _ = strings.Cut(address, "#")
				if !formed.MatchString(address) || slices.Contains(others, address) {
					return true
				}
				switch asked := strings.Split(strings.Trim(address, "/"), "/"); {
				case within(routes, asked, 0):
					named++
				case within(routes, asked, 1):
					behind++
				default:
					t.Errorf("%s: %s is no address of the program", set.Position(lit.Pos()), text)
				}
				return true
			})
		}
	}
	if named < 200 || behind == 0 {
		t.Errorf("only %d addresses were found, and %d that go on behind another", named, behind)
	}
}

// within reports whether the parts of an address stand in one of the routes: from its beginning, or, as of what goes on behind
// another address, from a later part of it.
func within(routes [][]string, asked []string, from int) bool {
	return slices.ContainsFunc(routes, func(route []string) bool {
		last := min(from*len(route), len(route)-len(asked))
		for at := from; at <= last; at++ {
			fits := asked[0] == route[at] // a word, not what stands for any
			for i, part := range asked[1:] {
				fits = fits && (part == route[at+1+i] || strings.HasPrefix(route[at+1+i], "{") || verb.MatchString(part))
			}
			if fits {
				return true
			}
		}
		return false
	})
}
