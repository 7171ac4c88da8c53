package visit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Draw is one drawing of lots. With its lots it can be drawn again (redrawn).
type Draw struct {
	ID      int64
	At      int64
	Day     calendar.Day
	DrawnBy string
	Seed    string
	N       int64 // visits that were assigned
	Lots    int64 // visits that waited, also those that nobody may make; 0 of a draw of before this was kept
}

// left is how many visits of a draw were given to nobody, where that is known.
func (d Draw) left() int64 { return max(0, d.Lots-d.N) }

// Lot is one visit of a draw: who could get it, and who did.
type Lot struct {
	DrawID int64
	No     int64
	CaseID int64
	Among  string // members of staff, in order, with spaces between
	Caller int64  // 0: there was nobody
}

// lots assigns each visit to one of those it may go to: the visits come up in random order, each goes
// to one of those who have the fewest so far. The seed and the lists alone decide.
func lots(seed string, among [][]int64) []int64 {
	r := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed))))
	load, got := map[int64]int{}, make([]int64, len(among))
	for _, i := range r.Perm(len(among)) {
		var least []int64
		for _, staff := range among[i] {
			switch {
			case len(least) == 0 || load[staff] < load[least[0]]:
				least = []int64{staff}
			case load[staff] == load[least[0]]:
				least = append(least, staff)
			}
		}
		if len(least) > 0 {
			got[i] = least[r.IntN(len(least))]
			load[got[i]]++
		}
	}
	return got
}

// redrawn draws the lots of a draw again and returns the number of the first that comes out otherwise, or is not there any more; 0: none.
func redrawn(d Draw, list []Lot) int64 {
	var among [][]int64
	for _, l := range list {
		among = append(among, numbers(l.Among))
	}
	assigned := int64(0)
	for i, caller := range lots(d.Seed, among) {
		if list[i].Caller != caller || list[i].No != int64(i+1) {
			return int64(i + 1)
		}
		if caller != 0 {
			assigned++
		}
	}
	if assigned != d.N || d.Lots != 0 && d.Lots != int64(len(list)) {
		return int64(len(list) + 1)
	}
	return 0
}

func numbers(list string) []int64 {
	var ids []int64
	for _, f := range strings.Fields(list) {
		if n, err := strconv.ParseInt(f, 10, 64); err == nil {
			ids = append(ids, n)
		}
	}
	return ids
}

// Daily draws once a month, on the first working day on which the program runs.
func (s *Service) Daily(ctx context.Context, tx *db.DB, today calendar.Day) error {
	if !s.Rules.Calendar().Workday(today) {
		return nil
	}
	n, err := drawsSince(ctx, tx, calendar.Day(today.Month()*100+1), people.TheOffice.Name)
	if err != nil || n > 0 {
		return err
	}
	_, err = s.draw(ctx, tx, people.TheOffice, s.City)
	return err
}

// Draw assigns by lot all visits that wait in the supervisor's place, now. Those that nobody may make wait on, as Draw.Lots
// less Draw.N tells, and lie with the place above.
func (s *Service) Draw(ctx context.Context, by people.Actor) (d Draw, err error) {
	if !by.Has(overseers...) {
		return d, fail.Forbidden("须由监管岗分派")
	}
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		d, err = s.draw(ctx, tx, by, by.First(overseers...).Region)
		return err
	})
	return d, err
}

func (s *Service) draw(ctx context.Context, tx *db.DB, by people.Actor, place region.Code) (Draw, error) {
	list, err := waitingIn(ctx, tx, place)
	if err != nil {
		return Draw{}, err
	}
	now := s.Now()
	d := Draw{ID: tx.NewID(), At: now.UnixMilli(), Day: calendar.DayOf(now), DrawnBy: by.Name, Seed: gm.Token(), Lots: int64(len(list))}
	var cases []flow.Case
	for _, k := range list {
		cases = append(cases, k.Case)
	}
	p, err := s.pool(ctx, tx, cases...)
	if err != nil {
		return d, err
	}
	could, among := make([][]candidate, len(list)), make([][]int64, len(list))
	for i, k := range list {
		if could[i], err = p.candidates(ctx, k.Case, k.Visit, false); err != nil {
			return d, err
		}
		for _, c := range could[i] {
			among[i] = append(among[i], c.staff)
		}
	}
	for i, caller := range lots(d.Seed, among) {
		l := Lot{DrawID: d.ID, No: int64(i + 1), CaseID: list[i].ID, Among: strings.Trim(fmt.Sprint(among[i]), "[]"), Caller: caller}
		if err := lotRows.Insert(ctx, tx, l); err != nil {
			return d, err
		}
		if caller == 0 {
			if err := s.missed(ctx, tx, list[i].Case); err != nil {
				return d, err
			}
			continue
		}
		d.N++
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{
			Case: list[i].ID, Event: "assign", Input: form.Values{"to": strconv.FormatInt(caller, 10)}, Data: lotted{d.ID, could[i]}, Note: "随机分派",
		}); err != nil {
			return d, err
		}
	}
	return d, draws.Insert(ctx, tx, d)
}

// candidate is somebody who may make a visit, in which post.
type candidate struct {
	staff int64
	name  string
	role  people.Role
	place region.Code
}

// lotted is what a draw hands on when it assigns a visit: its number, and those among whom it drew.
type lotted struct {
	draw  int64
	among []candidate
}

// pool is the staff of whom some visits are made by one each: what does not depend on the visit is read once for all of them.
type pool struct {
	*Service
	tx     *db.DB
	ties   *flow.Ties // of the visits
	held   map[people.Post][]int64
	actors map[int64]people.Actor
}

func (s *Service) pool(ctx context.Context, tx *db.DB, visits ...flow.Case) (*pool, error) {
	ties, err := s.Engine.Ties(ctx, tx, visits...)
	return &pool{s, tx, ties, map[people.Post][]int64{}, map[int64]people.Actor{}}, err
}

// holders are those who hold a post of a role that covers a place.
func (p *pool) holders(ctx context.Context, role people.Role, place region.Code) (list []people.Actor, err error) {
	post := people.Post{Role: role, Region: place}
	ids, read := p.held[post]
	if !read {
		if ids, err = p.Roster.Holders(ctx, p.tx, role, place, ""); err != nil {
			return nil, err
		}
		p.held[post] = ids
	}
	for _, id := range ids {
		a, read := p.actors[id]
		if !read {
			if a, _, err = p.Roster.StaffActor(ctx, id); err != nil {
				return nil, err
			}
			p.actors[id] = a
		}
		list = append(list, a)
	}
	return list, nil
}

// candidates are those of the first circle in which anybody may make one of the visits: whom nothing keeps away (keepsAway). What is
// assigned by hand (wide) has one circle more.
func (p *pool) candidates(ctx context.Context, k flow.Case, v Visit, wide bool) ([]candidate, error) {
	var list []candidate
	var others []region.Code
	for _, place := range p.Regions.Children(k.Region.At(region.City)) {
		if !place.Code.Covers(k.Region) {
			others = append(others, place.Code)
		}
	}
	for _, c := range circles {
		if c.byHand && !wide || len(list) > 0 {
			break
		}
		places := []region.Code{k.Region}
		if c.others {
			places = others
		}
		for _, role := range c.roles {
			for _, place := range places {
				held, err := p.holders(ctx, role, place)
				if err != nil {
					return nil, err
				}
				for _, a := range held {
					away, err := keepsAway(ctx, p.ties, v, a)
					if err != nil {
						return nil, err
					}
					if !away {
						list = append(list, candidate{a.ID, a.Name, role, place})
					}
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.staff, b.staff) })
	return slices.CompactFunc(list, func(a, b candidate) bool { return a.staff == b.staff }), nil
}

// candidates are those who may make a visit.
func (s *Service) candidates(ctx context.Context, tx *db.DB, k flow.Case, v Visit, wide bool) ([]candidate, error) {
	p, err := s.pool(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	return p.candidates(ctx, k, v, wide)
}

// offered are those to whom a visit may be assigned: those among whom it was drawn, or whom a supervisor may choose.
func (s *Service) offered(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) ([]candidate, error) {
	if drawn, ok := c.Data.(lotted); ok {
		return drawn.among, nil
	}
	return s.candidates(ctx, tx, c.Case, v, true)
}

// circles are the posts whose holders make visits, in the order in which they are asked.
var circles = []struct {
	roles  []people.Role
	others bool // of the other places of the city
	byHand bool // only by the word of a supervisor
}{
	{roles: []people.Role{people.Caller}},
	{roles: []people.Role{people.Officer, people.Supervisor}},
	{roles: []people.Role{people.Window}, others: true},
	{roles: []people.Role{people.Caller, people.Officer, people.Supervisor}, others: true, byHand: true},
}

// missed says that a visit has nobody who may make it, once, and gives its turn to the supervisor of the place above.
func (s *Service) missed(ctx context.Context, tx *db.DB, k flow.Case) error {
	last, err := s.Engine.Last(ctx, tx, k)
	if err != nil || last.Event == "missed" {
		return err
	}
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: "missed"})
	return err
}

// nobody says why a visit waits, as of a post that nobody holds.
const nobody = "没有可以回访的人：经手过这件事的、与这件事有关的都要回避。可以请系统管理员登记人员、安全管理员授予回访岗"

// stepAbove is what is to be done then.
const stepAbove = "指定回访人"

// above gives the turn to the supervisor of the place above, or, where the matter concerns all of them, to its leader. A post that nobody
// holds has it, which is told as vacant.
func (s *Service) above(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = nobody
	place := c.Case.Region.At(max(region.City, c.Case.Region.Level()-1))
	p, err := s.pool(ctx, tx, c.Case)
	if err != nil {
		return err
	}
	for _, role := range []people.Role{people.Supervisor, people.Leader} {
		held, err := p.holders(ctx, role, place)
		if err != nil {
			return err
		}
		free := len(held) == 0
		for _, a := range held {
			near, err := p.ties.Relations(ctx, c.Case.ID, a) // who only acted in the matter may find somebody for it
			if err != nil {
				return err
			}
			free = free || len(near) == 0
		}
		if free {
			c.SetTurns(flow.At(role, place, stepAbove))
			return nil
		}
	}
	c.SetTurns(flow.At(people.Supervisor, place, stepAbove))
	return nil
}

// askAssign offers those who may make the visit.
func (s *Service) askAssign(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) (form.Form, error) {
	list, err := s.offered(ctx, tx, c, v)
	if err == nil && len(list) == 0 {
		err = fail.Conflict(nobody)
	}
	f := form.Field{Name: "to", Label: "派给谁", Type: form.Choice, Required: true}
	for _, one := range list {
		f.Options = append(f.Options, form.Option{
			Value: strconv.FormatInt(one.staff, 10), Label: one.name,
			Hint: s.Regions.Name(one.place) + one.role.Name(),
		})
	}
	return form.Of(f), err
}

// assign gives the visit to one of the candidates.
func (s *Service) assign(ctx context.Context, tx *db.DB, c *flow.Change, v *Visit) error {
	list, err := s.offered(ctx, tx, c, *v)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(one candidate) bool { return strconv.FormatInt(one.staff, 10) == c.Input["to"] })
	if i < 0 {
		return fail.Forbidden("不能派给他：经手过这件事、与这件事有关或者不在可派名单里的，要由别人回访")
	}
	to := list[i]
	v.Caller, v.CalledBy = to.staff, to.name
	drawn, _ := c.Data.(lotted)
	v.Draw = drawn.draw
	turn := flow.At(to.role, to.place, "打电话回访")
	turn.Assignee, turn.Holder = to.staff, to.name
	c.SetTurns(turn)
	c.Event.Note = strings.TrimSpace(c.Event.Note + " 由" + to.name + "回访")
	return nil
}

// urgent needs a visit that does not wait for the draw, or, where want is false, one that does. Otherwise is what is said of another:
// who finds no way to assign it but that of the other kind hears why there is none.
func urgent(want bool, otherwise string) func(context.Context, *db.DB, *flow.Change, Visit) error {
	return func(_ context.Context, _ *db.DB, _ *flow.Change, v Visit) error {
		if v.Urgent != want {
			return fail.Conflict("%s", otherwise)
		}
		return nil
	}
}

// mayTake: an urgent visit is taken by somebody who has no hand in the matter.
func (s *Service) mayTake(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) error {
	if !v.Urgent {
		return fail.Conflict("不是紧急回访，等每月分派")
	}
	return s.apart(ctx, tx, c, v)
}

// take gives an urgent visit to whoever comes to it first.
func take(_ context.Context, _ *db.DB, c *flow.Change, v *Visit) error {
	v.Caller, v.CalledBy = c.Actor.ID, c.Actor.Name
	c.GiveTurn(c.Actor.ID, c.Actor.Name)
	return nil
}

// drawNow draws at once.
func (s *Service) drawNow(ctx context.Context, c door.Call) (door.After, error) {
	d, err := s.Draw(ctx, c.Actor)
	if err != nil {
		return door.After{}, err
	}
	if d.Lots == 0 {
		return door.Seen(path, "现在没有可以分派的回访。"), nil
	}
	said := fmt.Sprintf("已随机分派 %d 件，随机数和名单记在“分派记录”里，可以重算。", d.N)
	if n := d.left(); n > 0 {
		said += fmt.Sprintf("另有 %d 件没有分派，仍在待分派中，由上一级指定回访人：%s。", n, nobody)
	}
	return door.Seen(path, said), nil
}

// drawn is a draw that was drawn again.
type drawn struct {
	Draw
	wrong int64 // the first lot that came out otherwise; 0: none did
}

// draws declares the list of the draws (分派记录), those of a page each drawn again as it is made.
func (s *Service) draws() listing.Ledger[drawn] {
	again := func(d drawn) string {
		if d.wrong != 0 {
			return fmt.Sprintf("第 %d 件不一致", d.wrong)
		}
		return "一致"
	}
	return listing.Ledger[drawn]{
		Name: "visit-draws", Path: path + "/draws", Title: "分派记录", Roles: overseers, Of: door.OfFigures, Unit: "次",
		Select: draws.Columns("d"), From: draws.Name() + " d", Order: []string{"d.id"}, Key: func(d drawn) []int64 { return []int64{d.ID} },
		Fill:  s.redraw,
		Empty: page.Empty{Title: "还没有分派过", Text: "每月第一个工作日自动分派。"},
		Columns: []listing.Column[drawn]{
			{Name: "时间", Key: "at", Main: true, Width: 18, Value: func(d drawn) any { return door.SheetClock(d.At) },
				Cell: func(d drawn) page.Cell { return page.Cell{Text: s.House.Clock(d.At)} }},
			listing.Words("分派人", "by", 14, func(d drawn) string { return d.DrawnBy }),
			{Name: "件数", Key: "n", Num: true, Value: func(d drawn) any { return d.N },
				Cell: func(d drawn) page.Cell { return page.Cell{Text: page.Num(d.N)} }},
			{Name: "没有人可派", Key: "left", Num: true, Value: func(d drawn) any { return d.left() },
				Cell: func(d drawn) page.Cell {
					if d.Lots == 0 && d.N > 0 { // nobody knows
						return page.Cell{Text: "—"}
					}
					return page.Cell{Text: page.Num(d.left())}
				}},
			listing.Words("随机数", "seed", 40, func(d drawn) string { return d.Seed }),
			{Name: "重算", Key: "again", Plain: true, Value: func(d drawn) any { return again(d) },
				Cell: func(d drawn) page.Cell {
					tag := page.Tag{Label: again(d), Kind: "ok"}
					if d.wrong != 0 {
						tag.Kind = "act"
					}
					return page.Cell{Tags: []page.Tag{tag}}
				}},
		},
		Around: func(_ context.Context, _ door.Call, p *door.Screen) error {
			p.Crumbs = []page.Link{{Href: path, Label: "回访台账"}}
			p.Lead = "每次分派都记下随机数和每件可以派给谁；用同样的随机数和名单重算，结果必须一样。打开这一页时已经重算。"
			return nil
		},
	}
}

// redraw draws again; the lots of all draws are read with one statement.
func (s *Service) redraw(ctx context.Context, _ people.Visitor, rows []drawn) error {
	ids := make([]any, len(rows))
	for i, d := range rows {
		ids[i] = d.ID
	}
	of := map[int64][]Lot{}
	for l, err := range lotsIn(ctx, s.DB, ids) {
		if err != nil {
			return err
		}
		of[l.DrawID] = append(of[l.DrawID], l)
	}
	for i, d := range rows {
		rows[i].wrong = redrawn(d.Draw, of[d.ID])
	}
	return nil
}
