package admin

import (
	"context"
	"slices"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// regions imports places.
func (f *Front) regions() door.Import {
	return door.Import{
		Name: "regions", Title: "区划", Kept: "regions", Roles: []people.Role{people.System},
		About: "代码已有的更新，没有的新增，从不删除。撤并的地方写截止日期（最后一天）和并入的代码，次日起没办完的事和岗位由并入的地方接着办；" +
			"一分为几的，“并入”写接手的那一个。",
		Load: func(ctx context.Context) error { return f.Regions.Load(ctx, f.DB, int64(f.today())) },
		Columns: func(context.Context) (sheet.Layout, error) {
			city, _ := f.Regions.Find(f.City)
			places := append([]region.Place{city}, f.Regions.Children(f.City)...)
			return region.Columns(places[:min(2, len(places))]...), nil
		},
		Run: func(ctx context.Context, tx *db.DB, in door.Importing) (door.Imported, error) {
			r, err := region.Import(ctx, tx, in.Sheet, in.Progress)
			if err == nil {
				_, err = f.Jobs.Add(ctx, tx, region.Job, "", 0)
			}
			return door.Imported(r), err
		},
	}
}

// holidays imports the national arrangement of days.
func (f *Front) holidays() door.Import {
	return door.Import{
		Name: "holidays", Title: "放假安排", Kept: "rules", Roles: []people.Role{people.Editor, people.System}, Load: f.loadRules,
		About:   "一天一行，照国务院办公厅的通知填：放假的和调休上班的都要有。",
		Columns: func(context.Context) (sheet.Layout, error) { return holidayColumns, nil },
		Run:     f.importHolidays,
	}
}

// The days, as people say whether they are off.
var (
	offWords = []string{"休息", "放假", "休", "是", "1", "TRUE"}
	onWords  = []string{"上班", "调休上班", "班", "否", "0", "FALSE"}
)

var holidayColumns = sheet.Layout{
	{Name: "日期", Also: []string{"date"}, Must: true, Kind: sheet.Day, About: "哪一天", Like: []string{"2027-01-01", "2027-01-03"}},
	{Name: "名称", Also: []string{"name", "节日"}, Must: true, About: "节日的名称，最多 50 个字", Like: []string{"元旦", "元旦"}},
	{
		Name: "是否休息", Also: []string{"is_off_day", "off", "安排"}, Must: true, Kind: sheet.Code, Choices: []string{"休息", "上班"},
		About: "放假写“休息”，调休上班写“上班”；也认 1 和 0", Like: []string{"休息", "上班"},
	},
}

// importHolidays enters the national arrangement of days and has the open cases dated by it.
func (f *Front) importHolidays(ctx context.Context, tx *db.DB, in door.Importing) (r door.Imported, err error) {
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
