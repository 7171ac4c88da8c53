package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// What a table may be. A workbook of a few kilobytes can say that it has a million rows of sixteen thousand cells; it is
// looked through in pieces before anything of it is unpacked into memory. These are bounds of the machine, no rules of the
// office: the largest table that a city hands in has some ten thousand rows.
const (
	rowsMost    = 200_000
	columnsMost = 256
	cellsMost   = 2_000_000
	bytesMost   = 32 << 20         // as it is handed in
	openMost    = 100 << 20        // unpacked, and all text together
	partsMost   = 2000             // files in a workbook
	unitMost    = 256 << 10        // one cell, one text; Excel's own limit is 32,767 characters
	tagsMost    = 1_000_000        // in a part that is no sheet: texts, styles
	formatMost  = 600              // a number's format; Excel's own limit is 255 characters
	timeMost    = 30 * time.Second // to read it
)

var (
	errParts   = invalid("工作簿里的部件太多，请新建一个工作簿，只把数据粘贴过去再上传")
	errOpen    = invalid(fmt.Sprintf("工作簿解开后太大，最多 %d MB；请删去图片和多余的表，或者分成几份上传", openMost>>20))
	errColumns = invalid(fmt.Sprintf("有内容的列太多，最多 %d 列；请删去右边多余的列（可能只有一个空格）再上传", columnsMost))
	errRows    = invalid(fmt.Sprintf("行数太多，一次最多 %d 行，请分成几份上传", rowsMost))
	errCells   = invalid(fmt.Sprintf("格子太多，一次最多 %d 万个，请分成几份上传", cellsMost/10_000))
	errUnit    = invalid("有一格里的文字太长，请检查后再上传")
	errBroken  = invalid("工作簿已损坏，请用 Excel 另存后再上传")
	errTime    = invalid("这份工作簿太复杂，读不完；请新建一个工作簿，只粘贴数值再上传")
)

// look goes through a workbook without keeping anything of it, and refuses one that would be too much.
func look(b []byte) error {
	if bytes.Count(b, []byte("PK\x01\x02")) > partsMost { // before the list of parts is made
		return errParts
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return errBroken
	}
	all := uint64(0)
	for _, part := range z.File {
		if all += part.UncompressedSize64; all > openMost || part.UncompressedSize64 > openMost {
			return errOpen
		}
	}
	for _, part := range z.File {
		if err := lookInto(part); err != nil {
			return err
		}
	}
	return nil
}

func lookInto(part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return errBroken
	}
	defer r.Close()
	in := bufio.NewReaderSize(io.LimitReader(r, openMost), 64<<10)
	head, _ := in.Peek(8)
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	name := strings.ToLower(part.Name)
	if !bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")) && !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return nil // a picture, say: it stays packed in what is handed on
	}
	p := pass{sheet: strings.Contains(name, "worksheets/")}
	return p.over(in)
}

// pass is how far a look through one part of a workbook has come. It sees every tag, whatever the part's structure.
type pass struct {
	sheet             bool
	tags, rows, cells int
	inRow             int  // cells of the row
	far               bool // the cell stands too far to the right, where it may be empty only
	unit              int  // bytes since the cell or the text began
	inside            bool // of a cell or a text
}

func (p *pass) over(in *bufio.Reader) error {
	var piece []byte // "<tag …>text", without the "<"
	for {
		part, err := in.ReadSlice('<')
		if len(piece)+len(part) > unitMost {
			return errUnit
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			piece = append(piece, part...)
			continue
		}
		if piece != nil {
			part = append(piece, part...)
			piece = nil
		}
		if e := p.see(part); e != nil {
			return e
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errBroken
		}
	}
}

func (p *pass) see(piece []byte) error {
	if p.tags++; p.tags > tagsMost && (!p.sheet || p.tags > 5*tagsMost) {
		return errCells
	}
	name, ends := bytes.CutPrefix(piece, []byte("/"))
	for i, c := range name {
		if c <= ' ' || c == '/' || c == '>' {
			name = name[:i]
			break
		}
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if p.inside {
		if p.unit += len(piece); p.unit > unitMost {
			return errUnit
		}
	}
	switch string(name) {
	case "row", "si", "c":
		p.inside, p.far = false, false
	}
	if ends {
		return nil
	}
	switch string(name) {
	case "?xml":
		if i := bytes.Index(piece, []byte("encoding")); i >= 0 && !bytes.Contains(bytes.ToLower(piece), []byte("utf-8")) {
			return errBroken // another encoding hides what this look would see
		}
	case "numFmt":
		if len(piece) > formatMost {
			return errUnit
		}
	case "row":
		p.inRow = 0
		if p.rows++; p.rows > rowsMost+1 {
			return errRows
		}
	case "si":
		p.inside, p.unit = true, 0
	case "c":
		p.inRow++
		p.inside, p.unit, p.far = true, 0, max(p.inRow, column(piece)) > columnsMost
		if p.cells++; p.cells > cellsMost {
			return errCells
		}
	case "v", "f", "is":
		if p.far && p.sheet {
			return errColumns
		}
	}
	return nil
}

// column is the column of a cell's reference (XFD7 is 16,384); 0 where it has none.
func column(tag []byte) (n int) {
	if i := bytes.IndexByte(tag, '>'); i >= 0 {
		tag = tag[:i]
	}
	for {
		i := bytes.Index(tag, []byte("r"))
		if i < 0 {
			return 0
		}
		before := i > 0 && bytes.IndexByte([]byte(" \t\r\n:"), tag[i-1]) >= 0
		tag = tag[i+1:]
		value := bytes.TrimLeft(tag, " \t\r\n")
		if !before || len(value) == 0 || value[0] != '=' {
			continue
		}
		value = bytes.TrimLeft(value[1:], " \t\r\n\"'$")
		for len(value) > 0 && n <= columnsMost {
			letter := value[0] | 0x20
			if letter == '&' { // spelled so that nobody reads it
				return columnsMost + 1
			}
			if letter < 'a' || letter > 'z' {
				return n
			}
			n, value = n*26+int(letter-'a')+1, value[1:]
		}
		return n
	}
}
