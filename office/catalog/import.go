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

	"wuyou/kit/check"
	"wuyou/kit/db"
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
	Wrong   sheet.Wrong       // what is wrong with each row, after the import
	New     int               // items that were not there
	Changed int               // items that got a new version
	Same    int               // items that are as they were
	depts   map[string]string // region|short → code, as far as looked up
}

// Header are the columns of an item table as the office writes them.
func Header() []string {
	var list []string
	for _, col := range columns {
		list = append(list, col.Name)
	}
	return list
}

// Row is the item as a row under Header but for the last column, where it is handled: an export that can be imported.
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

// Columns are the columns of an item table. Its example is handled in a place.
func Columns(place region.Code) sheet.Layout {
	var l sheet.Layout
	for _, col := range columns {
		l = append(l, col.Column)
	}
	l[len(l)-1].Like = []string{string(place)}
	return l
}

// area is the column that says where an item is handled.
const area = "行政区划"

// columns are the columns of an item table, and where the value of each goes.
var columns = []struct {
	sheet.Column
	set func(*Item, string) error
}{
	{sheet.Column{Name: "事项编码", Also: []string{"item_code", "code", "地方编码", "编码"}, Must: true, Kind: sheet.Code,
		About: "编码已有的更新成新的一版", Like: []string{"SL-0001"}},
		func(it *Item, v string) error { it.Code = v; return nil }},
	{sheet.Column{Name: "事项名称", Also: []string{"name", "名称"}, Must: true, About: "与实施清单一致", Like: []string{"敬老优待证办理（样例）"}},
		func(it *Item, v string) error { it.Name = v; return nil }},
	{sheet.Column{Name: "主项", Also: []string{"main_item", "main"}, About: "有子项的，写主项名称"},
		func(it *Item, v string) error { it.Main = v; return nil }},
	{sheet.Column{Name: "俗称", Also: []string{"alias"}, About: "群众怎么叫，用来搜索", Like: []string{"老年证"}},
		func(it *Item, v string) error { it.Alias = v; return nil }},
	{sheet.Column{Name: "实施主体", Also: []string{"department", "dept", "部门"}, About: "部门简称；新事项要有", Like: []string{"民政局"}},
		func(it *Item, v string) error { it.Dept = v; return nil }},
	{sheet.Column{Name: "实施主体代码", Also: []string{"dept_code"}, Kind: sheet.Code, About: "部门的代码"},
		func(it *Item, v string) error { it.DeptCode = v; return nil }},
	{sheet.Column{Name: "事项类型", Also: []string{"task_type", "kind"}, Choices: labels(Kinds), About: "名称，或代码表里的代码；新事项要有", Like: []string{"公共服务"}},
		setKind},
	{sheet.Column{Name: "基本编码", Also: []string{"catalog_code"}, Kind: sheet.Code, About: "国家基本目录的编码，12 位"},
		setLength(12, func(it *Item, v string) { it.CatalogCode = v })},
	{sheet.Column{Name: "实施编码", Also: []string{"task_code"}, Kind: sheet.Code, About: "实施清单的编码，31 位"},
		setLength(31, func(it *Item, v string) { it.TaskCode = v })},
	{sheet.Column{Name: "服务对象", Also: []string{"audience"}, Choices: labels(Audiences), About: "可以写几个，用顿号隔开", Like: []string{"自然人"}},
		setAudience},
	{sheet.Column{Name: "主题", Also: []string{"topics"}, About: "可以写几个，用顿号隔开", Like: []string{"养老服务"}},
		func(it *Item, v string) error { it.Topics = list(v); return nil }},
	{sheet.Column{Name: "法定办结时限", Also: []string{"statutory"}, About: "如 20、20个工作日 或 30日；只写数字是工作日", Like: []string{"20个工作日"}},
		setLimit(func(it *Item) **Limit { return &it.Statutory })},
	{sheet.Column{Name: "承诺办结时限", Also: []string{"promised"}, About: "如 5、5个工作日 或 7日；只写数字是工作日", Like: []string{"5个工作日"}},
		setLimit(func(it *Item) **Limit { return &it.Promised })},
	{sheet.Column{Name: "到现场次数", Also: []string{"visits"}, About: "0 至 20 的整数", Like: []string{"1"}},
		setVisits},
	{sheet.Column{Name: "到现场原因", Also: []string{"visit_reason"}, About: "要到现场的，为什么", Like: []string{"领取证件"}},
		func(it *Item, v string) error { it.VisitReason = v; return nil }},
	{sheet.Column{Name: "网上办理", Also: []string{"online"}, Choices: []string{"是", "否"}, About: "能不能在网上申请", Like: []string{"是"}},
		setOnline},
	{sheet.Column{Name: "受理条件", Also: []string{"conditions"}, About: "有几条的，在格子里换行，一条一行", Like: []string{"年满 60 周岁"}},
		func(it *Item, v string) error { it.Conditions = lines(v); return nil }},
	{sheet.Column{Name: "办理地点", Also: []string{"place"}, About: "窗口在哪里", Like: []string{"政务服务大厅综合窗口"}},
		func(it *Item, v string) error { it.Place = v; return nil }},
	{sheet.Column{Name: "办理时间", Also: []string{"hours"}, About: "窗口什么时候开", Like: []string{"工作日上午九时至十二时，下午一时至五时"}},
		func(it *Item, v string) error { it.Hours = v; return nil }},
	{sheet.Column{Name: "咨询方式", Also: []string{"contact"}, About: "打什么电话问", Like: []string{"12345"}},
		func(it *Item, v string) error { it.Contact = v; return nil }},
	{sheet.Column{Name: area, Also: []string{"area_code", "区划"}, Kind: sheet.Code, About: "在哪里办，12 位区划代码；不填是现在开办的地方，新事项是全市"}, nil},
}

// labels are the words of a code table in the order of their codes.
func labels(table map[string]string) (words []string) {
	for _, c := range Codes(table) {
		words = append(words, c.Label)
	}
	return words
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
	it.Kind = "99" // so that nothing follows from it
	return errors.New("不在代码表里")
}

func setLength(n int, set func(*Item, string)) func(*Item, string) error {
	return func(it *Item, v string) error {
		if v = check.Plain(v); len(v) != n {
			return fmt.Errorf("应为 %d 位，现在是 %d 位", n, len(v))
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
			return fmt.Errorf("“%s”不在代码表里", word)
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
			return errors.New("应如 20、20个工作日 或 30日")
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
		return errors.New("应为 0 至 20 的整数")
	}
	it.Visits = &n
	return nil
}

func setOnline(it *Item, v string) error {
	switch v = check.Plain(v); v {
	case "1", "是", "TRUE", "Y", "YES":
		it.Online = true
	case "0", "否", "FALSE", "N", "NO":
		it.Online = false
	default:
		return errors.New("应填“是”或“否”")
	}
	return nil
}

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
	m.Wrong, m.depts = s.Wrong, map[string]string{}
	s.Once(columns[0].Name)
	for i := range s.Rows {
		if i%100 == 0 {
			progress(i, len(s.Rows))
		}
		it, err := m.read(ctx, tx, s, i)
		if err != nil {
			return err
		}
		place := region.Code("")
		if v := s.Cell(i, area); v != "" {
			if place, err = region.Parse(v); err != nil {
				s.Fault(i, area, "应为 12 位数字")
			}
		}
		if err := m.one(ctx, tx, c, it, place, i); err != nil {
			return err
		}
	}
	progress(len(s.Rows), len(s.Rows))
	return nil
}

// read makes an item of a row: what stands already, with the row's columns over it. It notes what is wrong with them.
func (m *Import) read(ctx context.Context, tx *db.DB, s sheet.Sheet, row int) (it Item, err error) {
	old, err := itemByCode(ctx, tx, s.Cell(row, columns[0].Name))
	switch {
	case err != nil && !errors.Is(err, db.ErrNone):
		return it, err
	case err == nil && old.Version > 0:
		body, err := versionBody(ctx, tx, old.ID, old.Version)
		if err != nil {
			return it, err
		}
		if err := json.Unmarshal([]byte(body), &it); err != nil {
			return it, err
		}
	}
	it.Name, it.Code = cmp.Or(it.Name, "?"), cmp.Or(it.Code, "?") // where they are missing, that is a fault of the cell
	for _, col := range columns {
		if v := s.Cell(row, col.Name); v != "" && col.set != nil {
			if err := col.set(&it, v); err != nil {
				s.Fault(row, col.Name, err.Error())
			}
		}
	}
	return it, nil
}

// Items imports whole items, as from a JSON file.
func (m *Import) Items(ctx context.Context, tx *db.DB, c *Catalog, items []Item) error {
	m.Wrong, m.depts = sheet.Wrong{}, map[string]string{}
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
	if it.Dept == "" {
		m.wrong(row, "没有写实施主体")
	}
	for _, f := range it.Lint() {
		m.wrong(row, f)
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
			m.Wrong.Add(row, sheet.Fault{Column: area, Value: string(r), Text: "不在本地区"})
		}
	}
	if len(m.Wrong[row]) > 0 {
		return nil
	}
	before := m.New
	id, err := m.store(ctx, tx, c, it)
	if errors.Is(err, errOpen) {
		m.wrong(row, err.Error())
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
	v := Version{
		Version: 1, State: Published, Body: string(body), Why: "导入", EditorID: m.By.ID, Editor: m.By.Name,
		Publisher: cmp.Or(m.Second, m.By.Name), EditedAt: now, PublishedAt: now,
	}
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

// ownWords are words of departments' own names that begin like a place: 市场监管局 is no 市's 场监管局.
var ownWords = []string{"市场", "市监", "市政", "市容", "市民", "区划", "区块", "区域", "县域"}

// short is a department's name without its place: 区人社局 and 东坡区人社局 are both 人社局.
func (m *Import) short(name string, place region.Code) string {
	for _, l := range []region.Level{region.County, region.City} {
		if at := place.At(l); at != "" {
			if rest, ok := strings.CutPrefix(name, m.Regions.Name(at)); ok && rest != "" {
				return rest
			}
		}
	}
	if slices.ContainsFunc(ownWords, func(w string) bool { return strings.HasPrefix(name, w) }) {
		return name
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

func (m *Import) wrong(row int, text string) { m.Wrong.Add(row, sheet.Fault{Text: text}) }
