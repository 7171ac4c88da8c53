package desk

import (
	"net/http"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

func (f *Front) overview(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.House.Desk(w, r, "全部在办")
	if err != nil {
		return err
	}
	p := scope(people.VisitorOf(r.Context()))
	d := listData{Frame: frame, Heading: f.scopeName(p) + "在办"}
	if err := f.fillOverview(r.Context(), &d, p, f.read(r.URL.Query()).brought()); err != nil {
		return err
	}
	return door.Write(w, listPage, &d)
}

// scopeName is the place, or the organ, that a post oversees.
func (f *Front) scopeName(p people.Post) string {
	if p.Dept != "" {
		return f.Catalog.DeptName(p.Dept)
	}
	return f.Regions.Name(p.Region)
}

func (f *Front) overviewSheet(w http.ResponseWriter, r *http.Request) error {
	book, err := f.caseBook("在办")
	if err != nil {
		return err
	}
	p, a := scope(people.VisitorOf(r.Context())), f.read(r.URL.Query()).brought()
	for k, err := range f.Engine.OverviewAll(r.Context(), p, a.Filter) {
		if err != nil {
			return err
		}
		if err := book.Row(f.caseRow(k)...); err != nil {
			return err
		}
	}
	return f.House.Export(w, r, door.OfPeople, "全部在办", book, f.House.Chosen(f.overviewFilters(p, a))...)
}

// items proposes names of items for a filter.
func (f *Front) items(w http.ResponseWriter, r *http.Request) error {
	list := []page.Suggestion{}
	for _, e := range f.Catalog.Suggest(r.URL.Query().Get("q"), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept, Value: e.Name})
	}
	return web.JSON(w, http.StatusOK, list)
}
