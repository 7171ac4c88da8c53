package rating

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

func (s *Service) watch(w http.ResponseWriter, r *http.Request) error {
	v, q := people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "评价核查", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "核查"})
	if err != nil {
		return err
	}
	p, path := s.asked(q, v.Actor), deskPath+"/watch"
	d := listData{Frame: frame, Heading: "评价核查", Tabs: s.tabs(v.Actor, "/watch", p), Filters: s.filters(path, p, q),
		Note: page.Note{Text: "列出的只是看起来不寻常的，原因写在旁边；是不是有问题由人判断。"}}
	before, err := strconv.ParseInt(q.Get("before"), 10, 64)
	if err != nil || before <= 0 {
		before = math.MaxInt64
	}
	list, err := s.suspicions(r.Context(), p, before, listMost+1)
	if err != nil {
		return err
	}
	signs, err := allSigns(r.Context(), s.DB)
	if err != nil {
		return err
	}
	if len(list) > listMost {
		list = list[:listMost]
		d.Next = page.Link{Href: p.with(path, "before", number(list[listMost-1].At)), Label: "下一页"}
	}
	d.Table = page.Table{Caption: "异常评价", Heads: []page.Head{{Label: "现象", Main: true}, {Label: "为什么列出", Long: true}, {Label: "窗口"}, {Label: "最后一条"}},
		Empty: page.Empty{Title: "没有异常评价", Text: "这段时间的评价里没有短时间大量、同一设备、刚办完就评等现象。"}}
	for _, x := range list {
		sign, _ := rule.At(signs, x.Day, func(g Sign) bool { return g.Code == x.Sign })
		cell := page.Cell{Text: moment(x.At)}
		if v.Actor.Has(bureau...) {
			cell.Href, cell.Small = fmt.Sprintf("%s/givers/%d", deskPath, x.Rating), "写明理由可以看评价人"
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{{Text: sign.Name, Small: sign.Basis}, {Text: x.Why},
			{Text: orElse(x.Place, "网上"), Small: s.Regions.Path(x.Region, region.County)}, cell}})
	}
	return door.Write(w, listPage, &d)
}

type giverData struct {
	page.Frame
	About page.List
	Known page.List
	Form  page.Form
}

var giverTemplate = page.New[giverData](page.Desk, files, "giver.html")

var whyField = form.Of(form.Field{Name: "why", Label: "为什么要看", Type: form.Text, Required: true, Max: 200, Hint: "会记入审计日志；看到的不得告诉窗口和部门"})

func (s *Service) giverPage(w http.ResponseWriter, r *http.Request) error {
	return s.showGiver(w, r, nil, nil, page.List{})
}

// mayUnmask finds the rating of the address and the act in the supervisor's scope.
func (s *Service) mayUnmask(r *http.Request) (Rating, Act, error) {
	id, err := web.PathInt(r, "rating")
	if err != nil {
		return Rating{}, Act{}, err
	}
	x, err := ratingByID(r.Context(), s.DB, id)
	if errors.Is(err, db.ErrNone) {
		return x, Act{}, fail.NotFound("没有找到这条评价")
	}
	if err != nil {
		return x, Act{}, err
	}
	a, err := s.LoadAct(r.Context(), s.DB, x.Act)
	if err != nil {
		return x, a, err
	}
	if _, may := people.VisitorOf(r.Context()).Actor.Post(a.Region, "", bureau...); !may || x.Source != Active {
		return x, a, fail.NotFound("没有找到这条评价")
	}
	if a.Staff == people.VisitorOf(r.Context()).ID {
		return x, a, fail.Forbidden("这条评价评的是您，评价人由别的监管岗查看")
	}
	return x, a, nil
}

func (s *Service) showGiver(w http.ResponseWriter, r *http.Request, in form.Values, wrong error, known page.List) error {
	x, a, err := s.mayUnmask(r)
	if err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, "查看评价人", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "查看评价人"})
	if err != nil {
		return err
	}
	d := giverData{Frame: frame, About: s.about(a), Known: known}
	d.About.Items = append(d.About.Items, page.Term{Label: "评价", Value: x.Level.Words(), Note: x.Comment})
	if len(known.Items) == 0 {
		d.Form = page.Form{ID: "why", Action: r.URL.Path, Error: door.Summary(wrong), Fields: door.Fields(whyField, in, wrong), Submit: page.Act{Label: "查看"}}
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, giverTemplate, &d)
}

func (s *Service) unmask(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	x, a, err := s.mayUnmask(r)
	if err != nil {
		return err
	}
	in, wrong := whyField.Check(form.Values(posted))
	if wrong == nil && len([]rune(strings.TrimSpace(in["why"]))) < 2 {
		wrong = fail.Invalid("请写明理由", fail.Field{Name: "why", Message: "请写明为什么要看"})
	}
	if wrong != nil {
		return s.showGiver(w, r, form.Values(posted), wrong, page.List{})
	}
	k, id, err := s.unmasked(r.Context(), people.VisitorOf(r.Context()), x.ID, in["why"])
	if err != nil {
		return err
	}
	about, err := s.Engine.Find(r.Context(), s.DB, a.CaseID)
	if err != nil {
		return err
	}
	known := page.List{Items: []page.Term{{Label: "办件", Value: about.Title, Link: page.Link{Href: "/desk/cases/" + about.Number(), Label: "打开"}}}}
	for _, t := range []page.Term{{Label: "姓名", Value: k.Name}, {Label: "电话", Value: k.Phone},
		{Label: "匿名", Value: map[bool]string{true: "评价人选了匿名"}[id.Unnamed]}, {Label: "网络地址", Value: id.IP}} {
		if t.Value != "" {
			known.Items = append(known.Items, t)
		}
	}
	return s.showGiver(w, r, nil, nil, known)
}

// openGiver opens what is sealed of a giver.
func (s *Service) openGiver(g giver) (id identity, err error) {
	plain, err := s.Keys.Open(g.Sealed, sealGiver)
	if err != nil {
		return id, err
	}
	return id, json.Unmarshal([]byte(plain), &id)
}
