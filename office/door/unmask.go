package door

import (
	"context"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// service is that of a kind of case; one that is gone has nothing to say.
func (h *House) service(kind string) Service {
	if i := slices.IndexFunc(h.Services, func(s Service) bool { return s.Table.Kind == kind }); i >= 0 {
		return h.Services[i]
	}
	return Service{}
}

// Apart reports whether who handles a case does not learn who its applicant is.
func (h *House) Apart(k flow.Case) bool { return h.service(k.Kind).Apart }

// learns refuses whose a case is to a member of staff who may not learn it: whom the matter concerns, and where nobody does who handles it.
func (h *House) learns(ctx context.Context, d *db.DB, k flow.Case, who people.Actor) error {
	if who.Kind == people.Staff && h.Apart(k) {
		return fail.Forbidden("这一件的办理人看不到是谁提出的")
	}
	return h.Engine.Learns(ctx, d, k, who)
}

// Veil hides from who may not learn whose a case is all that the case, and those that it is about, show masked to others; it is nil
// where he may. Engine.View puts the case under it, Told and Read what services and papers say; what else a page says has to pass it.
func (h *House) Veil(ctx context.Context, d *db.DB, k flow.Case, who people.Actor) (*form.Veil, error) {
	veils, err := h.Veils(ctx, d, who, k)
	return veils[k.ID], err
}

// Veils are those of some cases by their ids, of each that has one, read with few statements for all of them.
func (h *House) Veils(ctx context.Context, d *db.DB, who people.Actor, cases ...flow.Case) (map[int64]*form.Veil, error) {
	if who.Kind != people.Staff || len(cases) == 0 {
		return nil, nil
	}
	ties, err := h.Engine.Ties(ctx, d, slices.DeleteFunc(slices.Clone(cases), h.Apart)...)
	if err != nil {
		return nil, err
	}
	var under []flow.Case
	for _, k := range cases {
		if !h.Apart(k) {
			if err := ties.Learns(ctx, k.ID, who); !fail.Is(err, fail.KindForbidden) {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		under = append(under, k)
	}
	return h.Covered(ctx, d, under...)
}

// Covered are the veils of some cases for whoever reads of them, by their ids, read with few statements for all of them.
func (h *House) Covered(ctx context.Context, d *db.DB, cases ...flow.Case) (map[int64]*form.Veil, error) {
	matters, err := h.Engine.MattersOf(ctx, d, cases...)
	if err != nil {
		return nil, err
	}
	views := map[int64]flow.View{} // of those whose kind is there
	for _, list := range matters {
		for _, m := range list {
			if t, known := h.Engine.Table(m.Case.Kind); known {
				views[m.Case.ID] = flow.View{Case: m.Case, Table: t}
			}
		}
	}
	events, err := h.Engine.EventsOf(ctx, d, slices.Sorted(maps.Keys(views))...)
	if err != nil {
		return nil, err
	}
	for id, c := range views {
		c.Events = events[id]
		views[id] = c
	}
	hidden, err := h.hidden(ctx, d, slices.Collect(maps.Values(views))...)
	if err != nil {
		return nil, err
	}
	veils := make(map[int64]*form.Veil, len(cases))
	for _, k := range cases {
		hides := map[string]string{}
		for _, m := range matters[k.ID] {
			hides[m.Case.Party] = form.Someone(m.Case.Party)
			for _, t := range hidden[m.Case.ID] {
				hides[t.Value] = veiled(t.Value, true)
			}
		}
		veils[k.ID] = form.NewVeil(hides, true)
	}
	return veils, nil
}

// Hides reports whether there is more to a case than its page shows, for who may ask to see it.
func (h *House) Hides(c flow.View) bool {
	told := func(e flow.Event) bool { return len(personal(c.Table, e)) > 0 }
	return !h.Apart(c.Case) && (c.Case.Applicant != 0 || h.service(c.Case.Kind).Masked != nil || slices.ContainsFunc(c.Events, told))
}

// Unmask shows what the page of a case shows masked to a member of staff who may see the case and says why: who
// the applicant is, the service's answers, those to the steps. One line of the audit log names all of it.
func (h *House) Unmask(ctx context.Context, v people.Visitor, c flow.View, why string) (list []page.Term, err error) {
	if err := h.learns(ctx, h.DB, c.Case, v.Actor); err != nil {
		return nil, err
	}
	err = h.Audit.Show(ctx, v, "办件 "+c.Case.Number(), why, func(tx *db.DB) (shown []string, err error) {
		hidden, err := h.hidden(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		list = hidden[c.Case.ID]
		for _, t := range list {
			shown = append(shown, t.Label)
		}
		return slices.Compact(shown), nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// unproven says of a telephone that nobody has shown yet that he holds it.
func unproven(phone string, proven bool) string {
	if phone == "" || proven {
		return ""
	}
	return "未核验"
}

// hidden is what the pages of some cases show masked, in the clear, by the case: who the applicant is, the service's answers,
// those to the steps. It is read with few statements for all of them.
func (h *House) hidden(ctx context.Context, tx *db.DB, views ...flow.View) (map[int64][]page.Term, error) {
	var reached []persons.InCase
	of := map[string][]flow.Case{} // by their kind
	for _, c := range views {
		if c.Case.Applicant != 0 {
			reached = append(reached, persons.InCase{Case: c.Case.ID, Person: c.Case.Applicant})
		}
		of[c.Case.Kind] = append(of[c.Case.Kind], c.Case)
	}
	known, err := h.Persons.ShownIn(ctx, tx, reached...)
	if err != nil {
		return nil, err
	}
	masked := map[int64][]page.Term{}
	for kind, cases := range of {
		if mask := h.service(kind).Masked; mask != nil {
			terms, err := mask(ctx, tx, cases)
			if err != nil {
				return nil, err
			}
			maps.Copy(masked, terms)
		}
	}
	all := make(map[int64][]page.Term, len(views))
	for _, c := range views {
		var list []page.Term
		if p, given := known[persons.InCase{Case: c.Case.ID, Person: c.Case.Applicant}]; given {
			list = append(list, page.Term{Label: "姓名、名称", Value: p.Name}, page.Term{Label: "证件号码", Value: p.IDNo},
				page.Term{Label: "电话", Value: p.Phone, Note: unproven(p.Phone, p.Proven)},
				page.Term{Label: "住址", Value: p.Address}, page.Term{Label: "法定代表人", Value: p.Legal})
		}
		all[c.Case.ID] = told(slices.Concat(list, masked[c.Case.ID], h.answered(c)))
	}
	return all, nil
}

// told are terms without those that say nothing, or what one before says.
func told(terms []page.Term) (list []page.Term) {
	for _, t := range terms {
		if t.Value != "" && !slices.ContainsFunc(list, func(o page.Term) bool { return o.Label == t.Label && o.Value == t.Value }) {
			list = append(list, t)
		}
	}
	return list
}

// answered are the personal answers to the steps of a case, in the clear.
func (h *House) answered(c flow.View) (list []page.Term) {
	for _, e := range c.Events {
		fields := personal(c.Table, e)
		if len(fields) == 0 {
			continue
		}
		in, err := h.Engine.Input(e)
		for _, q := range fields {
			value := q.Show(in[q.Name])
			if err != nil {
				value = flow.Broken
			}
			list = append(list, page.Term{Label: q.Label, Value: value, Note: h.Engine.EventName(c.Case, e) + "，" + h.Clock(e.At)})
		}
	}
	return list
}

// personal are the questions of an event whose answers are personal.
func personal(t *flow.Table, e flow.Event) []form.Field {
	i := slices.IndexFunc(t.Rows, func(r flow.Row) bool { return r.Event == e.Event && e.Input != "" })
	if i < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Rows[i].Ask.Fields), func(q form.Field) bool { return !q.Sensitive() || q.Type == form.File })
}
