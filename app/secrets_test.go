package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// secrets are the names of codes, passwords, telephones and numbers of documents. None stands in an address, from where it
// comes into histories, logs and referrers.
var secrets = []string{"code", "old_code", "new_code", "password", "phone", "account_phone", "id_no", "number_to", "agent_no", "join_no", "pickup", "secret", "totp", "new", "old"}

// keepsSecrets finds links with a secret, and forms that would send one as a part of the address. Every page that a test sees is
// looked at.
func (s seen) keepsSecrets(asked string) {
	s.t.Helper()
	if !strings.HasPrefix(s.header.Get("Content-Type"), "text/html") {
		return
	}
	told := func(address string) {
		if !strings.Contains(address, "?") {
			return
		}
		u, err := url.Parse(address)
		if err != nil {
			s.t.Errorf("%s: address %q: %v", s.at, address, err)
			return
		}
		for name, v := range u.Query() {
			if slices.Contains(secrets, name) && v[0] != "" {
				s.t.Errorf("%s: a secret stands in the address %s", s.at, address)
			}
		}
	}
	if s.at != asked { // led there
		told(s.at)
	}
	root, err := html.Parse(strings.NewReader(s.body))
	if err != nil {
		s.t.Fatal(err)
	}
	for n := range root.Descendants() {
		method := ""
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "action", "data-src":
				told(a.Val)
			case "method":
				method = a.Val
			}
		}
		if n.Data != "form" || method == "post" || method == "dialog" {
			continue
		}
		for field := range n.Descendants() {
			for _, a := range field.Attr {
				if a.Key == "name" && slices.Contains(secrets, a.Val) {
					s.t.Errorf("%s: a form sends %s in the address", s.at, a.Val)
				}
			}
		}
	}
}

// No parameter of a path is a secret of a person. The codes on walls and pads, and the links that only rate, are made to be
// opened.
func TestNoPathHoldsASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite")
	open := []string{"/desk/admin/texts/{kind}/{code}", "/ratings/at/{code}", "/pad/{code}", "/terminal/{code}", "/rate/{token}"}
	part := regexp.MustCompile(`\{(\w+)\}`)
	for _, r := range w.Server.Routes() {
		for _, m := range part.FindAllStringSubmatch(r.Path, -1) {
			if slices.ContainsFunc(open, func(p string) bool { return r.Path == p || strings.HasPrefix(r.Path, p+"/") }) {
				continue
			}
			if slices.Contains(secrets, m[1]) || m[1] == "token" {
				t.Errorf("%s: a secret in the path", r.Path)
			}
		}
	}
}
