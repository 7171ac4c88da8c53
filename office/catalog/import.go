package catalog

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Import is a table or list of items on its way into the catalogue.
type Import struct {
	By      people.Actor
	Second  string // who confirmed it (two-person rule); "" where it needed nobody
	Regions *region.Tree
	City    region.Code
	Offer   []region.Code     // where every item is offered; empty: where its row says, or where it is now
	Adapt   func(*Item)       // last touch to each item; may be nil
	Wrong   map[int]string    // what is wrong with each row, after the import
	New     int               // items that were not there
	Changed int               // items that got a new version
	Same    int               // items that are as they were
	depts   map[string]string // region|short → code, as far as looked up
}

// Header are the columns of an item table as the office writes them.
func Header() []string {
	var list []string
	for _, col := range columns {
		i := slices.IndexFunc(col.names, func(n string) bool { return n[0] >= utf8.RuneSelf })
		list = append(list, col.names[i])
	}
	return append(list, area[1])
}

// Row is the item as a row under Header, without where it is handled: an export that can be imported.
func (it *Item) Row() []string {
	visits, online := "", "否"
	if it.Visits != nil {
		visits = strconv.Itoa(*it.Visits)
	}
	if it.Online {
		online = "是"
	}
	var audience []string
	for _, a := range it.Audience {
		audience = append(audience, Audiences[a])
	}
	return []string{
		it.Code, it.Name, it.Main, it.Alias, it.Dept, it.DeptCode, Kinds[it.Kind], it.CatalogCode, it.TaskCode,
		strings.Join(audience, "、"), strings.Join(it.Topics, "、"), it.Statutory.Words(), it.Promised.Words(),
		visits, it.VisitReason, online, strings.Join(it.Conditions, "\n"), it.Place, it.Hours, it.Contact,
	}
}

// area are the names of the column that says where an item is handled.
var area = []string{"area_code", "行政区划", "区划"}

// Reads reports whether a column of that name is read. The marks of an earlier run are not, and not missed.
func Reads(column string) bool {
	if slices.Contains(area, column) || column == sheet.Faults {
		return true
	}
	for _, col := range columns {
		if slices.Contains(col.names, column) {
			return true
		}
	}
	return false
}

// columns are the columns of an item table: the names by which each is known, and where its value
// goes.
var columns = []struct {
	names []string
	set   func(*Item, string) error
}{
	{[]string{"item_code", "code", "事项编码", "地方编码", "编码"}, func(it *Item, v string) error { it.Code = v; return nil }},
	{[]string{"name", "事项名称", "名称"}, func(it *Item, v string) error { it.Name = v; return nil }},
	{[]string{"main_item", "main", "主项"}, func(it *Item, v string) error { it.Main = v; return nil }},
	{[]string{"alias", "俗称"}, func(it *Item, v string) error { it.Alias = v; return nil }},
	{[]string{"department", "dept", "实施主体", "部门"}, func(it *Item, v string) error { it.Dept = v; return nil }},
	{[]string{"dept_code", "实施主体代码"}, func(it *Item, v string) error { it.DeptCode = v; return nil }},
	{[]string{"task_type", "kind", "事项类型"}, setKind},
	{[]string{"catalog_code", "基本编码"}, setLength(12, func(it *Item, v string) { it.CatalogCode = v })},
	{[]string{"task_code", "实施编码"}, setLength(31, func(it *Item, v string) { it.TaskCode = v })},
	{[]string{"audience", "服务对象"}, setAudience},
	{[]string{"topics", "主题"}, func(it *Item, v string) error { it.Topics = list(v); return nil }},
	{[]string{"statutory", "法定办结时限"}, setLimit(func(it *Item) **Limit { return &it.Statutory })},
	{[]string{"promised", "承诺办结时限"}, setLimit(func(it *Item) **Limit { return &it.Promised })},
	{[]string{"visits", "到现场次数"}, setVisits},
	{[]string{"visit_reason", "到现场原因"}, func(it *Item, v string) error { it.VisitReason = v; return nil }},
	{[]string{"online", "网上办理"}, func(it *Item, v string) error { it.Online = yes(v); return nil }},
	{[]string{"conditions", "受理条件"}, func(it *Item, v string) error { it.Conditions = lines(v); return nil }},
	{[]string{"place", "办理地点"}, func(it *Item, v string) error { it.Place = v; return nil }},
	{[]string{"hours", "办理时间"}, func(it *Item, v string) error { it.Hours = v; return nil }},
	{[]string{"contact", "咨询方式"}, func(it *Item, v string) error { it.Contact = v; return nil }},
}

func setKind(it *Item, v string) error {
	if v = check.Plain(v); len(v) == 1 {
		v = "0" + v
	}
	for code, name := range Kinds {
		if v == code || v == name {
			it.Kind = code
			return nil
		}
	}
	return fmt.Errorf("事项类型“%s”不在代码表里", v)
}

func setLength(n int, set func(*Item, string)) func(*Item, string) error {
	return func(it *Item, v string) error {
		if v = check.Plain(v); len(v) != n {
			return fmt.Errorf("编码应为 %d 位，现在是 %d 位", n, len(v))
		}
		set(it, v)
		return nil
	}
}

func setAudience(it *Item, v string) error {
	it.Audience = nil
	for _, word := range list(v) {
		known := ""
		for code, name := range Audiences {
			if word == code || word == name || word == "个人" && code == "1" || word == "法人" && code == "2" {
				known = code
			}
		}
		if known == "" {
			return fmt.Errorf("服务对象“%s”不在代码表里", word)
		}
		it.Audience = append(it.Audience, known)
	}
	return nil
}

func setLimit(of func(*Item) **Limit) func(*Item, string) error {
	return func(it *Item, v string) error {
		unit, v := "workday", check.Plain(v)
		number := strings.TrimSpace(strings.TrimSuffix(v, "个工作日"))
		if strings.HasSuffix(v, "日") && !strings.HasSuffix(v, "工作日") {
			unit, number = "day", strings.TrimSpace(strings.TrimSuffix(v, "日"))
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n > 3660 {
			return fmt.Errorf("时限“%s”应如 20、20个工作日 或 30日", v)
		}
		limit := of(it)
		basis := ""
		if *limit != nil {
			basis = (*limit).Basis
		}
		*limit = &Limit{N: n, Unit: unit, Basis: basis}
		return nil
	}
}

func setVisits(it *Item, v string) error {
	n, err := strconv.Atoi(check.Plain(v))
	if err != nil || n < 0 || n > 20 {
		return fmt.Errorf("到现场次数“%s”应为 0 至 20 的整数", v)
	}
	it.Visits = &n
	return nil
}

func yes(v string) bool { return v == "1" || v == "是" || strings.EqualFold(v, "true") }

func list(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(",，、;； ", r) })
}

func lines(v string) []string {
	var out []string
	for _, l := range strings.Split(v, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// Table imports a table of items. It reads every row, so that all faults are known at once; the
// caller undoes the transaction when there are any. progress is told the rows seen.
func (m *Import) Table(ctx context.Context, tx *db.DB, c *Catalog, s sheet.Sheet, progress func(seen, total int)) error {
	m.Wrong, m.depts = map[int]string{}, map[string]string{}
	code, name := s.Column(columns[0].names...), s.Column(columns[1].names...)
	if code < 0 || name < 0 {
		return fail.Invalid("表里要有“事项编码”和“事项名称”两列", fail.Field{Name: "file", Message: "表里要有“事项编码”和“事项名称”两列"})
	}
	where := s.Column(area...)
	seen := map[string]int{}
	for i, row := range s.Rows {
		if i%100 == 0 {
			progress(i, len(s.Rows))
		}
		if first, twice := seen[row[code]]; twice && row[code] != "" {
			m.wrong(i, "编码与第 %d 行重复", first+2)
			continue
		}
		seen[row[code]] = i
		it, err := m.read(ctx, tx, s, row)
		if err != nil {
			m.wrong(i, "%s", err)
			continue
		}
		place := region.Code("")
		if where >= 0 && row[where] != "" {
			if place, err = region.Parse(check.Plain(row[where])); err != nil {
				m.wrong(i, "区划“%s”应为 12 位数字", row[where])
				continue
			}
		}
		if err := m.one(ctx, tx, c, it, place, i); err != nil {
			return err
		}
	}
	progress(len(s.Rows), len(s.Rows))
	return nil
}

// read makes an item of a row: what stands already, with the row's columns over it.
func (m *Import) read(ctx context.Context, tx *db.DB, s sheet.Sheet, row []string) (Item, error) {
	var it Item
	if old, err := itemByCode(ctx, tx, row[s.Column(columns[0].names...)]); err == nil && old.Version > 0 {
		body, err := versionBody(ctx, tx, old.ID, old.Version)
		if err != nil {
			return it, err
		}
		if err := json.Unmarshal([]byte(body), &it); err != nil {
			return it, err
		}
	}
	var faults []string
	for _, col := range columns {
		i := s.Column(col.names...)
		if i < 0 || row[i] == "" {
			continue
		}
		if err := col.set(&it, row[i]); err != nil {
			faults = append(faults, err.Error())
		}
	}
	if len(faults) > 0 {
		return it, errors.New(strings.Join(faults, "；"))
	}
	return it, nil
}

// Items imports whole items, as from a JSON file.
func (m *Import) Items(ctx context.Context, tx *db.DB, c *Catalog, items []Item) error {
	m.Wrong, m.depts = map[int]string{}, map[string]string{}
	for i, it := range items {
		if err := m.one(ctx, tx, c, it, m.City, i); err != nil {
			return err
		}
	}
	return nil
}

// one checks an item and stores it when it differs from what stands. Only a fault of the database is
// an error; a fault of the item is noted for its row. An empty place is that where it is handled now,
// or the city.
func (m *Import) one(ctx context.Context, tx *db.DB, c *Catalog, it Item, place region.Code, row int) error {
	stays := place == "" && len(m.Offer) == 0
	if place == "" {
		place = m.City
	}
	it.Dept = m.short(it.Dept, place)
	if m.Adapt != nil {
		m.Adapt(&it)
	}
	faults := it.Lint()
	if it.Dept == "" {
		faults = append([]string{"没有写实施主体"}, faults...)
	}
	if len(faults) > 0 {
		m.wrong(row, "%s", strings.Join(faults, "；"))
		return nil
	}
	offered := m.Offer
	switch {
	case it.Level == "3":
		offered = []region.Code{m.City}
	case len(offered) == 0:
		offered = []region.Code{place}
	}
	for _, r := range offered {
		if p, ok := m.Regions.Find(r); !ok || p.ValidTo != 0 || !m.City.Covers(r) {
			m.wrong(row, "区划 %s 不在本地区", r)
			return nil
		}
	}
	before := m.New
	id, err := m.store(ctx, tx, c, it)
	if errors.Is(err, errOpen) {
		m.wrong(row, "%s", err)
		return nil
	}
	if err != nil || stays && m.New == before {
		return err
	}
	for _, r := range offered {
		dept, err := m.dept(ctx, tx, r, it.Dept)
		if err != nil {
			return err
		}
		if err := putOffer(ctx, tx, offer{id, r, dept}); err != nil {
			return err
		}
	}
	return nil
}

// errOpen is that an item has a draft, which the import would get ahead of.
var errOpen = errors.New("这个事项有一稿正在编辑，先发布或放弃那一稿，再导入")

// store writes a new item, or a new version of one that changed.
func (m *Import) store(ctx context.Context, tx *db.DB, c *Catalog, it Item) (int64, error) {
	body, err := json.Marshal(it)
	if err != nil {
		return 0, err
	}
	now := c.now().UnixMilli()
	v := Version{Version: 1, State: Published, Body: string(body), Why: "导入", EditorID: m.By.ID, Editor: m.By.Name, Publisher: cmp.Or(m.Second, m.By.Name), EditedAt: now, PublishedAt: now}
	e := entryOf(it)
	e.State = Published
	old, err := itemByCode(ctx, tx, it.Code)
	if errors.Is(err, db.ErrNone) {
		m.New++
		e.ID, e.Version = tx.NewID(), 1
		v.ItemID = e.ID
		if err := insertItem(ctx, tx, e); err != nil {
			return 0, err
		}
		return e.ID, insertVersion(ctx, tx, v)
	}
	if err != nil {
		return 0, err
	}
	all, err := versionsOf(ctx, tx, old.ID)
	if err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(all, func(o Version) bool { return o.Version == old.Version }); i >= 0 {
		if was, err := all[i].Item(); err == nil && reflect.DeepEqual(*was, it) {
			m.Same++
			return old.ID, nil
		}
	}
	if slices.ContainsFunc(all, func(o Version) bool { return o.State == Draft || o.State == Submitted }) {
		return 0, errOpen
	}
	if err := retireVersion(ctx, tx, old.ID, old.Version); err != nil {
		return 0, err
	}
	m.Changed++
	e.ID, e.Boost, e.Version, e.State = old.ID, old.Boost, all[0].Version+1, old.State
	v.ItemID, v.Version = e.ID, e.Version
	if err := insertVersion(ctx, tx, v); err != nil {
		return 0, err
	}
	return e.ID, updateItem(ctx, tx, e)
}

// short is a department's name without its place: 区人社局 and 东坡区人社局 are both 人社局.
func (m *Import) short(name string, place region.Code) string {
	for _, l := range []region.Level{region.County, region.City} {
		if at := place.At(l); at != "" {
			if rest, ok := strings.CutPrefix(name, m.Regions.Name(at)); ok && rest != "" {
				return rest
			}
		}
	}
	for _, p := range []string{"区", "县", "市"} {
		if rest, ok := strings.CutPrefix(name, p); ok && len([]rune(rest)) > 1 {
			return rest
		}
	}
	return name
}

// dept finds the department of a region, and founds it when it is new.
func (m *Import) dept(ctx context.Context, tx *db.DB, r region.Code, short string) (string, error) {
	key := string(r) + "|" + short
	if code, ok := m.depts[key]; ok {
		return code, nil
	}
	code, err := FoundDept(ctx, tx, r, m.Regions.Name(r)+short, short)
	m.depts[key] = code
	return code, err
}

// FoundDept finds a department of a region by its short name, or enters it.
func FoundDept(ctx context.Context, tx *db.DB, r region.Code, name, short string) (string, error) {
	d, err := deptByShort(ctx, tx, r, short)
	if err == nil {
		return d.Code, nil
	}
	if !errors.Is(err, db.ErrNone) {
		return "", err
	}
	n, err := deptCount(ctx, tx, r)
	if err != nil {
		return "", err
	}
	d = Dept{Code: fmt.Sprintf("%s-%02d", r.County6(), n+1), Region: r, Name: name, Short: short}
	return d.Code, insertDept(ctx, tx, d)
}

func (m *Import) wrong(row int, format string, args ...any) {
	m.Wrong[row] = fmt.Sprintf(format, args...)
}
