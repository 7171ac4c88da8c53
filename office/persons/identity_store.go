package persons

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/rule"
)

func levelRows(ctx context.Context, d *db.DB, on calendar.Day) ([]struct{ Act, Level string }, error) {
	return db.All[struct{ Act, Level string }](ctx, d, `SELECT act, level FROM identity_levels WHERE `+rule.InForce, on)
}

// Records of one number.

// personsNumbered are all records of a number.
func personsNumbered(ctx context.Context, d *db.DB, number string) ([]Person, error) {
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE number_index = $1 ORDER BY id`, number)
}

// personsOf are the records of a number, what an account claimed, and what it had before.
func personsOf(ctx context.Context, d *db.DB, number string, account int64) ([]Person, error) {
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE number_index = $1
		UNION SELECT `+personColumns+` FROM persons WHERE claimed_by = $2 AND claimed_by <> 0
		UNION SELECT `+personColumns+` FROM persons WHERE id IN (SELECT person_id FROM account_former WHERE account_id = $2)`, number, account)
}

func formerOf(ctx context.Context, d *db.DB, account int64) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT person_id FROM account_former WHERE account_id = $1`, account)
}

func insertFormer(ctx context.Context, tx *db.DB, account, person int64) error {
	return tx.Exec(ctx, `INSERT INTO account_former (account_id, person_id) VALUES ($1, $2) ON CONFLICT (account_id, person_id) DO NOTHING`, account, person)
}

// filed is a case that an account filed for a firm.
type filed struct{ CaseID, PersonID int64 }

func filedOf(ctx context.Context, d *db.DB, account int64) ([]filed, error) {
	return db.All[filed](ctx, d, `SELECT case_id, person_id FROM account_filed WHERE account_id = $1`, account)
}

func insertFiled(ctx context.Context, tx *db.DB, account int64, f filed) error {
	return tx.Exec(ctx, `INSERT INTO account_filed (account_id, case_id, person_id) VALUES ($1, $2, $3)
		ON CONFLICT (account_id, case_id) DO NOTHING`, account, f.CaseID, f.PersonID)
}

// deleteFiled takes an account what it filed for the firm of a number before levels.
func deleteFiled(ctx context.Context, tx *db.DB, account int64, firm string) error {
	return tx.Exec(ctx, `DELETE FROM account_filed WHERE account_id = $1 AND person_id IN (SELECT id FROM persons WHERE number_index = $2)`, account, firm)
}

// filedFor are the cases of a firm that somebody filed online.
func filedFor(ctx context.Context, d *db.DB, firm, person int64) ([]filed, error) {
	return db.All[filed](ctx, d, `SELECT c.id AS case_id, c.applicant AS person_id FROM cases c JOIN case_events e ON e.case_id = c.id AND e.seq = 1
		WHERE c.applicant = $1 AND c.channel = 'online' AND e.actor_kind = 'citizen' AND e.actor_id = $2`, firm, person)
}

// Accounts and their proofs.

// setProof ties an account to the record of its person, at a level.
func setProof(ctx context.Context, tx *db.DB, account, person int64, level people.Level, at int64) error {
	return tx.Exec(ctx, `UPDATE accounts SET person_id = $2, level = $3, proved_at = $4 WHERE id = $1`, account, person, level, at)
}

func setLevel(ctx context.Context, tx *db.DB, account int64, level people.Level) error {
	return tx.Exec(ctx, `UPDATE accounts SET level = $2 WHERE id = $1`, account, level)
}

// accountsOwn are the accounts whose record is that of one of some persons.
func accountsOwn(ctx context.Context, d *db.DB, persons []int64) ([]people.Account, error) {
	return db.Among[people.Account](ctx, d, accountQuery+`WHERE a.person_id IN (#)`, persons)
}

// accountsAmong are the accounts whose record is of one of some numbers.
func accountsAmong(ctx context.Context, d *db.DB, numbers []string) ([]people.Account, error) {
	return db.Among[people.Account](ctx, d, accountQuery+`WHERE p.number_index IN (#)`, numbers)
}

// accountsNumbered are the accounts whose record is of a number.
func accountsNumbered(ctx context.Context, d *db.DB, number string) ([]people.Account, error) {
	return db.All[people.Account](ctx, d, accountQuery+`WHERE p.number_index = $1`, number)
}

func touchAccount(ctx context.Context, d *db.DB, account, now int64) error {
	return d.Exec(ctx, `UPDATE accounts SET seen_at = $2 WHERE id = $1`, account, now)
}

// setAccountPhone has an account sign in by another number, or by none, and keeps the one that it had.
func setAccountPhone(ctx context.Context, tx *db.DB, account int64, sealed, index string, now int64) error {
	err := tx.Exec(ctx, `INSERT INTO account_phones (id, account_id, phone_sealed, phone_index, left_at)
		SELECT $2, id, phone_sealed, phone_index, $3 FROM accounts WHERE id = $1 AND phone_sealed <> ''`, account, tx.NewID(), now)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, `UPDATE accounts SET phone_sealed = $2, phone_index = $3 WHERE id = $1`, account, sealed, index)
}

// lastLeft is when an account last left a number, or another of one of two persons lost its own to who has proven to be that person; 0: never.
func lastLeft(ctx context.Context, d *db.DB, account, person, other int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(o.left_at), 0) FROM account_phones o WHERE o.account_id IN (SELECT a.id FROM accounts a WHERE a.id = $1
		UNION SELECT a.id FROM persons p JOIN persons q ON q.number_index = p.number_index AND q.number_index <> ''
			JOIN accounts a ON a.person_id = q.id AND a.phone_sealed = '' WHERE p.id IN ($2, $3))`, account, person, other)
}

// lastMoved is when a window last had one of some persons sign in by another number; 0: never.
func lastMoved(ctx context.Context, d *db.DB, persons ...int64) (int64, error) {
	args := []any{FieldAccount}
	for _, p := range persons {
		args = append(args, p)
	}
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(h.at), 0) FROM persons p JOIN persons q ON q.number_index = p.number_index AND q.number_index <> ''
		JOIN person_history h ON h.person_id = q.id AND h.field = $1 WHERE p.id IN `+db.In(2, len(persons)), args...)
}

// leftPhone is when an account last had a number; 0: never, or it has it.
func leftPhone(ctx context.Context, d *db.DB, account int64, index string) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(left_at), 0) FROM account_phones WHERE phone_index = $1 AND account_id = $2`, index, account)
}

// unsettled are the accounts tied to a record that is not their own claim: what programs before levels left.
func unsettled(ctx context.Context, d *db.DB, n int) ([]people.Account, error) {
	return db.All[people.Account](ctx, d, accountQuery+`WHERE a.person_id <> 0 AND p.claimed_by <> a.id ORDER BY a.id LIMIT $1`, n)
}

// unseen are records of before levels that count as seen by a window and were only ever entered online or by a program: none of their
// cases was opened by staff, and no window has entered them as a firm or its agent.
func unseen(ctx context.Context, d *db.DB, after int64, n int) ([]Person, error) {
	return db.All[Person](ctx, d, `SELECT `+personColumns+` FROM persons p WHERE p.id > $1 AND p.seen AND p.claimed_by = 0
		AND (EXISTS (SELECT 1 FROM cases c WHERE c.applicant = p.id) OR EXISTS (SELECT 1 FROM account_former a WHERE a.person_id = p.id)
			OR EXISTS (SELECT 1 FROM firm_agents fa JOIN account_former a ON a.person_id = fa.person_id WHERE fa.firm_id = p.id))
		AND NOT EXISTS (SELECT 1 FROM cases c JOIN case_events e ON e.case_id = c.id AND e.seq = 1
			WHERE c.applicant = p.id AND (c.channel NOT IN ('online', 'api') OR c.channel = 'api' AND e.actor_kind = 'staff'))
		AND NOT EXISTS (SELECT 1 FROM firm_agents fa WHERE fa.proof = 'window' AND (fa.person_id = p.id OR fa.firm_id = p.id))
		ORDER BY p.id LIMIT $2`, after, n)
}

func setUnseen(ctx context.Context, tx *db.DB, person int64, index string) error {
	return tx.Exec(ctx, `UPDATE persons SET seen = FALSE, id_index = $2 WHERE id = $1`, person, index)
}

// accountBefore is the account that entered a record online before levels; 0 is none.
func accountBefore(ctx context.Context, d *db.DB, person int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MIN(account_id), 0) FROM (SELECT account_id FROM account_former WHERE person_id = $1
		UNION ALL SELECT account_id FROM account_filed WHERE person_id = $1) x`, person)
}

// Contacts.

type contact struct {
	CaseID, PersonID int64
	PhoneSealed      string
	AccountID        int64
	PhoneIndex       string
	Unproven         bool // a window typed it, and nobody has shown that he holds it
}

const contactQuery = `SELECT case_id, person_id, phone_sealed, account_id, phone_index, unproven FROM case_contacts `

func contactOf(ctx context.Context, d *db.DB, id, person int64) (contact, error) {
	return db.One[contact](ctx, d, contactQuery+`WHERE case_id = $1 AND person_id = $2`, id, person)
}

func putContact(ctx context.Context, tx *db.DB, c contact) error {
	n, err := tx.Affect(ctx, `INSERT INTO case_contacts (case_id, person_id, phone_sealed, account_id, phone_index, unproven) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (case_id, person_id) DO NOTHING`, c.CaseID, c.PersonID, c.PhoneSealed, c.AccountID, c.PhoneIndex, c.Unproven)
	if err != nil || n == 1 {
		return err
	}
	return tx.Exec(ctx, `UPDATE case_contacts SET phone_sealed = $3, account_id = $4, phone_index = $5, unproven = $6 WHERE case_id = $1 AND person_id = $2`,
		c.CaseID, c.PersonID, c.PhoneSealed, c.AccountID, c.PhoneIndex, c.Unproven)
}

// phoneProven reports whether a record is known to have a telephone number: by a case of its own, or in the book.
func phoneProven(ctx context.Context, d *db.DB, person int64, index string) (bool, error) {
	return db.One[bool](ctx, d, `SELECT EXISTS (SELECT 1 FROM case_contacts WHERE person_id = $1 AND phone_index = $2 AND NOT unproven)
		OR EXISTS (SELECT 1 FROM persons WHERE id = $1 AND phone_index = $2 AND NOT phone_unproven) AS proven`, person, index)
}

// setPhoneProven notes wherever a number stands for a record that it has it.
func setPhoneProven(ctx context.Context, tx *db.DB, person int64, index string) error {
	return errors.Join(tx.Exec(ctx, `UPDATE case_contacts SET unproven = FALSE WHERE person_id = $1 AND phone_index = $2 AND unproven`, person, index),
		tx.Exec(ctx, `UPDATE persons SET phone_unproven = FALSE WHERE id = $1 AND phone_index = $2 AND phone_unproven`, person, index))
}

// reach is what says how a person is reached in a case: whether some account says to have his number (Accounts), whether the case
// has a contact of its own (Given) and which, and the number in the book; and which of both nobody has proven.
type reach struct {
	Accounts, Given bool
	PhoneSealed     string
	AccountID       int64
	Unproven        bool // the number of the case
	BookSealed      string
	BookUnproven    bool
	Firm            bool
	NumberIndex     string
}

// reachFrom are the columns and tables of a reach, up to the case.
const reachFrom = `EXISTS (SELECT 1 FROM persons q JOIN accounts a ON a.person_id = q.id
			WHERE q.number_index = p.number_index AND p.number_index <> '') AS accounts,
		c.case_id IS NOT NULL AS given, COALESCE(c.phone_sealed, '') AS phone_sealed, COALESCE(c.account_id, 0) AS account_id,
		COALESCE(c.unproven, FALSE) AS unproven, p.phone_sealed AS book_sealed, p.phone_unproven AS book_unproven, p.firm, p.number_index
	FROM persons p LEFT JOIN case_contacts c ON c.person_id = p.id AND c.case_id`

func reachOf(ctx context.Context, d *db.DB, id, person int64) (reach, error) {
	return db.One[reach](ctx, d, `SELECT `+reachFrom+` = $1 WHERE p.id = $2`, id, person)
}

// reachesOf are the reaches of persons in cases, by both, read with few statements. Of who is in no book there is none.
func reachesOf(ctx context.Context, d *db.DB, list []InCase) (map[InCase]reach, error) {
	type row struct {
		CaseOf, Person int64
		reach
	}
	all := make(map[InCase]reach, len(list))
	for some := range slices.Chunk(list, 250) {
		var cases, persons []any
		for _, one := range some {
			cases, persons = append(cases, one.Case), append(persons, one.Person)
		}
		n := len(some)
		query := `SELECT COALESCE(c.case_id, 0) AS case_of, p.id AS person, ` + reachFrom + ` IN ` + db.In(1, n) + ` WHERE p.id IN ` + db.In(n+1, n)
		rows, err := db.All[row](ctx, d, query, append(cases, persons...)...)
		if err != nil {
			return nil, err
		}
		book := map[int64]reach{}
		for _, r := range rows {
			if r.Given {
				all[InCase{r.CaseOf, r.Person}] = r.reach
			}
			r.Given, r.PhoneSealed, r.AccountID, r.Unproven = false, "", 0, false
			book[r.Person] = r.reach
		}
		for _, one := range some {
			if r, known := book[one.Person]; known && !all[one].Given {
				all[one] = r
			}
		}
	}
	return all, nil
}

// phonesIn are the telephone numbers, sealed, that were given for a person in his cases.
func phonesIn(ctx context.Context, d *db.DB, person int64) ([]string, error) {
	return db.All[string](ctx, d, `SELECT phone_sealed FROM case_contacts WHERE person_id = $1 AND phone_sealed <> ''`, person)
}

// casesPhoned are the newest cases in which a telephone number was given.
func casesPhoned(ctx context.Context, d *db.DB, index string, n int) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT case_id FROM case_contacts WHERE phone_index = $1 AND phone_index <> '' ORDER BY case_id DESC LIMIT $2`, index, n)
}

func contactsUnindexed(ctx context.Context, d *db.DB, n int) ([]contact, error) {
	return db.All[contact](ctx, d, contactQuery+`WHERE phone_index = '' AND phone_sealed <> '' ORDER BY case_id LIMIT $1`, n)
}

func allContacts(ctx context.Context, d *db.DB) ([]contact, error) {
	return db.All[contact](ctx, d, contactQuery+`WHERE phone_sealed <> ''`)
}

// Agencies.

const agencyRows = `SELECT fa.firm_id, fa.person_id, fa.legal, fa.until, fa.revoked_at, fa.created_at,
	fa.proof, fa.proved_by, fa.rights, fa.left_at, fa.saw_until,
	f.name AS name, f.number_index AS firm_index, f.claimed_by AS firm_claimed, p.name AS agent, p.number_index AS agent_index, p.claimed_by AS agent_claimed
	FROM firm_agents fa JOIN persons f ON f.id = fa.firm_id JOIN persons p ON p.id = fa.person_id `

const agencyQuery = agencyRows + `WHERE fa.revoked_at = 0 AND (fa.until = 0 OR fa.until > $1) AND `

// agenciesOf are the agencies of who holds a number, or which an account claimed.
func agenciesOf(ctx context.Context, d *db.DB, now int64, number string, account int64) ([]Agency, error) {
	return db.All[Agency](ctx, d, agencyQuery+`fa.person_id IN (
			SELECT id FROM persons WHERE number_index = $2 UNION SELECT id FROM persons WHERE claimed_by = $3 AND claimed_by <> 0)
		ORDER BY f.name, fa.firm_id`, now, number, account)
}

// agentsOf are the agencies for some firms, proven and asked for.
func agentsOf(ctx context.Context, d *db.DB, now int64, firms ...string) ([]Agency, error) {
	return db.Among[Agency](ctx, d, agencyQuery+`f.number_index IN (#) ORDER BY fa.created_at, fa.person_id`, firms, now)
}

// agencyOf is the agency under one record of a firm and one of a person, also one that has ended.
func agencyOf(ctx context.Context, d *db.DB, firm, person int64) (Agency, error) {
	return db.One[Agency](ctx, d, agencyRows+`WHERE fa.firm_id = $1 AND fa.person_id = $2`, firm, person)
}

// agenciesUnder are the agencies under one record of a firm, also those that have ended.
func agenciesUnder(ctx context.Context, d *db.DB, firm int64) ([]Agency, error) {
	return db.All[Agency](ctx, d, agencyRows+`WHERE fa.firm_id = $1 ORDER BY fa.person_id`, firm)
}

// settledUnder are the records of a firm under which an agency was proven, or has ended.
func settledUnder(ctx context.Context, d *db.DB, now int64, number string) ([]int64, error) {
	return db.All[int64](ctx, d, `SELECT fa.firm_id FROM firm_agents fa JOIN persons f ON f.id = fa.firm_id
		WHERE f.number_index = $1 AND (fa.proof <> '' OR fa.revoked_at > $2 OR fa.until BETWEEN 1 AND $3)`, number, neverWas, now)
}

// left is somebody whose agency for a firm has ended, and when.
type left struct{ ID, EndedAt int64 }

// hand is what tells who has a case of a firm in hand: the keys of a telephone (by a case or in the book, and of an account, now or when the case was
// opened), an account, an agent; each may be none.
type hand struct {
	Phone, AccountPhone string
	Account, Agent      int64
}

// endedAt is when an agency last ended, or one that it took the place of; 0: never. A last day that was past when it was entered ended on that day.
const endedAt = `CASE WHEN fa.revoked_at <> 0 THEN fa.revoked_at WHEN fa.until BETWEEN 1 AND $1 AND fa.until > fa.left_at THEN fa.until ELSE fa.left_at END`

// sees says in SQL that a proven agency lets its holder look; $4 is See.
const sees = `fa.proof <> '' AND (fa.legal OR (fa.rights & $4) <> 0)`

// through says in SQL that somebody could look at a firm's, number $3, by another agency that stood beyond a moment: then the end of one is none.
func through(person, at string) string {
	return `EXISTS (SELECT 1 FROM firm_agents fa JOIN persons f ON f.id = fa.firm_id JOIN persons p ON p.id = fa.person_id
		WHERE f.number_index = $3 AND p.number_index = ` + person + ` AND ` + sees + ` AND fa.created_at <= ` + at + ` AND fa.left_at < ` + at + `
			AND (fa.revoked_at = 0 OR fa.revoked_at > ` + at + `) AND (fa.until = 0 OR fa.until > ` + at + `))`
}

// leftHolders are those whose agency for a firm has ended since a case of it was opened, and who have it in hand; who left last is the first. What somebody
// only claimed ends for the record alone under which he claimed it, and in the cases of that: another number or name is easily said.
func leftHolders(ctx context.Context, d *db.DB, now, id int64, firm string, h hand) ([]left, error) {
	return db.All[left](ctx, d, `SELECT x.id, MAX(x.at) AS ended_at FROM (SELECT p.id, p.number_index, fa.proof, `+endedAt+` AS at
		FROM (SELECT q.id, q.number_index FROM persons q WHERE q.phone_index = $5 AND q.phone_index <> '' AND q.seen
			UNION SELECT q.id, q.number_index FROM case_contacts o JOIN persons q ON q.id = o.person_id
				WHERE o.case_id = $2 AND o.phone_index = $5 AND o.phone_index <> ''
			UNION SELECT q.id, q.number_index FROM accounts a JOIN persons q ON q.id = a.person_id WHERE a.phone_index = $6 AND a.phone_index <> '' OR a.id = $7
			UNION SELECT q.id, q.number_index FROM account_phones o JOIN accounts a ON a.id = o.account_id JOIN persons q ON q.id = a.person_id
				WHERE o.phone_index = $6 AND o.phone_index <> '' AND o.left_at >= (SELECT c.opened_at FROM cases c WHERE c.id = $2)
			UNION SELECT q.id, q.number_index FROM persons q WHERE q.id = $8) h
		JOIN persons p ON p.number_index = h.number_index AND h.number_index <> ''
		JOIN firm_agents fa ON fa.person_id = p.id JOIN persons f ON f.id = fa.firm_id
		WHERE f.number_index = $3
			AND (fa.proof <> '' OR p.id = h.id AND f.id = (SELECT c.applicant FROM cases c WHERE c.id = $2))) x
		WHERE x.at >= (SELECT c.opened_at FROM cases c WHERE c.id = $2) AND (x.proof = '' OR NOT `+through("x.number_index", "x.at")+`)
		GROUP BY x.id ORDER BY ended_at DESC, x.id`, now, id, firm, people.See, h.Phone, h.AccountPhone, h.Account, h.Agent)
}

// lastSeen is until when, since a moment, somebody could look at the cases of a firm by a proven agency that has ended or lets him look no more; 0: nobody.
func lastSeen(ctx context.Context, d *db.DB, now, since int64, firm string) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COALESCE(MAX(x.at), 0)
		FROM (SELECT p.number_index, CASE WHEN `+sees+` AND (fa.revoked_at <> 0 OR fa.until BETWEEN 1 AND $1) THEN `+endedAt+` ELSE fa.saw_until END AS at
			FROM firm_agents fa JOIN persons f ON f.id = fa.firm_id JOIN persons p ON p.id = fa.person_id WHERE f.number_index = $3) x
		WHERE x.at >= $2 AND x.at > 0 AND NOT `+through("x.number_index", "x.at"), now, since, firm, people.See)
}

func putAgent(ctx context.Context, tx *db.DB, a Agency) error {
	return tx.Exec(ctx, `INSERT INTO firm_agents (firm_id, person_id, legal, until, revoked_at, created_at, proof, proved_by, rights, left_at, saw_until)
			VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (firm_id, person_id) DO UPDATE SET legal = excluded.legal, until = excluded.until, revoked_at = 0, proof = excluded.proof,
			proved_by = excluded.proved_by, rights = excluded.rights, left_at = excluded.left_at, saw_until = excluded.saw_until`,
		a.FirmID, a.PersonID, a.Legal, a.Until, a.CreatedAt, a.Proof, a.ProvedBy, a.Rights, a.LeftAt, a.SawUntil)
}

// revokeAgent ends an agency; one that has run out ended then.
func revokeAgent(ctx context.Context, tx *db.DB, firm, person, at int64) error {
	return tx.Exec(ctx, `UPDATE firm_agents SET revoked_at = CASE WHEN until BETWEEN 1 AND $3 THEN until ELSE $3 END
		WHERE firm_id = $1 AND person_id = $2 AND revoked_at = 0`, firm, person, at)
}

// setUnclaimed makes a record nobody's claim any more.
func setUnclaimed(ctx context.Context, tx *db.DB, person int64, index string) error {
	return tx.Exec(ctx, `UPDATE persons SET claimed_by = 0, id_index = $2 WHERE id = $1`, person, index)
}

// Corrections.

func insertHistory(ctx context.Context, tx *db.DB, h History) error {
	return tx.Exec(ctx,
		`INSERT INTO person_history (person_id, at, field, sealed, case_id) VALUES ($1, $2, $3, $4, $5)`,
		h.PersonID, h.At, h.Field, h.Sealed, h.CaseID)
}

func historyOf(ctx context.Context, d *db.DB, number string) ([]History, error) {
	return db.All[History](ctx, d, `SELECT h.person_id, h.at, h.field, h.sealed, h.case_id FROM person_history h JOIN persons p ON p.id = h.person_id
		WHERE p.number_index = $1 ORDER BY h.at DESC, h.person_id`, number)
}

func setName(ctx context.Context, tx *db.DB, person int64, name string) error {
	return tx.Exec(ctx, `UPDATE persons SET name = $2 WHERE id = $1`, person, name)
}

func setLegal(ctx context.Context, tx *db.DB, person int64, name string) error {
	return tx.Exec(ctx, `UPDATE persons SET legal_name = $2 WHERE id = $1`, person, name)
}

func setNumber(ctx context.Context, tx *db.DB, person int64, kind, sealed, number string) error {
	return tx.Exec(ctx, `UPDATE persons SET id_kind = $2, id_sealed = $3, number_index = $4 WHERE id = $1`, person, kind, sealed, number)
}
