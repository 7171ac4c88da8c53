package rate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// Level is how satisfied somebody is. It is stored by its name, never as a digit: outside, 1…5 and 5…1
// both occur, and each border has its own mapping.
type Level string

const (
	VerySatisfied      Level = "very_satisfied"
	Satisfied          Level = "satisfied"
	BasicallySatisfied Level = "basically_satisfied"
	Dissatisfied       Level = "dissatisfied"
	VeryDissatisfied   Level = "very_dissatisfied"
)

// Levels are all levels from the best down, in words.
var Levels = form.Pairs(string(VerySatisfied), "非常满意", string(Satisfied), "满意", string(BasicallySatisfied), "基本满意",
	string(Dissatisfied), "不满意", string(VeryDissatisfied), "非常不满意")

// Points are 5 for the best level and 1 for the worst: the national platform's code, and half of the
// points of the ten-point average. A level that is none has 0.
func (l Level) Points() int {
	i := slices.IndexFunc(Levels, func(o form.Option) bool { return o.Value == string(l) })
	if i < 0 {
		return 0
	}
	return len(Levels) - i
}

// OfPoints is the level of the national platform's code, 5 the best.
func OfPoints(n int) (Level, error) {
	if n < 1 || n > len(Levels) {
		return "", fmt.Errorf("no level %d", n)
	}
	return Level(Levels[len(Levels)-n].Value), nil
}

// Standard is the code of GB/T 39046-2020 table A.8, 1 the best.
func (l Level) Standard() int { return len(Levels) + 1 - l.Points() }

// Bad are the two lowest levels (差评).
func (l Level) Bad() bool { return l == Dissatisfied || l == VeryDissatisfied }

// Words is the level in words.
func (l Level) Words() string { return form.Label(Levels, string(l)) }

// Tag is one of the nationally uniform reasons that belong to a level. Proof names what the office's
// own data can say to it.
type Tag struct {
	TagSet string
	Code   string
	Level  Level
	Name   string
	Proof  string
	rule.Span
}

// TagsToday are the tags that a rating of the day may give.
func TagsToday(ctx context.Context, d *db.DB, today calendar.Day) ([]Tag, error) {
	set, err := TagSetOn(ctx, d, today)
	if err != nil {
		return nil, err
	}
	return TagsOn(ctx, d, set, today)
}

// TagWords are the chosen tags in the words of a day, found among those of all times.
func TagWords(tags []Tag, codes string, day calendar.Day) []string {
	var list []string
	for _, code := range strings.Split(codes, ",") {
		if t, ok := rule.At(tags, day, func(t Tag) bool { return t.Code == code }); ok {
			list = append(list, t.Name)
		}
	}
	return list
}

// stars are the dimensions of the older indicator set of the province; nobody has to answer them.
var stars = []form.Field{
	starField("speed", "服务效率"), starField("skill", "服务水平"), starField("manner", "服务态度"),
	starField("guide", "办事指南准确"), starField("ease", "办事便捷"), starField("site", "平台好用"),
}

func starField(name, label string) form.Field {
	return form.Field{Name: name, Label: label, Type: form.Choice, Options: form.Pairs("5", "5 星", "4", "4 星", "3", "3 星", "2", "2 星", "1", "1 星")}
}

// StarsFor are the dimensions that are asked of an act.
func StarsFor(a Act) []form.Field {
	if a.Mode == Visit {
		return stars[:3]
	}
	return append([]form.Field{stars[0]}, stars[3:]...)
}
