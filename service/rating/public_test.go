package rating_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"wuyou/office/catalog"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// A public page is of its place, window or item alone and of the year so far: each first rating that somebody gave and that counts, the
// latest ten, and each window once.
func TestWhatAPublicPageIsOf(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		item := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局"})
		c.Staff("费明", at(people.Window, officetest.Township, "综合窗口 3 号"))
		c.Staff("罗兰", at(people.Window, officetest.Village, "村级窗口"))
		h.now(1, h.clerk, rate.VeryDissatisfied, "差")
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "exclude"); err != nil {
			t.Fatal(err)
		}
		h.now(2, h.clerk, rate.Dissatisfied, "差")
		a, _ := h.now(3, h.colleague, rate.VerySatisfied, "")
		h.rated(a, rate.BasicallySatisfied, "")
		_, a = h.servedIn(4, h.clerk, item)
		h.rated(a, rate.Satisfied, "")
		h.served(5, h.clerk) // good by default in the end
		c.At("2026-05-10 10:00")
		c.Tick()
		z := c.Nobody()
		level := regexp.MustCompile(`<td>(非常满意|满意|基本满意|不满意|非常不满意)</td>`)
		window := func(who *officetest.Somebody) string { return fmt.Sprint("/ratings/windows/", who.Actor().Posts[0].ID) }
		for _, q := range []struct{ path, said, of, mended string }{
			{"/ratings", "满意 非常满意 不满意", "3", "0 / 1 件"},
			{"/ratings/places/" + string(officetest.County), "满意 非常满意 不满意", "3", "0 / 1 件"},
			{"/ratings/places/" + string(officetest.OtherCounty), "", "0", "0 / 0 件"},
			{"/ratings/places/" + string(officetest.Village), "", "0", "0 / 0 件"},
			{window(h.clerk), "满意 不满意", "2", "0 / 1 件"}, {window(h.colleague), "非常满意", "1", "0 / 0 件"},
			{fmt.Sprint("/ratings/items/", item), "满意", "1", "0 / 0 件"},
		} {
			seen := z.Get(q.path).Is(http.StatusOK)
			var said []string
			for _, m := range level.FindAllStringSubmatch(piece(seen, `<h2 id="h-said">`, "</section>").Body, -1) {
				said = append(said, m[1])
			}
			if got := strings.Join(said, " "); got != q.said {
				t.Errorf("%s says %q, want %q", q.path, got, q.said)
			}
			piece(seen, "<dt>收到评价</dt>", "</div>").Is(http.StatusOK, ">"+q.of+"<")
			piece(seen, "<dt>差评整改率</dt>", "</div>").Is(http.StatusOK, q.mended)
			piece(seen, `<h2 id="h-fixed">`, "</section>").Is(http.StatusOK, "还没有公开的整改")
		}
		township := z.Get("/ratings/places/" + string(officetest.Township))
		piece(township, `<nav class="tally" aria-label="地点">`, "</nav>").Is(http.StatusOK, `aria-current="true">河口镇`, `">东岸区`, `">云和市`)
		windows := piece(township, `<h2 id="h-windows">`, "</section>")
		if n := strings.Count(windows.Body, `<th scope="row">`); n != 2 {
			t.Errorf("%d windows", n)
		}
		piece(windows, ">综合窗口 3 号", "</tr>").Is(http.StatusOK, "6.0")
		piece(windows, `"`+window(h.colleague)+`">综合窗口 5 号`, "</tr>").Is(http.StatusOK, "10.0")
		piece(z.Get("/ratings/places/"+string(officetest.Village)), `<h2 id="h-windows">`, "</section>").Is(http.StatusOK, "村级窗口")
		z.Get(fmt.Sprint("/ratings/items/", item)).Is(http.StatusOK, "<h1>社会保障卡挂失</h1>", fmt.Sprintf(`href="/items/%d"`, item))
		for n := range 8 {
			h.now(10+n, h.far, rate.VerySatisfied, "")
		}
		if n := strings.Count(piece(z.Get("/ratings"), `<h2 id="h-said">`, "</section>").Body, `<th scope="row">`); n != 10 {
			t.Errorf("%d opinions", n)
		}
	})
}
