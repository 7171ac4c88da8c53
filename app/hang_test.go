package app

import (
	"errors"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
)

// silent is a world whose PostgreSQL database can fall silent: what is sent to it is swallowed, and no connection is closed.
func silent(t *testing.T) (*world, *dbtest.Proxy) {
	t.Helper()
	if os.Getenv("WUYOU_TEST_DB") == "sqlite" {
		t.Skip("PostgreSQL is left out")
	}
	dir, url := city.Copy(t, "postgres")
	p := dbtest.NewProxy(t, url)
	w := &world{t: t}
	w.open(dir, p.URL, "2026-04-20 09:30", func(c *Config) { c.Answer, c.AnswerLong = time.Second, 2*time.Second })
	server := httptest.NewServer(w.Server)
	t.Cleanup(func() {
		p.Forward()
		server.Close()
		w.Close()
	})
	w.url = server.URL
	return w, p
}

// A database that says nothing keeps nobody waiting: pages, programs, health and the work in the background are told; when it speaks
// again everything goes on, and a step that was asked for meanwhile was not half done.
func TestADatabaseThatHangs(t *testing.T) {
	t.Parallel()
	w, p := silent(t)
	token := w.staffToken("zhoumin")
	number := w.apply(w.clientToken("apply"), 1)
	clerk := w.staff("zhoumin")
	home := "/desk/cases/" + number
	seq := clerk.get(home).is(200).seq()
	w.citizen().get("/healthz").is(200)
	w.later(lookEvery)

	p.Swallow()
	stopped := clerk.get("/desk").is(503, "系统正在恢复", "这一页会自己再试")
	if stopped.header.Get("Retry-After") != "10" || stopped.header.Get("Refresh") != "10" {
		t.Errorf("%v", stopped.header)
	}
	if posted := clerk.post(home+"/do/accept", "seq", seq).is(503, "请退回上一页"); posted.header.Get("Refresh") != "" {
		t.Error("what was posted is sent again by itself")
	}
	if code, answer := w.call(token, "GET", "/api/v1/cases/"+number, nil); code != 503 {
		t.Errorf("%d %v", code, answer)
	}
	clerk.get("/desk/overview.xlsx").is(503)
	w.citizen().get("/readyz").is(503, "数据库不能写")
	w.citizen().get("/healthz").is(503, "数据库不能写")
	clerk.get("/components").is(200) // with its style sheets
	if err := w.Tick(t.Context()); !fail.Is(err, fail.KindDown) {
		t.Errorf("the work in the background: %v", err)
	}

	p.Forward()
	w.later(lookEvery)
	w.citizen().get("/healthz").is(200)
	w.tick()
	clerk.get(home).is(200).not("已受理")
	clerk.post(home+"/do/accept", "seq", seq).is(200, "已受理")
	if _, answer := w.call(token, "GET", "/api/v1/cases/"+number, nil); answer["number"] != number {
		t.Errorf("%v", answer)
	}
	if r, err := w.Ledger.Verify(t.Context()); err != nil || len(r.Faults) > 0 {
		t.Errorf("%v %v", err, r.Faults)
	}
}

// A step of which the database has not said whether it is done is told as that, to people and to programs.
func TestAStepOfWhichNobodyKnows(t *testing.T) {
	w := newWorld(t, "")
	lost, _ := fail.As(fail.Unsure(errors.New("no answer")))
	for path, words := range map[string]string{"/desk/cases/1/do/accept": "已经办成的，不用再提交", "/my/cases/1/do/fix": "已经办成的，不用再提交", "/api/v1/cases/1": "不知道办成没有"} {
		answer := httptest.NewRecorder()
		w.Server.Failed(answer, httptest.NewRequest("POST", path, nil), 503, lost, "")
		if body := answer.Body.String(); !strings.Contains(body, words) || strings.Contains(body, "还没有办成") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

// What may work for long before its answer begins says so.
func TestExportsAreLong(t *testing.T) {
	w := newWorld(t, "")
	for _, r := range w.Server.Routes() {
		if strings.HasSuffix(r.Path, ".xlsx") && !r.Long && !strings.HasSuffix(r.Path, "errors.xlsx") {
			t.Errorf("%s is an export and not long", r.Path)
		}
	}
}
