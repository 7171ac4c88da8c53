package e2e

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"wuyou/office/device"
)

// wuyou runs the program once, and returns what it said.
func wuyou(t *testing.T, args ...string) string {
	t.Helper()
	out, err := command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("wuyou %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	return c
}

// bridge runs the program of a window's PC, until end.
func bridge(t *testing.T, args ...string) (end func()) {
	t.Helper()
	c := command(append([]string{"bridge"}, args...)...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	end = func() {
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
	}
	if !bufio.NewScanner(out).Scan() {
		end()
		t.Fatal("the bridge does not begin")
	}
	return end
}

// TestBridge: an administrator registers the PC of a window; the clerk presses a key, and name and number stand there; what comes of it says that
// the card was read. Without the program the key says what to do, and everything is typed as before.
func TestBridge(t *testing.T) {
	t.Parallel()
	if l, err := net.Listen("tcp", device.BridgeAt); err != nil {
		t.Skip("another program has the address of the bridge:", err)
	} else {
		l.Close()
	}
	dir := t.TempDir()
	admin := clerk(t, desk, "xitong")
	admin.authenticate()
	admin.open("/desk/admin/bridges")
	admin.look()
	admin.choose("place", "511402000000")
	admin.fill("title", "综合窗口 3 号")
	admin.press("登记，取设置码")
	admin.sees("设置码", "wuyou bridge --setup")
	admin.look()
	code := regexp.MustCompile(`--setup (\d{12})`).FindStringSubmatch(admin.MustElement("main").MustText())
	if code == nil {
		t.Fatal("no code is shown")
	}
	if out, err := command("bridge", "--setup", "000000000000", "--url", city.url, "--data", dir).CombinedOutput(); err == nil ||
		!strings.Contains(string(out), "设置码不对或已过期") {
		t.Errorf("a wrong code: %v, %s", err, out)
	}
	wuyou(t, "bridge", "--setup", code[1], "--url", city.url, "--data", dir)

	p := clerk(t, desk, "zhoumin")
	p.open("/desk/counter")
	said := func(words string) {
		p.until(words, `w => document.querySelector("[data-card] [role=status]").textContent.includes(w)`, words)
	}
	p.chord(input.KeyR, input.AltLeft)
	said("没有读卡程序回答")
	end := bridge(t, "--data", dir, "--fake", "--fake-fault", "no_card")
	p.chord(input.KeyR, input.AltLeft)
	said("读卡器上没有身份证")
	end()
	defer bridge(t, "--data", dir, "--fake")()
	sheet := checklist(t)
	p.chord(input.KeyR, input.AltLeft)
	said("用读卡器读取")
	p.look()
	p.until("name and number", `() => document.querySelector("[name=name]").value === "林月华" && document.querySelector("[name=id_no]").value.length === 18`)
	p.typed("phone", "13800000203")
	p.typed("checklist", sheet)
	p.keys(input.Tab)
	p.until("the materials", `() => document.querySelectorAll("#checks .check").length === 4`)
	p.MustEval(`() => document.activeElement.blur()`)
	p.keys(input.Digit1)
	p.keys(input.Digit4)
	p.until("the verdict", `() => document.querySelector("#h-sum").textContent === "可以受理"`)
	p.table()
	p.until("the address to be carried", `() => document.querySelector("#table").textContent.includes("已带入")`)
	p.leave(func() { p.chord(input.Enter, input.ControlLeft) })
	p.sees("已受理")
	number := strings.TrimPrefix(p.at(), "/desk/counter/done/")
	p.open("/desk/cases/" + number)
	p.sees("窗口核对过证件", "在综合窗口 3 号用读卡器读取", "模拟读卡器")

	admin.open("/desk/admin/bridges")
	admin.MustElement("main tbody tr button").MustClick()
	admin.press("确定")
	admin.sees("已停用")
	p.open("/desk/counter")
	p.chord(input.KeyR, input.AltLeft)
	p.until("that it ended", `() => document.querySelector("[role=alert]")?.textContent.includes("没有登记或已经停用")`)
}
