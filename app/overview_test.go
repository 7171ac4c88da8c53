package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"wuyou/kit/sheet"
	"wuyou/office/audit"
)

// rowsIn counts the rows of the page's last table.
func (s seen) rowsIn() int {
	s.t.Helper()
	i := strings.LastIndex(s.body, `<table class="table fold">`)
	if i < 0 {
		return 0
	}
	return strings.Count(s.body[i:], "<tr") - 1
}

// workbook reads what a link to Excel gives.
func (s seen) workbook() sheet.Sheet {
	s.t.Helper()
	book, err := sheet.Read(strings.NewReader(s.body))
	if err != nil || s.status != http.StatusOK {
		s.t.Fatalf("%s: %d %v", s.at, s.status, err)
	}
	if n := len(book.Rows) - 1; n >= 0 && strings.HasPrefix(book.Rows[n][0], "导出人：") { // the line of who took it out
		book.Rows = book.Rows[:n]
	}
	return book
}

// month is some work of a month: three cases, one finished in time, one too late, one refused; and one open.
func (w *world) month() {
	client, clerk := w.clientToken("apply"), w.staffToken("zhoumin")
	var numbers []string
	for n := range 4 {
		numbers = append(numbers, w.apply(client, 20+n))
	}
	dept := w.dept(numbers[0])
	finish := func(number string) {
		w.event(w.staffToken(dept+"-a"), number, "sign", map[string]string{"verdict": "yes", "opinion": "属实"})
		w.event(w.staffToken(dept+"-c"), number, "approve", nil)
		k, err := w.Engine.ByNumber(w.t.Context(), number)
		if err != nil {
			w.t.Fatal(err)
		}
		code := ""
		w.tick()
		for _, m := range w.sms {
			if i := strings.Index(m.Text, "取件码 "); i >= 0 {
				code = m.Text[i+len("取件码 "):][:6]
			}
		}
		w.event(w.staffToken("suntao"), k.Number(), "hand_out", map[string]string{"code": code, "receiver": "张晓梅", "self": "1"})
	}
	w.event(clerk, numbers[0], "accept", nil)
	w.event(clerk, numbers[1], "accept", nil)
	w.event(clerk, numbers[2], "propose_refusal", map[string]string{"ground": "not_needed", "reason": "自用场地不需要办理"})
	w.event(w.staffToken("wanglei"), numbers[2], "refuse", nil)
	finish(numbers[0])
	w.at("2026-06-22 10:00")
	w.tick()
	finish(numbers[1])
}

func TestFiguresEqualTheirRows(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.month()
		for _, login := range []string{"jianguan", "leader", "jianguan1", "zhoumin"} {
			z := w.staff(login)
			page := z.get("/desk/figures?from=202604&to=202606").is(200, "收件", "2 / 3", "2026年5月", "不予受理")
			page.bones()
			found := 0
			for _, m := range regexp.MustCompile(`<a href="(/desk/figures/rows[^"]+)">(\d+)</a>`).FindAllStringSubmatch(page.body, -1) {
				rows := z.get(strings.ReplaceAll(m[1], "&amp;", "&"))
				if got := fmt.Sprint(rows.rowsIn()); got != m[2] {
					w.t.Errorf("%s: %s figures %s, %s rows", login, rows.at, m[2], got)
				}
				book := z.get(strings.Replace(rows.at, "/rows?", "/rows.xlsx?purpose=核对&", 1)).workbook()
				if got := fmt.Sprint(len(book.Rows)); got != m[2] {
					w.t.Errorf("%s: %s has %s rows in Excel", login, rows.at, got)
				}
				found++
			}
			if found < 10 {
				w.t.Errorf("%s: only %d figures lead to their rows", login, found)
			}
		}
		log, err := w.Audit.Lines(w.t.Context(), audit.Filter{}, 0, 1)
		if err != nil || log[0].Act != "导出 Excel" {
			w.t.Errorf("%+v %v", log, err)
		}
		z := w.staff("jianguan")
		for _, by := range []string{"day", "place", "dept", "kind"} {
			z.get("/desk/figures?by="+by+"&from=202604&to=202606").is(200, "2 / 3").bones()
		}
		z.get("/desk/figures?place=511403000000").is(200, "—", "0 / 0").not("2 / 3")
		z.get("/desk/figures?from=x&to=999&by=../&kind=none&dept=no&place=1").is(200, "统计")
		z.get("/desk/figures/rows?what=none").is(422, "没有这个统计数")
		w.staff("window2").get("/desk/figures?place=511402000000&from=202604&to=202606").is(200).not("2 / 3")
	})
}

func TestTheOverviewCountsWhatItLists(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply")
		for n := range 53 {
			w.apply(client, n)
		}
		w.at("2026-04-28 09:00") // past the five days of acceptance
		z := w.staff("leader")
		first := z.get("/desk/overview").is(200, "在办", "53 件", "第 1–50 件", "没有超期", "超期未办", "比去年同日", "在办件在哪里")
		first.bones()
		if n := first.rowsIn(); n != 50 {
			w.t.Errorf("%d rows", n)
		}
		next := z.get(first.find(`href="(/desk/overview\?after=[^"]+)" rel="next"`))
		if n := next.rowsIn(); n != 3 {
			w.t.Errorf("%d rows on the second page", n)
		}
		book := z.get("/desk/overview.xlsx?purpose=核对").workbook()
		for _, column := range []string{"到期", "收件时间"} {
			if cell := book.Rows[0][book.Column(column)]; !regexp.MustCompile(`^2026-\d\d-\d\d \d\d:\d\d$`).MatchString(cell) {
				w.t.Errorf("%s is %q, which cannot be sorted", column, cell)
			}
		}
		if n := len(book.Rows); n != 53 {
			w.t.Errorf("%d rows in Excel", n)
		}
		z.get("/desk/overview?lamp=red").is(200, "53")
		z.get("/desk/overview?lamp=grey").is(200, "没有符合条件的")
		z.get("/desk/overview?item=社会保障卡挂失&place=511402000000&state=received").is(200, "53 件")
		z.get("/desk/overview?item=没有这个").is(200, "没有符合条件的")
		if n := len(z.get("/desk/overview.xlsx?place=511403000000&purpose=核对").workbook().Rows); n != 0 {
			w.t.Errorf("%d rows of another place", n)
		}
		for filters, want := range map[string]int{
			"figure-rows?what=received&from=202604&to=202604&place=511402000000&kind=application": 200, "figure-rows?place=511402001001": 200,
			"figure-rows?from=202613": 422, "figure-rows?from=20260401&to=20260431": 422, "figure-rows?from=20260401&to=20260430": 200,
			"figure-rows?place=abc": 422, "figure-rows?kind=gone": 422, "open-cases?lamp=blue": 422, "open-cases?place=511402000000&lamp=green": 200,
		} {
			if status, got := w.call(w.staffToken("leader"), "GET", "/api/v1/ledgers/"+filters, nil); status != want {
				w.t.Errorf("%s: %d %v", filters, status, got)
			}
		}
		z.get("/desk/items?q=社会保障卡").is(200, "社会保障卡挂失", `"value"`)
		w.staff("window2").get("/desk/overview?place=511402000000").is(200, "没有")

		number := w.apply(client, 60)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		clerk := w.staff("zhoumin")
		clerk.get("/desk/search?q="+number).is(200, "社会保障卡挂失", "现在可以做")
		clerk.get("/desk/search?q=晓梅").is(200, "没有找到", "是办事人？").not(number)
		clerk.post("/desk/search/person", "who", "晓梅", "purpose", "核对身份证").is(200, "张*梅")
		clerk.get("/desk/search?q=没有这个人").is(200, "没有找到")
		if n := len(clerk.get("/desk/inbox.xlsx?purpose=核对").workbook().Rows); n != 53 {
			w.t.Errorf("%d rows of the inbox in Excel", n)
		}
	})
}
