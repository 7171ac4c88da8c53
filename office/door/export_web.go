package door

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
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
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/session"
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
	exportRows = limit.Declare(limit.Limit{
		Key: "export.rows", Words: "一个人一天导出的名单（归档包一个算一行）合计超过多少行要由安全管理员同意，0 不要求",
		Unit: limit.Rows, Default: 1000, Least: 0, Most: 1_000_000, Basis: "建议值：个人信息保护法第51条，成批带走个人信息要有第二个人",
	})
	leastSaid = limit.Declare(limit.Limit{
		Key: "purpose.least", Words: "写明用途、理由（导出名单，找人，看遮盖的内容）至少几个字",
		Unit: limit.Letters, Default: 2, Least: 1, Most: 50, Basis: "建议值：个人信息保护法第6条，处理个人信息要有明确的目的",
	})
	agreedFor = limit.Declare(limit.Limit{
		Key: "export.hours", Words: "同意导出以后多久之内可以导出那一份", Unit: limit.Hours, Default: 24, Least: 1, Most: 168, Basis: "建议值",
	})
	agreedMore = limit.Declare(limit.Limit{
		Key: "export.more", Words: "同意导出以后，名单比同意的多出多少行仍可导出",
		Unit: limit.Rows, Default: 50, Least: 0, Most: 10_000, Basis: "建议值：等同意的时候名单会变长一点",
	})
	// ExportWait is how long a proposal to take a list out waits for its second person.
	ExportWait = limit.Declare(limit.Limit{
		Key: "export.days", Words: "要导出的名单多久没有人同意就作废",
		Unit: limit.Days, Default: 7, Least: 1, Most: 90, Basis: "建议值：隔得久了，用途可能已经没有了",
	})
)

// Builds reads and writes a workbook. Where it fails it may return one that is to be discarded, besides the error.
type Builds func() (*sheet.Writer, error)

// Export is the one way in which a list leaves the program as a workbook: its last line says who took it when and what
// for, and so does the audit log. Of a list of people build is called only once the purpose is given. by says how a list
// of people is narrowed down, as its page says it (Chosen). The note of a term is what tells it from another of the same
// words, as of two places of one name; a term without a label is its note alone. By these a list is known again when
// somebody agreed to it, whatever else stands in its address.
func (h *House) Export(w http.ResponseWriter, r *http.Request, of Lists, name string, build Builds, by ...page.Term) error {
	l, why, second := listOf(r, name, by), "", ""
	if of == OfPeople {
		chosen := cmp.Or(strings.Join(l.By, "；"), "没有筛选，全部")
		what := page.List{Wide: true, Items: []page.Term{{Label: "筛选", Value: chosen}}}
		var told bool
		var err error
		if why, told, err = h.purpose(w, r, name, what); err != nil || !told {
			return err
		}
	}
	book, err := build()
	if book != nil {
		defer book.Discard()
	}
	if err != nil {
		return err
	}
	l.Rows = book.Rows()
	if of == OfPeople {
		var may bool
		if why, second, may, err = h.leaves(w, r, l, why); err != nil || !may {
			return err
		}
	}
	v, now := people.VisitorOf(r.Context()), h.Now().In(calendar.Zone)
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
	if err := h.Audit.Note(r.Context(), v, "导出 Excel", fmt.Sprintf("%s，%d 行", name, l.Rows), why); err != nil {
		return err
	}
	w.Header().Set("Content-Type", sheet.Type)
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+" "+now.Format("2006-01-02"))+".xlsx")
	_, err = book.WriteTo(w)
	return err
}

// listOf is a list that somebody asks to take out, before it is read.
func listOf(r *http.Request, name string, by []page.Term) List {
	l, known := List{Name: name}, []string{}
	for _, t := range by {
		words := t.Label + "：" + t.Value
		if t.Label != "" {
			l.By = append(l.By, words)
		}
		known = append(known, cmp.Or(t.Note, words))
	}
	l.Path = r.URL.Path + "?" + strings.Join(known, "&")
	return l
}

// Leaves lets n rows of what tells of people leave the program, for a purpose. All that a person takes in one day is added up: what would
// be more than the limit export.rows leaves when a second person, whose name is second, has agreed to it. may is false where the visitor
// was asked what for, or told that it waits. The caller logs it.
func (h *House) Leaves(w http.ResponseWriter, r *http.Request, name string, n int) (why, second string, may bool, err error) {
	purpose, told, err := h.purpose(w, r, name, page.List{})
	if err != nil || !told {
		return "", "", false, err
	}
	return h.leaves(w, r, List{Path: r.URL.Path, Name: name, Rows: n}, purpose)
}

// leaves is Leaves of a list whose purpose is given; why is that, or what somebody agreed to.
func (h *House) leaves(
	w http.ResponseWriter, r *http.Request, l List, purpose string,
) (why, second string, may bool, err error) {
	ctx, v, n := r.Context(), people.VisitorOf(r.Context()), l.Rows
	p, found, err := h.agreement(ctx, h.DB, v, l.Path)
	if err != nil {
		return "", "", false, err
	}
	if found && p.State == proposal.Agreed && p.DecidedAt > h.Limits.Since(agreedFor).UnixMilli() {
		most := int64(ListOf(p.Body).Rows) + h.Limits.Of(agreedMore)
		taken := session.Bound{Key: fmt.Sprint("export.agreed ", p.ID), Most: most, Within: h.Limits.Time(agreedFor)}
		if may, err = h.Sessions.Spend(ctx, taken, int64(n)); err != nil || may {
			return p.Why, p.Decider, may, err
		}
	}
	key := fmt.Sprint(exportRows.Key, " ", v.ID, " ", calendar.DayOf(h.Now()))
	day := session.Bound{Key: key, Most: h.Limits.Of(exportRows), Within: 24 * time.Hour}
	if day.Most == 0 {
		return purpose, "", true, nil
	}
	if may, err = h.Sessions.Spend(ctx, day, int64(n)); err != nil || may {
		return purpose, "", may, err
	}
	last := p
	if p, err = h.proposed(ctx, v, l, purpose); err != nil {
		return "", "", false, err
	}
	return "", "", false, h.waitsFor(w, r, p, l, purpose, last)
}

// purposeForm asks what a list of people is for.
var purposeForm = form.Form{Fields: []form.Field{{Name: "purpose", Label: "用途", Type: form.Text, Required: true, Max: 200, Hint: "会记入审计日志；表格里也会写明"}}}

// Vague refuses a purpose or reason of fewer letters than the rule asks for (limit purpose.least), beside its field.
func (h *House) Vague(field, why string) error {
	least, n := int(h.Limits.Of(leastSaid)), 0
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
	What page.List
	Form page.Form
	Back page.Act
}

//go:embed *.html
var files embed.FS

var exportPage = page.New[exportData](page.Desk, files, "export.html")

// purpose is what somebody wants to take out for what tells of people; where he does not say it he is asked, and told is
// false.
func (h *House) purpose(w http.ResponseWriter, r *http.Request, name string, what page.List) (why string, told bool, err error) {
	w.Header().Set("Cache-Control", "private, no-store")
	in, wrong := purposeForm.Check(form.Values(web.Asked(r)))
	if wrong == nil {
		wrong = h.Vague("purpose", in["purpose"])
	}
	if wrong == nil {
		return in["purpose"], true, nil
	}
	if !r.URL.Query().Has("purpose") {
		wrong = nil
	}
	return "", false, h.askPurpose(w, r, name, what, wrong)
}

func (h *House) askPurpose(w http.ResponseWriter, r *http.Request, name string, what page.List, wrong error) error {
	frame, err := h.Desk(w, r, "导出："+name, page.Link{Label: "导出"})
	if err != nil {
		return err
	}
	fields := Fields(purposeForm, form.Values(web.Asked(r)), wrong)
	for field, value := range web.Asked(r) {
		if field != "purpose" {
			fields = append(fields, page.Field{Type: "hidden", Name: field, Value: value})
		}
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return WriteStatus(w, status, exportPage, &exportData{
		Frame: frame, What: what, Back: page.Act{Label: "不导出，返回工作台", Kind: "plain", Href: "/desk"},
		Form: page.Form{
			ID: "export", Action: r.URL.Path, Get: true, Error: Summary(wrong), Fields: fields, Submit: page.Act{Label: "导出", Icon: "download"},
		},
	})
}

// List is what somebody wants to take out that tells of people, as the proposal to do so keeps it.
type List struct {
	Path string // with the filters that it knows: what tells it from other lists
	Name string
	Rows int
	By   []string // the filters in words: 状态：在办
}

// String says what is to be taken out: 导出“工作人员”，1200 行.
func (l List) String() string {
	return fmt.Sprintf("导出“%s”，%d 行", cmp.Or(l.Name, l.Path), l.Rows)
}

// ListOf reads the body of such a proposal. Those of an older program were the path alone.
func ListOf(body string) List {
	var l List
	if json.Unmarshal([]byte(body), &l) != nil {
		l.Path = body
	}
	return l
}

// agreement is the newest proposal by which a visitor wanted to take out the same list, whatever became of it.
func (h *House) agreement(ctx context.Context, d *db.DB, v people.Visitor, path string) (p proposal.Proposal, found bool, err error) {
	limits := h.Limits
	since := limits.Since(ExportWait).Add(-limits.Time(ExportWait) - limits.Time(agreedFor)) // what is older holds no longer, and is news to nobody
	list, err := h.Proposals.ProposedBy(ctx, d, ExportKind, v.ID, since.UnixMilli())
	for _, one := range slices.Backward(list) {
		if ListOf(one.Body).Path == path {
			return one, true, nil
		}
	}
	return p, false, err
}

// proposed is the proposal to take a list out: the one that waits, or a new one. One that waits for fewer rows is taken back.
func (h *House) proposed(ctx context.Context, v people.Visitor, l List, why string) (p proposal.Proposal, err error) {
	err = h.DB.Tx(ctx, func(tx *db.DB) error {
		if err := roster.InTurn(ctx, tx, v.ID); err != nil {
			return err
		}
		var found bool
		if p, found, err = h.agreement(ctx, tx, v, l.Path); err != nil {
			return err
		}
		if found && p.State == proposal.Open {
			if l.Rows <= ListOf(p.Body).Rows+int(h.Limits.Of(agreedMore)) {
				return nil
			}
			if err := h.Proposals.Decline(ctx, tx, v, p.ID, ""); err != nil {
				return err
			}
		}
		body, err := json.Marshal(l)
		if err != nil {
			return err
		}
		p = proposal.Proposal{Kind: ExportKind, Object: l.String(), Body: string(body), Why: why, State: proposal.Open}
		p.ID, err = h.Proposals.Propose(ctx, tx, v, p)
		return err
	})
	return p, err
}

// ExportNext says what there is to do when somebody has agreed to an export.
func (h *House) ExportNext() string {
	return fmt.Sprintf("%d 小时内再导出一次就能拿到", h.Limits.Of(agreedFor))
}

// waitsFor says that a list waits for a second person, and what for; last is the proposal before, whatever became of it, or the one that waits.
func (h *House) waitsFor(w http.ResponseWriter, r *http.Request, p proposal.Proposal, l List, why string, last proposal.Proposal) error {
	frame, err := h.Desk(w, r, p.Object, page.Link{Label: "导出"})
	if err != nil {
		return err
	}
	limits := h.Limits
	note := page.Note{Kind: "act", Title: "等另一人同意", Links: []page.Link{{Href: WaitingPath(p.ID), Label: "看提交的这一项，或者撤回"}}}
	note.Text = fmt.Sprintf("这份名单有 %s 行，连同您今天已导出的超过 %s 行，要由安全管理员同意。已经提交，用途是“%s”；同意后 %s，%d 天没有人同意就作废。有了结果会在“消息”里告诉您。",
		page.Num(l.Rows), page.Num(int(limits.Of(exportRows))), p.Why, h.ExportNext(), limits.Of(ExportWait))
	switch {
	case last.ID == p.ID && why != p.Why:
		note.Text += "这次写的用途“" + why + "”没有提交：这份名单已经在等同意。要换用途的，先撤回在等的那一项，再导出一次。"
	case last.State == proposal.Declined:
		note.Text += "上一次提交的被退回：" + last.Answer
	case last.State == proposal.Lapsed:
		note.Text += "上一次提交的没有人同意，已经作废。"
	case last.State == proposal.Agreed:
		note.Text += "上一次同意的已经导出过，或者已经过期，或者名单变长了。"
	}
	return WriteStatus(w, http.StatusAccepted, exportPage, &exportData{Frame: frame, Note: note, Back: page.Act{Label: "返回工作台", Kind: "plain", Href: "/desk"}})
}

// Chosen says how a list is narrowed down, as the fields of its page say it; the note of each is its value. A day that is none and a choice
// that is not offered are not told: they narrow nothing, or to nothing.
func (h *House) Chosen(f page.Filters) (by []page.Term) {
	for _, one := range f.Fields {
		value := strings.Join(strings.Fields(one.Value), " ")
		if one.Type == "date" {
			d, _ := calendar.ParseDay(value)
			if value = ""; d != 0 {
				value = d.String()
			}
		}
		if value == "" {
			continue
		}
		t := page.Term{Label: one.Label, Value: value, Note: one.Name + "=" + url.QueryEscape(value)}
		if i := slices.IndexFunc(one.Options, func(o page.Option) bool { return o.Value == value }); i >= 0 {
			t.Value = strings.TrimSpace(one.Options[i].Label)
		} else if one.Type == "choice" {
			place, ok := h.Regions.Find(region.Code(value)) // the place that the whole list is of is no option
			if !ok {
				continue
			}
			t.Value = place.Name
		}
		by = append(by, t)
	}
	return by
}
