package supervision

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

var serves = map[string]flow.Serve{"answer": flow.Decides}

// apart: who did what an order is about, or is named there, neither verifies nor ends it; who is named, or whose matter it is, does not answer it.
var apart = []flow.Apart{
	{To: flow.Handled, Acts: []string{"raise", "settle", "verify", "return", "cancel"}},
	{To: []flow.Relation{flow.Own, flow.Named}, Acts: []string{"answer"}},
}

func (s *Service) concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	o, err := s.Load(ctx, d, k.ID)
	return flow.About{Cases: []int64{o.About}}, err
}
