package application

import "wuyou/office/flow"

// serves are the acts that serve the applicant, and what part of the service each is: who did one keeps away from what
// judges the matter later (flow.Apart), and is whom a rating of it is about.
var serves = map[string]flow.Serve{
	"accept": flow.Accepts, "correct": flow.Accepts, "propose_refusal": flow.Accepts, "refuse": flow.Accepts, "rework": flow.Accepts,
	"inspect": flow.Reviews, "sign": flow.Reviews, "bounce": flow.Reviews, "stop": flow.Reviews, "request_extension": flow.Reviews,
	"extend": flow.Decides, "approve": flow.Decides, "approve_on_promise": flow.Decides, "deny": flow.Decides, "terminate": flow.Decides, "revoke": flow.Decides,
	"hand_out": flow.Delivers, "dispatch": flow.Delivers, "signed": flow.Delivers, "send_electronic": flow.Delivers,
}
