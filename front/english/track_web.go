package english

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/slip"
)

type trackData struct {
	sheet

	Form  page.Form
	Facts page.List
	Full  page.Act
}

var trackPage = page.New[trackData](page.English, files, "track.html")

func (f *Front) trackForm(w http.ResponseWriter, r *http.Request) error {
	return f.askNumber(w, r, form.Values{"number": r.URL.Query().Get("number")}, "")
}

// askNumber asks for what proves that one holds the slip of a case, again with what is wrong.
func (f *Front) askNumber(w http.ResponseWriter, r *http.Request, v form.Values, wrong string) error {
	p := trackData{sheet: f.sheet(w, r, say("track.title"))}
	p.Form = page.Form{Action: Path + "/track", Submit: page.Act{Label: say("track.button"), Size: "big"}, Fields: page.Fields{
		{Type: "text", Name: "number", Label: say("track.number"), Hint: say("track.number.hint"), Value: v["number"], Error: wrong, Required: true, Max: 40},
		{Type: "text", Name: "code", Label: say("track.code"), Hint: say("track.code.hint"), Required: true, Max: 16}}}
	return door.WriteStatus(w, answer(wrong), trackPage, &p)
}

func (f *Front) findCase(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	k, err := f.House.Slips.Open(w, r, slip.Typed{Number: posted["number"], Code: posted["code"]})
	if e, told := fail.As(err); told && e.Kind != fail.KindForbidden {
		return f.askNumber(w, r, form.Values(posted), say("track.wrong", f.House.City.Hotline))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, Path+"/track/"+k.Number())
}

// track says where a case stands, to who has shown its number and query code in this browser.
func (f *Front) track(w http.ResponseWriter, r *http.Request) error {
	k, err := f.Engine.ByNumber(r.Context(), r.PathValue("number"))
	shown := false
	if err == nil {
		_, shown, err = f.House.Slips.Shown(r, k)
	}
	if err == nil && !shown || fail.Is(err, fail.KindNotFound) || fail.Is(err, fail.KindInvalid) {
		return web.See(w, r, Path+"/track?number="+r.PathValue("number"))
	}
	if err != nil {
		return err
	}
	p := trackData{sheet: f.sheet(w, r, say("track.title")), Full: page.Act{Href: "/track/" + k.Number(), Label: say("track.chinese"), Kind: "quiet"}}
	state := say("track.state.ours")
	switch {
	case k.ClosedAt != 0:
		state = say("track.state.closed")
	case f.House.StateOf(k).Desk == flow.Applicant:
		state = say("track.state.yours")
	}
	terms := []page.Term{{Label: say("track.number"), Value: flow.Grouped(k.Number())}, {Label: say("track.of"), Value: f.House.Named(k)},
		{Label: say("track.opened"), Value: day(k.OpenedAt)}, {Label: say("track.state"), Value: state, Strong: true}}
	if l, ok := f.Engine.Limit(k, flow.Person); ok && k.ClosedAt == 0 {
		terms = append(terms, page.Term{Label: say("track.due"), Value: day(l.Due.UnixMilli())})
	}
	p.Facts = page.ListOf(terms...)
	return door.Write(w, trackPage, &p)
}
