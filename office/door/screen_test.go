package door

import (
	"testing"
	"wuyou/kit/page"
)

// In the menu one entry is marked: the page's own, or that under whose address it lies most closely.
func TestOneEntryOfTheMenuIsMarked(t *testing.T) {
	for path, want := range map[string]string{
		"/desk/advice": "工作建议书", "/desk/advice/analysis": "反映分析", "/desk/advice/analysis/rows": "反映分析", "/desk/advice/123/letter": "工作建议书", "/desk/other": "",
	} {
		side := []page.Group{{Links: []page.Link{{Href: "/desk", Label: "待办"}, {Href: "/desk/advice", Label: "工作建议书"}}},
			{Links: []page.Link{{Href: "/desk/advice/analysis", Label: "反映分析"}}}}
		marked := ""
		for _, g := range side {
			for i := range g.Links {
				g.Links[i].Current = g.Links[i].Href == path
			}
		}
		markCurrent(side, path)
		for _, g := range side {
			for _, l := range g.Links {
				if l.Current {
					marked += l.Label
				}
			}
		}
		if marked != want {
			t.Errorf("on %s %q is marked, want %q", path, marked, want)
		}
	}
}
