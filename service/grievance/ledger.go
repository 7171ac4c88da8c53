package grievance

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// overseers see the accountability files.
var overseers = []people.Role{people.Officer, people.Supervisor, people.Leader, people.Discipline}

// partNames are the parts of the whole in words, in the order of a list to choose from.
var partNames = form.Pairs("open", "在办", "signing", "等复核", "replied", "已答复", "on_time", "按时答复", "late", "超期答复",
	"explained", "解释疏导", "consulted", "会商办理", "ended", "办结", "to_visit", "应回访", "visited", "已回访", "rated", "回访有评价",
	"satisfied", "回访满意", "solved", "回访说已解决", "again", "重复反映", "refused", "不在受理范围", "withdrawn", "已撤回")

var (
	classOptions = form.Pairs("cannot", "办不了", "hard", "很难办", "unwilling", "不给办")
	hallNames    = form.Pairs("city", "市级窗口", "county", "区县窗口", "township", "乡镇窗口", "online", "网上和热线")
	solvedNames  = form.Pairs("yes", "解决了", "partly", "部分解决", "no", "没有解决")
	roads        = map[string]string{Explained: "解释疏导", Consulted: "会商办理"}
)

// filters narrow the three ledgers; those that are hidden come from the figures of the report.
func (s *Service) filters() []listing.Filter {
	choice := func(name, label string, list []form.Option) page.Field {
		return page.Field{Type: "choice", Name: name, Label: label, Example: "全部" + label, Options: door.Options(list)}
	}
	hidden := func(name, label string) page.Field { return page.Field{Type: "hidden", Name: name, Label: label} }
	hall := hidden("hall", "受理窗口")
	hall.Options = door.Options(hallNames)
	list := []listing.Filter{
		{Field: page.Field{Type: "search", Name: "q", Label: "事项", Key: "F"}, By: func(w *db.Where, value string) bool {
			w.Like(value, "c.title")
			return true
		}},
		{Field: choice("class", "类别", classOptions), Is: "g.class"}, {Field: choice("only", "情况", partNames), By: among(parts)},
		listing.PlaceFilter(s.House),
	}
	return append(append(list, listing.DayFilters("", "c.opened_day")...),
		listing.Filter{Field: hidden("cause", "原因"), Is: "g.cause", Options: s.causeNames},
		listing.Filter{Field: hidden("dept", "承办部门"), Is: "c.dept", Options: s.deptNames},
		listing.Filter{Field: hidden("title", "事项"), Is: "c.title"}, listing.Filter{Field: hall, By: among(halls)})
}

func (s *Service) causeNames(ctx context.Context) (list []page.Option, err error) {
	causes, err := allCauses(ctx, s.DB)
	for _, c := range causes {
		list = append(list, page.Option{Value: c.Code, Label: c.Name})
	}
	return list, err
}

func (s *Service) deptNames(context.Context) ([]page.Option, error) {
	return door.Options(s.House.Depts()), nil
}

// scope is what a reader sees of the ledgers at all.
func scope(w *db.Where, v people.Visitor) {
	w.And("c.kind = ?", Kind)
	flow.Scope(w, v.Actor, readers...)
}

// tabs lead from one ledger to the next, and to the report.
func tabs(at string, who people.Actor) page.Tally {
	t := page.Tally{Label: "台账"}
	for _, l := range []page.Link{{Href: path, Label: "反映"}, {Href: path + "/meetings", Label: "会商"}, {Href: path + "/duties", Label: "问责"},
		{Href: path + "/report", Label: "月报"}} {
		if l.Label == "问责" && !who.Has(overseers...) {
			continue
		}
		l.Current = l.Href == at
		t.Links = append(t.Links, l)
	}
	return t
}

// around adds to the page of a ledger the way to the others, and by what it is narrowed that has no field of its own.
func (s *Service) around(at string) func(context.Context, door.Call, *door.Screen) error {
	return func(_ context.Context, c door.Call, p *door.Screen) error {
		p.Tally = tabs(at, c.Actor)
		unseen := slices.DeleteFunc(slices.Clone(p.Blocks[0].Filters.Fields), func(f page.Field) bool { return f.Type != "hidden" })
		var by []string
		for _, t := range s.House.Chosen(page.Filters{Fields: unseen}) {
			by = append(by, t.Label+"："+t.Value)
		}
		if by != nil {
			p.Blocks[0].Notes = []page.Note{{Text: strings.Join(by, "，")}}
		}
		return nil
	}
}

// line is a line of the ledger of matters.
type line struct {
	flow.Case
	Grievance

	cause string
}

// ledger declares the ledger of matters (反映事项台账).
func (s *Service) ledger() listing.Ledger[line] {
	return listing.Ledger[line]{
		Name: "grievances", Path: path, Title: "反映事项台账", Roles: readers, Of: door.OfPeople,
		Filters: s.filters(), Scope: scope, Select: flow.Columns + ", " + Grievances.Columns("g"), From: both,
		Case: func(l line) flow.Case { return l.Case }, Veils: listing.VeilNone, Fill: s.fill, Around: s.around(path),
		Empty: page.Empty{Title: "还没有反映事项", Text: "群众在窗口或网上反映办不成的事以后，会列在这里。"},
		Columns: []listing.Column[line]{
			{Name: "编号", Width: 26, Value: func(l line) any { return flow.Grouped(l.Number()) }},
			{Name: "收到", Key: "received_at", Plain: true, Width: 18, Value: func(l line) any { return door.SheetClock(l.OpenedAt) },
				Cell: func(l line) page.Cell { return page.Cell{Text: s.House.Clock(l.OpenedAt), Small: hallWords(l.Hall)} }},
			{Name: "受理窗口", Width: 12, Value: func(l line) any { return hallWords(l.Hall) }},
			{Name: "事项", Key: "title", Main: true, Width: 36, Cell: s.titleCell, Value: func(l line) any { return s.House.Named(l.Case) }},
			{Name: "反映人", Plain: true, Width: 12, Value: func(l line) any { return form.Someone(l.Party) },
				Cell: func(l line) page.Cell { return page.Cell{Text: form.Someone(l.Party), Small: s.Regions.Name(l.Region)} }},
			{Name: "地点", Width: 16, Value: func(l line) any { return s.Regions.Name(l.Region) }},
			{Name: "到现场次数", Width: 10, Value: func(l line) any { return l.Times }},
			{Name: "类别", Key: "class", Width: 10, Cell: func(l line) page.Cell { return page.Cell{Text: Classes[l.Class], Small: roads[l.Road]} },
				Value: func(l line) any { return Classes[l.Class] }},
			{Name: "原因", Width: 18, Value: func(l line) any { return l.cause }},
			listing.Words("承办部门", "dept", 22, func(l line) string { return s.Catalog.DeptName(l.Dept) }),
			{Name: "办理方式", Width: 12, Value: func(l line) any { return roads[l.Road] }},
			{Name: "状态", Key: "state", Width: 16, Cell: func(l line) page.Cell { return s.House.StateCell(l.Case) },
				Value: func(l line) any { return s.House.StateOf(l.Case).Name }},
			{Name: "答复时间", Width: 18, Value: func(l line) any { return door.SheetClock(l.RepliedAt) }},
			{Name: "是否按时", Width: 10, Value: func(l line) any {
				if l.RepliedAt == 0 {
					return ""
				}
				return door.YesNo(l.OnTime)
			}},
			{Name: "结果", Width: 14, Value: func(l line) any { return label(Outcomes, l.Outcome) }},
			{Name: "回访", Cell: visitCell},
			{Name: "回访日期", Width: 14, Value: func(l line) any { return door.DayWords(l.VisitedDay) }},
			{Name: "是否解决", Width: 12, Value: func(l line) any { return label(solvedNames, l.Solved) }},
			{Name: "满意程度", Width: 12, Value: func(l line) any { return l.level() }},
			{Name: "第几次办理", Width: 12, Value: func(l line) any { return l.Round }},
			{Name: "重复反映", Width: 10, Value: func(l line) any { return door.YesNo(l.Again) }},
		},
	}
}

// fill finds the causes in the words of the days on which they were found.
func (s *Service) fill(ctx context.Context, _ people.Visitor, rows []line) error {
	causes, err := allCauses(ctx, s.DB)
	for i, l := range rows {
		rows[i].cause = nameOn(causes, l.Cause, wordedOn(l.JudgedDay, l.OpenedAt))
	}
	return err
}

func (s *Service) titleCell(l line) page.Cell {
	cell := s.House.CaseCell(l.Case)
	if l.Again {
		cell.Tags = append(cell.Tags, page.Tag{Label: "重复反映"})
	}
	if l.Round > 1 {
		cell.Tags = append(cell.Tags, page.Tag{Label: "第 " + strconv.FormatInt(l.Round, 10) + " 次办理"})
	}
	return cell
}

func visitCell(l line) (cell page.Cell) {
	switch {
	case l.VisitedDay != 0 && l.Reached:
		cell.Text = l.level()
	case l.VisitedDay != 0:
		cell.Text = "没有联系上"
	}
	return cell
}

// level is how satisfied the person was, in words.
func (g *Grievance) level() string { return label(levels, strconv.FormatInt(g.Level, 10)) }

// hallWords is the level of a window in words.
func hallWords(hall region.Code) string {
	switch {
	case hall == "":
		return "网上和热线"
	case hall.Level() <= region.City:
		return "市级窗口"
	case hall.Level() == region.County:
		return "区县窗口"
	}
	return "乡镇窗口"
}

// meetingLine is a line of the ledger of consultations.
type meetingLine struct {
	flow.Case
	meetingRow
}

// meetingLedger declares the ledger of consultations (会商台账).
func (s *Service) meetingLedger() listing.Ledger[meetingLine] {
	return listing.Ledger[meetingLine]{
		Name: "grievance-meetings", Path: path + "/meetings", Title: "会商台账", Roles: readers, Of: door.OfPeople, Unit: "次",
		Filters: s.filters(), Scope: scope, Select: flow.Columns + ", " + meetings.Columns("m"), From: withMeetings,
		Order: []string{"m.called_at", "m.case_id", "m.no"}, Key: func(l meetingLine) []int64 { return []int64{l.CalledAt, l.CaseID, l.No} },
		Case: func(l meetingLine) flow.Case { return l.Case }, Veils: listing.VeilAll, Around: s.around(path + "/meetings"),
		Empty: page.Empty{Title: "没有会商", Text: "判为“很难办”的事由专席召集会商。"},
		Columns: []listing.Column[meetingLine]{
			{Name: "编号", Width: 26, Value: func(l meetingLine) any { return flow.Grouped(l.Number()) }},
			{Name: "事项", Key: "title", Main: true, Width: 36, Value: func(l meetingLine) any { return l.Title },
				Cell: func(l meetingLine) page.Cell {
					return s.foundCell(l.Case, l.DecidedAt != 0, "决定："+l.Decision, "还没有决定")
				}},
			{Name: "第几次", Width: 8, Value: func(l meetingLine) any { return l.No }},
			{Name: "召集日期", Key: "called", Plain: true, Value: func(l meetingLine) any { return l.CalledDay.String() },
				Cell: func(l meetingLine) page.Cell { return page.Cell{Text: s.House.Day(l.CalledDay), Small: l.CalledBy} }},
			{Name: "召集人", Width: 10, Value: func(l meetingLine) any { return l.CalledBy }},
			{Name: "会商日期", Width: 14, Value: func(l meetingLine) any { return l.HeldAt }},
			{Name: "地点", Width: 24, Value: func(l meetingLine) any { return l.Place }},
			{Name: "参加部门", Key: "depts", Width: 40, Value: func(l meetingLine) any { return s.deptWords(l.Depts) },
				Cell: func(l meetingLine) page.Cell { return page.Cell{Text: s.deptWords(l.Depts), Small: l.Experts} }},
			{Name: "专家", Width: 20, Value: func(l meetingLine) any { return l.Experts }},
			{Name: "会商情况", Width: 40, Value: func(l meetingLine) any { return l.Minutes }},
			{Name: "决定", Width: 40, Value: func(l meetingLine) any { return l.Decision }},
			listing.Words("牵头单位", "lead", 20, func(l meetingLine) string { return s.Catalog.DeptName(l.Lead) }),
			{Name: "任务分工", Width: 50, Value: func(l meetingLine) any { return taskWords(l.meetingRow) }},
		},
	}
}

func (s *Service) deptWords(codes string) string {
	var names []string
	for _, c := range words(codes) {
		names = append(names, s.Catalog.DeptName(c))
	}
	return strings.Join(names, "、")
}

func taskWords(m meetingRow) string {
	var tasks []Task
	if err := decode(m.Tasks, &tasks); err != nil {
		return flow.Broken
	}
	var lines []string
	for _, t := range tasks {
		lines = append(lines, t.Who+"："+t.What+"（"+t.By.String()+"）")
	}
	return strings.Join(lines, "；")
}

// foundCell is a matter with what was found in it, or that nothing was yet.
func (s *Service) foundCell(k flow.Case, done bool, found, not string) page.Cell {
	cell := s.House.CaseCell(k)
	if done {
		cell.Small += "　" + found
	} else {
		cell.Tags = []page.Tag{{Label: not, Kind: "act"}}
	}
	return cell
}

// dutyLine is a line of the ledger of accountability files.
type dutyLine struct {
	flow.Case
	No         int64
	FileDept   string
	FiledDay   calendar.Day
	Statement  string
	Person     string
	Finding    string
	Ways       string
	FileResult string
	ClosedBy   string
	ClosedDay  calendar.Day
}

// dutyLedger declares the ledger of accountability files (问责台账).
func (s *Service) dutyLedger() listing.Ledger[dutyLine] {
	return listing.Ledger[dutyLine]{
		Name: "grievance-duties", Path: path + "/duties", Title: "问责台账", Roles: overseers, Of: door.OfPeople, Unit: "份",
		Filters: s.filters(), Scope: scope, Select: flow.Columns + dutyColumns, From: withDuties,
		Order: []string{"q.opened_day", "q.case_id", "q.no"}, Key: func(l dutyLine) []int64 { return []int64{int64(l.FiledDay), l.ID, l.No} },
		Case: func(l dutyLine) flow.Case { return l.Case }, Veils: listing.VeilAll, Around: s.around(path + "/duties"),
		Empty: page.Empty{Title: "没有问责档案", Text: "判为“不给办”的事会建档。"},
		Columns: []listing.Column[dutyLine]{
			{Name: "编号", Width: 26, Value: func(l dutyLine) any { return flow.Grouped(l.Number()) }},
			{Name: "事项", Key: "title", Main: true, Width: 36, Value: func(l dutyLine) any { return l.Title },
				Cell: func(l dutyLine) page.Cell {
					return s.foundCell(l.Case, l.ClosedDay != 0, findings.Show(l.Finding)+"。"+l.FileResult, "还没有结论")
				}},
			{Name: "建档日期", Key: "opened", Plain: true, Cell: func(l dutyLine) page.Cell { return page.Cell{Text: s.House.Day(l.FiledDay)} },
				Value: func(l dutyLine) any { return l.FiledDay.String() }},
			listing.Words("部门", "dept", 20, func(l dutyLine) string { return s.Catalog.DeptName(l.FileDept) }),
			{Name: "原因说明", Width: 40, Value: func(l dutyLine) any { return l.Statement }},
			{Name: "责任人", Width: 16, Cell: func(l dutyLine) page.Cell { return page.Cell{Text: l.Person} },
				Value: func(l dutyLine) any { return l.Person }},
			{Name: "是否属实", Width: 10, Value: func(l dutyLine) any { return findings.Show(l.Finding) }},
			{Name: "处理方式", Key: "ways", Width: 24, Value: func(l dutyLine) any { return ways.Show(l.Ways) },
				Cell: func(l dutyLine) page.Cell { return page.Cell{Text: ways.Show(l.Ways), Small: l.ClosedBy} }},
			{Name: "结论", Width: 40, Value: func(l dutyLine) any { return l.FileResult }},
			{Name: "结论人", Width: 10, Value: func(l dutyLine) any { return l.ClosedBy }},
			{Name: "结论日期", Width: 14, Value: func(l dutyLine) any { return door.DayWords(l.ClosedDay) }},
		},
	}
}
