package grievance

import (
	"net/http"

	"wuyou/kit/web"
	"wuyou/office/door"
)

// report is the month, or any stretch of days, in figures; each opens the rows behind it.
func (s *Service) report(w http.ResponseWriter, r *http.Request) error {
	c := door.CallOf(r, web.Asked(r))
	frame, err := s.House.Desk(w, r, "办不成事月报")
	if err != nil {
		return err
	}
	p := &reportData{Frame: frame, Tabs: tabs(path+"/report", c.Actor)}
	of, err := s.spanOf(r.Context(), c)
	if err != nil {
		return err
	}
	if err := s.tellReport(r.Context(), p, of); err != nil {
		return err
	}
	return door.Write(w, reportPage, p)
}
