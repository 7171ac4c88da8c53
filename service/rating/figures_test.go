package rating_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/roster"
	"wuyou/office/tally"
)

// A line of the figures leads to the ratings behind it, or to the figures of the place below; what was not rated has no bar, and of one
// thing nothing is covered.
func TestWhereAFigureLeads(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		item := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡补领", Kind: "01", Dept: "人社局"})
		_, a := h.servedIn(1, h.clerk, item)
		h.rated(a, rate.VeryDissatisfied, "差")
		h.rated(a, rate.Satisfied, "")
		a, _ = h.now(2, h.clerk, rate.VerySatisfied, "")
		h.rated(a, rate.Satisfied, "")
		h.now(3, h.reviewer, rate.Satisfied, "")
		h.served(4, h.colleague)
		h.served(5, c.Staff("罗兰", at(people.Window, officetest.Village, "村级窗口")))
		c.Tick()
		third := tally.Window(officetest.Township, "综合窗口 3 号")
		for _, q := range []struct{ asked, name, path, key, value string }{
			{"by=region", "东岸区", desk, "place", string(officetest.County)},
			{"by=region&place=" + string(officetest.County), "河口镇", desk, "place", string(officetest.Township)},
			{"by=region&place=" + string(officetest.County), "东岸区本级", desk + "/list", "own", "only"},
			{"by=region&place=" + string(officetest.Township), "河口镇本级", desk + "/list", "own", "only"},
			{"by=region&place=" + string(officetest.Township), "渡头村", desk, "place", string(officetest.Village)},
			{"by=region&place=" + string(officetest.Village), "渡头村", desk + "/list", "place", string(officetest.Village)},
			{"by=dept", "人社局", desk + "/list", "dept", h.social}, {"by=dept", "综合窗口", desk + "/list", "dept", "none"},
			{"by=place", "综合窗口 3 号", desk + "/list", "window", third}, {"by=place", "网上", desk + "/list", "window", "none"},
			{"by=staff", "周敏", desk + "/list", "staff", fmt.Sprint(h.clerk.ID)},
			{"by=item", "社会保障卡补领", desk + "/list", "item", fmt.Sprint(item)},
			{"by=item", "其他事项", desk + "/list", "item", "none"}, {"by=channel", "网上", desk + "/list", "channel", "online"},
			{"by=month&from=2026-03-15", "2026年04月", desk + "/list", "to", "2026-04-20"},
			{"by=month&from=2026-03-15&to=2026-05-03", "2026年04月", desk + "/list", "to", "2026-04-30"},
		} {
			seen := h.inspector.Get(desk + "?" + q.asked).Is(http.StatusOK)
			to, err := url.Parse(seen.Find(`<th scope="row"><a href="([^"]+)">` + q.name + "<"))
			if err != nil || to.Path != q.path || to.Query().Get(q.key) != q.value || to.Query().Get("from") != "2026-04-01" {
				t.Errorf("%s: %s leads to %s %v", q.asked, q.name, to, err)
			}
			by, _, _ := strings.Cut(q.asked, "&")
			piece(seen, `aria-label="分组">`, "</nav>").Find("(" + by + `)&amp;[^"]*" aria-current="true">`)
		}
		seen := h.inspector.Get(desk + "?by=place")
		piece(seen, `<figure class="chart`, "</figure>").Is(http.StatusOK, "综合窗口 3 号", "差评 1").Not("综合窗口 5 号")
		piece(seen, "<dt>追加评价</dt>", "</div>").Is(http.StatusOK, ">2<", "其中好转 1<")
		seen.Is(http.StatusOK, "窗口覆盖率", "事项覆盖率", "人员覆盖率").Not("上一页", "下一页")
		for _, one := range []string{fmt.Sprint("item=", item), fmt.Sprint("staff=", h.clerk.ID), "window=" + url.QueryEscape(third)} {
			h.inspector.Get(desk+"?"+one).Is(http.StatusOK, "追加评价").Not("覆盖率")
		}
	})
}

// The ratings that a line of the figures leads to are those that it counts, also of what a place does itself, of no department, at no window, by
// nobody, of no item; the same when the figures of just those are divided in turn, in the API, and in the words of an export.
func TestWhatAFigureLeadsToEqualsIt(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		item := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡补领", Kind: "01", Dept: "人社局"})
		_, a := h.servedIn(1, h.clerk, item)
		h.rated(a, rate.VeryDissatisfied, "差")
		h.now(2, h.reviewer, rate.Satisfied, "")
		for i, by := range []*officetest.Somebody{
			c.Staff("市员", at(people.Window, officetest.Whole, "市民中心 1 号")), c.Staff("区员", at(people.Window, officetest.County, "区大厅 1 号")),
			c.Staff("罗兰", at(people.Window, officetest.Village, "村级窗口")), h.far, h.colleague,
		} {
			h.now(3+i, by, rate.Satisfied, "")
		}
		_, a = h.served(9, h.clerk)
		if err := c.DB.Exec(t.Context(), `UPDATE rating_acts SET staff = 0 WHERE id = $1`, a.ID); err != nil {
			t.Fatal(err)
		}
		h.rated(a, rate.Satisfied, "")
		h.rated(a, rate.VerySatisfied, "更好") // in addition
		h.now(10, h.clerk, rate.VeryDissatisfied, "不算")
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "exclude"); err != nil {
			t.Fatal(err)
		}
		c.Tick()
		rows := func(address string) int {
			return len(h.inspector.Get(strings.Replace(address, "/list?", "/list.xlsx?purpose=核对&", 1)).Rows())
		}
		line := regexp.MustCompile(`<th scope="row"><a href="([^"]+)">([^<]+)</a>(?:<small>[^<]*</small>)?</th><td class="num" data-label="得分"(?s:.*?)</tr>`)
		valid := regexp.MustCompile(`>\d+ / (\d+)<`)
		seen := map[string]bool{}
		var check func(path string, depth int)
		check = func(path string, depth int) {
			for _, by := range []string{"region", "dept", "place", "staff", "item", "channel", "month"} {
				body := h.inspector.Get(path + "by=" + by).Is(http.StatusOK).Body
				lines := line.FindAllStringSubmatch(body, -1)
				if len(lines) == 0 {
					t.Errorf("%s by %s is empty", path, by)
				}
				for _, m := range lines {
					to, want := html.UnescapeString(m[1]), "0"
					if n := valid.FindStringSubmatch(m[0]); n != nil {
						want = n[1]
					}
					if !strings.HasPrefix(to, desk+"/list?") {
						if depth > 0 {
							check(to+"&", depth-1)
						}
						continue
					}
					seen[m[2]] = true
					if got := fmt.Sprint(rows(to)); got != want {
						t.Errorf("%s by %s: %s counts %s, and leads to %s at %s", path, by, m[2], want, got, to)
					}
					if of := strings.Replace(to, "/list?", "?", 1); depth == 3 {
						piece(h.inspector.Get(of).Is(http.StatusOK), "<dt>好评率</dt>", "</div>").Is(http.StatusOK, " / "+want+" 条")
					}
				}
			}
		}
		check(desk+"?", 3)
		for _, name := range []string{"云和市本级", "东岸区本级", "河口镇本级", "渡头村", "综合窗口", "网上", "系统", "其他事项", "社会保障卡补领"} {
			if !seen[name] {
				t.Errorf("%s leads to no ratings: %v", name, seen)
			}
		}
		token, err := h.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "统计", StaffID: h.inspector.ID, Scopes: people.ScopeStaff})
		if err != nil {
			t.Fatal(err)
		}
		for asked, want := range map[string]string{"own=only": `"total":1`, "": `"total":8`, "dept=none": `"total":7`, "window=none": `"total":1`, "staff=none": `"total":1`,
			"item=none": `"total":7`, "own=x": "不能识别", "staff=-1": "不能识别"} {
			status := http.StatusOK
			if want == "不能识别" {
				status = http.StatusUnprocessableEntity
			}
			c.Nobody().Call("GET", "/api/v1/ledgers/ratings?only=valid&"+asked, nil, "Authorization", "Bearer "+token).Is(status, want)
		}
		h.inspector.Get(desk+"/list.xlsx?own=only&dept=none&window=none&staff=none&item=none").
			Is(http.StatusOK, "范围：仅本级", "部门：综合窗口", "窗口：网上", "人员：系统", "事项：其他事项")
	})
}

// The workbook says of each line how many there are of each kind, and of each rate its numerator and denominator.
func TestTheWorkbookOfFigures(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.now(1, h.clerk, rate.VeryDissatisfied, "差")
	if _, err := h.Try(people.TheOffice, h.Newest(rate.Rectifying), "exclude"); err != nil {
		t.Fatal(err)
	}
	h.now(2, h.clerk, rate.VerySatisfied, "")
	h.now(3, h.clerk, rate.Dissatisfied, "差")
	h.now(4, h.clerk, rate.BasicallySatisfied, "")
	h.served(5, h.clerk)
	h.served(6, h.clerk)
	h.At("2026-04-27 18:00")
	h.Tick()
	var got []string
	for _, row := range h.inspector.Back().Get(desk + ".xlsx?purpose=核对").Rows() {
		got = append(got, strings.Join(row, "|"))
	}
	const figures = "||6|1|0|1|1|0|3|2|1|0|6.7|66.7%|2|3|33.3%|1|3|33.3%|1|3|50%|3|6|0%|0|1|—|0|0|0%|0|2|100%|1|1"
	if !slices.Equal(got, []string{"东岸区" + figures, "合计" + figures}) {
		t.Errorf("%q", got)
	}
}

// Windows are shown by the hundred, those of most services first, with twelve bars at the most; nothing is left out and nothing is shown twice.
func TestManyWindowsAreShownPageByPage(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		_, a := h.served(1, h.clerk)
		a.Staff = 0
		err := c.DB.Tx(t.Context(), func(tx *db.DB) error {
			for n := range 204 {
				a.Place = fmt.Sprintf("窗口 %03d", n)
				if err := rate.Count(t.Context(), tx, a, rate.Counts{Acts: int64(1000 - n), N5: 1}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Tick()
		h.inspector.Get(desk+"?by=staff").Is(http.StatusOK, ">系统<", ">周敏<")
		name := regexp.MustCompile(`<th scope="row"><a href="[^"]+">([^<]+)<`)
		var got []string
		follow := func(path string, rows int, words ...string) officetest.Seen {
			t.Helper()
			seen := h.inspector.Get(path).Is(http.StatusOK, words...)
			got = nil
			for _, m := range name.FindAllStringSubmatch(piece(seen, "<caption class=\"sr\">好差评指标", "</table>").Body, -1) {
				got = append(got, m[1])
			}
			if len(got) != rows {
				t.Fatalf("%s has %d rows", path, len(got))
			}
			return seen
		}
		const next, prev = `<a class="btn quiet small" href="([^"]+)" rel="next">下一页`, `<a class="btn quiet small" href="([^"]+)" rel="prev">上一页`
		first := follow(desk+"?by=place", 100, "本页 100 行").Not(`rel="prev"`)
		if got[0] != "窗口 000" || got[99] != "窗口 099" {
			t.Errorf("%q", got)
		}
		if n := strings.Count(piece(first, `<ul class="bands">`, "</ul>").Body, "<li>"); n != 12 {
			t.Errorf("%d bars", n)
		}
		second := follow(first.Find(next), 100, "本页 100 行")
		if !strings.Contains(first.Find(next), "after=100&") {
			t.Errorf("the next page is at %s", first.Find(next))
		}
		if got[0] != "窗口 100" || got[99] != "窗口 199" {
			t.Errorf("%q", got)
		}
		last := follow(second.Find(next), 5, "本页 5 行").Not(`rel="next"`)
		if got[0] != "窗口 200" || got[4] != "综合窗口 3 号" {
			t.Errorf("%q", got)
		}
		follow(last.Find(prev), 100)
		if follow(second.Find(prev), 100); got[0] != "窗口 000" {
			t.Errorf("%q", got)
		}
	})
}

// The ranking of a month is of its days alone, and there is none of a month to come. Who oversees or leads a county that is ranked is told when the
// month is over and when somebody sends it, and who did is in the log.
func TestARankingIsOfItsMonth(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		leader := h.Staff("钱伟", at(people.Leader, officetest.County, ""))
		h.now(1, h.clerk, rate.VerySatisfied, "")
		h.now(2, h.far, rate.Satisfied, "")
		c.At("2026-05-01 10:00")
		h.now(3, h.far, rate.VeryDissatisfied, "差")
		h.served(4, h.clerk)
		c.Tick()
		path := desk + "/ranking?month="
		for _, q := range []struct{ month, name, row, good string }{
			{"202604", "2026年4月", "2　西岭县", "1 / 1"}, {"202605", "2026年5月", "1　西岭县", "0 / 1"},
			{"", "2026年5月", "1　西岭县", "0 / 1"}, {"202606", "2026年5月", "1　西岭县", "0 / 1"},
			{"202513", "2026年5月", "1　西岭县", "0 / 1"}, {"202500", "2026年5月", "1　西岭县", "0 / 1"},
		} {
			seen := h.inspector.Get(path+q.month).Is(http.StatusOK, q.name+"好差评排名</h1>")
			piece(seen, ">"+q.row, "</tr>").Is(http.StatusOK, q.good)
			months := piece(seen, `aria-label="月份">`, "</nav>")
			months.Is(http.StatusOK, "2026年5月", "2026年4月", "2026年3月", "2026年2月", "2026年1月", "2025年12月").Not("2025年11月")
			if got := months.Find(`aria-current="true">([^<\s]+)`); got != q.name {
				t.Errorf("of %q it shows %s", q.month, got)
			}
		}
		may := h.inspector.Get(path).Body
		if first, last := strings.Index(may, ">1　西岭县"), strings.Index(may, ">—　东岸区"); first < 0 || last < first {
			t.Error("whom nobody rated does not come after whom somebody rated badly")
		}
		april := path + "202604"
		h.leader.Get(april).Is(http.StatusOK, "2　西岭县").Not("发出通报", "报送对账")
		h.inspector.Post(april, "shown", "").Is(http.StatusConflict, "2026年4月好差评排名</h1>")
		shown := h.inspector.Get(april).Is(http.StatusOK, "报送对账").Find(`name="shown" value="([^"]+)"`)
		h.inspector.Post(april, "shown", shown).Is(http.StatusOK, "通报已发给 4 人")
		for _, who := range []*officetest.Somebody{h.overseer, leader} {
			got := who.Told(flow.Case{}) // once by itself, on the first of May
			if len(got) != 2 || got[0] != got[1] || !strings.Contains(got[0], "2026年4月好差评：东岸区好评率 100%，全市第 1") {
				t.Errorf("%s is told %q", who.Name, got)
			}
		}
		all, err := c.Audit.Lines(t.Context(), audit.Filter{}, 0, 50)
		if err != nil || !slices.ContainsFunc(all, func(a audit.Line) bool {
			return a.Act == "发出好差评通报" && a.Object == "2026年4月" && a.ActorName == "郑建国"
		}) {
			t.Errorf("who sent it is not in the log: %v", err)
		}
	})
}

// A window is told in which items it served most people of late, and nothing of another window or of long ago.
func TestWhatAWindowServedOfLate(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		card := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡补领", Kind: "01", Dept: "人社局"})
		other := c.Offer(catalog.Item{Code: "511400-2", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局"})
		h.servedIn(1, h.clerk, other)
		h.servedIn(2, h.clerk, card)
		h.servedIn(3, h.clerk, card)
		h.served(4, h.clerk) // in no item
		book, window := rate.New(c.Office), h.clerk.Actor().Posts[0]
		says := func(window people.Post, want ...int64) {
			t.Helper()
			if got, err := book.Lately(t.Context(), window, 6); err != nil || !slices.Equal(got, want) {
				t.Errorf("%v %v, want %v", got, err, want)
			}
		}
		says(window, card, other)
		window.Title = "综合窗口 99 号"
		says(window)
	})
}
