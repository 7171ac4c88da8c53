package sheet

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"wuyou/kit/fail"
)

var want = Sheet{Header: []string{"编码", "名称"}, Rows: [][]string{{"001", "社会保障卡申领"}, {"002", ""}}}

func TestReadsWhatClerksSave(t *testing.T) {
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String("编码,名称\r\n001,社会保障卡申领\r\n002\r\n,\r\n")
	var book bytes.Buffer
	w, err := NewWriter("表", want.Header)
	if err != nil {
		t.Fatal(err)
	}
	w.Row("001", "社会保障卡申领")
	w.Row("002")
	if _, err := w.WriteTo(&book); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"UTF-8 with BOM": "\xef\xbb\xbf编码, 名称 \n001,社会保障卡申领\n002,\n",
		"GBK":            gbk,
		"workbook":       book.String(),
	} {
		got, err := Read(bytes.NewReader([]byte(text)))
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Sheet{}), cmpopts.IgnoreFields(Sheet{}, "Name"), cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestRefusesInWords(t *testing.T) {
	for _, text := range []string{"", "\n\n", "PK\x03\x04broken", "a,b\n\x00\x01"} {
		if _, err := Read(bytes.NewReader([]byte(text))); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestErrorsComeBackInTheFile(t *testing.T) {
	var out bytes.Buffer
	wrong := want
	wrong.Wrong = Wrong{}
	wrong.Wrong.Add(1, Fault{Column: "名称", Text: "没有填"})
	if err := wrong.WriteErrors(&out); err != nil {
		t.Fatal(err)
	}
	back, err := Read(&out)
	if err != nil || back.Header[0] != "错误" || back.Rows[1][0] != "名称：没有填" || back.Rows[0][0] != "" || back.Rows[0][2] != "社会保障卡申领" {
		t.Errorf("%+v %v", back, err)
	}
}

func TestFormulasStayText(t *testing.T) {
	w, err := NewWriter("表", []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	w.Row("=1+1")
	var out bytes.Buffer
	w.WriteTo(&out)
	back, err := Read(&out)
	if err != nil || back.Rows[0][0] != "=1+1" {
		t.Errorf("%+v %v", back, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xef\xbb\xbfa;\"b\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Read(bytes.NewReader(b))
		if err != nil {
			if !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, row := range s.Rows {
			if len(row) != len(s.Header) {
				t.Errorf("a row of %d under a header of %d", len(row), len(s.Header))
			}
		}
	})
}

// A workbook tells of people: nothing of it lies on the disk in the clear while it is made, however large it is.
func TestLargeWorkbooksStayOffTheDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w, err := NewWriter("表", []string{"姓名"})
	if err != nil {
		t.Fatal(err)
	}
	name := strings.Repeat("张晓梅", 3_000)
	const rows = 1_000 // 27 MB
	for range rows {
		if err := w.Row(name); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("%d files in the temporary folder (%v)", len(list), err)
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	read, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if got, err := read.GetCellValue("表", fmt.Sprint("A", rows+1)); err != nil || got != name {
		t.Errorf("the last row is %.20q, %v", got, err)
	}
}
