package grievance

import (
	"net/http"
	"net/url"

	"wuyou/kit/docx"
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

// reportFile is the report as an official document.
func (s *Service) reportFile(w http.ResponseWriter, r *http.Request) error {
	of, err := s.spanOf(r.Context(), door.CallOf(r, web.Asked(r)))
	if err != nil {
		return err
	}
	l, err := s.document(r.Context(), of)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", docx.Kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(l.Title)+".docx")
	return l.Write(w)
}
