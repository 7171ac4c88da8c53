package portal

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

// document shows a paper of a case to its owner, or to who has opened it with its query code.
func (f *Front) document(w http.ResponseWriter, r *http.Request) error {
	v, who, err := f.owned(r)
	if fail.Is(err, fail.KindNotFound) {
		v, who, err = f.followed(r)
	}
	if fail.Is(err, fail.KindInvalid) || fail.Is(err, fail.KindNotFound) {
		return fail.NotFound("没有这份文书")
	}
	if err != nil {
		return err
	}
	no, err := web.PathInt(r, "no")
	if err != nil {
		return err
	}
	doc, err := f.Documents.Find(r.Context(), v.Case.ID, no)
	if err == nil && v.Table.Withheld(doc.Code) {
		err = fail.NotFound("没有这份文书")
	}
	if err != nil {
		return err
	}
	text, err := f.Documents.Text(doc)
	if err != nil {
		return err
	}
	d := paperData{Frame: f.House.Paper(w, r, doc.Title, who.home(v.Case)), Letter: door.Letter(doc, text, v)}
	return door.Write(w, paperPage, &d)
}

// file gives the applicant a file that he handed in, or that came with a step he reads of.
func (f *Front) file(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	one, err := f.Files.Find(r.Context(), id)
	if err != nil {
		return err
	}
	may, err := f.mayRead(r.Context(), v, one)
	if err != nil {
		return err
	}
	if !may {
		return fail.NotFound("没有这个文件")
	}
	return f.House.Give(w, r, one)
}
