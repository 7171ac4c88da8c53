// Package app wires the program: configuration, the city's profile, the office, THE list of services
// (services.go), the server and the subcommands. It is the only package that reads the clock and the
// environment.
//
// Read services.go for what there is, app.go for how it is put together (with office.New), commands.go for the
// command line.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/kit/terse"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/notice"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/vault"
	"wuyou/service/advice"
	"wuyou/service/application"
	"wuyou/service/grievance"
	"wuyou/service/rating"
	"wuyou/service/supervision"
	"wuyou/service/visit"
)

// App is a running program.
type App struct {
	*office.Office
	Config       Config
	Exchange     *exchange.Exchange
	Devices      *device.Book
	Grievances   *grievance.Service
	Applications *application.Service // the demonstration files through it
	Server       *web.Server
	API          *web.API
	Metrics      *prometheus.Registry

	Supervision *supervision.Service
	Visits      *visit.Service
	Advice      *advice.Service
	Ratings     *rating.Service

	quiet    *terse.Handler // before the log that the program was given
	anchored int64          // the newest seal in the file of --anchors
	checkup  checkup
}

// Outside is what the program takes from its surroundings.
type Outside struct {
	Now func() time.Time
	Log *slog.Logger  // nil: none
	SMS notice.Driver // nil: by the configuration
	// Check is the identity check; nil: by the configuration.
	Check func(ctx context.Context, q persons.Question) (persons.Verdict, error)
}

// Open puts the program together on its database, which it brings up to date and, when it is empty,
// fills with regions, holidays and rules.
func Open(ctx context.Context, cfg Config, out Outside) (*App, error) {
	return open(ctx, cfg, out, office.Serves)
}

func open(ctx context.Context, cfg Config, out Outside, how office.Use) (*App, error) {
	quiet := terse.New(cmp.Or(out.Log, slog.New(slog.DiscardHandler)).Handler(), out.Now)
	a := &App{Config: cfg, quiet: quiet, Metrics: prometheus.NewRegistry()}
	profile, err := office.LoadProfile(cfg.City)
	if err != nil {
		return nil, err
	}
	base, how, err := cfg.connect(ctx, out.Now, how)
	if err != nil {
		return nil, err
	}
	setting := office.Setting{
		DB: base, Now: out.Now, Log: slog.New(quiet), Profile: profile, Site: cfg.site(), Secure: cfg.Secure,
		Files: cfg.filesDir(), MaxFile: cfg.MaxFile << 20, Limits: cfg.Limits, SealAt: cfg.SealAt,
		Notices: notice.Policy{Timeout: cfg.SMSTime, AtOnce: int(cfg.SMSMany), Keyed: cfg.SMSOnce, Late: cfg.SMSLate},
		SMS:     func(keys *gm.Keys) notice.Driver { return cfg.driver(keys, out.Now) },
	}
	if out.SMS != nil {
		setting.SMS = func(*gm.Keys) notice.Driver { return out.SMS }
	}
	if err := a.open(ctx, setting, out, how); err != nil {
		base.Close()
		return nil, err
	}
	return a, nil
}

// connect finds the database, or makes it where that is the program's use, and says what the use is: who founds serves where there is
// none, and works else.
func (c *Config) connect(ctx context.Context, now func() time.Time, how office.Use) (*db.DB, office.Use, error) {
	if err := c.notRestoring(); err != nil {
		return nil, how, err
	}
	if how != office.Serves {
		base, err := db.Find(ctx, c.database(), now, how == office.Reads, c.tuned())
		switch none := errors.Is(err, db.ErrNoDatabase); {
		case none && how == office.Founds:
			how = office.Serves
		case none:
			return nil, how, fmt.Errorf("这里没有无忧的数据库：%s", c.place())
		case err != nil:
			return nil, how, c.opening(err)
		case how == office.Founds:
			return base, office.Works, nil
		default:
			return base, how, nil
		}
	}
	if err := errors.Join(closedFolder(c.Data), closedFolder(c.filesDir())); err != nil {
		return nil, how, err
	}
	base, err := db.Open(ctx, c.database(), now, c.tuned())
	return base, how, c.opening(err)
}

func (a *App) open(ctx context.Context, s office.Setting, out Outside, how office.Use) (err error) {
	s.Keys = &gm.Keys{Lost: func(context string, id int64, err error) {
		s.Log.Error("a value cannot be read", "context", context, "id", id, "err", err)
	}}
	masters, used, err := a.Config.masters(ctx, vault.Vault{DB: s.DB, Now: s.Now, Keys: s.Keys})
	if err != nil {
		return err
	}
	if s.Factors, err = a.Config.factors(); err != nil {
		return err
	}
	if s.Check = out.Check; s.Check == nil {
		if s.Check, err = a.Config.identity(s.Now, s.Log); err != nil {
			return err
		}
	}
	for _, share := range []struct {
		done  bool
		words string
	}{
		{s.Check != nil, "核对身份：您填的姓名、证件号、手机号发给省身份核验服务，只用来核对是不是您本人。"},
		{a.Config.ExchangeURL != "", "评价：您评价过的事，办件编号、事项、评价内容和您的姓名、证件号、手机号（加密传送），按国家政务服务“好差评”规范报送省政务服务“好差评”平台。"},
		{a.Config.SMS != "" || a.Config.SMTP != "", "短信：手机号和短信内容交给短信服务单位，只用来发送。"},
		{true, "寄递：选免费寄递的，收件人的姓名、电话、地址交给寄递单位，只用来送达。"},
	} {
		if share.done {
			s.Shares = append(s.Shares, share.words)
		}
	}
	platform, err := a.Config.platform()
	if err != nil {
		return err
	}
	if a.Office, err = office.New(s); err != nil {
		return err
	}
	a.Jobs.Handle(jobPrune, a.prune)
	a.Jobs.Handle(region.Job, a.follow)
	a.Jobs.Handle(jobSteady, a.steady)
	a.Jobs.Handle(jobStanding, a.noteStanding)
	for _, kind := range []string{region.Job, jobSteady, jobPrune, jobStanding} {
		a.EveryDay = append(a.EveryDay, office.Nightly{Name: kind, Do: func(ctx context.Context, tx *db.DB) error {
			_, err := a.Jobs.Add(ctx, tx, kind, "", 0)
			return err
		}})
	}
	a.measure()
	a.Exchange, a.Devices = exchange.New(a.Office, platform), device.New(a.Office)
	a.EveryDay = append(a.EveryDay, office.Nightly{Name: "exchange", Do: a.Exchange.Tonight})
	parts := []db.Migrations{exchange.Schema(), device.Schema()}
	if err := a.Begin(ctx, how, a.services(), parts, masters, used); err != nil {
		return err
	}
	return a.serve()
}

// measure adds the figures of the program's own to those of the server.
func (a *App) measure() {
	a.Metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "wuyou_files_plain", Help: "Files of an older program that are not sealed yet.",
	}, func() float64 { return float64(a.Files.Plain()) }))
	for key, n := range a.Limits.Forced() {
		g := prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "wuyou_limit_forced", Help: "Limits that --limits holds against their rows.",
			ConstLabels: prometheus.Labels{"limit": key},
		})
		g.Set(float64(n))
		a.Metrics.MustRegister(g)
	}
	a.Metrics.MustRegister(&queues{a: a})
}

// Close ends the program's use of its database.
func (a *App) Close() error { return a.DB.Close() }

// Tick does once what the program does by itself. Run does it again and again; a test calls Tick when its clock has moved.
func (a *App) Tick(ctx context.Context) error { return a.Office.Tick(ctx, a.sealOld, a.indexOld) }

// sealOld seals some of the files from before.
func (a *App) sealOld(ctx context.Context) error {
	_, _, err := a.Files.SealOld(ctx)
	return err
}

// indexOld has some of the persons from before be found by their telephones.
func (a *App) indexOld(ctx context.Context) error {
	_, err := a.Persons.IndexSome(ctx)
	return err
}

// loop is work in the background: how often it is looked for, and after how long without it something must be wrong.
type loop struct {
	every time.Duration
	words string
	most  time.Duration
	step  func(context.Context) error
}

// loops is all that the program does by itself. What may be long at one piece of work has the longer limit.
func (a *App) loops() map[string]loop {
	short, long := a.Config.Stalled, a.Config.Slow
	list := map[string]loop{
		"refresh": {2 * time.Second, "读取变化", short, a.Refresh},
		"sweep":   {time.Second, "到期巡检", short, a.Sweep},
		"notices": {time.Second, "短信发送", long, a.Deliver},
		"jobs":    {time.Second, "后台任务", long, a.RunJobs},
		"often":   {time.Second, "日常处理", short, a.Often(func(t door.Task) bool { return !t.Slow })},
		"daily":   {time.Minute, "每日任务", long, func(ctx context.Context) error { return a.Daily(db.Patient(ctx)) }},
		"files":   {time.Second, "旧文件加密", long, a.sealOld},
		"index":   {time.Second, "旧号码编目", long, a.indexOld},
		"seal":    {100 * time.Millisecond, "台账封存", short, a.Ledger.SealDue},
		"anchor":  {time.Minute, "封存留存", short, a.keepAnchor},
		"log":     {time.Second, "日志归并", short, a.quiet.Settle},
	}
	for _, s := range a.House.Services {
		for _, task := range s.Often {
			if task.Slow {
				list[task.Name] = loop{time.Second, task.Title, long, task.Do}
			}
		}
	}
	return list
}

// Run does by itself what must be done, each at its pace, until ctx ends. A failure is logged and
// tried again, but db.ErrUpgraded ends it.
func (a *App) Run(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	loops := a.loops()
	a.begin()
	done := make(chan struct{}, len(loops))
	for name, loop := range maps.All(loops) {
		go func() {
			defer func() { done <- struct{}{} }()
			for t := time.NewTicker(loop.every); ; {
				select {
				case <-ctx.Done():
					t.Stop()
					return
				case <-t.C:
					if err := office.Safely(job.Beating(ctx, func() { a.beat(name) }), loop.step); err == nil {
						a.beat(name)
					} else if ctx.Err() == nil {
						a.Log.Error("background work failed", terse.Like(name, err), "work", name, "err", err)
						if errors.Is(err, db.ErrUpgraded) {
							end(err)
						}
					}
				}
			}
		}()
	}
	for range loops {
		<-done
	}
	if err := context.Cause(ctx); errors.Is(err, db.ErrUpgraded) {
		return err
	}
	return nil
}
