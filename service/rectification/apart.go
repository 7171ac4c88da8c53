package rectification

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
	"wuyou/office/rate"
)

var serves = map[string]flow.Serve{"reply": flow.Decides}

// apart: who was rated has no hand in putting it right, and who served the person in any part of the matter does not find
// out about it, nor answer for it, save the head who decided: he answers for his department. Nobody of them judges an
// objection, asks the giver, or publishes.
var apart = []flow.Apart{
	{To: flow.Handled, Acts: []string{"uphold", "reject", "extend", "refuse_longer", "satisfied", "unsatisfied", "unreached", "publish"}},
	{To: []flow.Relation{flow.Own, flow.Named, flow.Relation(flow.Accepts), flow.Relation(flow.Reviews), flow.Relation(flow.Delivers)},
		Acts: []string{"claim", "contact", "valid", "object", "want_longer", "reply"}},
	{To: []flow.Relation{flow.Own, flow.Named}, Acts: []string{"hand_over", "comment"}},
}

func concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	x, err := rate.Rectifications.Load(ctx, d, k.ID)
	if err != nil {
		return flow.About{}, err
	}
	a, err := rate.Acts.Find(ctx, d, x.Act)
	return flow.About{Cases: []int64{a.CaseID}, Staff: []int64{x.Staff}}, err
}
