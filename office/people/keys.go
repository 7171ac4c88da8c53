package people

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// ProveKeys opens one sealed value of each table and fails if the keys are not those it was sealed with. An empty
// database proves nothing.
func (g *Registry) ProveKeys(ctx context.Context, d *db.DB) error {
	for _, s := range samples {
		sealed, err := sampleOf(ctx, d, s.column, s.table)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := g.keys.Open(sealed, s.context); err != nil {
			return fail.Conflict("%s.%s", s.table, s.column)
		}
	}
	return nil
}
