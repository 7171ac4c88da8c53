package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-rod/rod/lib/proto"
)

// shotsInto is where TestShots puts the pictures; "" takes none.
var shotsInto = flag.String("shots", "", "the folder that the pictures of the READMEs are written to (make shots)")

const (
	shotsMost = 3 << 19 // bytes of all pictures together, and how many they may be: they are part of the repository
	shotsMany = 8
)

// TestShots takes the pictures of the READMEs from the demonstration as it stands.
func TestShots(t *testing.T) {
	if *shotsInto == "" {
		t.Skip("asked for by make shots only")
	}
	total, n := 0, 0
	take := func(p *person, name string, height int) {
		t.Helper()
		p.MustSetViewport(p.screen.width, height, map[bool]float64{true: 2, false: 1}[p.screen.width < 600], p.screen.width < 600)
		p.MustEval(`() => { scrollTo(0, 0); document.activeElement.blur() }`)
		p.MustWaitStable()
		quality := 72
		b, err := p.Screenshot(false, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatWebp, Quality: &quality})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*shotsInto, name+".webp"), b, 0o644); err != nil {
			t.Fatal(err)
		}
		total, n = total+len(b), n+1
		t.Logf("%s: %d KB", name, len(b)>>10)
	}
	const wide, tall = 800, 844
	if err := os.MkdirAll(*shotsInto, 0o755); err != nil {
		t.Fatal(err)
	}

	take(visit(t, desk, "/"), "portal", wide)
	take(visit(t, phone, "/"), "portal-phone", tall)
	z := visit(t, phone, "/")
	z.item("护士延续执业注册")
	take(z, "guide-phone", tall)
	z.press("在线办理")
	z.signIn("13800000901")
	z.press("去实名")
	z.realName("罗秀英", idNo(901))
	z.start()
	take(z, "apply-phone", tall)

	window := clerk(t, desk, "zhoumin")
	window.open("/desk/inbox")
	take(window, "inbox", wide)
	window.leave(func() { window.element("main table a[href^='/desk/cases/']").MustClick() })
	take(window, "case", wide)

	chief := clerk(t, desk, "jianguan")
	chief.open("/desk/overview")
	take(chief, "overview", wide)
	leader := clerk(t, desk, "leader")
	leader.open("/desk/grievances/report")
	leader.press("上月") // the first days of a month have little to show
	take(leader, "report", wide)

	if total > shotsMost || n > shotsMany {
		t.Errorf("%d pictures of %d KB: too much for a repository", n, total>>10)
	}
}
