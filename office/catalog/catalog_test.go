package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/people"
	"wuyou/office/region"
)

type office struct {
	*catalog.Catalog
	db   *db.DB
	tree *region.Tree
	log  []string
}

var (
	editor    = people.Actor{Kind: people.Staff, ID: 1, Name: "编辑"}
	publisher = people.Actor{Kind: people.Staff, ID: 2, Name: "发布"}
)

const (
	county   = region.Code("511402000000")
	township = region.Code("511402001000")
)

func each(t *testing.T, test func(t *testing.T, o *office)) {
	now := func() time.Time { return time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone) }
	dbtest.Each(t, now, []db.Migrations{region.Schema(), catalog.Schema()}, func(t *testing.T, d *db.DB) {
		o := &office{db: d, Catalog: catalog.New(d, now), tree: &region.Tree{}}
		o.Log = func(_ context.Context, _ *db.DB, by people.Actor, act, object, _ string) error {
			o.log = append(o.log, by.Name+" "+act+" "+object)
			return nil
		}
		s, err := sheet.Read(strings.NewReader("code,name\n510000000000,蜀省\n511400000000,眉州市\n511402000000,东坡区\n511403000000,彭山区\n511402001000,通惠街道\n"), region.Columns()...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := region.Import(t.Context(), d, s, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
		if err := o.tree.Load(t.Context(), d, 20260420); err != nil {
			t.Fatal(err)
		}
		test(t, o)
	})
}

// load imports a table of items, as the dry run does or for good.
func (o *office) load(t *testing.T, table string, keep bool) catalog.Import {
	t.Helper()
	s, err := sheet.Read(strings.NewReader(table), catalog.Columns("511400000000")...)
	if err != nil {
		t.Fatal(err)
	}
	m := catalog.Import{By: editor, Second: publisher.Name, Regions: o.tree, City: "511400000000"}
	undo := errors.New("undo")
	err = o.db.Tx(t.Context(), func(tx *db.DB) error {
		m.New, m.Changed, m.Same = 0, 0, 0
		if err := m.Table(t.Context(), tx, o.Catalog, s, func(int, int) {}); err != nil {
			return err
		}
		if !keep || len(m.Wrong) > 0 {
			return undo
		}
		return nil
	})
	if err != nil && !errors.Is(err, undo) {
		t.Fatal(err)
	}
	if err := o.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

const table = `事项编码,事项名称,实施主体,事项类型,法定办结时限,承诺办结时限,到现场次数,到现场原因,网上办理,区划
A1,社保卡挂失,东坡区人社局,公共服务,20,5个工作日,0,,是,511402000000
A2,游艺证核发,文旅局,01,20个工作日,7,1,核对原件,否,511402000000
`

// A table is imported whole or not at all; each wrong row is named with its reason.
func TestImportFaults(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		counts := func(m catalog.Import) string { return fmt.Sprint(m.New, m.Changed, m.Same, len(m.Wrong)) }
		if got := counts(o.load(t, table, false)); got != "2 0 0 0" || o.Size() != 0 {
			t.Error(got, o.Size())
		}
		if got := counts(o.load(t, table, true)); got != "2 0 0 0" || o.Size() != 2 {
			t.Error(got, o.Size())
		}
		if got := counts(o.load(t, table, true)); got != "0 0 2 0" {
			t.Error(got)
		}
		if got := counts(o.load(t, strings.Replace(table, "5个工作日", "3个工作日", 1), true)); got != "0 1 1 0" {
			t.Error(got)
		}
		e, err := o.ByCode("A1")
		if err != nil || e.Version != 2 || e.Dept != "人社局" {
			t.Errorf("%+v %v", e, err)
		}
		if d, err := o.Handler(e.ID, township); err != nil || d.Name != "东坡区人社局" {
			t.Errorf("%+v %v", d, err)
		}
		if _, err := o.Handler(e.ID, "511403000000"); !fail.Is(err, fail.KindNotFound) {
			t.Error(err)
		}
		head := strings.SplitAfter(table, "\n")[0]
		for row, words := range map[string]string{
			"A3,事,人社局,奇怪,20,5,0,,是,511402000000":                    "事项类型",
			"A3,事,人社局,01,很快,5,0,,是,511402000000":                    "时限",
			"A3,事,人社局,01,20,21,0,,是,511402000000":                   "长于法定",
			"A3,事,人社局,01,20,5,几次,,是,511402000000":                   "到现场次数",
			"A3,事,人社局,01,20,5,1,,是,511402000000":                    "写明原因",
			"A3,事,人社局,01,20,5,0,,否,511402000000":                    "网上办",
			"A3,,人社局,01,20,5,0,,是,511402000000":                     "名称",
			"A3,事,,01,20,5,0,,是,511402000000":                       "实施主体",
			"A3,,,01,20,21,0,,是,511402000000":                       "事项名称：没有填；没有写实施主体；承诺时限 21 长于法定时限 20",
			"A3,事,人社局,奇怪,很快,5,几次,,是,511402000000":                   "事项类型“奇怪”：不在代码表里；法定办结时限“很快”：应如 20、20个工作日 或 30日；到现场次数“几次”：应为 0 至 20 的整数",
			"A3,事,人社局,01,20,5,0,,是,5114":                            "12 位数字",
			"A3,事,人社局,01,20,5,0,,是,110101000000":                    "不在本地区",
			"A3,事,人社局,01,20,5,0,,是,511402000000\nA3,事,人社局,01,,,,,,": "重复",
		} {
			m := o.load(t, head+"A9,好事项,人社局,01,20,5,0,,是,511402000000\n"+row+"\n", true)
			last := 1 + strings.Count(row, "\n")
			if len(m.Wrong) != 1 || !strings.Contains(m.Wrong.Words(last), words) {
				t.Errorf("%q: %v", row, m.Wrong)
			}
			if _, err := o.ByCode("A9"); err == nil {
				t.Fatalf("%q: half of a table was imported", row)
			}
		}
		if _, err := sheet.Read(strings.NewReader("x,y\n1,2\n"), catalog.Columns("511400000000")...); !fail.Is(err, fail.KindInvalid) {
			t.Error(err)
		}
	})
}

// A version is edited by one, published by another, and never changes again; who comes late is told.
func TestVersions(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.load(t, table, true)
		e, first, err := o.Current(t.Context(), mustCode(t, o, "A2").ID)
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.Edit(t.Context(), editor, e.ID)
		if err != nil || v.Version != 2 || v.State != catalog.Draft {
			t.Fatalf("%+v %v", v, err)
		}
		if again, err := o.Edit(t.Context(), publisher, e.ID); err != nil || again.Version != 2 || again.EditorID != editor.ID {
			t.Errorf("%+v %v", again, err)
		}
		text, err := v.Item()
		if err != nil {
			t.Fatal(err)
		}
		text.Promised.N = 30
		if err := o.Save(t.Context(), editor, e.ID, 2, 0, *text); err != nil {
			t.Fatal(err)
		}
		want := func(err error, k fail.Kind, words string) {
			t.Helper()
			if !fail.Is(err, k) || !strings.Contains(err.Error(), words) {
				t.Errorf("%v, want %q", err, words)
			}
		}
		want(o.Save(t.Context(), publisher, e.ID, 2, 0, *text), fail.KindConflict, "编辑")
		want(o.Submit(t.Context(), editor, e.ID, 2, 1, ""), fail.KindInvalid, "为什么改")
		want(o.Submit(t.Context(), editor, e.ID, 2, 1, "改时限"), fail.KindInvalid, "长于法定")
		want(o.Publish(t.Context(), publisher, e.ID, 2, 1), fail.KindConflict, "刷新")
		text.Promised.N = 3
		if err := o.Save(t.Context(), editor, e.ID, 2, 1, *text); err != nil {
			t.Fatal(err)
		}
		if err := o.Submit(t.Context(), editor, e.ID, 2, 2, "压缩时限"); err != nil {
			t.Fatal(err)
		}
		want(o.Save(t.Context(), editor, e.ID, 2, 3, *text), fail.KindConflict, "刷新")
		want(o.Publish(t.Context(), editor, e.ID, 2, 3), fail.KindForbidden, "另一人")
		if m := o.load(t, strings.Replace(table, "游艺证核发", "游艺证", 1), true); !strings.Contains(m.Wrong.Words(1), "正在编辑") {
			t.Errorf("an import has got ahead of a draft: %v", m.Wrong)
		}
		if err := o.Publish(t.Context(), publisher, e.ID, 2, 3); err != nil {
			t.Fatal(err)
		}
		if err := o.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, now, err := o.Current(t.Context(), e.ID); err != nil || now.Promised.N != 3 {
			t.Errorf("%+v %v", now, err)
		}
		if old, err := o.Item(t.Context(), e.ID, 1); err != nil || old.Promised.N != 7 || old != first {
			t.Errorf("the first version has changed: %+v %v", old, err)
		}
		all, err := o.Versions(t.Context(), e.ID)
		if err != nil || len(all) != 2 || all[0].State != catalog.Published || all[0].Publisher != "发布" || all[1].State != catalog.Retired {
			t.Errorf("%+v %v", all, err)
		}
		if got := strings.Join(o.log, "\n"); !strings.Contains(got, "发布 发布事项 游艺证核发 第 2 版") {
			t.Error(got)
		}
	})
}

func mustCode(t *testing.T, o *office, code string) catalog.Entry {
	t.Helper()
	e, err := o.ByCode(code)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A checklist is recalled by its number as it was given out, also after the item has changed.
func TestChecklistsStay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.load(t, table, true)
		e := mustCode(t, o, "A2")
		edit := func(material string) {
			t.Helper()
			v, err := o.Edit(t.Context(), editor, e.ID)
			if err != nil {
				t.Fatal(err)
			}
			it, err := v.Item()
			if err != nil {
				t.Fatal(err)
			}
			it.Materials = []catalog.Material{{Key: "m", Name: material, Need: "1"}, {Key: "lease", Name: "租赁合同", Need: "2", When: "租的"}}
			it.Situations = []catalog.Situation{{Key: "place", Ask: "场地是谁的？", Answers: []catalog.Answer{{Value: "own", Label: "自己的"}, {Value: "rent", Label: "租的", Add: []string{"lease"}}}}}
			for i, do := range []func(seq int64) error{
				func(seq int64) error { return o.Save(t.Context(), editor, e.ID, v.Version, seq, *it) },
				func(seq int64) error { return o.Submit(t.Context(), editor, e.ID, v.Version, seq, "改") },
				func(seq int64) error { return o.Publish(t.Context(), publisher, e.ID, v.Version, seq) },
			} {
				if err := do(int64(i)); err != nil {
					t.Fatal(err)
				}
			}
			if err := o.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		edit("身份证")
		if _, err := o.Keep(t.Context(), e.ID, county, nil); !fail.Is(err, fail.KindInvalid) {
			t.Error("a checklist with open questions:", err)
		}
		number, err := o.Keep(t.Context(), e.ID, county, catalog.Answers{"place": "rent"})
		if err != nil || len(number) != 8 {
			t.Fatal(number, err)
		}
		edit("户口簿")
		k, err := o.Recall(t.Context(), number[:4]+" "+number[4:])
		if err != nil {
			t.Fatal(err)
		}
		if k.Version != 2 || k.Region != county || len(k.List.Materials) != 2 || k.List.Materials[0].Name != "身份证" || k.Answers["place"] != "rent" {
			t.Errorf("%+v", k)
		}
		if _, err := o.Recall(t.Context(), "00000000"); !fail.Is(err, fail.KindNotFound) {
			t.Error(err)
		}
	})
}

// Who begin to edit an item, or to make one of the same code, at the same moment: one does; another comes to the
// draft that stands or is told of it in words.
func TestOneBeginsADraft(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.Log = func(context.Context, *db.DB, people.Actor, string, string, string) error { return nil } // called by all at once
		o.load(t, "事项编码,事项名称,实施主体,事项类型\nA-1,取水许可,水利局,行政许可\nA-2,采砂许可,水利局,行政许可\nA-3,洗砂许可,水利局,行政许可\n", true)
		if err := o.Load(ctx); err != nil {
			t.Fatal(err)
		}
		together := func(do func(i int) error) (errs []error) {
			errs = make([]error, 6)
			var ready, done sync.WaitGroup
			ready.Add(len(errs))
			for i := range errs {
				done.Go(func() {
					ready.Done()
					ready.Wait()
					errs[i] = do(i)
				})
			}
			done.Wait()
			return errs
		}
		for _, code := range []string{"A-1", "A-2", "A-3"} {
			e, err := o.ByCode(code)
			if err != nil {
				t.Fatal(err)
			}
			ok := 0
			for _, err := range together(func(i int) error {
				_, err := o.Edit(ctx, people.Actor{Kind: people.Staff, ID: int64(i + 1), Name: "编辑"}, e.ID)
				return err
			}) {
				if err == nil {
					ok++
				} else if !fail.Is(err, fail.KindConflict) {
					t.Errorf("%s: %v", code, err)
				}
			}
			n, err := db.One[int64](ctx, o.db, `SELECT COUNT(*) FROM item_versions WHERE item_id = $1 AND state = 'draft'`, e.ID)
			if n != 1 || ok == 0 || err != nil {
				t.Errorf("%s: %d drafts, %d have one, %v", code, n, ok, err)
			}
		}
		for round := range 3 {
			won := 0
			for _, err := range together(func(i int) error {
				_, err := o.Create(ctx, editor, catalog.Item{Code: fmt.Sprint("N-", round), Name: "新事项"})
				return err
			}) {
				if err == nil {
					won++
				} else if !fail.Is(err, fail.KindInvalid) {
					t.Error(err)
				}
			}
			if won != 1 {
				t.Errorf("%d items of one code", won)
			}
		}
	})
}

// An answer that names its options again and again is refused: what is kept of a checklist is no longer than its questions.
func TestAnAnswerIsNoLongerThanItsOptions(t *testing.T) {
	it := catalog.Item{Situations: []catalog.Situation{{Key: "a", Ask: "?", Multi: true, Answers: []catalog.Answer{{Value: "x", Label: "X"}, {Value: "y", Label: "Y"}}}}}
	if _, err := it.Guide(catalog.Answers{"a": "x,y"}); err != nil {
		t.Error(err)
	}
	if _, err := it.Guide(catalog.Answers{"a": strings.Repeat("x,", 400_000) + "x"}); !fail.Is(err, fail.KindInvalid) {
		t.Error(err)
	}
}

// A department is called as it is, without its place, however the table has it.
func TestDepartmentsAreCalledWithoutTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		head := "事项编码,事项名称,实施主体,事项类型,法定办结时限,承诺办结时限,到现场次数,到现场原因,网上办理,区划\n"
		for name, want := range map[string]string{
			"市场监管局": "市场监管局", "东坡区市场监管局": "市场监管局", "区市场监管局": "市场监管局", "区市监局": "市监局", "市政设施管理处": "市政设施管理处",
			"区人社局": "人社局", "东坡区人社局": "人社局", "市教育局": "教育局", "县域经济发展局": "县域经济发展局",
		} {
			if m := o.load(t, head+"A1,许可,"+name+",公共服务,20,5个工作日,0,,是,511402000000\n", true); len(m.Wrong) > 0 {
				t.Fatal(m.Wrong)
			}
			if !slices.ContainsFunc(o.Depts("511402000000"), func(d catalog.Dept) bool { return d.Short == want && d.Name == "东坡区"+want }) {
				t.Errorf("%s became none of %v", name, o.Depts("511402000000"))
			}
		}
	})
}
