package admin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

// lookAhead is for how many days ahead the arrangement must be known before the office is warned [D]:
// the notice of the State Council comes in November.
const lookAhead = 60

// unknown are the years near enough whose arrangement is missing.
func (f *Front) unknown() []int {
	return f.Rules.Calendar().Unknown(f.today(), f.today().AddDays(lookAhead))
}

func (f *Front) countUnknown(context.Context, people.Visitor) (int64, error) {
	return int64(len(f.unknown())), nil
}

// calendar is a year month by month, with what departs from the week.
func (f *Front) calendar(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "全国放假安排加上本地安排。改了以后，在办的办件重新计算到期日。"}
	year := int(c.Int("year"))
	if year < 1950 || year > 2199 {
		year = f.today().Year()
	}
	s.Title = fmt.Sprintf("%d 年工作日历", year)
	if years := f.unknown(); len(years) > 0 {
		n := page.Note{Kind: "late", Title: fmt.Sprintf("%d 年的放假安排还没有录入", years[0]), Text: calendar.Provisional(years) + "。国务院办公厅一般在 11 月公布，请公布后尽快导入。"}
		if c.Is(people.Editor, people.System) {
			n.Links = []page.Link{{Href: door.Admin + "/import?kind=holidays", Label: "导入放假安排"}}
		}
		s.Notes = []page.Note{n}
	}
	s.Tally.Label = "年份"
	for y := year - 2; y <= year+2; y++ {
		n := "—"
		if f.Rules.Calendar().Known(y) {
			n = fmt.Sprint(f.workdays(y))
		}
		href := fmt.Sprintf("%s?year=%d", calendarPath, y)
		s.Tally.Links = append(s.Tally.Links, page.Link{Href: href, Label: fmt.Sprintf("%d 年", y), Count: n, Current: y == year})
	}
	months := door.Block{Title: "全年", Count: fmt.Sprintf("%d 个工作日", f.workdays(year)), Lead: "“休”是放假，“班”是调休上班，标“本地”的是本地安排。"}
	for m := 1; m <= 12; m++ {
		months.Months = append(months.Months, f.month(year, m))
	}
	s.Blocks = []door.Block{months}
	days, err := calendar.DaysOf(ctx, f.DB, year)
	if err != nil {
		return s, err
	}
	t := page.Table{
		Caption: fmt.Sprintf("%d 年的安排，%d 天", year, len(days)), Flat: true,
		Heads: []page.Head{{Label: "名称", Main: true}, {Label: "日期"}, {Label: "安排"}, {Label: "来自"}},
		Empty: page.Empty{Title: "还没有安排", Text: "没有录入放假安排的年份按双休日推算。"},
	}
	for i := 0; i < len(days); {
		d, n := days[i], 1
		for i+n < len(days) && days[i+n] == (calendar.Exception{Day: d.Day.AddDays(n), Name: d.Name, Off: d.Off, Layer: d.Layer}) {
			n++
		}
		words, kind, from := d.Day.Words(), "上班", "本地"
		if n > 1 {
			words += "至 " + d.Day.AddDays(n-1).Words()
		}
		if d.Off {
			kind = fmt.Sprintf("休息 %d 天", n)
		}
		if d.Layer == calendar.National {
			from = "全国"
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: d.Name}, {Text: words}, {Text: kind}, {Text: from}}})
		i += n
	}
	if c.Is(people.Editor) {
		s.Blocks[0].Folds = []page.Way{{
			Label: "改一天（本地安排）", Help: "例如防汛停工、承办活动调休。本地安排盖过全国安排。",
			Form: c.Ask("day", calendarPath, dayForm(), nil, page.Act{Label: "提交，等另一人确认"}),
		}}
	}
	s.Blocks = append(s.Blocks, door.Block{Title: "安排", Table: t})
	return s, nil
}

func (f *Front) workdays(year int) int {
	return f.Rules.Calendar().Between(calendar.Day((year-1)*10000+1231), calendar.Day((year+1)*10000+101))
}

// month is one month of the calendar.
func (f *Front) month(year, m int) page.Days {
	cal := f.Rules.Calendar()
	d := page.Days{Caption: fmt.Sprintf("%d 年 %d 月", year, m)}
	local := map[calendar.Day]bool{}
	for _, e := range f.Rules.Days() {
		local[e.Day] = local[e.Day] || e.Layer != calendar.National
	}
	for day := calendar.Day(year*10000 + m*100 + 1); day.Month() == year*100+m; day = day.AddDays(1) {
		x := page.CalendarDay{Date: day.Time(), Today: day == f.today()}
		switch {
		case local[day] && cal.Workday(day):
			x.Words, x.State = "本地班", "used"
		case local[day]:
			x.Words, x.State = "本地休", "off"
		case cal.Holiday(day) != "":
			x.State = "off"
		case cal.Makeup(day) != "":
			x.State, x.Words = "used", "班"
		case !cal.Workday(day):
			x.State, x.Words = "off", " "
		}
		d.Items = append(d.Items, x)
	}
	return d
}

func dayForm() form.Form {
	return form.Of(
		form.Field{Name: "day", Label: "哪一天", Type: form.Date, Required: true},
		form.Field{Name: "kind", Label: "怎么安排", Type: form.Choice, Required: true, Options: []form.Option{
			{Value: "off", Label: "休息"}, {Value: "work", Label: "上班"}, {Value: "none", Label: "取消本地安排，按全国安排"}}},
		form.Field{Name: "name", Label: "名称", Type: form.Text, Max: 50, Hint: "办事人问为什么这一天不算时会看到，例如“防汛停工”。"},
		form.Reason("why", "为什么改", true, "写明文件。"),
	)
}

const dayKind = "day"

// dayChange is a day of the local layer.
type dayChange struct {
	Day  calendar.Exception
	Drop bool
}

func (f *Front) dayPosted(ctx context.Context, c door.Call) (door.After, error) {
	q := dayForm()
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	day, err := calendar.ParseDay(in["day"])
	if err != nil {
		return door.After{}, fail.Invalid("日期不对", fail.Field{Name: "day", Message: err.Error()})
	}
	o := dayChange{Day: calendar.Exception{Day: day, Name: in["name"], Off: in["kind"] == "off", Layer: calendar.Local}, Drop: in["kind"] == "none"}
	stands := slices.ContainsFunc(f.Rules.Days(), func(e calendar.Exception) bool { return e.Day == day && e.Layer == calendar.Local })
	switch {
	case o.Drop && !stands:
		return door.After{}, fail.Invalid("没有可取消的", fail.Field{Name: "day", Message: "这一天没有本地安排"})
	case !o.Drop && o.Day.Name == "":
		return door.After{}, fail.Invalid("请填名称", fail.Field{Name: "name", Message: "请填名称"})
	}
	return f.House.Propose(ctx, c, dayKind, o, in["why"])
}

// with are the days as they would be after the change.
func (o dayChange) with(days []calendar.Exception) []calendar.Exception {
	days = slices.DeleteFunc(slices.Clone(days), func(e calendar.Exception) bool { return e.Day == o.Day.Day && e.Layer == o.Day.Layer })
	if o.Drop {
		return days
	}
	return append(days, o.Day)
}

// days: an editor proposes a day of the local layer, a publisher agrees, and the open cases are dated by it.
func (f *Front) days() door.Changing {
	return door.ChangingOf(door.Change[dayChange]{
		Kind: dayKind, Title: "工作日历", Load: f.loadRules,
		Object: func(_ context.Context, o dayChange) string {
			if o.Drop {
				return o.Day.Day.String() + " 取消本地安排"
			}
			return o.Day.Day.String() + " " + map[bool]string{true: "休息", false: "上班"}[o.Day.Off] + "（" + o.Day.Name + "）"
		},
		Show: func(ctx context.Context, o dayChange) ([]door.Block, error) {
			note, err := f.trial(ctx, f.Rules.With(o.with(f.Rules.Days())), "")
			now := "工作日"
			if !f.Rules.Calendar().Workday(o.Day.Day) {
				now = cmp.Or(f.Rules.Calendar().Holiday(o.Day.Day), "休息日")
			}
			return []door.Block{{Title: "改了什么", Notes: []page.Note{note}, Facts: page.List{Items: []page.Term{
				{Label: "日期", Value: strconv.Itoa(o.Day.Day.Year()) + "年" + o.Day.Day.Words()}, {Label: "现在", Value: now},
			}}}}, err
		},
		Apply: func(ctx context.Context, tx *db.DB, c door.Call, p proposal.Proposal, o dayChange) (int64, error) {
			put := func() error { return calendar.PutDay(ctx, tx, o.Day) }
			if o.Drop {
				put = func() error { return calendar.DropDay(ctx, tx, o.Day.Day, o.Day.Layer) }
			}
			if err := put(); err != nil {
				return 0, err
			}
			if err := tx.Changed(ctx, "rules"); err != nil {
				return 0, err
			}
			return f.redateLater(ctx, tx, c.ID, redating{"", p.Object})
		},
	})
}
