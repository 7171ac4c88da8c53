package grievance

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// serves are the acts that serve who reported a matter.
var serves = map[string]flow.Serve{
	"take_in": flow.Accepts, "solve": flow.Decides, "refuse": flow.Decides, "reply": flow.Decides, "feedback": flow.Decides, "feedback_plan": flow.Decides,
	"achieve": flow.Decides, "rectified": flow.Decides,
}

// meant are who does not answer for the department: whom the matter is about, who is complained of, and who may be meant until an officer has
// found out.
var meant = []flow.Relation{flow.Own, flow.Named, flow.Unclear, flow.Called}

// apart: who is named in a matter, may be meant, or did the application that it is about, neither judges nor ends it, nor speaks
// with or for the person. The department answers for its own, by others than who is named; what it answers is judged by others.
var apart = []flow.Apart{
	{To: flow.Handled, Acts: []string{
		"solve", "propose_refusal", "refuse", "reject_refusal", "cannot", "hard", "unwilling", "agree", "disagree", "reclass", "convene", "decide", "replan",
		"account", "contact", "confirm", "enter_confirm", "object", "restore", "withdraw", "enter_withdraw", "reject_entered", "name",
	}},
	{To: meant, Acts: []string{"acknowledge", "reply", "feedback", "feedback_plan", "achieve", "rectified"}},
	{To: []flow.Relation{flow.Own, flow.Named}, Acts: []string{"claim", "opine", "progress", "hand_over"}},
	{To: []flow.Relation{flow.Own}, Acts: []string{"take_in"}},
}

// meantDays is how far back words may reach that speak of a window or a post.
var meantDays = limit.Declare(limit.Limit{Key: "grievance.meant_days", Words: "反映里说到窗口、岗位的，反映以前多少天里在那里任过职的人也算可能被反映", Unit: limit.Days,
	Default: 90, Least: 0, Most: 1095, Basis: "建议值：群众反映的多是最近三个月的事；调离岗位不能免去回避（公务员法第76条）"})

// since is from when on, in Unix milliseconds, whoever held a post may be meant by it.
func (s *Service) since(k flow.Case) int64 {
	return k.OpenedAt - s.Limits.Time(meantDays).Milliseconds()
}

// until is when the words were said that may mean somebody: who is given a post later is not meant by it.
func until(g Grievance) int64 {
	if g.Said == "" {
		return g.Since
	}
	return max(g.Since, g.VisitedDay.Time().AddDate(0, 0, 1).UnixMilli()-1)
}

// fronts are the posts at which people come to a window.
var fronts = []people.Role{people.Window, people.Output, people.Officer}

// held are the posts of the roles, or of all, held at some time between two moments at the place where a matter lies and at those above it, the nearest
// first, and in the department that answers, wherever it lies. Those of other places below have no part in the matter.
func (s *Service) held(
	ctx context.Context, d *db.DB, k flow.Case, since, until int64, in func(roster.Held) bool, roles ...people.Role,
) ([]roster.Held, error) {
	return s.heldAt(k, since, until, in, s.posts(ctx, d, since, roles...))
}

// posts are those of the roles, or of all, that somebody held at a place at a moment or later; a place is read once.
func (s *Service) posts(ctx context.Context, d *db.DB, since int64, roles ...people.Role) func(region.Code) ([]roster.Holding, error) {
	at := map[region.Code][]roster.Holding{}
	return func(place region.Code) (list []roster.Holding, err error) {
		list, read := at[place]
		if !read {
			list, err = s.Roster.HeldSince(ctx, d, place, since, roles...)
			at[place] = list
		}
		return list, err
	}
}

func (s *Service) heldAt(
	k flow.Case, since, until int64, in func(roster.Held) bool, posts func(region.Code) ([]roster.Holding, error),
) (all []roster.Held, err error) {
	var places []region.Code
	for level := k.Region.Level(); level >= region.City; level-- {
		places = append(places, k.Region.At(level))
	}
	if dept, ok := s.Catalog.Dept(k.Dept); ok && !slices.Contains(places, dept.Region) {
		places = append(places, dept.Region)
	}
	for _, place := range places {
		list, err := posts(place)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			if h.Between(since, until) && in(h.Held) && (h.Dept == k.Dept || place.Covers(k.Region)) {
				all = append(all, h.Held)
			}
		}
	}
	return all, nil
}

// nameable are all of whom the officer may say that they are meant: who has a post with cases at the place or above it, of the department that
// answers or of none; and who was found to be.
func (s *Service) nameable(ctx context.Context, d *db.DB, k flow.Case, g Grievance) ([]roster.Held, error) {
	found := slices.Concat(file.IDs(g.Named), file.IDs(g.NamedBefore))
	return s.held(ctx, d, k, s.since(k), s.Now().UnixMilli(), func(h roster.Held) bool {
		return h.Role.Regional() && h.Role.Casework() || k.Dept != "" && h.Dept == k.Dept || slices.Contains(found, h.StaffID)
	})
}

// concerns are the application that could not be done, whom the person's words name, and whom the officer found to be meant. The number of a window names
// who was there when it was said; who had been there before may be meant.
// Until an officer has found out who, or that nobody of the hall, it may be anybody there: people do not know the names of clerks. Only
// who took it in, in the person's presence, goes on with it where the words point to nobody.
func (s *Service) concerns(ctx context.Context, d *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
	list, err := Grievances.LoadOf(ctx, d, cases)
	if err != nil {
		return nil, err
	}
	ids, since := make([]int64, len(cases)), int64(math.MaxInt64)
	for i, k := range cases {
		ids[i], since = k.ID, min(since, s.since(k))
	}
	presence, err := s.Engine.TookIn(ctx, d, ids...)
	if err != nil {
		return nil, err
	}
	posts := s.posts(ctx, d, since, fronts...)
	halls := func(k flow.Case, since, until int64) ([]roster.Held, error) {
		return s.heldAt(k, since, until, func(roster.Held) bool { return true }, posts)
	}
	of := make(map[int64]flow.About, len(cases))
	for _, k := range cases {
		if of[k.ID], err = s.concern(ctx, d, k, list[k.ID], presence[k.ID], halls); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// concern is concerns of one. presence is the clerk who took it in while the person was there and saw to whom he told it, or 0; halls finds
// the posts at windows, held at some time between two moments, of which the matter may speak.
func (s *Service) concern(ctx context.Context, d *db.DB, k flow.Case, g Grievance, presence int64,
	halls func(k flow.Case, since, until int64) ([]roster.Held, error)) (flow.About, error) {
	told, _ := s.told(g)
	manned, err := halls(k, k.OpenedAt, until(g))
	if err != nil {
		return flow.About{}, err
	}
	said := strings.Join([]string{told.What, told.RefusedBy, told.Reason, g.Said}, "。")
	if g.Round > 1 {
		events, err := s.Engine.Events(ctx, d, k.ID)
		if err != nil {
			return flow.About{}, err
		}
		for _, v := range events {
			if v.Event == "object" || v.Event == "restore" { // what the person said to the answer
				said += "。" + v.Note
			}
		}
	}
	text := said + "。" + told.Wish // in which somebody may be named, and offices are asked for help
	named, stray := roster.NamedIn(text, manned)
	found := slices.Concat(named, file.IDs(g.Named), file.IDs(g.NamedBefore))
	about := flow.About{Cases: []int64{g.Application}, Staff: found, Words: text}
	if g.Named != "" {
		return about, nil
	}
	about.Open, about.Since, about.Until = said, s.since(k), until(g)
	held, err := halls(k, about.Since, s.Now().UnixMilli())
	if err != nil {
		return about, err
	}
	for _, h := range held {
		officer := h.Role == people.Officer // may be meant by his name or post only (flow.About.Open)
		taker := h.StaffID == presence && !stray && strings.TrimSpace(told.RefusedBy) == "" && !roster.Points(text)
		if !officer && !taker {
			about.Unclear = append(about.Unclear, h.StaffID)
		}
	}
	return about, nil
}

// The answers to the question who is meant, beside those who are.
const (
	nobody    = "none" // the matter is about what happened, not about who did it
	elsewhere = "0"    // it is somebody who is not on the list
	theHead   = "head" // who is head of the department
	theUnit   = "unit" // who works on cases there
	theHall   = "hall" // who is at the windows
)

// askMeant asks whether somebody is meant, and who of those with cases at the place and in the department that answers.
func (s *Service) askMeant(ctx context.Context, tx *db.DB, c *flow.Change, g Grievance) ([]form.Field, error) {
	held, err := s.nameable(ctx, tx, c.Case, g)
	list := form.Pairs(theHead, "承办部门的负责人", theUnit, "承办部门的经办、审查人员", theHall, "窗口的人，认不出是哪一位")
	posts := map[string][]string{}
	for _, h := range held {
		id := strconv.FormatInt(h.StaffID, 10)
		if posts[id] == nil {
			list = append(list, form.Option{Value: id, Label: h.Name})
		}
		posts[id] = append(posts[id], h.Title)
	}
	for i, o := range list {
		if titles := posts[o.Value]; titles != nil {
			list[i].Label += "（" + strings.Join(titles, "；") + "）"
		}
	}
	list = append(list, form.Option{Value: elsewhere, Label: "名单以外的人"})
	hint := "说到姓名、姓氏、窗口、岗位或领导的，都算针对人；被认定的人要回避。拿不准的，先问反映人"
	if before := file.IDs(g.NamedBefore); len(before) > 0 {
		more, err := s.aboutBefore(ctx, tx, c, before)
		if err != nil {
			return nil, err
		}
		hint += "。" + more
	}
	return []form.Field{
		{Name: "aim", Label: "是否针对人", Type: form.Choice, Required: true, Options: form.Pairs(nobody, "只反映事情，没有针对哪个人", "some", "针对人"), Hint: hint},
		{Name: "who", Label: "反映的是谁", Type: form.Choices, Required: true, When: "aim=some", Options: list, Max: 5000},
	}, err
}

// aboutBefore says what becomes of those who were found to be meant in the rounds before.
func (s *Service) aboutBefore(ctx context.Context, tx *db.DB, c *flow.Change, before []int64) (string, error) {
	corrects, err := s.corrects(ctx, tx, c)
	if err != nil || !corrects {
		return "先前认定的人照旧回避，这里填这一次说到的", err
	}
	staff, err := s.Roster.Stationed(ctx, before)
	var names []string
	for _, id := range before {
		if name := staff[id].Name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return "先前认定的是" + strings.Join(names, "、") + "：仍然算的，在这里一并选上；没有选上的，不再回避", err
}

// askNamed asks who is meant, and how that was found out.
func (s *Service) askNamed(ctx context.Context, tx *db.DB, c *flow.Change, g Grievance) (form.Form, error) {
	fields, err := s.askMeant(ctx, tx, c, g)
	dept := form.Field{Name: "dept", Label: "哪个部门的", Type: form.Choice, When: "aim=some", Options: s.depts(c.Case),
		Hint: "选了“承办部门的……”又不是现在的承办部门的，在这里选"}
	how := form.Lines("text", "怎么认定的", true, "例如：问过反映人，当天 5 号窗口是谁在岗。不写反映人是谁")
	return form.Of(append(fields, dept, how)...), err
}

// asOfNow says that what was found in the rounds before holds no longer.
const asOfNow = "先前认定的以这一次为准。"

// mean keeps who is meant, where the form asked it, and returns it in words. Who is meant by his post is whoever held it in the days of which the matter
// may speak, not who was given it later.
func (s *Service) mean(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) (string, error) {
	who, was := c.Row.Ask.Field("who"), g.Named
	if who == nil {
		return "", nil
	}
	corrects, err := s.corrects(ctx, tx, c)
	if err != nil {
		return "", err
	}
	var before []string // who is found to be meant no longer, if it is not said again
	if corrects {
		before, g.NamedBefore = words(g.NamedBefore), ""
	}
	if c.Input["aim"] == nobody {
		about, err := s.concerns(ctx, tx, []flow.Case{c.Case})
		if err != nil {
			return "", err
		}
		said := "没有针对哪个人。"
		dropped := slices.Concat(file.IDs(was), file.IDs(strings.Join(before, ",")))
		if len(slices.DeleteFunc(about[c.Case.ID].Staff, func(id int64) bool { return slices.Contains(dropped, id) })) > 0 {
			said = "没有针对哪个人；反映里写到姓名的、先前认定的人照旧回避。"
		}
		if len(before) > 0 {
			said += asOfNow
		}
		g.Named = nobody
		return said, s.drops(ctx, tx, c, staffIn(was))
	}
	k := c.Case
	k.Dept = cmp.Or(c.Input["dept"], k.Dept)
	answers := strings.Split(c.Input["who"], ",")
	held, err := s.held(ctx, tx, k, s.since(k), until(*g), func(h roster.Held) bool { return slices.Contains(answers, postsOf(h, k.Dept)) })
	for _, h := range held {
		answers = append(answers, strconv.FormatInt(h.StaffID, 10))
	}
	for _, posts := range []string{theHead, theUnit, theHall} {
		if err == nil && slices.Contains(answers, posts) && !slices.ContainsFunc(held, func(h roster.Held) bool { return postsOf(h, k.Dept) == posts }) {
			err = fail.Invalid("没有人在这个岗位", fail.Field{Name: "who", Message: "“" + who.Show(posts) + "”最近没有人任职，请另选；找不到人的，选“名单以外的人”"})
		}
	}
	answers = slices.DeleteFunc(answers, func(a string) bool { _, err := strconv.ParseInt(a, 10, 64); return err != nil })
	slices.Sort(answers)
	g.Named = cmp.Or(strings.Join(slices.Compact(answers), ","), elsewhere)
	if c.Row.Event != "name" && slices.Contains(answers, strconv.FormatInt(c.Actor.ID, 10)) {
		err = fail.Invalid("反映的是您本人", fail.Field{Name: "who", Message: "反映的是您本人的，请用“认定反映的是谁”登记，由他人研判"})
	}
	if err == nil {
		err = s.drops(ctx, tx, c, slices.DeleteFunc(staffIn(was), func(id string) bool { return slices.Contains(answers, id) }))
	}
	said := "反映的是：" + who.Show(c.Input["who"]) + "。"
	if len(before) > 0 {
		said += asOfNow
	}
	return said, err
}

// staffIn are the numbers of staff in what was found out.
func staffIn(named string) []string {
	return slices.DeleteFunc(words(named), func(a string) bool { return a == nobody || a == elsewhere })
}

// above reports whether who acts says last who is meant: not an officer, but who oversees him.
func above(c *flow.Change) bool {
	return slices.ContainsFunc(c.Actor.Posts, func(p people.Post) bool {
		return p.Role != people.Officer && slices.Contains(namers, p.Role) && p.Covers(c.Case.Region, c.Case.Dept)
	})
}

// corrects reports whether what is said now of who is meant stands for what was found in the rounds before, too: where that alone is said, by those above or by
// who found all of it.
func (s *Service) corrects(ctx context.Context, tx *db.DB, c *flow.Change) (bool, error) {
	if c.Row.Event != "name" || above(c) {
		return c.Row.Event == "name", nil
	}
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	others := false // have found who is meant, up to here
	for _, v := range events {
		if others && slices.Contains(reopens, v.Event) {
			return false, err
		}
		in, err := s.Engine.Input(v)
		if err != nil {
			return false, err
		}
		others = others || in["aim"] != "" && in["aim"] != nobody && v.ActorID != c.Actor.ID
	}
	return true, err
}

// drops refuses to say that staff whom another person found to be meant are not: that is for those above, or for who found it.
func (s *Service) drops(ctx context.Context, tx *db.DB, c *flow.Change, staff []string) error {
	if len(staff) == 0 || above(c) {
		return nil
	}
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	for _, v := range slices.Backward(events) {
		in, err := s.Engine.Input(v)
		if err != nil {
			return err
		}
		aim := in["aim"]
		if aim == nobody || slices.Contains(reopens, v.Event) {
			break
		}
		if aim != "" && v.ActorID != c.Actor.ID {
			return fail.Forbidden("反映的是谁，%s认定过；要改成不是的，由%s，或者监管岗、领导、纪检监察岗认定", v.ActorName, v.ActorName)
		}
	}
	return err
}

// postsOf is by which of the answers a post of who works at a window or in a department is meant; "" by none.
func postsOf(h roster.Held, dept string) string {
	switch {
	case h.Role == people.Window, h.Role == people.Output:
		return theHall
	case h.Role.Regional() || h.Dept != dept:
		return ""
	case h.Role == people.Head:
		return theHead
	}
	return theUnit
}

// namers are the posts that say who is meant. Discipline does where the case was copied to it.
var namers = []people.Role{people.Officer, people.Supervisor, people.Leader, people.Discipline}

// name keeps who is meant: those keep away from now on.
func (s *Service) name(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	said, err := s.mean(ctx, tx, c, g)
	c.Event.Note = said + c.Input["text"]
	return err
}

// namedSection says who is meant, and that nobody has found out yet.
func (s *Service) namedSection(ctx context.Context, g Grievance, c flow.View) (door.Section, error) {
	d := door.Section{ID: "named", Title: "反映的是谁"}
	concerns, err := s.concerns(ctx, s.DB, []flow.Case{c.Case})
	if err != nil {
		return d, err
	}
	about := concerns[c.Case.ID]
	away, err := s.held(ctx, s.DB, c.Case, s.since(c.Case), s.Now().UnixMilli(), func(h roster.Held) bool {
		return h.Role.Casework() && slices.Contains(about.Staff, h.StaffID)
	})
	if err != nil {
		return d, err
	}
	var names []string
	for _, h := range away {
		if name := h.Name + "（" + h.Title + "）"; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		d.Facts.Items = []page.Term{{Label: "要回避的人", Value: strings.Join(names, "、"), Note: "反映里写到的，或认定的"}}
	} else if said := map[string]string{nobody: "没有针对哪个人", elsewhere: "不是窗口和承办部门的人"}[g.Named]; said != "" {
		d.Facts.Items = []page.Term{{Label: "认定", Value: said}}
	}
	held, err := s.nameable(ctx, s.DB, c.Case, g)
	if err != nil {
		return d, err
	}
	lone, err := s.lone(ctx, s.DB, c.Case, c.Turns)
	called := slices.ContainsFunc(held, func(h roster.Held) bool { return roster.MayMeanPost(about.Open, []people.Post{h.Post}) })
	var notes []string
	if len(about.Unclear) > 0 {
		notes = append(notes, "反映里可能说到窗口的人，还没有认定是谁。认定以前，这里的窗口都不能办结、不予受理或登记撤回。")
	}
	if called {
		notes = append(notes, "反映里说到负责人、领导、审查这样的岗位，还没有认定是谁。认定以前，这些岗位的人不研判、不答复，也看不到是谁反映的。")
	}
	if g.Named == "" && g.NamedBefore != "" {
		notes = append(notes, "先前认定的人照旧回避；这一次说到谁，还要认定。")
	}
	for _, role := range lone {
		notes = append(notes, "现在能办这一步的人都要回避，请管理员另行指定一人任“"+role.Name()+"”，由他办理。")
	}
	if len(notes) > 0 {
		d.Note = page.Note{Kind: "act", Text: strings.Join(notes, "")}
	}
	return d, err
}
