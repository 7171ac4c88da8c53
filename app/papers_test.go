package app

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// Every paper and every message to the applicant, of every kind of item on every road, as its receiver reads it.
// testdata/papers holds them; they were read by eye. After a change: go test ./app -run TestPapers -update, and read
// what is different.
func TestPapers(t *testing.T) {
	t.Parallel()
	for kind := range maps.Keys(catalog.Kinds) {
		if !slices.Contains([]string{"01", "05", "07", "08", "10", "20"}, kind) {
			continue // nobody applies for a penalty
		}
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, name := range slices.Sorted(maps.Keys(roads)) {
				t.Run(name, func(t *testing.T) { // the world of a road ends with it
					w := newWorld(t, "")
					number := roads[name](&errand{w, w.offer(paperItem(kind)), kind})
					w.tick()
					fmt.Fprintf(&b, "#### %s\n\n%s", name, w.posted(number))
					w.sameDays(number)
				})
			}
			golden(t, filepath.Join("testdata", "papers", kind+".txt"), b.String())
		})
	}
}

// golden compares a text with what a file holds.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(file)
	is, was := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range is {
		if i >= len(was) || is[i] != was[i] {
			t.Fatalf("%s, line %d: %q; write it anew with -update, and read what is different", file, i+1, is[i])
		}
	}
	if len(is) != len(was) {
		t.Fatalf("%s has %d lines more", file, len(was)-len(is))
	}
	lintPaper(t, file, got)
}

// lastDay is how papers and messages name a day by which something is to be done.
var lastDay = regexp.MustCompile(`(?:最迟 ?|请[在于] ?|应于 ?|法定(?:办结时限为|时限 ))(\d+年\d+月\d+日)`)

// sameDays: what was told of one event names one day, in paper and message alike; that day is the due day of a clock that
// ran then; and the page of an open case names the day that its applicant was told last.
func (w *world) sameDays(number string) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	told := map[int64]map[string][]string{} // by moment: the days, and who names each
	name := func(at int64, who, text string) {
		for _, m := range lastDay.FindAllStringSubmatch(text, -1) {
			if told[at] == nil {
				told[at] = map[string][]string{}
			}
			told[at][m[1]] = append(told[at][m[1]], who)
		}
	}
	papers, err := w.Documents.OfCase(w.t.Context(), k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range papers {
		text, err := w.Documents.Text(d)
		if err != nil {
			w.t.Fatal(err)
		}
		name(d.At, d.Title, strings.Join(text, "\n"))
	}
	sent, err := w.Notices.OfCase(w.t.Context(), k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range sent {
		if n.PersonID != 0 {
			name(n.CreatedAt, n.Title, n.Text)
		}
	}
	events, err := w.Engine.Events(w.t.Context(), w.DB, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	dues := map[int64][]string{} // by moment: the due days of the clocks that ran then
	for i, e := range events {
		clocks, err := flow.Replay(events[:i+1])
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range clocks {
			if due, runs := c.Due(w.Rules.Calendar()); runs {
				dues[e.At] = append(dues[e.At], calendar.DayOf(due).Long())
			}
		}
	}
	last := int64(0)
	for at, days := range told {
		for d, by := range days {
			if !slices.Contains(dues[at], d) {
				w.t.Errorf("%s: %v name %s, the clocks are due %v", number, by, d, dues[at])
			}
			if !slices.Contains(by, "补交提醒") { // a debt runs beside the case
				last = max(last, at)
			}
		}
	}
	if l, ok := w.Engine.Limit(k, flow.Person); ok && k.ClosedAt == 0 && l.Clock.Name != "issue" && l.Clock.Name != "pickup" && told[last][calendar.DayOf(l.Due).Long()] == nil {
		w.t.Errorf("%s in %s: the page names %s of %s, the applicant was told %v", number, k.State, calendar.DayOf(l.Due).Long(), l.Clock.Name, told[last])
	}
}

// chance are the codes in a text that are drawn.
var chance = regexp.MustCompile(`((?:查询密码|取件码) ?)(?:\d{6}|[0-9A-Z]{4}-[0-9A-Z]{4})|(/rate/)\S+`)

// posted is all that a case sent to its applicant or put on paper.
func (w *world) posted(number string) string {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	var b strings.Builder
	list, err := w.Documents.OfCase(w.t.Context(), k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range list {
		text, err := w.Documents.Text(d)
		if err != nil {
			w.t.Fatal(err)
		}
		fmt.Fprintf(&b, "【文书】%s\n%s\n%s\n%s\n%s\n\n", d.Title, d.Number, strings.Join(text, "\n"), d.Organ, calendar.DayOf(at(d.At)).Long())
	}
	for _, m := range w.sms {
		if strings.Contains(m.Text, flow.Grouped(number)) {
			if n := notice.Segments(m.Text); n > 2 {
				w.t.Errorf("%d messages of the network for %q", n, m.Text)
			}
			fmt.Fprintf(&b, "【短信】%s\n", m.Text)
		}
	}
	b.WriteString("\n")
	return chance.ReplaceAllString(b.String(), "$1$2……")
}

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

var toHome = map[string]any{"address": map[string]string{"name": "张晓梅", "phone": "13800138000", "street": "苏祠街道红星路 8 号"}}

// roads are the ways of an application.
var roads = map[string]func(e *errand) string{
	"视为受理": func(e *errand) string {
		number := e.filed(nil)
		e.at("2026-04-29 10:00")
		return number
	},
	"视为受理，跨五一，星期日": func(e *errand) string {
		e.at("2026-04-29 10:00")
		number := e.filed(nil)
		e.at("2026-05-10 09:00") // the last of five working days was the Saturday before, worked in turn
		return number
	},
	"视为受理，承诺的日子已过": func(e *errand) string {
		it := paperItem(e.kind)
		it.Promised = &catalog.Limit{N: 1, Unit: "workday"}
		e.offer(it)
		number := e.filed(nil)
		e.at("2026-04-28 08:00")
		return number
	},
	"补正后视为撤回": func(e *errand) string {
		number := e.filed(nil)
		e.do("zhoumin", number, "correct", "points", "photo", "what", "照片要白底，近三个月内拍摄。")
		e.tick()
		e.at("2026-05-21 10:00")
		return number
	},
	"容缺受理（代办）": func(e *errand) string {
		number, _ := e.accepted(map[string]any{
			"agent": map[string]any{"name": "李建军", "id_no": idNo(9), "phone": "13700137007", "relation": "relative", "right": "letter"}, "signed": "李建军",
			"materials": []map[string]any{{"key": "photo", "state": "later"}, {"key": "house", "state": "paper"}},
		})
		e.at("2026-04-22 12:00")
		e.tick()
		e.at("2026-04-28 12:00")
		return number
	},
	"不属于本机关职权": func(e *errand) string {
		number := e.filed(nil)
		e.do("zhoumin", number, "propose_refusal", "ground", "not_ours", "reason", "住所在彭山区", "go_to", "眉山市彭山区行政审批局")
		e.do("wanglei", number, "refuse")
		return number
	},
	"依法不需要办理": func(e *errand) string {
		number := e.filed(nil)
		e.do("zhoumin", number, "propose_refusal", "ground", "not_needed", "reason", "自用场地不需要办理。")
		e.do("wanglei", number, "refuse")
		return number
	},
	"准予，窗口领取": func(e *errand) string {
		number, _ := e.granted("pickup", nil)
		e.tick()
		k, _ := e.Engine.ByNumber(e.t.Context(), number)
		a, err := e.Applications.Load(e.t.Context(), e.DB, k.ID)
		if err != nil {
			e.t.Fatal(err)
		}
		e.do("suntao", number, "hand_out", "code", a.Pickup, "receiver", "张晓梅", "self", "1")
		return number
	},
	"准予，邮寄": func(e *errand) string {
		number, _ := e.granted("courier", toHome)
		e.do("suntao", number, "dispatch", "company", "中国邮政", "tracking", "EM123456789CN")
		e.do("suntao", number, "returned", "reason", "家里没有人")
		e.do("suntao", number, "dispatch", "company", "中国邮政", "tracking", "EM123456790CN")
		e.do("suntao", number, "signed", "receiver", "张晓梅")
		return number
	},
	"准予，电子送达": func(e *errand) string {
		number, dept := e.reviewed(map[string]any{"delivery": "electronic"})
		e.do(dept+"-c", number, "approve")
		e.send(number, dept)
		return number
	},
	"不予，邮寄": func(e *errand) string {
		number, dept := e.reviewed(mixed(toHome, map[string]any{"delivery": "courier"}))
		e.do(dept+"-c", number, "deny", "reason", "住所在河道管理范围内，不得经营。", "basis", "《社会保障条例》第八条第二款")
		e.do("suntao", number, "dispatch", "company", "中国邮政", "tracking", "EM123456789CN")
		e.do("suntao", number, "signed", "receiver", "张晓梅")
		return number
	},
	"延长期限": func(e *errand) string {
		number, dept := e.accepted(nil)
		e.do(dept+"-c", number, "extend", "reason", "需要向省级部门核实。")
		e.at("2026-06-10 10:00")
		return number
	},
	"特别程序": func(e *errand) string {
		number, dept := e.accepted(nil)
		e.do(dept+"-a", number, "stop", "kind", "专家评审", "days", "10", "reason", "要请专家看图纸")
		e.at("2026-05-06 10:00")
		e.do(dept+"-a", number, "resume", "result", "评审通过")
		return number
	},
	"撤回申请": func(e *errand) string {
		number := e.filed(nil)
		e.withdraw(number)
		return number
	},
	"申请人死亡": func(e *errand) string {
		number, dept := e.accepted(nil)
		e.do(dept+"-a", number, "propose_termination", "ground", "subject", "reason", "《中华人民共和国行政许可法》第七十条")
		e.do(dept+"-c", number, "terminate", "ground", "subject", "reason", "申请人已死亡，见户籍注销证明", "basis", "《中华人民共和国行政许可法》第七十条")
		return number
	},
	"申请人死亡，有经办人": func(e *errand) string {
		number, dept := e.accepted(map[string]any{"agent": map[string]any{"name": "李建军", "id_no": idNo(9), "phone": "13700137007", "relation": "relative", "right": "letter"}})
		e.do(dept+"-a", number, "propose_termination", "ground", "subject", "reason", "《中华人民共和国行政许可法》第七十条")
		e.do(dept+"-c", number, "terminate", "ground", "subject", "reason", "申请人已死亡，见户籍注销证明", "basis", "《中华人民共和国行政许可法》第七十条")
		return number
	},
	"法律变化终止": func(e *errand) string {
		number, dept := e.accepted(nil)
		e.do(dept+"-a", number, "propose_termination", "ground", "law", "reason", "《社会保障条例》2026 年修订后取消本事项")
		e.do(dept+"-c", number, "terminate", "ground", "law", "reason", "2026 年修订的条例已经取消本事项", "basis", "《社会保障条例》第十二条")
		return number
	},
	"凭承诺准予，承诺属实": func(e *errand) string {
		number, dept := e.promised()
		e.do(dept+"-b", number, "make", "number", "川眉〔2026〕18号", "valid_from", "2026-04-20", "open_end", "forever")
		e.do(dept+"-c", number, "postcheck", "reason", "现场核查属实")
		return number
	},
	"准予，电子送达，撤销": func(e *errand) string {
		number, dept := e.reviewed(map[string]any{"delivery": "electronic"})
		e.do(dept+"-c", number, "approve")
		e.send(number, dept)
		e.do(dept+"-a", number, "propose_revocation", "reason", "住所证明系伪造", "basis", "《社会保障条例》第二十条")
		e.tick()
		e.at("2026-04-29 10:00")
		e.tick()
		e.do(dept+"-c", number, "revoke", "reason", "住所证明系伪造，依据《社会保障条例》第二十条撤销。")
		return number
	},
	"准予，电子送达，不予撤销": func(e *errand) string {
		number, dept := e.reviewed(map[string]any{"delivery": "electronic"})
		e.do(dept+"-c", number, "approve")
		e.send(number, dept)
		e.do(dept+"-a", number, "propose_revocation", "reason", "住所证明系伪造", "basis", "《社会保障条例》第二十条。")
		e.tick()
		e.at("2026-04-22 10:00")
		e.do(dept+"-c", number, "uphold", "reason", "住所证明经出具机关核实属实。")
		return number
	},
	"凭承诺准予，承诺不实，不予撤销": func(e *errand) string {
		number, dept := e.promised()
		e.do(dept+"-b", number, "promise_false", "reason", "住所在河道管理范围内", "basis", "《社会保障条例》第二十条")
		e.tick()
		e.at("2026-04-22 10:00")
		e.do(dept+"-c", number, "uphold", "reason", "经测绘，住所不在河道管理范围内")
		return number
	},
	"凭承诺准予，承诺不实，撤销": func(e *errand) string {
		number, dept := e.promised()
		e.do(dept+"-b", number, "promise_false", "reason", "住所在河道管理范围内", "basis", "《社会保障条例》第二十条")
		e.tick()
		e.at("2026-04-29 10:00")
		e.tick()
		e.do(dept+"-c", number, "revoke", "reason", "承诺的住所不能用于经营，依据《社会保障条例》第二十条撤销。")
		return number
	},
}

func mixed(a, b map[string]any) map[string]any {
	m := maps.Clone(a)
	maps.Copy(m, b)
	return m
}

// send makes a result with a file and delivers it electronically.
func (e *errand) send(number, dept string) {
	issuer := e.actor(dept + "-b")
	f, err := e.Files.Put(e.t.Context(), strings.NewReader("%PDF-1.4 result"), "电子证照.pdf", issuer.Kind, issuer.ID)
	if err != nil {
		e.t.Fatal(err)
	}
	e.do(dept+"-b", number, "make", "number", "川眉〔2026〕18号", "valid_to", "2029-04-19", "files", fmt.Sprint(f.ID))
	e.do("suntao", number, "send_electronic")
}

// withdraw is what the applicant himself does.
func (e *errand) withdraw(number string) {
	k, err := e.Engine.ByNumber(e.t.Context(), number)
	if err != nil {
		e.t.Fatal(err)
	}
	v := e.actor("zhoumin")
	v.Kind, v.ID, v.Posts, v.Holds = people.Citizen, k.Applicant, nil, []people.Holding{{Person: k.Applicant, Rights: people.All}}
	if _, err := e.Engine.Act(e.t.Context(), v, flow.Move{Case: k.ID, Event: "withdraw", Input: form.Values{}}); err != nil {
		e.t.Fatal(err)
	}
}

// A promise that was found false stops the result: nothing is made, handed out or sent, until the head has decided.
func TestABrokenPromiseStopsTheLicence(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		e := &errand{w, w.offer(paperItem("01")), "01"}
		if status, r := w.call(w.clientToken("apply"), "POST", "/api/v1/applications", map[string]any{
			"item": paperItem("01").Code, "region": county1, "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(7), "phone": "13800138000"},
			"form": map[string]string{"phone": "13800138000"}, "commit": true, "signed": "张小梅", "materials": []map[string]any{{"key": "photo", "state": "paper"}},
		}); status != http.StatusUnprocessableEntity || !strings.Contains(fmt.Sprint(r), "请输入签署人的姓名") {
			w.t.Fatalf("a promise that nobody signed: %d %v", status, r)
		}
		number, dept := e.promised()
		if !strings.Contains(w.papers(number), "申请人（签名、盖章）：张晓梅") {
			w.t.Error(w.papers(number))
		}
		k := w.do(dept+"-b", number, "promise_false", "reason", "住所不存在", "basis", "《社会保障条例》第二十条")
		if k.State != "revoking" {
			w.t.Fatal(k.State)
		}
		for _, move := range [][]string{{dept + "-b", "make", "number", "1"}, {"suntao", "hand_out", "code", "1", "receiver", "张", "self", "1"}, {dept + "-c", "revoke", "reason", "不实"}} {
			if _, err := w.try(w.actor(move[0]), number, move[1], move[2:]...); err == nil {
				w.t.Errorf("%s went through", move[1])
			}
		}
		w.sound()
	})
}

// Until when a licence holds is said by who makes it; of what nobody has said the paper is silent.
func TestALicenceSaysUntilWhen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, says, wrong string
		in                []string
	}{
		{catalog.Licence, "", "填有效期止", nil},
		{catalog.Licence, "", "填有效期止", []string{"valid_from", "2026-04-20"}},
		{catalog.Licence, "", "已经填了有效期止", []string{"valid_to", "2029-04-19", "open_end", "forever"}},
		{catalog.Licence, "有效期：2026年4月20日起，长期有效。", "", []string{"valid_from", "2026-04-20", "open_end", "forever"}},
		{catalog.Licence, "有效期：以证照载明的为准。", "", []string{"open_end", "printed"}},
		{catalog.Licence, "有效期：至2029年4月19日。", "", []string{"valid_to", "2029-04-19"}},
		{"30", "", "", nil},
		{"30", "有效期：2026年4月20日起。", "", []string{"valid_from", "2026-04-20"}},
	} {
		t.Run(fmt.Sprint(c.kind, c.in), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "")
			it := paperItem("01")
			it.Results[0].Kind = c.kind
			e := &errand{w, w.offer(it), "01"}
			number, dept := e.reviewed(map[string]any{"delivery": "pickup"})
			e.do(dept+"-c", number, "approve")
			_, err := e.try(e.actor(dept+"-b"), number, "make", append([]string{"number", "证字 1 号"}, c.in...)...)
			if f, _ := fail.As(err); c.wrong != "" {
				if f == nil || len(f.Fields) != 1 || !strings.Contains(f.Fields[0].Message, c.wrong) {
					t.Fatalf("%+v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			text := w.papers(number)
			if c.says != "" && !strings.Contains(text, c.says) || c.says == "" && strings.Contains(text, "有效期：") {
				t.Error(text)
			}
		})
	}
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

// A refusal that gives as its reason what the clerk has chosen already has none.
func TestARefusalHasAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := (&errand{w, w.offer(paperItem("01")), "01"}).filed(nil)
	refuse := func(ground, reason string) error {
		_, err := w.try(w.actor("zhoumin"), number, "propose_refusal", "ground", ground, "reason", reason, "go_to", "眉山市彭山区行政审批局")
		return err
	}
	for ground, reason := range map[string]string{"not_ours": "不属于本机关职权范围。", "not_needed": "依法不需要 办理", "other": "依法不能受理"} {
		if err := refuse(ground, reason); !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), "理由") {
			t.Errorf("%s because %s: %v", ground, reason, err)
		}
	}
	if err := refuse("not_ours", "依据《四川省市容环境卫生管理条例》第五条，由住所地行政审批局受理"); err != nil {
		t.Error(err)
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
	done := z.post("/desk/counter", said("accept", "shown", shown, "signed", "1")...).is(200, "打印容缺受理承诺书")
	text := w.papers(done.number())
	for _, words := range []string{"承诺按下列期限补交材料：近期照片（最迟2026年4月27日，含当日）。", "签署方式：签署人在窗口当面签字，经办人员周敏。", "委托人（签名、盖章）：见交窗口核验的授权委托书原件"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}

// Who is said to act for somebody fetches nothing before the principal has signed; he signs online, by his own name, once.
func TestAPrincipalSignsForHisAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	e := &errand{w, w.offer(paperItem("01")), "01"}
	number, _ := e.granted("pickup", map[string]any{"agent": map[string]any{"name": "李建军", "id_no": idNo(9), "phone": "13700137007", "relation": "relative", "right": "letter"}})
	k, err := w.Engine.ByNumber(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Applications.Load(t.Context(), w.DB, k.ID)
	if err != nil {
		t.Fatal(err)
	}
	fetch := []string{"code", a.Pickup, "receiver", "李建军", "self", "1"}
	if _, err := w.try(w.actor("suntao"), number, "hand_out", fetch...); err == nil {
		t.Fatal("an agent without a letter fetched the result")
	}
	principal := w.actor("zhoumin")
	principal.Kind, principal.ID, principal.Posts, principal.Holds = people.Citizen, k.Applicant, nil, []people.Holding{{Person: k.Applicant, Rights: people.All}}
	if _, err := w.try(principal, number, "authorise", "signed", "李建军"); err == nil {
		t.Error("the agent's name signed for the principal")
	}
	if _, err := w.try(principal, number, "authorise", "signed", "张 晓梅"); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "还不能证明是委托人本人的") {
		t.Errorf("by a telephone that a program gave for him: %v", err)
	}
	w.signedIn("13800138000", "张晓梅", 7) // the principal has proven who he is
	if _, err := w.try(principal, number, "authorise", "signed", "张 晓梅"); err != nil {
		t.Fatal(err)
	}
	if papers := w.papers(number); !strings.Contains(papers, "委托人（签名、盖章）：张晓梅\n授权的方式：签署人凭手机验证码在网上输入姓名签署。") {
		t.Error(papers)
	}
	if _, err := w.try(principal, number, "authorise", "signed", "张晓梅"); err == nil {
		t.Error("signed twice")
	}
	w.do("suntao", number, "hand_out", fetch...)

	own, _ := e.granted("pickup", map[string]any{"agent": map[string]any{"name": "李建军", "id_no": idNo(9), "phone": "13800138000", "relation": "relative", "right": "letter"}})
	principal.ID = w.caseOf(own).Applicant
	principal.Holds = []people.Holding{{Person: principal.ID, Rights: people.All}}
	if _, err := w.try(principal, own, "authorise", "signed", "张晓梅"); !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), "手机号是经办人的") {
		t.Errorf("by the agent's own telephone: %v", err)
	}
}
