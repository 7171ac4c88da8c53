package supervision

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rule"
)

// Level is one step of the ladder, as it was for a time.
type Level struct {
	No       int64
	Name     string      // 催办
	Term     string      // key of the term by which it must be answered
	Copy     people.Role // who gets a copy; "" nobody
	Evidence bool        // an answer needs files
	rule.Span
}

// Trigger says that the late event of a clock raises an order.
type Trigger struct {
	Clock string // application.promise, or application.*: every clock of the kind that the office owes the applicant
	Level int64  // 0: none
}

// pick is the level that the triggers of a day raise for a clock; 0 is none. A row that names the clock
// goes before one for all, which leaves out those that are apart: the office's own business, and what
// waits for the applicant.
func pick(rows []Trigger, kind, clock string, apart bool) (level int64) {
	for _, t := range rows {
		switch {
		case t.Clock == kind+"."+clock:
			return t.Level
		case t.Clock == kind+".*" && !apart:
			level = t.Level
		}
	}
	return level
}

// level finds a level of the ladder as it was on a day; on a day of which nothing is known, and on 0, it
// is the newest.
func (s *Service) level(ctx context.Context, d *db.DB, no int64, day calendar.Day) (Level, error) {
	list, err := allLevels(ctx, d)
	if err != nil {
		return Level{}, err
	}
	l, ok := levelOn(list, no, day)
	if !ok {
		return Level{}, fail.Invalid("没有这个督办级别", fail.Field{Name: "level", Message: "请选督办级别"})
	}
	return l, nil
}

// levelOn finds a level of a day among those of all times.
func levelOn(list []Level, no int64, day calendar.Day) (Level, bool) {
	return rule.At(list, day, func(l Level) bool { return l.No == no })
}

// offered are levels to choose from.
func offered(ladder []Level) (list []form.Option) {
	for _, l := range ladder {
		list = append(list, form.Option{Value: strconv.FormatInt(l.No, 10), Label: l.Name})
	}
	return list
}

// next is the level above on a day; ok is false at the top.
func (s *Service) next(ctx context.Context, d *db.DB, no int64, day calendar.Day) (up Level, ok bool, err error) {
	list, err := levels(ctx, d, day)
	for _, l := range list {
		if l.No > no && (!ok || l.No < up.No) {
			up, ok = l, true
		}
	}
	return up, ok, err
}

// rules are the ladder and what goes onto it by itself.
func (s *Service) rules() []rule.Table {
	return []rule.Table{
		{
			Name: "supervision_levels", Title: "督办级别", One: "级别", Keys: 1, Main: []string{"name"}, Seed: "levels.csv",
			About: "督办单分几级，每级多久回复、要不要附证明材料、抄送谁。没有按时回复的自动上升一级；已经发出的按发出那天的级别。",
			Fields: []form.Field{
				{Name: "no", Label: "第几级", Type: form.Number, Required: true, Low: 1, High: 9},
				{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 10},
				{Name: "term", Label: "回复期限", Type: form.Choice, Required: true, Hint: "多少天在“时限规则”里改。"},
				{Name: "copy", Label: "抄送", Type: form.Choice, Options: form.Pairs("", "不抄送",
					string(people.Discipline), people.Discipline.Name(), string(people.Leader), people.Leader.Name())},
				{Name: "evidence", Label: "回复须附证明材料", Type: form.Bool},
			},
			Answers: s.levelAnswers, Check: s.checkLevels, Unlike: []string{"name"}, None: "一级也不剩，督办单就发不出去",
			Refuses: []string{"级别断开：从第 1 级起，一级接一级。", "高一级比低一级还松：低一级要附材料、要抄送的，高一级也要。", "两级同名。", "还有自动督办的规则用着的级别停用。"},
		},
		{
			Name: "supervision_triggers", Title: "自动督办", One: "规则", Keys: 1, Main: []string{"clock"},
			About: "超过哪个时限自动发哪一级督办单。同一件的同一个时限只督办一次；单列的时限先于“对外承诺的全部时限”。",
			Fields: []form.Field{
				{Name: "clock", Label: "超过什么时限", Type: form.Choice, Required: true},
				{Name: "level", Label: "级别", Type: form.Choice, Required: true},
			},
			Answers: s.triggerAnswers, Check: s.checkTriggers,
			Refuses: []string{"选的级别到那天没有。"},
		},
	}
}

// levelAnswers are the terms by which an order may have to be answered.
func (s *Service) levelAnswers(ctx context.Context, d *db.DB) (map[string][]form.Option, error) {
	all, err := calendar.AllTerms(ctx, d)
	var list []form.Option
	for _, t := range all {
		if !strings.HasPrefix(t.Key, Kind+".answer") || slices.ContainsFunc(list, func(o form.Option) bool { return o.Value == t.Key }) {
			continue
		}
		o := form.Option{Value: t.Key, Label: t.Name}
		if now, err := s.Rules.Term(t.Key, s.City, calendar.DayOf(s.Now())); err == nil {
			o.Label += "（" + now.Words() + "）"
		}
		list = append(list, o)
	}
	return map[string][]form.Option{"term": list}, err
}

// checkLevels: the ladder has no gap, nothing on it is milder than what is below, and what a trigger names
// is there.
func (s *Service) checkLevels(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error {
	slices.SortFunc(rows, func(a, b form.Values) int { return cmp.Compare(number(a["no"]), number(b["no"])) })
	for i, r := range rows {
		if number(r["no"]) != int64(i+1) {
			return fail.At("no", "从 "+on.String()+" 起没有第 "+strconv.Itoa(i+1)+" 级，级别要一级接一级")
		}
		if i == 0 {
			continue
		}
		low := rows[i-1]
		switch {
		case low["evidence"] != "" && r["evidence"] == "":
			return fail.At("evidence", "“"+low["name"]+"”要附材料，“"+r["name"]+"”更高一级，也要附")
		case low["copy"] != "" && r["copy"] == "":
			return fail.At("copy", "“"+low["name"]+"”要抄送，“"+r["name"]+"”更高一级，也要抄送")
		}
	}
	used, err := triggers(ctx, d, on)
	if err != nil {
		return err
	}
	for _, t := range used {
		if t.Level > int64(len(rows)) {
			return fail.Invalid("“" + s.clockName(t.Clock) + "”到期自动发第 " + strconv.FormatInt(t.Level, 10) + " 级督办单，请先改自动督办的规则")
		}
	}
	return nil
}

func number(v string) int64 {
	n, _ := strconv.ParseInt(v, 10, 64) // a form's number
	return n
}

// clockName is a clock in words.
func (s *Service) clockName(key string) string {
	kind, clock, _ := strings.Cut(key, ".")
	t, ok := s.Engine.Table(kind)
	if !ok {
		return key
	}
	if clock == "*" {
		return t.Title + "：对外承诺的全部时限"
	}
	c, _ := t.Clock(clock)
	return t.Title + "：" + cmp.Or(c.Title, clock)
}

// triggerAnswers are the clocks of all kinds, and the levels of today.
func (s *Service) triggerAnswers(ctx context.Context, d *db.DB) (map[string][]form.Option, error) {
	ladder, err := levels(ctx, d, calendar.DayOf(s.Now()))
	list := append(form.Pairs("0", "不督办"), offered(ladder)...)
	var clocks []form.Option
	for _, t := range s.Engine.Tables() {
		if t.Kind == Kind {
			continue
		}
		keys := []string{t.Kind + ".*"}
		for _, c := range t.Clocks {
			keys = append(keys, t.Kind+"."+c.Name)
		}
		for _, key := range keys {
			clocks = append(clocks, form.Option{Value: key, Label: s.clockName(key)})
		}
	}
	return map[string][]form.Option{"clock": clocks, "level": list}, err
}

func (s *Service) checkTriggers(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error {
	ladder, err := levels(ctx, d, on)
	for _, r := range rows {
		if n := number(r["level"]); err == nil && n != 0 && !slices.ContainsFunc(ladder, func(l Level) bool { return l.No == n }) {
			return fail.Invalid("没有这一级", fail.Field{Name: "level", Message: "从 " + on.String() + " 起没有第 " + r["level"] + " 级督办单"})
		}
	}
	return err
}

// seedTrigger adds the rule that a service brings along for one of its clocks, unless there is one for it. The row of triggers.csv
// is the clock, the level and the basis.
func (s *Service) seedTrigger(ctx context.Context, tx *db.DB, kind string, row []string) error {
	return s.rules()[1].Add(ctx, tx, []rule.Row{{Values: form.Values{"clock": kind + "." + row[0], "level": row[1]}, Basis: row[2],
		Span: rule.Span{ValidFrom: 20200101}, Editor: people.TheOffice.Name}})
}
