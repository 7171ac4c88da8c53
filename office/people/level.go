package people

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// Level is how well somebody has proven who he is.
type Level int64

// The levels. Name and number alone are on many papers and prove nobody: what is a person's from before opens, as the
// rows come, where the telephone is his too.
const (
	Doubted  Level = 0 // after a long silence the telephone number may have changed hands
	Phone    Level = 1 // holds the telephone number; name and document number are what he says
	Paired   Level = 2 // name and number belong together, says the identity check
	Matched  Level = 3 // and the telephone is registered to this person
	InPerson Level = 4 // in person at a window, with the document
	Strong   Level = 5 // by face or electronic identity
)

// Levels are those that a row may ask for.
var Levels = []struct {
	Level Level
	Code  string
	Name  string
}{
	{Phone, "phone", "手机号"}, {Paired, "paired", "姓名和证件号核验一致"}, {Matched, "matched", "姓名、证件号、手机号核验一致"},
	{InPerson, "window", "窗口当面核验"}, {Strong, "strong", "人脸或电子身份核验"},
}

// Name is the level in words.
func (l Level) Name() string {
	for _, one := range Levels {
		if one.Level == l {
			return one.Name
		}
	}
	return "待确认"
}

// Right is what somebody may do with what is a person's or a firm's.
type Right int64

// The rights. What was just filed by an account itself it may do everything with.
const (
	See    Right = 1 << iota // look at its cases, files and papers
	Move                     // act in them: supplement, withdraw, change the delivery
	Rate                     // rate what was done
	Apply                    // file something new in its name
	Manage                   // admit and end other agents of a firm
	All    = See | Move | Rate | Apply | Manage
)

// rightActs are the rights as acts that a row gives a level, with the words of each.
var rightActs = []struct {
	Right Right
	Act   string
	Name  string
}{
	{See, "see", "查看本人以前的办件（不是本账号提交的）"}, {Move, "move", "办理或撤回本人以前的办件"}, {Rate, "rate", "评价本人以前的办件"},
	{Apply, "apply", "以核验过的身份提交新的申请"}, {Manage, "firm", "以企业的名义：查看、办理，管理经办人"},
}

// levels is what is needed for what on a day, as it is asked at every request.
type levels struct {
	day  calendar.Day
	need map[Right]Level
}

// Rules are the tables of this package that the administration shows and changes.
func Rules() []rule.Table {
	acts := form.Field{Name: "act", Label: "做什么", Type: form.Choice, Required: true}
	for _, a := range rightActs {
		acts.Options = append(acts.Options, form.Option{Value: a.Act, Label: a.Name})
	}
	need := form.Field{Name: "level", Label: "需要哪一级身份", Type: form.Choice, Required: true}
	for _, l := range Levels {
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
		if rows[i]["level"] == "phone" && a.Right != Apply {
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
	l := &levels{day: today, need: map[Right]Level{}}
	needs, err := levelRows(ctx, g.db, today)
	if err != nil {
		return nil, err
	}
	for _, a := range rightActs {
		l.need[a.Right] = Strong + 1 // what no row opens stays closed
		for _, n := range needs {
			for _, known := range Levels {
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
func (l *levels) opens(at Level) (r Right) {
	for right, need := range l.need {
		if at >= need {
			r |= right
		}
	}
	return r
}

// Opens is what a level opens today.
func (g *Registry) Opens(ctx context.Context, at Level) (Right, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return 0, err
	}
	return l.opens(at), nil
}

// rightWords are rights in words, as a firm reads them.
var rightWords = []struct {
	Right Right
	Word  string
}{{Apply, "提交申请"}, {See, "查看办件"}, {Move, "办理和撤回"}, {Rate, "评价"}, {Manage, "管理经办人"}}

// Words are the rights in words.
func (r Right) Words() string {
	var list []string
	for _, w := range rightWords {
		if r&w.Right != 0 {
			list = append(list, w.Word)
		}
	}
	return strings.Join(list, "、")
}

// Whole refuses rights of an agent that lead nowhere: none, or to file, act or rate for a firm and not to look. field is that of the form.
func (r Right) Whole(field string) error {
	switch {
	case r&All == 0:
		return fail.Invalid("没有写明授权", fail.Field{Name: field, Message: "请至少选一项"})
	case r&(Apply|Move|Rate) != 0 && r&See == 0:
		return fail.Invalid("授权不完整", fail.Field{Name: field, Message: "可以提交申请、办理或者评价的，也要能查看办件"})
	}
	return nil
}
