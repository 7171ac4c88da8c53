package application

import (
	"context"
	"net/http"
	"strconv"

	"wuyou/kit/web"
	"wuyou/office/people"
)

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
	web.Handle(a, web.Op{ID: "apply", Method: http.MethodPost, Path: "/api/v1/applications",
		Access: people.Scope(people.ScopeApply),
		Status: http.StatusCreated,
		Title:  "提交申请", Tag: "办件", Batch: true, About: "代申请人提交，返回办件编号；查询密码只发给申请人。"},
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
	web.Handle(a, web.Op{ID: "upload", Method: http.MethodPost, Path: "/api/v1/files",
		Access: people.Scope(people.ScopeApply, people.ScopeStaff), Status: http.StatusCreated,
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
	out.Body.ID, out.Body.Name, out.Body.Kind, out.Body.Size, out.Body.Hash = strconv.FormatInt(got.ID, 10), got.Name,
		got.Kind, got.Size,
		got.Hash
	return &out, nil
}
