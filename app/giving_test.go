package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
)

// posts are the roles that a member of staff holds now, with their regions.
func (w *world) posts(login string) (list []string) {
	w.t.Helper()
	m, err := w.Roster.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	listed, err := w.Roster.Listed(w.t.Context(), m.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range listed.Posts {
		list = append(list, string(p.Role)+" "+string(p.Region))
	}
	return list
}

// give posts the form by which a security administrator gives a post.
func (z *citizen) give(staff int64, role people.Role, at region.Code, pairs ...string) seen {
	return z.post(fmt.Sprintf("/desk/admin/staff/%d/posts", staff), append([]string{"do", "add", "role", string(role), "region", string(at), "dept", "-", "why", "工作需要"}, pairs...)...)
}

// A post that judges others is asked for by one security administrator and agreed to by another or an auditor: not by who asked, not by who
// gets it, not from another county. What gives no more than a post that is held, and its end, need nobody.
func TestPostsThatJudgeAreGivenByTwo(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		city, own, other := w.Profile.Region, w.counties()[0], w.counties()[1]
		town := w.Regions.Children(own)[0].Code
		xin := w.hired("xin", people.Post{Role: people.Caller, Region: own, Title: "回访"})
		anquan2 := w.hired("anquan2", people.Post{Role: people.Security, Region: city, Title: "安全管理员"})
		w.hired("c-auditor", people.Post{Role: people.Auditor, Region: own, Title: "县里"})
		w.hired("d-auditor", people.Post{Role: people.Auditor, Region: other, Title: "邻县"})
		asker, second, auditor := w.administrator("anquan"), w.administrator("anquan2"), w.administrator("shenji")
		near, far := w.administrator("c-auditor"), w.administrator("d-auditor")
		held := func(login string, want ...string) {
			t.Helper()
			if got := w.posts(login); !slices.Equal(got, want) {
				t.Errorf("%s holds %v, not %v", login, got, want)
			}
		}

		asker.get(fmt.Sprint("/desk/admin/staff/", xin)).is(http.StatusOK, "由两人授予的岗位", "监管岗、领导", "wuyou staff post").bones()
		waits := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交，等另一人确认", "安全管理员或者审计管理员", "人员xin（xin）")
		waits.bones()
		held("xin", "caller "+string(own))
		asker.give(xin, people.Supervisor, own).is(http.StatusConflict, "已经提出，等另一人确认")
		asker.get(fmt.Sprint("/desk/admin/staff/", xin)).is(http.StatusOK, "授予人员xin（xin）：监管岗").bones()
		asker.agree(waits.at).is(http.StatusForbidden, "另一人")
		w.administrator("xitong").agree(waits.at).is(http.StatusNotFound)
		far.get("/desk/admin/waiting").is(http.StatusOK).not("人员xin")
		far.get(waits.at).is(http.StatusNotFound)
		far.agree(waits.at).is(http.StatusNotFound)
		near.get("/desk/admin/waiting").is(http.StatusOK, "人员xin（xin）", "等您", "彭安全").bones()
		near.post(waits.at, "do", "decline", "answer", "", "at", "decline").is(http.StatusUnprocessableEntity, "请写明退回理由")
		near.post(waits.at, "do", "decline", "answer", "他只做回访").is(http.StatusOK, "没有生效")
		held("xin", "caller "+string(own))
		asker.get(waits.at).is(http.StatusOK, "已退回", "他只做回访")

		waits = asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交")
		near.get(waits.at).is(http.StatusOK, "现在的岗位", "回访岗（", "同意，现在生效").bones()
		near.agree(waits.at).is(http.StatusOK, "现在起生效")
		held("xin", "caller "+string(own), "supervisor "+string(own))
		auditor.get("/desk/admin/audit?act=授予岗位").is(http.StatusOK, "工作需要（另一人：人员c-auditor）", "彭安全")

		// A wider region needs a second person again; a narrower one, another post and every end do not.
		waits = asker.give(xin, people.Supervisor, city).is(http.StatusOK, "已提交")
		near.agree(waits.at).is(http.StatusNotFound)
		asker.post(waits.at, "do", "decline", "answer", "").is(http.StatusOK, "没有生效")
		asker.give(xin, people.Supervisor, town).is(http.StatusOK, "岗位已授予")
		asker.give(xin, people.Output, own).is(http.StatusOK, "岗位已授予")
		m, err := w.Roster.Listed(t.Context(), xin)
		if err != nil {
			t.Fatal(err)
		}
		asker.post(fmt.Sprintf("/desk/admin/staff/%d/posts", xin), "do", "end", "post", fmt.Sprint(m.Posts[1].ID), "why", "收窄").is(http.StatusOK, "岗位已收回")
		held("xin", "caller "+string(own), "supervisor "+string(town), "output "+string(own))

		// Nobody agrees to his own, though he could agree to another's; nor holds two that check each other.
		waits = asker.give(anquan2, people.Publisher, city).is(http.StatusOK, "已提交")
		second.get("/desk/admin/waiting").is(http.StatusOK, "人员anquan2").not("等您")
		second.get(waits.at).is(http.StatusOK, "授予您本人的岗位").not("同意，现在生效")
		second.agree(waits.at).is(http.StatusForbidden, "授予您本人的岗位")
		second.post(waits.at, "do", "decline", "answer", "不要").is(http.StatusForbidden)
		auditor.agree(waits.at).is(http.StatusOK, "现在起生效")
		held("anquan2", "security "+string(city), "publisher "+string(city))
		asker.give(anquan2, people.Editor, city).is(http.StatusConflict, "“事项编辑”和“事项发布”是互斥岗位，不能由一人兼任", "事项和规则由一人提出、另一人发布")
		asker.give(anquan2, people.Auditor, city).is(http.StatusConflict, "互斥岗位", "GB/T 22239-2019")

		// Two posts that exclude each other may wait at once; only one is given.
		yi := w.hired("yi", people.Post{Role: people.Editor, Region: city, Title: "编辑"})
		one := asker.give(yi, people.System, city).is(http.StatusOK, "已提交").at
		waits = asker.give(yi, people.Auditor, city).is(http.StatusOK, "已提交")
		auditor.agree(one).is(http.StatusOK, "现在起生效")
		auditor.agree(waits.at).is(http.StatusConflict, "互斥岗位")
		held("yi", "editor "+string(city), "system "+string(city))

		er := w.hired("er", people.Post{Role: people.Window, Region: own, Title: "窗口"})
		waits = asker.give(er, people.Leader, own).is(http.StatusOK, "已提交")
		// Who asked is no longer a security administrator there when it is agreed to.
		own1, err := w.Roster.FindMember(t.Context(), "anquan")
		if err != nil {
			t.Fatal(err)
		}
		mine, err := w.Roster.Listed(t.Context(), own1.ID)
		if err != nil {
			t.Fatal(err)
		}
		second.post(fmt.Sprintf("/desk/admin/staff/%d/posts", own1.ID), "do", "end", "post", fmt.Sprint(mine.Posts[0].ID), "why", "轮岗").is(http.StatusOK, "岗位已收回")
		auditor.agree(waits.at).is(http.StatusConflict, "已经不是这个地区的安全管理员")
		held("er", "window "+string(own))
		if v, err := w.Ledger.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
			t.Errorf("%+v %v", v, err)
		}

		// The machine's operator gives any post: a new place has no second person.
		if err := w.staffPost(t.Context(), "er", "leader", string(own), "", ""); err != nil {
			t.Fatal(err)
		}
		held("er", "window "+string(own), "leader "+string(own))
		auditor.get("/desk/admin/audit?act=授予岗位").is(http.StatusOK, "命令行授予")
	})
}

// A table of staff is two people's: who agrees to it is shown which of its posts he is the second person for.
func TestATableOfStaffNamesThePostsOfTwo(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		system, security := w.administrator("xitong"), w.administrator("anquan")
		send := func(rows string) seen {
			at := system.send("/desk/admin/import", "file", "人员.csv", []byte("用户名,姓名,手机,岗位,区划代码,部门,岗位名称\n"+rows), "kind", "staff").at
			return w.report(system, at)
		}
		send("new-1,林一,13800138011,事项编辑,511400000000,,\nnew-1,林一,,事项发布,511400000000,,\n").is(http.StatusOK, "互斥岗位", "不能由一人兼任")
		page := send("new-1,林一,13800138011,监管岗,511402000000,,\nnew-2,林二,13800138012,综合窗口,511402000000,,\n").is(http.StatusOK, "没有错误")
		waits := system.post(page.at, "why", "局里的名册").is(http.StatusOK, "已提交").at
		shown := security.get(waits).is(http.StatusOK, "由两人授予的岗位", "授予下列岗位的第二人")
		shown.bones()
		if list := shown.find(`(?s)授予下列岗位的第二人(.*?)</table>`); !strings.Contains(list, "监管岗") || strings.Contains(list, "林二") {
			t.Error(list)
		}
		w.administrator("shenji").get(waits).is(http.StatusNotFound)
		w.report(security, security.agree(waits).at).is(http.StatusOK, "新增 2")
		if got := w.posts("new-1"); !slices.Equal(got, []string{"supervisor 511402000000"}) {
			t.Error(got)
		}
		w.administrator("shenji").get("/desk/admin/audit?q=new-1&act=授予岗位").is(http.StatusOK, "局里的名册（另一人：冯系统）")
	})
}

// Which posts two people give is rows: what ends there is given by one again, and what would undo the rule does not end.
func TestWhichPostsTwoGiveIsRows(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		end := func(table, field, value string) seen {
			at, last := w.ruleRow(table, field, value)
			return editor.post(at, "do", "end", "was", fmt.Sprint(last.ID), "valid_from", "2026-04-22", "why", "试一试", "at", "ruleend")
		}
		end("post_seconds", "role", "security").is(http.StatusUnprocessableEntity, "总要由两人授予")
		end("post_pairs", "other", "security").is(http.StatusUnprocessableEntity, "这三对要留着")
		publisher.agree(end("post_seconds", "role", "leader").waiting()).is(http.StatusOK, "已同意")
		publisher.agree(end("post_pairs", "other", "publisher").waiting()).is(http.StatusOK, "已同意")
		add := []string{"one", "window", "other", "supervisor", "basis", "局里规定", "valid_from", "2026-04-22", "why", "试一试", "at", "new"}
		editor.post(rulesAt+"post_pairs/new", slices.Concat(add, []string{"other", "window"})...).is(http.StatusUnprocessableEntity)
		publisher.agree(editor.post(rulesAt+"post_pairs/new", add...).waiting()).is(http.StatusOK, "已同意")

		own := w.counties()[0]
		xin := w.hired("xin", people.Post{Role: people.Window, Region: own, Title: "窗口"})
		w.administrator("anquan").give(xin, people.Leader, own).is(http.StatusOK, "已提交")
		w.at("2026-04-22 09:30")
		security := w.administrator("anquan")
		security.give(xin, people.Leader, own).is(http.StatusOK, "岗位已授予")
		security.give(xin, people.Supervisor, own).is(http.StatusConflict, "互斥岗位", "局里规定")
		fresh := w.hired("both", people.Post{Role: people.Editor, Region: own, Title: "编辑"})
		security.give(fresh, people.Publisher, own).is(http.StatusOK, "已提交")
	})
}

// Whoever signs second, by any flow, sees all cases of a region, or agrees to what another proposes, has a post that two people give. The window
// is not among them: colleagues check each other's refusals there, and nobody judges what others did.
func TestWhoSignsSecondIsGivenHisPostByTwo(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		two, err := w.Roster.Seconded(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		must := []people.Role{people.Publisher, people.System, people.Security, people.Auditor, people.Discipline}
		for _, table := range w.Engine.Tables() {
			for _, r := range table.Rows {
				if len(r.By.NotBy) > 0 {
					must = append(must, r.By.Roles...)
				}
			}
		}
		for _, r := range must {
			if r != people.Window && !slices.Contains(two, r) {
				t.Errorf("one person alone gives the post %s", r)
			}
		}
	})
}

// Two posts that check each other, given to one person in the same instant: one of them is.
func TestPostsThatCheckEachOtherInOneInstant(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		at := w.counties()[0]
		for i := range 4 {
			id := w.hired(fmt.Sprint("both", i), people.Post{Role: people.Caller, Region: at, Title: "回访"})
			var all sync.WaitGroup
			for _, role := range []people.Role{people.Editor, people.Publisher} {
				all.Go(func() {
					err := w.DB.Tx(t.Context(), func(tx *db.DB) error {
						return w.Roster.AddPost(t.Context(), tx, people.TheOffice, "", id, people.Post{Role: role, Region: at, Title: "事项"}, "工作需要")
					})
					if err != nil && !fail.Is(err, fail.KindConflict) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if held := w.posts(fmt.Sprint("both", i)); len(held) != 2 {
				t.Errorf("one person holds %v", held)
			}
		}
	})
}
