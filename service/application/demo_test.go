package application_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// demo is the demonstration in a small city: it has none of the items and of the cast that the stories name.
func (h *hall) demo(citizen people.Visitor) *door.Demo {
	return &door.Demo{House: h.House, Rules: h.Rules, Today: h.Now(), Citizen: citizen}
}

// What happened happened: nothing of it in time to come, each story on working days and in its order, and what cannot be told names the
// story.
func TestTheStoriesAreOfThePast(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	d := h.demo(people.Visitor{})
	list, err := h.House.Services[0].Demo(d)
	if err != nil || len(list) < 100 {
		t.Fatalf("%d happenings, %v", len(list), err)
	}
	first := d.Day(door.DemoDays)
	for _, one := range list {
		if one.At.After(d.Today) || one.At.Before(first) {
			t.Errorf("something happens at %s", one.At)
		}
	}
	if err := list[0].Do(t.Context()); err == nil || !strings.Contains(err.Error(), "story 0 (") {
		t.Errorf("a story of what the city does not have: %v", err)
	}
}

// What a window files for the demonstration is complete: situation, form and materials as the item asks, of a made-up person.
func TestTheDemonstrationFiles(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	login := "staff1" // the first who was registered
	d := h.demo(h.citizen(1, "张晓梅").Visitor())
	filed := func(n int, first door.Deed) *course.Application {
		t.Helper()
		id, err := h.service().DemoFile(t.Context(), d, permitName, n, "", login, first)
		if err != nil {
			t.Fatal(err)
		}
		a, err := h.service().Load(t.Context(), h.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := filed(1, door.Did(0, "accept"))
	if a.Answers["who"] != "self" || a.Answers["lost"] != "no" || a.Form["size"] == "" || a.Form["who_name"] == "" ||
		a.Form["note"] != "" || a.CommitTo {
		t.Errorf("%+v", a)
	}
	if k, err := h.Engine.Find(context.Background(), h.DB, a.CaseID); err != nil || k.State != course.Reviewing ||
		k.Party != door.MadeApplicant(1).Name {
		t.Errorf("%+v %v", k, err)
	}
	if _, err := h.service().DemoFile(t.Context(), d, "NONE", 1, "", login, door.Did(0, "accept")); err == nil {
		t.Error("it files what is not there")
	}
	if _, err := h.service().DemoFile(t.Context(), d, permitName, 1, "", "nobody", door.Did(0, "accept")); err == nil {
		t.Error("nobody files")
	}
	it := permit()
	it.Code, it.Situations = "TEST-MORE", nil
	it.Name = "多问几项"
	it.Form = form.Form{}
	for _, kind := range []form.Type{form.Text, form.Area, form.Choice, form.Bool, form.Date, form.Number, form.Money, form.Phone,
		form.IDNo, form.Credit, form.Account, form.Address, form.Region} {
		q := form.Field{Name: "q_" + string(kind), Label: "一项", Type: kind, Required: true}
		if kind == form.Choice {
			q.Options = form.Pairs("a", "甲", "b", "乙")
		}
		if kind == form.Number {
			q.Low, q.High = 1, 5
		}
		it.Form.Fields = append(it.Form.Fields, q)
	}
	h.Offer(it)
	id, err := h.service().DemoFile(t.Context(), d, "多问几项", 2, "", login, door.Did(0, "accept", "later", "plan"))
	if err != nil {
		t.Fatal(err)
	}
	if a, err = h.service().Load(t.Context(), h.DB, id); err != nil || len(a.Debts) != 1 || len(a.Form) != len(it.Form.Fields) {
		t.Errorf("%+v %v", a, err)
	}
	if !slices.ContainsFunc(a.Materials, func(m course.Handed) bool { return m.Key == "plan" && m.State == course.Later }) {
		t.Errorf("%+v", a.Materials)
	}
}

// A story goes on as people would: online by the citizen, with files; to the end by whoever may, who is told the code with which a result
// is handed out.
func TestAStoryIsTold(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	d := h.demo(h.citizen(1, "张晓梅").Visitor())
	story := h.service().Told(d, permitName, 0, "", "courier", door.Did(9, ""), door.Did(8, "accept"), door.Did(7, "claim"), door.Did(7,
		"sign", "verdict", "yes", "opinion", "属实"),
		door.Did(6, "approve"), door.Did(5, "make", "number", "游证 1 号"))
	short := h.service().Told(d, cardName, 1, "staff1", "", door.Did(3, "accept"), door.Did(2, "claim"), door.Did(2, "sign", "verdict",
		"yes", "opinion", "属实"), door.Did(1, "approve"), door.Did(0, "hand_out"))
	for _, list := range [][]door.Happening{story, short} {
		for i, one := range list {
			if i > 0 && !list[i-1].At.Before(one.At) || !h.Rules.Calendar().Workday(calendar.DayOf(one.At)) {
				t.Errorf("step %d is at %s", i, one.At)
			}
		}
	}
	for _, one := range append(story, short...) {
		if err := one.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	list := h.Cases(course.Kind)
	online, over := list[0], list[1]
	if online.Channel != flow.ByOnline {
		online, over = over, online
	}
	if a := h.kept(online); online.State != course.Delivery || a.Delivery != "courier" || a.Address.Street == "" ||
		!slices.ContainsFunc(a.Materials, func(m course.Handed) bool { return m.State == course.Uploaded }) {
		t.Errorf("%+v %+v", online, a)
	}
	if over.State != course.Finished || over.Channel != flow.ByWindow {
		t.Errorf("%+v", over)
	}
}
