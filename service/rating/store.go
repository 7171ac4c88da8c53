package rating

import (
	"context"
	"embed"
	"io/fs"
	"iter"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

//go:embed seed
var seeds embed.FS

// Schema are the tables of services, ratings, rectifications and their figures.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "rating", Files: files, Kept: []db.Kept{
		{Table: "ratings", Key: []string{"id"}},
		{Table: "rating_acts", Key: []string{"id"}, Open: []string{"shown_at"}, Why: "when a pad asked", Group: "case_id"},
		{Table: "rating_givers", Key: []string{"rating"}},
		{Table: "rectifications", Key: []string{"case_id"}, Group: "case_id"},
		{Table: "rating_remarks", Key: []string{"id"}},
		{Table: "rating_suspicions", Key: []string{"sign", "first"}},
		{Table: "rating_limits", Key: []string{"id"}},
		{Table: "rating_rules", Key: []string{"id"}},
		{Table: "rating_signs", Key: []string{"id"}},
		{Table: "rating_tag_sets", Key: []string{"id"}},
		{Table: "rating_tags", Key: []string{"id"}},
	}, Free: map[string]string{
		"rating_counts": "worked out from the ratings",
		"rating_deltas": "worked out from the ratings",
		"rating_sums":   "worked out from the ratings",
	}, Ends: map[string]string{
		"rating_counts": "one a day, place and unit with ratings", "rating_sums": "one a month, place and unit with ratings",
		"rating_deltas": "removed when they are folded into the counts",
	}, Places: map[string]string{
		"rating_acts.region": "where it was served; rated at the heir's stands, too", "ratings.region": "of its act",
		"rating_counts.region": "figures of their time", "rating_deltas.region": "figures of their time",
		"rating_sums.county": "figures of their time", "rating_sums.key": "figures of their time",
		"rating_remarks.region": "where it was said", "rating_suspicions.region": "where it was found", "rating_acts.place": "the name of a window",
		"ratings.place":       "the name of a window",
		"rating_counts.place": "the name of a window", "rating_deltas.place": "the name of a window", "rating_remarks.place": "the name of a window",
		"rating_suspicions.place": "the name of a window",
	}}
}

// tagSetOn is the set of tags of a day: of several the latest.
func tagSetOn(ctx context.Context, d *db.DB, day calendar.Day) (string, error) {
	return db.One[string](ctx, d, `SELECT name FROM rating_tag_sets WHERE `+rule.InForce+` ORDER BY valid_from DESC LIMIT 1`, day)
}

func tagsOn(ctx context.Context, d *db.DB, set string, day calendar.Day) ([]Tag, error) {
	return db.All[Tag](ctx, d, `SELECT tag_set, code, level, name, proof, valid_from, valid_to FROM rating_tags
		WHERE `+rule.InForce+` AND tag_set = $2 ORDER BY code`, day, set)
}

// tagsOf are the tags of a set of all times, the newest wording first.
func tagsOf(ctx context.Context, d *db.DB, set string) ([]Tag, error) {
	return db.All[Tag](ctx, d, `SELECT tag_set, code, level, name, proof, valid_from, valid_to FROM rating_tags
		WHERE tag_set = $1 ORDER BY valid_from DESC, code`, set)
}

// allTags are those of all sets.
func allTags(ctx context.Context, d *db.DB) ([]Tag, error) {
	return db.All[Tag](ctx, d, `SELECT tag_set, code, level, name, proof, valid_from, valid_to FROM rating_tags ORDER BY valid_from DESC, tag_set, code`)
}

func exceptionsOn(ctx context.Context, d *db.DB, day calendar.Day) ([]exception, error) {
	return db.All[exception](ctx, d, `SELECT kind, event, act FROM rating_rules WHERE `+rule.InForce, day)
}

const actColumns = `a.id, a.case_id, a.mode, a.kind, a.item, a.title, a.region, a.dept, a.staff, a.staff_name, a.place, a.channel,
	a.served_at, a.day, a.until_at, a.state, a.shown_at`

// insertAct adds an act; one of the same visit that is still open is moved on to the later time. It
// reports whether the act is new.
func insertAct(ctx context.Context, tx *db.DB, a Act) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO rating_acts (id, case_id, mode, kind, item, title, region, dept, staff, staff_name, place, channel,
			served_at, day, until_at, state, shown_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
		ON CONFLICT (case_id, mode, staff, day) DO NOTHING`,
		a.ID, a.CaseID, a.Mode, a.Kind, a.Item, a.Title, a.Region, a.Dept, a.Staff, a.StaffName, a.Place, a.Channel, a.ServedAt, a.Day, a.UntilAt, a.State)
	if err != nil || n == 1 {
		return n == 1, err
	}
	return false, tx.Exec(ctx, `UPDATE rating_acts SET served_at = $5, until_at = $6, shown_at = 0
		WHERE case_id = $1 AND mode = $2 AND staff = $3 AND day = $4 AND state = 'open'`, a.CaseID, a.Mode, a.Staff, a.Day, a.ServedAt, a.UntilAt)
}

func actByID(ctx context.Context, d *db.DB, id int64) (Act, error) {
	return db.One[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE a.id = $1`, id)
}

// claimAct reads an act and keeps it for this transaction.
func claimAct(ctx context.Context, tx *db.DB, id int64) (Act, error) {
	lock := ""
	if tx.Postgres() {
		lock = ` FOR UPDATE`
	}
	return db.One[Act](ctx, tx, `SELECT `+actColumns+` FROM rating_acts a WHERE a.id = $1`+lock, id)
}

func actsOfCase(ctx context.Context, d *db.DB, id int64) ([]Act, error) {
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE a.case_id = $1 ORDER BY a.served_at DESC, a.id DESC`, id)
}

// actsOf are the services in a person's cases, and in those of whom he acts for, that he may rate now.
func actsOf(ctx context.Context, d *db.DB, who people.Actor, now int64, n int) ([]Act, error) {
	var w db.Where
	flow.Theirs(&w, "c.applicant", who, people.Rate)
	w.And("a.state = 'open' AND a.until_at > ?", now)
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a JOIN cases c ON c.id = a.case_id`+
		w.String()+` ORDER BY a.served_at DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

func setActState(ctx context.Context, tx *db.DB, id int64, state string) error {
	return tx.Exec(ctx, `UPDATE rating_acts SET state = $2 WHERE id = $1`, id, state)
}

// closeAct ends the wait for a rating and reports whether it still ran.
func closeAct(ctx context.Context, tx *db.DB, id int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE rating_acts SET state = 'default' WHERE id = $1 AND state = 'open'`, id)
	return n == 1, err
}

func setShown(ctx context.Context, d *db.DB, id, at int64) error {
	return d.Exec(ctx, `UPDATE rating_acts SET shown_at = $2 WHERE id = $1`, id, at)
}

// unrated are n services at the most whose time to be rated is over, the longest first.
func unrated(ctx context.Context, d *db.DB, now int64, n int) ([]Act, error) {
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE a.state = 'open' AND a.until_at <= $1 ORDER BY a.until_at LIMIT $2`, now, n)
}

const ratingColumns = `r.id, r.act, r.n, r.level, r.source, r.way, r.tag_set, r.tags, r.comment, r.stars, r.named, r.entered, r.at, r.day, r.excluded`

// insertRating writes a rating of an act, with what lists are narrowed by.
func insertRating(ctx context.Context, tx *db.DB, r Rating, a Act) error {
	return tx.Exec(ctx, `INSERT INTO ratings (id, act, n, level, source, way, tag_set, tags, comment, stars, named, entered, at, day, excluded,
			region, dept, staff, place, item, channel, served)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		r.ID, r.Act, r.N, r.Level, r.Source, r.Way, r.TagSet, r.Tags, r.Comment, r.Stars, r.Named, r.Entered, r.At, r.Day, r.Excluded,
		a.Region, a.Dept, a.Staff, a.Place, a.Item, a.Channel, a.Day)
}

func setPublished(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `UPDATE ratings SET published = TRUE WHERE id = $1`, id)
}

func ratingByID(ctx context.Context, d *db.DB, id int64) (Rating, error) {
	return db.One[Rating](ctx, d, `SELECT `+ratingColumns+` FROM ratings r WHERE r.id = $1`, id)
}

// ratingsOf are the ratings of an act in their order.
func ratingsOf(ctx context.Context, d *db.DB, act int64) ([]Rating, error) {
	return db.All[Rating](ctx, d, `SELECT `+ratingColumns+` FROM ratings r WHERE r.act = $1 ORDER BY r.n`, act)
}

func setExcluded(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `UPDATE ratings SET excluded = TRUE WHERE id = $1`, id)
}

func insertGiver(ctx context.Context, tx *db.DB, g giver) error {
	return tx.Exec(ctx, `INSERT INTO rating_givers (rating, sealed, ip, device, staff) VALUES ($1, $2, $3, $4, $5)`,
		g.Rating, g.Sealed, g.IP, g.Device, g.Staff)
}

func giverOf(ctx context.Context, d *db.DB, rating int64) (giver, error) {
	return db.One[giver](ctx, d, `SELECT rating, sealed, ip, device, staff FROM rating_givers WHERE rating = $1`, rating)
}

func insertRemark(ctx context.Context, tx *db.DB, m Remark) error {
	return tx.Exec(ctx, `INSERT INTO rating_remarks (id, region, place, who, level, comment, at, entered) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.ID, m.Region, m.Place, m.Who, m.Level, m.Comment, m.At, m.Entered)
}

func remarksIn(ctx context.Context, d *db.DB, w *db.Where, n int) ([]Remark, error) {
	return db.All[Remark](ctx, d, `SELECT m.id, m.region, m.place, m.who, m.level, m.comment, m.at, m.entered
		FROM rating_remarks m`+w.String()+` ORDER BY m.id DESC LIMIT `+itoa(n), w.Args()...)
}

const fixColumns = `x.case_id, x.rating, x.act, x.staff, x.claims, x.loops, x.complex, x.found, x.said, x.asked, x.reply, x.evidence, x.ground, x.objection,
	x.contacted_at, x.replied_at, x.late, x.wanted, x.outcome, x.published, x.published_at`

func fixByCase(ctx context.Context, d *db.DB, id int64) (Rectification, error) {
	return db.One[Rectification](ctx, d, `SELECT `+fixColumns+` FROM rectifications x WHERE x.case_id = $1`, id)
}

func fixOfAct(ctx context.Context, d *db.DB, act int64) (Rectification, error) {
	return db.One[Rectification](ctx, d, `SELECT `+fixColumns+` FROM rectifications x WHERE x.act = $1`, act)
}

func insertFix(ctx context.Context, tx *db.DB, x Rectification) error {
	return tx.Exec(ctx, `INSERT INTO rectifications (case_id, rating, act, staff, claims, loops, complex, found, said, asked, reply, evidence, ground,
			objection, contacted_at, replied_at, late, wanted, outcome, published, published_at)
		VALUES ($1, $2, $3, $4, $5, 0, FALSE, '', '', '', '', '', '', '', 0, 0, FALSE, 0, '', '', 0)`, x.CaseID, x.Rating, x.Act, x.Staff, x.Claims)
}

func updateFix(ctx context.Context, tx *db.DB, x Rectification) error {
	return tx.Exec(ctx, `UPDATE rectifications SET loops = $2, complex = $3, found = $4, said = $5, asked = $6, reply = $7, evidence = $8,
		ground = $9, objection = $10, contacted_at = $11, replied_at = $12, late = $13, wanted = $14, outcome = $15, published = $16,
		published_at = $17 WHERE case_id = $1`,
		x.CaseID, x.Loops, x.Complex, x.Found, x.Said, x.Asked, x.Reply, x.Evidence, x.Ground, x.Objection,
		x.ContactedAt, x.RepliedAt, x.Late, x.Wanted, x.Outcome, x.Published, x.PublishedAt)
}

// linesIn are ratings with what they are about, the latest first. The ratings are found by what they have with them,
// so that only those shown are looked up.
func linesIn(ctx context.Context, d *db.DB, w *db.Where, n int) ([]row, error) {
	return db.All[row](ctx, d, `SELECT r.id, a.case_id, r.n, r.level, r.source, r.way, r.tag_set, r.tags, r.comment, r.excluded, r.at, a.title,
		r.region, r.dept, r.staff, a.staff_name, r.place, a.mode, r.item,
			COALESCE(x.case_id, 0) AS fix, COALESCE(x.outcome, '') AS outcome, COALESCE(x.published, '') AS published
		FROM (SELECT * FROM ratings r`+w.String()+` ORDER BY r.id DESC LIMIT `+itoa(n)+`) r
			JOIN rating_acts a ON a.id = r.act LEFT JOIN rectifications x ON x.rating = r.id ORDER BY r.id DESC`, w.Args()...)
}

// countLines counts ratings, up to one more than lists count.
func countLines(ctx context.Context, d *db.DB, w *db.Where) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM ratings r`+w.String()+` LIMIT `+itoa(flow.CountMost+1)+`) x`, w.Args()...)
}

func unratedOn(ctx context.Context, d *db.DB, day calendar.Day) ([]Act, error) {
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE a.day = $1 AND a.state = 'open' ORDER BY a.id`, day)
}

func unpublishedIDs(ctx context.Context, d *db.DB) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT x.case_id FROM rectifications x WHERE x.published_at = 0 ORDER BY x.case_id`)
}

// about is what a rating is about.
type about struct {
	ID    int64
	Title string
	Level Level
	N     int64
}

// aboutOf are what ratings are about, by rating.
func aboutOf(ctx context.Context, d *db.DB, ids []int64) (map[int64]about, error) {
	m := map[int64]about{}
	if len(ids) == 0 {
		return m, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	list, err := db.All[about](ctx, d, `SELECT r.id, a.title, r.level, r.n FROM ratings r JOIN rating_acts a ON a.id = r.act
		WHERE r.id IN `+db.In(1, len(ids)), args...)
	for _, one := range list {
		m[one.ID] = one
	}
	return m, err
}

// nthOfCase says the how manieth rating of its case a rating is, of those that somebody gave.
func nthOfCase(ctx context.Context, d *db.DB, id, rating int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM ratings r JOIN rating_acts a ON a.id = r.act
		WHERE a.case_id = $1 AND r.source = 'active' AND r.id <= $2`, id, rating)
}

// What proves the kept figures reads all there is.

func allActs(ctx context.Context, d *db.DB) iter.Seq2[Act, error] {
	return db.Each[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a ORDER BY a.id`)
}

func allRatings(ctx context.Context, d *db.DB) iter.Seq2[Rating, error] {
	return db.Each[Rating](ctx, d, `SELECT `+ratingColumns+` FROM ratings r ORDER BY r.act, r.n`)
}

func allFixes(ctx context.Context, d *db.DB) iter.Seq2[fixIn, error] {
	return db.Each[fixIn](ctx, d, `SELECT `+fixColumns+`, c.state FROM rectifications x JOIN cases c ON c.id = x.case_id ORDER BY x.act`)
}
