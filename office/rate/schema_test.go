package rate

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/job"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// before are the service's files before one of them.
func before(t *testing.T, last string) db.Migrations {
	t.Helper()
	m, files := Schema(), fstest.MapFS{}
	names, _ := fs.Glob(m.Files, "*.sql")
	for _, name := range names {
		b, err := fs.ReadFile(m.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if name < last {
			files[name] = &fstest.MapFile{Data: b}
		}
	}
	return db.Migrations{Owner: m.Owner, Files: files}
}

// What an older program has put into its outbox, what the platform had and the codes move to the office's exchange, pads and
// terminals to its devices, row by row; what became of a rating still waits for the rating.
func TestOldRowsMoveToTheOffice(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, time.Now, before(t, "0012"))
		for _, statement := range []string{
			`INSERT INTO rating_outbox (key, rating, what, day, at, state, tries, due_at, sent_at, code, fault, again, again_at) VALUES
				('7', 7, 'evaluation', 20260420, 70, 'sent', 2, 71, 72, '', '', '李敏', 73),
				('7-reply-1', 7, 'reply', 20260421, 80, 'pending', 0, 81, 0, '', '', '', 0),
				('8', 8, 'evaluation', 20260420, 90, 'refused', 1, 91, 0, 'TABLE', 'pf：不对', '', 0)`,
			`INSERT INTO rating_exchange_days (day, asked, who, total, found, missing, extra) VALUES (20260420, 99, '王强', 2, 1, 0, 1)`,
			`INSERT INTO rating_exchange_there (day, key, kind, number, service, level, time) VALUES (20260420, '7', 'evaluation', 'N7', '社保卡', '5', 'then')`,
			`INSERT INTO rating_exchange_codes (kind, ours, theirs, basis) VALUES ('organ', 'mz', '11100000000013127D', '统一社会信用代码')`,
			`INSERT INTO rating_pads (id, post, hash, good_until, added_at, added_by, ended_at) VALUES (1, 2, 'h', 0, 3, '郑建国', 4)`,
			`INSERT INTO rating_terminals (id, region, title, added_at, ended_at) VALUES (1, '511402000000', '一号机', 2, 0)`,
		} {
			if err := d.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Migrate(t.Context(), job.Schema(), limit.Schema(), people.Schema(), flow.Schema(), exchange.Schema(), device.Schema(), Schema()); err != nil {
			t.Fatal(err)
		}
		lines, err := db.All[exchange.Line](t.Context(), d, `SELECT kind, key, record, what, behind, day, at, state, tries, due_at, sent_at, code, fault, again,
			again_at FROM exchange_outbox ORDER BY key`)
		want := []exchange.Line{
			{Kind: "rating", Key: "7", Record: 7, What: "evaluation", Day: 20260420, At: 70, State: exchange.Sent, Tries: 2, DueAt: 71, SentAt: 72,
				Again: "李敏", AgainAt: 73},
			{Kind: "rating", Key: "7-reply-1", Record: 7, What: "reply", Behind: "7", Day: 20260421, At: 80, State: exchange.Pending, DueAt: 81},
			{Kind: "rating", Key: "8", Record: 8, What: "evaluation", Day: 20260420, At: 90, State: exchange.Refused, Tries: 1, DueAt: 91,
				Code: "TABLE", Fault: "pf：不对"},
		}
		if err != nil || fmt.Sprint(lines) != fmt.Sprint(want) {
			t.Errorf("%+v, %v\nwant %+v", lines, err, want)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM exchange_days WHERE kind = 'rating' AND day = 20260420 AND asked = 99 AND who = '王强' AND total = 2 AND found = 1 AND extra = 1`: 1,
			`SELECT COUNT(*) FROM exchange_there WHERE kind = 'rating' AND key = '7' AND what = 'evaluation' AND number = 'N7' AND title = '社保卡' AND note = '5'`:  1,
			`SELECT COUNT(*) FROM exchange_codes WHERE kind = '' AND name = 'organ' AND ours = 'mz'`:                                                              1,
			`SELECT COUNT(*) FROM exchange_codes WHERE kind = 'rating'`:                                                                                           17, // of the first files
		} {
			if n, err := db.One[int64](t.Context(), d, query); err != nil || n != want {
				t.Errorf("%s: %d, %v; want %d", query, n, err, want)
			}
		}
	})
}
