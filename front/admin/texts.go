package admin

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

// wording is a text that the program fills in: of a message, or of a paper.
type wording struct {
	Paper             bool
	Code, Title, Mark string
	Body              string
	Version           int64
	Was               string // the text that the change was made from
	ValidFrom         calendar.Day
	editor            string
}

func (w wording) path() string {
	if w.Paper {
		return textsPath + "/document/" + w.Code
	}
	return textsPath + "/notice/" + w.Code
}

// wordings are the texts in force, messages first.
func (f *Front) wordings(ctx context.Context) (list []wording, err error) {
	messages, err := f.Notices.Templates(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range messages {
		list = append(list, wording{Code: t.Code, Title: t.Title, Body: t.Text, editor: strings.TrimSpace(t.Editor + " " + door.SheetClock(t.EditedAt))})
	}
	papers, err := f.Documents.Templates(ctx)
	for _, t := range papers { // by code and version: the last of a code is the newest
		w := wording{
			Paper: true, Code: t.Code, Title: t.Title, Mark: t.Mark, Body: t.Body, Version: t.Version, ValidFrom: t.ValidFrom,
			editor: t.Editor + " " + t.ValidFrom.String() + " 起",
		}
		if n := len(list); list[n-1].Paper && list[n-1].Code == t.Code {
			list[n-1] = w
			continue
		}
		list = append(list, w)
	}
	return list, err
}

func (f *Front) wording(ctx context.Context, c door.Call) (wording, []wording, error) {
	all, err := f.wordings(ctx)
	i := slices.IndexFunc(all, func(w wording) bool { return w.Code == c.Path("code") && w.Paper == (c.Path("kind") == documentKind) })
	if err == nil && i < 0 {
		err = fail.NotFound("没有这份文本")
	}
	if err != nil {
		return wording{}, nil, err
	}
	return all[i], all, nil
}

func (f *Front) textList(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "短信和文书里固定的话。{ } 里的由系统按办件填上。改动由另一人确认后用在以后的短信和文书上，发出去的不变。"}
	s.Title = "短信和文书"
	all, err := f.wordings(ctx)
	heads := []page.Head{{Label: "名称和内容", Main: true}, {Label: "编辑"}}
	messages := door.Block{Title: "短信", Table: page.Table{Caption: "短信", Flat: true, Heads: heads}}
	papers := door.Block{Title: "文书", Table: page.Table{Caption: "文书", Flat: true, Heads: heads}}
	for _, w := range all {
		b := &messages
		if w.Paper {
			b = &papers
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: w.Title, Href: w.path(), Small: brief(w.Body)}, {Text: w.editor}}})
	}
	s.Blocks = []door.Block{messages, papers}
	return s, err
}

func brief(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "……"
	}
	return text
}

func (w wording) form() form.Form {
	most := 500
	if w.Paper {
		most = 10000
	}
	q := form.Of(form.Field{Name: "title", Label: "名称", Type: form.Text, Required: true, Max: 50})
	if w.Paper {
		q.Fields = append(q.Fields, form.Field{Name: "mark", Label: "文号里的字", Type: form.Text, Max: 20, Hint: "例如〔2026〕前面的“受”。不填的不编文号，用办件编号。"})
	}
	q.Fields = append(q.Fields,
		form.Field{Name: "body", Label: "内容", Type: form.Area, Required: true, Max: most, Hint: "一行一段。{ } 里的名字照原来的写；一段里的名字全是空的，这一段不出现。"},
		form.Field{Name: "why", Label: "为什么改", Type: form.Area, Max: 500, Hint: "提交时必填。"})
	return q
}

// samples fill a preview.
var samples = map[string]string{
	"item": "公共场所卫生许可", "party": "张晓梅", "number": "5114 0226 0420 0001 7", "code": "839201", "date": "2026年4月20日",
	"due": "2026年5月20日", "limits": "承诺办结时限 2026年5月20日到期", "since": "2026年4月20日", "over": "2026年4月21日",
	"legal": "2026年5月20日", "term": "20 个工作日", "materials": "身份证明；申请表", "points": "身份证明不清楚", "what": "重新拍照上传",
	"reason": "场地没有达到要求", "result": "卫生许可证", "days": "10", "kind": "专家评审", "receiver": "张晓梅", "way": "请到窗口领取",
	"question": "经营面积是多少？", "text": "请尽快办理", "pickup": "取件码 620418", "debts": "身份证明（受理后 5 个工作日内）", "go_to": "市公安局",
	"who": "你", "extended": "10 个工作日", "limit_issue": "10 个工作日", "tracking": "邮件号 EM123456789CN", "post": "窗口",
	"object": "规则表“办不成事的原因”", "by": "彭安全", "second": "邓审计", "next": "从写明的那天起生效", "file": "工作人员.xlsx",
	"words": "新增 3，更新 1，不变 0", "tries": "3", "until": "2026年6月22日", "hall": "市政务服务中心",
}

// preview is how the text will read.
func (f *Front) preview(w wording) door.Block {
	words := map[string]string{"site": f.House.City.Name, "hotline": f.House.City.Hotline, "org": f.House.City.Org}
	for _, name := range names(w.Body) {
		if words[name] == "" {
			words[name] = samples[name]
		}
		if words[name] == "" {
			words[name] = "〔" + name + "〕"
		}
	}
	b := door.Block{ID: "preview", Title: "会这样显示", Lead: "用举例的办件填上。"}
	if w.Paper {
		b.Paras = document.Preview(document.Template{Body: w.Body}, words)
		return b
	}
	text := notice.Fill(w.Body, words)
	b.Paras = []string{text}
	b.Lead += fmt.Sprintf("%d 个字，按 %d 条短信计。", len([]rune(text)), notice.Segments(text))
	return b
}

var nameIn = regexp.MustCompile(`\{([^{}]*)\}`)

// names are the names that a text has filled in.
func names(body string) (list []string) {
	for _, m := range nameIn.FindAllStringSubmatch(body, -1) {
		if !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

func (f *Front) text(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	w, _, err := f.wording(ctx, c)
	if err != nil {
		return s, err
	}
	s.Title, s.Lead, s.Crumbs = w.Title, w.editor, []page.Link{{Href: textsPath, Label: "短信和文书"}}
	v := form.Values{"title": w.Title, "mark": w.Mark, "body": w.Body}
	if c.At == "text" {
		w.Body = c.In["body"]
	}
	s.Blocks = []door.Block{f.preview(w)}
	if !c.Is(people.Editor) {
		return s, nil
	}
	p := c.Ask("text", w.path(), w.form(), v, page.Act{Label: "提交，等另一人确认", Name: "do", Value: "propose"})
	p.Others = []page.Act{{Label: "预览", Kind: "quiet", Name: "do", Value: "preview"}}
	s.Blocks = []door.Block{{Title: "改这份文本", Forms: []page.Form{p}}, s.Blocks[0]}
	return s, nil
}

// textPosted shows how a changed text will read, or proposes it.
func (f *Front) textPosted(ctx context.Context, c door.Call) (door.After, error) {
	w, all, err := f.wording(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	q := w.form()
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	var known []string
	for _, o := range all {
		known = append(known, names(o.Body)...)
	}
	for _, name := range names(in["body"]) {
		if !slices.Contains(known, name) {
			return door.After{}, fail.Invalid("有没见过的名字", fail.Field{Name: "body", Message: "系统不认识 {" + name + "}，填不上内容；请照原来的名字写"})
		}
	}
	if strings.Count(in["body"], "{") != len(nameIn.FindAllString(in["body"], -1)) || strings.Count(in["body"], "}") != strings.Count(in["body"], "{") {
		return door.After{}, fail.Invalid("花括号不成对", fail.Field{Name: "body", Message: "{ 和 } 要成对"})
	}
	if c.In["do"] == "preview" {
		c.At = "text"
		s, err := f.text(ctx, c)
		return door.After{Show: &s}, err
	}
	if in["title"] == w.Title && in["mark"] == w.Mark && in["body"] == w.Body {
		return door.After{}, fail.Invalid("内容没有改", fail.Field{Name: "body", Message: "内容和现在一样"})
	}
	kind := noticeKind
	if w.Paper {
		kind = documentKind
	}
	w.Was, w.Title, w.Mark, w.Body = w.Body, in["title"], in["mark"], in["body"]
	return f.House.Propose(ctx, c, kind, w, in["why"])
}

const noticeKind, documentKind = "notice", "document"

// messages: an editor proposes the text of a message, a publisher agrees.
func (f *Front) messages() door.Changing {
	return f.rewording(noticeKind, "短信", f.Notices.Load, func(ctx context.Context, tx *db.DB, p proposal.Proposal, w wording) error {
		t := notice.Template{Code: w.Code, Title: w.Title, Text: w.Body, Editor: p.Editor, EditedAt: f.Now().UnixMilli()}
		if err := notice.PutTemplate(ctx, tx, t); err != nil {
			return err
		}
		return tx.Changed(ctx, "notices")
	})
}

// papers: an editor proposes the text of a paper, a publisher agrees.
func (f *Front) papers() door.Changing {
	return f.rewording(documentKind, "文书", f.Documents.Load, func(ctx context.Context, tx *db.DB, p proposal.Proposal, w wording) error {
		t := document.Template{
			Code: w.Code, Version: w.Version + 1, Title: w.Title, Mark: w.Mark, Body: w.Body, ValidFrom: f.today(), Editor: p.Editor,
		}
		if err := document.PutTemplate(ctx, tx, t); err != nil {
			return err
		}
		return tx.Changed(ctx, "documents")
	})
}

// rewording makes a kind of change of texts. Agreeing is fail.Conflict where the text is not the one any more that was changed.
func (f *Front) rewording(kind, title string, load func(ctx context.Context) error,
	put func(ctx context.Context, tx *db.DB, p proposal.Proposal, w wording) error) door.Changing {
	return door.ChangingOf(door.Change[wording]{
		Kind: kind, Title: title, Load: load,
		Object: func(_ context.Context, w wording) string { return title + "“" + w.Title + "”" },
		Show: func(_ context.Context, w wording) ([]door.Block, error) {
			changed := door.Difference{Element: w.Title, Lines: door.Differ(door.Lines(w.Was), door.Lines(w.Body))}
			return []door.Block{{Title: "改了什么", Differences: []door.Difference{changed}}, f.preview(w)}, nil
		},
		Apply: func(ctx context.Context, tx *db.DB, _ door.Call, p proposal.Proposal, w wording) (int64, error) {
			all, err := f.wordings(ctx)
			if err != nil {
				return 0, err
			}
			i := slices.IndexFunc(all, func(o wording) bool { return o.Paper == w.Paper && o.Code == w.Code })
			if i < 0 || all[i].Body != w.Was || all[i].Version != w.Version {
				return 0, fail.Conflict("这份文本在提出以后又改过了，请退回，按现在的文本重新提出")
			}
			return 0, put(ctx, tx, p, w)
		},
	})
}
