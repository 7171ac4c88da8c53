package catalogue

import (
	"net/http"

	"wuyou/kit/web"
	"wuyou/office/catalog"
)

// Preview shows a version of an item as its guide would be.
type Preview func(w http.ResponseWriter, r *http.Request, v catalog.Version) error

// previewed shows the version that is being edited as citizens would see it.
func (f *Front) previewed(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	v, _, _, err := f.open(r.Context(), id)
	if err != nil {
		return err
	}
	return f.preview(w, r, v)
}
