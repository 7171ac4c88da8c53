package persons

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rule"
)

// rightActs are the rights as acts that a row gives a level, with the words of each.
var rightActs = []struct {
	Right people.Right
	Act   string
	Name  string
}{
	{people.See, "see", "查看本人以前的办件（不是本账号提交的）"}, {people.Move, "move", "办理或撤回本人以前的办件"}, {people.Rate, "rate", "评价本人以前的办件"},
	{people.Apply, "apply", "以核验过的身份提交新的申请"}, {people.Manage, "firm", "以企业的名义：查看、办理，管理经办人"},
}

// levels is what is needed for what on a day, as it is asked at every request.
type levels struct {
	day  calendar.Day
	need map[people.Right]people.Level
}

// Rules are the tables of this package that the administration shows and changes.
func Rules() []rule.Table {
	acts := form.Field{Name: "act", Label: "做什么", Type: form.Choice, Required: true}
	for _, a := range rightActs {
		acts.Options = append(acts.Options, form.Option{Value: a.Act, Label: a.Name})
	}
	need := form.Field{Name: "level", Label: "需要哪一级身份", Type: form.Choice, Required: true}
	for _, l := range people.Levels {
		need.Options = append(need.Options, form.Option{Value: l.Code, Label: l.Name})
	}
	return []rule.Table{
		{
			Name: "identity_levels", Title: "身份等级", One: "要求", Keys: 1, Main: []string{"act"}, Seed: "levels.csv", Fields: []form.Field{acts, need},
			About: "办哪些事要先核验到哪一级。本账号自己提交的，登录就能看、能办。改动从生效日起适用。", Check: everyAct,
			Refuses: []string{"少了一项要求。", "查看、办理、评价以前的办件只要手机号。"},
		},
	}
}

func everyAct(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, a := range rightActs {
		i := slices.IndexFunc(rows, func(v form.Values) bool { return v["act"] == a.Act })
		if i < 0 {
			return fail.Invalid("“" + a.Name + "”要有一行")
		}
		if rows[i]["level"] == "phone" && a.Right != people.Apply {
			return fail.Invalid("手机号证明不了是本人，不能只凭它看以前的办件", fail.Field{Name: "level", Message: "请选更高的一级"})
		}
	}
	return nil
}

// rules are the levels of today. They are read once a day and when they change (Load).
func (g *Registry) rules(ctx context.Context) (*levels, error) {
	today := calendar.DayOf(g.now())
	if l := g.levels.Load(); l != nil && l.day == today {
		return l, nil
	}
	return g.load(ctx, today)
}

// Load reads the levels anew.
func (g *Registry) Load(ctx context.Context) error {
	_, err := g.load(ctx, calendar.DayOf(g.now()))
	return err
}

func (g *Registry) load(ctx context.Context, today calendar.Day) (*levels, error) {
	l := &levels{day: today, need: map[people.Right]people.Level{}}
	needs, err := levelRows(ctx, g.db, today)
	if err != nil {
		return nil, err
	}
	for _, a := range rightActs {
		l.need[a.Right] = people.Strong + 1 // what no row opens stays closed
		for _, n := range needs {
			for _, known := range people.Levels {
				if n.Act == a.Act && n.Level == known.Code {
					l.need[a.Right] = known.Level
				}
			}
		}
	}
	g.levels.Store(l)
	return l, nil
}

// opens are the rights that a level opens.
func (l *levels) opens(at people.Level) (r people.Right) {
	for right, need := range l.need {
		if at >= need {
			r |= right
		}
	}
	return r
}

// Opens is what a level opens today.
func (g *Registry) Opens(ctx context.Context, at people.Level) (people.Right, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return 0, err
	}
	return l.opens(at), nil
}
