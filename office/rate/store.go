package rate

import (
	"context"
	"embed"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

//go:embed schema
var files embed.FS

// Schema are the tables of services, ratings, rectifications and their figures, and those of the pages of service/rating.
func Schema() db.Migrations {
	m := db.MigrationsOf("rating", files,
		db.Kept{Table: "ratings", Key: []string{"id"}},
		db.Kept{Table: Acts.Name(), Key: []string{"id"}, Open: []string{"shown_at"}, Why: "when a pad asked", Group: "case_id"},
		db.Kept{Table: givers.Name(), Key: []string{"rating"}},
		db.Kept{Table: Rectifications.Name(), Key: []string{"case_id"}, Group: "case_id"},
		db.Kept{Table: "rating_remarks", Key: []string{"id"}},
		db.Kept{Table: "rating_suspicions", Key: []string{"sign", "first"}},
		db.Kept{Table: "rating_limits", Key: []string{"id"}},
		db.Kept{Table: "rating_rules", Key: []string{"id"}},
		db.Kept{Table: "rating_signs", Key: []string{"id"}},
		db.Kept{Table: "rating_tag_sets", Key: []string{"id"}},
		db.Kept{Table: "rating_tags", Key: []string{"id"}})
	m.Free = map[string]string{
		"rating_counts": "worked out from the ratings",
		"rating_deltas": "worked out from the ratings",
		"rating_sums":   "worked out from the ratings",
	}
	m.Ends = map[string]string{
		"rating_counts": "one a day, place and unit with ratings", "rating_sums": "one a month, place and unit with ratings",
		"rating_deltas": "removed when they are folded into the counts",
	}
	m.Places = map[string]string{
		"rating_acts.region": "where it was served; rated at the heir's stands, too", "ratings.region": "of its act",
		"rating_counts.region": "figures of their time", "rating_deltas.region": "figures of their time",
		"rating_sums.county": "figures of their time", "rating_sums.key": "figures of their time",
		"rating_remarks.region": "where it was said", "rating_suspicions.region": "where it was found", "rating_acts.place": "the name of a window",
		"ratings.place":       "the name of a window",
		"rating_counts.place": "the name of a window", "rating_deltas.place": "the name of a window", "rating_remarks.place": "the name of a window",
		"rating_suspicions.place": "the name of a window",
	}
	return m
}

// The rows of services, of what was said of them, of who said it, and of what became of a bad rating.
var (
	Acts           = db.TableOf[Act]("rating_acts", "id")
	Ratings        = db.TableOf[Rating]("ratings", "id")
	Rectifications = detail.Of("rectifications", "没有找到这条差评", func(x *Rectification) *int64 { return &x.CaseID })

	filings = db.TableOf[filing]("ratings", "id")
	givers  = db.TableOf[giver]("rating_givers", "rating")
)

// filing is a rating as it is written, with what lists are narrowed by.
type filing struct {
	Rating
	Region    region.Code
	Dept      string
	Staff     int64
	Place     string
	Item      int64
	Channel   string
	Served    calendar.Day
	Published bool
}

// insert writes a rating of an act.
func insert(ctx context.Context, tx *db.DB, r Rating, a Act) error {
	return filings.Insert(ctx, tx, filing{r, a.Region, a.Dept, a.Staff, a.Place, a.Item, a.Channel, a.Day, false})
}

const tagColumns = `tag_set, code, level, name, proof, valid_from, valid_to`

// TagSetOn is the set of tags of a day: of several the latest.
func TagSetOn(ctx context.Context, d *db.DB, day calendar.Day) (string, error) {
	return db.One[string](ctx, d, `SELECT name FROM rating_tag_sets WHERE `+rule.InForce+` ORDER BY valid_from DESC LIMIT 1`, day)
}

// TagsOn are the tags of a set on a day.
func TagsOn(ctx context.Context, d *db.DB, set string, day calendar.Day) ([]Tag, error) {
	return db.All[Tag](ctx, d, `SELECT `+tagColumns+` FROM rating_tags WHERE `+rule.InForce+` AND tag_set = $2 ORDER BY code`, day, set)
}

// TagsOf are the tags of a set of all times, the newest wording first.
func TagsOf(ctx context.Context, d *db.DB, set string) ([]Tag, error) {
	return db.All[Tag](ctx, d, `SELECT `+tagColumns+` FROM rating_tags WHERE tag_set = $1 ORDER BY valid_from DESC, code`, set)
}

// TagSets are the tags of all sets and all times, by set.
func TagSets(ctx context.Context, d *db.DB) (map[string][]Tag, error) {
	all, err := db.All[Tag](ctx, d, `SELECT `+tagColumns+` FROM rating_tags ORDER BY valid_from DESC, tag_set, code`)
	sets := map[string][]Tag{}
	for _, t := range all {
		sets[t.TagSet] = append(sets[t.TagSet], t)
	}
	return sets, err
}

func exceptionsOn(ctx context.Context, d *db.DB, day calendar.Day) ([]exception, error) {
	return db.All[exception](ctx, d, `SELECT kind, event, act FROM rating_rules WHERE `+rule.InForce, day)
}

// put adds an act; one of the same visit that is still open is moved on to the later time. It reports whether the act is new.
func put(ctx context.Context, tx *db.DB, a Act) (bool, error) {
	fresh, err := Acts.Add(ctx, tx, a)
	if err != nil || fresh {
		return fresh, err
	}
	return false, tx.Exec(ctx, `UPDATE rating_acts SET served_at = $5, until_at = $6, shown_at = 0
		WHERE case_id = $1 AND mode = $2 AND staff = $3 AND day = $4 AND state = 'open'`, a.CaseID, a.Mode, a.Staff, a.Day, a.ServedAt, a.UntilAt)
}

// claim reads an act and keeps it for this transaction. Returns db.ErrNone if there is none.
func claim(ctx context.Context, tx *db.DB, id int64) (Act, error) {
	lock := ""
	if tx.Postgres() {
		lock = ` FOR UPDATE`
	}
	return db.One[Act](ctx, tx, `SELECT `+Acts.Columns("a")+` FROM rating_acts a WHERE a.id = $1`+lock, id)
}

// ActsOfCase are the services in a case, the latest first.
func ActsOfCase(ctx context.Context, d *db.DB, id int64) ([]Act, error) {
	return Acts.All(ctx, d, `WHERE case_id = $1 ORDER BY served_at DESC, id DESC`, id)
}

// ActsOf are the services in a person's cases, and in those of whom he acts for, that he may rate now.
func ActsOf(ctx context.Context, d *db.DB, who people.Actor, now int64, n int) ([]Act, error) {
	var w db.Where
	flow.Theirs(&w, "c.applicant", who, people.Rate)
	w.And("a.state = 'open' AND a.until_at > ?", now)
	return db.All[Act](ctx, d, `SELECT `+Acts.Columns("a")+` FROM rating_acts a JOIN cases c ON c.id = a.case_id`+
		w.String()+` ORDER BY a.served_at DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func setState(ctx context.Context, tx *db.DB, id int64, state string) error {
	return tx.Exec(ctx, `UPDATE rating_acts SET state = $2 WHERE id = $1`, id, state)
}

// closeAct ends the wait for a rating and reports whether it still ran.
func closeAct(ctx context.Context, tx *db.DB, id int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE rating_acts SET state = 'default' WHERE id = $1 AND state = 'open'`, id)
	return n == 1, err
}

// SetShown notes when a pad showed a service.
func SetShown(ctx context.Context, d *db.DB, id, at int64) error {
	return d.Exec(ctx, `UPDATE rating_acts SET shown_at = $2 WHERE id = $1`, id, at)
}

// unrated are n services at the most whose time to be rated is over, the longest first.
func unrated(ctx context.Context, d *db.DB, now int64, n int) ([]Act, error) {
	return Acts.All(ctx, d, `WHERE state = 'open' AND until_at <= $1 ORDER BY until_at LIMIT $2`, now, n)
}

// unratedOn are the services of a day that nobody has rated yet.
func unratedOn(ctx context.Context, d *db.DB, day calendar.Day) ([]Act, error) {
	return Acts.All(ctx, d, `WHERE day = $1 AND state = 'open' ORDER BY id`, day)
}

// RatingsOf are the ratings of an act in their order.
func RatingsOf(ctx context.Context, d *db.DB, act int64) ([]Rating, error) {
	return Ratings.All(ctx, d, `WHERE act = $1 ORDER BY n`, act)
}

// Publish marks a rating as one whose rectification was made public.
func Publish(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `UPDATE ratings SET published = TRUE WHERE id = $1`, id)
}

// Exclude takes a rating out of the figures of quality; who does it counts it (Count).
func Exclude(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `UPDATE ratings SET excluded = TRUE WHERE id = $1`, id)
}

// RatingsBy are ratings by their numbers.
func RatingsBy(ctx context.Context, d *db.DB, ids ...int64) (map[int64]Rating, error) {
	return Ratings.By(ctx, d, "id", func(r *Rating) int64 { return r.ID }, ids...)
}

// ActsBy are services by their numbers.
func ActsBy(ctx context.Context, d *db.DB, ids ...int64) (map[int64]Act, error) {
	return Acts.By(ctx, d, "id", func(a *Act) int64 { return a.ID }, ids...)
}

// RectifiedBy is what became of ratings, by their numbers; of most nothing did.
func RectifiedBy(ctx context.Context, d *db.DB, ratings ...int64) (map[int64]Rectification, error) {
	return Rectifications.By(ctx, d, "rating", func(x *Rectification) int64 { return x.Rating }, ratings...)
}

// RectificationOf is what became of the bad rating of an act; found is false if it got none.
func RectificationOf(ctx context.Context, d *db.DB, act int64) (x Rectification, found bool, err error) {
	return Rectifications.First(ctx, d, `WHERE act = $1`, act)
}

// Unpublished are the rectifications of which nothing was made public yet, the oldest first.
func Unpublished(ctx context.Context, d *db.DB) ([]Rectification, error) {
	return Rectifications.All(ctx, d, `WHERE published_at = 0 ORDER BY case_id`)
}

// What proves the kept figures reads all there is.

func allActs(ctx context.Context, d *db.DB) iter.Seq2[Act, error] {
	return Acts.Each(ctx, d, `ORDER BY id`)
}

func allRatings(ctx context.Context, d *db.DB) iter.Seq2[Rating, error] {
	return Ratings.Each(ctx, d, `ORDER BY act, n`)
}

func allRectifications(ctx context.Context, d *db.DB) iter.Seq2[Rectification, error] {
	return Rectifications.Each(ctx, d, `ORDER BY act`)
}
