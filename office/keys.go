package office

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/persons"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// proveKeys opens something of each column that is sealed of people. Returns fail.Conflict if the keys are not those it was sealed with.
func (o *Office) proveKeys(ctx context.Context, tx *db.DB) error {
	return o.Vault().Prove(ctx, tx, slices.Concat(persons.Sealed, roster.Sealed)...)
}

// Reindex writes the blind indexes of everybody anew, after the key of indexes was replaced, and returns how many could not
// be: those whose sealed value does not open, who are found no more by their number. Codes on their way to telephones end.
func (o *Office) Reindex(ctx context.Context, tx *db.DB) (lost int, err error) {
	persons, err1 := o.Persons.Reindex(ctx, tx)
	staff, err2 := o.Roster.Reindex(ctx, tx)
	return persons + staff, errors.Join(err1, err2, session.ForgetCodes(ctx, tx))
}
