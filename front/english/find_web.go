package english

import (
	"fmt"
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/catalog"
	"wuyou/office/door"
)

type findData struct {
	sheet

	Search page.SearchBox
	Found  []found
	None   string
	Count  string
}

// found is a service in the list.
type found struct{ Href, Name, Chinese, Does string }

type guideData struct {
	sheet

	Name, Chinese string
	Facts         page.Facts
	Who           []string
	Bring         []bring
	Get           []string
	Apply, Full   page.Act
}

// bring is a document to bring.
type bring struct{ Name, Chinese, Note string }

type applyData struct {
	sheet

	Name, Chinese, Card string
	Suspended           string
	Online              bool
	Start               page.Act
}

var (
	findPage  = page.New[findData](page.English, files, "find.html")
	guidePage = page.New[guideData](page.English, files, "guide.html")
	applyPage = page.New[applyData](page.English, files, "apply.html")
)

// longest is how much of a text is looked for.
const longest = 100

// find lists the services with an English guide that have all the words that are asked for, in either language.
func (f *Front) find(w http.ResponseWriter, r *http.Request) error {
	list, err := f.services(r.Context())
	if err != nil {
		return err
	}
	text := r.URL.Query().Get("q")
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest])
	}
	p := findData{sheet: f.sheet(w, r, say("find.title"))}
	p.Search = page.SearchBox{Action: Path, Label: say("find.label"), Value: text, Button: say("find.button")}
	for _, s := range list {
		all := strings.ToLower(s.Item.English.Name + " " + s.Item.English.Summary + " " + s.Name + " " + s.Alias)
		has := true
		for _, word := range strings.Fields(strings.ToLower(text)) {
			has = has && strings.Contains(all, word)
		}
		if has {
			p.Found = append(p.Found, found{fmt.Sprintf("%s/items/%d", Path, s.ID), s.Item.English.Name, s.Name, s.Item.English.Summary})
		}
	}
	if len(p.Found) == 0 {
		p.None = say("find.none.text", f.House.City.Hotline)
	}
	p.Count = say("find.count", len(list), f.Catalog.Len())
	return door.Write(w, findPage, &p)
}

// service is the one in the path; NotFound if it has no English guide.
func (f *Front) service(r *http.Request) (s service, err error) {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return s, err
	}
	list, err := f.services(r.Context())
	if err != nil {
		return s, err
	}
	for _, s := range list {
		if s.ID == id {
			return s, nil
		}
	}
	return s, fail.NotFound("这个事项没有英文指南")
}

func (f *Front) guide(w http.ResponseWriter, r *http.Request) error {
	s, err := f.service(r)
	if err != nil {
		return err
	}
	it, en := s.Item, s.Item.English
	p := guideData{sheet: f.sheet(w, r, en.Name), Name: en.Name, Chinese: s.Name, Who: en.Conditions, Facts: facts(it),
		Apply: page.Act{Href: fmt.Sprintf("%s/apply/%d", Path, s.ID), Label: say("guide.apply"), Size: "big"},
		Full:  page.Act{Href: fmt.Sprintf("/items/%d", s.ID), Label: say("guide.full"), Kind: "quiet"}}
	for _, m := range it.Materials {
		b := bring{Name: en.Materials[m.Key], Chinese: m.Name}
		switch {
		case m.Exempt || m.Made:
			b.Note = say("guide.exempt")
		case m.Need == "2":
			b.Note = say("guide.sometimes")
		case m.Need == "3":
			b.Note = say("guide.later")
		}
		if b.Name == "" {
			b.Name, b.Chinese = m.Name, ""
		}
		p.Bring = append(p.Bring, b)
	}
	p.Get = en.Results
	return door.Write(w, guidePage, &p)
}

// facts are the few things asked first.
func facts(it *catalog.Item) page.Facts {
	term := say("guide.unknown")
	switch l := it.Promised; {
	case it.Instant || l != nil && l.N == 0:
		term = say("guide.instant")
	case l != nil && l.Unit == "day":
		term = say("guide.days", l.N)
	case l != nil:
		term = say("guide.workdays", l.N)
	}
	fee := say("guide.unknown")
	switch {
	case len(it.Fees) > 0:
		fee = say("guide.charged")
	case it.Free:
		fee = say("guide.free")
	}
	online := say("guide.online.no")
	if it.Online {
		online = say("guide.online.yes")
	}
	list := []page.Fact{{Label: say("guide.time"), Value: term}, {Label: say("guide.fee"), Value: fee}, {Label: say("guide.online"), Value: online}}
	if it.Visits != nil {
		list = append(list, page.Fact{Label: say("guide.visits"), Value: say("guide.visit", *it.Visits)})
	}
	return page.Facts{Items: list}
}

func (f *Front) apply(w http.ResponseWriter, r *http.Request) error {
	s, err := f.service(r)
	if err != nil {
		return err
	}
	p := applyData{sheet: f.sheet(w, r, say("apply.title")), Name: s.Item.English.Name, Chinese: s.Name, Card: say("apply.card", s.Name),
		Online: s.Item.Online, Start: page.Act{Href: fmt.Sprintf("/apply/%d", s.ID), Label: say("apply.start"), Size: "big"}}
	if s.State == catalog.Suspended {
		p.Suspended, p.Online = say("apply.suspended", f.House.City.Hotline), false
	}
	return door.Write(w, applyPage, &p)
}
