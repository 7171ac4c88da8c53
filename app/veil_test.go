package app

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// reads is all that somebody reads at the addresses: pages, workbooks, and the API's answers.
func (w *world) reads(login string, paths ...string) map[string]string {
	z, token, said := w.staff(login), w.staffToken(login), map[string]string{}
	for _, path := range paths {
		switch {
		case strings.HasPrefix(path, "/api/"):
			_, answer := w.call(token, "GET", path, nil)
			said[path] = fmt.Sprint(answer)
		case strings.Contains(path, ".xlsx"):
			if page := z.get(path + "?purpose=核对台账数字"); page.status == 200 {
				said[path] = fmt.Sprint(page.workbook().Rows)
			}
		default:
			said[path] = z.get(path).body
		}
	}
	return said
}

// hashes are no words: any four digits stand in some of them.
var hashes = regexp.MustCompile("[0-9a-f]{64}")

// ofCases are all addresses of what staff and programs read of cases.
func (w *world) ofCases(numbers ...string) (paths []string) {
	for _, r := range w.Server.Routes() {
		if r.Method != "GET" || !strings.Contains(r.Path, "{number}") || !strings.HasPrefix(r.Path, "/desk/") && !strings.HasPrefix(r.Path, "/api/v1/cases/") {
			continue
		}
		for _, n := range numbers {
			for no := range 3 {
				path := strings.NewReplacer("{number}", n, "{event}", "comment", "{no}", itoa(int64(no+1))).Replace(r.Path)
				paths = append(paths, path)
				if !strings.Contains(r.Path, "{no}") {
					break
				}
			}
		}
	}
	return paths
}

// Whom a complaint concerns reads nowhere who complained, also where it stands in words: those of the complaint, of an officer's note, of an
// order, of what was found; however it is typed. Whoever judges the matter reads the words as they are.
func TestWhomAComplaintConcernsReadsNoNameInItsWords(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		social, meant := w.organ("人社局"), w.actor("wanglei")
		told := grievance.Told{Name: "褚卫沈韩", Phone: "13800138777", Firm: "眉山玄武豆腐有限公司", For: "尤许何吕", RefusedBy: "5号窗口", Reason: "说褚卫 沈韩的章不对",
			What: "窗口王磊故意刁难，" + w.actor("jianguan").Name + "不管。我是褚卫沈韩，褚 卫沈韩，替尤许何吕和眉山玄武豆腐有限公司办，电话 13800138777、138 0013 8777，家里 １３９００１３９０００，" +
				"证件 511402 19900307 6628。姓褚的不求人"}
		g := sure(w.Grievances.Take(t.Context(), w.actor("zhuanxi1"), grievance.Report{Place: county1, Hall: county1, Channel: flow.ByWindow,
			ItemName: "社会保障卡挂失", Told: told, Times: 3}))
		n := g.Number()
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "问过了，褚卫沈韩说就是他，褚女士下午打 138-0013-8777")
		w.staff("leader").post("/desk/supervision/new?case="+n, "level", "1", "issue", "褚卫沈韩等了很久", "need", "尽快给眉山玄武豆腐有限公司办").is(200, "督办单已发出")
		w.do("zhuanxi1", n, "unwilling", "aim", "some", "who", itoa(meant.ID), "cause", "DELAY", "opinion", "褚卫沈韩的事应当办", "order", "当天给褚卫沈韩办结。", "dept", social)
		w.do(w.head(n), n, "rectified", "reply", "褚卫沈韩的事已办好。", "statement", "窗口对褚卫沈韩推诿。", "person", "王磊", "outcome", "done")
		w.later(20 * 24 * time.Hour)
		w.tick()
		numbers := []string{n}
		for _, l := range w.view(g.ID).Links {
			numbers = append(numbers, sure(w.Engine.Find(t.Context(), w.DB, l.Other)).Number())
		}
		marks := []string{"褚", "卫沈韩", "8777", "豆腐", "尤许", "139000", "１３９", "6628"}
		paths := append(w.ofCases(numbers...), "/desk/grievances", "/desk/grievances.xlsx",
			"/desk/grievances/duties", "/desk/grievances/duties.xlsx", "/desk/notices")
		for login, more := range map[string][]string{"wanglei": nil, "jianguan": {"/desk/supervision", "/desk/supervision.xlsx"}} {
			for path, text := range w.reads(login, append(paths, more...)...) {
				text = hashes.ReplaceAllString(text, "")
				for _, mark := range marks {
					if i := strings.Index(text, mark); i >= 0 {
						t.Errorf("%s reads %s at %s: %s", login, mark, path, text[max(0, i-60):min(len(text), i+60)])
					}
				}
			}
		}
		w.staff("wanglei").get("/desk/cases/"+n).is(200, "我是某人", "问过了，某人说就是他，某人下午打 （不显示）", "王磊故意刁难")
		w.staff("zhuanxi1").get("/desk/cases/"+n).is(200, "我是褚卫沈韩", "褚卫沈韩说就是他", "138 0013 8777")
		if got := w.reads("leader", "/desk/supervision.xlsx")["/desk/supervision.xlsx"]; !strings.Contains(got, "褚卫沈韩等了很久") {
			t.Errorf("the leader exports %s", got)
		}
	})
}

// Neither the window that was rated nor its department reads who rated it, where he names himself in what he wrote.
func TestWhoRatesIsNotReadInHisWords(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		k := w.served(3, "", "zhoumin")
		phone := w.phoneOf(k)
		w.later(time.Minute)
		w.citizen().post(w.rateLink(k), "level", "very_dissatisfied", "tags_very_dissatisfied", "114", "comment", "我是"+k.Party+"，打"+phone+"，跑了三次").is(200, "谢谢您的评价")
		fix := w.rectification("城乡居民基本养老保险").Number()
		paths := append(w.ofCases(fix), "/desk/ratings/list")
		for _, login := range []string{"zhoumin", "wanglei", "jianguan"} {
			for path, text := range w.reads(login, paths...) {
				for _, mark := range []string{k.Party, phone, phone[7:]} {
					if strings.Contains(text, mark) {
						t.Errorf("%s reads %s at %s", login, mark, path)
					}
				}
			}
		}
		w.staff("zhoumin").get("/desk/cases/"+fix).is(200, "我是某人，打（不显示），跑了三次")
		w.staff("jianguan").get("/desk/ratings/list").is(200, "我是某人，打（不显示），跑了三次")
	})
}

// The end of a window's reception is of applications alone: a complaint, a rectification or a visit is not opened there, by whomever.
func TestAWindowsReceptionShowsApplicationsOnly(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		k, fix, _ := w.badRating(3)
		n, visited := w.complains("窗口王磊故意刁难")
		for _, login := range []string{"zhoumin", "wanglei"} {
			for _, number := range []string{fix.Number(), n, visited.Number()} {
				w.staff(login).get("/desk/counter/done/"+number).is(404).not("138****", "钱*映")
			}
		}
		w.staff("zhoumin").get("/desk/counter/done/"+k.Number()).is(200, flow.Grouped(k.Number()), "138****")
		if _, _, err := w.House.PhoneOf(t.Context(), w.actor("zhoumin"), fix); err == nil {
			t.Error("the telephone of who rated is told")
		}
	})
}

// Whoever decides at the desk on what another did says what he has seen; without that nothing happens, and what he wrote stays.
func TestADecisionAtTheDeskSaysWhatWasSeen(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		g := sure(w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{Place: county1, Channel: flow.ByOnline, ItemName: "社会保障卡挂失",
			Told: grievance.Told{Name: "钱反映", Phone: "13800138001", What: "系统打不开"}, Times: 2}))
		n := g.Number()
		w.do("zhuanxi", n, "propose_refusal", "ground", "other", "reason", "不是政务服务事项", "go_to", "12345")
		officer, at := w.staff("zhuanxi1"), "/desk/cases/"+n+"/do/reject_refusal"
		page := officer.post(at, "reason", "属于受理范围，应当办").is(422, "没有提交", "请先核对下面的内容", "属于受理范围，应当办", "不是政务服务事项")
		if k := w.caseOf(n); k.State != "refusing" {
			t.Fatalf("it is %s", k.State)
		}
		officer.post(at, "reason", "属于受理范围，应当办", "seq", page.seq()).is(200)
		if k := w.caseOf(n); k.State == "refusing" {
			t.Error("it was not declined")
		}
	})
}
