package app

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/notice"
)

// paperItem is an item of a kind in which every road is open.
func paperItem(kind string) catalog.Item {
	it := permit(map[string]string{"01": "河畔夜市经营许可", "05": "临时救助金给付", "07": "老年人优待资格确认", "08": "见义勇为奖励", "10": "企业投资项目备案", "20": "社会保障卡申领"}[kind])
	it.Kind, it.Situations = kind, nil
	it.Basis = []catalog.Basis{{Law: "社会保障条例", Clause: "第八条"}, {Law: "《社会保障条例》实施办法"}}
	it.Results = []catalog.Result{{Name: map[string]string{"01": "经营许可证", "20": "社会保障卡"}[kind] + map[bool]string{true: "办理凭证"}[kind != "01" && kind != "20"], Kind: "10"}}
	it.Materials = []catalog.Material{
		{Key: "id", Name: "身份证", Need: "1", Source: "20", From: "公安机关", Exempt: true},
		{Key: "photo", Name: "近期照片", Need: "3", Source: "10", Days: 5},
		{Key: "house", Name: "住所使用证明", Need: "1", Source: "10"},
	}
	it.Delivery = []string{"pickup", "courier", "electronic"}
	it.Commit = &catalog.Commit{Promise: "住所真实、合法，可以用于经营。", Materials: []string{"house"}, Check: "现场核查"}
	return it
}

// errand is one application on its road.
type errand struct {
	*world
	id   int64
	kind string
}

// at lets time pass, after what is to be sent has gone out.
func (e *errand) at(s string) {
	e.tick()
	e.world.at(s)
}

// filed files it over the counter or online.
func (e *errand) filed(more map[string]any) string {
	e.t.Helper()
	body := map[string]any{
		"item": paperItem(e.kind).Code, "region": county1, "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(7), "phone": "13800138000"},
		"form": map[string]string{"phone": "13800138000"}, "delivery": "pickup",
		"materials": []map[string]any{{"key": "photo", "state": "paper"}, {"key": "house", "state": "paper"}},
	}
	maps.Copy(body, more)
	status, r := e.call(e.clientToken("apply read"), "POST", "/api/v1/applications", body)
	if status != http.StatusCreated {
		e.t.Fatal(status, r)
	}
	return r["number"].(string)
}

func (e *errand) accepted(more map[string]any) (number, dept string) {
	number = e.filed(more)
	k := e.do("zhoumin", number, "accept")
	return number, k.Dept
}

// reviewed brings it before the head.
func (e *errand) reviewed(more map[string]any) (number, dept string) {
	number, dept = e.accepted(more)
	e.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "材料属实")
	return number, dept
}

func (e *errand) granted(delivery string, more map[string]any) (number, dept string) {
	all := map[string]any{"delivery": delivery}
	maps.Copy(all, more)
	number, dept = e.reviewed(all)
	e.do(dept+"-c", number, "approve")
	e.do(dept+"-b", number, "make", "number", "川眉〔2026〕18号", "valid_from", "2026-04-20", "valid_to", "2029-04-19")
	return number, dept
}

// promised is granted on a promise.
func (e *errand) promised() (number, dept string) {
	number, dept = e.accepted(map[string]any{"commit": true, "signed": "张晓梅"})
	e.do(dept+"-c", number, "approve_on_promise")
	return number, dept
}

// What was decided and delivered is revoked only after its holder was told and could speak, by another head than who proposed it; where it
// is upheld nothing is delivered a second time.
func TestADeliveredDecisionIsRevokedAfterAHearing(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.walkIn("欧阳晓梅", idNo(21))
		w.finished(number)
		dept := w.dept(number)
		if _, err := w.try(w.actor(dept+"-c"), number, "revoke", "reason", "骗取"); err == nil {
			t.Fatal("the head alone revoked a decision")
		}
		ended := w.caseOf(number).ClosedAt
		propose := []string{"reason", "材料系伪造", "basis", "《中华人民共和国行政许可法》第六十九条第二款"}
		if k := w.do(dept+"-a", number, "propose_revocation", propose...); k.State != "revoking" {
			t.Fatal(k.State)
		}
		if text := w.papers(number); !strings.Contains(text, "材料系伪造") || !strings.Contains(text, "有权陈述和申辩") || strings.Contains(text, "承诺不实") {
			t.Error(text)
		}
		if _, err := w.try(w.actor(dept+"-c"), number, "revoke", "reason", "骗取"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("before anybody could speak: %v", err)
		}
		delivered := w.caseOf(number)
		w.at("2026-05-20 10:00")
		if k := w.do(dept+"-c", number, "uphold", "reason", "材料经核对是真的"); k.State != "finished" || k.ClosedAt != ended {
			t.Errorf("upheld: %s, %d, was %+v", k.State, k.ClosedAt, delivered)
		}
		w.tick()
		if text := w.papers(number); !strings.Contains(text, "不予撤销") || !strings.Contains(text, "上述决定继续有效") || !strings.Contains(text, "拟依据《中华人民共和国行政许可法》第六十九条第二款予以撤销") {
			t.Error(text)
		}
		told := sure(w.Notices.OfCase(t.Context(), w.caseOf(number).ID))
		if !slices.ContainsFunc(told, func(n notice.Shown) bool { return strings.Contains(n.Text, "经复核不予撤销，继续有效") }) {
			t.Errorf("the holder was not told: %+v", told)
		}
		if page := w.staff(dept+"-c").get("/desk/cases/"+number).is(200, "维持决定"); strings.Contains(page.body, "继续制证") {
			t.Error("the ledger says that something is made")
		}
		w.counted(number, 1)
		w.do(dept+"-a", number, "propose_revocation", propose...)
		w.later(9 * 24 * time.Hour)
		w.tick()
		if k := w.do(dept+"-c", number, "revoke", "reason", "材料系伪造，依据《中华人民共和国行政许可法》第六十九条第二款撤销。"); k.State != "revoked" || k.Result != "revoked" {
			t.Errorf("%s %s", k.State, k.Result)
		}
		if text := w.papers(number); !strings.Contains(text, "在规定的期限内没有收到陈述、申辩") {
			t.Error(text)
		}
		w.counted(number, 1)
		if rows := w.staff("jianguan").get("/desk/figures/rows?from=202605&to=202606&what=end-revoked"); strings.Count(rows.body, flow.Grouped(number)) != 1 {
			t.Error("a decision that was revoked stands in no figure")
		}
		w.sound()
	})
}

// counted fails unless the figures of the year hold so many ends of a case, in time or late, and equal a recount of the ledger.
func (w *world) counted(number string, ends int) {
	w.t.Helper()
	w.tick()
	got := 0
	z := w.staff("jianguan")
	for _, what := range []string{"finished", "unfinished"} {
		got += strings.Count(z.get("/desk/figures/rows?from=202601&to=202612&what="+what).is(200).body, flow.Grouped(number))
	}
	rated := 0
	for _, what := range []string{"intime", "late"} {
		rated += strings.Count(z.get("/desk/figures/rows?from=202601&to=202612&what="+what).is(200).body, flow.Grouped(number))
	}
	if got != ends || rated != ends {
		w.t.Errorf("the case ended %d times in the figures, %d times in time or late", got, rated)
	}
	again := sure(w.Ledger.Recount(w.t.Context(), "", 20260101, 20261231))
	for _, c := range sure(w.Ledger.Counts(w.t.Context(), "", 202601, 202612)) {
		n := c.N
		c.N = 0
		if again[c] != n {
			w.t.Errorf("%+v: counted %d, recounted %d", c, n, again[c])
		}
	}
}

// At a window the letter of promise is printed after the matter is taken in: what the clerk ticks before is that the applicant has been told
// and will sign, the letter names the last day because it is known by then, and says of no signature that it was checked.
func TestALetterOfTheWindowSaysWhatCanBeTrue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	item := fmt.Sprint(w.offer(paperItem("01")))
	screen := w.staff("zhoumin").get("/desk/counter?item=" + item).is(200)
	said := func(do string, more ...string) []string {
		return append([]string{"do", do, "key", screen.find(`name="key" value="([^"]+)"`), "item", item, "place", string(county1), "party", "person",
			"by", "proxy", "name", "张晓梅", "id_no", idNo(7), "phone", "13800138000", "agent_name", "李建军", "agent_id_no", idNo(9), "agent_phone", "13700137007",
			"relation", "relative", "right", "letter", "m_id", "exempt", "m_photo", "later", "m_house", "ok", "delivery", "pickup", "f_phone", "13800138000"}, more...)
	}
	z := w.staff("zhoumin")
	seen := z.post("/desk/counter", said("look")...).is(200, "已向申请人说明承诺的内容和后果，申请人同意签署承诺书", "最迟2026年4月27日，含当日").not("当场签字")
	shown := seen.find(`name="shown" value="([^"]+)"`)
	z.post("/desk/counter", said("accept", "shown", shown)...).is(422, "申请人同意签署的勾选")
	done := z.post("/desk/counter", said("accept", "shown", shown, "signed", "1")...).is(200, "data-print-now", "容缺受理承诺书")
	text := w.papers(done.number())
	for _, words := range []string{"承诺按下列期限补交材料：近期照片（最迟2026年4月27日，含当日）。", "签署方式：签署人在窗口当面签字，经办人员周敏。", "委托人（签名、盖章）：见交窗口核验的授权委托书原件"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}
