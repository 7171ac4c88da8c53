package application

import (
	"errors"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// outputRoutes are what stands beside the list of the output desk.
func (s *Service) outputRoutes() []web.Route {
	output, h := s.Roster.Roles(outputRoles...), s.House
	return []web.Route{
		{Method: "POST", Path: outputPath, Access: output, Title: "按取件码、编号找要送达的",
			Handle: h.Post(s.findResult, s.desk.Show)},
		{Method: "GET", Path: outputPath + "/labels", Access: output, Title: "打印面单", Handle: s.labels},
		{Method: "POST", Path: outputPath + "/dispatch", Access: output, Title: "登记寄出",
			Handle: h.Post(s.dispatchMany, s.at("courier"))},
		{Method: "POST", Path: outputPath + "/electronic", Access: output, Title: "电子送达",
			Handle: h.Post(s.sendMany, s.at("electronic"))},
		{Method: "GET", Path: outputPath + "/{number}", Access: output, Title: "交付一件", Handle: h.Get(s.handing)},
		{Method: "POST", Path: outputPath + "/{number}/{event}", Access: output, Title: "登记送达",
			Handle: h.Post(s.handed, s.handing)},
		{Method: "GET", Path: "/desk/archive/{number}", Access: s.Roster.Roles(), Long: true, Title: "归档包", Handle: s.archiveFile},
	}
}

var labelPage = page.New[labelling](page.Paper, files, "labels.html")

type labelling struct {
	page.Frame
	Labels []label
}

type label struct{ Name, Phone, Street, What, Number string }

// labelsMost is how many parcels are printed for at once.
const labelsMost = 50

// labels prints the addresses of the parcels that wait to be sent. Each look is logged.
func (s *Service) labels(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	p := &labelling{Frame: s.House.Paper(w, r, "邮寄面单", "/desk/output?tab=courier")}
	parcels := atHand
	parcels.Step = course.Ways["courier"]
	list, err := s.Engine.Inbox(ctx, atOutput(v.Actor), parcels, "", labelsMost)
	if err != nil {
		return err
	}
	for _, t := range list.Items {
		a, err := s.Load(ctx, s.DB, t.ID)
		if err != nil {
			return err
		}
		if err := s.Audit.Log(ctx, s.DB, v.Actor, v.IP, "查看收件地址", t.Number(), "打印邮寄面单"); err != nil {
			return err
		}
		p.Labels = append(p.Labels, label{
			Name: a.Address.Name, Phone: a.Address.Phone, Street: a.Address.Street, What: a.Result.Name, Number: flow.Grouped(t.Number()),
		})
	}
	return door.Write(w, labelPage, p)
}

// archiveFile hands out the package of a finished case; who took it is logged.
func (s *Service) archiveFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, err := s.viewed(ctx, door.CallOf(r, nil))
	if err != nil {
		return err
	}
	a, err := s.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return err
	}
	if a.Archive == 0 {
		return fail.NotFound("这个办件还没有归档")
	}
	why, _, may, err := s.House.Leaves(w, r, "归档包 "+c.Case.Number(), 1)
	if err != nil || !may {
		return err
	}
	f, err := s.Files.Find(ctx, a.Archive)
	if err != nil {
		return err
	}
	v := people.VisitorOf(ctx)
	err = errors.Join(s.Files.Verify(f), s.Audit.Log(ctx, s.DB, v.Actor, v.IP, "下载归档包", c.Case.Number(), why))
	if err != nil {
		return err
	}
	return s.sendFile(w, r, f, false)
}
