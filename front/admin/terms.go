package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
)

// termUnits are the units of a term in words.
var termUnits = []form.Option{
	{Value: string(calendar.Workday), Label: "工作日"}, {Value: string(calendar.NaturalDay), Label: "日（自然日）"}, {Value: string(calendar.Month), Label: "个月"},
	{Value: string(calendar.WorkHour), Label: "工作小时"}, {Value: string(calendar.Hour), Label: "小时"}, {Value: string(calendar.Minute), Label: "分钟"},
	{Value: string(calendar.SameDay), Label: "当日"}, {Value: string(calendar.AtOnce), Label: "立即"},
}

func (f *Front) termsByKey(ctx context.Context) (map[string][]calendar.TermRow, error) {
	all, err := calendar.AllTerms(ctx, f.DB)
	byKey := map[string][]calendar.TermRow{}
	for _, t := range all {
		byKey[t.Key] = append(byKey[t.Key], t)
	}
	return byKey, err
}

func inForce(t calendar.TermRow, on calendar.Day) bool {
	return t.ValidFrom <= on && (t.ValidTo == 0 || t.ValidTo >= on)
}

// termTags mark a term that no regulation gives, and one that holds later or held before.
func termTags(t calendar.TermRow, today calendar.Day) (tags []page.Tag) {
	switch {
	case inForce(t, today):
		tags = append(tags, page.Tag{Label: "现行", Kind: "ok"})
	case t.ValidFrom > today:
		tags = append(tags, page.Tag{Label: "将生效", Kind: "blue"})
	default:
		tags = append(tags, page.Tag{Label: "已失效"})
	}
	if t.Proposal {
		tags = append(tags, page.Tag{Label: "建议值", Kind: "act"})
	}
	return tags
}

func (f *Front) where(r region.Code) string {
	if r == "" {
		return "全部地区"
	}
	return f.Regions.Name(r)
}

func validity(t calendar.TermRow) string {
	if t.ValidTo == 0 {
		return t.ValidFrom.String() + " 起"
	}
	return t.ValidFrom.String() + " 至 " + t.ValidTo.String()
}

const termsPath = door.Admin + "/terms"

// termList declares the list of the terms in force, or to come.
func (f *Front) termList() listing.Ledger[calendar.TermRow] {
	text := listing.Words[calendar.TermRow]
	return listing.Ledger[calendar.TermRow]{
		Name: "terms", Path: termsPath, Title: "时限规则", Roles: editors, Of: door.OfFigures, Unit: "条",
		List: func(ctx context.Context, _ door.Call) (list []calendar.TermRow, err error) {
			byKey, err := f.termsByKey(ctx)
			for _, key := range slices.Sorted(maps.Keys(byKey)) {
				for _, row := range byKey[key] {
					if row.ValidTo == 0 || row.ValidTo >= f.today() {
						list = append(list, row)
					}
				}
			}
			return list, err
		},
		Columns: []listing.Column[calendar.TermRow]{
			{Name: "时限和依据", Key: "name", Main: true, Width: 30, Value: func(t calendar.TermRow) any { return t.Name },
				Cell: func(t calendar.TermRow) page.Cell {
					return page.Cell{Text: t.Name, Href: termsPath + "/" + t.Key, Small: f.kindTitle(t.Key) + t.Basis, Tags: termTags(t, f.today())}
				}},
			{Name: "依据", Key: "basis", Width: 50, Value: func(t calendar.TermRow) any { return t.Basis }},
			{Name: "建议值", Key: "proposal", Value: func(t calendar.TermRow) any { return door.YesNo(t.Proposal) }},
			text("多久", "term", 16, func(t calendar.TermRow) string { return t.Term().Words() }),
			text("有效期", "valid", 26, validity),
			text("地区", "place", 16, func(t calendar.TermRow) string { return f.where(t.Region) }),
			text("提醒", "alarms", 10, func(t calendar.TermRow) string { return door.Counted(len(f.Rules.Alarms(t.Key)), "次") }),
		},
		Around: func(_ context.Context, _ door.Call, s *door.Screen) error {
			s.Lead = "每一步最多多久、依据是什么。改时限要另一人确认；已经在办的按原来的时限，除非写明一并重算。"
			s.Notes = []page.Note{{Text: "标“建议值”的没有找到文件依据，是我们提出的数，请本地核定。"}}
			return nil
		},
	}
}

// kindTitle says of what kind of case a term is, with its full stop; nothing where it is of none.
func (f *Front) kindTitle(key string) string {
	kind, _, _ := strings.Cut(key, ".")
	if t, ok := f.Engine.Table(kind); ok {
		return t.Title + "。"
	}
	return ""
}

// term is one term: its versions, its reminders, and the form of the next version.
func (f *Front) term(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	key := c.Path("key")
	byKey, err := f.termsByKey(ctx)
	if err != nil {
		return s, err
	}
	rows := byKey[key]
	if len(rows) == 0 {
		return s, fail.NotFound("没有这条时限")
	}
	last := rows[len(rows)-1]
	s.Title, s.Lead, s.Crumbs = last.Name, f.kindTitle(key), []page.Link{{Href: termsPath, Label: "时限规则"}}
	versions := door.Block{Title: "版本"}
	versions.Table = page.Table{Caption: "版本，从新到旧", Flat: true, Heads: []page.Head{{Label: "多久和依据", Main: true}, {Label: "有效期"}, {Label: "地区"}, {Label: "编辑"}}}
	for _, t := range slices.Backward(rows) {
		versions.Table.Rows = append(versions.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: t.Term().Words(), Small: t.Basis, Tags: termTags(t, f.today())}, {Text: validity(t)}, {Text: f.where(t.Region)}, {Text: t.Editor},
		}})
	}
	alarms := door.Block{Title: "到期提醒"}
	alarms.Paras = alarmWords(f.Rules.Alarms(key))
	if len(alarms.Paras) == 0 {
		alarms.Lead = "没有提醒。"
	}
	s.Blocks = []door.Block{versions, alarms}
	if c.Is(people.Editor) {
		v := form.Values{
			"n": strconv.Itoa(last.N), "unit": string(last.Unit), "basis": last.Basis, "proposal": form.Tick(last.Proposal),
			"region": form.OrNone(string(last.Region)), "valid_from": f.today().String(),
		}
		ask := c.Ask("term", termsPath+"/"+key, f.termForm(c), v, page.Act{Label: "提交，等另一人确认"})
		s.Blocks = append(s.Blocks, door.Block{Title: "提出新的时限", Forms: []page.Form{ask}})
		texts, err := f.alarmForm(ctx)
		if err != nil {
			return s, err
		}
		if f.House.Over(c, "", people.Editor) {
			v := form.Values{"alarms": alarmLines(f.Rules.Alarms(key))}
			ask := c.Ask("alarms", termsPath+"/"+key+"/alarms", texts, v, page.Act{Label: "提交，等另一人确认", Kind: "quiet"})
			s.Blocks[1].Folds = []page.Way{{Label: "改提醒", Form: ask}}
		}
	}
	return s, nil
}

func (f *Front) termForm(c door.Call) form.Form {
	var places []form.Option
	if f.House.Over(c, "", people.Editor) {
		places = append(places, form.Option{Value: form.None, Label: "全部地区"})
	}
	for _, p := range f.House.Places() {
		if f.House.Over(c, p.Code, people.Editor) {
			places = append(places, form.Option{Value: string(p.Code), Label: p.Name})
		}
	}
	return form.Of(
		form.Field{Name: "n", Label: "多少", Type: form.Number, Required: true, Low: 0, High: 3660, Hint: "当日、立即的填 0。"},
		form.Field{Name: "unit", Label: "怎么算", Type: form.Choice, Required: true, Options: termUnits},
		form.Field{Name: "basis", Label: "依据", Type: form.Area, Required: true, Max: 500, Hint: "文件名称和条款；办事人问“为什么是这一天”时会看到。"},
		form.Field{Name: "proposal", Label: "没有文件依据，是建议值", Type: form.Bool},
		form.Field{Name: "region", Label: "适用地区", Type: form.Choice, Required: true, Options: places},
		form.Field{Name: "valid_from", Label: "生效日期", Type: form.Date, Required: true, Hint: "确认时已过这一天的，从确认那天起生效。"},
		form.Field{Name: "redate", Label: "已经在办的也按新时限重新计算（须今天生效）", Type: form.Bool},
		form.Field{Name: "why", Label: "为什么改", Type: form.Area, Required: true, Max: 500},
	)
}

const termKind, alarmsKind = "term", "alarms"

// termChange is a new version of a term.
type termChange struct {
	Row    calendar.TermRow
	Redate bool // open cases count by it too
}

func (f *Front) termPosted(ctx context.Context, c door.Call) (door.After, error) {
	q := f.termForm(c)
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	byKey, err := f.termsByKey(ctx)
	key := c.Path("key")
	if err != nil || len(byKey[key]) == 0 {
		return door.After{}, fail.NotFound("没有这条时限")
	}
	day, err := calendar.ParseDay(in["valid_from"])
	if err != nil {
		return door.After{}, fail.Invalid("生效日期不对", fail.Field{Name: "valid_from", Message: err.Error()})
	}
	n, _ := strconv.Atoi(in["n"]) // the form asked for a number
	t := calendar.TermRow{Key: key, Name: byKey[key][0].Name, N: n, Unit: calendar.Unit(in["unit"]), Basis: in["basis"], Proposal: in["proposal"] != "",
		Region: region.Code(form.UnlessNone(in["region"])), ValidFrom: day, Editor: c.Name}
	if err := t.Check(); err != nil {
		return door.After{}, err
	}
	switch redate := in["redate"] != ""; {
	case day < f.today():
		return door.After{}, fail.Invalid("生效日期不对", fail.Field{Name: "valid_from", Message: "不能早于今天"})
	case redate && day > f.today():
		return door.After{}, fail.Invalid("生效日期不对", fail.Field{Name: "valid_from", Message: "在办的一并重算，生效日期要选今天"})
	default:
		return f.House.Propose(ctx, c, termKind, termChange{t, redate}, in["why"])
	}
}

// trialMost is how many open cases the preview of a change looks at.
const trialMost = 20000

// trial says how many open cases would be due at another time if the rules were others.
func (f *Front) trial(ctx context.Context, rules *calendar.Rules, key string) (page.Note, error) {
	changed, saw, err := f.Engine.Trial(ctx, rules, key, trialMost)
	if err != nil {
		return page.Note{}, err
	}
	of := fmt.Sprintf("%s 件在办的办件里", page.Num(saw))
	if saw == trialMost {
		of = fmt.Sprintf("最早的 %s 件在办的办件里", page.Num(saw))
	}
	n := page.Num(changed)
	return page.Note{
		Kind: "act", Title: n + " 件在办的办件会改到期日",
		Text: of + "，" + n + " 件的到期时间会变。确认后逐件重算，旧的和新的到期时间都记进办理记录。",
	}, nil
}

// terms: an editor proposes a new version of a term, a publisher agrees.
func (f *Front) terms() door.Changing {
	return fromDay(door.Change[termChange]{
		Kind: termKind, Title: "时限", Load: f.loadRules, Show: f.showTerm, Apply: f.putTerm,
		Place: func(_ context.Context, _ proposal.Proposal, t termChange) (region.Code, error) {
			return t.Row.Region, nil
		},
		Object: func(_ context.Context, t termChange) string {
			return t.Row.Name + "改为 " + t.Row.Term().Words() + "（" + f.where(t.Row.Region) + "）"
		},
	})
}

// showTerm lays a new term over the one that holds now.
func (f *Front) showTerm(ctx context.Context, t termChange) ([]door.Block, error) {
	b := door.Block{Title: "改了什么"}
	b.Facts = page.List{Wide: true, Items: []page.Term{
		{Label: "新的时限", Value: t.Row.Term().Words(), Strong: true}, {Label: "地区", Value: f.where(t.Row.Region)},
		{Label: "依据", Value: t.Row.Basis}, {Label: "生效", Value: t.Row.ValidFrom.String()},
	}}
	if t.Row.Proposal {
		b.Facts.Items[2].Tag = page.Tag{Label: "建议值", Kind: "act"}
	}
	place := t.Row.Region
	if place == "" {
		place = f.City
	}
	if old, err := f.Rules.Term(t.Row.Key, place, f.today()); err == nil {
		b.Facts.Items = append([]page.Term{{Label: "现在的时限", Value: old.Words(), Note: old.Basis}}, b.Facts.Items...)
	}
	note := page.Note{Text: "已经在办的仍按原来的时限，只有新收的按新时限。"}
	if t.Redate {
		t.Row.ValidFrom = f.today()
		var err error
		if note, err = f.trial(ctx, f.Rules.With(f.Rules.Days(), t.Row), t.Row.Key); err != nil {
			return nil, err
		}
	}
	b.Notes = []page.Note{note}
	return []door.Block{b}, nil
}

// putTerm ends the version before, and has the open cases dated anew where that was asked for.
func (f *Front) putTerm(ctx context.Context, tx *db.DB, c door.Call, p proposal.Proposal, t termChange) (int64, error) {
	t.Row.ID, t.Row.Editor, t.Row.ValidFrom = tx.NewID(), p.Editor, max(t.Row.ValidFrom, f.today())
	if err := calendar.Supersede(ctx, tx, t.Row); err != nil {
		return 0, err
	}
	if err := tx.Changed(ctx, "rules"); err != nil || !t.Redate {
		return 0, err
	}
	return f.redateLater(ctx, tx, c.ID, redating{t.Row.Key, p.Object})
}

// redating is the work of giving open cases their new due times.
type redating struct {
	Key string // of the term whose rule changed; "" when only the days did
	Why string
}

func (f *Front) redateLater(ctx context.Context, tx *db.DB, owner int64, r redating) (int64, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	return f.Jobs.Add(ctx, tx, flow.JobRedate, string(b), owner)
}

func (f *Front) redateJob(ctx context.Context, j job.Job, progress func(seen, total int)) (words, result string, err error) {
	var r redating
	if err := json.Unmarshal([]byte(j.Args), &r); err != nil {
		return "", "", err
	}
	if err := f.Rules.Load(ctx, f.DB); err != nil { // this node may not have noticed yet
		return "", "", err
	}
	saw := 0
	n, err := f.Engine.Redate(ctx, r.Key, r.Why, func(seen int) { saw = seen; progress(seen, 0) })
	return fmt.Sprintf("看了 %s 件在办的办件，%s 件的到期时间有变，已逐件记入办理记录。", page.Num(saw), page.Num(n)), "", err
}

// alarmWords say when whom some alarms remind.
func alarmWords(list []calendar.Alarm) (said []string) {
	for _, a := range list {
		said = append(said, a.Words()+"，提醒"+reminded(a.Role))
	}
	return said
}

// reminded is whom an alarm reminds, in words.
func reminded(role string) string {
	switch role {
	case "applicant":
		return "申请人"
	case "holder":
		return "当前承办人"
	}
	return people.Role(role).Name()
}

func alarmLines(list []calendar.Alarm) string {
	var rows []string
	for _, a := range list {
		rows = append(rows, a.Before+"，"+a.Role+"，"+a.Template)
	}
	return strings.Join(rows, "\n")
}

func (f *Front) alarmForm(ctx context.Context) (form.Form, error) {
	list, err := f.Notices.Templates(ctx)
	var codes []string
	for _, t := range list {
		codes = append(codes, t.Code+"（"+t.Title+"）")
	}
	return form.Of(
		form.Field{Name: "alarms", Label: "提醒，一行一个", Type: form.Area, Max: 2000, Hint: "什么时候，提醒谁，用哪条短信。" +
			"什么时候：0（到期时）、1/3（还剩三分之一）、1 workday、4 hour、30 minute；" +
			"提醒谁：holder（当前承办人）、applicant（申请人）、head（部门负责人）、supervisor（监管岗）等；短信：" + strings.Join(codes, "、")},
		form.Field{Name: "why", Label: "为什么改", Type: form.Area, Required: true, Max: 500},
	), err
}

// alarmChange are the reminders of a term from now on.
type alarmChange struct {
	Key, Name string
	List      []calendar.Alarm
}

func (f *Front) alarmsPosted(ctx context.Context, c door.Call) (door.After, error) {
	byKey, err := f.termsByKey(ctx)
	if err != nil {
		return door.After{}, err
	}
	key := c.Path("key")
	if len(byKey[key]) == 0 {
		return door.After{}, fail.NotFound("没有这条时限")
	}
	known, err := f.Notices.Templates(ctx)
	if err != nil {
		return door.After{}, err
	}
	o := alarmChange{Key: key, Name: byKey[key][0].Name}
	for _, line := range door.Lines(c.In["alarms"]) {
		cells := strings.FieldsFunc(line, func(r rune) bool { return r == '，' || r == ',' })
		wrong := fail.Invalid("有一行写法不对", fail.Field{Name: "alarms", Message: "“" + line + "”应为：什么时候，提醒谁，用哪条短信"})
		if len(cells) != 3 {
			return door.After{}, wrong
		}
		a := calendar.Alarm{Before: strings.TrimSpace(cells[0]), Role: strings.TrimSpace(cells[1]), Template: strings.TrimSpace(cells[2])}
		who := a.Role == "holder" || a.Role == "applicant" || people.Role(a.Role).Name() != a.Role
		if a.Check() != nil || !who || !slices.ContainsFunc(known, func(t notice.Template) bool { return t.Code == a.Template }) {
			return door.After{}, wrong
		}
		o.List = append(o.List, a)
	}
	return f.House.Propose(ctx, c, alarmsKind, o, c.In["why"])
}

// alarms: an editor proposes the reminders of a term, a publisher agrees.
func (f *Front) alarms() door.Changing {
	return door.ChangingOf(door.Change[alarmChange]{
		Kind: alarmsKind, Title: "到期提醒", Load: f.loadRules,
		Object: func(_ context.Context, o alarmChange) string { return o.Name + "的提醒" },
		Show: func(_ context.Context, o alarmChange) ([]door.Block, error) {
			changed := door.Difference{Element: o.Name, Lines: door.Differ(alarmWords(f.Rules.Alarms(o.Key)), alarmWords(o.List))}
			return []door.Block{{Title: "改了什么", Differences: []door.Difference{changed}}}, nil
		},
		Apply: func(ctx context.Context, tx *db.DB, c door.Call, p proposal.Proposal, o alarmChange) (int64, error) {
			if err := calendar.Remind(ctx, tx, o.Key, o.List); err != nil {
				return 0, err
			}
			if err := tx.Changed(ctx, "rules"); err != nil {
				return 0, err
			}
			return f.redateLater(ctx, tx, c.ID, redating{"", p.Object})
		},
	})
}

// loadRules reads the terms, the reminders and the days anew.
func (f *Front) loadRules(ctx context.Context) error { return f.Rules.Load(ctx, f.DB) }
