package app

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/sheet"
	"wuyou/office/audit"
	"wuyou/office/door"
)

// A list of people leaves the program for a purpose, with a last line that says who took it, and above a number of rows
// when a second person agrees.
func TestListsOfPeopleLeaveForAPurpose(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("export.rows", 3)
	w.limit("export.more", 1)
	client := w.clientToken("apply")
	for n := range 3 {
		w.apply(client, n+1)
	}
	const at = "/desk/overview.xlsx?place=511400000000"
	z := w.staff("jianguan")
	z.get(at).is(200, "用途", "地点：眉山市", `value="511400000000"`).bones()
	z.get(at+"&purpose=").is(422, "请填写用途", "地点：眉山市")
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
	last := func() audit.Line {
		t.Helper()
		list, err := w.Audit.Lines(t.Context(), audit.Filter{Act: "导出 Excel"}, 0, 1)
		if err != nil || len(list) == 0 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	if a := last(); a.Reason != "月度检查" || a.ActorName != "郑建国" {
		t.Errorf("%+v", a)
	}

	z.get(at+"&purpose=月度检查").is(http.StatusAccepted, "等另一人同意", "3 行").not("xl/") // of the day it is the sixth
	w.later(15 * time.Hour)
	z = w.staff("jianguan")
	z.get(at + "&purpose=月度检查").workbook() // another day
	w.apply(client, 4)
	for range 2 { // asked twice it waits once
		z.get(at+"&purpose=月度检查").is(http.StatusAccepted, "等另一人同意", "4 行").not("xl/")
	}
	list, err := w.Proposals.Waiting(t.Context())
	if err != nil || len(list) != 1 || list[0].Why != "月度检查" {
		t.Fatalf("%+v %v", list, err)
	}
	way := "/desk/admin/waiting/" + itoa(list[0].ID)
	w.staff("fabu").agree(way).is(404)
	second := w.administrator("anquan")
	second.get(way).is(200, "导出“全部在办”，3 行", "月度检查", "地点：眉山市").not("xlsx?").bones()
	second.agree(way).is(200)
	if n := len(z.get(at + "&purpose=看看").workbook().Rows); n != 4 { // a few rows more than was agreed to
		t.Errorf("%d rows", n)
	}
	if a := last(); !strings.HasPrefix(a.Reason, "月度检查（") || !strings.Contains(a.Reason, "同意") || a.Object != "全部在办，4 行" {
		t.Errorf("%+v", a)
	}
	w.staff("leader").get(at + "&purpose=看看").is(http.StatusAccepted) // the agreement is not another's
	z.get("/desk/overview.xlsx?purpose=看看").is(http.StatusAccepted)   // nor for another list
	z.get(at+"&purpose=看看").is(http.StatusAccepted, "已经导出过")          // nor for the same once more: it is not the same any more
}

// An agreement is for the rows that were asked for and a few more, and for a time.
func TestAnAgreementIsForWhatWasAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("export.rows", 1)
	w.limit("export.more", 1)
	client := w.clientToken("apply")
	apply := func(n ...int) {
		for _, i := range n {
			w.apply(client, i)
		}
	}
	apply(1, 2)
	const path = "/desk/overview.xlsx?purpose=月度检查"
	z := w.staff("jianguan")
	newest := func() string {
		t.Helper()
		list, err := w.Proposals.Waiting(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return "/desk/admin/waiting/" + itoa(list[0].ID)
	}
	z.get(path).is(http.StatusAccepted, "2 行")
	first := newest()
	apply(3)
	z.get(path).is(http.StatusAccepted, "3 行")
	if newest() != first {
		t.Error("asked anew for one row more")
	}
	apply(4)
	z.get(path).is(http.StatusAccepted, "4 行")
	way := newest()
	if way == first {
		t.Error("the old proposal waits for more than it says")
	}
	second := w.administrator("anquan")
	second.get(first).is(200, "已撤回")
	second.get(way).is(200, "4 行", "没有筛选，全部")
	second.agree(way).is(200)
	apply(5, 6)
	z.get(path).is(http.StatusAccepted, "名单变长了") // six are more than four and one
	w.later(25 * time.Hour)
	second = w.administrator("anquan")
	way = newest()
	second.agree(way).is(200)
	w.later(25 * time.Hour)
	z = w.staff("jianguan")
	z.get(path).is(http.StatusAccepted, "已经过期")

	// what nobody agrees to ends
	way = newest()
	w.later(7*24*time.Hour + time.Minute)
	second = w.administrator("anquan")
	second.agree(way).is(409, "作废")
	w.tick()
	second.get(way).is(200, "没有人同意，已作废").bones()
	second.get("/desk/admin/waiting").not("导出“")
	w.staff("jianguan").get(path).is(http.StatusAccepted, "上一次提交的没有人同意，已经作废")
}

// Who agrees reads how a list is narrowed as its own page says it.
func TestFiltersOfAnExportAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("export.rows", 1)
	client := w.clientToken("apply")
	for n := range 2 {
		w.apply(client, n+1)
		w.reportThing(client, county1)
	}
	told := func(login, path string, words ...string) {
		t.Helper()
		z := w.staff
		if login == "xitong" {
			z = w.administrator
		}
		z(login).get(path+"&purpose=月度检查").is(http.StatusAccepted, "等另一人同意")
		list, err := w.Proposals.Waiting(t.Context())
		if err != nil || len(list) == 0 {
			t.Fatal(err)
		}
		if by := strings.Join(door.ListOf(list[len(list)-1].Body).By, "；"); by != strings.Join(words, "；") {
			t.Errorf("%s: %s", path, by)
		}
	}
	told("jianguan", "/desk/overview.xlsx?state=received&lamp=green&kind=application&place="+county1, "状态：待受理", "地点：东坡区", "时限：正常", "种类：办件")
	told("jianguan", "/desk/grievances.xlsx?from=2026-01-01&only=open&hall=online", "情况：在办", "从：2026-01-01", "受理窗口：网上和热线")
	told("xitong", "/desk/admin/staff.xlsx?role=window", "岗位：综合窗口")
}

// A package of an archive counts as a row: nobody takes a thousand of them alone either.
func TestPackagesAreAddedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.limit("export.rows", 2)
	number := w.reportThing(w.clientToken("apply"), county1)
	z := w.staff("zhuanxi")
	for range 2 {
		z.get("/desk/grievances/archive/" + number + "?purpose=移交").is(200).not("等另一人同意")
	}
	z.get("/desk/grievances/archive/"+number+"?purpose=移交").is(http.StatusAccepted, "等另一人同意", "归档包 "+number)
}

// Everything that is downloaded is kept by nobody on the way.
func TestExportsAreNotCached(t *testing.T) {
	t.Parallel()
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

// Who asks anew for a list to which nobody agreed in time asks for it anew, whether the night has been or not.
func TestAListThatNobodyAgreedToIsAskedForAnew(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.limit("export.rows", 1)
		client := w.clientToken("apply")
		w.apply(client, 1)
		w.apply(client, 2)
		ask := func() int64 {
			t.Helper()
			w.staff("jianguan").get("/desk/overview.xlsx?purpose=月度检查").is(http.StatusAccepted, "等另一人同意")
			list := sure(w.Proposals.Waiting(t.Context()))
			if len(list) != 1 {
				t.Fatalf("%d wait", len(list))
			}
			return list[0].ID
		}
		first := ask()
		second := w.administrator("anquan")
		second.post("/desk/admin/waiting/"+itoa(first), "do", "decline", "answer", "写明是哪个检查").is(200)
		w.later(24 * time.Hour)
		w.staff("jianguan").get("/desk/overview.xlsx?purpose=月度检查").is(http.StatusAccepted, "上一次提交的被退回：写明是哪个检查")
		first = ask()
		w.later(9 * 24 * time.Hour)
		z := w.staff("jianguan")
		z.get("/desk/overview.xlsx?purpose=月度检查").is(http.StatusAccepted, "上一次提交的没有人同意，已经作废").not("写明是哪个检查")
		if ask() == first {
			t.Error("what can no longer be agreed to waits on")
		}

		// Another purpose is not dropped without a word.
		z.get("/desk/overview.xlsx?purpose=月度检查").is(http.StatusAccepted, "用途是“月度检查”").not("没有提交")
		way := z.get("/desk/overview.xlsx?purpose=领导要看").is(http.StatusAccepted, "用途是“月度检查”", "这次写的用途“领导要看”没有提交").find(`href="(/desk/admin/waiting/[0-9]+)"`)
		w.administrator("anquan").get(way).is(200, "<b>用途</b>", "确定同意吗？导出“全部在办”，2 行").not("为什么改", "同意“导出").bones()
		z.post(way, "do", "decline", "answer", "").is(200)
		z.get("/desk/overview.xlsx?purpose=领导要看").is(http.StatusAccepted, "用途是“领导要看”").not("没有提交")
	})
}
