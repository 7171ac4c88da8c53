package application

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// The counter is a conversation of a clerk with one person. All of it stands in one form, which comes
// back to the server at every step; the server keeps nothing until an outcome is chosen.
//
// The names in the form, beside those of a card that is read (counter_card.go): party, name, id_no, phone, phone_use,
// phone_sent, phone_code, phone_heard, legal; by, agent_…, relation, right; q, checklist, item, place; s_ before a
// situation's key, m_ before a material's, f_ before a field of the item's form; delivery and to_…; what, form_point;
// ground, reason, go_to.

// conversation is the form as it came, with what it means.
type conversation struct {
	v       form.Values
	visitor people.Visitor
	window  people.Post

	entry   catalog.Entry // nothing is chosen while it is nil
	it      *catalog.Item
	told    catalog.Answers // what the number of the applicant answers
	list    catalog.Checklist
	note    string      // on a checklist that was given out
	place   region.Code // "" while a city's clerk has not said which county
	dept    catalog.Dept
	offers  []catalog.Dept // counties to choose from
	choices []catalog.Entry

	other  string // the number that the office has of the applicant, where another was typed
	proven bool   // it is that of the applicant's own account
	known  bool   // the number was proven to be the applicant's before
	heard  bool   // it was proven at this counter
	inForm string // the number in the item's form, where no other is known to which messages could go

	differs bool // the number stands under another name

	asked   bool            // the person was looked up
	person  *persons.Person // who has that number
	earlier []flow.Case
	busy    string // why nobody was looked for
}

func (k *conversation) firm() bool { return k.v["party"] == "firm" }

// proxied reports whether somebody stands at the window for the applicant. A firm never comes itself.
func (k *conversation) proxied() bool { return k.firm() || k.v["by"] == "proxy" }

// windowOf is the post at the window.
func windowOf(v people.Visitor) (people.Post, error) {
	for _, p := range v.Actor.Posts {
		if p.Role == people.Window {
			return p, nil
		}
	}
	return people.Post{}, fail.Forbidden("窗口收件由综合窗口的工作人员使用")
}

// handles reports whether the window stands in a county or below it, where items are received; the
// clerk of a city says for which county he receives.
func (s *Service) handles(p people.Post) bool { return p.Region.Level() >= region.County }

// conversation works out what stands in the form.
func (s *Service) conversation(ctx context.Context, v form.Values) (*conversation, error) {
	k := &conversation{v: v, visitor: people.VisitorOf(ctx)}
	for _, q := range []string{"id_no", "agent_id_no"} {
		v[q] = check.Plain(v[q])
	}
	for _, q := range []string{"phone", "agent_phone"} {
		v[q] = check.PlainPhone(v[q])
	}
	var err error
	if k.window, err = windowOf(k.visitor); err != nil {
		return nil, err
	}
	if err := s.chooseItem(ctx, k); err != nil {
		return nil, err
	}
	if err := s.phones(ctx, k); err != nil {
		return nil, err
	}
	if phone := k.reached(); phone != "" {
		k.heard = s.House.Heard(k.visitor, phone, k.shownBy(), v["phone_heard"])
		if p, found, err := s.seen(ctx, k.applicant()); err != nil {
			return nil, err
		} else if found {
			if k.known, err = s.Persons.HasPhone(ctx, s.DB, p.ID, phone); err != nil {
				return nil, err
			}
		}
	}
	if k.it == nil {
		return k, nil
	}
	s.choosePlace(k)
	k.it, k.told = k.it.Of(k.applicant().Born(), s.Today())
	if k.list, err = k.it.Guide(k.answers()); err != nil {
		for _, q := range k.it.Situations { // a stale answer of another item
			delete(v, "s_"+q.Key)
		}
		k.list, err = k.it.Guide(k.told)
	}
	return k, err
}

// shown is what the screen shows that does not stand in its own form: the item as it is published now.
func (k *conversation) shown() door.Shown { return door.Show([]int64{k.entry.ID, k.entry.Version}) }

func (k *conversation) answers() catalog.Answers { return answersOf(k.it, k.v).With(k.told) }

// chooseItem finds the item: by a checklist's number, a proposal that was picked, the words typed, or
// the one chosen before.
func (s *Service) chooseItem(ctx context.Context, k *conversation) error {
	v, before := k.v, k.v["item"]
	if number := strings.TrimSpace(v["checklist"]); number != "" && number != v["recalled"] {
		given, err := s.Catalog.Recall(ctx, number)
		switch e, told := fail.As(err); {
		case told:
			k.note = e.Message
		case err != nil:
			return err
		default:
			v["item"], v["recalled"], v["q"] = strconv.FormatInt(given.Entry.ID, 10), number, ""
			forget(v)
			before = v["item"]
			for key, said := range given.Answers {
				v["s_"+key] = said
			}
			k.note = "已按 " + s.House.Clock(given.At) + " 的告知单填好情形。"
			if given.Version != given.Entry.Version {
				k.note += "事项后来有更新，材料以现在的为准，请向办事人说明。"
			}
		}
	}
	if v["pick"] != "" {
		v["item"], v["q"] = v["pick"], ""
	}
	if q := strings.TrimSpace(v["q"]); q != "" {
		k.choices = s.findItems(k.window, q, 8)
		if len(k.choices) == 1 || len(k.choices) > 0 && k.choices[0].Name == q {
			v["item"], v["q"], k.choices = strconv.FormatInt(k.choices[0].ID, 10), "", nil
		} else if len(k.choices) == 0 {
			k.note = "没有找到这个事项。换个说法，或者用拼音首字母、事项编码再找；不在本窗口办理的事项也找不到。"
		}
	}
	if before != "" && before != v["item"] {
		forget(v)
	}
	id, err := strconv.ParseInt(v["item"], 10, 64)
	if err != nil {
		if v["q"] == "" {
			k.choices, err = s.suggested(ctx, k.window, 6)
			return err
		}
		return nil
	}
	k.entry, k.it, err = s.itemOf(ctx, id)
	if fail.Is(err, fail.KindNotFound) {
		v["item"], k.it = "", nil
		return nil
	}
	return err
}

// forget drops what was said of another item.
func forget(v form.Values) {
	maps.DeleteFunc(v, func(name, _ string) bool {
		return strings.HasPrefix(name, "s_") || strings.HasPrefix(name, "m_") || strings.HasPrefix(name, "f_") ||
			strings.HasPrefix(name, "what")
	})
}

// choosePlace is where the application is received: the window's own region where the item is handled
// there; else one of the counties of the window that the clerk names.
func (s *Service) choosePlace(k *conversation) {
	if d, err := s.Catalog.Handler(k.entry.ID, k.window.Region); err == nil {
		k.place, k.dept = k.window.Region, d
		return
	}
	for _, d := range s.Catalog.Offers(k.entry.ID) {
		if !k.window.Region.Covers(d.Region) {
			continue
		}
		k.offers = append(k.offers, d)
		if string(d.Region) == k.v["place"] {
			k.place, k.dept = d.Region, d
		}
	}
	if len(k.offers) == 1 {
		k.place, k.dept = k.offers[0].Region, k.offers[0]
	}
}

// applicant and agent are who stands in the form.
func (k *conversation) applicant() persons.Identity {
	i := persons.Identity{Firm: k.firm(), Name: k.v["name"], Kind: check.Kind(k.v["id_kind"]), IDNo: k.v["id_no"],
		Phone: k.v["phone"]}
	if i.Firm {
		i.Legal = strings.TrimSpace(k.v["legal"])
	}
	return i
}

// shownBy is for whom a telephone is proven here: the applicant by his number or, where he has none, by his name. "" nobody yet.
func (k *conversation) shownBy() string {
	i := k.applicant()
	who := cmp.Or(check.Plain(i.IDNo), check.Name(i.Name))
	if who == "" {
		return ""
	}
	return "counter " + who
}

func (k *conversation) agent() persons.Identity {
	return persons.Identity{Name: k.v["agent_name"], Kind: check.Kind(k.v["agent_id_kind"]), IDNo: k.v["agent_id_no"],
		Phone: k.v["agent_phone"]}
}

// fields are what the item's form can be filled with from the left of the screen, and from what the
// office has of a person it knows.
func (s *Service) fields(ctx context.Context, k *conversation) (map[string]string, error) {
	natural := k.applicant()
	if k.firm() {
		natural = k.agent()
	}
	m := map[string]string{"name": natural.Name, "id_no": natural.IDNo, "phone": natural.Phone}
	if k.firm() {
		maps.Copy(m, firmFields(k.v["name"], k.v["id_no"], k.v["legal"]))
	}
	m["address"] = k.v["card_address"]
	p, found, err := s.seen(ctx, natural)
	if err != nil || !found {
		return m, err
	}
	known, err := s.Persons.Open(ctx, s.DB, p)
	if err != nil {
		return nil, err
	}
	if m["phone"] == "" {
		m["phone"] = known.Phone
	}
	m["address"] = cmp.Or(known.Address, m["address"])
	return m, nil
}

// seen is the office's own record of somebody; none while number and name are not typed in full.
func (s *Service) seen(ctx context.Context, i persons.Identity) (p persons.Person, found bool, err error) {
	i, bad := i.Check(s.Today())
	if bad != nil {
		return p, false, nil
	}
	list, err := s.Persons.FindByID(ctx, i)
	at := slices.IndexFunc(list, func(p persons.Person) bool { return p.Seen && check.Name(p.Name) == check.Name(i.Name) })
	if at < 0 {
		return p, false, err
	}
	return list[at], true, err
}

// phones notices that another number was typed than the office has of the applicant, or that the only one stands in the item's
// form: the clerk asks which this case is to use.
func (s *Service) phones(ctx context.Context, k *conversation) error {
	typed, known := k.v["agent_phone"], ""
	if !k.firm() {
		typed = k.v["phone"]
		p, found, err := s.seen(ctx, k.applicant())
		if err != nil {
			return err
		}
		if found {
			proven := false
			if known, proven, err = s.Persons.PhoneKnown(ctx, s.DB, p); err != nil {
				return err
			}
			if typed != "" && known != "" && check.Bare(known) != check.Bare(typed) {
				k.other, k.proven = known, proven
			}
		}
	}
	if typed != "" || known != "" || k.it == nil {
		return nil
	}
	for _, q := range k.it.Form.Fields {
		if phone := check.PlainPhone(k.v["f_"+q.Name]); q.Type == form.Phone && check.Mobile(phone) == nil {
			k.inForm = phone
			break
		}
	}
	return nil
}

// reached is the number that the form gives for the case: of the applicant, or of who acts for a firm. "" it is the one in the
// book, or none.
func (k *conversation) reached() string {
	switch {
	case k.v["phone_use"] == "old" && k.other != "":
		return ""
	case k.inForm != "" && k.v["phone_use"] == "form":
		return k.inForm
	}
	return k.v[k.phoneField()]
}

func (k *conversation) phoneField() string {
	if k.firm() {
		return "agent_phone"
	}
	return "phone"
}

// asksPhone is what the clerk asks about the telephone, and what was answered.
func (k *conversation) asksPhone() (list []form.Option, answered bool) {
	switch {
	case k.other != "" && !k.proven:
		list = form.Pairs("new", "这次填的 "+form.MaskPhone(k.v["phone"])+"，只用于这一件", "old", "登记的 "+form.MaskPhone(k.other))
	case k.inForm != "":
		list = form.Pairs("form", "申请表里的 "+form.MaskPhone(k.inForm), "none", "不发短信")
	}
	return list, len(list) == 0 || slices.ContainsFunc(list,
		func(o form.Option) bool { return o.Value == k.v["phone_use"] })
}

// answersIn are the answers to the item's form: those typed, and where nothing was, those known.
func (k *conversation) answersIn(fields map[string]string) form.Values {
	v := form.Values{}
	for _, q := range k.it.Form.Fields {
		if typed, ok := k.v["f_"+q.Name]; ok && strings.TrimSpace(typed) != "" {
			v[q.Name] = typed
		}
	}
	return fill(k.it, v, fields, k.answers())
}

// checked is what the clerk says of a material; one that nobody hands in is there unless he says not.
func (k *conversation) checked(m catalog.Material) string {
	said := k.v["m_"+m.Key]
	if said == "" && m.Exempt {
		return "exempt"
	}
	return said
}

// byPromise reports whether a material need not be handed in because the applicant gives a promise.
func (k *conversation) byPromise(m catalog.Material) bool {
	return k.commits() && slices.Contains(k.it.Commit.Materials, m.Key)
}

func (k *conversation) commits() bool {
	if k.it.Commit == nil {
		return false
	}
	chosen, asked := commits(k.it, k.answers())
	return chosen || !asked && k.v["commit"] == "1"
}

// points are what a notice of correction names.
func (k *conversation) points() []string {
	var keys []string
	for _, m := range k.list.Materials {
		if k.checked(m) == "lack" {
			keys = append(keys, m.Key)
		}
	}
	if k.v["form_point"] != "" {
		keys = append(keys, "form")
	}
	return keys
}

// clerkStates are the clerk's words for the states of a material.
var clerkStates = map[string]string{"ok": course.Paper, "exempt": course.Exempt, "later": course.Later,
	"lack": course.Lacking}

// takenIn is the application as it stands in the form.
func (s *Service) takenIn(ctx context.Context, k *conversation) (course.Submission, error) {
	known, err := s.fields(ctx, k)
	if err != nil {
		return course.Submission{}, err
	}
	answers := k.answersIn(known)
	sub := course.Submission{
		Item: k.entry.ID, Place: k.place, Applicant: k.applicant(), Answers: k.answers(), Form: answers,
		Channel:  flow.ByWindow,
		Delivery: k.v["delivery"], Address: course.Address{Name: k.v["to_name"], Phone: k.v["to_phone"], Street: k.v["to_street"]},
		Home: home(k.it, answers, k.window.Region), CommitTo: k.commits(), Signed: k.v["signed"],
	}
	if sub.Applicant.Card, err = s.cardOf(ctx, k, ""); err != nil {
		return sub, err
	}
	if k.heard {
		sub.Proven = k.reached()
	}
	switch {
	case k.v["phone_use"] == "old":
		sub.Applicant.Phone = "" // as the book has it
	case k.inForm != "" && k.v["phone_use"] == "form" && !k.firm():
		sub.Applicant.Phone = k.inForm
	}
	if k.proxied() {
		agent := k.agent()
		if agent.Card, err = s.cardOf(ctx, k, "agent_"); err != nil {
			return sub, err
		}
		if k.inForm != "" && k.firm() && k.v["phone_use"] == "form" { // it is reached by who acts for it
			agent.Phone = k.inForm
		}
		sub.Agent, sub.By = &agent, course.Proxy{Relation: k.v["relation"], Right: k.v["right"]}
		if k.firm() {
			sub.By.Relation = "agent"
		}
	}
	for _, m := range k.list.Materials {
		h := course.Handed{Key: m.Key, State: clerkStates[k.checked(m)]}
		if k.byPromise(m) {
			h.State = course.Lacking
		}
		sub.Materials = append(sub.Materials, h)
	}
	return sub, nil
}

// The events that a clerk may choose at once, by the button.
var outcomes = map[string]string{"accept": "accept", "correct": "correct", "refuse": "propose_refusal", "keep": ""}

// conclude checks the conversation for what the clerk decided; everything that is wrong is told together.
func (s *Service) conclude(ctx context.Context, k *conversation, do string) (sub course.Submission, input form.Values, err error) {
	var wrong []fail.Field
	blame := func(err error) {
		if e, ok := fail.As(err); ok {
			wrong = append(wrong, e.Fields...)
		}
	}
	_, err = k.applicant().Check(s.Today())
	blame(err)
	if _, answered := k.asksPhone(); !answered {
		message := "和登记的手机不同，请问清办事人这一件用哪个"
		if k.inForm != "" {
			message = "手机没有填，申请表里有一个号码，请问清办事人短信发不发到那里"
		}
		wrong = append(wrong, fail.Field{Name: "phone_use", Message: message})
	}
	if s.Limits.Of(persons.WindowCode) == door.PhoneAsked && check.Mobile(k.reached()) == nil && !k.heard &&
		!k.known && !k.proven {
		wrong = append(wrong, fail.Field{Name: k.phoneField(), Message: "这个手机号还没有核对，请发验证码，请办事人念出来；手机不在身边的，把手机号空着"})
	}
	if k.v["name_seen"] == "" {
		if k.differs, err = s.Persons.Compared(ctx, k.visitor, k.applicant(),
			form.MaskIDNo(k.applicant().IDNo)); err != nil {
			return sub, nil, err
		}
	}
	if k.differs {
		wrong = append(wrong, fail.Field{Name: "name_seen", Message: "请对照证件再看一遍姓名（名称）：可能与登记的不同。填错的请改正，证件上就是这样写的请勾选"})
	}
	if k.proxied() {
		if _, err := k.agent().Check(s.Today()); err != nil {
			blame(fail.Under("agent_", err))
		}
		_, err := proxyForm(k.firm()).Check(k.v)
		blame(err)
	}
	if k.it == nil {
		wrong = append(wrong, fail.Field{Name: "q", Message: "请选择办什么事"})
	} else {
		if sub, err = s.takenIn(ctx, k); err != nil {
			return sub, nil, err
		}
		wrong = append(wrong, s.faults(k, sub, do)...)
	}
	switch do {
	case "correct":
		input = form.Values{"points": strings.Join(k.points(), ","), "what": k.v["what"]}
		if input["points"] == "" {
			wrong = append(wrong, fail.Field{Name: "what", Message: "先把缺的材料标成“缺”，或者勾选“申请表要更正”"})
		} else if strings.TrimSpace(input["what"]) == "" {
			wrong = append(wrong, fail.Field{Name: "what", Message: "请逐条写明怎样才合格"})
		}
	case "refuse":
		input, err = s.RefusalForm().Check(k.v)
		blame(err)
	}
	if len(wrong) > 0 {
		return sub, nil, fail.Invalid(fmt.Sprintf("有 %d 处需要改正", len(wrong)), wrong...)
	}
	return sub, input, nil
}

// faults are what is wrong with the matter itself. A notice of correction must be complete and an
// acceptance is a judgement, so every material must have been looked at for either.
func (s *Service) faults(k *conversation, sub course.Submission, do string) (wrong []fail.Field) {
	say := func(name, message string) { wrong = append(wrong, fail.Field{Name: name, Message: message}) }
	if k.place == "" {
		say("place", "请选择由哪个县（市、区）办理")
	}
	if k.list.Block != "" && do != "refuse" {
		say("s_"+k.list.Answered[len(k.list.Answered)-1].Key, "不适用这个事项："+k.list.Block)
		return wrong
	}
	if do == "accept" || do == "correct" {
		for _, m := range k.list.Materials {
			switch said := k.checked(m); {
			case k.byPromise(m):
			case said == "":
				say("m_"+m.Key, "请核对“"+m.Name+"”")
			case said == "lack" && do == "accept":
				say("m_"+m.Key, "缺“"+m.Name+"”，不能受理")
			}
		}
	}
	sub.Partly = do != "accept"
	a, err := s.Prepare(k.it, sub)
	if err == nil {
		err = course.Unsigned(a, "", sub)
	}
	e, _ := fail.As(err)
	if e == nil {
		return wrong
	}
	for _, f := range e.Fields {
		if k.it.Form.Field(f.Name) != nil {
			f.Name = "f_" + f.Name
		}
		wrong = append(wrong, f)
	}
	return wrong
}

// proxyForm asks by what right somebody stands at the window for another (帮办代办).
func proxyForm(firm bool) form.Form {
	right := form.Field{Name: "right", Label: "怎样授权", Type: form.Choice, Required: true,
		Options: form.Pairs("letter", "委托书", "voice", "电话确认", "present", "本人在场")}
	if firm {
		return form.Of(right)
	}
	return form.Of(form.Field{Name: "relation", Label: "和本人的关系", Type: form.Choice, Required: true, Options: relations}, right)
}

// promise is the limit that the applicant is told, and the last day by the calendar if accepted now.
func (s *Service) promise(k *conversation) (calendar.Term, calendar.Day) {
	limit := k.it.Promised
	if k.list.Promise != nil {
		limit = k.list.Promise
	}
	return s.until(course.Term("promise", limit))
}

func (s *Service) until(t calendar.Term) (calendar.Term, calendar.Day) {
	due, _ := calendar.Clock{Term: t, Start: s.Now().UnixMilli()}.Due(s.Rules.Calendar())
	return t, calendar.DayOf(due)
}
