package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// stored is all that is stored of a case.
type stored struct {
	Case   flow.Case
	Turns  []flow.Turn
	Events []flow.Event
	Links  []flow.Link
	Fresh  int64
}

func (o *office) stored(t testing.TB, id int64) stored {
	t.Helper()
	v, err := o.View(t.Context(), people.TheOffice, id)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := db.One[int64](t.Context(), o.db, `SELECT COUNT(*) FROM db_fresh WHERE chain = $1`, id)
	if err != nil {
		t.Fatal(err)
	}
	return stored{v.Case, v.Turns, v.Events, v.Links, fresh}
}

func TestWhoIsTooLateLearnsWhoWasFaster(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.at("2026-04-21 09:05")
		o.do(t, clerk, k.ID, "accept")
		const words = "周敏 于 4月21日 09:05 做了“受理”，现在是“审查”"
		if _, err := o.try(t, clerk, k.ID, "accept"); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), words) {
			t.Errorf("no such row: %v", err)
		}
		_, err := o.Act(t.Context(), citizen, flow.Move{Case: k.ID, Seq: 1, Event: "withdraw"})
		if !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), words) {
			t.Errorf("a stale page: %v", err)
		}
		// Who may not see the case does not learn how it stands.
		stranger := persons.As(persons.Person{ID: 78, Name: "王五"})
		if _, err := o.try(t, stranger, k.ID, "accept"); !fail.Is(err, fail.KindNotFound) || strings.Contains(err.Error(), "周敏") {
			t.Errorf("a stranger: %v", err)
		}
		if _, err := o.Act(t.Context(), citizen, flow.Move{Case: k.ID, Seq: 2, Event: "withdraw"}); err != nil {
			t.Errorf("a fresh page: %v", err)
		}
	})
}

func TestWhatIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		if _, err := o.try(t, clerk, 4711, "accept"); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("no case: %v", err)
		}
		for want, opening := range map[fail.Kind]flow.Opening{
			fail.KindNotFound: {Kind: "dream", Event: "submit", Region: village},
			fail.KindInvalid:  {Kind: "permit", Event: "accept", Region: village, Applicant: citizen.ID},
		} {
			if _, err := o.open(t, citizen, opening); !fail.Is(err, want) {
				t.Errorf("%+v: %v", opening, err)
			}
		}
		if _, err := o.open(t, citizen, flow.Opening{Kind: "permit", Event: "submit", Region: "5114x", Applicant: citizen.ID}); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("a region that cannot be part of a number: %v", err)
		}
	})
}

func TestAnswersAreCheckedAndSealed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		before := o.stored(t, k.ID)
		_, err := o.try(t, reviewer, k.ID, "comment", "text", " ", "phone", "12")
		if f, ok := fail.As(err); !ok || f.Kind != fail.KindInvalid || len(f.Fields) != 2 {
			t.Errorf("wrong answers: %v", err)
		}
		if diff := cmp.Diff(before, o.stored(t, k.ID)); diff != "" {
			t.Errorf("wrong answers left something: %s", diff)
		}
		c := o.do(t, reviewer, k.ID, "comment", "text", " 符合条件\r\n可以", "phone", "138 0000 1234", "role", "head")
		if want := (form.Values{"text": "符合条件\n可以", "phone": "13800001234"}); !cmp.Equal(c.Input, want) {
			t.Errorf("cleaned: %v", c.Input)
		}
		events := o.stored(t, k.ID).Events
		var kept form.Values
		if err := json.Unmarshal([]byte(events[2].Input), &kept); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(events[2].Input, "1234") || kept["text"] != "符合条件\n可以" || len(kept) != 2 {
			t.Errorf("the ledger holds %s", events[2].Input)
		}
		if phone, err := testKeys(t).Open(kept["phone"], "event input"); phone != "13800001234" || err != nil {
			t.Errorf("opened: %s, %v", phone, err)
		}
	})
}

// What an event asks may depend on the case; the page shows what the event will check.
func TestAQuestionThatDependsOnTheCase(t *testing.T) {
	table := with()
	row(&table, "accept").AskIn = func(_ context.Context, _ *db.DB, c *flow.Change) (form.Form, error) {
		switch c.Case.Item {
		case 1:
			return form.Form{Fields: []form.Field{{Name: "pages", Label: "页数", Type: form.Number, Required: true}, {Name: "id", Label: "身份证号", Type: form.IDNo}}}, nil
		case 2:
			return form.Form{}, fail.Conflict("事项已经下架")
		}
		return form.Form{}, nil
	}
	each(t, func(t *testing.T, o *office) {
		var ids [3]int64
		for i := range ids {
			s := submission
			s.Item = int64(i)
			c, err := o.open(t, citizen, s)
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = c.Case.ID
			v, err := o.View(t.Context(), clerk, ids[i])
			if want := [3]int{0, 2, 0}[i]; err != nil || len(v.Options) > 0 && len(v.Options[0].Ask.Fields) != want || (len(v.Options) > 0) != (i < 2) {
				t.Errorf("item %d: the page offers %+v, %v", i, v.Options, err)
			}
		}
		o.do(t, clerk, ids[0], "accept", "pages", "3")
		if _, err := o.try(t, clerk, ids[1], "accept"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("no answer: %v", err)
		}
		o.do(t, clerk, ids[1], "accept", "pages", "03", "id", "110101199003070775")
		if _, err := o.try(t, clerk, ids[2], "accept"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("no question: %v", err)
		}
		last := o.stored(t, ids[1]).Events[1]
		in, err := o.Input(last)
		if want := (form.Values{"pages": "3", "id": "110101199003070775"}); !cmp.Equal(in, want) || strings.Contains(last.Input, "19900307") || err != nil {
			t.Errorf("kept %s, %v", last.Input, err)
		}
	}, table)
}

// Whatever part of an event fails, nothing of it happened: no move, no event, no turn, no notice and
// nothing that the slice or a subscriber wrote.
func TestAFailureUndoesEverything(t *testing.T) {
	no := errors.New("no")
	var broken string
	part := func(name string) flow.Step {
		return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
			if err := tx.Exec(ctx, `INSERT INTO case_links (case_id, other, kind, at) VALUES ($1, $2, $3, 0)`, c.Case.ID, c.Case.Seq, name); err != nil {
				return err
			}
			switch broken {
			case name:
				return no
			case name + " panics":
				panic(no)
			case name + " writes nonsense": // on PostgreSQL it is noticed later
				return tx.Exec(ctx, `INSERT INTO case_links (case_id, other, kind, at) VALUES ($1, $2, $3, 0)`, c.Case.ID, c.Case.Seq, name)
			}
			return nil
		}
	}
	table := does("accept", func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		c.SetTurns(flow.In(people.Reviewer, c.Case.Dept, "审查"), flow.In(people.Senior, c.Case.Dept, "复审"))
		return part("do")(ctx, tx, c)
	})
	row(&table, "accept").Tell, row(&table, "accept").Write = []string{"accepted"}, []string{"notice"}
	each(t, func(t *testing.T, o *office) {
		hook := func(name string) func(context.Context, *db.DB, *flow.Change, string) error {
			return func(ctx context.Context, tx *db.DB, c *flow.Change, _ string) error { return part(name)(ctx, tx, c) }
		}
		o.Tell, o.Write = hook("tell"), hook("write")
		o.On("permit", "accept", part("subscriber"))
		k := o.submit(t)
		before := o.stored(t, k.ID)
		for _, name := range []string{"do", "tell", "write", "subscriber"} {
			for _, how := range []string{"", " panics", " writes nonsense"} {
				broken = name + how
				func() {
					defer func() {
						if p := recover(); (p != nil) != (how == " panics") {
							t.Errorf("%s: panicked with %v", broken, p)
						}
					}()
					if _, err := o.try(t, clerk, k.ID, "accept"); err == nil {
						t.Errorf("%s: no error", broken)
					}
				}()
				if diff := cmp.Diff(before, o.stored(t, k.ID)); diff != "" {
					t.Errorf("%s: %s", broken, diff)
				}
			}
		}
		broken = ""
		o.do(t, clerk, k.ID, "accept")
		after := o.stored(t, k.ID)
		if len(after.Events) != 2 || len(after.Turns) != 2 || len(after.Links) != 4 || after.Fresh != 2 {
			t.Errorf("when nothing fails: %+v", after)
		}
	}, table)
}

// An opening that fails leaves no case; its number may be lost.
func TestAnOpeningThatFailsLeavesNothing(t *testing.T) {
	table := does("submit", func(context.Context, *db.DB, *flow.Change) error { return errors.New("no") })
	each(t, func(t *testing.T, o *office) {
		if _, err := o.open(t, citizen, submission); err == nil {
			t.Error("no error")
		}
		n, err := db.One[int64](t.Context(), o.db, `SELECT (SELECT COUNT(*) FROM cases) + (SELECT COUNT(*) FROM case_events) + (SELECT COUNT(*) FROM case_turns)`)
		if n != 0 || err != nil {
			t.Errorf("%d rows are left, %v", n, err)
		}
	}, table)
}

func TestSubscribersHearOfWhatTheyAskedFor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var heard []string
		for _, s := range [][2]string{{"*", "*"}, {"*", "accept"}, {"permit", "*"}, {"permit", "accept"}, {"permit", "withdraw"}, {"rating", "*"}} {
			o.On(s[0], s[1], func(ctx context.Context, tx *db.DB, c *flow.Change) error {
				n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM case_events WHERE case_id = $1 AND hash = $2`, c.Case.ID, c.Event.Hash)
				if n != 1 || c.Case.State == c.From || c.Event.Event != c.Row.Event {
					t.Errorf("%s heard of a change that is not there: %+v %v", s, c.Event, err)
				}
				heard = append(heard, s[0]+" "+s[1])
				return err
			})
		}
		k := o.submit(t)
		if want := []string{"permit *", "* *"}; !slices.Equal(heard, want) {
			t.Errorf("submit was heard by %q", heard)
		}
		heard = nil
		o.do(t, clerk, k.ID, "accept")
		if want := []string{"permit accept", "permit *", "* accept", "* *"}; !slices.Equal(heard, want) {
			t.Errorf("accept was heard by %q", heard)
		}
	})
}

func TestNoticesAndDocumentsGoWithTheEvent(t *testing.T) {
	table := does("accept", func(_ context.Context, _ *db.DB, c *flow.Change) error {
		c.Words["window"] = "3 号"
		return nil
	})
	row(&table, "accept").Tell, row(&table, "accept").Write = []string{"accepted", "survey"}, []string{"notice"}
	each(t, func(t *testing.T, o *office) {
		var got []string
		hook := func(verb string) func(context.Context, *db.DB, *flow.Change, string) error {
			return func(ctx context.Context, tx *db.DB, c *flow.Change, what string) error {
				var err error
				if c.Case.State != "review" || c.Event.Public != "已受理" || c.Words["window"] != "3 号" {
					t.Errorf("%s %s: %+v %v", verb, what, c.Event, err)
				}
				got = append(got, verb+" "+what)
				return err
			}
		}
		o.Tell, o.Write = hook("tell"), hook("write")
		k := o.submit(t)
		if len(got) != 0 {
			t.Errorf("a row that tells nothing: %q", got)
		}
		o.do(t, clerk, k.ID, "accept")
		if want := []string{"tell accepted", "tell survey", "write notice"}; !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	}, table)
}

// Of several rows for one event the first that fits is taken; the reason within the matter is told
// before the reason of rank.
func TestTheFirstRowThatFits(t *testing.T) {
	small := &flow.Need{Name: "小额", Holds: func(_ context.Context, _ *db.DB, c *flow.Change) error {
		if c.Case.Item == 1 {
			return nil
		}
		return fail.Conflict("金额超过授权")
	}}
	table := with(
		flow.Row{From: []string{"review"}, Event: "sign", Name: "签批", Done: "已签批", By: flow.Who{Turn: true}, To: "done", Need: small},
		flow.Row{From: []string{"review"}, Event: "sign", Name: "签批", Done: "已签批", By: flow.Who{Roles: []people.Role{people.Head}}, To: "stopped"},
	)
	each(t, func(t *testing.T, o *office) {
		review := func(item int64) int64 {
			s := submission
			s.Item = item
			c, err := o.open(t, citizen, s)
			if err != nil {
				t.Fatal(err)
			}
			return o.do(t, clerk, c.Case.ID, "accept").Case.ID
		}
		if c := o.do(t, reviewer, review(1), "sign"); c.Case.State != "done" {
			t.Errorf("the first row fits, and led to %s", c.Case.State)
		}
		if c := o.do(t, head, review(2), "sign"); c.Case.State != "stopped" || c.Post.Role != people.Head || c.Turn.No != 0 {
			t.Errorf("the second row fits, and led to %s as %v of turn %d", c.Case.State, c.Post.Role, c.Turn.No)
		}
		if _, err := o.try(t, reviewer, review(2), "sign"); !fail.Is(err, fail.KindConflict) || err.Error() != "金额超过授权" {
			t.Errorf("none fits: %v", err)
		}
	}, table)
}
