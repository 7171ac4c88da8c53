package officetest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Bones is what every page must have.
func (s Seen) Bones() Seen {
	s.T.Helper()
	Bones(s.T, s.At, s.Body)
	return s
}

// Bones fails the test unless a page has what every page must have: one h1, unique ids, a name for every control, and nothing that
// points to what is not there.
func Bones(t testing.TB, at, body string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ids, headings := map[string]bool{}, 0
	attr := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	for n := range root.Descendants() {
		if n.Data == "h1" {
			headings++
		}
		if id := attr(n, "id"); id != "" && ids[id] {
			t.Errorf("%s: id %q occurs twice", at, id)
		} else if id != "" {
			ids[id] = true
		}
	}
	if headings != 1 {
		t.Errorf("%s has %d h1", at, headings)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attr(n, name)) {
				if !ids[id] {
					t.Errorf("%s: %s names %q, which is not there", at, name, id)
				}
			}
		}
		if href := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("%s leads to %s, which is not there", at, href)
		}
		if !slices.Contains([]string{"input", "select", "textarea"}, n.Data) || attr(n, "type") == "hidden" {
			continue
		}
		named := attr(n, "aria-label") != "" || labelled(root, attr(n, "id"))
		for p := n.Parent; p != nil && !named; p = p.Parent {
			named = p.Data == "label"
		}
		if !named {
			t.Errorf("%s: the control %q has no label", at, attr(n, "name"))
		}
	}
}

func labelled(root *html.Node, id string) bool {
	for n := range root.Descendants() {
		if n.Data != "label" {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "for" && a.Val == id && id != "" {
				return true
			}
		}
	}
	return false
}
