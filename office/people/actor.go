package people

import (
	"slices"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/office/region"
)

// Role is what a post may do. The roles below are known to the flow tables; the office may add
// others for the steps of its items (roles table), which then sign like a reviewer.
type Role string

const (
	Window     Role = "window"     // 综合窗口: receives any item, at any level of the network
	Output     Role = "output"     // 出件窗口: hands over results
	Reviewer   Role = "reviewer"   // 审查岗
	Senior     Role = "senior"     // 复审岗
	Inspector  Role = "inspector"  // 现场核查岗
	Head       Role = "head"       // 部门负责人或首席代表: decides
	Issuer     Role = "issuer"     // 制证岗
	Supervisor Role = "supervisor" // 政务服务监管: sees all in scope, urges
	Leader     Role = "leader"     // sees all in scope, signs what goes out in the bureau's name
	Officer    Role = "officer"    // 专席: judges what people report, sends it to whom it concerns
	Caller     Role = "caller"     // 回访岗: asks people afterwards how it went
	Discipline Role = "discipline" // 纪检监察: gets a copy of what was left undone in spite of everything
	Editor     Role = "editor"     // drafts items and rules
	Publisher  Role = "publisher"  // publishes what another drafted
	System     Role = "system"     // 系统管理员: staff, settings, imports
	Security   Role = "security"   // 安全管理员: posts and permissions
	Auditor    Role = "auditor"    // 审计管理员: the logs
)

// Roles lists the known roles in the order in which pages show them.
var Roles = []struct {
	Code Role
	Name string
	Does string
}{
	{Window, "综合窗口", "收件、受理、补正、不予受理；看得到本辖区的办件"},
	{Output, "出件窗口", "送达办理结果"},
	{Reviewer, "审查岗", "审查本部门的办件"},
	{Senior, "复审岗", "复审本部门的办件"},
	{Inspector, "核查岗", "现场核查"},
	{Head, "部门负责人", "作出决定，批准延期"},
	{Issuer, "制证岗", "制作证照和批文"},
	{Supervisor, "监管岗", "查看辖区内全部办件，催办"},
	{Leader, "领导", "查看辖区内全部办件和统计，签发文件"},
	{Officer, "专席", "接收、研判和派发群众反映的问题"},
	{Caller, "回访岗", "回访群众；不回访自己经手的"},
	{Discipline, "纪检监察岗", "只看得到抄送给它的重点督办、问责和所涉办件"},
	{Editor, "事项编辑", "编辑事项、时限和日历"},
	{Publisher, "事项发布", "审核并发布别人编辑的内容"},
	{System, "系统管理员", "管理工作人员、设置和导入"},
	{Security, "安全管理员", "管理岗位和权限"},
	{Auditor, "审计管理员", "查看审计日志"},
}

// Name is the role's name in words.
func (r Role) Name() string {
	for _, known := range Roles {
		if known.Code == r {
			return known.Name
		}
	}
	return string(r)
}

// Regional reports whether the role's post covers a region as a whole. Any other role acts for one
// department.
func (r Role) Regional() bool {
	switch r {
	case Window, Output, Supervisor, Leader, Officer, Caller, Discipline, Editor, Publisher, System, Security, Auditor:
		return true
	}
	return false
}

// Post is what one member of staff may do, and where: role × region × department. A post with a
// department acts for that department only.
type Post struct {
	ID     int64
	Role   Role
	Region region.Code
	Dept   string
	Title  string // as on the door plate: 综合窗口 3 号
}

// Covers reports whether something of the region and the department lies in the post's scope. What is a
// department's own may have been brought at a place above it: a county's matter at a window of the city.
func (p Post) Covers(r region.Code, dept string) bool {
	if p.Dept != "" {
		return p.Dept == dept && (p.Region.Covers(r) || r.Covers(p.Region))
	}
	return p.Region.Covers(r)
}

// Kind tells who acts.
type Kind string

const (
	Nobody  Kind = ""        // not signed in
	Citizen Kind = "citizen" // a natural person, perhaps for a firm
	Staff   Kind = "staff"
	Client  Kind = "client" // another program, by its token
	Clock   Kind = "clock"  // the sweep: a deadline has come
	Office  Kind = "office" // the program itself: import, re-dating
)

// Actor is who does something, as the ledger remembers it.
type Actor struct {
	Kind   Kind
	ID     int64
	Name   string
	Posts  []Post
	Former []Post    // the posts at places for which a place of a post stands in: what is over there may be looked at
	Holds  []Holding // the records that are a citizen's, or of firms that he acts for, with what he may do
	Scopes []string  // what a client's token allows
	Token  int64     // the number of the token by which a program acts, also in the name of a member of staff; 0 somebody at a browser
}

// Via says by which token somebody acts; "" by none. It goes with the name wherever that is put on record.
func (a Actor) Via() string {
	if a.Token == 0 {
		return ""
	}
	return "经接口令牌 " + strconv.FormatInt(a.Token, 10)
}

// TheClock acts when a deadline has come; TheOffice acts when the program itself must.
var (
	TheClock  = Actor{Kind: Clock, Name: "时限到期"}
	TheOffice = Actor{Kind: Office, Name: "系统"}
)

// Seeing are the posts by which somebody may look at something.
func (a Actor) Seeing() []Post { return append(slices.Clone(a.Posts), a.Former...) }

// Has reports whether any post has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(a.Posts, func(p Post) bool { return slices.Contains(roles, p.Role) })
}

// Post returns the first post with one of the roles whose scope covers the region and department.
func (a Actor) Post(r region.Code, dept string, roles ...Role) (Post, bool) {
	i := slices.IndexFunc(a.Posts, func(p Post) bool { return slices.Contains(roles, p.Role) && p.Covers(r, dept) })
	if i < 0 {
		return Post{}, false
	}
	return a.Posts[i], true
}

// First is the first post with one of the roles; the zero post is none.
func (a Actor) First(roles ...Role) Post {
	if i := slices.IndexFunc(a.Posts, func(p Post) bool { return slices.Contains(roles, p.Role) }); i >= 0 {
		return a.Posts[i]
	}
	return Post{}
}

// Allows reports whether the client's token has the scope.
func (a Actor) Allows(scope string) bool { return slices.Contains(a.Scopes, scope) }

// Casework reports whether a post of the role sees the cases in its scope. Administrators and the
// editors of items do not: they have no business with them.
func (r Role) Casework() bool {
	switch r {
	case Editor, Publisher, System, Security, Auditor:
		return false
	}
	return true
}

// Copied reports whether a post of the role sees of the cases in its scope only those that were copied to
// the role. Discipline oversees by what it is sent; nobody reads all cases of a city for its sake.
func (r Role) Copied() bool { return r == Discipline }

// Caseworkers are the known roles that see cases.
func Caseworkers() []Role {
	var list []Role
	for _, r := range Roles {
		if r.Code.Casework() {
			list = append(list, r.Code)
		}
	}
	return list
}

// Within reports whether the post gives nothing that the other does not give too.
func (p Post) Within(o Post) bool {
	return p.Role == o.Role && o.Region.Covers(p.Region) && (o.Dept == "" || o.Dept == p.Dept)
}

// Holding is a record of a person or firm that a citizen has a right to.
type Holding struct {
	Person int64
	Rights Right
	Online bool  // only to what was filed online: an account's own from before accounts proved anything
	Case   int64 // only to this case; 0: to all
	Claim  bool  // by nobody's word but his own: he acts for a firm that has not agreed, and of which nobody has seen a paper
	Phone  bool  // a claim, and not even by an account: by the telephone that was given for the firm
}

// Acts reports whether it is proven that the citizen may act for a person or firm.
func (a Actor) Acts(person int64) bool {
	return a.Kind == Citizen && slices.ContainsFunc(a.Holds, func(h Holding) bool { return h.Person == person && h.Rights&Move != 0 && !h.Claim })
}

// Binds reports whether the citizen may bind a person or firm, as far as he may act for it: not by a telephone that somebody gave for a firm.
func (a Actor) Binds(person int64) bool {
	return a.Kind == Citizen && slices.ContainsFunc(a.Holds, func(h Holding) bool { return h.Person == person && h.Rights&Move != 0 && !h.Phone })
}

// May reports whether the citizen has a right to what is a person's or firm's and came by a channel.
func (a Actor) May(r Right, person int64, channel string) bool { return a.MayIn(r, person, channel, 0) }

// MayIn is May for one case. This is the one place where it is decided what belongs to whom; nothing belongs to nobody. Lists ask the same
// of the database (flow.Theirs).
func (a Actor) MayIn(r Right, person int64, channel string, id int64) bool {
	return person != 0 && a.Kind == Citizen && slices.ContainsFunc(a.Holds, func(h Holding) bool {
		return h.Person == person && h.Rights&r == r && (!h.Online || channel == "online") && (h.Case == 0 || h.Case == id)
	})
}

// The region of an administrator's post holds as that of any other: he sees and changes the staff, posts and tokens of his
// region only. Somebody is of a region when all his posts are; without a post he is of the region where he was registered.

// administrators are the roles that see to staff, posts and tokens.
var administrators = []Role{System, Security}

// Reaches reports whether posts of the administrators among those given cover a region; "" is the city's.
func (a Actor) Reaches(r region.Code) bool {
	return slices.ContainsFunc(a.Posts, func(p Post) bool {
		return slices.Contains(administrators, p.Role) && (p.Region.Covers(r) && r != "" || p.Region.Level() <= region.City)
	})
}

// Regions are where the administrator's posts are; nil: everywhere.
func (a Actor) Regions() (list []region.Code) {
	if a.Reaches("") {
		return nil
	}
	for _, p := range a.Posts {
		if slices.Contains(administrators, p.Role) {
			list = append(list, p.Region)
		}
	}
	return list
}

// Fits is fail.Invalid where a post lacks its department, or has one that its role has not.
func (p Post) Fits() error {
	if !p.Role.Regional() && p.Dept == "" {
		return fail.Invalid("请选择部门", fail.Field{Name: "dept", Message: "这个角色属于某个部门，请选择部门"})
	}
	if (p.Role == Window || p.Role == Output) && p.Dept != "" {
		return fail.Invalid("窗口岗位不属于某个部门", fail.Field{Name: "dept", Message: "窗口受理全部部门的事项，不选部门"})
	}
	return nil
}
