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

// one is the letter in the path, as the visitor may see it.
func (s *Service) one(r *http.Request) (Advice, error) {
	ctx := r.Context()
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err != nil {
		return Advice{}, err
	}
	c, err := s.Engine.View(ctx, people.VisitorOf(ctx).Actor, k.ID)
	if err != nil {
		return Advice{}, err
	}
	a, err := Advices.Load(ctx, s.DB, k.ID)
	return form.Under(c.Veil, a), err
}

type letterData struct {
	page.Frame
	Letter page.Letter
}

var letterPage = page.New[letterData](page.Paper, files, "letter.html")

func (s *Service) letter(w http.ResponseWriter, r *http.Request) error {
	a, err := s.one(r)
	if err != nil {
		return err
	}
	l, err := s.document(r.Context(), a)
	if err != nil {
		return err
	}
	return door.Write(w, letterPage, &letterData{s.House.Paper(w, r, a.Title, "/desk/cases/"+r.PathValue("number")), paper(l)})
}

func (s *Service) letterFile(w http.ResponseWriter, r *http.Request) error {
	a, err := s.one(r)
	if err != nil {
		return err
	}
	l, err := s.document(r.Context(), a)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(a.Number + " " + a.Title)
	w.Header().Set("Content-Type", docx.Kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name)+".docx")
	return l.Write(w)
}
