package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"wuyou/kit/web"
)

// done is a line with what came of it.
type done struct {
	line
	web.Result
}

// report is what came of a file.
type report struct {
	lines, opened, moved, again int
	reasons                     map[string]int // of refusals
	refused                     []line
}

func (r *report) add(d done) {
	r.lines++
	switch {
	case d.Failed():
		var p web.Problem
		if err := json.Unmarshal(d.Body, &p); err != nil {
			p.Title = fmt.Sprintf("状态码 %d", d.Status)
		}
		r.reasons[p.Title]++
		d.Line, d.Reason = d.no, p.Title
		for _, f := range p.Errors {
			d.Reason += "；" + strings.TrimPrefix(f.Name+"："+f.Message, "：")
		}
		r.refused = append(r.refused, d.line)
	case again(d.Result):
		r.again++
	case strings.Contains(d.Path, "/events/"):
		r.moved++
	default:
		r.opened++
	}
}

// print writes the report; its last line is for scripts.
func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "共 %d 行：登记 %d 件，办理 %d 步，以前导入过 %d 行，没有做成 %d 行。\n", r.lines, r.opened, r.moved, r.again, len(r.refused))
	for _, why := range slices.SortedFunc(maps.Keys(r.reasons), func(a, b string) int { return r.reasons[b] - r.reasons[a] }) {
		fmt.Fprintf(w, "  %6d 行：%s\n", r.reasons[why], why)
	}
	fmt.Fprintf(w, "lines=%d\topened=%d\tdone=%d\tagain=%d\trefused=%d\n", r.lines, r.opened, r.moved, r.again, len(r.refused))
}

// write keeps the refused lines in a file that can be loaded once they are put right, and returns an error that says so. Without any,
// the file of an earlier run is removed.
func (r *report) write(name string) error {
	if len(r.refused) == 0 {
		if err := os.Remove(name); !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // people's data
	if err != nil {
		return err
	}
	out := json.NewEncoder(f)
	out.SetEscapeHTML(false)
	for _, x := range r.refused {
		err = errors.Join(err, out.Encode(x))
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return fmt.Errorf("%d 行里有 %d 行没有做成，连同原因写在“%s”里；改好以后可以再导入", r.lines, len(r.refused), name)
}
