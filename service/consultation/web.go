package consultation

import (
	"embed"
	"net/http"
	"strconv"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

const path = "/desk/consultations"

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	at := s.People.Roles(people.Window)
	return door.Service{
		Table: table(), Schema: Schema(), Seed: door.Seed(seeds),
		Routes: []web.Route{
			{Method: "GET", Path: path, Access: at, Title: "窗口咨询", Handle: s.show},
			{Method: "POST", Path: path, Access: at, Title: "记一次咨询", Handle: s.record},
		},
		Staff: []door.Entry{{Href: path, Label: "窗口咨询", Icon: "speak", Group: "窗口", Roles: []people.Role{people.Window}}},
	}
}

type data struct {
	page.Frame
	Form page.Form
	Done page.Table
}

var template = page.New[data](page.Desk, files, "consultation.html")

func (s *Service) show(w http.ResponseWriter, r *http.Request) error { return s.draw(w, r, nil, nil) }

func (s *Service) draw(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "窗口咨询", page.Link{Label: "窗口咨询"})
	if err != nil {
		return err
	}
	d := data{Frame: frame, Form: page.Form{ID: "consultation", Action: path, Error: door.Summary(wrong), Fields: door.Fields(ask, in, wrong), Submit: page.Act{Label: "记下，请群众评价", Key: "Ctrl+Enter"}}}
	d.Form.Fields[0].Type, d.Form.Fields[0].Source = "search", "/desk/counter/items"
	once := in["once"]
	if once == "" {
		once = strconv.FormatInt(s.DB.NewID(), 36)
	}
	d.Form.Fields = append(d.Form.Fields, page.Field{Type: "hidden", Name: "once", Value: once})
	list, err := todays(r.Context(), s.DB, v.Actor.ID, calendar.DayOf(s.Now()))
	if err != nil {
		return err
	}
	d.Done = page.Table{Caption: "今天记下的", Heads: []page.Head{{Label: "时间", Plain: true}, {Label: "咨询什么", Main: true}, {Label: "来人"}},
		Empty: page.Empty{Title: "今天还没有", Text: "答复完一位群众，就在上面记一笔，评价器会自己亮起。"}}
	for _, k := range list {
		d.Done.Rows = append(d.Done.Rows, page.Row{Cells: []page.Cell{
			{Text: door.Clock(k.OpenedAt)}, {Text: k.Title, Href: "/desk/cases/" + k.Number(), Small: flow.Grouped(k.Number())}, {Text: form.MaskName(k.Party)},
		}})
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, template, &d)
}

func (s *Service) record(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	k, err := s.Record(r.Context(), people.VisitorOf(r.Context()).Actor, posted["once"], form.Values(posted))
	if err != nil && door.Mended(err) {
		return s.draw(w, r, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "记下了，编号 "+flow.Grouped(k.Number())+"。评价器已弹出评价邀请。")
	return web.See(w, r, path)
}
