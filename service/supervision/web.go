package supervision

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	supervise, keep, edit := s.People.Roles(people.Supervisor, people.Leader), s.People.Roles(keepers...), s.People.Roles(people.Editor, people.Supervisor)
	return door.Service{
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Fill: s.fill, Daily: s.daily,
		Routes: []web.Route{
			{Method: "GET", Path: ledgerPath, Access: keep, Title: "督办台账", Handle: s.ledger},
			{Method: "GET", Path: ledgerPath + ".xlsx", Access: keep, Title: "督办台账导出", Handle: s.ledgerSheet},
			{Method: "GET", Path: ledgerPath + "/new", Access: supervise, Title: "发督办单", Handle: s.write},
			{Method: "POST", Path: ledgerPath + "/new", Access: supervise, Title: "签发督办单", Handle: s.written},
			{Method: "GET", Path: vacantPath, Access: s.People.Roles(door.Caretakers...), Title: "没有人的岗位", Handle: s.vacant},
			{Method: "GET", Path: ledgerPath + "/rules", Access: edit, Title: "督办规则", Handle: s.rules},
			{Method: "POST", Path: ledgerPath + "/rules", Access: s.People.Roles(people.Editor), Title: "改督办规则", Handle: s.ruled},
		},
		Staff: []door.Entry{
			{Href: ledgerPath, Label: "督办", Icon: "bell", Group: "专项", Roles: keepers, Count: s.count},
			{Href: vacantPath, Label: "没有人的岗位", Icon: "user", Group: "查看", Roles: door.Caretakers},
			{Href: ledgerPath + "/rules", Label: "督办规则", Icon: "pen", Group: "管理", Roles: []people.Role{people.Editor}},
		},
		Sections: s.sections, Links: s.links, Facts: s.facts,
	}
}

func asked(r *http.Request) door.Narrow { return door.Narrowed(ledgerPath, r.URL.Query(), "level") }

func (s *Service) ledger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "督办台账", page.Link{Label: "督办台账"})
	if err != nil {
		return err
	}
	d := ledgerData{Frame: frame}
	if v.Actor.Has(people.Supervisor, people.Editor) {
		d.Rules = ledgerPath + "/rules"
	}
	if err := s.fillLedger(r.Context(), &d, v.Actor, asked(r)); err != nil {
		return err
	}
	return door.Write(w, ledgerPage, &d)
}

func (s *Service) ledgerSheet(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	ladder, err := levels(ctx, s.DB)
	if err != nil {
		return err
	}
	book, err := sheet.NewWriter("督办台账", ledgerHead, 28, 10, 40, 28, 14, 24, 50, 40, 28, 18, 10, 50, 20, 40, 24, 18, 10)
	if err != nil {
		return err
	}
	for l, err := range eachLine(ctx, s.DB, scope(asked(r), v.Actor, false)) {
		if err != nil {
			return err
		}
		row, err := s.ledgerRow(ctx, l, ladder)
		if err != nil {
			return err
		}
		if err := book.Row(row...); err != nil {
			return err
		}
	}
	if err := s.People.Note(ctx, v, "导出 Excel", "督办台账", ""); err != nil {
		return err
	}
	return door.Workbook(w, "督办台账 "+s.Now().In(calendar.Zone).Format("2006-01-02"), book)
}

// vacant lists the posts that nobody holds and for which something waits; of one of them, what waits.
func (s *Service) vacant(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), people.VisitorOf(r.Context()).Actor
	list, err := s.vacancies(ctx, who)
	if err != nil {
		return err
	}
	d := vacantData{Table: s.vacantDesks(list), Lead: "这些岗位有事在等，但没有人担任。请系统管理员登记人员、安全管理员授予岗位；有人以后自动从这里消失。"}
	title, crumbs := "没有人的岗位", []page.Link{{Label: "没有人的岗位"}}
	if i := slices.IndexFunc(list, func(v door.Vacancy) bool { return deskKey(v) == r.URL.Query().Get("desk") }); i >= 0 {
		title = s.House.Holder(list[i].Turn())
		crumbs = []page.Link{{Href: vacantPath, Label: "没有人的岗位"}, {Label: title}}
		d.Lead = fmt.Sprintf("没有人担任这个岗位，%s 件事在等。", page.Num(list[i].N))
		d.Back = page.Link{Href: vacantPath, Label: "全部没有人的岗位"}
		if d.Table, err = s.vacantTurns(ctx, list[i], who); err != nil {
			return err
		}
	}
	if d.Frame, err = s.House.Desk(w, r, title, crumbs...); err != nil {
		return err
	}
	return door.Write(w, vacantPage, &d)
}

type writeData struct {
	page.Frame
	About page.List
	Form  page.Form
}

var writePage = page.New[writeData](page.Desk, files, "write.html")

// about is the case that an order is to be written about, as the visitor sees it.
func (s *Service) about(r *http.Request, number string) (flow.View, error) {
	k, err := s.Engine.ByNumber(r.Context(), number)
	if err != nil {
		return flow.View{}, err
	}
	return s.Engine.View(r.Context(), people.VisitorOf(r.Context()).Actor, k.ID)
}

func (s *Service) write(w http.ResponseWriter, r *http.Request) error {
	c, err := s.about(r, r.URL.Query().Get("case"))
	if err != nil {
		return err
	}
	return s.showWrite(w, r, c, nil, nil)
}

func (s *Service) showWrite(w http.ResponseWriter, r *http.Request, c flow.View, in form.Values, wrong error) error {
	k := c.Case
	frame, err := s.House.Desk(w, r, "发督办单", page.Link{Href: "/desk/cases/" + k.Number(), Label: flow.Grouped(k.Number())}, page.Link{Label: "发督办单"})
	if err != nil {
		return err
	}
	d := writeData{Frame: frame, About: page.List{Wide: true, Items: []page.Term{
		{Label: "督办的事", Value: k.Title, Strong: true}, {Label: "编号", Value: flow.Grouped(k.Number())},
		{Label: "申请人", Value: form.MaskName(k.Party)}, {Label: "现在", Value: c.State.Name}, {Label: "交办", Value: s.to(k, deskOf(k, c.Turns))},
	}}}
	if l := s.House.Lamp(k); l.Words != "" {
		d.About.Items = append(d.About.Items, page.Term{Label: "时限", Value: l.Words})
	}
	if d.Form, err = s.issueForm(r.Context(), k, in, wrong); err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, writePage, &d)
}

func (s *Service) written(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	c, err := s.about(r, posted["case"])
	if err != nil {
		return err
	}
	if c.Case.Kind == Kind {
		return fail.Conflict("督办单不能再督办，可以升级它")
	}
	in := form.Values{"level": posted["level"], "issue": posted["issue"], "need": posted["need"]}
	done, err := s.Raise(r.Context(), people.VisitorOf(r.Context()).Actor, c, in)
	if err != nil && door.Mended(err) {
		return s.showWrite(w, r, c, in, err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "督办单已发出，已通知"+s.to(c.Case, deskOf(c.Case, c.Turns))+"。")
	return web.See(w, r, "/desk/cases/"+done.Case.Number())
}

// Raise issues an order by hand about a case as somebody sees it.
func (s *Service) Raise(ctx context.Context, by people.Actor, c flow.View, in form.Values) (done *flow.Change, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		done, err = s.send(ctx, tx, by, draft{c.Case, "", deskOf(c.Case, c.Turns)}, in)
		return err
	})
	return done, err
}

type rulesData struct {
	page.Frame
	Levels, Triggers page.Table
	Form             page.Form
}

var rulesPage = page.New[rulesData](page.Desk, files, "rules.html")

func (s *Service) rules(w http.ResponseWriter, r *http.Request) error {
	return s.showRules(w, r, nil, nil)
}

func (s *Service) showRules(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx := r.Context()
	frame, err := s.House.Desk(w, r, "督办规则", page.Link{Href: ledgerPath, Label: "督办台账"}, page.Link{Label: "督办规则"})
	if err != nil {
		return err
	}
	d := rulesData{Frame: frame}
	ladder, err := levels(ctx, s.DB)
	if err != nil {
		return err
	}
	d.Levels = page.Table{Caption: "督办级别", Heads: []page.Head{{Label: "级别", Main: true}, {Label: "回复期限"}, {Label: "证明材料"}, {Label: "抄送"}, {Label: "依据"}}}
	names := map[int64]string{0: "不督办"}
	for _, l := range ladder {
		names[l.No] = l.Name
		t, err := s.Rules.Term(l.Term, s.City, calendar.DayOf(s.Now()))
		if err != nil {
			return err
		}
		evidence := "可以不附"
		if l.Evidence {
			evidence = "必须附"
		}
		d.Levels.Rows = append(d.Levels.Rows, page.Row{Cells: []page.Cell{{Text: l.Name}, {Text: t.Words()}, {Text: evidence}, {Text: cmp.Or(l.Copy.Name(), "—")}, {Text: l.Basis}}})
	}
	rows, err := triggers(ctx, s.DB)
	if err != nil {
		return err
	}
	d.Triggers = page.Table{Caption: "自动督办", Heads: []page.Head{{Label: "超过什么时限", Main: true}, {Label: "级别"}, {Label: "生效"}, {Label: "依据"}, {Label: "谁改的"}}, Empty: page.Empty{Title: "没有自动督办的规则"}}
	for _, t := range rows {
		d.Triggers.Rows = append(d.Triggers.Rows, page.Row{Cells: []page.Cell{{Text: s.clockName(t.Kind, t.Clock)}, {Text: names[t.Level]}, {Text: t.ValidFrom.String()}, {Text: t.Basis}, {Text: t.Editor}}})
	}
	if people.VisitorOf(ctx).Actor.Has(people.Editor) {
		d.Form = page.Form{ID: "rule", Action: ledgerPath + "/rules", Error: door.Summary(wrong), Fields: door.Fields(s.askTrigger(ladder), in, wrong), Submit: page.Act{Label: "加一条规则"}}
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, rulesPage, &d)
}

// clockName is a clock in words.
func (s *Service) clockName(kind, clock string) string {
	t, ok := s.Engine.Table(kind)
	if !ok {
		return kind + " " + clock
	}
	if clock == "*" {
		return t.Title + "：对外承诺的全部时限"
	}
	c, _ := t.Clock(clock)
	return t.Title + "：" + cmp.Or(c.Title, clock)
}

// askTrigger is the form of a new rule.
func (s *Service) askTrigger(ladder []Level) form.Form {
	level := form.Field{Name: "level", Label: "级别", Type: form.Choice, Required: true, Options: form.Pairs("0", "不督办")}
	for _, l := range ladder {
		level.Options = append(level.Options, form.Option{Value: strconv.FormatInt(l.No, 10), Label: l.Name})
	}
	clock := form.Field{Name: "clock", Label: "超过什么时限", Type: form.Choice, Required: true}
	for _, t := range s.Engine.Tables() {
		if t.Kind == Kind {
			continue
		}
		clock.Options = append(clock.Options, form.Option{Value: t.Kind + ".*", Label: s.clockName(t.Kind, "*")})
		for _, c := range t.Clocks {
			clock.Options = append(clock.Options, form.Option{Value: t.Kind + "." + c.Name, Label: s.clockName(t.Kind, c.Name)})
		}
	}
	return form.Of(clock, level, form.Field{Name: "from", Label: "从哪天起", Type: form.Date, Required: true},
		form.Field{Name: "basis", Label: "依据", Type: form.Text, Required: true, Max: 200, Hint: "文件名和条款；没有的写“建议值”"})
}

// ruled adds a rule. Rows are not changed: the latest that is valid counts.
func (s *Service) ruled(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	ladder, err := levels(ctx, s.DB)
	if err != nil {
		return err
	}
	in := form.Values{"clock": posted["clock"], "level": posted["level"], "from": posted["from"], "basis": posted["basis"]}
	got, err := s.askTrigger(ladder).Check(in)
	if err != nil {
		return s.showRules(w, r, in, err)
	}
	day, err := calendar.ParseDay(got["from"])
	if err != nil || day < calendar.DayOf(s.Now()) {
		return s.showRules(w, r, in, fail.Invalid("日期不对", fail.Field{Name: "from", Message: "请选今天或以后的日期"}))
	}
	kind, clock, _ := strings.Cut(got["clock"], ".")
	level, _ := strconv.ParseInt(got["level"], 10, 64) // one of the form's options
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if err := insertTrigger(ctx, tx, Trigger{ID: tx.NewID(), Kind: kind, Clock: clock, Level: level, Basis: got["basis"], ValidFrom: day, Editor: v.Actor.Name}); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, v.Actor, v.IP, "改督办规则", fmt.Sprintf("%s，级别 %d，从 %s 起", s.clockName(kind, clock), level, day), got["basis"])
	})
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "规则已加上，从 "+day.String()+" 起生效。")
	return web.See(w, r, ledgerPath+"/rules")
}
