package exchange

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
)

// Demo gives the organs of the demonstration made-up credit codes, by which the province knows them. One kind is left out, so that
// there is something to mend.
func (e *Exchange) Demo(ctx context.Context, tx *db.DB) error {
	for i, o := range e.Organs() {
		if strings.HasSuffix(o.Name, "残联") {
			continue
		}
		code := fmt.Sprintf("11%s%09d", o.Region[:6], i+1)
		last, err := check.Credit(code)
		if err != nil {
			return err
		}
		if err := e.PutOrganCode(ctx, tx, o.Code, code+string(last)); err != nil {
			return err
		}
	}
	return nil
}
