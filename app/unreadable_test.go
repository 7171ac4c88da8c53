package app

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// TestOneUnreadableValueSpoilsNothingElse makes every sealed value of a city unreadable, and asks for every page and
// export that needs no name in its path, and for the page of every case: none fails for it.
func TestOneUnreadableValueSpoilsNothingElse(t *testing.T) {
	w := &world{t: t}
	dir, url := busy.Copy(t, "sqlite")
	w.open(dir, url, time.Now().In(calendar.Zone).Format("2006-01-02 15:04"))
	t.Cleanup(func() { w.Close() })
	server := httptest.NewServer(w.Server)
	t.Cleanup(server.Close)
	w.url = server.URL
	ctx := t.Context()
	var browsers []*citizen
	for _, login := range []string{"zhoumin", "lizhiqiang", "suntao", "jianguan", "leader", "zhuanxi", "huifang", "bianji"} {
		browsers = append(browsers, w.staff(login))
	}
	dump, err := w.DB.Dump(ctx)
	if err != nil {
		t.Fatal(err)
	}
	table, column := regexp.MustCompile(`^CREATE TABLE (\w+)`), regexp.MustCompile(`\b(\w+_sealed|sealed)\s+TEXT`)
	damaged := 0
	for _, sql := range dump {
		of := table.FindStringSubmatch(sql)
		for _, c := range column.FindAllStringSubmatch(sql, -1) {
			if err := w.DB.Exec(ctx, `UPDATE `+of[1]+` SET `+c[1]+` = 'k0000.`+strings.Repeat("A", 60)+`' WHERE `+c[1]+` <> ''`); err != nil {
				t.Fatal(err)
			}
			damaged++
		}
	}
	if damaged < 14 {
		t.Fatalf("%d sealed columns", damaged)
	}
	if err := w.DB.Exec(ctx, `UPDATE files SET name = 'k0000.`+strings.Repeat("A", 60)+`' WHERE sealed`); err != nil {
		t.Fatal(err)
	}
	numbers, err := db.All[int64](ctx, w.DB, `SELECT id FROM cases`)
	if err != nil {
		t.Fatal(err)
	}
	asked, unreadable := 0, 0
	for i, z := range browsers {
		ask := func(path string) {
			asked++
			s := z.get(path)
			if s.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", path, s.status)
			}
			if strings.Contains(s.body, "无法读取") {
				unreadable++
			}
		}
		for _, r := range w.Server.Routes() {
			if r.Method == http.MethodGet && !strings.Contains(r.Path, "{") {
				ask(r.Path)
			}
		}
		if i < 4 {
			for _, id := range numbers {
				k, err := w.Engine.Find(ctx, w.DB, id)
				if err != nil {
					t.Fatal(err)
				}
				ask("/desk/cases/" + k.Number())
			}
		}
	}
	if asked < 400 || unreadable < 40 {
		t.Errorf("%d pages asked for, %d say what cannot be read", asked, unreadable)
	}
}
