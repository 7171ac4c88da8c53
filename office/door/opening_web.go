package door

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"

	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/slip"
)

// Draws writes a page around the form of an opening.
type Draws func(w http.ResponseWriter, r *http.Request, c Call, f page.Form, status int) error

func (o *Opening) drawn(c Call, f page.Form) draws {
	return func(w http.ResponseWriter, r *http.Request, status int) error { return o.Draw(w, r, c, f, status) }
}

// opens are the pages of an opening.
func (h *House) opens(o Opening) []web.Route {
	who := h.Roster.Roles(o.Roles...)
	if o.Public {
		who = people.Public
	}
	show := func(ctx context.Context, c Call) (Screen, error) { return o.screen(ctx, h, c) }
	post := func(w http.ResponseWriter, r *http.Request) error {
		posted, err := web.Posted(r)
		if err != nil {
			return err
		}
		return h.Done(w, r, CallOf(r, posted), func(_ context.Context, c Call) (After, error) { return h.opened(w, r, &o, c) }, show)
	}
	return []web.Route{
		{Method: "GET", Path: o.Path, Access: who, Title: o.Title, Handle: h.Get(show)},
		{Method: "POST", Path: o.Path, Access: who, Title: cmp.Or(o.Does, o.Title), Body: h.uploads(), Handle: post},
	}
}

// uploads are the bytes of a form that several files may come with.
func (h *House) uploads() int64 { return 4*h.Files.Most() + 1<<20 }

// opened opens the case of a posted form. One that was sent before is answered with its case, whatever has become since of what it is
// about, and of what it confirmed.
func (h *House) opened(w http.ResponseWriter, r *http.Request, o *Opening, c Call) (After, error) {
	ctx, once := r.Context(), OnceOf(o.Kind, c.Actor, c.In["key"], written(c.In))
	k, again, err := h.Engine.Opened(ctx, h.DB, once)
	if err == nil && !again {
		k, err = h.posted(r, o, c, once)
	}
	if err != nil {
		return After{}, err
	}
	if o.Public && c.ID == 0 {
		if err := h.Slips.Give(ctx, w, k, slip.Pass{}); err != nil {
			return After{}, err
		}
	}
	if o.Said != nil {
		return o.Said(k), nil
	}
	return Seen(DeskCase(k.Number()), "已登记，编号 "+flow.Grouped(k.Number())+"。"), nil
}

// posted opens the case of a form that was not sent before.
func (h *House) posted(r *http.Request, o *Opening, c Call, once flow.Once) (k flow.Case, err error) {
	ctx, files := r.Context(), o.ownerOf(c.Visitor, c.In["key"])
	a, err := o.asked(ctx, c)
	if err != nil {
		return k, err
	}
	in, err := h.Input(r, a.Form, files.kind, files.id)
	for name, said := range in { // files that were received stay in the form
		c.In[name] = said
	}
	if err != nil {
		return k, err
	}
	if a.Confirms != nil {
		if err := a.Confirms.Still(c.In["shown"]); err != nil {
			return k, err
		}
	}
	k, _, err = h.begin(ctx, o, a, sent{c.Visitor, c.About, in, files, once})
	return k, err
}

type openingIn struct {
	Key  string `header:"Idempotency-Key" doc:"同一个值重复提交的，返回第一次的办件"`
	Body struct {
		About map[string]string `json:"about,omitempty" doc:"登记的是关于什么的，与页面地址里的相同"`
		Input map[string]string `json:"input" doc:"表单的回答"`
	}
}

type openingOut struct{ Body Receipt }

// operation adds the opening to the API.
func (h *House) operation(a *web.API, o Opening) {
	op := web.Op{ID: "open-" + o.Name, Method: http.MethodPost, Path: "/api/v1/openings/" + o.Name, Access: h.Roster.Programs(o.Roles...),
		Title: cmp.Or(o.Does, o.Title), Tag: "登记", Status: http.StatusCreated, Batch: true, About: "与页面上登记的相同，权限也相同。"}
	if o.Ask == nil {
		op.In = map[string]any{"type": "object", "required": []string{"input"}, "properties": map[string]any{"input": o.Form.Schema()}}
	}
	web.Handle(a, op, func(ctx context.Context, in *openingIn) (*openingOut, error) {
		v := people.VisitorOf(ctx)
		about := form.Values(in.Body.About)
		b, err := json.Marshal(in.Body)
		if err != nil {
			return nil, err
		}
		once, err := flow.OnceOf(o.Kind, v.Actor, in.Key, gm.Hash(b))
		if err != nil {
			return nil, err
		}
		k, again, err := h.Engine.Opened(ctx, h.DB, once)
		if err != nil {
			return nil, err
		}
		if !again {
			asked, err := o.asked(ctx, Call{Visitor: v, In: about, About: about})
			if err != nil {
				return nil, err
			}
			k, again, err = h.begin(ctx, &o, asked, sent{v, about, form.Values(in.Body.Input), owner{v.Kind, v.ID}, once})
			if err != nil {
				return nil, err
			}
		}
		return &openingOut{h.Receipt(k, again)}, nil
	})
}

// Declared are the routes that a service declares by its lists and openings.
func (h *House) Declared(s Service) []web.Route {
	var list []web.Route
	taken := map[string]bool{}
	for _, o := range s.Openings {
		list = append(list, h.opens(o)...)
		taken[o.Path] = true
	}
	for _, l := range s.Ledgers {
		for _, r := range l.Routes {
			if !taken[r.Path] { // the page of a list on which an opening stands is that of the opening
				list = append(list, r)
			}
		}
	}
	return list
}

// Operations adds to the API what a service declares.
func (h *House) Operations(a *web.API, s Service) {
	for _, o := range s.Openings {
		if !o.Public {
			h.operation(a, o)
		}
	}
	for _, l := range s.Ledgers {
		l.API(a)
	}
}
