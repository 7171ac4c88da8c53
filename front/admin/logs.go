package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// logMost is how many lines one page of a log shows.
const logMost = 50

// notices shows what was sent and what did not arrive. What a message says to whom is not shown: the
// administrator has no business with it.
func (f *Front) notices(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "短信由程序按队列发送，失败的隔一阵再试，试够次数就停下等人处理。内容和号码不在这里显示。"}
	s.Title = "短信发送"
	tally, err := f.Notices.Tally(ctx)
	if err != nil {
		return s, err
	}
	states := []struct{ state, label string }{{"", "全部"}, {notice.Queued, "等着发"}, {notice.Sent, "已发"}, {notice.Dead, "发不出去"}}
	s.Tally.Label = "按状态看"
	all := int64(0)
	for _, n := range tally {
		all += n
	}
	for _, st := range states {
		n := tally[st.state]
		if st.state == "" {
			n = all
		}
		s.Tally.Links = append(s.Tally.Links, page.Link{Href: root + "/notices?state=" + st.state, Label: st.label, Count: page.Num(n), Current: c.In["state"] == st.state, Late: st.state == notice.Dead && n > 0})
	}
	list, err := f.Notices.Listed(ctx, c.In["state"], c.Int("after"), logMost+1)
	if err != nil {
		return s, err
	}
	b := door.Block{Bare: true, Post: page.Form{ID: "notices", Fields: page.Fields{door.HiddenField("state", c.In["state"])}}, Pager: page.Pager{Unit: "条", Total: int(all)}}
	if len(list) > logMost {
		list = list[:logMost]
		b.Pager.Next = root + "/notices?" + query(c, map[string]string{"after": strconv.FormatInt(list[logMost-1].ID, 10)})
	}
	if c.In["after"] != "" {
		b.Pager.First = root + "/notices?" + query(c, nil)
	}
	b.Pager.Total = int(tally[c.In["state"]])
	if c.In["state"] == "" {
		b.Pager.Total = int(all)
	}
	b.Table = page.Table{Caption: "短信，从新到旧", Heads: []page.Head{{Label: "短信", Main: true}, {Label: "给谁"}, {Label: "写入"}, {Label: "状态"}, {Label: "次数", Num: true}, {Label: "", Plain: true}},
		Empty: page.Empty{Title: "没有这样的短信", Text: "一切正常。"}}
	for _, n := range list {
		b.Table.Rows = append(b.Table.Rows, page.Row{Late: n.State == notice.Dead, Cells: f.noticeCells(ctx, n)})
	}
	if tally[notice.Dead] > 0 && c.In["state"] == notice.Dead {
		b.Acts = []page.Act{{Label: "这一页的全部重新发送", Form: "notices", Name: "again", Value: "page"}}
	}
	s.Blocks = []door.Block{b}
	return s, nil
}

func (f *Front) noticeCells(ctx context.Context, n notice.Shown) []page.Cell {
	about := page.Cell{Text: n.Title}
	if n.CaseID != 0 {
		about.Small = f.caseWords(ctx, n.CaseID)
	}
	switch {
	case n.Fault != "" && n.State == notice.Sent:
		about.Small = strings.TrimPrefix(about.Small+"；"+n.Fault, "；")
	case n.Fault != "":
		about.Small = strings.TrimPrefix(about.Small+"；出错："+n.Fault, "；")
	}
	to := "申请人"
	switch {
	case n.StaffID != 0:
		to = "工作人员"
	case n.PersonID == 0:
		to = "登录的人"
	}
	state, do := page.Cell{Text: stamp(n.SentAt), Tags: []page.Tag{{Label: "已发", Kind: "ok"}}}, page.Cell{}
	switch n.State {
	case notice.Queued:
		state = page.Cell{Tags: []page.Tag{{Label: "等着发", Kind: "blue"}}, Small: "下次 " + stamp(n.DueAt)}
	case notice.Dead:
		state = page.Cell{Tags: []page.Tag{{Label: "发不出去", Kind: "act"}}}
		do.Acts = []page.Act{{Label: "重新发送", Kind: "quiet", Size: "small", Form: "notices", Name: "again", Value: strconv.FormatInt(n.ID, 10)}}
	}
	return []page.Cell{about, {Text: to}, {Text: stamp(n.CreatedAt)}, state, {Text: strconv.FormatInt(n.Tries, 10)}, do}
}

// caseWords names a case by its number, or, if it cannot be found, by its id.
func (f *Front) caseWords(ctx context.Context, id int64) string {
	k, err := f.Engine.Find(ctx, f.DB, id)
	if err != nil {
		return fmt.Sprintf("办件 %d", id)
	}
	return "办件 " + flow.Grouped(k.Number())
}

// noticePosted queues what could not be sent anew.
func (f *Front) noticePosted(ctx context.Context, c door.Call) (door.After, error) {
	ids := []int64{c.Int("again")}
	if c.In["again"] == "page" {
		list, err := f.Notices.Listed(ctx, notice.Dead, 0, logMost)
		if err != nil {
			return door.After{}, err
		}
		ids = nil
		for _, n := range list {
			ids = append(ids, n.ID)
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
		return f.People.Log(ctx, tx, c.Actor, c.IP, "重新发送短信", fmt.Sprintf("%d 条", len(ids)), "")
	})
	return door.Seen(root+"/notices?state="+c.In["state"], "已重新排队，马上再发。"), err
}

func auditFilter(c door.Call) people.AuditFilter {
	filter := people.AuditFilter{Who: c.In["who"], Act: c.In["act"]}
	filter.From, _ = calendar.ParseDay(c.In["from_day"])
	filter.To, _ = calendar.ParseDay(c.In["to_day"])
	return filter
}

func (f *Front) auditFilters(c door.Call) page.Filters {
	t := page.Filters{Action: root + "/audit", Label: "筛选日志", Fields: page.Fields{
		{Type: "text", Name: "who", Label: "谁", Value: c.In["who"], Key: "/"}, {Type: "text", Name: "act", Label: "做了什么", Value: c.In["act"]},
		{Type: "date", Name: "from_day", Label: "从", Value: c.In["from_day"]}, {Type: "date", Name: "to_day", Label: "到", Value: c.In["to_day"]},
	}}
	if c.In["who"]+c.In["act"]+c.In["from_day"]+c.In["to_day"] != "" {
		t.Reset = root + "/audit"
	}
	return t
}

// audit is the audit log.
func (f *Front) audit(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "谁、什么时候、从哪里、做了或看了什么、为什么。只增不改，每一条和办件的台账一起封存。"}
	s.Title = "审计日志"
	s.Acts = []page.Act{{Label: "导出 Excel", Kind: "plain", Icon: "download", Href: root + "/audit.xlsx?" + query(c, nil)}}
	s.Filters = f.auditFilters(c)
	list, err := f.People.Audited(ctx, auditFilter(c), c.Int("after"), logMost+1)
	if err != nil {
		return s, err
	}
	b := door.Block{Bare: true}
	if len(list) > logMost {
		list = list[:logMost]
		b.Links = append(b.Links, page.Link{Href: root + "/audit?" + query(c, map[string]string{"after": strconv.FormatInt(list[logMost-1].ID, 10)}), Label: "更早的", Icon: "arrow"})
	}
	if c.In["after"] != "" {
		b.Links = append([]page.Link{{Href: root + "/audit?" + query(c, nil), Label: "回到最新", Icon: "back"}}, b.Links...)
	}
	b.Table = page.Table{Caption: "审计日志，从新到旧", Heads: []page.Head{{Label: "做了什么", Main: true}, {Label: "谁"}, {Label: "时间"}},
		Empty: page.Empty{Title: "没有这样的记录", Text: "换个条件试试。"}}
	for _, a := range list {
		who, said := page.Cell{Text: a.ActorName, Small: a.IP}, a.Object
		if a.Reason != "" {
			said = strings.TrimPrefix(said+"；原因："+a.Reason, "；")
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: a.Act, Small: said}, who, {Text: stamp(a.At)}}})
	}
	verify := door.Block{Title: "核对台账", Lead: "重新计算每一条日志、每一个办件台账的杂凑值和每一批封存的签名，看有没有被改过、删过。", Forms: []page.Form{{ID: "verify", Action: root + "/audit/verify", Submit: page.Act{Label: "开始核对", Kind: "quiet"}}}}
	s.Blocks = []door.Block{b, verify}
	return s, nil
}

func (f *Front) auditSheet(ctx context.Context, c door.Call) (*sheet.Writer, error) {
	w, err := sheet.NewWriter("审计日志", []string{"时间", "谁", "地址", "做了什么", "对象", "原因", "杂凑值"}, 18, 14, 16, 16, 50, 40, 70)
	if err != nil {
		return nil, err
	}
	for a, err := range f.People.AuditedAll(ctx, auditFilter(c)) {
		if err != nil {
			return nil, err
		}
		if err := w.Row(stamp(a.At), a.ActorName, a.IP, a.Act, a.Object, a.Reason, a.Hash); err != nil {
			return nil, err
		}
	}
	return w, nil
}

const jobVerify = "verify"

func (f *Front) verifyPosted(ctx context.Context, c door.Call) (door.After, error) {
	id := int64(0)
	err := f.DB.Tx(ctx, func(tx *db.DB) (err error) {
		if id, err = f.Jobs.Add(ctx, tx, jobVerify, "", c.ID); err != nil {
			return err
		}
		return f.People.Log(ctx, tx, c.Actor, c.IP, "核对台账", "", "")
	})
	return door.Seen(jobPath(id), ""), err
}

func (f *Front) verifyJob(ctx context.Context, _ job.Job, _ func(int, int)) (words, result string, err error) {
	r, err := f.Engine.Verify(ctx)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(r.Faults[:min(len(r.Faults), 200)])
	words = fmt.Sprintf("核对了 %s 个办件、%s 条事件、%s 批封存，", page.Num(r.Cases), page.Num(r.Events), page.Num(r.Seals))
	if r.Redating {
		words = flow.RedatingWords + "。" + words
	}
	if found := r.Found(0); found != "" {
		return words + "发现 " + found + "问题。", string(b), err
	}
	return words + "全部完好。", "", err
}

// verified lists what a verification found.
func (f *Front) verified(ctx context.Context, result string) []door.Block {
	var faults []flow.Fault
	if json.Unmarshal([]byte(result), &faults) != nil || len(faults) == 0 {
		return nil
	}
	b := door.Block{Title: "问题", Table: page.Table{Caption: "问题", Flat: true, Heads: []page.Head{{Label: "哪里"}, {Label: "什么问题", Main: true}}}}
	for _, x := range faults {
		where := "审计日志"
		if x.Case != 0 {
			where = f.caseWords(ctx, x.Case)
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: fmt.Sprintf("%s 第 %d 条", where, x.Seq)}, {Text: x.Words}}})
	}
	return []door.Block{b}
}
