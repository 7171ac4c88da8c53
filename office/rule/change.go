package rule

import (
	"context"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// Change is a new version of a row, a new row, or the end of one.
type Change struct {
	Table  string
	Was    int64 // the version that it was made from; 0: the row is new
	End    bool  // nothing takes its place
	Values form.Values
	Basis  string
	From   calendar.Day
}

// Ask is the form of a change: of a new row with its keys.
func (t Table) Ask(fresh bool) form.Form {
	list := t.Fields
	if !fresh {
		list = list[t.Keys:]
	}
	return form.Of(append(slices.Clone(list),
		form.Field{Name: "basis", Label: "依据", Type: form.Area, Required: true, Max: 500, Hint: "文件名称和条款；没有文件的写“建议值”。"},
		fromField, whyField)...)
}

// AskEnd is the form by which a row ends.
func (t Table) AskEnd() form.Form { return form.Of(fromField, whyField) }

var (
	fromField = form.Field{Name: "valid_from", Label: "从哪天起", Type: form.Date, Required: true, Hint: "最早明天：一天里只有一套规则。同意时已过这一天的，从同意的第二天起。"}
	whyField  = form.Field{Name: "why", Label: "为什么改", Type: form.Area, Required: true, Max: 500}
)

// Settle makes the first day of a change one that is still to come.
func (c Change) Settle(today calendar.Day) Change {
	c.From = max(c.From, today.AddDays(1))
	return c
}

// Try finds what stands against a change, without making it: fail.Conflict when somebody was faster,
// fail.Invalid, beside the field, when the rows would not do.
func (t Table) Try(ctx context.Context, d *db.DB, c Change) error {
	rows, err := t.rows(ctx, d)
	if err != nil {
		return err
	}
	_, err = t.after(ctx, d, rows, c)
	return err
}

// Put makes a change. Of two at once the later one sees the earlier.
func (t Table) Put(ctx context.Context, tx *db.DB, c Change, editor string) error {
	if err := tx.Changed(ctx, t.Name); err != nil { // waits for who is at it
		return err
	}
	rows, err := t.rows(ctx, tx)
	if err != nil {
		return err
	}
	last, err := t.after(ctx, tx, rows, c)
	if err != nil {
		return err
	}
	if last != nil && last.On(c.From) {
		if err := t.end(ctx, tx, last.ID, c.From.AddDays(-1)); err != nil {
			return err
		}
	}
	if c.End {
		return nil
	}
	return t.insert(ctx, tx, Row{Values: c.Values, Basis: c.Basis, Span: Span{ValidFrom: c.From}, Editor: editor})
}

// after judges the rows as they would stand after a change, on its day and on every later day on which
// they change again. It returns the version that the change ends or follows, if there is one.
func (t Table) after(ctx context.Context, d *db.DB, rows []Row, c Change) (last *Row, err error) {
	if of := t.of(rows, c.Values); len(of) > 0 {
		last = &of[len(of)-1]
	}
	if err := t.fits(last, c); err != nil {
		return nil, err
	}
	if !c.End { // what could be chosen when it was proposed may be gone
		if _, err := form.Of(t.Fields...).Check(c.Values); err != nil {
			return nil, err
		}
	}
	rows = slices.Clone(rows)
	if last != nil && last.On(c.From) {
		i := slices.IndexFunc(rows, func(r Row) bool { return r.ID == last.ID })
		rows[i].ValidTo = c.From.AddDays(-1)
	}
	if !c.End {
		rows = append(rows, Row{Values: c.Values, Basis: c.Basis, Span: Span{ValidFrom: c.From}})
	}
	if t.Check == nil {
		return last, nil
	}
	days := []calendar.Day{c.From}
	for _, r := range rows {
		if r.ValidFrom > c.From {
			days = append(days, r.ValidFrom)
		}
		if r.ValidTo >= c.From {
			days = append(days, r.ValidTo.AddDays(1))
		}
	}
	for _, day := range days {
		var list []form.Values
		for _, r := range rows {
			if r.On(day) {
				list = append(list, r.Values)
			}
		}
		if err := t.Check(ctx, d, list, day); err != nil {
			return nil, err
		}
	}
	return last, nil
}

// fits reports what a change has against the last version of its row.
func (t Table) fits(last *Row, c Change) error {
	wrong := func(field, message string) error {
		return fail.Invalid(message, fail.Field{Name: field, Message: message})
	}
	switch {
	case c.Was == 0 && last != nil && (last.On(c.From) || last.ValidFrom > c.From):
		return wrong(t.Fields[max(t.Keys-1, 0)].Name, "已经有这一条“"+t.Call(last.Values)+"”，请在它的页面上改")
	case c.Was == 0:
		return nil
	case last == nil || last.ID != c.Was:
		return fail.Conflict("这一条在提出以后又改过了，请按现在的重新提出")
	case last.ValidFrom >= c.From:
		return wrong("valid_from", "已有一版从 "+last.ValidFrom.String()+" 起生效，请选那天以后")
	case c.End && !last.On(c.From):
		return wrong("valid_from", "到那天已经停用了")
	case !c.End && last.On(c.From) && last.ValidTo == 0 && last.Basis == c.Basis && maps.Equal(last.Values, c.Values):
		return fail.Invalid("内容和现在一样，没有要改的")
	}
	return nil
}
