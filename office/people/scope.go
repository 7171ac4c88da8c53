package people

// The scopes a token may have.
const (
	ScopeApply = "apply" // create applications and checklists for applicants of its region
	ScopeRead  = "read"  // read the cases of its region
	ScopeStaff = "staff" // act as the member of staff it belongs to: inbox and events
)

// Scopes are all scopes with what they allow.
var Scopes = []struct{ Code, Does string }{
	{ScopeApply, "代申请人提交申请"},
	{ScopeRead, "查询本区域办件"},
	{ScopeStaff, "以所属工作人员的身份办理"},
}
