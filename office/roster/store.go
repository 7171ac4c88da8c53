package roster

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/vault"
)

// Staff and posts.

// MemberColumns are those of a Member.
const MemberColumns = `id, login, name, phone_sealed, phone_index, password, password_at, must_change, ` +
	`totp_sealed, totp_used, failures, locked_until, left_at, created_at, region, number_index`

func memberByLogin(ctx context.Context, d *db.DB, login string) (people.Member, error) {
	return db.One[people.Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE login = $1`, login)
}

// MemberByID is a member of staff, also one who has left; nobody is db.ErrNone.
func MemberByID(ctx context.Context, d *db.DB, id int64) (people.Member, error) {
	return db.One[people.Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE id = $1`, id)
}

// InTurn keeps a member of staff for this transaction: who comes second waits, and finds what the first did.
func InTurn(ctx context.Context, tx *db.DB, id int64) error {
	if !tx.Postgres() {
		return nil // SQLite has one writer
	}
	_, err := db.One[int64](ctx, tx, `SELECT id FROM staff WHERE id = $1 FOR UPDATE`, id)
	if errors.Is(err, db.ErrNone) {
		return nil // which who looks for him says in words
	}
	return err
}

// insertMember reports whether nobody else has the login.
func insertMember(ctx context.Context, tx *db.DB, m people.Member) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO staff (`+MemberColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (login) DO NOTHING`,
		m.ID, m.Login, m.Name, m.PhoneSealed, m.PhoneIndex, m.Password, m.PasswordAt, m.MustChange, m.TotpSealed, m.TotpUsed,
		m.Failures, m.LockedUntil, m.LeftAt, m.CreatedAt, m.Region, m.NumberIndex)
	return n == 1, err
}

// totpAhead is how many steps (30 s) after another a one-time password may have been used and still be one of this time:
// a step that lies further ahead was used while the clock was wrong, and keeps nobody out.
const totpAhead = 4

// useTOTP notes the step of a one-time password, and reports whether it had not been used before, and no administrator has locked
// the login meanwhile.
func useTOTP(ctx context.Context, tx *db.DB, id, totpUsed int64) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE staff SET failures = 0, totp_used = $2
		WHERE id = $1 AND locked_until < $3 AND (totp_sealed = '' OR totp_used < $2 OR totp_used - $4 > $2)`, id, totpUsed, lockedForGood, totpAhead)
	return n == 1, err
}

// renewHash stores the hash of the same password made at today's cost, unless the password was changed meanwhile.
func renewHash(ctx context.Context, tx *db.DB, id int64, was, hash string) error {
	return tx.Exec(ctx, `UPDATE staff SET password = $3 WHERE id = $1 AND password = $2`, id, was, hash)
}

// passwordsOf are the hashes of the last passwords before the present one.
func passwordsOf(ctx context.Context, d *db.DB, staff int64, n int) ([]string, error) {
	return db.All[string](ctx, d, `SELECT hash FROM staff_passwords WHERE staff_id = $1 ORDER BY id DESC LIMIT $2`, staff, n)
}

// insertPassword keeps a hash, and of all n.
func insertPassword(ctx context.Context, tx *db.DB, staff int64, hash string, n int) error {
	if err := tx.Exec(ctx, `INSERT INTO staff_passwords (id, staff_id, hash) VALUES ($1, $2, $3)`, tx.NewID(), staff, hash); err != nil {
		return err
	}
	return tx.Exec(ctx, `DELETE FROM staff_passwords WHERE staff_id = $1 AND id NOT IN
		(SELECT id FROM staff_passwords WHERE staff_id = $1 ORDER BY id DESC LIMIT $2)`, staff, n)
}

// enrolment is the secret of an authenticator that is being set up.
type enrolment struct {
	StaffID int64
	Sealed  string
	At      int64
}

func enrolmentOf(ctx context.Context, d *db.DB, staff int64) (enrolment, error) {
	return db.One[enrolment](ctx, d, `SELECT staff_id, sealed, at FROM staff_enrolments WHERE staff_id = $1`, staff)
}

func putEnrolment(ctx context.Context, tx *db.DB, e enrolment) error {
	return tx.Exec(ctx, `INSERT INTO staff_enrolments (staff_id, sealed, at) VALUES ($1, $2, $3)
		ON CONFLICT (staff_id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at`, e.StaffID, e.Sealed, e.At)
}

func deleteEnrolment(ctx context.Context, tx *db.DB, staff int64) error {
	return tx.Exec(ctx, `DELETE FROM staff_enrolments WHERE staff_id = $1`, staff)
}

func setLock(ctx context.Context, tx *db.DB, id, until int64) error {
	return tx.Exec(ctx, `UPDATE staff SET failures = 0, locked_until = $2 WHERE id = $1`, id, until)
}

func setPassword(ctx context.Context, tx *db.DB, id int64, hash string, at int64, mustChange bool) error {
	return tx.Exec(ctx,
		`UPDATE staff SET password = $2, password_at = $3, must_change = $4, failures = 0, locked_until = 0 WHERE id = $1`,
		id, hash, at, mustChange)
}

func setTOTP(ctx context.Context, tx *db.DB, id int64, sealed string, used int64) error {
	return tx.Exec(ctx, `UPDATE staff SET totp_sealed = $2, totp_used = $3 WHERE id = $1`, id, sealed, used)
}

func setLeft(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE staff SET left_at = $2 WHERE id = $1`, id, at)
}

// withPhone are the members of staff who serve and have a telephone number.
func withPhone(ctx context.Context, d *db.DB, index string) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM staff WHERE phone_index = $1 AND phone_index <> '' AND left_at = 0 ORDER BY id`, index)
}

// unindexed are the members of staff whose number has no index yet.
func unindexed(ctx context.Context, d *db.DB) ([]people.Member, error) {
	return db.All[people.Member](ctx, d, `SELECT id, phone_sealed FROM staff WHERE phone_index = '' AND phone_sealed <> ''`)
}

// telephones are the members of staff who have a number.
func telephones(ctx context.Context, d *db.DB) ([]people.Member, error) {
	return db.All[people.Member](ctx, d, `SELECT id, phone_sealed FROM staff WHERE phone_sealed <> ''`)
}

func setPhoneIndex(ctx context.Context, tx *db.DB, id int64, index string) error {
	return tx.Exec(ctx, `UPDATE staff SET phone_index = $2 WHERE id = $1`, id, index)
}

func setStaffNumber(ctx context.Context, tx *db.DB, id int64, index string) error {
	return tx.Exec(ctx, `UPDATE staff SET number_index = $2 WHERE id = $1`, id, index)
}

func postsOf(ctx context.Context, d *db.DB, staff int64) ([]people.Post, error) {
	return db.All[people.Post](ctx, d, `SELECT id, role, region, dept, title FROM posts WHERE staff_id = $1 AND ended_at = 0 ORDER BY id`, staff)
}

// Tenure is a post with when it ended; 0: it has not.
type Tenure struct {
	people.Post
	EndedAt int64
}

func tenuresOf(ctx context.Context, d *db.DB, staff int64) ([]Tenure, error) {
	return db.All[Tenure](ctx, d, `SELECT id, role, region, dept, title, ended_at FROM posts WHERE staff_id = $1 ORDER BY id`, staff)
}

func insertPost(ctx context.Context, tx *db.DB, staff int64, p people.Post) error {
	return tx.Exec(ctx, `INSERT INTO posts (id, staff_id, role, region, dept, title, ended_at) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		p.ID, staff, p.Role, p.Region, p.Dept, p.Title)
}

// movePost puts a post at another place.
func movePost(ctx context.Context, tx *db.DB, p people.Post) error {
	return tx.Exec(ctx, `UPDATE posts SET region = $2, title = $3 WHERE id = $1`, p.ID, p.Region, p.Title)
}

func endPost(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE posts SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, id, at)
}

// Tokens.

func insertToken(ctx context.Context, tx *db.DB, t Token) error {
	return tx.Exec(ctx, `INSERT INTO tokens (hash, id, name, staff_id, region, scopes, created_at, expires_at, revoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		t.Hash, t.ID, t.Name, t.StaffID, t.Region, t.Scopes, t.CreatedAt, t.ExpiresAt)
}

func tokenByHash(ctx context.Context, d *db.DB, hash string) (Token, error) {
	return db.One[Token](ctx, d, `SELECT * FROM tokens WHERE hash = $1`, hash)
}

func allTokens(ctx context.Context, d *db.DB) ([]Token, error) {
	return db.All[Token](ctx, d, `SELECT * FROM tokens ORDER BY id DESC`)
}

func revokeToken(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE tokens SET revoked_at = $2 WHERE id = $1`, id, at)
}

type heldPost struct {
	StaffID int64
	people.Post
}

func holders(ctx context.Context, d *db.DB, role people.Role) ([]heldPost, error) {
	return db.All[heldPost](ctx, d, `SELECT p.staff_id, p.id, p.role, p.region, p.dept, p.title FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.ended_at = 0 AND s.left_at = 0 ORDER BY p.id`, role)
}

// staffed are the posts of a role, or of all, that somebody holds; those of a department without their place.
func staffed(ctx context.Context, d *db.DB, role people.Role) ([]people.Post, error) {
	return db.All[people.Post](ctx, d, `SELECT DISTINCT p.role, p.dept, CASE WHEN p.dept = '' THEN p.region ELSE '' END AS region
		FROM posts p JOIN staff s ON s.id = p.staff_id WHERE ($1 = '' OR p.role = $1) AND p.ended_at = 0 AND s.left_at = 0`, role)
}

func anyInDept(ctx context.Context, d *db.DB, role people.Role, dept string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.dept = $2 AND p.ended_at = 0 AND s.left_at = 0 LIMIT 1) x`, role, dept)
	return n > 0, err
}

func anyAt(ctx context.Context, d *db.DB, role people.Role, places []region.Code) (bool, error) {
	args := []any{role}
	for _, c := range places {
		args = append(args, c)
	}
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.dept = '' AND p.region IN `+db.In(2, len(places))+` AND p.ended_at = 0 AND s.left_at = 0 LIMIT 1) x`, args...)
	return n > 0, err
}

func membersIn(ctx context.Context, d *db.DB, dept string) ([]people.Member, error) {
	return db.All[people.Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE left_at = 0 AND id IN
		(SELECT staff_id FROM posts WHERE dept = $1 AND ended_at = 0) ORDER BY name`, dept)
}

// Sealed are the columns that hold what is sealed of staff.
var Sealed = []vault.Sealed{
	{Table: "staff", Column: "phone_sealed", Context: people.SealPhone}, {Table: "staff", Column: "totp_sealed", Context: sealTOTP},
	{Table: "staff_enrolments", Column: "sealed", Context: sealTOTP},
}
