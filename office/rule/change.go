package rule

import (
	"context"
	"maps"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// Change is a new version of a row, a new row, or the end of one.
type Change struct {
	Table  string
	Do     string // "", End or Drop
	Was    int64  // the version that it was made from; 0: the row is new
	Values form.Values
	Basis  string
	From   calendar.Day
}

// What a change may be beside a new version.
const (
	End  = "end"  // nothing takes the place of the version
	Drop = "drop" // the version, which has not begun, never does; the one before it goes on
)

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

// AskEnd is the form by which a row ends, AskDrop the one by which a version never begins.
func (t Table) AskEnd() form.Form  { return form.Of(fromField, whyField) }
func (t Table) AskDrop() form.Form { return form.Of(whyField) }

var (
	fromField = form.Field{Name: "valid_from", Label: "从哪天起", Type: form.Date, Required: true, Hint: "最早明天：一天里只有一套规则。同意时已过这一天的，从同意的第二天起。"}
	whyField  = form.Field{Name: "why", Label: "为什么改", Type: form.Area, Required: true, Max: 500}
)

// Settle makes the first day of a change one that is still to come. A version that began meanwhile can then not be
// dropped any more.
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
	before, err := t.rows(ctx, tx)
	if err != nil {
		return err
	}
	now, err := t.after(ctx, tx, before, c)
	if err != nil {
		return err
	}
	for _, r := range now {
		if r.ID == 0 {
			r.Editor = editor
			if err := t.insert(ctx, tx, r); err != nil {
				return err
			}
		}
	}
	for _, r := range before {
		i := slices.IndexFunc(now, func(n Row) bool { return n.ID == r.ID })
		switch {
		case i < 0:
			err = t.drop(ctx, tx, r.ID)
		case now[i].ValidTo != r.ValidTo:
			err = t.end(ctx, tx, r.ID, now[i].ValidTo)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// after are the rows as they would stand after a change, a new one without id. It judges them on the change's day and
// on every later day on which they change again.
func (t Table) after(ctx context.Context, d *db.DB, rows []Row, c Change) ([]Row, error) {
	of := t.of(rows, c.Values)
	if err := t.fits(of, c); err != nil {
		return nil, err
	}
	rows = slices.Clone(rows)
	if len(of) > 0 {
		at := func(r Row) *Row { return &rows[slices.IndexFunc(rows, func(o Row) bool { return o.ID == r.ID })] }
		last := at(of[len(of)-1])
		switch {
		case c.Do == Drop:
			if len(of) > 1 && of[len(of)-2].ValidTo == last.ValidFrom.AddDays(-1) {
				at(of[len(of)-2]).ValidTo = 0
			}
			rows = slices.DeleteFunc(rows, func(r Row) bool { return r.ID == c.Was })
		case last.On(c.From):
			last.ValidTo = c.From.AddDays(-1)
		}
	}
	if c.Do == "" {
		if _, err := form.Of(t.Fields...).Check(c.Values); err != nil { // what could be chosen when it was proposed may be gone
			return nil, err
		}
		rows = append(rows, Row{Values: c.Values, Basis: c.Basis, Span: Span{ValidFrom: c.From}})
	}
	return rows, t.judge(ctx, d, rows, c.From)
}

// judge checks the rows on a day and on every later day on which they are others.
func (t Table) judge(ctx context.Context, d *db.DB, rows []Row, from calendar.Day) error {
	days := []calendar.Day{from}
	for _, r := range rows {
		if r.ValidFrom > from {
			days = append(days, r.ValidFrom)
		}
		if r.ValidTo >= from {
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
		if err := t.Holds(ctx, d, list, day); err != nil {
			return err
		}
	}
	return nil
}

// Holds returns fail.Invalid for what stands against the rows that would hold together on a day.
func (t Table) Holds(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error {
	if len(rows) == 0 && t.None != "" {
		return fail.Invalid("从 " + on.String() + " 起" + t.None)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if key, words := t.alike(r); key != "" {
			if seen[key] {
				return fail.At(t.Unlike[len(t.Unlike)-1], words)
			}
			seen[key] = true
		}
		for _, f := range t.Fields {
			if err := f.Written(r[f.Name]); err != nil {
				return fail.At(f.Name, err.Error())
			}
		}
	}
	if t.Check == nil {
		return nil
	}
	return t.Check(ctx, d, rows, on)
}

// alike is what no other row may have like a row ("" nothing), and what is said of one that has.
func (t Table) alike(r form.Values) (key, words string) {
	var in []string
	for _, name := range t.Unlike {
		key += r[name] + unit
		in = append(in, t.Show(*form.Of(t.Fields...).Field(name), r))
	}
	if len(in) == 0 {
		return "", ""
	}
	last := len(in) - 1
	words = "已经有“" + in[last] + "”"
	if last > 0 {
		words = "“" + strings.Join(in[:last], "、") + "”里" + words
	}
	return key, words
}

// fits reports what a change has against the versions of its row, the last of which it goes on from.
func (t Table) fits(of []Row, c Change) error {
	last := Row{}
	if len(of) > 0 {
		last = of[len(of)-1]
	}
	switch {
	case c.Was == 0 && len(of) > 0 && (last.On(c.From) || last.ValidFrom > c.From):
		return fail.At(t.Fields[max(t.Keys-1, 0)].Name, "已经有这一条“"+t.Call(last.Values)+"”，请在它的页面上改")
	case c.Was == 0:
		return nil
	case last.ID != c.Was:
		return fail.Conflict("这一条在提出以后又改过了，请按现在的重新提出")
	case c.Do == Drop && last.ValidFrom < c.From:
		return fail.Conflict("这一版已经生效，不能撤销，请提出新的一版")
	case c.Do == Drop:
		return nil
	case last.ValidFrom >= c.From:
		return fail.At("valid_from", "已有一版从 "+last.ValidFrom.String()+" 起生效，请选那天以后，或者先撤销那一版")
	case c.Do == End && !last.On(c.From):
		return fail.At("valid_from", "到那天已经停用了")
	case c.Do == "" && last.On(c.From) && last.ValidTo == 0 && last.Basis == c.Basis && maps.Equal(last.Values, c.Values):
		return fail.Invalid("内容和现在一样，没有要改的")
	}
	return nil
}
