package app

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/people"
)

// Whatever can be imported has a template, which its own import reads: as it is given out nothing of it, and its examples
// without a fault once they are no examples.
func TestEveryTemplateIsReadByItsImport(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.t.Context()
		for _, table := range w.House.Imports() {
			var b bytes.Buffer
			if err := table.Template(ctx, &b); err != nil {
				w.t.Fatal(table.Name, err)
			}
			if _, err := table.Read(ctx, bytes.NewReader(b.Bytes())); err == nil || !strings.Contains(err.Error(), "没有可以导入的行") {
				w.t.Errorf("%s: the examples are taken for data: %v", table.Name, err)
			}
			f, err := excelize.OpenReader(&b)
			if err != nil {
				w.t.Fatal(table.Name, err)
			}
			rows, _ := f.GetRows(table.Title)
			for i := range rows[1:] {
				f.SetCellStr(table.Title, fmt.Sprint("A", i+2), "")
			}
			var filled bytes.Buffer
			f.WriteTo(&filled)
			s, err := table.Read(ctx, &filled)
			if err != nil {
				w.t.Fatal(table.Name, err)
			}
			r, err := w.House.Import(ctx, table, door.Importing{Sheet: s, By: people.TheOffice, Dry: true, Progress: func(int, int) {}})
			if n := r.New + r.Changed + r.Same; err != nil || len(s.Wrong) > 0 || n == 0 || n != len(s.Rows) || len(s.Notes) > 0 {
				w.t.Errorf("%s: %+v %v %q %v", table.Name, r, s.Wrong, s.Notes, err)
			}
			for _, c := range sure(table.Columns(ctx)) {
				if c.About == "" || c.Must && len(c.Like) == 0 {
					w.t.Errorf("%s: column %s is not explained", table.Name, c.Name)
				}
			}
		}
		system := w.administrator("xitong")
		system.get("/desk/admin/import").is(200, "区划模板.xlsx").bones()
		s, err := sheet.Read(strings.NewReader(system.get("/desk/admin/templates/regions").is(200).body))
		if err != nil || s.Column("代码") < 0 || s.Name != "区划" {
			w.t.Errorf("%+v %v", s, err)
		}
		system.get("/desk/admin/templates/nothing").is(404)
		w.staff("bianji").get("/desk/admin/templates/regions").is(404)
		w.staff("window2").get("/desk/admin/templates/items").is(403)
	})
}

// All that is wrong is told at once, with line, column and what stands there; a long list says how much more there is.
func TestEveryFaultIsTold(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		system := w.administrator("xitong")
		bad := "眉山市行政区划调整表\n代码,名称,级别,截止日期\n511402998000,例镇,村,20261399\n\n51,,镇,\n"
		page := w.report(system, system.send("/desk/admin/import", "file", "区划.csv", []byte(bad), "kind", "regions").at)
		page.is(200, "有 2 行不对", "第 3 行", "与代码不符", "20261399", "不是日期", "第 5 行", "12 位数字", "没有填").not("提交，等另一人", "另有").bones()

		var many strings.Builder
		many.WriteString("日期,名称,是否休息\n")
		for range 75 {
			many.WriteString("某天,元旦,也许\n")
		}
		page = w.report(system, system.send("/desk/admin/import", "file", "假.csv", []byte(many.String()), "kind", "holidays").at)
		page.is(200, "有 75 行不对", "这里是前 100 处，另有 50 处", "应填“休息”或“上班”")
		wrong, err := sheet.Read(strings.NewReader(system.get(page.find(`href="([^"]*errors.xlsx)"`)).is(200).body))
		if err != nil || len(wrong.Rows) != 75 || !strings.Contains(wrong.Rows[74][0], "是否休息“也许”") || !strings.Contains(wrong.Rows[74][0], "日期“某天”") {
			w.t.Errorf("%+v %v", wrong, err)
		}

		system.send("/desk/admin/import", "file", "别的.csv", []byte("甲,乙\n1,2\n"), "kind", "regions").is(422, "没有找到列名“代码”“名称”")
	})
}
