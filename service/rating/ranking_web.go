package rating

import (
	"context"
	"fmt"
	"net/http"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/tally"
)

type rankingData struct {
	page.Frame
	Heading string
	Tabs    page.Tally
	Months  page.Tally
	Note    page.Note
	Table   page.Table
	Form    page.Form
}

var rankingPage = page.New[rankingData](page.Desk, files, "ranking.html")

func (s *Service) month(r *http.Request) int {
	now := calendar.DayOf(s.Now())
	if n := int(web.Asked(r).Int("month")); n > 200001 && n <= now.Month() && n%100 >= 1 && n%100 <= 12 {
		return n
	}
	return now.Month()
}

func (s *Service) ranking(w http.ResponseWriter, r *http.Request) error {
	return s.showRanking(w, r, http.StatusOK, page.Note{})
}

func (s *Service) showRanking(w http.ResponseWriter, r *http.Request, status int, changed page.Note) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "好差评月度排名", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "月度排名"})
	if err != nil {
		return err
	}
	month := s.month(r)
	table, err := s.rankingTable(r.Context(), month)
	if err != nil {
		return err
	}
	d := rankingData{Frame: frame, Heading: monthWords(month) + "好差评排名", Tabs: s.tabs(v.Actor, "/ranking", s.asked(r.URL.Query(), v.Actor)),
		Months: page.Tally{Label: "月份"}}
	for m, i := calendar.DayOf(s.Now()), 0; i < 6; i++ {
		d.Months.Links = append(d.Months.Links, page.Link{Href: fmt.Sprintf("%s/ranking?month=%d", deskPath, m.Month()), Label: monthWords(m.Month()),
			Current: m.Month() == month})
		m = (m - m%100 + 1).AddDays(-1)
	}
	d.Note = page.Note{Text: "按好评率排，相同的按主动评价率排。默认好评和不予采纳的不计。连续两个月排名末位的，由监管岗约谈。"}
	if changed.Text != "" {
		d.Note = changed
	}
	d.Table = table
	if s.wide(v.Actor) && len(table.Rows) > 0 {
		d.Form = page.Form{ID: "announce", Action: fmt.Sprintf("%s/ranking?month=%d", deskPath, month), Fields: page.Fields{door.Show(table).Field()},
			Submit: page.Act{Label: "发出通报", Confirm: "向各县区监管岗和领导发出" + monthWords(month) + "的通报？"}}
	}
	return door.WriteStatus(w, status, rankingPage, &d)
}

// rankingTable is the ranking of a month as it stands now.
func (s *Service) rankingTable(ctx context.Context, month int) (page.Table, error) {
	t := page.Table{Caption: "各县区排名", Heads: heads(), Empty: page.Empty{Title: "这个月没有服务"}}
	list, p, err := s.ranked(ctx, s.DB, month)
	if err != nil {
		return t, err
	}
	names, err := s.called(ctx, p, tally.ByRegion, list)
	if err != nil {
		return t, err
	}
	for i, f := range list {
		names[i].name = rank(i, f) + "　" + names[i].name
		t.Rows = append(t.Rows, page.Row{Cells: cells(names[i], f.counts)})
	}
	return t, nil
}

// announce sends the ranking of a month now; that of the last month goes out by itself.
func (s *Service) announce(w http.ResponseWriter, r *http.Request) error {
	ctx, v, month := r.Context(), people.VisitorOf(r.Context()), s.month(r)
	if !s.wide(v.Actor) {
		return fail.Forbidden("通报由市里的监管岗发出")
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	table, err := s.rankingTable(ctx, month)
	if err != nil {
		return err
	}
	if err := door.Show(table).Still(posted["shown"]); err != nil {
		return s.showRanking(w, r, web.Status(err), page.Note{Kind: "late", Text: door.Summary(err) + "。"})
	}
	n := 0
	err = s.DB.Tx(ctx, func(tx *db.DB) (err error) {
		if n, err = s.tellRanking(ctx, tx, month); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, v.Actor, v.IP, "发出好差评通报", monthWords(month), "")
	})
	if err != nil {
		return err
	}
	s.House.Say(w, "done", fmt.Sprintf("通报已发给 %d 人。", n))
	return web.See(w, r, fmt.Sprintf("%s/ranking?month=%d", deskPath, month))
}

// wide reports whether somebody oversees the whole city.
func (s *Service) wide(a people.Actor) bool {
	_, ok := a.Post(s.City, "", bureau...)
	return ok
}
