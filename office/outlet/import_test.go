package outlet

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/sheet"
	"wuyou/office/region"
)

const (
	city     region.Code = "519900000000"
	county   region.Code = "519902000000"
	township region.Code = "519902001000"
	village  region.Code = "519902001001"
)

const divisions = `代码,名称
510000000000,某省
519900000000,云和市
519902000000,东岸区
519902001000,河口镇
519902001001,渡头村
519903000000,西岭县
511100000000,别市
`

const table = `网点编码,名称,区划代码,地址,电话,开放时间,怎么走,好停车,轮椅可进,暂停起,暂停至,暂停原因,暂停时去哪里,图上横,图上纵,撤销日期
519900000000,云和市政务服务中心,519900000000,示例大道 9 号,０２８－0000 0001,周一至周五 9:00-12:00，13:00-17:00,公交 1 路,是,有,,,,,60,40,
519902000000,东岸区政务服务中心,519902000000,示例路 1 号,,工作日 9:00-17:00,,否,,2026/4/27,2026/4/28,搬迁,到市大厅,,,
519902000000-2,东岸区税务大厅,519902000000,示例路 2 号,12366,工作日 9:00-17:00,,,,,,,,,,2026-04-19
`

func TestImport(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC) }
	dbtest.Each(t, now, []db.Migrations{region.Schema(), Schema()}, func(t *testing.T, d *db.DB) {
		var places region.Tree
		undo := errors.New("undo")
		load := func(table string, keep bool) (r Imported, wrong sheet.Wrong) {
			t.Helper()
			s, err := sheet.Read(strings.NewReader(table), Columns()...)
			if err != nil {
				t.Fatal(err)
			}
			err = d.Tx(t.Context(), func(tx *db.DB) error {
				if r, err = Import(t.Context(), tx, s, &places, city, false, func(int, int) {}); err != nil || keep {
					return err
				}
				return undo
			})
			if err != nil && !errors.Is(err, undo) {
				t.Fatal(err)
			}
			return r, s.Wrong
		}
		s, err := sheet.Read(strings.NewReader(divisions), region.Columns()...)
		if err != nil {
			t.Fatal(err)
		}
		err = d.Tx(t.Context(), func(tx *db.DB) error {
			_, err := region.Import(t.Context(), tx, s, func(int, int) {})
			return errors.Join(err, s.Wrong.Err())
		})
		if err = errors.Join(err, places.Load(t.Context(), d, 20260420)); err != nil {
			t.Fatal(err)
		}

		if r, wrong := load(table, false); r != (Imported{New: 3}) || len(wrong) > 0 {
			t.Fatal(r, wrong)
		}
		if r, wrong := load(table, true); r != (Imported{New: 3}) || len(wrong) > 0 {
			t.Fatal("the dry run has left something:", r, wrong)
		}
		if r, _ := load(table, true); r != (Imported{Same: 3}) {
			t.Error(r)
		}
		var book Book
		if err := book.Load(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		want := Outlet{
			Code: string(city), Name: "云和市政务服务中心", Region: city, Address: "示例大道 9 号", Phone: "028-0000 0001",
			Hours: "工作日 9:00–12:00、13:00–17:00", Way: "公交 1 路", Parking: true, Wheelchair: true, MapX: 60, MapY: 40,
		}
		if got, ok := book.Find(string(city), 20260420); !ok || got != want {
			t.Errorf("%+v", got)
		}
		if got, _ := book.Find(string(county), 20260420); got.ClosedFrom != 20260427 || got.ClosedUntil != 20260428 || !got.Closed(20260428) || got.Closed(20260429) {
			t.Errorf("%+v", got)
		}
		if list := book.On(20260420); len(list) != 2 || len(book.On(20260419)) != 3 {
			t.Errorf("%+v", list)
		}

		// What a table lacks stays; what it empties goes.
		r, wrong := load("网点编码,名称,区划代码,地址,开放时间,暂停起,暂停至,暂停原因,暂停时去哪里\n"+
			"519902000000,东岸区政务服务中心,519902000000,新址 8 号,工作日 9:00-17:00,,,,\n519900000000,云和市政务服务中心,519900000000,示例大道 9 号,工作日 9:00-12:00、13:00-17:00,,,,\n", true)
		if r != (Imported{Changed: 1, Same: 1}) || len(wrong) > 0 || book.Load(t.Context(), d) != nil {
			t.Error(r, wrong)
		}
		if got, _ := book.Find(string(county), 20260420); got.Address != "新址 8 号" || got.ClosedFrom != 0 || got.Instead != "" {
			t.Errorf("%+v", got)
		}
		for column, says := range map[string]string{
			"网点编码=": "没有填", "名称=": "没有填", "区划代码=5199": "不是本市现有的地方", "区划代码=511100000000": "不是本市现有的地方", "地址=": "没有填",
			"电话=问门卫": "不像电话号码", "开放时间=上班时间": "无法识别", "好停车=也许": "应填“是”或“否”", "暂停起=下周": "不是日期", "暂停至=2026-04-01": "早于第一天",
			"暂停原因=": "要填原因", "图上横=100": "1 到 99", "图上横=东边": "1 到 99", "图上纵=": "1 到 99", "撤销日期=明年": "不是日期",
			"名称=" + strings.Repeat("长", 61): "最多 60 个字",
		} {
			name, value, _ := strings.Cut(column, "=")
			heads := strings.Split(strings.SplitN(table, "\n", 2)[0], ",")
			cells := strings.Split("519902001000,河口镇便民服务中心,519902001000,示例街 3 号,028-0000 0002,工作日 9:00-17:00,,是,是,2026-04-27,2026-04-28,装修,,10,20,", ",")
			for i, h := range heads {
				if h == name {
					cells[i] = value
				}
			}
			_, wrong := load(strings.Join(heads, ",")+"\n"+strings.Join(cells, ",")+"\n", false)
			if !strings.Contains(wrong.Words(0), says) || !strings.Contains(wrong.Words(0), name) && name != "图上纵" {
				t.Errorf("%s: %q, want %q", column, wrong.Words(0), says)
			}
		}
		if _, wrong := load(table+strings.SplitN(table, "\n", 3)[1]+"\n", false); !strings.Contains(wrong.Words(3), "与第 2 行重复") {
			t.Error(wrong)
		}
	})
}

// Whoever is in a village is shown its station, then what lies above it; the city has the halls of its counties below it.
func TestNear(t *testing.T) {
	var list []Outlet
	for _, at := range []region.Code{city, county, township, village, "519902001002", "519902002000", "519903000000"} {
		list = append(list, Outlet{Code: string(at), Region: at})
	}
	for at, want := range map[region.Code]string{
		village:        "519902001001 519902001000 519902000000 519900000000",
		township:       "519902001000 519902000000 519900000000 519902001001 519902001002",
		county:         "519902000000 519900000000 519902001000 519902002000",
		city:           "519900000000 519902000000 519903000000",
		"519903001000": "519903000000 519900000000",
	} {
		var got []string
		for _, o := range Near(list, at) {
			got = append(got, o.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	if o, ok := Hall(list, village); !ok || o.Region != county {
		t.Error(o)
	}
	if o, ok := Hall(list[:1], village); !ok || o.Region != city {
		t.Error(o)
	}
	if o, ok := Hall(list[2:], village); ok {
		t.Error(o)
	}
}
