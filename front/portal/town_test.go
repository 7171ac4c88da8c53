package portal_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"wuyou/front/portal"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/officetest"
)

var town = officetest.Town{
	Services: func(*office.Office) []door.Service { return []door.Service{officetest.Levels()} },
	Routes: func(o *office.Office) []web.Route {
		return (&portal.Front{Office: o, Calm: func(context.Context) error { return nil }}).Routes()
	},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Dept(officetest.County, "卫健局")
		c.Offer(catalog.Item{Code: "519900-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局", Audience: []string{"1"}, Topics: []string{"社会保障"}})
		c.Offer(catalog.Item{Code: "519900-2", Name: "生育登记", Kind: "01", Dept: "卫健局", Audience: []string{"1"}, Topics: []string{"生育收养"}})
	},
	Elsewhere: true,
}

func TestMain(m *testing.M) { town.Main(m) }

// The first page leads by topic; departments come last, folded.
func TestTheFirstPage(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	body := c.Nobody().Get("/").Is(http.StatusOK, "您想办什么事？", "社会保障", "生育收养").Bones().Body
	last := strings.Index(body, "<details class=\"part\"><summary>知道是哪个部门的？按部门找（2 个）")
	if last < 0 || strings.Index(body, ">人社局") < last || strings.Index(body, ">社会保障") > last {
		t.Errorf("departments do not come last: %s", body)
	}
}

// Who signs in finds the cursor in the one question; what is wrong is said beside it alone.
func TestTheCursorStandsInTheOnlyQuestion(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Nobody()
	z.Get("/signin").Is(http.StatusOK, "autofocus").Bones()
	z.Post("/signin", "phone", "1380013").Is(http.StatusUnprocessableEntity, `aria-invalid="true" autofocus`, `class="error"`).Not("处需要改一下").Bones()
	z.Post("/signin", "phone", "13800138000").Is(http.StatusOK, "验证码", "autofocus").Bones()
}
