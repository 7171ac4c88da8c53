package advice

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strings"

	"wuyou/kit/docx"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rule"
)

//go:embed *.html
var files embed.FS

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	oversee, read := s.People.Roles(overseers...), s.People.Roles(readers...)
	return door.Service{
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Rules: []rule.Table{often},
		Routes: []web.Route{
			{Method: "GET", Path: path, Access: read, Title: "工作建议书台账", Handle: s.ledger},
			{Method: "GET", Path: path + ".xlsx", Access: read, Long: true, Title: "工作建议书台账导出", Handle: s.ledgerSheet},
			{Method: "GET", Path: path + "/analysis", Access: oversee, Title: "反映分析", Handle: s.analysis},
			{Method: "GET", Path: path + "/analysis/rows", Access: oversee, Title: "分析的明细", Handle: s.rows},
			{Method: "GET", Path: path + "/new", Access: oversee, Title: "拟工作建议书", Handle: s.compose},
			{Method: "POST", Path: path + "/new", Access: oversee, Title: "存工作建议书草稿", Handle: s.composed},
			{Method: "GET", Path: path + "/{number}/letter", Access: read, Title: "工作建议书公文", Handle: s.letter},
			{Method: "GET", Path: path + "/{number}/letter.docx", Access: read, Title: "可编辑的公文", Handle: s.letterFile},
		},
		Staff:    []door.Entry{{Href: path, Label: "工作建议书", Icon: "file", Group: "专项", Roles: readers, Count: s.count}, {Href: path + "/analysis", Label: "反映分析", Icon: "search", Group: "查看", Roles: overseers}},
		Sections: s.sections,
	}
}

func (s *Service) ledger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "工作建议书台账", page.Link{Label: "工作建议书台账"})
	if err != nil {
		return err
	}
	d := ledgerData{Frame: frame}
	if v.Actor.Has(overseers...) {
		d.Analysis = path + "/analysis"
	}
	if err := s.fillLedger(r.Context(), &d, v.Actor, door.Narrowed(path, r.URL.Query())); err != nil {
		return err
	}
	return door.Write(w, ledgerPage, &d)
}

func (s *Service) ledgerSheet(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	book, err := sheet.NewWriter("工作建议书台账", ledgerHead, 24, 40, 24, 10, 14, 12, 12, 50, 14, 14, 50, 40, 10)
	if err != nil {
		return err
	}
	for id, err := range eachListed(ctx, s.DB, door.Narrowed(path, r.URL.Query()).Where(s.Engine, v.Actor, false, readers...)) {
		if err != nil {
			return err
		}
		row, err := s.ledgerRow(ctx, id, v.Actor)
		if err != nil {
			return err
		}
		if err := book.Row(row...); err != nil {
			return err
		}
	}
	return s.House.Export(w, r, door.OfFigures, "工作建议书台账", book)
}

func (s *Service) analysis(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.House.Desk(w, r, "反映分析", page.Link{Href: path, Label: "工作建议书台账"}, page.Link{Label: "反映分析"})
	if err != nil {
		return err
	}
	d := analysisData{Frame: frame}
	if err := s.fillAnalysis(r.Context(), &d, s.asked(r.URL.Query(), people.VisitorOf(r.Context()).Actor)); err != nil {
		return err
	}
	return door.Write(w, analysisPage, &d)
}

// finding is the group that a query names.
func (s *Service) finding(ctx context.Context, q question, key string) (Finding, int, error) {
	list, all, err := s.analyse(ctx, s.DB, q)
	if err != nil {
		return Finding{}, 0, err
	}
	for _, f := range list {
		if f.Key == key {
			return f, all, nil
		}
	}
	return Finding{}, all, fail.NotFound("这段时间没有这类反映")
}

func (s *Service) rows(w http.ResponseWriter, r *http.Request) error {
	q := s.asked(r.URL.Query(), people.VisitorOf(r.Context()).Actor)
	f, _, err := s.finding(r.Context(), q, r.URL.Query().Get("key"))
	if err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, f.Name, page.Link{Href: q.with("/analysis", q.by, ""), Label: "反映分析"}, page.Link{Label: f.Name})
	if err != nil {
		return err
	}
	return door.Write(w, rowsPage, &rowsData{Frame: frame, Heading: f.Name, Act: page.Act{Label: "拟建议书", Href: q.with("/new", q.by, f.Key)}, Table: s.matterTable(f.Matters)})
}

func (s *Service) compose(w http.ResponseWriter, r *http.Request) error {
	q := s.asked(r.URL.Query(), people.VisitorOf(r.Context()).Actor)
	f, all, err := s.finding(r.Context(), q, r.URL.Query().Get("key"))
	if err != nil {
		return err
	}
	return s.showNew(w, r, q, f, s.proposed(f, all, q), nil)
}

func (s *Service) showNew(w http.ResponseWriter, r *http.Request, q question, f Finding, in form.Values, wrong error) error {
	frame, err := s.House.Desk(w, r, "拟工作建议书", page.Link{Href: q.with("/analysis", q.by, ""), Label: "反映分析"}, page.Link{Label: "拟工作建议书"})
	if err != nil {
		return err
	}
	d := newData{Frame: frame, Why: f.Why, Table: s.matterTable(f.Matters)}
	if d.Form, err = s.newForm(r.Context(), q, f.Key, in, wrong); err != nil {
		return err
	}
	d.Form.Fields = append(d.Form.Fields, door.Show(d.Table).Field()) // the letter stands on these
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, newPage, &d)
}

func (s *Service) composed(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	q := s.asked(r.URL.Query(), v.Actor)
	f, _, err := s.finding(r.Context(), q, r.URL.Query().Get("key"))
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in := form.Values{"dept": posted["dept"], "title": posted["title"], "problem": posted["problem"], "proposal": posted["proposal"]}
	if err := door.Show(s.matterTable(f.Matters)).Still(posted["shown"]); err != nil {
		return s.showNew(w, r, q, f, in, err)
	}
	k, err := s.Draft(r.Context(), v.Actor, f.origin(q), in)
	if err != nil && door.Mended(err) {
		return s.showNew(w, r, q, f, in, err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "草稿已存，等领导签发。")
	return web.See(w, r, "/desk/cases/"+k.Number())
}

// count is the figure in the menu: the letters that wait for the visitor.
func (s *Service) count(ctx context.Context, v people.Visitor) (int64, error) {
	return s.Engine.Waiting(ctx, v.Actor, flow.Filter{Kind: Kind})
}

// one is the letter in the path, as the visitor may see it.
func (s *Service) one(r *http.Request) (Advice, error) {
	ctx := r.Context()
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err != nil {
		return Advice{}, err
	}
	c, err := s.Engine.View(ctx, people.VisitorOf(ctx).Actor, k.ID)
	if err != nil {
		return Advice{}, err
	}
	a, err := s.Load(ctx, s.DB, k.ID)
	return form.Under(c.Veil, a), err
}

type letterData struct {
	page.Frame
	Letter page.Letter
}

var letterPage = page.New[letterData](page.Paper, files, "letter.html")

func (s *Service) letter(w http.ResponseWriter, r *http.Request) error {
	a, err := s.one(r)
	if err != nil {
		return err
	}
	l, err := s.document(r.Context(), a)
	if err != nil {
		return err
	}
	return door.Write(w, letterPage, &letterData{s.House.Paper(w, r, a.Title, "/desk/cases/"+r.PathValue("number")), paper(l)})
}

func (s *Service) letterFile(w http.ResponseWriter, r *http.Request) error {
	a, err := s.one(r)
	if err != nil {
		return err
	}
	l, err := s.document(r.Context(), a)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(a.Number + " " + a.Title)
	w.Header().Set("Content-Type", docx.Kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name)+".docx")
	return l.Write(w)
}
