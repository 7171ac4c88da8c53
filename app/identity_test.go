package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// A stranger who knows what a company register publishes — name, code, legal representative — sees and moves nothing of
// the firm; the firm is told, its representative refuses him, admits another and ends him.
func TestAFirmIsNotTakenOver(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		const credit = "11511301008778183N"
		names := []string{"name", "清溪民宿", "id_no", credit, "legal", "张晓梅"}
		legal := w.signedIn("13800138000", "张晓梅", 7)
		w.register(persons.Question{Name: "张晓梅", IDNo: idNo(7), FirmName: "清溪民宿", FirmCode: credit})
		legal.post("/my/firms", names...).is(200, "登记核验一致", "法定代表人，登记核验一致", "管理经办人")
		number := w.firmCase("清溪民宿", credit, "张晓梅")
		legal.get("/my/cases/"+number).is(200, "社会保障卡挂失")

		stranger := w.signedIn("13900139000", "周丙", 11)
		stranger.get("/my/cases/" + number).is(404)
		stranger.post("/my/firms", names...).is(200, "可以替“清溪民宿”提交新的申请", "尚未核实").not("管理经办人")
		for _, path := range []string{"", "/do/withdraw", "/do/change_delivery"} {
			stranger.get("/my/cases/"+number+path).is(404).not(idNo(7), "社会保障卡挂失")
		}
		stranger.get("/my").not("社会保障卡挂失")
		stranger.get("/documents/" + number + "/1").is(404)
		stranger.post("/my/cases/"+number+"/do/withdraw", "seq", "1", "reason", "x").is(404)
		w.tick()
		if m := w.last("13800138000"); !strings.Contains(m, "有人申请代理“清溪民宿”") || strings.Contains(m, "周丙") {
			t.Errorf("the firm is told %q", m)
		}

		manage := legal.get("/my/firms").find(`href="(/my/firms/\d+)"`)
		page := legal.get(manage).is(200, "周丙 申请代理", "尚未核实")
		page.bones()
		stranger.get(manage).is(404)
		asks := page.find(`id="admit-(a\d+-\d+)"`)
		stranger.post(manage+"/admit", "agent", asks, "rights", "see").is(404)
		legal.post(manage+"/admit", "agent", asks).is(422, "可以做什么")
		legal.post(manage+"/admit", "agent", asks, "rights", "see,apply").is(200, "已同意", "查看办件", "企业已同意")
		stranger.get("/my/cases/" + number).is(200)
		stranger.post("/my/cases/"+number+"/do/withdraw", "seq", "1", "reason", "x").is(409).not("已撤回")
		legal.get("/my/cases/"+number).is(200, "正在核对")
		legal.post(manage+"/dismiss", "agent", asks).is(200, "已解除")
		stranger.get("/my/cases/" + number).is(404)
	})
}

// Who knows a name and a number claims nothing of the person's: no case, no word whether the number is known, nobody else's phone;
// and the person is not locked out.
func TestAPersonIsNotTakenOver(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.walkIn("张晓梅", idNo(7))
		stranger := w.signedIn("13900139000", "", 0)
		for _, proof := range [][]string{{"张晓梅", idNo(7)}, {"张小梅", idNo(7)}, {"王未知", idNo(21)}} { // the person, a wrong name, a number nobody knows
			stranger.post("/my/profile/name", "name", proof[0], "id_no", proof[1], "consent", "1").is(200, persons.Unproven())
		}
		stranger.get("/my").is(200).not(number)
		stranger.get("/my/cases/" + number).is(404)
		stranger.get("/my/cases/" + number + "/do/withdraw").is(404)
		w.later(2 * time.Minute)
		w.signedIn("13800138000", "张晓梅", 7).get("/my/cases/"+number).is(200, "社会保障卡挂失")
	})
}

// A name typed wrongly at a window: the right one is received all the same, a second person corrects it, and the past stays.
func TestAWrongNameIsCorrected(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		first := w.walkIn("张小梅", idNo(7)) // a slip
		second := w.walkIn("张晓梅", idNo(7))
		if first == second {
			t.Fatal("one case")
		}
		owner := w.signedIn("13800138000", "张晓梅", 7)
		owner.get("/my/cases/" + second).is(200)
		owner.get("/my/cases/" + first).is(404)
		clerk := w.staff("zhoumin")
		inbox := clerk.get("/desk").is(200, "更正姓名")
		change := inbox.find(`href="/desk/cases/(\w+)[^"]*"[^>]*>更正姓名`)
		clerk.get("/desk/cases/"+change).is(200, "张小梅", "张晓梅", "窗口收件时")
		clerk.post("/desk/cases/"+change+"/do/agree", "seq", "1").is(200, "须由另一人")
		w.do("jianguan", change, "agree")
		served := sure(db.All[string](t.Context(), w.DB, `SELECT staff_name || mode FROM rating_acts WHERE case_id = $1`, w.caseOf(change).ID))
		if len(served) != 1 || !strings.HasPrefix(served[0], "周敏") { // who agreed has not met the person, and nothing was brought to an end
			t.Errorf("services of a correction: %v", served)
		}
		owner.get("/my/cases/" + first).is(200)
		clerk.post("/desk/persons", "party", "person", "id_no", idNo(7)).is(200, "张*梅", "以前登记的").bones()
	})
}

// A passport, a home return permit, a name of one character at the window; nobody from the future.
func TestOtherDocumentsAtTheWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	for _, c := range [][2]string{{"JOHN SMITH", "E12345678"}, {"陈港生", "H1234567890"}, {"央", idNo(9)}} {
		w.walkIn(c[0], c[1])
	}
	w.at("2026-04-20 11:00")
	z := w.signedIn("13900139000", "", 0)
	z.post("/my/profile/name", "name", "未出生", "id_no", "51140220991231101"+"7", "consent", "1").is(422)
	z.post("/my/profile/name", "name", "JOHN SMITH", "id_kind", "passport", "id_no", "E12345678", "consent", "1").is(200, persons.Unproven(), "护照")
}

// The number of a telephone that is used again by somebody else; and one that its owner changes.
func TestTelephonesChangeHands(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.walkIn("张晓梅", idNo(7))
	w.signedIn("13800138000", "张晓梅", 7).get("/my/cases/" + number).is(200)
	w.later(100 * 24 * time.Hour)
	fresh := w.citizen()
	fresh.post("/signin", "phone", "13800138000").is(200)
	asked := fresh.post("/signin/code", "code", w.smsCode("13800138000")).is(200, "这还是您的账号吗")
	asked.bones()
	for _, path := range []string{"/my", "/my/profile", "/my/cases/" + number, "/my/notices", "/my/firms", "/my/sessions", "/my/phone"} {
		if s := fresh.get(path); !strings.HasPrefix(s.at, "/signin") {
			t.Errorf("%s is open: %s", path, s.at)
		}
	}
	fresh.post("/signin/whose", "name", "张晓梅", "id_no", idNo(8)).is(422, "不一致")
	fresh.post("/signin/other").is(200, "已为您新开账号", "还没有实名").not("社会保障卡挂失")
	fresh.get("/my/cases/" + number).is(404)

	w.later(2 * time.Minute)
	owner := w.signedIn("13700137000", "张晓梅", 7)
	owner.get("/my/cases/" + number).is(200)
	w.later(2 * time.Minute)
	owner.get("/my/phone").is(200, "新手机号").bones()
	owner.post("/my/phone", "phone", "13600136000").is(200, "136****6000")
	owner.post("/my/phone", "phone", "13600136000", "old_code", "000000", "new_code", "000000").is(422, "验证码不对")
	owner.post("/my/phone", "phone", "13600136000", "old_code", w.smsCode("13700137000"), "new_code", w.smsCode("13600136000")).is(200, "手机号已更换", "136****6000")
	w.later(2 * time.Minute)
	moved := w.citizen()
	moved.post("/signin", "phone", "13600136000").is(200)
	moved.post("/signin/code", "code", w.smsCode("13600136000")).is(200, "这还是您的账号吗")
	moved.post("/signin/whose", "name", "张晓梅", "id_no", idNo(7)).is(200, "张*梅")
}

// A device on which nothing was proven shows nothing until the number of the document is said again.
func TestANewDevice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.walkIn("张晓梅", idNo(7))
	first := w.signedIn("13800138000", "张晓梅", 7)
	w.later(2 * time.Minute)
	other := w.citizen()
	other.post("/signin", "phone", "13800138000").is(200)
	other.post("/signin/code", "code", w.smsCode("13800138000")).is(200, "这还是您的账号吗")
	if s := other.get("/my/cases/" + number); !strings.HasPrefix(s.at, "/signin") {
		t.Error("a new device is at", s.at)
	}
	other.post("/signin/whose", "name", "张晓梅", "id_no", idNo(7), "back", "/my").is(200, "张*梅，您好")
	other.get("/my/cases/" + number).is(200)
	first.get("/my/cases/" + number).is(200)
}

// The adapter of the identity check and the stand-in of the province understand each other; a check that fails proves nothing
// and is left alone for a while.
func TestTheIdentityCheck(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	cfg := Config{IdentityTimeout: time.Second, ExchangeSource: "city"}
	drawSecrets(&cfg)
	far, err := newProvince(&cfg, filepath.Join(t.TempDir(), "far"), 5, 0, clock)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked++
		far.Handler().ServeHTTP(rw, r)
	}))
	defer server.Close()
	cfg.IdentityURL, cfg.IdentityKey, cfg.IdentitySign = server.URL, cfg.ExchangeKey, cfg.ExchangeSign
	ask, err := cfg.identity(clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	someone := door.MadeApplicant(1)
	for _, c := range []struct {
		q    persons.Question
		want persons.Verdict
	}{
		{persons.Question{Name: someone.Name, IDNo: someone.IDNo, Phone: someone.Phone}, persons.Verdict{Paired: true, Phone: true}},
		{persons.Question{Name: someone.Name, IDNo: someone.IDNo, Phone: "13900139000"}, persons.Verdict{Paired: true}},
		{persons.Question{Name: "王五", IDNo: someone.IDNo, Phone: someone.Phone}, persons.Verdict{}},
	} {
		if got, err := ask(t.Context(), c.q); err != nil || got != c.want {
			t.Errorf("%+v: %+v %v", c.q, got, err)
		}
	}
	if err := far.Fail("no-identity"); err != nil {
		t.Fatal(err)
	}
	before := asked
	for range 5 {
		if got, err := ask(context.Background(), persons.Question{Name: someone.Name, IDNo: someone.IDNo}); err == nil || got != (persons.Verdict{}) {
			t.Errorf("%+v %v", got, err)
		}
	}
	if n := asked - before; n != 2*identityFailures {
		t.Errorf("a check that is down was asked %d times", n)
	}
	far.Fail("")
	now = now.Add(identityRest + time.Second)
	if _, err := ask(t.Context(), persons.Question{Name: someone.Name, IDNo: someone.IDNo}); err != nil {
		t.Error(err)
	}
}

// walkIn has a clerk receive somebody at a window, in sight of the document; it returns the number of the case.
func (w *world) walkIn(name, idNo string) string { return w.walkInAt("zhoumin", county1, name, idNo) }

func (w *world) walkInAt(login string, place region.Code, name, idNo string) string {
	w.t.Helper()
	e, err := w.Catalog.ByCode(simple)
	if err != nil {
		w.t.Fatal(err)
	}
	clerk := w.actor(login)
	k, err := w.Applications.Receive(people.WithVisitor(w.t.Context(), people.Visitor{Actor: clerk}), clerk, course.Submission{
		Item: e.ID, Place: place, Applicant: persons.Identity{Name: name, IDNo: idNo}, Form: map[string]string{"applicant_name": name, "phone": "13800138000", "request": "挂失"},
	}, "", nil)
	if err != nil {
		w.t.Fatal(name, err)
	}
	return k.Number()
}

// firmCase has a program apply for a firm.
func (w *world) firmCase(name, credit, legal string) string {
	w.t.Helper()
	q := petition(7)
	q["applicant"] = map[string]any{"firm": true, "name": name, "id_no": credit, "legal": legal, "phone": "13800138000"}
	status, r := w.call(w.clientToken("apply"), "POST", "/api/v1/applications", q)
	if status != http.StatusCreated {
		w.t.Fatal(status, r)
	}
	return r["number"].(string)
}

// last is the text of the last message to a number.
func (w *world) last(phone string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := len(w.sms) - 1; i >= 0; i-- {
		if w.sms[i].Phone == phone {
			return w.sms[i].Text
		}
	}
	return ""
}

func (w *world) caseNumbered(number string) flow.Case {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

// What two members of staff correct of a firm its legal representative is told, the one who was replaced too, and the agent whom it is about; by
// a message that names the firm, and people masked.
func TestAFirmHearsOfItsCorrections(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const credit, firm = "11511301008778183N", "清溪民宿"
		legal := w.signedIn("13800138000", "张晓梅", 7)
		w.register(persons.Question{Name: "张晓梅", IDNo: idNo(7), FirmName: firm, FirmCode: credit})
		legal.post("/my/firms", "name", firm, "id_no", credit, "legal", "张晓梅").is(200, "法定代表人，登记核验一致")
		w.later(2 * time.Minute)
		agent := w.signedIn("13900139000", "郑伪真", 11)
		clerk := w.staff("zhoumin")
		correct := func(pairs ...string) {
			t.Helper()
			w.correctsFirm(clerk, firm, credit, pairs...)
			w.tick()
		}
		told := func(phone string, words ...string) {
			t.Helper()
			m := w.last(phone)
			for _, word := range append(words, "“"+firm+"”", "不是本单位办的，请拨打") {
				if !strings.Contains(m, word) {
					t.Errorf("%s is told %q, without %q", phone, m, word)
				}
			}
			if strings.Contains(m, "郑伪真") || strings.Contains(m, "李新任") {
				t.Errorf("%s is told a whole name: %q", phone, m)
			}
		}
		correct("field", "agent", "agent_name", "郑伪真", "agent_no", idNo(11), "agent_rights", "see,apply", "agent_until", "2026-07-10")
		told("13800138000", "经办人", "郑*真")
		told("13900139000", "经办人", "郑*真")
		agent.get("/my/firms").is(200, "到2026年7月10日（含当日）为止")
		legal.get(legal.get("/my/firms").find(`href="(/my/firms/\d+)"`)).is(200, "2026年7月10日（含当日）").not("7月11日")
		clerk.post("/desk/persons", "party", "firm", "id_no", credit, "name", firm).is(200, "2026年7月10日（含当日）").not("7月11日")
		w.at("2026-07-10 23:59")
		if list, err := w.Persons.AgentsSeen(t.Context(), persons.Person{NumberIndex: w.firmNumber(firm)}); err != nil || len(list) != 2 {
			t.Errorf("on the last day: %d agents, %v", len(list), err)
		}
		w.at("2026-07-11 00:00")
		if list, err := w.Persons.AgentsSeen(t.Context(), persons.Person{NumberIndex: w.firmNumber(firm)}); err != nil || len(list) != 1 {
			t.Errorf("after the last day: %d agents, %v", len(list), err)
		}
		w.at("2026-04-20 10:30")
		clerk = w.staff("zhoumin")
		correct("field", "legal", "legal_to", "李新任")
		told("13800138000", "法定代表人", "李*任")
		if m := w.last("13900139000"); strings.Contains(m, "法定代表人") {
			t.Errorf("who does not manage the firm is told %q", m)
		}
	})
}

// correctsFirm has a clerk propose a correction of a firm and a second person agree.
func (w *world) correctsFirm(clerk *citizen, firm, credit string, pairs ...string) {
	w.t.Helper()
	person := clerk.post("/desk/persons", "party", "firm", "id_no", credit, "name", firm).is(200).find(`name="person" value="([^"]+)"`)
	said := append([]string{"person", person, "reason", "凭营业执照和授权书"}, pairs...)
	proposed := clerk.post("/desk/persons/propose", said...).is(200, "已提交").at
	if again := clerk.post("/desk/persons/propose", said...).is(200, "已提交").at; again != proposed {
		w.t.Errorf("sent twice it is %s and %s", proposed, again)
	}
	w.do("jianguan", strings.TrimPrefix(proposed, "/desk/cases/"), "agree")
}

func (w *world) firmNumber(name string) string {
	w.t.Helper()
	index, err := db.One[string](w.t.Context(), w.DB, `SELECT MIN(number_index) FROM persons WHERE firm AND name = $1`, name)
	if err != nil {
		w.t.Fatal(err)
	}
	return index
}

// Who asked to act for a firm and was then proven at a window is one agent of it, and dismissed at once; somebody else who says to be him still asks.
func TestAnAgentIsListedOnce(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		const credit, firm = "11511301008778183N", "清溪民宿"
		names := []string{"name", firm, "id_no", credit, "legal", "张晓梅"}
		legal := w.signedIn("13800138000", "张晓梅", 7)
		legal.post("/my/firms", names...).is(200, "尚未核实")
		agent := w.signedIn("13900139000", "周丙", 11)
		agent.post("/my/firms", names...).is(200, "尚未核实")
		clerk := w.staff("zhoumin")
		w.correctsFirm(clerk, firm, credit, "field", "agent", "agent_name", "张晓梅", "agent_no", idNo(7), "agent_legal", "1")
		w.correctsFirm(clerk, firm, credit, "field", "agent", "agent_name", "周丙", "agent_no", idNo(11), "agent_rights", "see,apply")
		manage := legal.get("/my/firms").find(`href="(/my/firms/\d+)"`)
		once := func(s seen, name string, n int) {
			t.Helper()
			if got := strings.Count(s.body, ">"+name); got != n {
				t.Errorf("%s stands there %d times, not %d", name, got, n)
			}
		}
		page := legal.get(manage).is(200).not("申请代理", "尚未核实")
		page.bones()
		once(page, "张晓梅<", 1)
		once(page, "周丙<", 1)
		once(clerk.post("/desk/persons", "party", "firm", "id_no", credit, "name", firm).is(200, "经办人").not("尚未核实"), "周*<", 1)

		liar := w.signedIn("13700137000", "", 0)
		liar.post("/my/profile/name", "name", "周丙", "id_no", idNo(11), "consent", "1").is(200, persons.Unproven())
		liar.post("/my/firms", names...).is(200, "尚未核实")
		page = legal.get(manage).is(200, "周丙 申请代理")
		once(page, "周丙", 2)

		legal.post(manage+"/dismiss", "agent", page.find(`id="end-(a\d+-\d+)"[^§]*周丙 申请代理`)).is(200, "已解除")
		once(legal.get(manage), "周丙", 1)
	})
}

// At the window somebody is known who has proven online who he is, and nobody who only says so.
func TestWhoIsKnownAtTheWindow(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		clerk := w.staff("zhoumin")
		w.signedIn("13900139000", "秦守业", 9)
		clerk.post("/desk/persons", "party", "person", "id_no", idNo(9)).is(200, "秦*业", "姓名、证件号、手机号核验一致")
		w.later(2 * time.Minute)
		w.signedIn("13700137000", "", 0).post("/my/profile/name", "name", "何人", "id_no", idNo(15), "consent", "1").is(200, persons.Unproven())
		clerk.post("/desk/persons", "party", "person", "id_no", idNo(15)).is(422, "这个证件号没有登记过")
	})
}
