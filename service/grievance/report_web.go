package grievance

import (
	"net/http"
	"strconv"
	"strings"

	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
)

// report is the month, or any stretch of days, in figures; each opens the rows behind it.
func (s *Service) report(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	a := read(r.URL.Query(), v.Actor)
	if n, err := strconv.Atoi(strings.ReplaceAll(r.URL.Query().Get("month"), "-", "")); err == nil && n > 200000 {
		a.From, a.To = monthOf(n)
	}
	if a.From == 0 || a.To == 0 {
		now := s.Now().In(calendar.Zone)
		a.From, a.To = monthOf(now.Year()*100 + int(now.Month()))
	}
	p := &reportData{Tabs: ledgerTabs("/desk/grievances/report", v)}
	var err error
	if p.Frame, err = s.House.Desk(w, r, "办不成事月报"); err != nil {
		return err
	}
	if err := s.tellReport(r.Context(), p, a); err != nil {
		return err
	}
	return door.Write(w, reportPage, p)
}
