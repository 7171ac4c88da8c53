package admin

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
)

// importMost is the largest table that is taken, in bytes.
const importMost = 32 << 20

const jobTry, jobImport = "import.try", "import"

const tableWords = "Excel 工作簿（.xlsx）或 CSV，最大 32 MB。"

// imports asks for a table.
func (f *Front) imports(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "先试导：逐行检查，不改任何数据。没有错误再提交，由另一人确认后一次导入；有一行错就一行也不导。"}
	s.Title = "导入"
	var options []form.Option
	for _, t := range f.House.Imports() {
		if !f.mayImport(c, t) {
			continue
		}
		columns, err := t.Columns(ctx)
		if err != nil {
			return s, err
		}
		options = append(options, form.Option{Value: t.Name, Label: t.Title, Hint: hint(columns) + t.About})
	}
	q := form.Of(
		form.Field{Name: "kind", Label: "导入什么", Type: form.Choice, Required: true, Options: options},
		form.Field{Name: "file", Label: "表格", Type: form.File, Required: true},
	)
	kind := c.In["kind"]
	if kind == "" && len(options) > 0 {
		kind = options[0].Value
	}
	p := c.Ask("import", importPath, q, form.Values{"kind": kind}, page.Act{Label: "上传并试导"})
	for i := range p.Fields {
		if p.Fields[i].Name == "file" {
			p.Fields[i].Accept, p.Fields[i].Multiple, p.Fields[i].Most = ".xlsx,.csv,.txt", false, importMost
			p.Fields[i].Hint, p.Fields[i].Unfit = tableWords, map[string]string{"": "请选 .xlsx 工作簿或 CSV", ".xls": "旧版的 .xls 请用 Excel 或 WPS 另存为 .xlsx"}
		}
	}
	templates := door.Block{Title: "模板", Lead: "带示例和每一列的说明；填好后在这里上传。"}
	for _, o := range options {
		templates.Links = append(templates.Links, page.Link{Href: door.Admin + "/templates/" + o.Value, Label: o.Label + "模板.xlsx"})
	}
	s.Blocks = []door.Block{{Forms: []page.Form{p}}, templates}
	return s, nil
}

// hint is what a table must have and may have.
func hint(columns sheet.Layout) string {
	var must, may []string
	for _, c := range columns {
		if c.Must {
			must = append(must, c.Name)
		} else {
			may = append(may, c.Name)
		}
	}
	words := "必须有“" + strings.Join(must, "”“") + "”"
	if len(may) > 0 {
		words += "；可以有：" + strings.Join(may, "、")
	}
	return words + "。"
}

// template is the workbook that a table is filled into.
func (f *Front) template(ctx context.Context, c door.Call) (t door.Import, b bytes.Buffer, err error) {
	t, ok := f.House.ImportNamed(c.Path("kind"))
	if !ok || !f.mayImport(c, t) {
		return t, b, fail.NotFound("没有这种表的模板")
	}
	return t, b, t.Template(ctx, &b)
}

// mayImport reports whether the caller may hand a table in.
func (f *Front) mayImport(c door.Call, t door.Import) bool {
	return c.Is(t.Roles...) && (t.Anywhere || f.House.Over(c, "", t.Roles...))
}

// order is an import as its job knows it.
type order struct {
	Kind, Name string
	File       int64
	By         people.Actor // who handed the table in
	Second     people.Actor
	Why        string
	Report     counts // of the dry run
}

// signature is who the caller is, without his posts.
func signature(c door.Call) people.Actor {
	return people.Actor{Kind: people.Staff, ID: c.ID, Name: c.Name}
}

type counts struct{ Rows, New, Changed, Same, Wrong int }

// outcome is what a job of import leaves.
type outcome struct {
	order
	Counts counts
	Notes  []string // how the table was read
	First  []fault  // the first of them
	Faults int      // how many there are
	Errors int64    // the table with its faults
}

type fault struct {
	Row int // its line in the file
	sheet.Fault
}

// faultsMost is how many faults are told one by one; the table that is given back has all of them.
const faultsMost = 100

// uploaded keeps a table and begins its dry run.
func (f *Front) uploaded(ctx context.Context, c door.Call, name string, content io.Reader) (door.After, error) {
	t, ok := f.House.ImportNamed(c.In["kind"])
	if !ok || !f.mayImport(c, t) {
		return door.After{}, fail.Invalid("请选择导入什么", fail.Field{Name: "kind", Message: "请选择导入什么"})
	}
	b, err := io.ReadAll(io.LimitReader(content, importMost+1))
	if err != nil {
		return door.After{}, err
	}
	if len(b) > importMost {
		return door.After{}, fail.Invalid("文件太大", fail.Field{Name: "file", Message: "文件太大，最大 32 MB"})
	}
	if _, err := t.Read(ctx, bytes.NewReader(b)); err != nil {
		return door.After{}, err
	}
	kept, err := f.Files.Keep(ctx, bytes.NewReader(b), name, "application/octet-stream")
	if err != nil {
		return door.After{}, err
	}
	args, err := json.Marshal(order{Kind: t.Name, Name: kept.Name, File: kept.ID, By: signature(c)})
	if err != nil {
		return door.After{}, err
	}
	id := int64(0)
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		id, err = f.Jobs.Add(ctx, tx, jobTry, string(args), c.ID)
		return err
	})
	return door.Seen(importPath+"/"+strconv.FormatInt(id, 10), ""), err
}

// handedIn is the table of an order.
func (f *Front) handedIn(ctx context.Context, o order) (t door.Import, s sheet.Sheet, err error) {
	t, ok := f.House.ImportNamed(o.Kind)
	if !ok {
		return t, s, fmt.Errorf("no table %q", o.Kind)
	}
	kept, err := f.Files.Find(ctx, o.File)
	if err != nil {
		return t, s, err
	}
	r, err := f.Files.Open(kept)
	if err != nil {
		return t, s, err
	}
	defer r.Close()
	s, err = t.Read(ctx, r)
	return t, s, err
}

func (f *Front) tryJob(ctx context.Context, j job.Job, progress func(int, int)) (string, string, error) {
	return f.runImport(ctx, j, true, progress)
}

func (f *Front) importJob(ctx context.Context, j job.Job, progress func(int, int)) (string, string, error) {
	words, result, err := f.runImport(ctx, j, false, progress)
	told := words
	if e, ok := fail.As(err); ok {
		told = e.Error()
	} else if err != nil {
		told = "系统出了问题，没有导入"
	}
	return words, result, errors.Join(err, f.importEnded(ctx, j, told))
}

// importEnded tells who handed a table in what came of it; the job itself is of who agreed.
func (f *Front) importEnded(ctx context.Context, j job.Job, words string) error {
	var o order
	if err := json.Unmarshal([]byte(j.Args), &o); err != nil || ctx.Err() != nil {
		return err // ended by a restart, it is taken up again
	}
	return f.DB.Tx(ctx, func(tx *db.DB) error {
		return f.Notices.Send(ctx, tx, notice.To{Staff: o.By.ID}, "import_ended", map[string]string{"file": o.Name, "words": words})
	})
}

// runImport does an import, or finds out what it would do.
func (f *Front) runImport(ctx context.Context, j job.Job, dry bool, progress func(int, int)) (words, result string, err error) {
	var o outcome
	if err := json.Unmarshal([]byte(j.Args), &o.order); err != nil {
		return "", "", err
	}
	t, s, err := f.handedIn(ctx, o.order)
	if err != nil {
		return "", "", err
	}
	r, err := f.House.Import(ctx, t, door.Importing{Sheet: s, By: o.By, Second: o.Second, Dry: dry, Why: o.Why, Progress: progress})
	if err != nil {
		return "", "", err
	}
	o.Counts, o.Notes = counts{len(s.Rows), r.New, r.Changed, r.Same, len(s.Wrong)}, s.Notes
	for _, i := range slices.Sorted(maps.Keys(s.Wrong)) {
		for _, one := range s.Wrong[i] {
			if o.Faults++; o.Faults <= faultsMost {
				o.First = append(o.First, fault{s.Line(i), one})
			}
		}
	}
	if len(s.Wrong) > 0 {
		var b bytes.Buffer
		if err := s.WriteErrors(&b); err != nil {
			return "", "", err
		}
		kept, err := f.Files.Keep(ctx, &b, "有错的行 "+o.Name+".xlsx", sheet.Type)
		if err != nil {
			return "", "", err
		}
		o.Errors = kept.ID
	}
	b, err := json.Marshal(o)
	if err != nil {
		return "", "", err
	}
	words = fmt.Sprintf("新增 %s，更新 %s，不变 %s。", page.Num(r.New), page.Num(r.Changed), page.Num(r.Same))
	if len(s.Wrong) > 0 {
		words = fmt.Sprintf("%s 行里有 %s 行不对，没有导入任何一行。", page.Num(len(s.Rows)), page.Num(len(s.Wrong)))
		if !dry {
			return words, string(b), fail.Invalid(words)
		}
	}
	return words, string(b), nil
}

func errorsPath(job int64) string {
	return importPath + "/" + strconv.FormatInt(job, 10) + "/errors.xlsx"
}

func jobPath(id int64) string { return door.Admin + "/jobs/" + strconv.FormatInt(id, 10) }

// working is the block of a job that is not done yet.
func working(j job.Job, label string) door.Block {
	words := "排队等候"
	if j.State == job.Running {
		words = fmt.Sprintf("已处理 %s", page.Num(j.Seen))
		if j.Total > 0 {
			words += " / " + page.Num(j.Total)
		}
	}
	return door.Block{ID: "progress", Poll: 1, Bar: page.Progress{ID: "bar", Label: label, Done: int(j.Seen), Of: int(max(j.Total, 1)), Words: words}}
}

// imported shows how a dry run goes and what it found.
func (f *Front) imported(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	j, err := f.Jobs.Find(ctx, c.PathInt("job"), c.ID)
	if err != nil {
		return s, err
	}
	var o outcome
	if err := json.Unmarshal([]byte(j.Args), &o.order); err != nil {
		return s, err
	}
	t, _ := f.House.ImportNamed(o.Kind)
	s.Title, s.Lead, s.Crumbs = "试导"+t.Title, o.Name, []page.Link{{Href: importPath, Label: "导入"}}
	switch j.State {
	case job.Queued, job.Running:
		s.Blocks = []door.Block{working(j, "正在逐行检查")}
		return s, nil
	case job.Failed:
		s.Notes = []page.Note{{Kind: "late", Text: j.Words}}
		s.Acts = []page.Act{{Label: "重新上传", Href: importPath + "?kind=" + o.Kind}}
		return s, nil
	}
	if err := json.Unmarshal([]byte(j.Result), &o); err != nil {
		return s, err
	}
	s.Blocks = o.blocks()
	if o.Counts.Wrong > 0 {
		s.Acts = []page.Act{
			{Label: "下载有错的行", Icon: "download", Href: errorsPath(j.ID)},
			{Label: "改好后重新上传", Kind: "quiet", Href: importPath + "?kind=" + o.Kind},
		}
		return s, nil
	}
	if o.Counts.New+o.Counts.Changed == 0 {
		s.Notes = []page.Note{{Kind: "done", Text: "表里的内容和现在一样，不用导入。"}}
		return s, nil
	}
	p, err := f.handedOn(ctx, f.DB, j, o.File)
	if err != nil {
		return s, err
	}
	if p.ID != 0 {
		s.Tags = []page.Tag{becameOf[p.State]}
		s.Acts = []page.Act{{Label: "看提交的这一项", Kind: "quiet", Href: door.WaitingPath(p.ID)}}
		return s, nil
	}
	why := form.Of(form.Reason("why", "为什么导入", true, "写明来源，例如哪个文件。"))
	submit := page.Act{Label: "提交，等另一人确认后导入"}
	s.Actions = page.Actions{ID: "can", Title: "下一步", Main: c.Ask("import", importPath+"/"+strconv.FormatInt(j.ID, 10), why, nil, submit)}
	return s, nil
}

// blocks say what a run of import found.
func (o outcome) blocks() []door.Block {
	b := door.Block{Title: "结果"}
	b.Facts = page.List{Wide: true, Items: []page.Term{
		{Label: "表里共", Value: page.Num(o.Counts.Rows) + " 行"}, {Label: "新增", Value: page.Num(o.Counts.New)}, {Label: "更新", Value: page.Num(o.Counts.Changed)},
		{Label: "不变", Value: page.Num(o.Counts.Same)}, {Label: "有错", Value: page.Num(o.Counts.Wrong) + " 行", Strong: o.Counts.Wrong > 0},
	}}
	for _, n := range o.Notes {
		b.Notes = append(b.Notes, page.Note{Kind: "act", Text: n})
	}
	if o.Counts.Wrong == 0 {
		b.Notes = append(b.Notes, page.Note{Kind: "done", Text: "逐行检查过，没有错误。"})
		return []door.Block{b}
	}
	b.Notes = append(b.Notes, page.Note{
		Kind: "late", Title: fmt.Sprintf("有 %s 行不对", page.Num(o.Counts.Wrong)),
		Text: "下载的表里，第一列写着每一行错在哪里。改好后把整张表重新上传即可，“错误”这一列不用删。",
	})
	faults := door.Block{Title: "错在哪里", Table: page.Table{
		Caption: "有错的地方", Flat: true, Heads: []page.Head{{Label: "行"}, {Label: "列"}, {Label: "填的内容"}, {Label: "错误", Main: true}},
	}}
	for _, x := range o.First {
		cells := []page.Cell{{Text: fmt.Sprintf("第 %d 行", x.Row)}, {Text: x.Column}, {Text: brief(x.Value)}, {Text: x.Text}}
		faults.Table.Rows = append(faults.Table.Rows, page.Row{Cells: cells})
	}
	if n := o.Faults - len(o.First); n > 0 {
		faults.Lead = fmt.Sprintf("这里是前 %d 处，另有 %s 处，都写在下载的表里。", len(o.First), page.Num(n))
	}
	return []door.Block{b, faults}
}

// importPosted hands a table without faults to the second person.
func (f *Front) importPosted(ctx context.Context, c door.Call) (door.After, error) {
	j, err := f.Jobs.Find(ctx, c.PathInt("job"), c.ID)
	if err != nil {
		return door.After{}, err
	}
	var o outcome
	if j.State != job.Done || json.Unmarshal([]byte(j.Result), &o) != nil || o.Counts.Wrong > 0 {
		return door.After{}, fail.Conflict("还没有试导成功，不能提交")
	}
	o.Report = o.Counts
	return f.House.ProposeOnce(ctx, c, importKind, o.order, c.In["why"], func(ctx context.Context, tx *db.DB) (int64, error) {
		p, err := f.handedOn(ctx, tx, j, o.File)
		return p.ID, err
	})
}

// handedOn is the proposal to import what a dry run tried, where one waits or was agreed to. What was sent back, taken back or lapsed is no
// longer in the way.
func (f *Front) handedOn(ctx context.Context, d *db.DB, try job.Job, table int64) (proposal.Proposal, error) {
	list, err := f.Proposals.ProposedBy(ctx, d, importKind, try.Owner, try.CreatedAt)
	for _, p := range list {
		var o order
		if err := json.Unmarshal([]byte(p.Body), &o); err != nil {
			return p, err
		}
		if o.File == table && (p.State == proposal.Open || p.State == proposal.Agreed) {
			return p, nil
		}
	}
	return proposal.Proposal{}, err
}

// errorsOf is the table of a run with its faults.
func (f *Front) errorsOf(ctx context.Context, c door.Call) (file.File, string, error) {
	j, err := f.Jobs.Find(ctx, c.PathInt("job"), c.ID)
	if err != nil {
		return file.File{}, "", err
	}
	var o outcome
	if json.Unmarshal([]byte(j.Result), &o) != nil || o.Errors == 0 {
		return file.File{}, "", fail.NotFound("没有有错的行")
	}
	kept, err := f.Files.Find(ctx, o.Errors)
	return kept, kept.Name, err
}

// shownMost is how many rows of a table the second person is shown on a page.
const shownMost = 100

// tableRows is a page of a table that waits to be imported, all of its columns and no value cut: nothing is agreed to that cannot be seen.
func (f *Front) tableRows(ctx context.Context, c door.Call, p proposal.Proposal, o order) (door.Block, error) {
	b := door.Block{ID: "rows", Title: "表的内容", Table: page.Table{Caption: "表的内容", Flat: true}}
	_, s, err := f.handedIn(ctx, o)
	if err != nil {
		return b, err
	}
	for i, h := range s.Header {
		b.Table.Heads = append(b.Table.Heads, page.Head{Label: h, Main: i == 0})
	}
	from, to, prev, next := door.PageOf(len(s.Rows), c.In["after"], shownMost)
	b.Pager = page.Pager{From: from + 1, To: to, Total: len(s.Rows), Unit: "行"}
	if prev != nil {
		b.Pager.Prev = door.WaitingPath(p.ID) + "?after=" + prev[1] + "#rows"
	}
	if next != nil {
		b.Pager.Next = door.WaitingPath(p.ID) + "?after=" + next[1] + "#rows"
	}
	for _, r := range s.Rows[from:to] {
		var cells []page.Cell
		for _, v := range r {
			cells = append(cells, page.Cell{Text: v})
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: cells})
	}
	return b, nil
}

// importKind is the kind of proposal that a table waits as.
const importKind = "import"

// tables: who may hands a table in, who agrees to its kind agrees to it, and a job imports it.
func (f *Front) tables() door.Changing {
	return door.ChangingOf(door.Change[order]{
		Kind: importKind, Title: "导入", Next: func() string { return "正在导入，导完会再告诉您" }, Show: f.showTable, Rows: f.tableRows,
		By: func(o order) []people.Role {
			t, _ := f.House.ImportNamed(o.Kind)
			return []people.Role{cmp.Or(t.Second, people.Publisher)}
		},
		Place: func(ctx context.Context, p proposal.Proposal, _ order) (region.Code, error) {
			return f.officeOf(ctx, p.EditorID)
		},
		Object: func(_ context.Context, o order) string {
			t, _ := f.House.ImportNamed(o.Kind)
			return fmt.Sprintf("导入%s：%s（新增 %d，更新 %d）", t.Title, o.Name, o.Report.New, o.Report.Changed)
		},
		Apply: func(ctx context.Context, tx *db.DB, c door.Call, p proposal.Proposal, o order) (int64, error) {
			o.Second, o.Why = signature(c), p.Why
			args, err := json.Marshal(o)
			if err != nil {
				return 0, err
			}
			return f.Jobs.Add(ctx, tx, jobImport, string(args), c.ID)
		},
	})
}

// showTable says what the dry run found, and what its kind warns of.
func (f *Front) showTable(ctx context.Context, o order) ([]door.Block, error) {
	b := outcome{order: o, Counts: o.Report}.blocks()[0]
	b.Title = "试导的结果"
	t, _ := f.House.ImportNamed(o.Kind)
	if t.Warns == nil {
		return []door.Block{b}, nil
	}
	_, s, err := f.handedIn(ctx, o)
	if err != nil {
		return nil, err
	}
	warns, err := t.Warns(ctx, s)
	if warns.Title == "" {
		return []door.Block{b}, err
	}
	return []door.Block{b, warns}, err
}

// officeOf is the region of an administrator's post: that of the whole city where there are several.
func (f *Front) officeOf(ctx context.Context, staff int64) (region.Code, error) {
	m, err := f.Roster.Listed(ctx, staff)
	if err != nil {
		return "", err
	}
	at := region.Code("")
	for _, p := range m.Posts {
		if !slices.Contains(makers, p.Role) {
			continue
		}
		if at != "" && at != p.Region {
			return "", nil
		}
		at = p.Region
	}
	return at, nil
}

// jobTitles are the jobs of the administration by what they do.
var jobTitles = map[string]string{jobImport: "导入", flow.JobRedate: "重新计算到期日", jobVerify: "核对台账"}

// jobPage shows how a job goes and what came of it.
func (f *Front) jobPage(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	j, err := f.Jobs.Find(ctx, c.PathInt("job"), c.ID)
	if err != nil {
		return s, err
	}
	if s.Title = jobTitles[j.Kind]; s.Title == "" {
		return s, fail.NotFound("没有这项任务")
	}
	s.Lead = door.SheetClock(j.CreatedAt) + " 开始"
	switch j.State {
	case job.Queued, job.Running:
		s.Blocks = []door.Block{working(j, "正在"+s.Title)}
		return s, nil
	case job.Failed:
		s.Notes = []page.Note{{Kind: "late", Title: "没有做成", Text: j.Words}}
	default:
		s.Notes = []page.Note{{Kind: "done", Title: "已完成", Text: j.Words}}
	}
	var o outcome
	switch {
	case j.Kind == jobImport && json.Unmarshal([]byte(j.Result), &o) == nil:
		s.Blocks = o.blocks()
		if o.Errors != 0 {
			s.Acts = []page.Act{{Label: "下载有错的行", Icon: "download", Href: errorsPath(j.ID)}}
		}
	case j.Kind == jobVerify:
		if s.Blocks, err = f.verified(ctx, j.Result); err != nil {
			return s, err
		}
		if len(s.Blocks) > 0 {
			s.Notes[0].Kind, s.Notes[0].Title = "late", "发现问题"
		}
	}
	return s, nil
}
