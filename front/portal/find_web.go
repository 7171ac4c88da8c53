package portal

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/skip2/go-qrcode"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow/caseno"
	"wuyou/office/people"
	"wuyou/office/region"
)

// here is where the visitor is, as far as he has said; the city otherwise.
func (f *Front) here(r *http.Request) region.Code {
	p := f.House.Place(r)
	if _, known := f.Regions.Find(p); !known {
		return f.City
	}
	return p
}

func (f *Front) home(w http.ResponseWriter, r *http.Request) error {
	d := homeData{Frame: f.House.Public(w, r, "首页")}
	who := "1"
	if r.URL.Query().Get("who") == "2" {
		who = "2"
	}
	if err := f.welcome(r.Context(), &d, people.VisitorOf(r.Context()), f.here(r), who); err != nil {
		return err
	}
	return door.Write(w, homePage, &d)
}

func (f *Front) items(w http.ResponseWriter, r *http.Request) error {
	l := lookingFor(web.Asked(r))
	d := itemsData{Frame: f.House.Public(w, r, l.title(), page.Link{Label: l.title()})}
	if err := f.fill(r.Context(), &d, l, f.here(r)); err != nil {
		return err
	}
	return door.Write(w, itemsPage, &d)
}

func (f *Front) suggest(w http.ResponseWriter, r *http.Request) error {
	return web.JSON(w, http.StatusOK, f.suggestions(r.URL.Query().Get("q")))
}

// item finds the item in the path, in force or the version asked for.
func (f *Front) item(r *http.Request) (e catalog.Entry, it *catalog.Item, v catalog.Version, err error) {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return e, nil, v, err
	}
	if e, err = f.Catalog.Entry(id); err != nil {
		return e, nil, v, err
	}
	version := e.Version
	if asked := r.URL.Query().Get("v"); asked != "" {
		if version, err = strconv.ParseInt(asked, 10, 64); err != nil {
			return e, nil, v, fail.NotFound("没有这个版本")
		}
	}
	if v, err = f.Catalog.VersionRow(r.Context(), id, version); err != nil {
		return e, nil, v, err
	}
	if v.State != catalog.Published && v.State != catalog.Retired {
		return e, nil, v, fail.NotFound("没有这个版本") // a draft is nobody's business yet
	}
	it, err = f.Catalog.Item(r.Context(), id, version)
	return e, it, v, err
}

func (f *Front) guide(w http.ResponseWriter, r *http.Request) error {
	e, it, v, err := f.item(r)
	if err != nil {
		return err
	}
	l := looking{Who: "2"}
	for _, a := range it.Audience {
		if a == "1" {
			l.Who = "1"
		}
	}
	d := guideData{Frame: f.House.Public(w, r, it.Name, page.Link{Href: l.href(), Label: audienceNames[l.Who]}, page.Link{Label: "办事指南"})}
	f.explain(&d, e, it, v, f.here(r))
	return door.Write(w, guidePage, &d)
}

// Preview shows a version that is not published as its guide would be, for who edits it: at the place where he is at work.
func (f *Front) Preview(w http.ResponseWriter, r *http.Request, v catalog.Version) error {
	it, err := v.Item()
	if err != nil {
		return err
	}
	e, err := f.Catalog.Stored(r.Context(), v.ItemID)
	if err != nil {
		return err
	}
	e.Name, e.Version, e.State, e.Online = it.Name, v.Version, catalog.Published, it.Online
	d := guideData{Frame: f.House.Public(w, r, it.Name, page.Link{Href: door.DraftPath(e.ID), Label: "草稿"}, page.Link{Label: "预览"})}
	f.explain(&d, e, it, v, f.City)
	d.Notes = append([]page.Note{{Kind: "act", Title: "这是预览，还没有发布。", Links: []page.Link{{Href: door.DraftPath(e.ID), Label: "回到草稿"}}}}, d.Notes...)
	d.Beside = nil
	return door.Write(w, guidePage, &d)
}

func (f *Front) questions(w http.ResponseWriter, r *http.Request) error {
	e, it, _, err := f.item(r)
	if err != nil {
		return err
	}
	d := stepsData{Frame: f.House.Public(w, r, "我要带什么", page.Link{Href: fmt.Sprintf("/items/%d", e.ID), Label: "办事指南"}, page.Link{Label: "我要带什么"})}
	if err := f.lead(&d, e, it, answersOf(it, web.Asked(r)), f.here(r)); err != nil {
		return err
	}
	return door.Write(w, stepsPage, &d)
}

// keep gives the checklist out under a number.
func (f *Front) keep(w http.ResponseWriter, r *http.Request) error {
	e, it, _, err := f.item(r)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	if err := f.Calm(r.Context()); err != nil {
		return err
	}
	number, err := f.Catalog.Keep(r.Context(), e.ID, f.here(r), answersOf(it, posted))
	if err != nil {
		return err
	}
	return web.See(w, r, "/checklists/"+number)
}

func (f *Front) sheet(w http.ResponseWriter, r *http.Request) error {
	k, err := f.Catalog.Recall(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	d := sheetData{Frame: f.House.Paper(w, r, "一次性告知单", fmt.Sprintf("/items/%d", k.Entry.ID))}
	f.hand(&d, k)
	return door.Write(w, sheetPage, &d)
}

// qrSize is the side of a code in pixels: sharp on paper at three centimetres.
const qrSize = 256

// qr draws the code that leads back to a paper of this site; it can lead nowhere else.
func (f *Front) qr(w http.ResponseWriter, r *http.Request) error {
	number, address := r.PathValue("number"), ""
	switch r.PathValue("kind") {
	case "checklists":
		if len(number) == 8 && digits(number) {
			address = "/checklists/" + number
		}
	case "track":
		if _, err := caseno.Parse(number); err == nil {
			address = "/track?number=" + escape(number)
		}
	}
	if address == "" {
		return fail.NotFound("没有这个二维码")
	}
	png, err := qrcode.Encode(f.House.Site+address, qrcode.Medium, qrSize)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Write(png)
	return nil
}

// placeOf is a place of the city, by its code.
func (f *Front) placeOf(code string) (region.Code, error) {
	c, err := region.Parse(code)
	if err != nil {
		return "", fail.NotFound("没有这个地方")
	}
	if p, ok := f.Regions.Find(c); !ok || p.ValidTo != 0 || !f.City.Covers(c) {
		return "", fail.NotFound("没有这个地方")
	}
	return c, nil
}

// asked is the place in the query, or the given one.
func (f *Front) asked(r *http.Request, otherwise region.Code) (region.Code, error) {
	if code := r.URL.Query().Get("at"); code != "" {
		return f.placeOf(code)
	}
	return otherwise, nil
}

func (f *Front) place(w http.ResponseWriter, r *http.Request) error {
	at, err := f.asked(r, f.City)
	if err != nil {
		return err
	}
	d := placeData{Frame: f.House.Public(w, r, "您在哪里", page.Link{Label: "您在哪里"})}
	f.choose(&d, at, f.here(r), web.Local(r.URL.Query().Get("back"), "/"))
	return door.Write(w, placePage, &d)
}

func (f *Front) setPlace(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	p, err := f.placeOf(posted["place"])
	if err != nil {
		return err
	}
	f.House.SetPlace(w, p)
	return web.See(w, r, web.Local(posted["back"], "/"))
}

func (f *Front) near(w http.ResponseWriter, r *http.Request) error {
	at, err := f.asked(r, f.here(r))
	if err != nil {
		return err
	}
	d := nearbyData{Frame: f.House.Public(w, r, "就近办", page.Link{Label: "就近办"})}
	f.nearby(&d, wantedOf(at, r.URL.Query()))
	return door.Write(w, nearbyPage, &d)
}
