package door

import (
	"slices"
	"strconv"

	"wuyou/office/people"
	"wuyou/office/region"
)

// Admin is the address of the administration, which three fronts share: the catalogue, the staff and all else.
const Admin = "/desk/admin"

// WaitingPath is the page of the administration on which a proposal is shown, agreed to and taken back.
func WaitingPath(id int64) string { return Admin + "/waiting/" + strconv.FormatInt(id, 10) }

// DraftPath is the page on which a version of an item that is not yet published is edited and published.
func DraftPath(item int64) string { return Admin + "/items/" + strconv.FormatInt(item, 10) + "/draft" }

// Over reports whether the caller has a post of one of the roles over a region; "" is the city. Staff, posts, tokens and terms are of a
// region, and changed by who has a post over it; all else of the administration is the city's.
func (h *House) Over(c Call, r region.Code, roles ...people.Role) bool {
	if r == "" {
		r = h.Region
	}
	return slices.ContainsFunc(c.Posts, func(p people.Post) bool { return slices.Contains(roles, p.Role) && p.Region.Covers(r) })
}

// Places are the city and its counties.
func (h *House) Places() []region.Place {
	return append([]region.Place{{Code: h.Region, Name: h.Regions.Name(h.Region)}}, h.Regions.Children(h.Region)...)
}
