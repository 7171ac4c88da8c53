package officetest

import "errors"

// Limit sets a limit of the office.
func (c *City) Limit(key string, n int64) {
	c.T.Helper()
	changed, err := c.DB.Affect(c.T.Context(), `UPDATE limits SET n = $2 WHERE limit_key = $1`, key, n)
	if err := errors.Join(err, c.Limits.Load(c.T.Context(), c.DB)); err != nil || changed != 1 {
		c.T.Fatal(key, changed, err)
	}
}
