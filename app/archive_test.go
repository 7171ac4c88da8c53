package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/application/course"
	"wuyou/service/grievance"
)

// unpacked are the entries of a package by name.
func unpacked(t testing.TB, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		of[f.Name] = string(sure(io.ReadAll(r)))
	}
	return of
}

// A finished case is put away as the archive wants it: with number, term and organ, readable without this program, and again the same.
func TestWhatIsPutAwayIsReadable(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		var packs []map[string]string
		numbers := []string{w.walkIn("何三", idNo(13)), w.walkIn("何四", idNo(14))}
		dept := ""
		for _, number := range numbers {
			if dept = w.dept(number); w.caseOf(number).State == "received" {
				w.do("zhoumin", number, "accept")
			}
			d, _ := w.Catalog.Dept(dept)
			w.Profile.Fonds = map[string]string{string(d.Region) + " " + d.Short: "0045"}
			w.do(dept+"-a", number, "claim")
			w.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "属实")
			w.do(dept+"-c", number, "approve")
			w.do("suntao", number, "change_delivery", "delivery", "courier", "to_name", "何老", "to_phone", "13800138000", "to_street", "甲路 1 号")
			w.do("suntao", number, "change_delivery", "delivery", "pickup")
			code := w.queryCode(w.caseOf(number).ID)
			w.do("suntao", number, "hand_out", "code", sure(db.One[string](t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(number).ID)), "receiver", w.caseOf(number).Party, "self", "1")
			w.tick()
			z := w.staff("suntao")
			z.get("/desk/archive/"+number).is(200, "用途")
			pack := unpacked(t, []byte(z.get("/desk/archive/"+number+"?purpose=移交档案馆").is(200).body))
			for name, text := range pack {
				if strings.Contains(text, code) || strings.Contains(text, strings.ReplaceAll(code, "-", "")) {
					t.Errorf("%s has the query code", name)
				}
			}
			packs = append(packs, pack)
		}
		organ := "眉山市东坡区人力资源和社会保障局"
		first := packs[0]
		for name, words := range map[string][]string{
			"index.html":            {"归档文件目录", "0045-ZY·2026-D10-ZWFW-0001", "定期10年", "国家档案局令第8号", organ, "documents/"},
			"ledger/index.html":     {"办理过程", "属实", "周敏", "综合窗口", "<dt>怎么拿结果</dt><dd>邮寄（免费）</dd>", "<dd>何老</dd>"},
			"data/application.json": {"13800138000", "何三"},
			"manifest.json":         {`"archive_number": "0045-ZY·2026-D10-ZWFW-0001"`, `"retention": "D10"`, `"fonds": "0045"`, `"year": 2026`, `"item": 1`, `"catalogue"`, `"responsible": "` + organ},
		} {
			for _, word := range words {
				if !strings.Contains(first[name], word) {
					t.Errorf("%s lacks %s", name, word)
				}
			}
		}
		for _, raw := range []string{"to_name", "to_street", ">courier<", "delivery"} {
			if strings.Contains(first["ledger/index.html"], raw) {
				t.Errorf("the ledger says %s", raw)
			}
		}
		if !strings.Contains(packs[1]["manifest.json"], "ZWFW-0002") {
			t.Error("the second has no number of its own")
		}
		for name, text := range first {
			if !strings.HasSuffix(name, ".jsonl") && strings.Contains(text, "sealed") {
				t.Errorf("%s is sealed", name)
			}
		}
		w.at("2026-07-01 10:00") // made again, as after a restore, it is the same
		k := w.caseOf(numbers[0])
		var b bytes.Buffer
		if err := w.Archive.Pack(t.Context(), &b, k, []string{course.Kind}); err != nil {
			t.Fatal(err)
		}
		again := unpacked(t, b.Bytes())
		for name, text := range first {
			if (strings.HasPrefix(name, "documents/") || strings.HasPrefix(name, "files/")) && again[name] != text {
				t.Errorf("%s is not what it was", name)
			}
		}
		var m struct{ Item int }
		if err := json.Unmarshal([]byte(again["manifest.json"]), &m); err != nil || m.Item != 1 {
			t.Errorf("%+v %v", m, err)
		}
		taken := sure(w.Audit.Lines(t.Context(), audit.Filter{Act: "下载归档包"}, 0, 10))
		if len(taken) != 2 || taken[1].Object != numbers[0] || taken[1].Reason != "移交档案馆" {
			t.Errorf("taken %+v", taken)
		}
		w.tick()
		if v := sure(w.Ledger.Verify(t.Context())); len(v.Faults) > 0 {
			t.Errorf("%+v", v.Faults)
		}
	})
}

// A complaint is put away without who told it, in all that its package says: nor for whom, of which firm, by which telephone, or what he said
// when he was visited.
func TestAComplaintIsPutAwayWithoutWhoToldIt(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		told := grievance.Told{Name: "钱反映", For: "钱老伯", Firm: "眉山秘密&<商贸>有限公司", Phone: "13800138001",
			What: "我是钱反映，替钱老伯和眉山秘密&<商贸>有限公司办事，系统一直打不开，请打13800138001，138 0013 8001，138-0013—8001，１３８００１３８００１，" +
				"138\n0013\n8001。钱 反映，替钱　老伯、眉山 秘密＆＜商贸＞ 有限公司"}
		g := sure(w.Grievances.Take(t.Context(), people.Actor{}, grievance.Report{Place: county1, Channel: flow.ByOnline, ItemName: "社会保障卡挂失",
			Told: told, Times: 2}))
		w.do("zhuanxi1", g.Number(), "solve", "reply", "已当场补办，请钱老 伯来取；钱 反 映的电话 138 0013-8001 已打通。", "outcome", "done")
		w.later(20 * 24 * time.Hour)
		w.tick()
		visited := sure(w.Engine.Find(t.Context(), w.DB, w.view(g.ID).Links[0].Other))
		if _, err := w.try(people.TheOffice, visited.Number(), "assign", "to", itoa(w.actor("huifang").ID)); err != nil {
			t.Fatal(err)
		}
		script := answers(door.Offered(w.viewAs("huifang", visited.ID), "done"))
		w.do("huifang", visited.Number(), "done", append(script, "solved", "yes", "level", "3", "said", "我是卖豆腐的")...)
		pack := unpacked(t, []byte(w.staff("jianguan").get("/desk/grievances/archive/"+g.Number()+"?purpose=核对档案材料").is(200).body))
		for name, text := range pack {
			text := strings.NewReplacer(" ", "", "　", "", "-", "", "—", "", `\n`, "", "\n", "").Replace(text)
			for _, word := range []string{"１３８", told.Name, told.For, "秘密", told.Phone, "卖豆腐"} {
				if strings.Contains(name+text, word) {
					t.Errorf("%s tells %s", name, word)
				}
			}
		}
		for name, words := range map[string][]string{
			"data/grievance.json": {"钱*映", "钱*伯", "某单位", "138****8001", "系统一直打不开"}, "ledger/index.html": {"钱*映"}, "ledger/events.jsonl": {"钱*映", `"Hash"`},
			"documents/01-反映事项登记单.html": {"钱*映", "某单位"}, "index.html": {"已遮盖"}, "related/visit-" + visited.Number() + "/ledger/index.html": {"办成了"},
		} {
			for _, word := range words {
				if !strings.Contains(pack[name], word) {
					t.Errorf("%s lacks %s: %s", name, word, pack[name])
				}
			}
		}
		var m struct{ Entries []struct{ Name, SM3 string } }
		if err := json.Unmarshal([]byte(pack["manifest.json"]), &m); err != nil || len(m.Entries) != len(pack)-1 {
			t.Errorf("%d entries of %d: %v", len(m.Entries), len(pack), err)
		}
		for _, e := range m.Entries {
			if gm.HashString(pack[e.Name]) != e.SM3 {
				t.Errorf("%s is not what the manifest says", e.Name)
			}
		}
	})
}
