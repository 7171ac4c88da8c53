package rating

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
)

// Remark is an opinion that belongs to no service act.
type Remark struct {
	ID      int64
	Region  region.Code
	Place   string
	Who     string // one of voices
	Level   rate.Level
	Comment string
	At      int64
	Entered string // the staff who wrote it down for somebody
}

// Comment takes an opinion of the service of a place; reasons are the codes of tags that were touched, which stand before what was written.
// Returns fail.Invalid for one that is too long, or of a place elsewhere.
func (s *Service) Comment(ctx context.Context, m Remark, reasons ...string) error {
	if utf8.RuneCountInString(m.Comment) > rate.CommentMost {
		return fail.Invalid("写得太长", fail.Field{Name: "comment", Message: "最多 150 个字"})
	}
	if !s.City.Covers(m.Region) {
		return fail.Invalid("请选地点", fail.Field{Name: "place", Message: "请选地点"})
	}
	tags, err := rate.TagsToday(ctx, s.DB, calendar.DayOf(s.Now()))
	if err != nil {
		return err
	}
	var words []string
	for _, t := range tags {
		if t.Level == m.Level && slices.Contains(reasons, t.Code) {
			words = append(words, t.Name)
		}
	}
	if m.Comment != "" || words == nil {
		words = append(words, m.Comment)
	}
	m.Comment = strings.Join(words, "；")
	m.ID, m.At = s.DB.NewID(), s.Now().UnixMilli()
	return s.DB.Tx(ctx, func(tx *db.DB) error { return remarks.Insert(ctx, tx, m) })
}

// voices are who comments apart from a case of his own. Nobody says of himself that he inspects or that he
// stood at a code.
var voices = form.Pairs("public", "群众", "deputy", "人大代表", "adviser", "政协委员", "firm", "企业", "media", "媒体", "inspect", "监督查评", "code", "评价码综合点评")

// platforms are what is rated of a place beside its halls: 国办发〔2019〕51号 names the platforms on and off line.
var platforms = form.Pairs("hall", "大厅和窗口", "site", "网站和手机端", "hotline", "政务服务便民热线")

// commentForm asks what is asked beside the level. Staff, who write down what they were told, may also
// write what an unannounced check found.
func (s *Service) commentForm(place region.Code, staff bool) form.Form {
	who := voices[:len(voices)-2]
	hint := "最多 150 个字，不要写个人信息"
	if staff {
		who, hint = voices[:len(voices)-1], "照原话写，最多 150 个字，不写个人信息"
	}
	return form.Of(s.placeField("评价哪里的政务服务", place), form.Field{Name: "what", Label: "评价什么", Type: form.Choice, Required: true, Options: platforms},
		form.Field{Name: "who", Label: "您是", Type: form.Choice, Required: true, Options: who},
		form.Field{Name: "comment", Label: "想说的话", Type: form.Area, Max: rate.CommentMost, Hint: hint})
}

// remarkOf reads an opinion from the answers.
func remarkOf(f form.Form, posted form.Values) (Remark, error) {
	in, err := f.Check(posted)
	m := Remark{Region: region.Code(in["place"]), Who: in["who"], Level: rate.Level(posted["level"]), Comment: in["comment"]}
	if in["what"] != platforms[0].Value {
		m.Place = form.Label(platforms, in["what"])
	}
	if err == nil && m.Level.Points() == 0 {
		err = fail.Invalid("请选满意程度", fail.Field{Name: "level", Message: "请选满意程度"})
	}
	return m, err
}

// remarkLedger declares the opinions of people from all walks of life, apart from the figures of cases (社会各界评价).
func (s *Service) remarkLedger() listing.Ledger[Remark] {
	around := s.around("/remarks")
	return listing.Ledger[Remark]{
		Name: "remarks", Path: deskPath + "/remarks", Title: "社会各界评价", Roles: keepers, Of: door.OfPeople, Unit: "条",
		Filters: s.periodFilters(),
		Narrow: func(ctx context.Context, w *db.Where, v people.Visitor, in form.Values) error {
			p, err := s.asked(ctx, in, v.Actor)
			if err != nil {
				return err
			}
			w.And("m.region BETWEEN ? AND ?", p.Place, p.Place.Last())
			w.And("m.at >= ? AND m.at < ?", p.From.Time().UnixMilli(), p.To.AddDays(1).Time().UnixMilli())
			return nil
		},
		Select: remarks.Columns("m"), From: remarks.Name() + " m", Order: []string{"m.id"}, Key: func(m Remark) []int64 { return []int64{m.ID} },
		Empty: page.Empty{Title: "这段时间没有社会各界评价", Text: "群众、代表、委员、企业在公开页上写的，和工作人员录入的，都列在这里。"},
		Columns: []listing.Column[Remark]{
			{Name: "说了什么", Key: "comment", Main: true, Width: 50, Value: func(m Remark) any { return m.Comment },
				Cell: func(m Remark) page.Cell {
					return page.Cell{Text: cmp.Or(m.Comment, "没有写"), Small: s.House.Clock(m.At)}
				}},
			{Name: "时间", Key: "at", Width: 18, Value: func(m Remark) any { return door.SheetClock(m.At) }},
			{Name: "评价", Key: "level", Plain: true, Value: func(m Remark) any { return m.Level.Words() },
				Cell: func(m Remark) page.Cell { return page.Cell{Tags: []page.Tag{levelTag(m.Level)}} }},
			{Name: "谁", Key: "who", Value: func(m Remark) any { return form.Label(voices, m.Who) },
				Cell: func(m Remark) page.Cell { return page.Cell{Text: form.Label(voices, m.Who), Small: m.enteredBy()} }},
			{Name: "录入", Value: func(m Remark) any { return m.Entered }},
			{Name: "地点", Key: "place", Width: 24, Value: func(m Remark) any { return s.Regions.Name(m.Region) }, Cell: s.placeCell},
			{Name: "评价什么", Key: "what", Width: 24, Value: func(m Remark) any { return m.Place }},
		},
		Around: func(ctx context.Context, c door.Call, p *door.Screen) error {
			p.Notes = []page.Note{{Text: "对一个地方的总体评价，和扫码时没有对上办件的综合点评。不计入办件评价的任何指标。"}}
			if c.Is(enterers...) {
				p.Acts = append(p.Acts, page.Act{Label: "录入一条", Href: deskPath + "/remarks/new", Kind: "quiet"})
			}
			return around(ctx, c, p)
		},
	}
}

func (m Remark) enteredBy() string {
	if m.Entered == "" {
		return ""
	}
	return m.Entered + "录入"
}

func (s *Service) placeCell(m Remark) page.Cell {
	if m.Place == "" {
		return page.Cell{Text: s.Regions.Name(m.Region)}
	}
	return page.Cell{Text: m.Place, Small: s.Regions.Name(m.Region)}
}

// levelTag is a level in a list: a bad one stands out.
func levelTag(l rate.Level) page.Tag {
	t := page.Tag{Label: l.Words(), Kind: "blue"}
	if l.Bad() {
		t.Kind = "act"
	}
	return t
}
