package staff

import (
	"context"
	"net/url"
	"slices"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/roster"
)

const rolesPath = door.Admin + "/roles"

// role is a role in the list.
type role struct {
	roster.OwnRole
	own bool // added by the office
	two bool // two people give its posts
}

// of is whose its posts are.
func (r role) of() string {
	if r.own || !r.Code.Regional() {
		return "部门"
	}
	return "地区"
}

// roles declares the list of what posts there are, with the form that adds one.
func (f *Front) roles() listing.Ledger[role] {
	return listing.Ledger[role]{
		Name: "roles", Path: rolesPath, Title: "角色", Roles: []people.Role{people.Security}, Of: door.OfFigures, Unit: "个",
		List: f.allRoles,
		Columns: []listing.Column[role]{
			{Name: "角色", Key: "name", Main: true, Width: 20, Value: func(r role) any { return r.Name }, Cell: func(r role) page.Cell {
				cell := page.Cell{Text: r.Name, Small: r.Does}
				if r.own {
					cell.Tags = append(cell.Tags, page.Tag{Label: "本地增加", Kind: "blue"})
				}
				if r.two {
					cell.Tags = append(cell.Tags, page.Tag{Label: "由两人授予"})
				}
				return cell
			}},
			{Name: "做什么", Key: "does", Width: 50, Value: func(r role) any { return r.Does }},
			listing.Words("属于", "of", 10, role.of),
			{Name: "本地增加", Width: 10, Value: func(r role) any { return door.YesNo(r.own) }},
			{Name: "由两人授予", Width: 10, Value: func(r role) any { return door.YesNo(r.two) }},
			{Plain: true, Cell: func(r role) page.Cell {
				return page.Cell{Text: "有这个岗位的人", Href: staffPath + "?role=" + url.QueryEscape(string(r.Code))}
			}},
		},
		Around: func(_ context.Context, c door.Call, s *door.Screen) error {
			s.Lead = "程序认识的角色，和本地为审查环节增加的角色。新增的角色像审查岗一样在环节里审签。"
			s.Blocks = append(s.Blocks, door.Block{Title: "增加角色", Forms: []page.Form{c.Ask("role", rolesPath, roleForm, nil, page.Act{Label: "增加角色"})}})
			return nil
		},
	}
}

// allRoles are those that the program knows, then those that the office added.
func (f *Front) allRoles(ctx context.Context, _ door.Call) (list []role, err error) {
	two, err := f.Roster.Seconded(ctx)
	if err != nil {
		return nil, err
	}
	own, err := f.Roster.OwnRoles(ctx)
	for _, r := range people.Roles {
		list = append(list, role{roster.OwnRole{Code: r.Code, Name: r.Name, Does: r.Does}, false, slices.Contains(two, r.Code)})
	}
	for _, r := range own {
		list = append(list, role{r, true, slices.Contains(two, r.Code)})
	}
	return list, err
}

var roleForm = form.Of(
	form.Field{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 20, Hint: "例如 法制审核岗。"},
	form.Field{Name: "does", Label: "做什么", Type: form.Text, Required: true, Max: 100},
)

func (f *Front) rolePosted(ctx context.Context, c door.Call) (door.After, error) {
	in, err := roleForm.Check(c.Only(roleForm))
	if err != nil {
		return door.After{}, err
	}
	done := door.Seen(rolesPath, "角色“"+in["name"]+"”已增加，可以用在审查环节里，也可以授予岗位。")
	return done, f.Roster.AddRole(ctx, c.Actor, c.IP, in["name"], in["does"])
}
