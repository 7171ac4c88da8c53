package application

import (
	"context"
	"fmt"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

func (s *Service) check(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		a, err := s.Prepare(k.it, s.sending(people.VisitorOf(r.Context()), k.d, k.it, k.known))
		if _, told := fail.As(err); told {
			return web.See(w, r, goOn(k.d.ID)+"&check=1")
		}
		if err != nil {
			return err
		}
		return s.showCheck(w, r, http.StatusOK, k, s.checking(r.Context(), k, a), a, nil, nil)
	})
}

// shown is what the applicant declares to be true.
func (p *checking) shown() door.Shown {
	var form page.List
	for _, x := range p.Parts {
		form.Items = append(form.Items, x.Said.Items...)
	}
	return door.Show(p.Who, p.Answers, form, p.Materials, p.Delivery, p.Promises)
}

// showCheck shows what is sent, with what the applicant says to it so far.
func (s *Service) showCheck(w http.ResponseWriter, r *http.Request, status int, k *work, p *checking, a *course.Application,
	said form.Values, wrong error) error {
	p.Frame = s.House.Public(w, r, k.entry.Name+" 核对", guideLink(k.entry), page.Link{Href: p.Change.Href, Label: "填表和交材料"},
		page.Link{Label: "核对"})
	p.Send = page.Form{Action: p.Change.Href + "/submit", Error: door.Summary(wrong),
		Fields: door.Fields(declares(a, k.it), said, wrong),
		Submit: page.Act{Label: "提交申请", Size: "big"}}
	if fail.Is(wrong, fail.KindConflict) {
		p.Note, p.Send.Error = page.Note{Kind: "late", Title: "内容有变化，还没有提交", Text: door.Summary(wrong) + "。"}, ""
	}
	p.Send.Fields = append(p.Send.Fields, p.shown().Field())
	return door.WriteStatus(w, status, checkPage, p)
}

// checking is what the page of the check shows of an application.
func (s *Service) checking(ctx context.Context, k *work, a *course.Application) *checking {
	d, it := k.d, k.it
	back := fmt.Sprintf("/apply/drafts/%d", d.ID)
	p := &checking{Item: k.entry.Name, Steps: stages(2), Change: page.Link{Href: back, Label: "返回修改"},
		Materials: checkList(a, k.have, back+"/files/")}
	p.Who = page.List{Items: []page.Term{{Label: "申请人", Value: s.whoWords(ctx, d), Strong: true},
		{Label: "办理机关", Value: k.dept.Name},
		{Label: "受理地点", Value: s.Regions.HallOf(d.Place, region.County)}}}
	for _, x := range k.list.Answered {
		p.Answers.Items = append(p.Answers.Items, page.Term{Label: x.Ask, Value: x.Said})
	}
	p.Answers.Wide, p.Situation = true, page.Link{Href: startHref(d), Label: "改"}
	for i, x := range k.parts() {
		change := page.Link{Href: partHref(d.ID, i+1), Label: "改"}
		switch {
		case x.Materials:
			p.Hand = change
		case x.Delivery:
			p.Get = change
		}
		one := said{Title: x.Title, Change: change, Said: page.List{Wide: true}}
		for _, name := range x.Names[:x.Fields] {
			if v, ok := a.Form[name]; ok {
				q := it.Form.Field(name)
				one.Said.Items = append(one.Said.Items, page.Term{Label: q.Label, Value: s.Says(*q, v)})
			}
		}
		if len(one.Said.Items) > 0 {
			p.Parts = append(p.Parts, one)
		}
	}
	p.Delivery = a.DeliveryFacts()
	p.Promises = s.PromiseNotes(a)
	return p
}

// declares is what the applicant says when he sends the application, and his name under what he promises.
func declares(a *course.Application, it *catalog.Item) form.Form {
	f := form.Of(form.Field{Name: "true", Label: "以上内容和材料真实、完整，我对它们负责", Type: form.Bool, Required: true})
	if a.Promises() {
		letters := "《告知承诺书》"
		if owed := a.Following(); len(owed) > 0 {
			letters = "《容缺受理承诺书》"
			if a.CommitTo {
				letters = "《告知承诺书》《容缺受理承诺书》"
			}
		}
		f.Fields = append(f.Fields, form.Field{Name: "signed", Label: "签署" + letters, Type: form.Text, Required: true,
			Max:  50,
			Hint: "请输入您的姓名，表示已经阅读、知晓承诺不实和逾期不补的后果，并作出承诺"})
	}
	return f
}

// send makes a case of the draft. Pressed twice it is one case.
func (s *Service) send(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		ctx := r.Context()
		v := people.VisitorOf(ctx)
		posted, err := web.Posted(r)
		if err != nil {
			return err
		}
		sub := s.sending(v, k.d, k.it, k.known)
		var p *checking
		a, err := s.Prepare(k.it, sub)
		if err == nil {
			p = s.checking(ctx, k, a)
			wrong := p.shown().Still(posted["shown"])
			if wrong != nil { // what he declares is what he saw: it is asked anew
				return s.showCheck(w, r, http.StatusConflict, k, p, a, nil, wrong)
			}
			if _, wrong = declares(a, k.it).Check(form.Values(posted)); wrong != nil {
				return s.showCheck(w, r, http.StatusUnprocessableEntity, k, p, a, form.Values(posted), wrong)
			}
		}
		sub.Signed = posted["signed"]
		c, err := s.sendDraft(ctx, v.Actor, k.d.ID, sub)
		if e, told := fail.As(err); told && p != nil && len(e.Fields) > 0 && e.Fields[0].Name == "signed" {
			return s.showCheck(w, r, http.StatusUnprocessableEntity, k, p, a, form.Values(posted), err)
		}
		if fail.Is(err, fail.KindInvalid) {
			return s.showFill(w, r, http.StatusUnprocessableEntity, k, 0, err)
		}
		if err != nil {
			return err
		}
		return web.See(w, r, "/apply/receipts/"+c.Number())
	})
}
