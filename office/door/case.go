package door

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// DeskCase is the address of a case at the desk, by its number.
func DeskCase(number string) string { return "/desk/cases/" + number }

// DeskSlip is the address of its slip (查询单).
func DeskSlip(number string) string { return "/desk/slips/" + number }

// DeskPaper is the address of a paper of a case at the desk.
func DeskPaper(number string, no int64) string {
	return fmt.Sprintf("/desk/documents/%s/%d", number, no)
}

// MyCase is its address among a citizen's own.
func MyCase(number string) string { return "/my/cases/" + number }

// Steps are the phases of a case with the day on which each was done; waiting stands at the one in which
// the applicant must act.
func Steps(v flow.View, waiting string) page.Steps {
	all := page.Steps{Label: "办理环节"}
	for i, name := range v.Table.Phases {
		s := page.Step{Label: name}
		switch {
		case i < v.State.Phase, v.Table.Succeeds(v.State):
			s.State, s.Note = "done", passed(v, i)
		case i == v.State.Phase && v.State.Final:
			s.State, s.Note = "now", "到此结束"
		case i == v.State.Phase:
			s.State, s.Note = "now", "进行中"
			if v.State.Desk == flow.Applicant {
				s.Note = waiting
			}
		}
		all.Items = append(all.Items, s)
	}
	return all
}

// passed is the day on which the case left a phase behind; the first is done when the case begins.
func passed(v flow.View, phase int) string {
	day := calendar.Day(0)
	for _, e := range v.Events {
		to, _ := v.Table.State(e.ToState)
		from, _ := v.Table.State(e.FromState)
		if phase == 0 && day == 0 || phase > 0 && from.Phase <= phase && (to.Phase > phase || to.Final) {
			day = e.Day
		}
	}
	if day == 0 {
		return ""
	}
	return fmt.Sprintf("%d月%d日", day/100%100, day%100)
}

// Holder is whose move a turn is: the organ or the place, the post, and the person who took it.
func (h *House) Holder(t flow.Turn) string {
	if t.Role == flow.Applicant {
		return "申请人"
	}
	where := h.Catalog.DeptName(t.Dept)
	if t.Dept == "" {
		where = h.Regions.Name(t.Place())
	}
	return strings.TrimSpace(where + " " + t.Role.Name() + " " + t.Holder)
}

// Attached are the files among the answers to an event's form, at their addresses under base. files are
// those of the case by their ids.
func (h *House) Attached(e flow.Event, files map[string]file.File, base string) ([]page.Link, error) {
	if len(files) == 0 || e.Input == "" || !h.Engine.Readable(e) {
		return nil, nil
	}
	in, err := h.Engine.Input(e)
	if err != nil {
		return nil, err
	}
	var links []page.Link
	for _, value := range in {
		for _, id := range strings.Split(value, ",") {
			if one, ok := files[id]; ok {
				links = append(links, page.Link{Href: base + id, Label: one.Name})
			}
		}
	}
	slices.SortFunc(links, func(a, b page.Link) int { return strings.Compare(a.Href, b.Href) })
	return links, nil
}

// FileLinks lead to files that are shown to staff, each by its name with its size.
func (h *House) FileLinks(ctx context.Context, ids ...int64) (list []page.Link, err error) {
	for _, id := range ids {
		f, err := h.Files.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Link{Href: fmt.Sprint("/desk/files/", id), Label: f.Name, Icon: "file", Note: page.Size(f.Size)})
	}
	return list, nil
}

// FilesOf are the files of a case by their ids.
func (h *House) FilesOf(ctx context.Context, c flow.View) (map[string]file.File, error) {
	list, err := h.Files.OfCase(ctx, c.Case.ID)
	m := make(map[string]file.File, len(list))
	for _, one := range list {
		one.Name = c.Veil.Text(one.Name)
		m[strconv.FormatInt(one.ID, 10)] = one
	}
	return m, err
}

// Told is what the services say of a case beyond its flow, and what they offer on it.
func (h *House) Told(ctx context.Context, v people.Visitor, c flow.View) (parts []Section, links []page.Link, err error) {
	for _, s := range h.Services {
		if s.Table.Kind == c.Case.Kind && s.Sections != nil {
			list, err := s.Sections(ctx, v, c)
			if err != nil {
				return nil, nil, err
			}
			for i := range list {
				if at := slices.IndexFunc(s.Beside, func(b Beside) bool { return b.Section == list[i].ID }); at >= 0 {
					list[i].beside = s.Beside[at]
				}
			}
			parts = append(parts, list...)
		}
		if s.Links != nil {
			list, err := s.Links(ctx, v, c)
			if err != nil {
				return nil, nil, err
			}
			links = append(links, list...)
		}
	}
	return form.Under(c.Veil, parts), form.Under(c.Veil, links), nil
}

// Why is one answer to “how did this date come about”: words and a calendar.
type Why struct {
	Title, Sentence, Rest, Basis, Warning string
	Days                                  page.Days
}

// WhyOf tells how a clock's date came about.
func WhyOf(s flow.ClockStory) Why {
	e := s.Story
	c := Why{Title: s.Clock.Title, Sentence: e.Sentence + "。", Rest: restWords(e, s.Running.Term.Unit == calendar.Workday), Warning: e.Warning}
	if e.Basis != "" {
		c.Basis = "依据：" + e.Basis
	}
	var first, last calendar.Day
	for _, week := range e.Weeks {
		for _, cell := range week {
			if first == 0 {
				first = cell.Day
			}
			last = cell.Day
			c.Days.Items = append(c.Days.Items, dayOf(cell))
			if cell.Today && cell.N > 0 {
				c.Rest += fmt.Sprintf("今天是第 %d 天。", cell.N)
			}
		}
	}
	until := strings.TrimPrefix(page.Date(last.Time()), fmt.Sprintf("%d年", first.Year()))
	c.Days.Caption = fmt.Sprintf("%s，%s至%s", s.Clock.Title, page.Date(first.Time()), until)
	return c
}

// restWords says which holidays do not count and, of a term in working days, which weekend days do.
func restWords(e calendar.Explanation, workdays bool) string {
	var parts []string
	for _, h := range e.Holidays {
		words := monthDay(h.From.Time())
		if h.To != h.From {
			words += "至" + monthDay(h.To.Time())
		}
		parts = append(parts, words+h.Name+"放假，不算")
	}
	for _, d := range e.Makeups {
		if workdays {
			parts = append(parts, d.Words()+"调休上班，算 1 天")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}

func monthDay(t time.Time) string { return t.Format("1月2日") }

func dayOf(cell calendar.DayCell) page.CalendarDay {
	d := page.CalendarDay{Date: cell.Day.Time(), State: string(cell.Kind), Today: cell.Today}
	switch {
	case cell.Kind == calendar.StoppedDay:
		d.State, d.Words = "off", "暂停"
	case cell.Kind == calendar.StartDay:
		d.Words = "当天"
	case cell.N > 0:
		d.Words = fmt.Sprintf("%d天", cell.N)
	}
	return d
}

// Named is the name of the matter of a case. What kind of case it is stands beside it as a chip (KindTag).
func (h *House) Named(k flow.Case) string { return h.Engine.Bare(k.Title) }

// KindTag is the chip of a case's kind, such as 督办单; there is none for a kind whose cases bear the name of their matter alone.
func (h *House) KindTag(k flow.Case) page.Tag {
	if t, ok := h.Engine.Table(k.Kind); ok && t.Prefix != "" {
		return page.Tag{Label: t.Title}
	}
	return page.Tag{}
}

// CaseCell is the main cell of a row that is a case: the name of its matter, leading to it, and its number.
func (h *House) CaseCell(k flow.Case) page.Cell {
	return page.Cell{Text: h.Named(k), Href: DeskCase(k.Number()), Small: flow.Grouped(k.Number())}
}

// StateCell says how a case stands: its lamp and its state.
func (h *House) StateCell(k flow.Case) page.Cell {
	return page.Cell{Lamp: h.Lamp(k), Small: h.StateOf(k).Name}
}

// StateOf is the state of a case; the zero state of a kind that this program does not know.
func (h *House) StateOf(k flow.Case) flow.State {
	t, ok := h.Engine.Table(k.Kind)
	if !ok {
		return flow.State{}
	}
	s, _ := t.State(k.State)
	return s
}

// Waits is the figure of an entry in the menu: how many cases of a kind wait for the visitor.
func (h *House) Waits(kind string) func(ctx context.Context, v people.Visitor) (int64, error) {
	return func(ctx context.Context, v people.Visitor) (int64, error) {
		return h.Engine.Waiting(ctx, v.Actor, flow.Filter{Kind: kind})
	}
}

// DayWords is a day as tables show it; "" for none.
func DayWords(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// YesNo is 是 or 否.
func YesNo(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
