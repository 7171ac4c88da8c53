package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/sheet"
	"wuyou/office/people"
)

// A list of people leaves the program for a purpose, with a last line that says who took it, and above a number of rows
// when a second person agrees.
func TestListsOfPeopleLeaveForAPurpose(t *testing.T) {
	w := newWorld(t, "")
	w.limit("export.rows", 3)
	client := w.clientToken("apply")
	for n := range 3 {
		w.apply(client, n+1)
	}
	const at = "/desk/overview.xlsx?place=511400000000"
	z := w.staff("jianguan")
	z.get(at).is(200, "做什么用", `value="511400000000"`).bones()
	z.get(at+"&purpose=").is(422, "做什么用")
	z.get(at+"&purpose=x.").is(422, "请写明白，至少 2 个字")
	got := z.get(at + "&purpose=月度检查").is(200)
	if got.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a list of people is cached: %q", got.header.Get("Cache-Control"))
	}
	book, err := sheet.Read(strings.NewReader(got.body))
	if err != nil || len(book.Rows) != 4 {
		t.Fatal(len(book.Rows), err)
	}
	if line := book.Rows[3][0]; !strings.Contains(line, "导出人：郑建国") || !strings.Contains(line, "2026-04-20 09:30") || !strings.Contains(line, "用途：月度检查") {
		t.Errorf("the last line is %q", line)
	}
	last := func() people.Audit {
		t.Helper()
		list, err := w.People.Audited(t.Context(), people.AuditFilter{Act: "导出 Excel"}, 0, 1)
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	if a := last(); a.Reason != "月度检查" || a.ActorName != "郑建国" {
		t.Errorf("%+v", a)
	}

	w.apply(client, 4)
	for range 2 { // asked twice it waits once
		z.get(at+"&purpose=月度检查").is(http.StatusAccepted, "等另一人同意", "4 行").not("xl/")
	}
	list, err := w.People.Proposals(t.Context())
	if err != nil || len(list) != 1 || list[0].Why != "月度检查" {
		t.Fatalf("%+v %v", list, err)
	}
	way := "/desk/admin/waiting/" + itoa(list[0].ID)
	w.staff("fabu").agree(way).is(403)
	second := w.administrator("anquan")
	second.get(way).is(200, "导出“全部在办”，4 行", "月度检查", "地区：眉山市").not("xlsx?").bones()
	second.agree(way).is(200)
	if n := len(z.get(at + "&purpose=月度检查").workbook().Rows); n != 4 {
		t.Errorf("%d rows", n)
	}
	if a := last(); !strings.Contains(a.Reason, "同意") {
		t.Errorf("%+v", a)
	}
	w.staff("leader").get(at + "&purpose=看看").is(http.StatusAccepted) // the agreement is not another's
	z.get("/desk/overview.xlsx?purpose=看看").is(http.StatusAccepted)   // nor for another list
	w.later(25 * time.Hour)
	w.staff("jianguan").get(at + "&purpose=月度检查").is(http.StatusAccepted)
}

// Everything that is downloaded is kept by nobody on the way.
func TestExportsAreNotCached(t *testing.T) {
	w := newWorld(t, "")
	w.apply(w.clientToken("apply"), 1)
	z := w.staff("jianguan")
	n := 0
	for _, r := range w.Server.Routes() {
		if r.Method != "GET" || !strings.HasSuffix(r.Path, ".xlsx") || strings.Contains(r.Path, "{") {
			continue
		}
		s := z.get(r.Path + "?purpose=核对")
		if s.status == http.StatusForbidden || s.status == http.StatusNotFound { // it wants to know which figure
			continue
		}
		if n++; s.status != http.StatusOK || !strings.Contains(s.header.Get("Cache-Control"), "no-store") || !strings.HasPrefix(s.body, "PK") {
			t.Errorf("%s: %d %q", r.Path, s.status, s.header.Get("Cache-Control"))
		}
	}
	if n < 8 {
		t.Errorf("%d exports", n)
	}
}
