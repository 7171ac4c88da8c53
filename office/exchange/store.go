package exchange

import (
	"context"
	"embed"
	"io/fs"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of the exchange.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "exchange", Files: files, Kept: []db.Kept{
		{Table: "exchange_outbox", Key: []string{"kind", "key"}, Open: []string{"state", "tries", "due_at", "sent_at", "code", "fault", "again", "again_at"},
			Why: "how far the sending is"},
		{Table: "exchange_codes", Key: []string{"kind", "name", "ours"}},
	}, Free: map[string]string{
		"exchange_days":  "what was found when lists were compared; found again at the next comparison",
		"exchange_there": "the platform's own list, asked for again each night",
	}, Ends: map[string]string{
		"exchange_days": "one a day and channel", "exchange_there": "stay with what was told: one a record that the platform has",
	}, Places: map[string]string{"exchange_codes.ours": "what the platform calls it"}}
}

// outbox are the lines.
var outbox = db.TableOf[Line]("exchange_outbox", "kind", "key")

var columns = outbox.Columns("o")

// claim takes due lines for this node until the lease ends. What is told behind a line waits until the platform has that.
func claim(ctx context.Context, d *db.DB, kind string, now, until int64, n int) (list []Line, err error) {
	due, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM
		(SELECT 1 FROM exchange_outbox WHERE kind = $1 AND state = 'pending' AND due_at <= $2 LIMIT 1) x`, kind, now)
	if err != nil || due == 0 {
		return nil, err
	}
	err = d.Tx(ctx, func(tx *db.DB) error {
		lock := ""
		if tx.Postgres() {
			lock = ` FOR UPDATE SKIP LOCKED`
		}
		list, err = db.All[Line](ctx, tx, `UPDATE exchange_outbox SET tries = tries + 1, due_at = $1 WHERE kind = $2 AND key IN
			(SELECT w.key FROM exchange_outbox w WHERE w.kind = $2 AND w.state = 'pending' AND w.due_at <= $3 AND (w.behind = ''
				OR EXISTS (SELECT 1 FROM exchange_outbox e WHERE e.kind = w.kind AND e.key = w.behind AND e.state = 'sent'))
			ORDER BY w.due_at, w.key LIMIT $4`+lock+`) RETURNING `+outbox.Columns(""), until, kind, now, n)
		return err
	})
	return list, err
}

// update writes down what came of a line; one that another node has brought home stays so.
func update(ctx context.Context, tx *db.DB, l Line) error {
	return tx.Exec(ctx, `UPDATE exchange_outbox SET state = $3, due_at = $4, sent_at = $5, code = $6, fault = $7
		WHERE kind = $1 AND key = $2 AND state = 'pending'`, l.Kind, l.Key, l.State, l.DueAt, l.SentAt, l.Code, l.Fault)
}

func lineByKey(ctx context.Context, d *db.DB, kind, key string) (Line, error) {
	return outbox.Find(ctx, d, kind, key)
}

func linesOf(ctx context.Context, d *db.DB, kind string, record int64) ([]Line, error) {
	return outbox.All(ctx, d, `WHERE kind = $1 AND record = $2 ORDER BY at, key`, kind, record)
}

func keysOf(ctx context.Context, d *db.DB, kind string, day calendar.Day) ([]string, error) {
	return db.All[string](ctx, d, `SELECT key FROM exchange_outbox WHERE kind = $1 AND day = $2`, kind, day)
}

// resendOne has a line sent again that was refused, or that the platform does not have.
func resendOne(ctx context.Context, tx *db.DB, kind, key, who string, now int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE exchange_outbox SET state = 'pending', due_at = $3, tries = 0, again = $4, again_at = $3
		WHERE kind = $1 AND key = $2`, kind, key, now, who)
	return n == 1, err
}

// resendDay has all of a day sent again that the platform refused, does not have, or was not told yet.
func resendDay(ctx context.Context, tx *db.DB, kind string, day calendar.Day, who string, now int64) (int64, error) {
	return tx.Affect(ctx, `UPDATE exchange_outbox SET state = 'pending', due_at = $3, tries = 0, again = $4, again_at = $3
		WHERE kind = $1 AND day = $2 AND (state <> 'sent'
			OR EXISTS (SELECT 1 FROM exchange_days d WHERE d.kind = exchange_outbox.kind AND d.day = exchange_outbox.day AND d.asked >= exchange_outbox.sent_at)
			AND NOT EXISTS (SELECT 1 FROM exchange_there t
				WHERE t.kind = exchange_outbox.kind AND t.day = exchange_outbox.day AND t.key = exchange_outbox.key))`, kind, day, now, who)
}

// resendDue has everything sent now that waits, and again what was refused since a day.
func resendDue(ctx context.Context, tx *db.DB, kind string, since calendar.Day, now int64) error {
	return tx.Exec(ctx, `UPDATE exchange_outbox SET state = 'pending', due_at = $3, tries = 0
		WHERE kind = $1 AND (state = 'pending' OR state = 'refused' AND day >= $2)`, kind, since, now)
}

// putThere keeps what the platform has of a day, instead of what was known before, and what the comparison finds.
func putThere(ctx context.Context, tx *db.DB, kind string, day calendar.Day, list []There, who string, now int64) error {
	if err := tx.Exec(ctx, `DELETE FROM exchange_there WHERE kind = $1 AND day = $2`, kind, day); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{kind, day, t.Key, t.What, t.Number, t.Title, t.Note, t.Time}
	}
	if err := tx.Insert(ctx, `INSERT INTO exchange_there (kind, day, key, what, number, title, note, time)`, rows); err != nil {
		return err
	}
	return tx.Exec(ctx, `INSERT INTO exchange_days (kind, day, asked, who, total, found, missing, extra) SELECT $1, $2, $3, $4, $5, COUNT(t.key),
			COALESCE(SUM(CASE WHEN o.state = 'sent' AND t.key IS NULL THEN 1 ELSE 0 END), 0),
			(SELECT COUNT(*) FROM exchange_there x LEFT JOIN exchange_outbox y ON y.kind = x.kind AND y.key = x.key
				WHERE x.kind = $1 AND x.day = $2 AND y.key IS NULL)
		FROM exchange_outbox o LEFT JOIN exchange_there t ON t.kind = o.kind AND t.day = o.day AND t.key = o.key WHERE o.kind = $1 AND o.day = $2
		ON CONFLICT (kind, day) DO UPDATE SET asked = excluded.asked, who = excluded.who, total = excluded.total, found = excluded.found,
			missing = excluded.missing, extra = excluded.extra`, kind, day, now, who, len(list))
}

// compared is how a day stands on both sides. What concerns the platform's list is as of when it was asked, but for what
// was sent since.
type compared struct {
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

const withThere = ` LEFT JOIN exchange_days d ON d.kind = o.kind AND d.day = o.day
	LEFT JOIN exchange_there t ON t.kind = o.kind AND t.day = o.day AND t.key = o.key`

// daysOf are the days of a period on which there is something on either side, the latest first.
func daysOf(ctx context.Context, d *db.DB, kind string, from, to calendar.Day) ([]compared, error) {
	list, err := db.All[compared](ctx, d, `SELECT day, total, asked, who, found, missing, extra FROM exchange_days
		WHERE kind = $1 AND day >= $2 AND day <= $3`, kind, from, to)
	if err != nil {
		return nil, err
	}
	at := map[calendar.Day]int{}
	for i := range list {
		at[list[i].Day] = i
		if list[i].Missing > 0 {
			list[i].Missing, err = db.One[int64](ctx, d, `SELECT COUNT(*) FROM exchange_outbox o`+withThere+`
				WHERE o.kind = $1 AND o.day = $2 AND `+lacks, kind, list[i].Day)
			if err != nil {
				return nil, err
			}
		}
	}
	states, err := db.All[struct {
		Day   calendar.Day
		State State
		N     int64
	}](ctx, d, `SELECT day, state, COUNT(*) AS n FROM exchange_outbox WHERE kind = $1 AND day >= $2 AND day <= $3 GROUP BY day, state`, kind, from, to)
	for _, one := range states {
		i, ok := at[one.Day]
		if !ok {
			i = len(list)
			at[one.Day], list = i, append(list, compared{Day: one.Day})
		}
		list[i].Ours += one.N
		*map[State]*int64{Sent: &list[i].Sent, Pending: &list[i].Pending, Refused: &list[i].Refused}[one.State] += one.N
	}
	list = slices.DeleteFunc(list, func(x compared) bool { return x.Ours == 0 && x.Total == 0 })
	slices.SortFunc(list, func(a, b compared) int { return int(b.Day - a.Day) })
	return list, err
}

// dayLine is a line with whether the platform's list has it, or lacks what was taken.
type dayLine struct {
	Line
	Theirs  bool
	Missing bool
}

// linesOn are our lines of a day on a side (sides), the latest first.
func linesOn(ctx context.Context, d *db.DB, kind string, day calendar.Day, side string) ([]dayLine, error) {
	cond := ""
	switch side {
	case "missing":
		cond = ` AND ` + lacks
	case string(Refused), string(Pending), string(Sent):
		cond = ` AND o.state = '` + side + `'`
	}
	return db.All[dayLine](ctx, d, `SELECT `+columns+`, t.key IS NOT NULL AS theirs, (`+lacks+`) AS missing FROM exchange_outbox o`+withThere+`
		WHERE o.kind = $1 AND o.day = $2`+cond+` ORDER BY o.at DESC, o.key`, kind, day)
}

// onlyThere are what the platform has of a day and we have not.
func onlyThere(ctx context.Context, d *db.DB, kind string, day calendar.Day) ([]There, error) {
	return db.All[There](ctx, d, `SELECT t.key, t.what, t.number, t.title, t.note, t.time
		FROM exchange_there t LEFT JOIN exchange_outbox o ON o.kind = t.kind AND o.key = t.key
		WHERE t.kind = $1 AND t.day = $2 AND o.key IS NULL ORDER BY t.time DESC, t.key`, kind, day)
}

func thereByKey(ctx context.Context, d *db.DB, kind, key string) (There, error) {
	return db.One[There](ctx, d, `SELECT key, what, number, title, note, time FROM exchange_there WHERE kind = $1 AND key = $2
		ORDER BY day DESC LIMIT 1`, kind, key)
}

// lastFault is why the latest line that waits could not be sent; "" where none failed.
func lastFault(ctx context.Context, d *db.DB, kind string) (string, error) {
	list, err := db.All[string](ctx, d, `SELECT fault FROM exchange_outbox WHERE kind = $1 AND state = 'pending' AND fault <> ''
		ORDER BY due_at DESC LIMIT 1`, kind)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// code is how one of our words is called at the platform.
type code struct{ Kind, Name, Ours, Theirs, Basis string }

// codesOf are the codes of a kind and those that all share.
func codesOf(ctx context.Context, d *db.DB, kind string) ([]code, error) {
	return db.All[code](ctx, d, `SELECT kind, name, ours, theirs, basis FROM exchange_codes WHERE kind IN ('', $1) ORDER BY kind, name, ours`, kind)
}

func putCode(ctx context.Context, tx *db.DB, c code) error {
	return tx.Exec(ctx, `INSERT INTO exchange_codes (kind, name, ours, theirs, basis) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (kind, name, ours) DO UPDATE SET theirs = excluded.theirs, basis = excluded.basis`, c.Kind, c.Name, c.Ours, c.Theirs, c.Basis)
}

func backlog(ctx context.Context, d *db.DB, kind string, since calendar.Day) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(at), 0) AS oldest,
		(SELECT COUNT(*) FROM exchange_outbox WHERE kind = $1 AND day >= $2 AND state = 'refused') AS failed
		FROM exchange_outbox WHERE kind = $1 AND state = 'pending'`, kind, since)
}
