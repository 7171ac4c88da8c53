package app

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/office/officetest"
)

// The papers and messages of a matter that could not be done, of the orders that come of it, and the letter of advice.
func TestPapersOfGrievances(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(grievanceRoads)) {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			numbers := grievanceRoads[name](w)
			w.tick()
			fmt.Fprintf(&b, "#### %s\n\n", name)
			for _, number := range numbers {
				b.WriteString(officetest.Posted(w.t, w.Office, w.caseOf(number), w.sms))
			}
		})
	}
	officetest.Golden(t, filepath.Join("testdata", "papers", "grievance.txt"), b.String())
}

// A department that is told to act has no query code of the person's matter, and its paper speaks of none; the person's does.
func TestAnOrderToADepartmentLeadsToNoQueryCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	n := w.reportThing(w.clientToken("apply read"), county1)
	w.do("zhuanxi1", n, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "应当办", "order", "当天办结。", "dept", w.organ("人社局"))
	w.do(w.head(n), n, "rectified", "reply", "已办好。", "statement", "窗口推诿。", "person", "王磊", "outcome", "done")
	list, err := w.Documents.OfCase(t.Context(), w.caseOf(n).ID)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{"grievance_order": false, "grievance_reply": true}
	for _, d := range list {
		if leads, ok := codes[d.Code]; ok {
			p := w.staff("zhuanxi1").get(fmt.Sprintf("/desk/documents/%s/%d", n, d.No)).is(200, "校验码")
			if strings.Contains(p.body, "查询密码") != leads || strings.Contains(p.body, "/qr/track/") != leads {
				t.Errorf("%s leads to the query code: %v", d.Title, !leads)
			}
			delete(codes, d.Code)
		}
	}
	if len(codes) > 0 {
		t.Errorf("not written: %v", codes)
	}
}

var grievanceRoads = map[string]func(w *world) []string{
	"当场解决": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "solve", "reply", "已当场补办。", "basis", "《社会保障卡管理办法》第九条", "outcome", "done")
		return []string{n}
	},
	"当场解决，没有写依据": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "solve", "reply", "已当场补办。", "outcome", "done")
		return []string{n}
	},
	"不在受理范围": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "propose_refusal", "ground", "court", "reason", "已经提起诉讼", "go_to", "眉山市东坡区人民法院")
		w.do("zhuanxi2", n, "refuse")
		return []string{n}
	},
	"办不了": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "cannot", "aim", "none", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		w.do("zhuanxi2", n, "agree")
		w.do(w.head(n), n, "reply", "reply", "不能挂失，可以补办。", "basis", "《社会保险法》第五十八条", "outcome", "path")
		return []string{n}
	},
	"很难办": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		social, civil := w.organ("人社局"), w.organ("民政局")
		w.do("zhuanxi1", n, "hard", "aim", "none", "cause", "DOC", "opinion", "档案灭失", "dept", social)
		w.do("zhuanxi1", n, "convene", "depts", social+","+civil, "experts", "李教授", "date", "2026-04-22", "place", "会商室")
		w.do(social+"-c", n, "opine", "verdict", "if", "text", "凭两名证人的证言")
		w.do(civil+"-c", n, "opine", "verdict", "can", "text", "同意容缺")
		w.do("zhuanxi1", n, "decide", "minutes", "都同意", "decision", "容缺办理", "lead", social, "tasks", "社保局｜调取缴费记录｜2026-04-24\n民政局｜出具证明｜2026-04-24")
		w.do(social+"-c", n, "feedback_plan", "reply", "先容缺受理，补档案要两周", "plan", "2026-05-08")
		w.do(social+"-c", n, "achieve", "reply", "已经办结", "basis", "容缺受理办法", "outcome", "done")
		return []string{n}
	},
	"不给办，督办": func(w *world) []string {
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "材料齐全不收件", "order", "当天办结。", "dept", w.organ("人社局"))
		w.tick()
		w.at("2026-04-23 10:00")
		w.tick()
		numbers := []string{n}
		for _, o := range w.orders(n) {
			numbers = append(numbers, o.Number())
		}
		return numbers
	},
	"工作建议书": func(w *world) []string {
		client := w.clientToken("apply read")
		w.often(client)
		n := w.letter(w.staff("jianguan"))
		w.do("leader", n, "issue")
		return []string{n}
	},
}
