package app

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html"

	"wuyou/office/demo"
	"wuyou/office/form"
)

const opinion = "经核对原件，材料属实，建议通知申请人补交近期照片"

// hidden are the hidden fields of a page's form to an address, as pairs.
func (s seen) hidden(action string) (pairs []string) {
	s.t.Helper()
	form := regexp.MustCompile(`(?s)<form[^>]*action="` + regexp.QuoteMeta(html.EscapeString(action)) + `".*?</form>`).FindString(s.body)
	if form == "" {
		s.t.Fatalf("%s has no form to %s", s.at, action)
	}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(form, -1) {
		pairs = append(pairs, m[1], html.UnescapeString(m[2]))
	}
	return pairs
}

// plus adds what is typed to the hidden fields.
func plus(pairs []string, more ...string) []string {
	return append(append([]string{}, pairs...), more...)
}

// kept has a member of the demonstration's staff write an opinion, while his session ends.
func (w *world) kept(login, number string) (z *citizen, signIn seen) {
	w.t.Helper()
	z = w.staff(login)
	home := "/desk/cases/" + number
	seq := z.get(home + "/do/comment").is(200).seq()
	w.later(31 * time.Minute)
	z.get("/desk").is(200, "工作台登录") // another tab
	return z, z.post(home+"/do/comment", "seq", seq, "text", opinion).is(401, "工作台登录", "替您留着", opinion, `href="/desk/signin"`)
}

func TestWhatAClerkWroteSurvivesTheEndOfHisSession(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 7)
		home := "/desk/cases/" + number
		z, signIn := w.kept("zhoumin", number)
		fields := signIn.hidden("/desk/signin")
		z.post("/desk/signin", plus(fields, "login", "zhoumin", "password", "wrong")...).is(422, "替您留着")
		goOn := z.post("/desk/signin", plus(fields, "login", "zhoumin", "password", demo.Password)...).is(200, "请继续", "批注", opinion, "继续提交", "不提交了")
		goOn.bones()
		z.get(home).not(opinion) // nothing is posted by itself
		z.post(home+"/do/comment", goOn.hidden(home+"/do/comment")...).is(200, "已批注", opinion)
	})
}

func TestWhatWasKeptGoesThroughTheSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z := w.citizen()
	code := func() string {
		c, err := totp.GenerateCode(demo.TOTP, w.clock())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	z.post("/desk/signin", "login", "anquan", "password", demo.Password, "code", code()).is(200).not("工作台登录")
	w.later(31 * time.Minute)
	fields := z.post("/desk/admin/tokens", "name", "市大数据局的对接程序").is(401, "替您留着", "市大数据局的对接程序").hidden("/desk/signin")
	second := z.post("/desk/signin", plus(fields, "login", "anquan", "password", demo.Password)...).is(422, "动态口令", "替您留着")
	z.post("/desk/signin", plus(second.hidden("/desk/signin"), "other", "1")...).is(200, "工作台登录", "替您留着").not("密码正确") // somebody else is to sign in
	z.post("/desk/signin", plus(second.hidden("/desk/signin"), "code", code())...).is(200, "请继续", "市大数据局的对接程序")
}

func TestSomebodyElseCannotPostWhatAColleagueWrote(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	home := "/desk/cases/" + number
	z, signIn := w.kept("zhoumin", number)
	other := z.post("/desk/signin", plus(signIn.hidden("/desk/signin"), "login", "wanglei", "password", demo.Password)...)
	other.is(200, "另一个人写的", "由写的人登录").not(opinion, "继续提交")
	other.bones()
	back := z.post("/desk/signout", other.hidden("/desk/signout")...).is(200, "工作台登录", "替您留着").not(opinion)
	goOn := z.post("/desk/signin", plus(back.hidden("/desk/signin"), "login", "zhoumin", "password", demo.Password)...).is(200, opinion, "继续提交")
	z.post(home+"/do/comment", goOn.hidden(home+"/do/comment")...).is(200, "已批注", opinion)
}

func TestWhatWasKeptTooLongOrChangedIsNotPosted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	z, signIn := w.kept("zhoumin", number)
	fields := signIn.hidden("/desk/signin")
	forged := plus(fields)
	for i := 0; i < len(forged); i += 2 {
		if forged[i] == "kept" {
			forged[i+1] = forged[i+1][:len(forged[i+1])-6] + "AAAAAA"
		}
	}
	z.post("/desk/signin", plus(forged, "login", "zhoumin", "password", demo.Password)...).is(200, "认不出来").not("继续提交")
	w.later(61 * time.Minute)
	z.post("/desk/signin", plus(fields, "login", "zhoumin", "password", demo.Password)...).is(200, "留得太久", opinion).not("继续提交")

	// what nobody can say of whose it is, is shown with that question; of a citizen's it is none at the desk
	stranger := w.citizen()
	unknown := stranger.post("/desk/cases/"+number+"/do/comment", "seq", "1", "text", opinion).is(401).hidden("/desk/signin")
	stranger.post("/desk/signin", plus(unknown, "login", "zhoumin", "password", demo.Password)...).
		is(200, "请看清楚是不是您写的", "继续提交", "内容").not("<dt>text", "<dt>seq")
	citizen := w.citizen()
	public := citizen.post("/my/firms", "name", "青云游艺有限公司").is(401, "替您留着", "青云游艺有限公司").hidden("/signin")
	citizen.post("/desk/signin", plus(public, "login", "zhoumin", "password", demo.Password)...).is(200, "认不出来")

	// nor does a link, or another browser, carry a post: whoever made it would have others post for him
	for _, page := range []string{"/desk/signin", "/signin", "/signin/code"} {
		w.citizen().get(page+"?"+url.Values(pairs(unknown)).Encode()).is(200).not("替您留着", `name="kept"`)
	}
	w.staff("wanglei").get("/desk/signin?" + url.Values(pairs(unknown)).Encode()).not("继续提交")
	w.citizen().post("/desk/signin", plus(unknown, "login", "zhoumin", "password", demo.Password)...).is(200, "认不出来").not("继续提交", opinion)
	asked := w.signedIn("13800138009", "", 0) // nobody learns from a kept post which cases there are
	asked.post("/signout").is(200)
	for _, n := range []string{number, "511402260420000200000999"} {
		asked.post("/my/cases/" + n + "/do/withdraw").is(401).not("撤回申请")
	}

	long := strings.Repeat("字", 60_000)
	stranger = w.citizen()
	stranger.post("/desk/cases/"+number+"/do/comment", "text", long).is(401, "替您留着")
	stranger.send("/my/cases/"+number+"/do/supplement", "photo", "照片.png", []byte("\x89PNG\r\n\x1a\n"), "a", long, "b", long, "c", long, "d", long, "e", long, "f", long).is(401, "没能替您留住")
	stranger.post("/desk/cases/"+number+"/do/comment", "text", strings.Repeat("字", 400_000)).is(401, "没能替您留住").hidden("/desk/signin")
}

// What a clerk wrote on a page with choices and with what the page carries for the program is shown with its questions, in words.
func TestWhatWasKeptIsSaidInWords(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.walkIn("张晓梅", idNo(7))
		z := w.staff("zhoumin")
		token := z.post("/desk/persons", "party", "person", "id_no", idNo(7), "name", "张晓梅").is(200).value("person")
		said := []string{"person", token, "field", "account", "account_phone", "13511110001", "account_heard", w.Keys.Seal("13511110001 1 2", "any"),
			"reason", "本人到窗口，核对身份证"}
		words := []string{"登录用的手机号（当面核验本人）", "本人的手机号", "13511110001", "为什么改，看了什么证件", "本人到窗口，核对身份证"}
		shows := func(s seen) {
			t.Helper()
			dl := regexp.MustCompile(`(?s)<dl.*?</dl>`).FindString(s.is(s.status, words...).body)
			for _, hidden := range []string{token, ">account<", "号码和选项", said[7]} {
				if strings.Contains(dl, hidden) {
					t.Errorf("%s shows %q", s.at, hidden)
				}
			}
		}
		w.later(31 * time.Minute)
		signIn := z.post("/desk/persons/propose", said...).is(401)
		shows(signIn)
		shows(z.post("/desk/signin", plus(signIn.hidden("/desk/signin"), "login", "zhoumin", "password", demo.Password)...).is(200, "请继续"))
		stranger := w.citizen()
		unknown := stranger.post("/desk/persons/propose", said...).is(401).hidden("/desk/signin")
		shows(stranger.post("/desk/signin", plus(unknown, "login", "zhoumin", "password", demo.Password)...).is(200, "请看清楚是不是您写的"))

		other := w.staff("zhoumin") // of a page whose form is not known
		w.later(31 * time.Minute)
		signIn = other.post("/desk/counter", "do", "look", "party", "person", "name", "张晓梅",
			"key", strings.Repeat("aB3", 14)+"x", "phone_heard", said[7]).is(401, "张晓梅")
		if dl := regexp.MustCompile(`(?s)<dl.*?</dl>`).FindString(signIn.body); strings.Contains(dl, said[7]) || strings.Contains(dl, "aB3") {
			t.Error(dl)
		}
	})
}

func TestPasswordsAndCodesAreNeverKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z := w.staff("zhoumin")
	fields := z.get("/desk/me").is(200).hidden("/desk/me")
	if v := url.Values(pairs(fields)); !strings.Contains(strings.Join(v["unkept"], ","), "old,new,again") {
		t.Fatal("the form does not say what is never kept:", fields)
	}
	w.later(31 * time.Minute)
	again := z.post("/desk/me",
		plus(fields, "do", "password", "old", demo.Password, "new", "Mima-2026-新的密码", "again", "Mima-2026-新的密码")...).is(401).not("新的密码", demo.Password)
	z.post("/desk/signin", plus(again.hidden("/desk/signin"), "login", "zhoumin", "password", demo.Password)...).is(200, "请继续").not("新的密码", demo.Password)
}

func pairs(list []string) map[string][]string {
	m := map[string][]string{}
	for i := 0; i+1 < len(list); i += 2 {
		m[list[i]] = append(m[list[i]], list[i+1])
	}
	return m
}

func TestWhatACitizenWroteSurvivesTheEndOfHisSession(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		z, draft := w.drafting("13800138001")
		w.later(3 * time.Hour)
		fields := z.send(draft, "m_photo", "近照.png", []byte("\x89PNG\r\n\x1a\nx"), "made", "", "phone", "13800138001", "note", "请周末以外的时间联系我", "go", "later").is(401, "用手机号登录", "替您留着", "请周末以外的时间联系我").hidden("/signin")
		z.post("/signin", plus(fields, "phone", "1")...).is(422, "替您留着")
		code := z.post("/signin", plus(fields, "phone", "13800138001")...).is(200, "填写短信验证码", "替您留着")
		z.post("/signin/phone", code.hidden("/signin/code")...).is(200, "用手机号登录", "替您留着")
		z.post("/signin/code", plus(code.hidden("/signin/code"), "code", "000000")...).is(422, "替您留着")
		w.later(61 * time.Second)
		code = z.post("/signin/again", code.hidden("/signin/code")...).is(200, "填写短信验证码", "替您留着")
		goOn := z.post("/signin/code", plus(code.hidden("/signin/code"), "code", w.smsCode("13800138001"))...).is(200, "请继续", "请周末以外的时间联系我", "近照.png", "继续提交")
		goOn.bones()
		z.post(draft, goOn.hidden(draft)...).is(422, "请重新选择文件：近照.png", "请周末以外的时间联系我")
		z.get(draft).is(200, "请周末以外的时间联系我")
	})
}

func TestWhoIsAskedWhoseTheAccountIsLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z, draft := w.drafting("13800138001")
	w.later(3 * time.Hour)
	z.post(draft, "phone", "13800138001", "note", "请周末以外的时间联系我").is(401)
	fresh := w.citizen() // another device
	fields := fresh.post(draft, "phone", "13800138001", "note", "请周末以外的时间联系我").is(401).hidden("/signin")
	code := fresh.post("/signin", plus(fields, "phone", "13800138001")...).is(200)
	whose := fresh.post("/signin/code", plus(code.hidden("/signin/code"), "code", w.smsCode("13800138001"))...)
	if strings.Contains(whose.body, "这还是您的账号吗") {
		whose = fresh.post("/signin/whose", plus(whose.is(200, "替您留着").hidden("/signin/whose"), "name", "张自在", "id_no", idNo(1))...)
	}
	whose.is(200, "请继续", "请周末以外的时间联系我")
}

func TestAPasswordThatMustBeChangedLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.apply(w.clientToken("apply"), 7)
	home := "/desk/cases/" + number
	z := w.staff("zhoumin")
	seq := z.get(home + "/do/comment").seq()
	w.later(20 * time.Minute)
	if err := w.DB.Exec(t.Context(), `UPDATE staff SET must_change = TRUE WHERE login = 'zhoumin'`); err != nil {
		t.Fatal(err)
	}
	first := z.post(home+"/do/comment", "seq", seq, "text", opinion).is(403, "请先在“我的账号”里修改密码", opinion, `href="/desk/me" target="_blank"`, "继续提交")
	z.post("/desk/me", "do", "password", "old", demo.Password, "new", "Chang3d-Word-9", "again", "Chang3d-Word-9").is(200, "密码已修改")
	z.post(home+"/do/comment", first.hidden(home+"/do/comment")...).is(200, "已批注", opinion)
}

func TestWhoWritesIsWarnedAndMayStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z := w.staff("zhoumin")
	z.get("/desk/persons").is(200, `data-stay="/desk/stay" data-left="1740" data-warn="180"`)
	w.later(28 * time.Minute)
	z.get("/desk/stay").is(200, `{"left":1740}`)
	w.later(28 * time.Minute)
	z.get("/desk").is(200).not("工作台登录")
	w.citizen().get("/signin").is(200).not("data-stay")
}

func TestTheSecondPersonAgreesToWhatStands(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		propose := func(name string) string {
			editor.post("/desk/admin/calendar", "at", "day", "day", "2026-05-20", "kind", "off", "name", name, "why", "市里通知")
			list, err := w.Proposals.Waiting(w.t.Context())
			if err != nil || len(list) == 0 {
				w.t.Fatal(list, err)
			}
			return fmt.Sprint("/desk/admin/waiting/", list[len(list)-1].ID)
		}
		first := propose("全市休息一天")
		w.later(time.Minute)
		rival := propose("别的名目的休息")
		seen := publisher.get(rival).is(200, "工作日").find(`name="shown" value="([^"]*)"`)
		publisher.agree(first).is(200)
		publisher.post(rival, "do", "agree", "shown", seen).is(409, "没有提交", "“现在”")
		publisher.agree(rival).is(200)
	})
}

// drafting is a citizen who has begun an application, with the address of his draft.
func (w *world) drafting(phone string) (z *citizen, draft string) {
	w.t.Helper()
	it := permit("青云游艺证核发")
	it.Delivery = []string{"pickup", "courier"}
	it.Form.Fields = append(it.Form.Fields, form.Field{Name: "home", Label: "住址", Type: form.Text}, form.Field{Name: "note", Label: "要说明的", Type: form.Area})
	item := w.offer(it)
	z = w.signedIn(phone, "张自在", 1)
	at := fmt.Sprintf("/apply/%d", item)
	return z, z.post(at, "place", county1, "for", "self", "s_who", "self", "s_lost", "no").is(200, "填表和交材料").whole()
}

// agree agrees to a change as the second person, who has seen what the page shows.
func (z *citizen) agree(at string) seen {
	z.w.t.Helper()
	shown := regexp.MustCompile(`name="shown" value="([^"]*)"`).FindStringSubmatch(z.get(at).body)
	if shown == nil {
		return z.post(at, "do", "agree")
	}
	return z.post(at, "do", "agree", "shown", html.UnescapeString(shown[1]))
}

// whole is the address of a draft on one page, of that of a part.
func (s seen) whole() string {
	at, _, _ := strings.Cut(s.at, "?")
	return at
}

// made is the draft of which a page with its form was made.
func (s seen) made() string {
	s.t.Helper()
	return s.find(`name="made" value="([^"]*)"`)
}

// What a form carries of the page that is confirmed nobody wrote: it is not shown to whom the session ended under.
func TestWhatAFormCarriesIsNoAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z, draft := w.drafting("13800138001")
	page := z.send(draft+"/files/photo", "m_photo", "近照.png", []byte("\x89PNG\r\n\x1a\nx")).is(200)
	check := z.post(draft, "made", page.made(), "phone", "13800138001", "home", "苏祠街道甲路 1 号", "delivery", "pickup", "go", "next").is(200, "核对后提交")
	w.later(3 * time.Hour)
	z.post(draft+"/submit", plus(check.hidden(draft+"/submit"), "true", "1")...).is(401, "用手机号登录").not("<dt>您写的", "住址=", "申请人=")
}

// Who files for a firm on nobody's word but his own leaves the letter of authority to be signed by the firm, and does not sign it himself.
func TestWhoClaimsToActForAFirmSignsNoLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	z, mine := w.drafting("13800138001")
	start := regexp.MustCompile(`/apply/\d+`).FindString(z.get(mine).body)
	z.post("/my/firms", "name", "清溪民宿", "id_no", "11511301008778183N", "legal", "张晓梅", "consent", "1").is(200, "尚未核实")
	firm := z.get(start).is(200, "清溪民宿").find(`name="for"[^>]* value="(\d+)"`)
	draft := z.post(start, "place", county1, "for", firm, "s_who", "self", "s_lost", "no").is(200, "填表和交材料").whole()
	page := z.send(draft+"/files/photo", "m_photo", "近照.png", []byte("\x89PNG\r\n\x1a\nx")).is(200)
	check := z.post(draft, "made", page.made(), "phone", "13800138001", "home", "甲路 1 号", "delivery", "pickup", "go", "next").is(200, "核对后提交")
	receipt := z.post(draft+"/submit", plus(check.hidden(draft+"/submit"), "true", "1")...).is(200, "申请已提交")
	number := receipt.number()
	if papers := w.papers(number); !strings.Contains(papers, "授权的方式：待委托人在网上以核验过的身份签署") || strings.Contains(papers, "已经企业同意") {
		t.Error(papers)
	}
	z.post("/my/cases/"+number+"/do/authorise", "seq", "1", "signed", "清溪民宿").is(409).not("已登记授权委托书")
	w.later(2 * time.Minute)
	w.byPhone(number, "13800138001").post("/track/"+number+"/do/authorise", "seq", "1", "signed", "清溪民宿").not("已登记授权委托书") // nor by his telephone
	if papers := w.papers(number); !strings.Contains(papers, "待委托人在网上以核验过的身份签署") {
		t.Error("he signed for the firm")
	}
}
