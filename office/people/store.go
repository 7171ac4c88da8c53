package people

import (
	"context"
	"embed"
	"errors"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/region"
	"wuyou/office/vault"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of people, sessions and the audit log.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "people", Files: files, Kept: []db.Kept{
		{Table: "persons", Key: []string{"id"}},
		{
			Table: "accounts", Key: []string{"id"}, Open: []string{"elder", "home", "address_sealed", "seen_at"},
			Why: "what the person sets for himself, and when he was here last",
		},
		{Table: "account_phones", Key: []string{"id"}},
		{Table: "account_devices", Key: []string{"account_id", "hash"}, Open: []string{"at"}, Why: "when it was used last"},
		{Table: "account_former", Key: []string{"account_id", "person_id"}},
		{Table: "account_filed", Key: []string{"account_id", "case_id"}, Group: "case_id"},
		{Table: "case_contacts", Key: []string{"case_id", "person_id"}, Group: "case_id"},
		{Table: "person_history", Key: []string{"person_id", "at", "field"}},
		{Table: "identity_levels", Key: []string{"id"}},
		{Table: "post_seconds", Key: []string{"id"}},
		{Table: "post_pairs", Key: []string{"id"}},
		{Table: "firm_agents", Key: []string{"firm_id", "person_id"}},
		{
			Table: "staff", Key: []string{"id"}, Open: []string{"failures", "locked_until", "totp_used"},
			Why: "counts of tries, a lock that stands in the audit log, and the last one-time password",
		},
		{Table: "posts", Key: []string{"id"}},
		{Table: "roles", Key: []string{"code"}},
		{Table: "tokens", Key: []string{"hash"}},
		{Table: "proposals", Key: []string{"id"}},
	}, Free: map[string]string{
		"audits":           "each line is hashed and sealed",
		"sessions":         "end by themselves; who forges one acts as another, see docs/ledger.md",
		"throttles":        "counts tries for some minutes or hours",
		"one_time_codes":   "good for some minutes",
		"staff_passwords":  "passwords of before, that none is taken twice",
		"staff_enrolments": "good for an hour; a code of it must be shown",
	}, Ends: map[string]string{
		"account_devices":  "removed when not used for `session.device_days` days",
		"audits":           "stay: at least six months by 网络安全法 art. 21; here for good, since each line is sealed with the ledger",
		"one_time_codes":   "removed the day after",
		"sessions":         "removed when they have ended or were idle",
		"staff_enrolments": "one a member of staff at most; removed when it is used",
		"staff_passwords":  "the last `password.kept` of each",
		"throttles":        "removed when their time is over",
	}, Places: map[string]string{
		"posts.region": "moved by Relocate, with a line of the audit log", "staff.region": db.Follows, "tokens.region": db.Follows, "accounts.home": db.Follows,
	}}
}

// Persons, accounts, firms.

const personColumns = `id, firm, name, id_sealed, id_index, phone_sealed, legal_name, created_at, ` +
	`id_kind, number_index, claimed_by, seen, phone_index, phone_unproven`

func personByID(ctx context.Context, d *db.DB, id int64) (Person, error) {
	return db.One[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE id = $1`, id)
}

func personByIndex(ctx context.Context, d *db.DB, index string) (Person, error) {
	return db.One[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE id_index = $1`, index)
}

// insertPerson reports whether nobody else has entered the person in the same moment.
func insertPerson(ctx context.Context, tx *db.DB, p Person) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO persons (`+personColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id_index) DO NOTHING`,
		p.ID, p.Firm, p.Name, p.IDSealed, p.IDIndex, p.PhoneSealed, p.LegalName, p.CreatedAt,
		p.IDKind, p.NumberIndex, p.ClaimedBy, p.Seen, p.PhoneIndex, p.PhoneUnproven)
	return n == 1, err
}

func setPhone(ctx context.Context, tx *db.DB, id int64, sealed, index string, unproven bool) error {
	return tx.Exec(ctx, `UPDATE persons SET phone_sealed = $2, phone_index = $3, phone_unproven = $4 WHERE id = $1`, id, sealed, index, unproven)
}

// personsPhoned are the records with a telephone, and those of the person of the account that has it.
func personsPhoned(ctx context.Context, d *db.DB, index, account string) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM persons WHERE phone_index = $1 AND phone_index <> ''
		UNION SELECT p.id FROM accounts a JOIN persons own ON own.id = a.person_id JOIN persons p ON p.number_index = own.number_index AND p.name = own.name
			WHERE a.phone_index = $2`, index, account)
}

func personsNamed(ctx context.Context, d *db.DB, name string, n int) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT id FROM persons WHERE name = $1 ORDER BY id DESC LIMIT $2`, name, n)
}

func personsUnindexed(ctx context.Context, d *db.DB, n int) ([]Person, error) {
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE phone_index = '' AND phone_sealed <> '' ORDER BY id LIMIT $1`, n)
}

const accountQuery = `SELECT a.id, a.phone_sealed, a.phone_index, a.person_id, a.address_sealed, a.home, a.elder, a.created_at,
	a.level, a.proved_at, a.seen_at, COALESCE(p.name, '') AS name, COALESCE(p.number_index, '') AS number_index
	FROM accounts a LEFT JOIN persons p ON p.id = a.person_id `

func accountByID(ctx context.Context, d *db.DB, id int64) (Account, error) {
	return db.One[Account](ctx, d, accountQuery+`WHERE a.id = $1`, id)
}

func accountByPhone(ctx context.Context, d *db.DB, index string) (Account, error) {
	return db.One[Account](ctx, d, accountQuery+`WHERE a.phone_index = $1`, index)
}

// KnownOf reports whether the code of an account's telephone number was right on a device before.
func KnownOf(ctx context.Context, d *db.DB, index string, from From) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM account_devices v JOIN accounts a ON a.id = v.account_id
		WHERE a.phone_index = $1 AND v.hash = $2`, index, from.Hash())
	return n > 0, err
}

func accountOfPerson(ctx context.Context, d *db.DB, person int64) (Account, error) {
	return db.One[Account](ctx, d, accountQuery+`WHERE a.person_id = $1`, person)
}

func insertAccount(ctx context.Context, tx *db.DB, a Account) error {
	return tx.Exec(ctx, `INSERT INTO accounts (id, phone_sealed, phone_index, person_id, address_sealed, home, elder, created_at, level, seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)`,
		a.ID, a.PhoneSealed, a.PhoneIndex, a.PersonID, a.AddressSealed, a.Home, a.Elder, a.CreatedAt, a.Level)
}

func setHome(ctx context.Context, d *db.DB, account int64, sealed string, home region.Code) error {
	return d.Exec(ctx, `UPDATE accounts SET address_sealed = $2, home = $3 WHERE id = $1`, account, sealed, home)
}

func setElder(ctx context.Context, d *db.DB, account int64, on bool) error {
	return d.Exec(ctx, `UPDATE accounts SET elder = $2 WHERE id = $1`, account, on)
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

// Sessions.

func insertSession(ctx context.Context, tx *db.DB, s Session) error {
	return tx.Exec(ctx, `INSERT INTO sessions (hash, id, kind, who, created_at, seen_at, ends_at, ip, device, level, known)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.Hash, s.ID, s.Kind, s.Who, s.CreatedAt, s.SeenAt, s.EndsAt, s.IP, s.Device, s.Level, s.Known)
}

func sessionByHash(ctx context.Context, d *db.DB, hash string) (Session, error) {
	return db.One[Session](ctx, d, `SELECT * FROM sessions WHERE hash = $1`, hash)
}

func sessionsOf(ctx context.Context, d *db.DB, kind Kind, who, now, idle int64) ([]Session, error) {
	return db.All[Session](ctx, d,
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

// EndOthers ends the sessions of somebody but one; 0: all.
func EndOthers(ctx context.Context, tx *db.DB, kind Kind, who, keep int64) error {
	return tx.Exec(ctx, `DELETE FROM sessions WHERE who = $1 AND kind = $2 AND id <> $3`, who, kind, keep)
}

// Staff and posts.

// MemberColumns are those of a Member.
const MemberColumns = `id, login, name, phone_sealed, phone_index, password, password_at, must_change, ` +
	`totp_sealed, totp_used, failures, locked_until, left_at, created_at, region, number_index`

func memberByLogin(ctx context.Context, d *db.DB, login string) (Member, error) {
	return db.One[Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE login = $1`, login)
}

// MemberByID is a member of staff, also one who has left; nobody is db.ErrNone.
func MemberByID(ctx context.Context, d *db.DB, id int64) (Member, error) {
	return db.One[Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE id = $1`, id)
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
func insertMember(ctx context.Context, tx *db.DB, m Member) (bool, error) {
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

// trimSessions leaves of somebody's sessions those used last.
func trimSessions(ctx context.Context, tx *db.DB, kind Kind, who int64, most int64) error {
	return tx.Exec(ctx, `DELETE FROM sessions WHERE who = $1 AND kind = $2 AND id NOT IN
		(SELECT id FROM sessions WHERE who = $1 AND kind = $2 ORDER BY seen_at DESC, id DESC LIMIT $3)`, who, kind, max(most, 0))
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
func unindexed(ctx context.Context, d *db.DB) ([]Member, error) {
	return db.All[Member](ctx, d, `SELECT id, phone_sealed FROM staff WHERE phone_index = '' AND phone_sealed <> ''`)
}

// telephones are the members of staff who have a number.
func telephones(ctx context.Context, d *db.DB) ([]Member, error) {
	return db.All[Member](ctx, d, `SELECT id, phone_sealed FROM staff WHERE phone_sealed <> ''`)
}

func setPhoneIndex(ctx context.Context, tx *db.DB, id int64, index string) error {
	return tx.Exec(ctx, `UPDATE staff SET phone_index = $2 WHERE id = $1`, id, index)
}

func setStaffNumber(ctx context.Context, tx *db.DB, id int64, index string) error {
	return tx.Exec(ctx, `UPDATE staff SET number_index = $2 WHERE id = $1`, id, index)
}

func postsOf(ctx context.Context, d *db.DB, staff int64) ([]Post, error) {
	return db.All[Post](ctx, d, `SELECT id, role, region, dept, title FROM posts WHERE staff_id = $1 AND ended_at = 0 ORDER BY id`, staff)
}

// postsHeldBetween are those that had not ended at a moment and whose numbers are before another's.
func postsHeldBetween(ctx context.Context, d *db.DB, staff, since, before int64) ([]Post, error) {
	return db.All[Post](ctx, d, `SELECT id, role, region, dept, title FROM posts
		WHERE staff_id = $1 AND id < $3 AND (ended_at = 0 OR ended_at >= $2) ORDER BY id`,
		staff, since, before)
}

func insertPost(ctx context.Context, tx *db.DB, staff int64, p Post) error {
	return tx.Exec(ctx, `INSERT INTO posts (id, staff_id, role, region, dept, title, ended_at) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		p.ID, staff, p.Role, p.Region, p.Dept, p.Title)
}

// movePost puts a post at another place.
func movePost(ctx context.Context, tx *db.DB, p Post) error {
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

// The audit log.

func insertAudit(ctx context.Context, tx *db.DB, a Audit) error {
	if err := tx.Exec(ctx, `INSERT INTO audits (id, at, day, actor_kind, actor_id, actor_name, ip, act, object, reason, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.At, a.Day, a.ActorKind, a.ActorID, a.ActorName, a.IP, a.Act, a.Object, a.Reason, a.Hash); err != nil {
		return err
	}
	return tx.Enlist(ctx, db.ChainAudits, a.ID)
}

// Has reports whether the audit log has a line of an act.
func Has(ctx context.Context, d *db.DB, act string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM audits WHERE act = $1 LIMIT 1) x`, act)
	return n > 0, err
}

type heldPost struct {
	StaffID int64
	Post
}

func holders(ctx context.Context, d *db.DB, role Role) ([]heldPost, error) {
	return db.All[heldPost](ctx, d, `SELECT p.staff_id, p.id, p.role, p.region, p.dept, p.title FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.ended_at = 0 AND s.left_at = 0 ORDER BY p.id`, role)
}

func anyInDept(ctx context.Context, d *db.DB, role Role, dept string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.dept = $2 AND p.ended_at = 0 AND s.left_at = 0 LIMIT 1) x`, role, dept)
	return n > 0, err
}

func anyAt(ctx context.Context, d *db.DB, role Role, places []region.Code) (bool, error) {
	args := []any{role}
	for _, c := range places {
		args = append(args, c)
	}
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM posts p JOIN staff s ON s.id = p.staff_id
		WHERE p.role = $1 AND p.dept = '' AND p.region IN `+db.In(2, len(places))+` AND p.ended_at = 0 AND s.left_at = 0 LIMIT 1) x`, args...)
	return n > 0, err
}

func membersIn(ctx context.Context, d *db.DB, dept string) ([]Member, error) {
	return db.All[Member](ctx, d, `SELECT `+MemberColumns+` FROM staff WHERE left_at = 0 AND id IN
		(SELECT staff_id FROM posts WHERE dept = $1 AND ended_at = 0) ORDER BY name`, dept)
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

// SealedOfStaff are the columns that hold what is sealed of staff.
var SealedOfStaff = []vault.Sealed{
	{Table: "staff", Column: "phone_sealed", Context: SealPhone}, {Table: "staff", Column: "totp_sealed", Context: sealTOTP},
	{Table: "staff_enrolments", Column: "sealed", Context: sealTOTP},
}

// SealedOfPersons are the columns that hold what is sealed of persons.
var SealedOfPersons = []vault.Sealed{
	{Table: "persons", Column: "id_sealed", Context: sealID}, {Table: "persons", Column: "phone_sealed", Context: SealPhone},
	{Table: "accounts", Column: "phone_sealed", Context: SealPhone}, {Table: "accounts", Column: "address_sealed", Context: sealAddress},
	{Table: "case_contacts", Column: "phone_sealed", Context: SealPhone}, {Table: "person_history", Column: "sealed", Context: sealHistory},
}

// For indexes that are written anew.

func allPersons(ctx context.Context, d *db.DB) ([]Person, error) {
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM persons`)
}

type phoneOf struct {
	ID          int64
	PhoneSealed string
}

func phonesOf(ctx context.Context, d *db.DB, table string) ([]phoneOf, error) {
	return db.All[phoneOf](ctx, d, `SELECT id, phone_sealed FROM `+table+` WHERE phone_sealed <> ''`)
}

func setIndex(ctx context.Context, tx *db.DB, table, column string, id int64, index string) error {
	return tx.Exec(ctx, `UPDATE `+table+` SET `+column+` = $2 WHERE id = $1`, id, index)
}

// ForgetCodes ends all codes that are on their way.
func ForgetCodes(ctx context.Context, tx *db.DB) error {
	return tx.Exec(ctx, `DELETE FROM one_time_codes`)
}

// Forget forgets the counts whose keys are like a pattern.
func Forget(ctx context.Context, tx *db.DB, like string) error {
	return tx.Exec(ctx, `DELETE FROM throttles WHERE key LIKE $1`, like)
}
