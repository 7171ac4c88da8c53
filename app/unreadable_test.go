package app

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/ledger"
)

// TestOneUnreadableValueSpoilsNothingElse makes every sealed value of a city unreadable, and asks for every page and
// export that needs no name in its path, and for the page of every case: none fails for it.
func TestOneUnreadableValueSpoilsNothingElse(t *testing.T) {
	t.Parallel()
	w, browsers := busyCity(t, "sqlite")
	ctx := t.Context()
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
	if asked, unreadable := w.askEverything(browsers, "无法读取"); asked < 400 || unreadable < 40 {
		t.Errorf("%d pages asked for, %d say what cannot be read", asked, unreadable)
	}
}

// TestBrokenEventsSpoilNothingElse breaks what was answered at every event of a city, as somebody does who has the database in his hands:
// every page shows the rest, the steps that go by it are refused in words, and verification names each.
func TestBrokenEventsSpoilNothingElse(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		w, browsers := busyCity(t, kind)
		ctx := t.Context()
		broken, err := w.DB.Affect(ctx, `UPDATE case_events SET input = '{"text":', effect = CASE WHEN effect = '' THEN '' ELSE '[{' END WHERE input <> ''`)
		if err != nil || broken < 40 {
			t.Fatal(broken, err)
		}
		if asked, unreadable := w.askEverything(browsers, flow.Broken); asked < 400 || unreadable < 40 {
			t.Errorf("%d pages asked for, %d say what cannot be read", asked, unreadable)
		}
		proposed, err := db.All[int64](ctx, w.DB, `SELECT e.case_id FROM case_events e WHERE e.event = 'propose_refusal' AND e.input <> ''`)
		if err != nil || len(proposed) == 0 {
			t.Fatal(proposed, err)
		}
		if _, err := w.Engine.LastInput(ctx, w.DB, proposed[0], "propose_refusal"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("what is acted on: %v", err)
		}
		last, err := db.One[flow.Event](ctx, w.DB, `SELECT * FROM case_events WHERE input <> '' ORDER BY case_id, seq LIMIT 1`)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Ledger.Verify(ctx)
		if err != nil || !slices.ContainsFunc(r.Faults, func(f ledger.Fault) bool { return f.Case == last.CaseID && f.Seq == last.Seq }) {
			t.Errorf("verification names %v, not event %d of case %d: %v", r.Faults, last.Seq, last.CaseID, err)
		}
		if r.Cut != strings.Contains(r.Found(0), "至少") {
			t.Errorf("cut %v: %s", r.Cut, r.Found(0))
		}
	})
}

// busyCity is a city in which much has happened, with people of every kind signed in.
func busyCity(t *testing.T, kind string) (*world, []*citizen) {
	t.Helper()
	w := &world{t: t}
	dir, url := busy.Copy(t, kind)
	w.open(dir, url, time.Now().In(calendar.Zone).Format("2006-01-02 15:04"))
	t.Cleanup(func() { w.Close() })
	server := httptest.NewServer(w.Server)
	t.Cleanup(server.Close)
	w.url = server.URL
	var browsers []*citizen
	for _, login := range []string{"zhoumin", "lizhiqiang", "suntao", "jianguan", "leader", "zhuanxi", "huifang", "bianji"} {
		browsers = append(browsers, w.staff(login))
	}
	return w, browsers
}

// askEverything asks for every page and export that needs no name in its path, and for the page of every case, and counts those that say
// some words. None may fail.
func (w *world) askEverything(browsers []*citizen, words string) (asked, said int) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	numbers, err := db.All[int64](ctx, w.DB, `SELECT id FROM cases`)
	if err != nil {
		t.Fatal(err)
	}
	for i, z := range browsers {
		ask := func(path string) {
			asked++
			s := z.get(path)
			if s.status >= http.StatusInternalServerError {
				t.Errorf("%s: %d", path, s.status)
			}
			if strings.Contains(s.body, words) {
				said++
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
	return asked, said
}
