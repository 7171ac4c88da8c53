package application

import (
	"fmt"
	"maps"
	"testing"

	"wuyou/office/catalog"
	"wuyou/office/form"
	"wuyou/office/region"
)

// An application is received where the applicant is, as far down as the item goes, and never outside of the place that he chose.
func TestWhereAnApplicationIsReceived(t *testing.T) {
	const county, township, village, other, city region.Code = "519902000000", "519902001000", "519902001001", "519903001000",
		"519900000000"
	for _, c := range []struct {
		sink       string
		chosen, at region.Code
		want       region.Code
	}{
		{"", county, village, county}, {"county", county, township, county}, {"township", county, village, township}, {"township", county,
			township, township},
		{"village", county, village, village}, {"village", county, county, county}, {"village", county, other, county}, {"village", county,
			city, county},
		{"township", city, village, township}, {"", city, village, county}, {"village", city, other, other},
	} {
		if got := receives(&catalog.Item{Sink: c.sink}, c.chosen, c.at); got != c.want {
			t.Errorf("down to %q, chosen %s, at %s: %s, want %s", c.sink, c.chosen, c.at, got, c.want)
		}
	}
}

// Where the applicant lives is the first place in his form, else what is known.
func TestWhereTheApplicantLives(t *testing.T) {
	it := &catalog.Item{Form: form.Of(form.Field{Name: "code", Type: form.Text}, form.Field{Name: "one", Type: form.Region},
		form.Field{Name: "two", Type: form.Region})}
	const a, b, known region.Code = "519902001000", "519903001000", "519902000000"
	for _, c := range []struct {
		said form.Values
		want region.Code
	}{
		{nil, known}, {form.Values{"code": string(a)}, known}, {form.Values{"one": "x"}, known}, {form.Values{"two": string(b)}, b},
		{form.Values{"one": string(a), "two": string(b)}, a},
	} {
		if got := home(it, c.said, known); got != c.want {
			t.Errorf("%v: %s, want %s", c.said, got, c.want)
		}
	}
}

// That the situations ask for a promise is one thing, that it was chosen another; of an item without one nobody can choose it.
func TestWhoChoseThePromise(t *testing.T) {
	asks := []catalog.Situation{{Key: "size"}, {Key: "way", Answers: []catalog.Answer{{Value: "usual"}, {Value: "commit"}}}}
	promise := &catalog.Commit{Promise: "x"}
	for _, c := range []struct {
		it            catalog.Item
		said          string
		chosen, asked bool
	}{
		{catalog.Item{Commit: promise}, "commit", false, false}, {catalog.Item{Commit: promise, Situations: asks}, "usual", false, true},
		{catalog.Item{Commit: promise, Situations: asks}, "commit", true, true}, {catalog.Item{Commit: promise, Situations: asks},
			"usual,commit", true, true},
		{catalog.Item{Commit: promise, Situations: asks}, "committed", false, true}, {catalog.Item{Situations: asks}, "commit", false,
			true},
	} {
		if chosen, asked := commits(&c.it, catalog.Answers{"way": c.said}); chosen != c.chosen || asked != c.asked {
			t.Errorf("%q: %t %t, want %t %t", c.said, chosen, asked, c.chosen, c.asked)
		}
	}
}

// What nobody has answered is filled in: with what is known, and with what the situation says where that is an answer of the question. What
// somebody left empty stays empty.
func TestWhatIsFilledIn(t *testing.T) {
	f := form.Of(form.Field{Name: "name", Prefill: "name"}, form.Field{Name: "phone", Prefill: "phone"}, form.Field{Name: "note"},
		form.Field{Name: "size", Options: form.Pairs("small", "小")}, form.Field{Name: "who", Options: form.Pairs("self", "本人")})
	got := fill(&catalog.Item{Form: f}, form.Values{"phone": ""}, map[string]string{"name": "张晓梅", "phone": "138", "": "x"}, catalog.Answers{"size": "small",
		"who": "kin", "note": "x"})
	if want := (form.Values{"name": "张晓梅", "phone": "", "size": "small"}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A draft is for oneself, for a firm by its number, or for another.
func TestForWhomADraftIs(t *testing.T) {
	for who, want := range map[string]int64{"self": 0, "other": 0, "": 0, "12": 12, "12,13": 0, "x": 0} {
		if got := firmID(who); got != want {
			t.Errorf("%q: %d, want %d", who, got, want)
		}
	}
}

// Of the steps of an application those before are done, and one is now.
func TestTheStepsOfApplying(t *testing.T) {
	for now, want := range []string{"[now   ]", "[done now  ]", "[done done now ]", "[done done done now]"} {
		var got []string
		for _, s := range stages(now).Items {
			got = append(got, s.State)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("at %d: %v", now, got)
		}
	}
}
