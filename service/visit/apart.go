package visit

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// apart: who did the matter that is asked about neither asks, nor says who asks, nor that nobody does. Beyond that nobody
// asks who did anything at all in it (notHandler).
var apart = []flow.Apart{{To: flow.Handled, Acts: []string{"take", "assign", "done", "try", "drop"}}}

func (s *Service) concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	v, err := s.Load(ctx, d, k.ID)
	return flow.About{Cases: []int64{v.About}, Staff: numbers(v.Barred)}, err
}
