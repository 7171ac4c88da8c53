package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/office/form"
)

// What a situation answered is not asked again, and what its answer excludes is not offered.
func TestTheFormAfterTheSituations(t *testing.T) {
	option := func(value, when string) form.Option { return form.Option{Value: value, Label: value, When: when} }
	it := &Item{Form: form.Of(
		form.Field{Name: "type", Type: form.Choice, Required: true, Options: []form.Option{option("kinder", "type=base"), option("primary", "type=base"),
			option("senior", "type=high")}},
		form.Field{Name: "place", Type: form.Choice, Required: true, Options: []form.Option{option("home", ""), option("school", ""), option("permit", ""),
			option("student", "place=permit")}},
		form.Field{Name: "photo", Type: form.Choice, Required: true, Options: []form.Option{option("police", "pic=old"), option("upload", "pic=new")}},
		form.Field{Name: "proxy", Type: form.Bool, Follows: "who=agent"},
		form.Field{Name: "free", Type: form.Choice, Options: []form.Option{option("a", ""), option("b", "")}},
		form.Field{Name: "one", Type: form.Choice, Required: true, Options: []form.Option{option("only", "")}},
		form.Field{Name: "text", Type: form.Text},
	)}
	for _, c := range []struct {
		name    string
		said    Answers
		settled form.Values
		offered map[string][]string
	}{
		{"nothing was said", nil, form.Values{}, map[string][]string{"type": {"kinder", "primary", "senior"},
			"place": {"home", "school", "permit", "student"}, "photo": {"police", "upload"}, "free": {"a", "b"}, "one": {"only"}}},
		{"one answer is left", Answers{"type": "high", "place": "home", "pic": "new", "who": "agent"},
			form.Values{"type": "senior", "place": "home", "photo": "upload", "proxy": "1"},
			map[string][]string{"type": {"senior"}, "place": {"home"}, "photo": {"upload"}, "free": {"a", "b"}, "one": {"only"}}},
		{"two are left, and a tick that does not follow", Answers{"type": "base", "place": "permit", "pic": "old", "who": "self"},
			form.Values{"photo": "police", "proxy": ""},
			map[string][]string{"type": {"kinder", "primary"}, "place": {"permit", "student"}, "photo": {"police"}, "free": {"a", "b"}, "one": {"only"}}},
		{"several were said", Answers{"type": "base,high", "who": "self,agent"}, form.Values{"proxy": "1"},
			map[string][]string{"type": {"kinder", "primary", "senior"}, "place": {"home", "school", "permit", "student"}, "photo": {"police", "upload"},
				"free": {"a", "b"}, "one": {"only"}}},
		{"nothing would be left", Answers{"type": "gone"}, form.Values{}, map[string][]string{"type": {"kinder", "primary", "senior"},
			"place": {"home", "school", "permit", "student"}, "photo": {"police", "upload"}, "free": {"a", "b"}, "one": {"only"}}},
	} {
		f, settled := it.Asks(c.said)
		offered := map[string][]string{}
		for _, q := range f.Fields {
			for _, o := range q.Options {
				offered[q.Name] = append(offered[q.Name], o.Value)
			}
		}
		if !cmp.Equal(settled, c.settled) || !cmp.Equal(offered, c.offered) {
			t.Errorf("%s: settled %v, offered %s", c.name, settled, cmp.Diff(c.offered, offered))
		}
	}
	if len(it.Form.Fields[0].Options) != 3 {
		t.Error("the item itself is changed")
	}
}

// What differs in the English elements is told with the names of the materials.
func TestDiffTellsTheEnglishElements(t *testing.T) {
	a := &Item{Name: "居住证", Materials: []Material{{Key: "id", Name: "身份证"}}, English: &English{Name: "Residence permit"}}
	b := *a
	b.English = &English{Name: "Residence permit", Summary: "For who lives here", Materials: map[string]string{"id": "Identity card", "x": "Other"}}
	got := Diff(a, &b)
	if len(got) != 1 || got[0].Element != "英文" || got[0].Before != "Residence permit" ||
		got[0].After != "Residence permit（说明：For who lives here；材料：身份证：Identity card、x：Other）" {
		t.Errorf("%q", got)
	}
}
