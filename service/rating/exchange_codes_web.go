package rating

import (
	"context"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Organ is one whose code the platform asks for.
type Organ struct {
	Code   string
	Name   string
	Region region.Code
}

// Organs are every department, and the halls whose windows serve for none.
func (s *Service) Organs() (list []Organ) {
	for _, c := range s.halls() {
		list = append(list, Organ{string(c), s.Regions.Name(c) + "政务服务窗口", c})
	}
	for _, d := range s.Catalog.Depts(s.City) {
		list = append(list, Organ{d.Code, d.Name, d.Region})
	}
	return list
}

func (s *Service) halls() []region.Code {
	list := []region.Code{s.City}
	for _, p := range s.Regions.Children(s.City) {
		list = append(list, p.Code)
	}
	return list
}

type mappingData struct {
	page.Frame
	Places page.Tally
	Level  page.Form
	Edit   page.Form
	Organs page.Table
	Ways   page.Table

	Waiting page.List // changes that nobody has agreed to yet
}

// whyChange asks why somebody wants a code changed: the second person reads it.
var whyChange = form.Field{Name: "why", Label: "为什么改", Type: form.Text, Required: true, Max: 200, Hint: "写明来源，另一人确认时要看"}

// waitingCodes are the changes that wait for their second person.
func (s *Service) waitingCodes(ctx context.Context) (l page.List, err error) {
	list, err := s.People.Proposals(ctx)
	for _, p := range list {
		if p.Kind == changeKind {
			l.Items = append(l.Items, page.Term{Label: p.Object, Value: "等事项发布岗确认", Note: p.Editor + "，" + door.Clock(p.At) + " 提出。" + p.Why})
		}
	}
	return l, err
}

var mappingPage = page.New[mappingData](page.Desk, files, "exchange_codes.html")

func (s *Service) exchangeCodes(w http.ResponseWriter, r *http.Request) error {
	return s.showMapping(w, r, r.URL.Query().Get("organ"), form.Values{}, nil)
}

func (s *Service) showMapping(w http.ResponseWriter, r *http.Request, organ string, typed form.Values, wrong error) error {
	if err := s.whole(r); err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, "报送编码对照", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Href: exchangePath, Label: "报送对账"}, page.Link{Label: "编码对照"})
	if err != nil {
		return err
	}
	codes, err := exchangeCodes(r.Context(), s.DB)
	if err != nil {
		return err
	}
	d := mappingData{Frame: frame}
	direction, level := form.Values{"best": codes["level"][string(VerySatisfied)]}, error(nil)
	if organ == "" && wrong != nil {
		direction, level = typed, wrong
	}
	d.Level = page.Form{ID: "level", Action: exchangePath + "/codes", Error: door.Summary(level), Submit: page.Act{Label: "提交新的方向", Kind: "quiet"},
		Fields: door.Fields(form.Of(form.Field{Name: "best", Label: "满意程度的编码", Type: form.Choice, Required: true,
			Options: form.Pairs("5", "5 为非常满意（国家政务服务平台）", "1", "1 为非常满意（GB/T 39046 表 A.8）")}, whyChange), direction, level)}
	for i := range d.Level.Fields {
		d.Level.Fields[i].ID = "level-" + d.Level.Fields[i].Name
	}
	if d.Waiting, err = s.waitingCodes(r.Context()); err != nil {
		return err
	}
	s.showOrgans(r, &d, codes["organ"], organ, typed, wrong)
	d.Ways = page.Table{Caption: "评价渠道", Heads: []page.Head{{Label: "渠道", Main: true}, {Label: "省平台编码"}}}
	for _, way := range Ways {
		d.Ways.Rows = append(d.Ways.Rows, page.Row{Cells: []page.Cell{{Text: way.Label}, {Text: codes["way"][way.Value]}}})
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, mappingPage, &d)
}

// showOrgans lists the organs of a place, or those without a code, and asks for the code of one.
func (s *Service) showOrgans(r *http.Request, d *mappingData, codes map[string]string, organ string, typed form.Values, wrong error) {
	place, lacking, path := r.URL.Query().Get("place"), 0, exchangePath+"/codes"
	d.Organs = page.Table{Caption: "部门代码", Heads: []page.Head{{Label: "部门", Main: true}, {Label: "统一社会信用代码"}, {Label: "操作", Plain: true}},
		Empty: page.Empty{Title: "代码都填了", Text: "要改哪个部门的，先选地方。"}}
	for _, o := range s.Organs() {
		code := page.Cell{Text: codes[o.Code]}
		if code.Text == "" {
			code.Tags = []page.Tag{{Label: "没有填", Kind: "act"}}
			lacking++
		}
		if place == "" && code.Text == "" || place == string(o.Region) {
			d.Organs.Rows = append(d.Organs.Rows, page.Row{Cells: []page.Cell{{Text: o.Name}, code, {Text: "填写", Href: path + "?place=" + place + "&organ=" + o.Code + "#edit"}}})
		}
		if o.Code == organ {
			in := form.Values{"theirs": orElse(typed["theirs"], code.Text), "why": typed["why"]}
			d.Edit = page.Form{ID: "edit", Action: path, Error: door.Summary(wrong), Submit: page.Act{Label: "提交，等另一人确认"},
				Fields: append(door.Fields(form.Of(form.Field{Name: "theirs", Label: o.Name + "的统一社会信用代码", Type: form.Credit, Required: true, Hint: "18 位。确认生效后，因此被拒收的可以重新报送，夜里也会自动补报"}, whyChange), in, wrong),
					page.Field{Type: "hidden", Name: "organ", Value: organ})}
		}
	}
	d.Places = page.Tally{Label: "地方", Links: []page.Link{{Href: path, Label: "没有填", Count: page.Num(lacking), Current: place == ""}}}
	for _, c := range s.halls() {
		d.Places.Links = append(d.Places.Links, page.Link{Href: path + "?place=" + string(c), Label: s.Regions.Name(c), Current: place == string(c)})
	}
}

func (s *Service) putExchangeCode(w http.ResponseWriter, r *http.Request) error {
	if err := s.whole(r); err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	c := codeChange{Organ: posted["organ"], Theirs: posted["theirs"], Best: posted["best"]}
	if c.Organ != "" {
		c.Best = ""
	}
	err = s.propose(r.Context(), people.VisitorOf(r.Context()), c, posted["why"])
	if fail.Is(err, fail.KindInvalid) {
		return s.showMapping(w, r, c.Organ, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已提交，等事项发布岗确认后，下次报送起用。")
	return web.See(w, r, exchangePath+"/codes")
}
