package admin

import (
	"embed"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// screen is a page of the administration: a title, what to know, a list or a few blocks, and beside
// them what can be done. All pages are made of it.
type screen struct {
	page.Frame
	Lead    string
	Tags    []page.Tag
	Acts    []page.Act
	Notes   []page.Note
	Tally   page.Tally
	Filters page.Filters
	Blocks  []block
	Actions page.Actions
	Aside   []block

	crumbs []page.Link // from the outside in, without this page
}

// block is one part of a page. What is empty of it is not shown.
type block struct {
	ID      string
	Title   string
	Count   string // beside the title
	Bare    bool   // without a frame, for a list that is the page
	Poll    int    // seconds after which the block is asked for again
	Lead    string
	Notes   []page.Note
	Facts   page.List
	Post    page.Form // hidden fields that the buttons of the table send along
	Table   page.Table
	Pager   page.Pager
	Changes []change
	Months  []page.Days
	Bar     page.Progress
	Paras   []string // of a letter or a message, as it will read
	Points  []string // one a line
	Forms   []page.Form
	Folds   []page.Way // forms that unfold
	Links   []page.Link
	Acts    []page.Act
}

//go:embed *.html
var files embed.FS

var screenPage = page.New[screen](page.Desk, files, "screen.html")

// call is what a page is asked with: by whom, with which fields of the query or the posted form, and,
// after a post that failed, which form it was and why.
type call struct {
	people.Visitor
	in    form.Values
	path  func(name string) string
	at    string
	fault error
}

// is reports whether the visitor has one of the roles.
func (c call) is(roles ...people.Role) bool { return c.Has(roles...) }

// id is a number in the path; 0 is none.
func (c call) id(name string) int64 {
	n, _ := strconv.ParseInt(c.path(name), 10, 64)
	return n
}

// int is a number in a field; 0 is none.
func (c call) int(name string) int64 {
	n, _ := strconv.ParseInt(c.in[name], 10, 64)
	return n
}

// ask makes a form of a page. It is known by its name; after it was posted in vain it keeps what was
// posted, and says what is wrong.
func (c call) ask(name, action string, q form.Form, v form.Values, submit page.Act, hidden ...page.Field) page.Form {
	f := page.Form{ID: name, Action: action, Submit: submit}
	hidden = append(hidden, page.Field{Type: "hidden", Name: "at", Value: name})
	if c.at == name {
		fault := c.fault
		if e, ok := fail.As(fault); ok && e.Kind == fail.KindConflict && len(v) > 0 { // somebody saved it meanwhile
			fault = door.Against(e.Message, q.Fields, c.in, v)
		}
		f.Error, f.Fields = door.Summary(fault), door.Fields(q, c.in, fault)
	} else {
		f.Fields = door.Fields(q, v, nil)
	}
	for i := range f.Fields {
		f.Fields[i].ID = name + "-" + f.Fields[i].Name
	}
	f.Fields = append(f.Fields, hidden...)
	return f
}

// hidden is a field that is sent along unseen.
func hidden[T ~int64 | ~string](name string, value T) page.Field {
	f := page.Field{Type: "hidden", Name: name}
	switch v := any(value).(type) {
	case int64:
		f.Value = strconv.FormatInt(v, 10)
	case string:
		f.Value = v
	}
	return f
}

// after is what follows a post that succeeded: the page to see and what it says once. What must be
// seen only now, and on no address, is shown at once.
type after struct {
	see, say string
	show     *screen
}

// seen is what follows most posts.
func seen(see, say string) after { return after{see: see, say: say} }

// fields are a form of the fields.
func fields(list ...form.Field) form.Form { return form.Form{Fields: list} }

// reason is the question that every change is asked.
func reason(name, label, hint string) form.Form {
	return fields(form.Reason(name, label, true, hint))
}

// only leaves the posted values of a form's fields.
func (c call) only(q form.Form) form.Values {
	v := form.Values{}
	for _, f := range q.Fields {
		v[f.Name] = c.in[f.Name]
	}
	return v
}

// none is the value of a choice that stands for no answer.
const none = "-"

// optional puts “no answer” before the answers of a choice.
func optional(label string, list []form.Option) []form.Option {
	return append([]form.Option{{Value: none, Label: label}}, list...)
}

// or is the value, or none.
func or(v string) string {
	if v == "" {
		return none
	}
	return v
}

// unless is the value, or "" if it is none.
func unless(v string) string {
	if v == none {
		return ""
	}
	return v
}
