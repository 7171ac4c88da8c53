package app

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"wuyou/front/api"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
)

// serve makes the server with the routes of everything.
func (a *App) serve() {
	s := web.NewServer(a.Metrics)
	s.Now, s.Log, s.Proxies, s.Secure = a.Now, a.Log, a.Config.Proxies, a.Config.Secure
	s.Identify = a.People.Identify(s)
	s.Failed = a.failed
	a.Server = s
	s.Add(
		web.Route{Method: "GET", Path: "/healthz", Access: web.Everyone, Title: "健康检查", Handle: a.health},
		web.Route{Method: "GET", Path: "/metrics", Access: web.Everyone, Title: "指标", Handle: handler(promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{}))},
		web.Route{Method: "GET", Path: "/assets/", Access: web.Everyone, Title: "样式和脚本", Handle: handler(page.Assets())},
	)
	a.API = s.NewAPI(a.Profile.Site+" 接口", "1.0", "事项、告知单、申请、办件、待办和全部流程动作。令牌放在 Authorization: Bearer 里。")
	front := api.Front{Engine: a.Engine, Catalog: a.Catalog, Regions: a.Regions, People: a.People, Now: a.Now, Code: a.queryCode}
	front.Routes(a.API)
	for _, svc := range a.Services {
		s.Add(svc.Routes...)
		if svc.API != nil {
			svc.API(a.API)
		}
	}
}

func handler(h http.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	}
}

// health answers when the program can read its database.
func (a *App) health(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.DB.Changes(r.Context()); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// failed shows a failure: to programs as problem+json, to people as a page.
func (a *App) failed(w http.ResponseWriter, r *http.Request, status int, e *fail.Error, id string) {
	if web.IsAPI(r) {
		p := web.ProblemOf(e)
		p.Status, p.Detail = status, id
		p.Write(w)
		return
	}
	w.WriteHeader(status)
	w.Write([]byte(e.Message))
}

// queryCode is the six digits on a case's receipt.
func (a *App) queryCode(id int64) string { return a.Keys.Code("query", id, 6) }
