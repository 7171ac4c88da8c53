package grievance_test

import (
	"net/http"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/officetest"
	"wuyou/office/people"
)

func TestMain(m *testing.M) { town.Main(m) }

var photo = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")

func cases(t *testing.T, c *officetest.City) int64 {
	t.Helper()
	n, err := db.One[int64](t.Context(), c.DB, `SELECT COUNT(*) FROM grievances`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Who is not signed in reports with a photograph; the same form sent again, which brings the photograph anew, is the same matter, and other
// words are another. The number alone shows the receipt to no other browser.
func TestSomebodyReportsOnce(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		z := c.Nobody()
		key := z.Get("/grievances/new").Is(http.StatusOK, "什么事没办成", "您的姓名").Key()
		z.Post("/grievances/new", "key", key, "item", "生育登记").Is(http.StatusUnprocessableEntity, "请填写未办成的情况", "生育登记")
		said := []string{"key", key, "item", "生育登记", "place", string(officetest.County), "what", "去了三次", "name", "李秀英", "phone", "13900139000"}
		first := z.Send("/grievances/new", "files", "单子.png", photo, said...).Is(http.StatusOK, "已收到您的反映", "查询密码")
		number := first.Find(`/track/([0-9A-Z]+)`)
		if again := z.Send("/grievances/new", "files", "单子.png", photo, said...).Find(`/track/([0-9A-Z]+)`); again != number {
			t.Errorf("sent again it became %s beside %s", again, number)
		}
		if n := cases(t, c); n != 1 {
			t.Errorf("%d matters", n)
		}
		c.Nobody().Get("/grievances/sent/" + number).Is(http.StatusNotFound)
		z.Post("/grievances/new", append(said, "wish", "今天办好")...).Is(http.StatusOK)
		if n := cases(t, c); n != 2 {
			t.Errorf("%d matters", n)
		}
		c.Sound()
	})
}

// A clerk takes a matter in and does at once what is asked of that way out, and only of that; the ledger shows it to those of the place.
func TestAWindowTakesIn(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk := c.Staff("周敏", people.Post{Role: people.Window, Region: officetest.County})
		officer := c.Staff("何雪", people.Post{Role: people.Officer, Region: officetest.County})
		other := c.Staff("陶然", people.Post{Role: people.Officer, Region: officetest.OtherCounty})
		take := func(more ...string) []string {
			key := clerk.Get("/desk/grievances/new").Is(http.StatusOK, "当场解决", "不在受理范围").Key()
			return append([]string{"key", key, "name", "王建国", "phone", "13700137000", "item", "生育登记", "what", "自助机不会用"}, more...)
		}
		clerk.Post("/desk/grievances/new", take("do", "refuse", "solve_reply", "x")...).Is(http.StatusUnprocessableEntity, "请填写理由").Not("请填写怎么解决的")
		clerk.Post("/desk/grievances/new", take("do", "solve", "solve_reply", "当场教会", "solve_outcome", "path")...).
			Is(http.StatusUnprocessableEntity, "窗口只能当场办成")
		clerk.Post("/desk/grievances/new", take("refused_by", "王老师", "do", "solve", "solve_reply", "当场教会", "solve_outcome", "done")...).
			Is(http.StatusUnprocessableEntity, "登记，转研判")
		if n := cases(t, c); n != 0 {
			t.Errorf("%d matters came of what was refused", n)
		}
		clerk.Post("/desk/grievances/new", take("do", "solve", "solve_reply", "当场教会", "solve_outcome", "done")...).Is(http.StatusOK, "当场解决")
		clerk.Post("/desk/grievances/new", take()...).Is(http.StatusOK, "已登记，转研判")
		officer.Get("/desk/grievances").Is(http.StatusOK, "共 2 件", "生育登记", "重复反映")
		officer.Get("/desk/grievances?only=open&hall=county").Is(http.StatusOK, "共 2 件", "受理窗口：区县窗口")
		officer.Get("/desk/grievances?hall=online").Is(http.StatusOK, "没有符合条件的")
		officer.Get("/desk/grievances/report").Is(http.StatusOK, "区县窗口", "only=on_time")
		other.Get("/desk/grievances").Is(http.StatusOK, "还没有反映事项")
		officer.Get("/desk/grievances/meetings").Is(http.StatusOK, "没有会商")
		clerk.Get("/desk/grievances/duties").Is(http.StatusForbidden)
		c.Sound()
	})
}

// Who is found out to be meant reads no name in the ledger of what was not done, nor in its words; who judges does.
func TestTheLedgerOfFilesIsVeiled(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		officer := c.Staff("何雪", people.Post{Role: people.Officer, Region: officetest.County})
		accused := c.Staff("魏然", people.Post{Role: people.Supervisor, Region: officetest.County})
		head := c.Staff("陶然", people.Post{Role: people.Supervisor, Region: officetest.Whole})
		key := officer.Get("/desk/grievances/new").Key()
		done := officer.Post("/desk/grievances/new", "key", key, "name", "赵反映", "phone", "13855550002", "item", "生育登记", "what", "魏然不给办")
		k, err := c.Engine.ByNumber(t.Context(), done.Is(http.StatusOK).Find(`/desk/cases/([0-9A-Z]+)`))
		if err != nil {
			t.Fatal(err)
		}
		k = officer.Do(k, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "应当办", "order", "当天办结", "dept", dept(c, "人社局"))
		head.Do(k, "account", "finding", "true", "person", "魏然", "ways", "talk", "result", "对赵反映推诿")
		head.Get("/desk/grievances/duties").Is(http.StatusOK, "对赵反映推诿")
		if text := accused.Get("/desk/grievances/duties").Is(http.StatusOK, "推诿").Body; strings.Contains(text, "赵反映") {
			t.Error("who is meant reads who complained")
		}
		c.Sound()
	})
}
