package grievance

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
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

// receipt is what the program gets: enough to print a receipt.
type receipt struct {
	Number string `json:"number"`
	State  string `json:"state"`
	DueAt  string `json:"due_at,omitempty"`
	Seq    int64  `json:"seq"`
}

// reported makes a case of a program's request. The key makes a repeated request the same case.
func (s *Service) reported(ctx context.Context, actor people.Actor, key string, q *request) (receipt, error) {
	place, err := region.Parse(q.Region)
	if err != nil {
		return receipt{}, err
	}
	if _, ok := s.Regions.Find(place); !ok {
		return receipt{}, fail.Invalid("没有这个区划", fail.Field{Name: "region", Message: "没有代码为 " + q.Region + " 的区划"})
	}
	if len(actor.Posts) > 0 && !actor.Posts[0].Region.Covers(place) {
		return receipt{}, fail.Forbidden("令牌只能在 %s 范围内提交", s.Regions.Name(actor.Posts[0].Region))
	}
	if len(key) > 200 {
		return receipt{}, fail.Invalid("Idempotency-Key 最多 200 个字符")
	}
	v, err := reportForm([]form.Option{{Value: q.Region, Label: q.Region}}, false).Check(form.Values{
		"item": q.Item, "place": q.Region, "what": q.What, "times": strconv.FormatInt(q.Times, 10), "refused_by": q.RefusedBy, "reason": q.Reason, "wish": q.Wish,
		"name": q.Name, "phone": q.Phone, "firm": q.Firm})
	if err != nil {
		return receipt{}, err
	}
	r := s.readReport(v)
	r.Channel, r.Files, r.FilesOf, r.IDNo = flow.ByAPI, q.Files, actor.ID, q.IDNo
	if key = strings.TrimSpace(key); key != "" {
		r.Key = strconv.FormatInt(actor.ID, 10) + " " + key
		body, err := json.Marshal(q)
		if err != nil {
			return receipt{}, err
		}
		r.Hash = gm.Hash(body)
	}
	if q.Application != "" {
		k, err := s.Engine.ByNumber(ctx, q.Application)
		if err != nil {
			return receipt{}, fail.Invalid("没有这个办件", fail.Field{Name: "application", Message: "请核对办件编号"})
		}
		r.Application = k.ID
	}
	k, err := s.Take(ctx, actor, r)
	if err != nil {
		return receipt{}, err
	}
	return receipt{Number: k.Number(), State: k.State, DueAt: s.House.Promised(k), Seq: k.Seq}, nil
}

// readReport makes a report of checked answers.
func (s *Service) readReport(v form.Values) Report {
	r := Report{Place: region.Code(v["place"]), ItemName: v["item"], Told: Told{
		Name: v["name"], Phone: v["phone"], Firm: v["firm"], For: v["for"], What: v["what"], RefusedBy: v["refused_by"], Reason: v["reason"], Wish: v["wish"]}}
	r.Times, _ = strconv.ParseInt(v["times"], 10, 64)
	if e, ok := s.find(v["item"]); ok {
		r.Item, r.ItemName = e.ID, ""
	} else if id, err := strconv.ParseInt(v["item"], 10, 64); err == nil {
		if e, err := s.Catalog.Entry(id); err == nil {
			r.Item, r.ItemName = e.ID, ""
		}
	}
	return r
}
