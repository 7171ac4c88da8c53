package calendar

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/region"
)

// Rules are the arrangement of days, the terms and the reminders that are in force, as stored and
// edited. They are read whole into memory and again when they change.
type Rules struct{ now atomic.Pointer[rules] }

type rules struct {
	days     []Exception
	calendar *Calendar
	terms    map[string][]TermRow
	alarms   map[string][]Alarm
	lamp     LampRule
}

// TermRow is one version of a term, for one region, with its validity. Rows are not changed but
// ended and followed by another.
type TermRow struct {
	ID        int64
	Key       string
	Name      string
	N         int
	Unit      Unit
	Close     string
	Basis     string
	Proposal  bool // our proposal [D], not found in a regulation
	Region    region.Code
	ValidFrom Day
	ValidTo   Day // the last day; 0 while it stands
	Editor    string
}

// Check reports a row that cannot be counted by.
func (r TermRow) Check() error {
	if r.Close != "" {
		if _, err := ParseTimeOfDay(r.Close); err != nil {
			return fail.Invalid("时限不正确", fail.Field{Name: "close", Message: err.Error()})
		}
	}
	if r.ValidTo != 0 && r.ValidTo < r.ValidFrom {
		return fail.Invalid("时限不正确", fail.Field{Name: "valid_from", Message: "生效日期不能晚于失效日期"})
	}
	return r.Term().Check()
}

// Term is the row as arithmetic.
func (r TermRow) Term() Term {
	t := Term{Key: r.Key, N: r.N, Unit: r.Unit, Basis: r.Basis}
	if r.Close != "" {
		t.Close, _ = ParseTimeOfDay(r.Close) // checked when it was stored
	}
	return t
}

// Load reads the rules from the database.
func (r *Rules) Load(ctx context.Context, d *db.DB) error {
	days, err := allDays(ctx, d)
	if err != nil {
		return err
	}
	terms, err := AllTerms(ctx, d)
	if err != nil {
		return err
	}
	alarms, err := allAlarms(ctx, d)
	if err != nil {
		return err
	}
	lamp, err := lampRule(ctx, d)
	if err != nil {
		return err
	}
	hours, err := officeHours(ctx, d)
	if err != nil {
		return err
	}
	n := &rules{days: days, calendar: New(days, hours), terms: map[string][]TermRow{}, alarms: map[string][]Alarm{}, lamp: lamp}
	for _, t := range terms {
		n.terms[t.Key] = append(n.terms[t.Key], t)
	}
	for _, a := range alarms {
		n.alarms[a.Term] = append(n.alarms[a.Term], a.Alarm)
	}
	r.now.Store(n)
	return nil
}

// Calendar is the working days in force.
func (r *Rules) Calendar() *Calendar { return r.now.Load().calendar }

// Days are the exceptions of all years and layers, in the order of days.
func (r *Rules) Days() []Exception { return r.now.Load().days }

// With are the rules as they would be with other exceptions and with more versions of terms. The rules
// in force stay as they are.
func (r *Rules) With(days []Exception, terms ...TermRow) *Rules {
	n := *r.now.Load()
	n.days, n.calendar, n.terms = days, New(days, n.calendar.hours), maps.Clone(n.terms)
	for _, t := range terms {
		n.terms[t.Key] = append(slices.Clone(n.terms[t.Key]), t)
	}
	w := &Rules{}
	w.now.Store(&n)
	return w
}

// Has reports whether a term is a version of the rule of its key, and not one that an item brought.
func (r *Rules) Has(t Term) bool {
	return slices.ContainsFunc(r.now.Load().terms[t.Key], func(row TermRow) bool { return row.Term() == t })
}

// Lamp says when lamps turn yellow.
func (r *Rules) Lamp() LampRule { return r.now.Load().lamp }

// Term is the term of the key that is valid on the day for the place: the row of the smallest region
// that contains it. A key without a row is an internal fault.
func (r *Rules) Term(key string, place region.Code, on Day) (Term, error) {
	var best *TermRow
	rows := r.now.Load().terms[key]
	for i := range rows {
		t := &rows[i]
		if on < t.ValidFrom || t.ValidTo != 0 && on > t.ValidTo || !t.Region.Covers(place) {
			continue
		}
		if best == nil || t.Region.Level() > best.Region.Level() || t.Region == best.Region && t.ValidFrom > best.ValidFrom {
			best = t
		}
	}
	if best == nil {
		return Term{}, fail.Conflict("没有配置时限“%s”，请联系事项编辑在“时限规则”里补上", key)
	}
	return best.Term(), nil
}

// Supersede enters a version of a term. The one that stands for the same place ends on the day before;
// one that begins on that day or later is in the way, which is fail.Invalid.
func Supersede(ctx context.Context, tx *db.DB, t TermRow) error {
	all, err := AllTerms(ctx, tx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Key != t.Key || o.Region != t.Region {
			continue
		}
		if o.ValidFrom >= t.ValidFrom {
			return fail.Invalid("生效日期太早", fail.Field{Name: "valid_from", Message: "已有一版从 " + o.ValidFrom.String() + " 起生效，请选那天以后"})
		}
		if o.ValidTo == 0 || o.ValidTo >= t.ValidFrom {
			if err := EndTerm(ctx, tx, o.ID, t.ValidFrom.AddDays(-1)); err != nil {
				return err
			}
		}
	}
	return InsertTerm(ctx, tx, t)
}

// Remind makes the reminders of a term those of the list, in its order.
func Remind(ctx context.Context, tx *db.DB, term string, list []Alarm) error {
	if err := dropAlarms(ctx, tx, term); err != nil {
		return err
	}
	for i, a := range list {
		if err := InsertAlarm(ctx, tx, term, i+1, a); err != nil {
			return err
		}
	}
	return nil
}

// Own are the reminders that stand under exactly this key.
func (r *Rules) Own(key string) []Alarm { return r.now.Load().alarms[key] }

// Alarms are the reminders of a term. Those of "kind.*" hold for every term of the kind that has none
// of its own.
func (r *Rules) Alarms(key string) []Alarm {
	n := r.now.Load()
	if list, ok := n.alarms[key]; ok {
		return list
	}
	kind, _, _ := strings.Cut(key, ".")
	return n.alarms[kind+".*"]
}
