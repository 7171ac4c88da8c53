package catalog

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/region"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of the catalogue.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "catalog", Files: files, Kept: []db.Kept{
		{Table: "departments", Key: []string{"code"}},
		{Table: "items", Key: []string{"id"}, Open: []string{"boost"}, Why: "the order of search"},
		{Table: "item_versions", Key: []string{"item_id", "version"}},
		{Table: "item_offers", Key: []string{"item_id", "region"}},
		{Table: "checklists", Key: []string{"number"}},
	}, Ends: map[string]string{"checklists": "removed after `keep.checklists` days"}, Places: map[string]string{
		"departments.region": "an organ ends by a decision of its own, which offers and posts tell", "checklists.region": db.Follows,
		"item_offers.region": "the heir has offers of its own",
	}}
}

const entryColumns = `id, code, version, state, name, alias, main, kind, dept, audience, topics, complete, online, boost`

func published(ctx context.Context, d *db.DB) ([]Entry, error) {
	return db.All[Entry](ctx, d, `SELECT `+entryColumns+` FROM items WHERE version > 0 AND state <> 'repealed' ORDER BY id`)
}

func itemByCode(ctx context.Context, d *db.DB, code string) (Entry, error) {
	return db.One[Entry](ctx, d, `SELECT `+entryColumns+` FROM items WHERE code = $1`, code)
}

func itemByID(ctx context.Context, d *db.DB, id int64) (Entry, error) {
	return db.One[Entry](ctx, d, `SELECT `+entryColumns+` FROM items WHERE id = $1`, id)
}

func insertItem(ctx context.Context, tx *db.DB, e Entry) error {
	return tx.Exec(ctx, `INSERT INTO items (`+entryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.ID, e.Code, e.Version, e.State, e.Name, e.Alias, e.Main, e.Kind, e.Dept, e.Audience, e.Topics, e.Complete, e.Online, e.Boost)
}

func updateItem(ctx context.Context, tx *db.DB, e Entry) error {
	return tx.Exec(ctx, `UPDATE items SET version = $2, state = $3, name = $4, alias = $5, main = $6, kind = $7, dept = $8,
		audience = $9, topics = $10, complete = $11, online = $12, boost = $13 WHERE id = $1`,
		e.ID, e.Version, e.State, e.Name, e.Alias, e.Main, e.Kind, e.Dept, e.Audience, e.Topics, e.Complete, e.Online, e.Boost)
}

func repealed(ctx context.Context, d *db.DB) ([]Entry, error) {
	return db.All[Entry](ctx, d, `SELECT `+entryColumns+` FROM items WHERE state = 'repealed' ORDER BY name, id`)
}

// renewed are the published versions that followed others, the latest first.
func renewed(ctx context.Context, d *db.DB) ([]Renewal, error) {
	return db.All[Renewal](ctx, d, `SELECT item_id, published_at FROM item_versions WHERE state = 'published' AND version > 1
		ORDER BY published_at DESC, item_id LIMIT $1`, renewedMost)
}

const versionColumns = `item_id, version, state, body, why, editor_id, editor, publisher, seq, edited_at, published_at`

func versionBody(ctx context.Context, d *db.DB, item, version int64) (string, error) {
	return db.One[string](ctx, d, `SELECT body FROM item_versions WHERE item_id = $1 AND version = $2`, item, version)
}

func versionRow(ctx context.Context, d *db.DB, item, version int64) (Version, error) {
	return db.One[Version](ctx, d, `SELECT `+versionColumns+` FROM item_versions WHERE item_id = $1 AND version = $2`, item, version)
}

func versionsOf(ctx context.Context, d *db.DB, item int64) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM item_versions WHERE item_id = $1 ORDER BY version DESC`, item)
}

func insertVersion(ctx context.Context, tx *db.DB, v Version) error {
	return tx.Exec(ctx, `INSERT INTO item_versions (`+versionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		v.ItemID, v.Version, v.State, v.Body, v.Why, v.EditorID, v.Editor, v.Publisher, v.Seq, v.EditedAt, v.PublishedAt)
}

// moveVersion writes a version that nobody changed since it was read.
func moveVersion(ctx context.Context, tx *db.DB, v Version) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE item_versions SET state = $4, body = $5, why = $6, editor_id = $7, editor = $8, publisher = $9, seq = $3 + 1,
		edited_at = $10, published_at = $11 WHERE item_id = $1 AND version = $2 AND seq = $3`,
		v.ItemID, v.Version, v.Seq, v.State, v.Body, v.Why, v.EditorID, v.Editor, v.Publisher, v.EditedAt, v.PublishedAt)
	return n == 1, err
}

func dropVersion(ctx context.Context, tx *db.DB, item, version int64) error {
	return tx.Exec(ctx, `DELETE FROM item_versions WHERE item_id = $1 AND version = $2 AND state = 'draft'`, item, version)
}

func retireVersion(ctx context.Context, tx *db.DB, item, version int64) error {
	return tx.Exec(ctx, `UPDATE item_versions SET state = 'retired' WHERE item_id = $1 AND version = $2`, item, version)
}

func openVersions(ctx context.Context, d *db.DB) ([]Version, error) {
	return db.All[Version](ctx, d, `SELECT `+versionColumns+` FROM item_versions WHERE state <> 'published' AND state <> 'retired' ORDER BY edited_at DESC`)
}

func allDepts(ctx context.Context, d *db.DB) ([]Dept, error) {
	return db.All[Dept](ctx, d, `SELECT code, region, name, short, phone FROM departments ORDER BY code`)
}

func deptByShort(ctx context.Context, d *db.DB, at region.Code, short string) (Dept, error) {
	return db.One[Dept](ctx, d, `SELECT code, region, name, short, phone FROM departments WHERE region = $1 AND short = $2`, at, short)
}

func deptCount(ctx context.Context, d *db.DB, at region.Code) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM departments WHERE region = $1`, at)
}

func insertDept(ctx context.Context, tx *db.DB, p Dept) error {
	return tx.Exec(ctx, `INSERT INTO departments (code, region, name, short, phone) VALUES ($1, $2, $3, $4, $5)`, p.Code, p.Region, p.Name, p.Short, p.Phone)
}

func allOffers(ctx context.Context, d *db.DB) ([]offer, error) {
	return db.All[offer](ctx, d, `SELECT item_id, region, dept FROM item_offers ORDER BY item_id, region`)
}

func putOffer(ctx context.Context, tx *db.DB, o offer) error {
	return tx.Exec(ctx, `INSERT INTO item_offers (item_id, region, dept) VALUES ($1, $2, $3)
		ON CONFLICT (item_id, region) DO UPDATE SET dept = excluded.dept`, o.ItemID, o.Region, o.Dept)
}

func dropOffer(ctx context.Context, tx *db.DB, item int64, at region.Code) error {
	return tx.Exec(ctx, `DELETE FROM item_offers WHERE item_id = $1 AND region = $2`, item, at)
}

type checklistRow struct {
	Number    string
	ItemID    int64
	Version   int64
	Region    region.Code
	Answers   string
	CreatedAt int64
}

// insertChecklist reports whether the number was free.
func insertChecklist(ctx context.Context, tx *db.DB, r checklistRow) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO checklists (number, item_id, version, region, answers, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		r.Number, r.ItemID, r.Version, r.Region, r.Answers, r.CreatedAt)
	return n == 1, err
}

func checklistByNumber(ctx context.Context, d *db.DB, number string) (checklistRow, error) {
	return db.One[checklistRow](ctx, d, `SELECT * FROM checklists WHERE number = $1`, number)
}
