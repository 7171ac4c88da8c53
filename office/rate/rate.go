// Package rate is what people are asked of a service and what they say of it (好差评): the services that may be rated, their
// ratings and who gave them, what became of the bad ones, and the figures of all that.
//
// A service act, the visit of a window (一次一评) or an online matter that was finished (一事一评), is noted by one subscription
// to all flows (Book.Invite), as the services declare it and the rules of the day say; whoever was served may rate it once, of his
// own will, and add to it later. Who gave a rating is kept apart from what it says. The figures are kept in the transaction of
// what they count.
//
// Guarantees. Nobody rates what he served himself, nor writes down what is said of his own unit. A service has one first rating
// and those that were added to it. A service that nobody rates in time is closed as good by default, which counts nowhere as a rating.
//
// Rules: 国办发〔2019〕51号; GB/T 39734-2020 (一次一评、一事一评), GB/T 39735-2020 (评价工作指南); the national set of tags. Numbers
// of days, tags and exceptions are rows.
//
// It knows no page: people rate at those of service/rating; bad ratings are put right by service/rectification, which hears
// of them. Read act.go first, then rate.go, rectified.go, counts.go.
package rate

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Book is the ratings of the city.
type Book struct {
	*office.Office
	heard []Heard
}

// Heard does something about a rating in its transaction. person is who gave it, and 0 where nobody known did.
type Heard func(ctx context.Context, tx *db.DB, a Act, r Rating, person int64) error

// New makes the book.
func New(o *office.Office) *Book { return &Book{Office: o} }

// Hear has f hear of each rating that people give. It is for the start, before anything is served.
func (b *Book) Hear(f Heard) { b.heard = append(b.heard, f) }

// Where a rating came from.
const (
	Active  = "active"
	Default = "default" // noted when nobody rated in time; counts nowhere as a rating
)

// Rating is what somebody said of a service. The first is of type 1 of the national record, further
// ones (追加评价) of type 2; only the first enters the figures of quality.
type Rating struct {
	ID       int64
	Act      int64
	N        int64
	Level    Level
	Source   string
	Way      string // see Ways
	TagSet   string
	Tags     string // codes, comma separated
	Comment  string
	Stars    string // JSON
	Named    bool   // by somebody known who did not ask to stay unnamed
	Entered  string // the staff who wrote it down for somebody else
	At       int64
	Day      calendar.Day
	Excluded bool
}

// Ways are the channels of GB/T 39046 table 9, and paper.
var Ways = form.Pairs("pc", "电脑", "mobile", "手机", "qr", "二维码", "pad", "窗口评价器", "terminal", "自助终端", "phone", "电话", "sms", "短信", "paper", "纸质")

// CommentMost is the length of a comment in the national record.
const CommentMost = 150

// Given is what somebody says of a service, before it is checked.
type Given struct {
	Act       int64
	Level     Level
	Tags      []string
	Comment   string
	Stars     map[string]string
	Unnamed   bool
	Way       string
	Person    int64 // who gives it; 0: nobody known
	IP        string
	Device    string
	EnteredBy people.Actor // staff who write it down for somebody
}

// giver is who gave a rating, apart from what it says: marks by which the same address, device or telephone is known again,
// and sealed who it was.
type giver struct {
	Rating int64
	Sealed string
	IP     string
	Device string
	Staff  bool // the telephone number is that of a member of staff
}

// Identity is what is sealed of a giver.
type Identity struct {
	Person  int64  `json:"person,omitempty"`
	IP      string `json:"ip,omitempty"`
	Unnamed bool   `json:"unnamed,omitempty"`
}

const sealGiver = "rating giver"

// Rate takes a rating. One service has one first rating; what the same person says later is additional. Those who hear of it
// (Hear) do so in the same transaction: a bad first rating opens its rectification. Returns fail.Conflict where there is nothing
// to rate now, fail.Forbidden for who served, fail.Invalid for what is wrong with it.
func (b *Book) Rate(ctx context.Context, g Given) (r Rating, err error) {
	err = b.DB.Tx(ctx, func(tx *db.DB) error {
		r, err = b.rate(ctx, tx, g)
		return err
	})
	return r, err
}

func (b *Book) rate(ctx context.Context, tx *db.DB, g Given) (Rating, error) {
	a, err := claim(ctx, tx, g.Act)
	if errors.Is(err, db.ErrNone) {
		return Rating{}, fail.NotFound("没有找到这次服务")
	}
	if err != nil {
		return Rating{}, err
	}
	before, err := RatingsOf(ctx, tx, a.ID)
	if err != nil {
		return Rating{}, err
	}
	if err := b.MayRate(ctx, tx, a, before); err != nil {
		return Rating{}, err
	}
	own, err := b.ownWork(ctx, tx, a, g)
	if err != nil {
		return Rating{}, err
	}
	r, err := b.Checked(ctx, tx, a, g)
	if err != nil {
		return r, err
	}
	r.N = int64(len(before)) + 1
	if err := insert(ctx, tx, r, a); err != nil {
		return r, err
	}
	if err := b.keepGiver(ctx, tx, r, g, own); err != nil {
		return r, err
	}
	if r.N == 1 {
		if err := setState(ctx, tx, a.ID, Rated); err != nil {
			return r, err
		}
	}
	if err := Count(ctx, tx, a, weigh(r, before)); err != nil {
		return r, err
	}
	for _, heard := range b.heard {
		if err := heard(ctx, tx, a, r, g.Person); err != nil {
			return r, err
		}
	}
	return r, nil
}

// weigh is what a rating adds to the figures, after those that its service had before.
func weigh(r Rating, before []Rating) (n Counts) {
	switch {
	case len(before) == 0:
		*n.Of(r.Level) = 1
		if r.Named && r.Level.Bad() {
			n.Named = 1
		}
	case r.Level.Points() > before[0].Level.Points():
		n.More, n.Better = 1, 1
	default:
		n.More = 1
	}
	return n
}

// MayRate is fail.Conflict with the reason why a service cannot be rated now; before are the ratings it has.
func (b *Book) MayRate(ctx context.Context, tx *db.DB, a Act, before []Rating) error {
	now := b.Now().UnixMilli()
	switch {
	case a.State == Void:
		return fail.Conflict("这件事已经撤回，不再评价")
	case now < a.ServedAt:
		return fail.Conflict("服务还没有办完，办完以后再评价")
	case a.State == Defaulted || a.State == Open && now >= a.UntilAt:
		return fail.Conflict("评价的期限已过，谢谢您。有意见可以拨打 %s", b.House.City.Hotline)
	case a.State == Open:
		return nil
	}
	return b.mayAdd(ctx, tx, a, before)
}

// mayAdd: one additional rating within its time, and one more after each answer to a bad one.
func (b *Book) mayAdd(ctx context.Context, tx *db.DB, a Act, before []Rating) error {
	last := before[len(before)-1]
	x, _, err := RectificationOf(ctx, tx, a.ID)
	if err != nil || x.RepliedAt > last.At {
		return err
	}
	if len(before) > 1 {
		return fail.Conflict("这次服务您已经评价并追加过评价，谢谢您")
	}
	until, err := b.Until("more", a.Region, time.UnixMilli(before[0].At))
	if err == nil && b.Now().UnixMilli() >= until {
		return fail.Conflict("追加评价的期限已过，谢谢您")
	}
	return err
}

// Checked makes a rating of what was given. Returns fail.Invalid with what is wrong or missing.
func (b *Book) Checked(ctx context.Context, tx *db.DB, a Act, g Given) (Rating, error) {
	now := b.Now()
	r := Rating{
		ID: tx.NewID(), Act: a.ID, Level: g.Level, Source: Active, Way: g.Way, Comment: strings.TrimSpace(g.Comment),
		Named: g.Person != 0 && !g.Unnamed, Entered: g.EnteredBy.Name, At: now.UnixMilli(), Day: calendar.DayOf(now),
	}
	var wrong []fail.Field
	if g.Level.Points() == 0 {
		wrong = append(wrong, fail.Field{Name: "level", Message: "请选满意程度"})
	}
	if !slices.ContainsFunc(Ways, func(o form.Option) bool { return o.Value == g.Way }) {
		wrong = append(wrong, fail.Field{Name: "way", Message: "请选评价渠道"})
	}
	if utf8.RuneCountInString(r.Comment) > CommentMost {
		wrong = append(wrong, fail.Field{Name: "comment", Message: "最多 150 个字"})
	}
	tags, err := TagsToday(ctx, tx, r.Day)
	if err != nil {
		return r, err
	}
	var codes []string
	for _, t := range tags {
		r.TagSet = t.TagSet
		if t.Level == g.Level && slices.Contains(g.Tags, t.Code) { // those of another level were chosen before the level was changed
			codes = append(codes, t.Code)
		}
	}
	r.Tags = strings.Join(codes, ",")
	if g.Level.Bad() && r.Tags == "" && r.Comment == "" {
		wrong = append(wrong, fail.Field{Name: "comment", Message: "请选一个原因，或者写一句，我们才知道改哪里"})
	}
	if len(wrong) > 0 {
		return r, fail.Invalid("请补充评价", wrong...)
	}
	given := map[string]string{}
	for _, f := range StarsFor(a) {
		if v := g.Stars[f.Name]; f.Show(v) != "" {
			given[f.Name] = v
		}
	}
	if len(given) > 0 {
		r.Stars = encode(given)
	}
	return r, nil
}

// ownWork refuses a rating by who served: the member of staff who writes it down, and the one whose
// telephone it is. It reports whether the giver's telephone is that of any member of staff.
func (b *Book) ownWork(ctx context.Context, tx *db.DB, a Act, g Given) (staff bool, err error) {
	own := fail.Forbidden("自己经手的事，不能自己评价")
	events, err := b.Engine.Events(ctx, tx, a.CaseID)
	if err != nil {
		return false, err
	}
	acted := map[int64]bool{a.Staff: a.Staff != 0}
	for _, e := range events {
		if e.ActorKind == people.Staff {
			acted[e.ActorID] = true
		}
	}
	if by := g.EnteredBy; by.ID != 0 {
		if acted[by.ID] {
			return false, own
		}
		if err := another(by, a); err != nil {
			return false, err
		}
	}
	if g.Person == 0 {
		return false, nil
	}
	phone, err := b.Persons.PhoneIn(ctx, tx, a.CaseID, g.Person)
	if err != nil || phone == "" {
		return false, err
	}
	list, err := b.Roster.WithPhone(ctx, tx, phone)
	if slices.ContainsFunc(list, func(id int64) bool { return acted[id] }) {
		return true, own
	}
	return len(list) > 0, err
}

// another refuses who belongs to the unit that served: ratings on paper and by telephone are written
// down by staff of another unit.
func another(by people.Actor, a Act) error {
	for _, p := range by.Posts {
		if a.Dept != "" && p.Dept == a.Dept || slices.Contains(device.Windows, p.Role) && p.Region == a.Region {
			return fail.Forbidden("纸质和电话评价要由别的单位的工作人员录入")
		}
	}
	return nil
}

// GiverOf is what is known of who gave a rating, opened. Whoever shows it to somebody has that logged.
func (b *Book) GiverOf(ctx context.Context, rating int64) (id Identity, err error) {
	g, err := givers.Find(ctx, b.DB, rating)
	if err != nil {
		return id, err
	}
	plain, err := b.Keys.Open(g.Sealed, sealGiver)
	if err != nil {
		return id, err
	}
	return id, json.Unmarshal([]byte(plain), &id)
}

func (b *Book) keepGiver(ctx context.Context, tx *db.DB, r Rating, g Given, staff bool) error {
	v := giver{Rating: r.ID, Sealed: b.Keys.Seal(encode(Identity{g.Person, g.IP, g.Unnamed}), sealGiver), Staff: staff}
	if g.IP != "" && g.EnteredBy.ID == 0 {
		v.IP = b.Keys.Index("rating address", g.IP)
	}
	if g.Device != "" {
		v.Device = b.Keys.Index("rating device", g.Device)
	}
	return givers.Insert(ctx, tx, v)
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(b)
}

// StarWords are the stars of a rating in words.
func StarWords(encoded string) string {
	given := map[string]string{}
	if json.Unmarshal([]byte(encoded), &given) != nil {
		return ""
	}
	var list []string
	for _, f := range stars {
		if v := given[f.Name]; v != "" {
			list = append(list, f.Label+" "+v+" 星")
		}
	}
	sort.Strings(list)
	return strings.Join(list, "，")
}
