package portal

import (
	"wuyou/kit/page"
	"wuyou/office/region"
)

// choose fills the page on which a place is chosen: at is how far down the visitor has come.
func (f *Front) choose(p *placeData, at, now region.Code, back string) {
	p.Now, p.Back = f.placeName(now), back
	p.Here = place{Code: string(at), Name: region.Short(f.Regions.Name(at))}
	p.Whole = at == f.City
	p.Path = f.path(at, func(c region.Code) string { return choosing(c, back) })
	p.Label = map[region.Level]string{region.City: "您在哪个区县？", region.County: "哪个乡镇、街道？", region.Township: "哪个村、社区？"}[at.Level()]
	for _, c := range f.Regions.Children(at) {
		one := place{Code: string(c.Code), Name: region.Short(c.Name)}
		if len(f.Regions.Children(c.Code)) > 0 {
			one.Href = choosing(c.Code, back)
		}
		p.Places = append(p.Places, one)
	}
}

// place is one that can be chosen; one with an address has places below it.
type place struct{ Code, Name, Href string }

func choosing(at region.Code, back string) string {
	return "/place?at=" + string(at) + "&back=" + escape(back)
}

// path leads from the city down to a place; the last has no address.
func (f *Front) path(at region.Code, href func(region.Code) string) []page.Link {
	var list []page.Link
	for l := region.City; l <= at.Level(); l++ {
		c := at.At(l)
		link := page.Link{Label: region.Short(f.Regions.Name(c))}
		if c != at {
			link.Href = href(c)
		}
		list = append(list, link)
	}
	return list
}
