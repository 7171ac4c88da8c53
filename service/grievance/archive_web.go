package grievance

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"wuyou/office/archive"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// archiveFile hands out the whole of a matter as one package (一事一档): what was told, the judgement,
// the consultations, the accountability files, papers, attachments, the ledger, and the orders and the
// visit that arose from it. Who took it is logged.
func (s *Service) archiveFile(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	seen, err := s.view(ctx, v.Actor, r.PathValue("number"))
	if err != nil {
		return err
	}
	k, err := s.Engine.Find(ctx, s.DB, seen.Case.ID) // without the veil of the view: who may not learn whose it is gets no package
	if err != nil {
		return err
	}
	if err := s.Engine.Learns(ctx, s.DB, k, v.Actor); err != nil {
		return err
	}
	why, _, may, err := s.House.Leaves(w, r, "归档包 "+k.Number(), 1)
	if err != nil || !may {
		return err
	}
	rec, err := s.record(ctx, k)
	if err != nil {
		return err
	}
	if err := s.Audit.Note(ctx, v, "下载归档包", k.Number(), why); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape("反映事项 "+k.Number())+".zip")
	return s.pack(ctx, w, k, rec)
}

// pack writes the package. Who told the matter stands masked in it, wherever he is named: his telephone, for whom, the firm alike.
func (s *Service) pack(ctx context.Context, w io.Writer, k flow.Case, rec record) error {
	veil := map[string]string{}
	for _, name := range []string{k.Party, rec.Told.Name, rec.Told.For, rec.Told.Firm} {
		if utf8.RuneCountInString(name) > 1 {
			veil[name] = form.MaskName(name)
			if veil[name] == name { // a firm, by which he would be known
				veil[name] = form.Someone(name)
			}
		}
	}
	if rec.Told.Phone != "" {
		veil[rec.Told.Phone] = form.MaskPhone(rec.Told.Phone)
	}
	return s.Archive.Veiled(veil).Pack(ctx, w, k, []string{Kind}, archive.Part{Name: "data/grievance.json", Value: rec})
}

// record is a grievance as it is put away.
type record struct {
	Number   string    `json:"number"`
	Title    string    `json:"title"`
	Region   string    `json:"region"`
	Window   string    `json:"window"`
	Dept     string    `json:"dept"`
	State    string    `json:"state"`
	OpenedAt string    `json:"opened_at"`
	Told     Told      `json:"told"`
	Times    int64     `json:"times"`
	Class    string    `json:"class"`
	Cause    string    `json:"cause"`
	Opinion  string    `json:"opinion"`
	Outcome  string    `json:"outcome"`
	Basis    string    `json:"basis"`
	Reply    string    `json:"reply"`
	OnTime   bool      `json:"on_time"`
	Rounds   int64     `json:"rounds"`
	Visit    string    `json:"visit,omitempty"`
	Said     string    `json:"said,omitempty"` // at the visit
	Meetings []Meeting `json:"meetings,omitempty"`
	Duties   []dutyRow `json:"duties,omitempty"`
}

func (s *Service) record(ctx context.Context, k flow.Case) (record, error) {
	g, err := Grievances.Load(ctx, s.DB, k.ID)
	if err != nil {
		return record{}, err
	}
	cause, err := s.causeName(ctx, s.DB, g.Cause, wordedOn(g.JudgedDay, g.Since))
	if err != nil {
		return record{}, err
	}
	told, _ := s.told(g)
	r := record{
		Number: k.Number(), Title: k.Title, Region: s.Regions.Path(k.Region, 3), Window: hallWords(g.Hall), Dept: s.House.FullName(k.Dept),
		State: s.House.StateOf(k).Name, OpenedAt: calendar.At(k.OpenedAt).Format(time.RFC3339), Told: told, Times: g.Times, Class: Classes[g.Class],
		Cause: cause, Opinion: g.Opinion, Outcome: label(Outcomes, g.Outcome), Basis: g.Basis, Reply: g.Reply, OnTime: g.OnTime, Rounds: g.Round,
	}
	if g.VisitedDay != 0 {
		r.Visit = s.House.Day(g.VisitedDay) + " " + visitNote(form.Values{"solved": g.Solved})
		r.Said = g.Said
	}
	if r.Meetings, err = meetingsWith(ctx, s.DB, k.ID); err != nil {
		return r, err
	}
	r.Duties, err = dutiesOf(ctx, s.DB, k.ID)
	return r, err
}
