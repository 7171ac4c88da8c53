package course

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// serves are the acts that serve the applicant, and what part of the service each is: who did one keeps away from what
// judges the matter later (flow.Apart), and is whom a rating of it is about.
var serves = map[string]flow.Serve{
	"accept": flow.Accepts, "correct": flow.Accepts, "propose_refusal": flow.Accepts, "refuse": flow.Accepts,
	"rework":  flow.Accepts,
	"inspect": flow.Reviews, "sign": flow.Reviews, "bounce": flow.Reviews, "stop": flow.Reviews,
	"request_extension": flow.Reviews,
	"extend":            flow.Decides, "approve": flow.Decides, "approve_on_promise": flow.Decides, "deny": flow.Decides,
	"terminate": flow.Decides,
	"revoke":    flow.Decides,
	"hand_out":  flow.Delivers, "dispatch": flow.Delivers, "signed": flow.Delivers, "send_electronic": flow.Delivers,
}

// apart: whose application it is, or who acts in it for another, does nothing in it as an official.
var apart = []flow.Apart{{To: []flow.Relation{flow.Own}, Acts: []string{
	"take_in", "accept", "correct", "resubmit", "propose_refusal", "refuse", "reject_refusal", "claim", "inspect", "sign",
	"add_signer",
	"send_back", "bounce", "rework",
	"stop", "resume", "request_extension", "extend", "approve", "approve_on_promise", "deny", "postcheck", "promise_false",
	"propose_revocation", "authorise", "defend", "revoke", "uphold", "make",
	"hand_out", "dispatch", "signed", "returned", "send_electronic", "settle_debt", "change_delivery",
	"propose_termination", "terminate",
	"decline_termination", "decline_extension",
}}}

// concerns are the agent, unless he is the assistant of a station, who helps people to apply.
func (s *Applications) concerns(ctx context.Context, d *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
	list, err := rows.LoadOf(ctx, d, cases)
	of := make(map[int64]flow.About, len(list))
	for id, r := range list {
		a, err := s.open(ctx, r)
		if err != nil {
			return nil, err
		}
		if a.By.Relation != "staff" {
			of[id] = flow.About{Persons: []int64{a.Agent}}
		}
	}
	return of, err
}
