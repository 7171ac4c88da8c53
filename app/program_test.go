package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/flow"
)

// asProgram in the environment makes the test binary the program itself, so that tests start, kill and
// question real processes. Its value is how far the program's clock goes ahead.
const asProgram = "WUYOU_TEST_PROGRAM"

func TestMain(m *testing.M) {
	gm.CheapPasswords()
	ahead, err := time.ParseDuration(os.Getenv(asProgram))
	if err != nil {
		usual()
		code := m.Run()
		city.Remove()
		busy.Remove()
		lived.Remove()
		os.Exit(code)
	}
	os.Exit(program(func() time.Time { return time.Now().Add(ahead) }))
}

// usual sets what is not asked for otherwise: tests that draw what they do draw 25 times instead of 100, for each draw goes
// through the whole program (scripts/fuzz asks for many more); and three tests run at once, of which one waits for a process or
// a database.
func usual() {
	flag.Parse()
	values := map[string]string{"rapid.checks": "25", "test.parallel": "3"}
	flag.Visit(func(f *flag.Flag) { delete(values, f.Name) })
	for name, value := range values {
		flag.Set(name, value)
	}
}

// process is the program with what it says.
type process struct {
	t   testing.TB
	cmd *exec.Cmd
	url string
	mu  sync.Mutex
	out bytes.Buffer
	end chan struct{}
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

func prepare(t testing.TB, ahead time.Duration, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute) // what hangs fails
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = []string{asProgram + "=" + ahead.String(), "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	return cmd
}

// question runs a command to its end.
func question(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return run(t, prepare(t, 0, args...))
}

// run runs a prepared command to its end.
func run(t testing.TB, cmd *exec.Cmd) (stdout, stderr string, code int) {
	t.Helper()
	var out, bad bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &bad
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), bad.String(), cmd.ProcessState.ExitCode()
}

// must runs a command that has to succeed.
func must(t testing.TB, args ...string) string {
	t.Helper()
	out, bad, code := question(t, args...)
	if code != 0 {
		t.Fatalf("wuyou %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, bad)
	}
	return strings.TrimSpace(out)
}

var started = regexp.MustCompile(`无忧已启动：(http://127\.0\.0\.1:\d+)\n`)

// start starts a server on a free port and waits until it serves; it ends with the test.
func start(t testing.TB, ahead time.Duration, args ...string) *process {
	t.Helper()
	if ahead != 0 { // PostgreSQL keeps the right time
		args = append(args, "--clock-off", "0")
	}
	return begin(t, ahead, started, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
}

// begin starts a command that serves, and waits until it says where.
func begin(t testing.TB, ahead time.Duration, says *regexp.Regexp, args ...string) *process {
	t.Helper()
	p := launch(t, ahead, args...)
	p.serves(says)
	return p
}

// launch starts a command that serves, and does not wait.
func launch(t testing.TB, ahead time.Duration, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: prepare(t, ahead, args...), end: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.end)
	}()
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Log(regexp.MustCompile(`【短信】.*\n`).ReplaceAllString(p.said(), ""))
		}
	})
	return p
}

// serves waits until the process says where it serves.
func (p *process) serves(says *regexp.Regexp) {
	p.t.Helper()
	for {
		if m := says.FindStringSubmatch(p.said()); m != nil {
			p.url = m[1]
			return
		}
		select {
		case <-p.end:
			p.t.Fatalf("the server ended: %s", p.said())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// stop asks the process to end and returns its exit code.
func (p *process) stop() int {
	p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.end
	return p.cmd.ProcessState.ExitCode()
}

// kill ends the process as a power cut does.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
}

// world is the process as the helpers of the tests know it.
func (p *process) world() *world { return &world{t: p.t, url: p.url} }

// queryCode is the query code of a case as its message on the terminal has it.
func (p *process) queryCode(number string) string {
	p.t.Helper()
	message := regexp.MustCompile(flow.Grouped(number) + `，查询密码 (\S{9})`)
	for range 100 {
		if m := message.FindStringSubmatch(p.said()); m != nil {
			return m[1]
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatalf("no message about %s: %s", number, p.said())
	return ""
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range commands {
		out, bad, code := question(t, c.name, "--help")
		if code != 0 || bad != "" || !strings.Contains(out, "wuyou "+c.name) || strings.Contains(out, "-data") != (c.name != "fake-province") { // which has no city
			t.Errorf("%s --help: %d %q %q", c.name, code, out, bad)
		}
		if out, bad, code := question(t, c.name, "--no-such-option"); code != 2 || out != "" || !strings.Contains(bad, "no-such-option") || !strings.Contains(bad, "--help") {
			t.Errorf("%s with a wrong option: %d %q %q", c.name, code, out, bad)
		}
	}
	for _, args := range [][]string{{"--help"}, {"help"}} {
		if out, bad, code := question(t, args...); code != 0 || bad != "" || !strings.Contains(out, "serve") {
			t.Errorf("%v: %d %q %q", args, code, out, bad)
		}
	}
	for _, args := range [][]string{{"--version"}, {"version"}} {
		if out, bad, code := question(t, args...); code != 0 || bad != "" || !strings.HasPrefix(out, "wuyou unreleased") {
			t.Errorf("%v: %d %q %q", args, code, out, bad)
		}
	}
	for _, args := range [][]string{{}, {"fly"}, {"token"}, {"token", "fly", "--demo", "--data", dir}, {"backup"}, {"restore"}, {"staff"}} {
		if out, bad, code := question(t, args...); code != 2 || out != "" || !strings.Contains(bad, "用法") {
			t.Errorf("%v: %d %q %q", args, code, out, bad)
		}
	}
	key := gm.FreshMaster()
	out := must(t, "config", "--keys", key, "--addr", "127.0.0.1:9")
	for _, want := range []string{"WUYOU_ADDR", "WUYOU_DB", "WUYOU_KEYS", "--limits", "127.0.0.1:9", "规则表"} {
		if !strings.Contains(out, want) {
			t.Errorf("config does not say %s", want)
		}
	}
	if strings.Contains(out, key) {
		t.Error("config shows a secret")
	}
}

// What starts in earnest has a secret of its own, and says how to make one.
func TestServeRefusesWeakSecrets(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	refused := func(say string, args ...string) {
		t.Helper()
		out, bad, code := question(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--claims-at-window", "--no-sms"}, args...)...)
		if code != 1 || !strings.Contains(bad, say) {
			t.Errorf("%v: %d %q %q, want %q", args, code, out, bad, say)
		}
	}
	refused("/dev/urandom")
	refused("主密钥", "--keys", "1234")
	refused("太简单", "--keys", strings.Repeat("0", 64))
	refused("太简单", "--keys", strings.Repeat("0123456789abcdef", 4))
	refused("太简单", "--keys", strings.Repeat("deadbeef", 8))
	demo := start(t, 0, ready(t, "")...)
	dir = ready(t, "")[2]
	refused("已被别的程序占用", "--addr", strings.TrimPrefix(demo.url, "http://"))
	refused("演示数据")
	p := start(t, 0, "--data", dbtest.TempDir(t), "--keys", gm.FreshMaster(), "--claims-at-window", "--no-sms")
	p.world().citizen().get("/").is(200, "您想办什么事？")
	for _, words := range []string{"身份核验：没有接口", "短信：没有（--no-sms）", "没有给 --url"} {
		if !strings.Contains(p.said(), words) {
			t.Errorf("%q is not said at the start: %s", words, p.said())
		}
	}
}

// Who ends a program that is still filling its demonstration is told so in words, and the next start goes on.
func TestEndedWhileFilling(t *testing.T) {
	t.Parallel()
	dir := dbtest.TempDir(t)
	p := &process{t: t, cmd: prepare(t, 0, "serve", "--demo", "--data", dir, "--addr", "127.0.0.1:0"), end: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.end)
	}()
	for made := false; !made; {
		_, err := os.Stat(filepath.Join(dir, "wuyou.db"))
		made = err == nil
		select {
		case <-p.end:
			t.Fatal(p.said())
		case <-time.After(time.Millisecond):
		}
	}
	if code := p.stop(); code != 1 || !strings.Contains(p.said(), "按要求停下了，没有做完") || strings.Contains(p.said(), "canceled") {
		t.Errorf("%d %s", code, p.said())
	}
	start(t, 0, "--demo", "--data", dir)
}

// The program serves any city: here one of ten counties, from a profile and the sample catalogue.
func TestAnotherCity(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../data/cities/" + office.Cities()[0] + ".json")
	if err != nil {
		t.Fatal(err)
	}
	own, err := office.LoadProfile("")
	if err != nil {
		t.Fatal(err)
	}
	b = regexp.MustCompile(`(?s)"organs": \[.*?\],`).ReplaceAll(b, nil)
	text := strings.NewReplacer(string(own.Region), "511500000000", own.Name, "宜宾市", own.Site, "宜宾政务服务", own.Org, "宜宾市政务服务管理局", own.Brand, "无忧 · 宜事无忧").Replace(string(b))
	profile, data := filepath.Join(t.TempDir(), "yibin.json"), dbtest.TempDir(t)
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	with := []string{"--demo", "--data", data, "--city", profile}
	p := start(t, 0, with...)
	w := p.world()
	z := w.citizen()
	pages := []seen{
		z.get("/").is(200, "宜宾市", "宜事无忧"), z.get("/items").is(200), z.get("/place").is(200, "翠屏区"), z.get("/components").is(200),
		z.get("/nearby").is(200), z.get("/signin").is(200), z.get("/help/privacy").is(200, "收件人的姓名、电话、地址交给寄递单位", "除此以外不给别的单位和个人"),
	}
	_, found := w.call("", "GET", "/api/v1/items?q=社保卡&region=511502000000", nil)
	if found["total"].(float64) == 0 {
		t.Fatal("nothing is offered")
	}
	client := must(t, append([]string{"token", "add", "--name", "测试", "--scopes", "apply read"}, with...)...)
	clerk := must(t, append([]string{"token", "add", "--name", "窗口", "--scopes", "staff", "--staff", "zhoumin"}, with...)...)
	status, r := w.call(client, "POST", "/api/v1/applications", map[string]any{
		"item": simple, "region": "511502000000", "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(3), "phone": "13800138000"},
		"form": map[string]string{"applicant_name": "张晓梅", "phone": "13800138000", "request": "社保卡丢了，要挂失"},
	})
	if status != 201 {
		t.Fatal(status, r)
	}
	number := r["number"].(string)
	if r := w.event(clerk, number, "accept", nil); r["state"] != "reviewing" || !strings.HasPrefix(r["dept"].(string), "511502") || !strings.HasPrefix(number, "511502") {
		t.Error(r)
	}
	z.get("/track?number=" + number).is(200)
	track := z.post("/track", "number", number, "code", p.queryCode(number)).is(200, "正在审查")
	for _, s := range append(pages, track) {
		s.not(own.Name[:6], own.Site[:6])
	}
}

// TestNoCityInTheCode: what is one city's stands in data/ and in tests.
func TestNoCityInTheCode(t *testing.T) {
	t.Parallel()
	city := regexp.MustCompile(`(?i)眉山|meishan|5114\d\d`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		rel := strings.TrimPrefix(filepath.ToSlash(path), "../")
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && (rel == "data" || rel == "docs" || rel == "bench" || rel == "e2e" || rel == "bin" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "testdata" || d.Name() == "node_modules") {
				return fs.SkipDir
			}
			return err
		}
		switch filepath.Ext(path) {
		case ".go", ".html", ".css", ".js", ".sql", ".txt", ".csv", ".svg":
		default:
			return nil
		}
		forTests := strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "test")
		if forTests || rel == "office/door/cast.go" { // made-up people have ID numbers of some place
			return nil
		}
		b, err := os.ReadFile(path)
		if m := city.Find(b); m != nil {
			t.Errorf("%s says %s: what belongs to a city stands in data/cities", rel, m)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
