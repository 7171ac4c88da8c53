package grievance

import (
	"context"
	"net/http"
	"slices"

	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/rule"
)

// readers are the roles that see the ledgers and the report.
var readers = []people.Role{people.Officer, people.Window, people.Supervisor, people.Leader, people.Caller, people.Discipline, people.Head}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	return door.Service{
		Occasions: []door.Occasion{
			{Event: "take_in", As: door.AtWindow, Basis: "窗口接件：一次一评"},
			{Event: "solve", As: door.AtWindow, Basis: "当场解决：一次一评"},
		},
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Rules: []rule.Table{s.causes()}, API: s.api,
		Routes:   slices.Concat(s.intakeRoutes(), s.publicRoutes(), s.ledgerRoutes()),
		Citizens: []door.Entry{{Href: "/grievances", Label: "办不成事", Icon: "speak", Note: "事情没办成？专人跟踪到底"}},
		Staff: []door.Entry{
			{Href: "/desk/grievances/new", Label: "办不成事接件", Icon: "speak", Group: "窗口", Roles: []people.Role{people.Window, people.Officer}},
			{Href: "/desk/grievances", Label: "办不成事台账", Icon: "list", Group: "专项", Roles: readers},
			{Href: "/desk/grievances/report", Label: "办不成事月报", Icon: "chart", Group: "专项", Roles: readers},
		},
		Sections: s.sections, Masked: s.masked, Links: s.links, Facts: s.facts,
	}
}

type reportIn struct {
	Key  string `header:"Idempotency-Key" doc:"同一个键的重复请求只产生一件"`
	Body request
}

type reportOut struct {
	Location string `header:"Location"`
	Body     receipt
}

func (s *Service) api(a *web.API) {
	web.Handle(a, web.Op{ID: "report", Method: http.MethodPost, Path: "/api/v1/grievances", Access: people.Scope(people.ScopeApply), Status: http.StatusCreated,
		Title: "反映办不成的事", Tag: "反映事项", About: "代反映人提交，例如热线转来的。返回编号和查询密码。"},
		func(ctx context.Context, in *reportIn) (*reportOut, error) {
			r, err := s.reported(ctx, people.VisitorOf(ctx).Actor, in.Key, &in.Body)
			if err != nil {
				return nil, err
			}
			return &reportOut{Location: "/api/v1/cases/" + r.Number, Body: r}, nil
		})
}
