package find

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// idRest is the expression of the index cases_rest.
const idRest = "c.id % 1000000"

// casesFound are the newest n cases (c) of a condition.
func casesFound(ctx context.Context, d *db.DB, w db.Where, n int) ([]flow.Case, error) {
	return db.All[flow.Case](ctx, d, `SELECT `+flow.Columns+` FROM cases c`+w.String()+` ORDER BY c.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}
