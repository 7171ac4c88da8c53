package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A terminal has a code and a screen of its own. At it any service of its hall is rated, by who has the
// telephone on the case; without it it is an opinion of the terminal. Out of use, its codes
// lead nowhere.
func TestATerminalHasACodeAndAScreen(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		k := w.served(6, "", "zhoumin")
		county := w.actor("zhoumin").Posts[0].Region
		clerk, title := w.staff("wanglei"), "二楼自助区 3 号机"
		clerk.post("/desk/ratings/terminals", "place", string(w.counties()[1]), "title", title).is(http.StatusUnprocessableEntity)
		page := clerk.post("/desk/ratings/terminals", "place", string(county), "title", title).is(http.StatusOK, "已登记", title)
		row := page.body[strings.Index(page.body, title):]
		one := func(pattern string) string { return regexp.MustCompile(pattern).FindString(row) }
		sheet, screen := one(`/desk/ratings/terminals/\d+`), one(`/terminal/[a-z0-9-]+`)
		wall := clerk.get(sheet).is(http.StatusOK, title).find(`(/ratings/at/[a-z0-9-]+)`)
		w.staff("window2").get(sheet).is(http.StatusNotFound)

		w.later(time.Minute)
		z := w.citizen()
		z.get(screen).is(http.StatusOK, title, "您对这次服务满意吗", "要用登记的手机收验证码")
		noCode := "收不到的，用自己的手机扫查询单上的码"
		z.post(screen, "key", "13900000000", "level", "satisfied").is(http.StatusUnprocessableEntity, "验证码就发到登记的手机", noCode)
		z.post(screen, "level", "").is(http.StatusUnprocessableEntity, "请选满意程度", "#f-level")
		z.post(screen, "key", k.Number(), "level", "dissatisfied").is(http.StatusUnprocessableEntity, "请选一点，我们才知道改哪里", "#f-tags_dissatisfied")
		z.post(screen, "level", "dissatisfied", "comment", "机器认不出证件").is(http.StatusOK, "谢谢您的评价")
		w.staff("jianguan").get("/desk/ratings/remarks").is(http.StatusOK, "机器认不出证件", title)
		for _, at := range []string{screen, wall} { // what anybody may know rates nothing
			z.post(at, "key", k.Number(), "level", "very_satisfied").is(http.StatusUnprocessableEntity, "验证码就发到登记的手机", noCode).not(k.Title, k.Party)
			z.post(at, "key", w.phoneOf(k), "level", "very_satisfied", "sms", "000000").is(http.StatusUnprocessableEntity, "不对或已过期")
		}
		w.staff("jianguan").get("/desk/ratings/list").is(http.StatusOK).not("自助终端")
		z.post(screen, "key", k.Number(), "level", "satisfied", "sms", w.caseCode(w.phoneOf(k))).is(http.StatusOK, "谢谢您的评价").not(k.Title, k.Party)
		w.staff("jianguan").get("/desk/ratings/list").is(http.StatusOK, "自助终端")
		z.get(wall).is(http.StatusOK, title)
		w.sound()

		clerk.post(sheet+"/end").is(http.StatusOK, "已停用")
		for _, path := range []string{screen, wall} {
			z.get(path).is(http.StatusNotFound, "已经停用")
		}
	})
}

// The code on the wall of a window outlasts who sits there, and names who is on duty.
func TestTheCodeOfAWindowOutlastsItsPerson(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		left := w.actor("zhoumin")
		post := left.Posts[0]
		wall, z := w.Ratings.WindowPath(post.ID), w.citizen()
		z.get(wall).is(http.StatusOK, post.Title, left.Name)
		next := w.actor("suntao")
		security := w.actor("anquan")
		if err := w.Roster.EndPost(t.Context(), security, "", post.ID, "轮岗"); err != nil {
			t.Fatal(err)
		}
		z.get(wall).is(http.StatusOK, post.Title).not(left.Name, "在岗人员")
		held := post
		held.ID = 0
		if err := w.Roster.AddPost(t.Context(), w.DB, security, "", next.ID, held, "轮岗"); err != nil {
			t.Fatal(err)
		}
		z.get(wall).is(http.StatusOK, post.Title, next.Name)
		z.post(wall, "level", "satisfied").is(http.StatusOK, "谢谢您的评价")
	})
}

// What people of all walks of life say is written down by staff within their own scope, and says by whom.
func TestOpinionsAreEnteredByStaff(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		county := w.actor("zhoumin").Posts[0].Region
		at := "/desk/ratings/remarks/new"
		clerk := w.staff("zhoumin")
		clerk.post(at, "place", string(county), "what", "hall", "who", "inspect").is(http.StatusUnprocessableEntity, "请选满意程度")
		clerk.post(at, "place", string(w.counties()[1]), "what", "hall", "who", "inspect", "level", "satisfied").is(http.StatusUnprocessableEntity)
		clerk.post(at, "place", string(county), "what", "hall", "who", "inspect", "level", "satisfied", "comment", "秩序好").is(http.StatusOK, "已录入", "秩序好", "周敏录入")
		z := w.citizen()
		z.post("/ratings/comment", "place", string(county), "what", "hall", "who", "inspect", "level", "satisfied").is(http.StatusUnprocessableEntity)
		z.post("/ratings/comment", "place", string(county), "what", "site", "who", "public", "level", "satisfied", "comment", "都好").is(http.StatusOK, "谢谢您的评价")
		w.staff("jianguan").get("/desk/ratings/remarks").is(http.StatusOK, "都好", "网站和手机端")
		w.sound()
	})
}
