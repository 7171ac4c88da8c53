package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Table is a kind of table that the office imports. The command line and the pages import by the same
// code: every row is read, so that all faults are known at once, and one fault leaves nothing changed.
type Table struct {
	Name, Title string
	Columns     string                                                   // what the table must have, in words
	Roles       []people.Role                                            // who may hand one in
	Second      people.Role                                              // who agrees
	Kept        string                                                   // the name under which other nodes learn of the change; "": they need not
	ready       func(ctx context.Context, f *Front, in *Importing) error // what takes long, before the transaction
	reads       func(column string) bool                                 // tells which columns are read; nil: no others are expected
	run         func(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error)
	load        func(ctx context.Context, f *Front) error
}

// Importing is one import.
type Importing struct {
	Sheet    sheet.Sheet
	By       people.Actor
	Second   people.Actor // who confirmed it; nobody on the command line
	Dry      bool         // find the faults, change nothing
	Why      string
	Progress func(seen, total int)

	first map[string]firstPassword // by login, of those who are new
}

// Report is what an import did or would do.
type Report = door.Imported

// own are the kinds of tables that no service brings.
var own = []Table{
	{
		Name: "items", Title: "事项", Kept: "catalog", Roles: []people.Role{people.Editor}, Second: people.Publisher, load: loadCatalog, reads: catalog.Reads,
		Columns: "必须有“事项编码”“事项名称”“实施主体”“事项类型”；可以有：" + strings.Join(catalog.Header(), "、") + "。编码已有的更新成新的一版，表里没有的列不动。",
		run: func(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error) {
			m := catalog.Import{By: in.By, Second: in.Second.Name, Regions: f.Regions, City: f.House.Region}
			err := m.Table(ctx, tx, f.Catalog, in.Sheet, in.Progress)
			return Report{New: m.New, Changed: m.Changed, Same: m.Same, Wrong: m.Wrong}, err
		},
	},
	{
		Name: "regions", Title: "区划", Kept: "regions", Roles: []people.Role{people.System}, Second: people.Publisher, load: func(ctx context.Context, f *Front) error { return f.Regions.Load(ctx, f.DB, int64(f.today())) },
		Columns: "必须有“代码”（12 位）“名称”；可以有“级别”“上级代码”“并入”“截止日期”。代码已有的更新，没有的新增，从不删除。",
		run: func(ctx context.Context, _ *Front, tx *db.DB, in Importing) (Report, error) {
			r, err := region.Import(ctx, tx, in.Sheet, in.Progress)
			return Report{New: r.New, Changed: r.Changed, Same: r.Same, Wrong: r.Wrong}, err
		},
	},
	{
		Name: "holidays", Title: "放假安排", Kept: "rules", Roles: []people.Role{people.Editor, people.System}, Second: people.Publisher, load: loadRules,
		Columns: "“日期”“名称”“是否休息”（1 或“休息”是放假，0 或“上班”是调休上班），一天一行，照国务院办公厅的通知填。",
		run:     importHolidays,
	},
	staffTable,
}

// Tables are all kinds of tables.
func (f *Front) Tables() []Table {
	list := slices.Clone(own)
	for _, s := range f.House.Services {
		for _, one := range s.Imports {
			list = append(list, Table{
				Name: one.Name, Title: one.Title, Columns: one.Columns, Roles: one.Roles, Second: people.Publisher, Kept: one.Name, load: func(context.Context, *Front) error { return nil },
				run: func(ctx context.Context, _ *Front, tx *db.DB, in Importing) (Report, error) {
					return one.Run(ctx, tx, in.Sheet)
				},
			})
		}
	}
	return list
}

// TableNamed finds a kind of table.
func (f *Front) TableNamed(name string) (Table, bool) {
	list := f.Tables()
	i := slices.IndexFunc(list, func(t Table) bool { return t.Name == name })
	if i < 0 {
		return Table{}, false
	}
	return list[i], true
}

var errUndone = errors.New("the import is undone")

// Import imports a table, all of it or, when a row is wrong or the run is dry, nothing.
func (f *Front) Import(ctx context.Context, t Table, in Importing) (r Report, err error) {
	if t.ready != nil && !in.Dry {
		if err := t.ready(ctx, f, &in); err != nil {
			return r, err
		}
	}
	err = f.DB.Tx(ctx, func(tx *db.DB) error {
		if r, err = t.run(ctx, f, tx, in); err != nil {
			return err
		}
		if in.Dry || len(r.Wrong) > 0 {
			return errUndone
		}
		if err := f.People.Log(ctx, tx, in.By, "", "导入"+t.Title, fmt.Sprintf("新增 %d，更新 %d，不变 %d", r.New, r.Changed, r.Same), in.Why); err != nil {
			return err
		}
		if t.Kept == "" {
			return nil
		}
		return tx.Changed(ctx, t.Kept)
	})
	if errors.Is(err, errUndone) {
		return r, nil
	}
	if err != nil || t.load == nil {
		return r, err
	}
	return r, t.load(ctx, f)
}

// importHolidays enters the national arrangement of days and has the open cases dated by it.
func importHolidays(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error) {
	r := Report{Wrong: map[int]string{}}
	s := in.Sheet
	date, name, off := s.Column("date", "日期"), s.Column("name", "名称"), s.Column("is_off_day", "off", "是否休息", "安排")
	if date < 0 || name < 0 || off < 0 {
		return r, fail.Invalid("表里要有“日期”“名称”“是否休息”三列", fail.Field{Name: "file", Message: "表里要有“日期”“名称”“是否休息”三列"})
	}
	standing := map[int]map[calendar.Day]calendar.Exception{}
	seen := map[calendar.Day]int{}
	for i, row := range s.Rows {
		if i%100 == 0 {
			in.Progress(i, len(s.Rows))
		}
		e, err := calendar.ParseHoliday(plainDay(row[date]), row[name], yesNo(row[off]))
		if err != nil {
			r.Wrong[i] = err.Error()
			continue
		}
		if first, twice := seen[e.Day]; twice {
			r.Wrong[i] = fmt.Sprintf("%s 与第 %d 行重复", e.Day, first+2)
			continue
		}
		seen[e.Day] = i
		year := e.Day.Year()
		if standing[year] == nil {
			days, err := calendar.DaysOf(ctx, tx, year)
			if err != nil {
				return r, err
			}
			standing[year] = map[calendar.Day]calendar.Exception{}
			for _, d := range days {
				if d.Layer == calendar.National {
					standing[year][d.Day] = d
				}
			}
		}
		switch old, ok := standing[year][e.Day]; {
		case !ok:
			r.New++
		case old == e:
			r.Same++
			continue
		default:
			r.Changed++
		}
		if err := calendar.PutDay(ctx, tx, e); err != nil {
			return r, err
		}
	}
	in.Progress(len(s.Rows), len(s.Rows))
	if r.New+r.Changed == 0 {
		return r, nil
	}
	_, err := f.redateLater(ctx, tx, in.By.ID, redating{"", "导入放假安排"})
	return r, err
}

func yesNo(v string) string {
	switch v {
	case "休息", "放假", "休", "是":
		return "1"
	case "上班", "班", "否":
		return "0"
	}
	return v
}

// plainDay writes a day as workbooks show it (2027/1/1, 01-02-27, 2027年1月1日) as 2027-01-01. What is
// none of these stays as it is.
func plainDay(v string) string {
	for _, layout := range []string{"2006/1/2", "2006-1-2", "2006年1月2日", "2006.1.2", "01-02-06"} {
		if t, err := time.ParseInLocation(layout, v, calendar.Zone); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return v
}
