package docx

import "fmt"

// The parts of a document that are always the same.

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relSpace    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace   = "http://schemas.openxmlformats.org/package/2006"
	wordKind    = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const contentTypes = `<Types xmlns="` + packSpace + `/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordKind + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordKind + `styles+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordKind + `fontTable+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordKind + `settings+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordKind + `footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="` + wordKind + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const rootRels = `<Relationships xmlns="` + packSpace + `/relationships">` +
	`<Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packSpace + `/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRels = `<Relationships xmlns="` + packSpace + `/relationships">` +
	`<Relationship Id="rId1" Type="` + relSpace + `/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + relSpace + `/fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId3" Type="` + relSpace + `/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId4" Type="` + relSpace + `/footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="` + relSpace + `/footer" Target="footer2.xml"/></Relationships>`

const styles = `<w:styles xmlns:w="` + mainSpace + `"><w:docDefaults><w:rPrDefault><w:rPr>` +
	`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="` + fontFang + `" w:cs="Times New Roman"/>` +
	`<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>`

// fontTable names what may stand in for a font that is not there.
const fontTable = `<w:fonts xmlns:w="` + mainSpace + `">` +
	`<w:font w:name="` + fontSong + `"><w:altName w:val="黑体"/><w:charset w:val="86"/><w:family w:val="script"/></w:font>` +
	`<w:font w:name="` + fontFang + `"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font>` +
	`<w:font w:name="` + fontHei + `"><w:altName w:val="SimHei"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font></w:fonts>`

const settings = `<w:settings xmlns:w="` + mainSpace + `"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/></w:settings>`

// footer is the page number between dashes, on the outer side: — 1 —.
func footer(side string) string {
	const look = `<w:rPr><w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>`
	return fmt.Sprintf(`<w:ftr xmlns:w="%s"><w:p><w:pPr><w:ind w:left="320" w:right="320"/><w:jc w:val="%s"/></w:pPr>`+
		`<w:r>%s<w:t xml:space="preserve">— </w:t></w:r>`+
		`<w:r>%[3]s<w:fldChar w:fldCharType="begin"/></w:r><w:r>%[3]s<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>`+
		`<w:r>%[3]s<w:fldChar w:fldCharType="separate"/></w:r><w:r>%[3]s<w:t>1</w:t></w:r><w:r>%[3]s<w:fldChar w:fldCharType="end"/></w:r>`+
		`<w:r>%[3]s<w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`, mainSpace, side, look)
}

func core(title, organ string) string {
	return fmt.Sprintf(`<cp:coreProperties xmlns:cp="%s/metadata/core-properties" `+
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:creator>%s</dc:creator></cp:coreProperties>`,
		packSpace, escape(title), escape(organ))
}
