// Package e2e walks the journeys of citizens and staff through the real program in a real browser, on
// a phone and on a desk, in normal and in elder mode, and lets the accessibility checker axe-core look
// at every page on the way.
package e2e

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/launcher/flags"

	"wuyou/app"
	"wuyou/kit/db/dbtest"
)

// codeGap is how long one waits for a second message code here: the least that is allowed.
const codeGap = 10 * time.Second

// city is the running demonstration.
var city struct {
	url     string
	browser *rod.Browser
	axe     string

	seen sync.Map // the parts of pages that axe has looked at (person.unseen)

	mu  sync.Mutex
	sms []string // printed messages, oldest first
	far string   // the stand-in of the province
}

// asProgram in the environment makes the test binary the program itself.
const asProgram = "E2E_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		app.Main()
		return
	}
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		return 1, fmt.Errorf("axe-core is missing: run make setup")
	}
	city.axe = string(axe)
	dir, err := os.MkdirTemp(dbtest.Memory(), "wuyou-e2e")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	program, err := os.Executable()
	if err != nil {
		return 1, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, err
	}
	addr := l.Addr().String()
	l.Close()
	city.url = "http://" + addr
	server := exec.Command(program, "serve", "--demo", "--data", filepath.Join(dir, "data"), "--addr", addr,
		"--limits", fmt.Sprintf("code.gap=%.0f", codeGap.Seconds()))
	server.Env = append(os.Environ(), asProgram+"=1")
	out, err := server.StdoutPipe()
	if err != nil {
		return 1, err
	}
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return 1, err
	}
	defer func() {
		server.Process.Signal(syscall.SIGTERM)
		server.Wait()
	}()
	go listen(bufio.NewScanner(out))
	if err := answers(); err != nil {
		return 1, err
	}
	browser := launcher.New().Bin(chromium()).Headless(true).NoSandbox(true).UserDataDir(filepath.Join(dir, "chrome"))
	for _, flag := range []string{"disable-gpu", "in-process-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "hide-scrollbars"} {
		browser.Set(flags.Flag(flag))
	}
	browser.Env(append(os.Environ(), "LANGUAGE=zh_CN")...)
	browser.Append(flags.Flag("disable-features"), "BackForwardCache") // a page gone back to is loaded anew, so that one can tell when it is there
	control, err := browser.Launch()
	if err != nil {
		return 1, err
	}
	defer browser.Kill()
	city.browser = rod.New().ControlURL(control)
	if err := city.browser.Connect(); err != nil {
		return 1, err
	}
	defer city.browser.Close()
	if err := flag.Set("test.parallel", "4"); err != nil { // people wait for messages and pages more than they work
		return 1, err
	}
	return m.Run(), nil
}

// chromium is the browser's program: the one without windows works less.
func chromium() string {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return "chromium"
}

// listen keeps the text messages that the demonstration prints.
func listen(lines *bufio.Scanner) {
	for lines.Scan() {
		if far, ok := strings.CutPrefix(lines.Text(), "身份核验：使用 "); ok {
			city.mu.Lock()
			city.far = far
			city.mu.Unlock()
		}
		if strings.HasPrefix(lines.Text(), "【短信】") {
			city.mu.Lock()
			city.sms = append(city.sms, lines.Text())
			city.mu.Unlock()
		}
	}
}

func answers() error {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(city.url + "/healthz"); err == nil {
			r.Body.Close()
			return nil
		}
	}
	return fmt.Errorf("the program does not answer")
}

// message waits for a text message to the phone that says what is looked for, and returns the part in
// parentheses.
func message(t *testing.T, phone string, what *regexp.Regexp) string {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		city.mu.Lock()
		for i := len(city.sms) - 1; i >= 0; i-- {
			if m := what.FindStringSubmatch(city.sms[i]); m != nil && strings.Contains(city.sms[i], phone) {
				city.mu.Unlock()
				return m[1]
			}
		}
		city.mu.Unlock()
	}
	t.Fatalf("no message to %s that says %s", phone, what)
	return ""
}
