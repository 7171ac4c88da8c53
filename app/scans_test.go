package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/office/audit"
)

// scanLooks are the lines of the audit log about files of cases, the latest first.
func (w *world) scanLooks() (list []string) {
	w.t.Helper()
	lines, err := w.Audit.Lines(w.t.Context(), audit.Filter{Act: "查看办件材料"}, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range lines {
		list = append(list, l.ActorName+" "+l.Object+" "+l.Reason)
	}
	return list
}

// Whoever has the case in hand sees its scans, with one line in the log for the day; everybody else in scope says why first.
func TestScansAreSeenForAPurpose(t *testing.T) {
	t.Parallel()
	v := newVillage(t)
	w := v.world
	w.later(24 * time.Hour)
	number := v.mine.number
	path := fmt.Sprint("/desk/files/", v.mine.file)
	const content = "\x89PNG\r\n\x1a\n13800000001"
	dept := v.caseOf(v.mine).Dept
	before := len(w.scanLooks())

	reviewer := w.staff(dept + "-a") // whose turn it may be
	for range 3 {
		if s := reviewer.get(path).is(200); s.body != content {
			t.Fatal("the reviewer does not get the file")
		}
	}
	if list := w.scanLooks(); len(list) != before+1 || !strings.Contains(list[0], number+"：") || !strings.Contains(list[0], "13800000001.png") || !strings.Contains(list[0], "办理本件") {
		t.Errorf("the log says %q", list)
	}

	part, err := http.NewRequest("GET", w.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	part.Header.Set("Range", "bytes=1-3") // as a viewer of PDFs asks
	if s := reviewer.do(part); s.status != http.StatusPartialContent || s.body != "PNG" {
		t.Errorf("a part of a sealed file: %d %q", s.status, s.body)
	}

	overseer := w.staff("jianguan")
	overseer.get(path).is(200, "查看材料", "写明理由").not("PNG")
	overseer.post(path, "why", "").is(422, "为什么要看")
	overseer.get(path).is(200, "写明理由").not("PNG")
	if len(w.scanLooks()) != before+1 {
		t.Error("a look that did not take place stands in the log")
	}
	if s := overseer.post(path, "why", "接到投诉，核对材料").is(200); s.body != content {
		t.Error("the reason does not open the file")
	}
	overseer.get(path).is(200, "PNG")
	if list := w.scanLooks(); len(list) != before+2 || !strings.Contains(list[0], "接到投诉，核对材料") {
		t.Errorf("the log says %q", list)
	}

	w.limit("purpose.least", 5) // of what a person writes; what the program says of who has the case in hand is shorter
	w.later(24 * time.Hour)     // the next day it is asked anew
	w.staff("jianguan").get(path).is(200, "写明理由").not("PNG")
	w.staff(dept+"-a").get(path).is(200, "PNG")
	if list := w.scanLooks(); len(list) != before+3 {
		t.Errorf("the log says %q", list)
	}
	w.staff("window2").post(path, "why", "想看看").is(404)
	w.staff("window2").get(path).is(404)
}

// Who has just written a paper reads it and prints it without saying why, with one line in the log; tomorrow he says why, and a colleague
// does today.
func TestWhoWroteAPaperReadsItThatDay(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		t := w.t
		number := (&errand{w, w.offer(paperItem("01")), "01"}).filed(nil)
		w.do("zhoumin", number, "correct", "points", "photo", "what", "白底")
		list, err := w.Documents.OfCase(t.Context(), w.caseOf(number).ID)
		if err != nil {
			t.Fatal(err)
		}
		path := ""
		for _, d := range list {
			if d.Code == "correction_notice" {
				path = fmt.Sprintf("/desk/documents/%s/%d", number, d.No)
			}
		}
		before := len(w.scanLooks())
		w.staff("wanglei").get(path).is(200, "看全文要先写明理由").not("张晓梅")
		for range 2 {
			w.staff("zhoumin").get(path).is(200, "张晓梅").not("写明理由")
		}
		if looks := w.scanLooks(); len(looks) != before+1 || !strings.Contains(looks[0], number) || !strings.Contains(looks[0], "办理本件") {
			t.Errorf("the log says %q", looks)
		}
		w.later(24 * time.Hour)
		w.staff("zhoumin").get(path).is(200, "看全文要先写明理由").not("张晓梅")
	})
}
