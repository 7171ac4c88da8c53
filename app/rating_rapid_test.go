package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// Random traffic: people are served and rate, bad ratings are handled by whoever may, time passes. The
// kept figures equal a plain recount, at every level; nobody ever handles a rating of himself.
func TestFiguresEqualARecountUnderRandomTraffic(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		crew := []string{"zhoumin", "wanglei", "chenjing", "luocun", "citywin", "jianguan", "jianguan1", "leader", "huifang", "zhuanxi"}
		desks := [][2]string{{"", "zhoumin"}, {"", "wanglei"}, {"town", "chenjing"}, {"village", "luocun"}}
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			for range rapid.IntRange(1, 6).Draw(t, "steps") {
				switch rapid.IntRange(0, 5).Draw(t, "what") {
				case 0:
					desk := rapid.SampledFrom(desks).Draw(t, "desk")
					n++
					w.served(n%15*3+1, desk[0], desk[1])
					w.later(time.Second)
				case 1, 2:
					w.rateSome(t)
				case 3, 4:
					w.mendSome(t, crew)
				default:
					w.later(time.Duration(rapid.IntRange(1, 80).Draw(t, "hours")) * time.Hour)
					w.tick()
				}
			}
			wrong, err := w.Ratings.Recount(w.t.Context())
			if err != nil || len(wrong) > 0 {
				t.Fatalf("kept figures differ from a recount: %v %v", wrong, err)
			}
			w.nobodyJudgesHimself(t)
		})
	})
}

// rateSome rates one of the services of today, some of them again.
func (w *world) rateSome(t *rapid.T) {
	acts, err := w.Ratings.Today(w.t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(acts) == 0 {
		return
	}
	a := rapid.SampledFrom(acts).Draw(t, "act")
	k, err := w.Engine.Find(w.t.Context(), w.DB, a.CaseID)
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(1, 2).Draw(t, "times") {
		level := rate.Level(rapid.SampledFrom(rate.Levels).Draw(t, "level").Value)
		_, err := w.Ratings.Rate(w.t.Context(), rate.Given{Act: a.ID, Level: level, Comment: "说一句", Person: k.Applicant, Way: "mobile", Unnamed: rapid.Bool().Draw(t, "unnamed")})
		if _, told := fail.As(err); err != nil && !told {
			t.Fatal(err)
		}
	}
}

// mendSome has somebody do one of the steps that are open to him in one of the rectifications.
func (w *world) mendSome(t *rapid.T, crew []string) {
	ctx := w.t.Context()
	open, err := rate.Unpublished(ctx, w.DB)
	if err != nil {
		t.Fatal(err)
	}
	if len(open) == 0 {
		return
	}
	actor := w.actor(rapid.SampledFrom(crew).Draw(t, "who"))
	v, err := w.Engine.View(ctx, actor, rapid.SampledFrom(open).Draw(t, "which").CaseID)
	if fail.Is(err, fail.KindNotFound) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	var may []flow.Option
	for _, o := range v.Options {
		if o.May && o.Row.Event != "hand_over" {
			may = append(may, o)
		}
	}
	if len(may) == 0 {
		return
	}
	o := rapid.SampledFrom(may).Draw(t, "step")
	in := form.Values{}
	for _, f := range o.Ask.Fields {
		switch {
		case f.Type == form.File && f.Required:
			file, err := w.Files.Put(ctx, strings.NewReader("%PDF-1.4 proof"), "证据.pdf", people.Staff, actor.ID)
			if err != nil {
				t.Fatal(err)
			}
			in[f.Name] = fmt.Sprint(file.ID)
		case f.Type == form.File:
		case f.Type == form.Number:
			in[f.Name] = fmt.Sprint(rapid.Int64Range(f.Low, f.High).Draw(t, f.Name))
		case len(f.Options) > 0:
			in[f.Name] = rapid.SampledFrom(f.Options).Draw(t, f.Name).Value
		default:
			in[f.Name] = "情况属实"
		}
	}
	_, err = w.Engine.Act(ctx, actor, flow.Move{Case: v.Case.ID, Event: o.Row.Event, Input: in})
	if _, told := fail.As(err); err != nil && !told {
		t.Fatalf("%s does %s: %v", actor.Name, o.Row.Event, err)
	}
}

// nobodyJudgesHimself: whoever is rated may do nothing in the case, wherever it stands.
func (w *world) nobodyJudgesHimself(t *rapid.T) {
	ctx := w.t.Context()
	open, err := rate.Unpublished(ctx, w.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range open[max(0, len(open)-5):] {
		id := x.CaseID
		actor, _, err := w.Roster.StaffActor(ctx, x.Staff)
		if err != nil {
			t.Fatal(err)
		}
		// posts as wide as there are give nothing either
		for _, r := range people.Caseworkers() {
			actor.Posts = append(actor.Posts, people.Post{Role: r, Region: w.Profile.Region})
		}
		v, err := w.Engine.View(ctx, actor, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range v.Options {
			if o.May {
				t.Fatalf("%s may %s in %s, where he is rated himself", actor.Name, o.Row.Event, v.State.Code)
			}
		}
	}
}
