package course_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
)

// Every paper and every message to the applicant, of every kind of item on every road, as its receiver reads it. testdata/papers holds them;
// they were read by eye. After a change: go test ./service/application/course -run TestPapers -update, and read what is different.
func TestPapers(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"01", "05", "07", "08", "10", "20"} { // nobody applies for a penalty
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, name := range slices.Sorted(maps.Keys(roads)) {
				t.Run(name, func(t *testing.T) { // the city of a road ends with it
					h := hallOf(town.New(t, ""))
					e := &errand{h, licence(kind)}
					h.Offer(e.it)
					k := roads[name](e)
					fmt.Fprintf(&b, "#### %s\n\n%s", name, h.Posted(k))
					h.sameDays(k)
				})
			}
			officetest.Golden(t, filepath.Join("testdata", "papers", kind+".txt"), b.String())
		})
	}
}

// lastDay is how papers and messages name a day by which something is to be done.
var lastDay = regexp.MustCompile(`(?:最迟 ?|请[在于] ?|应于 ?|法定(?:办结时限为|时限 ))(\d+年\d+月\d+日)`)

// sameDays: what was told of one event names one day, in paper and message alike; that day is the due day of a clock that
// ran then; and the page of an open case names the day that its applicant was told last.
func (h *hall) sameDays(k flow.Case) {
	h.T.Helper()
	k = h.Case(k)
	told := map[int64]map[string][]string{} // by moment: the days, and who names each
	name := func(at int64, who, text string) {
		for _, m := range lastDay.FindAllStringSubmatch(text, -1) {
			if told[at] == nil {
				told[at] = map[string][]string{}
			}
			told[at][m[1]] = append(told[at][m[1]], who)
		}
	}
	papers, err := h.Documents.OfCase(h.T.Context(), k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, d := range papers {
		text, err := h.Documents.Text(d)
		if err != nil {
			h.T.Fatal(err)
		}
		name(d.At, d.Title, strings.Join(text, "\n"))
	}
	sent, err := h.Notices.OfCase(h.T.Context(), k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, n := range sent {
		if n.PersonID != 0 {
			name(n.CreatedAt, n.Title, n.Text)
		}
	}
	events, err := h.Engine.Events(h.T.Context(), h.DB, k.ID)
	if err != nil {
		h.T.Fatal(err)
	}
	dues := map[int64][]string{} // by moment: the due days of the clocks that ran then
	for i, e := range events {
		clocks, err := flow.Replay(events[:i+1])
		if err != nil {
			h.T.Fatal(err)
		}
		for _, c := range clocks {
			if due, runs := c.Due(h.Rules.Calendar()); runs {
				dues[e.At] = append(dues[e.At], calendar.DayOf(due).Long())
			}
		}
	}
	last := int64(0)
	for at, days := range told {
		for d, by := range days {
			if !slices.Contains(dues[at], d) {
				h.T.Errorf("%v name %s, the clocks are due %v", by, d, dues[at])
			}
			if !slices.Contains(by, "补交提醒") { // a debt runs beside the case
				last = max(last, at)
			}
		}
	}
	if l, ok := h.Engine.Limit(k, flow.Person); ok && k.ClosedAt == 0 && l.Clock.Name != "issue" && l.Clock.Name != "pickup" &&
		told[last][calendar.DayOf(l.Due).Long()] == nil {
		h.T.Errorf("in %s the page names %s of %s, the applicant was told %v", k.State, calendar.DayOf(l.Due).Long(),
			l.Clock.Name, told[last])
	}
}

// errand is one application for a licence of some kind on its road.
type errand struct {
	*hall
	it catalog.Item
}

// till lets time pass, after what is to be sent has gone out.
func (e *errand) till(s string) {
	e.T.Helper()
	e.Tick()
	e.At(s)
}

// sends makes a result with a file and delivers it electronically.
func (e *errand) sends(k flow.Case) flow.Case {
	e.T.Helper()
	e.head.Do(k, "approve")
	e.issuer.Do(k, "make", "number", "云河〔2026〕18号", "valid_to", "2029-04-19", "files", e.issuer.File("电子证照.pdf"))
	return e.output.Do(k, "send_electronic")
}

// roads are the ways of an application.
var roads = map[string]func(e *errand) flow.Case{
	"视为受理": func(e *errand) flow.Case {
		k := e.filed()
		e.till("2026-04-29 10:00")
		return k
	},
	"视为受理，跨五一，星期日": func(e *errand) flow.Case {
		e.till("2026-04-29 10:00")
		k := e.filed()
		e.till("2026-05-10 09:00") // the last of five working days was the Saturday before, worked in turn
		return k
	},
	"视为受理，承诺的日子已过": func(e *errand) flow.Case {
		e.it.Promised = &catalog.Limit{N: 1, Unit: "workday"}
		e.Offer(e.it)
		k := e.filed()
		e.till("2026-04-28 08:00")
		return k
	},
	"补正后视为撤回": func(e *errand) flow.Case {
		k := e.clerk.Do(e.filed(), "correct", "points", "photo", "what", "照片要白底，近三个月内拍摄。")
		e.till("2026-05-21 10:00")
		return k
	},
	"容缺受理（代办）": func(e *errand) flow.Case {
		k := e.accepted(throughProxy, later)
		e.till("2026-04-22 12:00")
		e.till("2026-04-28 12:00")
		return k
	},
	"不属于本机关职权": func(e *errand) flow.Case {
		k := e.clerk.Do(e.filed(), "propose_refusal", "ground", "not_ours", "reason", "住所在西岭县", "go_to", "云和市西岭县行政审批局")
		return e.colleague.Do(k, "refuse")
	},
	"依法不需要办理": func(e *errand) flow.Case {
		k := e.clerk.Do(e.filed(), "propose_refusal", "ground", "not_needed", "reason", "自用场地不需要办理。")
		return e.colleague.Do(k, "refuse")
	},
	"准予，窗口领取": func(e *errand) flow.Case { return e.finished() },
	"准予，邮寄": func(e *errand) flow.Case {
		k := e.granted(by("courier"))
		e.output.Do(k, "dispatch", "company", "中国邮政", "tracking", "EM123456789CN")
		e.output.Do(k, "returned", "reason", "家里没有人")
		e.output.Do(k, "dispatch", "company", "中国邮政", "tracking", "EM123456790CN")
		return e.output.Do(k, "signed", "receiver", party)
	},
	"准予，电子送达": func(e *errand) flow.Case { return e.sends(e.reviewed(by("electronic"))) },
	"不予，邮寄": func(e *errand) flow.Case {
		k := e.head.Do(e.reviewed(by("courier")), "deny", "reason", "住所在河道管理范围内，不得经营。", "basis", "《社会保障条例》第八条第二款")
		e.output.Do(k, "dispatch", "company", "中国邮政", "tracking", "EM123456789CN")
		return e.output.Do(k, "signed", "receiver", party)
	},
	"延长期限": func(e *errand) flow.Case {
		k := e.head.Do(e.accepted(), "extend", "reason", "需要向省级部门核实。")
		e.till("2026-06-10 10:00")
		return k
	},
	"特别程序": func(e *errand) flow.Case {
		k := e.reviewer.Do(e.accepted(), "stop", "kind", "听证", "days", "10", "reason", "要听邻居的意见")
		e.till("2026-05-06 10:00")
		return e.reviewer.Do(k, "resume", "result", "听证会没有反对")
	},
	"撤回申请": func(e *errand) flow.Case { return e.owner(e.filed(), "withdraw") },
	"申请人死亡": func(e *errand) flow.Case {
		return e.ends(e.accepted(), "subject", "申请人已死亡，见户籍注销证明", "《中华人民共和国行政许可法》第七十条")
	},
	"申请人死亡，有经办人": func(e *errand) flow.Case {
		return e.ends(e.accepted(throughProxy), "subject", "申请人已死亡，见户籍注销证明", "《中华人民共和国行政许可法》第七十条")
	},
	"法律变化终止": func(e *errand) flow.Case {
		return e.ends(e.accepted(), "law", "2026 年修订的条例已经取消本事项", "《社会保障条例》第十二条")
	},
	"凭承诺准予，承诺属实": func(e *errand) flow.Case {
		k := e.issuer.Do(e.promised(), "make", "number", "云河〔2026〕18号", "valid_from", "2026-04-20", "open_end", "forever")
		return e.head.Do(k, "postcheck", "reason", "现场核查属实")
	},
	"准予，电子送达，撤销": func(e *errand) flow.Case {
		k := e.sends(e.reviewed(by("electronic")))
		e.reviewer.Do(k, "propose_revocation", "reason", "住所证明系伪造", "basis", "《社会保障条例》第二十条")
		e.till("2026-04-29 10:00")
		e.Tick()
		return e.head.Do(k, "revoke", "reason", "住所证明系伪造，依据《社会保障条例》第二十条撤销。")
	},
	"准予，电子送达，不予撤销": func(e *errand) flow.Case {
		k := e.sends(e.reviewed(by("electronic")))
		e.reviewer.Do(k, "propose_revocation", "reason", "住所证明系伪造", "basis", "《社会保障条例》第二十条。")
		e.till("2026-04-22 10:00")
		return e.head.Do(k, "uphold", "reason", "住所证明经出具机关核实属实。")
	},
	"凭承诺准予，承诺不实，不予撤销": func(e *errand) flow.Case {
		k := e.inspector.Do(e.promised(), "promise_false", "reason", "住所在河道管理范围内", "basis", "《社会保障条例》第二十条")
		e.till("2026-04-22 10:00")
		return e.head.Do(k, "uphold", "reason", "经测绘，住所不在河道管理范围内")
	},
	"凭承诺准予，承诺不实，撤销": func(e *errand) flow.Case {
		k := e.inspector.Do(e.promised(), "promise_false", "reason", "住所在河道管理范围内", "basis", "《社会保障条例》第二十条")
		e.till("2026-04-29 10:00")
		e.Tick()
		return e.head.Do(k, "revoke", "reason", "承诺的住所不能用于经营，依据《社会保障条例》第二十条撤销。")
	},
}

// ends has a matter terminated.
func (e *errand) ends(k flow.Case, ground, reason, basis string) flow.Case {
	e.T.Helper()
	e.reviewer.Do(k, "propose_termination", "ground", ground, "reason", basis)
	return e.head.Do(k, "terminate", "reason", reason, "basis", basis)
}
