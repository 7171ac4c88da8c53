package rating

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/skip2/go-qrcode"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// coders print the codes of windows and terminals and open their screens.
var coders = []people.Role{people.Window, people.Output, people.Supervisor}

type codesData struct {
	page.Frame
	Note      page.Note // the code that sets a pad up, shown once
	Windows   page.Table
	Terminals page.Table
	Form      page.Form
}

var codesPage = page.New[codesData](page.Desk, files, "codes.html")

// codes lists the windows and terminals of the visitor's scope, each with its sheet for the wall and its
// screen.
func (s *Service) codes(w http.ResponseWriter, r *http.Request) error {
	return s.showCodes(w, r, page.Note{}, nil, nil)
}

func (s *Service) showCodes(w http.ResponseWriter, r *http.Request, note page.Note, in form.Values, wrong error) error {
	ctx := r.Context()
	frame, err := s.House.Desk(w, r, "评价码和评价器", page.Link{Label: "评价码和评价器"})
	if err != nil {
		return err
	}
	place := s.scope(people.VisitorOf(ctx).Actor).Region
	d := codesData{Frame: frame, Note: note,
		Windows: page.Table{Caption: "窗口的评价码和评价器", Heads: []page.Head{{Label: "窗口", Main: true}, {Label: "在岗人员"}, {Label: "评价码"}, {Label: "评价器"},
			{Label: "公开页"}}, Empty: page.Empty{Title: "辖区内没有窗口"}},
		Terminals: page.Table{Caption: "自助终端的评价码和评价屏", Heads: []page.Head{{Label: "自助终端", Main: true}, {Label: "评价码"}, {Label: "评价屏"},
			{Label: "停用", Plain: true}}, Empty: page.Empty{Title: "还没有登记自助终端", Text: "在下面登记一台，就有它自己的评价码和评价屏。"}}}
	held, err := s.People.Held(ctx, s.DB, place, place.Last(), device.Windows...)
	if err != nil {
		return err
	}
	pads, err := s.Devices.Pads(ctx)
	if err != nil {
		return err
	}
	for _, h := range held {
		where := s.Regions.Path(h.Region, region.County)
		d.Windows.Rows = append(d.Windows.Rows, page.Row{Cells: []page.Cell{{Text: h.Title, Small: where}, {Text: h.Name},
			{Text: "打印", Href: fmt.Sprintf("%s/codes/%d", deskPath, h.ID)}, s.padCell(ctx, pads, h), {Text: "查看", Href: windowFigures(h.ID)}}})
	}
	list, err := s.Devices.Terminals(ctx, place)
	if err != nil {
		return err
	}
	for _, t := range list {
		path := fmt.Sprintf("%s/terminals/%d", deskPath, t.ID)
		d.Terminals.Rows = append(d.Terminals.Rows, page.Row{Cells: []page.Cell{{Text: t.Title, Small: s.Regions.Path(t.Region, region.County)},
			{Text: "打印", Href: path}, {Text: "打开", Href: s.screenPath(t.ID)},
			{Acts: []page.Act{{Label: "停用", Kind: "plain", Size: "small", Form: "ends", Action: path + "/end",
				Confirm: "停用以后，这台终端的评价码和评价屏就打不开了。停用" + t.Title + "？"}}}}})
	}
	d.Form = page.Form{ID: "add", Action: deskPath + "/terminals", Error: door.Summary(wrong), Fields: door.Fields(s.terminalForm(place), in, wrong),
		Submit: page.Act{Label: "登记"}}
	return door.WriteStatus(w, statusOf(wrong), codesPage, &d)
}

// padCell says whether the window has a pad; who oversees may set one up.
func (s *Service) padCell(ctx context.Context, pads []device.Pad, h people.Held) page.Cell {
	c, again := page.Cell{Text: "没有"}, ""
	if i := slices.IndexFunc(pads, func(p device.Pad) bool { return p.Post == h.ID }); i >= 0 {
		c.Text, c.Small, again = "在用", moment(pads[i].AddedAt)+" "+pads[i].AddedBy+"设置", "原来的评价器马上停用。重新设置"+h.Title+"的评价器？"
	}
	if people.VisitorOf(ctx).Actor.Has(bureau...) {
		c.Acts = []page.Act{{Label: "设置评价器", Kind: "plain", Size: "small", Form: "ends", Action: fmt.Sprintf("%s/codes/%d/pad", deskPath, h.ID),
			Confirm: again}}
	}
	return c
}

// padStarted shows the code that sets up the pad of a window, now and never again.
func (s *Service) padStarted(w http.ResponseWriter, r *http.Request) error {
	st, err := s.standOf(r)
	if err != nil {
		return err
	}
	good, err := s.limit(r.Context(), "pad_setup")
	if err != nil {
		return err
	}
	code, err := s.Devices.StartPad(r.Context(), people.VisitorOf(r.Context()), st, good)
	if err != nil {
		return err
	}
	return s.showCodes(w, r, page.Note{Kind: "act", Title: "设置码 " + code[:4] + " " + code[4:8] + " " + code[8:],
		Text: fmt.Sprintf("在%s的平板上打开 %s/pad，输入这 12 位数字。只能用一次，%d 分钟内有效；离开这一页就看不到了。", st.Title, s.House.Site, int(good.Minutes()))}, nil, nil)
}

func (s *Service) terminalForm(scope region.Code) form.Form {
	return form.Of(s.placeField("放在哪里", scope), form.Field{Name: "title", Label: "名称", Type: form.Text, Required: true, Max: 40, Hint: "写明大厅、楼层和第几台，会印在评价码上"})
}

// placeField asks for one of the places of a scope: itself or one right below it.
func (s *Service) placeField(label string, scope region.Code) form.Field {
	f := form.Field{Name: "place", Label: label, Type: form.Choice, Required: true,
		Options: []form.Option{{Value: string(scope), Label: s.Regions.Name(scope)}}}
	if scope.Level() < region.City { // the province's own staff
		return f
	}
	for _, c := range s.Regions.Children(scope) {
		f.Options = append(f.Options, form.Option{Value: string(c.Code), Label: c.Name})
	}
	return f
}

func (s *Service) terminalAdded(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := s.terminalForm(s.scope(v.Actor).Region).Check(form.Values(posted))
	if err == nil {
		_, err = s.Devices.AddTerminal(ctx, v.Actor, v.IP, device.Terminal{Region: region.Code(in["place"]), Title: in["title"]})
	}
	if door.Mended(err) {
		return s.showCodes(w, r, page.Note{}, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已登记。打印评价码贴在终端上，或者在终端上打开评价屏。")
	return web.See(w, r, deskPath+"/codes")
}

func (s *Service) terminalEnded(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	st, err := s.standOf(r)
	if err != nil {
		return err
	}
	if err := s.Devices.EndTerminal(r.Context(), v.Actor, v.IP, st); err != nil {
		return err
	}
	s.House.Say(w, "done", "已停用。")
	return web.See(w, r, deskPath+"/codes")
}

// standOf is the window or terminal of the address, within the visitor's scope.
func (s *Service) standOf(r *http.Request) (st device.Stand, err error) {
	name, find := "post", s.Devices.Window
	if r.PathValue("terminal") != "" {
		name, find = "terminal", s.Devices.Terminal
	}
	id, err := web.PathInt(r, name)
	if err != nil {
		return st, err
	}
	if st, err = find(r.Context(), id); err != nil {
		return st, err
	}
	if !s.scope(people.VisitorOf(r.Context()).Actor).Region.Covers(st.Region) {
		return st, fail.NotFound("辖区内没有这个窗口")
	}
	return st, nil
}

type posterData struct {
	page.Frame
	Stand         device.Stand
	QR, Site, URL string
}

var posterPage = page.New[posterData](page.Paper, files, "poster.html")

// poster is the sheet that hangs at a window or on a terminal.
func (s *Service) poster(w http.ResponseWriter, r *http.Request) error {
	st, err := s.standOf(r)
	if err != nil {
		return err
	}
	d := posterData{Frame: s.House.Paper(w, r, "评价码", deskPath+"/codes"), Stand: st, QR: r.URL.Path + "/code.png", Site: s.House.Site, URL: s.wallPath(st)}
	return door.Write(w, posterPage, &d)
}

func (s *Service) codePicture(w http.ResponseWriter, r *http.Request) error {
	st, err := s.standOf(r)
	if err != nil {
		return err
	}
	png, err := qrcode.Encode(s.House.Site+s.wallPath(st), qrcode.Medium, 720)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Write(png)
	return nil
}
