package app

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// gopackage is a package of the program, as go list tells of it.
type gopackage struct {
	ImportPath, Dir  string
	Imports, GoFiles []string
}

// gopackages are all packages of the program.
func gopackages(t *testing.T) (list []gopackage) {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles,Dir", "wuyou/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p gopackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

var (
	// namedFile is a file that a text names, by a pattern or not: fire.go, kit/db/proof.go, *_store.go, schema/0001_flow.sql.
	namedFile = regexp.MustCompile(`[\w*][\w*./-]*\.(?:go|sql|csv)\b`)
	// namedFolder is a folder, or what lies in one, that a text sets as code.
	namedFolder = regexp.MustCompile("`((?:app|bench|data|docs|e2e|front|kit|office|province|service)/[\\w*./-]+)`")
)

// generatedDocs are written by TestDocs; notFiles are names that a text gives to what is no file of the program.
var (
	generatedDocs = []string{"routes.md", "tables.md", "imports.md", "settings.md"}
	notFiles      = map[string]string{"service/lostfound": "is made by who reads docs/new-service.md"}
)

// TestFilesThatAreNamedExist reads the comments of the packages, ARCHITECTURE.md, the README and docs/*.md: a reader who goes
// where they send him finds the file.
func TestFilesThatAreNamedExist(t *testing.T) {
	t.Parallel()
	var tree []string
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		tree = append(tree, filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator))))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	docs := 0
	for _, pattern := range []string{"../*.md", "../docs/*.md"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			if slices.Contains(generatedDocs, filepath.Base(file)) {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			docs++
			names := namedFile.FindAllString(string(text), -1)
			for _, m := range namedFolder.FindAllStringSubmatch(string(text), -1) {
				names = append(names, strings.TrimSuffix(m[1], "/"))
			}
			for _, name := range names {
				if notFiles[name] == "" && !slices.ContainsFunc(tree, func(f string) bool { return endsIn(f, name) }) {
					t.Errorf("%s names %s, which is not there", file, name)
				}
			}
		}
	}
	named := 0
	for _, p := range gopackages(t) {
		own := strings.TrimPrefix(p.ImportPath, "wuyou/") + "/"
		for _, name := range namedFile.FindAllString(packageComment(t, p), -1) {
			named++
			if notFiles[name] == "" && !slices.ContainsFunc(tree, func(f string) bool {
				return f == name || strings.HasPrefix(f, own) && endsIn(f, name)
			}) {
				t.Errorf("the comment of package %s names %s, which is not there", p.ImportPath, name)
			}
		}
	}
	if docs < 10 || named < 50 {
		t.Errorf("%d texts and %d names in comments of packages were looked at: the test does not find them", docs, named)
	}
}

// packageComment is what the files of a package say of it before its clause.
func packageComment(t *testing.T, p gopackage) string {
	t.Helper()
	var all strings.Builder
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Doc.Text())
	}
	return all.String()
}

// endsIn reports whether the last parts of a path are those of a name or pattern.
func endsIn(file, name string) bool {
	parts, n := strings.Split(file, "/"), strings.Count(name, "/")+1
	if len(parts) < n {
		return false
	}
	ok, err := path.Match(name, strings.Join(parts[len(parts)-n:], "/"))
	return ok && err == nil
}

// packageMost is how many lines of Go without tests a package has at most: what is longer is several things.
const packageMost = 5000

// TestNoPackageIsTooLong counts the lines of each package.
func TestNoPackageIsTooLong(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, p := range gopackages(t) {
		lines := 0
		for _, file := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			lines += strings.Count(string(b), "\n")
		}
		seen += lines
		if lines > packageMost {
			t.Errorf("%s has %d lines, more than %d: what of it is a thing of its own goes into a package of its own", p.ImportPath, lines, packageMost)
		}
	}
	if seen < 50_000 {
		t.Errorf("only %d lines were counted: the packages are not found", seen)
	}
}
