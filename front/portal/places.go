package portal

import (
	"fmt"

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

// nearby fills the list of counters at and below a place. Names follow the network of 政务服务中心,
// 便民服务中心 and 便民服务站; addresses and telephone numbers are told only where they are known.
func (f *Front) nearby(p *nearbyData, at region.Code) {
	p.At, p.Hours, p.Hall = f.placeName(at), f.House.City.Hours, f.Regions.Hall(at)
	p.Path = f.path(at, near)
	for _, one := range f.House.Services {
		if one.OnPlace != nil {
			p.Beside = append(p.Beside, one.OnPlace(at)...)
		}
	}
	switch at.Level() {
	case region.City, region.County:
		p.Does = "综合窗口什么事项都收，任一窗口都可以。"
	case region.Township:
		p.Does = "能收材料、帮您填表、代您跑腿。"
	default:
		p.Does = "代办员帮您办，需要时可以请他上门。"
	}
	children := f.Regions.Children(at)
	kind := map[region.Level]string{region.City: "政务服务中心", region.County: "便民服务中心", region.Township: "便民服务站"}[at.Level()]
	p.Below = fmt.Sprintf("%s的 %d 个%s", f.Regions.Name(at), len(children), kind)
	for _, c := range children {
		p.Places = append(p.Places, place{Code: string(c.Code), Name: region.Short(c.Name), Href: near(c.Code)})
	}
}

func near(at region.Code) string { return "/nearby?at=" + string(at) }
