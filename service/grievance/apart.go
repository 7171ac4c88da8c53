package grievance

import (
	"cmp"
	"context"
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
	"wuyou/office/people"
	"wuyou/office/region"
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
		"account", "contact", "confirm", "enter_confirm", "object", "restore", "withdraw", "enter_withdraw", "reject_entered",
	}},
	{To: slices.DeleteFunc(slices.Clone(flow.Handled), func(r flow.Relation) bool { return r == flow.Called }), Acts: []string{"name"}},
	{To: meant, Acts: []string{"reply", "feedback", "feedback_plan", "achieve", "rectified"}},
	{To: []flow.Relation{flow.Own, flow.Named}, Acts: []string{"claim", "opine", "progress", "hand_over"}},
	{To: []flow.Relation{flow.Own}, Acts: []string{"take_in"}},
}

// fronts are the posts at which people come to a window.
var fronts = []people.Role{people.Window, people.Output, people.Officer}

// held are the posts of the roles, or of all, at the place where a matter lies and at those above it, held since a moment. Those of places below it
// have no part in the matter.
func (s *Service) held(ctx context.Context, d *db.DB, k flow.Case, since int64, in func(people.Held) bool, roles ...people.Role) (all []people.Held, err error) {
	for level := region.City; level <= k.Region.Level(); level++ {
		list, err := s.People.HeldSince(ctx, d, k.Region.At(level), since, roles...)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			if in(h) {
				all = append(all, h)
			}
		}
	}
	return all, nil
}

// halls are the posts at windows, held since the matter was reported.
func (s *Service) halls(ctx context.Context, d *db.DB, k flow.Case) ([]people.Held, error) {
	return s.held(ctx, d, k, k.OpenedAt, func(people.Held) bool { return true }, fronts...)
}

// nameable are all of whom the officer may say that they are meant: who has a post with cases at the place or above it, of the department that
// answers or of none.
func (s *Service) nameable(ctx context.Context, d *db.DB, k flow.Case) ([]people.Held, error) {
	return s.held(ctx, d, k, k.OpenedAt, func(h people.Held) bool {
		return h.Role.Regional() && h.Role.Casework() || k.Dept != "" && h.Dept == k.Dept
	})
}

// answering are the states in which a department answers.
var answering = []string{replying, feeding, tracking, rectifying}

// answerer is whose turn it is to answer for the department: its head's; where each head of it is complained of or may be meant, the leader's,
// and where each leader is too, the supervisor's, and the officer's at last. A post that nobody holds has the turn, which is told as vacant.
func (s *Service) answerer(ctx context.Context, tx *db.DB, c *flow.Change, step string) (flow.Turn, error) {
	k := c.Case
	turns := []flow.Turn{flow.In(people.Head, k.Dept, step), flow.At(people.Leader, k.Region, step), flow.At(people.Supervisor, k.Region, step), flow.At(people.Officer, k.Region, step)}
	for _, t := range turns {
		held, err := s.held(ctx, tx, k, c.At.UnixMilli(), func(h people.Held) bool { return h.Role.Regional() || h.Dept == k.Dept }, t.Role)
		if err != nil || len(held) == 0 {
			return t, err
		}
		for _, h := range held {
			near, err := s.Engine.Relations(ctx, tx, k, people.Actor{Kind: people.Staff, ID: h.StaffID, Name: h.Name, Posts: []people.Post{h.Post}})
			if err != nil {
				return t, err
			}
			if !slices.ContainsFunc(near, func(r flow.Relation) bool { return slices.Contains(meant, r) }) {
				return t, nil
			}
		}
	}
	return turns[len(turns)-1], nil
}

// concerns are the application that could not be done, whom the person's words name, and whom the officer found to be meant.
// Until an officer has found out who, or that nobody of the hall, it may be anybody there: people do not know the names of clerks. Only
// who took it in, in the person's presence, goes on with it where the words point to nobody.
func (s *Service) concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	g, err := s.Load(ctx, d, k.ID)
	if err != nil {
		return flow.About{}, err
	}
	held, err := s.halls(ctx, d, k)
	if err != nil {
		return flow.About{}, err
	}
	said := strings.Join([]string{g.Told.What, g.Told.RefusedBy, g.Told.Reason}, "。")
	text := said + "。" + g.Told.Wish // in which somebody may be named, and offices are asked for help
	named, stray := people.NamedIn(text, held)
	about := flow.About{Cases: []int64{g.Application}, Staff: append(named, file.IDs(g.Named)...), Words: text}
	if g.Named != "" {
		if !strings.Contains(g.Named, "/") {
			return about, nil
		}
		byPost, err := s.held(ctx, d, k, k.OpenedAt, func(h people.Held) bool { return g.means(h, k.Dept) })
		for _, h := range byPost {
			about.Staff = append(about.Staff, h.StaffID)
		}
		return about, err
	}
	about.Open = said
	presence, err := s.Engine.TookIn(ctx, d, k) // of the person, who has seen to whom he told it
	if err != nil {
		return about, err
	}
	for _, h := range held {
		officer := h.Role == people.Officer && !strings.Contains(said, "专席") // who may be meant by the family name is not asked either (flow.About.Open)
		taker := h.StaffID == presence && !stray && strings.TrimSpace(g.Told.RefusedBy) == "" && !people.Points(text)
		if !officer && !taker {
			about.Unclear = append(about.Unclear, h.StaffID)
		}
	}
	return about, nil
}

// The answers to the question who is meant, beside those who are.
const (
	nobody     = "none" // the matter is about what happened, not about who did it
	nobodyHere = "0"    // it is somebody who is not on the list
	theHead    = "head" // whoever is head of the department that answers
	theUnit    = "unit" // whoever works on cases there
)

// means reports whether the holder of a post is meant by it, in the department of which the officer said so.
func (g *Grievance) means(h people.Held, dept string) bool {
	post := theUnit
	if h.Role == people.Head {
		post = theHead
	}
	answers := strings.Split(g.Named, ",")
	return !h.Role.Regional() && (slices.Contains(answers, post+"/"+h.Dept) || h.Dept == dept && slices.Contains(answers, post+"/"))
}

// askMeant asks whether somebody is meant, and who of those with cases at the place and in the department that answers.
func (s *Service) askMeant(ctx context.Context, tx *db.DB, k flow.Case) ([]form.Field, error) {
	held, err := s.nameable(ctx, tx, k)
	list := form.Pairs(theHead, "承办部门的负责人", theUnit, "承办部门的经办、审查人员")
	for _, h := range held {
		id := strconv.FormatInt(h.StaffID, 10)
		if !slices.ContainsFunc(list, func(o form.Option) bool { return o.Value == id }) {
			list = append(list, form.Option{Value: id, Label: h.Name + "（" + h.Title + "）"})
		}
	}
	list = append(list, form.Option{Value: nobodyHere, Label: "名单以外的人"})
	return []form.Field{
		{Name: "aim", Label: "是否针对人", Type: form.Choice, Required: true, Options: form.Pairs(nobody, "只反映事情，没有针对哪个人", "some", "针对人"),
			Hint: "说到姓名、姓氏、窗口、岗位或领导的，都算针对人；被反映的人要回避。拿不准的，先问反映人"},
		{Name: "who", Label: "反映的是谁", Type: form.Choices, Required: true, When: "aim=some", Options: list},
	}, err
}

// askNamed asks who is meant, and how that was found out.
func (s *Service) askNamed(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	fields, err := s.askMeant(ctx, tx, c.Case)
	return form.Of(append(fields, form.Lines("text", "怎么认定的", true, "例如：问过反映人，当天 5 号窗口是谁在岗"))...), err
}

// mean keeps who is meant, where the form asked it, and returns it in words.
func (g *Grievance) mean(c *flow.Change) string {
	i := slices.IndexFunc(c.Row.Ask.Fields, func(f form.Field) bool { return f.Name == "who" })
	switch {
	case i < 0:
		return ""
	case c.Input["aim"] == nobody:
		g.Named = nobody
		return "没有针对哪个人。"
	}
	answers := strings.Split(c.Input["who"], ",")
	for i, a := range answers {
		if a == theHead || a == theUnit { // of this department, whichever has the case later
			answers[i] = a + "/" + cmp.Or(c.Input["dept"], c.Case.Dept)
		}
	}
	g.Named = strings.Join(answers, ",")
	return "反映的是：" + c.Row.Ask.Fields[i].Show(c.Input["who"]) + "。"
}

// namers are the posts that say who is meant. Discipline does where the case was copied to it.
var namers = []people.Role{people.Officer, people.Supervisor, people.Leader, people.Discipline}

// names holds for whoever may say who is meant. Where posts like his are complained of, that is who has one above the place of the matter; of a
// matter of the city itself its leader, since nobody is above him.
func (s *Service) names(ctx context.Context, tx *db.DB, c *flow.Change) error {
	near, err := s.Engine.Relations(ctx, tx, c.Case, c.Actor)
	if err == nil && !mayName(near, c.Actor.Posts, c.Case.Region) {
		err = fail.Forbidden("反映里说到您这样的岗位，由上级的专席、监管岗或者领导认定是谁")
	}
	return err
}

func mayName(near []flow.Relation, posts []people.Post, place region.Code) bool {
	return !slices.Contains(near, flow.Called) || slices.ContainsFunc(posts, func(p people.Post) bool {
		above := p.Region.Covers(place) && p.Region.Level() < place.Level()
		return slices.Contains(namers, p.Role) && (above || p.Role == people.Leader && place.Level() == region.City && p.Region == place)
	})
}

// overseen has discipline see a matter of which nobody else may say who is meant: it speaks of all who could.
func (s *Service) overseen(ctx context.Context, tx *db.DB, k flow.Case) error {
	held, err := s.nameable(ctx, tx, k)
	if err != nil {
		return err
	}
	for _, h := range held {
		if !slices.Contains(namers, h.Role) || h.Role == people.Discipline {
			continue
		}
		near, err := s.Engine.Relations(ctx, tx, k, people.Actor{Kind: people.Staff, ID: h.StaffID, Name: h.Name, Posts: []people.Post{h.Post}})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(near, func(r flow.Relation) bool { return r != flow.Called }) && mayName(near, []people.Post{h.Post}, k.Region) {
			return nil
		}
	}
	return s.Engine.Copy(ctx, tx, k.ID, people.Discipline)
}

// name keeps who is meant: those keep away from now on.
func (s *Service) name(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if err := s.change(ctx, tx, c, func(g *Grievance) error {
		c.Event.Note = g.mean(c) + c.Input["text"]
		return nil
	}); err != nil {
		return err
	}
	if !slices.Contains(answering, c.Case.State) {
		return nil
	}
	turns := c.Own()
	for i, t := range turns {
		if !slices.Contains([]people.Role{people.Head, people.Leader, people.Supervisor}, t.Role) {
			continue
		}
		turn, err := s.answerer(ctx, tx, c, t.Step)
		if err != nil {
			return err
		}
		if turn.Role != t.Role {
			turns[i] = turn
			c.Event.Note += "由" + turn.Role.Name() + "答复。"
			c.SetTurns(turns...)
		}
	}
	return nil
}

// namedSection says who is meant, and that nobody has found out yet.
func (s *Service) namedSection(ctx context.Context, g *Grievance, c flow.View) (door.Section, error) {
	d := door.Section{ID: "named", Title: "反映的是谁"}
	about, err := s.concerns(ctx, s.DB, c.Case)
	if err != nil {
		return d, err
	}
	away, err := s.held(ctx, s.DB, c.Case, c.Case.OpenedAt, func(h people.Held) bool { return h.Role.Casework() && slices.Contains(about.Staff, h.StaffID) })
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
	} else if said := map[string]string{nobody: "没有针对哪个人", nobodyHere: "不是窗口和承办部门的人"}[g.Named]; said != "" {
		d.Facts.Items = []page.Term{{Label: "认定", Value: said}}
	}
	held, err := s.nameable(ctx, s.DB, c.Case)
	called := slices.ContainsFunc(held, func(h people.Held) bool { return people.MayMeanPost(about.Open, []people.Post{h.Post}) })
	switch {
	case len(about.Unclear) > 0:
		d.Note = page.Note{Kind: "act", Text: "反映里说到窗口，还没有认定是谁。认定以前，这里的窗口都不能办结、不予受理或登记撤回。"}
	case called:
		d.Note = page.Note{Kind: "act", Text: "反映里说到负责人、审查这样的岗位，还没有认定是谁。认定以前，这些岗位的人不研判、不答复，也看不到是谁反映的。"}
	}
	return d, err
}

// What a person says at a window in writing, that it is solved or withdrawn, is entered by one and takes effect when a second
// person has looked at the signature: nobody ends a matter in somebody's name alone.

// entered keeps what was entered for the second person.
func (s *Service) entered(what string) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		c.Event.Note = c.Input["text"] + c.Input["reason"]
		return s.change(ctx, tx, c, func(g *Grievance) error {
			g.Entered = what
			return nil
		})
	}
}

// withdraw ends the matter, and what may wait for a second person with it.
func (s *Service) withdraw(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["text"] + c.Input["reason"]
	c.Drop("entered")
	hold(c)
	return s.change(ctx, tx, c, func(g *Grievance) error {
		g.Entered = ""
		return nil
	})
}

// withdrawEntered is withdraw by a paper that a window entered: whose it is may say in time that it is not his.
func (s *Service) withdrawEntered(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Clock = "contest" // the day that is told
	return s.withdraw(ctx, tx, c)
}

func mayContest(_ context.Context, _ *db.DB, c *flow.Change) error {
	if _, ok := c.Running("contest"); !ok {
		return fail.Conflict("没有窗口登记的撤回，或者提出异议的期限已过")
	}
	return nil
}

// rejectEntered drops what was entered, and has who entered it told why.
func (s *Service) rejectEntered(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return s.change(ctx, tx, c, func(g *Grievance) error {
		what := map[string]string{"confirm": "登记群众确认", "withdraw": "登记群众撤回"}[g.Entered]
		event := "enter_" + g.Entered
		g.Entered = ""
		return s.House.Answer(ctx, tx, c, door.Declined, what, secondWords, event)
	})
}

// hasEntered needs that something, "" anything, was entered and waits, and whatever else.
func (s *Service) hasEntered(what, name string, also ...*flow.Need) *flow.Need {
	return &flow.Need{Name: name, Holds: func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		g, err := s.Load(ctx, tx, c.Case.ID)
		if err == nil && (g.Entered == "" || what != "" && g.Entered != what) {
			err = fail.Conflict("窗口没有登记群众签字的材料")
		}
		for _, n := range also {
			if err == nil {
				err = n.Holds(ctx, tx, c)
			}
		}
		return err
	}}
}

// noneEntered needs that nothing waits.
func (s *Service) noneEntered() *flow.Need {
	return &flow.Need{Name: "没有等复核的登记", Holds: func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		g, err := s.Load(ctx, tx, c.Case.ID)
		if err == nil && g.Entered != "" {
			err = fail.Conflict("已经登记过，等第二人复核")
		}
		return err
	}}
}
