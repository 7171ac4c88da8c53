package catalogue_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"wuyou/front/catalogue"
	"wuyou/front/portal"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/officetest"
	"wuyou/office/people"
)

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		return []door.Service{officetest.Levels(), catalogue.New(o, (&portal.Front{Office: o}).Preview).Service()}
	},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		one := 1
		c.Offer(catalog.Item{Code: "519900-1", TaskCode: "T-1", CatalogCode: "C-1", Name: "教师资格认定", Kind: "01", Dept: "人社局", Audience: []string{"1"},
			Promised: &catalog.Limit{N: 12, Unit: "workday"}, Statutory: &catalog.Limit{N: 20, Unit: "workday"}, Free: true,
			Visits: &one, VisitReason: "当面核对。", Conditions: []string{"在本县任教。"}, Results: []catalog.Result{{Name: "教师资格证书"}},
			Steps:     []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}}}},
			Materials: []catalog.Material{{Key: "edu", Name: "学历证书", Need: "1", Source: "10"}}})
		c.Offer(catalog.Item{Code: "519900-2", Name: "失业登记", Kind: "20", Dept: "人社局", Audience: []string{"1"}, Basis: []catalog.Basis{{Law: "就业促进法"}}})
	},
	Elsewhere: true,
}

func TestMain(m *testing.M) { town.Main(m) }

const items = "/desk/admin/items"

func editor(c *officetest.City, role people.Role) *officetest.Somebody {
	return c.Staff(string(role), people.Post{Role: role, Region: c.City, Title: "岗"})
}

// The list is a worklist of what guides lack: each by one element.
func TestTheListTellsWhatLacks(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := editor(c, people.Editor)
	lack := func(what string) officetest.Seen {
		return z.Get(items + "?lack=" + url.QueryEscape(what)).Is(http.StatusOK).Bones()
	}
	lack("").Is(http.StatusOK, "教师资格认定", "失业登记", "缺哪一项要素")
	lack("设定依据").Is(http.StatusOK, "教师资格认定").Not(">失业登记<")
	lack("申请材料").Is(http.StatusOK, "失业登记").Not(">教师资格认定<")
	lack("服务对象").Not(">教师资格认定<", ">失业登记<")
}

// What must be the same at all levels is compared with the highest that has the item: by base code, or by name where one has none.
func TestSamenessOfLevels(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := editor(c, people.Editor)
	const list = items + "/sameness"
	z.Get(items).Is(http.StatusOK, "四级同源检查", list)
	z.Get(list).Is(http.StatusOK, "没有不一致的事项").Bones()
	e, err := c.Catalog.ByCode("519900-1")
	if err != nil {
		t.Fatal(err)
	}
	it, err := c.Catalog.Item(t.Context(), e.ID, e.Version)
	if err != nil {
		t.Fatal(err)
	}
	county := *it
	county.Code, county.Level, county.Name, county.Promised, county.Hours = "519902-1", "4", "教师资格认定（县级）", &catalog.Limit{N: 15, Unit: "workday"}, "上午"
	county.Materials = append(county.Materials, catalog.Material{Key: "id", Name: "身份证", Need: "1", Source: "20"})
	city := *it
	city.Level = "3"
	c.Offer(city)
	c.Offer(county)
	lower := catalog.Item{Code: "519902-2", Level: "5", Name: "失业登记", Kind: "01", Dept: "人社局", Audience: []string{"1"}, Basis: []catalog.Basis{{Law: "就业促进法"}}}
	c.Offer(lower)
	page := z.Get(list).Is(http.StatusOK, "教师资格认定（县级）", "县级", "市级 519900-1", "事项名称、承诺办结时限、申请材料", "失业登记", "事项类型").Not("办理时间").Bones()
	at := page.Find(`href="(` + items + `/\d+/unlike/` + fmt.Sprint(e.ID) + `)"`)
	z.Get(at).Is(http.StatusOK, "15 个工作日", "12 个工作日", "身份证", "打开这一项").Bones()
	z.Get(items + "/1/unlike/2").Is(http.StatusNotFound)
	z.Get(list + ".xlsx").Is(http.StatusOK)
}

// An item is made like another: with its elements, under a code of its own and without the codes of the other; until it is published only
// who edits it sees how it would look.
func TestAnItemIsMadeLikeAnother(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := editor(c, people.Editor)
	e, err := c.Catalog.ByCode("519900-1")
	if err != nil {
		t.Fatal(err)
	}
	like := fmt.Sprintf("%s/new?like=%d", items, e.ID)
	z.Get(fmt.Sprintf("%s/%d", items, e.ID)).Is(http.StatusOK, "照这个事项新建一个", like)
	z.Get(like).Is(http.StatusOK, "照“教师资格认定”新建", `value="教师资格认定"`, fmt.Sprintf(`name="like" value="%d"`, e.ID)).Bones()
	z.Get(items + "/new?like=77").Is(http.StatusNotFound)
	at := z.Post(items+"/new", "like", fmt.Sprint(e.ID), "code", "519900-9", "name", "教师资格认定（补）", "kind", "01", "dept", "人社局").Is(http.StatusOK,
		"草稿已建立", "看办事人看到的样子").Bones().At
	v, err := c.Catalog.Open(t.Context())
	if err != nil || len(v) != 1 {
		t.Fatal(v, err)
	}
	it, err := v[0].Item()
	if err != nil || it.Code != "519900-9" || it.TaskCode != "" || it.CatalogCode != "" || len(it.Materials) != 1 || it.Promised.N != 12 || it.Name != "教师资格认定（补）" {
		t.Errorf("%+v, %v", it, err)
	}
	z.Get(at+"/preview").Is(http.StatusOK, "这是预览，还没有发布。", "教师资格认定（补）", "学历证书", "12 个工作日").Not("已经不用了", "暂停办理").Bones()
	z.Post(items+"/new", "like", fmt.Sprint(e.ID), "code", "519900-1", "name", "又一个", "kind", "01", "dept", "人社局").Is(http.StatusUnprocessableEntity)
	editor(c, people.Publisher).Get(at+"/preview").Is(http.StatusOK, "这是预览")
	if got := editor(c, people.Window).Get(at + "/preview"); got.Status == http.StatusOK {
		t.Error("a window sees a draft")
	}
	z.Get(fmt.Sprintf("%s/%d/draft/preview", items, e.ID)).Is(http.StatusNotFound)
}
