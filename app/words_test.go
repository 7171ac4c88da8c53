package app

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"wuyou/data"
	"wuyou/office/catalog"
	"wuyou/office/document"
)

// A fault of wording, by what gives it away. The register is that of Chinese administration: short, exact, dignified.
type wordFault struct {
	name string
	like *regexp.Regexp
	in   string // where it is one: "all", "paper" (paper templates and papers), "sent" (papers and messages as they go out), "literal" (of the code), "page", "profile"
}

var wordFaults = []wordFault{
	{"double punctuation", regexp.MustCompile(`[，。；：、？！]\s*[，。；、？！]|（）|“”|《》|[，。；：、]）|（[，。；：、]`), "all"},
	{"您 in a paper", regexp.MustCompile(`您`), "paper"},
	{"empty insertion", regexp.MustCompile(`[：，（“]\s*[。；）”]|(为|于|向|由|自)[。，；]|于（含|（受理后 0|\{|\}|\[|\]`), "sent"},
	{"a promise in a promise", regexp.MustCompile(`承诺：[^。；]*承诺：`), "sent"},
	{"ISO date", regexp.MustCompile(`\d{4}-\d{2}-\d{2}`), "sent"},
	{"code word", regexp.MustCompile(`(?i)\b(true|false|null|nil|pickup|courier|electronic|approved|denied|application|grievance|rating|supervision|visit|otp)\b`), "sent"},
	{"form language in a paper", regexp.MustCompile(`你（单位）|（单位）|见附页`), "paper"},
	{"a permission's word for every kind", regexp.MustCompile(`^(准予许可|不予许可|不予准予|凭承诺准予许可)$`), "literal"},
	{"a limit that is a rule, in fixed words", regexp.MustCompile(`(\d+|[一二两三四五六七八九十]+) ?个?(工作日|自然日|月)(内|以内|之内)`), "literal page"},
	{"office hours in fixed words", regexp.MustCompile(`\d{1,2}:\d{2} ?[–—-] ?\d{1,2}:\d{2}`), "literal page profile"},
	{"a paper that does not exist", regexp.MustCompile(`受理单|不予许可决定书`), "literal page"},
	{"organ by its short name", regexp.MustCompile(`(^|[^\p{Han}])[市县区](人社|公安|民政|卫健|市监|市场监管|税务|住建|教体|发改|经信)局`), "paper"},
	{"catch-all", regexp.MustCompile(`其他材料|相关材料|等相关|有关规定|相关规定|相关部门`), "all"},
	{"colloquial or unclear", regexp.MustCompile(`谁不给办|跑了几趟|怎么没办成|五个率|没有人的岗位|歇一歇|请监管|没完没了|幂等|印章处|政府付费|办成为止|：已完成|居民委员会便民|占结束的|不算质量的数|看不懂|没有看懂|写得不对|别的系统|某些情形才`), "all"},
}

// fine are what looks like a fault and is none, by the text around it.
var fine = map[string]string{
	"不写“其他材料”":  "a hint that forbids the catch-all",
	"六个月内依法向":   "行政诉讼法 art. 46",
	"两个工作日内办出":  "what somebody asks in an order of the demonstration",
	"身份证明（受理后":  "a sample of the preview of texts",
	"自受理次日起 10": "a sample of the page of components",
}

func lintWords(t *testing.T, where, text, kind string) {
	t.Helper()
	for _, f := range wordFaults {
		if f.in != "all" && !slices.ContainsFunc(strings.Fields(f.in), func(in string) bool { return slices.Contains(strings.Fields(kind), in) }) {
			continue
		}
		for _, at := range f.like.FindAllStringIndex(text, -1) {
			around := text[max(0, at[0]-60):min(len(text), at[1]+60)]
			allowed := false
			for words := range fine {
				allowed = allowed || strings.Contains(around, words)
			}
			if !allowed {
				t.Errorf("%s: %s %q in %q", where, f.name, text[at[0]:at[1]], strings.ToValidUTF8(around, ""))
			}
		}
	}
}

// asides are names in a paragraph, and the beginning of both remedies, which may come twice.
var asides = regexp.MustCompile(`“[^”]*”|《[^》]*》|(眉山|云和)市(\p{Han}{1,3}[区县])?|(可以)?自收到本(决定|通知|告知)书之日起`)

// doubled is a part of a paragraph of at least six characters that stands in it twice, as where the words of an item say what the template
// says; "" is none.
func doubled(text string) string {
	r := []rune(asides.ReplaceAllString(text, "、"))
	for i := 0; i+12 <= len(r); i++ {
		part := string(r[i : i+6])
		if !slices.ContainsFunc(r[i:i+6], func(c rune) bool { return !unicode.Is(unicode.Han, c) }) && strings.Contains(string(r[i+6:]), part) {
			return part
		}
	}
	return ""
}

// The words of an item, put into the letter of promise, double nothing that the letter says.
func TestLettersOfPromiseSayNothingTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	files, err := fs.Glob(data.Files, "items_full/*.json")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := w.Documents.Templates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		b, err := data.Files.ReadFile(file)
		var it catalog.Item
		if err := errors.Join(err, json.Unmarshal(b, &it)); err != nil {
			t.Fatal(err)
		}
		if it.Commit == nil {
			continue
		}
		for _, tpl := range templates {
			if tpl.Code != "promise_letter" {
				continue
			}
			n++
			words := map[string]string{"promise": it.Commit.Promise, "promise_check": it.Commit.Check, "limit_postcheck": "2 个月", "item": it.Name, "party": "张晓梅", "number": "1",
				"organ": "某局", "item_basis": "《条例》第一条", "conditions": "符合规划", "exempted": "设计图", "signed": "张晓梅", "signed_way": "当面签字", "date": "2026年4月20日"}
			lintPaper(t, it.Name, strings.Join(document.Preview(tpl, words), "\n"))
		}
	}
	if n == 0 {
		t.Error("no item is granted on a promise")
	}
	for _, text := range []string{"承诺：我已知晓要求，承诺：设置位置符合规划。", "核查：作出决定之日起 2 个月内到场，自作出决定之日起 2 个月内核查。"} {
		if doubled(text) == "" && !wordFaults[slices.IndexFunc(wordFaults, func(f wordFault) bool { return f.name == "a promise in a promise" })].like.MatchString(text) {
			t.Errorf("not seen: %q", text)
		}
	}
}

// lintPaper judges papers and messages as they go out.
func lintPaper(t *testing.T, where, text string) {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		kind := "paper sent"
		if strings.HasPrefix(line, "【短信】") {
			kind = "sent"
		}
		lintWords(t, where, line, kind)
		if part := doubled(line); part != "" {
			t.Errorf("%s: %q stands twice in %q", where, part, line)
		}
	}
}

var chinese = regexp.MustCompile(`\p{Han}`)

// All Chinese texts of the tree: templates, seeds, strings of the code.
func TestWords(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(file string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == ".git" || name == "node_modules" || name == "docs" || name == "bin" || name == "wuyou-data" {
				return filepath.SkipDir
			}
			return nil
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text := string(b)
		switch {
		case strings.Contains(file, "/testdata/papers/"):
			lintPaper(t, file, text)
		case strings.Contains(file, "/testdata/"), strings.HasSuffix(file, "_test.go"),
			strings.HasSuffix(file, "office/catalog/lint.go"): // which names the words that it forbids
		case strings.HasSuffix(file, ".go"):
			lintLiterals(t, file, text)
		case strings.Contains(file, "/seed/documents/"):
			lintWords(t, file, text, "paper")
		case strings.HasSuffix(file, ".html"), strings.HasSuffix(file, ".js"):
			lintWords(t, file, text, "page")
		case strings.Contains(file, "data/cities/"):
			lintWords(t, file, text, "profile")
		case strings.Contains(file, "/seed/"), strings.HasSuffix(file, "data/notices.csv"), strings.HasSuffix(file, "demo_topics.csv"):
			lintWords(t, file, text, "")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func lintLiterals(t *testing.T, file, text string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && chinese.MatchString(s) {
				lintWords(t, file, s, "literal")
			}
		}
		return true
	})
}
