package rating

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/rule"
)

// rules are what may be rated, what looks unusual, and the reasons that a rating may name.
func (s *Service) rules() []rule.Table {
	return []rule.Table{
		s.exceptions(),
		{
			Name: "rating_signs", Title: "异常评价", One: "核查规则", Keys: 1, Main: []string{"name"}, Seed: "signs.csv",
			About: "评价多到、快到什么程度列出来请人核查。列出来不等于有问题；已经列出的按当时的规则。",
			Fields: []form.Field{
				{Name: "code", Label: "看什么", Type: form.Choice, Required: true, Options: form.Pairs("burst", "同一窗口评价的条数", "device", "同一设备评价的条数",
					"address", "同一网络地址评价的条数", hasty, "办完到评价的秒数", ofStaff, "评价人是工作人员")},
				{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 20},
				{Name: "most", Label: "多少以内不算", Type: form.Number, Required: true, Low: 0, High: 9999, Hint: "条数；看秒数的，几秒以内算太快；看工作人员的填 0。"},
				{Name: "minutes", Label: "多少分钟里", Type: form.Number, Required: true, Low: 0, High: 10080, Hint: "一天是 1440；不按条数看的填 0。"},
			},
			Check: checkSigns, Unlike: []string{"name"},
			Refuses: []string{"按条数看的没有写条数和分钟数。", "名称重复。"},
		},
		{
			Name: "rating_tags", Title: "评价指标", One: "指标", Keys: 2, Main: []string{"name"}, Seed: "tags.csv",
			About: "评价时可以选的原因，全国统一。以前的评价按当时的说法显示。",
			Fields: []form.Field{
				{Name: "tag_set", Label: "指标集", Type: form.Text, Required: true, Max: 20, Hint: "例如 2020；新的一套先在这里加齐，再到“评价指标集”启用。"},
				{Name: "code", Label: "代码", Type: form.Text, Required: true, Max: 10, Hint: "国家的代码，三位数字。"},
				{Name: "name", Label: "指标", Type: form.Text, Required: true, Max: 40},
				{Name: "level", Label: "属于哪一档", Type: form.Choice, Required: true, Options: rate.Levels},
				{Name: "proof", Label: "核实时对照什么记录", Type: form.Choice, Options: proofs},
			},
			Check: checkTags, Unlike: []string{"tag_set", "level", "name"},
			Refuses: []string{"在用的指标集里有一档一个指标也不剩。", "同一档里有两个同名的指标。"},
		},
		{
			Name: "rating_tag_sets", Title: "评价指标集", One: "指标集", Keys: 1, Main: []string{"title"}, Seed: "tag_sets.csv",
			About: "评价时用哪一套指标：到那天为止最新的一套。",
			Fields: []form.Field{
				{Name: "name", Label: "代号", Type: form.Text, Required: true, Max: 20, Hint: "和“评价指标”里写的一样，例如 2020。"},
				{Name: "title", Label: "名称", Type: form.Text, Required: true, Max: 50},
			},
			Check: checkSets, None: "一套指标也不剩，评价就没有原因可选",
			Refuses: []string{"一套也不剩。", "这一套里有一档还没有指标：先到“评价指标”加齐。"},
		},
		{
			Name: "rating_limits", Title: "评价器的时限", One: "时限", Keys: 1, Main: []string{"limit_name"}, Seed: "limits.csv",
			About: "窗口的评价器只请人评价刚办完的事；设置码只能用一次，过时作废。",
			Fields: []form.Field{
				{Name: "limit_name", Label: "哪一项", Type: form.Choice, Required: true, Options: limitNames},
				{Name: "n", Label: "多少分钟", Type: form.Number, Required: true, Low: 1, High: 120},
			},
			Check: checkLimits, Refuses: []string{"少了一项时限。"},
		},
	}
}

// occasions are how an event may be rated.
var occasions = form.Pairs(door.NotRated, "不评价", door.AtWindow, "算一次窗口服务", door.Away, "本人不在场，不算窗口服务")

// exceptions are what is no occasion to rate though it looks like one, or is one though it does not.
func (s *Service) exceptions() rule.Table {
	return rule.Table{
		Name: "rating_rules", Title: "哪些事可以评价", One: "例外", Keys: 2, Main: []string{"kind", "event"}, Seed: "rules.csv",
		About: "办结和窗口服务都可以评价，这里列例外。业务和动作都写明的先于“所有的”。",
		Fields: []form.Field{
			{Name: "kind", Label: "哪类业务", Type: form.Choice, Required: true},
			{Name: "event", Label: "什么动作", Type: form.Choice, Required: true},
			{Name: "act", Label: "怎么算", Type: form.Choice, Required: true, Options: occasions},
		},
		Answers: s.eventAnswers, Check: s.checkExceptions,
		Refuses: []string{"这类业务没有这个动作。", "所有业务的所有动作都不评价：那样就没有好差评了。"},
	}
}

// declare adds what a service declares of its kind of cases (door.Service.Occasions), where there is no rule yet.
func (s *Service) declare(ctx context.Context, tx *db.DB, kind string, list []door.Occasion) error {
	rows := make([]rule.Row, len(list))
	for i, o := range list {
		rows[i] = rule.Row{Values: form.Values{"kind": kind, "event": o.Event, "act": o.As}, Basis: o.Basis,
			Span: rule.Span{ValidFrom: 20200101}, Editor: people.TheOffice.Name}
	}
	return s.exceptions().Add(ctx, tx, rows)
}

// The signs that are no matter of how many within how long.
const hasty, ofStaff = "hasty", "staff"

// limitNames are the minutes for which something at a pad is good.
var limitNames = form.Pairs("pad_fresh", "办完以后多久内可以在评价器上评", "pad_setup", "评价器的设置码多久内有效")

func checkLimits(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, o := range limitNames {
		if !slices.ContainsFunc(rows, func(r form.Values) bool { return r["limit_name"] == o.Value }) {
			return fail.Invalid("“" + o.Label + "”要有一行")
		}
	}
	return nil
}

// proofs are what the office's own data can say to a tag (matter.says).
var proofs = form.Pairs("", "没有可对照的", "promise", "有没有超过承诺时限", "statutory", "有没有超过法定时限", "beyond", "要的材料和办事指南", "again", "重复提交的次数",
	"windows", "跑了几个窗口", "trips", "到现场次数", "sample", "有没有材料样本", "notice", "有没有一次性告知单", "online", "能不能网上办", "booking", "预约记录")

// eventAnswers are the kinds of cases and the events of all kinds.
func (s *Service) eventAnswers(context.Context, *db.DB) (map[string][]form.Option, error) {
	kinds, events := form.Pairs("*", "所有的业务"), form.Pairs("*", "所有的动作")
	for _, t := range s.Engine.Tables() {
		kinds = append(kinds, form.Option{Value: t.Kind, Label: t.Title})
		for _, r := range t.Rows {
			i := slices.IndexFunc(events, func(o form.Option) bool { return o.Value == r.Event })
			if i < 0 {
				events = append(events, form.Option{Value: r.Event, Label: r.Name})
			} else if !slices.Contains(strings.Split(events[i].Label, "、"), r.Name) {
				events[i].Label += "、" + r.Name
			}
		}
	}
	return map[string][]form.Option{"kind": kinds, "event": events}, nil
}

func (s *Service) checkExceptions(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, r := range rows {
		if r["kind"] == "*" && r["event"] == "*" && r["act"] == door.NotRated {
			return fail.Invalid("这样就没有可以评价的了", fail.Field{Name: "act", Message: "所有业务的所有动作都不评价，就没有好差评了"})
		}
		t, ok := s.Engine.Table(r["kind"])
		if !ok || r["event"] == "*" {
			continue
		}
		if !slices.ContainsFunc(t.Rows, func(row flow.Row) bool { return row.Event == r["event"] }) {
			return fail.Invalid("没有这个动作", fail.Field{Name: "event", Message: t.Title + "没有这个动作"})
		}
	}
	return nil
}

func checkSigns(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for _, r := range rows {
		if r["code"] == hasty || r["code"] == ofStaff {
			continue
		}
		for _, name := range []string{"most", "minutes"} {
			if r[name] == "0" {
				return fail.Invalid("要写条数和分钟数", fail.Field{Name: name, Message: "按条数看的不能是 0"})
			}
		}
	}
	return nil
}

// checkTags: whoever rates by the set that is in use finds a reason at each level.
func checkTags(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error {
	set, err := rate.TagSetOn(ctx, d, on)
	if err != nil {
		return err
	}
	return full(set, on, func(level string) bool {
		return slices.ContainsFunc(rows, func(r form.Values) bool { return r["tag_set"] == set && r["level"] == level })
	})
}

// checkSets: there is a set in use, and none is in use that lacks the tags of a level.
func checkSets(ctx context.Context, d *db.DB, rows []form.Values, on calendar.Day) error {
	for _, r := range rows {
		tags, err := rate.TagsOn(ctx, d, r["name"], on)
		if err != nil {
			return err
		}
		if err := full(r["name"], on, func(level string) bool {
			return slices.ContainsFunc(tags, func(t rate.Tag) bool { return string(t.Level) == level })
		}); err != nil {
			return err
		}
	}
	return nil
}

// full refuses a set without a tag at some level.
func full(set string, on calendar.Day, has func(level string) bool) error {
	for _, l := range rate.Levels {
		if !has(l.Value) {
			return fail.Invalid("指标集 " + set + " 从 " + on.String() + " 起“" + l.Label + "”一个指标也没有，请先加上")
		}
	}
	return nil
}
