package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/notice"
	"wuyou/office/region"
)

func (w *world) item(code string) string {
	w.t.Helper()
	e, err := w.Catalog.ByCode(code)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprint(e.ID)
}

// simple is an incomplete item: the city's defaults complete it.
const simple = "512B0070200008-511602000000-000-1151130108778239R-1-00"

func (w *world) apply(token string, n int) (number string) {
	w.t.Helper()
	status, r := w.call(token, "POST", "/api/v1/applications", map[string]any{
		"item": simple, "region": "511402000000", "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(n), "phone": "13800138000"},
		"form": map[string]string{"applicant_name": "张晓梅", "phone": "13800138000", "request": "社保卡丢了，要挂失"},
	})
	if status != http.StatusCreated {
		w.t.Fatal(status, r)
	}
	return r["number"].(string)
}

func (w *world) event(token, number, event string, input map[string]string) map[string]any {
	w.t.Helper()
	_, now := w.call(token, "GET", "/api/v1/cases/"+number, nil)
	status, r := w.call(token, "POST", "/api/v1/cases/"+number+"/events/"+event, map[string]any{"input": input, "seq": now["seq"]})
	if status != http.StatusOK {
		w.t.Fatalf("%s: %d %v", event, status, r)
	}
	return r
}

func TestFromApplicationToResultOverTheAPI(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client := w.clientToken("apply read")
		number := w.apply(client, 7)
		clerk := w.staffToken("zhoumin")
		r := w.event(clerk, number, "accept", nil)
		if r["state"] != "reviewing" || !strings.HasPrefix(r["due_at"].(string), "2026-05-07") { // the step's ten working days
			t := w.t
			t.Errorf("%v", r)
		}
		dept := r["dept"].(string)
		reviewer, head := w.staffToken(dept+"-a"), w.staffToken(dept+"-c")
		w.event(reviewer, number, "claim", nil)
		signed := w.event(reviewer, number, "sign", map[string]string{"verdict": "yes", "opinion": "属实"})
		if status, r := w.call(reviewer, "POST", "/api/v1/cases/"+number+"/events/approve", map[string]any{"seq": signed["seq"]}); status != http.StatusForbidden {
			w.t.Error(status, r)
		}
		w.event(head, number, "approve", nil)
		w.tick()
		_, list := w.call(w.staffToken("suntao"), "GET", "/api/v1/inbox", nil)
		if list["total"].(float64) != 1 {
			w.t.Errorf("output inbox: %v", list)
		}
		code := ""
		for _, m := range w.sms {
			if i := strings.Index(m.Text, "取件码 "); i >= 0 {
				code = m.Text[i+len("取件码 "):][:6]
			}
		}
		r = w.event(w.staffToken("suntao"), number, "hand_out", map[string]string{"code": code, "receiver": "张晓梅", "self": "1"})
		if r["state"] != "finished" {
			w.t.Error(r)
		}
		w.tick()
		v, err := w.Ledger.Verify(w.t.Context())
		if err != nil || len(v.Faults) > 0 {
			w.t.Errorf("%+v %v", v, err)
		}
		for _, m := range w.sms {
			w.t.Log(m.Phone, m.Text)
		}
	})
}

// papers are the texts of a case's papers.
func (w *world) papers(number string) (text string) {
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	list, err2 := w.Documents.OfCase(w.t.Context(), k.ID)
	for _, d := range list {
		body, err := w.Documents.Text(d)
		if err != nil {
			w.t.Error(err)
		}
		text += d.Title + " " + d.Number + "\n" + strings.Join(body, "\n") + "\n"
	}
	if err := errors.Join(err, err2); err != nil {
		w.t.Fatal(err)
	}
	return text
}

// Whose result is ready reads where and when it can be fetched, also at a village; who had it fetched by somebody else reads that.
func TestTheHolderReadsWhereAndWhoTookIt(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		village := w.actor("luocun").Posts[0].Region
		hall := region.Short(w.Regions.Name(village)) + "便民服务站"
		w.signedIn("13800138000", "张晓梅", 7)
		for receiver, says := range map[string]string{"邻居老王": "结果已送达，由他人代领（邻**王），不是托人办的请拨打 " + w.Profile.Hotline + "，本件办结", "张晓梅": "结果已送达，本件办结"} {
			number := w.walkInAt("luocun", village, "张晓梅", idNo(7))
			dept := w.dept(number)
			if w.caseOf(number).State == "received" {
				w.do("luocun", number, "accept")
			}
			w.do(dept+"-a", number, "claim")
			w.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "属实")
			w.do(dept+"-c", number, "approve")
			w.tick()
			if m := w.last("13800138000"); !strings.Contains(m, "已办结，请到"+hall+"领取。工作日 ") || notice.Segments(m) > 2 {
				t.Errorf("the result is announced by %q", m)
			}
			code := sure(db.One[string](t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(number).ID))
			w.do("luocun", number, "hand_out", "code", code, "receiver", receiver, "relation", "女儿，双方身份证", "self", "1")
			w.tick()
			if m := w.last("13800138000"); !strings.Contains(m, says) || !strings.Contains(m, "请您评价：") {
				t.Errorf("when %s took it: %q", receiver, m)
			}
		}
	})
}
