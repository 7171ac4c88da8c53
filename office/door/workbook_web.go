package door

import (
	"net/http"
	"net/url"

	"wuyou/kit/sheet"
)

// Workbook sends a workbook under a name in Chinese.
func Workbook(w http.ResponseWriter, name string, book *sheet.Writer) error {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name)+".xlsx")
	_, err := book.WriteTo(w)
	return err
}
