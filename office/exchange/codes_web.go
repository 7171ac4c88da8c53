package exchange

import (
	"cmp"
	"context"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

type codesData struct {
	page.Frame
	Waiting page.List // changes that nobody has agreed to yet
	Places  page.Tally
	Edit    page.Form
	Organs  page.Table
	Sets    []setData
	Fixed   []page.Table
}

// setData is a table of which one of several sets is chosen.
type setData struct {
	Name, Title string
	Form        page.Form
}

var codesTemplate = page.New[codesData](page.Desk, files, "codes.html")

// whyChange asks why somebody wants a code changed: the second person reads it.
var whyChange = form.Field{Name: "why", Label: "为什么改", Type: form.Text, Required: true, Max: 200, Hint: "写明来源，另一人确认时要看"}

func (c *Channel) codesPage(w http.ResponseWriter, r *http.Request) error {
	return c.showCodes(w, r, codeChange{Organ: r.URL.Query().Get("organ")}, form.Values{}, nil)
}

// showCodes shows the codes and the forms by which a change is proposed; asked and typed are what was proposed wrongly.
func (c *Channel) showCodes(w http.ResponseWriter, r *http.Request, asked codeChange, typed form.Values, wrong error) error {
	if err := c.whole(r); err != nil {
		return err
	}
	frame, err := c.frame(w, r, "报送编码对照", c.list(), page.Link{Label: "编码对照"})
	if err != nil {
		return err
	}
	stored, err := c.Codes(r.Context())
	if err != nil {
		return err
	}
	d := codesData{Frame: frame}
	if d.Waiting, err = c.waitingCodes(r.Context()); err != nil {
		return err
	}
	c.showOrgans(r, &d, stored[organ], asked.Organ, typed, wrong)
	for _, t := range c.Tables {
		if len(t.Sets) == 0 {
			d.Fixed = append(d.Fixed, fixed(t, stored[t.Name]))
			continue
		}
		now, _ := t.chosen(stored[t.Name])
		in, err := form.Values{"set": now.Value}, error(nil)
		if asked.Organ == "" && (asked.Table == t.Name || asked.Table == "") && wrong != nil {
			in, err = typed, wrong
		}
		d.Sets = append(d.Sets, c.setForm(t, in, err))
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, codesTemplate, &d)
}

// setForm asks which set of a table is to hold.
func (c *Channel) setForm(t Codes, in form.Values, wrong error) setData {
	pick := form.Field{Name: "set", Label: t.Title + "的编码", Type: form.Choice, Required: true}
	for _, x := range t.Sets {
		pick.Options = append(pick.Options, form.Option{Value: x.Value, Label: x.Words + "（" + x.From + "）"})
	}
	d := setData{t.Name, t.Title, page.Form{ID: t.Name, Action: c.Desk + "/codes", Error: door.Summary(wrong),
		Submit: page.Act{Label: "提交新的方向", Kind: "quiet"}, Fields: door.Fields(form.Of(pick, whyChange), in, wrong)}}
	for i := range d.Form.Fields {
		d.Form.Fields[i].ID = t.Name + "-" + d.Form.Fields[i].Name
	}
	d.Form.Fields = append(d.Form.Fields, page.Field{Type: "hidden", Name: "table", Value: t.Name})
	return d
}

// fixed is a table whose codes are not changed by hand.
func fixed(t Codes, codes map[string]string) page.Table {
	list := page.Table{Caption: t.Title, Heads: []page.Head{{Label: t.One, Main: true}, {Label: "省平台编码"}}}
	for _, o := range t.Ours {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: o.Label}, {Text: codes[o.Value]}}})
	}
	return list
}

// waitingCodes are the changes that wait for their second person.
func (c *Channel) waitingCodes(ctx context.Context) (l page.List, err error) {
	list, err := c.People.Proposals(ctx)
	for _, p := range list {
		if p.Kind == c.changeKind() {
			l.Items = append(l.Items, page.Term{Label: p.Object, Value: "等事项发布岗确认", Note: p.Editor + "，" + door.Clock(p.At) + " 提出。" + p.Why})
		}
	}
	return l, err
}

// showOrgans lists the organs of a place, or those without a code, and asks for the code of one.
func (c *Channel) showOrgans(r *http.Request, d *codesData, codes map[string]string, of string, typed form.Values, wrong error) {
	place, lacking, path := r.URL.Query().Get("place"), 0, c.Desk+"/codes"
	d.Organs = page.Table{Caption: "部门代码", Heads: []page.Head{{Label: "部门", Main: true}, {Label: "统一社会信用代码"}, {Label: "操作", Plain: true}},
		Empty: page.Empty{Title: "代码都填了", Text: "要改哪个部门的，先选地方。"}}
	for _, o := range c.Organs() {
		now := page.Cell{Text: codes[o.Code]}
		if now.Text == "" {
			now.Tags = []page.Tag{{Label: "没有填", Kind: "act"}}
			lacking++
		}
		if place == "" && now.Text == "" || place == string(o.Region) {
			d.Organs.Rows = append(d.Organs.Rows, page.Row{Cells: []page.Cell{
				{Text: o.Name}, now, {Text: "填写", Href: path + "?place=" + place + "&organ=" + o.Code + "#edit"}}})
		}
		if o.Code == of {
			theirs := form.Field{Name: "theirs", Label: o.Name + "的统一社会信用代码", Type: form.Credit, Required: true,
				Hint: "18 位。确认生效后，因此被拒收的可以重新报送，夜里也会自动补报"}
			in := form.Values{"theirs": cmp.Or(typed["theirs"], now.Text), "why": typed["why"]}
			d.Edit = page.Form{ID: "edit", Action: path, Error: door.Summary(wrong), Submit: page.Act{Label: "提交，等另一人确认"},
				Fields: append(door.Fields(form.Of(theirs, whyChange), in, wrong), page.Field{Type: "hidden", Name: "organ", Value: of})}
		}
	}
	d.Places = page.Tally{Label: "地方", Links: []page.Link{{Href: path, Label: "没有填", Count: page.Num(lacking), Current: place == ""}}}
	for _, p := range c.halls() {
		d.Places.Links = append(d.Places.Links, page.Link{Href: path + "?place=" + string(p), Label: c.Regions.Name(p), Current: place == string(p)})
	}
}

func (c *Channel) codesPosted(w http.ResponseWriter, r *http.Request) error {
	if err := c.whole(r); err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	x := codeChange{Organ: posted["organ"], Theirs: posted["theirs"]}
	if x.Organ == "" {
		x.Table, x.Set = posted["table"], posted["set"]
	}
	err = c.propose(r.Context(), people.VisitorOf(r.Context()), x, posted["why"])
	if fail.Is(err, fail.KindInvalid) {
		return c.showCodes(w, r, x, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	c.House.Say(w, "done", "已提交，等事项发布岗确认后，下次报送起用。")
	return web.See(w, r, c.Desk+"/codes")
}
