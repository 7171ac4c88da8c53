package persons

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/vault"
)

// Persons, accounts, firms.

const personColumns = `id, firm, name, id_sealed, id_index, phone_sealed, legal_name, created_at, ` +
	`id_kind, number_index, claimed_by, seen, phone_index, phone_unproven`

func personByID(ctx context.Context, d *db.DB, id int64) (Person, error) {
	return db.One[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE id = $1`, id)
}

// personsIn are some persons by their numbers.
func personsIn(ctx context.Context, d *db.DB, ids []int64) (map[int64]Person, error) {
	list, err := db.Among[Person](ctx, d, `SELECT `+personColumns+` FROM persons WHERE id IN (#)`, ids)
	of := make(map[int64]Person, len(list))
	for _, p := range list {
		of[p.ID] = p
	}
	return of, err
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

const accountQuery = `SELECT a.id, a.phone_sealed, a.phone_index, a.person_id, a.address_sealed, a.home, a.elder, a.english, a.created_at,
	a.level, a.proved_at, a.seen_at, COALESCE(p.name, '') AS name, COALESCE(p.number_index, '') AS number_index
	FROM accounts a LEFT JOIN persons p ON p.id = a.person_id `

func accountByID(ctx context.Context, d *db.DB, id int64) (people.Account, error) {
	return db.One[people.Account](ctx, d, accountQuery+`WHERE a.id = $1`, id)
}

func accountByPhone(ctx context.Context, d *db.DB, index string) (people.Account, error) {
	return db.One[people.Account](ctx, d, accountQuery+`WHERE a.phone_index = $1`, index)
}

func accountOfPerson(ctx context.Context, d *db.DB, person int64) (people.Account, error) {
	return db.One[people.Account](ctx, d, accountQuery+`WHERE a.person_id = $1`, person)
}

func insertAccount(ctx context.Context, tx *db.DB, a people.Account) error {
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

func setEnglish(ctx context.Context, d *db.DB, account int64, on bool) error {
	return d.Exec(ctx, `UPDATE accounts SET english = $2 WHERE id = $1`, account, on)
}

func readsEnglish(ctx context.Context, d *db.DB, person int64) (bool, error) {
	on, err := db.One[bool](ctx, d, `SELECT english FROM accounts WHERE person_id = $1`, person)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return on, err
}

// Sealed are the columns that hold what is sealed of persons.
var Sealed = []vault.Sealed{
	{Table: "persons", Column: "id_sealed", Context: sealID}, {Table: "persons", Column: "phone_sealed", Context: people.SealPhone},
	{Table: "accounts", Column: "phone_sealed", Context: people.SealPhone}, {Table: "accounts", Column: "address_sealed", Context: sealAddress},
	{Table: "case_contacts", Column: "phone_sealed", Context: people.SealPhone}, {Table: "person_history", Column: "sealed", Context: sealHistory},
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

func insertCard(ctx context.Context, tx *db.DB, id, person int64, c Card) error {
	return tx.Exec(ctx, `INSERT INTO person_cards (id, person_id, at, device, place, reader, sam) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, person, c.At, c.Device, c.Place, c.Reader, c.SAM)
}

func lastCard(ctx context.Context, d *db.DB, person int64) (Card, error) {
	return db.One[Card](ctx, d, `SELECT device, place, reader, sam, at FROM person_cards WHERE person_id = $1 ORDER BY at DESC, id DESC LIMIT 1`, person)
}
