package rating

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

const outNames = `key, rating, what, day, at, state, tries, due_at, sent_at, code, fault, again, again_at`

var outColumns = `o.` + strings.ReplaceAll(outNames, `, `, `, o.`)

func insertOutgoing(ctx context.Context, tx *db.DB, o outgoing) error {
	return tx.Exec(ctx, `INSERT INTO rating_outbox (`+outNames+`)
		VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0, '', '', '', 0)`, o.Key, o.Rating, o.What, o.Day, o.At, o.State, o.DueAt)
}

// claimOutgoing takes due lines for this node until the lease ends. What became of a rating waits until
// the platform has the rating.
func claimOutgoing(ctx context.Context, d *db.DB, now, until int64, n int) (list []outgoing, err error) {
	due, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM rating_outbox WHERE state = 'pending' AND due_at <= $1 LIMIT 1) x`, now)
	if err != nil || due == 0 {
		return nil, err
	}
	err = d.Tx(ctx, func(tx *db.DB) error {
		lock := ""
		if tx.Postgres() {
			lock = ` FOR UPDATE SKIP LOCKED`
		}
		list, err = db.All[outgoing](ctx, tx, `UPDATE rating_outbox SET tries = tries + 1, due_at = $1 WHERE key IN
			(SELECT w.key FROM rating_outbox w WHERE w.state = 'pending' AND w.due_at <= $2 AND (w.what = 'evaluation'
				OR EXISTS (SELECT 1 FROM rating_outbox e WHERE e.rating = w.rating AND e.what = 'evaluation' AND e.state = 'sent'))
			ORDER BY w.due_at, w.key LIMIT $3`+lock+`) RETURNING `+outNames, until, now, n)
		return err
	})
	return list, err
}

// updateOutgoing writes down what came of a line; one that another node has brought home stays so.
func updateOutgoing(ctx context.Context, tx *db.DB, o outgoing) error {
	return tx.Exec(ctx, `UPDATE rating_outbox SET state = $2, due_at = $3, sent_at = $4, code = $5, fault = $6 WHERE key = $1 AND state = 'pending'`,
		o.Key, o.State, o.DueAt, o.SentAt, o.Code, o.Fault)
}

func outgoingByKey(ctx context.Context, d *db.DB, key string) (outgoing, error) {
	return db.One[outgoing](ctx, d, `SELECT `+outColumns+` FROM rating_outbox o WHERE o.key = $1`, key)
}

func outgoingOf(ctx context.Context, d *db.DB, rating int64) ([]outgoing, error) {
	return db.All[outgoing](ctx, d, `SELECT `+outColumns+` FROM rating_outbox o WHERE o.rating = $1 ORDER BY o.at, o.key`, rating)
}

func outgoingKeys(ctx context.Context, d *db.DB, day calendar.Day) ([]string, error) {
	return db.All[string](ctx, d, `SELECT key FROM rating_outbox WHERE day = $1`, day)
}

// resendOne has a line sent again that was refused, or that the platform does not have.
func resendOne(ctx context.Context, tx *db.DB, key, who string, now int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE rating_outbox SET state = 'pending', due_at = $2, tries = 0, again = $3, again_at = $2 WHERE key = $1`, key, now, who)
	return n == 1, err
}

// resendDay has all of a day sent again that the platform refused, does not have, or was not told yet.
func resendDay(ctx context.Context, tx *db.DB, day calendar.Day, who string, now int64) (int64, error) {
	return tx.Affect(ctx, `UPDATE rating_outbox SET state = 'pending', due_at = $2, tries = 0, again = $3, again_at = $2
		WHERE day = $1 AND (state <> 'sent' OR EXISTS (SELECT 1 FROM rating_exchange_days d WHERE d.day = rating_outbox.day AND d.asked >= rating_outbox.sent_at)
			AND NOT EXISTS (SELECT 1 FROM rating_exchange_there t WHERE t.day = rating_outbox.day AND t.key = rating_outbox.key))`, day, now, who)
}

// resendDue has everything sent now that waits, and again what was refused since a day.
func resendDue(ctx context.Context, tx *db.DB, since calendar.Day, now int64) error {
	return tx.Exec(ctx, `UPDATE rating_outbox SET state = 'pending', due_at = $2, tries = 0 WHERE state = 'pending' OR state = 'refused' AND day >= $1`, since, now)
}

// putThere keeps what the platform has of a day, instead of what was known before.
func putThere(ctx context.Context, tx *db.DB, day calendar.Day, list []there, who string, now int64) error {
	if err := tx.Exec(ctx, `DELETE FROM rating_exchange_there WHERE day = $1`, day); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{day, t.Key, t.Kind, t.Number, t.Service, t.Level, t.Time}
	}
	if err := tx.Insert(ctx, `INSERT INTO rating_exchange_there (day, key, kind, number, service, level, time)`, rows); err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO rating_exchange_days (day, asked, who, total, found, missing, extra) SELECT $1, $2, $3, $4, COUNT(t.key),
			COALESCE(SUM(CASE WHEN o.state = 'sent' AND t.key IS NULL THEN 1 ELSE 0 END), 0),
			(SELECT COUNT(*) FROM rating_exchange_there x LEFT JOIN rating_outbox y ON y.key = x.key WHERE x.day = $1 AND y.key IS NULL)
		FROM rating_outbox o LEFT JOIN rating_exchange_there t ON t.day = o.day AND t.key = o.key WHERE o.day = $1
		ON CONFLICT (day) DO UPDATE SET asked = excluded.asked, who = excluded.who, total = excluded.total, found = excluded.found, missing = excluded.missing, extra = excluded.extra`,
		day, now, who, len(list))
}

// exchangeDay is how a day stands on both sides. What concerns the platform's list is as of when it was
// asked, but for what was sent since.
type exchangeDay struct {
	Day     calendar.Day
	Ours    int64
	Sent    int64
	Pending int64
	Refused int64
	Found   int64 // ours that the platform has
	Missing int64 // that it took and has not
	Extra   int64 // that only it has
	Total   int64 // what it has
	Asked   int64 // when it was asked last; 0 never
	Who     string
}

// lacks is a line that the platform took before it was asked, and that its list lacks.
const lacks = `o.state = 'sent' AND t.key IS NULL AND d.asked IS NOT NULL AND o.sent_at <= d.asked`

const withThere = ` LEFT JOIN rating_exchange_days d ON d.day = o.day LEFT JOIN rating_exchange_there t ON t.day = o.day AND t.key = o.key`

// exchangeDays are the days of a period on which there is something on either side, the latest first.
func exchangeDays(ctx context.Context, d *db.DB, from, to calendar.Day) ([]exchangeDay, error) {
	list, err := db.All[exchangeDay](ctx, d, `SELECT day, total, asked, who, found, missing, extra FROM rating_exchange_days WHERE day >= $1 AND day <= $2`, from, to)
	if err != nil {
		return nil, err
	}
	at := map[calendar.Day]int{}
	for i := range list {
		at[list[i].Day] = i
		if list[i].Missing > 0 {
			if list[i].Missing, err = db.One[int64](ctx, d, `SELECT COUNT(*) FROM rating_outbox o`+withThere+` WHERE o.day = $1 AND `+lacks, list[i].Day); err != nil {
				return nil, err
			}
		}
	}
	states, err := db.All[struct {
		Day   calendar.Day
		State string
		N     int64
	}](ctx, d, `SELECT day, state, COUNT(*) AS n FROM rating_outbox WHERE day >= $1 AND day <= $2 GROUP BY day, state`, from, to)
	for _, one := range states {
		i, ok := at[one.Day]
		if !ok {
			i = len(list)
			at[one.Day], list = i, append(list, exchangeDay{Day: one.Day})
		}
		list[i].Ours += one.N
		*map[string]*int64{outSent: &list[i].Sent, outPending: &list[i].Pending, outRefused: &list[i].Refused}[one.State] += one.N
	}
	list = slices.DeleteFunc(list, func(x exchangeDay) bool { return x.Ours == 0 && x.Total == 0 })
	slices.SortFunc(list, func(a, b exchangeDay) int { return int(b.Day - a.Day) })
	return list, err
}

// dayLine is a line of ours with what it is about.
type dayLine struct {
	outgoing
	Title   string
	Level   Level
	N       int64
	Theirs  bool
	Missing bool
}

// exchangeLines are our lines of a day that fulfil a condition, the latest first.
func exchangeLines(ctx context.Context, d *db.DB, day calendar.Day, cond string, n int) ([]dayLine, error) {
	if cond != "" {
		cond = ` AND ` + cond
	}
	return db.All[dayLine](ctx, d, `SELECT `+outColumns+`, a.title, r.level, r.n, t.key IS NOT NULL AS theirs, (`+lacks+`) AS missing
		FROM rating_outbox o JOIN ratings r ON r.id = o.rating JOIN rating_acts a ON a.id = r.act`+withThere+`
		WHERE o.day = $1`+cond+` ORDER BY o.at DESC, o.key LIMIT `+itoa(n), day)
}

// onlyThere are what the platform has of a day and we have not.
func onlyThere(ctx context.Context, d *db.DB, day calendar.Day, n int) ([]there, error) {
	return db.All[there](ctx, d, `SELECT t.key, t.kind, t.number, t.service, t.level, t.time FROM rating_exchange_there t LEFT JOIN rating_outbox o ON o.key = t.key
		WHERE t.day = $1 AND o.key IS NULL ORDER BY t.time DESC, t.key LIMIT `+itoa(n), day)
}

func thereByKey(ctx context.Context, d *db.DB, key string) (there, error) {
	return db.One[there](ctx, d, `SELECT t.key, t.kind, t.number, t.service, t.level, t.time FROM rating_exchange_there t WHERE t.key = $1`, key)
}

// lastFault is why the latest line that waits could not be sent.
func lastFault(ctx context.Context, d *db.DB) (string, error) {
	list, err := db.All[string](ctx, d, `SELECT fault FROM rating_outbox WHERE state = 'pending' AND fault <> '' ORDER BY due_at DESC LIMIT 1`)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

func nthOfCase(ctx context.Context, d *db.DB, id, rating int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM ratings r JOIN rating_acts a ON a.id = r.act WHERE a.case_id = $1 AND r.source = 'active' AND r.id <= $2`, id, rating)
}

// codeRow is how one of our words is called at the platform.
type codeRow struct{ Kind, Ours, Theirs, Basis string }

func exchangeCodeRows(ctx context.Context, d *db.DB) ([]codeRow, error) {
	return db.All[codeRow](ctx, d, `SELECT kind, ours, theirs, basis FROM rating_exchange_codes ORDER BY kind, ours`)
}

// exchangeCodes are the platform's codes by kind and our word.
func exchangeCodes(ctx context.Context, d *db.DB) (map[string]map[string]string, error) {
	m := map[string]map[string]string{}
	rows, err := exchangeCodeRows(ctx, d)
	for _, r := range rows {
		if m[r.Kind] == nil {
			m[r.Kind] = map[string]string{}
		}
		m[r.Kind][r.Ours] = r.Theirs
	}
	return m, err
}

func putCode(ctx context.Context, tx *db.DB, r codeRow) error {
	return tx.Exec(ctx, `INSERT INTO rating_exchange_codes (kind, ours, theirs, basis) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, ours) DO UPDATE SET theirs = excluded.theirs, basis = excluded.basis`, r.Kind, r.Ours, r.Theirs, r.Basis)
}

func outBacklog(ctx context.Context, d *db.DB, since int64) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(at), 0) AS oldest,
		(SELECT COUNT(*) FROM rating_outbox WHERE day >= $1 AND state = 'refused') AS failed FROM rating_outbox WHERE state = 'pending'`, since)
}
