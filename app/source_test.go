package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"testing"
)

// source is what the rules on files ask of one.
type source struct {
	imports map[string]bool
	sql     string // the first SQL statement
	clock   string // the first call that reads the clock or the environment
	unpacks string // the first call that unpacks what somebody handed in
	spools  string // the first call that may write a posted form to the disk in the clear
	cases   bool   // writes the cases table
	cheap   bool   // has passwords cost nothing
}

var (
	sqlWords   = regexp.MustCompile(`(?s)^\s*(SELECT\s.*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)`)
	writeCases = regexp.MustCompile(`(?s)(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+cases\s`)
	clockCalls = map[string]bool{"time.Now": true, "time.Since": true, "time.Until": true, "os.Getenv": true, "os.LookupEnv": true, "os.Environ": true}
	spooling   = map[string]bool{"ParseMultipartForm": true, "MultipartReader": true, "FormFile": true, "FormValue": true, "PostFormValue": true, "MultipartFormFiles": true}
	unpacking  = regexp.MustCompile(`^(zip\.(NewReader|OpenReader)|(image|png|jpeg|gif)\.Decode\w*|(gzip|zlib|flate|bzip2)\.NewReader|excelize\.Open\w+)$`)
)

func parseFile(t *testing.T, file string) source {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s := source{imports: map[string]bool{}}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		s.imports[path] = true
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			text, err := strconv.Unquote(n.Value)
			if n.Kind != token.STRING || err != nil {
				return true
			}
			if s.sql == "" && sqlWords.MatchString(text) {
				s.sql = text
			}
			s.cases = s.cases || writeCases.MatchString(text)
		case *ast.SelectorExpr:
			if spooling[n.Sel.Name] {
				s.spools = n.Sel.Name
			}
			x, ok := n.X.(*ast.Ident)
			if ok && s.unpacks == "" && unpacking.MatchString(x.Name+"."+n.Sel.Name) {
				s.unpacks = x.Name + "." + n.Sel.Name
			}
			s.cheap = s.cheap || n.Sel.Name == "CheapPasswords"
			if ok && clockCalls[x.Name+"."+n.Sel.Name] && s.clock == "" {
				s.clock = x.Name + "." + n.Sel.Name
			}
		}
		return true
	})
	return s
}
