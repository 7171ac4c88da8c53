package rate

import "wuyou/office/form"

// Rectifying is the kind of case by which a bad rating is put right (service/rectification).
const Rectifying = "rectification"

// Rectification is what became of a bad rating: the row beside its case.
type Rectification struct {
	CaseID      int64
	Rating      int64
	Act         int64
	Staff       int64  // who was rated
	Claims      string // what the office's data say to the tags, one a line
	Loops       int64  // how often it was put right
	Complex     bool
	Found       string
	Said        string // what was found out
	Asked       string // what the giver answered last
	Reply       string
	Evidence    string // files
	Ground      string // of an objection; "" none was raised
	Objection   string
	ContactedAt int64
	RepliedAt   int64
	Late        bool   // some time limit ran out on its way
	Wanted      int64  // days by which longer is asked for
	Outcome     string // "" while it is under way
	Published   string
	PublishedAt int64
}

// Excluded is the outcome of a rectification whose objection was upheld: the rating counts for nothing.
const Excluded = "excluded"

// In words: why a unit objects, and how a rectification ends.
var (
	Grounds  = form.Pairs("mistaken", "误评", "malicious", "恶意评价", "not_ours", "不属于本单位职责")
	Outcomes = form.Pairs("satisfied", "评价人认可", "explained", "已整改并说明", "unreached", "没有联系上评价人", Excluded, "不予采纳")
)
