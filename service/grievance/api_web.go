package grievance

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// request is a grievance as a program sends it.
type request struct {
	Region      string  `json:"region" pattern:"^[0-9]{12}$" doc:"事情在哪里办的"`
	Item        string  `json:"item" maxLength:"100" doc:"事项编号、地方编码或名称"`
	Application string  `json:"application,omitempty" maxLength:"40" doc:"没办成的办件编号"`
	Name        string  `json:"name" maxLength:"50"`
	IDNo        string  `json:"id_no,omitempty" maxLength:"30" doc:"证件号：身份证、护照、通行证、居住证等"`
	Phone       string  `json:"phone" maxLength:"30"`
	Firm        string  `json:"firm,omitempty" maxLength:"100"`
	What        string  `json:"what" maxLength:"2000" doc:"未办成的情况"`
	Times       int64   `json:"times,omitempty" minimum:"0" maximum:"99" doc:"到现场次数"`
	RefusedBy   string  `json:"refused_by,omitempty" maxLength:"100"`
	Reason      string  `json:"reason,omitempty" maxLength:"300"`
	Wish        string  `json:"wish,omitempty" maxLength:"300"`
	Files       []int64 `json:"files,omitempty" doc:"上传得到的文件编号"`
}

type reportIn struct {
	Key  string `header:"Idempotency-Key" doc:"同一个键的重复请求只产生一件"`
	Body request
}

type reportOut struct {
	Location string `header:"Location"`
	Body     door.Receipt
}

func (s *Service) api(a *web.API) {
	web.Handle(a, web.Op{
		ID: "report", Method: http.MethodPost, Path: "/api/v1/grievances", Access: people.Scope(people.ScopeApply), Status: http.StatusCreated,
		Title: "反映办不成的事", Tag: "反映事项", Batch: true, About: "代反映人提交，例如热线转来的。返回编号和查询密码。",
	}, s.reportByProgram)
}

// reportByProgram opens a case of a program's request, which may come for places that its token covers.
func (s *Service) reportByProgram(ctx context.Context, in *reportIn) (*reportOut, error) {
	actor := people.VisitorOf(ctx).Actor
	r, err := s.requested(ctx, actor, &in.Body)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(in.Body)
	if err != nil {
		return nil, err
	}
	once, err := flow.OnceOf(Kind, actor, strings.TrimSpace(in.Key), gm.Hash(body))
	if err != nil {
		return nil, err
	}
	k, again, err := s.Engine.OnceOnly(ctx, once, func(tx *db.DB) (flow.Case, error) {
		c, err := s.open(ctx, tx, actor, r, once)
		if err != nil {
			return flow.Case{}, err
		}
		return c.Case, s.Files.Attach(ctx, tx, c.Case.ID, actor.Kind, actor.ID, in.Body.Files...)
	})
	if err != nil {
		return nil, err
	}
	return &reportOut{"/api/v1/cases/" + k.Number(), s.House.Receipt(k, again)}, nil
}

// requested is the report of a request. Returns fail.Forbidden for a place that the token does not cover.
func (s *Service) requested(ctx context.Context, actor people.Actor, q *request) (*Report, error) {
	place, err := region.Parse(q.Region)
	if err != nil {
		return nil, err
	}
	if _, ok := s.Regions.Find(place); !ok {
		return nil, fail.Invalid("没有这个区划", fail.Field{Name: "region", Message: "没有代码为 " + q.Region + " 的区划"})
	}
	if len(actor.Posts) > 0 && !actor.Posts[0].Region.Covers(place) {
		return nil, fail.Forbidden("令牌只能在 %s 范围内提交", s.Regions.Name(actor.Posts[0].Region))
	}
	v, err := reportForm([]form.Option{{Value: q.Region, Label: q.Region}}, false).Check(form.Values{
		"item": q.Item, "place": q.Region, "what": q.What, "times": strconv.FormatInt(q.Times, 10), "refused_by": q.RefusedBy, "reason": q.Reason,
		"wish": q.Wish, "name": q.Name, "phone": q.Phone, "firm": q.Firm, "files": numbers(q.Files)})
	if err != nil {
		return nil, err
	}
	r := s.readReport(v)
	r.Channel, r.IDNo = flow.ByAPI, q.IDNo
	if q.Application != "" {
		k, err := s.Engine.ByNumber(ctx, q.Application)
		if err != nil {
			return nil, fail.Invalid("没有这个办件", fail.Field{Name: "application", Message: "请核对办件编号"})
		}
		r.Application = k.ID
	}
	return r, nil
}

func numbers(ids []int64) string {
	var list []string
	for _, id := range ids {
		list = append(list, strconv.FormatInt(id, 10))
	}
	return strings.Join(list, ",")
}
