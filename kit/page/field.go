package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// Field is one question of a form: its words, its control and what is wrong with the answer.
type Field struct {
	// Type is text, area, number, money, date, choice, choices, bool, phone, id_no, credit, account, address, region,
	// password, code, search, file, hidden or readonly; "" is text.
	Type     string
	Name     string
	ID       string // of the control, where a name occurs twice on a page; "f-"+Name if empty
	Label    string
	Hint     string
	Value    string // of choices: the values with commas between them; of bool: "1" or ""
	From     string // where a value came from that the person did not type: “来自电子营业执照”
	Error    string
	Required bool
	Focus    bool // a line of text: the cursor stands here when the page opens
	Unmarked bool // says nothing of whether it must be answered: its hint does
	Options  []Option
	Max      int    // most characters
	Low      string // least number or first day
	High     string // greatest number or last day
	Unit     string // after the control: 元
	Example  string // inside of an empty control; never the only explanation
	Complete string // autocomplete token, where it is not the one of the type
	When     string // "field=value": shown and sent only then
	Section  string // heading under which Fields sets it
	Key      string // shortcut that moves here
	Source   string // address that answers ?q= with a JSON list of Suggestion

	Accept   string            // file: kinds taken, as in the accept attribute
	Unfit    map[string]string // file: why one is not taken, by the end of its name; "": any that Accept does not name
	Multiple bool              // file: more than one
	Capture  string            // file: "environment" opens the camera of a phone
	Files    []File            // file: what has been handed in
	Most     int64             // file: most bytes of one file
	Upload   string            // file: address that takes one file at once and answers with a page that holds this field anew

	mark *string // set by Fields, which sees the other questions
}

// Option is one answer of a choice.
type Option struct {
	Value, Label, Hint string
	Group              string // heading in a long list
	Lack               bool   // pills: this answer means that something is missing
}

// File is a file that was handed in.
type File struct {
	Name   string
	Size   int64
	Href   string
	Remove string // address to post to, to take it back; "" cannot be removed
}

// control says how a type of field is asked.
type control struct {
	Kind     string // line, area, choice, choices, bool, file, hidden or readonly: the branch in the template
	Type     string // of <input>
	Mode     string // inputmode
	Complete string // autocomplete
	Pattern  string // of the tidied value; checked by page.js only, because without it spaces would be refused
	Wrong    string // what to say when the pattern does not fit
	Digits   int    // the one length that is right, to be told “现在是 10 位”
	Short    bool
	Last     string // the greatest value of a field that names none
}

var controls = map[string]control{
	"":        {Kind: "line", Type: "text"},
	"text":    {Kind: "line", Type: "text"},
	"area":    {Kind: "area"},
	"number":  {Kind: "line", Type: "text", Mode: "numeric", Pattern: `-?\d+`, Wrong: "请填写整数", Short: true},
	"decimal": {Kind: "line", Type: "text", Mode: "decimal", Pattern: `-?\d+(\.\d+)?`, Wrong: "请填写数字，可以有小数", Short: true},
	"money":   {Kind: "line", Type: "text", Mode: "decimal", Pattern: `\d+(\.\d{1,2})?`, Wrong: "请填写金额，最多两位小数", Short: true},
	"date":    {Kind: "line", Type: "date", Short: true, Last: "9999-12-31"}, // a year of four digits leads on to the month,
	"phone": {
		Kind: "line", Type: "tel", Mode: "tel", Complete: "tel", Pattern: `1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,6})?`,
		Wrong: "手机号应为 11 位数字", Digits: 11, Short: true,
	},
	"id_no":    {Kind: "line", Type: "text", Complete: "off", Short: true},
	"credit":   {Kind: "line", Type: "text", Complete: "off", Pattern: `[0-9A-Za-z]{18}`, Wrong: "统一社会信用代码应为 18 位数字或字母", Digits: 18, Short: true},
	"account":  {Kind: "line", Type: "text", Mode: "numeric", Complete: "off", Pattern: `\d{8,40}`, Wrong: "银行账号应为数字", Short: true},
	"address":  {Kind: "line", Type: "text", Complete: "street-address"},
	"password": {Kind: "line", Type: "password", Complete: "current-password", Short: true},
	"code":     {Kind: "line", Type: "text", Mode: "numeric", Complete: "one-time-code", Short: true},
	"search":   {Kind: "line", Type: "search"},
	"choice":   {Kind: "choice"},
	"region":   {Kind: "choice"},
	"choices":  {Kind: "choices"},
	"bool":     {Kind: "bool"},
	"file":     {Kind: "file"},
	"hidden":   {Kind: "hidden"},
	"readonly": {Kind: "readonly"},
}

// Secret reports whether the answer is never kept for a later try (web.Bare): a password, or a code that is good once.
func (f Field) Secret() bool { return f.Type == "password" || f.Type == "code" }

// cards is the most answers of a choice that are shown as cards; more become a list to open.
const cards = 7

// Control is how the field is asked; it fails on an unknown type.
func (f Field) Control() (control, error) {
	c, ok := controls[f.Type]
	if !ok {
		return c, fmt.Errorf("field %s: no type %q", f.Name, f.Type)
	}
	if f.Complete != "" {
		c.Complete = f.Complete
	}
	if c.Kind == "choice" && len(f.Options) > cards {
		c.Kind = "select"
	}
	if c.Kind == "choice" && f.Source != "" {
		c = control{Kind: "line", Type: "text", Complete: "off"}
	}
	return c, nil
}

// UnfitJSON is Unfit for the module that looks at what was chosen; "" where it has nothing to look for.
func (f Field) UnfitJSON() (string, error) {
	if len(f.Unfit) == 0 {
		return "", nil
	}
	b, err := json.Marshal(f.Unfit)
	return string(b), err
}

// Ident is the id of the control, to which the error summary leads.
func (f Field) Ident() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

// Described lists the ids of the texts that explain the control.
func (f Field) Described() string {
	var ids []string
	for _, t := range []struct{ text, suffix string }{{f.Hint, "-hint"}, {f.Error, "-error"}, {f.From, "-from"}} {
		if t.text != "" {
			ids = append(ids, f.Ident()+t.suffix)
		}
	}
	return strings.Join(ids, " ")
}

// Mark says in words whether an answer is needed. Alone, a field is marked only if it may be left out.
func (f Field) Mark() string {
	switch {
	case f.Unmarked:
		return ""
	case f.mark != nil:
		return *f.mark
	case f.Required || f.Type == "bool" || f.Type == "search":
		return ""
	}
	return "（选填）"
}

// Pick is one answer of a choice, ready to be drawn.
type Pick struct {
	Option
	ID      string
	Checked bool
}

// Picks are the answers of a choice; the first has the id of the field.
func (f Field) Picks() []Pick {
	chosen := map[string]bool{}
	for _, v := range strings.Split(f.Value, ",") {
		chosen[v] = f.Value != ""
	}
	picks := make([]Pick, len(f.Options))
	for i, o := range f.Options {
		picks[i] = Pick{o, f.Ident(), chosen[o.Value]}
		if i > 0 {
			picks[i].ID = picks[0].ID + "-" + strconv.Itoa(i+1)
		}
	}
	return picks
}

// Choices are the options of a list under their headings, in order. They are written here and not by a template, as lists of some hundred
// are on many pages.
func (f Field) Choices() template.HTML {
	var b strings.Builder
	group := ""
	end := func() {
		if group != "" {
			b.WriteString("</optgroup>")
		}
	}
	for _, p := range f.Picks() {
		if p.Group != group {
			end()
			if group = p.Group; group != "" {
				b.WriteString(`<optgroup label="` + template.HTMLEscapeString(group) + `">`)
			}
		}
		b.WriteString(`<option value="` + template.HTMLEscapeString(p.Value) + `"`)
		if p.Checked {
			b.WriteString(" selected")
		}
		b.WriteString(">" + template.HTMLEscapeString(p.Label) + "</option>")
	}
	end()
	return template.HTML(b.String())
}

// SizeText is the size in words.
func (f File) SizeText() string { return Size(f.Size) }
