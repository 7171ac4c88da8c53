package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// The demonstration's cases: some weeks of a city's work, done again step by step by the cast through
// the program's own doors, in a program whose clock stands in the past and moves on to today. Nothing
// is written back to front: deadlines, reminders and papers came about as they always do.

// DemoCitizen is the phone number of the citizen who has cases of her own.
const DemoCitizen = "13800138000"

// story is what happened to one case: a way in, and what was done on which working day before today.
type story struct {
	item  string // a code, or the file of a complete item
	who   int    // applicant
	place string // "": the first county; "town", "village", or the place of a county
	by    string // login at the window; "": online
	way   string // delivery
	days  []deed
}

// deed is one step, so many working days ago. What it asks is answered from in.
type deed struct {
	ago   int
	event string
	in    form.Values
}

// happening is a deed at its time.
type happening struct {
	at time.Time
	do func(ctx context.Context) error
}

// demo replays the stories.
type demo struct {
	*App
	today   time.Time
	citizen people.Visitor
	photo   []byte
	levels  map[int64]string // how satisfied who told of a matter will be
}

// openDemo opens the program with the demonstration: its cast, and its cases, each loaded once.
func openDemo(ctx context.Context, cfg Config, out Outside) (*App, error) {
	a, err := Open(ctx, cfg, out)
	if err != nil {
		return nil, err
	}
	err = a.LoadDemo(ctx)
	n, unread := a.DB.Changes(ctx)
	if err = errors.Join(err, unread); err == nil && n["demo cases"] > 0 {
		return a, nil
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	if err := loadDemoCases(ctx, cfg, out); err != nil {
		return nil, fmt.Errorf("demo cases: %w", err)
	}
	return Open(ctx, cfg, out)
}

// loadDemoCases fills the demonstration with cases, in a program on the same database that has a clock of
// its own and sends no messages.
func loadDemoCases(ctx context.Context, cfg Config, out Outside) error {
	var clock atomic.Int64
	today := out.Now()
	clock.Store(today.UnixMilli())
	quiet := func(context.Context, notice.Message) error { return nil }
	a, err := Open(ctx, cfg.alone(), Outside{Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Log: out.Log, SMS: quiet, Check: demoCheck})
	if err != nil {
		return err
	}
	d := &demo{App: a, today: today, photo: samplePhoto()}
	return errors.Join(d.replay(ctx, &clock), a.Close())
}

func (d *demo) replay(ctx context.Context, clock *atomic.Int64) error {
	clock.Store(d.day(demoDays).UnixMilli())
	if err := d.Refresh(ctx); err != nil {
		return err
	}
	if err := d.meetCitizen(ctx); err != nil {
		return err
	}
	var all []happening
	for i, s := range demoStories {
		all = append(all, d.tell(i, s)...)
	}
	matters, err := d.lately()
	if err != nil {
		return err
	}
	all = append(all, matters...)
	all = append(all, d.ratings()...)
	for ago := demoDays; ago > 0; ago-- { // the program's own work, at noon and in the evening
		for _, hour := range []int{12, 19} {
			all = append(all, happening{d.day(ago).Add(time.Duration(hour) * time.Hour), d.Tick})
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, h := range all {
		clock.Store(h.at.UnixMilli())
		if err := h.do(ctx); err != nil {
			return err
		}
	}
	clock.Store(d.today.UnixMilli())
	if err := d.Tick(ctx); err != nil {
		return err
	}
	return d.DB.Tx(ctx, func(tx *db.DB) error { return tx.Changed(ctx, "demo cases") })
}

// demoDays is how many working days back the first of the stories began.
const demoDays = 32

// day is the midnight before the working day so many working days ago; 0 is today, whatever it is.
func (d *demo) day(ago int) time.Time {
	cal, day := d.Rules.Calendar(), calendar.DayOf(d.today)
	for ago > 0 {
		if day = day.AddDays(-1); cal.Workday(day) {
			ago--
		}
	}
	return day.Time()
}

// tell makes the happenings of a story. Its steps of one day follow each other by a good half hour;
// those of today have just been done.
func (d *demo) tell(i int, s story) []happening {
	var number int64
	var list []happening
	for n, step := range s.days {
		at := d.day(step.ago).Add(9*time.Hour + time.Duration(i*7%60+n*41)*time.Minute)
		if step.ago == 0 {
			at = d.today.Add(-time.Duration(90-i%30-n*10) * time.Minute)
		}
		list = append(list, happening{at, func(ctx context.Context) (err error) {
			if n == 0 {
				number, err = d.begin(ctx, s, step)
			} else {
				err = d.go1(ctx, number, step)
			}
			if err != nil {
				return fmt.Errorf("story %d (%s), step %d %s: %w", i, s.item, n, step.event, err)
			}
			return nil
		}})
	}
	return list
}

// meetCitizen signs the demonstration's citizen up.
func (d *demo) meetCitizen(ctx context.Context) error {
	var code string
	err := d.People.SendCode(ctx, "", DemoCitizen, people.From{}, func(_ context.Context, _ *db.DB, _, c string) error {
		code = c
		return nil
	})
	if err != nil {
		return err
	}
	token, err := d.People.SignInCitizen(ctx, DemoCitizen, code, people.From{Agent: "demo"})
	if err != nil {
		return err
	}
	v, err := d.People.Visit(ctx, token, "")
	if err != nil {
		return err
	}
	if _, err := d.People.RealName(ctx, v, demoApplicant(0)); err != nil {
		return err
	}
	d.citizen, err = d.People.Visit(ctx, token, "")
	return err
}

// begin opens the case of a story.
func (d *demo) begin(ctx context.Context, s story, step deed) (int64, error) {
	e, it, err := d.demoItem(ctx, s.item)
	if err != nil {
		return 0, err
	}
	sub := course.Submission{Item: e.ID, Place: d.place(s.place), Applicant: demoApplicant(s.who), Delivery: s.way}
	sub.Home, sub.Proven = sub.Place, sub.Applicant.Phone
	if s.way == "courier" {
		sub.Address = course.Address{
			Name: sub.Applicant.Name, Phone: demoPhone(s.who),
			Street: d.Regions.Name(sub.Place) + "滨江路 " + strconv.Itoa(s.who+1) + " 号",
		}
	}
	sub.Answers = guided(it)
	sub.Form = filled(it.Form, sub.Applicant, d.Regions.Name(sub.Place), sub.Place)
	list, err := it.Guide(sub.Answers)
	if err != nil {
		return 0, err
	}
	ctx = people.WithVisitor(ctx, d.citizen)
	for _, m := range list.Materials {
		h := course.Handed{Key: m.Key, State: course.Paper}
		switch {
		case m.Exempt:
			h.State = course.Exempt
		case s.by == "" && m.Made:
			h.State = course.Lacking
		case s.by == "":
			f, err := d.Files.Put(ctx, bytes.NewReader(d.photo), m.Name+".png", people.Citizen, d.citizen.Account.ID)
			if err != nil {
				return 0, err
			}
			h.State, h.Files = course.Uploaded, []int64{f.ID}
		case step.in["later"] == m.Key:
			h.State = course.Later
		}
		sub.Materials = append(sub.Materials, h)
	}
	if s.by == "" {
		sub.Channel, sub.Person, sub.Signed = flow.ByOnline, d.citizen.Actor.ID, d.citizen.Actor.Name
		k, _, err := d.Applications.Submit(ctx, d.citizen.Actor, sub)
		return k.ID, err
	}
	sub.Signed = "1" // what is promised is signed at the window
	clerk, err := d.actor(ctx, s.by)
	if err != nil {
		return 0, err
	}
	k, err := d.Applications.Receive(people.WithVisitor(ctx, people.Visitor{Actor: clerk}), clerk, sub, step.event, step.in)
	return k.ID, err
}

func (d *demo) actor(ctx context.Context, login string) (people.Actor, error) {
	m, err := d.People.FindMember(ctx, login)
	if err != nil {
		return people.Actor{}, err
	}
	a, _, err := d.People.StaffActor(ctx, m.ID)
	return a, err
}

// go1 does one step of a case: by the citizen where the step is hers, else by the first of the staff who
// may, in the order of the cast.
func (d *demo) go1(ctx context.Context, id int64, step deed) error {
	if v, err := d.Engine.View(ctx, d.citizen.Actor, id); err == nil {
		if o := door.Offered(v, step.event); o.May {
			ctx = people.WithVisitor(ctx, d.citizen)
			in, err := d.answer(ctx, o.Ask, step.in, v.Case)
			if err != nil {
				return err
			}
			_, err = d.Engine.Act(ctx, d.citizen.Actor, flow.Move{Case: id, Event: step.event, Input: in})
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
		actor, _, err := d.People.StaffActor(ctx, staff)
		if err != nil {
			return err
		}
		v, err := d.Engine.View(ctx, actor, id)
		if err != nil {
			return err
		}
		o := door.Offered(v, step.event)
		if !o.May {
			last = fmt.Errorf("%s in %s: %s", actor.Name, v.State.Name, o.Why)
			continue
		}
		in, err := d.answer(people.WithVisitor(ctx, people.Visitor{Actor: actor}), o.Ask, step.in, v.Case)
		if err != nil {
			return err
		}
		_, err = d.Engine.Act(ctx, actor, flow.Move{Case: id, Event: step.event, Input: in})
		return err
	}
	return last
}

// crew are the staff who may have a hand in a case: first those whose turn it is.
func (d *demo) crew(ctx context.Context, v flow.View) (staff []int64, err error) {
	add := func(role people.Role, dept string) {
		ids, failed := d.People.Holders(ctx, d.DB, role, v.Case.Region, dept)
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
func (d *demo) answer(ctx context.Context, f form.Form, said form.Values, k flow.Case) (form.Values, error) {
	in := form.Values{}
	for _, q := range f.Fields {
		switch {
		case said[q.Name] != "":
			in[q.Name] = said[q.Name]
		case q.Name == "code":
			a, err := d.Applications.Load(ctx, d.DB, k.ID)
			if err != nil {
				return nil, err
			}
			in[q.Name] = a.Pickup
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
			one, err := d.Files.Put(ctx, bytes.NewReader(d.photo), "办理情况.png", people.Staff, people.VisitorOf(ctx).Actor.ID)
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

// place is where a story happens.
func (d *demo) place(name string) region.Code {
	first := d.counties()[0]
	town, village := firstBelow(d.Regions, first)
	switch name {
	case "town":
		return town
	case "village":
		return village
	}
	if n, err := strconv.Atoi(name); err == nil {
		return d.counties()[n]
	}
	return first
}

// demoItem finds the item of a story by a part of its name.
func (d *demo) demoItem(ctx context.Context, name string) (catalog.Entry, *catalog.Item, error) {
	for _, found := range d.Catalog.Suggest(name, 8) {
		if strings.Contains(found.Name, name) {
			e, it, err := d.Catalog.Current(ctx, found.ID)
			if err != nil {
				return e, nil, err
			}
			return e, d.Applications.Complete(it), nil
		}
	}
	return catalog.Entry{}, nil, fmt.Errorf("no item %s", name)
}

// guided answers an item's questions by the first answer that leads on.
func guided(it *catalog.Item) catalog.Answers {
	a := catalog.Answers{}
	for {
		list, err := it.Guide(a)
		if err != nil || list.Open == nil {
			return a
		}
		i := slices.IndexFunc(list.Open.Answers, func(x catalog.Answer) bool { return x.Block == "" })
		a[list.Open.Key] = list.Open.Answers[max(i, 0)].Value
	}
}

// filled fills an item's form in for an applicant.
func filled(f form.Form, who people.Identity, place string, code region.Code) form.Values {
	v := form.Values{}
	natural := who
	if who.Firm {
		natural = people.Identity{Name: who.Legal, IDNo: demoIDNo(90), Phone: who.Phone}
	}
	known := map[string]string{
		"name": natural.Name, "id_no": natural.IDNo, "phone": who.Phone, "firm_name": who.Name, "firm_code": who.IDNo,
		"legal_person": natural.Name, "address": place + "滨江路 12 号",
	}
	for _, q := range f.Fields {
		switch {
		case q.When != "" && !q.Asked(v):
		case known[q.Prefill] != "":
			v[q.Name] = known[q.Prefill]
		case !q.Required && q.Type != form.Bool:
		default:
			v[q.Name] = sampleAnswer(q, natural, place, code)
		}
	}
	return v
}

func sampleAnswer(q form.Field, who people.Identity, place string, code region.Code) string {
	switch q.Type {
	case form.Choice, form.Choices:
		return q.Options[0].Value
	case form.Bool:
		if q.Required {
			return "1"
		}
		return ""
	case form.Date:
		return "2026-01-15"
	case form.Number:
		n := max(q.Low, 20)
		if q.High > 0 {
			n = min(n, q.High)
		}
		return strconv.FormatInt(n, 10)
	case form.Money:
		return "100000"
	case form.Phone:
		return who.Phone
	case form.IDNo:
		return who.IDNo
	case form.Credit:
		return demoCredit(1)
	case form.Account:
		return "6228480402564890018"
	case form.Address:
		return place + "滨江路 12 号"
	case form.Region:
		return string(code)
	}
	for _, known := range []struct{ word, text string }{
		{"姓名", who.Name}, {"联系人", who.Name}, {"单位", place + "人民医院"}, {"名称", place + "滨江商行"}, {"银行", "农业银行"}, {"学校", place + "第一中学"},
		{"学科", "语文"}, {"申请内容", "按申请表办理"}, {"地点", place + "滨江路口"}, {"位置", place + "滨江路口"}, {"编号", "20260018"}, {"号", "20260018"},
	} {
		if strings.Contains(q.Label, known.word) {
			return known.text
		}
	}
	return "见申请表"
}

func demoPhone(n int) string { return fmt.Sprintf("1380013%04d", 8000+n*37) }

// demoApplicant is the n-th made-up applicant: the first is the demonstration's citizen, every third a firm.
func demoApplicant(n int) people.Identity {
	switch {
	case n == 0:
		return people.Identity{Name: "张晓梅", IDNo: demoIDNo(0), Phone: DemoCitizen}
	case n%3 == 2:
		return people.Identity{
			Firm: true, Name: string(demoSurnames[n]) + "氏" + []string{"餐饮", "酒店", "游泳", "广告", "水业"}[n%5] + "有限公司",
			IDNo: demoCredit(n), Phone: demoPhone(n), Legal: demoName(n + 3),
		}
	}
	return people.Identity{Name: demoName(n), IDNo: demoIDNo(n), Phone: demoPhone(n)}
}

// demoIDNo is the n-th made-up ID number; the last character is the one that fits.
func demoIDNo(n int) string {
	return fitting(fmt.Sprintf("511402%04d%02d%02d%03d", 1950+n%50, n%12+1, n%28+1, 1+n%999), "0123456789X", func(s string) error {
		_, err := check.CitizenID(s)
		return err
	})
}

// demoCredit is the n-th made-up credit code.
func demoCredit(n int) string {
	return fitting(fmt.Sprintf("91511402MA6%06d", n), "0123456789ABCDEFGHJKLMNPQRTUWXY", func(s string) error {
		return check.CreditCode(s)
	})
}

func fitting(head, last string, check func(string) error) string {
	for _, c := range last {
		if check(head+string(c)) == nil {
			return head + string(c)
		}
	}
	return head
}

// samplePhoto is a page with grey lines, as a scanned paper.
func samplePhoto() []byte {
	m := image.NewGray(image.Rect(0, 0, 420, 594))
	for y := range 594 {
		for x := range 420 {
			c := color.Gray{Y: 250}
			if y > 60 && y < 520 && y%26 < 5 && x > 50 && x < 370 {
				c.Y = 190
			}
			m.SetGray(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}
