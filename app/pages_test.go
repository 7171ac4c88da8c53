package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/people"
)

// A page that is kept for strangers shows nothing of who asked for it first, and nobody who has signed in gets it.
func TestPagesForStrangersAreNobodys(t *testing.T) {
	w := newWorld(t, "")
	guide := fmt.Sprintf("/items/%d", w.offer(permit("青云游艺证核发")))
	z := w.signedIn("13800138000", "张晓梅", 1)
	for _, path := range []string{"/", "/items?audience=1", guide, "/place", "/nearby", "/help/privacy"} {
		first := w.citizen().get(path).is(200, "登录")
		z.get(path).is(200, "张*梅").not("登录</a>")
		if again := w.citizen().get(path); again.body != first.body || again.header.Get("ETag") != first.header.Get("ETag") || first.header.Get("ETag") == "" {
			t.Errorf("%s: another page for another stranger", path)
		}
		old := w.citizen()
		old.get("/mode?elder=1&back="+path).is(200, `data-mode="elder"`, "找人帮忙")
		near := w.citizen()
		near.post("/place", "place", tonghui, "back", path).is(200)
		if path == "/" {
			near.get(path).is(200, "东坡区通惠街道")
		}
		if again := w.citizen().get(path); again.body != first.body {
			t.Errorf("%s: elder mode or place of another", path)
		}
		if own := z.get(path); own.header.Get("ETag") != "" || own.header.Get("Cache-Control") != "no-store" || own.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: a personal page may be kept or is compressed: %v", path, own.header)
		}
	}
	z.post("/signout").is(200, "登录").not("晓梅", "张*梅")
}

// What the last act did is told once, to who did it.
func TestWhatIsSaidOnceIsNotKept(t *testing.T) {
	w := newWorld(t, "")
	z, other := w.citizen(), w.citizen()
	told := httptest.NewRecorder()
	w.House.Say(told, "done", "只说一次")
	r, err := http.NewRequest("GET", w.url+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", strings.Split(told.Header().Get("Set-Cookie"), ";")[0])
	z.do(r).is(200, "只说一次")
	other.get("/").is(200).not("只说一次")
	z.get("/").is(200).not("只说一次")
}

// A change of what pages show is seen at once where it was made, and on another node when that has noticed.
func TestPagesForStrangersChange(t *testing.T) {
	each(t, func(w *world) {
		other := &world{t: w.t}
		other.open(w.Config.Data, w.Config.DB, "2026-04-20 09:30")
		defer other.Close()
		there := func(path string) string {
			rec := httptest.NewRecorder()
			other.Server.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
			return rec.Body.String()
		}
		id := w.offer(permit("青云游艺证核发"))
		guide := fmt.Sprintf("/items/%d", id)
		if err := other.Refresh(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		w.citizen().get(guide).is(200, "在线办理")
		w.citizen().get("/items?dept=人社局&audience=1").is(200)
		w.citizen().get("/nearby?at="+tonghui).is(200, "通惠街道")
		if !strings.Contains(there(guide), "在线办理") {
			w.t.Error("the other node does not know the item")
		}
		if err := w.Catalog.SetState(w.t.Context(), people.TheOffice, id, catalog.Suspended, "系统升级"); err != nil {
			w.t.Fatal(err)
		}
		w.citizen().get(guide).is(200, "暂停办理").not("在线办理")
		if err := other.Refresh(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		if !strings.Contains(there(guide), "暂停办理") {
			w.t.Error("the other node shows yesterday's guide")
		}
		err := w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
			if err := tx.Exec(w.t.Context(), `UPDATE regions SET name = $2 WHERE code = $1`, tonghui, "新惠街道"); err != nil {
				return err
			}
			return tx.Changed(w.t.Context(), "regions")
		})
		if err != nil {
			w.t.Fatal(err)
		}
		w.tick()
		w.citizen().get("/nearby?at="+tonghui).is(200, "新惠街道")
	})
}
