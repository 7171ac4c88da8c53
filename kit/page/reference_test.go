package page

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// render parses the reference page, which holds every component in every state.
func render(t *testing.T, f Frame) []*html.Node {
	t.Helper()
	var out bytes.Buffer
	if err := Reference(&out, f); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func ids(t *testing.T, nodes []*html.Node) map[string]*html.Node {
	seen := map[string]*html.Node{}
	for _, n := range nodes {
		if id, ok := attr(n, "id"); ok {
			if seen[id] != nil || id == "" {
				t.Errorf("id %q occurs twice or is empty", id)
			}
			seen[id] = n
		}
	}
	return seen
}

func TestReferenceHasUniqueIdsAndNoDanglingOnes(t *testing.T) {
	nodes := render(t, Frame{ModeHref: "?mode=elder"})
	known := ids(t, nodes)
	for _, n := range nodes {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "data-opens", "form"} {
			value, _ := attr(n, name)
			for _, id := range strings.Fields(value) {
				if known[id] == nil {
					t.Errorf("<%s %s=%q> leads nowhere", n.Data, name, value)
				}
			}
		}
		if href, _ := attr(n, "href"); strings.HasPrefix(href, "#f-") && known[href[1:]] == nil {
			t.Errorf("the error summary leads to %s, which is not there", href)
		}
	}
}

func TestReferenceLabelsEveryControl(t *testing.T) {
	nodes := render(t, Frame{})
	labelled := map[string]bool{}
	for _, n := range nodes {
		if n.Data == "label" {
			id, _ := attr(n, "for")
			labelled[id] = true
		}
	}
	controls := 0
	for _, n := range nodes {
		kind, _ := attr(n, "type")
		if n.Data != "input" && n.Data != "select" && n.Data != "textarea" || kind == "hidden" {
			continue
		}
		controls++
		id, hasID := attr(n, "id")
		_, named := attr(n, "aria-label")
		within := false
		for p := range n.Ancestors() {
			within = within || p.Data == "label"
		}
		if !within && !named && !(hasID && labelled[id]) {
			name, _ := attr(n, "name")
			t.Errorf("<%s name=%q> has no label", n.Data, name)
		}
	}
	if controls < 40 {
		t.Errorf("the page shows %d controls only", controls)
	}
}

// TestReferenceObeysThePolicy: the content security policy allows no inline style, script or handler,
// and nothing from elsewhere.
func TestReferenceObeysThePolicy(t *testing.T) {
	for _, n := range render(t, Frame{}) {
		if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
			t.Errorf("inline <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
			if strings.Contains(a.Val, "://") {
				t.Errorf("<%s %s=%q> comes from elsewhere", n.Data, a.Key, a.Val)
			}
			if strings.Contains(a.Val, "ZgotmplZ") {
				t.Errorf("<%s %s> was refused by html/template", n.Data, a.Key)
			}
		}
	}
}

func TestReferenceInElderMode(t *testing.T) {
	for _, elder := range []bool{false, true} {
		root := render(t, Frame{Elder: elder})[0]
		if mode, _ := attr(root, "data-mode"); (mode == "elder") != elder {
			t.Errorf("elder %v: <html data-mode=%q>", elder, mode)
		}
	}
}
