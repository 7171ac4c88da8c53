// Package data_test checks the sample service items in items_full: one JSON document an item, each
// with every element that a citizen and the office need. They overlay the imported rows of items.csv
// until the city imports its own list.
//
// The rules are those for publishing an item (GB/T 39046 and the national rules for guides): no
// promise longer than the law, no visit without a reason, no catch-all material, and no guided
// situation that ends in nothing.
package data_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/office/catalog"
	"wuyou/office/form"
)

// row is what items.csv knows of an item.
type row struct{ name, dept, kind string }

func TestItems(t *testing.T) {
	listed, items := list(t), load(t)
	known := func(code string) bool {
		_, imported := listed[code]
		_, sample := items[code]
		return imported || sample
	}
	depts := map[string]bool{}
	for _, r := range listed {
		depts[r.dept] = true
	}
	for code, it := range items {
		t.Run(it.Name, func(t *testing.T) {
			say := func(ok bool, format string, args ...any) {
				t.Helper()
				if !ok {
					t.Errorf(format, args...)
				}
			}
			if r, ok := listed[code]; ok {
				say(r == row{it.Name, it.Dept, it.Kind}, "items.csv has %v", r)
			} else {
				say(strings.HasPrefix(code, "SAMPLE-"), "code %s is not in items.csv and not a sample", code)
			}
			guide(it, say)
			limits(it, say)
			materials(it, say)
			steps(it, depts, say)
			fields(it, say)
			situations(it, known, say)
		})
	}
}

// TestVariety: the set as a whole shows every way of signing, so that the program is tried on all.
func TestVariety(t *testing.T) {
	seen := map[string]int{}
	for _, it := range load(t) {
		seen["items"]++
		if it.Instant {
			seen["instant"]++
		}
		if it.Commit != nil {
			seen["commit"]++
		}
		for _, s := range it.Steps {
			seen["mode "+s.Mode]++
			if s.Inspect {
				seen["inspect"]++
			}
		}
		for _, m := range it.Materials {
			seen["need "+m.Need]++
		}
	}
	for what, least := range map[string]int{
		"items": 14, "instant": 2, "commit": 1, "mode all": 2, "mode any": 2, "inspect": 2, "need 2": 14, "need 3": 1,
	} {
		if seen[what] < least {
			t.Errorf("%s: %d, want at least %d", what, seen[what], least)
		}
	}
}

type say func(ok bool, format string, args ...any)

// guide checks what the public page shows.
func guide(it catalog.Item, say say) {
	for what, text := range map[string]string{
		"alias": it.Alias, "place": it.Place, "contact": it.Contact, "complain": it.Complain,
		"quota": it.Quota, "rights": it.Rights, "review": it.Review, "lawsuit": it.Lawsuit, "note": it.Note,
	} {
		say(text != "", "%s is empty", what)
	}
	say(it.Sample, "not marked as a sample")
	say(len(it.Topics) > 0 && len(it.Conditions) > 0 && len(it.Basis) > 0 && len(it.Results) > 0, "topics, conditions, basis or results are empty")
	say(len(it.Questions) >= 3 && len(it.Questions) <= 5, "%d questions", len(it.Questions))
	within(say, "level", []string{it.Level}, "3", "4", "5", "6")
	within(say, "audience", it.Audience, "1", "2", "3", "4", "5", "6", "9")
	within(say, "sink", []string{it.Sink}, "county", "township", "village")
	within(say, "delivery", it.Delivery, "pickup", "courier", "electronic")
	within(say, "special", append([]string{"听证"}, it.Special...), "听证", "检验", "检测", "检疫", "鉴定", "专家评审", "招标", "拍卖")

	say(it.Visits != nil, "visits is not said")
	if it.Visits != nil {
		say(*it.Visits > 0 || it.Online || it.Proxy, "no visit, but neither online nor by proxy")
		say(*it.Visits == 0 || it.VisitReason != "", "a visit without a reason")
	}
	say(it.Free != (len(it.Fees) > 0), "say free, or list the fees")
	for _, f := range it.Fees {
		say(f.Name != "" && f.Price != "" && f.Basis != "", "fee %+v is not complete", f)
	}
	for _, c := range it.Conditions {
		plain(c, say)
	}
}

// limits checks the two limits and the terms of the steps against them.
func limits(it catalog.Item, say say) {
	if it.Statutory == nil || it.Promised == nil {
		say(false, "a limit is missing")
		return
	}
	say(it.Statutory.Basis != "", "the statutory limit has no basis")
	say(shorter(it.Promised, it.Statutory), "promised %+v is longer than statutory %+v", *it.Promised, *it.Statutory)
	say(!it.Instant || it.Promised.Unit == "workday" && it.Promised.N <= 1 && len(it.Steps) == 1, "instant means one step within a working day")
	sum := catalog.Limit{Unit: it.Promised.Unit}
	for _, s := range it.Steps {
		if s.Term == nil || s.Term.Unit != sum.Unit {
			say(false, "step %s has no term in %ss", s.Name, sum.Unit)
			return
		}
		sum.N += s.Term.N
	}
	say(shorter(&sum, it.Promised), "the steps take %d %ss, promised are %d", sum.N, sum.Unit, it.Promised.N)
}

// materials checks each thing to hand in.
func materials(it catalog.Item, say say) {
	say(len(it.Materials) >= 3 && len(it.Materials) <= 8, "%d materials", len(it.Materials))
	keys := map[string]bool{}
	for _, m := range it.Materials {
		say(m.Key != "" && !keys[m.Key], "material key %q is empty or twice", m.Key)
		keys[m.Key] = true
		within(say, m.Key+" kind", []string{m.Kind}, "1", "2", "3")
		within(say, m.Key+" form", []string{m.Form}, "1", "2", "3")
		within(say, m.Key+" need", []string{m.Need}, "1", "2", "3")
		within(say, m.Key+" source", []string{m.Source}, "10", "20", "99")
		say((m.Need == "2") == (m.When != ""), "%s: need 2 and only need 2 says when", m.Key)
		say((m.Need == "3") == (m.Days > 0), "%s: need 3 and only need 3 has days", m.Key)
		say(m.Days <= it.Promised.N, "%s follows after the promise", m.Key)
		say(m.Basis != "" && m.Spec != "", "%s has no basis or spec", m.Key)
		say(m.Source == "10" || m.From != "", "%s: who issues it?", m.Key)
		say(m.Exempt == (m.Sample == ""), "%s: exempt, or with a sample", m.Key)
		say(!m.Exempt || m.Source == "20", "%s is exempt but not issued by an organ", m.Key)
		for _, text := range []string{m.Name, m.Spec, m.When} {
			plain(text, say)
		}
	}
	if it.Commit != nil {
		say(it.Commit.Promise != "" && it.Commit.Check != "", "the commitment has no promise or check")
		for _, key := range it.Commit.Materials {
			say(keys[key], "the commitment drops unknown material %s", key)
		}
	}
}

// steps checks who signs. Another organ must be one of the catalogue's.
func steps(it catalog.Item, depts map[string]bool, say say) {
	say(len(it.Steps) > 0, "no steps")
	for _, s := range it.Steps {
		within(say, s.Name+" mode", []string{s.Mode}, "", "all", "any")
		say(s.Name != "" && s.Rule != "", "step %q has no name or rule", s.Name)
		say((s.Mode == "") == (len(s.Signers) == 1), "step %s: %d signers in mode %q", s.Name, len(s.Signers), s.Mode)
		inspector := false
		for _, p := range s.Signers {
			within(say, s.Name+" role", []string{p.Role}, "reviewer", "senior", "inspector", "head", "issuer")
			say(p.Dept == "" || p.Dept != it.Dept && depts[p.Dept], "step %s: organ %s is not another organ of the catalogue", s.Name, p.Dept)
			inspector = inspector || p.Role == "inspector"
		}
		say(s.Inspect == inspector, "step %s: an inspection is signed by an inspector", s.Name)
	}
}

// fields checks the application form.
func fields(it catalog.Item, say say) {
	say(len(it.Form.Fields) >= 8 && len(it.Form.Fields) <= 16, "%d form fields", len(it.Form.Fields))
	asked := map[string]form.Field{}
	for _, f := range it.Form.Fields {
		_, twice := asked[f.Name]
		say(f.Name != "" && f.Label != "" && f.Section != "" && !twice, "field %q is twice or has no label or section", f.Name)
		within(say, f.Name+" type", []string{string(f.Type)}, "text", "area", "number", "money", "date", "choice", "choices", "bool", "phone", "id_no", "credit", "account", "address", "region")
		within(say, f.Name+" prefill", []string{f.Prefill}, "", "name", "id_no", "phone", "address", "firm_name", "firm_code", "legal_person")
		say((f.Type == form.Choice || f.Type == form.Choices) == (len(f.Options) > 1), "field %s: %d options for a %s", f.Name, len(f.Options), f.Type)
		say(f.Low <= f.High, "field %s: from %d to %d", f.Name, f.Low, f.High)
		if f.When != "" {
			name, want, _ := strings.Cut(f.When, "=")
			on, ok := asked[name]
			ok = ok && (on.Type == form.Bool && want == "1" || slices.ContainsFunc(on.Options, func(o form.Option) bool { return o.Value == want }))
			say(ok, "field %s: %q is no answer of an earlier field", f.Name, f.When)
		}
		asked[f.Name] = f
	}
}

// situations checks each answer, then follows every way through the questions.
func situations(it catalog.Item, known func(code string) bool, say say) {
	say(len(it.Situations) >= 2 && len(it.Situations) <= 4, "%d situations", len(it.Situations))
	keys, added := map[string]bool{}, map[string]bool{}
	need := map[string]bool{} // by material key, before any question
	for _, m := range it.Materials {
		keys[m.Key] = true
		need[m.Key] = m.Need != "2"
	}
	answers := map[string]bool{} // "key=answer" of the earlier questions
	for _, s := range it.Situations {
		say(s.Key != "" && s.Ask != "" && len(s.Answers) > 1, "situation %q has no question or no choice", s.Key)
		say(s.When == "" || answers[s.When], "situation %s: %q is no earlier answer", s.Key, s.When)
		for _, a := range s.Answers {
			say(a.Value != "" && a.Label != "" && !answers[s.Key+"="+a.Value], "answer %s=%s is twice or has no label", s.Key, a.Value)
			answers[s.Key+"="+a.Value] = true
			for _, key := range slices.Concat(a.Add, a.Drop) {
				say(keys[key], "answer %s=%s names unknown material %s", s.Key, a.Value, key)
			}
			for _, key := range a.Add {
				added[key] = true
			}
			say(a.Promise == nil || shorter(a.Promise, it.Promised), "answer %s=%s promises no less", s.Key, a.Value)
			say(a.Instead == "" || a.Block != "" && known(a.Instead), "answer %s=%s leads to unknown item %s", s.Key, a.Value, a.Instead)
			say(a.Block == "" || a.Instead != "" || a.Note != "", "answer %s=%s is a dead end", s.Key, a.Value)
		}
	}
	for _, m := range it.Materials {
		say(m.Need != "2" || added[m.Key], "no answer ever asks for %s", m.Key)
	}
	follow(it.Situations, map[string]bool{}, need, func(way, need map[string]bool) {
		n := 0
		for _, needed := range need {
			if needed {
				n++
			}
		}
		say(n > 0, "%v ends with nothing to hand in", slices.Sorted(maps.Keys(way)))
	})
}

// follow calls end for every combination of answers that is not blocked, with the answers and the
// materials needed then.
func follow(rest []catalog.Situation, way, need map[string]bool, end func(way, need map[string]bool)) {
	if len(rest) == 0 {
		end(way, need)
		return
	}
	s := rest[0]
	if s.When != "" && !way[s.When] {
		follow(rest[1:], way, need, end)
		return
	}
	for mask := 1; mask < 1<<len(s.Answers); mask++ {
		if !s.Multi && mask&(mask-1) != 0 {
			continue // one answer only
		}
		way, need, blocked := maps.Clone(way), maps.Clone(need), false
		for i, a := range s.Answers {
			if mask&(1<<i) == 0 {
				continue
			}
			way[s.Key+"="+a.Value] = true
			blocked = blocked || a.Block != ""
			for _, key := range a.Add {
				need[key] = true
			}
			for _, key := range a.Drop {
				need[key] = false
			}
		}
		if !blocked {
			follow(rest[1:], way, need, end)
		}
	}
}

// shorter reports whether a is at most b, in the same unit.
func shorter(a, b *catalog.Limit) bool {
	return a.Unit == b.Unit && (a.Unit == "workday" || a.Unit == "day") && a.N > 0 && a.N <= b.N
}

func within(say say, what string, got []string, allowed ...string) {
	say(len(got) > 0, "%s is empty", what)
	for _, g := range got {
		say(slices.Contains(allowed, g), "%s: %q is not one of %q", what, g, allowed)
	}
}

// plain refuses catch-all words: a person must be able to know what is meant (优化营商环境条例).
func plain(text string, say say) {
	for _, word := range []string{"其他材料", "其它材料", "其他资料", "其他证明", "相关材料", "相关证明", "有关材料", "有关证明", "有关部门要求", "要求提供的", "认为需要", "规定的其他", "等材料"} {
		say(!strings.Contains(text, word), "catch-all %q in %q", word, text)
	}
}

// load decodes every item, by code; an unknown field or a second document is an error.
func load(t *testing.T) map[string]catalog.Item {
	t.Helper()
	files, err := filepath.Glob("items_full/*.json")
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]catalog.Item{}
	for _, file := range files {
		it, err := decode(file)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if _, twice := items[it.Code]; it.Code == "" || twice {
			t.Fatalf("%s: code %q is empty or twice", file, it.Code)
		}
		items[it.Code] = it
	}
	return items
}

func decode(file string) (it catalog.Item, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return it, err
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&it); err != nil {
		return it, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return it, fmt.Errorf("more than one document: %v", err)
	}
	return it, nil
}

// list reads items.csv by code, with the organ's short name and the two-digit kind.
func list(t *testing.T) map[string]row {
	t.Helper()
	named := map[string]string{} // how an organ of the source is called here
	for _, r := range table(t, "demo_topics.csv") {
		named[r[3]] = r[0]
	}
	listed := map[string]row{}
	for _, r := range table(t, "items.csv") {
		kind := r[3]
		if len(kind) == 1 {
			kind = "0" + kind
		}
		dept := strings.TrimPrefix(r[2], "区")
		if here, ok := named[dept]; ok {
			dept = here
		}
		listed[r[0]] = row{name: r[1], dept: dept, kind: kind}
	}
	return listed
}

// table is a file without its head.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}
