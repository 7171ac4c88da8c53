package advice

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/docx"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
)

// proposed is the text that a letter on a finding begins with; whoever drafts it goes on from there.
// It speaks of the matters of one department: where the finding concerns several, that of the latest.
func (g Finding) proposed() form.Values {
	dept := cmp.Or(g.Dept, g.Matters[0].Dept)
	matters := slices.DeleteFunc(slices.Clone(g.Matters), func(m Matter) bool { return m.Dept != dept })
	var causes []string
	for _, c := range group(ByCause, matters) {
		causes = append(causes, fmt.Sprintf("%s %d 件", c.Name, len(c.Matters)))
	}
	title, what := "改进"+g.Name+"办理", "“"+g.Name+"”"
	switch g.By {
	case ByDept:
		title, what = "改进政务服务办理", "涉及你单位的"
	case ByCause:
		title, what = "解决“"+g.Name+"”问题", "因“"+g.Name+"”办不成的"
	}
	problem := fmt.Sprintf("%s至%s，“办不成事”反映窗口共受理 %d 件反映，其中%s %d 件，占 %s。",
		g.of.From.Long(), g.of.To.Long(), g.all, what, len(matters), page.Rate(len(matters), g.all))
	if len(causes) > 0 && g.By != ByCause {
		problem += "主要原因：" + strings.Join(causes, "，") + "。"
	}
	return form.Values{
		"dept": dept, "title": "关于" + title + "的工作建议", "problem": problem + "所附反映逐件列于附件。",
		"proposal": "一是逐件核查所附反映，查明原因，能办的立即办理，不能办的说明依据。\n" +
			"二是对照办事指南核对受理条件和材料清单，与实际要求不一致的及时更正、公布。\n" +
			"三是理顺内部流程，培训窗口和审查人员，防止同类问题再次发生。",
	}
}

// document is the letter as a word processor's document. A draft has no number and no date yet.
func (s *Service) document(ctx context.Context, a Advice) (docx.Letter, error) {
	basis, err := basisOf(ctx, s.DB, a.CaseID, a.Dept)
	if err != nil {
		return docx.Letter{}, err
	}
	text, date, err := s.text(ctx, a)
	if err != nil {
		return docx.Letter{}, err
	}
	organ := s.House.Organ(a.Organ)
	l := docx.Letter{
		Organ: organ.Name, Number: a.Number, Title: a.Title, To: s.House.FullName(a.Dept),
		Body: text, Sign: organ.Name, Date: date,
	}
	if l.Number == "" {
		l.Number = fmt.Sprintf("%s建议〔%d〕　号", organ.Short, s.Now().In(calendar.Zone).Year())
	}
	if len(basis) > 0 {
		l.Annex = docx.Annex{Title: "反映清单", Head: []string{"序号", "受理日期", "编号", "事项", "原因"}, Widths: []int{6, 13, 26, 25, 20}}
		for _, b := range basis {
			l.Annex.Rows = append(l.Annex.Rows, []string{
				strconv.FormatInt(b.No, 10), b.Day.Long(), flow.Grouped(b.Number), b.Item, b.Cause,
			})
		}
	}
	return l, nil
}

// text is the body of the letter and its date: the paper's, once it is issued.
func (s *Service) text(ctx context.Context, a Advice) ([]string, string, error) {
	papers, err := s.Documents.OfCase(ctx, a.CaseID)
	if err != nil {
		return nil, "", err
	}
	for _, d := range papers {
		if d.Number == a.Number {
			body, err := s.Documents.Text(d)
			if err != nil || len(body) == 0 {
				return nil, "", err
			}
			return body[1:], a.IssuedDay.Long(), nil // the first line is whom it goes to
		}
	}
	body := strings.Split(strings.TrimSpace(a.Problem), "\n")
	body = append(append(body, "现提出以下工作建议："), strings.Split(strings.TrimSpace(a.Proposal), "\n")...)
	return body, "　　　年　月　日", nil
}

// paper is the same letter as a page to be printed: the red head, the text, the annex named before the signature and
// set on a page of its own behind it (GB/T 9704-2012).
func paper(l docx.Letter) page.Letter {
	p := page.Letter{Red: true, Organ: l.Organ, Title: l.Title, Number: l.Number, To: l.To, Date: l.Date}
	for _, text := range l.Body {
		p.Body = append(p.Body, page.Para{Text: text})
	}
	if l.Annex.Title == "" {
		return p
	}
	p.Body = append(p.Body, page.Para{Text: "附件：" + l.Annex.Title})
	p.Annex = page.Table{Caption: l.Annex.Title, Flat: true}
	for _, h := range l.Annex.Head {
		p.Annex.Heads = append(p.Annex.Heads, page.Head{Label: h, Main: h == "编号"})
	}
	for _, r := range l.Annex.Rows {
		row := page.Row{}
		for _, cell := range r {
			row.Cells = append(row.Cells, page.Cell{Text: strings.ReplaceAll(cell, " ", "\u00a0")}) // a number is not broken
		}
		p.Annex.Rows = append(p.Annex.Rows, row)
	}
	return p
}
