// Package docx writes official letters as documents that a word processor opens and a clerk may edit, in
// the layout of GB/T 9704-2012 (党政机关公文格式): A4 with the type area of 156 × 225 mm, a red head and rule,
// the title in 小标宋 of size 2, the text in 仿宋 of size 3 with 22 lines to the page and 28 characters to the
// line, the signature and the date to the right, the copies at the end, page numbers outside.
//
// Only the parts of Office Open XML (ECMA-376) that this needs are written. Fonts are named, not
// embedded; where one is not installed, the alternative names of the font table help.
package docx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Letter is an official letter.
type Letter struct {
	Organ  string // 发文机关标志, in red
	Number string // 发文字号
	Title  string
	To     string   // 主送机关, without the colon; "" none
	Body   []string // paragraphs; one that begins with 一、 is a heading
	Sign   string   // 发文机关署名
	Date   string   // 成文日期
	Copies string   // 抄送; "" none
	Annex  Annex
}

// Annex is a table on pages of its own.
type Annex struct {
	Title  string // "" no annex
	Head   []string
	Rows   [][]string
	Widths []int // of the columns, in parts of their sum
}

// Kind is the media type.
const Kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Write writes the document.
func (l Letter) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRels}, {"word/_rels/document.xml.rels", documentRels},
		{"word/document.xml", l.document()}, {"word/styles.xml", styles}, {"word/fontTable.xml", fontTable}, {"word/settings.xml", settings},
		{"word/footer1.xml", footer("right")}, {"word/footer2.xml", footer("left")}, {"docProps/core.xml", core(l.Title, l.Sign)},
	} {
		f, err := z.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, declaration+part.body); err != nil {
			return err
		}
	}
	return z.Close()
}

// The sizes of type of the standard, in half points, and the fonts.
const (
	size2, size3, size4 = 44, 32, 28
	sizeRed             = 72
	fontSong            = "方正小标宋简体"
	fontFang            = "仿宋_GB2312"
	fontHei             = "黑体"
	line                = 579 // twips: 22 lines in 225 mm
	wide                = 8845
)

// look is how a paragraph looks.
type look struct {
	font   string
	size   int
	color  string
	align  string // left if empty
	indent int    // of the first line, in hundredths of a character
	right  int    // space at the right, in hundredths of a character
	before int    // lines of space before, in hundredths
	border string // side on which a rule runs
	tint   string // of the rule
	page   bool   // begins a page
	loose  bool   // the line grows with the type
}

func paragraph(text string, k look) string {
	var b strings.Builder
	b.WriteString("<w:p><w:pPr>")
	if k.page {
		b.WriteString("<w:pageBreakBefore/>")
	}
	if k.border != "" {
		fmt.Fprintf(&b, `<w:pBdr><w:%s w:val="single" w:sz="12" w:space="4" w:color="%s"/></w:pBdr>`, k.border, k.tint)
	}
	rule := "exact"
	if k.loose {
		rule = "atLeast"
	}
	fmt.Fprintf(&b, `<w:spacing w:before="%d" w:after="0" w:line="%d" w:lineRule="%s"/>`, k.before*line/100, line, rule)
	if k.indent > 0 || k.right > 0 {
		fmt.Fprintf(&b, `<w:ind w:right="%d" w:rightChars="%d" w:firstLine="%d" w:firstLineChars="%d"/>`,
			k.right*k.size/10, k.right, k.indent*k.size/10, k.indent)
	}
	if k.align != "" {
		fmt.Fprintf(&b, `<w:jc w:val="%s"/>`, k.align)
	}
	b.WriteString("</w:pPr>" + run(text, k) + "</w:p>")
	return b.String()
}

func run(text string, k look) string {
	color := ""
	if k.color != "" {
		color = `<w:color w:val="` + k.color + `"/>`
	}
	return fmt.Sprintf(`<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s"/>%s`+
		`<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`,
		k.font, color, k.size, k.size, escape(text))
}

// escape makes text safe; what XML cannot hold becomes a replacement character.
func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // to memory: cannot fail
	return b.String()
}

// red is the colour of the head.
const red = "FF0000"

func (l Letter) document() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:document xmlns:w="%s" xmlns:r="%s"><w:body>`, mainSpace, relSpace)
	b.WriteString(paragraph(l.Organ, look{font: fontSong, size: sizeRed, color: red, align: "center", loose: true}))
	b.WriteString(paragraph(l.Number, look{font: fontFang, size: size3, align: "center", before: 200, border: "bottom", tint: red}))
	b.WriteString(paragraph(l.Title, look{font: fontSong, size: size2, align: "center", before: 200, loose: true}))
	if l.To != "" {
		b.WriteString(paragraph(l.To+"：", look{font: fontFang, size: size3, before: 100}))
	}
	for _, p := range l.Body {
		font := fontFang
		if Heading(p) {
			font = fontHei
		}
		b.WriteString(paragraph(p, look{font: font, size: size3, indent: 200, align: "both"}))
	}
	if l.Annex.Title != "" {
		b.WriteString(paragraph("附件："+l.Annex.Title, look{font: fontFang, size: size3, indent: 200, before: 100}))
	}
	// The seal is set over signature and date: two lines are left for it.
	b.WriteString(paragraph(l.Sign, look{font: fontFang, size: size3, align: "right", right: 200, before: 300}))
	b.WriteString(paragraph(l.Date, look{font: fontFang, size: size3, align: "right", right: 400}))
	if l.Copies != "" {
		b.WriteString(paragraph("　抄送："+l.Copies+"。", look{font: fontFang, size: size4, before: 200, border: "top", tint: "000000"}))
	}
	l.Annex.write(&b)
	fmt.Fprintf(&b, `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`+
		`<w:pgSz w:w="11906" w:h="16838"/>`+
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400" w:gutter="0"/>`+
		`<w:docGrid w:type="lines" w:linePitch="%d"/></w:sectPr></w:body></w:document>`, line)
	return b.String()
}

// Heading reports whether a paragraph is a heading of the first level by itself: short, 一、 and no full stop.
func Heading(p string) bool {
	first, _, ok := strings.Cut(p, "、")
	return ok && strings.Trim(first, "一二三四五六七八九十") == "" && first != "" && len([]rune(p)) <= 25 && !strings.ContainsAny(p, "。；")
}

func (a Annex) write(b *strings.Builder) {
	if a.Title == "" {
		return
	}
	b.WriteString(paragraph("附件", look{font: fontHei, size: size3, page: true}))
	b.WriteString(paragraph(a.Title, look{font: fontSong, size: size2, align: "center", before: 100, loose: true}))
	sum := 0
	for _, w := range a.Widths {
		sum += w
	}
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="` + fmt.Sprint(wide) + `" w:type="dxa"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range a.Widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, wide*w/sum)
	}
	b.WriteString(`</w:tblGrid>`)
	for i, row := range append([][]string{a.Head}, a.Rows...) {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if i == 0 {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		for j, cell := range row {
			font := fontFang
			if i == 0 {
				font = fontHei
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`+
				`<w:p><w:pPr><w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="atLeast"/></w:pPr>%s</w:p></w:tc>`,
				wide*a.Widths[j]/sum, run(cell, look{font: font, size: 21}))
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}
