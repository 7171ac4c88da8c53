package advice

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// apart: who did one of the matters that a letter is about neither verifies nor ends it.
var apart = []flow.Apart{{To: flow.Handled, Acts: []string{"verify", "close", "recall"}}}

func (s *Service) concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	list, err := mattersOf(ctx, d, k.ID)
	return flow.About{Cases: list}, err
}
