package rating

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wuyou/office"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// Both codes of the world outside lead to the same level, each in its own direction (GB/T 39046 table
// A.8: 1 is the best; the national platform: 5 is the best).
func TestLevelsAreMappedAtEachBorder(t *testing.T) {
	for i, want := range []Level{VerySatisfied, Satisfied, BasicallySatisfied, Dissatisfied, VeryDissatisfied} {
		national, err := OfPoints(5 - i)
		if err != nil || national != want || want.Points() != 5-i {
			t.Errorf("national %d: %s %v", 5-i, national, err)
		}
		standard, err := OfStandard(i + 1)
		if err != nil || standard != want || want.Standard() != i+1 {
			t.Errorf("standard %d: %s %v", i+1, standard, err)
		}
		if want.Bad() != (i > 2) || want.Words() != Levels[i].Label {
			t.Errorf("%s: bad %v, %s", want, want.Bad(), want.Words())
		}
	}
	for _, n := range []int{0, 6, -1} {
		if _, err := OfPoints(n); err == nil {
			t.Errorf("%d is a level", n)
		}
	}
}

// A denominator of nothing is “—” and never 100%; the average is of ten points.
func TestRatesOfNothing(t *testing.T) {
	for _, m := range rates {
		if got := m.rate(counts{}); got != "—" {
			t.Errorf("%s of nothing is %s", m.name, got)
		}
	}
	if got := score(counts{}); got != "—" {
		t.Error(got)
	}
	if got := score(counts{N5: 1, N1: 1}); got != "6.0" {
		t.Error(got)
	}
	if got := score(counts{N5: 2, N4: 1}); got != "9.3" {
		t.Error(got)
	}
	c := counts{Acts: 10, N5: 3, N2: 1, Defaults: 6, Excluded: 1, Objected: 2, Fixed: 1, Named: 1}
	for i, want := range []string{"75%", "25%", "75%", "40%", "100%", "0%", "0%", "50%"} {
		if got := rates[i].rate(c); got != want {
			t.Errorf("%s is %s, want %s", rates[i].name, got, want)
		}
	}
}

// The row that says most goes first: kind and event, then kind, then event.
func TestRulesOfWhatIsRated(t *testing.T) {
	rules := []exception{{"*", "withdraw", "none"}, {"visit", "*", "none"}, {"application", "hand_out", "visit"}, {"application", "withdraw", ""}}
	for _, c := range []struct{ kind, event, want string }{
		{"grievance", "withdraw", "none"}, {"grievance", "close", ""}, {"visit", "done", "none"}, {"application", "hand_out", "visit"}, {"application", "withdraw", ""},
	} {
		if got := ruleFor(rules, c.kind, c.event); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.kind, c.event, got, c.want)
		}
	}
}

// Adding up in any order gives the same, and taking away what was added leaves nothing.
func TestCountsAddUp(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) (c counts) {
		for _, f := range c.Fields() {
			*f = rapid.Int64Range(-3, 9).Draw(t, "n")
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		x, y := a, b
		x.add(b)
		y.add(a)
		if x != y {
			t.Fatalf("%+v, %+v", x, y)
		}
		if x.Valid() != x.Good()+x.Bad() {
			t.Fatalf("%+v", x)
		}
	})
}

// Whoever is rated may do no step of staff in any state: each row of the table that staff may do is closed to him.
func TestEveryStepOfStaffIsClosedToWhoIsRated(t *testing.T) {
	s := &Service{Office: &office.Office{}}
	for _, r := range s.table().Rows {
		byStaff := r.By.Turn || len(r.By.Roles) > 0
		closed := slices.ContainsFunc(apart, func(a flow.Apart) bool { return slices.Contains(a.Acts, r.Event) && slices.Contains(a.To, flow.Named) })
		if byStaff && !closed {
			t.Errorf("%s: the person rated could do it", r.Event)
		}
	}
}

// Bursts are told once, with how many; few ratings, or many on the device of a hall, are no sign.
func TestSignsOfWhatIsUnusual(t *testing.T) {
	burst, device, hasty := Sign{Code: "burst", Most: 2, Minutes: 10}, Sign{Code: "device", Most: 2, Minutes: 60}, Sign{Code: "hasty", Most: 3}
	at := func(minute int64, m mark) mark { m.At = minute * 60_000; return m }
	list := []mark{
		at(1, mark{ID: 1, Place: "一号", Device: "a", Way: "mobile"}), at(2, mark{ID: 2, Place: "一号", Device: "a", Way: "mobile"}), at(3, mark{ID: 3, Place: "一号", Device: "a", Way: "mobile"}),
		at(40, mark{ID: 4, Place: "一号", Device: "pad", Way: "pad", ServedAt: 40*60_000 - 2000}), at(41, mark{ID: 5, Place: "二号", Device: "pad", Way: "pad"}), at(42, mark{ID: 6, Place: "三号", Device: "pad", Way: "pad"}),
	}
	got := suspect([]Sign{burst, device, hasty}, list)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []struct {
		code   string
		rating int64
		why    string
	}{{"burst", 3, "3 分钟里 3 条"}, {"device", 3, "3 分钟里 3 条"}, {"hasty", 4, "服务登记后 2 秒就评价"}} {
		if got[i].Sign != want.code || got[i].Rating != want.rating || got[i].Why != want.why {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
}

// What the data say to a claim.
func TestClaimsAreComparedWithTheData(t *testing.T) {
	late := matter{events: []flow.Event{{Event: "overdue", ActorKind: people.Clock}, {Event: "stop"}}}
	for _, c := range []struct {
		m           matter
		proof, want string
	}{
		{late, "promise", "属实，1月1日 08:00超过承诺时限（其间暂停计时 1 次）"}, {matter{}, "promise", "没有超过承诺时限的记录"}, {late, "statutory", "没有超过法定时限的记录（其间暂停计时 1 次）"},
		{matter{acts: []Act{{Mode: Visit, Place: "一号", Day: 20260105}, {Mode: Visit, Place: "二号", Day: 20260106}, {Mode: Matter}}}, "windows", "办件记录里到过 2 个窗口"},
		{matter{acts: []Act{{Mode: Visit, Day: 20260105}, {Mode: Visit, Day: 20260106}}}, "trips", "记录到现场 2 次，指南没有写次数"},
		{matter{events: []flow.Event{{Event: "resubmit"}, {Event: "resubmit"}}}, "again", "材料补交过 2 次"}, {matter{}, "", ""},
	} {
		if got := c.m.says(c.proof); got != c.want {
			t.Errorf("%s: %q, want %q", c.proof, got, c.want)
		}
	}
}
