package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wuyou/front/catalogue"
	"wuyou/front/portal"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/officetest"
)

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		return []door.Service{officetest.Levels(), catalogue.New(o, (&portal.Front{Office: o}).Preview).Service()}
	},
	Routes: func(o *office.Office) []web.Route {
		return (&portal.Front{Office: o, Calm: func(context.Context) error { return nil }}).Routes()
	},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Dept(officetest.County, "卫健局")
		c.Offer(catalog.Item{Code: "519900-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局", Audience: []string{"1"}, Topics: []string{"社会保障"}})
		two := 2
		c.Offer(catalog.Item{Code: "519900-3", Name: "教师资格认定", Alias: "教师证", Kind: "01", Dept: "人社局", Audience: []string{"1"}, Topics: []string{"社会保障"},
			Promised: &catalog.Limit{N: 12, Unit: "workday"}, Statutory: &catalog.Limit{N: 20, Unit: "workday"}, Free: true,
			Steps: []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}}}}, Basis: []catalog.Basis{{Law: "教师资格条例"}},
			Results: []catalog.Result{{Name: "教师资格证书"}}, Visits: &two, VisitReason: "当面核对。", Conditions: []string{"在本县任教。"},
			Materials: []catalog.Material{{Key: "edu", Name: "学历证书", Need: "1", Source: "10", Original: 1},
				{Key: "id", Name: "身份证", Need: "1", Source: "20", Exempt: true},
				{Key: "work", Name: "任教证明", Need: "2", When: "户籍不在本县的", Source: "10"}},
			Questions: []catalog.QA{{Question: "体检在哪里做？", Answer: "到公告的医院做。"}}})
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

// A question of plain speech has one answer: what was asked first, then what to bring and what not, from the guide alone.
func TestAQuestionHasOneAnswer(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	ask := func(q string) officetest.Seen {
		return c.Nobody().Get("/items?q=" + url.QueryEscape(q)).Is(http.StatusOK).Bones()
	}
	const direct = `<p class="direct">`
	ask("教师证要多久").Is(http.StatusOK, "您要办的可能是", "教师资格认定", direct+"材料齐全，受理后 12 个工作日内办结。", "要带 1 样", "不收费", "学历证书",
		"户籍不在本县的才要", "身份证</span> <span class=\"tag ok\">不用带", "的办事指南，").Not("体检在哪里做", "谁来办")
	ask("教师证多少钱").Is(http.StatusOK, direct+"不收费。")
	ask("教师证网上怎么办").Is(http.StatusOK, direct+"要到窗口办")
	ask("教师证要什么条件").Is(http.StatusOK, direct+"在本县任教。")
	ask("教师证去哪里办").Is(http.StatusOK, direct+"到")
	for _, q := range []string{"教师证的体检在哪里做", "体检该在哪里做啊"} {
		ask(q).Is(http.StatusOK, "教师资格认定", "体检在哪里做？", "到公告的医院做。").Not(direct)
	}
	ask("社保卡挂失").Is(http.StatusOK, "要带什么，这份指南还没有公布").Not(direct)
	ask("大厅几点上班").Is(http.StatusOK, "您是不是要", `href="/nearby"`)
	ask("办到哪一步了").Is(http.StatusOK, "您是不是要", `href="/track"`)
	ask("教师证").Not("您是不是要")
}

// A shelf stands on the first page once a guide was replaced, for those whom it concerns.
func TestAShelfIsShownOnceItIsFilled(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	const shelf = "最近更新的指南"
	c.Nobody().Get("/").Is(http.StatusOK).Not(shelf)
	e, err := c.Catalog.ByCode("519900-3")
	if err != nil {
		t.Fatal(err)
	}
	it, err := c.Catalog.Item(t.Context(), e.ID, e.Version)
	if err != nil {
		t.Fatal(err)
	}
	next := *it
	next.Conditions = []string{"在本县任教或者居住。"}
	c.Offer(next)
	c.Nobody().Get("/").Is(http.StatusOK, shelf, "教师资格认定").Bones()
	c.Nobody().Get("/?who=2").Is(http.StatusOK, "企业的事").Not(shelf, "教师资格认定")
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
