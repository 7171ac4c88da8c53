package grievance

import (
	"cmp"
	"context"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// Cause is a sub-category of a class, as it was worded for a time.
type Cause struct {
	Code, Class, Name, Meaning, Handling string
	rule.Span
}

// causes are the rows of the causes.
func (s *Service) causes() rule.Table {
	return rule.Table{
		Name: "grievance_causes", Title: "办不成事的原因", One: "原因", Keys: 2, Main: []string{"name"}, Seed: "causes.csv",
		About: "研判时每一类可以选的原因。新的说法用在以后的研判，已经研判的仍按当时的说法显示。",
		Fields: []form.Field{
			{Name: "class", Label: "类别", Type: form.Choice, Required: true, Options: classOptions},
			{Name: "code", Label: "代号", Type: form.Text, Required: true, Max: 12, Like: form.UpperCode, Hint: "大写字母和数字，例如 MAT；定了就不改。"},
			{Name: "name", Label: "原因", Type: form.Text, Required: true, Max: 30},
			{Name: "meaning", Label: "什么情形", Type: form.Text, Required: true, Max: 100, Hint: "研判的人选的时候看到。"},
			{Name: "handling", Label: "怎么办", Type: form.Text, Max: 100},
		},
		Refuses: []string{"一类里一个原因也不剩。", "代号已经用在别的类里。", "同一类里有两个同名的原因。"},
		Check:   checkCauses, Unlike: []string{"class", "name"},
	}
}

// checkCauses: every class has a cause to choose, and a code means one thing.
func checkCauses(_ context.Context, _ *db.DB, rows []form.Values, on calendar.Day) error {
	codes, left := map[string]bool{}, map[string]bool{}
	for _, r := range rows {
		if codes[r["code"]] {
			return fail.At("code", "代号 "+r["code"]+" 已经用在别的类里")
		}
		codes[r["code"]], left[r["class"]] = true, true
	}
	for _, c := range classOptions {
		if !left[c.Value] {
			return fail.Invalid("“" + c.Label + "”从 " + on.String() + " 起一个原因也不剩，研判就选不了；请先加上别的原因")
		}
	}
	return nil
}

// causeName is a cause in the words of a day; 0 is its newest wording.
func (s *Service) causeName(ctx context.Context, d *db.DB, code string, day calendar.Day) (string, error) {
	if code == "" {
		return "", nil
	}
	list, err := allCauses(ctx, d)
	return nameOn(list, code, day), err
}

// nameOn is a cause in the words of a day, found among those of all times.
func nameOn(list []Cause, code string, day calendar.Day) string {
	c, _ := rule.At(list, day, func(c Cause) bool { return c.Code == code })
	return cmp.Or(c.Name, code)
}

// wordedOn is the day in whose words a class is told; a matter that was judged before days were kept has
// the day on which it began.
func wordedOn(judged calendar.Day, since int64) calendar.Day {
	return cmp.Or(judged, calendar.DayOf(calendar.At(since)))
}
