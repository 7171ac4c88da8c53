package rectification

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// claims are what the office's own data say to the reasons that a bad rating names, one a line, for who
// verifies it. They are taken down when the rating comes in; what there is no data for is not claimed.
func (s *Service) claims(ctx context.Context, tx *db.DB, a rate.Act, r rate.Rating) (string, error) {
	tags, err := rate.TagsOn(ctx, tx, r.TagSet, r.Day)
	if err != nil {
		return "", err
	}
	m, err := s.matter(ctx, tx, a)
	if err != nil {
		return "", err
	}
	var list []string
	for _, t := range tags {
		if !slices.Contains(strings.Split(r.Tags, ","), t.Code) {
			continue
		}
		if says := m.says(t.Proof); says != "" {
			list = append(list, "“"+t.Name+"”："+says)
		}
	}
	return strings.Join(list, "\n"), nil
}

// matter is what is known of the matter that a service was part of.
type matter struct {
	k      flow.Case
	events []flow.Event
	it     *catalog.Item // nil where the case is of no item
	acts   []rate.Act
	points []string // what the correction asked for
}

func (s *Service) matter(ctx context.Context, tx *db.DB, a rate.Act) (m matter, err error) {
	if m.k, err = s.Engine.Find(ctx, tx, a.CaseID); err != nil {
		return m, err
	}
	if m.events, err = s.Engine.Events(ctx, tx, a.CaseID); err != nil {
		return m, err
	}
	if m.acts, err = rate.ActsOfCase(ctx, tx, a.CaseID); err != nil {
		return m, err
	}
	if in, err := s.Engine.LastInput(ctx, tx, a.CaseID, "correct"); err == nil {
		m.points = strings.FieldsFunc(in["points"], func(r rune) bool { return r == ',' })
	} else if !fail.Is(err, fail.KindNotFound) {
		return m, err
	}
	if m.k.Item != 0 {
		if _, m.it, err = s.Catalog.Current(ctx, m.k.Item); fail.Is(err, fail.KindNotFound) {
			err = nil // repealed since
		}
	}
	return m, err
}

// says is what the data say to one kind of claim; "" nothing.
func (m matter) says(proof string) string {
	switch proof {
	case "promise":
		return m.late("overdue", "超过承诺时限", "没有超过承诺时限的记录")
	case "statutory":
		return m.late("overdue_statutory", "超过法定时限", "没有超过法定时限的记录")
	case "beyond":
		return m.beyond()
	case "again":
		return m.again()
	case "windows":
		return m.windows()
	case "trips":
		return m.trips()
	case "sample":
		return m.samples()
	case "notice":
		if m.count("correct") > 0 {
			return "一次性告知单已出具"
		}
		return "没有出具一次性告知单的记录"
	case "online":
		return m.online()
	}
	return ""
}

func (m matter) count(event string) (n int) {
	for _, e := range m.events {
		if e.Event == event {
			n++
		}
	}
	return n
}

func (m matter) late(event, yes, no string) string {
	for _, e := range m.events {
		if e.Event == event && e.ActorKind == people.Clock {
			return "属实，" + page.Clock(calendar.At(e.At)) + yes + m.paused()
		}
	}
	return no + m.paused()
}

func (m matter) paused() string {
	if n := m.count("stop"); n > 0 {
		return fmt.Sprintf("（其间暂停计时 %d 次）", n)
	}
	return ""
}

// beyond compares what the correction asked for with the materials of the guide.
func (m matter) beyond() string {
	if m.it == nil {
		return ""
	}
	if len(m.points) == 0 {
		return fmt.Sprintf("办理中没有要求补正；办事指南列 %d 项材料", len(m.it.Materials))
	}
	var extra []string
	for _, p := range m.points {
		if !slices.ContainsFunc(m.it.Materials, func(x catalog.Material) bool { return x.Key == p }) {
			extra = append(extra, p)
		}
	}
	if len(extra) == 0 {
		return fmt.Sprintf("要求补正 %d 项，都在办事指南的材料里", len(m.points))
	}
	return fmt.Sprintf("要求补正 %d 项，其中 %d 项不是办事指南的材料", len(m.points), len(extra))
}

func (m matter) again() string {
	switch n := m.count("resubmit"); {
	case n > 1:
		return fmt.Sprintf("材料补交过 %d 次", n)
	case n == 1:
		return "材料补交过一次"
	}
	return "没有补交材料的记录"
}

func (m matter) windows() string {
	seen := map[string]bool{}
	for _, a := range m.acts {
		if a.Mode == rate.Visit {
			seen[a.Place] = true
		}
	}
	return fmt.Sprintf("办件记录里到过 %d 个窗口", len(seen))
}

func (m matter) trips() string {
	days := map[string]bool{}
	for _, a := range m.acts {
		if a.Mode == rate.Visit {
			days[a.Day.String()] = true
		}
	}
	if m.it == nil || m.it.Visits == nil {
		return fmt.Sprintf("记录到现场 %d 次，指南没有写次数", len(days))
	}
	word := "没有超过"
	if len(days) > *m.it.Visits {
		word = "属实，超过"
	}
	return fmt.Sprintf("%s：记录到现场 %d 次，指南承诺最多 %d 次", word, len(days), *m.it.Visits)
}

func (m matter) samples() string {
	if m.it == nil {
		return ""
	}
	n := 0
	for _, x := range m.it.Materials {
		if x.Sample == "" && x.Need == "1" && x.Source == "10" {
			n++
		}
	}
	if n == 0 {
		return "必要材料都有样本"
	}
	return fmt.Sprintf("属实，有 %d 项自备的必要材料没有样本", n)
}

func (m matter) online() string {
	switch {
	case m.it == nil:
		return ""
	case !m.it.Online:
		return "办事指南没有承诺网上办理"
	case m.k.Channel == flow.ByOnline:
		return "这件就是网上提交的"
	}
	return "办事指南承诺网上办理，这件是窗口收的"
}
