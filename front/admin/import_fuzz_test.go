package admin_test

import (
	"bytes"
	"testing"
	"time"

	"wuyou/front/admin"
	"wuyou/front/catalogue"
	"wuyou/front/staff"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/kit/sheet"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	numbers "wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// FuzzImport hands any bytes to every import: what cannot be imported is told in words, nothing panics,
// and a dry run leaves nothing behind.
func FuzzImport(f *testing.F) {
	for _, s := range []string{
		"事项编码,事项名称,实施主体,事项类型,承诺办结时限,到现场次数\nA,甲,人社局,01,5,0\nA,甲,人社局,1,30日,x\n,,,,,\n",
		"code,name,level,parent_code,successor,valid_to\n511400000000,眉山市,city,510000000000,,\n51,x,,,1,9\n",
		"用户名,姓名,手机,岗位,区划代码,部门\nzhangsan,张三,13800138000,综合窗口,511400000000,\nzhangsan,李四,,无,51,人社局\n,,,,,\n", "日期,名称,是否休息\n2027/1/1,元旦,休息\n2027-01-01,元旦,1\n2027-02-30,,2\n", "\xef\xbb\xbfdate,name,off\n20270101,元旦,1", "a\"b,\"c\nd", "PK\x03\x04", "",
	} {
		f.Add([]byte(s))
	}
	var book bytes.Buffer
	w, err := sheet.NewWriter("表", []string{"日期", "名称", "是否休息"})
	if err != nil {
		f.Fatal(err)
	}
	if err := w.Row("2027.1.1", "元旦", "休息"); err != nil {
		f.Fatal(err)
	}
	if _, err := w.WriteTo(&book); err != nil {
		f.Fatal(err)
	}
	f.Add(book.Bytes())
	now := func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, calendar.Zone) }
	d, err := db.Open(f.Context(), f.TempDir()+"/fuzz.db", now)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { d.Close() })
	if err := d.Migrate(f.Context(), job.Schema(), calendar.Schema(), region.Schema(), numbers.Schema(), people.Schema(), catalog.Schema()); err != nil {
		f.Fatal(err)
	}
	keys, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		f.Fatal(err)
	}
	o := &office.Office{
		DB: d, Regions: &region.Tree{}, Rules: &calendar.Rules{}, Catalog: catalog.New(d, now), Limits: numbers.New(now), Audit: audit.New(d, now), Jobs: job.New(d, now, nil), Now: now,
	}
	o.Proposals = proposal.New(d, now, o.Limits, o.Audit)
	o.Sessions = session.New(d, now, keys, o.Limits)
	o.Roster = roster.New(d, now, keys, o.Limits, o.Audit, o.Sessions, roster.SeesOrDecides)
	o.House = &door.House{Region: "511400000000", DB: d, Limits: o.Limits, Audit: o.Audit, Proposals: o.Proposals, Sessions: o.Sessions, Roster: o.Roster, Regions: o.Regions, Catalog: o.Catalog, Now: now}
	o.House.Services = []door.Service{catalogue.New(o, nil).Service(), admin.New(o, nil).Service(), staff.New(o, nil).Service()}
	for _, load := range []error{o.Regions.Load(f.Context(), d, 20260420), o.Rules.Load(f.Context(), d), o.Catalog.Load(f.Context())} {
		if load != nil {
			f.Fatal(load)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, table := range o.House.Imports() {
			s, err := table.Read(t.Context(), bytes.NewReader(b))
			if err != nil {
				if !fail.Is(err, fail.KindInvalid) {
					t.Errorf("%s: %v", table.Name, err)
				}
				continue
			}
			r, err := o.House.Import(t.Context(), table, door.Importing{Sheet: s, By: people.TheOffice, Dry: true, Progress: func(int, int) {}})
			if err != nil && !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%s: %v", table.Name, err)
			}
			if n := max(r.New+r.Changed+r.Same, len(s.Wrong)); err == nil && n > len(s.Rows) {
				t.Errorf("%s: %d outcomes of %d rows", table.Name, n, len(s.Rows))
			}
		}
	})
}
