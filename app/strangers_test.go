package app

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/notice"
)

// Every route refuses what the databases cannot keep, whoever asks, and answers the same on both.
func TestNoRouteTakesWhatCannotBeKept(t *testing.T) {
	each(t, func(w *world) {
		part := regexp.MustCompile(`\{[^}]*\}`)
		for _, route := range w.Server.Routes() {
			path := part.ReplaceAllString(route.Path, "1")
			targets := []string{path + "?q=%00", path + "?q=%ff", path + "?q=" + strings.Repeat("a", 60_000)}
			if part.MatchString(route.Path) {
				targets = append(targets, part.ReplaceAllString(route.Path, "%00"), part.ReplaceAllString(route.Path, "%ff"))
			}
			for _, target := range targets {
				answer := httptest.NewRecorder()
				w.Server.ServeHTTP(answer, httptest.NewRequest(route.Method, target, nil))
				if answer.Code != 422 {
					w.t.Errorf("%s %.60s: %d", route.Method, target, answer.Code)
				}
			}
		}
		for path, body := range map[string]string{
			"/signin": "phone=138%00", "/track": "number=%00&code=1", "/desk/signin": "login=%00&password=x", "/grievances/new": "item=%ff",
		} {
			r := httptest.NewRequest("POST", path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			w.Server.ServeHTTP(answer, r)
			if answer.Code != 422 {
				w.t.Errorf("POST %s %s: %d", path, body, answer.Code)
			}
		}
	})
}

// healthz tells that messages have stopped, that the sweep has, that the disk takes nothing; readyz only what keeps from serving.
func TestHealthTellsTheTruth(t *testing.T) {
	w := newWorld(t, "sqlite")
	health := func(path string) (int, string) {
		w.later(time.Minute) // a look is kept for a few seconds
		answer := httptest.NewRecorder()
		w.Server.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		return answer.Code, answer.Body.String()
	}
	want := func(words string) {
		t.Helper()
		code, body := health("/healthz")
		if ready, _ := health("/readyz"); ready != 200 {
			t.Errorf("not ready: %s", body)
		}
		if (code == 503) != (words != "") || !strings.Contains(body, words) {
			t.Errorf("%d %s, want %q", code, body, words)
		}
	}
	want("")
	err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
		return w.Notices.Send(t.Context(), tx, notice.To{Phone: "13800138000"}, "otp", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	want("")
	w.later(time.Hour)
	want("短信等了")
	w.tick()
	want("")
	w.checkup.begin(w.Now())
	w.later(time.Hour)
	want("巡检停了")
	for name := range vital {
		w.beat(name)
	}
	want("")
	files := w.Config.filesDir()
	if err := os.Rename(files, files+"-"); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(files, nil, 0o600); err != nil { // a folder that takes nothing, whoever asks
		t.Fatal(err)
	}
	want("磁盘")
	left, _ := filepath.Glob(filepath.Join(w.Config.Data, ".health-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What anybody may have the program keep is paced, no larger than what was asked for, and forgotten after its time.
func TestStrangersFillNothing(t *testing.T) {
	w := newWorld(t, "sqlite")
	w.limit("checklist.hour", 3)
	w.limit("upload.hour", 2)
	guide := fmt.Sprintf("/items/%d/checklist", w.offer(permit("青云游艺证核发")))
	keep := func() seen { return w.citizen().post(guide, "s_who", "kin", "s_lost", "no") }
	for range 3 {
		keep().is(200)
	}
	keep().is(429)

	rows := func(table string) int64 {
		n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	w.citizen().post("/signin", "phone", "13855550001").is(200)
	if rows("checklists") == 0 || rows("throttles") == 0 || rows("one_time_codes") == 0 {
		t.Fatal("nothing to forget")
	}
	w.later(w.Limits.Time(keepLists) + 24*time.Hour)
	w.tick()
	w.tick() // the pruning itself is work that ended
	w.later(w.Limits.Time(keepWork) + 24*time.Hour)
	if err := w.DB.Exec(t.Context(), `INSERT INTO db_processes (n, started_at) VALUES (0, 1)`); err != nil {
		t.Fatal(err)
	}
	w.tick()
	if old, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM jobs WHERE created_at < $1`, w.Limits.Since(keepWork).UnixMilli()); err != nil || old != 0 || rows("jobs") != 1 || rows("db_processes") != 1 {
		t.Errorf("%d old jobs, %d jobs, %d starts: %v", old, rows("jobs"), rows("db_processes"), err)
	}
	for _, table := range []string{"checklists", "throttles", "one_time_codes", "sessions"} {
		if n := rows(table); n != 0 {
			t.Errorf("%d %s are still there", n, table)
		}
	}
	if n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM notices WHERE template = 'otp'`); err != nil || n != 0 {
		t.Errorf("%d messages with codes are still there: %v", n, err)
	}
}
