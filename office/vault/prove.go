package vault

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// Sealed is a column whose values are sealed under a context, or empty.
type Sealed struct{ Table, Column, Context string }

// Prove opens one value of each column. Returns fail.Conflict if the keys are not those it was sealed with. An empty database
// proves nothing.
func (v Vault) Prove(ctx context.Context, d *db.DB, columns ...Sealed) error {
	for _, s := range columns {
		sealed, err := sampleOf(ctx, d, s.Column, s.Table)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := v.Keys.Open(sealed, s.Context); err != nil {
			return fail.Conflict("%s.%s", s.Table, s.Column)
		}
	}
	return nil
}
