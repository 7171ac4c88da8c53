package rating

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

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

// commentMost is the length of a comment in the national record.
const commentMost = 150

// Given is a rating as it is given.
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

// giver is who gave a rating, apart from what it says.
type giver struct {
	Rating int64
	Sealed string
	IP     string
	Device string
	Staff  bool // the telephone number is that of a member of staff
}

// identity is what is sealed of a giver.
type identity struct {
	Person  int64  `json:"person,omitempty"`
	IP      string `json:"ip,omitempty"`
	Unnamed bool   `json:"unnamed,omitempty"`
}

const sealGiver = "rating giver"

// Rate takes a rating. One service has one first rating; what the same person says later is additional.
// A bad first rating opens its rectification in the same transaction.
func (s *Service) Rate(ctx context.Context, g Given) (r Rating, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		r, err = s.rate(ctx, tx, g)
		return err
	})
	return r, err
}

func (s *Service) rate(ctx context.Context, tx *db.DB, g Given) (Rating, error) {
	a, err := claimAct(ctx, tx, g.Act)
	if errors.Is(err, db.ErrNone) {
		return Rating{}, fail.NotFound("没有找到这次服务")
	}
	if err != nil {
		return Rating{}, err
	}
	before, err := ratingsOf(ctx, tx, a.ID)
	if err != nil {
		return Rating{}, err
	}
	if err := s.mayRate(ctx, tx, a, before); err != nil {
		return Rating{}, err
	}
	own, err := s.ownWork(ctx, tx, a, g)
	if err != nil {
		return Rating{}, err
	}
	r, err := s.checked(ctx, tx, a, g)
	if err != nil {
		return r, err
	}
	r.N = int64(len(before)) + 1
	if err := insertRating(ctx, tx, r, a); err != nil {
		return r, err
	}
	if err := s.keepGiver(ctx, tx, r, g, own); err != nil {
		return r, err
	}
	if err := s.tellProvince(ctx, tx, a, r.ID, tellRating, "", r.At); err != nil {
		return r, err
	}
	if r.N > 1 {
		return r, s.added(ctx, tx, a, before, r)
	}
	if err := setActState(ctx, tx, a.ID, Rated); err != nil {
		return r, err
	}
	n := counts{}
	*n.of(r.Level) = 1
	if r.Named && r.Level.Bad() {
		n.Named = 1
	}
	if err := count(ctx, tx, a, n); err != nil || !r.Level.Bad() {
		return r, err
	}
	return r, s.open(ctx, tx, a, r, g)
}

// mayRate says why a service cannot be rated now.
func (s *Service) mayRate(ctx context.Context, tx *db.DB, a Act, before []Rating) error {
	now := s.Now().UnixMilli()
	switch {
	case a.State == Void:
		return fail.Conflict("这件事已经撤回，不再评价")
	case now < a.ServedAt:
		return fail.Conflict("服务还没有办完，办完以后再评价")
	case a.State == Defaulted || a.State == Open && now >= a.UntilAt:
		return fail.Conflict("评价的期限已过，谢谢您。有意见可以拨打 %s", s.House.City.Hotline)
	case a.State == Open:
		return nil
	}
	return s.mayAdd(ctx, tx, a, before)
}

// mayAdd: one additional rating within its time, and one more after each answer to a bad one.
func (s *Service) mayAdd(ctx context.Context, tx *db.DB, a Act, before []Rating) error {
	last := before[len(before)-1]
	x, err := fixOfAct(ctx, tx, a.ID)
	if err == nil && x.RepliedAt > last.At {
		return nil
	}
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	if len(before) > 1 {
		return fail.Conflict("这次服务您已经评价并追加过评价，谢谢您")
	}
	until, err := s.until("more", a.Region, at(before[0].At))
	if err == nil && s.Now().UnixMilli() >= until {
		return fail.Conflict("追加评价的期限已过，谢谢您")
	}
	return err
}

// checked makes a rating of what was given.
func (s *Service) checked(ctx context.Context, tx *db.DB, a Act, g Given) (Rating, error) {
	now := s.Now()
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
	if utf8.RuneCountInString(r.Comment) > commentMost {
		wrong = append(wrong, fail.Field{Name: "comment", Message: "最多 150 个字"})
	}
	tags, err := tagsToday(ctx, tx, r.Day)
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
	for _, f := range starsFor(a) {
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
func (s *Service) ownWork(ctx context.Context, tx *db.DB, a Act, g Given) (staff bool, err error) {
	own := fail.Forbidden("自己经手的事，不能自己评价")
	events, err := s.Engine.Events(ctx, tx, a.CaseID)
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
	phone, err := s.People.PhoneIn(ctx, tx, a.CaseID, g.Person)
	if err != nil || phone == "" {
		return false, err
	}
	list, err := s.People.WithPhone(ctx, tx, phone)
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

func (s *Service) keepGiver(ctx context.Context, tx *db.DB, r Rating, g Given, staff bool) error {
	v := giver{Rating: r.ID, Sealed: s.Keys.Seal(encode(identity{g.Person, g.IP, g.Unnamed}), sealGiver), Staff: staff}
	if g.IP != "" && g.EnteredBy.ID == 0 {
		v.IP = s.Keys.Index("rating address", g.IP)
	}
	if g.Device != "" {
		v.Device = s.Keys.Index("rating device", g.Device)
	}
	return insertGiver(ctx, tx, v)
}

// added follows an additional rating: it is counted, and answers a rectification that waits for it.
func (s *Service) added(ctx context.Context, tx *db.DB, a Act, before []Rating, r Rating) error {
	n := counts{More: 1}
	if r.Level.Points() > before[0].Level.Points() {
		n.Better = 1
	}
	if err := count(ctx, tx, a, n); err != nil {
		return err
	}
	x, err := fixOfAct(ctx, tx, a.ID)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	k, err := s.Engine.Find(ctx, tx, x.CaseID)
	if err != nil || k.State != replied {
		return err
	}
	event := "satisfied"
	if r.Level.Bad() {
		event = "unsatisfied"
	}
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: event, Note: "追加评价：" + r.Level.Words() + "。" + r.Comment})
	return err
}

// Remark is an opinion that belongs to no service act.
type Remark struct {
	ID      int64
	Region  region.Code
	Place   string
	Who     string
	Level   Level
	Comment string
	At      int64
	Entered string // the staff who wrote it down for somebody
}

// Comment takes an opinion of the service of a place.
func (s *Service) Comment(ctx context.Context, m Remark) error {
	if utf8.RuneCountInString(m.Comment) > commentMost {
		return fail.Invalid("写得太长", fail.Field{Name: "comment", Message: "最多 150 个字"})
	}
	if !s.City.Covers(m.Region) {
		return fail.Invalid("请选地点", fail.Field{Name: "place", Message: "请选地点"})
	}
	m.ID, m.At = s.DB.NewID(), s.Now().UnixMilli()
	return s.DB.Tx(ctx, func(tx *db.DB) error { return insertRemark(ctx, tx, m) })
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(b)
}

func itoa(n int) string { return strconv.Itoa(n) }

// starWords are the stars of a rating in words.
func starWords(encoded string) string {
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
