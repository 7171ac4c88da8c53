package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// open reads a document as a strict reader does: every part well-formed, every part declared, every
// relation to a part that is there. It returns the text of the body by paragraphs.
func open(t interface{ Fatal(...any) }, b []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(body)
		for d := xml.NewDecoder(bytes.NewReader(body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(f.Name, err)
			}
		}
	}
	for _, rels := range []string{"_rels/.rels", "word/_rels/document.xml.rels"} {
		var r struct {
			Relationship []struct {
				Target string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal([]byte(parts[rels]), &r); err != nil {
			t.Fatal(err)
		}
		for _, one := range r.Relationship {
			name := path.Join(path.Dir(path.Dir(rels)), one.Target)
			if parts[name] == "" {
				t.Fatal(rels, "leads to", name, "which is not there")
			}
			if !strings.Contains(parts["[Content_Types].xml"], `"/`+name+`"`) {
				t.Fatal(name, "is not declared")
			}
		}
	}
	var doc struct {
		Body struct {
			P []struct {
				R []struct {
					T string `xml:"t"`
				} `xml:"r"`
			} `xml:"p"`
		} `xml:"body"`
	}
	if err := xml.Unmarshal([]byte(parts["word/document.xml"]), &doc); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, p := range doc.Body.P {
		text := ""
		for _, r := range p.R {
			text += r.T
		}
		list = append(list, text)
	}
	return list
}

func TestALetterHasItsParts(t *testing.T) {
	var b bytes.Buffer
	l := Letter{Organ: "某市政务服务管理局", Number: "某政服建〔2026〕1号", Title: "关于改进社会保障卡挂失办理的工作建议", To: "某区人社局",
		Body: []string{"近期反映集中。", "一、存在的问题", "材料不一致。"}, Sign: "某市政务服务管理局", Date: "2026年11月26日", Copies: "市纪委监委派驻纪检监察组",
		Annex: Annex{Title: "反映清单", Head: []string{"序号", "编号"}, Rows: [][]string{{"1", "5114"}}, Widths: []int{1, 5}}}
	if err := l.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(open(t, b.Bytes()), "\n")
	for _, want := range []string{"某市政务服务管理局\n某政服建〔2026〕1号\n关于改进", "某区人社局：\n近期", "附件：反映清单\n某市政务服务管理局\n2026年11月26日\n　抄送：市纪委"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// Whatever people write, the document is well-formed and says it.
func TestAnyTextIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<w:p>", "]]>", "&amp;", "\x00\x0b", "一、标题", "\"'"}))).Draw(t, "body")
		l := Letter{To: "某局", Organ: rapid.String().Draw(t, "organ"), Title: rapid.String().Draw(t, "title"), Body: body}
		var b bytes.Buffer
		if err := l.Write(&b); err != nil {
			t.Fatal(err)
		}
		got := open(t, b.Bytes())
		for i, p := range body {
			var want strings.Builder
			xml.EscapeText(&want, []byte(p))
			var plain string
			if err := xml.Unmarshal([]byte("<t>"+want.String()+"</t>"), &plain); err != nil {
				t.Fatal(err)
			}
			if got[4+i] != plain {
				t.Fatalf("paragraph %d says %q, want %q", i, got[4+i], plain)
			}
		}
	})
}

func TestHeadings(t *testing.T) {
	for text, want := range map[string]bool{"一、存在的问题": true, "二、工作建议": true, "一、逐件核查所附反映，查明原因。": false, "、": false, "甲、乙": false, "存在的问题": false} {
		if Heading(text) != want {
			t.Errorf("%s: heading is %v", text, !want)
		}
	}
}
