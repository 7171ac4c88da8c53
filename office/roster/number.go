package roster

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// ownNumber is the blind index of a document's number, that of all records of the number; "" of none.
func (g *Registry) ownNumber(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	kind, number, err := check.Document("", number, int32(calendar.DayOf(g.now())))
	if err != nil {
		return "", err
	}
	return g.keys.Index("id", kind.Series(number)), nil
}

// SetNumber enters the number of another's document: only its blind index is kept.
func (g *Registry) SetNumber(ctx context.Context, by people.Actor, ip string, id int64, number, why string) error {
	index, err := g.ownNumber(number)
	if err == nil && index == "" {
		err = errors.New("请填写证件号")
	}
	if err != nil {
		return fail.Invalid("证件号不对", fail.Field{Name: "number", Message: err.Error()})
	}
	if by.ID == id {
		return fail.Forbidden("自己的证件号由另一位系统管理员登记")
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		if err := setStaffNumber(ctx, tx, id, index); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "登记工作人员证件号", g.called(ctx, tx, id), why)
	})
}
