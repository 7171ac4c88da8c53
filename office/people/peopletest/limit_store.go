package peopletest

import (
	"errors"
	"testing"

	"wuyou/office/limit"
)

// Limit has another number of a limit hold.
func (b *Book) Limit(t *testing.T, l limit.Limit, n int64) {
	t.Helper()
	err := b.DB.Exec(t.Context(), `INSERT INTO limits (id, limit_key, n, basis, valid_from, valid_to, editor)
		VALUES ($1, $2, $3, '', 20200101, 0, '')`, b.DB.NewID(), l.Key, n)
	if err := errors.Join(err, b.Limits.Load(t.Context(), b.DB)); err != nil {
		t.Fatal(err)
	}
}
