package consultation_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/consultation"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service { return []door.Service{consultation.New(o)} }}

func TestMain(m *testing.M) { town.Main(m) }

const path = "/desk/consultations"

// What a window answers is written down once, however often it is sent; only who wrote it sees it, and what is wrong is said beside
// the field.
func TestWhatAWindowAnswers(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		window := people.Post{Role: people.Window, Region: officetest.Township}
		clerk, other := c.Staff("周敏", window), c.Staff("何雪", window)
		key := clerk.Get(path).Is(http.StatusOK, "还没有记过咨询").Key()
		clerk.Post(path, "at", "consultation", "key", key, "about", "").Is(http.StatusUnprocessableEntity, "咨询什么")
		clerk.Post(path, "at", "consultation", "key", key, "about", "残疾人证", "phone", "13900000001").Is(http.StatusUnprocessableEntity, "姓名")
		for range 2 {
			clerk.Post(path, "at", "consultation", "key", key, "about", "教师资格认定", "answer", "告知条件和材料").Is(http.StatusOK, "教师资格认定")
		}
		other.Get(path).Is(http.StatusOK, "还没有记过咨询")
		c.Staff("监管", people.Post{Role: people.Supervisor, Region: officetest.Whole}).Get(path).Is(http.StatusForbidden)
		n, err := db.One[int64](t.Context(), c.DB, `SELECT COUNT(*) FROM cases WHERE kind = $1 AND closed_at > 0`, consultation.Kind)
		if err != nil || n != 1 {
			t.Errorf("%d consultations: %v", n, err)
		}
		c.Sound()
	})
}

// Who left a name and a number is told by a message, which says nothing of what was asked to a number that nobody has
// proven; what is asked about an item counts for it. It is the window's where somebody holds other posts, too, and no
// matter that was received.
func TestWhoLeavesANumberIsTold(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		item := c.Offer(catalog.Item{Code: "511400-1", Name: "教师资格认定", Kind: "01", Dept: "教体局"})
		clerk := c.Staff("周敏",
			people.Post{Role: people.Officer, Region: officetest.County},
			people.Post{Role: people.Window, Region: officetest.Township})
		write := func(pairs ...string) officetest.Seen {
			t.Helper()
			return clerk.Post(path, append([]string{"at", "consultation", "key", clerk.Get(path).Key()}, pairs...)...)
		}
		write("about", "511400-1", "answer", "告知条件和材料").Is(http.StatusOK)
		k := c.Newest(consultation.Kind)
		if k.Item != item || k.Title != "咨询：教师资格认定" || k.Region != officetest.Township || k.Applicant != 0 || k.Party != "" {
			t.Errorf("%+v", k)
		}
		if v := c.View(clerk.Actor(), k); len(v.Events) != 1 || v.Events[0].Note != "告知条件和材料" {
			t.Errorf("%+v", v.Events)
		}
		c.Later(time.Minute)
		write("about", "怎么补社保", "phone", "13900000001").Is(http.StatusUnprocessableEntity, "姓名")
		write("about", "怎么补社保", "name", "李桂兰").Is(http.StatusUnprocessableEntity, "手机号")
		write("about", "怎么补社保", "name", "李桂兰", "phone", "13900000001").Is(http.StatusOK, "怎么补社保", "李*兰").Not("李桂兰")
		if k = c.Newest(consultation.Kind); k.Item != 0 || k.Applicant == 0 {
			t.Errorf("%+v", k)
		}
		write("about", "再问一次", "name", "李桂兰", "phone", "13900000001").Is(http.StatusOK)
		if again := c.Newest(consultation.Kind); again.Applicant != k.Applicant {
			t.Error("one who comes again is another")
		}
		c.Tick()
		if got := c.Texts("13900000001"); len(got) != 2 || !strings.Contains(got[0], "您在窗口的“咨询”已经答复") || strings.Contains(got[0], "社保") {
			t.Errorf("told %q", got)
		}
		c.Later(24 * time.Hour)
		clerk.Back()
		write("about", "第二天的").Is(http.StatusOK)
		rows := clerk.Get("/desk/consultations.xlsx?purpose=核对").Rows()
		if len(rows) != 4 || rows[0][1] != "第二天的" || rows[3][1] != "教师资格认定" { // the latest first
			t.Errorf("%q", rows)
		}
		clerk.Get(path+"?from=2026-04-21").Is(http.StatusOK, "第二天的").Not("怎么补社保")
		clerk.Get(path+"?to=2026-04-20&q=社保").Is(http.StatusOK, "怎么补社保").Not("第二天的", "教师资格")
		// It is no matter that was received, and is found by a name.
		if table, ok := c.Engine.Table(consultation.Kind); !ok || !table.Inner || !table.Known {
			t.Errorf("%+v", table)
		}
		c.Sound()
	})
}
