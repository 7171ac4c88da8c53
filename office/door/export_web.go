package door

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"unicode"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Lists tell of people, or only of figures.
type Lists bool

// What a list tells of. Of people it leaves the program for a purpose only, and above a number of rows when a second
// person agrees.
const (
	OfPeople  Lists = true
	OfFigures Lists = false
)

// ExportKind is the kind of proposal that a long list of people waits as; the administration shows it.
const ExportKind = "export"

// Lists of people that leave the program.
var (
	exportRows = limit.Declare(limit.Limit{Key: "export.rows", Words: "导出的名单超过多少行要由安全管理员同意，0 不要求", Unit: limit.Rows, Default: 1000, Least: 0, Most: 1_000_000, Basis: "建议值：个人信息保护法第51条，成批带走个人信息要有第二个人"})
	leastSaid  = limit.Declare(limit.Limit{Key: "purpose.least", Words: "写明用途、理由（导出名单，找人，看遮盖的内容）至少几个字", Unit: limit.Letters, Default: 2, Least: 1, Most: 50, Basis: "建议值：个人信息保护法第6条，处理个人信息要有明确的目的"})
	agreedFor  = limit.Declare(limit.Limit{Key: "export.hours", Words: "同意导出以后多久之内可以再导出同一份", Unit: limit.Hours, Default: 24, Least: 1, Most: 168, Basis: "建议值"})
)

// Export is the one way in which a list leaves the program as a workbook: its last line says who took it when and what
// for, and so does the audit log.
func (h *House) Export(w http.ResponseWriter, r *http.Request, of Lists, name string, book *sheet.Writer) error {
	v := people.VisitorOf(r.Context())
	why, second := "", ""
	if of == OfPeople {
		var told bool
		var err error
		if why, told, err = h.Purpose(w, r, name); err != nil || !told {
			book.Discard()
			return err
		}
		if n, most := book.Rows(), int(h.People.Limits.Of(exportRows)); most > 0 && n > most {
			p, err := h.agreement(r.Context(), v, list{Path: asked(r), Name: name, Rows: n}, why)
			if err == nil && p.State == people.Open {
				book.Discard()
				return h.waitsFor(w, r, p, n)
			}
			if err != nil {
				book.Discard()
				return err
			}
			second = p.Decider
		}
	}
	now := h.Now().In(calendar.Zone)
	line := fmt.Sprintf("导出人：%s　时间：%s", v.Name, now.Format("2006-01-02 15:04"))
	if why != "" {
		line += "　用途：" + why
	}
	if second != "" {
		line += "　同意人：" + second
		why += "（" + second + "同意）"
	}
	if err := book.Row(line); err != nil {
		return err
	}
	if err := h.People.Note(r.Context(), v, "导出 Excel", name, why); err != nil {
		return err
	}
	w.Header().Set("Content-Type", sheet.Type)
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+" "+now.Format("2006-01-02"))+".xlsx")
	_, err := book.WriteTo(w)
	return err
}

// purpose asks what a list of people is for.
var purpose = form.Form{Fields: []form.Field{{Name: "purpose", Label: "做什么用", Type: form.Text, Required: true, Max: 200, Hint: "会写在表的最后一行，并记入审计日志"}}}

// Vague refuses a purpose or reason of fewer letters than the rule asks for (limit purpose.least), beside its field.
func (h *House) Vague(field, why string) error {
	least, n := int(h.People.Limits.Of(leastSaid)), 0
	for _, r := range why {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	if n < least {
		return fail.Invalid("写得不明白", fail.Field{Name: field, Message: fmt.Sprintf("请写明白，至少 %d 个字", least)})
	}
	return nil
}

type exportData struct {
	page.Frame
	Note page.Note
	Form page.Form
	Back page.Act
}

//go:embed *.html
var files embed.FS

var exportPage = page.New[exportData](page.Desk, files, "export.html")

// Purpose is what somebody wants to take out for what tells of people; where he does not say it he is asked, and told is
// false. The caller logs it.
func (h *House) Purpose(w http.ResponseWriter, r *http.Request, name string) (why string, told bool, err error) {
	w.Header().Set("Cache-Control", "private, no-store")
	in, wrong := purpose.Check(form.Values(web.Asked(r)))
	if wrong == nil {
		wrong = h.Vague("purpose", in["purpose"])
	}
	if wrong == nil {
		return in["purpose"], true, nil
	}
	if !r.URL.Query().Has("purpose") {
		wrong = nil
	}
	return "", false, h.askPurpose(w, r, name, wrong)
}

func (h *House) askPurpose(w http.ResponseWriter, r *http.Request, name string, wrong error) error {
	frame, err := h.Desk(w, r, "导出："+name, page.Link{Label: "导出"})
	if err != nil {
		return err
	}
	fields := Fields(purpose, form.Values(web.Asked(r)), wrong)
	for field, value := range web.Asked(r) {
		if field != "purpose" {
			fields = append(fields, page.Field{Type: "hidden", Name: field, Value: value})
		}
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return WriteStatus(w, status, exportPage, &exportData{Frame: frame, Form: page.Form{ID: "export", Action: r.URL.Path, Get: true, Error: Summary(wrong),
		Fields: fields, Submit: page.Act{Label: "导出", Icon: "download"}}, Back: page.Act{Label: "不导出，返回工作台", Kind: "plain", Href: "/desk"}})
}

// list is a long list of people that somebody wants to take out, as its proposal keeps it.
type list struct {
	Path string // with the filters
	Name string
	Rows int
}

// asked is the address of a list without the purpose.
func asked(r *http.Request) string {
	q := r.URL.Query()
	q.Del("purpose")
	return r.URL.Path + "?" + q.Encode()
}

// agreement is the proposal to take a list out: one that was agreed to and still holds, one that waits, or a new one.
func (h *House) agreement(ctx context.Context, v people.Visitor, l list, why string) (p people.Proposal, err error) {
	err = h.DB.Tx(ctx, func(tx *db.DB) error {
		p, err = h.People.LastProposal(ctx, tx, ExportKind, l.Path, v.ID)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		fresh := h.People.Limits.Since(agreedFor).UnixMilli()
		if err == nil && (p.State == people.Open || p.State == people.Agreed && p.DecidedAt > fresh) {
			return nil
		}
		p = people.Proposal{Kind: ExportKind, Object: fmt.Sprintf("导出“%s”，%d 行", l.Name, l.Rows), Body: l.Path, Why: why, State: people.Open}
		p.ID, err = h.People.Propose(ctx, tx, v, p)
		return err
	})
	return p, err
}

func (h *House) waitsFor(w http.ResponseWriter, r *http.Request, p people.Proposal, n int) error {
	frame, err := h.Desk(w, r, p.Object, page.Link{Label: "导出"})
	if err != nil {
		return err
	}
	return WriteStatus(w, http.StatusAccepted, exportPage, &exportData{Frame: frame, Back: page.Act{Label: "返回工作台", Kind: "plain", Href: "/desk"},
		Note: page.Note{Kind: "act", Title: "等另一人同意", Text: fmt.Sprintf("这份名单有 %d 行，超过 %d 行要由安全管理员同意。已经提交；同意后 %d 小时内，再导出一次就能拿到。", n, h.People.Limits.Of(exportRows), h.People.Limits.Of(agreedFor))}})
}
