package application

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/persons"
	"wuyou/office/session"
	"wuyou/service/application/course"
)

// The window's screen: on the left who has come, in the middle what for, on the right what follows.
var (
	counterPage     = page.New[counting](page.Desk, files, "counter.html")
	counterDonePage = page.New[counted](page.Desk, files, "counter_done.html")
)

type counting struct {
	page.Frame
	Errors page.ErrorSummary
	Steps  page.Steps

	Party, By   question
	Who, Agent  page.Fields
	Rights      []question
	Proof       proof
	Card        cardPart
	Known       string
	Earlier     []page.Link
	EarlierNote string

	Search    page.Field
	Checklist page.Field
	Found     []pick
	Guide     page.Link // the chosen item
	Dept      string
	Note      page.Note
	Place     page.Field
	Asks      []question
	Told      []knownAnswer
	Checks    []checkRow
	Signed    page.Field // that the applicant signed what he promises
	Table     page.Fields
	TableNote string
	TableLeft int // questions without an answer that must have one
	TableOpen bool
	Delivery  question
	Address   page.Fields

	Verdict string
	Sum     page.List
	Debt    page.Note
	Can     bool // an item is chosen
	Accept  page.Act
	Fix     fixing
	Refusal page.Fields
	Refuse  page.Act
	Refused bool // the refusal stands open
	Keep    page.Act
	Hidden  page.Fields
	Keys    page.Keys
	Lacks   bool // something lacks: what follows is the notice of correction, not the acceptance
}

// question is one with few short answers, as pills; with long ones or several at once, as a field.
type question struct {
	ID, Error string
	Pills     page.Pills
	Field     page.Field
}

// checkRow is one material to be looked at.
type checkRow struct {
	ID, Error string
	Row       page.CheckRow
}

// proof is what has the telephone of the case proven. It stands behind the telephone: of the applicant, or of who acts for a
// firm.
type proof struct {
	Firm   bool
	Send   page.Act
	Hidden page.Fields
	Code   page.Field
	Hear   page.Act
	Proven bool
}

// knownAnswer is a question that nobody asks, as the number of the applicant answers it.
type knownAnswer struct{ ID, Ask, Said string }

// pick is an item to choose.
type pick struct{ Value, Label, Note string }

// fixing is the one complete notice of what lacks.
type fixing struct {
	Open bool
	Was  string // what was proposed last; as long as nobody changes it, it follows the materials
	What page.Field
	Form page.Field
	Act  page.Act
}

type counted struct {
	page.Frame
	Note   page.Note
	Facts  page.List
	Papers []page.Act
	Prints []page.Letter // printed as the page opens
	Prove  page.Act      // of the telephone
	Links  []page.Link
}

func questionOf(name, label, value string, wrong map[string]string, opts []form.Option) question {
	q := question{ID: "f-" + name, Error: wrong[name], Pills: page.Pills{Name: name, Label: label, Shown: true,
		Value: value}}
	long := 0
	for _, o := range opts {
		q.Pills.Options = append(q.Pills.Options, page.Option{Value: o.Value, Label: o.Label})
		long += utf8.RuneCountInString(o.Label) + 2
	}
	if long > 30 {
		return question{Field: page.Field{Type: "choice", Name: name, Label: label, Value: value, Error: wrong[name],
			Required: true,
			Options:  door.Options(opts)}}
	}
	return q
}

// counterPage draws the conversation.
func (s *Service) counterPage(ctx context.Context, k *conversation, wrong error) (*counting, error) {
	bad := door.Wrongs(wrong)
	p := &counting{
		Search: page.Field{Type: "search", Name: "q", Label: "搜事项：名称、俗称、拼音首字母或编码", Value: k.v["q"], Error: bad["q"],
			Source: "/desk/counter/items", Key: "/", Example: "例如：社保卡"},
		Checklist: page.Field{Type: "text", Name: "checklist", Label: "告知单编号", Value: k.v["checklist"], Max: 12,
			Example:  "8 位数字",
			Complete: "off"},
		Keys: page.Keys{Items: []page.Key{{Keys: []string{"Enter"}, Label: "往下"}, {Keys: []string{"/"}, Label: "搜事项"},
			{Keys: []string{"Ctrl+Enter"}, Label: "受理"},
			{Keys: []string{"Alt+B"}, Label: "补正"}, {Keys: []string{"Alt+J"}, Label: "不予受理"},
			{Keys: []string{"Alt+N"}, Label: "下一位"}}},
		Hidden: page.Fields{{Type: "hidden", Name: "recalled", Value: k.v["recalled"]},
			{Type: "hidden", Name: "item", Value: k.v["item"]},
			{Type: "hidden", Name: "key", Value: cmp.Or(k.v["key"], gm.Token())}},
	}
	s.drawPerson(p, k, bad)
	var err error
	if p.Card, err = s.drawCard(ctx, k, bad); err != nil {
		return nil, err
	}
	for _, e := range k.choices {
		p.Found = append(p.Found, pick{strconv.FormatInt(e.ID, 10), e.Name, e.Dept})
	}
	if k.note != "" {
		p.Note = page.Note{Text: k.note}
	}
	if k.it != nil {
		p.Hidden = append(p.Hidden, k.shown().Field())
	}
	p.Verdict = "还没有选事项"
	if k.it != nil {
		if err := s.drawMatter(ctx, p, k, wrong); err != nil {
			return nil, err
		}
	}
	p.Errors = s.counterErrors(p, wrong)
	p.Who[0].Focus = wrong == nil && p.Who[0].Value == ""
	p.Steps = counterSteps(k, p)
	return p, nil
}

// counterSteps is how far the conversation has come, and by which keys it goes on.
func counterSteps(k *conversation, p *counting) page.Steps {
	matter := k.it != nil && k.list.Block == ""
	checked := !slices.ContainsFunc(k.list.Materials, func(m catalog.Material) bool { return k.checked(m) == "" })
	list := []page.Step{
		{Of: "who", Label: "来人", Keys: []string{"Enter"}}, {Of: "item", Label: "事项", Keys: []string{"/"}},
		{Of: "asks", Label: "情形", Keys: []string{"1", "2"}}, {Of: "checks", Label: "材料", Keys: []string{"0", "1–9"}},
		{Of: "table", Label: "申请表", Keys: []string{"Enter"}}, {Of: "end", Label: "受理", Keys: []string{"Ctrl+Enter"}},
	}
	done := []bool{k.v["name"] != "" && k.v["id_no"] != "", k.it != nil, matter && k.list.Open == nil, matter && k.list.Open == nil && checked,
		matter && p.TableLeft == 0}
	for i := range list {
		if i < len(done) && done[i] {
			list[i].State = "done"
		}
	}
	if at := slices.IndexFunc(list, func(one page.Step) bool { return one.State == "" }); at >= 0 {
		list[at].State = "now"
	}
	return page.Steps{Label: "窗口收件的步骤", Bar: true, Items: list}
}

// kindAsked is the choice of a kind of document.
func kindAsked(name, label, value string) page.Field {
	return page.Field{Type: "choice", Name: name, Label: label, Value: value,
		Options: door.Options(form.DocumentKind(name, "").Options)}
}

// usesPhone asks to which telephone the messages of the case go, where that is a question.
func usesPhone(k *conversation, bad map[string]string) page.Fields {
	list, _ := k.asksPhone()
	if len(list) == 0 {
		return nil
	}
	return page.Fields{{Type: "choice", Name: "phone_use", Label: "这一件的短信发到哪里", Required: true,
		Value: k.v["phone_use"], Error: bad["phone_use"], Options: door.Options(list)}}
}

// drawProof offers to prove the telephone, where the rules do.
func (s *Service) drawProof(p *counting, k *conversation, bad map[string]string) {
	if k.heard || k.known {
		p.Proof = proof{Firm: k.firm(), Proven: true, Hidden: page.Fields{{Type: "hidden", Name: "phone_heard",
			Value: k.v["phone_heard"]}}}
		return
	}
	if k.proven || s.Limits.Of(persons.WindowCode) == door.PhoneLeft {
		return
	}
	p.Proof = proof{Firm: k.firm(), Send: page.Act{Label: "发验证码核对", Kind: "quiet", Name: "do", Value: "sms", Loose: true,
		Key: "Alt+M"}}
	if sent := k.v["phone_sent"]; sent != "" && sent == k.reached() {
		p.Proof.Hidden = page.Fields{{Type: "hidden", Name: "phone_sent", Value: sent}}
		p.Proof.Code = page.Field{Type: "code", Name: "phone_code", Label: "验证码",
			Hint:  "已发到 " + form.MaskPhone(sent) + "，请办事人念出来，按回车核对",
			Error: bad["phone_code"], Max: session.CodeTyped, Complete: "off",
			Unmarked: s.Limits.Of(persons.WindowCode) == door.PhoneAsked}
		p.Proof.Hear = page.Act{Label: "核对", Kind: "quiet", Name: "do", Value: "hear", Loose: true}
		p.Proof.Send.Label = "再发一次"
	}
}

// asksFor is the field of a telephone; that to which the messages go says so where none is taken that was not proven.
func (s *Service) asksFor(k *conversation, f page.Field) page.Field {
	if f.Name == k.phoneField() && s.Limits.Of(persons.WindowCode) == door.PhoneAsked {
		f.Unmarked, f.Hint = true, "填了的都要核对；没有手机的空着，凭查询单办理"
	}
	return f
}

// drawPerson is the left of the screen.
func (s *Service) drawPerson(p *counting, k *conversation, bad map[string]string) {
	s.drawProof(p, k, bad)
	p.Party = questionOf("party", "谁申请", k.v["party"], bad, form.Pairs("person", "个人", "firm", "企业或单位"))
	name, number, code := "姓名", "证件号", "id_no"
	if k.firm() {
		name, number, code = "单位名称", "统一社会信用代码", "credit"
	}
	p.Who = page.Fields{
		{Name: "name", Label: name, Value: k.v["name"], Error: bad["name"], Required: true, Complete: "off"},
		{Name: "id_no", Type: code, Label: number, Value: k.v["id_no"], Error: bad["id_no"], Required: true},
	}
	if k.firm() {
		p.Who = append(p.Who, page.Field{Name: "legal", Label: "法定代表人或负责人", Value: k.v["legal"], Error: bad["legal"], Complete: "off"})
	} else {
		p.Who = append(p.Who[:1:1], kindAsked("id_kind", "证件种类", k.v["id_kind"]), p.Who[1])
		p.Who = append(p.Who, s.asksFor(k, page.Field{Name: "phone", Type: "phone", Label: "手机", Value: k.v["phone"],
			Error:    bad["phone"],
			Complete: "off"}))
		if k.proven {
			p.Who[len(p.Who)-1].Hint = "本人的账号是 " + form.MaskPhone(k.other) + "，短信发到那里。号码换了的，到“身份登记”更正"
		}
		p.Who = append(p.Who, usesPhone(k, bad)...)
		p.By = questionOf("by", "谁来办", k.v["by"], bad, form.Pairs("self", "本人", "proxy", "代办"))
	}
	if k.differs || k.v["name_seen"] != "" {
		p.Who = append(p.Who, page.Field{Type: "bool", Name: "name_seen", Label: "已对照证件，姓名（名称）就是这样写的",
			Value: k.v["name_seen"],
			Error: bad["name_seen"]})
	}
	if k.proxied() {
		who := "代办人"
		if k.firm() {
			who = "经办人"
		}
		p.Agent = page.Fields{
			{Name: "agent_name", Label: who + "姓名", Value: k.v["agent_name"], Error: bad["agent_name"], Required: true, Complete: "off"},
			kindAsked("agent_id_kind", who+"证件种类", k.v["agent_id_kind"]),
			{Name: "agent_id_no", Type: "id_no", Label: who + "证件号", Value: k.v["agent_id_no"], Error: bad["agent_id_no"],
				Required: true},
			s.asksFor(k, page.Field{Name: "agent_phone", Type: "phone", Label: who + "手机", Value: k.v["agent_phone"],
				Error: bad["agent_phone"], Complete: "off"}),
		}
		if k.firm() {
			p.Agent = append(p.Agent, usesPhone(k, bad)...)
		}
		for _, f := range proxyForm(k.firm()).Fields {
			p.Rights = append(p.Rights, questionOf(f.Name, f.Label, k.v[f.Name], bad, f.Options))
		}
	}
	switch {
	case k.busy != "":
		p.EarlierNote = k.busy
	case k.person != nil && len(k.earlier) == 0:
		p.EarlierNote = "登记过：" + form.MaskName(k.person.Name) + "。在本窗口的辖区没有办过事。"
	case k.person != nil:
		p.EarlierNote = "登记过：" + form.MaskName(k.person.Name)
	case k.asked:
		p.EarlierNote = "这个号码是第一次来办事。"
	}
	for _, c := range k.earlier[:min(8, len(k.earlier))] {
		t, _ := s.Engine.Table(c.Kind)
		state, _ := t.State(c.State)
		p.Earlier = append(p.Earlier, page.Link{Href: door.DeskCase(c.Number()), Label: c.Title,
			Note: calendar.At(c.OpenedAt).Format("2006年1月") + "　" + state.Name})
	}
}

// drawMatter is the middle of the screen and what follows from it.
func (s *Service) drawMatter(ctx context.Context, p *counting, k *conversation, wrong error) error {
	bad := door.Wrongs(wrong)
	p.Can, p.Guide, p.Dept = true, page.Link{Href: fmt.Sprintf("/items/%d", k.entry.ID), Label: k.entry.Name}, k.dept.Name
	if p.Dept == "" {
		p.Dept = k.entry.Dept
	}
	if k.entry.State == catalog.Suspended {
		p.Note = page.Note{Kind: "act", Text: "这个事项暂停办理，不能收件。"}
	}
	if len(k.offers) == 0 && k.place == "" {
		p.Note = page.Note{Kind: "act", Text: "这个事项在本窗口的辖区没有开办。"}
	}
	if len(k.offers) > 1 {
		p.Place = page.Field{Type: "choice", Name: "place", Label: "由哪里办理", Value: string(k.place), Error: bad["place"],
			Required: true}
		for _, d := range k.offers {
			p.Place.Options = append(p.Place.Options, page.Option{Value: string(d.Region), Label: s.Regions.Name(d.Region)})
		}
	}
	s.drawAsks(p, k, bad)
	s.drawChecks(p, k, bad)
	if err := s.drawForm(ctx, p, k, wrong); err != nil {
		return err
	}
	way := k.v["delivery"]
	if way == "" {
		way = k.it.Delivery[0]
	}
	short := map[string]string{"pickup": "窗口领取", "courier": "邮寄", "electronic": "电子"}
	var opts []form.Option
	for _, w := range k.it.Delivery {
		opts = append(opts, form.Option{Value: w, Label: short[w]})
	}
	p.Delivery = questionOf("delivery", "结果怎么给", way, bad, opts)
	if way == "courier" {
		a := form.Values{"to_name": cmp.Or(k.v["to_name"], k.v["name"]), "to_phone": cmp.Or(k.v["to_phone"], k.v["phone"]),
			"to_street": k.v["to_street"]}
		p.Address = door.Fields(course.AddressForm, a, wrong)
	}
	s.drawOutcomes(p, k, way, wrong)
	return nil
}

// drawAsks are the questions of the situations, as far as they are asked.
func (s *Service) drawAsks(p *counting, k *conversation, bad map[string]string) {
	for _, q := range k.it.Situations {
		_, answered := k.answers()[q.Key]
		if on, want, when := strings.Cut(q.When, "="); when && k.answers()[on] != want && !answered {
			continue
		}
		if k.told[q.Key] != "" {
			p.Told = append(p.Told, knownAnswer{"f-s_" + q.Key, q.Ask, q.Answers[0].Label})
			continue
		}
		var opts []form.Option
		for _, a := range q.Answers {
			opts = append(opts, form.Option{Value: a.Value, Label: a.Label})
		}
		one := questionOf("s_"+q.Key, q.Ask, k.v["s_"+q.Key], bad, opts)
		if q.Multi {
			one = question{Field: page.Field{Type: "choices", Name: "s_" + q.Key, Label: q.Ask, Value: k.v["s_"+q.Key],
				Error: bad["s_"+q.Key], Required: true, Options: door.Options(opts)}}
		}
		p.Asks = append(p.Asks, one)
	}
	if _, asked := commits(k.it, k.answers()); k.it.Commit != nil && !asked {
		p.Asks = append(p.Asks, questionOf("commit", "办理方式", k.v["commit"], bad, form.Pairs("", "一般程序", "1", "告知承诺")))
	}
	if k.list.Block != "" {
		p.Note = page.Note{Kind: "act", Title: "不适用这个事项", Text: k.list.Block}
		if right, err := s.Catalog.ByCode(k.list.Instead); err == nil {
			p.Found = []pick{{strconv.FormatInt(right.ID, 10), right.Name, "改办这一项"}}
		}
	}
	for _, n := range k.list.Notes {
		p.Note.Text = strings.TrimSpace(p.Note.Text + " " + n)
	}
}

// drawChecks are the materials, the first nine with a key each.
func (s *Service) drawChecks(p *counting, k *conversation, bad map[string]string) {
	for i, m := range k.list.Materials {
		row := page.CheckRow{Hint: m.Spec, Pills: page.Pills{Name: "m_" + m.Key, Label: m.Name, Value: k.checked(m)}}
		if i < 9 {
			row.Pills.Key = strconv.Itoa(i + 1)
		}
		if m.Exempt || k.byPromise(m) {
			row.Pills.Options = append(row.Pills.Options, page.Option{Value: "exempt", Label: "免交"})
		}
		if k.byPromise(m) {
			row.Hint, row.Pills.Value = "凭承诺免交", "exempt"
		}
		row.Pills.Options = append(row.Pills.Options, page.Option{Value: "ok", Label: "齐"})
		if m.Need == "3" {
			row.Pills.Options = append(row.Pills.Options, page.Option{Value: "later", Label: "容缺", Lack: true})
		}
		row.Pills.Options = append(row.Pills.Options, page.Option{Value: "lack", Label: "缺", Lack: true})
		p.Checks = append(p.Checks, checkRow{ID: "f-m_" + m.Key, Error: bad["m_"+m.Key], Row: row})
	}
	later := slices.ContainsFunc(k.list.Materials, func(m catalog.Material) bool { return k.checked(m) == "later" })
	if later || k.commits() {
		p.Signed = page.Field{Type: "bool", Name: "signed", Label: "已向申请人说明承诺的内容和后果，申请人同意签署承诺书", Value: k.v["signed"],
			Error:    bad["signed"],
			Required: true, Hint: "收件后打印承诺书，请申请人当场签名，原件存档"}
	}
}

// drawForm is the application form: first what must be asked, then what is known already.
func (s *Service) drawForm(ctx context.Context, p *counting, k *conversation, wrong error) error {
	known, err := s.fields(ctx, k)
	if err != nil {
		return err
	}
	values := fill(k.it, nil, known, k.answers())
	asked, settled := k.it.Asks(k.answers())
	typed := form.Values{}
	var open, carried, said page.Fields // said: what the situations settled
	for _, q := range k.it.Form.Fields {
		typed[q.Name] = k.v["f_"+q.Name]
	}
	for _, f := range s.placeFields(door.Fields(course.Phoneless(asked), typed, nil), k.dept.Region) {
		q := k.it.Form.Field(f.Name)
		if value, ok := settled[f.Name]; ok {
			said = append(said, page.Field{Type: "hidden", Name: "f_" + f.Name, Value: value})
			continue
		}
		f.Error, f.Section = door.Wrongs(wrong)["f_"+f.Name], ""
		if f.When != "" {
			f.When = "f_" + f.When
		}
		taken := values[f.Name] != "" && f.Value == ""
		f.Name = "f_" + f.Name
		if !taken {
			open = append(open, f)
			continue
		}
		if q.Prefill == "" { // answered by a situation: its answer stands in the field
			f.Value = values[q.Name]
			open = append(open, f)
			continue
		}
		f.Required, f.From = false, "已带入 "+q.Mask(values[q.Name])+"，不同再填"
		carried = append(carried, f)
	}
	must, more := page.Fields{}, page.Fields{}
	need := 0
	for _, f := range open {
		if f.Required {
			must = append(must, f)
			if f.Value == "" && f.When == "" {
				need++
			}
		} else {
			more = append(more, f)
		}
	}
	p.Table = slices.Concat(must, more, carried, said)
	p.TableLeft = need
	p.TableNote = fmt.Sprintf("还要问 %d 项，已带入 %d 项", need, len(carried))
	for _, f := range p.Table {
		p.TableOpen = p.TableOpen || f.Error != ""
	}
	p.TableOpen = p.TableOpen || k.v["table_open"] != ""
	return nil
}

// drawOutcomes is the right of the screen.
func (s *Service) drawOutcomes(p *counting, k *conversation, way string, wrong error) {
	bad := door.Wrongs(wrong)
	n := map[string]int{}
	for _, m := range k.list.Materials {
		n[k.checked(m)]++
		if k.checked(m) == "later" {
			p.Debt = page.Note{Kind: "act",
				Text: strings.TrimSpace(p.Debt.Text + " 可以先受理、后补交，请办事人签承诺：" + s.DebtWords(m.Name, m.Days,
					s.Now()) + "。")}
		}
	}
	switch {
	case k.list.Block != "":
		p.Verdict = "不适用这个事项"
	case k.list.Open != nil:
		p.Verdict = "情形还没有问完"
	case n["lack"] > 0:
		p.Verdict, p.Lacks = "材料不齐", true
	case n[""] > 0:
		p.Verdict = fmt.Sprintf("还有 %d 份材料没核对", n[""])
	default:
		p.Verdict = "可以受理"
	}
	var counts []string
	for _, c := range []struct{ state, word string }{{"ok", "齐"}, {"exempt", "免交"}, {"later", "容缺"}, {"lack", "缺"}, {"", "待核对"}} {
		if n[c.state] > 0 {
			counts = append(counts, fmt.Sprintf("%s %d", c.word, n[c.state]))
		}
	}
	t, day := s.promise(k)
	p.Sum = page.List{Items: []page.Term{
		{Label: "事项", Value: k.entry.Name}, {Label: "办理", Value: p.Dept},
		{Label: "材料", Value: cmp.Or(strings.Join(counts, "，"), "不用交材料")},
		{Label: "承诺", Value: t.Words()}, {Label: "最晚", Value: day.Words(), Strong: true},
		{Label: "送达", Value: course.Deliveries[way]},
	}}
	p.Accept = page.Act{Label: "受理，打印受理通知书", Fill: true, Name: "do", Value: "accept", Key: "Ctrl+Enter", Loose: true}
	p.Keep = page.Act{Label: "先收件，改时受理", Kind: "plain", Name: "do", Value: "keep", Loose: true}
	s.drawFix(p, k, bad)
	p.Refusal = door.Fields(s.RefusalForm(), k.v, wrong)
	p.Refuse = page.Act{Label: "提出不予受理", Kind: "danger", Name: "do", Value: "refuse", Loose: true,
		Confirm: "不予受理要由另一人复核。确定提出吗？"}
	p.Refused = k.v["do"] == "refuse" || k.v["reason"] != ""
	if k.list.Block != "" && k.v["reason"] == "" {
		for i := range p.Refusal {
			if p.Refusal[i].Name == "reason" {
				p.Refusal[i].Value = k.list.Block
			}
		}
	}
}

// drawFix proposes the complete notice of what lacks. What the clerk changed in it stays.
func (s *Service) drawFix(p *counting, k *conversation, bad map[string]string) {
	var lines []string
	for _, m := range k.list.Materials {
		if k.checked(m) == "lack" {
			lines = append(lines, fmt.Sprintf("%d. %s：%s", len(lines)+1, m.Name, cmp.Or(m.Spec, "请补交。")))
		}
	}
	if k.v["form_point"] != "" {
		lines = append(lines, fmt.Sprintf("%d. 申请表：", len(lines)+1))
	}
	proposed := strings.Join(lines, "\n")
	what := k.v["what"]
	if what == "" || strings.ReplaceAll(what, "\r\n", "\n") == strings.ReplaceAll(k.v["what_was"], "\r\n", "\n") {
		what = proposed
	}
	p.Fix = fixing{
		Open: k.v["do"] == "correct", Was: proposed,
		What: page.Field{Type: "area", Name: "what", Label: "每一处怎样才合格", Hint: "只能告知一次，要写全，办事人照着就能补齐。", Value: what,
			Error:    bad["what"],
			Required: true, Max: 2000},
		Form: page.Field{Type: "bool", Name: "form_point", Label: "申请表要更正", Value: k.v["form_point"]},
		Act:  page.Act{Label: "发出补正告知书", Kind: "quiet", Fill: true, Name: "do", Value: "correct", Loose: true},
	}
}

// counterErrors are all faults at the head of the screen, each with the way to its place.
func (s *Service) counterErrors(p *counting, wrong error) page.ErrorSummary {
	e, ok := fail.As(wrong)
	if !ok {
		return page.ErrorSummary{}
	}
	sum := page.ErrorSummary{Text: door.Summary(wrong)}
	for _, f := range e.Fields {
		sum.Links = append(sum.Links, page.Link{Href: "#f-" + f.Name, Label: f.Message})
	}
	return sum
}
