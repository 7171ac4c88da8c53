package door

import (
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/file"
	"wuyou/office/flow"
)

// paperNumber is the end of a paper's number, which is not broken either.
var paperNumber = regexp.MustCompile(`〔(\d+)〕(\d+)号`)

// Letter sets a paper of a case. Its first line may say to whom it is addressed. One for the office alone does not lead to where the
// holder of the query code follows his case: its reader has no code, and is to have none.
func Letter(d document.Document, text []string, v flow.View) page.Letter {
	k := v.Case
	l := page.Letter{
		Organ: d.Organ, Title: d.Title, Number: d.Number, Date: page.Date(calendar.At(d.At)),
		QR: "/qr/track/" + k.Number(), Verify: "扫码，输入查询密码，可以核对这份文书和办理进度。校验码 " + d.Hash[:16],
	}
	if v.Table.Inner || v.Table.Withheld(d.Code) {
		l.QR, l.Verify = "", "校验码 "+d.Hash[:16]
	}
	number := flow.Grouped(k.Number())
	kept := strings.ReplaceAll(number, " ", "\u00a0") // a number is never broken across lines
	l.Number = strings.ReplaceAll(l.Number, number, kept)
	for i, p := range text {
		p = strings.ReplaceAll(p, number, kept)
		p = paperNumber.ReplaceAllString(p, "〔${1}〕\u2060${2}号")
		if to, ok := strings.CutSuffix(strings.TrimSpace(p), "："); i == 0 && ok {
			l.To = to
			continue
		}
		l.Body = append(l.Body, page.Para{Text: p})
	}
	return l
}

// Give sends a file, which a browser may show only if it is of a kind that can do no harm.
func (h *House) Give(w http.ResponseWriter, r *http.Request, one file.File) error {
	content, err := h.Files.Open(one)
	if err != nil {
		return err
	}
	defer content.Close()
	way := "attachment"
	if file.Inline(one.Kind) {
		way = "inline"
	}
	head := w.Header()
	head.Set("Content-Type", one.Kind)
	head.Set("Content-Disposition", mime.FormatMediaType(way, map[string]string{"filename": one.Name}))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.UnixMilli(one.At), content)
	return nil
}
