package application

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
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

// draft is an application that a citizen has not sent yet. All of it is stored sealed, at every step,
// so that nothing is lost between two visits.
type draft struct {
	ID      int64       `json:"-"`
	Account int64       `json:"-"`
	Item    int64       `json:"-"`
	Place   region.Code `json:"-"`
	Case    int64       `json:"-"` // the case made of it
	SavedAt int64       `json:"-"`

	For      string             `json:"for"` // self, a firm's id, or other
	Other    persons.Identity   `json:"other,omitzero"`
	Relation string             `json:"relation,omitempty"`
	Answers  catalog.Answers    `json:"answers,omitempty"`
	Form     form.Values        `json:"form,omitempty"`
	Files    map[string][]int64 `json:"files,omitempty"` // by the key of the material
	Delivery string             `json:"delivery,omitempty"`
	Address  course.Address     `json:"address,omitzero"`
	Commit   bool               `json:"commit,omitempty"`
}

// forOther is the draft's For when a citizen applies for a relative or friend (代办).
const forOther = "other"

// sealDraft is the context under which a draft is sealed.
const sealDraft = "application draft"

func (s *Service) openDraft(r draftRow) (*draft, error) {
	d := &draft{}
	plain, err := s.Keys.Open(r.BodySealed, sealDraft)
	if err != nil {
		return nil, err
	}
	if plain != "" { // nothing is left of one that was sent
		if err := json.Unmarshal([]byte(plain), d); err != nil {
			return nil, err
		}
	}
	d.ID, d.Account, d.Item, d.Place, d.Case, d.SavedAt = r.ID, r.Account, r.ItemID, r.Region, r.CaseID, r.UpdatedAt
	return d, nil
}

// draft reads one of the visitor's drafts.
func (s *Service) draft(ctx context.Context, v people.Visitor, id int64) (*draft, error) {
	r, err := draftOf(ctx, s.DB, id, v.Account.ID)
	if err != nil {
		return nil, err
	}
	return s.openDraft(r)
}

// drafts are the visitor's drafts that are not sent, the latest first.
func (s *Service) drafts(ctx context.Context, v people.Visitor) ([]*draft, error) {
	rows, err := draftsOf(ctx, s.DB, v.Account.ID)
	if err != nil {
		return nil, err
	}
	var list []*draft
	for _, r := range rows {
		d, err := s.openDraft(r)
		if err != nil { // the others are still there to go on with
			s.Keys.Miss(sealDraft, r.ID, err)
			continue
		}
		list = append(list, d)
	}
	return list, nil
}

// newDraft stores a draft for the first time, under an id of its own.
func (s *Service) newDraft(ctx context.Context, d *draft) error {
	if open, err := draftsOf(ctx, s.DB, d.Account); err != nil || len(open) >= draftsMost {
		return cmp.Or(err, fail.Invalid(fmt.Sprintf("没有提交的草稿已经有 %d 份，请先到“我的”里删掉不用的", draftsMost)))
	}
	r, err := s.sealDraft(d)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.DB) error {
		r.ID = tx.NewID()
		d.ID = r.ID
		return drafts.Insert(ctx, tx, r)
	})
}

// changeDraft changes one of the visitor's drafts and stores it; two changes at once, as when two files
// are sent together, are both kept. A draft that was sent is a Conflict.
func (s *Service) changeDraft(ctx context.Context, v people.Visitor, id int64, change func(d *draft)) (d *draft, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		held, err := holdDraft(ctx, tx, id, v.Account.ID)
		if err != nil {
			return err
		}
		if !held {
			return fail.Conflict("这份草稿已经提交或者删除，请到“我的办件”查看")
		}
		r, err := draftOf(ctx, tx, id, v.Account.ID)
		if err != nil {
			return err
		}
		if d, err = s.openDraft(r); err != nil {
			return err
		}
		change(d)
		if r, err = s.sealDraft(d); err != nil {
			return err
		}
		return drafts.Update(ctx, tx, r)
	})
	return d, err
}

// write takes what was typed on a page: on the part, or with nil on that of the whole form. What is known is kept with it.
func (d *draft) write(k *work, posted map[string]string, on *part) {
	typed := form.Values{}
	if on != nil {
		typed = fill(k.it, d.Form, k.known.fields, d.Answers)
	}
	for _, q := range k.it.Form.Fields {
		if on.has(q.Name) {
			typed[q.Name] = posted[q.Name]
		}
	}
	maps.Copy(typed, k.settled)
	d.Form = typed
	if on == nil || on.Delivery {
		d.Delivery, d.Address = posted["delivery"], course.Address{Name: posted["to_name"], Phone: posted["to_phone"],
			Street: posted["to_street"]}
	}
	if _, asked := commits(k.it, d.Answers); !asked && on.has("commit") {
		d.Commit = posted["commit"] != ""
	}
}

// typed are the answers of the page of the form, by the names of their fields.
func (d *draft) typed(it *catalog.Item) form.Values {
	v := form.Values{"delivery": d.Delivery, "to_name": d.Address.Name, "to_phone": d.Address.Phone,
		"to_street": d.Address.Street}
	if _, asked := commits(it, d.Answers); !asked && d.Commit {
		v["commit"] = "1"
	}
	maps.Copy(v, d.Form)
	maps.DeleteFunc(v, func(_, said string) bool { return said == "" })
	return v
}

// mark is by what a page knows whether the draft is still the one that it was made of: "" where nothing was typed yet.
func (d *draft) mark(it *catalog.Item) string {
	v := d.typed(it)
	if len(v) == 0 {
		return ""
	}
	return door.Show(v).String()
}

// begun is the same of the page of the situation.
func (d *draft) begun() door.Shown {
	return door.Show([]any{d.Place, d.For, d.Other, d.Relation, d.Answers})
}

// against names what another draft, which is newer, says otherwise.
func (d *draft) against(newer *draft, it *catalog.Item) error {
	asked := append(slices.Clone(it.Form.Fields), deliveryForm(it).Fields...)
	asked = append(asked, form.Field{Name: "commit", Label: "告知承诺", Type: form.Bool})
	return door.Against("这里写的还没有保存", asked, d.typed(it), newer.typed(it))
}

func (s *Service) sealDraft(d *draft) (draftRow, error) {
	b, err := json.Marshal(d)
	d.SavedAt = s.Now().UnixMilli()
	return draftRow{ID: d.ID, Account: d.Account, ItemID: d.Item, Region: d.Place,
		BodySealed: s.Keys.Seal(string(b), sealDraft),
		UpdatedAt:  d.SavedAt}, err
}

// known is what a draft's fields can be filled with: the citizen's own data, the firm's, or what he
// said of the one he applies for.
type known struct {
	me     persons.Known
	fields map[string]string // by form.Field.Prefill
}

func (s *Service) known(ctx context.Context, v people.Visitor, d *draft) (known, error) {
	var k known
	p, err := s.Persons.Person(ctx, s.DB, v.Actor.ID)
	if err != nil {
		return k, err
	}
	if k.me, err = s.Persons.Open(ctx, s.DB, p); err != nil {
		return k, err
	}
	k.fields = map[string]string{"name": k.me.Name, "id_no": k.me.IDNo, "phone": k.me.Phone, "address": k.me.Address}
	if d.For == forOther {
		k.fields = map[string]string{"name": d.Other.Name, "id_no": d.Other.IDNo, "phone": d.Other.Phone}
	}
	if id := firmID(d.For); v.Actor.May(people.Apply, id, flow.ByOnline) {
		f, err := s.Persons.Person(ctx, s.DB, id)
		if err != nil {
			return k, err
		}
		firm, err := s.Persons.Open(ctx, s.DB, f)
		if err != nil {
			return k, err
		}
		maps.Copy(k.fields, firmFields(firm.Name, firm.IDNo, firm.Legal))
	}
	return k, nil
}

func firmFields(name, code, legal string) map[string]string {
	return map[string]string{"firm_name": name, "firm_code": code, "legal_person": legal}
}

func firmID(who string) int64 {
	if who == "self" || who == forOther {
		return 0
	}
	list := file.IDs(who)
	if len(list) != 1 {
		return 0
	}
	return list[0]
}

// fill answers the questions of an item's form that nobody answered yet: with what is known of the applicant, and with what the
// situations say.
func fill(it *catalog.Item, v form.Values, fields map[string]string, a catalog.Answers) form.Values {
	out := form.Values{}
	maps.Copy(out, v)
	f, settled := it.Asks(a)
	for _, q := range f.Fields {
		if _, answered := out[q.Name]; answered {
			continue
		}
		if known := fields[q.Prefill]; q.Prefill != "" && known != "" {
			out[q.Name] = known
		}
		if slices.ContainsFunc(q.Options, func(o form.Option) bool { return o.Value == a[q.Name] }) {
			out[q.Name] = a[q.Name]
		}
	}
	maps.Copy(out, settled)
	return out
}

// sending is the draft as it is sent.
func (s *Service) sending(v people.Visitor, d *draft, it *catalog.Item, k known) course.Submission {
	sub := course.Submission{
		Item: d.Item, Place: d.Place, Answers: d.Answers, Form: d.Form, Delivery: d.Delivery, Address: d.Address,
		CommitTo: d.Commit, Channel: flow.ByOnline, Home: home(it, d.Form, v.Account.Home),
	}
	for key, files := range d.Files {
		sub.Materials = append(sub.Materials, course.Handed{Key: key, Files: files})
	}
	me := persons.Identity{Name: k.me.Name, Kind: k.me.IDKind, IDNo: k.me.IDNo, Phone: k.me.Phone}
	switch {
	case d.For == forOther:
		sub.Applicant, sub.Agent, sub.By = d.Other, &me, course.Proxy{Relation: d.Relation, Right: "letter"}
	case firmID(d.For) != 0:
		sub.Person, sub.Agent, sub.By = firmID(d.For), &me, course.Proxy{Relation: "agent", Right: "letter"}
	default:
		sub.Person = v.Actor.ID
	}
	return sub
}

// sendDraft makes a case of a draft. Of two that are sent at once one waits for the other, and both are that case. Returns
// fail.NotFound if the draft was deleted meanwhile.
func (s *Service) sendDraft(ctx context.Context, who people.Actor, id int64, sub course.Submission) (k flow.Case, err error) {
	if sub.Once, err = flow.OnceOf(course.Kind, who, fmt.Sprint("draft ", id), ""); err != nil {
		return k, err
	}
	k, _, err = s.Engine.OnceOnly(ctx, sub.Once, func(tx *db.DB) (flow.Case, error) {
		c, err := s.Open(ctx, tx, who, "submit", sub)
		if err != nil {
			return flow.Case{}, err
		}
		return c.Case, spendDraft(ctx, tx, id, c.Case.ID)
	})
	return k, err
}

// home is the township or village of the applicant: the first place in the form, or what is known.
func home(it *catalog.Item, v form.Values, otherwise region.Code) region.Code {
	for _, q := range it.Form.Fields {
		if c, err := region.Parse(v[q.Name]); q.Type == form.Region && err == nil {
			return c
		}
	}
	return otherwise
}

// commits tells whether the applicant chose, among the situations, to get it on a promise (an answer
// with the value "commit"), and whether the situations ask for that at all.
func commits(it *catalog.Item, a catalog.Answers) (chosen, asked bool) {
	for _, q := range it.Situations {
		if slices.ContainsFunc(q.Answers, func(x catalog.Answer) bool { return x.Value == "commit" }) {
			return it.Commit != nil && slices.Contains(strings.Split(a[q.Key], ","), "commit"), true
		}
	}
	return false, false
}
