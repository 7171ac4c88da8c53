package app

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/notice"
)

// Every reminder names the day of the clock that it is about: of the promise, the law's limit, a step, a correction, a
// debt, a result that waits, a promise to be checked; across holidays, and after an extension or a special procedure.
func TestRemindersNameTheirOwnDay(t *testing.T) {
	t.Parallel()
	for name, road := range map[string]func(e *errand) string{
		"nothing happens": func(e *errand) string { return e.filed(nil) },
		"a correction": func(e *errand) string {
			number := e.filed(nil)
			e.do("zhoumin", number, "correct", "points", "photo", "what", "白底")
			return number
		},
		"a debt": func(e *errand) string {
			number, _ := e.accepted(map[string]any{"signed": "张晓梅", "materials": []map[string]any{{"key": "photo", "state": "later"}, {"key": "house", "state": "paper"}}})
			return number
		},
		"an extension": func(e *errand) string {
			number, dept := e.accepted(nil)
			e.do(dept+"-c", number, "extend", "reason", "案情复杂")
			return number
		},
		"a special procedure": func(e *errand) string {
			number, dept := e.accepted(nil)
			e.at("2026-04-22 10:00")
			e.do(dept+"-a", number, "stop", "kind", "专家评审", "days", "3", "reason", "看图纸")
			e.at("2026-05-08 10:00")
			e.do(dept+"-a", number, "resume", "result", "通过")
			return number
		},
		"a result that waits": func(e *errand) string {
			number, _ := e.granted("pickup", nil)
			return number
		},
		"a promise to be checked": func(e *errand) string {
			number, _ := e.promised()
			return number
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "")
			number := road(&errand{w, w.offer(paperItem("01")), "01"})
			reminders := 0
			for range 60 {
				k, err := w.Engine.ByNumber(t.Context(), number)
				if err != nil {
					t.Fatal(err)
				}
				if k.AlarmAt == flow.Never {
					break
				}
				w.mu.Lock()
				w.now = time.UnixMilli(max(k.AlarmAt, w.now.UnixMilli()))
				w.mu.Unlock()
				if _, err := w.Engine.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			k, _ := w.Engine.ByNumber(t.Context(), number)
			events, err := w.Engine.Events(t.Context(), w.DB, k.ID)
			if err != nil {
				t.Fatal(err)
			}
			want := map[int64]map[string]bool{} // by the moment of reminding, the days that may be named
			for i, e := range events {
				if e.Event != "remind" {
					continue
				}
				reminders++
				var effects []struct{ Op, Name string }
				if err := json.Unmarshal([]byte(e.Effect), &effects); err != nil {
					t.Fatal(err)
				}
				clocks, err := flow.Replay(events[:i+1])
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range clocks {
					if due, running := c.Due(w.Rules.Calendar()); running && c.Name == effects[0].Name {
						if want[e.At] == nil {
							want[e.At] = map[string]bool{}
						}
						want[e.At][calendar.DayOf(due).Long()] = true
					}
				}
			}
			if reminders == 0 {
				t.Fatal("nobody was reminded")
			}
			sent, err := w.Notices.OfCase(t.Context(), k.ID)
			if err != nil {
				t.Fatal(err)
			}
			type receiver struct {
				staff, person, day int64
			}
			said := map[receiver][]string{}
			for _, n := range slices.Backward(sent) {
				if !slices.Contains([]string{"near_due", "soon_due", "now_due", "correction_near", "debt_near", "debt_due", "postcheck_near"}, n.Template) {
					continue
				}
				if !slices.ContainsFunc(slices.Collect(maps.Keys(want[n.CreatedAt])), func(d string) bool { return strings.Contains(n.Text, d) }) {
					t.Errorf("%s: %q, the clocks are due %v", time.UnixMilli(n.CreatedAt).Format("01-02 15:04"), n.Text, want[n.CreatedAt])
				}
				who := receiver{n.StaffID, n.PersonID, int64(calendar.DayOf(time.UnixMilli(n.CreatedAt)))}
				if len(said[who]) > 0 {
					t.Errorf("%d is told twice on %d: %q %q", who.staff, who.day, said[who][0], n.Text)
				}
				said[who] = append(said[who], n.Text)
			}
			for at, days := range want {
				for d := range days {
					told := false
					for who, texts := range said {
						told = told || who.day == int64(calendar.DayOf(time.UnixMilli(at))) && strings.Contains(strings.Join(texts, " "), d)
					}
					if !told && name != "a result that waits" { // that message names no day
						t.Errorf("%s: nobody was told of %s: %v", time.UnixMilli(at).Format("01-02 15:04"), d, said)
					}
				}
			}
			// The explanation begins with the limit that the header, the lists and the messages name.
			for _, to := range []flow.Reader{flow.Office, flow.Person} {
				l, ok := w.Engine.Limit(k, to)
				if list := w.Engine.Explain(k, to); ok && (len(list) == 0 || list[0].Running.Name != l.Running.Name) {
					t.Errorf("the header names %s, the explanation begins with %v", l.Running.Name, list)
				}
				if to == flow.Office && ok && k.ClosedAt == 0 && l.Due.UnixMilli() != k.DueAt {
					t.Errorf("the list says %d, the header %s", k.DueAt, l.Due)
				}
			}
		})
	}
}

// A limit that was over before anybody could be reminded of it is spoken of as over, or not at all; a reminder says which limit it is
// about, and tells of all that are near at once.
func TestRemindersDoNotAnnounceADayThatIsOver(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		it := paperItem("01")
		it.Promised = &catalog.Limit{N: 1, Unit: "workday"}
		number := (&errand{w, w.offer(it), "01"}).filed(nil)
		for _, until := range []string{"2026-04-28 08:00", "2026-04-28 12:00", "2026-05-20 20:00"} { // deemed on the 27th, promised for the 21st
			w.at(until)
			w.tick()
		}
		sent, err := w.Notices.OfCase(t.Context(), w.caseOf(number).ID)
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, n := range sent {
			if n.StaffID == 0 {
				continue
			}
			all += n.Text + "\n"
			for _, m := range coming.FindAllStringSubmatch(n.Text, -1) {
				if d, err := time.ParseInLocation("2006年1月2日", m[1], calendar.Zone); err != nil || calendar.DayOf(d) < calendar.DayOf(time.UnixMilli(n.CreatedAt)) {
					t.Errorf("%s: %q", calendar.DayOf(time.UnixMilli(n.CreatedAt)).Long(), n.Text)
				}
			}
		}
		if words := "承诺办结时限 2026年4月21日已超期"; !strings.Contains(all, words) {
			t.Errorf("%q is not in\n%s", words, all)
		}
	})
}

// Who is asked whether his matter was solved reads its name as he was told it before.
func TestAReminderOfAReplyNamesTheMatter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	n := w.reportThing(w.clientToken("apply read"), county1)
	w.do("zhuanxi1", n, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "应当办", "order", "当天办结。", "dept", w.organ("人社局"))
	w.do(w.head(n), n, "rectified", "reply", "已办好。", "statement", "窗口推诿。", "person", "王磊", "outcome", "done")
	w.at("2026-04-24 10:00")
	w.tick()
	sent, err := w.Notices.OfCase(t.Context(), w.caseOf(n).ID)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(sent, func(n notice.Shown) bool { return n.Template == "grievance_confirm" }); i < 0 || !strings.Contains(sent[i].Text, "您反映的“社会保障卡挂失”已经答复") {
		t.Errorf("%d: %+v", i, sent)
	}
}

// coming is how a reminder speaks of a day to come.
var coming = regexp.MustCompile(`(\d+年\d+月\d+日)(?: [\d:]+)?到期`)

// What comes in over the counter outside office hours counts as come in on the next working day; what the organ itself does counts from its
// own day, whatever the hour.
func TestWhatTheOrganDoesCountsFromItsOwnDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.at("2026-04-19 17:33") // a Sunday
	number := w.walkIn("欧阳晓梅", idNo(21))
	stories := func() (all string) {
		for _, s := range w.Engine.Explain(w.caseOf(number), flow.Office) {
			all += s.Running.Name + " " + s.Story.Sentence + "\n"
		}
		return all
	}
	if text := stories(); !strings.Contains(text, "4月19日 17:33 收件时不在办公时间，按4月20日收件") {
		t.Errorf("the receipt: %s", text)
	}
	w.do("zhoumin", number, "accept")
	if text := stories(); strings.Contains(text, "不在办公时间") || !strings.Contains(text, "从4月19日的次日起算") {
		t.Errorf("the acceptance: %s", text)
	}
}
