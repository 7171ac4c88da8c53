package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"wuyou/app"
	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/region"
	"wuyou/office/slip"
)

// city measures reading and moving in a city of n open cases.
func (b *bench) city(n int) {
	p := b.database(fmt.Sprint(n))
	defer p.remove()
	fmt.Printf("\n### A city of %d open cases\n\n", n)
	numbers := b.seed(p, n)
	if b.wants("counts") {
		b.counts(p, n)
	}
	if b.wants("start") {
		s, took := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
		fmt.Printf("(h) cold start on the existing database: %.0f ms to the first answer, %.0f MB resident\n\n", ms(took), s.memory())
		s.stop()
	}
	if !b.wants("read") && !b.wants("inbox") && !b.wants("comment") && !b.wants("track") && !b.wants("grow") {
		return
	}
	s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
	defer s.stop()
	base, pg := "http://"+s.addr, b.engine == "postgres"
	s.settle(pg)
	fmt.Printf("| what | clients | %s |\n|---|---|---|---|---|---|---|\n", heads)
	row := func(what string, request func(i int64) *http.Request, status int) {
		for _, clients := range []int{1, 8} {
			fmt.Printf("| %s | %d | %s |\n", what, clients, load(s, pg, clients, request, status))
		}
	}
	if b.wants("read") {
		token := b.newToken(p, "read", "")
		row("(b) read a case", func(i int64) *http.Request {
			return get(base+"/api/v1/cases/"+numbers[int(i)%len(numbers)], token)
		}, 200)
	}
	if b.wants("inbox") {
		for _, who := range []struct{ login, name string }{
			{"luocun", "village assistant"}, {"chenjing", "township clerk"}, {b.deptLogin, "department"}, {"citywin", "city window"},
		} {
			token := b.newToken(p, "staff", who.login)
			row("(c) inbox of a "+who.name, func(i int64) *http.Request { return get(base+"/api/v1/inbox", token) }, 200)
		}
		cookie := b.signIn(base, "jianguan")
		overview := func(int64) *http.Request { return withCookie(get(base+"/desk/overview", ""), cookie) }
		row("(c) overview of the city supervisor (page)", overview, 200)
		staff, moved := b.newToken(p, "staff", "jianguan"), make(chan result)
		go func() { moved <- load(s, pg, 8, comment(base, staff, numbers), 200) }()
		alone := load(s, pg, 1, overview, 200)
		fmt.Printf("| (c) overview while %.0f comments a second are written (CPU of both) | 1 | %s |\n", (<-moved).rate(), alone)
	}
	if b.wants("grow") {
		token := b.newToken(p, "apply read", "")
		row("(a) create in this city", func(i int64) *http.Request { return post(base+"/api/v1/applications", token, application(i)) }, 201)
	}
	if b.wants("comment") {
		token := b.newToken(p, "staff", "jianguan")
		row("(d) Fire with a comment", comment(base, token, numbers), 200)
	}
	if b.wants("track") {
		row("(e) tracking page", func(i int64) *http.Request {
			k := numbers[int(i)%len(numbers)]
			return withCookie(get(base+"/track/"+k, ""), b.passes[k])
		}, 200)
	}
}

// comment makes requests that comment on one case after another.
func comment(base, token string, numbers []string) func(i int64) *http.Request {
	return func(i int64) *http.Request {
		return post(base+"/api/v1/cases/"+numbers[int(i)%len(numbers)]+"/events/comment", token, []byte(`{"input":{"text":"请抓紧办理"}}`))
	}
}

// templates is how many real cases stand at the beginning; the city is made of copies of them.
const templates = 300

// seed fills a city: real cases through the program's own doors, copied over all places, days and
// departments by SQL. It returns numbers of some cases.
func (b *bench) seed(p place, n int) (numbers []string) {
	b.templates(p)
	a := b.open(p)
	defer a.Close()
	_, err := a.Ledger.Seal(background)
	check(err)
	check(spread(a, p))
	began := time.Now()
	check(copies(a, p, n))
	if p.url != "" { // as it does itself after a while
		c, err := pgx.Connect(background, p.url)
		check(err)
		_, err = c.Exec(background, `VACUUM ANALYZE`)
		check(errors.Join(err, c.Close(background)))
	}
	fmt.Fprintf(os.Stderr, "%s: %d cases in %s\n", b.engine, n, time.Since(began).Round(time.Second))
	list, err := db.All[flow.Case](background, a.DB, `SELECT id, region FROM cases ORDER BY due_at LIMIT 5000`)
	check(err)
	b.passes = map[string]*http.Cookie{}
	for _, k := range list {
		numbers = append(numbers, k.Number())
		w := httptest.NewRecorder()
		check(a.House.Slips.Give(background, w, k, slip.Pass{}))
		b.passes[k.Number()] = w.Result().Cookies()[0]
	}
	return numbers
}

// open opens the program on a place, inside of this process.
func (b *bench) open(p place) *app.App {
	cfg := app.Defaults()
	cfg.Data, cfg.DB, cfg.City, cfg.Demo, cfg.Limits = p.data, p.url, "meishan", true, "session.staff_idle=60,signin.wait=1"
	a, err := app.Open(background, cfg, app.Outside{
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
		SMS: func(context.Context, notice.Message) error { return nil },
	})
	check(err)
	return a
}

// templates makes real cases in three states: waiting at the window, in review, waiting for delivery.
func (b *bench) templates(p place) {
	b.bare(p)
	s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
	defer s.stop()
	client, clerk := b.newToken(p, "apply read", ""), b.newToken(p, "staff", "zhoumin")
	call := func(token, path string, body []byte) map[string]any {
		answer, err := http.DefaultClient.Do(post("http://"+s.addr+"/api/v1"+path, token, body))
		check(err)
		defer answer.Body.Close()
		var v map[string]any
		check(json.NewDecoder(answer.Body).Decode(&v))
		if answer.StatusCode/100 != 2 {
			check(fmt.Errorf("%s: %v", path, v))
		}
		return v
	}
	var reviewer, head string
	for i := range templates {
		number := call(client, "/applications", application(int64(i)))["number"].(string)
		if i%10 < 4 {
			continue
		}
		k := call(clerk, "/cases/"+number+"/events/accept", []byte(`{}`))
		if reviewer == "" {
			b.deptLogin = k["dept"].(string) + "-a"
			reviewer, head = b.newToken(p, "staff", b.deptLogin), b.newToken(p, "staff", k["dept"].(string)+"-c")
		}
		if i%10 == 9 {
			signed := call(reviewer, "/cases/"+number+"/events/sign", []byte(`{"input":{"verdict":"yes","opinion":"符合"}}`))
			call(head, "/cases/"+number+"/events/approve", fmt.Appendf(nil, `{"seq":%v}`, signed["seq"]))
		}
	}
}

// bare fills a place with the demonstration's items and people, and keeps its cases out: the copies
// have the numbers of theirs.
func (b *bench) bare(p place) {
	a := b.open(p)
	defer a.Close()
	check(a.LoadDemo(background))
	check(a.DB.Tx(background, func(tx *db.DB) error { return tx.Changed(background, "demo cases") }))
}

// clockStart is when a clock was started, in the clocks of a case.
var clockStart = regexp.MustCompile(`"s":(\d+)`)

// spread lets the templates have begun on different days, one of ten so that it is nearly due, and has the program reckon when they are due. The
// copies are so what it would have made of them, and it has nothing to put right when it starts.
func spread(a *app.App, p place) error {
	ctx := background
	raw, err := db.Open(ctx, cmp.Or(p.url, filepath.Join(p.data, "wuyou.db")), time.Now)
	if err != nil {
		return err
	}
	defer raw.Close()
	type template struct {
		ID     int64
		State  string
		Clocks string
	}
	list, err := db.All[template](ctx, raw, `SELECT id, state, clocks FROM cases WHERE closed_at = 0 ORDER BY id`)
	if err != nil {
		return err
	}
	begun := func(k template, days int) error {
		clocks := clockStart.ReplaceAllStringFunc(k.Clocks, func(s string) string {
			at, _ := strconv.ParseInt(s[4:], 10, 64)
			return `"s":` + strconv.FormatInt(at-int64(days)*24*time.Hour.Milliseconds(), 10)
		})
		return raw.Exec(ctx, `UPDATE cases SET clocks = $2 WHERE id = $1`, k.ID, clocks)
	}
	settle := func() error {
		_, err := a.Engine.Steady(ctx)
		return err
	}
	var near []template
	for i, k := range list {
		if k.State == list[0].State && i%4 == 0 && len(near) < len(list)/10 {
			near = append(near, k)
		} else if err := begun(k, i%3); err != nil {
			return err
		}
	}
	for days := 3; len(near) > 0 && days < 12; days++ {
		for _, k := range near {
			if err := begun(k, days); err != nil {
				return err
			}
		}
		if err := settle(); err != nil {
			return err
		}
		urgency, err := db.One[int64](ctx, raw, `SELECT urgency FROM cases WHERE id = $1`, near[0].ID)
		if err != nil {
			return err
		}
		if urgency < 2 {
			break
		}
	}
	_, err = a.Engine.Sweep(ctx)
	return err
}

// copies multiplies the templates over all places of the city, on a connection that proves nothing: what it measures reads no proofs.
func copies(a *app.App, p place, n int) error {
	raw, err := db.Open(background, cmp.Or(p.url, filepath.Join(p.data, "wuyou.db")), time.Now)
	if err != nil {
		return err
	}
	defer raw.Close()
	rounds := n/templates - 1
	places := a.Regions.Under(a.Profile.Region)
	today := time.Now()
	return raw.Tx(background, func(tx *db.DB) error {
		ctx := background
		if _, err := tx.Affect(ctx, `CREATE TABLE bench_n (i BIGINT PRIMARY KEY,
			region TEXT, city TEXT, county TEXT, township TEXT, village TEXT, day BIGINT)`); err != nil {
			return err
		}
		for i := 1; i <= rounds; i++ {
			p := places[i*13%len(places)].Code
			day := calendar.DayOf(today.AddDate(0, -i%12, -i%28))
			if err := tx.Exec(ctx, `INSERT INTO bench_n VALUES ($1, $2, $3, $4, $5, $6, $7)`, i, p, p.At(region.City), p.At(region.County),
				p.At(region.Township), p.At(region.Village), day); err != nil {
				return err
			}
		}
		indexes, err := db.All[index](ctx, tx, indexesOf[a.DB.Postgres()])
		if err != nil {
			return err
		}
		var statements, again []string // indexes are made at the end, which is quicker than to fill them row by row
		for _, i := range indexes {
			statements, again = append(statements, "DROP INDEX "+i.Name), append(again, i.Made)
		}
		statements = append(append(statements, copying()...), again...)
		for _, statement := range statements {
			if _, err := tx.Affect(ctx, statement); err != nil {
				return fmt.Errorf("%.60s: %w", statement, err)
			}
		}
		return nil
	})
}

type index struct{ Name, Made string }

// indexesOf finds the indexes of the tables that are filled, by whether the database is PostgreSQL.
var indexesOf = map[bool]string{
	false: `SELECT name, sql AS made FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
		AND tbl_name IN ('cases', 'case_turns', 'case_events', 'applications')`,
	true: `SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%'
		AND tablename IN ('cases', 'case_turns', 'case_events', 'applications')`,
}

// copying are the statements that copy the templates, and count the copies as the sweep would have.
func copying() []string {
	const dept = `SUBSTR(n.county, 1, 6) || SUBSTR(c.dept, 7)`
	list := []string{
		`INSERT INTO cases (id, kind, state, seq, region, city, county, township, village, dept, item, title, party, applicant, channel, result, clocks,
			opened_at, opened_day, due_at, warn_at, urgency, alarm_at, closed_at, late, head)
			SELECT c.id + n.i * 1000000, c.kind, c.state, c.seq, n.region, n.city, n.county, n.township, n.village, ` + dept + `,
			c.item, c.title, c.party, c.applicant, c.channel, c.result, c.clocks, c.opened_at, n.day, c.due_at, c.warn_at, c.urgency, c.alarm_at,
			c.closed_at, c.late, c.head FROM bench_n n CROSS JOIN cases c`,
		`INSERT INTO case_turns (case_id, no, kind, step, role, dept, city, county, township, village, assignee, holder, due_at, urgency, opened_at, beside)
			SELECT t.case_id + n.i * 1000000, t.no, t.kind, t.step, t.role, CASE WHEN t.dept = '' THEN '' ELSE SUBSTR(n.county, 1, 6) || SUBSTR(t.dept, 7) END,
			CASE WHEN t.dept = '' THEN n.city ELSE '' END, CASE WHEN t.dept = '' THEN n.county ELSE '' END, CASE WHEN t.dept = '' THEN n.township ELSE '' END,
			CASE WHEN t.dept = '' THEN n.village ELSE '' END, t.assignee, t.holder, t.due_at, t.urgency, t.opened_at, t.beside
			FROM bench_n n CROSS JOIN case_turns t`,
		`INSERT INTO case_events (case_id, seq, event, from_state, to_state, actor_kind, actor_id, actor_name, post, input,
				note, public, effect, late, dept, at, day, prev_hash, hash)
			SELECT e.case_id + n.i * 1000000, e.seq, e.event, e.from_state, e.to_state, e.actor_kind, e.actor_id, e.actor_name, e.post, e.input,
			e.note, e.public, e.effect, e.late, CASE WHEN e.dept = '' THEN '' ELSE SUBSTR(n.county, 1, 6) || SUBSTR(e.dept, 7) END,
			e.at, n.day, e.prev_hash, e.hash FROM bench_n n CROSS JOIN case_events e`,
		`INSERT INTO applications (case_id, item_id, version, applicant, agent, agent_sealed, answers, form_sealed, materials,
			delivery, address_sealed, home, step, signed, corrections, points, debts, commit_to, result, pickup, courier, tries, archive)
			SELECT a.case_id + n.i * 1000000, a.item_id, a.version, a.applicant, a.agent, a.agent_sealed, a.answers, a.form_sealed, a.materials,
			a.delivery, a.address_sealed, a.home, a.step, a.signed, a.corrections, a.points, a.debts,
			a.commit_to, a.result, a.pickup, a.courier, a.tries, a.archive
			FROM bench_n n CROSS JOIN applications a`,
	}
	for _, scope := range []string{"''", "c.city", "c.county", "c.township", "c.village"} {
		for _, period := range []string{"e.day", "e.day / 100"} {
			within := scope + " <> ''"
			if scope == "''" {
				within = "1 = 1"
			}
			list = append(list, strings.NewReplacer("SCOPE", scope, "PERIOD", period, "WITHIN", within).Replace(`
				INSERT INTO case_counts (scope, period, kind, dept, event, from_state, to_state, late, n)
				SELECT SCOPE, PERIOD, c.kind, e.dept, e.event, e.from_state, e.to_state, e.late, COUNT(*) FROM case_events e JOIN cases c ON c.id = e.case_id
				WHERE WITHIN GROUP BY 1, 2, c.kind, e.dept, e.event, e.from_state, e.to_state, e.late
				ON CONFLICT (scope, period, kind, dept, event, from_state, to_state, late) DO UPDATE SET n = excluded.n`))
		}
	}
	return list
}

// counts measures the figures of a month from the kept counters, asked of the engine itself.
func (b *bench) counts(p place, n int) {
	a := b.open(p)
	defer a.Close()
	month := int64(calendar.DayOf(time.Now()).Month())
	for _, scope := range []region.Code{a.Profile.Region, "511402000000"} {
		var took []time.Duration
		rows := 0
		for range 200 {
			began := time.Now()
			list, err := a.Ledger.Counts(background, scope, month, month)
			check(err)
			took, rows = append(took, time.Since(began)), len(list)
		}
		slices.Sort(took)
		fmt.Printf("(g) counts by state and department of one month, %s: %d rows, p50 %.2f ms, p99 %.2f ms (asked of the engine)\n\n",
			a.Regions.Name(scope), rows, ms(took[100]), ms(took[198]))
	}
}
