// Package staff is where the office keeps who works in it: members and their accounts, posts and who gives them, the roles that there
// are, who may do what, and the tokens of other programs.
//
// The system, the security and the audit administrator are three different people (三员分立, GB/T 22239-2019): one registers staff, one
// gives posts, one reads what both did. Read member.go for accounts, giving.go and post.go for posts, staffing.go for the table by which
// staff are imported, role.go, permissions.go and tokens.go.
package staff

import (
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/people"
)

// Front is what the pages of the staff stand on.
type Front struct {
	*office.Office
	doors func() []web.Route
}

// New makes the pages of the staff; doors are all doors of the program, for the page of permissions.
func New(o *office.Office, doors func() []web.Route) *Front { return &Front{o, doors} }

// readers see the list of staff.
var readers = []people.Role{people.System, people.Security}

const staffPath = door.Admin + "/staff"

// Service is what the rest of the program sees of it.
func (f *Front) Service() door.Service {
	entry := func(path, label string, roles ...people.Role) door.Entry {
		return door.Entry{Href: path, Label: label, Group: "管理", Roles: roles}
	}
	list, roles, tokens := listing.Of(f.House, f.ledger()), listing.Of(f.House, f.roles()), listing.Of(f.House, f.tokens())
	system, security := f.Roster.Roles(people.System), f.Roster.Roles(people.Security)
	admins := []people.Role{people.System, people.Security, people.Auditor}
	get, post := f.House.GetRoute, f.House.PostRoute
	return door.Service{
		Ledgers: []door.Listing{list, roles, tokens},
		Imports: []door.Import{f.table()},
		Changes: []door.Changing{f.postsChange(), f.tokensChange()},
		Staff: []door.Entry{
			entry(staffPath, "工作人员", readers...),
			entry(rolesPath, "角色", people.Security),
			entry(permissionsPath, "权限一览", admins...),
			entry(tokensPath, "接口令牌", people.Security),
		},
		Routes: []web.Route{
			get(staffPath+"/new", "登记工作人员", system, f.staffNew),
			post(staffPath+"/new", "登记工作人员", system, f.staffNewPosted, f.staffNew),
			get(staffPath+"/{id}", "一位工作人员", f.Roster.Roles(readers...), f.member),
			post(staffPath+"/{id}/account", "重置密码、锁定、解锁、停用", system, f.accountPosted, f.member),
			post(staffPath+"/{id}/posts", "授予、收回岗位", security, f.postsPosted, f.member),
			post(staffPath+"/{id}/totp", "解除丢失的身份验证器", security, f.totpPosted, f.member),
			post(rolesPath, "新增角色", f.House.Wide(people.Security), f.rolePosted, roles.Show),
			get(permissionsPath, "权限一览", f.Roster.Roles(admins...), f.permissions),
			post(tokensPath, "发放、收回令牌", security, f.tokenPosted, tokens.Show),
		},
	}
}
