// Package page turns Go values into whole HTML pages: four layouts, one set of components, one
// stylesheet and a few small ES modules, all embedded. It knows nothing about government; names,
// menus and words arrive as data.
//
// A page is a Go struct that embeds Frame and a template that defines "main". Components are structs
// too, each with a template of its name in small letters, and passed by value, never as a pointer:
// {{template "field" .Phone}}. One whose main words are missing renders nothing, so that a page needs
// no "if" around it; doors, themes, links, queues and tiles take a slice. Everything works
// without JavaScript, and obeys a content security policy without inline script or style. The look
// follows WCAG 2.2 AA; elder mode (GB/T 37668 and the 适老化 rules: text of 18 pt, targets of 60 px)
// is one attribute on the root element.
//
// Read frame.go next, then field.go and form.go; Reference shows every component in every state.
package page

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"sync"
	"text/template/parse"

	"github.com/jba/templatecheck"
)

//go:embed layout/*.html parts/*.html reference.html
var files embed.FS

// Layout is the frame that a page is set in.
type Layout string

const (
	Public  Layout = "public"  // citizens: mast, navigation, one calm column, foot
	English Layout = "english" // the same in English
	Desk    Layout = "desk"    // staff: dense, side menu with counts
	Paper   Layout = "paper"   // a letter on A4, with a bar that is not printed
	Door    Layout = "door"    // staff sign in: which day it is on the left, one thing to do on the right
	Device  Layout = "device"  // kiosk, pad, hall screen and board: the full screen, see Frame.Screen
)

// Page is a template and the type it renders.
type Page[T any] struct {
	file string
	tmpl func() (*template.Template, error)
}

// New is the page of file and more from fsys, set in layout. T embeds Frame; file defines "main". It is
// parsed when it is first shown, so that a program of hundreds of pages starts at once; until then a
// template that does not parse, text outside of a define, or a define that takes the name of a component
// go unseen, but not by Check, for which the page is registered.
func New[T any](layout Layout, fsys fs.FS, file string, more ...string) *Page[T] {
	names := append([]string{file}, more...)
	registry.Lock()
	defer registry.Unlock()
	registry.checks = append(registry.checks, func() error { return verify[T](layout, fsys, names) })
	return &Page[T]{file, sync.OnceValues(func() (*template.Template, error) { return build(layout, fsys, names) })}
}

// Write renders data. A template that fails writes nothing, so that half a page is never sent.
func (p *Page[T]) Write(w io.Writer, data *T) error {
	var buf bytes.Buffer
	t, err := p.tmpl()
	if err == nil {
		err = t.Execute(&buf, data)
	}
	if err != nil {
		return fmt.Errorf("page %s: %w", p.file, err)
	}
	_, err = buf.WriteTo(w)
	return err
}

var registry struct {
	sync.Mutex
	checks []func() error
}

// Check compares every page made by New with its Go type: a misspelt field, a component given the
// wrong type or an unknown icon is reported with the page's file. It is slow and meant for a test.
func Check() error {
	registry.Lock()
	defer registry.Unlock()
	var errs []error
	for _, check := range registry.checks {
		errs = append(errs, check())
	}
	return errors.Join(errs...)
}

// verify checks one page, on a fresh parse: a template that has rendered can no longer be checked.
func verify[T any](layout Layout, fsys fs.FS, names []string) error {
	t, err := build(layout, fsys, names)
	if err == nil {
		err = errors.Join(templatecheck.CheckHTMLStrict(t, new(T)), checkIcons(t))
	}
	if err != nil {
		return fmt.Errorf("page %s: %w", names[0], err)
	}
	return nil
}

// bases holds each layout with all components, parsed once and cloned for every page.
var bases = sync.OnceValue(func() map[Layout]*template.Template {
	m := map[Layout]*template.Template{}
	for _, l := range []Layout{Public, English, Desk, Paper, Door, Device} {
		name := string(l) + ".html"
		m[l] = template.Must(template.New(name).Funcs(funcs).ParseFS(files, "layout/"+name, "parts/*.html"))
	}
	return m
})

// build joins the layout, the page's own templates and the components that these reach. Components
// that a page does not use are left out: a program has hundreds of pages, each with its own escaping.
func build(layout Layout, fsys fs.FS, names []string) (*template.Template, error) {
	base := bases()[layout]
	if base == nil {
		return nil, fmt.Errorf("no layout %q", layout)
	}
	own, err := template.New("").Funcs(funcs).ParseFS(fsys, names...)
	if err != nil {
		return nil, err
	}
	for _, o := range own.Templates() {
		switch {
		case o.Tree == nil || parse.IsEmptyTree(o.Tree.Root):
			// the file itself: everything in it is inside of a define
		case isFile(o.Name(), names):
			return nil, fmt.Errorf("%s has text outside of {{define}}", o.Name())
		case base.Lookup(o.Name()) != nil:
			return nil, fmt.Errorf("%q is the name of a component", o.Name())
		}
	}
	set := template.New("").Funcs(funcs)
	var add func(name string) error
	add = func(name string) error {
		if set.Lookup(name) != nil {
			return nil
		}
		t := base.Lookup(name)
		if t == nil {
			t = own.Lookup(name)
		}
		if t == nil || t.Tree == nil {
			return fmt.Errorf("no {{define %q}}", name)
		}
		if _, err := set.AddParseTree(name, t.Tree.Copy()); err != nil {
			return err
		}
		for _, call := range templateCall.FindAllStringSubmatch(t.Tree.Root.String(), -1) {
			if err := add(call[1]); err != nil {
				return err
			}
		}
		return nil
	}
	root := string(layout) + ".html"
	err = add(root)
	return set.Lookup(root), err
}

func isFile(name string, files []string) bool {
	for _, f := range files {
		if path.Base(f) == name {
			return true
		}
	}
	return false
}

var (
	iconCall     = regexp.MustCompile(`\bicon "([^"]*)"`)
	templateCall = regexp.MustCompile(`\{\{template "([^"]*)"`)
)

func checkIcons(t *template.Template) error {
	for _, part := range t.Templates() {
		if part.Tree == nil {
			continue
		}
		for _, call := range iconCall.FindAllStringSubmatch(part.Tree.Root.String(), -1) {
			if _, err := icon(call[1]); err != nil {
				return err
			}
		}
	}
	return nil
}
