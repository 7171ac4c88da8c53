package office

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// tell ties the engine to those who tell people and make papers.
func (o *Office) tell() {
	o.Engine.Tell = func(ctx context.Context, tx *db.DB, c *flow.Change, template string) error {
		to := cmp.Or(c.Told, c.Case.Applicant)
		if to == 0 {
			return nil
		}
		words := o.words(c)
		if o.Notices.Says(template, "code") {
			told := o.House.Slips.Told
			if c.From == flow.Start {
				told = o.House.Slips.First
			}
			code, why, err := told(ctx, tx, c.Case)
			if err != nil {
				return err
			}
			if words["code"] = code; why != "" {
				words["code"] = "暂不发送（手机号刚更正，急用的请带身份证到窗口换查询单）"
			}
		}
		for _, s := range o.House.Services {
			if s.Says == nil {
				continue
			}
			more, err := s.Says(ctx, tx, c)
			if err != nil {
				return err
			}
			maps.Copy(words, more)
		}
		return o.Notices.Send(ctx, tx, o.applicant(c.Case, to), template, words)
	}
	o.Engine.Write = func(ctx context.Context, tx *db.DB, c *flow.Change, code string) error {
		organ, ok := o.House.DeptOrgan(c.Case.Dept)
		if !ok || c.Row.Bureau {
			organ = o.House.Organ(cmp.Or(c.Post.Region, c.Case.Region))
		}
		words := o.words(c)
		words["code"] = "见短信或查询单"         // a paper lies with the case, where the office reads it; the code is its holder's alone
		for name, word := range c.Words { // of this paper alone
			if name, ok := strings.CutSuffix(name, "@"+code); ok {
				words[name] = word
			}
		}
		if err := o.addressed(ctx, tx, c, words); err != nil {
			return err
		}
		of := document.Of{Case: c.Case.ID}
		if c.From == flow.Start {
			of.No = c.Papers + 1
		}
		_, err := o.Documents.Write(ctx, tx, of, code, organ, c.Actor.Name, words)
		return err
	}
	o.Engine.Heir = o.Regions.Heir
	o.Engine.Contact, o.Engine.Veil = o.Persons.KeepContact, o.House.Veil
	o.Persons.PhoneLeft = o.left
	o.Proposals.Waits = map[string]limit.Limit{door.ExportKind: door.ExportWait}
	o.Notices.Site = o.House.Site
	o.Engine.Remind = o.remind
	o.Engine.On("*", "urge", func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return o.tellHolders(ctx, tx, c, "urged")
	})
	o.Engine.On("*", "hand_over", func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return o.tellHolders(ctx, tx, c, "handed")
	})
	o.Engine.On("*", "*", o.attach)
}

// attach makes the files that were handed in with an event the case's. Those that open a case come with its opening (door.Opening).
func (o *Office) attach(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.From == flow.Start {
		return nil
	}
	owner := c.Actor.ID
	if c.Actor.Kind == people.Citizen {
		owner = people.VisitorOf(ctx).Account.ID
	}
	for _, q := range c.Row.Ask.Fields {
		if q.Type != form.File {
			continue
		}
		if err := o.Files.Attach(ctx, tx, c.Case.ID, c.Actor.Kind, owner, file.IDs(c.Input[q.Name])...); err != nil {
			return door.Prefixed(q.Name, err)
		}
	}
	return nil
}

// addressed adds to the words of a paper whom it is to, and how it speaks to him. As a case begins, its slice knows both.
func (o *Office) addressed(ctx context.Context, tx *db.DB, c *flow.Change, words map[string]string) (err error) {
	if c.Case.Applicant == 0 || c.From == flow.Start {
		return nil
	}
	p, err := o.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	if p.Firm && c.Words["who"] == "" {
		words["who"] = "你单位"
	}
	words["party"], err = o.partyNow(ctx, tx, c.Case, p)
	return err
}

// left tells a telephone number that it is a person's no longer; it may be who it belongs to that has not asked for it.
func (o *Office) left(ctx context.Context, tx *db.DB, phone string) error {
	return o.Notices.Send(ctx, tx, notice.To{Phone: phone}, "phone_left", map[string]string{"site": o.Profile.Site, "hotline": o.Profile.Hotline})
}

// partyNow is the applicant's name as it is on the day of a paper: who has changed it by law since the case began bears the new one.
func (o *Office) partyNow(ctx context.Context, tx *db.DB, k flow.Case, p persons.Person) (string, error) {
	if p.Name == k.Party {
		return k.Party, nil
	}
	if then, err := o.Persons.NameOn(ctx, tx, k.Applicant, k.OpenedAt); err != nil || then != k.Party {
		return k.Party, err // the case names another, such as the firm that somebody speaks for
	}
	return p.Name, nil
}

// applicant is whom a notice of a case goes to, the applicant or who acts for him, and by what name the case is called there.
func (o *Office) applicant(k flow.Case, to int64) notice.To {
	t, _ := o.Engine.Table(k.Kind)
	return notice.To{Case: k.ID, Person: to, Item: k.Item, Plain: t.Title}
}

// words are what every notice and document may say of a case, and what the slice adds.
func (o *Office) words(c *flow.Change) map[string]string {
	k, matter := c.Case, c.Case.Title
	if t, ok := o.Engine.Table(k.Kind); ok && !t.Inner { // to whom it was said by whom it is, the prefix that tells kinds apart in lists says nothing
		matter = strings.TrimPrefix(matter, t.Prefix)
	}
	w := map[string]string{
		"site": o.Profile.Site, "hotline": o.Profile.Hotline, "org": o.Profile.Org,
		"item": matter, "party": k.Party, "addressee": k.Party, "who": "你", "number": flow.Grouped(k.Number()),
		"date": calendar.DayOf(c.At).Long(), "text": c.Input["text"] + c.Input["reason"],
	}
	if k.Item != 0 {
		if e, err := o.Catalog.Entry(k.Item); err == nil {
			catalog.PowerOf(e.Kind).Words(w)
		}
	}
	if due := o.Engine.Due(c); !due.IsZero() {
		w["due"] = calendar.DayOf(due).Long()
	}
	for name, word := range c.Words {
		w[name] = word
	}
	return w
}

// remind sends a reminder to whom the alarm names: "holder" are those whose turn it is, "applicant"
// the applicant, any other the staff of the role for the case's department or place.
func (o *Office) remind(ctx context.Context, tx *db.DB, c *flow.Change, alarm calendar.Alarm) error {
	k := c.Case
	w := o.words(c)
	news := ""
	for _, l := range o.Engine.Near(c) {
		words := l.Clock.Title + " " + flow.DueOn(l.Due, c.At)
		if l.Running.Name == c.Clock {
			news = words
		}
		if w["limits"] != "" {
			w["limits"] += "，"
		}
		w["limits"] += words + map[bool]string{true: "到期", false: "已超期"}[c.At.Before(l.Due)]
	}
	var staff []int64
	var err error
	switch alarm.Role {
	case "applicant":
		return o.Notices.Remind(ctx, tx, o.applicant(k, k.Applicant), alarm.Template, w, "")
	case "holder":
		staff, err = o.holders(ctx, tx, c)
	default:
		staff, err = o.Roster.Holders(ctx, tx, people.Role(alarm.Role), k.Region, k.Dept)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(staff))) {
		if err == nil {
			err = o.Notices.Remind(ctx, tx, notice.To{Case: k.ID, Staff: id}, alarm.Template, w, news)
		}
	}
	return err
}

// tellHolders sends a notice to those whose turn it is.
func (o *Office) tellHolders(ctx context.Context, tx *db.DB, c *flow.Change, template string) error {
	staff, err := o.holders(ctx, tx, c)
	if err != nil {
		return err
	}
	return o.tellStaff(ctx, tx, c.Case.ID, staff, template, o.words(c))
}

// holders are those whose turn it is: the one who took it, or all who may.
func (o *Office) holders(ctx context.Context, tx *db.DB, c *flow.Change) (staff []int64, err error) {
	for _, t := range c.Turns {
		if t.Assignee != 0 {
			staff = append(staff, t.Assignee)
			continue
		}
		if t.Role == flow.Applicant {
			continue
		}
		place := c.Case.Region
		if d, ok := o.Catalog.Dept(t.Dept); ok {
			place = o.Regions.Heir(d.Region) // a case of a city's window may lie with a county's department
		}
		ids, err := o.Roster.Holders(ctx, tx, t.Role, place, t.Dept)
		if err != nil {
			return nil, err
		}
		staff = append(staff, ids...)
	}
	return staff, nil
}

func (o *Office) tellStaff(ctx context.Context, tx *db.DB, id int64, staff []int64, template string, words map[string]string) error {
	seen := map[int64]bool{}
	for _, s := range staff {
		if seen[s] {
			continue
		}
		seen[s] = true
		if err := o.Notices.Send(ctx, tx, notice.To{Case: id, Staff: s}, template, words); err != nil {
			return err
		}
	}
	return nil
}

// hole tells who runs the program that a message or paper had an empty place: a word that its template asks for was
// not there. It went out all the same.
func (o *Office) hole(template string, names []string) {
	o.Log.Warn("text with an empty place", "template", template, "names", names)
}
