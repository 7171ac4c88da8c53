package roster

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// Where narrows staff (s) to those of the filter; now is in Unix milliseconds.
func (f MemberFilter) Where(w *db.Where, now int64) {
	if f.Left {
		w.And(`s.left_at > 0`)
	} else {
		w.And(`s.left_at = 0`)
	}
	if f.Locked {
		w.And(`s.locked_until > ?`, now)
	}
	w.Like(f.Text, "s.login", "s.name")
	if len(f.Within) > 0 {
		var args []any
		for _, r := range f.Within {
			args = append(args, r, r.Last())
		}
		in := func(column string) string {
			one := column + ` >= ? AND ` + column + ` <= ?`
			return `(` + strings.Join(slices.Repeat([]string{one}, len(f.Within)), ` OR `) + `)`
		}
		w.And(`NOT EXISTS (SELECT 1 FROM posts p WHERE p.staff_id = s.id AND p.ended_at = 0 AND NOT `+in(`p.region`)+`)`, args...)
		w.And(`(`+in(`s.region`)+` OR EXISTS (SELECT 1 FROM posts p WHERE p.staff_id = s.id AND p.ended_at = 0))`, args...)
	}
	post, args := ``, []any{}
	if f.Place != "" {
		post, args = post+` AND p.region >= ? AND p.region <= ?`, append(args, f.Place, f.Place.Last())
	}
	if f.Dept != "" {
		post, args = post+` AND p.dept = ?`, append(args, f.Dept)
	}
	if f.Role != "" {
		post, args = post+` AND p.role = ?`, append(args, f.Role)
	}
	if post != "" {
		w.And(`EXISTS (SELECT 1 FROM posts p WHERE p.staff_id = s.id AND p.ended_at = 0`+post+`)`, args...)
	}
}

func postsBetween(ctx context.Context, d *db.DB, first, last string) ([]heldPost, error) {
	return db.All[heldPost](ctx, d, `SELECT p.staff_id, p.id, p.role, p.region, p.dept, p.title FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.ended_at = 0 AND s.login >= $1 AND s.login <= $2 ORDER BY p.id`, first, last)
}

func stationed(ctx context.Context, d *db.DB, ids []int64) ([]Stationed, error) {
	return db.Among[Stationed](ctx, d, `SELECT s.id, s.name, COALESCE(MAX(p.region), '') AS region
		FROM staff s LEFT JOIN posts p ON p.staff_id = s.id AND p.ended_at = 0
		WHERE s.id IN (#) GROUP BY s.id, s.name`, ids)
}

func postByID(ctx context.Context, d *db.DB, id int64) (heldPost, error) {
	return db.One[heldPost](ctx, d, `SELECT staff_id, id, role, region, dept, title FROM posts WHERE id = $1 AND ended_at = 0`, id)
}

func anyPost(ctx context.Context, d *db.DB, id int64) (heldPost, error) {
	return db.One[heldPost](ctx, d, `SELECT staff_id, id, role, region, dept, title FROM posts WHERE id = $1`, id)
}

// Held is a post with who holds it.
type Held struct {
	StaffID int64
	Name    string
	people.Post
}

func postsAt(ctx context.Context, d *db.DB, first, last region.Code, roles []people.Role) ([]Held, error) {
	args := []any{first, last}
	for _, r := range roles {
		args = append(args, r)
	}
	return db.All[Held](ctx, d, `SELECT p.staff_id, s.name, p.id, p.role, p.region, p.dept, p.title FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.region >= $1 AND p.region <= $2 AND p.role IN `+db.In(3, len(roles))+` AND p.ended_at = 0 AND s.left_at = 0
		ORDER BY p.region, p.role DESC, p.title, p.id`, args...)
}

// postsHeld are all posts that are held now.
func postsHeld(ctx context.Context, d *db.DB) ([]Held, error) {
	return db.All[Held](ctx, d, `SELECT p.staff_id, s.name, p.id, p.role, p.region, p.dept, p.title FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.ended_at = 0 AND s.left_at = 0 ORDER BY p.id`)
}

// Holding is a post with who holds it, or held it, when that ended and when he left; 0: it has not, he has not.
type Holding struct {
	Held
	EndedAt, LeftAt int64
}

// postsAtSince are those at a place that had not ended at a moment.
func postsAtSince(ctx context.Context, d *db.DB, place region.Code, since int64, roles []people.Role) ([]Holding, error) {
	args, of := []any{place, since}, ""
	if len(roles) > 0 {
		of = `AND p.role IN ` + db.In(3, len(roles))
	}
	for _, r := range roles {
		args = append(args, r)
	}
	return db.All[Holding](ctx, d, `SELECT p.staff_id, s.name, p.id, p.role, p.region, p.dept, p.title, p.ended_at, s.left_at
		FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.region = $1 AND (p.ended_at = 0 OR p.ended_at >= $2) AND (s.left_at = 0 OR s.left_at >= $2) `+of+` ORDER BY p.title, p.id`, args...)
}

func ownRoles(ctx context.Context, d *db.DB) ([]OwnRole, error) {
	return db.All[OwnRole](ctx, d, `SELECT code, name, does FROM roles ORDER BY code`)
}

// insertRole reports whether the role was not there yet.
func insertRole(ctx context.Context, tx *db.DB, r OwnRole) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO roles (code, name, does) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, r.Code, r.Name, r.Does)
	return n == 1, err
}

func tokenByID(ctx context.Context, d *db.DB, id int64) (Token, error) {
	return db.One[Token](ctx, d, `SELECT * FROM tokens WHERE id = $1`, id)
}

// secondedOn are the roles whose posts two people give.
func secondedOn(ctx context.Context, d *db.DB, on calendar.Day) ([]people.Role, error) {
	return db.All[people.Role](ctx, d, `SELECT role FROM post_seconds WHERE `+rule.InForce+` ORDER BY id`, on)
}

// rolePair are two roles that nobody holds at once, and by what rule.
type rolePair struct {
	One, Other people.Role
	Basis      string
}

func pairsOn(ctx context.Context, d *db.DB, on calendar.Day) ([]rolePair, error) {
	return db.All[rolePair](ctx, d, `SELECT one, other, basis FROM post_pairs WHERE `+rule.InForce+` ORDER BY id`, on)
}
