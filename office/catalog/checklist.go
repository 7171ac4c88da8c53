package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/region"
)

// Kept is a checklist that was given out under a number, so that window and applicant see the same
// list.
type Kept struct {
	Number  string
	Entry   Entry
	Item    *Item
	Version int64
	Region  region.Code
	Answers Answers
	List    Checklist
	At      int64
}

// Keep gives out a checklist under a new number of eight digits. The answers must be complete.
func (c *Catalog) Keep(ctx context.Context, item int64, place region.Code, a Answers) (number string, err error) {
	e, it, err := c.Current(ctx, item)
	if err != nil {
		return "", err
	}
	list, err := it.Guide(a)
	if err != nil {
		return "", err
	}
	if list.Open != nil {
		return "", fail.Invalid("还有问题没有回答", fail.Field{Name: list.Open.Key, Message: "请选择"})
	}
	asked := Answers{} // what nobody asked for is not kept
	for _, one := range list.Answered {
		asked[one.Key] = a[one.Key]
	}
	answers, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		for range 10 {
			number = gm.Digits(8)
			free, err := insertChecklist(ctx, tx, checklistRow{number, e.ID, e.Version, place, string(answers), c.now().UnixMilli()})
			if free || err != nil {
				return err
			}
		}
		return errors.New("no free checklist number in ten tries")
	})
	return number, err
}

// Prune forgets the checklists that were given out before an instant.
func (c *Catalog) Prune(ctx context.Context, before time.Time) (int64, error) {
	return db.Trim(ctx, c.db, "checklists", "number", "created_at < $1", before.UnixMilli())
}

// Recall finds a checklist by its number, as it was when it was given out.
func (c *Catalog) Recall(ctx context.Context, number string) (Kept, error) {
	number = check.Bare(number)
	r, err := checklistByNumber(ctx, c.db, number)
	if errors.Is(err, db.ErrNone) {
		return Kept{}, fail.NotFound("没有这个编号的告知单，请核对 8 位数字")
	}
	if err != nil {
		return Kept{}, err
	}
	k := Kept{Number: r.Number, Version: r.Version, Region: r.Region, At: r.CreatedAt}
	if err := json.Unmarshal([]byte(r.Answers), &k.Answers); err != nil {
		return k, err
	}
	if k.Entry, err = c.Entry(r.ItemID); err != nil {
		return k, err
	}
	if k.Item, err = c.Item(ctx, r.ItemID, r.Version); err != nil {
		return k, err
	}
	k.List, err = k.Item.Guide(k.Answers)
	return k, err
}
