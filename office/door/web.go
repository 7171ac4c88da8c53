package door

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/rule"
	"wuyou/office/session"
	"wuyou/office/slip"
)

// House is what every page of the city has around it. Services and fronts make their pages with it.
type House struct {
	City        page.City
	Site        string // the address people reach the program at, without a slash at the end
	Region      region.Code
	DB          *db.DB
	Organs      []Organ // that of the city first
	Authorities []Authority
	Courts      map[region.Code]string // where the court is not called as the place
	Services    []Service
	Rules       []rule.Table // rules of no single service
	Engine      *flow.Engine
	Catalog     *catalog.Catalog
	Regions     *region.Tree
	Limits      *limit.Book
	Audit       *audit.Book
	Proposals   *proposal.Book
	Sessions    *session.Registry
	Roster      *roster.Registry
	Persons     *persons.Registry
	Notices     *notice.Post
	Files       *file.Store
	Now         func() time.Time
	Secure      bool
	Slips       *slip.Book
	Keys        *gm.Keys // seal posts that are kept
}

// The cookies that choose how a page is shown.
const (
	elderCookie = "elder" // larger words: "1" on, "0" off
	placeCookie = "place" // where the visitor is
	flashCookie = "flash" // what the next page says once
)

// Write renders a page.
func Write[T any](w http.ResponseWriter, p *page.Page[T], data *T) error {
	return WriteStatus(w, http.StatusOK, p, data)
}

// WriteStatus renders a page with a status other than 200: that of the failure it shows.
func WriteStatus[T any](w http.ResponseWriter, status int, p *page.Page[T], data *T) error {
	var b bytes.Buffer
	if err := p.Write(&b, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	b.WriteTo(w)
	return nil
}

// Public is the frame of a page for citizens. Crumbs lead from the outside in; the last is the page.
func (h *House) Public(w http.ResponseWriter, r *http.Request, title string, crumbs ...page.Link) page.Frame {
	f := h.frame(w, r, title)
	v := people.VisitorOf(r.Context())
	f.Nav = []page.Link{
		{Href: "/items?audience=1", Label: "个人办事"}, {Href: "/items?audience=2", Label: "法人办事"}, {Href: "/track", Label: "查进度"},
		{Href: "/nearby", Label: "就近办", Wide: true},
	}
	for _, s := range h.Services {
		for _, e := range s.Citizens {
			f.Nav = append(f.Nav, page.Link{Href: e.Href, Label: e.Label, Wide: true})
		}
	}
	for i := range f.Nav {
		href, err := url.Parse(f.Nav[i].Href)
		f.Nav[i].Current = err == nil && href.Path == r.URL.Path && (href.RawQuery == "" || r.URL.Query().Get("audience") == href.Query().Get("audience"))
	}
	if len(crumbs) > 0 {
		f.Crumbs = append([]page.Link{{Href: "/", Label: "首页"}}, crumbs...)
	}
	if v.Actor.Kind == people.Citizen {
		name := form.MaskName(v.Account.Name)
		if v.Account.Name == "" {
			name = "我的"
		}
		f.Tools = []page.Link{{Href: "/my", Label: name, Icon: "user"}}
	} else {
		f.Tools = []page.Link{{Href: "/signin?back=" + url.QueryEscape(r.URL.RequestURI()), Label: "登录", Icon: "user"}}
	}
	f.Foot = []page.Link{{Href: "/help/access", Label: "无障碍说明"}, {Href: "/help/privacy", Label: "个人信息保护"}, {Href: "/desk", Label: "工作人员入口"},
		{Href: "/en", Label: "English"}}
	return f
}

// Desk is the frame of a page for staff, with the menu and its counts.
func (h *House) Desk(w http.ResponseWriter, r *http.Request, title string, crumbs ...page.Link) (page.Frame, error) {
	f := h.Sign(w, r, title)
	v := people.VisitorOf(r.Context())
	now := h.Now().In(calendar.Zone)
	f.Today = calendar.DayOf(now).Words()
	if len(v.Actor.Posts) > 0 {
		f.Post = v.Actor.Posts[0].Title
	}
	if len(crumbs) > 0 {
		f.Crumbs = append([]page.Link{{Href: "/desk", Label: "工作台"}}, crumbs...)
	}
	unread, err := h.Notices.Unread(r.Context(), v.Actor.ID)
	if err != nil {
		return f, err
	}
	notices := page.Link{Href: DeskNotices, Label: "消息", Icon: "bell"}
	if unread > 0 {
		notices.Count = strconv.FormatInt(unread, 10)
	}
	f.Tools = []page.Link{notices, {Href: "/desk/me", Label: v.Actor.Name, Icon: "user"}}
	if !strings.HasPrefix(r.URL.Path, DeskSearch) { // which has it itself
		f.Seek = h.SearchBox("")
		f.Tools = append([]page.Link{{Href: DeskSearch, Label: "查找", Icon: "search", Narrow: true}}, f.Tools...)
	}
	f.Side, err = h.menu(r.Context(), v, r.URL.Path)
	return f, err
}

// DeskSearch is where staff look for cases and items, DeskNotices where their messages are.
const (
	DeskSearch  = "/desk/search"
	DeskNotices = "/desk/notices"
)

// SearchBox asks what staff look for, with what was asked last. It is posted: it may be a person's.
func (h *House) SearchBox(q string) page.SearchBox {
	return page.SearchBox{
		ID: "seek", Action: DeskSearch, Label: "编号、事项、姓名或手机号", Example: "编号、事项、姓名、手机号", Value: q, Button: "查找", Key: "/", Post: true,
	}
}

// Sign is the frame of a page for staff who have not signed in: the desk's without its menu.
func (h *House) Sign(w http.ResponseWriter, r *http.Request, title string) page.Frame {
	f := h.frame(w, r, title)
	f.Home, f.ModeHref, f.Elder = "/desk", "", false
	f.City.Name, f.City.Brand = "工作台", h.City.Name
	return f
}

// Door is the frame of the page on which staff sign in.
func (h *House) Door(w http.ResponseWriter, r *http.Request, title string) page.Frame {
	f, today := h.Sign(w, r, title), calendar.DayOf(h.Now().In(calendar.Zone))
	f.Day = page.Today{Date: today.Short(), Week: today.Week() + "，" + h.Engine.Rules().Calendar().Kind(today), Hours: "服务时间：" + f.City.Hours}
	return f
}

// menu is the desk's menu for the posts of a member of staff.
func (h *House) menu(ctx context.Context, v people.Visitor, at string) ([]page.Group, error) {
	var groups []page.Group
	var entries []Entry
	for _, s := range h.Services {
		entries = append(entries, s.Staff...)
	}
	for _, name := range []string{"", "窗口", "专项", "查看", "管理"} {
		g := page.Group{Title: name}
		for _, e := range entries {
			if e.Group != name || len(e.Roles) > 0 && !v.Actor.Has(e.Roles...) {
				continue
			}
			l := page.Link{Href: e.Href, Label: e.Label, Current: at == strings.Split(e.Href, "?")[0] && !strings.Contains(e.Href, "?")}
			if e.Count != nil {
				n, err := e.Count(ctx, v)
				if err != nil {
					return nil, err
				}
				l.Count, l.Late = UpToMost(n), e.Late && n > 0
			}
			g.Links = append(g.Links, l)
		}
		if len(g.Links) > 0 {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// UpToMost is a figure that was counted up to one more than flow.CountMost: 1,000+.
func UpToMost(n int64) string {
	if n > flow.CountMost {
		return page.Num(int64(flow.CountMost)) + "+"
	}
	return page.Num(n)
}

// Paper is the frame of a page to be printed; back is where its way back leads.
func (h *House) Paper(w http.ResponseWriter, r *http.Request, title, back string) page.Frame {
	f := h.frame(w, r, title)
	f.Home = back
	return f
}

func (h *House) frame(w http.ResponseWriter, r *http.Request, title string) page.Frame {
	f := page.Frame{Title: title, City: h.City}
	v := people.VisitorOf(r.Context())
	if c, err := r.Cookie(elderCookie); err == nil {
		f.Elder = c.Value == "1"
	} else {
		f.Elder = v.Account.Elder
	}
	on := "1"
	if f.Elder {
		on = "0"
	}
	f.ModeHref = "/mode?elder=" + on + "&back=" + url.QueryEscape(r.URL.RequestURI())
	f.Flash, f.Stay = h.flash(w, r), h.stay(v)
	return f
}

// SetElder switches the elder mode of this browser.
func (h *House) SetElder(w http.ResponseWriter, on bool) {
	value := "0"
	if on {
		value = "1"
	}
	h.remember(w, elderCookie, value)
}

// remember keeps a choice in this browser for a year.
func (h *House) remember(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: h.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// Place is where the visitor is, as chosen in this browser or known of him; the city otherwise.
func (h *House) Place(r *http.Request) region.Code {
	if c, err := r.Cookie(placeCookie); err == nil {
		if p, err := region.Parse(c.Value); err == nil && h.Region.Covers(p) {
			return p
		}
	}
	if home := people.VisitorOf(r.Context()).Account.Home; home != "" {
		return home
	}
	return h.Region
}

// SetPlace remembers in this browser where the visitor is.
func (h *House) SetPlace(w http.ResponseWriter, p region.Code) {
	h.remember(w, placeCookie, string(p))
}

// Say has the next page say something once: kind "done", "act" or "late".
func (h *House) Say(w http.ResponseWriter, kind, text string) {
	http.SetCookie(w, &http.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(kind + "|" + text)), Path: "/", MaxAge: 60,
		HttpOnly: true, Secure: h.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (h *House) flash(w http.ResponseWriter, r *http.Request) page.Note {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return page.Note{}
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	kind, text, ok := strings.Cut(string(b), "|")
	if err != nil || !ok {
		return page.Note{}
	}
	return page.Note{Kind: kind, Text: text}
}

// Input reads the answers to a form from a post. Files that came along are stored for the owner, and
// stand in the answers by their ids.
func (h *House) Input(r *http.Request, f form.Form, owner people.Kind, id int64) (form.Values, error) {
	posted, err := web.Posted(r)
	if err != nil {
		return nil, err
	}
	v := form.Values{}
	for _, q := range f.Fields {
		if v[q.Name] = posted[q.Name]; q.Type == form.File {
			v[q.Name] = posted[q.Name+kept]
		}
	}
	for _, q := range f.Fields {
		if q.Type != form.File {
			continue
		}
		var ids []string
		for _, up := range web.Uploads(r, q.Name) {
			if up.Size == 0 && up.Filename == "" {
				continue
			}
			content, err := up.Open()
			if err != nil {
				return v, err
			}
			got, err := h.Files.Put(r.Context(), content, up.Filename, owner, id)
			if err != nil {
				return v, Prefixed(q.Name, err)
			}
			ids = append(ids, strconv.FormatInt(got.ID, 10))
		}
		if len(ids) > 0 {
			v[q.Name] = strings.Join(ids, ",")
		} else if err := Lost(posted, q.Name); err != nil {
			return v, err
		}
	}
	return v, nil
}
