package desk

import (
	"errors"
	"testing"
	"time"

	"wuyou/kit/page"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// A glance is read once in two seconds for a scope, counted from when it was found; one that failed is not kept, nor is that of another scope.
func TestAGlanceIsKeptForAMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 20, 9, 0, 0, 0, time.UTC)
	var g glances
	reads := 0
	look := func(took time.Duration, err error) func() (glance, error) {
		return func() (glance, error) {
			reads++
			now = now.Add(took)
			return glance{month: reads}, err
		}
	}
	city := people.Post{ID: 1, Role: people.Supervisor, Region: "511400000000"}
	for _, c := range []struct {
		later time.Duration
		post  people.Post
		err   error
		want  int // which reading is shown
	}{
		{0, city, errors.New("x"), 1},
		{time.Second, city, nil, 2},
		{0, city, nil, 3}, // the clock has not moved
		{time.Millisecond, people.Post{ID: 2, Role: city.Role, Region: city.Region}, nil, 3},
		{time.Millisecond, people.Post{Role: people.Leader, Region: city.Region}, nil, 4},
		{time.Millisecond, people.Post{Role: city.Role, Region: city.Region, Dept: "511400-01"}, nil, 5},
		{glanceFor - 3*time.Millisecond, city, nil, 6},
		{glanceFor - time.Millisecond, city, nil, 6},
	} {
		now = now.Add(c.later)
		took := time.Duration(0)
		if c.later == time.Second {
			took = 3 * time.Second // longer than it is kept
		}
		got, err := g.of(c.post, func() time.Time { return now }, look(took, c.err))
		if got.month != c.want || (err != nil) != (c.err != nil) {
			t.Errorf("after %s: reading %d, want %d; %v", c.later, got.month, c.want, err)
		}
	}
	g.of(city, func() time.Time { return now }, func() (glance, error) { // somebody comes while another looks
		now = now.Add(time.Millisecond)
		if got, err := g.of(city, func() time.Time { return now }, look(0, nil)); err != nil || got.month != 7 {
			t.Errorf("meanwhile: reading %d, %v", got.month, err)
		}
		return glance{}, nil
	})
	for i := range 2 * glancesMost {
		g.keptOf(people.Post{ID: int64(i), Dept: string(rune(i))})
	}
	if len(g.kept) > glancesMost {
		t.Errorf("%d are kept", len(g.kept))
	}
}

// Who has no cases begins where something waits, or else with what is always there.
func TestWhereADayBegins(t *testing.T) {
	vacant, staff, roles := page.Link{Href: "/vacant"}, page.Link{Href: "/staff"}, page.Link{Href: "/roles"}
	some, none := page.Link{Href: "/waiting", Count: "2"}, page.Link{Href: "/waiting", Count: "0"}
	me := page.Group{Links: []page.Link{{Href: "/desk/me"}}}
	for _, c := range []struct {
		menu []page.Group
		want string
	}{
		{[]page.Group{{Title: "查看", Links: []page.Link{vacant}}, {Title: "管理", Links: []page.Link{none, staff, roles}}}, "/staff"},
		{[]page.Group{{Title: "查看", Links: []page.Link{vacant}}, {Title: "管理", Links: []page.Link{staff, some}}}, "/waiting"},
		{[]page.Group{me, {Title: "查看", Links: []page.Link{vacant}}}, "/vacant"},
		{[]page.Group{{Title: "管理", Links: []page.Link{none}}}, "/waiting"}, {[]page.Group{me}, "/desk/me"},
	} {
		if got := start(c.menu); got != c.want {
			t.Errorf("%+v begins at %s, want %s", c.menu, got, c.want)
		}
	}
}

// What the clock did folds only where the case stayed where it was.
func TestWhatTheClockDidWithoutMovingTheCase(t *testing.T) {
	for _, one := range []struct {
		by       people.Kind
		from, to string
		hums     bool
	}{{people.Clock, "begun", "begun", true}, {people.Clock, "begun", "over", false}, {people.Staff, "begun", "begun", false}} {
		if got := hums(flow.Event{ActorKind: one.by, FromState: one.from, ToState: one.to}); got != one.hums {
			t.Errorf("%+v: %v", one, got)
		}
	}
}
