// Package english is the portal for who reads no Chinese: five pages that find a service, show the skeleton of its guide, say how to
// apply, follow a case and sign in. All that they say stands in words.txt; what they say of a service comes from its optional English
// elements (catalog.English). The forms of the services stay Chinese, and so does the guide that counts.
package english

import (
	"bufio"
	"context"
	"embed"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/people"
)

//go:embed *.html words.txt
var files embed.FS

// Front is what the English pages stand on.
type Front struct {
	*office.Office

	known atomic.Pointer[known]
}

// known are the services that have an English guide, as the catalogue stands.
type known struct {
	edition any
	items   []service
}

// service is one of them.
type service struct {
	catalog.Entry

	Item *catalog.Item
}

// Path is where the pages lie.
const Path = "/en"

// Routes are the pages.
func (f *Front) Routes() []web.Route {
	all := people.Public
	return []web.Route{
		{Method: "GET", Path: Path, Access: all, Title: "英文：找事项", Handle: f.find},
		{Method: "GET", Path: Path + "/items/{id}", Access: all, Title: "英文：办事指南", Handle: f.guide},
		{Method: "GET", Path: Path + "/apply/{id}", Access: all, Title: "英文：怎么申请", Handle: f.apply},
		{Method: "GET", Path: Path + "/track", Access: all, Title: "英文：查进度", Handle: f.trackForm},
		{Method: "POST", Path: Path + "/track", Access: people.OffDesk, Title: "英文：核对编号和查询密码", Handle: f.findCase},
		{Method: "GET", Path: Path + "/track/{number}", Access: people.OffDesk, Title: "英文：看进度", Handle: f.track},
		{Method: "GET", Path: Path + "/signin", Access: all, Title: "英文：登录", Handle: f.signIn},
		{Method: "POST", Path: Path + "/signin", Access: people.OffDesk, Title: "英文：发验证码", Handle: f.sendCode},
		{Method: "POST", Path: Path + "/signin/code", Access: people.OffDesk, Title: "英文：核对验证码", Handle: f.checkCode},
		{Method: "POST", Path: Path + "/chinese", Access: people.SignedIn, Title: "英文：改收中文消息", Handle: f.chinese},
	}
}

// words are the texts of words.txt by name.
var words = func() map[string]string {
	m := map[string]string{}
	file, err := files.Open("words.txt")
	if err != nil {
		panic(err) // it is part of the program
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if name, text, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
			m[name] = text
		}
	}
	return m
}()

// sheet is what every English page has.
type sheet struct {
	page.Frame
}

// T is a text by its name, with what differs filled in; a name that is not there is shown as it is.
func (sheet) T(name string, with ...any) string { return say(name, with...) }

func say(name string, with ...any) string {
	text, ok := words[name]
	if !ok {
		return name
	}
	if len(with) == 0 {
		return text
	}
	return fmt.Sprintf(text, with...)
}

// sheet is the frame of a page with its title.
func (f *Front) sheet(w http.ResponseWriter, r *http.Request, title string) sheet {
	s := sheet{f.House.Public(w, r, title)}
	s.Home, s.Crumbs, s.ModeHref = Path, nil, ""
	s.Nav = []page.Link{{Href: Path, Label: say("find.title")}, {Href: Path + "/track", Label: say("track.title")}}
	for i := range s.Nav {
		s.Nav[i].Current = s.Nav[i].Href == r.URL.Path
	}
	s.Tools = []page.Link{{Href: "/", Label: say("chinese")}}
	if people.VisitorOf(r.Context()).Actor.Kind != people.Citizen {
		s.Tools = append(s.Tools, page.Link{Href: Path + "/signin", Label: say("sign.in"), Icon: "user"})
	}
	s.Foot = []page.Link{{Href: "/help/access", Label: "无障碍说明"}, {Href: "/help/privacy", Label: "个人信息保护"}}
	s.City.Brand, s.City.Hours = say("brand"), ""
	return s
}

// services are those with an English guide that are published, in the order of the catalogue.
func (f *Front) services(ctx context.Context) ([]service, error) {
	edition := f.Catalog.Edition()
	if k := f.known.Load(); k != nil && k.edition == edition {
		return k.items, nil
	}
	k := &known{edition: edition}
	for _, e := range f.Catalog.Complete() {
		it, err := f.Catalog.Item(ctx, e.ID, e.Version)
		if err != nil {
			return nil, err
		}
		if it.English != nil {
			k.items = append(k.items, service{e, it})
		}
	}
	f.known.Store(k)
	return k.items, nil
}

// day is a day as it is written in English.
func day(ms int64) string { return calendar.At(ms).Format("2 January 2006") }
