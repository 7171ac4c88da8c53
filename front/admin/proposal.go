package admin

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

// makers are the roles that propose and agree; an auditor agrees to some changes.
var makers = []people.Role{people.Editor, people.Publisher, people.System, people.Security}

// waiters see what waits for a second person.
var waiters = append(makers[:len(makers):len(makers)], people.Auditor)

const (
	waitingsPath = door.Admin + "/waiting"
	// proposedPath is where somebody sees what became of what he proposed, whether he may agree to anything or not.
	proposedPath = door.Admin + "/proposed"
)

// waiting is a change that waits for its second person: a proposal, or a version of an item.
type waiting struct {
	object, href, why, sort string
	editor                  string
	editorID, at            int64
	own                     bool // the reader made it
	his                     bool // the reader may agree to it
	alike                   bool // the reader agrees to such changes
}

// next says who is to do something about it.
func (w waiting) next() page.Tag {
	switch {
	case w.own:
		return page.Tag{Label: "您提出的，等另一人"}
	case w.his:
		return page.Tag{Label: "等您", Kind: "act"}
	}
	return page.Tag{Label: "另一人"}
}

// waitings declares the list of what waits for a second person.
func (f *Front) waitings() listing.Ledger[waiting] {
	return listing.Ledger[waiting]{
		Name: "waiting", Path: waitingsPath, Title: "待发布", Roles: waiters, Of: door.OfPeople, Unit: "项",
		List:  f.waits,
		Empty: page.Empty{Title: "没有等着发布的改动", Text: "提交的事项、时限、日历、文本、规则、导入和由两人授予的岗位会排在这里。"},
		Columns: []listing.Column[waiting]{
			{Name: "改动", Key: "object", Main: true, Width: 40, Value: func(w waiting) any { return w.object },
				Cell: func(w waiting) page.Cell { return page.Cell{Text: w.object, Href: w.href, Small: w.why} }},
			{Name: "为什么", Key: "why", Width: 40, Value: func(w waiting) any { return w.why }},
			listing.Words("种类", "kind", 14, func(w waiting) string { return w.sort }),
			{Name: "提出", Key: "by", Value: func(w waiting) any { return w.editor },
				Cell: func(w waiting) page.Cell { return page.Cell{Text: w.editor, Small: door.SheetClock(w.at)} }},
			{Name: "时间", Key: "at", Width: 18, Value: func(w waiting) any { return door.SheetClock(w.at) }},
			{Name: "等谁", Key: "next", Width: 20, Value: func(w waiting) any { return w.next().Label }, Cell: func(w waiting) page.Cell {
				if !w.own && !w.his {
					return page.Cell{Text: w.next().Label}
				}
				return page.Cell{Tags: []page.Tag{w.next()}}
			}},
		},
		Around: func(_ context.Context, _ door.Call, s *door.Screen) error {
			s.Lead = "改动由一人提出、另一人确认后生效；自己提出的不能自己确认。"
			s.Acts = append(s.Acts, page.Act{Label: "我提出的", Kind: "quiet", Href: proposedPath})
			return nil
		},
	}
}

// waits are the changes that wait and that the caller sees, versions of items first.
func (f *Front) waits(ctx context.Context, c door.Call) (list []waiting, err error) {
	drafts, err := f.Catalog.Open(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range drafts {
		if v.State != catalog.Submitted || !c.Is(people.Editor, people.Publisher) {
			continue
		}
		it, err := v.Item()
		if err != nil {
			return nil, err
		}
		alike := c.Is(people.Publisher)
		list = append(list, waiting{fmt.Sprintf("%s 第 %d 版", it.Name, v.Version), door.DraftPath(v.ItemID), v.Why, "事项",
			v.Editor, v.EditorID, v.EditedAt, v.EditorID == c.ID, alike && v.EditorID != c.ID, alike})
	}
	proposals, err := f.Proposals.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range proposals {
		sees, err := f.House.SeesProposal(ctx, c, p)
		if err != nil {
			return nil, err
		}
		if !sees {
			continue
		}
		k := f.House.Changing(p.Kind)
		may, _ := f.mayAgree(c, p)
		list = append(list, waiting{p.Object, door.WaitingPath(p.ID), p.Why, k.Title, p.Editor, p.EditorID, p.At, p.EditorID == c.ID, may, c.Is(k.By(p)...)})
	}
	return list, nil
}

// countWaiting counts what waits for the visitor; where he only proposes, what he did.
func (f *Front) countWaiting(ctx context.Context, v people.Visitor) (n int64, err error) {
	list, err := f.waits(ctx, door.Call{Visitor: v})
	for _, w := range list {
		if w.his || w.own && !w.alike {
			n++
		}
	}
	return n, err
}

// becameOf are the states of a proposal in words.
var becameOf = map[string]page.Tag{
	proposal.Open: {Label: "等另一人确认", Kind: "act"}, proposal.Agreed: {Label: "已同意", Kind: "ok"}, proposal.Declined: {Label: "已退回"},
	proposal.Withdrawn: {Label: "已撤回"}, proposal.Lapsed: {Label: "没有人同意，已作废"},
}

// proposed declares the list of what the reader proposed, with what became of it.
func (f *Front) proposed() listing.Ledger[proposal.Proposal] {
	decided := func(p proposal.Proposal) string {
		said := ""
		if p.State != proposal.Open {
			said = strings.TrimSpace(p.Decider + " " + door.SheetClock(p.DecidedAt))
		}
		if p.Answer != "" {
			said += "：" + p.Answer
		}
		return said
	}
	return listing.Ledger[proposal.Proposal]{
		Name: "proposed", Path: proposedPath, Title: "我提出的", Of: door.OfPeople, Unit: "项",
		Scope:  func(w *db.Where, v people.Visitor) { w.And("editor_id = ?", v.ID) },
		Select: proposal.Columns, From: "proposals", Order: []string{"id"}, Key: func(p proposal.Proposal) []int64 { return []int64{p.ID} },
		Fill: func(_ context.Context, _ people.Visitor, rows []proposal.Proposal) error {
			f.Proposals.Current(rows...)
			return nil
		},
		Empty: page.Empty{Title: "没有提出过", Text: "您提出、要由另一人同意的会列在这里。"},
		Columns: []listing.Column[proposal.Proposal]{
			{Name: "提出的", Key: "object", Main: true, Width: 40, Value: func(p proposal.Proposal) any { return p.Object },
				Cell: func(p proposal.Proposal) page.Cell {
					return page.Cell{Text: p.Object, Href: door.WaitingPath(p.ID), Small: p.Why}
				}},
			{Name: "为什么", Key: "why", Width: 40, Value: func(p proposal.Proposal) any { return p.Why }},
			listing.Words("种类", "kind", 14, func(p proposal.Proposal) string { return f.House.Changing(p.Kind).Title }),
			listing.Words("提出", "at", 18, func(p proposal.Proposal) string { return door.SheetClock(p.At) }),
			{Name: "结果", Key: "state", Long: true, Value: func(p proposal.Proposal) any { return becameOf[p.State].Label },
				Cell: func(p proposal.Proposal) page.Cell {
					return page.Cell{Tags: []page.Tag{becameOf[p.State]}, Small: decided(p)}
				}},
			{Name: "谁、何时、理由", Key: "decided", Width: 40, Value: func(p proposal.Proposal) any { return decided(p) }},
		},
		Around: func(_ context.Context, c door.Call, s *door.Screen) error {
			s.Lead = "您提出、要由另一人同意的改动、岗位、令牌、导入和导出，以及结果。事项的各版见事项页。"
			s.Crumbs = waitingCrumbs(c)
			return nil
		},
	}
}

// waitingCrumbs lead to 待发布, for who may look there.
func waitingCrumbs(c door.Call) []page.Link {
	if c.Is(waiters...) {
		return []page.Link{{Href: waitingsPath, Label: "待发布"}}
	}
	return nil
}

// decided tells who made a proposal what became of it, in the transaction that decides.
func (f *Front) decided(ctx context.Context, tx *db.DB, p proposal.Proposal) error {
	words := map[string]string{
		"object": p.Object, "by": p.Decider, "reason": p.Answer, "days": strconv.FormatInt(f.Proposals.Waited(p), 10),
		"next": f.House.Changing(p.Kind).Next(),
	}
	template := map[string]string{proposal.Agreed: "change_agreed", proposal.Declined: "change_declined", proposal.Lapsed: "change_lapsed"}[p.State]
	return f.Notices.Send(ctx, tx, notice.To{Staff: p.EditorID}, template, words)
}

// exports: what somebody wants to take out of a long list of people, the security administrator agrees to, and then it is given to
// who asked.
func (f *Front) exports() door.Changing {
	return door.ChangingOf(door.Change[door.List]{
		Kind: door.ExportKind, Title: "导出名单", Why: "用途", Next: f.House.ExportNext,
		Read: func(body string) (door.List, error) { return door.ListOf(body), nil },
		By:   func(door.List) []people.Role { return []people.Role{people.Security} },
		Show: func(_ context.Context, l door.List) ([]door.Block, error) {
			by := cmp.Or(strings.Join(l.By, "；"), "没有筛选，全部")
			return []door.Block{{Title: "要导出什么", Facts: page.List{Wide: true, Items: []page.Term{
				{Label: "名单", Value: l.String()}, {Label: "筛选", Value: by},
			}}}}, nil
		},
	})
}

// proposalAsked is the change that a page is about.
func (f *Front) proposalAsked(ctx context.Context, c door.Call) (proposal.Proposal, error) {
	p, err := f.Proposals.Find(ctx, c.PathInt("id"))
	if err != nil {
		return p, err
	}
	sees, err := f.House.SeesProposal(ctx, c, p)
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
	k := f.House.Changing(p.Kind)
	s.Title, s.Lead, s.Crumbs = p.Object, k.Title+"，"+p.Editor+" "+door.SheetClock(p.At)+" 提出", waitingCrumbs(c)
	if p.EditorID == c.ID {
		s.Crumbs = append(s.Crumbs, page.Link{Href: proposedPath, Label: "我提出的"})
	}
	s.Notes = []page.Note{{Title: cmp.Or(k.Why, "为什么提出"), Text: p.Why}}
	at := door.WaitingPath(p.ID)
	s.Tags = []page.Tag{becameOf[p.State]}
	if p.State != proposal.Open {
		word := becameOf[p.State].Label
		s.Notes = append(s.Notes, page.Note{Kind: "done", Text: strings.TrimSpace(p.Decider+" "+door.SheetClock(p.DecidedAt)) + " " + word + "。" + p.Answer})
		return s, nil
	}
	if s.Blocks, err = k.Show(ctx, p); err != nil {
		return s, err
	}
	told := shown(s.Blocks)
	if k.Rows != nil {
		b, err := k.Rows(ctx, c, p)
		if err != nil {
			return s, err
		}
		s.Blocks = append(s.Blocks, b)
	}
	decline := func(label, ask string, required bool) page.Way {
		q := form.Of(form.Reason("answer", ask, required, ""))
		return page.Way{Label: label, Form: c.Ask("decline", at, q, nil, page.Act{Label: label, Kind: "quiet"}, door.HiddenField("do", "decline"))}
	}
	a := page.Actions{ID: "can", Title: "现在可以做"}
	may, bar := f.mayAgree(c, p)
	switch {
	case p.EditorID == c.ID:
		a.Empty = "您提出的改动要由另一人（" + people.RoleNames(k.By(p), "或者") + "）确认。"
		a.Ways = []page.Way{decline("撤回", "为什么撤回", false)}
	case may:
		a.Main = page.Form{ID: "agree", Action: at, Fields: page.Fields{door.HiddenField("do", "agree"), told.Field()},
			Submit: page.Act{Label: agrees(k), Confirm: "确定同意吗？" + p.Object}}
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
	id, k, work := p.ID, f.House.Changing(p.Kind), int64(0)
	if _, bar := f.mayAgree(c, p); bar != "" {
		return door.After{}, fail.Forbidden("%s", bar)
	}
	if c.In["do"] != "agree" {
		err := f.DB.Tx(ctx, func(tx *db.DB) error { return f.Proposals.Decline(ctx, tx, c.Visitor, id, c.In["answer"]) })
		if p.EditorID == c.ID {
			return door.Seen(proposedPath, "已撤回，没有生效。"), err
		}
		return door.Seen(waitingsPath, "已退回，没有生效；理由已告诉提出的人。"), err
	}
	blocks, err := k.Show(ctx, p)
	if err != nil {
		return door.After{}, err
	}
	if err := shown(blocks).Still(c.In["shown"]); err != nil && p.State == proposal.Open && p.EditorID != c.ID {
		return door.After{}, err
	}
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		p, err := f.Proposals.Agree(ctx, tx, c.Visitor, id)
		if err != nil {
			return err
		}
		work, err = k.Apply(ctx, tx, c, p)
		return err
	})
	if err != nil {
		return door.After{}, err
	}
	if work != 0 {
		return door.Seen(jobPath(work), "已同意，正在处理。"), k.Load(ctx)
	}
	say := "已同意，现在起生效。"
	if k.Later {
		say = "已同意，从写明的那天起生效。"
	}
	return door.Seen(waitingsPath, say), k.Load(ctx)
}

// shown is what the second person agrees to: what stands now and what is to stand. Notes tell how many open cases it would
// touch, which changes by the minute.
func shown(blocks []door.Block) (s door.Shown) {
	for _, b := range blocks {
		s = append(s, door.Show(b.Facts, b.Table, b.Differences)...)
	}
	return s
}

// mayAgree reports whether the caller is a second person for a change that he sees; bar says why not where only he himself is in the way.
func (f *Front) mayAgree(c door.Call, p proposal.Proposal) (may bool, bar string) {
	if p.EditorID == c.ID {
		return false, ""
	}
	bar = f.House.Changing(p.Kind).Bars(p, c.ID)
	return bar == "", bar
}

// agrees is the button of the second person.
func agrees(k door.Changing) string {
	if k.Later {
		return "同意"
	}
	return "同意，现在生效"
}
