package door

import (
	"context"
	"encoding/json"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Opening declares how staff open a case of a kind: the page with its form, what sending it does, and the same as an
// operation of the API. What is sent twice is one case; after a failure the form is shown again with what was written.
type Opening struct {
	Name   string // of the operation: POST /api/v1/openings/{name}
	Kind   string
	Event  string // the row of the table that opens the case
	Path   string // of the page
	Title  string
	Does   string // what sending the form does, for the list of routes; Title if empty
	Submit string // the button
	Roles  []people.Role
	Form   form.Form                                        // what is asked, where it is the same for all
	Ask    func(ctx context.Context, c Call) (Asked, error) // what is asked of a visitor; nil: Form
	// Open opens the case by Engine.Open with what o lacks: place, title, applicant. It runs in the transaction, with the
	// fields of the address and, as o.Input, the answers that passed the form's check.
	Open func(ctx context.Context, tx *db.DB, v people.Visitor, about form.Values, o flow.Opening) (*flow.Change, error)
	Said func(k flow.Case) After // what follows; nil: the page of the case
	On   *Listing                // the list on whose page the form stands; nil: it has a page of its own
}

// Asked is what an opening asks of a visitor.
type Asked struct {
	Form     form.Form
	In       form.Values // answers it begins with
	Crumbs   []page.Link
	Above    []Block // what it is about
	Below    []Block
	Confirms Shown // what the form confirms; it is refused when that is not so any more
}

func (o *Opening) asked(ctx context.Context, c Call) (Asked, error) {
	if o.Ask == nil {
		return Asked{Form: o.Form}, nil
	}
	return o.Ask(ctx, c)
}

// block is the form of the opening as a part of a page.
func (o *Opening) block(c Call, a Asked) Block {
	f := page.Form{ID: o.Name, Action: address(o.Path, c.About), Submit: page.Act{Label: o.Submit, Key: "Ctrl+Enter"}}
	key := c.In["key"]
	if c.fault != nil {
		f.Error, f.Fields = Summary(c.fault), Fields(a.Form, c.In, c.fault)
	} else {
		f.Fields, key = Fields(a.Form, a.In, nil), gm.Token()
	}
	f.Fields = append(f.Fields, HiddenField("at", o.Name), HiddenField("key", key))
	if a.Confirms != nil {
		f.Fields = append(f.Fields, a.Confirms.Field())
	}
	return Block{Forms: []page.Form{f}}
}

// screen is the page of the form.
func (o *Opening) screen(ctx context.Context, c Call) (Screen, error) {
	a, err := o.asked(ctx, c)
	if err != nil {
		return Screen{}, err
	}
	if o.On != nil {
		list := c
		list.In = c.About
		s, err := o.On.Show(ctx, list)
		s.Blocks = append([]Block{o.block(c, a)}, s.Blocks...)
		return s, err
	}
	s := Screen{Frame: page.Frame{Title: o.Title}, Crumbs: a.Crumbs, Blocks: append(a.Above, o.block(c, a))}
	s.Blocks = append(s.Blocks, a.Below...)
	return s, nil
}

// begin opens the case, unless the same was sent before.
func (h *House) begin(ctx context.Context, o *Opening, v people.Visitor, about form.Values, a Asked, in form.Values, once flow.Once) (flow.Case, bool, error) {
	a.Form.Today = int32(calendar.DayOf(h.Now()))
	in, err := a.Form.Check(in)
	if err != nil {
		return flow.Case{}, false, err
	}
	return h.Engine.OnceOnly(ctx, once, func(tx *db.DB) (flow.Case, error) {
		c, err := o.Open(ctx, tx, v, about, flow.Opening{Kind: o.Kind, Event: o.Event, Channel: flow.ByWindow, Input: in, Once: once})
		if err != nil {
			return flow.Case{}, err
		}
		return c.Case, nil
	})
}

// OnceOf is by what a form that opens a case is known when it is sent again: the token that its page carried, and its answers,
// so that who goes back and sends something else opens another case. No token, and it may be sent again and again.
func OnceOf(kind string, who people.Actor, token string, in form.Values) flow.Once {
	if token == "" {
		return flow.Once{}
	}
	b, _ := json.Marshal(in)                                                             // texts always can be
	once, _ := flow.OnceOf(kind, who, gm.HashString(token)[:32]+" "+gm.Hash(b)[:16], "") // it is short enough
	return once
}
