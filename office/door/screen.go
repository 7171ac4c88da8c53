package door

import (
	"math"
	"net/url"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Screen is a page of the desk made of the components of kit/page: a title, what to know, a list or a few blocks, and
// beside them what can be done. A service or front that needs no layout of its own has no template.
type Screen struct {
	page.Frame
	Lead    string
	Tags    []page.Tag
	Acts    []page.Act
	Notes   []page.Note
	Find    page.SearchBox
	Stats   page.Stats
	Tally   page.Tally
	Filters page.Filters
	Blocks  []Block
	Actions page.Actions
	Aside   []Block
	Keys    page.Keys // for those who work without a mouse

	Crumbs []page.Link // from the outside in, without this page

	draw draws // writes another page instead
}

// Block is one part of a page. What is empty of it is not shown.
type Block struct {
	ID          string
	Title       string
	Count       string // beside the title
	Bare        bool   // without a frame, for a list that is the page
	Poll        int    // seconds after which the block is asked for again
	Lead        string
	Notes       []page.Note
	Facts       page.List
	Tally       page.Tally // these two are above the table that they narrow
	Filters     page.Filters
	Stats       page.Stats
	Chart       page.Chart // none without rows
	Multiples   page.Multiples
	Tiles       []page.Tile
	Post        page.Form // what the buttons, boxes and lines of the table send along; its own buttons stand below
	Table       page.Table
	Pager       page.Pager
	Differences []Difference
	Months      []page.Days
	Bar         page.Progress
	Paras       []string // of a letter or a message, as it will read
	Points      []string // one a line
	Forms       []page.Form
	Folds       []page.Way // forms that unfold
	Links       []page.Link
	Acts        []page.Act
}

var screenPage = page.New[Screen](page.Desk, files, "screen.html")

// Call is what a page is asked with: by whom, with which fields of the query or the posted form, and,
// after a post that failed, which form it was and why.
type Call struct {
	people.Visitor
	In    form.Values
	About form.Values // the fields of the address
	Path  func(name string) string
	At    string // the form that was posted in vain, as Ask names it
	fault error
}

// Fault is what was wrong with the form that was posted in vain; nil where none was.
func (c Call) Fault() error { return c.fault }

// Is reports whether the visitor has one of the roles.
func (c Call) Is(roles ...people.Role) bool { return c.Has(roles...) }

// PathInt is a number in the path; 0 is none.
func (c Call) PathInt(name string) int64 {
	n, _ := strconv.ParseInt(c.Path(name), 10, 64)
	return n
}

// Int is a number in a field; 0 is none.
func (c Call) Int(name string) int64 {
	n, _ := strconv.ParseInt(c.In[name], 10, 64)
	return n
}

// Ask makes a form of a page. It is known by its name; after it was posted in vain it keeps what was
// posted, and says what is wrong.
func (c Call) Ask(name, action string, q form.Form, v form.Values, submit page.Act, hidden ...page.Field) page.Form {
	f := page.Form{ID: name, Action: action, Submit: submit}
	hidden = append(hidden, page.Field{Type: "hidden", Name: "at", Value: name})
	if c.At == name {
		fault := c.fault
		if e, ok := fail.As(fault); ok && e.Kind == fail.KindConflict && len(v) > 0 { // somebody saved it meanwhile
			fault = Against(e.Message, q.Fields, c.In, v)
		}
		f.Error, f.Fields = Summary(fault), Fields(q, c.In, fault)
	} else {
		f.Fields = Fields(q, v, nil)
	}
	for i := range f.Fields {
		f.Fields[i].ID = name + "-" + f.Fields[i].Name
	}
	f.Fields = append(f.Fields, hidden...)
	return f
}

// HiddenField is a field that is sent along unseen.
func HiddenField[T ~int64 | ~string](name string, value T) page.Field {
	f := page.Field{Type: "hidden", Name: name}
	switch v := any(value).(type) {
	case int64:
		f.Value = strconv.FormatInt(v, 10)
	case string:
		f.Value = v
	}
	return f
}

// After is what follows a post that succeeded: the page to see and what it says once. What must be
// seen only now, and on no address, is shown at once.
type After struct {
	See, Say string
	Kind     string // of what it says; done if empty
	Show     *Screen
}

// Seen is what follows most posts.
func Seen(see, say string) After { return After{See: see, Say: say} }

// Only leaves the posted values of a form's fields.
func (c Call) Only(q form.Form) form.Values {
	v := form.Values{}
	for _, f := range q.Fields {
		v[f.Name] = c.In[f.Name]
	}
	return v
}

// Listing is a Ledger as the program has it: its doors.
type Listing struct {
	Name, Path, Title string
	Show              Shows // of its page, for a form that stands on it
	Routes            []web.Route
	API               func(a *web.API)
}

// FromOf is the position from which a page goes on.
func FromOf(after string) int {
	from, _ := strconv.Atoi(after)
	return min(max(from, 0), math.MaxInt32)
}

// PageOf is a page of something that was read as a whole: n of all things from the position after on, and the fields of the address
// that lead to the pages beside it, none where there is none.
func PageOf(all int, after string, n int) (from, to int, prev, next []string) {
	from = min(FromOf(after), all)
	to = min(from+n, all)
	if from > 0 {
		prev = []string{"after", strconv.Itoa(max(from-n, 0))}
	}
	if to < all {
		next = []string{"after", strconv.Itoa(to)}
	}
	return from, to, prev, next
}

// Address is an address with the fields of in, some of them changed: name, value, name, value; "" takes one away.
func Address(path string, in form.Values, change ...string) string {
	q := url.Values{}
	for name, value := range in {
		q.Set(name, value)
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Counted is a number with its unit; "" for none.
func Counted(n int, unit string) string {
	if n == 0 {
		return ""
	}
	return page.Num(n) + " " + unit
}
