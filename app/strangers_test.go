package app

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/door"
	"wuyou/office/notice"
)

// Every route refuses what the databases cannot keep, whoever asks, and answers the same on both.
func TestNoRouteTakesWhatCannotBeKept(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
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

// What an address or a form names may be gone or never have been: whoever asks gets an answer, and no route fails.
func TestNoRouteFailsOnWhatIsNotThere(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		part := regexp.MustCompile(`\{[^}]*\}`)
		posted := url.Values{}
		for _, pair := range []string{"do agree", "do number", "why 核对", "state suspended", "act 999999999999", "to 999999999999", "number 5114022604200099999990", "id 999999999999",
			"case 999999999999", "item 999999999999", "revoke 999999999999", "take 999999999999", "end 999999999999", "post 999999999999", "answer 不对", "person 999999999999", "level satisfied"} {
			name, value, _ := strings.Cut(pair, " ")
			posted.Add(name, value)
		}
		for _, z := range []*citizen{w.citizen(), w.staff("zhoumin"), w.staff("jianguan"), w.staff("bianji"), w.staff("fabu"), w.administrator("xitong"), w.administrator("anquan"), w.administrator("shenji")} {
			for _, route := range w.Server.Routes() {
				if strings.Contains(route.Path, "/signout") || strings.Contains(route.Path, "/healthz") || strings.Contains(route.Path, "/readyz") || route.Method == "POST" && route.Path == "/desk/me" {
					continue
				}
				path := part.ReplaceAllString(route.Path, "999999999999")
				r, err := http.NewRequest(route.Method, w.url+path, strings.NewReader(posted.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				res, err := z.c.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if res.StatusCode >= 500 {
					t.Errorf("%s %s: %d", route.Method, path, res.StatusCode)
				}
			}
		}
	})
}

// Files count, not posts; what came with a form that was refused is forgotten when nobody has sent it again.
func TestFilesOfRefusedFormsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite", func(c *Config) { c.Limits = "upload.hour=60" })
	rows := func() int64 {
		n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM files`)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := rows()
	post := func(n int) int {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("item", "") // refused
		for i := range n {
			f, err := m.CreateFormFile("files", fmt.Sprintf("%d.png", i))
			if err != nil {
				t.Fatal(err)
			}
			f.Write(door.MadePaper())
		}
		m.Close()
		res, err := http.Post(w.url+"/grievances/new", m.FormDataContentType(), &b)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if code := post(51); code != 422 || rows() != before {
		t.Errorf("51 files in one form: %d, %d kept", code, rows()-before)
	}
	if code := post(40); code != 422 || rows() != before+40 {
		t.Errorf("40 files in a form that is refused: %d, %d kept", code, rows()-before)
	}
	if code := post(40); code != 429 || rows() != before+40 {
		t.Errorf("80 files in an hour: %d, %d kept", code, rows()-before)
	}
	w.later(w.Limits.Time(keepLoose) + 24*time.Hour)
	w.tick()
	if n := rows(); n != before {
		t.Errorf("%d files of refused forms are still there", n-before)
	}
	w.sound()
}

// healthz tells that messages have stopped, that the sweep has, that the disk takes nothing; readyz only what keeps from serving.
func TestHealthTellsTheTruth(t *testing.T) {
	t.Parallel()
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
	k, failing := w.served(6, "", "zhoumin"), w.Now().Add(-time.Hour).UnixMilli()
	w.tick()
	want("")
	for _, sql := range []string{
		`INSERT INTO case_snoozes (case_id, since, alarm_at) SELECT id, $2, alarm_at FROM cases WHERE id = $1`,
		`DELETE FROM case_snoozes WHERE case_id = $1 AND since = $2`,
	} {
		if err := w.DB.Exec(t.Context(), sql, k.ID, failing); err != nil {
			t.Fatal(err)
		}
		want(map[bool]string{true: "有 1 件办件的到期处理做不成"}[strings.HasPrefix(sql, "INSERT")])
	}
	w.begin()
	w.later(time.Hour)
	want("巡检停了")
	for name, loop := range w.loops() { // each is told of, when it alone stands still
		for other := range w.loops() {
			w.beat(other)
		}
		w.checkup.beats.Store(name, w.Now().Add(-loop.most))
		want(loop.words + "停了")
	}
	for name := range w.loops() {
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

// Metrics tell what waits, how long, and what was given up.
func TestQueuesAreMeasured(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
			if _, err := w.Jobs.Add(t.Context(), tx, "nothing", "", 1); err != nil {
				return err
			}
			return w.Notices.Send(t.Context(), tx, notice.To{Phone: "13800138000"}, "otp", nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		w.begin()
		w.later(time.Minute)
		metrics := func() string {
			r := httptest.NewRequest("GET", "/metrics", nil)
			r.RemoteAddr = "127.0.0.1:999"
			answer := httptest.NewRecorder()
			w.Server.ServeHTTP(answer, r)
			return answer.Body.String()
		}
		text := metrics()
		for _, q := range []string{"notices", "jobs"} {
			for _, line := range []string{`wuyou_queue_length{queue="` + q + `"} 1`, `wuyou_queue_oldest_seconds{queue="` + q + `"} 60`} {
				if !strings.Contains(text, line) {
					t.Errorf("no %s in the metrics", line)
				}
			}
		}
		for _, q := range []string{"daily", "seal", "ringing", "rating_outbox"} {
			if !strings.Contains(text, `wuyou_queue_length{queue="`+q+`"}`) {
				t.Errorf("no %s in the metrics", q)
			}
		}
		for name := range w.loops() { // from the start, before it was done once
			if !strings.Contains(text, `wuyou_loop_since_seconds{loop="`+name+`"} 60`) {
				t.Errorf("no %s in the metrics", name)
			}
		}
		w.tick()
		w.later(time.Minute)
		if text := metrics(); !strings.Contains(text, `wuyou_queue_failed{queue="jobs"} 1`) || !strings.Contains(text, `wuyou_queue_length{queue="notices"} 0`) {
			t.Error("what was done or failed still waits")
		}
	})
}

// A node whose clock is not the database's says so and is taken away: what it writes would be dated wrong for good.
func TestAWrongClockServesNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "postgres", func(c *Config) { c.Skew = Defaults().Skew }) // the world's clock stands in April
	for _, path := range []string{"/healthz", "/readyz"} {
		answer := httptest.NewRecorder()
		w.Server.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if body := answer.Body.String(); answer.Code != 503 || !strings.Contains(body, "本机的时钟和数据库的相差") {
			t.Errorf("%s: %d %s", path, answer.Code, body)
		}
	}
	if words, err := w.skewed(t.Context()); words == "" || err != nil {
		t.Errorf("%q %v", words, err)
	}
	w.Config.Skew = 0
	if words, err := w.skewed(t.Context()); words != "" || err != nil {
		t.Errorf("not compared: %q %v", words, err)
	}
}

// What anybody may have the program keep is paced, no larger than what was asked for, and forgotten after its time.
func TestStrangersFillNothing(t *testing.T) {
	t.Parallel()
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
	if old, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM jobs WHERE created_at < $1`, w.Limits.Since(keepWork).UnixMilli()); err != nil || old != 0 || rows("jobs") != 5 || rows("db_processes") != 1 {
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
