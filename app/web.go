package app

import (
	"cmp"
	"context"
	"embed"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"wuyou/front/api"
	"wuyou/front/desk"
	"wuyou/front/english"
	"wuyou/front/portal"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// serve makes the server with the routes of everything.
func (a *App) serve() error {
	scrapers, err := networks(a.Config.Metrics)
	if err != nil {
		return err
	}
	s := web.NewServer(a.Metrics)
	s.Now, s.Log, s.Proxies, s.Secure, s.Limits, s.Large, s.Files = a.Now, a.Log, a.Config.Proxies, a.Config.Secure, a.Config.connections(), a.large, a.uploads
	if s.Trusted, err = networks(a.Config.Nets); err != nil {
		return err
	}
	if err := s.Site(a.House.Site); err != nil {
		return err
	}
	s.Identify = a.Sessions.Identify(s)
	a.Server = s
	s.Add(
		web.Route{Method: "GET", Path: "/healthz", Access: web.Everyone, Title: "健康检查：有什么不正常", Handle: a.health},
		web.Route{Method: "GET", Path: "/readyz", Access: web.Everyone, Title: "能不能接请求（负载均衡用）", Handle: a.ready},
		web.Route{
			Method: "GET", Path: "/metrics", Access: a.scrapers(scrapers), Title: "指标",
			Handle: handler(promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{})),
		},
		web.Route{Method: "GET", Path: "/components", Access: web.Everyone, Title: "界面组件", Handle: a.components},
		web.Route{Method: "GET", Path: "/assets/", Access: web.Everyone, Title: "样式和脚本", Handle: handler(page.Assets())},
	)
	a.API = s.NewAPI(a.Profile.Site+" 接口", "1.0", "事项、告知单、申请、办件、待办和全部流程动作。令牌放在 Authorization: Bearer 里。")
	s.Add(web.Route{Method: "GET", Path: "/api/v1/openapi.json", Access: web.Everyone, Title: "接口说明", Handle: a.describe()})
	front := api.Front{Office: a.Office, Calm: a.calm}
	front.Routes(a.API)
	citizens := portal.Front{Office: a.Office, Calm: a.calm, PagesMost: a.Config.Pages << 20}
	staff := desk.Front{Office: a.Office}
	s.Failed = a.failed(&citizens, &staff)
	s.Add(citizens.Routes()...)
	s.Add((&english.Front{Office: a.Office}).Routes()...)
	for _, svc := range a.House.Services {
		s.Add(svc.Routes...)
		s.Add(a.House.Declared(svc)...)
		a.House.Operations(a.API, svc)
		if svc.API != nil {
			svc.API(a.API)
		}
	}
	return nil
}

// scrapers lets in programs that collect the figures, by their network.
func (a *App) scrapers(networks []netip.Prefix) web.Access {
	return web.Access{Name: "networks of --metrics", Check: func(r *http.Request) error {
		ip, err := netip.ParseAddr(a.Server.IP(r))
		if err != nil || !slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(ip.Unmap()) }) {
			return fail.Forbidden("这个网络地址不能查看指标，见 wuyou config 里的 --metrics")
		}
		return nil
	}}
}

// What strangers may have kept.
var (
	uploadsHour = limit.Declare(limit.Limit{
		Key: "upload.hour", Words: "未登录的一个网络地址、登录的一个账号，最多上传几个文件，一次传几个就算几个",
		Unit: limit.AnHour, Default: 120, Least: 10, Most: 5000, Basis: "建议值：防止占满磁盘；工作人员不限",
	})
	listsHour = limit.Declare(limit.Limit{
		Key: "checklist.hour", Words: "一个网络地址最多留几份告知单",
		Unit: limit.AnHour, Default: 120, Least: 20, Most: 5000, Basis: "建议值：一个大厅共用一个地址；工作人员不限",
	})
)

// large paces bodies with files, before they are read: by account, and where nobody has signed in by address.
func (a *App) large(r *http.Request) error { return a.uploads(r, 1) }

// uploads paces the files that strangers hand in, however many come in one post.
func (a *App) uploads(r *http.Request, n int) error {
	v := people.VisitorOf(r.Context())
	who := v.IP
	switch v.Actor.Kind {
	case people.Staff, people.Client: // known by name, and counted by what they file
		return nil
	case people.Citizen:
		who = "account " + strconv.FormatInt(v.Account.ID, 10)
	}
	return a.Sessions.PaceMany(r.Context(), uploadsHour, who, int64(n))
}

// calm paces checklists, which anybody may have us keep. Other programs are known by name.
func (a *App) calm(ctx context.Context) error {
	v := people.VisitorOf(ctx)
	if v.Actor.Kind == people.Staff || v.Actor.Kind == people.Client {
		return nil
	}
	return a.Sessions.Pace(ctx, listsHour, v.IP)
}

// components shows every component of the pages in every state.
func (a *App) components(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.Reference(w, a.House.Public(w, r, "界面组件", page.Link{Label: "界面组件"}))
}

// describe is the API's description of itself. It does not change while the program runs.
func (a *App) describe() web.Handler {
	whole := sync.OnceValues(func() (*web.Body, error) {
		spec, err := a.API.OpenAPI()
		return web.NewBody("application/json; charset=utf-8", spec), err
	})
	return func(w http.ResponseWriter, r *http.Request) error {
		body, err := whole()
		if err == nil {
			w.Header().Set("Cache-Control", "no-cache")
			body.Serve(w, r)
		}
		return err
	}
}

func handler(h http.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	}
}

// failed shows a failure: to programs as problem+json, to people as a page. What was posted before something that has to come
// first is kept.
func (a *App) failed(citizens *portal.Front, staff *desk.Front) func(w http.ResponseWriter, r *http.Request, status int, e *fail.Error, id string) {
	return func(w http.ResponseWriter, r *http.Request, status int, e *fail.Error, id string) {
		if web.IsAPI(r) {
			p := web.ProblemOf(e)
			p.Status, p.Detail = status, id
			p.Write(w)
			return
		}
		var err error
		signIn, home, in := e.Kind == fail.KindSignIn, "/my", "/signin"
		if onDesk(r) {
			home, in = "/desk", "/desk/signin"
		}
		switch {
		case signIn && r.Method == http.MethodGet:
			http.Redirect(w, r, in+"?back="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		case signIn && onDesk(r):
			err = staff.SignInFirst(w, r, a.House.Keep(w, r, a.Server.Route(r), home))
		case signIn:
			err = citizens.SignInFirst(w, r, status, a.House.Keep(w, r, a.Server.Route(r), home))
		case e.First != "" && r.Method == http.MethodPost:
			err = a.House.GoOn(w, r, status, a.House.Keep(w, r, a.Server.Route(r), home), page.Link{Href: e.First, Label: "去办", Note: e.Message})
		default:
			err = a.failurePage(w, r, status, e)
		}
		if err != nil {
			a.Log.Error("the failure page failed", "err", err)
		}
	}
}

func onDesk(r *http.Request) bool {
	return r.URL.Path == "/desk" || strings.HasPrefix(r.URL.Path, "/desk/")
}

// failurePage says what went wrong and where to go from there.
func (a *App) failurePage(w http.ResponseWriter, r *http.Request, status int, e *fail.Error) error {
	note := page.Empty{Title: e.Message, Text: words[status], Link: page.Link{Href: "/", Label: "回首页"}}
	if e.Kind == fail.KindDown { // nothing on this page is looked up
		note.Text, note.Link = "不用做什么，这一页会自己再试。", page.Link{Href: r.URL.RequestURI(), Label: "现在就试"}
		switch {
		case e.Unsure:
			note.Text, note.Link = "过一会儿先看一看：已经办成的，不用再提交；没有办成的，请退回上一页，写好的还在那里，再提交一次。", page.Link{}
		case r.Method != http.MethodGet:
			note.Text, note.Link = "刚才提交的内容还没有办成。请退回上一页，写好的还在那里；过一会儿再提交一次。", page.Link{}
		}
		frame := a.House.Public(w, r, "请稍等")
		if onDesk(r) {
			frame = a.House.Sign(w, r, "请稍等")
		}
		return door.WriteStatus(w, status, failurePublic, &failure{frame, note})
	}
	title := cmp.Or(titles[status], "没有办成")
	if e.First != "" {
		note.Text, note.Link = "", page.Link{Href: e.First, Label: "去办"}
	}
	if !onDesk(r) || people.VisitorOf(r.Context()).Actor.Kind != people.Staff {
		if status == http.StatusForbidden && e.First == "" { // what a citizen still has to do stands among his own
			note.Text, note.Link = "", page.Link{Href: "/my", Label: "去“我的”"}
		}
		return door.WriteStatus(w, status, failurePublic, &failure{a.House.Public(w, r, title), note})
	}
	if e.First == "" {
		note.Link = page.Link{Href: "/desk", Label: "回待办"}
	}
	frame, err := a.House.Desk(w, r, title)
	if err != nil {
		return err
	}
	frame.City.Hotline = "" // of citizens
	return door.WriteStatus(w, status, failureDesk, &failure{frame, note})
}

// titles name the window of a failure by its status.
var titles = map[int]string{
	http.StatusForbidden: "不能办理", http.StatusNotFound: "没有找到", http.StatusConflict: "情况有变化", http.StatusInternalServerError: "程序出错",
}

var words = map[int]string{
	http.StatusForbidden: "如果您认为应当可以，请联系管理员核对岗位。",
	http.StatusConflict:  "返回上一页，刷新后看看最新情况。",
	http.StatusNotFound:  "请检查网址，或者从首页重新找。",
}

type failure struct {
	page.Frame
	Note page.Empty
}

//go:embed failure.html
var pages embed.FS

var (
	failurePublic = page.New[failure](page.Public, pages, "failure.html")
	failureDesk   = page.New[failure](page.Desk, pages, "failure.html")
)
