package session

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/people"
)

// Devices on which the code of an account was right, or on which it was proven.

// LevelOn is the level to which an account was proven on a device: Doubted where it was not.
func LevelOn(ctx context.Context, d *db.DB, account int64, hash string) (people.Level, error) {
	return db.One[people.Level](ctx, d, `SELECT COALESCE(MAX(level), 0) FROM account_devices WHERE account_id = $1 AND hash = $2`, account, hash)
}

// AnyDevice reports whether an account was proven on a device.
func AnyDevice(ctx context.Context, d *db.DB, account int64) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM account_devices WHERE account_id = $1 AND level > 0`, account)
	return n > 0, err
}

// ProvedOn notes to which level an account was proven on a device.
func ProvedOn(ctx context.Context, tx *db.DB, account int64, hash string, level people.Level, at int64) error {
	return tx.Exec(ctx, `INSERT INTO account_devices (account_id, hash, level, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, hash) DO UPDATE SET level = excluded.level, at = excluded.at`, account, hash, level, at)
}

// SeeDevice notes that the code of an account's telephone was right on a device, which proves no more there than before.
func SeeDevice(ctx context.Context, tx *db.DB, account int64, hash string, at int64) error {
	return tx.Exec(ctx, `INSERT INTO account_devices (account_id, hash, level, at) VALUES ($1, $2, 0, $3)
		ON CONFLICT (account_id, hash) DO UPDATE SET at = excluded.at`, account, hash, at)
}

// ForgetDevices forgets all devices of an account.
func ForgetDevices(ctx context.Context, tx *db.DB, account int64) error {
	return tx.Exec(ctx, `DELETE FROM account_devices WHERE account_id = $1`, account)
}

// KnownOf reports whether the code of an account's telephone number was right on a device before.
func KnownOf(ctx context.Context, d *db.DB, index string, from From) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM account_devices v JOIN accounts a ON a.id = v.account_id
		WHERE a.phone_index = $1 AND v.hash = $2`, index, from.Hash())
	return n > 0, err
}

// One-time codes.

type oneTimeCode struct {
	PhoneIndex string
	CodeHash   string
	SentAt     int64
	ExpiresAt  int64
	Tries      int64
}

func codeByPhone(ctx context.Context, d *db.DB, index string) (oneTimeCode, error) {
	return db.One[oneTimeCode](ctx, d, `SELECT * FROM one_time_codes WHERE phone_index = $1`, index)
}

// putCode reports whether there may be a new code: the last was sent before a time, or in the future, by a clock that was wrong.
func putCode(ctx context.Context, tx *db.DB, c oneTimeCode, before int64) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO one_time_codes (phone_index, code_hash, sent_at, expires_at, tries) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (phone_index) DO UPDATE SET code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0
		WHERE one_time_codes.sent_at <= $5 OR one_time_codes.sent_at > excluded.sent_at + 60000`, c.PhoneIndex, c.CodeHash, c.SentAt, c.ExpiresAt, before)
	return n == 1, err
}

// countTry counts a try at a code and returns the code.
func countTry(ctx context.Context, tx *db.DB, index string) (oneTimeCode, error) {
	return db.One[oneTimeCode](ctx, tx, `UPDATE one_time_codes SET tries = tries + 1 WHERE phone_index = $1 RETURNING *`, index)
}

func spendCode(ctx context.Context, tx *db.DB, index string) error {
	return tx.Exec(ctx, `UPDATE one_time_codes SET expires_at = 0 WHERE phone_index = $1`, index)
}

// ForgetCodes ends all codes that are on their way.
func ForgetCodes(ctx context.Context, tx *db.DB) error {
	return tx.Exec(ctx, `DELETE FROM one_time_codes`)
}

// Sessions.

func insertSession(ctx context.Context, tx *db.DB, s people.Session) error {
	return tx.Exec(ctx, `INSERT INTO sessions (hash, id, kind, who, created_at, seen_at, ends_at, ip, device, level, known)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.Hash, s.ID, s.Kind, s.Who, s.CreatedAt, s.SeenAt, s.EndsAt, s.IP, s.Device, s.Level, s.Known)
}

func sessionByHash(ctx context.Context, d *db.DB, hash string) (people.Session, error) {
	return db.One[people.Session](ctx, d, `SELECT * FROM sessions WHERE hash = $1`, hash)
}

func sessionsOf(ctx context.Context, d *db.DB, kind people.Kind, who, now, idle int64) ([]people.Session, error) {
	return db.All[people.Session](ctx, d,
		`SELECT * FROM sessions WHERE who = $1 AND kind = $2 AND ends_at > $3 AND seen_at > $4 ORDER BY seen_at DESC`,
		who, kind, now, idle)
}

func touchSession(ctx context.Context, d *db.DB, id, now int64) error {
	return d.Exec(ctx, `UPDATE sessions SET seen_at = $2 WHERE id = $1`, id, now)
}

// closeSession ends a session that is over for good, whatever the clock says later.
func closeSession(ctx context.Context, d *db.DB, id int64) error {
	return d.Exec(ctx, `UPDATE sessions SET ends_at = 0 WHERE id = $1`, id)
}

func deleteSession(ctx context.Context, d *db.DB, id int64) error {
	return d.Exec(ctx, `DELETE FROM sessions WHERE id = $1`, id)
}

// SetLevel has a session carry a level.
func SetLevel(ctx context.Context, tx *db.DB, session int64, level people.Level) error {
	return tx.Exec(ctx, `UPDATE sessions SET level = $2 WHERE id = $1`, session, level)
}

// EndOthers ends the sessions of somebody but one; 0: all.
func EndOthers(ctx context.Context, tx *db.DB, kind people.Kind, who, keep int64) error {
	return tx.Exec(ctx, `DELETE FROM sessions WHERE who = $1 AND kind = $2 AND id <> $3`, who, kind, keep)
}

// trimSessions leaves of somebody's sessions those used last.
func trimSessions(ctx context.Context, tx *db.DB, kind people.Kind, who int64, most int64) error {
	return tx.Exec(ctx, `DELETE FROM sessions WHERE who = $1 AND kind = $2 AND id NOT IN
		(SELECT id FROM sessions WHERE who = $1 AND kind = $2 ORDER BY seen_at DESC, id DESC LIMIT $3)`, who, kind, max(most, 0))
}

// Throttles.

type throttle struct {
	Key   string
	N     int64
	Until int64
}

// countThrottle counts n more, in a stretch of time that begins anew when the last one is over, or ends later than one
// that began now: then it was begun while the clock
// was wrong. Clocks of nodes differ by less than a minute.
func countThrottle(ctx context.Context, tx *db.DB, key string, n, now, until int64) (throttle, error) {
	return db.One[throttle](ctx, tx, `INSERT INTO throttles (key, n, until) VALUES ($1, $4, $2)
		ON CONFLICT (key) DO UPDATE SET
			n = CASE WHEN throttles.until < $3 OR throttles.until > excluded.until + 60000
				THEN excluded.n ELSE throttles.n + excluded.n END,
			until = CASE WHEN throttles.until < $3 OR throttles.until > excluded.until + 60000
				THEN excluded.until ELSE throttles.until END
		RETURNING key, n, until`, key, until, now, n)
}

func throttleOf(ctx context.Context, d *db.DB, key string) (throttle, error) {
	return db.One[throttle](ctx, d, `SELECT key, n, until FROM throttles WHERE key = $1`, key)
}

func uncountThrottle(ctx context.Context, tx *db.DB, key string) error {
	return tx.Exec(ctx, `UPDATE throttles SET n = n - 1 WHERE key = $1 AND n > 0`, key)
}

// Forget forgets the counts whose keys are like a pattern.
func Forget(ctx context.Context, tx *db.DB, like string) error {
	return tx.Exec(ctx, `DELETE FROM throttles WHERE key LIKE $1`, like)
}
