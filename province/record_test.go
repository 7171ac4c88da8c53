package province

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wuyou/kit/gm"
)

var zone = time.FixedZone("CST", 8*3600)

func settings(t testing.TB) Settings {
	t.Helper()
	shared, err := gm.NewShared(strings.Repeat("1b", 16), strings.Repeat("2c", 16))
	if err != nil {
		t.Fatal(err)
	}
	return Settings{ID: "city", Secret: "s3cret", Shared: shared, Best: 5, Zone: zone, Now: func() time.Time { return time.Date(2026, 4, 20, 12, 0, 0, 0, zone) }, Sleep: func(time.Duration) {}}
}

// good is a record with nothing wrong.
func good(set Settings) Item {
	seal := func(v string) string { return set.Shared.Encrypt([]byte(v)) }
	return Item{Key: "42", Kind: evaluation, Evaluation: &Record{
		ProjNo: "20260420000001", ProjName: "社保卡挂失", ServiceCode: "SAMPLE-1", ServiceName: "社会保障卡挂失", ServiceVersion: "1", ServiceCategory: "20",
		ServiceDepartment: "人社局", ServiceDepartmentCode: "11100000000013127D", RegionCode: "510000000000", RegionName: "某地",
		ApplicantName: seal("张晓梅"), ApplicantCardNumber: seal("51140219900307001X"), ApplicantPhone: seal("13800138000"), UserProp: "1", UserPageType: "111", ProStatus: "3",
		ApplyTime: "2026-04-20 09:00:00", ServiceTime: "2026-04-20 09:00:00", EvaluateTime: "2026-04-20 09:05:00", PF: "4", Satisfaction: "5", EvalDetail: "510,517",
		EvaluateType: "1", AssessNumber: 1, EvaluatedPersonInfo: []Person{{"zhang", "张三"}}, Source: "wuyou", Version: "1.0",
	}}
}

// Each rule has one thing that breaks it, and a record with nothing wrong passes.
func TestEveryRuleOfTheRecordIsChecked(t *testing.T) {
	set := settings(t)
	if faults := set.examine(good(set), "wuyou"); len(faults) != 0 {
		t.Fatalf("%+v", faults)
	}
	other, _ := gm.NewShared(strings.Repeat("3d", 16), strings.Repeat("4e", 16))
	for _, c := range []struct {
		field, code string
		spoil       func(r *Record)
	}{
		{"projNo", required, func(r *Record) { r.ProjNo = "" }}, {"projNo", format, func(r *Record) { r.ProjNo = "编号一二三四五" }},
		{"projName", length, func(r *Record) { r.ProjName = strings.Repeat("长", 201) }}, {"serviceCode", format, func(r *Record) { r.ServiceCode = strings.Repeat("1", 101) }},
		{"serviceVersion", format, func(r *Record) { r.ServiceVersion = "v1" }}, {"serviceCategory", table, func(r *Record) { r.ServiceCategory = "11" }},
		{"serviceDepartmentCode", required, func(r *Record) { r.ServiceDepartmentCode = "" }}, {"serviceDepartmentCode", format, func(r *Record) { r.ServiceDepartmentCode = "111000000000131270" }},
		{"regionCode", format, func(r *Record) { r.RegionCode = "510000" }}, {"regionName", required, func(r *Record) { r.RegionName = "" }},
		{"applicantName", sealed, func(r *Record) { r.ApplicantName = "张晓梅" }}, {"applicantPhone", sealed, func(r *Record) { r.ApplicantPhone = other.Encrypt([]byte("13800138000")) }},
		{"applicantCardNumber", format, func(r *Record) { r.ApplicantCardNumber = set.Shared.Encrypt([]byte("511402199003070011")) }},
		{"applicantCardNumber", format, func(r *Record) { r.UserPageType = "001" }}, {"applicantPhone", format, func(r *Record) { r.ApplicantPhone = set.Shared.Encrypt([]byte("110")) }},
		{"applicantName", conflict, func(r *Record) {
			r.CustomFields, r.ApplicantCardNumber, r.ApplicantPhone = map[string]string{"anonymous": "1"}, "", ""
		}},
		{"applicantCardNumber", required, func(r *Record) { r.ApplicantCardNumber = "" }}, {"applicantCardNumber", sealed, func(r *Record) { r.UserPageType, r.ApplicantCardNumber = "", "1" }},
		{"userProp", table, func(r *Record) { r.UserProp = "7" }}, {"userPageType", table, func(r *Record) { r.UserPageType = "999" }}, {"proStatus", table, func(r *Record) { r.ProStatus = "1" }},
		{"applyTime", format, func(r *Record) { r.ApplyTime = "2026-04-20T09:00:00" }}, {"serviceTime", order, func(r *Record) { r.ServiceTime = "2026-04-20 08:59:59" }},
		{"evaluateTime", order, func(r *Record) { r.EvaluateTime = "2026-04-20 08:59:59" }}, {"evaluateTime", order, func(r *Record) { r.EvaluateTime = "2026-04-21 09:00:00" }},
		{"pf", table, func(r *Record) { r.PF = "8" }}, {"satisfaction", table, func(r *Record) { r.Satisfaction = "0" }}, {"evalDetail", conflict, func(r *Record) { r.Satisfaction, r.EvalDetail = "1", "510" }},
		{"evalDetail", table, func(r *Record) { r.EvalDetail = "518" }}, {"evalDetail", conflict, func(r *Record) { r.EvalDetail = "510,510" }}, {"evalDetail", table, func(r *Record) { r.EvalDetail = "510," }},
		{"evalDetail", required, func(r *Record) { r.Satisfaction, r.EvalDetail = "2", "" }}, {"writingEvaluation", length, func(r *Record) { r.WritingEvaluation = strings.Repeat("好", 151) }},
		{"evaluateType", table, func(r *Record) { r.EvaluateType = "3" }}, {"assessNumber", format, func(r *Record) { r.AssessNumber = 0 }}, {"assessNumber", conflict, func(r *Record) { r.EvaluateType = "2" }},
		{"evaluatedPersonInfo[0].name", required, func(r *Record) { r.EvaluatedPersonInfo[0].Name = "" }}, {"source", conflict, func(r *Record) { r.Source = "other" }}, {"version", table, func(r *Record) { r.Version = "0.9" }},
		{"customFields.window", length, func(r *Record) { r.CustomFields = map[string]string{"window": strings.Repeat("窗", 201)} }},
	} {
		it := good(set)
		c.spoil(it.Evaluation)
		faults := set.examine(it, "wuyou")
		if len(faults) != 1 || faults[0].Field != c.field || faults[0].Code != c.code {
			t.Errorf("%s %s: %+v", c.field, c.code, faults)
		}
	}
}

// Where 1 is the best level, the same digits mean the opposite: a sender that has the direction wrong is
// found by its tags.
func TestTheDirectionOfLevels(t *testing.T) {
	set := settings(t)
	set.Best = 1
	it := good(set)
	if faults := set.examine(it, "wuyou"); len(faults) != 2 || faults[0].Code != conflict {
		t.Errorf("%+v", faults)
	}
	it.Evaluation.Satisfaction = "1"
	if faults := set.examine(it, "wuyou"); len(faults) != 0 {
		t.Errorf("%+v", faults)
	}
}

// What was taken is kept once, over a restart too, whatever is told again and how.
func TestWhatIsTakenIsKeptOnce(t *testing.T) {
	set := settings(t)
	set.Dir = t.TempDir()
	p, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	take := func(it Item, want string) {
		t.Helper()
		got, err := p.Take("wuyou", []Item{it})
		if err != nil || len(got) != 1 || got[0].Status+got[0].Code != want {
			t.Errorf("%s %s: %+v %v, want %s", it.Kind, it.Key, got, err, want)
		}
	}
	later := func(kind, result, text string) Item {
		return Item{Key: "42-" + kind, Kind: kind, Change: &Change{Of: "42", ProjNo: "20260420000001", Time: "2026-04-20 10:00:00", Result: result, Text: text}}
	}
	take(later(reply, "", "已改"), no+unknown)
	take(good(set), took)
	take(good(set), exists)
	twin := good(set)
	twin.Key = "43"
	take(twin, no+duplicate)
	take(later(reply, "", ""), no+required)
	take(later(reply, "", "已改"), took)
	take(later(end, "perhaps", ""), no+table)
	take(later(end, "satisfied", ""), took)
	take(Item{Key: "44", Kind: "rumour"}, no+table)
	take(Item{Key: "45", Kind: evaluation}, no+required)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if p, err = New(set); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	take(good(set), exists)
	changed := good(set)
	changed.Evaluation.Satisfaction, changed.Evaluation.EvalDetail = "4", ""
	take(changed, exists)
	r := p.Report()
	if r.Taken != 3 || r.Twice != 2 || r.Codes[conflict] != 1 || r.Days["2026-04-20"] != 3 {
		t.Errorf("%+v", r)
	}
	if list := p.Day("wuyou", "2026-04-20"); len(list) != 3 || list[0].Key != "42" || len(p.Day("other", "2026-04-20")) != 0 {
		t.Errorf("%+v", list)
	}
}

// FuzzParseBatch: whatever comes is answered, and what is taken can be told again and is known.
func FuzzParseBatch(f *testing.F) {
	set := settings(f)
	for _, it := range []Item{good(set), {Key: "1", Kind: exclusion, Change: &Change{Of: "42", ProjNo: "20260420000001", Time: "2026-04-20 10:00:00", Result: "mistaken"}}, {}} {
		b, err := json.Marshal(map[string]any{"records": []Item{it}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"records":[{"key":"x y","kind":"evaluation","evaluation":{"evalDetail":",,","assessNumber":-1,"customFields":{"":""}}}]}`))
	f.Add([]byte(`{"records":[null]} `))
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := ParseBatch(b)
		if err != nil {
			return
		}
		p, err := New(set)
		if err != nil {
			t.Fatal(err)
		}
		results, err := p.Take("wuyou", items)
		if err != nil || len(results) != len(items) {
			t.Fatal(len(results), err)
		}
		again, _ := p.Take("wuyou", items)
		for i, r := range results {
			if r.Status == took && again[i].Status != exists {
				t.Fatalf("%+v, then %+v", r, again[i])
			}
			if r.Status == no && r.Code == "" {
				t.Fatalf("refused without a reason: %+v", r)
			}
		}
		p.Report()
		p.Day("", "2026-04-20")
	})
}
