package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// hook ties the engine to those who tell people and make papers.
func (a *App) hook() {
	a.Engine.Tell = func(ctx context.Context, tx *db.DB, c *flow.Change, template string) error {
		to := cmp.Or(c.Told, c.Case.Applicant)
		if to == 0 {
			return nil
		}
		words := a.words(c)
		if a.Notices.Says(template, "code") {
			code, why, err := a.House.Slips.Told(ctx, tx, c.Case)
			if err != nil {
				return err
			}
			if words["code"] = code; why != "" {
				words["code"] = "暂不发送（手机号刚更正，急用的请带身份证到窗口换查询单）"
			}
		}
		var err error
		if words["rate"], err = a.Ratings.Invitation(ctx, tx, c); err != nil {
			return err
		}
		return a.Notices.Send(ctx, tx, a.applicant(c.Case, to), template, words)
	}
	a.Engine.Write = func(ctx context.Context, tx *db.DB, c *flow.Change, code string) error {
		organ, ok := a.House.DeptOrgan(c.Case.Dept)
		if !ok || c.Row.Bureau {
			organ = a.House.Organ(cmp.Or(c.Post.Region, c.Case.Region))
		}
		words := a.words(c)
		words["code"] = "见短信或查询单"         // a paper lies with the case, where the office reads it; the code is its holder's alone
		for name, word := range c.Words { // of this paper alone
			if name, ok := strings.CutSuffix(name, "@"+code); ok {
				words[name] = word
			}
		}
		if err := a.addressed(ctx, tx, c, words); err != nil {
			return err
		}
		of := document.Of{Case: c.Case.ID}
		if c.From == flow.Start {
			of.No = c.Papers + 1
		}
		_, err := a.Documents.Write(ctx, tx, of, code, organ, c.Actor.Name, words)
		return err
	}
	a.Engine.Heir = a.Regions.Heir
	a.Engine.Contact, a.Engine.Veil = a.People.KeepContact, a.House.Veil
	a.People.PhoneLeft = a.left
	a.People.Waits = map[string]limit.Limit{door.ExportKind: door.ExportWait}
	a.Notices.Site = a.House.Site
	a.Engine.Remind = a.remind
	a.Engine.On("*", "urge", func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return a.tellHolders(ctx, tx, c, "urged")
	})
	a.Engine.On("*", "hand_over", func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return a.tellHolders(ctx, tx, c, "handed")
	})
}

// addressed adds to the words of a paper whom it is to, and how it speaks to him. As a case begins, its slice knows both.
func (a *App) addressed(ctx context.Context, tx *db.DB, c *flow.Change, words map[string]string) (err error) {
	if c.Case.Applicant == 0 || c.From == flow.Start {
		return nil
	}
	p, err := a.People.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	if p.Firm && c.Words["who"] == "" {
		words["who"] = "你单位"
	}
	words["party"], err = a.partyNow(ctx, tx, c.Case, p)
	return err
}

// left tells a telephone number that it is a person's no longer; it may be who it belongs to that has not asked for it.
func (a *App) left(ctx context.Context, tx *db.DB, phone string) error {
	return a.Notices.Send(ctx, tx, notice.To{Phone: phone}, "phone_left", map[string]string{"site": a.Profile.Site, "hotline": a.Profile.Hotline})
}

// partyNow is the applicant's name as it is on the day of a paper: who has changed it by law since the case began bears the new one.
func (a *App) partyNow(ctx context.Context, tx *db.DB, k flow.Case, p people.Person) (string, error) {
	if p.Name == k.Party {
		return k.Party, nil
	}
	if then, err := a.People.NameOn(ctx, tx, k.Applicant, k.OpenedAt); err != nil || then != k.Party {
		return k.Party, err // the case names another, such as the firm that somebody speaks for
	}
	return p.Name, nil
}

// applicant is whom a notice of a case goes to, the applicant or who acts for him, and by what name the case is called there.
func (a *App) applicant(k flow.Case, to int64) notice.To {
	t, _ := a.Engine.Table(k.Kind)
	return notice.To{Case: k.ID, Person: to, Item: k.Item, Plain: t.Title}
}

// words are what every notice and document may say of a case, and what the slice adds.
func (a *App) words(c *flow.Change) map[string]string {
	k, matter := c.Case, c.Case.Title
	if t, ok := a.Engine.Table(k.Kind); ok && !t.Inner { // to whom it was said by whom it is, the prefix that tells kinds apart in lists says nothing
		matter = strings.TrimPrefix(matter, t.Prefix)
	}
	w := map[string]string{
		"site": a.Profile.Site, "hotline": a.Profile.Hotline, "org": a.Profile.Org,
		"item": matter, "party": k.Party, "addressee": k.Party, "who": "你", "number": flow.Grouped(k.Number()),
		"date": day(c.At), "text": c.Input["text"] + c.Input["reason"],
	}
	if k.Item != 0 {
		if e, err := a.Catalog.Entry(k.Item); err == nil {
			catalog.PowerOf(e.Kind).Words(w)
		}
	}
	if due := a.Engine.Due(c); !due.IsZero() {
		w["due"] = day(due)
	}
	for name, word := range c.Words {
		w[name] = word
	}
	return w
}

func day(t time.Time) string { return calendar.DayOf(t).Time().Format("2006年1月2日") }

// remind sends a reminder to whom the alarm names: "holder" are those whose turn it is, "applicant"
// the applicant, any other the staff of the role for the case's department or place.
func (a *App) remind(ctx context.Context, tx *db.DB, c *flow.Change, alarm calendar.Alarm) error {
	k := c.Case
	w := a.words(c)
	news := ""
	for _, l := range a.Engine.Near(c) {
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
		return a.Notices.Remind(ctx, tx, a.applicant(k, k.Applicant), alarm.Template, w, "")
	case "holder":
		staff, err = a.holders(ctx, tx, c)
	default:
		staff, err = a.People.Holders(ctx, tx, people.Role(alarm.Role), k.Region, k.Dept)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(staff))) {
		if err == nil {
			err = a.Notices.Remind(ctx, tx, notice.To{Case: k.ID, Staff: id}, alarm.Template, w, news)
		}
	}
	return err
}

// tellHolders sends a notice to those whose turn it is.
func (a *App) tellHolders(ctx context.Context, tx *db.DB, c *flow.Change, template string) error {
	staff, err := a.holders(ctx, tx, c)
	if err != nil {
		return err
	}
	return a.tellStaff(ctx, tx, c.Case.ID, staff, template, a.words(c))
}

// holders are those whose turn it is: the one who took it, or all who may.
func (a *App) holders(ctx context.Context, tx *db.DB, c *flow.Change) (staff []int64, err error) {
	for _, t := range c.Turns {
		if t.Assignee != 0 {
			staff = append(staff, t.Assignee)
			continue
		}
		if t.Role == flow.Applicant {
			continue
		}
		place := c.Case.Region
		if d, ok := a.Catalog.Dept(t.Dept); ok {
			place = a.Regions.Heir(d.Region) // a case of a city's window may lie with a county's department
		}
		ids, err := a.People.Holders(ctx, tx, t.Role, place, t.Dept)
		if err != nil {
			return nil, err
		}
		staff = append(staff, ids...)
	}
	return staff, nil
}

func (a *App) tellStaff(ctx context.Context, tx *db.DB, id int64, staff []int64, template string, words map[string]string) error {
	seen := map[int64]bool{}
	for _, s := range staff {
		if seen[s] {
			continue
		}
		seen[s] = true
		if err := a.Notices.Send(ctx, tx, notice.To{Case: id, Staff: s}, template, words); err != nil {
			return err
		}
	}
	return nil
}

// driver sends notices as the configuration says: by gateway, by mail, or printed.
func (a *App) driver() notice.Driver {
	switch c := a.Config; {
	case c.SMS != "":
		return notice.Gateway(post, c.SMS, a.Keys, a.Now)
	case c.SMTP != "":
		return notice.Mail(c.SMTP, c.SMTPFrom, c.SMTPTo, smtpAuth(c))
	case c.Demo:
		return notice.Printer(stdout)
	}
	return func(_ context.Context, m notice.Message) error { return errNoDriver }
}

// hole tells who runs the program that a message or paper had an empty place: a word that its template asks for was
// not there. It went out all the same.
func (a *App) hole(template string, names []string) {
	a.Log.Warn("text with an empty place", "template", template, "names", names)
}
