package app

import (
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Every column that names a place says what becomes of it when another place stands in: by its name, and by what stands in it in a city
// that works.
func TestEveryColumnOfPlacesIsDeclared(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.apply(w.clientToken("apply read"), 3)
	w.tick()
	declared := map[string]bool{}
	for _, m := range w.Owners() {
		for name := range m.Places {
			declared[name] = false
		}
	}
	type column struct{ Tab, Name string }
	all, err := db.All[column](t.Context(), w.DB, `SELECT m.name AS tab, c.name AS name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'`)
	if err != nil {
		t.Fatal(err)
	}
	named := []string{"region", "city", "county", "township", "village", "home", "hall", "place", "scope", "origin"}
	for _, c := range all {
		name := c.Tab + "." + c.Name
		if _, ok := declared[name]; ok {
			declared[name] = true
			continue
		}
		n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM (SELECT 1 FROM `+c.Tab+` x JOIN regions r ON r.code = x.`+c.Name+` LIMIT 1) y`)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 || slices.Contains(named, c.Name) {
			t.Errorf("%s names places: its owner's Schema must say what becomes of them (db.Migrations.Places)", name)
		}
	}
	for name, there := range declared {
		if !there {
			t.Errorf("%s is declared and is not there", name)
		}
	}
}

// placeEnds has a table of places decide that a village ends with a day and another takes over.
func (w *world) placeEnds(c, successor region.Code, day string) {
	w.t.Helper()
	table, _ := w.House.ImportNamed("regions")
	s := sure(sheet.New([][]string{{"代码", "名称", "并入", "截止日期", "依据"}, {string(c), w.Regions.Name(c), string(successor), day, "川府民政〔2026〕1号"}}, region.Columns()...))
	r, err := w.House.Import(w.t.Context(), table, door.Importing{Sheet: s, By: people.TheOffice, Why: "合并", Progress: func(int, int) {}})
	if err != nil || len(s.Wrong) > 0 {
		w.t.Fatalf("%+v %v", r, err)
	}
}

// A village ends with the year and lies in another county from then on. Everything that waits there, and who serves there, goes on at
// its heir; what was over there stays in the figures of its time, and can still be looked at.
func TestAVillageHasAnHeir(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.at("2026-12-31 09:30")
		w.tick()
		clerk := w.actor("luocun")
		village := clerk.Posts[0].Region
		_, heir := door.FirstBelow(w.Regions, w.counties()[1])
		waiting, accepted, over := w.walkInAt("luocun", village, "何一", idNo(11)), w.walkInAt("luocun", village, "何二", idNo(12)), w.walkInAt("luocun", village, "何三", idNo(13))
		for _, number := range []string{accepted, over} {
			if k := w.caseOf(number); k.State == "received" {
				w.do("luocun", number, "accept")
			}
		}
		dept := w.dept(over)
		w.do(dept+"-a", over, "claim")
		w.do(dept+"-a", over, "sign", "verdict", "yes", "opinion", "属实")
		w.do(dept+"-c", over, "approve")
		w.do("luocun", over, "hand_out", "code", sure(db.One[string](t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(over).ID)), "receiver", "何三", "self", "1")
		done := w.caseOf(over)
		grievance := w.reportThing(w.clientToken("apply read"), string(village))
		w.tick()
		if err := w.DB.Exec(t.Context(), `INSERT INTO application_drafts (id, account, item_id, region, body_sealed, case_id, updated_at) VALUES (1, 0, $1, $2, '', 0, $3)`, done.Item, village, w.clock().UnixMilli()); err != nil {
			t.Fatal(err)
		}
		sure(w.Devices.AddTerminal(t.Context(), clerk, "", device.Terminal{Region: village, Title: "一号机"}))
		clocks, numbers := map[string]int64{}, []string{waiting, accepted, over, grievance}
		for _, n := range numbers {
			clocks[n] = w.caseOf(n).DueAt
		}
		w.placeEnds(village, heir, "2026-12-31")
		w.tick()
		for _, n := range numbers {
			if w.caseOf(n).Region != village {
				t.Errorf("%s left on the last day", n)
			}
		}
		if got := w.actor("luocun"); got.Posts[0].Region != village || len(w.Regions.Children(village.Parent())) == 0 {
			t.Errorf("%+v", got)
		}
		before := w.cityCount()

		w.at("2027-01-01 00:05")
		w.tick()
		w.tick()
		for _, n := range numbers {
			k := w.caseOf(n)
			switch {
			case k.ClosedAt != 0:
				if k.Region != village {
					t.Errorf("%s was over, and was moved", n)
				}
				continue
			case k.Region != heir || k.Village != heir || k.County != heir.At(region.County):
				t.Errorf("%s lies at %s", n, k.Region)
			case k.Number() != n:
				t.Errorf("the number %s became %s", n, k.Number())
			case k.DueAt != clocks[n]:
				t.Errorf("the clock of %s moved", n)
			}
			events, _ := w.Engine.Events(t.Context(), w.DB, k.ID)
			var moved []flow.Event
			for _, v := range events {
				if v.Event == "relocate" {
					moved = append(moved, v)
				}
			}
			if len(moved) != 1 || !strings.Contains(moved[0].Public, "因行政区划调整（川府民政〔2026〕1号）") || !strings.Contains(moved[0].Public, "自2027年1月1日起由"+w.Regions.Path(heir, region.County)) || moved[0].Region != heir {
				t.Errorf("%s: %+v", n, moved)
			}
		}
		z := w.citizen()
		z.post("/track", "number", waiting, "code", w.queryCode(w.caseOf(waiting).ID)).is(200, "因行政区划调整", w.Regions.Name(heir))
		now := w.actor("luocun")
		if len(now.Posts) != 2 || now.Posts[0].Region != heir || now.Posts[0].ID != clerk.Posts[0].ID || now.Posts[1].Region != heir {
			t.Errorf("%+v", now.Posts)
		}
		if words := w.wordsTo("luocun"); !slices.ContainsFunc(words, func(s string) bool {
			return strings.Contains(s, "您的岗位") && strings.Contains(s, w.Regions.Name(heir))
		}) {
			t.Errorf("she was told %q", words)
		}
		w.do("luocun", waiting, "accept")
		later := w.walkInAt("luocun", village, "何四", idNo(14)) // from a page of yesterday
		if k := w.caseOf(later); k.Region != heir {
			t.Errorf("opened at %s", k.Region)
		}
		if _, seen, err := w.Engine.Seen(t.Context(), w.actor("luocun"), done.ID); err != nil || !seen {
			t.Errorf("what was over is closed to the heir: %v", err)
		}
		if _, seen, err := w.Engine.Seen(t.Context(), w.actor("window2"), done.ID); err != nil || !seen {
			t.Errorf("what was over is closed to the heir's county: %v", err)
		}
		for _, q := range []string{`SELECT COUNT(*) FROM application_drafts WHERE region = $1`, `SELECT COUNT(*) FROM device_terminals WHERE region = $1`, `SELECT COUNT(*) FROM posts WHERE region = $1 AND ended_at = 0`,
			`SELECT COUNT(*) FROM case_turns WHERE village = $1`, `SELECT COUNT(*) FROM cases WHERE region = $1 AND closed_at = 0`} {
			if n, err := db.One[int64](t.Context(), w.DB, q, village); err != nil || n > 0 {
				t.Errorf("%s: %d %v", q, n, err)
			}
		}
		for _, d := range sure(w.Engine.Desks(t.Context(), w.DB, "")) {
			if manned, err := w.Roster.Manned(t.Context(), w.DB, d.Role, d.Dept, d.Turn().Place()); err != nil || !manned && d.Village == heir {
				t.Errorf("nobody is at %+v: %v", d, err)
			}
		}
		if after := w.cityCount(); after["before"] != before["before"] {
			t.Errorf("the past became %v, was %v", after, before)
		}
		w.figuresHold(village, heir)
		w.sound()
		w.tick()
		if v, err := w.Ledger.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
			t.Errorf("%+v %v", v.Faults, err)
		}
	})
}

// sure is what a call returned that does not fail.
func sure[T any](got T, err error) T {
	if err != nil {
		panic(err)
	}
	return got
}

// cityCount is how many moves the city had in 2026.
func (w *world) cityCount() map[string]int64 {
	w.t.Helper()
	sum := map[string]int64{}
	for _, c := range sure(w.Ledger.Counts(w.t.Context(), w.Profile.Region, 202601, 202612)) {
		sum["before"] += c.N
	}
	return sum
}

// figuresHold fails unless the counters of the places, the counties and the city are those of a recount, sealed or not.
func (w *world) figuresHold(places ...region.Code) {
	w.t.Helper()
	for range 2 {
		for _, p := range append(places, places[0].At(region.County), places[1].At(region.County), w.Profile.Region) {
			again := sure(w.Ledger.Recount(w.t.Context(), p, 20261201, 20270131))
			for _, c := range append(sure(w.Ledger.Counts(w.t.Context(), p, 202612, 202701)), sure(w.Ledger.DayCounts(w.t.Context(), p, 20261201, 20270131))...) {
				n := c.N
				c.N = 0
				if again[c] != n {
					w.t.Errorf("%s %+v: counted %d, recounted %d", p, c, n, again[c])
				}
				delete(again, c)
			}
			if len(again) > 0 {
				w.t.Errorf("%s: not counted %v", p, again)
			}
		}
		w.tick()
	}
}
