package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/ledger"
	"wuyou/office/notice"
	"wuyou/office/people"
)

const (
	sentPath  = door.Admin + "/notices"
	auditPath = door.Admin + "/audit"
)

// sent is a message in the list. What it says to whom is not shown: the administrator has no business with it.
type sent struct {
	notice.Notice
	about flow.Case // none where the message is about no case
}

// states are those of a message, in words.
var states = []page.Option{{Label: "全部"}, {Value: notice.Queued, Label: "等着发"}, {Value: notice.Sent, Label: "已发"}, {Value: notice.Dead, Label: "发不出去"}}

// notices declares the list of what was sent and what did not arrive.
func (f *Front) notices() listing.Ledger[sent] {
	return listing.Ledger[sent]{
		Name: "notices", Path: sentPath, Title: "短信发送", Roles: []people.Role{people.System}, City: true, Of: door.OfFigures, Unit: "条",
		Filters: []listing.Filter{{Field: page.Field{Name: "state", Label: "按状态看", Options: states}, Tabs: true, By: byState}},
		Select:  notice.Columns, From: "notices", Order: []string{"id"}, Key: func(n sent) []int64 { return []int64{n.ID} }, Fill: f.aboutCases,
		Empty: page.Empty{Title: "没有短信", Text: "一切正常。"},
		Columns: []listing.Column[sent]{
			{Name: "短信", Key: "title", Main: true, Width: 30, Value: func(n sent) any { return f.Notices.Title(n.Template) }, Cell: func(n sent) page.Cell {
				return page.Cell{Text: f.Notices.Title(n.Template), Small: n.small()}
			}},
			{Name: "办件", Key: "case", Width: 26, Value: func(n sent) any { return n.number() }},
			{Name: "出错", Key: "fault", Width: 40, Value: func(n sent) any { return n.Fault }},
			listing.Words("给谁", "to", 12, sent.to),
			listing.Words("写入", "written", 18, func(n sent) string { return door.SheetClock(n.CreatedAt) }),
			{Name: "状态", Key: "state", Value: func(n sent) any { return n.state() }, Cell: stateCell},
			{Name: "发出", Key: "sent", Width: 18, Value: func(n sent) any { return door.SheetClock(n.SentAt) }},
			{Name: "次数", Key: "tries", Num: true, Width: 8, Value: func(n sent) any { return n.Tries },
				Cell: func(n sent) page.Cell { return page.Cell{Text: strconv.FormatInt(n.Tries, 10)} }},
			{Plain: true, Cell: func(n sent) page.Cell {
				if n.State != notice.Dead {
					return page.Cell{}
				}
				again := page.Act{Label: "重新发送", Kind: "quiet", Size: "small", Form: "notices", Name: "again", Value: strconv.FormatInt(n.ID, 10)}
				return page.Cell{Acts: []page.Act{again}}
			}},
		},
		Around: f.aroundNotices,
	}
}

func (n sent) state() string {
	i := slices.IndexFunc(states, func(o page.Option) bool { return o.Value == n.State })
	return states[max(i, 0)].Label
}

// byState narrows to a state, by the index of those that are not sent (notices_failing) where it can.
func byState(w *db.Where, state string) bool {
	switch state {
	case notice.Sent:
		w.And("state = 'sent'")
	case notice.Queued, notice.Dead:
		w.And("state <> 'sent' AND state = ?", state)
	default:
		return false
	}
	return true
}

// aboutCases finds the cases that the messages are about.
func (f *Front) aboutCases(ctx context.Context, _ people.Visitor, rows []sent) error {
	var ids []int64
	for _, n := range rows {
		if n.CaseID != 0 {
			ids = append(ids, n.CaseID)
		}
	}
	cases, err := f.Engine.CasesOf(ctx, f.DB, ids...)
	for i := range rows {
		rows[i].about = cases[rows[i].CaseID]
	}
	return err
}

// number is that of the case, or, if it cannot be found, its id.
func (n sent) number() string {
	if n.CaseID == 0 {
		return ""
	}
	return caseWords(n.CaseID, n.about)
}

// caseWords names a case by its number, or, if it could not be found, by its id.
func caseWords(id int64, k flow.Case) string {
	if k.ID == 0 {
		return fmt.Sprintf("办件 %d", id)
	}
	return "办件 " + flow.Grouped(k.Number())
}

// small is what stands below the title: the case, and what went wrong.
func (n sent) small() string {
	small := n.number()
	switch {
	case n.Fault != "" && n.State == notice.Sent:
		small += "；" + n.Fault
	case n.Fault != "":
		small += "；出错：" + n.Fault
	}
	return strings.TrimPrefix(small, "；")
}

func (n sent) to() string {
	switch {
	case n.StaffID != 0:
		return "工作人员"
	case n.PersonID == 0:
		return "登录的人"
	}
	return "申请人"
}

func stateCell(n sent) page.Cell {
	switch n.State {
	case notice.Queued:
		return page.Cell{Tags: []page.Tag{{Label: "等着发", Kind: "blue"}}, Small: "下次 " + door.SheetClock(n.DueAt)}
	case notice.Dead:
		return page.Cell{Tags: []page.Tag{{Label: "发不出去", Kind: "act"}}}
	}
	return page.Cell{Text: door.SheetClock(n.SentAt), Tags: []page.Tag{{Label: "已发", Kind: "ok"}}}
}

// aroundNotices adds the counts of the states, and the button by which all of a page are sent again.
func (f *Front) aroundNotices(ctx context.Context, c door.Call, s *door.Screen) error {
	s.Lead = "短信由程序按队列发送，失败的隔一阵再试，试够次数就停下等人处理。内容和号码不在这里显示。"
	tally, err := f.Notices.Tally(ctx)
	all := int64(0)
	for _, n := range tally {
		all += n
	}
	b := &s.Blocks[0]
	for i, state := range states {
		n := tally[state.Value]
		if state.Value == "" {
			n = all
		}
		b.Tally.Links[i].Count, b.Tally.Links[i].Late = page.Num(n), state.Value == notice.Dead && n > 0
	}
	b.Post = page.Form{ID: "notices", Fields: page.Fields{door.HiddenField("state", c.In["state"])}}
	if tally[notice.Dead] > 0 && c.In["state"] == notice.Dead {
		b.Acts = []page.Act{{Label: "这一页的全部重新发送", Form: "notices", Name: "again", Value: "page"}}
	}
	return err
}

// againMost is how many messages are sent again at once.
const againMost = 50

// noticePosted queues what could not be sent anew.
func (f *Front) noticePosted(ctx context.Context, c door.Call) (door.After, error) {
	ids := []int64{c.Int("again")}
	if c.In["again"] == "page" {
		var err error
		if ids, err = f.Notices.Failed(ctx, againMost); err != nil {
			return door.After{}, err
		}
	}
	if len(ids) == 0 || ids[0] == 0 {
		return door.After{}, fail.Conflict("没有要重新发送的短信")
	}
	err := f.DB.Tx(ctx, func(tx *db.DB) error {
		for _, id := range ids {
			if err := f.Notices.Again(ctx, tx, id); err != nil {
				return err
			}
		}
		return f.Audit.Log(ctx, tx, c.Actor, c.IP, "重新发送短信", fmt.Sprintf("%d 条", len(ids)), "")
	})
	return door.Seen(sentPath+"?state="+c.In["state"], "已重新排队，马上再发。"), err
}

// audits declares the audit log.
func (f *Front) audits() listing.Ledger[audit.Line] {
	text := listing.Words[audit.Line]
	return listing.Ledger[audit.Line]{
		Name: "audits", Path: auditPath, Title: "审计日志", Roles: []people.Role{people.Auditor}, City: true, Of: door.OfPeople, Unit: "条",
		Filters: append([]listing.Filter{
			{Field: page.Field{Type: "text", Name: "who", Label: "谁", Key: "F"}}, {Field: page.Field{Type: "text", Name: "act", Label: "做了什么"}},
		}, listing.DayFilters("", "day")...),
		Narrow: func(_ context.Context, w *db.Where, _ people.Visitor, in form.Values) error {
			audit.Filter{Who: in["who"], Act: in["act"]}.Where(w)
			return nil
		},
		Select: "*", From: "audits", Order: []string{"id"}, Key: func(a audit.Line) []int64 { return []int64{a.ID} },
		Empty: page.Empty{Title: "没有记录"},
		Columns: []listing.Column[audit.Line]{
			{Name: "做了什么", Main: true, Cell: func(a audit.Line) page.Cell {
				said := a.Object
				if a.Reason != "" {
					said = strings.TrimPrefix(said+"；原因："+a.Reason, "；")
				}
				return page.Cell{Text: a.Act, Small: said}
			}},
			{Name: "谁", Key: "who", Value: func(a audit.Line) any { return a.ActorName },
				Cell: func(a audit.Line) page.Cell { return page.Cell{Text: a.ActorName, Small: a.IP} }},
			text("时间", "at", 18, func(a audit.Line) string { return door.SheetClock(a.At) }),
			{Name: "地址", Key: "ip", Width: 16, Value: func(a audit.Line) any { return a.IP }},
			{Name: "做了什么", Key: "act", Width: 16, Value: func(a audit.Line) any { return a.Act }},
			{Name: "对象", Key: "object", Width: 50, Value: func(a audit.Line) any { return a.Object }},
			{Name: "原因", Key: "reason", Width: 40, Value: func(a audit.Line) any { return a.Reason }},
			{Name: "杂凑值", Width: 70, Value: func(a audit.Line) any { return a.Hash }},
		},
		Around: func(_ context.Context, _ door.Call, s *door.Screen) error {
			s.Lead = "谁、什么时候、从哪里、做了或看了什么、为什么。只增不改，每一条和办件的台账一起封存。"
			s.Blocks = append(s.Blocks, door.Block{
				Title: "核对台账", Lead: "重新计算每一条日志、每一个办件台账的杂凑值和每一批封存的签名，看有没有被改过、删过。",
				Forms: []page.Form{{ID: "verify", Action: auditPath + "/verify", Submit: page.Act{Label: "开始核对", Kind: "quiet"}}},
			})
			return nil
		},
	}
}

const jobVerify = "verify"

func (f *Front) verifyPosted(ctx context.Context, c door.Call) (door.After, error) {
	id := int64(0)
	err := f.DB.Tx(ctx, func(tx *db.DB) (err error) {
		if id, err = f.Jobs.Add(ctx, tx, jobVerify, "", c.ID); err != nil {
			return err
		}
		return f.Audit.Log(ctx, tx, c.Actor, c.IP, "核对台账", "", "")
	})
	return door.Seen(jobPath(id), ""), err
}

func (f *Front) verifyJob(ctx context.Context, _ job.Job, _ func(int, int)) (words, result string, err error) {
	r, err := f.Ledger.Verify(ctx)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(r.Faults[:min(len(r.Faults), 200)])
	words = fmt.Sprintf("核对了 %s 个办件、%s 条事件、%s 批封存，", page.Num(r.Cases), page.Num(r.Events), page.Num(r.Seals))
	if r.Redating {
		words = ledger.RedatingWords + "。" + words
	}
	if found := r.Found(0); found != "" {
		return words + "发现 " + found + "问题。", string(b), err
	}
	return words + "全部完好。", "", err
}

// verified lists what a verification found.
func (f *Front) verified(ctx context.Context, result string) ([]door.Block, error) {
	var faults []ledger.Fault
	if json.Unmarshal([]byte(result), &faults) != nil || len(faults) == 0 {
		return nil, nil
	}
	var ids []int64
	for _, x := range faults {
		ids = append(ids, x.Case)
	}
	cases, err := f.Engine.CasesOf(ctx, f.DB, ids...)
	b := door.Block{Title: "问题", Table: page.Table{Caption: "问题", Flat: true, Heads: []page.Head{{Label: "哪里"}, {Label: "什么问题", Main: true}}}}
	for _, x := range faults {
		where := "审计日志"
		if x.Case != 0 {
			where = caseWords(x.Case, cases[x.Case])
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: fmt.Sprintf("%s 第 %d 条", where, x.Seq)}, {Text: x.Words}}})
	}
	return []door.Block{b}, err
}
