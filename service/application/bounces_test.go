package application_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

const bounces = "/desk/bounces"

// What departments sent back stands in a ledger with the fault and who accepted it, counted by clerk, the one who was silent by none;
// windows read that of their place, to learn from it.
func TestBadReceiptsAreCounted(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.overseer.Get(bounces).Is(http.StatusOK, "没有退回的", "部门退回窗口的办件，会连同差错原因记在这里。").Not("按受理人")
		silent := h.received(h.submission(1), "")
		c.At("2026-04-27 18:00")
		c.Tick()
		if got := c.Case(silent).State; got != course.Reviewing {
			t.Fatalf("what nobody decided on is %s", got)
		}
		list := []flow.Case{silent, h.received(h.submission(2), "accept"), h.received(h.submission(3), "accept")}
		for i, k := range list {
			h.reviewer.Do(k, "claim")
			h.reviewer.Do(k, "bounce", "fault", []string{"missing", "wrong", "form"}[i], "reason", "照片不是近照")
		}
		h.clerk.Do(list[1], "rework", "reason", "换了近照")
		h.overseer.Back()
		page := h.overseer.Get(bounces).Is(http.StatusOK, "缺必要材料", "材料与要求不符", "申请表填写有误", "周敏", "视为受理", "按受理人", "东岸区", "4月27日", "共 3 件",
			flow.Grouped(list[1].Number()))
		if got := page.Find(`(?s)按受理人.*?<th scope="row">([^<]*)</th>`); got != "周敏" {
			t.Errorf("most were accepted by %s", got)
		}
		h.overseer.Get(bounces+"?fault=wrong").Is(http.StatusOK, "共 1 件", "材料与要求不符").Not("视为受理")
		h.overseer.Get(bounces+"?fault=scope").Is(http.StatusOK, "没有符合条件的").Not("周敏")
		h.overseer.Get(bounces+"?from=2026-04-27&to=2026-04-27").Is(http.StatusOK, "共 3 件")
		h.overseer.Get(bounces+"?from=2026-04-28").Is(http.StatusOK, "没有符合条件的")
		h.overseer.Get(bounces+"?place="+string(officetest.OtherCounty)).Is(http.StatusOK, "没有符合条件的")
		h.overseer.Get(bounces+"?q=社会保障").Is(http.StatusOK, "共 3 件")
		rows := h.overseer.Get(bounces + ".xlsx?fault=wrong&purpose=每月核对台账").Rows()
		want := []string{"2026-04-27", flow.Grouped(list[1].Number()), cardName, "材料与要求不符", "周敏", "东岸区", "东岸区人社局"}
		if len(rows) != 1 || !slices.Equal(rows[0], want) {
			t.Errorf("%q, want %q", rows, want)
		}
		c.Later(time.Hour)
		for _, z := range []*officetest.Somebody{h.colleague.Back(), h.above, c.Staff("吴桂芳", people.Post{Role: people.Leader,
			Region: officetest.Whole})} {
			z.Get(bounces).Is(http.StatusOK, "共 3 件")
		}
		both := c.Staff("鲁兼", people.Post{Role: people.Window, Region: officetest.OtherCounty},
			people.Post{Role: people.Reviewer, Region: officetest.County, Dept: h.dept("人社局")}) // as a reviewer he reads none
		for _, z := range []*officetest.Somebody{h.far, h.below, both} {
			z.Get(bounces).Is(http.StatusOK, "没有退回的").Not("周敏")
		}
		for _, z := range []*officetest.Somebody{h.reviewer.Back(), h.counter} {
			z.Get(bounces).Is(http.StatusForbidden)
		}
		c.Sound()
	})
}
