package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/office/calendar"
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

// Of the answers that go by age the number of the applicant gives the first that fits, to the day; what does not go by age stays.
func TestTheAgeIsNotAsked(t *testing.T) {
	aged := func(value string, from, below, ahead int) Answer {
		return Answer{Value: value, Label: value, Ages: &Ages{from, below, ahead}}
	}
	it := &Item{Situations: []Situation{
		{Key: "age", Answers: []Answer{aged("yes", 80, 0, 0), aged("soon", 80, 0, 1), aged("no", 0, 80, 0)}},
		{Key: "state", Answers: []Answer{aged("ok", 16, 60, 0), aged("old", 60, 0, 0), {Value: "employed"}}},
		{Key: "who", Answers: []Answer{{Value: "self"}, {Value: "kin"}}},
	}}
	const today = calendar.Day(20261202)
	for _, c := range []struct {
		birth calendar.Day
		told  Answers
		state int // answers that are left of the second
	}{
		{0, Answers{}, 3},
		{19461202, Answers{"age": "yes"}, 2},
		{19461203, Answers{"age": "soon"}, 2},
		{19470102, Answers{"age": "soon"}, 2},
		{19470103, Answers{"age": "no"}, 2},
		{20101203, Answers{"age": "no"}, 3}, // too young for either
	} {
		one, told := it.Of(c.birth, today)
		if !cmp.Equal(told, c.told) || len(one.Situations[1].Answers) != c.state || len(one.Situations[2].Answers) != 2 {
			t.Errorf("born %d: told %v, left %+v", c.birth, told, one.Situations[1].Answers)
		}
	}
	if one, _ := it.Of(19700101, today); one.Situations[1].Answers[0].Value != "ok" || len(it.Situations[0].Answers) != 3 || !it.Aged() {
		t.Errorf("%+v, and the item itself %+v", one.Situations[1], it.Situations[0])
	}
	if got := (Answers{"age": "no", "who": "kin"}).With(Answers{"age": "yes"}); !cmp.Equal(got, Answers{"age": "yes", "who": "kin"}) {
		t.Error(got)
	}
	for name, g := range map[string]Ages{"nobody": {From: 60, Below: 60}, "before birth": {From: -1}, "behind": {Ahead: -1}} {
		bad := &Item{Situations: []Situation{{Key: "age", Ask: "age", Answers: []Answer{{Value: "y", Label: name, Ages: &g}, {Value: "n"}}}}}
		var said []string
		bad.lintSituations(func(string, ...any) { said = append(said, name) })
		if len(said) != 1 {
			t.Errorf("%s: %d faults", name, len(said))
		}
	}
}
