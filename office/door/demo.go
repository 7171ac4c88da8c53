package door

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Demo is the demonstration's past while it is replayed: the cast does again, step by step and through the program's own doors, some
// weeks of a city's work, in a program whose clock moves on to today. Each service says what happened to its cases
// (Service.Demo). Nothing is written back to front: deadlines, reminders and papers come about as they always do.
type Demo struct {
	*House

	Rules   *calendar.Rules
	Today   time.Time
	Citizen people.Visitor   // who has cases of her own
	Levels  map[int64]string // how satisfied the person of a case will say to be, where a service knows
}

// DemoDays is how many working days back the demonstration begins.
const DemoDays = 32

// Happening is something that was done at a time.
type Happening struct {
	At time.Time
	Do func(ctx context.Context) error
}

// Deed is one step of a case, so many working days ago. What it asks and In does not say is made up.
type Deed struct {
	Ago   int
	Event string
	In    form.Values
}

// Did is a deed with pairs of fields and answers.
func Did(ago int, event string, answers ...string) Deed {
	d := Deed{Ago: ago, Event: event, In: form.Values{}}
	for i := 0; i+1 < len(answers); i += 2 {
		d.In[answers[i]] = answers[i+1]
	}
	return d
}

// Day is the midnight before the working day so many working days ago; 0 is today, whatever it is.
func (d *Demo) Day(ago int) time.Time {
	cal, day := d.Rules.Calendar(), calendar.DayOf(d.Today)
	for ago > 0 {
		if day = day.AddDays(-1); cal.Workday(day) {
			ago--
		}
	}
	return day.Time()
}

// Later is the same time of the day so many working days later.
func (d *Demo) Later(at time.Time, n int) time.Time {
	cal := d.Rules.Calendar()
	for n > 0 {
		if at = at.AddDate(0, 0, 1); cal.Workday(calendar.DayOf(at)) {
			n--
		}
	}
	return at
}

// Actor is a member of the cast.
func (d *Demo) Actor(ctx context.Context, login string) (people.Actor, error) {
	m, err := d.Roster.FindMember(ctx, login)
	if err != nil {
		return people.Actor{}, err
	}
	a, _, err := d.Roster.StaffActor(ctx, m.ID)
	return a, err
}

// Go does one step of a case: by the citizen where the step is hers, else by the first of the staff who
// may, in the order of the cast.
func (d *Demo) Go(ctx context.Context, id int64, step Deed) error {
	if v, err := d.Engine.View(ctx, d.Citizen.Actor, id); err == nil {
		if o := Offered(v, step.Event); o.May {
			ctx = people.WithVisitor(ctx, d.Citizen)
			in, err := d.answer(ctx, o.Ask, step.In, v.Case)
			if err != nil {
				return err
			}
			_, err = d.Engine.Act(ctx, d.Citizen.Actor, flow.Move{Case: id, Event: step.Event, Input: in})
			return err
		}
	}
	v, err := d.Engine.View(ctx, people.TheOffice, id)
	if err != nil {
		return err
	}
	who, err := d.crew(ctx, v)
	if err != nil {
		return err
	}
	last := errors.New("nobody is there who may")
	for _, staff := range who {
		actor, _, err := d.Roster.StaffActor(ctx, staff)
		if err != nil {
			return err
		}
		v, err := d.Engine.View(ctx, actor, id)
		if err != nil {
			return err
		}
		o := Offered(v, step.Event)
		if !o.May {
			last = fmt.Errorf("%s in %s: %s", actor.Name, v.State.Name, o.Why)
			continue
		}
		in, err := d.answer(people.WithVisitor(ctx, people.Visitor{Actor: actor}), o.Ask, step.In, v.Case)
		if err != nil {
			return err
		}
		_, err = d.Engine.Act(ctx, actor, flow.Move{Case: id, Event: step.Event, Input: in})
		return err
	}
	return last
}

// Each does something with the first n open cases of a kind in a state, anywhere in the city.
func (d *Demo) Each(ctx context.Context, kind, state string, n int, do func(k flow.Case) error) error {
	list, err := d.Engine.Overview(ctx, people.Post{Region: d.Region}, flow.Filter{Kind: kind, State: state}, "", n)
	if err != nil {
		return err
	}
	for _, k := range list.Items {
		if err := do(k); err != nil {
			return fmt.Errorf("%s %s: %w", k.Number(), k.Title, err)
		}
	}
	return nil
}

// crew are the staff who may have a hand in a case: first those whose turn it is.
func (d *Demo) crew(ctx context.Context, v flow.View) (staff []int64, err error) {
	add := func(role people.Role, dept string) {
		ids, failed := d.Roster.Holders(ctx, d.DB, role, v.Case.Region, dept)
		staff, err = append(staff, ids...), errors.Join(err, failed)
	}
	for _, t := range v.Turns {
		if t.Assignee != 0 {
			staff = append(staff, t.Assignee)
		} else if t.Role != flow.Applicant {
			add(t.Role, t.Dept)
		}
	}
	for _, role := range []people.Role{people.Window, people.Reviewer, people.Head, people.Officer, people.Supervisor} {
		dept := v.Case.Dept
		if role.Regional() {
			dept = ""
		}
		add(role, dept)
	}
	return staff, err
}

// answer fills in what a step asks and the story does not say.
func (d *Demo) answer(ctx context.Context, f form.Form, said form.Values, k flow.Case) (form.Values, error) {
	in := form.Values{}
	for _, q := range f.Fields {
		switch {
		case said[q.Name] != "":
			in[q.Name] = said[q.Name]
		case q.Name == "valid_to" && said["years"] != "":
			years, err := strconv.Atoi(said["years"])
			if err != nil {
				return nil, err
			}
			in[q.Name] = d.Now().AddDate(years, 0, -1).Format(time.DateOnly)
		case q.Name == "open_end": // said, or there is a last day
		case q.Type == form.Choices && len(q.Options) > 1:
			in[q.Name] = q.Options[0].Value + "," + q.Options[1].Value
		case q.Type == form.Choice && len(q.Options) > 0:
			in[q.Name] = q.Options[0].Value
		case q.Type == form.Bool:
			in[q.Name] = "1"
		case q.Type == form.Date && q.Required:
			in[q.Name] = calendar.DayOf(d.Now()).String()
		case q.Type == form.Number:
			in[q.Name] = "10"
		case q.Type == form.File && q.Required && people.VisitorOf(ctx).Actor.Kind == people.Staff:
			one, err := d.Files.Put(ctx, bytes.NewReader(MadePaper()), "办理情况.png", people.Staff, people.VisitorOf(ctx).Actor.ID)
			if err != nil {
				return nil, err
			}
			in[q.Name] = strconv.FormatInt(one.ID, 10)
		case q.Name == "receiver":
			in[q.Name] = k.Party
		case q.Type == form.Text && q.Required, q.Type == form.Area && q.Required:
			in[q.Name] = "情况属实。"
		}
	}
	return in, nil
}

// Place is where something happens: the first county, its first "town" or "village", or the county of a number.
func (d *Demo) Place(name string) region.Code {
	first := d.Counties()[0]
	town, village := FirstBelow(d.Regions, first)
	switch name {
	case "town":
		return town
	case "village":
		return village
	}
	if n, err := strconv.Atoi(name); err == nil {
		return d.Counties()[n]
	}
	return first
}

// Counties are the counties of the city.
func (d *Demo) Counties() (list []region.Code) {
	for _, p := range d.Regions.Children(d.Region) {
		list = append(list, p.Code)
	}
	return list
}

// FirstBelow is the first township of a county that has villages, and its first village; the county where none has.
func FirstBelow(t *region.Tree, county region.Code) (town, village region.Code) {
	for _, p := range t.Children(county) {
		if below := t.Children(p.Code); len(below) > 0 {
			return p.Code, below[0].Code
		}
	}
	return county, county
}

// Item finds an item by a part of its name.
func (d *Demo) Item(name string) (catalog.Entry, error) {
	for _, found := range d.Catalog.Suggest(name, 8) {
		if strings.Contains(found.Name, name) {
			return d.Catalog.Entry(found.ID)
		}
	}
	return catalog.Entry{}, fmt.Errorf("no item %s", name)
}
