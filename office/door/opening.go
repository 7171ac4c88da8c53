package door

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Opening declares how a case of a kind is opened: the page with its form, what sending it does, and the same as an
// operation of the API. What is sent twice is one case, also when what it was about has moved on between; after a failure the form
// is shown again with what was written. Files that came along become the case's.
type Opening struct {
	Name   string // of the operation: POST /api/v1/openings/{name}
	Kind   string
	Event  string // the row of the table that opens the case
	Path   string // of the page
	Title  string
	Does   string // what sending the form does, for the list of routes; Title if empty
	Submit string // the button
	Roles  []people.Role
	// Public: anybody opens it, signed in or not; whoever is not may then look at the case in this browser (slip.Book.Give). It
	// has no operation in the API.
	Public bool
	Form   form.Form                                        // what is asked, where it is the same for all
	Ask    func(ctx context.Context, c Call) (Asked, error) // what is asked of a visitor; nil: Form
	// Before does what may not be done in the transaction, as what counts tries at a pace. What it makes of the answers that passed
	// the form's check is the o.Data of Open.
	Before func(ctx context.Context, v people.Visitor, about, in form.Values) (data any, err error)
	// Open opens the case by Engine.Open with what o lacks: place, title, applicant. It runs in the transaction, with the
	// fields of the address and, as o.Input, the answers that passed the form's check.
	Open func(ctx context.Context, tx *db.DB, v people.Visitor, about form.Values, o flow.Opening) (*flow.Change, error)
	Said func(k flow.Case) After // what follows; nil: the page of the case
	On   *Listing                // the list on whose page the form stands; nil: it has a page of its own
	Draw Draws                   // the page, where it is no Screen of the desk
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

// form is the form of the opening; files that come with it may be of so many bytes.
func (o *Opening) form(c Call, a Asked, most int64) page.Form {
	f := page.Form{ID: o.Name, Action: Address(o.Path, c.About), Submit: page.Act{Label: o.Submit, Key: "Ctrl+Enter"}}
	key := c.In["key"]
	if c.fault != nil {
		f.Error, f.Fields = Summary(c.fault), Fields(a.Form, c.In, c.fault)
	} else {
		f.Fields, key = Fields(a.Form, a.In, nil), gm.Token()
	}
	for i := range f.Fields {
		if f.Fields[i].Type == "file" {
			f.Fields[i].Most = most
		}
	}
	f.Fields = append(f.Fields, HiddenField("at", o.Name), HiddenField("key", key))
	if a.Confirms != nil {
		f.Fields = append(f.Fields, a.Confirms.Field())
	}
	return f
}

// screen is the page of the form.
func (o *Opening) screen(ctx context.Context, h *House, c Call) (Screen, error) {
	a, err := o.asked(ctx, c)
	if err != nil {
		return Screen{}, err
	}
	f := o.form(c, a, h.Files.Most())
	if o.Draw != nil {
		return Screen{draw: o.drawn(c, f)}, nil
	}
	asks := Block{Forms: []page.Form{f}}
	if o.On != nil {
		list := c
		list.In = c.About
		s, err := o.On.Show(ctx, list)
		s.Blocks = append([]Block{asks}, s.Blocks...)
		return s, err
	}
	s := Screen{Frame: page.Frame{Title: o.Title}, Crumbs: a.Crumbs, Blocks: append(a.Above, asks)}
	s.Blocks = append(s.Blocks, a.Below...)
	return s, nil
}

// sent is what somebody sent to open a case, and by what it is known when it is sent again.
type sent struct {
	people.Visitor
	about, in form.Values
	files     owner
	once      flow.Once
}

// begin opens the case, unless the same was sent before: then again is true.
func (h *House) begin(ctx context.Context, o *Opening, a Asked, s sent) (k flow.Case, again bool, err error) {
	a.Form.Today = int32(calendar.DayOf(h.Now()))
	in, err := a.Form.Check(s.in)
	if err != nil {
		return k, false, err
	}
	opening := flow.Opening{Kind: o.Kind, Event: o.Event, Channel: flow.ByWindow, Input: in, Once: s.once}
	if o.Before != nil {
		if opening.Data, err = o.Before(ctx, s.Visitor, s.about, in); err != nil {
			return k, false, err
		}
	}
	return h.Engine.OnceOnly(ctx, s.once, func(tx *db.DB) (flow.Case, error) {
		c, err := o.Open(ctx, tx, s.Visitor, s.about, opening)
		if err != nil {
			return k, err
		}
		for _, q := range a.Form.Fields {
			if q.Type != form.File {
				continue
			}
			if err := h.Files.Attach(ctx, tx, c.Case.ID, s.files.kind, s.files.id, file.IDs(in[q.Name])...); err != nil {
				return k, err
			}
		}
		return c.Case, nil
	})
}

// owner is whose files are that have come with a form and belong to no case yet.
type owner struct {
	kind people.Kind
	id   int64
}

// ownerOf is the member of staff, the account or, where nobody is signed in, the form by its token.
func (o *Opening) ownerOf(v people.Visitor, token string) owner {
	switch {
	case !o.Public:
		return owner{v.Kind, v.ID}
	case v.Account.ID != 0:
		return owner{people.Citizen, v.Account.ID}
	}
	h := fnv.New64a()
	h.Write([]byte(token))
	return owner{people.Citizen, -int64(h.Sum64() >> 2)}
}

// written is what somebody wrote into a page that was posted: without what the page itself carries, and without files, which are
// other files each time they are sent.
func written(posted form.Values) form.Values {
	said, page := maps.Clone(posted), []string{"at", "key", "shown"}
	maps.DeleteFunc(said, func(name, _ string) bool {
		return slices.Contains(page, name) || strings.HasSuffix(name, kept) || strings.HasSuffix(name, lost)
	})
	return said
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
