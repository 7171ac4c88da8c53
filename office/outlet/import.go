package outlet

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// Imported is what an import of outlets did. What is wrong with the rows stands in the sheet.
type Imported struct{ New, Changed, Same int }

// field is a column of the table by the name of what is asked about an outlet, with which Check tells of faults.
type field struct {
	name   string
	column sheet.Column
	of     func(o *Outlet) *string // of those that are text as they stand
}

var fields = []field{
	{"code", sheet.Column{Name: "网点编码", Also: []string{"code", "编码"}, Must: true, Kind: sheet.Code,
		About: "本地自己编，定了不再改；可以用区划代码，同一个地方有几处的，后面加 -2、-3"}, func(o *Outlet) *string { return &o.Code }},
	{"name", sheet.Column{Name: "名称", Also: []string{"name", "网点名称"}, Must: true, About: "全称"}, func(o *Outlet) *string { return &o.Name }},
	{"region", sheet.Column{Name: "区划代码", Also: []string{"region", "area_code"}, Must: true, Kind: sheet.Code,
		About: "在哪里，12 位；市、县大厅填市、县的代码"}, nil},
	{"address", sheet.Column{Name: "地址", Also: []string{"address"}, Must: true, About: "路名、门牌号，写到楼层更好"},
		func(o *Outlet) *string { return &o.Address }},
	{"phone", sheet.Column{Name: "电话", Also: []string{"phone", "咨询电话"}, Kind: sheet.Text, About: "群众打得通的，带区号"},
		func(o *Outlet) *string { return &o.Phone }},
	{"hours", sheet.Column{Name: "开放时间", Also: []string{"hours", "办公时间"}, Must: true,
		About: "照“" + HoursLike + "”的样子；“工作日”按放假安排算，调休上班也开"}, func(o *Outlet) *string { return &o.Hours }},
	{"way", sheet.Column{Name: "怎么走", Also: []string{"way", "乘车路线"}, About: "公交、停车"}, func(o *Outlet) *string { return &o.Way }},
	{"parking", sheet.Column{Name: "好停车", Also: []string{"parking", "停车"}, About: "有没有停车的地方：是、否"}, nil},
	{"wheelchair", sheet.Column{Name: "轮椅可进", Also: []string{"wheelchair", "无障碍"}, About: "轮椅能不能从门外一直到窗口：是、否"}, nil},
	{"closed_from", sheet.Column{Name: "暂停起", Also: []string{"closed_from"}, Kind: sheet.Day, About: "暂停开放的第一天；不暂停的不填"}, nil},
	{"closed_until", sheet.Column{Name: "暂停至", Also: []string{"closed_until"}, Kind: sheet.Day, About: "暂停开放的最后一天；还不知道的不填"}, nil},
	{"closed_why", sheet.Column{Name: "暂停原因", Also: []string{"closed_why"}, About: "例如搬迁、停电"}, func(o *Outlet) *string { return &o.ClosedWhy }},
	{"instead", sheet.Column{Name: "暂停时去哪里", Also: []string{"instead"}, About: "急着办的到哪里办"}, func(o *Outlet) *string { return &o.Instead }},
	{"map_x", sheet.Column{Name: "图上横", Also: []string{"map_x"}, Kind: sheet.Code, About: "在示意图上从西往东，1 到 99；不填不画"}, nil},
	{"map_y", sheet.Column{Name: "图上纵", Also: []string{"map_y"}, Kind: sheet.Code, About: "在示意图上从北往南，1 到 99"}, nil},
	{"ended_on", sheet.Column{Name: "撤销日期", Also: []string{"ended_on"}, Kind: sheet.Day, About: "撤销了的，最后开放的一天"}, nil},
}

// Columns are the columns of a table of outlets. The examples are places that are known.
func Columns(examples ...region.Place) (l sheet.Layout) {
	for _, f := range fields {
		l = append(l, f.column)
	}
	for _, p := range examples {
		like := map[string]string{
			"code": string(p.Code), "name": region.Hall(p.Code.Level(), p.Name), "region": string(p.Code), "address": "某某路 1 号（示例）",
			"phone": "028-0000 0001", "hours": HoursLike, "way": "公交 1 路到某某站；院内可以停车", "parking": "是", "wheelchair": "是",
		}
		for i, f := range fields {
			l[i].Like = append(l[i].Like, like[f.name])
		}
	}
	return l
}

// Import enters a table of outlets, made up ones where sample says so. Every row is read; the caller undoes the transaction when
// one is wrong. Columns that the table lacks stay as they are; an outlet is never removed.
func Import(ctx context.Context, tx *db.DB, s sheet.Sheet, places *region.Tree, city region.Code, sample bool,
	progress func(seen, total int)) (r Imported, err error) {
	standing, err := All(ctx, tx)
	if err != nil {
		return r, err
	}
	s.Once("网点编码")
	for i := range s.Rows {
		if i%200 == 0 {
			progress(i, len(s.Rows))
		}
		at := slices.IndexFunc(standing, func(o Outlet) bool { return o.Code == s.Cell(i, "网点编码") })
		var old Outlet
		if at >= 0 {
			old = standing[at]
		}
		o := read(s, i, old)
		o.IsSample = sample
		for _, wrong := range o.Check(places, city) {
			at := slices.IndexFunc(fields, func(f field) bool { return f.name == wrong.Name })
			s.Fault(i, fields[at].column.Name, wrong.Message)
		}
		switch {
		case len(s.Wrong[i]) > 0:
			continue
		case at < 0:
			r.New++
		case old == o:
			r.Same++
			continue
		default:
			r.Changed++
		}
		if err := Put(ctx, tx, o); err != nil {
			return r, err
		}
	}
	progress(len(s.Rows), len(s.Rows))
	return r, nil
}

// The answers to yes or no.
var (
	yes = []string{"是", "有", "能", "可以", "1", "TRUE", "true", "√"}
	no  = []string{"否", "没有", "无", "不能", "0", "FALSE", "false", "×", ""}
)

// read lays a row over the outlet as it stands, and notes what is wrong with the row's own.
func read(s sheet.Sheet, row int, o Outlet) Outlet {
	for _, f := range fields {
		if !s.Has(f.column.Name) {
			continue
		}
		v := s.Cell(row, f.column.Name)
		switch {
		case f.of != nil:
			*f.of(&o) = v
		case f.name == "region":
			o.Region = region.Code(v)
		case f.name == "parking" || f.name == "wheelchair":
			if !slices.Contains(yes, v) && !slices.Contains(no, v) {
				s.Fault(row, f.column.Name, "应填“是”或“否”")
			}
			*map[string]*bool{"parking": &o.Parking, "wheelchair": &o.Wheelchair}[f.name] = slices.Contains(yes, v)
		case strings.HasPrefix(f.name, "map"):
			n, err := strconv.ParseInt(v, 10, 64)
			if err != nil && v != "" {
				s.Fault(row, f.column.Name, "应为 1 到 99 的整数")
			}
			*map[string]*int64{"map_x": &o.MapX, "map_y": &o.MapY}[f.name] = n
		default:
			day, _ := calendar.ParseDay(v) // what is none is a fault of the sheet
			*map[string]*calendar.Day{"closed_from": &o.ClosedFrom, "closed_until": &o.ClosedUntil, "ended_on": &o.EndedOn}[f.name] = day
		}
	}
	return o
}
