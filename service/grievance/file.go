package grievance

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Report is a matter as it comes in, from whichever door.
type Report struct {
	Place       region.Code // where the matter lies
	Hall        region.Code // the place of the window that takes it
	Item        int64
	ItemName    string // of what is in no catalogue
	Application int64  // the case that could not be done
	Person      int64  // when already known
	IDNo        string
	Told        Told
	Times       int64
	Files       []int64
	FilesOf     int64 // whom the files belong to until then
	Channel     string
	Key         string // sent twice it is one case
	Hash        string // of a program's request, to notice a key used for two; "" for forms
}

// reportForm is what is asked of a person online. At the window the clerk asks the same.
func reportForm(place []form.Option, named bool) form.Form {
	f := form.Of(
		form.Field{Name: "item", Label: "什么事没办成", Type: form.Text, Required: true, Max: 100, Hint: "写事项名称或俗称，例如：社保卡补办"},
		form.Field{Name: "place", Label: "在哪里办的", Type: form.Choice, Required: true, Options: place},
		form.Lines("what", "未办成的情况", true, "什么时候去的、交了什么、对方怎么说"),
		form.Field{Name: "times", Label: "到现场次数", Type: form.Number, Low: 0, High: 99},
		form.Field{Name: "refused_by", Label: "拒办的窗口或人员", Type: form.Text, Max: 100, Hint: "窗口号、部门或工作人员，知道多少写多少"},
		form.Field{Name: "reason", Label: "对方说的理由", Type: form.Text, Max: 300},
		form.Field{Name: "wish", Label: "您希望怎么解决", Type: form.Text, Max: 300},
		form.Field{Name: "files", Label: "照片或材料", Type: form.File, Hint: "例如对方给的单子、告知书的照片"},
	)
	if !named {
		f.Fields = append(f.Fields, form.Field{Name: "name", Label: "您的姓名", Type: form.Text, Required: true, Max: 50, Section: "怎么联系您"},
			form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Required: true, Section: "怎么联系您", Hint: "编号和查询密码发到这个号码；只用于办理这件事"})
	}
	f.Fields = append(f.Fields, form.Field{Name: "firm", Label: "替单位反映的，写单位名称", Type: form.Text, Max: 100, Section: "怎么联系您"})
	return f
}

// Take makes a case of a report. Sent a second time, by the same key, it returns the case of the first.
func (s *Service) Take(ctx context.Context, actor people.Actor, r Report) (k flow.Case, err error) {
	return s.TakeAnd(ctx, actor, r, "", nil)
}

// TakeAnd takes a report and does at once what the clerk decided: solve or refuse, in one step, or
// nothing ("").
func (s *Service) TakeAnd(ctx context.Context, actor people.Actor, r Report, then string, input form.Values) (k flow.Case, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if before, err := rowByKey(ctx, tx, r.Key); err == nil {
			if before.SentHash != r.Hash {
				return fail.Conflict("这个 Idempotency-Key 已经用于另一个请求")
			}
			k, err = s.Engine.Find(ctx, tx, before.CaseID)
			return err
		} else if !errors.Is(err, db.ErrNone) {
			return err
		}
		c, err := s.open(ctx, tx, actor, r)
		if err != nil {
			return err
		}
		if k = c.Case; then == "" {
			return nil
		}
		if c, err = s.Engine.Fire(ctx, tx, actor, flow.Move{Case: k.ID, Event: then, Input: input}); err != nil {
			return err
		}
		k = c.Case
		return nil
	})
	return k, err
}

func (s *Service) open(ctx context.Context, tx *db.DB, actor people.Actor, r Report) (*flow.Change, error) {
	o := flow.Opening{Kind: Kind, Event: "take_in", Region: r.Place, Item: r.Item, Channel: r.Channel, Data: &r}
	// lists show the title to all, whom it concerns too
	name := form.NewVeil(map[string]string{r.Told.Name: form.Nobody, r.Told.For: form.Nobody, r.Told.Firm: form.NoFirm, r.Told.Phone: form.Unshown}, true).Text(r.ItemName)
	if r.Item != 0 {
		e, err := s.Catalog.Entry(r.Item)
		if err != nil {
			return nil, err
		}
		name = e.Name
		if d, err := s.Catalog.Handler(r.Item, r.Place); err == nil {
			o.Dept = d.Code
		}
	}
	o.Title = titlePrefix + name
	p, err := s.reporter(ctx, tx, actor, r)
	if err != nil {
		return nil, err
	}
	o.Party, o.Applicant, o.Contact = p.Name, p.ID, people.ContactGiven(ctx, actor, r.Person != 0, r.Told.Phone)
	if r.Told.Firm != "" {
		o.Party = r.Told.Firm
	}
	if actor.Kind != people.Staff {
		o.Event = "report"
	}
	if actor.Kind == people.Nobody || actor.Kind == people.Citizen && actor.ID == 0 {
		actor = people.As(p) // who tells something without signing in is who he says, for this
	}
	return s.Engine.Open(ctx, tx, actor, o)
}

// titlePrefix stands before the item's name in the title of a matter.
const titlePrefix = "办不成："

// reporter enters who reports in the book of people: by number where it is known, else by name and
// phone, which is enough to be written to.
func (s *Service) reporter(ctx context.Context, tx *db.DB, actor people.Actor, r Report) (people.Person, error) {
	switch {
	case r.Person != 0:
		return s.People.Person(ctx, tx, r.Person)
	case r.IDNo != "" && actor.Kind == people.Staff:
		p, differs, err := s.People.Meet(ctx, tx, people.Identity{Name: r.Told.Name, IDNo: r.IDNo, Phone: r.Told.Phone})
		if err == nil && differs && s.Differs != nil {
			err = s.Differs(ctx, tx, actor, r.Place, p)
		}
		return p, err
	case r.IDNo != "":
		return s.People.Claim(ctx, tx, people.Identity{Name: r.Told.Name, IDNo: r.IDNo, Phone: r.Told.Phone}, fmt.Sprint("client ", actor.ID))
	}
	return s.People.Reach(ctx, tx, r.Told.Name, r.Told.Phone)
}

// file is the Do of the first event.
func (s *Service) file(ctx context.Context, tx *db.DB, c *flow.Change) error {
	r, ok := c.Data.(*Report)
	if !ok {
		return fmt.Errorf("a grievance is opened by Take")
	}
	g := &Grievance{Told: r.Told, row: row{CaseID: c.Case.ID, SentKey: r.Key, SentHash: r.Hash, Hall: r.Hall, Application: r.Application, Times: r.Times,
		Files: numbers(r.Files), Since: c.At.UnixMilli(), Round: 1, OnTime: true}}
	if err := s.knownBefore(ctx, tx, c, g); err != nil {
		return err
	}
	if r.Application != 0 {
		if err := s.Engine.Link(ctx, tx, c.Case.ID, r.Application, flow.AroseOf); err != nil {
			return err
		}
	}
	owner := c.Actor.Kind
	if err := s.Files.Attach(ctx, tx, c.Case.ID, owner, r.FilesOf, r.Files...); err != nil {
		return err
	}
	c.Clock = "contact" // the day that the receipt names
	c.Words["what"], c.Words["wish"] = r.Told.What, orElse(r.Told.Wish, "把事办成")
	fresh, err := insertRow(ctx, tx, s.closed(g))
	if err == nil && !fresh {
		err = fail.Conflict("这件事刚刚已经提交过了")
	}
	return err
}

// knownBefore ties a matter that the same person reported a short while ago to this one.
func (s *Service) knownBefore(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	term, err := s.Rules.Term("grievance.repeat", c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	before, err := earlier(ctx, tx, c.Case.Applicant, c.Case.ID, c.Case.Title, calendar.DayOf(c.At).AddDays(-term.N))
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	g.Again = true
	return s.Engine.Link(ctx, tx, c.Case.ID, before, flow.SameAs)
}

// find looks an item up by what was typed: its code, its exact name, or what leads to one item alone.
func (s *Service) find(text string) (catalog.Entry, bool) {
	text = strings.TrimSpace(text)
	if e, err := s.Catalog.ByCode(text); err == nil {
		return e, true
	}
	found := s.Catalog.Suggest(text, 5)
	for _, f := range found {
		if f.Name == text {
			return f.Entry, true
		}
	}
	return catalog.Entry{}, false
}

func numbers(ids []int64) string {
	var list []string
	for _, id := range ids {
		list = append(list, strconv.FormatInt(id, 10))
	}
	return strings.Join(list, ",")
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func at(ms int64) time.Time { return time.UnixMilli(ms).In(calendar.Zone) }
