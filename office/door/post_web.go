package door

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
)

var keepPosts = limit.Declare(limit.Limit{
	Key: "session.kept_post", Words: "登录到时间以后提交的内容，多久之内登录还可以接着提交",
	Unit: limit.Minutes, Default: 60, Least: 5, Most: 1440, Basis: "建议值：太久情况可能已经变了",
})

// Post is what somebody posted when something else had to come first: he had to sign in again, to change his password. The server
// keeps nothing of it: it travels through the forms of that, sealed, and is then shown to him to be posted once more by hand.
type Post struct {
	At     int64  // when it was posted, in milliseconds
	Desk   bool   // by staff
	Who    int64  // whose session it was, account or member of staff; 0 where nobody knows
	From   string // the browser (keptCookie) from which it was posted, and from which alone it goes on
	Title  string // what it does
	Number string // of the case, where it is about one
	Event  string
	Path   string // with its query
	Fields url.Values
	Files  url.Values // names of the files that came along and are not kept, by field
}

// Errand is what somebody wants who has to sign in first: to see a page, or to post what he wrote. Its Fields go into every form of
// signing in, and GoOn ends them all.
type Errand struct {
	Back   string // the page
	Sealed string // the post; "" none
	Post   *Post  // in the answer to the post itself
	Fault  string // why it could not be kept
}

const (
	postMost   = 512 << 10 // bytes of fields that are kept: more than any form of 1 MiB of Chinese text holds
	sealedMost = 800 << 10 // and sealed: a form of signing in takes 1 MiB (kit/web)
	sealedPart = 200 << 10 // and in one field of it
	sealPost   = "kept post"
	lost       = "-lost" // behind a file field's name: names of files that were chosen and not kept
)

// ErrandOf reads what Fields wrote, of a form that was posted; without it the errand is the page at home.
func ErrandOf(posted web.Values, home string) Errand {
	return Errand{Back: web.Local(posted["back"], home), Sealed: strings.ReplaceAll(posted["kept"], ",", "")}
}

// ErrandTo reads the page of an errand from an address. A post is never taken from one: whoever makes a link would have others post for him.
func ErrandTo(r *http.Request, home string) Errand {
	return Errand{Back: web.Local(r.URL.Query().Get("back"), home)}
}

// Kept reports whether there is a post to go on with, so that no step may lead to an address, which cannot carry it.
func (e Errand) Kept() bool { return e.Sealed != "" }

// Fields carry the errand from one form to the next.
func (e Errand) Fields() page.Fields {
	list := page.Fields{{Type: "hidden", Name: "back", Value: e.Back}}
	for part := range slices.Chunk([]byte(e.Sealed), sealedPart) {
		list = append(list, page.Field{Type: "hidden", Name: "kept", Value: string(part)})
	}
	return list
}

// Note tells on the pages of signing in that nothing is lost, or what is.
func (e Errand) Note() page.Note {
	switch {
	case e.Fault != "":
		return page.Note{Kind: "late", Title: "刚才的内容没有提交", Text: e.Fault}
	case e.Kept():
		return page.Note{Kind: "act", Title: "还没有提交，您写的内容替您留着", Text: "登录到时间了。请登录，再看一遍，按一下就提交。"}
	}
	return page.Note{}
}

// Written is what the sender wrote, in the answer to his post. Of which case it is, if of any, is not looked at: nobody has signed in.
func (h *House) Written(e Errand) page.List {
	if e.Post == nil {
		return page.List{}
	}
	return e.Post.written(h.asks(*e.Post))
}

// keptCookie is a token of the browser, by which a kept post is known to have been written in it.
const keptCookie = "kept"

// browser is the token of the browser; "" it has none.
func browser(r *http.Request) string {
	if c, err := r.Cookie(keptCookie); err == nil && len(c.Value) >= 32 && len(c.Value) <= 128 {
		return c.Value
	}
	return ""
}

// Keep takes what was posted to a route that asks for something else first.
func (h *House) Keep(w http.ResponseWriter, r *http.Request, route web.Route, home string) Errand {
	v, e := people.VisitorOf(r.Context()), Errand{Back: home}
	from := browser(r)
	if from == "" {
		from = gm.Token()
		c := &http.Cookie{Name: keptCookie, Value: from, Path: "/", HttpOnly: true, Secure: h.Secure, SameSite: http.SameSiteLaxMode}
		http.SetCookie(w, c)
		r.AddCookie(c) // for what may follow in the same answer
	}
	p := &Post{At: h.Now().UnixMilli(), Desk: home == "/desk", Who: cmp.Or(v.Session.Who, v.Was), From: gm.HashString(from),
		Title: route.Title, Number: r.PathValue("number"), Event: r.PathValue("event"), Path: r.URL.RequestURI()}
	var err error
	if p.Fields, p.Files, err = web.Bare(r, postMost); err == nil {
		e.Sealed, err = h.seal(*p)
	}
	if err != nil {
		e.Fault = "内容太长或者没有传完整，没能替您留住。请登录以后重新填写。"
		return e
	}
	e.Post = p
	return e
}

func (h *House) seal(p Post) (string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	sealed := h.Keys.Seal(string(text), sealPost)
	if len(sealed) > sealedMost {
		return "", errors.New("too long to be kept")
	}
	return sealed, nil
}

// open reads a sealed post; one that this installation did not seal is an error.
func (h *House) open(sealed string) (p Post, err error) {
	text, err := h.Keys.Open(sealed, sealPost)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(text), &p)
}

var (
	// code is the value of a field that nobody wrote as words: numbers, choices.
	code = regexp.MustCompile(`^[!-~]{0,40}$|^[!-~]{200,}$`)
	// made is what a page put into a field for the program: names of choices, tokens.
	made = regexp.MustCompile(`^[a-z][a-z_]*$|^[A-Za-z0-9_-]{43}$`)
)

// forms are the fields by which a form knows itself.
var forms = []string{"seq", "key", "made", "shown"}

// handle reports whether a value is one that only the program reads.
func handle(value string) bool {
	return carried.MatchString(value) || gm.IsSealed(value) || made.MatchString(value)
}

// asks is the form that a service declared for the address of a post; none: it is not known.
func (h *House) asks(p Post) form.Form {
	at, _, _ := strings.Cut(p.Path, "?")
	for _, s := range h.Services {
		if f, ok := s.Asks[at]; ok {
			return f
		}
	}
	return form.Form{}
}

// written are the values that a person reads as his own: with what was asked and chosen in words, where the form is known.
func (p Post) written(f form.Form) (list page.List) {
	if len(f.Fields) == 0 {
		return Written(p.Fields)
	}
	for i := range f.Fields {
		said := strings.TrimSpace(strings.Join(p.Fields[f.Fields[i].Name], ","))
		if said != "" && f.Fields[i].Type != form.File {
			list.Items = append(list.Items, page.Term{Label: f.Fields[i].Label, Value: cmp.Or(f.Fields[i].Show(said), said)})
		}
	}
	return list
}

// Written are those values of a form that a person reads as his own, where the names of its fields are not known any more.
func Written(fields url.Values) page.List {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			if value = strings.TrimSpace(value); !code.MatchString(value) && !handle(value) && !slices.Contains(list, value) {
				list = append(list, value)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	if list == nil {
		return page.List{}
	}
	return page.List{Items: []page.Term{{Label: "您写的", Value: strings.Join(list, "\n")}}}
}

// whole is what is written and, where the form is not known, below it all other values: names of fields are words of the program's and say
// nothing to people.
func (p Post) whole(f form.Form) page.List {
	list := p.written(f)
	if len(f.Fields) > 0 {
		return list
	}
	var others []string
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		for _, value := range p.Fields[name] {
			if value = strings.TrimSpace(value); value != "" && !slices.Contains(forms, name) && code.MatchString(value) && !handle(value) {
				others = append(others, value)
			}
		}
	}
	for i := range list.Items {
		list.Items[i].Label = "写的内容"
	}
	if others != nil {
		list.Items = append(list.Items, page.Term{Label: "号码和选项", Value: strings.Join(others, "、")})
	}
	return list
}

type goOn struct {
	page.Frame
	What    string
	Note    page.Note
	First   page.Link // what comes before, in a window of its own
	Written page.List
	Files   string
	Form    page.Form
	Leave   page.Act
}

var (
	goOnPublic = page.New[goOn](page.Public, files, "goon.html")
	goOnDesk   = page.New[goOn](page.Desk, files, "goon.html")
)

// GoOn ends an errand for the visitor, who has signed in now: at the page, or where there is a post by showing it to be posted by hand. first
// leads to what must still come before. Who did not write it sees nothing of it and cannot post it.
func (h *House) GoOn(w http.ResponseWriter, r *http.Request, status int, e Errand, first page.Link) error {
	if !e.Kept() && e.Fault == "" {
		return web.See(w, r, e.Back)
	}
	d := goOn{First: first, Leave: page.Act{Label: "不提交了", Kind: "plain", Href: e.Back}}
	v := people.VisitorOf(r.Context())
	desk := v.Actor.Kind == people.Staff
	p, err := h.open(e.Sealed)
	another := page.Note{Kind: "late", Title: "这是另一个人写的，没有提交", Text: "现在登录的不是写它的人，不能替他提交，也看不到内容。请写的人自己登录，接着办。"}
	switch {
	case e.Fault != "":
		d.Note = e.Note()
	case err != nil || p.Desk != desk || p.From != gm.HashString(browser(r)):
		d.Note = page.Note{Kind: "late", Title: "刚才的内容没有提交", Text: "留着的内容认不出来了，请重新填写。"}
	case p.Who != 0 && p.Who != v.Session.Who:
		out := map[bool]string{true: "/desk/signout", false: "/signout"}[desk]
		d.Note, d.What, d.Form = another, p.Title, page.Form{Action: out, Fields: e.Fields(), Submit: page.Act{Label: "退出，由写的人登录"}}
	default:
		var ask form.Form
		if d.What, ask, err = h.what(r.Context(), p, v.Actor); err != nil {
			return err
		}
		d.Written, d.Files = p.written(ask), strings.Join(slices.Concat(slices.Collect(maps.Values(p.Files))...), "、")
		if h.Now().Sub(time.UnixMilli(p.At)) > h.Limits.Time(keepPosts) {
			d.Note = page.Note{Kind: "late", Title: "留得太久，没有提交", Text: "情况可能已经变了。下面是您写的，可以复制下来，重新填写。"}
			break
		}
		d.Form = page.Form{Action: p.Path, Fields: p.fields(), Submit: page.Act{Label: "继续提交", Size: map[bool]string{false: "big"}[desk]}}
		if p.Who == 0 { // nothing of it is hidden
			d.Written = p.whole(ask)
			d.Note = page.Note{Kind: "act", Title: "请看清楚是不是您写的", Text: "登录早已结束，不知道是谁写的。不是您写的，请不要提交。"}
		}
	}
	if !desk {
		d.Frame = h.Public(w, r, "请继续", page.Link{Label: "请继续"})
		return WriteStatus(w, status, goOnPublic, &d)
	}
	if d.Frame, err = h.Desk(w, r, "请继续", page.Link{Label: "请继续"}); err != nil {
		return err
	}
	return WriteStatus(w, status, goOnDesk, &d)
}

// what says what a post does, and what it was asked where that is known; of a case that the visitor may not see, no more than that it is one.
func (h *House) what(ctx context.Context, p Post, who people.Actor) (words string, ask form.Form, err error) {
	k, err := h.Engine.ByNumber(ctx, p.Number)
	if _, told := fail.As(err); told { // it is no number of a case
		return p.Title, h.asks(p), nil
	}
	if err != nil {
		return "", ask, err
	}
	_, sees, err := h.Engine.Seen(ctx, who, k.ID)
	if err != nil || !sees {
		return p.Title, ask, err
	}
	t, _ := h.Engine.Table(k.Kind)
	return cmp.Or(h.Engine.ActName(k, p.Event), p.Title) + "，办件编号 " + flow.Grouped(k.Number()), t.Asks(k.State, p.Event), nil
}

// fields post the very same again, and name the files that are to be chosen anew.
func (p Post) fields() (list page.Fields) {
	for _, name := range slices.Sorted(maps.Keys(p.Fields)) {
		for _, value := range p.Fields[name] {
			list = append(list, page.Field{Type: "hidden", Name: name, Value: value})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		list = append(list, page.Field{Type: "hidden", Name: name + lost, Value: strings.Join(p.Files[name], "、")})
	}
	return list
}

// Lost says beside a file field that its files were not kept and are to be chosen again; once.
func Lost(posted web.Values, field string) error {
	if names := posted[field+lost]; names != "" {
		return fail.Invalid("文件要重新选择", fail.Field{Name: field, Message: "请重新选择文件：" + names})
	}
	return nil
}
