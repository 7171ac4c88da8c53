package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rate"
	"wuyou/office/region"
)

// ratings measures the figures of a city in which n services were rated, page by page as the server gives
// them, and what it costs to write one rating.
func (b *bench) ratings(n int) {
	p := b.database(fmt.Sprint("ratings-", n))
	defer p.remove()
	fmt.Printf("\n### %d ratings\n\n", n)
	b.templates(p)
	a := b.open(p)
	c := &rated{App: a}
	c.fill(n)
	c.prove(n)
	b.figures(p, c)
	b.writes(c)
	check(a.Close())
}

// prove recounts: up to 100,000 ratings everything, beyond that the ratings of all.
func (c *rated) prove(n int) {
	if n <= 100_000 {
		wrong, err := c.Ratings.Recount(background)
		check(err)
		if len(wrong) > 0 {
			check(fmt.Errorf("%d kept figures differ from a recount", len(wrong)))
		}
		return
	}
	now := calendar.DayOf(c.Now())
	kept, err := c.Ratings.Totals(background, c.DB, now.AddDays(-400), now, c.Profile.Region)
	check(err)
	plain, err := db.One[int64](background, c.DB, `SELECT COUNT(*) FROM ratings WHERE source = 'active' AND NOT excluded AND n = 1`)
	check(err)
	if kept.Valid() != plain {
		check(fmt.Errorf("%d ratings are kept, %d there are", kept.Valid(), plain))
	}
}

// question is one page of figures, asked by somebody.
type question struct{ name, login, path string }

// questions are the figures of point 6: time × place × department × window × person × item × channel.
func (c *rated) questions() (list []question) {
	now := calendar.DayOf(c.Now())
	last := (now - now%100 + 1).AddDays(-1) // of the month before
	month, year := "from="+last.Time().Format("2006-01")+"-01&to="+last.String(), fmt.Sprintf("from=%d-01-01&to=%s", now.Year(), now)
	city, county := c.Profile.Region, c.Regions.Children(c.Profile.Region)[0].Code
	post := func(login string) region.Code {
		m, err := c.Roster.FindMember(background, login)
		check(err)
		actor, _, err := c.Roster.StaffActor(background, m.ID)
		check(err)
		return actor.Posts[0].Region
	}
	town, village := post("chenjing"), post("luocun")
	window, staff := "", int64(0)
	for _, o := range c.outlets {
		if o.place == county && window == "" {
			window, staff = string(county)+" "+o.plate, o.staff
		}
	}
	top := c.items[string(county)][0]
	add := func(name, login, path string) { list = append(list, question{name, login, path}) }
	for _, time := range []struct{ name, q string }{{"月", month}, {"年", year}} {
		for _, who := range []struct {
			name, login string
			place       region.Code
			by          string
		}{
			{"市", "jianguan", city, "region dept place staff item channel month"}, {"县", "jianguan", county, "region dept place staff item channel month"},
			{"乡镇", "jianguan", town, "region place staff item"}, {"村", "jianguan", village, "staff item"},
			{"部门负责人", "zhaowenbin", "", "region staff item month"},
		} {
			for _, by := range strings.Fields(who.by) {
				q := time.q + "&by=" + by
				if who.place != "" {
					q += "&place=" + string(who.place)
				}
				add(who.name+"，"+time.name+"，按 "+by, who.login, "/desk/ratings?"+q)
			}
		}
		add("市，"+time.name+"，覆盖到村", "jianguan", "/desk/ratings/coverage?"+time.q)
		add("县，"+time.name+"，覆盖到村", "jianguan", "/desk/ratings/coverage?place="+string(county)+"&"+time.q)
		for name, q := range map[string]string{
			"一个部门，按事项": "by=item&dept=" + url.QueryEscape(top.dept),
			"一个事项，按窗口": "by=place&item=" + fmt.Sprint(top.id),
			"一个窗口，按事项": "by=item&window=" + url.QueryEscape(window),
			"一个人，按事项":  "by=item&staff=" + fmt.Sprint(staff), "网上，按事项": "by=item&channel=online",
			"一个县一个事项，按人": "by=staff&place=" + string(county) + "&item=" + fmt.Sprint(top.id),
		} {
			add("市，"+time.name+"，"+name, "jianguan", "/desk/ratings?"+time.q+"&"+q)
		}
		add("市，"+time.name+"，按人导出 Excel", "jianguan", "/desk/ratings.xlsx?by=staff&"+time.q)
		for name, q := range map[string]string{
			"清单": "", "清单，差评": "only=bad", "清单，不予采纳": "only=excluded", "清单，一个村": "place=" + string(village),
			"清单，一个乡镇": "place=" + string(town), "清单，一个县的差评": "only=bad&place=" + string(county),
			"清单，一个事项的差评": "only=bad&item=" + fmt.Sprint(top.id), "清单，一个窗口": "window=" + url.QueryEscape(window), "核查": "",
		} {
			path := "/desk/ratings/list?"
			if name == "核查" {
				path = "/desk/ratings/watch?"
			}
			add("市，"+time.name+"，"+name, "jianguan", path+time.q+"&"+q)
		}
	}
	odd := "from=" + now.AddDays(-50).String() + "&to=" + now.AddDays(-35).String()
	add("市，半个月，按 item", "jianguan", "/desk/ratings?by=item&"+odd)
	add("月度排名", "jianguan", "/desk/ratings/ranking")
	add("公开：全市", "", "/ratings")
	add("公开：一个县", "", "/ratings/places/"+string(county))
	add("公开：一个乡镇", "", "/ratings/places/"+string(town))
	add("公开：一个村", "", "/ratings/places/"+string(village))
	add("公开：最多的事项", "", "/ratings/items/"+fmt.Sprint(top.id))
	return list
}

// figures measures every page for somebody alone.
func (b *bench) figures(p place, c *rated) {
	s, _ := start(b.wuyou, "/healthz", append([]string{"serve", "--addr", freeAddr()}, p.flags()...)...)
	defer s.stop()
	base := "http://" + s.addr
	cookies := map[string]*http.Cookie{}
	fmt.Printf("| 页面，一个人 | %s |\n|---|---|---|---|---|---|\n", heads)
	for _, q := range c.questions() {
		if q.login != "" && cookies[q.login] == nil {
			cookies[q.login] = b.signIn(base, q.login)
		}
		fmt.Printf("| %s | %s |\n", q.name, b.alone(s, base+q.path, cookies[q.login]))
	}
}

// alone measures a page for somebody who is alone: at most 30 times, and about a second.
func (b *bench) alone(s *server, path string, cookie *http.Cookie) result {
	ask := func() {
		r := get(path, "")
		if cookie != nil {
			r.AddCookie(cookie)
		}
		answer, err := client.Do(r)
		check(err)
		_, err = io.Copy(io.Discard, answer.Body)
		check(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			check(fmt.Errorf("%s: %s", path, answer.Status))
		}
	}
	ask()
	ask()
	cpu, began := s.cpu(b.engine == "postgres"), time.Now()
	var all []time.Duration
	for len(all) < 30 && time.Since(began) < time.Second {
		one := time.Now()
		ask()
		all = append(all, time.Since(one))
	}
	used := s.cpu(b.engine == "postgres") - cpu
	slices.Sort(all)
	at := func(p int) time.Duration { return all[len(all)*p/100] }
	return result{n: len(all), took: time.Since(began), p50: at(50), p95: at(95), p99: at(99), cpu: used * 1000 / time.Duration(len(all))}
}

// writes measures what it costs to write one rating, with the line for the figures and with their adding up.
func (b *bench) writes(c *rated) {
	const n = 2000
	acts := c.waiting(3 * n)
	self := &server{cmd: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}
	pg := b.engine == "postgres"
	measure := func(do func()) (took, cpu time.Duration) {
		before, began := self.cpu(pg), time.Now()
		do()
		return time.Since(began), self.cpu(pg) - before
	}
	rate := func(list []rate.Act) {
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for j := i; j < len(list); j += 4 {
					k, err := c.Engine.Find(background, c.DB, list[j].CaseID)
					check(err)
					_, err = c.Ratings.Rate(background, rate.Given{
						Act: list[j].ID, Level: rate.Satisfied, Tags: []string{"411"}, Way: "mobile",
						Person: k.Applicant, IP: fmt.Sprint(j), Device: fmt.Sprint(j),
					})
					check(err)
				}
			})
		}
		wg.Wait()
	}
	rate(acts[:n]) // warm
	check(c.Ratings.Fold(background))
	took, cpu := measure(func() { rate(acts[n:]) })
	var lines int64
	lineTook, lineCPU := measure(func() {
		check(c.DB.Tx(background, func(tx *db.DB) (err error) { // the same lines once more, by themselves
			if err = tx.Exec(background, `INSERT INTO rating_deltas
				SELECT id + 2048, day, region, dept, staff, place, item, channel, acts, n5, n4, n3, n2, n1, defaults, excluded, more, better,
				fixed, in_time, late_open, named, contacted, objected FROM rating_deltas`); err != nil {
				return err
			}
			lines, err = db.One[int64](background, tx, `SELECT COUNT(*) FROM rating_deltas`)
			return err
		}))
	})
	foldTook, foldCPU := measure(func() { check(c.Ratings.Fold(background)) })
	per := func(d time.Duration, n int64) float64 { return ms(d) / float64(n) }
	with, line, fold := per(cpu, 2*n), per(lineCPU, lines/2), per(foldCPU, lines)
	fmt.Printf("\nOne rating, 4 at once: %.2f ms, of the processor %.3f ms. "+
		"The line for the figures is %.3f ms of the processor (%.2f ms in all), adding it up %.3f ms (%.2f ms): "+
		"with figures %.2f times what it is without.\n\n",
		per(took, 2*n), with, line, per(lineTook, lines/2), fold, per(foldTook, lines), (with+fold)/(with-line))
}

// waiting adds services that may be rated now, of the cases that the program itself has made.
func (c *rated) waiting(n int) (list []rate.Act) {
	var acts rows
	cases, err := db.All[int64](background, c.DB, `SELECT id FROM cases WHERE kind = 'application' ORDER BY id LIMIT 300`)
	check(err)
	now := c.Now().UnixMilli()
	for i := range n {
		o := c.outlets[c.share[c.random.IntN(len(c.share))]]
		it := c.items[string(o.county)][c.random.IntN(50)]
		day := calendar.DayOf(c.Now()).AddDays(-i / len(cases))
		a := rate.Act{ID: c.DB.NewID(), CaseID: cases[i%len(cases)]}
		acts = append(acts, line{"rating_acts", []any{
			a.ID, a.CaseID, rate.Visit, "application", it.id, it.name, o.place, "", o.staff, o.name, o.plate,
			"window", now - dayMillis, day, now + dayMillis, rate.Open, 0,
		}})
		list = append(list, a)
	}
	check(c.DB.Tx(background, func(tx *db.DB) error { return acts.insert(tx) }))
	return list
}
