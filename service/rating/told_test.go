package rating_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/exchange"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// lines are what waits for the province, each with what it waits behind.
func (h *hall) lines() (list []exchange.Line, said []string) {
	h.T.Helper()
	list, err := db.All[exchange.Line](h.T.Context(), h.DB, `SELECT kind, key, record, what, behind, day, at FROM exchange_outbox ORDER BY at, key`)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, l := range list {
		said = append(said, strings.TrimSpace(l.What+" "+l.Key+" "+l.Behind))
	}
	return list, said
}

// told is what the province reads of a line.
func (h *hall) told(l exchange.Line) (is struct {
	Evaluation, Change map[string]any
}) {
	h.T.Helper()
	it, err := h.service.Province.Item(h.T.Context(), l)
	if err != nil {
		h.T.Fatal(err)
	}
	b, err := json.Marshal(it)
	if err == nil {
		err = json.Unmarshal(b, &is)
	}
	if err != nil {
		h.T.Fatal(err)
	}
	return is
}

// The province is told of ratings of items, in its own codes, and of what becomes of them behind that; of what belongs to no item it is not, and whose
// an unnamed rating is nobody outside reads.
func TestWhatTheProvinceIsTold(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		item := c.Offer(catalog.Item{Code: "511400-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局"})
		p, err := h.Persons.Reach(t.Context(), c.DB, "张晓梅", phoneOf(1))
		if err != nil {
			t.Fatal(err)
		}
		served := func() rate.Act {
			t.Helper()
			_, a := h.servedIn(1, h.clerk, item)
			return a
		}
		rated := func(a rate.Act, level rate.Level) rate.Rating {
			t.Helper()
			c.Later(time.Minute)
			r, err := h.service.Rate(t.Context(), rate.Given{Act: a.ID, Level: level, Tags: []string{"113"}, Comment: "跑了三次", Way: "qr", Person: p.ID,
				Unnamed: true})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		h.now(2, h.clerk, rate.Satisfied, "")
		if _, said := h.lines(); len(said) != 0 {
			t.Errorf("of no item: %q", said)
		}
		a := served()
		first := rated(a, rate.VeryDissatisfied)
		more := rated(a, rate.Satisfied)
		fix := c.Newest(rate.Rectifying)
		for _, event := range []string{"reply", "late", "close"} {
			c.Later(time.Minute)
			if _, err := c.Try(people.TheOffice, fix, event); err != nil {
				t.Fatal(err)
			}
		}
		out := rated(served(), rate.VeryDissatisfied)
		c.Later(time.Minute)
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "exclude"); err != nil {
			t.Fatal(err)
		}
		list, said := h.lines()
		want := []string{
			fmt.Sprint("evaluation ", first.ID), fmt.Sprint("evaluation ", more.ID), fmt.Sprintf("reply %d-reply-1 %d", first.ID, first.ID),
			fmt.Sprintf("end %d-end %d", first.ID, first.ID),
			fmt.Sprint("evaluation ", out.ID), fmt.Sprintf("exclusion %d-exclusion %d", out.ID, out.ID),
		}
		if !slices.Equal(said, want) {
			t.Fatalf("%q, want %q", said, want)
		}
		e := h.told(list[0]).Evaluation
		for field, want := range map[string]any{
			"serviceName": "社会保障卡挂失", "serviceCode": "511400-1", "satisfaction": "1", "evalDetail": "113", "writingEvaluation": "跑了三次", "proStatus": "2", "evaluateType": "1",
			"assessNumber": 1.0, "regionCode": string(officetest.Township), "applicantName": "", "applicantPhone": "", "applicantCardNumber": "", "userPageType": "",
			"evaluateTime": "2026-04-20 09:31:00", "serviceTime": "2026-04-20 09:30:00",
		} {
			if e[field] != want {
				t.Errorf("%s is %v, want %v", field, e[field], want)
			}
		}
		if custom, _ := e["customFields"].(map[string]any); custom["anonymous"] != "1" || custom["window"] != "综合窗口 3 号" {
			t.Errorf("%v", custom)
		}
		if e := h.told(list[1]).Evaluation; e["evaluateType"] != "2" || e["assessNumber"] != 2.0 || e["satisfaction"] != "4" {
			t.Errorf("%v", e)
		}
		if ch := h.told(list[2]).Change; ch["of"] != fmt.Sprint(first.ID) || ch["text"] != "已更换清单" || ch["result"] != "" {
			t.Errorf("%v", ch)
		}
		if ch := h.told(list[3]).Change; ch["of"] != fmt.Sprint(first.ID) || ch["result"] != "satisfied" {
			t.Errorf("%v", ch)
		}
		briefs, err := h.service.Province.Brief(t.Context(), list)
		var words []string
		for _, b := range briefs {
			words = append(words, b.Said)
		}
		if err != nil || !slices.Equal(words, []string{"非常不满意", "追加：满意", "整改答复", "整改办结", "非常不满意", "不予采纳"}) || briefs[0].Title != "社会保障卡挂失" {
			t.Errorf("%q %v", words, err)
		}
		for _, l := range list {
			shown, err := h.service.Province.Show(t.Context(), l)
			if text := fmt.Sprint(shown); err != nil || strings.Contains(text, "张晓梅") || strings.Contains(text, phoneOf(1)) ||
				!strings.Contains(text, "/givers/") {
				t.Errorf("%s: %s %v", l.Key, text, err)
			}
		}
	})
}
