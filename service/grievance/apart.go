package grievance

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// serves are the acts that serve who reported a matter.
var serves = map[string]flow.Serve{
	"take_in": flow.Accepts, "solve": flow.Decides, "refuse": flow.Decides, "reply": flow.Decides, "feedback": flow.Decides, "feedback_plan": flow.Decides,
	"achieve": flow.Decides, "rectified": flow.Decides,
}

// apart: who is named in a matter, or did the application that it is about, neither judges nor ends it. The
// department answers for its own; what it answers is judged by others.
var apart = []flow.Apart{{To: flow.Handled, Acts: []string{
	"solve", "propose_refusal", "refuse", "reject_refusal", "cannot", "hard", "unwilling", "agree", "disagree", "reclass", "decide", "replan",
	"account", "confirm", "object", "withdraw",
}}}

// concerns are the application that could not be done, and the words in which the person names who refused.
func (s *Service) concerns(ctx context.Context, d *db.DB, k flow.Case) (flow.About, error) {
	g, err := s.Load(ctx, d, k.ID)
	if err != nil {
		return flow.About{}, err
	}
	return flow.About{Cases: []int64{g.Application}, Words: g.Told.RefusedBy + "\n" + g.Told.What}, nil
}
