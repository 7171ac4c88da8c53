package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"wuyou/kit/db"
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
	About       string                                                   // what the import does to what stands, in words
	Roles       []people.Role                                            // who may hand one in
	Second      people.Role                                              // who agrees
	Kept        string                                                   // the name under which other nodes learn of the change; "": they need not
	Columns     func(f *Front) sheet.Layout                              // what it is read by
	ready       func(ctx context.Context, f *Front, in *Importing) error // what takes long, before the transaction
	run         func(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error)
	warns       func(ctx context.Context, f *Front, s sheet.Sheet) (door.Block, error) // what the second person is shown above the rows; nil: nothing
	load        func(ctx context.Context, f *Front) error
}

// Importing is one import.
type Importing struct {
	Sheet    sheet.Sheet // read by the columns of its kind; what is wrong with its rows is noted in it
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
		Name: "items", Title: "事项", Kept: "catalog", Roles: []people.Role{people.Editor}, Second: people.Publisher, load: loadCatalog,
		About:   "编码已有的更新成新的一版，表里没有的列不动。",
		Columns: func(f *Front) sheet.Layout { return catalog.Columns(f.House.Region) },
		run: func(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error) {
			m := catalog.Import{By: in.By, Second: in.Second.Name, Regions: f.Regions, City: f.House.Region}
			err := m.Table(ctx, tx, f.Catalog, in.Sheet, in.Progress)
			return Report{New: m.New, Changed: m.Changed, Same: m.Same}, err
		},
	},
	{
		Name: "regions", Title: "区划", Kept: "regions", Roles: []people.Role{people.System}, Second: people.Publisher, load: func(ctx context.Context, f *Front) error { return f.Regions.Load(ctx, f.DB, int64(f.today())) },
		About: "代码已有的更新，没有的新增，从不删除。撤并的地方写截止日期（最后一天）和并入的代码，次日起没办完的事和岗位由并入的地方接着办；一分为几的，“并入”写接手的那一个。",
		Columns: func(f *Front) sheet.Layout {
			city, _ := f.Regions.Find(f.House.Region)
			places := append([]region.Place{city}, f.Regions.Children(f.House.Region)...)
			return region.Columns(places[:min(2, len(places))]...)
		},
		run: func(ctx context.Context, f *Front, tx *db.DB, in Importing) (Report, error) {
			r, err := region.Import(ctx, tx, in.Sheet, in.Progress)
			if err == nil {
				_, err = f.Jobs.Add(ctx, tx, region.Job, "", 0)
			}
			return Report(r), err
		},
	},
	{
		Name: "holidays", Title: "放假安排", Kept: "rules", Roles: []people.Role{people.Editor, people.System}, Second: people.Publisher, load: loadRules,
		About:   "一天一行，照国务院办公厅的通知填：放假的和调休上班的都要有。",
		Columns: func(*Front) sheet.Layout { return holidayColumns },
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
				Name: one.Name, Title: one.Title, About: one.About, Roles: one.Roles, Second: people.Publisher, Kept: one.Name,
				Columns: func(*Front) sheet.Layout { return one.Columns() }, load: func(context.Context, *Front) error { return nil },
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

// Read reads a table of a kind.
func (f *Front) Read(ctx context.Context, t Table, r io.Reader) (s sheet.Sheet, err error) {
	if f, err = f.knowing(ctx); err != nil {
		return s, err
	}
	return sheet.Read(r, t.Columns(f)...)
}

// Template writes the workbook that a table of a kind is filled into.
func (f *Front) Template(ctx context.Context, t Table, w io.Writer) (err error) {
	if f, err = f.knowing(ctx); err != nil {
		return err
	}
	return sheet.Template(w, t.Title, t.Columns(f))
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
		if in.Dry || len(in.Sheet.Wrong) > 0 {
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

// The days, as people say whether they are off.
var (
	offWords = []string{"休息", "放假", "休", "是", "1", "TRUE"}
	onWords  = []string{"上班", "调休上班", "班", "否", "0", "FALSE"}
)

var holidayColumns = sheet.Layout{
	{Name: "日期", Also: []string{"date"}, Must: true, Kind: sheet.Day, About: "哪一天", Like: []string{"2027-01-01", "2027-01-03"}},
	{Name: "名称", Also: []string{"name", "节日"}, Must: true, About: "节日的名称，最多 50 个字", Like: []string{"元旦", "元旦"}},
	{Name: "是否休息", Also: []string{"is_off_day", "off", "安排"}, Must: true, Kind: sheet.Code, Choices: []string{"休息", "上班"}, About: "放假写“休息”，调休上班写“上班”；也认 1 和 0", Like: []string{"休息", "上班"}},
}

// importHolidays enters the national arrangement of days and has the open cases dated by it.
func importHolidays(ctx context.Context, f *Front, tx *db.DB, in Importing) (r Report, err error) {
	s := in.Sheet
	standing := map[int]map[calendar.Day]calendar.Exception{}
	s.Once("日期")
	for i := range s.Rows {
		if i%100 == 0 {
			in.Progress(i, len(s.Rows))
		}
		e := calendar.Exception{Name: s.Cell(i, "名称"), Off: slices.Contains(offWords, s.Cell(i, "是否休息")), Layer: calendar.National}
		if !e.Off && !slices.Contains(onWords, s.Cell(i, "是否休息")) {
			s.Fault(i, "是否休息", "应填“休息”或“上班”")
		}
		if utf8.RuneCountInString(e.Name) > 50 {
			s.Fault(i, "名称", "最多 50 个字")
		}
		if e.Day, err = calendar.ParseDay(s.Cell(i, "日期")); err != nil {
			s.Fault(i, "日期", err.Error())
		}
		if len(s.Wrong[i]) > 0 {
			continue
		}
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
	_, err = f.redateLater(ctx, tx, in.By.ID, redating{"", "导入放假安排"})
	return r, err
}
