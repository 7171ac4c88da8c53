package application

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/rule"
)

func calendarTime(ms int64) string {
	return time.UnixMilli(ms).In(calendar.Zone).Format(time.RFC3339)
}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	return door.Service{
		Occasions: []door.Occasion{
			{Event: "lapse", As: door.NotRated, Basis: "没有补正视为撤回的不评价（建议值）"},
			{Event: "hand_out", As: door.AtWindow, Basis: "网上申请、到窗口领取的，也是一次服务：一次一评"},
			{Event: "dispatch", As: door.Away, Basis: "交快递时本人不在场"},
			{Event: "signed", As: door.Away, Basis: "签收时本人不在窗口"},
			{Event: "returned", As: door.Away, Basis: "退件时本人不在场"},
			{Event: "send_electronic", As: door.Away, Basis: "电子送达时本人不在场"},
		},
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Rules: []rule.Table{s.Archive.Terms()}, API: s.api, Masked: s.masked,
		Routes: slices.Concat(s.applyRoutes(), s.counterRoutes(), s.outputRoutes(), s.bounceRoutes()),
		Staff: []door.Entry{
			{Href: "/desk/counter", Label: "窗口收件", Icon: "pen", Group: "窗口", Roles: []people.Role{people.Window}},
			{Href: "/desk/output", Label: "送达出件", Icon: "bag", Group: "窗口", Roles: []people.Role{people.Output, people.Window}, Count: s.countOutput},
			{Href: bouncesPath, Label: "受理质量", Group: "查看", Roles: bounceReaders},
		},
		Daily:    s.daily,
		Sections: s.sections, Waiting: s.waiting, Mine: s.mine, Facts: s.facts,
	}
}

type applyIn struct {
	Key     string `header:"Idempotency-Key" doc:"同一个键的重复请求只产生一个办件"`
	RawBody []byte
	Body    request
}

type applyOut struct {
	Status   int
	Location string `header:"Location"`
	Body     receipt
}

type uploadIn struct{ web.Sent }

type uploaded struct {
	Body struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Kind string `json:"kind"`
		Size int64  `json:"size"`
		Hash string `json:"hash" doc:"SM3"`
	}
}

func (s *Service) api(a *web.API) {
	web.Handle(a, web.Op{ID: "apply", Method: http.MethodPost, Path: "/api/v1/applications", Access: people.Scope(people.ScopeApply), Status: http.StatusCreated,
		Title: "提交申请", Tag: "办件", About: "代申请人提交。返回办件编号和查询密码。"},
		func(ctx context.Context, in *applyIn) (*applyOut, error) {
			r, err := s.apply(ctx, people.VisitorOf(ctx).Actor, in.Key, &in.Body, in.RawBody)
			if err != nil {
				return nil, err
			}
			out := &applyOut{Status: http.StatusCreated, Location: "/api/v1/cases/" + r.Number, Body: r}
			if r.Again {
				out.Status = http.StatusOK
			}
			return out, nil
		})
	web.Handle(a, web.Op{ID: "upload", Method: http.MethodPost, Path: "/api/v1/files", Access: people.Scope(people.ScopeApply, people.ScopeStaff), Status: http.StatusCreated,
		Title: "上传文件", Tag: "办件", Body: s.Files.Most() + 1<<20, File: true, About: "得到的编号写进申请的 materials 或动作的输入。"},
		func(ctx context.Context, in *uploadIn) (*uploaded, error) {
			up, err := in.File()
			if err != nil {
				return nil, err
			}
			return s.upload(ctx, up)
		})
}

func (s *Service) upload(ctx context.Context, up *web.Upload) (*uploaded, error) {
	content, err := up.Open()
	if err != nil {
		return nil, err
	}
	actor := people.VisitorOf(ctx).Actor
	got, err := s.Files.Put(ctx, content, up.Filename, actor.Kind, actor.ID)
	if err != nil {
		return nil, err
	}
	var out uploaded
	out.Body.ID, out.Body.Name, out.Body.Kind, out.Body.Size, out.Body.Hash = strconv.FormatInt(got.ID, 10), got.Name, got.Kind, got.Size, got.Hash
	return &out, nil
}
