package portal_test

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/officetest"
	"wuyou/office/outlet"
)

// outlets has a city know some outlets: the two halls on the map, a township that opens on Saturdays, and a county that is closed.
func outlets(c *officetest.City) {
	c.T.Helper()
	hours := "工作日 9:00–12:00、13:00–17:00"
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
		var all error
		for _, o := range []outlet.Outlet{
			{Name: "云和市政务服务中心", Region: officetest.Whole, Phone: "028-0000 0001", Parking: true, MapX: 60, MapY: 30, IsSample: true},
			{Name: "东岸区政务服务中心", Region: officetest.County, Phone: "028-0000 0002", Wheelchair: true, MapX: 30, MapY: 60},
			{Name: "河口镇便民服务中心", Region: officetest.Township, Hours: "工作日 9:00–17:00；星期六 9:00–12:00", Parking: true},
			{Name: "西岭县政务服务中心", Region: officetest.OtherCounty, ClosedFrom: 20260420, ClosedUntil: 20260421, ClosedWhy: "搬迁", Instead: "石桥镇", Wheelchair: true},
		} {
			if o.Code, o.Address = string(o.Region), "示例路 1 号"; o.Hours == "" {
				o.Hours = hours
			}
			all = errors.Join(all, outlet.Put(c.T.Context(), tx, o))
		}
		return errors.Join(all, tx.Changed(c.T.Context(), outlet.Kept))
	})
	if err := errors.Join(err, c.Refresh(c.T.Context())); err != nil {
		c.T.Fatal(err)
	}
}

var stops = regexp.MustCompile(`<h3>([^<]+?)(?: <span|</h3>)`)

// order are the outlets that a page shows, as it shows them.
func order(body string) string {
	var list []string
	for _, m := range stops.FindAllStringSubmatch(body, -1) {
		list = append(list, m[1])
	}
	return strings.Join(list, " ")
}

// The page of outlets has those that are open first, then the nearest; what is closed for the day stands apart, with where to go.
func TestNearbySaysWhatIsOpen(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		z := c.Nobody()
		z.Get("/nearby").Is(http.StatusOK, "云和市政务服务中心", "工作日").Not("现在开着")
		z.Get("/").Is(http.StatusOK).Not("午休")
		outlets(c)
		seen := z.Get("/nearby").Is(http.StatusOK, "开着", "12:00 午休，13:00 再开", `<a href="tel:028-00000001">028-0000 0001</a>`, "示例</span>",
			"今天不开的", "搬迁，4月22日（星期三）9:00 开", "急着办", "石桥镇", "按方位画的示意图", "市大厅开着，东岸区开着").Bones()
		if got := order(seen.Body); got != "云和市政务服务中心 东岸区政务服务中心 西岭县政务服务中心" {
			c.T.Error(got)
		}
		for query, want := range map[string]string{
			"at=519902001000":                            "河口镇便民服务中心 东岸区政务服务中心 云和市政务服务中心",
			"at=519902001001":                            "渡头村便民服务站 河口镇便民服务中心 东岸区政务服务中心 云和市政务服务中心", // its own is not known
			"at=519902001000&saturday=1":                 "河口镇便民服务中心",
			"at=519902001000&parking=1":                  "河口镇便民服务中心 云和市政务服务中心",
			"at=519902001000&wheelchair=1":               "东岸区政务服务中心",
			"at=519902001000&wheelchair=1&saturday=1":    "",
			"at=519903000000":                            "云和市政务服务中心 西岭县政务服务中心",
			"at=519903000000&open=1":                     "云和市政务服务中心",
			"at=519903000000&open=1&wheelchair=1&more=1": "",
		} {
			if got := order(z.Get("/nearby?" + query).Is(http.StatusOK).Bones().Body); got != want {
				c.T.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		z.Get("/nearby?at=519902001001").Is(http.StatusOK, "渡头村便民服务站", "地址和电话还没有登记")
		z.Get("/nearby?at=519902001000&wheelchair=1&saturday=1").Is(http.StatusOK, "没有合您要求的", `href="/nearby?at=519902001000"`)

		// At noon the halls rest, and the township does not.
		c.At("2026-04-20 12:30")
		if got := order(z.Get("/nearby?at=519902000000").Is(http.StatusOK, "午休").Body); got != "河口镇便民服务中心 东岸区政务服务中心 云和市政务服务中心" {
			c.T.Error(got)
		}

		// On Saturday the township is open and the halls are not.
		c.At("2026-04-25 09:30")
		seen = z.Get("/nearby?at=519902000000").Is(http.StatusOK, "开着", "12:00 下班", "今天不开", "星期六休息，4月27日（星期一）9:00 开")
		if got := order(seen.Body); got != "河口镇便民服务中心 东岸区政务服务中心 云和市政务服务中心" {
			c.T.Error(got)
		}
	})
}

// The first page says whether the hall of one's place is open.
func TestTheFirstPageSaysWhetherTheHallIsOpen(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	outlets(c)
	z := c.Nobody()
	z.Get("/").Is(http.StatusOK, "开着", "<b>云和市政务服务中心</b>", "12:00 午休，13:00 再开", "（示例）").Bones()
	c.At("2026-04-20 12:00")
	z.Get("/").Is(http.StatusOK, "午休", "13:00 再开").Not("12:00 午休")
	z.Post("/place", "place", string(officetest.Village), "back", "/").Is(http.StatusOK, "<b>东岸区政务服务中心</b>")
	z.Post("/place", "place", string(officetest.OtherCounty), "back", "/").Is(http.StatusOK, "今天不开", "搬迁，4月22日（星期三）9:00 开")
}

// A guide, the answer to where an item is handled, and the checklist on paper have the address and the hours of the hall.
func TestAGuideHasTheAddressOfTheHall(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Nobody()
	z.Post("/place", "place", string(officetest.Village), "back", "/").Is(http.StatusOK)
	item, err := c.Catalog.ByCode("519900-1")
	if err != nil {
		t.Fatal(err)
	}
	guide := "/items/" + strconv.FormatInt(item.ID, 10)
	z.Get(guide).Is(http.StatusOK, "东岸区政务服务中心综合窗口").Not("示例路")
	outlets(c)
	z.Get(guide).Is(http.StatusOK, "东岸区政务服务中心综合窗口", "示例路 1 号", `<a href="tel:028-00000002">`, "开着", "12:00 午休", "工作日 9:00–12:00、13:00–17:00").Bones()
	z.Get("/items?q=社会保障卡挂失在哪里办").Is(http.StatusOK, "地址：示例路 1 号")
	z.Post(guide+"/checklist").Is(http.StatusOK, "示例路 1 号，电话 028-0000 0002", "工作日 9:00–12:00、13:00–17:00")

	// Where only the city's hall is known, it is not given out as that of the county.
	err = c.DB.Tx(t.Context(), func(tx *db.DB) error {
		o, _ := c.Outlets.Find(string(officetest.County), 20260420)
		o.EndedOn = 20260419
		return errors.Join(outlet.Put(t.Context(), tx, o), tx.Changed(t.Context(), outlet.Kept))
	})
	if err := errors.Join(err, c.Refresh(t.Context())); err != nil {
		t.Fatal(err)
	}
	z.Get(guide).Is(http.StatusOK, "东岸区政务服务中心综合窗口").Not("示例路")
}
