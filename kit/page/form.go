package page

import (
	"slices"
	"strings"
)

// Fields are the questions of one form, in order.
type Fields []Field

// Section is a heading and the questions under it.
type Section struct {
	Title  string
	Fields []Field
}

// Sections groups the questions by their headings and marks the exceptions: where most must be
// answered, those that may be left out say “（选填）”; where few must, those say “（必填）”.
func (fs Fields) Sections() []Section {
	asked, must := 0, 0
	for _, f := range fs {
		if f.Type != "hidden" && f.Type != "readonly" && f.Type != "bool" {
			asked++
			if f.Required {
				must++
			}
		}
	}
	var all []Section
	for _, f := range fs {
		mark := ""
		switch {
		case f.Type == "bool" || f.Type == "readonly":
		case f.Required && must*2 < asked:
			mark = "（必填）"
		case !f.Required && must*2 >= asked:
			mark = "（选填）"
		}
		f.mark = &mark
		if n := len(all); n == 0 || all[n-1].Title != f.Section {
			all = append(all, Section{Title: f.Section})
		}
		last := &all[len(all)-1]
		last.Fields = append(last.Fields, f)
	}
	return all
}

// Errors lists what is wrong, each with the way to its field.
func (fs Fields) Errors() ErrorSummary {
	var s ErrorSummary
	for _, f := range fs {
		if f.Error != "" {
			s.Links = append(s.Links, Link{Href: "#" + f.Ident(), Label: f.Error})
		}
	}
	return s
}

// ErrorSummary stands at the head of a form that must be corrected, and takes the focus.
type ErrorSummary struct {
	Text  string // what is wrong with the whole, if anything
	Links []Link
}

// Form is a whole form. One that holds a file field is sent as multipart.
type Form struct {
	ID     string
	Action string
	Get    bool
	Error  string // what is wrong with the whole
	Fields Fields
	Submit Act
	Others []Act
	Brief  bool // of one question or two: the cursor stands in it, and what is wrong is said beside it alone
	Next   bool // Enter moves on to the next line, as a scanner sends it behind every number
}

// Errors are the form's own error and those of its fields, which a brief form does not repeat.
func (f Form) Errors() ErrorSummary {
	s := f.Fields.Errors()
	if s.Text = f.Error; f.Brief && len(s.Links) > 0 {
		return ErrorSummary{}
	}
	return s
}

// Shown are the fields; in a brief form the first that is wrong has the cursor, or else the first that is empty.
func (f Form) Shown() Fields {
	if !f.Brief || f.Error != "" && len(f.Fields.Errors().Links) == 0 { // the error has it
		return f.Fields
	}
	list := slices.Clone(f.Fields)
	at := slices.IndexFunc(list, func(one Field) bool { return one.Error != "" })
	if at < 0 {
		at = slices.IndexFunc(list, func(one Field) bool { return one.Type != "hidden" && one.Value == "" })
	}
	if at >= 0 {
		list[at].Focus = true
	}
	return list
}

// Multipart reports whether the form carries files.
func (f Form) Multipart() bool {
	for _, field := range f.Fields {
		if field.Type == "file" {
			return true
		}
	}
	return false
}

// Act is a button, or a link that looks like one. A page has one that is primary.
type Act struct {
	Label   string
	Kind    string // "" primary, quiet, plain, danger
	Size    string // "", big, small
	Fill    bool   // as wide as its place
	Icon    string
	Href    string // makes it a link
	Opens   string // id of a Dialog to open instead of following Href
	Name    string // sent with the form
	Value   string
	Form    string // id of the form, if the button stands outside of it
	Action  string // posts the form to another address
	Loose   bool   // sends the form unchecked: “保存，改天再填”
	Confirm string // question to be answered first
	Key     string // shortcut: "/", "1", "Alt+N", "Ctrl+Enter"
	Why     string // why it cannot be done now, and who may; the button is disabled
}

// Class is the button's classes.
func (a Act) Class() string {
	class := "btn"
	for _, c := range []string{a.Kind, a.Size} {
		if c != "" {
			class += " " + c
		}
	}
	if a.Fill {
		class += " fill"
	}
	return class
}

// Caps is the shortcut as printed on keys.
func (a Act) Caps() string { return caps(a.Key) }

// Aria is the shortcut as in aria-keyshortcuts.
func (a Act) Aria() string { return strings.ReplaceAll(a.Key, "Ctrl", "Control") }

func caps(key string) string {
	return strings.NewReplacer("+", " ", "Enter", "↵", "Up", "↑", "Down", "↓").Replace(key)
}

// Pills are a few short answers side by side, for lists that are worked down by key.
type Pills struct {
	Name    string
	Label   string // for screen readers, if Shown is not set
	Shown   bool   // the label stands before the pills
	Value   string
	Options []Option
	Key     string // each press moves to the next answer
}

// CheckRow is one row of a list to be checked: a thing, a hint and its pills.
type CheckRow struct {
	Hint  string
	Pills Pills
}

// SearchBox is one line to search with: a plain GET form that offers suggestions where it can.
type SearchBox struct {
	ID          string // of the input; "q" if empty
	Action      string
	Name        string // of the parameter; "q" if empty
	Label       string // for screen readers
	Value       string
	Example     string
	Button      string
	Quiet       bool   // the page's primary action is another
	Source      string // address that answers ?q= with a JSON list of Suggestion
	Key         string
	Suggestions []Suggestion // shown at once, as the answer to Value
	Hidden      []Field
	Post        bool // what is asked for may be a secret, which stands in no address
}

// Ident is the id of the input.
func (s SearchBox) Ident() string {
	if s.ID == "" {
		return "q"
	}
	return s.ID
}

// Param is the name of the parameter.
func (s SearchBox) Param() string {
	if s.Name == "" {
		return "q"
	}
	return s.Name
}

// Suggestion is one proposal while a person types. Choosing it follows Href, or else fills in Value
// (Label if empty).
type Suggestion struct {
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
	Href  string `json:"href,omitempty"`
	Value string `json:"value,omitempty"`
}

// Filters narrow a list: a GET form of small fields.
type Filters struct {
	Action string
	Label  string
	Fields Fields
	Reset  string // address of the whole list; "" when nothing is narrowed
}
