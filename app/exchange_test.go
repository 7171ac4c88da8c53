package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/province"
)

// exchangeWorld is a city in exchange with a province, each with its own half of the wire.
type exchangeWorld struct {
	*world
	far *province.Platform
	cfg Config
	n   int

	busy atomic.Int64 // requests that the province is at
}

func newExchange(t *testing.T, kind string) *exchangeWorld {
	t.Helper()
	x := &exchangeWorld{}
	drawSecrets(&x.cfg)
	x.cfg.ExchangeSource, x.cfg.ExchangeTimeout = "city", 10*time.Second
	far, err := newProvince(&x.cfg, "", 5, 0, func() time.Time { return x.clock() })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x.busy.Add(1)
		defer x.busy.Add(-1)
		far.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	x.cfg.ExchangeURL, x.far = server.URL, far
	x.world = newWorld(t, kind, func(c *Config) {
		c.ExchangeURL, c.ExchangeID, c.ExchangeSecret, c.ExchangeKey, c.ExchangeSign = x.cfg.ExchangeURL, x.cfg.ExchangeID, x.cfg.ExchangeSecret, x.cfg.ExchangeKey, x.cfg.ExchangeSign
		c.ExchangeSource, c.ExchangeTimeout = x.cfg.ExchangeSource, x.cfg.ExchangeTimeout
		x.cfg = *c
	})
	x.citizen().get("/help/privacy").is(200, "报送省政务服务“好差评”平台") // people are told
	return x
}

// said rates the last service of a case.
func (x *exchangeWorld) said(id int64, g rate.Given) {
	x.t.Helper()
	acts, err := x.Ratings.Today(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	for _, a := range slices.Backward(acts) {
		if a.CaseID == id {
			g.Act = a.ID
		}
	}
	if _, err := x.Ratings.Rate(x.t.Context(), g); err != nil {
		x.t.Fatal(err)
	}
}

// rates has some people served and rate.
func (x *exchangeWorld) rates(n int) {
	x.t.Helper()
	for range n {
		x.n++
		k := x.served(x.n%40+1, "", "zhoumin")
		x.later(time.Minute)
		x.said(k.ID, rate.Given{Level: rate.VerySatisfied, Tags: []string{"510"}, Way: "pad", Person: k.Applicant, Unnamed: x.n%3 == 0})
	}
}

func (x *exchangeWorld) send() {
	x.t.Helper()
	if _, err := x.Ratings.Province.Send(context.Background()); err != nil {
		x.t.Fatal(err)
	}
	x.quiet(0)
}

// quiet waits until the province, which has our clock, is at nothing any more and has failed so often: what
// the city has given up may still be on its way.
func (x *exchangeWorld) quiet(strikes int) {
	for x.busy.Load() > 0 || x.far.Strikes() < strikes {
		time.Sleep(time.Millisecond)
	}
}

// agree fails when the two sides do not hold the same set, each thing once.
func (x *exchangeWorld) agree(what string, days ...calendar.Day) {
	x.t.Helper()
	for _, day := range days {
		var theirs []string
		for _, l := range x.far.Day("city", day.String()) {
			theirs = append(theirs, l.Key)
		}
		ours, err := x.Ratings.Province.Keys(x.t.Context(), day)
		if err != nil {
			x.t.Fatal(err)
		}
		slices.Sort(ours)
		if !slices.Equal(ours, theirs) || len(ours) == 0 {
			x.t.Errorf("%s, %s: ours %v, theirs %v", what, day, ours, theirs)
		}
	}
}

// Whatever strikes between the two, both end with the same set and nothing twice.
func TestBothSidesHoldTheSameSetAfterEveryFailure(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		x := newExchange(t, kind)
		boss, days := people.Visitor{Actor: x.actor("jianguan")}, []calendar.Day(nil)
		for i, f := range province.Failures {
			if f.Name == "no-identity" { // strikes the identity check: identity_test.go
				continue
			}
			x.at(fmt.Sprintf("2026-05-%02d 09:30", i+6))
			day := calendar.DayOf(x.clock())
			x.rates(3)
			x.later(2 * time.Second)
			before := x.far.Strikes()
			if err := x.far.Fail(f.Name); err != nil {
				t.Fatal(err)
			}
			x.Exchange.Platform.Timeout = 10 * time.Second
			if f.Name == "timeout" {
				x.Exchange.Platform.Timeout = 200 * time.Millisecond
			}
			if f.Name == "no-token" {
				x.later(time.Hour) // the token has ended
			}
			x.send()
			if f.Name == "timeout" {
				x.quiet(before + 1)
			}
			if f.Name == "lost-list" {
				x.staff("jianguan").post("/desk/ratings/exchange/days/"+day.String()+"/reconcile").is(http.StatusOK, "省里缺", "补报 2 条")
			}
			x.later(2 * time.Minute)
			x.rates(1) // work goes on meanwhile
			x.send()
			if f.Name == "timeout" {
				x.quiet(before + 2)
			}
			if x.far.Strikes() == before {
				t.Errorf("%s did not strike", f.Name)
			}
			if err := x.far.Fail(""); err != nil {
				t.Fatal(err)
			}
			if _, err := x.Ratings.Province.ResendDay(t.Context(), boss, day); err != nil {
				t.Fatal(err)
			}
			x.later(2 * time.Second)
			x.send()
			x.agree(f.Name, day)
			if err := x.Ratings.Province.Reconcile(t.Context(), day, "对账人"); err != nil {
				t.Error(err)
			}
			days = append(days, day)
		}
		x.agree("in the end", days...)
		list := x.staff("jianguan").get("/desk/ratings/exchange?from=2026-05-01&to=2026-05-31").is(http.StatusOK).not("要处理", "还没对账", "报送中", "等再次对账")
		if n := strings.Count(list.body, "两边一致"); n != len(days) {
			t.Errorf("%d of %d days agree", n, len(days))
		}
		if r := x.far.Report(); len(r.Refused) != 0 || r.Taken != 4*(len(province.Failures)-1) {
			t.Errorf("%+v", r)
		}
	})
}

// What is refused is shown with its reason and where to mend it; mended and sent again by hand it is
// taken, and it stands in the log who did it. What becomes of a bad rating follows it there. An unnamed
// rating tells nobody's name.
func TestARefusedRecordIsMendedAndSentAgain(t *testing.T) {
	t.Parallel()
	x := newExchange(t, "")
	day := calendar.DayOf(x.clock()).String()
	boss := x.staff("jianguan")
	boss.get("/desk/ratings/exchange").is(http.StatusOK, "本机的模拟省平台", "没有要报送的评价")
	dept := x.actor("lizhiqiang").Posts[0].Dept
	codes := func(pairs ...string) { // the supervisor proposes, the publisher agrees
		t.Helper()
		boss.post("/desk/ratings/exchange/codes", append(pairs, "why", "省平台来函")...).is(http.StatusOK, "已提交", "等确认的改动", "省平台来函").bones()
		publisher := x.staff("fabu")
		waiting := publisher.get("/desk/admin/waiting").is(http.StatusOK, "报送编码").find(`href="(/desk/admin/waiting/\d+)"`)
		publisher.get(waiting).is(http.StatusOK, "改成").bones()
		publisher.agree(waiting).is(http.StatusOK, "现在起生效")
	}
	codes("set", "1")
	k, fix, link := x.badRating(6, "unnamed", "1")
	x.later(2 * time.Second)
	x.send()
	page := boss.get("/desk/ratings/exchange/lines?day="+day+"&only=refused").is(http.StatusOK, "被拒收", "不属于这个满意程度")
	record := page.find(`href="(/desk/ratings/exchange/records/\d+)"`)
	boss.get(record).is(http.StatusOK, "去编码对照里改", "匿名评价，不报送").not(k.Party, k.Number(), flow.Grouped(k.Number()))
	x.staff("jianguan1").get("/desk/ratings/exchange").is(http.StatusForbidden)
	boss.post("/desk/ratings/exchange/codes", "organ", dept, "theirs", "123", "why", "核对过").is(http.StatusUnprocessableEntity, "18 位")
	boss.post("/desk/ratings/exchange/codes", "organ", dept, "theirs", "11100000000013127D").is(http.StatusUnprocessableEntity, "请写明为什么改")
	boss.post("/desk/ratings/exchange/codes", "set", "5").is(http.StatusUnprocessableEntity, "请写明为什么改")
	boss.post("/desk/ratings/exchange/codes", "organ", "nobody", "theirs", "11100000000013127D", "why", "核对过").is(http.StatusNotFound)
	codes("set", "5")
	boss.post(record).is(http.StatusOK, "已排队", "上次补报")
	x.later(time.Second)
	x.send()
	boss.get(record).is(http.StatusOK, "已接收")
	x.agree("mended", calendar.DayOf(x.clock()))

	x.do("wanglei", fix.Number(), "contact", "text", "想了解是哪三次。")
	x.do("wanglei", fix.Number(), "valid", "found", "simple", "said", "没有一次告知。")
	x.do("wanglei", fix.Number(), "reply", "text", "已一次告知。", "done", "重新告知")
	x.later(time.Minute)
	x.citizen().post(link+"?more=1", "level", "satisfied").is(http.StatusOK, "追加评价")
	x.later(time.Minute)
	x.send()
	x.agree("put right", calendar.DayOf(x.clock()))
	kinds := map[string]int{}
	for _, l := range x.far.Day("city", day) {
		kinds[l.Kind]++
	}
	if kinds["evaluation"] != 2 || kinds["reply"] != 1 || kinds["end"] != 1 {
		t.Errorf("%v %+v", kinds, x.far.Report().Refused)
	}
	x.later(24 * time.Hour)
	x.tick() // the night's work finds nothing to do
	boss = x.staff("jianguan")
	boss.get("/desk/ratings/exchange").is(http.StatusOK, "两边一致")
	if r := x.far.Report(); r.Twice != 0 || r.Taken != 4 {
		t.Errorf("%+v", r)
	}
	audits, err := x.Audit.Lines(t.Context(), audit.Filter{}, 0, 50)
	if err != nil || !slices.ContainsFunc(audits, func(a audit.Line) bool { return a.Act == "重新报送好差评" && a.ActorName != "" }) {
		t.Error(audits, err)
	}
	for path, rows := range map[string]int{"/desk/ratings/exchange.xlsx?from=" + day: 1, "/desk/ratings/exchange/lines.xlsx?day=" + day: 4} {
		if book := boss.get(path).workbook(); len(book.Rows) != rows || strings.Contains(fmt.Sprint(book), k.Number()) {
			t.Error(path, book)
		}
	}
}

// Two nodes on one database send at the same time, and one dies with lines in its hands: each line arrives
// once.
func TestTwoNodesSendAtOnce(t *testing.T) {
	t.Parallel()
	x := newExchange(t, "postgres")
	other, err := Open(t.Context(), x.cfg, Outside{Now: x.clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	x.rates(12)
	x.later(2 * time.Second)
	if err := x.far.Fail("timeout:1"); err != nil {
		t.Fatal(err)
	}
	dying, kill := context.WithCancel(t.Context())
	go func() { // it dies when the province has the letter and the city not the answer
		for x.far.Report().Taken == 0 {
			time.Sleep(time.Millisecond)
		}
		kill()
	}()
	other.Ratings.Province.Send(dying)
	if r := x.far.Report(); r.Taken != 12 {
		t.Fatalf("%+v", r)
	}
	x.rates(6)
	x.later(3 * time.Minute) // the lease has ended
	done := make(chan error, 4)
	for _, a := range []*App{x.App, other, x.App, other} {
		go func() { _, err := a.Ratings.Province.Send(context.Background()); done <- err }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	x.agree("two nodes", calendar.DayOf(x.clock()))
	if r := x.far.Report(); r.Taken != 18 || r.Twice != 12 || len(r.Refused) != 0 {
		t.Errorf("%+v", r)
	}
}

// Half of a configuration is a mistake that the program says; none is a city without exchange, whose page
// says so and whose ratings wait.
func TestTheExchangeIsConfiguredWhollyOrNotAtAll(t *testing.T) {
	t.Parallel()
	c := Config{}
	if e, err := c.platform(); err != nil || e.On() {
		t.Error(e, err)
	}
	drawSecrets(&c)
	if _, err := c.platform(); err == nil || !strings.Contains(err.Error(), "--exchange-url") || strings.Contains(err.Error(), c.ExchangeSecret) {
		t.Error(err)
	}
	for _, url := range []string{"http://10.1.2.3:9/hcp/", "https://127.0.0.1"} {
		c.ExchangeURL = url
		if _, err := c.platform(); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	c.ExchangeURL, c.Demo = "https://10.1.2.3", true
	if _, err := c.platform(); err == nil {
		t.Error("a demonstration is told to a real province")
	}
	c.ExchangeURL, c.ExchangeKey = "http://127.0.0.1:1", "00"
	if _, err := c.platform(); err == nil {
		t.Error("a short key passes")
	}
	w := newWorld(t, "")
	w.badRating(6)
	boss, day := w.staff("jianguan"), calendar.DayOf(w.clock()).String()
	for filters, want := range map[string]int{ // what a program asks for and nobody can read is refused
		"rating-exchange?from=x": 422, "rating-exchange?to=2026-02-30": 422, "rating-exchange?from=20260401&to=20260430": 200,
		"rating-exchange-lines?day=x": 422, "rating-exchange-lines?only=x": 422, "rating-exchange-lines?day=" + day: 200,
	} {
		if status, got := w.call(w.staffToken("jianguan"), "GET", "/api/v1/ledgers/"+filters, nil); status != want {
			w.t.Errorf("%s: %d %v", filters, status, got)
		}
	}
	boss.get("/desk/ratings/exchange").is(http.StatusOK, "还没有和省平台对接", "待报送")
	boss.post("/desk/ratings/exchange/days/"+day+"/reconcile").is(http.StatusOK, "还没有配置")
}

var farStarted = regexp.MustCompile(`模拟省平台已启动：(http://127\.0\.0\.1:\d+)\n`)

// The real program is killed when the province has its letter and it has not the answer. Started again, it
// brings the rest there, and nothing twice. The province, a program of its own, ends with what it found.
func TestKilledBetweenLetterAndAnswer(t *testing.T) {
	t.Parallel()
	var c Config
	drawSecrets(&c)
	secrets := []string{"--exchange-id", c.ExchangeID, "--exchange-secret", c.ExchangeSecret, "--exchange-key", c.ExchangeKey, "--exchange-sign", c.ExchangeSign}
	far := begin(t, 3*time.Minute, farStarted, append([]string{"fake-province", "--addr", "127.0.0.1:0", "--dir", t.TempDir(), "--fail", "timeout:1"}, secrets...)...)
	report := func() (r province.Report) {
		answer, err := http.Get(far.url + "/report.json")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if err := json.NewDecoder(answer.Body).Decode(&r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	until := func(done func(r province.Report) bool) province.Report {
		for {
			if r := report(); done(r) {
				return r
			}
			select {
			case <-far.end:
				t.Fatal(far.said())
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	here := append(ready(t, ""), append(secrets, "--exchange-url", far.url, "--exchange-timeout", "1m")...)
	p := start(t, 0, here...)
	first := until(func(r province.Report) bool { return r.Taken > 0 })
	p.kill()
	<-p.end
	p = start(t, 6*time.Minute, here...)
	boss := p.world().staff("jianguan")
	last := until(func(r province.Report) bool { // what became of the ratings goes behind them
		sent := boss.get("/desk/ratings/exchange?from=2020-01-01").find(`<dd class="note-line">(\d+) / \d+ 条`)
		return sent == fmt.Sprint(r.Taken) && r.Taken > first.Taken
	})
	if last.Twice != first.Taken || last.Unread != 0 || last.Codes["REQUIRED"] == 0 || len(last.Codes) != 1 {
		t.Errorf("first %+v\nlast %+v", first, last)
	}
	if code := far.stop(); code != 1 || !strings.Contains(far.said(), "REQUIRED\t") || !strings.Contains(far.said(), "serviceDepartmentCode") {
		t.Errorf("exit code %d: %s", code, far.said())
	}
	good := begin(t, 0, farStarted, "fake-province", "--addr", "127.0.0.1:0")
	if code := good.stop(); code != 0 || !strings.Contains(good.said(), "export WUYOU_EXCHANGE_KEY=") {
		t.Errorf("exit code %d: %s", code, good.said())
	}
	said, _, code := question(t, "fake-province", "--help")
	for _, flag := range []string{"-addr", "-dir", "-fail", "-best", "-token-life", "-exchange-id", "-exchange-secret", "-exchange-key", "-exchange-sign"} {
		if !strings.Contains(said, "  -"+flag+" ") {
			t.Errorf("the help lacks %s", flag)
		}
	}
	if n := strings.Count(said, "\n  -"); code != 0 || n != 9 {
		t.Errorf("exit code %d, %d options: %s", code, n, said)
	}
	for _, wrong := range [][]string{{"--fail", "nothing"}, {"--fail", "cut:0"}, {"--best", "3"}, {"--token-life", "-5m"}, {"--token-life", "87600h"}, {"more"}, {"--data", "x"}} {
		if _, said, code := question(t, append([]string{"fake-province", "--addr", "127.0.0.1:0"}, wrong...)...); code != 2 || !strings.Contains(said, "用法") {
			t.Errorf("%v: %d %s", wrong, code, said)
		}
	}
}

// The codes of all organs come as one table: tried first, with what is wrong in each row of the same file, and taken
// when a second person agrees.
func TestOrganCodesComeAsATable(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		organs := w.Exchange.Organs()
		first, second := organs[len(organs)-2], organs[len(organs)-1]
		const old = "11100000000013127D"
		fresh := "12100000400006195" + creditCheck("12100000400006195")
		stored := func(organ string) string {
			t.Helper()
			code, err := db.One[string](t.Context(), w.DB, `SELECT theirs FROM exchange_codes WHERE name = 'organ' AND ours = $1`, organ)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		admin, publisher := w.administrator("xitong"), w.staff("fabu")
		admin.get("/desk/admin/import").is(200, "报送部门代码")
		was := stored(first.Code)
		bad := "部门编码,部门名称,统一社会信用代码\n" + first.Code + ",," + old + "\n,没有的局," + old + "\n" + second.Code + ",,123\n" + first.Code + ",," + old + "\n"
		at := admin.send("/desk/admin/import", "file", "代码.csv", []byte(bad), "kind", "organ-codes").at
		page := w.report(admin, at).is(200, "有 3 行不对", "没有的局", "没有这个部门", "18 位", "与第 2 行重复").not("提交，等另一人")
		wrong := admin.get(page.find(`href="([^"]*errors.xlsx)"`)).workbook()
		if wrong.Column("错误") != 0 || wrong.Rows[0][0] != "" || !strings.Contains(wrong.Rows[1][0], "没有的局") {
			t.Errorf("%+v", wrong)
		}
		good := "部门编码,统一社会信用代码\n" + first.Code + "," + old + "\n" + second.Code + "," + fresh + "\n"
		at = admin.send("/desk/admin/import", "file", "代码.csv", []byte(good), "kind", "organ-codes").at
		w.report(admin, at).is(200, "没有错误")
		waiting := admin.post(at, "why", "编办下发").is(200, "已提交", "导入报送部门代码").at
		if stored(first.Code) != was {
			t.Error("taken before a second person agreed")
		}
		admin.agree(waiting).is(403)
		w.report(publisher, publisher.agree(waiting).is(200, "正在导入").at).is(200, "更新 2")
		if stored(first.Code) != old || stored(second.Code) != fresh {
			t.Error(stored(first.Code), stored(second.Code))
		}
		w.staff("jianguan").post("/desk/admin/import", "kind", "organ-codes").is(403)
	})
}
