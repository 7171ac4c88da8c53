package rating

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/tally"
)

const deskPath = "/desk/ratings"

// home is the way back to the figures.
var home = []page.Link{{Href: deskPath, Label: "好差评"}}

// period are the services that figures, and lists of ratings, are asked of.
type period struct {
	tally.Period

	within region.Code // the place of the reader's post
}

// scope is the place and department whose ratings a member of staff sees: those of his first post that
// has to do with them. A post with a department sees that department's only. Returns fail.Forbidden for who has no such post.
func (s *Service) scope(a people.Actor) (people.Post, error) {
	for _, p := range a.Posts {
		if slices.Contains(keepers, p.Role) || slices.Contains(coders, p.Role) {
			return p, nil
		}
	}
	return people.Post{}, fail.Forbidden("您的岗位不查看好差评")
}

// asked are the services that a page is asked of. Returns fail.Forbidden for who sees no ratings, and fail.Invalid where a place or a
// department outside of his scope is asked for: what he may see is not to be taken for theirs.
//
// Where no day is asked for, they are those of the last month in which his post has some.
func (s *Service) asked(ctx context.Context, in form.Values, a people.Actor) (period, error) {
	p, err := s.within(in, a)
	if err != nil || in["from"] != "" || in["to"] != "" {
		return p, err
	}
	last, err := s.lastMonth(ctx, a)
	p.From, p.To = last.From, last.To
	return p, err
}

// within is asked with this month where no day is asked for.
func (s *Service) within(in form.Values, a people.Actor) (period, error) {
	post, err := s.scope(a)
	if err != nil {
		return period{}, err
	}
	now := calendar.DayOf(s.Now())
	p := period{tally.Period{From: monthOf(now), To: now, Now: now, Place: post.Region, Dept: post.Dept}, post.Region}
	if d, err := calendar.ParseDay(in["from"]); err == nil {
		p.From = d
	}
	if d, err := calendar.ParseDay(in["to"]); err == nil {
		p.To = d
	}
	if c, err := region.Parse(in["place"]); err == nil {
		if !post.Region.Covers(c) {
			return period{}, fail.At("place", "您查看"+s.Regions.Name(post.Region)+"的好差评，"+s.Regions.Name(c)+"不在其中")
		}
		p.Place = c
	}
	if post.Dept == "" {
		p.Dept = in["dept"]
	} else if in["dept"] != "" && in["dept"] != post.Dept {
		return period{}, fail.At("dept", "您只查看"+s.Catalog.DeptName(post.Dept)+"的好差评")
	}
	p.Item, p.Staff = parseNumber(in["item"]), parseNumber(in["staff"])
	p.Window, p.Channel, p.Own = in["window"], in["channel"], in["own"] == ownOnly
	return p, nil
}

// lastMonth is the last month in which there were services in a member of staff's scope, as far as it has passed.
func (s *Service) lastMonth(ctx context.Context, a people.Actor) (tally.Period, error) {
	post, err := s.scope(a)
	if err != nil {
		return tally.Period{}, err
	}
	return s.latestDays(ctx, tally.Period{Now: calendar.DayOf(s.Now()), Place: post.Region, Dept: post.Dept})
}

// latestDays gives a period the days of the last month in which there were services of its place and department, as far as it has passed.
func (s *Service) latestDays(ctx context.Context, p tally.Period) (tally.Period, error) {
	month, err := rate.Kept.LatestMonth(ctx, s.DB, p)
	p.From = calendar.Day(month*100 + 1)
	p.To = min(monthEnd(p.From), p.Now)
	return p, err
}

// with is the address of a page for the same services, one thing changed.
func (p period) with(path string, pairs ...string) string {
	q := url.Values{}
	for _, v := range []struct{ name, value string }{
		{"from", p.From.String()}, {"to", p.To.String()}, {"place", string(p.Place)}, {"dept", p.Dept}, {"window", p.Window}, {"channel", p.Channel},
		{"item", number(p.Item)}, {"staff", number(p.Staff)}, {"own", map[bool]string{true: ownOnly}[p.Own]},
	} {
		if v.value != "" {
			q.Set(v.name, v.value)
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return path + "?" + q.Encode()
}

// number is an identifier in an address: "" for 0, tally.None for tally.NoOne.
func number(n int64) string {
	switch n {
	case 0:
		return ""
	case tally.NoOne:
		return tally.None
	}
	return strconv.FormatInt(n, 10)
}

// parseNumber reads what number writes; what is neither a positive number nor tally.None is 0.
func parseNumber(value string) int64 {
	if value == tally.None {
		return tally.NoOne
	}
	n, _ := strconv.ParseInt(value, 10, 64)
	return max(n, 0)
}

// narrow adds the condition for the ratings of the services. Nothing is rated before it is done, so that lists, the latest
// first, end at the first service. A place below the county is looked up; above it most lines are within and the list is read
// in its order.
func (p period) narrow(w *db.Where) {
	after := "r.id >= ?"
	switch at, plate := tally.AtWindow(p.Window); p.Window {
	case "":
	case tally.None:
		w.And("r.place = ''")
	default:
		w.And("r.region = ? AND r.place = ?", at, plate)
	}
	switch level := p.Place.Level(); {
	case level == region.Village || p.Own:
		w.And("r.region = ?", p.Place)
	case level == region.Township:
		w.And("r.region BETWEEN ? AND ?", p.Place, p.Place.Last())
		after = "+r.id >= ?"
	case level > region.Nation:
		w.And("SUBSTR(r.region, 1, ?) = ?", tally.Digits(level), p.Place[:tally.Digits(level)])
	}
	w.And(after, db.IDAt(p.From.Time()))
	w.And("r.served BETWEEN ? AND ?", p.From, p.To)
	switch p.Dept {
	case "":
	case tally.None:
		w.And("r.dept = ''")
	default:
		w.And("r.dept = ?", p.Dept)
	}
	if p.Channel != "" {
		w.And("r.channel = ?", p.Channel)
	}
	if p.Item != 0 {
		w.And("r.item = ?", max(p.Item, 0))
	}
	if p.Staff != 0 {
		w.And("r.staff = ?", max(p.Staff, 0))
	}
}

// tabs lead from one page of ratings to the next.
func (s *Service) tabs(a people.Actor, at string, p period) page.Tally {
	t := page.Tally{Label: "好差评"}
	for _, l := range []struct {
		path, name string
		roles      []people.Role
	}{
		{"", "指标", nil}, {"/list", "评价清单", nil}, {"/coverage", "覆盖", nil}, {"/ranking", "月度排名", nil}, {"/remarks", "社会各界", nil},
		{"/watch", "核查", bureau},
	} {
		if len(l.roles) > 0 && !a.Has(l.roles...) {
			continue
		}
		t.Links = append(t.Links, page.Link{Href: p.with(deskPath+l.path, "dept", ""), Label: l.name, Current: at == l.path})
	}
	if s.wide(a) {
		t.Links = append(t.Links, page.Link{Href: exchangePath, Label: "报送对账", Current: at == "/exchange"})
	}
	return t
}

// filters narrow a page of figures to a time and a place.
func (s *Service) filters(path string, p period, in form.Values) page.Filters {
	f := page.Filters{Action: path, Label: "筛选", Fields: page.Fields{
		{Type: "date", Name: "from", Label: "服务从", Value: p.From.String()}, {Type: "date", Name: "to", Label: "到", Value: p.To.String()},
	}}
	for _, name := range []string{"place", "own", "dept", "item", "staff", "window", "channel", "by"} {
		if v := in[name]; v != "" {
			f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: name, Value: v})
		}
	}
	if len(in) > 0 {
		f.Reset = path
	}
	return f
}

// pathTo leads from the place of the visitor's post down to the place that is shown; nothing where they are the same.
func (s *Service) pathTo(p period, path string, pairs ...string) page.Tally {
	t := page.Tally{Label: "地点"}
	for l := max(p.within.Level(), region.City); l <= p.Place.Level(); l++ {
		c := p.Place.At(l)
		href := p.with(path, append([]string{"place", string(c), "own", ""}, pairs...)...)
		t.Links = append(t.Links, page.Link{Href: href, Label: s.Regions.Name(c), Current: c == p.Place})
	}
	if len(t.Links) < 2 {
		return page.Tally{}
	}
	return t
}
