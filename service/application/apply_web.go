package application

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// applyRoutes are a citizen's way from the guide to the receipt.
func (s *Service) applyRoutes() []web.Route {
	most := 5*s.Files.Most() + 1<<20 // without scripts all files come with the form
	return []web.Route{
		{Method: "GET", Path: "/apply/{item}", Access: people.SignedIn, Title: "申请：选情形", Handle: s.start},
		{Method: "POST", Path: "/apply/{item}", Access: people.RealNamed, Title: "申请：开始填表", Handle: s.begun},
		{Method: "GET", Path: "/apply/drafts/{id}", Access: people.RealNamed, Title: "申请：填表交材料", Handle: s.fillIn},
		{Method: "POST", Path: "/apply/drafts/{id}", Access: people.RealNamed, Body: most, Title: "申请：保存", Handle: s.filledIn},
		{Method: "POST", Path: "/apply/drafts/{id}/files/{key}", Access: people.RealNamed, Body: most, Title: "申请：上传材料",
			Handle: s.uploadFile},
		{Method: "GET", Path: "/apply/drafts/{id}/files/{file}", Access: people.RealNamed, Title: "申请：看上传的材料", Handle: s.draftFile},
		{Method: "POST", Path: "/apply/drafts/{id}/files/{key}/{file}/remove", Access: people.RealNamed, Body: most,
			Title:  "申请：移除材料",
			Handle: s.removeFile},
		{Method: "GET", Path: "/apply/drafts/{id}/check", Access: people.RealNamed, Title: "申请：核对", Handle: s.check},
		{Method: "POST", Path: "/apply/drafts/{id}/submit", Access: people.RealNamed, Title: "申请：提交", Handle: s.send},
		{Method: "POST", Path: "/apply/drafts/{id}/delete", Access: people.RealNamed, Body: most, Title: "申请：删除草稿", Handle: s.drop},
		{Method: "GET", Path: "/apply/receipts/{number}", Access: people.RealNamed, Title: "申请：回执", Handle: s.receipt},
	}
}

// itemOf is the item named in the path, as it is handled today.
func (s *Service) itemOf(ctx context.Context, id int64) (catalog.Entry, *catalog.Item, error) {
	e, it, err := s.Catalog.Current(ctx, id)
	if err != nil {
		return e, nil, err
	}
	return e, s.Complete(it), nil
}

func (s *Service) applyFrame(w http.ResponseWriter, r *http.Request, e catalog.Entry) page.Frame {
	return s.House.Public(w, r, "申请"+e.Name, guideLink(e), page.Link{Label: "申请"})
}

func guideLink(e catalog.Entry) page.Link {
	return page.Link{Href: fmt.Sprintf("/items/%d", e.ID), Label: "办事指南"}
}

// start asks for the situation. Answers in the address, or those of a checklist, are filled in.
func (s *Service) start(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := web.PathInt(r, "item")
	if err != nil {
		return err
	}
	e, it, err := s.itemOf(ctx, id)
	if err != nil {
		return err
	}
	v := people.VisitorOf(ctx)
	p := saying{Item: e.Name, Go: page.Act{Label: "看办事指南", Href: guideLink(e).Href, Size: "big"}}
	switch {
	case v.Actor.ID == 0:
		p.Why, p.Text = "请先完成实名", "申请要写明是谁在办。填一次姓名和证件号，以后都不用再填。"
		p.Go.Label, p.Go.Href = "去实名", "/my/profile?back="+url.QueryEscape(r.URL.RequestURI())
	case e.State == catalog.Suspended:
		p.Why, p.Text = "这件事暂停办理", "恢复后再来申请；急事请打 "+s.House.City.Hotline+"。"
	case e.Complete && !e.Online:
		p.Why, p.Text = "这件事要到窗口办", "任何一个综合窗口都可以办。先看清要带什么，材料带齐只跑一趟。"
	}
	if p.Why != "" {
		p.Frame = s.applyFrame(w, r, e)
		return door.Write(w, sayPage, &p)
	}
	given := form.Values(web.Asked(r))
	if number := given["checklist"]; number != "" {
		k, err := s.Catalog.Recall(ctx, number)
		if err != nil {
			return err
		}
		if k.Entry.ID == e.ID {
			for key, said := range k.Answers {
				given["s_"+key] = said
			}
		}
	}
	if d, err := s.draft(ctx, v, web.Asked(r).Int("draft")); err == nil && d.Item == e.ID && d.Case == 0 {
		given = s.startValues(d)
		given["made"] = d.begun().String()
	}
	if given["place"] == "" {
		if d, err := s.Catalog.Handler(e.ID, s.House.Place(r)); err == nil {
			given["place"] = string(d.Region)
		}
	}
	return s.showStart(w, r, http.StatusOK, e, it, given, page.Note{}, nil)
}

// startValues are the answers with which a draft was begun.
func (s *Service) startValues(d *draft) form.Values {
	v := form.Values{
		"draft": strconv.FormatInt(d.ID, 10), "for": d.For, "relation": d.Relation, "consent": "1",
		"other_name": d.Other.Name, "other_id_no": d.Other.IDNo, "other_phone": d.Other.Phone,
	}
	if dept, err := s.Catalog.Handler(d.Item, d.Place); err == nil {
		v["place"] = string(dept.Region)
	}
	for key, said := range d.Answers {
		v["s_"+key] = said
	}
	return v
}

// toldNote says at once what the number of the citizen excludes.
func toldNote(it *catalog.Item, told catalog.Answers) page.Note {
	for _, q := range it.Situations {
		if a := q.Answers[0]; told[q.Key] != "" && a.Block != "" {
			return page.Note{Kind: "act", Title: "按证件号：" + a.Label,
				Text: a.Block + "替家里人申请的，选“替亲友办”，按他的证件号算。"}
		}
	}
	return page.Note{}
}

func (s *Service) showStart(w http.ResponseWriter, r *http.Request, status int, e catalog.Entry, it *catalog.Item,
	given form.Values,
	note page.Note, wrong error) error {
	v := people.VisitorOf(r.Context())
	firms, err := s.Persons.Firms(r.Context(), v, people.Apply)
	if err != nil {
		return err
	}
	narrowed, told, err := s.askedOf(r.Context(), it, v, given)
	if err != nil {
		return err
	}
	f := s.startForm(e, narrowed, v, firms)
	if given["for"] == "" && len(firms) == 0 {
		given["for"] = "self"
	}
	if places := f.Fields[0].Options; len(places) == 1 {
		given["place"] = places[0].Value
	}
	p := &starting{Frame: s.applyFrame(w, r, e), Item: e.Name, Steps: stages(0), Note: note}
	p.Form = page.Form{Action: fmt.Sprintf("/apply/%d", e.ID), Error: door.Summary(wrong),
		Fields: door.Fields(f, given, wrong),
		Submit: page.Act{Label: "下一步：填表和材料", Size: "big"}}
	p.Form.Fields = slices.DeleteFunc(p.Form.Fields, func(f page.Field) bool { return told[strings.TrimPrefix(f.Name, "s_")] != "" })
	for _, key := range slices.Sorted(maps.Keys(told)) {
		p.Form.Fields = append(p.Form.Fields, page.Field{Type: "hidden", Name: "s_" + key, Value: told[key]})
	}
	p.Form.Fields = append(p.Form.Fields, page.Field{Type: "hidden", Name: "told", Value: given["told"]})
	if note.Text == "" {
		p.Note = toldNote(narrowed, told)
	}
	p.Form.Fields = append(p.Form.Fields, page.Field{Type: "hidden", Name: "draft", Value: given["draft"]},
		page.Field{Type: "hidden", Name: "made", Value: given["made"]})
	return door.WriteStatus(w, status, startPage, p)
}

// askedOf is the item as it is asked of the one for whom is applied: the citizen himself as long as he names nobody else. What the
// number says stands among the given answers; what the number of another said, on the page as it was shown before, does not.
func (s *Service) askedOf(ctx context.Context, it *catalog.Item, v people.Visitor, given form.Values) (*catalog.Item, catalog.Answers, error) {
	for key := range strings.SplitSeq(given["told"], ",") {
		delete(given, "s_"+key)
	}
	var who persons.Identity
	switch {
	case !it.Aged():
	case given["for"] == forOther:
		who.IDNo = given["other_id_no"]
	case firmID(given["for"]) == 0:
		p, err := s.Persons.Person(ctx, s.DB, v.Actor.ID)
		if err != nil {
			return nil, nil, err
		}
		me, err := s.Persons.Open(ctx, s.DB, p)
		if err != nil {
			return nil, nil, err
		}
		who.IDNo = me.IDNo
	}
	narrowed, told := it.Of(who.Born(), s.Today())
	for key, said := range told {
		given["s_"+key] = said
	}
	given["told"] = strings.Join(slices.Sorted(maps.Keys(told)), ",")
	return narrowed, told, nil
}

// begun makes a draft of the situation, or changes the one that the citizen began before.
func (s *Service) begun(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := web.PathInt(r, "item")
	if err != nil {
		return err
	}
	e, it, err := s.itemOf(ctx, id)
	if err != nil {
		return err
	}
	v := people.VisitorOf(ctx)
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	firms, err := s.Persons.Firms(ctx, v, people.Apply)
	if err != nil {
		return err
	}
	given := form.Values(posted)
	narrowed, _, err := s.askedOf(ctx, it, v, given)
	if err != nil {
		return err
	}
	clean, err := s.startForm(e, narrowed, v, firms).Check(given)
	if err != nil {
		return s.showStart(w, r, http.StatusUnprocessableEntity, e, it, given, page.Note{}, err)
	}
	list, err := narrowed.Guide(answersOf(narrowed, clean))
	if err != nil {
		return s.showStart(w, r, http.StatusUnprocessableEntity, e, it, given, page.Note{}, fail.Under("s_", err))
	}
	if list.Block != "" {
		note := page.Note{Kind: "act", Title: "这件事不适用您的情形", Text: list.Block}
		if right, err := s.Catalog.ByCode(list.Instead); err == nil {
			note.Links = []page.Link{{Href: fmt.Sprintf("/items/%d", right.ID), Label: "去办“" + right.Name + "”"}}
		}
		return s.showStart(w, r, http.StatusUnprocessableEntity, e, it, given, note, nil)
	}
	d := draft{
		ID: web.Values(given).Int("draft"), Account: v.Account.ID, Item: e.ID,
		Place: receives(it, region.Code(clean["place"]), s.House.Place(r)), For: clean["for"],
		Other:    persons.Identity{Name: clean["other_name"], IDNo: clean["other_id_no"], Phone: clean["other_phone"]},
		Relation: clean["relation"], Answers: answersOf(it, clean),
	}
	d.Commit, _ = commits(it, d.Answers)
	newer, err := s.beginDraft(ctx, v, &d, given["made"])
	if err != nil {
		return err
	}
	if newer != nil {
		given["made"] = newer.begun().String()
		return s.showStart(w, r, http.StatusConflict, e, it, given,
			page.Note{Kind: "late", Title: "这里选的还没有保存：另一处后来改过这份草稿的情形或申请人",
				Text: "要用这一页选的，再按一次“下一步”；也可以改用另一处选的。", Links: []page.Link{{Href: startHref(newer), Label: "用另一处选的"}}}, nil)
	}
	return web.See(w, r, goOn(d.ID))
}

// beginDraft stores the draft: in the place of the one it changes, or of one for the same item and
// person, so that who goes back and forth does not leave a pile of drafts behind. made is the draft of which the page was made
// that changes it; one that is newer and says something else is returned, and nothing is stored. A draft of another item is not
// changed.
func (s *Service) beginDraft(ctx context.Context, v people.Visitor, d *draft, made string) (newer *draft, err error) {
	old, err := s.drafts(ctx, v)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(old, func(o *draft) bool {
		return o.Item == d.Item && (o.ID == d.ID || d.ID == 0 && o.For == d.For && o.Other.IDNo == d.Other.IDNo)
	})
	if i < 0 {
		return nil, s.newDraft(ctx, d)
	}
	changes := d.ID != 0
	d.ID = old[i].ID
	_, err = s.changeDraft(ctx, v, d.ID, func(o *draft) {
		if was := o.begun().String(); changes && made != was && d.begun().String() != was {
			saved := *o
			newer = &saved
			return
		}
		if o.For != d.For || o.Other.IDNo != d.Other.IDNo {
			o.Form = nil // what was filled in was of another
		}
		o.Place, o.For, o.Other, o.Relation, o.Answers, o.Commit = d.Place, d.For, d.Other, d.Relation, d.Answers, d.Commit
	})
	return newer, err
}

// work is a draft with what its pages need.
type work struct {
	d     *draft
	entry catalog.Entry
	it    *catalog.Item
	list  catalog.Checklist
	known known
	dept  catalog.Dept
	have  map[int64]file.File

	asked   form.Form   // the item's form after the situations
	settled form.Values // what it need not ask

	made string // mark of what was saved elsewhere, where the draft is not as it is saved
}

// errSent says that a draft has become a case; the page leads to its receipt.
var errSent = errors.New("the draft was sent")

func (s *Service) work(ctx context.Context, id int64) (*work, error) {
	v := people.VisitorOf(ctx)
	d, err := s.draft(ctx, v, id)
	if err != nil {
		return nil, err
	}
	k := &work{d: d, have: map[int64]file.File{}}
	if d.Case != 0 {
		return k, errSent
	}
	if k.entry, k.it, err = s.itemOf(ctx, d.Item); err != nil {
		return nil, err
	}
	if k.list, err = k.it.Guide(d.Answers); err != nil {
		k.list = catalog.Checklist{} // the item has changed: what does not fit is told when the draft is checked
	}
	if k.known, err = s.known(ctx, v, d); err != nil {
		return nil, err
	}
	if k.dept, err = s.Catalog.Handler(d.Item, d.Place); err != nil {
		return nil, err
	}
	k.asked, k.settled = k.it.Asks(d.Answers)
	for _, list := range d.Files {
		for _, id := range list {
			if k.have[id], err = s.Files.Find(ctx, id); err != nil {
				return nil, err
			}
		}
	}
	return k, nil
}

// withWork reads the draft in the path for a page; one that was sent leads to its receipt.
func (s *Service) withWork(w http.ResponseWriter, r *http.Request, show func(k *work) error) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	k, err := s.work(r.Context(), id)
	if errors.Is(err, errSent) {
		return s.seeReceipt(w, r, k.d.Case)
	}
	if err != nil {
		return err
	}
	return show(k)
}

// seeReceipt leads to the receipt of a case.
func (s *Service) seeReceipt(w http.ResponseWriter, r *http.Request, id int64) error {
	c, err := s.Engine.Find(r.Context(), s.DB, id)
	if err != nil {
		return err
	}
	return web.See(w, r, "/apply/receipts/"+c.Number())
}

// fillIn shows a part of the draft, or all of it: part is its number, from 1, "next" the first where something lacks, "" all. With check
// what is wrong there is told at once.
func (s *Service) fillIn(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		q := r.URL.Query()
		at, _ := strconv.Atoi(q.Get("part"))
		parts := k.parts()
		var wrong error
		if q.Get("part") == "next" || q.Has("check") {
			_, wrong = s.Prepare(k.it, s.sending(people.VisitorOf(r.Context()), k.filled(), k.it, k.known))
			if _, told := fail.As(wrong); wrong != nil && !told {
				return wrong
			}
		}
		if q.Get("part") == "next" {
			at = onward(parts, wrong)
		}
		if at < 0 || at > len(parts) {
			at = 0
		}
		if !q.Has("check") {
			wrong = nil
		}
		return s.showFill(w, r, http.StatusOK, k, at, wrong)
	})
}

// filled is the draft with what is known filled in.
func (k *work) filled() *draft {
	d := *k.d
	d.Form = fill(k.it, d.Form, k.known.fields, d.Answers)
	return &d
}

// part is the part of a number that a form carries; nil for all of them.
func (k *work) part(n int) *part {
	parts := k.parts()
	if n < 1 || n > len(parts) {
		return nil
	}
	return &parts[n-1]
}

// mark is that of the draft on a part.
func (k *work) mark(d *draft, p *part) string {
	if p == nil {
		return d.mark(k.it)
	}
	v := (&work{d: d, it: k.it, known: k.known}).filled().typed(k.it)
	maps.DeleteFunc(v, func(name, _ string) bool { return !p.has(name) })
	return door.Show(v).String()
}

// showFill shows the part of a number, or with 0 all of the draft.
func (s *Service) showFill(w http.ResponseWriter, r *http.Request, status int, k *work, at int, wrong error) error {
	d, it := k.d, k.it
	on := k.part(at)
	wrong = on.of(wrong)
	p := &filling{
		Frame: s.House.Public(w, r, k.entry.Name+" 填表和交材料", guideLink(k.entry), page.Link{Label: "填表和交材料"}),
		Item:  k.entry.Name, Heading: "填表和交材料", Steps: stages(1), Action: fmt.Sprintf("/apply/drafts/%d", d.ID), Hotline: s.House.City.Hotline,
		For:   page.Link{Label: s.whoWords(r.Context(), d), Note: "由" + k.dept.Name + "办理"},
		Back:  page.Link{Href: startHref(d), Label: "改情形或申请人"},
		Taken: file.Taken(), Most: fmt.Sprintf("%d MB", s.Files.Most()>>20), Saved: s.House.Clock(d.SavedAt),
		Next:  page.Act{Label: "下一步：核对", Size: "big", Name: "go", Value: "next"},
		Later: page.Act{Label: "保存，改天再填", Kind: "plain", Name: "go", Value: "later", Loose: true},
		Drop: page.Act{Label: "删除这份草稿", Kind: "plain", Size: "small", Action: fmt.Sprintf("/apply/drafts/%d/delete", d.ID),
			Loose:   true,
			Confirm: "删除以后，填的内容和上传的材料都没有了。确定删除吗？"},
	}
	if p.Made = cmp.Or(k.made, k.mark(d, on)); fail.Is(wrong, fail.KindConflict) {
		p.Note = page.Note{Kind: "late", Title: "这里写的还没有保存：另一处后来保存过这份草稿",
			Text:  "不一样的地方都标出来了。要用这一页写的，再保存一次；也可以改用另一处保存的，这一页写的就不要了。",
			Links: []page.Link{{Href: p.Action, Label: "用另一处保存的"}}}
	}
	values := fill(it, d.Form, k.known.fields, d.Answers)
	for _, f := range s.placeFields(door.Fields(k.asked, values, wrong), k.dept.Region) {
		if _, settled := k.settled[f.Name]; settled || !on.has(f.Name) {
			if !k.decides(f.Name, on) {
				continue
			}
			f = page.Field{Type: "hidden", Name: f.Name, Value: values[f.Name]}
		} else if on != nil {
			f.Section = ""
		}
		p.Fields = append(p.Fields, f)
	}
	for i := range p.Fields {
		q := it.Form.Field(p.Fields[i].Name)
		if q != nil && p.Fields[i].Type != "hidden" && q.Prefill != "" && p.Fields[i].Value != "" && p.Fields[i].Value == k.known.fields[q.Prefill] {
			p.Fields[i].From = "已替您填好，可以改"
		}
	}
	if it.Commit != nil {
		p.Promise = page.Note{Title: "承诺的内容", Text: it.Commit.Promise}
		if _, asked := commits(it, d.Answers); !asked {
			p.Commit = page.Field{Type: "bool", Name: "commit", Label: "我选择告知承诺，并作出上面的承诺",
				Value: map[bool]string{true: "1"}[d.Commit],
				Error: door.Wrongs(wrong)["commit"]}
		} else if !d.Commit {
			p.Promise = page.Note{}
		}
	}
	p.Materials = s.materialList(d, it, k.list.Materials, k.have, door.Wrongs(wrong))
	p.Delivery = door.Fields(deliveryForm(it), deliveryValues(it, d.Delivery, d.Address, k.known.me), wrong)
	var uploads page.Fields
	for _, m := range p.Materials.Items {
		uploads = append(uploads, m.File)
	}
	p.Errors = errorsOf(wrong, startHref(d), p.Fields, p.Delivery, uploads, page.Fields{p.Commit})
	if on != nil {
		if err := s.showPart(r.Context(), p, k, at, values); err != nil {
			return err
		}
	}
	return door.WriteStatus(w, status, fillPage, p)
}

// showPart leaves on the page what is of the part, with the way to the others.
func (s *Service) showPart(ctx context.Context, p *filling, k *work, at int, values form.Values) error {
	parts := k.parts()
	on := parts[at-1]
	_, lacks := s.Prepare(k.it, s.sending(people.VisitorOf(ctx), k.filled(), k.it, k.known))
	if _, told := fail.As(lacks); lacks != nil && !told {
		return lacks
	}
	p.Heading, p.Part, p.Of = on.Title, at, len(parts)
	p.Lines = s.lines(k, parts, at, values, lacks)
	p.Whole = page.Link{Href: fmt.Sprintf("/apply/drafts/%d", k.d.ID), Label: "全部放在一页填"}
	if at > 1 {
		p.Prev = page.Link{Href: partHref(k.d.ID, at-1), Label: "上一组"}
	}
	p.Next.Label = "下一步：核对"
	if at < len(parts) {
		p.Next.Label = "下一组：" + parts[at].Title
	}
	if !on.Materials {
		p.Materials, p.Promise, p.Commit = page.Materials{}, page.Note{}, page.Field{}
	}
	if !on.Delivery {
		p.Delivery = nil
	}
	return nil
}

// startHref leads back to the situation with its answers.
func startHref(d *draft) string { return fmt.Sprintf("/apply/%d?draft=%d", d.Item, d.ID) }

// whoWords is for whom a draft is.
func (s *Service) whoWords(ctx context.Context, d *draft) string {
	if d.For == forOther {
		return d.Other.Name + "（由您代办）"
	}
	if id := firmID(d.For); id != 0 {
		if f, err := s.Persons.Person(ctx, s.DB, id); err == nil {
			return f.Name
		}
	}
	return "您自己"
}

// take stores what was posted in the draft: the answers, and the files that came along.
func (s *Service) take(r *http.Request, k *work, on *part) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	added, wrong := map[string][]int64{}, []fail.Field(nil)
	for _, m := range k.list.Materials {
		ids, err := s.putFiles(r, "m_"+m.Key)
		if err == nil && ids == nil {
			err = door.Lost(posted, "m_"+m.Key)
		}
		e, told := fail.As(err)
		if err != nil && !told {
			return err
		}
		if told {
			wrong = append(wrong, e.Fields...)
		}
		added[m.Key] = ids
	}
	var newer *draft // saved elsewhere since the page was made
	d, err := s.changeDraft(ctx, v, k.d.ID, func(d *draft) {
		d.addFiles(added)
		saved := *d
		d.write(k, posted, on)
		if was := k.mark(&saved, on); posted["made"] != was && k.mark(d, on) != was {
			newer, *d = &saved, saved
		}
	})
	if err != nil {
		return err
	}
	k.d = d
	for _, ids := range added {
		for _, id := range ids {
			if k.have[id], err = s.Files.Find(ctx, id); err != nil {
				return err
			}
		}
	}
	if newer != nil {
		k.made = k.mark(newer, on)
		k.d.write(k, posted, on) // shown, not saved
		return k.d.against(newer, k.it)
	}
	if wrong != nil {
		return fail.Invalid("有文件没有收下", wrong...)
	}
	return nil
}

func (d *draft) addFiles(added map[string][]int64) {
	files := map[string][]int64{}
	maps.Copy(files, d.Files)
	for key, ids := range added {
		if len(ids) > 0 {
			files[key] = slices.Concat(files[key], ids)
		}
	}
	d.Files = files
}

// putFiles stores the files of one field for the visitor. One that is refused is told by its name, and
// keeps no other from being stored.
func (s *Service) putFiles(r *http.Request, field string) (ids []int64, err error) {
	var refused []string
	for _, up := range web.Uploads(r, field) {
		if up.Size == 0 && up.Filename == "" {
			continue
		}
		content, err := up.Open()
		if err != nil {
			return ids, err
		}
		f, err := s.Files.Put(r.Context(), content, up.Filename, people.Citizen, people.VisitorOf(r.Context()).Account.ID)
		if e, told := fail.As(err); told {
			refused = append(refused, "“"+up.Filename+"”没有收下："+e.Message)
			continue
		}
		if err != nil {
			return ids, err
		}
		ids = append(ids, f.ID)
	}
	if refused != nil {
		err = fail.Invalid("有文件没有收下", fail.Field{Name: field, Message: strings.Join(refused, "；")})
	}
	return ids, err
}

// filledIn saves what was posted, of the part that it names or of all, and goes on when nothing is wrong there: to the next part, or to
// the check. What is wrong is told at once, and nothing of it is lost. go=keep only saves, as somebody writes.
func (s *Service) filledIn(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		posted, err := web.Posted(r)
		if err != nil {
			return err
		}
		at, _ := strconv.Atoi(posted["part"])
		on := k.part(at)
		if on == nil {
			at = 0
		}
		err = s.take(r, k, on)
		if _, told := fail.As(err); err != nil && !told || fail.Is(err, fail.KindConflict) {
			return s.notTaken(w, r, k, at, err)
		}
		switch {
		case posted["go"] == "keep" && err == nil:
			return web.JSON(w, http.StatusOK, map[string]string{"saved": s.House.Clock(k.d.SavedAt), "made": k.mark(k.d, on)})
		case posted["go"] == "later" && err == nil:
			s.House.Say(w, "done", "草稿已保存，随时可以接着填。")
			return web.See(w, r, "/my")
		}
		if err == nil {
			_, err = s.Prepare(k.it, s.sending(people.VisitorOf(r.Context()), k.d, k.it, k.known))
		}
		parts := k.parts()
		switch {
		case err == nil && (on == nil || at == len(parts)):
			return web.See(w, r, fmt.Sprintf("/apply/drafts/%d/check", k.d.ID))
		case on == nil || on.of(err) != nil:
			return s.showFill(w, r, http.StatusUnprocessableEntity, k, at, err)
		case at < len(parts):
			return web.See(w, r, partHref(k.d.ID, at+1))
		}
		if n := onward(parts, err); parts[n-1].of(err) != nil {
			return web.See(w, r, partHref(k.d.ID, n)+"&check=1")
		}
		return s.showFill(w, r, http.StatusUnprocessableEntity, k, 0, err) // what is wrong stands on no part: the situation
	})
}

// notTaken shows what was not saved, beside what is wrong with it or what was saved elsewhere meanwhile.
func (s *Service) notTaken(w http.ResponseWriter, r *http.Request, k *work, at int, err error) error {
	if e, told := fail.As(err); !told || len(e.Fields) == 0 {
		return err
	}
	return s.showFill(w, r, web.Status(err), k, at, err)
}

// uploadFile takes the files of one material at once.
func (s *Service) uploadFile(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		key := r.PathValue("key")
		if !slices.ContainsFunc(k.list.Materials, func(m catalog.Material) bool { return m.Key == key }) {
			return fail.NotFound("没有这份材料")
		}
		_, err := web.Posted(r)
		if err != nil {
			return err
		}
		ids, refused := s.putFiles(r, "m_"+key)
		if _, told := fail.As(refused); refused != nil && !told {
			return refused
		}
		if _, err := s.changeDraft(r.Context(), people.VisitorOf(r.Context()), k.d.ID,
			func(d *draft) { d.addFiles(map[string][]int64{key: ids}) }); err != nil {
			return err
		}
		if refused != nil {
			if k, err = s.work(r.Context(), k.d.ID); err != nil {
				return err
			}
			return s.showFill(w, r, http.StatusUnprocessableEntity, k, 0, refused)
		}
		return web.See(w, r, fmt.Sprintf("/apply/drafts/%d#f-m_%s-place", k.d.ID, key))
	})
}

// removeFile takes a file back; what was typed on the page is kept.
func (s *Service) removeFile(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		id, err := web.PathInt(r, "file")
		if err != nil {
			return err
		}
		posted, err := web.Posted(r)
		if err != nil {
			return err
		}
		at, _ := strconv.Atoi(posted["part"])
		if err := s.take(r, k, k.part(at)); err != nil {
			return s.notTaken(w, r, k, at, err)
		}
		key := r.PathValue("key")
		_, err = s.changeDraft(r.Context(), people.VisitorOf(r.Context()), k.d.ID, func(d *draft) {
			d.Files[key] = slices.DeleteFunc(d.Files[key], func(have int64) bool { return have == id })
		})
		if err != nil {
			return err
		}
		back := fmt.Sprintf("/apply/drafts/%d", k.d.ID)
		if k.part(at) != nil {
			back = partHref(k.d.ID, at)
		}
		return web.See(w, r, back+"#f-m_"+key+"-place")
	})
}

// draftFile shows a file that was handed in with a draft.
func (s *Service) draftFile(w http.ResponseWriter, r *http.Request) error {
	return s.withWork(w, r, func(k *work) error {
		id, err := web.PathInt(r, "file")
		if err != nil {
			return err
		}
		f, ok := k.have[id]
		if !ok {
			return fail.NotFound("没有这个文件")
		}
		return s.sendFile(w, r, f, file.Inline(f.Kind))
	})
}

// sendFile answers with a file; one that is not shown in place is downloaded.
func (s *Service) sendFile(w http.ResponseWriter, r *http.Request, f file.File, inline bool) error {
	content, err := s.Files.Open(f)
	if err != nil {
		return err
	}
	defer content.Close()
	way := "attachment"
	if inline {
		way = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", f.Kind)
	h.Set("Content-Disposition", way+"; filename*=UTF-8''"+url.PathEscape(f.Name))
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", s.Now(), content)
	return nil
}

// drop deletes a draft. One that was sent is an application by now: it is not said to be gone, but leads to its receipt.
func (s *Service) drop(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	if err := deleteDraft(ctx, s.DB, id, people.VisitorOf(ctx).Account.ID); err != nil {
		return err
	}
	if d, err := s.draft(ctx, people.VisitorOf(ctx), id); err == nil { // still there
		return s.seeReceipt(w, r, d.Case)
	} else if !fail.Is(err, fail.KindNotFound) {
		return err
	}
	s.House.Say(w, "done", "草稿已删除。")
	return web.See(w, r, "/my")
}

// receipt is what the applicant gets: the number, the code, and what happens next. Who only acts for him, without being the one
// whose case it is, learns no code: with it he would read all of the case before his authority is signed.
func (s *Service) receipt(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err != nil {
		return err
	}
	if k.Kind != course.Kind {
		return flow.ErrUnseen
	}
	a, err := s.Load(ctx, s.DB, k.ID)
	if err != nil {
		return err
	}
	owner := k.For(v.Actor, people.See)
	if !owner && !v.Actor.May(people.See, a.Agent, k.Channel) {
		return flow.ErrUnseen
	}
	code := page.Term{Label: "查询密码", Value: "已发给申请人", Note: "编号和查询密码发到申请人的手机；没有手机的，申请人到窗口打印查询单"}
	if owner {
		code = page.Term{Label: "查询密码", Strong: true, Note: "凭编号和密码，不登录也能查进度"}
		var why string
		if code.Value, why, err = s.House.Slips.Told(ctx, s.DB, k); err != nil {
			return err
		}
		if why != "" {
			code.Value, code.Note = "暂不显示", why
		}
	}
	p := &receiving{Frame: s.House.Public(w, r, "回执 "+k.Title, page.Link{Label: "回执"}), Item: k.Title,
		Number: flow.Grouped(k.Number())}
	p.Facts = page.List{Items: []page.Term{
		code, {Label: "申请人", Value: k.Party}, {Label: "提交时间", Value: s.House.Clock(k.OpenedAt)},
		{Label: "办理机关", Value: s.Catalog.DeptName(k.Dept)},
	}}
	p.Next = s.nextSteps(k)
	p.Links = []page.Link{{Href: door.MyCase(k.Number()), Label: "看办理进度", Icon: "clock"}}
	if !owner {
		p.Links = []page.Link{{Href: "/track", Label: "查办理进度", Icon: "clock", Note: "用上面的编号和申请人的查询密码"}}
	}
	p.Links = append(p.Links, page.Link{Href: "/my", Label: "我的办件", Icon: "list"})
	return door.Write(w, receiptPage, p)
}
