package rating

import (
	"net/http"

	"github.com/skip2/go-qrcode"

	"wuyou/kit/page"
	"wuyou/office/device"
	"wuyou/office/door"
)

type posterData struct {
	page.Frame
	Stand         device.Stand
	QR, Site, URL string
}

var posterPage = page.New[posterData](page.Paper, files, "poster.html")

// poster is the sheet that hangs at a window or on a terminal.
func (s *Service) poster(w http.ResponseWriter, r *http.Request) error {
	st, err := s.standOf(r.Context(), door.CallOf(r, nil))
	if err != nil {
		return err
	}
	d := posterData{Frame: s.House.Paper(w, r, "评价码", deskPath+"/codes"), Stand: st, QR: r.URL.Path + "/code.png", Site: s.House.Site, URL: s.wallPath(st)}
	return door.Write(w, posterPage, &d)
}

func (s *Service) codePicture(w http.ResponseWriter, r *http.Request) error {
	st, err := s.standOf(r.Context(), door.CallOf(r, nil))
	if err != nil {
		return err
	}
	png, err := qrcode.Encode(s.House.Site+s.wallPath(st), qrcode.Medium, 720)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Write(png)
	return nil
}
