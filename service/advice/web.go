package advice

import (
	"net/http"
	"net/url"
	"strings"

	"wuyou/kit/docx"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// one is the letter in the path, as the visitor may see it, and as a document.
func (s *Service) one(r *http.Request) (a Advice, l docx.Letter, err error) {
	ctx := r.Context()
	c, err := s.Engine.Shown(ctx, people.VisitorOf(ctx).Actor, r.PathValue("number"))
	if err != nil {
		return a, l, err
	}
	if a, err = Advices.Load(ctx, s.DB, c.Case.ID); err != nil {
		return a, l, err
	}
	a = form.Under(c.Veil, a)
	l, err = s.document(ctx, a)
	return a, l, err
}

type letterData struct {
	page.Frame
	Letter page.Letter
}

var letterPage = page.New[letterData](page.Paper, files, "letter.html")

func (s *Service) letter(w http.ResponseWriter, r *http.Request) error {
	a, l, err := s.one(r)
	if err != nil {
		return err
	}
	return door.Write(w, letterPage, &letterData{s.House.Paper(w, r, a.Title, door.DeskCase(r.PathValue("number"))), paper(l)})
}

func (s *Service) letterFile(w http.ResponseWriter, r *http.Request) error {
	a, l, err := s.one(r)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(a.Number + " " + a.Title)
	w.Header().Set("Content-Type", docx.Kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name)+".docx")
	return l.Write(w)
}
