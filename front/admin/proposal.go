package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// kind is a kind of change that waits for its second person: how it is shown, and what it does.
type kind struct {
	title  string
	why    string                                    // what its reason is called; "": 为什么提出
	later  bool                                      // it says from which day on it holds
	by     func(f *Front, body string) []people.Role // who agrees; nil: the publisher
	next   func(f *Front) string                     // what who proposed it is told of what follows; nil: nothing
	bars   func(body string, staff int64) string     // why somebody who holds such a post may not agree; "" he may
	object func(ctx context.Context, f *Front, body string) (string, error)
	show   func(ctx context.Context, f *Front, p people.Proposal) ([]door.Block, error)
	rows   func(ctx context.Context, f *Front, c door.Call, p people.Proposal) (door.Block, error) // a page of what is long and cannot change; nil: nothing
	// apply brings the change about in the transaction that agrees to it; job is the work that it began.
	apply func(ctx context.Context, f *Front, tx *db.DB, c door.Call, p people.Proposal) (job int64, err error)
	load  func(ctx context.Context, f *Front) error // what is kept in memory, afterwards
}

// kindOf makes a kind of the type that its body is.
func kindOf[T any](title string, object func(context.Context, *Front, T) string, show func(context.Context, *Front, T) ([]door.Block, error),
	apply func(context.Context, *Front, *db.DB, door.Call, people.Proposal, T) (int64, error), load func(context.Context, *Front) error) kind {
	read := func(body string) (v T, err error) { return v, json.Unmarshal([]byte(body), &v) }
	return kind{
		title: title, load: load,
		object: func(ctx context.Context, f *Front, body string) (string, error) {
			v, err := read(body)
			if err != nil {
				return "", err
			}
			return object(ctx, f, v), nil
		},
		show: func(ctx context.Context, f *Front, p people.Proposal) ([]door.Block, error) {
			v, err := read(p.Body)
			if err != nil {
				return nil, err
			}
			return show(ctx, f, v)
		},
		apply: func(ctx context.Context, f *Front, tx *db.DB, c door.Call, p people.Proposal) (int64, error) {
			v, err := read(p.Body)
			if err != nil {
				return 0, err
			}
			return apply(ctx, f, tx, c, p, v)
		},
	}
}

// agreed is the kind of change to which others than publishers agree.
func agreed[T any](k kind, by func(*Front, T) []people.Role) kind {
	k.by = func(f *Front, body string) []people.Role {
		var v T
		_ = json.Unmarshal([]byte(body), &v) // it was written by propose
		return by(f, v)
	}
	return k
}

// kinds are the changes that wait for a second person: the administration's own and those of the services.
func (f *Front) kinds() map[string]kind {
	all := map[string]kind{
		"offers": offersKind, "term": termKind.fromDay(), "alarms": alarmsKind, "day": dayKind, "notice": noticeKind, "document": documentKind, "import": importKind, ruleKindName: ruleKind.fromDay(),
		door.ExportKind: exportKind, tokenKindName: tokenKind, postKindName: postKind,
	}
	for _, s := range f.House.Services {
		for _, one := range s.Changes {
			all[one.Kind] = kind{
				title: one.Title, load: func(context.Context, *Front) error { return nil },
				show: func(ctx context.Context, _ *Front, p people.Proposal) ([]door.Block, error) {
					terms, err := one.Show(ctx, p.Body)
					return []door.Block{{Title: "改了什么", Facts: page.List{Wide: true, Items: terms}}}, err
				},
				apply: func(ctx context.Context, _ *Front, tx *db.DB, _ door.Call, p people.Proposal) (int64, error) {
					return 0, one.Apply(ctx, tx, p.Body)
				},
			}
		}
	}
	return all
}

// exportKind is a long list of people that somebody wants to take out: the security administrator agrees, and then it is
// given to who asked.
var exportKind = kind{
	title: "导出名单", why: "用途",
	next: func(f *Front) string { return f.House.ExportNext() },
	by:   func(*Front, string) []people.Role { return []people.Role{people.Security} },
	load: func(context.Context, *Front) error { return nil },
	show: func(_ context.Context, _ *Front, p people.Proposal) ([]door.Block, error) {
		by := cmp.Or(strings.Join(door.ListOf(p.Body).By, "；"), "没有筛选，全部")
		return []door.Block{{Title: "要导出什么", Facts: page.List{Wide: true, Items: []page.Term{{Label: "名单", Value: p.Object}, {Label: "筛选", Value: by}}}}}, nil
	},
	apply: func(context.Context, *Front, *db.DB, door.Call, people.Proposal) (int64, error) { return 0, nil },
}

// propose enters a change that waits for its second person.
func (f *Front) propose(ctx context.Context, c door.Call, name string, body any, why string) (door.After, error) {
	return f.proposeOnce(ctx, c, name, body, why, nil)
}

// proposeOnce is propose, unless the caller has proposed the same before: stands finds that one's id, 0 for none.
func (f *Front) proposeOnce(ctx context.Context, c door.Call, name string, body any, why string,
	stands func(context.Context, *db.DB) (int64, error)) (door.After, error) {
	k := f.kinds()[name]
	b, err := json.Marshal(body)
	if err != nil {
		return door.After{}, err
	}
	object, err := k.object(ctx, f, string(b))
	if err != nil {
		return door.After{}, err
	}
	id, say := int64(0), ""
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		if stands != nil {
			if err := f.People.InTurn(ctx, tx, c.ID); err != nil {
				return err
			}
			if id, err = stands(ctx, tx); err != nil || id != 0 {
				say = "已经提交过，没有再提交一次。"
				return err
			}
		}
		say = "已提交，等另一人确认后生效。"
		id, err = f.People.Propose(ctx, tx, c.Visitor, people.Proposal{Kind: name, Object: object, Body: string(b), Why: why})
		return err
	})
	return door.Seen(waitingPath(id), say), err
}

func waitingPath(id int64) string { return door.WaitingPath(id) }

// waiting lists what waits for a second person.
func (f *Front) waiting(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "改动由一人提出、另一人确认后生效；自己提出的不能自己确认。", Acts: []page.Act{{Label: "我提出的", Kind: "quiet", Href: proposedPath}}}
	s.Title = "待发布"
	drafts, err := f.Catalog.Open(ctx)
	if err != nil {
		return s, err
	}
	list, err := f.People.Proposals(ctx)
	if err != nil {
		return s, err
	}
	t := page.Table{Heads: []page.Head{{Label: "改动", Main: true}, {Label: "种类"}, {Label: "提出"}, {Label: "等谁"}},
		Empty: page.Empty{Title: "没有等着发布的改动", Text: "提交的事项、时限、日历、文本、规则、导入和由两人授予的岗位会排在这里。"}}
	add := func(what, href, why, sort, by string, mine bool, byID, at int64) {
		who := page.Cell{Text: "另一人"}
		switch {
		case byID == c.ID:
			who = page.Cell{Tags: []page.Tag{{Label: "您提出的，等另一人"}}}
		case mine:
			who = page.Cell{Tags: []page.Tag{{Label: "等您", Kind: "act"}}}
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: what, Href: href, Small: why}, {Text: sort}, {Text: by, Small: stamp(at)}, who}})
	}
	for _, v := range drafts {
		if v.State != catalog.Submitted || !c.Is(people.Editor, people.Publisher) {
			continue
		}
		it, err := v.Item()
		if err != nil {
			return s, err
		}
		add(fmt.Sprintf("%s 第 %d 版", it.Name, v.Version), draftPath(v.ItemID), v.Why, "事项", v.Editor, c.Is(people.Publisher), v.EditorID, v.EditedAt)
	}
	for _, p := range list {
		sees, err := f.sees(ctx, c, p)
		if err != nil {
			return s, err
		}
		if !sees {
			continue
		}
		mine, _ := f.mayAgree(c, p)
		add(p.Object, waitingPath(p.ID), p.Why, f.kinds()[p.Kind].title, p.Editor, mine, p.EditorID, p.At)
	}
	t.Caption = fmt.Sprintf("等着发布的改动，%d 项", len(t.Rows))
	s.Blocks = []door.Block{{Bare: true, Table: t}}
	return s, nil
}

// proposedPath is where somebody sees what became of what he proposed, whether he may agree to anything or not.
const proposedPath = root + "/proposed"

// proposedMost is how many of his proposals somebody is shown.
const proposedMost = 100

// becameOf are the states of a proposal in words.
var becameOf = map[string]page.Tag{
	people.Open: {Label: "等另一人确认", Kind: "act"}, people.Agreed: {Label: "已同意", Kind: "ok"}, people.Declined: {Label: "已退回"}, people.Withdrawn: {Label: "已撤回"},
	people.Lapsed: {Label: "没有人同意，已作废"},
}

// proposed lists what the visitor proposed and what became of it.
func (f *Front) proposed(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "您提出、要由另一人同意的改动、岗位、令牌、导入和导出，以及结果。事项的各版见事项页。"}
	s.Title, s.Crumbs = "我提出的", waitingCrumbs(c)
	list, err := f.People.ProposedOf(ctx, c.ID, proposedMost)
	t := page.Table{Caption: fmt.Sprintf("我提出的，从新到旧，%d 项", len(list)),
		Heads: []page.Head{{Label: "提出的", Main: true}, {Label: "种类"}, {Label: "提出"}, {Label: "结果", Long: true}},
		Empty: page.Empty{Title: "没有提出过", Text: "您提出、要由另一人同意的会列在这里。"}}
	for _, p := range list {
		end := page.Cell{Tags: []page.Tag{becameOf[p.State]}}
		if p.State != people.Open {
			end.Small = strings.TrimSpace(p.Decider + " " + stamp(p.DecidedAt))
		}
		if p.Answer != "" {
			end.Small += "：" + p.Answer
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: p.Object, Href: waitingPath(p.ID), Small: p.Why}, {Text: f.kinds()[p.Kind].title}, {Text: stamp(p.At)}, end,
		}})
	}
	s.Blocks = []door.Block{{Bare: true, Table: t}}
	return s, err
}

// waitingCrumbs lead to 待发布, for who may look there.
func waitingCrumbs(c door.Call) []page.Link {
	if c.Is(append(makers[:len(makers):len(makers)], people.Auditor)...) {
		return []page.Link{{Href: root + "/waiting", Label: "待发布"}}
	}
	return nil
}

// waitingNote says that a change waits for its second person, with the way to it for who sees it.
func (f *Front) waitingNote(ctx context.Context, c door.Call, p people.Proposal) (page.Note, error) {
	n := page.Note{Kind: "act", Title: "等另一人确认"}
	sees, err := f.sees(ctx, c, p)
	if sees {
		n.Links = []page.Link{{Href: waitingPath(p.ID), Label: p.Object}}
	} else {
		n.Text = p.Object
	}
	return n, err
}

// proposalAsked is the change that a page is about.
func (f *Front) proposalAsked(ctx context.Context, c door.Call) (people.Proposal, error) {
	p, err := f.People.Proposal(ctx, c.PathInt("id"))
	if err != nil {
		return p, err
	}
	sees, err := f.sees(ctx, c, p)
	if err == nil && !sees {
		err = fail.NotFound("没有这项变更")
	}
	return p, err
}

// proposal shows one change and what may be done about it.
func (f *Front) proposal(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	p, err := f.proposalAsked(ctx, c)
	if err != nil {
		return s, err
	}
	k := f.kinds()[p.Kind]
	s.Title, s.Lead, s.Crumbs = p.Object, k.title+"，"+p.Editor+" "+stamp(p.At)+" 提出", waitingCrumbs(c)
	if p.EditorID == c.ID {
		s.Crumbs = append(s.Crumbs, page.Link{Href: proposedPath, Label: "我提出的"})
	}
	s.Notes = []page.Note{{Title: cmp.Or(k.why, "为什么提出"), Text: p.Why}}
	at := waitingPath(p.ID)
	s.Tags = []page.Tag{becameOf[p.State]}
	if p.State != people.Open {
		word := becameOf[p.State].Label
		s.Notes = append(s.Notes, page.Note{Kind: "done", Text: strings.TrimSpace(p.Decider+" "+stamp(p.DecidedAt)) + " " + word + "。" + p.Answer})
		return s, nil
	}
	if s.Blocks, err = k.show(ctx, f, p); err != nil {
		return s, err
	}
	told := shown(s.Blocks)
	if k.rows != nil {
		b, err := k.rows(ctx, f, c, p)
		if err != nil {
			return s, err
		}
		s.Blocks = append(s.Blocks, b)
	}
	decline := func(label, ask string, required bool) page.Way {
		q := reason("answer", ask, "")
		q.Fields[0].Required = required
		return page.Way{Label: label, Form: c.Ask("decline", at, q, nil, page.Act{Label: label, Kind: "quiet"}, door.HiddenField("do", "decline"))}
	}
	a := page.Actions{ID: "can", Title: "现在可以做"}
	may, bar := f.mayAgree(c, p)
	switch {
	case p.EditorID == c.ID:
		a.Empty = "您提出的改动要由另一人（" + roleNames(k.second(f, p), "或者") + "）确认。"
		a.Ways = []page.Way{decline("撤回", "为什么撤回", false)}
	case may:
		a.Main = page.Form{ID: "agree", Action: at, Fields: page.Fields{door.HiddenField("do", "agree"), told.Field()},
			Submit: page.Act{Label: k.agree(), Confirm: "确定同意吗？" + p.Object}}
		a.Ways = []page.Way{decline("退回", "退回理由", true)}
	default:
		a.Empty = bar
	}
	s.Actions = a
	return s, nil
}

// proposalPosted agrees, sends back or takes back.
func (f *Front) proposalPosted(ctx context.Context, c door.Call) (door.After, error) {
	p, err := f.proposalAsked(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	id, k, work := p.ID, f.kinds()[p.Kind], int64(0)
	if _, bar := f.mayAgree(c, p); bar != "" {
		return door.After{}, fail.Forbidden("%s", bar)
	}
	if c.In["do"] != "agree" {
		err := f.DB.Tx(ctx, func(tx *db.DB) error { return f.People.Decline(ctx, tx, c.Visitor, id, c.In["answer"]) })
		if p.EditorID == c.ID {
			return door.Seen(proposedPath, "已撤回，没有生效。"), err
		}
		return door.Seen(root+"/waiting", "已退回，没有生效；理由已告诉提出的人。"), err
	}
	blocks, err := k.show(ctx, f, p)
	if err != nil {
		return door.After{}, err
	}
	if err := shown(blocks).Still(c.In["shown"]); err != nil && p.State == people.Open && p.EditorID != c.ID {
		return door.After{}, err
	}
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		p, err := f.People.Agree(ctx, tx, c.Visitor, id)
		if err != nil {
			return err
		}
		work, err = k.apply(ctx, f, tx, c, p)
		return err
	})
	if err != nil {
		return door.After{}, err
	}
	if work != 0 {
		return door.Seen(jobPath(work), "已同意，正在处理。"), k.load(ctx, f)
	}
	say := "已同意，现在起生效。"
	if k.later {
		say = "已同意，从写明的那天起生效。"
	}
	return door.Seen(root+"/waiting", say), k.load(ctx, f)
}

// shown is what the second person agrees to: what stands now and what is to stand. Notes tell how many open cases it would
// touch, which changes by the minute.
func shown(blocks []door.Block) (s door.Shown) {
	for _, b := range blocks {
		s = append(s, door.Show(b.Facts, b.Table, b.Differences)...)
	}
	return s
}

// second are the roles that agree to a change.
func (k kind) second(f *Front, p people.Proposal) []people.Role {
	if k.by == nil {
		return []people.Role{people.Publisher}
	}
	return k.by(f, p.Body)
}

// mayAgree reports whether the caller is a second person for a change that he sees; bar says why not where only he himself is in the way.
func (f *Front) mayAgree(c door.Call, p people.Proposal) (may bool, bar string) {
	if p.EditorID == c.ID {
		return false, ""
	}
	if k := f.kinds()[p.Kind]; k.bars != nil {
		bar = k.bars(p.Body, c.ID)
	}
	return bar == "", bar
}

// agree is the button of the second person.
func (k kind) agree() string {
	if k.later {
		return "同意"
	}
	return "同意，现在生效"
}

// fromDay is the kind of change that says from which day on it holds.
func (k kind) fromDay() kind {
	k.later = true
	return k.then(func(*Front) string { return "从写明的那天起生效" })
}

// paged is the kind of change with what is shown a page at a time.
func (k kind) paged(rows func(context.Context, *Front, door.Call, people.Proposal) (door.Block, error)) kind {
	k.rows = rows
	return k
}

// then is the kind of change after which there is something to do or to wait for.
func (k kind) then(next func(f *Front) string) kind {
	k.next = next
	return k
}

// offerChange is where an item is handled from now on, and where no more.
type offerChange struct {
	Item        int64
	Name, Short string
	At, Drop    []region.Code
}

var offersKind = kindOf("开办地区",
	func(_ context.Context, _ *Front, o offerChange) string { return "“" + o.Name + "”的开办地区" },
	func(_ context.Context, f *Front, o offerChange) ([]door.Block, error) {
		var list []door.DifferenceLine
		for _, r := range o.At {
			list = append(list, door.DifferenceLine{Word: "新增", Text: f.Regions.Name(r) + "：" + o.Short})
		}
		for _, r := range o.Drop {
			list = append(list, door.DifferenceLine{Word: "删去", Text: f.Regions.Name(r)})
		}
		return []door.Block{{Title: "改了什么", Differences: []door.Difference{{Element: "开办地区", Lines: list}}, Links: []page.Link{{Href: itemPath(o.Item), Label: o.Name, Icon: "file"}}}}, nil
	},
	func(ctx context.Context, f *Front, tx *db.DB, _ door.Call, _ people.Proposal, o offerChange) (int64, error) {
		var at []catalog.Place
		for _, r := range o.At {
			at = append(at, catalog.Place{Region: r, Name: f.Regions.Name(r)})
		}
		if err := f.Catalog.Unoffer(ctx, tx, o.Item, o.Drop...); err != nil {
			return 0, err
		}
		return 0, f.Catalog.Offer(ctx, tx, o.Item, o.Short, at...)
	}, loadCatalog)

func loadCatalog(ctx context.Context, f *Front) error { return f.Catalog.Load(ctx) }
func loadRules(ctx context.Context, f *Front) error   { return f.Rules.Load(ctx, f.DB) }
