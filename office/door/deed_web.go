package door

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Offered is what the viewer may do by an event; May is false where he may not, with Why where the row
// says so.
func Offered(v flow.View, event string) flow.Option {
	for _, o := range v.Options {
		if o.Row.Event == event {
			return o
		}
	}
	return flow.Option{}
}

// NotNow is why a step that somebody asked for is not open to him.
func NotNow(o flow.Option) string {
	if o.Why == "" {
		return "现在不能办这一步，请看下面的最新情况。"
	}
	return "“" + o.Row.Name + "”现在不能办：" + o.Why
}

// Deed is the form of a step, with the answers so far and, after a failure, what is wrong with them. It
// carries the number of the last event that its reader has seen.
func (h *House) Deed(v flow.View, o flow.Option, action string, in form.Values, err error) page.Form {
	f := page.Form{ID: "do", Action: action, Error: Summary(err), Fields: Fields(o.Ask, in, err), Submit: page.Act{Label: o.Row.Name}}
	for i := range f.Fields {
		if f.Fields[i].Type == "file" {
			f.Fields[i].Most = h.Files.Most()
		}
	}
	f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: "seq", Value: strconv.FormatInt(v.Case.Seq, 10)})
	if o.Row.Heavy {
		f.Submit.Kind, f.Submit.Confirm = "danger", "确定“"+o.Row.Name+"”吗？这一步不能撤销。"
	}
	return f
}

// Answered are the answers to a step's form in words, without files and personal data.
func Answered(table *flow.Table, event string, in form.Values) (list []page.Term) {
	i := slices.IndexFunc(table.Rows, func(row flow.Row) bool { return row.Event == event })
	if i < 0 {
		return nil
	}
	for _, q := range table.Rows[i].Ask.Fields {
		if said := in[q.Name]; said != "" && q.Type != form.File && !q.Sensitive() {
			list = append(list, page.Term{Label: q.Label, Value: q.Show(said)})
		}
	}
	return list
}

// Tried is what came of a step that somebody asked for by its form.
type Tried struct {
	View   flow.View
	Option flow.Option // the step as it stands now; not May: it is not open to him any more
	Done   bool        // it has happened, now or when the same form was sent before
	Word   string      // what it is called then: 已受理
	Input  form.Values // what was written
	Err    error       // what is wrong with it; the form is shown again with both
}

// Why is why a step that was not done is not open any more.
func (t Tried) Why() string {
	if e, ok := fail.As(t.Err); ok {
		return e.Message
	}
	return NotNow(t.Option)
}

// Written is what was written for a step that is not open any more, also where what it asked for depended on how the case was.
func (t Tried) Written(event string) page.List {
	if items := Answered(t.View.Table, event, t.Input); len(items) > 0 {
		return page.List{Items: items}
	}
	fields := url.Values{}
	for name, value := range t.Input {
		fields.Set(name, value)
	}
	return Written(fields)
}

// Try does a step that was asked for by its form. Sent twice it is done once, and both times well. When
// the case has moved since its reader saw it, nothing happens and nothing of what he wrote is lost.
// Files that come along belong to the owner: the account of a citizen, or the member of staff.
func (h *House) Try(r *http.Request, event string, owner int64, see func() (flow.View, error)) (t Tried, err error) {
	actor := people.VisitorOf(r.Context()).Actor
	posted, err := web.Posted(r)
	if err != nil {
		return t, err
	}
	seq := posted.Int("seq")
	look := func() (err error) {
		if t.View, err = see(); err == nil {
			t.Option, t.Done = Offered(t.View, event), Twice(t.View, seq, event, actor.ID)
		}
		if t.Done {
			t.Word = h.Engine.EventDone(t.View.Case, t.View.Events[len(t.View.Events)-1])
		}
		return err
	}
	if err := look(); err != nil || t.Done {
		return t, err
	}
	if !t.Option.May {
		t.Input = form.Values(posted)
		if seq != 0 && seq != t.View.Case.Seq { // the engine knows who was faster
			_, t.Err = h.Engine.Act(r.Context(), actor, flow.Move{Case: t.View.Case.ID, Seq: seq, Event: event})
		}
		return t, nil
	}
	t.Input, t.Err = h.Input(r, t.Option.Ask, actor.Kind, owner)
	if _, decides := t.View.Decides(t.Option.Row); decides && seq == 0 {
		t.Err = fail.Invalid("没有提交：这一步是对别人办的作决定，请先核对下面的内容，再提交一次")
	}
	var c *flow.Change
	if t.Err == nil {
		c, t.Err = h.Engine.Act(r.Context(), actor, flow.Move{Case: t.View.Case.ID, Seq: seq, Event: event, Input: t.Input})
	}
	switch {
	case t.Err == nil:
		t.Done, t.Word = true, c.Row.Done
		return t, nil
	case !Mended(t.Err):
		return t, t.Err
	case fail.Is(t.Err, fail.KindConflict): // somebody else was faster: show how it is now
		return t, look()
	}
	return t, nil
}

// Twice reports whether a step that is sent again has been done already: it is the event behind the one
// that its sender had seen.
func Twice(v flow.View, seq int64, event string, actor int64) bool {
	if len(v.Events) == 0 {
		return false
	}
	last := v.Events[len(v.Events)-1]
	return seq != 0 && last.Seq == seq+1 && last.Event == event && last.ActorID == actor
}
