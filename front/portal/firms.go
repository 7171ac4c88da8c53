package portal

import (
	"context"
	"fmt"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// firms fills the list of the firms that the visitor acts for.
func (f *Front) firms(ctx context.Context, p *firmsData, v people.Visitor) error {
	p.Real = v.Actor.ID != 0
	var err error
	if p.Barred, err = barred("暂时不能解除绑定。", f.Persons.MayLeave(ctx, v)); err != nil {
		return err
	}
	list, err := f.Persons.Firms(ctx, v, 0)
	for _, a := range list {
		as := "经办人，" + a.Words()
		if a.Legal {
			as = "法定代表人，" + a.Words()
		}
		if a.Proof != "" && a.Until != 0 {
			as += "，到" + calendar.Until(calendar.At(a.Until)) + "为止"
		}
		if a.Proof != "" && !v.May(people.See, a.FirmID, "") && !v.May(people.Manage, a.FirmID, "") {
			as += "；核验身份以后才能替它办事"
		}
		p.Firms = append(p.Firms, firm{ID: a.FirmID, Name: a.Name, As: as, Manage: f.Persons.Manages(v, a.FirmID)})
	}
	p.Bind = page.Form{ID: "bind", Action: "/my/firms", Fields: door.Fields(firmForm, nil, nil), Submit: page.Act{Label: "绑定企业"}}
	return err
}

// barred is a note in place of what is refused, with the reason; another failure stays one.
func barred(title string, err error) (page.Note, error) {
	if e, ok := fail.As(err); ok && e.Kind == fail.KindForbidden {
		return page.Note{Kind: "act", Title: title, Text: e.Message + "。"}, nil
	}
	return page.Note{}, err
}

// firm is one that the visitor acts for.
type firm struct {
	ID       int64
	Name, As string
	Manage   bool
}

// agent is somebody who acts for a firm, or asks to.
type agent struct {
	Key, Name  string
	Facts      page.List
	Asks, Ends bool
	Never      page.Note // why nobody agrees to him here
	Admit, End page.Form
}

// admitForm asks what an agent may do, and until when.
var admitForm = form.Of(
	form.Field{Name: "rights", Label: "可以做什么", Type: form.Choices, Required: true, Options: []form.Option{
		{Value: "apply", Label: "提交新的申请"}, {Value: "see", Label: "查看企业的办件"}, {Value: "move", Label: "办理、撤回办件"}, {Value: "rate", Label: "评价"},
		{Value: "manage", Label: "管理经办人", Hint: "只有法定代表人可以授予"},
	}},
	form.Field{Name: "until", Label: "到哪一天为止", Type: form.Date, Hint: "不填就是默认的期限"},
)

var agentRights = map[string]people.Right{"apply": people.Apply, "see": people.See, "move": people.Move, "rate": people.Rate, "manage": people.Manage}

// agents fills the page of a firm's agents.
func (f *Front) agents(ctx context.Context, p *agentsData, v people.Visitor, id int64, wrong string, given form.Values, bad error) error {
	list, err := f.Persons.Agents(ctx, v, id)
	if err != nil {
		return err
	}
	if p.Barred, err = barred("暂时不能同意或者解除经办人。", f.Persons.Settled(ctx, f.DB, v.Actor.ID)); err != nil {
		return err
	}
	for _, a := range list {
		if p.Firm == "" || a.Proof != "" {
			p.Firm = a.Name
		}
		one := agent{Key: fmt.Sprintf("a%d-%d", a.FirmID, a.PersonID), Name: a.Agent, Asks: a.Proof == "" && a.PersonID != v.Actor.ID}
		if one.Asks {
			one.Name = a.Agent + " 申请代理" // in full: who agrees must know whom
			if one.Never, err = barred("不能在这里同意。", a.Admissible(v, list)); err != nil {
				return err
			}
		}
		role := "经办人"
		if a.Legal {
			role = "法定代表人"
		}
		one.Ends = !(a.Legal && a.Proof != "") || a.PersonID == v.Actor.ID
		one.Facts.Items = []page.Term{{Label: "身份", Value: role, Tag: page.Tag{Label: a.Words()}}}
		if a.Proof != "" {
			one.Facts.Items = append(one.Facts.Items, page.Term{Label: "可以", Value: a.Given().Words()})
			if a.Until != 0 {
				one.Facts.Items = append(one.Facts.Items, page.Term{Label: "到哪天", Value: calendar.Until(calendar.At(a.Until))})
			}
		}
		which := page.Field{Type: "hidden", Name: "agent", Value: one.Key}
		shown, fault := given, bad
		if wrong != one.Key {
			shown, fault = form.Values{"rights": "apply,see,move,rate"}, nil
		}
		one.Admit = page.Form{ID: "admit-" + one.Key, Action: fmt.Sprintf("/my/firms/%d/admit", id),
			Fields: append(door.Fields(admitForm, shown, fault), which), Error: door.Summary(fault), Submit: page.Act{Label: "同意他代理"}}
		label := "解除授权"
		if one.Asks {
			label = "不同意"
		}
		of := a.Agent
		if a.PersonID == v.Actor.ID {
			of = "您自己"
		}
		one.End = page.Form{
			ID: "end-" + one.Key, Action: fmt.Sprintf("/my/firms/%d/dismiss", id), Fields: page.Fields{which},
			Submit: page.Act{Label: label, Kind: "quiet", Confirm: "确定" + label + "吗？（" + of + "）"},
		}
		p.Agents = append(p.Agents, one)
	}
	return nil
}
