package course

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// What the papers of an application say beyond what every paper of a case says: on what legal basis, after
// which acceptance, and what the applicant has promised under his name.

// Letter is what somebody has put his name under (告知承诺书, 容缺受理承诺书, 授权委托书). The paper itself lies with
// the papers of the case; a promise that was found false stops the result and leads to revocation.
type Letter struct {
	Paper  string   `json:"paper"`
	Signed string   `json:"signed"`        // by whom
	Way    string   `json:"way"`           // typed, paper, brought, voice, present, held, open
	For    []string `json:"for,omitempty"` // keys of the materials that are to follow
	At     int64    `json:"at"`
	Broken int64    `json:"broken,omitempty"` // when it was found false
}

// The papers that are signed.
const (
	promiseLetter = "promise_letter"
	debtLetter    = "debt_letter"
	proxyLetter   = "proxy_letter"
)

// letter finds a letter by its paper, or nil.
func (a *Application) letter(paper string) *Letter {
	i := slices.IndexFunc(a.Letters, func(l Letter) bool { return l.Paper == paper })
	if i < 0 {
		return nil
	}
	return &a.Letters[i]
}

// broken reports whether the promise on which the matter was granted was found false.
func (a *Application) broken() bool {
	l := a.letter(promiseLetter)
	return l != nil && l.Broken != 0
}

// signer is who must sign for the applicant: himself, or who acts for him.
func signer(party string, sub Submission) string {
	if sub.Agent != nil {
		return sub.Agent.Name
	}
	return party
}

// Promises reports whether an application holds a promise that must be signed: that of the item, or to
// bring later what lacks.
func (a *Application) Promises() bool {
	return a.CommitTo || slices.ContainsFunc(a.Materials, func(h Handed) bool { return h.State == Later })
}

// Unsigned checks that promises are signed: online by the signer's name, typed by himself; at a window, where the letter is
// printed and signed by hand once the matter is taken in, that he has been told what he promises and will sign it.
func Unsigned(a *Application, party string, sub Submission) error {
	if !a.Promises() || sub.Partly && !a.CommitTo {
		return nil
	}
	name := signer(party, sub)
	switch {
	case sub.Channel == flow.ByWindow && sub.Signed == "":
		return fail.Invalid("申请人还没有同意签署承诺书", fail.Field{Name: "signed", Message: "请向申请人说明承诺的内容和后果，申请人同意签署的勾选"})
	case sub.Channel != flow.ByWindow && !sameName(sub.Signed, name):
		return fail.Invalid("承诺书还没有签", fail.Field{Name: "signed", Message: "请输入签署人的姓名“" + name + "”，表示已经阅读并作出承诺"})
	}
	return nil
}

// signs has the letters that come with an application written, each filled from the case.
func (s *Applications) signs(ctx context.Context, c *flow.Change, a *Application, sub Submission) error {
	c.Words["agent"] = a.By.Name
	name := signer(c.Case.Party, sub)
	if sub.Agent != nil {
		way := "open"
		switch {
		case sub.Channel == flow.ByWindow:
			way = map[string]string{"letter": "brought", "voice": "voice", "present": "present"}[sub.By.Right]
		case c.Actor.Acts(c.Case.Applicant):
			way = "held"
		case sub.By.Relation != "agent":
			c.Row.Tell = slices.Concat(c.Row.Tell, []string{"proxy_asked"})
		}
		s.undersign(c, a, proxyLetter, c.Case.Party, way)
	}
	way := map[string]string{flow.ByWindow: "paper", flow.ByAPI: "platform"}[sub.Channel]
	if way == "" {
		way = typedWay(ctx)
	}
	if a.CommitTo {
		s.undersign(c, a, promiseLetter, name, way)
		var conditions, free []string
		for _, x := range a.item.Conditions {
			conditions = append(conditions, strings.TrimRight(x, "。；"))
		}
		for _, m := range a.item.Materials {
			if slices.Contains(a.item.Commit.Materials, m.Key) {
				free = append(free, m.Name)
			}
		}
		t, err := s.Rules.Term(Kind+".postcheck", c.Case.Region, calendar.DayOf(c.At))
		if err != nil {
			return err
		}
		c.Words["conditions"], c.Words["exempted"] = strings.Join(conditions, "；"), strings.Join(free, "、")
		c.Words["promise"], c.Words["promise_check"] = a.item.Commit.Promise, cmp.Or(a.item.Commit.Check, "由行政机关书面核查或者现场核查")
		c.Words["limit_postcheck"] = t.Words()
	}
	if len(a.Following()) > 0 {
		accepted := time.Time{}
		if sub.Channel == flow.ByWindow && !sub.Partly {
			accepted = c.At
		}
		s.promiseLater(c, a, name, way, accepted)
	}
	c.Words["item_basis"] = basisWords(a.item)
	return nil
}

// laterWords are the materials that are to follow, each with its time; accepted is as of debtWords.
func (s *Applications) laterWords(a *Application, accepted time.Time) string {
	var words []string
	for _, h := range a.Following() {
		for _, m := range a.item.Materials {
			if m.Key == h.Key {
				words = append(words, s.DebtWords(h.Name, m.Days, accepted))
			}
		}
	}
	return strings.Join(words, "；")
}

// promisedLater reports whether it was promised that a material follows.
func (a *Application) promisedLater(key string) bool {
	l := a.letter(debtLetter)
	return l != nil && slices.Contains(l.For, key)
}

// promiseLater has the promise written to bring what lacks (容缺受理承诺书).
func (s *Applications) promiseLater(c *flow.Change, a *Application, name, way string, accepted time.Time) {
	var keys []string
	for _, h := range a.Following() {
		keys = append(keys, h.Key)
	}
	c.Words["debts@"+debtLetter], c.Words["agent"] = s.laterWords(a, accepted), a.By.Name
	s.undersign(c, a, debtLetter, name, way)
	a.letter(debtLetter).For = keys
}

// undersign notes a letter and has it written with the papers of the event.
func (s *Applications) undersign(c *flow.Change, a *Application, paper, name, way string) {
	a.Letters = append(slices.DeleteFunc(a.Letters, func(l Letter) bool { return l.Paper == paper }),
		Letter{Paper: paper, Signed: name, Way: way, At: c.At.UnixMilli()})
	if paper != proxyLetter && a.By.Name != "" {
		name += "（受委托的经办人）"
	}
	signed, how := name, wayWords[way]
	switch {
	case way == "paper" && c.Actor.Kind == people.Staff:
		signed, how = name+blank, how+"，经办人员"+c.Actor.Name
	case way == "brought":
		signed = "见交窗口核验的授权委托书原件"
	case way == "held":
		signed = "见经办人代理登记"
	case !slices.Contains(typed, way):
		signed = blank
	}
	c.Words["signed@"+paper], c.Words["signed_way@"+paper] = signed, how
	c.Words["agent_relation"] = relationWords[a.By.Relation]
	if paper != promiseLetter { // it is of the applicant alone; of the other the organ is a party
		c.Words["party_signs@"+paper] = "1"
	}
	c.Row.Write = slices.Concat([]string{paper}, c.Row.Write)
}

// typed are the ways in which somebody signs by typing his name.
var typed = []string{"typed", "phone", "platform"}

// unauthorised: somebody acts for the applicant, whose letter for that is not signed yet, and not by him who wants to act.
func (s *Applications) unauthorised(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if l := a.letter(proxyLetter); l == nil || l.Way != "open" {
		return fail.Conflict("没有待签署的授权委托书")
	}
	if c.Actor.Kind != people.Citizen {
		return nil
	}
	p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	if p.Firm { // who manages its agents signs
		himself, err := s.Persons.Same(ctx, tx, c.Actor.ID, a.Agent)
		if err == nil && (himself || !c.Case.For(c.Actor, people.Manage)) {
			err = fail.Forbidden("请由这家单位的法定代表人或者其他管理经办人的人登录、核验身份后签署，或者把签名、盖章的授权委托书交窗口核验")
		}
		return err
	}
	reached, err := s.Persons.PhoneIn(ctx, tx, c.Case.ID, c.Case.Applicant)
	if err != nil {
		return err
	}
	agent, err := s.Persons.PhoneIn(ctx, tx, c.Case.ID, a.Agent)
	if err != nil {
		return err
	}
	if reached != "" && (reached == agent || reached == check.PlainPhone(a.By.Phone)) { // nobody authorises himself
		return fail.Forbidden("这一件登记的手机号是经办人的，不能用它签署；" + signsSo)
	}
	known, err := s.Persons.KnownPhone(ctx, tx, c.Case.Applicant, reached)
	if err == nil && !known { // who acts for him may have given it, also at a window
		err = fail.Forbidden("这一件的手机号还不能证明是委托人本人的，不能用它签署；" + signsSo)
	}
	return err
}

// signsSo says how a principal signs for whom a telephone is not enough.
const signsSo = "请委托人用自己的手机登录、核验身份以后签署，或者把签名、盖章的授权委托书交窗口核验"

// askAuthority asks the principal for his name; of a window, whether it has seen the letter that he signed by hand.
func (s *Applications) askAuthority(ctx context.Context, d *db.DB, c *flow.Change) (form.Form, error) {
	if c.Actor.Kind == people.Staff {
		return ask(form.Field{Name: "seen", Label: "已核对委托人签名、盖章的授权委托书", Type: form.Bool, Required: true}), nil
	}
	p, err := s.Persons.Person(ctx, d, c.Case.Applicant)
	named := "请输入您（委托人）的姓名"
	if p.Firm {
		named = "请输入单位（委托人）的名称，您代表单位签署"
	}
	return ask(form.Field{Name: "signed", Label: "签署《授权委托书》", Type: form.Text, Required: true, Max: 100,
		Hint: named + "，表示同意经办人代为提交、补正材料，签署和接收文书，领取结果"}), err
}

// authorise has the letter of authority written anew, as the principal signed it.
func (s *Applications) authorise(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	way, signed := "brought", c.Case.Party
	if c.Actor.Kind != people.Staff {
		if way = typedWay(ctx); !sameName(c.Input["signed"], c.Case.Party) {
			return fail.Invalid("授权委托书还没有签", fail.Field{Name: "signed",
				Message: "请输入委托人的姓名（名称）“" + c.Case.Party + "”，表示同意委托"})
		}
		p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
		if err != nil {
			return err
		}
		if p.Firm {
			signed += "（" + c.Actor.Name + "代表单位签署）"
		}
	}
	c.Words["agent"] = a.By.Name
	s.undersign(c, a, proxyLetter, signed, way)
	return nil
}

// typedWay is how who types his name now has shown who he is.
func typedWay(ctx context.Context) string {
	if people.VisitorOf(ctx).Account.Level >= people.Paired {
		return "typed"
	}
	return "phone"
}

// sameName reports whether a name was typed as it is written, whatever the spaces.
func sameName(typed, name string) bool {
	return strings.Join(strings.Fields(typed), "") == strings.Join(strings.Fields(name), "")
}

// blank is where somebody signs by hand.
const blank = "＿＿＿＿＿＿＿＿"

// wayWords say how a letter was signed.
var wayWords = map[string]string{
	"typed":    "签署人登录并核验身份后在网上输入姓名签署",
	"phone":    "签署人凭手机验证码在网上输入姓名签署",
	"platform": "签署人在申请平台输入姓名签署，身份由该平台核验",
	"paper":    "签署人在窗口当面签字",
	"brought":  "委托人签署后由受托人交窗口核验",
	"voice":    "窗口工作人员电话向委托人确认",
	"present":  "委托人到场确认",
	"held":     "经办人的代理权限已经企业同意或者登记核验",
	"open":     "待委托人在网上以核验过的身份签署，或者签名、盖章后交窗口核验",
}

// relationWords are what an agent is to the applicant.
var relationWords = map[string]string{"agent": "单位经办人", "relative": "亲属", "friend": "受托的朋友、邻居", "staff": "帮办代办人员"}

// basisWords are the legal bases of an item; of a permission 行政许可法 too.
func basisWords(it *catalog.Item) string {
	var list []string
	for _, b := range it.Basis {
		if strings.Contains(b.Law, "行政许可法") {
			continue
		}
		list = append(list, lawWords(b.Law)+b.Clause)
	}
	if law := catalog.PowerOf(it.Kind).Law; law != "" {
		list = append(list, law+"第三十八条")
	}
	if len(list) > 3 {
		list = append(list[:2], list[len(list)-1])
	}
	return strings.Join(list, "、")
}

// lawWords put the name of a law into its marks.
func lawWords(law string) string {
	if strings.HasPrefix(law, "《") && strings.HasSuffix(law, "》") {
		return law
	}
	return "《" + strings.NewReplacer("《", "〈", "》", "〉").Replace(law) + "》"
}

// refusalGround says why a matter is not taken in, as the paper puts it before the reasons.
func (s *Applications) refusalGround(k flow.Case, code string) string {
	switch code {
	case "not_needed":
		return "该事项" + s.power(k).Needed
	case "not_ours":
		return "该事项不属于本机关职权范围"
	}
	return "该申请依法不能受理"
}

// decides adds to the words of a decision on what it stands: the acceptance, and whether the matter was
// reviewed or granted on a promise.
func (s *Applications) decides(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) (err error) {
	c.Words["item_basis"] = basisWords(a.item)
	if k, ok := c.Running("promise"); ok {
		c.Words["accept_day"] = dayWords(k.Start)
	}
	if c.Words["accept_number"], err = s.Documents.Latest(ctx, tx, c.Case.ID, "accept_notice"); err != nil {
		return err
	}
	c.Words["grounds"] = "经审查，符合法定条件、标准"
	if catalog.PowerOf(a.item.Kind).Branch == "service" {
		c.Words["grounds"] = "经核对，符合办理条件"
	}
	return nil
}

func dayWords(ms int64) string {
	return calendar.DayOf(time.UnixMilli(ms)).Time().Format("2006年1月2日")
}

// handed are the words of a proof of delivery.
func (s *Applications) delivered(ctx context.Context, tx *db.DB, c *flow.Change, a *Application, way, place,
	receiver string) (err error) {
	c.Words["receiver"], c.Words["result"], c.Words["number_of_result"] = receiver, a.Result.Name, a.Result.Number
	if a.Result.Number == "" {
		paper := map[string]string{Approved: "approval", Denied: "denial"}[c.Case.Result]
		if c.Words["number_of_result"], err = s.Documents.Latest(ctx, tx, c.Case.ID, paper); err != nil {
			return err
		}
	}
	c.Words["way"], c.Words["place"], c.Words["by"] = way, place, c.Actor.Name
	if c.Post.Title != "" {
		c.Words["by"] = c.Post.Title + " " + c.Actor.Name
	}
	return nil
}

// PromiseNotes say to the applicant, before he signs, what he promises and what follows when it is not kept.
func (s *Applications) PromiseNotes(a *Application) (list []page.Note) {
	if a.CommitTo {
		list = append(list, page.Note{Kind: "act", Title: "告知承诺书",
			Text: "您承诺：" + strings.TrimRight(a.item.Commit.Promise, "。") +
				"。行政机关作出决定后将核查承诺的内容；承诺不实的，依法撤销决定，有关情况记入信用记录，构成犯罪的依法追究刑事责任。"})
	}
	if len(a.Following()) > 0 {
		list = append(list, page.Note{Kind: "act", Title: "容缺受理承诺书",
			Text: "您承诺按期补交：" + s.laterWords(a, time.Time{}) + "。补齐以前不作出准予的决定；逾期没有补交的，行政机关可以终止办理。"})
	}
	return list
}
