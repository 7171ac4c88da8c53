package door

import (
	"cmp"
	"strings"

	"wuyou/office/document"
	"wuyou/office/region"
)

// Organ is the bureau of a place: in its name papers go out that are no department's, with a number series of
// their own.
type Organ struct {
	Region region.Code `json:"region"`
	Name   string      `json:"org"`
	Short  string      `json:"short"` // how it is called in the numbers of its papers
}

// Authority says how the departments of one short name are called in full, and who hears complaints against
// their decisions. {place} stands for the full name of their place (某市某区, 某县), {city} for the city,
// {name} for the short name of their place, {bare} for that without 区 or 县.
type Authority struct {
	Short    string `json:"short"`
	Name     string `json:"name,omitempty"`
	District string `json:"district,omitempty"` // of a district of the city, where it is called otherwise
	Review   string `json:"review,omitempty"`   // who hears an administrative reconsideration; "": the government of the place
}

// Organ is the bureau in whose name papers of a place go out: the nearest, or else that of the city.
func (h *House) Organ(at region.Code) document.Organ {
	best := h.Organs[0]
	for _, o := range h.Organs[1:] {
		if o.Region.Covers(at) && o.Region.Level() > best.Region.Level() {
			best = o
		}
	}
	return document.Organ{
		Name: best.Name, Code: string(best.Region), Short: cmp.Or(best.Short, document.Short(best.Name)),
		Review: h.government(best.Region), Court: h.court(best.Region),
	}
}

// DeptOrgan is a department as it signs papers.
func (h *House) DeptOrgan(code string) (document.Organ, bool) {
	d, ok := h.Catalog.Dept(code)
	if !ok {
		return document.Organ{}, false
	}
	o := document.Organ{
		Name: h.placed(d.Region, "{place}"+d.Short), Code: d.Code, Short: document.Short(d.Name),
		Review: h.government(d.Region), Court: h.court(d.Region),
	}
	for _, a := range h.Authorities {
		if a.Short != d.Short {
			continue
		}
		name := a.Name
		if a.District != "" && h.district(d.Region) {
			name = a.District
		}
		if name != "" {
			o.Name = h.placed(d.Region, name)
		}
		if a.Review != "" {
			o.Review = h.placed(d.Region, a.Review)
		}
	}
	return o, true
}

// FullName is a department as papers name it: 某市某区人力资源和社会保障局.
func (h *House) FullName(code string) string {
	o, ok := h.DeptOrgan(code)
	if !ok {
		return h.Catalog.DeptName(code)
	}
	return o.Name
}

func (h *House) district(c region.Code) bool {
	return c.Level() == region.County && strings.HasSuffix(h.Regions.Name(c), "区")
}

// placed puts a department's place into the pattern of a name. A district is named with its city; a county stands
// by itself.
func (h *House) placed(c region.Code, pattern string) string {
	name := h.Regions.Name(c)
	full := name
	if h.district(c) {
		full = h.Regions.Name(h.Region) + name
	}
	bare := strings.TrimSuffix(strings.TrimSuffix(name, "区"), "县")
	for _, word := range [...][2]string{{"{place}", full}, {"{city}", h.Regions.Name(h.Region)}, {"{bare}", bare}, {"{name}", name}} {
		pattern = strings.ReplaceAll(pattern, word[0], word[1]) // each paper needs three: a Replacer costs more to make
	}
	return pattern
}

// government is who hears reconsiderations against the departments of a place (行政复议法 art. 24).
func (h *House) government(c region.Code) string { return h.placed(c, "{place}人民政府") }

// court is who hears suits against them: the basic court of their seat (行政诉讼法 arts. 14, 18).
func (h *House) court(c region.Code) string {
	if name, ok := h.Courts[c]; ok {
		return name
	}
	return h.placed(c, "{place}人民法院")
}
