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

// concerns: a rectification is about the case that was rated, and who was.
func concerns(ctx context.Context, d *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
	list, err := rate.Rectifications.LoadOf(ctx, d, cases)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(list))
	for _, x := range list {
		ids = append(ids, x.Act)
	}
	acts, err := rate.Acts.By(ctx, d, "id", func(a *rate.Act) int64 { return a.ID }, ids...)
	if err != nil {
		return nil, err
	}
	of := make(map[int64]flow.About, len(list))
	for id, x := range list {
		a, found := acts[x.Act]
		if !found {
			return nil, db.ErrNone
		}
		of[id] = flow.About{Cases: []int64{a.CaseID}, Staff: []int64{x.Staff}}
	}
	return of, nil
}
