package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"
)

// TestNearby: from the first page to the hall of one's township, narrowed by what one needs, and on to its telephone; at every
// width no words of the map lie over others or leave it.
func TestNearby(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, s, "/")
			p.sees("眉山市政务服务中心")
			p.press("电话、地址，换一个地方")
			p.sees("仁寿县政务服务中心", "按方位画的示意图")
			p.choose("at", "511402001000")
			p.press("看这里的")
			p.sees("通惠街道便民服务中心", "庄店社区便民服务站", "工作日 9:00–17:00", "公交 2 路")
			p.press("好停车")
			if shown := stops(p); shown != "眉山市政务服务中心" {
				t.Errorf("with parking: %s", shown)
			}
			if !strings.Contains(p.at(), "at=511402001000") {
				t.Errorf("the place is not remembered: %s", p.at())
			}
			p.press("好停车")
			if shown := stops(p); !strings.HasPrefix(strings.ReplaceAll(shown, "眉山市政务服务中心 ", ""), "通惠街道便民服务中心") {
				t.Errorf("nearest first: %s", shown)
			}
			if href := *p.element(`.stop a[href^="tel:"]`).MustAttribute("href"); !strings.HasPrefix(href, "tel:028-0000") {
				t.Errorf("the telephone is %s", href)
			}
			p.choose("at", "511425108000")
			p.press("看这里的")
			p.sees("今天不开的", "装修，什么时候再开，另行通知", "青神县政务服务中心，或者打电话预约上门")

			p.open("/nearby?at=" + dongpo)
			for _, width := range []int{320, 390, 1024, 1280} {
				if err := (proto.EmulationSetDeviceMetricsOverride{Width: width, Height: 900, DeviceScaleFactor: 1}).Call(p.Page); err != nil {
					t.Fatal(err)
				}
				var faults []string
				if err := json.Unmarshal([]byte(p.MustEval(crossed).Str()), &faults); err != nil {
					t.Fatal(err)
				}
				for _, fault := range faults {
					t.Errorf("%d px: %s", width, fault)
				}
			}
		})
	}
}

// stops are the outlets that the page shows, in their order.
func stops(p *person) string {
	p.t.Helper()
	return p.MustEval(`() => [...document.querySelectorAll(".stop h3")].map(h => h.firstChild.textContent.trim()).join(" ")`).Str()
}

// crossed says which words of the map lie over others or leave it, and whether the page is too wide.
const crossed = `() => {
	const faults = [], map = document.querySelector(".map > svg").getBoundingClientRect()
	const words = [...document.querySelectorAll(".map text")].map(t => [t.textContent, t.getBoundingClientRect()])
	for (const [i, [name, a]] of words.entries()) {
		if (a.left < map.left || a.right > map.right || a.bottom > map.bottom || a.top < map.top) faults.push(name + " leaves the map")
		for (const [other, b] of words.slice(i + 1)) {
			if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) faults.push(name + " lies over " + other)
		}
	}
	const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
	if (wide > 0) faults.push("the page is " + wide + " px too wide")
	return JSON.stringify(faults)
}`
