package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office/demo"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// demoAt are the options of a demonstration in a folder, on a database of its own.
func demoAt(data, url string) []string {
	args := []string{"--demo", "--data", data}
	if strings.HasPrefix(url, "postgres") {
		args = append(args, "--db", url)
	}
	return args
}

// ready is a demonstration that needs not be loaded any more.
func ready(t testing.TB, kind string) []string {
	t.Helper()
	return demoAt(busy.Copy(t, kind))
}

// busy is the demonstration with its cases, as programs find it that tests start.
var busy = dbtest.Template{Fill: func(t testing.TB, dir, url string) {
	t.Helper()
	a, err := openDemo(t.Context(), demoConfig(dir, url), Outside{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
}}

func demoConfig(dir, url string) Config {
	cfg := Defaults()
	cfg.Data, cfg.Demo, cfg.Limits = dir, true, "session.staff_idle=60,signin.wait=1"
	if strings.HasPrefix(url, "postgres") {
		cfg.DB = url
	}
	return cfg
}

func with(args []string, more ...string) []string { return append(more, args...) }

// petition is the body of a request to apply, for the n-th person.
func petition(n int) map[string]any {
	return map[string]any{
		"item": simple, "region": "511402000000", "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(n), "phone": "13800138000"},
		"form": map[string]string{"applicant_name": "张晓梅", "phone": "13800138000", "request": "社保卡丢了，要挂失"},
	}
}

// storm has so many clients apply at once, again and again, until the server is gone, and hands over
// the number of every receipt that was shown.
func storm(url, token string, clients int, shown func(number string)) {
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: 2 * time.Minute}
	var wait sync.WaitGroup
	for i := range clients {
		wait.Go(func() {
			b, _ := json.Marshal(petition(i))
			for {
				r, _ := http.NewRequest("POST", url+"/api/v1/applications", bytes.NewReader(b))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer "+token)
				answer, err := c.Do(r)
				if err != nil {
					return
				}
				var got struct{ Number string }
				err = json.NewDecoder(answer.Body).Decode(&got)
				answer.Body.Close()
				if err != nil || answer.StatusCode != http.StatusCreated {
					return
				}
				shown(got.Number)
			}
		})
	}
	wait.Wait()
}

// A power cut in the middle of 200 concurrent submissions loses no receipt that was shown.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		p := start(t, 0, here...)
		token := must(t, with(here, "token", "add", "--name", "测试", "--scopes", "apply read")...)
		var mu sync.Mutex
		var receipts []string
		storm(p.url, token, 200, func(number string) {
			mu.Lock()
			defer mu.Unlock()
			if receipts = append(receipts, number); len(receipts) == 300 {
				p.kill()
			}
		})
		if len(receipts) < 300 {
			t.Fatalf("only %d receipts: %s", len(receipts), p.said())
		}
		said := must(t, with(here, "verify")...)
		if !strings.Contains(said, "完好") {
			t.Error(said)
		}
		p = start(t, 0, here...)
		w := p.world()
		for _, number := range receipts {
			if status, r := w.call(token, "GET", "/api/v1/cases/"+number, nil); status != 200 || len(r["events"].([]any)) == 0 {
				t.Fatalf("the receipt %s was shown, and now: %d %v", number, status, r)
			}
		}
		w.apply(token, 999) // and work goes on
	})
}

// A backup is made while people work, restored into an empty place, and whole there.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		data := here[2]
		p := start(t, 0, here...)
		token := must(t, with(here, "token", "add", "--name", "测试", "--scopes", "apply read")...)
		v := &village{world: p.world()}
		v.photo(token, "照片")
		first := v.apply(token, 1)
		over := make(chan struct{})
		go func() {
			defer close(over)
			storm(p.url, token, 8, func(string) {})
		}()
		dir := filepath.Join(dbtest.TempDir(t), "backup")
		if out := must(t, with(here, "backup", dir)...); !strings.Contains(out, "不在备份里") {
			t.Error(out)
		}
		if _, bad, code := question(t, with(here, "backup", dir)...); code != 1 || !strings.Contains(bad, "不是空目录") {
			t.Error("a backup into a full folder:", code, bad)
		}
		p.kill()
		<-over

		there, other := dbtest.TempDir(t), ""
		if kind == "postgres" {
			other = dbtest.Postgres(t)
		}
		copied := demoAt(there, other)
		key := readFile(t, filepath.Join(data, "keys"))
		noSecrets(t, dir)
		if _, bad, code := question(t, with(copied, "restore", dir)...); code != 1 || !strings.Contains(bad, "缺少主密钥") || strings.Contains(bad, "urandom") {
			t.Error("a restore without the keys:", code, bad)
		}
		if _, bad, code := question(t, with(copied, "restore", dir, "--keys", gm.FreshMaster())...); code != 1 || !strings.Contains(bad, "主密钥不对") {
			t.Error("a restore with others:", code, bad)
		}
		writeFile(t, filepath.Join(there, "keys"), key)
		must(t, with(copied, "restore", dir)...)
		if _, bad, code := question(t, with(copied, "restore", dir)...); code != 1 || !strings.Contains(bad, "空的地方") {
			t.Error("a restore into a full place:", code, bad)
		}
		if err := os.Remove(filepath.Join(there, "keys")); err != nil {
			t.Fatal(err)
		}
		if _, bad, code := question(t, with(copied, "verify")...); code != 1 || !strings.Contains(bad, "缺少主密钥") || strings.Contains(bad, "urandom") {
			t.Error("verify without the keys:", code, bad)
		}
		writeFile(t, filepath.Join(there, "keys"), key)
		if out := must(t, with(copied, "verify")...); !strings.Contains(out, "完好") {
			t.Error(out)
		}
		w := start(t, 0, copied...).world()
		if status, r := w.call(token, "GET", "/api/v1/cases/"+first, nil); status != 200 {
			t.Error(status, r)
		}

		for what, change := range damages {
			bad := copyOf(t, dir)
			change(t, bad)
			empty := dbtest.TempDir(t)
			_, said, code := question(t, "restore", bad, "--data", empty, "--keys", strings.TrimSpace(string(key)))
			if code != 1 || !strings.Contains(said, "备份已损坏") {
				t.Errorf("%s: %d %s", what, code, said)
			}
			if left, _ := filepath.Glob(empty + "/*"); len(left) > 0 {
				t.Errorf("%s: restored %v", what, left)
			}
		}
	})
}

// TestVerifyFindsTampering changes a database behind the program's back and asks the command.
func TestVerifyFindsTampering(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	token := w.clientToken("apply read")
	v := &village{world: w}
	v.photo(token, "照片")
	clerk := w.staffToken("zhoumin")
	for i := range 3 {
		w.event(clerk, w.apply(token, i), "accept", nil)
	}
	w.tick()
	if out := must(t, "verify", "--demo", "--data", w.Config.Data); !strings.Contains(out, "完好") {
		t.Fatal(out)
	}
	const last = `(SELECT MAX(id) FROM cases)`
	for name, tamper := range map[string]string{
		"an edited event":  `UPDATE case_events SET note = 'x' WHERE case_id = ` + last + ` AND seq = 1`,
		"a deleted tail":   `DELETE FROM case_events WHERE case_id = ` + last + ` AND seq = 2`,
		"a vanished case":  `DELETE FROM cases WHERE id = ` + last,
		"a changed file":   "",
		"an edited audit":  `UPDATE audits SET object = 'x' WHERE id = (SELECT MIN(id) FROM audits)`,
		"a whole case out": `DELETE FROM case_events WHERE case_id = ` + last + `; DELETE FROM cases WHERE id = ` + last,
	} {
		t.Run(name, func(t *testing.T) {
			dir := dbtest.TempDir(t)
			if err := w.DB.Backup(t.Context(), filepath.Join(dir, "wuyou.db")); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(filepath.Join(dir, "files"), os.DirFS(w.Config.filesDir())); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(dir, "keys"), readFile(t, filepath.Join(w.Config.Data, "keys")))
			if tamper == "" {
				files, err := filepath.Glob(filepath.Join(dir, "files", "*", "*"))
				if err != nil || len(files) == 0 {
					t.Fatal(files, err)
				}
				if err := os.WriteFile(files[0], []byte("x"), 0o600); err != nil {
					t.Fatal(err)
				}
			} else {
				d, err := db.Open(t.Context(), filepath.Join(dir, "wuyou.db"), time.Now)
				if err != nil {
					t.Fatal(err)
				}
				for sql := range strings.SplitSeq(tamper, ";") {
					if err := d.Exec(t.Context(), sql); err != nil {
						t.Fatal(err)
					}
				}
				d.Close()
			}
			out, bad, code := question(t, "verify", "--demo", "--data", dir)
			if code != 1 || !strings.Contains(out, "发现") {
				t.Errorf("%d %s%s", code, out, bad)
			}
		})
	}
}

// Several nodes may make the tables of a new database at once.
func TestNodesThatBeginTogether(t *testing.T) {
	t.Parallel()
	if os.Getenv("WUYOU_TEST_DB") == "sqlite" {
		return
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "keys"), []byte(gm.FreshMaster()+"\n"))
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--db", dbtest.Postgres(t), "--claims-at-window", "--no-sms"}
	var nodes []*process
	for range 3 {
		nodes = append(nodes, launch(t, 0, args...))
	}
	for _, p := range nodes {
		p.serves(started)
	}
}

// Two processes on one PostgreSQL serve one city.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	if os.Getenv("WUYOU_TEST_DB") == "sqlite" {
		return
	}
	here := ready(t, "postgres")
	up := t // the nodes outlive the parts of the test
	a, b := start(up, 0, here...), start(up, 0, here...)
	// A third eye on the same database, which only prepares and looks.
	eye, err := Open(t.Context(), demoConfig(here[2], here[4]), Outside{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer eye.Close()
	w := &world{App: eye, t: t, url: a.url}
	other := &world{App: eye, t: t, url: b.url}

	t.Run("a session", func(t *testing.T) {
		z := w.citizen()
		z.post("/desk/signin", "login", "zhoumin", "password", demo.Password).is(200)
		z.w = other
		z.get("/desk/me").is(200, "周敏")
		z.post("/desk/signout").is(200)
		z.w = w
		z.get("/desk/me").is(200, "登录").not("周敏")
	})
	client := w.clientToken("apply read")
	t.Run("ten clerks", func(t *testing.T) {
		number := w.apply(client, 99)
		zhou, err := eye.Roster.FindMember(t.Context(), "zhoumin")
		if err != nil {
			t.Fatal(err)
		}
		_, known, err := eye.Roster.StaffActor(t.Context(), zhou.ID)
		if err != nil {
			t.Fatal(err)
		}
		var clerks []string
		for i := range 10 {
			login := fmt.Sprintf("clerk%d", i)
			err := eye.DB.Tx(t.Context(), func(tx *db.DB) error {
				id, err := eye.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{Login: login, Name: "窗口" + login, Hash: known.Password, Keep: true})
				if err != nil {
					return err
				}
				return eye.Roster.AddPost(t.Context(), tx, people.TheOffice, "", id, people.Post{Role: people.Window, Region: eye.Regions.Children(eye.Profile.Region)[0].Code, Title: "窗口"}, "")
			})
			if err != nil {
				t.Fatal(err)
			}
			clerks = append(clerks, w.staffToken(login))
		}
		answers := make(chan string, 10)
		press := make(chan struct{})
		for i, token := range clerks {
			node := []*world{w, other}[i%2]
			go func() {
				<-press
				status, r := node.call(token, "POST", "/api/v1/cases/"+number+"/events/accept", map[string]any{"seq": 1})
				answers <- fmt.Sprint(status, " ", r["title"])
			}()
		}
		close(press)
		won := 0
		for range clerks {
			switch a := <-answers; {
			case strings.HasPrefix(a, "200"):
				won++
			case !strings.HasPrefix(a, "409") || !strings.Contains(a, "窗口clerk") || !strings.Contains(a, "做了“受理”"):
				t.Error("a clerk who was too late got:", a)
			}
		}
		if won != 1 {
			t.Errorf("%d clerks accepted", won)
		}
	})
	t.Run("reminders", func(t *testing.T) {
		var numbers []string
		for i := range 30 {
			numbers = append(numbers, w.apply(client, i))
		}
		a.kill()
		b.kill()
		const ahead = 60 * 24 * time.Hour // long behind every term
		a, b = start(up, ahead, here...), start(up, ahead, here...)
		w.url, other.url = a.url, b.url
		for _, number := range numbers {
			k, err := eye.Engine.ByNumber(t.Context(), number)
			if err != nil {
				t.Fatal(err)
			}
			fired := map[string]int{}
			told := 0
			for end := time.Now().Add(time.Minute); fired["overdue_statutory"] == 0 || fired["remind"] == 0 || told == 0; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal(number, "had not all that came due:", fired, "told of the acceptance", told, "times")
				}
				v, err := eye.Engine.View(t.Context(), people.TheOffice, k.ID)
				if err != nil {
					t.Fatal(err)
				}
				clear(fired)
				for _, e := range v.Events {
					fired[e.Event]++
					if e.Event == "remind" {
						fired[e.Note+e.Effect]++
					}
				}
				told = strings.Count(a.said()+b.said(), "起即为受理，编号 "+flow.Grouped(number))
			}
			if told != 1 {
				t.Errorf("%s: told of the acceptance %d times", number, told)
			}
			delete(fired, "remind")
			for what, n := range fired {
				if n != 1 {
					t.Errorf("%s: %s came %d times", number, what, n)
				}
			}
		}
	})
	t.Run("a change", func(t *testing.T) {
		e, err := eye.Catalog.ByCode(simple)
		if err != nil {
			t.Fatal(err)
		}
		if err := eye.Catalog.SetState(t.Context(), people.TheOffice, e.ID, "suspended", "系统升级"); err != nil {
			t.Fatal(err)
		}
		for _, node := range []*world{w, other} {
			for end := time.Now().Add(time.Minute); !strings.Contains(node.citizen().get(fmt.Sprintf("/items/%d", e.ID)).body, "暂停办理"); time.Sleep(100 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the change did not reach", node.url)
				}
			}
		}
		if err := eye.Catalog.SetState(t.Context(), people.TheOffice, e.ID, e.State, "升级完成"); err != nil {
			t.Fatal(err)
		}
	})
}
