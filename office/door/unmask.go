package door

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
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

// Veils are those of some cases by their ids, of each that has one. Who learns whose they are is asked with few statements for all.
func (h *House) Veils(ctx context.Context, d *db.DB, who people.Actor, cases ...flow.Case) (map[int64]*form.Veil, error) {
	if who.Kind != people.Staff || len(cases) == 0 {
		return nil, nil
	}
	ties, err := h.Engine.Ties(ctx, d, slices.DeleteFunc(slices.Clone(cases), h.Apart)...)
	if err != nil {
		return nil, err
	}
	veils := map[int64]*form.Veil{}
	for _, k := range cases {
		if !h.Apart(k) {
			if err := ties.Learns(ctx, k.ID, who); !fail.Is(err, fail.KindForbidden) {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		if veils[k.ID], err = h.Covered(ctx, d, k); err != nil {
			return nil, err
		}
	}
	return veils, nil
}

// Covered is the veil of a case for whoever reads of it.
func (h *House) Covered(ctx context.Context, d *db.DB, k flow.Case) (*form.Veil, error) {
	matters, err := h.Engine.Matters(ctx, d, k)
	if err != nil {
		return nil, err
	}
	hides := map[string]string{}
	for _, m := range matters {
		hides[m.Case.Party] = form.Someone(m.Case.Party)
		c := flow.View{Case: m.Case}
		known := false
		if c.Table, known = h.Engine.Table(m.Case.Kind); !known { // of a kind that is gone
			continue
		}
		if c.Events, err = h.Engine.Events(ctx, d, m.Case.ID); err != nil {
			return nil, err
		}
		hidden, err := h.hidden(ctx, d, c)
		if err != nil {
			return nil, err
		}
		for _, t := range hidden {
			hides[t.Value] = veiled(t.Value, true)
		}
	}
	return form.NewVeil(hides, true), nil
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
		if list, err = h.hidden(ctx, tx, c); err != nil {
			return nil, err
		}
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

func (h *House) hidden(ctx context.Context, tx *db.DB, c flow.View) (list []page.Term, err error) {
	add := func(terms ...page.Term) {
		for _, t := range terms {
			if t.Value != "" && !slices.ContainsFunc(list, func(o page.Term) bool { return o.Label == t.Label && o.Value == t.Value }) {
				list = append(list, t)
			}
		}
	}
	if c.Case.Applicant != 0 {
		p, err := h.Persons.Person(ctx, tx, c.Case.Applicant)
		if err != nil {
			return nil, err
		}
		known, err := h.Persons.Shown(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		phone, proven, err := h.Persons.ShownPhoneIn(ctx, tx, c.Case.ID, c.Case.Applicant)
		if err != nil {
			return nil, err
		}
		add(page.Term{Label: "姓名、名称", Value: known.Name}, page.Term{Label: "证件号码", Value: known.IDNo},
			page.Term{Label: "电话", Value: phone, Note: unproven(phone, proven)},
			page.Term{Label: "住址", Value: known.Address}, page.Term{Label: "法定代表人", Value: known.Legal})
	}
	if masked := h.service(c.Case.Kind).Masked; masked != nil {
		terms, err := masked(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		add(terms...)
	}
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
			add(page.Term{Label: q.Label, Value: value, Note: h.Engine.EventName(c.Case, e) + "，" + Clock(e.At)})
		}
	}
	return list, nil
}

// personal are the questions of an event whose answers are personal.
func personal(t *flow.Table, e flow.Event) []form.Field {
	i := slices.IndexFunc(t.Rows, func(r flow.Row) bool { return r.Event == e.Event && e.Input != "" })
	if i < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Rows[i].Ask.Fields), func(q form.Field) bool { return !q.Sensitive() || q.Type == form.File })
}
