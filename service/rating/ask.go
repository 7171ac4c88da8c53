package rating

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/rate"
)

// questions are what a rating asks: five levels of the same size, none chosen before, and the tags
// of the level that is chosen. The wording suggests nothing (GB/T 39734).
type questions struct {
	Faces  page.Faces
	Tags   page.Fields
	Words  page.Fields
	Stars  page.Fields
	Hidden page.Fields
}

var commentField = form.Field{Name: "comment", Label: "想说的话", Type: form.Area, Max: rate.CommentMost, Hint: "最多 150 个字，不要写个人信息"}

var unnamedField = form.Field{Name: "unnamed", Label: "匿名评价", Type: form.Bool, Hint: "不管是否匿名，窗口和部门都看不到评价人是谁"}

// ask makes the questions for an act. After a failure in holds what was answered.
func (s *Service) ask(ctx context.Context, a rate.Act, in form.Values, wrong error) (q questions, err error) {
	tags, err := rate.TagsToday(ctx, s.DB, calendar.DayOf(s.Now()))
	if err != nil {
		return q, err
	}
	q.Faces = faces("您对这次服务满意吗？", in, wrong)
	for _, l := range rate.Levels {
		level := rate.Level(l.Value)
		f := form.Field{Name: "tags_" + l.Value, Label: "说说是哪一点（可多选，也可不选）", Type: form.Choices, When: "level=" + l.Value}
		if level.Bad() {
			f.Label = "说说是哪一点（可多选；选一点或者写一句）"
		}
		for _, t := range tags {
			if t.Level == level {
				f.Options = append(f.Options, form.Option{Value: t.Code, Label: t.Name})
			}
		}
		q.Tags = append(q.Tags, door.Fields(form.Of(f), in, nil)...)
	}
	q.Words = door.Fields(form.Of(commentField, unnamedField), in, wrong)
	q.Stars = door.Fields(form.Of(rate.StarsFor(a)...), in, nil)
	return q, nil
}

// touched makes the questions those of a screen on which nobody writes: a reason is touched.
func (q *questions) touched() {
	for i := range q.Tags {
		q.Tags[i].Label = "说说是哪一点（可多选）"
		for _, w := range q.Words {
			if w.Name == commentField.Name && w.Error != "" && q.Tags[i].When == "level="+q.chosen() {
				q.Tags[i].Error = "请选一点，我们才知道改哪里"
			}
		}
	}
	q.Words = nil
}

// chosen is the level that was chosen before a failure.
func (q *questions) chosen() string {
	for _, f := range q.Faces.Items {
		if f.Chosen {
			return f.Value
		}
	}
	return ""
}

// errors is what is wrong with the answers, with the ways to them.
func (q *questions) errors(wrong error) page.ErrorSummary {
	return page.ErrorSummary{Text: door.Summary(wrong), Links: slices.Concat(q.Faces.Errors().Links, q.Tags.Errors().Links, q.Words.Errors().Links)}
}

// given reads a rating from the answers.
func given(a rate.Act, in map[string]string) rate.Given {
	g := rate.Given{Act: a.ID, Level: rate.Level(in["level"]), Comment: in["comment"], Unnamed: in["unnamed"] == "1", Stars: map[string]string{}}
	g.Tags = strings.Split(in["tags_"+in["level"]], ",")
	for _, f := range rate.StarsFor(a) {
		g.Stars[f.Name] = in[f.Name]
	}
	return g
}

// faces are the five levels of the same size, of which only an answer given before is chosen.
func faces(ask string, in form.Values, wrong error) page.Faces {
	f := page.Faces{Name: "level", Label: ask, Error: door.Wrongs(wrong)["level"]}
	for _, l := range rate.Levels {
		f.Items = append(f.Items, page.Face{Value: l.Value, Label: l.Label, Mood: rate.Level(l.Value).Points(), Chosen: in["level"] == l.Value})
	}
	return f
}
