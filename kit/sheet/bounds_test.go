package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"wuyou/kit/fail"
)

// bookOf is a workbook whose first sheet, shared texts and styles are the given XML.
func bookOf(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	f.SetCellValue("Sheet1", "A1", "编码")
	var plain bytes.Buffer
	if _, err := f.WriteTo(&plain); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		if _, ours := parts[p.Name]; !ours {
			if err := w.Copy(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range parts {
		p, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		p.Write([]byte(text))
	}
	w.Close()
	return out.Bytes()
}

const (
	sheet1  = "xl/worksheets/sheet1.xml"
	texts   = "xl/sharedStrings.xml"
	styles  = "xl/styles.xml"
	opening = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	closing = `</sheetData></worksheet>`
	head    = `<row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c></row>`
	space   = `<is><t xml:space="preserve"> </t></is>`
)

func rowsOf(n int, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(opening + head)
	for i := 2; i < n+2; i++ {
		b.WriteString(row(i))
	}
	return b.String() + closing
}

func TestBombsAreRefusedSoonAndInLittleMemory(t *testing.T) {
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	for name, c := range map[string]struct {
		b    []byte
		says string
	}{
		"a space in the last column of each row": {bookOf(t, map[string]string{sheet1: rowsOf(20_000, func(i int) string {
			return fmt.Sprintf(`<row r="%d"><c r="XFD%d" t="inlineStr">%s</c></row>`, i, i, space)
		})}), "列"},
		"the same without saying where": {bookOf(t, map[string]string{sheet1: rowsOf(1, func(int) string {
			return "<row>" + many(columnsMost+1, `<c t="inlineStr">`+space+`</c>`) + "</row>"
		})}), "列"},
		"the same with a prefix and other quotes": {bookOf(t, map[string]string{sheet1: rowsOf(20_000, func(i int) string {
			return fmt.Sprintf(`<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:c s="0" r = 'xfd%d' t='inlineStr'><x:is><x:t>1</x:t></x:is></x:c></x:row>`, i)
		})}), "列"},
		"the same in references": {bookOf(t, map[string]string{sheet1: rowsOf(20_000, func(i int) string {
			return fmt.Sprintf(`<row r="%d"><c r="&#88;FD%d" t="inlineStr">%s</c></row>`, i, i, space)
		})}), "列"},
		"another encoding":               {bookOf(t, map[string]string{sheet1: `<?xml version="1.0" encoding="UTF-16"?>` + rowsOf(1, func(int) string { return "" })}), "损坏"},
		"millions of rows":               {bookOf(t, map[string]string{sheet1: opening + head + many(4_000_000, "<row/>") + closing}), "行数"},
		"millions of cells":              {bookOf(t, map[string]string{sheet1: opening + head + many(20_000, "<row>"+many(200, "<c/>")+"</row>") + closing}), "格子"},
		"millions of tags":               {bookOf(t, map[string]string{sheet1: opening + head + many(20_000_000, "<a/>") + closing}), "格子"},
		"much of nothing":                {bookOf(t, map[string]string{"xl/media/a.xml": many(200<<20, " ")}), "MB"},
		"one huge text":                  {bookOf(t, map[string]string{texts: `<sst><si><t>` + many(60<<20, "a") + `</t></si></sst>`}), "文字"},
		"one text of millions of pieces": {bookOf(t, map[string]string{texts: `<sst><si>` + many(1_000_000, "<r><t/></r>") + `</si></sst>`}), "文字"},
		"a cell of millions of pieces":   {bookOf(t, map[string]string{sheet1: opening + `<row><c t="inlineStr"><is>` + many(1_000_000, "<r><t/></r>") + `</is></c></row>` + closing}), "文字"},
		"millions of texts":              {bookOf(t, map[string]string{texts: `<sst>` + many(5_000_000, "<si><t/></si>") + `</sst>`}), "格子"},
		"a huge attribute":               {bookOf(t, map[string]string{styles: `<styleSheet a="` + many(60<<20, "b") + `"/>`}), "文字"},
		"an endless format":              {bookOf(t, map[string]string{styles: `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="` + many(5000, "0") + `"/></numFmts></styleSheet>`}), "文字"},
		"100,000 parts": {func() []byte {
			var out bytes.Buffer
			w := zip.NewWriter(&out)
			for i := range 100_000 {
				w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)})
			}
			w.Close()
			return out.Bytes()
		}(), "部件"},
		"a line of commas": {[]byte("a,b\n" + many(20<<20, ",")), "格子"},
		"a wide header":    {[]byte(many(1000, "a,") + "\n"), "列"},
	} {
		if len(c.b) > bytesMost {
			t.Fatalf("%s: the test's file has %d MB", name, len(c.b)>>20)
		}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := Read(bytes.NewReader(c.b))
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		used := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %d KB, %v, %d MB: %v", name, len(c.b)>>10, took.Round(time.Millisecond), used, err)
		if !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want words on %s", name, err, c.says)
		}
		if took > time.Second || used > 100 {
			t.Errorf("%s: %v and %d MB", name, took, used)
		}
	}
}

func TestWhatIsOrdinaryIsStillRead(t *testing.T) {
	s, err := Read(bytes.NewReader(bookOf(t, map[string]string{sheet1: rowsOf(3, func(i int) string { // formatted to the last column, but empty there
		return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>%d</v></c><c r="XFC%d" s="0"/><c r="XFD%d" s="0"></c></row>`, i, i, i, i, i)
	})})))
	if err != nil || len(s.Rows) != 3 || s.Rows[2][0] != "4" {
		t.Errorf("%+v %v", s, err)
	}
	f := excelize.NewFile()
	f.SetCellValue("Sheet1", "A1", "a")
	f.SetCellValue("Sheet1", "IV1", "the 256th")
	f.SetCellValue("Sheet1", "IV2", "the last column")
	f.SetCellValue("Sheet1", "A3", strings.Repeat("字", 32_767))
	var b bytes.Buffer
	f.WriteTo(&b)
	if s, err = Read(&b); err != nil || len([]rune(s.Rows[1][0])) != 32_767 || s.Rows[0][255] != "the last column" {
		t.Errorf("%v", err)
	}
}
