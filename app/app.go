// Package app wires the program: configuration, the city's profile, the office, THE list of services
// (services.go), the server and the subcommands. It is the only package that reads the clock and the
// environment.
//
// Read services.go for what there is, office.go for how it is put together, commands.go for the
// command line.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/kit/terse"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/archive"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/device"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
	"wuyou/office/slip"
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
	office.Office
	Config       Config
	Profile      Profile
	Log          *slog.Logger
	Limits       *limit.Book
	Exchange     *exchange.Exchange
	Devices      *device.Book
	Grievances   *grievance.Service
	Services     []door.Service
	Applications *application.Service // the demonstration files through it
	Server       *web.Server
	API          *web.API
	Metrics      *prometheus.Registry

	Supervision *supervision.Service
	Visits      *visit.Service
	Advice      *advice.Service
	Ratings     *rating.Service

	quiet    *terse.Handler // before the log that the program was given
	use      use
	seen     map[string]int64 // what the memory was read at; see refresh
	day      calendar.Day     // and on which day
	anchored int64            // the newest seal in the file of --anchors
	checkup  checkup
}

// Outside is what the program takes from its surroundings.
type Outside struct {
	Now func() time.Time
	Log *slog.Logger  // nil: none
	SMS notice.Driver // nil: by the configuration
	// Check is the identity check; nil: by the configuration.
	Check func(ctx context.Context, q people.Question) (people.Verdict, error)
}

// use is what a program may do with the database that it is put together on.
type use int

const (
	serves use = iota // makes it where there is none, brings it up to date, fills it with regions, holidays and rules
	founds            // the same where there is none; else as works
	works             // takes it as it stands: other nodes may be serving, perhaps of an older program
	reads             // takes it as it stands and changes nothing, in the folder neither
)

// Open puts the program together on its database, which it brings up to date and, when it is empty,
// fills with regions, holidays and rules.
func Open(ctx context.Context, cfg Config, out Outside) (*App, error) {
	return open(ctx, cfg, out, serves)
}

func open(ctx context.Context, cfg Config, out Outside, how use) (*App, error) {
	quiet := terse.New(cmp.Or(out.Log, slog.New(slog.DiscardHandler)).Handler(), out.Now)
	a := &App{Office: office.Office{Now: out.Now}, use: how, Config: cfg, Log: slog.New(quiet), quiet: quiet, Metrics: prometheus.NewRegistry()}
	var err error
	if a.Profile, err = LoadProfile(cfg.City); err != nil {
		return nil, err
	}
	a.City = a.Profile.Region
	if err := a.connect(ctx); err != nil {
		return nil, err
	}
	if err := a.open(ctx, out); err != nil {
		a.DB.Close()
		return nil, err
	}
	return a, nil
}

// connect finds the database, or makes it where that is the program's use.
func (a *App) connect(ctx context.Context) (err error) {
	if err := a.Config.notRestoring(); err != nil {
		return err
	}
	if a.use != serves {
		a.DB, err = db.Find(ctx, a.Config.database(), a.Now, a.use == reads, a.Config.tuned())
		switch none := errors.Is(err, db.ErrNoDatabase); {
		case none && a.use == founds:
			a.use = serves
		case none:
			return fmt.Errorf("这里没有无忧的数据库：%s", a.Config.place())
		case err != nil:
			return a.Config.opening(err)
		case a.use == founds:
			a.use = works
		}
	}
	if a.use != serves {
		return nil
	}
	if err := errors.Join(closedFolder(a.Config.Data), closedFolder(a.Config.filesDir())); err != nil {
		return err
	}
	a.DB, err = db.Open(ctx, a.Config.database(), a.Now, a.Config.tuned())
	return a.Config.opening(err)
}

func (a *App) open(ctx context.Context, out Outside) error {
	masters, used, err := a.masters(ctx)
	if err != nil {
		return err
	}
	a.Keys = &gm.Keys{Lost: func(context string, id int64, err error) {
		a.Log.Error("a value cannot be read", "context", context, "id", id, "err", err)
	}}
	policy, err := a.Config.people()
	if err != nil {
		return err
	}
	if policy.Check = out.Check; policy.Check == nil {
		if policy.Check, err = a.Config.identity(a.Now, a.Log); err != nil {
			return err
		}
	}
	a.Rules, a.Regions, a.Limits = &calendar.Rules{}, &region.Tree{}, limit.New(a.Now)
	if err := a.Limits.Force(a.Config.Limits); err != nil {
		return fmt.Errorf("--limits：%w", err)
	}
	a.People = people.New(a.DB, a.Now, a.Keys, a.Limits, policy)
	a.People.Places = a.Regions
	a.Catalog = catalog.New(a.DB, a.Now)
	a.Engine = flow.New(a.DB, a.Now, a.Rules, a.Keys)
	a.Engine.SealAt = a.Config.SealAt
	a.Engine.Party, a.Engine.Posts, a.Engine.Settled = a.People.Party, a.People.PostsBetween, a.People.Settled
	a.Files = file.New(a.DB, a.Now, a.Keys, a.Log, a.Config.filesDir(), a.Config.MaxFile<<20)
	a.Documents = document.New(a.DB, a.Now, a.Keys)
	a.Documents.Hole = a.hole
	driver := out.SMS
	if driver == nil {
		driver = a.driver()
	}
	a.Notices = notice.New(a.DB, a.Now, a.Keys, a.People, driver, notice.Policy{
		Timeout: a.Config.SMSTime, AtOnce: int(a.Config.SMSMany), Keyed: a.Config.SMSOnce, Late: a.Config.SMSLate,
	}, a.Log)
	a.Notices.Hole = a.hole
	a.Jobs = job.New(a.DB, a.Now, a.Log)
	a.Jobs.Handle(jobPrune, a.prune)
	a.Jobs.Handle(region.Job, a.follow)
	a.Jobs.Handle(jobSteady, a.steady)
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
	a.House = &door.House{
		City: page.City{
			Name: a.Profile.Site, Brand: a.Profile.Brand, Org: a.Profile.Org, Hotline: a.Profile.Hotline,
			Hours: a.Profile.hours(), Mark: a.Profile.Mark,
		},
		Site:   a.Config.site(),
		Region: a.Profile.Region, Organs: a.Profile.organs(), Authorities: a.Profile.Authorities,
		Courts: a.Profile.Courts, DB: a.DB, Engine: a.Engine, Catalog: a.Catalog,
		Regions: a.Regions, People: a.People, Notices: a.Notices, Files: a.Files, Now: a.Now, Secure: a.Config.Secure,
		Rules: append([]rule.Table{a.Limits.Table()}, people.GivingRules()...),
		Keys:  a.Keys,
	}
	a.House.Slips = &slip.Book{
		DB: a.DB, Now: a.Now, Keys: a.Keys, Engine: a.Engine, People: a.People, Notices: a.Notices, Secure: a.Config.Secure,
		Words: map[string]string{"site": a.Profile.Site, "hotline": a.Profile.Hotline},
	}
	for _, share := range []struct {
		done  bool
		words string
	}{
		{policy.Check != nil, "核对身份：您填的姓名、证件号、手机号发给省身份核验服务，只用来核对是不是您本人。"},
		{a.Config.ExchangeURL != "", "评价：您评价过的事，办件编号、事项、评价内容和您的姓名、证件号、手机号（加密传送），按国家政务服务“好差评”规范报送省政务服务“好差评”平台。"},
		{a.Config.SMS != "" || a.Config.SMTP != "", "短信：手机号和短信内容交给短信服务单位，只用来发送。"},
		{true, "寄递：选免费寄递的，收件人的姓名、电话、地址交给寄递单位，只用来送达。"},
	} {
		if share.done {
			a.House.City.Shares = append(a.House.City.Shares, share.words)
		}
	}
	a.Archive = &archive.Room{DB: a.DB, Now: a.Now, Engine: a.Engine, Files: a.Files, Documents: a.Documents, Fonds: a.fonds}
	platform, err := a.Config.platform()
	if err != nil {
		return err
	}
	a.Exchange, a.Devices = exchange.New(&a.Office, platform), device.New(&a.Office)
	a.Services = a.services()
	a.House.Services = a.Services
	if err := a.migrate(ctx); err != nil {
		return err
	}
	if err := a.settle(ctx, masters, used); err != nil {
		return err
	}
	if err := a.refresh(ctx); err != nil {
		return err
	}
	for _, s := range a.Services {
		if s.Table.Kind == "" { // it has no cases
			continue
		}
		if err := a.Engine.Register(s.Table); err != nil {
			return err
		}
	}
	for _, s := range a.Services {
		for _, on := range s.On {
			a.Engine.On(on.Kind, on.Event, on.Step)
		}
	}
	a.hook()
	if err := a.Engine.CheckSubscriptions(); err != nil {
		return err
	}
	if err := a.Engine.CheckLive(ctx); err != nil {
		return err
	}
	return a.serve()
}

// settle opens the vault; where the program serves, it makes keys where there are none, fills what is empty, and puts right
// what an older program left.
func (a *App) settle(ctx context.Context, masters []gm.Master, used bool) error {
	if a.use != serves {
		return a.vault().Use(ctx, masters)
	}
	if err := a.vault().Open(ctx, masters, used, a.People.ProveKeys); err != nil {
		return err
	}
	if err := a.seed(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := a.People.IndexPhones(ctx); err != nil {
		return err
	}
	return a.People.Settle(ctx)
}

// migrate brings all tables up to date, or sees that they are.
func (a *App) migrate(ctx context.Context) error {
	if err := a.DB.Knows(ctx, a.owners()...); err != nil {
		return err
	}
	switch a.use {
	case reads:
		return a.DB.Read(ctx, a.owners()...)
	case works:
		return a.DB.Join(ctx, a.owners()...)
	}
	if used, err := a.DB.Used(ctx); err != nil {
		return err
	} else if used && errors.Is(a.DB.Read(ctx, a.owners()...), db.ErrOlder) {
		a.Log.Info("正在升级数据库，请等到启动完成")
	}
	return a.DB.Migrate(ctx, a.owners()...)
}

// owners are those who have tables, in the order in which they are made.
func (a *App) owners() []db.Migrations {
	owners := []db.Migrations{
		db.Own,
		job.Schema(), vault.Schema(), calendar.Schema(), region.Schema(), limit.Schema(), people.Schema(), catalog.Schema(),
		flow.Schema(), slip.Schema(), file.Schema(), document.Schema(), archive.Schema(), notice.Schema(), exchange.Schema(), device.Schema(),
	}
	for _, s := range a.Services {
		if s.Schema.Files != nil {
			owners = append(owners, s.Schema)
		}
	}
	return owners
}

// refresh reads into memory what is kept there, where another node or a command changed it. It is db.ErrUpgraded when
// the tables are no longer those of this program.
func (a *App) refresh(ctx context.Context) error {
	if err := a.DB.Stands(ctx); err != nil {
		return err
	}
	now, err := a.DB.Changes(ctx)
	if err != nil {
		return err
	}
	today := calendar.DayOf(a.Now())
	if today != a.day { // places end with their last day
		delete(a.seen, "regions")
		a.day = today
	}
	for name, load := range map[string]func(context.Context) error{
		"regions":         func(ctx context.Context) error { return a.Regions.Load(ctx, a.DB, int64(today)) },
		"rules":           func(ctx context.Context) error { return a.Rules.Load(ctx, a.DB) },
		"identity_levels": a.People.Load, "limits": func(ctx context.Context) error { return a.Limits.Load(ctx, a.DB) },
		"catalog": a.Catalog.Load, "notices": a.Notices.Load, "documents": a.Documents.Load,
	} {
		if n, ok := a.seen[name]; ok && n == now[name] {
			continue
		}
		if err := load(ctx); err != nil {
			return fmt.Errorf("load %s: %w", name, err)
		}
		if a.seen == nil {
			a.seen = map[string]int64{}
		}
		a.seen[name] = now[name]
	}
	return nil
}

// Close ends the program's use of its database.
func (a *App) Close() error { return a.DB.Close() }

// Tick does once what the program does by itself: read changes, fire deadlines, send notices, run
// jobs, seal the ledger. Run calls it again and again; a test calls it when its clock has moved.
func (a *App) Tick(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		a.refresh,
		func(ctx context.Context) error { _, err := a.Engine.Sweep(ctx); return err },
		func(ctx context.Context) error { _, err := a.Notices.Deliver(ctx); return err },
		a.daily,
		a.sealOld,
		a.indexOld,
		a.jobs,
		a.often(func(door.Task) bool { return true }),
		func(ctx context.Context) error { _, err := a.Engine.Seal(ctx); return err },
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// daily has each service do what it does once a day. One that fails keeps back no other; it is tried again.
func (a *App) daily(ctx context.Context) (err error) {
	today := calendar.DayOf(a.Now())
	for _, kind := range []string{region.Job, jobSteady, jobPrune} {
		err = errors.Join(err, a.Jobs.Daily(ctx, kind, int64(today), func(ctx context.Context, tx *db.DB) error {
			_, err := a.Jobs.Add(ctx, tx, kind, "", 0)
			return err
		}))
	}
	err = errors.Join(err, part(ctx, fmt.Sprintf("exchange of %s", today), func(ctx context.Context) error {
		return a.Jobs.Daily(ctx, "exchange", int64(today), a.Exchange.Tonight)
	}))
	for _, s := range a.Services {
		if s.Daily == nil {
			continue
		}
		err = errors.Join(err, part(ctx, fmt.Sprintf("%s of %s", s.Name(), today), func(ctx context.Context) error {
			return a.Jobs.Daily(ctx, s.Name(), int64(today), func(ctx context.Context, tx *db.DB) error { return s.Daily(ctx, tx, today) })
		}))
	}
	return err
}

// part does what is one part of work in the background, which goes on whatever comes of it.
func part(ctx context.Context, name string, do func(context.Context) error) error {
	if err := safely(ctx, do); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// sealOld seals some of the files from before.
func (a *App) sealOld(ctx context.Context) error {
	_, _, err := a.Files.SealOld(ctx)
	return err
}

// indexOld has some of the persons from before be found by their telephones.
func (a *App) indexOld(ctx context.Context) error {
	_, err := a.People.IndexSome(ctx)
	return err
}

// often has the services do what they do again and again, of that some of it. One that fails keeps back no other.
func (a *App) often(some func(door.Task) bool) func(ctx context.Context) error {
	return func(ctx context.Context) (err error) {
		for _, s := range a.Services {
			for _, task := range s.Often {
				if some(task) {
					err = errors.Join(err, part(ctx, task.Name, task.Do))
				}
			}
		}
		return err
	}
}

func (a *App) jobs(ctx context.Context) error {
	for {
		if ran, err := a.Jobs.RunOne(ctx); err != nil || !ran {
			return err
		}
		job.Beat(ctx)
	}
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
		"refresh": {2 * time.Second, "读取变化", short, a.refresh},
		"sweep":   {time.Second, "到期巡检", short, func(ctx context.Context) error { _, err := a.Engine.Sweep(ctx); return err }},
		"notices": {time.Second, "短信发送", long, func(ctx context.Context) error { _, err := a.Notices.Deliver(ctx); return err }},
		"jobs":    {time.Second, "后台任务", long, a.jobs},
		"often":   {time.Second, "日常处理", short, a.often(func(t door.Task) bool { return !t.Slow })},
		"daily":   {time.Minute, "每日任务", long, func(ctx context.Context) error { return a.daily(db.Patient(ctx)) }},
		"files":   {time.Second, "旧文件加密", long, a.sealOld},
		"index":   {time.Second, "旧号码编目", long, a.indexOld},
		"seal":    {100 * time.Millisecond, "台账封存", short, a.Engine.SealDue},
		"anchor":  {time.Minute, "封存留存", short, a.keepAnchor},
		"log":     {time.Second, "日志归并", short, a.quiet.Settle},
	}
	for _, s := range a.Services {
		for _, task := range s.Often {
			if task.Slow {
				list[task.Name] = loop{time.Second, task.Title, long, task.Do}
			}
		}
	}
	return list
}

// safely makes a panic a failure like any other: it is told, and tried again.
func safely(ctx context.Context, step func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return step(ctx)
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
					if err := safely(job.Beating(ctx, func() { a.beat(name) }), loop.step); err == nil {
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
