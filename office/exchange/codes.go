package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

// By what the platform knows an organ or a word of ours decides what every later record says. One person proposes a change
// of it, by hand or as a whole table; another agrees.

// Codes is a table of a kind: how our words are called at the platform. Its rows come with the service's migrations.
type Codes struct {
	Name  string // in rows
	Title string // e.g. 评价渠道
	One   string // what a word is, e.g. 渠道
	Ours  []form.Option
	Sets  []CodeSet // among which one is chosen; none: the codes are fixed, and shown
}

// CodeSet is one way in which a platform counts: a code for each of our words.
type CodeSet struct {
	Value string
	Words string // what tells it from the others, e.g. 5 为非常满意
	From  string // who counts so
	Basis string // of its rows
	Codes map[string]string
}

// Codes are the platform's codes by table and our word; those of organs too.
func (c *Channel) Codes(ctx context.Context) (map[string]map[string]string, error) {
	return codes(ctx, c.DB, c.Name)
}

func codes(ctx context.Context, d *db.DB, kind string) (map[string]map[string]string, error) {
	m := map[string]map[string]string{}
	rows, err := codesOf(ctx, d, kind)
	for _, r := range rows {
		if m[r.Name] == nil {
			m[r.Name] = map[string]string{}
		}
		m[r.Name][r.Ours] = r.Theirs
	}
	return m, err
}

// chosen is the set of a table that the rows are of; ok is false where they are of none.
func (t Codes) chosen(now map[string]string) (set CodeSet, ok bool) {
	i := slices.IndexFunc(t.Sets, func(x CodeSet) bool {
		return !slices.ContainsFunc(t.Ours, func(o form.Option) bool { return now[o.Value] != x.Codes[o.Value] })
	})
	if i < 0 {
		return set, false
	}
	return t.Sets[i], true
}

// codeChange is a change by hand: the code of an organ, or the set of a table. The names in JSON are those of the proposals
// that wait.
type codeChange struct {
	Organ, Theirs string
	Table         string // "" is the first that has sets
	Set           string `json:"Best"`
}

// changeKind is the kind of the proposals.
func (c *Channel) changeKind() string { return c.Name + ".codes" }

// change is the channel's changes that wait for a second person.
func (c *Channel) change() door.Changing {
	return door.ChangingOf(door.Change[codeChange]{
		Kind: c.changeKind(), Title: "报送编码",
		Show: func(ctx context.Context, x codeChange) ([]door.Block, error) {
			stored, err := c.Codes(ctx)
			now, next := stored[organ][x.Organ], x.Theirs
			if t, set, ok := c.set(x); ok {
				was, _ := t.chosen(stored[t.Name])
				now, next = was.Words, set.Words
			}
			return []door.Block{{Title: "改了什么", Facts: page.List{Wide: true, Items: []page.Term{
				{Label: "哪一项", Value: c.object(x)}, {Label: "现在", Value: cmp.Or(now, "没有填")}, {Label: "改成", Value: next, Strong: true},
			}}}}, err
		},
		Apply: func(ctx context.Context, tx *db.DB, _ door.Call, _ proposal.Proposal, x codeChange) (int64, error) {
			if t, set, ok := c.set(x); ok {
				return 0, c.putSet(ctx, tx, t, set)
			}
			return 0, c.PutOrganCode(ctx, tx, x.Organ, x.Theirs)
		},
	})
}

// set is the table and the set that a change asks for; ok is false where it asks for none.
func (c *Channel) set(x codeChange) (t Codes, set CodeSet, ok bool) {
	i := slices.IndexFunc(c.Tables, func(t Codes) bool { return len(t.Sets) > 0 && (t.Name == x.Table || x.Table == "") })
	if i < 0 || x.Organ != "" {
		return t, set, false
	}
	t = c.Tables[i]
	j := slices.IndexFunc(t.Sets, func(s CodeSet) bool { return s.Value == x.Set })
	if j < 0 {
		return t, set, false
	}
	return t, t.Sets[j], true
}

// putSet has a table go by one of its sets.
func (c *Channel) putSet(ctx context.Context, tx *db.DB, t Codes, set CodeSet) error {
	for _, o := range t.Ours {
		if err := putCode(ctx, tx, code{Kind: c.Name, Name: t.Name, Ours: o.Value, Theirs: set.Codes[o.Value], Basis: set.Basis}); err != nil {
			return err
		}
	}
	return nil
}

// object is what a change is of, in words; "" where there is no such organ or set.
func (c *Channel) object(x codeChange) string {
	if t, _, ok := c.set(x); ok {
		return t.Title + "的编码方向"
	}
	for _, o := range c.Organs() {
		if o.Code == x.Organ {
			return o.Name + "的报送代码"
		}
	}
	return ""
}

// propose checks a change and enters it as a proposal. It is fail.Invalid for what cannot be a code, and fail.NotFound
// without such an organ.
func (c *Channel) propose(ctx context.Context, v people.Visitor, x codeChange, why string) error {
	object := c.object(x)
	switch {
	case x.Organ == "" && object == "":
		return fail.Invalid("请选编码的方向", fail.Field{Name: "set", Message: "请选编码的方向"})
	case object == "":
		return fail.NotFound("没有这个部门")
	case x.Organ != "":
		x.Theirs = check.Plain(x.Theirs)
		if err := check.CreditCode(x.Theirs); err != nil {
			return fail.Invalid("请核对代码", fail.Field{Name: "theirs", Message: err.Error()})
		}
	}
	body, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("a change of codes: %w", err)
	}
	return c.DB.Tx(ctx, func(tx *db.DB) error {
		_, err := c.Proposals.Propose(ctx, tx, v, proposal.Proposal{Kind: c.changeKind(), Object: object, Body: string(body), Why: why})
		return err
	})
}
