package people

import (
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of people, sessions and the audit log. Those of office/audit, office/proposal, office/session, office/roster and
// office/persons stay under the owner by which databases know them.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "people", Files: files, Kept: []db.Kept{
		{Table: "persons", Key: []string{"id"}},
		{
			Table: "accounts", Key: []string{"id"}, Open: []string{"elder", "english", "home", "address_sealed", "seen_at"},
			Why: "what the person sets for himself, and when he was here last",
		},
		{Table: "account_phones", Key: []string{"id"}},
		{Table: "account_devices", Key: []string{"account_id", "hash"}, Open: []string{"at"}, Why: "when it was used last"},
		{Table: "account_former", Key: []string{"account_id", "person_id"}},
		{Table: "account_filed", Key: []string{"account_id", "case_id"}, Group: "case_id"},
		{Table: "case_contacts", Key: []string{"case_id", "person_id"}, Group: "case_id"},
		{Table: "person_cards", Key: []string{"id"}},
		{Table: "person_history", Key: []string{"person_id", "at", "field"}},
		{Table: "identity_levels", Key: []string{"id"}},
		{Table: "post_seconds", Key: []string{"id"}},
		{Table: "post_pairs", Key: []string{"id"}},
		{Table: "firm_agents", Key: []string{"firm_id", "person_id"}},
		{
			Table: "staff", Key: []string{"id"}, Open: []string{"failures", "locked_until", "totp_used"},
			Why: "counts of tries, a lock that stands in the audit log, and the last one-time password",
		},
		{Table: "posts", Key: []string{"id"}},
		{Table: "roles", Key: []string{"code"}},
		{Table: "tokens", Key: []string{"hash"}},
		{Table: "proposals", Key: []string{"id"}},
	}, Free: map[string]string{
		"audits":           "each line is hashed and sealed",
		"sessions":         "end by themselves; who forges one acts as another, see docs/ledger.md",
		"throttles":        "counts tries for some minutes or hours",
		"one_time_codes":   "good for some minutes",
		"staff_passwords":  "passwords of before, that none is taken twice",
		"staff_enrolments": "good for an hour; a code of it must be shown",
	}, Ends: map[string]string{
		"account_devices":  "removed when not used for `session.device_days` days",
		"audits":           "stay: at least six months by 网络安全法 art. 21; here for good, since each line is sealed with the ledger",
		"one_time_codes":   "removed the day after",
		"sessions":         "removed when they have ended or were idle",
		"staff_enrolments": "one a member of staff at most; removed when it is used",
		"staff_passwords":  "the last `password.kept` of each",
		"throttles":        "removed when their time is over",
	}, Places: map[string]string{
		"posts.region": "moved by Relocate, with a line of the audit log", "staff.region": db.Follows, "tokens.region": db.Follows, "accounts.home": db.Follows,
		"person_cards.place": "where a window met the card, as it was then",
	}}
}
